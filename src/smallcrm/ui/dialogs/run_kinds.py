"""Which papers are made many at once, whom each can be about, and which ones those are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from smallcrm.queries.order import Order
from smallcrm.reports.material import EnvelopeOptions, EnvelopeSize, Paper, PaperKind
from smallcrm.ui.dialogs.paper_scope import Around, Whom, whom_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries

# Kinds in the order in which they are offered; the days that each asks for.
KINDS: Final = (
    PaperKind.STATEMENT,
    PaperKind.REMINDER,
    PaperKind.INVOICE,
    PaperKind.CLIENT,
    PaperKind.ENVELOPE,
)
_SINCE: Final = frozenset({PaperKind.STATEMENT, PaperKind.REMINDER, PaperKind.INVOICE})
_UNTIL: Final = frozenset({PaperKind.REMINDER, PaperKind.INVOICE})


class Which(StrEnum):
    """Of which clients, or which of their papers."""

    ALL = "all"
    OWING = "owing"
    CHOSEN = "chosen"
    LISTED = "listed"
    DRAFTS = "drafts"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be made; `rows` are ids that were chosen in a list of such papers."""

    kind: PaperKind
    which: Which
    since: date | None = None
    until: date | None = None
    size: EnvelopeSize = EnvelopeSize.DL
    rows: tuple[int, ...] = ()


def has_since(kind: PaperKind, which: Which) -> bool:
    """Tell whether a run asks for its first day."""
    return kind in _SINCE and which is not Which.ROWS


def has_until(kind: PaperKind, which: Which) -> bool:
    """Tell whether a run asks for its last day."""
    return kind in _UNTIL and which is not Which.ROWS


def choices(
    tr: I18n, kind: PaperKind, around: Around, rows: Sequence[int] = ()
) -> list[tuple[Which, str]]:
    """Return whom a run of a kind can be about, what is most likely meant first."""
    words = whom_words(tr, around, "")
    found: list[tuple[Which, str]] = []
    if rows:
        text = tr.ngettext("The chosen one", "The {count} chosen ones", len(rows))
        found.append((Which.ROWS, text.format(count=tr.formats.number(len(rows)))))
    if kind is PaperKind.QUOTE:
        return found
    if kind is PaperKind.INVOICE:
        return [
            *found,
            (Which.DRAFTS, tr.gettext("Not sent yet")),
            (Which.ALL, tr.gettext("All of these days")),
        ]
    if kind is PaperKind.REMINDER:
        return [(Which.ALL, tr.gettext("All of these days"))]
    offers = around.offers()
    if Whom.CHOSEN in offers:
        found.append((Which.CHOSEN, words[Whom.CHOSEN]))
    if Whom.LISTED in offers:
        found.append((Which.LISTED, words[Whom.LISTED]))
    if kind is PaperKind.STATEMENT:
        found.append((Which.OWING, tr.gettext("All who owe or have credit")))
    else:
        found.append((Which.OWING, tr.gettext("All who owe")))
        found.append((Which.ALL, tr.gettext("All clients")))
    return found


def papers_of(queries: Queries, run: Run, around: Around) -> list[Paper]:
    """Return the papers of a run, in the order of their list or of their days."""
    if run.kind is PaperKind.REMINDER:
        ids = queries.reminders_to_print(run.since, run.until)
        return [Paper(run.kind, one) for one in ids]
    if run.which is Which.ROWS:
        return [Paper(run.kind, one) for one in run.rows]
    if run.kind is PaperKind.INVOICE:
        drafts = run.which is Which.DRAFTS
        ids = queries.invoices_to_print(run.since, run.until, drafts=drafts)
        return [Paper(run.kind, one) for one in ids]
    clients = _clients(queries, run, around)
    if run.kind is PaperKind.ENVELOPE:
        options = EnvelopeOptions(size=run.size)
        return [Paper(run.kind, one, options=options) for one in clients]
    since = run.since if run.kind is PaperKind.STATEMENT else None
    return [Paper(run.kind, one, since=since) for one in clients]


def _clients(queries: Queries, run: Run, around: Around) -> Sequence[int]:
    if run.which is Which.CHOSEN:
        return around.chosen
    order = around.listed if run.which is Which.LISTED else None
    if run.which is Which.OWING:
        if run.kind is PaperKind.STATEMENT:
            return [client.id for client in queries.statement_clients(run.since)]
        order = Order("name", filters=("owes",))
    return tuple(queries.row_ids("clients", order or Order("name"), slot="run:clients"))
