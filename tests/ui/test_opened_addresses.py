"""What macOS opens with the program becomes a call, whatever it holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallcrm.telephony.wire import Message
from smallcrm.ui.opened_addresses import OpenedAddresses


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tel:+353209104180", Message("call", "+353209104180", outgoing=True)),
        ("smallcrm:+353%2020%20910", Message("call", "+353 20 910")),
        ("tel:--data-dir%0A112", Message("call", "--data-dir 112", outgoing=True)),
        ("https://example.org/tel:112", None),
        ("file:///etc/passwd", None),
    ],
)
def test_an_address_that_is_opened_is_a_call(
    qtbot: QtBot, qapp: QApplication, address: str, message: Message | None
) -> None:
    opened = OpenedAddresses()
    heard: list[Message] = []
    opened.received.connect(heard.append)
    assert opened.eventFilter(qapp, QFileOpenEvent(QUrl(address))) == (message is not None)
    assert heard == ([message] if message else [])
