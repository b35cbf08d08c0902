"""Rows pulled out of the window: a workbook, or contacts, made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
from PySide6.QtGui import QGuiApplication
from tests.ui.hand import Hand

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.widgets.table_copy import RowsMime

Start = Callable[[I18n], tuple[MainWindow, Hand]]


def opened(start: Start, tr: I18n, backend: Backend, number: int, qtbot) -> TableTab:
    for name in ("Ann", "Bob", "Cem"):
        client = backend.services.perform(
            commands.AddClient(name=name, phones=(commands.PhoneInput(number="030 111111"),)),
            source=Source.SCREEN,
        ).result.id
        backend.services.perform(
            commands.AddSale(client=client, title="=1+1", amount=Decimal(100)), source=Source.SCREEN
        )
    window, _hand = start(tr)
    window.tabs.setCurrentIndex(number)
    tab = window.current_tab()
    assert isinstance(tab, TableTab)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3 and tab.model.row_cells(2) is not None)
    return tab


def pulled(tab: TableTab, count: int) -> RowsMime:
    selection = tab.table.selectionModel()
    flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    tab.table.clearSelection()
    for row in range(count):
        selection.select(tab.model.index(row, 0), flags)
    mime = tab.table.drag.mime()
    assert mime is not None
    return mime


def test_clients_are_contacts(start: Start, tr: I18n, backend: Backend, qtbot) -> None:
    tab = opened(start, tr, backend, 1, qtbot)
    mime = pulled(tab, 2)
    assert mime.hasFormat("text/vcard")
    (url,) = mime.urls()
    path = Path(url.toLocalFile())
    assert path.name == "Clients.vcf"
    card = bytes(mime.data("text/vcard").data())
    assert card == path.read_bytes()
    assert card.count(b"BEGIN:VCARD") == 2
    shown = [tab.model.index(row, 0).data() for row in range(2)]
    assert all(f"FN:{name}".encode() in card for name in shown)


def test_sales_are_a_workbook(start: Start, tr: I18n, backend: Backend, qtbot) -> None:
    tab = opened(start, tr, backend, 2, qtbot)
    mime = pulled(tab, 3)
    assert not mime.hasFormat("text/vcard")
    path = Path(mime.urls()[0].toLocalFile())
    assert path.suffix == ".xlsx"
    sheet = openpyxl.load_workbook(path).active
    assert {row[3].value for row in sheet.iter_rows(min_row=2)} == {"=1+1"}
    assert {row[8].value for row in sheet.iter_rows(min_row=2)} == {100}
    assert 'x:num="100.00"' in mime.html()


def test_what_cannot_be_made_is_not_handed_over(
    start: Start, tr: I18n, backend: Backend, qtbot, monkeypatch
) -> None:
    tab = opened(start, tr, backend, 1, qtbot)

    def fails(*_values: object, **_named: object) -> None:
        raise TimeoutError

    mime = pulled(tab, 1)
    monkeypatch.setattr(tab._context.runner, "wait_for", fails)
    assert mime.urls() == []
    assert bytes(mime.data("text/vcard").data()) == b""


def test_all_rows_are_copied_also_those_that_are_not_read(
    start: Start, tr: I18n, backend: Backend, qtbot
) -> None:
    tab = opened(start, tr, backend, 1, qtbot)
    tab.model._pages.clear()
    tab.table.selectAll()
    with qtbot.waitSignal(tab.table.copied):
        tab.table.copy_selection()
    lines = QGuiApplication.clipboard().text().split("\n")
    names = [line.split("\t")[0] for line in lines]
    assert (names[0], sorted(names[1:])) == ("Client", ["Ann", "Bob", "Cem"])
