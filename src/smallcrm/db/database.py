"""One open data file: the single writer, and a connection of its own for each read slot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from smallcrm.db.connection import engine_for, plain_errors


@dataclass(slots=True)
class _Slot:
    """A read connection and the lock that gives it to one reader at a time."""

    connection: Connection
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """Run one transaction that is over at the end, whatever its end came to.

    A commit that fails (foreign keys that were deferred, an interrupt, a full disk) leaves the
    transaction open, and SQLAlchemy takes it for closed: the next could not begin.
    """
    try:
        with connection.begin():
            yield
    finally:
        raw = connection.connection.driver_connection
        if raw is not None and raw.in_transaction:
            raw.rollback()


class Database:
    """The data file while it is open.

    `read(slot)` is one read transaction; slots have connections of their own, so that stopping
    one slot's query cannot hit another's. `write()` is one write transaction, begun IMMEDIATE.
    Any thread; one at a time per slot and for writing. Raises DataFileError and Interrupted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._write_lock = threading.Lock()
        self._slots_lock = threading.Lock()
        self._slots: dict[str, _Slot] = {}
        self._readers = engine_for(path, readonly=True)
        self._closed = False
        with plain_errors():
            # Opened first and closed last: a reader that closed last would leave the log behind.
            self._writer = engine_for(path).connect()

    @contextmanager
    def read(self, slot: str) -> Iterator[Connection]:
        """Lend the slot's connection inside one read transaction."""
        with plain_errors():
            found = self._slot(slot)
            with found.lock, _transaction(found.connection):
                yield found.connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Lend the writer inside one transaction: committed at the end, or rolled back."""
        with plain_errors(), self._write_lock, _transaction(self._writer):
            yield self._writer

    def interrupt(self, slot: str) -> None:
        """Stop the query that runs in a slot; its connection stays usable."""
        found = self._slots.get(slot)
        if found is not None:
            raw = found.connection.connection.driver_connection
            if raw is not None:
                raw.interrupt()

    def checkpoint(self) -> None:
        """Move the log into the file (after an import, and at the end)."""
        with plain_errors(), self._write_lock:
            raw = self._writer.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Stop readers, close them, then the writer; a second call does nothing."""
        with self._slots_lock:
            if self._closed:
                return
            self._closed = True
        for name, slot in self._slots.items():
            while not slot.lock.acquire(timeout=0.05):
                self.interrupt(name)
            slot.connection.close()
        with self._write_lock:
            self._writer.close()

    def _slot(self, name: str) -> _Slot:
        with self._slots_lock:
            if self._closed:
                msg = "the data file is closed"
                raise RuntimeError(msg)
            found = self._slots.get(name)
            if found is None:
                found = self._slots[name] = _Slot(self._readers.connect())
            return found
