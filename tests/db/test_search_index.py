"""The search tables follow the rows: after any edit they are what a rebuild would make."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from smallcrm.app import Backend
from smallcrm.db import search_affected, search_document, search_index
from smallcrm.db.models import Action, SearchDocument
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands as c

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)


def perform(backend: Backend, command: c.Command) -> int:
    return backend.services.perform(command, source=Source.SCREEN).result.id


def problems(backend: Backend) -> tuple[tuple[str, int], ...]:
    with backend.database.read("test") as connection:
        return search_index.verify(connection)


def held(backend: Backend) -> dict[int, set[str]]:
    """Return every client's words as the search table holds them."""
    with backend.database.read("test") as connection:
        found: dict[int, set[str]] = {}
        for client_id, term in connection.exec_driver_sql(
            "SELECT client_id, term FROM search_word_places JOIN search_document ON seq = doc"
        ):
            found.setdefault(client_id, set()).add(term)
        return found


def affected(backend: Backend) -> frozenset[int]:
    """Return whom the last action affects."""
    with backend.database.read("test") as connection:
        last = connection.scalars(select(Action.id).order_by(Action.id.desc())).first()
        assert last is not None
        return search_affected.affected_clients(connection, last)


def test_only_what_a_document_is_made_from_makes_it_outdated(backend):
    ann = perform(backend, c.AddClient(name="Ann Lee"))
    bob = perform(backend, c.AddClient(name="Bob", referred_by=ann, tags=("garden",)))
    assert bob in affected(backend)
    sale = perform(backend, c.AddSale(client=ann, title="Piano", amount=Decimal(100)))
    assert affected(backend) == {ann}
    perform(backend, c.TakePayment(client=ann, amount=Decimal(40)))
    assert affected(backend) == frozenset()
    perform(backend, c.EditClient(client=ann, source="fair"))
    assert affected(backend) == frozenset()
    perform(backend, c.EditClient(client=ann, name="Anna Lee"))
    assert affected(backend) == {ann, bob}
    perform(backend, c.AddInteraction(client=bob))
    assert affected(backend) == frozenset()
    note = perform(backend, c.AddNote(client=bob, text="likes roses"))
    assert affected(backend) == {bob}
    assert note
    assert sale
    assert problems(backend) == ()


def test_a_document_moves_to_the_top_when_its_client_is_spoken_to(backend):
    ids = [perform(backend, c.AddClient(name=name)) for name in ("Ann", "Bob", "Cid")]

    def order() -> list[int]:
        with backend.database.read("test") as connection:
            rows = connection.exec_driver_sql(
                "SELECT client_id FROM search_word JOIN search_document ON seq = search_word.rowid"
                " WHERE search_word MATCH '\"n\"*' ORDER BY search_word.rowid DESC"
            )
            return list(rows.scalars())

    perform(backend, c.AddInteraction(client=ids[0], at=NOW + timedelta(hours=1)))
    assert order()[0] == ids[0]
    # What was long ago puts nobody before those spoken to since.
    perform(backend, c.AddInteraction(client=ids[1], at=NOW - timedelta(days=400)))
    assert order()[0] == ids[0]
    with backend.database.write() as connection:
        search_index.touch(connection, ids[1], NOW + timedelta(hours=2))
    assert order()[:2] == [ids[1], ids[0]]
    with backend.database.write() as connection:
        search_index.rebuild(connection)
    assert order()[:2] == [ids[1], ids[0]]
    assert problems(backend) == ()


def test_undo_and_redo_are_indexed(backend):
    ann = perform(backend, c.AddClient(name="Ann Lee"))
    perform(backend, c.EditClient(client=ann, name="Zoë"))
    assert "nzoe" in held(backend)[ann]
    perform(backend, c.Undo())
    assert "nzoe" not in held(backend)[ann]
    assert "nann" in held(backend)[ann]
    perform(backend, c.Undo())
    assert ann not in held(backend)
    assert problems(backend) == ()
    perform(backend, c.Redo())
    assert "nann" in held(backend)[ann]
    assert problems(backend) == ()


