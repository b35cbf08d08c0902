"""The card's timeline in use: every filter, finding words in all of it, what is older."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot
from tests.ui.card import people
from tests.ui.card.conftest import press, settle

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.services import commands
from smallcrm.services.commands import AddDocuments, AddEmail, AddInteraction, FileInput
from smallcrm.ui.card import timeline_rows
from smallcrm.ui.card.timeline_rows import Line, Lines, RowId, Shown, shown
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.widgets.timeline import TimelineRow

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)
Open = Callable[[int], CardWindow]


@pytest.fixture
def dealt_with(backend: Backend) -> int:
    """A client of whom there is something of every filter."""
    client = people.beatriz(backend)
    perform = people.perform
    for kind in InteractionKind:
        if kind is not InteractionKind.EMAIL:
            perform(backend, AddInteraction(client=client, kind=kind, summary=f"by {kind.value}"))
    mail = AddEmail(
        client=client,
        message_id="<1@x.example>",
        direction=Direction.IN,
        at=NOW,
        subject="Bill",
        body="Dear tuner,\nsend it to our bookkeeper Aoife.",
        message=FileInput(name="m.eml", content=b"m"),
        attachments=(FileInput(name="april.pdf", content=b"p", text="felt hammers, new"),),
    )
    perform(backend, mail)
    kept = FileInput(name="Contract.pdf", content=b"c", text="Signed twice a year in Dublin")
    perform(backend, AddDocuments(client=client, files=(kept,)))
    long = f"A long note that goes on\n{'and on ' * 30}\nabout the Bechstein"
    perform(backend, commands.AddNote(client=client, text=long))
    task = commands.AddFollowUp(client=client, text="Send prices", due=date(2026, 5, 1))
    perform(backend, commands.FinishFollowUp(follow_up=perform(backend, task)))
    perform(backend, commands.AddFollowUp(client=client, text="Ring", due=date(2026, 5, 20)))
    return client


@pytest.fixture
def card(open_card: Open, dealt_with: int) -> CardWindow:
    return open_card(dealt_with)


def _rows(card: CardWindow) -> list[TimelineRow]:
    model = card.body.panel.list.rows
    return [row for number in range(model.rowCount()) if (row := model.row(number)) is not None]


def _find(card: CardWindow, qtbot: QtBot, context: UiContext, text: str) -> list[TimelineRow]:
    card.body.panel.open_field()
    card.body.panel.field.setText(text)
    settle(qtbot, context)
    return _rows(card)


def _marked(row: TimelineRow) -> list[str]:
    return [row.text[start:end] for start, end in row.text_ranges]


@pytest.mark.parametrize(
    ("digit", "heads"),
    [
        ("1", {"Call", "Meeting", "Visit"}),
        ("7", {"Document", "E-mail"}),
        ("8", {"E-mail", "Letter", "Message"}),
        ("9", {"To do", "Follow-up done"}),
    ],
)
def test_each_filter_shows_its_own(
    card: CardWindow, qtbot: QtBot, digit: str, heads: set[str]
) -> None:
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, Qt.Key(ord(digit)))
    assert {row.head.rstrip(":").split(",")[0] for row in _rows(card)} == heads


def test_an_e_mail_says_that_something_is_attached(card: CardWindow) -> None:
    (mail,) = [row for row in _rows(card) if row.head.startswith("E-mail")]
    assert mail.text == "Bill (1 attachment)"


@pytest.mark.parametrize(
    ("text", "head", "marked"),
    [
        ("BOOKKEEPER", "E-mail:", ["bookkeeper"]),
        ("hammers felt", "E-mail:", ["felt", "hammers"]),
        ("april.pdf", "E-mail:", ["april.pdf"]),
        ("dublin", "Document:", ["Dublin"]),
        ("bechstein", "Note:", ["Bechstein"]),
    ],
)
def test_words_are_found_in_all_of_it_and_shown(
    card: CardWindow, qtbot: QtBot, context: UiContext, text: str, head: str, marked: list[str]
) -> None:
    (row,) = _find(card, qtbot, context, text)
    assert row.head == head
    assert _marked(row) == marked
    # The match is where a narrow card shows it.
    assert row.text_ranges[0][0] < 40


def test_what_is_nowhere_is_not_found(card: CardWindow, qtbot: QtBot, context: UiContext) -> None:
    assert _find(card, qtbot, context, "Blüthner") == []
    press(qtbot, card.body.panel.field, Qt.Key.Key_Escape)
    settle(qtbot, context)


def test_a_change_keeps_what_was_found(
    card: CardWindow, qtbot: QtBot, context: UiContext, backend: Backend
) -> None:
    assert len(_find(card, qtbot, context, "bechstein")) == 1
    note = commands.AddNote(client=card.client_id, text="Bechstein again")
    context.runner.write(note, lambda _outcome: None)
    settle(qtbot, context)
    qtbot.waitUntil(lambda: len(_rows(card)) == 2)


def test_every_row_opens_what_it_stands_for(card: CardWindow, qtbot: QtBot) -> None:
    spy = QSignalSpy(card.wanted)
    wanted = {"Meeting:": "open_interaction", "E-mail:": "open_interaction",
              "Document:": "open_document", "Call:": "open_interaction"}  # fmt: skip
    for number, row in enumerate(_rows(card)):
        if row.head in wanted:
            card.body.panel.list.setCurrentIndex(card.body.panel.list.rows.index(number, 0))
            qtbot.keyClick(card.body.panel.list, Qt.Key.Key_Return)
            assert isinstance(row.id, RowId)
            name, argument = spy.at(spy.count() - 1)
            assert (name, argument) == (wanted.pop(row.head), row.id.id)
    assert wanted == {}
    press(qtbot, card, Qt.Key.Key_Escape)
    press(qtbot, card, Qt.Key.Key_T)
    assert spy.at(spy.count() - 1) == ["record_contact", card.client_id]


def test_what_is_older_is_read_when_it_is_asked_for(
    open_card: Open, backend: Backend, qtbot: QtBot, context: UiContext
) -> None:
    client = people.perform(backend, commands.AddClient(name="Ann"))
    for number in range(60):
        at = NOW - timedelta(days=number)
        people.perform(backend, AddInteraction(client=client, at=at, summary=f"call {number}"))
    people.perform(backend, commands.AddNote(client=client, text="the note"))
    card = open_card(client)
    model = card.body.panel.list.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [row.head for row in _rows(card)][-1] == "Older…"
    assert len(_rows(card)) == 42
    card.body.panel.choose_chip("notes")
    assert [row.text for row in _rows(card)] == ["the note"]
    card.body.panel.choose_chip("calls")
    assert len(_rows(card)) == 41
    card.body.panel.list.setCurrentIndex(model.index(40, 0))
    qtbot.keyClick(card.body.panel.list, Qt.Key.Key_Return)
    settle(qtbot, context)
    assert len(_rows(card)) == 60
    assert card.body.panel.list.currentIndex().row() == 40
    # Finding looks at what was read further back too.
    assert [row.text for row in _find(card, qtbot, context, "call 59")] == ["call 59"]


words = st.text("abc dé張伟'’İ", min_size=1, max_size=8).filter(str.strip)


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(st.tuples(words, words, st.sampled_from(["notes", "mail"])), max_size=6),
    typed=words,
    chip=st.sampled_from(["all", "notes", "mail"]),
)
def test_a_filter_never_fails_and_shows_its_own_in_order(
    texts: list[tuple[str, str, str]], typed: str, chip: str
) -> None:
    lines = tuple(
        Line(
            TimelineRow(id=number, date="", icon="", head="", text=seen),
            date(2026, 5, 12),
            frozenset({of}),
            unseen,
        )
        for number, (seen, unseen, of) in enumerate(texts)
    )
    whole = Lines(lines, {})
    every = shown(whole, chip, "").rows
    assert [row.id for row in every] == [
        number for number, (_, _, of) in enumerate(texts) if chip in {"all", of}
    ]
    found = shown(whole, chip, typed).rows
    order = [row.id for row in every]
    assert [row.id for row in found] == [one for one in order if one in {row.id for row in found}]
    for row in found:
        last = 0
        for start, end in row.text_ranges:
            assert last <= start < end <= len(row.text)
            last = end
    # What stands in a row by itself is found by itself.
    for row in every:
        again = [one.id for one in shown(whole, chip, row.text).rows]
        assert row.id in again


def test_nothing_older_than_what_was_read_stands_in_a_list() -> None:
    rows = [TimelineRow(id=number, date="", icon="", head="x") for number in range(3)]
    lines = tuple(
        Line(row, date(2026, 5, 12 - number), frozenset({"notes"}))
        for number, row in enumerate(rows)
    )
    cut = Lines(lines, {timeline_rows.ALL: date(2026, 5, 11)})
    assert shown(cut, "all", "") == Shown(rows[:2], older=True)
    assert shown(cut, "notes", "") == Shown(rows, older=False)
