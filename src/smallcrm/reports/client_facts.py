"""What the client report gathers of a card before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import QuoteState
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name, quote_number
from smallcrm.queries.contact_shapes import InteractionShape
from smallcrm.queries.shapes import ClientCard, SaleShape, TimelineEntry, TimelineKind
from smallcrm.queries.trade_shapes import ContractShape, QuoteShape
from smallcrm.reports.layout import Fact


def last_quote(tr: I18n, quote: QuoteShape) -> Fact:
    """Say which price was quoted last, and until when it holds or what became of it."""
    value = tr.formats.money(quote.total)
    if quote.state in {QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED}:
        if quote.valid_until is not None:
            # Translators: a quoted price and until when it holds
            value = tr.gettext("{amount}, until {date}").format(
                amount=value, date=tr.formats.date_long(quote.valid_until)
            )
    else:
        # Translators: a quoted price and what became of the quote: "340.00 EUR, declined"
        value = tr.pgettext("quote", "{amount}, {state}").format(
            amount=value, state=enum_name(tr, quote.state).lower()
        )
    # Translators: a quote's number and what was offered
    about = tr.pgettext("quote", "{number}, {title}").format(
        number=quote_number(tr, quote.number, quote.revision), title=quote.title
    )
    return Fact(tr.gettext("Last price quoted"), value, about)


def sales_of(card: ClientCard) -> Iterable[SaleShape]:
    """Return every sale that the card knows of, some of them twice."""
    return (*card.open_sales, *card.overdue, *card.last_sales)


def oldest_due_first(sales: Sequence[SaleShape]) -> list[SaleShape]:
    """Put what is due first at the top, and what has no day at the end."""
    return sorted(sales, key=lambda sale: (sale.due is None, sale.due or sale.on, sale.id))


def contacts_of(card: ClientCard) -> list[InteractionShape]:
    """Return every contact that the card knows of, the newest first."""
    known = {contact.id: contact for contact in card.last_interactions}
    for entry in card.timeline:
        if entry.interaction is not None:
            known.setdefault(entry.interaction.id, entry.interaction)
    return sorted(known.values(), key=lambda contact: (contact.at, contact.id), reverse=True)


def whole_timeline(card: ClientCard, clock: Clock) -> list[TimelineEntry]:
    """Return the timeline with every contact that the card knows of."""
    known = {entry.interaction.id for entry in card.timeline if entry.interaction is not None}
    more = [
        TimelineEntry(
            TimelineKind.INTERACTION, one.id, one.at, clock.local(one.at).date(), interaction=one
        )
        for one in card.last_interactions
        if one.id not in known
    ]
    entries = [*card.timeline, *more]
    return sorted(entries, key=lambda entry: entry.on, reverse=True) if more else entries


def currencies_of(card: ClientCard, contracts: Sequence[ContractShape]) -> list[str]:
    """Return the currencies of all the amounts that the report shows."""
    amounts: list[Money] = [owed.amount for owed in card.balance.owed]
    amounts += card.balance.credit
    amounts += [sale.total for sale in sales_of(card)]
    amounts += [payment.amount for payment in card.last_payments]
    amounts += [money for referral in card.referred for money in referral.paid_value]
    amounts += [money for referral in card.referred for money in referral.reward]
    amounts += [one.commission for one in card.sent_out if one.commission is not None]
    for entry in card.timeline:
        if entry.quote is not None:
            amounts.append(entry.quote.total)
        if entry.invoice is not None:
            amounts.append(entry.invoice.payable)
        if entry.promise is not None:
            amounts.append(entry.promise.amount)
        if entry.reminder is not None:
            amounts.append(entry.reminder.open)
    amounts += [sold for one in contracts for sold in one.sold]
    amounts += [one.amount for one in contracts if one.amount is not None]
    return sorted({amount.currency for amount in amounts})
