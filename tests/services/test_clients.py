"""Clients, notes, calls, follow-ups and settings: what is kept, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories import client, do, dump, outcome, redo, refused, rows, sale, sound, undo

from smallcrm.domain.enums import ClientKind, Direction, Level
from smallcrm.domain.money import Money
from smallcrm.queries.referral_shapes import ReferrerNote
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddressInput,
    ContactPersonInput,
    EmailInput,
    HandleInput,
    PhoneInput,
)


def everything(backend) -> int:
    return client(
        backend,
        "Zhang Wei",
        organisation="Pearl Trading",
        code="C-7",
        level=Level.VIP,
        birthday=date(1980, 2, 29),
        phones=(PhoneInput(number="086 123 4567", label="mobile"), PhoneInput(number=" ")),
        emails=(EmailInput(address="Ann@Example.org"),),
        addresses=(AddressInput(street="1 Main St", locality="Cork"), AddressInput(label="home")),
        handles=(HandleInput(kind="wechat", value="zw"), HandleInput(kind="icq", value="1")),
        contact_people=(
            ContactPersonInput(
                name="Judith",
                role="secretary",
                phones=(PhoneInput(number="086 765 4321"),),
                emails=(EmailInput(address="j@example.org"),),
            ),
        ),
        tags=("piano", " piano ", "", "tea"),
        note="Likes tea.",
    )


def test_a_client_with_everything(backend):
    card = backend.queries.card(everything(backend))
    details = card.details
    assert [(p.number, p.e164, p.of) for p in details.phones] == [
        ("086 123 4567", "+353861234567", None),
        ("086 765 4321", "+353867654321", "Judith"),
    ]
    assert [(e.address, e.of) for e in details.emails] == [
        ("Ann@Example.org", None),
        ("j@example.org", "Judith"),
    ]
    assert len(details.addresses) == 1
    assert [(h.kind, h.value) for h in details.handles] == [("wechat", "zw"), ("other", "1")]
    assert details.tags == ("piano", "tea")
    assert [note.text for note in card.recent_notes] == ["Likes tea."]
    sound(backend)


def test_lists_are_replaced_and_rows_that_stay_keep_their_ids(backend):
    ann = everything(backend)
    before = backend.queries.card(ann).details
    kept = before.phones[0]
    do(
        backend,
        commands.EditClient(
            client=ann,
            phones=(
                PhoneInput(number="+1 415 555 0100"),
                PhoneInput(number=kept.number, id=kept.id),
            ),
            tags=("tea", "jazz"),
            contact_people=(),
            addresses=(),
        ),
    )
    after = backend.queries.card(ann).details
    assert kept.id in {phone.id for phone in after.phones}
    assert {phone.number for phone in after.phones} == {"+1 415 555 0100", "086 123 4567"}
    assert (after.contact_people, after.addresses, set(after.tags)) == ((), (), {"tea", "jazz"})
    assert [email.address for email in after.emails] == ["Ann@Example.org"]
    sound(backend)
    undo(backend)
    assert backend.queries.card(ann).details == before


def test_a_contact_person_who_leaves_takes_numbers_along_but_not_the_calls(backend):
    ann = everything(backend)
    person = backend.queries.card(ann).details.contact_people[0].id
    done = do(backend, commands.AddInteraction(client=ann, direction=Direction.IN, summary="tea"))
    backend_sql = "SELECT contact_person_id FROM interaction WHERE id = ?"
    assert rows(backend, backend_sql, done.id) == [(None,)]
    do(backend, commands.EditClient(client=ann, contact_people=()))
    assert rows(
        backend, "SELECT count(*) FROM phone_number WHERE contact_person_id = ?", person
    ) == [(0,)]
    assert backend.queries.card(ann).last_interactions[0].summary == "tea"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": " "}, "no_name", "name"),
        ({"name": "x" * 501}, "too_long", "name"),
        ({"code": "C-7"}, "code_taken", "code"),
        ({"currency": "XXX"}, "unknown_currency", "currency"),
        ({"payment_term_days": -1}, "not_in_range", "payment_term_days"),
        ({"payment_term_days": 731}, "not_in_range", "payment_term_days"),
        ({"birthday": date(2026, 5, 13)}, "birthday_in_future", "birthday"),
        ({"phones": (PhoneInput(number="\x01"),)}, "no_number", "phones"),
        ({"emails": (EmailInput(address="\x01"),)}, "no_email", "emails"),
        ({"handles": (HandleInput(kind="qq", value="\x01"),)}, "no_handle", "handles"),
        ({"contact_people": (ContactPersonInput(name=" "),)}, "no_name", "contact_people"),
        ({"tags": ("x" * 61,)}, "too_long", "tags"),
        ({"note": "x" * 100_001}, "too_long", "note"),
        ({"referred_by": 99}, "no_such_client", "from"),
    ],
)
def test_what_is_no_client(backend, fields, code, field):
    everything(backend)
    refusal = refused(backend, commands.AddClient(**{"name": "Bob", **fields}))
    assert (refusal.code, refusal.field) == (code, field)
    if "note" not in fields:
        bob = client(backend, "Bob")
        refusal = refused(backend, commands.EditClient(client=bob, **fields))
        assert refusal.code == code


def test_a_code_may_stay_with_whom_it_is(backend):
    ann = everything(backend)
    do(backend, commands.EditClient(client=ann, code=" C-7 ", name="Zhang"))
    assert backend.queries.card(ann).details.code == "C-7"
    do(backend, commands.EditClient(client=ann, code=None))
    client(backend, "Bob", code="C-7")
    assert refused(backend, commands.EditClient(client=99, name="x")).code == "no_such_client"


def test_an_edit_that_changes_nothing_leaves_no_step(backend):
    ann = client(backend)
    steps = rows(backend, "SELECT count(*) FROM action")
    result = outcome(backend, commands.EditClient(client=ann, name="Ann Lee"))
    assert result.changes.rows == {}
    assert rows(backend, "SELECT count(*) FROM action") == steps
    assert backend.queries.undo_state().undo[0] == "add_client"


def test_hostile_texts_come_back_as_they_were(backend):
    texts = ["O'Brien", '"; DROP TABLE client; --', "[1,2]", '{"a": null}', "null", "=1+1", "\\",
             "%_", "\u202eevil", "a\u2028b", "😀", "1.0", "0001", "é" * 200]  # fmt: skip
    for text in texts:
        client(backend, text, source=text, tags=(text[:60],))
    before = dump(backend)
    assert [row[0] for row in rows(backend, "SELECT source FROM client ORDER BY id")] == [
        text.replace("\u2028", " ") for text in texts
    ]
    for _ in texts:
        undo(backend)
    for _ in texts:
        redo(backend)
    assert dump(backend) == before
    sound(backend)


# -- notes, calls, follow-ups ---------------------------------------------------------------------


def test_a_draft_is_kept_but_is_no_step(backend):
    ann = client(backend)
    first = do(backend, commands.SaveDraft(client=ann, text="He is"))
    again = do(backend, commands.SaveDraft(client=ann, text="He is ill"))
    assert first.id == again.id
    assert backend.queries.card(ann).draft_note.text == "He is ill"
    assert backend.queries.undo_state().undo[0] == "add_client"
    assert rows(backend, "SELECT kind FROM action WHERE label = 'save_draft'") == [("auto",)] * 2
    do(backend, commands.AddNote(client=ann, text="He is ill.", draft=first.id))
    card = backend.queries.card(ann)
    assert (card.draft_note, [note.id for note in card.recent_notes]) == (None, [first.id])
    undo(backend)
    assert backend.queries.card(ann).draft_note.text == "He is ill"
    redo(backend)
    assert backend.queries.card(ann).draft_note is None
    sound(backend)


def test_an_empty_draft_is_dropped_and_anothers_draft_is_not_taken(backend):
    ann, bob = client(backend), client(backend, "Bob")
    draft = do(backend, commands.SaveDraft(client=ann, text="He")).id
    other = do(backend, commands.AddNote(client=bob, text="Ill", draft=draft))
    assert other.id != draft
    assert backend.queries.card(ann).draft_note.text == "He"
    do(backend, commands.SaveDraft(client=ann, text="  "))
    assert backend.queries.card(ann).draft_note is None
    do(backend, commands.SaveDraft(client=ann, text=""))
    gone = do(backend, commands.AddNote(client=ann, text="Late", draft=draft))
    assert gone.id != draft
    sound(backend)


def test_notes_and_their_refusals(backend):
    ann = client(backend)
    note = do(backend, commands.AddNote(client=ann, text="a\r\nb", pinned=True)).id
    assert backend.queries.card(ann).pinned_notes[0].text == "a\nb"
    assert do(backend, commands.EditNote(note=note, pinned=False)).label == "unpin_note"
    assert do(backend, commands.EditNote(note=note, pinned=True)).label == "pin_note"
    assert do(backend, commands.EditNote(note=note, text="c")).label == "edit_note"
    assert rows(backend, "SELECT count(*) FROM change WHERE tbl = 'note'") == [(4,)]
    for command, code in (
        (commands.AddNote(client=ann, text=" "), "no_text"),
        (commands.AddNote(client=99, text="x"), "no_such_client"),
        (commands.EditNote(note=note, text="\n"), "no_text"),
        (commands.EditNote(note=99, text="x"), "no_such_note"),
        (commands.SaveDraft(client=99, text="x"), "no_such_client"),
    ):
        assert refused(backend, command).code == code


def test_a_call_that_was_logged_by_itself_is_no_step(backend):
    ann = client(backend)
    do(backend, commands.AddInteraction(client=ann, by_itself=True))
    assert backend.queries.undo_state().undo[0] == "add_client"
    do(backend, commands.AddInteraction(client=ann, minutes=3, summary="Asked for a date"))
    assert backend.queries.undo_state().undo[0] == "add_interaction"
    refusal = refused(backend, commands.AddInteraction(client=ann, minutes=-1))
    assert refusal.code == "negative_minutes"
    assert refused(backend, commands.AddInteraction(client=99)).code == "no_such_client"


def test_follow_ups(backend):
    ann = client(backend)
    task = do(backend, commands.AddFollowUp(client=ann, text="Call", due=date(2026, 5, 12))).id
    assert [one.id for one in backend.queries.today().follow_ups] == [task]
    do(backend, commands.FinishFollowUp(follow_up=task))
    assert backend.queries.follow_ups() == ()
    do(backend, commands.FinishFollowUp(follow_up=task, done=False))
    assert [one.id for one in backend.queries.follow_ups()] == [task]
    assert refused(backend, commands.FinishFollowUp(follow_up=99)).code == "no_such_follow_up"
    late = commands.AddFollowUp(client=99, text="x", due=date(2026, 1, 1))
    assert refused(backend, late).code == "no_such_client"


# -- settings -------------------------------------------------------------------------------------


def test_a_new_country_keys_all_numbers_anew_as_one_step(backend):
    ids = [
        client(backend, f"C{n}", phones=(PhoneInput(number=f"138 0013 80{n:02}"),))
        for n in range(5)
    ]
    before = dump(backend)
    assert backend.queries.call_lookup("+8613800138003").candidates
    do(backend, commands.SetSetting(key="file.country", value="cn"))
    found = rows(backend, "SELECT e164 FROM phone_number ORDER BY id")
    assert found == [(f"+86138001380{n:02}",) for n in range(5)]
    assert [one.client.id for one in backend.queries.call_lookup("+8613800138003").candidates] == [
        ids[3]
    ]
    assert backend.queries.settings().chosen
    sound(backend)
    undo(backend)
    assert dump(backend) == before
    assert not backend.queries.settings().chosen
    redo(backend)
    assert rows(backend, "SELECT e164 FROM phone_number ORDER BY id") == found
    sound(backend)


def test_what_cannot_be_set(backend):
    for key, value, code in (
        ("file.colour", "red", "unknown_setting"),
        ("machine.theme", "dark", "setting_of_machine"),
        ("file.currency", "EURO", "unknown_currency"),
        ("file.country", "", "unknown_country"),
    ):
        assert refused(backend, commands.SetSetting(key=key, value=value)).code == code


def test_a_referrer_who_is_new_is_a_partner_of_the_same_action(backend):
    before = dump(backend)
    sent = client(backend, "Priya", referred_by_name="  James   Johnson ")
    sender, _who_was_sent = backend.queries.search("James").hits
    card = backend.queries.card(sent)
    assert card.referred_by.counterpart == sender.client
    assert backend.queries.card(sender.client.id).details.kind is ClientKind.PARTNER
    undo(backend)
    assert dump(backend) == before
    redo(backend)
    # Somebody of exactly that name is taken for them; whoever is chosen goes before a name.
    second = client(backend, "Ruth", referred_by_name="James Johnson")
    third = client(backend, "Owen", referred_by=sent, referred_by_name="Nobody")
    assert backend.queries.card(second).referred_by.counterpart.id == sender.client.id
    assert backend.queries.card(third).referred_by.counterpart.id == sent
    assert backend.queries.overview().clients == 4
    alone = refused(backend, commands.AddClient(name="Sue", referred_by_name="Sue"))
    assert (alone.code, alone.field) == ("self_referral", "from")
    sound(backend)


def test_what_is_said_of_those_who_may_have_sent_a_caller(backend):
    james, ann = client(backend, "James"), client(backend, "Ann")
    client(backend, "Ruth", referred_by=james)
    hannah = client(backend, "Hannah", referred_by=james)
    sale(backend, james, "2400", title="Website package", on=date(2025, 11, 3))
    gone = sale(backend, james, "35", title="Website care", on=date(2026, 4, 3))
    do(backend, commands.CancelSale(sale=gone))
    sale(backend, hannah, "100")
    notes = backend.queries.referrer_notes([james, ann])
    assert notes == {
        james: ReferrerNote(
            title="Website package",
            total=Money(240_000, "EUR"),
            on=date(2025, 11, 3),
            sent=2,
            won=1,
        ),
        ann: ReferrerNote(),
    }
