"""What a referral's window says: its outcome, what each credit came to, what the rules wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import EarnedWhen, Prospect, ReferralDirection, ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.i18n.reward_sentences import rule_reward
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import (
        OverrideShape,
        ReferralShape,
        RewardCredit,
        RewardProspect,
        RewardRuleShape,
    )
    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.theme import Tone

Line = tuple[str, "Tone", str]
Lapsing = tuple[tuple[Money, "date"], ...]
_SIGNS: Final[Mapping[Prospect, tuple[str, Tone]]] = {
    Prospect.EARNED: ("circle-check", "ok"),
    Prospect.CAPPED: ("circle-check", "ok"),
    Prospect.NOT_PAID: ("hourglass", "second"),
    Prospect.NOT_BILLED: ("hourglass", "second"),
    Prospect.NO_SALE: ("hourglass", "second"),
    Prospect.BELOW_MINIMUM: ("hourglass", "second"),
}


def who_sent_whom(tr: I18n, referral: ReferralShape) -> str:
    """Say it in one line: "James Whelan sent Hannah Keogh to us"."""
    names = {
        "client": one_line(referral.client.name),
        "other": one_line(referral.counterpart.name),
    }
    if referral.direction is ReferralDirection.IN:
        # Translators: {other} sent the client to us
        return tr.gettext("{other} sent {client} to us").format(**names)
    # Translators: {other} is a partner of ours
    return tr.gettext("We sent {client} to {other}").format(**names)


def outcome_line(tr: I18n, referral: ReferralShape) -> str:
    """Say what became of it, and whether the sales said so or the owner."""
    outcome, name = enum_name(tr, referral.outcome), one_line(referral.client.name)
    if referral.outcome_by_hand:
        return tr.gettext("{outcome}: you said so, and sales no longer change it.").format(
            outcome=outcome
        )
    if referral.direction is ReferralDirection.OUT:
        return tr.gettext("{outcome}. What became of it you say yourself.").format(outcome=outcome)
    if referral.outcome is ReferralOutcome.WON:
        text = tr.gettext("{outcome}: {name} has bought. It follows from the sales.")
    else:
        text = tr.gettext("{outcome}: {name} has not bought yet. It follows from the sales.")
    return text.format(outcome=outcome, name=name)


def credit_head(tr: I18n, credit: RewardCredit | None) -> str:
    """Say for whom a credit is: "Credit for sending Hannah Keogh"."""
    if credit is None or credit.referred is None:
        return tr.gettext("Credit for a referral")
    if credit.referred.id == credit.recipient.id:
        # Translators: a credit of somebody who came to us by a referral
        return tr.gettext("Credit for coming to us")
    # Translators: a credit of a referrer; {name} is who was sent
    return tr.gettext("Credit for sending {name}").format(name=one_line(credit.referred.name))


def credit_source(tr: I18n, credit: RewardCredit, *, with_sale: bool = True) -> str:
    """Say what earned a credit: the rule's name and the sale, or that the owner set it."""
    if credit.rule is None:
        return tr.gettext("set by hand") if credit.referral_id is not None else ""
    name = one_line(credit.rule[1])
    if credit.sale is None or not with_sale:
        return name
    # Translators: a rule of rewards and the number of the sale that earned by it
    return tr.gettext("{rule}, sale {number}").format(rule=name, number=credit.sale[1])


def credit_until(tr: I18n, credit: RewardCredit) -> str:
    """Say until when a credit is good, or was; nothing of one without end."""
    if credit.expires_on is None:
        return ""
    text = (
        tr.gettext("was good until {date}") if credit.expired else tr.gettext("good until {date}")
    )
    return text.format(date=tr.formats.date_brief(credit.expires_on))


def credit_fate(tr: I18n, credit: RewardCredit) -> str:
    """Say what became of a credit: used, paid out, taken back, lapsed, and what is left."""
    money, day = tr.formats.amount, tr.formats.date_brief
    parts: list[str] = []
    for amount, words in (
        (credit.spent, tr.gettext("{amount} used")),
        (credit.paid_out, tr.gettext("{amount} paid out")),
        (credit.taken_back, tr.gettext("{amount} taken back")),
    ):
        if amount:
            parts.append(words.format(amount=money(amount)))
    if credit.expired and credit.expires_on is not None:
        text = tr.gettext("{amount} lapsed after {date}")
        parts.append(text.format(amount=money(credit.expired), date=day(credit.expires_on)))
    elif credit.left and credit.expires_on is not None:
        text = tr.gettext("{amount} left, good until {date}")
        parts.append(text.format(amount=money(credit.left), date=day(credit.expires_on)))
    elif credit.left:
        parts.append(tr.gettext("{amount} left").format(amount=money(credit.left)))
    return tr.pgettext("facts", ", ").join(parts)


def override_line(tr: I18n, override: OverrideShape) -> Line:
    """Say what the owner said that somebody gets, and why."""
    name = one_line(override.recipient.name)
    if override.amount:
        text = tr.gettext("{name}: {amount}, as you said: {reason}").format(
            name=name, amount=tr.formats.money(override.amount), reason=one_line(override.reason)
        )
    else:
        text = tr.gettext("{name}: nothing, as you said: {reason}").format(
            name=name, reason=one_line(override.reason)
        )
    return "pencil", "accent", text


