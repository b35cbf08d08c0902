"""Whose a booking may be: by number, sum, account and name; sure only where they agree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories

from smallcrm.app import Backend
from smallcrm.domain.enums import BankLineStatus
from smallcrm.domain.instalments import Instalment
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.queries.bank_book import Book, OpenSale
from smallcrm.queries.bank_names import forms, score
from smallcrm.queries.receivable_shapes import BankSuggestion
from smallcrm.services.commands import (
    AddQuote,
    BankMatch,
    Bill,
    BillPart,
    ConfirmBankLines,
    IgnoreBankLines,
    ImportStatement,
    LineInput,
    PlanPart,
    SetPlan,
    SetSetting,
)

DAY = date(2026, 5, 4)
IBAN = "FR7630006000011234567890189"


def book_in(backend: Backend, *lines: StatementLine) -> list[int]:
    """Take bookings in; return their ids in the order given."""
    command = ImportStatement(
        statements=(Statement(account="", currency="EUR", lines=lines),), file_name="may.xml"
    )
    factories.do(backend, command)
    rows = factories.rows(backend, "SELECT id FROM bank_line ORDER BY id DESC LIMIT ?", len(lines))
    return [row[0] for row in reversed(rows)]


def came(amount: str, reference: str = "", name: str | None = None, **fields: Any) -> StatementLine:
    values = {"booked_on": DAY, "currency": "EUR", **fields}
    minor = int(Decimal(amount) * 100)
    return StatementLine(amount_minor=minor, name=name, reference=reference, **values)


def suggested(
    backend: Backend, amount: str, reference: str = "", name: str | None = None, **fields: Any
) -> BankSuggestion:
    (line,) = book_in(backend, came(amount, reference, name, **fields))
    (found,) = backend.queries.bank_suggestions([line])
    assert found.line.id == line
    return found


def of(found: BankSuggestion) -> tuple[int | None, list[tuple[int, str]], bool]:
    client = found.client.id if found.client else None
    return client, [(sale, str(amount)) for sale, _, amount in found.sales], found.sure


def number_of(backend: Backend, sale: int) -> str:
    detail = backend.queries.sale(sale)
    assert detail is not None
    return detail.sale.number


@pytest.fixture
def ann(backend: Backend) -> int:
    factories.client(backend, "Zoe Other")
    return factories.client(backend, "Ann Lee")


@pytest.mark.parametrize(
    "written",
    [
        "Invoice {}, thank you",
        "{lower}",
        "RE:{};KD 7",
        "Rechnung {spaced}",
        "Zahlung {torn} Danke",
        "RF18{plain}",
        "发票号：{}",
    ],
)
def test_number_and_sum_agree(backend: Backend, ann: int, written: str) -> None:
    sale = factories.sale(backend, ann, "120")
    number = number_of(backend, sale)
    text = written.format(
        number,
        lower=number.lower(),
        spaced=number.replace("-", " "),
        torn=f"{number[:8]} {number[8:]}",
        plain=number.replace("-", ""),
    )
    found = suggested(backend, "120", text, "Somebody Else")
    assert of(found) == (ann, [(sale, "120.00")], True)
    assert found.why == ("reference", "amount")


@pytest.mark.parametrize("written", ["S-2026-00011", "XS-2026-0001", "2026-0001", "S 26 1"])
def test_a_number_that_is_not_whole_is_never_sure(backend: Backend, ann: int, written: str) -> None:
    sale = factories.sale(backend, ann, "120")
    assert number_of(backend, sale) == "S-2026-0001"
    assert not suggested(backend, "120", written).sure


def test_number_without_the_sum_is_not_sure(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "120")
    number = number_of(backend, sale)
    assert of(suggested(backend, "50", number)) == (ann, [(sale, "50.00")], False)
    assert of(suggested(backend, "200", number)) == (ann, [(sale, "120.00")], False)
    other = factories.sale(backend, ann, "80", due=date(2026, 6, 1))
    both = of(suggested(backend, "200", number))
    assert both == (ann, [(sale, "120.00"), (other, "80.00")], False)


def test_several_numbers_together(backend: Backend, ann: int) -> None:
    first, second = factories.sale(backend, ann, "30"), factories.sale(backend, ann, "70")
    text = f"{number_of(backend, first)} und {number_of(backend, second)}"
    assert of(suggested(backend, "100", text)) == (ann, [(first, "30.00"), (second, "70.00")], True)
    assert of(suggested(backend, "70", text))[1:] == ([(second, "70.00")], True)


def test_numbers_of_two_clients_are_told_apart_by_the_sum(backend: Backend, ann: int) -> None:
    bob = factories.client(backend, "Bob Ray")
    mine, theirs = factories.sale(backend, ann, "30"), factories.sale(backend, bob, "70")
    text = f"{number_of(backend, mine)} / {number_of(backend, theirs)}"
    found = suggested(backend, "70", text)
    assert of(found)[:2] == (bob, [(theirs, "70.00")])
    assert [other.id for other in found.others] == [ann]


def test_an_external_number_an_invoice_and_a_quote(backend: Backend, ann: int) -> None:
    outside = factories.sale(backend, ann, "11", external_number="PO/778-x")
    assert of(suggested(backend, "11", "order po 778 X")) == (ann, [(outside, "11.00")], True)
    billed = factories.sale(backend, ann, "200")
    part = BillPart(sale=billed, amount=Decimal(90))
    paper = factories.do(backend, Bill(parts=(part,)))
    assert of(suggested(backend, "90", f"{paper.number}")) == (ann, [(billed, "90.00")], True)
    quote = factories.do(
        backend,
        AddQuote(client=ann, lines=(LineInput(description="Tuning", unit_price=Decimal(5)),)),
    )
    found = suggested(backend, "5", f"{quote.number}")
    assert (found.client.id if found.client else None, found.sure) == (ann, False)


def test_figures_alone_are_no_number(backend: Backend, ann: int) -> None:
    factories.sale(backend, ann, "11", external_number="2026")
    found = suggested(backend, "900", "Miete 05.2026")
    assert found.client is None


def confirmed(backend: Backend, client: int, amount: str = "1") -> None:
    """Let an earlier booking say whose account it is."""
    (line,) = book_in(
        backend, came(amount, "first", account=IBAN, booked_on=DAY - timedelta(days=60))
    )
    match = BankMatch(line=line, client=client, allocations={})
    factories.do(backend, ConfirmBankLines(matches=(match,)))


def test_a_known_account_and_a_sum_that_fits_in_one_way(backend: Backend, ann: int) -> None:
    confirmed(backend, ann)
    sale = factories.sale(backend, ann, "120")
    found = suggested(backend, "120", account=IBAN)
    assert of(found) == (ann, [(sale, "120.00")], True)
    assert found.why == ("account", "amount")
    # Two that cost the same: the older one, but somebody has to look.
    factories.sale(backend, ann, "120", due=date(2026, 8, 1))
    assert of(suggested(backend, "120", account=IBAN)) == (ann, [(sale, "120.00")], False)
    assert of(suggested(backend, "240", account=IBAN))[2]


def test_an_account_of_two_clients_is_not_sure(backend: Backend, ann: int) -> None:
    bob = factories.client(backend, "Bob Ray")
    confirmed(backend, ann)
    confirmed(backend, bob, "2")
    sale = factories.sale(backend, bob, "120")
    found = suggested(backend, "120", account=IBAN)
    assert of(found) == (bob, [(sale, "120.00")], False)
    assert [other.id for other in found.others] == [ann]


def test_overdue_sales_together_and_an_instalment(backend: Backend, ann: int) -> None:
    confirmed(backend, ann)
    late = [
        factories.sale(backend, ann, amount, on=date(2026, 1, 2), due=date(2026, 2, day))
        for day, amount in enumerate(("10", "20"), start=1)
    ]
    planned = factories.sale(backend, ann, "300", due=date(2026, 9, 1))
    parts = (
        PlanPart(due=date(2026, 6, 1), amount=Decimal(90)),
        PlanPart(due=date(2026, 7, 1), amount=Decimal(210)),
    )
    factories.do(backend, SetPlan(sale=planned, parts=parts))
    assert of(suggested(backend, "30", account=IBAN)) == (
        ann,
        [(late[0], "10.00"), (late[1], "20.00")],
        True,
    )
    assert of(suggested(backend, "90", account=IBAN)) == (ann, [(planned, "90.00")], True)


def test_a_small_difference_is_a_rest_and_not_sure(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "120")
    number = number_of(backend, sale)
    found = suggested(backend, "119.20", number)
    assert of(found) == (ann, [(sale, "119.20")], False)
    assert [(one, str(minor)) for one, minor in found.rest] == [(sale, "0.80")]
    assert suggested(backend, "118", number).rest == ()
    factories.do(backend, SetSetting(key="money.small_difference", value="0"))
    assert suggested(backend, "119.30", number).rest == ()


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("Müller & Söhne GmbH", "MUELLER UND SOEHNE GMBH & CO. KG"),
        ("Müller & Söhne GmbH", "MULLER & SOHNE"),
        ("Ann Lee", "LEE, ANN MRS"),
        ("Ann Lee", "Dr. Ann Mary Lee"),
        ("Katarzyna Wiśniewska", "WISNIEWSKA KATARZINA"),
        ("Internationale Handelsgesellschaft Nord", "INTERNATIONALE HANDELSGESELLSC"),
        ("张伟", "张伟"),
        ("星辰科技", "北京星辰科技有限公司"),
        ("北京星辰科技有限公司", "北京星辰科技有限责任公司"),
    ],
)
def test_names_as_banks_write_them(backend: Backend, own: str, written: str) -> None:
    client = factories.client(backend, own)
    factories.client(backend, "Somebody Else")
    factories.client(backend, "王芳")
    found = suggested(backend, "77", "", written)
    assert (found.client.id if found.client else None) == client
    assert found.why == ("name",)
    assert not found.sure


@pytest.mark.parametrize(
    ("own", "written"),
    [("Ann Lee", "Ann Ray"), ("Nord GmbH", "Sued GmbH"), ("张伟", "张三"), ("Jo", "Joseph Koch")],
)
def test_names_of_others(own: str, written: str) -> None:
    assert all(score(one, two) < 88 for one in forms(own) for two in forms(written))


def test_an_organisation_is_a_name(backend: Backend) -> None:
    client = factories.client(backend, "Judith Kern", organisation="Kern Instruments Ltd")
    found = suggested(backend, "5", "", "KERN INSTRUMENTS LIMITED")
    assert found.client is not None
    assert found.client.id == client


def test_of_namesakes_the_sum_decides(backend: Backend) -> None:
    first, second = factories.client(backend, "张伟"), factories.client(backend, "张伟")
    sale = factories.sale(backend, second, "64")
    found = suggested(backend, "64", "", "张伟")
    assert of(found) == (second, [(sale, "64.00")], False)
    assert [other.id for other in found.others] == [first]


def test_the_sum_alone_is_a_guess(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "64.37")
    assert of(suggested(backend, "64.37", "hello")) == (ann, [(sale, "64.37")], False)
    bob = factories.client(backend, "Bob Ray")
    factories.sale(backend, bob, "64.37")
    found = suggested(backend, "64.37", "hello")
    assert of(found) == (None, [], False)
    assert {other.id for other in found.others} == {ann, bob}


def test_what_was_entered_before_is_not_doubled(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "120")
    payment = factories.payment(backend, ann, "120", on=DAY - timedelta(days=2))
    for text, name, sure in ((number_of(backend, sale), None, True), ("", "Ann Lee", False)):
        found = suggested(backend, "120", text, name)
        assert (found.payment_id, found.sales, found.sure) == (payment, (), sure)
        assert "payment" in found.why
    # Another booking of that sum has nothing left to be.
    again = f"{number_of(backend, sale)} again"
    lines = book_in(backend, came("120", again), came("120", "two", "Ann Lee"))
    first, second = sorted(backend.queries.bank_suggestions(lines), key=lambda one: one.line.id)
    assert (first.payment_id, second.payment_id) == (payment, None)
    match = BankMatch(line=lines[0], client=ann, payment=payment)
    factories.do(backend, ConfirmBankLines(matches=(match,)))
    assert suggested(backend, "120", "three", "Ann Lee").payment_id is None


def test_a_payment_of_long_ago_is_another(backend: Backend, ann: int) -> None:
    factories.payment(backend, ann, "120", on=DAY - timedelta(days=30))
    assert suggested(backend, "120", "", "Ann Lee").payment_id is None


def test_two_bookings_do_not_settle_one_sale(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "120")
    number = number_of(backend, sale)
    lines = book_in(
        backend, came("120", number, booked_on=DAY + timedelta(days=1)), came("120", f"{number}!")
    )
    found = {one.line.id: one for one in backend.queries.bank_suggestions(lines)}
    assert (found[lines[1]].sure, found[lines[0]].sure) == (True, False)
    assert found[lines[0]].sales == ()


def test_other_currencies_and_money_out(backend: Backend, ann: int) -> None:
    factories.sale(backend, ann, "120", currency="USD")
    found = suggested(backend, "120", "S-2026-0001")
    assert not found.sure
    assert found.sales == ()
    out = suggested(backend, "-120", "S-2026-0001", "Ann Lee")
    assert (out.client, out.why, out.sure) == (None, (), False)


def test_lists_by_status(backend: Backend, ann: int) -> None:
    lines = book_in(backend, came("1"), came("2", booked_on=DAY + timedelta(days=1)), came("-3"))
    factories.do(backend, IgnoreBankLines(lines=(lines[2],)))
    factories.do(backend, ConfirmBankLines(matches=(BankMatch(line=lines[0], client=ann),)))
    queries = backend.queries

    def ids(status: BankLineStatus | None, limit: int | None = None) -> list[int]:
        return [line.id for line in queries.bank_lines(status, limit)]

    assert ids(None) == [lines[1], lines[2], lines[0]]
    assert ids(None, 1) == [lines[1]]
    assert ids(BankLineStatus.OPEN) == [lines[1]]
    assert ids(BankLineStatus.IGNORED) == [lines[2]]
    (settled,) = queries.bank_lines(BankLineStatus.SETTLED)
    assert settled.payment_id is not None
    assert [one.line.id for one in queries.bank_suggestions()] == [lines[1]]
    assert queries.bank_suggestions([]) == ()


def test_a_client_chosen_by_hand(backend: Backend, ann: int) -> None:
    sale = factories.sale(backend, ann, "120")
    (line, out) = book_in(backend, came("50", "hello"), came("-1"))
    found = backend.queries.bank_suggestion_for(line, ann)
    assert found is not None
    assert of(found) == (ann, [(sale, "50.00")], False)
    assert backend.queries.bank_suggestion_for(out, ann) is None
    assert backend.queries.bank_suggestion_for(99, ann) is None
    payment = factories.payment(backend, ann, "50", on=DAY)
    again = backend.queries.bank_suggestion_for(line, ann)
    assert again is not None
    assert again.payment_id == payment


def test_a_suggestion_can_always_be_confirmed(backend: Backend, ann: int) -> None:
    """Confirm every suggestion as it stands, and find the books in order."""
    for amount in ("10", "20", "30", "40"):
        factories.sale(backend, ann, amount)
    book_in(
        backend,
        came("9.50", "S-2026-0001"),
        came("20", "S-2026-0002"),
        came("35", "S-2026-0003", "Ann Lee"),
        came("500", "", "Ann Lee"),
    )
    while found := [one for one in backend.queries.bank_suggestions() if one.client]:
        one = found[0]
        assert one.client is not None
        match = BankMatch(
            line=one.line.id,
            client=one.client.id,
            allocations={sale: amount.major for sale, _, amount in one.sales},
        )
        factories.do(backend, ConfirmBankLines(matches=(match,)))
    factories.sound(backend)
    assert backend.queries.bank_suggestions() == ()


@settings(max_examples=200, deadline=None)
@given(
    opens=st.lists(st.integers(1, 500), min_size=1, max_size=6),
    minor=st.integers(1, 1500),
    most=st.integers(0, 100),
)
def test_what_is_settled_is_never_more_than_came_or_is_open(
    opens: list[int], minor: int, most: int
) -> None:
    book = Book(DAY)
    for number, left in enumerate(opens, start=1):
        due = DAY + timedelta(days=number - 3)
        parts = (Instalment(due, left),)
        book.sales[number] = OpenSale(number, 1, f"S-{number}", "EUR", due, left, parts)
        book.by_client.setdefault((1, "EUR"), []).append(number)
    sales = book.open_of(1, "EUR")
    for parts in book.exact(sales, minor):
        assert sum(amount for _, amount in parts) == minor
    first = book.oldest_first(sales, minor)
    assert sum(amount for _, amount in first) == min(minor, sum(opens))
    near, rest = book.nearly(sales, minor, most)
    if near:
        assert sum(amount for _, amount in near) == minor
        assert 0 < rest[0][1] <= most
        assert dict(near)[rest[0][0]] + rest[0][1] == opens[rest[0][0] - 1]
    for parts in (first, near):
        assert all(0 < amount <= opens[sale - 1] for sale, amount in parts)
