"""Exporting and the record of a client, asked for in the window by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.hand import Hand

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.dialogs.export_dialog import ExportDialog
from smallcrm.ui.dialogs.export_formats import What
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.row_menus import row_menu
from smallcrm.ui.tabs.table_tab import TableTab

Start = Callable[[I18n], tuple[MainWindow, Hand]]


@pytest.fixture
def people(backend: Backend) -> None:
    for name in ("Ann", "Bob", "Beatriz"):
        backend.services.perform(commands.AddClient(name=name), source=Source.SCREEN)


def asked(window: MainWindow) -> ExportDialog:
    (found,) = [one for one in window.findChildren(ExportDialog) if one.isVisible()]
    return found


def test_the_list_is_exported_as_it_is_shown(people: None, start: Start, tr: I18n, qtbot) -> None:
    window, hand = start(tr)
    window.tabs.setCurrentIndex(1)
    tab = window.current_tab()
    assert isinstance(tab, TableTab)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3)
    hand.press("Ctrl+L")
    hand.type("b")
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2)
    hand.press("Ctrl+Shift+E")
    dialog = asked(window)
    assert [what for what, _ in dialog.whats][:2] == [What.SHOWN, What.ALL]
    assert "2" in dialog.whats[0][1].text()
    assert dialog.chosen_what is What.SHOWN
    hand.press("Escape")
    assert not window.findChildren(ExportDialog)


def test_several_selected_rows_are_meant(people: None, start: Start, tr: I18n, qtbot) -> None:
    window, hand = start(tr)
    window.tabs.setCurrentIndex(1)
    tab = window.current_tab()
    assert isinstance(tab, TableTab)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3 and tab.model.row_cells(2) is not None)
    tab.table.setFocus()
    tab.table.select_row(0)
    hand.press("Shift+Down", "Ctrl+Shift+E")
    dialog = asked(window)
    assert dialog.chosen_what is What.SELECTED
    assert What.RECORD in [what for what, _ in dialog.whats]
    hand.press("Escape")


def test_today_exports_the_clients(people: None, start: Start, tr: I18n) -> None:
    window, hand = start(tr)
    hand.press("Ctrl+1", "Ctrl+Shift+E")
    dialog = asked(window)
    assert [what for what, _ in dialog.whats] == [What.ALL, What.EVERYTHING]
    hand.press("Escape")


def test_all_that_is_stored_of_a_client_is_shown(
    people: None, start: Start, tr: I18n, qtbot
) -> None:
    window, hand = start(tr)
    entries = row_menu(tr, "clients", 1, 1)
    inside = [entry for above in entries for entry in above.more]
    assert ("record", 1) in [(entry.wish, entry.argument) for entry in inside]
    window.deck.show_card(1)
    hand.rest()
    card = window.deck.card(1)
    card.activateWindow()
    hand.press("Ctrl+Alt+P")
    (preview,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReportPreview)]
    qtbot.waitUntil(lambda: bool(preview.content))
    assert preview.content.startswith(b"%PDF")
    assert "Ann" in preview.subtitle.whole_text() + preview.windowTitle()
    preview.close()
    hand.rest()
