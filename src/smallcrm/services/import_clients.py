"""Clients from a file: new ones added, known ones completed, never overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from sqlalchemy import Row, select, text

from smallcrm.db.models import (
    Base,
    Client,
    ClientTag,
    EmailAddress,
    Handle,
    Note,
    PhoneNumber,
    PostalAddress,
    Referral,
    Sale,
    SaleLine,
    Tag,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, phone
from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import AddressText, ClientRecord, PhoneText
from smallcrm.domain.text import clean_line, clean_text
from smallcrm.services import ledger, referrals
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import AddSale
from smallcrm.services.import_tally import Tally

Item = TypeVar("Item")
_CHUNK = 500
_ORDER: tuple[type[Base], ...] = (
    Client,
    PhoneNumber,
    EmailAddress,
    PostalAddress,
    Handle,
    Tag,
    ClientTag,
    Note,
    Referral,
    Sale,
    SaleLine,
)


@dataclass(slots=True)
class _Known:
    """A client of the file (or of an earlier row), as far as an import compares it."""

    id: int
    name: str
    organisation: str | None
    code: str | None
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)

    @property
    def reachable(self) -> bool:
        return bool(self.phones or self.emails)


class ClientImport:
    """One run over the client records of one file, inside one action."""

    def __init__(self, uow: UnitOfWork, tally: Tally, opening_title: str) -> None:
        self._uow = uow
        self._tally = tally
        self._opening_title = opening_title
        self._rows = BulkRows(uow.connection)
        self._by_code: dict[str, _Known] = {}
        self._by_name: dict[str, list[_Known]] = defaultdict(list)
        self._tags: dict[str, int] = {}
        self._referred: list[tuple[int, ClientRecord]] = []
        self._opening: list[tuple[int, ClientRecord]] = []

    def run(self, records: Sequence[ClientRecord]) -> None:
        """Take the records in the order of the file, then join those who sent each other."""
        self._load(records)
        for record in records:
            try:
                self._take(record)
            except Refusal as refusal:
                self._tally.skip(record, refusal.code, **refusal.parameters)
        self._rows.write(_ORDER)
        for client_id, record in self._referred:
            self._refer(client_id, record)
        for client_id, record in self._opening:
            self._open_balance(client_id, record)

    def _load(self, records: Sequence[ClientRecord]) -> None:
        """Read what is known of clients that the file may mean, in a few statements a chunk."""
        connection = self._uow.connection
        self._tags = dict(connection.execute(select(Tag.name, Tag.id)).all())
        names = sorted({keys.sort_key(record.name) for record in records})
        codes = sorted({record.code for record in records if record.code})
        found: dict[int, _Known] = {}
        wanted = (Client.id, Client.name, Client.organisation, Client.code)
        for column, values in ((Client.name_sort, names), (Client.code, codes)):
            for chunk in _chunks(values):
                for row in connection.execute(select(*wanted).where(column.in_(chunk))):
                    found[row.id] = _Known(row.id, row.name, row.organisation, row.code)
        for ids in _chunks(sorted(found)):
            self._load_details(ids, found)
        for known in found.values():
            self._remember(known)

    def _load_details(self, ids: Sequence[int], found: dict[int, _Known]) -> None:
        connection = self._uow.connection

        def read(*columns: Any) -> Iterable[Row[Any]]:
            return connection.execute(select(*columns).where(columns[0].in_(ids)))

        for row in read(PhoneNumber.client_id, PhoneNumber.typed_key):
            found[row.client_id].phones.add(row.typed_key)
        for row in read(EmailAddress.client_id, EmailAddress.address_key):
            found[row.client_id].emails.add(row.address_key)
        for row in read(
            PostalAddress.client_id,
            PostalAddress.street,
            PostalAddress.locality,
            PostalAddress.region,
            PostalAddress.postal_code,
            PostalAddress.country,
            PostalAddress.text,
        ):
            found[row.client_id].addresses.add(_address_key(row[1:]))
        for row in read(Handle.client_id, Handle.value):
            found[row.client_id].handles.add(row.value)
        for row in read(Note.client_id, Note.text):
            found[row.client_id].notes.add(row.text)
        borne = select(ClientTag.client_id, Tag.name).join(Tag, Tag.id == ClientTag.tag_id)
        for tag in connection.execute(borne.where(ClientTag.client_id.in_(ids))):
            found[tag.client_id].tags.add(tag.name)

    def _remember(self, known: _Known) -> None:
        if known.code:
            self._by_code[known.code] = known
        self._by_name[keys.fold(known.name)].append(known)

    def _take(self, record: ClientRecord) -> None:
        name = clean_line(record.name, field="name")
        if not name:
            raise Refusal("no_name", field="name")
        phones = {
            parsed.typed_key: (item, parsed)
            for item in record.phones
            if (parsed := phone.parse(item.number, self._uow.settings.country)).number
        }
        known = self._match(record, name, set(phones))
        new = known is None
        if known is None:
            known = self._add(record, name)
        before = self._size(known)
        self._complete(known, record, phones)
        if new:
            self._tally.added += 1
        elif self._size(known) != before:
            self._tally.merged += 1
        else:
            self._tally.unchanged += 1
        if record.referred_by:
            self._referred.append((known.id, record))
        if new and record.opening_balance is not None and record.opening_balance.minor > 0:
            self._opening.append((known.id, record))

    def _match(self, record: ClientRecord, name: str, phones: set[str]) -> _Known | None:
        """Find the client a record means: its code, else its name with a number or an address.

        A shared phone alone never makes two clients one.
        """
        if record.code and record.code in self._by_code:
            return self._by_code[record.code]
        emails = {keys.fold(item.address) for item in record.emails}
        for known in self._by_name[keys.fold(name)]:
            if record.code and known.code and record.code != known.code:
                continue
            if phones & known.phones or emails & known.emails:
                return known
            nothing_to_compare = not (phones or emails) or not known.reachable
            if nothing_to_compare and keys.fold(record.organisation or "") == keys.fold(
                known.organisation or ""
            ):
                return known
        return None

    def _add(self, record: ClientRecord, name: str) -> _Known:
        organisation = clean_line(record.organisation or "", field="organisation") or None
        created = self._uow.clock.now()
        if record.created_on is not None:
            created = datetime.combine(record.created_on, time(12), tzinfo=UTC)
        client_id = self._rows.add(
            Client,
            kind=(record.kind or ClientKind.PERSON).value,
            name=name,
            name_sort=keys.sort_key(name),
            organisation=organisation,
            code=record.code,
            level=(record.level or Level.STANDARD).value,
            lifecycle=(record.lifecycle or Lifecycle.ACTIVE).value,
            source=record.source,
            language=record.language,
            currency=record.currency,
            payment_term_days=record.payment_term_days,
            tax_number=record.tax_number,
            birthday_on=record.birthday,
            created_at=created,
        )
        known = _Known(client_id, name, organisation, record.code)
        self._remember(known)
        return known

    def _size(self, known: _Known) -> int:
        parts = (
            known.phones,
            known.emails,
            known.addresses,
            known.handles,
            known.notes,
            known.tags,
        )
        return sum(len(part) for part in parts)

    def _complete(
        self,
        known: _Known,
        record: ClientRecord,
        phones: dict[str, tuple[PhoneText, phone.ParsedPhone]],
    ) -> None:
        """Add what the record knows and the client lacks."""
        for key, (item, parsed) in phones.items():
            if key not in known.phones:
                known.phones.add(key)
                self._rows.add(
                    PhoneNumber,
                    client_id=known.id,
                    number=parsed.number,
                    e164=parsed.e164,
                    extension=parsed.extension,
                    label=item.label or None,
                    typed_key=parsed.typed_key,
                    e164_key=parsed.e164_key,
                )
        for email in record.emails:
            key = keys.fold(email.address)
            if key and key not in known.emails:
                known.emails.add(key)
                self._rows.add(
                    EmailAddress,
                    client_id=known.id,
                    address=email.address,
                    address_key=key,
                    label=email.label or None,
                )
        for address in record.addresses:
            self._complete_address(known, address)
        for handle in record.handles:
            if handle.value not in known.handles:
                known.handles.add(handle.value)
                self._rows.add(
                    Handle, client_id=known.id, kind=handle.kind.value, value=handle.value
                )
        for note in record.notes:
            said = clean_text(note, field="note")
            if said and said not in known.notes:
                known.notes.add(said)
                self._rows.add(
                    Note, client_id=known.id, text=said, created_at=self._uow.clock.now()
                )
        for tag in record.tags:
            self._complete_tag(known, tag)

    def _complete_tag(self, known: _Known, tag: str) -> None:
        if tag in known.tags:
            return
        known.tags.add(tag)
        if tag not in self._tags:
            self._tags[tag] = self._rows.add(Tag, name=tag)
        self._rows.add(ClientTag, client_id=known.id, tag_id=self._tags[tag])

    def _complete_address(self, known: _Known, address: AddressText) -> None:
        parts = (
            address.street,
            address.locality,
            address.region,
            address.postal_code,
            address.country,
            address.text,
        )
        key = _address_key(parts)
        if not key or key in known.addresses:
            return
        known.addresses.add(key)
        names = ("street", "locality", "region", "postal_code", "country", "text")
        values = {name: part or None for name, part in zip(names, parts, strict=True)}
        self._rows.add(PostalAddress, client_id=known.id, label=address.label or None, **values)

    def _refer(self, client_id: int, record: ClientRecord) -> None:
        """Record who sent a client; a name that nobody bears is kept as the client's source."""
        wanted = clean_line(record.referred_by or "", field="referred_by")
        named = self._by_name.get(keys.fold(wanted)) or self._named(wanted)
        by_code = self._by_code.get(wanted)
        referrer = by_code.id if by_code else (named[0].id if named and len(named) == 1 else None)
        uow = self._uow
        if referrer is not None:
            with uow.session.no_autoflush:
                present = uow.connection.execute(
                    text("SELECT 1 FROM referral WHERE client_id = :client AND direction = 'in'"),
                    {"client": client_id},
                ).first()
            if present is None:
                try:
                    referrals.record_in(uow, referrer, client_id, uow.clock.today())
                except Refusal:
                    referrer = None
        if referrer is None:
            client = uow.session.get(Client, client_id)
            if client is not None and not client.source:
                client.source = wanted
                uow.session.flush()

    def _named(self, name: str) -> list[_Known]:
        rows = self._uow.connection.execute(
            select(Client.id, Client.name, Client.organisation, Client.code).where(
                Client.name_sort == keys.sort_key(name)
            )
        )
        return [
            _Known(row.id, row.name, row.organisation, row.code)
            for row in rows
            if keys.fold(row.name) == keys.fold(name)
        ]

    def _open_balance(self, client_id: int, record: ClientRecord) -> None:
        balance = record.opening_balance
        assert balance is not None
        uow = self._uow
        made = ledger.add_sale(
            uow,
            AddSale(
                client=client_id,
                title=self._opening_title,
                amount=balance.major,
                currency=balance.currency,
                due=uow.clock.today(),
            ),
        )
        sale = uow.session.get(Sale, made.id)
        assert sale is not None
        sale.is_opening_balance = True
        uow.session.flush()


def _address_key(parts: Iterable[object]) -> str:
    return keys.fold(" ".join(str(part) for part in parts if part)).strip()


def _chunks(values: Sequence[Item]) -> Iterable[Sequence[Item]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
