"""How tables and headings flow over pages: nothing stands alone, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports import factory
from tests.reports.conftest import page_texts, reader

from smallcrm.reports.document import Document
from smallcrm.reports.fonts import typefaces
from smallcrm.reports.layout import Flow
from smallcrm.reports.style import A4, type_for
from smallcrm.reports.tables import Column, Table


def drawn(draw: Callable[[Flow], None]) -> bytes:
    """Draw down a flow whose pages begin with `HEAD`."""
    document = Document(
        sheet=A4,
        faces=typefaces(factory.RESOURCES),
        title="",
        author="",
        language="en",
        made_at=factory.CLOCK.now(),
    )
    type_ = type_for("en")
    document.begin("en")
    draw(Flow(document, type_, lambda page: page.sheet.top + 20))
    document.end_part()
    return document.save()


def fill(flow: Flow, lines: int) -> None:
    for _ in range(lines):
        flow.paragraph("filler", flow.type.body)


def table(rows: int, cell: str = "row") -> Table:
    found = Table((Column("First"), Column("Second", wraps=True, grow=4)))
    found.rows = [(f"{cell} {number:03d}.", "text") for number in range(rows)]
    return found


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 7])
@given(above=st.integers(40, 62), keep=st.sampled_from([0.0, 40.0]))
@settings(max_examples=23, deadline=None)
def test_no_heading_and_no_row_stands_alone(rows: int, above: int, keep: float) -> None:
    def draw(flow: Flow) -> None:
        fill(flow, above)
        flow.section("Section", keep=10)
        flow.subsection("Part", keep=10)
        made = table(rows)
        made.keep = keep
        made.draw(flow)

    pdf = drawn(draw)
    pages = page_texts(pdf)
    found = [page.count("row ") for page in pages]
    assert sum(found) == rows
    assert sum(page.count("Section") for page in pages) == 1
    for page, count in zip(pages, found, strict=True):
        assert ("Section" in page) <= (count > 0)
        assert ("Section" in page) == ("Part" in page)
        assert count != 1 or rows == 1
    outline = reader(pdf).outline
    assert [str(mark.title) for mark in outline if not isinstance(mark, list)] == ["Section"]


@given(above=st.integers(0, 60), lines=st.integers(1, 200))
@settings(max_examples=25, deadline=None)
def test_a_row_taller_than_a_page_is_all_there(above: int, lines: int) -> None:
    def draw(flow: Flow) -> None:
        fill(flow, above)
        flow.section("Section")
        made = table(1)
        made.rows.append(("tall", "\n".join(f"line {number:03d}." for number in range(lines))))
        made.rows.append(("last", "end"))
        made.draw(flow)

    pages = page_texts(drawn(draw))
    text = " ".join(pages)
    assert [f"line {number:03d}." in text for number in range(lines)] == [True] * lines
    for page in pages:
        if "line " in page or "row " in page:
            assert "Second" in page  # the head is repeated


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300))
@settings(max_examples=30, deadline=None)
def test_a_very_long_name_is_broken_and_not_cut(text: str) -> None:
    name = "x" + "".join(text.split()) + "y" * 300

    def draw(flow: Flow) -> None:
        made = table(1)
        made.rows = [(name, name)]
        made.draw(flow)

    pages = page_texts(drawn(draw))
    assert "".join("".join(pages).split()).count("y") >= 600


def test_a_heading_at_the_top_of_a_page_stays_there() -> None:
    def draw(flow: Flow) -> None:
        flow.next_page()
        flow.section("Section")
        flow.need(flow.page_room - 20)
        flow.paragraph("below", flow.type.body)

    pages = page_texts(drawn(draw))
    assert len(pages) == 2
    assert "Section" in pages[1]
    assert "below" in pages[1]
