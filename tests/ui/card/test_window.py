"""The card in use: keys, what opens from it, and what changes while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot
from sqlalchemy import event
from tests.ui.card import people
from tests.ui.card.conftest import press, settle

from smallcrm.app import Backend
from smallcrm.domain.enums import Level
from smallcrm.services.commands import AddClient, AddNote, AddSale, EditClient, TakePayment, Undo
from smallcrm.ui.card.timeline_rows import RowId
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext

Open = Callable[[int], CardWindow]
STATEMENTS = 31
"""What one card costs, however much there is to show."""


@pytest.fixture
def beatriz(backend: Backend) -> int:
    return people.beatriz(backend)


@pytest.fixture
def card(open_card: Open, beatriz: int) -> CardWindow:
    return open_card(beatriz)


def _heads(card: CardWindow) -> list[str]:
    model = card.body.panel.list.rows
    rows = (model.row(number) for number in range(model.rowCount()))
    return [row.head for row in rows if row is not None]


def _select(card: CardWindow, text: str) -> RowId:
    model = card.body.panel.list.rows
    for number in range(model.rowCount()):
        row = model.row(number)
        if row is not None and text in f"{row.head} {row.text}":
            card.body.panel.list.setCurrentIndex(model.index(number, 0))
            assert isinstance(row.id, RowId)
            return row.id
    raise AssertionError(text)


def test_the_card_says_who_and_what_they_owe(card: CardWindow) -> None:
    assert card.windowTitle() == "Beatriz Gonçalves, owes 480.00 EUR – Small CRM"
    assert card.body.banner.content.headline == "Owes 480.00 EUR"
    assert card.body.banner.accessibleName().startswith("Owes 480.00 EUR, oldest since")
    assert "Secretary is Judith" in card.body.pinned.accessibleDescription()
    assert card.note.field.hasFocus()


def test_all_that_matters_is_seen_at_once(card: CardWindow) -> None:
    """At 1366 × 768, less a task bar and a title, nothing needs scrolling but the timeline."""
    card.resize(548, 660)
    area = card.body.panel.parentWidget().parentWidget().parentWidget()
    assert area.verticalScrollBar().maximum() == 0  # type: ignore[attr-defined]
    assert card.body.panel.list.height() >= 3 * 26


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        (Qt.Key.Key_P, "payment"),
        (Qt.Key.Key_S, "sale"),
        (Qt.Key.Key_Q, "new_quote"),
        (Qt.Key.Key_F, "follow_up"),
        (Qt.Key.Key_R, "record_referral"),
        (Qt.Key.Key_E, "edit_client"),
        (Qt.Key.Key_B, "rewards"),
    ],
)
def test_alt_and_a_letter_or_esc_and_the_letter(
    qtbot: QtBot, card: CardWindow, key: Qt.Key, wish: str
) -> None:
    spy = QSignalSpy(card.wanted)
    press(qtbot, card, key)
    assert spy.count() == 0, "in the note a letter is a letter"
    assert card.note.text() == chr(key.value).lower()
    press(qtbot, card, key, alt=True)
    assert spy.count() == 1
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, key)
    assert spy.count() == 2
    assert spy.at(0) == [wish, card.client_id]


def test_n_returns_to_the_note_and_ctrl_p_prints(qtbot: QtBot, card: CardWindow) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    assert card.body.panel.list.hasFocus()
    press(qtbot, card, Qt.Key.Key_N)
    assert card.note.field.hasFocus()
    with qtbot.waitSignal(card.wanted, check_params_cb=lambda name, _: name == "report"):
        qtbot.keyClick(card.note.field, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)


def test_a_note_is_written_before_another_window_opens(
    qtbot: QtBot, card: CardWindow, backend: Backend
) -> None:
    qtbot.keyClicks(card.note.field, "pays now")
    press(qtbot, card, Qt.Key.Key_P, alt=True)
    settle(qtbot, card._context)
    read = backend.queries.card(card.client_id)
    assert read is not None
    assert read.recent_notes[0].text == "pays now"


def test_esc_and_esc_closes(qtbot: QtBot, card: CardWindow) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    assert card.isVisible()
    with qtbot.waitSignal(card.closed):
        press(qtbot, card, Qt.Key.Key_Escape)


def test_digits_filter(qtbot: QtBot, card: CardWindow) -> None:
    qtbot.keyClick(card.note.field, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert card.note.text() == ""
    assert all(head.startswith(("Sale", "Invoice", "Delivery")) for head in _heads(card))
    assert card.note.field.hasFocus()
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, Qt.Key.Key_1)
    assert _heads(card) == ["Call, 4 min:", "Call, 2 min:"]
    press(qtbot, card, Qt.Key.Key_4)
    assert card.body.panel.chips.current() == "quotes"
    press(qtbot, card, Qt.Key.Key_0)
    assert len(_heads(card)) > 10


def test_the_timeline_has_a_field_of_its_own(qtbot: QtBot, card: CardWindow) -> None:
    QAbstractItemModelTester(card.body.panel.list.rows)
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, Qt.Key.Key_Slash)
    field = card.body.panel.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "hammer")
    assert _heads(card) == ["Payment:", "Sale S-2025-0001:"]
    qtbot.keyClicks(field, "xyz")
    assert _heads(card) == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert card.body.panel.list.hasFocus()
    assert len(_heads(card)) > 10


def test_enter_opens_what_a_row_is_about(qtbot: QtBot, card: CardWindow) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    for text, wish in (
        ("piano tuning", "open_sale"),
        ("for hammer voicing", "open_payment"),
        ("the op went well", "open_note"),
        ("sent Hannah", "referral"),
    ):
        row = _select(card, text)
        spy = QSignalSpy(card.wanted)
        press(qtbot, card, Qt.Key.Key_Return)
        assert [spy.at(0)] == [[wish, row.id]]


def test_enter_opens_the_letter_of_a_reminder_and_the_account_of_a_promise(
    qtbot: QtBot, open_card: Open, backend: Backend, beatriz: int
) -> None:
    people.dealings(backend, beatriz)
    card = open_card(beatriz)
    press(qtbot, card, Qt.Key.Key_Escape)
    newest = backend.queries.reminders(beatriz)[0].id
    for text, wish in (
        ("Reminder 2", ["reminder_letter", newest]),
        ("after the holidays", ["account", beatriz]),
    ):
        _select(card, text)
        spy = QSignalSpy(card.wanted)
        press(qtbot, card, Qt.Key.Key_Return)
        assert [spy.at(0)] == [wish]


def test_pin_and_unpin(qtbot: QtBot, card: CardWindow, backend: Backend) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    _select(card, "the op went well")
    press(qtbot, card, Qt.Key.Key_I)
    settle(qtbot, card._context)
    assert "the op went well" in card.body.pinned.accessibleDescription()
    assert _heads(card).count("Pinned note:") == 3
    press(qtbot, card, Qt.Key.Key_I)
    settle(qtbot, card._context)
    assert "the op went well" not in card.body.pinned.accessibleDescription()
    press(qtbot, card, Qt.Key.Key_N)
    qtbot.keyClicks(card.note.field, "gate code 12")
    press(qtbot, card, Qt.Key.Key_I, alt=True)
    settle(qtbot, card._context)
    read = backend.queries.card(card.client_id)
    assert read is not None
    assert read.pinned_notes[0].text == "gate code 12"
    card.body.pinned.unpin_requested.emit(read.pinned_notes[0].id)
    settle(qtbot, card._context)
    assert "gate code" not in card.body.pinned.accessibleDescription()


def test_the_level_is_two_keys_away(qtbot: QtBot, card: CardWindow, backend: Backend) -> None:
    saved = QSignalSpy(card.saved)
    press(qtbot, card, Qt.Key.Key_L, alt=True)
    menu = card.body.head.badge.menu
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_2)
    settle(qtbot, card._context)
    read = backend.queries.card(card.client_id)
    assert read is not None
    assert read.details.ref.level is Level.PREFERRED
    assert saved.count() == 1
    assert card.body.head.badge.accessibleName() == "Preferred"


def test_a_commit_elsewhere_shows_at_once(
    qtbot: QtBot, card: CardWindow, context: UiContext
) -> None:
    sale = AddSale(client=card.client_id, title="strings", amount=Decimal(20), due=date(2026, 6, 1))
    context.runner.write(sale, initiator=None)
    qtbot.waitUntil(lambda: card.body.banner.content.headline == "Owes 500.00 EUR")
    assert card.windowTitle().startswith("Beatriz Gonçalves, owes 500.00 EUR")


def test_what_concerns_others_is_not_read_again(
    qtbot: QtBot, card: CardWindow, context: UiContext
) -> None:
    arrived = QSignalSpy(card._source.arrived)
    reads: list[str] = []
    read = context.runner.read

    def counted(slot: str, *more: object) -> None:
        reads.append(slot)
        read(slot, *more)  # type: ignore[arg-type]

    context.runner.read = counted  # type: ignore[method-assign,assignment]
    context.runner.write(AddClient(name="Nobody they know"))
    settle(qtbot, context)
    assert reads == []
    assert arrived.count() <= 1
    context.runner.write(AddNote(client=card.client_id, text="one"))
    context.runner.write(AddNote(client=card.client_id, text="two"))
    settle(qtbot, context)
    assert reads
    assert {*reads} == {"card:0", "card:0:same"}


def test_after_a_payment_undo_is_where_the_eye_is(
    qtbot: QtBot, card: CardWindow, context: UiContext
) -> None:
    payment = TakePayment(client=card.client_id, amount=Decimal(480), method="transfer")
    context.runner.write(payment)
    settle(qtbot, context)
    banner = card.body.banner
    assert banner.content.sentence.startswith(
        "Owes nothing, last bill paid today: 480.00 EUR by transfer"
    )
    assert banner.button.text() == "Undo"
    with qtbot.waitSignal(card.wanted, check_params_cb=lambda name, _: name == "undo"):
        banner.button.click()
    undo = QSignalSpy(card.wanted)
    card.note.field.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(card.note.field, Qt.Key.Key_Z, control)
    assert undo.count() == 1, "an empty field has nothing of its own to take back"
    qtbot.keyClicks(card.note.field, "x")
    qtbot.keyClick(card.note.field, Qt.Key.Key_Z, control)
    assert undo.count() == 1
    assert card.note.text() == ""
    context.runner.write(AddClient(name="Another"))
    settle(qtbot, context)
    assert banner.button.isHidden(), "undo would now take something else back"


def test_undone_payment_is_owed_again(qtbot: QtBot, card: CardWindow, context: UiContext) -> None:
    context.runner.write(TakePayment(client=card.client_id, amount=Decimal(480)))
    settle(qtbot, context)
    context.runner.write(Undo())
    settle(qtbot, context)
    assert card.body.banner.content.headline == "Owes 480.00 EUR"
    assert card.body.banner.button.text() == "Take payment"
    with qtbot.waitSignal(card.wanted, check_params_cb=lambda name, _: name == "payment"):
        card.body.banner.button.click()


def test_a_client_who_is_undone_says_so(
    qtbot: QtBot, open_card: Open, backend: Backend, context: UiContext
) -> None:
    card = open_card(people.perform(backend, AddClient(name="Mistake")))
    context.runner.write(Undo())
    settle(qtbot, context)
    assert card.body.banner.content.headline == "No longer in the file"
    assert not card.body.action_row.isEnabled()
    with qtbot.waitSignal(card.closed):
        card.body.banner.button.click()


def test_a_read_that_fails_leaves_what_was_there(
    qtbot: QtBot, card: CardWindow, context: UiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = context.runner.backend()
    assert backend is not None
    monkeypatch.setattr(type(backend.queries), "card", lambda *_a, **_m: 1 / 0)
    context.hub.announce_everything()
    settle(qtbot, context)
    assert card.body.banner.content.headline == "Owes 480.00 EUR"


def test_a_change_that_outlives_its_card(
    qtbot: QtBot, card: CardWindow, context: UiContext, backend: Backend
) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    _select(card, "the op went well")
    press(qtbot, card, Qt.Key.Key_I)
    card.close()
    settle(qtbot, context)
    read = backend.queries.card(card.client_id)
    assert read is not None
    assert len(read.pinned_notes) == 3


def test_the_referrer_is_a_click_away(qtbot: QtBot, card: CardWindow) -> None:
    with qtbot.waitSignal(card.client_opened):
        qtbot.mouseClick(card.body.head._sent_by, Qt.MouseButton.LeftButton)


@pytest.fixture
def statements(backend: Backend) -> Iterator[list[str]]:
    """The statements that cards are read with."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = backend.database._readers
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_card_costs_the_same_however_much_there_is(
    qtbot: QtBot, open_card: Open, backend: Backend, beatriz: int, statements: list[str]
) -> None:
    open_card(beatriz)
    rich = len(statements)
    statements.clear()
    poor = people.perform(backend, AddClient(name="Anna"))
    statements.clear()
    open_card(poor)
    assert len(statements) <= rich <= STATEMENTS


def test_the_last_quote_and_the_account_are_one_key_away(
    qtbot: QtBot, open_card: Open, backend: Backend, beatriz: int
) -> None:
    quote = people.dealings(backend, beatriz)
    card = open_card(beatriz)
    spy = QSignalSpy(card.wanted)
    press(qtbot, card, Qt.Key.Key_O, alt=True)
    press(qtbot, card, Qt.Key.Key_A, alt=True)
    qtbot.mouseClick(card.body.banner, Qt.MouseButton.LeftButton)
    asked = [spy.at(number) for number in range(spy.count())]
    assert asked == [["open_quote", quote], ["account", beatriz], ["account", beatriz]]


def test_on_hold_is_said_under_what_they_owe(
    open_card: Open, backend: Backend, beatriz: int
) -> None:
    people.perform(backend, EditClient(client=beatriz, on_hold=True, hold_reason="no cheque"))
    card = open_card(beatriz)
    assert card.body.standing.whole_text() == "On hold: no cheque."
