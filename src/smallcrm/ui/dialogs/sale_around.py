"""What hangs on a sale: what of it is open, billed and delivered, and every paper and payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.enums import BillingStatus, InvoiceKind, PaymentKind, PaymentStatus, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.i18n.sentences import enum_name, method_of_payment
from smallcrm.queries.shapes import PaymentShape, SaleDetail
from smallcrm.queries.trade_shapes import DeliveryShape, InvoiceShape
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.ui.theme import ThemeContext, Tone

_ENOUGH: Final = 30
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class SaleWhole:
    """A sale with the payments and papers that its dialog names, the latest of them."""

    detail: SaleDetail
    payments: tuple[PaymentShape, ...] = ()
    papers: tuple[InvoiceShape, ...] = ()


def read_sale(queries: Queries, sale_id: int) -> SaleWhole | None:
    """Read a sale with all that hangs on it, None where it is not there."""
    detail = queries.sale(sale_id)
    if detail is None:
        return None
    payments = [queries.payment(part.payment_id) for part in detail.settled_by[-_ENOUGH:]]
    papers = [queries.invoice(paper_id) for paper_id, *_ in detail.billing.invoices[-_ENOUGH:]]
    return SaleWhole(
        detail,
        tuple(payment for payment in payments if payment is not None),
        tuple(paper.invoice for paper in papers if paper is not None),
    )


def bills(whole: SaleWhole) -> tuple[InvoiceShape, ...]:
    """Return the invoices of a sale of which something stands, oldest first."""
    return tuple(
        paper
        for paper in whole.papers
        if paper.kind is InvoiceKind.INVOICE and paper.credited != paper.payable
    )


def left_to_deliver(detail: SaleDetail) -> bool:
    """Say whether something of a sale is still to go out."""
    waits = detail.sale.status is SaleStatus.ORDERED
    return waits and any(line.quantity != line.done for line in detail.trade_lines)


def left_to_bill(detail: SaleDetail) -> bool:
    """Say whether something of a sale is not billed yet."""
    alive = detail.sale.status is not SaleStatus.CANCELLED
    return alive and detail.billing.status is not BillingStatus.BILLED


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, the day that it stands by, and what it opens."""

    on: date
    shown: ListRow
    wish: str
    argument: int


