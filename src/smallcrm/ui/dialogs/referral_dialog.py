"""Recording who sent whom: somebody to us, or a client of ours to a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.domain.enums import ReferralDirection
from smallcrm.domain.errors import Refusal
from smallcrm.queries.shapes import ClientRef
from smallcrm.services.commands import AddReferral, AddReferralOut, EditReferral
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    CurrencyField,
    DateField,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class ReferralDialog(FormDialog):
    """In: who sent this client. Out: to which partner this client was sent, by name if new.

    Whom somebody sent already is not refused in the end: the present referrer is replaced by the
    one that was chosen, with a reason.
    """

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
        # The referral that names another referrer, once it is known that there is one.
        self._present: int | None = None
        own = context.settings.currency
        self.direction = ChoiceField(())
        self.client = ClientPicker(context)
        self.referrer = ClientPicker(context, name="from", exclude=client_id)
        self.partner = ClientPicker(context, name="partner", exclude=client_id, allow_new=True)
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.what_for = TextField(placeholder=tr.gettext("A website, a tuning…"))
        self.commission = AmountField(tr, own, name="commission")
        self.commission.setPlaceholderText(tr.gettext("Optional"))
        self.currency = CurrencyField(tr, own, first=(own,))
        self.currency.setFixedWidth(context.theme.px(170))
        self.currency.setAccessibleName(tr.gettext("Currency"))
        self.reason = TextField(placeholder=tr.gettext("In a few words"))
        if client_id is None:
            self.add_row("client", tr.gettext("&Client"), self.client)
            self.client.picked.connect(self._on_client)
        way = self.add_row("direction", tr.gettext("&What happened"), self.direction)
        self._from_row = self.add_row("from", tr.gettext("Sent &by"), self.referrer)
        hint = tr.gettext("With a reason the one you chose takes that place, and its credit.")
        self._reason_row = self.add_row("reason", tr.gettext("&Reason"), self.reason, hint=hint)
        self._reason_row.hide()
        self._partner_row = self.add_row("partner", tr.gettext("Sent &to"), self.partner)
        self.alias("to", way if client_id is not None else self._from_row)
        self.alias("counterpart", self._from_row)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("what_for", tr.gettext("&For what"), self.what_for)
        self._commission_row = self.add_row(
            "commission",
            tr.gettext("&Commission"),
            self.commission,
            hint=tr.gettext("What the partner gives you; it is in no balance"),
            trailing=(self.currency,),
        )
        self.alias("currency", self._commission_row)
        # Room for the people found while a name is typed.
        self.body.addStretch(1)
        self.body.addSpacing(self.theme.px(120))
        self._show_directions(direction)
        self.direction.currentIndexChanged.connect(self._on_direction)
        self.referrer.form_changed.connect(self._on_who)
        self.client.form_changed.connect(self._on_who)
        self._on_direction()
        self.settle()
        if client_id is not None:
            self._load(client_id)
        focus_field(self.client if client_id is None else self._who())

    def command(self) -> AddReferral | AddReferralOut | EditReferral | None:
        """Record the referral, or make the one that is there that of whom was chosen."""
        client = self._client_id
        if client is None:
            client = self.attempt(self.client.required)
        day = self.attempt(self.day.required)
        what_for = self.what_for.value()
        if self.direction.value() is ReferralDirection.IN:
            referrer = self.attempt(self.referrer.required)
            if client is None or day is None or referrer is None:
                return None
            if self._present is not None:
                return self._replace(self._present, referrer)
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
        code = self.attempt(self.currency.value)
        if code:
            self.commission.currency = code
        commission = self.attempt(self.commission.optional)
        if client is None or day is None or self._found:
            return None
        return AddReferralOut(
            client=client,
            partner=chosen.id if chosen else None,
            partner_name=name,
            on=day,
            what_for=what_for,
            commission=None if commission is None else commission.major,
            currency=None if commission is None else commission.currency,
            request_id=self.request_id,
        )

    def state(self) -> object:
        """Return what was typed, the currency too."""
        return (super().state(), self.currency.code())

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Offer to replace the referrer that is there, beside the field of the one chosen."""
        present = next((one for one in refusals if one.code == "has_referrer"), None)
        number = None if present is None else present.parameters.get("referral")
        if present is None or not isinstance(number, int):
            super().show_refusals(refusals)
            return
        self._present = number
        moved = Refusal("has_referrer", field="from", **present.parameters)
        super().show_refusals([moved, *(one for one in refusals if one is not present)])
        self._show_replacing(one_line(str(present.parameters.get("referrer", ""))))

    def _replace(self, referral: int, referrer: int) -> EditReferral | None:
        reason = self.reason.value()
        if reason is None:
            self._found.append(Refusal("no_reason", field="reason"))
            return None
        changed: dict[str, Any] = {}
        # The day that stands there by itself is not what the owner said of the one that is known.
        day = self.day.value()
        if day is not None and day != self.context.clock.today():
            changed["on"] = day
        if self.what_for.value():
            changed["what_for"] = self.what_for.value()
        return EditReferral(
            referral=referral,
            counterpart=referrer,
            reason=reason,
            request_id=self.request_id,
            **changed,
        )

    def _show_replacing(self, name: str) -> None:
        """Ask for the reason, and say on the button what it does; no name: neither."""
        tr = self.context.tr
        self._reason_row.setVisible(bool(name))
        words = tr.gettext("Record referral")
        if name:
            # Translators: a button; {name} is the referrer who was recorded before
            words = tr.gettext("Replace {name}").format(name=name)
            focus_field(self.reason)
        self.save_button.set_content(words, key=tr.pgettext("key", "Enter"))
        self.grow()

    def _on_who(self) -> None:
        if self._present is not None and self._client_id is None:
            # Another client may have nobody yet.
            self._present = None
            self._show_replacing("")

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
        self._commission_row.setVisible(not incoming)
        if not incoming and self._present is not None:
            self._present = None
            self._show_replacing("")
        self.grow()
