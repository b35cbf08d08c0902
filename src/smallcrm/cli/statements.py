"""A bank statement on the command line: what it holds, and what of it was new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.cli import refusals
from smallcrm.cli.output import shown
from smallcrm.domain.money import Money
from smallcrm.exporters import json_out
from smallcrm.services.commands import ImportResult, ImportStatement

if TYPE_CHECKING:
    from smallcrm.cli.context import Run
    from smallcrm.domain.statements import Statement
    from smallcrm.importers.statements import StatementFile

STATEMENT: Final = "statement"
_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class ImportedStatement:
    """One statement, and what became of it."""

    path: Path
    file: StatementFile
    result: ImportResult


def is_statement(run: Run, path: Path) -> bool:
    """Tell whether a file is to be taken for a bank statement: as said, else by its content."""
    if run.asked.kind == STATEMENT:
        return True
    if run.asked.kind != "auto":
        return False
    from smallcrm.importers.statements.recognise import is_statement as recognised

    return recognised(path)


def read_statement(run: Run, path: Path, mapping: Mapping[str, str]) -> StatementFile:
    """Read a statement; raises Refusal."""
    from smallcrm.importers import statements

    settings = run.backend.queries.settings()
    return statements.read(
        path, mapping=mapping, default_currency=settings.currency, country=settings.country
    )


def take_in(run: Run, path: Path, file: StatementFile) -> ImportedStatement:
    """Take the bookings in that are not there yet."""
    command = ImportStatement(
        statements=file.statements, file_name=path.name, dry_run=run.asked.dry_run
    )
    result = run.perform(command, nudge=not run.asked.dry_run).imported
    assert result is not None
    return ImportedStatement(path, file, result)


def about(run: Run, imported: ImportedStatement) -> json_out.Json:
    """Write what a statement is, beside the figures that every import has."""
    return {
        "kind": STATEMENT,
        "format": imported.file.format,
        "columns": {column.heading: column.field for column in imported.file.columns},
        "statements": [_statement(run, statement) for statement in imported.file.statements],
    }


def _statement(run: Run, statement: Statement) -> json_out.Json:
    days = [line.booked_on for line in statement.lines]
    currency = statement.currency

    def balance(minor: int | None) -> json_out.Json | None:
        return None if minor is None else json_out.money(Money(minor, currency))

    return {
        "account": statement.account or None,
        "currency": currency,
        "from": json_out.day(min(days, default=None)),
        "to": json_out.day(max(days, default=None)),
        "opening": balance(statement.opening_minor),
        "closing": balance(statement.closing_minor),
        "warnings": [
            {"code": one.code, "message": refusals.why(run.tr, one.code, one.parameters)}
            for one in statement.warnings
        ],
    }


def lines_of(run: Run, imported: ImportedStatement) -> list[str]:
    """Say what became of the bookings, what could not be taken, and what is odd."""
    tr, number, result = run.tr, run.tr.formats.number, imported.result
    head = tr.gettext(
        "{file}: bookings read: {read}; new: {added}, there already: {unchanged}, "
        "not taken: {skipped}"
    )
    lines = [
        head.format(
            file=shown(imported.path.name),
            read=number(result.read),
            added=number(result.added),
            unchanged=number(result.unchanged),
            skipped=number(len(result.skipped)),
        )
    ]
    if run.asked.dry_run:
        lines.append(tr.gettext("Nothing was changed: this was a trial."))
    lines += [
        refusals.why(tr, warning.code, warning.parameters)
        for statement in imported.file.statements
        for warning in statement.warnings
    ]
    for row in result.skipped[:_NAMED]:
        text = tr.gettext("Line {row}: {why}")
        why = refusals.why(tr, row.why, row.parameters)
        lines.append(shown(text.format(row=number(row.row), why=why)))
    more = len(result.skipped) - _NAMED
    if more > 0:
        text = tr.ngettext("and {count} line more", "and {count} lines more", more)
        lines.append(text.format(count=number(more)))
    return lines
