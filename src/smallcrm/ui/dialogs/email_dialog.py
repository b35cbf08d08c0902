"""Whose an e-mail is, where its addresses do not say: somebody's, or a new client's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import AddClient, EmailInput
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.flow import FlowLayout
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from smallcrm.importers.keeping import WaitingMail
    from smallcrm.queries.contact_shapes import MailParty
    from smallcrm.services.commands import AddEmail, Outcome
    from smallcrm.ui.context import UiContext

_ROOM: Final = 130


class EmailDialog(FormDialog):
    """Asks whose an e-mail is; those whose address it bears are one click away.

    A name that is nobody's makes a client of that name, with the address of the other side.
    """

    def __init__(
        self, context: UiContext, waiting: WaitingMail, parent: QWidget | None = None
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context, tr.gettext("Whose e-mail is this?"), parent, save_text=tr.gettext("Keep")
        )
        self._waiting = waiting
        mail = waiting.read.mail
        other = waiting.other_side
        named = one_line(other.name or other.address) if other is not None else "?"
        about = (named, one_line(mail.subject) or tr.gettext("No subject"))
        at = tr.formats.instant_short(mail.at) if mail.at is not None else ""
        self.set_title(tr.gettext("Whose e-mail is this?"), " · ".join(filter(None, (*about, at))))
        self.candidates = QWidget()
        flow = FlowLayout(theme.px(8), self.candidates)
        for party in waiting.parties.candidates:
            button = KeyButton(theme, one_line(party.client.name), icon="user")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, one=party: self._choose(one))
            flow.addWidget(button)
        self.candidates.setVisible(bool(waiting.parties.candidates))
        self.body.addWidget(self.candidates)
        address = other.address if other is not None else ""
        text = tr.gettext("A name that is nobody's makes a new client with {address}.")
        self.hint = RunLabel(
            theme, (Run(text.format(address=address), SMALL, "second"),), wrap=True
        )
        self.hint.setVisible(bool(address))
        self.body.addWidget(self.hint)
        self.picker = ClientPicker(context, allow_new=True)
        self.add_row("client", tr.gettext("&Client"), self.picker)
        if not waiting.parties.candidates and other is not None:
            self.picker.box.setText(one_line(other.name or other.address.partition("@")[0]))
        # Room for the list that drops down.
        self.body.addSpacing(theme.px(_ROOM))
        self.settle()
        self.picker.setFocus()

    def command(self) -> AddEmail | AddClient:
        """Keep it with who was chosen, or make the client first."""
        chosen = self.picker.chosen()
        if chosen is not None:
            return self._waiting.command(chosen.id)
        name = self.picker.new_name()
        if name is None:
            raise Refusal("choose_client", field="client", text="")
        other = self._waiting.other_side
        emails = (EmailInput(address=other.address),) if other is not None else ()
        return AddClient(name=name, emails=emails, request_id=self.request_id)

    def _on_saved(self, outcome: Outcome) -> None:
        if outcome.result.label == "add_client":
            self.saved.emit(outcome)
            self.perform(self._waiting.command(outcome.result.id), super()._on_saved)
        else:
            super()._on_saved(outcome)

    def _choose(self, party: MailParty) -> None:
        self.picker.set_chosen(party.client)
        self.save_button.setFocus()
