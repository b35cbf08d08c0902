"""Rows of sales and of payments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import MAX_MINOR, Money
from smallcrm.domain.records import PaymentRecord, Record, SaleLineRecord, SaleRecord
from smallcrm.importers import words
from smallcrm.importers.row_reading import Cells, client_of, row_currency
from smallcrm.importers.table import Row

_LINE_FIELDS: Final = frozenset({"description", "quantity", "unit_price"})
_NUMBERS: Final = re.compile(r"[,;，；、\n]")
_Line = tuple[SaleLineRecord | None, Money | None]


@dataclass(slots=True)
class _Group:
    """The rows of one sale: its first row's record, and a line and an amount of each row."""

    record: SaleRecord
    rows: list[Row] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)


class SaleRows:
    """Makes SaleRecords: of each row or, where rows are lines, of those that share a number.

    A sale of which a row cannot be read is refused whole: part of it would be a wrong amount.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._with_lines = bool(_LINE_FIELDS & set(cells.fields))
        self._repeats_total = cells.known is not None and cells.known.repeats_total
        self._footer = cells.known.footer if cells.known is not None else None
        self._groups: dict[str | int, _Group] = {}
        self._spoilt: set[str | int] = set()

    def take(self, row: Row) -> None:
        """Read a row.

        Raises Refusal `not_a_sale`, `no_client`, `no_amount`, or what is wrong with a cell.
        """
        if self._footer is not None and self._footer.fullmatch(next(filter(None, row.cells), "")):
            return
        values = self._cells.of(row)
        if "type" in values and not words.is_sale(values["type"]):
            raise Refusal("not_a_sale", field="type", text=values["type"])
        key = self._key(row, values)
        record, line = self._read(row, values)
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = _Group(record, [row], [line])
            return
        first = group.record
        if (first.client_code, first.client_name, first.currency) != (
            record.client_code,
            record.client_name,
            record.currency,
        ):
            raise Refusal("number_of_another_sale", field="number", number=record.number)
        group.rows.append(row)
        group.lines.append(line)

    def spoil(self, row: Row) -> None:
        """Refuse the whole sale of a row that could not be read."""
        if self._with_lines:
            self._spoilt.add(self._key(row, self._cells.of(row)))

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the sales in the order of their first rows, and the rows of incomplete ones."""
        records: list[Record] = []
        torn: list[Row] = []
        for key, group in self._groups.items():
            sale = _joined(group, repeats_total=self._repeats_total)
            if key in self._spoilt or (sale.total and abs(sale.total.minor) > MAX_MINOR):
                torn += group.rows
            else:
                records.append(sale)
        return tuple(records), tuple(torn)

    def _key(self, row: Row, values: Mapping[str, str]) -> str | int:
        number = values.get("number") if self._with_lines else None
        return number or row.number

    def _read(self, row: Row, values: dict[str, str]) -> tuple[SaleRecord, _Line]:
        code, name = values.get("client_code"), client_of(values)
        if not code and not name:
            raise Refusal("no_client", field="client_name")
        usual = row_currency(values, self._cells.default_currency)
        total = self._amount(values, "total", usual)
        if total:
            usual = total.currency  # what is paid and open follows it, as do prices
        line, currency = self._line(values, total, usual)
        if total is None and line is None:
            raise Refusal("no_amount", field="total")
        status = words.sale_status(values["status"]) if "status" in values else None
        record = SaleRecord(
            row=row.number,
            currency=currency,
            number=values.get("number"),
            client_code=code,
            client_name=name,
            title=values.get("title"),
            on=self._cells.day("date", values.get("date")),
            due_on=self._cells.day("due", values.get("due")),
            total=total,
            status=status,
            paid=self._paid(values, currency, total),
            note=self._note(values, known=status is not None),
        )
        return record, (line, total)

    def _amount(self, values: Mapping[str, str], name: str, usual: str | None) -> Money | None:
        if name not in values:
            return None
        return self._cells.money(self._amounts, name, values[name], usual)

    def _note(self, values: Mapping[str, str], *, known: bool) -> str | None:
        notes = [values["note"]] if "note" in values else []
        if "status" in values and not known:
            notes.append(f"{self._cells.heading_of('status')}: {values['status']}")
        return "\n".join(notes) or None

    def _line(
        self, values: Mapping[str, str], total: Money | None, usual: str | None
    ) -> tuple[SaleLineRecord | None, str]:
        """Read the line of a row, None where it has none, and the currency of the whole."""
        price: Decimal | None = None
        own: str | None = None
        if "unit_price" in values:
            text = values["unit_price"]
            price, own = self._cells.price(self._amounts, "unit_price", text, usual)
        currency = total.currency if total is not None else own or usual
        currency = currency or self._cells.default_currency
        if currency is None:
            raise Refusal("no_currency", field="currency")
        if price is not None and own not in (None, currency):
            raise Refusal("currencies_differ", field="unit_price", first=currency, second=own)
        quantity: Decimal | None = None
        if "quantity" in values:
            quantity = self._cells.figure(self._amounts, "quantity", values["quantity"])
        if quantity is None:
            quantity = Decimal(1)
        if price is None and total is not None and quantity and self._with_lines:
            price = total.major / quantity
            if abs(price) > MAX_MINOR or price != round(price, 6):
                quantity, price = Decimal(1), total.major  # no price of six decimals comes to it
        if price is None:
            return None, currency
        if abs(quantity * price) > MAX_MINOR:
            raise Refusal("amount_too_large", field="unit_price", text=values.get("unit_price"))
        return SaleLineRecord(values.get("description", ""), quantity, price), currency

    def _paid(self, values: Mapping[str, str], currency: str, total: Money | None) -> Money | None:
        """Return what was paid: as told, or what is not open, or all where the status says so."""
        paid = self._amount(values, "paid", currency)
        still_open = self._amount(values, "open", currency)
        for amount in (paid, still_open):
            if amount is not None and amount.currency != currency:
                raise Refusal(
                    "currencies_differ", field="paid", first=currency, second=amount.currency
                )
        if paid is None and total is not None:
            if still_open is not None:
                paid = total - still_open
            elif words.says_paid(values.get("status", "")) or words.is_paid_at_once(
                values.get("type", "")
            ):
                paid = total
        return paid


