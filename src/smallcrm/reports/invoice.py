"""An invoice or a credit note on paper, with buyer and seller as the invoice keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from smallcrm.domain.enums import InvoiceKind
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import lines
from smallcrm.reports.trade_tables import TradeTables, is_taxed


def draw(document: Document, detail: InvoiceDetail, stationery: Stationery) -> None:
    """Draw the paper; it says that it is a draft until the invoice is fixed.

    What was paid since does not stand on it: the same paper comes out every time.
    """
    tr, invoice = stationery.tr, detail.invoice
    seller = replace(
        stationery.settings,
        owner_name=detail.seller_name or stationery.settings.owner_name,
        owner_address=detail.seller_address or "",
        owner_tax_number=detail.seller_tax_number or "",
    )
    head = Head(
        name=title(tr, detail),
        to=tr.pgettext("paper", "To"),
        receiver=lines(
            tr,
            detail.buyer_name,
            detail.buyer_organisation,
            detail.buyer_address,
            detail.buyer_tax_number,
        ),
        facts=_facts(detail, stationery),
        mark="" if invoice.fixed else tr.pgettext("paper", "Draft"),
    )
    work = PaperWork(document, stationery, head, seller)
    tables = TradeTables(
        tr,
        detail.lines,
        detail.totals,
        is_taxed(detail.lines, detail.seller_tax_number),
        credit=invoice.kind is InvoiceKind.CREDIT_NOTE,
    )
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        final = tr.pgettext("sum", "Credited")
    else:
        final = tr.pgettext("sum", "To pay")
    tables.draw(work, final, detail.rounding)
    work.remark(invoice.reason or "", tr.pgettext("paper", "Reason"))
    work.remark(detail.note or "")
    work.finish()


def title(tr: I18n, detail: InvoiceDetail) -> str:
    """Name the paper: `Invoice I-2026-0012`, `Credit note C-2026-0003`."""
    if detail.invoice.kind is InvoiceKind.CREDIT_NOTE:
        text = tr.pgettext("paper", "Credit note {number}")
    else:
        text = tr.pgettext("paper", "Invoice {number}")
    return text.format(number=detail.invoice.number)


def _facts(detail: InvoiceDetail, stationery: Stationery) -> tuple[tuple[str, str], ...]:
    tr, invoice = stationery.tr, detail.invoice
    formats = tr.formats
    facts = [(tr.pgettext("paper", "Date"), formats.date_long(invoice.on))]
    if invoice.due is not None:
        facts.append((tr.pgettext("paper", "Due"), formats.date_long(invoice.due)))
    if invoice.credits_number:
        facts.append((tr.pgettext("paper", "For invoice"), invoice.credits_number))
    if served := period(tr, detail.service_from, detail.service_until):
        facts.append((tr.pgettext("paper", "Service"), served))
    numbers = tr.pgettext("list", ", ").join(number for _, number, _ in detail.sales)
    if numbers:
        facts.append((tr.pgettext("paper", "Sale"), numbers))
    currency = currency_named(stationery, invoice.total.currency)
    facts.append((tr.pgettext("paper", "Currency"), currency))
    return tuple(facts)


def period(tr: I18n, begin: date | None, end: date | None) -> str:
    """Write in which days what is billed is done (BG-14); either may be open."""
    write = tr.formats.date_short
    if begin and end:
        if begin == end:
            return write(begin)
        # Translators: a period of service, both days included
        return tr.gettext("{begin} to {end}").format(begin=write(begin), end=write(end))
    if begin:
        return tr.gettext("from {begin}").format(begin=write(begin))
    return tr.gettext("until {end}").format(end=write(end)) if end else ""
