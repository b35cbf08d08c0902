"""Whom a list on paper is about: everybody, those who are chosen, or those whom a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.order import Order


class Whom(StrEnum):
    """Which clients are meant."""

    ALL = "all"
    CHOSEN = "chosen"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Around:
    """What the list of clients shows: several that are chosen, and how it is narrowed if it is.

    `count` is how many rows it has then.
    """

    chosen: tuple[int, ...] = ()
    listed: Order | None = None
    count: int = 0

    def offers(self) -> tuple[Whom, ...]:
        """Return which choices there are; the first is what is most likely meant."""
        chosen = (Whom.CHOSEN,) if self.chosen else ()
        listed = (Whom.LISTED,) if self.listed is not None else ()
        return (*chosen, *listed, Whom.ALL)

    def clients(self, whom: Whom, queries: Queries) -> tuple[int, ...] | None:
        """Return the ids of those who are meant, None for everybody; not for the GUI thread."""
        if whom is Whom.CHOSEN:
            return self.chosen
        if whom is Whom.LISTED and self.listed is not None:
            return tuple(queries.row_ids("clients", self.listed, slot="papers:clients"))
        return None


def whom_words(tr: I18n, around: Around, everybody: str) -> dict[Whom, str]:
    """Name the choices; `everybody` says who all are on this paper."""
    chosen = tr.ngettext("{count} chosen client", "{count} chosen clients", len(around.chosen))
    listed = tr.ngettext("{count} client in the list", "{count} clients in the list", around.count)
    return {
        Whom.ALL: everybody,
        Whom.CHOSEN: chosen.format(count=tr.formats.number(len(around.chosen))),
        Whom.LISTED: listed.format(count=tr.formats.number(around.count)),
    }
