"""Pairs that may be one client, in a real file: found, ordered, left out, and never quadratic."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from tests.factories import client, do, payment, sale

from smallcrm.db.connection import Interrupted
from smallcrm.domain.enums import DuplicateReason, Likeness, OwnFieldKind
from smallcrm.domain.money import Money
from smallcrm.queries import duplicates as looked
from smallcrm.services import commands


def add(backend, name, phone=None, email=None, **fields):
    phones = (commands.PhoneInput(number=phone),) if phone else ()
    emails = (commands.EmailInput(address=email),) if email else ()
    return client(backend, name, phones=phones, emails=emails, **fields)


def shown(backend, **kwargs):
    return [
        (pair.one.id, pair.other.id, pair.likeness, pair.shared)
        for pair in backend.queries.duplicates(**kwargs)
    ]


def test_the_surest_come_first_with_what_they_share(backend):
    one = add(backend, "Ann Lee", phone="086 123 4567")
    two = add(backend, "LEE, Ann", phone="+353861234567")
    three = add(backend, "Bo", phone="(086) 1234567")
    four = add(backend, "Ann Lee")
    five = add(backend, "李小明", email="l@x.cn")
    six = add(backend, "Li Xiaoming", email="L@X.cn")
    sale(backend, two, "5")
    found = shown(backend)
    assert found[0] == (two, one, Likeness.CERTAIN, ("LEE, Ann", "+353861234567"))
    assert found[1] == (five, six, Likeness.LIKELY, ("", "l@x.cn"))
    assert set(found[2:]) == {
        (two, three, Likeness.POSSIBLE, ("+353861234567",)),
        (one, three, Likeness.POSSIBLE, ("086 123 4567",)),
        (two, four, Likeness.POSSIBLE, ("LEE, Ann",)),
        (one, four, Likeness.POSSIBLE, ("Ann Lee",)),
    }
    assert shown(backend, limit=1) == found[:1]
    do(backend, commands.MarkDistinct(client=one, other=two))
    assert shown(backend)[0][2] is Likeness.LIKELY
    do(backend, commands.MergeClients(keep=five, merge=six))
    assert {pair[2] for pair in shown(backend)} == {Likeness.POSSIBLE}


def test_an_empty_file_has_none(backend):
    assert backend.queries.duplicates() == ()
    lone = client(backend)
    assert backend.queries.duplicates() == ()
    assert backend.queries.duplicates_of(lone) == ()
    assert backend.queries.duplicates_of(99) == ()


def test_who_may_be_the_same_as_one(backend):
    one = add(backend, "Ann Lee", phone="086 123 4567")
    two = add(backend, "Anne Lee", phone="1234567")
    three = add(backend, "Ann Lee")
    four = add(backend, "Zoe", email="z@x.ie")
    found = backend.queries.duplicates_of(one)
    assert [(pair.other.id, pair.likeness) for pair in found] == [
        (two, Likeness.LIKELY),
        (three, Likeness.POSSIBLE),
    ]
    assert found[0].reasons == (DuplicateReason.PHONE, DuplicateReason.SIMILAR)
    do(backend, commands.MarkDistinct(client=two, other=one))
    assert [pair.other.id for pair in backend.queries.duplicates_of(one)] == [three]
    assert backend.queries.duplicates_of(four) == ()


def test_a_name_with_an_organisation_a_birthday_or_a_house(backend):
    home = (commands.AddressInput(street="Quay 1", locality="Cork"),)
    for fields in (
        {"organisation": "Uhu"},
        {"birthday": date(1980, 1, 2)},
        {"addresses": home},
    ):
        client(backend, "Li Wei", **fields)
        client(backend, "李伟", **fields)
    client(backend, "Li Wei")
    found = [pair for pair in shown(backend) if pair[2] is not Likeness.POSSIBLE]
    assert [(pair[:3]) for pair in found] == [
        (1, 2, Likeness.LIKELY),
        (3, 4, Likeness.LIKELY),
        (5, 6, Likeness.LIKELY),
    ]
    assert found[2][3] == ("", "Quay 1, Cork")


def test_a_switchboard_is_compared_by_name_only(backend):
    for number in range(looked._CROWD + 5):
        add(backend, f"Clerk {number}", phone="021 111 1111")
    one = add(backend, "Ann Lee", phone="021 1111111")
    two = add(backend, "Lee Ann", phone="021-1111111")
    assert [pair[:3] for pair in shown(backend)] == [(one, two, Likeness.CERTAIN)]


def test_two_side_by_side(backend):
    piano = do(backend, commands.AddOwnField(name="Piano", kind=OwnFieldKind.TEXT)).id
    own = (commands.OwnValueInput(own_field=piano, value="old"),)
    one = client(backend, "Ann Lee", organisation="Uhu", code="7", own=own)
    two = client(backend, "Ann Li", organisation="Uhu", currency="JPY", referred_by=one)
    sale(backend, two, "500")
    payment(backend, two, "500")
    found = backend.queries.duplicate(one, two)
    assert (found.pair.one.id, found.pair.other.id) == (two, one)
    assert found.pair.likeness is None
    fields = {field.field: field for field in found.fields}
    assert (fields["name"].one, fields["name"].other) == ("Ann Li", "Ann Lee")
    assert fields["name"].differs
    assert not fields["organisation"].differs
    assert (fields["code"].one, fields["code"].other) == (None, "7")
    assert fields[f"own:{piano}"].other.value == "old"
    assert fields["referred_by"].one.id == one
    assert "tax_number" not in fields
    assert ("sale", 1, 0) in found.counts
    assert ("referral", 0, 1) in found.counts
    assert found.obstacles == ()
    assert found.one.last_payments[0].amount == Money(500, "JPY")
    assert backend.queries.duplicate(one, 99) is None
    assert backend.queries.duplicate(one, one) is None


def test_what_stands_in_the_way_of_merging(backend):
    ann = client(backend)
    bob = client(backend, "Bob", referred_by=ann)
    cem = client(backend, "Cem", referred_by=bob)
    assert backend.queries.duplicate(ann, cem).obstacles == ("merge_circle",)
    assert backend.queries.duplicate(ann, bob).obstacles == ()


def test_a_long_look_can_be_stopped(backend, monkeypatch):
    add(backend, "Ann Lee", phone="086 123 4567")
    add(backend, "Ann Lee", phone="086 123 4567")
    begun, stopped = threading.Event(), threading.Event()

    def endless(look):
        begun.set()
        while True:
            look.breathe()

    monkeypatch.setattr(looked._Look, "_read_names", endless)

    def read():
        with pytest.raises(Interrupted):
            backend.queries.duplicates(slot="x")
        stopped.set()

    thread = threading.Thread(target=read)
    thread.start()
    begun.wait(10)
    backend.queries.interrupt("x")
    thread.join(10)
    assert stopped.is_set()
