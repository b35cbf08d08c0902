"""Amounts written out: `One hundred fifty and 25/100 euros`, 壹佰伍拾元整."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain.money import Money, exponent
from smallcrm.i18n.capitals import in_capitals
from smallcrm.i18n.words import sentence_start

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n

_YUAN: Final = "CNY"
_CENTS: Final = 2
_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_GROUPS: Final = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")


def amount_in_words(tr: I18n, money: Money, settings: FileSettings) -> str | None:
    """Write an amount out in a paper's language as `paper.words` says; None: not at all.

    `chinese`: yuan on Chinese papers only, where receipts are expected to have them; `always`:
    every currency in both languages. Amounts below zero have no such words.
    """
    wanted = settings.value("paper.words")
    chinese = tr.language.startswith("zh")
    if wanted == "never" or money.minor < 0:
        return None
    if wanted == "chinese" and not (chinese and money.currency == _YUAN):
        return None
    return _chinese(tr, money) if chinese else _english(money)


def _chinese(tr: I18n, money: Money) -> str | None:
    """Write it in capital numerals, a foreign currency's name before them: 欧元壹佰元整."""
    places = exponent(money.currency)
    if places not in {0, _CENTS}:
        return None
    cents = money.minor if places else money.minor * 100
    words = in_capitals(Money(cents, _YUAN))
    if words is None or money.currency == _YUAN:
        return words
    return tr.formats.currency_word(money.currency) + words


def _english(money: Money) -> str:
    """Write it as on a cheque, the part below one as a fraction."""
    from babel.numbers import get_currency_name  # only needed here

    places = exponent(money.currency)
    whole, part = divmod(money.minor, 10**places)
    words = number_in_words(whole)
    if places:
        words += f" and {part:0{places}}/{10**places}"
    one = money.minor == 10**places
    words = sentence_start(words)
    return f"{words} {get_currency_name(money.currency, 1 if one else 2, locale='en')}"


def number_in_words(number: int) -> str:
    """Write a whole number, zero or above, in English words."""
    if number < len(_UNITS):
        return _UNITS[number]
    groups: list[str] = []
    for name in _GROUPS:
        number, group = divmod(number, 1000)
        if group:
            groups.append(f"{_three(group)} {name}".strip())
        if not number:
            break
    return " ".join(reversed(groups))


def _three(group: int) -> str:
    """Write a number from 1 to 999."""
    hundreds, rest = divmod(group, 100)
    words = [f"{_UNITS[hundreds]} hundred"] if hundreds else []
    if rest >= len(_UNITS):
        tens, unit = divmod(rest, 10)
        words.append(f"{_TENS[tens]}-{_UNITS[unit]}" if unit else _TENS[tens])
    elif rest:
        words.append(_UNITS[rest])
    return " ".join(words)
