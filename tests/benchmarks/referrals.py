"""The league, the tree, the card's summary and rewards, on a file of 200,000 referrals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.benchmarks import data, referral_file, replay
from tests.benchmarks.common import Context, Row, Times, against, median, within

from smallcrm.app import Backend
from smallcrm.db.connection import connect
from smallcrm.domain.enums import Source
from smallcrm.queries.referral_shapes import LeagueOrder
from smallcrm.services.commands import EditRewardRule, TakePayment

_SHOWN, _TURNS, _PAYMENTS = 50, 40, 60
_FRAME = 0.016
_YEAR = date(2025, 11, 20)
_HEAVIEST, _EARNING = 3.0, 2.0
# Whom so many are below, here and there in the file, as most referrers are.
_TYPICAL = "SELECT client_id FROM referrer ORDER BY client_id * 7919 % 100003 LIMIT ?"
_ROOTS = """
    WITH RECURSIVE tree(top, client_id, sent) AS (
        SELECT client_id, client_id, sent FROM referrer WHERE parent_id IS NULL
        UNION ALL
        SELECT tree.top, referrer.client_id, referrer.sent
        FROM tree JOIN referrer ON referrer.parent_id = tree.client_id)
    SELECT top, sum(sent) AS below FROM tree GROUP BY top ORDER BY below DESC LIMIT 1
"""
# Sales of which nothing was paid: the first of a client earns who sent them a reward, others do
# not. Of each other referrer one, so that every payment finds what it is about anew.
_UNPAID = """
    SELECT sale.client_id, sale.id, sale.total_minor, sale.currency FROM sale
    JOIN referral ON referral.client_id = sale.client_id AND referral.direction = 'in'
    WHERE sale.paid_minor = 0 AND referral.counterpart_id {0} 1 AND {1} EXISTS (
        SELECT 1 FROM sale AS before
        WHERE before.client_id = sale.client_id AND before.id < sale.id)
    GROUP BY iif(referral.counterpart_id = 1, -sale.id, referral.counterpart_id)
    ORDER BY sale.id LIMIT ?
"""


def run(context: Context) -> list[Row]:
    """Read leagues, branches and cards, and take payments that earn something or nothing."""
    referrals = min(referral_file.REFERRALS, 2 * context.clients)
    folder = referral_file.folder(referrals)
    raw = connect(folder / "smallcrm.db", readonly=True)
    heaviest, below = raw.execute(_ROOTS).fetchone()
    typical = [row[0] for row in raw.execute(_TYPICAL, (_TURNS + 1,))]
    rows: list[Row] = []
    for name, first in (("all time", None), ("a year", _YEAR)):
        rows += _leagues(folder, raw, name, first)
    rows += _branches(folder, raw, typical, heaviest, below)
    rows += _cards(folder, raw, typical)
    raw.close()
    rows += _payments(context.scratch / "earning", folder)
    return rows


def _measured(folder: Path, raw: Any, read: Callable[[Backend], object]) -> tuple[Times, Times]:
    """Time a read of the program, in a slot that was not used, and its statements bare."""
    backend = data.opened(folder)
    times = replay.reads(backend, raw, partial(read, backend), _TURNS)
    backend.close()
    return times


def _leagues(folder: Path, raw: Any, name: str, first: date | None) -> list[Row]:
    def league(backend: Backend, order: LeagueOrder) -> object:
        return backend.queries.league(first, order=order, limit=_SHOWN)

    found = {
        order: _measured(folder, raw, lambda backend, order=order: league(backend, order))  # type: ignore[misc]
        for order in LeagueOrder
    }
    worth, worth_bare = found.pop(LeagueOrder.WORTH)
    slowest = max(found, key=lambda order: median(found[order][0].own))
    other, other_bare = found[slowest]
    what = f"league of {name}, first {_SHOWN}"
    frame = "one 60 Hz frame"
    return [
        within(f"{what} by worth, work", worth.own, _FRAME, frame),
        against(f"{what} by worth", worth.cpu, "the same SQL, bare", worth_bare.cpu),
        within(f"{what}, slowest other order ({slowest.value}), work", other.own, _FRAME, frame),
        against(f"{what} by {slowest.value}", other.cpu, "the same SQL, bare", other_bare.cpu),
    ]


def _branches(
    folder: Path, raw: Any, typical: Sequence[int], heaviest: int, below: int
) -> list[Row]:
    clients = iter(typical)
    usual, _ = _measured(folder, raw, lambda backend: backend.queries.branch(next(clients)))
    heavy, heavy_bare = _measured(folder, raw, lambda backend: backend.queries.branch(heaviest))
    frame = "one 60 Hz frame"
    what = f"branch of the heaviest root ({below:,} below, 500 shown)"
    return [
        within("branch of the tree, typical, work", usual.own, _FRAME, frame),
        within(f"{what}, work", heavy.own, _FRAME, frame),
        against(what, heavy.cpu, "the same SQL, bare", heavy_bare.cpu),
    ]


def _cards(folder: Path, raw: Any, typical: Sequence[int]) -> list[Row]:
    heaviest = raw.execute("SELECT client_id FROM referrer ORDER BY sent DESC").fetchone()[0]
    clients = iter(typical)
    usual, _ = _measured(folder, raw, lambda backend: backend.queries.card(next(clients)))
    heavy, _ = _measured(folder, raw, lambda backend: backend.queries.card(heaviest))
    what = "card data, who sent the most"
    return [against(what, heavy.cpu, "a typical referrer", usual.cpu, _HEAVIEST)]


def _payments(scratch: Path, folder: Path) -> list[Row]:
    """Pay sales in full, in turns: one that earns a reward, one that does not."""
    backend = data.opened(data.copied(folder / "smallcrm.db", scratch))
    raw = connect(scratch / "smallcrm.db", readonly=True)
    earning, other = (
        raw.execute(_UNPAID.format("<>", first), (2 * _PAYMENTS + 2,)).fetchall()
        for first in ("NOT", "")
    )
    of_heaviest = raw.execute(_UNPAID.format("=", "NOT"), (_PAYMENTS,)).fetchall()
    raw.close()
    with_reward, without, heavy, capped = Times(), Times(), Times(), Times()
    _pay(backend, other.pop())
    _pay(backend, earning.pop())
    half = _PAYMENTS
    for mine, theirs in zip(earning[:half], other[:half], strict=False):
        with_reward.measure(partial(_pay, backend, mine))
        without.measure(partial(_pay, backend, theirs))
    few = len(of_heaviest) // 2
    for one in of_heaviest[:few]:
        heavy.measure(partial(_pay, backend, one))
    cap = EditRewardRule(rule=1, currency="EUR", year_cap=Decimal(10**9))
    backend.services.perform(cap, source=Source.SCREEN)
    for one in of_heaviest[few:]:
        capped.measure(partial(_pay, backend, one))
    backend.close()
    what, peer = "payment that earns a reward", "one that earns none"
    return [
        against(what, with_reward.wall, peer, without.wall, _EARNING),
        against(f"{what}, work", with_reward.cpu, peer, without.cpu),
        against(f"{what} for who sent the most, work", heavy.cpu, peer, without.cpu),
        against("the same with a cap for the year, work", capped.cpu, peer, without.cpu),
    ]


def _pay(backend: Backend, unpaid: tuple[int, int, int, str]) -> None:
    client, sale, minor, currency = unpaid
    command = TakePayment(
        client=client,
        amount=Decimal(minor).scaleb(-2),
        currency=currency,
        allocations={sale: None},
        request_id=uuid4().hex,
    )
    backend.services.perform(command, source=Source.SCREEN)
