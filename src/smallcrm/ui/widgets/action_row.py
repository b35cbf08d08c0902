"""The row at the bottom of a card: what to do next, each one key away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from smallcrm.ui.theme import RADIUS, SMALL_MEDIUM, ThemeContext
from smallcrm.ui.widgets.badge import keycap_width, paint_keycap
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_icon,
    draw_text,
    fill_round,
    focus_edge,
    one_line,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QPaintEvent

ROW_HEIGHT: Final = 61
_ICON: Final = 17


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One thing to do: its id, icon, words and key."""

    id: str
    icon: str
    text: str
    key: str = ""


class ActionButton(QAbstractButton):
    """A flat button, icon over words and keycap."""

    def __init__(
        self, theme: ThemeContext, spec: ActionSpec, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec = spec
        self.setText(plain(spec.text))
        self.setAccessibleName(one_line(spec.text))
        self.setAccessibleDescription(spec.key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    @property
    def spec(self) -> ActionSpec:
        """Return what the button does."""
        return self._spec

    def sizeHint(self) -> QSize:
        """Return the size of words and keycap with room to press."""
        return QSize(self._words() + 2 * self._theme.px(3), self._theme.px(48))

    def minimumSizeHint(self) -> QSize:
        """Return the same: words are not cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint icon, words and keycap."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = RADIUS * theme.scale
        if self.isDown():
            fill_round(painter, rect, radius, theme.colour(tokens.press))
        elif self.underMouse() and self.isEnabled():
            fill_round(painter, rect, radius, theme.colour(tokens.hover))
        if self.hasFocus():
            focus_edge(painter, theme, rect, radius)
        ink = tokens.text if self.isEnabled() else tokens.text3
        quiet = tokens.text2 if self.isEnabled() else tokens.text3
        middle = (self.width() - px(_ICON)) // 2
        draw_icon(painter, theme, (middle, px(14), _ICON), self._spec.icon, quiet)
        x = (self.width() - self._words()) // 2
        base = baseline(theme.metrics(SMALL_MEDIUM), px(24), px(20))
        colour = theme.colour(ink)
        x += draw_text(
            painter, theme, (x, base, self.width()), self._spec.text, SMALL_MEDIUM, colour
        )
        if self._spec.key:
            colours = (theme.colour(tokens.surf), theme.colour(tokens.line2), colour)
            paint_keycap(painter, theme, (x + px(5), px(34)), self._spec.key, colours)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the mouse is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the mouse has gone."""
        super().leaveEvent(event)
        self.update()

    def _words(self) -> int:
        width = advance(self._theme, SMALL_MEDIUM, self._spec.text)
        if self._spec.key:
            width += self._theme.px(5) + keycap_width(self._theme, self._spec.key)
        return width

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class ActionRow(QWidget):
    """Flat buttons evenly spread under a hairline; `triggered(id)` when one is pressed."""

    triggered = Signal(str)

    def __init__(
        self,
        theme: ThemeContext,
        actions: Sequence[ActionSpec],
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[str, ActionButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for number, spec in enumerate(actions):
            if number:
                self._row.addStretch(1)
            button = ActionButton(theme, spec)
            button.clicked.connect(self._on_clicked)
            self._buttons[spec.id] = button
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def button(self, action_id: str) -> ActionButton:
        """Return a button, to enable it or to press it by its key."""
        return self._buttons[action_id]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and hairline."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(tokens.win))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour(tokens.line))
        painter.end()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self.triggered.emit(button.spec.id)

    def _on_theme(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(10), px(7), px(10), px(6))
        self.setFixedHeight(px(ROW_HEIGHT))
        self.update()
