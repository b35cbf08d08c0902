"""Lines from a list of their own, for sales that came with their totals only."""

from __future__ import annotations

from collections.abc import Sequence

from smallcrm.db.models import Client, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import SaleLinesRecord
from smallcrm.domain.text import clean_line
from smallcrm.services import ledger, sale_lines
from smallcrm.services.commands import EditSale, Fate, FieldChange, LineInput
from smallcrm.services.import_lookup import sale_numbered
from smallcrm.services.import_tally import Tally


class SaleLineImport:
    """One run over the lines of one file: each sale is given all of its lines, or none."""

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally

    def run(self, records: Sequence[SaleLinesRecord]) -> None:
        """Take the sales in the order of the file."""
        self._tally.expect(len(records))
        self._tally.each(records, self._take, heeding=True)

    def _take(self, record: SaleLinesRecord) -> None:
        sale = sale_numbered(self._uow, record.number)
        if sale.status == SaleStatus.CANCELLED:
            raise Refusal("sale_cancelled", field="number", number=sale.number)
        present = sale_lines.of_sale(self._uow, sale.id)
        wanted = [
            LineInput(
                description=clean_line(line.description, field="description") or sale.title,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in record.lines
        ]
        if _same(present, wanted):
            self._fate(record, sale, Fate.UNCHANGED)
            return
        _require_one_of_its_amount(sale, present, record)
        lines = tuple(wanted)
        ledger.edit_sale(self._uow, EditSale(sale=sale.id, lines=lines))
        self._uow.session.flush()
        self._fate(record, sale, Fate.UPDATES, lines)

    def _fate(
        self, record: SaleLinesRecord, sale: Sale, fate: Fate, lines: Sequence[LineInput] = ()
    ) -> None:
        client = self._uow.session.get(Client, sale.client_id)
        assert client is not None
        said = "; ".join(f"{line.quantity:f} × {line.description}" for line in lines)
        self._tally.take(
            record,
            fate,
            client=client.id,
            client_name=client.name,
            changes=(FieldChange("description", sale.title, said),) if lines else (),
        )


def _same(present: Sequence[SaleLine], wanted: Sequence[LineInput]) -> bool:
    there = [(line.description, line.quantity, line.unit_price) for line in present]
    return there == [(line.description, line.quantity, line.unit_price) for line in wanted]


def _require_one_of_its_amount(
    sale: Sale, present: Sequence[SaleLine], record: SaleLinesRecord
) -> None:
    """Refuse a sale that has lines of its own, and lines that come to another amount."""
    if len(present) > 1 or any(line.tax_percent or line.product_id for line in present):
        raise Refusal("sale_has_lines", field="number", number=sale.number)
    value = sum(line.net_minor(sale.currency) for line in record.lines)
    if value != sale.total_minor:
        raise Refusal(
            "lines_of_another_total",
            field="unit_price",
            number=sale.external_number or sale.number,
            lines=Money(value, sale.currency),
            total=Money(sale.total_minor, sale.currency),
        )