class SaleAround(QWidget):
    """Three facts, what can be done next, and the list of what belongs to a sale.

    `wanted(name, id)` opens a row; `asked(name)` is what is to be done with the sale: `deliver`,
    `bill_sale`, `payment`, `plan`, `same_again`.
    """

    wanted = Signal(str, object)
    asked = Signal(str)

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._theme = theme
        self._tr = tr
        self._opens: list[tuple[str, int]] = []
        self.facts = FactRow(theme)
        self.buttons: dict[str, QPushButton] = {}
        self.list = RowList(theme, tr.gettext("What belongs to it"), most=4)
        bar = FlowLayout(theme.px(8))
        for name, text in (
            ("payment", tr.gettext("Take &payment…")),
            ("deliver", tr.gettext("Deli&ver…")),
            ("bill_sale", tr.gettext("&Bill…")),
            ("plan", tr.gettext("Instal&ments…")),
            ("same_again", tr.gettext("&Same again…")),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.setProperty("wish", name)
            button.clicked.connect(self._on_button)
            self.buttons[name] = button
            bar.addWidget(button)
        self._bar = bar
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.facts)
        self._box.addLayout(bar)
        self.list.opened.connect(self._on_opened)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def add_button(self, button: QPushButton) -> None:
        """Add what else can be done, after the others."""
        self._bar.addWidget(button)

    def show_sale(self, whole: SaleWhole) -> None:
        """Show how the sale stands now."""
        detail = whole.detail
        sale = detail.sale
        alive = sale.status is not SaleStatus.CANCELLED
        is_open = alive and sale.open.minor > 0
        self.facts.set_facts((self._open(detail), self._billed(whole), self._goods(detail)))
        shown = {
            "payment": is_open,
            "deliver": left_to_deliver(detail),
            "bill_sale": left_to_bill(detail),
            "plan": is_open,
            "same_again": True,
        }
        for name, button in self.buttons.items():
            button.setVisible(shown[name])
        found = sorted(self._rows(whole), key=lambda row: row.on)
        self._opens = [(row.wish, row.argument) for row in found]
        self.list.set_rows([row.shown for row in _numbered(found)])
        self.list.setVisible(bool(found))

    def _open(self, detail: SaleDetail) -> Fact:
        tr, sale = self._tr, detail.sale
        money = tr.formats.money
        label = tr.gettext("Payment")
        if sale.status is SaleStatus.CANCELLED:
            return Fact(label, enum_name(tr, sale.status), money(sale.total), "second")
        if not sale.open.minor:
            of = tr.gettext("of {total}").format(total=money(sale.total))
            return Fact(label, tr.gettext("Paid"), of, "ok")
        late = sale.payment_status is PaymentStatus.OVERDUE
        second = tr.gettext("of {total}").format(total=money(sale.total))
        if sale.due is not None:
            words = tr.gettext("of {total}, due {date}")
            second = words.format(total=money(sale.total), date=tr.formats.date_short(sale.due))
        value = tr.gettext("{amount} open").format(amount=money(sale.open))
        return Fact(label, value, second, "debt" if late else "plain")

    def _billed(self, whole: SaleWhole) -> Fact:
        tr, billing = self._tr, whole.detail.billing
        second = ""
        if billing.status is BillingStatus.PARTLY_BILLED:
            second = tr.gettext("{amount} of {total}").format(
                amount=tr.formats.amount(billing.billed),
                total=tr.formats.money(whole.detail.sale.total),
            )
        elif numbers := [paper.number for paper in bills(whole)]:
            second = numbers[-1]
        return Fact(tr.gettext("Paper"), enum_name(tr, billing.status), second)

    def _goods(self, detail: SaleDetail) -> Fact:
        tr, lines = self._tr, detail.trade_lines
        left = sum(1 for line in lines if line.done != line.quantity)
        begun = any(line.done for line in lines)
        label = tr.gettext("Goods and work")
        if detail.sale.status in {SaleStatus.DELIVERED, SaleStatus.CLOSED}:
            return Fact(label, enum_name(tr, detail.sale.status))
        if not begun:
            return Fact(label, tr.gettext("Nothing delivered yet"))
        count = tr.ngettext("{count} line to go", "{count} lines to go", left).format(
            count=tr.formats.number(left)
        )
        return Fact(label, tr.gettext("Partly delivered"), count)

    def _rows(self, whole: SaleWhole) -> Iterator[_Row]:
        tr, detail = self._tr, whole.detail
        sale = detail.sale
        if detail.quote is not None:
            quote_id, number = detail.quote
            text = tr.gettext("From quote {number}").format(number=number)
            yield self._row(sale.on, "file-text", text, "", "", ("open_quote", quote_id))
        if detail.contract is not None:
            contract_id, number = detail.contract
            text = tr.gettext("Under contract {number}").format(number=number)
            yield self._row(sale.on, "handshake", text, "", "", ("open_contract", contract_id))
        for delivery in detail.billing.deliveries:
            text = tr.gettext("Delivery {number}: {what}").format(
                number=delivery.number, what=self._went_out(detail, delivery)
            )
            yield self._row(
                delivery.on, "package", text, "", "", ("print_delivery", delivery.id), day=True
            )
        shares = {paper_id: share for paper_id, _number, share in detail.billing.invoices}
        for paper in whole.papers:
            yield self._paper(paper, shares.get(paper.id, paper.payable))
        for payment in whole.payments:
            # What a credit note took off stands by its own paper.
            if payment.kind is not PaymentKind.CREDIT_NOTE:
                yield from self._payment(detail, payment)
        for one in detail.instalments:
            text = tr.gettext("Instalment {number}").format(number=tr.formats.number(one.position))
            tone: Tone = "debt" if one.days else "plain" if one.open.minor else "ok"
            words = tr.gettext("paid")
            if one.open.minor:
                words = tr.gettext("{amount} open").format(amount=tr.formats.amount(one.open))
            row = self._row(
                one.due or date.max,
                "clock" if one.open.minor else "circle-check",
                text,
                words,
                tr.formats.money(one.amount),
                ("plan", sale.id),
                tone=tone,
                day=one.due is not None,
            )
            yield row

    def _went_out(self, detail: SaleDetail, delivery: DeliveryShape) -> str:
        formats = self._tr.formats
        names = {line.id: line.description for line in detail.trade_lines}
        parts = [
            f"{formats.decimal(quantity)} × {names.get(line_id, '')}"
            for line_id, quantity in delivery.lines
        ]
        return self._tr.pgettext("facts", ", ").join(parts)

    def _paper(self, paper: InvoiceShape, share: Money) -> _Row:
        tr = self._tr
        if paper.kind is InvoiceKind.CREDIT_NOTE:
            text = tr.gettext("Credit note {number}").format(number=paper.number)
            word = tr.gettext("to be billed anew") if paper.rebill else ""
        else:
            text = tr.gettext("Invoice {number}").format(number=paper.number)
            word = tr.gettext("paid")
            if paper.open.minor:
                word = tr.gettext("{amount} open").format(amount=tr.formats.amount(paper.open))
        amount = tr.formats.money(share)
        return self._row(
            paper.on, "receipt", text, word, amount, ("open_invoice", paper.id), day=True
        )

    def _payment(self, detail: SaleDetail, payment: PaymentShape) -> Iterator[_Row]:
        tr = self._tr
        text = payment_words(tr, payment)
        for part in detail.settled_by:
            if part.payment_id == payment.id:
                amount = tr.formats.money(part.amount)
                opens = ("open_payment", payment.id)
                yield self._row(payment.on, "banknote", text, "", amount, opens, day=True)

    def _row(
        self,
        on: date,
        icon: str,
        text: str,
        word: str,
        amount: str,
        opens: tuple[str, int],
        *,
        tone: Tone = "plain",
        day: bool = False,
    ) -> _Row:
        shown = self._tr.formats.date_short(on) if day else ""
        return _Row(on, ListRow(0, icon, shown, text, word, amount, tone), *opens)

    def _on_button(self) -> None:
        button = self.sender()
        if button is not None:
            self.asked.emit(str(button.property("wish")))

    def _on_opened(self, number: int) -> None:
        if 0 <= number < len(self._opens):
            self.wanted.emit(*self._opens[number])

    def _on_theme(self) -> None:
        self._box.setSpacing(self._theme.px(10))


def payment_words(tr: I18n, payment: PaymentShape) -> str:
    """Name a payment: what it is, how it came, its reference."""
    text = enum_name(tr, payment.kind)
    if payment.method:
        text = method_of_payment(tr, text, payment.method)
    if payment.reference:
        text = tr.pgettext("facts", ", ").join((text, payment.reference))
    return text


def _numbered(rows: list[_Row]) -> Iterator[_Row]:
    """Let each row be opened by its place."""
    for number, row in enumerate(rows):
        yield replace(row, shown=replace(row.shown, id=number))
