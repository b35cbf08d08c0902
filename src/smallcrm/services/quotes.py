"""Quotes: made, revised, accepted into sales whole or in part, declined, opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from smallcrm.db.models import Client, Quote, QuoteLine, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents
from smallcrm.domain.enums import QuoteStatus, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent, known_currency
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import clients, document_lines, ledger, numbers
from smallcrm.services.command_parts import UNSET, LineInput
from smallcrm.services.quote_status import follow, get_quote, left_of, lines_of
from smallcrm.services.result import Made
from smallcrm.services.trade_commands import (
    AcceptQuote,
    AddQuote,
    DeclineQuote,
    ReopenQuote,
    ReviseQuote,
)

_OPEN = frozenset({QuoteStatus.OPEN, QuoteStatus.PARTLY_ACCEPTED})


def add(uow: UnitOfWork, command: AddQuote) -> Made:
    """Record an offer; without a validity it is good for the file's number of days (0: no end)."""
    client = clients.get(uow.session, command.client)
    currency = known_currency(command.currency or client.currency or uow.settings.currency)
    on = command.on or uow.clock.today()
    lines = document_lines.as_given(command.title, command.amount, command.lines, currency)
    per_line = command.tax_per_line
    quote = Quote(
        client_id=client.id,
        revision=1,
        is_latest=True,
        title=optional_line(command.title, field="title") or lines[0].description,
        currency=currency,
        quoted_on=on,
        valid_until_on=command.valid_until or _valid_until(uow, on),
        status=QuoteStatus.OPEN.value,
        terms=_text(uow.settings.value("quotes.terms"), "terms")
        if command.terms is None
        else _text(command.terms, "terms"),
        note=_text(command.note, "note"),
        prices_include_tax=command.prices_include_tax,
        tax_per_line=uow.settings.flag("money.tax_per_line") if per_line is None else per_line,
    )
    document_lines.set_discount(quote, command.discount_percent, command.discount_amount)
    _write(uow, quote, lines, number=None)
    _describe(uow, "add_quote", quote, client)
    return Made(quote.id, quote.number)


def revise(uow: UnitOfWork, command: ReviseQuote) -> Made:
    """Make the next revision of a quote; the one before stays as it was.

    Without `lines` it offers what is left of the latest one; without `valid_until` it is good for
    as long as that one was. Refuses `quote_replaced` and `quote_accepted` (nothing is left).
    """
    old = get_quote(uow, command.quote)
    client = clients.get(uow.session, old.client_id)
    _require_latest(uow, old)
    if old.status == QuoteStatus.ACCEPTED:
        raise Refusal("quote_accepted", field="quote", number=old.number)
    on = uow.clock.today() if command.on is UNSET else command.on
    quote = Quote(
        client_id=old.client_id,
        revision=old.revision + 1,
        is_latest=True,
        title=old.title
        if command.title is UNSET
        else required_line(command.title, field="title", code="no_title"),
        currency=old.currency,
        quoted_on=on,
        valid_until_on=_valid_again(old, on)
        if command.valid_until is UNSET
        else command.valid_until,
        status=QuoteStatus.OPEN.value,
        terms=old.terms if command.terms is UNSET else _text(command.terms, "terms"),
        note=old.note if command.note is UNSET else _text(command.note, "note"),
        prices_include_tax=old.prices_include_tax
        if command.prices_include_tax is UNSET
        else command.prices_include_tax,
        tax_per_line=old.tax_per_line if command.tax_per_line is UNSET else command.tax_per_line,
    )
    taken = _revised_lines(uow, old, quote, command)
    quote.discount_percent, quote.discount_amount = old.discount_percent, taken.discount_amount
    document_lines.change_discount(quote, command.discount_percent, command.discount_amount)
    old.is_latest = False
    uow.session.flush()  # one latest revision at a time
    _write(uow, quote, taken.lines, number=old.number)
    _describe(uow, "revise_quote", quote, client)
    return Made(quote.id, quote.number)


