"""Looking for clients who may be one over the whole file, and for one client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against

from smallcrm.app import Backend
from smallcrm.db.connection import connect

_TURNS, _ONES = 3, 200
# What the look has to read at least, as Python sees it: every name, number, address and field.
_SCANS = (
    "SELECT id, name, organisation, code, tax_number, birthday_on FROM client",
    "SELECT client_id, number, typed_key, e164_key FROM phone_number",
    "SELECT client_id, address, address_key FROM email_address",
    "SELECT client_id, street, postal_code, locality, text FROM postal_address",
)
_GOAL, _CARD = 25.0, 1.0


def run(context: Context) -> list[Row]:
    """Time both, in a slot of their own, against reading the same rows and nothing else."""
    backend = data.opened(context.data)
    raw = connect(context.database, readonly=True)
    whole, scans, pairs = _whole(backend, raw)
    ids = [row[0] for row in raw.execute("SELECT id FROM client ORDER BY id * 7919 % 100003")]
    ones, cards = _ones(backend, ids[:_ONES])
    raw.close()
    backend.close()
    clients = f"{context.clients:,} clients"
    what = f"duplicates among {clients} ({pairs} pairs shown)"
    return [
        against(what, whole.wall, "one scan of the same tables", scans.wall, _GOAL),
        against(
            f"who may be the same as one of {clients}", ones.wall, "their card", cards.wall, _CARD
        ),
    ]


def _whole(backend: Backend, raw: Any) -> tuple[Times, Times, int]:
    whole, scans, pairs = Times(), Times(), 0
    for _ in range(_TURNS):
        with whole.one():
            pairs = len(backend.queries.duplicates())
        with scans.one():
            for sql in _SCANS:
                raw.execute(sql).fetchall()
    return whole, scans, pairs


def _ones(backend: Backend, ids: Sequence[int]) -> tuple[Times, Times]:
    ones, cards = Times(), Times()
    for client_id in ids[:2]:  # what is imported at first use
        backend.queries.duplicates_of(client_id, slot="card")
        backend.queries.card(client_id)
    for client_id in ids:
        with cards.one():
            backend.queries.card(client_id)
        with ones.one():
            backend.queries.duplicates_of(client_id, slot="card")
    return ones, cards
