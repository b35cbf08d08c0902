"""Sums of documents in fractions: written from the rules, shared with nothing of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

DECIMALS = {"EUR": 2, "JPY": 0, "KWD": 3}
Due = tuple[bool, date]


def half_up(exact: Fraction) -> int:
    """Round half away from zero."""
    return floor(exact + Fraction(1, 2)) if exact >= 0 else -floor(Fraction(1, 2) - exact)


def largest(exact: Sequence[Fraction]) -> list[int]:
    """Round parts of a whole number by largest remainder, so that they come to it."""
    parts = [floor(part) for part in exact]
    behind = sorted(range(len(exact)), key=lambda place: (parts[place] - exact[place], place))
    for place in behind[: int(sum(exact)) - sum(parts)]:
        parts[place] += 1
    return parts


def oldest_first(due: date | None) -> Due:
    return due is None, due or date.max


@dataclass
class LineBook:
    """A line: what one costs in minor units, exactly; tax in percent."""

    quantity: Fraction
    price: Fraction
    percent: int
    delivered: Fraction = Fraction()
    billed: Fraction = Fraction()

    @property
    def left(self) -> Fraction:
        return self.quantity - self.billed


@dataclass(frozen=True)
class Off:
    """What a document takes off: a percentage, or an amount in minor units (never per line)."""

    percent: int = 0
    minor: int = 0

    def share(self, lines: Sequence[LineBook]) -> Fraction:
        """Return which share of everything it is."""
        if self.minor:
            return Fraction(self.minor, amount_of(lines) or 1)
        return Fraction(self.percent, 100)


def amount_of(lines: Sequence[LineBook]) -> int:
    """Add lines up as their prices say."""
    return sum(half_up(line.quantity * line.price) for line in lines)


def fault_of(lines: Sequence[LineBook], *, includes: bool, per_line: bool, off: Off) -> str | None:
    """Say why lines make no document, if they do not."""
    if off.minor > max(amount_of(lines), 0):
        return "discount_too_large"
    total = total_of(lines, includes=includes, per_line=per_line, off=off)
    return "negative_amount" if total < 0 else None


def total_of(
    lines: Sequence[LineBook], *, includes: bool, per_line: bool, off: Off | None = None
) -> int:
    """Add lines up after EN 16931; an amount is taken off the rates without loss."""
    return sum(net_and_tax(lines, includes=includes, per_line=per_line, off=off))


def net_and_tax(
    lines: Sequence[LineBook], *, includes: bool, per_line: bool, off: Off | None = None
) -> tuple[int, int]:
    """Work out tax for each rate, of what is charged or of what the prices include of it."""
    amounts = [half_up(line.quantity * line.price) for line in lines]
    # Of two equal remainders the lower rate has the cent; what is not taxed comes last.
    rates = sorted({line.percent for line in lines}, key=lambda percent: percent or 101)
    by_rate = [
        [minor for line, minor in zip(lines, amounts, strict=True) if line.percent == percent]
        for percent in rates
    ]
    share = (off or Off()).share(lines)
    exact = [sum(of_rate) * share for of_rate in by_rate]
    given = largest(exact) if off is not None and off.minor else list(map(half_up, exact))
    net = tax = 0
    for percent, of_rate, taken in zip(rates, by_rate, given, strict=True):
        base = sum(of_rate) - taken
        part = Fraction(percent, 100 + percent if includes else 100)
        of_it = sum(half_up(minor * part) for minor in (of_rate if per_line else [base]))
        tax += of_it
        net += base - of_it if includes else base
    return net, tax
