"""What referrals earn, on real files: posted, taken back, and put back by undo."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.factories import client, do, dump, payment, redo, rows, sale, undo

from smallcrm.app import Backend
from smallcrm.services import commands

D = Decimal


def rule(backend: Backend, **fields: Any) -> int:
    values = {"name": "Ten percent", "percent": D(10), **fields}
    return do(backend, commands.AddRewardRule(**values)).id


def refer(backend: Backend, referrer: int, referred: int) -> int:
    return do(backend, commands.AddReferral(referrer=referrer, client=referred)).id


def credits(backend: Backend) -> list[tuple[Any, ...]]:
    return rows(
        backend,
        "SELECT client_id, kind, currency, amount_minor, allocated_minor, refunded_minor,"
        " reward_rule_id, reward_sale_id FROM payment WHERE referral_id IS NOT NULL ORDER BY id",
    )


def test_ten_percent_of_the_first_sale_once_it_is_paid(backend: Backend) -> None:
    ann, bob = client(backend), client(backend, "Bob Tan")
    one = rule(backend)
    refer(backend, ann, bob)
    first = sale(backend, bob, "250.05")
    assert credits(backend) == []
    payment(backend, bob, "250")
    assert credits(backend) == []
    before = dump(backend)
    payment(backend, bob, "0.05")
    assert credits(backend) == [(ann, "referral_credit", "EUR", 2501, 0, 0, one, first)]
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    sale(backend, bob, "1000")
    payment(backend, bob, "1000")
    assert len(credits(backend)) == 1
