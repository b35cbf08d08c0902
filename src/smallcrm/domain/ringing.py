"""Whether a call still rings: a source may never tell how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# After this long a call that nobody answered is missed, though its source never told its end.
RINGS: Final = timedelta(minutes=3)


def still_rings(at: datetime, now: datetime, *, answered: bool, seconds: int | None) -> bool:
    """Tell whether a call that began `at` may ring yet: neither answered nor ended, and recent."""
    return not answered and seconds is None and now < at + RINGS
