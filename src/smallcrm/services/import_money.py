"""Sales and payments from a file, joined to clients by code or by an unmistakable name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import Base, FileSetting, Payment, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents
from smallcrm.domain.enums import PaymentKind, SaleStatus, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import PaymentRecord, SaleRecord
from smallcrm.domain.text import clean_line, clean_text
from smallcrm.services import allocation, numbers, payments
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import Fate
from smallcrm.services.import_lookup import ClientLookup, Present, sale_numbered
from smallcrm.services.import_tally import Tally, told
from smallcrm.services.ledger import get_sale, term_days

# Taking and indexing each go over all rows.
_PHASES = 2
_SALE_ORDER: tuple[type[Base], ...] = (FileSetting, Sale, SaleLine)


class SaleImport:
    """One run over the sale records of one file."""

    def __init__(self, uow: UnitOfWork, tally: Tally, untitled: str) -> None:
        self._uow = uow
        self._tally = tally
        self._untitled = untitled
        self._rows = BulkRows(uow.connection)
        self._clients = ClientLookup(uow)
        self._numbers = numbers.Counters(uow, numbers.Numbering.SALE, bulk=True)
        self._paid: list[tuple[int, SaleRecord]] = []

    def run(self, records: Sequence[SaleRecord]) -> None:
        """Take the records in the order of the file, then what the file says was paid."""
        connection = self._uow.connection
        self._external = set(
            connection.execute(
                select(Sale.external_number).where(Sale.external_number.is_not(None))
            ).scalars()
        )
        self._present = Present(
            (row.sold_on, (row.client_id, row.title, row.currency, row.total_minor))
            for row in connection.execute(
                select(
                    Sale.client_id, Sale.sold_on, Sale.title, Sale.currency, Sale.total_minor
                ).where(Sale.external_number.is_(None))
            )
        )
        self._tally.expect(len(records) * _PHASES)
        self._tally.each(records, self._take)
        self._numbers.keep()
        self._rows.write(_SALE_ORDER, often=self._tally.heed)
        for sale_id, record in self._paid:
            self._tally.heed()
            self._pay(sale_id, record)

    def _take(self, record: SaleRecord) -> None:
        client_id = self._clients.find(record.client_code, record.client_name)
        number = clean_line(record.number or "", field="external_number") or None
        if number is not None and number in self._external:
            self._fate(record, Fate.UNCHANGED, client_id)
            return
        lines = self._lines(record)
        totals = documents.totals(lines, record.currency)
        if totals.total_minor < 0:
            raise Refusal("negative_amount", field="amount", text=str(totals.total_minor))
        on = record.on or self._uow.clock.today()
        title = self._title(record, number)
        same = (client_id, title, record.currency, totals.total_minor)
        if number is None and self._present.take(record.on, same):
            self._fate(record, Fate.UNCHANGED, client_id)
            return
        sale_id = self._add(record, client_id, number, title, on, totals, lines)
        if number is not None:
            self._external.add(number)
        total = Money(totals.total_minor, record.currency)
        said = {"external_number": number, "title": title, "sold_on": on, "total": total}
        self._fate(record, Fate.NEW, client_id, **said, paid=record.paid, due_on=record.due_on)
        if record.paid is not None and record.paid.minor > 0:
            self._paid.append((sale_id, record))

    def _fate(self, record: SaleRecord, fate: Fate, client_id: int, **said: object) -> None:
        name = self._clients.names[client_id]
        changes = told(said) if self._tally.telling else ()
        self._tally.take(record, fate, client=client_id, client_name=name, changes=changes)

    def _title(self, record: SaleRecord, number: str | None) -> str:
        title = clean_line(record.title or "", field="title")
        if title:
            return title
        if record.lines and (said := clean_line(record.lines[0].description, field="title")):
            return said
        return clean_line(self._untitled.replace("{number}", number or ""), field="title")

    def _lines(self, record: SaleRecord) -> list[documents.Line]:
        if record.lines:
            return [
                documents.Line(
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    tax_percent=Decimal(0),
                    category=VatCategory.ZERO,
                )
                for line in record.lines
            ]
        if record.total is None:
            raise Refusal("no_amount", field="amount")
        return [
            documents.Line(
                quantity=Decimal(1),
                unit_price=record.total.major,
                tax_percent=Decimal(0),
                category=VatCategory.ZERO,
            )
        ]

    def _add(
        self,
        record: SaleRecord,
        client_id: int,
        number: str | None,
        title: str,
        on: date,
        totals: documents.Totals,
        lines: Sequence[documents.Line],
    ) -> int:
        status = record.status or SaleStatus.DELIVERED
        done = status in {SaleStatus.DELIVERED, SaleStatus.CLOSED}
        due = record.due_on
        if due is None and done:
            days = term_days(self._uow, *self._clients.terms[client_id])
            due = on + timedelta(days=min(days, (date.max - on).days))
        # Everything that may be refused is read before the first row is added.
        note = clean_text(record.note or "", field="note") or None
        said = [clean_line(line.description, field="description") for line in record.lines]
        sale_id = self._rows.add(
            Sale,
            client_id=client_id,
            number=self._numbers.next(on),
            external_number=number,
            title=title,
            currency=record.currency,
            sold_on=on,
            due_on=due,
            status=status.value,
            delivered_on=on if done else None,
            closed_on=on if status is SaleStatus.CLOSED else None,
            cancelled_on=on if status is SaleStatus.CANCELLED else None,
            prices_include_tax=False,
            net_minor=totals.net_minor,
            tax_minor=totals.tax_minor,
            total_minor=totals.total_minor,
            note=note,
        )
        for position, (line, net) in enumerate(zip(lines, totals.line_nets, strict=True), start=1):
            self._rows.add(
                SaleLine,
                sale_id=sale_id,
                position=position,
                description=(said[position - 1] if said else "") or title,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=Decimal(0),
                tax_category=line.category.value,
                tax_percent=Decimal(0),
                net_minor=net,
            )
        return sale_id

    def _pay(self, sale_id: int, record: SaleRecord) -> None:
        """Record what the file says was paid of a sale; what is above its total stays credit."""
        paid = record.paid
        assert paid is not None
        sale = get_sale(self._uow, sale_id)
        payment = Payment(
            client_id=sale.client_id,
            kind=PaymentKind.PAYMENT.value,
            currency=sale.currency,
            amount_minor=paid.minor,
            allocated_minor=0,
            refunded_minor=0,
            received_on=sale.sold_on,
        )
        self._uow.session.add(payment)
        self._uow.session.flush()
        settled = min(paid.minor, allocation.open_minor(sale))
        if settled:
            allocation.allocate(self._uow, payment, sale, settled)


class PaymentImport:
    """One run over the payment records of one file."""

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally
        self._clients = ClientLookup(uow)

    def run(self, records: Sequence[PaymentRecord]) -> None:
        """Take the records in the order of the file."""
        connection = self._uow.connection
        taken = connection.execute(
            select(
                Payment.client_id,
                Payment.received_on,
                Payment.currency,
                Payment.amount_minor,
                Payment.reference,
                Payment.external_number,
            ).where(Payment.kind == PaymentKind.PAYMENT.value)
        ).all()
        self._external = {row.external_number for row in taken if row.external_number}
        self._present = Present(
            (row.received_on, (row.client_id, row.currency, row.amount_minor))
            for row in taken
            if row.external_number is None
        )
        self._referenced: dict[str, set[tuple[object, ...]]] = {}
        for row in taken:
            for reference in {row.reference, row.external_number} - {None}:
                same = (row.client_id, row.currency, row.amount_minor)
                self._refer(reference, row.received_on, same)
        self._tally.expect(len(records) * _PHASES)
        self._tally.each(records, self._take, heeding=True)

    def _take(self, record: PaymentRecord) -> None:
        if record.amount.minor <= 0:
            raise Refusal("not_positive", field="amount", text=str(record.amount))
        sales = [sale_numbered(self._uow, number) for number in record.sale_numbers]
        if record.client_code or record.client_name or not sales:
            client_id = self._clients.find(record.client_code, record.client_name)
        else:
            client_id = sales[0].client_id
        reference = clean_line(record.reference or "", field="reference") or None
        on = record.on or self._uow.clock.today()
        same = (client_id, record.amount.currency, record.amount.minor)
        if self._is_there(reference, record.on, same):
            self._fate(record, Fate.UNCHANGED, client_id)
            return
        for sale in sales:
            if sale.client_id != client_id:
                raise Refusal("other_client", field="sale", number=sale.number)
            if sale.currency != record.amount.currency:
                raise Refusal(
                    "other_currency",
                    field="sale",
                    number=sale.number,
                    currency=record.amount.currency,
                    sale_currency=sale.currency,
                )
        payment = Payment(
            client_id=client_id,
            kind=PaymentKind.PAYMENT.value,
            currency=record.amount.currency,
            amount_minor=record.amount.minor,
            allocated_minor=0,
            refunded_minor=0,
            received_on=on,
            method=clean_line(record.method or "", field="method") or None,
            reference=reference or clean_line(record.note or "", field="reference") or None,
            external_number=None if reference in self._external else reference,
        )
        self._uow.session.add(payment)
        self._uow.session.flush()
        if reference is not None:
            self._external.add(reference)
            self._refer(reference, on, same)
        self._fate(
            record,
            Fate.NEW,
            client_id,
            reference=reference,
            received_on=on,
            amount=record.amount,
            method=payment.method,
        )
        for sale in sales:
            settled = min(allocation.free_minor(payment), allocation.open_minor(sale))
            if settled:
                allocation.allocate(self._uow, payment, sale, settled)
        if not sales:
            payments.allocate_oldest_first(self._uow, payment)

    def _fate(self, record: PaymentRecord, fate: Fate, client_id: int, **said: object) -> None:
        name = self._clients.names[client_id]
        changes = told(said) if self._tally.telling else ()
        self._tally.take(record, fate, client=client_id, client_name=name, changes=changes)

    def _refer(self, reference: str, on: date, same: tuple[object, ...]) -> None:
        self._referenced.setdefault(reference, set()).update({(on, *same), (None, *same)})

    def _is_there(self, reference: str | None, on: date | None, same: tuple[object, ...]) -> bool:
        """Tell whether the payment is there: an amount cannot change, a reference may be reused."""
        if reference is None:
            return self._present.take(on, same)
        return (on, *same) in self._referenced.get(reference, ())
