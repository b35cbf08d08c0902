"""A line to test with: a server that says recorded bytes, and what a source told of them.

with ReplayServer(["200 Server: ncidd\\n", CALL]) as server:
    server.send(b"CID: ...")     # to whoever is connected now
    server.hang_up()             # the next connection is taken again
"""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from smallcrm.domain.clock import Clock
from smallcrm.telephony.connection import Connection, Patience
from smallcrm.telephony.reports import CallReport, SourceState, StateReport
from smallcrm.telephony.sources import SOURCES

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SOON_S = 10  # how long a test waits for what must come; nothing is measured by it

# Pauses so short that a test does not notice them.
QUICK = Patience(
    pauses=(0.001, 0.002), connect=SOON_S, greeting=SOON_S, held=1e9, share=lambda: 1.0
)


class ReplayServer:
    """Takes one connection after the other on a port of this machine, each in turn.

    `sayings` are what the first, second... connection hears at once, the last one again and again;
    after what ends with `HANG_UP` it is closed. `heard` is all that clients said, in order.
    """

    HANG_UP = b"\0hang up\0"

    def __init__(self, sayings: Sequence[bytes | str] = (b"",), port: int = 0) -> None:
        self._sayings = [one.encode() if isinstance(one, str) else one for one in sayings]
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self.host = "127.0.0.1"
        self._changed = threading.Condition()
        self._peer: socket.socket | None = None
        self._closed = False
        self.connections = 0
        self.heard = b""
        # Bytes -> what is replied once they were heard on the connection, in this order.
        self.replies: list[tuple[bytes, bytes]] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def send(self, data: bytes | str) -> None:
        """Say something to who is connected; waits until somebody is."""
        peer = self.peer()
        with contextlib.suppress(OSError):
            peer.sendall(data.encode() if isinstance(data, str) else data)

    def peer(self) -> socket.socket:
        """Return the connection there is, or the next one."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._peer is not None, SOON_S)
            assert self._peer is not None
            return self._peer

    def hang_up(self) -> None:
        """End the connection there is; waits until it has ended here."""
        peer = self.peer()
        with contextlib.suppress(OSError):
            peer.shutdown(socket.SHUT_RDWR)
        with self._changed:
            assert self._changed.wait_for(lambda: self._peer is not peer, SOON_S)

    def wait_heard(self, part: bytes) -> None:
        """Wait until clients said this."""
        with self._changed:
            assert self._changed.wait_for(lambda: part in self.heard, SOON_S), self.heard

    def wait_connections(self, count: int) -> None:
        """Wait until so many connections were taken."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.connections >= count, SOON_S)

    def close(self) -> None:
        """End the server and whatever is connected."""
        self._closed = True
        with self._changed:
            peer = self._peer
        for one in (self._socket, peer):
            if one is not None:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(SOON_S)

    def _serve(self) -> None:
        while not self._closed:
            try:
                peer, _address = self._socket.accept()
            except OSError:
                return
            with peer:
                self._talk(peer)

    def _talk(self, peer: socket.socket) -> None:
        saying = self._sayings[min(self.connections, len(self._sayings) - 1)]
        said, end, _ = saying.partition(self.HANG_UP)
        heard_before = len(self.heard)
        replies = list(self.replies)
        with self._changed:
            self.connections += 1
            self._peer = peer
            self._changed.notify_all()
        with contextlib.suppress(OSError):
            peer.sendall(said)
            if end:
                peer.shutdown(socket.SHUT_WR)
            while data := peer.recv(65536):
                with self._changed:
                    self.heard += data
                    self._changed.notify_all()
                while replies and replies[0][0] in self.heard[heard_before:]:
                    heard_before += self.heard[heard_before:].index(replies[0][0])
                    peer.sendall(replies.pop(0)[1])
        with self._changed:
            self._peer = None
            self._changed.notify_all()


class Ears:
    """What a source told, in its order (`told`), with waiting for what is still to come."""

    def __init__(self) -> None:
        self.reports: list[CallReport | StateReport] = []
        self._changed = threading.Condition()

    def told(self, report: CallReport | StateReport) -> None:
        """Be told; hand this to `listen`."""
        with self._changed:
            self.reports.append(report)
            self._changed.notify_all()

    @property
    def calls(self) -> list[CallReport]:
        """What was told of calls."""
        return [one for one in self.reports if isinstance(one, CallReport)]

    @property
    def states(self) -> list[StateReport]:
        """What was told of the source."""
        return [one for one in self.reports if isinstance(one, StateReport)]

    def wait(self, test: Callable[[Ears], Any]) -> None:
        """Wait until something holds of what was told."""
        with self._changed:
            assert self._changed.wait_for(lambda: test(self), SOON_S), self.reports

    def wait_state(self, state: SourceState, reason: str | None = None) -> StateReport:
        """Wait for a state (with this reason), and return the first such report."""

        def found() -> list[StateReport]:
            return [
                one for one in self.states if one.state is state and reason in {None, one.reason}
            ]

        self.wait(lambda _ears: found())
        return found()[0]


def settings_of(name: str, port: int, **others: str) -> Mapping[str, str]:
    """Return the settings of a source that listens to this machine, as they are kept."""
    from smallcrm.domain.settings import SETTINGS

    prefix = f"telephony.{name}."
    kept = {
        key.removeprefix(prefix): found.default
        for key, found in SETTINGS.items()
        if key.startswith(prefix)
    }
    return {**kept, "host": "127.0.0.1", "port": str(port), **others}


def listen(
    name: str,
    port: int,
    ears: Ears,
    *,
    secret: str | None = None,
    since: datetime = LONG_AGO,
    clock: Clock | None = None,
    patience: Patience = QUICK,
    **others: str,
) -> Connection:
    """Start a source of the registry against a port of this machine, with short pauses."""
    source = dataclasses.replace(SOURCES.get(name), patience=patience)  # type: ignore[type-var]
    settings = settings_of(name, port, **others)
    return source.listen(settings, secret, ears.told, since, clock or Clock())
