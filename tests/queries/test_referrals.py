"""Referrals on the card, in the tab and by themselves: figures against the rows, rules, credits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import referral_rows
from tests.factories import TODAY, client, do, ordered, payment, sale, sound, undo
from tests.queries.reading import counted, plan
from tests.referral_rows import MOST, Payment, Referral, World, summed

from smallcrm.domain.enums import (
    EarnedWhen,
    FollowUpCode,
    Prospect,
    ReferralOutcome,
    RewardRecipients,
)
from smallcrm.domain.money import Money
from smallcrm.queries import payments, referrals, rewards
from smallcrm.queries.order import Order
from smallcrm.queries.referral_shapes import ReferralSummary, RuleState
from smallcrm.services import commands

D = Decimal


def euro(minor):
    return (Money(minor, "EUR"),)


def rule(backend, name="Ten percent", **fields):
    values = {"percent": D(10), **fields}
    return do(backend, commands.AddRewardRule(name=name, **values)).id


def sent(backend, referrer, name="Bob", **fields):
    """Let somebody be sent by a client; return the client who was, and the referral."""
    one = client(backend, name)
    command = commands.AddReferral(referrer=referrer, client=one, **fields)
    return one, do(backend, command).id


# -- the summary of a card ------------------------------------------------------------------------


def expected_summary(world, whose):
    """Work out by hand whom a client sent and what became of the credit."""
    own = [one for one in world.sent_to_us() if one.referrer == whose]
    mine = [one for one in world.payments if one.client == whose and not one.void]
    credit = [one for one in mine if one.kind == "referral_credit"]
    taken = [Money(one.minor, one.currency) for one in mine if one.kind == "credit_taken_back"]
    less = [Money(-money.minor, money.currency) for money in taken]

    def of(value):
        return [Money(value(one), one.currency) for one in credit]

    def left(one):
        return one.minor - one.refunded - one.used

    def lapsed(one):
        return one.expires is not None and one.expires < 0

    lapses = [one for one in credit if left(one) and one.expires is not None and not lapsed(one)]
    expires = None
    if lapses:
        days = min(one.expires for one in lapses)
        first = min(one.currency for one in lapses if one.expires == days)
        minor = sum(left(one) for one in lapses if one.expires == days and one.currency == first)
        expires = Money(minor, first), TODAY + timedelta(days=days)
    return ReferralSummary(
        sent=len(own),
        won=sum(one.outcome == "won" for one in own),
        worth=summed(world.paid(one.client) for one in own),
        earned=summed([of(lambda one: one.minor), less]),
        spent=summed([of(lambda one: one.used)]),
        paid_out=summed([of(lambda one: one.refunded), less]),
        expired=summed([of(lambda one: left(one) if lapsed(one) else 0)]),
        left=summed([of(lambda one: 0 if lapsed(one) else left(one))]),
        expires=expires,
    )


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(referral_rows.worlds(), st.integers(1, MOST))
def test_the_summary_is_what_the_rows_come_to(backend, world, whose):
    referral_rows.write(backend, world)
    assert backend.queries.card(whose).referral_summary == expected_summary(world, whose)


def test_the_summary_of_credit_that_is_spent_paid_out_and_left(backend):
    ann = client(backend, "Ann")
    rule(backend, expires_after_days=30)
    bob, _ = sent(backend, ann)
    sale(backend, bob, "1000")
    payment(backend, bob, "1000")
    own = sale(backend, ann, "20")
    (credit,) = backend.queries.rewards_of(ann)
    do(backend, commands.UseCredit(sale=own))
    do(backend, commands.Refund(payment=credit.payment_id, amount=D(15)))
    last = TODAY + timedelta(days=30)
    found = backend.queries.card(ann).referral_summary
    assert (found.sent, found.won, found.worth) == (1, 1, euro(100000))
    assert (found.earned, found.spent, found.paid_out) == (euro(10000), euro(2000), euro(1500))
    assert (found.left, found.expired) == (euro(6500), ())
    assert found.expires == (Money(6500, "EUR"), last)
    (credit,) = backend.queries.rewards_of(ann)
    assert (credit.amount, credit.spent, credit.paid_out) == (
        *euro(10000), *euro(2000), *euro(1500),
    )  # fmt: skip
    assert (credit.left.minor, credit.taken_back.minor, credit.expired.minor) == (6500, 0, 0)
    assert credit.expires_on == last
    assert (credit.recipient.id, credit.referred.id) == (ann, bob)
    assert credit.rule[1] == "Ten percent"
    assert credit.sale[1].startswith("S-")
    sound(backend)


def test_a_card_reads_its_summary_in_two_statements_and_what_lapses_in_a_third(backend):
    world = World(
        3,
        [Referral(client=2, referrer=1), Referral(client=3, referrer=1)],
        [Payment(1, 9, "referral_credit", referral=0, expires=5), Payment(2, 50)],
    )
    referral_rows.write(backend, world)
    for one, count in ((1, 3), (2, 2)):
        with counted(backend, "card") as seen:
            backend.queries.card(one)
        own = [sql for sql in seen if "FROM referrer" in sql or "ix_payment_reward" in sql]
        assert len(own) == count


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        (referrals._SENT, "SEARCH referrer USING INTEGER PRIMARY KEY"),
        (referrals._SENT, "SEARCH worth USING PRIMARY KEY"),
        (referrals._EARNED, "USING COVERING INDEX ix_payment_reward"),
        (referrals._LAPSES, "USING COVERING INDEX ix_payment_reward"),
        (referrals._WITH_CLIENT, "USING COVERING INDEX ix_referral_counterpart"),
        (payments._LAST_MONEY, "USING COVERING INDEX ix_payment_money"),
        (rewards._EARNED, "USING COVERING INDEX ix_payment_reward_rule_id"),
    ],
)
def test_what_a_card_asks_of_referrals_is_read_from_indexes(backend, sql, wanted):
    values = {"id": 1, "today": "x", "day": "x", "limit": 40, "ids": "[1]", "rule": 1}
    found = plan(backend, sql, **{name: values[name] for name in values if f":{name}" in sql})
    assert wanted in found
    assert "SCAN referral" not in found
    assert "SCAN payment" not in found


def test_a_card_shows_the_newest_of_very_many_referrals(backend):
    many = [Referral(client=one, referrer=1, days=one % 37) for one in range(2, 60)]
    many += [Referral(client=60, referrer=1, days=0, direction="out")]
    many += [Referral(client=1, referrer=61, days=1)]
    referral_rows.write(backend, World(61, many, []))
    card = backend.queries.card(1)
    order = sorted(range(len(many)), key=lambda place: (many[place].on, place), reverse=True)
    newest = [place + 1 for place in order[:40]]
    assert card.referred_by is not None
    listed = {card.referred_by.id, *(one.id for one in card.referred)}
    # Whom we sent to this client, as to a partner, is in the timeline alone.
    assert listed | {59} == set(newest)


# -- one referral ---------------------------------------------------------------------------------


def test_a_referral_with_all_about_it(backend):
    ann = client(backend, "Ann")
    ten = rule(backend)
    both = rule(
        backend, "Welcome", percent=None, amount=D(5), recipients=RewardRecipients.BOTH,
        earned_when=EarnedWhen.ORDERED,
    )  # fmt: skip
    bob, referral = sent(backend, ann)
    first, second = sale(backend, bob, "100"), ordered(backend, bob, "50")
    found = backend.queries.referral(referral)
    assert [one.id for one in found.sales] == [first, second]
    assert found.referral.outcome is ReferralOutcome.WON
    why = {(one.rule[0], one.recipient.id): (one.why, one.earned) for one in found.prospects}
    assert why == {
        (ten, ann): (Prospect.NOT_PAID, ()),
        (both, ann): (Prospect.EARNED, euro(500)),
        (both, bob): (Prospect.EARNED, euro(500)),
    }
    assert next(one.expected for one in found.prospects if one.rule[0] == ten) == euro(1000)
    payment(backend, bob, "100")
    command = commands.SetReward(referral=referral, client=bob, amount=D(0), reason="staff")
    do(backend, command)
    found = backend.queries.referral(referral)
    assert found.referral.reward == euro(1500)
    assert {(one.recipient.id, one.left.minor) for one in found.credits if one.left} == {
        (ann, 1000), (ann, 500),
    }  # fmt: skip
    (said,) = found.overrides
    assert (said.recipient.id, said.amount.minor, said.reason) == (bob, 0, "staff")
    (taken,) = backend.queries.rewards_of(bob)
    assert (taken.taken_back.minor, taken.left.minor) == (500, 0)
    undo(backend)
    assert backend.queries.referral(referral).referral.reward == euro(2000)
    assert backend.queries.referral(99) is None


def test_a_referral_out_earns_nothing_and_has_no_prospects(backend):
    ann = client(backend, "Ann")
    rule(backend)
    out = do(
        backend,
        commands.AddReferralOut(client=ann, partner_name="Lex", commission=D("12.50")),
    ).id
    found = backend.queries.referral(out)
    assert (found.prospects, found.credits, found.overrides) == ((), (), ())
    assert found.referral.commission == Money(1250, "EUR")
    assert found.referral.reward == ()


# -- rules ----------------------------------------------------------------------------------------


def test_rules_that_hold_come_before_those_to_come_and_those_that_ended(backend):
    day = timedelta(days=1)
    ended = rule(backend, "Ended", valid_until=TODAY - day)
    later = rule(backend, "Later", valid_from=TODAY + day)
    holds = rule(
        backend, "Holds", percent=None, amount=D(5), currency="USD", minimum=D(20), cap=D(50),
        year_cap=D(500), valid_from=TODAY, valid_until=TODAY, within_months=6, first_sales=None,
        without_tax=True, note="for all",
    )  # fmt: skip
    found = backend.queries.reward_rules()
    assert [(one.id, one.state) for one in found] == [
        (holds, RuleState.ON),
        (later, RuleState.PLANNED),
        (ended, RuleState.ENDED),
    ]
    one = backend.queries.reward_rule(holds)
    assert one == found[0]
    assert (one.percent, one.amount, one.currency) == (None, Money(500, "USD"), "USD")
    assert (one.minimum, one.cap, one.year_cap) == (
        Money(2000, "USD"), Money(5000, "USD"), Money(50000, "USD"),
    )  # fmt: skip
    assert (one.within_months, one.first_sales, one.without_tax, one.note) == (
        6, None, True, "for all",
    )  # fmt: skip
    assert found[2].percent == 10
    assert backend.queries.reward_rule(99) is None


def test_a_rule_says_what_it_came_to(backend):
    ann = client(backend, "Ann")
    ten = rule(backend)
    for number in range(3):
        bob, _ = sent(backend, ann, f"Bob {number}")
        sale(backend, bob, "100")
        paid = payment(backend, bob, "100")
    assert (one := backend.queries.reward_rule(ten)).credits == 3
    assert one.earned == euro(3000)
    do(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    one = backend.queries.reward_rule(ten)
    assert (one.credits, one.earned) == (2, euro(2000))
    # What was paid out was earned all the same.
    credit = backend.queries.rewards_of(ann)[-1]
    do(backend, commands.Refund(payment=credit.payment_id, amount=D(10)))
    one = backend.queries.reward_rule(ten)
    assert (one.credits, one.earned) == (2, euro(2000))


# -- what the program asks the owner to do ---------------------------------------------------------


def test_a_follow_up_says_whom_it_is_about(backend):
    ann = client(backend, "Ann")
    bob, referral = sent(backend, ann)
    sale(backend, bob, "100")
    for found in (backend.queries.follow_ups(), backend.queries.card(ann).follow_ups):
        (one,) = found
        assert (one.code, one.referral_id) == (FollowUpCode.THANKS, referral)
        assert (one.client.id, one.referred.id, one.amount) == (ann, bob, None)


# -- the tab --------------------------------------------------------------------------------------


def test_the_tab_sorts_and_filters_by_reward(backend):
    ann = client(backend, "Ann")
    rule(backend)
    made = []
    for amount in ("300", "100", None):
        bob, referral = sent(backend, ann, f"Bob {amount}")
        made.append(referral)
        if amount:
            sale(backend, bob, amount)
            payment(backend, bob, amount)
    lost = sent(backend, ann, "Eve")[1]
    do(backend, commands.EditReferral(referral=lost, outcome=ReferralOutcome.LOST))

    def ids(sort, *filters):
        order = Order(sort, descending=True, filters=filters)
        return list(backend.queries.row_ids("referrals", order, slot="t"))

    assert ids("reward") == [made[0], made[1], lost, made[2]]
    assert ids("reward", "rewarded") == made[:2]
    assert ids("on", "unrewarded") == [made[2]]
    shown = backend.queries.rows("referrals", ids("reward"), slot="t")
    assert [one.reward for one in shown] == [euro(3000), euro(1000), (), ()]
    assert [one.paid_value for one in shown] == [euro(30000), euro(10000), (), ()]
    counts = backend.queries.filter_counts("referrals")
    assert (counts["rewarded"], counts["unrewarded"]) == (2, 1)
