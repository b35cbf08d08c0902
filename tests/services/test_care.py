"""Own fields, tags, level rules and confirmed details: what the owner asks for, and undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.conftest import NOW, ZONE
from tests.factories import (
    TODAY,
    client,
    do,
    dump,
    outcome,
    payment,
    redo,
    refused,
    rows,
    sale,
    sound,
    undo,
)

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import (
    DetailKind,
    FollowUpCode,
    Level,
    Lifecycle,
    OwnFieldKind,
    ReferralOutcome,
)
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientDetails, MatchKind
from smallcrm.services import commands
from smallcrm.services.commands import (
    AddLevelRule,
    AddOwnField,
    ConfirmDetails,
    EditClient,
    EditOwnField,
    EmailInput,
    OwnValueInput,
    PhoneInput,
)

D = Decimal


def details(backend: Backend, client_id: int) -> ClientDetails:
    card = backend.queries.card(client_id)
    assert card is not None
    return card.details


def own(backend: Backend, client_id: int) -> dict[str, tuple[str, str | None]]:
    return {one.name: (one.value, one.currency) for one in details(backend, client_id).own}


def give(backend: Backend, client_id: int, field: int, value: str | None) -> None:
    values = (OwnValueInput(own_field=field, value=value),)
    do(backend, EditClient(client=client_id, own=values))


def later(backend: Backend, days: int) -> Backend:
    """Open the same file so many days on."""
    backend.close()
    clock = Clock.fixed(NOW + timedelta(days=days), ZONE)
    return open_backend(backend.paths, clock)


# Own fields.


def test_a_field_comes_last_and_moves(backend: Backend) -> None:
    ids = [do(backend, AddOwnField(name=name)).id for name in "abc"]
    do(backend, EditOwnField(own_field=ids[2], position=0))
    assert [one.name for one in backend.queries.own_fields()] == ["c", "a", "b"]
    do(backend, EditOwnField(own_field=ids[2], position=99))
    assert [one.name for one in backend.queries.own_fields()] == ["a", "b", "c"]
    assert [one.position for one in backend.queries.own_fields()] == [0, 1, 2]
    do(backend, commands.RemoveOwnField(own_field=ids[0]))
    assert do(backend, AddOwnField(name="d")).label == "add_own_field"
    assert [one.name for one in backend.queries.own_fields()] == ["b", "c", "d"]
    sound(backend)


def test_what_no_field_can_be(backend: Backend) -> None:
    do(backend, AddOwnField(name="Émile"))
    cases = (
        (AddOwnField(name=" "), "no_name"),
        (AddOwnField(name="EMILE"), "own_field_exists"),
        (AddOwnField(name="x" * 101), "too_long"),
        (AddOwnField(name="x", kind=OwnFieldKind.CHOICE), "own_choices_missing"),
        (EditOwnField(own_field=9, name="x"), "no_such_own_field"),
        (commands.RemoveOwnField(own_field=9), "no_such_own_field"),
    )
    for command, code in cases:
        assert refused(backend, command).code == code
    for number in range(99):
        do(backend, AddOwnField(name=f"f{number}"))
    assert refused(backend, AddOwnField(name="one more")).code == "own_fields_too_many"
    do(backend, EditOwnField(own_field=1, name="émile"))


def test_values_are_kept_canonical_and_only_named_ones_change(backend: Backend) -> None:
    fee = do(backend, AddOwnField(name="Fee", kind=OwnFieldKind.AMOUNT)).id
    seen = do(backend, AddOwnField(name="Seen", kind=OwnFieldKind.YES_NO)).id
    link = do(backend, AddOwnField(name="Page", kind=OwnFieldKind.LINK)).id
    ann = client(
        backend,
        own=(
            OwnValueInput(own_field=fee, value="1,200"),
            OwnValueInput(own_field=seen, value="是"),
        ),
    )
    assert own(backend, ann) == {"Fee": ("1200.00", "EUR"), "Seen": ("yes", None)}
    before = dump(backend)
    values = (
        OwnValueInput(own_field=fee, value="7", currency="JPY"),
        OwnValueInput(own_field=link, value="example.com"),
        OwnValueInput(own_field=link, value="example.org"),
    )
    do(backend, EditClient(client=ann, own=values))
    assert own(backend, ann) == {
        "Fee": ("7", "JPY"), "Seen": ("yes", None), "Page": ("https://example.org", None),
    }  # fmt: skip
    give(backend, ann, fee, " ")
    assert "Fee" not in own(backend, ann)
    undo(backend)
    undo(backend)
    assert dump(backend) == before
    bad = (OwnValueInput(own_field=link, value="javascript:alert(1)"),)
    refusal = refused(backend, EditClient(client=ann, own=bad))
    assert (refusal.code, refusal.field) == ("own_value_not_link", f"own:{link}")
    gone = (OwnValueInput(own_field=99, value="x"),)
    assert refused(backend, EditClient(client=ann, own=gone)).field == "own:99"
    sound(backend)


def test_another_kind_only_where_every_value_can_be_read_so(backend: Backend) -> None:
    field = do(backend, AddOwnField(name="Since")).id
    ann, bob = client(backend, "Ann"), client(backend, "Bob")
    give(backend, ann, field, "2024-03-04")
    give(backend, bob, field, "5")
    refusal = refused(backend, EditOwnField(own_field=field, kind=OwnFieldKind.DATE))
    assert (refusal.code, refusal.field) == ("own_field_values", "kind")
    assert refusal.parameters == {"name": "Since", "client": "Bob", "text": "5"}
    give(backend, bob, field, "2023/1/2")
    do(backend, EditOwnField(own_field=field, kind=OwnFieldKind.DATE))
    assert own(backend, bob) == {"Since": ("2023-01-02", None)}
    # Whatever it held becomes text again, and choices of their own.
    do(backend, EditOwnField(own_field=field, kind=OwnFieldKind.CHOICE))
    (shape,) = backend.queries.own_fields()
    assert shape.choices == ("2023-01-02", "2024-03-04")
    sound(backend)
    undo(backend)
    undo(backend)
    assert own(backend, bob) == {"Since": ("2023/1/2", None)}
    sound(backend)


def test_an_amount_keeps_its_currency_as_text(backend: Backend) -> None:
    field = do(backend, AddOwnField(name="Fee", kind=OwnFieldKind.AMOUNT)).id
    ann = client(backend, own=(OwnValueInput(own_field=field, value="5", currency="USD"),))
    number = EditOwnField(own_field=field, kind=OwnFieldKind.NUMBER)
    assert refused(backend, number).code == "own_field_values"
    do(backend, EditOwnField(own_field=field, kind=OwnFieldKind.TEXT))
    assert own(backend, ann) == {"Fee": ("5.00 USD", None)}
    do(backend, EditOwnField(own_field=field, kind=OwnFieldKind.AMOUNT))
    assert own(backend, ann) == {"Fee": ("5.00", "USD")}
    sound(backend)


def test_a_choice_is_renamed_in_its_place_and_one_in_use_stays(backend: Backend) -> None:
    choice = AddOwnField(name="Room", kind=OwnFieldKind.CHOICE, choices=("A", "B", "C"))
    field = do(backend, choice).id
    ann = client(backend, own=(OwnValueInput(own_field=field, value="b"),))
    do(backend, EditOwnField(own_field=field, choices=("A", "Blue", "C")))
    assert own(backend, ann) == {"Room": ("Blue", None)}
    do(backend, EditOwnField(own_field=field, choices=("C", "Blue")))
    assert refused(backend, EditOwnField(own_field=field, choices=("C",))).field == "choices"
    do(backend, EditOwnField(own_field=field, choices=("Blue", "C")))
    assert own(backend, ann) == {"Room": ("Blue", None)}
    sound(backend)


def test_a_field_goes_with_its_values_and_comes_back(backend: Backend) -> None:
    field = do(backend, AddOwnField(name="Room")).id
    ann = client(backend, own=(OwnValueInput(own_field=field, value="Blue salon"),))
    before = dump(backend)
    changes = outcome(backend, commands.RemoveOwnField(own_field=field)).changes
    assert ann in changes.client_ids
    assert not backend.queries.search("salon").hits
    assert own(backend, ann) == {}
    undo(backend)
    assert dump(backend) == before
    (hit,) = backend.queries.search("blue sal").hits
    (match,) = hit.matched_on
    assert (match.kind, match.text, match.name) == (MatchKind.OWN_FIELD, "Blue salon", "Room")
    assert match.ranges == ((0, 4), (5, 3))
    sound(backend)


# Tags.


def test_a_tag_is_renamed_or_made_one_with_another(backend: Backend) -> None:
    ann = client(backend, "Ann", tags=("tea", "coffee"))
    bob = client(backend, "Bob", tags=("coffee",))
    ids = {tag.name: tag.id for tag in backend.queries.tags()}
    before = dump(backend)
    assert do(backend, commands.RenameTag(tag=ids["tea"], name=" Green tea ")).label == "rename_tag"
    assert details(backend, ann).tags == ("Green tea", "coffee")
    assert [hit.client.id for hit in backend.queries.search("green").hits] == [ann]
    done = do(backend, commands.RenameTag(tag=ids["tea"], name="COFFEE"))
    assert (done.label, done.id) == ("merge_tags", ids["coffee"])
    assert details(backend, ann).tags == details(backend, bob).tags == ("coffee",)
    assert [(tag.name, tag.used) for tag in backend.queries.tags()] == [("coffee", 2)]
    # Its own name in other letters is only another spelling.
    assert do(backend, commands.RenameTag(tag=ids["coffee"], name="Coffee")).label == "rename_tag"
    do(backend, commands.RemoveTag(tag=ids["coffee"]))
    assert backend.queries.tags() == ()
    sound(backend)
    for _ in range(4):
        undo(backend)
    assert dump(backend) == before
    assert refused(backend, commands.RenameTag(tag=ids["tea"], name="")).code == "no_name"
    assert refused(backend, commands.RemoveTag(tag=99)).code == "no_such_tag"


# Levels.


def test_a_level_follows_the_money_and_says_why(backend: Backend) -> None:
    ann = client(backend)
    rule = do(backend, AddLevelRule(level=Level.VIP, paid=D(100), within_months=12)).id
    assert details(backend, ann).level_reason is None
    sale(backend, ann, "150")
    payment(backend, ann, "60", on=TODAY - timedelta(days=300))
    assert details(backend, ann).ref.level is Level.STANDARD
    paid = payment(backend, ann, "40")
    found = details(backend, ann)
    assert (found.ref.level, found.level_by_hand) == (Level.VIP, False)
    reason = found.level_reason
    assert reason is not None
    assert (reason.rule_id, reason.within_months) == (rule, 12)
    assert (reason.paid, reason.referrals_won) == (Money(10000, "EUR"), None)
    assert [one.used for one in backend.queries.level_rules()] == [1]
    do(backend, commands.ReversePayment(payment=paid, reason="bounced"))
    assert details(backend, ann).ref.level is Level.STANDARD
    undo(backend)
    assert details(backend, ann).ref.level is Level.VIP
    do(backend, commands.Refund(payment=paid, amount=D("0.01")))
    assert details(backend, ann).ref.level is Level.STANDARD
    sound(backend)


def test_credit_and_write_offs_and_other_currencies_give_no_level(backend: Backend) -> None:
    ann = client(backend)
    do(backend, AddLevelRule(level=Level.VIP, paid=D(10)))
    sold = sale(backend, ann, "50")
    do(backend, commands.WriteOff(sale=sold))
    payment(backend, ann, "50", currency="USD")
    assert details(backend, ann).ref.level is Level.STANDARD
    payment(backend, ann, "10")
    assert details(backend, ann).ref.level is Level.VIP


def test_a_level_follows_the_referrals(backend: Backend) -> None:
    ann = client(backend)
    do(backend, AddLevelRule(level=Level.PREFERRED, referrals_won=1))
    bob = client(backend, "Bob", referred_by=ann)
    assert details(backend, ann).ref.level is Level.STANDARD
    sold = sale(backend, bob, "5")
    assert details(backend, ann).ref.level is Level.PREFERRED
    do(backend, commands.CancelSale(sale=sold))
    assert details(backend, ann).ref.level is Level.STANDARD
    sent = rows(backend, "SELECT id FROM referral")[0][0]
    do(backend, commands.EditReferral(referral=sent, outcome=ReferralOutcome.WON))
    assert details(backend, ann).ref.level is Level.PREFERRED
    dan = client(backend, "Dan")
    moved = commands.EditReferral(referral=sent, counterpart=dan, reason="it was Dan")
    do(backend, moved)
    assert [details(backend, one).ref.level.value for one in (ann, dan)] == [
        "standard", "preferred",
    ]  # fmt: skip
    do(backend, commands.RemoveReferral(referral=sent))
    assert details(backend, dan).ref.level is Level.STANDARD
    sound(backend)


def test_a_rule_is_met_wholly_and_the_highest_level_counts(backend: Backend) -> None:
    ann = client(backend)
    client(backend, "Bob", referred_by=ann)
    payment(backend, ann, "100")
    both = do(backend, AddLevelRule(level=Level.VIP, paid=D(100), referrals_won=1)).id
    low = do(backend, AddLevelRule(level=Level.PREFERRED, paid=D(50))).id
    first = details(backend, ann)
    assert (first.ref.level, first.level_reason and first.level_reason.rule_id) == (
        Level.PREFERRED, low,
    )  # fmt: skip
    sale(backend, 2, "1")
    reason = details(backend, ann).level_reason
    assert reason is not None
    assert (reason.rule_id, reason.paid, reason.referrals_won) == (both, Money(10000, "EUR"), 1)
    do(backend, commands.EditLevelRule(level_rule=both, paid=D("100.01")))
    assert details(backend, ann).ref.level is Level.PREFERRED
    do(backend, commands.RemoveLevelRule(level_rule=low))
    assert details(backend, ann).ref.level is Level.STANDARD
    do(backend, commands.EditLevelRule(level_rule=both, paid=None))
    assert details(backend, ann).ref.level is Level.VIP
    do(backend, commands.RemoveLevelRule(level_rule=both))
    assert details(backend, ann).ref.level is Level.STANDARD
    assert rows(backend, "SELECT count(*) FROM client WHERE level_rule_id IS NOT NULL") == [(0,)]
    sound(backend)


def test_what_is_said_by_hand_stands_until_it_is_to_follow(backend: Backend) -> None:
    ann = client(backend, level=Level.PREFERRED)
    do(backend, AddLevelRule(level=Level.VIP, paid=D(10)))
    payment(backend, ann, "10")
    assert details(backend, ann).ref.level is Level.PREFERRED
    assert do(backend, EditClient(client=ann, level_by_hand=False)).label == "follow_level"
    assert details(backend, ann).ref.level is Level.VIP
    assert do(backend, EditClient(client=ann, level=Level.STANDARD)).label == "set_level"
    found = details(backend, ann)
    assert (found.ref.level, found.level_by_hand, found.level_reason) == (
        Level.STANDARD, True, None,
    )  # fmt: skip
    do(backend, EditClient(client=ann, name="Ann Li"))
    assert details(backend, ann).level_by_hand
    sound(backend)


def test_without_any_rule_levels_are_left_alone(backend: Backend) -> None:
    ann = client(backend, level=Level.VIP)
    payment(backend, ann, "10")
    do(backend, commands.RefreshLevels())
    assert details(backend, ann).ref.level is Level.VIP
    assert rows(backend, "SELECT count(*) FROM action WHERE label = 'refresh_levels'") == [(0,)]


def test_months_pass_and_undo_goes_on_working(backend: Backend) -> None:
    ann = client(backend)
    do(backend, AddLevelRule(level=Level.VIP, paid=D(10), within_months=1))
    payment(backend, ann, "10")
    do(backend, EditClient(client=ann, name="Ann Li"))
    opened = later(backend, 31)
    try:
        assert details(opened, ann).ref.level is Level.VIP
        done = outcome(opened, commands.RefreshLevels())
        assert (done.result.label, done.changes.client_ids) == ("refresh_levels", {ann})
        assert details(opened, ann).ref.level is Level.STANDARD
        assert outcome(opened, commands.RefreshLevels()).changes.rows == {}
        # The client is not what the edit left, but for what time did: it is undone all the same.
        undo(opened)
        found = details(opened, ann)
        assert (found.ref.name, found.ref.level) == ("Ann Lee", Level.STANDARD)
        redo(opened)
        assert details(opened, ann).ref.name == "Ann Li"
        for _ in range(4):
            undo(opened)
        assert rows(opened, "SELECT count(*) FROM client") == [(0,)]
        for _ in range(4):
            redo(opened)
        assert details(opened, ann).ref.level is Level.STANDARD
        sound(opened)
    finally:
        opened.close()


def test_the_first_day_that_no_longer_counts(backend: Backend) -> None:
    """Paid on 12 May within a month: until 11 June."""
    ann = client(backend)
    do(backend, AddLevelRule(level=Level.VIP, paid=D(10), within_months=1))
    payment(backend, ann, "10", on=TODAY)
    opened = later(backend, 30)
    outcome(opened, commands.RefreshLevels())
    assert details(opened, ann).ref.level is Level.VIP
    opened = later(opened, 31)
    outcome(opened, commands.RefreshLevels())
    assert details(opened, ann).ref.level is Level.STANDARD
    opened.close()


def test_what_no_rule_can_be(backend: Backend) -> None:
    rule = AddLevelRule(level=Level.VIP, paid=D(10))
    cases = (
        (replace(rule, level=Level.STANDARD), "level_rule_standard", "level"),
        (replace(rule, paid=None), "level_rule_empty", "paid"),
        (replace(rule, paid=None, within_months=3, referrals_won=1), "level_rule_months",
         "within_months"),
        (replace(rule, paid=D(0)), "not_positive", "paid"),
        (replace(rule, paid=D("0.001")), "too_many_decimals", "paid"),
        (replace(rule, currency="XXX"), "unknown_currency", "currency"),
        (replace(rule, within_months=0), "not_in_range", "within_months"),
        (replace(rule, within_months=601), "not_in_range", "within_months"),
        (replace(rule, referrals_won=0), "not_in_range", "referrals_won"),
    )  # fmt: skip
    for command, code, field in cases:
        found = refused(backend, command)
        assert (found.code, found.field) == (code, field)
    assert refused(backend, commands.RemoveLevelRule(level_rule=9)).code == "no_such_level_rule"


def test_check_finds_a_level_that_does_not_follow(backend: Backend) -> None:
    ann, bob = client(backend, "Ann"), client(backend, "Bob")
    do(backend, AddLevelRule(level=Level.PREFERRED, paid=D(10)))
    payment(backend, ann, "10")
    with backend.database.write() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        run("UPDATE client SET level = 'standard', level_rule_id = NULL WHERE id = ?", (ann,))
        run("UPDATE client SET level = 'vip' WHERE id = ?", (bob,))
        run("DELETE FROM journal_now")
    problems = {(one.code, one.parameters["id"]) for one in backend.check().problems}
    assert problems == {("client_level", ann), ("client_level", bob)}


def test_check_finds_values_that_a_field_cannot_hold(backend: Backend) -> None:
    field = do(backend, AddOwnField(name="n", kind=OwnFieldKind.NUMBER)).id
    for name in "ABC":
        client(backend, name, own=(OwnValueInput(own_field=field, value="5"),))
    with backend.database.write() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        run("UPDATE own_value SET value = '5.0' WHERE client_id = 1")
        run("UPDATE own_value SET sort_key = '5' WHERE client_id = 2")
        run("UPDATE own_value SET value = 'much' WHERE client_id = 3")
        run("DELETE FROM journal_now")
    found = [one for one in backend.check().problems if one.code == "own_value"]
    assert [one.parameters["id"] for one in found] == [1, 2, 3]


# Details that go out of date.


def test_details_are_confirmed_when_typed_and_go_out_of_date(backend: Backend) -> None:
    ann = client(
        backend,
        phones=(PhoneInput(number="086 1"), PhoneInput(number="086 2")),
        emails=(EmailInput(address="a@x"),),
        addresses=(commands.AddressInput(locality="Cork", country="IE"),),
    )
    found = details(backend, ann)
    assert {one.confirmed_on for one in (*found.phones, *found.emails, *found.addresses)} == {TODAY}
    opened = later(backend, 732)
    today = TODAY + timedelta(days=732)
    first = details(opened, ann)
    assert [(one.kind, one.text, one.months, one.ever_confirmed) for one in first.stale] == [
        (DetailKind.PHONE, "086 1", 24, True), (DetailKind.PHONE, "086 2", 24, True),
        (DetailKind.EMAIL, "a@x", 24, True), (DetailKind.ADDRESS, "Cork, IE", 24, True),
    ]  # fmt: skip
    # A label is no word about the number; another number is.
    one, two = first.phones
    phones = (
        PhoneInput(id=one.id, number="086 1", label="mobile"),
        PhoneInput(id=two.id, number="086 3"),
    )
    do(opened, EditClient(client=ann, phones=phones))
    assert [one.text for one in details(opened, ann).stale] == ["086 1", "a@x", "Cork, IE"]
    do(opened, ConfirmDetails(client=ann, kind=DetailKind.PHONE, detail=one.id))
    assert [one.confirmed_on for one in details(opened, ann).phones] == [today, today]
    do(opened, ConfirmDetails(client=ann, kind=DetailKind.EMAIL))
    assert [one.text for one in details(opened, ann).stale] == ["Cork, IE"]
    assert [one.text for one in opened.queries.stale_details()] == ["Cork, IE"]
    do(opened, ConfirmDetails(client=ann))
    assert (details(opened, ann).stale, opened.queries.stale_details()) == ((), ())
    undo(opened)
    do(opened, EditClient(client=ann, lifecycle=Lifecycle.ARCHIVED))
    assert (details(opened, ann).stale, opened.queries.stale_details()) == ((), ())
    undo(opened)
    do(opened, commands.SetSetting(key="clients.stale_months", value="0"))
    assert (details(opened, ann).stale, opened.queries.stale_details()) == ((), ())
    do(opened, commands.SetSetting(key="clients.stale_months", value="25"))
    assert details(opened, ann).stale == ()
    sound(opened)
    opened.close()


def test_two_years_to_the_day_are_not_too_long(backend: Backend) -> None:
    ann = client(backend, phones=(PhoneInput(number="086 1"),))
    opened = later(backend, 731)
    assert details(opened, ann).stale == opened.queries.stale_details() == ()
    opened.close()


def test_what_cannot_be_confirmed(backend: Backend) -> None:
    ann, bob = client(backend), client(backend, "Bob", phones=(PhoneInput(number="1"),))
    theirs = details(backend, bob).phones[0].id
    for command in (
        ConfirmDetails(client=ann, kind=DetailKind.PHONE),
        ConfirmDetails(client=ann, kind=DetailKind.PHONE, detail=theirs),
        ConfirmDetails(client=bob, detail=theirs),
    ):
        assert refused(backend, command).code == "no_such_detail"
    assert refused(backend, ConfirmDetails(client=99)).code == "no_such_client"


def test_a_reminder_is_one_and_confirming_all_finishes_it(backend: Backend) -> None:
    ann = client(backend, phones=(PhoneInput(number="1"),))
    first = do(backend, commands.RemindOfDetails(client=ann, due=TODAY)).id
    again = do(backend, commands.RemindOfDetails(client=ann, due=TODAY + timedelta(days=7))).id
    assert again == first
    (shape,) = backend.queries.follow_ups()
    assert (shape.code, shape.due, shape.text) == (
        FollowUpCode.UPDATE_DETAILS, TODAY + timedelta(days=7), "",
    )  # fmt: skip
    do(backend, ConfirmDetails(client=ann, kind=DetailKind.PHONE))
    assert len(backend.queries.follow_ups()) == 1
    do(backend, ConfirmDetails(client=ann))
    assert backend.queries.follow_ups() == ()
    undo(backend)
    assert len(backend.queries.follow_ups()) == 1
    sound(backend)


def test_who_came_in_without_a_word_is_as_old_as_in_the_file(backend: Backend) -> None:
    ann = client(backend, phones=(PhoneInput(number="1"),))
    with backend.database.write() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO action (at, kind, source, label, parameters, schema)"
            " VALUES ('', 'auto', 'program', 'refresh_levels', '{}', '0006')")  # fmt: skip
        run("INSERT INTO journal_now SELECT 1, max(id) FROM action")
        run("UPDATE phone_number SET confirmed_on = NULL")
        run("UPDATE client SET created_at = '2023-05-11T23:59:59.000Z'")
        run("DELETE FROM journal_now")
    (stale,) = details(backend, ann).stale
    assert (stale.ever_confirmed, stale.months, stale.since.isoformat()) == (
        False, 36, "2023-05-11",
    )  # fmt: skip
    assert [one.since.isoformat() for one in backend.queries.stale_details()] == ["2023-05-11"]
