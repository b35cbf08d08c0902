"""Rows of notes: what was written down about which client, and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import NoteRecord, Record
from smallcrm.importers import words
from smallcrm.importers.row_reading import Cells
from smallcrm.importers.table import Row

_NOON: Final = time(12)
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


class NoteRows:
    """Makes one NoteRecord of each row; a day without a time is noon of it."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a note; raises Refusal `no_client`, `no_text`, `not_a_date`."""
        values = self._cells.of(row)
        if not values.keys() & {"client_code", "client_name"}:
            raise Refusal("no_client", field="client_name")
        if "text" not in values:
            raise Refusal("no_text", field="text")
        self._records.append(
            NoteRecord(
                row=row.number,
                text=values["text"],
                client_code=values.get("client_code"),
                client_name=values.get("client_name"),
                at=self._instant(values["date"]) if "date" in values else None,
                pinned="pinned" in values and words.yes_or_no(values["pinned"]),
            )
        )

    def _instant(self, text: str) -> datetime:
        """Read when something was written: with its zone where the cell says one, else in UTC."""
        try:
            said = datetime.fromisoformat(text)
        except ValueError:
            on = self._cells.day("date", text)
            assert on is not None  # the cell is not empty
            found = _TIME.search(text)
            clock = time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else _NOON
            return datetime.combine(on, clock, tzinfo=UTC)
        if said.tzinfo is not None:
            try:
                return said.astimezone(UTC)
            except OverflowError as error:  # the first or the last day that there is
                raise Refusal("not_a_date", field="date", text=text) from error
        whole_day = not _TIME.search(text)
        return datetime.combine(said.date(), _NOON if whole_day else said.time(), tzinfo=UTC)

    def spoil(self, row: Row) -> None:
        """No note depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the notes in the order of the file."""
        return tuple(self._records), ()