def test_verify_sees_what_is_missing_stale_and_orphaned(backend):
    ids = [perform(backend, c.AddClient(name=name)) for name in ("Ann", "Bob", "Cid")]
    with backend.database.write() as connection:
        rows = connection.execute(select(SearchDocument.client_id, SearchDocument.seq))
        places = {client_id: seq for client_id, seq in rows}  # noqa: C416
        connection.exec_driver_sql("DELETE FROM search_word WHERE rowid = ?", (places[ids[0]],))
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO search_word(rowid, words) VALUES (?, 'nbob')", (places[ids[1]],)
        )
        connection.exec_driver_sql(
            "INSERT INTO search_part(rowid, own, bought) VALUES (5, 'somebody', '')"
        )
    assert set(problems(backend)) == {("missing", ids[0]), ("missing", ids[1]), ("orphan", 5)}
    with backend.database.write() as connection:
        search_index.rebuild(connection)
    assert problems(backend) == ()


def test_verify_sees_a_document_made_from_other_rows(backend):
    ann = perform(backend, c.AddClient(name="Ann"))
    with backend.database.write() as connection:
        seq = connection.scalars(select(SearchDocument.seq)).one()
        other = search_document.make(search_document.Source("Zoë", None, None))
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO search_word(rowid, words) VALUES (?, ?)", (seq, other.words)
        )
    assert problems(backend) == (("stale", ann),)


def test_reading_takes_six_statements_for_any_number_of_clients(backend):
    from sqlalchemy import event

    ids = [perform(backend, c.AddClient(name=f"Client {number}")) for number in range(7)]
    seen: list[str] = []
    with backend.database.read("test") as connection:

        def count(_c, _cursor, sql, *_):
            seen.append(sql)

        event.listen(connection, "before_cursor_execute", count)
        found = search_document.read(connection, ids)
        event.remove(connection, "before_cursor_execute", count)
    assert len(found) == 7
    assert len(seen) == 6


@pytest.mark.parametrize(
    "sql",
    [
        search_document._BOUGHT,
        search_document._OFFERED,
        search_document._NOTES_SQL,
        search_document._TEXTS,
    ],
)
def test_a_heavy_client_is_not_read_whole(backend, sql):
    with backend.database.read("test") as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[1]",))]
    tables = (
        "client_tag contact_person email_address handle note postal_address referral sale quote"
    )
    more = ("sale_line", "quote_line", "client", "tag", "one")
    scanned = {f"SCAN {table}" for table in [*tables.split(), *more]}
    assert not scanned & {line.split(" USING")[0] for line in plan}, plan


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            "add rename phone note sale quote quote revise accept resell refer tag person"
            " undo redo".split()
        ),
        st.integers(0, 3),
        st.sampled_from(["Ann Lee", "单田芳", "O'Brien", "Köhler & Söhne", "138 0013 8000", "C++"]),
    ),
    max_size=14,
)


def edit(kind: str, which: int, text: str, client: int, first: int) -> c.Command:
    """Return a command of that kind; some will be refused."""
    on = date(2026, 1, 1)
    phones = (c.PhoneInput(number="138 0013 8000"), c.PhoneInput(number=text))
    commands: dict[str, c.Command] = {
        "add": c.AddClient(name=text, phones=()),
        "rename": c.EditClient(client=client, name=text, organisation=text),
        "phone": c.EditClient(client=client, phones=phones),
        "note": c.AddNote(client=client, text=text),
        "sale": c.AddSale(client=client, title=text, amount=Decimal(1), on=on),
        "quote": c.AddQuote(client=client, title=text, amount=Decimal("2.50") + which),
        "revise": c.ReviseQuote(quote=which + 1, title=text, amount=Decimal(which)),
        "accept": c.AcceptQuote(quote=which + 1),
        "resell": c.EditSale(sale=which + 1, title=text, amount=Decimal(which + 2)),
        "refer": c.AddReferral(referrer=first, client=client),
        "tag": c.EditClient(client=client, tags=(text,)),
        "person": c.EditClient(client=client, contact_people=(c.ContactPersonInput(name=text),)),
        "undo": c.Undo(),
        "redo": c.Redo(),
    }
    return commands[kind]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_after_any_edits_the_index_equals_a_rebuild(backend, actions):
    clients = [perform(backend, c.AddClient(name="First"))]
    for kind, which, text in actions:
        client = clients[which % len(clients)]
        try:
            made = perform(backend, edit(kind, which, text, client, clients[0]))
        except Refusal:  # what is refused changes nothing
            continue
        if kind == "add":
            clients.append(made)
    assert problems(backend) == ()
    before = held(backend)
    with backend.database.write() as connection:
        search_index.rebuild(connection)
    assert held(backend) == before
