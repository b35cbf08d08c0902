"""Referrals on the command line: who sent whom, the rules of what that earns, the lists."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Crm, write_lines

NOVEMBER = "2026-11-22T09:00:00Z"
# Every operation of this part, in an order in which each is done.
REWARDS: list[dict[str, Any]] = [
    {"op": "add_client", "ref": "ann", "name": "Ann Lee", "currency": "EUR"},
    {"op": "add_client", "ref": "bo", "name": "Bo Berg", "currency": "EUR"},
    {"op": "add_client", "ref": "cy", "name": "Cy Cole", "currency": "EUR"},
    {"op": "add_referral", "ref": "r", "from": "ann", "to": "bo", "date": "2026-03-01",
     "what_for": "a new roof"},
    {"op": "add_reward_rule", "ref": "ten", "name": "Ten percent", "percent": 10,
     "cap": {"amount": "100", "currency": "EUR"}, "expires_after_days": 365},
    {"op": "edit_reward_rule", "rule": "Ten percent", "first_sales": "all", "without_tax": True,
     "year_cap": "500", "within_months": 24},
    {"op": "add_reward_rule", "ref": "gone", "name": "Not wanted", "amount": "20",
     "currency": "USD", "for": "both", "earned_when": "ordered", "valid_until": "2025-12-31"},
    {"op": "edit_reward_rule", "rule": "gone", "percent": "2.5", "name": "Never mind"},
    {"op": "remove_reward_rule", "rule": "gone"},
    {"op": "add_sale", "ref": "s", "client": "bo", "title": "Roof", "amount": "500",
     "currency": "EUR", "date": "2026-04-01"},
    {"op": "add_payment", "client": "bo", "amount": "500", "currency": "EUR",
     "date": "2026-04-20"},
    {"op": "set_reward", "referral": "r", "amount": {"amount": "80", "currency": "EUR"},
     "reason": "an old friend"},
    {"op": "set_reward", "referral": "r", "amount": None},
    {"op": "add_referral", "ref": "out", "client": "cy", "partner": "Dach GmbH",
     "date": "2026-05-01", "commission": {"amount": "75", "currency": "EUR"}},
    {"op": "edit_referral", "referral": "out", "outcome": "won", "commission": "80",
     "what_for": "gutters"},
    {"op": "add_referral", "ref": "wrong", "from": "bo", "to": "cy"},
    {"op": "edit_referral", "referral": "wrong", "from": "ann", "reason": "it was Ann"},
    {"op": "remove_referral", "referral": "wrong"},
]  # fmt: skip


@pytest.fixture
def told(crm: Crm, tmp_path: Path) -> Crm:
    """A file in which each operation was done, and the command line on it."""
    answer = crm("apply", write_lines(tmp_path / "told.jsonl", REWARDS), now=NOVEMBER)
    assert "REFUSED" not in answer.out, answer.out
    return lambda *arguments: crm(*arguments, now=NOVEMBER)


def test_every_operation_is_done_and_the_file_is_sound(told: Crm) -> None:
    assert told("check", "--json").json["ok"]


def test_a_rule_is_kept_as_it_was_said(told: Crm) -> None:
    (rule,) = told("list", "rewards", "--json").json
    assert rule.items() >= {
        "name": "Ten percent", "percent": "10", "amount": None, "currency": "EUR",
        "for": "referrer", "earned_when": "paid", "first_sales": None, "within_months": 24,
        "without_tax": True, "minimum": None, "valid_from": None, "valid_until": None,
        "expires_after_days": 365, "state": "on",
        "cap": {"amount": "100.00", "currency": "EUR"},
        "year_cap": {"amount": "500.00", "currency": "EUR"},
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kept"), [({}, 1), ({"first_sales": 3}, 3)] + [
        ({"first_sales": value}, None) for value in (0, None, "all", "ALL ")
    ],
)  # fmt: skip
def test_how_many_sales_count(
    crm: Crm, tmp_path: Path, given: dict[str, Any], kept: int | None
) -> None:
    line = {"op": "add_reward_rule", "name": "x", "percent": "5", **given}
    assert crm("apply", write_lines(tmp_path / "l", [line])).status == 0
    assert crm("list", "rewards", "--json").json[0]["first_sales"] == kept


def test_one_of_percent_and_amount_takes_the_place_of_the_other(crm: Crm, tmp_path: Path) -> None:
    lines = [
        {"op": "add_reward_rule", "ref": "r", "name": "x", "percent": "5"},
        {"op": "edit_reward_rule", "rule": "r", "amount": "20", "currency": "USD"},
    ]
    assert crm("apply", write_lines(tmp_path / "l", lines)).status == 0
    (rule,) = crm("list", "rewards", "--json").json
    assert (rule["percent"], rule["amount"]) == (None, {"amount": "20.00", "currency": "USD"})
    lines = [{"op": "edit_reward_rule", "rule": "x", "percent": "7.5"}]
    assert crm("apply", write_lines(tmp_path / "l", lines)).status == 0
    (rule,) = crm("list", "rewards", "--json").json
    assert (rule["percent"], rule["amount"]) == ("7.5", None)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"op": "add_reward_rule", "percent": 5}, "field_missing"),
        ({"op": "add_reward_rule", "name": "x"}, "rule_percent_or_amount"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "amount": "5"},
         "rule_percent_or_amount"),
        ({"op": "add_reward_rule", "name": "x", "percent": 0}, "bad_percent"),
        ({"op": "add_reward_rule", "name": "x", "percent": 101}, "bad_percent"),
        ({"op": "add_reward_rule", "name": "x", "amount": "-5"}, "not_positive"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "for": "me"}, "not_a_choice"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "first_sales": "many"},
         "field_wrong"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "first_sales": -1},
         "not_in_range"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "valid_from": "2026-02-01",
          "valid_until": "2026-01-01"}, "valid_ends_first"),
        ({"op": "add_reward_rule", "name": "x", "amount": "5", "currency": "EUR",
          "cap": {"amount": "1", "currency": "USD"}}, "two_currencies"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5, "cap": {"currency": "USD"}},
         "field_missing"),
        ({"op": "add_reward_rule", "name": "x", "percent": 5,
          "cap": {"amount": "1", "per": "day"}}, "field_unknown"),
        ({"op": "edit_reward_rule", "rule": 99, "percent": 5}, "no_such_reward_rule"),
        ({"op": "edit_reward_rule", "rule": "nothing", "percent": 5}, "unknown_ref"),
        ({"op": "remove_reward_rule", "rule": 99}, "no_such_reward_rule"),
        ({"op": "set_reward", "referral": 1}, "field_missing"),
        ({"op": "set_reward", "referral": 1, "amount": "5"}, "no_reason"),
        ({"op": "set_reward", "referral": 9, "amount": "5", "reason": "x"}, "no_such_referral"),
        ({"op": "set_reward", "referral": 1, "client": 3, "amount": "5", "reason": "x"},
         "not_referral_of"),
        ({"op": "set_credit_expiry", "payment": 1}, "field_missing"),
        ({"op": "set_credit_expiry", "payment": 1, "expires_on": None},
         "not_a_referral_credit"),
        ({"op": "edit_referral", "referral": 1, "from": 3}, "no_reason"),
        ({"op": "edit_referral", "referral": 1, "from": 2, "reason": "x"}, "self_referral"),
        ({"op": "edit_referral", "referral": 1, "outcome": "maybe"}, "not_a_choice"),
        ({"op": "edit_referral", "referral": 1, "commission": "5"}, "commission_only_out"),
        ({"op": "remove_referral", "referral": 9}, "no_such_referral"),
        ({"op": "add_referral", "from": 2, "to": 1}, "referral_circle"),
        ({"op": "add_referral", "from": 3, "to": 2}, "has_referrer"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_bad_lines_are_refused_by_their_code(
    crm: Crm, tmp_path: Path, story: Path, line: dict[str, Any], code: str, language: str
) -> None:
    assert story
    answer = crm("--lang", language, "apply", write_lines(tmp_path / "one.jsonl", [line]))
    assert answer.status == 1
    assert answer.out.startswith(f"REFUSED 1 {code}: "), answer.out
    assert "reason:" not in answer.out.removeprefix(f"REFUSED 1 {code}: ")
    assert "{" not in answer.out


def test_a_second_rule_of_a_name_needs_an_id(crm: Crm, tmp_path: Path) -> None:
    rule = {"op": "add_reward_rule", "name": "x", "percent": "5"}
    lines = [rule, rule, {"op": "edit_reward_rule", "rule": "X", "percent": "6"}]
    out = crm("apply", write_lines(tmp_path / "l", lines)).out
    assert out.splitlines()[2].startswith("REFUSED 3 ambiguous_number: ")
    lines = [{"op": "edit_reward_rule", "rule": 2, "percent": "6"}]
    assert crm("apply", write_lines(tmp_path / "l", lines)).status == 0


def test_referrals_are_listed_with_purpose_and_commission(told: Crm) -> None:
    given, came = sorted(
        told("list", "referrals", "--json").json, key=lambda row: str(row["direction"] == "in")
    )
    assert given["commission"] == {"amount": "80.00", "currency": "EUR"}
    assert (given["what_for"], given["outcome"]) == ("gutters", "won")
    assert given["outcome_by_hand"]
    assert (came["what_for"], came["commission"], came["outcome_by_hand"]) == (
        "a new roof",
        None,
        False,
    )
    words = told("list", "referrals").out
    assert "80.00 EUR" in words
    assert "a new roof" in words


@pytest.mark.parametrize("what", ["referrals", "rewards", "league", "sources"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_lists_in_words(told: Crm, what: str, language: str) -> None:
    rows = told("list", what, "--json").json
    answer = told("--lang", language, "list", what)
    assert (answer.status, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == len(rows) + 1
    assert told("list", what, "--limit", "0", "--json").json == []


def test_the_league_of_a_period(told: Crm) -> None:
    (row,) = told("list", "league", "--json").json
    assert row["client"]["name"] == "Ann Lee"
    assert (row["sent"], row["won"], row["lost"], row["pending"]) == (1, 1, 0, 0)
    assert row["won_percent"] == "100.0"
    assert row["worth"] == [{"amount": "500.00", "currency": "EUR"}]
    assert told("list", "league", "--from", "2026-03-01", "--until", "2026-03-01", "--json").json
    assert told("list", "league", "--from", "2026-03-02", "--json").json == []
    assert told("list", "league", "--until", "2026-02-28", "--json").json == []


def test_sources_count_clients(told: Crm) -> None:
    rows = told("list", "sources", "--json").json
    referred = next(row for row in rows if row["referred"])
    assert (referred["clients"], referred["won"]) == (1, 1)
    assert sum(row["clients"] for row in rows) == len(told("list", "clients", "--json").json)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("list", "credits"), 2),
        (("list", "league", "id:1"), 2),
        (("list", "sales", "--from", "2026-01-01"), 2),
        (("list", "league", "--from", "yesterday"), 1),
        (("list", "league", "--from", "2026-02-01", "--until", "2026-01-01"), 1),
        (("list", "credits", "nobody at all"), 1),
        (("add", "referral", "--from", "id:1", "--to", "id:3", "--commission", "5"), 2),
        (("add", "referral", "--from", "id:1", "--to", "id:3", "--currency", "EUR"), 2),
        (("add", "referral", "--out", "--client", "id:1", "--partner", "x",
          "--commission", "0"), 1),
    ],
)  # fmt: skip
def test_what_is_asked_for_in_vain(told: Crm, arguments: tuple[str, ...], status: int) -> None:
    answer = told(*arguments)
    assert answer.status == status
    assert answer.complaint


def test_a_referral_is_added_with_purpose_and_commission(told: Crm) -> None:
    answer = told(
        "add", "referral", "--out", "--client", "id:1", "--partner", "Dach GmbH",
        "--what-for", "windows", "--commission", "12.50", "--currency", "USD", "--json",
    )  # fmt: skip
    rows = told("list", "referrals", "--json").json
    (row,) = [row for row in rows if row["id"] == answer.json["id"]]
    assert row["what_for"] == "windows"
    assert row["commission"] == {"amount": "12.50", "currency": "USD"}
    sent = told("card", "id:1", "--json").json["sent_out"]
    assert sent[0]["commission"] == {"amount": "12.50", "currency": "USD"}


def test_the_card_says_what_came_of_those_sent(told: Crm) -> None:
    card = told("card", "id:1", "--json").json
    summary = card["referral_summary"]
    assert (summary["sent"], summary["won"]) == (1, 1)
    assert summary["worth"] == [{"amount": "500.00", "currency": "EUR"}]
    assert card["referred"][0]["what_for"] == "a new roof"
    assert "Sent 1, won 1, worth 500.00 EUR" in told("card", "id:1").out
    other = told("card", "id:3", "--json").json
    assert (other["referral_summary"]["sent"], other["reward_credits"]) == (0, [])
    assert told("card", "id:2", "--json").json["referred_by_referral"] == 1


def test_a_credit_follows_the_rule_to_the_card_and_the_lists(told: Crm) -> None:
    """10% of 500.00 is 50.00, below both caps; Ann has it until a year after today.

    What was posted before it, and for the owner's word while that held, was taken back.
    """
    fifty = {"amount": "50.00", "currency": "EUR"}
    credit, by_hand, first = told("list", "credits", "id:1", "--json").json
    assert (by_hand["rule"], by_hand["taken_back"]["amount"]) == (None, "80.00")
    assert first["taken_back"] == first["amount"] == fifty
    assert credit.items() >= {
        "amount": fifty, "left": fifty, "on": "2026-11-22", "expires_on": "2027-11-22",
        "referral": 1, "rule": {"id": 1, "name": "Ten percent"},
        "spent": {"amount": "0.00", "currency": "EUR"},
    }.items()  # fmt: skip
    assert credit["client"]["name"] == "Ann Lee"
    assert credit["referred"]["name"] == "Bo Berg"
    card = told("card", "id:1", "--json").json
    assert card["reward_credits"] == [credit, by_hand, first]
    assert card["referral_summary"]["left"] == [fifty]
    assert card["referral_summary"]["expires"] == {**fifty, "on": "2027-11-22"}
    assert card["credit"] == [fifty]
    words = told("card", "id:1").out
    assert "Sent 1, won 1, worth 500.00 EUR; credit 50.00 EUR left" in words
    assert "50.00 EUR" in told("list", "credits", "id:1").out
    (rule,) = told("list", "rewards", "--json").json
    assert (rule["credits"], rule["earned"]) == (1, [fifty])
    came = next(r for r in told("list", "referrals", "--json").json if r["direction"] == "in")
    assert came["reward"] == [fifty]
    assert told("list", "league", "--json").json[0]["reward"] == [fifty]


def test_thanks_are_due_today_and_said(told: Crm) -> None:
    thanks = [row for row in told("list", "followups", "--json").json if row["code"] == "thanks"]
    assert [row["text"] for row in thanks] == ["Thank Ann Lee for sending Bo Berg"]
    assert thanks[0]["referred"]["name"] == "Bo Berg"
    assert thanks[0]["due"] == "2026-11-22"
    assert "感谢Ann Lee介绍了Bo Berg" in told("--lang", "zh_CN", "list", "followups").out


def test_a_credit_s_last_day_is_the_owner_s_to_say(told: Crm, tmp_path: Path) -> None:
    credit = told("list", "credits", "id:1", "--json").json[0]
    line = {"op": "set_credit_expiry", "payment": credit["payment"], "expires_on": "2026-12-31"}
    answer = told("apply", write_lines(tmp_path / "l", [line]))
    assert answer.out == f"ACK 1 {credit['payment']}\n"
    assert told("list", "credits", "id:1", "--json").json[0]["expires_on"] == "2026-12-31"
    line["expires_on"] = None
    assert told("apply", write_lines(tmp_path / "l", [line])).status == 0
    assert told("list", "credits", "id:1", "--json").json[0]["expires_on"] is None


def test_a_rule_that_earned_is_not_removed(told: Crm, tmp_path: Path) -> None:
    line = {"op": "remove_reward_rule", "rule": 1}
    out = told("apply", write_lines(tmp_path / "l", [line])).out
    assert out.startswith("REFUSED 1 rule_earned: ")


def test_json_of_apply_has_the_id_of_what_was_removed(told: Crm, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "l", [{"op": "remove_referral", "referral": 1}])
    answer = told("apply", path, "--json")
    assert answer.json["done"] == [{"line": 1, "id": 1}]
    assert json.dumps(told("list", "league", "--json").json) == "[]"
