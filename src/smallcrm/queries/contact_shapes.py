"""What was said and done with a client, and what is to be done, as the read side answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from smallcrm.domain.enums import Direction, FollowUpCode, InteractionKind
from smallcrm.domain.money import Money

if TYPE_CHECKING:
    from smallcrm.queries.shapes import ClientRef, ContactPersonShape


@dataclass(frozen=True, slots=True)
class NoteShape:
    """A note as the card shows it.

    `said_by` is the contact person who said it; it is to be remembered until `expires`. `versions`
    counts what it said before, where the note is read by itself.
    """

    id: int
    text: str
    at: datetime
    pinned: bool
    draft: bool = False
    said_by: ContactPersonShape | None = None
    interaction_id: int | None = None
    expires: date | None = None
    versions: int = 0

    def is_remembered(self, today: date) -> bool:
        """Tell whether it stands at the top of the card: pinned, and its last day is not over."""
        return self.pinned and (self.expires is None or self.expires >= today)


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """What a note said from an instant on; `label` and `kind` are those of what was done then."""

    text: str
    at: datetime
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class InteractionShape:
    """A call, a meeting, a letter.

    `seconds` is how long a call was, as the phone told it; None: it has not ended, or nobody told.
    `body` is the text of an e-mail, read with one contact alone, `documents` how many files it is
    kept with. A call that came in and was missed is open until `handled_at`.
    """

    id: int
    kind: InteractionKind
    direction: Direction | None
    at: datetime
    minutes: int | None
    summary: str | None
    number: str | None = None
    answered: bool = True
    seconds: int | None = None
    satisfaction: int | None = None
    contact_person: ContactPersonShape | None = None
    source: str | None = None
    handled_at: datetime | None = None
    body: str | None = None
    documents: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpShape:
    """Something to do for a client by a date.

    One that the program made has no text but a `code`, and the client who was sent and the amount
    it is about (`i18n.follow_ups` makes the sentence). `repeat_from` is the day that the rule
    counts from.
    """

    id: int
    client: ClientRef
    text: str
    due: date
    due_time: str | None
    done_at: datetime | None
    code: FollowUpCode | None = None
    referral_id: int | None = None
    referred: ClientRef | None = None
    amount: Money | None = None
    repeat_rule: str | None = None
    repeat_from: date | None = None
    snoozed_until: datetime | None = None
    interaction_id: int | None = None


@dataclass(frozen=True, slots=True)
class MailParty:
    """A client whose address an e-mail bears; the address may be a contact person's."""

    client: ClientRef
    address: str
    contact_person: ContactPersonShape | None = None


@dataclass(frozen=True, slots=True)
class MailParties:
    """Which way an e-mail went, and whose it can be: nobody's, one client's, several."""

    direction: Direction
    candidates: tuple[MailParty, ...]


@dataclass(frozen=True, slots=True)
class DocumentShape:
    """A document without its content; `text` is what can be read in it, as far as it is needed.

    `about` is the number of the sale, quote or contract that it is kept with, or the subject of
    its e-mail.
    """

    id: int
    client: ClientRef
    name: str
    media_type: str
    size: int
    added_at: datetime
    sale_id: int | None = None
    quote_id: int | None = None
    contract_id: int | None = None
    interaction_id: int | None = None
    text: str | None = None
    about: str | None = None
