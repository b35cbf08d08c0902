"""What referrals earn by their rules: when, of which sales, how much, for whom."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, client, do, ordered, payment, rows, sale
from tests.services.rewards import (
    back_and_forth,
    couple,
    day,
    minors,
    refer,
    rule,
    standing,
)

from smallcrm.app import Backend
from smallcrm.db.models import Referral
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import EarnedWhen, RewardRecipients, SaleStatus, Source
from smallcrm.services import commands

D = Decimal


def pay(client_id: int, amount: str, **fields: object) -> commands.TakePayment:
    return commands.TakePayment(client=client_id, amount=D(amount), **fields)  # type: ignore[arg-type]


def test_ten_percent_of_the_first_sale_once_it_is_paid(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    one = rule(backend)
    first = sale(backend, bob, "250.05")
    payment(backend, bob, "250.04")
    assert standing(backend) == []
    back_and_forth(backend, pay(bob, "0.01"))
    assert standing(backend) == [(ann, one, first, 2501, "EUR")]
    sale(backend, bob, "1000")
    payment(backend, bob, "1000")
    assert minors(backend) == [2501]


def test_both_have_the_whole_reward(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    one = rule(backend, recipients=RewardRecipients.BOTH)
    two = rule(backend, amount="7", recipients=RewardRecipients.REFERRED)
    sold = sale(backend, bob, "100")
    back_and_forth(backend, pay(bob, "100"))
    assert standing(backend) == [
        (ann, one, sold, 1000, "EUR"),
        (bob, one, sold, 1000, "EUR"),
        (bob, two, sold, 700, "EUR"),
    ]


@pytest.mark.parametrize("kind", ["write_off", "credit", "opening", "reward"])
def test_only_money_pays(backend: Backend, kind: str) -> None:
    _, bob, _ = couple(backend)
    if kind == "reward":
        # Bob sent somebody as well, and has a credit of his own for it.
        _, sent = refer(backend, bob, "Cem Oz")
        do(backend, commands.SetReward(referral=sent, amount=D(1), reason="so said"))
    if kind == "opening":
        do(backend, commands.AddOpeningBalance(client=bob, amount=D(-1)))
    rule(backend)
    sold = ordered(backend, bob, "100")
    if kind in {"opening", "reward"}:
        do(backend, commands.UseCredit(sale=sold, amount=D(1)))
        before = minors(backend)
        payment(backend, bob, "99")
        assert minors(backend) == before
        return
    payment(backend, bob, "99")
    if kind == "write_off":
        do(backend, commands.WriteOff(sale=sold))
        assert minors(backend) == []
    else:
        # What was paid too much before is money like any other.
        other = ordered(backend, bob, "1")
        do(backend, commands.CancelSale(sale=other))
        payment(backend, bob, "1")
        assert minors(backend) == [1000]


def test_too_much_money_earns_no_more(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend)
    sale(backend, bob, "100")
    payment(backend, bob, "150")
    assert minors(backend) == [1000]


def test_a_sale_is_rewarded_when_ordered(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, earned_when=EarnedWhen.ORDERED)
    command = commands.AddSale(client=bob, title="Piano", amount=D(100), status=SaleStatus.ORDERED)
    sold = back_and_forth(backend, command)
    assert minors(backend) == [1000]
    back_and_forth(backend, commands.EditSale(sale=sold, amount=D(80)))
    assert minors(backend) == [800]
    back_and_forth(backend, commands.CancelSale(sale=sold))
    assert minors(backend) == []


def test_a_sale_is_rewarded_when_billed_in_full(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, earned_when=EarnedWhen.BILLED)
    sold = ordered(backend, bob, "100")
    do(backend, commands.Bill(parts=(commands.BillPart(sale=sold, amount=D(60)),)))
    assert minors(backend) == []
    rest = back_and_forth(backend, commands.Bill(parts=(commands.BillPart(sale=sold),)))
    assert minors(backend) == [1000]
    # A credit note takes off of what is rewarded; one after which it is billed anew, all.
    back_and_forth(backend, commands.AddCreditNote(invoice=rest, amount=D(15)))
    assert minors(backend) == [850]
    back_and_forth(backend, commands.AddCreditNote(invoice=rest, amount=D(5), rebill=True))
    assert minors(backend) == []
    back_and_forth(backend, commands.Bill(parts=(commands.BillPart(sale=sold),)))
    assert minors(backend) == [850]


def test_a_credit_note_lowers_what_a_paid_sale_earned(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    one = rule(backend)
    sold = sale(backend, bob, "100")
    bill = do(backend, commands.Bill(parts=(commands.BillPart(sale=sold),))).id
    payment(backend, bob, "100")
    back_and_forth(backend, commands.AddCreditNote(invoice=bill, amount=D(40)))
    assert standing(backend) == [(ann, one, sold, 600, "EUR")]
    back_and_forth(backend, commands.AddCreditNote(invoice=bill))
    assert standing(backend) == []
    # What is left to pay after a credit note is all that has to be paid.
    other = sale(backend, bob, "100")
    rule(backend, first_sales=2)
    bill = do(backend, commands.Bill(parts=(commands.BillPart(sale=other),))).id
    do(backend, commands.AddCreditNote(invoice=bill, amount=D(50)))
    do(backend, commands.SetAllocations(payment=1, allocations={other: D(50)}))
    assert minors(backend) == [500]


def test_before_tax(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, without_tax=True)
    line = commands.LineInput(description="Piano", unit_price=D("100.05"), tax_percent=D(19))
    sold = sale(backend, bob, lines=(line,))
    payment(backend, bob, "119.06")
    assert minors(backend) == [1001]  # 10.005, half away from zero
    bill = do(backend, commands.Bill(parts=(commands.BillPart(sale=sold),))).id
    do(backend, commands.AddCreditNote(invoice=bill, amount=D("19.06")))
    assert minors(backend) == [840]  # 100.00 of 119.06, 84.03 of it before tax


def test_the_first_sales_by_their_days(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, first_sales=2)
    late = sale(backend, bob, "300", on=TODAY)
    early = sale(backend, bob, "100", on=TODAY - timedelta(20))
    payment(backend, bob, "400")
    assert minors(backend) == [3000, 1000]
    # One more in between: the last is the third now, and is no more rewarded.
    between = commands.AddSale(client=bob, title="Stool", amount=D(50), on=TODAY - timedelta(5))
    middle = back_and_forth(backend, between)
    assert standing(backend)[0][2] == early
    assert minors(backend) == [1000]
    back_and_forth(backend, commands.EditSale(sale=middle, on=TODAY + timedelta(1)))
    assert minors(backend) == [3000, 1000]
    back_and_forth(backend, commands.CancelSale(sale=early))
    assert [(key[2], key[3]) for key in standing(backend)] == [(late, 3000)]


def test_sales_before_the_referral_count_as_well(backend: Backend) -> None:
    ann, bob = client(backend), client(backend, "Bob Tan")
    sold = sale(backend, bob, "100", on=TODAY - timedelta(100))
    payment(backend, bob, "100")
    one = rule(backend)
    back_and_forth(backend, commands.AddReferral(referrer=ann, client=bob))
    assert standing(backend) == [(ann, one, sold, 1000, "EUR")]


def test_within_months_of_the_first_sale(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, first_sales=None, within_months=1)
    first = sale(backend, bob, "100", on=day("2026-01-31"))
    sale(backend, bob, "200", on=day("2026-02-28"))
    sale(backend, bob, "400", on=day("2026-03-01"))
    payment(backend, bob, "700")
    assert minors(backend) == [1000, 2000]
    back_and_forth(backend, commands.CancelSale(sale=first))
    assert minors(backend) == [2000, 4000]


def test_while_the_rule_holds(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    one = rule(backend, first_sales=3, valid_from=day("2026-02-01"), valid_until=day("2026-02-28"))
    for on, amount in (("2026-01-31", "100"), ("2026-02-01", "200"), ("2026-02-28", "300")):
        sale(backend, bob, amount, on=day(on))
    payment(backend, bob, "600")
    assert minors(backend) == [2000, 3000]
    back_and_forth(backend, commands.EditRewardRule(rule=one, valid_until=day("2026-02-27")))
    assert minors(backend) == [2000]
    back_and_forth(backend, commands.EditRewardRule(rule=one, valid_from=None))
    assert minors(backend) == [1000, 2000]


def test_a_minimum_of_all_that_was_earned_by(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    rule(backend, first_sales=None, minimum="300")
    for amount in ("100", "150", "50"):
        sale(backend, bob, amount)
    payment(backend, bob, "299.99")
    assert minors(backend) == []
    back_and_forth(backend, pay(bob, "0.01"))
    assert minors(backend) == [1000, 1500, 500]


def test_a_cap_a_referral(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    cem, _ = refer(backend, ann, "Cem Oz")
    one = rule(backend, first_sales=None, cap="12.50", recipients=RewardRecipients.BOTH)
    sales = [sale(backend, bob, amount) for amount in ("100", "100", "100")]
    payment(backend, bob, "300")
    other = sale(backend, cem, "100")
    payment(backend, cem, "100")
    assert standing(backend) == [
        (ann, one, sales[0], 1000, "EUR"),
        (ann, one, sales[1], 250, "EUR"),
        (ann, one, other, 1000, "EUR"),
        (bob, one, sales[0], 1000, "EUR"),
        (bob, one, sales[1], 250, "EUR"),
        (cem, one, other, 1000, "EUR"),
    ]
    back_and_forth(backend, commands.ReversePayment(payment=1, reason="bounced"))
    assert minors(backend) == [1000, 1000]


def test_a_cap_a_year_over_all_referrals_of_one(backend: Backend) -> None:
    ann, bob, of_bob = couple(backend)
    cem, _ = refer(backend, ann, "Cem Oz")
    one = rule(backend, first_sales=None, year_cap="15")
    old = sale(backend, bob, "200", on=day("2025-12-31"))
    first = sale(backend, bob, "100", on=day("2026-03-01"))
    second = sale(backend, cem, "100", on=day("2026-03-02"))
    payment(backend, bob, "300")
    payment(backend, cem, "100")
    assert standing(backend) == [
        (ann, one, old, 1500, "EUR"),
        (ann, one, first, 1000, "EUR"),
        (ann, one, second, 500, "EUR"),
    ]
    # What the one no longer earns makes room for the other.
    back_and_forth(backend, commands.CancelSale(sale=first))
    assert standing(backend)[1:] == [(ann, one, second, 1000, "EUR")]
    back_and_forth(backend, commands.RemoveReferral(referral=of_bob))
    assert standing(backend) == [(ann, one, second, 1000, "EUR")]


def test_a_referral_that_is_anothers_makes_room_in_the_year(backend: Backend) -> None:
    ann, bob, of_bob = couple(backend)
    cem, _ = refer(backend, ann, "Cem Oz")
    dan = client(backend, "Dan Roe")
    one = rule(backend, year_cap="10")
    first = sale(backend, bob, "100", on=day("2026-03-01"))
    second = sale(backend, cem, "100", on=day("2026-03-02"))
    payment(backend, bob, "100")
    payment(backend, cem, "100")
    assert standing(backend) == [(ann, one, first, 1000, "EUR")]
    back_and_forth(
        backend, commands.EditReferral(referral=of_bob, counterpart=dan, reason="it was Dan")
    )
    assert standing(backend) == [
        (ann, one, second, 1000, "EUR"),
        (dan, one, first, 1000, "EUR"),
    ]


def test_currencies_are_never_mixed(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    free = rule(backend, first_sales=None)
    capped = rule(backend, first_sales=None, cap="1000")
    flat = rule(backend, amount="5", first_sales=None)
    least = rule(backend, amount="3", first_sales=None, minimum="100")
    euros = sale(backend, bob, "100")
    yen = sale(backend, bob, "1235", currency="JPY")
    payment(backend, bob, "100", currency="EUR")
    payment(backend, bob, "1235", currency="JPY")
    assert standing(backend) == [
        (ann, free, euros, 1000, "EUR"),
        (ann, free, yen, 124, "JPY"),
        (ann, capped, euros, 1000, "EUR"),
        (ann, flat, euros, 500, "EUR"),
        (ann, flat, yen, 500, "EUR"),
        (ann, least, euros, 300, "EUR"),
    ]


def test_nothing_is_earned_by_a_sale_of_nothing_or_by_whom_we_sent(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    eve = client(backend, "Eve Ray")
    do(backend, commands.AddReferralOut(client=eve, partner_name="Lex"))
    rule(backend, amount="5", earned_when=EarnedWhen.ORDERED, recipients=RewardRecipients.BOTH)
    sale(backend, bob, "0")
    sale(backend, eve, "100")
    assert standing(backend) == []


def test_a_circle_of_old_earns_nothing(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    cem, sent = refer(backend, bob, "Cem Oz")
    with unit_of_work(backend.database, Clock.fixed(NOW, ZONE), source=Source.PROGRAM) as uow:
        values = {"direction": "in", "client_id": ann, "counterpart_id": cem}
        uow.session.add(Referral(**values, referred_on=TODAY, outcome="pending"))
        uow.describe("add_referral")
    rule(backend, earned_when=EarnedWhen.ORDERED)
    dan, _ = refer(backend, cem, "Dan Roe")
    for one in (ann, bob, cem, dan):
        sale(backend, one, "100")
    # Only whom the circle is not led back to by.
    assert [(who, minor) for who, _, _, minor, _ in standing(backend)] == [(cem, 1000)]
    back_and_forth(backend, commands.RemoveReferral(referral=sent))
    assert sorted((who, minor) for who, _, _, minor, _ in standing(backend)) == [
        (ann, 1000),
        (cem, 1000),
        (cem, 1000),
    ]


def test_a_rule_on_what_is_there_and_changed(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    sold = sale(backend, bob, "100")
    payment(backend, bob, "100")
    values = {"name": "Five", "amount": D(5), "expires_after_days": 30, "note": "a\nb"}
    one = back_and_forth(backend, commands.AddRewardRule(**values))  # type: ignore[arg-type]
    assert standing(backend) == [(ann, one, sold, 500, "EUR")]
    back_and_forth(backend, commands.EditRewardRule(rule=one, amount=None, percent=D("2.5")))
    assert standing(backend) == [(ann, one, sold, 250, "EUR")]
    back_and_forth(backend, commands.EditRewardRule(rule=one, recipients=RewardRecipients.REFERRED))
    assert standing(backend) == [(bob, one, sold, 250, "EUR")]
    back_and_forth(backend, commands.EditRewardRule(rule=one, name="Two and a half", note=None))
    assert rows(backend, "SELECT name, note, currency, percent FROM reward_rule") == [
        ("Two and a half", None, None, "2.5")
    ]
    assert rows(
        backend, "SELECT DISTINCT expires_on FROM payment WHERE kind = 'referral_credit' "
    ) == [("2026-06-11",)]


def test_the_figures_of_a_rule_stay_when_its_currency_changes(backend: Backend) -> None:
    one = rule(backend, amount="5", cap="50")
    do(backend, commands.EditRewardRule(rule=one, currency="jpy"))
    found = rows(backend, "SELECT currency, amount_minor, cap_minor FROM reward_rule")
    assert found == [("JPY", 5, 50)]


def test_many_rewards_at_once(backend: Backend) -> None:
    """A rule on what is there, and a bulk of sales at once, post each credit exactly once."""
    ann = client(backend)
    for number in range(30):
        bob, _ = refer(backend, ann, f"Client {number}")
        sale(backend, bob, "10")
        payment(backend, bob, "10")
    back_and_forth(backend, commands.AddRewardRule(name="Two", amount=D(2), year_cap=D(41)))
    assert sorted(minors(backend)) == [100, *[200] * 20]
