"""`check` finds what went wrong, whatever it is, and never breaks on it."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
import sqlcipher3.dbapi2 as driver
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, client, do, payment, sale
from tests.filled import called, cared, empty_tables, measured, receivables, rewarded, trade

from smallcrm.app import open_backend
from smallcrm.db import journal, revisions
from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.paths import Paths
from smallcrm.services import commands


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory):
    """A file with a row in every table: sales, a payment on both, a write-off, a refund."""
    data = tmp_path_factory.mktemp("filled")
    paths = Paths(data=data, machine_settings=data / "machine.json")
    backend = open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")
    ann = do(
        backend,
        commands.AddClient(
            name="Ann Lee",
            code="C-1",
            note="Likes tea",
            phones=(commands.PhoneInput(number="086 123 4567"),),
            emails=(commands.EmailInput(address="ann@example.org"),),
            addresses=(commands.AddressInput(text="Cork"),),
            handles=(commands.HandleInput(kind="wechat", value="ann"),),
            contact_people=(commands.ContactPersonInput(name="Judith"),),
            tags=("tea",),
        ),
    ).id
    do(backend, commands.AddInteraction(client=ann))
    do(backend, commands.AddFollowUp(client=ann, text="Call", due=TODAY))
    do(backend, commands.AddReferralOut(client=ann, partner_name="Lex"))
    line = commands.LineInput(
        description="Strings",
        quantity=Decimal("2.5"),
        unit_price=Decimal(10),
        tax_percent=Decimal(19),
    )
    one = sale(backend, ann, lines=(line,))
    sale(backend, ann, "100")
    paid = payment(backend, ann, "60")
    do(backend, commands.WriteOff(sale=one + 1, amount=Decimal(5)))
    do(backend, commands.Refund(payment=paid, amount=Decimal(10)))
    trade(backend, ann)
    receivables(backend, ann)
    rewarded(backend, ann)
    cared(backend, ann)
    measured(backend)
    called(backend, ann)
    assert empty_tables(backend) == []
    assert backend.check().problems == ()
    backend.close()
    return paths.database


@pytest.fixture
def filled(filled_file, paths, clock):
    paths.data.mkdir()
    shutil.copy(filled_file, paths.database)
    opened = open_backend(paths, clock)
    yield opened
    opened.close()


def tamper(backend, *statements):
    """Change the file behind the program's back, past triggers and checks, as damage would."""
    connection = driver.connect(str(backend.paths.database), isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints=ON")
    made = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in made:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in made:
        connection.execute(sql)
    connection.close()


def codes(backend):
    return {problem.code for problem in backend.check().problems}


def places(backend, code):
    return [problem.parameters for problem in backend.check().problems if problem.code == code]


_MISSED_KEY = "SELECT source, source_key FROM interaction WHERE source = 'ncid'"
BEHIND = "row_changed_behind_the_journal"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE sale SET total_minor = total_minor + 1 WHERE id = 1", "sale_total"),
        ("UPDATE sale SET net_minor = net_minor + 1, total_minor = total_minor + 1", "sale_net"),
        ("UPDATE sale SET tax_minor = tax_minor + 1, total_minor = total_minor + 1", "sale_lines"),
        ("UPDATE sale SET paid_minor = paid_minor - 1 WHERE id = 1", "sale_paid"),
        ("UPDATE sale SET paid_minor = total_minor + 1", "sale_overpaid"),
        ("UPDATE sale SET status = 'cancelled' WHERE id = 1", "sale_cancelled_but_paid"),
        ("UPDATE sale SET prices_include_tax = 1 WHERE id = 1", "sale_lines"),
        ("UPDATE sale_line SET quantity = '2.6' WHERE id = 1", "sale_lines"),
        ("UPDATE sale_line SET quantity = 'q' WHERE id = 1", "sale_lines"),
        ("UPDATE sale_line SET unit_price = '-1' WHERE id = 1", "sale_lines"),
        ("UPDATE sale_line SET tax_category = '?' WHERE id = 1", "sale_lines"),
        ("UPDATE sale_line SET net_minor = net_minor + 1 WHERE id = 1", "sale_net"),
        ("UPDATE payment SET amount_minor = 1 WHERE kind = 'payment'", "payment_overused"),
        ("UPDATE payment SET amount_minor = 11 WHERE kind = 'refund'", "payment_refunded"),
        ("UPDATE payment SET voided_at = 'x' WHERE kind = 'payment'", "payment_overused"),
        ("UPDATE payment_allocation SET amount_minor = amount_minor + 1", "payment_allocated"),
        ("UPDATE payment_allocation SET amount_minor = amount_minor + 1", "sale_paid"),
        ("DELETE FROM payment_allocation", "sale_paid"),
        ("UPDATE payment SET currency = 'USD' WHERE kind = 'payment'", "allocation_mismatch"),
        ("DELETE FROM client", "foreign_key"),
        ("UPDATE interaction SET seconds = -1 WHERE seconds IS NOT NULL", "contact_figures"),
        ("UPDATE interaction SET satisfaction = 6", "contact_figures"),
        ("UPDATE interaction SET minutes = -5", "contact_figures"),
        ("UPDATE interaction SET contact_person_id = 1, client_id = 2", "contact_of_other_client"),
        ("UPDATE note SET contact_person_id = 1, client_id = 2", "note_of_other_client"),
        ("UPDATE note SET interaction_id = 1, client_id = 2", "note_of_other_client"),
        ("UPDATE follow_up SET interaction_id = 1, client_id = 2", "follow_up_of_other_client"),
        (f"UPDATE unknown_call SET (source, source_key) = ({_MISSED_KEY})", "call_twice"),
        ("UPDATE unknown_call SET e164 = NULL", "call_number"),
        ("UPDATE unknown_call SET number = NULL", "call_number"),
        ("UPDATE sale SET discount_minor = discount_minor + 1 WHERE id = 1", "sale_net"),
        ("UPDATE sale SET discount_percent = '3' WHERE quote_id IS NOT NULL", "sale_lines"),
        ("UPDATE sale SET tax_per_line = 1, tax_minor = tax_minor + 1", "sale_lines"),
        ("UPDATE quote SET total_minor = total_minor + 1", "quote_total"),
        ("UPDATE quote SET discount_minor = discount_minor + 1 WHERE id = 1", "quote_net"),
        ("UPDATE quote SET discount_amount = '1' WHERE id = 1", "quote_lines"),
        ("UPDATE quote_line SET quantity = 'q' WHERE id = 1", "quote_lines"),
        ("UPDATE quote_line SET quantity = '100' WHERE quote_id = 2", "quote_status"),
        ("UPDATE quote SET status = 'open'", "quote_status"),
        ("UPDATE quote SET status = 'partly_accepted' WHERE id = 1", "quote_status"),
        ("UPDATE quote SET is_latest = 0", "quote_latest"),
        ("UPDATE quote SET revision = 7 WHERE id = 1", "quote_latest"),
        ("UPDATE quote SET currency = 'USD'", "quote_of_other_client"),
        ("UPDATE document SET content_sha256 = 'x'", "document_missing"),
        ("UPDATE document SET client_id = client_id + 1", "document_elsewhere"),
        ("UPDATE bank_line SET status = 'open'", "bank_line_payment"),
        ("UPDATE bank_line SET currency = 'USD'", "bank_line_payment"),
        ("UPDATE sale SET quote_id = 1 WHERE quote_id = 2", "quote_of_other_client"),
        ("UPDATE contract SET client_id = client_id + 1", "contract_of_other_client"),
        ("UPDATE delivery SET client_id = client_id + 1", "delivery_mismatch"),
        ("UPDATE delivery_line SET sale_line_id = 1", "delivery_mismatch"),
        ("UPDATE delivery_line SET quantity = '2.1'", "over_delivered"),
        ("UPDATE delivery_line SET quantity = '-1'", "over_delivered"),
        ("UPDATE delivery_line SET quantity = 'q'", "over_delivered"),
    ],
)
def test_a_flipped_value_in_a_money_row(filled, statement, code):
    tamper(filled, statement)
    found = codes(filled)
    assert code in found
    assert BEHIND in found, "the last image in the journal sees it as well"


