"""Bringing in files: nothing doubled, nothing lost in silence, taken back as one step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.factories import (
    client,
    do,
    dump,
    open_of,
    ordered,
    outcome,
    payment,
    redo,
    rows,
    sale,
    sound,
    undo,
    whole,
)

from smallcrm import importers
from smallcrm.domain.enums import PaymentKind, ReferralOutcome, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.domain.records import ClientRecord, PaymentRecord, RecordKind, SaleRecord
from smallcrm.services import commands
from smallcrm.services.commands import ImportRecords

KEHU = """\
客户名称,公司,手机,座机,电子邮箱,地址,客户级别,介绍人,备注
陈明,苏州河畔贸易有限公司,138 0013 8000,021-5555 1234,chen@example.cn,上海市黄浦区外滩1号,VIP,,喜欢喝茶，不要早上打电话
林晓,,139-0000-2222,,lin@example.cn,北京市海淀区学院路3号,普通,陈明,只在下午接电话
单雄,大连评书社,+86 137 0000 5678,0411-22334455,,大连市中山区,普通,,
司马光,深圳远航,13600001111,020 3838 3838 转 602,sima@example.cn,深圳市福田区,重要,林晓,上次报价单 Q-17，欧洲订单
王芳,,13800138000,,,,普通,老张,与陈明同一号码：公司总机
"""  # noqa: E501
CUSTOMERS = """\
CustomerId,FirstName,LastName,Company,Address,City,State,Country,PostalCode,Phone,Fax,Email
1,Luís,Gonçalves,Acme S.A.,"Av. Central, 2170",São José,SP,Brazil,12227-000,+55 (12) 3923-5555,+55 (12) 3923-5566,luis@example.com
2,Leonie,Köhler,,Hauptstraße 34,Stuttgart,,Germany,70174,+49 0711 2842222,,leonie@example.com
3,,,Rilská s.r.o.,Rilská 3,Prague,,Czech Republic,14300,,,
"""  # noqa: E501
INVOICES = """\
InvoiceId,CustomerId,InvoiceDate,BillingAddress,BillingCity,BillingCountry,Total
1,2,2021-01-01,Hauptstraße 34,Stuttgart,Germany,1.98
2,1,2021-01-02 00:00:00,"Av. Central, 2170",São José,Brazil,3.96
3,9,2021-01-03,Nowhere,Nowhere,Nowhere,5.94
4,1,2021-01-04,"Av. Central, 2170",São José,Brazil,not known
"""
PAYMENTS = """\
Reference,Customer code,Date,Amount,Invoice
P-1,2,2021-02-01,1.98,1
P-2,1,2021-02-02,5.00,
P-3,1,2021-02-03,1.00,77
P-2,1,2021-02-04,7.00,
"""


@pytest.fixture
def bring(backend, tmp_path):
    """Import a file's text the way the command line does."""

    def bring(text, kind="auto", encoding="utf-8", *, dry_run=False):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding, newline="")
        settings = backend.queries.settings()
        plan = importers.read(
            path, kind=kind, default_currency=settings.currency, country=settings.country
        )
        return records(
            backend,
            plan.understood.kind,
            *plan.records,
            rejected=plan.rejected,
            rows_read=plan.rows_read,
            dry_run=dry_run,
        )

    return bring


def records(backend, kind, *found, **more):
    values = {"rejected": (), "rows_read": len(found), "file_name": "file.csv", **more}
    command = ImportRecords(kind=kind, records=found, **values)
    return outcome(backend, command).imported


def figures(result):
    return result.added, result.merged, result.unchanged, len(result.skipped)


def clients(backend, *found, **more):
    return records(backend, RecordKind.CLIENTS, *found, **more)


def sales(backend, *found, **more):
    return records(backend, RecordKind.SALES, *found, **more)


def payments(backend, *found, **more):
    return records(backend, RecordKind.PAYMENTS, *found, **more)


def euro(text):
    return Money.parse(text, "EUR")


# -- whole files ----------------------------------------------------------------------------------


