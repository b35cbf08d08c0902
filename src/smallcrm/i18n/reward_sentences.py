"""A reward rule in one sentence, its short name, its state, and what switching it on would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.money import Money

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_YEAR: Final = 365
_MONTHS: Final = 12
# Longer than this is said in days: nobody thinks of 40 months.
_MOST_MONTHS: Final = 24


class SpanUnit(StrEnum):
    """In what a length of time is said."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class RuleLike(Protocol):
    """What a sentence needs to know of a rule: a shape of the read side has it, `RuleFacts` too."""

    @property
    def percent(self) -> Decimal | None:
        """The percentage as said, 10 for 10 %; None of a fixed amount."""

    @property
    def amount(self) -> Money | None:
        """The fixed amount per sale; None of a percentage."""

    @property
    def recipients(self) -> RewardRecipients:
        """Who has the credit."""

    @property
    def earned_when(self) -> EarnedWhen:
        """How far a sale has to have come."""

    @property
    def first_sales(self) -> int | None:
        """How many sales count; None: all."""

    @property
    def within_months(self) -> int | None:
        """So long after the first sale; None: without end."""

    @property
    def without_tax(self) -> bool:
        """Whether a percentage is reckoned without tax."""

    @property
    def minimum(self) -> Money | None:
        """What the sales of a referral have to come to."""

    @property
    def cap(self) -> Money | None:
        """The most per referral and recipient."""

    @property
    def year_cap(self) -> Money | None:
        """The most per recipient and calendar year."""

    @property
    def valid_from(self) -> date | None:
        """The first day of the sales that count."""

    @property
    def valid_until(self) -> date | None:
        """The last day of the sales that count."""

    @property
    def expires_after_days(self) -> int | None:
        """How many days a credit is good for."""


