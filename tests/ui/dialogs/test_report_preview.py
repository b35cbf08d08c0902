"""The report is shown page by page, saved, printed and mailed as it is shown."""

from __future__ import annotations

import email
import json
import sys
import tempfile
from datetime import date
from email import policy
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog
from tests.reports import trading

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.queries.order import Order
from smallcrm.reports.material import EnvelopeSize, ListOptions, Paper, PaperKind, SalesBy, Step
from smallcrm.services import commands
from smallcrm.ui.dialogs.paper_scope import Around, Whom
from smallcrm.ui.dialogs.period_field import Period
from smallcrm.ui.dialogs.report_preview import ReportPreview


@pytest.fixture
def preview(context, beatriz, perform, show, settle):
    for number in range(60):
        text = f"Note {number}: called about the tuning of both grands, ring again in May."
        perform(commands.AddNote(client=beatriz, text=text, pinned=number == 0))
    dialog = show(ReportPreview(context, Paper(PaperKind.CLIENT, beatriz)))
    settle(context)
    return dialog


def pages_of(content: bytes, path) -> pypdf.PdfReader:
    path.write_bytes(content)
    return pypdf.PdfReader(path)


def test_shows_as_many_pages_as_the_pdf_has(preview, tmp_path):
    reader = pages_of(preview.content, tmp_path / "a.pdf")
    assert len(reader.pages) > 1
    assert preview.view.page_count == len(reader.pages)
    assert preview.tools.number.text() == "1"
    assert preview.print_button.isEnabled()
    assert not preview.progress.isVisible()


def test_pages_are_drawn_as_sharp_as_the_screen(preview, context, settle, qtbot):
    preview.view.grab()
    settle(context)
    view = preview.view
    pixels = round(view._rects()[0].width() * view.devicePixelRatioF())
    qtbot.waitUntil(lambda: (0, pixels) in view._pictures)
    assert view._pictures[0, pixels].width() == pixels


def test_keys_turn_pages_and_zoom(preview, qtbot):
    view = preview.view
    before = view.zoom
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > before
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == pytest.approx(before, rel=0.05)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert preview.tools.number.text() == "2"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert preview.tools.number.text() == "1"


def test_notes_and_language_are_chosen(preview, context, settle, tmp_path):
    whole = preview.view.page_count
    preview.options.notes.choose(frozenset())
    preview.options.notes.changed.emit()
    settle(context)
    assert preview.view.page_count < whole
    preview.options.language.choose("zh_CN")
    settle(context)
    reader = pages_of(preview.content, tmp_path / "zh.pdf")
    assert "客户" in "".join(page.extract_text() for page in reader.pages)


def test_saved_as_it_is_shown(preview, context, settle, tmp_path):
    written = []
    preview.written.connect(written.append)
    preview.output.save_to(tmp_path / "report")
    settle(context)
    assert written == [tmp_path / "report.pdf"]
    assert written[0].read_bytes() == preview.content


def test_a_folder_that_cannot_be_written_is_said(preview, context, settle, tmp_path):
    preview.output.save_to(tmp_path / "missing" / "report.pdf")
    settle(context)
    assert preview.notice.isVisible()
    assert "report.pdf" in preview.notice.whole_text()
    assert preview.isVisible()


def test_printed_page_by_page(preview, context, settle, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    preview.output.print_to(printer)
    settle(context)
    assert (tmp_path / "printed.pdf").read_bytes() == preview.content  # all of it, as it is
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 2)
    preview.output.print_to(printer)
    settle(context)
    reader = pypdf.PdfReader(tmp_path / "printed.pdf")
    assert len(reader.pages) == 1
    assert reader.pages[0].images


def test_a_client_that_is_gone_is_said(context, show, settle):
    preview = show(ReportPreview(context, Paper(PaperKind.CLIENT, 4711)))
    settle(context)
    assert preview.notice.isVisible()
    assert not preview.print_button.isEnabled()


@pytest.fixture
def traded(backend):
    trading.irish_owner(backend)
    return trading.trade(backend, trading.school(backend))


