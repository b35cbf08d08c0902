"""The sentence of debt, large and with a sign, at the top of a client's card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.theme import (
    HEADLINE,
    NOTE,
    NOTE_STRONG,
    RADIUS,
    SMALL,
    ThemeContext,
    Tone,
    tone_colour,
)
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Ranges, Run, draw_icon, fill_round

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

BannerVariant = Literal["debt", "soon", "ok", "plain"]

_BAR: Final = 4
_ICONS: Final[dict[BannerVariant, str]] = {
    "debt": "triangle-alert",
    "soon": "clock",
    "ok": "circle-check",
    "plain": "receipt",
}


@dataclass(frozen=True, slots=True)
class BannerContent:
    """What a banner says; `sentence` is the whole of it, for screen readers and for copying.

    `second_strong` are the parts of the second line that stand out, in characters.
    """

    variant: BannerVariant
    headline: str
    sentence: str
    second: str = ""
    second_strong: Ranges = ()
    third: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class BannerAction:
    """The one button of a banner."""

    text: str
    key: str = ""
    icon: str = ""
    primary: bool = True


class Banner(QFrame):
    """Painted frame with a 4 px bar; `acted` when its button is pressed, `opened` on a click."""

    acted = Signal()
    opened = Signal()

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content = BannerContent("plain", "", "")
        self._headline = RunLabel(theme, wrap=True, max_lines=2)
        self._second = RunLabel(theme, wrap=True, max_lines=3)
        self._third = RunLabel(theme, wrap=True, max_lines=2)
        self._button = KeyButton(theme, "", kind="banner")
        self._button.clicked.connect(self.acted)
        self._top = QHBoxLayout()
        self._top.addWidget(self._headline, 1, Qt.AlignmentFlag.AlignVCenter)
        self._top.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self._second)
        self._column.addWidget(self._third)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._button.hide()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def button(self) -> KeyButton:
        """Return the button, for tab order and tests."""
        return self._button

    @property
    def content(self) -> BannerContent:
        """Return what is shown."""
        return self._content

    def set_content(self, content: BannerContent, action: BannerAction | None = None) -> None:
        """Say something else."""
        self._content = content
        tone: Tone = content.variant
        self._headline.set_runs((Run(content.headline, HEADLINE, tone),))
        self._second.set_runs(_emphasised(content.second, content.second_strong))
        self._second.setVisible(bool(content.second))
        self._third.set_text(content.third, SMALL, "second")
        self._third.setVisible(bool(content.third))
        self.setAccessibleName(content.sentence)
        if action is not None:
            self._button.set_look(kind="banner", primary=action.primary)
            self._button.set_content(action.text, key=action.key, icon=action.icon)
        self._button.setVisible(action is not None)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for what the figure is made of."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, edge, bar and sign."""
        theme = self._theme
        tokens = theme.tokens
        variant = self._content.variant
        ground, edge = {
            "debt": (tokens.debtbg, tokens.debtln),
            "soon": (tokens.soonbg, tokens.soonln),
            "ok": (tokens.okbg, tokens.okln),
            "plain": (tokens.sunk, tokens.line2),
        }[variant]
        bar = tokens.ctl if variant == "plain" else tone_colour(tokens, variant)
        sign = tokens.text2 if variant == "plain" else bar
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = RADIUS * theme.scale
        fill_round(painter, rect, radius, theme.colour(ground), theme.colour(edge))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        clip = QPainterPath()
        clip.addRoundedRect(rect, radius, radius)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(QRectF(0, 0, theme.px(_BAR), self.height()), theme.colour(bar))
        painter.restore()
        middle = self._column.contentsMargins().top() + self._top.geometry().height() // 2
        icon = self._content.icon or _ICONS[variant]
        draw_icon(painter, theme, (theme.px(14), middle, 22), icon, sign)
        painter.end()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(px(46), px(8), px(9), px(10))
        self._column.setSpacing(px(3))
        self._top.setSpacing(px(8))
        self.updateGeometry()
        self.update()


def _emphasised(text: str, strong: Ranges) -> tuple[Run, ...]:
    runs: list[Run] = []
    at = 0
    for begin, end in sorted(strong):
        if begin > at:
            runs.append(Run(text[at:begin], NOTE))
        runs.append(Run(text[max(at, begin) : end], NOTE_STRONG))
        at = end
    if at < len(text):
        runs.append(Run(text[at:], NOTE))
    return tuple(runs)
