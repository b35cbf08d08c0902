"""Sheets of labels that the owner measured."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import LabelSheet as LabelSheetRow
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import label_sheets
from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import LabelSheet
from smallcrm.domain.text import required_line
from smallcrm.services.command_parts import UNSET
from smallcrm.services.paper_commands import AddLabelSheet, EditLabelSheet, RemoveLabelSheet
from smallcrm.services.result import Made

MOST_SHEETS: Final = 100
_FIELDS: Final = tuple(field.name for field in fields(LabelSheet))


def add(uow: UnitOfWork, command: AddLabelSheet) -> Made:
    """Keep a sheet. Refuses a name that is taken and measures that cannot be, see `check`.

    `no_name`, `label_sheet_exists`, `label_sheets_too_many`.
    """
    rows = _rows(uow)
    if len(rows) >= MOST_SHEETS:
        raise Refusal("label_sheets_too_many", field="name", most=MOST_SHEETS)
    row = LabelSheetRow()
    _write(row, _checked(command.sheet, rows))
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_label_sheet", name=row.name)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditLabelSheet) -> Made:
    """Change a sheet's name or measures; refuses as `add` does, and `no_such_label_sheet`."""
    row = get(uow, command.label_sheet)
    given = {name: value for name in _FIELDS if (value := getattr(command, name)) is not UNSET}
    others = [one for one in _rows(uow) if one.id != row.id]
    _write(row, _checked(replace(sheet_of(row), **given), others))
    uow.session.flush()
    uow.describe("edit_label_sheet", name=row.name)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveLabelSheet) -> Made:
    """Forget a sheet; refuses `no_such_label_sheet`."""
    row = get(uow, command.label_sheet)
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_label_sheet", name=row.name)
    return Made(row.id)


def get(uow: UnitOfWork, sheet_id: int) -> LabelSheetRow:
    """Return a sheet, or refuse (`no_such_label_sheet`)."""
    row = uow.session.get(LabelSheetRow, sheet_id)
    if row is None:
        raise Refusal("no_such_label_sheet", field="label_sheet", id=sheet_id)
    return row


def sheet_of(row: LabelSheetRow) -> LabelSheet:
    """Return the measures of a row."""
    return LabelSheet(**{name: getattr(row, name) for name in _FIELDS})


def _rows(uow: UnitOfWork) -> list[LabelSheetRow]:
    return list(uow.session.scalars(select(LabelSheetRow)))


def _checked(sheet: LabelSheet, others: list[LabelSheetRow]) -> LabelSheet:
    """Return a sheet whose name and measures are in order."""
    name = required_line(
        sheet.name, field="name", code="no_name", longest=label_sheets.LONGEST_NAME
    )
    taken = label_sheets.find(name, map(sheet_of, others))
    if taken is not None:
        raise Refusal("label_sheet_exists", field="name", name=taken.name)
    sheet = replace(sheet, name=name)
    label_sheets.check(sheet)
    return sheet


def _write(row: LabelSheetRow, sheet: LabelSheet) -> None:
    for name in _FIELDS:
        setattr(row, name, getattr(sheet, name))
