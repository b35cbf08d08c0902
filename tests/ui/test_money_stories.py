"""Stories of money, walked by keyboard through the real window over a real file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from tests.ui.hand import Hand

from smallcrm.app import Backend
from smallcrm.domain.enums import PaymentKind, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.quote_dialog import QuoteDialog
from smallcrm.ui.dialogs.quote_window import QuoteWindow
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.widgets.facts import FactRow

Perform = Callable[[commands.Command], int]
Place = tuple[MainWindow, Hand]


@pytest.fixture
def perform(backend: Backend) -> Perform:
    """Have something recorded that was there before the story begins; returns its id."""
    return lambda command: backend.services.perform(command, source=Source.SCREEN).result.id


@pytest.fixture
def start(
    qtbot: QtBot, make_context: Callable[[I18n], UiContext], tmp_path: Path
) -> Iterator[Callable[[I18n], Place]]:
    """Open the window in a language; the keyboard is in its search box."""
    opened: list[tuple[MainWindow, Hand]] = []

    def begin(tr: I18n) -> Place:
        context = make_context(tr)
        store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(context, store)
        window.deck = CardDeck(context, anchor=window)
        window.desk = Desk(context, window, window.deck)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.data_ready()
        hand = Hand(qtbot, context, window)
        hand.rest()
        opened.append((window, hand))
        return window, hand

    yield begin
    for window, hand in opened:
        window.deck.close_all()
        hand.rest()


def sentence(card: CardWindow) -> str:
    return str(card.body.banner.accessibleName())


def facts(row: FactRow) -> str:
    columns = (child for child in row.children() if isinstance(child, QWidget))
    return " | ".join(one.accessibleName() for one in columns if one.isVisible())


def paper(preview: ReportPreview) -> str:
    pages = PdfReader(io.BytesIO(preview.content)).pages
    return "\n".join(page.extract_text() for page in pages)


def card_of(hand: Hand, name: str) -> CardWindow:
    card = hand.window(CardWindow)
    hand.until(lambda: card.windowTitle().startswith(name))
    return card


def owed(backend: Backend, client: int) -> list[str]:
    card = backend.queries.card(client)
    assert card is not None
    return [f"{part.amount} {part.amount.currency}" for part in card.balance.owed]


# Call 1: the piano tuner's client.


@pytest.fixture
def tuner(perform: Perform) -> int:
    """A client with a bill of two years ago that was never paid."""
    client = perform(
        commands.AddClient(
            name="Beatriz Gonçalves", phones=(commands.PhoneInput(number="+353 20 910 4182"),)
        )
    )
    perform(
        commands.AddSale(
            client=client,
            title="Piano tuning",
            amount=Decimal(120),
            on=date(2024, 2, 12),
            due=date(2024, 3, 14),
        )
    )
    return client


def test_the_old_bill_and_the_new_booking_are_paid_in_one_go(
    start: Callable[[I18n], Place], tr: I18n, tuner: int, backend: Backend
) -> None:
    window, hand = start(tr)
    hand.type("goncal")
    hand.press("Return")
    card = card_of(hand, "Beatriz")
    assert sentence(card).startswith("Owes 120.00 EUR, oldest since 14 March 2024: Piano tuning")

    hand.press("Alt+S")
    hand.window(SaleDialog)
    hand.type("Tuning before the exams")
    hand.press("Tab")
    hand.type("80.50")
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: "200.50 EUR" in sentence(card))
    assert "80.50 EUR to Beatriz" in window.undo_strip.accessibleName()

    before = hand.strokes
    hand.press("Alt+P")
    dialog = hand.window(PaymentDialog)
    hand.type("200")
    assert dialog.settling.isVisible(), "a small rest is offered to be given up"
    hand.press("Alt+G")
    hand.press("Return")
    assert hand.window(CardWindow) is card
    assert hand.strokes - before - len("200") <= 4
    hand.until(lambda: sentence(card).startswith("Owes nothing"))
    assert owed(backend, tuner) == []
    history = backend.queries.client_history(tuner, full=True)
    kinds = sorted((one.kind, str(one.amount)) for one in history.last_payments)
    assert kinds == [(PaymentKind.PAYMENT, "200.00"), (PaymentKind.WRITE_OFF, "0.50")]

    hand.press("Esc", "Ctrl+Z")
    hand.until(lambda: "200.50 EUR" in sentence(card))
    assert owed(backend, tuner) == ["200.50 EUR"]
    assert window.undo_strip.isVisible()
    assert "200.00 EUR" in window.undo_strip.accessibleName()
    hand.press("Ctrl+Shift+Z")
    hand.until(lambda: sentence(card).startswith("Owes nothing"))


# Call 3: the trader's quotation.


@pytest.fixture
def trader(perform: Perform) -> tuple[int, int]:
    """A client and the quote of last week: two lines, open until the end of May."""
    client = perform(commands.AddClient(name="Orla Keane", organisation="Keane Imports"))
    quote = perform(
        commands.AddQuote(
            client=client,
            title="Ribbon microphones",
            on=date(2026, 5, 5),
            valid_until=date(2026, 5, 31),
            lines=(
                LineInput(
                    description="Ribbon microphone R-44",
                    quantity=Decimal(4),
                    unit_price=Decimal("312.50"),
                    tax_percent=Decimal(23),
                ),
                LineInput(description="Flight case", unit_price=Decimal(90)),
            ),
        )
    )
    return client, quote


@pytest.mark.parametrize("typed", ["2026-0001", "Q-2026-0001", "ribbon mic", "flight", "1627.50"])
def test_a_quote_is_found_by_its_number_what_is_in_it_and_its_amount(
    start: Callable[[I18n], Place], tr: I18n, trader: tuple[int, int], typed: str
) -> None:
    window, hand = start(tr)
    hand.type(typed)
    row = window.search.hits.current()
    assert row is not None
    assert row.title == "Orla Keane"
    hand.press("Return")
    card_of(hand, "Orla Keane")


def test_the_last_quotation_is_read_printed_and_not_undercut_by_mistake(
    start: Callable[[I18n], Place], tr: I18n, trader: tuple[int, int], backend: Backend
) -> None:
    client, _ = trader
    _, hand = start(tr)
    hand.type("orla")
    hand.press("Return")
    card = card_of(hand, "Orla Keane")
    assert "1,627.50 EUR" in facts(card.body.facts)
    assert "31 May" in facts(card.body.facts)

    hand.press("Alt+O")
    quote = hand.window(QuoteWindow)
    assert "Q-2026-0001" in quote.windowTitle()
    shown = [quote.lines.grid.item(row, 0).text() for row in range(2)]
    assert shown == ["Ribbon microphone R-44", "Flight case"]
    assert "1,627.50 EUR" in facts(quote.facts)
    assert "31 May 2026" in facts(quote.facts)

    hand.press("Ctrl+P")
    preview = hand.window(ReportPreview)
    hand.until(lambda: preview.view.page_count == 1)
    assert "1,627.50" in paper(preview)
    assert "Ribbon microphone R-44" in paper(preview)
    hand.press("Esc")
    assert hand.window(QuoteWindow) is quote
    hand.press("Esc")
    assert hand.window(CardWindow) is card

    hand.press("Alt+Q")
    dialog = hand.window(QuoteDialog)
    hand.type("Two more")
    hand.press("Tab")
    hand.type("ribbon microphone r-44")
    hand.press("Tab", "Tab", "Tab")
    hand.type("300")
    hand.press("Tab")
    hand.until(lambda: bool(dialog.lines.warnings()))
    (said,) = dialog.lines.warnings()
    assert "312.50 EUR" in said
    assert "300.00 EUR" in said
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: "300.00 EUR" in facts(card.body.facts))
    assert len(backend.queries.quotes_of(client)) == 2
