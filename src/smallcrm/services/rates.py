"""The owner's exchange rates, typed by hand; charts alone use them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import ExchangeRate
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.services.receivable_commands import RemoveRate, SetRate
from smallcrm.services.result import Made

_MOST_DECIMALS = 10
_MOST = Decimal(1_000_000_000)


def set_rate(uow: UnitOfWork, command: SetRate) -> Made:
    """Say what a currency is worth in the file's from a day on; the same day's is replaced.

    Refuses `unknown_currency`, `rate_of_own_currency`, and a rate that is not above zero, too
    large or of more than ten decimals (`bad_rate`).
    """
    currency = known_currency(command.currency)
    base = uow.settings.currency
    if currency == base:
        raise Refusal("rate_of_own_currency", field="currency", currency=currency)
    rate = command.rate
    power = rate.as_tuple().exponent
    if not isinstance(power, int) or -power > _MOST_DECIMALS or not 0 < rate <= _MOST:
        raise Refusal("bad_rate", field="rate", text=str(rate)[:80], decimals=_MOST_DECIMALS)
    since = command.valid_from or uow.clock.today()
    row = uow.session.scalars(
        select(ExchangeRate).where(
            ExchangeRate.currency == currency,
            ExchangeRate.base_currency == base,
            ExchangeRate.valid_from_on == since,
        )
    ).first()
    if row is None:
        row = ExchangeRate(currency=currency, base_currency=base, valid_from_on=since, rate=rate)
        uow.session.add(row)
    row.rate = rate
    uow.session.flush()
    uow.describe("set_rate", currency=currency)
    return Made(row.id)


def remove_rate(uow: UnitOfWork, command: RemoveRate) -> Made:
    """Take a rate out again (`no_such_rate`)."""
    row = uow.session.get(ExchangeRate, command.rate)
    if row is None:
        raise Refusal("no_such_rate", field="rate", id=command.rate)
    uow.session.delete(row)
    uow.describe("remove_rate", currency=row.currency)
    return Made(row.id)
