"""What a script writes for a value: dates in ISO 8601, amounts with a point, text that is text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from smallcrm.domain.clock import Clock, from_text
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import decimal_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN = 80
_MAX_TEXT = 1_000_000

_Choice = TypeVar("_Choice", bound=StrEnum)


def text_of(text: str, field: str) -> str:
    """Take text that can be kept; bytes of another encoding and zeros are refused."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Refusal("not_text", field=field)
    if len(text) > _MAX_TEXT:
        raise Refusal("too_long", field=field, longest=_MAX_TEXT)
    return text


def query_of(text: str) -> str:
    """Take text to search by: what could not have been typed matches nothing."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


def date_of(text: str, field: str) -> date:
    """Read a day in ISO 8601; anything else is refused (`not_a_date`)."""
    stripped = text.strip()
    try:
        if _DATE.fullmatch(stripped):
            return date.fromisoformat(stripped)
    except ValueError:
        pass
    raise Refusal("not_a_date", field=field, text=stripped[:_SHOWN])


def instant_of(text: str, field: str) -> datetime:
    """Read an instant in ISO 8601 (without an offset: UTC)."""
    try:
        instant = from_text(text.strip())
        Clock.fixed(instant).today()
    except (ValueError, OverflowError) as error:
        raise Refusal("not_an_instant", field=field, text=text.strip()[:_SHOWN]) from error
    return instant.astimezone(UTC)


def amount_of(text: str, field: str = "amount") -> Decimal:
    """Read an amount in major units: digits, with a point before the decimals."""
    return decimal_of(text, field=field)


def choice_of(choices: type[_Choice], text: str, field: str) -> _Choice:
    """Take one of a closed list's values."""
    written = text.strip().casefold()
    for choice in choices:
        if choice.value.casefold() == written:
            return choice
    known = tuple(choice.value for choice in choices)
    raise Refusal("not_a_choice", field=field, text=text[:_SHOWN], choices=known)


def path_of(text: str) -> Path:
    """Take a file's name from the command line."""
    if not text.strip():
        raise Refusal("file_not_found", field="file", file=text)
    return Path(text).absolute()
