"""What an import does off the GUI thread: reading, remembering, trying out, keeping the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import IMPORT_ORDER, ClientRecord
from smallcrm.services.commands import AddOwnField, FillFromExport, ImportRecords

if TYPE_CHECKING:
    from smallcrm.domain.watch import Watch
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import ImportPlan
    from smallcrm.queries.care_shapes import MappingShape, OwnFieldShape
    from smallcrm.services.commands import Decision
    from smallcrm.ui.runner import Backend

OWN: Final = "own:"
_MOST_CHOICES: Final = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner says of a file; None leaves it to the importer.

    `date_orders` are by heading; `own_fields` are the kinds of the fields that are to be made, by
    name.
    """

    kind: str | None = None
    encoding: str | None = None
    separator: str | None = None
    date_order: str | None = None
    decimal_sign: str | None = None
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    heading_row: int | None = None
    sheet: str | None = None
    date_orders: Mapping[str, str] = field(default_factory=dict)
    own_fields: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything was said at all."""
        return any(getattr(self, one.name) not in (None, {}) for one in fields(self))

    def as_json(self) -> str:
        """Write what was said, to be remembered."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        kept = {name: value for name, value in said.items() if value not in (None, {})}
        return json.dumps(kept, ensure_ascii=False, default=dict, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Choices:
        """Read what was remembered; what is no longer understood is left to the importer."""
        try:
            found = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(found, dict):
            return cls()
        kept: dict[str, Any] = {}
        for one in fields(cls):
            value = found.get(one.name)
            if one.name in {"mapping", "date_orders", "own_fields"}:
                kept[one.name] = _texts(value)
            elif one.name == "heading_row":
                kept[one.name] = value if type(value) is int and value >= 0 else None
            else:
                kept[one.name] = value if isinstance(value, str) else None
        kinds = {kind.value for kind in OwnFieldKind}
        made = kept["own_fields"]
        kept["own_fields"] = {name: kind for name, kind in made.items() if kind in kinds}
        return cls(**kept)


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


@dataclass(frozen=True, slots=True)
class Export:
    """An export of everything, which fills an empty file."""

    settings: Mapping[str, str]
    tables: Mapping[str, Sequence[object]]

    def count(self, table: str) -> int:
        """Return how many rows of a table there are."""
        return len(self.tables.get(table, ()))


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file: a plan, an export of everything, or (neither) a bank's statement.

    `remembered` says how files of its shape were read before, where this one was read so too.
    """

    plan: ImportPlan | None = None
    export: Export | None = None
    choices: Choices = field(default_factory=Choices)
    remembered: MappingShape | None = None
    own_fields: tuple[OwnFieldShape, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was said of a file whose import was left before its end."""

    path: Path
    stamp: tuple[int, int]
    choices: Choices
    decisions: Mapping[int, Decision]

    @classmethod
    def of(
        cls, path: Path, choices: Choices, decisions: Mapping[int, Decision]
    ) -> Unfinished | None:
        """Keep what was said, if anything was and the file is still there."""
        stamp = _stamp(path)
        if stamp is None or not (choices or decisions):
            return None
        return cls(path, stamp, choices, dict(decisions))

    def is_of(self, path: Path) -> bool:
        """Tell whether a file is this one, and the same as it was."""
        return path == self.path and _stamp(path) == self.stamp


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one file as the owner says, or, where nothing is said yet, as the last time."""

    path: Path
    country: str
    currency: str

    def first(self, backend: Backend, watch: Watch | None = None) -> Read:
        """Find out what a file is, and read it; raises Refusal, Cancelled."""
        from smallcrm.exporters.everything import is_everything, read_everything

        if is_everything(self.path):
            return Read(export=Export(*read_everything(self.path)))
        if is_statement(self.path):
            return Read()
        own = backend.queries.own_fields()
        try:
            plan = self.plan(Choices(), own, watch)
        except Refusal as refused:
            remembered = _remembered(backend, _headings(refused))
            if remembered is None:
                raise
            return self._as_before(remembered, own, watch)
        remembered = _remembered(backend, plan.heading, plan.understood.shape)
        if remembered is not None:
            try:
                return self._as_before(remembered, own, watch)
            except Refusal:
                pass  # what held for the last one does not for this one
        return Read(plan=plan, own_fields=own)

    def again(self, backend: Backend, choices: Choices, watch: Watch | None = None) -> Read:
        """Read a file as the owner says now; raises Refusal, Cancelled."""
        own = backend.queries.own_fields()
        return Read(plan=self.plan(choices, own, watch), choices=choices, own_fields=own)

    def plan(
        self, choices: Choices, own: Sequence[OwnFieldShape], watch: Watch | None = None
    ) -> ImportPlan:
        """Read a file; raises Refusal, Cancelled."""
        from smallcrm import importers

        kinds = {one.name: one.kind for one in own}
        for name, kind in choices.own_fields.items():
            kinds.setdefault(name, OwnFieldKind(kind))
        return importers.read(
            self.path,
            kind=choices.kind or "auto",
            mapping=choices.mapping,
            encoding=choices.encoding,
            separator=choices.separator,
            heading_row=choices.heading_row,
            date_order=choices.date_order,
            decimal_sign=choices.decimal_sign,
            default_currency=choices.currency or self.currency,
            country=self.country,
            sheet=choices.sheet,
            date_orders=choices.date_orders,
            own_fields=kinds,
            watch=watch,
        )

    def _as_before(
        self, remembered: MappingShape, own: tuple[OwnFieldShape, ...], watch: Watch | None
    ) -> Read:
        choices = Choices.from_json(remembered.choices)
        if not choices:
            raise Refusal("kind_not_recognised", field="kind")
        plan = self.plan(choices, own, watch)
        return Read(plan=plan, choices=choices, remembered=remembered, own_fields=own)


def _headings(refused: Refusal) -> tuple[str, ...]:
    found = refused.parameters.get("headings")
    return tuple(str(one) for one in found) if isinstance(found, tuple | list) else ()


def _remembered(backend: Backend, headings: Sequence[str], shape: str = "") -> MappingShape | None:
    shape = shape or _shape(headings)
    return backend.queries.import_mapping(shape) if shape else None


def _shape(headings: Sequence[str]) -> str:
    from smallcrm.importers.shapes import shape_of

    return shape_of(headings)


def is_statement(path: Path) -> bool:
    """Tell whether a file is a bank statement, which is no list of payments."""
    from smallcrm.importers.statements.recognise import is_statement as recognised

    return recognised(path)


def in_order(paths: Sequence[Path], backend: Backend, reader: Reader) -> list[Path]:
    """Put files into the order in which they find what they need: clients before their sales."""

    def place(path: Path) -> int:
        try:
            found = replace(reader, path=path).first(backend)
        except Refusal:
            return len(IMPORT_ORDER) + 1
        if found.plan is None:
            return -1 if found.export is not None else len(IMPORT_ORDER)
        return IMPORT_ORDER.index(found.plan.understood.kind)

    places = {path: place(path) for path in paths}
    return sorted(paths, key=lambda path: places[path])


def command_of(
    tr: I18n,
    path: Path,
    plan: ImportPlan,
    choices: Choices,
    decisions: Mapping[int, Decision],
    *,
    watch: Watch | None = None,
    dry_run: bool,
) -> ImportRecords:
    """Make the command that brings a plan in, or only tries it out."""
    shape = plan.understood.shape or _shape(plan.heading)
    return ImportRecords(
        kind=plan.understood.kind,
        records=plan.records,
        rejected=plan.rejected,
        rows_read=plan.rows_read,
        file_name=path.name,
        # Translators: what a sale is called that came from a file without a title
        untitled=tr.gettext("Sale {number}"),
        opening_title=tr.gettext("Opening balance"),
        dry_run=dry_run,
        decisions=dict(decisions),
        own_fields=_made(plan, choices),
        remember=(shape, choices.as_json()) if shape and choices and not dry_run else None,
        watch=watch,
        fates=True,
    )


def _made(plan: ImportPlan, choices: Choices) -> tuple[AddOwnField, ...]:
    """Return the fields that are to be made: those the owner chose, and those the file brings."""
    chosen = {
        name: AddOwnField(name=name, kind=OwnFieldKind(kind), choices=_choices(plan, name, kind))
        for name, kind in choices.own_fields.items()
        if f"{OWN}{name}" in choices.mapping.values()
    }
    brought = {
        one.name: AddOwnField(name=one.name, kind=one.kind, choices=one.choices)
        for one in plan.understood.new_fields
    }
    return tuple((brought | chosen).values())


def _choices(plan: ImportPlan, name: str, kind: str) -> tuple[str, ...]:
    """Return what there is to choose from in a field that is made: what stands in the column."""
    if kind != OwnFieldKind.CHOICE.value:
        return ()
    found: dict[str, None] = {}
    for record in plan.records:
        if isinstance(record, ClientRecord):
            found.update((one.text, None) for one in record.own if one.field == name)
    return tuple(found)[:_MOST_CHOICES]


def fill_command(path: Path, export: Export, *, dry_run: bool) -> FillFromExport:
    """Make the command that fills an empty file from an export of everything."""
    return FillFromExport(
        settings=export.settings, tables=export.tables, file_name=path.name, dry_run=dry_run
    )
