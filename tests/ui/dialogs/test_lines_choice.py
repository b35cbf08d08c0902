"""Choosing lines and quantities by keys."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.ui.dialogs.lines_choice import LineChoice, LinesChoice

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def choice(qtbot, theme, tr):
    window = QWidget()
    made = LinesChoice(theme, tr, done_heading="Delivered")
    QVBoxLayout(window).addWidget(made)
    window.resize(640, 400)
    qtbot.addWidget(window)
    made.set_choices(
        [
            LineChoice(11, "Tuning", Decimal(5), Decimal(2), "piece"),
            LineChoice(12, "Travel", Decimal("38.5"), Decimal(0), "km"),
            LineChoice(13, "Gone", Decimal(1), Decimal(1)),
            LineChoice(14, "Taken back", Decimal(-2), Decimal(-1)),
        ]
    )
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    made.table.setFocus()
    yield made
    window.close()


def test_everything_left_is_chosen_at_first(choice):
    assert choice.chosen() == {11: Decimal(3), 12: Decimal("38.5"), 14: Decimal(-1)}
    assert "3 of 4" in choice._count.text()
    assert choice.table.horizontalHeaderItem(2).text() == "Delivered"


def test_space_ticks_and_a_digit_types(choice, qtbot):
    table = choice.table
    heard = []
    choice.form_changed.connect(lambda: heard.append(1))
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert set(choice.chosen()) == {11, 14}
    qtbot.keyClick(table, "7")
    qtbot.keyClick(QApplication.focusWidget(), ".")
    qtbot.keyClick(QApplication.focusWidget(), "5")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: 12 in choice.chosen())
    assert choice.chosen()[12] == Decimal("7.5")
    assert heard


def test_all_and_none_by_key(choice, qtbot):
    qtbot.keyClick(choice.table, Qt.Key.Key_A, CONTROL)
    assert choice.chosen() == {}
    qtbot.keyClick(choice.table, Qt.Key.Key_A, CONTROL)
    assert set(choice.chosen()) == {11, 12, 14}
    choice.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    choice._all.click()
    assert set(choice.chosen()) == {11, 12, 14}


def test_what_is_done_cannot_be_chosen(choice, qtbot):
    choice.table.setCurrentCell(2, 0)
    qtbot.keyClick(choice.table, Qt.Key.Key_Space)
    assert 13 not in choice.chosen()


@pytest.mark.parametrize(
    ("typed", "code"), [("4", "over_quantity"), ("x", "not_a_number"), ("-1", "no_quantity")]
)
def test_a_wrong_quantity_is_said_and_stays(choice, typed, code):
    choice.table.item(0, 3).setText(typed)
    assert choice.table.item(0, 3).text() == typed
    assert choice._error.isVisible()
    with pytest.raises(Refusal, match=code) as refused:
        choice.chosen()
    choice.table.setCurrentCell(1, 0)
    choice.set_error(str(refused.value))
    assert choice.table.currentRow() == 0
    choice.table.item(0, 3).setText("3")
    choice.set_error(None)
    assert not choice._error.isVisible()


def test_no_quantity_takes_the_line_out(choice):
    choice.table.item(0, 3).setText("")
    assert 11 not in choice.chosen()
    choice.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert choice.chosen()[11] == Decimal(3)


def test_whether_anything_was_changed(choice):
    before = choice.form_state()
    choice.tick_all()
    assert choice.form_state() != before
    choice.tick_all()
    assert choice.form_state() == before
