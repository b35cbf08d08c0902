"""What Qt says by itself, in the program's language: the menu of a text field, file and printer."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

_NAME: Final = "words_of_qt"


def speak(app: QApplication, language: str) -> None:
    """Let Qt speak a language (`zh_CN`); English is what it speaks without being told."""
    before = app.findChild(QTranslator, _NAME)
    if before is not None:
        app.removeTranslator(before)
        before.setObjectName("")
        before.deleteLater()
    if language == "en":
        return
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        words.setObjectName(_NAME)
        app.installTranslator(words)
    else:
        words.deleteLater()
