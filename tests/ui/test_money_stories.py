"""Stories of money, walked by keyboard through the real window over a real file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.ui.hand import Hand, card_of, facts, owed, paper, said_in, sentence, typed_in

from smallcrm.app import Backend
from smallcrm.domain.enums import PaymentKind, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.reports.material import PaperKind
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.past_sales import PastSales
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.quote_dialog import QuoteDialog
from smallcrm.ui.dialogs.quote_window import QuoteWindow
from smallcrm.ui.dialogs.referral_dialog import ReferralDialog
from smallcrm.ui.dialogs.remind_dialog import RemindDialog
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.main_window import MainWindow

Perform = Callable[[commands.Command], int]
Place = tuple[MainWindow, Hand]
Start = Callable[[I18n], Place]


@pytest.fixture
def perform(backend: Backend) -> Perform:
    """Have something recorded that was there before the story begins; returns its id."""
    return lambda command: backend.services.perform(command, source=Source.SCREEN).result.id


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
    start: Start, tr: I18n, tuner: int, backend: Backend
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
    start: Start, tr: I18n, trader: tuple[int, int], typed: str
) -> None:
    window, hand = start(tr)
    hand.type(typed)
    row = window.search.hits.current()
    assert row is not None
    assert row.title == "Orla Keane"
    hand.press("Return")
    card_of(hand, "Orla Keane")


def test_the_last_quotation_is_read_printed_and_not_undercut_by_mistake(
    start: Start, tr: I18n, trader: tuple[int, int], backend: Backend
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


# Call 2: the same as somebody else's.


@pytest.fixture
def james(perform: Perform) -> int:
    """A client who bought a website package: the sale's id."""
    client = perform(commands.AddClient(name="James Johnson"))
    hosting = LineInput(description="Hosting", quantity=Decimal(12), unit_price=Decimal(15))
    site = LineInput(
        description="Website, five pages", unit_price=Decimal(1900), tax_percent=Decimal(23)
    )
    return perform(
        commands.AddSale(
            client=client,
            title="Website package",
            on=date(2026, 3, 3),
            lines=(site, hosting),
            discount_percent=Decimal(5),
        )
    )


def test_a_new_caller_buys_what_somebody_else_bought(
    start: Start, tr: I18n, james: int, backend: Backend
) -> None:
    window, hand = start(tr)
    hand.type("0871234567")
    hand.press("Return")
    form = hand.window(ClientDialog)
    assert "0871234567" in said_in(form) or "0871234567" in typed_in(form)
    hand.type("Maeve Burke")
    hand.press("Ctrl+Return")
    card = card_of(hand, "Maeve Burke")
    new = card.client_id

    hand.press("Alt+S")
    sale = hand.window(SaleDialog)
    hand.press("Alt+P")
    past = hand.window(PastSales)
    hand.type("james")
    hand.until(lambda: "Website package" in str(past.list.accessibleName()) or bool(past._sales))
    hand.press("Return")
    assert hand.window(SaleDialog) is sale
    assert sale.title_field.text() == "Website package"
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    (mine,) = backend.queries.client_history(new, full=True).last_sales
    his, copied = backend.queries.sale(james), backend.queries.sale(mine.id)
    assert copied.sale.total == his.sale.total
    assert copied.totals.discount_percent == Decimal(5)
    kept = [(one.description, one.quantity, one.unit_price) for one in copied.trade_lines]
    assert kept == [(one.description, one.quantity, one.unit_price) for one in his.trade_lines]
    assert copied.sale.on == date(2026, 5, 12)
    hand.until(lambda: str(copied.sale.total) in sentence(card).replace(",", ""))

    hand.press("Alt+R")
    hand.window(ReferralDialog)
    hand.type("james")
    hand.press("Return")
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    found = backend.queries.card(new)
    assert found is not None
    assert found.referred_by is not None
    assert found.referred_by.counterpart.name == "James Johnson"
    assert window.undo_strip.isVisible()


# Call 8: "I paid that last week".