def test_a_chinese_file_twice_and_taken_back(backend, bring):
    do(backend, commands.SetSetting(key="file.country", value="CN"))
    before = dump(backend)
    first = bring(KEHU, encoding="gb18030")
    assert figures(first) == (5, 0, 0, 0)
    assert first.import_id == backend.queries.undo_state().undo_id
    after = dump(backend)
    sound(backend)
    second = bring(KEHU, encoding="gb18030")
    assert figures(second) == (0, 0, 5, 0)
    assert second.import_id is None
    assert dump(backend) == after
    undo(backend)
    assert dump(backend) == before
    sound(backend)
    redo(backend)
    assert dump(backend) == after
    sound(backend)


def test_a_shared_number_makes_no_two_clients_one(backend, bring):
    do(backend, commands.SetSetting(key="file.country", value="CN"))
    bring(KEHU, encoding="gb18030")
    found = backend.queries.call_lookup("+8613800138000").candidates
    assert {one.client.name for one in found} == {"陈明", "王芳"}
    name_and_organisation = "SELECT e164, extension FROM phone_number WHERE number LIKE '020%'"
    assert rows(backend, name_and_organisation) == [("+862038383838", "602")]


def test_referrers_become_referrals_and_unknown_ones_a_source(backend, bring):
    bring(KEHU, encoding="gb18030")
    by_name = dict(rows(backend, "SELECT name, id FROM client"))
    card = backend.queries.card(by_name["司马光"])
    assert card.referred_by.counterpart.name == "林晓"
    assert backend.queries.card(by_name["林晓"]).referred_by.counterpart.name == "陈明"
    assert backend.queries.card(by_name["王芳"]).details.source == "老张"
    assert backend.queries.card(by_name["王芳"]).referred_by is None


def test_customers_then_invoices_then_payments(backend, bring):
    assert figures(bring(CUSTOMERS)) == (3, 0, 0, 0)
    invoices = bring(INVOICES, "sales")
    assert figures(invoices) == (2, 0, 0, 2)
    assert [(row.row, row.why) for row in invoices.skipped] == [
        (3, "unknown_client"),
        (4, "not_an_amount"),
    ]
    paid = bring(PAYMENTS, "payments")
    assert figures(paid) == (3, 0, 0, 1)
    assert [(row.row, row.why) for row in paid.skipped] == [(3, "no_such_sale")]
    after = dump(backend)
    assert [figures(bring(CUSTOMERS)), figures(bring(INVOICES, "sales")),
            figures(bring(PAYMENTS, "payments"))] == [
        (0, 0, 3, 0), (0, 0, 2, 2), (0, 0, 3, 1),
    ]  # fmt: skip
    assert dump(backend) == after
    by_code = dict(rows(backend, "SELECT code, id FROM client"))
    leonie = backend.queries.card(by_code["2"])
    assert (leonie.balance.owed, leonie.last_sales[0].external_number) == ((), "1")
    luis = backend.queries.card(by_code["1"])
    assert [str(one.amount) for one in luis.balance.owed] == []
    assert [str(money) for money in luis.balance.credit] == ["8.04"]
    assert [payment.reference for payment in luis.last_payments] == ["P-2", "P-2"]
    sound(backend)
    for _ in range(3):
        undo(backend)
    assert rows(backend, "SELECT count(*) FROM client") == [(0,)]


def test_a_trial_changes_nothing_at_all(backend, bring):
    before = whole(backend)
    result = bring(CUSTOMERS, dry_run=True)
    assert (figures(result), result.import_id) == ((3, 0, 0, 0), None)
    assert whole(backend) == before


# -- clients --------------------------------------------------------------------------------------


def record(name="Ann Lee", row=1, **fields):
    return ClientRecord(row=row, name=name, **fields)


def phones(*numbers):
    from smallcrm.domain.records import PhoneText

    return tuple(PhoneText(number) for number in numbers)


