"""A quote on paper: what is offered, at what price, until when, on what terms."""

from __future__ import annotations

from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.trade import quote_number
from smallcrm.queries.trade_shapes import QuoteDetail
from smallcrm.reports import Stationery
from smallcrm.reports.document import Document
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.receivers import Recipient, of_client
from smallcrm.reports.texts import common_values, text_of
from smallcrm.reports.trade_tables import TradeTables, is_taxed


def draw(
    document: Document, detail: QuoteDetail, client: Recipient, stationery: Stationery
) -> None:
    """Draw one revision; the owner's note on the quote does not stand on it."""
    tr, settings, quote = stationery.tr, stationery.settings, detail.quote
    formats = tr.formats
    facts = [(tr.pgettext("paper", "Date"), formats.date_long(quote.on))]
    if quote.valid_until is not None:
        facts.append((tr.pgettext("paper", "Valid until"), formats.date_long(quote.valid_until)))
    if client.code:
        facts.append((tr.gettext("Client number"), client.code))
    facts.append(
        (tr.pgettext("paper", "Currency"), currency_named(stationery, quote.total.currency))
    )
    head = Head(
        name=title(tr, detail),
        to=tr.pgettext("paper", "For"),
        receiver=of_client(tr, client, settings.country, with_tax=True),
        facts=tuple(facts),
        about=quote.title,
    )
    work = PaperWork(document, stationery, head, settings)
    values = values_of(detail, client, stationery)
    work.opening(text_of(settings, tr, "quote.opening", values))
    tables = TradeTables(
        tr, detail.lines, detail.totals, is_taxed(detail.lines, settings.owner_tax_number)
    )
    tables.draw(work, tr.pgettext("sum", "Total"))
    work.closing(text_of(settings, tr, "quote.closing", values))
    work.remark(detail.terms or "", tr.pgettext("paper", "Terms"))
    work.finish()


def values_of(detail: QuoteDetail, client: Recipient, stationery: Stationery) -> dict[str, str]:
    """Return what the owner's texts can be told of a quote."""
    quote, formats = detail.quote, stationery.tr.formats
    return common_values(stationery, client.ref.name) | {
        "date": formats.date_long(quote.on),
        "number": quote_number(stationery.tr, quote.number, quote.revision),
        "title": quote.title,
        "total": formats.money(quote.total),
        "until": formats.date_long(quote.valid_until) if quote.valid_until else "",
    }


def title(tr: I18n, detail: QuoteDetail) -> str:
    """Name the paper: `Quote Q-2026-0012 rev 3`."""
    quote = detail.quote
    return tr.pgettext("paper", "Quote {number}").format(
        number=quote_number(tr, quote.number, quote.revision)
    )


def currency_named(stationery: Stationery, currency: str) -> str:
    """Name the currency that a table's bare amounts are in: `EUR`, 元 (CNY)."""
    tr = stationery.tr
    word = tr.formats.currency_word(currency)
    if word == currency:
        return currency
    # Translators: a currency's name and code, as in 元 (CNY)
    return tr.gettext("{currency} ({code})").format(currency=word, code=currency)