@pytest.fixture
def payer(perform: Perform) -> int:
    """A client who owes 300, paid 100 of it, and 120 that were put to nothing yet."""
    client = perform(commands.AddClient(name="Declan Murphy", organisation="Harbour Hotel"))
    sale = perform(
        commands.AddSale(
            client=client,
            title="Lobby grand",
            amount=Decimal(300),
            on=date(2026, 3, 2),
            due=date(2026, 4, 1),
        )
    )
    part = commands.TakePayment(
        client=client, amount=Decimal(100), on=date(2026, 4, 20), allocations={sale: None}
    )
    perform(part)
    perform(
        commands.TakePayment(
            client=client,
            amount=Decimal(120),
            on=date(2026, 5, 5),
            method="transfer",
            reference="RF 77",
            allocations={},
        )
    )
    return client


def test_what_was_paid_last_week_is_seen_and_put_to_the_bill(
    start: Start, tr: I18n, payer: int, backend: Backend
) -> None:
    _, hand = start(tr)
    hand.type("declan")
    hand.press("Return")
    card = card_of(hand, "Declan Murphy")
    assert sentence(card).startswith("Owes 200.00 EUR")
    assert "120.00 EUR" in said_in(card), "the credit is said beside the debt"

    hand.press("Alt+A")
    account = hand.window(AccountWindow)
    model = account.model
    columns = range(model.columnCount())
    rows = [
        [str(model.index(row, column).data()) for column in columns]
        for row in range(model.rowCount())
    ]
    assert [row[-1] for row in rows] == ["300.00", "200.00", "80.00"]
    assert "RF 77" in rows[-1][1]

    hand.press("Return")
    payment = hand.window(PaymentDetail)
    assert "120.00" in said_in(payment)
    hand.press("Esc")
    assert hand.window(AccountWindow) is account
    hand.press("Up", "Return")
    payment = hand.window(PaymentDetail)
    assert "100.00" in said_in(payment)
    hand.press("Esc")

    hand.press("Ctrl+P")
    preview = hand.window(ReportPreview)
    hand.until(lambda: preview.view.page_count == 1)
    for figure in ("300.00", "100.00", "120.00", "80.00"):
        assert figure in paper(preview)
    hand.press("Esc")
    assert hand.window(AccountWindow) is account
    hand.press("Esc")
    assert hand.window(CardWindow) is card
    hand.press("Ctrl+Shift+P")
    preview = hand.window(ReportPreview)
    hand.until(lambda: preview.view.page_count == 1)
    assert "80.00" in paper(preview)
    hand.press("Esc")

    # The money that waits settles the bill: credit first, and nothing else.
    hand.press("Alt+P")
    dialog = hand.window(PaymentDialog)
    hand.press("Alt+E")
    assert dialog.credit.isChecked()
    hand.over("")
    hand.press("Delete", "Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: sentence(card).startswith("Owes 80.00 EUR"))
    assert owed(backend, payer) == ["80.00 EUR"]


# What stands in the way of selling more, and what was promised.


@pytest.fixture
def debtor(perform: Perform) -> int:
    """A client on hold with a credit limit, who owes 100 and did not keep a promise."""
    client = perform(commands.AddClient(name="Siobhan Daly", credit_limit=Decimal(150)))
    perform(commands.EditClient(client=client, on_hold=True, hold_reason="two bills unpaid"))
    perform(
        commands.AddSale(
            client=client,
            title="Parish organ",
            amount=Decimal(100),
            on=date(2026, 1, 5),
            due=date(2026, 2, 4),
        )
    )
    perform(commands.AddPromise(client=client, until=date(2026, 5, 1), on=date(2026, 4, 20)))
    return client


def test_hold_limit_promise_and_reminder_are_where_they_are_needed(
    start: Start, tr: I18n, debtor: int, backend: Backend
) -> None:
    window, hand = start(tr)
    hand.type("siobhan")
    hand.press("Return")
    card = card_of(hand, "Siobhan Daly")
    assert "promise" in sentence(card).lower()
    assert "two bills unpaid" in said_in(card)

    hand.press("Alt+S")
    sale = hand.window(SaleDialog)
    assert "On hold: two bills unpaid" in sale.standing.whole_text()
    hand.press("Alt+A")
    hand.type("80")
    hand.until(lambda: "30.00 EUR above the credit limit" in sale.standing.whole_text())
    hand.press("Esc", "Shift+Tab", "Return")
    assert hand.window(CardWindow) is card

    hand.press("Alt+Q")
    quote = hand.window(QuoteDialog)
    assert "On hold: two bills unpaid" in quote.standing.whole_text()
    hand.press("Esc")
    hand.press("Esc", "Esc")
    hand.window(MainWindow)

    hand.press("Ctrl+1")
    rows = window.tab(0).table
    for _ in range(20):
        if (row := rows.current()) is not None and row.id.kind == "reminders_due":
            break
        hand.press("Down")
    hand.press("Space")
    hand.window(RemindDialog)
    hand.press("Return")
    letter = hand.window(ReportPreview)
    hand.until(letter.print_button.isEnabled)
    assert letter.kind is PaperKind.REMINDER
    hand.press("Escape")
    hand.window(MainWindow)
    (reminder,) = backend.queries.reminders(debtor)
    assert reminder.step == 1
    assert "Siobhan Daly" in window.undo_strip.accessibleName()


# Calls 1 and 3 in Chinese.


def test_an_old_bill_is_paid_and_rounded_off_in_chinese(
    start: Start, tr_zh: I18n, perform: Perform, backend: Backend
) -> None:
    client = perform(commands.AddClient(name="张伟", organisation="上海明珠贸易有限公司"))
    perform(
        commands.AddSale(
            client=client,
            title="钢琴调音",
            amount=Decimal(120),
            currency="CNY",
            on=date(2024, 2, 12),
            due=date(2024, 3, 14),
        )
    )
    _, hand = start(tr_zh)
    hand.type("zw")
    hand.press("Return")
    card = card_of(hand, "张伟")
    assert sentence(card).startswith("欠 120.00 元，最早一笔自 2024年3月14日起：钢琴调音")
    hand.press("Alt+P")
    dialog = hand.window(PaymentDialog)
    hand.type("119.5")
    hand.press("Alt+G")
    (why,) = dialog.settling.reasons
    assert "抹零" in why.currentText()
    hand.press("Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: sentence(card).startswith("没有欠款"))
    assert owed(backend, client) == []
    hand.press("Esc", "Ctrl+Z")
    hand.until(lambda: sentence(card).startswith("欠 120.00 元"))


def test_a_quote_is_found_read_and_made_in_chinese(
    start: Start, tr_zh: I18n, perform: Perform, backend: Backend
) -> None:
    client = perform(commands.AddClient(name="李娜", currency="CNY"))
    perform(
        commands.AddQuote(
            client=client,
            title="展会海报",
            currency="CNY",
            on=date(2026, 5, 5),
            valid_until=date(2026, 5, 31),
            lines=(LineInput(description="海报印刷", unit_price=Decimal(80)),),
        )
    )
    _, hand = start(tr_zh)
    hand.type("海报")
    hand.press("Return")
    card = card_of(hand, "李娜")
    assert "80.00 元" in facts(card.body.facts)
    hand.press("Alt+O")
    quote = hand.window(QuoteWindow)
    assert "报价" in quote.windowTitle()
    assert "2026/5/31" in facts(quote.facts) or "2026年5月31日" in facts(quote.facts)
    hand.press("Esc")

    hand.press("Alt+Q")
    dialog = hand.window(QuoteDialog)
    hand.type("第二批")
    hand.press("Tab")
    hand.type("海报印刷")
    hand.press("Tab", "Tab", "Tab")
    hand.type("75")
    hand.press("Tab")
    hand.until(lambda: bool(dialog.lines.warnings()))
    (said,) = dialog.lines.warnings()
    assert "80.00" in said
    assert "75.00" in said
    hand.press("Ctrl+Return")
    assert hand.window(CardWindow) is card
    hand.until(lambda: "75.00 元" in facts(card.body.facts))
    assert backend.queries.quotes_of(client)[0].title == "第二批"
