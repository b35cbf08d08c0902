"""`import`: the owner's files, each brought in as one action; rows that cannot be are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.cli import refusals, statements
from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.statements import ImportedStatement
from smallcrm.cli.values import path_of
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import IMPORT_ORDER, RecordKind, RejectedRow
from smallcrm.exporters import json_out
from smallcrm.i18n.merge_words import reasons_text
from smallcrm.services.commands import (
    AddOwnField,
    Fate,
    FillFromExport,
    ImportRecords,
    ImportResult,
    RowAction,
    RowFate,
)

if TYPE_CHECKING:
    from smallcrm.importers import ImportPlan
    from smallcrm.importers.statements import StatementFile

_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class _Imported:
    """One file, and what became of it."""

    path: Path
    plan: ImportPlan
    result: ImportResult
    rejects: Path | None


def import_files(run: Run) -> int:
    """Read every file before any is brought in; what cannot be read at all refuses the whole."""
    from smallcrm.exporters.everything import is_everything

    if len(run.asked.files) == 1 and is_everything(path_of(run.asked.files[0])):
        return _fill(run, path_of(run.asked.files[0]))
    mapping = _mapping(run)
    plans: list[tuple[Path, ImportPlan]] = []
    banks: list[tuple[Path, StatementFile]] = []
    for name in run.asked.files:
        path = path_of(name)
        try:
            if statements.is_statement(run, path):
                banks.append((path, statements.read_statement(run, path, mapping)))
            else:
                plans.append((path, _read(run, path, mapping)))
        except Refusal as refused:
            if len(run.asked.files) == 1:
                raise
            raise refusals.OneOfSeveral(path.name, refused) from refused
    plans.sort(key=lambda found: IMPORT_ORDER.index(found[1].understood.kind))
    done: list[_Imported | ImportedStatement] = [_bring_in(run, path, plan) for path, plan in plans]
    # Bookings last: what they pay is in the file by then.
    done += [statements.take_in(run, path, file) for path, file in banks]
    if run.out.as_json:
        run.out.document(_document(run, done))
    else:
        for imported in done:
            run.out.lines(_lines(run, imported))
    return DONE


def _read(run: Run, path: Path, mapping: Mapping[str, str]) -> ImportPlan:
    from smallcrm import importers

    settings = run.backend.queries.settings()
    return importers.read(
        path,
        kind=run.asked.kind,
        mapping=mapping,
        encoding=run.asked.encoding,
        date_order=run.asked.date_order,
        sheet=run.asked.sheet,
        default_currency=settings.currency,
        country=settings.country,
        own_fields={field.name: field.kind for field in run.backend.queries.own_fields()},
    )


def _fill(run: Run, path: Path) -> int:
    """Fill an empty data file from an export of everything."""
    from smallcrm.exporters.everything import read_everything

    settings, tables = read_everything(path)
    command = FillFromExport(
        settings=settings, tables=tables, file_name=path.name, dry_run=run.asked.dry_run
    )
    result = run.perform(command, nudge=not run.asked.dry_run).imported
    assert result is not None
    if run.out.as_json:
        run.out.document({**_figures(run, path, result), "kind": "everything"})
    else:
        run.out.lines(_counted(run, path, result))
    return DONE


def _mapping(run: Run) -> Mapping[str, str]:
    mapping = {}
    for text in run.asked.map:
        column, sign, field = text.rpartition("=")
        if not sign or not column.strip() or not field.strip():
            words = run.tr.gettext("--map takes COLUMN=FIELD, not {text}")
            raise WrongUsageError(words.format(text=text))
        mapping[column] = field.strip()
    return mapping


def _bring_in(run: Run, path: Path, plan: ImportPlan) -> _Imported:
    command = ImportRecords(
        kind=plan.understood.kind,
        records=plan.records,
        rejected=plan.rejected,
        rows_read=plan.rows_read,
        file_name=path.name,
        # Translators: what a sale is called that came from a file without a title
        untitled=run.tr.gettext("Sale {number}"),
        opening_title=run.tr.gettext("Opening balance"),
        dry_run=run.asked.dry_run,
        own_fields=tuple(
            AddOwnField(name=field.name, kind=field.kind, choices=field.choices)
            for field in plan.understood.new_fields
        ),
        likely=RowAction(run.asked.likely),
        fates=plan.understood.kind is RecordKind.CLIENTS,
    )
    outcome = run.perform(command, nudge=not run.asked.dry_run)
    result = outcome.imported
    assert result is not None
    from smallcrm.importers.rejects_file import with_cells, write_rejects

    result = replace(result, skipped=with_cells(path, plan, result.skipped))
    rejects = None
    if result.skipped and not run.asked.dry_run:
        rejects = write_rejects(run.paths, run.clock, path, plan, result.skipped)
    return _Imported(path, plan, result, rejects)


def _document(run: Run, done: Sequence[_Imported | ImportedStatement]) -> json_out.Json:
    """Write one file's result; of several files the sums, and each below `files`."""
    files = [_file_document(run, imported) for imported in done]
    if len(files) == 1:
        return files[0]
    results = [imported.result for imported in done]
    return {
        "read": sum(result.read for result in results),
        "added": sum(result.added for result in results),
        "merged": sum(result.merged for result in results),
        "unchanged": sum(result.unchanged for result in results),
        "skipped": [
            {**_skipped(run, row), "file": str(imported.path)}
            for imported in done
            for row in imported.result.skipped
        ],
        "rejects": None,
        "import_id": None,
        "files": files,
    }


