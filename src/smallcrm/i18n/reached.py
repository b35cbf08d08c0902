"""How to reach somebody, in words: the labels of numbers, and postal addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from smallcrm.domain.pinyin import has_chinese
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import mark_in

# Labels that imports and the program give; the owner's own stay as they are.
_LABELS: Final = {
    "mobile": mark_in("phone number", "mobile"),
    "work": mark_in("phone number", "work"),
    "office": mark_in("phone number", "office"),
    "home": mark_in("phone number", "home"),
    "main": mark_in("phone number", "main"),
    "fax": mark_in("phone number", "fax"),
    "other": mark_in("phone number", "other"),
}
# Each line: what stands between, and a part of the address. The orders are those of the Universal
# Postal Union's addressing sheets of the countries; parts that are missing take what is before
# them along.
_Line = tuple[tuple[str, str], ...]
_STREET: Final[_Line] = (("", "street"),)
_TOWN: Final[_Line] = (("", "locality"),)
_REGION: Final[_Line] = (("", "region"),)
_CODE: Final[_Line] = (("", "postal_code"),)
_CODE_TOWN: Final[_Line] = (("", "postal_code"), (" ", "locality"))
_TOWN_CODE: Final[_Line] = (("", "locality"), (" ", "postal_code"))
_USUAL: Final = (_STREET, _CODE_TOWN, _REGION)
_ORDERS: Final[Mapping[str, tuple[_Line, ...]]] = {
    # Springfield, IL 62704
    "US PR GU VI AS": (
        _STREET,
        (("", "locality"), (", ", "region"), (" ", "postal_code")),
    ),
    # Ottawa ON  K1A 0B1
    "CA AU": (_STREET, (("", "locality"), (" ", "region"), (" ", "postal_code"))),
    "GB IE IM JE GG GI ZA KE LK EG RU UA BY KZ": (_STREET, _TOWN, _REGION, _CODE),
    "NZ SG TW TH IL SA MT NP BH JO": (_STREET, _TOWN_CODE, _REGION),
    "IN BD PK": (_STREET, (("", "locality"), (" - ", "postal_code")), _REGION),
    "ID VN KR JP PH CN NG": (_STREET, _TOWN, (("", "region"), (" ", "postal_code"))),
    "BR": (_STREET, (("", "locality"), (" - ", "region")), _CODE),
    "MX": (_STREET, (*_CODE_TOWN, (", ", "region"))),
    "IT": (_STREET, (*_CODE_TOWN, (" ", "region"))),
    "TR": (_STREET, (*_CODE_TOWN, (" / ", "region"))),
    "HU": (_TOWN, _STREET, _CODE, _REGION),
}
_ORDER_OF: Final = {code: lines for codes, lines in _ORDERS.items() for code in codes.split()}


class PostalParts(Protocol):
    """A postal address in parts; `text` is the whole where it came unparted."""

    @property
    def street(self) -> str | None:
        """Return the street and the house."""

    @property
    def locality(self) -> str | None:
        """Return the town."""

    @property
    def region(self) -> str | None:
        """Return the province."""

    @property
    def postal_code(self) -> str | None:
        """Return the postal code."""

    @property
    def country(self) -> str | None:
        """Return the country, two letters."""

    @property
    def text(self) -> str | None:
        """Return the whole, as typed."""


def label_words(tr: I18n, label: str) -> str:
    """Name the label of a number or an address; the owner's own words stay as they are."""
    known = _LABELS.get(label.strip().casefold())
    return tr.pgettext(*known) if known else label.strip()


def address_line(tr: I18n, address: PostalParts) -> str:
    """Write a postal address on one line, as it came where it came whole."""
    # Translators: between the parts of a postal address
    between = tr.pgettext("address", ", ")
    country = tr.formats.country_name(address.country) if address.country else ""
    return between.join(filter(None, (*place_lines(address), "" if address.text else country)))


def place_lines(address: PostalParts, home: str = "") -> tuple[str, ...]:
    """Write an address in its own country's order, a line each, without the country.

    One without a country is at `home`, and one that came whole stays as it was typed.
    """
    if address.text:
        return tuple(line.strip() for line in address.text.splitlines() if line.strip())
    if has_chinese(address.street or ""):
        place = _chinese_place(address.region or "", address.locality or "", address.street or "")
        return tuple(filter(None, (place.strip(), (address.postal_code or "").strip())))
    order = _ORDER_OF.get((address.country or home).upper(), _USUAL)
    return tuple(filter(None, (_line(address, line) for line in order)))


def address_lines(address: PostalParts, home: str) -> str:
    """Write an address as on a letter, a line each; the country by code where abroad.

    In no language of its own, so that paper can keep it as it was.
    """
    abroad = address.country if address.country != home and not address.text else None
    return "\n".join(filter(None, (*place_lines(address, home), abroad)))


def _chinese_place(region: str, town: str, street: str) -> str:
    """Write a place from the large to the small; what the smaller begins with is not repeated."""
    place = street
    for larger in (town, region):
        if larger and not place.startswith(larger.removesuffix("市").removesuffix("省")):
            place = larger + place
    return place


def _line(address: PostalParts, line: _Line) -> str:
    """Put the parts of a line together; no separator stands where nothing is before it."""
    written = ""
    for between, part in line:
        value = (getattr(address, part) or "").strip()
        if value:
            written = f"{written}{between}{value}" if written else value
    return written
