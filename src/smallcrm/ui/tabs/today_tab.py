"""What matters today in one list, and beside it what is owed by age and what this month brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.ui import present
from smallcrm.ui.context import UiContext
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.widgets.charts import AgeingBars
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.today import TodayList

if TYPE_CHECKING:
    from smallcrm.queries.today_shapes import TodayShape

_SIDE = 328
_ENTITIES = (
    Entity.SALE,
    Entity.PAYMENT,
    Entity.CLIENT,
    Entity.FOLLOW_UP,
    Entity.INTERACTION,
    Entity.NOTE,
)


class TodayTab(QWidget):
    """The Today tab.

    `client_opened(client id)`, `payment_wanted(client id)`, `follow_up_done(follow-up id)`;
    `counted(count)` of what is to be done.
    """

    client_opened = Signal(int)
    payment_wanted = Signal(int)
    follow_up_done = Signal(int)
    counted = Signal(int)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        tr, theme = context.tr, context.theme
        self._list = TodayList(theme, name=tr.gettext("Today"))
        self._empty = EmptyState(
            theme,
            tr.gettext("Nothing is waiting"),
            tr.gettext("No money is overdue, and nothing is promised for today."),
            icon="circle-check",
        )
        self._side = QScrollArea()
        self._side_body = QFrame()
        self._stale = True
        self._build()
        self._list.opened.connect(self._on_opened)
        self._list.acted.connect(self._on_acted)

    @property
    def list(self) -> TodayList:
        """Return the list, for focus and tests."""
        return self._list

    @property
    def table(self) -> TodayList:
        """Return what takes the keyboard in this tab."""
        return self._list

    @property
    def name(self) -> str:
        """Return the tab's name."""
        return "today"

    def activate(self) -> None:
        """Read what has changed since this tab was last seen."""
        if self._stale:
            self._stale = False
            self.reload()

    def reload(self) -> None:
        """Read the list anew."""
        self._context.runner.read("today", lambda queries: queries.today(), self._show)

    def on_committed(self, changes: Changes) -> None:
        """Look again if a commit touched what is shown here."""
        if changes.touches(*_ENTITIES):
            if self.isVisible():
                self.reload()
            else:
                self._stale = True

    def current_client(self) -> int | None:
        """Return the client of the current row."""
        row = self._list.current()
        return row.id[2] if row is not None and isinstance(row.id, tuple) else None

    def save(self) -> None:
        """Nothing of this tab is remembered."""

    def _build(self) -> None:
        theme = self._context.theme
        self._side.setFixedWidth(theme.px(_SIDE))
        self._side.setFrameShape(QFrame.Shape.NoFrame)
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.viewport().setAutoFillBackground(False)
        self._side_body.setAutoFillBackground(False)
        self._side.setWidget(self._side_body)
        self._column = QVBoxLayout(self._side_body)
        px = theme.px
        self._column.setContentsMargins(px(16), px(12), px(16), px(12))
        self._column.setSpacing(px(8))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list, 1)
        row.addWidget(self._empty, 1)
        row.addWidget(hairline(vertical=True))
        row.addWidget(self._side)
        self._empty.hide()

    def _show(self, today: TodayShape) -> None:
        tr = self._context.tr
        items = present.today_items(tr, today)
        self._list.set_items(items)
        self._list.setVisible(bool(items))
        self._empty.setVisible(not items)
        self._fill_side(today)
        self.counted.emit(today.overdue_count + len(today.follow_ups))

    def _fill_side(self, today: TodayShape) -> None:
        tr, theme = self._context.tr, self._context.theme
        _clear(self._column)
        formats = tr.formats
        for ageing in today.ageing:
            bars = AgeingBars(theme, name=tr.gettext("Owed by age"))
            made, total = present.ageing_bars(tr, ageing)
            bars.set_bars(made, total)
            self._add_head(tr.gettext("Owed by age"), formats.currency_word(ageing.currency))
            self._column.addWidget(bars)
            self._column.addSpacing(theme.px(16))
        if today.birthdays:
            self._add_head(tr.gettext("Birthdays"), "")
            for client, day in today.birthdays:
                self._add_line(client.name, formats.date_brief(day))
            self._column.addSpacing(theme.px(16))
        self._add_head(tr.gettext("This month"), "")
        received = today.received_this_month
        sold = today.sold_this_month
        self._add_line(
            tr.pgettext("this month", "Received"), formats.monies(received) if received else "0"
        )
        self._add_line(tr.pgettext("this month", "Sold"), formats.monies(sold) if sold else "0")
        self._column.addStretch(1)

    def _add_head(self, text: str, right: str) -> None:
        self._add_pair(Run(text, BODY_STRONG), Run(right, SMALL, "second"))

    def _add_line(self, left: str, right: str) -> None:
        self._add_pair(Run(left, BODY, "second"), Run(right, BODY))

    def _add_pair(self, left: Run, right: Run) -> None:
        theme = self._context.theme
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(RunLabel(theme, (left,)), 1)
        shown = RunLabel(theme, (right,))
        row.addWidget(shown, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(holder)

    def _on_opened(self, row_id: object) -> None:
        if isinstance(row_id, tuple):
            self.client_opened.emit(row_id[2])

    def _on_acted(self, row_id: object) -> None:
        if not isinstance(row_id, tuple):
            return
        kind, own_id, client_id = row_id
        if kind == "follow_up":
            self.follow_up_done.emit(own_id)
        elif kind == "overdue":
            self.payment_wanted.emit(client_id)
        else:
            self.client_opened.emit(client_id)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
