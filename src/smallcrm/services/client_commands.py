"""What the owner can ask for about clients: who they are, what was said, who sent them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    InteractionKind,
    Level,
    Lifecycle,
)
from smallcrm.services.command_parts import (
    UNSET,
    AddressInput,
    ContactPersonInput,
    EmailInput,
    HandleInput,
    OwnValueInput,
    PhoneInput,
    Unset,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddClient:
    """A new client; with `referred_by` the referral is recorded in the same action.

    `referred_by_name`: a referrer who is not in the file yet is added as a partner; somebody of
    exactly that name is taken for them. `referred_by` goes before it.
    """

    name: str
    kind: ClientKind = ClientKind.PERSON
    organisation: str | None = None
    code: str | None = None
    level: Level = Level.STANDARD
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    source: str | None = None
    language: str | None = None
    currency: str | None = None
    payment_term_days: int | None = None
    tax_number: str | None = None
    birthday: date | None = None
    discount_percent: Decimal | None = None
    credit_limit: Decimal | None = None
    phones: tuple[PhoneInput, ...] = ()
    emails: tuple[EmailInput, ...] = ()
    addresses: tuple[AddressInput, ...] = ()
    handles: tuple[HandleInput, ...] = ()
    contact_people: tuple[ContactPersonInput, ...] = ()
    tags: tuple[str, ...] = ()
    own: tuple[OwnValueInput, ...] = ()
    note: str | None = None
    referred_by: int | None = None
    referred_by_name: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditClient:
    """Change the fields that are given; a tuple replaces the whole list (ids keep their rows).

    Of own fields only those that are named change. A level that is given is set by hand, unless
    `level_by_hand` says otherwise: False lets it follow from the level rules again.
    """

    client: int
    name: str | Unset = UNSET
    kind: ClientKind | Unset = UNSET
    organisation: str | Unset | None = UNSET
    code: str | Unset | None = UNSET
    level: Level | Unset = UNSET
    lifecycle: Lifecycle | Unset = UNSET
    source: str | Unset | None = UNSET
    language: str | Unset | None = UNSET
    currency: str | Unset | None = UNSET
    payment_term_days: int | Unset | None = UNSET
    tax_number: str | Unset | None = UNSET
    birthday: date | Unset | None = UNSET
    discount_percent: Decimal | Unset | None = UNSET
    credit_limit: Decimal | Unset | None = UNSET
    on_hold: bool | Unset = UNSET
    hold_reason: str | Unset | None = UNSET
    phones: tuple[PhoneInput, ...] | Unset = UNSET
    emails: tuple[EmailInput, ...] | Unset = UNSET
    addresses: tuple[AddressInput, ...] | Unset = UNSET
    handles: tuple[HandleInput, ...] | Unset = UNSET
    contact_people: tuple[ContactPersonInput, ...] | Unset = UNSET
    tags: tuple[str, ...] | Unset = UNSET
    own: tuple[OwnValueInput, ...] | Unset = UNSET
    level_by_hand: bool | Unset = UNSET
    referred_by: int | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """A note about a client; `draft` is the id of the draft that it finishes.

    `said_by` is the contact person who said it, `interaction` the call it was typed during, and
    `expires` the last day on which it is to be remembered.
    """

    client: int
    text: str
    pinned: bool = False
    draft: int | None = None
    said_by: int | None = None
    interaction: int | None = None
    expires: date | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """Keep what is being typed on a card: journalled, but no undo step; empty text drops it."""

    client: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNote:
    """Change a note's text, its pin, who said it or until when it is to be remembered."""

    note: int
    text: str | Unset = UNSET
    pinned: bool | Unset = UNSET
    said_by: int | Unset | None = UNSET
    expires: date | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInteraction:
    """Something that happened; `by_itself` marks what the program logged, which is no undo step."""

    client: int
    kind: InteractionKind = InteractionKind.CALL
    direction: Direction | None = None
    at: datetime | None = None
    minutes: int | None = None
    summary: str | None = None
    number: str | None = None
    answered: bool = True
    by_itself: bool = False
    contact_person: int | None = None
    satisfaction: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditInteraction:
    """Change what is kept of a contact; `satisfaction` is 1 to 5."""

    interaction: int
    kind: InteractionKind | Unset = UNSET
    direction: Direction | Unset | None = UNSET
    at: datetime | Unset = UNSET
    minutes: int | Unset | None = UNSET
    summary: str | Unset | None = UNSET
    contact_person: int | Unset | None = UNSET
    answered: bool | Unset = UNSET
    satisfaction: int | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveInteraction:
    """Remove a contact that did not happen; notes and documents of it stay with the client."""

    interaction: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFollowUp:
    """Something to do for a client by a date, at a time of the owner's (HH:MM) if one is given.

    `repeat_rule` is an RFC 5545 RRULE that counts from `due`; `interaction` the call it came of.
    """

    client: int
    text: str
    due: date
    due_time: str | None = None
    repeat_rule: str | None = None
    interaction: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishFollowUp:
    """Mark a follow-up done (or open again)."""

    follow_up: int
    done: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFollowUp:
    """Change what is to be done, when, or how it repeats."""

    follow_up: int
    text: str | Unset = UNSET
    due: date | Unset = UNSET
    due_time: str | Unset | None = UNSET
    repeat_rule: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeFollowUp:
    """Do not tell of it before an instant; its day stays what it was. None: tell again now."""

    follow_up: int
    until: datetime | None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFollowUp:
    """Remove what need not be done after all; of one that repeats, the following ones too."""

    follow_up: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNotified:
    """Keep that the system told of these follow-ups: journalled, but no undo step."""

    follow_ups: tuple[int, ...]
    by_itself: bool = True
