"""Notes on the command line: who said them, until when, changed by `apply`."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Crm
from tests.cli.test_apply import applied


@pytest.fixture(autouse=True)
def _told(crm: Crm, tmp_path: Path) -> None:
    """A client with a secretary."""
    del tmp_path
    assert crm("add", "client", "--name", "Ann Lee").status == 0


def test_a_note_says_until_when(crm: Crm) -> None:
    answer = crm("add", "note", "Ann Lee", "Ask about her son", "--pin", "--until", "2999-05-31")
    assert (answer.status, answer.err) == (0, "")
    card = crm("card", "Ann Lee", "--json").json
    (note,) = card["pinned_notes"]
    assert (note["text"], note["until"], note["said_by"]) == (
        "Ask about her son", "2999-05-31", None,
    )  # fmt: skip
    assert "until" in crm("card", "Ann Lee").out


def test_a_day_that_is_over_is_refused_by_name(crm: Crm) -> None:
    answer = crm("add", "note", "Ann Lee", "x", "--until", "2001-05-31", "--json")
    assert answer.status != 0
    assert "expires_in_past" in answer.out + answer.err


def test_nobody_of_that_name_said_it(crm: Crm) -> None:
    answer = crm("add", "note", "Ann Lee", "x", "--said-by", "Judith")
    assert answer.status != 0
    assert "no contact person called Judith" in answer.err


def test_a_note_is_changed_by_apply(crm: Crm, tmp_path: Path) -> None:
    answer = applied(
        crm,
        tmp_path,
        {"op": "add_note", "ref": "n", "client": 1, "text": "one", "until": "2999-01-01"},
        {"op": "edit_note", "note": "n", "text": "two", "pinned": True, "until": None},
        {"op": "edit_note", "note": "n", "said_by": "Judith"},
    )
    assert answer.out.splitlines()[-1].split()[0] == "REFUSED"
    (note,) = crm("card", "id:1", "--json").json["pinned_notes"]
    assert (note["text"], note["until"]) == ("two", None)
    json.dumps(note)
