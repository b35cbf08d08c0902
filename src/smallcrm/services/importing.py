"""Bringing in the records of one file as one action; what is there already is not doubled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import ActionKind
from smallcrm.domain.records import (
    ClientRecord,
    NoteRecord,
    PaymentRecord,
    PersonRecord,
    ProductRecord,
    Record,
    RecordKind,
    ReferralRecord,
    RejectedRow,
    SaleLinesRecord,
    SaleRecord,
)
from smallcrm.services import import_memory
from smallcrm.services.commands import Fate, ImportRecords, ImportResult, RowAction, RowFate
from smallcrm.services.import_clients import ClientImport
from smallcrm.services.import_lines import SaleLineImport
from smallcrm.services.import_money import PaymentImport, SaleImport
from smallcrm.services.import_own import OwnColumns
from smallcrm.services.import_people import NoteImport, PersonImport
from smallcrm.services.import_products import ProductImport
from smallcrm.services.import_referrals import ReferralImport
from smallcrm.services.import_tally import Tally
from smallcrm.services.result import Made

_Kind = TypeVar("_Kind")


def bring_in(uow: UnitOfWork, command: ImportRecords) -> Made:
    """Take every record that can be taken, and name the others one by one.

    With a watch it raises Cancelled when asked to, until all is written; nothing is left then.
    """
    tally = Tally(telling=command.fates, watch=command.watch)
    own = OwnColumns(uow, command.own_fields)
    _run(uow, command, tally, own)
    uow.progress = tally.progress
    import_memory.remember(uow, command)
    skipped: tuple[RejectedRow, ...] = (*command.rejected, *tally.skipped)
    changed = bool(tally.added + tally.merged + own.made)
    if not changed:
        # At most it is remembered how to read such a file: that is nothing to take back.
        uow.kind = ActionKind.AUTO
    result = ImportResult(
        read=command.rows_read,
        added=tally.added,
        merged=tally.merged,
        unchanged=tally.unchanged,
        skipped=tuple(sorted(skipped, key=lambda row: row.row)),
        import_id=uow.action_id if changed and not command.dry_run else None,
        fates=_fates(command, tally),
        possible=tally.possible,
    )
    uow.describe(
        "import",
        file=command.file_name,
        kind=command.kind.value,
        added=tally.added,
        merged=tally.merged,
    )
    return Made(uow.action_id, imported=result)


def _run(uow: UnitOfWork, command: ImportRecords, tally: Tally, own: OwnColumns) -> None:
    records = _wanted(command, tally)
    if command.kind is RecordKind.CLIENTS:
        ClientImport(uow, tally, command, own).run(_only(ClientRecord, records))
    elif command.kind is RecordKind.SALES:
        SaleImport(uow, tally, command.untitled).run(_only(SaleRecord, records))
    elif command.kind is RecordKind.PAYMENTS:
        PaymentImport(uow, tally).run(_only(PaymentRecord, records))
    elif command.kind is RecordKind.PRODUCTS:
        ProductImport(uow, tally).run(_only(ProductRecord, records))
    elif command.kind is RecordKind.REFERRALS:
        ReferralImport(uow, tally).run(_only(ReferralRecord, records))
    elif command.kind is RecordKind.PEOPLE:
        PersonImport(uow, tally).run(_only(PersonRecord, records))
    elif command.kind is RecordKind.SALE_LINES:
        SaleLineImport(uow, tally).run(_only(SaleLinesRecord, records))
    else:
        NoteImport(uow, tally).run(_only(NoteRecord, records))


def _wanted(command: ImportRecords, tally: Tally) -> list[Record]:
    """Return the records that the owner did not leave out."""
    left_out = {row for row, said in command.decisions.items() if said.action is RowAction.SKIP}
    if not left_out:
        return list(command.records)
    for record in command.records:
        if record.row in left_out:
            tally.take(record, Fate.LEFT_OUT)
    return [record for record in command.records if record.row not in left_out]


def _only(kind: type[_Kind], records: Iterable[object]) -> list[_Kind]:
    return [record for record in records if isinstance(record, kind)]


def _fates(command: ImportRecords, tally: Tally) -> tuple[RowFate, ...]:
    """Return the fate of every row in the order of the file, unreadable ones too."""
    if not command.fates:
        return ()
    unread = (
        RowFate(row.row, Fate.REFUSED, "", why=row.why, parameters=row.parameters)
        for row in command.rejected
    )
    return tuple(sorted((*unread, *tally.fates), key=lambda fate: fate.row))
