"""What rows of a file add to a client: what it lacks, and nothing that is there is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import (
    Base,
    Client,
    ClientTag,
    ContactPerson,
    EmailAddress,
    Handle,
    Note,
    OwnValue,
    PhoneNumber,
    PostalAddress,
    Tag,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, phone
from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    PersonText,
)
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import FieldChange
from smallcrm.services.import_known import (
    ALWAYS,
    Details,
    Known,
    KnownPerson,
    PhoneKey,
    Prepared,
    address_key,
    has_phone,
    phone_key,
)
from smallcrm.services.import_own import OwnColumns, OwnRead
from smallcrm.services.import_tally import text_of

_LIMIT: Final = "credit_limit_minor"
ORDER: Final[tuple[type[Base], ...]] = (
    Client,
    ContactPerson,
    PhoneNumber,
    EmailAddress,
    PostalAddress,
    Handle,
    Tag,
    ClientTag,
    Note,
    OwnValue,
)


@dataclass(slots=True)
class PersonLacking:
    """What a row adds to a contact person, or the whole of a new one (`there` None)."""

    said: PersonText
    there: KnownPerson | None
    role: str | None = None
    phones: list[tuple[PhoneKey, str, phone.ParsedPhone]] = field(default_factory=list)
    emails: list[tuple[str, EmailText]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.there is None or self.role or self.phones or self.emails)


@dataclass(slots=True)
class Lacking:
    """What a row knows and a client does not."""

    facts: dict[str, object] = field(default_factory=dict)
    phones: list[tuple[PhoneKey, str, phone.ParsedPhone]] = field(default_factory=list)
    emails: list[tuple[str, EmailText]] = field(default_factory=list)
    addresses: list[tuple[str, AddressText]] = field(default_factory=list)
    handles: list[HandleText] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    people: list[PersonLacking] = field(default_factory=list)
    own: list[OwnRead] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.facts
            or self.phones
            or self.emails
            or self.addresses
            or self.handles
            or self.notes
            or self.tags
            or self.people
            or self.own
        )


def _columns(facts: Mapping[str, object]) -> dict[str, object]:
    """Return facts as the columns of a client hold them: a limit in minor units."""
    return {name: fact.minor if isinstance(fact, Money) else fact for name, fact in facts.items()}


def facts_of(record: ClientRecord) -> dict[str, object]:
    """Return what a record says of a client's own row, where a client may have nothing."""
    return {
        "organisation": record.organisation,
        "code": record.code,
        "source": record.source,
        "language": record.language,
        "currency": record.currency,
        "payment_term_days": record.payment_term_days,
        "discount_percent": record.discount_percent,
        _LIMIT: record.credit_limit,
        "tax_number": record.tax_number,
        "birthday_on": record.birthday,
        "details_confirmed_on": record.confirmed_on,
    }


