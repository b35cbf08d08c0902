"""What tests of rewards share: rules, referrals, and the credit that stands for them in short."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.conftest import NOW, ZONE
from tests.factories import client, do, dump, redo, rows, sound, undo

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import Command

# A recipient, the rule (None: said by the owner), the sale (None: no one), what stands, currency.
Credit = tuple[int, int | None, int | None, int, str]
_STANDING = """
    SELECT client_id, reward_rule_id, reward_sale_id,
           sum(CASE kind WHEN 'referral_credit' THEN amount_minor ELSE -amount_minor END) AS minor,
           currency
    FROM payment WHERE referral_id IS NOT NULL AND voided_at IS NULL
    GROUP BY referral_id, client_id, reward_rule_id, reward_sale_id, currency
    HAVING minor <> 0 ORDER BY client_id, reward_rule_id, reward_sale_id, currency
"""


def rule(backend: Backend, percent: str | None = "10", **fields: Any) -> int:
    """Make a rule, of ten percent of the first paid sale where nothing else is said."""
    for name in ("amount", "minimum", "cap", "year_cap"):
        if fields.get(name) is not None:
            fields[name] = Decimal(fields[name])
    wanted = None if percent is None or "amount" in fields else Decimal(percent)
    values = {"name": "Ten percent", "percent": wanted, **fields}
    return do(backend, commands.AddRewardRule(**values)).id


def refer(backend: Backend, referrer: int, name: str = "Bob Tan") -> tuple[int, int]:
    """Let somebody new be sent by a client; return them and the referral."""
    bob = client(backend, name)
    return bob, do(backend, commands.AddReferral(referrer=referrer, client=bob)).id


def couple(backend: Backend) -> tuple[int, int, int]:
    """Return a referrer, whom they sent, and the referral."""
    ann = client(backend)
    return ann, *refer(backend, ann)


def standing(backend: Backend) -> list[Credit]:
    """Return the credit that stands for referrals, key by key; the file must be sound."""
    sound(backend)
    return [tuple(row) for row in rows(backend, _STANDING)]  # type: ignore[misc]


def minors(backend: Backend) -> list[int]:
    """Return how much stands of each credit."""
    return [minor for _, _, _, minor, _ in standing(backend)]


def told(backend: Backend, code: str) -> list[tuple[Any, ...]]:
    """Return whom the open follow-ups of a code are about, and the amount."""
    return rows(
        backend,
        "SELECT client_id, currency, amount_minor FROM follow_up"
        " WHERE code = ? AND done_at IS NULL ORDER BY id",
        code,
    )


def back_and_forth(backend: Backend, command: Command) -> int:
    """Do something, undo and redo it: each time the file must be what it was, byte for byte."""
    before = dump(backend)
    made = do(backend, command).id
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    sound(backend)
    return made


def on_day(paths: Paths, days: int) -> Backend:
    """Open the file so many days later."""
    then: datetime = NOW + timedelta(days=days)
    return open_backend(paths, Clock.fixed(then, ZONE))


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)
