"""The phone rings: a card, a choice, or a new caller's form, and nobody's typing is disturbed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.card import people
from tests.ui.card.conftest import press, settle

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction
from smallcrm.queries.shapes import ClientCard
from smallcrm.services.commands import AddClient
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.deck import MOST_CARDS, CardDeck
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.widgets.labels import RunLabel

NUMBER = "+44 7700 900146"


def _read(backend: Backend, client: int) -> ClientCard:
    card = backend.queries.card(client)
    assert card is not None
    return card


def _phone_texts(card: CardWindow) -> list[str]:
    return [label.whole_text() for label in card.body.head._phones if not label.isHidden()]


class _Shows(QObject):
    """Notes which windows were shown, and whether they would have taken the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet: dict[str, bool] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(
            watched, CardWindow | Chooser | NewCaller
        ):
            quiet = watched.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.quiet[type(watched).__name__] = quiet
        return False


@pytest.fixture
def shows(qapp: QApplication) -> Iterator[_Shows]:
    """Every platform but the one without a screen leaves the keyboard where it is."""
    found = _Shows()
    qapp.installEventFilter(found)
    yield found
    qapp.removeEventFilter(found)


@pytest.fixture
def ring(qtbot: QtBot, deck: CardDeck, context: UiContext) -> Callable[[str], None]:
    def call(number: str) -> None:
        deck.show_call(number)
        settle(qtbot, context)

    return call


def _form(qtbot: QtBot, deck: CardDeck) -> NewCaller:
    (form,) = deck.calls()
    assert isinstance(form, NewCaller)
    form.activateWindow()
    qtbot.waitActive(form)
    return form


def test_a_ring_raises_the_card_without_the_keyboard(
    deck: CardDeck, ring: Callable[[str], None], backend: Backend, shows: _Shows
) -> None:
    client = people.beatriz(backend)
    ring("tel:+353209104180")
    card = deck.card(client)
    assert card is not None
    assert card.isVisible()
    assert shows.quiet == {"CardWindow": True}
    assert _phone_texts(card)[0] == "+353 20 910 4180  Judith, office: calling now"
    logged = _read(backend, client).last_interactions[0]
    assert (logged.direction, logged.number) == (Direction.IN, "+353209104180")
    # The call itself is in the timeline, but the last contact is the one before it.
    assert "6 days ago" in card.body.facts._columns[0][0].accessibleName()
    assert backend.queries.undo_state().undo is not None
    label, _ = backend.queries.undo_state().undo or ("", {})
    assert label != "add_interaction", "a call that was logged by itself is no step of undo"


