"""Files made ready to be kept with a client, and e-mails with what is attached to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smallcrm.domain import kept_files
from smallcrm.domain.enums import Direction
from smallcrm.domain.errors import Refusal
from smallcrm.importers import mail_file
from smallcrm.importers.file_text import PdfText, file_text
from smallcrm.importers.mail_shapes import MailAddress, MailFile
from smallcrm.queries.api import Queries
from smallcrm.queries.contact_shapes import MailParties
from smallcrm.services.document_commands import AddEmail, FileInput


@dataclass(frozen=True, slots=True)
class ReadMail:
    """An e-mail, the file that it came in, and the files that came with it."""

    message: FileInput
    mail: MailFile
    attachments: tuple[FileInput, ...]

    @property
    def receivers(self) -> tuple[str, ...]:
        """The addresses that it is to."""
        return tuple(one.address for one in self.mail.receivers)

    @property
    def sender(self) -> str | None:
        """The address that it is from."""
        return self.mail.sender.address if self.mail.sender is not None else None


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """An e-mail, and whose it can be by its addresses; `now` is when one without a day is of."""

    read: ReadMail
    parties: MailParties
    now: datetime

    @property
    def other_side(self) -> MailAddress | None:
        """Who wrote it, or whom the owner wrote it to."""
        if self.parties.direction is Direction.IN:
            return self.read.mail.sender
        return next(iter(self.read.mail.receivers), None)

    def command(self, client: int) -> AddEmail:
        """Make the command that keeps it with a client; the person is the one of the address."""
        party = next((one for one in self.parties.candidates if one.client.id == client), None)
        person = party.contact_person if party is not None else None
        return AddEmail(
            client=client,
            message_id=self.read.mail.message_id,
            direction=self.parties.direction,
            at=self.read.mail.at or self.now,
            subject=self.read.mail.subject,
            body=self.read.mail.body,
            message=self.read.message,
            attachments=self.read.attachments,
            contact_person=person.id if person is not None else None,
        )


class FileReader:
    """Reads files for keeping them; slow ones take seconds, so off the GUI thread.

    `pdf_text` reads PDFs; `country` and `now` settle what encodings and dates leave open.
    """

    def __init__(self, *, pdf_text: PdfText, country: str | None, now: datetime) -> None:
        self._pdf_text = pdf_text
        self._country = country
        self._now = now

    def file(self, path: Path) -> FileInput:
        """Read one file; refuses `file_not_found`, `file_unreadable`, `document_too_large`."""
        try:
            with path.open("rb") as stream:
                data = stream.read(kept_files.LARGEST + 1)
        except FileNotFoundError as error:
            raise Refusal("file_not_found", field="file", file=path.name) from error
        except (OSError, ValueError) as error:
            raise Refusal("file_unreadable", field="file", file=path.name) from error
        return self.content(path.name, data)

    def content(self, name: str, data: bytes, media_type: str | None = None) -> FileInput:
        """Make bytes ready to be kept; refuses `document_too_large` and `no_file_name`."""
        cleaned = kept_files.clean_name(name)
        kept_files.require_small(cleaned, len(data))
        text = file_text(cleaned, data, pdf_text=self._pdf_text, country=self._country)
        known = kept_files.media_type(cleaned)
        return FileInput(
            name=cleaned,
            content=data,
            media_type=known if known != kept_files.UNKNOWN else media_type or known,
            text=text,
        )

    def mail(self, file: FileInput) -> ReadMail:
        """Read a file as an e-mail; refuses `not_a_mail_file`."""
        mail = mail_file.read(file.content, name=file.name, now=self._now, country=self._country)
        attachments = tuple(
            self.content(one.name, one.content, one.media_type) for one in mail.attachments
        )
        return ReadMail(file, mail, attachments)

    def waiting(self, file: FileInput, queries: Queries, client: int | None = None) -> WaitingMail:
        """Read a file as an e-mail and look up whose it is; with `client` only that one counts."""
        read = self.mail(file)
        parties = queries.mail_parties(read.sender, read.receivers, client_id=client)
        return WaitingMail(read, parties, self._now)
