"""Bringing in the records of one file as one action; what is there already is not doubled."""

from __future__ import annotations

from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.records import (
    ClientRecord,
    PaymentRecord,
    ProductRecord,
    RecordKind,
    ReferralRecord,
    RejectedRow,
    SaleRecord,
)
from smallcrm.services.commands import ImportRecords, ImportResult
from smallcrm.services.import_clients import ClientImport
from smallcrm.services.import_money import PaymentImport, SaleImport
from smallcrm.services.import_products import ProductImport
from smallcrm.services.import_referrals import ReferralImport
from smallcrm.services.import_tally import Tally
from smallcrm.services.result import Made


def bring_in(uow: UnitOfWork, command: ImportRecords) -> Made:
    """Take every record that can be taken, and name the others one by one."""
    tally = Tally()
    records = command.records
    if command.kind is RecordKind.CLIENTS:
        ClientImport(uow, tally, command.opening_title).run(
            [record for record in records if isinstance(record, ClientRecord)]
        )
    elif command.kind is RecordKind.SALES:
        SaleImport(uow, tally, command.untitled).run(
            [record for record in records if isinstance(record, SaleRecord)]
        )
    elif command.kind is RecordKind.PRODUCTS:
        ProductImport(uow, tally).run(
            [record for record in records if isinstance(record, ProductRecord)]
        )
    elif command.kind is RecordKind.REFERRALS:
        ReferralImport(uow, tally).run(
            [record for record in records if isinstance(record, ReferralRecord)]
        )
    else:
        PaymentImport(uow, tally).run(
            [record for record in records if isinstance(record, PaymentRecord)]
        )
    skipped: tuple[RejectedRow, ...] = (*command.rejected, *tally.skipped)
    changed = tally.added + tally.merged > 0
    result = ImportResult(
        read=command.rows_read,
        added=tally.added,
        merged=tally.merged,
        unchanged=tally.unchanged,
        skipped=tuple(sorted(skipped, key=lambda row: row.row)),
        import_id=uow.action_id if changed and not command.dry_run else None,
    )
    uow.describe(
        "import",
        file=command.file_name,
        kind=command.kind.value,
        added=tally.added,
        merged=tally.merged,
    )
    return Made(uow.action_id, imported=result)
