"""A data folder with very many referrals, made once and kept: money, a rule, and its credits."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from tests.benchmarks import data
from tests.benchmarks.common import say

from smallcrm.db import search_index
from smallcrm.db.connection import connect

REFERRALS, ROOTS, HEAVIEST, CHAINS, LENGTH = 200_000, 4_000, 5_000, 200, 14
_LAST = date(2026, 11, 20)
_DAYS = 3_650
# A new referrer for so many sent; most of them were sent themselves.
_EACH = 7
_RULE = (
    "INSERT INTO reward_rule (id, name, recipients, percent, earned_when, first_sales, without_tax,"
    " is_sample) VALUES (1, 'Ten percent of the first sale', 'referrer', '10', 'paid', 1, 0, 0)"
)
_TABLES = {
    "client": "id, kind, name, name_sort, level, lifecycle, created_at, is_sample, on_hold",
    "referral": "id, direction, client_id, counterpart_id, referred_on, outcome, outcome_by_hand",
    "sale": "id, client_id, number, title, currency, sold_on, due_on, status, prices_include_tax,"
    " net_minor, tax_minor, total_minor, paid_minor, is_opening_balance",
    "payment": "id, client_id, kind, currency, amount_minor, allocated_minor, refunded_minor,"
    " received_on, referral_id, reward_rule_id, reward_sale_id",
    "payment_allocation": "id, payment_id, sale_id, amount_minor",
}


def folder(referrals: int = REFERRALS) -> Path:
    """Return a data folder with so many referrals, made where it is missing."""
    empty = data.folder(0)
    kept = empty.with_name(f"{empty.name}-referrals-{referrals}")
    if kept.is_dir():
        data.refresh_backup(kept)
        return kept
    say(f"Making a data file of {referrals:,} referrals (once)")
    making = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    shutil.copytree(empty, making)
    _fill(making, referrals)
    making.rename(kept)
    data.refresh_backup(kept)
    return kept


def _fill(folder: Path, referrals: int) -> None:
    raw = connect(folder / "smallcrm.db")
    raw.execute("PRAGMA cache_size=-1000000")
    raw.execute("BEGIN IMMEDIATE")
    action = raw.execute(
        "INSERT INTO action (at, kind, source, label, parameters, schema)"
        " SELECT at, 'auto', 'program', '', '{}', schema FROM action ORDER BY id LIMIT 1"
    ).lastrowid
    raw.execute("INSERT INTO journal_now (id, action_id) VALUES (1, ?)", (action,))
    raw.execute(_RULE)
    for name, rows in _rows(referrals):
        columns = _TABLES[name]
        marks = ", ".join("?" * (columns.count(",") + 1))
        raw.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)
    raw.execute("DELETE FROM journal_now")
    raw.execute("COMMIT")
    raw.close()
    backend = data.opened(folder)
    with backend.database.write() as connection:
        search_index.rebuild(connection)
    backend.database.checkpoint()
    backend.close()


def _rows(referrals: int) -> Iterator[tuple[str, Sequence[tuple[Any, ...]]]]:
    """Make the rows, table by table, some thousands of clients at a time."""
    rng = Random(1)
    roots = referrals * ROOTS // REFERRALS
    yield "client", [_client(one) for one in range(1, roots + 1)]
    sent = enumerate(_senders(rng, referrals, roots), start=roots + 1)
    maker = _Money(rng, referrals)
    while batch := list(islice(sent, 5_000)):
        yield "client", [_client(one) for one, _ in batch]
        made = [maker.of(one, one - roots, referrer) for one, referrer in batch]
        for name in _TABLES:
            if name != "client":
                yield name, [row for rows in made for row in rows[name]]


def _client(one: int) -> tuple[Any, ...]:
    name = f"Client {one}"
    return one, "person", name, name.lower(), "standard", "active", "2016-01-01T09:00:00.000Z", 0, 0


def _senders(rng: Random, referrals: int, roots: int) -> Iterable[int]:
    """Say for each client who sent them: one heavy referrer, some chains, and many others."""
    known = list(range(2, roots + 1))
    heavy = referrals * HEAVIEST // REFERRALS
    chained = referrals * CHAINS // REFERRALS
    last = dict.fromkeys(range(chained), 2)
    for index in range(referrals):
        one = roots + 1 + index
        if index % (referrals // heavy) == 0:
            yield 1
        elif chained and index < chained * LENGTH * 2 and index % 2:
            chain = index // 2 % chained
            yield last[chain] if index // 2 >= chained else rng.choice(known)
            last[chain] = one
        else:
            # Who sends at all sends again; the early ones have sent the most.
            yield known[int(len(known) * rng.random() ** 1.3)]
        if index % _EACH == 0:
            known.append(one)


class _Money:
    """Makes what a client bought and paid, and what that earned who sent them."""

    def __init__(self, rng: Random, referrals: int) -> None:
        self._rng = rng
        self._referrals = referrals
        self._sales = self._payments = self._parts = 0

    def of(self, client: int, referral: int, referrer: int) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of one referral; seven of ten are won, most of those in euro."""
        rng = self._rng
        on = _LAST - timedelta(days=_DAYS - _DAYS * referral // (self._referrals + 1))
        sales = rng.choice((1, 1, 2, 3)) if rng.random() < 0.7 else 0
        outcome = "won" if sales else rng.choice(("pending", "lost"))
        made: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _TABLES}
        made["referral"].append(
            (referral, "in", client, referrer, on.isoformat(), outcome, outcome == "lost")
        )
        currency = "USD" if rng.random() < 0.1 else "EUR"
        for place in range(sales):
            total = rng.randrange(2_000, 90_000)
            day = min(on + timedelta(days=20 * place), _LAST).isoformat()
            self._sales += 1
            number, paid = f"S-{self._sales}", total if rng.random() < 0.9 else 0
            made["sale"].append(
                (
                    *(self._sales, client, number, "Lessons", currency, day, day, "delivered"),
                    *(0, total, 0, total, paid, 0),
                )
            )
            if paid:
                self._pay(made, client, "payment", currency, total, total, day)
                self._parts += 1
                made["payment_allocation"].append((self._parts, self._payments, self._sales, total))
            if paid and place == 0:
                reward = (total + 5) // 10
                reference = (referral, 1, self._sales)
                self._pay(made, referrer, "referral_credit", currency, reward, 0, day, *reference)
        return made

    def _pay(
        self,
        made: dict[str, list[tuple[Any, ...]]],
        client: int,
        kind: str,
        currency: str,
        minor: int,
        allocated: int,
        day: str,
        *reference: int,
    ) -> None:
        self._payments += 1
        row = (self._payments, client, kind, currency, minor, allocated, 0, day)
        made["payment"].append(row + (reference or (None, None, None)))
