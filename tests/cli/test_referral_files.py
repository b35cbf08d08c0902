"""Referrals in files: brought in, exported, in an export of everything, on paper."""

import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.cli.conftest import Crm, write_lines
from tests.cli.test_referrals import NOVEMBER, REWARDS

OVERRIDE = {"op": "set_reward", "referral": 1, "amount": "80", "reason": "an old friend"}


@pytest.fixture
def told(crm: Crm, tmp_path: Path) -> Crm:
    """A file with referrals in both directions, a rule, credit, an override and what to do."""
    answer = crm("apply", write_lines(tmp_path / "told.jsonl", [*REWARDS, OVERRIDE]), now=NOVEMBER)
    assert answer.status == 0, answer.out
    return lambda *arguments: crm(*arguments, now=NOVEMBER)


@pytest.fixture
def other(run: Crm, tmp_path: Path) -> Crm:
    """Run the command line on another, empty data file."""
    options = ("--data-dir", tmp_path / "other", "--lang", "en", "--now", NOVEMBER)
    return lambda *arguments: run(*options, *arguments)


def words_of(path: Path) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return " ".join(text.split())


def test_everything_comes_out_equal_with_rules_overrides_credit_and_follow_ups(
    told: Crm, other: Crm, tmp_path: Path
) -> None:
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    assert told("export", "everything", before).status == 0
    tables = json.loads(before.read_bytes())["tables"]
    (rule,) = tables["reward_rule"]
    assert (rule["percent"], rule["cap"]) == ("10", {"amount": "100.00", "currency": "EUR"})
    assert tables["reward_override"][0]["amount"] == {"amount": "80.00", "currency": "EUR"}
    assert {row["code"] for row in tables["follow_up"]} == {"thanks"}
    assert any(row["reward_rule_id"] == rule["id"] for row in tables["payment"])
    assert other("import", before, "--json").json["kind"] == "everything"
    assert other("export", "everything", after).status == 0
    assert after.read_bytes() == before.read_bytes()
    assert other("check", "--json").json["ok"]
    for what in ("rewards", "league", "referrals", "followups"):
        assert other("list", what, "--json").json == told("list", what, "--json").json
    assert other("card", "id:1", "--json").json == told("card", "id:1", "--json").json
    assert other("undo").status == 0
    assert other("list", "rewards", "--json").json == []


@pytest.mark.parametrize(
    ("table", "change", "code"),
    [
        ("reward_rule", {"percent": "ten"}, "export_damaged"),
        ("reward_rule", {"recipients": "nobody"}, "export_damaged"),
        ("reward_rule", {"cap": "100"}, "export_damaged"),
        ("reward_rule", {"percent": "20"}, "export_unsound"),
        ("reward_override", {"amount": {"amount": "90.00", "currency": "EUR"}}, "export_unsound"),
        ("reward_override", {"client_id": 77}, "export_unsound"),
        ("follow_up", {"code": "party"}, "export_damaged"),
        ("referral", {"counterpart_id": 77}, "export_unsound"),
    ],
)
def test_an_export_that_was_tampered_with_is_refused(
    told: Crm, other: Crm, tmp_path: Path, table: str, change: dict[str, Any], code: str
) -> None:
    # Without an override the credit is the rule's.
    if table == "reward_rule":
        told("undo")
    path = tmp_path / "a.json"
    told("export", "everything", path)
    document = json.loads(path.read_bytes())
    document["tables"][table][0].update(change)
    path.write_text(json.dumps(document), "utf-8")
    answer = other("import", path, "--json")
    assert (answer.status, answer.json["error"]) == (1, code)
    assert other("list", "clients", "--json").json == []


def test_exported_referrals_come_in_again(told: Crm, other: Crm, tmp_path: Path) -> None:
    for what in ("clients", "sales", "payments", "referrals"):
        assert told("export", what, tmp_path / f"{what}.csv").status == 0
    names = [tmp_path / f"{what}.csv" for what in ("referrals", "payments", "sales", "clients")]
    answer = other("import", *names, "--json").json
    assert [file["kind"] for file in answer["files"]][-1] == "referrals"
    # Credits are no money that could come in; all else is taken.
    assert {row["why"] for row in answer["skipped"]} == {"no_amount"}
    assert [row["kind"] for row in other("list", "payments", "--json").json] == ["payment"]

    def those(crm: Crm) -> set[tuple[object, ...]]:
        return {
            (
                *(row["direction"], row["client"]["name"], row["counterpart"]["name"], row["on"]),
                *(row["outcome"], row["what_for"], json.dumps(row["commission"])),
            )
            for row in crm("list", "referrals", "--json").json
        }

    assert those(other) == those(told)
    again = other("import", tmp_path / "referrals.csv", "--json").json
    assert (again["added"], again["merged"], again["import_id"]) == (0, 0, None)


def test_a_list_of_referrals_is_one_action(told: Crm, tmp_path: Path) -> None:
    path = tmp_path / "sent.csv"
    path.write_text(
        "Referrer,Client,Date,What for\nBo Berg,Cy Cole,2026-06-01,gates\nCy Cole,Ann Lee,,\n"
        "Cy Cole,Cy Cole,,\nAnn Lee,Nobody,,\nAnn Lee,Dach GmbH,2026-06-02,\n",
        "utf-8",
    )
    answer = told("import", path, "--as", "referrals", "--json").json
    assert (answer["read"], answer["added"]) == (5, 2)
    assert [(row["row"], row["why"]) for row in answer["skipped"]] == [
        (2, "referral_circle"),
        (3, "self_referral"),
        (4, "unknown_client"),
    ]
    assert Path(answer["rejects"]).is_file()
    assert len(told("list", "referrals", "--json").json) == 4
    words = told("import", path)
    assert "Row 2: " in words.out
    assert told("undo").status == 0
    assert len(told("list", "referrals", "--json").json) == 2