def accept(uow: UnitOfWork, command: AcceptQuote) -> Made:
    """Make a sale of all that is left of a quote, or of some of its lines (id -> quantity).

    A document discount in percent stays; an amount is taken over in proportion, the last part
    gets what is left of it. One that lapsed is accepted like any other. Refuses `quote_replaced`,
    `quote_declined`, `quote_accepted`, `no_such_line`, `no_quantity`, `over_quote`.
    """
    quote = get_quote(uow, command.quote)
    client = clients.get(uow.session, quote.client_id)
    _require_latest(uow, quote)
    if quote.status not in _OPEN:
        code = "quote_declined" if quote.status == QuoteStatus.DECLINED else "quote_accepted"
        raise Refusal(code, field="quote", number=quote.number)
    if command.status is SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="status", number="")
    on = command.on or uow.clock.today()
    taken = _left(uow, quote) if command.lines is None else _chosen(uow, quote, command.lines)
    sale = ledger.new_sale(
        uow,
        client,
        title=optional_line(command.title, field="title") or quote.title,
        currency=quote.currency,
        on=on,
        due=command.due,
        status=command.status,
    )
    sale.quote_id = quote.id
    sale.prices_include_tax, sale.tax_per_line = quote.prices_include_tax, quote.tax_per_line
    document_lines.set_discount(sale, quote.discount_percent, taken.discount_amount)
    made = ledger.insert_sale(uow, sale, [replace(line, id=None) for line in taken.lines])
    for row, line in zip(made, taken.lines, strict=True):
        row.quote_line_id = line.id
    uow.session.flush()
    follow(uow, quote.id, on=on)
    amount = Money(sale.total_minor, sale.currency)
    uow.describe(
        "accept_quote",
        client=client.name,
        number=quote.number,
        sale=sale.number,
        amount=amount,
    )
    return Made(sale.id, sale.number)


def decline(uow: UnitOfWork, command: DeclineQuote) -> Made:
    """Note that the client does not want a quote, or what is left of it; and why."""
    quote = get_quote(uow, command.quote)
    client = clients.get(uow.session, quote.client_id)
    _require_latest(uow, quote)
    if quote.status not in _OPEN:
        code = "quote_declined" if quote.status == QuoteStatus.DECLINED else "quote_accepted"
        raise Refusal(code, field="quote", number=quote.number)
    quote.status = QuoteStatus.DECLINED.value
    quote.decided_on = command.on or uow.clock.today()
    quote.decline_reason = optional_line(command.reason, field="reason")
    uow.session.flush()
    _describe(uow, "decline_quote", quote, client)
    return Made(quote.id, quote.number)


def reopen(uow: UnitOfWork, command: ReopenQuote) -> Made:
    """Open a declined quote again; refuses `quote_replaced` and `quote_not_declined`."""
    quote = get_quote(uow, command.quote)
    client = clients.get(uow.session, quote.client_id)
    _require_latest(uow, quote)
    if quote.status != QuoteStatus.DECLINED:
        raise Refusal("quote_not_declined", field="quote", number=quote.number)
    quote.status, quote.decline_reason = QuoteStatus.OPEN.value, None
    quote.decided_on = None
    follow(uow, quote.id)
    _describe(uow, "reopen_quote", quote, client)
    return Made(quote.id, quote.number)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is made of a quote: its lines with their quantities, and their share of a discount."""

    lines: tuple[LineInput, ...]
    discount_amount: Decimal | None


def _left(uow: UnitOfWork, quote: Quote) -> _Taken:
    """Take all that is left; of a quote of which nothing was taken that is all as it stands."""
    left = left_of(uow, quote)
    rows = lines_of(uow, quote)
    if all(left[row.id] == row.quantity for row in rows):
        return _Taken(document_lines.kept(rows), quote.discount_amount)
    return _take(uow, quote, {line_id: rest for line_id, rest in left.items() if rest})


def _chosen(uow: UnitOfWork, quote: Quote, wanted: Mapping[int, Decimal]) -> _Taken:
    left = left_of(uow, quote)
    if not wanted:
        raise Refusal("nothing_chosen", field="lines")
    for line_id, quantity in wanted.items():
        if line_id not in left:
            raise Refusal("no_such_line", field="lines", id=line_id)
        rest = left[line_id]
        document_lines.check_part(quantity, rest, code="over_quote")
    return _take(uow, quote, wanted)


def _take(uow: UnitOfWork, quote: Quote, wanted: Mapping[int, Decimal]) -> _Taken:
    """Take quantities of lines, with the share of an amount of discount that falls to them.

    The last of several parts gets what is left of the amount, so that all of it is given.
    """
    rows = lines_of(uow, quote)
    chosen = tuple(
        replace(line, quantity=wanted[row.id])
        for row, line in zip(rows, document_lines.kept(rows), strict=True)
        if row.id in wanted
    )
    if quote.discount_amount is None:
        return _Taken(chosen, None)
    given = sum(
        (
            amount
            for amount in uow.session.scalars(
                select(Sale.discount_amount).where(
                    Sale.quote_id == quote.id,
                    Sale.status != SaleStatus.CANCELLED.value,
                    Sale.discount_amount.is_not(None),
                )
            )
            if amount is not None
        ),
        Decimal(0),
    )
    rest = max(quote.discount_amount - given, Decimal(0))
    left = left_of(uow, quote)
    if all(wanted.get(line_id, Decimal(0)) == quantity for line_id, quantity in left.items()):
        share = rest
    else:
        whole = _sum(document_lines.kept(rows), quote.currency)
        part = Fraction(_sum(chosen, quote.currency), whole) if whole else Fraction()
        share = min(_rounded(Fraction(quote.discount_amount) * part, quote.currency), rest)
    # A discount is never above the lines that it is on, nor below nothing.
    most = Money(max(_sum(chosen, quote.currency), 0), quote.currency).major
    return _Taken(chosen, max(min(share, most), Decimal(0)))


def _sum(lines: Sequence[LineInput], currency: str) -> int:
    """Add up the amounts of lines as their prices say, before any discount of the document."""
    figures = documents.totals(
        [
            documents.Line(
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
                tax_percent=line.tax_percent,
                category=line.tax_category or documents.category_of(line.tax_percent),
            )
            for line in lines
        ],
        currency,
    )
    return sum(figures.line_amounts)


def _rounded(amount: Fraction, currency: str) -> Decimal:
    """Round an amount in major units to its currency's minor units, half up."""
    minor = (amount * 10 ** exponent(currency) + Fraction(1, 2)).__floor__()
    return Money(minor, currency).major


