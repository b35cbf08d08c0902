"""The card's keys: a letter after Esc or from the timeline, Alt and the letter from anywhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

RATING_KEY: Final = "Ctrl" if sys.platform == "darwin" else "Alt"
"""The key that says with a figure how a call went."""


def has_mnemonics() -> bool:
    """Tell whether Alt and a letter is for programs: on a Mac it writes special characters."""
    return sys.platform != "darwin"


def key_name(keys: str) -> str:
    """Name keys as a keycap shows them: `Ctrl P`, on a Mac ⌘P."""
    if has_mnemonics():
        return keys.replace("+", " ")
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def bind(window: QWidget, letters: Mapping[str, Callable[[], object]]) -> None:
    """Let letters act: bare where nothing is being typed, with Alt everywhere.

    A text field takes a bare letter for itself before any shortcut sees it. Digits have their own
    meaning with Alt (`bind_ratings`).
    """
    for letter, act in letters.items():
        keys = [QKeySequence(letter)]
        if has_mnemonics() and letter.isalpha():
            keys.append(QKeySequence(f"Alt+{letter}"))
        _shortcut(window, keys, act)


def bind_ratings(window: QWidget, digits: str, act: Callable[[str], object]) -> None:
    """Let a digit with its key act from anywhere: it rates, or chooses as the bare digit does."""
    for digit in digits:
        _shortcut(window, [QKeySequence(f"{RATING_KEY}+{digit}")], partial(act, digit))


def bind_keys(window: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """Let combinations such as `Ctrl+P` act."""
    for combination, act in keys.items():
        _shortcut(window, [QKeySequence(combination)], act)


def bind_standard(
    window: QWidget, key: QKeySequence.StandardKey, act: Callable[[], object]
) -> None:
    """Let the system's own keys for something act."""
    _shortcut(window, QKeySequence.keyBindings(key), act)


def _shortcut(window: QWidget, keys: list[QKeySequence], act: Callable[[], object]) -> None:
    shortcut = QShortcut(window)
    shortcut.setKeys(keys)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
