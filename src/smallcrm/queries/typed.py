"""What an owner types to narrow a list, as patterns of LIKE and as amounts."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from decimal import Decimal
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money

# One currency of each number of decimals that there is (ISO 4217).
_OF_DECIMALS: Final = {0: "JPY", 2: "USD", 3: "KWD"}
_LONGEST: Final = 40
_AROUND: Final = re.compile(r"(?P<before>[^\d.,+-]*)(?P<inner>.*?)(?P<after>[^\d.,]*)", re.DOTALL)
_SIGNS: Final = frozenset({"", "元", "円", "원"})
_GROUPS: Final = re.compile(r"(?<=\d)[ '\u2019\u00a0\u202f_](?=\d{3})")
_PLAIN: Final = re.compile(r"\d+(?:[.,]\d{0,3})?|[.,]\d{1,3}", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{0,3})?|\d{1,3}(?:\.\d{3})+(?:,\d{0,3})?")


def escaped(text: str) -> str:
    r"""Write a text so that LIKE ... ESCAPE '\' takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def spellings(text: str) -> tuple[str, ...]:
    """Return a text in the cases in which it may be kept, the way it was typed first.

    LIKE folds the letters of ASCII by itself: there is more than one only where there are others.
    """
    if text.isascii():
        return (text,)
    cases = (text, text.lower(), text.upper(), text[:1].upper() + text[1:].lower(), text.title())
    found: dict[str, str] = {}
    for one in cases:
        found.setdefault("".join(c.lower() if c.isascii() else c for c in one), one)
    return tuple(found.values())


def decimals_meant(text: str) -> tuple[Decimal, ...]:
    """Return the amounts, in major units, that a text may mean; none where it is no amount.

    Whatever the owner's habits: `1,234` is a thousand and more or one and a bit; signs and codes
    of currencies around it are of no matter.
    """
    typed = unicodedata.normalize("NFKC", text.strip())
    around = _AROUND.fullmatch(typed) if len(typed) <= _LONGEST else None
    if around is None or not (_is_money(around["before"]) and _is_money(around["after"])):
        return ()
    inner = _GROUPS.sub("", around["inner"]).lstrip("+-")
    meant: set[Decimal] = set()
    if _PLAIN.fullmatch(inner):
        meant.add(Decimal(inner.replace(",", ".")))
    if _GROUPED.fullmatch(inner):
        point = "." if inner.rfind(".") > inner.rfind(",") else ","
        if inner.count(point) > 1 or _other(point) not in inner:
            point = ""
        digits = "".join(c for c in inner if c.isdigit() or c == point)
        meant.add(Decimal(digits.replace(",", ".")))
    return tuple(sorted(meant))


def amounts(text: str) -> dict[int, tuple[int, ...]]:
    """Return the amounts that a text may mean: decimals of a currency -> its minor units.

    `480` and `480.00` are the same. Empty where it is no amount.
    """
    found: dict[int, tuple[int, ...]] = {}
    for decimals, currency in _OF_DECIMALS.items():
        minors: list[int] = []
        for value in decimals_meant(text):
            with suppress(Refusal):  # decimals that such a currency has not
                minors.append(Money.of(value, currency).minor)
        if minors:
            found[decimals] = tuple(minors)
    return found


def _is_money(around: str) -> bool:
    """Tell whether what stands beside an amount names a currency, or is nothing."""
    word = around.strip()
    return (
        word in _SIGNS
        or word.upper() in CURRENCIES
        or (len(word) == 1 and unicodedata.category(word) == "Sc")
    )


def _other(point: str) -> str:
    return "," if point == "." else "."
