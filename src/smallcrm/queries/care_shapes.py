"""What the read side answers about own fields, tags, levels, stale details and duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from smallcrm.domain.enums import (
    DetailKind,
    DuplicateReason,
    Level,
    Likeness,
    OwnFieldKind,
)
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientCard, ClientRef


@dataclass(frozen=True, slots=True)
class OwnFieldShape:
    """A field that the owner defined; `used` counts the clients that have a value."""

    id: int
    name: str
    kind: OwnFieldKind
    choices: tuple[str, ...]
    on_card: bool
    position: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class TagShape:
    """A tag, and how many clients bear it."""

    id: int
    name: str
    used: int


@dataclass(frozen=True, slots=True)
class LevelRuleShape:
    """A level rule, and how many clients have their level by it."""

    id: int
    level: Level
    paid: Money | None
    within_months: int | None
    referrals_won: int | None
    used: int = 0


@dataclass(frozen=True, slots=True)
class LevelChange:
    """How many clients would have another level if the rules were others, and the first of them."""

    before: Level
    after: Level
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeShape:
    """A merge of two clients that can be (`split_at` None) or was taken apart."""

    id: int
    kept: ClientRef
    merged_id: int
    merged_name: str
    merged_at: datetime
    split_at: datetime | None


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two clients that may be one, with the reasons; the one with more to it comes first.

    `likeness` None: they share nothing that says so, and were chosen by hand. `shared` says what
    they share, one text per reason (the number, the address, the name).
    """

    one: ClientRef
    other: ClientRef
    likeness: Likeness | None
    reasons: tuple[DuplicateReason, ...]
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of both sides, as values of the card's own types (see the card for the words).

    `field` is a column of client, `own:ID` (an `OwnValueShape`) or `referred_by` (a `ClientRef`);
    `one` and `other` are the values or None. `differs`: both have a value, and not the same.
    """

    field: str
    one: object
    other: object

    @property
    def differs(self) -> bool:
        """Tell whether the owner has something to choose."""
        return self.one is not None and self.other is not None and self.one != self.other


@dataclass(frozen=True, slots=True)
class DuplicateDetail:
    """Two clients side by side: the fields of both, and the cards for all the rest.

    `obstacles` are codes of why merging them would be refused.
    """

    pair: DuplicatePair
    fields: tuple[FieldPair, ...]
    one: ClientCard
    other: ClientCard
    counts: tuple[tuple[str, int, int], ...]
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One field of one client, before and after (texts; None: nothing there)."""

    client: ClientRef
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class BatchRefusal:
    """A client whom the edit cannot change, and why, in a code and parameters."""

    client: ClientRef
    code: str
    parameters: dict[str, object]


@dataclass(frozen=True, slots=True)
class BatchPreview:
    """What a batch edit would do: `changed` clients; the first rows; what stands in its way."""

    changed: int
    unchanged: int
    rows: tuple[BatchRow, ...]
    refused: tuple[BatchRefusal, ...]


@dataclass(frozen=True, slots=True)
class MappingShape:
    """How the owner had files of a shape read."""

    id: int
    shape: str
    kind: str
    file_name: str
    choices: str


@dataclass(frozen=True, slots=True)
class StaleDetailOf:
    """A client whose details are out of date, for a list of them."""

    client: ClientRef
    kind: DetailKind
    text: str
    since: date
