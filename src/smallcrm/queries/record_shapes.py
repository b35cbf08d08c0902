"""All that is stored of one client: the record that a person may ask for (GDPR 15, PIPL 45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smallcrm.domain.enums import Source


@dataclass(frozen=True, slots=True)
class Ref:
    """Another row that a row points to: its table and id, and what it is called.

    By its name or number, else its day (ISO 8601); None where it has none of these.
    """

    table: str
    id: int
    name: str | None = None


class ChangeKind(StrEnum):
    """What was done to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row as it is stored: columns by the names of an export, without what is derived.

    Values are Money, a day, an instant (UTC), a decimal, True or False, a number, a text, a member
    of a closed list, a `Ref`, what JSON holds (of a merge's own record), or None.
    """

    id: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RecordSection:
    """The rows of one table, by their ids."""

    table: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What was done to one row, when, and by which way in.

    `values` are by column (before, after); of a row that was added or removed all that it held.
    """

    at: datetime
    source: Source
    action: str
    kind: ChangeKind
    table: str
    row_id: int
    values: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """All that is stored of a client: sections in the order of the tables, and what was changed."""

    client: Ref
    language: str | None
    sections: tuple[RecordSection, ...]
    history: tuple[RecordChange, ...]