@pytest.mark.parametrize("table", journal.JOURNALLED)
def test_a_row_that_went_or_came_by_itself(filled, table):
    connection = driver.connect(str(filled.paths.database))
    there = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    connection.close()
    tamper(filled, f"DELETE FROM {table} WHERE id = {there}")
    assert {"table": table, "id": there} in places(filled, BEHIND)


def test_a_row_that_came_by_itself(filled):
    tamper(filled, "INSERT INTO tag (id, name) VALUES (77, 'x')")
    assert places(filled, BEHIND) == [{"table": "tag", "id": 77}]


@pytest.mark.parametrize("column", [name for name in journal.columns("payment") if name != "id"])
def test_any_column_of_a_payment(filled, column):
    tamper(filled, f"UPDATE payment SET {column} = CASE WHEN {column} IS 'x' THEN 'y' ELSE 'x' END"
                   " WHERE id = 1")  # fmt: skip
    assert {"table": "payment", "id": 1} in places(filled, BEHIND)


@pytest.mark.parametrize("value", ["x'432d31'", "CAST(x'ff' AS TEXT)", "9e999", "1.5", "NULL"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("client", "code"),
        ("client", "name"),
        ("phone_number", "typed_key"),
        ("sale", "currency"),
        ("sale", "sold_on"),
        ("sale_line", "quantity"),
        ("payment", "amount_minor"),
    ],
)
def test_a_value_of_a_kind_that_nobody_wrote(filled, table, column, value):
    tamper(
        filled,
        "PRAGMA writable_schema=ON",
        f"UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = '{table}'",
        "PRAGMA writable_schema=RESET",
        f"UPDATE {table} SET {column} = {value} WHERE id = 1",
    )
    assert {"table": table, "id": 1} in places(filled, BEHIND)


