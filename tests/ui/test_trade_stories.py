"""From a quote to money and back, by keyboard, with the account looked at after each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.ui.hand import Hand, card_of, owed, sentence

from smallcrm.app import Backend
from smallcrm.domain.enums import QuoteState, SaleStatus, Source
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.bank_dialog import BankDialog
from smallcrm.ui.dialogs.bill_dialog import BillDialog
from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog
from smallcrm.ui.dialogs.decide_quote import AcceptQuoteDialog
from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog
from smallcrm.ui.dialogs.invoice_window import InvoiceWindow
from smallcrm.ui.dialogs.quote_window import QuoteWindow
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.main_window import MainWindow

Perform = Callable[[commands.Command], int]
Start = Callable[[I18n], tuple[MainWindow, Hand]]
STATEMENT = """\
Own account;Booking date;Name;IBAN;Text;Amount;Currency;Balance
A-1;11.05.2026;ORLA KEANE;IE29AIBK93115212345678;{number};{amount};EUR;1000,00
"""


@pytest.fixture
def perform(backend: Backend) -> Perform:
    """Have something recorded that was there before the story begins; returns its id."""
    return lambda command: backend.services.perform(command, source=Source.SCREEN).result.id


@pytest.fixture
def quote(perform: Perform) -> tuple[int, int]:
    """A client and a quote over 4 microphones at 100 and a case at 60."""
    client = perform(commands.AddClient(name="Orla Keane", organisation="Keane Imports"))
    microphones = LineInput(
        description="Ribbon microphone", quantity=Decimal(4), unit_price=Decimal(100)
    )
    quote = perform(
        commands.AddQuote(
            client=client,
            title="Microphones",
            on=date(2026, 5, 5),
            valid_until=date(2026, 5, 31),
            lines=(microphones, LineInput(description="Flight case", unit_price=Decimal(60))),
        )
    )
    return client, quote


class Account:
    """Looks at a card's account by its key, and at the file behind it."""

    def __init__(self, hand: Hand, backend: Backend, client: int) -> None:
        self._hand = hand
        self._backend = backend
        self._client = client

    def comes_to(self, amount: str) -> None:
        """The card, the account's last balance and the file agree on what is owed."""
        hand = self._hand
        card = hand.window(CardWindow)
        says = "Owes nothing" if amount == "0.00" else f"Owes {amount} EUR"
        hand.until(lambda: sentence(card).startswith(says))
        assert owed(self._backend, self._client) == ([] if amount == "0.00" else [f"{amount} EUR"])
        hand.press("Alt+A")
        account = hand.window(AccountWindow)
        model = account.model
        last = model.index(model.rowCount() - 1, model.columnCount() - 1)
        shown = self._backend.queries.account(self._client, "EUR")
        assert shown is not None
        assert str(last.data()) == self._hand_amount(shown.balance)
        assert shown.balance == shown.owed - shown.credit
        assert str(shown.owed) == amount
        hand.press("Esc")
        assert hand.window(CardWindow) is card

    @staticmethod
    def _hand_amount(balance: Money) -> str:
        return str(balance) if balance.minor >= 0 else f"\N{MINUS SIGN}{-balance}"


