"""Quotes on the screen: made, revised, read side by side, accepted, declined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.domain.enums import QuoteState
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.decide_quote import AcceptQuoteDialog, DeclineQuoteDialog
from smallcrm.ui.dialogs.quote_dialog import QuoteDialog
from smallcrm.ui.dialogs.quote_window import QuoteWindow

Settle = Callable[[UiContext], None]
GRANDS = LineInput(
    description="Two grands", quantity=Decimal(2), unit_price=Decimal(170), tax_percent=Decimal(23)
)


@pytest.fixture
def quote(perform, beatriz: int) -> int:
    """A quote of two lines, 440.00 and tax."""
    travel = LineInput(description="Travel", unit_price=Decimal(100))
    return perform(
        commands.AddQuote(
            client=beatriz,
            title="Exam week",
            on=date(2026, 5, 1),
            valid_until=date(2026, 5, 31),
            lines=(GRANDS, travel),
        )
    ).result.id


def test_a_quote_is_made_by_keyboard(
    context: UiContext, beatriz: int, backend: Backend, show, settle: Settle, qtbot: QtBot
) -> None:
    dialog = show(QuoteDialog(context, beatriz))
    saved = QSignalSpy(dialog.saved)
    qtbot.keyClicks(dialog.title_field, "Two grands in June")
    dialog.lines.set_lines((GRANDS,))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert saved.count() == 1
    made = backend.queries.quote(saved.at(0)[0].result.id)
    assert made is not None
    assert made.quote.title == "Two grands in June"
    assert str(made.quote.total) == "418.20"
    assert made.quote.valid_until == date(2026, 6, 11)


def test_a_price_below_the_quoted_one_is_said_before_it_is_saved(
    context: UiContext, beatriz: int, quote: int, show, settle: Settle
) -> None:
    dialog = show(QuoteDialog(context, beatriz))
    lower = LineInput(description="two GRANDS", unit_price=Decimal(150))
    dialog.lines.set_lines((lower,))
    settle(context)
    assert len(dialog.lines.warnings()) == 1
    assert "170.00 EUR was quoted" in dialog.lines.warnings()[0]
    assert "this line is 150.00 EUR" in dialog.lines.warnings()[0]


def test_nothing_typed_is_a_refusal_beside_the_lines(
    context: UiContext, beatriz: int, show, settle: Settle
) -> None:
    dialog = show(QuoteDialog(context, beatriz))
    dialog.title_field.setText("Empty")
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog.title_field.text() == "Empty"


def test_a_client_on_hold_and_a_full_credit_limit_are_said(
    context: UiContext, beatriz: int, perform, show, settle: Settle
) -> None:
    perform(
        commands.EditClient(
            client=beatriz, on_hold=True, hold_reason="no cheque", credit_limit=Decimal(500)
        )
    )
    dialog = show(QuoteDialog(context, beatriz))
    assert "On hold: no cheque." in dialog.standing.whole_text()
    assert "limit" not in dialog.standing.whole_text()
    dialog.lines.set_lines((LineInput(description="Grand", unit_price=Decimal(100)),))
    dialog.lines.form_changed.emit()
    assert "80.00 EUR above the credit limit of 500.00 EUR." in dialog.standing.whole_text()


def test_a_revision_begins_with_the_last_and_keeps_its_length(
    context: UiContext, quote: int, backend: Backend, show, settle: Settle
) -> None:
    dialog = show(QuoteDialog(context, quote_id=quote))
    assert [line.description for line in dialog.lines.lines()] == ["Two grands", "Travel"]
    assert dialog.valid_until.shown() == date(2026, 6, 11)
    dialog.title_field.setText("Exam week, cheaper")
    dialog.submit()
    settle(context)
    first = backend.queries.quote(quote)
    assert first is not None
    assert first.quote.state is QuoteState.REPLACED
    newest = backend.queries.quote(first.revisions[0].id)
    assert newest is not None
    assert newest.quote.revision == 2
    assert newest.quote.title == "Exam week, cheaper"
    assert newest.quote.total == first.quote.total


def test_the_window_shows_and_follows_what_becomes_of_a_quote(
    context: UiContext, quote: int, show, settle: Settle, qtbot: QtBot
) -> None:
    window = show(QuoteWindow(context, quote))
    settle(context)
    assert window.accept_button.isEnabled()
    assert not window.compare.isVisible()
    context.runner.write(commands.ReviseQuote(quote=quote, title="Again"))
    qtbot.waitUntil(lambda: "rev 2" in window.windowTitle())
    assert window.compare.isVisible()
    window.compare.setChecked(True)
    settle(context)
    assert window.revisions.columnCount() == 3
    assert window.revisions.item(0, 1).text() == "2 × 170.00 = 340.00"
    window.tabs.setCurrentIndex(1)
    settle(context)
    assert "rev" not in window.windowTitle()
    assert not window.accept_button.isEnabled(), "a replaced revision is only read"


def test_the_window_asks_for_what_comes_next(
    context: UiContext, quote: int, show, settle: Settle
) -> None:
    window = show(QuoteWindow(context, quote))
    settle(context)
    wanted = QSignalSpy(window.wanted)
    for button in (window.accept_button, window.revise_button, window.decline_button):
        button.click()
    window.print_button.click()
    asked = [wanted.at(number) for number in range(wanted.count())]
    names = ["accept_quote", "revise_quote", "decline_quote", "print_quote"]
    assert asked == [[name, quote] for name in names]


def test_some_lines_are_accepted_then_the_rest(
    context: UiContext, quote: int, backend: Backend, show, settle: Settle
) -> None:
    dialog = show(AcceptQuoteDialog(context, quote))
    dialog.lines.table.setCurrentCell(1, 0)
    first, second = (line.id for line in backend.queries.quote(quote).lines)
    dialog.lines._on_space(1)
    assert dialog.lines.chosen() == {first: Decimal(2)}
    dialog.submit()
    settle(context)
    half = backend.queries.quote(quote)
    assert half.quote.state is QuoteState.PARTLY_ACCEPTED
    again = show(AcceptQuoteDialog(context, quote))
    assert again.lines.chosen() == {second: Decimal(1)}
    again.submit()
    settle(context)
    whole = backend.queries.quote(quote)
    assert whole.quote.state is QuoteState.ACCEPTED
    assert len(whole.sales) == 2


def test_a_quote_is_declined_with_its_reason_and_opened_again(
    context: UiContext, quote: int, backend: Backend, show, settle: Settle
) -> None:
    dialog = show(DeclineQuoteDialog(context, quote))
    dialog.reason.setText("too dear")
    dialog.submit()
    settle(context)
    assert backend.queries.quote(quote).quote.decline_reason == "too dear"
    window = show(QuoteWindow(context, quote))
    settle(context)
    assert "too dear" in window.state_line.whole_text()
    assert not window.accept_button.isEnabled()
    wanted = QSignalSpy(window.wanted)
    window.decline_button.click()
    assert wanted.at(0) == ["reopen_quote", quote]


def test_a_lapsed_quote_says_so_and_can_be_accepted(
    context: UiContext, beatriz: int, perform, backend: Backend, show, settle: Settle
) -> None:
    lapsed = perform(
        commands.AddQuote(
            client=beatriz,
            title="Old",
            amount=Decimal(50),
            on=date(2026, 1, 1),
            valid_until=date(2026, 2, 1),
        )
    ).result.id
    dialog = show(AcceptQuoteDialog(context, lapsed))
    assert "was valid until" in dialog.notice.whole_text()
    dialog.submit()
    settle(context)
    assert backend.queries.quote(lapsed).quote.state is QuoteState.ACCEPTED
