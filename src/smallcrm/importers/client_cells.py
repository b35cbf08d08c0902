"""What the cells of a row of clients say of how to reach them, by columns that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from smallcrm.domain import keys
from smallcrm.domain.records import AddressText, EmailText, PersonText, PhoneText
from smallcrm.importers import words
from smallcrm.importers.client_columns import AddressColumns, Labelled, PersonColumns

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 2000  # characters; no address that is compared is longer


@dataclass(slots=True)
class Reached:
    """The numbers and addresses of one client, none twice."""

    phones: dict[str, PhoneText] = field(default_factory=dict)
    emails: dict[str, EmailText] = field(default_factory=dict)

    def add_phone(self, phone: PhoneText) -> None:
        """Add a number; a fax that is also the telephone is one number, and no mere fax."""
        self.phones.setdefault(phone.number, phone)

    def add_email(self, email: EmailText) -> None:
        """Add an address."""
        self.emails.setdefault(email.address.casefold(), email)

    def absorb(self, person: PersonText) -> None:
        """Take what reaches a contact person who is the client."""
        for phone in person.phones:
            self.add_phone(phone)
        for email in person.emails:
            self.add_email(email)


def reached(
    phones: Sequence[Labelled], emails: Sequence[Labelled], cells: Sequence[str]
) -> Reached:
    """Read the numbers and e-mail addresses of a row."""
    found = Reached()
    for column in phones:
        cell = cells[column.index]
        if cell:
            for phone in words.phones(cell.strip(), _label(column, cells)):
                found.add_phone(phone)
    for column in emails:
        cell = cells[column.index]
        if cell:
            for email in words.emails(cell, _label(column, cells)):
                found.add_email(email)
    return found


def _label(column: Labelled, cells: Sequence[str]) -> str:
    if column.labels_in is None:
        return column.label
    return words.label_of(cells[column.labels_in]) or column.label


def addresses(groups: Sequence[AddressColumns], cells: Sequence[str]) -> tuple[AddressText, ...]:
    """Read the postal addresses of a row."""
    return tuple(one for columns in groups for one in _addresses(columns, cells))


def _addresses(columns: AddressColumns, cells: Sequence[str]) -> Iterator[AddressText]:
    whole = [text for index in columns.whole if (text := cells[index].strip())]
    street, city, region, postal_code, country = [
        _line(indexes, cells) if indexes else "" for indexes in columns.in_order
    ]
    label = columns.label
    if columns.labels_in is not None:
        label = words.label_of(cells[columns.labels_in]) or label
    if columns.parts and "street" not in columns.parts:
        # A street alone under `Address`, beside the town in a column of its own.
        street, whole = ", ".join(", ".join(whole).split("\n")), []
    if street or city or region or postal_code or country:
        yield AddressText(label, street, city, region, postal_code, country)
    if whole:
        said = _words_of(f"{street} {city} {region} {postal_code} {country}")
        for text in whole:
            if len(text) > _LONGEST or not _words_of(text) <= said:
                yield AddressText(label=label, text=text)


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _line(indexes: Sequence[int], cells: Sequence[str]) -> str:
    """Return the cells of some columns in one line."""
    if len(indexes) == 1:
        text = cells[indexes[0]].strip()
        return ", ".join(text.split("\n")) if "\n" in text else text
    found = (cells[index].strip() for index in indexes)
    return ", ".join(", ".join(filter(None, found)).split("\n"))


def person(columns: PersonColumns, cells: Sequence[str]) -> PersonText | None:
    """Read a contact person; None where the row has none.

    Somebody without a name is called by their e-mail address or number.
    """

    def line(name: str) -> str:
        return " ".join(_line(columns.columns.get(name, ()), cells).split())

    found = Reached()
    for name, label in (("phone", ""), ("mobile", "mobile")):
        for index in columns.columns.get(name, ()):
            for phone in words.phones(cells[index].strip(), label):
                found.add_phone(phone)
    for index in columns.columns.get("email", ()):
        for email in words.emails(cells[index]):
            found.add_email(email)
    called = line("name") or words.full_name(line("first"), line("last"))
    if not called:
        called = next((one.address for one in found.emails.values()), "")
    if not called:
        called = next((one.number for one in found.phones.values()), "")
    if not called:
        return None
    return PersonText(
        called, line("role"), tuple(found.phones.values()), tuple(found.emails.values())
    )


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are spelt alike."""
    return one == other or keys.fold(one) == keys.fold(other)