def printer_of(path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(75)
    return printer


def words(path) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_looking_at_an_invoice_does_not_fix_it(context, backend, traded, show, settle, tmp_path):
    preview = show(ReportPreview(context, Paper(PaperKind.INVOICE, traded.invoice)))
    settle(context)
    assert "Invoice I-2026-0001" in preview.windowTitle()
    assert "Draft" in pages_of(preview.content, tmp_path / "a.pdf").pages[0].extract_text()
    assert "draft" in preview.notice.whole_text()
    assert preview.options.notes is None
    assert not backend.queries.invoice(traded.invoice).invoice.fixed


def test_saving_an_invoice_fixes_it_first(context, backend, traded, show, settle, tmp_path):
    preview = show(ReportPreview(context, Paper(PaperKind.INVOICE, traded.invoice)))
    settle(context)
    preview.output.save_to(tmp_path / "invoice.pdf")
    settle(context)
    assert backend.queries.invoice(traded.invoice).invoice.fixed
    assert "Draft" not in words(tmp_path / "invoice.pdf")
    assert "366.62 EUR" in words(tmp_path / "invoice.pdf")
    assert preview.content == (tmp_path / "invoice.pdf").read_bytes()
    assert "invoice.pdf" in preview.notice.whole_text()
    assert preview.save_button.isEnabled()


def test_printing_an_invoice_fixes_it_first(context, backend, traded, show, settle, tmp_path):
    preview = show(ReportPreview(context, Paper(PaperKind.INVOICE, traded.credit_note)))
    settle(context)
    assert "Credit note C-2026-0001" in preview.windowTitle()
    preview.output.print_to(printer_of(tmp_path / "printed.pdf"))
    settle(context)
    assert backend.queries.invoice(traded.credit_note).invoice.fixed
    assert len(pypdf.PdfReader(tmp_path / "printed.pdf").pages) == 1
    assert "Draft" not in pages_of(preview.content, tmp_path / "a.pdf").pages[0].extract_text()


def test_a_quote_that_is_saved_counts_as_sent(context, backend, traded, show, settle, tmp_path):
    preview = show(ReportPreview(context, Paper(PaperKind.QUOTE, traded.quote)))
    settle(context)
    assert not preview.notice.isVisible()
    assert backend.queries.quote(traded.quote).quote.sent_at is None
    preview.output.save_to(tmp_path / "quote")
    settle(context)
    assert backend.queries.quote(traded.quote).quote.sent_at is not None
    assert "Q-2026-0001" in words(tmp_path / "quote.pdf")


def test_a_client_is_written_to_in_their_language(context, backend, perform, traded, show, settle):
    perform(commands.EditClient(client=traded.client, language="zh_CN"))
    for kind, row_id, name in (
        (PaperKind.RECEIPT, traded.payment, "收据"),
        (PaperKind.DELIVERY, traded.delivery, "交货单"),
        (PaperKind.STATEMENT, traded.client, "对账单"),
    ):
        preview = show(ReportPreview(context, Paper(kind, row_id)))
        settle(context)
        assert preview.options.language.value() == "zh_CN"
        assert name in preview.windowTitle()
        preview.options.language.choose("en")
        settle(context)
        assert name not in preview.windowTitle()


def test_what_has_no_receipt_is_said(context, traded, show, settle):
    preview = show(ReportPreview(context, Paper(PaperKind.RECEIPT, 1)))  # the credit note's
    settle(context)
    assert "receipt" in preview.notice.whole_text()
    assert not preview.print_button.isEnabled()


def test_letters_of_thanks_and_the_league_are_shown(
    context, perform, traded, show, settle, tmp_path
):
    li_na = perform(commands.AddClient(name="Li Na", language="zh_CN", currency="EUR")).result.id
    made = perform(commands.AddReferral(referrer=li_na, client=traded.client))
    referral = made.result.id
    letter = show(ReportPreview(context, Paper(PaperKind.THANKS, referral)))
    settle(context)
    assert letter.options.language.value() == "zh_CN"
    assert "感谢信" in letter.windowTitle()
    letter.output.save_to(tmp_path / "letter")
    settle(context)
    assert "Li Na" in words(tmp_path / "letter.pdf")
    league = show(ReportPreview(context, Paper(PaperKind.LEAGUE, 0)))
    settle(context)
    assert "Referrers and sources" in league.windowTitle()
    assert league.print_button.isEnabled()


def test_words_are_found_on_all_pages(preview, context, settle, qtbot):
    tools = preview.tools
    qtbot.keyClick(preview, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert tools.field.hasFocus()
    qtbot.keyClicks(tools.field, "NOTE 3")
    qtbot.waitUntil(lambda: "of" in tools.field.accessibleDescription())
    settle(context)
    first = tools.field.accessibleDescription()
    assert first.startswith("1 of ")
    count = int(first.split()[-1])
    assert count >= 11  # Note 3, and Note 30 to 39
    assert {hit.page for hit in preview.view._hits} != {0}
    qtbot.keyClick(tools.field, Qt.Key.Key_Return)
    assert tools.field.accessibleDescription() == f"2 of {count}"
    qtbot.keyClick(tools.field, Qt.Key.Key_Up)
    qtbot.keyClick(tools.field, Qt.Key.Key_Up)
    assert tools.field.accessibleDescription() == f"{count} of {count}"
    assert preview.view.number == preview.view._current.page + 1
    tools.field.setText("nowhere at all")
    qtbot.waitUntil(lambda: tools.field.accessibleDescription() == "not found")
    qtbot.keyClick(tools.field, Qt.Key.Key_Escape)
    assert preview.isVisible()
    assert preview.view.hasFocus()
    assert tools.field.text() == ""


def test_a_page_is_gone_to_by_its_number(preview, context, settle, qtbot):
    qtbot.keyClick(preview, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert preview.tools.number.hasFocus()
    qtbot.keyClicks(preview.tools.number, "2")
    qtbot.keyClick(preview.tools.number, Qt.Key.Key_Return)
    assert not preview.findChildren(QPrintDialog)
    assert preview.view.number == 2
    assert preview.view.hasFocus()
    assert preview.isVisible()
    preview.refresh()
    settle(context)
    assert preview.view.number == 2


def test_the_page_is_the_letter_of_america_where_it_is_chosen(preview, context, settle):
    assert preview.options.page.value() == "A4"
    preview.options.page.choose("Letter")
    settle(context)
    assert preview.sizes[0] == pytest.approx((612, 792))


def test_a_statement_begins_on_a_day(context, traded, show, settle, qtbot):
    preview = show(ReportPreview(context, Paper(PaperKind.STATEMENT, traded.client)))
    field = preview.options.since
    field.setText("31.31.2026")
    field.editingFinished.emit()
    assert "31.31.2026" in preview.notice.whole_text()
    assert preview.options.paper().since is None
    field.set_day(date(2026, 5, 1))
    field.editingFinished.emit()
    settle(context)
    assert not preview.notice.isVisible()
    assert preview.options.paper().since == date(2026, 5, 1)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not preview.findChildren(QPrintDialog)
    assert preview.print_button.isEnabled()


def test_sales_are_shown_by_what_is_chosen(context, traded, show, settle):
    preview = show(ReportPreview(context, Paper(PaperKind.SALES)))
    options = preview.options
    paper = options.paper()
    assert (paper.since, paper.until) == (date(2025, 5, 13), date(2026, 5, 12))
    options.period.choose(Period.LAST_YEAR)
    options.step.choose(Step.QUARTER)
    options.by.choose("product")
    settle(context)
    paper = options.paper()
    assert (paper.since, paper.until) == (date(2025, 1, 1), date(2025, 12, 31))
    assert paper.options.step is Step.QUARTER
    assert paper.options.by == (SalesBy.PRODUCT,)
    assert preview.print_button.isEnabled()


def test_an_envelope_is_chosen_by_its_size(context, traded, show, settle, tmp_path):
    preview = show(ReportPreview(context, Paper(PaperKind.ENVELOPE, traded.client)))
    preview.options.envelope.choose(EnvelopeSize.C6)
    settle(context)
    assert preview.sizes[0] == pytest.approx((162 * 72 / 25.4, 114 * 72 / 25.4), abs=0.1)
    assert preview.options.page is None
    assert "100 %" in preview.notice.whole_text()
    assert not preview.mail_button.isVisible()


@pytest.mark.parametrize(
    ("whom", "names"),
    [
        (Whom.CHOSEN, {"Ann Lee", "Cy"}),
        (Whom.LISTED, {"Bo Berg"}),
        (Whom.ALL, {"Ann Lee", "Bo Berg", "Cy"}),
    ],
)
def test_a_list_is_about_those_who_are_meant(context, perform, show, settle, tmp_path, whom, names):
    ids = [
        perform(
            commands.AddClient(
                name=name, phones=(commands.PhoneInput(number=f"+353 20 910 418{at}"),)
            )
        ).result.id
        for at, name in enumerate(("Ann Lee", "Bo Berg", "Cy"))
    ]
    around = Around(chosen=(ids[0], ids[2]), listed=Order("name", text="Berg"), count=1)
    preview = show(ReportPreview(context, Paper(PaperKind.PHONES), around=around))
    assert preview.options.whom.value() is Whom.CHOSEN
    preview.options.whom.choose(whom)
    settle(context)
    text = pages_of(preview.content, tmp_path / "a.pdf").pages[0].extract_text()
    assert {name for name in ("Ann Lee", "Bo Berg", "Cy") if name in text} == names


def test_whoever_opens_a_list_for_some_has_said_whom(context, beatriz, show):
    options = ListOptions(clients=(beatriz,))
    around = Around(chosen=(1, 2))
    preview = show(ReportPreview(context, Paper(PaperKind.PHONES, options=options), around=around))
    assert preview.options.whom is None
    assert preview.options.paper().options == options


def test_the_folder_used_last_is_offered(preview, context, settle, tmp_path, qtbot):
    folder = tmp_path / "papers"
    folder.mkdir()
    preview.output.save_to(folder / "report.pdf")
    settle(context)
    qtbot.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = preview.findChildren(QFileDialog)
    assert Path(dialog.directory().absolutePath()) == folder
    assert Path(dialog.selectedFiles()[0]).name == preview.shown.file_name
    dialog.reject()


@pytest.fixture
def post(tmp_path, monkeypatch):
    """Put a mail program on the path that writes down what it was told."""
    told, folder, temporary = (tmp_path / name for name in ("told.json", "bin", "temporary"))
    folder.mkdir()
    temporary.mkdir()
    program = folder / "xdg-email"
    program.write_text(
        f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open({str(told)!r}, 'w'))\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def read():
        said = json.loads(told.read_text())
        named = dict(zip(said[1::2], said[2::2], strict=False))
        return "".join(said[7:]), named["--subject"], named["--body"], Path(named["--attach"])

    return read


def test_an_invoice_goes_by_mail_fixed_and_is_noted(
    context, backend, perform, traded, show, settle, post, qtbot
):
    address = commands.EmailInput(address="beatriz@example.ie")
    perform(commands.EditClient(client=traded.client, emails=(address,)))
    context.settings = backend.file_settings()
    preview = show(ReportPreview(context, Paper(PaperKind.INVOICE, traded.invoice)))
    noted = []
    preview.saved.connect(noted.append)
    qtbot.keyClick(preview, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    to, subject, body, attachment = post()
    assert to == "beatriz@example.ie"
    assert subject == "Invoice I-2026-0001"
    assert "I-2026-0001" in body
    assert "366.62 EUR" in body
    assert "Aoife Brennan" in body
    assert backend.queries.invoice(traded.invoice).invoice.fixed
    assert attachment.read_bytes() == preview.content
    assert "Draft" not in words(attachment)
    assert preview.output.strip.isVisible()
    assert preview.output.strip.note_button.hasFocus()
    qtbot.keyClick(preview.output.strip.note_button, Qt.Key.Key_Return)
    settle(context)
    assert not preview.output.strip.isVisible()
    assert len(noted) == 1
    (found,) = backend.queries.card(traded.client).last_interactions
    assert (found.kind, found.direction) == (InteractionKind.EMAIL, Direction.OUT)
    assert found.summary == "Invoice I-2026-0001"


def test_mail_speaks_the_language_of_the_paper(context, perform, traded, show, settle, post, qtbot):
    perform(commands.EditClient(client=traded.client, language="zh_CN"))
    preview = show(ReportPreview(context, Paper(PaperKind.STATEMENT, traded.client)))
    preview.output.write_mail()
    settle(context)
    to, subject, body, _ = post()
    assert not to
    assert "对账单" in subject
    assert "对账单" in body
    assert "no address" in preview.output.strip.label.whole_text()


def test_without_a_mail_program_a_draft_is_opened(
    context, traded, show, settle, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url)))
    preview = show(ReportPreview(context, Paper(PaperKind.QUOTE, traded.quote)))
    preview.output.write_mail()
    settle(context)
    path = Path(opened[0].toLocalFile())
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_content() == preview.content
    assert str(path) in preview.notice.whole_text()


def test_a_paper_for_the_owner_is_not_mailed(preview, context, settle):
    assert not preview.mail_button.isVisible()
    preview.output.write_mail()
    settle(context)
    assert not preview.output.strip.isVisible()


def test_the_system_s_dialog_is_asked_for_a_printer(preview, context, settle, tmp_path, qtbot):
    qtbot.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = preview.findChildren(QPrintDialog)
    assert (dialog.minPage(), dialog.maxPage()) == (1, preview.view.page_count)
    printer = dialog.printer()
    assert printer.docName() == preview.shown.file_name
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(75)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(1, 1)
    dialog.accepted.emit(printer)
    assert not preview.print_button.isEnabled()
    settle(context)
    assert preview.print_button.isEnabled()
    assert "printer" in preview.notice.whole_text()
    assert len(pypdf.PdfReader(tmp_path / "printed.pdf").pages) == 1
