"""What is read for lists on paper: the phone list, labels, envelopes, the calls of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain import label_sheets
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import (
    EnvelopeOptions,
    LabelOptions,
    ListOptions,
    Material,
    Paper,
)
from smallcrm.reports.reading import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smallcrm.domain.label_sheets import LabelSheet
    from smallcrm.queries.api import Queries
    from smallcrm.reports import Notes, Stationery
    from smallcrm.reports.document import Document


def phones(queries: Queries, paper: Paper) -> Material:
    """Read who can be called; refuses `no_such_client`."""
    from smallcrm.reports import phones as report

    options = paper.options if isinstance(paper.options, ListOptions) else ListOptions()
    found = queries.phone_list(options.clients)
    return _for_owner(
        report.title,
        None,
        lambda document, stationery, _: report.draw(document, found, stationery),
    )


def labels(queries: Queries, paper: Paper) -> Material:
    """Read where post goes. Refuses a sheet that is not there (`no_such_label_sheet`).

    And `label_first`, `label_copies`, `no_such_client`, and `labels_for_nobody` where none of
    them has an address.
    """
    from smallcrm.reports import labels as report

    options = paper.options if isinstance(paper.options, LabelOptions) else LabelOptions(sheet="")
    sheet = _sheet(queries, options.sheet)
    report.check(sheet, options)
    receivers = queries.mail_receivers(options.clients)
    facts = report.LabelFacts(
        sheet=sheet,
        options=options,
        receivers=[one for one in receivers if one.address is not None],
        without=[one.client.name for one in receivers if one.address is None],
    )
    if not facts.receivers:
        raise Refusal("labels_for_nobody", field="clients")
    return _for_owner(
        report.title,
        None,
        lambda document, stationery, _: report.draw(document, facts, stationery),
    )


def envelope(queries: Queries, paper: Paper) -> Material:
    """Read where a client's post goes; refuses `no_such_client` and `no_address`."""
    from smallcrm.reports import envelope as report

    options = paper.options if isinstance(paper.options, EnvelopeOptions) else EnvelopeOptions()
    (receiver,) = queries.mail_receivers((paper.id,))
    if receiver.address is None:
        raise Refusal("no_address", field="client", client=receiver.client.name)
    name = receiver.client.name

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file: "Invoice I-2026-0012, Ann Lee"
        stem = tr.gettext("{paper}, {client}").format(
            paper=report.title(tr), client=name[:LONGEST_NAME]
        )
        return safe_file_name(stem)

    return Material(
        client=name,
        language=None,
        out=True,
        name=report.title,
        file_name=file_name,
        draw=lambda document, stationery, _: report.draw(document, receiver, options, stationery),
    )


def calls(queries: Queries, paper: Paper) -> Material:
    """Read who is to be called on the day `until`, today where it is None."""
    from smallcrm.reports import calls as report

    found = queries.call_sheet(paper.until)
    return _for_owner(
        report.title,
        found.day,
        lambda document, stationery, _: report.draw(document, found, stationery),
    )


def _sheet(queries: Queries, name: str) -> LabelSheet:
    own = [one.sheet for one in queries.label_sheets()]
    sheet = label_sheets.find(name, own)
    if sheet is None:
        known = tuple(one.name for one in (*label_sheets.KNOWN, *own))
        raise Refusal("no_such_label_sheet", field="sheet", name=name[:LONGEST_NAME], known=known)
    return sheet


def _for_owner(
    name: Callable[[I18n], str],
    day: date | None,
    draw: Callable[[Document, Stationery, Notes], None],
) -> Material:
    """Put together what is made for the owner; its file is named by its day, else today's."""

    def file_name(tr: I18n) -> str:
        on = day or tr.formats.clock.today()
        # Translators: the name of a file: what is in it, and until which day
        stem = tr.gettext("{paper}, {date}").format(paper=name(tr), date=on.isoformat())
        return safe_file_name(stem)

    return Material(client="", language=None, out=True, name=name, file_name=file_name, draw=draw)
