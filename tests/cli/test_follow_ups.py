"""Follow-ups on the command line: typed with when in them, done, put off, removed, exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar
from tests.cli.conftest import Crm
from tests.cli.test_apply import applied


@pytest.fixture(autouse=True)
def _ann(crm: Crm) -> None:
    assert crm("add", "client", "--name", "Ann Lee", "--phone", "086 123 4567").status == 0


def test_it_is_typed_in_either_language(crm: Crm) -> None:
    answer = crm("add", "followup", "Ann Lee", "every Monday at 9 water the plants", "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json
    assert (found["text"], found["time"]) == ("water the plants", "09:00")
    assert found["repeat"] == "FREQ=WEEKLY;BYDAY=MO"
    found = crm("add", "followup", "Ann Lee", "2199年3月5日下午三点打电话", "--json").json
    assert (found["text"], found["due"], found["time"]) == ("打电话", "2199-03-05", "15:00")
    said = crm("add", "followup", "Ann Lee", "5 March 2199 3pm call").out
    assert "5 March 2199" in said or "March 5, 2199" in said
    assert "call" in said


def test_with_a_day_of_its_own_the_text_is_left(crm: Crm) -> None:
    found = crm(
        *("add", "followup", "Ann Lee", "call about Tuesday", "--due", "2199-01-02"),
        *("--time", "14:30", "--repeat", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=2", "--json"),
    ).json
    assert (found["text"], found["due"], found["time"]) == (
        "call about Tuesday", "2199-01-02", "14:30",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("call her",), "no_due_day"),
        (("tomorrow",), "no_text"),
        (("tomorrow call", "--time", "25:00"), "not_a_time"),
        (("tomorrow call", "--repeat", "often"), "bad_repeat_rule"),
        (("call", "--due", "soon"), "not_a_date"),
    ],
)
def test_what_is_refused(crm: Crm, options, code) -> None:
    answer = crm("add", "followup", "Ann Lee", *options, "--json")
    assert answer.status != 0
    assert code in answer.err + answer.out


def test_done_opened_put_off_and_removed(crm: Crm) -> None:
    crm("add", "followup", "Ann Lee", "every day call")
    assert crm("followup", "done", "1").status == 0
    (following,) = crm("list", "followups", "--json").json
    assert following["id"] == 2
    assert crm("followup", "reopen", "1").status == 0
    assert [one["id"] for one in crm("list", "followups", "--json").json] == [1]
    put_off = crm("followup", "snooze", "1", "5 March 2199 3pm", "--json").json
    assert put_off["snoozed_until"].startswith("2199-03-05T1")
    assert crm("followup", "snooze", "1", "call Ann").status != 0
    assert crm("followup", "snooze", "1", "1 January 2001").status != 0
    assert crm("followup", "remove", "1").status == 0
    assert crm("list", "followups", "--json").json == []
    assert crm("followup", "done", "99").status != 0
    assert crm("followup", "done", "one").status != 0


def test_a_script_does_it_all(crm: Crm, tmp_path: Path) -> None:
    answer = applied(
        crm,
        tmp_path,
        {"op": "add_follow_up", "ref": "a", "client": 1, "text": "Call", "due": "2199-01-01",
         "due_time": "9:00", "repeat": "FREQ=DAILY"},
        {"op": "edit_follow_up", "follow_up": "a", "text": "Call her", "due": "2199-01-02",
         "due_time": None, "repeat": None},
        {"op": "snooze_follow_up", "follow_up": "a", "until": "2199-01-03T09:00:00Z"},
        {"op": "finish_follow_up", "follow_up": "a"},
        {"op": "finish_follow_up", "follow_up": "a", "done": False},
        {"op": "add_follow_up", "ref": "b", "client": 1, "text": "Gone", "due": "2199-01-01"},
        {"op": "remove_follow_up", "follow_up": "b"},
    )  # fmt: skip
    assert answer.status == 0, answer.out
    (found,) = crm("list", "followups", "--json").json
    assert (found["text"], found["due"], found["time"], found["repeat"]) == (
        "Call her", "2199-01-02", None, None,
    )  # fmt: skip


def test_the_calendar(crm: Crm, tmp_path: Path) -> None:
    crm("add", "followup", "Ann Lee", "5 March 2199 3pm call")
    target = tmp_path / "todo.ics"
    answer = crm("export", "followups", str(target), "--json")
    assert (answer.status, answer.json["rows"]) == (0, 1)
    (event,) = Calendar.from_ical(target.read_bytes()).events
    assert str(event["summary"]) == "Ann Lee: call"
    crm("settings", "calendar.names", "no")
    crm("export", "followups", str(target))
    assert b"Ann" not in target.read_bytes()
    assert crm("export", "followups", str(tmp_path / "todo.xlsx")).status != 0
