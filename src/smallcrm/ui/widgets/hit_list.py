"""The drop-down that holds the hits, over the window and without taking the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import RADIUS_LARGE, ThemeContext
from smallcrm.ui.widgets.badge import Keycap
from smallcrm.ui.widgets.hits import HIT_HEIGHT, HitDelegate, HitModel, HitRow
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import announce, fill_round, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QPaintEvent, QResizeEvent

MOST_ROWS: Final = 8
_MARGIN: Final = 5


@dataclass(frozen=True, slots=True)
class KeyHint:
    """Keys and what they do, for a footer; `at_right` moves it to the other end."""

    keys: tuple[str, ...]
    text: str
    at_right: bool = False


class HintBar(QWidget):
    """A row of keys and what they do; what finds no room is left out, the last first."""

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show these, those at the right after a gap."""
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for hint in (hint for hint in hints if not hint.at_right):
            self._add(hint)
        self._row.addStretch(1)
        for hint in (hint for hint in hints if hint.at_right):
            self._add(hint)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: hints can be left out."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() + self._row.spacing()
        for number in range(self._row.count()):
            item = self._row.itemAt(number)
            group = item.widget() if item is not None else None
            if group is not None:
                room -= group.sizeHint().width() + self._row.spacing()
                group.setVisible(room >= 0)

    def _add(self, hint: KeyHint) -> None:
        group = QWidget()
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(6))
        for key in hint.keys:
            row.addWidget(Keycap(self._theme, key))
        label = plain_label(hint.text, "second")
        row.addWidget(label)
        self._row.addWidget(group)

    def _on_theme(self) -> None:
        self._row.setSpacing(self._theme.px(20))


class HitList(QFrame):
    """Hits under an anchor, at most eight to be seen at once, with a footer of keys.

    A child of the anchor's window raised over its neighbours, not a pop-up window: the keyboard
    stays where it is typed. `chosen(id)` on a click or `choose()`; `current_changed(id or None)`.
    """

    chosen = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        theme: ThemeContext,
        anchor: QWidget,
        *,
        name: str = "",
        hints: Sequence[KeyHint] = (),
    ) -> None:
        super().__init__(anchor.window())
        self._theme = theme
        self._anchor = anchor
        self._model = HitModel(self)
        self._view = QListView(self)
        self._empty = plain_label("", "secondary")
        self._footer = QWidget()
        self._hints = HintBar(theme)
        self._build(name)
        self._hints.set_hints(hints)
        self._footer.setVisible(bool(hints))
        anchor.installEventFilter(self)
        anchor.window().installEventFilter(self)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def model(self) -> HitModel:
        """Return the model, for tests and screen readers."""
        return self._model

    def set_rows(self, rows: Sequence[HitRow], *, empty_text: str = "", select: int = 0) -> None:
        """Show a result; without rows the `empty_text`. `select` is -1 to preselect nobody."""
        self._model.set_rows(rows)
        self._empty.setText(one_line(empty_text))
        self._empty.setVisible(not rows)
        self._view.setVisible(bool(rows))
        # First the size: scrolling to a row in a list that is still small would hide those above.
        self._place()
        if rows and select >= 0:
            self._select(min(select, len(rows) - 1))
        else:
            self.current_changed.emit(None)

    def current(self) -> HitRow | None:
        """Return the selected row."""
        return self._model.row(self._view.currentIndex().row())

    def move(self, steps: int) -> None:  # type: ignore[override]
        """Go up or down by rows; past an end by single steps it begins at the other."""
        count = self._model.rowCount()
        if count == 0:
            return
        now = self._view.currentIndex().row()
        wanted = now + steps
        if abs(steps) == 1 and not 0 <= wanted < count:
            wanted = 0 if steps > 0 else count - 1
        self._select(min(count - 1, max(0, wanted)))

    def choose(self) -> bool:
        """Choose the selected row; say whether there was one."""
        row = self.current()
        if row is None:
            return False
        self.chosen.emit(row.id)
        return True

    def open(self) -> None:
        """Show the list under its anchor."""
        self._place()
        self.show()
        self.raise_()
        self._view.scrollTo(self._view.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the anchor when the window changes."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move} and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.Hide and watched is self._anchor:
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and edge, and the ground of the footer."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = RADIUS_LARGE * theme.scale
        edge = theme.colour(tokens.line2)
        fill_round(painter, rect, radius, theme.colour(tokens.raised), edge)
        if self._footer.isVisibleTo(self):
            painter.save()
            top = self._footer.geometry().top()
            painter.setClipRect(QRectF(0, top, self.width(), self.height() - top))
            fill_round(painter, rect, radius, theme.colour(tokens.sunk), edge)
            painter.restore()
        painter.end()

    def _build(self, name: str) -> None:
        view = self._view
        view.setModel(self._model)
        view.setItemDelegate(HitDelegate(self._theme, view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.viewport().setAutoFillBackground(False)
        view.setStyleSheet("background: transparent; border: none;")
        view.setAccessibleName(name)
        view.clicked.connect(self._on_clicked)
        view.selectionModel().currentChanged.connect(self._on_current)
        self.setAccessibleName(name)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        footer = QVBoxLayout(self._footer)
        footer.setContentsMargins(0, 0, 0, 0)
        footer.setSpacing(0)
        footer.addWidget(hairline())
        footer.addWidget(self._hints, 1)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(view, 1)
        self._body.addWidget(self._empty)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 0, 1, 1)
        self._box.setSpacing(0)
        self._box.addLayout(self._body, 1)
        self._box.addWidget(self._footer)

    def _select(self, row: int) -> None:
        index = self._model.index(row, 0)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._view.selectionModel().setCurrentIndex(index, flag)
        self._view.scrollTo(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.chosen.emit(row.id)

    def _on_current(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        self.current_changed.emit(row.id if row else None)
        if row is not None and self.isVisible():
            # The keyboard stays in the box, so a screen reader must be told what is selected.
            announce(self._view, row.accessible_text or row.title)

    def _place(self) -> None:
        px = self._theme.px
        rows = min(MOST_ROWS, self._model.rowCount())
        body = rows * px(HIT_HEIGHT) if rows else px(64)
        footer = px(32) if not self._footer.isHidden() else 0
        height = body + footer + 2 * px(_MARGIN) + 1
        corner = self._anchor.mapTo(self.window(), QPoint(0, self._anchor.height() + px(4)))
        room = self.window().height() - corner.y() - px(8)
        self.setGeometry(corner.x(), corner.y(), self._anchor.width(), max(0, min(height, room)))
        self._box.activate()

    def _on_theme(self) -> None:
        px = self._theme.px
        margin = px(_MARGIN)
        self._body.setContentsMargins(margin - 1, margin, margin - 1, margin)
        self._footer.setFixedHeight(px(32))
        self._hints.setContentsMargins(px(16), 0, px(16), 0)
        self._empty.setFixedHeight(px(64))
        if self.isVisible():
            self._place()
        self.update()
