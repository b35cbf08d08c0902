"""Two clients made one, and taken apart again: every row, every path, and the money."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    ordered,
    payment,
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)
from tests.filled import fill
from tests.services.rewards import refer, rule, standing

from smallcrm.app import open_backend
from smallcrm.db import journal
from smallcrm.db.models import Base
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain.enums import ClientKind, Level, OwnFieldKind, Source
from smallcrm.domain.money import Money
from smallcrm.domain.records import ClientRecord, PhoneText, RecordKind, SaleRecord
from smallcrm.exporters.everything import export_everything, read_everything
from smallcrm.paths import Paths
from smallcrm.queries.merges import former_codes
from smallcrm.services import commands
from smallcrm.services.merge_record import MergeRecord, client_columns

D = Decimal


def merge(backend, keep, other, *take):
    return do(backend, commands.MergeClients(keep=keep, merge=other, take=take)).id


def split(backend, merged):
    return do(backend, commands.SplitClients(merge=merged))


def without_merges(backend):
    found = dump(backend)
    del found["client_merge"]
    return found


def row(backend, client_id):
    columns = journal.columns("client")
    return dict(
        zip(columns, rows(backend, "SELECT * FROM client WHERE id = ?", client_id)[0], strict=True)
    )


def naming(backend, client_id):
    """Count the rows that name a client, by table and column."""
    return {
        (table, column): count
        for table, columns in client_columns().items()
        for column in columns
        if (
            count := rows(backend, f"SELECT count(*) FROM {table} WHERE {column} = ?", client_id)[
                0
            ][0]
        )
    }


def sums(backend):
    """Add up all money by currency: what was sold, paid, allocated and given back."""
    found = defaultdict(int)
    for table, columns in {
        "sale": ("total_minor", "paid_minor", "billed_minor"),
        "payment": ("amount_minor", "allocated_minor", "refunded_minor"),
        "invoice": ("total_minor",),
    }.items():
        for column in columns:
            for currency, minor in rows(
                backend, f"SELECT currency, sum({column}) FROM {table} GROUP BY currency"
            ):
                found[table, column, currency] = minor
    return dict(found)


def test_every_table_that_names_a_client_is_moved_and_comes_back(backend):
    ann = fill(backend)
    other = client(backend, "Zoe")
    carl = client(backend, "Carl")
    do(backend, commands.MarkDistinct(client=ann, other=carl))
    do(backend, commands.AddReferralOut(client=carl, partner=ann))
    named = naming(backend, ann)
    tables = {
        name
        for name, table in Base.metadata.tables.items()
        if any(key.column.table.name == "client" for key in table.foreign_keys)
    }
    assert {table for table, _ in named} == tables, "a table without a row of the client"
    before, money = without_merges(backend), sums(backend)
    merged = merge(backend, other, ann)
    assert naming(backend, ann) == {}
    now = naming(backend, other)
    for key, count in named.items():
        if key[0] != "not_duplicate":
            assert now[key] == count + (key == ("client_merge", "client_id")), key
    assert sums(backend) == money
    sound(backend)
    split(backend, merged)
    sound(backend)
    assert without_merges(backend) == before
    assert sums(backend) == money
    assert merge(backend, ann, other) > merged
    sound(backend)


def test_undo_and_redo_after_a_restart(backend, paths, clock):
    ann, other = fill(backend), client(backend, "Zoe")
    before = dump(backend)
    merged = merge(backend, other, ann)
    after = dump(backend)
    backend.close()
    backend = open_backend(paths, clock)
    try:
        undo(backend)
        assert dump(backend) == before
        redo(backend)
        assert dump(backend) == after
        split(backend, merged)
        undo(backend)
        assert dump(backend) == after
        undo(backend)
        assert dump(backend) == before
        sound(backend)
    finally:
        backend.close()


def test_fields_are_completed_and_only_overwritten_where_said(backend):
    piano = do(backend, commands.AddOwnField(name="Piano", kind=OwnFieldKind.TEXT)).id
    fee = do(backend, commands.AddOwnField(name="Fee", kind=OwnFieldKind.TEXT)).id

    def own(*values):
        return tuple(commands.OwnValueInput(own_field=key, value=text) for key, text in values)

    keep = client(
        backend,
        "Li Xiaoming",
        organisation="Uhu",
        source="fair",
        own=own((piano, "old"), (fee, "1")),
        level=Level.PREFERRED,
    )
    gone = client(
        backend,
        "李小明",
        organisation="Eule",
        code="K-7",
        tax_number="DE123",
        birthday=date(1980, 1, 2),
        own=own((piano, "new"), (fee, "2")),
        kind=ClientKind.ORGANISATION,
    )
    do(backend, commands.EditClient(client=gone, on_hold=True, hold_reason="unpaid"))
    before = without_merges(backend)
    merged = merge(backend, keep, gone, "name", f"own:{piano}")
    now = row(backend, keep)
    assert (now["name"], now["organisation"], now["code"]) == ("李小明", "Uhu", "K-7")
    assert now["name_sort"].startswith("li xiao ming")
    assert (now["tax_number"], now["birthday_on"], now["source"]) == ("DE123", "1980-01-02", "fair")
    assert (now["kind"], now["level"]) == ("person", "preferred")
    assert (now["on_hold"], now["hold_reason"]) == (1, "unpaid")
    values = rows(backend, "SELECT own_field_id, value FROM own_value WHERE client_id = ?", keep)
    assert sorted(values) == [(piano, "new"), (fee, "1")]
    sound(backend)
    split(backend, merged)
    assert without_merges(backend) == before


@pytest.mark.parametrize(
    ("mine", "theirs", "take", "expected"),
    [
        ((None, None), (None, D(500)), (), (None, 50000)),
        ((None, None), ("JPY", D(500)), (), ("JPY", 500)),
        ((None, D(70)), ("JPY", D(500)), (), (None, 7000)),
        ((None, D(70)), ("EUR", D(500)), (), ("EUR", 7000)),
        (("USD", None), ("JPY", D(500)), (), ("USD", None)),
        (("USD", D(70)), ("JPY", None), ("currency",), ("JPY", 70)),
        (("USD", D(70)), ("JPY", D(500)), ("currency", "credit_limit_minor"), ("JPY", 500)),
        (("JPY", D(70)), ("EUR", D("5.50")), ("credit_limit_minor",), ("JPY", 6)),
    ],
)
def test_a_credit_limit_is_not_read_in_another_currency(backend, mine, theirs, take, expected):
    keep, gone = (
        client(backend, name, currency=currency, credit_limit=limit)
        for name, (currency, limit) in (("A", mine), ("B", theirs))
    )
    merge(backend, keep, gone, *take)
    now = row(backend, keep)
    assert (now["currency"], now["credit_limit_minor"]) == expected


def reach(backend, client_id, table, column):
    return [
        value
        for (value,) in rows(
            backend, f"SELECT {column} FROM {table} WHERE client_id = ? ORDER BY id", client_id
        )
    ]


def talk(backend, client_id, name):
    """Record a contact with somebody there, as files of a later program may have them."""
    call = do(backend, commands.AddInteraction(client=client_id)).id
    with unit_of_work(backend.database, backend.clock, source=Source.PROGRAM) as uow:
        uow.connection.exec_driver_sql(
            "UPDATE interaction SET contact_person_id ="
            " (SELECT max(id) FROM contact_person WHERE name = ?) WHERE id = ?",
            (name, call),
        )
        uow.describe("add_interaction")
    return call


def test_what_both_have_is_not_doubled(backend):
    def add(name, phones, emails, tags, handles, addresses, person):
        return client(
            backend,
            name,
            phones=tuple(commands.PhoneInput(number=one, label=label) for one, label in phones),
            emails=tuple(commands.EmailInput(address=one) for one in emails),
            tags=tags,
            handles=tuple(commands.HandleInput(kind="wechat", value=one) for one in handles),
            addresses=addresses,
            contact_people=(person,),
        )

    keep = add(
        "A",
        [("086 123 4567", None)],
        ["a@b.ie"],
        ("tea",),
        ["Ann"],
        (commands.AddressInput(street="Quay 1", locality="Cork"),),
        commands.ContactPersonInput(
            name="Judith", phones=(commands.PhoneInput(number="021 111 1111"),)
        ),
    )
    gone = add(
        "B",
        [("+353 86 1234567", "mobile"), ("021 999 9999", None)],
        ["A@B.ie", "c@b.ie"],
        ("tea", "piano"),
        ["ann", "bob"],
        (
            commands.AddressInput(street="quay 1"),
            commands.AddressInput(street="Quay 1", locality="Dublin"),
        ),
        commands.ContactPersonInput(
            name="JUDITH",
            role="Secretary",
            phones=(
                commands.PhoneInput(number="+353 21 111 1111"),
                commands.PhoneInput(number="021 222 2222"),
            ),
        ),
    )
    talk(backend, gone, "JUDITH")
    before = without_merges(backend)
    merged = merge(backend, keep, gone)
    assert reach(backend, keep, "phone_number", "number") == [
        "086 123 4567",
        "021 111 1111",
        "021 999 9999",
        "021 222 2222",
    ]
    assert reach(backend, keep, "phone_number", "label")[0] == "mobile"
    assert reach(backend, keep, "email_address", "address") == ["a@b.ie", "c@b.ie"]
    assert reach(backend, keep, "handle", "value") == ["Ann", "bob"]
    assert reach(backend, keep, "postal_address", "locality") == ["Cork", "Dublin"]
    assert reach(backend, keep, "contact_person", "role") == ["Secretary"]
    assert len(reach(backend, keep, "client_tag", "tag_id")) == 2
    assert reach(backend, keep, "interaction", "contact_person_id") == reach(
        backend, keep, "contact_person", "id"
    )
    sound(backend)
    split(backend, merged)
    assert without_merges(backend) == before


def test_two_drafts_lose_nothing(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    do(backend, commands.SaveDraft(client=keep, text="half a th"))
    do(backend, commands.SaveDraft(client=gone, text="another ha"))
    before = without_merges(backend)
    merged = merge(backend, keep, gone)
    assert rows(backend, "SELECT text, draft FROM note ORDER BY id") == [
        ("half a th", 1),
        ("another ha", 0),
    ]
    split(backend, merged)
    assert without_merges(backend) == before


def test_what_came_since_stays_and_what_was_changed_holds(backend):
    keep = client(backend, "A", phones=(commands.PhoneInput(number="086 123 4567"),))
    gone = client(backend, "B", organisation="Eule", source="fair", tags=("tea",))
    note = do(backend, commands.AddNote(client=gone, text="from before")).id
    merged = merge(backend, keep, gone)
    do(backend, commands.EditNote(note=note, text="changed since"))
    do(backend, commands.AddNote(client=keep, text="since"))
    do(backend, commands.EditClient(client=keep, source="a friend", tags=("coffee",)))
    sold = sale(backend, keep, "30")
    do(backend, commands.AddReferralOut(client=keep, partner_name="Lex"))
    split(backend, merged)
    sound(backend)
    assert rows(backend, "SELECT client_id, text FROM note ORDER BY id") == [
        (gone, "changed since"),
        (keep, "since"),
    ]
    assert (row(backend, keep)["source"], row(backend, keep)["organisation"]) == ("a friend", None)
    assert (row(backend, gone)["source"], row(backend, gone)["organisation"]) == ("fair", "Eule")
    assert rows(backend, "SELECT client_id FROM sale WHERE id = ?", sold) == [(keep,)]
    assert reach(backend, gone, "client_tag", "tag_id") == []  # taken off since
    assert len(reach(backend, keep, "client_tag", "tag_id")) == 1


def test_money_of_the_one_on_sales_of_the_other_is_released_and_named(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    mine, theirs = sale(backend, keep, "30"), sale(backend, gone, "50")
    merged = merge(backend, keep, gone)
    money = payment(backend, keep, "80")
    done = split(backend, merged)
    sound(backend)
    number = rows(backend, "SELECT number FROM sale WHERE id = ?", theirs)[0][0]
    assert done.label == "split_clients"
    assert done.parameters == {"client": "A", "merged": "B", "sales": number}
    paid = "SELECT id, client_id, paid_minor FROM sale ORDER BY id"
    assert rows(backend, paid) == [(mine, keep, 3000), (theirs, gone, 0)]
    assert rows(backend, "SELECT id, client_id, allocated_minor FROM payment") == [
        (money, keep, 3000)
    ]


def test_what_is_tied_to_it_goes_along(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    line = commands.LineInput(description="Tuning", unit_price=D(50))
    quote = do(backend, commands.AddQuote(client=gone, title="Q", lines=(line,))).id
    sold = sale(backend, gone, "40")
    money = payment(backend, gone, "10", allocations={})
    phones = (commands.PhoneInput(number="021 222 2222"),)
    judith = commands.ContactPersonInput(name="Judith", phones=phones)
    do(backend, commands.EditClient(client=gone, contact_people=(judith,)))
    merged = merge(backend, keep, gone)
    of_quote = do(backend, commands.AcceptQuote(quote=quote)).id
    bill = do(backend, commands.Bill(parts=(commands.BillPart(sale=sold),))).id
    note = do(backend, commands.AddCreditNote(invoice=bill, amount=D(5), reason="late")).id
    given = do(backend, commands.WriteOff(sale=sold, amount=D(1))).id
    back = do(backend, commands.Refund(payment=money, amount=D(4))).id
    call = talk(backend, keep, "Judith")
    own = sale(backend, keep, "7")
    split(backend, merged)
    sound(backend)
    for table, row_id, owner in (
        ("sale", of_quote, gone),
        ("sale", own, keep),
        ("invoice", bill, gone),
        ("invoice", note, gone),
        ("payment", given, gone),
        ("payment", back, gone),
        ("interaction", call, gone),
    ):
        found = rows(backend, f"SELECT client_id FROM {table} WHERE id = ?", row_id)
        assert found == [(owner,)], table


def test_a_paper_of_both_cannot_be_parted(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    mine, theirs = sale(backend, keep, "30"), sale(backend, gone, "50")
    merged = merge(backend, keep, gone)
    parts = (commands.BillPart(sale=mine), commands.BillPart(sale=theirs))
    number = do(backend, commands.Bill(parts=parts)).number
    refusal = refused(backend, commands.SplitClients(merge=merged))
    assert (refusal.code, refusal.parameters["number"]) == ("split_tied", number)
    undo(backend)
    split(backend, merged)
    sound(backend)


def test_a_contract_of_the_other_is_left(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    signed = commands.AddContract(client=gone, number="K1", title="Care", starts_on=TODAY)
    contract = do(backend, signed).id
    merged = merge(backend, keep, gone)
    sold = sale(backend, keep, "30", contract=contract)
    split(backend, merged)
    sound(backend)
    assert rows(backend, "SELECT client_id, contract_id FROM sale WHERE id = ?", sold) == [
        (keep, None)
    ]


def test_merges_in_a_chain_are_taken_apart_from_the_last(backend):
    one, two, three = (client(backend, name) for name in ("A", "B", "C"))
    sales = [sale(backend, who, "10") for who in (one, two, three)]
    start = without_merges(backend)
    first = merge(backend, two, one)
    between = without_merges(backend)
    second = merge(backend, three, two)
    refusal = refused(backend, commands.SplitClients(merge=first))
    assert refusal.code == "merge_later_first"
    assert refusal.parameters == {"client": "C", "merged": "B"}
    assert backend.queries.merged_into(one) == three
    assert backend.queries.merged_into(two) == three
    assert backend.queries.merged_into(three) is None
    assert [one.merged_name for one in backend.queries.merges(three)] == ["B", "A"]
    split(backend, second)
    assert without_merges(backend) == between
    split(backend, first)
    assert without_merges(backend) == start
    assert refused(backend, commands.SplitClients(merge=first)).code == "split_already"
    assert rows(backend, "SELECT client_id FROM sale ORDER BY id") == [(one,), (two,), (three,)]
    assert len(sales) == 3
    assert backend.queries.merged_into(one) is None
    sound(backend)


def test_a_referral_between_the_two_and_a_second_one_are_kept_in_the_record(backend):
    rule(backend)
    ann, bob, _ = couple_that_bought(backend)
    carl = client(backend, "Carl")
    do(backend, commands.AddReferral(referrer=carl, client=ann))
    assert [credit[3] for credit in standing(backend)] == [1000]
    merged = merge(backend, ann, bob)
    # Nobody sends themselves; that Carl sent Ann now counts for what Bob bought.
    sent = "SELECT client_id, counterpart_id, outcome FROM referral ORDER BY client_id"
    assert rows(backend, sent) == [(ann, carl, "won")]
    assert [(credit[0], credit[3]) for credit in standing(backend)] == [(carl, 1000)]
    split(backend, merged)
    assert rows(backend, sent) == [(ann, carl, "pending"), (bob, ann, "won")]
    assert [(credit[0], credit[3]) for credit in standing(backend)] == [(ann, 1000)]
    undo(backend)
    undo(backend)
    assert [(credit[0], credit[3]) for credit in standing(backend)] == [(ann, 1000)]


def couple_that_bought(backend):
    ann = client(backend)
    bob, sent = refer(backend, ann)
    sale(backend, bob, "100")
    payment(backend, bob, "100")
    return ann, bob, sent


@pytest.mark.parametrize("take", [(), ("referred_by",)])
def test_of_two_referrers_one_stays(backend, take):
    rule(backend)
    one, bob, _ = couple_that_bought(backend)
    two = client(backend, "Two")
    cem, _ = refer(backend, two, "Cem")
    before = [credit[:1] + credit[3:] for credit in standing(backend)]
    merged = merge(backend, bob, cem, *take)
    kept = two if take else one
    assert rows(backend, "SELECT client_id, counterpart_id FROM referral") == [(bob, kept)]
    assert [(credit[0], credit[3]) for credit in standing(backend)] == [(kept, 1000)]
    split(backend, merged)
    assert sorted(rows(backend, "SELECT client_id, counterpart_id FROM referral")) == [
        (bob, one),
        (cem, two),
    ]
    assert [credit[:1] + credit[3:] for credit in standing(backend)] == before


def test_a_circle_is_refused_by_name(backend):
    ann = client(backend)
    bob, _ = refer(backend, ann)
    cem, _ = refer(backend, bob, "Cem")
    dora, _ = refer(backend, cem, "Dora")
    refusal = refused(backend, commands.MergeClients(keep=ann, merge=dora))
    assert refusal.code == "merge_circle"
    assert refusal.parameters["referrer"] == "Cem"
    merge(backend, ann, bob)
    sound(backend)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"merge": 1}, "merge_itself"),
        ({"merge": 99}, "no_such_client"),
        ({"keep": 99}, "no_such_client"),
        ({"take": ("created_at",)}, "no_such_field"),
        ({"take": ("own:9",)}, "no_such_field"),
    ],
)
def test_what_cannot_be_merged(backend, change, code):
    client(backend, "A"), client(backend, "B")
    values = {"keep": 1, "merge": 2, **change}
    assert refused(backend, commands.MergeClients(**values)).code == code


def test_a_split_refuses_what_it_cannot_do(backend):
    keep, gone = client(backend, "A"), client(backend, "B", code="7")
    assert refused(backend, commands.SplitClients(merge=9)).code == "no_such_merge"
    merged = merge(backend, keep, gone)
    do(backend, commands.EditClient(client=keep, code="8"))
    client(backend, "C", code="7")
    refusal = refused(backend, commands.SplitClients(merge=merged))
    assert (refusal.code, refusal.parameters["client"]) == ("code_taken", "C")
    for damaged in ("{}", "[]", "", '{"version": 2}', '{"version": 1, "changed": {}}'):
        with pytest.raises(ValueError, match=r"^$|Expecting value"):
            MergeRecord.from_json(damaged)


def test_two_who_are_two(backend):
    one, two, three = (client(backend, name) for name in ("A", "B", "C"))
    do(backend, commands.MarkDistinct(client=two, other=one))
    do(backend, commands.MarkDistinct(client=one, other=two))
    pairs = "SELECT client_id, other_id FROM not_duplicate ORDER BY client_id, other_id"
    assert rows(backend, pairs) == [(one, two)]
    do(backend, commands.MarkDistinct(client=two, other=three))
    before = without_merges(backend)
    merged = merge(backend, one, two)
    assert rows(backend, pairs) == [(one, three)]
    split(backend, merged)
    assert without_merges(backend) == before
    do(backend, commands.MarkDistinct(client=one, other=two, distinct=False))
    assert rows(backend, pairs) == [(two, three)]
    refusal = refused(backend, commands.MarkDistinct(client=one, other=one))
    assert refusal.code == "merge_itself"


def test_what_is_made_up_is_merged_with_nothing_of_the_owners(backend):
    do(backend, commands.FillSample(clients=4))
    real = client(backend, "Real")
    for keep, gone in ((1, real), (real, 1)):
        refusal = refused(backend, commands.MergeClients(keep=keep, merge=gone))
        assert (refusal.code, refusal.parameters["client"]) == (
            "merge_sample",
            row(backend, 1)["name"],
        )
    assert backend.queries.duplicate(1, real).obstacles == ("merge_sample",)
    first = merge(backend, 1, 2)
    merge(backend, 3, 4)
    split(backend, first)
    sound(backend)
    do(backend, commands.RemoveSample())
    sound(backend)
    assert rows(backend, "SELECT name FROM client") == [("Real",)]
    assert rows(backend, "SELECT * FROM client_merge") == []


def test_the_days_of_a_merge_are_known(backend):
    keep, gone = client(backend, "A"), client(backend, "B")
    merge(backend, keep, gone)
    found = backend.queries.merges(keep)[0]
    assert (found.kept.name, found.merged_name, found.merged_id) == ("A", "B", gone)
    assert found.merged_at == backend.clock.now()
    assert found.split_at is None
    assert ordered(backend, keep, "5") > 0
    assert TODAY - timedelta(1) < backend.clock.today()


def test_codes_of_merged_clients_are_remembered(backend):
    one, two, three = (
        client(backend, name, code=code) for name, code in (("A", "1"), ("B", "2"), ("C", None))
    )

    def former():
        with backend.database.read("test") as connection:
            return former_codes(connection)

    assert former() == {}
    first = merge(backend, one, two)
    assert former() == {"2": one}
    second = merge(backend, three, one)  # C has the code 1 now
    assert former() == {"2": three}
    undo(backend)
    split(backend, first)
    assert former() == {}
    assert second > first
    merge(backend, one, two, "code")
    assert former() == {"1": one}
    record = SaleRecord(row=1, currency="EUR", client_code="1", total=Money(500, "EUR"))
    command = commands.ImportRecords(
        kind=RecordKind.SALES, records=(record,), rejected=(), rows_read=1, file_name="s.csv"
    )
    do(backend, command)
    assert rows(backend, "SELECT client_id FROM sale") == [(one,)]


def test_a_list_read_once_more_does_not_bring_merged_clients_back(backend):
    records = tuple(
        ClientRecord(row=row, name=name, code=code, phones=(PhoneText("086 123 4567"),))
        for row, name, code in ((1, "Ann Lee", "1"), (2, "Anna Lee", "2"))
    )
    command = commands.ImportRecords(
        kind=RecordKind.CLIENTS, records=records, rejected=(), rows_read=2, file_name="c.csv"
    )
    do(backend, command)
    merge(backend, 1, 2)
    before = dump(backend)
    do(backend, command)
    assert dump(backend) == before


def test_levels_follow_what_both_paid(backend):
    do(backend, commands.AddLevelRule(level=Level.VIP, paid=D(100)))
    keep, gone = client(backend, "A"), client(backend, "B")
    for who in (keep, gone):
        sale(backend, who, "60")
        payment(backend, who, "60")
    assert row(backend, keep)["level"] == "standard"
    merged = merge(backend, keep, gone)
    assert row(backend, keep)["level"] == "vip"
    split(backend, merged)
    assert [row(backend, who)["level"] for who in (keep, gone)] == ["standard", "standard"]
    sound(backend)


def test_an_export_can_be_taken_apart_in_another_file(backend, tmp_path, clock):
    ann, other = fill(backend), client(backend, "Zoe")
    before = without_merges(backend)
    merged = merge(backend, other, ann)
    export_everything(backend.queries, tmp_path / "a.json")
    split(backend, merged)
    settings, tables = read_everything(tmp_path / "a.json")
    data = tmp_path / "other"
    paths = Paths(data=data, machine_settings=data / "machine.json")
    opened = open_backend(paths, clock, country="IE", currency="EUR")
    try:
        do(opened, commands.FillFromExport(settings=settings, tables=tables, file_name="a.json"))
        split(opened, merged)
        sound(opened)
        after = without_merges(opened)
        for name in before.keys() - {"setting"}:
            assert after[name] == before[name], name
    finally:
        opened.close()
