"""Sheets of labels: the known ones as their maker measures them, and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import label_sheets
from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import INCH, KNOWN, LabelSheet, micrometres, millimetres

L7160 = next(sheet for sheet in KNOWN if sheet.name == "L7160")


@pytest.mark.parametrize(
    ("name", "count", "inches"),
    [  # what stands on the boxes: width and height of a label
        ("5160", 30, (Decimal("2.625"), Decimal(1))),
        ("5161", 20, (Decimal(4), Decimal(1))),
        ("5162", 14, (Decimal(4), Decimal(4) / 3)),
        ("5163", 10, (Decimal(4), Decimal(2))),
        ("5164", 6, (Decimal(4), Decimal(10) / 3)),
        ("8600", 30, (Decimal("2.625"), Decimal(1))),
        ("L7160", 21, (Decimal("63.5") / Decimal("25.4"), Decimal("38.1") / Decimal("25.4"))),
        ("L7163", 14, (Decimal("99.06") / Decimal("25.4"), Decimal("38.1") / Decimal("25.4"))),
    ],
)
def test_the_known_sheets(name: str, count: int, inches: tuple[Decimal, Decimal]) -> None:
    sheet = label_sheets.find(name)
    assert sheet is not None
    label_sheets.check(sheet)
    assert sheet.count == count
    for length, inch in zip((sheet.label_width, sheet.label_height), inches, strict=True):
        assert abs(length - inch * INCH) < 1
    # The outermost labels are as far from the edges at both sides, to a tenth of a millimetre.
    right = sheet.page_width - sheet.place(sheet.across - 1)[0] - sheet.label_width
    bottom = sheet.page_height - sheet.place(sheet.count - 1)[1] - sheet.label_height
    assert abs(right - sheet.left) < 100
    assert abs(bottom - sheet.top) < 100


def test_labels_are_counted_along_the_rows() -> None:
    assert L7160.place(0) == (7_200, 15_150)
    assert L7160.place(2) == (7_200 + 2 * 66_040, 15_150)
    assert L7160.place(3) == (7_200, 15_150 + 38_100)


@pytest.mark.parametrize("name", ["L7160", " l7160 ", "Avery L7160", "AVERY  l 7160"])
def test_a_sheet_is_found_in_any_case_with_its_maker(name: str) -> None:
    assert label_sheets.find(name) == L7160
    assert label_sheets.find("Avery") is None
    assert label_sheets.find(name, [replace(L7160, name="L7161")]) == L7160


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"across": 0}, "label_sheet_count", "across"),
        ({"down": 51}, "label_sheet_count", "down"),
        ({"left": -1}, "label_sheet_length", "left"),
        ({"label_width": 9_999}, "label_sheet_length", "label_width"),
        ({"page_height": 1_200_001}, "label_sheet_length", "page_height"),
        ({"step_x": 63_499}, "labels_overlap", "step_x"),
        ({"step_y": 0}, "labels_overlap", "step_y"),
        ({"across": 4}, "label_sheet_does_not_fit", "page_width"),
        ({"top": 30_301}, "label_sheet_does_not_fit", "page_height"),
    ],
)
def test_what_cannot_be(change: dict[str, int], code: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        label_sheets.check(replace(L7160, **change))
    assert (caught.value.code, caught.value.field) == (code, field)


def test_edges_that_just_fit_and_one_label_without_steps() -> None:
    label_sheets.check(replace(L7160, top=30_300, step_x=63_500))
    label_sheets.check(replace(L7160, across=1, down=1, step_x=0, step_y=0))


LENGTHS = st.integers(0, 400_000)


@given(
    st.builds(
        LabelSheet, name=st.just("x"), page_width=LENGTHS, page_height=LENGTHS,
        across=st.integers(0, 6), down=st.integers(0, 6), left=LENGTHS, top=LENGTHS,
        label_width=LENGTHS, label_height=LENGTHS, step_x=LENGTHS, step_y=LENGTHS,
    )
)  # fmt: skip
def test_what_passes_has_every_label_on_the_page_and_none_on_another(sheet: LabelSheet) -> None:
    try:
        label_sheets.check(sheet)
    except Refusal:
        return
    places = [sheet.place(number) for number in range(sheet.count)]
    for x, y in places:
        assert 0 <= x <= sheet.page_width - sheet.label_width
        assert 0 <= y <= sheet.page_height - sheet.label_height
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            apart = abs(x - other_x) >= sheet.label_width or abs(y - other_y) >= sheet.label_height
            assert apart


@given(st.integers(-(10**7), 10**7))
def test_lengths_come_back_from_millimetres(length: int) -> None:
    written = millimetres(length)
    assert micrometres(written) == length
    assert "E" not in str(written)
    assert not ("." in str(written) and str(written).endswith("0"))
