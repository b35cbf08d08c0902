"""Who sells and who buys, as an e-invoice names them (EN 16931, BG-4 to BG-8)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.country_names import country_of
from smallcrm.queries.trade_shapes import InvoiceDetail

_ADDRESS_LINES: Final = 3
# What EN 16931 calls a country otherwise than addresses do.
_CODES: Final = {"XK": "1A"}
# A VAT identifier: its country, at most two signs, digits, and what some countries end them with.
_VAT_ID: Final = re.compile(r"([A-Z]{2})[A-Z0-9+*]{0,2}[0-9]{5,}[A-Z0-9]{0,5}", re.ASCII)
_NOT_COUNTRIES: Final = {"EL", "XI"}  # how Greece and Northern Ireland begin theirs
# Where a line of an address is a postal code and a town (Universal Postal Union); in the countries
# left out the code stands elsewhere, or house numbers look like one.
_CODE_FIRST: Final = frozenset(
    "AT BE BG CH CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU NL NO PL PT RO SE SI SK".split()
)
_TOWN: Final = re.compile(
    r"(?:[A-Z]{1,2}-)?(\d{4} ?[A-Z]{2}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3} ?\d{2}|\d{4})\s+([^\W\d].*)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; without `country` (ISO 3166, two letters) none can be in an e-invoice."""

    lines: tuple[str, ...]
    postal_code: str
    town: str
    region: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer.

    `vat_id` is BT-31 or BT-48; `tax_number` is one that is no VAT identifier. `contact` is a
    person to ask, or whom to call.
    """

    name: str
    address: Address
    vat_id: str | None
    tax_number: str | None
    contact: str = ""
    phone: str = ""
    email: str = ""


def vat_id(text: str | None) -> str | None:
    """Return a tax number as a VAT identifier (BR-CO-09); None where it is another number."""
    plain = re.sub(r"[\s.\-/]", "", text or "").upper()
    found = _VAT_ID.fullmatch(plain)
    if found is None:
        return None
    prefix = found[1]
    return plain if prefix in _NOT_COUNTRIES or country_of(prefix) else None


def seller_of(detail: InvoiceDetail, settings: FileSettings) -> Party:
    """Say who sells, as the invoice keeps it; how to reach them, as the settings have it."""
    country = _country(detail.seller_country or settings.country)
    lines = _lines(detail.seller_address)
    code = town = ""
    if country in _CODE_FIRST:
        for line in reversed(lines):
            if found := _TOWN.fullmatch(line):
                code, town = found[1], found[2]
                lines.remove(line)
                break
    return Party(
        detail.seller_name.strip(),
        Address(_three(lines), code, town, "", country),
        vat_id(detail.seller_tax_number),
        _other_number(detail.seller_tax_number),
        phone=settings.value("letterhead.phone").strip(),
        email=settings.value("letterhead.email").strip(),
    )


def buyer_of(detail: InvoiceDetail, settings: FileSettings) -> Party:
    """Say who buys, as the invoice keeps it; an old one that keeps no country: the owner's."""
    place = detail.buyer_place
    country = _country(place.country or "" if place is not None else settings.country)
    if place is not None and (place.street or place.postal_code or place.locality):
        address = Address(
            _three(_lines(place.street)),
            place.postal_code or "",
            place.locality or "",
            place.region or "",
            country,
        )
    else:
        address = Address(_three(_lines(detail.buyer_address)), "", "", "", country)
    organisation = (detail.buyer_organisation or "").strip()
    person = detail.buyer_name.strip()
    return Party(
        organisation or person,
        address,
        vat_id(detail.buyer_tax_number),
        _other_number(detail.buyer_tax_number),
        contact=person if organisation and organisation != person else "",
    )


def _country(text: str) -> str | None:
    code = country_of(text) if text.strip() else None
    return _CODES.get(code, code) if code else None


def _other_number(text: str | None) -> str | None:
    return None if vat_id(text) else (text or "").strip() or None


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _three(lines: Sequence[str]) -> tuple[str, ...]:
    """Bring an address into the three lines that there are (BT-35, BT-36, BT-162)."""
    if len(lines) <= _ADDRESS_LINES:
        return tuple(lines)
    kept = _ADDRESS_LINES - 1
    return (*lines[:kept], ", ".join(lines[kept:]))
