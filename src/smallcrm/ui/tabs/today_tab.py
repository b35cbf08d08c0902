"""What matters today in one list, and beside it what is owed by age and what this month brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.today_shapes import Matter
from smallcrm.ui.context import UiContext
from smallcrm.ui.present import short_sum
from smallcrm.ui.present_today import (
    LISTS,
    ageing_bars,
    to_do_count,
    today_hints,
    today_items,
    today_menu,
)
from smallcrm.ui.row_menus import fill_menu
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.today_deeds import CTRL_ENTER, ENTER, SPACE, TodayId
from smallcrm.ui.widgets.charts import AgeingBars
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.today import TodayList

if TYPE_CHECKING:
    from smallcrm.queries.today_shapes import TodayShape
    from smallcrm.ui.widgets.hit_list import KeyHint

_SIDE = 328
# The filters of the Sales tab behind the bars; the last is the total's.
_AGES = ("open", "1_30", "31_60", "61_90", "over_90", "open")
_ENTITIES = (
    Entity.SALE,
    Entity.PAYMENT,
    Entity.CLIENT,
    Entity.FOLLOW_UP,
    Entity.INTERACTION,
    Entity.UNKNOWN_CALL,
    Entity.QUOTE,
    Entity.CONTRACT,
    Entity.INVOICE,
    Entity.PAYMENT_PROMISE,
    Entity.REMINDER,
    Entity.BANK_LINE,
    Entity.REFERRAL,
    Entity.SETTING,
)
# A hidden list is read again for the count on its tab, though not for each of many commits.
_HIDDEN_MS = 1000
# A machine that slept, or whose clock was set, is noticed after so long.
_LONGEST_MS = 600_000


class TodayTab(QWidget):
    """The Today tab.

    `wanted(name, argument)` asks the desk for what a row opens or does; `filter_wanted(tab,
    filter)` for a list of what a figure is made of; `counted(count)` of what is to be done;
    `hinted(hints)` when the keys mean something else. Read again after what was written, and when
    the hour or the day changes what it says.
    """

    wanted = Signal(str, object)
    filter_wanted = Signal(str, str)
    counted = Signal(int)
    hinted = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        tr, theme = context.tr, context.theme
        self._list = TodayList(theme, name=tr.gettext("Today"))
        self._empty = EmptyState(
            theme,
            tr.gettext("Nothing is due"),
            tr.gettext("Nobody called in vain, no money is late, and nothing is promised."),
            icon="circle-check",
        )
        self._side = QScrollArea()
        self._side_body = QFrame()
        self._stale = True
        self._today: TodayShape | None = None
        self._unfolded: set[Matter] = set()
        self._hidden = QTimer(self, singleShot=True, interval=_HIDDEN_MS)
        self._hour = QTimer(self, singleShot=True)
        self._build()
        self._list.opened.connect(lambda row_id: self._do(row_id, ENTER))
        self._list.acted.connect(lambda row_id: self._do(row_id, SPACE))
        self._list.acted_otherwise.connect(lambda row_id: self._do(row_id, CTRL_ENTER))
        self._list.key_wanted.connect(lambda letter, row_id: self._do(row_id, letter))
        self._list.menu_wanted.connect(self._on_menu)
        self._list.current_changed.connect(self._on_current)
        self._hidden.timeout.connect(self.reload)
        self._hour.timeout.connect(self._on_hour)

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
        self._hidden.stop()
        self._stale = False
        self._context.runner.read("today", lambda queries: queries.today(), self._show)

    def on_committed(self, changes: Changes) -> None:
        """Look again if a commit touched what is shown here."""
        if changes.touches(*_ENTITIES):
            if self.isVisible():
                self.reload()
            else:
                self._stale = True
                self._hidden.start()

    def hints(self) -> tuple[KeyHint, ...]:
        """Return what the keys do about the current row."""
        row = self._list.current()
        row_id = row.id if row is not None and isinstance(row.id, TodayId) else None
        return today_hints(self._context.tr, row_id)

    def current_client(self) -> int | None:
        """Return the client of the current row."""
        row = self._list.current()
        return row.id.client if row is not None and isinstance(row.id, TodayId) else None

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
        self._today = today
        self._fill_list(today)
        self._fill_side(today)
        self._wait_for_hour(today)
        self.counted.emit(to_do_count(today))

    def _fill_list(self, today: TodayShape) -> None:
        country = self._context.settings.country
        items = today_items(self._context.tr, today, country, self._unfolded)
        self._list.set_items(items)
        self._list.setVisible(bool(items))
        self._empty.setVisible(not items)

    def _wait_for_hour(self, today: TodayShape) -> None:
        """Wait until the list says something else by itself."""
        wait = (today.changes_at - self._context.clock.now()).total_seconds() * 1000
        # A moment later, so that it is surely so by then.
        self._hour.start(max(0, min(round(wait) + 50, _LONGEST_MS)))

    def _on_hour(self) -> None:
        if self._today is None:
            return
        if self._context.clock.now() >= self._today.changes_at:
            self.reload()
        else:
            self._wait_for_hour(self._today)

    def _fill_side(self, today: TodayShape) -> None:
        tr, theme = self._context.tr, self._context.theme
        _clear(self._column)
        formats = tr.formats
        for ageing in today.ageing:
            bars = AgeingBars(theme, name=tr.gettext("Owed by age"))
            made, total = ageing_bars(tr, ageing)
            bars.set_bars(made, total)
            bars.opened.connect(self._on_age)
            self._add_head(tr.gettext("Owed by age"), formats.currency_word(ageing.currency))
            self._column.addWidget(bars)
            self._column.addSpacing(theme.px(16))
        self._fill_billing(today)
        self._add_head(tr.gettext("This month"), "")
        received = today.received_this_month
        sold = today.sold_this_month
        self._add_line(
            tr.pgettext("this month", "Received"), formats.monies(received) if received else "0"
        )
        self._add_line(tr.pgettext("this month", "Sold"), formats.monies(sold) if sold else "0")
        self._column.addStretch(1)

    def _fill_billing(self, today: TodayShape) -> None:
        """Show what was billed and not paid, and the opposite."""
        tr = self._context.tr
        if not (today.billed_unpaid or today.paid_unbilled):
            return
        own = self._context.settings.currency
        self._add_head(tr.gettext("Billing"), "")
        if today.billed_unpaid:
            words, amount = tr.gettext("Billed, not paid"), short_sum(tr, today.billed_unpaid, own)
            self._add_link(words, amount, "sales:billed_unpaid")
        if today.paid_unbilled:
            words, amount = tr.gettext("Paid, not billed"), short_sum(tr, today.paid_unbilled, own)
            self._add_link(words, amount, "sales:paid_unbilled")
        self._column.addSpacing(self._context.theme.px(16))

    def _add_link(self, left: str, right: str, target: str) -> None:
        button = QPushButton(left)
        button.setProperty("kind", "link")
        button.clicked.connect(lambda: self._on_link(target))
        theme = self._context.theme
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        row.addWidget(RunLabel(theme, (Run(right, BODY),)), 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(holder)

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

    def _do(self, row_id: object, key: str) -> None:
        """Do what a key does about a row: here what is about the list, elsewhere what is more."""
        deed = row_id.deed(key) if isinstance(row_id, TodayId) else None
        if deed is None:
            return
        if deed.wish == "unfold" and self._today is not None:
            self._unfolded.add(Matter(str(deed.argument)))
            place = self._list.currentIndex().row()
            self._fill_list(self._today)
            # The first of those that were hidden stands where the row was that showed them.
            self._list.setCurrentIndex(self._list.items.index(place, 0))
        elif deed.wish == "show_list":
            self.filter_wanted.emit(*LISTS[Matter(str(deed.argument))])
        else:
            self.wanted.emit(deed.wish, deed.argument)

    def _on_current(self, _row_id: object) -> None:
        self.hinted.emit(self.hints())

    def _on_menu(self, place: QPoint, row_id: object) -> None:
        if not isinstance(row_id, TodayId):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, today_menu(self._context.tr, row_id), self.wanted.emit)
        menu.popup(place)

    def _on_age(self, step: int) -> None:
        self.filter_wanted.emit("sales", _AGES[step])

    def _on_link(self, target: str) -> None:
        kind, _, name = target.partition(":")
        self.filter_wanted.emit(kind, name)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
