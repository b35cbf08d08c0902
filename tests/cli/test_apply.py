"""`apply`: ACK after the commit, REFUSED and on, refs and request ids."""

import io
import json
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Answer, Crm, write_lines
from tests.cli.test_apply_trade import TRADE
from tests.cli.test_care import CARE
from tests.cli.test_label_sheets import SHEETS
from tests.cli.test_referrals import REWARDS

from smallcrm.cli.operations import OPERATIONS


def applied(crm: Crm, tmp_path: Path, *lines: object) -> Answer:
    """Apply lines: objects, or texts as they are."""
    path = tmp_path / "lines.jsonl"
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines),
        "utf-8",
    )
    return crm("apply", path)


def test_every_line_is_acknowledged_with_its_id(crm: Crm, tmp_path: Path) -> None:
    answer = applied(
        crm,
        tmp_path,
        {"op": "add_client", "ref": "c1", "name": "Ann Lee", "phones": ["+1 415 555 0100"]},
        "",
        {"op": "add_sale", "ref": "s1", "client": "c1", "title": "x", "amount": "480.00"},
        {"op": "add_payment", "client": "c1", "amount": 100.5, "sales": ["s1"]},
        {"op": "undo"},
        {"op": "redo"},
        {"op": "add_note", "client": 1, "text": "x", "pinned": True},
    )
    assert answer.out.splitlines() == [
        "ACK 1 1",
        "ACK 3 1",
        "ACK 4 1",
        "ACK 5 -",
        "ACK 6 -",
        "ACK 7 1",
    ]
    assert (answer.status, answer.err) == (0, "")


def test_refused_lines_change_nothing_and_the_rest_go_on(crm: Crm, tmp_path: Path) -> None:
    answer = applied(
        crm,
        tmp_path,
        {"op": "add_client", "ref": "c1", "name": "Ann"},
        {"op": "add_client", "ref": "c1", "name": "Again"},
        {"op": "add_sale", "client": "c1", "title": "x", "amount": "1.005", "currency": "EUR"},
        {"op": "add_sale", "client": "nobody", "title": "x", "amount": "1"},
        {"op": "add_note", "client": 77, "text": "x"},
        {"op": "add_client", "ref": "c2", "name": "Bob"},
    )
    lines = answer.out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["ACK", "1", "1"],
        ["REFUSED", "2", "ref_taken:"],
        ["REFUSED", "3", "too_many_decimals:"],
        ["REFUSED", "4", "unknown_ref:"],
        ["REFUSED", "5", "no_such_client:"],
        ["ACK", "6", "2"],
    ]
    assert answer.status == 1
    assert answer.complaint == "4 lines were refused."


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nonsense", "not_json"),
        ("[1]", "not_json"),
        ('{"op": "undo"', "not_json"),
        ('{"op": "undo", "op": "redo"}', "not_json"),
        ('{"op": "add_client", "name": NaN}', "not_json"),
        ("[" * 5000, "not_json"),
        ("9" * 5000, "not_json"),
        ("{}", "field_missing"),
        ('{"op": 5}', "field_missing"),
        ('{"op": "erase_all"}', "unknown_op"),
        ('{"op": "add_client"}', "field_missing"),
        ('{"op": "add_client", "name": 5}', "field_wrong"),
        ('{"op": "add_client", "name": null}', "field_missing"),
        ('{"op": "add_client", "name": "\\ud800"}', "not_text"),
        ('{"op": "add_client", "name": "x\\u0000"}', "not_text"),
        ('{"op": "add_client", "name": "x", "phone": "1"}', "field_unknown"),
        ('{"op": "add_client", "name": "x", "phones": "1"}', "field_wrong"),
        ('{"op": "add_client", "name": "x", "phones": [1]}', "field_wrong"),
        ('{"op": "add_client", "name": "x", "phones": [{"number": "1", "x": 1}]}', "field_unknown"),
        ('{"op": "add_client", "name": "x", "level": "gold"}', "not_a_choice"),
        ('{"op": "add_client", "name": "x", "birthday": "1.1.1980"}', "not_a_date"),
        ('{"op": "add_client", "name": "x", "payment_term_days": 1.5}', "field_wrong"),
        ('{"op": "add_note", "client": true, "text": "x"}', "field_wrong"),
        ('{"op": "add_note", "client": -1, "text": "x"}', "field_wrong"),
        ('{"op": "add_note", "client": 99999999999999999999, "text": "x"}', "field_wrong"),
        ('{"op": "add_note", "client": 1.0, "text": "x"}', "field_wrong"),
        ('{"op": "add_note", "client": 1, "text": "x", "pinned": 1}', "field_wrong"),
        ('{"op": "add_interaction", "client": 1, "at": "yesterday"}', "not_an_instant"),
        (
            '{"op": "add_sale", "client": 1, "title": "x", "amount": 1e999999999}',
            "amount_too_large",
        ),
        ('{"op": "add_sale", "client": 1, "title": "x", "amount": "1,5"}', "not_an_amount"),
        ('{"op": "add_sale", "client": 1, "title": "x", "amount": [1]}', "field_wrong"),
        ('{"op": "add_sale", "client": 1, "lines": [{"description": "x"}]}', "field_missing"),
        ('{"op": "add_sale", "client": 1, "title": "x"}', "no_amount"),
        ('{"op": "add_payment", "client": 1, "amount": "1", "sales": 5}', "field_wrong"),
        ('{"op": "edit_client", "client": 1, "name": null}', "field_missing"),
        ('{"op": "write_off", "sale": 1, "reason": "boredom"}', "not_a_choice"),
    ],
)
def test_every_kind_of_bad_line_has_its_code(
    crm: Crm, tmp_path: Path, story: Path, line: str, code: str
) -> None:
    answer = applied(crm, tmp_path, line)
    assert answer.out.startswith(f"REFUSED 1 {code}: "), answer.out
    assert "reason:" not in answer.out
    assert answer.out.count("\n") == 1
    assert answer.status == 1


