"""Facts beside each other that the keyboard can walk and a screen reader can read one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QListView, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem

from smallcrm.ui.theme import BODY_STRONG, SMALL
from smallcrm.ui.widgets.facts import Fact
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_text,
    focus_edge,
    isolate,
    line_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QFocusEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.theme import ThemeContext

Index = QModelIndex | QPersistentModelIndex
_PAD: Final = 8
_LEAST: Final = 96


class FactModel(QAbstractListModel):
    """Facts as a list, each a whole sentence for whoever listens."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()

    def show(self, facts: Sequence[Fact]) -> None:
        """Show these; where there are as many as before the current one stays."""
        if len(facts) == len(self._facts):
            self._facts = tuple(facts)
            if facts:
                self.dataChanged.emit(self.index(0), self.index(len(facts) - 1))
                self.layoutChanged.emit()
            return
        self.beginResetModel()
        self._facts = tuple(facts)
        self.endResetModel()

    def fact(self, row: int) -> Fact | None:
        """Return a fact, None where there is none."""
        return self._facts[row] if 0 <= row < len(self._facts) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._facts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a fact says."""
        fact = self.fact(index.row()) if index.isValid() else None
        if fact is None:
            return None
        wanted = {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }
        if role in wanted:
            parts = (fact.label, fact.value, fact.second)
            return ", ".join(isolate(part) for part in parts if part.strip())
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a fact: its label, itself, and the quiet line beneath."""

    def __init__(self, theme: ThemeContext, view: FactList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return an equal share of the room, or more where a fact needs it and others do not."""
        return QSize(self._view.width_of(index.row()), self._view.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint it."""
        fact = self._view.facts.fact(index.row())
        if fact is None:
            return
        theme, tokens = self._theme, self._theme.tokens
        rect = option.rect
        left = rect.left() + theme.px(_PAD)
        room = rect.width() - 2 * theme.px(_PAD)
        if index.row():
            painter.fillRect(
                rect.left(), rect.top() + 4, 1, rect.height() - 8, theme.colour(tokens.line)
            )
        top = rect.top() + theme.px(4)
        for text, style, tone in (
            (fact.label, SMALL, theme.colour(tokens.text3)),
            (fact.value, BODY_STRONG, theme.tone(fact.tone)),
            (fact.second, SMALL, theme.colour(tokens.text2)),
        ):
            height = line_height(theme, style)
            base = baseline(theme.metrics(style), top, height)
            draw_text(painter, theme, (left, base, room), text, style, tone)
            top += height
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            focus_edge(painter, theme, QRectF(rect), theme.px(4))


class FactList(QListView):
    """A row of facts; one stop for Tab, Left and Right go from fact to fact."""

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.facts = FactModel(self)
        self.setModel(self.facts)
        self.setItemDelegate(_Delegate(theme, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        self.facts.show(facts)
        if facts and not self.currentIndex().isValid():
            self.setCurrentIndex(self.facts.index(0))

    def width_of(self, row: int) -> int:
        """Return how wide a fact is: what is free after all have what they need is shared out."""
        facts = [self.facts.fact(number) for number in range(self.facts.rowCount())]
        needs = [self._needs(fact) for fact in facts if fact is not None]
        room = self.viewport().width()
        free = (room - sum(needs)) // max(1, len(needs))
        if free >= 0:
            return needs[row] + free
        # Who needs the most gives way.
        most = room
        while sum(min(need, most) for need in needs) > room and most > self._theme.px(_LEAST):
            most -= self._theme.px(4)
        return min(needs[row], most)

    def row_height(self) -> int:
        """Return the height of a fact."""
        theme = self._theme
        lines = 2 * line_height(theme, SMALL) + line_height(theme, BODY_STRONG)
        return lines + 2 * theme.px(4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it no more."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _needs(self, fact: Fact) -> int:
        theme = self._theme
        words = (
            advance(theme, SMALL, fact.label),
            advance(theme, BODY_STRONG, fact.value),
            advance(theme, SMALL, fact.second),
        )
        return max(theme.px(_LEAST), max(words) + 2 * theme.px(_PAD) + 2)

    def _on_theme(self) -> None:
        self.setFixedHeight(self.row_height())
        self.scheduleDelayedItemsLayout()