def test_a_known_client_is_completed_and_never_overwritten(backend):
    ann = client(backend, phones=(commands.PhoneInput(number="086 123 4567"),), source="Fair")
    result = clients(
        backend,
        record(
            code="C-1", organisation="Lee Ltd", source="Web", language="en", tax_number="IE1",
            currency="JPY", payment_term_days=7, birthday=date(1980, 1, 1),
            phones=phones("(086) 1234567", "086 765 4321"), tags=("tea",), notes=("Likes tea",),
        ),
    )  # fmt: skip
    assert figures(result) == (0, 1, 0, 0)
    details = backend.queries.card(ann).details
    assert [phone.number for phone in details.phones] == ["086 123 4567", "086 765 4321"]
    assert (details.source, details.code, details.ref.organisation) == ("Fair", "C-1", "Lee Ltd")
    assert (details.language, details.tax_number, details.currency) == ("en", "IE1", "JPY")
    assert (details.payment_term_days, details.birthday) == (7, date(1980, 1, 1))
    sound(backend)
    more = clients(backend, record("Ann Lee", code="C-1", language="zh", source="Web"))
    assert figures(more) == (0, 0, 1, 0)
    assert backend.queries.card(ann).details == details


def test_who_is_the_same(backend):
    shared = phones("086 123 4567")
    ann = client(
        backend, organisation="Lee Ltd", phones=(commands.PhoneInput(number="0861234567"),)
    )
    clients(
        backend,
        record("ANN LEE", phones=shared, notes=("the same",)),
        record("Bob", 2, phones=shared),  # a number alone is nobody
        record("Ann Lee", 3, phones=phones("086 999 9999")),  # another Ann Lee
        record("Ann Lee", 4, organisation="Lee Ltd", notes=("the same too",)),
    )
    assert rows(backend, "SELECT name FROM client ORDER BY id") == [
        ("Ann Lee",),
        ("Bob",),
        ("Ann Lee",),
    ]
    assert {note.text for note in backend.queries.card(ann).recent_notes} == {
        "the same",
        "the same too",
    }


def test_a_later_row_of_the_same_file_completes_the_first(backend):
    result = clients(
        backend,
        record(code="1", phones=phones("086 123 4567")),
        record(row=2, phones=phones("086 123 4567"), tax_number="IE1", tags=("tea",)),
        record(row=3, code="1", language="en"),
    )
    assert figures(result) == (1, 2, 0, 0)
    found = rows(backend, "SELECT tax_number, language FROM client")
    assert found == [("IE1", "en")]
    before = dump(backend)
    undo(backend)
    redo(backend)
    assert dump(backend) == before
    sound(backend)


def test_a_code_of_two_clients_of_one_file_names_the_second(backend):
    result = clients(backend, record("Ann", code="1"), record("Bob", 2, code="1"))
    assert figures(result) == (1, 0, 0, 1)
    assert (result.skipped[0].row, result.skipped[0].why) == (2, "code_taken")
    assert result.skipped[0].parameters == {"text": "1", "client": "Ann"}
    again = clients(backend, record("Ann Lee-Byrne", code="1"))
    assert figures(again) == (0, 0, 1, 0), "somebody may be called otherwise by now"


def test_a_row_that_cannot_be_taken_leaves_nothing_half_behind(backend):
    result = clients(
        backend,
        record("Ann", notes=("x" * 100_001,), phones=phones("1234567")),
        record("x" * 501, 2),
        record("\x00 ", 3),
        record("Bob", 4, code="\x00B-1\n", source=" Fair\x07 "),
    )
    assert [(row.row, row.why) for row in result.skipped] == [
        (1, "too_long"),
        (2, "too_long"),
        (3, "no_name"),
    ]
    assert rows(backend, "SELECT name, code, source FROM client") == [("Bob", "B-1", "Fair")]
    assert rows(backend, "SELECT count(*) FROM phone_number") == [(0,)]
    sound(backend)


def test_rows_that_were_rejected_by_the_reader_are_named_in_the_order_of_the_file(backend):
    from smallcrm.domain.records import RejectedRow

    rejected = (RejectedRow(9, "x"), RejectedRow(1, "y"))
    result = clients(backend, record("", 5), record("Ann", 2), rejected=rejected, rows_read=4)
    assert [row.row for row in result.skipped] == [1, 5, 9]
    assert result.read == 4


