"""Own fields, tags, levels, old details, many at once and merging on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Crm, write_lines

NOVEMBER = "2026-11-22T09:00:00Z"
# Every operation of this part, in an order in which each is done.
CARE: list[dict[str, Any]] = [
    {"op": "add_own_field", "ref": "fee", "name": "Fee", "kind": "amount"},
    {"op": "add_own_field", "name": "Room", "kind": "choice", "choices": ["A", "B"],
     "on_card": False},
    {"op": "add_own_field", "ref": "seen", "name": "Seen", "kind": "yes_no"},
    {"op": "add_own_field", "ref": "gone", "name": "Gone"},
    {"op": "edit_own_field", "own_field": "room", "choices": ["A", "C"], "position": 0},
    {"op": "edit_own_field", "own_field": "fee", "name": "Monthly fee", "on_card": True},
    {"op": "remove_own_field", "own_field": "gone"},
    {"op": "add_client", "ref": "ann", "name": "Ann Lee", "phones": ["+353 86 123 4567"],
     "tags": ["tea", "Tee", "nothing"], "currency": "EUR",
     "own": {"Monthly fee": {"amount": "12.50", "currency": "USD"}, "Seen": True}},
    {"op": "add_client", "ref": "bo", "name": "Bo Berg", "tags": ["tea"],
     "own": {"room": "c", "Monthly fee": 8}},
    {"op": "add_client", "ref": "ann2", "name": "Lee, Ann", "phones": ["+353 86 123 4567"]},
    {"op": "add_client", "ref": "ann3", "name": "Ann Lee", "own": {"Seen": "no"}},
    {"op": "edit_client", "client": "ann", "own": {"Room": "A", "Monthly fee": None}},
    {"op": "rename_tag", "tag": "Tee", "name": "TEA"},
    {"op": "remove_tag", "tag": "nothing"},
    {"op": "add_level_rule", "ref": "vip", "level": "vip",
     "paid": {"amount": "100", "currency": "EUR"}, "within_months": 12},
    {"op": "edit_level_rule", "level_rule": "vip", "paid": "50", "referrals_won": None},
    {"op": "add_level_rule", "ref": "one", "level": "preferred", "referrals_won": 1},
    {"op": "remove_level_rule", "level_rule": "one"},
    {"op": "add_sale", "client": "ann", "title": "Roof", "amount": "60", "currency": "EUR"},
    {"op": "add_payment", "client": "ann", "amount": "60", "currency": "EUR"},
    {"op": "edit_client", "client": "bo", "level": "vip"},
    {"op": "edit_client", "client": "bo", "level_by_hand": False},
    {"op": "confirm_details", "client": "ann"},
    {"op": "confirm_details", "client": "ann", "kind": "phone"},
    {"op": "remind_of_details", "client": "bo", "due": "2026-12-01"},
    {"op": "batch_edit", "clients": ["ann", "bo"], "steps": [
        {"set": "source", "to": "Fair"}, {"clear": "language"},
        {"set": "own:Seen", "to": "yes"}, {"replace": "name", "find": "berg", "by": "Hill"},
        {"add_tags": ["new"], "remove_tags": ["nobody"]}, {"format_phones": "e164"},
        {"format_addresses": True}]},
    {"op": "mark_distinct", "client": "ann", "other": "ann3"},
    {"op": "merge_clients", "ref": "m", "keep": "ann", "merge": "ann2", "take": ["name"]},
    {"op": "split_clients", "merge": "m"},
    {"op": "merge_clients", "keep": "ann", "merge": "ann2"},
]  # fmt: skip


@pytest.fixture
def told(crm: Crm, tmp_path: Path) -> Crm:
    """A file in which each operation was done, and the command line on it."""
    answer = crm("apply", write_lines(tmp_path / "told.jsonl", CARE), now=NOVEMBER)
    assert "REFUSED" not in answer.out, answer.out
    return lambda *arguments: crm(*arguments, now=NOVEMBER)


def test_every_operation_is_done_and_the_file_is_sound(told: Crm) -> None:
    assert told("check", "--json").json["ok"]


def test_the_lists(told: Crm) -> None:
    assert told("list", "own_fields", "--json").json == [
        {"id": 2, "name": "Room", "kind": "choice", "choices": ["A", "C"], "on_card": False,
         "position": 0, "used": 2},
        {"id": 1, "name": "Monthly fee", "kind": "amount", "choices": [], "on_card": True,
         "position": 1, "used": 1},
        {"id": 3, "name": "Seen", "kind": "yes_no", "choices": [], "on_card": True,
         "position": 2, "used": 3},
    ]  # fmt: skip
    assert {(tag["name"], tag["used"]) for tag in told("list", "tags", "--json").json} == {
        ("tea", 2), ("new", 2),
    }  # fmt: skip
    assert told("list", "level_rules", "--json").json == [
        {"id": 1, "level": "vip", "paid": {"amount": "50.00", "currency": "EUR"},
         "within_months": 12, "referrals_won": None, "used": 1},
    ]  # fmt: skip
    merges = told("list", "merges", "--json").json
    assert [(one["merged"]["name"], one["split_at"] is None) for one in merges] == [
        ("Lee, Ann", True), ("Lee, Ann", False),
    ]  # fmt: skip
    assert told("list", "duplicates", "--json").json == []
    assert told("list", "stale", "--json").json == []
    assert told("list", "import_mappings", "--json").json == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "what",
    ["own_fields", "tags", "level_rules", "stale", "duplicates", "merges", "import_mappings"],
)
def test_the_lists_for_people(told: Crm, crm: Crm, what: str, language: str) -> None:
    answer = crm("--lang", language, "list", what, now="2029-01-01T00:00:00Z")
    assert answer.status == 0
    assert answer.out.strip()
    assert told


def test_the_card_says_all_of_it(told: Crm, crm: Crm) -> None:
    card = told("card", "id:1", "--json").json
    assert [(one["name"], one["value"], one["currency"]) for one in card["own"]] == [
        ("Room", "A", None), ("Seen", "yes", None),
    ]  # fmt: skip
    assert card["client"]["level"] == "vip"
    assert card["level_reason"] == {
        "rule": 1, "paid": {"amount": "60.00", "currency": "EUR"}, "within_months": 12,
        "referrals_won": None,
    }  # fmt: skip
    assert (card["level_by_hand"], card["stale"]) == (False, [])
    assert card["details_confirmed_on"] == "2026-11-22"
    assert card["client"]["source"] == "Fair"
    assert card["phones"][0]["number"] == "+353861234567"
    later = crm("card", "id:1", "--json", now="2029-01-02T00:00:00Z").json
    (stale,) = later["stale"]
    assert stale.items() >= {"kind": "phone", "since": "2026-11-22", "months": 25}.items()
    plain = crm("card", "id:1", now="2029-01-02T00:00:00Z").out
    assert "Seen: yes" in plain
    assert "VIP: paid" in plain
    bo = told("card", "id:2", "--json").json
    assert (bo["client"]["name"], bo["client"]["level"]) == ("Bo Hill", "standard")
    assert [one["code"] for one in bo["follow_ups"]] == ["update_details"]


def test_a_value_finds_its_client(told: Crm) -> None:
    (hit,) = told("find", "8.00", "--json").json
    assert hit["matched_on"] == [{"kind": "own_field", "text": "8.00 GBP", "field": "Monthly fee"}]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"op": "add_own_field"}, "field_missing"),
        ({"op": "add_own_field", "name": "seen"}, "own_field_exists"),
        ({"op": "add_own_field", "name": "x", "kind": "choice"}, "own_choices_missing"),
        ({"op": "add_own_field", "name": "x", "kind": "colour"}, "not_a_choice"),
        ({"op": "edit_own_field", "own_field": "Room", "kind": "date"}, "own_field_values"),
        ({"op": "edit_own_field", "own_field": "Nothing"}, "unknown_ref"),
        ({"op": "remove_own_field", "own_field": 99}, "no_such_own_field"),
        ({"op": "edit_client", "client": 1, "own": {"Nothing": "x"}}, "unknown_ref"),
        ({"op": "edit_client", "client": 1, "own": {"Room": "Z"}}, "own_value_not_choice"),
        ({"op": "edit_client", "client": 1, "own": {"Seen": ["x"]}}, "field_wrong"),
        ({"op": "edit_client", "client": 1, "own": "x"}, "field_wrong"),
        ({"op": "edit_client", "client": 1, "own": {"Monthly fee": 1e99}}, "own_value_too_large"),
        ({"op": "rename_tag", "tag": "nobody", "name": "x"}, "unknown_ref"),
        ({"op": "remove_tag", "tag": 99}, "no_such_tag"),
        ({"op": "add_level_rule", "level": "standard", "paid": "1"}, "level_rule_standard"),
        ({"op": "add_level_rule", "level": "vip"}, "level_rule_empty"),
        ({"op": "add_level_rule", "level": "vip", "referrals_won": 1, "within_months": 3},
         "level_rule_months"),
        ({"op": "add_level_rule", "level": "vip", "paid": "-1"}, "not_positive"),
        ({"op": "remove_level_rule", "level_rule": 99}, "no_such_level_rule"),
        ({"op": "confirm_details", "client": 1, "kind": "address"}, "no_such_detail"),
        ({"op": "confirm_details", "client": 1, "detail": 1}, "no_such_detail"),
        ({"op": "batch_edit", "clients": [1], "steps": [{}]}, "field_missing"),
        ({"op": "batch_edit", "clients": [1], "steps": [{"set": "source", "find": "x"}]},
         "field_unknown"),
        ({"op": "batch_edit", "clients": [], "steps": [{"clear": "source"}]}, "batch_nobody"),
        ({"op": "batch_edit", "clients": [1, 2], "steps": [{"set": "code", "to": "x"}]},
         "batch_refused"),
        ({"op": "split_clients", "merge": 1}, "split_already"),
        ({"op": "forget_mapping", "mapping": 99}, "no_such_mapping"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    told: Crm, tmp_path: Path, line: dict[str, Any], code: str
) -> None:
    answer = told("--json", "apply", write_lines(tmp_path / "l", [line]))
    assert answer.status == 1
    assert code in answer.out + answer.err, (answer.out, answer.err)


def test_all_of_it_goes_out_and_comes_in_equal(told: Crm, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert told("export", "everything", str(first)).status == 0
    other = ("--data-dir", str(tmp_path / "other"))
    assert told(*other, "import", str(first)).status == 0
    assert told(*other, "export", "everything", str(second)).status == 0
    assert json.loads(first.read_text("utf-8")) == json.loads(second.read_text("utf-8"))
