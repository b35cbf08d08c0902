"""Badges for a client's level, and keycaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from smallcrm.ui.theme import BADGE, KEYCAP, KEYCAP_SMALL, SMALL, ThemeContext
from smallcrm.ui.widgets.painting import CENTRE, advance, baseline, draw_icon, draw_text, fill_round

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

BadgeKind = Literal["vip", "preferred", "standard", "outline"]

BADGE_HEIGHT: Final = 18
KEYCAP_HEIGHT: Final = 17
SMALL_KEYCAP_HEIGHT: Final = 15
_PADDING: Final = 7
_ICON: Final = 12
_GAP: Final = 4
_ICONS: Final = {"vip": "star", "preferred": "chevron-up"}


@dataclass(frozen=True, slots=True)
class BadgeSpec:
    """A level and its word; `standard` is shown as quiet text, `outline` as a mere frame."""

    kind: BadgeKind
    text: str


def badge_width(theme: ThemeContext, spec: BadgeSpec) -> int:
    """Return how wide a badge will be."""
    if spec.kind == "standard":
        return advance(theme, SMALL, spec.text)
    words = advance(theme, BADGE, spec.text)
    icon = theme.px(_ICON + _GAP) if spec.kind in _ICONS else 0
    return words + icon + 2 * theme.px(_PADDING)


def paint_badge(
    painter: QPainter, theme: ThemeContext, place: tuple[int, int, int], spec: BadgeSpec
) -> int:
    """Paint at (x, middle, width there is); return the width used, 0 where it does not fit."""
    x, middle, room = place
    width = badge_width(theme, spec)
    if width > room:
        return 0
    tokens = theme.tokens
    if spec.kind == "standard":
        metrics = theme.metrics(SMALL)
        base = baseline(metrics, middle - metrics.height() // 2, metrics.height())
        colour = theme.colour(tokens.text2)
        return draw_text(painter, theme, (x, base, width), spec.text, SMALL, colour)
    ink, ground, edge = {
        "vip": (tokens.vip, tokens.vipbg, tokens.vipln),
        "preferred": (tokens.pref, tokens.prefbg, tokens.prefln),
        "outline": (tokens.text2, tokens.surf, tokens.line2),
    }[spec.kind]
    height = theme.px(BADGE_HEIGHT)
    top = middle - height // 2
    box = QRectF(x, top, width, height)
    fill_round(painter, box, 4 * theme.scale, theme.colour(ground), theme.colour(edge))
    left = x + theme.px(_PADDING)
    if (icon := _ICONS.get(spec.kind)) is not None:
        draw_icon(painter, theme, (left, middle, _ICON), icon, ink)
        left += theme.px(_ICON + _GAP)
    base = baseline(theme.metrics(BADGE), top, height)
    draw_text(painter, theme, (left, base, width), spec.text, BADGE, theme.colour(ink))
    return width


def keycap_width(theme: ThemeContext, text: str, *, small: bool = False) -> int:
    """Return how wide a keycap will be; never narrower than high."""
    words = advance(theme, KEYCAP_SMALL if small else KEYCAP, text)
    least = theme.px(SMALL_KEYCAP_HEIGHT if small else KEYCAP_HEIGHT)
    return max(least, words + 2 * theme.px(4 if small else 5))


def paint_keycap(
    painter: QPainter,
    theme: ThemeContext,
    place: tuple[int, int],
    text: str,
    colours: tuple[QColor, QColor, QColor] | None = None,
    *,
    small: bool = False,
) -> int:
    """Paint at (x, middle); `colours` are ground, edge and letters. Return the width."""
    x, middle = place
    tokens = theme.tokens
    ground, edge, ink = colours or (
        theme.colour(tokens.surf),
        theme.colour(tokens.line2),
        theme.colour(tokens.text),
    )
    width = keycap_width(theme, text, small=small)
    height = theme.px(SMALL_KEYCAP_HEIGHT if small else KEYCAP_HEIGHT)
    rect = QRectF(x, middle - height // 2, width, height)
    fill_round(painter, rect, 4 * theme.scale, ground, edge)
    painter.setFont(theme.font(KEYCAP_SMALL if small else KEYCAP))
    painter.setPen(ink)
    painter.drawText(rect, CENTRE, text)
    return width


class Badge(QLabel):
    """A client's level as a widget; hidden while there is none."""

    def __init__(
        self, theme: ThemeContext, spec: BadgeSpec | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec: BadgeSpec | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self.set_spec(spec)

    def set_spec(self, spec: BadgeSpec | None) -> None:
        """Show a level, or nothing."""
        self._spec = spec
        self.setAccessibleName(spec.text if spec else "")
        self.setVisible(spec is not None)
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return the badge's size."""
        if self._spec is None:
            return QSize(0, 0)
        return QSize(badge_width(self._theme, self._spec), self._theme.px(BADGE_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the badge."""
        if self._spec is None:
            return
        painter = QPainter(self)
        place = (0, self.height() // 2, max(self.width(), self.sizeHint().width()))
        paint_badge(painter, self._theme, place, self._spec)
        painter.end()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class Keycap(QLabel):
    """The name of a key as a widget."""

    def __init__(self, theme: ThemeContext, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)

    def set_text(self, text: str) -> None:
        """Show another key."""
        self._text = text
        self.setAccessibleName(text)
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return the keycap's size."""
        return QSize(keycap_width(self._theme, self._text), self._theme.px(KEYCAP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the keycap."""
        painter = QPainter(self)
        paint_keycap(painter, self._theme, (0, self.height() // 2), self._text)
        painter.end()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
