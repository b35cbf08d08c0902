"""Notes: who said them, during which contact, until when, and what they said before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import factories
from tests.conftest import NOW, ZONE
from tests.factories import TODAY, client, do, dump, redo, undo

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import InteractionKind
from smallcrm.services import commands

WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def ann(backend):
    """A client with a secretary."""
    return client(
        backend, "Ann", contact_people=(commands.ContactPersonInput(name="Judith", role="PA"),)
    )


@pytest.fixture
def judith(backend, ann):
    (person,) = backend.queries.contact_people(ann)
    return person.id


def refused(backend, command):
    return factories.refused(backend, command).code


def note(backend, ann, text="Son in hospital", **given):
    return do(backend, commands.AddNote(client=ann, text=text, **given)).id


def test_a_note_says_who_said_it_when_and_until(backend, ann, judith):
    call = do(backend, commands.AddInteraction(client=ann)).id
    made = note(backend, ann, pinned=True, said_by=judith, interaction=call, expires=WEEK)
    (shown,) = backend.queries.card(ann).pinned_notes
    assert (shown.id, shown.said_by.name, shown.said_by.role) == (made, "Judith", "PA")
    assert (shown.interaction_id, shown.expires) == (call, WEEK)


def test_somebody_elses_contact_person_said_nothing_here(backend, ann, judith):
    other = client(backend, "Other")
    assert refused(backend, commands.AddNote(client=other, text="x", said_by=judith)) == (
        "not_their_contact"
    )
    made = note(backend, other)
    assert refused(backend, commands.EditNote(note=made, said_by=judith)) == "not_their_contact"


def test_no_note_is_lost_for_a_call_that_is_somebody_elses_by_now(backend, ann):
    other = client(backend, "Other")
    call = do(backend, commands.AddInteraction(client=other)).id
    note(backend, ann, interaction=call)
    note(backend, ann, interaction=99)
    assert [one.interaction_id for one in backend.queries.card(ann).recent_notes] == [None, None]


def test_a_day_that_is_over_would_hide_a_note_at_once(backend, ann):
    yesterday = TODAY - timedelta(days=1)
    assert refused(backend, commands.AddNote(client=ann, text="x", expires=yesterday)) == (
        "expires_in_past"
    )
    made = note(backend, ann, expires=TODAY)
    assert refused(backend, commands.EditNote(note=made, expires=yesterday)) == "expires_in_past"


def test_a_note_stands_first_until_its_last_day_is_over(backend, paths, ann):
    made = note(backend, ann, pinned=True, expires=TODAY)
    good = note(backend, ann, "for good", pinned=True)
    assert [one.id for one in backend.queries.card(ann).pinned_notes] == [good, made]
    backend.close()
    later = open_backend(paths, Clock.fixed(NOW + timedelta(days=1), ZONE))
    try:
        card = later.queries.card(ann)
        assert [one.id for one in card.pinned_notes] == [good]
        assert [one.id for one in card.recent_notes] == [made]
        # It is pinned still, and what it says can be changed without another day.
        assert card.recent_notes[0].pinned
        do(later, commands.EditNote(note=made, text="better", expires=TODAY))
        do(later, commands.EditNote(note=made, expires=None))
        assert {one.id for one in later.queries.card(ann).pinned_notes} == {good, made}
    finally:
        later.close()


def test_what_a_note_said_before_is_kept_and_can_come_back(backend, ann):
    made = note(backend, ann, "one")
    do(backend, commands.EditNote(note=made, text="two"))
    do(backend, commands.EditNote(note=made, pinned=True))
    do(backend, commands.EditNote(note=made, text="three"))
    undo(backend)
    versions = backend.queries.note_versions(made)
    assert [(one.text, one.kind) for one in versions] == [
        ("two", "undo"), ("three", "do"), ("two", "do"), ("one", "do"),
    ]  # fmt: skip
    assert backend.queries.note(made)[1].versions == 3
    assert backend.queries.note_versions(99) == ()


def test_what_was_only_typed_is_no_version(backend, ann):
    for text in ("h", "ha", "hal"):
        draft = do(backend, commands.SaveDraft(client=ann, text=text)).id
    made = note(backend, ann, "hallo", draft=draft)
    assert [one.text for one in backend.queries.note_versions(made)] == ["hallo"]
    assert backend.queries.note(made)[1].versions == 0


def test_a_contact_person_who_goes_leaves_what_they_said(backend, ann, judith):
    note(backend, ann, said_by=judith)
    do(backend, commands.AddInteraction(client=ann, contact_person=judith))
    before = dump(backend)
    do(backend, commands.EditClient(client=ann, contact_people=()))
    card = backend.queries.card(ann)
    assert (card.recent_notes[0].said_by, card.last_interactions[0].contact_person) == (None, None)
    undo(backend)
    assert dump(backend) == before
    assert backend.queries.card(ann).recent_notes[0].said_by.name == "Judith"
    redo(backend)
    assert backend.queries.card(ann).recent_notes[0].said_by is None


@pytest.mark.parametrize("namesake", [True, False])
def test_who_said_it_goes_along_when_clients_become_one_and_two_again(
    backend, ann, judith, namesake
):
    note(backend, ann, said_by=judith)
    people = (commands.ContactPersonInput(name="Judith"),) if namesake else ()
    kept = client(backend, "Ann Lee", contact_people=people)
    do(backend, commands.MergeClients(keep=kept, merge=ann))
    (said,) = backend.queries.card(kept).recent_notes
    assert (said.said_by.name, said.said_by.role) == ("Judith", "PA")
    meeting = commands.AddInteraction(client=kept, kind=InteractionKind.MEETING)
    if not namesake:
        # What came since with somebody of the merged client goes back with them, its note too.
        meeting = commands.AddInteraction(client=kept, contact_person=said.said_by.id)
    held = do(backend, meeting).id
    note(backend, kept, "since", interaction=held)
    do(backend, commands.SplitClients(merge=backend.queries.merges()[0].id))
    assert "Son in hospital" in [one.text for one in backend.queries.card(ann).recent_notes]
    (old,) = [one for one in backend.queries.card(ann).recent_notes if one.text != "since"]
    assert old.said_by.id == judith
    at = kept if namesake else ann
    (since,) = [one for one in backend.queries.card(at).recent_notes if one.text == "since"]
    assert since.interaction_id == held
    assert not backend.queries.check().problems
