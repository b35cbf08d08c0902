"""What both kinds of e-mail files are read with: dates, ids, headers as they stand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from smallcrm.importers.mail_shapes import MailAddress
from smallcrm.importers.mail_words import one_line

MOST_PARTS: Final = 1000
LONGEST_LINE: Final = 500
_OLDEST: Final = datetime(1982, 1, 1, tzinfo=UTC)


def sent_at(text: str, now: datetime) -> datetime | None:
    """Read when a message says it was sent; None for what no date is and cannot be."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    try:
        return possible(at.astimezone(UTC), now)
    except (OverflowError, ValueError):
        return None


def possible(at: datetime, now: datetime) -> datetime | None:
    """Return an instant at which a message can have been sent; clocks may be a day ahead."""
    return at if _OLDEST <= at <= now + timedelta(days=1) else None


def own_id(data: bytes) -> str:
    """Name a message that has no name of its own by its bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def clean_id(text: str) -> str:
    """Make one word of a message's id."""
    return "".join(text.split())[:LONGEST_LINE]


def head_of(text: str) -> Message:
    """Parse headers alone, as Outlook keeps those that a message came with."""
    return message_from_bytes(text.encode("utf-8", "replace"))


def values(message: Message, name: str) -> list[str]:
    """Return the values of a header as they stand there."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]


def sender_named(name: str, address: str) -> MailAddress:
    """Make an address of a name and an address that stand apart."""
    return MailAddress(one_line(name)[:200], one_line(address))
