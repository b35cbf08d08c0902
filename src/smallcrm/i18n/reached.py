"""How to reach somebody, in words: the labels of numbers, and postal addresses."""

from __future__ import annotations

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
    if address.text:
        return between.join(line.strip() for line in address.text.splitlines() if line.strip())
    country = tr.formats.country_name(address.country) if address.country else ""
    if has_chinese(address.street or ""):
        # 上海市愚园路1088号，200050: from the large to the small, and nothing between.
        place = chinese_place(address.region or "", address.locality or "", address.street or "")
        return between.join(filter(None, (place, address.postal_code, country)))
    town = " ".join(filter(None, (address.postal_code, address.locality)))
    return between.join(filter(None, (address.street, town, address.region, country)))


def address_lines(address: PostalParts, home: str) -> str:
    """Write a postal address as on an envelope, a line each; the country by code where abroad.

    In no language of its own, so that paper can keep it as it was.
    """
    if address.text:
        return "\n".join(line.strip() for line in address.text.splitlines() if line.strip())
    country = address.country if address.country != home else None
    if has_chinese(address.street or ""):
        place = chinese_place(address.region or "", address.locality or "", address.street or "")
        return "\n".join(filter(None, (place, address.postal_code, country)))
    town = " ".join(filter(None, (address.postal_code, address.locality)))
    return "\n".join(filter(None, (address.street, town, address.region, country)))


def chinese_place(region: str, town: str, street: str) -> str:
    """Write a place from the large to the small; what the smaller begins with is not repeated."""
    place = street
    for larger in (town, region):
        if larger and not place.startswith(larger.removesuffix("市").removesuffix("省")):
            place = larger + place
    return place
