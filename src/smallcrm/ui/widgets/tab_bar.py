"""Tabs in a line, the current one underlined, each with how much waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTabBar, QWidget

from smallcrm.ui.theme import BODY_MEDIUM, BODY_STRONG, SMALL, ThemeContext
from smallcrm.ui.widgets.painting import advance, baseline, draw_text, one_line, plain

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

TAB_HEIGHT: Final = 36
_GAP: Final = 24


class CountTabBar(QTabBar):
    """A tab bar that paints a quiet count after each name."""

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: list[str] = []
        self._counts: list[str] = []
        self.setAccessibleName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        theme.changed.connect(self._on_theme)

    def add(self, name: str, count: str = "") -> int:
        """Add a tab; return its number."""
        self._names.append(name)
        self._counts.append(count)
        number = self.addTab(plain(name))
        self._say(number)
        return number

    def remove_all(self) -> None:
        """Take every tab away, so that others can be added."""
        while self.count():
            self.removeTab(0)
        self._names.clear()
        self._counts.clear()

    def set_count(self, number: int, count: str) -> None:
        """Show another count; an empty one shows none."""
        if self._counts[number] != count:
            self._counts[number] = count
            self._say(number)
            self._on_theme()

    def tabSizeHint(self, number: int) -> QSize:
        """Return the size of name and count with the gap to the next tab."""
        theme = self._theme
        width = advance(theme, BODY_STRONG, self._names[number])
        if self._counts[number]:
            width += theme.px(6) + advance(theme, SMALL, self._counts[number])
        return QSize(width + theme.px(_GAP), theme.px(TAB_HEIGHT))

    def minimumTabSizeHint(self, number: int) -> QSize:
        """Return the same: names are not cut."""
        return self.tabSizeHint(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint names, counts and the line under the current tab."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        pointed = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for number, name in enumerate(self._names):
            rect = self.tabRect(number)
            current = number == self.currentIndex()
            style = BODY_STRONG if current else BODY_MEDIUM
            ink = tokens.text if current or number == pointed else tokens.text2
            if current and self.hasFocus():
                ink = tokens.acc
            base = baseline(theme.metrics(style), rect.top(), rect.height())
            place = (rect.left(), base, rect.width())
            draw_text(painter, theme, place, name, style, theme.colour(ink))
            right = rect.left() + advance(theme, BODY_STRONG, name)
            if count := self._counts[number]:
                place = (right + theme.px(6), base, rect.width())
                draw_text(painter, theme, place, count, SMALL, theme.colour(tokens.text3))
            if current:
                width = rect.width() - theme.px(_GAP)
                bar = theme.px(2)
                bottom = rect.bottom() + 1 - bar
                painter.fillRect(rect.left(), bottom, width, bar, theme.colour(tokens.acc))
        painter.end()

    def _say(self, number: int) -> None:
        words = f"{self._names[number]} {self._counts[number]}".strip()
        self.setAccessibleTabName(number, one_line(words))

    def _on_theme(self) -> None:
        # Tabs are laid out anew only when one of them changes.
        if self._names:
            self.setTabText(0, plain(self._names[0]) + " ")
            self.setTabText(0, plain(self._names[0]))
        self.updateGeometry()
        self.update()
