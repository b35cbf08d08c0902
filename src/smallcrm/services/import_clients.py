"""Clients from a file: new ones added, known ones completed, never overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from sqlalchemy import Row, select, text, update

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
    Tag,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, phone
from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import AddressText, ClientRecord, PhoneText
from smallcrm.services import clients, opening_balances, referrals
from smallcrm.services.bulk import BulkRows
from smallcrm.services.import_cleaning import cleaned
from smallcrm.services.import_tally import Tally

Item = TypeVar("Item")
_CHUNK = 500
# Columns of a client's own row that a later file may complete.
_MAY_LACK = (
    "organisation",
    "code",
    "source",
    "language",
    "currency",
    "payment_term_days",
    "tax_number",
    "birthday_on",
)
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
    # What the client's own row lacks, and what of that the file knows.
    lacks: set[str] = field(default_factory=set)
    learnt: dict[str, object] = field(default_factory=dict)
    is_new: bool = False

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
        self._fates: list[_Fate] = []

    def run(self, records: Sequence[ClientRecord]) -> None:
        """Take the records in the order of the file, then join those who sent each other."""
        self._load(records)
        for record in records:
            try:
                self._take(cleaned(record))
            except Refusal as refusal:
                self._tally.skip(record, refusal.code, **refusal.parameters)
        self._rows.write(_ORDER)
        self._write_learnt()
        for fate in self._fates:
            refused = self._join(fate)
            if fate.added and fate.record.opening_balance:
                self._open_balance(fate.known.id, fate.record.opening_balance)
            self._tally.added += fate.added
            self._tally.merged += fate.changed and not fate.added
            # A client whose referrer cannot be is taken all the same, and the row named.
            self._tally.unchanged += not (fate.changed or fate.added or refused)

    def _load(self, records: Sequence[ClientRecord]) -> None:
        """Read what is known of clients that the file may mean, in a few statements a chunk."""
        connection = self._uow.connection
        self._tags = dict(connection.execute(select(Tag.name, Tag.id)).all())
        names = sorted({keys.sort_key(record.name) for record in records})
        codes = sorted({record.code for record in records if record.code})
        found: dict[int, _Known] = {}
        wanted = (Client.id, Client.name, *(getattr(Client, name) for name in _MAY_LACK))
        for column, values in ((Client.name_sort, names), (Client.code, codes)):
            for chunk in _chunks(values):
                for row in connection.execute(select(*wanted).where(column.in_(chunk))):
                    lacks = {name for name in _MAY_LACK if getattr(row, name) is None}
                    found[row.id] = _Known(
                        row.id, row.name, row.organisation, row.code, lacks=lacks
                    )
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
        if not record.name:
            raise Refusal("no_name", field="name")
        phones = {
            parsed.typed_key: (item, parsed)
            for item in record.phones
            if (parsed := phone.parse(item.number, self._uow.settings.country)).number
        }
        known = self._match(record, set(phones))
        added = known is None
        if known is None:
            known = self._add(record)
        before = self._size(known)
        self._complete(known, record, phones)
        self._fates.append(_Fate(known, record, added, self._size(known) != before))

    def _match(self, record: ClientRecord, phones: set[str]) -> _Known | None:
        """Find the client a record means: its code, else its name with a number or an address.

        A shared phone alone never makes two clients one.
        """
        coded = self._by_code.get(record.code) if record.code else None
        if coded is not None:
            if coded.is_new and keys.fold(coded.name) != keys.fold(record.name):
                # Two clients of one file: it is no code, or one of them is mistyped.
                raise Refusal("code_taken", field="code", text=record.code, client=coded.name)
            return coded
        emails = {keys.fold(item.address) for item in record.emails}
        for known in self._by_name[keys.fold(record.name)]:
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

    def _add(self, record: ClientRecord) -> _Known:
        created = self._uow.clock.now()
        if record.created_on is not None:
            created = datetime.combine(record.created_on, time(12), tzinfo=UTC)
        client_id = self._rows.add(
            Client,
            kind=(record.kind or ClientKind.PERSON).value,
            name=record.name,
            name_sort=keys.sort_key(record.name),
            level=(record.level or Level.STANDARD).value,
            lifecycle=(record.lifecycle or Lifecycle.ACTIVE).value,
            created_at=created,
            **_facts(record),
        )
        known = _Known(client_id, record.name, record.organisation, record.code, is_new=True)
        known.lacks = {name for name, fact in _facts(record).items() if fact is None}
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
            known.learnt,
        )
        return sum(len(part) for part in parts)

    def _complete(
        self,
        known: _Known,
        record: ClientRecord,
        phones: dict[str, tuple[PhoneText, phone.ParsedPhone]],
    ) -> None:
        """Add what the record knows and the client lacks."""
        for name, fact in _facts(record).items():
            if fact is not None and name in known.lacks:
                known.lacks.remove(name)
                known.learnt[name] = fact
        if record.code and known.code is None:
            known.code = record.code
            self._by_code[record.code] = known
        self._complete_reach(known, record, phones)
        for address in record.addresses:
            self._complete_address(known, address)
        for said in record.notes:
            if said not in known.notes:
                known.notes.add(said)
                self._rows.add(
                    Note, client_id=known.id, text=said, created_at=self._uow.clock.now()
                )
        for tag in record.tags:
            self._complete_tag(known, tag)

    def _complete_reach(
        self,
        known: _Known,
        record: ClientRecord,
        phones: dict[str, tuple[PhoneText, phone.ParsedPhone]],
    ) -> None:
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
        for handle in record.handles:
            if handle.value not in known.handles:
                known.handles.add(handle.value)
                self._rows.add(
                    Handle, client_id=known.id, kind=handle.kind.value, value=handle.value
                )

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

    def _write_learnt(self) -> None:
        for known in {fate.known.id: fate.known for fate in self._fates}.values():
            if known.learnt:
                self._uow.connection.execute(
                    update(Client).where(Client.id == known.id).values(**known.learnt)
                )

    def _join(self, fate: _Fate) -> bool:
        """Record who sent a client; tell whether that had to be refused, and name the row."""
        if fate.record.referred_by:
            try:
                fate.changed |= self._refer(fate.known, fate.record.referred_by)
            except Refusal as refusal:  # themselves, a circle, or another sent them already
                self._tally.skip(fate.record, refusal.code, **refusal.parameters)
                return True
        return False

    def _refer(self, known: _Known, wanted: str) -> bool:
        """Record who sent a client; a name that nobody bears is kept as the client's source."""
        uow = self._uow
        present = uow.connection.execute(
            text("SELECT counterpart_id FROM referral WHERE client_id = :id AND direction = 'in'"),
            {"id": known.id},
        ).scalar()
        referrer = self._referrer(wanted)
        if present is not None and present == referrer:
            return False
        if referrer is not None:
            referrals.record_in(uow, referrer, known.id, uow.clock.today())
            return True
        if present is not None:
            return False
        client = uow.session.get(Client, known.id)
        assert client is not None
        if client.source and (not known.is_new or wanted in client.source):
            return False
        client.source = f"{client.source}; {wanted}" if client.source else wanted
        uow.session.flush()
        return True

    def _referrer(self, wanted: str) -> int | None:
        """Find whom a code or an unmistakable name means."""
        coded = self._by_code.get(wanted)
        if coded is not None:
            return coded.id
        by_code = self._uow.connection.execute(
            select(Client.id).where(Client.code == wanted)
        ).scalar()
        if by_code is not None:
            return by_code
        named = {known.id for known in self._by_name.get(keys.fold(wanted), ())}
        named |= {known.id for known in self._named(wanted)}
        return named.pop() if len(named) == 1 else None

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

    def _open_balance(self, client_id: int, balance: Money) -> None:
        """Bring in what was owed before as a sale titled so; what was to their credit, as that."""
        client = clients.get(self._uow.session, client_id)
        on = self._uow.clock.today()
        opening_balances.bring_in(self._uow, client, balance, self._opening_title, on=on)


@dataclass(slots=True)
class _Fate:
    """What became of a record that was taken."""

    known: _Known
    record: ClientRecord
    added: bool
    changed: bool


def _facts(record: ClientRecord) -> dict[str, object]:
    """Return what a record says of a client's own row, where a client may have nothing."""
    return {
        "organisation": record.organisation,
        "code": record.code,
        "source": record.source,
        "language": record.language,
        "currency": record.currency,
        "payment_term_days": record.payment_term_days,
        "tax_number": record.tax_number,
        "birthday_on": record.birthday,
    }


def _address_key(parts: Iterable[object]) -> str:
    return keys.fold(" ".join(str(part) for part in parts if part)).strip()


def _chunks(values: Sequence[Item]) -> Iterable[Sequence[Item]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
