"""The owner's exchange rates: used by charts alone, and never to add what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Connection, text

from smallcrm.domain.money import Money, exponent
from smallcrm.queries.receivable_shapes import RateShape
from smallcrm.queries.settings import file_settings

_RATES = """
    SELECT id, currency, base_currency, valid_from_on, rate FROM exchange_rate
    ORDER BY currency, base_currency, valid_from_on DESC
"""


def rates(connection: Connection) -> tuple[RateShape, ...]:
    """Return all rates, by currency, the latest first."""
    return tuple(
        RateShape(
            id=row.id,
            currency=row.currency,
            base=row.base_currency,
            valid_from=date.fromisoformat(row.valid_from_on),
            rate=f"{Decimal(row.rate).normalize():f}",
        )
        for row in connection.execute(text(_RATES))
    )


class Rates:
    """The rates into one currency, read once for many amounts."""

    def __init__(self, base: str, known: Mapping[str, Sequence[tuple[date, Fraction]]]) -> None:
        self.base = base
        self._known = known

    @classmethod
    def read(cls, connection: Connection, base: str) -> Rates:
        """Read what the owner typed for `base`."""
        known: dict[str, list[tuple[date, Fraction]]] = {}
        for rate in rates(connection):
            if rate.base == base:
                one = rate.valid_from, Fraction(rate.rate)
                known.setdefault(rate.currency, []).append(one)
        return cls(base, known)

    def convert(self, amount: Money, on: date) -> Money | None:
        """Return an amount by the rate of a day, half away from zero; None without a rate."""
        if amount.currency == self.base:
            return amount
        found = (rate for since, rate in self._known.get(amount.currency, ()) if since <= on)
        rate = next(found, None)
        if rate is None:
            return None
        exact = (
            amount.minor * rate * Fraction(10) ** (exponent(self.base) - exponent(amount.currency))
        )
        minor = (abs(exact) + Fraction(1, 2)).__floor__()
        return Money(minor if exact >= 0 else -minor, self.base)


def convert(connection: Connection, amount: Money, on: date) -> Money | None:
    """Return an amount in the file's currency by the rate of a day, or None without one."""
    return Rates.read(connection, file_settings(connection).currency).convert(amount, on)
