"""Sharing a whole out in whole minor units by largest remainder, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def largest_remainder(whole: int, exact: Sequence[Fraction]) -> list[int]:
    """Round `exact` so that they add up to `whole`; of equal remainders the first is rounded up.

    `whole` is what `exact` comes to, rounded: it lies between the sum of their floors and the sum
    of their ceilings. Anything else is a ValueError, since then something would be lost.
    """
    parts = [part.__floor__() for part in exact]
    left = whole - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda index: (parts[index] - exact[index], index))
    if not 0 <= left <= len(exact):
        msg = "the whole is not what its parts come to"
        raise ValueError(msg)
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts


def in_proportion(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Share `whole` out in proportion to `weights`; weights that come to nothing carry nothing."""
    total = sum(weights, Fraction())
    exact = [whole * weight / total if total else Fraction() for weight in weights]
    return largest_remainder(whole, exact)
