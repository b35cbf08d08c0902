"""The curve of a relation: money and contacts by quarter, drawn in one currency."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock, from_text
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import balances
from smallcrm.queries.rates import Rates
from smallcrm.queries.rows import ids
from smallcrm.queries.shapes import Curve, Quarter
from smallcrm.queries.statements import statement

_QUARTERS = 8
# Each quarter of each of the client's currencies is a range of the index: nothing is sorted, and
# of many years only what is drawn is read.
_PAID = f"""
    WITH RECURSIVE {balances.PAID_CURRENCIES}
    SELECT quarter.value ->> 0, own.currency, (
        SELECT sum(amount_minor - refunded_minor) FROM payment INDEXED BY ix_payment_money
        WHERE payment.client_id = own.client_id AND payment.currency = own.currency
          AND received_on >= quarter.value ->> 1 AND received_on < quarter.value ->> 2
          AND {balances.IS_MONEY})
    FROM own JOIN json_each(:quarters) AS quarter
    WHERE own.currency IS NOT NULL
"""


def quarters(
    connection: Connection, client_id: int, clock: Clock, file_currency: str
) -> tuple[tuple[Quarter, ...], Curve]:
    """Return money and contacts by quarter, the oldest of the last eight first, and their curve.

    One currency is drawn as it is. Several are drawn in the file's, each quarter by the rate of
    its last day; a currency of which a quarter has no rate is named, and not drawn at all.
    """
    today = clock.today()
    index = today.year * 4 + (today.month - 1) // 3
    wanted = [index - back for back in reversed(range(_QUARTERS))]
    start = _first_day(wanted[0])
    paid: dict[int, list[Money]] = {}
    ranges = [(key, _first_day(key).isoformat(), _first_day(key + 1).isoformat()) for key in wanted]
    for key, currency, minor in connection.execute(
        statement(_PAID), {"ids": ids([client_id]), "quarters": json.dumps(ranges)}
    ):
        if minor is not None:
            paid.setdefault(key, []).append(Money(minor, currency))
    sums = {key: sum_by_currency(paid.get(key, ())) for key in wanted}
    curve, drawn = _drawn(connection, sums, file_currency, today)
    contacts = _contacts(connection, client_id, clock, start)
    return tuple(
        Quarter(
            year=key // 4,
            quarter=key % 4 + 1,
            paid=sums[key],
            contacts=contacts[key],
            drawn=drawn[key],
        )
        for key in wanted
    ), curve


def _drawn(
    connection: Connection,
    sums: dict[int, tuple[Money, ...]],
    file_currency: str,
    today: date,
) -> tuple[Curve, dict[int, Money]]:
    currencies = sorted({money.currency for paid in sums.values() for money in paid})
    if len(currencies) <= 1:
        base = currencies[0] if currencies else file_currency
        return Curve(base), {key: _whole(paid, base) for key, paid in sums.items()}
    rates = Rates.read(connection, file_currency)
    made: dict[int, list[Money]] = {key: [] for key in sums}
    missing: set[str] = set()
    for key, paid in sums.items():
        last_day = min(_first_day(key + 1) - timedelta(days=1), today)
        for money in paid:
            turned = rates.convert(money, last_day)
            if turned is None:
                missing.add(money.currency)
            elif money.currency not in missing:
                made[key].append(turned)
    if missing:
        kept = {
            key: tuple(money for money in paid if money.currency not in missing)
            for key, paid in sums.items()
        }
        curve, drawn = _drawn(connection, kept, file_currency, today)
        return Curve(curve.currency, curve.converted, tuple(sorted(missing))), drawn
    converted = tuple(code for code in currencies if code != file_currency)
    return (
        Curve(file_currency, converted),
        {key: _whole(parts, file_currency) for key, parts in made.items()},
    )


def _whole(amounts: tuple[Money, ...] | list[Money], currency: str) -> Money:
    return sum(amounts, Money(0, currency))


def _first_day(key: int) -> date:
    """Return the day on which a quarter begins; quarters are counted from the year nought."""
    return date(key // 4, key % 4 * 3 + 1, 1)


def _contacts(connection: Connection, client_id: int, clock: Clock, start: date) -> Counter[int]:
    # An instant is of the quarter that it was in where the owner is; a day early, to be sure.
    contacts: Counter[int] = Counter()
    for start_at in connection.execute(
        statement("SELECT start_at FROM interaction WHERE client_id = :id AND start_at >= :start"),
        {"id": client_id, "start": (start - timedelta(days=1)).isoformat()},
    ).scalars():
        day = clock.local(from_text(start_at))
        contacts[day.year * 4 + (day.month - 1) // 3] += 1
    return contacts
