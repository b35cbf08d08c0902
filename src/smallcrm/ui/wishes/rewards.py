"""What referrals earn: the rules, listed and made."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from smallcrm.ui.wishes.base import Opener, Wish


class RewardWishes(QObject):
    """The window of the reward rules, and a rule."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {"reward_rules": self._rules, "reward_rule": self._rule}

    def _rules(self, _: object) -> None:
        from smallcrm.ui.dialogs.reward_rules_window import RewardRulesWindow

        self._at.show(RewardRulesWindow(self._at.context, self._at.window))

    def _rule(self, argument: object) -> None:
        """Open a rule by its id, one to begin with, or an empty one."""
        from smallcrm.services.commands import AddRewardRule
        from smallcrm.ui.dialogs.reward_rule_dialog import RewardRuleDialog

        rule = argument if isinstance(argument, int | AddRewardRule) else None
        self._at.show(RewardRuleDialog(self._at.context, rule, self._at.window))
