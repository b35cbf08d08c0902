"""Postal addresses as the receiver's country writes them, for what goes by post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smallcrm.domain.pinyin import has_chinese
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import PostalParts, place_lines

# Where what is written in Chinese characters is addressed from the large to the small, and the
# one who is to have it stands below with 收.
_CHINESE: Final = frozenset(("CN", "TW", "HK", "MO"))


def mail_lines(
    tr: I18n, address: PostalParts, home: str, *, name: str, organisation: str | None = None
) -> tuple[str, ...]:
    """Write what stands on a letter: who and where, in the order of the receiver's country.

    The organisation stands first, then whom to hand it to, as on letters; abroad the country
    stands last (`country_line`). Chinese addresses go from the postcode to the one who is to have
    it. `home` is the owner's country.
    """
    if is_chinese(address, home):
        chinese = chinese_parts(address, name, organisation)
        lines = (chinese.code, *chinese.place, chinese.organisation, chinese.receiver)
    else:
        lines = (*reversed(_whose(name, organisation)), *place_lines(address, home))
    return tuple(filter(None, (*lines, country_line(tr, address, home))))


@dataclass(frozen=True, slots=True)
class ChineseParts:
    """A Chinese address in the parts that an envelope lays apart; each may be empty."""

    code: str
    place: tuple[str, ...]
    organisation: str
    receiver: str


def chinese_parts(address: PostalParts, name: str, organisation: str | None) -> ChineseParts:
    """Take a Chinese address apart: postcode, place, organisation, and who is to have it (收)."""
    code = "" if address.text else (address.postal_code or "").strip()
    whose = _whose(name, organisation)
    return ChineseParts(
        code=code,
        place=tuple(line for line in place_lines(address) if line != code),
        organisation=whose[1] if len(whose) > 1 else "",
        receiver=f"{whose[0]} 收" if whose else "",
    )


def is_chinese(address: PostalParts, home: str) -> bool:
    """Tell whether an address is to be read as in China: by where it is and how it is written."""
    where = (address.country or home).upper()
    return where in _CHINESE and has_chinese(address.text or address.street or "")


def country_line(tr: I18n, address: PostalParts, home: str) -> str:
    """Name the country of an address abroad; empty at home, and where it is named already."""
    country = (address.country or "").upper()
    if not country or country == home.upper():
        return ""
    if tr.formats.country_name(country).casefold() in (address.text or "").casefold():
        return ""
    return country_named(tr, country)


def country_named(tr: I18n, country: str) -> str:
    """Name a country as post takes it: in capitals, in the language of the country it leaves.

    Where that is not written in Latin letters the English name stands before, which posts on the
    way read (Universal Postal Union, S42: in an internationally known language).
    """
    from babel.core import Locale  # only needed here

    named = tr.formats.country_name(country).upper()
    if has_chinese(named):
        english = Locale.parse("en").territories.get(country, "").upper()
        return f"{english} {named}".strip()
    return named


def _whose(name: str, organisation: str | None) -> tuple[str, ...]:
    """Return who and at which organisation, once where both are the same."""
    return tuple(dict.fromkeys(filter(None, (name.strip(), (organisation or "").strip()))))
