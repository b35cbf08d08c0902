"""The watch over prices: a line below what was last quoted to the client is said at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.domain.errors import Refusal
from smallcrm.ui.dialogs.lines_rows import (
    DISCOUNT,
    PRICE,
    WHAT,
    Row,
    RowReader,
    price_with_currency,
)

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import LastPrice, ProductOffer
    from smallcrm.ui.dialogs.product_finder import ProductSource

_PATIENCE: Final = 4000
_SHOWN_DECIMALS: Final = 6
_HUNDRED: Final = Decimal(100)
Key = tuple[int, str]
"""A product's id, or 0 and a description."""


class PriceWatch(QObject):
    """Knows the prices last quoted to a client, and what to say of a line that is below one.

    Prices are asked for one after the other, so that none takes another's place on its way;
    `learned` when one has come. It warns, and never blocks.
    """

    learned = Signal()

    def __init__(
        self, tr: I18n, reader: RowReader, source: ProductSource | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._reader = reader
        self._source = source
        self._client: int | None = None
        self._currency = ""
        self._prices: dict[Key, LastPrice | None] = {}
        self._waiting: deque[tuple[Key, str]] = deque()
        self._asked: tuple[Key, str] | None = None
        self._round = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(self._next)

    def set_terms(self, client_id: int | None, currency: str) -> None:
        """Take another client or currency: what was known is forgotten."""
        if (client_id, currency) == (self._client, self._currency):
            return
        self._client, self._currency = client_id, currency
        self._prices.clear()
        self._waiting.clear()
        self._asked = None
        self._patience.stop()

    def learn(self, offer: ProductOffer) -> None:
        """Take over what an offer says of the last price."""
        self._prices[offer.id, ""] = offer.last_quoted

    def look(self, rows: Iterable[Row]) -> None:
        """Ask for the last prices of these lines that are not known."""
        if self._source is None or self._client is None or not self._currency:
            return
        waiting = {key for key, _text in self._waiting}
        for row in rows:
            key = _key(row)
            known = key in self._prices or key in waiting
            if row.texts[WHAT] and not known and (self._asked is None or self._asked[0] != key):
                self._waiting.append((key, row.texts[WHAT]))
                waiting.add(key)
        if self._asked is None:
            self._next()

    def warning(self, row: Row) -> str:
        """Say that a line's price is below the one last quoted; nothing where it is not."""
        last = self._prices.get(_key(row))
        if last is None or last.currency != self._currency or not row.texts[PRICE]:
            return ""
        try:
            price = self._reader.number(PRICE, row.texts[PRICE])
            discount = self._reader.number(DISCOUNT, row.texts[DISCOUNT])
        except Refusal:
            return ""
        now, before = _after(price, discount), _after(last.unit_price, last.discount_percent)
        if now >= before:
            return ""
        return self._sentence(row.texts[WHAT], last, before, now)

    def _sentence(self, what: str, last: LastPrice, before: Decimal, now: Decimal) -> str:
        tr, formats = self._tr, self._tr.formats
        values = {
            "quoted": price_with_currency(tr, before, last.currency),
            "what": what,
            "date": formats.date_sentence(last.on),
            "number": last.number,
            "price": price_with_currency(tr, now, last.currency),
        }
        if last.valid_until is None:
            return tr.gettext(
                "{quoted} was quoted for “{what}” on {date} ({number}); this line is {price}."
            ).format(**values)
        return tr.gettext(
            "{quoted} was quoted for “{what}” on {date} ({number}, until {until}); "
            "this line is {price}."
        ).format(**values, until=formats.date_sentence(last.valid_until))

    def _next(self) -> None:
        self._asked = None
        self._patience.stop()
        if not self._waiting or self._source is None or self._client is None:
            return
        self._asked = self._waiting.popleft()
        (product, _folded), description = self._asked
        self._patience.start()
        self._round += 1
        self._source.last_price(
            self._client,
            description,
            self._currency,
            partial(self._on_answer, self._round),
            product_id=product or None,
        )

    def _on_answer(self, asked: int, _description: str, last: LastPrice | None) -> None:
        if not shiboken6.isValid(self) or self._asked is None or asked != self._round:
            return
        self._prices[self._asked[0]] = last
        self._next()
        if last is not None:
            self.learned.emit()


def _key(row: Row) -> Key:
    if row.state.product is not None:
        return row.state.product, ""
    return 0, " ".join(row.texts[WHAT].casefold().split())


def _after(price: Decimal, discount: Decimal) -> Decimal:
    return round(price * (1 - discount / _HUNDRED), _SHOWN_DECIMALS)
