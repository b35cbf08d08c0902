"""What a client's details carry beyond the plain facts: own fields, age, why this level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smallcrm.domain.enums import DetailKind, OwnFieldKind
from smallcrm.domain.money import Money


@dataclass(frozen=True, slots=True)
class OwnValueShape:
    """What a client has in an own field: canonical text; an amount with its currency.

    `i18n.own_values` makes the words of it.
    """

    field_id: int
    name: str
    kind: OwnFieldKind
    value: str
    currency: str | None
    on_card: bool


@dataclass(frozen=True, slots=True)
class StaleDetail:
    """A detail that was confirmed too long ago; `months` are whole ones since `since`.

    `ever_confirmed` False: it is in the file since then, and was never confirmed.
    """

    kind: DetailKind
    id: int
    text: str
    since: date
    months: int
    ever_confirmed: bool


@dataclass(frozen=True, slots=True)
class LevelReason:
    """Why a client has the level that follows from the rules, in the figures of today.

    `paid` and `referrals_won` are the client's own, where the rule asks for them.
    """

    rule_id: int
    paid: Money | None
    within_months: int | None
    referrals_won: int | None
