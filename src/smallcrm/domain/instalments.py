"""Paying in parts: how a total is divided, when each part is due, and what of it is open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.sharing import in_proportion, largest_remainder

MOST_PARTS = 120
MOST_DAYS = 3650
EXAMPLE = "30/14, 70/30"
_HUNDRED = 100
_MOST_DECIMALS = 20

# "、" and "；" divide a list as a comma does; NFKC has made the others of full width ASCII.
_FOLDED = str.maketrans({"、": ",", ";": ",", "\n": ",", "×": "x", "*": "x"})
_DAYS = r"\s*([0-9]{1,9})\s*(?:d|天|日)?"
_SHARE = re.compile(rf"([0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)\s*%?\s*/{_DAYS}", re.ASCII)
_REST = re.compile(rf"(?:rest|余款?|其余|尾款)\s*/{_DAYS}", re.ASCII)
_EQUAL = re.compile(rf"([0-9]{{1,9}})\s*x{_DAYS}", re.ASCII)


class PlanProblem(StrEnum):
    """Why a text is no plan of instalments."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    DAYS = "days"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a plan, due `days` days after its start.

    A percentage of the total, or an amount in minor units; with neither an equal share of what
    the others leave.
    """

    days: int
    percent: Decimal | None = None
    amount_minor: int | None = None

    def __post_init__(self) -> None:
        """Take one way to say how much, not two."""
        if self.percent is not None and self.amount_minor is not None:
            msg = "a part is a percentage or an amount, not both"
            raise ValueError(msg)

    @property
    def is_rest(self) -> bool:
        """Whether the part is a share of what the others leave."""
        return self.percent is None and self.amount_minor is None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a total in minor units; without a due date while it is not billed yet."""

    due_on: date | None
    amount_minor: int


def shares(total_minor: int, percents: Sequence[Decimal]) -> tuple[int, ...]:
    """Divide a total by percentages, by largest remainder, so that nothing is lost.

    They add up to 100, or are refused as `shares_not_whole` with their `sum`; one that is no
    percentage is refused as `not_a_percentage`.
    """
    for percent in percents:
        _check_percent(percent)
    _check_whole(percents)
    return tuple(in_proportion(total_minor, [Fraction(percent) for percent in percents]))


def by_count(total_minor: int, count: int) -> tuple[int, ...]:
    """Divide a total into `count` equal parts, what does not divide going to the first ones."""
    if not 1 <= count <= MOST_PARTS:
        raise Refusal("not_in_range", field="instalments", low=1, high=MOST_PARTS)
    return tuple(in_proportion(total_minor, [Fraction(1)] * count))


def schedule(total: Money, start: date, parts: Sequence[Part]) -> tuple[Instalment, ...]:
    """Lay out what is due when, oldest first; the amounts always add up to the total.

    Refused are a total of nothing (`not_positive`), no part (`no_instalments`) or more than
    MOST_PARTS (`too_many_instalments`), days out of range (`not_in_range`), a percentage that is
    none (`not_a_percentage`), a part that comes to nothing (`instalment_of_nothing`), percentages
    that do not add up to 100 (`shares_not_whole`) and parts that do not add up to the total
    (`instalments_not_total`, with their `sum` and the `total`).
    """
    if total.minor <= 0:
        raise Refusal("not_positive", field="amount")
    if not parts:
        raise Refusal("no_instalments", field="instalments")
    if len(parts) > MOST_PARTS:
        raise Refusal("too_many_instalments", field="instalments", most=MOST_PARTS)
    most_days = min(MOST_DAYS, (date.max - start).days)
    for part in parts:
        if not 0 <= part.days <= most_days:
            raise Refusal("not_in_range", field="days", low=0, high=most_days)
        if part.percent is not None:
            _check_percent(part.percent)
    laid_out = [
        Instalment(start + timedelta(days=part.days), amount_minor)
        for part, amount_minor in zip(parts, _amounts(total, parts), strict=True)
    ]
    if any(instalment.amount_minor <= 0 for instalment in laid_out):
        raise Refusal("instalment_of_nothing", field="instalments")
    return tuple(sorted(laid_out, key=_when))


def open_instalments(instalments: Sequence[Instalment], paid_minor: int) -> tuple[int, ...]:
    """Return what of each instalment is open, in the order given; the oldest is paid first.

    Those without a due date come last. What was paid beyond all of them is nobody's here; less
    than nothing paid is a ValueError.
    """
    if paid_minor < 0:
        msg = "less than nothing cannot be paid"
        raise ValueError(msg)
    left = [instalment.amount_minor for instalment in instalments]
    for index in _oldest_first(instalments):
        used = min(left[index], paid_minor)
        left[index] -= used
        paid_minor -= used
    return tuple(left)


def overdue_minor(instalments: Sequence[Instalment], paid_minor: int, today: date) -> int:
    """Return what is open of instalments that were due before `today` (the owner's own day)."""
    return sum(
        left
        for instalment, left in zip(
            instalments, open_instalments(instalments, paid_minor), strict=True
        )
        if instalment.due_on is not None and instalment.due_on < today
    )


