"""Bank statements: taken in once, made payments of, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests import factories

from smallcrm.app import Backend
from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.statements import RejectedLine, Statement, StatementLine
from smallcrm.services.commands import (
    BankMatch,
    ConfirmBankLines,
    IgnoreBankLines,
    ImportResult,
    ImportStatement,
    ReversePayment,
    Settle,
)

IBAN = "DE89370400440532013000"
DAY = date(2026, 5, 4)


def booking(
    amount: str, name: str | None = "Ann Lee", reference: str = "", **fields: Any
) -> StatementLine:
    minor = int(Decimal(amount) * 100)
    values = {"booked_on": DAY, "amount_minor": minor, "currency": "EUR", **fields}
    return StatementLine(name=name, reference=reference, **values)


def statement(*lines: StatementLine, account: str = IBAN, **fields: Any) -> Statement:
    return Statement(account=account, currency="EUR", lines=lines, **fields)


def bring_in(
    backend: Backend, *statements: Statement, file: str = "may.xml", dry_run: bool = False
) -> ImportResult:
    command = ImportStatement(statements=statements, file_name=file, dry_run=dry_run)
    imported = factories.outcome(backend, command).imported
    assert imported is not None
    return imported


def lines(backend: Backend) -> list[tuple[int, int, str, int | None]]:
    sql = "SELECT id, amount_minor, status, payment_id FROM bank_line ORDER BY id"
    return [(row[0], row[1], row[2], row[3]) for row in factories.rows(backend, sql)]


def first_line(backend: Backend, amount: str = "100", **fields: Any) -> int:
    bring_in(backend, statement(booking(amount, **fields)))
    return lines(backend)[-1][0]


def test_a_statement_comes_in_as_one_action_and_goes_by_one_undo(backend: Backend) -> None:
    before = factories.dump(backend)
    result = bring_in(backend, statement(booking("100"), booking("-20", "Shop"), booking("5")))
    assert (result.read, result.added, result.unchanged) == (3, 3, 0)
    assert result.import_id is not None
    assert [row[1:] for row in lines(backend)] == [
        (10000, "open", None),
        (-2000, "open", None),
        (500, "open", None),
    ]
    factories.undo(backend)
    assert factories.dump(backend) == before
    factories.redo(backend)
    assert len(lines(backend)) == 3
    factories.sound(backend)


def test_the_same_file_again_adds_nothing(backend: Backend) -> None:
    twice = statement(booking("100", bank_id="A1"), booking("40", "Shop"), booking("40", "Shop"))
    bring_in(backend, twice)
    actions = factories.rows(backend, "SELECT id FROM action")
    before = factories.dump(backend)
    again = bring_in(backend, twice)
    assert (again.read, again.added, again.unchanged, again.import_id) == (3, 0, 3, None)
    assert factories.dump(backend) == before
    assert factories.rows(backend, "SELECT id FROM action") == actions


def test_an_overlapping_file_adds_what_is_new(backend: Backend) -> None:
    bring_in(backend, statement(booking("1"), booking("2")))
    result = bring_in(backend, statement(booking("2"), booking("3")), file="june.xml")
    assert (result.added, result.unchanged) == (1, 1)
    assert [row[1] for row in lines(backend)] == [100, 200, 300]


@pytest.mark.parametrize("first_has_ids", [True, False])
def test_the_same_bookings_in_another_format_add_nothing(
    backend: Backend, first_has_ids: bool
) -> None:
    rich = [
        booking("100", "Ann Lee", "Invoice I-2026-0012 thank you", bank_id="X1", end_to_end="E9"),
        booking("100", "Bob Ray", "Invoice I-2026-0013", bank_id="X2"),
        booking("-8.50", None, "ACCOUNT FEE", bank_id="X3"),
    ]
    poor = [
        booking("100", "ANN LEE", "INVOICE I-2026-0012 THANK YOU"),
        booking("100", "BOB RAY", "INVOICE I-2026-0013"),
        booking("-8.50", None, "Account fee"),
    ]
    files = [(rich, IBAN, "may.xml"), (poor, "", "may.csv")]
    if not first_has_ids:
        files.reverse()
    for number, (bookings, account, file) in enumerate(files):
        result = bring_in(backend, statement(*bookings, account=account), file=file)
        assert result.added == (0 if number else 3)
    assert len(lines(backend)) == 3


def test_other_bookings_of_a_day_and_amount_are_not_taken_for_the_same(backend: Backend) -> None:
    bring_in(backend, statement(booking("50", "Ann Lee", "Invoice 12", bank_id="X1")))
    others = [
        booking("50", "Ann Lee", "Invoice 13"),
        booking("50", "Bob Ray", "Invoice 12"),
        booking("50", "Ann Lee", "Invoice 12", booked_on=date(2026, 5, 5)),
    ]
    assert bring_in(backend, statement(*others), file="may.csv").added == 3
    other_account = statement(
        booking("50", "Ann Lee", "Invoice 12"), account="DE02120300000000202051"
    )
    assert bring_in(backend, other_account, file="other.csv").added == 1


def test_one_of_two_equal_bookings_came_from_another_format(backend: Backend) -> None:
    bring_in(backend, statement(booking("50", bank_id="X1")))
    two = statement(booking("50"), booking("50"))
    assert bring_in(backend, two, file="may.csv").added == 1


def test_a_trial_changes_nothing_and_names_what_cannot_be_taken(backend: Backend) -> None:
    before = factories.whole(backend)
    rejected = (RejectedLine(7, "line_without_date"), RejectedLine(3, "line_damaged"))
    result = bring_in(backend, statement(booking("1"), rejected=rejected), dry_run=True)
    assert (result.read, result.added) == (3, 1)
    assert [(row.row, row.why) for row in result.skipped] == [
        (3, "line_damaged"),
        (7, "line_without_date"),
    ]
    assert factories.whole(backend) == before


def test_a_booking_becomes_a_payment(backend: Backend) -> None:
    client = factories.client(backend)
    older = factories.sale(backend, client, "60", due=date(2026, 6, 1))
    newer = factories.sale(backend, client, "60", due=date(2026, 7, 1))
    line = first_line(backend, reference="x" * 300)
    before = factories.dump(backend)
    done = factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=line, client=client),)))
    assert lines(backend)[0][2:] == ("settled", done.id)
    payment = backend.queries.payment(done.id)
    assert payment is not None
    assert (payment.on, payment.method, str(payment.amount)) == (DAY, "transfer", "100.00")
    assert payment.reference is not None
    assert len(payment.reference) == 140
    assert factories.open_of(backend, older, newer) == ["0.00", "20.00"]
    factories.sound(backend)
    factories.undo(backend)
    assert factories.dump(backend) == before
    factories.redo(backend)
    assert lines(backend)[0][2:] == ("settled", done.id)


def test_many_are_one_action_with_a_small_rest_given_up(backend: Backend) -> None:
    ann, bob = factories.client(backend), factories.client(backend, "Bob Ray")
    sales = [factories.sale(backend, ann, "100.50"), factories.sale(backend, bob, "40")]
    bring_in(backend, statement(booking("100"), booking("45", "Bob Ray")))
    before = factories.dump(backend)
    settle = Settle(sale=sales[0], reason=WriteOffReason.BANK_FEE)
    matches = (
        BankMatch(line=1, client=ann, allocations={sales[0]: None}, settle=(settle,)),
        BankMatch(line=2, client=bob, allocations={sales[1]: Decimal(40)}),
    )
    done = factories.do(backend, ConfirmBankLines(matches=matches, request_id="r"))
    assert (done.label, done.parameters) == ("confirm_bank_lines", {"count": 2})
    assert factories.open_of(backend, *sales) == ["0.00", "0.00"]
    second = lines(backend)[1][3]
    assert second is not None
    assert factories.free_of(backend, second) == "5.00"
    again = factories.do(backend, ConfirmBankLines(matches=matches, request_id="r"))
    assert again.repeated
    factories.undo(backend)
    assert factories.dump(backend) == before


def test_what_was_entered_before_is_confirmed_and_not_doubled(backend: Backend) -> None:
    client = factories.client(backend)
    payment = factories.payment(backend, client, "100", on=date(2026, 5, 2))
    line = first_line(backend)
    match = BankMatch(line=line, client=client, payment=payment)
    factories.do(backend, ConfirmBankLines(matches=(match,)))
    assert lines(backend)[0][2:] == ("settled", payment)
    assert factories.rows(backend, "SELECT count(*) FROM payment") == [(1,)]
    # The second booking of the same amount is another one.
    bring_in(backend, statement(booking("100", booked_on=date(2026, 5, 6))))
    refusal = factories.refused(
        backend, ConfirmBankLines(matches=(BankMatch(line=2, client=client, payment=payment),))
    )
    assert refusal.code == "bank_payment_taken"


def test_refusals_name_the_booking(backend: Backend) -> None:
    client, other = factories.client(backend), factories.client(backend, "Bob Ray")
    dollars = factories.sale(backend, client, "10", currency="USD")
    theirs = factories.sale(backend, other, "10")
    large = factories.sale(backend, client, "103")
    void = factories.payment(backend, client, "100")
    factories.do(backend, ReversePayment(payment=void))
    small = factories.payment(backend, client, "99", allocations={})
    bring_in(backend, statement(booking("100"), booking("-3"), booking("4")))

    def code(line: int, **fields: object) -> str:
        match = BankMatch(line=line, **{"client": client, **fields})  # type: ignore[arg-type]
        refusal = factories.refused(backend, ConfirmBankLines(matches=(match,)))
        if refusal.code != "no_such_bank_line":
            assert refusal.parameters["line"] == line
            assert refusal.parameters["booked"] == DAY
        return refusal.code

    assert code(9) == "no_such_bank_line"
    assert code(2) == "bank_line_out"
    assert code(1, client=99) == "no_such_client"
    assert code(1, allocations={dollars: None}) == "other_currency"
    assert code(1, allocations={theirs: None}) == "other_client"
    assert code(1, allocations={99: None}) == "no_such_sale"
    assert code(1, allocations={large: None}, settle=(Settle(sale=large),)) == (
        "difference_too_large"
    )
    assert code(1, payment=99) == "no_such_payment"
    assert code(1, payment=void) == "payment_void"
    assert code(1, payment=small) == "bank_payment_differs"
    assert code(1, payment=small, client=other) == "other_client_payment"
    assert factories.refused(backend, ConfirmBankLines(matches=())).code == "nothing_chosen"
    twice = (BankMatch(line=1, client=client), BankMatch(line=1, client=client))
    assert factories.refused(backend, ConfirmBankLines(matches=twice)).code == "bank_line_settled"
    factories.do(backend, ConfirmBankLines(matches=twice[:1]))
    assert code(1) == "bank_line_settled"
    refusal = factories.refused(backend, IgnoreBankLines(lines=(3, 1)))
    assert (refusal.code, refusal.parameters["came"].minor) == ("bank_line_settled", 10000)
    assert factories.refused(backend, IgnoreBankLines(lines=())).code == "nothing_chosen"


def test_bookings_are_set_aside_and_looked_at_again(backend: Backend) -> None:
    client = factories.client(backend)
    bring_in(backend, statement(booking("1"), booking("2"), booking("-3")))
    factories.do(backend, IgnoreBankLines(lines=(1, 3)))
    assert [row[2] for row in lines(backend)] == ["ignored", "open", "ignored"]
    factories.undo(backend)
    assert {row[2] for row in lines(backend)} == {"open"}
    factories.redo(backend)
    factories.do(backend, IgnoreBankLines(lines=(1,), ignored=False))
    assert [row[2] for row in lines(backend)] == ["open", "open", "ignored"]
    factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=1, client=client),)))
    assert lines(backend)[0][2] == "settled"


def test_a_reversed_payment_opens_its_booking_again(backend: Backend) -> None:
    client, right = factories.client(backend), factories.client(backend, "Bob Ray")
    line = first_line(backend)
    done = factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=line, client=client),)))
    factories.do(backend, ReversePayment(payment=done.id, reason="wrong client"))
    assert lines(backend)[0][2:] == ("open", None)
    factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=line, client=right),)))
    assert lines(backend)[0][2] == "settled"
    factories.sound(backend)


def test_a_line_without_text_has_no_reference(backend: Backend) -> None:
    client = factories.client(backend)
    only = booking("7", None)
    bring_in(backend, statement(replace(only, reference="  ")))
    done = factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=1, client=client),)))
    payment = backend.queries.payment(done.id)
    assert payment is not None
    assert payment.reference is None
