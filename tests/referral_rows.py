"""Referrals and money as bare rows, of any shape that a file may hold, and what they come to.

The rows are written past the services (circles and all), with every trigger at work; `World` then
says from the plain rows, in the simplest way, what the read side has to answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from tests.factories import TODAY

from smallcrm.app import Backend
from smallcrm.db.connection import connect
from smallcrm.domain.money import Money, sum_by_currency

CURRENCIES = ("EUR", "USD", "JPY")
OUTCOMES = ("pending", "won", "lost")
KINDS = ("payment", "payment", "referral_credit", "credit_taken_back", "refund", "write_off")
MOST = 9


@dataclass(frozen=True)
class Referral:
    """One row: days are counted back from today."""

    client: int
    referrer: int
    days: int = 0
    outcome: str = "won"
    direction: str = "in"

    @property
    def on(self) -> date:
        return TODAY - timedelta(days=self.days)


@dataclass(frozen=True)
class Payment:
    """One row; `referral` is a place in the list of referrals, or None."""

    client: int
    minor: int
    kind: str = "payment"
    currency: str = "EUR"
    refunded: int = 0
    used: int = 0
    void: bool = False
    referral: int | None = None
    expires: int | None = None


@dataclass
class World:
    """Rows as they were written; clients are numbered from 1."""

    clients: int
    referrals: list[Referral] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def kept(self) -> World:
        """Leave out what no file can hold: oneself as referrer, or a second one."""
        sent: set[int] = set()
        referrals: list[Referral] = []
        for one in self.referrals:
            if one.client == one.referrer or (one.direction == "in" and one.client in sent):
                continue
            if one.direction == "in":
                sent.add(one.client)
            referrals.append(one)
        count = len(referrals)
        payments = [
            Payment(**{
                **vars(one),
                "referral": None if not count or one.referral is None else one.referral % count,
                "refunded": min(one.refunded, one.minor),
                "used": max(0, min(one.used, one.minor - one.refunded)),
            })
            for one in self.payments
        ]  # fmt: skip
        return World(self.clients, referrals, payments)

    def sent_to_us(self) -> list[Referral]:
        return [one for one in self.referrals if one.direction == "in"]

    def paid(self, client: int) -> list[Money]:
        return [
            Money(one.minor - one.refunded, one.currency)
            for one in self.payments
            if one.client == client and one.kind == "payment" and not one.void
        ]

    def reward(self, referral: Referral) -> list[Money]:
        place = self.referrals.index(referral)
        return [
            Money(one.minor if one.kind == "referral_credit" else -one.minor, one.currency)
            for one in self.payments
            if one.referral == place
            and not one.void
            and one.kind in {"referral_credit", "credit_taken_back"}
        ]

    def by_referrer(self, first: date | None, until: date | None) -> dict[int, list[Referral]]:
        found: dict[int, list[Referral]] = defaultdict(list)
        for one in self.sent_to_us():
            if (first is None or one.on >= first) and (until is None or one.on <= until):
                found[one.referrer].append(one)
        return found


def summed(amounts: Iterable[Sequence[Money]]) -> tuple[Money, ...]:
    return sum_by_currency(money for some in amounts for money in some)


def worlds() -> st.SearchStrategy[World]:
    """Draw any rows; many of them about the same few clients."""
    who = st.integers(1, MOST)
    referral = st.builds(
        Referral,
        client=who,
        referrer=who,
        days=st.integers(0, 40),
        outcome=st.sampled_from(OUTCOMES),
        direction=st.sampled_from(("in", "in", "in", "out")),
    )
    payment = st.builds(
        Payment,
        client=who,
        minor=st.integers(1, 60),
        kind=st.sampled_from(KINDS),
        currency=st.sampled_from(CURRENCIES),
        refunded=st.sampled_from((0, 0, 7, 60)),
        used=st.sampled_from((0, 0, 5)),
        void=st.sampled_from((False, False, False, True)),
        referral=st.one_of(st.none(), st.integers(0, 20)),
        expires=st.sampled_from((None, None, -3, 0, 9)),
    )
    return st.builds(
        World,
        clients=st.just(MOST),
        referrals=st.lists(referral, max_size=14),
        payments=st.lists(payment, max_size=18),
    ).map(World.kept)


@contextmanager
def written(backend: Backend) -> Iterator[Any]:
    """Lend a bare connection inside one action, as another program of ours would write."""
    raw = connect(backend.paths.database)
    try:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("PRAGMA defer_foreign_keys=ON")
        action = raw.execute(
            "INSERT INTO action (at, kind, source, label, parameters, schema)"
            " VALUES ('2026-05-12T08:42:00.000Z', 'auto', 'program', '', '{}', '0003')"
        ).lastrowid
        raw.execute("INSERT INTO journal_now (id, action_id) VALUES (1, ?)", (action,))
        yield raw
        raw.execute("DELETE FROM journal_now")
        raw.execute("COMMIT")
    finally:
        raw.close()


def write(backend: Backend, world: World) -> None:
    """Put the rows of a world in the place of what there was of their kind."""
    with written(backend) as raw:
        raw.execute("DELETE FROM payment")
        raw.execute("DELETE FROM referral")
        raw.execute("DELETE FROM client")
        for one in range(1, world.clients + 1):
            raw.execute(INSERT_CLIENT, client_row(one))
        for place, referral in enumerate(world.referrals):
            raw.execute(INSERT_REFERRAL, referral_row(place, referral))
        for place, payment in enumerate(world.payments):
            raw.execute(INSERT_PAYMENT, payment_row(place, payment))


INSERT_CLIENT = (
    "INSERT INTO client (id, kind, name, name_sort, level, lifecycle, created_at, is_sample)"
    " VALUES (?, 'person', ?, ?, 'standard', 'active', '2026-01-01T09:00:00.000Z', 0)"
)
INSERT_REFERRAL = (
    "INSERT INTO referral (id, direction, client_id, counterpart_id, referred_on, outcome,"
    " outcome_by_hand) VALUES (?, ?, ?, ?, ?, ?, 0)"
)
INSERT_PAYMENT = (
    "INSERT INTO payment (id, client_id, kind, currency, amount_minor, allocated_minor,"
    " refunded_minor, received_on, voided_at, referral_id, expires_on)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def name_of(client: int) -> str:
    """Return a name whose order is not that of the ids."""
    return f"{'EDCBAJIHGF'[client % 10]} {client}"


def client_row(client: int) -> tuple[Any, ...]:
    return client, name_of(client), name_of(client).lower()


def referral_row(place: int, one: Referral) -> tuple[Any, ...]:
    where = one.direction, one.client, one.referrer, one.on.isoformat(), one.outcome
    return place + 1, *where


def payment_row(place: int, one: Payment) -> tuple[Any, ...]:
    return (
        place + 1,
        one.client,
        one.kind,
        one.currency,
        one.minor,
        one.used,
        one.refunded,
        TODAY.isoformat(),
        "2026-05-12T08:42:00.000Z" if one.void else None,
        None if one.referral is None else one.referral + 1,
        None if one.expires is None else (TODAY + timedelta(days=one.expires)).isoformat(),
    )
