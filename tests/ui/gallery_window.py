"""The window's parts put together from the kit, as in the design."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smallcrm.ui.theme import ThemeContext
from tests.ui.gallery_data import Words


def clients_window(theme: ThemeContext, words: Words) -> QWidget:
    return QWidget()


def today_window(theme: ThemeContext, words: Words) -> QWidget:
    return QWidget()


def controls(theme: ThemeContext, words: Words) -> QWidget:
    return QWidget()
