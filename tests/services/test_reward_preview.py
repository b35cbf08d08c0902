"""What a rule would do is said before it is done: the same as what then is done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories import TODAY, client, do, payment, rows, sale, whole
from tests.services.rewards import couple, refer, rule, standing

from smallcrm.app import Backend
from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.services.commands import AddRewardRule, EditRewardRule

D = Decimal
EUR = "EUR"


def test_a_rule_that_is_not_there_yet(backend: Backend) -> None:
    ann, bob, of_bob = couple(backend)
    cem, of_cem = refer(backend, ann, "Cem Oz")
    first = sale(backend, bob, "100", on=TODAY - timedelta(2))
    last = sale(backend, cem, "50.50")
    payment(backend, bob, "100")
    payment(backend, cem, "50.50")
    before = whole(backend)
    wanted = AddRewardRule(name="Ten", percent=D(10), recipients=RewardRecipients.BOTH)
    found = backend.services.preview_rule(wanted)
    assert whole(backend) == before
    assert (found.count, found.referrals) == (4, 2)
    assert found.posted == (Money(3010, EUR),)
    assert found.taken_back == ()
    assert [(row.sale, row.recipient.name, row.referred.name, row.then) for row in found.rows] == [
        ((last, "S-2026-0002"), "Ann Lee", "Cem Oz", Money(505, EUR)),
        ((last, "S-2026-0002"), "Cem Oz", "Cem Oz", Money(505, EUR)),
        ((first, "S-2026-0001"), "Ann Lee", "Bob Tan", Money(1000, EUR)),
        ((first, "S-2026-0001"), "Bob Tan", "Bob Tan", Money(1000, EUR)),
    ]
    assert {row.referral_id for row in found.rows} == {of_bob, of_cem}
    assert {row.on for row in found.rows} == {TODAY, TODAY - timedelta(2)}
    assert not any(row.now for row in found.rows)
    do(backend, wanted)
    assert sum(credit[3] for credit in standing(backend)) == found.posted[0].minor


def test_a_rule_that_is_changed(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    one = rule(backend)
    rule(backend, amount="3")
    first = sale(backend, bob, "100", on=TODAY - timedelta(2))
    second = sale(backend, bob, "40")
    payment(backend, bob, "140")
    changed = EditRewardRule(rule=one, percent=D(5), first_sales=2)
    found = backend.services.preview_rule(changed)
    assert found.posted == (Money(200, EUR),)
    assert found.taken_back == (Money(500, EUR),)
    assert [(row.sale, row.now.minor, row.then.minor) for row in found.rows] == [
        ((second, "S-2026-0002"), 0, 200),
        ((first, "S-2026-0001"), 1000, 500),
    ]
    do(backend, changed)
    assert [credit[3] for credit in standing(backend)] == [500, 200, 300]
    again = backend.services.preview_rule(changed)
    assert (again.count, again.rows) == (0, ())
    assert backend.services.preview_rule(EditRewardRule(rule=one, name="x")).count == 0


def test_what_the_owner_said_is_not_the_rules(backend: Backend) -> None:
    _, bob, referral = couple(backend)
    do(backend, commands.SetReward(referral=referral, amount=D(0), reason="family"))
    sale(backend, bob, "100")
    found = backend.services.preview_rule(
        AddRewardRule(name="Ten", percent=D(10), earned_when=EarnedWhen.ORDERED)
    )
    assert found.count == 0


def test_as_it_would_be_refused(backend: Backend) -> None:
    client(backend)
    one = rule(backend)
    for wanted, code in (
        (AddRewardRule(name="Ten"), "rule_percent_or_amount"),
        (AddRewardRule(name="", percent=D(1)), "no_name"),
        (EditRewardRule(rule=one, percent=D(101)), "bad_percent"),
        (EditRewardRule(rule=99, percent=D(10)), "no_such_reward_rule"),
    ):
        with pytest.raises(Refusal) as refused:
            backend.services.preview_rule(wanted)
        assert refused.value.code == code
    assert rows(backend, "SELECT count(*) FROM reward_rule") == [(1,)]
