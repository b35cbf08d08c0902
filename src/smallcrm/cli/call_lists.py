"""`list calls`: those of clients and those of nobody, all of them or the missed ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from smallcrm.cli import listed
from smallcrm.cli.listed import Listed, Takes, Wanted
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.domain.ringing import still_rings
from smallcrm.exporters import json_lists
from smallcrm.i18n.messages import mark_in
from smallcrm.i18n.sentences import interaction_name
from smallcrm.queries.call_shapes import CallFilter

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.call_shapes import CallShape

_PAGE: Final = 500
_MINUTE_S: Final = 60


def _calls(queries: Queries, wanted: Wanted) -> Iterator[CallShape]:
    which = CallFilter.MISSED if wanted.missed else CallFilter.ALL
    return islice(_pages(queries, which), wanted.limit)


def _pages(queries: Queries, which: CallFilter) -> Iterator[CallShape]:
    last: CallShape | None = None
    while page := queries.calls(which, after=last, limit=_PAGE, slot="list"):
        yield from page
        last = page[-1]


def _cells(tr: I18n, row: CallShape) -> Sequence[str]:
    return (
        str(row.interaction_id or ""),
        str(row.unknown_call_id or ""),
        tr.formats.instant_short(row.at),
        row.client.name if row.client else row.name or "",
        row.contact_person.name if row.contact_person else "",
        row.number or tr.gettext("Number withheld"),
        _kind(tr, row),
        f"{row.seconds // _MINUTE_S}:{row.seconds % _MINUTE_S:02d}" if row.seconds else "",
        (row.said or "").partition("\n")[0],
    )


def _kind(tr: I18n, row: CallShape) -> str:
    now = tr.formats.clock.now()
    rings = still_rings(row.at, now, answered=row.answered, seconds=row.seconds)
    if not row.answered and not rings:
        return tr.gettext("Call not answered") if row.outgoing else tr.gettext("Missed call")
    direction = Direction.OUT if row.outgoing else Direction.IN
    return interaction_name(tr, InteractionKind.CALL, direction)


CALL_LISTS: Final[Mapping[str, Listed]] = {
    "calls": Listed(
        source=_calls,
        json=json_lists.call_row,
        heading=(
            *(listed.ID, mark_in("column", "Unknown call"), listed.DATE, listed.CLIENT),
            *(mark_in("column", "Contact"), listed.NUMBER, listed.KIND),
            *(mark_in("column", "Spoken"), mark_in("column", "Said")),
        ),
        cells=_cells,
        right="rr     r",
        takes=Takes.MISSED,
    ),
}
