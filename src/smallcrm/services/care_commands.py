"""What the owner can ask for to keep clients tidy: own fields, tags, levels, many at once, merging.

Values of own fields come as typed, in the owner's language or canonical (`domain.own_fields`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from smallcrm.domain.enums import DetailKind, Level, OwnFieldKind, PhoneStyle
from smallcrm.services.command_parts import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOwnField:
    """Define a field of one's own; `choices` only for one to choose from."""

    name: str
    kind: OwnFieldKind = OwnFieldKind.TEXT
    choices: tuple[str, ...] = ()
    on_card: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOwnField:
    """Change an own field; another kind only where every value there is can be read as it.

    `position` counts from 0 among the fields.
    """

    own_field: int
    name: str | Unset = UNSET
    kind: OwnFieldKind | Unset = UNSET
    choices: tuple[str, ...] | Unset = UNSET
    on_card: bool | Unset = UNSET
    position: int | Unset = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveOwnField:
    """Remove an own field with all its values; one undo brings everything back."""

    own_field: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameTag:
    """Give a tag another name; the name of another tag makes the two one."""

    tag: int
    name: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTag:
    """Take a tag off all clients."""

    tag: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLevelRule:
    """Say what gives a client a level; levels not set by hand follow at once.

    `paid` is in major units of `currency` (None: the file's), within the last `within_months` or
    ever. All that is given has to be met; at least one of `paid`, `referrals_won` is.
    """

    level: Level
    paid: Decimal | None = None
    currency: str | None = None
    within_months: int | None = None
    referrals_won: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLevelRule:
    """Change the given fields of a level rule."""

    level_rule: int
    level: Level | Unset = UNSET
    paid: Decimal | Unset | None = UNSET
    currency: str | Unset | None = UNSET
    within_months: int | Unset | None = UNSET
    referrals_won: int | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLevelRule:
    """Remove a level rule; who had their level by it has the level that is left to them."""

    level_rule: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshLevels:
    """Let levels follow the passing of time; no undo step."""

    by_itself: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDetails:
    """The client said that details are right today: one of them, or all (`kind` None).

    Confirming all also finishes the reminders to update details.
    """

    client: int
    kind: DetailKind | None = None
    detail: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindOfDetails:
    """A dated reminder to bring a client's details up to date."""

    client: int
    due: date
    request_id: str | None = None


class BatchField(StrEnum):
    """What can be set, cleared or replaced for many clients at once."""

    NAME = "name"
    ORGANISATION = "organisation"
    CODE = "code"
    KIND = "kind"
    LEVEL = "level"
    LIFECYCLE = "lifecycle"
    SOURCE = "source"
    LANGUAGE = "language"
    CURRENCY = "currency"
    PAYMENT_TERM_DAYS = "payment_term_days"
    DISCOUNT_PERCENT = "discount_percent"
    TAX_NUMBER = "tax_number"
    NOTES = "notes"
    CITY = "locality"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetField:
    """Set a field (a `BatchField`'s value, or `own:ID`) to a value; None clears it."""

    field: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceText:
    """Replace text within a field, as it stands, letters of either case alike unless `exact`."""

    field: str
    find: str
    by: str
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTags:
    """Put tags on and take tags off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatPhones:
    """Write all numbers that parse in one style; others stay as typed."""

    style: PhoneStyle = PhoneStyle.INTERNATIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatAddresses:
    """Tidy addresses: spaces, postal codes in capitals, countries by one name."""


BatchStep = SetField | ReplaceText | ChangeTags | FormatPhones | FormatAddresses


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEdit:
    """Change many clients as one action; refused as a whole where one of them cannot be changed.

    `Services.preview_batch` says beforehand what it would do.
    """

    clients: Sequence[int]
    steps: tuple[BatchStep, ...]
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeClients:
    """Make two clients one: `merge` goes, all that is theirs is `keep`'s.

    Fields that `keep` lacks come from `merge`; of those that both have, the ones named in `take`
    (a column of client, or `own:ID`) do as well. What is needed to split them again is kept.
    """

    keep: int
    merge: int
    take: tuple[str, ...] = ()
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitClients:
    """Take a merge apart again: what came along goes back, what came since stays."""

    merge: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDistinct:
    """Remember that two clients are not the same (`distinct` False: forget it)."""

    client: int
    other: int
    distinct: bool = True
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetMapping:
    """Forget how files of a shape were read."""

    mapping: int
    request_id: str | None = None
