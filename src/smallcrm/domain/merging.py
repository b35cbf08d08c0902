"""What two clients that become one agree on where figures hang on a currency."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from smallcrm.domain.money import exponent

CURRENCY: Final = "currency"
CREDIT_LIMIT: Final = "credit_limit_minor"


class Terms(NamedTuple):
    """A client's currency (None: the file's) and credit limit in minor units of it."""

    currency: str | None
    credit_limit_minor: int | None


def merged_terms(kept: Terms, other: Terms, *, default: str, take: Collection[str] = ()) -> Terms:
    """Choose currency and credit limit: an amount is never read in another currency.

    `take` names what is the other's although the kept one has it too (`currency`,
    `credit_limit_minor`). A limit keeps its figure where its currency becomes another.
    """
    mine, theirs = kept.currency or default, other.currency or default
    currency, limit = kept.currency, kept.credit_limit_minor
    if CURRENCY in take or (currency is None and (limit is None or mine == theirs)):
        currency = other.currency
    now = currency or default
    if limit is not None and now != mine:
        limit = _rescaled(limit, mine, now)
    if other.credit_limit_minor is not None:
        if CREDIT_LIMIT in take:
            limit = _rescaled(other.credit_limit_minor, theirs, now)
        elif limit is None and now == theirs:
            limit = other.credit_limit_minor
    return Terms(currency, limit)


def _rescaled(minor: int, was: str, now: str) -> int:
    """Write a figure in a currency with other minor units, rounded half up."""
    shift = exponent(now) - exponent(was)
    if shift >= 0:
        return minor * int(10**shift)
    unit = int(10**-shift)
    return (minor + unit // 2) // unit
