"""The one search box: reports what is typed, also while an input method is still composing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from smallcrm.ui.theme import SEARCH, SMALL, ThemeContext
from smallcrm.ui.widgets.badge import keycap_width, paint_keycap
from smallcrm.ui.widgets.painting import advance, baseline, draw_icon, draw_text_right, one_line

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QFocusEvent,
        QInputMethodEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
    )

_PAGE: Final = 8
_ICON: Final = 17
_BEYOND_BMP: Final = 0xFFFF


class SearchBox(QLineEdit):
    """A line edit with a magnifier, and at its right what was found and the key that helps.

    `query_changed` carries committed text with the composition in its place; `moved` a number of
    rows, down being positive; `accepted` is Enter, `accepted_other` Ctrl and Enter; `cancelled` is
    Esc, which also clears the text.
    """

    query_changed = Signal(str)
    moved = Signal(int)
    accepted = Signal()
    accepted_other = Signal()
    cancelled = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        placeholder: str = "",
        name: str = "",
        key: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preedit = ""
        self._last = ""
        self._info = ""
        self._key = key
        self._compact = compact
        if not compact:
            self.setProperty("kind", "search")
        self.setPlaceholderText(one_line(placeholder))
        self.setAccessibleName(name or placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def query(self) -> str:
        """Return the committed text with the composition in the place of the cursor."""
        if not self._preedit:
            return self.text()
        at = _characters(self.text(), self.cursorPosition())
        return self.text()[:at] + self._preedit + self.text()[at:]

    def set_info(self, info: str, key: str | None = None) -> None:
        """Say at the right how many were found, and which key does what."""
        self._info = info
        if key is not None:
            self._key = key
        self.setAccessibleDescription(info)
        self._on_theme()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take the composition into the query: zhang'wei finds 张伟 before it is chosen."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._on_text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take text; files are the window's."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget a composition that ends with the focus."""
        super().focusOutEvent(event)
        if self._preedit:
            self._preedit = ""
            self._on_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take a hit or cancel; every other key is text."""
        if self._preedit or not self._acts_on(event):
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text clear of what stands at its ends."""
        super().resizeEvent(event)
        self._set_margins()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the magnifier, the number found and the keycap into the field."""
        super().paintEvent(event)
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        middle = self.height() // 2
        if not self._compact:
            colour = tokens.acc if self.hasFocus() else tokens.text2
            draw_icon(painter, theme, (theme.px(12), middle, _ICON), "search", colour)
        right = self.width() - theme.px(11)
        if self._key:
            width = keycap_width(theme, self._key)
            paint_keycap(painter, theme, (right - width, middle), self._key)
            right -= width + theme.px(10)
        if self._info:
            base = baseline(theme.metrics(SMALL), 0, self.height())
            place = (right, base, right)
            draw_text_right(painter, theme, place, self._info, SMALL, theme.colour(tokens.text2))
        painter.end()

    def _acts_on(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
        }
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(steps[Qt.Key(key)])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.accepted_other if control else self.accepted).emit()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self.cancelled.emit()
        else:
            return False
        return True

    def _on_text(self) -> None:
        query = self.query()
        if query != self._last:
            self._last = query
            self.query_changed.emit(query)

    def _set_margins(self) -> None:
        px = self._theme.px
        left = 0 if self._compact else px(12 + _ICON + 9) - 4
        right = px(11)
        if self._key:
            right += keycap_width(self._theme, self._key) + px(10)
        if self._info:
            right += advance(self._theme, SMALL, self._info) + px(10)
        self.setTextMargins(left, 0, 0 if right == px(11) else right - px(6), 0)

    def _on_theme(self) -> None:
        if not self._compact:
            # Set by hand too: the height of the text cursor comes from this font.
            self.setFont(self._theme.font(SEARCH))
        self._set_margins()
        self.update()


def _characters(text: str, units: int) -> int:
    # Qt counts UTF-16 units; rare characters of Chinese names are two.
    for number, letter in enumerate(text):
        if units <= 0:
            return number
        units -= 2 if ord(letter) > _BEYOND_BMP else 1
    return len(text)
