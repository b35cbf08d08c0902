"""Until when a follow-up is put off, as it is typed."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.repeat_words import due_words
from smallcrm.i18n.snoozing import MORNING
from smallcrm.services.commands import SnoozeFollowUp
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.when_field import read_typed
from smallcrm.ui.widgets.labels import RunLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext


class SnoozeDialog(FormDialog):
    """Takes a day and a time in words; without a time it is the morning of that day."""

    def __init__(
        self, context: UiContext, follow_up_id: int, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Put off"),
            parent,
            width=480,
            save_text=tr.pgettext("put off", "Put off"),
        )
        self._follow_up_id = follow_up_id
        self.until = TextField(placeholder=tr.gettext("in 2 hours, Friday 10am"))
        self.understood = RunLabel(context.theme, icon=("alarm-clock", "accent"))
        self.add_row("until", tr.gettext("&Until"), self.until)
        self.body.addLayout(indented(context.theme, self.understood))
        self.body.addStretch(1)
        self.until.textChanged.connect(self._say)
        self._say()
        self.settle()
        focus_field(self.until)

    def command(self) -> SnoozeFollowUp:
        """Put it off; refuses what says no day and no time."""
        found = self._read()
        if found is None:
            raise Refusal("no_due_day", field="until")
        day, at = found
        until = self.context.clock.instant_of(day, at)
        return SnoozeFollowUp(follow_up=self._follow_up_id, until=until, request_id=self.request_id)

    def _read(self) -> tuple[date, time] | None:
        typed = read_typed(self.context, self.until.text())
        if typed.due is None or typed.text or typed.repeat:
            return None
        return typed.due, time.fromisoformat(typed.due_time) if typed.due_time else MORNING

    def _say(self) -> None:
        found = self._read()
        self.understood.setVisible(found is not None)
        if found is not None:
            day, at = found
            self.understood.set_text(due_words(self.context.tr, day, f"{at:%H:%M}"))
