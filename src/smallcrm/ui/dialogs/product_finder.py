"""Finding a product while a line's description is typed: the list under the cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.i18n.sentences import unit_price_with_currency
from smallcrm.ui.theme import BODY_MEDIUM, RADIUS_LARGE, SMALL, ThemeContext
from smallcrm.ui.widgets.hit_list import HintBar, KeyHint
from smallcrm.ui.widgets.painting import (
    announce,
    baseline,
    draw_text,
    draw_text_right,
    fill_round,
    one_line,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QPaintEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.product_shapes import LastPrice, ProductOffer

_MOST: Final = 8
_ROW: Final = 46
_FOOTER: Final = 30
_ROOT: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ProductSource(Protocol):
    """Where offers and last prices come from: asked on the GUI thread, answering there, later.

    The work itself is done off the GUI thread, through the runner. `answer` gets the text or
    description that was asked about, so that late answers can be told; where nothing can be found
    out it is called with nothing. Prices are in `currency`, and to the client if one is given.
    """

    def find(
        self,
        text: str,
        currency: str,
        client_id: int | None,
        answer: Callable[[str, tuple[ProductOffer, ...]], None],
    ) -> None:
        """Find products by name or code, the likeliest first."""
        ...

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
        ...


class DescriptionEditor(QLineEdit):
    """Tells what is typed, with what an input method is still composing."""

    query_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.textEdited.connect(self._on_text)

    @property
    def composing(self) -> bool:
        """Say whether an input method has the keys."""
        return bool(self._preedit)

    def query(self) -> str:
        """Return the text with the composition in the place of the cursor."""
        units = self.text().encode("utf-16-le")
        at = self.cursorPosition() * 2  # Qt counts UTF-16 units: rare characters are two
        return (units[:at] + self._preedit.encode("utf-16-le") + units[at:]).decode("utf-16-le")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take the composition into the query."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._on_text()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget a composition that ends with the focus."""
        self._preedit = ""
        super().focusOutEvent(event)

    def _on_text(self) -> None:
        self.query_changed.emit(self.query())


class ProductFinder(QObject):
    """Asks the source as is typed and shows what it found; nothing is chosen by itself.

    Only the product whose code is typed exactly is selected at once. `chosen` once a product is
    taken: it is then `offer`.
    """

    chosen = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, source: ProductSource, view: QWidget) -> None:
        super().__init__(view)
        self._theme = theme
        self._tr = tr
        self._source = source
        self._editor: DescriptionEditor | None = None
        self._list: OfferList | None = None
        self._wanted: str | None = None
        self.currency = ""
        self.client_id: int | None = None
        self.offer: ProductOffer | None = None

    @property
    def attached(self) -> bool:
        """Say whether a description is being typed."""
        return self._editor is not None

    @property
    def is_open(self) -> bool:
        """Say whether the list is to be seen."""
        return self._list is not None and not self._list.isHidden()

    @property
    def popup(self) -> OfferList | None:
        """Return the list, if one was opened."""
        return self._list

    def attach(self, editor: DescriptionEditor) -> None:
        """Find what is typed in this field."""
        self._editor = editor
        editor.query_changed.connect(self._on_query)

    def detach(self) -> None:
        """Forget the field; the list goes with it."""
        self._editor = None
        self.close()

    def ask(self) -> None:
        """Find what is in the field now, even nothing: then the source says what is usual."""
        if self._editor is not None:
            self._ask(self._editor.query())

    def close(self) -> None:
        """Hide the list; answers that are still to come are dropped."""
        self._wanted = None
        if self._list is not None and shiboken6.isValid(self._list):
            self._list.hide()

    def move(self, steps: int) -> None:
        """Go up or down in the list."""
        if self._list is not None:
            self._list.go(steps)

    def choose(self) -> bool:
        """Take the selected product; say whether one was."""
        offer = self._list.current() if self._list is not None else None
        if offer is None:
            return False
        self._on_chosen(offer)
        return True

    def _on_query(self, text: str) -> None:
        if text.strip():
            self._ask(text)
        else:
            self.close()

    def _ask(self, text: str) -> None:
        self._wanted = text.strip()
        self._source.find(self._wanted, self.currency, self.client_id, self._on_found)

    def _on_found(self, text: str, offers: tuple[ProductOffer, ...]) -> None:
        if not shiboken6.isValid(self) or self._wanted is None or text.strip() != self._wanted:
            return
        editor = self._editor
        if editor is None or not shiboken6.isValid(editor):
            return
        if not offers:
            if self._list is not None:
                self._list.hide()
            return
        shown = offers[:_MOST]
        if self._list is None:
            self._list = OfferList(self._theme, self._tr, editor.window())
            self._list.chosen.connect(self._on_chosen)
        codes = [(offer.code or "").casefold() for offer in shown]
        exact = codes.index(text.strip().casefold()) if text.strip().casefold() in codes else -1
        self._list.open(editor, shown, self.currency, select=exact)

    def _on_chosen(self, offer: object) -> None:
        self.offer = offer  # type: ignore[assignment]
        self.close()
        self.chosen.emit()


