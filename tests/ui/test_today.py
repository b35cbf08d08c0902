"""Today in the real window: one list in its order, worked through by keys, and the hour kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from tests import factories
from tests.conftest import NOW
from tests.factories import TODAY, do
from tests.ui.conftest import Start

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.today_shapes import Matter
from smallcrm.services import commands
from smallcrm.services.commands import LineInput, PhoneInput
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.present_today import today_items, today_menu
from smallcrm.ui.today_deeds import TodayId
from smallcrm.ui.widgets.today_model import TodayGroup, TodayRemark, TodayRow

NUMBER = "+353 1 677 1234"


class Hands:
    """A clock whose hands can be moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def clock(hands: Hands) -> Clock:
    """Tuesday 12 May 2026, 09:42 in Dublin, until somebody moves it on."""
    return Clock(source=hands, zone=ZoneInfo("Europe/Dublin"))


def miss(backend: Backend, number: str, minutes: int = 5) -> None:
    """Let somebody call in vain so many minutes ago."""
    at = backend.clock.now() - timedelta(minutes=minutes)
    command = commands.LogCall(
        source="ncid", key=f"{number} {at}", number=number, at=at, answered=False, seconds=0
    )
    backend.services.perform(command, source=Source.CALL)


def rows(window: MainWindow) -> list[TodayRow]:
    """Return Today's rows."""
    return [item for item in window.tab(0).table.items.items() if isinstance(item, TodayRow)]


def kinds(window: MainWindow) -> list[str]:
    """Return what Today's rows are, each kind once."""
    return list(dict.fromkeys(row.id.kind for row in rows(window) if isinstance(row.id, TodayId)))


def heads(window: MainWindow) -> list[str]:
    """Return the heads of the list."""
    items = window.tab(0).table.items.items()
    return [item.title for item in items if isinstance(item, TodayGroup)]


def hints(window: MainWindow) -> dict[str, str]:
    """Return what the keys do now, as the foot of the window says it."""
    return {hint.keys[0]: hint.text for hint in window.tab(0).hints()}


def ann(backend: Backend, **more: object) -> int:
    phones = (PhoneInput(number=NUMBER),)
    return factories.client(backend, "Ann Lee", phones=phones, **more)


def everything(backend: Backend) -> None:
    """Have something of every matter due."""
    rule = commands.AddRewardRule(name="Tenth", percent=Decimal(10), expires_after_days=20)
    do(backend, rule)
    who = ann(backend, birthday=date(1980, 5, 14))
    miss(backend, NUMBER)
    do(backend, commands.AddFollowUp(client=who, text="ring the school", due=TODAY))
    factories.sale(backend, who, "120", on=date(2026, 1, 2), due=date(2026, 2, 2))
    earlier = Clock.fixed(datetime(2026, 4, 1, tzinfo=UTC), backend.clock.zone)
    promise = commands.AddPromise(client=who, until=date(2026, 4, 20))
    type(backend.services)(backend.database, earlier).perform(promise, source=Source.SCREEN)
    other = factories.client(backend, "Bo Berg")
    factories.sale(backend, other, "50", on=date(2026, 4, 2), due=date(2026, 5, 30))
    do(backend, commands.AddPromise(client=other, until=TODAY + timedelta(days=2)))
    quote = commands.AddQuote(
        client=who,
        title="Strings",
        on=date(2026, 5, 1),
        valid_until=TODAY + timedelta(days=1),
        lines=(LineInput(description="Strings", unit_price=Decimal(9)),),
    )
    do(backend, quote)
    contract = commands.AddContract(
        client=who, title="Care", starts_on=date(2026, 1, 1), ends_on=TODAY + timedelta(days=9)
    )
    do(backend, contract)
    sent = factories.client(backend, "Cy Okafor", referred_by=other)
    factories.sale(backend, sent, "100")
    paid = factories.payment(backend, sent, "100")
    assert paid
    old = factories.client(backend, "Di Moss", level=Level.VIP)
    factories.sale(backend, old, "10", on=date(2025, 1, 1))
    factories.payment(backend, old, "10", on=date(2025, 1, 2))


