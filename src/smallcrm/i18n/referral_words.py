"""Whom a client sent and what that earned, in one line for terminal and paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n


class _Summary(Protocol):
    """What the line needs; `ReferralSummary` of the read side has it."""

    @property
    def sent(self) -> int: ...
    @property
    def won(self) -> int: ...
    @property
    def worth(self) -> Sequence[Money]: ...
    @property
    def earned(self) -> Sequence[Money]: ...
    @property
    def left(self) -> Sequence[Money]: ...


def summary_words(tr: I18n, summary: _Summary) -> str:
    """Say "Sent 4, won 3, worth 9,200.00 EUR; credit 150.00 EUR left"; nothing of nobody."""
    words = []
    if summary.sent:
        values = {"sent": tr.formats.number(summary.sent), "won": tr.formats.number(summary.won)}
        if summary.worth:
            # Translators: how many people a client sent us, and what came of it
            text = tr.gettext("Sent {sent}, won {won}, worth {worth}")
            words.append(text.format(worth=tr.formats.monies(summary.worth), **values))
        else:
            words.append(tr.gettext("Sent {sent}, won {won}").format(**values))
    if summary.earned:
        if summary.left:
            left = tr.formats.monies(summary.left)
            text = (
                # Translators: what is left of a client's credit for referrals, after other words
                tr.pgettext("referral summary", "credit {amounts} left")
                if words
                else tr.pgettext("referral summary", "Credit {amounts} left")
            )
            words.append(text.format(amounts=left))
        else:
            words.append(
                tr.pgettext("referral summary", "credit used up")
                if words
                else tr.pgettext("referral summary", "Credit used up")
            )
    # Translators: between "Sent 4, won 3" and "credit 150.00 EUR left"
    return tr.pgettext("referral summary", "; ").join(words)


def source_name(tr: I18n, source: str | None, *, referred: bool) -> str:
    """Name where clients came from: referred, or what the owner typed, or nothing known."""
    if referred:
        return tr.pgettext("source of clients", "Referred")
    return source or tr.pgettext("source of clients", "Not noted")


def won_rate(tr: I18n, won: int, sent: int) -> str:
    """Say how many of a hundred were won, in whole per cent; nothing of nobody."""
    if not sent:
        return ""
    return tr.formats.percent(Decimal((200 * won + sent) // (2 * sent)))
