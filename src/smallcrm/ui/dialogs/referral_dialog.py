"""Recording who sent whom: somebody to us, or a client of ours to a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.enums import ReferralDirection
from smallcrm.domain.errors import Refusal
from smallcrm.queries.shapes import ClientRef
from smallcrm.services.commands import AddReferral, AddReferralOut
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class ReferralDialog(FormDialog):
    """In: who sent this client. Out: to which partner this client was sent, by name if new."""

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        direction: ReferralDirection = ReferralDirection.IN,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Referral"),
            parent,
            width=560,
            save_text=tr.gettext("Record referral"),
        )
        self._client_id = client_id
        self._name = tr.gettext("this client")
        self.direction = ChoiceField(())
        self.client = ClientPicker(context)
        self.referrer = ClientPicker(context, name="from", exclude=client_id)
        self.partner = ClientPicker(context, name="partner", exclude=client_id, allow_new=True)
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.what_for = TextField(placeholder=tr.gettext("A website, a tuning…"))
        if client_id is None:
            self.add_row("client", tr.gettext("&Client"), self.client)
            self.client.picked.connect(self._on_client)
        way = self.add_row("direction", tr.gettext("&What happened"), self.direction)
        self._from_row = self.add_row("from", tr.gettext("Sent &by"), self.referrer)
        self._partner_row = self.add_row("partner", tr.gettext("Sent &to"), self.partner)
        self.alias("to", way if client_id is not None else self._from_row)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("what_for", tr.gettext("&For what"), self.what_for)
        # Room for the people found while a name is typed.
        self.body.addStretch(1)
        self.body.addSpacing(self.theme.px(120))
        self._show_directions(direction)
        self.direction.currentIndexChanged.connect(self._on_direction)
        self._on_direction()
        self.settle()
        if client_id is not None:
            self._load(client_id)
        focus_field(self.client if client_id is None else self._who())

    def command(self) -> AddReferral | AddReferralOut | None:
        """Record the referral."""
        client = self._client_id
        if client is None:
            client = self.attempt(self.client.required)
        day = self.attempt(self.day.required)
        what_for = self.what_for.value()
        if self.direction.value() is ReferralDirection.IN:
            referrer = self.attempt(self.referrer.required)
            if client is None or day is None or referrer is None:
                return None
            return AddReferral(
                referrer=referrer,
                client=client,
                on=day,
                what_for=what_for,
                request_id=self.request_id,
            )
        chosen, name = self.partner.chosen(), self.partner.new_name()
        if chosen is None and name is None:
            self._found.append(Refusal("no_partner", field="partner"))
        if client is None or day is None or self._found:
            return None
        return AddReferralOut(
            client=client,
            partner=chosen.id if chosen else None,
            partner_name=name,
            on=day,
            what_for=what_for,
            request_id=self.request_id,
        )

    def _who(self) -> ClientPicker:
        incoming = self.direction.value() is ReferralDirection.IN
        return self.referrer if incoming else self.partner

    def _show_directions(self, current: ReferralDirection) -> None:
        tr = self.context.tr
        incoming = tr.gettext("Somebody sent {client} to us").format(client=self._name)
        outgoing = tr.gettext("We sent {client} to a partner").format(client=self._name)
        choices = ((ReferralDirection.IN, incoming), (ReferralDirection.OUT, outgoing))
        self.direction.set_choices(choices, current)

    def _load(self, client_id: int) -> None:
        def work(backend: Backend) -> ClientRef | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else card.details.ref

        self.load(work, self._show)

    def _show(self, client: ClientRef | None) -> None:
        if client is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        changed = self.is_changed()
        self._name = client.name
        title = client_label(self.context.tr, client.name, client.organisation)
        self.set_title(self.context.tr.gettext("Referral"), title)
        self._show_directions(self.direction.value())
        if not changed:
            self.settle()

    def _on_client(self, client: ClientRef | None) -> None:
        self._name = client.name if client else self.context.tr.gettext("this client")
        self._show_directions(self.direction.value())

    def _on_direction(self) -> None:
        incoming = self.direction.value() is ReferralDirection.IN
        self._from_row.setVisible(incoming)
        self._partner_row.setVisible(not incoming)
