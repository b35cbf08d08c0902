"""What a level rule asks for, and why a client has the level that it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from smallcrm.i18n.sentences import enum_name, sentence_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.domain.enums import Level
    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n

_YEAR: Final = 12


class ReasonLike(Protocol):
    """What the sentence needs to know: `queries.detail_shapes.LevelReason` has it."""

    @property
    def paid(self) -> Money | None:
        """What they paid, where the rule asks for it."""

    @property
    def within_months(self) -> int | None:
        """In how many months; None: since ever."""

    @property
    def referrals_won(self) -> int | None:
        """How many they sent who bought, where the rule asks for it."""


class ChangeLike(Protocol):
    """What the sentence needs to know: `queries.care_shapes.LevelChange` has it."""

    @property
    def before(self) -> Level:
        """The level that they have."""

    @property
    def after(self) -> Level:
        """The level that they would have."""

    @property
    def count(self) -> int:
        """How many they are."""

    @property
    def names(self) -> Sequence[str]:
        """The first of them."""


def level_change(tr: I18n, change: ChangeLike) -> str:
    """Say who would have another level: "12 clients, Standard to VIP: Ann, Bo, Cy and 9 more"."""
    rest = change.count - len(change.names)
    names = list(change.names)
    if rest:
        # Translators: at the end of a list of names
        more = tr.ngettext("{count} other", "{count} others", rest)
        names.append(more.format(count=tr.formats.number(rest)))
    text = tr.ngettext(
        "{count} client from {before} to {after}: {names}",
        "{count} clients from {before} to {after}: {names}",
        change.count,
    )
    return text.format(
        count=tr.formats.number(change.count),
        before=enum_name(tr, change.before),
        after=enum_name(tr, change.after),
        names=tr.formats.list_sentence(names),
    )


def level_conditions(
    tr: I18n, paid: Money | None, within_months: int | None, referrals_won: int | None
) -> str:
    """Say all that has to be met: "Paid 5,000.00 EUR in the last year, and 2 referrals won"."""
    parts: list[str] = []
    if paid is not None:
        parts.append(_paid(tr, paid, within_months))
    if referrals_won is not None:
        text = tr.ngettext(
            "{count} referral of theirs won", "{count} referrals of theirs won", referrals_won
        )
        parts.append(text.format(count=tr.formats.number(referrals_won)))
    # Translators: between two conditions that both have to be met
    return sentence_start(tr.pgettext("level rule", ", and ").join(parts))


def _paid(tr: I18n, paid: Money, months: int | None) -> str:
    amount = tr.formats.money(paid)
    if months is None:
        return tr.pgettext("level rule", "paid {amount} or more since ever").format(amount=amount)
    if months == _YEAR:
        text = tr.pgettext("level rule", "paid {amount} or more in the last 12 months")
        return text.format(amount=amount)
    text = tr.ngettext(
        "paid {amount} or more in the last month",
        "paid {amount} or more in the last {count} months",
        months,
    )
    return text.format(amount=amount, count=tr.formats.number(months))


def level_reason(tr: I18n, level: Level, reason: ReasonLike) -> str:
    """Say why a client has their level: "VIP: paid 12,400.00 EUR in 12 months, 3 referrals won"."""
    parts: list[str] = []
    if reason.paid is not None:
        amount, months = tr.formats.money(reason.paid), reason.within_months
        if months is None:
            text = tr.pgettext("level reason", "paid {amount}").format(amount=amount)
        else:
            text = tr.ngettext(
                "paid {amount} in a month", "paid {amount} in {count} months", months
            )
            text = text.format(amount=amount, count=tr.formats.number(months))
        parts.append(text)
    if reason.referrals_won is not None:
        text = tr.ngettext("{count} referral won", "{count} referrals won", reason.referrals_won)
        parts.append(text.format(count=tr.formats.number(reason.referrals_won)))
    # Translators: a client's level and what it follows from: "VIP: paid 12,400.00 EUR in 12 months"
    return tr.pgettext("level reason", "{level}: {why}").format(
        level=enum_name(tr, level), why=tr.pgettext("facts", ", ").join(parts)
    )
