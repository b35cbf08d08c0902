"""The search box at work: every keystroke a read, the newest answer shown, Enter opens the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from smallcrm.ui import present
from smallcrm.ui.context import UiContext
from smallcrm.ui.widgets.hit_list import HitList, KeyHint
from smallcrm.ui.widgets.hits import HitRow
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from smallcrm.queries.shapes import SearchResult

LIMIT = 20


class Search(QObject):
    """Joins the box, the list and the read side.

    `client_chosen(id)` on Enter or a click; `payment_wanted(id)` on Alt+P with a hit selected;
    `new_wanted(text)` on Enter where nobody was found.
    """

    client_chosen = Signal(int)
    payment_wanted = Signal(int)
    new_wanted = Signal(str)
    shown = Signal()

    def __init__(self, context: UiContext, box: SearchBox, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._box = box
        tr = context.tr
        self._list = HitList(
            context.theme,
            box,
            name=tr.gettext("Found"),
            hints=(
                KeyHint(("↑", "↓"), tr.gettext("choose")),
                KeyHint((tr.gettext("Enter"),), tr.gettext("open card")),
                KeyHint(("Alt P",), tr.gettext("take payment")),
                KeyHint((), tr.gettext("names, notes, numbers, purchases"), at_right=True),
            ),
        )
        self._wants_list = False
        box.query_changed.connect(self._on_query)
        box.moved.connect(self._on_moved)
        box.accepted.connect(self._on_accepted)
        box.cancelled.connect(self.close)
        self._list.chosen.connect(self._on_chosen)

    @property
    def hits(self) -> HitList:
        """Return the list, for tests."""
        return self._list

    def open(self) -> None:
        """Take the keyboard, and show whom was spoken to lately where nothing is typed."""
        self._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._box.selectAll()
        self._wants_list = True
        self._ask(self._box.query())

    def close(self) -> None:
        """Put the list away."""
        self._wants_list = False
        self._context.runner.cancel("search")
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._list.hide()
        self._say_idle()

    def take_payment(self) -> bool:
        """Take a payment of the selected hit; say whether the list was open with one."""
        row = self._list.current() if self._list.isVisible() else None
        if row is None or not isinstance(row.id, int):
            return False
        self.close()
        self.payment_wanted.emit(row.id)
        return True

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Put the list away when the mouse is pressed elsewhere."""
        if isinstance(event, QMouseEvent) and event.type() == QMouseEvent.Type.MouseButtonPress:
            place = event.globalPosition().toPoint()
            if self._list.isVisible() and not (
                self._holds(self._list, place) or self._holds(self._box, place)
            ):
                self.close()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    @staticmethod
    def _holds(widget: HitList | SearchBox, place: QPoint) -> bool:
        return widget.rect().contains(widget.mapFromGlobal(place))

    def _on_query(self, text: str) -> None:
        self._wants_list = True
        self._ask(text)

    def _ask(self, text: str) -> None:
        tr = self._context.tr

        def query(queries: object) -> tuple[SearchResult, list[HitRow]]:
            result = queries.search(text, limit=LIMIT)  # type: ignore[attr-defined]
            return result, [present.hit_row(tr, hit) for hit in result.hits]

        self._context.runner.read("search", query, self._on_result)

    def _on_result(self, answer: tuple[SearchResult, list[HitRow]]) -> None:
        result, rows = answer
        tr = self._context.tr
        if not self._wants_list:
            return
        typed = result.query.strip()
        if not typed and not rows:
            self._list.hide()
            return
        if typed:
            count = tr.formats.number(len(rows)) + ("+" if result.more else "")
            info = tr.ngettext("{count} found", "{count} found", len(rows)).format(count=count)
            self._box.set_info(info if rows else "", tr.gettext("Esc"))
        else:
            self._box.set_info("", tr.gettext("Esc"))
        empty = tr.gettext("Nobody found. Enter adds “{text}” as a new client.").format(text=typed)
        self._list.set_rows(rows, empty_text=empty)
        self._list.open()
        # Only while it is open: every event of the whole program comes by here.
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.shown.emit()

    def _on_moved(self, steps: int) -> None:
        if self._list.isVisible():
            self._list.move(steps)
        else:
            self.open()

    def _on_accepted(self) -> None:
        if not self._list.isVisible():
            self.open()
        elif not self._list.choose() and self._box.query().strip():
            text = self._box.query().strip()
            self.close()
            self.new_wanted.emit(text)

    def _on_chosen(self, client_id: object) -> None:
        if isinstance(client_id, int):
            self.close()
            self._box.selectAll()
            self.client_chosen.emit(client_id)

    def _say_idle(self) -> None:
        self._box.set_info("", self._context.tr.gettext("Ctrl K"))
