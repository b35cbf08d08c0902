"""What is read for papers of trade: quotes, invoices and credit notes, receipts, deliveries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.reports.material import Material, Paper
from smallcrm.reports.reading import for_client, receiver_of

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries


def quote(queries: Queries, paper: Paper) -> Material:
    """Read a revision of a quote."""
    from smallcrm.reports import quote as report

    detail = queries.quote(paper.id)
    if detail is None:
        raise Refusal("no_such_quote", field="quote", id=paper.id)
    client = receiver_of(queries, detail.quote.client.id)
    return for_client(
        client,
        lambda tr: report.title(tr, detail),
        lambda document, stationery, _: report.draw(document, detail, client, stationery),
        text="quote",
        values=lambda stationery: report.values_of(detail, client, stationery),
        out=detail.quote.sent_at is not None,
    )


def invoice(queries: Queries, paper: Paper) -> Material:
    """Read an invoice or a credit note."""
    from smallcrm.reports import einvoice
    from smallcrm.reports import invoice as report

    detail = queries.invoice(paper.id)
    if detail is None:
        raise Refusal("no_such_invoice", field="invoice", id=paper.id)
    client = receiver_of(queries, detail.invoice.client.id)
    material = for_client(
        client,
        lambda tr: report.title(tr, detail),
        lambda document, stationery, _: report.draw(document, detail, stationery),
        text=report.slot_of(detail),
        values=lambda stationery: report.values_of(detail, stationery),
        out=detail.invoice.fixed,
        receiver=detail.buyer_organisation or detail.buyer_name,
    )
    return replace(
        material, carry=lambda document, stationery: einvoice.carry(document, detail, stationery)
    )


def receipt(queries: Queries, paper: Paper) -> Material:
    """Read a payment or a refund; refuses `no_receipt` for what is no money."""
    from smallcrm.reports import receipt as report

    payment = queries.payment(paper.id)
    if payment is None:
        raise Refusal("no_such_payment", field="payment", id=paper.id)
    report.check(payment)
    client = receiver_of(queries, payment.client.id)
    return for_client(
        client,
        lambda tr: report.title(tr, payment),
        lambda document, stationery, _: report.draw(document, payment, client, stationery),
        text="receipt",
        values=lambda stationery: report.values_of(payment, client, stationery),
    )


def delivery(queries: Queries, paper: Paper) -> Material:
    """Read a delivery and the sale that it belongs to."""
    from smallcrm.reports import delivery_note as report

    found = queries.delivery(paper.id)
    sale = queries.sale(found.sale_id) if found is not None else None
    if found is None or sale is None:
        raise Refusal("no_such_delivery", field="delivery", id=paper.id)
    client = receiver_of(queries, sale.sale.client.id)
    (own,) = (one for one in sale.billing.deliveries if one.id == paper.id)
    return for_client(
        client,
        lambda tr: report.title(tr, found.number),
        lambda document, stationery, _: report.draw(document, sale, paper.id, client, stationery),
        text="delivery",
        values=lambda stationery: report.values_of(sale, own, client, stationery),
    )
