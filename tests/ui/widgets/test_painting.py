"""Plain text stays plain and inside its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from smallcrm.ui.theme import BODY, LIGHT, NOTE
from smallcrm.ui.widgets.labels import RunLabel, hairline, plain_label
from smallcrm.ui.widgets.painting import (
    Run,
    draw_marked,
    draw_text,
    isolate,
    marked_width,
    one_line,
    painted,
    plain,
    runs_width,
    tool_tip,
    wrapped,
)

RLO, LRI, RLI, FSI, PDI = "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Brien & Söhne", "O'Brien & Söhne"),
        ("张伟", "张伟"),
        (f"a{RLO}b", f"{FSI}a{RLO}b{PDI}"),
        (f"a{PDI}{RLO}b", f"{FSI}a{RLO}b{PDI}"),
        (f"a{RLI}b", f"{FSI}a{RLI}b{PDI}{PDI}"),
        ("אבי", f"{FSI}אבי{PDI}"),
    ],
)
def test_text_is_fenced_in_where_it_could_leak(text, expected):
    assert isolate(text) == expected


@given(st.text(alphabet=f"ab א{RLO}{LRI}{RLI}{FSI}{PDI}"))
def test_fences_always_close(text):
    depth = 0
    for letter in isolate(text):
        if letter in {LRI, RLI, FSI}:
            depth += 1
        elif letter == PDI:
            depth -= 1
        assert depth >= 0
    assert depth == 0


def test_line_breaks_become_blanks():
    assert one_line("a\r\nb\tc\u2028d") == "a b c d"


def test_ampersands_are_no_shortcuts():
    assert plain("Gonçalves & Filhos") == "Gonçalves && Filhos"


def test_tool_tips_show_marks_as_they_are():
    assert tool_tip("plain") == "plain"
    assert "&lt;b&gt;" in tool_tip("<b>bold</b>")
    assert tool_tip("a & b").startswith("<p")


def test_only_hyphens_within_words_are_changed_for_the_eye():
    assert painted("S-2026-0093") == "S\u20102026\u20100093"
    assert painted("-1,250.00") == "-1,250.00"
    assert len(painted("a-b")) == 3


@pytest.fixture
def canvas(qapp):
    image = QImage(400, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    yield image, painter
    if painter.isActive():
        painter.end()


def test_long_text_gives_way(theme, canvas):
    _image, painter = canvas
    colour = theme.colour(LIGHT.text)
    used = draw_text(painter, theme, (0, 20, 60), "a very long line of text", BODY, colour)
    assert used <= 60


@pytest.mark.parametrize("text", ["Beatriz Gonçalves", "אבג Gonçalves דהו", "𠮷田 Gonçalves"])
def test_matches_are_marked(theme, canvas, text):
    image, painter = canvas
    at = text.index("Gonç")
    colour = theme.colour(LIGHT.text)
    used = draw_marked(painter, theme, (4, 20, 390), text, ((at, at + 4),), BODY, colour)
    painter.end()
    grounds = {image.pixelColor(x, 9).name() for x in range(400)}
    assert LIGHT.hit.lower() in grounds
    assert used > 0


def test_ranges_may_overlap_or_be_empty(theme, canvas):
    _image, painter = canvas
    colour = theme.colour(LIGHT.text)
    draw_marked(painter, theme, (0, 20, 390), "abcdef", ((0, 3), (2, 4), (5, 5)), BODY, colour)
    assert marked_width(theme, "abc", ((0, 3),), BODY) >= marked_width(theme, "abc", (), BODY)


def test_wrapped_text_ends_after_the_lines_allowed(theme):
    runs = (Run("many words " * 30, NOTE),)
    _layout, height = wrapped(theme, runs, 200)
    _layout, cut = wrapped(theme, runs, 200, 2)
    assert cut < height
    assert cut == 40


def test_label_needs_more_height_when_it_wraps(theme, shown):
    label = shown(RunLabel(theme, (Run("many words " * 10),), wrap=True), 200)
    assert label.heightForWidth(100) > label.heightForWidth(400) > 0
    one = RunLabel(theme, (Run("many words"), Run(" more")), icon=("phone", "ok"))
    assert one.sizeHint().width() > runs_width(theme, (Run("many words more"),))
    assert one.whole_text() == one.accessibleName() == "many words more"
    assert one.minimumSizeHint().width() < one.sizeHint().width()
    shown(one, 60).grab()


def test_plain_label_shows_markup_as_it_is(qtbot):
    label = plain_label("<b>x</b> & y", "hint")
    qtbot.addWidget(label)
    assert label.text() == "<b>x</b> & y"
    assert label.textFormat() == label.textFormat().PlainText
    assert label.property("kind") == "hint"


def test_hairlines_are_one_pixel_thin(qtbot):
    for vertical in (False, True):
        line = hairline(vertical=vertical)
        qtbot.addWidget(line)
        assert (line.maximumWidth() if vertical else line.maximumHeight()) == 1
