"""The letters on the screen: Inter with digits of one width, and a Chinese font behind it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFont, QFontDatabase

if TYPE_CHECKING:
    from pathlib import Path

SCREEN_FILES: Final = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "Inter-Bold.ttf",
)
CHINESE_FILE: Final = "NotoSansSC-Regular.ttf"
FAMILIES: Final = (
    "Inter",
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
_LAST_RESORTS: Final = frozenset(FAMILIES[-2:])
_SEMIBOLD: Final = 600
_BOLD: Final = 700


def load(resources: Path, *, chinese: bool = False) -> None:
    """Make the bundled fonts known to Qt; a second call changes nothing.

    A missing file is no reason to refuse to start: the system's own font then stands in. With
    `chinese` the interface is Chinese, and fonts made for a few foreign names are not good enough.
    """
    known = set(QFontDatabase.families())
    if FAMILIES[0] not in known:
        for name in SCREEN_FILES:
            QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
    # The bundled Chinese font is ten megabytes of memory: only where the system has none.
    if not _system_has_chinese(known, good=chinese):
        QFontDatabase.addApplicationFont(str(resources / "fonts" / CHINESE_FILE))


def ui_font(pixels: float, weight: int, *, tabular: bool = True) -> QFont:
    """Return the interface's font, digits of one width, so that columns of amounts line up.

    Without `tabular` digits, hyphens and blanks have the widths that suit words.
    """
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight(weight))
    # Full hinting pulls letters to whole pixels sideways and makes their spacing uneven.
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    # Said either way: a new font begins as the application's, which may have digits of one width.
    font.setFeature(QFont.Tag("tnum"), int(tabular))
    return font


def strong_weight(weight: int, *, chinese: bool) -> int:
    """Return the weight to ask for, so that strong Chinese text is seen to be strong.

    Qt emboldens a font of one weight from 700 on only; at 600 such text would look like any other.
    """
    if not chinese or weight != _SEMIBOLD:
        return weight
    known = set(QFontDatabase.families())
    family = next((name for name in FAMILIES[1:] if name in known), None)
    several = family is not None and len(QFontDatabase.styles(family)) > 1
    return weight if several else _BOLD


def _system_has_chinese(known: set[str], *, good: bool) -> bool:
    if sys.platform in {"win32", "darwin"} or known.intersection(FAMILIES[1:]) - _LAST_RESORTS:
        return True
    return not good and bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
