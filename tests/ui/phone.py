"""A telephone line of the window's own: a FRITZ!Box on this machine, heard over a real socket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from tests.telephony.lines import ReplayServer
from tests.ui.hand import Hand
from tests.ui.ten_calls import Ids, Words

from smallcrm.app import Backend
from smallcrm.queries.contact_shapes import InteractionShape
from smallcrm.telephony.reports import CallReport, SourceState
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.phone_lines import PhoneLines
from smallcrm.ui.today_deeds import TodayId
from smallcrm.ui.widgets.today_model import TodayRow

WHEN: Final = "12.05.26 09:42:00"


class Shows(QObject):
    """Notes of each window that a call opens whether it would have taken the keyboard.

    Without a screen every window takes it; everywhere else one that says so leaves it alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loud: list[str] = []
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look at windows that appear."""
        if event.type() == QEvent.Type.Show and isinstance(
            watched, CardWindow | Chooser | NewCaller
        ):
            self.count += 1
            if not watched.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating):
                self.loud.append(watched.windowTitle())
        return False


class Phone:
    """Rings in a window as the program has it wired; each call has a number of its own."""

    def __init__(self, window: MainWindow, hand: Hand, app: QApplication) -> None:
        self.window = window
        self.shows = Shows()
        self._hand = hand
        self._app = app
        self._calls = 0
        self._servers: list[ReplayServer] = []
        self._heard: list[CallReport] = []
        context = window._context
        self.lines = PhoneLines(context.machine, context.clock)
        self.lines.called.connect(window.deck.report)
        self.lines.called.connect(self._heard.append)
        context.phone = self.lines
        app.installEventFilter(self.shows)

    def listen(self, name: str = "fritzbox", saying: str = "") -> ReplayServer:
        """Switch a source on; it says this to whoever connects."""
        server = ReplayServer([saying])
        self._servers.append(server)
        machine = self.window._context.machine
        for key, value in (("host", "127.0.0.1"), ("port", str(server.port)), ("enabled", "yes")):
            machine.set(f"telephony.{name}.{key}", value)
        self.lines.start()
        self._hand.until(
            lambda: (
                (state := self.lines.states().get(name)) is not None
                and state.state is SourceState.LISTENING
            )
        )
        return server

    def ring(self, number: str) -> int:
        """Ring; return the call's number at the box."""
        self._calls += 1
        self._say(f"{WHEN};RING;{self._calls};{number};987654;SIP0;\n")
        return self._calls

    def answer(self, call: int, number: str) -> None:
        """Take the receiver off."""
        self._say(f"{WHEN};CONNECT;{call};11;{number};\n")

    def hang_up(self, call: int, seconds: int = 0) -> None:
        """End a call; one of no seconds that was not answered is missed."""
        self._say(f"{WHEN};DISCONNECT;{call};{seconds};\n")

    def close(self) -> None:
        """Stop listening, and end the box."""
        self._app.removeEventFilter(self.shows)
        self.window._context.phone = None
        self.lines.stop()
        for server in self._servers:
            server.close()

    def _say(self, line: str) -> None:
        heard = len(self._heard)
        self._servers[0].send(line)
        self._hand.until(lambda: len(self._heard) > heard)
        self._hand.rest()


@dataclass
class Desk:
    """The owner at the window, and the telephone beside it."""

    window: MainWindow
    hand: Hand
    phone: Phone
    backend: Backend
    words: Words
    ids: Ids
    caller: str

    def said(self, english: str, chinese: str) -> str:
        """Choose between two texts."""
        return self.words(english, chinese)

    def rings(self) -> int:
        """Let the scene's caller ring; nothing takes the keyboard and no key is pressed."""
        strokes = self.hand.strokes
        call = self.phone.ring(self.caller)
        self.hand.until(lambda: self.phone.shows.count > 0)
        assert self.phone.shows.loud == [], "what is typed elsewhere goes on being typed there"
        assert self.hand.strokes == strokes
        return call

    def card(self) -> CardWindow:
        """Return the one card that the call has opened, and what it says."""
        self.hand.until(lambda: bool(self.window.deck.cards()))
        (card,) = self.window.deck.cards()
        self.hand.until(card.isVisible)
        self.hand.until(lambda: card.card is not None)
        self.hand.rest()
        return card

    def turn_to(self, window: QWidget) -> None:
        """Turn to a window, by the keyboard as by the mouse: that is one stroke."""
        window.activateWindow()
        self.hand.until(window.isActiveWindow)
        self.hand.strokes += 1
        self.hand.rest()

    def logged(self, client: int) -> InteractionShape:
        """Return the last contact of a client, as the data file has it."""
        card = self.backend.queries.card(client)
        assert card is not None
        return card.last_interactions[0]

    def sound(self) -> None:
        """Nothing is wrong with the data file."""
        assert self.backend.check().problems == ()


def head(card: CardWindow) -> str:
    """Return what the card says of numbers, and who is on the line."""
    return " | ".join(
        label.whole_text() for label in card.body.head._phones if not label.isHidden()
    )


def missed_rows(window: MainWindow) -> list[TodayRow]:
    """Return Today's missed calls."""
    items = window.tab(0).table.items.items()
    return [
        item
        for item in items
        if isinstance(item, TodayRow)
        and isinstance(item.id, TodayId)
        and item.id.kind in {"missed", "unknown"}
    ]
