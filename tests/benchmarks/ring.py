"""From a ring to the painted card, against painting a card with what it shows read already."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from tests.benchmarks import data
from tests.benchmarks.card import painted_ready
from tests.benchmarks.common import Context, Row, Times, against
from tests.benchmarks.desktop import Desktop, Painted, desktop, until

from smallcrm.db.connection import connect
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.source import Found
from smallcrm.ui.card.window import CardWindow

_RINGS = 40
_GOAL, _DATA = 4.0, 0.5


def run(context: Context) -> list[Row]:
    """Ring for many clients, one after the other; their cards are closed in between."""
    folder = data.copied(context.database, context.scratch / "ring")
    connection = connect(context.scratch / "ring" / context.database.name, readonly=True)
    sql = (
        "SELECT client_id, e164 FROM phone_number WHERE e164 IS NOT NULL"
        " ORDER BY id * 7919 % 100003 LIMIT ?"
    )
    numbers = connection.execute(sql, (10 * _RINGS,)).fetchall()
    connection.close()
    with desktop(folder, context.scratch) as shown:
        # A number of several clients asks whose call it is, and shows no card.
        asked = shown.backend.queries.call_lookup
        clients = [
            (client, number) for client, number in numbers if len(asked(number).candidates) == 1
        ][:_RINGS]
        # The first card is imported and its fonts are read: nobody waits for that at a ring.
        painted_ready(shown, [clients[0][0]])
        ready = painted_ready(shown, [client for client, _number in clients])
        unmade = _painted_anew(shown, [client for client, _number in clients])
        rung, logged = _rung(shown, clients)
        reading = Times()
        for _client, number in clients:
            with reading.one():
                lookup = shown.backend.queries.call_lookup(number)
                shown.backend.queries.card(lookup.candidates[0].client.id)
    return [
        against("ring → card painted", rung.wall, "painting a new card, read", unmade.wall, _GOAL),
        against("ring → card painted, work", rung.cpu, "the same", unmade.cpu, _GOAL),
        against("ring → card painted", rung.wall, "filling an open card, read", ready.wall),
        against(
            "caller and card data", reading.cpu, "painting a new card, read", unmade.cpu, _DATA
        ),
        against("ring → call in the file", logged, "painting a new card, read", unmade.wall),
    ]


def _painted_anew(shown: Desktop, clients: Sequence[int]) -> Times:
    """Make a card for each, of what was read before."""
    times = Times()
    for client in clients:
        read = shown.backend.queries.card(client)
        with times.one():
            card = CardWindow(shown.context, client)
            card.resize(548, 690)
            painted = Painted(card.body)
            card._source._on_read(Found(read))
            card.show()
            until(lambda: painted.count > 0)  # noqa: B023  (asked at once)
        painted.done()
        shown.settle()
        card.close()
        card.deleteLater()
        shown.settle()
    return times


def _rung(shown: Desktop, clients: Sequence[tuple[int, str]]) -> tuple[Times, list[float]]:
    """Let the phone ring for each, and time until the card stands there and the call is kept."""
    times, logged = Times(), []
    for key, (client, number) in enumerate(clients):
        report = CallReport("bench", str(key), CallState.RINGING, Caller(number), answered=False)
        began = time.perf_counter()
        with times.one():
            shown.deck.report(report)
            until(lambda: _is_painted(shown.deck, client))  # noqa: B023  (asked at once)
        until(lambda: _is_logged(shown.deck, client))  # noqa: B023  (asked at once)
        logged.append(time.perf_counter() - began)
        shown.settle()
        shown.deck.close_all()
        shown.settle()
    return times, logged


_watched: dict[int, Painted] = {}


def _is_painted(deck: CardDeck, client: int) -> bool:
    card: QWidget | None = deck.card(client)
    if not isinstance(card, CardWindow):
        return False
    painted = _watched.get(id(card))
    if painted is None:
        _watched.clear()
        painted = _watched[id(card)] = Painted(card.body)
    return painted.count > 0 and card.card is not None


def _is_logged(deck: CardDeck, client: int) -> bool:
    card = deck.card(client)
    return card is not None and card.on_line.interaction is not None