def test_whose_referrer_cannot_be_comes_in_without(told: Crm, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "Name,Phone,推荐人\nDi Dunn,030 1111111,Ed Eyre\nEd Eyre,030 2222222,Ed Eyre\n"
        "Bo Berg,,Cy Cole\n",
        "utf-8",
    )
    answer = told("import", path, "--json").json
    assert answer["added"] == 2
    assert [(row["row"], row["why"]) for row in answer["skipped"]] == [
        (2, "self_referral"),
        (3, "has_referrer"),
    ]
    card = told("card", "Di Dunn", "--json").json
    assert card["referred_by"]["name"] == "Ed Eyre"  # who comes later in the file
    assert told("import", path, "--json").json["added"] == 0


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Referrers and sources"), ("zh_CN", "介绍人与来源")]
)
def test_the_league_on_paper(told: Crm, tmp_path: Path, language: str, said: str) -> None:
    path = tmp_path / "league.pdf"
    answer = told("--lang", language, "report", "referrals", "--pdf", path, "--json")
    assert (answer.status, answer.json["file"]) == (0, str(path))
    text = words_of(path)
    assert said in text
    assert "Ann Lee" in text
    assert "80.00" in text
    period = ("--from", "2026-03-02", "--until", "2026-12-31")
    assert told("report", "referrals", "--pdf", path, *period).status == 0
    assert "Nobody sent anybody in this period." in words_of(path)


def test_a_letter_of_thanks(told: Crm, tmp_path: Path) -> None:
    path = tmp_path / "thanks.pdf"
    assert told("report", "thanks", "ann lee", "--pdf", path).status == 0
    assert "Dear Ann Lee" in words_of(path)
    assert "80.00 EUR" in words_of(path)
    assert told("report", "thanks", "id:1", "--for", "bo", "--pdf", path).status == 0
    assert "Bo Berg" in words_of(path)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("referrals", "id:1"), 2),
        (("thanks",), 2),
        (("client", "id:1", "--from", "2026-01-01"), 2),
        (("statement", "id:1", "--until", "2026-01-01"), 2),
        (("client", "id:1", "--for", "id:2"), 2),
        (("thanks", "id:3"), 1),
        (("thanks", "id:1", "--for", "id:3"), 1),
        (("thanks", "id:99"), 1),
        (("referrals", "--from", "2026-02-01", "--until", "2026-01-01"), 1),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_reports_that_cannot_be_made(
    told: Crm, tmp_path: Path, arguments: tuple[str, ...], status: int, language: str
) -> None:
    path = tmp_path / "x.pdf"
    answer = told("--lang", language, "report", *arguments, "--pdf", path)
    assert answer.status == status
    assert answer.complaint
    assert not path.exists()


CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Bo Berg
TEL;TYPE=CELL:+1 415 555 0100
item1.X-ABRELATEDNAMES:Ann Lee
item1.X-ABLabel:REFERRED_BY
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Ann Lee
ORG:Lee Music
EMAIL:ann@lee.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Cy Cole
item1.X-ABRELATEDNAMES:Cy Cole
item1.X-ABLabel:_$!<Referrer>!$_
END:VCARD
BEGIN:VCARD
VERSION:3.0
NOTE:whose is this
END:VCARD
"""


def test_contacts_come_in_with_who_sent_them(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "people.vcf"
    path.write_text(CARDS, "utf-8")
    answer = crm("import", path, "--json").json
    assert (answer["read"], answer["added"], answer["kind"]) == (4, 3, "clients")
    assert [(row["row"], row["why"]) for row in answer["skipped"]] == [
        (3, "self_referral"),
        (4, "no_name"),
    ]
    rejects = Path(answer["rejects"]).read_text("utf-8-sig")
    assert "whose is this" in rejects
    assert "FN:Cy Cole" in rejects
    card = crm("card", "bo berg", "--json").json
    assert card["referred_by"]["name"] == "Ann Lee"  # who comes later in the file
    assert crm("import", path, "--json").json["added"] == 0
    assert crm("undo").status == 0
    assert crm("list", "clients", "--json").json == []


def test_exported_contacts_come_in_again(crm: Crm, other: Crm, story: Path, tmp_path: Path) -> None:
    assert story
    path = tmp_path / "people.vcf"
    assert crm("export", "clients", path, "--json").json["rows"] == 3
    lines = path.read_bytes().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"RELATED;TYPE=x-referred-by;VALUE=text:Ann Lee" in lines
    assert other("import", path, "--json").json["added"] == 3
    bob = other("card", "O'Brien", "--json").json
    assert bob["referred_by"]["name"] == "Ann Lee"
    ann = other("card", "Ann Lee", "--json").json
    assert ann["client"].items() >= {"code": "C-7", "level": "vip", "currency": "EUR"}.items()
    assert ann["client"]["organisation"] == "Lee Music"
    assert ann["client"]["tags"] == ["piano"]
    assert [phone["label"] for phone in ann["phones"]] == [None, "fax"]
    assert any("then the door." in note["text"] for note in ann["recent_notes"])
    assert other("card", "张伟", "--json").json["client"]["name"] == "张伟"
    assert crm("import", path, "--json").json["added"] == 0
