"""The Referrals tab and a referral, in the real window: changed in place, by key, undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from tests import factories
from tests.factories import do
from tests.ui.conftest import Start
from tests.ui.hand import Hand, paper

from smallcrm.app import Backend
from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.services import commands
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.referral_window import ReferralWindow
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.reward_dialogs import (
    ChangeReferrerDialog,
    CreditExpiryDialog,
    EditReferralDialog,
    SetRewardDialog,
)
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.tabs.table_tab import TableTab

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@dataclass(frozen=True, slots=True)
class People:
    """Who there is, and the referrals between them."""

    james: int
    hannah: int
    ruth: int
    partner: int
    sent: int
    out: int


@pytest.fixture
def people(backend: Backend) -> People:
    """James sent Hannah, who paid 480; we sent Ruth to a partner; 10 % of the first sale."""
    rule = commands.AddRewardRule(name="First sale", percent=Decimal(10), expires_after_days=90)
    do(backend, rule)
    names = ("James Johnson", "Hannah Keogh", "Ruth Jameson", "Dahl Transport")
    james, hannah, ruth, partner = (factories.client(backend, name) for name in names)
    on = date(2026, 3, 18)
    sent = do(
        backend,
        commands.AddReferral(referrer=james, client=hannah, on=on, what_for="Tuning"),
    ).id
    out = do(
        backend,
        commands.AddReferralOut(
            client=ruth, partner=partner, on=date(2026, 4, 2), commission=Decimal(80)
        ),
    ).id
    factories.sale(backend, hannah, "480", on=date(2026, 4, 1))
    factories.payment(backend, hannah, "480")
    return People(james, hannah, ruth, partner, sent, out)


@pytest.fixture
def place(people: People, start: Start, tr: I18n) -> tuple[MainWindow, Hand]:
    """The window with the Referrals tab open."""
    assert people
    window, hand = start(tr)
    hand.press("Ctrl+5")
    return window, hand


def tab(window: MainWindow) -> TableTab:
    shown = window.current_tab()
    assert isinstance(shown, TableTab)
    assert shown.name == "referrals"
    return shown


def texts(shown: TableTab) -> list[list[str]]:
    model = shown.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def referral(backend: Backend, referral_id: int) -> ReferralShape:
    detail = backend.queries.referral(referral_id)
    assert detail is not None
    return detail.referral


def go_to(shown: TableTab, referral_id: int) -> None:
    shown.table.setFocus()
    shown.table.select_row(shown.model.row_of(referral_id))


def test_both_directions_with_what_came_of_them(place: tuple[MainWindow, Hand]) -> None:
    window, _hand = place
    shown = tab(window)
    QAbstractItemModelTester(shown.model, FATAL)
    out, sent = texts(shown)
    assert sent == [
        "18 Mar 2026", "Sent to us", "James Johnson", "Hannah Keogh", "us", "Tuning", "Won",
        "480.00", "48.00", "",
    ]  # fmt: skip
    assert out == [
        "2 Apr 2026", "Sent by us", "us", "Ruth Jameson", "Dahl Transport", "", "Pending", "", "",
        "80.00",
    ]  # fmt: skip


def test_filters_and_every_order(place: tuple[MainWindow, Hand], backend: Backend) -> None:
    window, hand = place
    shown = tab(window)
    for chip, count in (("in", 1), ("out", 1), ("won", 1), ("lost", 0), ("rewarded", 1)):
        shown.choose(chip)
        hand.rest()
        assert shown.model.rowCount() == count, chip
    shown.choose("all")
    for column in shown.model.columns:
        if column.sort:
            found = backend.queries.row_ids("referrals", Order(sort=column.sort), slot="test")
            assert sorted(found) == [1, 2], column.sort


def test_a_filter_that_nothing_fits_says_so(place: tuple[MainWindow, Hand]) -> None:
    window, hand = place
    shown = tab(window)
    hand.press("Ctrl+L")
    hand.type("nobody")
    hand.until(shown._empty.isVisible)
    hand.rest()


def test_the_purpose_is_changed_in_place_and_undone(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    shown = tab(window)
    go_to(shown, people.sent)
    hand.press("F2")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit), "F2 opens the first cell that can be changed: the day"
    assert field.text() == "18 Mar 2026"
    hand.press("Tab")
    purpose = QApplication.focusWidget()
    assert isinstance(purpose, QLineEdit)
    assert purpose.text() == "Tuning"
    hand.over("Two grands")
    hand.press("Return")
    hand.until(lambda: referral(backend, people.sent).what_for == "Two grands")
    hand.until(lambda: texts(shown)[1][5] == "Two grands")
    assert window.undo_strip.isVisible()
    assert shown.current_id() == people.sent
    assert shown.table.hasFocus()
    hand.press("Ctrl+Z")
    hand.until(lambda: texts(shown)[1][5] == "Tuning")


def test_a_day_that_is_none_is_said_beside_the_field_and_kept(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    shown = tab(window)
    go_to(shown, people.sent)
    hand.press("F2")
    hand.over("31.2.2026")
    hand.press("Return")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "31.2.2026"
    assert "31.2.2026" in shown.in_place.complaint
    # Another program changes the file meanwhile: what is being typed stays.
    window._context.hub.announce_everything()
    hand.rest()
    assert QApplication.focusWidget() is field
    hand.over("4 May 2026")
    assert not shown.in_place.complaint
    hand.press("Return")
    hand.until(lambda: referral(backend, people.sent).on == date(2026, 5, 4))
    hand.until(lambda: texts(shown)[0][0] == "4 May 2026")


def test_escape_takes_back_what_was_typed_in_a_cell(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    go_to(tab(window), people.sent)
    hand.press("F2")
    hand.over("5 May 2026")
    hand.press("Escape")
    assert referral(backend, people.sent).on == date(2026, 3, 18)
    assert tab(window).table.hasFocus()


def entries(menu: QMenu) -> dict[str, QAction]:
    """Return the lines of a menu, those of menus within it as well."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        found[action.text()] = action
        below = action.menu()
        if isinstance(below, QMenu):
            found |= entries(below)
    return found


