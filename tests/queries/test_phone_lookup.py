"""Who is behind a number: extensions, direct numbers, switchboards, shared numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from tests.conftest import NOW
from tests.factories import client, do, rows

from smallcrm.app import Backend
from smallcrm.domain import phone
from smallcrm.queries import phone_lookup
from smallcrm.queries.calls import call_lookup
from smallcrm.services.commands import (
    AddInteraction,
    ContactPersonInput,
    EditClient,
    LogCall,
    PhoneInput,
    SetSetting,
)


def with_number(backend: Backend, name: str, *numbers: str) -> int:
    return client(backend, name, phones=tuple(PhoneInput(number=number) for number in numbers))


def found(backend: Backend, number: str) -> list[str]:
    """Return who is found, with a question mark where it is a guess."""
    lookup = backend.queries.call_lookup(number)
    sign = "?" if lookup.switchboard else ""
    return [one.client.name + sign for one in lookup.candidates]


def test_an_extension_is_found_by_the_main_number_and_by_the_direct_one(backend: Backend) -> None:
    with_number(backend, "Ann", "+49 30 1234567 ext 12")
    with_number(backend, "Bob", "030 1234567 Apparat 13", "+49 171 3920001")
    with_number(backend, "Cem", "+49 30 7654321 Durchwahl 4")
    do(backend, SetSetting(key="file.country", value="DE"))
    assert sorted(found(backend, "+49 30 1234567")) == ["Ann", "Bob"]
    assert found(backend, "+49 30 123456712") == ["Ann"]
    assert found(backend, "030 1234567 13") == ["Bob"]
    assert found(backend, "0049 30 76543214") == ["Cem"]
    assert found(backend, "+49 30 1234567 ext 12") == ["Ann"]
    assert sorted(found(backend, "+49 30 1234567;ext=99")) == ["Ann", "Bob"]
    assert found(backend, "+49 171 3920001") == ["Bob"]


def test_the_main_number_is_told_from_nobodys(backend: Backend) -> None:
    with_number(backend, "Li", "020 3838 3838 转 602")
    with_number(backend, "Wang", "020 3838 3838 转 603")
    do(backend, SetSetting(key="file.country", value="CN"))
    assert sorted(found(backend, "+86 20 3838 3838")) == ["Li", "Wang"]
    assert found(backend, "02038383838,,602") == ["Li"]
    assert found(backend, "020 3838 3838 转 603") == ["Wang"]
    assert found(backend, "020 3838 3839") == []


def test_a_direct_number_of_a_switchboard_is_a_guess(backend: Backend) -> None:
    do(backend, SetSetting(key="file.country", value="DE"))
    acme = with_number(backend, "Acme", "+49 30 123456-0")
    with_number(backend, "Mobile", "+49 171 3920010")
    assert found(backend, "+49 30 1234560") == ["Acme"]
    for number in ("+49 30 1234561", "030 12345678", "030 1234567890"):
        assert found(backend, number) == ["Acme?"], number
    assert found(backend, "030 12345678901") == [], "five digits are another number"
    assert found(backend, "030 123457") == []
    assert found(backend, "+49 171 3920011") == [], "mobile numbers have no switchboard"
    with_number(backend, "Ann", "030 123456-78")
    assert found(backend, "030 12345678") == ["Ann"], "who has the number is no guess"
    assert set(found(backend, "030 12345679")) == {"Acme?"}
    # What is a guess says nothing about whose call it was.
    call = do(backend, LogCall(source="any", key="1", number="030 12345679"))
    assert call.parameters == {"unknown_call": 1}
    assert (
        do(backend, LogCall(source="any", key="2", number="030 12345678")).parameters["client"]
        == "Ann"
    )
    assert acme == 1


def test_a_number_with_an_extension_tells_of_a_switchboard_too(backend: Backend) -> None:
    with_number(backend, "Ann", "+49 30 1234567 ext 12")
    assert found(backend, "+49 30 123456713") == ["Ann?"]
    assert found(backend, "+49 30 123456812") == []


def test_a_shared_number_shows_all_the_last_spoken_to_first(backend: Backend) -> None:
    ids = [with_number(backend, name, "+353 1 496 0123") for name in ("Ann", "Bob", "Cem")]
    people = (ContactPersonInput(name="Eve", phones=(PhoneInput(number="01 496 0123"),)),)
    ids.append(client(backend, "Lee Ltd", contact_people=people))
    for hours, place in enumerate((1, 3, 0)):
        do(backend, AddInteraction(client=ids[place], at=NOW + timedelta(hours=hours + 1)))
    assert found(backend, "014960123") == ["Ann", "Lee Ltd", "Bob", "Cem"]
    [lee] = [
        one
        for one in backend.queries.call_lookup("014960123").candidates
        if one.client.name == "Lee Ltd"
    ]
    assert lee.contact_person is not None
    assert lee.contact_person.name == "Eve"


def test_what_is_asked_is_pinned_and_found_by_an_index(backend: Backend) -> None:
    for number in range(50):
        with_number(backend, f"Client {number}", f"+49 30 1234{number:03}0", "+49 30 99999 ext 1")
    asked: list[tuple[str, object]] = []
    pinned = {"+49 30 12340070": 5, "+49 30 12340071": 6, "+49 89 5": 3, "": 1}
    counts = {}

    def keep(_c: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        asked.append((sql, values))

    with backend.database.read("call") as connection:
        event.listen(connection, "before_cursor_execute", keep)
        for number in pinned:
            before = len(asked)
            call_lookup(connection, number)
            counts[number] = len(asked) - before
        event.remove(connection, "before_cursor_execute", keep)
        for sql, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            assert not [row[3] for row in plan if row[3].startswith("SCAN phone_number")], sql
    assert counts == pinned


DIGITS = st.text("0123456789", min_size=1, max_size=5)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    main=st.text("123456789", min_size=4, max_size=7),
    area=st.sampled_from(("30", "89", "221", "171", "151")),
    tail=DIGITS,
    home=st.booleans(),
)
def test_a_guess_is_only_ever_of_the_same_switchboard(
    backend: Backend, main: str, area: str, tail: str, home: bool
) -> None:
    """By the rule as it is written down, asked the slow way."""
    stored = phone.parse(f"+49 {area} {main}0", "DE")
    caller = phone.parse(f"{'0' if home else '+49 '}{area} {main}{tail}", "DE")
    if not rows(backend, "SELECT 1 FROM client"):
        with_number(backend, "Acme", stored.number)
        do(backend, SetSetting(key="file.country", value="DE"))
    do(backend, EditClient(client=1, phones=(PhoneInput(number=stored.number),)))
    with backend.database.read("call") as connection:
        same = phone_lookup.same_numbers(connection, caller)
        guess = phone_lookup.same_switchboard(connection, caller)
    assert bool(same) == phone.same_number(stored, caller)
    mobile = any(
        one.e164 is not None and (phone.region(one.e164) or "").endswith("mobile")
        for one in (stored, caller)
    )
    # Where neither is a valid number, one typed at home has no code to compare with.
    comparable = not home or caller.e164 is not None
    if mobile or len(tail) > 4:
        assert not guess
    elif comparable:
        assert list(guess) == [1]


@pytest.mark.parametrize("number", ["", "12", "0", "+", "+49", "999999999999999999"])
def test_what_is_hardly_a_number_is_nobodys(backend: Backend, number: str) -> None:
    with_number(backend, "Ann", "+49 30 123456-0")
    assert found(backend, number) == []
    assert rows(backend, "SELECT count(*) FROM client") == [(1,)]
