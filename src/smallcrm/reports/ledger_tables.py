"""Sales and payments as tables: what is open and how old it is, what came in, what was sold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from smallcrm.domain.enums import GIVEN_BACK, PaymentKind, PaymentStatus, SaleStatus, WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name, method_name
from smallcrm.queries.shapes import PaymentShape, SaleShape
from smallcrm.queries.today_shapes import Ageing
from smallcrm.reports.layout import Bar
from smallcrm.reports.style import Type
from smallcrm.reports.tables import Cell, Column, Content, Table

_LIMITS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class LedgerTables:
    """Makes the tables in a language; `one_currency` leaves the currency out of each amount."""

    tr: I18n
    type: Type
    today: date
    one_currency: bool

    def amount(self, money: Money) -> str:
        """Write an amount, with its currency where the report has several."""
        formats = self.tr.formats
        return formats.amount(money) if self.one_currency else formats.money(money)

    def open_sales(self, sales: Sequence[SaleShape]) -> Table:
        """Show sales of one currency that are open, with their sums."""
        tr, formats = self.tr, self.tr.formats
        table = Table(
            (
                Column(tr.pgettext("column", "Number"), grow=1.5),
                Column(tr.pgettext("column", "Sold"), grow=1.5),
                Column(tr.pgettext("column", "Due"), grow=1.5),
                Column(tr.pgettext("column", "What"), grow=2, wraps=True),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Paid"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Open"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Days late"), right=True, grow=0.3),
            )
        )
        table.rows = [
            (
                _number(sale),
                formats.date_short(sale.on),
                formats.date_short(sale.due) if sale.due else "",
                sale.title,
                formats.amount(sale.total),
                formats.amount(sale.total - sale.open),
                formats.amount(sale.open),
                self._lateness(sale),
            )
            for sale in sales
        ]
        total, still_open = _sum(sale.total for sale in sales), _sum(sale.open for sale in sales)
        if total and still_open and len(sales) > 1:
            sums = (total, total - still_open, still_open)
            label = tr.pgettext("sum", "Total")
            table.total = (label, "", "", "", *map(formats.amount, sums), "")
        return table

    def _lateness(self, sale: SaleShape) -> Content:
        if sale.due is None:
            # Translators: in the column "Days late" of an open sale without a due date
            return self.tr.pgettext("lateness", "no date")
        days = (self.today - sale.due).days
        if days <= 0:
            return self.tr.pgettext("lateness", "not due")
        return Cell(self.tr.formats.number(days), self.type.alarm)

    def ageing_bars(self, ageing: Ageing) -> list[Bar]:
        """Show how old the open amounts of one currency are."""
        tr = self.tr
        parts = (
            (tr.pgettext("ageing", "Not due"), ageing.not_due),
            (tr.pgettext("ageing", "1 to 30 days"), ageing.days_1_30),
            (tr.pgettext("ageing", "31 to 60 days"), ageing.days_31_60),
            (tr.pgettext("ageing", "61 to 90 days"), ageing.days_61_90),
            (tr.pgettext("ageing", "Over 90 days"), ageing.over_90),
        )
        most = max(abs(money.minor) for _, money in parts) or 1
        oldest = len(parts) - 1
        return [
            Bar(label, tr.formats.amount(money), abs(money.minor) / most, alarm=number == oldest)
            for number, (label, money) in enumerate(parts)
        ]

    def payments(self, payments: Sequence[PaymentShape], totals: Mapping[int, Money]) -> Table:
        """Show payments and what each settled; `totals` are the totals of the sales known."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Received"), grow=1.2),
                Column(tr.pgettext("column", "How"), grow=1.0, wraps=True),
                Column(tr.pgettext("column", "Reference"), grow=1.2, wraps=True),
                Column(tr.pgettext("column", "Settled"), grow=2.2, wraps=True),
                Column(tr.pgettext("column", "Amount"), right=True, grow=0.3),
            )
        )
        table.rows = [
            (
                tr.formats.date_short(payment.on),
                self._how(payment),
                payment.reference or "",
                self._settled(payment, totals),
                self._moved(payment),
            )
            for payment in payments
        ]
        return table

    def _how(self, payment: PaymentShape) -> str:
        tr = self.tr
        method = method_name(tr, payment.method) if payment.method else ""
        text = method
        if payment.kind is not PaymentKind.PAYMENT or not method:
            text = enum_name(tr, payment.kind)
        if payment.void:
            # Translators: a payment that was reversed; {payment} is how it was made
            text = tr.gettext("{payment}, reversed").format(payment=text)
        return text

    def _moved(self, payment: PaymentShape) -> Content:
        money = payment.amount
        if payment.kind in GIVEN_BACK:
            money = Money(-abs(money.minor), money.currency)
        text = self.amount(money)
        return Cell(text, self.type.soft) if payment.void else text

    def _settled(self, payment: PaymentShape, totals: Mapping[int, Money]) -> str:
        tr = self.tr
        lines = []
        several = len(payment.settled) > 1
        for part in payment.settled:
            total = totals.get(part.sale_id)
            values = {"number": part.sale_number, "title": part.sale_title}
            if total is not None and part.amount.minor < total.minor:
                text = tr.gettext("Part of {number}, {title}").format(**values)
            else:
                # Translators: a sale's number and what it was
                text = tr.gettext("{number}, {title}").format(**values)
            if several:
                text = tr.gettext("{sale}: {amount}").format(
                    sale=text, amount=self.amount(part.amount)
                )
            lines.append(text)
        if payment.free.minor and not payment.void:
            lines.append(
                tr.gettext("Not used yet: {amount}").format(amount=self.amount(payment.free))
            )
        if payment.reason:
            lines.append(self._reason(payment.reason))
        return "\n".join(lines)

    def _reason(self, reason: str) -> str:
        try:
            return enum_name(self.tr, WriteOffReason(reason))
        except ValueError:  # the owner's own words
            return reason

    def sales(self, sales: Sequence[SaleShape]) -> Table:
        """Show what was sold, and where each sale stands."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Number"), grow=1.2),
                Column(tr.pgettext("column", "Sold"), grow=1.2),
                Column(tr.pgettext("column", "What"), grow=2.4, wraps=True),
                Column(tr.pgettext("column", "Status"), grow=0.8),
                Column(tr.pgettext("column", "Payment"), grow=0.8),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.4),
                Column(tr.pgettext("column", "Open"), right=True, grow=0.4),
            )
        )
        table.rows = [
            (
                _number(sale),
                tr.formats.date_short(sale.on),
                sale.title,
                enum_name(tr, sale.status),
                self._paid(sale),
                self.amount(sale.total),
                self.amount(sale.open),
            )
            for sale in sales
        ]
        return table

    def _paid(self, sale: SaleShape) -> Content:
        if sale.status is SaleStatus.CANCELLED:
            return ""
        text = enum_name(self.tr, sale.payment_status)
        overdue = sale.payment_status is PaymentStatus.OVERDUE
        return Cell(text, self.type.alarm) if overdue else text


def _number(sale: SaleShape) -> str:
    """Name a sale by its number, and by the one it has elsewhere."""
    if not sale.external_number or sale.external_number == sale.number:
        return sale.number
    return f"{sale.number}\n{sale.external_number}"


def _sum(amounts: Iterable[Money]) -> Money | None:
    """Add amounts of one currency; None without any."""
    total: Money | None = None
    for amount in amounts:
        total = amount if total is None else total + amount
    return total


OpenPart = tuple[date | None, Money]
"""What is open, and since or until when: a day, or none."""


def ageing_of(sales: Sequence[SaleShape], currency: str, today: date) -> Ageing:
    """Sort the open amounts of a currency by age; of a plan only what is overdue has one."""
    parts: list[OpenPart] = []
    for sale in sales:
        overdue = sale.overdue
        if overdue is None or not sale.has_plan:
            parts.append((sale.due, sale.open))
        else:
            parts += [(sale.due, overdue), (None, sale.open - overdue)]
    return ageing_of_parts(parts, currency, today)


def ageing_of_parts(parts: Iterable[OpenPart], currency: str, today: date) -> Ageing:
    """Sort what is open in a currency by age."""
    minor = [0] * (len(_LIMITS) + 1)
    for due, money in parts:
        if money.currency == currency:
            days = (today - due).days if due else 0
            minor[sum(days > limit for limit in _LIMITS)] += money.minor
    return Ageing(currency, *(Money(amount, currency) for amount in minor))
