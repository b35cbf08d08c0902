"""Something to do for a client by a date."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.queries.shapes import ClientRef
from smallcrm.services.commands import AddFollowUp
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import DateField, TextArea, TextField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h：点时]\s*(?P<minute>\d{2})?\s*分?)?\s*(?P<half>am|pm)?",
    re.IGNORECASE,
)
_NOON: Final = 12


class FollowUpDialog(FormDialog):
    """Takes a promise: what, by when, at what time."""

    def __init__(
        self, context: UiContext, client_id: int | None, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Follow-up"),
            parent,
            width=520,
            save_text=tr.gettext("Add follow-up"),
        )
        self._client_id = client_id
        self.picker = ClientPicker(context)
        self.text = TextArea(context.theme, lines=2)
        self.text.setPlaceholderText(tr.gettext("Call back about the quote, say"))
        tomorrow = context.clock.today() + timedelta(days=1)
        self.day = DateField(context.theme, tr, tomorrow, name="due")
        self.time = TextField(placeholder=tr.gettext("Optional, such as 14:30"))
        if client_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
        self.add_row("text", tr.gettext("&What"), self.text)
        hint = tr.gettext("A date, a weekday, “tomorrow” or “+2 weeks”")
        self.add_row("due", tr.gettext("&By"), self.day, hint=hint)
        self.add_row("due_time", tr.gettext("&Time"), self.time)
        self.body.addStretch(1)
        self.settle()
        if client_id is not None:
            self._load(client_id)
        focus_field(self.picker if client_id is None else self.text)

    def command(self) -> AddFollowUp | None:
        """Add what is typed."""
        client = self._client_id
        if client is None:
            client = self.attempt(self.picker.required)
        day = self.attempt(self.day.required)
        time = self.attempt(lambda: time_of(self.time.text()))
        text = self.text.value()
        if text is None:
            self._found.append(Refusal("no_text", field="text"))
        if client is None or day is None or text is None or self._found:
            return None
        return AddFollowUp(
            client=client, text=text, due=day, due_time=time, request_id=self.request_id
        )

    def _load(self, client_id: int) -> None:
        def work(backend: Backend) -> ClientRef | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else card.details.ref

        def show(client: ClientRef | None) -> None:
            if client is not None:
                title = client_label(self.context.tr, client.name, client.organisation)
                self.set_title(self.context.tr.gettext("Follow-up"), title)

        self.load(work, show)


def time_of(text: str) -> str | None:
    """Read a time of day (`14:30`, `2pm`, `14点30分`); refuses what is none (`not_a_time`)."""
    stripped = text.strip()
    if not stripped:
        return None
    found = _TIME.fullmatch(stripped)
    hour = int(found["hour"]) if found else -1
    minute = int(found["minute"] or 0) if found else -1
    half = (found["half"] or "").lower() if found else ""
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if not (0 <= hour < 24 and 0 <= minute < 60):  # noqa: PLR2004  (a day has 24 hours)
        raise Refusal("not_a_time", field="due_time", text=stripped[:40])
    return f"{hour:02d}:{minute:02d}"
