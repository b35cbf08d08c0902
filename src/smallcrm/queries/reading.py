"""What every part of the read side starts with: the file, and the owner's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.db.database import Database
    from smallcrm.domain.clock import Clock


class Reading:
    """Holds what each method of the facade reads with; see `Queries`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