def test_the_list_stands_in_the_order_of_what_matters(
    start: Start, tr: I18n, backend: Backend, hands: Hands
) -> None:
    hands.now = NOW - timedelta(days=400)
    vip = factories.client(backend, "Eve Silent", level=Level.VIP)
    do(backend, commands.AddInteraction(client=vip, at=hands.now))
    hands.now = NOW
    everything(backend)
    window, _hand = start(tr)
    shown = [kind for kind in kinds(window) if kind not in {"recent", "service", "more"}]
    order = [matter.value for matter in Matter]
    assert shown == [kind for kind in order if kind in shown], "the one order"
    assert {"rewards_lost", "bank"} == set(order) - set(shown), "all else is there"
    assert heads(window)[:3] == ["Missed calls", "To do", "Overdue"]
    (late, *_) = [row for row in rows(window) if row.id.kind == "overdue"]
    assert "Oldest since 2 February: Piano tuning" in late.second, "the sentence to say"
    assert "promised 20 April, broken" in late.second
    (silent,) = [row for row in rows(window) if row.id.kind == "silent"]
    assert "not spoken to for 400 days" in silent.second


def test_a_call_that_is_missed_appears_is_settled_and_comes_back(
    start: Start, tr: I18n, backend: Backend
) -> None:
    who = ann(backend)
    factories.sale(backend, who, "120", on=date(2026, 1, 2), due=date(2026, 2, 2))
    do(backend, commands.AddFollowUp(client=who, text="ring the school", due=TODAY))
    window, hand = start(tr)
    hand.press("Ctrl+2")
    miss(backend, NUMBER, 30)
    miss(backend, NUMBER, 5)
    window._context.hub.announce_everything()
    hand.until(lambda: "missed" in kinds(window))
    hand.press("Ctrl+1")
    row = window.tab(0).table.current()
    assert row is not None
    assert (row.title, row.amount) == ("Ann Lee", "owes 120.00 EUR")
    assert row.second == f"2 calls • {NUMBER}"
    assert row.accessible_text.endswith("Missed calls"), "who cannot see the head is told"
    assert hints(window)["Space"] == "dealt with"
    assert hints(window)["H"] == "call"
    hand.press("Space")
    hand.until(lambda: "missed" not in kinds(window))
    row = window.tab(0).table.current()
    assert row is not None
    assert row.id.kind == Matter.TO_DO, "the next row is chosen"
    assert hints(window)["Space"] == "done"
    assert window.undo_strip.isVisible()
    hand.press("D")
    hand.until(lambda: "to_do" not in kinds(window))
    hand.press("Ctrl+Z", "Ctrl+Z")
    hand.until(lambda: kinds(window)[:2] == ["missed", "to_do"])


def test_an_unknown_caller_opens_the_form(start: Start, tr: I18n, backend: Backend) -> None:
    ann(backend)
    miss(backend, "+353 87 123 4567")
    window, hand = start(tr)
    hand.press("Ctrl+1")
    row = window.tab(0).table.current()
    assert row is not None
    assert row.title == "+353 87 123 4567"
    assert "Ireland, mobile" in row.second
    hand.press("Return")
    form = hand.window(NewCaller)
    assert form.form.number().replace(" ", "").endswith("871234567")


def test_every_key_of_a_row_asks_for_what_its_menu_says(
    start: Start, tr: I18n, backend: Backend
) -> None:
    everything(backend)
    window, _hand = start(tr)
    tab = window.tab(0)
    known = window.desk.wishes | {"unfold", "show_list"}
    for row in rows(window):
        assert isinstance(row.id, TodayId)
        entries = today_menu(tr, row.id)
        assert {entry.wish for entry in entries} <= known
        for deed in row.id.deeds:
            assert any((deed.wish, deed.argument) == (one.wish, one.argument) for one in entries)
        assert row.id.deed("Enter") is not None
        assert (row.id.deed("Space") is not None) == bool(row.action)
    window.wanted.disconnect()
    asked = QSignalSpy(tab.wanted)
    (late, *_) = [row for row in rows(window) if row.id.kind == "overdue"]
    tab.table.select(late.id)
    tab.table.setFocus()
    for key in ("Space", "H", "P", "F"):
        code = {"Space": Qt.Key.Key_Space}.get(key) or getattr(Qt.Key, f"Key_{key}")
        QTest.keyClick(tab.table, code)
    names = [asked.at(number)[0] for number in range(asked.count())]
    assert names == ["payment", "dial", "payment", "follow_up"]


