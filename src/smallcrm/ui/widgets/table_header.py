"""The heads of a table's columns: quiet words, the sorted one strong and with an arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QWidget

from smallcrm.ui.theme import SMALL, SMALL_STRONG, WINDOW_MARGIN, ThemeContext
from smallcrm.ui.widgets.cells import PADDING
from smallcrm.ui.widgets.painting import advance, baseline, draw_icon, draw_text, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

HEADER_HEIGHT: Final = 28
_ARROW: Final = 14


class HeaderCorner(QWidget):
    """Continues the header over the scroll bar, which so begins beside the first row."""

    def __init__(self, theme: ThemeContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and hairline."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(tokens.sunk))
        bottom = self.rect().bottom()
        painter.fillRect(0, bottom, self.width(), 1, self._theme.colour(tokens.line))
        painter.end()

    def _on_theme(self) -> None:
        self.setFixedHeight(self._theme.px(HEADER_HEIGHT))
        self.update()


class TableHeader(QHeaderView):
    """Columns that can be moved, resized and sorted.

    The sign of the sorted column is set by whoever sorts (`set_sorted`); `sort_wanted(column)` when
    a head is clicked.
    """

    sort_wanted = Signal(int)

    def __init__(self, theme: ThemeContext, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._sorted = -1
        self._descending = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMouseTracking(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionClicked.connect(self.sort_wanted)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_sorted(self, column: int, *, descending: bool) -> None:
        """Mark the column by which the rows are sorted; -1 marks none."""
        self._sorted, self._descending = column, descending
        self.viewport().update()

    def sorted_column(self) -> tuple[int, bool]:
        """Return the marked column and whether it is sorted downwards."""
        return self._sorted, self._descending

    def wanted_width(self, column: int) -> int:
        """Return the width that a head needs, with its arrow."""
        words = advance(self._theme, SMALL_STRONG, self._words(column))
        lead, trail = self.edges(column)
        return words + self._theme.px(2 * PADDING + _ARROW + 4) + lead + trail

    def edges(self, column: int) -> tuple[int, int]:
        """Return what the first and the last column leave free to stand at the window's margin.

        The scroll bar stands in that margin, so that it moves no amount when it comes or goes.
        """
        shown = self.shown_columns()
        margin = self._theme.px(WINDOW_MARGIN - PADDING)
        lead = margin if shown and column == shown[0] else 0
        if not shown or column != shown[-1]:
            return lead, 0
        view = self.parent()
        bar = view.verticalScrollBar() if isinstance(view, QAbstractScrollArea) else None
        taken = bar.width() if bar is not None and bar.isVisible() else 0
        return lead, margin - taken

    def shown_columns(self) -> list[int]:
        """Return the visible columns from left to right."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [column for column in order if not self.isSectionHidden(column)]

    def sizeHint(self) -> QSize:
        """Return the height of the design."""
        return QSize(super().sizeHint().width(), self._theme.px(HEADER_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads, and the line below also where there are none."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        bottom = self.viewport().rect().bottom()
        line = self._theme.colour(self._theme.tokens.line)
        painter.fillRect(self.length(), bottom, self.width(), 1, line)
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Paint one head."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter.fillRect(rect, theme.colour(tokens.sunk))
        bottom = rect.bottom()
        painter.fillRect(rect.left(), bottom, rect.width(), 1, theme.colour(tokens.line))
        is_sorted = column == self._sorted
        style = SMALL_STRONG if is_sorted else SMALL
        colour = theme.colour(tokens.text if is_sorted else tokens.text2)
        words = self._words(column)
        lead, trail = self.edges(column)
        left = rect.left() + lead + px(PADDING)
        room = rect.width() - lead - trail - 2 * px(PADDING)
        arrow = px(_ARROW + 4) if is_sorted else 0
        used = min(advance(theme, style, words), room - arrow)
        base = baseline(theme.metrics(style), rect.top(), rect.height() - 1)
        middle = rect.top() + rect.height() // 2
        name = "arrow-down" if self._descending else "arrow-up"
        if self._at_right(column):
            left += room - used
            if is_sorted:
                draw_icon(painter, theme, (left - arrow, middle, _ARROW), name, tokens.text)
        elif is_sorted:
            draw_icon(painter, theme, (left + used + px(4), middle, _ARROW), name, tokens.text)
        draw_text(painter, theme, (left, base, max(0, used)), words, style, colour)

    def _words(self, column: int) -> str:
        role = Qt.ItemDataRole.DisplayRole
        model = self.model()
        return painted(str(model.headerData(column, Qt.Orientation.Horizontal, role) or ""))

    def _at_right(self, column: int) -> bool:
        role = Qt.ItemDataRole.TextAlignmentRole
        asked = self.model().headerData(column, Qt.Orientation.Horizontal, role)
        return asked is not None and bool(int(asked) & Qt.AlignmentFlag.AlignRight.value)

    def _on_theme(self) -> None:
        self.setFixedHeight(self._theme.px(HEADER_HEIGHT))
        self.setMinimumSectionSize(self._theme.px(36))
        self.viewport().update()
