"""Operations of `apply` on what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import FOLLOW_UP, INTERACTION
from smallcrm.services import commands
from smallcrm.services.commands import Command


def _add(line: Fields) -> Command:
    return commands.AddFollowUp(
        client=required(line.row("client"), "client"),
        text=required(line.text("text"), "text"),
        due=required(line.day("due"), "due"),
        due_time=line.text("due_time"),
        repeat_rule=line.text("repeat"),
        interaction=line.row("interaction", INTERACTION),
        request_id=line.text("request_id"),
    )


def _edit(line: Fields) -> Command:
    return commands.EditFollowUp(
        follow_up=_row(line),
        text=line.edit("text", line.must(line.text)),
        due=line.edit("due", line.must(line.day)),
        due_time=line.edit("due_time", line.text),
        repeat_rule=line.edit("repeat", line.text),
        request_id=line.text("request_id"),
    )


def _finish(line: Fields) -> Command:
    row = _row(line)
    if line.peek("done") is None:
        line.any("done")
        done = True
    else:
        done = line.flag("done")
    return commands.FinishFollowUp(follow_up=row, done=done, request_id=line.text("request_id"))


def _snooze(line: Fields) -> Command:
    return commands.SnoozeFollowUp(
        follow_up=_row(line), until=line.moment("until"), request_id=line.text("request_id")
    )


def _remove(line: Fields) -> Command:
    return commands.RemoveFollowUp(follow_up=_row(line), request_id=line.text("request_id"))


def _row(line: Fields) -> int:
    return required(line.row("follow_up", FOLLOW_UP), "follow_up")


FOLLOW_UPS: Final[Mapping[str, Operation]] = {
    "add_follow_up": Operation(_add, FOLLOW_UP),
    "edit_follow_up": Operation(_edit, FOLLOW_UP),
    "finish_follow_up": Operation(_finish, FOLLOW_UP),
    "snooze_follow_up": Operation(_snooze, FOLLOW_UP),
    "remove_follow_up": Operation(_remove),
}
