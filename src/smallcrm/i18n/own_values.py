"""What clients have in the fields that the owner defined, as people read and type it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from smallcrm.domain import own_fields
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


def own_value_text(tr: I18n, kind: OwnFieldKind, value: str, currency: str | None) -> str:
    """Write a canonical value for a screen or a paper: `1,250.00 EUR`, `14 Mar 2024`, `yes`."""
    if kind is OwnFieldKind.NUMBER:
        return tr.formats.decimal(Decimal(value))
    if kind is OwnFieldKind.AMOUNT and currency is not None:
        return tr.formats.money(Money.parse(value, currency))
    if kind is OwnFieldKind.DATE:
        return tr.formats.date_short(date.fromisoformat(value))
    if kind is OwnFieldKind.YES_NO:
        yes, no = tr.pgettext("own field", "yes"), tr.pgettext("own field", "no")
        return yes if value == "yes" else no
    if kind is OwnFieldKind.LINK:
        return _without_scheme(value)
    return value


def _without_scheme(link: str) -> str:
    """Write a link as people do: without what is before the address, nor a slash behind it."""
    for start in ("https://", "http://", "mailto:", "tel:"):
        if link.startswith(start):
            rest = link.removeprefix(start)
            return rest[:-1] if rest.count("/") == 1 and rest.endswith("/") else rest
    return link


def read_own_value(
    tr: I18n,
    kind: OwnFieldKind,
    text: str,
    *,
    choices: Sequence[str] = (),
    currency: str | None = None,
    field: str = "own",
) -> tuple[str, str | None]:
    """Read what an owner typed in their locale's own way; canonical text, and a currency.

    `currency` is what a bare figure is in. Raises Refusal as `domain.own_fields.parse` does, or
    as the locale's readers of numbers, amounts and days.
    """
    if kind is OwnFieldKind.NUMBER:
        number = tr.formats.parse_number(text, field=field)
        return own_fields.canonical_number(number, field=field), None
    if kind is OwnFieldKind.AMOUNT:
        return own_fields.canonical_amount(_amount(tr, text, currency, field))
    if kind is OwnFieldKind.DATE:
        return tr.formats.parse_date(text, field=field).isoformat(), None
    if kind is OwnFieldKind.YES_NO:
        word = text.strip().casefold()
        if word == tr.pgettext("own field", "yes").casefold():
            return "yes", None
        if word == tr.pgettext("own field", "no").casefold():
            return "no", None
    return own_fields.parse(kind, text, choices=choices, currency=currency, field=field)


def _amount(tr: I18n, text: str, currency: str | None, field: str) -> Money:
    """Read an amount; a code beside the figure is its currency, else that of the field's use."""
    for word in text.replace("\u00a0", " ").split():
        code = word.strip("0123456789.,'+-").upper()
        if code in CURRENCIES:
            return tr.formats.parse_amount(text, code, field=field)
    if currency is None:
        raise Refusal("own_value_no_currency", field=field, text=text.strip()[:80])
    return tr.formats.parse_amount(text, currency, field=field)
