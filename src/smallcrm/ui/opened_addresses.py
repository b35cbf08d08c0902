"""Addresses that macOS hands to the running program: it has no arguments for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from smallcrm.telephony.address_schemes import OWN, TEL
from smallcrm.telephony.caller import parse
from smallcrm.telephony.wire import CALL, Message


class OpenedAddresses(QObject):
    """A filter of the application's events; `received(Message)` for each `tel:` or `smallcrm:`."""

    received = Signal(object)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what the system opens with this program."""
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            address = event.url()
            if address.scheme() in {TEL, OWN}:
                caller = parse(bytes(address.toEncoded().data()).decode("ascii", "replace"))
                self.received.emit(
                    Message(CALL, caller.number, caller.name, address.scheme() == TEL)
                )
                return True
        return super().eventFilter(watched, event)
