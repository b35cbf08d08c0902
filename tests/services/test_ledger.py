"""The rules of money by example, and every refusal by its code; a refusal changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import (
    TODAY,
    client,
    do,
    free_of,
    open_of,
    ordered,
    payment,
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.domain.enums import Level, PaymentStatus, ReferralOutcome, SaleStatus, WriteOffReason
from smallcrm.services import commands

D = Decimal


def balance(backend, client_id):
    card = backend.queries.card(client_id)
    assert card is not None
    return card.balance


def owed(backend, client_id):
    return [
        tuple(map(str, (one.amount, one.overdue, one.not_due, one.unbilled)))
        for one in balance(backend, client_id).owed
    ]


# -- sales ----------------------------------------------------------------------------------------


def test_a_sale_with_one_amount_and_one_with_lines(backend):
    ann = client(backend)
    one = backend.queries.sale(sale(backend, ann, "120.50"))
    assert (str(one.sale.total), one.sale.number, one.lines[0].description) == (
        "120.50",
        "S-2026-0001",
        "Piano tuning",
    )
    lines = (
        commands.LineInput(description="Strings", quantity=D("2.5"), unit_price=D("3.333333"),
                           discount_percent=D(10), tax_percent=D(19), unit="m"),
        commands.LineInput(description="Travel", unit_price=D(20)),
    )  # fmt: skip
    many = backend.queries.sale(sale(backend, ann, lines=lines, title=None))
    assert many.sale.title == "Strings"
    assert [str(line.net) for line in many.lines] == ["7.50", "20.00"]
    assert (str(many.sale.net), str(many.sale.tax), str(many.sale.total)) == (
        "27.50",
        "1.43",  # 1.425
        "28.93",
    )
    sound(backend)


@pytest.mark.parametrize(
    ("client_term", "file_term", "days"),
    [(None, None, 30), (None, "14", 14), (0, "14", 0), (7, None, 7)],
)
def test_a_delivered_sale_is_due_by_the_clients_term_else_the_files(
    backend, client_term, file_term, days
):
    if file_term is not None:
        do(backend, commands.SetSetting(key="file.payment_term_days", value=file_term))
    ann = client(backend, payment_term_days=client_term)
    detail = backend.queries.sale(sale(backend, ann))
    assert detail.sale.due == TODAY + timedelta(days=days)


def test_an_ordered_sale_is_due_once_it_is_delivered(backend, clock):
    ann = client(backend)
    one = ordered(backend, ann, on=date(2026, 1, 1))
    assert backend.queries.sale(one).sale.due is None
    assert owed(backend, ann) == [("100.00", "0.00", "0.00", "100.00")]
    do(backend, commands.EditSale(sale=one, status=SaleStatus.DELIVERED))
    assert backend.queries.sale(one).sale.due == TODAY + timedelta(days=30)
    assert owed(backend, ann) == [("100.00", "0.00", "100.00", "0.00")]


def test_the_last_day_of_all_has_a_due_date(backend):
    ann = client(backend)
    assert backend.queries.sale(sale(backend, ann, on=date.max)).sale.due == date.max


def test_the_currency_is_the_sales_else_the_clients_else_the_files(backend):
    ann, bob = client(backend, currency="jpy"), client(backend, "Bob")
    assert backend.queries.sale(sale(backend, ann)).sale.total.currency == "JPY"
    assert backend.queries.sale(sale(backend, ann, currency="usd")).sale.total.currency == "USD"
    assert backend.queries.sale(sale(backend, bob)).sale.total.currency == "EUR"


def test_editing_a_sale_keeps_what_is_settled(backend):
    ann = client(backend)
    one = sale(backend, ann, "100")
    payment(backend, ann, "60")
    do(backend, commands.EditSale(sale=one, amount=D(80), title="Tuning", note="twice"))
    assert open_of(backend, one) == ["20.00"]
    assert backend.queries.sale(one).sale.payment_status is PaymentStatus.PARTLY_PAID
    assert (
        refused(backend, commands.EditSale(sale=one, amount=D("59.99"))).code == "total_below_paid"
    )
    do(backend, commands.EditSale(sale=one, amount=D(60)))
    assert backend.queries.sale(one).sale.payment_status is PaymentStatus.PAID
    do(backend, commands.EditSale(sale=one, prices_include_tax=True))
    sound(backend)


def test_tax_that_is_included_or_not_is_a_matter_of_one_field(backend):
    ann = client(backend)
    lines = (commands.LineInput(description="Strings", unit_price=D("119"), tax_percent=D(19)),)
    one = sale(backend, ann, lines=lines)
    assert open_of(backend, one) == ["141.61"]
    do(backend, commands.EditSale(sale=one, prices_include_tax=True))
    assert open_of(backend, one) == ["119.00"]
    assert str(backend.queries.sale(one).lines[0].net) == "100.00"
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"client": 99}, "no_such_client"),
        ({"amount": None}, "no_amount"),
        ({"amount": D(-1)}, "negative_amount"),
        ({"amount": D("0.001")}, "too_many_decimals"),
        ({"amount": D("NaN")}, "not_an_amount"),
        ({"amount": D("1e30")}, "amount_too_large"),
        ({"title": None}, "no_title"),
        ({"title": "x" * 501}, "too_long"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"status": SaleStatus.CANCELLED}, "sale_cancelled"),
        ({"due": date(2020, 1, 1)}, "due_before_sale"),
        ({"lines": (commands.LineInput(description="x"),)}, "amount_and_lines"),
        ({"external_number": "INV-1"}, "number_taken"),
    ],
)
def test_what_is_no_sale(backend, fields, code):
    ann = client(backend)
    sale(backend, ann, external_number="INV-1")
    values = {"client": ann, "title": "Tuning", "amount": D(1), **fields}
    assert refused(backend, commands.AddSale(**values)).code == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"unit_price": D(-1)}, "negative_amount"),
        ({"unit_price": D("0.0000001")}, "too_many_price_decimals"),
        ({"tax_percent": D(101)}, "not_a_percentage"),
        ({"quantity": D(-2), "unit_price": D(1)}, "negative_amount"),
        ({"description": " "}, "no_description"),
        ({"quantity": D("1e16"), "unit_price": D(9)}, "amount_too_large"),
    ],
)
def test_what_is_no_line(backend, line, code):
    ann = client(backend)
    lines = (commands.LineInput(**{"description": "x", **line}),)
    assert refused(backend, commands.AddSale(client=ann, title="t", lines=lines)).code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"sale": 99}, "no_such_sale"),
        ({"title": " "}, "no_title"),
        ({"status": SaleStatus.CANCELLED}, "cancel_with_reason"),
        ({"due": date(2026, 5, 11)}, "due_before_sale"),
        ({"lines": ()}, "no_amount"),
        ({"external_number": "INV-1"}, "number_taken"),
    ],
)
def test_what_a_sale_cannot_become(backend, fields, code):
    ann = client(backend)
    sale(backend, ann, external_number="INV-1")
    one = sale(backend, ann)
    assert refused(backend, commands.EditSale(**{"sale": one, **fields})).code == code


def test_cancelling_frees_money_as_credit_and_voids_what_was_given_up(backend):
    ann = client(backend)
    one = sale(backend, ann, "100")
    paid = payment(backend, ann, "60")
    given_up = do(backend, commands.WriteOff(sale=one, amount=D(15))).id
    do(backend, commands.CancelSale(sale=one, reason="  changed their mind "))
    assert (free_of(backend, paid), free_of(backend, given_up)) == ("60.00", "0.00")
    assert backend.queries.payment(given_up).void
    assert owed(backend, ann) == []
    assert [str(money) for money in balance(backend, ann).credit] == ["60.00"]
    assert rows(backend, "SELECT cancel_reason FROM sale") == [("changed their mind",)]
    for command in (
        commands.CancelSale(sale=one),
        commands.EditSale(sale=one, title="again"),
        commands.Allocate(payment=paid, sale=one, amount=D(1)),
        commands.WriteOff(sale=one, amount=D(1)),
        commands.TakePayment(client=ann, amount=D(5), allocations={one: D(5)}),
    ):
        assert refused(backend, command).code == "sale_cancelled"
    assert refused(backend, commands.WriteOff(sale=one)).code == "nothing_open"
    assert refused(backend, commands.CancelSale(sale=99)).code == "no_such_sale"
    sound(backend)
    undo(backend)
    assert (open_of(backend, one), free_of(backend, paid)) == (["25.00"], "0.00")
    assert not backend.queries.payment(given_up).void


# -- numbers --------------------------------------------------------------------------------------


def number(backend, sale_id):
    return backend.queries.sale(sale_id).sale.number


def test_numbers_count_per_year_of_the_sale(backend):
    ann = client(backend)
    days = [TODAY, date(2025, 12, 31), TODAY, date(2025, 1, 1)]
    assert [number(backend, sale(backend, ann, on=day)) for day in days] == [
        "S-2026-0001", "S-2025-0001", "S-2026-0002", "S-2025-0002",
    ]  # fmt: skip


def test_undo_gives_the_number_back_and_redo_takes_it_again(backend):
    ann = client(backend)
    sale(backend, ann)
    second = sale(backend, ann)
    undo(backend)
    assert backend.queries.sale(second) is None
    redo(backend)
    assert number(backend, second) == "S-2026-0002"
    undo(backend)
    third = sale(backend, ann)
    assert (number(backend, third), third > second) == ("S-2026-0002", True)
    assert refused(backend, commands.Redo()).code == "nothing_to_redo"


def test_a_number_beyond_four_digits(backend):
    ann = client(backend)
    write = "INSERT INTO action (at, kind, source, label, parameters, schema) VALUES"
    with backend.database.write() as connection:
        connection.exec_driver_sql(f"{write} ('', 'auto', 'program', 't', '{{}}', '0001')")
        connection.exec_driver_sql("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        connection.exec_driver_sql(
            "INSERT INTO setting (key, value) VALUES ('counter.S-2026', '9999')"
        )
        connection.exec_driver_sql("DELETE FROM journal_now")
    assert number(backend, sale(backend, ann)) == "S-2026-10000"
    sound(backend)


# -- payments -------------------------------------------------------------------------------------


def test_the_oldest_due_is_settled_first_and_what_has_no_due_date_last(backend):
    ann = client(backend)
    undated = ordered(backend, ann, "10", on=date(2020, 1, 1))
    later = sale(backend, ann, "10", due=date(2026, 6, 1))
    sooner = sale(backend, ann, "10", due=date(2026, 5, 20))
    same_day = sale(backend, ann, "10", due=date(2026, 5, 20))
    other_currency = sale(backend, ann, "10", currency="USD", due=TODAY)
    payment(backend, ann, "15", currency="EUR")
    assert open_of(backend, sooner, same_day, later, undated) == ["0.00", "5.00", "10.00", "10.00"]
    rest = payment(backend, ann, "30", currency="EUR")
    assert open_of(backend, sooner, same_day, later, undated) == ["0.00", "0.00", "0.00", "0.00"]
    assert (free_of(backend, rest), open_of(backend, other_currency)) == ("5.00", ["10.00"])
    assert [str(money) for money in balance(backend, ann).credit] == ["5.00"]
    assert owed(backend, ann) == [("10.00", "0.00", "10.00", "0.00")]


def test_a_payment_is_in_the_only_currency_that_is_owed(backend):
    ann = client(backend, currency="JPY")
    assert backend.queries.payment(payment(backend, ann, "5")).amount.currency == "JPY"
    sale(backend, ann, "10", currency="USD")
    assert backend.queries.payment(payment(backend, ann, "5")).amount.currency == "USD"
    sale(backend, ann, "10", currency="EUR")
    assert backend.queries.payment(payment(backend, ann, "5")).amount.currency == "JPY"


def test_the_owner_says_which_sales_and_how_much(backend):
    ann = client(backend)
    one, two, three = (sale(backend, ann, "100") for _ in range(3))
    paid = payment(backend, ann, "150", allocations={three: None, one: D(30), two: D(0)})
    assert open_of(backend, one, two, three) == ["70.00", "100.00", "0.00"]
    assert free_of(backend, paid) == "20.00"
    left = payment(backend, ann, "5", allocations={})
    assert free_of(backend, left) == "5.00"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"client": 99}, "no_such_client"),
        ({"amount": D(0)}, "not_positive"),
        ({"amount": D(-5)}, "not_positive"),
        ({"amount": D("1.001")}, "too_many_decimals"),
        ({"currency": "ZZZ"}, "unknown_currency"),
        ({"allocations": {99: None}}, "no_such_sale"),
        ({"allocations": {1: D(11)}}, "over_payment"),
        ({"allocations": {1: D(-1)}}, "not_positive"),
        ({"allocations": {2: D(6)}}, "over_sale"),
        ({"allocations": {3: None}}, "other_client"),
        ({"allocations": {4: D(1)}}, "other_currency"),
        ({"allocations": {5: None}}, "nothing_open"),
    ],
)
def test_what_is_no_payment(backend, fields, code):
    ann, bob = client(backend), client(backend, "Bob")
    sales = [
        sale(backend, ann, "100"), sale(backend, ann, "5"), sale(backend, bob),
        sale(backend, ann, currency="USD"), sale(backend, ann, "0"),
    ]  # fmt: skip
    assert sales == [1, 2, 3, 4, 5]
    values = {"client": ann, "amount": D(10), "currency": "EUR", **fields}
    assert refused(backend, commands.TakePayment(**values)).code == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"payment": 99}, "no_such_payment"),
        ({"sale": 99}, "no_such_sale"),
        ({"amount": D(0)}, "not_positive"),
        ({"amount": D("0.001")}, "too_many_decimals"),
        ({"amount": D(51)}, "over_payment"),
        ({"amount": D(41)}, "over_sale"),
        ({"amount": D(-1)}, "over_allocation"),
        ({"payment": 2}, "write_off_stands"),
        ({"payment": 3}, "payment_void"),
        ({"payment": 5}, "payment_void"),
        ({"sale": 2}, "other_client"),
        ({"sale": 3}, "other_currency"),
    ],
)
def test_what_cannot_be_allocated(backend, fields, code):
    ann, bob = client(backend), client(backend, "Bob")
    one = sale(backend, ann, "50")
    sale(backend, bob)
    sale(backend, ann, currency="USD")
    assert payment(backend, ann, "50", currency="EUR", allocations={}) == 1
    do(backend, commands.WriteOff(sale=one, amount=D(10)))
    void = payment(backend, ann, "9", currency="EUR", allocations={})
    do(backend, commands.ReversePayment(payment=void))
    back = payment(backend, ann, "9", currency="EUR", allocations={})
    assert do(backend, commands.Refund(payment=back, amount=D(9))).id == 5
    values = {"payment": 1, "sale": one, "amount": D(10), **fields}
    assert refused(backend, commands.Allocate(**values)).code == code


def test_allocating_by_hand_and_taking_it_back(backend):
    ann = client(backend)
    one = sale(backend, ann, "50")
    paid = payment(backend, ann, "80", allocations={})
    do(backend, commands.Allocate(payment=paid, sale=one, amount=D(30)))
    do(backend, commands.Allocate(payment=paid, sale=one, amount=D(20)))
    assert (open_of(backend, one), free_of(backend, paid)) == (["0.00"], "30.00")
    assert rows(backend, "SELECT count(*) FROM payment_allocation") == [(1,)]
    do(backend, commands.Allocate(payment=paid, sale=one, amount=D(-15)))
    assert (open_of(backend, one), free_of(backend, paid)) == (["15.00"], "45.00")
    do(backend, commands.Allocate(payment=paid, sale=one, amount=D(-35)))
    assert rows(backend, "SELECT count(*) FROM payment_allocation") == [(0,)]
    sound(backend)


def test_a_refund_takes_the_free_remainder_then_the_latest_due(backend):
    ann = client(backend)
    soon = sale(backend, ann, "10", due=TODAY)
    late = sale(backend, ann, "10", due=TODAY + timedelta(days=9))
    undated = ordered(backend, ann, "10")
    paid = payment(backend, ann, "35")
    assert free_of(backend, paid) == "5.00"
    do(backend, commands.Refund(payment=paid, amount=D(5)))
    assert open_of(backend, soon, late, undated) == ["0.00", "0.00", "0.00"]
    do(backend, commands.Refund(payment=paid, amount=D(4)))
    assert open_of(backend, soon, late, undated) == ["0.00", "0.00", "4.00"]
    do(backend, commands.Refund(payment=paid, amount=D(10)))
    assert open_of(backend, soon, late, undated) == ["0.00", "4.00", "10.00"]
    last = do(backend, commands.Refund(payment=paid, amount=D(16), reason="sent back")).id
    assert open_of(backend, soon, late, undated) == ["10.00", "10.00", "10.00"]
    assert backend.queries.payment(last).refund_of == paid
    assert refused(backend, commands.Refund(payment=paid, amount=D("0.01"))).code == "over_refund"
    sound(backend)
    for _ in range(4):
        undo(backend)
    assert open_of(backend, soon, late, undated) == ["0.00", "0.00", "0.00"]


def test_a_refund_that_was_mistyped_is_free_again(backend):
    ann = client(backend)
    paid = payment(backend, ann, "35")
    back = do(backend, commands.Refund(payment=paid, amount=D(20))).id
    assert refused(backend, commands.ReversePayment(payment=paid)).code == "payment_refunded"
    do(backend, commands.ReversePayment(payment=back, reason="mistyped"))
    assert free_of(backend, paid) == "35.00"
    do(backend, commands.ReversePayment(payment=paid))
    assert balance(backend, ann).credit == ()
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"payment": 99}, "no_such_payment"),
        ({"amount": D(0)}, "not_positive"),
        ({"amount": D("10.01")}, "over_refund"),
        ({"payment": 2}, "no_money_to_refund"),
        ({"payment": 3}, "payment_void"),
        ({"payment": 5}, "no_money_to_refund"),
    ],
)
def test_what_cannot_be_given_back(backend, fields, code):
    ann = client(backend)
    assert payment(backend, ann, "10") == 1
    one = sale(backend, ann, "50")
    do(backend, commands.WriteOff(sale=one, amount=D(10)))
    do(backend, commands.ReversePayment(payment=payment(backend, ann, "9")))
    back = payment(backend, ann, "9")
    assert do(backend, commands.Refund(payment=back, amount=D(9))).id == 5
    values = {"payment": 1, "amount": D(1), **fields}
    assert refused(backend, commands.Refund(**values)).code == code


def test_a_bounced_payment_stands_void_with_its_reason(backend):
    ann = client(backend)
    one = sale(backend, ann, "10")
    paid = payment(backend, ann, "15")
    do(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    shape = backend.queries.payment(paid)
    assert (shape.void, shape.reason, str(shape.free), shape.settled) == (
        True,
        "bounced",
        "0.00",
        (),
    )
    assert (open_of(backend, one), balance(backend, ann).credit) == (["10.00"], ())
    assert balance(backend, ann).last_paid is None
    assert refused(backend, commands.ReversePayment(payment=paid)).code == "payment_void"
    assert refused(backend, commands.ReversePayment(payment=99)).code == "no_such_payment"


def test_writing_off(backend):
    ann = client(backend)
    one = sale(backend, ann, "10")
    assert refused(backend, commands.WriteOff(sale=one, amount=D(11))).code == "over_sale"
    assert refused(backend, commands.WriteOff(sale=one, amount=D(0))).code == "not_positive"
    assert refused(backend, commands.WriteOff(sale=99)).code == "no_such_sale"
    part = do(
        backend, commands.WriteOff(sale=one, amount=D("0.40"), reason=WriteOffReason.ROUNDING)
    )
    rest = do(backend, commands.WriteOff(sale=one, text="gone abroad"))
    assert open_of(backend, one) == ["0.00"]
    assert refused(backend, commands.WriteOff(sale=one)).code == "nothing_open"
    assert backend.queries.payment(part.id).reason == "rounding"
    assert backend.queries.payment(rest.id).reason == "gone abroad"
    assert balance(backend, ann).last_paid is None, "what is written off is no money"
    do(backend, commands.ReversePayment(payment=rest.id))
    assert open_of(backend, one) == ["9.60"]
    sound(backend)


def test_a_balance_is_per_currency_and_never_added(backend):
    ann = client(backend)
    sale(backend, ann, "100", currency="EUR", on=date(2026, 1, 1), due=date(2026, 2, 1))
    sale(backend, ann, "100", currency="JPY")
    payment(backend, ann, "7", currency="KWD")
    assert owed(backend, ann) == [("100.00", "100.00", "0.00", "0.00"), ("100", "0", "100", "0")]
    assert [f"{money} {money.currency}" for money in balance(backend, ann).credit] == ["7.000 KWD"]


# -- referrals ------------------------------------------------------------------------------------


def outcome_of(backend, client_id):
    return backend.queries.card(client_id).referred_by.outcome


def test_the_outcome_follows_the_first_sale(backend):
    ann = client(backend)
    bob = client(backend, "Bob", referred_by=ann)
    assert outcome_of(backend, bob) is ReferralOutcome.PENDING
    first, second = sale(backend, bob), sale(backend, bob)
    assert outcome_of(backend, bob) is ReferralOutcome.WON
    do(backend, commands.CancelSale(sale=first))
    assert outcome_of(backend, bob) is ReferralOutcome.WON
    do(backend, commands.CancelSale(sale=second))
    assert outcome_of(backend, bob) is ReferralOutcome.PENDING
    undo(backend)
    assert outcome_of(backend, bob) is ReferralOutcome.WON


def test_a_referral_of_somebody_who_bought_already_is_won(backend):
    ann, bob = client(backend), client(backend, "Bob")
    sale(backend, bob)
    do(backend, commands.AddReferral(referrer=ann, client=bob))
    assert outcome_of(backend, bob) is ReferralOutcome.WON
    assert backend.queries.card(ann).referral_summary.won == 1


def test_an_outcome_set_by_hand_stays(backend):
    ann = client(backend)
    bob = client(backend, "Bob", referred_by=ann)
    referral = backend.queries.card(bob).referred_by.id
    do(backend, commands.EditReferral(referral=referral, outcome=ReferralOutcome.LOST))
    sale(backend, bob)
    assert outcome_of(backend, bob) is ReferralOutcome.LOST


def test_nobody_refers_themselves_nor_twice_nor_in_a_circle(backend):
    ann, bob, cid = client(backend), client(backend, "Bob"), client(backend, "Cid")

    def refer(one, other):
        return commands.AddReferral(referrer=one, client=other)

    assert refused(backend, refer(ann, ann)).code == "self_referral"
    do(backend, refer(ann, bob))
    do(backend, refer(bob, cid))
    assert refused(backend, refer(cid, bob)).code == "has_referrer"
    assert refused(backend, refer(ann, bob)).code == "has_referrer"
    assert refused(backend, refer(bob, ann)).code == "referral_circle"
    assert refused(backend, refer(cid, ann)).code == "referral_circle"
    assert (
        refused(backend, commands.EditClient(client=ann, referred_by=cid)).code == "referral_circle"
    )
    assert refused(backend, refer(99, ann)).code == "no_such_client"
    assert refused(backend, refer(ann, 99)).code == "no_such_client"


def test_another_referrer_takes_the_place_of_the_first(backend):
    ann, cid = client(backend), client(backend, "Cid")
    bob = client(backend, "Bob", referred_by=ann)
    before = backend.queries.card(bob).referred_by.on
    do(backend, commands.EditClient(client=bob, referred_by=cid))
    assert backend.queries.card(bob).referred_by.counterpart.id == cid
    assert backend.queries.card(bob).referred_by.on == before
    do(backend, commands.EditClient(client=bob, referred_by=None))
    assert backend.queries.card(bob).referred_by is None
    undo(backend)
    undo(backend)
    assert backend.queries.card(bob).referred_by.counterpart.id == ann


def test_sending_a_client_to_a_partner(backend):
    ann = client(backend)
    do(backend, commands.AddReferralOut(client=ann, partner_name=" Lex &  Co "))
    sent = backend.queries.card(ann).sent_out[0]
    assert sent.counterpart.name == "Lex & Co"
    do(backend, commands.AddReferralOut(client=ann, partner_name="Lex & Co"))
    assert {one.counterpart.id for one in backend.queries.card(ann).sent_out} == {
        sent.counterpart.id
    }
    for fields, code in (
        ({"partner_name": " "}, "no_partner"),
        ({"partner": ann}, "self_referral"),
        ({"partner": 99}, "no_such_client"),
        ({"client": 99, "partner": ann}, "no_such_client"),
    ):
        command = commands.AddReferralOut(**{"client": ann, **fields})
        assert refused(backend, command).code == code
    assert refused(backend, commands.EditReferral(referral=99)).code == "no_such_referral"


def test_the_label_of_a_changed_level_is_only_for_that(backend):
    ann = client(backend)
    alone = do(backend, commands.EditClient(client=ann, level=Level.VIP, request_id="r"))
    more = do(backend, commands.EditClient(client=ann, level=Level.STANDARD, code="C-1"))
    assert (alone.label, more.label) == ("set_level", "edit_client")