def test_part_of_a_quote_becomes_goods_paper_money_and_goes_back(  # noqa: PLR0915
    # One story: each step stands on the ones before.
    start: Start,
    tr: I18n,
    quote: tuple[int, int],
    backend: Backend,
    tmp_path: Path,
) -> None:
    client, quote_id = quote
    window, hand = start(tr)
    hand.type("orla")
    hand.press("Return")
    card = card_of(hand, "Orla Keane")
    account = Account(hand, backend, client)
    empty = sentence(card)

    # Accepted without the case.
    hand.press("Alt+O")
    shown = hand.window(QuoteWindow)
    hand.press("Return")
    hand.window(AcceptQuoteDialog)
    hand.press("Down", "Space", "Ctrl+Return")
    assert hand.window(QuoteWindow) is shown
    detail = backend.queries.quote(quote_id)
    assert detail is not None
    assert detail.quote.state is QuoteState.PARTLY_ACCEPTED
    sale_id = detail.sales[0][0]
    hand.press("Esc")
    account.comes_to("400.00")

    # Half of it goes out.
    hand.press("Alt+O")
    hand.press("Alt+S")
    sale = hand.window(SaleDialog)
    hand.press("Alt+V")
    hand.window(DeliverDialog)
    hand.type("2")
    hand.press("Ctrl+Return")
    assert hand.window(SaleDialog) is sale
    lines = backend.queries.sale(sale_id).trade_lines
    assert [line.done for line in lines] == [Decimal(2)]
    assert backend.queries.sale(sale_id).sale.status is SaleStatus.ORDERED

    # An advance of 150, then the rest.
    hand.press("Alt+B")
    hand.window(BillDialog)
    hand.press("Alt+M")
    hand.type("150")
    hand.press("Ctrl+Return")
    assert str(backend.queries.sale(sale_id).billing.billed) == "150.00"
    if isinstance(hand.window(object), InvoiceWindow):
        hand.press("Esc")
    assert hand.window(SaleDialog) is sale
    hand.press("Alt+B")
    hand.window(BillDialog)
    hand.press("Ctrl+Return")
    assert str(backend.queries.sale(sale_id).billing.billed) == "400.00"
    if isinstance(hand.window(object), InvoiceWindow):
        hand.press("Esc")
    hand.press("Esc", "Esc")
    account.comes_to("400.00")

    # The advance is paid, by a line of the bank's statement.
    (first, *_) = backend.queries.sale(sale_id).billing.invoices
    statement = tmp_path / "may.csv"
    statement.write_text(STATEMENT.format(number=first[1], amount="150,00"), "utf-8")
    window.desk.do("bank", str(statement))
    hand.rest()
    hand.window(BankDialog)
    hand.press("Return")
    hand.press("Return")
    hand.press("Esc")
    account.comes_to("250.00")

    # One of the microphones was wrong: a credit note over 100 on the second invoice.
    second = backend.queries.sale(sale_id).billing.invoices[-1][0]
    hand.press("Esc")
    while (row := card.body.panel.current()) is None or row.id != second:
        hand.press("Down")
    hand.press("Return")
    hand.window(InvoiceWindow)
    hand.press("Alt+C")
    hand.window(CreditNoteDialog)
    hand.press("Alt+M")
    hand.type("100")
    hand.press("Ctrl+Return")
    while not isinstance(hand.window(object), CardWindow):
        hand.press("Esc")
    account.comes_to("150.00")

    # All the way back: what was done is taken back one by one.
    for _ in range(7):
        hand.press("Ctrl+Z")
    hand.until(lambda: sentence(card) == empty)
    account_now = backend.queries.account(client, "EUR")
    assert account_now is None or not account_now.entries
    detail = backend.queries.quote(quote_id)
    assert detail is not None
    assert detail.quote.state is QuoteState.OPEN
    report = backend.queries.check()
    assert report.problems == ()


def test_an_answer_is_taken_back_in_the_window_where_it_was_given(
    start: Start, tr: I18n, quote: tuple[int, int], backend: Backend
) -> None:
    _, quote_id = quote
    _, hand = start(tr)
    hand.type("orla")
    hand.press("Return")
    card = card_of(hand, "Orla Keane")
    hand.press("Alt+O")
    shown = hand.window(QuoteWindow)
    for key, state in (("Return", QuoteState.ACCEPTED), ("Alt+D", QuoteState.DECLINED)):
        hand.press(key)
        hand.press("Ctrl+Return")
        assert hand.window(QuoteWindow) is shown
        assert backend.queries.quote(quote_id).quote.state is state
        hand.press("Ctrl+Z")
        assert backend.queries.quote(quote_id).quote.state is QuoteState.OPEN
        hand.until(shown.accept_button.isEnabled)
    hand.press("Esc")
    assert hand.window(CardWindow) is card
