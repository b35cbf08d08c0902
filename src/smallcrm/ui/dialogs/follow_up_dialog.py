"""Something to do for a client: typed on one line with when in it, or field by field."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton

from smallcrm.domain import repeating
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.repeat_words import due_words, repeat_words
from smallcrm.services.commands import UNSET, AddFollowUp, EditFollowUp, RemoveFollowUp
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import DateField, TextField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.repeat_choice import RepeatChoice
from smallcrm.ui.dialogs.when_field import WhenField
from smallcrm.ui.widgets.labels import RunLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.repeating import RepeatRule
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.shapes import ClientRef
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h：点时]\s*(?P<minute>\d{2})?\s*分?)?\s*(?P<half>am|pm)?",
    re.IGNORECASE,
)
_NOON: Final = 12


class FollowUpDialog(FormDialog):
    """Takes a promise, or changes one: what, by when, at what time, how it comes again.

    What the line says goes into the fields below as it is typed, as long as the owner has not
    changed those; a sentence beneath it says how all of it is understood. `interaction` is the call
    that it came of.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        interaction: int | None = None,
        follow_up: FollowUpShape | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Follow-up"),
            parent,
            width=540,
            save_text=tr.gettext("Add follow-up") if follow_up is None else "",
        )
        self._client_id = client_id
        self._interaction = interaction
        self._kept = follow_up
        # What the owner set by hand is no longer what the line says.
        self._by_hand: set[str] = set()
        self._following = False
        self.picker = ClientPicker(context)
        self.text = WhenField(context)
        self.text.setPlaceholderText(tr.gettext("Tuesday 3pm call about the quote"))
        self.understood = RunLabel(context.theme, wrap=True, icon=("calendar-check", "accent"))
        self.day = DateField(context.theme, tr, self._usual_day(), name="due")
        self.time = TextField(placeholder=tr.gettext("Optional, such as 14:30"))
        self.repeat = RepeatChoice(context)
        if client_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
        hint = tr.gettext("What stands in “quotation marks” is left as it is.")
        self.add_row("text", tr.gettext("&What and when"), self.text, hint=hint)
        self.body.addLayout(indented(context.theme, self.understood))
        hint = tr.gettext("A date, a weekday, “tomorrow” or “+2 weeks”")
        self.add_row("due", tr.gettext("&By"), self.day, hint=hint)
        self.add_row("due_time", tr.gettext("&Time"), self.time)
        self.add_row("repeat", tr.gettext("Comes &again"), self.repeat)
        self.body.addStretch(1)
        self._connect()
        if follow_up is not None:
            self._show(follow_up)
        self._say()
        self.settle()
        if client_id is not None and follow_up is None:
            self._load(client_id)
        focus_field(self.picker if client_id is None else self.text)

    def command(self) -> AddFollowUp | EditFollowUp | None:
        """Add what is typed, or change what differs."""
        client = self._client_id
        if client is None:
            client = self.attempt(self.picker.required)
        day = self.attempt(self.day.required)
        time = self.attempt(lambda: time_of(self.time.text()))
        rule = None if day is None else self.attempt(lambda: self.repeat.rule(day))
        text = self._text()
        if not text:
            self._found.append(Refusal("no_text", field="text"))
        if client is None or day is None or not text or self._found:
            return None
        repeat = None if rule is None else str(rule)
        if self._kept is not None:
            return self._change(self._kept, text, day, time, repeat)
        return AddFollowUp(
            client=client,
            text=text,
            due=day,
            due_time=time,
            repeat_rule=repeat,
            interaction=self._interaction,
            request_id=self.request_id,
        )

    def _change(
        self, kept: FollowUpShape, text: str, day: date, time: str | None, repeat: str | None
    ) -> EditFollowUp | None:
        own = kept.code is None
        command = EditFollowUp(
            follow_up=kept.id,
            text=text if own and text != kept.text.strip() else UNSET,
            due=UNSET if day == kept.due else day,
            due_time=UNSET if time == kept.due_time else time,
            repeat_rule=UNSET if repeat == kept.repeat_rule else repeat,
            request_id=self.request_id,
        )
        parts = (command.text, command.due, command.due_time, command.repeat_rule)
        return None if all(part is UNSET for part in parts) else command

    def _text(self) -> str:
        return self.text.typed().text

    def _usual_day(self) -> date:
        return self.context.clock.today() + timedelta(days=1)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._on_text)
        self.text.entered.connect(self.submit)
        for name, signal in (
            ("due", self.day.textChanged),
            ("due_time", self.time.textChanged),
            ("repeat", self.repeat.form_changed),
        ):
            signal.connect(lambda *_values, name=name: self._on_field(name))

    def _on_text(self) -> None:
        """Let the fields that were not set by hand follow the line."""
        kept = self._kept
        self.text.reading = kept is None or self.text.toPlainText() != kept.text
        typed = self.text.typed()
        day = typed.due or (kept.due if kept is not None else self._usual_day())
        time = typed.due_time or (kept.due_time if kept is not None else None)
        repeat = typed.repeat or (kept.repeat_rule if kept is not None else None)
        self._following = True
        if "due" not in self._by_hand:
            self.day.set_day(day)
        if "due_time" not in self._by_hand:
            self.time.setText(time or "")
        if "repeat" not in self._by_hand:
            self.repeat.set_rule(repeating.kept(repeat))
        self._following = False
        self._say()

    def _on_field(self, name: str) -> None:
        if not self._following:
            self._by_hand.add(name)
            self._say()

    def _say(self) -> None:
        """Say how all of it is understood."""
        day = self.day.shown()
        self.understood.setVisible(day is not None)
        if day is None:
            return
        tr = self.context.tr
        parts = [due_words(tr, day, self._shown_time())]
        rule = self._shown_rule(day)
        if rule is not None:
            parts.append(repeat_words(tr, rule))
        text = self._text()
        if text and self._kept is None:
            parts.append(" ".join(text.split()))
        self.understood.set_text(" · ".join(parts))
        self.grow()

    def _shown_time(self) -> str | None:
        try:
            return time_of(self.time.text())
        except Refusal:
            return None

    def _shown_rule(self, day: date) -> RepeatRule | None:
        try:
            return self.repeat.rule(day)
        except Refusal:
            return None

    def _show(self, follow_up: FollowUpShape) -> None:
        """Show one that is there; what the program asks for keeps its words."""
        tr = self.context.tr
        client = follow_up.client
        self.set_title(tr.gettext("Follow-up"), client_label(tr, client.name, client.organisation))
        self._following = True
        self.text.reading = False
        self.text.setPlainText(follow_up_text(tr, follow_up))
        self.text.setReadOnly(follow_up.code is not None)
        self.day.set_day(follow_up.due)
        self.time.setText(follow_up.due_time or "")
        self.repeat.set_rule(repeating.kept(follow_up.repeat_rule))
        self._following = False
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        remove = QPushButton(tr.gettext("&Remove"))
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        self.add_left(remove)

    def _remove(self) -> None:
        assert self._kept is not None
        self.perform(RemoveFollowUp(follow_up=self._kept.id), self._on_saved)

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