def test_bytes_that_are_no_text_are_one_refused_line(crm: Crm, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b'\xef\xbb\xbf{"op": "add_client", "name": "Ann"}\r\n\xff\xfe\x00\n')
    answer = crm("apply", path)
    assert [line.split()[0] for line in answer.out.splitlines()] == ["ACK", "REFUSED"]


def test_a_request_id_makes_repeating_harmless(crm: Crm, tmp_path: Path) -> None:
    line = {"op": "add_client", "name": "Ann", "request_id": "7f"}
    assert applied(crm, tmp_path, line, line).out == "ACK 1 1\nACK 2 1\n"
    assert crm("undo").status == 0
    assert applied(crm, tmp_path, line).out == "ACK 1 1\n"
    assert crm("list", "clients", "--json").json == []


def test_every_operation_of_the_contract_works(crm: Crm, tmp_path: Path, story: Path) -> None:
    lines = [
        {"op": "edit_client", "client": 3, "level": "preferred", "phones": ["110"], "tags": ["a"],
         "organisation": None, "referred_by": 1},
        {"op": "add_sale", "ref": "s", "client": 3, "currency": "EUR", "prices_include_tax": True,
         "lines": [{"description": "a", "quantity": "2", "unit_price": 59.5, "tax_percent": 19},
                   {"description": "b", "unit_price": "10", "discount_percent": "50"}]},
        {"op": "edit_sale", "sale": "s", "title": "Both", "due": "2026-07-01", "note": "n"},
        {"op": "add_payment", "ref": "p", "client": 3, "amount": "60", "sales": []},
        {"op": "allocate", "payment": "p", "sale": "s", "amount": "50"},
        {"op": "allocate", "payment": "p", "sale": "s", "amount": "-10"},
        {"op": "refund", "payment": "p", "amount": "5", "date": "2026-05-12", "reason": "kind"},
        {"op": "write_off", "sale": "s", "amount": "4", "reason": "rounding"},
        {"op": "reverse_payment", "payment": "p", "reason": "bounced"},
        {"op": "add_sale", "ref": "t", "client": 3, "title": "gone", "amount": "1"},
        {"op": "cancel_sale", "sale": "t", "reason": "mistake"},
        {"op": "add_referral", "client": 3, "partner": "Dach GmbH", "date": "2026-05-01"},
        {"op": "add_follow_up", "client": 3, "text": "call", "due": "2026-06-01"},
        {"op": "add_interaction", "client": 3, "kind": "visit", "at": "2026-05-01T10:00+02:00"},
        {"op": "add_note", "ref": "n", "client": 3, "text": "x", "until": "2999-01-31"},
        {"op": "edit_note", "note": "n", "text": "y", "pinned": True, "until": None},
    ]  # fmt: skip
    answer = crm("apply", write_lines(tmp_path / "l", lines))
    outcomes = [line.split()[:2] for line in answer.out.splitlines()]
    # A payment of which a part was given back is not reversed.
    assert "REFUSED 9 payment_refunded" in answer.out
    assert [number for word, number in outcomes if word == "REFUSED"] == ["9"]
    # What is traded and how money comes in has tests of its own.
    covered = {line["op"] for line in lines} | {"add_client", "add_note", "undo", "redo"}
    covered |= {line["op"] for line in (*TRADE, *REWARDS, *CARE, *SHEETS)} | {"confirm_bank_line"}
    covered |= {"set_credit_expiry", "forget_mapping"}
    covered |= {"add_document", "edit_document", "remove_document"}
    covered |= {"edit_interaction", "remove_interaction", "rate_contact"}
    covered |= {"log_call", "attribute_call", "note_call", "handle_call"}
    covered |= {f"{verb}_follow_up" for verb in ("edit", "finish", "snooze", "remove")}
    assert covered >= OPERATIONS.keys()
    card = crm("card", "id:3", "--json").json
    assert card["client"]["level"] == "preferred"
    assert card["client"]["organisation"] is None
    assert card["client"]["tags"] == ["a"]
    assert card["referred_by"]["id"] == 1
    (sale,) = [sale for sale in card["last_sales"] if sale["status"] != "cancelled"]
    assert (sale["title"], sale["due"], sale["total"]["amount"]) == ("Both", "2026-07-01", "124.00")
    assert crm("check", "--json").json["ok"]


def test_standard_input(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b'{"op": "add_client", "name": "Ann"}'))
    monkeypatch.setattr(sys, "stdin", stream)
    assert crm("apply", "-").out == "ACK 1 1\n"
    monkeypatch.setattr(sys, "stdin", None)
    assert crm("apply", "-").status == 1


def test_json_is_one_document_at_the_end(crm: Crm, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "l", [{"op": "add_client", "name": "Ann"}, {"op": "nothing"}])
    answer = crm("apply", path, "--json")
    assert answer.json["done"] == [{"line": 1, "id": 1}]
    assert answer.json["refused"][0].items() >= {"line": 2, "error": "unknown_op"}.items()
    assert answer.status == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "", "."])
def test_a_file_that_cannot_be_read_is_refused(crm: Crm, tmp_path: Path, name: str) -> None:
    answer = crm("apply", tmp_path / name if name else "")
    assert answer.status == 1
    assert "missing" in answer.complaint or name != "missing.jsonl"
