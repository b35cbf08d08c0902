"""Calls on the command line: logged, listed, put to clients, rated, dealt with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Crm
from tests.cli.test_apply import applied

ANN, BOB = "+353 1 496 0123", "+353 21 427 1234"


def lines(crm: Crm, folder: Path, *ops: dict[str, Any]) -> list[list[str]]:
    """Apply operations; return the words of each answer."""
    return [line.split() for line in applied(crm, folder, *ops).out.splitlines()]


def told(crm: Crm, folder: Path) -> list[list[str]]:
    """A client's call, two missed ones of nobody's, and one that is withheld."""
    return lines(
        crm,
        folder,
        {"op": "add_client", "ref": "a", "name": "Ann Lee", "phones": [ANN]},
        {"op": "log_call", "ref": "c", "source": "pbx", "key": "1", "number": ANN,
         "at": "2026-05-01T08:00:00Z", "answered": True, "seconds": 192},
        {"op": "rate_contact", "interaction": "c", "satisfaction": 4},
        {"op": "log_call", "source": "pbx", "key": "2", "number": BOB, "name": "Bob",
         "at": "2026-05-01T09:00:00Z", "answered": False, "seconds": 0},
        {"op": "log_call", "ref": "b", "source": "pbx", "key": "3", "number": BOB,
         "at": "2026-05-01T10:00:00Z", "answered": False, "seconds": 0},
        {"op": "note_call", "call": "b", "text": "asked for oak"},
        {"op": "log_call", "at": "2026-05-01T11:00:00Z", "direction": "in", "answered": None},
    )  # fmt: skip


def test_calls_are_listed_the_newest_first(crm: Crm, tmp_path: Path) -> None:
    assert {words[0] for words in told(crm, tmp_path)} == {"ACK"}
    calls = crm("list", "calls", "--json").json
    assert [call["number"] for call in calls] == [None, BOB, BOB, ANN]
    assert calls[3] == {
        "interaction": 1,
        "call": None,
        "client": {"id": 1, "name": "Ann Lee", "organisation": None, "level": "standard"},
        "contact_person": None,
        "number": ANN,
        "region": None,
        "name": None,
        "direction": "in",
        "at": "2026-05-01T08:00:00.000Z",
        "answered": True,
        "seconds": 192,
        "missed": False,
        "said": None,
        "satisfaction": 4,
    }
    assert (calls[1]["call"], calls[1]["missed"], calls[1]["said"]) == (2, True, "asked for oak")
    assert [call["call"] for call in crm("list", "calls", "--missed", "--json").json] == [2, 1]
    assert len(crm("list", "calls", "--limit", "3", "--json").json) == 3
    shown = crm("list", "calls").out
    assert "3:12" in shown
    assert "Missed call" in shown
    assert "Number withheld" in shown
    wrong = crm("list", "clients", "--missed")
    assert wrong.status != 0
    assert "--missed" in wrong.err


def test_a_call_is_put_to_a_client_and_dealt_with(crm: Crm, tmp_path: Path) -> None:
    told(crm, tmp_path)
    answers = lines(
        crm,
        tmp_path,
        {"op": "handle_call", "call": 1},
        {"op": "handle_call", "call": 1, "handled": False},
        {"op": "add_client", "ref": "b", "name": "Bob Tan", "phones": [BOB]},
        {"op": "attribute_call", "ref": "i", "call": 2, "client": "b", "others": True},
        {"op": "edit_interaction", "interaction": "i", "summary": "oak", "minutes": 3,
         "answered": True, "kind": "meeting", "direction": None},
        {"op": "edit_interaction", "interaction": "i", "contact_person": "Nobody"},
        {"op": "remove_interaction", "interaction": "i"},
        {"op": "attribute_call", "call": 99, "client": "b"},
        {"op": "handle_call"},
        {"op": "rate_contact", "interaction": 1, "satisfaction": 9},
        {"op": "log_call", "key": "x", "answered": "yes"},
        {"op": "attribute_call", "call": "b", "client": "b"},
    )  # fmt: skip
    assert [words[0] for words in answers] == ["ACK"] * 5 + ["REFUSED", "ACK"] + ["REFUSED"] * 5
    assert crm("list", "calls", "--missed", "--json").json == [
        call for call in crm("list", "calls", "--json").json if call["missed"]
    ]
    card = crm("card", "Bob Tan", "--json").json
    assert [one["number"] for one in card["last_interactions"]] == [BOB]
    assert card["recent_notes"][0]["text"] == "asked for oak"


def test_a_card_says_how_calls_went(crm: Crm, tmp_path: Path) -> None:
    told(crm, tmp_path)
    lines(
        crm,
        tmp_path,
        {"op": "add_interaction", "client": 1, "satisfaction": 5, "answered": False,
         "direction": "in", "number": ANN, "at": "2026-05-02T08:00:00Z"},
    )  # fmt: skip
    missed, call = crm("card", "Ann Lee", "--json").json["last_interactions"]
    assert (call["answered"], call["seconds"], call["satisfaction"]) == (True, 192, 4)
    assert (missed["answered"], missed["number"]) == (False, ANN)
    shown = crm("card", "Ann Lee").out
    assert "3 min, satisfaction 4 of 5" in shown
    assert "Missed call" in shown


def test_the_same_call_told_twice_is_one(crm: Crm, tmp_path: Path) -> None:
    one, two = told(crm, tmp_path), told(crm, tmp_path)
    assert one[1][2] == two[1][2] == "1"
    # Without a key each is a call of its own.
    assert len(crm("list", "calls", "--json").json) == 5
