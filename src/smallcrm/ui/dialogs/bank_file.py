"""A bank's file before it is taken in: read, tried out, read otherwise where that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import ImportStatement
from smallcrm.ui.dialogs import bank_words
from smallcrm.ui.dialogs.bank_form import StatementForm, StatementSummary
from smallcrm.ui.dialogs.bank_work import read_statement
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.theme import BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers.statements import StatementFile
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_WAIT_MS: Final = 150
_ENDINGS: Final = "*.xml *.camt *.sta *.mt940 *.940 *.ofx *.qfx *.csv *.tsv *.txt"
# Which choice a refusal is about, where its own field is another.
_ABOUT: Final = {"wrong_encoding": "encoding", "unknown_encoding": "encoding"}


def ask_for_file(parent: QWidget, tr: I18n, chosen: Callable[[Path], None]) -> None:
    """Ask for a bank's file, beside everything else."""
    dialog = QFileDialog(parent, tr.gettext("Choose a bank statement"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    statements = tr.gettext("Bank statements ({endings})").format(endings=_ENDINGS)
    dialog.setNameFilters([statements, tr.gettext("All files (*)")])
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


class BankFile(QWidget):
    """Reads a statement and tries it out; `tried(ImportResult or None)` after every choice.

    `said(text or None)` with what is wrong with the file as a whole. Nothing is written here.
    """

    tried = Signal(object)
    said = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.path: Path | None = None
        self._file: StatementFile | None = None
        self._round = 0
        self.name = RunLabel(context.theme)
        self.summary = StatementSummary(context)
        self.form = StatementForm(context)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.name, self.summary, self.form, self.progress):
            box.addWidget(widget)
        box.addStretch(1)
        self.form.choices_changed.connect(self._on_choices)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._read)

    def choose(self, path: Path) -> None:
        """Take a file and read it."""
        self.leave()
        self.path = path
        self.name.set_runs((Run(path.name, BODY_STRONG),), ("file-text", "second"))
        self._read()

    def leave(self) -> None:
        """Forget the file, and what is still being read of it."""
        self._round += 1
        self._timer.stop()
        self.path = self._file = None
        self.form.forget()
        self.form.hide()
        self.summary.clear()

    def command(self, *, dry_run: bool = False) -> ImportStatement | None:
        """Return what takes the file in; None while it cannot be."""
        if self.path is None or self._file is None:
            return None
        return ImportStatement(
            statements=self._file.statements, file_name=self.path.name, dry_run=dry_run
        )

    def _on_choices(self) -> None:
        self.tried.emit(None)
        self._timer.start()

    def _read(self) -> None:
        path = self.path
        if path is None:
            return
        self._file = None
        self._round += 1
        this_round = self._round
        settings, choices = self._context.settings, self.form.choices()
        country, currency = settings.country, settings.currency
        self.progress.show()

        def work(_backend: Backend) -> StatementFile:
            return read_statement(path, choices, country=country, currency=currency)

        def done(file: StatementFile) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_read(file, this_round)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_not_read(error)

        self._context.runner.task(work, done, failed)

    def _on_read(self, file: StatementFile, this_round: int) -> None:
        self._file = file
        self.said.emit(None)
        self.form.clear_errors()
        self.form.show_file(file)
        self.summary.show_file(file, None)
        command = self.command(dry_run=True)
        assert command is not None

        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self.progress.hide()
                self.summary.show_file(file, outcome.imported)
                self.tried.emit(outcome.imported)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self.progress.hide()
                self.said.emit(say_error(self._context.tr, error))

        self._context.runner.write(command, done, failed, initiator=self)

    def _on_not_read(self, error: Exception) -> None:
        self.progress.hide()
        self.summary.clear()
        text = say_error(self._context.tr, error)
        headings = error.parameters.get("headings") if isinstance(error, Refusal) else None
        if isinstance(headings, tuple) and isinstance(error, Refusal):
            self.form.show_table([str(one) for one in headings], error.parameters)
            text = self._lacking(error.parameters.get("fields"))
        field = error.field if isinstance(error, Refusal) else None
        code = error.code if isinstance(error, Refusal) else ""
        row = self.form.rows.get(_ABOUT.get(code, field or ""))
        if row is not None:
            self.form.show_choice(_ABOUT.get(code, field or ""))
            row.set_error(text)
            row.field.setFocus(Qt.FocusReason.OtherFocusReason)
            text = ""
        self.said.emit(text or None)
        self.tried.emit(None)

    def _lacking(self, fields: object) -> str:
        tr = self._context.tr
        several = fields if isinstance(fields, Iterable) else ()
        names = [bank_words.field_name(tr, str(one)) for one in several]
        text = tr.gettext("Choose which column holds: {fields}")
        return text.format(fields=tr.formats.list_sentence(names))
