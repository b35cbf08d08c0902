"""Avatars, badges, keycaps, buttons, facts, charts, strips, forms."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QDoubleSpinBox, QLabel, QLineEdit

from smallcrm.ui.theme import BODY_STRONG
from smallcrm.ui.widgets.avatar import Avatar, avatar_colours, initials
from smallcrm.ui.widgets.badge import Badge, BadgeSpec, Keycap, badge_width
from smallcrm.ui.widgets.buttons import IconButton, KeyButton
from smallcrm.ui.widgets.calendar import ThemedCalendar
from smallcrm.ui.widgets.charts import AgeingBar, AgeingBars, Quarter, SparkCurve
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.strips import StatusItem, StatusRow, UndoStrip
from smallcrm.ui.widgets.tab_bar import CountTabBar


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Beatriz Gonçalves", "BG"),
        ("Rui Gonçalves Prata", "RP"),
        ("madonna", "M"),
        ("张伟", "张"),
        ("欧阳 小明", "欧"),
        ("(Dr) - Anna Berg", "AB"),
        ("  ", "?"),
        ("", "?"),
        ("!", "!"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_avatar_keeps_its_colour(theme, shown):
    assert avatar_colours(theme, "17") == avatar_colours(theme, "17")
    assert len({avatar_colours(theme, str(n)) for n in range(50)}) == 6
    avatar = shown(Avatar(theme, "BG", "17", diameter=34), 34)
    before = avatar.grab().toImage()
    avatar.set_person("XY", "18")
    assert avatar.grab().toImage() != before
    theme.set_scale(1.5)
    assert avatar.sizeHint().width() == 51


def test_badge_says_its_level_and_hides_without_one(theme, shown):
    badge = shown(Badge(theme, BadgeSpec("vip", "VIP")), 60)
    assert badge.accessibleName() == "VIP"
    assert badge_width(theme, BadgeSpec("vip", "VIP")) > badge_width(
        theme, BadgeSpec("outline", "VIP")
    )
    badge.grab()
    badge.set_spec(None)
    assert badge.isHidden()


def test_keycaps_are_never_narrower_than_high(theme, shown):
    keycap = shown(Keycap(theme, "I"), 30)
    assert keycap.sizeHint().width() >= keycap.sizeHint().height()
    keycap.set_text("Ctrl Enter")
    assert keycap.sizeHint().width() > 50
    keycap.grab()


def test_button_shows_and_tells_its_key(theme, shown, qtbot):
    button = shown(KeyButton(theme, "Salt & Co", key="P", icon="check", kind="primary"), 200)
    assert button.text() == "Salt && Co"
    assert button.accessibleName() == "Salt & Co"
    assert button.accessibleDescription() == "P"
    size = button.sizeHint()
    assert size.height() == 30
    button.setFocus()
    assert button.sizeHint() == size
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setEnabled(False)
    button.grab()
    theme.set_scale(1.5)
    assert button.sizeHint().height() == 45


def test_icon_button_has_a_name(theme, shown):
    button = shown(IconButton(theme, "pencil", "Edit <b>"), 30)
    assert button.accessibleName() == "Edit <b>"
    assert "&lt;b&gt;" in button.toolTip()


def test_facts_tell_label_value_and_more(theme, shown):
    row = shown(FactRow(theme), 490)
    facts = [Fact("Last contact", "Call", "6 May"), Fact("Last sale", "60.00", tone="ok")]
    row.set_facts(facts)
    names = [child.accessibleName() for child in row.children() if hasattr(child, "accessibleName")]
    assert "Last contact, Call, 6 May" in names
    row.set_facts(facts[:1])
    row.grab()
    visible = [label for label in row.findChildren(QLabel) if label.isVisible()]
    assert len(visible) == 3


def test_ageing_bars_are_told_in_words(theme, shown):
    bars = AgeingBars(theme, name="Debts by age")
    bars.set_bars(
        (AgeingBar("Not due", "10.00", 1.0, 0), AgeingBar("Over 90", "0.00", 0.0, 4, "debt")),
        ("Total", "10.00"),
    )
    shown(bars, 300).grab()
    assert bars.accessibleDescription() == "Not due 10.00, Over 90 0.00, Total 10.00"


@pytest.mark.parametrize("count", [0, 1, 8])
def test_curve_stands_any_number_of_quarters(theme, shown, count):
    curve = SparkCurve(theme, name="Relation", legend=("money", "contacts"))
    curve.set_quarters([Quarter(f"Q{n}", 0 if n == 0 else n * 10.0, n % 3) for n in range(count)])
    shown(curve, 300).grab()


def test_undo_strip_offers_and_goes(theme, shown, qtbot):
    strip = UndoStrip(theme, undo_text="Undo", undo_key="Ctrl Z", dismiss_name="Dismiss")
    shown(strip, 700)
    strip.say((Run("Payment of "), Run("480.00 EUR", BODY_STRONG), Run(" recorded")))
    assert strip.isVisible()
    assert strip.accessibleName() == "Payment of 480.00 EUR recorded"
    strip.grab()
    with qtbot.waitSignal(strip.undo_wanted):
        qtbot.mouseClick(strip.undo_button, Qt.MouseButton.LeftButton)
    strip.say((Run("A very long sentence " * 20),), can_undo=False)
    strip.grab()
    assert not strip.undo_button.isVisible()


def test_status_row_draws_items(theme, shown):
    row = StatusRow(theme)
    row.add_left(StatusItem(theme, "214 clients"))
    row.add_left(StatusItem(theme, "sorted"))
    ready = StatusItem(theme, "Line ready", icon="phone")
    row.add_right(ready)
    shown(row, 600).grab()
    ready.set_status("", icon="phone")
    assert ready.isHidden()


def test_tabs_have_counts_apart_from_their_names(theme, shown):
    tabs = CountTabBar(theme, name="Views")
    tabs.add("Today", "9")
    tabs.add("R & D")
    shown(tabs, 400).grab()
    assert tabs.tabText(1) == "R && D"
    assert tabs.accessibleTabName(0) == "Today 9"
    before = tabs.tabRect(1).left()
    tabs.set_count(0, "1,204")
    assert tabs.accessibleTabName(0) == "Today 1,204"
    assert tabs.tabRect(1).left() > before


def test_field_row_says_what_to_do(theme, shown):
    field = QLineEdit("48O.00")
    row = shown(FieldRow(theme, "&Amount", field, hint="With digits"), 400, 100)
    assert field.accessibleName() == "Amount"
    assert field.accessibleDescription() == "With digits"
    low = row.heightForWidth(400)
    row.set_error("Write the amount with digits, for instance 480.00")
    assert row.error().startswith("Write")
    assert field.property("invalid") is True
    assert field.accessibleDescription().startswith("Write")
    row.set_error("word " * 60)
    assert row.heightForWidth(400) > low
    row.grab()
    row.set_error(None)
    assert row.error() == ""
    assert field.property("invalid") is False


@pytest.mark.parametrize("kind", [QDoubleSpinBox, QDateEdit, QComboBox])
def test_fields_of_all_kinds_are_of_one_height(theme, shown, kind):
    row = shown(FieldRow(theme, "&Field", kind()), 400)
    assert row.field.height() == 32
    theme.set_scale(1.5)
    row.adjustSize()
    QApplication.processEvents()
    assert row.field.height() == 47


def test_empty_state_offers_a_beginning(theme, shown):
    state = EmptyState(
        theme,
        "No clients yet",
        "Import <them>",
        icon="users",
        buttons=(KeyButton(theme, "Import"),),
    )
    shown(state, 600, 400).grab()
    texts = [label.text() for label in state.findChildren(QLabel)]
    assert texts == ["No clients yet", "Import <them>"]


def test_empty_state_gives_a_chinese_sentence_all_its_lines(theme, shown):
    sentence = "导入您的客户表格，或把它拖到此窗口。" * 3
    state = shown(EmptyState(theme, "谁会给您来电？", sentence), 900, 400)
    label = state.findChildren(QLabel)[1]
    assert label.height() >= 2 * label.fontMetrics().height()


def test_calendar_keeps_to_the_themes_colours(theme, shown):
    calendar = shown(ThemedCalendar(theme), 300, 240)
    calendar.grab()
    weekend = calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday)
    assert weekend.foreground().color().name() == theme.tokens.text2.lower()
    theme.set_choice("dark")
    weekend = calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday)
    assert weekend.foreground().color().name() == theme.tokens.text2.lower()
