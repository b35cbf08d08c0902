"""The client report before it is printed: the PDF itself, page by page."""

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
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import CLIENT_REPORT, NOTES, Notes, render_client_report, write_pdf
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
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class _Made:
    """A report, and what the preview needs to know of it."""

    content: bytes
    pages: PdfPages
    sizes: list[tuple[float, float]]
    file_name: str
    client: str


class ReportPreview(DialogFrame):
    """Makes the report off the GUI thread and shows it; print, save, or open it elsewhere.

    `made()` once a report is shown, `written(path)` once it is saved.
    """

    made = Signal()
    written = Signal(object)

    def __init__(self, context: UiContext, client_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Client report"), parent, width=820, height=760)
        self._context = context
        self._client_id = client_id
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
        return self._report.content if self._report is not None else b""

    def refresh(self) -> None:
        """Make the report anew, with the notes and in the language that are chosen."""
        self._round += 1
        this_round = self._round
        context, client_id = self._context, self._client_id
        notes: Notes = self.notes.value()
        language = str(self.language.value() or context.tr.language)
        settings, clock, resources = context.settings, context.clock, context.resources
        spoken = context.tr

        def work(backend: Backend) -> _Made:
            card = backend.queries.client_history(client_id, full=True)
            if card is None:
                raise Refusal("no_such_client", field="client", id=client_id)
            tr = spoken
            if language != spoken.language:
                tr = I18n.load(language, resources, clock=clock)
            content = render_client_report(
                card, settings=settings, tr=tr, resources=resources, clock=clock, notes=notes
            )
            pages = PdfPages(content)
            sizes = [pages.size(index) for index in range(len(pages))]
            name = CLIENT_REPORT.suggested_file_name(card, tr)
            return _Made(content, pages, sizes, name, card.details.ref.name)

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
        """Write the report to a file, off the GUI thread."""
        content = self.content
        if not content:
            return
        target = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")

        def work(_backend: Backend) -> Path:
            write_pdf(content, target)
            return target

        def done(written: Path) -> None:
            if shiboken6.isValid(self):
                text = self._context.tr.gettext("Saved: {file}").format(file=str(written))
                self.set_notice(text, wrong=False)
                self.written.emit(written)

        self._context.runner.task(work, done, self._on_failed)

    def print_to(self, printer: QPrinter) -> None:
        """Paint the pages on a printer that the owner has chosen."""
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
        for text, field in (
            (tr.gettext("&Notes"), self.notes),
            (tr.gettext("&Language"), self.language),
        ):
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
        self.language.currentIndexChanged.connect(self.refresh)
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

    def _show(self, report: _Made) -> None:
        if self._report is not None:
            self._report.pages.close()
        self._report = report
        self.set_notice(None)
        self.set_title(self._context.tr.gettext("Client report"), report.client)
        self.view.set_document(report.pages, report.sizes)
        self.grow()
        self._set_ready(ready=True)
        self.made.emit()

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
        printer.setDocName(report.file_name)
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
        dialog = QFileDialog(self, tr.gettext("Save the report"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self._report.file_name)
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
        path = Path(self._folder.name) / self._report.file_name
        content = self._report.content

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
        self._set_ready(ready=self._report is not None)
        if isinstance(error, Refusal):
            self.set_notice(say(tr, error))
        elif isinstance(error, DataFileError):
            self.set_notice(sentences.trouble(tr, error))
        else:
            self.set_notice(tr.gettext("The report could not be made. Try it again."))
