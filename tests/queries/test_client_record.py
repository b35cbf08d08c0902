"""All that is stored of one client: nothing that names them is left out, nor others let in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import TODAY, client, do, sale
from tests.filled import fill

from smallcrm.app import Backend
from smallcrm.db import journal
from smallcrm.db.models import Base
from smallcrm.db.portable import TABLES
from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import Source
from smallcrm.domain.money import Money
from smallcrm.queries.client_record import owned_by, references
from smallcrm.queries.record_shapes import ChangeKind, ClientRecord, Ref
from smallcrm.services import commands

# Kept for speed alone, and following from the rows of the record: no words of anybody's.
DERIVED = {"client_worth", "referrer", "referrer_worth", "search_document"}
# What says nothing of any one client, though rows of clients point to it.
SHARED = {
    *(Entity.LEVEL_RULE, Entity.TAG, Entity.OWN_FIELD, Entity.REWARD_RULE, Entity.PRODUCT),
    *(Entity.PRODUCT_PRICE, Entity.EXCHANGE_RATE, Entity.IMPORT_MAPPING),
    *(Entity.LABEL_SHEET, Entity.UNKNOWN_CALL),
}


def record(backend: Backend, client_id: int) -> ClientRecord:
    found = backend.queries.client_record(client_id)
    assert found is not None
    return found


def rows(found: ClientRecord, table: str) -> list[dict[str, object]]:
    for section in found.sections:
        if section.table == table:
            return [dict(row.values) for row in section.rows]
    return []


def test_every_table_that_names_a_client_is_in_the_record() -> None:
    owned = owned_by()
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        if any(column.name.endswith(("client_id", "counterpart_id")) for column in table.columns)
        or "client" in references_of(table.name).values()
    }
    assert naming - DERIVED <= owned.keys()
    assert set(TABLES) - owned.keys() == SHARED
    # A part is read after what it is a part of.
    order = list(owned)
    for table, parents in owned.items():
        assert all(order.index(parent) < order.index(table) for _, parent in parents)


def references_of(name: str) -> dict[str, str]:
    keys = Base.metadata.tables[name].foreign_keys
    return {key.parent.name: key.column.table.name for key in keys}


def test_the_record_of_a_full_file_has_a_row_of_every_table(backend: Backend) -> None:
    ann = fill(backend)
    found = record(backend, ann)
    assert found.client == Ref("client", ann, backend.queries.card(ann).details.ref.name)
    have = {section.table for section in found.sections}
    whole = {table for table, some in backend.queries.everything() if list(some)}
    # What the file has of others alone is not in it.
    # The bytes of a file are what its document names, not a row of the client.
    others = {Entity.NOT_DUPLICATE, Entity.CLIENT_MERGE, "document_content"}
    assert whole - have <= SHARED | others
    for section in found.sections:
        assert [row.id for row in section.rows] == sorted({row.id for row in section.rows})


def test_the_record_holds_what_the_export_of_everything_holds(backend: Backend) -> None:
    ann = fill(backend)
    found = record(backend, ann)
    for table, some in backend.queries.everything():
        mine = {row["id"] for row in some if row.get("client_id") == ann}
        section = next((one for one in found.sections if one.table == table), None)
        assert mine <= ({row.id for row in section.rows} if section else set())


def test_values_say_what_they_are_and_whom_they_point_to(backend: Backend) -> None:
    ann = fill(backend)
    found = record(backend, ann)
    note = rows(found, "note")[0]
    assert note["text"] == "Likes tea"
    assert note["client"] == found.client
    (tag,) = rows(found, "client_tag")
    assert tag["tag"] == Ref("tag", 1, "tea")
    line = rows(found, "sale_line")[0]
    assert isinstance(line["net"], Money)
    assert isinstance(line["sale"], Ref)
    assert line["sale"].name == rows(found, "sale")[0]["number"]
    assert "name_sort" not in rows(found, "client")[0]


def test_of_others_there_is_only_the_name_that_the_relation_needs(backend: Backend) -> None:
    ann = client(backend, name="Ann")
    bob = client(backend, name="Bob", note="Secret of Bob")
    carol = client(backend, name="Carol")
    do(backend, commands.AddReferral(referrer=ann, client=bob))
    sale(backend, bob, "100")
    found = record(backend, ann)
    said = repr(found)
    assert "Bob" in said
    assert "Secret of Bob" not in said
    assert "Carol" not in said
    assert rows(found, "sale") == []
    assert record(backend, carol).sections[0].table == "client"


def test_history_has_what_was_changed_and_what_is_gone(backend: Backend) -> None:
    ann = client(backend, name="Ann", phones=(commands.PhoneInput(number="030 111111"),))
    do(backend, commands.EditClient(client=ann, name="Anna", phones=()))
    do(backend, commands.SaveDraft(client=ann, text="half a thought"))
    done = sale(backend, ann, "100", on=TODAY - timedelta(days=1))
    found = record(backend, ann)
    renamed = [
        change
        for change in found.history
        if change.table == "client" and change.kind is ChangeKind.CHANGED
    ]
    assert renamed[0].values["name"] == ("Ann", "Anna")
    assert "name_sort" not in renamed[0].values
    gone = [change for change in found.history if change.kind is ChangeKind.REMOVED]
    assert [(change.table, change.values["number"]) for change in gone] == [
        ("phone_number", ("030 111111", None))
    ]
    assert {change.table for change in found.history} >= {"note", "sale", "sale_line"}
    added = next(one for one in found.history if one.table == "sale")
    assert (added.kind, added.row_id) == (ChangeKind.ADDED, done)
    assert added.values["total"][1] == Money(10000, "EUR")
    assert [one.at for one in found.history] == sorted(one.at for one in found.history)


def test_parts_that_went_with_their_whole_are_in_the_history(backend: Backend) -> None:
    ann = client(backend, name="Ann")
    sale(backend, ann, "100")
    backend.services.perform(commands.Undo(), source=Source.SCREEN)
    found = record(backend, ann)
    gone = {one.table for one in found.history if one.kind is ChangeKind.REMOVED}
    assert {"sale", "sale_line"} <= gone
    assert rows(found, "sale") == []


def test_nobody_has_no_record(backend: Backend) -> None:
    assert backend.queries.client_record(7) is None


@pytest.mark.parametrize("table", TABLES)
def test_references_are_those_of_the_schema(table: str) -> None:
    assert references(table) == references_of(table)
    assert set(references(table)) <= set(journal.columns(table))


def test_who_was_merged_into_a_client_is_in_the_record_until_they_are_split(
    backend: Backend,
) -> None:
    ann = client(backend, name="Ann Lee", phones=(commands.PhoneInput(number="030 111111"),))
    twin = client(backend, name="A. Lee", note="Likes tea")
    do(backend, commands.EditClient(client=twin, name="Annie Lee"))
    do(backend, commands.MergeClients(keep=ann, merge=twin))
    found = record(backend, ann)
    (row,) = rows(found, "client_merge")
    assert (row["merged_name"], isinstance(row["record"], dict)) == ("Annie Lee", True)
    assert [note["text"] for note in rows(found, "note")] == ["Likes tea"]
    renamed = [one for one in found.history if one.table == "client" and one.row_id == twin]
    assert ("A. Lee", "Annie Lee") in [one.values.get("name") for one in renamed]
    merge_id = backend.queries.merges(ann)[0].id
    do(backend, commands.SplitClients(merge=merge_id))
    apart = record(backend, ann)
    assert rows(apart, "note") == []
    assert not [one for one in apart.history if one.table == "client" and one.row_id == twin]
    assert [note["text"] for note in rows(record(backend, twin), "note")] == ["Likes tea"]
