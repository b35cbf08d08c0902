"""What leaves a paper's preview: to a printer, a file, another program, the mail program."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.reports import write_pdf
from smallcrm.services.commands import AddInteraction
from smallcrm.ui import mail
from smallcrm.ui.dialogs.mail_strip import MailStrip
from smallcrm.ui.dialogs.paper_mail import words_of
from smallcrm.ui.dialogs.paper_printing import print_pages, printer_for, whole_to_file
from smallcrm.ui.dialogs.paper_words import EXACT, SENT
from smallcrm.ui.remembered import PAPER_FOLDER, last_folder, remember_folder

if TYPE_CHECKING:
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.report_preview import ReportPreview
    from smallcrm.ui.runner import Backend


class PaperOutput(QObject):
    """Prints, saves, opens and mails what a preview shows; lives as long as the preview.

    `written(path)` once it is saved, `noted(outcome)` once it is noted that it was sent.
    """

    written = Signal(object)
    noted = Signal(object)

    def __init__(self, context: UiContext, preview: ReportPreview) -> None:
        super().__init__(preview)
        self._context = context
        self._preview = preview
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._subject = ""
        self.strip = MailStrip(context)
        self.strip.noted.connect(self.note)
        preview.add_above_footer(self.strip)

    def open_print_dialog(self) -> None:
        """Ask for a printer, beside everything else."""
        preview = self._preview
        paper = preview.shown
        if paper is None or not preview.print_button.isEnabled():
            return
        printer = printer_for(preview.sizes[0], paper.file_name)
        dialog = QPrintDialog(printer, preview)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, len(preview.sizes))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCurrentPage)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCollateCopies)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def print_to(self, printer: QPrinter) -> None:
        """Print the pages on a printer that the owner has chosen, off the GUI thread."""
        self._preview.let_out(lambda: self._send(printer))

    def open_save_dialog(self) -> None:
        """Ask where to save, beside everything else."""
        preview = self._preview
        paper = preview.shown
        if paper is None or not preview.save_button.isEnabled():
            return
        tr = self._context.tr
        dialog = QFileDialog(preview, tr.gettext("Save as PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.setDirectory(str(last_folder(self._context, PAPER_FOLDER)))
        dialog.selectFile(paper.file_name)
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        QDialog.open(dialog)

    def save_to(self, path: Path) -> None:
        """Write the paper to a file, off the GUI thread."""
        target = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        self._preview.let_out(lambda: self._write(target))

    def open_in_viewer(self) -> None:
        """Open what is shown in the program that the system has for PDFs."""
        preview = self._preview
        paper = preview.shown
        if paper is None or not preview.viewer_button.isEnabled():
            return
        if self._folder is None:
            folder = tempfile.TemporaryDirectory(prefix="smallcrm-", ignore_cleanup_errors=True)
            # The viewer may read it for as long as the program runs, and not longer.
            application = QApplication.instance()
            assert application is not None
            application.aboutToQuit.connect(folder.cleanup)
            self._folder = folder
        path = Path(self._folder.name) / paper.file_name
        content, tr = paper.content, self._context.tr

        def work(_backend: Backend) -> Path:
            write_pdf(content, path)
            return path

        def done(file: Path) -> None:
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
            if not opened and shiboken6.isValid(preview):
                preview.set_notice(tr.gettext("No program for PDFs answered. Save it instead."))

        self._context.runner.task(work, done, preview.fail)

    def write_mail(self) -> None:
        """Hand the paper to the mail program, to the client and with the owner's words."""
        preview = self._preview
        can = preview.mail_button.isEnabled() and preview.kind in SENT
        if preview.shown is not None and can:
            preview.let_out(self._mail)

    def note(self) -> None:
        """Note on the card that the paper went by e-mail."""
        paper, tr = self._preview.shown, self._context.tr
        if paper is None or paper.addressee is None:
            return
        command = AddInteraction(
            client=paper.addressee.id,
            kind=InteractionKind.EMAIL,
            direction=Direction.OUT,
            summary=self._subject or paper.name,
        )

        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self._preview):
                self.strip.hide()
                self._preview.set_notice(tr.gettext("Noted on the card."), wrong=False)
                self._preview.view.setFocus()
                self.noted.emit(outcome)

        self._context.runner.write(command, done, self._preview.fail, initiator=self._preview)

    def _send(self, printer: QPrinter) -> None:
        preview, tr = self._preview, self._context.tr
        if whole_to_file(printer, len(preview.sizes)):
            # “Print to file”: the paper itself, with words that can be searched and copied.
            self._write(Path(printer.outputFileName()))
            return
        content, current = preview.content, max(0, preview.view.number - 1)
        exact = preview.kind in EXACT

        def work(_backend: Backend) -> int:
            return print_pages(content, printer, current=current, exact=exact)

        def done(_count: int) -> None:
            if shiboken6.isValid(preview):
                preview.set_ready(ready=True)
                preview.set_notice(tr.gettext("Sent to the printer."), wrong=False)

        preview.set_ready(ready=False)
        self._context.runner.task(work, done, preview.fail)

    def _write(self, target: Path) -> None:
        preview, context = self._preview, self._context
        content = preview.content

        def work(_backend: Backend) -> Path:
            write_pdf(content, target)
            return target

        def done(written: Path) -> None:
            remember_folder(context, PAPER_FOLDER, written.parent)
            if shiboken6.isValid(preview):
                text = context.tr.gettext("Saved: {file}").format(file=str(written))
                preview.set_notice(text, wrong=False)
                self.written.emit(written)

        context.runner.task(work, done, preview.fail)

    def _mail(self) -> None:
        preview, context = self._preview, self._context
        paper = preview.shown
        if paper is None:
            return

        def work(_backend: Backend) -> tuple[str, Path | None]:
            subject, body = words_of(context, paper)
            to = paper.addressee.email if paper.addressee is not None else ""
            attachment = mail.put_by(paper.content, paper.file_name)
            return subject, mail.hand_over(mail.Draft(to, subject, body, attachment))

        def done(found: tuple[str, Path | None]) -> None:
            self._subject, file = found
            opened = file is None or QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
            if shiboken6.isValid(preview):
                preview.set_ready(ready=True)
                self._on_handed(None if opened else file)

        preview.set_ready(ready=False)
        context.runner.task(work, done, preview.fail)

    def _on_handed(self, file: Path | None) -> None:
        preview, tr = self._preview, self._context.tr
        if file is not None:
            text = tr.gettext("No mail program answered. The draft with the paper is here: {file}")
            preview.set_notice(text.format(file=str(file)))
            return
        paper = preview.shown
        known = paper is not None and paper.addressee is not None
        if known and paper is not None and paper.addressee is not None:
            to = paper.addressee.email
            self.strip.ask(
                tr.gettext("The e-mail to {address} is in your mail program.").format(address=to)
                if to
                else tr.gettext("The e-mail is in your mail program; no address is on file.")
            )
