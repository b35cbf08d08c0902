"""The watch over prices: a line below what was last quoted to the client is said at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import quote_number, unit_price_with_currency
from smallcrm.ui.dialogs.lines_rows import (
    DISCOUNT,
    PRICE,
    WHAT,
    Row,
    RowReader,
)
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import LastPrice, ProductOffer
    from smallcrm.ui.dialogs.lines_grid import LinesGrid
    from smallcrm.ui.dialogs.product_finder import ProductSource
    from smallcrm.ui.theme import ThemeContext

_PATIENCE: Final = 4000
_SHOWN_DECIMALS: Final = 6
_PAUSE: Final = 500
_MOST_SAID: Final = 3
_HUNDRED: Final = Decimal(100)
Key = tuple[int, str]
"""A product's id, or 0 and a description."""


class PriceWatch(QObject):
    """Knows the prices last quoted to a client, and what to say of a line that is below one.

    Prices are asked for one after the other, so that none takes another's place on its way;
    `learned` when one has come, `rested` when none is asked for any more. It warns, and never
    blocks.
    """

    learned = Signal()
    rested = Signal()

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

    @property
    def busy(self) -> bool:
        """Say whether a price is still being asked for."""
        return self._asked is not None

    def set_terms(self, client_id: int | None, currency: str) -> None:
        """Take another client or currency: what was known is forgotten."""
        if (client_id, currency) == (self._client, self._currency):
            return
        self._client, self._currency = client_id, currency
        self._prices.clear()
        self._waiting.clear()
        self._next()

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
            "quoted": unit_price_with_currency(tr, before, last.currency),
            "what": what,
            "date": formats.date_sentence(last.on),
            "number": quote_number(tr, last.number, last.revision),
            "price": unit_price_with_currency(tr, now, last.currency),
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
            self.rested.emit()
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
        if last is not None:
            self.learned.emit()
        self._next()


def _key(row: Row) -> Key:
    if row.state.product is not None:
        return row.state.product, ""
    return 0, " ".join(row.texts[WHAT].casefold().split())


def _after(price: Decimal, discount: Decimal) -> Decimal:
    return round(price * (1 - discount / _HUNDRED), _SHOWN_DECIMALS)


class PriceWarnings(RunLabel):
    """Says below the lines which prices are below those last quoted, and marks their rows.

    `warned(sentences)` whenever they change; `height_changed` when the label grows or goes.
    """

    warned = Signal(tuple)
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, grid: LinesGrid, watch: PriceWatch) -> None:
        super().__init__(theme, wrap=True)
        self._tr = tr
        self._grid = grid
        self._watch = watch
        self._said: tuple[str, ...] = ()
        self._typed: tuple[int, int, str] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.review)
        watch.learned.connect(self.review)
        grid.live.connect(self._on_live)
        grid.itemDelegate().closeEditor.connect(self._on_closed)
        self.hide()

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence for each price that is warned of, in the order of the lines."""
        return self._said

    def review(self) -> None:
        """Look at every price; one that is being typed counts as it is typed."""
        rows = self._grid.rows()
        self._watch.look(row for _number, row in rows)
        said: list[str] = []
        for number, row in rows:
            warning = self._watch.warning(self._as_typed(number, row))
            if warning != row.state.warning:
                row.state.warning = warning
                self._grid.dress(number)
            if warning:
                said.append(warning)
        if tuple(said) != self._said:
            new = [text for text in said if text not in self._said]
            self._said = tuple(said)
            self._show()
            announce(self._grid, one_line(" ".join(new)))
            self.warned.emit(self._said)

    def _as_typed(self, number: int, row: Row) -> Row:
        if self._typed is None or self._typed[0] != number:
            return row
        texts = list(row.texts)
        texts[self._typed[1]] = self._typed[2].strip()
        return replace(row, texts=tuple(texts))

    def _show(self) -> None:
        tr = self._tr
        texts = list(self._said[:_MOST_SAID])
        more = len(self._said) - len(texts)
        if more:
            texts.append(
                tr.ngettext(
                    "{count} more line is below what was quoted.",
                    "{count} more lines are below what was quoted.",
                    more,
                ).format(count=tr.formats.number(more))
            )
        runs = (Run("\n".join(texts), SMALL, "soon"),) if texts else ()
        self.set_runs(runs, ("triangle-alert", "soon"))
        self.setVisible(bool(texts))
        self.height_changed.emit()

    def _on_live(self, row: int, column: int, text: str) -> None:
        # Every price begins with a digit that is too little: only a pause is judged.
        self._typed = (row, column, text) if column in {PRICE, DISCOUNT} else None
        if self._typed is not None:
            self._pause.start()

    def _on_closed(self) -> None:
        self._pause.stop()
        self._typed = None
        self.review()
