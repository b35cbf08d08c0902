"""What the owner says of a referral: its reward, who it was, its day; how long a credit holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.domain.enums import ReferralDirection
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import sum_by_currency
from smallcrm.services.commands import EditReferral, SetCreditExpiry, SetReward
from smallcrm.ui.dialogs import referral_words
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    CurrencyField,
    DateField,
    TextField,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.referral_shapes import ReferralDetail
    from smallcrm.queries.shapes import ClientRef, PaymentShape
    from smallcrm.ui.context import UiContext


class _ReferralForm(FormDialog):
    """A form about a referral, which it reads first."""

    def __init__(
        self,
        context: UiContext,
        referral_id: int,
        title: str,
        parent: QWidget | None,
        *,
        save_text: str = "",
    ) -> None:
        super().__init__(context, title, parent, width=560, save_text=save_text)
        self.referral_id = referral_id
        self.detail: ReferralDetail | None = None
        self.now_line = RunLabel(context.theme, wrap=True)
        self.now_line.hide()
        self.body.addWidget(self.now_line)

    def begin(self) -> None:
        """Read the referral; `arrived` shows it."""
        self.settle()
        referral_id = self.referral_id
        self.load(lambda backend: backend.queries.referral(referral_id), self._on_read)

    def arrived(self, detail: ReferralDetail) -> None:
        """Show what was read."""
        raise NotImplementedError

    def say_now(self, text: str, icon: str = "info") -> None:
        """Say above the fields how it is now, or what would follow."""
        self.now_line.set_runs((Run(text, SMALL, "second"),), (icon, "second"))
        self.now_line.setVisible(bool(text))
        self.grow()

    def _on_read(self, detail: ReferralDetail | None) -> None:
        if detail is None:
            self.show_refusals([Refusal("no_such_referral")])
            self.save_button.setDisabled(True)
            return
        self.detail = detail
        line = referral_words.who_sent_whom(self.context.tr, detail.referral)
        self.set_title(self.title_label.text(), line)
        self.arrived(detail)
        self.settle()


class SetRewardDialog(_ReferralForm):
    """Sets what a referral earns one of its two clients, or lets the rules say it again."""

    def __init__(self, context: UiContext, referral_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context, referral_id, tr.gettext("Set reward"), parent, save_text=tr.gettext("Set")
        )
        own = context.settings.currency
        self.who = ChoiceField(())
        self.how = ChoiceField(
            (
                (True, tr.gettext("This amount, whatever the rules say")),
                (False, tr.gettext("By the rules")),
            ),
            current=True,
        )
        self.amount = AmountField(tr, own)
        self.currency = CurrencyField(tr, own, first=(own,))
        self.reason = TextField(placeholder=tr.gettext("In a few words"))
        self.add_row("client", tr.gettext("&For"), self.who)
        self.add_row("how", tr.gettext("&What"), self.how)
        self._amount_row = self.add_row(
            "amount",
            tr.gettext("&Amount"),
            self.amount,
            hint=tr.gettext("Zero: no reward at all"),
            trailing=(self.currency,),
        )
        self.alias("currency", self._amount_row)
        self._reason_row = self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.currency.setFixedWidth(context.theme.px(170))
        self.currency.setAccessibleName(tr.gettext("Currency"))
        self.currency.form_changed.connect(self._on_currency)
        self.who.currentIndexChanged.connect(self._on_who)
        self.how.currentIndexChanged.connect(self._on_how)
        self.begin()
        focus_field(self.amount)

    def state(self) -> object:
        """Return what was typed, the currency too."""
        return (super().state(), self.currency.code())

    def command(self) -> SetReward | None:
        """Set the reward, or take back what was set."""
        client: ClientRef | None = self.who.value()
        if client is None:
            return None
        if not self.how.value():
            return SetReward(
                referral=self.referral_id,
                client=client.id,
                amount=None,
                request_id=self.request_id,
            )
        code = self.attempt(self.currency.value)
        if code:
            self.amount.currency = code
        money = self.attempt(self.amount.money)
        reason = self.reason.value()
        if reason is None:
            self._found.append(Refusal("no_reason", field="reason"))
        if money is None or self._found:
            return None
        return SetReward(
            referral=self.referral_id,
            client=client.id,
            amount=money.major,
            currency=money.currency,
            reason=reason,
            request_id=self.request_id,
        )

    def arrived(self, detail: ReferralDetail) -> None:
        """Offer both clients, the referrer first."""
        tr, referral = self.context.tr, detail.referral
        words = (
            (referral.counterpart, tr.gettext("{name}, who sent")),
            (referral.client, tr.gettext("{name}, who was sent")),
        )
        said = {override.recipient.id for override in detail.overrides}
        said |= {credit.recipient.id for credit in detail.credits}
        # The one whom anything was said or earned of is more likely meant.
        first = referral.counterpart
        if first.id not in said and referral.client.id in said:
            first = referral.client
        choices = [(one, text.format(name=one_line(one.name))) for one, text in words]
        self.who.set_choices(choices, first)
        self._on_who()

    def _on_who(self) -> None:
        client: ClientRef | None = self.who.value()
        if client is None or self.detail is None:
            return
        tr, detail = self.context.tr, self.detail
        override = next((one for one in detail.overrides if one.recipient.id == client.id), None)
        stands = [
            credit.amount - credit.taken_back
            for credit in detail.credits
            if credit.recipient.id == client.id
        ]
        monies = tr.formats.monies(sum_by_currency(stands))
        name = one_line(client.name)
        if override is not None:
            text = tr.gettext("Now {name} gets {amount}, as you said: {reason}").format(
                name=name, amount=tr.formats.money(override.amount), reason=override.reason
            )
        elif any(stands):
            text = tr.gettext("Now {name} has {amounts} by the rules.").format(
                name=name, amounts=monies
            )
        else:
            text = tr.gettext("Now the rules give {name} nothing.").format(name=name)
        self.say_now(text, "gift")
        if not self.amount.text().strip() and override is not None:
            self.currency.set_code(override.amount.currency)
            self.amount.currency = override.amount.currency
            self.amount.set_money(override.amount)
            self.reason.setText(override.reason)
        elif not self.amount.text().strip() and stands:
            self.currency.set_code(stands[0].currency)
            self.amount.currency = stands[0].currency

    def _on_how(self) -> None:
        by_hand = bool(self.how.value())
        for row in (self._amount_row, self._reason_row):
            row.setVisible(by_hand)
        self.save_button.set_content(
            self.context.tr.gettext("Set") if by_hand else self.context.tr.gettext("By the rules"),
            key=self.context.tr.pgettext("key", "Enter"),
        )
        self.grow(shrink=True)

    def _on_currency(self) -> None:
        self._amount_row.set_error(None)


class ChangeReferrerDialog(_ReferralForm):
    """Says who it really was; the credit of the one goes to the other."""

    def __init__(self, context: UiContext, referral_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            referral_id,
            tr.gettext("Change referrer"),
            parent,
            save_text=tr.pgettext("button", "Change"),
        )
        self.who = ClientPicker(context, name="counterpart")
        self.reason = TextField(placeholder=tr.gettext("In a few words"))
        self.add_row("counterpart", tr.gettext("&It was"), self.who)
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        # Room for the people found while a name is typed.
        self.body.addStretch(1)
        self.body.addSpacing(self.theme.px(120))
        self.begin()
        focus_field(self.who)

    def command(self) -> EditReferral | None:
        """Make it another's."""
        who = self.attempt(self.who.required)
        reason = self.reason.value()
        if reason is None:
            self._found.append(Refusal("no_reason", field="reason"))
        if who is None or self._found:
            return None
        return EditReferral(
            referral=self.referral_id, counterpart=who, reason=reason, request_id=self.request_id
        )

    def arrived(self, detail: ReferralDetail) -> None:
        """Say whose it is now, and what goes with it."""
        tr, referral = self.context.tr, detail.referral
        if referral.direction is ReferralDirection.OUT:
            line = referral_words.who_sent_whom(tr, referral)
            self.set_title(tr.gettext("Change partner"), line)
            self.say_now(
                tr.gettext("Now it is {name}.").format(name=one_line(referral.counterpart.name))
            )
            return
        stands = [
            credit.amount - credit.taken_back
            for credit in detail.credits
            if credit.recipient.id == referral.counterpart.id
        ]
        amounts = sum_by_currency(stands)
        name = one_line(referral.counterpart.name)
        if amounts:
            text = tr.gettext(
                "Now it is {name}, who has {amounts} for it: that goes to the other."
            ).format(name=name, amounts=tr.formats.monies(amounts))
        else:
            text = tr.gettext("Now it is {name}.").format(name=name)
        self.say_now(text)


