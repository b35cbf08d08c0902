"""Puts codes' parameters into messages: money, dates and lists as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.enums import Level, SaleStatus
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.i18n.messages import Plural
from smallcrm.i18n.setting_names import setting_name
from smallcrm.i18n.words import enum_name

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MEGABYTE = 2**20
_PAIR = 2
# Parameters that are members of a closed list; the journal keeps their values.
_LISTS: Mapping[str, type[StrEnum]] = {"level": Level, "status": SaleStatus}

# One wording, or several: the first whose placeholders are all known is used.
Wording = str | Plural | Sequence[str | Plural]


def fill(tr: I18n, wording: Wording, parameters: Mapping[str, object]) -> str | None:
    """Translate and fill the first wording whose placeholders are known; None without one.

    A plural goes by the parameter `count`. What stands in the parameters is never interpreted.
    """
    values = _values(tr, parameters)
    for message in [wording] if isinstance(wording, (str, Plural)) else wording:
        plural = message if isinstance(message, Plural) else Plural("", message)
        if set(PLACEHOLDER.findall(plural.many)) <= values.keys():
            count = parameters.get("count")
            if isinstance(message, str):
                text = tr.gettext(message)
            else:
                text = tr.ngettext(plural.one, plural.many, count if isinstance(count, int) else 0)
            return text.format_map(values)
    return None


def _values(tr: I18n, parameters: Mapping[str, object]) -> dict[str, str]:
    values = {
        "example_amount": tr.formats.amount(Money(125050, "EUR")),
        "example_date": tr.formats.date_short(tr.formats.clock.today()),
    }
    for name, value in parameters.items():
        if value is not None and (text := shown(tr, value)):
            values[name] = text
    for name, closed_list in _LISTS.items():
        if values.get(name) in set(closed_list):
            values[name] = enum_name(tr, closed_list(values[name]))
    if "key" in values:
        values["key"] = setting_name(tr, values["key"])
    limit = parameters.get("limit")
    if isinstance(limit, int):
        values["limit_megabytes"] = tr.formats.number(limit // _MEGABYTE)
    return values


def shown(tr: I18n, value: object) -> str:
    """Write a parameter for people; `[48000, "EUR"]`, as JSON has it, is an amount."""
    formats = tr.formats
    match value:
        case Money():
            text = formats.money(value)
        case StrEnum():
            text = enum_name(tr, value)
        case bool():
            text = tr.gettext("yes") if value else tr.gettext("no")
        case int():
            text = formats.number(value)
        case Decimal():
            text = formats.decimal(value)
        case datetime():
            text = formats.instant(value)
        case date():
            text = formats.date_long(value)
        case list() | tuple():
            text = _sequence(tr, value)
        case _:
            text = str(value)
    return text


def _sequence(tr: I18n, values: Sequence[object]) -> str:
    if (money := _as_money(values)) is not None:
        return tr.formats.money(money)
    monies = [value if isinstance(value, Money) else _as_money(value) for value in values]
    known = [money for money in monies if money is not None]
    if known and len(known) == len(values):
        return tr.formats.monies(known)
    return tr.formats.list_sentence([shown(tr, value) for value in values])


def _as_money(value: object) -> Money | None:
    if isinstance(value, (list, tuple)) and len(value) == _PAIR:
        minor, currency = value
        if isinstance(minor, int) and isinstance(currency, str) and currency in CURRENCIES:
            return Money(minor, currency)
    return None