def test_referrers_by_code_by_name_and_who_cannot_be_one(backend):
    ann = client(backend, code="A-1")
    twin = [client(backend, "Twin"), client(backend, "Twin")]
    result = clients(
        backend,
        record("Bob", 1, referred_by="A-1"),
        record("Cid", 2, referred_by="bob"),
        record("Dan", 3, referred_by="Dan", source="Fair"),  # themselves: refused
        record("Eve", 4, referred_by="Twin"),  # which one?
        record("Fay", 5, referred_by="Gus"),  # comes later in the file
        record("Gus", 6, referred_by="Fay"),  # a circle: refused
    )
    # Who cannot have sent a client is named by its row; the client is taken all the same.
    assert figures(result) == (6, 0, 0, 2)
    assert [(row.row, row.why) for row in result.skipped] == [
        (3, "self_referral"),
        (6, "referral_circle"),
    ]
    ids = dict(rows(backend, "SELECT name, id FROM client"))

    def sent(name):
        referral = backend.queries.card(ids[name]).referred_by
        return None if referral is None else referral.counterpart.id

    def source(name):
        return backend.queries.card(ids[name]).details.source

    assert (sent("Bob"), sent("Cid"), sent("Fay")) == (ann, ids["Bob"], ids["Gus"])
    assert (sent("Dan"), sent("Eve"), sent("Gus")) == (None, None, None)
    assert (source("Dan"), source("Eve"), source("Gus")) == ("Fair", "Twin", None)
    assert len(twin) == 2
    sound(backend)
    after = dump(backend)
    again = clients(
        backend,
        record("Dan", 3, referred_by="Dan", source="Fair"),
        record("Gus", 6, referred_by="Fay"),
    )
    assert figures(again) == (0, 0, 0, 2)
    assert dump(backend) == after


def test_a_client_has_one_referrer_whatever_a_later_file_says(backend):
    ann, bob = client(backend, "Ann"), client(backend, "Bob")
    cid = client(backend, "Cid", referred_by=ann)
    result = clients(backend, record("Cid", referred_by="Bob"))
    assert figures(result) == (0, 0, 0, 1)
    assert result.skipped[0].why == "has_referrer"
    assert result.skipped[0].parameters["referrer"] == "Ann"
    assert figures(clients(backend, record("Cid", referred_by="Ann"))) == (0, 0, 1, 0)
    assert figures(clients(backend, record("Cid", referred_by="nobody"))) == (0, 0, 1, 0)
    assert backend.queries.card(cid).referred_by.counterpart.id == ann != bob


def test_a_referral_to_somebody_known_is_a_change_of_theirs(backend):
    client(backend)
    bob = client(backend, "Bob")
    result = clients(backend, record("Bob", referred_by="Ann Lee"))
    assert figures(result) == (0, 1, 0, 0)
    assert result.import_id is not None
    assert backend.queries.card(bob).referred_by.counterpart.name == "Ann Lee"


def test_an_opening_balance_is_a_sale_titled_so_and_less_than_nothing_a_credit(backend):
    found = (
        record("Ann", opening_balance=euro("250.50")),
        record("Bob", 2, opening_balance=euro("-12")),
        record("Cid", 3, opening_balance=euro("0")),
    )
    clients(backend, *found, opening_title="期初余额")
    ids = dict(rows(backend, "SELECT name, id FROM client"))
    ann = backend.queries.card(ids["Ann"])
    assert [str(one.amount) for one in ann.balance.owed] == ["250.50"]
    assert ann.last_sales[0].title == "期初余额"
    assert rows(backend, "SELECT is_opening_balance FROM sale") == [(1,)]
    bob = backend.queries.card(ids["Bob"])
    assert [str(money) for money in bob.balance.credit] == ["12.00"]
    assert bob.last_payments[0].reference == "期初余额"
    assert rows(backend, "SELECT kind FROM payment") == [("opening_credit",)], "no money of today"
    assert backend.queries.card(ids["Cid"]).balance.ever_bought is False
    sound(backend)
    after = dump(backend)
    assert figures(clients(backend, *found)) == (0, 0, 3, 0)
    assert dump(backend) == after


# -- sales ----------------------------------------------------------------------------------------


def sold(row=1, total="10", **fields):
    values = {"client_name": "Ann Lee", "currency": "EUR", "on": date(2026, 1, 5), **fields}
    return SaleRecord(row=row, total=None if total is None else euro(total), **values)


def test_sales_without_numbers_are_met_one_by_one(backend):
    client(backend)
    two = (sold(1, title="Tea"), sold(2, title="Tea"), sold(3, title="Tea", on=date(2026, 1, 6)))
    assert figures(sales(backend, *two)) == (3, 0, 0, 0)
    assert figures(sales(backend, *two)) == (0, 0, 3, 0)
    assert figures(sales(backend, *two, sold(4, title="Tea"))) == (1, 0, 3, 0)
    sound(backend)


