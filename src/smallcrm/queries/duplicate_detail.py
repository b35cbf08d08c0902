"""Two clients side by side: what each has in every field, how much hangs on each."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from smallcrm.domain.clock import Clock
from smallcrm.queries import duplicates, merges
from smallcrm.queries.care_shapes import DuplicateDetail, FieldPair
from smallcrm.queries.client_card import client_card
from smallcrm.queries.shapes import ClientCard, ClientDetails

# Fields as `MergeClients.take` names them, and what the card calls them.
FIELDS: Final = (
    ("name", "name"),
    ("kind", "kind"),
    ("organisation", "organisation"),
    ("code", "code"),
    ("level", "level"),
    ("lifecycle", "lifecycle"),
    ("tax_number", "tax_number"),
    ("birthday_on", "birthday"),
    ("language", "language"),
    ("currency", "currency"),
    ("payment_term_days", "payment_term_days"),
    ("discount_percent", "discount_percent"),
    ("credit_limit_minor", "credit_limit"),
    ("rating", "rating"),
    ("source", "source"),
)
# What is counted of each, by the name of the table.
_COUNTED: Final = {
    "sale": "client_id",
    "quote": "client_id",
    "invoice": "client_id",
    "contract": "client_id",
    "payment": "client_id",
    "note": "client_id",
    "interaction": "client_id",
    "follow_up": "client_id",
    "contact_person": "client_id",
    "phone_number": "client_id",
    "email_address": "client_id",
    "postal_address": "client_id",
    "referral": "counterpart_id",
}


def duplicate(
    connection: Connection, one: int, other: int, *, clock: Clock
) -> DuplicateDetail | None:
    """Read two clients for comparing, or None where one of them is not there."""
    pair = duplicates.pair_of(connection, one, other)
    if pair is None:
        return None
    cards = [client_card(connection, ref.id, clock=clock) for ref in (pair.one, pair.other)]
    mine, theirs = cards
    if mine is None or theirs is None:
        return None
    return DuplicateDetail(
        pair=pair,
        fields=_fields(mine, theirs),
        one=mine,
        other=theirs,
        counts=_counts(connection, pair.one.id, pair.other.id),
        obstacles=_obstacles(connection, mine, theirs),
    )


def _fields(one: ClientCard, other: ClientCard) -> tuple[FieldPair, ...]:
    found = [
        FieldPair(field, _value(one.details, name), _value(other.details, name))
        for field, name in FIELDS
    ]
    hold = [card.details.on_hold or None for card in (one, other)]
    found.append(FieldPair("on_hold", *hold))
    sent = [
        None if card.referred_by is None else card.referred_by.counterpart for card in (one, other)
    ]
    found.append(FieldPair("referred_by", *sent))
    mine, theirs = ({value.field_id: value for value in card.details.own} for card in (one, other))
    found += [
        FieldPair(f"own:{field_id}", mine.get(field_id), theirs.get(field_id))
        for field_id in sorted(mine.keys() | theirs.keys())
    ]
    return tuple(field for field in found if (field.one, field.other) != (None, None))


def _value(details: ClientDetails, name: str) -> object:
    if name == "name":
        return details.ref.name
    if name in ("organisation", "level"):
        found: object = getattr(details.ref, name)
        return found
    return getattr(details, name)


def _counts(connection: Connection, one: int, other: int) -> tuple[tuple[str, int, int], ...]:
    found = []
    for table, column in _COUNTED.items():
        sql = f"SELECT count(*) FROM {table} WHERE {column} = ?"
        both = [
            connection.exec_driver_sql(sql, (client_id,)).scalar_one() for client_id in (one, other)
        ]
        if any(both):
            found.append((table, *both))
    return tuple(found)


def _obstacles(connection: Connection, mine: ClientCard, theirs: ClientCard) -> tuple[str, ...]:
    """Say why they cannot be merged, whichever of their referrers is kept."""
    if mine.details.is_sample != theirs.details.is_sample:
        return ("merge_sample",)
    one, other = mine.details.ref.id, theirs.details.ref.id
    for take in (False, True):
        sender = merges.sender_after(connection, one, other, take=take)
        if sender is None or not merges.closes_circle(connection, one, other, sender[1]):
            return ()
    return ("merge_circle",)
