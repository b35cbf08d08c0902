"""One action is one transaction: begun, journalled, indexed and committed here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from smallcrm.db import journal, revisions, search_index
from smallcrm.db.connection import Interrupted
from smallcrm.db.database import Database
from smallcrm.db.settings import read_settings
from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.clock import Clock, to_text
from smallcrm.domain.enums import ActionKind, Source
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.domain.watch import Cancelled, Watch

# Above this many changed rows the window looks at everything again instead of at each row.
_MANY = 2000
# How many steps of its machine SQLite goes between two looks at whether it is to stop.
_STEPS = 10_000
# The statements of every action, in the driver's own words: composed by SQLAlchemy they took
# longer than what a payment writes.
_BEGIN = (
    "INSERT INTO action (at, kind, source, label, parameters, schema) VALUES (?, ?, ?, '', '{}', ?)"
)
_JOURNAL_ON = "INSERT INTO journal_now (id, action_id) VALUES (1, ?)"
_JOURNAL_OFF = "DELETE FROM journal_now"
_FORGET = "DELETE FROM action WHERE id = ?"
_DESCRIBE = "UPDATE action SET kind = ?, label = ?, parameters = ?, reverts = ? WHERE id = ?"
_REVERTED = "UPDATE action SET reverted_by = ? WHERE id = ?"
_CHANGED = (
    "SELECT tbl, row_id, coalesce(after, before) FROM change WHERE action_id = ?"
    " ORDER BY id LIMIT ?"
)
# Which column of a table names the client that a row belongs to.
_CLIENT_COLUMNS: Mapping[Entity, tuple[str, ...]] = {
    Entity.CLIENT: ("id",),
    Entity.CONTACT_PERSON: ("client_id",),
    Entity.PHONE_NUMBER: ("client_id",),
    Entity.EMAIL_ADDRESS: ("client_id",),
    Entity.POSTAL_ADDRESS: ("client_id",),
    Entity.HANDLE: ("client_id",),
    Entity.CLIENT_TAG: ("client_id",),
    Entity.OWN_VALUE: ("client_id",),
    Entity.CLIENT_MERGE: ("client_id",),
    Entity.NOT_DUPLICATE: ("client_id", "other_id"),
    Entity.NOTE: ("client_id",),
    Entity.INTERACTION: ("client_id",),
    Entity.FOLLOW_UP: ("client_id",),
    Entity.CONTRACT: ("client_id",),
    Entity.QUOTE: ("client_id",),
    Entity.SALE: ("client_id",),
    Entity.DELIVERY: ("client_id",),
    Entity.INVOICE: ("client_id",),
    Entity.PAYMENT: ("client_id",),
    Entity.PAYMENT_PROMISE: ("client_id",),
    Entity.REMINDER: ("client_id",),
    Entity.REFERRAL: ("client_id", "counterpart_id"),
    Entity.REWARD_OVERRIDE: ("client_id",),
    Entity.DOCUMENT: ("client_id",),
}

# Rows that name their client through another: in which column, and in which table that one is.
_CLIENTS_BY: Mapping[Entity, tuple[str, Entity]] = {
    Entity.QUOTE_LINE: ("quote_id", Entity.QUOTE),
    Entity.SALE_LINE: ("sale_id", Entity.SALE),
    Entity.INSTALMENT: ("sale_id", Entity.SALE),
    Entity.DELIVERY_LINE: ("delivery_id", Entity.DELIVERY),
    Entity.INVOICE_LINE: ("invoice_id", Entity.INVOICE),
    Entity.REMINDER_SALE: ("reminder_id", Entity.REMINDER),
}


def plain(value: object) -> object:
    """Turn a parameter of an action's label into what JSON can hold: money as [minor, currency]."""
    if isinstance(value, Money):
        return [value.minor, value.currency]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


