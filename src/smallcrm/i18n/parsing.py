"""The amounts and numbers that an owner types, in the locale's own signs."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money

if TYPE_CHECKING:
    from smallcrm.i18n.formats import Formats
    from smallcrm.i18n.patterns import Numbers

SHOWN = 80
_LONGEST = 25
_THOUSAND = 3
# Many minus signs are one; a Chinese keyboard types 。 and 、 where digits want point and comma.
_FOLDED = str.maketrans({**dict.fromkeys("−–‐‑", "-"), "。": ".", "、": ",", "’": "'"})
_IN_TEXT = re.compile(r"[+-]?\s*(?:(?<![A-Za-z])[.,])?[0-9][0-9.,' _]*[万亿]?")
_SIGN_FIRST = re.compile(r"(?P<sign>[+-])\s*(?P<currency>[^\s0-9+-]+)\s*(?P<number>[0-9.,].*)")
_MYRIADS = {"万": 4, "亿": 8}
# What people write for a currency beside its code; several may share a sign.
_SIGNS = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "€": "EUR",
        "£": "GBP EGP LBP SYP FKP GIP SHP SSP SDG",
        "¥": "CNY JPY",
        "円": "JPY",
        "元": "CNY HKD TWD SGD",
        "块": "CNY",
        "人民币": "CNY",
        "RMB": "CNY",
        "港币": "HKD",
        "US$": "USD",
        "HK$": "HKD",
        "NT$": "TWD",
        "S$": "SGD",
        "A$": "AUD",
        "C$": "CAD",
        "CA$": "CAD",
        "NZ$": "NZD",
        "R$": "BRL",
        "₩": "KRW",
        "₹": "INR",
        "₽": "RUB",
        "₫": "VND",
        "₴": "UAH",
        "₺": "TRY",
        "₱": "PHP",
        "₪": "ILS",
        "฿": "THB",
        "ZŁ": "PLN",
        "KČ": "CZK",
        "FT": "HUF",
        "KR": "DKK ISK NOK SEK",
        "KR.": "DKK ISK",
        "FR.": "CHF",
        "$": "USD AUD CAD NZD HKD TWD SGD MXN ARS CLP COP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD "
        "NAD SBD SRD TTD XCD",
    }.items()
}


def amount(formats: Formats, text: str, currency: str, *, field: str = "amount") -> Money:
    """Read an amount of `currency`; its code, sign or name may stand beside the digits.

    Raises Refusal `not_an_amount`, `ambiguous_amount`, `other_currency`, `too_many_decimals` or
    `amount_too_large`.
    """
    plain = _folded(text)
    if signed := _SIGN_FIRST.fullmatch(plain):  # -€5
        plain = f"{signed['currency']} {signed['sign']}{signed['number']}"
    found = _IN_TEXT.search(plain)
    before, after = (
        (plain[: found.start()].strip(), plain[found.end() :].strip()) if found else ("", "")
    )
    if found is None or (before and after):
        raise Refusal("not_an_amount", field=field, text=text.strip()[:SHOWN])
    word = before or after
    if word and not _names(formats, word, currency):
        known = _SIGNS.get(word.upper()) or word.upper() in CURRENCIES
        code = "other_currency" if known else "not_an_amount"
        raise Refusal(code, field=field, text=text.strip()[:SHOWN], currency=currency)
    value = _value(formats.numbers, found[0], field=field, code="not_an_amount", text=text)
    return Money.of(value, currency, field=field)


def _names(formats: Formats, word: str, currency: str) -> bool:
    """Tell whether a word beside an amount is the code, a sign or the name of `currency`."""
    if word.upper() == currency or word == formats.currency_word(currency):
        return True
    if currency in _SIGNS.get(word.upper(), ()):
        return True
    return word.casefold() == formats.currency_name(currency).casefold()


def number(numbers: Numbers, text: str, *, field: str = "quantity") -> Decimal:
    """Read a number, a percent sign beside it or not.

    Raises Refusal `not_a_number` or `ambiguous_amount`.
    """
    plain = _folded(text).removesuffix("%").strip()
    return _value(numbers, plain, field=field, code="not_a_number", text=text)


def _folded(text: str) -> str:
    """Fold full-width forms, the digits of all scripts, the spaces and the minus signs."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDED)
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    return " ".join("".join(digits).split())


def _value(numbers: Numbers, plain: str, *, field: str, code: str, text: str) -> Decimal:
    """Turn digits and signs into a number, or say why that cannot be done for certain."""
    plain = plain.replace(" ", "_").replace("'", "_").strip("_")
    power = _MYRIADS.get(plain[-1:], 0)
    body = plain[:-1].rstrip("_") if power else plain
    sign, body = (body[:1], body[1:].lstrip("_")) if body[:1] in ("+", "-") else ("", body)
    parts = None
    if len(body) <= _LONGEST and re.fullmatch("[0-9.,_]*[0-9][0-9.,_]*", body):
        parts = _cut(body, numbers)
    if parts is None:
        raise Refusal(code, field=field, text=text.strip()[:SHOWN])
    if parts == _UNCERTAIN:
        raise Refusal(
            "ambiguous_amount",
            field=field,
            text=text.strip()[:SHOWN],
            decimal=numbers.decimal,
        )
    return Decimal(f"{sign}{parts[0] or 0}.{parts[1] or 0}").scaleb(power)


_UNCERTAIN = ("", "")


def _cut(body: str, numbers: Numbers) -> tuple[str, str] | None:
    """Find the digits before and after the decimals' sign; `_UNCERTAIN` for two readings.

    A space or apostrophe always groups. Of point and comma the last begins the decimals if both
    are there. One alone is read as the locale has it, and refused where that cannot be right.
    """
    marks = [mark for mark in body if mark in ".,"]
    if len(set(marks)) == 2:  # noqa: PLR2004  (both point and comma)
        whole, decimals = body.rsplit(marks[-1], 1)
        return _joined(whole, marks[0] if "_" not in whole else "_", decimals, numbers)
    if not marks:
        return _joined(body, "_", "", numbers)
    mark = marks[0]
    if len(marks) > 1:
        return _joined(body, mark, "", numbers)
    whole, decimals = body.split(mark)
    if "_" in body or mark == numbers.decimal:
        return _joined(whole, "_", decimals, numbers)
    may_group = len(decimals) == _THOUSAND and 0 < len(whole) <= _THOUSAND and whole[0] != "0"
    if mark == numbers.group:
        return (whole + decimals, "") if may_group else _UNCERTAIN
    return _UNCERTAIN if may_group else _joined(whole, "_", decimals, numbers)


def _joined(whole: str, group: str, decimals: str, numbers: Numbers) -> tuple[str, str] | None:
    """Join the groups of a number if each has the size it must have."""
    groups = whole.split(group)
    if decimals and not decimals.isdigit():
        return None
    if len(groups) == 1:
        return (whole, decimals) if whole.isdigit() or not whole else None
    first, *middle, last = groups
    sizes = {_THOUSAND, numbers.secondary}
    fits = (
        all(map(str.isdigit, groups))
        and len(last) == _THOUSAND
        and 0 < len(first) <= _THOUSAND
        and any(all(len(part) == size for part in middle) for size in sizes)
    )
    return ("".join(groups), decimals) if fits else None
