"""What is to be done for clients: promised, put off, done, and coming again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from smallcrm.db.models import FollowUp, Interaction
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import repeating
from smallcrm.domain.clock import time_of_day
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text
from smallcrm.services import clients
from smallcrm.services.commands import (
    UNSET,
    AddFollowUp,
    EditFollowUp,
    FinishFollowUp,
    MarkNotified,
    RemoveFollowUp,
    SnoozeFollowUp,
)
from smallcrm.services.result import Made


def add(uow: UnitOfWork, command: AddFollowUp) -> Made:
    """Promise to do something for a client by a day.

    Refuses `no_such_client`, `no_text`, `not_a_time`, `bad_repeat_rule`, `never_repeats` and
    `no_such_interaction` (one of this client's).
    """
    client = clients.get(uow.session, command.client)
    row = FollowUp(
        client_id=client.id,
        text=_text(command.text),
        due_on=command.due,
        due_time=_time(command.due_time),
        interaction_id=_interaction(uow, command.interaction, client.id),
    )
    _repeat(row, command.repeat_rule)
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_follow_up", client=client.name, due=command.due)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditFollowUp) -> Made:
    """Change what is to be done, when, or how it repeats.

    Another day or time is told of anew, whatever it was put off to. The day of one that repeats
    moves this one alone; a rule that is given counts from the day that it then has. Refuses
    `no_such_follow_up`, `no_text`, `not_a_time`, `bad_repeat_rule` and `never_repeats`; and
    `made_by_program` for another text of what has none of the owner's.
    """
    row = _row(uow, command.follow_up)
    client = clients.get(uow.session, row.client_id)
    if command.text is not UNSET:
        if row.code is not None:
            raise Refusal("made_by_program", field="text")
        row.text = _text(command.text)
    before = row.due_on, row.due_time
    if command.due is not UNSET:
        row.due_on = command.due
    if command.due_time is not UNSET:
        row.due_time = _time(command.due_time)
    if command.repeat_rule is not UNSET:
        _repeat(row, command.repeat_rule)
    if (row.due_on, row.due_time) != before:
        row.snoozed_until = row.notified_at = None
    uow.describe("edit_follow_up", client=client.name)
    return Made(row.id)


def finish(uow: UnitOfWork, command: FinishFollowUp) -> Made:
    """Mark a follow-up done, or open again; of one that repeats the next one is made at once.

    Days of it that have passed meanwhile are not asked for again, today's is. Opened again, it
    takes the place of the next one, as long as nobody changed that.
    """
    row = _row(uow, command.follow_up)
    client = clients.get(uow.session, row.client_id)
    if command.done != (row.done_at is not None):
        row.done_at = uow.clock.now() if command.done else None
        row.snoozed_until = None
        if command.done:
            _make_next(uow, row)
        else:
            _drop_next(uow, row)
    uow.describe("finish_follow_up" if command.done else "reopen_follow_up", client=client.name)
    return Made(row.id)


def snooze(uow: UnitOfWork, command: SnoozeFollowUp) -> Made:
    """Put a follow-up off until an instant; None: it is told of again as its day says.

    Refuses `no_such_follow_up`, `follow_up_done` and `snooze_in_past`.
    """
    row = _row(uow, command.follow_up)
    client = clients.get(uow.session, row.client_id)
    if row.done_at is not None:
        raise Refusal("follow_up_done", field="follow_up")
    if command.until is not None and command.until <= uow.clock.now():
        raise Refusal("snooze_in_past", field="until")
    row.snoozed_until, row.notified_at = command.until, None
    label = "snooze_follow_up" if command.until is not None else "wake_follow_up"
    uow.describe(label, client=client.name)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveFollowUp) -> Made:
    """Remove what need not be done after all; refuses `no_such_follow_up`."""
    row = _row(uow, command.follow_up)
    client = clients.get(uow.session, row.client_id)
    uow.session.delete(row)
    uow.describe("remove_follow_up", client=client.name)
    return Made(row.id)


def mark_notified(uow: UnitOfWork, command: MarkNotified) -> Made:
    """Keep that the system told of these; those that are done or gone meanwhile are left out."""
    now = uow.clock.now()
    found = uow.session.scalars(
        select(FollowUp).where(FollowUp.id.in_(command.follow_ups), FollowUp.done_at.is_(None))
    )
    for row in found:
        row.notified_at = now
    uow.describe("mark_notified")
    return Made(0)


def _row(uow: UnitOfWork, follow_up_id: int) -> FollowUp:
    row = uow.session.get(FollowUp, follow_up_id)
    if row is None:
        raise Refusal("no_such_follow_up", field="follow_up", id=follow_up_id)
    return row


def _text(text: str) -> str:
    cleaned = clean_text(text, field="text")
    if not cleaned:
        raise Refusal("no_text", field="text")
    return cleaned


def _time(text: str | None) -> str | None:
    """Return a time of day as it is kept, `09:30`."""
    stripped = (text or "").strip()
    if not stripped:
        return None
    kept = time_of_day(stripped)
    if kept is None:
        raise Refusal("not_a_time", field="due_time", text=stripped[:40])
    return f"{kept:%H:%M}"


def _interaction(uow: UnitOfWork, interaction_id: int | None, client_id: int) -> int | None:
    if interaction_id is None:
        return None
    row = uow.session.get(Interaction, interaction_id)
    if row is None or row.client_id != client_id:
        raise Refusal("no_such_interaction", field="interaction", id=interaction_id)
    return row.id


def _repeat(row: FollowUp, text: str | None) -> None:
    """Give a follow-up its rule, which counts from the day that it is due on."""
    if not (text or "").strip():
        row.repeat_rule = row.repeat_from_on = None
        return
    rule = repeating.parse(text or "")
    if repeating.first_day(rule, start=row.due_on) is None:
        raise Refusal("never_repeats", field="repeat")
    row.repeat_rule, row.repeat_from_on = str(rule), row.due_on


def _make_next(uow: UnitOfWork, row: FollowUp) -> None:
    if row.repeat_rule is None:
        return
    following = next_due(row, today=uow.clock.today())
    if following is None:
        return
    uow.session.add(
        FollowUp(
            client_id=row.client_id,
            text=row.text,
            due_on=following,
            due_time=row.due_time,
            repeat_rule=row.repeat_rule,
            repeat_from_on=row.repeat_from_on,
        )
    )


def next_due(row: FollowUp, *, today: date) -> date | None:
    """Return the day of the one that comes after a follow-up; None where it was the last."""
    rule = repeating.kept(row.repeat_rule)
    if rule is None:
        return None
    start = row.repeat_from_on or row.due_on
    return repeating.following(rule, start=start, after=row.due_on, earliest=today)


def _drop_next(uow: UnitOfWork, row: FollowUp) -> None:
    """Take back the open one that came of this one when it was done."""
    if row.repeat_rule is None:
        return
    following = uow.session.scalars(_successors(row)).first()
    if following is not None:
        uow.session.delete(following)


def _successors(row: FollowUp) -> Select[FollowUp]:
    return (
        select(FollowUp)
        .where(FollowUp.client_id == row.client_id)
        .where(FollowUp.done_at.is_(None))
        .where(FollowUp.id > row.id)
        .where(FollowUp.text == row.text)
        .where(FollowUp.due_time.is_not_distinct_from(row.due_time))
        .where(FollowUp.repeat_rule == row.repeat_rule)
        .where(FollowUp.repeat_from_on.is_not_distinct_from(row.repeat_from_on))
        .where(FollowUp.snoozed_until.is_(None))
        .order_by(FollowUp.id)
    )
