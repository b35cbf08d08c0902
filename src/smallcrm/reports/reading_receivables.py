"""What is read for papers of money to come in and of what was sold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import ListOptions, Material, Paper, SalesOptions, Step
from smallcrm.reports.reading import for_client, receiver_of

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.queries.api import Queries

_MONTHS: Final = {Step.MONTH: 1, Step.QUARTER: 3, Step.YEAR: 12}


def reminder(queries: Queries, paper: Paper) -> Material:
    """Read a recorded reminder for its letter; refuses `no_such_reminder`."""
    from smallcrm.reports import reminder as report

    detail = queries.reminder(paper.id)
    if detail is None:
        raise Refusal("no_such_reminder", field="reminder", id=paper.id)
    client = receiver_of(queries, detail.client.id)
    return for_client(
        client,
        lambda tr: report.title(tr, detail.step),
        lambda document, stationery, _: report.draw(document, detail, client, stationery),
        text="reminder",
        values=lambda stationery: report.values_of(stationery, detail, client),
    )


def overdue(queries: Queries, paper: Paper) -> Material:
    """Read who owes overdue money: everybody, or the clients whom the options name."""
    from smallcrm.reports import overdue as report

    chosen = paper.options.clients if isinstance(paper.options, ListOptions) else None
    facts = report.OverdueFacts(queries.overdue_rows(chosen), chosen=chosen is not None)
    return Material(
        client="",
        language=None,
        out=True,
        name=report.title,
        file_name=_dated(report.title, None),
        draw=lambda document, stationery, _: report.draw(document, facts, stationery),
    )


def sales(queries: Queries, paper: Paper) -> Material:
    """Read what was sold from `since` to `until`, by the steps and in the tables of the options."""
    from smallcrm.reports import sales_report as report

    options = paper.options if isinstance(paper.options, SalesOptions) else SalesOptions()
    found = queries.sales_report(
        paper.since, paper.until, months=_MONTHS[options.step], currency=options.currency
    )
    facts = report.SalesFacts(found, paper.since, paper.until, options.by)
    return Material(
        client="",
        language=None,
        out=True,
        name=report.title,
        file_name=_dated(report.title, paper.until),
        draw=lambda document, stationery, _: report.draw(document, facts, stationery),
    )


def _dated(title: Callable[[I18n], str], until: date | None) -> Callable[[I18n], str]:
    def file_name(tr: I18n) -> str:
        day = until or tr.formats.clock.today()
        # Translators: the name of a file: what is in it, and until which day
        stem = tr.gettext("{paper}, {date}").format(paper=title(tr), date=day.isoformat())
        return safe_file_name(stem)

    return file_name
