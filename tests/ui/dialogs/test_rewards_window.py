"""The window that answers "what about my bonus?", with nothing, little and everything in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot
from tests import factories
from tests.factories import do

from smallcrm.app import Backend
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.rewards_window import RewardsWindow

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
Open = Callable[[int], RewardsWindow]


@pytest.fixture
def opened(qtbot: QtBot, context: UiContext, settle: Callable[[UiContext], None]) -> Open:
    """Open the window of a client and wait until it has been filled."""

    def make(client: int) -> RewardsWindow:
        window = RewardsWindow(context, client)
        qtbot.addWidget(window)
        for model in (window.sent_model, window.credit_model):
            QAbstractItemModelTester(model, FATAL, window)
        with qtbot.waitExposed(window):
            window.open()
        settle(context)
        return window

    return make


def column(window: RewardsWindow, number: int) -> list[str]:
    model = window.credit_model
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_who_sent_nobody_is_told_how_to_begin(opened: Open, qtbot: QtBot, backend: Backend) -> None:
    window = opened(factories.client(backend))
    assert window.empty.isVisible()
    assert not window.open_button.isEnabled()
    wanted = QSignalSpy(window.wanted)
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert wanted.at(0)[0] == "record_referral"


def test_what_was_taken_back_paid_out_and_is_good_until_today_is_said(
    opened: Open, qtbot: QtBot, backend: Backend
) -> None:
    james = factories.client(backend, "James Johnson")
    do(backend, commands.AddRewardRule(name="First", percent=Decimal(10), expires_after_days=90))
    payments: list[int] = []
    for name in ("Hannah Keogh", "Ruth Jameson", "Owen Daly"):
        client = factories.client(backend, name)
        do(backend, commands.AddReferral(referrer=james, client=client))
        factories.sale(backend, client, "300", on=date(2026, 4, 1))
        payments.append(factories.payment(backend, client, "300"))
    do(backend, commands.ReversePayment(payment=payments[0], reason="bounced"))
    hannah, ruth, owen = reversed(backend.queries.rewards_of(james))
    assert hannah.referred is not None
    do(backend, commands.Refund(payment=ruth.payment_id, amount=Decimal(30)))
    do(
        backend,
        commands.SetCreditExpiry(payment=owen.payment_id, expires_on=date(2026, 5, 12), reason="-"),
    )
    window = opened(james)
    assert column(window, 1) == ["Owen Daly", "Ruth Jameson", "Hannah Keogh"]
    assert column(window, 3) == ["30.00 EUR"] * 3
    assert column(window, 4) == ["", "30.00 EUR", ""]
    assert column(window, 5) == ["30.00 EUR", "", ""]
    assert column(window, 6) == ["12 May 2026", "", "taken back"]
    model = window.credit_model
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "12 May 2026, Owen Daly, First, earned 30.00 EUR, 30.00 EUR left, 12 May 2026"
    window.credits.setFocus()
    window.credits.select_row(1)
    wanted = QSignalSpy(window.wanted)
    qtbot.keyClick(window.credits, Qt.Key.Key_Return)
    assert wanted.at(0) == ["open_payment", ruth.payment_id]


def test_a_reward_of_the_one_who_was_sent_and_one_by_hand(opened: Open, backend: Backend) -> None:
    james, hannah = (factories.client(backend, name) for name in ("James", "Hannah"))
    referral = do(backend, commands.AddReferral(referrer=james, client=hannah)).id
    do(
        backend,
        commands.SetReward(
            referral=referral, client=hannah, amount=Decimal(20), reason="a warm welcome"
        ),
    )
    window = opened(hannah)
    assert not window.empty.isVisible(), "sent nobody, but has a credit"
    assert column(window, 1) == ["their own first orders"]
    assert column(window, 2) == ["set by hand"]


def test_more_than_fit_are_counted(opened: Open, backend: Backend) -> None:
    james = factories.client(backend, "James")
    for number in range(45):
        client = factories.client(backend, f"Client {number}")
        do(backend, commands.AddReferral(referrer=james, client=client))
    window = opened(james)
    assert window.sent_model.rowCount() == 40
    assert window._more.text() == "5 older ones are in the Referrals tab."


def test_a_commit_elsewhere_is_seen(
    opened: Open, qtbot: QtBot, context: UiContext, backend: Backend
) -> None:
    james, hannah = (factories.client(backend, name) for name in ("James", "Hannah"))
    window = opened(james)
    context.runner.write(commands.AddReferral(referrer=james, client=hannah), initiator=None)
    qtbot.waitUntil(lambda: window.sent_model.rowCount() == 1)
    assert not window.empty.isVisible()
