"""`list`: the rows of the tabs, of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from smallcrm.cli import human
from smallcrm.cli.context import Run
from smallcrm.cli.refusals import DONE
from smallcrm.exporters import json_out
from smallcrm.i18n import sentences
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.queries.order import Order
from smallcrm.queries.receivable_shapes import BankSuggestion
from smallcrm.queries.shapes import (
    ClientRow,
    FollowUpShape,
    PaymentShape,
    ReferralShape,
    SaleShape,
)
from smallcrm.queries.today_shapes import OverdueClient

_PAGE: Final = 1000
_SLOT: Final = "list"


@dataclass(frozen=True, slots=True)
class _Listed:
    """How one kind of row is listed: its order, its JSON, its cells and their headings."""

    order: Order | None
    json: Callable[[Any], json_out.Json]
    heading: Sequence[InContext]
    cells: Callable[[I18n, Any], Sequence[str]]
    right: str = ""


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


def _referral(tr: I18n, row: ReferralShape) -> Sequence[str]:
    return (
        human.day(tr, row.on),
        sentences.enum_name(tr, row.direction),
        row.client.name,
        row.counterpart.name,
        sentences.enum_name(tr, row.outcome),
        human.amounts(tr, row.paid_value),
    )


def _overdue(tr: I18n, row: OverdueClient) -> Sequence[str]:
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


def _bank(tr: I18n, row: BankSuggestion) -> Sequence[str]:
    line, client = row.line, row.client
    return (
        str(line.id),
        human.day(tr, line.on),
        tr.formats.money(line.amount),
        line.name or "",
        line.reference,
        f"{client.name} (id:{client.id})" if client else "",
        tr.pgettext("list", ", ").join(number for _, number, _ in row.sales),
        tr.gettext("sure") if row.sure else "",
    )


def _follow_up(tr: I18n, row: FollowUpShape) -> Sequence[str]:
    return (human.day(tr, row.due), row.due_time or "", row.client.name, row.text)


_CLIENT = mark_in("column", "Client")
_DATE = mark_in("column", "Date")
_OLDEST = mark_in("column", "Oldest due")
_ORGANISATION = mark_in("column", "Organisation")
_OWES = mark_in("column", "Owes")
_PHONE = mark_in("column", "Phone")
_ID = mark_in("column", "id")
_SURE = mark_in("column", "Sure")

_LISTS: Final[Mapping[str, _Listed]] = {
    "clients": _Listed(
        order=Order("name"),
        json=json_out.client_row,
        heading=(
            *(_ID, _CLIENT, _ORGANISATION, mark_in("column", "Level"), _PHONE, _OWES),
            _OLDEST,
        ),
        cells=_client,
        right="r    r",
    ),
    "sales": _Listed(
        order=Order("on", descending=True),
        json=json_out.sale_row,
        heading=(
            *(mark_in("column", "Number"), _DATE, _CLIENT, mark_in("column", "Title")),
            *(mark_in("column", "Status"), mark_in("column", "Total"), mark_in("column", "Open")),
            *(mark_in("column", "Due"), mark_in("column", "Payment")),
        ),
        cells=_sale,
        right="     rr",
    ),
    "payments": _Listed(
        order=Order("on", descending=True),
        json=json_out.payment_row,
        heading=(
            *(_ID, _DATE, _CLIENT, mark_in("column", "Kind"), mark_in("column", "Amount")),
            *(mark_in("column", "Not used"), mark_in("column", "Method")),
            *(mark_in("column", "Reference"), mark_in("column", "Sales")),
        ),
        cells=_payment,
        right="r   rr",
    ),
    "referrals": _Listed(
        order=Order("on", descending=True),
        json=json_out.referral_row,
        heading=(
            *(_DATE, mark_in("column", "Direction"), _CLIENT),
            *(mark_in("column", "Sent by, or to"), mark_in("column", "Outcome")),
            mark_in("column", "Paid"),
        ),
        cells=_referral,
        right="     r",
    ),
    "overdue": _Listed(
        order=None,
        json=json_out.overdue_row,
        heading=(
            *(_ID, _CLIENT, _ORGANISATION, _PHONE, mark_in("column", "Overdue"), _OLDEST),
            *(mark_in("column", "Days"), mark_in("column", "What for")),
        ),
        cells=_overdue,
        right="r   r r",
    ),
    "followups": _Listed(
        order=None,
        json=json_out.follow_up_row,
        heading=(
            *(mark_in("column", "Due"), mark_in("column", "Time"), _CLIENT),
            mark_in("column", "To do"),
        ),
        cells=_follow_up,
    ),
    # The bookings that wait, and whose they may be.
    "bank": _Listed(
        order=None,
        json=json_out.bank_row,
        heading=(
            *(_ID, _DATE, mark_in("column", "Amount"), mark_in("column", "Name")),
            *(mark_in("column", "Text"), _CLIENT, mark_in("column", "Sales"), _SURE),
        ),
        cells=_bank,
        right="r r",
    ),
}


def list_rows(run: Run) -> int:
    """List the rows of a tab, or what is overdue, or what is to be done."""
    listed = _LISTS[run.asked.what]
    rows = iter(_rows(run))
    if run.out.as_json:
        run.out.documents(map(listed.json, rows))
    elif (first := next(rows, None)) is None:
        run.out.line(run.tr.gettext("There is nothing to list."))
    else:
        rows = chain((first,), rows)
        heading = [run.tr.pgettext(*words) for words in listed.heading]
        run.out.table(heading, (listed.cells(run.tr, row) for row in rows), listed.right)
    return DONE


def _rows(run: Run) -> Iterable[object]:
    limit: int | None = run.asked.limit
    queries = run.backend.queries
    if run.asked.what == "overdue":
        return queries.overdue(limit=limit)
    if run.asked.what == "followups":
        return queries.follow_ups(limit=limit)
    if run.asked.what == "bank":
        return queries.bank_suggestions()[:limit]
    order = _LISTS[run.asked.what].order
    assert order is not None
    return _pages(run, run.asked.what, order, limit)


def _pages(run: Run, tab: str, order: Order, limit: int | None) -> Iterator[object]:
    ids = run.backend.queries.row_ids(tab, order, slot=_SLOT)[:limit]
    for start in range(0, len(ids), _PAGE):
        yield from run.backend.queries.rows(tab, ids[start : start + _PAGE], slot=_SLOT)
