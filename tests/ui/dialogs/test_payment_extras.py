"""What a payment offers beside its amount: giving up little, using credit; and how few keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import PaymentKind, SaleStatus, WriteOffReason
from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.payment_extras import small_difference


@pytest.fixture
def dialog(context, beatriz, show, outcomes):
    made = PaymentDialog(context, beatriz)
    made.saved.connect(outcomes.append)
    return show(made)


def open_of(backend, sale_id):
    return backend.queries.sale(sale_id).sale.open


def payments(backend, client, kind=PaymentKind.PAYMENT):
    card = backend.queries.client_history(client, full=True)
    return [one for one in card.last_payments if one.kind is kind]


def test_nothing_is_given_up_unless_it_is_asked_for(
    dialog, backend, beatriz, context, settle, qtbot
):
    qtbot.keyClicks(dialog.amount, "119.60")
    assert dialog.settling.isVisible()
    (box,) = dialog.settling.checks
    assert not box.isChecked()
    assert "0.40 EUR" in box.text()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(context)
    assert open_of(backend, 1) == Money(40, "EUR")
    assert not payments(backend, beatriz, PaymentKind.WRITE_OFF)


def test_one_key_gives_the_rest_up_in_the_same_action(
    dialog, backend, beatriz, context, settle, qtbot, perform
):
    qtbot.keyClicks(dialog.amount, "119.60")
    QTest.keyClick(dialog.amount, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    (box,) = dialog.settling.checks
    assert box.isChecked()
    (reason,) = dialog.settling.reasons
    reason.choose(WriteOffReason.BANK_FEE)
    dialog.submit()
    settle(context)
    assert open_of(backend, 1) == Money(0, "EUR")
    (given_up,) = payments(backend, beatriz, PaymentKind.WRITE_OFF)
    assert given_up.amount == Money(40, "EUR")
    perform(commands.Undo())
    assert open_of(backend, 1) == Money(12000, "EUR")
    assert not payments(backend, beatriz)


def test_only_little_is_offered(dialog, qtbot, backend, context):
    for typed, offered in (("119", True), ("118.99", False), ("120", False), ("150", False)):
        dialog.amount.setText(typed)
        assert dialog.settling.isVisible() is offered, typed
    dialog.amount.setText("419.50")
    assert [box.text() for box in dialog.settling.checks] == [
        "&Give up the remaining 0.50 EUR of S-2026-0001"
    ]
    dialog.amount.setText("x")
    assert not dialog.settling.isVisible()


def test_the_threshold_is_that_of_the_file(context, beatriz, show, backend, perform):
    perform(commands.SetSetting(key="money.small_difference", value="5"))
    context.settings = backend.file_settings()
    dialog = show(PaymentDialog(context, beatriz))
    dialog.amount.setText("116")
    assert dialog.settling.isVisible()
    perform(commands.SetSetting(key="money.small_difference", value="0"))
    context.settings = backend.file_settings()
    dialog.amount.setText("119.99")
    assert not dialog.settling.isVisible()


def test_what_was_ticked_goes_with_the_rest(dialog, qtbot):
    dialog.amount.setText("119.60")
    dialog.settling.checks[0].setChecked(True)
    dialog.amount.setText("119.70")
    assert dialog.settling.checks[0].isChecked()
    dialog.amount.setText("100")
    assert dialog.settling.settles() == ()
    dialog.amount.setText("119.60")
    assert not dialog.settling.checks[0].isChecked()


def test_several_rests_each_have_a_line(dialog, backend, beatriz, context, settle):
    dialog.amount.setText("418.80")
    table = dialog.allocations.table
    table.item(0, 3).setText("119.50")
    table.item(1, 3).setText("299.30")
    assert len(dialog.settling.checks) == 2
    for box in dialog.settling.checks:
        box.setChecked(True)
    dialog.settling.reasons[1].choose(WriteOffReason.CASH_DISCOUNT)
    dialog.submit()
    settle(context)
    assert [str(open_of(backend, sale)) for sale in (1, 2)] == ["0.00", "0.00"]
    given_up = payments(backend, beatriz, PaymentKind.WRITE_OFF)
    assert sorted(one.amount.minor for one in given_up) == [50, 70]


@pytest.mark.parametrize(
    ("threshold", "currency", "minor"),
    [("1", "EUR", 100), ("1", "JPY", 1), ("0.5", "JPY", 0), ("0.25", "KWD", 250), (None, "EUR", 0)],
)
def test_the_threshold_in_each_currency(threshold, currency, minor):
    assert small_difference(None if threshold is None else Decimal(threshold), currency) == minor


@pytest.fixture
def with_credit(perform, beatriz):
    """Give Beatriz 150.00 EUR of credit beside what she owes."""
    payment = commands.TakePayment(client=beatriz, amount=Decimal(150), allocations={})
    return perform(payment).result.id


def test_credit_is_offered_only_where_there_is_some(dialog):
    assert not dialog.credit.isVisible()


def test_credit_is_used_first_and_the_amount_follows(
    context, beatriz, show, backend, settle, with_credit, perform
):
    dialog = show(PaymentDialog(context, beatriz))
    assert dialog.amount.text() == "420.00"
    assert "150.00 EUR" in dialog.credit.text()
    assert not dialog.credit.isChecked()
    QTest.keyClick(dialog.amount, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    assert dialog.credit.isChecked()
    assert dialog.amount.text() == "270.00"
    table = dialog.allocations.table
    assert [(table.item(row, 2).text(), table.item(row, 3).text()) for row in range(2)] == [
        ("270.00", "270.00"),
        ("60.00", ""),
    ]
    dialog.submit()
    settle(context)
    assert [str(open_of(backend, sale)) for sale in (1, 2, 3)] == ["0.00", "0.00", "60.00"]
    assert backend.queries.payment(with_credit).free == Money(0, "EUR")
    perform(commands.Undo())
    assert backend.queries.payment(with_credit).free == Money(15000, "EUR")
    assert open_of(backend, 1) == Money(12000, "EUR")


def test_credit_with_an_amount_of_the_owner_s_own(
    context, beatriz, show, backend, settle, with_credit, qtbot
):
    dialog = show(PaymentDialog(context, beatriz))
    qtbot.keyClicks(dialog.amount, "10")
    dialog.credit.setChecked(True)
    assert dialog.amount.text() == "10"
    dialog.submit()
    settle(context)
    assert [str(open_of(backend, sale)) for sale in (1, 2)] == ["0.00", "260.00"]


def test_credit_for_the_sale_that_was_asked_about(
    context, beatriz, show, backend, settle, with_credit
):
    dialog = show(PaymentDialog(context, beatriz, sale_id=3))
    dialog.amount.setText("60")
    dialog.credit.setChecked(True)
    dialog.amount.setText("30")
    dialog.submit()
    settle(context)
    # The sale first, then the oldest: 60 of the credit went to it, 90 to the tuning.
    assert [str(open_of(backend, sale)) for sale in (1, 2, 3)] == ["0.00", "300.00", "0.00"]


def test_credit_that_covers_all_needs_no_money(
    context, beatriz, show, backend, settle, perform, outcomes
):
    before = [open_of(backend, sale) for sale in (1, 2, 3)]
    paid = perform(
        commands.TakePayment(client=beatriz, amount=Decimal(500), allocations={})
    ).result.id
    dialog = show(PaymentDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    dialog.credit.setChecked(True)
    assert dialog.amount.text() == ""
    assert dialog.save_button.accessibleName() == "Use credit"
    assert not dialog.allocations.isVisible()
    dialog.submit()
    settle(context)
    assert not dialog.isVisible()
    assert [str(open_of(backend, sale)) for sale in (1, 2, 3)] == ["0.00", "0.00", "0.00"]
    assert backend.queries.payment(paid).free == Money(2000, "EUR")
    assert len(payments(backend, beatriz)) == 1
    assert len(outcomes) == 1
    perform(commands.Undo())
    assert [open_of(backend, sale) for sale in (1, 2, 3)] == before, "one step takes it all back"


def test_hold_and_promise_are_said(context, beatriz, show, perform):
    perform(commands.EditClient(client=beatriz, on_hold=True, hold_reason="Cheque bounced"))
    perform(commands.AddPromise(client=beatriz, until=date(2026, 5, 20), amount=Decimal(100)))
    dialog = show(PaymentDialog(context, beatriz))
    assert "Cheque bounced" in dialog.hold_line.whole_text()
    assert dialog.hold_line.isVisible()
    assert "100.00 EUR" in dialog.promise_line.whole_text()
    assert dialog.promise_line.isVisible()


def test_more_than_is_owed_stays_as_credit(dialog, backend, beatriz, context, settle, qtbot):
    qtbot.keyClicks(dialog.amount, "500")
    assert "20.00 EUR" in dialog.allocations._summary.whole_text()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    settle(context)
    (payment,) = payments(backend, beatriz)
    assert payment.free == Money(2000, "EUR")


class Keys:
    """Counts the keys that are pressed, one by one, as an owner presses them."""

    def __init__(self):
        self.pressed = 0

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        self.pressed += 1

    def type(self, text):
        """Type an amount, which does not count."""
        QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.mark.parametrize("small", [False, True])
def test_from_the_card_to_a_payment_in_four_keys_beside_the_amount(
    context, beatriz, backend, settle, qtbot, small
):
    card = CardWindow(context, beatriz)
    qtbot.addWidget(card)
    opened = []

    def pay(client_id):
        dialog = PaymentDialog(context, client_id, card)
        opened.append(dialog)
        dialog.open()

    card.wanted.connect(lambda name, client_id: pay(client_id) if name == "payment" else None)
    card.show()
    card.activateWindow()
    qtbot.waitExposed(card)
    settle(context)
    card.setFocus()
    keys = Keys()
    QTest.keyClick(card, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    keys.pressed += 1
    qtbot.waitUntil(lambda: bool(opened))
    settle(context)
    (dialog,) = opened
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.amount)
    keys.type("119.60" if small else "120")
    if small:
        keys.press(Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    keys.press(Qt.Key.Key_Return)
    settle(context)
    assert keys.pressed <= 4
    assert backend.queries.sale(1).sale.open == Money(0, "EUR")
    assert backend.queries.sale(1).sale.status is SaleStatus.DELIVERED
