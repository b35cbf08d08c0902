"""What an importer is asked for and what it answers: options in, a plan of records out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.records import Record, RecordKind, RejectedRow
from smallcrm.domain.watch import Watch

MAX_FILE_BYTES: Final = 200 * 1024 * 1024
MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 1_000
MAX_CELL_CHARACTERS: Final = 1024 * 1024
AUTO: Final = "auto"
SAMPLES: Final = 3


class DateOrder(StrEnum):
    """In which order the parts of a date stand."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the caller knows better than the importer; None leaves it to the importer.

    `mapping` names columns by heading and fields by `headings.FIELDS` (or `ignore`).
    `heading_row` counts from 1 at the file's first line; 0 says that there is none.
    `country` (ISO 3166) and `default_currency` (ISO 4217) are the data file's own.
    `date_orders` are by heading. `own_fields` are those of the data file by name; a column is
    mapped to one, or to a new one, as `own:NAME`.
    """

    kind: RecordKind | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    separator: str | None = None
    heading_row: int | None = None
    date_order: DateOrder | None = None
    decimal_sign: str | None = None
    default_currency: str | None = None
    country: str | None = None
    sheet: str | None = None
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    own_fields: Mapping[str, OwnFieldKind] = field(default_factory=dict)
    watch: Watch | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what it was taken for (None: left out), some of its cells.

    `ambiguous`: its days or amounts can be read in another order or with another sign as well.
    """

    heading: str
    field: str | None
    samples: tuple[str, ...] = ()
    date_order: DateOrder | None = None
    decimal_sign: str | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class NewOwnField:
    """A field of the owner's that a file has and the data file has not; choices of a choice."""

    name: str
    kind: OwnFieldKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file was read; every part of it can be given back as an option to read it otherwise.

    `encoding_why` is `given`, `mark`, `ascii`, `valid`, `pattern` or `plausible`. A date order or
    decimal sign is None where no cell needed one; `..._ambiguous` says that the cells allow
    another reading as well and that the one here is an assumption. `source` is the program whose
    export it is recognised as (`google`, `outlook`, ...); `shape` is the same for files with the
    same headings. `new_fields` are those that columns are mapped to and the data file has not yet.
    """

    format: str
    kind: RecordKind
    columns: tuple[Column, ...] = ()
    encoding: str | None = None
    encoding_why: str | None = None
    separator: str | None = None
    heading_row: int = 0
    date_order: DateOrder | None = None
    date_order_ambiguous: bool = False
    decimal_sign: str | None = None
    decimal_sign_ambiguous: bool = False
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    source: str | None = None
    shape: str = ""
    new_fields: tuple[NewOwnField, ...] = ()

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The headings of the columns that were left out."""
        return tuple(column.heading for column in self.columns if column.field is None)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a file holds: the records that can be taken, and the rows that cannot, and why.

    `rows_read` counts rows that hold anything; several rows may be one record (lines of a sale).
    """

    understood: Understood
    records: tuple[Record, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int

    @property
    def heading(self) -> tuple[str, ...]:
        """The headings in the file's own order, for a file of the rejected rows."""
        return tuple(column.heading for column in self.understood.columns)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be imported: read once, at most `MAX_FILE_BYTES`; its name is only a hint."""

    path: Path
    data: bytes

    @property
    def ending(self) -> str:
        """The name's ending, in small letters, with its dot."""
        return self.path.suffix.lower()


class Importer(Protocol):
    """One file format. Stateless; used on a worker thread; raises Refusal and nothing else."""

    @property
    def name(self) -> str:
        """The name it is registered by (`csv`, `xlsx`, `vcard`)."""
        ...

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its files, for a file dialog (`.csv`)."""
        ...

    def claims(self, file: SourceFile) -> bool:
        """Tell, by the content first, whether this importer is the one to read `file`."""
        ...

    def read(self, file: SourceFile, options: ReadOptions) -> ImportPlan:
        """Read the whole file; raises Refusal where it is not of this format."""
        ...
