"""Files that are kept with a client, and e-mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smallcrm.domain.enums import Direction
from smallcrm.services.command_parts import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput:
    """A file as it comes in: its name, its bytes, and the text that can be read in it."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDocuments:
    """Keep files with a client, and where they are about one with a sale, quote or contract."""

    client: int
    files: tuple[FileInput, ...]
    sale: int | None = None
    quote: int | None = None
    contract: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDocument:
    """Change what a document is called, or what it is about."""

    document: int
    name: str | Unset = UNSET
    sale: int | Unset | None = UNSET
    quote: int | Unset | None = UNSET
    contract: int | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDocument:
    """Take a document away; undo brings it back."""

    document: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEmail:
    """Keep an e-mail with a client: an interaction, the message itself and what is attached to it.

    `message_id` makes it come in once; a message that is there already is answered with.
    """

    client: int
    message_id: str
    direction: Direction
    at: datetime
    subject: str
    body: str
    message: FileInput
    attachments: tuple[FileInput, ...] = ()
    contact_person: int | None = None
    request_id: str | None = None
