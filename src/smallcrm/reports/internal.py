"""What reports for the owner's own eyes begin with: the mark, and the days that they are about."""

from __future__ import annotations

from datetime import date
from typing import Final

from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import sentence_start
from smallcrm.reports.paper import Head

INTERNAL: Final = "internal · 内部"


def internal_head(name: str, about: str) -> Head:
    """Return the head of a report that is for nobody but the owner."""
    return Head(name=name, about=about, to="", receiver=(), facts=(), mark=INTERNAL)


def of_days(tr: I18n, since: date | None, until: date | None) -> str:
    """Say which days a report is about, both counted, and of which day it is itself."""
    # Translators: the days that a report is about, and its own: "2026, as of 22 November 2026"
    return tr.pgettext("period", "{period}, as of {today}").format(
        period=sentence_start(_period(tr, since, until)),
        today=tr.formats.date_long(tr.formats.clock.today()),
    )


def _period(tr: I18n, since: date | None, until: date | None) -> str:
    day = tr.formats.date_long
    if since is not None and until is not None:
        return tr.pgettext("period", "{first} to {last}").format(first=day(since), last=day(until))
    if since is not None:
        return tr.pgettext("period", "since {first}").format(first=day(since))
    if until is not None:
        return tr.pgettext("period", "until {last}").format(last=day(until))
    return tr.pgettext("period", "all time")
