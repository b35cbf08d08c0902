"""`list`: the rows of the tabs, of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Final

from smallcrm.cli import human, listed
from smallcrm.cli.arguments import WrongUsageError
from smallcrm.cli.call_lists import CALL_LISTS
from smallcrm.cli.care_lists import CARE_LISTS
from smallcrm.cli.context import Run
from smallcrm.cli.document_lists import DOCUMENT_LISTS
from smallcrm.cli.listed import Listed, Takes, Wanted
from smallcrm.cli.paper_lists import PAPER_LISTS
from smallcrm.cli.referral_lists import REFERRAL_LISTS
from smallcrm.cli.refusals import DONE
from smallcrm.cli.trade_lists import TRADE_LISTS
from smallcrm.cli.values import date_of
from smallcrm.domain.errors import Refusal
from smallcrm.exporters import json_lists, json_out
from smallcrm.i18n import sentences
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.messages import mark_in
from smallcrm.queries.api import Queries
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.order import Order
from smallcrm.queries.shapes import ClientRow, PaymentShape, SaleShape
from smallcrm.queries.today_shapes import Ageing, OverdueClient

_PAGE: Final = 1000
_SLOT: Final = "list"
# A client with overdue money, and how old it is.
_Aged = tuple[OverdueClient, Sequence[Ageing]]


def _client(tr: I18n, row: ClientRow) -> Sequence[str]:
    return (
        str(row.client.id),
        row.client.name,
        row.client.organisation or "",
        sentences.enum_name(tr, row.client.level),
        row.phone or "",
        human.owed_words(tr, row.owed),
        human.day(tr, row.oldest_due),
    )


def _sale(tr: I18n, row: SaleShape) -> Sequence[str]:
    return (
        row.number,
        human.day(tr, row.on),
        row.client.name,
        row.title,
        sentences.enum_name(tr, row.status),
        tr.formats.money(row.total),
        tr.formats.money(row.open) if row.open else "",
        human.day(tr, row.due),
        sentences.enum_name(tr, row.payment_status),
    )


def _payment(tr: I18n, row: PaymentShape) -> Sequence[str]:
    kind = sentences.enum_name(tr, row.kind)
    return (
        str(row.id),
        human.day(tr, row.on),
        row.client.name,
        tr.gettext("{kind}, void").format(kind=kind) if row.void else kind,
        tr.formats.money(row.amount),
        tr.formats.money(row.free) if row.free else "",
        sentences.method_name(tr, row.method or ""),
        row.reference or "",
        tr.pgettext("list", ", ").join(part.sale_number for part in row.settled),
    )


def _overdue(tr: I18n, aged: _Aged) -> Sequence[str]:
    row, _ages = aged
    return (
        str(row.client.id),
        row.client.name,
        row.client.organisation or "",
        row.phone or "",
        human.amounts(tr, row.owed),
        human.day(tr, row.oldest_due),
        tr.formats.number(row.days),
        row.oldest_title,
    )


def _follow_up(tr: I18n, row: FollowUpShape) -> Sequence[str]:
    return (human.day(tr, row.due), row.due_time or "", row.client.name, follow_up_text(tr, row))


def _aged(queries: Queries, wanted: Wanted) -> Iterator[_Aged]:
    """Read the clients with overdue money, and how old it is."""
    found = queries.overdue(limit=wanted.limit)
    for start in range(0, len(found), _PAGE):
        page = found[start : start + _PAGE]
        ages = queries.ageing_of([row.client.id for row in page])
        yield from ((row, ages.get(row.client.id, ())) for row in page)


_LISTS: Final[Mapping[str, Listed]] = {
    "clients": Listed(
        source=Order("name"),
        json=json_out.client_row,
        heading=(
            *(
                listed.ID,
                listed.CLIENT,
                listed.ORGANISATION,
                mark_in("column", "Level"),
                listed.PHONE,
                listed.OWES,
            ),
            listed.OLDEST,
        ),
        cells=_client,
        right="r    r",
    ),
    "sales": Listed(
        source=Order("on", descending=True),
        json=json_out.sale_row,
        heading=(
            *(listed.NUMBER, listed.DATE, listed.CLIENT, listed.TITLE),
            *(listed.STATUS, listed.TOTAL, listed.OPEN),
            *(listed.DUE, mark_in("column", "Payment")),
        ),
        cells=_sale,
        right="     rr",
    ),
    "payments": Listed(
        source=Order("on", descending=True),
        json=json_out.payment_row,
        heading=(
            *(listed.ID, listed.DATE, listed.CLIENT, listed.KIND, listed.AMOUNT),
            *(mark_in("column", "Not used"), mark_in("column", "Method")),
            *(mark_in("column", "Reference"), listed.SALES),
        ),
        cells=_payment,
        right="r   rr",
    ),
    "overdue": Listed(
        source=_aged,
        json=lambda aged: json_lists.overdue_row(*aged),
        heading=(
            *(
                listed.ID,
                listed.CLIENT,
                listed.ORGANISATION,
                listed.PHONE,
                listed.OVERDUE,
                listed.OLDEST,
            ),
            *(listed.DAYS, listed.WHAT_FOR),
        ),
        cells=_overdue,
        right="r   r r",
    ),
    "followups": Listed(
        source=lambda queries, wanted: queries.follow_ups(limit=wanted.limit),
        json=json_out.follow_up_row,
        heading=(
            *(listed.DUE, mark_in("column", "Time"), listed.CLIENT),
            mark_in("column", "To do"),
        ),
        cells=_follow_up,
        speaks=True,
    ),
    **TRADE_LISTS,
    **REFERRAL_LISTS,
    **CARE_LISTS,
    **CALL_LISTS,
    **DOCUMENT_LISTS,
    **PAPER_LISTS,
}


def list_rows(run: Run) -> int:
    """List the rows of a tab, or what is overdue, or what is to be done."""
    kind = _LISTS[run.asked.what]
    rows = iter(_rows(run))
    if run.out.as_json:
        write = partial(kind.json, run.tr) if kind.speaks else kind.json
        run.out.documents(map(write, rows))
    elif (first := next(rows, None)) is None:
        run.out.line(run.tr.gettext("There is nothing to list."))
    else:
        rows = chain((first,), rows)
        heading = [run.tr.pgettext(*words) for words in kind.heading]
        run.out.table(heading, (kind.cells(run.tr, row) for row in rows), kind.right)
    return DONE


def _rows(run: Run) -> Iterable[object]:
    kind = _LISTS[run.asked.what]
    wanted = _wanted(run, kind.takes)
    if isinstance(kind.source, Order):
        return _pages(run, run.asked.what, kind.source, wanted.limit)
    return kind.source(run.backend.queries, wanted)


def _wanted(run: Run, takes: Takes) -> Wanted:
    """Read what the list is narrowed by; what it does not take is wrong usage."""
    tr, asked = run.tr, run.asked
    if takes is not Takes.PERHAPS_CLIENT and (asked.client is not None) != (takes is Takes.CLIENT):
        text = tr.gettext(
            "list credits takes a CLIENT, list documents may, the other lists take none"
        )
        raise WrongUsageError(text)
    if takes is not Takes.PERIOD and (asked.since or asked.until):
        raise WrongUsageError(tr.gettext("--from and --until are for the lists league and sources"))
    if asked.missed and takes is not Takes.MISSED:
        raise WrongUsageError(tr.gettext("--missed is for the list calls"))
    since, until = period(asked.since, asked.until)
    client_id = run.client_id(asked.client) if asked.client is not None else 0
    return Wanted(
        limit=asked.limit, client_id=client_id, since=since, until=until, missed=asked.missed
    )


def period(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Read the two days between which something is looked at; refuse them in the wrong order."""
    first = date_of(since, "from") if since else None
    last = date_of(until, "until") if until else None
    if first is not None and last is not None and last < first:
        raise Refusal("period_ends_first", field="until", start=first, until=last)
    return first, last


def _pages(run: Run, tab: str, order: Order, limit: int | None) -> Iterator[object]:
    ids = run.backend.queries.row_ids(tab, order, slot=_SLOT)[:limit]
    for start in range(0, len(ids), _PAGE):
        yield from run.backend.queries.rows(tab, ids[start : start + _PAGE], slot=_SLOT)
