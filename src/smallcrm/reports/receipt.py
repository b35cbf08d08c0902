"""A receipt: money that came in, or was given back, and what it settled."""

from __future__ import annotations

from smallcrm.domain.enums import PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.amount_words import amount_in_words
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import method_name
from smallcrm.queries.shapes import PaymentShape
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.paper import Head, PaperWork, TotalRow
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import Recipient, of_client
from smallcrm.reports.tables import Column, Table
from smallcrm.reports.texts import common_values, text_of

MONEY = frozenset({PaymentKind.PAYMENT, PaymentKind.REFUND})


def check(payment: PaymentShape) -> None:
    """Refuse what no receipt can be given for: credits, write-offs, reversed money."""
    if payment.void or payment.kind not in MONEY:
        raise Refusal("no_receipt", field="payment", id=payment.id)


def draw(
    document: Document, payment: PaymentShape, client: Recipient, stationery: Stationery
) -> None:
    """Draw the paper; refuses `no_receipt` as `check` does."""
    check(payment)
    tr, formats = stationery.tr, stationery.tr.formats
    if payment.kind is PaymentKind.REFUND:
        day, to = tr.pgettext("paper", "Given back on"), tr.pgettext("paper", "Given back to")
        final = tr.pgettext("sum", "Given back")
    else:
        day, to = tr.pgettext("paper", "Received on"), tr.pgettext("paper", "Received from")
        final = tr.pgettext("sum", "Received")
    facts = [(day, formats.date_long(payment.on))]
    if payment.method:
        facts.append((tr.pgettext("paper", "How"), method_name(tr, payment.method)))
    if payment.reference:
        facts.append((tr.pgettext("paper", "Reference"), payment.reference))
    words = amount_in_words(tr, payment.amount, stationery.settings)
    if words is not None:
        facts.append((tr.pgettext("paper", "Amount in words"), words))
    if client.code:
        facts.append((tr.gettext("Client number"), client.code))
    facts.append(
        (tr.pgettext("paper", "Currency"), currency_named(stationery, payment.amount.currency))
    )
    head = Head(
        name=title(tr, payment),
        to=to,
        receiver=of_client(tr, client, stationery.settings.country),
        facts=tuple(facts),
    )
    work = PaperWork(document, stationery, head, stationery.settings)
    values = values_of(payment, client, stationery)
    # The owner's texts speak of money that came in.
    slots = ("opening", "closing") if payment.kind is PaymentKind.PAYMENT else ()
    texts = {slot: text_of(stationery.settings, tr, f"receipt.{slot}", values) for slot in slots}
    work.opening(texts.get("opening", ""))
    rows = [TotalRow(final, formats.money(payment.amount), final=True)]
    table = _settled(tr, payment)
    if table.rows:
        table.keep = work.totals_height(rows)
        table.draw(work.flow)
    work.totals(rows)
    work.closing(texts.get("closing", ""))
    work.finish()


def values_of(payment: PaymentShape, client: Recipient, stationery: Stationery) -> dict[str, str]:
    """Return what the owner's texts can be told of a payment."""
    tr = stationery.tr
    return common_values(stationery, client.ref.name) | {
        "date": tr.formats.date_long(payment.on),
        "number": str(payment.id),
        "total": tr.formats.money(payment.amount),
        "method": method_name(tr, payment.method) if payment.method else "",
    }


def title(tr: I18n, payment: PaymentShape) -> str:
    """Name the paper: `Receipt 17`."""
    if payment.kind is PaymentKind.REFUND:
        text = tr.pgettext("paper", "Receipt of refund {number}")
    else:
        text = tr.pgettext("paper", "Receipt {number}")
    return text.format(number=payment.id)


def _settled(tr: I18n, payment: PaymentShape) -> Table:
    """Show what the money settled, and what of it is kept to the client's credit."""
    formats = tr.formats
    table = Table(
        (
            Column(tr.pgettext("column", "Sale"), grow=0.8),
            Column(tr.pgettext("column", "Date"), grow=0.8),
            Column(tr.pgettext("column", "Settled"), grow=5, wraps=True),
            Column(tr.pgettext("column", "Amount"), right=True, grow=0.5),
        )
    )
    table.rows = [
        (
            part.sale_number,
            formats.date_short(part.on),
            part.sale_title,
            formats.amount(part.amount),
        )
        for part in payment.settled
    ]
    if payment.kind is PaymentKind.PAYMENT:
        settled = sum((part.amount for part in payment.settled), payment.free)
        for text, money in (
            (tr.pgettext("receipt", "Kept to your credit"), payment.free),
            (tr.pgettext("receipt", "Given back since"), payment.amount - settled),
        ):
            if money.minor:
                table.rows.append(("", "", text, formats.amount(money)))
    return table.without_empty_columns()
