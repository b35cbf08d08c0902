"""What a service hands back to the transaction that it ran in."""

from __future__ import annotations

from dataclasses import dataclass

from smallcrm.services.commands import ImportResult


@dataclass(frozen=True, slots=True)
class Made:
    """The row that was made or changed, and its number where it has one."""

    id: int
    number: str | None = None
    imported: ImportResult | None = None
