"""Who sent whom: replaced, removed, won and lost; thanks; the commission of a partner."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories import TODAY, client, do, payment, refused, rows, sale, sound
from tests.services.rewards import back_and_forth, couple, refer, rule, standing, told

from smallcrm.app import Backend
from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.domain.records import RecordKind, SaleRecord
from smallcrm.services import commands
from smallcrm.services.commands import Command

D = Decimal


def outcomes(backend: Backend) -> list[str]:
    return [row[0] for row in rows(backend, "SELECT outcome FROM referral ORDER BY id")]


def test_the_credit_of_the_one_goes_to_the_other(backend: Backend) -> None:
    ann, bob, referral = couple(backend)
    dan = client(backend, "Dan Roe")
    one = rule(backend)
    sold = sale(backend, bob, "100")
    payment(backend, bob, "100")
    own = sale(backend, ann, "4")
    do(backend, commands.UseCredit(sale=own))
    before = rows(backend, "SELECT id, referred_on, what_for FROM referral")
    changed = commands.EditReferral(referral=referral, counterpart=dan, reason="it was Dan")
    back_and_forth(backend, changed)
    assert standing(backend) == [(dan, one, sold, 1000, "EUR")]
    assert told(backend, "credit_taken_back") == [(ann, "EUR", 400)]
    assert told(backend, "thanks") == [(dan, None, None)]
    assert rows(backend, "SELECT id, referred_on, what_for FROM referral") == before
    # On the client's own form no reason is asked for.
    back_and_forth(backend, commands.EditClient(client=bob, referred_by=ann))
    assert standing(backend) == [(ann, one, sold, 1000, "EUR")]
    assert rows(backend, "SELECT id, referred_on, what_for FROM referral") == before
    back_and_forth(backend, commands.EditClient(client=bob, referred_by=None))
    assert standing(backend) == []
    assert rows(backend, "SELECT id FROM referral") == []


def test_what_was_said_of_the_one_holds_of_the_other(backend: Backend) -> None:
    ann, bob, referral = couple(backend)
    dan = client(backend, "Dan Roe")
    do(backend, commands.SetReward(referral=referral, amount=D(5), reason="so said"))
    do(backend, commands.SetReward(referral=referral, client=bob, amount=D(2), reason="so said"))
    back_and_forth(
        backend, commands.EditReferral(referral=referral, counterpart=dan, reason="it was Dan")
    )
    assert standing(backend) == [(bob, None, None, 200, "EUR"), (dan, None, None, 500, "EUR")]
    assert ann not in {credit[0] for credit in standing(backend)}


def test_who_cannot_be_the_other(backend: Backend) -> None:
    ann, bob, referral = couple(backend)
    cem, _ = refer(backend, bob, "Cem Oz")
    said = {"referral": referral, "reason": "so said"}
    for wanted, code in (
        (commands.EditReferral(referral=referral, counterpart=cem), "no_reason"),
        (commands.EditReferral(referral=referral, counterpart=ann + 90, reason=""), "no_reason"),
        (commands.EditReferral(counterpart=cem, **said), "referral_circle"),
        (commands.EditReferral(counterpart=bob, **said), "self_referral"),
        (commands.EditReferral(counterpart=99, **said), "no_such_client"),
        (commands.EditReferral(commission=D(1), **said), "commission_only_out"),
        (commands.EditReferral(referral=77), "no_such_referral"),
        (commands.RemoveReferral(referral=77), "no_such_referral"),
        (commands.EditClient(client=bob, referred_by=cem), "referral_circle"),
        (commands.EditClient(client=bob, referred_by=bob), "self_referral"),
    ):
        assert refused(backend, wanted).code == code
    found = refused(backend, commands.AddReferral(referrer=cem, client=bob))
    assert found.code == "has_referrer"
    assert found.parameters["referral"] == referral
    assert found.parameters["referrer"] == "Ann Lee"


def test_a_referral_by_mistake(backend: Backend) -> None:
    ann, bob, referral = couple(backend)
    rule(backend)
    sale(backend, bob, "100")
    payment(backend, bob, "100")
    own = sale(backend, ann, "4")
    do(backend, commands.UseCredit(sale=own))
    do(backend, commands.PayOut(client=ann, amount=D(1)))
    do(backend, commands.SetReward(referral=referral, client=bob, amount=D(2), reason="hello"))
    back_and_forth(backend, commands.RemoveReferral(referral=referral))
    assert rows(backend, "SELECT id FROM referral") == []
    assert rows(backend, "SELECT id FROM reward_override") == []
    assert standing(backend) == []
    assert told(backend, "credit_taken_back") == [(ann, "EUR", 400)]
    assert told(backend, "credit_paid_out") == [(ann, "EUR", 100)]
    assert told(backend, "thanks") == []
    sound(backend)
    # Recorded again it earns again: what is out as money is none of it.
    do(backend, commands.AddReferral(referrer=ann, client=bob))
    assert [credit[3] for credit in standing(backend)] == [1000]


def test_the_outcome_follows_from_the_sales(backend: Backend) -> None:
    _, bob, referral = couple(backend)
    assert outcomes(backend) == ["pending"]
    sold = back_and_forth(backend, commands.AddSale(client=bob, title="Piano", amount=D(1)))
    assert outcomes(backend) == ["won"]
    back_and_forth(backend, commands.CancelSale(sale=sold))
    assert outcomes(backend) == ["pending"]
    lost = ReferralOutcome.LOST
    back_and_forth(backend, commands.EditReferral(referral=referral, outcome=lost))
    sale(backend, bob)
    assert outcomes(backend) == ["lost"]
    back_and_forth(backend, commands.EditReferral(referral=referral, outcome=None))
    assert outcomes(backend) == ["won"]


def test_a_referral_of_somebody_who_bought_is_won(backend: Backend) -> None:
    ann, bob = client(backend), client(backend, "Bob Tan")
    sale(backend, bob)
    back_and_forth(backend, commands.AddReferral(referrer=ann, client=bob))
    assert outcomes(backend) == ["won"]
    quote = commands.AddQuote(client=refer(backend, bob, "Cem Oz")[0], title="Piano", amount=D(1))
    made = do(backend, quote).id
    back_and_forth(backend, commands.AcceptQuote(quote=made))
    assert outcomes(backend) == ["won", "won"]


def imported(*records: SaleRecord) -> Command:
    return commands.ImportRecords(
        kind=RecordKind.SALES,
        records=records,
        rejected=(),
        rows_read=len(records),
        file_name="sales.csv",
    )


def test_an_import_is_followed_at_once_and_asks_for_no_thanks(backend: Backend) -> None:
    ann, bob, _ = couple(backend)
    one = rule(backend, first_sales=2)
    euros = Money(10000, "EUR")

    def sold(row: int, paid: Money | None = None) -> SaleRecord:
        number = f"A{row}"
        return SaleRecord(
            row=row,
            client_name="Bob Tan",
            number=number,
            total=euros,
            currency="EUR",
            paid=paid,
        )

    sales = imported(
        sold(1, paid=euros),
        sold(2),
    )
    before = rows(backend, "SELECT count(*) FROM payment")
    do(backend, sales)
    assert outcomes(backend) == ["won"]
    assert [credit[:2] + credit[3:] for credit in standing(backend)] == [(ann, one, 1000, "EUR")]
    assert told(backend, "thanks") == []
    do(backend, commands.Undo())
    assert outcomes(backend) == ["pending"]
    assert rows(backend, "SELECT count(*) FROM payment") == before
    del bob


def test_thanks_once(backend: Backend) -> None:
    ann, bob, referral = couple(backend)
    assert told(backend, "thanks") == []
    first = back_and_forth(backend, commands.AddSale(client=bob, title="Piano", amount=D(1)))
    assert told(backend, "thanks") == [(ann, None, None)]
    sale(backend, bob)
    assert told(backend, "thanks") == [(ann, None, None)]
    # Lost again an open one goes, and comes again.
    do(backend, commands.CancelSale(sale=first))
    back_and_forth(backend, commands.CancelSale(sale=first + 1))
    assert told(backend, "thanks") == []
    again = sale(backend, bob)
    ((follow_up, due),) = rows(backend, "SELECT id, due_on FROM follow_up WHERE code = 'thanks'")
    assert due == str(TODAY)
    do(backend, commands.FinishFollowUp(follow_up=follow_up))
    do(backend, commands.CancelSale(sale=again))
    do(backend, commands.EditReferral(referral=referral, outcome=ReferralOutcome.WON))
    assert rows(backend, "SELECT count(*) FROM follow_up WHERE code = 'thanks'") == [(1,)]
    do(backend, commands.RemoveReferral(referral=referral))
    assert rows(backend, "SELECT referral_id FROM follow_up WHERE code = 'thanks'") == [(None,)]


def test_no_thanks_where_none_are_wanted(backend: Backend) -> None:
    do(backend, commands.SetSetting(key="referrals.thanks", value="no"))
    _, bob, _ = couple(backend)
    sale(backend, bob)
    assert outcomes(backend) == ["won"]
    assert told(backend, "thanks") == []


def test_no_thanks_for_whom_we_sent(backend: Backend) -> None:
    ann = client(backend)
    do(backend, commands.AddReferralOut(client=ann, partner_name="Lex"))
    sale(backend, ann)
    assert outcomes(backend) == ["pending"]
    assert told(backend, "thanks") == []


def test_the_commission_of_a_partner(backend: Backend) -> None:
    ann = client(backend)
    out = commands.AddReferralOut(client=ann, partner_name="Lex", commission=D("12.5"))
    made = back_and_forth(backend, out)
    read = "SELECT currency, commission_minor FROM referral"
    assert rows(backend, read) == [("EUR", 1250)]
    do(backend, commands.EditReferral(referral=made, currency="USD"))
    assert rows(backend, read) == [("USD", 1250)]
    do(backend, commands.EditReferral(referral=made, commission=D(3)))
    assert rows(backend, read) == [("USD", 300)]
    for wanted, code in (
        (commands.EditReferral(referral=made, commission=D(0)), "not_positive"),
        (commands.EditReferral(referral=made, commission=D("0.001")), "too_many_decimals"),
        (commands.EditReferral(referral=made, currency="XXX"), "unknown_currency"),
    ):
        assert refused(backend, wanted).code == code
    back_and_forth(backend, commands.EditReferral(referral=made, commission=None))
    assert rows(backend, read) == [(None, None)]
    lou = client(backend, "Lou")
    said = commands.EditReferral(referral=made, counterpart=lou, reason="another Lex")
    back_and_forth(backend, said)
    assert rows(backend, "SELECT counterpart_id, reason FROM referral") == [(lou, "another Lex")]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "rule_percent_or_amount", "percent"),
        ({"percent": D(5), "amount": D(5)}, "rule_percent_or_amount", "percent"),
        ({"percent": D(0)}, "bad_percent", "percent"),
        ({"percent": D(-1)}, "bad_percent", "percent"),
        ({"percent": D("100.1")}, "bad_percent", "percent"),
        ({"percent": D("1.00001")}, "bad_percent", "percent"),
        ({"percent": D("NaN")}, "bad_percent", "percent"),
        ({"amount": D(0)}, "not_positive", "amount"),
        ({"amount": D("1.001")}, "too_many_decimals", "amount"),
        ({"amount": D(1), "currency": "XXX"}, "unknown_currency", "currency"),
        ({"amount": D(1), "name": "  "}, "no_name", "name"),
        ({"amount": D(1), "minimum": D(0)}, "not_positive", "minimum"),
        ({"amount": D(1), "cap": D(-2)}, "not_positive", "cap"),
        ({"amount": D(1), "year_cap": D("Infinity")}, "not_an_amount", "year_cap"),
        ({"amount": D(1), "first_sales": 0}, "not_in_range", "first_sales"),
        ({"amount": D(1), "within_months": 0}, "not_in_range", "within_months"),
        ({"amount": D(1), "expires_after_days": 0}, "not_in_range", "expires_after_days"),
        (
            {"amount": D(1), "valid_from": TODAY, "valid_until": TODAY - timedelta(1)},
            "valid_ends_first",
            "valid_until",
        ),
    ],
)
def test_rules_that_cannot_be(backend: Backend, fields: dict, code: str, field: str) -> None:
    found = refused(backend, commands.AddRewardRule(**{"name": "Rule", **fields}))
    assert (found.code, found.field) == (code, field)


def test_a_rule_that_earned_stays(backend: Backend) -> None:
    _, bob, _ = couple(backend)
    one, two = rule(backend), rule(backend, first_sales=1, minimum="1000")
    sale(backend, bob, "100")
    paid = payment(backend, bob, "100")
    assert refused(backend, commands.RemoveRewardRule(rule=one)).code == "rule_earned"
    back_and_forth(backend, commands.RemoveRewardRule(rule=two))
    do(backend, commands.ReversePayment(payment=paid))
    assert refused(backend, commands.RemoveRewardRule(rule=one)).code == "rule_earned"
    assert refused(backend, commands.RemoveRewardRule(rule=two)).code == "no_such_reward_rule"
    gone = commands.EditRewardRule(rule=two, name="x")
    assert refused(backend, gone).code == "no_such_reward_rule"
    both = commands.EditRewardRule(rule=one, amount=D(1))
    assert refused(backend, both).code == "rule_percent_or_amount"


def test_removing_the_sample_takes_back_what_real_clients_earned_by_it(backend: Backend) -> None:
    do(backend, commands.FillSample(clients=30))
    ann = client(backend, "Ann Real")
    with_sale = rows(
        backend,
        "SELECT sale.client_id, sale.id FROM sale JOIN client ON client.id = sale.client_id"
        " WHERE sale.client_id NOT IN (SELECT client_id FROM referral WHERE direction = 'in')"
        " AND sale.status <> 'cancelled' AND sale.total_minor > 1000 ORDER BY sale.id LIMIT 1",
    )[0][0]
    real = rule(backend, earned_when="ordered", first_sales=None)
    do(backend, commands.AddReferral(referrer=ann, client=with_sale))
    earned = (
        "SELECT sum(amount_minor - refunded_minor) FROM payment"
        " WHERE client_id = ? AND kind = 'referral_credit'"
    )
    assert rows(backend, earned, ann)[0][0] > 0
    currency = rows(backend, "SELECT currency FROM payment WHERE client_id = ?", ann)[0][0]
    own = sale(backend, ann, "1", currency=currency)
    do(backend, commands.UseCredit(sale=own))
    # And a referral of one's own that a made-up rule would earn by.
    made_up = rows(backend, "SELECT id FROM reward_rule WHERE is_sample")
    back_and_forth(backend, commands.RemoveSample())
    assert rows(backend, earned, ann) == [(0,)]
    assert rows(backend, "SELECT paid_minor FROM sale") == [(0,)]
    assert rows(backend, "SELECT id FROM reward_rule") == [(real,)]
    assert made_up
    assert rows(backend, "SELECT count(*) FROM referral") == [(0,)]
    assert told(backend, "credit_taken_back") == [(ann, currency, 100)]


def test_a_made_up_rule_by_which_a_real_client_earned_stays(backend: Backend) -> None:
    do(backend, commands.FillSample(clients=30))
    ((made_up,),) = rows(backend, "SELECT id FROM reward_rule WHERE is_sample ORDER BY id LIMIT 1")
    do(
        backend,
        commands.EditRewardRule(
            rule=made_up, minimum=None, cap=None, valid_from=None, valid_until=None
        ),
    )
    _, bob, _ = couple(backend)
    sale(backend, bob, "1000")
    payment(backend, bob, "1000")
    assert made_up in {
        row[0]
        for row in rows(backend, "SELECT reward_rule_id FROM payment WHERE client_id = ?", bob - 1)
    }
    back_and_forth(backend, commands.RemoveSample())
    kept = rows(backend, "SELECT id, is_sample FROM reward_rule")
    assert (made_up, 0) in kept
    assert {credit[1] for credit in standing(backend)} == {row[0] for row in kept}
