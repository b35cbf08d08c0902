"""What the read side answers for lists on paper: label sheets, addresses, phones, calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.domain.label_sheets import LabelSheet
from smallcrm.domain.money import Money
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.receivable_shapes import PromiseShape
from smallcrm.queries.shapes import Address, ClientRef
from smallcrm.queries.today_shapes import ServiceEnding
from smallcrm.queries.trade_shapes import ContractShape, QuoteShape


@dataclass(frozen=True, slots=True)
class LabelSheetShape:
    """A sheet of labels that the owner measured."""

    id: int
    sheet: LabelSheet


@dataclass(frozen=True, slots=True)
class ListedPhone:
    """A number as the screen shows it, and its label."""

    number: str
    label: str | None


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody to talk to at a client, with their numbers."""

    name: str
    role: str | None
    phones: tuple[ListedPhone, ...]


@dataclass(frozen=True, slots=True)
class PhoneEntry:
    """A client of the phone list; `sort_key` is what the list is sorted by.

    There is a number, the client's own or a person's.
    """

    client: ClientRef
    sort_key: str
    phones: tuple[ListedPhone, ...]
    people: tuple[ListedPerson, ...]


@dataclass(frozen=True, slots=True)
class PhoneList:
    """Who can be called, by name; `silent` counts those asked for who have no number."""

    entries: tuple[PhoneEntry, ...]
    silent: int


@dataclass(frozen=True, slots=True)
class MailReceiver:
    """A client to whom something is sent by post; the first address is where, None: nowhere."""

    client: ClientRef
    address: Address | None


# Why somebody is called; `i18n` or the report makes the sentence.
CallReason = FollowUpShape | PromiseShape | QuoteShape | ContractShape | ServiceEnding


@dataclass(frozen=True, slots=True)
class LastContact:
    """When a client was spoken or written to last, and what of."""

    at: datetime
    kind: InteractionKind
    direction: Direction | None
    summary: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to be called, and what is good to know then; `note` is the newest pinned one."""

    client: ClientRef
    reasons: tuple[CallReason, ...]
    phones: tuple[ListedPhone, ...]
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]
    oldest_due: date | None
    last: LastContact | None
    note: str | None


@dataclass(frozen=True, slots=True)
class CallSheet:
    """Who is to be called on a day, the most pressing first; `more` are left out."""

    day: date
    calls: tuple[Call, ...]
    more: int = 0
