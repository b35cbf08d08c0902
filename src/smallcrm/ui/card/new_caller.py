"""An unknown number: who is it, and who sent them? The number is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import (
    AddClient,
    AddNote,
    EditClient,
    Outcome,
    PhoneInput,
)
from smallcrm.ui.card import keys, present
from smallcrm.ui.card.caller_form import CallerForm, Draft
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from smallcrm.queries.shapes import ClientCard
    from smallcrm.services.commands import Command
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext


@dataclass(slots=True)
class _Steps:
    """What of a form has been written: a second attempt does not write it again."""

    client: int | None = None
    number_added: bool = False


class NewCaller(QWidget):
    """A form for whoever rings from a number that is nobody's.

    `added(client id)` once all of it is in the file: a new client, or one that was there already
    and is given the number and the note. `copy_wanted(sale id, client id)` after it, where the
    referrer's purchase is to be sold again. `saved(Outcome)` after each step. `closed(Draft or
    None)` once, when the window has gone, with what was typed and not saved.
    """

    added = Signal(int)
    copy_wanted = Signal(int, int)
    saved = Signal(object)
    closed = Signal(object)

    def __init__(
        self,
        context: UiContext,
        call: Call,
        *,
        region: str | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._context = context
        self._steps = _Steps()
        self._busy = False
        self._done = False
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surf")
        tr = context.tr
        # Translators: the title of a window
        title = tr.gettext("New caller {number} – Small CRM")
        number = call.number or tr.gettext("Number withheld")
        self.setWindowTitle(title.format(number=one_line(number)))
        self.form = CallerForm(context, call, region)
        self._state = RunLabel(context.theme)
        self.save_button = KeyButton(
            context.theme,
            tr.gettext("Save and open card"),
            key=keys.key_name("Ctrl+S"),
            kind="primary",
        )
        self._build()
        self.form.changed.connect(self._on_changed)
        self.save_button.clicked.connect(self.save)
        keys.bind_standard(self, QKeySequence.StandardKey.Save, self.save)
        keys.bind_standard(self, QKeySequence.StandardKey.Close, self.close)
        if draft is not None:
            self.form.restore(draft)
        self.form.take_keyboard()

    def save(self) -> None:
        """Write what the form holds, step by step, and stay open with what is wrong."""
        if self._busy or self._done:
            return
        self.form.clear_errors()
        existing = self.form.existing()
        if existing is not None:
            self._steps.client = existing
        elif not self.form.name():
            self._on_refused(Refusal("no_name", field="name"))
            return
        self._set_busy(busy=True)
        self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; what was typed is kept for the next call from this number."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window has gone, and what was typed in it."""
        if self._busy:
            event.ignore()
            return
        event.accept()
        self.closed.emit(None if self._done else self.form.draft())

    def _go_on(self) -> None:
        """Do the next thing that is not done yet."""
        form = self.form
        if form.existing() is not None:
            self._give_number(form.existing() or 0)
            return
        number = form.number()
        command = AddClient(
            name=form.name(),
            organisation=form.organisation() or None,
            phones=(PhoneInput(number=number),) if number else (),
            note=form.note_text() or None,
            referred_by=form.referrer_id(),
            referred_by_name=form.new_referrer(),
        )
        self._write(command, self._on_client_added)

    def _on_client_added(self, outcome: Outcome) -> None:
        self._finish(outcome.result.id)

    def _give_number(self, client_id: int) -> None:
        """Put the number to those of somebody who is in the file already."""
        if not self.form.number() or self._steps.number_added:
            self._give_note(client_id)
            return
        slot = "caller"
        self._context.runner.read(
            slot,
            lambda queries: queries.card(client_id, slot=slot),
            partial(self._on_existing, client_id),
            self._on_failed,
        )

    def _on_existing(self, client_id: int, card: ClientCard | None) -> None:
        if card is None:
            self._on_refused(Refusal("no_such_client", field="client", id=client_id))
            return
        kept = tuple(
            PhoneInput(id=phone.id, number=phone.number, label=phone.label)
            for phone in card.details.phones
            if phone.of is None
        )
        number = self.form.number()
        if any(phone.number == number for phone in card.details.phones):
            self._give_note(client_id)
            return
        command = EditClient(client=client_id, phones=(*kept, PhoneInput(number=number)))
        self._write(command, partial(self._on_number_given, client_id))

    def _on_number_given(self, client_id: int, _outcome: Outcome) -> None:
        self._steps.number_added = True
        self._give_note(client_id)

    def _give_note(self, client_id: int) -> None:
        text = self.form.note_text()
        if not text:
            self._finish(client_id)
            return
        self._write(AddNote(client=client_id, text=text), lambda _outcome: self._finish(client_id))

    def _finish(self, client_id: int) -> None:
        self._set_busy(busy=False)
        self._done = True
        copied = self.form.copied_sale() if self.form.existing() is None else None
        self.close()
        self.added.emit(client_id)
        if copied is not None:
            self.copy_wanted.emit(copied, client_id)

    def _write(self, command: Command, done: Callable[[Outcome], None]) -> None:
        def finish(outcome: Outcome) -> None:
            self.saved.emit(outcome)
            done(outcome)

        self._context.runner.write(command, finish, self._on_failed, initiator=self)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Refusal):
            self._on_refused(error)
            return
        self._set_busy(busy=False)
        self._say(present.failure(self._context.tr, error), wrong=True)

    def _on_refused(self, refused: Refusal) -> None:
        self._set_busy(busy=False)
        text = present.failure(self._context.tr, refused)
        if not self.form.show_error(refused.field, text):
            self._say(text, wrong=True)

    def _on_changed(self) -> None:
        tr = self._context.tr
        kept = self.form.draft() is not None
        self._say(tr.gettext("Kept here if you close this window") if kept else "")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        icon, tone = ("circle-alert", "debt") if wrong else ("check", "third")
        self._state.set_runs((Run(text, SMALL, tone),), (icon, tone))  # type: ignore[arg-type]
        self._state.setVisible(bool(text))
        if wrong:
            announce(self._state, text)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.save_button.setEnabled(not busy)

    def _build(self) -> None:
        px = self._context.theme.px
        foot = QWidget()
        foot.setProperty("ground", "win")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(20), px(12), px(20), px(12))
        row.addWidget(self._state, 1)
        row.addStretch(0)
        row.addWidget(self.save_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.form, 1)
        whole.addWidget(hairline())
        whole.addWidget(foot)
        self._state.hide()


__all__ = ["CallerForm", "Draft", "NewCaller"]
