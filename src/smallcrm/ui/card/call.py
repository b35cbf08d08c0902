"""A call as the phone told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


@dataclass(frozen=True, slots=True)
class Call:
    """Who rang, or whom the owner rings; no number where it is withheld."""

    number: str
    name: str
    outgoing: bool
    at: datetime


def region_words(tr: I18n, region: str | None) -> str:
    """Say where a number is from: `United Kingdom, mobile` for `GB mobile`."""
    if not region:
        return ""
    country, _, kind = region.partition(" ")
    name = tr.formats.country_name(country)
    words = {
        "mobile": tr.pgettext("phone number", "mobile"),
        "fixed": tr.pgettext("phone number", "fixed line"),
    }.get(kind)
    # Translators: a country and a kind of telephone: "United Kingdom, mobile"
    return (
        tr.pgettext("phone number", "{country}, {kind}").format(country=name, kind=words)
        if (words)
        else name
    )
