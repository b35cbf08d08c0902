"""Clients found by their referrals: who sent them, and what for."""

from __future__ import annotations

import pytest
from tests.factories import client, do, redo, sound, undo

from smallcrm.queries.shapes import MatchKind
from smallcrm.services import commands


def found(backend, text):
    """Return who is found, and the first thing that says why."""
    return [
        (hit.client.name, hit.matched_on[0].kind, hit.matched_on[0].text)
        for hit in backend.queries.search(text).hits
    ]


@pytest.fixture
def people(backend):
    return {name: client(backend, name) for name in ("Ann Lee", "Bob", "张伟")}


def test_by_what_a_referral_was_for_in_either_direction(backend, people):
    do(
        backend,
        commands.AddReferral(
            referrer=people["Ann Lee"], client=people["Bob"], what_for="Roof of the barn"
        ),
    )
    do(
        backend,
        commands.AddReferralOut(
            client=people["张伟"], partner=people["Ann Lee"], what_for="办公室装修"
        ),
    )
    assert found(backend, "barn ro") == [("Bob", MatchKind.SENT_FOR, "Roof of the barn")]
    assert found(backend, "装修") == [("张伟", MatchKind.SENT_FOR, "办公室装修")]
    # It lists, and never decides whom a query means.
    assert backend.queries.resolve("barn") == ()
    sound(backend)


def test_it_follows_changes_undo_and_removal(backend, people):
    referral = do(
        backend,
        commands.AddReferral(referrer=people["Ann Lee"], client=people["Bob"], what_for="roof"),
    ).id
    do(backend, commands.EditReferral(referral=referral, what_for="gates"))
    assert (found(backend, "roof"), len(found(backend, "gates"))) == ([], 1)
    undo(backend)
    assert (len(found(backend, "roof")), found(backend, "gates")) == (1, [])
    redo(backend)
    do(backend, commands.RemoveReferral(referral=referral))
    assert found(backend, "gates") == []
    sound(backend)


def test_who_sent_them_changes_with_the_referral(backend, people):
    referral = do(
        backend, commands.AddReferral(referrer=people["Ann Lee"], client=people["Bob"])
    ).id
    assert ("Bob", MatchKind.REFERRER, "Ann Lee") in found(backend, "ann")
    do(
        backend,
        commands.EditReferral(referral=referral, counterpart=people["张伟"], reason="mistaken"),
    )
    assert [name for name, *_ in found(backend, "ann")] == ["Ann Lee"]
    assert ("Bob", MatchKind.REFERRER, "张伟") in found(backend, "zhangwei")
    sound(backend)
