"""The columns of the Referrals tab: who sent whom in either direction, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import optional_line
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import EditReferral
from smallcrm.ui.models.paged import CellEdit, ColumnSpec
from smallcrm.ui.widgets.cells import EMPTY, Cell

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import ReferralShape
    from smallcrm.services.commands import Command
    from smallcrm.ui.theme import Tone

OUTCOMES: Final[dict[ReferralOutcome, tuple[str, Tone]]] = {
    ReferralOutcome.WON: ("circle-check", "ok"),
    ReferralOutcome.PENDING: ("clock", "second"),
    ReferralOutcome.LOST: ("x", "third"),
}


class ReferralColumns:
    """Makes the column specs for one language; day and purpose can be changed in place."""

    def __init__(self, tr: I18n, currency: str) -> None:
        self._tr = tr
        self._currency = currency

    def referrals(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Referrals tab."""
        tr = self._tr
        return (
            ColumnSpec(
                "on",
                tr.gettext("Date"),
                lambda row: Cell(tr.formats.date_short(row.on), value=row.on),
                118,
                edit=CellEdit(self._edit_day, day=True),
            ),
            ColumnSpec(
                "direction",
                tr.gettext("Direction"),
                lambda row: _quiet(enum_name(tr, row.direction)),
                112,
            ),
            ColumnSpec("counterpart", tr.gettext("Sent by"), self._sent_by, 170),
            ColumnSpec(
                "client",
                tr.gettext("Who was sent"),
                lambda row: Cell(row.client.name, weight="medium"),
                170,
            ),
            ColumnSpec("", tr.gettext("Sent to"), self._sent_to, 130),
            ColumnSpec(
                "what_for",
                tr.gettext("For what"),
                lambda row: _quiet(row.what_for),
                170,
                edit=CellEdit(self._edit_purpose),
            ),
            ColumnSpec("outcome", tr.gettext("Outcome"), self._outcome, 100),
            ColumnSpec("paid_value", tr.gettext("Worth"), self._worth, 110, align="right"),
            ColumnSpec("reward", tr.gettext("Reward"), self._reward, 104, align="right"),
            ColumnSpec(
                "commission", tr.gettext("Commission"), self._commission, 104, align="right"
            ),
        )

    def _edit_day(self, referral_id: int, text: str) -> Command:
        if not text.strip():
            raise Refusal("not_a_date", field="on", text="")
        day: date = self._tr.formats.parse_date(text, field="on")
        return EditReferral(referral=referral_id, on=day)

    def _edit_purpose(self, referral_id: int, text: str) -> Command:
        return EditReferral(referral=referral_id, what_for=optional_line(text, field="what_for"))

    def _amounts(self, amounts: Sequence[Money]) -> str:
        """Write amounts without the currency where it is the file's alone."""
        formats = self._tr.formats
        if len(amounts) == 1 and amounts[0].currency == self._currency:
            return formats.amount(amounts[0])
        return formats.monies(amounts)

    def _value(self, amounts: Sequence[Money]) -> Money | None:
        """Return what a spreadsheet may add up: one amount, in the file's own currency."""
        alone = len(amounts) == 1 and amounts[0].currency == self._currency
        return amounts[0] if alone else None

    def _sent_by(self, row: ReferralShape) -> Cell:
        if row.direction is ReferralDirection.OUT:
            return Cell(self._tr.gettext("us"), tone="third")
        return Cell(row.counterpart.name, weight="medium")

    def _sent_to(self, row: ReferralShape) -> Cell:
        if row.direction is ReferralDirection.IN:
            return Cell(self._tr.gettext("us"), tone="third")
        return Cell(row.counterpart.name, weight="medium")

    def _outcome(self, row: ReferralShape) -> Cell:
        icon, tone = OUTCOMES[row.outcome]
        return Cell(enum_name(self._tr, row.outcome), tone, icon)

    def _worth(self, row: ReferralShape) -> Cell:
        # What a client paid us came of who sent them to us, not of where we sent them.
        if row.direction is ReferralDirection.OUT or not row.paid_value:
            return EMPTY
        value = self._value(row.paid_value)
        return Cell(self._amounts(row.paid_value), align="right", value=value)

    def _reward(self, row: ReferralShape) -> Cell:
        if not row.reward:
            return EMPTY
        value = self._value(row.reward)
        return Cell(self._amounts(row.reward), tone="ok", align="right", value=value)

    def _commission(self, row: ReferralShape) -> Cell:
        if row.commission is None:
            return EMPTY
        value = self._value((row.commission,))
        return Cell(self._amounts((row.commission,)), align="right", value=value)


def _quiet(text: str | None) -> Cell:
    return Cell(text, tone="second") if text else EMPTY
