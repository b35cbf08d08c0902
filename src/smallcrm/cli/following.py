"""`add followup` and `followup`: what is to be done, added by typing, done, put off, removed."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from smallcrm.cli.context import Run
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import date_of, text_of
from smallcrm.domain.errors import Refusal
from smallcrm.exporters import json_out
from smallcrm.i18n import sentences
from smallcrm.services.commands import (
    AddFollowUp,
    FinishFollowUp,
    RemoveFollowUp,
    SnoozeFollowUp,
)

if TYPE_CHECKING:
    from smallcrm.i18n.when_typed import Typed
    from smallcrm.services.commands import Command

_MORNING = time(9)


def add(run: Run) -> int:
    """Add a follow-up: when it is due stands in the text, or in options, which go before it.

    With `--due` the text is left as it is.
    """
    asked = run.asked
    client_id = run.client_id(asked.client)
    text = text_of(asked.text, "text")
    due = date_of(text_of(asked.due, "due"), "due") if asked.due is not None else None
    typed = _read(run, text) if due is None else None
    at = text_of(asked.time, "due_time") if asked.time is not None else None
    repeat = text_of(asked.repeat, "repeat") if asked.repeat is not None else None
    if typed is not None:
        if typed.due is None:
            raise Refusal("no_due_day", field="due")
        due, text = typed.due, typed.text
        at, repeat = at or typed.due_time, repeat or typed.repeat
    assert due is not None
    command = AddFollowUp(client=client_id, text=text, due=due, due_time=at, repeat_rule=repeat)
    return _say(run, command)


def done(run: Run) -> int:
    """Mark a follow-up done; of one that repeats the next one is there at once."""
    return _say(run, FinishFollowUp(follow_up=run.asked.id))


def reopen(run: Run) -> int:
    """Open a follow-up again."""
    return _say(run, FinishFollowUp(follow_up=run.asked.id, done=False))


def snooze(run: Run) -> int:
    """Put a follow-up off until a day and a time in words; without a time until the morning."""
    typed = _read(run, text_of(run.asked.until, "until"))
    if typed.due is None or typed.text or typed.repeat:
        raise Refusal("no_due_day", field="until")
    at = time.fromisoformat(typed.due_time) if typed.due_time else _MORNING
    until = run.clock.instant_of(typed.due, at)
    return _say(run, SnoozeFollowUp(follow_up=run.asked.id, until=until))


def remove(run: Run) -> int:
    """Remove a follow-up that need not be done after all."""
    return _say(run, RemoveFollowUp(follow_up=run.asked.id))


def _read(run: Run, text: str) -> Typed:
    from smallcrm.i18n.patterns import month_first
    from smallcrm.i18n.when_typed import read

    local = run.clock.local(run.clock.now()).replace(tzinfo=None)
    return read(text, now=local, month_first=month_first(run.tr.formats.locale))


def _say(run: Run, command: Command) -> int:
    """Say what was done, and how it stands now: when it is due is read out of what was typed."""
    outcome = run.perform(command)
    row = run.backend.queries.follow_up(outcome.result.id)
    if run.out.as_json:
        more = json_out.follow_up_row(run.tr, row) if row is not None else {}
        run.out.document({"id": outcome.result.id, **more})
        return DONE
    tr = run.tr
    action = sentences.action(tr, outcome.result.label, outcome.result.parameters)
    text = tr.gettext("{action} (id:{id})")
    run.out.line(text.format(action=shown(action), id=outcome.result.id))
    if row is not None and row.done_at is None:
        from smallcrm.domain.repeating import kept
        from smallcrm.i18n.repeat_words import due_words, repeat_words

        parts = [due_words(tr, row.due, row.due_time)]
        rule = kept(row.repeat_rule)
        if rule is not None:
            parts.append(repeat_words(tr, rule))
        run.out.line(shown(" · ".join((*parts, " ".join(row.text.split())))))
    return DONE