def test_long_matters_are_folded_and_the_rest_shown_by_a_key(
    start: Start, tr: I18n, backend: Backend
) -> None:
    for number in range(14):
        who = factories.client(backend, f"Client {number:02}")
        factories.sale(backend, who, "10", on=date(2026, 1, 2), due=date(2026, 2, 2))
    window, hand = start(tr)
    hand.press("Ctrl+1")
    late = [row for row in rows(window) if row.id.kind == "overdue"]
    assert len(late) == 8
    (more, *_) = [row for row in rows(window) if row.id.kind == "more"]
    assert more.title == "and 6 more"
    window.tab(0).table.select(more.id)
    hand.press("Return")
    late = [row for row in rows(window) if row.id.kind == "overdue"]
    assert len(late) == 14
    row = window.tab(0).table.current()
    assert row is not None
    assert row.title == "Client 08", "the first of those that were hidden"


def test_nothing_is_due(start: Start, tr: I18n, tr_zh: I18n, backend: Backend) -> None:
    who = ann(backend)
    do(backend, commands.AddInteraction(client=who))
    window, _hand = start(tr)
    (first, *_) = window.tab(0).table.items.items()
    assert isinstance(first, TodayRemark)
    assert first.title == "Nothing is due"
    assert kinds(window) == ["recent"]
    (first, *_) = today_items(tr_zh, backend.queries.today(), "CN")
    assert isinstance(first, TodayRemark)
    assert first.title == "暂无待办事项"


def test_the_list_follows_the_hour(start: Start, tr: I18n, backend: Backend, hands: Hands) -> None:
    who = ann(backend)
    at = commands.AddFollowUp(client=who, text="ring the school", due=TODAY, due_time="10:00")
    do(backend, at)
    hands.now = datetime(2026, 5, 12, 8, 59, 59, 900_000, tzinfo=UTC)
    window, hand = start(tr)
    (row,) = [row for row in rows(window) if row.id.kind == "to_do"]
    assert (row.icon, row.amount_second) == ("calendar-check", "due today, 10:00")
    hands.now = datetime(2026, 5, 12, 9, 0, 1, tzinfo=UTC)
    hand.until(lambda: any(row.icon == "bell" for row in rows(window)))


def test_what_is_put_off_stands_aside_until_then(
    start: Start, tr: I18n, backend: Backend, hands: Hands
) -> None:
    who = ann(backend)
    item = do(backend, commands.AddFollowUp(client=who, text="ring the school", due=TODAY)).id
    until = datetime(2026, 5, 12, 14, tzinfo=UTC)
    do(backend, commands.SnoozeFollowUp(follow_up=item, until=until))
    window, hand = start(tr)
    (row,) = [row for row in rows(window) if row.id.kind == "to_do"]
    assert row.amount_second == "again at 15:00"
    hand.press("Ctrl+1")
    assert hints(window)["Z"] == "later"
    hands.now = until + timedelta(seconds=1)
    window._context.hub.announce_everything()
    hand.until(lambda: any(row.icon == "bell" for row in rows(window)))


def test_a_key_puts_off_and_another_takes_it_back(start: Start, tr: I18n, backend: Backend) -> None:
    who = ann(backend)
    do(backend, commands.AddFollowUp(client=who, text="ring the school", due=TODAY))
    window, hand = start(tr)
    hand.press("Ctrl+1", "Z")
    hand.until(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    hand.rest()
    hand.until(lambda: rows(window)[0].amount_second.startswith("again at"))
    (item,) = backend.queries.today().follow_ups
    assert item.snoozed_until is not None
    assert item.snoozed_until > NOW
    window.activateWindow()
    hand.press("Ctrl+Z")
    hand.until(lambda: rows(window)[0].amount_second == "due today")
