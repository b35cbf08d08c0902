# ruff: noqa: E501
"""What is due today."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester

from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.today import TodayList
from smallcrm.ui.widgets.today_model import TodayGroup, TodayModel, TodayRemark, TodayRow

ITEMS = (
    TodayGroup("Missed calls", "2"),
    TodayRow("a", "phone-missed", "张伟", BadgeSpec("vip", "VIP"), "上海", "second", "12.00", "debt",
             "09:12", "Call back", "debt"),
    TodayRow("b", "phone-missed", "021 5550 0164", amount_second="08:57", action="Call back"),
    TodayGroup("Overdue", "1", "Total 960.00"),
    TodayRow("c", "triangle-alert", "Declan", None, "", "", "960.00", accessible_text="Declan owes"),
)  # fmt: skip


@pytest.fixture
def today(theme, shown):
    made = TodayList(theme, name="Today")
    made.set_items(ITEMS)
    shown(made, 700, 300)
    made.setFocus()
    return made


def test_model_keeps_the_rules(qapp):
    model = TodayModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_items(ITEMS)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "Missed calls, 2"
    assert model.index(1, 0).data(role) == "张伟, second, 12.00, 09:12"
    assert model.index(4, 0).data(role) == "Declan owes"
    assert model.item(99) is None
    assert tester is not None


def test_heads_are_lower_than_rows(today):
    assert today.sizeHintForRow(0) == 26
    assert today.sizeHintForRow(1) == 47


def test_keys_skip_the_heads(today, qtbot):
    assert today.select("b")
    qtbot.keyClick(today, Qt.Key.Key_Down)
    assert today.current().id == "c"
    qtbot.keyClick(today, Qt.Key.Key_Up)
    assert today.current().id == "b"
    assert not today.select("nobody")


def test_enter_opens_and_space_acts(today, qtbot):
    today.select("a")
    with qtbot.waitSignal(today.opened) as caught:
        qtbot.keyClick(today, Qt.Key.Key_Return)
    assert caught.args == ["a"]
    with qtbot.waitSignal(today.acted) as caught:
        qtbot.keyClick(today, Qt.Key.Key_Space)
    assert caught.args == ["a"]
    today.select("c")
    with qtbot.assertNotEmitted(today.acted):
        qtbot.keyClick(today, Qt.Key.Key_Space)
    qtbot.keyClick(today, Qt.Key.Key_A)
    assert today.current().id == "c"


def test_button_acts_on_a_click_that_ends_on_it(today, qtbot):
    today.select("a")
    index = today.items.index(2, 0)
    rect = today.itemDelegate().button_rect(today.visualRect(index), ITEMS[2])
    viewport = today.viewport()
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(today.acted) as caught:
        qtbot.mouseClick(viewport, left, pos=rect.center())
    assert caught.args == ["b"]
    assert today.current().id == "a"
    with qtbot.assertNotEmitted(today.acted):
        qtbot.mousePress(viewport, left, pos=rect.center())
        assert today.pressed_row() == 2
        today.grab()
        qtbot.mouseRelease(viewport, left, pos=today.visualRect(index).topLeft())
    with qtbot.assertNotEmitted(today.opened):
        qtbot.mouseDClick(viewport, left, pos=rect.center())
    qtbot.mouseMove(viewport, rect.center())


def test_click_selects_a_row(today, qtbot):
    place = today.visualRect(today.items.index(4, 0)).center()
    with qtbot.waitSignal(today.current_changed) as caught:
        qtbot.mouseClick(today.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["c"]
    with qtbot.waitSignal(today.opened):
        qtbot.mouseDClick(today.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_selection_stays_with_its_row(today):
    today.select("b")
    today.set_items(ITEMS[:1] + ITEMS[2:])
    assert today.current().id == "b"
    today.set_items(())
    assert today.current() is None


def test_after_an_action_the_next_row_is_chosen(today):
    today.select("a")
    today.set_items(ITEMS[:1] + ITEMS[2:])
    assert today.current().id == "b"
    today.set_items(ITEMS[3:])
    assert today.current().id == "c"
    today.set_items(ITEMS)
    assert today.current().id == "c", "the row that is still there stays"
    today.set_items(ITEMS[:3])
    assert today.current().id == "b", "the last one has gone: the one above it"


def test_the_first_row_is_chosen_when_the_keyboard_comes(theme, shown, qtbot):
    made = TodayList(theme, name="Today")
    made.set_items(ITEMS)
    shown(made, 700, 300)
    assert made.current() is None
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    assert made.current().id == "a"


def test_letters_act_where_the_row_has_them(theme, shown, qtbot):
    made = TodayList(theme, name="Today")
    made.set_items((TodayRow("a", "phone", "Ann", keys="HP"), TodayRow("b", "phone", "Bo")))
    shown(made, 700, 300)
    made.select("a")
    for key, modifier in ((Qt.Key.Key_H, Qt.KeyboardModifier.NoModifier),
                          (Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)):  # fmt: skip
        with qtbot.waitSignal(made.key_wanted) as caught:
            qtbot.keyClick(made, key, modifier)
        assert caught.args == [chr(key), "a"]
    with qtbot.assertNotEmitted(made.key_wanted):
        qtbot.keyClick(made, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
        qtbot.keyClick(made, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(made, Qt.Key.Key_Z)
        made.select("b")
        qtbot.keyClick(made, Qt.Key.Key_H)


def test_a_remark_is_read_and_never_chosen(theme, shown, qtbot):
    made = TodayList(theme, name="Today")
    made.set_items((TodayRemark("Nothing is due", "Well done", "circle-check"), ITEMS[1]))
    shown(made, 700, 300)
    made.select("a")
    role = Qt.ItemDataRole.AccessibleTextRole
    assert made.items.index(0, 0).data(role) == "Nothing is due, Well done"
    assert made.current().id == "a"
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.current().id == "a"
    made.grab()


def test_amounts_stand_in_one_column(today, theme):
    assert today.button_room() > 44
    room = today.button_room()
    theme.set_scale(1.5)
    assert today.button_room() > room
    today.grab()


def test_ctrl_enter_does_the_other_thing_and_the_menu_names_all(today, qtbot):
    today.select("a")
    with qtbot.assertNotEmitted(today.opened), qtbot.waitSignal(today.acted_otherwise) as caught:
        qtbot.keyClick(today, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == ["a"]
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(today.menu_wanted) as caught:
        today.contextMenuEvent(menu)
    assert caught.args[1] == "a"
    place = today.visualRect(today.items.index(2, 0)).center()
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, QPoint(5, 5))
    with qtbot.waitSignal(today.menu_wanted) as caught:
        today.contextMenuEvent(menu)
    assert caught.args == [QPoint(5, 5), "b"]
    assert today.current().id == "b"
    head = today.visualRect(today.items.index(0, 0)).center()
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, head, QPoint())
    with qtbot.assertNotEmitted(today.menu_wanted):
        today.contextMenuEvent(menu)
