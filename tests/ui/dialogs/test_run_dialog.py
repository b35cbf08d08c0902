"""Many papers at once: whom they are about, what is written, what is noted, and how it stops."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from PySide6.QtCore import Qt
from tests.reports import trading
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.reports.material import PaperKind
from smallcrm.reports.papers import NotMade
from smallcrm.services import commands
from smallcrm.services.commands import BillPart
from smallcrm.ui.dialogs import run_work
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.run_dialog import RunDialog
from smallcrm.ui.dialogs.run_kinds import Which
from smallcrm.ui.dialogs.run_work import Done


@pytest.fixture
def people(perform) -> list[int]:
    """Ann and both Bos owe, Cy does not; one Bo is written to in Chinese."""
    found = []
    for name, amount in (("Ann Lee", "120"), ("Bo Berg", "80"), ("Bo Berg", "60"), ("Cy", None)):
        client = perform(commands.AddClient(name=name)).result.id
        if amount is not None:
            perform(
                commands.AddSale(
                    client=client,
                    title="Tuning",
                    amount=Decimal(amount),
                    on=date(2026, 3, 2),
                    due=date(2026, 4, 1),
                )
            )
        found.append(client)
    perform(commands.EditClient(client=found[2], language="zh_CN"))
    return found


def words(path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def clients_of(dialog) -> list[int]:
    return [paper.id for paper in dialog.papers]


def test_statements_go_to_all_who_owe(context, people, show, settle, tmp_path):
    dialog = show(RunDialog(context, Around()))
    assert clients_of(dialog) == people[:3]
    assert "3 papers" in dialog.count.whole_text()
    dialog.make(tmp_path / "all")
    settle(context)
    reader = pypdf.PdfReader(tmp_path / "all.pdf")
    titles = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    names = ["Ann Lee", "Bo Berg", "Bo Berg"]
    assert all(title.startswith(name) for title, name in zip(titles, names, strict=True))
    assert "对账单" in words(tmp_path / "all.pdf")
    assert "3 papers made" in dialog.state.whole_text()
    assert dialog.open_button.isVisible()
    assert not dialog.left_out.isVisible()


def test_a_file_each_never_takes_the_place_of_another(context, people, show, settle, tmp_path):
    dialog = show(RunDialog(context, Around(chosen=tuple(people[1:3]))))
    dialog.each_file.setChecked(True)
    assert dialog.which.value() is Which.CHOSEN
    for _ in range(2):
        dialog.make(tmp_path)
        settle(context)
    names = [path.name for path in tmp_path.glob("*.pdf")]
    assert len(names) == 4
    assert sum("Bo Berg, statement of account" in name for name in names) == 2
    assert sum("(2)" in name for name in names) == 2
    assert str(tmp_path) in dialog.state.whole_text()


def test_the_list_and_a_day_say_who_is_meant(context, people, perform, show, settle):
    order = Order("name", filters=("owes",), text="Bo")
    dialog = show(RunDialog(context, Around(listed=order, count=2)))
    assert dialog.which.value() is Which.LISTED
    assert clients_of(dialog) == people[1:3]
    dialog.what.choose(PaperKind.CLIENT)
    dialog.which.choose(Which.ALL)
    settle(context)
    assert clients_of(dialog) == people
    assert not dialog.since.isVisible()
    dialog.what.choose(PaperKind.STATEMENT)
    dialog.which.choose(Which.OWING)
    dialog.since.setText("no day")
    dialog.since.editingFinished.emit()
    settle(context)
    assert "no day" in dialog.count.whole_text()
    assert not dialog.make_button.isEnabled()
    dialog.since.set_day(date(2026, 1, 1))
    dialog.since.editingFinished.emit()
    settle(context)
    assert [paper.since for paper in dialog.papers] == [date(2026, 1, 1)] * 3


def test_invoices_that_are_not_sent_yet_are_noted_as_sent_first(
    context, backend, people, perform, show, settle, tmp_path
):
    trading.irish_owner(backend)
    for sale in (1, 2):
        perform(commands.Bill(parts=(BillPart(sale=sale),)))
    perform(commands.FixPaper(invoice=1))
    dialog = show(RunDialog(context, Around()))
    dialog.what.choose(PaperKind.INVOICE)
    settle(context)
    assert clients_of(dialog) == [2]
    dialog.which.choose(Which.ALL)
    settle(context)
    assert clients_of(dialog) == [1, 2]
    dialog.make(tmp_path / "invoices.pdf")
    settle(context)
    assert backend.queries.invoice(2).invoice.fixed
    assert "Draft" not in words(tmp_path / "invoices.pdf")
    assert len(pypdf.PdfReader(tmp_path / "invoices.pdf").pages) == 2


def test_letters_of_the_reminders_of_a_day(context, people, perform, show, settle, tmp_path):
    for client in people[:2]:
        perform(commands.Remind(client=client))
    perform(commands.Remind(client=people[2], on=date(2026, 5, 1)))
    dialog = show(RunDialog(context, Around()))
    dialog.what.choose(PaperKind.REMINDER)
    settle(context)
    assert len(dialog.papers) == 2
    dialog.since.set_day(None)
    dialog.since.editingFinished.emit()
    settle(context)
    assert len(dialog.papers) == 3


def test_stopped_before_it_begins_nothing_is_written(
    context, people, show, settle, tmp_path, qtbot
):
    dialog = show(RunDialog(context, Around()))
    dialog.make(tmp_path / "all.pdf")
    assert dialog.work.busy
    assert dialog.close_button.accessibleName() == "Stop"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(context)
    assert dialog.isVisible()
    assert "Stopped" in dialog.state.whole_text()
    assert not list(tmp_path.glob("*.pdf"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_stopped_half_way_what_is_written_stays(
    context, people, show, settle, tmp_path, monkeypatch
):
    dialog = show(RunDialog(context, Around()))
    dialog.each_file.setChecked(True)
    write = run_work.write_pdf

    def stopping(content, path):
        write(content, path)
        dialog.work.stop()

    monkeypatch.setattr(run_work, "write_pdf", stopping)
    dialog.make(tmp_path)
    settle(context)
    assert "1 paper was written" in dialog.state.whole_text()
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_the_end_of_the_program_waits_for_one_paper_only(
    context, people, show, tmp_path, monkeypatch
):
    dialog = show(RunDialog(context, Around()))
    dialog.each_file.setChecked(True)
    begun = threading.Event()
    write = run_work.write_pdf

    def slowly(content, path):
        write(content, path)
        begun.set()
        stopped.wait(20)

    stopped = threading.Event()
    context.runner.ending.connect(stopped.set)
    monkeypatch.setattr(run_work, "write_pdf", slowly)
    dialog.make(tmp_path)
    assert begun.wait(20)
    context.runner.stop()
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_who_is_left_out_is_named_with_the_reason(context, people, show, settle, tmp_path):
    dialog = show(RunDialog(context, Around(chosen=(people[0], 4711, 4712))))
    dialog.make(tmp_path / "all.pdf")
    settle(context)
    assert dialog.left_out.count() == 2
    assert "2 were left out" in dialog.state.whole_text()
    assert len(pypdf.PdfReader(tmp_path / "all.pdf").outline) > 0


def test_a_place_that_cannot_be_written_is_said(context, people, show, settle, tmp_path):
    dialog = show(RunDialog(context, Around()))
    dialog.make(tmp_path / "missing" / "all.pdf")
    settle(context)
    assert "all.pdf" in dialog.state.whole_text()
    assert dialog.make_button.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", [PaperKind.STATEMENT, PaperKind.INVOICE, PaperKind.ENVELOPE])
def test_no_word_is_cut_off(make_context, clock, people, language, kind, settle, qtbot, tmp_path):
    tr = I18n.load(language, RESOURCES, clock=clock)
    context = make_context(tr)
    context.theme.set_chinese(chinese=language == "zh_CN")
    around = Around(chosen=tuple(people), listed=Order("name"), count=20_000)
    dialog = RunDialog(context, around, kind=kind, rows=(1, 2))
    settle(context)
    left = NotMade(dialog.papers[0], "Ann Lee", Refusal("no_such_client", id=1))
    dialog.work.finished.emit(Done(tmp_path, 12, (left,)))
    check_window(dialog, context, settle, qtbot)
