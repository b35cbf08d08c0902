"""Bringing files in: what is to become of their rows, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from smallcrm.domain.enums import DuplicateReason, Likeness
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.domain.watch import Watch
from smallcrm.services.care_commands import AddOwnField


class RowAction(StrEnum):
    """What the owner says of a row of an import."""

    NEW = "new"
    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a row: a client of its own, what it says of `client`, or nothing.

    To update without a `client` means the best candidate, which may be of an earlier row.
    """

    action: RowAction
    client: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecords:
    """Bring in the records of one file as one action; what is there already is not doubled.

    `decisions` are by row; a row without one is decided by the rules. `own_fields` are made where
    they are not there. `remember` keeps how the file was read: shape, and choices as JSON. With
    `watch` it says how far it is, and raises Cancelled. `fates` asks for the fate of every row.
    `likely` is what becomes of rows that likely are a client who is there, undecided ones.
    """

    kind: RecordKind
    records: tuple[Record, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int
    file_name: str
    # What a sale without a title is called, and an opening balance, in the owner's language.
    untitled: str = "{number}"
    opening_title: str = "Opening balance"
    dry_run: bool = False
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    own_fields: tuple[AddOwnField, ...] = ()
    remember: tuple[str, str] | None = None
    watch: Watch | None = None
    fates: bool = False
    likely: RowAction = RowAction.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFromExport:
    """Fill an empty file with what `Queries.everything` gave: the same rows under the same ids."""

    settings: Mapping[str, str]
    tables: Mapping[str, Sequence[object]]
    file_name: str
    dry_run: bool = False


class Fate(StrEnum):
    """What becomes of a row of an import."""

    NEW = "new"
    UPDATES = "updates"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that a row adds or fills, in texts as they are kept.

    `field` is a column of client, a list of it (`phones`, `notes`, `contact_people`, ...), or
    `own:NAME`; amounts stand with their currency, days as ISO 8601. Of what is kept as it is,
    `after` is what the row says.
    """

    field: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a row may double: a client of the file, or another row of the same import."""

    client: int | None
    row: int | None
    name: str
    likeness: Likeness
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True, slots=True)
class RowFate:
    """What becomes of one row: of whom it is, what it changes, whom it may double.

    `kept` are fields that the row says otherwise: nothing that is there is overwritten.
    """

    row: int
    fate: Fate
    name: str
    client: int | None = None
    client_name: str | None = None
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    why: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: rows by their fate; `skipped` rows are named one by one.

    `fates` are in the order of the file, where they were asked for; `possible` counts the rows
    that may double somebody, where that was asked for.
    """

    read: int
    added: int
    merged: int
    unchanged: int
    skipped: tuple[RejectedRow, ...]
    import_id: int | None
    fates: tuple[RowFate, ...] = ()
    possible: int = 0
