"""What an import does off the GUI thread: reading, trying out, keeping what was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.services.commands import ImportRecords

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.importers import ImportPlan

_MOST_NAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner says of a file; None leaves it to the importer."""

    kind: str | None = None
    encoding: str | None = None
    separator: str | None = None
    date_order: str | None = None
    decimal_sign: str | None = None
    currency: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def read_file(path: Path, choices: Choices, *, country: str, currency: str) -> ImportPlan:
    """Read a file as the owner says; raises Refusal."""
    from smallcrm import importers

    return importers.read(
        path,
        kind=choices.kind or "auto",
        mapping=choices.mapping,
        encoding=choices.encoding,
        separator=choices.separator,
        date_order=choices.date_order,
        decimal_sign=choices.decimal_sign,
        default_currency=choices.currency or currency,
        country=country,
    )


def is_statement(path: Path) -> bool:
    """Tell whether a file is a bank statement, which is no list of payments."""
    from smallcrm.importers.statements.recognise import is_statement as recognised

    return recognised(path)


def command_of(tr: I18n, path: Path, plan: ImportPlan, *, dry_run: bool) -> ImportRecords:
    """Make the command that brings a plan in, or only tries it out."""
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
    )