class PreviewLike(Protocol):
    """What the sentences about a preview need to know of it."""

    @property
    def count(self) -> int:
        """How many credits would differ."""

    @property
    def referrals(self) -> int:
        """Of how many referrals."""

    @property
    def posted(self) -> Sequence[Money]:
        """What would be posted, per currency."""

    @property
    def taken_back(self) -> Sequence[Money]:
        """What would be taken back, per currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """A rule that is still being typed."""

    percent: Decimal | None = None
    amount: Money | None = None
    recipients: RewardRecipients = RewardRecipients.REFERRER
    earned_when: EarnedWhen = EarnedWhen.PAID
    first_sales: int | None = 1
    within_months: int | None = None
    without_tax: bool = False
    minimum: Money | None = None
    cap: Money | None = None
    year_cap: Money | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    expires_after_days: int | None = None


def rule_sentence(tr: I18n, rule: RuleLike) -> str:
    """Say all of a rule, for screen, terminal and paper; two that differ read differently."""
    # Translators: what a rule of rewards gives, when, and to whom: "10% of the first sale, once it
    # is paid in full, for the referrer"
    text = tr.gettext("{reward}, {when}, {who}").format(
        reward=rule_reward(tr, rule), when=_when(tr, rule), who=_who(tr, rule.recipients)
    )
    parts = [text, _minimum(tr, rule), _caps(tr, rule), _validity(tr, rule), _expiry(tr, rule)]
    # Translators: between the parts of a sentence about a rule of rewards
    return tr.pgettext("reward rule", "; ").join(part for part in parts if part)


def rule_reward(tr: I18n, rule: RuleLike) -> str:
    """Say what a rule gives, which also names it: "10% of the first sale"."""
    sales = _sales(tr, rule)
    if rule.amount is not None:
        amount = tr.formats.money(rule.amount)
        # Translators: the sales are "the first sale" or "each of the first 3 sales"
        return tr.gettext("{amount} for {sales}").format(amount=amount, sales=sales)
    percent = tr.formats.percent(rule.percent or 0)
    if rule.without_tax:
        # Translators: {sales} is "the first sale" or "all sales"; the tax is taken off before
        text = tr.gettext("{percent} of {sales}, before tax")
    else:
        # Translators: the sales are "the first sale" or "all sales within 12 months of the first"
        text = tr.gettext("{percent} of {sales}")
    return text.format(percent=percent, sales=sales)


def rule_state(tr: I18n, state: str, rule: RuleLike) -> tuple[str, str]:
    """Say whether a rule holds (`planned`, `on`, `ended`), and the day that it hangs on, if any."""
    day = tr.formats.date_short
    if state == "planned" and rule.valid_from is not None:
        when = tr.pgettext("reward rule", "from {date}").format(date=day(rule.valid_from))
        return tr.pgettext("reward rule", "Planned"), when
    if state == "ended" and rule.valid_until is not None:
        when = tr.pgettext("reward rule", "on {date}").format(date=day(rule.valid_until))
        return tr.pgettext("reward rule", "Ended"), when
    when = ""
    if rule.valid_until == tr.formats.clock.today():
        when = tr.pgettext("reward rule", "today is its last day")
    elif rule.valid_until is not None:
        when = tr.pgettext("reward rule", "until {date}").format(date=day(rule.valid_until))
    return tr.pgettext("reward rule", "On"), when


def credits_count(tr: I18n, count: int) -> str:
    """Count credits that a rule earned: "12 credits"."""
    return tr.ngettext("{count} credit", "{count} credits", count).format(
        count=tr.formats.number(count)
    )


def preview_sentence(tr: I18n, preview: PreviewLike, *, is_new: bool) -> str:
    """Say what saving a rule would do today; honest about what it takes back."""
    if not preview.posted and not preview.taken_back:
        return (
            tr.gettext("Nothing is posted today. From now on the rule works by itself.")
            if is_new
            else tr.gettext("Nothing changes today.")
        )
    posted, back = tr.formats.monies(preview.posted), tr.formats.monies(preview.taken_back)
    whom = tr.ngettext("for {count} referral", "for {count} referrals", preview.referrals).format(
        count=tr.formats.number(preview.referrals)
    )
    values = {"posted": posted, "back": back, "whom": whom}
    if preview.posted and preview.taken_back:
        # Translators: at the end stands "for 9 referrals"
        text = tr.gettext("Saving posts {posted} and takes back {back}, {whom}.")
    elif preview.taken_back:
        # Translators: at the end stands "for 9 referrals"
        text = tr.gettext("Saving takes back {back}, {whom}.")
    else:
        values["credits"] = credits_count(tr, preview.count)
        # Translators: as in "Switching on posts 12 credits, 340.00 EUR, for 9 referrals."
        text = tr.gettext("Switching on posts {credits}, {posted}, {whom}.")
        if not is_new:
            # Translators: as in "Saving posts 12 credits, 340.00 EUR, for 9 referrals."
            text = tr.gettext("Saving posts {credits}, {posted}, {whom}.")
    return text.format(**values)


def year_sentence(tr: I18n, preview: PreviewLike, since: date) -> str:
    """Say what a rule would have earned, had it begun a year ago."""
    day = tr.formats.date_long(since)
    if not preview.posted:
        return tr.gettext("Had it begun on {date}, it would have earned nothing so far.").format(
            date=day
        )
    # Translators: as in "Had it begun on 12 May 2025, it would have earned 2 credits, 5.00 EUR."
    return tr.gettext("Had it begun on {date}, it would have earned {credits}, {amounts}.").format(
        date=day,
        credits=credits_count(tr, preview.count),
        amounts=tr.formats.monies(preview.posted),
    )


def days_of(count: int, unit: SpanUnit) -> int:
    """Return a length of time in days: a year has 365, twelve months too."""
    if unit is SpanUnit.YEARS:
        return count * _YEAR
    if unit is SpanUnit.MONTHS:
        return (count * _YEAR * 2 + _MONTHS) // (_MONTHS * 2)
    return count


def span_of(days: int) -> tuple[int, SpanUnit]:
    """Return the roundest way to say so many days: `days_of` gives them back."""
    if days and days % _YEAR == 0:
        return days // _YEAR, SpanUnit.YEARS
    for months in range(1, _MOST_MONTHS + 1):
        if days_of(months, SpanUnit.MONTHS) == days:
            return months, SpanUnit.MONTHS
    return days, SpanUnit.DAYS


def span_words(tr: I18n, days: int) -> str:
    """Say a length of time: "one year", "6 months", "90 days"."""
    count, unit = span_of(days)
    if unit is SpanUnit.YEARS:
        text = tr.ngettext("{count} year", "{count} years", count)
    elif unit is SpanUnit.MONTHS:
        text = tr.ngettext("{count} month", "{count} months", count)
    else:
        text = tr.ngettext("{count} day", "{count} days", count)
    return text.format(count=tr.formats.number(count))


def _sales(tr: I18n, rule: RuleLike) -> str:
    each = rule.amount is not None
    count = rule.first_sales
    if count == 1:
        # The first sale is always within so many months of itself.
        return tr.pgettext("reward rule", "the first sale")
    if count is not None:
        text = (
            tr.npgettext(
                "reward rule",
                "each of the first {count} sale",
                "each of the first {count} sales",
                count,
            )
            if each
            else tr.npgettext(
                "reward rule", "the first {count} sale", "the first {count} sales", count
            )
        )
        text = text.format(count=tr.formats.number(count))
    elif each:
        text = tr.pgettext("reward rule", "each sale")
    else:
        text = tr.pgettext("reward rule", "all sales")
    if rule.within_months is None:
        return text
    months = tr.npgettext(
        "reward rule", "{count} month", "{count} months", rule.within_months
    ).format(count=tr.formats.number(rule.within_months))
    # Translators: {sales} is "all sales" or "the first 3 sales", {months} is "12 months"
    return tr.pgettext("reward rule", "{sales} within {months} of the first one").format(
        sales=text, months=months
    )


def _when(tr: I18n, rule: RuleLike) -> str:
    if rule.first_sales == 1:
        words = {
            EarnedWhen.ORDERED: tr.pgettext("reward rule", "as soon as it is ordered"),
            EarnedWhen.BILLED: tr.pgettext("reward rule", "once it is billed in full"),
            EarnedWhen.PAID: tr.pgettext("reward rule", "once it is paid in full"),
        }
    else:
        words = {
            EarnedWhen.ORDERED: tr.pgettext("reward rule", "as soon as each is ordered"),
            EarnedWhen.BILLED: tr.pgettext("reward rule", "once each is billed in full"),
            EarnedWhen.PAID: tr.pgettext("reward rule", "once each is paid in full"),
        }
    return words[rule.earned_when]


def _who(tr: I18n, recipients: RewardRecipients) -> str:
    return {
        RewardRecipients.REFERRER: tr.pgettext("reward rule", "for the referrer"),
        RewardRecipients.REFERRED: tr.pgettext("reward rule", "for the referred client"),
        RewardRecipients.BOTH: tr.pgettext(
            "reward rule", "for the referrer and the referred client each"
        ),
    }[recipients]


def _minimum(tr: I18n, rule: RuleLike) -> str:
    if rule.minimum is None:
        return ""
    if rule.first_sales == 1:
        text = tr.pgettext("reward rule", "only if it comes to {amount} or more")
    else:
        text = tr.pgettext("reward rule", "only once they come to {amount} or more together")
    text = text.format(amount=tr.formats.money(rule.minimum))
    if rule.amount is not None and rule.without_tax:
        # Of a percentage it was said before.
        text = tr.pgettext("reward rule", "{minimum}, before tax").format(minimum=text)
    return text


def _caps(tr: I18n, rule: RuleLike) -> str:
    cap = tr.formats.money(rule.cap) if rule.cap is not None else ""
    year = tr.formats.money(rule.year_cap) if rule.year_cap is not None else ""
    if cap and year:
        text = tr.pgettext("reward rule", "at most {cap} per referral and {year} a year")
    elif cap:
        text = tr.pgettext("reward rule", "at most {cap} per referral")
    elif year:
        text = tr.pgettext("reward rule", "at most {year} a year")
    else:
        return ""
    return text.format(cap=cap, year=year)


def _validity(tr: I18n, rule: RuleLike) -> str:
    """Say of which days the sales are: a rule's validity is judged by the sale's date."""
    first, last = rule.valid_from, rule.valid_until
    day = tr.formats.date_long
    if first is not None and last is not None:
        text = tr.pgettext("reward rule", "for sales from {first} to {last}")
        return text.format(first=day(first), last=day(last))
    if last is not None:
        return tr.pgettext("reward rule", "for sales until {last}").format(last=day(last))
    if first is None:
        return ""
    if first > tr.formats.clock.today():
        text = tr.pgettext("reward rule", "for sales from {first} on")
    else:
        text = tr.pgettext("reward rule", "for sales since {first}")
    return text.format(first=day(first))


def _expiry(tr: I18n, rule: RuleLike) -> str:
    if rule.expires_after_days is None:
        return ""
    return tr.pgettext("reward rule", "the credit lapses after {time}").format(
        time=span_words(tr, rule.expires_after_days)
    )
