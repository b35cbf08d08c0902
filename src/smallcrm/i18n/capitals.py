"""Amounts of yuan in the capital numerals of Chinese papers: 壹佰伍拾元整, 叁元零伍分."""

from __future__ import annotations

from typing import Final

from smallcrm.domain.money import Money

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_YUAN: Final = "CNY"
_LARGEST: Final = 10**16
_GROUP: Final = 10_000
_FULL_GROUP: Final = 1_000


def in_capitals(money: Money) -> str | None:
    """Write an amount as the rules of payment and settlement ask; None where it is no yuan.

    Source: 《正确填写票据和结算凭证的基本规定》. An amount below zero has no such words either.
    """
    if money.currency != _YUAN or money.minor < 0 or money.minor // 100 >= _LARGEST:
        return None
    yuan, cents = divmod(money.minor, 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_whole(yuan)}元" if yuan or not cents else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        text += _DIGITS[0]
    return f"{text}{_DIGITS[fen]}分" if fen else f"{text}整"


def _whole(number: int) -> str:
    """Write a whole number, by groups of four digits."""
    if not number:
        return _DIGITS[0]
    groups = [number // _GROUP**place % _GROUP for place in range(4)]
    names = ("", "万", "亿", "万" if groups[2] else "万亿")
    text, gap = "", False
    for group, name in zip(reversed(groups), reversed(names), strict=True):
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < _FULL_GROUP):
            text += _DIGITS[0]
        text += _four(group) + name
        gap = False
    return text


def _four(group: int) -> str:
    """Write up to four digits; zeros within are one 零, those at the end are none."""
    text = ""
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and not text.endswith(_DIGITS[0]):
            text += _DIGITS[0]
    return text.rstrip(_DIGITS[0])