class Completer:
    """Adds clients, and to clients what they lack, as rows that are written together."""

    def __init__(self, uow: UnitOfWork, rows: BulkRows, own: OwnColumns) -> None:
        self._uow = uow
        self._rows = rows
        self._own = own
        self._country = uow.settings.country
        self._currency = uow.settings.currency
        self._now = uow.clock.now()
        self._tags: dict[str, int] = dict(uow.connection.execute(select(Tag.name, Tag.id)).all())

    def new_id(self) -> int:
        """Return the id that the next new client has."""
        return self._rows.new_id(Client)

    def add(self, known: Known, prepared: Prepared) -> Lacking:
        """Add the client of a row, whose id it has, with everything that the row says."""
        record = prepared.record
        facts: dict[str, object] = {
            "name": record.name,
            "kind": (record.kind or ClientKind.PERSON).value,
            "level": (record.level or Level.STANDARD).value,
            "lifecycle": (record.lifecycle or Lifecycle.ACTIVE).value,
            **facts_of(record),
        }
        limit = record.credit_limit
        if limit is not None and limit.currency != (record.currency or self._currency):
            # It says in which currency the client is, where nothing else does.
            facts |= {_LIMIT: None} if record.currency else {"currency": limit.currency}
        created = self._now
        if record.created_on is not None:
            created = datetime.combine(record.created_on, time(12), tzinfo=UTC)
        self._rows.add(
            Client,
            id=known.id,
            **_columns(facts),
            name_sort=prepared.name_sort,
            created_at=created,
            # A level that a file names is the owner's word; the usual one says nothing.
            level_by_hand=record.level is not None and record.level is not Level.STANDARD,
        )
        known.details = Details(facts)
        lacking = Lacking()
        self._lacking_lists(known.details, prepared, lacking)
        self._write(known.id, known.details, lacking, record)
        return lacking

    def complete(self, known: Known, lacking: Lacking, record: ClientRecord) -> None:
        """Add to a client what it lacks; its details are at hand."""
        assert known.details is not None
        if lacking.facts:
            known.details.facts.update(lacking.facts)
            self._rows.change(Client, known.id, **_columns(lacking.facts))
        self._write(known.id, known.details, lacking, record)

    def lacking(self, details: Details, prepared: Prepared) -> Lacking:
        """Work out what a row knows and a client does not; nothing is changed by it."""
        record = prepared.record
        lacking = Lacking()
        for name, fact in facts_of(record).items():
            if fact is not None and details.facts.get(name) is None:
                lacking.facts[name] = fact
        self._fit_limit(details, lacking)
        self._lacking_lists(details, prepared, lacking)
        return lacking

    def _fit_limit(self, details: Details, lacking: Lacking) -> None:
        """Keep a credit limit and the currency that it is in together.

        A limit says the currency where nothing else does; in another than the client's it cannot
        be kept, and no currency is learnt that would make a limit that is there another amount.
        """
        said = details.facts.get("currency")
        if said is None and details.facts.get(_LIMIT) is not None:
            if lacking.facts.get("currency") != self._currency:
                lacking.facts.pop("currency", None)
            return
        limit = lacking.facts.get(_LIMIT)
        if isinstance(limit, Money):
            usual = said or lacking.facts.get("currency")
            if usual is None and limit.currency != self._currency:
                lacking.facts["currency"] = limit.currency
            elif usual not in (None, limit.currency):
                del lacking.facts[_LIMIT]

    def _lacking_lists(self, details: Details, prepared: Prepared, lacking: Lacking) -> None:
        record = prepared.record
        if prepared.phones:
            there = list(details.phones)
            for number in prepared.phones:
                key, _, parsed = number
                if parsed.number and not has_phone(there, key):
                    there.append(key)
                    lacking.phones.append(number)
        for email in record.emails:
            folded = keys.fold(email.address)
            if folded and folded not in details.emails and folded not in dict(lacking.emails):
                lacking.emails.append((folded, email))
        self._lacking_rest(details, record, lacking)
        if record.people:
            self._lacking_people(details, record, lacking)

    def _lacking_rest(self, details: Details, record: ClientRecord, lacking: Lacking) -> None:
        if record.addresses:
            addresses = {address_key(_parts(address)): address for address in record.addresses}
            lacking.addresses += [
                (key, address)
                for key, address in addresses.items()
                if key and key not in details.addresses
            ]
        if record.handles:
            values = {handle.value: handle for handle in record.handles}
            lacking.handles += [
                one for value, one in values.items() if value not in details.handles
            ]
        if record.tags:
            lacking.tags += [tag for tag in dict.fromkeys(record.tags) if tag not in details.tags]
        notes = dict.fromkeys(record.notes)
        if record.own:
            own, unread = self._own.of(record)
            lacking.own += [read for read in own.values() if read.field_id not in details.own]
            notes.update(dict.fromkeys(unread))
        lacking.notes += [note for note in notes if note not in details.notes]

    def add_person(self, client_id: int, details: Details, said: PersonText) -> PersonLacking:
        """Add a contact person of a list of such, or what one lacks who is there."""
        lacking = self._lacking_person(details, said)
        if lacking:
            self._write_person(client_id, details, lacking, None)
        return lacking

    def _lacking_people(self, details: Details, record: ClientRecord, lacking: Lacking) -> None:
        met: set[str] = set()
        for said in record.people:
            name = keys.fold(said.name)
            if name in met:
                continue
            met.add(name)
            if person := self._lacking_person(details, said):
                lacking.people.append(person)

    def _lacking_person(self, details: Details, said: PersonText) -> PersonLacking:
        there = details.people.get(keys.fold(said.name))
        lacking = PersonLacking(said, there)
        numbers = list(there.phones) if there else []
        for item in said.phones:
            parsed = phone.parse(item.number, self._country)
            key = phone_key(parsed)
            if parsed.number and not has_phone(numbers, key):
                numbers.append(key)
                lacking.phones.append((key, item.label, parsed))
        addresses = list(there.emails) if there else []
        for email in said.emails:
            folded = keys.fold(email.address)
            if folded and folded not in addresses:
                addresses.append(folded)
                lacking.emails.append((folded, email))
        if said.role and there is not None and there.role is None:
            lacking.role = said.role
        return lacking

    def _write(
        self, client_id: int, details: Details, lacking: Lacking, record: ClientRecord
    ) -> None:
        confirmed = record.confirmed_on
        for key, label, parsed in lacking.phones:
            details.phones.append(key)
            self._phone(client_id, None, label, parsed, confirmed)
        for folded, email in lacking.emails:
            details.emails.append(folded)
            self._email(client_id, None, folded, email, confirmed)
        for folded, address in lacking.addresses:
            details.addresses.append(folded)
            self._address(client_id, address, confirmed)
        for handle in lacking.handles:
            details.handles.append(handle.value)
            self._rows.add(Handle, client_id=client_id, kind=handle.kind.value, value=handle.value)
        for said in lacking.notes:
            details.notes.append(said)
            self._rows.add(Note, client_id=client_id, text=said, created_at=self._now)
        for tag in lacking.tags:
            details.tags.append(tag)
            if tag not in self._tags:
                self._tags[tag] = self._rows.add(Tag, name=tag)
            self._rows.add(ClientTag, client_id=client_id, tag_id=self._tags[tag])
        for read in lacking.own:
            details.own[read.field_id] = (read.value, read.currency)
            self._rows.add(
                OwnValue,
                client_id=client_id,
                own_field_id=read.field_id,
                value=read.value,
                currency=read.currency,
                sort_key=read.sort_key,
            )
        for person in lacking.people:
            self._write_person(client_id, details, person, confirmed)

    def _write_person(
        self, client_id: int, details: Details, lacking: PersonLacking, confirmed: date | None
    ) -> None:
        person, said = lacking.there, lacking.said
        if person is None:
            role = said.role or None
            person_id = self._rows.add(
                ContactPerson, client_id=client_id, name=said.name, role=role
            )
            person = KnownPerson(person_id, said.name, role)
            details.people[keys.fold(said.name)] = person
        elif lacking.role:
            person.role = lacking.role
            self._rows.change(ContactPerson, person.id, role=lacking.role)
        for key, label, parsed in lacking.phones:
            person.phones.append(key)
            details.phones.append(key)
            self._phone(client_id, person.id, label, parsed, confirmed)
        for folded, email in lacking.emails:
            person.emails.append(folded)
            details.emails.append(folded)
            self._email(client_id, person.id, folded, email, confirmed)

    def _phone(
        self,
        client_id: int,
        person_id: int | None,
        label: str,
        parsed: phone.ParsedPhone,
        confirmed: date | None,
    ) -> None:
        self._rows.add(
            PhoneNumber,
            client_id=client_id,
            contact_person_id=person_id,
            number=parsed.number,
            e164=parsed.e164,
            extension=parsed.extension,
            label=label or None,
            typed_key=parsed.typed_key,
            e164_key=parsed.e164_key,
            confirmed_on=confirmed,
        )

    def _email(
        self,
        client_id: int,
        person_id: int | None,
        key: str,
        email: EmailText,
        confirmed: date | None,
    ) -> None:
        self._rows.add(
            EmailAddress,
            client_id=client_id,
            contact_person_id=person_id,
            address=email.address,
            label=email.label or None,
            address_key=key,
            confirmed_on=confirmed,
        )

    def _address(self, client_id: int, address: AddressText, confirmed: date | None) -> None:
        self._rows.add(
            PostalAddress,
            client_id=client_id,
            label=address.label or None,
            street=address.street or None,
            locality=address.locality or None,
            region=address.region or None,
            postal_code=address.postal_code or None,
            country=address.country or None,
            text=address.text or None,
            confirmed_on=confirmed,
        )


