"""Counting what becomes of the rows of an import."""

from __future__ import annotations

from dataclasses import dataclass, field

from smallcrm.domain.records import Record, RejectedRow


@dataclass(slots=True)
class Tally:
    """Rows by their fate; every record ends in exactly one of the four."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0
    skipped: list[RejectedRow] = field(default_factory=list)

    def skip(self, record: Record, why: str, **parameters: object) -> None:
        """Name a record that cannot be taken, and why."""
        self.skipped.append(RejectedRow(row=record.row, why=why, parameters=parameters))
