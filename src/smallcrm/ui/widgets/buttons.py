"""Push buttons that show an icon and the key that presses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from smallcrm.ui.theme import BODY_MEDIUM, SMALL_MEDIUM, TextStyle, ThemeContext
from smallcrm.ui.widgets.badge import keycap_width, paint_keycap
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_icon,
    draw_text,
    one_line,
    plain,
    tool_tip,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

ButtonKind = Literal["normal", "primary", "banner", "row"]

_HEIGHTS: Final = {"normal": 30, "primary": 30, "banner": 28, "row": 26}
_ICON: Final = 16
_GAP: Final = 7


class KeyButton(QPushButton):
    """A button with text, optionally an icon before it and a keycap after it.

    It does not listen to that key: the window that knows all keys does. `primary` is for the one
    main button of a window.
    """

    def __init__(
        self,
        theme: ThemeContext,
        text: str,
        *,
        key: str = "",
        icon: str = "",
        kind: ButtonKind = "normal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._label = text
        self._icon_name = icon
        self._small = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("sized", "self")
        theme.changed.connect(self._on_theme)
        self.set_look(kind=kind)
        self.set_content(text, key=key, icon=icon)

    def set_content(self, text: str, *, key: str = "", icon: str = "") -> None:
        """Show another text, key and icon."""
        self._label, self._key, self._icon_name = text, key, icon
        self.setText(plain(text))
        self.setAccessibleName(one_line(text))
        self.setAccessibleDescription(key)
        self._on_theme()

    def set_look(self, *, kind: ButtonKind, primary: bool = False) -> None:
        """Choose the size, and whether this is the main button."""
        self._small = kind
        main = primary or kind == "primary"
        self.setProperty("kind", "primary" if main else kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return the size of icon, text and keycap with the padding of the design."""
        px = self._theme.px
        width = advance(self._theme, self._style(), self._label)
        if self._icon_name:
            width += px(_ICON + _GAP)
        if self._key:
            width += px(_GAP) + keycap_width(self._theme, self._key)
        return QSize(width + 2 * px(self._padding()), px(_HEIGHTS[self._small]))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button's words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Let the stylesheet draw the box, then draw what is in it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        ink = self._ink()
        x = (self.width() - self.sizeHint().width()) // 2 + self._theme.px(self._padding())
        middle = self.height() // 2
        if self._icon_name:
            draw_icon(painter, self._theme, (x, middle, _ICON), self._icon_name, ink)
            x += self._theme.px(_ICON + _GAP)
        style = self._style()
        base = baseline(self._theme.metrics(style), 0, self.height())
        colour = self._theme.colour(ink)
        x += draw_text(painter, self._theme, (x, base, self.width()), self._label, style, colour)
        if self._key:
            x += self._theme.px(_GAP)
            paint_keycap(painter, self._theme, (x, middle), self._key, self._keycap_colours(ink))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when the button is enabled or disabled."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _padding(self) -> int:
        return 10 if self._small == "row" else 13

    def _style(self) -> TextStyle:
        return SMALL_MEDIUM if self._small == "row" else BODY_MEDIUM

    def _ink(self) -> str:
        tokens = self._theme.tokens
        if not self.isEnabled():
            return tokens.text3
        return tokens.onacc if self.property("kind") == "primary" else tokens.text

    def _keycap_colours(self, ink: str) -> tuple[QColor, QColor, QColor]:
        if self.property("kind") == "primary":
            edge = QColor(ink)
            edge.setAlphaF(0.75)
            return QColor(Qt.GlobalColor.transparent), edge, QColor(ink)
        tokens = self._theme.tokens
        return (
            self._theme.colour(tokens.surf),
            self._theme.colour(tokens.line2),
            self._theme.colour(ink),
        )

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class IconButton(QToolButton):
    """A square button with an icon alone; `name` is its tool tip and its accessible name."""

    def __init__(
        self,
        theme: ThemeContext,
        icon: str,
        name: str,
        *,
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._size = size
        self.setAutoRaise(True)
        self.set_name(name)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setToolTip(tool_tip(name))
        self.setAccessibleName(one_line(name))

    def _on_theme(self) -> None:
        side = self._theme.px(self._size)
        self.setIcon(self._theme.icon(self._icon_name, size=self._size))
        self.setIconSize(QSize(side, side))
        self.setFixedSize(side + self._theme.px(12), side + self._theme.px(12))
