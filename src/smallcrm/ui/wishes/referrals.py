"""Who sent whom: recorded, opened, rewarded, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.wishes.base import Opener, Wish


class ReferralWishes(QObject):
    """Referrals in both directions, and the reward that the owner sets by hand."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "record_referral": self._record,
            "rewards": self._rewards,
            "referral": self._open,
            "set_reward": self._set_reward,
            "change_referrer": self._change_referrer,
            "credit_expiry": self._expiry,
            "referral_outcome": self._outcome,
            "remove_referral": self._remove,
            "edit_referral": self._edit,
            "change_in_list": self._change_in_list,
        }

    def _record(self, argument: object) -> None:
        """Record one: of a client (an id), or of nobody yet; (id, direction) says which way."""
        from smallcrm.ui.dialogs.referral_dialog import ReferralDialog

        chosen, way = argument if isinstance(argument, tuple) else (argument, ReferralDirection.IN)
        client_id = chosen if isinstance(chosen, int) else None
        parent = self._at.parent_of(client_id)
        self._at.show(ReferralDialog(self._at.context, client_id, parent, direction=way))

    def _rewards(self, client_id: object) -> None:
        """Show whom a client sent, and the credit that it earned them."""
        from smallcrm.ui.dialogs.rewards_window import RewardsWindow

        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            self._at.show(RewardsWindow(self._at.context, client_id, parent))

    def _open(self, referral_id: object) -> None:
        from smallcrm.ui.dialogs.referral_window import ReferralWindow

        if isinstance(referral_id, int):
            self._at.show(ReferralWindow(self._at.context, referral_id, self._at.window))

    def _set_reward(self, referral_id: object) -> None:
        from smallcrm.ui.dialogs.reward_dialogs import SetRewardDialog

        if isinstance(referral_id, int):
            self._at.show(SetRewardDialog(self._at.context, referral_id, self._at.window))

    def _change_referrer(self, referral_id: object) -> None:
        from smallcrm.ui.dialogs.reward_dialogs import ChangeReferrerDialog

        if isinstance(referral_id, int):
            self._at.show(ChangeReferrerDialog(self._at.context, referral_id, self._at.window))

    def _expiry(self, payment_id: object) -> None:
        from smallcrm.ui.dialogs.reward_dialogs import CreditExpiryDialog

        if isinstance(payment_id, int):
            self._at.show(CreditExpiryDialog(self._at.context, payment_id, self._at.window))

    def _edit(self, referral_id: object) -> None:
        from smallcrm.ui.dialogs.reward_dialogs import EditReferralDialog

        if isinstance(referral_id, int):
            self._at.show(EditReferralDialog(self._at.context, referral_id, self._at.window))

    def _change_in_list(self, argument: object) -> None:
        """Change a cell where it stands: (id, name of the column)."""
        shown = self._at.window.current_tab()
        if isinstance(argument, tuple) and isinstance(shown, TableTab):
            shown.in_place.edit(*argument)

    def _outcome(self, argument: object) -> None:
        """Set what became of one: (id, outcome), None for the outcome that the sales say."""
        from smallcrm.services.commands import EditReferral

        if isinstance(argument, tuple):
            referral_id, outcome = argument
            chosen = ReferralOutcome(outcome) if outcome else None
            self._at.write(EditReferral(referral=referral_id, outcome=chosen), self._at.say)

    def _remove(self, referral_id: object) -> None:
        from smallcrm.services.commands import RemoveReferral

        if isinstance(referral_id, int):
            self._at.write(RemoveReferral(referral=referral_id), self._at.say)
