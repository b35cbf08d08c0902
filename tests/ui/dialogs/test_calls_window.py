"""The list of calls: filtered, found, read on, opened, called back and put aside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.card.call import shown_number
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.dialogs.calls_window import PAGE, CallsWindow
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.wishes.base import Opener
from smallcrm.ui.wishes.calls import CallWishes

AT = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
STRANGE = "+447700900146"


def log(perform, key, number, minutes, **more):
    at = AT - timedelta(minutes=minutes)
    return perform(
        commands.LogCall(source="line", key=key, number=number, at=at, **{"answered": True, **more})
    ).result.parameters


@pytest.fixture
def calls(perform, beatriz):
    """Four calls: missed by a client and by a stranger, one spoken, one withheld."""
    log(perform, "1", "+353209104182", 1, answered=False, seconds=0)
    log(perform, "2", STRANGE, 2, answered=False, seconds=0, name="P RAMAN")
    log(perform, "3", "+353209104182", 30, seconds=254)
    log(perform, "4", "", 40, seconds=61)
    return beatriz


def shown(window):
    model = window.model
    return [
        [model.index(row, column).data() for column in (1, 2, 3)] for row in range(model.rowCount())
    ]


def wishes_of(window):
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    return asked


def test_all_calls_the_newest_first(calls, context, show):
    window = show(CallsWindow(context))
    QAbstractItemModelTester(window.model, window)
    assert shown(window) == [
        ["Beatriz Gonçalves", "+353209104182", "Missed"],
        ["P RAMAN", STRANGE, "Missed"],
        ["Beatriz Gonçalves", "+353209104182", "Spoken 4:14"],
        ["Unknown", "Number withheld", "Spoken 1:01"],
    ]
    spoken = window.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Call, Beatriz Gonçalves, +353209104182, ")


def test_missed_and_unknown_ones_are_a_key_away(calls, context, show, settle, qtbot):
    window = show(CallsWindow(context))
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settle(context)
    assert [row[2] for row in shown(window)] == ["Missed", "Missed"]
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    settle(context)
    assert [row[1] for row in shown(window)] == [STRANGE, "Number withheld"]
    window.find_field.setText("raman")
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    window.find_field.setText("nobody")
    qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
    assert not window.open_button.isEnabled()


def test_enter_opens_who_it_was_or_asks(calls, context, show, qtbot, backend):
    window = show(CallsWindow(context))
    asked = wishes_of(window)
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    qtbot.keyClick(window.table, Qt.Key.Key_Down)
    assert window.open_button.text() == "Whose call?"
    unknown = backend.queries.unknown_calls()[0].id
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    qtbot.keyClick(window.table, Qt.Key.Key_W)
    qtbot.keyClick(window.table, Qt.Key.Key_H)
    assert asked == [
        ("open_card", calls),
        ("open_unknown_call", unknown),
        ("open_unknown_call", unknown),
        ("dial", (None, STRANGE)),
    ]
    window.table.select_row(3)
    assert not window.dial_button.isEnabled(), "nobody knows whom to call"


def test_the_space_bar_puts_missed_calls_aside(calls, context, show, settle, qtbot, backend):
    window = show(CallsWindow(context, which="missed"))
    saved = []
    window.saved.connect(saved.append)
    qtbot.keyClick(window.table, Qt.Key.Key_Space)
    settle(context)
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    qtbot.keyClick(window.table, Qt.Key.Key_Space)
    settle(context)
    qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
    assert backend.queries.missed_calls() == ()
    assert len(saved) == 2


def test_reading_on_keeps_the_place(perform, context, show, settle, qtbot):
    count = 2 * PAGE + 30
    for number in range(count):
        log(perform, str(number), f"+4477009{number:05d}", number)
    window = show(CallsWindow(context))
    assert window.model.rowCount() == PAGE
    window.table.select_row(PAGE - 1)
    settle(context)
    assert window.model.rowCount() == 2 * PAGE
    assert window.table.current_row() == PAGE - 1
    window.table.verticalScrollBar().setValue(window.table.verticalScrollBar().maximum())
    settle(context)
    assert window.model.rowCount() == count
    window.load_more()
    settle(context)
    times = [call.at for call in window.calls()]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == count
    log(perform, "new", STRANGE, -1)
    context.hub.announce_everything()
    settle(context)
    qtbot.waitUntil(lambda: window.calls()[0].number == STRANGE)
    assert window.table.current_row() == PAGE, "the same call is chosen"


def test_a_number_that_cannot_be_dialled_is_on_the_clipboard(
    calls, context, settle, qtbot, tmp_path, qapp
):
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(context, store)
    qtbot.addWidget(window)
    deck = CardDeck(context, anchor=window)
    wishes = CallWishes(Opener(context, window, deck)).wishes()

    class Phone:
        def dial(self, number):
            raise Refusal("cannot_dial", number=number)

    context.phone = Phone()
    qapp.clipboard().clear()
    wishes["dial"]((None, STRANGE))
    assert qapp.clipboard().text() == STRANGE
    assert STRANGE in window.undo_strip.accessibleName()
    wishes["dial"](calls)
    settle(context)
    assert "353" in qapp.clipboard().text()
    wishes["call_log"]("missed")
    settle(context)
    (listed,) = window.findChildren(CallsWindow)
    assert listed.chips.current() == "missed"
    listed.close()


def test_numbers_are_written_in_groups():
    assert shown_number("+4930901820", "IE") == "+49 30 901820"
    assert shown_number("030901820", "DE") == "030 901820"
    for as_told in ("030 / 90 18 20", STRANGE, "112", "", "0" * 5000, "١٢٣٤٥٦٧"):
        assert shown_number(as_told, "DE") == as_told


@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.parametrize("filled", [True, False])
def test_nothing_is_cut_off(language, filled, make_context, clock, settle, qtbot, request):
    if filled:
        request.getfixturevalue("calls")
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    check_window(CallsWindow(context), context, settle, qtbot)
