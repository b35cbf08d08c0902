"""Whom lists on paper are about: numbers, addresses, and the calls of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories import TODAY, client, do, sale

from smallcrm.app import Backend
from smallcrm.domain.enums import InteractionKind, Lifecycle
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.queries import call_sheet
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddFollowUp,
    AddInteraction,
    AddNote,
    AddPromise,
    AddressInput,
    ContactPersonInput,
    PhoneInput,
)

PHONE = (PhoneInput(number="086 123 4567", label="mobile"),)
HOME = (AddressInput(street="1 Quay St", locality="Galway", postal_code="H91"),)


def test_the_phone_list_is_sorted_as_the_clients_list(backend: Backend) -> None:
    for name in ("张伟", "Zoë", "ann", "Émile", "阿明", "Ann Lee", "42 Ltd"):
        client(backend, name, phones=PHONE)
    order = backend.queries.row_ids("clients", Order("name"), slot="list")
    entries = backend.queries.phone_list().entries
    assert [entry.client.id for entry in entries] == list(order)


def test_every_number_stands_with_whose_it_is(backend: Backend) -> None:
    ann = client(
        backend, "Ann", organisation="Lee Ltd",
        phones=(*PHONE, PhoneInput(number="01 234")),
        contact_people=(
            ContactPersonInput(name="Bo", role="sales", phones=(PhoneInput(number="77"),)),
            ContactPersonInput(name="Silent"),
        ),
    )  # fmt: skip
    found = backend.queries.phone_list()
    (entry,) = found.entries
    assert entry.client.id == ann
    assert [(phone.number, phone.label) for phone in entry.phones] == [
        ("086 123 4567", "mobile"), ("01 234", None),
    ]  # fmt: skip
    (person,) = entry.people
    assert (person.name, person.role, person.phones[0].number) == ("Bo", "sales", "77")


def test_who_has_no_number_is_counted_and_the_archive_is_asked_for(backend: Backend) -> None:
    one = client(backend, "One", phones=PHONE)
    client(backend, "Nobody")
    old = client(backend, "Old", phones=PHONE, lifecycle=Lifecycle.ARCHIVED, addresses=HOME)
    found = backend.queries.phone_list()
    assert ([entry.client.id for entry in found.entries], found.silent) == ([one], 1)
    chosen = backend.queries.phone_list((old, one))
    assert [entry.client.id for entry in chosen.entries] == [old, one]
    assert backend.queries.address_counts() == (0, 2)
    assert backend.queries.address_counts((old, one)) == (1, 1)
    with pytest.raises(Refusal, match="no_such_client"):
        backend.queries.phone_list((one, 999))


def test_post_goes_to_the_first_address_in_the_order_that_was_chosen(backend: Backend) -> None:
    two = (*HOME, AddressInput(text="elsewhere"))
    bea = client(backend, "Bea", addresses=two)
    ann = client(backend, "Ann")
    by_name = backend.queries.mail_receivers()
    assert [one.client.id for one in by_name] == [ann, bea]
    chosen = backend.queries.mail_receivers((bea, ann, bea))
    assert [one.client.id for one in chosen] == [bea, ann]
    assert chosen[0].address is not None
    assert chosen[0].address.street == "1 Quay St"
    assert chosen[1].address is None
    with pytest.raises(Refusal, match="no_such_client"):
        backend.queries.mail_receivers((0,))


def test_a_call_sheet_has_each_client_once_with_every_reason(backend: Backend) -> None:
    ann = client(backend, "Ann", phones=PHONE)
    bo = client(backend, "Bo")
    later = client(backend, "Later")
    owed = sale(backend, ann, "100", due=TODAY - timedelta(10), on=TODAY - timedelta(20))
    do(backend, AddPromise(client=ann, until=TODAY - timedelta(1), sale=owed,
                           on=TODAY - timedelta(5)))  # fmt: skip
    do(backend, AddFollowUp(client=bo, text="Call back", due=TODAY, due_time="10:30"))
    do(backend, AddFollowUp(client=ann, text="Ask for size", due=TODAY - timedelta(3)))
    do(backend, AddFollowUp(client=later, text="Not yet", due=TODAY + timedelta(1)))
    do(backend, AddInteraction(client=ann, kind=InteractionKind.CALL, summary="Old"))
    do(backend, AddInteraction(client=ann, kind=InteractionKind.EMAIL, summary="New"))
    do(backend, AddNote(client=ann, text="loud", pinned=True))
    do(backend, AddNote(client=ann, text="unpinned"))
    sheet = backend.queries.call_sheet()
    assert sheet.day == TODAY
    assert [call.client.id for call in sheet.calls] == [ann, bo]
    call = sheet.calls[0]
    assert [type(reason).__name__ for reason in call.reasons] == ["FollowUpShape", "PromiseShape"]
    assert (call.owed, call.overdue) == ((Money(10000, "EUR"),), (Money(10000, "EUR"),))
    assert call.oldest_due == TODAY - timedelta(10)
    assert call.last is not None
    assert call.last.summary == "New"
    assert call.note == "loud"
    assert [phone.number for phone in call.phones] == ["086 123 4567"]
    assert sheet.calls[1].note is None


def test_it_says_what_today_lists_and_other_days_have_theirs(backend: Backend) -> None:
    do(backend, commands.FillSample(clients=60))
    today = backend.queries.today()
    listed = {
        *(one.client.id for one in (*today.follow_ups, *today.thanks, *today.rewards_lost)),
        *(one.client.id for one in (*today.promises_broken, *today.promises_due)),
        *(one.client.id for one in (*today.quotes_lapsing, *today.contracts_ending)),
        *(one.client.id for one in today.services_ending),
    }
    sheet = backend.queries.call_sheet()
    asked = {
        call.client.id
        for call in sheet.calls
        if any(isinstance(one, FollowUpShape) and one.code is not None for one in call.reasons)
    }
    assert listed
    assert listed <= {call.client.id for call in sheet.calls} <= listed | asked
    owed = {call.client.id: call.owed for call in sheet.calls if call.owed}
    for client_id, amounts in owed.items():
        card = backend.queries.card(client_id)
        assert card is not None
        assert tuple(part.amount for part in card.balance.owed) == amounts
    assert backend.queries.call_sheet(date(1990, 1, 1)).calls == ()


def test_more_than_anybody_calls_is_counted(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_sheet, "_MOST", 2)
    for number in range(5):
        one = client(backend, f"C{number}")
        do(backend, AddFollowUp(client=one, text="x", due=TODAY))
    sheet = backend.queries.call_sheet()
    assert (len(sheet.calls), sheet.more) == (2, 3)
