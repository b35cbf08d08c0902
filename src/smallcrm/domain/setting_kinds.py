"""What a setting is, and the checks of what is typed into one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency

Check = Callable[[str], str]


class Scope(StrEnum):
    """Where a setting is kept."""

    FILE = "file"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted key, its default as text, and the check of what is typed.

    `check` returns the text in its canonical form, or raises Refusal with `field` = the key.
    """

    key: str
    scope: Scope
    default: str
    check: Check
    choices: tuple[str, ...] = ()


def country(key: str) -> Check:
    """Take a country's code (`unknown_country`)."""

    def check(text: str) -> str:
        import phonenumbers  # 30 ms, and only needed here

        code = text.strip().upper()
        if code not in phonenumbers.SUPPORTED_REGIONS:
            raise Refusal("unknown_country", field=key, text=text.strip())
        return code

    return check


def currency(key: str) -> Check:
    """Take a currency's code (`unknown_currency`)."""

    def check(text: str) -> str:
        try:
            return known_currency(text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=key, **refusal.parameters) from refusal

    return check


def whole(key: str, low: int, high: int) -> Check:
    """Take a whole number within bounds (`not_in_range`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        digits = stripped.lstrip("0") or "0"
        known = stripped.isascii() and stripped.isdigit() and len(digits) <= len(str(high))
        if not (known and low <= int(digits) <= high):
            raise Refusal("not_in_range", field=key, text=stripped[:40], low=low, high=high)
        return digits

    return check


def one_of(key: str, *choices: str) -> Check:
    """Take one of some words (`not_a_choice`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        if stripped not in choices:
            raise Refusal("not_a_choice", field=key, text=stripped[:40], choices=choices)
        return stripped

    return check


def text(key: str, longest: int) -> Check:
    """Take text of at most so many characters (`too_long`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        if len(stripped) > longest:
            raise Refusal("too_long", field=key, longest=longest)
        return stripped

    return check


def decimal(key: str, low: int, high: int, *, may_be_empty: bool = False) -> Check:
    """Take a decimal of at most four places, written with a point or a comma."""

    def check(text: str) -> str:
        stripped = text.strip().replace(",", ".")
        if not stripped and may_be_empty:
            return ""
        known = re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", stripped, re.ASCII)
        if known is None or not low <= Decimal(stripped) <= high:
            raise Refusal(
                "number_not_in_range", field=key, text=text.strip()[:40], low=low, high=high
            )
        return f"{Decimal(stripped).normalize():f}"

    return check


def optional_whole(key: str, low: int, high: int) -> Check:
    """Take a whole number within bounds, or nothing."""
    check = whole(key, low, high)
    return lambda text: check(text) if text.strip() else ""


def of_form(key: str, form: re.Pattern[str], code: str) -> Check:
    """Take nothing, or text of a form; refuse other text by `code`."""

    def check(text: str) -> str:
        stripped = text.strip()
        if stripped and form.fullmatch(stripped) is None:
            raise Refusal(code, field=key, text=stripped[:40])
        return stripped

    return check


def pattern(key: str) -> Check:
    """Take a pattern of numbers, such as `I-{year}-{number:4}` (`bad_number_pattern`)."""

    def check(text: str) -> str:
        from smallcrm.domain import number_patterns

        try:
            return number_patterns.check_pattern(text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=key, **refusal.parameters) from refusal

    return check


YES_NO = ("no", "yes")


def yes_no(key: str, default: str, scope: Scope = Scope.FILE) -> Setting:
    """Make a setting that is yes or no."""
    return Setting(key, scope, default, one_of(key, *YES_NO), YES_NO)