class OfferModel(QAbstractListModel):
    """The products that were found."""

    def __init__(self, tr: I18n, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._offers: tuple[ProductOffer, ...] = ()
        self._currency = ""

    def set_offers(self, offers: Sequence[ProductOffer], currency: str) -> None:
        """Show these."""
        self.beginResetModel()
        self._offers = tuple(offers)
        self._currency = currency
        self.endResetModel()

    def offer(self, row: int) -> ProductOffer | None:
        """Return an offer, or nothing where there is none."""
        return self._offers[row] if 0 <= row < len(self._offers) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many were found."""
        return 0 if parent.isValid() else len(self._offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the name, or all words for a screen reader."""
        offer = self.offer(index.row()) if index.isValid() else None
        if offer is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(offer.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (offer.name, self.price(offer), self.second(offer))
            return self._tr.pgettext("facts", ", ").join(part for part in parts if part)
        return None

    def price(self, offer: ProductOffer) -> str:
        """Return the price with its unit, or that there is none."""
        tr = self._tr
        if offer.unit_price is None:
            return tr.gettext("no price in {currency}").format(currency=self._currency)
        price = unit_price_with_currency(tr, offer.unit_price, self._currency)
        if not offer.unit:
            return price
        # Translators: a price and the unit it is for, "140.00 EUR / piece"
        return tr.gettext("{price} / {unit}").format(price=price, unit=offer.unit)

    def second(self, offer: ProductOffer) -> str:
        """Return the code and the price last named to the client."""
        tr = self._tr
        parts = [offer.code or ""]
        if (last := offer.last_quoted) is not None:
            parts.append(self._last(tr.gettext("quoted {price} on {date}"), last))
        elif (last := offer.last_sold) is not None:
            parts.append(self._last(tr.gettext("sold at {price} on {date}"), last))
        return tr.pgettext("facts", ", ").join(part for part in parts if part)

    def _last(self, text: str, last: LastPrice) -> str:
        price = unit_price_with_currency(self._tr, last.unit_price, last.currency)
        return text.format(price=price, date=self._tr.formats.date_short(last.on))


class _OfferDelegate(QStyledItemDelegate):
    """Paints a product: name and price, below them the code and what it cost last."""

    def __init__(self, theme: ThemeContext, model: OfferModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of two lines."""
        return QSize(0, self._theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one offer."""
        offer = self._model.offer(index.row())
        if offer is None:
            return
        theme, tokens = self._theme, self._theme.tokens
        rect: QRect = option.rect
        flags = option.state
        ground = ""
        if flags & QStyle.StateFlag.State_Selected:
            ground = tokens.sel
        elif flags & QStyle.StateFlag.State_MouseOver:
            ground = tokens.hover
        if ground:
            fill_round(painter, QRectF(rect), 6 * theme.scale, theme.colour(ground))
        if ground == tokens.sel:
            painter.fillRect(
                QRect(rect.left(), rect.top() + 8, 3, rect.height() - 16), theme.colour(tokens.acc)
            )
        left, right = rect.left() + theme.px(11), rect.right() - theme.px(11)
        first = baseline(theme.metrics(BODY_MEDIUM), rect.top() + theme.px(4), theme.px(20))
        second = baseline(theme.metrics(SMALL), rect.top() + theme.px(23), theme.px(18))
        colour = theme.colour(tokens.text if offer.unit_price is not None else tokens.text3)
        used = draw_text_right(
            painter,
            theme,
            (right, first, right - left),
            self._model.price(offer),
            BODY_MEDIUM,
            colour,
        )
        room = right - left - used - theme.px(12)
        text = theme.colour(tokens.text)
        draw_text(painter, theme, (left, first, room), offer.name, BODY_MEDIUM, text)
        below = theme.colour(tokens.text2)
        place = (left, second, right - left)
        draw_text(painter, theme, place, self._model.second(offer), SMALL, below)


class OfferList(QFrame):
    """Products under the cell that is typed in, over the window and without the keyboard.

    A child of the window: where the room below is short it opens above. `chosen(ProductOffer)`.
    """

    chosen = Signal(object)

    def __init__(self, theme: ThemeContext, tr: I18n, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._model = OfferModel(tr, self)
        self._view = QListView(self)
        self._hints = HintBar(theme)
        self._anchor: QWidget | None = None
        view = self._view
        view.setModel(self._model)
        view.setItemDelegate(_OfferDelegate(theme, self._model, view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.viewport().setAutoFillBackground(False)
        view.setStyleSheet("background: transparent; border: none;")
        view.setAccessibleName(tr.gettext("Products found"))
        view.clicked.connect(self._on_clicked)
        self.setAccessibleName(tr.gettext("Products found"))
        self._hints.set_hints(
            (
                KeyHint(("↑", "↓"), tr.pgettext("key hint", "choose")),
                KeyHint((tr.pgettext("key", "Enter"),), tr.pgettext("key hint", "take")),
                KeyHint(
                    (tr.pgettext("key", "Esc"),),
                    tr.pgettext("key hint", "keep what is typed"),
                    at_right=True,
                ),
            )
        )
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        self._box.addWidget(view, 1)
        self._box.addWidget(self._hints)
        window.installEventFilter(self)
        self.hide()

    @property
    def model(self) -> OfferModel:
        """Return the model, for tests and screen readers."""
        return self._model

    def open(
        self, anchor: QWidget, offers: Sequence[ProductOffer], currency: str, *, select: int = -1
    ) -> None:
        """Show offers at the field `anchor`; `select` -1 selects none."""
        self._anchor = anchor
        self._model.set_offers(offers, currency)
        self._place()
        self.show()
        self.raise_()
        if select >= 0:
            self._select(select)

    def current(self) -> ProductOffer | None:
        """Return the selected offer."""
        return self._model.offer(self._view.currentIndex().row())

    def go(self, steps: int) -> None:
        """Go up or down; past an end by single steps nothing is selected, then the other end."""
        count = self._model.rowCount()
        now = self._view.currentIndex().row()
        if now < 0:
            self._select(0 if steps > 0 else count - 1)
            return
        wanted = now + steps
        if abs(steps) == 1 and not 0 <= wanted < count:
            self._view.setCurrentIndex(QModelIndex())
        else:
            self._select(min(count - 1, max(0, wanted)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the field when the window changes."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and edge."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        edge = theme.colour(tokens.line2)
        ground = theme.colour(tokens.raised)
        fill_round(painter, QRectF(self.rect()), RADIUS_LARGE * theme.scale, ground, edge)
        painter.setPen(theme.colour(tokens.line))
        top = self._hints.geometry().top()
        painter.drawLine(1, top, self.width() - 2, top)
        painter.end()

    def _select(self, row: int) -> None:
        index = self._model.index(row, 0)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._view.selectionModel().setCurrentIndex(index, flag)
        self._view.scrollTo(index)
        # The keyboard stays in the cell, so a screen reader must be told what is selected.
        announce(self._view, str(self._model.data(index, Qt.ItemDataRole.AccessibleTextRole)))

    def _on_clicked(self, index: QModelIndex) -> None:
        offer = self._model.offer(index.row())
        if offer is not None:
            self.chosen.emit(offer)

    def _place(self) -> None:
        anchor = self._anchor
        if anchor is None or not shiboken6.isValid(anchor):
            return
        px, window = self._theme.px, self.window()
        margin = px(5)
        self._box.setContentsMargins(margin, margin, margin, 0)
        self._hints.setFixedHeight(px(_FOOTER))
        self._hints.setContentsMargins(px(8), 0, px(8), 0)
        corner = anchor.mapTo(window, QPoint(0, 0))
        edge = px(8)
        width = min(max(anchor.width(), px(430)), window.width() - 2 * edge)
        left = max(edge, min(corner.x(), window.width() - edge - width))
        wanted = self._model.rowCount() * px(_ROW) + px(_FOOTER) + margin
        below = window.height() - corner.y() - anchor.height() - px(4) - edge
        above = corner.y() - px(4) - edge
        if below >= wanted or below >= above:
            top, height = corner.y() + anchor.height() + px(4), min(wanted, below)
        else:
            height = min(wanted, above)
            top = corner.y() - px(4) - height
        self.setGeometry(left, top, width, max(0, height))
