"""Contact persons and notes from lists of their own, joined to clients by code or name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from smallcrm.db.models import Note
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import clock
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import NoteRecord, PersonRecord
from smallcrm.domain.text import clean_text
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import Fate, FieldChange
from smallcrm.services.import_cleaning import cleaned_person
from smallcrm.services.import_completing import ORDER, Completer, person_line
from smallcrm.services.import_known import chunks, details_of
from smallcrm.services.import_lookup import ClientLookup, Present
from smallcrm.services.import_own import OwnColumns
from smallcrm.services.import_tally import Tally

_PHASES: Final = 2


class PersonImport:
    """One run over the contact persons of one file: new ones added, known ones completed."""

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally
        self._clients = ClientLookup(uow)
        self._rows = BulkRows(uow.connection)
        self._completer = Completer(uow, self._rows, OwnColumns(uow, ()))

    def run(self, records: Sequence[PersonRecord]) -> None:
        """Take the records in the order of the file."""
        self._tally.expect(len(records) * _PHASES)
        for chunk in chunks(records):
            self._take(chunk)

    def _take(self, records: Iterable[PersonRecord]) -> None:
        meant: list[tuple[PersonRecord, int]] = []
        for record in records:
            self._tally.step()
            try:
                said = cleaned_person(record)
                meant.append((said, self._clients.find(said.client_code, said.client_name)))
            except Refusal as refusal:
                self._tally.skip(record, refusal)
        details = details_of(self._uow.connection, sorted({client_id for _, client_id in meant}))
        for record, client_id in meant:
            lacking = self._completer.add_person(client_id, details[client_id], record.person)
            fate = Fate.UNCHANGED
            if lacking:
                fate = Fate.NEW if lacking.there is None else Fate.UPDATES
            before = lacking.there.name if lacking.there is not None else None
            change = FieldChange("contact_people", before, person_line(lacking))
            self._tally.take(
                record,
                fate,
                client=client_id,
                client_name=self._clients.names[client_id],
                changes=(change,) if lacking else (),
            )
        self._rows.write(ORDER, often=self._tally.heed)


class NoteImport:
    """One run over the notes of one file; a note that is there already is no second one."""

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally
        self._clients = ClientLookup(uow)
        self._rows = BulkRows(uow.connection)

    def run(self, records: Sequence[NoteRecord]) -> None:
        """Take the records in the order of the file."""
        self._tally.expect(len(records) * _PHASES)
        meant: list[tuple[NoteRecord, int, str]] = []
        for record in records:
            self._tally.step()
            try:
                said = _said(record)
                client_id = self._clients.find(record.client_code, record.client_name)
            except Refusal as refusal:
                self._tally.skip(record, refusal)
            else:
                meant.append((record, client_id, said))
        present = self._present({client_id for _, client_id, _ in meant})
        for record, client_id, said in meant:
            # As it is kept: to the millisecond.
            at = None if record.at is None else clock.from_text(clock.to_text(record.at))
            there = present.take(at, (client_id, said))
            if not there:
                self._rows.add(
                    Note,
                    client_id=client_id,
                    text=said,
                    pinned=record.pinned,
                    created_at=at or self._uow.clock.now(),
                )
            self._tally.take(
                record,
                Fate.UNCHANGED if there else Fate.NEW,
                client=client_id,
                client_name=self._clients.names[client_id],
                changes=() if there else (FieldChange("notes", None, said),),
            )
        self._rows.write((Note,), often=self._tally.heed)

    def _present(self, client_ids: set[int]) -> Present:
        """Read the notes that the clients have, by their texts."""
        found = []
        for chunk in chunks(sorted(client_ids)):
            rows = self._uow.connection.exec_driver_sql(_NOTES, (json.dumps(chunk),))
            found += [(clock.from_text(at), (client_id, said)) for client_id, said, at in rows]
        return Present(found)


def _said(record: NoteRecord) -> str:
    said = clean_text(record.text, field="note")
    if not said:
        raise Refusal("no_text", field="note")
    return said


_NOTES: Final = """
    SELECT client_id, text, created_at FROM note
    WHERE draft = 0 AND client_id IN (SELECT value FROM json_each(?))
"""
