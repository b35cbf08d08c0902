"""The traits of clients as they stand in the file, read set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import likeness, phone
from smallcrm.domain.enums import ClientKind, DuplicateReason, Level, Likeness
from smallcrm.domain.likeness import Traits
from smallcrm.queries.rows import ids
from smallcrm.queries.shapes import ClientRef

_OF: Final = "IN (SELECT value FROM json_each(?))"
_CLIENTS: Final = f"""
    SELECT id, name, organisation, level, kind, code, tax_number, birthday_on, is_sample
    FROM client WHERE id {_OF}
"""
_PHONES: Final = f"""
    SELECT client_id, number, typed_key, e164_key FROM phone_number
    WHERE client_id {_OF} ORDER BY id
"""
_EMAILS: Final = f"SELECT client_id, address FROM email_address WHERE client_id {_OF} ORDER BY id"
_ADDRESSES: Final = f"""
    SELECT client_id, street, postal_code, locality, text FROM postal_address
    WHERE client_id {_OF} ORDER BY id
"""
# How much there is to a client: who has more is the one to keep.
_WEIGHTS: Final = """
    SELECT value,
        (SELECT count(*) FROM sale WHERE client_id = value)
        + (SELECT count(*) FROM payment WHERE client_id = value)
        + (SELECT count(*) FROM note WHERE client_id = value)
        + (SELECT count(*) FROM interaction WHERE client_id = value)
        + (SELECT count(*) FROM referral WHERE counterpart_id = value)
    FROM json_each(?)
"""
_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A client with its traits, and its numbers and addresses as they were typed."""

    ref: ClientRef
    traits: Traits
    numbers: tuple[tuple[str, tuple[str, ...]], ...]
    emails: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    tax_number: str | None
    is_sample: bool

    def shared(self, other: Known, reason: DuplicateReason) -> str:
        """Say what of a kind this client shares with another, as typed; empty for the rest."""
        theirs = other.traits
        if reason is DuplicateReason.PHONE:
            found = (
                number
                for number, own in self.numbers
                if any(phone.same_key(a, b) for a in own for b in theirs.phones)
            )
        elif reason is DuplicateReason.EMAIL:
            found = (one for one in self.emails if likeness.email_key(one) in theirs.emails)
        elif reason is DuplicateReason.ADDRESS:
            found = (text for key, text in self.places if key in theirs.addresses)
        else:
            said = {
                DuplicateReason.NAME: self.ref.name,
                DuplicateReason.ORGANISATION: self.ref.organisation,
                DuplicateReason.TAX_NUMBER: self.tax_number,
                DuplicateReason.CODE: self.traits.code,
            }
            return said.get(reason) or ""
        return next(found, "")


def compare(one: Known, other: Known) -> tuple[Likeness, tuple[DuplicateReason, ...]] | None:
    """Compare two clients; what is made up and what is the owner's own are never one."""
    if one.is_sample != other.is_sample:
        return None
    return likeness.compare(one.traits, other.traits)


def load(connection: Connection, client_ids: Collection[int]) -> dict[int, Known]:
    """Read clients with all that is compared."""
    found: dict[int, Known] = {}
    for batch in _batches(sorted(client_ids)):
        found.update(_load(connection, batch))
    return found


def _load(connection: Connection, batch: list[int]) -> Iterator[tuple[int, Known]]:
    where = (ids(batch),)
    numbers: dict[int, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for client_id, number, *both in connection.exec_driver_sql(_PHONES, where):
        numbers[client_id].append((number, tuple(key for key in both if key)))
    emails: dict[int, list[str]] = defaultdict(list)
    for client_id, address in connection.exec_driver_sql(_EMAILS, where):
        emails[client_id].append(address)
    places: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for client_id, street, code, locality, text in connection.exec_driver_sql(_ADDRESSES, where):
        key = likeness.address_key(street, code, locality, text)
        if key:
            whole = ", ".join(part for part in (street, locality) if part)
            places[client_id].append((key, whole or " ".join((text or "").split())))
    for row in connection.exec_driver_sql(_CLIENTS, where):
        traits = likeness.traits(
            row.name,
            kind=ClientKind(row.kind),
            organisation=row.organisation,
            code=row.code,
            tax_number=row.tax_number,
            phone_keys=(key for _, own in numbers[row.id] for key in own),
            emails=emails[row.id],
            addresses=(key for key, _ in places[row.id]),
            birthday_on=date.fromisoformat(row.birthday_on) if row.birthday_on else None,
        )
        yield (
            row.id,
            Known(
                ref=ClientRef(row.id, row.name, row.organisation, Level(row.level)),
                traits=traits,
                numbers=tuple(numbers[row.id]),
                emails=tuple(emails[row.id]),
                places=tuple(places[row.id]),
                tax_number=row.tax_number,
                is_sample=bool(row.is_sample),
            ),
        )


def weights(connection: Connection, client_ids: Collection[int]) -> dict[int, int]:
    """Count what there is to each client: sales, payments, notes, contacts, who they sent."""
    rows = connection.exec_driver_sql(_WEIGHTS, (ids(client_ids),))
    return {row[0]: row[1] for row in rows}


def _batches(client_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(client_ids), _BATCH):
        yield client_ids[start : start + _BATCH]
