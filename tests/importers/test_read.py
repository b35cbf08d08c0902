"""Whole files: what they are, which records they make, which rows are refused and why."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.conftest import CUSTOMERS, INVOICES, KEHU

from smallcrm.domain.enums import ClientKind, Level, Lifecycle, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    PaymentRecord,
    PhoneText,
    RecordKind,
    RejectedRow,
    SaleLineRecord,
    SaleRecord,
)
from smallcrm.importers import FIELDS, IMPORTERS, ImportPlan, read, rejects_csv
from smallcrm.importers.headings import propose

FileOf = Callable[..., Path]


def clients(plan: ImportPlan) -> list[ClientRecord]:
    return [record for record in plan.records if isinstance(record, ClientRecord)]


def sales(plan: ImportPlan) -> list[SaleRecord]:
    return [record for record in plan.records if isinstance(record, SaleRecord)]


def payments(plan: ImportPlan) -> list[PaymentRecord]:
    return [record for record in plan.records if isinstance(record, PaymentRecord)]


def refused(plan: ImportPlan) -> list[tuple[int, str]]:
    return [(row.row, row.why) for row in plan.rejected]


def test_an_english_customer_file(file_of: FileOf) -> None:
    plan = read(file_of(CUSTOMERS))
    assert plan.understood.kind is RecordKind.CLIENTS
    assert plan.understood.unmapped == ()
    first, second, third = clients(plan)
    assert first == ClientRecord(
        row=1,
        name="Luís Gonçalves",
        code="1",
        organisation="Acme S.A.",
        kind=ClientKind.PERSON,
        phones=(PhoneText("+55 (12) 3923-5555"), PhoneText("+55 (12) 3923-5566", "fax")),
        emails=(EmailText("luis@example.com"),),
        addresses=(AddressText("", "Av. Central, 2170", "São José", "SP", "12227-000", "Brazil"),),
    )
    assert (second.name, second.kind, second.organisation) == ("Leonie Köhler", None, None)
    assert (third.name, third.kind) == ("Rilská s.r.o.", ClientKind.ORGANISATION)


def test_an_invoice_file_joins_by_code(file_of: FileOf) -> None:
    plan = read(file_of(INVOICES), default_currency="eur")
    assert plan.understood.kind is RecordKind.SALES
    assert plan.understood.unmapped == ("BillingAddress", "BillingCity", "BillingCountry")
    assert sales(plan)[1] == SaleRecord(
        row=2,
        currency="EUR",
        number="2",
        client_code="1",
        on=date(2021, 1, 2),
        total=Money(396, "EUR"),
    )


def test_a_chinese_customer_file(file_of: FileOf) -> None:
    plan = read(file_of(KEHU, "gb18030"))
    assert plan.understood.encoding == "gb18030"
    assert plan.understood.unmapped == ()
    chen, lin, shan, sima, wang = clients(plan)
    assert chen.phones == (PhoneText("138 0000 8000", "mobile"), PhoneText("021-5555 1234", "work"))
    assert [one.level for one in (chen, lin, sima)] == [Level.VIP, Level.STANDARD, Level.PREFERRED]
    assert (lin.referred_by, sima.referred_by, shan.referred_by) == ("陈明", "林晓", None)
    assert sima.phones[1] == PhoneText("020 3838 3838 转 602", "work")
    assert sima.notes == ("上次报价单 Q-17，欧洲订单",)
    assert chen.addresses == (AddressText(text="上海市黄浦区外滩1号"),)
    assert wang.phones[0].number == "138 0000 8000"


def test_a_payments_file(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Payment Date;Customer;Amount;Method;Invoice;Reference;Remarks\n"
            '31.12.2024;Ann Lee;"1.234,50";bank;"R-1, R-2";TX9;thanks\n'
            "1.12.2024;;5,00;cash;R-3;;\n"
            "1.12.2024;;5,00;cash;;;\n"
            "1.12.2024;Bo;;cash;;;\n"
            "1.12.2024;Bo;much;cash;;;\n"
            "32.12.2024;Bo;1,00;cash;;;\n"
        ),
        default_currency="EUR",
    )
    assert plan.understood.kind is RecordKind.PAYMENTS
    first, second = payments(plan)
    assert first == PaymentRecord(
        row=1,
        amount=Money(123450, "EUR"),
        reference="TX9",
        client_name="Ann Lee",
        on=date(2024, 12, 31),
        method="bank",
        sale_numbers=("R-1", "R-2"),
        note="thanks",
    )
    assert (second.client_name, second.sale_numbers) == (None, ("R-3",))
    assert refused(plan) == [
        (3, "no_client"),
        (4, "no_amount"),
        (5, "not_an_amount"),
        (6, "not_a_date"),
    ]
    assert plan.rows_read == 6
    assert (plan.understood.separator, plan.understood.decimal_sign) == (";", ",")


def test_chinese_sales_and_payments(file_of: FileOf) -> None:
    sold = read(
        file_of(
            "订单号,客户,日期,到期日,金额(元),已付,状态,备注\n"
            'X1,张伟,2024年1月5日,2024年2月5日,"1,200",200,已发货,急\n'
            "X2,李娜,2024年1月6日,,80元,,已取消,\n",
            "gb18030",
        ),
        default_currency="EUR",
    )
    assert sold.understood.kind is RecordKind.SALES
    assert sales(sold)[0] == SaleRecord(
        row=1,
        currency="CNY",
        number="X1",
        client_name="张伟",
        on=date(2024, 1, 5),
        due_on=date(2024, 2, 5),
        total=Money(120000, "CNY"),
        status=SaleStatus.DELIVERED,
        paid=Money(20000, "CNY"),
        note="急",
    )
    assert sales(sold)[1].status is SaleStatus.CANCELLED
    paid = read(file_of("客户,收款日期,收款金额,付款方式,订单号\n张伟,2024/1/9,￥20,微信,X1\n"))
    assert payments(paid)[0].amount == Money(2000, "CNY")
    assert payments(paid)[0].sale_numbers == ("X1",)


def test_headings_that_fit_two_kinds_are_asked_about(file_of: FileOf) -> None:
    path = file_of("客户,日期,金额\n张伟,2024-01-01,12\n")
    with pytest.raises(Refusal) as refusal:
        read(path, default_currency="CNY")
    assert refusal.value.code == "kind_not_recognised"
    assert set(refusal.value.parameters["candidates"]) == {"sales", "payments"}  # type: ignore[call-overload]
    assert len(sales(read(path, kind="sales", default_currency="CNY"))) == 1
    assert len(payments(read(path, kind="payments", default_currency="CNY"))) == 1


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "hello\n", "x" * 3000, "InvoiceId,Quantity\n1,2\n"])
def test_a_file_about_something_else_is_refused(file_of: FileOf, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(file_of(text))
    assert refusal.value.code == "kind_not_recognised"


def test_a_mapping_decides(file_of: FileOf) -> None:
    path = file_of("Who,Ring,Name,Belongs To\nAnn,138,ignored,ACME\n")
    plan = read(
        path,
        mapping={"who": "name", "Ring": "mobile", "Name": "ignore", "Belongs To": "organisation"},
    )
    assert clients(plan)[0].name == "Ann"
    assert clients(plan)[0].phones == (PhoneText("138", "mobile"),)
    assert plan.understood.unmapped == ("Name",)
    # The column that had the field by its heading gives way to the one that was given it.
    assert clients(read(path, mapping={"Who": "name"}))[0].name == "Ann"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"Nowhere": "name"}, "unknown_column"),
        ({"Name": "shoe_size"}, "unknown_field"),
        ({"Name": "ignore"}, "missing_column"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    file_of: FileOf, mapping: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        read(file_of("Name,Phone\nAnn,1\n"), kind="clients", mapping=mapping)
    assert refusal.value.code == code
    if code != "missing_column":
        assert refusal.value.parameters["known"]


def test_an_unknown_kind_is_refused(file_of: FileOf) -> None:
    with pytest.raises(Refusal, match="unknown_kind"):
        read(file_of(KEHU), kind="cats")


def test_rows_without_a_name_are_refused_and_the_rest_taken(file_of: FileOf) -> None:
    plan = read(file_of("Name,Phone,Email\nAnn,1,\n,2,x@y.z\n\nBo,3,,lost\nCy,4,\n"))
    assert [one.name for one in clients(plan)] == ["Ann", "Cy"]
    assert refused(plan) == [(2, "no_name"), (4, "too_many_cells")]
    assert plan.rejected[0].text == ",2,x@y.z"
    assert plan.rows_read == 4


def test_all_that_a_client_may_have(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Name,Kind,Code,Phone 1,Phone 2,E-mail,WeChat,Website,Stage,Tags,Note,Remark,Terms,"
            "Birthday,VAT No.,Source,Currency,Balance,Client since,Level,Street,Town,Postcode\n"
            "Ann,partner,A1,5550101,5550102,a@x.org,annlee,x.org,Lead,wine;old,likes tea,"
            "calls late,"
            'Net 14,1980-02-03,V1,fair,usd,"1,200.50",2020-05-06,A+,High St 1,York,YO1\n'
            "Bo,odd,,,,,,,bored,,,,when he likes,May 3,,,,,long ago,,,,\n"
        ),
        default_currency="EUR",
    )
    ann, bo = clients(plan)
    assert ann == ClientRecord(
        row=1,
        name="Ann",
        kind=ClientKind.PARTNER,
        code="A1",
        phones=(PhoneText("5550101"), PhoneText("5550102")),
        emails=(EmailText("a@x.org"),),
        handles=ann.handles,
        lifecycle=Lifecycle.LEAD,
        tags=("wine", "old", "A+"),
        notes=("likes tea\ncalls late",),
        payment_term_days=14,
        birthday=date(1980, 2, 3),
        tax_number="V1",
        source="fair",
        currency="USD",
        opening_balance=Money(120050, "USD"),
        created_on=date(2020, 5, 6),
        addresses=(AddressText(street="High St 1", locality="York", postal_code="YO1"),),
    )
    assert [(handle.kind.value, handle.value) for handle in ann.handles] == [
        ("wechat", "annlee"),
        ("website", "x.org"),
    ]
    assert isinstance(ann.handles[0], HandleText)
    # What fits no list and no date is kept as what the owner wrote.
    assert bo.tags == ("bored", "odd")
    assert bo.notes == ("Birthday: May 3\nClient since: long ago\nTerms: when he likes",)
    assert plan.understood.unmapped == ()


@pytest.mark.parametrize(
    "heading", ["欠款", "期初应收", "Balance", "余额", "Opening balance (EUR)"]
)
def test_opening_balances(file_of: FileOf, heading: str) -> None:
    plan = read(
        file_of(f"姓名,电话,{heading}\n张伟,1,12.50\n李娜,2,\n王芳,3,some\n"),
        default_currency="EUR",
    )
    assert [one.opening_balance for one in clients(plan)] == [Money(1250, "EUR"), None]
    assert refused(plan) == [(3, "not_an_amount")]
    assert plan.rejected[0].parameters["column"] == heading


def test_lines_become_one_sale(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Invoice,Customer,Date,Item,Quantity,Unit price\n"
            "7,Ann,2024-01-02,Tea,2,1.25\n"
            "7,Ann,2024-01-02,Cup,1,4\n"
            "8,Bo,2024-01-02,Tea,1,1.25\n"
            "9,Bo,2024-01-02,Tea,1,1.25\n"
            "9,Bo,2024-01-02,Cup,one,4\n"
            "8,Cy,2024-01-02,Cup,1,4\n"
        ),
        default_currency="EUR",
    )
    (seven,) = sales(plan)
    assert seven.lines == (
        SaleLineRecord("Tea", Decimal(2), Decimal("1.25")),
        SaleLineRecord("Cup", Decimal(1), Decimal(4)),
    )
    assert seven.total is None
    # A sale of which a line is missing would be a wrong amount.
    assert refused(plan) == [
        (3, "incomplete_sale"),
        (4, "incomplete_sale"),
        (5, "not_an_amount"),
        (6, "number_of_another_sale"),
    ]


def test_lines_with_amounts_come_to_the_total(file_of: FileOf) -> None:
    heading = "Invoice,Customer,Item,Quantity,Unit price,Amount\n"
    own = read(
        file_of(heading + "7,Ann,Tea,2,1.25,2.50\n7,Ann,Cup,1,4,4\n"), default_currency="EUR"
    )
    whole = read(
        file_of(heading + "7,Ann,Tea,2,1.25,6.50\n7,Ann,Cup,1,4,6.50\n"), default_currency="EUR"
    )
    taxed = read(file_of(heading + "7,Ann,Tea,2,1.25,3.00\n"), default_currency="EUR")
    assert sales(own)[0].total == sales(whole)[0].total == Money(650, "EUR")
    assert len(sales(own)[0].lines) == len(sales(whole)[0].lines) == 2
    assert (sales(taxed)[0].total, sales(taxed)[0].lines) == (Money(300, "EUR"), ())
    assert sales(taxed)[0].title == "Tea"


def test_what_is_open_and_what_is_paid(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Invoice No,Customer,Total,Open balance,Status\n1,A,10,4,\n2,B,10,,Paid\n3,C,10,,odd\n"
        ),
        default_currency="EUR",
    )
    first, second, third = sales(plan)
    assert (first.paid, second.paid, third.paid) == (Money(600, "EUR"), Money(1000, "EUR"), None)
    assert third.note == "Status: odd"


def test_figures_beyond_all_reason_are_refused(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Invoice,Customer,Qty,Unit price,Total\n"
            f"1,A,{'9' * 38},2,\n2,A,9999999999,9999999999,\n3,A,0.{'0' * 30}1,,5\n"
            f"4,A,1,{'9' * 15},\n5,A,0,,5\n6,A,0.000000001,,9999999999999\n"
        ),
        default_currency="EUR",
    )
    assert refused(plan) == [(1, "amount_too_large"), (2, "amount_too_large")]


def test_prices_bring_their_currency(file_of: FileOf) -> None:
    plan = read(
        file_of("Invoice,Customer,Item,Qty,Unit price (USD)\n1,A,Tea,3,0.3333\n2,B,Tea,1,£2\n"),
        default_currency="EUR",
    )
    assert [sale.currency for sale in sales(plan)] == ["USD", "GBP"]
    assert sales(plan)[0].lines[0].unit_price == Decimal("0.3333")


def test_currencies_of_one_sale_must_agree(file_of: FileOf) -> None:
    plan = read(
        file_of("Invoice,Customer,Total,Paid\n1,A,€10,$5\n2,B,$10,5\n"), default_currency="EUR"
    )
    assert refused(plan) == [(1, "currencies_differ")]
    assert sales(plan)[0].paid == Money(500, "USD")


def test_an_amount_needs_a_currency(file_of: FileOf) -> None:
    plan = read(file_of("Invoice No,Customer,Total,Currency\n1,A,10,\n2,B,10,usd\n3,C,1,cowries\n"))
    assert refused(plan) == [(1, "no_currency"), (3, "unknown_currency")]
    assert sales(plan)[0].total == Money(1000, "USD")


def test_ambiguous_dates_are_said_and_may_be_settled(file_of: FileOf) -> None:
    path = file_of(
        "Invoice No,Customer,Total,Invoice date,Due date\n1,A,10,03/04/2024,05/04/2024\n"
    )
    plan = read(path, default_currency="EUR", country="us")
    assert (plan.understood.date_order, plan.understood.date_order_ambiguous) == ("mdy", True)
    assert sales(plan)[0].on == date(2024, 3, 4)
    plan = read(path, default_currency="EUR", country="US", date_order="dmy")
    assert (sales(plan)[0].on, plan.understood.date_order_ambiguous) == (date(2024, 4, 3), False)
    path = file_of(
        "Invoice No,Customer,Total,Invoice date,Due date\n1,A,10,03/04/2024,25/04/2024\n"
    )
    plan = read(path, default_currency="EUR", country="US")
    assert (sales(plan)[0].on, plan.understood.date_order_ambiguous) == (date(2024, 4, 3), False)


def test_rejects_can_be_corrected_and_read_again(file_of: FileOf) -> None:
    plan = read(file_of('Name,Phone,Note\n,+49 1,=x\n,2,"a, b"\n'))
    content = rejects_csv(plan.rejected, plan.heading)
    assert content.startswith(b"\xef\xbb\xbfrow,why,Name,Phone,Note\r\n1,no_name,,'+49 1,'=x\r\n")
    fixed = content.replace(b"no_name,,", b"no_name,Ann,")
    again = clients(read(file_of(fixed)))
    assert [one.name for one in again] == ["Ann", "Ann"]
    assert (again[0].phones[0].number, again[0].notes) == ("+49 1", ("=x",))
    assert again[1].notes == ("a, b",)


def test_rejects_without_headings_are_lines() -> None:
    row = RejectedRow(3, "no_name", {}, ",2", ("", "2"))
    assert rejects_csv([row]).decode("utf-8-sig") == 'row,why,text\r\n3,no_name,",2"\r\n'


@pytest.mark.parametrize("kind", list(RecordKind))
def test_each_field_is_known_by_its_own_name(kind: RecordKind) -> None:
    for name in FIELDS[kind]:
        assert propose([name], kind) == (name,)


def test_the_registry_knows_its_formats() -> None:
    assert "csv" in IMPORTERS.names()


_NASTY = st.binary(max_size=400) | st.lists(
    st.sampled_from(
        [
            *(b"Name", b"Phone", b"Amount", b"Invoice", b"Customer", b"Date", b",", b";", b"\t"),
            *(b'"', b"'", b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"sep=;\n"),
            *(
                b"12,50",
                b"1.234",
                b"(5)",
                b"\xe5\xbc\xa0",
                b"\xd5\xc5",
                b"\x81",
                b"=1",
                b"2024-13-01",
            ),
            *(
                "姓名,金额\n".encode(),
                "客户,欠款\n".encode("gbk"),
                b"\xed\xa0\x80",
                b"\xe2\x80\xae",
            ),
            *(b"1" * 90, b"9999999999999999999", b"-", b"\x1a", b"\x85", "１２，５".encode()),
        ]
    ),
    max_size=60,
).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(
    data=_NASTY,
    kind=st.sampled_from(["auto", "clients", "sales", "payments", "products"]),
    country=st.sampled_from([None, "CN", "DE", "US"]),
)
def test_anything_ends_in_rows_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str, country: str | None
) -> None:
    path = tmp_path_factory.getbasetemp() / "nasty.csv"
    path.write_bytes(data)
    try:
        plan = read(path, kind=kind, default_currency="EUR", country=country)
    except Refusal:
        return
    assert len(plan.records) + len(plan.rejected) <= plan.rows_read
    rejects_csv(plan.rejected, plan.heading)


@pytest.mark.parametrize(
    "unit",
    [" ", "1,", "1/", "a@", "a", "(", "1 ", "a;", "or ", "$", "* ", "1.", "'", "转", "\u3000"],
)
def test_a_huge_cell_takes_no_huge_time(file_of: FileOf, unit: str) -> None:
    cell = unit * (900_000 // len(unit)) + "x"
    fields = [name for name in FIELDS[RecordKind.CLIENTS] if name not in {"name", "kind"}]
    rows = [",".join(["Name", *fields])]
    rows += [",".join(["Ann", *([""] * index), f'"{cell}"']) for index in range(len(fields))]
    began = time.monotonic()
    plan = read(file_of("\n".join([*rows, f'"{cell}"'])), default_currency="EUR")
    assert time.monotonic() - began < 20
    assert len(plan.records) + len(plan.rejected) == len(fields) + 1
    heading = cell.replace('"', "")
    read(file_of(f'"{heading}",Name\n1,Ann\n'))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_cut_anywhere_ends_in_rows_or_a_refusal(file_of: FileOf, encoding: str) -> None:
    data = KEHU.encode(encoding)
    taken, codes = 0, set()
    for cut in range(len(data)):
        try:
            taken += len(read(file_of(data[:cut])).records)
        except Refusal as refusal:
            codes.add(refusal.code)
    assert taken > 0
    assert codes <= {"empty_file", "kind_not_recognised", "no_rows", "not_a_table"}
