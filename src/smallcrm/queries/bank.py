"""Bookings of bank statements, and whose they may be; a fixed number of statements for them all."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, text

from smallcrm.db.settings import read_settings
from smallcrm.domain.enums import BankLineStatus
from smallcrm.domain.money import Money, exponent
from smallcrm.queries import bank_references, rows
from smallcrm.queries.balances import IS_MONEY
from smallcrm.queries.bank_book import Book, Parts, read_book
from smallcrm.queries.bank_matching import Entered, Known, Match, Matcher
from smallcrm.queries.bank_names import clients_named
from smallcrm.queries.receivable_shapes import MOST_SUGGESTED, BankLineShape, BankSuggestion
from smallcrm.queries.shapes import ClientRef

_AROUND: Final = timedelta(days=10)
_LINE: Final = (
    "SELECT id, account, booked_on, currency, amount_minor, name, counter_account, reference,"
    " status, payment_id, file_name FROM bank_line"
)
_NEWEST: Final = " ORDER BY booked_on DESC, id DESC LIMIT :limit"
# Clients by the account that an earlier booking of theirs came from, the latest first.
_BY_ACCOUNT: Final = """
    SELECT bank_line.counter_account, payment.client_id, max(bank_line.booked_on) AS latest
    FROM bank_line JOIN payment ON payment.id = bank_line.payment_id
    WHERE bank_line.counter_account IN (SELECT value FROM json_each(:accounts))
      AND bank_line.status = 'settled' AND payment.voided_at IS NULL
    GROUP BY bank_line.counter_account, payment.client_id
    ORDER BY latest DESC, payment.client_id
"""
_ENTERED: Final = f"""
    SELECT payment.id, payment.client_id, payment.currency, payment.amount_minor,
           payment.received_on
    FROM payment
    WHERE {IS_MONEY} AND payment.received_on BETWEEN :first AND :last
      AND payment.amount_minor IN (SELECT value FROM json_each(:amounts))
      AND NOT EXISTS (SELECT 1 FROM bank_line WHERE bank_line.payment_id = payment.id)
    ORDER BY payment.received_on, payment.id
"""
_CLIENTS: Final = f"""
    SELECT {rows.REF} FROM client WHERE client.id IN (SELECT value FROM json_each(:ids))
