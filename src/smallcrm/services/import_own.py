"""The owner's own fields in an import: made where they are not there, values read as theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from smallcrm.db.models import OwnField
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain import own_fields as rules
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ClientRecord, OwnText
from smallcrm.services import own_fields
from smallcrm.services.care_commands import AddOwnField


@dataclass(frozen=True, slots=True)
class OwnRead:
    """A value as a field keeps it, with what it sorts by."""

    field_id: int
    name: str
    value: str
    currency: str | None
    sort_key: str


class OwnColumns:
    """The fields by name, and what was read of cells so far: the same values come again."""

    def __init__(self, uow: UnitOfWork, wanted: Sequence[AddOwnField]) -> None:
        self._uow = uow
        there = uow.session.scalars(select(OwnField).order_by(OwnField.id))
        self._fields = {keys.fold(row.name): row for row in there}
        self._read: dict[OwnText, OwnRead | str] = {}
        self.made = 0
        for command in wanted:
            if keys.fold(command.name) not in self._fields:
                row = own_fields.make(uow, command)
                self._fields[keys.fold(row.name)] = row
                self.made += 1

    def of(self, record: ClientRecord) -> tuple[dict[int, OwnRead], list[str]]:
        """Read what a row has in own fields, by the field's id; the rest as texts for notes."""
        own: dict[int, OwnRead] = {}
        notes: list[str] = []
        for said in record.own:
            read = self.read(said)
            if isinstance(read, str):
                notes.append(read)
            elif own.setdefault(read.field_id, read) != read:
                notes.append(_noted(said))  # a second column of the same field
        return own, notes

    def read(self, said: OwnText) -> OwnRead | str:
        """Read a cell; what no field takes comes back as text that a note can keep."""
        found = self._read.get(said)
        if found is None:
            found = self._read[said] = self._of(said)
        return found

    def _of(self, said: OwnText) -> OwnRead | str:
        row = self._fields.get(keys.fold(said.field))
        if row is None:
            return _noted(said)
        try:
            value, currency = own_fields.canonical(self._uow, row, said.text, said.currency)
        except Refusal:
            return _noted(said)
        sort_key = rules.sort_key(OwnFieldKind(row.kind), value)
        return OwnRead(row.id, row.name, value, currency, sort_key)


def _noted(said: OwnText) -> str:
    amount = f"{said.text} {said.currency}" if said.currency else said.text
    return f"{said.field}: {amount}"
