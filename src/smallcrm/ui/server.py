"""One window per data file: the lock, and the socket through which calls and nudges come."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from smallcrm.telephony.socket_name import address_to_listen_at
from smallcrm.telephony.wire import Receiver

_LOCK = "window.lock"


class WindowLock:
    """The right to be the one window of a data folder; the system releases it at the end."""

    def __init__(self, data: Path) -> None:
        self._lock = QLockFile(str(data / _LOCK))
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Take it; False where another window has it."""
        return self._lock.tryLock(0)

    def release(self) -> None:
        """Give it back."""
        self._lock.unlock()


class WindowServer(QObject):
    """Listens where `smallcrm-call` and the command line look for the window.

    `received(message)` for each message that is ours; what is not is dropped. Only the owner may
    connect. Listens only after the lock was taken: a second listener would succeed silently.
    """

    received = Signal(object)

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._receivers: dict[QLocalSocket, Receiver] = {}
        address = address_to_listen_at(str(data))
        if sys.platform != "win32":
            # What is there is of a window that is gone: the lock says so.
            Path(address).unlink(missing_ok=True)
        self.listening = self._server.listen(address)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_connection(self) -> None:
        while (peer := self._server.nextPendingConnection()) is not None:
            self._receivers[peer] = Receiver()
            peer.readyRead.connect(self._on_bytes)
            peer.disconnected.connect(self._on_gone)
            if peer.bytesAvailable():
                self._read(peer)

    def _on_bytes(self) -> None:
        peer = self.sender()
        if isinstance(peer, QLocalSocket):
            self._read(peer)

    def _on_gone(self) -> None:
        peer = self.sender()
        if isinstance(peer, QLocalSocket):
            if peer.bytesAvailable():
                self._read(peer)
            self._receivers.pop(peer, None)
            peer.deleteLater()

    def _read(self, peer: QLocalSocket) -> None:
        receiver = self._receivers.get(peer)
        if receiver is None:
            return
        for message in receiver.feed(bytes(peer.readAll().data())):
            self.received.emit(message)
        if receiver.overrun:
            peer.abort()
