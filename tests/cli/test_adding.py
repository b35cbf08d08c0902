"""`add`: what is recorded, what is answered, what is refused."""

from pathlib import Path

import pytest
from tests.cli.conftest import Crm


@pytest.fixture(autouse=True)
def _told(story: Path) -> None:
    """Every test here knows the story."""


def test_a_client_with_everything(crm: Crm) -> None:
    answer = crm(
        "add", "client", "--name", "Carla", "--organisation", "Carla & Söhne", "--code", "K1",
        "--phone", "030 9876543", "--phone", "+49 171 1", "--email", "c@x.example",
        "--level", "preferred", "--note", "likes tea", "--currency", "chf",
        "--referred-by", "id:1", "--json",
    )  # fmt: skip
    assert (answer.status, answer.err) == (0, "")
    assert answer.json == {"id": 4, "name": "Carla"}
    card = crm("card", "id:4", "--json").json
    assert card["client"]["currency"] == "CHF"
    assert card["client"]["level"] == "preferred"
    assert [phone["number"] for phone in card["phones"]] == ["030 9876543", "+49 171 1"]
    assert card["referred_by"]["id"] == 1
    assert card["recent_notes"][0]["text"] == "likes tea"


def test_words_say_what_was_added(crm: Crm) -> None:
    assert crm("add", "client", "--name", "Carla\x1b[31m").out.startswith("Client Carla")
    assert "\x1b" not in crm("add", "client", "--name", "Dora\x1b[31m").out


def test_a_note_may_begin_with_a_dash(crm: Crm) -> None:
    assert crm("add", "note", "id:3", "--pin", "--", "- rings twice").status == 0
    assert crm("card", "id:3", "--json").json["pinned_notes"][0]["text"] == "- rings twice"


def test_a_sale_is_numbered_and_due_after_the_term(crm: Crm) -> None:
    answer = crm("add", "sale", "id:3", "--title", "Lamp", "--amount", "12.50", "--json")
    assert (
        answer.json.items()
        >= {
            "number": "S-2026-0003",
            "title": "Lamp",
            "on": "2026-05-12",
            "due": "2026-06-11",
            "status": "delivered",
        }.items()
    )
    assert answer.json["total"]["amount"] == "12.50"


def test_an_ordered_sale_has_no_due_date(crm: Crm) -> None:
    answer = crm(
        "add", "sale", "id:3", "--title", "Lamp", "--amount", "12", "--currency", "JPY",
        "--date", "2026-05-01", "--status", "ordered", "--json",
    )  # fmt: skip
    assert answer.json["due"] is None
    assert answer.json["total"] == {"amount": "12", "currency": "JPY"}


def test_a_payment_settles_the_oldest_and_says_what_is_left(crm: Crm) -> None:
    answer = crm("add", "payment", "id:1", "500", "--method", "cash", "--json")
    assert [part["number"] for part in answer.json["settled"]] == ["S-2024-0001", "S-2026-0001"]
    assert answer.json["settled"][0]["amount"] == {"amount": "480.00", "currency": "EUR"}
    assert answer.json["owed"][0]["amount"] == "100.50"
    assert answer.json["credit"] == []
    assert answer.json["free"] == {"amount": "0.00", "currency": "EUR"}


def test_a_payment_in_words(crm: Crm) -> None:
    lines = crm("add", "payment", "id:1", "700").out.splitlines()
    assert lines[0] == "Payment of 700.00 EUR from Ann Lee recorded"
    assert lines[1] == "Settled: 480.00 EUR of sale S-2024-0001, Piano tuning"
    assert lines[-2] == "Not used yet: 99.50 EUR, kept as credit"
    assert lines[-1] == "Still owed: nothing"


def test_a_payment_for_named_sales_settles_just_these(crm: Crm) -> None:
    answer = crm("add", "payment", "id:1", "200", "--sale", "S-2026-0001", "--json")
    assert [part["number"] for part in answer.json["settled"]] == ["S-2026-0001"]
    assert answer.json["credit"] == [{"amount": "79.50", "currency": "EUR"}]
    assert answer.json["owed"][0]["amount"] == "480.00"


