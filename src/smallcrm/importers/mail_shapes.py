"""An e-mail as it was read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailAddress:
    """Somebody whom an e-mail is from or to; the name is as they wrote it, or empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with an e-mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailFile:
    """An e-mail: plain text throughout, whatever it was written in.

    `message_id` is its own, or made of its bytes. `at` is None where it does not say when it was
    sent, or what cannot be. Pictures that stand inside its text are not among the attachments.
    """

    message_id: str
    at: datetime | None
    sender: MailAddress | None
    receivers: tuple[MailAddress, ...]
    subject: str
    body: str
    attachments: tuple[Attached, ...]
