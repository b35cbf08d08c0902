"""Many clients changed as one: what is shown beforehand is what happens, all of it or nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import NOW, ZONE
from tests.factories import client, do, dump, redo, refused, rows, undo

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, Lifecycle, OwnFieldKind, PhoneStyle
from smallcrm.domain.errors import Refusal
from smallcrm.paths import Paths
from smallcrm.queries.care_shapes import BatchPreview
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddressInput,
    BatchEdit,
    BatchField,
    ChangeTags,
    FormatAddresses,
    FormatPhones,
    OwnValueInput,
    PhoneInput,
    ReplaceText,
    SetField,
)

ALL = "SELECT id FROM client ORDER BY id"


def edit(*steps, clients):
    return BatchEdit(clients=tuple(clients), steps=steps)


def shown(backend, *steps, clients):
    """What the preview says: by client and field the texts before and after."""
    preview = backend.services.preview_batch(edit(*steps, clients=clients))
    assert not preview.refused
    return {(row.client.name, row.field): (row.before, row.after) for row in preview.rows}


def details(backend, client_id):
    return backend.queries.card(client_id).details


@pytest.fixture
def ids(backend):
    """Three clients: one with much, one with little, one with nothing."""
    do(backend, commands.AddOwnField(name="Fee", kind=OwnFieldKind.AMOUNT))
    do(backend, commands.AddOwnField(name="Kind", kind=OwnFieldKind.CHOICE, choices=("A", "B")))
    return (
        client(
            backend,
            "Ann Lee",
            code="C-1",
            organisation="Lee Ltd",
            phones=(
                PhoneInput(number="0861234567 ext 12"),
                PhoneInput(number="no number"),
                PhoneInput(number="+49 (0)30 901820"),
            ),
            addresses=(
                AddressInput(street=" 1 Main  St ", locality="Cork", country="ireland"),
                AddressInput(text="Old\n\n Road", postal_code="d02 af30"),
            ),
            tags=("tea", "b"),
            note="Likes Tea and tea",
            own=(OwnValueInput(own_field=1, value="12.5"), OwnValueInput(own_field=2, value="A")),
            credit_limit=Decimal("1000.50"),
        ),
        client(
            backend,
            "Bob Tan",
            code="C-2",
            level=Level.VIP,
            addresses=(AddressInput(country="Ireland"), AddressInput(country="Irland")),
        ),
        client(backend, "Cem Oz"),
    )


def test_what_each_step_shows_and_does(backend, ids):
    ann, bob, cem = ids
    steps = (
        SetField(field="lifecycle", value="prospect"),
        SetField(field="source", value=" Fair "),
        SetField(field="discount_percent", value="7.5"),
        SetField(field="payment_term_days", value="14"),
        SetField(field="own:1", value="8"),
        SetField(field="own:2", value=None),
        SetField(field="locality", value="Dublin"),
        ReplaceText(field="notes", find="TEA", by="coffee"),
        ReplaceText(field="code", find="c-", by="K", exact=False),
        ChangeTags(add=("new", "b"), remove=("TEA",)),
    )
    before = dump(backend)
    found = shown(backend, *steps, clients=ids)
    assert dump(backend) == before
    assert found["Ann Lee", "lifecycle"] == ("active", "prospect")
    assert found["Cem Oz", "source"] == (None, "Fair")
    assert found["Ann Lee", "own:1"] == ("12.50 EUR", "8.00 EUR")
    assert found["Ann Lee", "own:2"] == ("A", None)
    assert found["Ann Lee", "locality"] == ("Cork", "Dublin; Dublin")
    assert found["Cem Oz", "locality"] == (None, "Dublin")
    assert found["Ann Lee", "notes"] == ("Likes Tea and tea", "Likes coffee and coffee")
    assert found["Bob Tan", "code"] == ("C-2", "K2")
    assert found["Ann Lee", "tags"] == ("b, tea", "b, new")
    assert found["Cem Oz", "tags"] == (None, "b, new")
    assert ("Cem Oz", "code") not in found
    done = do(backend, edit(*steps, clients=ids))
    assert (done.label, done.parameters) == ("batch_edit", {"count": 3})
    facts = [details(backend, one) for one in ids]
    assert {one.lifecycle for one in facts} == {Lifecycle.PROSPECT}
    assert {one.discount_percent for one in facts} == {Decimal("7.5")}
    assert {one.payment_term_days for one in facts} == {14}
    assert [one.tags for one in facts] == [("b", "new")] * 3
    assert [one.code for one in facts] == ["K1", "K2", None]
    assert [[value.value for value in one.own] for one in facts] == [["8.00"]] * 3
    assert [place.locality for place in facts[2].addresses] == ["Dublin"]
    assert backend.check().problems == ()
    assert [hit.client.id for hit in backend.queries.search("K2").hits] == [bob]
    after = dump(backend)
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    assert dump(backend) == after
    assert (ann, cem) == (ids[0], ids[2])


def test_phones_are_written_in_one_style_and_found_as_before(backend, ids):
    ann = ids[0]
    wanted = {
        PhoneStyle.INTERNATIONAL: "+353 86 123 4567 ext. 12; no number; +49 30 901820",
        PhoneStyle.NATIONAL: "086 123 4567 ext. 12; no number; +49 30 901820",
        PhoneStyle.E164: "+353861234567 ext. 12; no number; +4930901820",
    }
    keys = rows(backend, "SELECT e164, extension, e164_key FROM phone_number")
    for style, text in wanted.items():
        found = shown(backend, FormatPhones(style=style), clients=ids)
        assert {field: after for field, (_, after) in found.items()} == {
            ("Ann Lee", "phones"): text
        }
        do(backend, edit(FormatPhones(style=style), clients=ids))
        assert "; ".join(one.number for one in details(backend, ann).phones) == text
        assert rows(backend, "SELECT e164, extension, e164_key FROM phone_number") == keys
        assert shown(backend, FormatPhones(style=style), clients=ids) == {}
    assert backend.check().problems == ()


def test_addresses_are_tidied_and_a_country_has_one_name(backend, ids):
    found = shown(backend, FormatAddresses(), clients=ids)
    assert found == {
        ("Ann Lee", "addresses"): (
            "1 Main St, Cork, ireland; d02 af30, Old\n\n Road",
            "1 Main St, Cork, ireland; D02 AF30, Old\nRoad",
        ),
        ("Bob Tan", "addresses"): ("Ireland; Irland", "ireland; ireland"),
    }
    do(backend, edit(FormatAddresses(), clients=ids))
    assert shown(backend, FormatAddresses(), clients=ids) == {}


def test_an_address_that_is_left_with_nothing_goes(backend, ids):
    do(backend, edit(SetField(field="country", value=None), clients=ids))
    assert details(backend, ids[1]).addresses == ()
    assert [one.locality for one in details(backend, ids[0]).addresses] == ["Cork", None]
    assert details(backend, ids[2]).addresses == ()


def test_a_level_that_is_set_is_set_by_hand_and_one_that_is_cleared_follows(backend, ids):
    do(backend, commands.AddLevelRule(level=Level.PREFERRED, referrals_won=5))
    do(backend, edit(SetField(field="level", value="vip"), clients=ids))
    assert [details(backend, one).level_by_hand for one in ids] == [True] * 3
    clear = SetField(field="level", value=None)
    assert shown(backend, clear, clients=ids) == {
        (name, "level"): ("vip", None) for name in ("Ann Lee", "Bob Tan", "Cem Oz")
    }
    do(backend, edit(clear, clients=ids))
    for one in ids:
        facts = details(backend, one)
        assert (facts.ref.level, facts.level_by_hand) == (Level.STANDARD, False)
    assert shown(backend, clear, clients=ids) == {}


def test_codes_change_places_and_are_never_had_twice(backend, ids):
    change = ReplaceText(field="code", find="1", by="2")
    preview = backend.services.preview_batch(edit(change, clients=ids))
    assert [(one.client.id, one.code) for one in preview.refused] == [(ids[0], "code_taken")]
    assert (preview.changed, preview.unchanged) == (0, 2)
    found = refused(backend, edit(change, clients=ids))
    assert found.code == "batch_refused"
    assert found.parameters == {
        "client": "Ann Lee",
        "count": 1,
        "why": "code_taken",
        "parameters": {"text": "C-2", "client": "Bob Tan"},
    }
    both = SetField(field="code", value="same")
    assert refused(backend, edit(both, clients=ids)).parameters["count"] == 2
    do(backend, edit(both, clients=ids[:1]))
    # One takes what another gives away in the same edit.
    do(backend, edit(ReplaceText(field="code", find="same", by="C-3"), clients=ids))
    shift = (
        ReplaceText(field="code", find="C-2", by="x"),
        ReplaceText(field="code", find="C-3", by="C-2"),
    )
    do(backend, edit(*shift, clients=ids))
    assert [details(backend, one).code for one in ids] == ["C-2", "x", None]
    undo(backend)
    assert [details(backend, one).code for one in ids] == ["C-3", "C-2", None]


def test_a_limit_keeps_its_figure_in_another_currency(backend, ids):
    do(backend, edit(SetField(field="currency", value="jpy"), clients=ids))
    limit = details(backend, ids[0]).credit_limit
    assert (limit.minor, limit.currency) == (1001, "JPY")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (SetField(field="name", value=" "), "batch_cannot_clear"),
        (SetField(field="kind", value=None), "batch_cannot_clear"),
        (SetField(field="lifecycle", value=""), "batch_cannot_clear"),
        (SetField(field="notes", value=None), "batch_cannot_clear"),
        (SetField(field="level", value="gold"), "not_a_choice"),
        (SetField(field="currency", value="XXX"), "unknown_currency"),
        (SetField(field="payment_term_days", value="1.5"), "not_in_range"),
        (SetField(field="payment_term_days", value="-1"), "not_in_range"),
        (SetField(field="discount_percent", value="101"), "not_a_percentage"),
        (SetField(field="discount_percent", value="much"), "not_an_amount"),
        (SetField(field="colour", value="red"), "no_such_batch_field"),
        (SetField(field="colour", value=None), "no_such_batch_field"),
        (SetField(field="credit_limit_minor", value="1"), "no_such_batch_field"),
        (SetField(field="own:9", value="x"), "no_such_own_field"),
        (SetField(field="own:1", value="much"), "own_value_not_amount"),
        (SetField(field="own:2", value="C"), "own_value_not_choice"),
        (SetField(field="organisation", value="x" * 501), "too_long"),
        (ReplaceText(field="name", find="", by="x"), "batch_nothing_to_find"),
        (ReplaceText(field="level", find="vip", by="x"), "batch_cannot_replace"),
        (ReplaceText(field="colour", find="a", by="b"), "no_such_batch_field"),
        (ChangeTags(), "batch_nothing"),
        (ChangeTags(add=(" ",)), "no_name"),
    ],
)
def test_what_nobody_can_be_changed_by(backend, ids, step, code):
    command = edit(step, clients=ids)
    assert refused(backend, command).code == code
    with pytest.raises(Refusal) as caught:
        backend.services.preview_batch(command)
    assert caught.value.code == code
    assert caught.value.field


def test_nobody_nothing_and_somebody_who_is_gone(backend, ids):
    step = SetField(field="source", value="x")
    assert refused(backend, edit(step, clients=())).code == "batch_nobody"
    assert refused(backend, edit(clients=ids)).code == "batch_nothing"
    assert refused(backend, edit(step, clients=(*ids, 999))).code == "no_such_client"
    assert do(backend, edit(step, clients=ids * 3)).parameters == {"count": 3}
    again = do(backend, edit(step, clients=ids))
    assert again.parameters == {"count": 0}
    assert rows(backend, "SELECT count(*) FROM action WHERE label = 'batch_edit'") == [(1,)]


def test_one_client_who_cannot_be_changed_holds_up_all(backend, ids):
    command = edit(ReplaceText(field="name", find="Cem Oz", by=" "), clients=ids)
    preview = backend.services.preview_batch(command)
    assert [(one.client.name, one.code) for one in preview.refused] == [("Cem Oz", "no_name")]
    assert refused(backend, command).parameters["why"] == "no_name"
    # A choice that is none, made by replacing a part of one.
    command = edit(ReplaceText(field="own:2", find="a", by="z"), clients=ids)
    assert refused(backend, command).parameters["why"] == "own_value_not_choice"


# Any steps on any clients: what the preview shows is what the edit makes.

TEXTS = st.sampled_from(["a", "A", " lee ", "C-1", "x; y", "张伟", "", "1", "Dublin", "B", "12"])
FIELDS = st.sampled_from([*(one.value for one in BatchField), "own:1", "own:2", "own:3"])
STEPS = st.one_of(
    st.builds(SetField, field=FIELDS, value=st.none() | TEXTS | st.sampled_from(
        ["vip", "standard", "person", "archived", "EUR", "JPY", "7", "5.25"]
    )),
    st.builds(ReplaceText, field=FIELDS, find=TEXTS, by=TEXTS, exact=st.booleans()),
    st.builds(
        ChangeTags,
        add=st.lists(st.sampled_from("abc"), max_size=2).map(tuple),
        remove=st.lists(st.sampled_from("ABC"), max_size=2).map(tuple),
    ),
    st.builds(FormatPhones, style=st.sampled_from(PhoneStyle)),
    st.just(FormatAddresses()),
)  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    data: Path = tmp_path_factory.mktemp("batch")
    paths = Paths(data=data, machine_settings=data / "machine.json")
    opened = open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR")
    for name, kind in (("T", OwnFieldKind.TEXT), ("N", OwnFieldKind.NUMBER)):
        do(opened, commands.AddOwnField(name=name, kind=kind))
    choice = commands.AddOwnField(name="C", kind=OwnFieldKind.CHOICE, choices=("A", "B"))
    do(opened, choice)
    for number in range(6):
        client(
            opened,
            ("Ann Lee", "Bob", "张伟")[number % 3],
            code=f"C-{number}" if number % 2 else None,
            organisation=("a; b", None)[number % 2],
            level=list(Level)[number % 3],
            phones=(PhoneInput(number=f"086 123 456{number}"),) if number % 2 else (),
            addresses=(AddressInput(locality="Dublin", country="ie"),) if number % 3 else (),
            tags=("a", "b")[: number % 3],
            note="a note" if number % 2 else None,
            own=(
                OwnValueInput(own_field=1, value="Lee"),
                OwnValueInput(own_field=2, value=str(number)),
                OwnValueInput(own_field=3, value="A"),
            )[: number % 4],
        )
    yield opened
    opened.close()


def texts(backend: Backend, client_id: int) -> dict[str, str | None]:
    """The fields of a client as the preview writes them, read from the card."""
    facts = details(backend, client_id)
    places = [
        (one.street, one.locality, one.region, one.postal_code, one.country, one.text)
        for one in facts.addresses
    ]
    found = {
        "name": facts.ref.name,
        "organisation": facts.ref.organisation,
        "code": facts.code,
        "kind": facts.kind.value,
        "lifecycle": facts.lifecycle.value,
        "source": facts.source,
        "language": facts.language,
        "currency": facts.currency,
        "payment_term_days": facts.payment_term_days,
        "discount_percent": facts.discount_percent,
        "tax_number": facts.tax_number,
        "tags": ", ".join(facts.tags),
        "phones": "; ".join(one.number for one in facts.phones),
        "addresses": "; ".join(", ".join(filter(None, place)) for place in places),
    }
    for place, name in ((1, "locality"), (2, "region"), (3, "postal_code"), (4, "country")):
        found[name] = "; ".join(filter(None, (one[place] for one in places)))
    for number in (1, 2, 3):
        value = next((one for one in facts.own if one.field_id == number), None)
        found[f"own:{number}"] = value.value if value else None
    found["notes"] = "\n\n".join(
        text
        for (text,) in rows(
            backend, "SELECT text FROM note WHERE client_id = ? ORDER BY id", client_id
        )
    )
    found["level"] = facts.ref.level.value
    return {name: None if value in (None, "") else str(value) for name, value in found.items()}


def previewed(backend: Backend, command: BatchEdit) -> BatchPreview | Refusal:
    try:
        return backend.services.preview_batch(command)
    except Refusal as refusal:
        return refusal


@settings(
    max_examples=40,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(STEPS, min_size=1, max_size=4).map(tuple),
    chosen=st.sets(st.integers(1, 6), min_size=1),
)
def test_the_preview_is_what_happens(many, steps, chosen):
    command = BatchEdit(clients=tuple(sorted(chosen)), steps=steps)
    before = dump(many)
    preview = previewed(many, command)
    if isinstance(preview, Refusal):
        assert refused(many, command).code == preview.code
        return
    assert dump(many) == before
    assert preview.changed + preview.unchanged + len(preview.refused) == len(chosen)
    if preview.refused:
        found = refused(many, command)
        assert (found.code, found.parameters["count"]) == ("batch_refused", len(preview.refused))
        return
    was = {client_id: texts(many, client_id) for client_id in range(1, 7)}
    done = do(many, command)
    assert done.parameters == {"count": preview.changed}
    wanted = {client_id: dict(found) for client_id, found in was.items()}
    for row in preview.rows:
        assert row.before == was[row.client.id][row.field]
        wanted[row.client.id][row.field] = row.after
    now = {client_id: texts(many, client_id) for client_id in range(1, 7)}
    for client_id in range(1, 7):
        for name, text in now[client_id].items():
            if name == "level" and wanted[client_id][name] is None:
                continue  # it follows from the rules, of which there are none
            shown_parts = {"addresses": {"locality", "region", "postal_code", "country"}}
            parts = shown_parts.get(
                name, {"addresses"} if name in shown_parts["addresses"] else set()
            )
            fields = {row.field for row in preview.rows if row.client.id == client_id}
            if parts & fields and name not in fields:
                continue  # what is shown of the one is a part of the other
            assert text == wanted[client_id][name], name
    assert not many.check().problems
    if preview.changed:
        undo(many)
        assert dump(many) == before