def _revised_lines(uow: UnitOfWork, old: Quote, quote: Quote, command: ReviseQuote) -> _Taken:
    """Return the lines of the next revision, as given or as they are left."""
    left = _left(uow, old)
    if command.lines is UNSET and command.amount is UNSET:
        return left
    amount = None if command.amount is UNSET else command.amount
    given = () if command.lines is UNSET else command.lines
    lines = document_lines.as_given(quote.title, amount, given, old.currency)
    return _Taken(lines, left.discount_amount)


def _write(
    uow: UnitOfWork, quote: Quote, lines: Sequence[LineInput], *, number: str | None
) -> None:
    """Add up a quote's lines and add it with them; without a number it gets the next one."""
    if quote.valid_until_on is not None and quote.valid_until_on < quote.quoted_on:
        raise Refusal(
            "valid_before_quote", field="valid_until", date=quote.valid_until_on, on=quote.quoted_on
        )
    rows, totals = document_lines.add_up(uow, quote, lines)
    document_lines.set_totals(quote, totals)
    kind = numbers.Numbering.QUOTE
    quote.number = numbers.next(uow, kind, quote.quoted_on) if number is None else number
    uow.session.add(quote)
    uow.session.flush()
    uow.session.add_all(
        QuoteLine(quote_id=quote.id, position=position, **row.values())
        for position, row in enumerate(rows, start=1)
    )
    uow.session.flush()


def _require_latest(uow: UnitOfWork, quote: Quote) -> None:
    if not quote.is_latest:
        latest = uow.session.scalars(
            select(func.max(Quote.revision)).where(Quote.number == quote.number)
        ).one()
        raise Refusal("quote_replaced", field="quote", number=quote.number, revision=latest)


def _valid_until(uow: UnitOfWork, on: date) -> date | None:
    days = uow.settings.whole("quotes.valid_days")
    return on + timedelta(days=min(days, (date.max - on).days)) if days else None


def _valid_again(old: Quote, on: date) -> date | None:
    """Let a revision be valid for as many days as the one before it was."""
    if old.valid_until_on is None:
        return None
    days = (old.valid_until_on - old.quoted_on).days
    return on + timedelta(days=min(days, (date.max - on).days))


def _text(text: str | None, field: str) -> str | None:
    return clean_text(text, field=field) or None if text else None


def _describe(uow: UnitOfWork, label: str, quote: Quote, client: Client) -> None:
    uow.describe(
        label,
        client=client.name,
        number=quote.number,
        revision=quote.revision,
        title=quote.title,
        amount=Money(quote.total_minor, quote.currency),
    )
