"""`find`, `card` and `list`: their JSON to the letter, their words for people."""

from pathlib import Path

import pytest
from tests.cli.conftest import Crm

EUR_ANN = {
    "amount": "600.50",
    "currency": "EUR",
    "overdue": "480.00",
    "not_due": "120.50",
    "unbilled": "0.00",
}


@pytest.fixture(autouse=True)
def _told(story: Path) -> None:
    """Every test here knows the story."""


def test_find_lists_clients_with_what_they_owe(crm: Crm) -> None:
    hit, by_referrer = crm("find", "ann", "--json").json
    assert {"kind": "referrer", "text": "Ann Lee, Lee Music"} in by_referrer["matched_on"]
    assert hit.keys() >= {"id", "name", "organisation", "level", "phones", "matched_on", "owed"}
    assert (hit["id"], hit["name"], hit["organisation"]) == (1, "Ann Lee", "Lee Music")
    assert hit["level"] == "vip"
    assert hit["owed"] == [EUR_ANN]
    assert hit["phones"][0] == {
        "number": "+1 415 555 0100",
        "e164": "+14155550100",
        "extension": None,
        "label": None,
        "of": None,
    }
    assert {"kind": "name", "text": "Ann Lee"} in hit["matched_on"]


@pytest.mark.parametrize("query", ["nobody at all", "%", '"', "", "\udce4", "AND", "-5"])
def test_finding_nobody_is_no_error(crm: Crm, query: str) -> None:
    answer = crm("find", "--json", "--", query)
    assert answer.status == 0
    assert isinstance(answer.json, list)
    assert answer.err == ""


def test_nobody_is_said_in_words(crm: Crm) -> None:
    assert crm("find", "nobody at all").out == "Nobody was found.\n"


def test_the_limit_holds_and_is_told(crm: Crm) -> None:
    assert len(crm("find", "ann", "--limit", "1", "--json").json) == 1
    assert "--limit" in crm("find", "ann", "--limit", "1").out


def test_words_are_aligned_though_chinese_is_wide(crm: Crm) -> None:
    lines = crm("list", "clients").out.splitlines()
    assert len(lines) == 4
    column = lines[0].index("Organisation")
    zhang = next(line for line in lines if "张伟" in line)
    assert zhang.index("上海明珠") == column - len("张伟")


def test_card(crm: Crm) -> None:
    card = crm("card", "id:1", "--json").json
    assert card.keys() >= {
        "client", "phones", "owed", "credit", "overdue", "pinned_notes", "recent_notes",
        "last_interactions", "last_sales", "referred_by", "referred", "contact_people",
        "open_quotes", "follow_ups", "tickets",
    }  # fmt: skip
    client = card["client"]
    assert client.items() >= {
        "id": 1, "name": "Ann Lee", "organisation": "Lee Music", "level": "vip",
        "kind": "person", "code": "C-7", "lifecycle": "active", "currency": "EUR",
        "source": None,
    }.items()  # fmt: skip
    assert client["tags"] == ["piano"]
    assert [phone["label"] for phone in card["phones"]] == [None, "fax"]
    assert card["owed"] == [EUR_ANN]
    assert card["credit"] == []
    (late,) = card["overdue"]
    assert (
        late.items()
        >= {
            "number": "S-2024-0001",
            "title": "Piano tuning",
            "due": "2024-03-14",
            "days": 789,
        }.items()
    )
    assert late["open"] == {"amount": "480.00", "currency": "EUR"}
    (pinned,) = card["pinned_notes"]
    assert pinned.keys() >= {"text", "at", "pinned"}
    assert (pinned["text"], pinned["pinned"]) == ("Rings twice,\nthen the door.", True)
    assert pinned["at"] == "2026-05-12T08:42:00.000Z"
    assert "Prefers mornings." in [note["text"] for note in card["recent_notes"]]
    assert card["last_interactions"][0]["summary"] == "Asked for a date"
    assert [sale["title"] for sale in card["last_sales"]] == ["New strings", "Piano tuning"]
    assert (
        card["last_sales"][0].items()
        >= {
            "on": "2026-05-01",
            "status": "delivered",
            "payment_status": "unpaid",
        }.items()
    )
    assert card["last_sales"][0]["total"] == {"amount": "120.50", "currency": "EUR"}
    assert card["last_sales"][0]["open"] == {"amount": "120.50", "currency": "EUR"}
    assert card["referred_by"] is None
    (sent,) = card["referred"]
    assert sent["client"]["name"] == "Bob O'Brien"
    assert sent["outcome"] in {"pending", "won"}
    assert sent["on"] == "2026-01-01"
    assert sent["paid_value"] == [{"amount": "100.00", "currency": "USD"}]
    assert (card["open_quotes"], card["tickets"]) == ([], [])
    assert [(todo["text"], todo["code"]) for todo in card["follow_ups"]] == [
        ("Thank Ann Lee for sending Bob O'Brien", "thanks"),
        ("Call back", None),
    ]


