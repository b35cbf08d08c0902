"""The lower half of a card: filters, a field that narrows, the timeline and the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.card import present, timeline_rows
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.charts import SparkCurve
from smallcrm.ui.widgets.filter_bar import FilterBar
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.timeline import TIMELINE_HEIGHT, TimelineList

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.context import UiContext

_FEWEST_ROWS: Final = 3
# How many of each kind are looked through for words, and read when older ones are asked for.
_SEARCHED: Final = 4_000
_STEPS: Final = (400, 4_000)


def _further(limit: int | None) -> int | None:
    """Return how many of each kind are read next; None: all."""
    return next((step for step in _STEPS if limit is not None and step > limit), None)


class _List(TimelineList):
    """The timeline: content with a few rows, glad of every one more."""

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._theme.px(TIMELINE_HEIGHT) * _FEWEST_ROWS)


class TimelinePanel(QWidget):
    """Filters over one timeline. `opened(RowId)` by Enter or a double click.

    Shows what the card has read; older entries, and what is in e-mails and files, are read when
    they are asked for. `slot` is that of such reads, the card's own.
    """

    opened = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self.slot = "timeline"
        self._card: ClientCard | None = None
        self._lines = timeline_rows.Lines((), {})
        # How many of each kind were asked for beyond the card's own, and whether with their texts.
        self._limit: int | None = 0
        self._texts = False
        self._reading = False
        self.chips = FilterBar(
            theme,
            "flat",
            name=tr.gettext("Filter of the timeline"),
            more=tr.pgettext("filters", "{count} more…"),
        )
        self.chips.set_chips(timeline_rows.chips(tr), timeline_rows.ALL)
        self._find = IconButton(theme, "search", tr.gettext("Find in the timeline (/)"), size=14)
        self._draw = IconButton(
            theme, "chart-line", tr.gettext("How the relation has gone (C)"), size=14
        )
        self._draw.setCheckable(True)
        self.field = SearchBox(
            theme,
            placeholder=tr.gettext("Find in the timeline"),
            name=tr.gettext("Find in the timeline"),
            key="Esc",
            compact=True,
        )
        self.curve = SparkCurve(
            theme,
            name=tr.gettext("How the relation has gone"),
            legend=(tr.gettext("money received"), tr.gettext("contacts")),
        )
        self.list = _List(theme, name=tr.gettext("Timeline"))
        self._empty = RunLabel(theme)
        self._build()
        self._connect()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_card(self, card: ClientCard) -> None:
        """Show what happened; the chosen row stays chosen where it is still there."""
        tr = self._context.tr
        self._card = card
        if self._limit == 0:
            self._lines = timeline_rows.TimelineRows(tr, card).lines()
            self._refresh()
        else:
            # What was asked for stays in sight until it is read again.
            self._read()
        self._draw.setVisible(present.has_curve(card.quarters))
        self.curve.set_quarters(present.curve(tr, card.quarters))
        self.curve.set_legend(present.curve_legend(tr, card.curve), tr.gettext("contacts"))
        if not present.has_curve(card.quarters):
            self._draw.setChecked(False)

    def current(self) -> timeline_rows.RowId | None:
        """Return what the chosen row stands for."""
        row = self.list.current()
        return row.id if row is not None and isinstance(row.id, timeline_rows.RowId) else None

    def choose_chip(self, chip: str) -> None:
        """Filter."""
        self.chips.set_current(chip)

    def open_field(self) -> None:
        """Open the field that narrows the timeline."""
        self._field_row.show()
        self.field.setFocus()
        self.field.selectAll()
        if not self._texts:
            self._texts = True
            if self._limit is not None:
                self._limit = max(self._limit, _SEARCHED)
            self._read()

    def toggle_curve(self) -> None:
        """Show the curve, or hide it."""
        if self._draw.isVisibleTo(self):
            self._draw.toggle()

    def take_keyboard(self) -> None:
        """Give the keyboard to the list, a row of it chosen."""
        self.list.setFocus()
        if not self.list.currentIndex().isValid() and self.list.rows.rowCount():
            self.list.setCurrentIndex(self.list.rows.index(0, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field go when it is left empty."""
        if watched is self.field and event.type() == QEvent.Type.FocusOut and not self.field.text():
            self._field_row.hide()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._top = QHBoxLayout()
        self._top.addWidget(self.chips, 1)
        self._top.addWidget(self._find)
        self._top.addWidget(self._draw)
        self._field_row = QWidget()
        row = QHBoxLayout(self._field_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        self._field_row.hide()
        self._head = QVBoxLayout()
        self._head.addLayout(self._top)
        self._head.addWidget(self._field_row)
        self._head.addWidget(self.curve)
        self._head.addWidget(hairline())
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addLayout(self._head)
        self._empty_box = QWidget()
        self._empty_row = QHBoxLayout(self._empty_box)
        self._empty_row.addWidget(self._empty)
        self._whole.addWidget(self._empty_box)
        self._whole.addWidget(self.list, 1)
        self.curve.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.chips.chosen.connect(self._refresh)
        self._find.clicked.connect(self.open_field)
        self._draw.toggled.connect(self.curve.setVisible)
        self.field.query_changed.connect(self._refresh)
        self.field.cancelled.connect(self._on_cancelled)
        self.field.accepted.connect(self.take_keyboard)
        self.field.moved.connect(self.take_keyboard)
        self.field.installEventFilter(self)
        self.list.opened.connect(self._on_opened)
        self.list.clicked.connect(self._on_clicked)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.list.rows.row(index.row())
        if row is not None and row.id is None:
            self._on_opened(None)

    def _on_opened(self, row: object) -> None:
        if isinstance(row, timeline_rows.RowId):
            self.opened.emit(row)
        elif not self._reading:
            # The row at the end, which stands for all that is older.
            self._limit = _further(self._limit)
            self._read()
            self._refresh(stay=True)

    def _read(self) -> None:
        card, limit, texts, slot = self._card, self._limit, self._texts, self.slot
        if card is None:
            return
        tr, client_id = self._context.tr, card.details.ref.id

        def work(queries: Queries) -> timeline_rows.Lines | None:
            found = queries.timeline(client_id, limit=limit, texts=texts, slot=slot)
            if found is None:
                return None
            rows = timeline_rows.TimelineRows(tr, card)
            return rows.lines_of(found.entries, found.cut, found.texts)

        self._reading = True
        self._context.runner.read(slot, work, self._on_read, self._on_unread)

    def _on_read(self, found: timeline_rows.Lines | None) -> None:
        self._reading = False
        if found is not None:
            self._lines = found
            self._refresh(stay=True)

    def _on_unread(self, _error: Exception) -> None:
        # What the card has read is there still; asked again, it is read again.
        self._reading = self._texts = False
        self._refresh()

    def _refresh(self, *_chosen: object, stay: bool = False) -> None:
        tr = self._context.tr
        kept, place = self.current(), self.list.currentIndex().row()
        scrolled = self.list.verticalScrollBar().value()
        text = self.field.query()
        whole = timeline_rows.shown(self._lines, self.chips.current(), text)
        found = whole.rows
        self.field.set_info(tr.formats.number(len(found)) if text else "")
        older = [timeline_rows.older_row(tr, reading=self._reading)] if whole.older else []
        self.list.set_rows([*found, *older])
        if kept is not None:
            for number, row in enumerate(found):
                same = isinstance(row.id, timeline_rows.RowId) and row.id.key == kept.key
                if same:
                    self.list.setCurrentIndex(self.list.rows.index(number, 0))
                    break
        elif stay and place >= 0:
            # The first of the older ones stands where the row was that asked for them.
            self.list.setCurrentIndex(self.list.rows.index(place, 0))
        if stay:
            self.list.verticalScrollBar().setValue(scrolled)
        words = tr.gettext("Nothing found") if text else tr.gettext("Nothing yet")
        self._empty.set_text("" if found else words, SMALL, "third")
        self._empty_box.setVisible(not found)

    def _on_cancelled(self) -> None:
        self._field_row.hide()
        self.take_keyboard()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._head.setContentsMargins(px(16), 0, px(16), 0)
        self._head.setSpacing(px(5))
        self._top.setSpacing(px(2))
        self._empty_row.setContentsMargins(px(16), px(8), px(16), 0)
        self.list.updateGeometry()
        self.updateGeometry()