def changes_of(lacking: Lacking, record: ClientRecord | None = None) -> tuple[FieldChange, ...]:
    """Say field by field what a row adds; of a new client (`record`) also what it begins with."""
    said: list[tuple[str, object]] = []
    if record is not None:
        said += [(name, getattr(record, name)) for name in ALWAYS[1:]]
        said += facts_of(record).items()
        said.append(("created_at", record.created_on))
    said += lacking.facts.items()
    said += [("phones", parsed.number) for _, _, parsed in lacking.phones]
    said += [("emails", email.address) for _, email in lacking.emails]
    said += [("addresses", _line(_parts(address))) for _, address in lacking.addresses]
    said += [("handles", handle.value) for handle in lacking.handles]
    said += [("tags", tag) for tag in lacking.tags]
    said += [("contact_people", person_line(person)) for person in lacking.people]
    said += [(f"own:{own.name}", _own_text(own.value, own.currency)) for own in lacking.own]
    said += [("notes", note) for note in lacking.notes]
    return tuple(
        FieldChange(name, None, text_of(value)) for name, value in said if value is not None
    )


def kept_of(
    known: Known, prepared: Prepared, own: OwnColumns, file_currency: str
) -> tuple[FieldChange, ...]:
    """Say what a row says otherwise than is there, and what is there stays."""
    assert known.details is not None
    record, facts = prepared.record, known.details.facts
    said: dict[str, object] = {name: getattr(record, name) for name in ALWAYS} | facts_of(record)
    there = facts.get(_LIMIT)
    if isinstance(there, int):  # as it is kept: in the client's currency, else the file's
        there = Money(there, str(facts.get("currency") or file_currency))
    facts = {**facts, _LIMIT: there}
    kept = [
        FieldChange(name, text_of(there), text_of(value))
        for name, value in said.items()
        if value is not None and (there := facts.get(name)) is not None and _differ(there, value)
    ]
    for read in own.of(record)[0].values():
        has = known.details.own.get(read.field_id)
        if has not in (None, (read.value, read.currency)):
            assert has is not None
            before, after = _own_text(*has), _own_text(read.value, read.currency)
            kept.append(FieldChange(f"own:{read.name}", before, after))
    return tuple(kept)


def person_line(lacking: PersonLacking) -> str:
    """Write a contact person, or what one gets, in one line."""
    said = lacking.said
    parts = [said.name, (lacking.role or "") if lacking.there else said.role]
    parts += [parsed.number for _, _, parsed in lacking.phones]
    parts += [email.address for _, email in lacking.emails]
    return ", ".join(part for part in parts if part)


def _differ(there: object, said: object) -> bool:
    if isinstance(there, str) and isinstance(said, str):
        return keys.fold(there) != keys.fold(said)
    return there != said


def _own_text(value: str, currency: str | None) -> str:
    return f"{value} {currency}" if currency else value


def _parts(address: AddressText) -> tuple[str, ...]:
    return (
        address.street,
        address.locality,
        address.region,
        address.postal_code,
        address.country,
        address.text,
    )


def _line(parts: Iterable[str]) -> str:
    return ", ".join(" ".join(part.split()) for part in parts if part)
