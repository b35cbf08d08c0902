"""Terms by client, else by level, else by file: days to pay, and the discount offered."""

from __future__ import annotations

from decimal import Decimal

from smallcrm.domain.enums import Level
from smallcrm.domain.settings import FileSettings


def payment_term_days(settings: FileSettings, own: int | None, level: str) -> int:
    """Return after how many days a client pays: its own term, else the level's, else the file's."""
    if own is not None:
        return own
    by_level = _of_level(settings, level, "payment_term_days")
    return int(by_level) if by_level else settings.payment_term_days


def discount_percent(settings: FileSettings, own: Decimal | None, level: str) -> Decimal:
    """Return the discount that a new document begins with: the client's, else the level's."""
    if own is not None:
        return own
    return Decimal(_of_level(settings, level, "discount_percent") or 0)


def _of_level(settings: FileSettings, level: str, what: str) -> str:
    return "" if level == Level.STANDARD else settings.value(f"level.{level}.{what}")
