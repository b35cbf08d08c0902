"""Promises, reminders, plans, pay-outs, opening balances, rates: what is typed is what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallcrm.domain.money import Money
from smallcrm.services import commands
from smallcrm.ui.dialogs.opening_balance_dialog import OpeningBalanceDialog
from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog
from smallcrm.ui.dialogs.plan_dialog import PlanDialog
from smallcrm.ui.dialogs.promise_dialog import PromiseDialog, end_of_month, end_of_week
from smallcrm.ui.dialogs.rates_dialog import RatesDialog
from smallcrm.ui.dialogs.remind_dialog import RemindDialog

TODAY = date(2026, 5, 12)


def test_a_promise_begins_with_what_is_overdue_by_the_end_of_the_week(
    context, beatriz, show, backend, settle, qtbot, outcomes
):
    dialog = show(PromiseDialog(context, beatriz))
    dialog.saved.connect(outcomes.append)
    assert dialog.amount.text() == "420.00"
    assert QApplication.focusWidget() is dialog.until
    assert dialog.until.required() == date(2026, 5, 15)
    dialog.note.setText("After the holiday")
    qtbot.keyClick(dialog.until, Qt.Key.Key_Return)
    settle(context)
    (promise,) = backend.queries.promises(beatriz)
    assert (promise.amount, promise.until) == (Money(42000, "EUR"), date(2026, 5, 15))
    assert promise.note == "After the holiday"
    assert len(outcomes) == 1
    assert not dialog.isVisible()


def test_a_promise_for_one_sale(context, beatriz, show, backend, settle):
    dialog = show(PromiseDialog(context, beatriz, sale_id=3))
    assert dialog.amount.text() == "60.00"
    dialog.month_button.click()
    assert dialog.until.required() == date(2026, 5, 31)
    dialog.sale.choose(1)
    assert dialog.amount.text() == "120.00"
    dialog.submit()
    settle(context)
    (promise,) = backend.queries.promises(beatriz)
    assert (promise.sale_id, promise.until) == (1, date(2026, 5, 31))


@pytest.mark.parametrize(
    ("field", "typed", "place"),
    [("until", "yesterday", "until"), ("until", "x", "until"), ("amount", "0", "amount")],
)
def test_a_promise_that_cannot_be(context, beatriz, show, backend, settle, field, typed, place):
    dialog = show(PromiseDialog(context, beatriz))
    getattr(dialog, field).setText(typed)
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog._places[place].error()
    assert not backend.queries.promises(beatriz)


def test_the_quick_days_are_ahead():
    for offset in range(800):
        today = TODAY + timedelta(days=offset)
        week, month = end_of_week(today), end_of_month(today)
        assert today < week <= today + timedelta(days=7)
        assert week.weekday() == 4
        assert today < month
        assert (month + timedelta(days=1)).day == 1
        assert (month - today).days <= 31


def test_a_reminder_says_what_it_records(context, beatriz, show, backend, settle, perform):
    perform(commands.SetSetting(key="reminders.fee_1", value="5"))
    perform(commands.SetSetting(key="reminders.interest_percent", value="10"))
    context.settings = backend.file_settings()
    dialog = show(RemindDialog(context, beatriz))
    assert "420.00 EUR" in dialog.headline.whole_text()
    assert dialog.sales.table.rowCount() == 2
    assert dialog.fee.text() == "5.00"
    assert dialog.step.value() == 1
    due = backend.queries.reminder_for(beatriz, "EUR")
    charge = due.interest + Money(500, "EUR")
    assert context.tr.formats.money(charge) in dialog.outcome.whole_text()
    dialog.submit()
    settle(context)
    (reminder,) = backend.queries.reminders(beatriz)
    assert (reminder.step, reminder.fee, reminder.interest) == (1, Money(500, "EUR"), due.interest)
    sale = backend.queries.sale(reminder.charge_sale_id).sale
    assert sale.total == charge
    assert sale.title == "Reminder fee and interest"


def test_a_reminder_of_some_sales_on_another_day(context, beatriz, show, backend, settle, perform):
    perform(commands.SetSetting(key="reminders.interest_percent", value="50"))
    context.settings = backend.file_settings()
    dialog = show(RemindDialog(context, beatriz))
    day = TODAY - timedelta(days=2)
    now, then = (backend.queries.reminder_for(beatriz, "EUR", on) for on in (TODAY, day))
    assert then.interest.minor < now.interest.minor
    dialog.note.setText("kindly")
    dialog.day.set_day(day)
    settle(context)
    money = context.tr.formats.money
    assert money(then.interest) in dialog.outcome.whole_text()
    dialog.sales.table.setCurrentCell(0, 1)
    QTest.keyClick(dialog.sales.table, Qt.Key.Key_Space)
    first, second = then.parts
    assert money(second.open) in dialog.headline.whole_text()
    assert money(second.interest) in dialog.interest.text()
    assert money(second.interest) in dialog.outcome.whole_text()
    dialog.sales.table.setCurrentCell(1, 1)
    QTest.keyClick(dialog.sales.table, Qt.Key.Key_Space)
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert "one sale at least" in dialog.notice.whole_text()
    QTest.keyClick(dialog.sales.table, Qt.Key.Key_Space)
    dialog.submit()
    settle(context)
    (reminder,) = backend.queries.reminders(beatriz)
    assert (reminder.on, reminder.interest, reminder.note) == (day, second.interest, "kindly")
    assert reminder.sales == ((second.id, second.number),)
    assert first.id not in dict(reminder.sales)


def test_a_day_on_which_nothing_was_overdue(context, beatriz, show, backend, settle):
    dialog = show(RemindDialog(context, beatriz))
    dialog.day.set_day(TODAY - timedelta(days=900))
    settle(context)
    assert dialog._places["on"].error()
    assert "420.00 EUR" in dialog.headline.whole_text()
    dialog.day.set_day(TODAY)
    settle(context)
    assert not dialog._places["on"].error()


def test_a_reminder_without_charge(context, beatriz, show, backend, settle, perform):
    perform(commands.SetSetting(key="reminders.fee_2", value="7.5"))
    perform(commands.SetSetting(key="reminders.interest_percent", value="10"))
    context.settings = backend.file_settings()
    dialog = show(RemindDialog(context, beatriz))
    dialog.step.choose(2)
    assert dialog.fee.text() == "7.50"
    dialog.fee.clear()
    dialog.interest.setChecked(False)
    assert "Nothing is charged" in dialog.outcome.whole_text()
    dialog.method.choose("call")
    dialog.submit()
    settle(context)
    (reminder,) = backend.queries.reminders(beatriz)
    assert (reminder.step, reminder.method, reminder.charge_sale_id) == (2, "call", None)


@pytest.mark.parametrize(
    ("method", "shown"), [("email", True), ("letter", True), ("call", False), ("message", False)]
)
def test_the_letter_of_a_reminder_that_is_written_is_shown_next(
    context, beatriz, show, backend, settle, method, shown
):
    dialog = show(RemindDialog(context, beatriz))
    wanted = []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    dialog.method.choose(method)
    assert dialog.letter.isVisible()
    assert dialog.letter.isChecked() is shown
    dialog.submit()
    settle(context)
    (reminder,) = backend.queries.reminders(beatriz)
    assert wanted == ([("reminder_letter", reminder.id)] if shown else [])
    assert not dialog.isVisible()


def test_no_letter_is_shown_unless_it_is_wanted(context, beatriz, show, backend, settle, qtbot):
    dialog = show(RemindDialog(context, beatriz))
    wanted = []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    qtbot.keyClick(dialog.note, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not dialog.letter.isChecked())
    dialog.submit()
    settle(context)
    assert backend.queries.reminders(beatriz)
    assert wanted == []


def test_nothing_to_remind_of(context, show, perform):
    client = perform(commands.AddClient(name="Ann Lee")).result.id
    dialog = show(RemindDialog(context, client))
    assert not dialog.save_button.isEnabled()
    assert "Nothing is overdue" in dialog.headline.whole_text()
    assert not dialog.step.isVisible()
    assert not dialog.letter.isVisible()


def test_a_wrong_fee_is_said_beside_it(context, beatriz, show, backend, settle):
    dialog = show(RemindDialog(context, beatriz))
    dialog.fee.setText("5x")
    dialog.submit()
    settle(context)
    assert dialog._places["fee"].error()
    assert not backend.queries.reminders(beatriz)


def test_a_row_of_a_reminder_opens_its_sale(context, beatriz, show, qtbot):
    dialog = show(RemindDialog(context, beatriz))
    wanted = []
    dialog.wanted.connect(lambda *wish: wanted.append(wish))
    dialog.sales.table.setFocus()
    dialog.sales.table.setCurrentCell(1, 0)
    qtbot.keyClick(dialog.sales.table, Qt.Key.Key_Return)
    assert wanted == [("open_sale", 2)]
    assert dialog.isVisible()


def test_a_plan_in_short(context, beatriz, show, backend, settle, qtbot):
    dialog = show(PlanDialog(context, 2))
    assert QApplication.focusWidget() is dialog.plan.short
    qtbot.keyClicks(dialog.plan.short, "30/14, 70/30")
    table = dialog.plan.table
    assert [table.item(row, 2).text() for row in range(2)] == ["90.00", "210.00"]
    assert not dialog.due.isVisible()
    qtbot.keyClick(dialog.plan.short, Qt.Key.Key_Return)
    settle(context)
    detail = backend.queries.sale(2)
    assert [(one.due, one.amount.minor) for one in detail.instalments] == [
        (date(2026, 3, 16), 9000),
        (date(2026, 4, 1), 21000),
    ]
    assert not dialog.isVisible()


def test_a_plan_row_by_row(context, beatriz, show, backend, settle):
    dialog = show(PlanDialog(context, 2))
    table = dialog.plan.table
    table.item(0, 0).setText("1.6.2026")
    table.item(0, 1).setText("40")
    assert table.item(0, 2).text() == "120.00"
    table.item(1, 0).setText("1.7.2026")
    table.item(1, 2).setText("100")
    assert "80.00 EUR" in dialog.plan.summary.whole_text()
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert not backend.queries.sale(2).instalments
    dialog.plan.rest_button.click()
    assert table.item(1, 2).text() == "180.00"
    dialog.submit()
    settle(context)
    assert [one.amount.minor for one in backend.queries.sale(2).instalments] == [12000, 18000]


def test_a_plan_can_be_taken_back(context, beatriz, show, backend, settle, perform, qtbot):
    half = commands.PlanPart(due=date(2026, 6, 1), percent=Decimal(50))
    rest = commands.PlanPart(due=date(2026, 7, 1), percent=Decimal(50))
    perform(commands.SetPlan(sale=2, parts=(half, rest)))
    dialog = show(PlanDialog(context, 2))
    table = dialog.plan.table
    assert table.rowCount() == 3
    assert not dialog.is_changed()
    for _ in range(2):
        table.setCurrentCell(0, 0)
        qtbot.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert dialog.due.isVisible()
    dialog.due.setText("1.8.2026")
    dialog.submit()
    settle(context)
    detail = backend.queries.sale(2)
    assert not detail.instalments
    assert detail.sale.due == date(2026, 8, 1)


@pytest.mark.parametrize("typed", ["30/14, 60/30", "x", "0x30", "200/5"])
def test_a_plan_that_cannot_be_read(context, beatriz, show, backend, settle, typed):
    dialog = show(PlanDialog(context, 2))
    dialog.plan.short.setText(typed)
    assert dialog.plan.table.rowCount() == 1
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog.plan.short.text() == typed
    assert not backend.queries.sale(2).instalments


def test_a_wrong_cell_of_a_plan_is_said(context, beatriz, show):
    dialog = show(PlanDialog(context, 2))
    dialog.plan.table.item(0, 0).setText("31.2.2026")
    assert dialog.plan._error.isVisible()
    dialog.plan.table.item(0, 0).setText("1.6.2026")
    assert not dialog.plan._error.isVisible()


def test_credit_is_paid_out(context, beatriz, show, backend, settle, perform):
    paid = perform(commands.TakePayment(client=beatriz, amount=Decimal(500))).result.id
    dialog = show(PayOutDialog(context, beatriz))
    assert dialog.amount.text() == "20.00"
    dialog.amount.setText("30")
    dialog.submit()
    settle(context)
    assert "20.00 EUR" in dialog._places["amount"].error()
    dialog.amount.setText("20")
    dialog.method.setCurrentText("Cash")
    dialog.submit()
    settle(context)
    assert backend.queries.payment(paid).free == Money(0, "EUR")
    assert not backend.queries.card(beatriz).balance.credit
    assert not dialog.isVisible()


def test_no_credit_no_pay_out(context, beatriz, show):
    dialog = show(PayOutDialog(context, beatriz))
    assert not dialog.save_button.isEnabled()
    assert "no credit" in dialog.credit_line.whole_text()


def test_an_opening_balance_is_owed_or_credit(context, show, backend, settle, perform):
    client = perform(commands.AddClient(name="Ann Lee")).result.id
    dialog = show(OpeningBalanceDialog(context, client))
    dialog.amount.setText("250")
    dialog.day.setText("1.1.2026")
    dialog.submit()
    settle(context)
    (owed,) = backend.queries.card(client).balance.owed
    assert (owed.amount, owed.overdue) == (Money(25000, "EUR"), Money(25000, "EUR"))
    dialog = show(OpeningBalanceDialog(context, client))
    dialog.side.choose("credit")
    assert not dialog.due.isVisible()
    dialog.amount.setText("-5")
    dialog.submit()
    assert dialog._places["amount"].error()
    dialog.amount.setText("40")
    dialog.currency.choose("USD")
    dialog.amount.setText("40")
    dialog.submit()
    settle(context)
    assert backend.queries.card(client).balance.credit == (Money(4000, "USD"),)


def test_rates_are_added_one_after_another_and_removed(context, show, backend, settle, qtbot):
    dialog = show(RatesDialog(context))
    assert dialog.empty.isVisible()
    assert QApplication.focusWidget() is dialog.rate
    for currency, rate in (("USD", "0.92"), ("CNY", "0.1272")):
        dialog.currency.set_code(currency)
        dialog.rate.setFocus()
        qtbot.keyClicks(dialog.rate, rate)
        qtbot.keyClick(dialog.rate, Qt.Key.Key_Return)
        settle(context)
        settle(context)
        assert dialog.isVisible()
        assert dialog.rate.text() == ""
    assert dialog.table.rowCount() == 2
    assert not dialog.is_changed()
    dialog.table.setFocus()
    dialog.table.setCurrentCell(0, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    settle(context)
    settle(context)
    assert [rate.currency for rate in backend.queries.rates()] == ["USD"]
    assert dialog.table.rowCount() == 1


@pytest.mark.parametrize(
    ("currency", "rate", "place"),
    [
        ("USD", "", "rate"),
        ("USD", "-1", "rate"),
        ("EUR", "1", "currency"),
        ("XYZ", "1", "currency"),
    ],
)
def test_a_rate_that_cannot_be(context, show, backend, settle, currency, rate, place):
    dialog = show(RatesDialog(context))
    dialog.currency.setEditText(currency)
    dialog.rate.setText(rate)
    dialog.submit()
    settle(context)
    assert dialog._places[place].error()
    assert backend.queries.rates() == ()