class EditReferralDialog(_ReferralForm):
    """Changes the day and the purpose of a referral, and a partner's commission."""

    def __init__(self, context: UiContext, referral_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, referral_id, tr.gettext("Change referral"), parent)
        own = context.settings.currency
        self.day = DateField(context.theme, tr, name="on")
        self.what_for = TextField(placeholder=tr.gettext("A website, a tuning…"))
        self.commission = AmountField(tr, own, name="commission")
        self.commission.setPlaceholderText(tr.gettext("Optional"))
        self.currency = CurrencyField(tr, own, first=(own,))
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
        self._commission_row.hide()
        self.currency.setFixedWidth(context.theme.px(170))
        self.currency.setAccessibleName(tr.gettext("Currency"))
        self.body.addStretch(1)
        self.begin()
        focus_field(self.what_for)

    def state(self) -> object:
        """Return what was typed, the currency too."""
        return (super().state(), self.currency.code())

    def command(self) -> EditReferral | None:
        """Change what differs from what was there."""
        if self.detail is None:
            return None
        referral = self.detail.referral
        changed: dict[str, Any] = {}
        day = self.attempt(self.day.required)
        if day is not None and day != referral.on:
            changed["on"] = day
        if self.what_for.value() != referral.what_for:
            changed["what_for"] = self.what_for.value()
        if referral.direction is ReferralDirection.OUT:
            code = self.attempt(self.currency.value)
            if code:
                self.commission.currency = code
            money = self.attempt(self.commission.optional)
            if money != referral.commission:
                changed["commission"] = None if money is None else money.major
                changed["currency"] = None if money is None else money.currency
        if self._found or not changed:
            return None
        return EditReferral(referral=self.referral_id, **changed, request_id=self.request_id)

    def arrived(self, detail: ReferralDetail) -> None:
        """Show what was there."""
        referral = detail.referral
        self.day.set_day(referral.on)
        self.what_for.setText(referral.what_for or "")
        self._commission_row.setVisible(referral.direction is ReferralDirection.OUT)
        if referral.commission is not None:
            self.currency.set_code(referral.commission.currency)
            self.commission.currency = referral.commission.currency
            self.commission.set_money(referral.commission)
        self.grow()


