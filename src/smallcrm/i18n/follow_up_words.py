"""Follow-ups in words: what was done about them, and what is refused of them and of notes."""

from __future__ import annotations

from collections.abc import Mapping

from smallcrm.i18n.filling import Wording
from smallcrm.i18n.messages import mark

# Label of an action -> wordings, as in `actions.ACTIONS`.
FOLLOW_UP_ACTIONS: Mapping[str, Wording] = {
    "add_follow_up": (mark("Follow-up for {client} added"), mark("Follow-up added")),
    "edit_follow_up": (mark("Follow-up for {client} changed"), mark("Follow-up changed")),
    "finish_follow_up": (mark("Follow-up for {client} done"), mark("Follow-up done")),
    "reopen_follow_up": (
        mark("Follow-up for {client} opened again"),
        mark("Follow-up opened again"),
    ),
    "snooze_follow_up": (mark("Follow-up for {client} put off"), mark("Follow-up put off")),
    "wake_follow_up": (
        mark("Follow-up for {client} no longer put off"),
        mark("Follow-up no longer put off"),
    ),
    "remove_follow_up": (mark("Follow-up for {client} removed"), mark("Follow-up removed")),
    "mark_notified": mark("Follow-ups told of"),
}
FOLLOWING_UP: Mapping[str, Wording] = {
    "no_such_note": mark("This note is not there any more."),
    "no_such_follow_up": mark("This follow-up is not there any more."),
    "follow_up_done": mark("This follow-up is done. Open it again first."),
    "snooze_in_past": mark("This time has passed already. Choose a later one."),
    "made_by_program": mark(
        "What the program asks for has no text of yours. Change its day, or remove it."
    ),
    "not_a_time": (
        mark("“{text}” is not a time of day. Write it like this: 14:30."),
        mark("This is not a time of day. Write it like this: 14:30."),
    ),
    "no_due_day": mark("Write by when, such as: Tuesday 3pm, in 2 weeks, 15 March."),
    "bad_repeat_rule": (
        mark("“{text}” is not a rule for days that come again, such as FREQ=WEEKLY;BYDAY=MO."),
        mark("This is not a rule for days that come again, such as FREQ=WEEKLY;BYDAY=MO."),
    ),
    "never_repeats": mark("This rule never falls on any day from that one on."),
}
