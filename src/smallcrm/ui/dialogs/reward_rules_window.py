"""The reward rules: what each gives, whether it holds, what it has earned so far."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent
from smallcrm.i18n.reward_sentences import RuleFacts, rule_reward
from smallcrm.queries.referral_shapes import RuleState
from smallcrm.services.commands import AddRewardRule, EditRewardRule, RemoveRewardRule
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.reward_rule_rows import RulesView
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import RewardRuleShape
    from smallcrm.ui.context import UiContext

_FIRST_YEAR: Final = 12


class RewardRulesWindow(BesideFrame):
    """Lists the rules; it may stay open, and looks again after every commit that concerns it.

    `wanted(name, argument)`: `reward_rule` with a rule's id, with one to begin with, or with None
    for a new one; `saved(outcome)` when a rule was ended or removed here.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Reward rules"), parent, width=820, height=480)
        self._shown: bool | None = None
        self.view = RulesView(theme, tr)
        self.offers = [
            KeyButton(theme, offered_name(tr, rule), key=str(number), icon="gift")
            for number, rule in enumerate(self._ready(), 1)
        ]
        self.empty = EmptyState(
            theme,
            tr.gettext("No reward rules yet"),
            tr.gettext(
                "A rule says what a referral earns. Its credit is posted by itself, once the sale"
                " has come as far as the rule asks, and taken back if that is undone."
            ),
            icon="gift",
            below=_column(
                self.offers,
                plain_label(tr.gettext("Each shows what it would do before it is on:"), "hint"),
            ),
        )
        self.end_button = QPushButton(tr.gettext("End &today"))
        self.remove_button = QPushButton(tr.gettext("&Remove"))
        self.edit_button = self.add_button(tr.gettext("Edit…"), key=enter_key(tr))
        self.new_button = self.add_button(
            tr.gettext("New rule…"), key=tr.gettext("Ctrl N"), icon="plus", primary=True
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self._build()
        self.follow()

    def read(self) -> None:
        """Read the rules anew."""
        self._context.runner.task(
            lambda backend: backend.queries.reward_rules(), self._show, self._on_failed
        )

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.REWARD_RULE, Entity.PAYMENT)

    def end_today(self) -> None:
        """Let today be the last day of the chosen rule; undo takes it back."""
        rule = self.view.current()
        if rule is not None and self.end_button.isEnabled():
            today = self._context.clock.today()
            self.carry_out(EditRewardRule(rule=rule.id, valid_until=today))

    def remove(self) -> None:
        """Remove the chosen rule; one that earned something is to be ended instead."""
        rule = self.view.current()
        if rule is not None:
            self.carry_out(RemoveRewardRule(rule=rule.id))

    def _ready(self) -> tuple[AddRewardRule, ...]:
        return ready_rules(self._context.settings.currency)

    def _build(self) -> None:
        tr = self._context.tr
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(8))
        about = plain_label(
            tr.gettext("Rules add up: each posts its own credit."),
            "secondary",
        )
        about.setWordWrap(True)
        column.addWidget(about)
        column.addWidget(self.view, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.body.addWidget(self._pages, 1)
        for button in (self.end_button, self.remove_button):
            button.setAutoDefault(False)
            self.add_left(button)
        self.end_button.clicked.connect(self.end_today)
        self.remove_button.clicked.connect(self.remove)
        self.edit_button.setAutoDefault(False)
        self.edit_button.clicked.connect(self._on_edit)
        self.new_button.clicked.connect(lambda: self.wanted.emit("reward_rule", None))
        self.close_button.clicked.connect(self.reject)
        self.view.opened.connect(self._on_edit)
        self.view.removed.connect(self.remove)
        self.view.moved.connect(self._on_moved)
        for button, rule in zip(self.offers, self._ready(), strict=True):
            button.clicked.connect(self._offer(rule))
            digit = QShortcut(QKeySequence(str(self.offers.index(button) + 1)), self.empty)
            digit.setContext(Qt.ShortcutContext.WindowShortcut)
            digit.activated.connect(button.click)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.new_button.click)
        self._on_moved()

    def _offer(self, rule: AddRewardRule) -> object:
        def chosen() -> None:
            self.wanted.emit("reward_rule", rule)

        return chosen

    def _show(self, rules: tuple[RewardRuleShape, ...]) -> None:
        if not shiboken6.isValid(self):
            return
        begins = self._shown != bool(rules)
        self._shown = bool(rules)
        self.view.show_rules(rules)
        self._pages.setCurrentIndex(0 if rules else 1)
        for button in (self.edit_button, self.end_button, self.remove_button):
            button.setVisible(bool(rules))
        if begins:
            # What was pressed to get here is not on this page.
            (self.view if rules else self.offers[0]).setFocus()
        self.grow()

    def _on_edit(self) -> None:
        rule = self.view.current()
        if rule is not None:
            self.wanted.emit("reward_rule", rule.id)

    def _on_moved(self) -> None:
        """Let be done what can be done with the chosen rule."""
        rule = self.view.current()
        today = self._context.clock.today()
        ends = (
            rule is not None
            and rule.state is RuleState.ON
            and (rule.valid_until is None or rule.valid_until > today)
        )
        self.end_button.setEnabled(ends)
        self.remove_button.setEnabled(rule is not None)
        self.edit_button.setEnabled(rule is not None)

    def _on_refused(self, error: Exception) -> None:
        super()._on_refused(error)
        earned = isinstance(error, Refusal) and error.code == "rule_earned"
        if earned and self.end_button.isEnabled():
            self.end_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))


def ready_rules(currency: str) -> tuple[AddRewardRule, ...]:
    """Return the rules that are offered where there are none yet: amount, percentage, a year."""
    amount = Decimal(50) if exponent(currency) else Decimal(5000)
    return (
        AddRewardRule(name="", amount=amount, currency=currency),
        AddRewardRule(name="", percent=Decimal(10)),
        AddRewardRule(name="", percent=Decimal(5), first_sales=None, within_months=_FIRST_YEAR),
    )


def offered_name(tr: I18n, rule: AddRewardRule) -> str:
    """Name a rule that is offered by what it gives."""
    amount = None
    if rule.amount is not None and rule.currency is not None:
        amount = Money.of(rule.amount, rule.currency)
    facts = RuleFacts(
        percent=rule.percent,
        amount=amount,
        first_sales=rule.first_sales,
        within_months=rule.within_months,
    )
    return rule_reward(tr, facts)


def _column(buttons: list[KeyButton], heading: QLabel) -> QWidget:
    """Put buttons one below the other, all as wide as the widest, under a line of text."""
    found = QWidget()
    box = QVBoxLayout(found)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
    for button in buttons:
        policy = button.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        button.setSizePolicy(policy)
        box.addWidget(button)
    return found
