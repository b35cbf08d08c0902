"""`check` finds what is wrong with invoices, credit notes and instalments."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.db.test_check import codes, places, tamper
from tests.factories import TODAY, client, do, ordered, sound

from smallcrm.services import commands

D = Decimal


@pytest.fixture
def papers(backend):
    """Five invoices, two credit notes (one to bill anew), a plan."""
    ann = client(backend)
    lines = (
        commands.LineInput(description="Strings", unit_price=D("0.03"), tax_percent=D(19)),
        commands.LineInput(description="Book", unit_price=D(50), tax_percent=D(7)),
    )
    one, two, three = (ordered(backend, ann, lines=lines, discount_percent=D(10)) for _ in range(3))
    made = [
        do(backend, commands.Bill(parts=(commands.BillPart(sale=sale, amount=amount),)))
        for sale, amount in ((one, D(20)), (one, None), (two, D(30)), (two, None), (three, None))
    ]
    do(backend, commands.AddCreditNote(invoice=made[1].id, amount=D(10)))
    do(backend, commands.AddCreditNote(invoice=made[3].id, rebill=True))
    planned = ordered(backend, ann)
    parts = (
        commands.PlanPart(due=TODAY, percent=D(30)),
        commands.PlanPart(due=None),
    )
    do(backend, commands.SetPlan(sale=planned, parts=parts))
    sound(backend)
    return backend


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE sale SET billed_minor = billed_minor + 1 WHERE id = 1", "sale_billed"),
        ("UPDATE sale SET billed_minor = -1 WHERE id = 1", "sale_overbilled"),
        ("UPDATE sale SET billed_minor = total_minor + 1 WHERE id = 1", "sale_overbilled"),
        ("UPDATE sale SET status = 'cancelled' WHERE id = 1", "sale_overbilled"),
        ("UPDATE invoice SET rebill = 1", "sale_billed"),
        ("UPDATE invoice_sale SET amount_minor = amount_minor + 1", "sale_billed"),
        ("UPDATE invoice_sale SET amount_minor = amount_minor + 1", "invoice_shares"),
        ("UPDATE invoice SET rounding_minor = rounding_minor + 1 WHERE id = 1", "invoice_shares"),
        ("DELETE FROM invoice_sale WHERE invoice_id = 1", "invoice_shares"),
        ("UPDATE invoice SET currency = 'USD' WHERE id = 1", "invoice_shares"),
        ("UPDATE invoice SET net_minor = net_minor + 1 WHERE id = 1", "invoice_lines"),
        ("UPDATE invoice SET discount_minor = discount_minor + 1 WHERE id = 2", "invoice_lines"),
        ("UPDATE invoice_line SET tax_minor = tax_minor + 1 WHERE id = 1", "invoice_lines"),
        ("UPDATE invoice_line SET tax_percent = '18' WHERE id = 1", "invoice_lines"),
        ("UPDATE invoice_line SET tax_percent = 'x' WHERE id = 1", "invoice_lines"),
        ("UPDATE invoice_line SET tax_category = '?' WHERE id = 1", "invoice_lines"),
        ("DELETE FROM invoice_line WHERE invoice_id = 1", "invoice_lines"),
        ("UPDATE invoice_sale SET amount_minor = 1 WHERE invoice_id = 2", "invoice_overcredited"),
        ("UPDATE payment SET amount_minor = amount_minor + 1", "credit_note_payment"),
        ("UPDATE payment SET kind = 'payment'", "credit_note_payment"),
        ("UPDATE payment SET voided_at = 'x'", "credit_note_payment"),
        ("UPDATE payment SET invoice_id = 1", "credit_note_payment"),
        ("DELETE FROM payment", "credit_note_payment"),
        ("UPDATE instalment SET amount_minor = amount_minor + 1", "plan_total"),
        ("DELETE FROM instalment", "plan_total"),
        ("UPDATE sale SET has_plan = 1 WHERE id = 3", "plan_total"),
        ("UPDATE sale SET has_plan = 0", "plan_total"),
        ("UPDATE sale SET due_on = '2026-01-01' WHERE has_plan = 1", "plan_due"),
        ("UPDATE sale SET due_on = NULL WHERE has_plan = 1", "plan_due"),
        ("UPDATE instalment SET due_on = 'never'", "damaged_page"),
        ("UPDATE invoice SET sequence = 9 WHERE id = 5", "invoice_gap"),
        ("DELETE FROM invoice WHERE id = 2", "invoice_gap"),
    ],
)
def test_a_flipped_value(papers, statement, code):
    tamper(papers, statement)
    assert code in codes(papers)


def test_a_number_that_another_paper_has_is_no_gap(backend):
    ann = client(backend)
    sales = [ordered(backend, ann) for _ in range(3)]

    def bill(sale, number=None):
        do(backend, commands.Bill(parts=(commands.BillPart(sale=sale),), number=number))

    bill(sales[0], "I-2026-0001")
    bill(sales[1])
    bill(sales[2], "another")
    assert places(backend, "invoice_gap") == []
    sound(backend)
    tamper(backend, "UPDATE invoice SET number = 'moved' WHERE id = 1")
    assert places(backend, "invoice_gap") == [{"kind": "invoice", "period": "I-2026"}]
