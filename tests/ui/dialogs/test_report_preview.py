"""The report is shown page by page, saved and printed as it is shown."""

from __future__ import annotations

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from tests.reports import trading

from smallcrm.reports.material import Paper, PaperKind
from smallcrm.services import commands
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
    reader = pypdf.PdfReader(tmp_path / "printed.pdf")
    assert len(reader.pages) == preview.view.page_count


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
