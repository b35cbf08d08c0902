"""Pictures of the ten calls on the screen: `python -m tests.ui.show_calls OUT [NAME]`.

Each call in English and Chinese, light and dark: at the ring, and what stands there a moment later.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of
from tests.ui.ten_calls import SCENES, Ids, Words

from smallcrm.app import Backend, open_backend
from smallcrm.paths import Paths
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.theme import ThemeContext

# What is said in a call, and typed as its note.
_TOLD = {
    "01-old-bill": ("Pays both in June", "六月一起付清"),
    "04-secretary": ("He is home again", "孩子出院了"),
    "07-complaint": ("Still squeaks, is angry", "还是响，很不满"),
}


@dataclass
class Set:
    """A window with a deck, and what rings in it."""

    backend: Backend
    context: UiContext
    window: MainWindow
    deck: CardDeck
    words: Words
    ids: Ids
    out: Path
    name: str

    def settle(self) -> None:
        """Wait until nothing is being read or written."""
        quiet = 0
        while quiet < 5:
            QTest.qWait(20)
            quiet = quiet + 1 if self.context.runner.pending == 0 else 0

    def tell(self, number: str, key: str, state: CallState, *, seconds: int | None = None) -> None:
        """Have a line say something of a call."""
        answered = None if seconds is None else seconds > 0
        at = self.context.clock.now()
        caller = Caller(number, "")
        report = CallReport(
            "fritzbox", key, state, caller, at=at, answered=answered, seconds=seconds
        )
        self.deck.report(report)
        self.settle()

    def shoot(self, window: QWidget, step: str = "") -> None:
        """Take a picture of a window."""
        self.settle()
        window.grab().save(str(self.out / f"{self.name}{step}.png"))
        print(self.out / f"{self.name}{step}.png")  # noqa: T201

    def at_the_ring(self) -> QWidget:
        """Return the window that the call has opened."""
        return [*self.deck.cards(), *self.deck.calls()][0]


@contextmanager
def scene(theme: ThemeContext, call: str, out: Path, *, chinese: bool, dark: bool) -> Iterator[Set]:
    """Set one call's scene, and clear it away."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        paths = Paths(data=data, machine_settings=data / "machine.json")
        words = Words(chinese=chinese)
        country = ("CN", "CNY") if chinese else ("IE", "EUR")
        backend = open_backend(paths, CLOCK, country=country[0], currency=country[1])
        ids = SCENES[call][0](backend, words)
        theme.set_choice("dark" if dark else "light")
        theme.set_chinese(chinese=chinese)
        context = context_of(backend, paths, theme, "zh_CN" if chinese else "en")
        window = MainWindow(
            context, QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)
        )
        deck = CardDeck(context, anchor=window)
        Desk(context, window, deck)
        window.resize(1366, 768)
        window.show()
        window.data_ready()
        name = f"{call}-{'zh' if chinese else 'en'}-{'dark' if dark else 'light'}"
        made = Set(backend, context, window, deck, words, ids, out, name)
        made.settle()
        yield made
        deck.close_all()
        made.settle()
        window.close()
        context.runner.stop()
        backend.close()


def walk(made: Set, call: str) -> None:
    """Take one call's pictures."""
    line = SCENES[call][1]
    number = made.words.number(line) if line else ""
    made.tell(number, "1", CallState.RINGING)
    window = made.at_the_ring()
    made.shoot(window)
    if call == "02-same-package":
        type_into(made, made.words("Maeve Burke", "孙晓梅"))
        form = made.deck.calls()[0].form
        form.referrer.box.setFocus()
        form.referrer.box.setText(made.words("james", "王丽"))
        made.settle()
        QTest.keyClick(form.referrer.box, Qt.Key.Key_Return)
        made.shoot(window, "-referrer")
    elif call == "06-withheld":
        type_into(made, made.words("Wants the piano moved", "想搬钢琴"))
        made.deck.calls()[0].form.name_field.setText(made.words("maeve", "孙晓梅"))
        QTest.qWait(400)
        made.shoot(window, "-note")
    elif call == "10-two-at-once":
        made.tell(made.words.number("11"), "2", CallState.RINGING)
        made.shoot(made.deck.cards()[-1], "-second")
        made.tell(made.words.number("11"), "2", CallState.ENDED, seconds=0)
        made.shoot(made.deck.cards()[-1], "-missed")
        made.window.tab(0).table.setFocus()
        made.shoot(made.window, "-today")
    elif call in _TOLD:
        made.tell(number, "1", CallState.ANSWERED)
        type_into(made, made.words(*_TOLD[call]))
        made.shoot(window, "-talking")
        made.tell(number, "1", CallState.ENDED, seconds=192)
        made.shoot(window, "-ended")


def type_into(made: Set, text: str) -> None:
    """Type where the keyboard is."""
    window = made.at_the_ring()
    window.activateWindow()
    made.settle()
    focused = window.focusWidget()
    if hasattr(focused, "insertPlainText"):
        focused.insertPlainText(text)
    elif hasattr(focused, "setText"):
        focused.setText(text)
    made.settle()


def main() -> None:
    """Take the pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[2:] or list(SCENES)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for call in asked:
        for chinese in (False, True):
            for dark in (False, True):
                with scene(theme, call, out, chinese=chinese, dark=dark) as made:
                    walk(made, call)


if __name__ == "__main__":
    main()
