"""For whom a paper is: a client's name and postal address as lines."""

from __future__ import annotations

from typing import Protocol

from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import address_lines
from smallcrm.queries.shapes import Address, ClientRef, Email
from smallcrm.reports.letterhead import tax_number


class Recipient(Protocol):
    """Of a client what papers say of them: a card's details have it, and a `Receiver`."""

    @property
    def ref(self) -> ClientRef:
        """Their name and organisation."""

    @property
    def code(self) -> str | None:
        """Their client number."""

    @property
    def language(self) -> str | None:
        """The language that they are written to in."""

    @property
    def tax_number(self) -> str | None:
        """Their tax number."""

    @property
    def emails(self) -> tuple[Email, ...]:
        """Their addresses for e-mail, those of contacts among them."""

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Their postal addresses, the one that papers bear first."""


def of_client(
    tr: I18n, client: Recipient, country: str, *, with_tax: bool = False
) -> tuple[str, ...]:
    """Return the lines of a client as they are now; `country` is the owner's and goes unsaid."""
    place = ""
    if client.addresses:
        address = client.addresses[0]
        place = with_country_named(tr, address_lines(address, country), address.country)
    return lines(
        tr,
        client.ref.name,
        client.ref.organisation,
        place,
        client.tax_number if with_tax else None,
    )


def with_country_named(tr: I18n, place: str, country: str | None) -> str:
    """Name the country at the end of an address, which is kept as two letters (`address_lines`)."""
    above, _, last = place.rpartition("\n")
    if not country or last != country:
        return place
    return f"{above}\n{tr.formats.country_name(country)}"


def lines(
    tr: I18n, name: str, organisation: str | None, address: str | None, tax: str | None
) -> tuple[str, ...]:
    """Return the lines of whoever it is for: the organisation first, then whom to hand it to."""
    found = [organisation or "", name if name != organisation else ""]
    found += (address or "").splitlines()
    if tax and tax.strip():
        found.append(tax_number(tr, tax.strip()))
    return tuple(line.strip() for line in found if line.strip())


def named_in_list(tr: I18n, client: ClientRef) -> str:
    """Name a client in a list of the owner's: a person with their organisation."""
    if not client.organisation or client.organisation == client.name:
        return client.name
    # Translators: inside a sentence, a person and their organisation
    return tr.gettext("{name} ({organisation})").format(
        name=client.name, organisation=client.organisation
    )