def test_sales_without_a_day_are_met_on_any_day(backend):
    client(backend)
    one = sold(title="Tea", on=None)
    sales(backend, one)
    undo(backend)
    sales(backend, sold(title="Tea", on=date(2020, 2, 2)))
    assert figures(sales(backend, one)) == (0, 0, 1, 0)
    assert figures(sales(backend, one, one)) == (1, 0, 1, 0)


def test_what_a_file_says_was_paid(backend):
    ann = client(backend)
    found = (
        sold(1, number="1", paid=euro("4")),
        sold(2, number="2", paid=euro("12")),
        sold(3, number="3", paid=euro("0")),
        sold(4, number="4", paid=euro("10"), status=SaleStatus.CANCELLED),
    )
    assert figures(sales(backend, *found)) == (4, 0, 0, 0)
    ids = [row[0] for row in rows(backend, "SELECT id FROM sale ORDER BY id")]
    assert open_of(backend, *ids) == ["6.00", "0.00", "10.00", "0.00"]
    card = backend.queries.card(ann)
    assert [str(money) for money in card.balance.credit] == ["12.00"]
    sound(backend)
    assert figures(sales(backend, *found)) == (0, 0, 4, 0)
    undo(backend)
    assert rows(backend, "SELECT count(*) FROM payment") == [(0,)]
    sound(backend)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"client_name": "Nobody"}, "unknown_client"),
        ({"client_name": None, "client_code": "9"}, "unknown_client"),
        ({"client_name": None}, "no_client"),
        ({"client_name": "Twin"}, "ambiguous_client"),
        ({"total": "-1"}, "negative_amount"),
        ({"total": None}, "no_amount"),
        ({"title": "x" * 501}, "too_long"),
        ({"note": "x" * 100_001}, "too_long"),
        ({"number": "x" * 501}, "too_long"),
    ],
)
def test_a_sale_that_cannot_be_taken_is_named(backend, fields, why):
    client(backend), client(backend, "Twin"), client(backend, "Twin")
    before = dump(backend)
    result = sales(backend, sold(7, **fields))
    assert [(row.row, row.why) for row in result.skipped] == [(7, why)]
    assert (dump(backend), result.import_id) == (before, None)


