"""What a payment settled; to settle other sales with it, to give it back, to reverse it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from smallcrm.domain.enums import GIVEN_BACK, PaymentKind, PaymentStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.sentences import enum_name, method_of_payment
from smallcrm.queries.shapes import PaymentShape, SaleShape
from smallcrm.services.commands import SetAllocations
from smallcrm.ui.dialogs import referral_words
from smallcrm.ui.dialogs.allocation_box import AllocationBox, OpenSale
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.theme import NOTE_MEDIUM, SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.referral_shapes import RewardCredit
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class _Found:
    """A payment, and the sales that it settles or could settle."""

    payment: PaymentShape
    sales: tuple[SaleShape, ...]
    credit: RewardCredit | None = None


class PaymentDetail(FormDialog):
    """Shows a payment and what it settles; changed parts are put elsewhere as one action.

    `saved(outcome)` comes after each change, also after a refund or a reversal begun from here.
    `wanted("open_sale", id)` for what it settles, `receipt_wanted(payment_id)` for its paper. A
    credit that a referral earned leads to it (`wanted("referral", id)`), and is not reversed: it
    follows from the referral.
    """

    wanted = Signal(str, object)
    receipt_wanted = Signal(int)

    def __init__(self, context: UiContext, payment_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, tr.gettext("Payment"), parent, width=600)
        self._payment_id = payment_id
        self._found_payment: _Found | None = None
        self.amount_line = RunLabel(context.theme)
        self.second_line = RunLabel(context.theme, wrap=True)
        self.credit_line = RunLabel(context.theme, wrap=True)
        self.credit_line.hide()
        self.void_line = RunLabel(context.theme, wrap=True)
        self.void_line.hide()
        self.allocations = AllocationBox(context.theme, tr)
        self.settled = RowList(context.theme, tr.gettext("Settles"))
        self.settled.hide()
        for widget in (
            self.amount_line,
            self.second_line,
            self.credit_line,
            self.void_line,
            self.allocations,
            self.settled,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.place("allocations", self.allocations)
        for name in ("amount", "sale", "payment"):
            self.alias(name, self.allocations)
        self.allocations.hide()
        self.allocations.form_changed.connect(lambda: self.allocations.set_error(None))
        self.allocations.height_changed.connect(self.grow)
        self.refund_button = QPushButton(tr.gettext("&Give back…"))
        self.reverse_button = QPushButton(tr.gettext("&Reverse…"))
        self.receipt_button = QPushButton(tr.gettext("Rece&ipt…"))
        self.referral_button = QPushButton(tr.gettext("Re&ferral"))
        self.expiry_button = QPushButton(tr.gettext("Good &until…"))
        for button in (
            self.refund_button,
            self.reverse_button,
            self.receipt_button,
            self.referral_button,
            self.expiry_button,
        ):
            button.hide()
            self.add_left(button)
        for opened in (self.allocations.opened, self.settled.opened):
            opened.connect(lambda sale: self.wanted.emit("open_sale", sale))
        self.receipt_button.clicked.connect(lambda: self.receipt_wanted.emit(payment_id))
        self.refund_button.clicked.connect(self._on_refund)
        self.reverse_button.clicked.connect(self._on_reverse)
        self.referral_button.clicked.connect(self._on_referral)
        self.expiry_button.clicked.connect(self._on_expiry)
        self.settle()
        self._load()

    def command(self) -> SetAllocations | None:
        """Say anew what the payment settles, where that is another thing than it was."""
        found = self._found_payment
        if found is None or not self.allocations.isVisibleTo(self):
            return None
        now = {part.sale_id: part.amount.minor for part in found.payment.settled}
        wanted = self.allocations.parts()
        if {sale: part.minor for sale, part in wanted.items()} == now:
            return None
        return SetAllocations(
            payment=found.payment.id,
            allocations={sale: part.major for sale, part in wanted.items()},
            request_id=self.request_id,
        )

    def _load(self) -> None:
        payment_id = self._payment_id

        def work(backend: Backend) -> _Found | None:
            payment = backend.queries.payment(payment_id)
            if payment is None:
                return None
            history = backend.queries.client_history(payment.client.id, full=True)
            sales = {sale.id: sale for sale in history.open_sales} if history else {}
            for part in payment.settled:
                detail = backend.queries.sale(part.sale_id)
                if detail is not None:
                    sales[part.sale_id] = detail.sale
            credit: RewardCredit | None = None
            if payment.kind in {PaymentKind.REFERRAL_CREDIT, PaymentKind.CREDIT_TAKEN_BACK}:
                wanted = payment.refund_of or payment.id
                earned = backend.queries.rewards_of(payment.client.id)
                credit = next((one for one in earned if one.payment_id == wanted), None)
            return _Found(payment, tuple(sales.values()), credit)

        self.load(work, self._show)

    def _show(self, found: _Found | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_payment")])
            self.save_button.setDisabled(True)
            return
        self._found_payment = found
        tr, payment = self.context.tr, found.payment
        client = payment.client
        self.set_title(
            enum_name(tr, payment.kind),
            client_label(self.context.tr, client.name, client.organisation),
        )
        amount = method_of_payment(tr, tr.formats.money(payment.amount), payment.method)
        is_reward = payment.kind in {PaymentKind.REFERRAL_CREDIT, PaymentKind.CREDIT_TAKEN_BACK}
        icon = "gift" if is_reward else "banknote"
        self.amount_line.set_runs((Run(amount, NOTE_MEDIUM),), (icon, "second"))
        facts = [tr.formats.date_long(payment.on)]
        if payment.reference:
            facts.append(payment.reference)
        if payment.reason and not payment.void:
            facts.append(payment.reason)
        text = tr.pgettext("facts", ", ").join(facts)
        self.second_line.set_runs((Run(text, SMALL, "second"),))
        self._show_credit(found)
        if payment.void:
            text = tr.gettext("Void: it settles nothing.")
            if payment.reason:
                text = tr.gettext("Void: {reason}").format(reason=payment.reason)
            self.void_line.set_runs((Run(text, tone="debt"),), ("circle-alert", "debt"))
        self.void_line.setVisible(payment.void)
        self._show_sales(found)
        money = payment.kind in {
            PaymentKind.PAYMENT,
            PaymentKind.REFERRAL_CREDIT,
            PaymentKind.OPENING_CREDIT,
        }
        usable = not payment.void
        self.refund_button.setVisible(usable and money)
        self.reverse_button.setVisible(
            usable
            and payment.kind not in {PaymentKind.CREDIT_NOTE, PaymentKind.CREDIT_TAKEN_BACK}
            and payment.referral_id is None
        )
        self.receipt_button.setVisible(usable and payment.kind is PaymentKind.PAYMENT)
        self.save_button.setVisible(self.allocations.isVisibleTo(self))
        if self.allocations.isVisibleTo(self):
            self.allocations.table.setFocus()
        self.settle()

    def _show_credit(self, found: _Found) -> None:
        """Say what earned a credit, what became of it, and until when it is good."""
        tr, payment, credit = self.context.tr, found.payment, found.credit
        self.credit_line.setVisible(credit is not None)
        self.referral_button.setVisible(payment.referral_id is not None)
        given = payment.kind is PaymentKind.REFERRAL_CREDIT
        self.expiry_button.setVisible(given and not payment.void)
        if credit is None:
            return
        words = [
            referral_words.credit_head(tr, credit),
            referral_words.credit_source(tr, credit),
            referral_words.credit_fate(tr, credit) if given else "",
        ]
        text = tr.pgettext("facts", ", ").join(word for word in words if word)
        self.credit_line.set_runs((Run(text, SMALL),))
        self.credit_line.setVisible(bool(text))

    def _on_referral(self) -> None:
        found = self._found_payment
        if found is not None and found.payment.referral_id is not None:
            self.wanted.emit("referral", found.payment.referral_id)

    def _on_expiry(self) -> None:
        from smallcrm.ui.dialogs.reward_dialogs import CreditExpiryDialog

        self._open(CreditExpiryDialog(self.context, self._payment_id, self))

    def _show_sales(self, found: _Found) -> None:
        payment = found.payment
        now = {part.sale_id: part.amount.minor for part in payment.settled}
        currency = payment.amount.currency
        sales = [
            OpenSale(
                id=sale.id,
                title=sale.title,
                number=sale.number,
                due=sale.due,
                on=sale.on,
                open=Money(sale.open.minor + now.get(sale.id, 0), currency),
                late=sale.payment_status is PaymentStatus.OVERDUE,
            )
            for sale in found.sales
            if sale.open.currency == currency
        ]
        fixed = payment.void or payment.kind in {
            *GIVEN_BACK,
            PaymentKind.WRITE_OFF,
            PaymentKind.CREDIT_NOTE,
        }
        self.allocations.set_sales(() if fixed else sales, currency)
        whole = payment.free.minor + sum(now.values())
        is_credit = payment.kind in {PaymentKind.REFERRAL_CREDIT, PaymentKind.OPENING_CREDIT}
        self.allocations.set_amount(Money(whole, currency), is_credit=is_credit)
        self.allocations.set_parts(now)
        tr = self.context.tr
        self.settled.set_rows(
            [
                ListRow(
                    part.sale_id,
                    "shopping-bag",
                    tr.formats.date_short(part.on),
                    tr.gettext("{number}, {title}").format(
                        number=part.sale_number, title=part.sale_title
                    ),
                    "",
                    tr.formats.money(part.amount),
                )
                for part in payment.settled
            ]
        )
        self.settled.setVisible(fixed and bool(payment.settled))

    def _on_refund(self) -> None:
        from smallcrm.ui.dialogs.refund_dialog import RefundDialog

        if self._found_payment is not None:
            self._open(RefundDialog(self.context, self._found_payment.payment, self))

    def _on_reverse(self) -> None:
        from smallcrm.ui.dialogs.reverse_dialog import ReverseDialog

        if self._found_payment is not None:
            self._open(ReverseDialog(self.context, self._found_payment.payment, self))

    def _open(self, dialog: FormDialog) -> None:
        dialog.saved.connect(self._on_done)
        dialog.open()

    def _on_done(self, outcome: Outcome) -> None:
        self.saved.emit(outcome)
        self._load()
