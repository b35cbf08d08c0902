"""An owner's past comes in by the keyboard and by dropping, from the empty window to the card."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import Start
from tests.ui.hand import Hand

from smallcrm.app import Backend
from smallcrm.i18n.catalog import I18n
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.bank_dialog import BankDialog
from smallcrm.ui.dialogs.import_body import Page
from smallcrm.ui.dialogs.import_dialog import ImportDialog
from smallcrm.ui.main_window import MainWindow

# A folder of real files that are not part of the project; without it they are not tried.
SAMPLES = Path(os.environ.get("SMALLCRM_SAMPLES", "no samples"))
PEOPLE = "Name,Phone\nAnna Lee,+353 86 123 4567\nBo Berg,+353 86 765 4321\n"
SALES = "Invoice,Client,Date,Total\nA-1,Anna Lee,2026-03-21,12.50\n"
STATEMENT = """\
:20:STARTUMS
:25:90AIBK/12345678
:28C:1/1
:60F:C260301EUR100,00
:61:2603020302CR12,50NTRFA-1
:86:INVOICE A-1
:62F:C260302EUR112,50
-
"""


def drop(window: MainWindow, *paths: Path) -> None:
    """Drag files over the window, and let them go there."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    action = Qt.DropAction.CopyAction
    # Over the search box, which takes text and leaves files to the window.
    box = window.search_box
    QApplication.sendEvent(box, QDragEnterEvent(QPoint(10, 10), action, data, *buttons))
    assert window.findChild(type(window._drops)).isVisible()
    QApplication.sendEvent(window, QDropEvent(QPointF(10, 10), action, data, *buttons))


@pytest.fixture
def dialog_of() -> Callable[[Hand], ImportDialog]:
    """Return the assistant once it has nothing more to do."""

    def found(hand: Hand) -> ImportDialog:
        dialog = hand.window(ImportDialog)
        hand.until(lambda: dialog.resting)
        hand.rest()
        hand.until(lambda: dialog.resting)
        return dialog

    return found


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_from_a_dropped_list_to_the_first_card(
    start: Start, tr: I18n, tmp_path: Path, backend: Backend, dialog_of
):
    window, hand = start(tr)
    assert window.empty_state.isVisible()
    drop(window, file(tmp_path, "people.csv", PEOPLE))
    hand.rest()
    dialog = dialog_of(hand)
    assert dialog.content.page is Page.FORM
    hand.press("Return")
    assert dialog_of(hand).content.page is Page.PREVIEW
    hand.press("Return")
    dialog_of(hand)
    assert backend.queries.overview().clients == 2
    hand.press("Return")
    assert hand.window(MainWindow) is window
    assert not window.empty_state.isVisible()
    hand.press("Ctrl+K")
    hand.type("anna")
    hand.press("Return")
    assert hand.window(CardWindow).windowTitle().startswith("Anna Lee")


def test_an_import_taken_back_in_its_window_is_said_in_the_main_one(
    start: Start, tr: I18n, tmp_path: Path, backend: Backend, dialog_of
):
    window, hand = start(tr)
    drop(window, file(tmp_path, "people.csv", PEOPLE))
    hand.rest()
    dialog_of(hand)
    hand.press("Return")
    dialog_of(hand)
    hand.press("Return")
    dialog_of(hand)
    assert "people.csv" in window.undo_strip.accessibleName()
    hand.press("Ctrl+Z")
    dialog_of(hand)
    assert backend.queries.overview().clients == 0
    assert not window.undo_strip.undo_button.isVisible()
    hand.press("Escape")
    assert hand.window(MainWindow).empty_state.isVisible()


def test_several_dropped_files_come_in_clients_first_and_lead_to_their_list(
    start: Start, tr: I18n, tmp_path: Path, backend: Backend, dialog_of
):
    window, hand = start(tr)
    drop(window, file(tmp_path, "sales.csv", SALES), file(tmp_path, "people.csv", PEOPLE))
    hand.rest()
    for _ in range(2):
        dialog = dialog_of(hand)
        hand.press("Return")
        dialog_of(hand)
        hand.press("Return")
        dialog_of(hand)
        assert dialog.outcome is not None
        if dialog.import_button.text().endswith("sales.csv"):
            hand.press("Return")
    assert backend.queries.overview().clients == 2
    assert backend.queries.card(1).last_sales[0].total.minor == 1250
    dialog.footer.list.click()
    hand.rest()
    assert hand.window(MainWindow) is window
    assert window.current_tab().name == "sales"


def test_a_bank_statement_goes_to_its_own_window(start: Start, tr: I18n, tmp_path: Path):
    window, hand = start(tr)
    drop(window, file(tmp_path, "march.sta", STATEMENT))
    hand.rest()
    hand.rest()
    assert hand.window(BankDialog).isVisible()


def test_rows_of_our_own_raise_nothing(start: Start, tr: I18n):
    window, _hand = start(tr)
    data = QMimeData()
    data.setText("Anna Lee\t+353 86 123 4567")
    event = QDragEnterEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    assert not window._drops.isVisible()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
@pytest.mark.parametrize(
    ("name", "clients"),
    [
        ("kehu_gb18030.csv", 5),
        ("google_contact.vcf", 1),
        ("outlook_contact.vcf", 1),
        ("chinook_customers.csv", 59),
    ],
)
def test_samples_come_in_whole(
    name: str, clients: int, start: Start, tr_zh: I18n, backend: Backend, dialog_of
):
    window, hand = start(tr_zh)
    drop(window, SAMPLES / name)
    hand.rest()
    dialog = dialog_of(hand)
    if dialog.content.page is Page.FORM:
        hand.press("Return")
        dialog_of(hand)
    hand.press("Return")
    dialog_of(hand)
    found = backend.queries.overview().clients
    assert found == clients, dialog.preview.summary.whole_text()
    assert dialog.rejects is None
    assert backend.queries.check().problems == ()
