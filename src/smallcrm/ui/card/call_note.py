"""The note typed while somebody unknown is on the line: kept with the call every second or so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import NoteUnknownCall, Outcome
from smallcrm.ui.card.draft import LONGEST_MS, PAUSE_MS
from smallcrm.ui.card.present import failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.note_field import NoteField


class CallNote(QObject):
    """Keeps what is typed into a form's note with the unknown call that it was opened for.

    A program that ends without warning has lost less than two seconds of it. `settle(then)` keeps
    the rest and answers when nothing is on its way any more. The note stays with the call that it
    was begun in (`row`), also where the number called again.
    """

    def __init__(
        self, context: UiContext, field: NoteField, call: Call, *, row: int | None = None
    ) -> None:
        super().__init__(field)
        self._context = context
        self._field = field
        self._call = call
        self._row = row
        self._kept = field.text() if row is not None else ""
        self._writing = False
        self._then: Callable[[], object] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._pause.timeout.connect(self._keep)
        self._longest.timeout.connect(self._keep)
        field.edited.connect(self._on_edited)

    @property
    def row(self) -> int | None:
        """Return which unknown call the note is kept with; None while there is none."""
        return self._row

    def set_call(self, call: Call) -> None:
        """Keep what is begun from now on with another call of the same number."""
        self._call = call

    def start_with(self, text: str, row: int) -> None:
        """Go on with what was kept with a call of earlier."""
        self._row, self._kept = row, text
        self._field.set_text(text)

    def settle(self, then: Callable[[], object]) -> None:
        """Keep what is typed, and act once all of it is on its way no more."""
        self._then = then
        self._keep()
        self._go_on()

    def _on_edited(self) -> None:
        if self._field.text() == self._kept:
            return
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        self._field.set_status("")

    def _keep(self) -> None:
        self._pause.stop()
        self._longest.stop()
        text = self._field.text()
        if self._writing or text == self._kept:
            return
        if self._row is None and not self._call.is_logged:
            self._call.when_logged(self._on_logged)
            return
        row = self._row if self._row is not None else self._call.unknown_call
        if row is None:
            return
        self._row, self._writing = row, True
        self._context.runner.write(
            NoteUnknownCall(unknown_call=row, text=text),
            lambda outcome: self._on_kept(text, outcome),
            self._on_failed,
            initiator=self,
        )

    def _on_logged(self) -> None:
        if shiboken6.isValid(self):
            self._keep()

    def _on_kept(self, text: str, _outcome: Outcome) -> None:
        if not shiboken6.isValid(self):
            return
        self._writing, self._kept = False, text
        if self._field.text() == text and text.strip():
            tr = self._context.tr
            time = tr.formats.time(self._context.clock.now())
            self._field.set_status(tr.gettext("Saved {time}").format(time=time), "ok")
        elif self._field.text() != text and not self._pause.isActive():
            self._pause.start()
        self._go_on()

    def _on_failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._writing = False
        if isinstance(error, Refusal) and error.code == "no_such_call":
            # Somebody else has put the call to a client: the form still has what was typed.
            self._row = None
        self._field.set_status(failure(self._context.tr, error), "debt")
        self._go_on()

    def _go_on(self) -> None:
        if self._then is not None and not self._writing:
            then, self._then = self._then, None
            then()
