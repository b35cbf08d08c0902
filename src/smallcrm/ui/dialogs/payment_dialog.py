"""Taking a payment: P, the amount, Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.enums import PaymentStatus, PromiseState
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services.commands import TakePayment, UseCredit
from smallcrm.ui.dialogs.allocation_box import AllocationBox, OpenSale
from smallcrm.ui.dialogs.client_money import ClientMoney, ClientMoneyDialog
from smallcrm.ui.dialogs.fields import DateField, TextField
from smallcrm.ui.dialogs.method_field import MethodField
from smallcrm.ui.dialogs.payment_extras import CreditBox, Rest, SettleBox, small_difference
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from decimal import Decimal

    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.context import UiContext


class PaymentDialog(ClientMoneyDialog):
    """Takes money from a client; without `client_id` it asks who paid.

    The amount begins as what is overdue, else what is owed; with `sale_id` as what is open on that
    sale, which is then settled first. The table shows what will be settled and can be changed. The
    client's credit can be used first, and what is left open by little can be given up.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Take payment"),
            client_id,
            parent,
            width=600,
            save_text=tr.gettext("Record payment"),
            body_scrolls=True,
        )
        self._sale_id = sale_id
        self._sales: list[OpenSale] = []
        self._proposed = ""
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.method = MethodField(tr)
        self.reference = TextField(placeholder=tr.gettext("Number of the transfer, say"))
        self.promise_line = RunLabel(context.theme, wrap=True)
        self.hold_line = RunLabel(context.theme, wrap=True)
        self.credit = CreditBox(tr)
        self.allocations = AllocationBox(context.theme, tr)
        self.settling = SettleBox(context.theme, tr)
        self._build()
        self.finish()

    def command(self) -> TakePayment | UseCredit | None:
        """Take the payment as it is typed; credit alone where no money is."""
        client_id = self.require_client()
        if self._credit_alone() and client_id is not None:
            return UseCredit(amounts=self._amounts_by_credit(), request_id=self.request_id)
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        parts = None
        if money is not None and self._by_hand():
            parts = self.attempt(self.allocations.parts)
        if client_id is None or money is None or day is None or self._found:
            return None
        return TakePayment(
            client=client_id,
            amount=money.major,
            currency=money.currency,
            on=day,
            method=self.method.value(),
            reference=self.reference.value(),
            allocations=(
                None if parts is None else {sale: part.major for sale, part in parts.items()}
            ),
            credit=self._amounts_by_credit(),
            settle=self.settling.settles(),
            request_id=self.request_id,
        )

    def state(self) -> object:
        """Return what was typed, the credit's box too."""
        return (super().state(), self.credit.isChecked())

    def currencies(self, money: ClientMoney) -> list[str]:
        """Begin with the currency of the sale, if the payment is for one."""
        sale = self._sale(money)
        return [*([sale.total.currency] if sale else []), *super().currencies(money)]

    def proposed(self, money: ClientMoney, currency: str) -> Money | None:
        """Propose what is open on the sale, else what is overdue, else what is owed."""
        sale = self._sale(money)
        wanted: Money | None = None
        if sale is not None and sale.open.currency == currency:
            wanted = sale.open
        for owed in money.balance.owed:
            if wanted is None and owed.amount.currency == currency:
                wanted = owed.overdue or owed.amount
        if wanted is not None and self.credit.minor:
            left = max(0, wanted.minor - self.credit.minor)
            wanted = Money(left, currency) if left else None
        self._proposed = "" if wanted is None else self.context.tr.formats.amount(wanted)
        return wanted

    def arrived(self, money: ClientMoney) -> None:
        """Say what was promised, and that nothing more is to be sold for now."""
        tr = self.context.tr
        # The sentence of debt names a promise's day; an amount of its own is said beside.
        owed = [part.amount for part in money.balance.owed]
        promise = next(
            (
                one
                for one in money.promises
                if one.state is PromiseState.OPEN and one.amount not in owed
            ),
            None,
        )
        if promise is not None:
            text = tr.gettext("Promised on {day}: {amount} by {until}.").format(
                day=tr.formats.date_sentence(promise.on, on_screen=True),
                amount=tr.formats.money(promise.amount),
                until=tr.formats.date_sentence(promise.until, on_screen=True),
            )
            self.promise_line.set_runs((Run(text, SMALL, "second"),), ("handshake", "second"))
        self.promise_line.setVisible(promise is not None)
        standing = money.standing
        held = standing is not None and standing.on_hold
        if standing is not None and held:
            text = tr.gettext("On hold.")
            if standing.hold_reason:
                text = tr.gettext("On hold: {reason}").format(reason=standing.hold_reason)
            self.hold_line.set_runs((Run(text, SMALL, "soon"),), ("lock", "soon"))
        self.hold_line.setVisible(held)

    def currency_changed(self, code: str) -> None:
        """Show the sales that are open in that currency, and the credit there is in it."""
        money = self._money
        assert money is not None
        self._sales = [
            OpenSale(
                id=sale.id,
                title=sale.title,
                number=sale.number,
                due=sale.due,
                on=sale.on,
                open=sale.open,
                late=sale.payment_status is PaymentStatus.OVERDUE,
            )
            for sale in money.open_sales
            if sale.open.currency == code and sale.open.minor > 0
        ]
        credit = next((one for one in money.balance.credit if one.currency == code), None)
        usable = credit is not None and credit.minor > 0 and bool(self._sales)
        self.credit.set_credit(credit if usable else None, money.expires)
        self._show_sales()

    def _credit_alone(self) -> bool:
        """Say whether credit is to be used and no money came."""
        return bool(self.credit.minor) and not self.amount.text().strip()

    def _by_hand(self) -> bool:
        """Say whether the parts have to be given: changed by hand, or begun with one sale."""
        shown = self.allocations.isVisibleTo(self)
        return shown and (not self.allocations.automatic or self._sale_id is not None)

    def _build(self) -> None:
        tr = self.context.tr
        self.begin()
        for line in (self.hold_line, self.promise_line):
            self.body.insertWidget(1, line)
            line.hide()
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("method", tr.gettext("Paid &by"), self.method)
        self.add_row("reference", tr.gettext("&Reference"), self.reference)
        for widget in (self.credit, self.allocations, self.settling):
            self.body.addWidget(widget)
        self.place("allocations", self.allocations)
        for name in ("sale", "credit"):
            self.alias(name, self.allocations)
        self.place("settle", self.settling)
        self.allocations.hide()
        self.allocations.form_changed.connect(self._on_parts)
        for box in (self.allocations, self.settling):
            box.height_changed.connect(self.grow)
        self.credit.toggled.connect(self._on_credit)
        self.amount.textChanged.connect(self._on_amount)
        for first, then in (
            (self.reference, self.credit),
            (self.credit, self.allocations.table),
            (self.allocations.table, self.settling),
            (self.settling, self.cancel_button),
        ):
            self.setTabOrder(first, then)

    def _sale(self, money: ClientMoney) -> SaleShape | None:
        return next((one for one in money.open_sales if one.id == self._sale_id), None)

    def _first(self) -> int | None:
        return self._sale_id if any(sale.id == self._sale_id for sale in self._sales) else None

    def _by_credit(self) -> dict[int, int]:
        """Return what the credit settles of each sale (minor units), in the order of the table."""
        left, found = self.credit.minor, {}
        first = self._first()
        for sale in sorted(self._sales, key=lambda one: (one.id != first, one.order)):
            part = min(left, sale.open.minor)
            if part > 0:
                found[sale.id] = part
                left -= part
        return found

    def _amounts_by_credit(self) -> dict[int, Decimal]:
        return {sale: Money(minor, self.code).major for sale, minor in self._by_credit().items()}

    def _show_sales(self) -> None:
        used = self._by_credit()
        code = self.code
        sales = [
            OpenSale(
                id=sale.id,
                title=sale.title,
                number=sale.number,
                due=sale.due,
                on=sale.on,
                open=Money(sale.open.minor - used.get(sale.id, 0), code),
                late=sale.late,
            )
            for sale in self._sales
            if sale.open.minor > used.get(sale.id, 0)
        ]
        self.allocations.set_sales(sales, code, first=self._first())
        self._on_amount()

    def _on_credit(self) -> None:
        if self._money is None:
            return
        kept = self.amount.text() == self._proposed
        wanted = self.proposed(self._money, self.code)
        self._show_sales()
        if kept:
            self.amount.set_money(wanted)
        self.grow()

    def _on_amount(self) -> None:
        try:
            money: Money | None = self.amount.optional()
        except Refusal:
            money = None
        self.allocations.set_amount(money)
        self._offer_rests(money)
        tr = self.context.tr
        alone = self._credit_alone()
        text = tr.gettext("Use credit") if alone else tr.gettext("Record payment")
        self.save_button.set_content(text, key=tr.pgettext("key", "Enter"))

    def _on_parts(self) -> None:
        self.allocations.set_error(None)
        try:
            money = self.amount.optional()
        except Refusal:
            money = None
        self._offer_rests(money)

    def _offer_rests(self, money: Money | None) -> None:
        """Offer to give up what is left by little of the sales that are paid for here."""
        rests: list[Rest] = []
        if money is not None and money.minor > 0 and self._sales:
            threshold = self.context.settings.decimal("money.small_difference")
            most = small_difference(threshold, self.code)
            rests = [
                Rest(sale.id, sale.number, left)
                for sale, left in self.allocations.rests()
                if 0 < left.minor <= most
            ]
        self.settling.set_rests(rests)
