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
    "Noto Sans SC",
    "Droid Sans Fallback",
)


def load(resources: Path) -> None:
    """Make the bundled fonts known to Qt; a second call changes nothing.

    A missing file is no reason to refuse to start: the system's own font then stands in.
    """
    known = set(QFontDatabase.families())
    if FAMILIES[0] not in known:
        for name in SCREEN_FILES:
            QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
    # The bundled Chinese font is ten megabytes of memory: only where the system has none.
    if not _system_has_chinese(known):
        QFontDatabase.addApplicationFont(str(resources / "fonts" / CHINESE_FILE))


def ui_font(pixels: float, weight: int) -> QFont:
    """Return the interface's font, digits of one width, so that columns of amounts line up."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(max(1, round(pixels)))
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _system_has_chinese(known: set[str]) -> bool:
    if sys.platform in {"win32", "darwin"} or known.intersection(FAMILIES[1:]):
        return True
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
