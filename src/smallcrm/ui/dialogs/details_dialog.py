"""A dated reminder to bring a client's details up to date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.stale_words import stale_sentence
from smallcrm.queries.shapes import ClientDetails
from smallcrm.services.commands import RemindOfDetails
from smallcrm.ui.dialogs.fields import DateField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_DAYS: Final = 7


class DetailsReminderDialog(FormDialog):
    """Asks by when; the reminder stands in Today, and is done once all details are confirmed."""

    def __init__(self, context: UiContext, client_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Remind me to update details"),
            parent,
            width=480,
            save_text=tr.gettext("Remind me"),
        )
        self._client_id = client_id
        self.about = plain_label("", "secondary")
        self.about.setWordWrap(True)
        self.about.hide()
        soon = context.clock.today() + timedelta(days=_DAYS)
        self.day = DateField(context.theme, tr, soon, name="due")
        self.body.addWidget(self.about)
        hint = tr.gettext("A date, a weekday, “tomorrow” or “+2 weeks”")
        self.add_row("due", tr.gettext("&By"), self.day, hint=hint)
        self.body.addStretch(1)
        self.settle()
        self.load(self._read, self._show)
        focus_field(self.day)

    def command(self) -> RemindOfDetails | None:
        """Make the reminder."""
        day = self.attempt(self.day.required)
        if day is None:
            return None
        return RemindOfDetails(client=self._client_id, due=day, request_id=self.request_id)

    def _read(self, backend: Backend) -> ClientDetails | None:
        card = backend.queries.card(self._client_id, slot="dialog")
        return None if card is None else card.details

    def _show(self, details: ClientDetails | None) -> None:
        if details is None:
            return
        tr, client = self.context.tr, details.ref
        title = client_label(tr, client.name, client.organisation)
        self.set_title(tr.gettext("Remind me to update details"), title)
        said = stale_sentence(tr, details.stale)
        self.about.setText(said)
        self.about.setVisible(bool(said))
