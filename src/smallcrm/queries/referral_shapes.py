"""What the read side answers about referrals: rewards, the league, sources, the tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from smallcrm.domain.enums import (
    EarnedWhen,
    Prospect,
    ReferralDirection,
    ReferralOutcome,
    RewardRecipients,
)
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import ClientRef, SaleShape


@dataclass(frozen=True, slots=True)
class ReferralShape:
    """A referral; `client` was sent: by `counterpart` (in) or to `counterpart` (out).

    `paid_value` is the money that came from the client, less what was given back; `reward` what
    stands of the credit that it earned, for referrer and referred together; `commission` what a
    partner gives us (out). `reason` says why the owner changed it by hand.
    """

    id: int
    direction: ReferralDirection
    client: ClientRef
    counterpart: ClientRef
    on: date
    outcome: ReferralOutcome
    paid_value: tuple[Money, ...]
    what_for: str | None = None
    reward: tuple[Money, ...] = ()
    commission: Money | None = None
    reason: str | None = None
    outcome_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class ReferralSummary:
    """Whom a client sent, in figures: "sent 4, won 3, worth 9,200; credit 150 left".

    `earned` is the referral credit that stands, of which `spent` settled sales, `paid_out` was
    given as money, `expired` lapsed, and `left` can be used today; `expires` is the next of it that
    will lapse, with its last good day.
    """

    sent: int = 0
    won: int = 0
    worth: tuple[Money, ...] = ()
    earned: tuple[Money, ...] = ()
    spent: tuple[Money, ...] = ()
    paid_out: tuple[Money, ...] = ()
    expired: tuple[Money, ...] = ()
    left: tuple[Money, ...] = ()
    expires: tuple[Money, date] | None = None


@dataclass(frozen=True, slots=True)
class ReferrerNote:
    """Of somebody who may have sent a caller: the last sale (None: none), whom they sent."""

    title: str | None = None
    total: Money | None = None
    on: date | None = None
    sent: int = 0
    won: int = 0


class RuleState(StrEnum):
    """Whether a rule holds today, by its dates."""

    PLANNED = "planned"
    ON = "on"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RewardRuleShape:
    """A rule, and what it has come to: `credits` that stand, `earned` per currency.

    Exactly one of `percent` and `amount` is set. `first_sales` None: all sales; `within_months`
    counts from the referred client's first sale; `minimum` and `cap` are per referral, `year_cap`
    per recipient and calendar year of the sales. Both ends of its validity are days that count.
    """

    id: int
    name: str
    recipients: RewardRecipients
    earned_when: EarnedWhen
    state: RuleState
    percent: Decimal | None = None
    amount: Money | None = None
    currency: str | None = None
    first_sales: int | None = 1
    within_months: int | None = None
    without_tax: bool = False
    minimum: Money | None = None
    cap: Money | None = None
    year_cap: Money | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    expires_after_days: int | None = None
    note: str | None = None
    credits: int = 0
    earned: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class RewardCredit:
    """A credit that a referral earned; `rule` None: the owner said so (or it is of old).

    `amount` = `taken_back` + `paid_out` + `spent` + what is left or, past `expires_on`, expired.
    """

    payment_id: int
    recipient: ClientRef
    referral_id: int | None
    referred: ClientRef | None
    amount: Money
    taken_back: Money
    paid_out: Money
    spent: Money
    left: Money
    expired: Money
    on: date
    rule: tuple[int, str] | None = None
    sale: tuple[int, str] | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class RewardProspect:
    """What one rule makes of a referral for one recipient: earned so far, and why not more.

    `expected` is what its present sales would earn once each has got as far as the rule asks.
    """

    rule: tuple[int, str]
    recipient: ClientRef
    earned: tuple[Money, ...]
    expected: tuple[Money, ...]
    why: Prospect


@dataclass(frozen=True, slots=True)
class OverrideShape:
    """What the owner said that a referral earns a recipient, and why."""

    recipient: ClientRef
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralDetail:
    """A referral with its credits, the owner's overrides, and what the rules make of it."""

    referral: ReferralShape
    credits: tuple[RewardCredit, ...]
    overrides: tuple[OverrideShape, ...]
    prospects: tuple[RewardProspect, ...]
    sales: tuple[SaleShape, ...]


class LeagueOrder(StrEnum):
    """By what the league of referrers is sorted, the most first (names: by the alphabet)."""

    SENT = "sent"
    WON = "won"
    WORTH = "worth"
    REWARD = "reward"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """One referrer: whom they sent in a period, what became of it up to today, what they earned.

    `worth` is money paid by those they sent, `reward` the credit that stands for those referrals.
    """

    referrer: ClientRef
    sent: int
    won: int
    lost: int
    pending: int
    worth: tuple[Money, ...]
    reward: tuple[Money, ...]
    last_on: date


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where clients of a period came from: referred, else the source as typed (or None).

    `won` counts those who bought, `worth` the money that they paid up to today.
    """

    source: str | None
    referred: bool
    clients: int
    won: int
    worth: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class BranchNode:
    """One client of the tree of who brought whom.

    `own` is what the client paid, `branch` that of all below as well; `sent` counts who they sent
    directly, `won` those of them whose referral is won, `below` everybody under them. The first has
    no `parent_id`; whom nobody sent has no `referral_id`, `outcome` and `on` either.
    """

    client: ClientRef
    parent_id: int | None
    depth: int
    sent: int
    below: int
    own: tuple[Money, ...]
    branch: tuple[Money, ...]
    referral_id: int | None = None
    outcome: ReferralOutcome | None = None
    on: date | None = None
    won: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the tree: nodes parents first, siblings by what their branch is worth.

    `above` is the way from the top down to the first node's referrer; `left_out` counts clients
    below that were not asked for (deeper, or beyond the limit).
    """

    nodes: tuple[BranchNode, ...]
    above: tuple[ClientRef, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What a rule would change for one sale and recipient: credit that stands now, and then."""

    recipient: ClientRef
    referred: ClientRef
    referral_id: int
    sale: tuple[int, str] | None
    on: date
    now: Money
    then: Money


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would do on the data that is there, before it is switched on.

    `posted` is what would be posted at once (per currency, `then` above `now`), `taken_back` what
    would be taken back; `rows` the newest of the `count` that differ.
    """

    count: int
    referrals: int
    posted: tuple[Money, ...]
    taken_back: tuple[Money, ...]
    rows: tuple[PreviewRow, ...]