def test_imported_sales_count_on_whatever_became_of_the_counter(backend):
    ann = client(backend)
    sale(backend, ann, on=date(2026, 1, 1))
    backend_setting = "UPDATE setting SET value = '0' WHERE key = 'counter.S-2026'"
    with backend.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO action (at, kind, source, label, parameters, schema)"
            " VALUES ('', 'auto', 'program', 'x', '{}', '0001')"
        )
        connection.exec_driver_sql("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        connection.exec_driver_sql(backend_setting)
        connection.exec_driver_sql("DELETE FROM journal_now")
    sales(backend, sold(title="Tea"))
    assert rows(backend, "SELECT number FROM sale ORDER BY id") == [
        ("S-2026-0001",),
        ("S-2026-0002",),
    ]
    assert backend.queries.sale(sale(backend, ann)).sale.number == "S-2026-0003"


def test_the_due_date_of_an_imported_sale(backend):
    client(backend, payment_term_days=10)
    client(backend, "Bob")
    sales(
        backend,
        sold(1, number="1"),
        sold(2, number="2", client_name="Bob"),
        sold(3, number="3", status=SaleStatus.ORDERED),
        sold(4, number="4", due_on=date(2026, 1, 1)),
        sold(5, number="5", on=date(9999, 12, 30)),
    )
    assert rows(backend, "SELECT due_on FROM sale ORDER BY id") == [
        ("2026-01-15",), ("2026-02-04",), (None,), ("2026-01-01",), ("9999-12-31",),
    ]  # fmt: skip
    # It was due before its day; that is no reason not to change its title.
    do(backend, commands.EditSale(sale=4, title="Tea"))


def test_a_referral_is_won_by_an_imported_sale(backend):
    ann = client(backend)
    bob = client(backend, "Bob", referred_by=ann)
    sales(backend, sold(client_name="bob"))
    assert backend.queries.card(bob).referred_by.outcome is ReferralOutcome.WON
    undo(backend)
    assert backend.queries.card(bob).referred_by.outcome is ReferralOutcome.PENDING


def test_lines_of_a_sale(backend, bring):
    client(backend, code="2")
    bring(
        "Invoice,Customer code,Description,Quantity,Unit price\n"
        "1,2,Balls,3,0.99\n1,2,,2,1.005\n2,2,Strings,1,5\n",
        "sales",
    )
    detail = backend.queries.sale(1)
    assert [(line.description, str(line.net)) for line in detail.lines] == [
        ("Balls", "2.97"),
        ("Balls", "2.01"),
    ]
    assert str(detail.sale.total) == "4.98"
    sound(backend)


# -- payments -------------------------------------------------------------------------------------


def paid(row=1, amount="10", **fields):
    values = {"client_name": "Ann Lee", "on": date(2026, 1, 5), **fields}
    return PaymentRecord(row=row, amount=euro(amount), **values)


def test_payments_settle_the_oldest_due_or_the_sales_they_name(backend):
    ann = client(backend)
    late = sale(backend, ann, "10", due=date(2026, 9, 1), external_number="L")
    soon = sale(backend, ann, "10", due=date(2026, 6, 1))
    undated = ordered(backend, ann, "10")
    payments(backend, paid(1, "5"), paid(2, "12", sale_numbers=("L",), client_name=None))
    assert open_of(backend, soon, late, undated) == ["5.00", "0.00", "10.00"]
    assert [str(money) for money in backend.queries.card(ann).balance.credit] == ["2.00"]
    sound(backend)


def test_payments_twice(backend):
    client(backend)
    found = (
        paid(1),
        paid(2),
        paid(3, reference="R"),
        paid(4, on=None),
        paid(5, "11", reference="R"),
    )
    assert figures(payments(backend, *found)) == (5, 0, 0, 0)
    assert figures(payments(backend, *found)) == (0, 0, 5, 0)
    assert figures(payments(backend, *found, paid(6, "12", reference="R"))) == (1, 0, 5, 0)
    assert rows(backend, "SELECT count(*) FROM payment") == [(6,)]
    sound(backend)


def test_a_refund_or_write_off_of_the_same_day_is_no_payment(backend, clock):
    ann = client(backend)
    one = payment(backend, ann, "10", on=date(2026, 1, 4))
    do(backend, commands.Refund(payment=one, amount=Decimal(10), on=date(2026, 1, 5)))
    debt = sale(backend, ann, "10", on=date(2026, 1, 5))
    do(backend, commands.WriteOff(sale=debt, on=date(2026, 1, 5)))
    assert figures(payments(backend, paid())) == (1, 0, 0, 0)
    kinds = rows(backend, "SELECT kind FROM payment ORDER BY id")
    assert kinds[-1] == (PaymentKind.PAYMENT.value,)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"amount": "0"}, "not_positive"),
        ({"amount": "-1"}, "not_positive"),
        ({"client_name": "Nobody"}, "unknown_client"),
        ({"client_name": None}, "no_client"),
        ({"sale_numbers": ("77",)}, "no_such_sale"),
        ({"sale_numbers": ("B",)}, "other_client"),
        ({"sale_numbers": ("U",)}, "other_currency"),
        ({"reference": "x" * 501}, "too_long"),
        ({"method": "x" * 501}, "too_long"),
    ],
)
def test_a_payment_that_cannot_be_taken_is_named(backend, fields, why):
    ann, bob = client(backend), client(backend, "Bob")
    sale(backend, bob, external_number="B")
    sale(backend, ann, currency="USD", external_number="U")
    before = dump(backend)
    result = payments(backend, paid(7, **fields))
    assert [(row.row, row.why) for row in result.skipped] == [(7, why)]
    assert (dump(backend), result.import_id) == (before, None)


def test_an_external_number_goes_before_an_own_one(backend):
    ann = client(backend)
    own = sale(backend, ann, "10")
    outer = sale(backend, ann, "10", external_number=backend.queries.sale(own).sale.number)
    payments(backend, paid(sale_numbers=("S-2026-0001",)))
    assert open_of(backend, own, outer) == ["10.00", "0.00"]