def _joined(group: _Group, *, repeats_total: bool) -> SaleRecord:
    """Make one sale of its rows; lines that do not come to its total give way to the total.

    `repeats_total`: each row is known to say the whole sale's amount.
    """
    record = group.record
    lines = tuple(line for line, _ in group.lines if line is not None)
    totals = [total for _, total in group.lines if total is not None]
    value = sum((line.net_minor(record.currency) for line in lines), start=0)
    if not totals:
        return replace(record, lines=lines)
    # The amount of each row is its own line's, or else the sale's, repeated on each.
    own = sum(total.minor for total in totals)
    repeated = len(totals) > 1 and len(set(totals)) == 1
    repeated = repeated and (repeats_total or totals[0].minor == value)
    minor = totals[0].minor if repeated else own
    title = record.title or (lines[0].description if len(lines) == 1 else "") or None
    fits = minor == value and len(totals) == len(group.lines)
    return replace(
        record, total=Money(minor, record.currency), lines=lines if fits else (), title=title
    )


class PaymentRows:
    """Makes one PaymentRecord of each row."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a row; raises Refusal `no_client`, `no_amount`, or what is wrong with a cell."""
        values = self._cells.of(row)
        code, name = values.get("client_code"), client_of(values)
        parts = map(str.strip, _NUMBERS.split(values.get("sale_number", "")))
        numbers = tuple(filter(None, parts))
        if not code and not name and not numbers:
            raise Refusal("no_client", field="client_name")
        usual = row_currency(values, self._cells.default_currency)
        amount = None
        if "amount" in values:
            amount = self._cells.money(self._amounts, "amount", values["amount"], usual)
        if amount is None:
            raise Refusal("no_amount", field="amount")
        self._records.append(
            PaymentRecord(
                row=row.number,
                amount=amount,
                reference=values.get("reference"),
                client_code=code,
                client_name=name,
                on=self._cells.day("date", values.get("date")),
                method=values.get("method"),
                sale_numbers=numbers,
                note=values.get("note"),
            )
        )

    def spoil(self, row: Row) -> None:
        """No payment depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the payments in the order of the file."""
        return tuple(self._records), ()
