"""What a phone tells of, and what the owner does about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smallcrm.services.client_commands import AddClient


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCall:
    """Keep what a source says of one call, as often as it says something: no undo step.

    `source` and `key` name the call: it is made once, then only brought up to date, whether that
    comes live or out of a history. Whose number it is gets an interaction; a number of nobody, of
    several clients or none at all gets an unknown call. `client` says whose it is where the owner
    said so. `answered` None: the source does not tell, and it counts as answered. `seconds` is None
    until it has ended; a call that ended unanswered has zero.

    Answers with the row's id; `Done.parameters` has it as `interaction` or as `unknown_call`.
    """

    source: str
    key: str
    number: str = ""
    name: str = ""
    outgoing: bool = False
    at: datetime | None = None
    answered: bool | None = None
    seconds: int | None = None
    client: int | None = None
    by_itself: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCall:
    """Say whose an unknown call was: it becomes an interaction of theirs, its note a note.

    With `others` the calls of the same number that nobody was named for go there too.
    """

    unknown_call: int
    client: int
    contact_person: int | None = None
    others: bool = False
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCaller:
    """Say who rang, in one step: a client to `add`, or the `client` who has this `number` too.

    The unknown call and, with `others`, those of the same number become theirs; `note` is what was
    said. Without a call only the rest is done.
    """

    unknown_call: int | None = None
    add: AddClient | None = None
    client: int | None = None
    number: str | None = None
    note: str | None = None
    others: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUnknownCall:
    """Keep what is typed during a call of nobody's: journalled, but no undo step."""

    unknown_call: int
    text: str
    by_itself: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleCall:
    """Put missed calls aside as called back or not worth it; `handled` False: open again.

    Exactly one of `interaction` and `unknown_call`; all missed calls of the same client, or of
    the same number, go with it.
    """

    interaction: int | None = None
    unknown_call: int | None = None
    handled: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateContact:
    """How satisfied the client seemed, 1 (not at all) to 5 (very); None takes it back."""

    interaction: int
    satisfaction: int | None
    request_id: str | None = None
