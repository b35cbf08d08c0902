"""The bank: a statement is taken in, and its bookings become payments, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from smallcrm.domain.changes import Entity
from smallcrm.domain.errors import Refusal
from smallcrm.i18n import sentences
from smallcrm.queries.receivable_shapes import MOST_SUGGESTED
from smallcrm.services.commands import ConfirmBankLines, IgnoreBankLines, Undo
from smallcrm.ui.dialogs.bank_detail import BankDetail
from smallcrm.ui.dialogs.bank_file import BankFile, ask_for_file
from smallcrm.ui.dialogs.bank_rows import BankView
from smallcrm.ui.dialogs.bank_work import matches_of
from smallcrm.ui.dialogs.drop_panel import DropPanel
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import enter_key, escape_key, say_error
from smallcrm.ui.theme import BODY_STRONG
from smallcrm.ui.widgets.hit_list import HintBar, KeyHint
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent

    from smallcrm.domain.changes import Changes
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.receivable_shapes import BankSuggestion
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.services.commands import Command, ImportResult, Outcome
    from smallcrm.ui.context import UiContext

_SLOT: Final = "bank"


class BankDialog(DialogFrame):
    """Takes statements in and lists what waits; `saved(outcome)` after each thing that was done.

    Nothing is written before "Take in"; a booking is entered by Enter, all that are ticked by
    Ctrl and Enter, and Ctrl+Z takes back what was done here.
    """

    saved = Signal(object)

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, file: Path | None = None
    ) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Bank statement"), parent, width=940, height=600)
        self._context = context
        self._busy = False
        self._taking_in = self._take_back = False
        self._done = 0
        self._build()
        self.setAcceptDrops(True)
        context.hub.committed.connect(self._on_committed)
        self._show_stage()
        if file is not None:
            self.choose(file)
        else:
            self.load()

    def choose(self, path: Path) -> None:
        """Take a file and read it."""
        self.set_notice(None)
        self.file.choose(path)
        self._show_stage()

    def load(self) -> None:
        """Look at what waits, and whose it may be."""
        self.progress.setVisible(self.file.path is None)
        chosen = dict(self.view.chosen)

        def done(rows: tuple[BankSuggestion, ...]) -> None:
            if shiboken6.isValid(self):
                self._on_loaded(rows)

        self._context.runner.read(
            _SLOT, lambda queries: queries.bank_suggestions(chosen=chosen), done, self._failed
        )

    def take_in(self) -> None:
        """Take the statement in that was read; once, however often Enter is pressed."""
        command = self.file.command()
        if command is None or self._busy or not self.primary.isEnabled():
            return
        self._taking_in, self._take_back = True, False
        self.primary.setEnabled(False)
        self.file.progress.show()
        self.file.form.setEnabled(False)
        self._write(command, self._on_taken_in)

    def confirm(self, rows: Sequence[BankSuggestion]) -> None:
        """Enter bookings as payments, all in one action."""
        if rows and not self._busy:
            matches = matches_of(rows, self.view.reasons)
            lines = [row.line.id for row in rows]
            command = ConfirmBankLines(matches=matches)
            self._write(command, lambda outcome: self._on_written(outcome, lines))

    def confirm_row(self) -> None:
        """Enter the current booking; one that nobody is known of asks for a name."""
        found = self.view.bank.at(self.view.row())
        if found is None or found.line.amount.minor <= 0:
            return
        if found.client is None:
            self.detail.begin("")
        else:
            self.confirm([found])

    def confirm_ticked(self) -> None:
        """Enter all bookings that are ticked."""
        if self.file.path is None:
            self.confirm(self.view.bank.ticked())

    def ignore(self) -> None:
        """Set the current booking aside: it is no client's money."""
        found = self.view.bank.at(self.view.row())
        if found is not None and not self._busy:
            command = IgnoreBankLines(lines=(found.line.id,))
            self._write(command, lambda outcome: self._on_written(outcome, command.lines))

    def undo(self) -> None:
        """Take back the last thing that was done here."""
        if self._done and not self._busy:
            self._write(Undo(), self._on_undone)

    def reject(self) -> None:
        """Leave the file first, then the dialog; what is being taken in goes back."""
        if self._taking_in:
            self._take_back = True
        elif self.file.path is not None:
            self._leave_file()
        elif self.detail.picker.box.hasFocus():
            self.detail.show_booking(*self.view.current())
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter lead from the client's name back to the list, and enter nothing there."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.file.path is None and self.detail.picker.box.hasFocus():
            self.detail.show_booking(*self.view.current())
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            event.accept()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close by the window's cross from wherever, but not in the middle of taking in."""
        if self._taking_in:
            event.ignore()
            self._take_back = True
            return
        self.file.leave()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over the dialog."""
        if not self._busy and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that is dropped."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files and not self._busy:
            event.acceptProposedAction()
            self.choose(files[0])

    def _build(self) -> None:
        context, theme, tr = self._context, self._context.theme, self._context.tr
        self.drop = DropPanel(
            theme,
            tr.gettext("Drop a bank statement here"),
            tr.gettext("CAMT, MT940, OFX or CSV: the same file twice does no harm"),
            tr.gettext("&Choose a file…"),
        )
        self.file = BankFile(context)
        self.other = QPushButton(tr.gettext("&Choose a file…"))
        self.other.setAutoDefault(False)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.count = RunLabel(theme)
        self.view, self.detail = BankView(theme, tr), BankDetail(context)
        self.hints = HintBar(theme)
        self.hints.set_hints(_hints(tr))
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addStretch(1)
        head.addWidget(self.other)
        self.body.addLayout(head)
        for widget in (self.drop, self.file, self.progress, self.view, self.detail, self.hints):
            self.body.addWidget(widget, int(widget in (self.view, self.file, self.drop)))
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.close_button.setAutoDefault(False)
        self.primary = self.add_button(tr.gettext("Take in"), primary=True, icon="download")
        self._connect()

    def _connect(self) -> None:
        view, detail = self.view, self.detail

        def ask() -> None:
            ask_for_file(self, self._context.tr, self.choose)

        def show_current() -> None:
            # What is being typed of a name is not lost when the list is looked at anew.
            if not detail.picker.box.hasFocus():
                detail.show_booking(*view.current())

        self.other.clicked.connect(ask)
        self.drop.button.clicked.connect(ask)
        self.file.tried.connect(self._on_tried)
        self.file.said.connect(self.set_notice)
        self.close_button.clicked.connect(self.reject)
        self.primary.clicked.connect(
            lambda: self.confirm_ticked() if self.file.path is None else self.take_in()
        )
        view.confirmed.connect(self.confirm_row)
        view.ignored.connect(self.ignore)
        view.typed.connect(detail.begin)
        view.moved.connect(show_current)
        view.bank.ticks_changed.connect(self._show_primary)
        detail.client_chosen.connect(self._on_client)
        detail.rest_chosen.connect(view.choose_rest)
        for keys, slot in (
            (QKeySequence("Ctrl+Return"), self.confirm_ticked),
            (QKeySequence("Ctrl+Enter"), self.confirm_ticked),
            (QKeySequence(QKeySequence.StandardKey.Undo), self.undo),
            (QKeySequence(QKeySequence.StandardKey.Open), ask),
        ):
            QShortcut(keys, self).activated.connect(slot)

    def _show_stage(self) -> None:
        """Show the file that is to be taken in, or what waits, or where to drop a file."""
        tr = self._context.tr
        with_file = self.file.path is not None
        rows = self.view.bank.rowCount() > 0
        self.file.setVisible(with_file)
        if with_file:
            self.progress.hide()
        self.drop.setVisible(not with_file and not rows)
        for widget in (self.count, self.view, self.detail, self.hints):
            widget.setVisible(not with_file and rows)
        self.other.setVisible(with_file or rows)
        self.primary.setVisible(with_file or rows)
        leave = tr.gettext("Back") if with_file else tr.gettext("Close")
        self.close_button.set_content(leave, key=escape_key(tr))
        self._show_primary()
        if with_file:
            self.primary.setEnabled(False)
        self.grow()

    def _show_primary(self, count: int = 0) -> None:
        """Say what the main button would do."""
        tr = self._context.tr
        number = tr.formats.number
        if self.file.path is not None:
            text = tr.gettext("Take in")
            if count:
                text = tr.ngettext("Take in {count} booking", "Take in {count} bookings", count)
                text = text.format(count=number(count))
            self.primary.set_content(text, key=enter_key(tr), icon="download")
            self.primary.setEnabled(count > 0)
            return
        count = len(self.view.bank.ticked())
        text = tr.ngettext("Enter {count} ticked", "Enter {count} ticked", count)
        if not count:
            text = tr.gettext("Enter the ticked")
        keys = f"Ctrl {enter_key(tr)}"
        self.primary.set_content(text.format(count=number(count)), key=keys, icon="check")
        self.primary.setEnabled(count > 0)

    def _leave_file(self) -> None:
        self.file.leave()
        self.set_notice(None)
        self._show_stage()
        self.load()

    def _on_tried(self, result: ImportResult | None) -> None:
        self._show_primary(result.added if result is not None else 0)
        if result is not None and result.added:
            if not self.file.form.has_keyboard():
                self.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        elif result is not None and result.unchanged and not result.skipped:
            text = self._context.tr.gettext("All of these bookings are there already.")
            self.set_notice(text, wrong=False)
        self.grow()

    def _on_taken_in(self, outcome: Outcome) -> None:
        self._taking_in = False
        self.file.form.setEnabled(True)
        if self._take_back:
            self._done += 1
            self.undo()
            return
        self.file.leave()
        self._say(outcome)
        self.load()

    def _on_loaded(self, rows: tuple[BankSuggestion, ...]) -> None:
        self.progress.hide()
        row, (current, _) = self.view.row(), self.view.current()
        typing = self.detail.picker.box.hasFocus()
        # What came in is to be done; what went out is only shown.
        self.view.bank.set_rows(sorted(rows, key=lambda one: one.line.amount.minor <= 0))
        if self.file.path is not None:
            return
        self._show_stage()
        tr, count = self._context.tr, len(rows)
        waiting = tr.ngettext("{count} booking waits", "{count} bookings wait", count)
        if count >= MOST_SUGGESTED:
            waiting = tr.gettext("The newest {count} bookings that wait")
        self.count.set_runs((Run(waiting.format(count=tr.formats.number(count)), BODY_STRONG),))
        if not rows:
            self.drop.button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        same = self.view.bank.row_of(current.line.id) if current is not None else -1
        self.view.go_to(same if same >= 0 else row)
        if not typing:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_client(self, client: ClientRef) -> None:
        line_id, client_id = self.detail.line_id, client.id

        def done(chosen: BankSuggestion | None) -> None:
            row = self.view.bank.row_of(line_id) if shiboken6.isValid(self) else -1
            if chosen is not None and row >= 0:
                self.view.chosen[line_id] = client_id
                self.view.bank.replace(row, chosen)
                self.view.bank.tick(row, on=True)
                self.view.go_to(row)
                self.detail.show_booking(*self.view.current())
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)

        self._context.runner.read(
            "bank_client", lambda queries: queries.bank_suggestion_for(line_id, client_id), done
        )

    def _on_committed(self, changes: Changes, initiator: object) -> None:
        """Look again when payments or sales changed beside this dialog."""
        touched = (Entity.BANK_LINE, Entity.PAYMENT, Entity.SALE, Entity.CLIENT)
        if initiator is not self and initiator is not self.file and changes.touches(*touched):
            self.load()

    def _write(self, command: Command, done: Callable[[Outcome], None]) -> None:
        self._busy = True

        def finish(outcome: Outcome) -> None:
            if shiboken6.isValid(self):
                self._busy = False
                done(outcome)

        self._context.runner.write(command, finish, self._failed, initiator=self)

    def _on_written(self, outcome: Outcome, lines: Collection[int]) -> None:
        self._say(outcome)
        self.view.bank.remove(lines)
        self.load()

    def _on_undone(self, outcome: Outcome) -> None:
        self._done -= 1
        done = outcome.result
        text = sentences.undone(self._context.tr, done.label, dict(done.parameters))
        if self._take_back:
            self._take_back = False
            self._leave_file()
        else:
            self.load()
        self.set_notice(text, wrong=False)

    def _say(self, outcome: Outcome) -> None:
        self._done += 1
        done = outcome.result
        text = sentences.action(self._context.tr, done.label, dict(done.parameters))
        self.set_notice(text, wrong=False)
        self.saved.emit(outcome)

    def _failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._busy = self._taking_in = False
        self.file.form.setEnabled(True)
        self.progress.hide()
        self.file.progress.hide()
        self.set_notice(say_error(self._context.tr, error))
        line = error.parameters.get("line") if isinstance(error, Refusal) else None
        row = self.view.bank.row_of(line) if isinstance(line, int) else -1
        if row >= 0:
            self.view.go_to(row)


def _hints(tr: I18n) -> list[KeyHint]:
    return [
        KeyHint((enter_key(tr),), tr.pgettext("key hint", "enter this one")),
        KeyHint((tr.pgettext("key", "Space"),), tr.pgettext("key hint", "tick")),
        KeyHint(("I",), tr.pgettext("key hint", "set aside")),
        KeyHint((tr.pgettext("key", "A…Z"),), tr.pgettext("key hint", "another client")),
        KeyHint(("Ctrl Z",), tr.pgettext("key hint", "undo"), at_right=True),
    ]
