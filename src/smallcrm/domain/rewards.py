"""What referrals earn by the rules and by the owner's word: computed from facts, nothing stored.

All amounts in minor units. The rules are those of domain.md, money, rule 8; what is computed here
is what ought to stand as credit, key by key. Posting the difference is the services' work.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from smallcrm.domain.enums import EarnedWhen, Prospect, RewardRecipients
from smallcrm.domain.money import Money, round_half_up, sum_by_currency

# A referral and one of its two clients.
Pair = tuple[int, int]


class Key(NamedTuple):
    """What a credit is for; without rule and sale it is what the owner said."""

    referral_id: int
    client_id: int
    rule_id: int | None
    sale_id: int | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as it is applied; `currency` is that of its amounts, None where it has none."""

    id: int
    recipients: RewardRecipients = RewardRecipients.REFERRER
    earned_when: EarnedWhen = EarnedWhen.PAID
    percent: Decimal | None = None
    amount_minor: int | None = None
    currency: str | None = None
    first_sales: int | None = 1
    within_months: int | None = None
    without_tax: bool = False
    minimum_minor: int | None = None
    cap_minor: int | None = None
    year_cap_minor: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def only_currency(self) -> str | None:
        """The only currency in which it counts sales, since amounts are never converted."""
        if self.minimum_minor is not None:
            return self.currency
        limited = self.cap_minor is not None or self.year_cap_minor is not None
        return self.currency if self.percent is not None and limited else None

    @property
    def weighs_alone(self) -> bool:
        """Whether what a sale earns by it does not depend on what other sales earn."""
        return (self.minimum_minor, self.cap_minor, self.year_cap_minor) == (None, None, None)

    def looks_at(self, position: int, sold_on: date, first_on: date) -> bool:
        """Tell whether it looks at a client's sale by its place (from 0) and its day."""
        if self.first_sales is not None and position >= self.first_sales:
            return False
        if self.within_months is not None and sold_on > months_later(first_on, self.within_months):
            return False
        if self.valid_from is not None and sold_on < self.valid_from:
            return False
        return self.valid_until is None or sold_on <= self.valid_until

    def base_of(self, sale: SaleFacts) -> int:
        """Return what of a sale it rewards: less what credit notes settled, or without tax."""
        base = sale.total_minor - sale.credited_minor
        if not self.without_tax or base <= 0:
            return base
        return (2 * base * sale.net_minor + sale.total_minor) // (2 * sale.total_minor)

    def is_earned(self, sale: SaleFacts) -> bool:
        """Tell whether a sale, of which there is something to reward, has got far enough."""
        if self.earned_when is EarnedWhen.BILLED:
            return sale.billed_minor >= sale.total_minor
        if self.earned_when is EarnedWhen.PAID:
            return sale.money_minor >= sale.total_minor - sale.credited_minor
        return True

    def reward(self, sale: SaleFacts, base: int) -> Money:
        """Return what a sale earns before any cap; half away from zero."""
        if self.percent is None:
            # Only in a damaged file, which check must survive, is one of these missing.
            return Money(self.amount_minor or 0, self.currency or sale.currency)
        return Money(round_half_up((base * self.percent).scaleb(-2)), sale.currency)

    def goes_to(self, referral: ReferralFacts) -> tuple[int, ...]:
        """Return the clients of a referral that it gives its reward to."""
        if self.recipients is RewardRecipients.REFERRER:
            return (referral.referrer_id,)
        if self.recipients is RewardRecipients.REFERRED:
            return (referral.client_id,)
        return (referral.referrer_id, referral.client_id)


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """An uncancelled sale: `money_minor` was paid of it, credit notes settled `credited_minor`.

    A credit note leaves `billed_minor` alone, so that a sale is billed in full when that is its
    total; one after which it is billed anew lowers `billed_minor` itself.
    """

    id: int
    sold_on: date
    currency: str
    total_minor: int
    net_minor: int
    billed_minor: int
    money_minor: int
    credited_minor: int


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """A referral to us, and the referred client's uncancelled sales from the first on, in order.

    `sales` may leave out what no rule looks at any more, at the end. `in_circle`: who sent the
    referrer leads back to the client, so that it earns nothing by any rule.
    """

    id: int
    referrer_id: int
    client_id: int
    first_on: date | None = None
    sales: tuple[SaleFacts, ...] = ()
    in_circle: bool = False

    @property
    def pairs(self) -> tuple[Pair, Pair]:
        """The referral with each of its clients."""
        return (self.id, self.referrer_id), (self.id, self.client_id)


