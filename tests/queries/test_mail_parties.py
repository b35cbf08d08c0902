"""Whose e-mail it is, and which way it went."""

from __future__ import annotations

import pytest
from tests.factories import client, do

from smallcrm.services import commands


@pytest.fixture
def book(backend):
    do(backend, commands.SetSetting(key="letterhead.email", value="Office@Example.com"))
    info = (commands.EmailInput(address="info@acme.example"),)
    hers = (commands.EmailInput(address="judith@acme.example"),)
    people = (commands.ContactPersonInput(name="Judith", role="secretary", emails=hers),)
    client(backend, "Acme", emails=info, contact_people=people)
    client(backend, "Bob", emails=(commands.EmailInput(address="bob@example.net"),))
    client(backend, "Bobby", emails=(commands.EmailInput(address="BOB@example.net"),))
    return backend


@pytest.mark.parametrize(
    ("sender", "receivers", "direction", "names"),
    [
        ("Judith@ACME.example", ["office@example.com"], "in", ["Acme"]),
        ("office@example.com", ["info@acme.example"], "out", ["Acme"]),
        ("me@home.example", ["x@y.z", "info@acme.example"], "out", ["Acme"]),
        ("stranger@x.example", ["office@example.com", "info@acme.example"], "in", ["Acme"]),
        ("bob@example.net", [], "in", ["Bob", "Bobby"]),
        ("stranger@x.example", ["office@example.com"], "in", []),
        (None, [], "in", []),
        ("office@example.com", ["stranger@x.example"], "out", []),
    ],
)
def test_an_email_is_known_by_its_addresses(book, sender, receivers, direction, names):
    found = book.queries.mail_parties(sender, receivers)
    assert found.direction == direction
    assert [one.client.name for one in found.candidates] == names


def test_the_contact_person_whose_address_it_is_is_named(book):
    (party,) = book.queries.mail_parties("judith@acme.example", []).candidates
    assert (party.contact_person.name, party.contact_person.role) == ("Judith", "secretary")
    only = book.queries.mail_parties("bob@example.net", [], client_id=party.client.id)
    assert only.candidates == ()