def test_a_card_that_is_open_only_rises(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    client = people.beatriz(backend)
    card = deck.show_card(client)
    qtbot.waitUntil(card.isVisible)
    qtbot.waitUntil(card.note.field.hasFocus)
    ring("+353209104182")
    assert deck.cards() == (card,)
    assert _phone_texts(card)[0].endswith("mobile: calling now")
    card.set_call(None)
    assert not any("calling" in text for text in _phone_texts(card))


def test_two_rings_at_once_are_two_windows(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    client = people.beatriz(backend)
    wei = people.zhang_wei(backend)
    deck.show_call("+353209104182")
    deck.show_call("+8613800138000")
    deck.show_call(NUMBER)
    settle(qtbot, context)
    qtbot.waitUntil(lambda: all(card.isVisible() for card in deck.cards()))
    assert {card.client_id for card in deck.cards()} == {client, wei}
    assert len(deck.calls()) == 1
    places = {window.pos().toTuple() for window in (*deck.cards(), *deck.calls())}
    assert len(places) == 3, "each title stays in sight"


def test_a_digit_chooses_between_two(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend, shows: _Shows
) -> None:
    choir, manager = people.two_at_the_hotel(backend)
    ring("+353 20 912 7730")
    (chooser,) = deck.calls()
    assert isinstance(chooser, Chooser)
    assert shows.quiet == {"Chooser": True}
    words = " ".join(
        [label.whole_text() for label in chooser.findChildren(RunLabel)] + [chooser.windowTitle()]
    )
    assert "Siobhán O’Neill" in words
    assert "the lobby grand" in words
    assert "secret" not in words
    assert "EUR" not in words
    chooser.activateWindow()
    qtbot.waitActive(chooser)
    press(qtbot, chooser, Qt.Key.Key_Return)
    press(qtbot, chooser, Qt.Key.Key_9)
    assert deck.cards() == ()
    press(qtbot, chooser, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: bool(deck.cards()) and deck.cards()[0].isVisible())
    second = deck.cards()[0].client_id
    assert second in {choir, manager}
    assert deck.calls() == ()
    assert shows.quiet["CardWindow"] is False, "the owner chose: now they type"
    settle(qtbot, deck._context)
    assert len(_read(backend, second).last_interactions) == 2
    other = choir if second == manager else manager
    assert len(_read(backend, other).last_interactions) == 1


def test_somebody_else_at_the_number(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    people.two_at_the_hotel(backend)
    ring("+353 20 912 7730")
    (chooser,) = deck.calls()
    chooser.activateWindow()
    qtbot.waitActive(chooser)
    press(qtbot, chooser, Qt.Key.Key_3)
    form = _form(qtbot, deck)
    assert form.form.number() == "+353 20 912 7730"


def test_not_now(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    people.two_at_the_hotel(backend)
    ring("+353 20 912 7730")
    (chooser,) = deck.calls()
    press(qtbot, chooser, Qt.Key.Key_Escape)
    assert deck.is_empty


def test_a_new_caller_and_who_sent_them(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    james = people.perform(backend, AddClient(name="James Johnson"))
    ring(NUMBER)
    form = _form(qtbot, deck)
    fields = form.form
    assert fields.name_field.hasFocus()
    assert fields.number() == NUMBER
    qtbot.keyClicks(fields.name_field, "Priya Raman")
    fields.referrer.box.setFocus()
    qtbot.keyClicks(fields.referrer.box, "James")
    settle(qtbot, deck._context)
    qtbot.keyClick(fields.referrer.box, Qt.Key.Key_Return)
    chosen = fields.referrer.chosen()
    assert chosen is not None
    assert chosen.id == james
    fields.note.set_text("wants the same package")
    saved = QSignalSpy(deck.saved)
    qtbot.keyClick(fields.name_field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(deck.cards()))
    settle(qtbot, deck._context)
    assert deck.calls() == ()
    assert saved.count() == 1
    read = _read(backend, deck.cards()[0].client_id)
    assert read.details.ref.name == "Priya Raman"
    assert read.details.phones[0].number == NUMBER
    assert read.referred_by is not None
    assert read.referred_by.counterpart.id == james
    assert read.recent_notes[0].text == "wants the same package"
    assert read.last_interactions[0].number == NUMBER
    qtbot.waitUntil(deck.cards()[0].isVisible)
    assert "calling now" in _phone_texts(deck.cards()[0])[0]


def test_a_referrer_who_is_new_is_added_once(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    ring(NUMBER)
    form = _form(qtbot, deck)
    form.form.referrer.box.setText("James")
    form.save()
    assert form.form._rows["name"].error() != ""
    assert form.isVisible()
    form.form.name_field.setText("Priya")
    form.save()
    form.save()
    settle(qtbot, deck._context)
    assert backend.queries.overview().clients == 2
    read = _read(backend, deck.cards()[0].client_id)
    assert read.referred_by is not None
    assert read.referred_by.counterpart.name == "James"


def test_no_referral_where_it_is_not_wanted(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    ring(NUMBER)
    form = _form(qtbot, deck)
    form.form.name_field.setText("Priya")
    form.form.referrer.box.setText("James")
    qtbot.keyClick(form.form.name_field, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not form.form.record.isChecked())
    form.save()
    settle(qtbot, deck._context)
    assert backend.queries.overview().clients == 1


def test_what_was_typed_is_there_at_the_next_call(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    ring(NUMBER)
    form = _form(qtbot, deck)
    form.form.name_field.setText("Priya")
    form.form.note.set_text("web site")
    form.form.referrer.box.setText("Jam")
    press(qtbot, form, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: deck.is_empty)
    ring(NUMBER)
    again = _form(qtbot, deck)
    assert again.form.name() == "Priya"
    assert again.form.note_text() == "web site"
    assert again.form.referrer.new_name() == "Jam"
    assert backend.queries.overview().clients == 0


def test_somebody_with_a_new_number(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    client = people.beatriz(backend)
    ring(NUMBER)
    form = _form(qtbot, deck)
    qtbot.keyClicks(form.form.name_field, "Beatriz")
    qtbot.waitUntil(form.form.same.isVisible)
    qtbot.mouseClick(form.form.same.button, Qt.MouseButton.LeftButton)
    assert form.form.name() == "Beatriz Gonçalves"
    form.form.note.set_text("new mobile")
    form.save()
    qtbot.waitUntil(lambda: deck.card(client) is not None)
    settle(qtbot, deck._context)
    read = _read(backend, client)
    assert [phone.number for phone in read.details.phones if phone.of is None] == [
        "+353 20 910 4182",
        NUMBER,
    ]
    assert any(phone.of == "Judith" for phone in read.details.phones)
    assert read.recent_notes[0].text == "new mobile"
    assert backend.queries.overview().clients == 6


def test_a_withheld_number_begins_with_a_note(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None]
) -> None:
    ring("anonymous")
    form = _form(qtbot, deck)
    assert form.form.note.field.hasFocus()
    assert form.form.number() == ""
    assert "withheld" in form.windowTitle()


def test_a_refusal_stands_beside_its_field(
    qtbot: QtBot, deck: CardDeck, ring: Callable[[str], None], backend: Backend
) -> None:
    ring(NUMBER)
    form = _form(qtbot, deck)
    form.form.name_field.setText("x" * 5000)
    form.save()
    settle(qtbot, deck._context)
    assert form.isVisible()
    assert form.form._rows["name"].error() != ""
    assert backend.queries.overview().clients == 0


def test_only_so_many_cards_at_once(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    clients = [
        people.perform(backend, AddClient(name=f"Client {number}"))
        for number in range(MOST_CARDS + 1)
    ]
    for client in clients:
        deck.show_card(client)
        settle(qtbot, context)
    assert [card.client_id for card in deck.cards()] == clients[1:]
    places = {card.pos().toTuple() for card in deck.cards()}
    assert len(places) == MOST_CARDS


def test_closing_all_keeps_the_notes(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    client = people.perform(backend, AddClient(name="Anna"))
    card = deck.show_card(client)
    qtbot.waitUntil(card.isVisible)
    card.note.set_text("half a thought")
    with qtbot.waitSignal(deck.emptied):
        deck.close_all()
    assert _read(backend, client).recent_notes[0].text == "half a thought"


def test_the_referrer_opens_as_a_card_of_its_own(
    qtbot: QtBot, deck: CardDeck, backend: Backend, context: UiContext
) -> None:
    card = deck.show_card(people.beatriz(backend))
    qtbot.waitUntil(card.isVisible)
    card.body.head.referrer_clicked.emit()
    settle(qtbot, context)
    assert {card.windowTitle().split(",")[0] for card in deck.cards()} == {
        "Beatriz Gonçalves",
        "Henrik Dahl",
    }
