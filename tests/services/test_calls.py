"""Calls: logged by themselves once, missed until called back, nobody's until somebody says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import NOW
from tests.factories import client, do, dump, outcome, redo, refused, rows, sound, undo

from smallcrm.app import Backend, open_backend
from smallcrm.domain.changes import Entity
from smallcrm.domain.enums import Direction, InteractionKind, Source
from smallcrm.exporters.everything import export_everything, read_everything
from smallcrm.paths import Paths
from smallcrm.queries.call_shapes import CallFilter
from smallcrm.services.commands import (
    AddClient,
    AddFollowUp,
    AddInteraction,
    AddNote,
    AttributeCall,
    ContactPersonInput,
    EditClient,
    EditInteraction,
    FillFromExport,
    HandleCall,
    LogCall,
    MergeClients,
    NoteUnknownCall,
    PhoneInput,
    RateContact,
    RemoveInteraction,
    SetSetting,
    SplitClients,
)

ANN, BOB = "+353 1 496 0123", "+353 21 427 1234"


def told(backend: Backend, key: str, **fields: Any) -> dict[str, Any]:
    """Let a source tell of a call; return where it is."""
    done = outcome(backend, LogCall(source="ncid", key=key, **fields), Source.CALL).result
    return {name: done.parameters[name] for name in done.parameters if name != "client"}


def missed(backend: Backend, key: str, number: str, minutes: int = 0, **fields: Any) -> None:
    at = NOW - timedelta(minutes=minutes)
    told(backend, key, number=number, at=at, answered=False, seconds=0, **fields)


def answered(backend: Backend, key: str, number: str, minutes: int = 0, **fields: Any) -> None:
    at = NOW - timedelta(minutes=minutes)
    told(backend, key, number=number, at=at, answered=True, seconds=90, **fields)


def calling(backend: Backend, number: str = ANN, name: str = "Ann Lee") -> int:
    return client(backend, name, phones=(PhoneInput(number=number),))


def calls(backend: Backend) -> list[tuple[Any, ...]]:
    """Return (whose, number, answered, seconds, handled) of all calls, the newest first."""
    return [
        (
            call.client.name if call.client else None,
            call.number,
            call.answered,
            call.seconds,
            call.handled_at is not None,
        )
        for call in backend.queries.calls(CallFilter.ALL)
    ]


def test_a_call_of_the_only_client_with_that_number_is_theirs(backend: Backend) -> None:
    ann = calling(backend)
    where = told(backend, "1", number="014960123", answered=False)
    assert where == {"interaction": 1}
    assert backend.queries.missed_calls() == ()
    told(backend, "1", answered=True)
    told(backend, "1", answered=True, seconds=192)
    found = backend.queries.interaction(1)
    assert found is not None
    client_id, call = found
    assert client_id == ann
    assert (call.kind, call.direction) == (InteractionKind.CALL, Direction.IN)
    assert (call.answered, call.seconds, call.source) == (True, 192, "ncid")
    assert backend.queries.search("").hits[0].client.id == ann
    sound(backend)


def test_no_card_and_no_undo_step_comes_of_a_call_but_the_journal_has_it(backend: Backend) -> None:
    calling(backend)
    told(backend, "1", number=ANN)
    kinds = rows(backend, "SELECT kind, label, source FROM action ORDER BY id DESC LIMIT 1")
    assert kinds == [("auto", "log_call", "call")]
    state = backend.queries.undo_state()
    assert state.undo is not None
    assert state.undo[0] == "add_client"


def test_what_says_nothing_new_leaves_no_trace(backend: Backend) -> None:
    calling(backend)
    answered(backend, "1", ANN)
    before = rows(backend, "SELECT count(*) FROM action")
    made = outcome(backend, LogCall(source="ncid", key="1", number=ANN, answered=False))
    assert made.changes.rows == {}
    assert rows(backend, "SELECT count(*) FROM action") == before


def test_an_end_that_comes_before_the_ring_is_the_last_word(backend: Backend) -> None:
    told(backend, "1", number=BOB, answered=True, seconds=31)
    told(backend, "1", number=BOB, answered=False)
    told(backend, "1", number=BOB, answered=True)
    told(backend, "2", number=BOB, answered=False, seconds=0)
    told(backend, "2", number=BOB)
    told(backend, "2", number=BOB, answered=True)
    assert sorted(calls(backend), key=str) == [
        (None, BOB, False, 0, True),
        (None, BOB, True, 31, False),
    ]


def test_a_ring_alone_counts_as_answered_until_its_end_says_otherwise(backend: Backend) -> None:
    told(backend, "1", number=BOB)
    assert calls(backend) == [(None, BOB, True, None, False)]
    told(backend, "1", number=BOB, answered=False, seconds=0)
    assert calls(backend) == [(None, BOB, False, 0, False)]


def test_nobody_several_and_withheld_are_unknown_calls(backend: Backend) -> None:
    calling(backend)
    calling(backend, name="Bob Lee")
    assert told(backend, "1", number=ANN) == {"unknown_call": 1}
    assert told(backend, "2", number=BOB, name="O'Neil  Ltd\n<b>") == {"unknown_call": 2}
    assert told(backend, "3") == {"unknown_call": 3}
    found = {(one.number, one.region, one.name) for one in backend.queries.unknown_calls()}
    assert found == {
        (ANN, "IE fixed", None),
        (BOB, "IE fixed", "O'Neil Ltd <b>"),
        (None, None, None),
    }
    assert backend.queries.unknown_call(9) is None
    assert rows(backend, "SELECT count(*) FROM interaction") == [(0,)]
    sound(backend)


def test_a_number_and_a_name_that_come_late_are_taken_in(backend: Backend) -> None:
    ann = calling(backend)
    told(backend, "1", answered=False)
    told(backend, "2", answered=False)
    assert told(backend, "1", number=ANN, name="Lee") == {"interaction": 1}
    assert told(backend, "2", number=BOB, name="Bob") == {"unknown_call": 2}
    assert told(backend, "1", number=BOB) == {"interaction": 1}
    assert rows(backend, "SELECT client_id, number FROM interaction") == [(ann, ANN)]
    sound(backend)


def test_a_contact_persons_number_names_them(backend: Backend) -> None:
    people = (
        ContactPersonInput(name="Eve", phones=(PhoneInput(number=ANN),)),
        ContactPersonInput(name="Max", phones=(PhoneInput(number=BOB),)),
    )
    client(backend, "Lee Ltd", phones=(PhoneInput(number=BOB),), contact_people=people)
    told(backend, "1", number=ANN)
    told(backend, "2", number=BOB)
    named = [call.contact_person and call.contact_person.name for call in all_calls(backend)]
    # The second number is the client's own as well: it says nothing about who speaks.
    assert named == [None, "Eve"]


def all_calls(backend: Backend) -> tuple[Any, ...]:
    return backend.queries.calls(CallFilter.ALL)


def test_a_call_that_was_answered_or_made_puts_aside_what_was_missed_before(
    backend: Backend,
) -> None:
    calling(backend)
    missed(backend, "1", ANN, 30)
    missed(backend, "2", ANN, 20)
    missed(backend, "3", BOB, 20)
    missed(backend, "4", BOB, 10)
    [bob, ann] = backend.queries.missed_calls()
    assert (ann.times, ann.interaction_id, bob.times, bob.unknown_call_id) == (2, 2, 2, 2)
    told(backend, "5", number=ANN, outgoing=True, answered=False, seconds=0)
    assert len(backend.queries.missed_calls()) == 2, "nobody was reached"
    answered(backend, "6", ANN, outgoing=True)
    answered(backend, "7", BOB, 15)
    [left] = backend.queries.missed_calls()
    assert (left.number, left.times) == (BOB, 1), "the last call of Bob came after that"
    sound(backend)


def test_a_missed_call_that_is_told_of_late_was_called_back_already(backend: Backend) -> None:
    calling(backend)
    answered(backend, "1", ANN, 5)
    answered(backend, "2", BOB, 5)
    missed(backend, "3", ANN, 30)
    missed(backend, "4", BOB, 30)
    assert backend.queries.missed_calls() == ()
    missed(backend, "5", ANN, 3)
    assert len(backend.queries.missed_calls()) == 1


def test_what_rings_is_missed_after_three_minutes(backend: Backend) -> None:
    told(backend, "1", number=BOB, answered=False, at=NOW - timedelta(minutes=2))
    assert backend.queries.missed_calls() == ()
    assert backend.queries.calls(CallFilter.MISSED) == ()
    told(backend, "2", number=ANN, answered=False, at=NOW - timedelta(minutes=4))
    assert [call.number for call in backend.queries.missed_calls()] == [ANN]
    assert [call.number for call in backend.queries.calls(CallFilter.MISSED)] == [ANN]


def test_withheld_calls_are_not_each_others(backend: Backend) -> None:
    for key in "123":
        told(backend, key, answered=False, seconds=0)
    assert [call.times for call in backend.queries.missed_calls()] == [1, 1, 1]
    do(backend, HandleCall(unknown_call=2))
    assert {call.unknown_call_id for call in backend.queries.missed_calls()} == {1, 3}
    told(backend, "4", answered=True, seconds=4)
    assert len(backend.queries.missed_calls()) == 2


def test_missed_calls_are_put_aside_together_and_opened_together(backend: Backend) -> None:
    ann = calling(backend)
    told(backend, "0", number=ANN, client=ann, answered=True, seconds=5)
    missed(backend, "1", ANN)
    missed(backend, "2", ANN)
    told(backend, "u", number=BOB, answered=False, seconds=0)
    before = dump(backend)
    # The first call was answered in the same instant: nothing is left but Bob.
    [bob] = backend.queries.missed_calls()
    do(backend, HandleCall(unknown_call=bob.unknown_call_id))
    assert backend.queries.missed_calls() == ()
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    do(backend, HandleCall(unknown_call=bob.unknown_call_id, handled=False))
    assert dump(backend) == before
    assert refused(backend, HandleCall(unknown_call=1, handled=False)).code == "not_missed"
    assert refused(backend, HandleCall(interaction=1)).code == "not_missed"
    assert refused(backend, HandleCall(interaction=99)).code == "no_such_call"
    assert refused(backend, HandleCall(unknown_call=99)).code == "no_such_call"
    with pytest.raises(ValueError, match="one call"):
        do(backend, HandleCall())


def test_what_was_called_back_is_not_opened_with_what_was_put_aside(backend: Backend) -> None:
    calling(backend)
    missed(backend, "1", ANN, 50)
    answered(backend, "2", ANN, 40)
    missed(backend, "3", ANN, 30)
    do(backend, HandleCall(interaction=3))
    handled = "SELECT handled_at IS NOT NULL FROM interaction ORDER BY id"
    assert rows(backend, handled) == [(1,), (0,), (1,)]
    undo(backend)
    assert rows(backend, handled) == [(1,), (0,), (0,)]


def test_a_call_of_nobodys_is_put_to_a_client_with_its_note(backend: Backend) -> None:
    for key, minutes in (("1", 60), ("2", 30)):
        missed(backend, key, BOB, minutes)
    told(backend, "3", number=BOB, name="Bob", answered=True)
    do(backend, NoteUnknownCall(unknown_call=3, text="wants chairs "))
    do(backend, NoteUnknownCall(unknown_call=3, text=""))
    do(backend, NoteUnknownCall(unknown_call=3, text="wants a table\nby May"))
    assert len(backend.queries.calls_of_nobody("021 4271234")) == 3
    before = dump(backend)
    bob = client(backend, "Bob", phones=(PhoneInput(number=BOB),))
    assert len(backend.queries.calls_of_nobody(BOB)) == 3, "nothing is put to them silently"
    done = do(backend, AttributeCall(unknown_call=3, client=bob, others=True))
    assert done.parameters == {"client": "Bob", "count": 3, "interaction": 1}
    assert backend.queries.unknown_calls() == ()
    assert [call.client.id for call in all_calls(backend)] == [bob] * 3
    card = backend.queries.card(bob)
    assert card is not None
    [note] = card.recent_notes
    assert note.text == "wants a table\nby May"
    assert rows(backend, "SELECT interaction_id FROM note") == [(1,)]
    assert backend.queries.missed_calls() == ()
    sound(backend)
    after = dump(backend)
    undo(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    redo(backend)
    assert dump(backend) == after
    sound(backend)


def test_putting_one_call_to_a_client_leaves_the_others(backend: Backend) -> None:
    missed(backend, "1", BOB, 9)
    missed(backend, "2", BOB, 8)
    ann = client(backend, contact_people=(ContactPersonInput(name="Eve"),))
    other = client(backend, "Cem", contact_people=(ContactPersonInput(name="Max"),))
    wrong = AttributeCall(unknown_call=2, client=ann, contact_person=2)
    assert refused(backend, wrong).code == "not_their_contact"
    assert refused(backend, AttributeCall(unknown_call=9, client=ann)).code == "no_such_call"
    assert refused(backend, AttributeCall(unknown_call=2, client=9)).code == "no_such_client"
    do(backend, AttributeCall(unknown_call=2, client=ann, contact_person=1))
    assert rows(backend, "SELECT contact_person_id FROM interaction") == [(1,)]
    assert len(backend.queries.unknown_calls()) == 1
    assert refused(backend, AttributeCall(unknown_call=2, client=other)).code == "no_such_call"


def test_a_call_that_was_put_to_somebody_is_brought_up_to_date_there(backend: Backend) -> None:
    told(backend, "1", number=BOB, answered=False)
    ann = client(backend)
    do(backend, AttributeCall(unknown_call=1, client=ann))
    assert told(backend, "1", number=BOB, answered=True, seconds=12) == {"interaction": 1}
    assert calls(backend) == [("Ann Lee", BOB, True, 12, False)]


def test_the_named_client_has_the_call_whosever_number_it_is(backend: Backend) -> None:
    calling(backend)
    cem = client(backend, "Cem")
    assert told(backend, "1", number=ANN, client=cem) == {"interaction": 1}
    assert told(backend, "2", number=BOB) == {"unknown_call": 1}
    assert told(backend, "2", number=BOB, client=cem, seconds=3) == {"interaction": 2}
    assert told(backend, "1", client=1) == {"interaction": 1}
    assert told(backend, "3", number=BOB, client=99) == {"unknown_call": 2}
    assert {call[0] for call in calls(backend)} == {"Cem", None}


def test_what_ended_since_stays_when_putting_it_to_somebody_is_taken_back(
    backend: Backend,
) -> None:
    told(backend, "1", number=BOB, answered=False)
    bob = client(backend, "Bob")
    do(backend, AttributeCall(unknown_call=1, client=bob))
    told(backend, "1", number=BOB, answered=True, seconds=61)
    undo(backend)
    assert calls(backend) == [(None, BOB, True, 61, False)]
    do(backend, NoteUnknownCall(unknown_call=1, text="call on Friday"))
    redo(backend)
    assert calls(backend) == [("Bob", BOB, True, 61, False)]
    assert rows(backend, "SELECT text, interaction_id FROM note") == [("call on Friday", 1)]
    undo(backend)
    undo(backend)
    assert calls(backend) == [(None, BOB, True, 61, False)]
    assert rows(backend, "SELECT count(*) FROM client") == [(0,)]
    sound(backend)


def test_a_call_outlives_the_client_that_it_was_logged_for(backend: Backend) -> None:
    ann = calling(backend)
    told(backend, "1", number=ANN, answered=False)
    do(backend, AddInteraction(client=ann, by_itself=True))
    told(backend, "1", answered=True, seconds=7)
    before = dump(backend)
    undo(backend)
    assert calls(backend) == [(None, ANN, True, 7, False)]
    assert rows(backend, "SELECT count(*) FROM interaction") == [(0,)]
    redo(backend)
    assert dump(backend) == before
    sound(backend)


def test_what_the_owner_says_of_a_call_can_be_taken_back_after_its_end(backend: Backend) -> None:
    calling(backend)
    told(backend, "1", number=ANN, answered=True)
    before = dump(backend)
    do(backend, RateContact(interaction=1, satisfaction=2))
    do(backend, EditInteraction(interaction=1, summary="asked for the price"))
    told(backend, "1", answered=True, seconds=100)
    undo(backend)
    undo(backend)
    [call] = rows(backend, "SELECT satisfaction, summary, seconds FROM interaction")
    assert call == (None, None, 100)
    redo(backend)
    redo(backend)
    [call] = rows(backend, "SELECT satisfaction, summary, seconds FROM interaction")
    assert call == (2, "asked for the price", 100)
    undo(backend)
    undo(backend)
    assert dump(backend)[Entity.CLIENT] == before[Entity.CLIENT]
    for wrong in (0, 6, -1):
        command = RateContact(interaction=1, satisfaction=wrong)
        assert refused(backend, command).code == "not_in_range"
    assert refused(backend, RateContact(interaction=9, satisfaction=1)).code == (
        "no_such_interaction"
    )
    sound(backend)


def test_every_field_of_a_contact_can_be_changed_and_left_alone(backend: Backend) -> None:
    ann = client(backend, contact_people=(ContactPersonInput(name="Eve"),))
    cem = client(backend, "Cem", contact_people=(ContactPersonInput(name="Max"),))
    made = do(
        backend,
        AddInteraction(client=ann, satisfaction=5, contact_person=1, minutes=5, summary="chairs"),
    ).id
    before = dump(backend)
    do(backend, EditInteraction(interaction=made))
    assert dump(backend) == before
    do(
        backend,
        EditInteraction(
            interaction=made,
            kind=InteractionKind.MEETING,
            direction=Direction.OUT,
            at=NOW - timedelta(days=1),
            minutes=None,
            summary=" ",
            contact_person=None,
            answered=False,
            satisfaction=None,
        ),
    )
    [row] = rows(
        backend,
        "SELECT kind, direction, start_at, minutes, summary, contact_person_id, answered,"
        " satisfaction FROM interaction",
    )
    assert row == ("meeting", "out", "2026-05-11T08:42:00.000Z", None, None, None, 0, None)
    undo(backend)
    assert dump(backend) == before
    for wrong, code in (
        (EditInteraction(interaction=made, minutes=-1), "negative_minutes"),
        (EditInteraction(interaction=made, contact_person=2), "not_their_contact"),
        (EditInteraction(interaction=made, satisfaction=6), "not_in_range"),
        (EditInteraction(interaction=99), "no_such_interaction"),
        (AddInteraction(client=cem, contact_person=1), "not_their_contact"),
        (AddInteraction(client=cem, satisfaction=0), "not_in_range"),
        (RemoveInteraction(interaction=99), "no_such_interaction"),
    ):
        assert refused(backend, wrong).code == code


def test_what_is_removed_leaves_its_notes_and_comes_back_with_undo(backend: Backend) -> None:
    ann = client(backend)
    made = do(backend, AddInteraction(client=ann, kind=InteractionKind.MEETING)).id
    do(backend, AddNote(client=ann, text="likes oak"))
    do(backend, AddFollowUp(client=ann, text="send oak", due=NOW.date()))
    before = dump(backend)
    do(backend, RemoveInteraction(interaction=made))
    assert rows(backend, "SELECT count(*) FROM interaction") == [(0,)]
    assert rows(backend, "SELECT interaction_id FROM note") == [(None,)]
    sound(backend)
    undo(backend)
    assert dump(backend) == before


def test_a_call_that_is_removed_from_a_client_did_happen_and_is_not_made_again(
    backend: Backend,
) -> None:
    calling(backend)
    missed(backend, "1", ANN)
    before = dump(backend)
    do(backend, RemoveInteraction(interaction=1))
    assert calls(backend) == [(None, ANN, False, 0, True)]
    assert backend.queries.missed_calls() == ()
    missed(backend, "1", ANN)
    assert calls(backend) == [(None, ANN, False, 0, True)]
    undo(backend)
    assert dump(backend) == before


def test_calls_go_with_a_merge_and_back_with_a_split(backend: Backend) -> None:
    calling(backend)
    bob = calling(backend, BOB, "Bob Lee")
    missed(backend, "1", BOB, 40)
    before = dump(backend)
    merge = do(backend, MergeClients(keep=1, merge=bob)).id
    told(backend, "2", number=BOB, answered=False)
    assert [call.client.id for call in all_calls(backend)] == [1, 1]
    told(backend, "1", client=bob)
    do(backend, SplitClients(merge=merge))
    told(backend, "2", number=BOB, answered=True, seconds=3)
    sound(backend)
    undo(backend)
    undo(backend)
    assert dump(backend)["client"] == before["client"]
    sound(backend)


def test_a_changed_client_keeps_the_calls_of_a_contact_person_that_went(backend: Backend) -> None:
    people = (ContactPersonInput(name="Eve", phones=(PhoneInput(number=ANN),)),)
    ann = client(backend, contact_people=people)
    told(backend, "1", number=ANN, answered=False)
    do(backend, EditClient(client=ann, contact_people=()))
    told(backend, "1", number=ANN, answered=True, seconds=3)
    undo(backend)
    assert rows(backend, "SELECT contact_person_id, seconds FROM interaction") == [(1, 3)]
    sound(backend)


def test_calls_page_by_page_are_all_calls(backend: Backend) -> None:
    calling(backend)
    for key in range(7):
        missed(backend, str(key), (ANN, BOB)[key % 2], key % 3)
    for which in CallFilter:
        whole = backend.queries.calls(which)
        pages: tuple[Any, ...] = ()
        while page := backend.queries.calls(which, after=pages[-1] if pages else None, limit=2):
            pages += page
        assert pages == whole
    assert len(backend.queries.calls(CallFilter.ALL)) == 7
    assert len(backend.queries.calls(CallFilter.UNKNOWN)) == 3
    for typed, count in (("ann", 4), ("0214271234", 3), ("%", 0), ("+353", 7), ("x", 0)):
        assert len(backend.queries.calls(CallFilter.ALL, typed=typed)) == count, typed


def test_calls_with_no_key_are_calls_of_their_own(backend: Backend) -> None:
    for _ in range(2):
        told(backend, "", number=BOB)
    assert len(calls(backend)) == 2


def test_a_new_client_whose_number_called_before_is_offered_those_calls(backend: Backend) -> None:
    missed(backend, "1", "12")
    assert len(backend.queries.calls_of_nobody("12")) == 1
    assert backend.queries.calls_of_nobody("") == ()
    assert backend.queries.calls_of_nobody("112") == ()
    do(backend, AddClient(name="The porter", phones=(PhoneInput(number="12"),)))
    assert told(backend, "2", number="12") == {"interaction": 1}


def test_another_country_finds_the_calls_of_a_number_too(backend: Backend) -> None:
    told(backend, "1", number="030 1234567")
    told(backend, "2")
    assert rows(backend, "SELECT e164 FROM unknown_call") == [(None,), (None,)]
    before = dump(backend)
    do(backend, SetSetting(key="file.country", value="DE"))
    assert rows(backend, "SELECT e164 FROM unknown_call") == [("+49301234567",), (None,)]
    assert len(backend.queries.calls_of_nobody("+49 30 1234567")) == 1
    sound(backend)
    undo(backend)
    assert dump(backend) == before


def test_an_export_of_everything_brings_calls_back_as_they_were(
    backend: Backend, tmp_path: Path
) -> None:
    calling(backend)
    missed(backend, "1", ANN, 9)
    answered(backend, "2", ANN, 5)
    told(backend, "3", number="01 496 9999", name="Bob", answered=False)
    told(backend, "4")
    do(backend, RateContact(interaction=2, satisfaction=1))
    do(backend, NoteUnknownCall(unknown_call=1, text="wants oak"))
    export_everything(backend.queries, tmp_path / "a.json")
    paths = Paths(data=tmp_path / "other", machine_settings=tmp_path / "other.json")
    other = open_backend(paths, backend.clock, country="IE", currency="EUR")
    try:
        settings, tables = read_everything(tmp_path / "a.json")
        do(other, FillFromExport(settings=settings, tables=tables, file_name="a.json"))
        for table in (Entity.INTERACTION, Entity.UNKNOWN_CALL):
            assert dump(other)[table] == dump(backend)[table]
        sound(other)
        # What is told again is known.
        told(other, "3", answered=False, seconds=0)
        assert len(calls(other)) == len(calls(backend))
    finally:
        other.close()