def test_whoever_was_sent_has_the_sender_on_the_card(crm: Crm) -> None:
    card = crm("card", "O'Brien", "--json").json
    assert card["referred_by"] == {
        "id": 1,
        "name": "Ann Lee",
        "organisation": "Lee Music",
        "level": "vip",
    }


def test_the_card_in_words_says_first_what_is_owed(crm: Crm) -> None:
    lines = crm("card", "id:1").out.splitlines()
    assert lines[0] == "Ann Lee · Lee Music · VIP  (id:1)"
    assert lines[1] == (
        "Owes 600.50 EUR, oldest since 14 March 2024: Piano tuning, not reminded yet"
    )
    text = "\n".join(lines)
    for expected in ("Rings twice,", "then the door.", "Bob O'Brien", "Call back", "C-7"):
        assert expected in text
    assert crm("card", "张伟").out.splitlines()[1] == "Owes nothing, nothing sold yet"


def test_the_card_in_chinese(run: Crm, data: Path) -> None:
    answer = run(
        "--data-dir", data, "--lang", "zh_CN", "--now", "2026-05-12T08:42Z", "card", "id:1"
    )
    assert "欠" in answer.out.splitlines()[1]


@pytest.mark.parametrize("query", ["id:99", "id:0", "id:" + "9" * 40, "nobody at all", ""])
def test_a_client_who_is_not_there_is_refused(crm: Crm, query: str) -> None:
    answer = crm("card", query, "--json")
    assert answer.status == 1
    assert answer.json["error"] in {"not_found", "no_client_of_id"}
    assert answer.json["message"] == answer.complaint


def test_a_query_of_several_lists_them(crm: Crm) -> None:
    crm("add", "client", "--name", "Ann Lee", "--phone", "+44 20 7946 0000")
    answer = crm("card", "ann lee", "--json")
    assert answer.status == 1
    assert answer.json["error"] == "ambiguous"
    assert {found["id"] for found in answer.json["candidates"]} == {1, 4}
    assert answer.json["candidates"][0].keys() >= {"id", "name", "organisation", "level", "phones"}
    assert "id:1" in answer.complaint
    assert "id:4" in answer.complaint


def test_bare_digits_are_a_query_and_never_an_id(crm: Crm) -> None:
    assert crm("card", "1", "--json").status in {0, 1}
    assert crm("card", "5550100", "--json").json["client"]["id"] == 1


@pytest.mark.parametrize(
    ("what", "keys"),
    [
        ("clients", {"id", "name", "organisation", "level", "code", "owed", "credit"}),
        ("sales", {"id", "client", "number", "title", "on", "due", "status", "total", "open"}),
        ("payments", {"id", "client", "kind", "amount", "on", "method", "free", "settled"}),
        ("referrals", {"id", "client", "counterpart", "direction", "on", "outcome", "paid_value"}),
        ("overdue", {"client", "owed", "oldest_due", "days"}),
        ("followups", {"id", "client", "text", "due"}),
    ],
)
def test_lists(crm: Crm, what: str, keys: set[str]) -> None:
    rows = crm("list", what, "--json").json
    assert rows
    assert all(row.keys() >= keys for row in rows)
    assert crm("list", what, "--limit", "0", "--json").json == []
    words = crm("list", what)
    assert (words.status, words.err) == (0, "")
    assert len(words.out.splitlines()) == len(rows) + 1


def test_the_longest_overdue_come_first_with_the_overdue_part(crm: Crm) -> None:
    rows = crm("list", "overdue", "--json").json
    assert [row["client"]["name"] for row in rows] == ["Ann Lee", "Bob O'Brien"]
    assert [row["days"] for row in rows] == [789, 100]
    assert rows[0]["owed"][0]["amount"] == "480.00"
    assert rows[1]["owed"][0].items() >= {"amount": "899.99", "currency": "USD"}.items()
    assert rows[1]["oldest_due"] == "2026-02-01"


def test_the_present_can_be_chosen(crm: Crm) -> None:
    assert crm("list", "overdue", "--json", now="2024-03-14T12:00Z").json == []
    assert crm("list", "overdue", now="2024-03-14T12:00Z").out == "There is nothing to list.\n"


def test_lists_of_an_empty_file_are_empty(run: Crm, tmp_path: Path) -> None:
    for what in ("clients", "sales", "payments", "referrals", "overdue", "followups"):
        assert run("--data-dir", tmp_path / "other", "list", what, "--json").json == []


def test_a_long_list_is_one_document(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Name,Phone\n" + "".join(f"N{n},030 {n + 100000}\n" for n in range(1010)))
    assert crm("import", path).status == 0
    rows = crm("list", "clients", "--json").json
    assert len({row["id"] for row in rows}) == 1013
