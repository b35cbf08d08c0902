"""What a ring does on a real screen with a window manager; run by `test_on_a_screen`.

Prints what was seen, as JSON: which window has the keyboard, and which stands above which.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from tests.ui.card import people
from tests.ui.show_dialogs import RESOURCES, context_of, wait

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.theme import ThemeContext

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _id(window: QWidget) -> int:
    return int(window.windowHandle().winId())


def _type(text: str) -> None:
    _said("xdotool", "type", "--delay", "20", text)
    _pause()


def _pause(milliseconds: int = 400) -> None:
    QTest.qWait(milliseconds)


def _has_keyboard(window: QWidget) -> bool:
    return int(_said("xdotool", "getwindowfocus").split()[0]) == _id(window)


def _is_above(window: QWidget, other: QWidget) -> bool:
    """Ask the window manager for its order, the lowest first."""
    listed = _said("xprop", "-root", "_NET_CLIENT_LIST_STACKING").partition("#")[2]
    order = [int(one, 16) for one in listed.split(",")]
    return order.index(int(window.windowHandle().winId())) > order.index(
        int(other.windowHandle().winId())
    )


def main() -> None:
    """Type in another program's window while the phone rings."""
    app = QApplication(sys.argv[:1])
    seen: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "machine.json")
        clock = Clock.fixed(NOW, ZoneInfo("Europe/Dublin"))
        backend = open_backend(paths, clock, country="IE", currency="EUR")
        client, other = people.beatriz(backend), people.zhang_wei(backend)
        theme = ThemeContext(app, RESOURCES, choice="light")
        context = context_of(backend, paths, theme, "en")
        deck = CardDeck(context)
        field = QLineEdit()
        field.setWindowTitle("Letter")
        # As large as the screen: whatever is not above it is not seen.
        field.showMaximized()
        field.activateWindow()
        _pause(800)
        _type("before ")

        def say(state: CallState, number: str, key: str) -> None:
            deck.report(CallReport("line", key, state, Caller(number), at=NOW, answered=False))
            wait(context)
            _pause()

        say(CallState.RINGING, "+353209104182", "1")
        say(CallState.RINGING, "+8613800138000", "2")
        _type("during ")
        first, second = deck.card(client), deck.card(other)
        assert first is not None
        assert second is not None
        seen["keyboard stays"] = _has_keyboard(field)
        seen["first above"] = _is_above(first, field)
        seen["second above"] = _is_above(second, field)
        seen["beside each other"] = first.pos() != second.pos()
        say(CallState.ANSWERED, "+353209104182", "1")
        _type("after")
        seen["typed"] = field.text()
        seen["keyboard still there"] = _has_keyboard(field)
        on_top = Qt.WindowType.WindowStaysOnTopHint
        seen["answered: as other windows"] = not first.windowHandle().flags() & on_top
        seen["rings: on top"] = bool(second.windowHandle().flags() & on_top)
        field.activateWindow()
        field.raise_()
        _pause()
        seen["can be covered"] = _is_above(field, first)
        deck.close_all()
        wait(context)
        field.close()
        context.runner.stop()
        backend.close()
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
