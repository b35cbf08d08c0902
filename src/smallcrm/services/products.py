"""What the owner sells: a line copies from it, and never changes with it later."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from smallcrm.db.models import Product, ProductPrice
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents, keys
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import document_lines
from smallcrm.services.command_parts import UNSET
from smallcrm.services.result import Made
from smallcrm.services.trade_commands import AddProduct, EditProduct

_LONGEST_CODE = 100
_LONGEST_UNIT = 40


def get_product(uow: UnitOfWork, product_id: int) -> Product:
    """Return a product, or refuse (`no_such_product`)."""
    product = uow.session.get(Product, product_id)
    if product is None:
        raise Refusal("no_such_product", field="product", id=product_id)
    return product


def add(uow: UnitOfWork, command: AddProduct) -> Made:
    """Add a product; refuses `product_code_taken`, and what no line could have."""
    name = required_line(command.name, field="name", code="no_product_name")
    category, reason = checked_tax(command.tax_percent, command.tax_category, command.tax_reason)
    product = Product(
        code=_code(uow, command.code, None),
        name=name,
        name_sort=keys.sort_key(name),
        unit=clean_unit(command.unit),
        tax_category=category.value,
        tax_percent=command.tax_percent,
        tax_reason=reason,
        active=command.active,
        note=_note(command.note),
        is_sample=False,
    )
    prices = checked_prices(command.prices)
    uow.session.add(product)
    uow.session.flush()
    _set_prices(uow, product, prices)
    uow.describe("add_product", product=name)
    return Made(product.id, product.code)


def edit(uow: UnitOfWork, command: EditProduct) -> Made:
    """Change the given fields of a product; lines that were made of it stay as they are."""
    product = get_product(uow, command.product)
    if command.name is not UNSET:
        product.name = required_line(command.name, field="name", code="no_product_name")
        product.name_sort = keys.sort_key(product.name)
    if command.code is not UNSET:
        product.code = _code(uow, command.code, product.id)
    if command.unit is not UNSET:
        product.unit = clean_unit(command.unit)
    if command.active is not UNSET:
        product.active = command.active
    if command.note is not UNSET:
        product.note = _note(command.note)
    _edit_tax(product, command)
    if command.prices is not UNSET:
        _set_prices(uow, product, checked_prices(command.prices))
    uow.session.flush()
    uow.describe("edit_product", product=product.name)
    return Made(product.id, product.code)


def _edit_tax(product: Product, command: EditProduct) -> None:
    if command.tax_percent is UNSET and command.tax_category is UNSET:
        if command.tax_reason is UNSET:
            return
        category: VatCategory | None = VatCategory(product.tax_category)
    elif command.tax_category is UNSET:
        # Taxed and zero-rated follow from the rate; any other category was chosen, and stays.
        category = VatCategory(product.tax_category)
        category = category if documents.needs_reason(category) else None
    else:
        category = command.tax_category
    percent = product.tax_percent if command.tax_percent is UNSET else command.tax_percent
    reason = product.tax_reason if command.tax_reason is UNSET else command.tax_reason
    found, product.tax_reason = checked_tax(percent, category, reason)
    product.tax_category, product.tax_percent = found.value, percent


def checked_tax(
    percent: Decimal, category: VatCategory | None, reason: str | None
) -> tuple[VatCategory, str | None]:
    """Return the category and the reason of a rate; refuse what no line could have."""
    found = category or documents.category_of(percent)
    documents.check_line(
        documents.Line(
            quantity=Decimal(1), unit_price=Decimal(0), tax_percent=percent, category=found
        )
    )
    return found, document_lines.tax_reason(found, reason)


def checked_prices(prices: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return unit prices by the codes of their currencies, each once (`currency_twice`)."""
    found: dict[str, Decimal] = {}
    for typed, price in prices.items():
        currency = known_currency(typed)
        if currency in found:
            raise Refusal("currency_twice", field="prices", currency=currency)
        documents.check_line(documents.Line(quantity=Decimal(1), unit_price=price))
        found[currency] = price
    return found


def _set_prices(uow: UnitOfWork, product: Product, prices: Mapping[str, Decimal]) -> None:
    """Keep a product's prices; a currency that has one already keeps its row."""
    kept = {
        row.currency: row
        for row in uow.session.scalars(
            select(ProductPrice).where(ProductPrice.product_id == product.id)
        )
    }
    for currency, row in kept.items():
        if currency not in prices:
            uow.session.delete(row)
    uow.session.flush()
    for currency, price in sorted(prices.items()):
        if currency in kept:
            kept[currency].unit_price = price
        else:
            uow.session.add(
                ProductPrice(product_id=product.id, currency=currency, unit_price=price)
            )
    uow.session.flush()


def clean_code(typed: str | None) -> str | None:
    """Return a code as it is kept, None for nothing."""
    return optional_line(typed, field="code", longest=_LONGEST_CODE)


def clean_unit(typed: str | None) -> str | None:
    """Return a unit as it is kept, None for nothing."""
    return optional_line(typed, field="unit", longest=_LONGEST_UNIT)


def _code(uow: UnitOfWork, typed: str | None, own_id: int | None) -> str | None:
    cleaned = clean_code(typed)
    if cleaned is None:
        return None
    other = uow.session.scalars(select(Product).where(Product.code == cleaned)).first()
    if other is not None and other.id != own_id:
        raise Refusal("product_code_taken", field="code", text=cleaned, product=other.name)
    return cleaned


def _note(text: str | None) -> str | None:
    return clean_text(text, field="note") or None if text else None
