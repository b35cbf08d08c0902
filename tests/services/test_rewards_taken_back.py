"""Credit for referrals that is no longer justified: taken back, from sales too, never paid out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    free_of,
    payment,
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)
from tests.services.rewards import (
    back_and_forth,
    couple,
    minors,
    on_day,
    refer,
    rule,
    standing,
    told,
)

from smallcrm.app import Backend
from smallcrm.domain.enums import EarnedWhen
from smallcrm.paths import Paths
from smallcrm.services import commands

D = Decimal
_ROWS = (
    "SELECT kind, amount_minor, allocated_minor, refunded_minor, refund_of_id FROM payment"
    " WHERE kind IN ('referral_credit', 'credit_taken_back', 'refund') ORDER BY id"
)


def earned(backend: Backend, amount: str = "100") -> tuple[int, int, int, int]:
    """Let a tenth of a sale be earned; return referrer, who bought, the payment, the credit."""
    ann, bob, _ = couple(backend)
    rule(backend)
    sale(backend, bob, amount)
    paid = payment(backend, bob, amount)
    credit = rows(backend, "SELECT id FROM payment WHERE kind = 'referral_credit'")[0][0]
    return ann, bob, paid, credit


def test_a_payment_that_is_refunded_in_part(backend: Backend) -> None:
    _, _, paid, credit = earned(backend)
    back_and_forth(backend, commands.Refund(payment=paid, amount=D("0.01")))
    assert minors(backend) == []
    assert rows(backend, _ROWS)[:2] == [
        ("referral_credit", 1000, 0, 1000, None),
        ("refund", 1, 0, 0, paid),
    ]
    assert free_of(backend, credit) == "0.00"
    assert told(backend, "credit_taken_back") == []  # nothing was spent of it
    back_and_forth(backend, commands.TakePayment(client=2, amount=D("0.01")))
    assert minors(backend) == [1000]


def test_a_payment_that_bounced(backend: Backend) -> None:
    _, _, paid, _ = earned(backend)
    back_and_forth(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    assert minors(backend) == []


def test_of_what_was_spent_the_newest_is_released(backend: Backend) -> None:
    ann, _, paid, credit = earned(backend)
    first, second = sale(backend, ann, "6"), sale(backend, ann, "7")
    do(backend, commands.UseCredit(sale=second, amount=D(3)))
    do(backend, commands.UseCredit(sale=first, amount=D(4)))
    do(backend, commands.EditRewardRule(rule=1, percent=D(6)))
    # 4 of 10 are taken back: 3 that were free, and 1 of what was spent last.
    assert rows(
        backend,
        "SELECT sale_id, amount_minor FROM payment_allocation WHERE payment_id = ? ORDER BY id",
        credit,
    ) == [(second, 300), (first, 300)]
    assert told(backend, "credit_taken_back") == [(ann, "EUR", 100)]
    back_and_forth(backend, commands.ReversePayment(payment=paid))
    assert told(backend, "credit_taken_back") == [(ann, "EUR", 100), (ann, "EUR", 600)]
    assert rows(backend, "SELECT paid_minor FROM sale WHERE client_id = ?", ann) == [(0,), (0,)]
    assert minors(backend) == []


def test_money_that_is_out_stays_out(backend: Backend) -> None:
    ann, bob, paid, credit = earned(backend)
    do(backend, commands.PayOut(client=ann, amount=D(8)))
    back_and_forth(backend, commands.ReversePayment(payment=paid))
    assert minors(backend) == [800]
    assert told(backend, "credit_paid_out") == [(ann, "EUR", 800)]
    assert told(backend, "credit_taken_back") == []
    # Whatever happens next: it is told once.
    sale(backend, bob, "5")
    do(backend, commands.EditRewardRule(rule=1, percent=D(20)))
    assert told(backend, "credit_paid_out") == [(ann, "EUR", 800)]
    # As far as it is earned again, it is no longer told.
    do(backend, commands.EditRewardRule(rule=1, percent=D(3), earned_when=EarnedWhen.ORDERED))
    assert told(backend, "credit_paid_out") == [(ann, "EUR", 500)]
    do(backend, commands.EditRewardRule(rule=1, percent=D(9)))
    assert told(backend, "credit_paid_out") == []
    assert minors(backend) == [900]
    assert free_of(backend, credit) == "0.00"
    do(backend, commands.EditRewardRule(rule=1, percent=D(3)))
    assert told(backend, "credit_paid_out") == [(ann, "EUR", 500)]


def test_money_that_comes_back_is_credit_to_take(backend: Backend) -> None:
    ann, _, paid, _ = earned(backend)
    out = do(backend, commands.PayOut(client=ann)).id
    do(backend, commands.ReversePayment(payment=paid))
    assert minors(backend) == [1000]
    back_and_forth(backend, commands.ReversePayment(payment=out, reason="came back"))
    assert minors(backend) == []
    assert told(backend, "credit_paid_out") == []


def test_the_newest_credit_of_a_key_goes_first(backend: Backend) -> None:
    _, _, _, _ = earned(backend)
    do(backend, commands.EditRewardRule(rule=1, percent=D(15)))
    do(backend, commands.EditRewardRule(rule=1, percent=D(8)))
    assert [row[1:4] for row in rows(backend, _ROWS)] == [
        (1000, 0, 200),
        (500, 0, 500),
        (500, 0, 0),
        (200, 0, 0),
    ]
    assert minors(backend) == [800]


def test_an_earned_credit_is_not_reversed_by_hand(backend: Backend) -> None:
    _, _, paid, credit = earned(backend)
    assert refused(backend, commands.ReversePayment(payment=credit)).code == "reward_follows"
    do(backend, commands.ReversePayment(payment=paid))
    back = rows(backend, "SELECT id FROM payment WHERE kind = 'credit_taken_back'")[0][0]
    assert refused(backend, commands.ReversePayment(payment=back)).code == "reward_follows"
    gone = commands.Refund(payment=credit, amount=D(1))
    assert refused(backend, gone).code == "over_refund"


def test_credit_expires_and_its_last_day_can_be_set(backend: Backend, paths: Paths) -> None:
    ann, bob, _ = couple(backend)
    rule(backend, expires_after_days=10)
    sale(backend, bob, "100")
    payment(backend, bob, "100")
    ((credit, until),) = rows(
        backend, "SELECT id, expires_on FROM payment WHERE kind = 'referral_credit'"
    )
    assert until == str(TODAY + timedelta(10))
    own = sale(backend, ann, "20")
    backend.close()
    later = on_day(paths, 11)
    try:
        assert refused(later, commands.UseCredit(sale=own)).code == "no_credit"
        by_hand = commands.Allocate(payment=credit, sale=own, amount=D(1))
        assert refused(later, by_hand).code == "credit_expired"
        assert minors(later) == [1000]  # nothing is posted for it
        longer = commands.SetCreditExpiry(
            payment=credit, expires_on=TODAY + timedelta(11), reason="he was ill"
        )
        back_and_forth(later, longer)
        do(later, commands.UseCredit(sale=own))
        too_early = commands.SetCreditExpiry(payment=credit, expires_on=TODAY - timedelta(1))
        assert refused(later, too_early).code == "expires_before_given"
        money = commands.SetCreditExpiry(payment=credit - 1, expires_on=None)
        assert refused(later, money).code == "not_a_referral_credit"
        # What is earned more has a last day of its own.
        do(later, commands.EditRewardRule(rule=1, percent=D(11)))
        assert rows(
            later,
            "SELECT amount_minor, expires_on FROM payment"
            " WHERE kind = 'referral_credit' ORDER BY id",
        ) == [(1000, str(TODAY + timedelta(11))), (100, str(TODAY + timedelta(21)))]
        # Expired or not, what is not justified any more goes.
        do(later, commands.CancelSale(sale=rows(later, "SELECT min(id) FROM sale")[0][0]))
        assert minors(later) == []
        sound(later)
    finally:
        later.close()


def test_what_the_owner_says_and_the_rules_again(backend: Backend) -> None:
    ann, bob, _, _ = earned(backend)
    said = commands.SetReward(referral=1, amount=D(25), reason="a good friend")
    back_and_forth(backend, said)
    assert standing(backend) == [(ann, None, None, 2500, "EUR")]
    lower = commands.SetReward(referral=1, amount=D(5), currency="USD", reason="in dollars")
    back_and_forth(backend, lower)
    assert standing(backend) == [(ann, None, None, 500, "USD")]
    for_bob = commands.SetReward(referral=1, client=bob, amount=D(3), reason="welcome")
    back_and_forth(backend, for_bob)
    assert standing(backend)[1] == (bob, None, None, 300, "EUR")
    back_and_forth(backend, commands.SetReward(referral=1, amount=D(0), reason="a cousin"))
    assert standing(backend) == [(bob, None, None, 300, "EUR")]
    back_and_forth(backend, commands.SetReward(referral=1, amount=None))
    assert standing(backend) == [(ann, 1, 1, 1000, "EUR"), (bob, None, None, 300, "EUR")]


def test_what_the_owner_cannot_say(backend: Backend) -> None:
    ann, _, _, _ = earned(backend)
    eve = client(backend, "Eve Ray")
    out = do(backend, commands.AddReferralOut(client=eve, partner_name="Lex")).id
    reason = {"reason": "so said"}
    for wanted, code in (
        (commands.SetReward(referral=1, amount=D(1)), "no_reason"),
        (commands.SetReward(referral=1, amount=D(1), reason=" "), "no_reason"),
        (commands.SetReward(referral=1, amount=D(-1), **reason), "negative_amount"),
        (commands.SetReward(referral=1, amount=D("0.001"), **reason), "too_many_decimals"),
        (commands.SetReward(referral=1, client=eve, amount=D(1), **reason), "not_referral_of"),
        (commands.SetReward(referral=9, amount=D(1), **reason), "no_such_referral"),
        (commands.SetReward(referral=1, client=99, amount=D(1), **reason), "no_such_client"),
        (commands.SetReward(referral=out, amount=D(1), **reason), "referral_out_earns_nothing"),
        (
            commands.SetReward(referral=1, amount=D(1), currency="XXX", **reason),
            "unknown_currency",
        ),
    ):
        assert refused(backend, wanted).code == code
    assert standing(backend) == [(ann, 1, 1, 1000, "EUR")]


def test_an_overridden_referral_leaves_the_cap_of_the_year_to_others(backend: Backend) -> None:
    ann, bob, of_bob = couple(backend)
    cem, _ = refer(backend, ann, "Cem Oz")
    one = rule(backend, year_cap="10")
    first = sale(backend, bob, "100", on=TODAY - timedelta(2))
    second = sale(backend, cem, "100", on=TODAY - timedelta(1))
    payment(backend, bob, "100")
    payment(backend, cem, "100")
    assert standing(backend) == [(ann, one, first, 1000, "EUR")]
    back_and_forth(backend, commands.SetReward(referral=of_bob, amount=D(0), reason="family"))
    assert standing(backend) == [(ann, one, second, 1000, "EUR")]


def test_all_the_way_back_and_forth(backend: Backend) -> None:
    ann, bob, paid, credit = earned(backend)
    seen = [dump(backend)]
    for command in (
        commands.AddSale(client=ann, title="Stool", amount=D(3)),
        commands.UseCredit(sale=2),
        commands.PayOut(client=ann, amount=D(2)),
        commands.SetReward(referral=1, client=bob, amount=D(1), reason="welcome"),
        commands.EditRewardRule(rule=1, percent=D(12)),
        commands.SetCreditExpiry(payment=credit, expires_on=TODAY),
        commands.ReversePayment(payment=paid),
        commands.RemoveReferral(referral=1),
    ):
        do(backend, command)
        seen.append(dump(backend))
    for before in reversed(seen[:-1]):
        undo(backend)
        assert dump(backend) == before
    for after in seen[1:]:
        redo(backend)
        assert dump(backend) == after
    sound(backend)
