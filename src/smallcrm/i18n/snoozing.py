"""Until when something can be put off: what is offered, by the owner's clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.i18n.catalog import I18n

MORNING: Final = time(9)
_EVENING: Final = time(18)
_WEEK: Final = 7


class Snooze(NamedTuple):
    """An instant that is offered, in words."""

    words: str
    until: datetime


def snoozes(tr: I18n, clock: Clock) -> tuple[Snooze, ...]:
    """Return what is offered, the soonest first; this evening only while it is to come."""
    now, today = clock.now(), clock.today()
    evening = clock.instant_of(today, _EVENING)
    tomorrow = clock.instant_of(today + timedelta(days=1), MORNING)
    monday = today + timedelta(days=_WEEK - today.weekday())
    shown = tr.formats.time
    offered = [
        Snooze(tr.pgettext("put off", "For &15 minutes"), now + timedelta(minutes=15)),
        Snooze(tr.pgettext("put off", "For 1 &hour"), now + timedelta(hours=1)),
    ]
    if now + timedelta(hours=1) < evening:
        words = tr.pgettext("put off", "Until this &evening, {time}").format(time=shown(evening))
        offered.append(Snooze(words, evening))
    words = tr.pgettext("put off", "Until &tomorrow morning, {time}")
    offered.append(Snooze(words.format(time=shown(tomorrow)), tomorrow))
    next_week = clock.instant_of(monday, MORNING)
    words = tr.pgettext("put off", "Until next &week, {day}")
    offered.append(Snooze(words.format(day=tr.formats.weekday_date(monday)), next_week))
    return tuple(offered)