def prospect_line(
    tr: I18n,
    prospect: RewardProspect,
    rule: RewardRuleShape | None,
    sales: Sequence[SaleShape],
    client: str,
) -> Line:
    """Say what a rule makes of a referral: "10% of the first sale: 15.00 EUR once … is paid"."""
    icon, tone = _SIGNS.get(prospect.why, ("minus", "third"))
    reward = rule_reward(tr, rule) if rule is not None else one_line(prospect.rule[1])
    # Translators: who gets a reward and by what rule: "James: 10% of the first sale"
    head = tr.pgettext("reward", "{name}: {rule}").format(
        name=one_line(prospect.recipient.name), rule=reward
    )
    because = _because(tr, prospect, rule, sales, client)
    # Translators: {head} names who and by what rule, {because} says what they get and when
    return (
        icon,
        tone,
        tr.pgettext("reward", "{head}. {because}.").format(head=head, because=because),
    )


def _because(
    tr: I18n,
    prospect: RewardProspect,
    rule: RewardRuleShape | None,
    sales: Sequence[SaleShape],
    client: str,
) -> str:
    monies = tr.formats.monies
    earned = monies(prospect.earned) if prospect.earned else ""
    if prospect.why is Prospect.EARNED:
        return tr.gettext("{amount} earned").format(amount=earned)
    if prospect.why is Prospect.CAPPED and earned:
        text = tr.gettext("{amount} earned, and no more: the most was reached")
        return text.format(amount=earned)
    waits = _waits(tr, prospect, rule, sales, client)
    if earned:
        # Translators: {what} says what more there will be and when
        return tr.gettext("{amount} earned so far; {what}").format(amount=earned, what=waits)
    return waits


def _waits(
    tr: I18n,
    prospect: RewardProspect,
    rule: RewardRuleShape | None,
    sales: Sequence[SaleShape],
    client: str,
) -> str:
    """Say what a rule still waits for, or why nothing will come."""
    why = prospect.why
    if why in {Prospect.NOT_PAID, Prospect.NOT_BILLED}:
        found = _waiting_sale(rule, sales)
        expected = tr.formats.monies(prospect.expected)
        if prospect.earned:
            # Translators: what a reward will come to, with what was earned before
            expected = tr.gettext("{amount} in all").format(amount=expected)
        if found is not None and why is Prospect.NOT_PAID:
            text = tr.gettext("{amount} when {sale} is paid in full, {open} open")
            return text.format(
                amount=expected, sale=found.number, open=tr.formats.amount_beside(found.open)
            )
        if found is not None:
            text = tr.gettext("{amount} when {sale} is billed in full")
            return text.format(amount=expected, sale=found.number)
        return tr.gettext("{amount} to come").format(amount=expected)
    minimum = rule.minimum if rule is not None else None
    words = {
        Prospect.NO_SALE: tr.gettext("Nothing yet: {name} has not bought anything"),
        Prospect.NOT_ORDERED: tr.gettext("Nothing: what was bought was taken back"),
        Prospect.OTHER_CURRENCY: tr.gettext("Nothing: the sales are in another currency"),
        Prospect.OUT_OF_DATE: tr.gettext("Nothing: no sale lies in the time of the rule"),
        Prospect.CAPPED: tr.gettext("Nothing more this year: the most was reached"),
        Prospect.BELOW_MINIMUM: tr.gettext("Nothing yet: the sales have to come to {minimum}"),
    }
    text = words.get(why, enum_name(tr, why))
    return text.format(
        name=client, minimum=tr.formats.money(minimum) if minimum is not None else ""
    )


def _waiting_sale(rule: RewardRuleShape | None, sales: Sequence[SaleShape]) -> SaleShape | None:
    """Return the first sale of those that a rule looks at which has not got far enough."""
    if rule is None:
        return None
    for sale in sales if rule.first_sales is None else sales[: rule.first_sales]:
        billed = sale.billed if sale.billed is not None else Money(0, sale.total.currency)
        if rule.earned_when is EarnedWhen.PAID and sale.open.minor > 0:
            return sale
        if rule.earned_when is EarnedWhen.BILLED and billed.minor < sale.total.minor:
            return sale
    return None


def lapsing(earned: Sequence[RewardCredit]) -> Lapsing:
    """Return what of somebody's credit lapses next, for each currency, with its last good day."""
    days: dict[str, date] = {}
    for credit in earned:
        if credit.left and credit.expires_on is not None:
            code = credit.left.currency
            days[code] = min(days.get(code, credit.expires_on), credit.expires_on)
    return tuple(
        (
            Money(
                sum(
                    credit.left.minor
                    for credit in earned
                    if credit.left.currency == code and credit.expires_on == day
                ),
                code,
            ),
            day,
        )
        for code, day in sorted(days.items())
    )


def good_until(tr: I18n, credit: Money, expires: Lapsing) -> str:
    """Say how much of a credit lapses next: "50.00 good until 3 May"; nothing if none does."""
    found = next((one for one in expires if one[0].currency == credit.currency), None)
    if found is None:
        return ""
    amount, day = found
    when = tr.formats.date_sentence(day, on_screen=True)
    if amount.minor >= credit.minor:
        return tr.gettext("good until {date}").format(date=when)
    # Translators: of a credit that was just named: "50.00 good until 3 May"
    text = tr.gettext("{amount} good until {date}")
    return text.format(amount=tr.formats.amount_beside(amount), date=when)
