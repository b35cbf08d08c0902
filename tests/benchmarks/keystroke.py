"""From a key to the painted list, and from Enter to the painted card, against ready data."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.benchmarks.common import Context, Row, Times, against, within
from tests.benchmarks.desktop import Desktop, Painted, desktop, until

from smallcrm.db.connection import connect
from smallcrm.ui.card.source import CardSource

_WORDS, _CARDS, _WARMING = 60, 40, 8
_LONGEST = 9
_GOAL, _HALF_FRAME, _FRAME = 4.0, 0.008, 0.016
_LARGE = 500_000


def run(context: Context) -> list[Row]:
    """Type words key by key and open cards, once for real and once with what was answered."""
    most = _HALF_FRAME if context.clients <= _LARGE else _FRAME
    with desktop(context.data, context.scratch) as shown:
        typed, opened, unmeasured = (Times(), Times()), (Times(), Times()), (Times(), Times())
        # The first of each bring fonts and signs into Qt's caches.
        for number, word in enumerate(_words(context)[: _WORDS + _WARMING]):
            _type(shown, word, typed if number >= _WARMING else unmeasured)
        for number, client_id in enumerate(_clients(context)[: _CARDS + _WARMING]):
            _open(shown, client_id, opened if number >= _WARMING else unmeasured)
    ready = "painting with ready data"
    limit = "half a frame" if most == _HALF_FRAME else "a frame"
    return [
        against("key → list painted", typed[0].wall, ready, typed[1].wall, _GOAL),
        within("key → list painted, work of all threads", typed[0].cpu, most, limit),
        against("the same work", typed[0].cpu, ready, typed[1].cpu),
        against("Enter → card painted", opened[0].wall, ready, opened[1].wall, _GOAL),
        against("the same work", opened[0].cpu, ready, opened[1].cpu),
    ]


def _words(context: Context) -> list[str]:
    """Return beginnings of what is in the file: names, organisations, numbers, purchases."""
    connection = connect(context.database, readonly=True)
    found = [
        str(row[0]).lower()
        for sql in (
            "SELECT name FROM client",
            "SELECT name_sort FROM client",
            "SELECT organisation FROM client WHERE organisation IS NOT NULL",
            "SELECT substr(typed_key, -7) FROM phone_number",
            "SELECT title FROM sale",
        )
        for row in connection.execute(f"{sql} ORDER BY id * 7919 % 100003 LIMIT 20")
    ]
    connection.close()
    random.Random(3).shuffle(found)
    return found


def _clients(context: Context) -> list[int]:
    connection = connect(context.database, readonly=True)
    sql = "SELECT id FROM client ORDER BY id * 7919 % 100003 LIMIT 100"
    found = [row[0] for row in connection.execute(sql)]
    connection.close()
    return found


def _type(shown: Desktop, word: str, times: tuple[Times, Times]) -> None:
    """Type a word twice: read from the file, then with the same answers already there."""
    search = shown.window.search
    box = shown.window.search_box
    view = search.hits._view.viewport()
    ask, take = search._ask, search._on_result
    answers: dict[str, Any] = {}
    arrived: list[str] = []

    def keep(answer: Any) -> None:
        answers[answer[0].query] = answer
        take(answer)
        arrived.append(answer[0].query)

    def have(text: str) -> None:
        take(answers[text])
        arrived.append(text)

    for real, spent in ((True, times[0]), (False, times[1])):
        search._ask = ask if real else have  # type: ignore[method-assign]
        search._on_result = keep  # type: ignore[method-assign]
        for letter in word[:_LONGEST]:
            arrived.clear()
            painted = Painted(search.hits)
            inside = Painted(view)
            with spent.one():
                _press(box, letter)
                if box.query().strip() == "":
                    break
                until(lambda: bool(arrived))
                until(lambda: bool(painted.count + inside.count))  # noqa: B023
            painted.done()
            inside.done()
        search._ask, search._on_result = ask, take  # type: ignore[method-assign]
        QTest.keyClick(box, Qt.Key.Key_Escape)
        shown.settle()


def _press(box: Any, letter: str) -> None:
    if letter.isascii():
        QTest.keyClicks(box, letter)
    else:
        # Input methods hand over whole letters.
        box.insert(letter)


def _open(shown: Desktop, client_id: int, times: tuple[Times, Times]) -> None:
    """Open a card twice: read from the file, then with what was read already there."""
    kept: list[Any] = []
    read = CardSource.read
    for real, spent in ((True, times[0]), (False, times[1])):
        if not real:
            CardSource.read = lambda self: _ready(self, kept[0])  # type: ignore[method-assign]
        with spent.one():
            card = shown.deck.show_card(client_id)
            until(lambda: card.card is not None and card.isVisible())  # noqa: B023
            painted = Painted(card.body)
            card.body.update()
            until(lambda: painted.count > 0)  # noqa: B023  (asked at once)
        CardSource.read = read  # type: ignore[method-assign]
        kept.append(card.card)
        painted.done()
        shown.settle()
        card.close()
        shown.settle()


def _ready(source: CardSource, card: Any) -> None:
    """Answer at once, but after the card has been built, as an answer that was read does."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, source, lambda: source._on_read(card))
