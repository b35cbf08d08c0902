"""Counting what becomes of the rows of an import, and telling each row's fate where asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import Record, RejectedRow
from smallcrm.domain.watch import Watch
from smallcrm.services.commands import Candidate, Fate, FieldChange, RowFate

_Record = TypeVar("_Record", bound=Record)
# How often the watcher hears of rows: a cancel is to be heeded soon, a call costs little.
_OFTEN = 100


@dataclass(slots=True)
class Tally:
    """Rows by their fate; every record ends in exactly one of the four, or is left out.

    `telling`: keep a RowFate of every row. `possible` counts rows that may double somebody.
    """

    telling: bool = False
    watch: Watch | None = None
    added: int = 0
    merged: int = 0
    unchanged: int = 0
    possible: int = 0
    skipped: list[RejectedRow] = field(default_factory=list)
    fates: list[RowFate] = field(default_factory=list)
    # Steps that were made and steps there are in all, for the watcher.
    _done: int = 0
    _of: int = 0

    def skip(self, record: Record, refusal: Refusal, *, told: bool = True) -> None:
        """Name a record that cannot be taken, and why; not `told`: the rest of it was taken."""
        why, parameters = refusal.code, refusal.parameters
        self.skipped.append(RejectedRow(row=record.row, why=why, parameters=parameters))
        if self.telling and told:
            name = said_name(record)
            fate = RowFate(record.row, Fate.REFUSED, name, why=why, parameters=parameters)
            self.fates.append(fate)

    def take(
        self,
        record: Record,
        fate: Fate,
        *,
        client: int | None = None,
        client_name: str | None = None,
        changes: tuple[FieldChange, ...] = (),
        kept: tuple[FieldChange, ...] = (),
        candidates: tuple[Candidate, ...] = (),
        refused: Refusal | None = None,
    ) -> None:
        """Count a record that was taken (or left out, as the owner said), and tell its fate.

        `refused`: a part of it that could not be taken, while the rest was.
        """
        self.added += fate is Fate.NEW
        self.merged += fate is Fate.UPDATES
        self.unchanged += fate is Fate.UNCHANGED
        self.possible += bool(candidates) and fate is Fate.NEW
        if self.telling:
            self.fates.append(
                RowFate(
                    record.row,
                    fate,
                    said_name(record),
                    client,
                    client_name,
                    changes,
                    kept,
                    candidates,
                    None if refused is None else refused.code,
                    {} if refused is None else refused.parameters,
                )
            )

    def expect(self, steps: int) -> None:
        """Say how many steps the whole work has, one for each row and phase."""
        self._of = steps

    def step(self) -> None:
        """Say that one more row went through a phase; raises Cancelled where it is to stop."""
        self._done += 1
        if self.watch is not None and self._done % _OFTEN == 0:
            self.watch.step(min(self._done, self._of), self._of)

    def each(
        self, records: Iterable[_Record], take: Callable[[_Record], None], *, heeding: bool = False
    ) -> None:
        """Take records one by one, and name those that are refused.

        `heeding` asks before each whether to stop: for rows that take long.
        """
        for record in records:
            self.step()
            if heeding:
                self.heed()
            try:
                take(record)
            except Refusal as refusal:
                self.skip(record, refusal)

    def heed(self) -> None:
        """Stop where that is asked for, without having come further; raises Cancelled."""
        if self.watch is not None and self._of:
            self.watch.step(min(self._done, self._of), self._of)

    def progress(self, done: int, of: int) -> None:
        """Say how far the last phase is, which counts by itself; raises Cancelled."""
        if self.watch is not None:
            left = max(self._of - self._done, 0)
            self.watch.step(self._done + (left * done // of if of else left), self._of)


def said_name(record: Record) -> str:
    """Return what a row calls itself: its name, title, number or first words."""
    for name in ("name", "title", "client_name", "client_code", "reference", "number", "text"):
        said = getattr(record, name, None)
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:200]
    return ""


def told(said: Mapping[str, object]) -> tuple[FieldChange, ...]:
    """Say what a new row holds, field by field, leaving out what it lacks."""
    return tuple(
        FieldChange(name, None, text_of(value)) for name, value in said.items() if value is not None
    )


def text_of(value: object) -> str:
    """Write a value as text of no language: codes, decimals without exponent, ISO 8601."""
    if isinstance(value, Money):
        return f"{value.major:f} {value.currency}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