class CreditExpiryDialog(FormDialog):
    """Says until when a referral credit is good."""

    def __init__(self, context: UiContext, payment_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, tr.gettext("How long the credit is good"), parent, width=560)
        self._payment_id = payment_id
        self._payment: PaymentShape | None = None
        self.now_line = RunLabel(context.theme, wrap=True)
        self.now_line.hide()
        self.body.addWidget(self.now_line)
        self.day = DateField(
            context.theme, tr, name="expires_on", placeholder=tr.gettext("Without end")
        )
        self.reason = TextField(placeholder=tr.gettext("Optional"))
        self.add_row(
            "expires_on",
            tr.gettext("&Last good day"),
            self.day,
            hint=tr.gettext("Empty: it never lapses"),
        )
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.body.addStretch(1)
        self.settle()
        self.load(lambda backend: backend.queries.payment(payment_id), self._show)
        focus_field(self.day)

    def command(self) -> SetCreditExpiry | None:
        """Set the day."""
        day = self.attempt(self.day.value)
        if self._found or self._payment is None or day == self._payment.expires_on:
            return None
        return SetCreditExpiry(
            payment=self._payment_id,
            expires_on=day,
            reason=self.reason.value(),
            request_id=self.request_id,
        )

    def _show(self, payment: PaymentShape | None) -> None:
        if payment is None:
            self.show_refusals([Refusal("no_such_payment")])
            self.save_button.setDisabled(True)
            return
        self._payment = payment
        tr = self.context.tr
        self.set_title(self.title_label.text(), one_line(payment.client.name))
        text = tr.gettext("{amount} of {date}, {free} not used").format(
            amount=tr.formats.money(payment.amount),
            date=tr.formats.date_long(payment.on),
            free=tr.formats.amount_beside(payment.free),
        )
        self.now_line.set_runs((Run(text, SMALL, "second"),), ("gift", "second"))
        self.now_line.show()
        self.day.set_day(payment.expires_on)
        self.settle()
        focus_field(self.day)
