"""What tests of dialogs share: people with open sales, and waiting until all is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.services import commands
from smallcrm.services.commands import Outcome
from smallcrm.ui.context import UiContext

Perform = Callable[[commands.Command], Outcome]


@pytest.fixture
def perform(backend: Backend) -> Perform:
    """Have a command performed at once."""
    return lambda command: backend.services.perform(command, source=Source.SCREEN)


@pytest.fixture
def beatriz(perform: Perform) -> int:
    """A client who owes 120 since 2024, 300 since April, and 60 not yet due."""
    client = perform(
        commands.AddClient(
            name="Beatriz Gonçalves",
            organisation="Gonçalves School of Music",
            phones=(commands.PhoneInput(number="+353 20 910 4182", label="mobile"),),
        )
    ).result.id
    for title, amount, on, due in (
        ("Piano tuning", "120.00", date(2024, 2, 12), date(2024, 3, 14)),
        ("Hammer voicing", "300.00", date(2026, 3, 2), date(2026, 4, 1)),
        ("Humidity control refill", "60.00", date(2026, 4, 29), date(2026, 5, 29)),
    ):
        perform(
            commands.AddSale(client=client, title=title, amount=Decimal(amount), on=on, due=due)
        )
    return client


@pytest.fixture
def show(qtbot: QtBot, context: UiContext, settle: Callable[[UiContext], None]):
    """Show a dialog, give it the keyboard, and wait for what it loads."""

    def shown(dialog: QWidget) -> QWidget:
        # The test looks at it after it is closed; qtbot deletes it in the end.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitExposed(dialog)
        settle(context)
        qtbot.wait(5)
        return dialog

    return shown


@pytest.fixture
def outcomes():
    """Collect what a dialog says was saved."""
    return []
