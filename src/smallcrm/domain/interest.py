"""Interest for late payment: simple interest at the owner's own rate."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR

_DAYS_OF_YEAR = 365
_MOST_PERCENT = 100
_MOST_DECIMALS = -20


def interest_minor(open_minor: int, percent_per_year: Decimal, days: int) -> int:
    """Return the interest on `open_minor` for `days` days, in minor units, half up.

    Simple interest, never interest on interest: Directive 2011/7/EU, Article 2(6), defines the
    statutory interest for late payment so, and leaves the counting of days to the parties; here
    the actual days over 365. The rate is what the owner's contract or law says. Nothing is owed
    where nothing is open or no day has passed. A rate that is no percentage from 0 to 100 is
    refused as `not_a_percentage`, a result that cannot be kept as `amount_too_large`.
    """
    if not percent_per_year.is_finite() or not 0 <= percent_per_year <= _MOST_PERCENT:
        raise Refusal("not_a_percentage", field="percent", text=str(percent_per_year)[:80])
    if percent_per_year and percent_per_year.adjusted() < _MOST_DECIMALS:
        return 0
    if open_minor <= 0 or days <= 0:
        return 0
    exact = open_minor * days * Fraction(percent_per_year) / (_MOST_PERCENT * _DAYS_OF_YEAR)
    interest = (exact + Fraction(1, 2)).__floor__()
    if interest > MAX_MINOR:
        raise Refusal("amount_too_large", field="percent", text=str(percent_per_year)[:80])
    return interest
