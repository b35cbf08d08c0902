"""The texts of imported clients, made fit to be kept before anything is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.own_fields import LONGEST_VALUE
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    OwnText,
    PersonRecord,
    PersonText,
    PhoneText,
)
from smallcrm.domain.text import clean_line, clean_text, optional_line, required_line
from smallcrm.services import clients


def cleaned(record: ClientRecord) -> ClientRecord:
    """Clean every text of a record before anything of it is added; a Refusal is for the whole.

    What is clean already stays the same object: most of a large file is. Refuses `no_name`,
    `too_long`, `not_a_percentage`.
    """
    clients.percent(record.discount_percent)
    texts: dict[str, str | None] = {
        "name": required_line(record.name, field="name", code="no_name"),
        **{name: optional_line(getattr(record, name), field=name) for name in _LINES},
    }
    changed: dict[str, object] = {
        name: text for name, text in texts.items() if text is not getattr(record, name)
    }
    for name, clean in _LISTS.items():
        there = getattr(record, name)
        if there:
            kept = clean(there)
            if kept != there:
                changed[name] = kept
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def cleaned_person(record: PersonRecord) -> PersonRecord:
    """Clean a contact person of a list of such; refuses `no_name`, `too_long`."""
    people = _people((record.person,))
    if not people:
        raise Refusal("no_name", field="contact_people")
    return replace(record, person=people[0])


def _phones(phones: tuple[PhoneText, ...]) -> tuple[PhoneText, ...]:
    return tuple(
        PhoneText(clean_line(item.number, field="phones"), clean_line(item.label, field="phones"))
        for item in phones
    )


def _emails(emails: tuple[EmailText, ...]) -> tuple[EmailText, ...]:
    return tuple(
        EmailText(clean_line(item.address, field="emails"), clean_line(item.label, field="emails"))
        for item in emails
    )


def _addresses(addresses: tuple[AddressText, ...]) -> tuple[AddressText, ...]:
    def said(text: str) -> str:
        return clean_line(text, field="addresses") if text else ""

    return tuple(
        AddressText(
            label=said(item.label),
            street=said(item.street),
            locality=said(item.locality),
            region=said(item.region),
            postal_code=said(item.postal_code),
            country=said(item.country),
            text=clean_text(item.text, field="addresses", longest=2000) if item.text else "",
        )
        for item in addresses
    )


def _people(people: tuple[PersonText, ...]) -> tuple[PersonText, ...]:
    kept = (
        PersonText(
            name=clean_line(person.name, field="contact_people"),
            role=clean_line(person.role, field="contact_people"),
            phones=_phones(person.phones),
            emails=_emails(person.emails),
        )
        for person in people
    )
    return tuple(person for person in kept if person.name)


def _own(values: tuple[OwnText, ...]) -> tuple[OwnText, ...]:
    kept = (
        replace(item, text=clean_line(item.text, field="own", longest=LONGEST_VALUE))
        for item in values
    )
    return tuple(item for item in kept if item.text)


_LINES: Final = ("code", "organisation", "source", "language", "tax_number", "referred_by")
_LISTS: Final[Mapping[str, Callable[[Any], tuple[Any, ...]]]] = {
    "phones": _phones,
    "emails": _emails,
    "addresses": _addresses,
    "handles": lambda handles: tuple(
        replace(item, value=value)
        for item in handles
        if (value := clean_line(item.value, field="handles"))
    ),
    "people": _people,
    "own": _own,
    "tags": lambda tags: tuple(filter(None, (clean_line(tag, field="tags") for tag in tags))),
    "notes": lambda notes: tuple(filter(None, (clean_text(one, field="note") for one in notes))),
}
