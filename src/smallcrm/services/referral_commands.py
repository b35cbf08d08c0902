"""What the owner can ask for about referrals: who sent whom, and what that earns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallcrm.domain.enums import EarnedWhen, ReferralOutcome, RewardRecipients
from smallcrm.services.command_parts import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReferral:
    """`referrer` sent `client` to us."""

    referrer: int
    client: int
    on: date | None = None
    what_for: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReferralOut:
    """We sent `client` to a partner: one that exists (`partner`), or a new one by name.

    `commission` is what the partner gives us for it, in `currency` (None: the file's); it is noted
    and is in no balance.
    """

    client: int
    partner: int | None = None
    partner_name: str | None = None
    on: date | None = None
    what_for: str | None = None
    commission: Decimal | None = None
    currency: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReferral:
    """Change what became of a referral, its day, its purpose, or who it was.

    `outcome` None lets it follow from the sales again. Another `counterpart` needs a `reason`
    (`no_reason`): the credit of the one goes to the other.
    """

    referral: int
    outcome: ReferralOutcome | Unset | None = UNSET
    on: date | Unset = UNSET
    what_for: str | Unset | None = UNSET
    counterpart: int | Unset = UNSET
    commission: Decimal | Unset | None = UNSET
    currency: str | Unset | None = UNSET
    reason: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveReferral:
    """A referral was recorded by mistake: it goes, and what it earned is taken back."""

    referral: int
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReward:
    """Say what a referral earns a client of it, whatever the rules say; None: by the rules again.

    `client` is the referrer (None) or the referred client. An amount needs a `reason`
    (`no_reason`); zero withholds the reward. `currency` None: the client's, else the file's.
    """

    referral: int
    amount: Decimal | None
    client: int | None = None
    currency: str | None = None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCreditExpiry:
    """Let a referral credit be good until another day (None: without end), with a `reason`."""

    payment: int
    expires_on: date | None
    reason: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRewardRule:
    """A rule of what a successful referral earns: either `percent` (as said: 10) or `amount`.

    `currency` is that of all its amounts (None: the file's, where there is any amount);
    `first_sales` None: all of them. Validity is judged by the sale's date, both days included.
    """

    name: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    recipients: RewardRecipients = RewardRecipients.REFERRER
    earned_when: EarnedWhen = EarnedWhen.PAID
    first_sales: int | None = 1
    within_months: int | None = None
    without_tax: bool = False
    minimum: Decimal | None = None
    cap: Decimal | None = None
    year_cap: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    expires_after_days: int | None = None
    note: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRewardRule:
    """Change the given fields of a rule; what it then earns more or less is posted at once."""

    rule: int
    name: str | Unset = UNSET
    percent: Decimal | Unset | None = UNSET
    amount: Decimal | Unset | None = UNSET
    currency: str | Unset | None = UNSET
    recipients: RewardRecipients | Unset = UNSET
    earned_when: EarnedWhen | Unset = UNSET
    first_sales: int | Unset | None = UNSET
    within_months: int | Unset | None = UNSET
    without_tax: bool | Unset = UNSET
    minimum: Decimal | Unset | None = UNSET
    cap: Decimal | Unset | None = UNSET
    year_cap: Decimal | Unset | None = UNSET
    valid_from: date | Unset | None = UNSET
    valid_until: date | Unset | None = UNSET
    expires_after_days: int | Unset | None = UNSET
    note: str | Unset | None = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRewardRule:
    """Remove a rule that never earned anything (`rule_earned`: one that did is ended instead)."""

    rule: int
    request_id: str | None = None
