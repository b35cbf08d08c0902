"""An unknown number: who is it, and who sent them? The number is filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import AddClient, Outcome, PhoneInput, TakeCaller
from smallcrm.ui.card import keys, present
from smallcrm.ui.card.call_note import CallNote
from smallcrm.ui.card.caller_form import CallerForm, Draft
from smallcrm.ui.card.same_client import THEM_KEY
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext


class NewCaller(QWidget):
    """A form for whoever rings from a number that is nobody's.

    `added(client id, Outcome)` once all of it is in the file, in one step: a new client, or one
    that was there already and is given the number; the call and its note are theirs then.
    `copy_wanted(sale id, client id)` after it, where the referrer's purchase is to be sold again.
    `saved(Outcome)` as well. `closed(Draft or None)` once, when the window has gone, with what was
    typed and not saved. The note is kept with the call while it is typed.
    """

    added = Signal(int, object)
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
        self._call = call
        self._busy = False
        self._done = False
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surf")
        tr = context.tr
        # Translators: the title of a window
        title = tr.gettext("New caller {number} – Small CRM")
        number = call.shown or tr.gettext("Number withheld")
        self.setWindowTitle(title.format(number=one_line(number)))
        self.form = CallerForm(context, call, region)
        self.kept = CallNote(
            context, self.form.note, call, row=draft.note_row if draft is not None else None
        )
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
        keys.bind_keys(self, {THEM_KEY: self.form.same.take})
        if draft is not None:
            self.form.restore(draft)
        elif call.note and call.unknown_call is not None:
            self.kept.start_with(call.note, call.unknown_call)
        self.form.take_keyboard()

    @property
    def call(self) -> Call:
        """Return the call that it is about: the last one of its number."""
        return self._call

    @property
    def is_touched(self) -> bool:
        """Tell whether anything was typed."""
        return self._busy or self.form.draft() is not None

    def set_call(self, call: Call) -> None:
        """Follow another call: the same number rang again."""
        self._call = call
        self.form.line.set_call(call)
        self.kept.set_call(call)

    def save(self) -> None:
        """Write what the form holds, step by step, and stay open with what is wrong."""
        if self._busy or self._done:
            return
        self.form.clear_errors()
        if self.form.existing() is None and not self.form.name():
            self._on_refused(Refusal("no_name", field="name"))
            return
        self._set_busy(busy=True)
        self._call.when_logged(self._on_call_known)

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
        draft = None if self._done else self.form.draft()
        if draft is not None:
            self.kept.settle(lambda: None)
            draft = replace(draft, note_row=self.kept.row)
        self.closed.emit(draft)

    def _on_call_known(self) -> None:
        if shiboken6.isValid(self):
            self.kept.settle(self._write)

    def _write(self) -> None:
        """Write all of it in one step."""
        self._context.runner.write(
            self._command(), self._on_written, self._on_failed, initiator=self
        )

    def _command(self) -> TakeCaller:
        form, call = self.form, self._call
        number, note, existing = form.number(), form.note_text(), form.existing()
        # A note that was begun in an earlier call of the number is that one's already.
        mine = self.kept.row in {None, call.unknown_call}
        return TakeCaller(
            unknown_call=call.unknown_call,
            client=existing,
            add=self._new_client(number) if existing is None else None,
            number=number or None,
            note=note if mine else None,
            others=bool(call.number),
        )

    def _new_client(self, number: str) -> AddClient:
        form = self.form
        return AddClient(
            name=form.name(),
            organisation=form.organisation() or None,
            phones=(PhoneInput(number=number),) if number else (),
            referred_by=form.referrer_id(),
            referred_by_name=form.new_referrer(),
        )

    def _on_written(self, outcome: Outcome) -> None:
        self.saved.emit(outcome)
        client_id = outcome.result.id
        self._set_busy(busy=False)
        self._done = True
        copied = self.form.copied_sale() if self.form.existing() is None else None
        self.close()
        self.added.emit(client_id, outcome)
        if copied is not None:
            self.copy_wanted.emit(copied, client_id)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Refusal):
            if error.code == "no_such_call":
                # It was put to somebody meanwhile: the next attempt does without it.
                self._call.unknown_call = None
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
