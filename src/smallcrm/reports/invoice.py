"""An invoice or a credit note on paper, with buyer and seller as the invoice keeps them."""

from __future__ import annotations

from datetime import date

from smallcrm.domain.enums import InvoiceKind
from smallcrm.i18n.amount_words import amount_in_words
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.letterhead import sold_by
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import lines, with_country_named
from smallcrm.reports.texts import common_values, text_of
from smallcrm.reports.trade_tables import TradeTables, is_taxed


def draw(document: Document, detail: InvoiceDetail, stationery: Stationery) -> None:
    """Draw the paper; it says that it is a draft until the invoice is fixed.

    What was paid since does not stand on it: the same paper comes out every time.
    """
    tr, invoice = stationery.tr, detail.invoice
    settings = sold_by(
        stationery.settings, detail.seller_name, detail.seller_address, detail.seller_tax_number
    )
    credit = invoice.kind is InvoiceKind.CREDIT_NOTE
    head = Head(
        name=title(tr, detail),
        to=tr.pgettext("paper", "To"),
        receiver=lines(
            tr,
            detail.buyer_name,
            detail.buyer_organisation,
            _buyer_address(tr, detail),
            detail.buyer_tax_number,
        ),
        facts=_facts(detail, stationery),
        mark="" if invoice.fixed else tr.pgettext("paper", "Draft"),
    )
    work = PaperWork(document, stationery, head, settings)
    values, slot = values_of(detail, stationery), slot_of(detail)
    work.opening(text_of(settings, tr, f"{slot}.opening", values))
    tables = TradeTables(
        tr,
        detail.lines,
        detail.totals,
        is_taxed(detail.lines, detail.seller_tax_number),
        credit=credit,
    )
    final = tr.pgettext("sum", "Credited") if credit else tr.pgettext("sum", "To pay")
    tables.draw(work, final, detail.rounding)
    words = amount_in_words(tr, invoice.payable, settings)
    work.remark(words or "", tr.pgettext("paper", "Amount in words"))
    work.remark(invoice.reason or "", tr.pgettext("paper", "Reason"))
    work.remark(detail.note or "")
    work.closing(text_of(settings, tr, f"{slot}.closing", values))
    if not credit:
        work.pay_box(invoice.payable, invoice.number)
    work.finish()


def slot_of(detail: InvoiceDetail) -> str:
    """Return what the owner's texts call this kind of paper."""
    return "credit_note" if detail.invoice.kind is InvoiceKind.CREDIT_NOTE else "invoice"


def values_of(detail: InvoiceDetail, stationery: Stationery) -> dict[str, str]:
    """Return what the owner's texts can be told of an invoice or a credit note."""
    invoice, tr = detail.invoice, stationery.tr
    return common_values(stationery, detail.buyer_name) | {
        "date": tr.formats.date_long(invoice.on),
        "number": invoice.number,
        "total": tr.formats.money(invoice.payable),
        "due": tr.formats.date_long(invoice.due) if invoice.due else "",
        "sale": tr.pgettext("list", ", ").join(number for _, number, _ in detail.sales),
        "invoice": invoice.credits_number or "",
    }


def title(tr: I18n, detail: InvoiceDetail) -> str:
    """Name the paper: `Invoice I-2026-0012`, `Credit note C-2026-0003`."""
    if detail.invoice.kind is InvoiceKind.CREDIT_NOTE:
        text = tr.pgettext("paper", "Credit note {number}")
    else:
        text = tr.pgettext("paper", "Invoice {number}")
    return text.format(number=detail.invoice.number)


def _buyer_address(tr: I18n, detail: InvoiceDetail) -> str:
    """Return the address as the invoice keeps it, its country in words."""
    country = detail.buyer_place.country if detail.buyer_place is not None else None
    return with_country_named(tr, detail.buyer_address or "", country)


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
