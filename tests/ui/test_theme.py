"""The theme: contrast, the stylesheet, switching, icons and fonts."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton

from smallcrm.ui import fonts
from smallcrm.ui.icons import Icons
from smallcrm.ui.theme import (
    BODY,
    BODY_STRONG,
    DARK,
    LIGHT,
    TONE_ICONS,
    ThemeContext,
    palette,
    stylesheet,
    tone_colour,
)

# Only the platform without a screen says this, and it means nothing.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

RESOURCES = Path(__file__).parents[2] / "resources"
SOURCES = Path(__file__).parents[2] / "src" / "smallcrm" / "ui"

TEXT_PAIRS = (
    *(("text", on) for on in ("surf", "win", "sunk", "raised", "sel", "hover", "press")),
    *(("text2", on) for on in ("surf", "win", "sunk", "raised", "sel", "hover", "notebg")),
    *(("text3", on) for on in ("surf", "win", "sunk", "sel", "raised")),
    *(("acc", on) for on in ("surf", "win", "sel")),
    *(("debt", on) for on in ("surf", "debtbg", "sel", "hover", "win")),
    *(("soon", on) for on in ("surf", "soonbg", "sel", "hover", "win")),
    *(("ok", on) for on in ("surf", "okbg", "sel", "hover", "win")),
    *(("text", on) for on in ("debtbg", "soonbg", "okbg")),
    *(("text2", on) for on in ("debtbg", "soonbg", "okbg")),
    ("onacc", "acc"),
    ("onacc", "accover"),
    ("onacc", "accpress"),
    ("hittext", "hit"),
    ("note", "notebg"),
    ("noteic", "notebg"),
    ("vip", "vipbg"),
    ("pref", "prefbg"),
    ("invtext", "inv"),
    ("invtext2", "inv"),
    ("invacc", "inv"),
)
EDGE_PAIRS = (("ctl", "surf"), ("ctl", "win"), ("acc", "surf"), ("acc", "win"))
BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def theme(qapp):
    made = ThemeContext(qapp, RESOURCES, choice="light")
    yield made
    made.deleteLater()


def test_contrast_is_computed_as_by_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@BOTH
def test_every_text_can_be_read_on_its_ground(tokens):
    low = {
        pair: round(ratio, 2)
        for pair in TEXT_PAIRS
        if (ratio := contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1]))) < 4.5
    }
    assert low == {}


@BOTH
def test_avatars_can_be_read(tokens):
    assert min(contrast(ground, ink) for ground, ink in tokens.avatars) >= 4.5


@BOTH
def test_edges_and_bars_can_be_seen(tokens):
    ratios = [contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in EDGE_PAIRS]
    ratios += [contrast(colour, tokens.win) for colour in tokens.ageing]
    assert min(ratios) >= 3


def test_both_appearances_have_colours_for_the_same_names():
    for field in fields(LIGHT):
        for tokens in (LIGHT, DARK):
            value = getattr(tokens, field.name)
            if isinstance(value, str):
                assert re.fullmatch("#[0-9A-F]{6}", value), field.name


@BOTH
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_stylesheet_is_filled_completely(tokens, scale):
    text = stylesheet(tokens, scale)
    assert "$" not in text
    assert "PATH" not in text
    assert not re.search(r"\d+u\b", text)
    assert not re.search(r"\{\d", text)
    assert text.count("{") == text.count("}")


def test_lengths_follow_the_text_size():
    assert "min-height: 30px" in stylesheet(LIGHT, 1.0)
    assert "min-height: 45px" in stylesheet(LIGHT, 1.5)


@BOTH
def test_drawn_controls_have_the_colours_of_the_tokens(tokens):
    allowed = {tokens.text2, tokens.onacc, tokens.soon, tokens.debt, tokens.acc}
    folder = RESOURCES / "icons" / "controls" / ("dark" if tokens.dark else "light")
    used = set(re.findall(r"url\(smallcrmcontrols:\w+/([\w-]+\.svg)\)", stylesheet(tokens, 1.0)))
    assert used
    for name in used:
        colours = set(re.findall("#[0-9A-Fa-f]{6}", (folder / name).read_text("utf-8")))
        assert colours
        assert colours <= allowed, name


@BOTH
def test_palette_is_set_by_hand(tokens):
    made = palette(tokens)
    role = QPalette.ColorRole
    assert made.color(role.Window) == QColor(tokens.win)
    assert made.color(role.Base) == QColor(tokens.surf)
    assert made.color(role.Highlight) == QColor(tokens.sel)
    assert made.color(role.HighlightedText) == QColor(tokens.text)
    assert made.color(role.ToolTipBase) == QColor(tokens.inv)
    disabled = QPalette.ColorGroup.Disabled
    assert made.color(disabled, role.Text) == QColor(tokens.text3)


def test_switching_tells_the_widgets(theme, qtbot):
    with qtbot.waitSignal(theme.changed, timeout=1000):
        theme.set_choice("dark")
    assert theme.tokens is DARK
    with qtbot.waitSignal(theme.changed, timeout=1000):
        theme.set_scale(1.5)
    assert theme.px(30) == 45
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_scale(1.5)


def test_scale_keeps_within_its_bounds(theme):
    theme.set_scale(9)
    assert theme.scale == 1.5
    theme.set_scale(0.1)
    assert theme.scale == 1.0


def test_explicit_choice_stands_against_the_system(theme, qapp):
    theme.set_choice("dark")
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.tokens is DARK


def test_application_is_dressed(theme, qapp):
    assert qapp.font().family() == "Inter"
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.win)
    theme.set_choice("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.win)


def test_digits_have_one_width_on_the_screen(theme, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.ensurePolished()
    for font in (theme.font(BODY), theme.font(BODY_STRONG), field.font()):
        metrics = QFontMetricsF(font)
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_words_on_buttons_keep_their_hyphens_narrow(theme, qtbot):
    for widget in (QPushButton("Follow-up"), QMenu()):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.font().featureValue(QFont.Tag("tnum")) == 0


def test_all_weights_come_from_the_bundled_files(theme):
    for weight in (400, 500, 600, 700):
        info = QFontInfo(fonts.ui_font(13, weight))
        assert (info.family(), info.weight()) == ("Inter", weight)


def test_chinese_can_be_shown_and_strong_text_is_strong(theme):
    theme.set_chinese(chinese=True)
    assert theme.metrics(BODY).inFont("张") or theme.metrics(BODY).horizontalAdvance("张") > 10
    weight = theme.font(BODY_STRONG).weight()
    assert weight in {QFont.Weight.DemiBold, QFont.Weight.Bold}


def test_missing_fonts_do_not_prevent_a_start(tmp_path, qapp):
    fonts.load(tmp_path)


def test_focus_does_not_change_a_fields_size(theme, qtbot):
    for scale in (1.0, 1.25, 1.5):
        theme.set_scale(scale)
        field = QLineEdit("480.00")
        qtbot.addWidget(field)
        field.show()
        before = field.sizeHint()
        text_left = field.cursorRect().left()
        field.setFocus()
        assert field.sizeHint() == before
        assert field.cursorRect().left() == text_left


def test_icon_takes_the_colour(qapp):
    icons = Icons(RESOURCES)
    picture = icons.pixmap("circle-check", "#B0241C", 16, 2.0)
    assert picture.size().width() == 32
    assert picture.deviceIndependentSize().width() == 16
    image = picture.toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {"#b0241c"}
    assert icons.pixmap("circle-check", "#B0241C", 16, 2.0) is picture


def test_unknown_icon_is_a_mistake_of_the_caller(qapp):
    with pytest.raises(FileNotFoundError):
        Icons(RESOURCES).pixmap("no-such-icon", "#000000", 16)


def test_every_drawing_uses_the_current_colour():
    for path in (RESOURCES / "icons").glob("*.svg"):
        assert "currentColor" in path.read_text("utf-8"), path.name


def test_signs_of_tones_are_bundled():
    for tone, name in TONE_ICONS.items():
        assert (RESOURCES / "icons" / f"{name}.svg").exists()
        assert tone_colour(LIGHT, tone) != LIGHT.text


def test_program_has_an_icon_of_its_own(qapp):
    icon = Icons(RESOURCES).app_icon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 32, 48, 256}
    for name in ("smallcrm.ico", "smallcrm.icns", "app/smallcrm.svg"):
        assert (RESOURCES / "icons" / name).stat().st_size > 500
