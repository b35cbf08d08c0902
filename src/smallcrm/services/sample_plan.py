"""When made-up clients came and bought, settled before any row is written.

So that the numbers of sales rise with their days though clients are written one after another,
and so that memory holds days only, however many clients there are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

# Sales and new clients are spread over four years.
SPAN: Final = 4 * 365
# Of a hundred clients, how many buy how often in all that time.
_SALES: Final = tuple(
    count
    for count, share in enumerate((20, 26, 17, 11, 8, 5, 4, 3, 2, 1, 1, 1, 1))
    for _ in range(share)
)
_NOBODY: Final = -1
# Marks a sale without an invoice, and a client without a quote.
_NEVER: Final = 0xFFFF
_NO_SALE: Final = -1
_BILLED: Final = 0.95
_BILLED_AT_ONCE: Final = 0.4
_NEW: Final = 14
_QUOTED: Final = 0.13
_LED_TO_A_SALE: Final = 0.45
_OF_LATE: Final = 45
_QUOTED_OF_LATE: Final = 0.5
_SENT: Final = 0.26
_HUBS: Final = 40
_BY_HUBS: Final = 0.2


class Plan:
    """For each client: days since they came, the days of their sales, and who sent them.

    Days are counted back from today. The first clients are the `stories`, whose days are given.
    """

    def __init__(
        self, rng: Random, clients: int, stories: Sequence[tuple[int, Sequence[int]]]
    ) -> None:
        self.clients = clients
        self._since = array("H")
        self._first = array("L", [0])
        self._sold = array("H")
        self._billed = array("H")
        self._quoted = array("H")
        self._taken = array("b")
        self._referrer = array("l")
        for index in range(clients):
            if index < len(stories):
                since, sold = stories[index]
                self._add(since, sold)
                self._billed.extend([_NEVER] * len(sold))
                self._quoted.append(_NEVER)
                self._taken.append(_NO_SALE)
                self._referrer.append(_NOBODY)
            else:
                self._draw(rng, index, len(stories))

    def since(self, index: int) -> int:
        """Return how many days ago a client came."""
        return self._since[index]

    def sold(self, index: int) -> Sequence[int]:
        """Return how many days ago a client's sales were, the oldest first."""
        return self._sold[self._first[index] : self._first[index + 1]]

    def referrer(self, index: int) -> int | None:
        """Return which client sent this one: always one who came before."""
        found = self._referrer[index]
        return None if found == _NOBODY else found

    def billed(self, index: int) -> Sequence[int | None]:
        """Return how many days ago each sale of a client was billed; None: it was not."""
        found = self._billed[self._first[index] : self._first[index + 1]]
        return [None if day == _NEVER else day for day in found]

    def quoted(self, index: int) -> tuple[int, int | None] | None:
        """Return when a client was made an offer, and which of their sales came of it."""
        if self._quoted[index] == _NEVER:
            return None
        taken = self._taken[index]
        return self._quoted[index], None if taken == _NO_SALE else taken

    def sales(self) -> Sequence[int]:
        """Return the days of all sales."""
        return self._sold

    def invoices(self) -> Sequence[int]:
        """Return the days of all invoices."""
        return [day for day in self._billed if day != _NEVER]

    def quotes(self) -> Sequence[int]:
        """Return the days of all quotes."""
        return [day for day in self._quoted if day != _NEVER]

    def _add(self, since: int, sold: Iterable[int]) -> None:
        self._since.append(since)
        self._sold.extend(sorted(sold, reverse=True))
        self._first.append(len(self._sold))

    def _draw_papers(self, rng: Random, index: int) -> None:
        """Decide which sales of a client were billed, and whether an offer was made."""
        random = rng.random
        sold = self.sold(index)
        for day in sold:
            share = _BILLED if day >= _NEW else _BILLED_AT_ONCE
            self._billed.append(max(0, day - int(random() * 9)) if random() < share else _NEVER)
        quoted, taken, since = _NEVER, _NO_SALE, self._since[index]
        if random() < _QUOTED:
            if sold and random() < _LED_TO_A_SALE:
                taken = int(random() * len(sold))
                quoted = min(since, sold[taken] + 2 + int(random() * 18))
            else:
                oldest = _OF_LATE if random() < _QUOTED_OF_LATE else since
                quoted = int(random() * min(since, oldest))
        self._quoted.append(quoted)
        self._taken.append(taken)

    def _draw(self, rng: Random, index: int, stories: int) -> None:
        random = rng.random
        share = (index - stories + random()) / max(1, self.clients - stories)
        since = int((SPAN - 1) * (1 - min(share, 1.0)))
        count = _SALES[int(random() * len(_SALES))]
        sold = []
        if count:
            # Most come because they want something now; what else they buy, they buy any time.
            sold.append(max(0, since - int(random() * 20)))
            others = [int(SPAN * random()) for _ in range(count - 1)]
            sold += [day for day in others if day < sold[0]]
        self._add(since, sold)
        self._draw_papers(rng, index)
        self._referrer.append(self._draw_referrer(rng, index, since, stories))

    def _draw_referrer(self, rng: Random, index: int, since: int, stories: int) -> int:
        random = rng.random
        # Whom the clients of stories sent is told there.
        before = index - stories
        if random() >= _SENT or not before:
            return _NOBODY
        for _ in range(4):
            # Some people send many; the rest of those who send anybody send one or two.
            found = stories + int(random() * min(before, _HUBS if random() < _BY_HUBS else before))
            if self._since[found] > since:
                return found
        return _NOBODY


class Numbers:
    """Numbers of documents of one kind in the order of their days, each given out once."""

    def __init__(
        self, prefix: str, days: Sequence[int], today: date, used: Mapping[int, int]
    ) -> None:
        self.prefix = prefix
        counts = [0] * (max(days, default=0) + 1)
        for day in days:
            counts[day] += 1
        self._years: list[int] = []
        self._next: list[int] = []
        self.last: dict[int, int] = {}
        for back in reversed(range(len(counts))):
            year = (today - timedelta(days=back)).year
            if year not in self.last:
                self.last[year] = used.get(year, 0)
            self._years.append(year)
            self._next.append(self.last[year] + 1)
            self.last[year] += counts[back]
        self._years.reverse()
        self._next.reverse()

    def take(self, days: int) -> str:
        """Return the next number of a day."""
        return self.take_counted(days)[0]

    def take_counted(self, days: int) -> tuple[str, str, int]:
        """Return the next number of a day, the period that it is counted in, and its place."""
        place = self._next[days]
        self._next[days] += 1
        period = f"{self.prefix}-{self._years[days]:04d}"
        return f"{period}-{place:04d}", period, place
