"""The bank: from the file to the payment by the keyboard, and back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.domain.enums import BankLineStatus, WriteOffReason
from smallcrm.services import commands
from smallcrm.services.commands import Outcome
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.bank_dialog import BankDialog
from smallcrm.ui.dialogs.bank_rows import AMOUNT, CLIENT, PAYER, TICK, WHY
from smallcrm.ui.dialogs.import_dialog import ImportDialog

Show = Callable[[QWidget], Any]
Settle = Callable[[UiContext], None]
Perform = Callable[[commands.Command], Outcome]

# Newest first in the list: a stranger, James, Beatriz's reference, then what went out.
BOOKINGS = """\
Own account;Booking date;Name;IBAN;Text;Amount;Currency;Balance
A-1;30.04.2026;;;Account fee;-8,90;EUR;91,10
A-1;04.05.2026;BEATRIZ GONCALVES;IE29AIBK93115212345678;S-2026-0001;300,00;EUR;391,10
A-1;05.05.2026;JAMES JOHNSON;;strings;199,50;EUR;590,60
A-1;06.05.2026;Unknown Person;;no idea;42,00;EUR;632,60
A-1;abc;Nobody;;no day;1,00;EUR;632,60
"""


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "may.csv"
    path.write_text(BOOKINGS, "utf-8")
    return path


@pytest.fixture
def james(perform: Perform, beatriz: int) -> int:
    """A client who owes 200; Beatriz owes 300 for S-2026-0001."""
    assert beatriz
    client = perform(commands.AddClient(name="James Johnson")).result.id
    perform(commands.AddSale(client=client, title="Strings", amount=Decimal(200)))
    return client


@pytest.fixture
def dialog(
    context: UiContext, show: Show, settle: Settle, statement: Path, james: int
) -> BankDialog:
    """The list, after the statement was taken in."""
    assert james
    found: BankDialog = show(BankDialog(context, file=statement))
    settle(context)
    press(found.primary, Qt.Key.Key_Return)
    settle(context)
    return found


def press(widget: QWidget, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def text_of(dialog: BankDialog, row: int, column: int) -> str:
    model = dialog.view.bank
    return str(model.data(model.index(row, column)))


def spoken(dialog: BankDialog, row: int, column: int) -> str:
    model = dialog.view.bank
    return str(model.data(model.index(row, column), Qt.ItemDataRole.AccessibleTextRole))


def amounts(dialog: BankDialog) -> list[str]:
    return [text_of(dialog, row, AMOUNT) for row in range(dialog.view.bank.rowCount())]


def payments(backend: Backend) -> int:
    return len(backend.queries.bank_lines(BankLineStatus.SETTLED))


def test_nothing_waits_and_where_to_begin(context: UiContext, show: Show) -> None:
    dialog = show(BankDialog(context))
    assert dialog.drop.isVisible()
    assert dialog.drop.button.hasFocus()
    assert not dialog.view.isVisible()
    assert not dialog.primary.isVisible()


def test_what_was_understood_before_anything_is_written(
    context: UiContext, show: Show, settle: Settle, statement: Path, james: int, backend: Backend
) -> None:
    assert james
    dialog = show(BankDialog(context, file=statement))
    settle(context)
    texts = dialog.file.summary.texts()
    assert texts[0].startswith("A-1")
    assert "CSV" in texts[0]
    assert "opening 100.00 EUR" in texts[0]
    assert "closing 632.60 EUR" in texts[0]
    assert "4 new bookings" in texts[1]
    assert "1 that cannot be taken" in texts[1]
    assert texts[2].startswith("Line 6: “abc” is not a date")
    assert "4 bookings" in dialog.primary.text()
    assert dialog.primary.hasFocus()
    assert backend.queries.bank_lines() == ()
    # Back: nothing was done, and the dialog is still there.
    dialog.reject()
    settle(context)
    assert dialog.isVisible()
    assert dialog.drop.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_balance_that_differs_is_said(
    context: UiContext, show: Show, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "odd.sta"
    path.write_text(
        ":20:X\n:25:20050550/1234567\n:28C:1/1\n:60F:C260501EUR100,00\n"
        ":61:2605040504C50,00NTRFNONREF\n:86:Ann\n:62F:C260531EUR151,00\n",
        "utf-8",
    )
    dialog = show(BankDialog(context, file=path))
    settle(context)
    said = " ".join(dialog.file.summary.texts())
    assert "come to 150.00 EUR" in said
    assert "closes with 151.00 EUR" in said
    assert dialog.primary.isEnabled()


def test_the_list_and_what_is_sure(dialog: BankDialog) -> None:
    QAbstractItemModelTester(dialog.view.bank, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert amounts(dialog) == ["42.00 EUR", "199.50 EUR", "300.00 EUR", "-8.90 EUR"]
    assert text_of(dialog, 2, PAYER) == "BEATRIZ GONCALVES · S-2026-0001"
    assert text_of(dialog, 2, CLIENT) == "Beatriz Gonçalves · S-2026-0001"
    assert text_of(dialog, 2, WHY) == "Agrees · number, amount, name"
    assert "0.50 EUR is missing" in text_of(dialog, 1, CLIENT)
    assert text_of(dialog, 0, WHY) == "Not found"
    assert text_of(dialog, 3, WHY) == "Money out"
    assert [spoken(dialog, row, TICK) for row in range(4)] == [
        "not ticked",
        "not ticked",
        "ticked",
        "not ticked",
    ]
    assert dialog.view.hasFocus()
    assert dialog.view.row() == 0
    assert dialog.primary.text().startswith("Enter 1 ticked")


def test_one_after_the_other_by_the_keyboard(
    dialog: BankDialog, context: UiContext, settle: Settle, backend: Backend
) -> None:
    saved: list[Outcome] = []
    dialog.saved.connect(saved.append)
    view = dialog.view
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Return)
    settle(context)
    assert amounts(dialog) == ["42.00 EUR", "199.50 EUR", "-8.90 EUR"]
    assert saved[0].result.label == "confirm_bank_line"
    assert "300.00 EUR" in dialog.notice.whole_text()
    assert view.row() == 2
    press(view, Qt.Key.Key_I)
    settle(context)
    assert amounts(dialog) == ["42.00 EUR", "199.50 EUR"]
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert len(amounts(dialog)) == 4
    assert payments(backend) == 0
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert backend.queries.bank_lines() == ()
    assert dialog.drop.isVisible()
    # What was done before the dialog was opened is not its own to take back.
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert backend.queries.client_exists(1)
    assert backend.check().problems == ()


def test_all_ticked_in_one_action(
    dialog: BankDialog, context: UiContext, settle: Settle, backend: Backend
) -> None:
    view = dialog.view
    view.go_to(1)
    press(view, Qt.Key.Key_Space)
    assert dialog.primary.text().startswith("Enter 2 ticked")
    view.go_to(0)
    press(view, Qt.Key.Key_Space)
    assert dialog.primary.text().startswith("Enter 2 ticked"), "nobody is known of that one"
    press(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert payments(backend) == 2
    assert amounts(dialog) == ["42.00 EUR", "-8.90 EUR"]
    assert not dialog.primary.isEnabled()
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert payments(backend) == 0
    assert spoken(dialog, 2, TICK) == "ticked"


def test_a_tick_taken_off_stays_off(dialog: BankDialog, context: UiContext, settle: Settle) -> None:
    view = dialog.view
    box = view.visualRect(view.bank.index(2, TICK)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert spoken(dialog, 2, TICK) == "not ticked"
    dialog.load()
    settle(context)
    assert spoken(dialog, 2, TICK) == "not ticked"


def test_a_small_rest_is_given_up(
    dialog: BankDialog, context: UiContext, settle: Settle, backend: Backend, james: int
) -> None:
    dialog.view.go_to(1)
    assert dialog.detail.rest.isVisible()
    assert dialog.detail.rest.value() is None
    dialog.detail.rest.choose(WriteOffReason.BANK_FEE)
    press(dialog.view, Qt.Key.Key_Return)
    settle(context)
    card = backend.queries.card(james)
    assert card is not None
    assert backend.queries.account(james, "EUR").balance.minor == 0  # type: ignore[union-attr]


def test_typing_chooses_another_client(
    dialog: BankDialog,
    context: UiContext,
    settle: Settle,
    backend: Backend,
    qtbot: QtBot,
    beatriz: int,
) -> None:
    view, box = dialog.view, dialog.detail.picker.box
    # Enter with nobody known asks for a name; Esc leads back, and the dialog stays.
    press(view, Qt.Key.Key_Return)
    assert box.hasFocus()
    press(box, Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert dialog.isVisible()
    QTest.keyClicks(view, "beat")
    assert box.hasFocus()
    QTest.keyClicks(box, "eat"[len(box.text()) - 1 :])
    settle(context)
    qtbot.waitUntil(lambda: dialog.detail.picker._list is not None)
    settle(context)
    press(box, Qt.Key.Key_Return)
    settle(context)
    assert view.hasFocus()
    assert text_of(dialog, 0, CLIENT).startswith("Beatriz Gonçalves")
    assert spoken(dialog, 0, TICK) == "ticked"
    press(view, Qt.Key.Key_Return)
    settle(context)
    (line,) = backend.queries.bank_lines(BankLineStatus.SETTLED)
    assert line.payment_id is not None
    payment = backend.queries.payment(line.payment_id)
    assert payment is not None
    assert payment.client.id == beatriz


def test_a_chosen_client_and_a_half_typed_name_outlast_the_list(
    dialog: BankDialog, context: UiContext, settle: Settle, beatriz: int, backend: Backend
) -> None:
    view, box = dialog.view, dialog.detail.picker.box
    (hit,) = backend.queries.search("Beatriz").hits
    assert hit.client.id == beatriz
    dialog.detail.client_chosen.emit(hit.client)
    settle(context)
    assert text_of(dialog, 0, CLIENT).startswith("Beatriz")
    view.go_to(1)
    press(view, Qt.Key.Key_Return)
    settle(context)
    assert amounts(dialog)[0] == "42.00 EUR"
    assert text_of(dialog, 0, CLIENT).startswith("Beatriz")
    assert spoken(dialog, 0, TICK) == "ticked"
    view.go_to(0)
    QTest.keyClicks(view, "jam")
    typed = box.text()
    assert typed
    dialog.load()
    settle(context)
    assert box.hasFocus()
    assert box.text() == typed


def test_the_same_statement_twice(
    dialog: BankDialog, context: UiContext, settle: Settle, statement: Path, backend: Backend
) -> None:
    before = backend.queries.bank_lines()
    dialog.choose(statement)
    settle(context)
    assert not dialog.primary.isEnabled()
    assert "4 there already" in " ".join(dialog.file.summary.texts())
    dialog.take_in()
    settle(context)
    assert backend.queries.bank_lines() == before
    press(dialog, Qt.Key.Key_Escape)
    settle(context)
    assert len(amounts(dialog)) == 4


def test_a_wrong_encoding_is_said_and_another_is_chosen(
    context: UiContext, show: Show, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    from tests.importers.statements.samples import CAMT

    path = tmp_path / "may.xml"
    path.write_bytes(CAMT.replace("</Nm>", " Müller</Nm>").encode("latin-1"))
    dialog = show(BankDialog(context, file=path))
    settle(context)
    row = dialog.file.form.rows["encoding"]
    assert row.isVisible()
    assert "Choose another one" in row.error()
    assert not dialog.primary.isEnabled()
    dialog.file.form.encoding.choose("cp1252")
    qtbot.waitUntil(dialog.primary.isEnabled)
    dialog.take_in()
    settle(context)
    assert any("Müller" in text_of(dialog, row, PAYER) for row in range(2))


def test_columns_that_nobody_knows_are_chosen(
    context: UiContext, show: Show, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("alpha;beta;gamma\n01.02.2026;5,00;x\n02.03.2026;6,00;y\n", "utf-8")
    dialog = show(BankDialog(context, file=path))
    settle(context)
    form = dialog.file.form
    assert "Booked on" in dialog.notice.whole_text()
    assert form.separator.value() == ";"
    form.columns["alpha"].choose("booked")
    settle(context)
    qtbot.waitUntil(lambda: "Booked on" not in dialog.notice.whole_text())
    assert not dialog.primary.isEnabled()
    form.columns["beta"].choose("amount")
    qtbot.waitUntil(dialog.primary.isEnabled)
    form.columns["gamma"].choose("name")
    form.date_order.choose("mdy")
    qtbot.wait(200)
    settle(context)
    dialog.take_in()
    settle(context)
    assert [line.on.isoformat() for line in context.runner.backend().queries.bank_lines()] == [  # type: ignore[union-attr]
        "2026-02-03",
        "2026-01-02",
    ]
    assert text_of(dialog, 0, PAYER) == "y"


def test_a_file_that_is_no_statement(
    context: UiContext, show: Show, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "empty.xml"
    path.write_text("<a/>", "utf-8")
    dialog = show(BankDialog(context, file=path))
    settle(context)
    assert "is not a bank statement" in dialog.notice.whole_text()
    assert not dialog.primary.isEnabled()


def test_a_refusal_leads_to_its_booking(
    dialog: BankDialog, context: UiContext, settle: Settle, perform: Perform
) -> None:
    perform(commands.CancelSale(sale=2))
    dialog.view.go_to(0)
    dialog.confirm_ticked()
    settle(context)
    assert "S-2026-0001" in dialog.notice.whole_text()
    assert dialog.view.row() == 2


def test_closing_while_it_is_taken_in_takes_it_back(
    context: UiContext, show: Show, settle: Settle, statement: Path, backend: Backend
) -> None:
    dialog = show(BankDialog(context, file=statement))
    settle(context)
    dialog.take_in()
    dialog.reject()
    settle(context)
    settle(context)
    assert backend.queries.bank_lines() == ()
    assert dialog.isVisible()


def test_a_statement_is_dropped(
    context: UiContext, show: Show, settle: Settle, statement: Path
) -> None:
    dialog = show(BankDialog(context))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(statement))])
    where = QPointF(QPoint(20, 20))
    event = QDropEvent(
        where,
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    dialog.dropEvent(event)
    settle(context)
    assert "4 new bookings" in " ".join(dialog.file.summary.texts())


def test_the_import_dialog_hands_a_statement_over(
    context: UiContext, show: Show, settle: Settle, statement: Path
) -> None:
    wanted: list[tuple[str, object]] = []
    dialog = show(ImportDialog(context))
    dialog.wanted.connect(lambda name, argument: wanted.append((name, argument)))
    dialog.choose(statement)
    settle(context)
    assert wanted == [("bank", str(statement))]
    assert not dialog.isVisible()
