"""What becomes of each row of an import: said beforehand, done so, undone as one."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import client, do, dump, outcome, redo, refused, rows, sound, undo, whole

from smallcrm.domain.enums import DuplicateReason, HandleKind, Level, Likeness, OwnFieldKind
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    NoteRecord,
    OwnText,
    PersonRecord,
    PersonText,
    PhoneText,
    ProductRecord,
    RecordKind,
    RejectedRow,
    SaleRecord,
)
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddOwnField,
    Decision,
    Fate,
    FieldChange,
    ImportRecords,
    RowAction,
)


def bring(backend, *found, kind=RecordKind.CLIENTS, **more):
    values = {"rejected": (), "rows_read": len(found), "file_name": "file.csv", **more}
    command = ImportRecords(kind=kind, records=found, **{"fates": True, **values})
    return outcome(backend, command).imported


def record(name="Ann Lee", row=1, **fields):
    return ClientRecord(row=row, name=name, **fields)


def phones(*numbers):
    return tuple(PhoneText(number) for number in numbers)


def emails(*addresses):
    return tuple(EmailText(address) for address in addresses)


def fates(result):
    return [(fate.row, fate.fate) for fate in result.fates]


def known_ann(backend, **fields):
    return client(
        backend, phones=(commands.PhoneInput(number="086 123 4567"),), source="Fair", **fields
    )


# -- one row --------------------------------------------------------------------------------------


def test_a_row_says_what_it_adds_and_what_it_leaves_as_it_is(backend):
    ann = known_ann(backend, tags=("tea",))
    result = bring(
        backend,
        record(
            "Ann Lee", phones=phones("+353 86 123 4567", "01 234 5678"), source="Web",
            language="en", level=Level.VIP, tags=("tea", "wine"), notes=("Likes tea",),
            emails=emails("ann@lee.example"), birthday=date(1980, 1, 2),
            addresses=(AddressText(street="Main St 1", locality="Cork"),),
            people=(PersonText("Judith", "secretary", phones("01 234 9999")),),
            discount_percent=Decimal("2.50"),
        ),
    )  # fmt: skip
    (fate,) = result.fates
    assert (fate.fate, fate.client, fate.client_name) == (Fate.UPDATES, ann, "Ann Lee")
    assert {(change.field, change.before, change.after) for change in fate.changes} == {
        ("language", None, "en"),
        ("birthday_on", None, "1980-01-02"),
        ("discount_percent", None, "2.50"),
        ("phones", None, "01 234 5678"),
        ("emails", None, "ann@lee.example"),
        ("addresses", None, "Main St 1, Cork"),
        ("tags", None, "wine"),
        ("notes", None, "Likes tea"),
        ("contact_people", None, "Judith, secretary, 01 234 9999"),
    }
    assert set(fate.kept) == {
        FieldChange("source", "Fair", "Web"),
        FieldChange("level", "standard", "vip"),
    }
    assert fate.candidates == ()
    details = backend.queries.card(ann).details
    assert (details.source, details.ref.level) == ("Fair", Level.STANDARD)
    assert [one.number for one in details.phones if one.of is None] == [
        "086 123 4567",
        "01 234 5678",
    ]
    sound(backend)


def test_a_new_client_is_told_whole(backend):
    result = bring(
        backend,
        record(
            "Bob", 3, code="B-1", level=Level.VIP, phones=phones("086 1"),
            confirmed_on=date(2026, 1, 2),
        ),
    )  # fmt: skip
    (fate,) = result.fates
    assert (fate.row, fate.fate, fate.name, fate.client_name) == (3, Fate.NEW, "Bob", "Bob")
    assert FieldChange("level", None, "vip") in fate.changes
    assert FieldChange("code", None, "B-1") in fate.changes
    assert FieldChange("details_confirmed_on", None, "2026-01-02") in fate.changes
    found = rows(
        backend,
        "SELECT client.id, level_by_hand, details_confirmed_on, confirmed_on"
        " FROM client JOIN phone_number ON client_id = client.id",
    )
    assert found == [(fate.client, 1, "2026-01-02", "2026-01-02")]


def test_a_credit_limit_is_in_the_currency_of_the_client_and_may_say_which(backend):
    client(backend, "Cid", currency="USD", code="C")
    result = bring(
        backend,
        record("Ann", 1, code="A", credit_limit=Money(50000, "EUR")),
        record("Bob", 2, code="B", credit_limit=Money(70000, "GBP")),
        record("Cid", 3, code="C", credit_limit=Money(90000, "EUR")),
        record("Cid", 4, code="C", credit_limit=Money(90000, "USD")),
        record("Dan", 5, code="D", credit_limit=Money(10000, "GBP"), currency="USD"),
    )
    limits = "SELECT name, currency, credit_limit_minor FROM client ORDER BY name"
    assert rows(backend, limits) == [
        ("Ann", None, 50000), ("Bob", "GBP", 70000), ("Cid", "USD", 90000), ("Dan", "USD", None),
    ]  # fmt: skip
    assert [len(fate.changes) for fate in result.fates[2:4]] == [0, 1]


def test_a_shared_phone_alone_is_a_possible_double_and_no_more(backend):
    ann = known_ann(backend)
    result = bring(backend, record("Bob", phones=phones("0861234567")))
    (fate,) = result.fates
    (candidate,) = fate.candidates
    assert (fate.fate, result.possible) == (Fate.NEW, 1)
    assert (candidate.client, candidate.row, candidate.name) == (ann, None, "Ann Lee")
    assert candidate.likeness is Likeness.POSSIBLE
    assert candidate.reasons == (DuplicateReason.PHONE,)
    assert len(rows(backend, "SELECT id FROM client")) == 2


def test_a_romanised_name_with_the_number_is_likely_and_decided_for_all_at_once(backend):
    do(backend, commands.SetSetting(key="file.country", value="CN"))
    li = client(backend, "李小明", phones=(commands.PhoneInput(number="138 0013 8000"),))
    row = record("Xiaoming Li", phones=phones("+86 13800138000"), emails=emails("li@example.cn"))
    (fate,) = bring(backend, row, dry_run=True).fates
    assert (fate.fate, fate.candidates[0].client) == (Fate.NEW, li)
    assert fate.candidates[0].likeness is Likeness.LIKELY
    (fate,) = bring(backend, row, likely=RowAction.SKIP).fates
    assert fate.fate is Fate.LEFT_OUT
    assert rows(backend, "SELECT count(*) FROM email_address") == [(0,)]
    (fate,) = bring(backend, row, likely=RowAction.UPDATE).fates
    assert (fate.fate, fate.client) == (Fate.UPDATES, li)
    assert FieldChange("name", "李小明", "Xiaoming Li") in fate.kept
    assert rows(backend, "SELECT client_id, address FROM email_address") == [(li, "li@example.cn")]
    assert len(rows(backend, "SELECT id FROM client")) == 1


def test_rows_are_decided_one_by_one(backend):
    ann = known_ann(backend)
    other = client(backend, "Somebody else")
    found = (
        record("Ann Lee", 1, phones=phones("0861234567"), notes=("one",)),
        record("Bob", 2, phones=phones("0861234567"), notes=("two",)),
        record("Cid", 3, notes=("three",)),
        record("Dan", 4, notes=("four",)),
        record("Ann Lee", 5, phones=phones("0861234567"), notes=("five",)),
        record("Eve", 6),
    )
    decisions = {
        1: Decision(RowAction.NEW),
        2: Decision(RowAction.UPDATE),  # whom it may be most likely
        3: Decision(RowAction.UPDATE, other),
        4: Decision(RowAction.SKIP),
        6: Decision(RowAction.UPDATE, 4711),
    }
    before = whole(backend)
    told = bring(backend, *found, decisions=decisions, dry_run=True)
    assert whole(backend) == before
    result = bring(backend, *found, decisions=decisions)
    assert result.fates == told.fates
    assert fates(result) == [
        (1, Fate.NEW), (2, Fate.UPDATES), (3, Fate.UPDATES), (4, Fate.LEFT_OUT),
        (5, Fate.UPDATES), (6, Fate.REFUSED),
    ]  # fmt: skip
    assert (result.fates[5].why, result.fates[5].parameters) == ("no_such_client", {"id": 4711})
    notes = dict(rows(backend, "SELECT text, client_id FROM note"))
    assert notes == {"one": result.fates[0].client, "two": ann, "three": other, "five": ann}
    assert [one.client for one in result.fates[0].candidates] == [ann]
    sound(backend)


def test_a_new_client_cannot_have_the_code_of_another(backend):
    client(backend, code="A-1")
    result = bring(backend, record("Bob", code="A-1"), decisions={1: Decision(RowAction.NEW)})
    assert [(fate.fate, fate.why) for fate in result.fates] == [(Fate.REFUSED, "code_taken")]
    bob = client(backend, "Bob")
    result = bring(
        backend, record("Bob", code="A-1", language="en"),
        decisions={1: Decision(RowAction.UPDATE, bob)},
    )  # fmt: skip
    assert [change.field for change in result.fates[0].changes] == ["language"]


def test_rows_that_could_not_be_read_have_a_fate_too(backend):
    result = bring(
        backend, record("Ann", 2), record("", 3), rejected=(RejectedRow(1, "not_an_amount"),)
    )
    assert [(fate.row, fate.fate, fate.why) for fate in result.fates] == [
        (1, Fate.REFUSED, "not_an_amount"),
        (2, Fate.NEW, None),
        (3, Fate.REFUSED, "no_name"),
    ]


def test_a_later_row_may_double_an_earlier_one(backend):
    result = bring(
        backend,
        record("Ann Lee", 1, phones=phones("0861234567")),
        record("Bob", 2, phones=phones("0861234567")),
        record("Ann Lee", 3, phones=phones("0861234567"), language="en"),
    )
    assert fates(result) == [(1, Fate.NEW), (2, Fate.NEW), (3, Fate.UPDATES)]
    (candidate,) = result.fates[1].candidates
    assert (candidate.client, candidate.row, candidate.name) == (None, 1, "Ann Lee")
    assert result.fates[2].client == result.fates[0].client


def test_a_switchboard_of_many_is_gone_through_by_name(backend):
    people = [record(f"P{n} Q{n}", n, phones=phones("0861234567")) for n in range(1, 301)]
    assert bring(backend, *people).added == 300
    again = bring(backend, *people)
    assert (again.added, again.unchanged) == (0, 300)
    more = bring(backend, record("P299 Q299", phones=phones("0861234567"), notes=("same",)))
    assert (more.merged, more.added) == (1, 0)
    sound(backend)


def test_other_lists_have_fates(backend):
    client(backend)
    sales = [
        SaleRecord(1, "EUR", number="1", client_name="Ann Lee", total=Money(1234, "EUR")),
        SaleRecord(2, "EUR", number="2", client_name="Bob", total=Money(1, "EUR"), title="Tea"),
        SaleRecord(3, "EUR", number="3", client_name="Ann Lee", total=Money(1, "EUR")),
    ]
    result = bring(backend, *sales, kind=RecordKind.SALES, decisions={3: Decision(RowAction.SKIP)})
    assert [(fate.row, fate.fate, fate.client_name, fate.why) for fate in result.fates] == [
        (1, Fate.NEW, "Ann Lee", None),
        (2, Fate.REFUSED, None, "unknown_client"),
        (3, Fate.LEFT_OUT, None, None),
    ]
    assert FieldChange("total", None, "12.34 EUR") in result.fates[0].changes
    tea = ProductRecord(1, "Tea", unit="kg", prices=(("EUR", Decimal("1.50")),))
    (fate,) = bring(backend, tea, kind=RecordKind.PRODUCTS).fates
    assert FieldChange("price:EUR", None, "1.50") in fate.changes
    dearer = replace(tea, prices=(("EUR", Decimal(2)),))
    (fate,) = bring(backend, dearer, kind=RecordKind.PRODUCTS).fates
    assert (fate.fate, fate.changes) == (Fate.UPDATES, (FieldChange("price:EUR", "1.50", "2"),))


# -- contact persons, notes, own fields ------------------------------------------------------------


def test_contact_persons_from_a_list_of_their_own(backend):
    ann = client(backend, code="A-1", contact_people=(commands.ContactPersonInput(name="Judith"),))
    found = (
        PersonRecord(1, PersonText("judith", "secretary", phones("01 1234567")), client_code="A-1"),
        PersonRecord(2, PersonText("Max"), client_name="Ann Lee"),
        PersonRecord(3, PersonText("Max"), client_name="Nobody"),
        PersonRecord(4, PersonText(" "), client_code="A-1"),
        PersonRecord(5, PersonText("Max", "", (), emails("max@lee.example")), client_code="A-1"),
    )
    before = dump(backend)
    result = bring(backend, *found, kind=RecordKind.PEOPLE)
    assert [(fate.row, fate.fate, fate.why) for fate in result.fates] == [
        (1, Fate.UPDATES, None), (2, Fate.NEW, None), (3, Fate.REFUSED, "unknown_client"),
        (4, Fate.REFUSED, "no_name"), (5, Fate.UPDATES, None),
    ]  # fmt: skip
    people = backend.queries.card(ann).details.contact_people
    assert [(one.name, one.role) for one in people] == [("Judith", "secretary"), ("Max", None)]
    assert rows(backend, "SELECT contact_person_id FROM email_address") == [(people[1].id,)]
    assert backend.queries.call_lookup("011234567").candidates[0].client.id == ann
    sound(backend)
    after = dump(backend)
    again = bring(backend, *found, kind=RecordKind.PEOPLE)
    assert (again.added, again.merged, again.unchanged, again.import_id) == (0, 0, 3, None)
    assert dump(backend) == after
    undo(backend)
    assert dump(backend) == before


def test_notes_from_a_list_of_their_own(backend):
    ann = client(backend, code="A-1")
    at = datetime(2024, 3, 4, 12, 30, 15, 123456, tzinfo=UTC)
    found = (
        NoteRecord(1, "Called", client_code="A-1", at=at, pinned=True),
        NoteRecord(2, "Called", client_code="A-1", at=at.replace(year=2025)),
        NoteRecord(3, "Called", client_name="Ann Lee"),  # any of them
        NoteRecord(4, " ", client_name="Ann Lee"),
        NoteRecord(5, "Called", client_name="Bob"),
        NoteRecord(6, "New\r\nline", client_name="ann lee"),
    )
    result = bring(backend, *found, kind=RecordKind.NOTES)
    assert [(fate.row, fate.fate, fate.why) for fate in result.fates] == [
        (1, Fate.NEW, None), (2, Fate.NEW, None), (3, Fate.NEW, None), (4, Fate.REFUSED, "no_text"),
        (5, Fate.REFUSED, "unknown_client"), (6, Fate.NEW, None),
    ]  # fmt: skip
    assert [note.text for note in backend.queries.card(ann).pinned_notes] == ["Called"]
    assert [hit.client.id for hit in backend.queries.search("new line").hits] == [ann]
    sound(backend)
    after = dump(backend)
    again = bring(backend, *found, kind=RecordKind.NOTES)
    assert (again.added, again.unchanged, again.import_id) == (0, 4, None)
    assert dump(backend) == after


def test_own_fields_are_made_and_filled_and_what_does_not_fit_is_a_note(backend):
    do(backend, AddOwnField(name="Shoe size", kind=OwnFieldKind.NUMBER))
    ann = known_ann(backend)
    found = record(
        phones=phones("0861234567"),
        own=(
            OwnText("shoe size", "41.50"),
            OwnText("Since", "2019-05-01"),
            OwnText("Since", "never"),
            OwnText("Unknown", "x"),
        ),
    )
    new = (AddOwnField(name="Since", kind=OwnFieldKind.DATE), AddOwnField(name="SHOE SIZE"))
    before = dump(backend)
    (fate,) = bring(backend, found, own_fields=new).fates
    assert [(change.field, change.after) for change in fate.changes] == [
        ("own:Shoe size", "41.5"),
        ("own:Since", "2019-05-01"),
        ("notes", "Since: never"),
        ("notes", "Unknown: x"),
    ]
    values = "SELECT name, value FROM own_value JOIN own_field ON own_field_id = own_field.id"
    assert rows(backend, values) == [("Shoe size", "41.5"), ("Since", "2019-05-01")]
    sound(backend)
    after = dump(backend)
    again = bring(backend, found, own_fields=new)
    assert (again.unchanged, again.import_id, dump(backend)) == (1, None, after)
    other = replace(found, own=(OwnText("Shoe size", "43"),))
    (fate,) = bring(backend, other).fates
    assert fate.fate is Fate.UNCHANGED
    assert fate.kept == (FieldChange("own:Shoe size", "41.5", "43"),)
    undo(backend)
    assert dump(backend) == before
    assert backend.queries.card(ann) is not None
    sound(backend)


def test_how_a_file_was_read_is_remembered_with_the_import(backend):
    bring(backend, record("Ann"), remember=("shape-1", '{"a": 1}'))
    (kept,) = backend.queries.import_mappings()
    assert (kept.shape, kept.kind, kept.choices) == ("shape-1", "clients", '{"a": 1}')
    undone = backend.queries.undo_state().undo_id
    # The same again is no action; read otherwise it is kept, and nothing to take back.
    actions = rows(backend, "SELECT count(*) FROM action")
    bring(backend, record("Ann"), remember=("shape-1", '{"a": 1}'), file_name="other.csv")
    assert rows(backend, "SELECT count(*) FROM action") == actions
    bring(backend, record("Ann"), remember=("shape-1", '{"a": 2}'))
    assert backend.queries.import_mapping("shape-1").choices == '{"a": 2}'
    assert backend.queries.undo_state().undo_id == undone
    bring(backend, record("Bob"), remember=("shape-2", "{}"), dry_run=True)
    assert backend.queries.import_mapping("shape-2") is None
    do(backend, commands.ForgetMapping(mapping=kept.id))
    assert backend.queries.import_mappings() == ()
    assert refused(backend, commands.ForgetMapping(mapping=kept.id)).code == "no_such_mapping"
    undo(backend)
    assert backend.queries.import_mapping("shape-1").choices == '{"a": 2}'


# -- any file -------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["Ann Lee", "Lee Ann", "ANN LEE", "李小明", "Xiaoming Li", "张伟", "Zhang Wei", "Acme Ltd", ""]
)
NUMBERS = st.sampled_from(["086 123 4567", "+353861234567", "1234567", "123", "call 9", "x"])
ADDRESSES = st.sampled_from(["a@b.example", "A@B.example", "info@b.example", "c@d.example"])
PEOPLE = st.builds(
    PersonText,
    st.sampled_from(["Judith", "JUDITH", "Max", ""]),
    st.sampled_from(["", "boss"]),
    st.lists(NUMBERS.map(PhoneText), max_size=1).map(tuple),
    st.lists(ADDRESSES.map(EmailText), max_size=1).map(tuple),
)


def few(values, most=2):
    return st.lists(values, max_size=most).map(tuple)


RECORDS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "code": st.sampled_from(["C1", "C2", "C3"]),
        "organisation": st.sampled_from(["Acme", "acme ", "Other", "x" * 501]),
        "phones": few(NUMBERS.map(PhoneText)),
        "emails": few(ADDRESSES.map(EmailText)),
        "addresses": few(
            st.builds(AddressText, street=st.sampled_from(["Main 1", "main 1", "Side 2"]))
        ),
        "handles": few(st.builds(HandleText, st.just(HandleKind.QQ), st.sampled_from(["1", "2"]))),
        "level": st.sampled_from(Level),
        "tags": few(st.sampled_from(["tea", "wine"])),
        "notes": few(st.sampled_from(["likes tea", "likes wine"])),
        "referred_by": st.sampled_from(["Ann Lee", "C1", "Nobody", "张伟"]),
        "tax_number": st.sampled_from(["IE12345", "IE99999"]),
        "birthday": st.sampled_from([date(1980, 1, 1), date(1990, 1, 1)]),
        "source": st.sampled_from(["Fair", "Web"]),
        "discount_percent": st.sampled_from([Decimal(5), Decimal(200)]),
        "confirmed_on": st.just(date(2026, 1, 1)),
        "currency": st.sampled_from(["EUR", "USD"]),
        "credit_limit": st.sampled_from([Money(500, "EUR"), Money(700, "USD")]),
        "opening_balance": st.sampled_from([Money(100, "EUR"), Money(-100, "EUR")]),
        "people": few(PEOPLE),
        "own": few(
            st.builds(OwnText, st.sampled_from(["Size", "size", "X"]), st.sampled_from(["1", "2"]))
        ),
    },
)
DECISIONS = st.dictionaries(
    st.integers(1, 8),
    st.builds(
        Decision,
        st.sampled_from(RowAction),
        st.sampled_from([None, 1, 2, 99]),
    ),
    max_size=3,
)


@pytest.fixture
def peopled(backend):
    """A file with a few clients, as each example finds it."""
    do(backend, AddOwnField(name="Size", kind=OwnFieldKind.NUMBER))
    known_ann(backend, organisation="Acme")
    client(backend, "李小明", code="C3", emails=(commands.EmailInput(address="a@b.example"),))
    return backend


def rewound(backend):
    """Take back what an example that failed left behind: the next must find what it found."""
    while backend.queries.undo_state().undo[0] == "import":
        undo(backend)
    return backend


def made(fields):
    return [ClientRecord(row=row, **values) for row, values in enumerate(fields, start=1)]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.lists(RECORDS, min_size=1, max_size=8), likely=st.sampled_from(RowAction))
def test_any_file_is_told_done_repeated_and_taken_back(peopled, fields, likely):
    backend, found = rewound(peopled), made(fields)
    before, all_before = dump(backend), whole(backend)
    told = bring(backend, *found, likely=likely, dry_run=True)
    assert whole(backend) == all_before, "a trial changed something"
    untold = bring(backend, *found, likely=likely, dry_run=True, fates=False)
    assert (untold.added, untold.merged, untold.fates) == (told.added, told.merged, ())
    result = bring(backend, *found, likely=likely)
    assert result.fates == told.fates
    assert (result.added, result.merged, result.unchanged) == (
        told.added, told.merged, told.unchanged,
    )  # fmt: skip
    assert [fate.row for fate in result.fates] == [one.row for one in found]
    after = dump(backend)
    sound(backend)
    nothing_overwritten(backend, before)
    if likely is RowAction.NEW:
        again = bring(backend, *found)
        assert dump(backend) == after, "the same file once more changed something"
        assert (again.added, again.merged, again.import_id) == (0, 0, None)
    if result.import_id is not None:
        assert undo(backend).result.label
        assert dump(backend) == before
        redo(backend)
        assert dump(backend) == after
        sound(backend)
        undo(backend)
    assert dump(backend) == before


def nothing_overwritten(backend, before):
    """Fail where a value that was there is another now, or a row gone."""
    now = dump(backend)
    for table, there in before.items():
        if table == "setting":  # counters
            continue
        after = {row[1]: row for row in now[table]}
        for row in there:
            kept = after[row[1]]
            for old, new in zip(row[1::2], kept[1::2], strict=True):
                assert old in (None, new), (table, row, kept)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.lists(RECORDS, min_size=1, max_size=8), decisions=DECISIONS)
def test_any_decisions_are_told_and_done_alike(peopled, fields, decisions):
    backend, found = rewound(peopled), made(fields)
    before = dump(backend)
    told = bring(backend, *found, decisions=decisions, dry_run=True)
    result = bring(backend, *found, decisions=decisions)
    assert result.fates == told.fates
    for fate in result.fates:
        said = decisions.get(fate.row)
        if said is not None and said.action is RowAction.SKIP:
            assert fate.fate is Fate.LEFT_OUT
        if said is not None and said.action is RowAction.NEW:
            assert fate.fate in (Fate.NEW, Fate.REFUSED)
        if said is not None and said.action is RowAction.UPDATE and said.client == 1:
            assert fate.client == 1 or fate.fate is Fate.REFUSED
    sound(backend)
    nothing_overwritten(backend, before)
    if result.import_id is not None:
        undo(backend)
    assert dump(backend) == before


# -- stopping -------------------------------------------------------------------------------------


class Countdown(Watch):
    """A watch that is cancelled at the nth step."""

    def __init__(self, steps):
        super().__init__(self.heard)
        self.left = steps
        self.seen = []

    def heard(self, done, of):
        self.seen.append((done, of))
        self.left -= 1
        if self.left <= 0:
            self.cancel()


def many(count=400):
    return [
        record(
            f"P{n} Q{n % 350}", n, phones=phones(f"086 {n:07}"), tags=("tea",), notes=(f"note {n}",)
        )
        for n in range(1, count + 1)
    ]


def test_cancelled_at_any_step_it_leaves_nothing(backend):
    known_ann(backend)
    found = many()
    whole_way = Countdown(10**9)
    done = bring(backend, *found, watch=whole_way)
    assert done.added == 400
    undo(backend)
    seen = whole_way.seen
    assert [step for step, _ in seen] == sorted(step for step, _ in seen)
    assert all(0 <= step <= of for step, of in seen)
    assert seen[-1][0] >= 2 * 400, "it is also heard of while the search is made"
    before = whole(backend)
    for steps in range(1, len(seen) + 1):
        with pytest.raises(Cancelled):
            bring(backend, *found, watch=Countdown(steps))
        assert whole(backend) == before
    sound(backend)
    assert bring(backend, *found).added == 400
    sound(backend)


def test_cancelled_in_the_midst_of_a_statement(backend):
    """From another thread, at whatever moment: all is there or nothing is."""
    found = many(3000)
    before = whole(backend)
    for delay in (0.0, 0.05, 0.2, 0.4, 0.7):
        watch = Watch()
        timer = threading.Timer(delay, watch.cancel)
        timer.start()
        try:
            result = bring(backend, *found, watch=watch)
        except Cancelled:
            assert whole(backend) == before
        else:
            assert result.added == 3000
            undo(backend)
            before = whole(backend)
        timer.join()
    sound(backend)
    assert bring(backend, *found, watch=Watch()).added == 3000


def test_clients_are_looked_for_by_their_indexes(backend):
    from smallcrm.services.import_known import LOOK_UPS

    with backend.database.read("plans") as connection:
        for sql in LOOK_UPS:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]",)).all()
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step.startswith("SCAN") and "wanted" not in step]
