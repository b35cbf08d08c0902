"""How one kind of row is listed: its order, its JSON, its cells and their headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any, Final

from smallcrm.exporters.json_out import Json
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.queries.api import Queries
from smallcrm.queries.order import Order

CLIENT: Final = mark_in("column", "Client")
DATE: Final = mark_in("column", "Date")
NUMBER: Final = mark_in("column", "Number")
TITLE: Final = mark_in("column", "Title")
STATUS: Final = mark_in("column", "Status")
KIND: Final = mark_in("column", "Kind")
AMOUNT: Final = mark_in("column", "Amount")
OPEN: Final = mark_in("column", "Open")
TOTAL: Final = mark_in("column", "Total")
DUE: Final = mark_in("column", "Due")
DAYS: Final = mark_in("column", "Days")
SALES: Final = mark_in("column", "Sales")
OVERDUE: Final = mark_in("column", "Overdue")
OLDEST: Final = mark_in("column", "Oldest due")
ORGANISATION: Final = mark_in("column", "Organisation")
OWES: Final = mark_in("column", "Owes")
PHONE: Final = mark_in("column", "Phone")
ID: Final = mark_in("column", "id")
WHAT_FOR: Final = mark_in("column", "What for")


class Takes(Enum):
    """What a list needs, or can be narrowed by, beside how many."""

    NOTHING = auto()
    CLIENT = auto()
    PERHAPS_CLIENT = auto()
    PERIOD = auto()
    MISSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: at most so many, of whom, between which days (both count), which."""

    limit: int | None = None
    client_id: int = 0
    since: date | None = None
    until: date | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One kind of row: of a tab in an `order`, or of what is read otherwise, at most so many.

    `takes` tells what else may be asked for; `right` marks columns of numbers; what
    `speaks` takes the language before the row.
    """

    source: Order | Callable[[Queries, Wanted], Iterable[object]]
    json: Callable[..., Json]
    heading: Sequence[InContext]
    cells: Callable[[I18n, Any], Sequence[str]]
    right: str = ""
    speaks: bool = False
    takes: Takes = Takes.NOTHING
