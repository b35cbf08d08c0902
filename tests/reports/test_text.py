"""Lines: measured, broken where a reader would, in the font that has the letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports import factory

from smallcrm.reports.fonts import EmbeddedFonts, typefaces
from smallcrm.reports.style import INK
from smallcrm.reports.text import Line, Span, Style, Typesetter

BODY = Style(9.3, 13.0, INK)
STRONG = Style(12.0, 16.0, INK, bold=True)


def setter() -> Typesetter:
    return Typesetter(EmbeddedFonts(typefaces(factory.RESOURCES)), "en")


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_breaks_at_spaces() -> None:
    lines = setter().wrapped("one two three four five six seven", BODY, 60)
    assert all(line.width <= 60.02 for line in lines)
    assert " ".join(texts(lines)) == "one two three four five six seven"
    assert len(lines) > 2


def test_chinese_punctuation_begins_no_line() -> None:
    text = "秘书是小陈，儿子住院。记得问候（别忘了）！" * 12
    for width in range(30, 140, 7):
        lines = texts(setter().wrapped(text, BODY, width))
        assert "".join(lines) == text
        assert not any(line[0] in "，。）！" for line in lines)
        assert not any(line[-1] == "（" for line in lines)


def test_a_number_in_chinese_stays_whole() -> None:
    lines = texts(setter().wrapped("欠一万二千八百元，单号S-2025-0187，请核对" * 4, BODY, 75))
    assert any("S-2025-0187" in line for line in lines)


def test_an_address_breaks_after_a_mark() -> None:
    lines = texts(setter().wrapped("beatriz@goncalves-school-of-music.example", BODY, 110))
    assert lines[0][-1] in "@-."
    assert "".join(lines) == "beatriz@goncalves-school-of-music.example"


def test_spans_that_meet_stay_together() -> None:
    lines = setter().wrapped_spans(
        [Span("Owes 480.00 EUR", STRONG), Span(", oldest since 14 March", BODY)], 102
    )
    assert not any(line.text.startswith(",") for line in lines)
    assert " ".join(texts(lines)) == "Owes 480.00 EUR, oldest since 14 March"


SERIF, CHINESE = "SourceSerif4-Regular", "NotoSansSC-Regular"


@pytest.mark.parametrize(
    ("text", "faces"),
    [
        ("Beatriz Gonçalves", [SERIF]),
        ("张伟", [CHINESE]),
        ("张伟 Beatriz", [CHINESE, SERIF]),
        ("Вера Ω ễ", [SERIF]),
        ("😀", ["NotoEmoji-Regular"]),
    ],
)
def test_fonts_by_script(text: str, faces: list[str]) -> None:
    assert [run.font.face.name for run in setter().line(text, BODY).runs] == faces


def test_a_sans_serif_family_has_the_same_chinese_face() -> None:
    serif, sans = typefaces(factory.RESOURCES), typefaces(factory.RESOURCES, "sans")
    assert (sans.regular.name, sans.semibold.name) == ("Inter-Regular", "Inter-SemiBold")
    assert sans.chinese is serif.chinese
    assert sans.regular.covers("Beatriz Gonçalves Вера Ω ễ")


def test_fitted_ends_with_an_ellipsis() -> None:
    line = setter().fitted("A very long name that will not fit", BODY, 60)
    assert line.width <= 60
    assert line.text.endswith("…")


@given(st.text(max_size=300), st.floats(20, 400))
def test_broken_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = setter().wrapped(text, BODY, width)
    assert all(line.width <= width + 0.02 or len(line.text) == 1 for line in lines)
    whole = setter().line(text, BODY).text
    assert "".join("".join(texts(lines)).split()) == "".join(whole.split())