def _file_document(run: Run, imported: _Imported | ImportedStatement) -> json_out.Json:
    if isinstance(imported, ImportedStatement):
        figures = _figures(run, imported.path, imported.result)
        return {**figures, **statements.about(run, imported)}
    understood = imported.plan.understood
    return {
        **_figures(run, imported.path, imported.result),
        "kind": understood.kind.value,
        "rejects": str(imported.rejects) if imported.rejects else None,
        "columns": {column.heading: column.field for column in understood.columns},
        "possible": [_possible(fate) for fate in imported.result.fates if fate.candidates],
    }


def _possible(fate: RowFate) -> json_out.Json:
    """Write a row that may double somebody: a client who is there, or an earlier row."""
    return {
        "row": fate.row,
        "name": fate.name,
        "fate": fate.fate.value,
        "id": fate.client,
        "candidates": [
            {
                "id": one.client,
                "row": one.row,
                "name": one.name,
                "likeness": one.likeness.value,
                "reasons": [reason.value for reason in one.reasons],
            }
            for one in fate.candidates
        ],
    }


def _figures(run: Run, path: Path, result: ImportResult) -> json_out.Json:
    return {
        "file": str(path),
        "read": result.read,
        "added": result.added,
        "merged": result.merged,
        "unchanged": result.unchanged,
        "skipped": [_skipped(run, row) for row in result.skipped],
        "rejects": None,
        "import_id": result.import_id,
        "dry_run": run.asked.dry_run,
    }


def _skipped(run: Run, row: RejectedRow) -> json_out.Json:
    return json_out.skipped(row, refusals.why(run.tr, row.why, row.parameters))


def _counted(run: Run, path: Path, result: ImportResult) -> list[str]:
    """Say what became of the rows."""
    tr, number = run.tr, run.tr.formats.number
    head = tr.gettext(
        "{file}: rows read: {read}; added: {added}, merged: {merged}, unchanged: {unchanged}, "
        "not taken: {skipped}"
    )
    lines = [
        head.format(
            file=shown(path.name),
            read=number(result.read),
            added=number(result.added),
            merged=number(result.merged),
            unchanged=number(result.unchanged),
            skipped=number(len(result.skipped)),
        )
    ]
    if run.asked.dry_run:
        lines.append(tr.gettext("Nothing was changed: this was a trial."))
    return lines


def _lines(run: Run, imported: _Imported | ImportedStatement) -> list[str]:
    """Say what became of the rows, which columns were left out, and why rows were not taken."""
    if isinstance(imported, ImportedStatement):
        return statements.lines_of(run, imported)
    tr, number, result = run.tr, run.tr.formats.number, imported.result
    lines = _counted(run, imported.path, result)
    unmapped = imported.plan.understood.unmapped
    if unmapped:
        text = tr.gettext("Columns left out (--map COLUMN=FIELD takes them): {columns}")
        lines.append(
            text.format(columns=tr.formats.list_sentence([shown(name) for name in unmapped]))
        )
    lines += _doubles(run, result)
    for row in result.skipped[:_NAMED]:
        text = tr.gettext("Row {row}: {why}")
        why = refusals.why(tr, row.why, row.parameters)
        lines.append(shown(text.format(row=number(row.row), why=why)))
    more = len(result.skipped) - _NAMED
    if more > 0:
        text = tr.ngettext("and {count} row more", "and {count} rows more", more)
        lines.append(text.format(count=number(more)))
    if imported.rejects is not None:
        text = tr.gettext("These rows are in {file}; correct them there and import that file.")
        lines.append(shown(text.format(file=imported.rejects)))
    return lines


def _doubles(run: Run, result: ImportResult) -> list[str]:
    """Name the rows that may double somebody, those that came in as clients of their own."""
    tr, number = run.tr, run.tr.formats.number
    found = [fate for fate in result.fates if fate.candidates and fate.fate is Fate.NEW]
    lines = []
    for fate in found[:_NAMED]:
        other = fate.candidates[0]
        text = tr.gettext("Row {row}: {name} may be {other} ({reasons})")
        why = reasons_text(tr, other.reasons)
        words = {"name": fate.name, "other": other.name, "reasons": why}
        lines.append(shown(text.format(row=number(fate.row), **words)))
    more = len(found) - _NAMED
    if more > 0:
        text = tr.ngettext(
            "and {count} row more that may double somebody",
            "and {count} rows more that may double somebody",
            more,
        )
        lines.append(text.format(count=number(more)))
    return lines
