"""Calls 2 and 9, walked by keyboard through the real window: who sent you, what about my bonus."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests import factories
from tests.factories import do
from tests.ui.conftest import Start
from tests.ui.hand import Hand, card_of, facts, owed, paper, said_in, sentence

from smallcrm.app import Backend
from smallcrm.domain.enums import ClientKind, FollowUpCode
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.referral_shapes import ReferralSummary
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.referral_window import ReferralWindow
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.reverse_dialog import ReverseDialog
from smallcrm.ui.dialogs.rewards_window import RewardsWindow
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.dialogs.tree_window import TreeWindow
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.models.plain_rows import PlainRows
from smallcrm.ui.present_today import today_menu
from smallcrm.ui.today_deeds import TodayId
from smallcrm.ui.widgets.today_model import TodayRow

NUMBER = "+353 87 123 4567"


def texts(model: PlainRows) -> list[list[str]]:
    """Return what a table says, row by row."""
    columns = range(model.columnCount())
    return [
        [model.index(row, column).data() for column in columns] for row in range(model.rowCount())
    ]


def summary(backend: Backend, client: int) -> ReferralSummary:
    card = backend.queries.card(client)
    assert card is not None
    return card.referral_summary


def line_of(card: CardWindow) -> str:
    """Return what the card says of referrals and credit; nothing where the line is not shown."""
    return card.body.referrals.text() if card.body.referrals.isVisible() else ""


def rows_of(window: MainWindow, kind: str) -> list[TodayRow]:
    """Return Today's rows of a kind."""
    items = window.tab(0).table.items.items()
    return [
        item
        for item in items
        if isinstance(item, TodayRow) and isinstance(item.id, TodayId) and item.id.kind == kind
    ]


def go_to(hand: Hand, window: MainWindow, kind: str) -> None:
    """Walk down Today to the first row of a kind."""
    hand.press("Ctrl+1")
    rows = window.tab(0).table
    for _ in range(30):
        row = rows.current()
        if row is not None and isinstance(row.id, TodayId) and row.id.kind == kind:
            return
        hand.press("Down")
    raise AssertionError(f"nothing of {kind} in Today")


# Call 2: "James Johnson sent me, I want the same website package."


@pytest.fixture
def package(backend: Backend) -> int:
    """What James Johnson bought: a website package of two lines, and something small after it."""
    rule = commands.AddRewardRule(name="First sale", percent=Decimal(10), expires_after_days=90)
    do(backend, rule)
    factories.client(backend, "James Whelan")
    james = factories.client(backend, "James Johnson", organisation="Johnson Music Academy")
    site = LineInput(
        description="Website, five pages", unit_price=Decimal(1900), tax_percent=Decimal(23)
    )
    hosting = LineInput(description="Hosting", quantity=Decimal(12), unit_price=Decimal(15))
    sale = factories.sale(
        backend, james, title="Website package", on=date(2025, 11, 3), lines=(site, hosting)
    )
    factories.sale(backend, james, "35", title="Website care, a month", on=date(2026, 4, 3))
    return sale


