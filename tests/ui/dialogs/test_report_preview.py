"""The report is shown page by page, saved and printed as it is shown."""

from __future__ import annotations

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from smallcrm.services import commands
from smallcrm.ui.dialogs.report_preview import ReportPreview


@pytest.fixture
def preview(context, beatriz, perform, show, settle):
    for number in range(60):
        text = f"Note {number}: called about the tuning of both grands, ring again in May."
        perform(commands.AddNote(client=beatriz, text=text, pinned=number == 0))
    dialog = show(ReportPreview(context, beatriz))
    settle(context)
    return dialog


def pages_of(content: bytes, path) -> pypdf.PdfReader:
    path.write_bytes(content)
    return pypdf.PdfReader(path)


def test_shows_as_many_pages_as_the_pdf_has(preview, tmp_path):
    reader = pages_of(preview.content, tmp_path / "a.pdf")
    assert len(reader.pages) > 1
    assert preview.view.page_count == len(reader.pages)
    assert "Page 1" in preview.page_label.text()
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
    assert "Page 2" in preview.page_label.text()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert "Page 1" in preview.page_label.text()


def test_notes_and_language_are_chosen(preview, context, settle, tmp_path):
    whole = preview.view.page_count
    preview.notes.choose("none")
    settle(context)
    assert preview.view.page_count < whole
    preview.language.choose("zh_CN")
    settle(context)
    reader = pages_of(preview.content, tmp_path / "zh.pdf")
    assert "客户" in "".join(page.extract_text() for page in reader.pages)


def test_saved_as_it_is_shown(preview, context, settle, tmp_path):
    written = []
    preview.written.connect(written.append)
    preview.save_to(tmp_path / "report")
    settle(context)
    assert written == [tmp_path / "report.pdf"]
    assert written[0].read_bytes() == preview.content


def test_a_folder_that_cannot_be_written_is_said(preview, context, settle, tmp_path):
    preview.save_to(tmp_path / "missing" / "report.pdf")
    settle(context)
    assert preview.notice.isVisible()
    assert "report.pdf" in preview.notice.whole_text()
    assert preview.isVisible()


def test_printed_page_by_page(preview, context, settle, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    preview.print_to(printer)
    settle(context)
    reader = pypdf.PdfReader(tmp_path / "printed.pdf")
    assert len(reader.pages) == preview.view.page_count


def test_a_client_that_is_gone_is_said(context, show, settle):
    preview = show(ReportPreview(context, 4711))
    settle(context)
    assert preview.notice.isVisible()
    assert not preview.print_button.isEnabled()
