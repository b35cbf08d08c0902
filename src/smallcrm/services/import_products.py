"""Products from a file: a price list brought in again changes what it says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import Product, ProductPrice
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents, keys
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import ProductRecord
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import products
from smallcrm.services.bulk import BulkRows
from smallcrm.services.commands import Fate, FieldChange
from smallcrm.services.import_tally import Tally, text_of
from smallcrm.services.trade_commands import EditProduct


@dataclass(slots=True)
class _Known:
    """A product that is there, or of an earlier row; `row` is the one that meant it."""

    id: int
    now: ProductRecord
    row: int | None = None


class ProductImport:
    """One run over the product records of one file, inside one action."""

    def __init__(self, uow: UnitOfWork, tally: Tally) -> None:
        self._uow = uow
        self._tally = tally
        self._rows = BulkRows(uow.connection)
        self._by_code: dict[str, _Known] = {}
        self._by_name: dict[str, list[_Known]] = {}
        self._changed: list[EditProduct] = []

    def run(self, records: Sequence[ProductRecord]) -> None:
        """Take the records in the order of the file."""
        self._load()
        self._tally.expect(len(records))
        self._tally.each(records, self._take)
        self._rows.write((Product, ProductPrice))
        for command in self._changed:
            self._tally.heed()
            products.edit(self._uow, command)

    def _load(self) -> None:
        connection = self._uow.connection
        prices: dict[int, list[tuple[str, Decimal]]] = {}
        for product_id, currency, price in connection.execute(
            select(ProductPrice.product_id, ProductPrice.currency, ProductPrice.unit_price)
        ):
            prices.setdefault(product_id, []).append((currency, price))
        for row in connection.execute(
            select(
                *(Product.id, Product.code, Product.name, Product.unit, Product.tax_percent),
                *(Product.tax_category, Product.tax_reason, Product.active, Product.note),
            ).order_by(Product.id)
        ):
            now = ProductRecord(
                row=0,
                name=row.name,
                code=row.code,
                unit=row.unit,
                prices=tuple(prices.get(row.id, ())),
                tax_percent=row.tax_percent,
                tax_category=VatCategory(row.tax_category),
                tax_reason=row.tax_reason,
                active=row.active,
                note=row.note,
            )
            self._know(_Known(row.id, now))

    def _know(self, known: _Known) -> None:
        if known.now.code is not None:
            self._by_code[known.now.code] = known
        self._by_name.setdefault(keys.fold(known.now.name), []).append(known)

    def _take(self, record: ProductRecord) -> None:
        said = _cleaned(record)
        known = self._find(said)
        if known is None:
            now = _told(said, ProductRecord(row=0, name=said.name))
            self._add(now)
            self._tally.take(record, Fate.NEW, changes=_changes(None, now))
            return
        if known.row is not None:
            raise Refusal("product_twice", field="name", first=known.row)
        now = _told(said, known.now)
        before = known.now
        if now == replace(before, row=now.row):
            self._tally.take(record, Fate.UNCHANGED)
        else:
            self._change(known, now)
            self._tally.take(record, Fate.UPDATES, changes=_changes(before, now))
        known.row = said.row

    def _find(self, said: ProductRecord) -> _Known | None:
        """Find the product that is meant: of that code, else the only one of that name.

        One of that name with another code is another product.
        """
        if said.code is not None and said.code in self._by_code:
            return self._by_code[said.code]
        named = self._by_name.get(keys.fold(said.name), [])
        if said.code is not None:
            named = [known for known in named if known.now.code is None]
        if len(named) > 1:
            raise Refusal("ambiguous_product", field="name", text=said.name, count=len(named))
        return named[0] if named else None

    def _add(self, now: ProductRecord) -> None:
        assert now.tax_category is not None
        product_id = self._rows.add(
            Product,
            code=now.code,
            name=now.name,
            name_sort=keys.sort_key(now.name),
            unit=now.unit,
            tax_category=now.tax_category.value,
            tax_percent=now.tax_percent,
            tax_reason=now.tax_reason,
            active=now.active,
            note=now.note,
            is_sample=False,
        )
        for currency, price in now.prices:
            self._rows.add(ProductPrice, product_id=product_id, currency=currency, unit_price=price)
        self._know(_Known(product_id, now, now.row))

    def _change(self, known: _Known, now: ProductRecord) -> None:
        """Keep a change for the end, when the new rows have taken their ids."""
        assert now.tax_percent is not None
        self._changed.append(
            EditProduct(
                product=known.id,
                name=now.name,
                code=now.code,
                unit=now.unit,
                prices=dict(now.prices),
                tax_percent=now.tax_percent,
                tax_category=now.tax_category,
                tax_reason=now.tax_reason,
                active=now.active is not False,
                note=now.note,
            )
        )
        known.now = now
        self._know(known)


def _changes(before: ProductRecord | None, now: ProductRecord) -> tuple[FieldChange, ...]:
    """Say what a row changes of a product: a price list is the one that overwrites."""
    was = _texts(before) if before is not None else {}
    return tuple(
        FieldChange(name, was.get(name), text)
        for name, text in _texts(now).items()
        if was.get(name) != text
    )


def _texts(product: ProductRecord) -> dict[str, str]:
    prices = {f"price:{currency}": price for currency, price in product.prices}
    values = {
        name: getattr(product, name)
        for name in (
            "code",
            "name",
            "unit",
            "tax_percent",
            "tax_category",
            "tax_reason",
            "active",
            "note",
        )
    }
    return {name: text_of(value) for name, value in (values | prices).items() if value is not None}


def _cleaned(record: ProductRecord) -> ProductRecord:
    """Check all that is said of a product before anything of it is added."""
    return replace(
        record,
        name=required_line(record.name, field="name", code="no_product_name"),
        code=products.clean_code(record.code),
        unit=products.clean_unit(record.unit),
        prices=tuple(products.checked_prices(dict(record.prices)).items()),
        tax_reason=optional_line(record.tax_reason, field="tax_reason"),
        note=clean_text(record.note, field="note") or None if record.note else None,
    )


def _told(said: ProductRecord, before: ProductRecord) -> ProductRecord:
    """Return a product as it is after a row: what the row says nothing of stays as it was."""
    percent = before.tax_percent if said.tax_percent is None else said.tax_percent
    category = said.tax_category
    if category is None and (kept := before.tax_category) is not None:
        # Taxed and zero-rated follow from the rate; any other category was chosen, and stays.
        category = kept if documents.needs_reason(kept) else None
    category, reason = products.checked_tax(
        percent or Decimal(0), category, said.tax_reason or before.tax_reason
    )
    prices = {**dict(before.prices), **dict(said.prices)}
    return ProductRecord(
        row=said.row,
        name=said.name,
        code=said.code or before.code,
        unit=said.unit or before.unit,
        prices=tuple(prices.items()),
        tax_percent=percent or Decimal(0),
        tax_category=category,
        tax_reason=reason,
        active=said.active if said.active is not None else before.active is not False,
        note=said.note or before.note,
    )