class UnitOfWork:
    """What a service works with inside one transaction; lives no longer than that."""

    def __init__(
        self,
        session: Session,
        connection: Connection,
        clock: Clock,
        settings: FileSettings,
        action_id: int,
    ) -> None:
        self.session = session
        self.connection = connection
        self.clock = clock
        self.settings = settings
        self.action_id = action_id
        self.label = ""
        self.parameters: dict[str, object] = {}
        self.kind: ActionKind | None = None
        self.reverts: int | None = None
        self.changes = Changes()
        # Hears how many documents of the search are made, of how many; may raise Cancelled.
        self.progress: Callable[[int, int], None] | None = None

    def describe(self, label: str, **parameters: object) -> None:
        """Say what the action is, in a code and parameters, for undo and the journal."""
        self.label = label
        self.parameters = {key: plain(value) for key, value in parameters.items()}


@contextmanager
def unit_of_work(
    database: Database,
    clock: Clock,
    *,
    source: Source,
    kind: ActionKind = ActionKind.DO,
    watch: Watch | None = None,
) -> Iterator[UnitOfWork]:
    """Run a block as one action; an exception rolls all of it back.

    After the block `uow.changes` says what was committed. An action that changed no row leaves
    no trace in the journal. With `watch` it may be cancelled until the commit begins, in the midst
    of a statement too: raises Cancelled then.
    """
    try:
        with database.write() as connection, _heeding(connection, watch):
            settings = read_settings(connection)
            action_id = connection.exec_driver_sql(
                _BEGIN, (to_text(clock.now()), kind.value, source.value, revisions.HEAD)
            ).lastrowid
            connection.exec_driver_sql(_JOURNAL_ON, (action_id,))
            with Session(bind=connection, expire_on_commit=False) as session:
                uow = UnitOfWork(session, connection, clock, settings, action_id)
                yield uow
                session.flush()
                _finish(uow, kind)
    except Interrupted:
        if watch is not None and watch.cancelled:
            raise Cancelled from None
        raise


@contextmanager
def _heeding(connection: Connection, watch: Watch | None) -> Iterator[None]:
    """Let a long statement stop where its watcher says so."""
    raw = connection.connection.driver_connection
    if watch is None or raw is None:
        yield
        return
    raw.set_progress_handler(lambda: watch.cancelled, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _finish(uow: UnitOfWork, kind: ActionKind) -> None:
    connection, action_id = uow.connection, uow.action_id
    connection.exec_driver_sql(_JOURNAL_OFF)
    uow.changes = _read_changes(connection, action_id)
    if not uow.changes.rows and not uow.changes.everything:
        connection.exec_driver_sql(_FORGET, (action_id,))
        return
    parameters = json.dumps(uow.parameters, ensure_ascii=False)
    connection.exec_driver_sql(
        _DESCRIBE, ((uow.kind or kind).value, uow.label, parameters, uow.reverts, action_id)
    )
    if uow.reverts is not None:
        connection.exec_driver_sql(_REVERTED, (action_id, uow.reverts))
    search_index.apply(connection, action_id, country=uow.settings.country, progress=uow.progress)


def _read_changes(connection: Connection, action_id: int) -> Changes:
    """Read from the journal what the action changed: one source for the window and the index."""
    found = connection.exec_driver_sql(_CHANGED, (action_id, _MANY + 1)).all()
    if len(found) > _MANY:
        return Changes(action_id=action_id, everything=True)
    rows: dict[Entity, set[int]] = {}
    clients: set[int] = set()
    others: dict[Entity, set[int]] = {}
    for tbl, row_id, row_image in found:
        entity = Entity(tbl)
        rows.setdefault(entity, set()).add(row_id)
        wanted = _CLIENT_COLUMNS.get(entity)
        through = _CLIENTS_BY.get(entity)
        if wanted:
            names, values = journal.columns(tbl), json.loads(row_image)
            clients.update(values[names.index(name)] for name in wanted)
        elif through:
            names, values = journal.columns(tbl), json.loads(row_image)
            others.setdefault(through[1], set()).add(values[names.index(through[0])])
    for parent, ids in others.items():
        of_parents = f"SELECT client_id FROM {parent} WHERE id IN (SELECT value FROM json_each(?))"
        named = connection.exec_driver_sql(of_parents, (json.dumps(list(ids)),))
        clients.update(named.scalars())
    return Changes(
        action_id=action_id,
        rows={entity: frozenset(ids) for entity, ids in rows.items()},
        client_ids=frozenset(clients),
    )
