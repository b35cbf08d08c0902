"""How something comes again and when it is due, in a few words: `every week on Monday`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from smallcrm.domain.clock import time_of_day
from smallcrm.domain.repeating import WORKDAYS, Often, RepeatRule
from smallcrm.i18n.messages import mark_in
from smallcrm.i18n.patterns import words_of

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.i18n.patterns import Words

_EACH: Final = {
    "day": mark_in("repeat", "every day"),
    "week": mark_in("repeat", "every week"),
    "month": mark_in("repeat", "every month"),
    "year": mark_in("repeat", "every year"),
}
_NTH: Final = {
    1: mark_in("repeat", "every month on the first {weekday}"),
    2: mark_in("repeat", "every month on the second {weekday}"),
    3: mark_in("repeat", "every month on the third {weekday}"),
    4: mark_in("repeat", "every month on the fourth {weekday}"),
    -1: mark_in("repeat", "every month on the last {weekday}"),
}


def repeat_words(tr: I18n, rule: RepeatRule) -> str:
    """Say how something comes again, and until when; a rule nobody has words for as it is kept."""
    text = _often(tr, rule) or str(rule.ending())
    if rule.until is not None:
        # Translators: how often something comes again, and until which day
        text = tr.pgettext("repeat", "{rule} until {date}").format(
            rule=text, date=tr.formats.date_long(rule.until)
        )
    if rule.times is not None:
        # Translators: how often something comes again: "every week on Monday, 5 times"
        times = tr.ngettext("{rule}, {count} time", "{rule}, {count} times", rule.times)
        text = times.format(rule=text, count=tr.formats.number(rule.times))
    return text


def _often(tr: I18n, rule: RepeatRule) -> str | None:
    if rule.often is Often.DAILY and not (rule.days or rule.months):
        return _every(tr, "day", rule.apart)
    if rule.often is Often.WEEKLY and not rule.months:
        return _weekly(tr, rule)
    if rule.often is Often.MONTHLY and not rule.months:
        return _monthly(tr, rule)
    if rule.often is Often.YEARLY and not rule.days and len(rule.months) == 1:
        return _yearly(tr, rule)
    return None


def _every(tr: I18n, unit: str, count: int) -> str:
    if count == 1:
        return tr.pgettext(*_EACH[unit])
    if unit == "day":
        text = tr.ngettext("every {count} day", "every {count} days", count)
    elif unit == "week":
        text = tr.ngettext("every {count} week", "every {count} weeks", count)
    elif unit == "month":
        text = tr.ngettext("every {count} month", "every {count} months", count)
    else:
        text = tr.ngettext("every {count} year", "every {count} years", count)
    return text.format(count=tr.formats.number(count))


def _weekly(tr: I18n, rule: RepeatRule) -> str:
    words = _words(tr)
    days = tuple(day for day, _ in rule.days)
    if rule.apart == 1 and days == WORKDAYS:
        return tr.pgettext("repeat", "every weekday")
    if not days:
        return _every(tr, "week", rule.apart)
    # Translators: days of the week on which something comes again
    named = tr.formats.list_sentence([words.weekdays[day] for day in days])
    if rule.apart == 1:
        return tr.pgettext("repeat", "every {weekdays}").format(weekdays=named)
    return tr.pgettext("repeat", "{every} on {weekdays}").format(
        every=_every(tr, "week", rule.apart), weekdays=named
    )


def _monthly(tr: I18n, rule: RepeatRule) -> str | None:
    every = _every(tr, "month", rule.apart)
    if not rule.days and rule.month_days == (-1,):
        return tr.pgettext("repeat", "{every} on the last day").format(every=every)
    if not rule.days and rule.place == -1:  # the 30th, or the last day of a shorter month
        return tr.pgettext("repeat", "{every} on day {day}").format(
            every=every, day=max(rule.month_days)
        )
    if not rule.days and rule.place is None and len(rule.month_days) == 1:
        day = rule.month_days[0]
        if day > 0:
            return tr.pgettext("repeat", "{every} on day {day}").format(every=every, day=day)
    if not rule.month_days and rule.place is None and len(rule.days) == 1 and rule.apart == 1:
        weekday, nth = rule.days[0]
        if nth in _NTH:
            return tr.pgettext(*_NTH[nth]).format(weekday=_words(tr).weekdays[weekday])
    return every if not (rule.days or rule.month_days or rule.place) else None


def _yearly(tr: I18n, rule: RepeatRule) -> str | None:
    if rule.place is not None or len(rule.month_days) != 1:
        return None
    every, month = _every(tr, "year", rule.apart), rule.months[0]
    if rule.month_days == (-1,):
        return tr.pgettext("repeat", "{every} on the last day of {month}").format(
            every=every, month=_words(tr).months[month - 1]
        )
    words = _words(tr)
    on = words.day_month.format(
        day=rule.month_days[0], month=words.months[month - 1], mon=words.months_short[month - 1],
        number=month, year="", weekday="",
    )  # fmt: skip
    return tr.pgettext("repeat", "{every} on {date}").format(every=every, date=on)


def _words(tr: I18n) -> Words:
    return words_of(tr.language, tr.formats.locale)


def due_words(tr: I18n, day: date, at: str | None = None) -> str:
    """Say a day in full with its weekday, and the time of day: `Tuesday, 19 May 2026, 15:00`."""
    # Translators: a day in full; {weekday} is "Tuesday", {date} "19 May 2026"
    text = tr.pgettext("day in full", "{weekday}, {date}").format(
        weekday=_words(tr).weekdays[day.weekday()], date=tr.formats.date_long(day)
    )
    if at is None:
        return text
    return tr.gettext("{date}, {time}").format(date=text, time=time_words(tr, at))


def time_words(tr: I18n, at: str) -> str:
    """Write a time of day (HH:MM) as the locale does: `15:00`, `3:00 pm`."""
    clock, found = tr.formats.clock, time_of_day(at)
    return at if found is None else tr.formats.time(clock.instant_of(clock.today(), found))
