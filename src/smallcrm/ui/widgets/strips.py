"""What lies in the layout below data: the strip that offers undo, and status items."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from smallcrm.ui.theme import BODY_STRONG, RADIUS_LARGE, SMALL, TextStyle, ThemeContext, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import (
    Run,
    advance,
    announce,
    baseline,
    draw_icon,
    draw_text,
    fill_round,
    one_line,
    plain,
    runs_width,
    tool_tip,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

STRIP_HEIGHT: Final = 48
_BAR: Final = 38
# So much more than the empty room beside it that nothing is left of that.
_ALL: Final = 1000


class _InverseButton(QAbstractButton):
    """A word or a sign to press on the dark bar."""

    def __init__(self, theme: ThemeContext, *, icon: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon
        self._words = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        self._words = words
        self.setText(plain(words))
        self.setAccessibleName(one_line(words))
        if self._icon_name:
            self.setToolTip(tool_tip(words))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        px = self._theme.px
        if self._icon_name:
            return QSize(px(26), px(26))
        words = advance(self._theme, BODY_STRONG, self._words)
        return QSize(words + px(12), px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            painter.setPen(theme.colour(tokens.invacc))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        if self._icon_name:
            place = ((self.width() - theme.px(14)) // 2, self.height() // 2, 14)
            draw_icon(painter, theme, place, self._icon_name, tokens.invtext)
        else:
            base = baseline(theme.metrics(BODY_STRONG), 0, self.height())
            colour = theme.colour(tokens.invacc)
            place = (theme.px(6), base, self.width())
            draw_text(painter, theme, place, self._words, BODY_STRONG, colour)
        painter.end()


class UndoStrip(QWidget):
    """What was just done, with a button that takes it back; it stays until the next action.

    A row of the layout, so that it never lies over data. `undo_wanted` and `dismissed`.
    """

    undo_wanted = Signal()
    dismissed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        undo_text: str,
        undo_key: str,
        dismiss_name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._runs: tuple[Run, ...] = ()
        self._key = undo_key
        self._undo = _InverseButton(theme)
        self._undo.set_words(undo_text)
        self._undo.setAccessibleDescription(undo_key)
        self._close = _InverseButton(theme, icon="x")
        self._close.set_words(dismiss_name)
        for button in (self._undo, self._close):
            button.setParent(self)
        self._undo.clicked.connect(self.undo_wanted)
        self._close.clicked.connect(self._on_dismissed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self.hide()

    @property
    def undo_button(self) -> QAbstractButton:
        """Return the button, for tab order and tests."""
        return self._undo

    def say(self, runs: Sequence[Run], *, can_undo: bool = True) -> None:
        """Show what was done, and tell it to a screen reader."""
        self._runs = tuple(runs)
        words = one_line("".join(run.text for run in runs))
        self.setAccessibleName(words)
        self._undo.setVisible(can_undo)
        self.show()
        self._place()
        announce(self, words)

    def sizeHint(self) -> QSize:
        """Return the height of the design."""
        return QSize(self._theme.px(393), self._theme.px(STRIP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the height and a few words' width."""
        return QSize(self._theme.px(240), self._theme.px(STRIP_HEIGHT))

    def resizeEvent(self, _event: object) -> None:
        """Keep the bar in the middle."""
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar, the tick, the words and the key."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        bar = self._bar()
        fill_round(painter, bar, RADIUS_LARGE * theme.scale, theme.colour(tokens.inv))
        middle = round(bar.center().y())
        left = round(bar.left())
        draw_icon(painter, theme, (left + px(14), middle, 16), "check", tokens.invacc)
        ink = theme.colour(tokens.invtext)
        x = left + px(40)
        end = (self._undo if self._undo.isVisibleTo(self) else self._close).x()
        for run in self._runs:
            base = baseline(theme.metrics(run.style), middle - px(9), px(18))
            room = max(0, end - px(10) - x)
            x += draw_text(painter, theme, (x, base, room), run.text, run.style, ink)
        if self._undo.isVisibleTo(self):
            base = baseline(theme.metrics(SMALL), middle - px(9), px(18))
            place = (self._undo.geometry().right() + px(5), base, px(80))
            quiet = theme.colour(tokens.invtext2)
            draw_text(painter, theme, place, self._key, SMALL, quiet)
        painter.end()

    def _bar(self) -> QRectF:
        px = self._theme.px
        width = px(40 + 18 + 14 + 26) + runs_width(self._theme, self._runs)
        if self._undo.isVisibleTo(self):
            width += self._undo.sizeHint().width() + px(5 + 8) + self._key_width()
        width = min(width, self.width())
        return QRectF((self.width() - width) // 2, px(5), width, px(_BAR))

    def _key_width(self) -> int:
        return advance(self._theme, SMALL, self._key)

    def _place(self) -> None:
        px = self._theme.px
        bar = self._bar()
        middle = round(bar.center().y())
        self._close.resize(self._close.sizeHint())
        self._undo.resize(self._undo.sizeHint())
        right = round(bar.right()) - px(8) - self._close.width()
        self._close.move(right, middle - self._close.height() // 2)
        right -= px(8) + self._key_width() + px(5) + self._undo.width()
        self._undo.move(right, middle - self._undo.height() // 2)
        self.update()

    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self._place()


class StatusItem(RunLabel):
    """A short text in the status bar, optionally after an icon."""

    def __init__(
        self,
        theme: ThemeContext,
        text: str = "",
        *,
        icon: str = "",
        tone: Tone = "second",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, icon=(icon, tone) if icon else None, parent=parent)
        self.set_status(text, tone=tone, icon=icon)

    def set_status(self, text: str, *, tone: Tone = "second", icon: str = "") -> None:
        """Show something else; without text the item hides."""
        style: TextStyle = SMALL
        runs = (Run(text, style, tone),) if text else ()
        self.set_runs(runs, (icon, tone) if icon else None)
        self.setVisible(bool(text))


class StatusRow(QWidget):
    """The lower edge of the window: items at the left, others at the right, lines between them."""

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._left = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def add_left(self, widget: QWidget, *, fills: bool = False) -> None:
        """Add an item after those at the left; one that `fills` has the room that is left over."""
        self._row.insertWidget(self._left, widget, _ALL if fills else 0)
        self._left += 1

    def add_right(self, widget: QWidget) -> None:
        """Add an item at the right end."""
        self._row.addWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, its upper edge and the lines between neighbours."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(tokens.win))
        painter.fillRect(0, 0, self.width(), 1, theme.colour(tokens.line))
        shown: list[QWidget | None] = []
        for number in range(self._row.count()):
            item = self._row.itemAt(number)
            widget = item.widget() if item is not None else None
            if widget is None or widget.isVisibleTo(self):
                shown.append(widget)
        height = theme.px(12)
        top = (self.height() - height) // 2
        for before, after in pairwise(shown):
            if before is not None and after is not None:
                x = (before.geometry().right() + after.geometry().left()) // 2
                painter.fillRect(x, top, 1, height, theme.colour(tokens.line2))
        painter.end()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), 1, px(16), 0)
        self._row.setSpacing(px(25))
        self.setFixedHeight(px(26))
        self.update()
