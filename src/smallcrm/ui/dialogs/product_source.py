"""Products and last prices for an editor of lines, read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from smallcrm.queries.product_shapes import LastPrice, ProductOffer
    from smallcrm.ui.runner import Runner

_PRODUCTS = "line products"
_PRICE = "line price"


class RunnerProducts(QObject):
    """A `ProductSource` that reads through the runner; lives as long as its parent."""

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner

    def find(
        self,
        text: str,
        currency: str,
        client_id: int | None,
        answer: Callable[[str, tuple[ProductOffer, ...]], None],
    ) -> None:
        """Find products; a newer question takes an older one's place."""
        self._runner.read(
            _PRODUCTS,
            lambda queries: queries.find_products(
                text, currency=currency, client_id=client_id, slot=_PRODUCTS
            ),
            lambda offers: answer(text, offers),
            # Without offers the line stays free text: nothing the owner must act on.
            lambda _error: answer(text, ()),
        )

    def last_price(
        self,
        client_id: int,
        description: str,
        currency: str,
        answer: Callable[[str, LastPrice | None], None],
        *,
        product_id: int | None = None,
    ) -> None:
        """Tell what was last quoted to the client for the product, else for the description."""
        self._runner.read(
            _PRICE,
            lambda queries: queries.last_price(
                client_id, description, currency, product_id=product_id, slot=_PRICE
            ),
            lambda last: answer(description, last),
            lambda _error: answer(description, None),
        )