def test_a_missing_and_a_changed_trigger(filled):
    connection = driver.connect(str(filled.paths.database), isolation_level=None)
    connection.execute("DROP TRIGGER journal_sale_update")
    connection.execute("DROP TRIGGER journal_note_delete")
    connection.execute(
        "CREATE TRIGGER journal_note_delete AFTER DELETE ON note BEGIN SELECT 1; END"
    )
    connection.close()
    assert places(filled, "trigger_differs") == [
        {"name": "journal_note_delete"},
        {"name": "journal_sale_update"},
    ]


def test_an_action_that_was_left_open(filled):
    connection = driver.connect(str(filled.paths.database), isolation_level=None)
    connection.execute("INSERT INTO journal_now (id, action_id) VALUES (1, 1)")
    connection.close()
    assert codes(filled) == {"action_left_open"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM search_word",
        "DELETE FROM search_part",
        "DELETE FROM search_document",
        "UPDATE search_document SET client_id = client_id + 90",
    ],
)
def test_a_broken_search_index(filled, statement):
    connection = driver.connect(str(filled.paths.database), isolation_level=None)
    if statement.endswith(("_word", "_part")):
        table = statement.split()[-1]
        connection.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT seq FROM search_document)")
    else:
        connection.execute(statement)
    connection.close()
    assert codes(filled) == {"search_index"}


def test_at_most_twenty_of_a_kind(backend):
    for number in range(25):
        client(backend, f"C{number}")
    tamper(backend, "UPDATE client SET source = 'x'")
    found = places(backend, BEHIND)
    assert len(found) == 20


def test_the_report_counts_what_was_looked_at(filled):
    report = filled.check()
    assert (report.clients, report.sales, report.payments) == (5, 10, 13)
    assert report.schema == revisions.HEAD
    assert tuple(int(part) for part in report.sqlite.split(".")) >= (3, 51, 3)
    assert not report.unreadable


def test_damaged_pages(paths, clock):
    """Whatever page is hit, the answer is a report or one plain trouble, never a fault."""
    backend = open_backend(paths, clock, country="IE", currency="EUR")
    for number in range(30):
        client(backend, f"Client {number}", note="x" * 3000)
    backend.close()
    original = paths.database.read_bytes()
    seen = set()
    for page in range(1, len(original) // 4096, 7):
        damaged = bytearray(original)
        damaged[page * 4096 : page * 4096 + 60] = b"\xa5" * 60
        paths.database.write_bytes(damaged)
        try:
            opened = open_backend(paths, clock)
        except DataFileError as error:
            seen.add(error.trouble)
            continue
        try:
            report = opened.check()
            seen.add("found" if report.problems else "nothing")
        except DataFileError as error:
            seen.add(error.trouble)
        finally:
            opened.close()
    assert FileTrouble.DAMAGED in seen or "found" in seen
    assert seen <= {FileTrouble.DAMAGED, "found", "nothing"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE document_content SET content = X'00'", "document_content"),
        ("UPDATE document_content SET content = 'signed and dated'", "document_content"),
        ("UPDATE document_content SET size = size + 1", "document_content"),
        ("DELETE FROM document_content", "document_missing"),
    ],
)
def test_a_file_that_is_not_what_was_kept(filled, statement, code):
    tamper(filled, statement)
    assert code in codes(filled)