def test_a_new_caller_was_sent_and_wants_the_same(
    start: Start, tr: I18n, package: int, backend: Backend
) -> None:
    window, hand = start(tr)
    window.deck.show_call(NUMBER)
    hand.rest()
    (form,) = window.deck.calls()
    form.activateWindow()
    caller = hand.window(NewCaller)
    assert caller.form.number() == NUMBER, "the number is filled in"
    hand.type("Maeve Burke")
    hand.press("Alt+W")
    hand.type("james")
    found = caller.form.referrer._list
    assert found is not None
    current = found.current()
    assert current is not None
    assert (current.title, current.second) == (
        "James Johnson",
        "Website care, a month, 35.00 EUR, Apr 2026",
    )
    hand.press("Return")
    said = said_in(caller)
    assert "From James Johnson" in said
    assert "Website package, 2,517.00 EUR, Nov 2025" in said, "what he bought, at what price"
    assert "10% of the first sale" in said
    hand.press("Alt+C")
    assert caller.form.copied_sale() == package, "the package, not the small thing after it"
    before = backend.queries.overview().clients
    hand.press("Ctrl+S")

    # The card is there, and over it his package as a sale of hers.
    sale = hand.window(SaleDialog)
    assert sale.title_field.text() == "Website package"
    (card,) = window.deck.cards()
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: sentence(card).startswith("Owes 2,517.00 EUR"))
    found = backend.queries.card(card.client_id)
    assert found is not None
    assert found.details.phones[0].number == NUMBER
    assert found.referred_by is not None
    assert found.referred_by.counterpart.name == "James Johnson"
    (mine,) = found.last_sales
    his, hers = backend.queries.sale(package), backend.queries.sale(mine.id)
    assert [(line.description, line.unit_price) for line in hers.trade_lines] == [
        (line.description, line.unit_price) for line in his.trade_lines
    ]
    assert "Sent by James Johnson" in said_in(card)

    # Client and referral were one action: with the sale two, and nothing of her is left.
    assert backend.queries.overview().clients == before + 1
    hand.press("Esc", "Ctrl+Z", "Ctrl+Z")
    assert backend.queries.overview().clients == before
    assert summary(backend, found.referred_by.counterpart.id) == ReferralSummary()
    assert backend.check().problems == ()


def test_a_referrer_who_is_new_comes_with_the_client_in_one_action(
    start: Start, tr: I18n, backend: Backend
) -> None:
    window, hand = start(tr)
    window.deck.show_call(NUMBER)
    hand.rest()
    (form,) = window.deck.calls()
    form.activateWindow()
    caller = hand.window(NewCaller)
    hand.type("Maeve Burke")
    hand.press("Alt+W")
    hand.type("Sheila Roe")
    hand.press("Esc")
    assert "Sheila Roe, who is added as a partner" in said_in(caller)
    hand.press("Ctrl+S")
    card = card_of(hand, "Maeve Burke")
    assert "Sent by Sheila Roe" in said_in(card)
    sender = backend.queries.search("Sheila").hits[0].client
    details = backend.queries.card(sender.id)
    assert details is not None
    assert details.details.kind is ClientKind.PARTNER
    hand.press("Ctrl+Z")
    hand.until(lambda: backend.queries.overview().clients == 0)


# Call 9: "What about my bonus for sending you people?"


@pytest.fixture
def james(backend: Backend) -> int:
    """James sent three: Hannah, who paid 300, Ruth, who owes 500, and Owen, who bought nothing.

    He owes 60 himself; 10 % of a first sale are his, good for a year.
    """
    rule = commands.AddRewardRule(name="Ten per cent", percent=Decimal(10), expires_after_days=20)
    do(backend, rule)
    james = factories.client(backend, "James Johnson")
    on = date(2026, 3, 2)
    for name in ("Hannah Keogh", "Ruth Jameson", "Owen Daly"):
        client = factories.client(backend, name)
        do(backend, commands.AddReferral(referrer=james, client=client, on=on))
    hannah, ruth = (client_id(backend, name) for name in ("Hannah Keogh", "Ruth Jameson"))
    factories.sale(backend, hannah, "300", on=date(2026, 4, 1))
    factories.payment(backend, hannah, "300")
    factories.sale(backend, ruth, "500", on=date(2026, 4, 20), due=date(2026, 5, 30))
    factories.sale(backend, james, "60", on=date(2026, 5, 2), due=date(2026, 6, 1))
    return james


def client_id(backend: Backend, name: str) -> int:
    return backend.queries.search(name).hits[0].client.id


def open_card(hand: Hand, typed: str, name: str) -> CardWindow:
    """Go to the search box, type, and open the card."""
    window = hand.main
    window.activateWindow()
    hand.until(window.isActiveWindow)
    hand.press("Ctrl+K")
    hand.over(typed)
    hand.press("Return")
    return card_of(hand, name)


