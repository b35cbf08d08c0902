"""A report or a paper of money before it is printed: the PDF itself, page by page."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QPageLayout,
    QPageSize,
    QPainter,
    QShortcut,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n import sentences
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import NOTES, Notes, Stationery, write_pdf
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, fixing, make
from smallcrm.reports.render import PageImage, PdfPages
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.page_view import PageView, picture_of
from smallcrm.ui.dialogs.words import escape_key, say
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper, and what the preview needs to show it."""

    paper: MadePaper
    pages: PdfPages
    sizes: list[tuple[float, float]]


class ReportPreview(DialogFrame):
    """Makes a paper off the GUI thread and shows it; print, save, or open it elsewhere.

    `made()` once a paper is shown, `written(path)` once it is saved. An invoice is shown as a
    draft and a quote as it is; before either is saved or printed it is noted that it is out
    (`FixPaper`), and what leaves the program is made after that.
    """

    made = Signal()
    written = Signal(object)

    def __init__(self, context: UiContext, paper: Paper, parent: QWidget | None = None) -> None:
        tr = context.tr
        title = _title(tr, paper.kind)
        super().__init__(context.theme, title, parent, width=820, height=760)
        self._context = context
        self._paper = paper
        self._language_chosen = paper.kind is PaperKind.CLIENT
        self._after: Callable[[], None] | None = None
        self._round = 0
        self._report: _Made | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        names: dict[str, str] = {
            "all": tr.pgettext("notes", "All notes"),
            "pinned": tr.pgettext("notes", "Pinned notes"),
            "none": tr.pgettext("notes", "No notes"),
        }
        self.notes = ChoiceField(((one, names[one]) for one in NOTES), "all")
        self.language = ChoiceField(
            ((code, tr.formats.language_name(code)) for code in LANGUAGES), tr.language
        )
        self.view = PageView(context, name=tr.gettext("Pages of the report"))
        self.page_label = plain_label("", "secondary")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self._build_body()
        self.viewer_button = QPushButton(tr.gettext("&Open in a viewer"))
        self.save_button = QPushButton(tr.gettext("&Save…"))
        self.add_left(self.viewer_button)
        self.add_left(self.save_button)
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.print_button = self.add_button(
            tr.gettext("Print…"), key="Ctrl P", primary=True, icon="printer"
        )
        self._connect()
        self.refresh()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def content(self) -> bytes:
        """Return the PDF that is shown, or nothing before it is made."""
        return self._report.paper.content if self._report is not None else b""

    def refresh(self) -> None:
        """Make the paper anew, with the notes and in the language that are chosen."""
        self._round += 1
        this_round = self._round
        context, paper = self._context, self._paper
        notes: Notes = self.notes.value()
        language = str(self.language.value()) if self._language_chosen else None
        stationery = Stationery(
            settings=context.settings,
            tr=context.tr,
            resources=context.resources,
            clock=context.clock,
        )

        def work(backend: Backend) -> _Made:
            made = make(backend.queries, paper, stationery, language=language, notes=notes)
            pages = PdfPages(made.content)
            return _Made(made, pages, [pages.size(index) for index in range(len(pages))])

        def done(report: _Made) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._show(report)
            else:
                report.pages.close()

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_failed(error)

        self._set_ready(ready=False)
        context.runner.task(work, done, failed)

    def save_to(self, path: Path) -> None:
        """Write the paper to a file, off the GUI thread."""
        target = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        self._let_out(lambda: self._write(target))

    def print_to(self, printer: QPrinter) -> None:
        """Paint the pages on a printer that the owner has chosen."""
        self._let_out(lambda: self._send(printer))

    def _let_out(self, then: Callable[[], None]) -> None:
        """Note that the paper leaves the program, and go on with it as it is from then on."""
        report = self._report
        if report is None:
            return
        command = fixing(self._paper)
        if command is None or report.paper.out:
            then()
            return

        def fixed(_outcome: object) -> None:
            if shiboken6.isValid(self):
                self._after = then
                self.refresh()

        self._set_ready(ready=False)
        self._context.runner.write(command, fixed, self._on_failed, initiator=self)

    def _write(self, target: Path) -> None:
        content = self.content

        def work(_backend: Backend) -> Path:
            write_pdf(content, target)
            return target

        def done(written: Path) -> None:
            if shiboken6.isValid(self):
                text = self._context.tr.gettext("Saved: {file}").format(file=str(written))
                self.set_notice(text, wrong=False)
                self.written.emit(written)

        self._context.runner.task(work, done, self._on_failed)

    def _send(self, printer: QPrinter) -> None:
        report = self._report
        if report is None:
            return
        first, last = printer.fromPage() or 1, printer.toPage() or len(report.sizes)
        wanted = range(first - 1, min(last, len(report.sizes)))
        dpi = min(printer.resolution(), _PRINT_DPI)

        def work(_backend: Backend) -> list[PageImage]:
            return [report.pages.image(index, dpi=dpi) for index in wanted]

        def done(images: list[PageImage]) -> None:
            if shiboken6.isValid(self):
                self._paint(printer, images)
                self._set_ready(ready=True)

        self._set_ready(ready=False)
        self._context.runner.task(work, done, self._on_failed)

    def done(self, result: int) -> None:
        """Let the document go with the dialog."""
        self._round += 1
        self.view.set_document(None, [])
        if self._report is not None:
            self._report.pages.close()
            self._report = None
        super().done(result)

    def _build_body(self) -> None:
        tr, theme = self._context.tr, self.theme
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        choices = [(tr.gettext("&Language"), self.language)]
        if self._paper.kind is PaperKind.CLIENT:
            choices.insert(0, (tr.gettext("&Notes"), self.notes))
        for text, field in choices:
            label = QLabel(text)
            label.setProperty("kind", "label")
            label.setBuddy(field)
            field.setAccessibleName(without_key(text))
            bar.addWidget(label)
            bar.addWidget(field)
            bar.addSpacing(theme.px(8))
        bar.addStretch(1)
        bar.addWidget(self.page_label)
        smaller = IconButton(theme, "minus", tr.gettext("Smaller (Ctrl and -)"))
        fit = IconButton(theme, "file-text", tr.gettext("Fit the width (Ctrl and 0)"))
        larger = IconButton(theme, "plus", tr.gettext("Larger (Ctrl and +)"))
        smaller.clicked.connect(lambda: self.view.zoom_by(1 / 1.2))
        fit.clicked.connect(self.view.fit_width)
        larger.clicked.connect(lambda: self.view.zoom_by(1.2))
        for button in (smaller, fit, larger):
            bar.addWidget(button)
        self.body.addLayout(bar)
        self.body.addWidget(self.progress)
        self.view.setProperty("kind", "boxed")
        self.view.setMinimumHeight(theme.px(360))
        self.body.addWidget(self.view, 1)

    def _connect(self) -> None:
        self.notes.currentIndexChanged.connect(self.refresh)
        self.language.currentIndexChanged.connect(self._on_language)
        self.view.page_changed.connect(self._on_page)
        self.close_button.clicked.connect(self.reject)
        self.print_button.clicked.connect(self.open_print_dialog)
        self.save_button.clicked.connect(self.open_save_dialog)
        self.viewer_button.clicked.connect(self._on_viewer)
        standard = QKeySequence.StandardKey
        for keys, slot in (
            (standard.Print, self.open_print_dialog),
            (standard.Save, self.open_save_dialog),
            (standard.ZoomIn, lambda: self.view.zoom_by(1.2)),
            (standard.ZoomOut, lambda: self.view.zoom_by(1 / 1.2)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(slot)
        fit = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_0), self)
        fit.activated.connect(self.view.fit_width)

    def _on_language(self) -> None:
        self._language_chosen = True
        self.refresh()

    def _show(self, report: _Made) -> None:
        if self._report is not None:
            self._report.pages.close()
        self._report = report
        paper = report.paper
        if paper.language != self.language.value():
            self.language.blockSignals(True)
            self.language.choose(paper.language)
            self.language.blockSignals(False)
        draft = self._paper.kind is PaperKind.INVOICE and not paper.out
        text = self._context.tr.gettext(
            "This is a draft. Once it is printed or saved it stands as it is."
        )
        self.set_notice(text if draft else None, wrong=False)
        self.set_title(paper.name, paper.client)
        self.view.set_document(report.pages, report.sizes)
        self.grow()
        self._set_ready(ready=True)
        self.made.emit()
        then, self._after = self._after, None
        if then is not None:
            then()

    def _set_ready(self, *, ready: bool) -> None:
        self.progress.setVisible(not ready)
        for button in (self.print_button, self.save_button, self.viewer_button):
            button.setEnabled(ready)

    def open_print_dialog(self) -> None:
        """Ask for a printer, beside everything else."""
        report = self._report
        if report is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        width, height = report.sizes[0]
        size = QPageSize(QSizeF(width, height), QPageSize.Unit.Point)
        printer.setPageSize(size)
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        printer.setFullPage(True)
        printer.setDocName(report.paper.file_name)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, len(report.sizes))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def open_save_dialog(self) -> None:
        """Ask where to save, beside everything else."""
        if self._report is None:
            return
        tr = self._context.tr
        dialog = QFileDialog(self, tr.gettext("Save as PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._report.paper.file_name)
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def _paint(self, printer: QPrinter, images: list[PageImage]) -> None:
        painter = QPainter()
        if not painter.begin(printer):
            self.set_notice(self._context.tr.gettext("The printer does not answer."))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, image in enumerate(images):
            if number:
                printer.newPage()
            page = printer.paperRect(QPrinter.Unit.DevicePixel)
            picture = picture_of(image)
            scale = min(page.width() / image.width, page.height() / image.height)
            painter.drawImage(QRectF(0, 0, image.width * scale, image.height * scale), picture)
        painter.end()
        self.set_notice(self._context.tr.gettext("Sent to the printer."), wrong=False)

    def _on_viewer(self) -> None:
        if self._report is None:
            return
        if self._folder is None:
            folder = tempfile.TemporaryDirectory(prefix="smallcrm-", ignore_cleanup_errors=True)
            # The viewer may read it for as long as the program runs, and not longer.
            application = QApplication.instance()
            assert application is not None
            application.aboutToQuit.connect(folder.cleanup)
            self._folder = folder
        path = Path(self._folder.name) / self._report.paper.file_name
        content = self._report.paper.content

        def work(_backend: Backend) -> Path:
            write_pdf(content, path)
            return path

        def done(written: Path) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(written)))

        self._context.runner.task(work, done, self._on_failed)

    def _on_page(self, number: int, count: int) -> None:
        tr = self._context.tr
        text = tr.gettext("Page {number} of {count}").format(
            number=tr.formats.number(number), count=tr.formats.number(count)
        )
        self.page_label.setText(one_line(text) if count else "")

    def _on_failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        self._after = None
        self._set_ready(ready=self._report is not None)
        if isinstance(error, Refusal):
            self.set_notice(say(tr, error))
        elif isinstance(error, DataFileError):
            self.set_notice(sentences.trouble(tr, error))
        else:
            self.set_notice(tr.gettext("The report could not be made. Try it again."))


def _title(tr: I18n, kind: PaperKind) -> str:
    """Name what is being made, until its own name is known."""
    return {
        PaperKind.CLIENT: tr.gettext("Client report"),
        PaperKind.QUOTE: tr.pgettext("paper", "Quote"),
        PaperKind.INVOICE: tr.pgettext("paper", "Invoice"),
        PaperKind.RECEIPT: tr.pgettext("paper", "Receipt"),
        PaperKind.DELIVERY: tr.pgettext("paper", "Delivery note"),
        PaperKind.STATEMENT: tr.pgettext("paper", "Statement of account"),
        PaperKind.LEAGUE: tr.pgettext("paper", "Referrers and sources"),
        PaperKind.THANKS: tr.pgettext("paper", "Thank-you letter"),
        PaperKind.RECORD: tr.pgettext("paper", "All that is stored"),
    }[kind]
