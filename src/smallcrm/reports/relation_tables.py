"""Referrals, follow-ups and contacts as tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.contact_shapes import FollowUpShape
from smallcrm.queries.referral_shapes import ReferralShape, RewardCredit
from smallcrm.reports.tables import Column, Table


@dataclass(frozen=True, slots=True)
class RelationTables:
    """Makes the tables in a language; `one_currency` leaves the currency out of each amount."""

    tr: I18n
    one_currency: bool

    def _amount(self, money: Money) -> str:
        formats = self.tr.formats
        return formats.amount(money) if self.one_currency else formats.money(money)

    def sent_by(self, referral: ReferralShape) -> str:
        """Say who sent the client, when and what for."""
        tr = self.tr
        values = {
            "name": _named(tr, referral.counterpart.name, referral.counterpart.organisation),
            "month": tr.formats.month_year(referral.on),
        }
        if referral.what_for:
            return tr.gettext("Sent by {name}, {month}: {what}").format(
                what=referral.what_for, **values
            )
        return tr.gettext("Sent by {name}, {month}").format(**values)

    def sent_to_us(self, referrals: Sequence[ReferralShape]) -> Table:
        """Show whom the client sent, and what became of them."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Sent to us"), grow=2, wraps=True),
                Column(tr.pgettext("column", "When"), grow=1),
                Column(tr.pgettext("column", "What for"), grow=1.5, wraps=True),
                Column(tr.pgettext("column", "Outcome"), grow=1),
                Column(tr.pgettext("column", "Paid so far"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Reward"), right=True, grow=0.5),
            )
        )
        table.rows = [
            (
                _named(tr, referral.client.name, referral.client.organisation),
                tr.formats.month_year(referral.on),
                referral.what_for or "",
                enum_name(tr, referral.outcome),
                "\n".join(map(self._amount, referral.paid_value)),
                "\n".join(map(self._amount, referral.reward)),
            )
            for referral in referrals
        ]
        return table.without_empty_columns()

    def sent_out(self, referrals: Sequence[ReferralShape]) -> Table:
        """Show to whom the client was sent."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Sent by us to"), grow=2, wraps=True),
                Column(tr.pgettext("column", "When"), grow=1),
                Column(tr.pgettext("column", "What for"), grow=1.5, wraps=True),
                Column(tr.pgettext("column", "Outcome"), grow=1),
                Column(tr.pgettext("column", "Commission"), right=True, grow=0.5),
            )
        )
        table.rows = [
            (
                _named(tr, referral.counterpart.name, referral.counterpart.organisation),
                tr.formats.month_year(referral.on),
                referral.what_for or "",
                enum_name(tr, referral.outcome),
                self._amount(referral.commission) if referral.commission is not None else "",
            )
            for referral in referrals
        ]
        return table.without_empty_columns()

    def credits(self, rewards: Sequence[RewardCredit]) -> Table:
        """Show the client's referral credits, and what became of each."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("credit", "Credit of"), grow=0.8),
                Column(tr.pgettext("credit", "Client sent"), grow=2, wraps=True),
                Column(tr.pgettext("credit", "Credit"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Spent"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Paid out"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Taken back"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Expired"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Left"), right=True, grow=0.4),
                Column(tr.pgettext("credit", "Good until"), right=True, grow=0.6),
            )
        )
        day = tr.formats.date_short
        table.rows = [
            (
                day(one.on),
                _named(tr, one.referred.name, one.referred.organisation) if one.referred else "",
                self._amount(one.amount),
                *map(
                    self._some,
                    (one.spent, one.paid_out, one.taken_back, one.expired, one.left),
                ),
                day(one.expires_on) if one.expires_on is not None else "",
            )
            for one in rewards
        ]
        return table.without_empty_columns()

    def _some(self, money: Money) -> str:
        return self._amount(money) if money else ""

    def follow_ups(self, due: Sequence[FollowUpShape]) -> Table:
        """Show what is to be done."""
        tr = self.tr
        table = Table(
            (
                Column(tr.pgettext("column", "Due"), grow=0.3),
                Column(tr.pgettext("column", "What"), grow=4, wraps=True),
            )
        )
        table.rows = [
            (
                " ".join(filter(None, (tr.formats.date_short(item.due), item.due_time))),
                follow_up_text(tr, item),
            )
            for item in due
        ]
        return table


def _named(tr: I18n, name: str, organisation: str | None) -> str:
    """Name somebody with their organisation."""
    if not organisation or organisation == name:
        return name
    # Translators: a person and their organisation
    return tr.gettext("{name}, {organisation}").format(name=name, organisation=organisation)
