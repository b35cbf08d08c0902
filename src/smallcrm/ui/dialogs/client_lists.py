"""Phones, e-mails, addresses and people of a client, between shapes, lines and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import HandleKind
from smallcrm.i18n.reached import address_line, label_words
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.shapes import ClientDetails, Email, Phone
from smallcrm.services.commands import (
    AddressInput,
    ContactPersonInput,
    EmailInput,
    HandleInput,
    PhoneInput,
)
from smallcrm.ui.dialogs.repeat_field import Entry, Part, RepeatField

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext
_PARTED: Final = ("street", "postal_code", "locality", "region", "country")


class ClientLists:
    """The fields that hold several entries, and what they say; made for one dialog."""

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        remove = tr.gettext("Remove (Ctrl and Delete)")
        labels = Part(tr.gettext("Label"), 2, _choices(tr, "mobile", "work", "home", "fax"))
        places = Part(tr.gettext("Label"), 2, _choices(tr, "work", "home"))
        kinds = tuple((kind.value, enum_name(tr, kind)) for kind in HandleKind)
        self._theme = theme
        self._tr = tr
        self.phones = RepeatField(theme, (Part(tr.gettext("Number"), 4), labels), remove=remove)
        self.emails = RepeatField(
            theme, (Part(tr.gettext("E-mail address"), 4), places), remove=remove
        )
        self.addresses = RepeatField(
            theme,
            (Part(tr.gettext("Street, postal code, town, country"), 4), places),
            remove=remove,
        )
        self.handles = RepeatField(
            theme,
            (
                Part(tr.gettext("Name or address there"), 4),
                Part(tr.gettext("Where"), 2, kinds, typed=False),
            ),
            remove=remove,
        )
        self.people = RepeatField(
            theme,
            (
                Part(tr.gettext("Name"), 3),
                Part(tr.gettext("Role"), 2),
                Part(tr.gettext("Number"), 3),
                Part(tr.gettext("E-mail"), 3),
            ),
            remove=remove,
        )
        self._details: ClientDetails | None = None

    def show(self, details: ClientDetails) -> None:
        """Put in what is known of a client."""
        self._details = details
        self.phones.set_entries(
            [
                Entry((phone.number, phone.label or ""), phone.id)
                for phone in details.phones
                if phone.of is None
            ]
        )
        self.emails.set_entries(
            [
                Entry((email.address, email.label or ""), email.id)
                for email in details.emails
                if email.of is None
            ]
        )
        self.addresses.set_entries(
            [
                Entry((address_line(self._tr, one), one.label or ""), one.id)
                for one in details.addresses
            ]
        )
        self.handles.set_entries([Entry((one.value, one.kind), one.id) for one in details.handles])
        people = []
        for person in details.contact_people:
            phones = _phones_of(details, person.name, person.role)
            emails = _emails_of(details, person.name)
            number = phones[0].number if phones else ""
            email = emails[0].address if emails else ""
            people.append(Entry((person.name, person.role or "", number, email), person.id))
        self.people.set_entries(people)

    def phone_inputs(self) -> tuple[PhoneInput, ...]:
        """Return the phones as a command takes them."""
        return tuple(
            PhoneInput(number=entry.texts[0], label=entry.texts[1] or None, id=entry.id)
            for entry in self.phones.entries()
        )

    def email_inputs(self) -> tuple[EmailInput, ...]:
        """Return the e-mail addresses as a command takes them."""
        return tuple(
            EmailInput(address=entry.texts[0], label=entry.texts[1] or None, id=entry.id)
            for entry in self.emails.entries()
        )

    def address_inputs(self) -> tuple[AddressInput, ...]:
        """Return the postal addresses; one whose text was not changed keeps its parts."""
        known = {one.id: one for one in self._details.addresses} if self._details else {}
        found: list[AddressInput] = []
        for entry in self.addresses.entries():
            text, label = entry.texts
            old = known.get(entry.id) if entry.id is not None else None
            if old is not None and address_line(self._tr, old) == text:
                parts = {name: getattr(old, name) for name in (*_PARTED, "text")}
                found.append(AddressInput(label=label or None, id=old.id, **parts))
            else:
                found.append(AddressInput(label=label or None, text=text, id=entry.id))
        return tuple(found)

    def handle_inputs(self) -> tuple[HandleInput, ...]:
        """Return web sites and messengers' names."""
        return tuple(
            HandleInput(kind=entry.texts[1], value=entry.texts[0], id=entry.id)
            for entry in self.handles.entries()
        )

    def people_inputs(self) -> tuple[ContactPersonInput, ...]:
        """Return the contact people; what a person has beyond the first number stays."""
        details = self._details
        names = {one.id: one for one in details.contact_people} if details else {}
        found: list[ContactPersonInput] = []
        for entry in self.people.entries():
            name, role, number, address = entry.texts
            old = names.get(entry.id) if entry.id is not None else None
            phones: tuple[Phone, ...] = ()
            emails: tuple[Email, ...] = ()
            if details is not None and old is not None:
                phones = _phones_of(details, old.name, old.role)
                emails = _emails_of(details, old.name)
            numbers: list[tuple[str, Phone | None]] = [(number, phones[0] if phones else None)]
            numbers += [(phone.number, phone) for phone in phones[1:]]
            addresses: list[tuple[str, Email | None]] = [(address, emails[0] if emails else None)]
            addresses += [(email.address, email) for email in emails[1:]]
            found.append(
                ContactPersonInput(
                    name=name,
                    role=role or None,
                    id=entry.id,
                    phones=tuple(
                        PhoneInput(
                            number=text,
                            label=kept.label if kept else None,
                            id=kept.id if kept else None,
                        )
                        for text, kept in numbers
                        if text
                    ),
                    emails=tuple(
                        EmailInput(
                            address=text,
                            label=mail.label if mail else None,
                            id=mail.id if mail else None,
                        )
                        for text, mail in addresses
                        if text
                    ),
                )
            )
        return tuple(found)


def _phones_of(details: ClientDetails, name: str, role: str | None) -> tuple[Phone, ...]:
    return tuple(phone for phone in details.phones if phone.of == name and phone.of_role == role)


def _emails_of(details: ClientDetails, name: str) -> tuple[Email, ...]:
    return tuple(email for email in details.emails if email.of == name)


def _choices(tr: I18n, *values: str) -> tuple[tuple[str, str], ...]:
    return (("", ""), *((value, label_words(tr, value)) for value in values))
