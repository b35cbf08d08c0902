"""How the owner had a file read, kept for the next file of the same shape."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db.models import ImportMapping
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.services.care_commands import ForgetMapping
from smallcrm.services.commands import ImportRecords
from smallcrm.services.result import Made


def remember(uow: UnitOfWork, command: ImportRecords) -> None:
    """Keep how a file was read, in the place of what was kept of that shape before."""
    if command.remember is None:
        return
    shape, choices = command.remember
    row = uow.session.scalars(select(ImportMapping).where(ImportMapping.shape == shape)).first()
    if row is None:
        row = ImportMapping(shape=shape)
        uow.session.add(row)
    elif row.choices == choices and row.kind == command.kind.value:
        return  # not even the file's name: the same file once more changes nothing
    row.kind, row.file_name, row.choices = command.kind.value, command.file_name, choices
    uow.session.flush()


def forget(uow: UnitOfWork, command: ForgetMapping) -> Made:
    """Forget how files of a shape were read; refuses `no_such_mapping`."""
    row = uow.session.get(ImportMapping, command.mapping)
    if row is None:
        raise Refusal("no_such_mapping", field="mapping", id=command.mapping)
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("forget_mapping", file=row.file_name)
    return Made(row.id)
