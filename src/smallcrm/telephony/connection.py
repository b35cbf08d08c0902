"""The connection to a source: one thread that waits in the system until something happens.

It connects, tries again with growing pauses, and ends at a word from any thread. Idle it is blocked
without a timeout: the system's keep-alive finds a peer that went without a word.
"""

from __future__ import annotations

import errno
import random
import selectors
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from smallcrm.domain.clock import Clock
from smallcrm.domain.errors import Refusal
from smallcrm.telephony.conversation import Answer, Conversation
from smallcrm.telephony.reports import CallReport, SourceState, StateReport

Told = Callable[[CallReport | StateReport], None]

_CHUNK: Final = 64 * 1024
# What a peer may leave unread of our few words before it is hung up on.
_MOST_UNSENT: Final = 64 * 1024
_KEEP_ALIVE: Final = (("TCP_KEEPIDLE", 60), ("TCP_KEEPALIVE", 60), ("TCP_KEEPINTVL", 15))
_KEEP_ALIVE_TRIES: Final = 4
# What asking again does not mend: the owner has to.
_FINAL: Final = frozenset({"wrong_password"})
# Windows has numbers of its own for both.
_UNDER_WAY: Final = frozenset(
    {errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK)}
)
_REFUSALS: Final = frozenset(
    {errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", errno.ECONNREFUSED)}
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what, in seconds; `share` spreads the pauses of many programs."""

    pauses: tuple[float, ...] = (1, 2, 5, 10, 30, 60)
    connect: float = 10
    greeting: float = 10
    # A connection that lasted so long was a good one: the next pause is short again.
    held: float = 30
    share: Callable[[], float] = field(default=lambda: random.uniform(0.8, 1.2))  # noqa: S311  (no secret)
    now: Callable[[], float] = time.monotonic


class BackOff:
    """The pauses between attempts: longer each time, and the last one again and again."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._pauses: Iterator[float] = iter(patience.pauses)
        self._last = patience.pauses[0]

    def next(self) -> float:
        """Return the next pause."""
        self._last = next(self._pauses, self._last)
        return self._last * self._patience.share()

    def reset(self) -> None:
        """Begin anew, after a connection that held."""
        self._pauses = iter(self._patience.pauses)


class _Stopped(Exception):  # noqa: N818  (no error: we were asked to)
    """The listening was ended."""


class _Lost(Exception):  # noqa: N818  (told as a state, never seen)
    """The connection ended, or there was none; why, in a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Connection:
    """A source at work (`Listening`): owns its thread, its socket and its conversation.

    `told` is called on that thread and must not wait for the one that calls `stop`.
    """

    def __init__(
        self,
        source: str,
        address: tuple[str, int],
        conversation: Conversation,
        told: Told,
        patience: Patience,
    ) -> None:
        self._source = source
        self._host, self._port = address
        self._conversation = conversation
        self._told = told
        self._patience = patience
        self._lock = threading.RLock()
        self._stopped = False
        self._listening = False
        self._to_say: deque[bytes] = deque()
        self._ear, self._voice = socket.socketpair()
        self._voice.setblocking(False)
        self._thread = threading.Thread(target=self._run, name=f"phone {source}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, from any thread; once this returns nothing more is told."""
        with self._lock:
            self._stopped = True
            self._wake()

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended too; for tests, since looking up a name may last."""
        self._thread.join(timeout)

    def dial(self, number: str) -> None:
        """Have a number called; Refusal `not_connected`, or `cannot_dial` and others of its own."""
        with self._lock:
            if self._stopped or not self._listening:
                raise Refusal("not_connected")
            self._to_say.append(self._conversation.dialling(number))
            self._wake()

    def _wake(self) -> None:
        # A full pipe has woken it already; a closed one has nobody left to wake.
        try:
            self._voice.send(b"\0")
        except OSError:
            return

    def _tell(self, report: CallReport | StateReport) -> None:
        with self._lock:
            if self._stopped:
                raise _Stopped
            self._told(report)

    def _tell_state(
        self, state: SourceState, reason: str = "", retry_s: float | None = None
    ) -> None:
        with self._lock:
            self._listening = state is SourceState.LISTENING
        address = {"host": self._host, "port": str(self._port)}
        self._tell(StateReport(self._source, state, reason, address, retry_s))

    def _run(self) -> None:
        try:
            with self._ear, self._voice, selectors.DefaultSelector() as selector:
                selector.register(self._ear, selectors.EVENT_READ)
                self._keep_trying(selector)
        except _Stopped:
            return

    def _keep_trying(self, selector: selectors.BaseSelector) -> None:
        pauses = BackOff(self._patience)
        while True:
            self._tell_state(SourceState.CONNECTING)
            begun = self._patience.now()
            try:
                with self._connected(selector) as peer:
                    begun = self._patience.now()
                    self._converse(selector, peer)
            except _Lost as lost:
                reason = lost.reason
            if reason in _FINAL:
                self._tell_state(SourceState.REFUSED, reason)
                return
            if self._conversation.greeted and self._patience.now() - begun >= self._patience.held:
                pauses.reset()
            pause = pauses.next()
            self._tell_state(SourceState.WAITING, reason, pause)
            self._wait(selector, self._patience.now() + pause)

    def _wait(self, selector: selectors.BaseSelector, until: float | None) -> set[object]:
        """Wait for the socket, for a word of ours or until a time; return what is ready."""
        while True:
            left = None if until is None else until - self._patience.now()
            if left is not None and left <= 0:
                return set()
            ready: set[object] = {key.fileobj for key, _ in selector.select(left)}
            if self._ear in ready:
                self._ear.recv(_CHUNK)
                if self._stopped:
                    raise _Stopped
            if ready:
                return ready

    # -- connecting -------------------------------------------------------------------------------

    def _connected(self, selector: selectors.BaseSelector) -> socket.socket:
        """Return a socket that is connected; the addresses of the name are tried in turn."""
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _Lost("unknown_host") from error
        reason = "unreachable"
        for family, kind, protocol, _name, address in found:
            peer = socket.socket(family, kind, protocol)
            try:
                reason = self._connect(selector, peer, address)
                if not reason:
                    return peer
            except BaseException:
                peer.close()
                raise
            peer.close()
        raise _Lost(reason)

    def _connect(
        self, selector: selectors.BaseSelector, peer: socket.socket, address: object
    ) -> str:
        """Connect; return why not, or nothing."""
        peer.setblocking(False)
        _keep_alive(peer)
        number = peer.connect_ex(address)  # type: ignore[arg-type]  # as getaddrinfo gave it
        if number in _UNDER_WAY:
            until = self._patience.now() + self._patience.connect
            selector.register(peer, selectors.EVENT_WRITE)
            try:
                while peer not in (ready := self._wait(selector, until)):
                    if not ready:
                        return "unreachable"
            finally:
                selector.unregister(peer)
            number = peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number == 0:
            return ""
        return "refused" if number in _REFUSALS else "unreachable"

    # -- talking ----------------------------------------------------------------------------------

    def _converse(self, selector: selectors.BaseSelector, peer: socket.socket) -> None:
        """Listen until the connection ends, which `_Lost` says."""
        unsent = self._conversation.opening()
        self._to_say.clear()
        until = self._patience.now() + self._patience.greeting
        self._greet()
        selector.register(peer, selectors.EVENT_READ)
        try:
            while True:
                while self._to_say:
                    unsent += self._to_say.popleft()
                unsent = _send(peer, unsent)
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if unsent else 0)
                selector.modify(peer, wanted)
                ready = self._wait(selector, None if self._listening else until)
                if not ready:
                    raise _Lost("silent")
                if peer in ready:
                    unsent += self._hear(peer)
        finally:
            selector.unregister(peer)

    def _greet(self) -> None:
        if not self._listening and self._conversation.greeted:
            self._tell_state(SourceState.LISTENING)

    def _hear(self, peer: socket.socket) -> bytes:
        """Read once, tell what it means, and return what to reply."""
        try:
            data = peer.recv(_CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise _Lost("hung_up") from error
        if not data:
            raise _Lost("hung_up")
        answer: Answer = self._conversation.feed(data)
        self._greet()
        for report in answer.reports:
            self._tell(report)
        if answer.trouble:
            raise _Lost(answer.trouble)
        return answer.reply


def _send(peer: socket.socket, data: bytes) -> bytes:
    """Send what can be sent without waiting; return the rest."""
    if not data:
        return data
    try:
        rest = data[peer.send(data) :]
    except BlockingIOError:
        rest = data
    except OSError as error:
        raise _Lost("hung_up") from error
    if len(rest) > _MOST_UNSENT:
        raise _Lost("too_much")
    return rest


def _keep_alive(peer: socket.socket) -> None:
    """Have the system ask a silent peer every so often whether it is still there."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (*_KEEP_ALIVE, ("TCP_KEEPCNT", _KEEP_ALIVE_TRIES)):
        if (option := getattr(socket, name, None)) is not None:
            peer.setsockopt(socket.IPPROTO_TCP, option, value)


@dataclass(frozen=True, slots=True)
class Line(ABC):
    """A source that is reached over a network (`PhoneSource`): one connection, one conversation."""

    patience: Patience = field(default_factory=Patience)
    name: str = ""
    dials: bool = False
    has_secret: bool = False

    def listen(
        self,
        settings: Mapping[str, str],
        secret: str | None,
        told: Told,
        since: datetime,
        clock: Clock,
    ) -> Connection:
        """Start listening; refuses what `conversation` refuses."""
        conversation = self.conversation(settings, secret, since, clock)
        address = settings["host"], int(settings["port"])
        return Connection(self.name, address, conversation, told, self.patience)

    @abstractmethod
    def conversation(
        self, settings: Mapping[str, str], secret: str | None, since: datetime, clock: Clock
    ) -> Conversation:
        """Make the program's side of what is said; Refusal where the settings cannot work."""