@pytest.mark.parametrize("number", ["S-2026-0002", "S-9", "", "%"])
def test_a_payment_for_a_sale_of_somebody_else_or_none_is_refused(crm: Crm, number: str) -> None:
    answer = crm("add", "payment", "id:1", "200", f"--sale={number}", "--json")
    assert answer.status == 1
    assert answer.json["error"] == "no_sale_of_number"
    assert crm("list", "payments", "--json").json[0]["client"]["id"] == 2


@pytest.mark.parametrize("amount", ["-5", "0", "12,50", "1e3", "NaN", "abc", "", "1.005", "9" * 40])
def test_an_amount_that_is_none_changes_nothing(crm: Crm, amount: str) -> None:
    answer = crm("add", "payment", "--json", "--", "id:1", amount)
    assert answer.status == 1
    assert answer.json["error"] in {
        "not_an_amount", "not_positive", "too_many_decimals", "amount_too_large",
    }  # fmt: skip
    assert answer.json["field"] == "amount"
    assert answer.complaint == answer.json["message"]
    assert len(crm("list", "payments", "--json").json) == 1


def test_a_negative_amount_needs_no_dashes_before_it(crm: Crm) -> None:
    assert crm("add", "payment", "id:1", "-5", "--json").json["error"] == "not_positive"


@pytest.mark.parametrize(
    "day", ["12.5.2026", "2026-5-1", "2026-02-30", "20260501", "tomorrow", "2026-W01-1", ""]
)
def test_a_date_that_is_none_is_refused_with_its_field(crm: Crm, day: str) -> None:
    for field in ("date", "due"):
        answer = crm(
            "add", "sale", "id:1", "--title", "x", "--amount", "1", f"--{field}={day}", "--json"
        )
        assert answer.status == 1
        assert (answer.json["error"], answer.json["field"]) == ("not_a_date", field)
        assert "2026-05-12" in answer.complaint


def test_other_refusals_of_the_services_come_through(crm: Crm) -> None:
    cases = [
        (("add", "client", "--name", " "), "no_name"),
        (("add", "client", "--name", "X", "--currency", "ABC"), "unknown_currency"),
        (("add", "client", "--name", "X", "--code", "C-7"), "code_taken"),
        (("add", "client", "--name", "X", "--referred-by", "id:99"), "no_client_of_id"),
        (("add", "referral", "--from", "id:1", "--to", "id:1"), "self_referral"),
        (("add", "note", "id:1", "  "), "no_text"),
        (("add", "client", "--name", "bad \udce4 bytes"), "not_text"),
    ]
    for arguments, code in cases:
        answer = crm(*arguments, "--json")
        assert (answer.status, answer.json["error"]) == (1, code), arguments
        assert "reason:" not in answer.complaint, code


def test_referrals_in_both_directions(crm: Crm) -> None:
    assert crm("add", "referral", "--from", "id:2", "--to", "id:3", "--json").json["id"] == 2
    out = crm(
        "add", "referral", "--out", "--client", "id:2", "--partner", "Dach GmbH",
        "--date", "2026-05-01", "--json",
    )  # fmt: skip
    assert out.json["id"] == 3
    rows = crm("list", "referrals", "--json").json
    (given,) = [row for row in rows if row["direction"] == "out"]
    assert (given["client"]["id"], given["counterpart"]["name"]) == (2, "Dach GmbH")
    again = crm("add", "referral", "--out", "--client", "id:3", "--partner", "id:4", "--json")
    assert again.status == 0
    assert len(crm("list", "clients", "--json").json) == 4


@pytest.mark.parametrize(
    "options",
    [
        ("--from", "id:1"),
        ("--to", "id:1"),
        (),
        ("--out", "--client", "id:1"),
        ("--out", "--from", "id:1", "--to", "id:2"),
        ("--from", "id:1", "--to", "id:2", "--partner", "x"),
    ],
)
def test_half_a_referral_is_wrong_usage(crm: Crm, options: tuple[str, ...]) -> None:
    answer = crm("add", "referral", *options)
    assert answer.status == 2
    assert "--partner" in answer.complaint