class _Part(NamedTuple):
    """What a sale earns somebody by one rule; in the order in which a year's cap is used up."""

    sold_on: date
    sale_id: int
    referral_id: int
    reward: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that justified credits follow from, for the pairs that are asked about.

    Of whoever is in `pairs` all referrals are there when a rule has a cap for the year, else those
    asked about. `pairs` None: all of them.
    """

    rules: tuple[Rule, ...]
    referrals: Mapping[int, ReferralFacts]
    overrides: Mapping[Pair, Money] = field(default_factory=dict)
    pairs: frozenset[Pair] | None = None

    def justified(self) -> dict[Key, int]:
        """Return the credit that ought to stand: minor units above zero, by key."""
        found: dict[Key, int] = {}
        for (referral_id, client_id), said in self.overrides.items():
            pair = referral_id, client_id
            if said.minor and self._asked(pair) and pair in self.referrals[referral_id].pairs:
                found[Key(referral_id, client_id, None, None, said.currency)] = said.minor
        for rule in self.rules:
            for client_id, part in self._parts(rule):
                if part.reward.minor > 0:
                    key = Key(
                        part.referral_id, client_id, rule.id, part.sale_id, part.reward.currency
                    )
                    found[key] = part.reward.minor
        return found

    def _asked(self, pair: Pair) -> bool:
        return self.pairs is None or pair in self.pairs

    def _parts(self, rule: Rule) -> Iterable[tuple[int, _Part]]:
        """Return what a rule earns whom, sale by sale, after all its caps."""
        by_client: dict[int, list[_Part]] = {}
        for referral in self.referrals.values():
            if not referral.sales or referral.in_circle:
                continue
            clients = [
                client_id
                for client_id in rule.goes_to(referral)
                if self._asked((referral.id, client_id))
                and (referral.id, client_id) not in self.overrides
            ]
            if clients:
                parts = _of_referral(rule, referral)
                for client_id in clients:
                    by_client.setdefault(client_id, []).extend(parts)
        for client_id, parts in by_client.items():
            for part in parts if rule.year_cap_minor is None else _within_caps(rule, parts):
                yield client_id, part

    def prospects(self, referral_id: int) -> list[ProspectFacts]:
        """Say of each rule and each who has its reward what a referral earned, and why not more.

        A rule's cap for the year is judged with all referrals that the basis holds.
        """
        referral = self.referrals[referral_id]
        done = {**self.referrals, referral_id: _as_if_done(referral)}
        found: list[ProspectFacts] = []
        for rule in self.rules:
            one = replace(self, rules=(rule,), pairs=None)
            now, then = _sums(one), _sums(replace(one, referrals=done))
            free = replace(rule, cap_minor=None, year_cap_minor=None)
            # Amounts decide in which currency sales count, so that the caps are only made wide.
            if rule.only_currency is not None:
                free = replace(
                    rule,
                    cap_minor=None if rule.cap_minor is None else _NO_CAP,
                    year_cap_minor=None if rule.year_cap_minor is None else _NO_CAP,
                )
            uncapped = _sums(replace(one, rules=(free,), referrals=done))
            for client_id in rule.goes_to(referral):
                pair = referral_id, client_id
                sums = tuple(each.get(pair, ()) for each in (now, then, uncapped))
                why = _why(rule, referral, *sums)
                if pair in self.overrides:
                    why = Prospect.OVERRIDDEN
                found.append(ProspectFacts(rule.id, client_id, sums[0], sums[1], why))
        return found


@dataclass(frozen=True, slots=True)
class ProspectFacts:
    """What a rule makes of a referral for one of its clients.

    `expected` is what the present sales would earn once each has got as far as the rule asks.
    """

    rule_id: int
    client_id: int
    earned: tuple[Money, ...]
    expected: tuple[Money, ...]
    why: Prospect


_NO_CAP = 2**62
_LAST_DAY = 28


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, the last one where that month is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > date.max.year:
        return date.max
    last = day.day if day.day <= _LAST_DAY else min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, last)


def circles(referrers: Mapping[int, int]) -> frozenset[int]:
    """Return the clients whom a chain of referrers leads back to; by client, who sent them."""
    found: set[int] = set()
    seen: set[int] = set()
    for start in referrers:
        path: list[int] = []
        places: dict[int, int] = {}
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            places[at] = len(path)
            path.append(at)
            at = referrers.get(at)
        if at is not None and at in places:
            found.update(path[places[at] :])
    return frozenset(found)


def _of_referral(rule: Rule, referral: ReferralFacts) -> list[_Part]:
    """Return what the sales of a referral earn by a rule, within its minimum and its cap.

    With a cap for the year `_within_caps` looks at both.
    """
    counted = [
        (sale, base)
        for sale, base in _looked_at(rule, referral)
        if base > 0 and rule.is_earned(sale)
    ]
    if rule.minimum_minor is not None and sum(base for _, base in counted) < rule.minimum_minor:
        return []
    parts: list[_Part] = []
    # What a cap of the year holds back does not use up this one: they are looked at together.
    left = rule.cap_minor if rule.year_cap_minor is None else None
    for sale, base in counted:
        reward = rule.reward(sale, base)
        if left is not None:
            reward = Money(min(reward.minor, left), reward.currency)
            left -= reward.minor
        if reward.minor > 0:
            parts.append(_Part(sale.sold_on, sale.id, referral.id, reward))
    return parts


def _looked_at(rule: Rule, referral: ReferralFacts) -> list[tuple[SaleFacts, int]]:
    """Return the sales that a rule looks at, in its currency, and what of each it rewards."""
    only = rule.only_currency
    return [
        (sale, rule.base_of(sale))
        for sale in _in_time(rule, referral)
        if only is None or sale.currency == only
    ]


def _in_time(rule: Rule, referral: ReferralFacts) -> Sequence[SaleFacts]:
    if referral.first_on is None:
        return ()
    return [
        sale
        for position, sale in enumerate(referral.sales)
        if rule.looks_at(position, sale.sold_on, referral.first_on)
    ]


def _within_caps(rule: Rule, parts: Iterable[_Part]) -> Iterable[_Part]:
    """Let what one client earns stay within the caps of each calendar year and each referral.

    First come, first served.
    """
    assert rule.year_cap_minor is not None
    in_year: dict[int, int] = {}
    of_referral: dict[int, int] = {}
    for part in sorted(parts):
        year = part.sold_on.year
        minor = min(part.reward.minor, rule.year_cap_minor - in_year.get(year, 0))
        if rule.cap_minor is not None:
            minor = min(minor, rule.cap_minor - of_referral.get(part.referral_id, 0))
        in_year[year] = in_year.get(year, 0) + minor
        of_referral[part.referral_id] = of_referral.get(part.referral_id, 0) + minor
        yield part._replace(reward=Money(minor, part.reward.currency))


def _as_if_done(referral: ReferralFacts) -> ReferralFacts:
    """Return a referral as it would be with all its sales billed and paid in full."""
    return replace(
        referral,
        sales=tuple(
            replace(sale, billed_minor=sale.total_minor, money_minor=sale.total_minor)
            for sale in referral.sales
        ),
    )


def _sums(basis: Basis) -> dict[Pair, tuple[Money, ...]]:
    by_pair: dict[Pair, list[Money]] = {}
    for key, minor in basis.justified().items():
        if key.rule_id is not None:
            pair = key.referral_id, key.client_id
            by_pair.setdefault(pair, []).append(Money(minor, key.currency))
    return {pair: sum_by_currency(amounts) for pair, amounts in by_pair.items()}


def _why(
    rule: Rule,
    referral: ReferralFacts,
    earned: tuple[Money, ...],
    expected: tuple[Money, ...],
    uncapped: tuple[Money, ...],
) -> Prospect:
    if earned != expected:
        billed = rule.earned_when is EarnedWhen.BILLED
        return Prospect.NOT_BILLED if billed else Prospect.NOT_PAID
    if expected != uncapped:
        return Prospect.CAPPED
    return Prospect.EARNED if earned else _why_nothing(rule, referral)


def _why_nothing(rule: Rule, referral: ReferralFacts) -> Prospect:
    """Say why not even sales that are billed and paid in full would earn anything."""
    if not referral.sales or referral.in_circle:
        return Prospect.NO_SALE
    if not _in_time(rule, referral):
        return Prospect.OUT_OF_DATE
    looked_at = _looked_at(rule, referral)
    if not looked_at:
        return Prospect.OTHER_CURRENCY
    whole = sum(base for _, base in looked_at if base > 0)
    if whole and rule.minimum_minor is not None and whole < rule.minimum_minor:
        return Prospect.BELOW_MINIMUM
    # Nothing is left of the sales, or a percentage of it rounds to nothing.
    return Prospect.NOT_ORDERED