def next_due(instalments: Sequence[Instalment], paid_minor: int) -> Instalment | None:
    """Return the oldest instalment with something open, and that; None where all is paid."""
    left = open_instalments(instalments, paid_minor)
    for index in _oldest_first(instalments):
        if left[index]:
            return Instalment(instalments[index].due_on, left[index])
    return None


def parse_plan(text: str, *, field: str = "instalments") -> tuple[Part, ...]:
    """Read a plan as it is typed: `30/14, 70/30`, `3x30`, `20/0, 4x30` or `30/0, rest/60`.

    A part is percent/days, the rest/days, or so many equal parts of what is left, the first after
    so many days and the others as far apart. Digits and signs of full width, Chinese commas and ×
    are taken too. Refused as `bad_plan` with the text, a PlanProblem as `why` and an `example`;
    percentages that do not add up as `shares_not_whole` with their `sum`.
    """
    try:
        parts = _read(unicodedata.normalize("NFKC", text).lower().translate(_FOLDED))
    except _PlanError as bad:
        raise Refusal(
            "bad_plan", field=field, text=text.strip()[:80], why=bad.problem, example=EXAMPLE
        ) from bad
    percents = [part.percent for part in parts if part.percent is not None]
    if len(percents) == len(parts) or sum(percents) >= _HUNDRED:
        _check_whole(percents, field=field, rest=len(percents) < len(parts))
    return parts


class _PlanError(ValueError):
    """Carries the reason to the one place that refuses."""

    def __init__(self, problem: PlanProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def _read(folded: str) -> tuple[Part, ...]:
    typed = [piece.strip() for piece in folded.split(",")]
    parts = tuple(part for piece in typed if piece for part in _parts(piece))
    if not parts:
        raise _PlanError(PlanProblem.EMPTY)
    if len(parts) > MOST_PARTS:
        raise _PlanError(PlanProblem.TOO_MANY)
    return parts


def _parts(piece: str) -> Iterator[Part]:
    if found := _SHARE.fullmatch(piece):
        percent = Decimal(found[1])
        if not 0 < percent <= _HUNDRED:
            raise _PlanError(PlanProblem.SHARE)
        yield Part(days=_days(found[2]), percent=percent)
    elif found := _REST.fullmatch(piece):
        yield Part(days=_days(found[1]))
    elif found := _EQUAL.fullmatch(piece):
        count, apart = int(found[1]), _days(found[2])
        if not 1 <= count <= MOST_PARTS:
            raise _PlanError(PlanProblem.TOO_MANY if count else PlanProblem.UNREADABLE)
        if count * apart > MOST_DAYS:
            raise _PlanError(PlanProblem.DAYS)
        yield from (Part(days=apart * place) for place in range(1, count + 1))
    else:
        raise _PlanError(PlanProblem.UNREADABLE)


def _days(text: str) -> int:
    if int(text) > MOST_DAYS:
        raise _PlanError(PlanProblem.DAYS)
    return int(text)


def _amounts(total: Money, parts: Sequence[Part]) -> list[int]:
    percents = [part.percent for part in parts if part.percent is not None]
    rests = sum(part.is_rest for part in parts)
    if len(percents) == len(parts):
        return list(shares(total.minor, percents))
    exact = [total.minor * Fraction(percent) / _HUNDRED for percent in percents]
    by_percents = (sum(exact, Fraction()) + Fraction(1, 2)).__floor__()
    given = sum(part.amount_minor for part in parts if part.amount_minor is not None)
    left = total.minor - given - by_percents
    if left < 0 or (left and not rests):
        raise Refusal(
            "instalments_not_total",
            field="instalments",
            sum=Money(given + by_percents, total.currency),
            total=total,
        )
    by_percent = iter(largest_remainder(by_percents, exact))
    by_rest = iter(by_count(left, rests) if rests else ())
    return [
        next(by_rest)
        if part.is_rest
        else next(by_percent)
        if part.amount_minor is None
        else part.amount_minor
        for part in parts
    ]


def _check_percent(percent: Decimal) -> None:
    if percent.is_finite() and percent.is_zero():
        return
    power = percent.as_tuple().exponent
    if not isinstance(power, int) or -power > _MOST_DECIMALS or not 0 <= percent <= _HUNDRED:
        raise Refusal("not_a_percentage", field="percent", text=str(percent)[:80])


def _check_whole(
    percents: Sequence[Decimal], *, field: str = "instalments", rest: bool = False
) -> None:
    total = sum(percents, Decimal())
    if total != _HUNDRED or rest:
        raise Refusal("shares_not_whole", field=field, sum=total)


def _when(instalment: Instalment) -> date:
    return instalment.due_on or date.max


def _oldest_first(instalments: Sequence[Instalment]) -> list[int]:
    """Order by due date, those without one last (they may not be due on any day)."""
    return sorted(
        range(len(instalments)),
        key=lambda index: (instalments[index].due_on is None, _when(instalments[index])),
    )
