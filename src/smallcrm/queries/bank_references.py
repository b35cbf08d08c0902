"""The numbers of papers in a booking's text, however they were typed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from smallcrm.queries.balances import IS_OPEN

_RUN: Final = re.compile(r"[^\W_]+")
_JOINED: Final = 6  # a number is torn into so many pieces at most
_LONGEST: Final = 40
_LEAST: Final = 4
_LEAST_FIGURES: Final = 5
_CREDITOR: Final = re.compile(r"RF\d\d(?=.)")  # ISO 11649 before a number of ours
_OF_SALES: Final = f"""
    SELECT sale.number, sale.external_number, sale.id FROM sale INDEXED BY ix_sale_open
    WHERE {IS_OPEN}
"""
_OF_INVOICES: Final = f"""
    SELECT invoice.number, sale.id, part.amount_minor
    FROM sale INDEXED BY ix_sale_open
    JOIN invoice_sale AS part ON part.sale_id = sale.id
    JOIN invoice ON invoice.id = part.invoice_id
    WHERE {IS_OPEN} AND invoice.kind = 'invoice' ORDER BY invoice.id, sale.id
"""
_OF_QUOTES: Final = f"""
    SELECT quote.number, sale.id FROM sale INDEXED BY ix_sale_open
    JOIN quote ON quote.id = sale.quote_id WHERE {IS_OPEN} AND sale.quote_id IS NOT NULL
"""
# Whatever stands there word by word: paid sales, open quotes, the client's own code. The words
# come first, so that each is looked up in the indexes.
_WHOSE: Final = """
    SELECT word.value, sale.client_id FROM json_each(:words) AS word
    CROSS JOIN sale ON sale.number = word.value
    UNION SELECT word.value, sale.client_id FROM json_each(:words) AS word
    CROSS JOIN sale ON sale.external_number = word.value
    UNION SELECT word.value, invoice.client_id FROM json_each(:words) AS word
    CROSS JOIN invoice ON invoice.number = word.value
    UNION SELECT word.value, quote.client_id FROM json_each(:words) AS word
    CROSS JOIN quote ON quote.number = word.value
    UNION SELECT word.value, client.id FROM json_each(:words) AS word
    CROSS JOIN client ON client.code = word.value
"""


@dataclass(frozen=True, slots=True)
class Named:
    """Sales that a text names: id and how much of each, None for all that is open.

    `whole` where the number stands there as it is, not only its figures.
    """

    sales: tuple[tuple[int, int | None], ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is open by the keys of its numbers, and clients by what is written as it is."""

    open: Mapping[str, tuple[Named, ...]]
    whose: Mapping[str, frozenset[int]]

    def sales_in(self, written: str) -> list[Named]:
        """Return what a text names of what is open; whole numbers where there are any."""
        found: dict[tuple[tuple[int, int | None], ...], Named] = {}
        for key in keys_in(written):
            for named in self.open.get(key, ()):
                if named.sales not in found or named.whole:
                    found[named.sales] = named
        whole = [named for named in found.values() if named.whole]
        return whole or list(found.values())

    def clients_in(self, written: str) -> set[int]:
        """Return whose numbers and codes stand in a text, paid or not."""
        return {one for word in words_in(written) for one in self.whose.get(word, ())}


def read_numbers(connection: Connection, texts: Iterable[str]) -> Numbers:
    """Read the numbers of all that is open, and whose words these texts hold."""
    found: dict[str, list[Named]] = {}
    for number, external, sale_id in connection.execute(text(_OF_SALES)):
        _add(found, number, Named(((sale_id, None),)))
        if external:
            _add(found, external, Named(((sale_id, None),)))
    invoices: dict[str, list[tuple[int, int | None]]] = {}
    for number, sale_id, minor in connection.execute(text(_OF_INVOICES)):
        invoices.setdefault(number, []).append((sale_id, minor))
    quotes: dict[str, list[tuple[int, int | None]]] = {}
    for number, sale_id in connection.execute(text(_OF_QUOTES)):
        quotes.setdefault(number, []).append((sale_id, None))
    for papers in (invoices, quotes):
        for number, sales in papers.items():
            _add(found, number, Named(tuple(sales)))
    words = sorted({word for written in texts for word in words_in(written)})
    whose: dict[str, set[int]] = {}
    for word, client_id in connection.execute(text(_WHOSE), {"words": json.dumps(words)}):
        whose.setdefault(word, set()).add(client_id)
    return Numbers(
        {key: tuple(several) for key, several in found.items()},
        {word: frozenset(clients) for word, clients in whose.items()},
    )


def keys_in(written: str) -> Iterator[str]:
    """Yield what may be a number's key: every run of letters and figures, and several joined.

    A number of figures alone stands in one piece: else any two amounts would make one.
    """
    runs = _RUN.findall(_folded(written))
    for start in range(len(runs)):
        joined = ""
        for count, run in enumerate(runs[start : start + _JOINED]):
            joined += run
            if len(joined) > _LONGEST:
                break
            if count == 0 or not joined.isdecimal():
                yield joined
                if creditor := _CREDITOR.match(joined):
                    yield joined[creditor.end() :]
        figures = "".join(_while_figures(runs[start : start + 2]))
        if len(figures) > _LEAST_FIGURES:
            yield f"#{figures}"


def words_in(written: str) -> Iterator[str]:
    """Yield the words of a text as they are written, and in capital letters."""
    for word in unicodedata.normalize("NFKC", written).split():
        bare = word.strip(".,;:!?()[]{}<>\"'#/")
        if len(bare) >= _LEAST and any(map(str.isdecimal, bare)) and len(bare) <= _LONGEST:
            yield bare
            if bare.upper() != bare:
                yield bare.upper()


def _while_figures(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        if not run.isdecimal():
            return
        yield run


def _add(found: dict[str, list[Named]], number: str, named: Named) -> None:
    folded = "".join(_RUN.findall(_folded(number)))
    if len(folded) >= (_LEAST_FIGURES if folded.isdecimal() else _LEAST):
        found.setdefault(folded, []).append(named)
    figures = "".join(character for character in folded if character.isdecimal())
    if len(figures) > _LEAST_FIGURES and figures != folded:
        found.setdefault(f"#{figures}", []).append(Named(named.sales, whole=False))


def _folded(written: str) -> str:
    return unicodedata.normalize("NFKC", written).upper()
