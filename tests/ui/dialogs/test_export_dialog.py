"""The export dialog: what, in which format, where to; working beside the screen, and stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.exporters import EXPORTERS, Sheet, Written
from smallcrm.exporters.sheet import Row
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.export_dialog import ExportDialog
from smallcrm.ui.dialogs.export_formats import Offer, What, formats

Settle = Callable[[UiContext], None]


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def dialog(context: UiContext, store: QSettings, beatriz: int, perform, show) -> ExportDialog:
    for name in ("Ann", "Bob"):
        perform(commands.AddClient(name=name))
    offer = Offer(
        "clients",
        "Clients",
        Order("name", text="b"),
        shown=2,
        selected=(beatriz, 3),
        client=(beatriz, "Beatriz & Co"),
    )
    return show(ExportDialog(context, offer, store))


def names(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path).active
    return [row[1].value for row in sheet.iter_rows(min_row=2)]


def test_what_is_selected_is_meant_and_the_workbook_comes_first(dialog: ExportDialog) -> None:
    assert [what for what, _ in dialog.whats] == list(What)
    assert dialog.chosen_what is What.SELECTED
    assert dialog.chosen_format.name == "xlsx"
    assert all(row.radio.accessibleDescription() for row in dialog.rows)
    texts = [radio.text().replace("&&", "§").count("&") for _, radio in dialog.whats]
    assert texts == [1] * 5


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (What.SHOWN, ["Beatriz Gonçalves", "Bob"]),
        (What.SELECTED, ["Beatriz Gonçalves", "Bob"]),
        (What.ALL, ["Ann", "Beatriz Gonçalves", "Bob"]),
    ],
)
def test_rows_are_written_as_they_were_chosen(
    dialog: ExportDialog,
    tmp_path: Path,
    qtbot: QtBot,
    what: What,
    found: list[str],
) -> None:
    dialog.choose(what)
    with qtbot.waitSignal(dialog.written) as caught:
        dialog.export_to(tmp_path / "x.xlsx")
    assert names(caught.args[0]) == found
    assert f"{len(found)} rows" in dialog.state.whole_text()
    assert dialog.folder_button.isVisible()
    assert not dialog.busy


def test_a_name_without_its_ending_gets_it(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.choose(What.ALL, "csv")
    with qtbot.waitSignal(dialog.written) as caught:
        dialog.export_to(tmp_path / "people.v2")
    assert caught.args == [tmp_path / "people.v2.csv"]


def test_everything_and_one_clients_record(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    for what, name, ending in (
        (What.EVERYTHING, "json", ".json"),
        (What.EVERYTHING, "xlsx", ".xlsx"),
        (What.RECORD, "json", ".json"),
        (What.RECORD, "pdf", ".pdf"),
    ):
        dialog.choose(what, name)
        assert (dialog.chosen_what, dialog.chosen_format.name) == (what, name)
        path = tmp_path / f"{what}{ending}"
        with qtbot.waitSignal(dialog.written):
            dialog.export_to(path)
        assert path.stat().st_size
    found = json.loads((tmp_path / "record.json").read_text("utf-8"))
    assert found["client"]["name"] == "Beatriz Gonçalves"
    assert (tmp_path / "record.pdf").read_bytes().startswith(b"%PDF")


def test_the_last_format_and_folder_come_first_the_next_time(
    dialog: ExportDialog, context: UiContext, store: QSettings, tmp_path: Path, qtbot, show
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    dialog.choose(What.ALL, "json")
    with qtbot.waitSignal(dialog.written):
        dialog.export_to(folder / "x.json")
    again = show(ExportDialog(context, Offer("sales", "Sales"), store))
    assert again.chosen_format.name == "json"
    again.ask_where()
    asked = again.findChild(QFileDialog)
    assert Path(asked.directory().absolutePath()) == folder
    (suggested,) = asked.selectedFiles()
    assert Path(suggested).name == "Sales, 2026-05-12.json"
    asked.reject()


def test_the_system_asks_where_and_then_it_is_written(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.choose(What.ALL, "csv")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    asked = dialog.findChild(QFileDialog)
    assert asked.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert not asked.testOption(QFileDialog.Option.DontConfirmOverwrite)
    with qtbot.waitSignal(dialog.written):
        asked.fileSelected.emit(str(tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").read_text("utf-8-sig").count("\n") == 4
    asked.reject()


def test_what_cannot_be_written_is_said(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot, settle: Settle, context: UiContext
) -> None:
    dialog.choose(What.ALL)
    dialog.export_to(tmp_path / "no" / "x.xlsx")
    settle(context)
    assert "x.xlsx" in dialog.state.whole_text()
    assert dialog.export_button.isEnabled()
    assert not dialog.folder_button.isVisible()


class Slow:
    """A format that waits for the test between its rows."""

    name = "slow"
    endings = (".xlsx",)

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def write(self, sheet: Sheet, stream: object) -> Written:
        rows: Iterator[Row] = iter(sheet.rows)
        next(rows)
        self.begun.set()
        assert self.go_on.wait(10)
        return Written(1 + sum(1 for _ in rows))


def test_esc_stops_what_is_written_and_then_leaves(
    dialog: ExportDialog,
    context: UiContext,
    backend: Backend,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow()
    monkeypatch.setattr("smallcrm.exporters._STEP", 1)
    monkeypatch.setitem(EXPORTERS._parts, "xlsx", slow)
    dialog.choose(What.ALL)
    dialog.export_to(tmp_path / "x.xlsx")
    assert dialog.busy
    assert not dialog.export_button.isEnabled()
    assert dialog.progress.isVisible()
    qtbot.waitUntil(slow.begun.is_set)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    slow.go_on.set()
    settle(context)
    assert "Stopped" in dialog.state.whole_text()
    assert not (tmp_path / "x.xlsx").exists()
    assert not dialog.busy
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_folder_can_be_opened(
    dialog: ExportDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog.choose(What.ALL)
    with qtbot.waitSignal(dialog.written):
        dialog.export_to(tmp_path / "x.xlsx")
    qtbot.mouseClick(dialog.folder_button, Qt.MouseButton.LeftButton)
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]


def test_every_format_that_is_offered_is_there(context: UiContext) -> None:
    for what in What:
        for tab in ("clients", "sales"):
            for one in formats(context.tr, what, tab):
                assert one.name in {*EXPORTERS.names(), "pdf"}
