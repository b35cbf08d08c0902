"""What can be done with a referral: the menu of its row, and of its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.row_menus import SEPARATOR, Entry
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import ReferralShape


def referral_menu(tr: I18n, referral: ReferralShape) -> tuple[Entry, ...]:
    """Return the menu of a row of the Referrals tab."""
    incoming = referral.direction is ReferralDirection.IN
    letter = (Entry(tr.gettext("Thank-you letter…"), "thanks_letter", referral.id),)
    return (
        Entry(tr.gettext("Open referral"), "referral", referral.id),
        *_people(tr, referral),
        *(letter if incoming else ()),
        SEPARATOR,
        Entry(tr.gettext("Change “for what”"), "change_in_list", (referral.id, "what_for")),
        Entry(tr.gettext("Change the date"), "change_in_list", (referral.id, "on")),
        Entry(tr.gettext("Outcome"), more=outcomes(tr, referral)),
        *_changes(tr, referral, reward=True),
    )


def window_menu(
    tr: I18n, referral: ReferralShape, expiries: tuple[Entry, ...] = ()
) -> tuple[Entry, ...]:
    """Return what a referral's window offers beside its buttons; `expiries` for each credit."""
    tree = Entry(tr.gettext("Show in the tree"), "referral_tree", referral.counterpart.id)
    incoming = referral.direction is ReferralDirection.IN
    return (
        Entry(tr.gettext("Change date or purpose…"), "edit_referral", referral.id),
        *_people(tr, referral),
        *((tree,) if incoming else ()),
        SEPARATOR,
        *((Entry(tr.gettext("Credit good until"), more=expiries),) if expiries else ()),
        *_changes(tr, referral, reward=False),
    )


def outcomes(tr: I18n, referral: ReferralShape) -> tuple[Entry, ...]:
    """Return what can be said of the outcome; one that was not said follows from the sales."""
    by_hand = referral.outcome_by_hand
    following = Entry(
        tr.gettext("As their sales say"),
        "referral_outcome",
        (referral.id, None),
        checked=not by_hand,
    )
    said = tuple(
        Entry(
            enum_name(tr, one),
            "referral_outcome",
            (referral.id, one),
            checked=one is referral.outcome
            and (by_hand or referral.direction is ReferralDirection.OUT),
        )
        for one in ReferralOutcome
    )
    return said if referral.direction is ReferralDirection.OUT else (following, SEPARATOR, *said)


def _people(tr: I18n, referral: ReferralShape) -> tuple[Entry, ...]:
    words = tr.gettext("Open {name}’s card")
    return tuple(
        Entry(words.format(name=one_line(client.name)), "open_card", client.id)
        for client in (referral.client, referral.counterpart)
    )


def _changes(tr: I18n, referral: ReferralShape, *, reward: bool) -> tuple[Entry, ...]:
    incoming = referral.direction is ReferralDirection.IN
    change = tr.gettext("Change referrer…") if incoming else tr.gettext("Change partner…")
    set_reward = (Entry(tr.gettext("Set reward…"), "set_reward", referral.id),)
    return (
        *(set_reward if incoming and reward else ()),
        Entry(change, "change_referrer", referral.id),
        SEPARATOR,
        Entry(tr.gettext("Remove referral"), "remove_referral", referral.id),
    )
