"""A call from the ring to its end, as a line tells of it, in the windows and in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.ui.card import people
from tests.ui.card.conftest import press, settle

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction
from smallcrm.queries.call_shapes import CallFilter
from smallcrm.queries.contact_shapes import InteractionShape
from smallcrm.queries.shapes import ClientCard
from smallcrm.services.commands import AddClient, AddFollowUp, PhoneInput, Undo
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.reports import CallReport, CallState
from smallcrm.ui.card import switchboard
from smallcrm.ui.card.call import Call
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.switchboard import MOST_AT_ONCE
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.widgets.labels import RunLabel

MOBILE, OFFICE = "+353209104182", "+353209104180"
STRANGE = "+44 7700 900146"
AT = datetime(2026, 5, 12, 8, 40, tzinfo=UTC)


class Line:
    """A phone line that says what the test wants it to."""

    def __init__(self, qtbot: QtBot, deck: CardDeck, context: UiContext) -> None:
        self._qtbot, self._deck, self._context = qtbot, deck, context

    def say(self, state: CallState, number: str = MOBILE, key: str = "1", **more: object) -> None:
        if state is CallState.RINGING:
            more = {"answered": False, **more}
        told = {"at": AT, **more}
        self._deck.report(CallReport("line", key, state, Caller(number), **told))  # type: ignore[arg-type]
        settle(self._qtbot, self._context)

    def ring(self, number: str = MOBILE, key: str = "1", **more: object) -> None:
        self.say(CallState.RINGING, number, key, **more)

    def answer(self, number: str = MOBILE, key: str = "1", **more: object) -> None:
        self.say(CallState.ANSWERED, number, key, answered=True, **more)

    def hang_up(
        self, number: str = MOBILE, key: str = "1", *, seconds: int = 192, **more: object
    ) -> None:
        self.say(CallState.ENDED, number, key, answered=seconds > 0, seconds=seconds, **more)


@pytest.fixture
def line(qtbot: QtBot, deck: CardDeck, context: UiContext) -> Line:
    return Line(qtbot, deck, context)


def read(backend: Backend, client: int) -> ClientCard:
    card = backend.queries.card(client)
    assert card is not None
    return card


def last(backend: Backend, client: int) -> InteractionShape:
    return read(backend, client).last_interactions[0]


def opened(qtbot: QtBot, deck: CardDeck, client: int) -> CardWindow:
    card = deck.card(client)
    assert card is not None
    qtbot.waitUntil(card.isVisible)
    return card


def form_of(qtbot: QtBot, deck: CardDeck) -> NewCaller:
    (form,) = deck.calls()
    assert isinstance(form, NewCaller)
    form.activateWindow()
    qtbot.waitActive(form)
    return form


def test_the_strip_follows_the_call(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line
) -> None:
    client = people.beatriz(backend)
    line.ring(OFFICE)
    card = opened(qtbot, deck, client)
    strip = card.body.call
    assert strip.words() == f"Calling now  {OFFICE}"
    assert not strip.asks_for_rating
    assert not strip._below.isVisible()
    line.answer(OFFICE)
    assert strip.words() == f"On the line 0:00  {OFFICE}"
    assert "on the line" in card.body.head._phones[0].whole_text()
    line.hang_up(OFFICE)
    assert strip.words() == f"Spoken 3:12  {OFFICE}"
    assert "on the line" not in card.body.head._phones[0].whole_text()
    assert strip.asks_for_rating
    kept = last(backend, client)
    assert (kept.answered, kept.seconds, kept.at) == (True, 192, AT)
    assert kept.contact_person is not None
    assert kept.contact_person.name == "Judith"
    strip.dismiss_button.click()
    assert not strip.isVisible()


def test_how_it_went_is_one_key(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    line.ring()
    card = opened(qtbot, deck, client)
    card.take_keyboard()
    qtbot.waitActive(card)
    press(qtbot, card, Qt.Key.Key_2, alt=True)
    assert card.body.panel.chips.current() == "notes", "while it rings digits choose what is shown"
    line.answer()
    line.hang_up()
    press(qtbot, card, Qt.Key.Key_4, alt=True)
    settle(qtbot, context)
    assert last(backend, client).satisfaction == 4
    assert card.body.call.chips[3].isChecked()
    assert card.body.panel.chips.current() == "notes"
    press(qtbot, card, Qt.Key.Key_4, alt=True)
    settle(qtbot, context)
    assert last(backend, client).satisfaction is None
    people.perform(backend, Undo())
    context.hub.announce_everything()
    settle(qtbot, context)
    assert card.body.call.chips[3].isChecked(), "undone elsewhere, it is shown here"


def test_what_was_promised_is_closed_by_the_call(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    promise = AddFollowUp(client=client, text="Call about piano", due=date(2026, 5, 12))
    people.perform(backend, promise)
    line.ring()
    card = opened(qtbot, deck, client)
    assert card.body.call.follow_up is None, "not before they have hung up"
    line.answer()
    line.hang_up()
    assert "Call about piano" in card.body.call.close_button.text()
    card.take_keyboard()
    qtbot.waitActive(card)
    press(qtbot, card, Qt.Key.Key_X, alt=True)
    settle(qtbot, context)
    assert card.body.call.follow_up is None
    assert "Call about piano" not in {one.text for one in read(backend, client).follow_ups}


def test_a_missed_call_offers_to_call_back(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line
) -> None:
    client = people.beatriz(backend)
    line.ring(OFFICE)
    line.hang_up(OFFICE, seconds=0)
    card = opened(qtbot, deck, client)
    strip = card.body.call
    assert strip.words().startswith("Missed at 09:40")
    assert not strip.asks_for_rating
    assert strip.dial_button.isVisible()
    assert not last(backend, client).answered
    wanted: list[tuple[str, object]] = []
    deck.wanted.connect(lambda name, argument: wanted.append((name, argument)))
    card.take_keyboard()
    qtbot.waitActive(card)
    press(qtbot, card, Qt.Key.Key_H, alt=True)
    assert wanted == [("dial", (client, OFFICE))]


def test_one_of_several_numbers_is_chosen_by_its_digit(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    client = people.beatriz(backend)
    deck.show_card(client)
    settle(qtbot, context)
    card = opened(qtbot, deck, client)
    wanted: list[object] = []
    deck.wanted.connect(lambda _name, argument: wanted.append(argument))
    qtbot.waitActive(card)
    press(qtbot, card, Qt.Key.Key_H, alt=True)
    menu = card.body.head.menu
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "&1  +353 20 910 4182  mobile",
        "&2  +353 20 910 4180  Judith, office",
    ]
    qtbot.keyClick(menu, Qt.Key.Key_2)
    assert wanted == [(client, "+353 20 910 4180")]
    qtbot.mouseClick(card.body.head._phones[0], Qt.MouseButton.LeftButton)
    assert wanted[-1] == (client, "+353 20 910 4182")


def test_a_note_of_the_call_belongs_to_it(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    line.ring(OFFICE)
    card = opened(qtbot, deck, client)
    card.take_keyboard()
    qtbot.keyClicks(card.note.field, "mornings only")
    line.answer(OFFICE)
    line.hang_up(OFFICE)
    card.draft.finish()
    settle(qtbot, context)
    note = read(backend, client).recent_notes[0]
    assert note.text == "mornings only"
    assert note.interaction_id == last(backend, client).id
    assert note.said_by is not None
    assert note.said_by.name == "Judith"
    card.set_call(None)
    qtbot.keyClicks(card.note.field, "something else")
    card.draft.finish()
    settle(qtbot, context)
    assert read(backend, client).recent_notes[0].interaction_id is None


def test_a_note_that_is_finished_before_the_call_is_logged_belongs_to_it_too(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    client = people.beatriz(backend)
    card = deck.show_card(client)
    settle(qtbot, context)
    ring = CallReport("line", "1", CallState.RINGING, Caller(MOBILE), at=AT, answered=False)
    deck.report(ring)
    qtbot.waitUntil(lambda: card.on_line.call is not None)
    card.note.set_text("at once")
    card.draft.finish()
    settle(qtbot, context)
    assert read(backend, client).recent_notes[0].interaction_id == last(backend, client).id


def test_a_stranger_becomes_a_client_with_the_calls_and_the_note(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    before = AT - timedelta(hours=1)
    line.ring(STRANGE, "before", at=before)
    line.hang_up(STRANGE, "before", seconds=0, at=before)
    (window,) = deck.calls()
    window.close()
    settle(qtbot, context)
    line.ring(STRANGE, "now")
    form = form_of(qtbot, deck)
    form.form.note.field.setFocus()
    qtbot.keyClicks(form.form.note.field, "wants a web site")
    qtbot.waitUntil(lambda: backend.queries.unknown_calls()[0].note is not None, timeout=3000)
    assert {call.note for call in backend.queries.unknown_calls()} == {None, "wants a web site"}
    line.answer(STRANGE, "now")
    assert "on the line" in form.form.line.whole_text()
    form.form.name_field.setText("Priya Raman")
    said: list[str] = []
    deck.saved.connect(lambda outcome: said.append(outcome.result.label))
    form.save()
    settle(qtbot, context)
    card = opened(qtbot, deck, deck.cards()[0].client_id)
    shown = read(backend, card.client_id)
    assert [call.answered for call in shown.last_interactions] == [True, False]
    assert [note.text for note in shown.recent_notes] == ["wants a web site"]
    assert shown.recent_notes[0].interaction_id == shown.last_interactions[0].id
    assert said == ["take_new_caller"]
    assert backend.queries.unknown_calls() == ()
    line.hang_up(STRANGE, "now")
    assert card.body.call.words().startswith("Spoken 3:12")
    assert last(backend, card.client_id).seconds == 192


def test_nothing_that_was_typed_for_a_stranger_is_lost(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    line.ring(STRANGE, "1")
    form = form_of(qtbot, deck)
    form.form.note.set_text("first half")
    form.close()
    settle(qtbot, context)
    assert backend.queries.unknown_calls()[0].note == "first half"
    line.ring(STRANGE, "2")
    form = form_of(qtbot, deck)
    assert form.form.note_text() == "first half"
    form.form.note.set_text("first half, second half")
    form.form.name_field.setText("Priya")
    form.save()
    settle(qtbot, context)
    notes = read(backend, deck.cards()[0].client_id).recent_notes
    assert [note.text for note in notes] == ["first half, second half"]


def test_a_call_of_earlier_is_put_to_whom_it_was(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    line.ring("", "hidden")
    line.answer("", "hidden")
    form = form_of(qtbot, deck)
    form.form.note.set_text("the grand is out of tune")
    form.close()
    settle(qtbot, context)
    (call,) = backend.queries.unknown_calls()
    deck.show_unknown(call)
    settle(qtbot, context)
    form = form_of(qtbot, deck)
    assert form.form.note_text() == "the grand is out of tune"
    deck.show_unknown(call)
    assert deck.calls() == (form,)
    qtbot.keyClicks(form.form.name_field, "Beatriz")
    qtbot.waitUntil(form.form.same.isVisible)
    qtbot.keyClick(form.form.name_field, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    form.save()
    settle(qtbot, context)
    kept = last(backend, client)
    assert (kept.number, kept.answered) == (None, True)
    assert read(backend, client).recent_notes[0].text == "the grand is out of tune"
    assert backend.queries.unknown_calls() == ()


def test_who_is_chosen_of_several_gets_the_call(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    choir, manager = people.two_at_the_hotel(backend)
    line.ring("+353209127730")
    (chooser,) = deck.calls()
    assert isinstance(chooser, Chooser)
    assert len(backend.queries.unknown_calls()) == 1
    chooser.choose(1)
    settle(qtbot, context)
    card = opened(qtbot, deck, deck.cards()[0].client_id)
    assert backend.queries.unknown_calls() == ()
    assert last(backend, card.client_id).at == AT
    line.answer("+353209127730")
    line.hang_up("+353209127730")
    assert last(backend, card.client_id).seconds == 192
    assert card.body.call.asks_for_rating
    other = choir if card.client_id == manager else manager
    assert last(backend, other).at != AT


def test_a_number_that_comes_after_the_ring(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line
) -> None:
    client = people.beatriz(backend)
    line.ring("", "1")
    assert isinstance(deck.calls()[0], NewCaller)
    line.ring(MOBILE, "1")
    assert deck.calls() == ()
    opened(qtbot, deck, client)
    assert last(backend, client).number == MOBILE


def test_history_opens_nothing(deck: CardDeck, backend: Backend, line: Line) -> None:
    client = people.beatriz(backend)
    line.hang_up(MOBILE, history=True)
    line.hang_up(STRANGE, "2", history=True)
    assert deck.is_empty
    assert last(backend, client).seconds == 192
    assert len(backend.queries.unknown_calls()) == 1


def test_the_owner_who_calls_out_is_logged_for_whom_they_chose(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    """A shared number: the line says the number alone, but the owner has said who."""
    _choir, manager = people.two_at_the_hotel(backend)

    dialled: list[str] = []

    class Phone:
        def dial(self, number: str) -> None:
            dialled.append(number)

    context.phone = Phone()  # type: ignore[assignment]
    context.machine.set("telephony.dial", "baresip")
    deck.dial("+353209127730", manager)
    line.ring("020 912 7730", "out", outgoing=True)
    card = opened(qtbot, deck, manager)
    assert card.body.call.words().startswith("Being called")
    kept = last(backend, manager)
    assert (kept.direction, kept.answered) == (Direction.OUT, False)
    context.machine.set("telephony.dial", "system")
    deck.dial("+353 20 912 7741", manager)
    settle(qtbot, context)
    assert last(backend, manager).number == "+353 20 912 7741"
    assert dialled == ["+353209127730", "+353 20 912 7741"]


def test_what_is_being_composed_goes_on_being_composed(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    deck.show_card(client)
    settle(qtbot, context)
    card = opened(qtbot, deck, client)
    qtbot.waitActive(card)
    field = card.note.field
    QApplication.sendEvent(field, QInputMethodEvent("nihao", []))
    line.ring()
    line.answer()
    line.hang_up()
    assert QApplication.focusWidget() is field
    assert field.textCursor().block().layout().preeditAreaText() == "nihao"
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(field, done)
    assert card.note.text() == "你好"


def test_a_thousand_calls_at_once(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    """Hostile names and numbers; nothing lost, no thousand windows, and the window goes on."""
    client = people.beatriz(backend)
    typed = QLineEdit()
    qtbot.addWidget(typed)
    typed.show()
    waiting: list[int] = []
    deck.calls_waiting.connect(waiting.append)
    nasty = ("<b>x</b>", "'; DROP TABLE client; --", "\u202e\u0000\n\r\t", "0" * 5000, "𝟘١٢", "")
    now = context.clock.now()
    for number in range(1000):
        said = MOBILE if number % 50 == 0 else f"+4477009{number:05d}{nasty[number % 6]}"
        name = nasty[(number + 1) % 6]
        caller = Caller(said, name)
        report = CallReport("line", str(number), CallState.RINGING, caller, at=now, answered=False)
        deck.report(report)
    turns: list[int] = []
    for letter in "goes on":
        qtbot.keyClicks(typed, letter)
        QApplication.processEvents()
        turns.append(context.runner.pending)
    assert typed.text() == "goes on"
    assert turns[-1] > 0, "the keys were taken while calls were still being kept"
    qtbot.waitUntil(lambda: context.runner.pending == 0, timeout=120_000)
    settle(qtbot, context)
    known = [one for one in backend.queries.calls("all", limit=2000) if one.at == now]
    assert len(known) == 1000
    assert sum(one.client is not None and one.client.id == client for one in known) == 20
    assert len(deck.cards()) + len(deck.calls()) <= MOST_AT_ONCE
    assert waiting[-1] > 900
    assert backend.queries.overview().clients == 6


def test_calls_that_are_over_make_room(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    now = context.clock.now()
    for number in range(MOST_AT_ONCE):
        line.ring(f"+44770090{number:04d}", str(number), at=now)
    assert len(deck.calls()) == MOST_AT_ONCE
    first = deck.calls()[0]
    assert isinstance(first, NewCaller)
    first.form.name_field.setText("typed")
    client = people.beatriz(backend)
    line.ring(MOBILE, "no room", at=now)
    assert deck.card(client) is None
    for number in (0, 1):
        line.hang_up(f"+44770090{number:04d}", str(number), seconds=0, at=now)
    line.ring(OFFICE, "room", at=now + timedelta(seconds=1))
    opened(qtbot, deck, client)
    assert first in deck.calls(), "what was typed stays"
    assert len(deck.calls()) == MOST_AT_ONCE - 1


def test_a_colleague_is_a_guess_and_is_said_to_be_one(
    deck: CardDeck, backend: Backend, line: Line
) -> None:
    phones = (PhoneInput(number="+49 30 901820-0"),)
    client = people.perform(backend, AddClient(name="Bezirksamt", phones=phones))
    line.ring("+4930901820123")
    (chooser,) = deck.calls()
    assert isinstance(chooser, Chooser)
    words = " ".join(label.whole_text() for label in chooser.findChildren(RunLabel))
    assert "Perhaps a colleague of this client" in words
    assert "switchboard" in words
    assert deck.card(client) is None
    assert len(backend.queries.unknown_calls()) == 1


def test_who_found_no_room_is_shown_once_they_are_talked_to(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    client = people.beatriz(backend)
    now = context.clock.now()
    for number in range(MOST_AT_ONCE):
        line.ring(f"+44770090{number:04d}", str(number), at=now)
    line.ring(MOBILE, "1000", at=now)
    assert deck.card(client) is None
    line.answer(MOBILE, "1000", at=now)
    assert opened(qtbot, deck, client).body.call.words().startswith("On the line")


def test_a_call_whose_end_nobody_tells_is_ended_by_the_owner(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    client = people.beatriz(backend)
    deck.show_call(MOBILE)
    settle(qtbot, context)
    card = opened(qtbot, deck, client)
    strip = card.body.call
    assert strip.end_button.isVisible()
    card.take_keyboard()
    qtbot.waitActive(card)
    press(qtbot, card, Qt.Key.Key_0, alt=True)
    assert not strip.end_button.isVisible()
    assert strip.words() == f"Called at 09:42  {MOBILE}"
    press(qtbot, card, Qt.Key.Key_5, alt=True)
    settle(qtbot, context)
    assert last(backend, client).satisfaction == 5


def test_what_was_typed_about_a_withheld_call_is_there_again(
    qtbot: QtBot, deck: CardDeck, backend: Backend, line: Line, context: UiContext
) -> None:
    line.ring("", "hidden")
    form = form_of(qtbot, deck)
    form.form.name_field.setText("Priya")
    form.close()
    settle(qtbot, context)
    deck.show_unknown(backend.queries.unknown_calls()[0])
    assert form_of(qtbot, deck).form.name() == "Priya"


def test_a_program_that_runs_for_months_forgets_calls(
    deck: CardDeck, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switchboard, "_REMEMBERED", 10)
    for number in range(25):
        line.ring("", str(number))
        for window in deck.calls():
            window.close()
        line.hang_up("", str(number))
    line.ring("", "last")
    phone = deck._switchboard()
    assert len(phone._calls) <= 11
    assert len(phone.findChildren(Call)) <= 11


def test_a_ring_just_before_the_end_is_kept(
    deck: CardDeck, context: UiContext, backend: Backend
) -> None:
    for key, number in (("1", MOBILE), ("2", STRANGE), ("3", "")):
        state = CallState.RINGING
        deck.report(CallReport("line", key, state, Caller(number), at=AT, answered=False))
    deck.close_all()
    # No turn of this thread, in which a look-up could be answered, lies between.
    context.runner._writer.submit(lambda: None).result(5)
    numbers = {call.number for call in backend.queries.calls(CallFilter.ALL)}
    assert numbers == {MOBILE, STRANGE, None}
