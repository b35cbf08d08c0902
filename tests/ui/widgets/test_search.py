"""The search box and the list under it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget

from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.hit_list import HitList, KeyHint
from smallcrm.ui.widgets.hits import HitModel, HitRow
from smallcrm.ui.widgets.search_box import SearchBox

ROWS = tuple(
    HitRow(
        n,
        f"Person {n}",
        ((0, 3),),
        BadgeSpec("vip", "VIP"),
        "Organisation",
        ((0, 2),),
        "+353 20 910 4182 mobile",
        ((5, 20),),
        16,
        "owes 95.00 EUR",
        "soon",
        "due 2 June",
        "PN",
        str(n),
        f"Person {n}, owes 95.00 EUR",
    )
    for n in range(20)
)


def compose(widget, preedit, commit=""):
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def box(theme, shown):
    made = SearchBox(theme, placeholder="Names & numbers", key="Ctrl K")
    shown(made, 600)
    made.setFocus()
    return made


def test_each_letter_changes_the_query(box, qtbot):
    seen = []
    box.query_changed.connect(seen.append)
    qtbot.keyClicks(box, "gon")
    assert seen == ["g", "go", "gon"]


def test_composition_counts_before_it_is_committed(box):
    seen = []
    box.query_changed.connect(seen.append)
    compose(box, "zh")
    compose(box, "zhang'wei")
    compose(box, "", "张伟")
    assert seen == ["zh", "zhang'wei", "张伟"]
    assert box.text() == "张伟"


def test_composition_stands_where_the_cursor_is(box):
    box.setText("𠮷a")
    box.setCursorPosition(2)
    compose(box, "x")
    assert box.query() == "𠮷xa"


def test_keys_of_a_composition_are_not_ours(box, qtbot):
    compose(box, "zhang")
    with qtbot.assertNotEmitted(box.accepted), qtbot.assertNotEmitted(box.moved):
        qtbot.keyClick(box, Qt.Key.Key_Return)
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_keys_move_take_and_cancel(box, qtbot):
    moves = []
    box.moved.connect(moves.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        qtbot.keyClick(box, key)
    assert moves == [1, -1, 8, -8]
    with qtbot.waitSignal(box.accepted):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    with qtbot.waitSignal(box.accepted_other):
        qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    box.setText("gon")
    with qtbot.waitSignals([box.query_changed, box.cancelled]):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_what_was_found_leaves_room_for_text(box, theme):
    box.set_info("6 found", "Esc")
    assert box.textMargins().right() > 60
    assert box.accessibleDescription() == "6 found"
    assert box.height() == 40
    box.grab()
    theme.set_scale(1.5)
    box.grab()


def test_compact_box_is_as_high_as_a_field(theme, shown):
    compact = shown(SearchBox(theme, placeholder="Who sent you?", compact=True), 300)
    assert compact.height() == 32
    compact.set_info("3 found")
    compact.grab()


def test_hit_model_keeps_the_rules(qapp):
    model = HitModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROWS)
    index = model.index(3, 0)
    assert index.data() == "Person 3"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Person 3, owes 95.00 EUR"
    model.set_rows(())
    assert model.rowCount() == 0
    assert tester is not None


@pytest.fixture
def window(theme, shown):
    made = QWidget()
    layout = QVBoxLayout(made)
    made.box = SearchBox(theme, placeholder="Search")
    layout.addWidget(made.box)
    layout.addStretch(1)
    shown(made, 700, 700)
    made.box.setFocus()
    made.hits = HitList(theme, made.box, name="Hits", hints=(KeyHint(("Enter",), "open"),))
    return made


def test_list_opens_under_its_box_without_taking_the_keyboard(window):
    window.hits.set_rows(ROWS)
    window.hits.open()
    assert window.hits.isVisible()
    assert window.box.hasFocus()
    assert window.hits.y() >= window.box.geometry().bottom()
    assert window.hits.width() == window.box.width()
    window.hits.grab()


def test_eight_rows_at_most_are_seen_at_once(window):
    window.hits.set_rows(ROWS[:3])
    window.hits.open()
    low = window.hits.height()
    window.hits.set_rows(ROWS)
    assert window.hits.height() - low == 5 * 54
    view = window.hits.findChild(QListView)
    window.hits.set_rows(ROWS[:8])
    QApplication.processEvents()
    assert view.verticalScrollBar().maximum() == 0


def test_going_past_an_end_begins_at_the_other(window):
    window.hits.set_rows(ROWS)
    assert window.hits.current() is ROWS[0]
    window.hits.move(-1)
    assert window.hits.current() is ROWS[-1]
    window.hits.move(1)
    assert window.hits.current() is ROWS[0]
    window.hits.move(8)
    assert window.hits.current() is ROWS[8]
    window.hits.move(80)
    assert window.hits.current() is ROWS[-1]


def test_a_hit_is_chosen_by_key_or_click(window, qtbot):
    window.hits.set_rows(ROWS, select=2)
    window.hits.open()
    with qtbot.waitSignal(window.hits.chosen) as caught:
        assert window.hits.choose()
    assert caught.args == [2]
    view = window.hits.findChild(QListView)
    with qtbot.waitSignal(window.hits.chosen) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 54 + 20))
    assert caught.args == [1]
    assert window.box.hasFocus()


def test_nobody_is_preselected_where_that_is_wanted(window, qtbot):
    window.hits.set_rows(ROWS, select=-1)
    assert window.hits.current() is None
    with qtbot.assertNotEmitted(window.hits.chosen):
        assert not window.hits.choose()


def test_nothing_found_is_said(window):
    window.hits.set_rows((), empty_text="Nobody by that name")
    window.hits.open()
    assert window.hits.current() is None
    window.hits.move(1)
    window.hits.grab()


def test_list_follows_the_window(window, theme):
    window.hits.set_rows(ROWS)
    window.hits.open()
    window.resize(900, 300)
    QApplication.processEvents()
    assert window.hits.width() == window.box.width()
    assert window.hits.geometry().bottom() < 300
    theme.set_choice("dark")
    theme.set_scale(1.5)
    QApplication.processEvents()
    window.grab()
    window.hits.hide()
    window.resize(800, 300)
