"""The products of a sample: what is on the price lists, in the currencies that are asked for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from smallcrm.db.models import Product, ProductPrice
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents, keys
from smallcrm.services.sample_rows import Scene

_CURRENCIES: Final = ("EUR", "USD", "CNY")


def write(uow: UnitOfWork, scene: Scene) -> None:
    """Add all products; a code that the owner gave to one of theirs is left to it."""
    taken = set(uow.session.scalars(select(Product.code).where(Product.code.is_not(None))))
    currencies = dict.fromkeys((scene.currency, *_CURRENCIES))
    catalogue = scene.catalogue
    ids: dict[str, int] = {}
    for listed in catalogue.products():
        product_id = ids[listed.name] = scene.rows.add(
            Product,
            code=None if listed.code in taken else listed.code,
            name=listed.name,
            name_sort=keys.sort_key(listed.name),
            unit=listed.unit,
            tax_category=documents.category_of(catalogue.tax).value,
            tax_percent=catalogue.tax,
            is_sample=True,
        )
        for currency in currencies:
            scene.rows.add(
                ProductPrice,
                product_id=product_id,
                currency=currency,
                unit_price=catalogue.price(listed.price, currency),
            )
    catalogue.sold_as(ids)
