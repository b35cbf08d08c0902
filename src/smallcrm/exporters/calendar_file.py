"""What is to be done, and birthdays, as a calendar that other programs show: iCalendar (RFC 5545).

Everything is an event (VEVENT), not a task: of a calendar that is subscribed to, most programs
show events alone. It takes no time of the owner's day (TRANSPARENT). Days and times stand as the
owner means them, without a time zone: three o'clock is three o'clock wherever the calendar is read.
A follow-up keeps its UID for as long as it is open, so that programs follow it when it moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from icalendar import Alarm, Calendar, Event, vRecur

from smallcrm.domain import repeating
from smallcrm.domain.clock import time_of_day
from smallcrm.domain.repeating import Often, RepeatRule
from smallcrm.exporters.files import write_whole
from smallcrm.exporters.sheet import Written
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.words import enum_name

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.contact_shapes import FollowUpShape
    from smallcrm.queries.follow_up_shapes import CalendarShape
    from smallcrm.queries.shapes import ClientRef

_PRODUCT: Final = "-//Small CRM//Calendar//EN"
_LENGTH: Final = timedelta(minutes=30)
_DAY: Final = timedelta(days=1)
_REFRESH: Final = "PT15M"
_LEAP: Final = 2024


@dataclass(frozen=True, slots=True)
class Shown:
    """What a calendar tells: names of clients beside what is to be done, and birthdays.

    Without names there are no birthdays either, which would be nobody's.
    """

    names: bool = True
    birthdays: bool = True


def export_calendar(
    queries: Queries, target: Path, *, tr: I18n, clock: Clock, shown: Shown | None = None
) -> Written:
    """Write all that is to be done to a calendar file; Refusal `cannot_write_file`."""
    made = _Maker(tr, clock, shown or Shown()).calendar(queries.calendar())
    content = made.to_ical()
    write_whole(target, lambda stream: stream.write(content))
    return Written(len(made.events))


class _Maker:
    def __init__(self, tr: I18n, clock: Clock, shown: Shown) -> None:
        self._tr = tr
        self._clock = clock
        self._shown = shown

    def calendar(self, shape: CalendarShape) -> Calendar:
        """Make the whole calendar."""
        made = Calendar()
        made.add("prodid", _PRODUCT)
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("x-wr-calname", "Small CRM")
        made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"}, encode=False)
        made.add("x-published-ttl", _REFRESH)
        for one in shape.follow_ups:
            for event in self._follow_up(one):
                made.add_component(event)
        if self._shown.birthdays and self._shown.names:
            for client, born in shape.birthdays:
                made.add_component(self._birthday(client, born))
        return made

    def _event(self, uid: str, summary: str, day: date) -> Event:
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", self._clock.now())
        event.add("summary", summary)
        event.add("dtstart", day)
        event.add("dtend", day + _DAY)
        event.add("transp", "TRANSPARENT")
        return event

    def _follow_up(self, one: FollowUpShape) -> Iterator[Event]:
        uid = f"smallcrm-follow-up-{one.id}"
        rule = repeating.kept(one.repeat_rule)
        if rule is None:
            yield self._to_do(one, uid, one.due, None)
            return
        start = one.repeat_from or one.due
        on_its_day = repeating.first_day(_counted(rule, start, one.due), start=one.due) == one.due
        if on_its_day:
            yield self._to_do(one, uid, one.due, _counted(rule, start, one.due))
            return
        # This one was moved: it stands alone, and what follows begins on the rule's next day.
        yield self._to_do(one, uid, one.due, None)
        following = repeating.following(rule, start=start, after=one.due, earliest=one.due)
        if following is not None:
            left = _counted(rule, start, following)
            yield self._to_do(one, f"{uid}-next", following, left)

    def _to_do(self, one: FollowUpShape, uid: str, day: date, rule: RepeatRule | None) -> Event:
        event = self._event(uid, self._summary(one), day)
        at = time_of_day(one.due_time)
        if at is not None:
            begins = datetime.combine(day, at)
            del event["dtstart"], event["dtend"]
            event.add("dtstart", begins)
            event.add("dtend", begins + _LENGTH)
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", self._summary(one))
            alarm.add("trigger", timedelta())
            event.add_component(alarm)
        if rule is not None:
            event.add("rrule", vRecur.from_ical(_rule_text(rule, timed=at is not None)))
        return event

    def _summary(self, one: FollowUpShape) -> str:
        if not self._shown.names and one.code is not None:
            return enum_name(self._tr, one.code)
        text = " ".join(follow_up_text(self._tr, one).split())
        if not self._shown.names or one.code is not None:
            return text
        # Translators: an entry of a calendar: the client, and what is to be done
        both = self._tr.pgettext("calendar", "{client}: {text}")
        return both.format(client=one.client.name, text=text)

    def _birthday(self, client: ClientRef, born: date) -> Event:
        # Translators: an entry of a calendar
        text = self._tr.pgettext("calendar", "Birthday of {name}").format(name=client.name)
        # In a leap year, so that every birthday has a day; how old they are is nobody's business.
        day = born.replace(year=_LEAP)
        event = self._event(f"smallcrm-birthday-{client.id}", text, day)
        event.add("rrule", vRecur.from_ical(str(repeating.every(Often.YEARLY, day))))
        return event


def _counted(rule: RepeatRule, start: date, day: date) -> RepeatRule:
    """Return the rule as it is left from `day` on: a number of times counts from there."""
    if rule.times is None:
        return rule
    gone, at = 0, repeating.first_day(rule, start=start)
    while at is not None and at < day:
        gone += 1
        at = repeating.following(rule, start=start, after=at, earliest=start)
    return rule.ending(times=max(rule.times - gone, 1))


def _rule_text(rule: RepeatRule, *, timed: bool) -> str:
    """Write a rule: the last day has a time where the event has one (RFC 5545, 3.3.10)."""
    text = str(rule)
    return f"{text}T235959" if timed and rule.until is not None else text
