"""What a level rule asks for, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smallcrm.i18n.sentences import sentence_start

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n

_YEAR: Final = 12


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