"""


def bank_lines(
    connection: Connection, status: BankLineStatus | None, *, limit: int | None = None
) -> tuple[BankLineShape, ...]:
    """Return bookings of a status, or all, the newest first."""
    # The literal lets the planner use ix_bank_line_open.
    where = {
        None: "",
        BankLineStatus.OPEN: " WHERE status = 'open'",
        BankLineStatus.SETTLED: " WHERE status = 'settled'",
        BankLineStatus.IGNORED: " WHERE status = 'ignored'",
    }[status]
    found = connection.execute(
        text(_LINE + where + _NEWEST), {"limit": -1 if limit is None else limit}
    )
    return tuple(map(_line, found))


def bank_suggestions(
    connection: Connection,
    line_ids: Collection[int] | None,
    *,
    chosen: Mapping[int, int] | None = None,
    today: date,
) -> tuple[BankSuggestion, ...]:
    """Return whose the open bookings may be, the newest first; at most `MOST_SUGGESTED`.

    With `line_ids`, of these. `chosen` are the clients that the owner has chosen, by booking.
    Money that went out is among them, with nobody.
    """
    if line_ids is None:
        lines = bank_lines(connection, BankLineStatus.OPEN, limit=MOST_SUGGESTED)
    else:
        lines = _lines_of(connection, line_ids)
    waiting = [line for line in lines if line.status is BankLineStatus.OPEN]
    coming = [line for line in waiting if line.amount.minor > 0]
    if not coming:
        return tuple(BankSuggestion(line, None) for line in waiting)
    matcher = _matcher(connection, coming, today)
    matches = matcher.match_all(coming, _known(connection, coming), chosen or {})
    return _shapes(connection, matcher.book, waiting, matches)


def bank_suggestion_for(
    connection: Connection, line_id: int, client_id: int, *, today: date
) -> BankSuggestion | None:
    """Return what a booking would settle of a client that the owner chose."""
    lines = _lines_of(connection, [line_id])
    if not lines or lines[0].amount.minor <= 0:
        return None
    matcher = _matcher(connection, lines, today)
    matches = {line_id: matcher.by_hand(lines[0], client_id)}
    return _shapes(connection, matcher.book, lines, matches)[0]


def _lines_of(connection: Connection, line_ids: Collection[int]) -> tuple[BankLineShape, ...]:
    where = " WHERE id IN (SELECT value FROM json_each(:ids))"
    found = connection.execute(
        text(_LINE + where + _NEWEST), {"ids": rows.ids(line_ids), "limit": -1}
    )
    return tuple(map(_line, found))


def _line(row: Any) -> BankLineShape:
    return BankLineShape(
        id=row.id,
        account=row.account,
        on=date.fromisoformat(row.booked_on),
        amount=Money(row.amount_minor, row.currency),
        name=row.name,
        counter_account=row.counter_account,
        reference=row.reference,
        status=BankLineStatus(row.status),
        payment_id=row.payment_id,
        file_name=row.file_name,
    )


def _matcher(connection: Connection, lines: Sequence[BankLineShape], today: date) -> Matcher:
    currencies = {line.amount.currency for line in lines}
    book = read_book(connection, currencies, today)
    wanted = {(line.amount.currency, line.amount.minor) for line in lines}
    amounts: dict[tuple[str, int], list[int]] = {}
    for currency, minor, client_id in book.amounts():
        if (currency, minor) in wanted:
            amounts.setdefault((currency, minor), []).append(client_id)
    threshold = read_settings(connection).decimal("money.small_difference") or Decimal(0)
    return Matcher(
        book=book,
        small={one: int(threshold.scaleb(exponent(one))) for one in currencies},
        amounts=amounts,
        entered=_entered(connection, lines),
    )


def _entered(
    connection: Connection, lines: Sequence[BankLineShape]
) -> Mapping[tuple[str, int], Sequence[Entered]]:
    days = [line.on for line in lines]
    found: dict[tuple[str, int], list[Entered]] = {}
    for row in connection.execute(
        text(_ENTERED),
        {
            "first": _earlier(min(days)).isoformat(),
            "last": _later(max(days)).isoformat(),
            "amounts": json.dumps(sorted({line.amount.minor for line in lines})),
        },
    ):
        on = date.fromisoformat(row.received_on)
        found.setdefault((row.currency, row.amount_minor), []).append(
            Entered(row.id, row.client_id, on)
        )
    return found


def _known(connection: Connection, lines: Sequence[BankLineShape]) -> Mapping[int, Known]:
    """Gather what each booking tells: by its text, the payer's account and the payer's name."""
    texts = {line.id: f"{line.reference} {line.name or ''}".strip() for line in lines}
    numbers = bank_references.read_numbers(connection, texts.values())
    named = clients_named(connection, {line.name for line in lines if line.name})
    accounts: dict[str, list[int]] = {}
    wanted = sorted({line.counter_account for line in lines if line.counter_account})
    for account, client_id, _ in connection.execute(
        text(_BY_ACCOUNT), {"accounts": json.dumps(wanted)}
    ):
        accounts.setdefault(account, []).append(client_id)
    return {
        line.id: Known(
            sales=numbers.sales_in(texts[line.id]),
            written=numbers.clients_in(texts[line.id]),
            account=accounts.get(line.counter_account or "", []),
            names=[one.client_id for one in named.get(line.name or "", ())],
        )
        for line in lines
    }


def _shapes(
    connection: Connection,
    book: Book,
    lines: Sequence[BankLineShape],
    matches: Mapping[int, Match],
) -> tuple[BankSuggestion, ...]:
    wanted = {one for match in matches.values() for one in (match.client_id, *match.others)}
    clients: dict[int | None, ClientRef] = {
        row.client_id: rows.reference(row)
        for row in connection.execute(text(_CLIENTS), {"ids": rows.ids(_real(wanted))})
    }

    def shape(line: BankLineShape) -> BankSuggestion:
        match = matches.get(line.id)
        if match is None:
            return BankSuggestion(line, None)

        def money(parts: Parts) -> list[tuple[int, Money]]:
            return [(one, Money(minor, line.amount.currency)) for one, minor in parts]

        return BankSuggestion(
            line=line,
            client=clients.get(match.client_id),
            sales=tuple((one, book.sales[one].number, sum_) for one, sum_ in money(match.parts)),
            payment_id=match.payment_id,
            why=match.why,
            sure=match.sure,
            others=tuple(clients[one] for one in match.others if one in clients),
            rest=tuple(money(match.rest)),
        )

    return tuple(map(shape, lines))


def _real(ids: Iterable[int | None]) -> list[int]:
    return [one for one in ids if one is not None]


def _earlier(day: date) -> date:
    return day - _AROUND if day > date.min + _AROUND else date.min


def _later(day: date) -> date:
    return day + _AROUND if day < date.max - _AROUND else date.max
