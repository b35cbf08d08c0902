"""An unknown caller turns out to be somebody: one step, and one step back."""

from __future__ import annotations

import pytest

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.queries.shapes import ClientCard
from smallcrm.services.commands import (
    AddClient,
    Command,
    ContactPersonInput,
    LogCall,
    Outcome,
    PhoneInput,
    TakeCaller,
    Undo,
)

NUMBER = "+353 20 910 4182"


def _do(backend: Backend, command: Command) -> Outcome:
    return backend.services.perform(command, source=Source.SCREEN)


def _called(backend: Backend, key: str, number: str = NUMBER) -> int:
    found = _do(backend, LogCall(source="test", key=key, number=number)).result
    return int(str(found.parameters["unknown_call"]))


def _card(backend: Backend, client: int) -> ClientCard:
    card = backend.queries.card(client)
    assert card is not None
    return card


def test_a_new_client_takes_the_calls_of_the_number_along(backend: Backend) -> None:
    _called(backend, "1")
    _called(backend, "elsewhere", "+353 20 910 4999")
    call = _called(backend, "2")
    before = backend.queries.unknown_calls()
    phones = (PhoneInput(number=NUMBER),)
    done = _do(
        backend,
        TakeCaller(
            unknown_call=call,
            add=AddClient(name="Priya Raman", phones=phones),
            number=NUMBER,
            note="wants the package",
        ),
    ).result
    assert (done.label, done.parameters["client"]) == ("take_new_caller", "Priya Raman")
    assert done.parameters["count"] == 2
    card = _card(backend, done.id)
    assert [phone.number for phone in card.details.phones] == [NUMBER]
    assert len(card.last_interactions) == 2
    assert [note.text for note in card.recent_notes] == ["wants the package"]
    assert card.recent_notes[0].interaction_id == done.parameters["interaction"]
    assert len(backend.queries.unknown_calls()) == 1
    _do(backend, Undo())
    assert backend.queries.card(done.id) is None
    assert backend.queries.unknown_calls() == before


def test_somebody_of_the_file_with_a_new_number(backend: Backend) -> None:
    person = ContactPersonInput(name="Judith", phones=(PhoneInput(number="+353 20 910 4180"),))
    client = _do(
        backend,
        AddClient(
            name="Beatriz",
            phones=(PhoneInput(number="+353 20 910 4111", label="mobile"),),
            contact_people=(person,),
        ),
    ).result.id
    call = _called(backend, "1")
    before = _card(backend, client)
    command = TakeCaller(unknown_call=call, client=client, number=NUMBER, note="new number")
    assert _do(backend, command).result.label == "take_caller"
    phones = _card(backend, client).details.phones
    assert [(one.number, one.label, one.of) for one in phones if one.of is None] == [
        ("+353 20 910 4111", "mobile", None),
        (NUMBER, None, None),
    ]
    assert len(phones) == 3
    _do(backend, Undo())
    assert _card(backend, client).details == before.details
    assert len(backend.queries.unknown_calls()) == 1


def test_a_number_of_theirs_is_not_given_twice(backend: Backend) -> None:
    client = _do(backend, AddClient(name="B", phones=(PhoneInput(number=NUMBER),))).result.id
    _do(backend, TakeCaller(client=client, number="00353209104182", note="again"))
    card = _card(backend, client)
    assert len(card.details.phones) == 1
    assert card.recent_notes[0].text == "again"


def test_a_withheld_number_takes_no_other_calls_along(backend: Backend) -> None:
    _called(backend, "1", "")
    call = _called(backend, "2", "")
    client = _do(backend, AddClient(name="B")).result.id
    done = _do(backend, TakeCaller(unknown_call=call, client=client, others=False)).result
    assert done.parameters["count"] == 1
    assert len(backend.queries.unknown_calls()) == 1


def test_nothing_is_kept_where_a_part_is_refused(backend: Backend) -> None:
    with pytest.raises(Refusal, match="no_such_call"):
        _do(backend, TakeCaller(unknown_call=99, add=AddClient(name="B")))
    with pytest.raises(Refusal, match="no_such_client"):
        _do(backend, TakeCaller(client=99, number=NUMBER))
    with pytest.raises(ValueError, match="a caller is"):
        _do(backend, TakeCaller(note="x"))
    assert backend.queries.overview().clients == 0
