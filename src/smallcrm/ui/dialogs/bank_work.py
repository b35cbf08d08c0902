"""What the bank dialog does off the GUI thread, and what its rows become as commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import BankMatch, Settle

if TYPE_CHECKING:
    from smallcrm.domain.enums import WriteOffReason
    from smallcrm.importers.statements import StatementFile
    from smallcrm.queries.receivable_shapes import BankSuggestion
    from smallcrm.ui.dialogs.import_work import Choices

_LOOKED_AT: Final = 65_536
_ROWS: Final = 30
_LEAST_ROWS: Final = 2
_SAMPLES: Final = 3


def read_statement(path: Path, choices: Choices, *, country: str, currency: str) -> StatementFile:
    """Read a statement as the owner says; raises Refusal.

    A table whose columns nobody knows is refused as `missing_column` with its `headings`, the
    `separator` and some rows as `samples`.
    """
    from smallcrm.importers import statements

    try:
        return statements.read(
            path,
            encoding=choices.encoding,
            mapping=choices.mapping,
            separator=choices.separator,
            date_order=choices.date_order,
            decimal_sign=choices.decimal_sign,
            default_currency=choices.currency or currency,
            country=country,
        )
    except Refusal as refusal:
        table = _table(path, choices) if refusal.code == "not_a_statement" else None
        if table is None:
            raise
        separator, (headings, *rows) = table
        raise Refusal(
            "missing_column",
            field="map",
            fields=("booked", "amount"),
            headings=headings,
            separator=separator,
            samples=tuple(tuple(row) for row in rows[:_SAMPLES]),
        ) from refusal


def match_of(found: BankSuggestion, give_up: WriteOffReason | None) -> BankMatch:
    """Make of a suggestion what is entered; a small rest is given up with a reason, or stays."""
    assert found.client is not None
    settle = (
        ()
        if give_up is None
        else tuple(
            Settle(sale=sale, reason=give_up, amount=amount.major) for sale, amount in found.rest
        )
    )
    return BankMatch(
        line=found.line.id,
        client=found.client.id,
        allocations={sale: amount.major for sale, _, amount in found.sales},
        settle=settle,
        payment=found.payment_id,
    )


def matches_of(
    rows: Sequence[BankSuggestion], reasons: Mapping[int, WriteOffReason | None]
) -> tuple[BankMatch, ...]:
    """Make what is entered of several, each with what becomes of its rest."""
    return tuple(match_of(row, reasons.get(row.line.id)) for row in rows)


def _table(path: Path, choices: Choices) -> tuple[str, list[tuple[str, ...]]] | None:
    """Return what parts the cells of a table of text, and its first rows, the headings first."""
    from smallcrm.importers.csv_table import SEPARATORS, raw_rows
    from smallcrm.importers.text import decode

    data = path.read_bytes()[:_LOOKED_AT]
    data = data[: data.rfind(b"\n") + 1 or len(data)]
    try:
        text = decode(data, choices.encoding).text
    except Refusal:
        return None
    best = (0, "", 0)
    for separator in (choices.separator,) if choices.separator else SEPARATORS:
        widths = Counter(len(cells) for cells, _ in raw_rows(text, separator)[:_ROWS])
        for width, count in widths.items():
            if width > 1 and count >= _LEAST_ROWS:
                best = max(best, (width * count, separator, width))
    _, separator, width = best
    if not width or "\0" in text:
        return None
    rows = [tuple(cells) for cells, _ in raw_rows(text, separator)[:_ROWS] if len(cells) == width]
    return (separator, rows) if len(set(rows[0])) == width else None
