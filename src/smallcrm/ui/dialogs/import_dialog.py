"""Bringing in a file: choose it, see how it was understood, try it out, import, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QWidget,
)

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.records import RecordKind, RejectedRow
from smallcrm.i18n import sentences
from smallcrm.services.commands import Undo
from smallcrm.ui.dialogs.drop_panel import DropPanel
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.import_form import ImportForm
from smallcrm.ui.dialogs.import_preview import ImportPreview
from smallcrm.ui.dialogs.import_words import missing_fields
from smallcrm.ui.dialogs.import_work import command_of, is_statement, read_file
from smallcrm.ui.dialogs.words import enter_key, escape_key, say
from smallcrm.ui.theme import BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from smallcrm.importers import ImportPlan
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_WAIT_MS: Final = 150


class ImportDialog(DialogFrame):
    """Brings one file in after another; `saved(outcome)` after each that changed anything.

    Nothing is written before "Import"; until then every choice is tried out and its counts shown.
    """

    saved = Signal(object)
    # A bank statement is taken in by a dialog of its own.
    wanted = Signal(str, object)

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, file: Path | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context.theme, tr.gettext("Import a file"), parent, width=760, body_scrolls=True
        )
        self._context = context
        self._path: Path | None = None
        self._plan: ImportPlan | None = None
        self._round = 0
        self._importing = False
        self._take_back = False
        self.outcome: Outcome | None = None
        self.rejects: Path | None = None
        self.drop = DropPanel(
            context.theme,
            tr.gettext("Drop a file here"),
            tr.gettext("CSV, text or vCard: clients, sales, payments, referrals"),
            tr.gettext("&Choose a file…"),
        )
        self.form = ImportForm(context)
        self.file_name = RunLabel(context.theme)
        self.other_button = QPushButton(tr.gettext("&Other file…"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.preview = ImportPreview(context.theme, tr)
        self.rejects_button = QPushButton(tr.gettext("Open the file of the rows &not taken"))
        self.undo_button = QPushButton(tr.gettext("&Undo the import"))
        self.close_button = self.add_button(tr.gettext("Cancel"), key=escape_key(tr))
        self.import_button = self.add_button(
            tr.gettext("Import"), key=enter_key(tr), primary=True, icon="download"
        )
        self._file_row = QWidget()
        self._build_body()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._read)
        self.setAcceptDrops(True)
        self._show_stage(chosen=False)
        if file is not None:
            self.choose(file)

    def choose(self, path: Path) -> None:
        """Take a file and read it."""
        self._path = path
        self._plan = None
        self.outcome = None
        self.rejects = None
        self.form.forget()
        size = path.stat().st_size if path.is_file() else 0
        tr = self._context.tr
        text = tr.gettext("{size} kB").format(size=tr.formats.number(max(1, size // 1024)))
        runs = (Run(path.name, BODY_STRONG), Run("  " + text, tone="second"))
        self.file_name.set_runs(runs, ("file-text", "second"))
        self._show_stage(chosen=True)
        self.form.hide()
        self._read()

    def open_file_dialog(self) -> None:
        """Ask for a file, beside everything else."""
        tr = self._context.tr
        dialog = QFileDialog(self, tr.gettext("Choose a file to import"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        tables = tr.gettext("Tables of text (*.csv *.tsv *.tab *.txt)")
        contacts = tr.gettext("Contacts (*.vcf *.vcard)")
        dialog.setNameFilters([tables, contacts, tr.gettext("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def start(self) -> None:
        """Import what was tried out; once, however often Enter is pressed."""
        if self._path is None or self._plan is None or self._importing:
            return
        if self.outcome is not None or not self.import_button.isEnabled():
            return
        self._importing = True
        self._take_back = False
        tr = self._context.tr
        self._busy(tr.gettext("Importing…"))
        command = command_of(tr, self._path, self._plan, dry_run=False)
        self._context.runner.write(
            command, self._on_imported, self._on_import_failed, initiator=self
        )

    def reject(self) -> None:
        """Close; during an import take it back as soon as it is done."""
        if self._importing:
            self._take_back = True
            self._busy(self._context.tr.gettext("Taking it back…"))
            return
        self._round += 1
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Treat the window's cross as Esc."""
        if self._importing:
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that is dragged over the dialog."""
        if not self._importing and len(_local_files(event.mimeData().urls())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that is dropped."""
        files = _local_files(event.mimeData().urls())
        if files and not self._importing:
            event.acceptProposedAction()
            self.choose(files[0])

    def undo(self) -> None:
        """Take the whole import back, as one action."""
        self.undo_button.setDisabled(True)
        self._context.runner.write(Undo(), self._on_undone, self._on_failed, initiator=self)

    def _build_body(self) -> None:
        row = QHBoxLayout(self._file_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file_name, 1)
        row.addWidget(self.other_button)
        self.progress.setTextVisible(False)
        buttons = QHBoxLayout()
        for button in (self.rejects_button, self.undo_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for widget in (self.drop, self._file_row, self.form, self.progress, self.preview):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        self.other_button.clicked.connect(self.open_file_dialog)
        self.drop.button.clicked.connect(self.open_file_dialog)
        self.form.choices_changed.connect(self._on_choices)
        self.close_button.clicked.connect(self.reject)
        self.import_button.clicked.connect(self._on_primary)
        self.rejects_button.clicked.connect(self._on_rejects)
        self.undo_button.clicked.connect(self.undo)
        opener = QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self)
        opener.activated.connect(self.open_file_dialog)

    def _show_stage(self, *, chosen: bool) -> None:
        tr = self._context.tr
        self.drop.setVisible(not chosen)
        self._file_row.setVisible(chosen)
        self.form.setVisible(False)
        self.progress.hide()
        self.preview.clear()
        self.rejects_button.hide()
        self.undo_button.hide()
        self.set_notice(None)
        self.import_button.setVisible(chosen)
        self.import_button.setEnabled(False)
        self.import_button.set_content(tr.gettext("Import"), key=enter_key(tr), icon="download")
        self.close_button.set_content(tr.gettext("Cancel"), key=escape_key(tr))
        if not chosen:
            self.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grow()

    def _busy(self, text: str) -> None:
        self.progress.show()
        self.import_button.setEnabled(False)
        self.form.setEnabled(not self._importing)
        self.other_button.setEnabled(not self._importing)
        self.preview.say(text)

    def _on_choices(self) -> None:
        self.import_button.setEnabled(False)
        self._timer.start()

    def _read(self) -> None:
        path = self._path
        if path is None:
            return
        self._round += 1
        this_round = self._round
        context = self._context
        choices = self.form.choices()
        country, currency = context.settings.country, context.settings.currency
        self._busy(context.tr.gettext("Reading…"))

        def work(_backend: Backend) -> ImportPlan | None:
            if choices.kind is None and is_statement(path):
                return None
            return read_file(path, choices, country=country, currency=currency)

        def done(plan: ImportPlan | None) -> None:
            if not shiboken6.isValid(self) or this_round != self._round:
                return
            if plan is None:
                self.reject()
                self.wanted.emit("bank", str(path))
            else:
                self._on_read(plan, this_round)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_not_read(error)

        context.runner.task(work, done, failed)

    def _on_read(self, plan: ImportPlan, this_round: int) -> None:
        self._plan = plan
        self.set_notice(None)
        self.form.clear_errors()
        self.form.show_understood(plan.understood)
        self.form.show()
        path = self._path
        assert path is not None
        self._busy(self._context.tr.gettext("Trying it out…"))

        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_tried(outcome)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_failed(error)

        command = command_of(self._context.tr, path, plan, dry_run=True)
        self._context.runner.write(command, done, failed, initiator=self)
        self.grow()

    def _on_not_read(self, error: Exception) -> None:
        self._plan = None
        self.progress.hide()
        self.preview.clear()
        if not isinstance(error, Refusal):
            self._on_failed(error)
            return
        headings = error.parameters.get("headings")
        if isinstance(headings, tuple):
            chosen = self.form.choices().kind
            found = error.parameters.get("kind") or chosen
            kind = RecordKind(str(found)) if found else None
            self.form.show_headings([str(one) for one in headings], kind)
            self.form.show()
        text = say(self._context.tr, error)
        if error.code == "missing_column":
            wanted = error.parameters.get("kind")
            text = missing_fields(
                self._context.tr,
                error.parameters.get("fields"),
                RecordKind(str(wanted)) if wanted else None,
            )
        row = self.form.rows.get(error.field or "")
        if row is not None and self.form.isVisibleTo(self):
            row.set_error(text)
            row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.set_notice(text)
        self.grow()

    def _on_tried(self, outcome: Outcome) -> None:
        self.progress.hide()
        result = outcome.imported
        assert result is not None
        something = result.added + result.merged > 0
        self.preview.show_result(result, tried=True)
        self.import_button.setEnabled(something)
        focused = QApplication.focusWidget()
        if something and (focused is None or not self.form.isAncestorOf(focused)):
            self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grow()

    def _on_imported(self, outcome: Outcome) -> None:
        if not shiboken6.isValid(self):
            return
        self._importing = False
        if self._take_back:
            self._context.runner.write(Undo(), self._on_undone, self._on_failed, initiator=self)
            return
        self.outcome = outcome
        result = outcome.imported
        assert result is not None
        self.progress.hide()
        self.form.hide()
        self.form.setEnabled(True)
        self.other_button.setEnabled(True)
        self.preview.show_result(result, tried=False)
        tr = self._context.tr
        self.undo_button.setEnabled(True)
        self.undo_button.setVisible(result.import_id is not None)
        self.import_button.set_content(tr.gettext("Close"), key=enter_key(tr))
        self.import_button.setEnabled(True)
        self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close_button.hide()
        if result.skipped:
            self._keep_rejects(result.skipped)
        self.saved.emit(outcome)
        self.grow(shrink=True)

    def _keep_rejects(self, skipped: tuple[RejectedRow, ...]) -> None:
        path, plan = self._path, self._plan
        assert path is not None
        assert plan is not None

        def work(backend: Backend) -> Path:
            from smallcrm.importers.rejects_file import with_cells, write_rejects

            rows = with_cells(path, plan, skipped)
            return write_rejects(backend.paths, backend.clock, path, plan, rows)

        def done(kept: Path) -> None:
            if shiboken6.isValid(self):
                self.rejects = kept
                self.rejects_button.show()
                self.grow()

        self._context.runner.task(work, done, self._on_failed)

    def _on_undone(self, _outcome: Outcome) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        self.outcome = None
        self._importing = False
        self.progress.hide()
        self.close_button.show()
        self._show_stage(chosen=self._path is not None)
        self.form.setEnabled(True)
        self.other_button.setEnabled(True)
        if self._take_back:
            self._take_back = False
            super().reject()
            return
        self._read()
        self.set_notice(tr.gettext("The import was taken back."), wrong=False)

    def _on_import_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._importing = False
            self.form.setEnabled(True)
            self.other_button.setEnabled(True)
            self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self.progress.hide()
        self.preview.clear()
        tr = self._context.tr
        if isinstance(error, Refusal):
            self.set_notice(say(tr, error))
        elif isinstance(error, DataFileError):
            self.set_notice(sentences.trouble(tr, error))
        else:
            self.set_notice(tr.gettext("This went wrong, and nothing was changed. Try it again."))

    def _on_primary(self) -> None:
        if self.outcome is not None:
            self.accept()
        else:
            self.start()

    def _on_rejects(self) -> None:
        if self.rejects is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.rejects)))


def _local_files(urls: list[QUrl]) -> list[Path]:
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
