"""An account: every row that makes up a balance, and the balance that they come to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, client, do, payment, sale, sound

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.errors import Refusal
from smallcrm.queries.receivable_shapes import EntryKind
from smallcrm.services import commands


def test_an_account_explains_its_balance(backend):
    ann = client(backend)
    one = sale(backend, ann, "100", on=date(2026, 1, 1), title="Tuning")
    gone = sale(backend, ann, "30", on=date(2026, 1, 2), title="Voicing")
    paid = payment(backend, ann, "120", on=date(2026, 2, 1), method="cash", reference="R-1")
    bounced = payment(backend, ann, "10", on=date(2026, 2, 2), allocations={})
    do(backend, commands.ReversePayment(payment=bounced, reason="bounced"))
    do(backend, commands.CancelSale(sale=gone, reason="moved away"))
    do(backend, commands.Refund(payment=paid, amount=Decimal(25), on=date(2026, 3, 1)))
    do(backend, commands.WriteOff(sale=one, amount=Decimal(2), on=date(2026, 4, 1)))
    sale(backend, ann, "9", currency="USD")
    found = backend.queries.account(ann, "EUR")
    assert [
        (entry.kind, entry.number, str(entry.amount), str(entry.balance), entry.void)
        for entry in found.entries
    ] == [
        (EntryKind.SALE, "S-2026-0001", "100.00", "100.00", False),
        (EntryKind.SALE, "S-2026-0002", "30.00", "130.00", False),
        (EntryKind.PAYMENT, None, "-120.00", "10.00", False),
        (EntryKind.PAYMENT, None, "-10.00", "10.00", True),
        (EntryKind.REFUND, None, "25.00", "35.00", False),
        (EntryKind.WRITE_OFF, "S-2026-0001", "-2.00", "33.00", False),
        (EntryKind.CANCELLED, "S-2026-0002", "-30.00", "3.00", False),
    ]
    assert (str(found.owed), str(found.credit), str(found.balance)) == ("3.00", "0.00", "3.00")
    assert found.currencies == ("EUR", "USD")
    assert (found.entries[2].method, found.entries[2].reference) == ("cash", "R-1")
    assert (found.entries[3].title, found.entries[6].title) == ("bounced", "Voicing")
    assert found.entries[5].reason == "bad_debt"
    assert found.entries[6].reason == "moved away"
    assert found.entries[6].on == TODAY


def test_an_account_of_nothing_and_of_nobody(backend):
    found = backend.queries.account(client(backend), "EUR")
    assert (found.entries, found.currencies, str(found.balance)) == ((), (), "0.00")
    assert backend.queries.account(99, "EUR") is None


def test_a_credit_note_is_a_row_of_its_own(backend):
    ann = client(backend)
    one = sale(backend, ann, "100", on=date(2026, 1, 1))
    bill = do(backend, commands.Bill(parts=(commands.BillPart(sale=one),)))
    payment(backend, ann, "100", allocations={one: None})
    do(backend, commands.AddCreditNote(invoice=bill.id, reason="wrong hammer"))
    found = backend.queries.account(ann, "EUR")
    assert found.entries[-1].kind is EntryKind.CREDIT_NOTE
    assert found.entries[-1].number.startswith("C-")
    assert (str(found.owed), str(found.credit), str(found.balance)) == (
        "0.00", "100.00", "-100.00",
    )  # fmt: skip
    entries = [entry for entry in backend.queries.card(ann).timeline if entry.invoice]
    assert {entry.invoice.kind.value for entry in entries} == {"invoice", "credit_note"}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("sale", "pay", "pay", "cancel", "refund", "reverse", "write_off", "use", "pay_out",
             "bill", "credit", "plan")
        ),
        st.integers(1, 400),
        st.integers(0, 9),
        st.sampled_from(("EUR", "USD")),
    ),
    max_size=14,
)  # fmt: skip


def step(backend, ann, what, minor, which, currency):
    """Do something that moves money, where it can be done."""
    amount = Decimal(minor).scaleb(-1)
    on = TODAY - timedelta(days=which * 7)
    done = {
        "sale": lambda: commands.AddSale(
            client=ann, title="x", amount=amount, currency=currency, on=on
        ),
        "pay": lambda: commands.TakePayment(client=ann, amount=amount, currency=currency, on=on),
        "cancel": lambda: commands.CancelSale(sale=which),
        "refund": lambda: commands.Refund(payment=which, amount=amount),
        "reverse": lambda: commands.ReversePayment(payment=which),
        "write_off": lambda: commands.WriteOff(
            sale=which, amount=amount, reason=WriteOffReason.OTHER
        ),
        "use": lambda: commands.UseCredit(sale=which),
        "pay_out": lambda: commands.PayOut(client=ann, currency=currency),
        "bill": lambda: commands.Bill(parts=(commands.BillPart(sale=which),)),
        "credit": lambda: commands.AddCreditNote(invoice=which, reason="x"),
        "plan": lambda: commands.SetPlan(
            sale=which, parts=(commands.PlanPart(due=TODAY, percent=Decimal(30)),
                               commands.PlanPart(due=None)),
        ),
    }  # fmt: skip
    try:
        do(backend, done[what]())
    except Refusal:
        return


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_the_last_balance_is_what_is_owed_less_the_credit(backend, steps):
    ann = client(backend)
    sale(backend, ann, "20", currency="USD")
    for one in steps:
        step(backend, ann, *one)
    balance = backend.queries.card(ann).balance
    for currency in ("EUR", "USD"):
        found = backend.queries.account(ann, currency)
        owed = sum(p.amount.minor for p in balance.owed if p.amount.currency == currency)
        credit = sum(money.minor for money in balance.credit if money.currency == currency)
        assert (found.owed.minor, found.credit.minor) == (owed, credit)
        assert found.balance.minor == owed - credit
        running = 0
        for entry in found.entries:
            running += 0 if entry.void else entry.amount.minor
            assert entry.balance.minor == running
        if found.entries:
            assert found.entries[-1].balance == found.balance
    sound(backend)


def test_credit_of_referrals_comes_is_taken_back_and_lapses(backend, paths):
    """What lapsed is a row of the day after; before and after, the balance is owed less credit."""
    ann, bob, eve = client(backend, "Ann"), client(backend, "Bob"), client(backend, "Eve")
    tenth = commands.AddRewardRule(name="Tenth", percent=Decimal(10), expires_after_days=30)
    do(backend, tenth)
    for one in (bob, eve):
        do(backend, commands.AddReferral(referrer=ann, client=one))
        sale(backend, one, "100")
        paid = payment(backend, one, "100")
    do(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    do(backend, commands.UseCredit(sale=sale(backend, ann, "4")))
    found = backend.queries.account(ann, "EUR")
    kinds = [(entry.kind, str(entry.amount)) for entry in found.entries]
    assert sorted(kinds) == [
        (EntryKind.CREDIT_TAKEN_BACK, "10.00"),
        (EntryKind.REFERRAL_CREDIT, "-10.00"),
        (EntryKind.REFERRAL_CREDIT, "-10.00"),
        (EntryKind.SALE, "4.00"),
    ]
    assert (str(found.credit), str(found.balance)) == ("6.00", "-6.00")
    sound(backend)
    backend.close()
    later = open_backend(paths, Clock.fixed(NOW + timedelta(days=31), ZONE))
    try:
        found = later.queries.account(ann, "EUR")
        last = found.entries[-1]
        assert (last.kind, str(last.amount)) == (EntryKind.CREDIT_EXPIRED, "6.00")
        assert last.on == TODAY + timedelta(days=31)
        assert (str(found.credit), str(found.balance)) == ("0.00", "0.00")
        summary = later.queries.card(ann).referral_summary
        assert [str(amount) for amount in summary.expired] == ["6.00"]
        assert (summary.left, summary.expires) == ((), None)
    finally:
        later.close()
