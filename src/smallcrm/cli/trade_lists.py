"""`list` of quotes, invoices, products, contracts, and of money to come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm.cli import human, listed
from smallcrm.cli.listed import Listed
from smallcrm.domain.enums import InvoiceKind
from smallcrm.exporters import json_lists
from smallcrm.i18n import sentences
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import mark_in
from smallcrm.queries.order import Order

if TYPE_CHECKING:
    from smallcrm.queries.receivable_shapes import (
        BankSuggestion,
        PromiseShape,
        RateShape,
        ReminderDue,
    )
    from smallcrm.queries.trade_shapes import (
        ContractShape,
        InvoiceShape,
        ProductShape,
        QuoteShape,
    )


def _quote(tr: I18n, row: QuoteShape) -> Sequence[str]:
    return (
        sentences.quote_number(tr, row.number, row.revision),
        human.day(tr, row.on),
        row.client.name,
        row.title,
        sentences.enum_name(tr, row.state),
        tr.formats.money(row.total),
        human.day(tr, row.valid_until),
    )


def _invoice(tr: I18n, row: InvoiceShape) -> Sequence[str]:
    kind = sentences.enum_name(tr, row.kind)
    if row.credits_number:
        # Translators: a credit note and the invoice that it takes back
        kind = tr.gettext("{kind} for {number}").format(kind=kind, number=row.credits_number)
    bills = row.kind is InvoiceKind.INVOICE
    return (
        row.number,
        human.day(tr, row.on),
        row.client.name,
        kind,
        tr.formats.money(row.payable),
        tr.formats.money(row.open) if row.open else "",
        human.day(tr, row.due) if bills else "",
        tr.formats.number(row.days) if row.open and row.days > 0 else "",
    )


def _product(tr: I18n, row: ProductShape) -> Sequence[str]:
    prices = (
        sentences.unit_price_with_currency(tr, price, currency)
        for currency, price in sorted(row.prices)
    )
    return (
        str(row.id),
        row.code or "",
        row.name,
        row.unit or "",
        tr.pgettext("amounts", ", ").join(prices),
        tr.formats.percent(row.tax_percent),
        tr.pgettext("product", "for sale")
        if row.active
        else tr.pgettext("product", "no longer sold"),
    )


def _contract(tr: I18n, row: ContractShape) -> Sequence[str]:
    over = row.days_left is not None and row.days_left < 0
    left = "" if row.days_left is None else tr.formats.number(row.days_left)
    return (
        row.number,
        row.client.name,
        row.title,
        human.day(tr, row.starts_on),
        human.day(tr, row.ended_on or row.ends_on),
        tr.pgettext("contract", "over") if over else left,
        tr.formats.money(row.amount) if row.amount is not None else "",
    )


def _promise(tr: I18n, row: PromiseShape) -> Sequence[str]:
    return (
        str(row.id),
        human.day(tr, row.on),
        row.client.name,
        tr.formats.money(row.amount),
        human.day(tr, row.until),
        sentences.enum_name(tr, row.state),
        tr.formats.money(row.came) if row.came else "",
        row.sale_number or "",
        row.note or "",
    )


def _reminder(tr: I18n, row: ReminderDue) -> Sequence[str]:
    return (
        str(row.client.id),
        row.client.name,
        tr.formats.number(row.step),
        tr.formats.money(row.overdue),
        human.day(tr, row.oldest_due),
        tr.formats.number(row.days),
        human.amounts(tr, [row.fee]),
        human.amounts(tr, [row.interest]),
        human.day(tr, row.last_on),
    )


def _rate(tr: I18n, row: RateShape) -> Sequence[str]:
    return (str(row.id), human.day(tr, row.valid_from), row.currency, f"{row.rate} {row.base}")


def _bank(tr: I18n, row: BankSuggestion) -> Sequence[str]:
    line, client = row.line, row.client
    return (
        str(line.id),
        human.day(tr, line.on),
        tr.formats.money(line.amount),
        line.name or "",
        line.reference,
        f"{client.name} (id:{client.id})" if client else "",
        tr.pgettext("list", ", ").join(number for _, number, _ in row.sales),
        tr.gettext("sure") if row.sure else "",
    )


TRADE_LISTS: Final[Mapping[str, Listed]] = {
    "quotes": Listed(
        source=Order("on", descending=True),
        json=json_lists.quote_row,
        heading=(
            *(listed.NUMBER, listed.DATE, listed.CLIENT, listed.TITLE, listed.STATUS),
            *(listed.TOTAL, mark_in("column", "Valid until")),
        ),
        cells=_quote,
        right="     r",
    ),
    "invoices": Listed(
        source=Order("on", descending=True),
        json=json_lists.invoice_row,
        heading=(
            *(listed.NUMBER, listed.DATE, listed.CLIENT, listed.KIND),
            *(mark_in("column", "To pay"), listed.OPEN, listed.DUE),
            mark_in("column", "Days late"),
        ),
        cells=_invoice,
        right="    rr r",
    ),
    "products": Listed(
        source=Order("name"),
        json=json_lists.product_row,
        heading=(
            *(listed.ID, mark_in("column", "Code"), mark_in("column", "Product")),
            *(mark_in("column", "Unit"), mark_in("column", "Price"), mark_in("column", "Tax")),
            listed.STATUS,
        ),
        cells=_product,
        right="r   rr",
    ),
    "contracts": Listed(
        source=Order("ends"),
        json=json_lists.contract_row,
        heading=(
            *(listed.NUMBER, listed.CLIENT, listed.TITLE, mark_in("contract", "From")),
            *(mark_in("contract", "Until"), mark_in("column", "Days left"), listed.AMOUNT),
        ),
        cells=_contract,
        right="     rr",
    ),
    "promises": Listed(
        source=lambda queries, wanted: queries.all_promises(limit=wanted.limit),
        json=json_lists.promise_row,
        heading=(
            *(listed.ID, listed.DATE, listed.CLIENT, listed.AMOUNT),
            *(mark_in("promise", "Until"), listed.STATUS, mark_in("column", "Came since")),
            *(mark_in("column", "Sale"), mark_in("column", "Note")),
        ),
        cells=_promise,
        right="r  r  r",
    ),
    # Who is to be reminded by the file's rules.
    "reminders": Listed(
        source=lambda queries, wanted: queries.reminders_due(wanted.limit),
        json=json_lists.reminder_row,
        heading=(
            *(listed.ID, listed.CLIENT, mark_in("column", "Step"), listed.OVERDUE),
            *(listed.OLDEST, listed.DAYS, mark_in("column", "Fee"), mark_in("column", "Interest")),
            mark_in("column", "Reminded last"),
        ),
        cells=_reminder,
        right="r rr rrr",
    ),
    "rates": Listed(
        source=lambda queries, wanted: queries.rates()[: wanted.limit],
        json=json_lists.rate_row,
        heading=(
            *(listed.ID, mark_in("column", "From"), mark_in("column", "Currency")),
            mark_in("column", "Rate"),
        ),
        cells=_rate,
        right="r  r",
    ),
    # The bookings that wait, and whose they may be.
    "bank": Listed(
        source=lambda queries, wanted: queries.bank_suggestions()[: wanted.limit],
        json=json_lists.bank_row,
        heading=(
            *(listed.ID, listed.DATE, listed.AMOUNT, mark_in("column", "Name")),
            *(mark_in("column", "Text"), listed.CLIENT, listed.SALES, mark_in("column", "Sure")),
        ),
        cells=_bank,
        right="r r",
    ),
}
