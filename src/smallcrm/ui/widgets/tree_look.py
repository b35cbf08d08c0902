"""Colours and type of a drawn tree: on the screen, and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF

from smallcrm.ui import fonts
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, SMALL_STRONG, TextStyle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from smallcrm.ui.theme import ThemeContext

_PRINT_FILES: Final = (
    "SourceSerif4-Regular.ttf",
    "SourceSerif4-SemiBold.ttf",
    "NotoSansSC-Regular.ttf",
)
_STYLES: Final = (BODY_STRONG, BODY, SMALL, SMALL_STRONG)


@dataclass(frozen=True, slots=True)
class TreeLook:
    """Colours and type of one appearance; `scale` is the owner's text size.

    On paper nothing can be pressed, so that nothing looks as if it could.
    """

    scale: float
    ground: QColor
    fill: QColor
    edge: QColor
    line: QColor
    text: QColor
    second: QColor
    won: QColor
    won_fill: QColor
    lost: QColor
    accent: QColor
    chosen: QColor
    fonts: Mapping[TextStyle, QFont]
    metrics: Mapping[TextStyle, QFontMetricsF]
    paper: bool = False

    def px(self, length: float) -> float:
        """Return a length of the design at the owner's text size."""
        return length * self.scale


def screen_look(theme: ThemeContext) -> TreeLook:
    """Return how a tree looks in the window."""
    tokens, colour = theme.tokens, theme.colour
    made = {}
    for style in _STYLES:
        made[style] = QFont(theme.font(style))
        # Hinted letters would jump about while the picture grows and shrinks.
        made[style].setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return TreeLook(
        scale=theme.scale,
        ground=colour(tokens.win),
        fill=colour(tokens.surf),
        edge=colour(tokens.line2),
        line=colour(tokens.ctl),
        text=colour(tokens.text),
        second=colour(tokens.text2),
        won=colour(tokens.ok),
        won_fill=colour(tokens.okbg),
        lost=colour(tokens.text3),
        accent=colour(tokens.acc),
        chosen=colour(tokens.sel),
        fonts=made,
        metrics={style: QFontMetricsF(font) for style, font in made.items()},
    )


def paper_look(resources: Path) -> TreeLook:
    """Return how a tree looks on paper: the house's print type, dark ink on white."""
    families = [name for file in _PRINT_FILES if (name := _family(resources / "fonts" / file))]
    made = {}
    for style in _STYLES:
        font = QFont()
        font.setFamilies([*families, *fonts.FAMILIES])
        font.setPixelSize(style.size)
        font.setWeight(QFont.Weight(style.weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # Digits of one width and joined letters are drawings without a character in a PDF.
        for name in ("tnum", "calt", "liga"):
            font.setFeature(QFont.Tag(name), 0)
        made[style] = font
    ink, quiet = QColor("#161616"), QColor("#444444")
    return TreeLook(
        scale=1.0,
        ground=QColor("#FFFFFF"),
        fill=QColor("#FFFFFF"),
        edge=QColor("#8A8A8A"),
        line=QColor("#8A8A8A"),
        text=ink,
        second=quiet,
        won=ink,
        won_fill=QColor("#E6E6E6"),
        lost=quiet,
        accent=ink,
        chosen=QColor("#FFFFFF"),
        fonts=made,
        metrics={style: QFontMetricsF(font) for style, font in made.items()},
        paper=True,
    )


@cache
def _family(path: Path) -> str:
    """Make a font that ships with the program known to Qt, once; return its name, or nothing."""
    number = QFontDatabase.addApplicationFont(str(path))
    names = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return names[0] if names else ""