def open_menu(hand: Hand, shown: TableTab) -> dict[str, QAction]:
    """Open the menu of the current row, as the key for it does."""
    close_menu()
    hand.rest()
    table = shown.table
    place = table.viewport().mapToGlobal(table.visualRect(table.currentIndex()).center())
    table.context_menu_wanted.emit(place)
    hand.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return entries(menu)


def close_menu() -> None:
    menu = QApplication.activePopupWidget()
    if menu is not None:
        menu.close()


def choose(hand: Hand, shown: TableTab, words: str) -> None:
    action = open_menu(hand, shown)[words]
    action.trigger()
    close_menu()
    hand.rest()


def test_the_menu_of_a_row_names_both_and_says_the_outcome(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    shown = tab(window)
    go_to(shown, people.sent)
    lines = open_menu(hand, shown)
    assert {"Open Hannah Keogh’s card", "Open James Johnson’s card"} <= set(lines)
    assert lines["As their sales say"].isChecked()
    assert "Set reward…" in lines
    lines["Lost"].trigger()
    close_menu()
    hand.until(lambda: referral(backend, people.sent).outcome is ReferralOutcome.LOST)
    hand.rest()
    go_to(shown, people.sent)
    lines = open_menu(hand, shown)
    assert lines["Lost"].isChecked()
    lines["As their sales say"].trigger()
    hand.until(lambda: referral(backend, people.sent).outcome is ReferralOutcome.WON)
    close_menu()
    hand.rest()
    go_to(shown, people.out)
    lines = open_menu(hand, shown)
    assert "Set reward…" not in lines
    assert "As their sales say" not in lines
    assert "Change partner…" in lines
    close_menu()


def test_a_referral_is_removed_and_brought_back(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    shown = tab(window)
    go_to(shown, people.sent)
    choose(hand, shown, "Remove referral")
    hand.until(lambda: backend.queries.referral(people.sent) is None)
    assert backend.queries.card(people.james).balance.credit == ()
    hand.press("Ctrl+Z")
    hand.until(lambda: backend.queries.referral(people.sent) is not None)
    assert backend.queries.card(people.james).balance.credit == (Money(4800, "EUR"),)


def test_enter_opens_the_referral_and_from_it_all_that_belongs_to_it(
    place: tuple[MainWindow, Hand], people: People
) -> None:
    window, hand = place
    go_to(tab(window), people.sent)
    hand.press("Return")
    shown = hand.window(ReferralWindow)
    assert shown.subtitle.whole_text() == "James Johnson sent Hannah Keogh to us"
    assert shown.state_line.whole_text().startswith("Won: Hannah Keogh has bought.")
    assert shown.rules.texts() == ["James Johnson: 10% of the first sale. 48.00 EUR earned."]
    table = shown.credits.table
    assert table.hasFocus()
    # A number is not broken at its hyphens.
    row = [table.item(0, column).text().replace("‐", "-") for column in range(4)]
    assert "James Johnson: First sale, sale S-2026-0001" in row[1]
    assert row[2] == "48.00 left, good until 10 Aug"
    assert row[3] == "48.00 EUR"
    hand.press("Return")
    detail = hand.window(PaymentDetail)
    said = detail.credit_line.whole_text()
    assert said.startswith("Credit for sending Hannah Keogh, First sale, sale S-2026-0001")
    assert not detail.reverse_button.isVisible(), "it follows from the referral"
    hand.press("Alt+F")
    again = hand.window(ReferralWindow)
    assert again.subtitle.whole_text() == "James Johnson sent Hannah Keogh to us"
    again.close()
    hand.rest()
    detail.close()
    hand.rest()
    shown.activateWindow()
    shown.outcome_button.setFocus()
    hand.press("Return")
    hand.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    close_menu()
    shown.activateWindow()
    shown.sales.table.setFocus()
    shown.sales.table.setCurrentCell(0, 0)
    hand.press("Return")
    hand.window(SaleDialog).close()
    hand.rest()


def test_a_reward_is_set_with_a_reason_and_left_to_the_rules_again(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    go_to(tab(window), people.sent)
    hand.press("Return")
    shown = hand.window(ReferralWindow)
    hand.press("Alt+R")
    dialog = hand.window(SetRewardDialog)
    assert "48.00 EUR" in dialog.now_line.whole_text()
    hand.type("100")
    hand.press("Return")
    assert dialog._places["reason"].error()
    assert QApplication.focusWidget() is dialog.reason
    hand.type("Promised on the phone")
    hand.press("Return")
    hand.until(lambda: backend.queries.card(people.james).balance.credit == (Money(10000, "EUR"),))
    assert hand.window(ReferralWindow) is shown
    assert any("100.00 EUR, as you said: Promised" in line for line in shown.rules.texts())
    hand.press("Alt+R")
    dialog = hand.window(SetRewardDialog)
    assert dialog.amount.text() == "100.00"
    assert dialog.reason.text() == "Promised on the phone"
    dialog.how.setCurrentIndex(1)
    assert not dialog.amount.isVisible()
    hand.press("Ctrl+Return")
    hand.until(lambda: backend.queries.card(people.james).balance.credit == (Money(4800, "EUR"),))
    assert not backend.queries.referral(people.sent).overrides


def test_the_referred_client_may_be_given_something_in_another_currency(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    window.desk.do("set_reward", people.sent)
    hand.rest()
    dialog = hand.window(SetRewardDialog)
    dialog.who.setCurrentIndex(1)
    assert "the rules give Hannah Keogh nothing" in dialog.now_line.whole_text()
    dialog.amount.setText("20")
    dialog.currency.set_code("USD")
    dialog.reason.setText("A present")
    hand.press("Ctrl+Return")
    hand.until(lambda: backend.queries.card(people.hannah).balance.credit == (Money(2000, "USD"),))


def test_it_was_somebody_else(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    window.desk.do("change_referrer", people.sent)
    hand.rest()
    dialog = hand.window(ChangeReferrerDialog)
    assert "James Johnson" in dialog.now_line.whole_text()
    assert "48.00 EUR" in dialog.now_line.whole_text()
    hand.type("hannah")
    hand.press("Return")
    dialog.reason.setText("Oops")
    hand.press("Ctrl+Return")
    assert dialog._places["counterpart"].error(), "nobody sends themselves"
    dialog.who.set_chosen(backend.queries.card(people.ruth).details.ref)
    hand.press("Ctrl+Return")
    hand.until(lambda: backend.queries.card(people.ruth).balance.credit == (Money(4800, "EUR"),))
    assert backend.queries.card(people.james).balance.credit == ()
    assert referral(backend, people.sent).reason == "Oops"


def test_day_purpose_and_commission_of_one_that_we_sent(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    go_to(tab(window), people.out)
    hand.press("Return")
    shown = hand.window(ReferralWindow)
    assert not shown.reward_button.isVisible()
    assert not shown.letter_button.isVisible()
    hand.press("Alt+C")
    dialog = hand.window(EditReferralDialog)
    hand.type("Moving two grands")
    dialog.commission.setText("")
    hand.press("Return")
    hand.until(lambda: referral(backend, people.out).what_for == "Moving two grands")
    assert referral(backend, people.out).commission is None
    assert hand.window(ReferralWindow) is shown


def test_a_credit_is_good_for_longer(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    (credit,) = backend.queries.rewards_of(people.james)
    window.desk.do("credit_expiry", credit.payment_id)
    hand.rest()
    dialog = hand.window(CreditExpiryDialog)
    assert dialog.day.text() == "10 Aug 2026"
    hand.over("1 Jan 2026")
    hand.press("Return")
    assert dialog._places["expires_on"].error(), "before it was given"
    hand.over("31 Dec 2026")
    hand.press("Return")
    hand.until(lambda: backend.queries.rewards_of(people.james)[0].expires_on == date(2026, 12, 31))


def test_a_window_says_when_its_referral_is_gone_and_shows_it_again(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    window.desk.do("referral", people.sent)
    hand.rest()
    shown = hand.window(ReferralWindow)
    shown.wanted.emit("remove_referral", people.sent)
    hand.until(shown.notice.isVisible)
    assert not shown.reward_button.isEnabled()
    hand.press("Ctrl+Z")
    hand.until(lambda: not shown.notice.isVisible())
    assert shown.reward_button.isEnabled()
    assert backend.queries.referral(people.sent) is not None


def test_the_referrer_is_thanked_by_a_letter(
    place: tuple[MainWindow, Hand], people: People
) -> None:
    window, hand = place
    go_to(tab(window), people.sent)
    hand.press("Return")
    hand.window(ReferralWindow)
    hand.press("Alt+L")
    preview = hand.window(ReportPreview)
    hand.until(lambda: bool(preview.content))
    said = paper(preview)
    assert "James Johnson" in said
    assert "Hannah Keogh" in said
    preview.close()
    hand.rest()


def test_the_account_says_what_a_credit_was_for_and_until_when_it_is_good(
    place: tuple[MainWindow, Hand], people: People, backend: Backend
) -> None:
    window, hand = place
    window.desk.do("account", people.james)
    hand.rest()
    account = hand.window(AccountWindow)
    QAbstractItemModelTester(account.model, FATAL)
    said = account.model.index(0, 1).data()
    assert said == "Credit for sending Hannah Keogh, good until 10 Aug, First sale"
    assert account.model.index(0, 2).data() == "S-2026-0001"
    do(backend, commands.ReversePayment(payment=1))
    window._context.hub.announce_everything()
    hand.until(lambda: account.model.rowCount() == 2)
    assert account.model.index(1, 1).data().startswith("Taken back: Credit for sending Hannah")


def test_everything_in_chinese(people: People, start: Start, tr_zh: I18n, backend: Backend) -> None:
    window, hand = start(tr_zh)
    hand.press("Ctrl+5")
    assert texts(tab(window))[1][3] == "Hannah Keogh"
    go_to(tab(window), people.sent)
    hand.press("Return")
    shown = hand.window(ReferralWindow)
    words = [shown.state_line.whole_text(), shown.subtitle.whole_text(), *shown.rules.texts()]
    for name in ("James Johnson", "Hannah Keogh", "First sale", "S-2026-0001", "EUR"):
        words = [word.replace(name, "") for word in words]
    assert not any(sign.isascii() and sign.isalpha() for word in words for sign in word), words
    shown.close()
    hand.rest()
    assert backend
