"""The note that is being typed: kept every second or so, and finished when the owner is."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.services.commands import AddNote, Outcome, SaveDraft
from smallcrm.ui.card.present import failure

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.note_field import NoteField

PAUSE_MS: Final = 800
"""How long nothing may be typed before it is kept."""
LONGEST_MS: Final = 1500
"""How long typing without a pause may go on before it is kept all the same."""


class NoteDraft(QObject):
    """Keeps what is typed into a client's note field, and makes it a note.

    Lives on the GUI thread as long as its field. Every write waits for the last one: what has been
    typed is said to be saved only when it is committed. `finished` follows each request to finish
    that did not fail, also where there was nothing to write; `failed` a write that did,
    and `saved(Outcome)` each note that was made. What is finished while `belongs_to` names a call
    becomes a note of that call, said by whoever called.
    """

    finished = Signal()
    failed = Signal()
    saved = Signal(object)

    def __init__(self, context: UiContext, field: NoteField, client_id: int) -> None:
        super().__init__(field)
        self._runner = context.runner
        self._tr: I18n = context.tr
        self._clock = context.clock
        self._field = field
        self._client_id = client_id
        self._draft_id: int | None = None
        self._kept = ""
        self._writing = False
        self._finishing: bool | None = None
        self._request = ""
        self._failed: str | None = None
        self._call: Call | None = None
        self._awaits_call = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._pause.timeout.connect(self._on_time)
        self._longest.timeout.connect(self._on_time)
        field.edited.connect(self._on_edited)

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is typed, nothing kept unfinished, nothing on its way."""
        waits = self._writing or self._awaits_call
        return self.is_empty and not waits and self._draft_id is None

    @property
    def has_failed(self) -> bool:
        """Tell whether just what stands in the field could not be saved."""
        return self._failed is not None and self._failed == self._field.text()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to keep."""
        return not self._field.text().strip()

    def take_up(self, note: NoteShape | None) -> None:
        """Bring back what was begun and not finished, unless something else is being typed."""
        if note is None or self._writing or self._field.text():
            return
        self._draft_id = note.id
        self._kept = note.text
        self._field.set_text(note.text)
        self._stop_timers()
        # Translators: a note that was begun and not finished; {when} is "today 10:42"
        text = self._tr.gettext("Begun {when}, not finished")
        self._field.set_status(text.format(when=self._tr.formats.ago(note.at)), "soon")

    def belongs_to(self, call: Call | None) -> None:
        """Make what is finished from now on a note of this call, or of none."""
        self._call = call

    def finish(self, *, pinned: bool = False) -> None:
        """Make what is typed a note, now or when the write under way is done."""
        self._stop_timers()
        if self._writing:
            self._finishing = pinned or bool(self._finishing)
            return
        self._finishing = None
        text = self._field.text()
        if not text.strip():
            if self._draft_id is not None:
                self._finishing = False
                self._keep("")
            else:
                self._kept = text
                self.finished.emit()
            return
        call = self._call
        if call is not None and not call.is_logged:
            # Which row the call is will be known in a moment.
            self._finishing = pinned
            if not self._awaits_call:
                self._awaits_call = True
                call.when_logged(self._on_call_logged)
            return
        self._request = self._request or str(uuid.uuid4())
        self._writing = True
        during = call.interaction if call is not None else None
        self._runner.write(
            AddNote(
                client=self._client_id,
                text=text,
                pinned=pinned,
                draft=self._draft_id,
                said_by=call.contact_person if call is not None and during else None,
                interaction=during,
                request_id=self._request,
            ),
            lambda outcome: self._on_finished(text, outcome),
            self._on_failed,
            initiator=self.parent(),
        )

    def save_now(self) -> None:
        """Keep what is typed without waiting for the pause."""
        self._on_time()

    def _on_edited(self) -> None:
        # A composition changes the field too, but not its text.
        if self._field.text() == self._kept:
            return
        self._request = ""
        self._failed = None
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        self._field.set_status("")

    def _on_time(self) -> None:
        self._stop_timers()
        text = self._field.text()
        if text == self._kept:
            return
        if not self._writing:
            self._keep(text)

    def _keep(self, text: str) -> None:
        self._writing = True
        self._runner.write(
            SaveDraft(client=self._client_id, text=text),
            lambda outcome: self._on_kept(text, outcome),
            self._on_failed,
            initiator=self,
        )

    def _on_kept(self, text: str, outcome: Outcome) -> None:
        if not shiboken6.isValid(self):
            return
        self._writing = False
        self._kept = text
        self._draft_id = outcome.result.id or None
        if self._field.text() == text:
            self._say_saved(self._tr.gettext("Saved {time}") if text.strip() else "")
        self._go_on()

    def _on_finished(self, text: str, outcome: Outcome) -> None:
        if not shiboken6.isValid(self):
            return
        self._writing = False
        self._draft_id = None
        self._request = ""
        self._kept = ""
        now = self._field.text()
        # What was typed meanwhile begins the next note.
        rest = now[len(text) :].lstrip() if now.startswith(text) else now
        self._field.set_text(rest)
        if not rest:
            self._stop_timers()
            self._say_saved(self._tr.gettext("All saved {time}"))
        self.saved.emit(outcome)
        self.finished.emit()
        self._go_on()

    def _on_call_logged(self) -> None:
        self._awaits_call = False
        if shiboken6.isValid(self) and self._finishing is not None and not self._writing:
            self.finish(pinned=self._finishing)

    def _on_failed(self, error: Exception) -> None:
        if not shiboken6.isValid(self):
            return
        self._writing = False
        self._finishing = None
        self._failed = self._field.text()
        self._field.set_status(failure(self._tr, error), "debt")
        self.failed.emit()

    def _go_on(self) -> None:
        if self._finishing is not None:
            self.finish(pinned=self._finishing)
        elif self._field.text() != self._kept and not self._pause.isActive():
            self._pause.start()

    def _say_saved(self, words: str) -> None:
        text = words.format(time=self._tr.formats.time(self._clock.now())) if words else ""
        self._field.set_status(text, "ok")

    def _stop_timers(self) -> None:
        self._pause.stop()
        self._longest.stop()