def test_what_about_my_bonus(  # noqa: PLR0915  (one call: each step stands on the ones before)
    start: Start, tr: I18n, james: int, backend: Backend
) -> None:
    window, hand = start(tr)
    card = open_card(hand, "johnson", "James Johnson")

    # The answer is on the card, seen at once; a key opens the rest.
    assert line_of(card) == (
        "Sent 3, won 2, worth 300.00 EUR  ·  credit 30.00 EUR left\n30.00 EUR good until 1 June"
    )
    strip = card.body.referrals
    assert not strip.visibleRegion().isEmpty()
    assert strip.visibleRegion().boundingRect() == strip.rect(), "nothing of it is cut off"
    hand.press("Alt+B")
    rewards = hand.window(RewardsWindow)
    assert rewards.height() <= window.height()
    assert texts(rewards.sent_model) == [
        ["2 Mar 2026", "Owen Daly", "", "Pending", "", ""],
        ["2 Mar 2026", "Ruth Jameson", "", "Won", "", ""],
        ["2 Mar 2026", "Hannah Keogh", "", "Won", "300.00 EUR", "30.00 EUR"],
    ]
    assert texts(rewards.credit_model) == [
        [
            "12 May 2026",
            "Hannah Keogh",
            "Ten per cent",
            "30.00 EUR",
            "",
            "30.00 EUR",
            "1 Jun 2026",
        ],
    ]
    assert rewards.sent.viewport().height() >= 3 * rewards.sent.rowHeight(0)
    assert "Sent, 3, 2 won" in facts(rewards.facts)
    assert "Left, 30.00 EUR, 30.00 good until 1 Jun" in facts(rewards.facts)

    # Why did Ruth earn nothing yet? Her referral says it.
    hand.press("Down", "Return")
    referral = hand.window(ReferralWindow)
    assert "Ruth Jameson" in said_in(referral)
    hand.press("Esc")
    assert rewards.isVisible()

    # All that came of those he sent, as a picture.
    rewards.activateWindow()
    hand.until(rewards.isActiveWindow)
    hand.press("Alt+T")
    hand.window(TreeWindow)
    hand.press("Esc")

    # Ruth pays while he is on the line: the credit is there, in all windows that are open.
    ruth = open_card(hand, "ruth", "Ruth Jameson")
    assert "Sent by James Johnson" in said_in(ruth)
    hand.press("Alt+P")
    hand.window(PaymentDialog)
    hand.press("Return")
    assert hand.window(CardWindow) is ruth
    hand.until(lambda: sentence(ruth).startswith("Owes nothing"))
    hand.until(lambda: "worth 800.00 EUR  ·  credit 80.00 EUR left" in line_of(card))
    hand.until(lambda: rewards.credit_model.rowCount() == 2)
    assert texts(rewards.sent_model)[1][-2:] == ["500.00 EUR", "50.00 EUR"]
    rewards.close()

    # He spends 60 of it on what he owes.
    again = open_card(hand, "johnson", "James Johnson")
    assert again is card
    hand.press("Alt+P")
    pay = hand.window(PaymentDialog)
    hand.press("Alt+E")
    assert pay.credit.isChecked()
    hand.over("")
    hand.press("Delete", "Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: sentence(card).startswith("Owes nothing"))
    hand.until(lambda: "credit 20.00 EUR left" in line_of(card))
    about = summary(backend, james)
    assert about.earned == (Money(8000, "EUR"),)
    assert about.spent == (Money(6000, "EUR"),)

    # Ruth's payment bounces: what it had earned is taken back, and Today says so.
    assert open_card(hand, "ruth", "Ruth Jameson") is ruth
    hand.press("Esc", "5")
    hand.press("Home", "Return")
    hand.window(PaymentDetail)
    hand.press("Alt+R")
    hand.window(ReverseDialog)
    hand.type("returned by the bank")
    hand.press("Ctrl+Return")
    hand.press("Esc")
    hand.until(lambda: sentence(ruth).startswith("Owes 500.00 EUR"))
    hand.until(lambda: "credit used up" in line_of(card))
    hand.until(lambda: sentence(card).startswith("Owes 30.00 EUR"))
    assert owed(backend, james) == ["30.00 EUR"]
    (lost,) = backend.queries.today().rewards_lost
    assert (lost.code, lost.amount) == (FollowUpCode.CREDIT_TAKEN_BACK, Money(3000, "EUR"))
    window.activateWindow()
    hand.until(window.isActiveWindow)
    hand.until(lambda: bool(rows_of(window, "rewards_lost")))
    (row,) = rows_of(window, "rewards_lost")
    assert row.title == "James Johnson"
    assert row.second == (
        "30.00 EUR of credit for sending Ruth Jameson was taken back after it was spent"
    )
    go_to(hand, window, "rewards_lost")
    hand.press("Return")
    opened = hand.window(ReferralWindow)
    assert "Ruth Jameson" in said_in(opened)
    hand.press("Esc")
    hand.window(MainWindow)

    # It was the wrong payment that was reversed: undo brings everything back.
    hand.press("Ctrl+Z")
    hand.until(lambda: not rows_of(window, "rewards_lost"))
    hand.until(lambda: "credit 20.00 EUR left" in line_of(card))
    assert summary(backend, james) == about
    assert owed(backend, james) == []
    assert backend.check().problems == ()


def test_thanks_are_owed_written_and_done_from_today(
    start: Start, tr: I18n, james: int, backend: Backend
) -> None:
    window, hand = start(tr)
    rows = rows_of(window, "thanks")
    assert [row.second for row in rows] == [
        "Thank James Johnson for sending Hannah Keogh",
        "Thank James Johnson for sending Ruth Jameson",
    ]
    go_to(hand, window, "thanks")
    hand.press("Ctrl+Return")
    letter = hand.window(ReportPreview)
    hand.until(lambda: letter.view.page_count == 1)
    assert "Hannah Keogh" in paper(letter)
    assert "James Johnson" in paper(letter)
    hand.press("Esc")
    hand.window(MainWindow)
    row = rows[0].id
    assert isinstance(row, TodayId)
    assert [entry.text.partition("\t")[0] for entry in today_menu(tr, row)] == [
        "Open card",
        "Done",
        "Thank-you letter…",
        "Call",
        "Take payment…",
        "Add follow-up…",
    ]
    hand.press("Space")
    hand.until(lambda: len(rows_of(window, "thanks")) == 1)
    assert len(backend.queries.today().thanks) == 1
    hand.press("Ctrl+Z")
    hand.until(lambda: len(rows_of(window, "thanks")) == 2)
    assert summary(backend, james).sent == 3


# Both in Chinese.


def test_a_new_caller_and_her_bonus_in_chinese(start: Start, tr_zh: I18n, backend: Backend) -> None:
    rule = commands.AddRewardRule(name="首单", amount=Decimal(50), currency="CNY")
    do(backend, rule)
    wei = factories.client(backend, "张伟", currency="CNY")
    factories.sale(backend, wei, "2400", title="官网套餐", currency="CNY", on=date(2025, 11, 3))
    window, hand = start(tr_zh)
    window.deck.show_call("+86 139 5755 0116")
    hand.rest()
    (form,) = window.deck.calls()
    form.activateWindow()
    caller = hand.window(NewCaller)
    hand.type("孙晓梅")
    hand.press("Alt+W")
    hand.type("zw")
    hand.press("Return")
    said = said_in(caller)
    assert "由张伟介绍" in said
    assert "官网套餐，2,400.00 元，2025/11" in said
    hand.press("Alt+C", "Ctrl+S")
    sale = hand.window(SaleDialog)
    assert sale.title_field.text() == "官网套餐"
    hand.press("Ctrl+Return")
    card = card_of(hand, "孙晓梅")
    hand.press("Alt+P")
    hand.window(PaymentDialog)
    hand.press("Return")
    hand.until(lambda: sentence(card).startswith("没有欠款"))

    wei_card = open_card(hand, "zw", "张伟")
    assert line_of(wei_card) == "介绍 1 位，成交 1 位，合计 2,400.00 元  ·  余额 50.00 元 可用"
    hand.press("Alt+B")
    rewards = hand.window(RewardsWindow)
    assert "推荐" in rewards.windowTitle() or "介绍" in rewards.windowTitle()
    assert texts(rewards.sent_model)[0][1:] == ["孙晓梅", "", "已成交", "2,400.00 元", "50.00 元"]
    hand.press("Esc", "Esc", "Esc")
    window.activateWindow()
    hand.until(
        lambda: [row.second for row in rows_of(window, "thanks")] == ["感谢张伟介绍了孙晓梅"]
    )
