"""A reward rule, new or there already: what it gives, for what, until when, and what that does."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.reward_sentences import (
    RuleFacts,
    RuleLike,
    credits_count,
    rule_reward,
    rule_sentence,
    rule_state,
)
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import AddRewardRule, EditRewardRule
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    CurrencyField,
    DateField,
    TextArea,
    TextField,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, watch
from smallcrm.ui.dialogs.reward_fields import Beside, RewardField, SpanField, WholeField
from smallcrm.ui.dialogs.reward_preview import Answer, RewardPreview
from smallcrm.ui.dialogs.reward_question import RewardQuestion
from smallcrm.ui.dialogs.words import enter_key, say_error
from smallcrm.ui.widgets.labels import hairline, plain_label

if TYPE_CHECKING:
    from smallcrm.queries.referral_shapes import RewardRuleShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.form import FieldRow

_LABEL: Final = 122
_MOST_SALES: Final = 100_000
_MOST_MONTHS: Final = 1_200
_MOST_DAYS: Final = 36_500
_FEW: Final = "few"
_LIMITS: Final = ("minimum", "cap", "year_cap")
_DAYS: Final = ("valid_from", "valid_until")
# What a preview follows from, beside the rule itself.
_SHOWN: Final = (
    Entity.REFERRAL,
    Entity.REWARD_RULE,
    Entity.REWARD_OVERRIDE,
    Entity.SALE,
    Entity.PAYMENT,
    Entity.PAYMENT_ALLOCATION,
)

RuleCommand = AddRewardRule | EditRewardRule


class RewardRuleDialog(FormDialog):
    """Asks for a rule and says, while it is typed, what it means and what saving it would post.

    `rule` is the id of one that is there, or one to begin with. What would be posted or taken back
    is on the screen before it is saved: Enter waits for it, and saves at once if it is nothing.
    """

    def __init__(
        self,
        context: UiContext,
        rule: int | AddRewardRule | None = None,
        parent: QWidget | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        self._rule_id = rule if isinstance(rule, int) else None
        title = tr.gettext("New reward rule") if self.is_new else tr.gettext("Reward rule")
        super().__init__(context, title, parent, width=920, body_scrolls=True)
        own = context.settings.currency
        self._original: RewardRuleShape | None = None
        self._suggested = ""
        self._held = False
        self.name = TextField()
        self.reward = RewardField(tr, own)
        self.currency = CurrencyField(tr, own, first=(own,))
        self.of = ChoiceField(
            (
                (1, tr.pgettext("reward rule choice", "The first sale")),
                (_FEW, tr.pgettext("reward rule choice", "The first sales")),
                (None, tr.pgettext("reward rule choice", "All sales")),
            ),
            1,
        )
        self.count = WholeField(tr, name="first_sales", most=_MOST_SALES)
        self.months = WholeField(
            tr,
            name="within_months",
            most=_MOST_MONTHS,
            placeholder=tr.pgettext("reward rule", "Any time"),
        )
        self.tax = ChoiceField(
            (
                (False, tr.pgettext("reward rule choice", "The total with tax")),
                (True, tr.pgettext("reward rule choice", "The total before tax")),
            ),
            False,
        )
        self.who = ChoiceField(
            ((one, enum_name(tr, one)) for one in RewardRecipients), RewardRecipients.REFERRER
        )
        self.when = ChoiceField(((one, enum_name(tr, one)) for one in EarnedWhen), EarnedWhen.PAID)
        self.minimum, self.cap, self.year_cap = (AmountField(tr, own, name=one) for one in _LIMITS)
        self.first, self.last = (DateField(theme, tr, name=one) for one in _DAYS)
        self.lapses = SpanField(tr, name="expires_after_days", most_days=_MOST_DAYS)
        self.note = TextArea(theme, lines=2)
        self.preview = RewardPreview(theme, tr)
        self.question = RewardQuestion(context, self)
        self._build()
        if isinstance(rule, AddRewardRule):
            self._begin_with(rule)
        if self.is_new:
            self.first.set_day(context.clock.today())
        self._on_changed()
        self.settle()
        if self._rule_id is not None:
            rule_id = self._rule_id
            self.load(lambda backend: backend.queries.reward_rule(rule_id), self._show)
        context.hub.committed.connect(self._on_committed)
        focus_field(self.reward)

    @property
    def is_new(self) -> bool:
        """Tell whether the rule is not there yet."""
        return self._rule_id is None

    # What is typed.

    def command(self) -> RuleCommand | None:
        """Make the rule, or change what differs from what was there."""
        facts, currency = self._facts(), self.attempt(self.currency.value)
        if not self.name.value() and facts is not None:
            # Else it follows from the rest, once that can be read.
            self._found.append(Refusal("no_name", field="name"))
        if facts is None or self._found:
            return None
        values = rule_values(facts, currency)
        values |= {"name": self.name.value(), "note": self.note.value()}
        if self._rule_id is None:
            return AddRewardRule(**values, request_id=self.request_id)
        if self._original is None:
            return None
        before = rule_values(self._original, self._original.currency)
        before |= {"name": self._original.name, "note": self._original.note}
        changed = {name: value for name, value in values.items() if value != before[name]}
        if not changed:
            return None
        return EditRewardRule(rule=self._rule_id, **changed, request_id=self.request_id)

    def state(self) -> object:
        """Return what was typed; a name that only followed from it is none of it."""
        name = "" if self.name.text() == self._suggested else self.name.text()
        chosen = (self.of, self.tax, self.who, self.when)
        typed = (self.count, self.months, self.minimum, self.cap, self.year_cap)
        return (
            name,
            self.reward.form_state(),
            self.currency.form_state(),
            tuple(field.value() for field in chosen),
            tuple(field.text() for field in (*typed, self.first, self.last)),
            self.lapses.form_state(),
            self.note.toPlainText(),
        )

    def submit(self) -> None:
        """Save, once what that posts or takes back could be read."""
        if self.pending or self._held:
            return
        command = self._quietly()
        if command is None or self.question.answer_to(command) is not None:
            super().submit()
            return
        self._held = True
        self.question.ask(command)

    def _facts(self) -> RuleFacts | None:
        """Read the rule; what is wrong with it is kept to be said."""
        percent, amount = self.attempt(self.reward.percent), self.attempt(self.reward.amount)
        few = self.of.value() == _FEW
        count = self.attempt(self.count.required) if few else self.of.value()
        found = RuleFacts(
            percent=percent,
            amount=amount,
            recipients=self.who.value(),
            earned_when=self.when.value(),
            first_sales=count,
            within_months=None if count == 1 else self.attempt(self.months.value),
            without_tax=self._counts_tax() and bool(self.tax.value()),
            minimum=self._limit("minimum", self.minimum),
            cap=self._limit("cap", self.cap),
            year_cap=self._limit("year_cap", self.year_cap),
            valid_from=self.attempt(self.first.value),
            valid_until=self.attempt(self.last.value),
            expires_after_days=self.attempt(self.lapses.days),
        )
        return None if self._found else found

    def _limit(self, name: str, field: AmountField) -> Money | None:
        money = self.attempt(field.optional)
        if money is not None and money.minor <= 0:
            self._found.append(Refusal("not_positive", field=name))
        return money

    def _counts_tax(self) -> bool:
        """Tell whether it matters if tax is in: for a percentage, and for a least amount."""
        return self.reward.is_percent() or bool(self.minimum.text().strip())

    def _quietly(self) -> RuleCommand | None:
        """Return the command as it stands, None while there is none; nothing is said of it."""
        self._found = []
        made: RuleCommand | None = None
        with suppress(Refusal):
            made = self.command()
        made = None if self._found else made
        self._found = []
        return made

    # How it is laid out and filled.

    def _build(self) -> None:
        tr, px = self.context.tr, self.theme.px
        left, right = QVBoxLayout(), QVBoxLayout()
        columns = QHBoxLayout()
        columns.setSpacing(px(28))
        for column, title in (
            (left, tr.gettext("What it earns")),
            (right, tr.gettext("Limits and time")),
        ):
            column.setSpacing(px(8))
            column.addWidget(plain_label(title, "section"))
            columns.addLayout(column, 1)
        self._fill_left(left)
        self._fill_right(right)
        for column in (left, right):
            column.addStretch(1)
        self.body.addLayout(columns)
        self.body.addWidget(hairline())
        self.body.addWidget(self.preview)
        self.body.addStretch(1)
        self.add_below(self.preview.summary)
        fields = [place.field for place in self._places.values()]
        for watched in (*fields, self.reward.kind, self.lapses.unit):
            watch(watched, self._on_changed)
        self.question.answered.connect(self._on_answered)
        self.question.failed.connect(self._on_unanswered)

    def _fill_left(self, column: QVBoxLayout) -> None:
        tr = self.context.tr
        column.addWidget(self._row("name", tr.pgettext("reward rule", "&Name"), self.name))
        row = self._row("percent", tr.gettext("&Reward"), self.reward, self.reward.kind)
        self.alias("amount", row)
        column.addWidget(row)
        column.addWidget(self._row("currency", tr.gettext("&Currency"), self.currency))
        row = self._row("of", tr.gettext("&Of which sales"), self.of, self.count)
        self.place("first_sales", Beside(self.count, row))
        self.count.setAccessibleName(tr.gettext("How many sales"))
        self.count.setFixedWidth(self.theme.px(64))
        column.addWidget(row)
        after = plain_label(tr.gettext("months of the first one"), "secondary")
        self._months_row = self._row("within_months", tr.gettext("&Within"), self.months, after)
        column.addWidget(self._months_row)
        self._tax_row = self._row("without_tax", tr.gettext("Rec&koned on"), self.tax)
        column.addWidget(self._tax_row)
        column.addWidget(self._row("recipients", tr.gettext("&For"), self.who))
        column.addWidget(self._row("earned_when", tr.gettext("&Earned once"), self.when))

    def _fill_right(self, column: QVBoxLayout) -> None:
        tr = self.context.tr
        unlimited = tr.pgettext("reward rule", "No limit")
        empty: tuple[tuple[str, str, AmountField | DateField, str], ...] = (
            (
                "minimum",
                tr.gettext("&Least sales"),
                self.minimum,
                tr.pgettext("reward rule", "None"),
            ),
            ("cap", tr.gettext("&Most per referral"), self.cap, unlimited),
            ("year_cap", tr.gettext("Most per &year"), self.year_cap, unlimited),
            (
                "valid_from",
                tr.gettext("&Sales from"),
                self.first,
                tr.pgettext("reward rule", "Since ever"),
            ),
            (
                "valid_until",
                tr.gettext("Sales &until"),
                self.last,
                tr.pgettext("reward rule", "Open end"),
            ),
        )
        for name, label, field, text in empty:
            field.setPlaceholderText(text)
            column.addWidget(self._row(name, label, field))
        label = tr.gettext("Credit l&apses after")
        self.lapses.setPlaceholderText(tr.pgettext("reward rule", "Never"))
        column.addWidget(self._row("expires_after_days", label, self.lapses, self.lapses.unit))
        column.addWidget(self._row("note", tr.gettext("No&te"), self.note))

    def _row(self, name: str, label: str, field: QWidget, *trailing: QWidget) -> FieldRow:
        return self.make_row(name, label, field, trailing=trailing, label_width=_LABEL)

    def _begin_with(self, rule: AddRewardRule) -> None:
        """Fill in a rule that is offered ready-made; its name follows from what it says."""
        currency = rule.currency or self.context.settings.currency
        amount = None if rule.amount is None else Money.of(rule.amount, currency)
        self.currency.set_code(currency)
        self._on_currency()
        self.reward.set_reward(rule.percent, amount)
        self._choose_sales(rule.first_sales)
        self.months.set_value(rule.within_months)

    def _show(self, rule: RewardRuleShape | None) -> None:
        if rule is None:
            self.set_notice(self.context.tr.gettext("This reward rule is not there any more."))
            self.save_button.setEnabled(False)
            return
        self._original = rule
        tr = self.context.tr
        facts = [rule_state(tr, rule.state, rule)[0]]
        if rule.earned:
            earned = tr.pgettext("reward rule", "{amounts} earned so far")
            facts.append(earned.format(amounts=tr.formats.monies(rule.earned)))
            facts.append(credits_count(tr, rule.credits))
        self.set_title(tr.gettext("Reward rule"), tr.pgettext("facts", ", ").join(facts))
        self.currency.set_code(rule.currency or self.context.settings.currency)
        self._on_currency()
        self.reward.set_reward(rule.percent, rule.amount)
        self._choose_sales(rule.first_sales)
        self.months.set_value(rule.within_months)
        self.tax.choose(rule.without_tax)
        self.who.choose(rule.recipients)
        self.when.choose(rule.earned_when)
        self.minimum.set_money(rule.minimum)
        self.cap.set_money(rule.cap)
        self.year_cap.set_money(rule.year_cap)
        self.first.set_day(rule.valid_from)
        self.last.set_day(rule.valid_until)
        self.lapses.set_days(rule.expires_after_days)
        self.note.setPlainText(rule.note or "")
        self._suggested = rule_reward(tr, rule)
        self.name.setText(rule.name)
        self.name.setCursorPosition(0)
        self._on_changed()
        self.settle()
        focus_field(self.reward)

    def _choose_sales(self, count: int | None) -> None:
        few = count is not None and count > 1
        self.of.choose(_FEW if few else count)
        self.count.set_value(count if few else None)

    # What follows from what is typed.

    def _on_changed(self) -> None:
        """Show the fields that matter, the rule in words, and ask soon what it would do."""
        self._held = False
        self.count.setVisible(self.of.value() == _FEW)
        self._months_row.setVisible(self.of.value() != 1)
        self._tax_row.setVisible(self._counts_tax())
        self._on_currency()
        readable = self._say_rule()
        command = self._quietly()
        self.question.soon(command)
        if command is None:
            self._say_nothing(readable=readable)
        self.grow()

    def _on_currency(self) -> None:
        with suppress(Refusal):
            code = self.currency.value()
            if code is not None:
                for field in (self.reward, self.minimum, self.cap, self.year_cap):
                    field.currency = code

    def _say_rule(self) -> bool:
        """Say the rule in words and name it by them; tell whether it could be read."""
        tr = self.context.tr
        self._found = []
        facts = self._facts()
        self._found = []
        if facts is None:
            self.preview.say_rule("")
            return False
        name = rule_reward(tr, facts)
        follows = self.name.text() in {"", self._suggested} and not self.name.hasFocus()
        self._suggested = name
        if follows and self.name.text() != name:
            self.name.setText(name)
            self.name.setCursorPosition(0)
        caps = facts.percent is not None and (facts.cap or facts.year_cap)
        code = self.currency.code()
        # 元 alone is no name of a currency in a sentence.
        word = code if tr.formats.currency_word(code) == code else tr.formats.currency_name(code)
        only = word if facts.minimum or caps else ""
        self.preview.say_rule(rule_sentence(tr, facts), only=only)
        return True

    def _say_nothing(self, *, readable: bool) -> None:
        """Say why there is nothing to say of what saving would do."""
        tr = self.context.tr
        self._say_button(None)
        if readable and self._original is not None:
            self.preview.ask(tr.gettext("Nothing is changed yet."))
        elif self.is_new or not readable:
            self.preview.ask(tr.gettext("Fill in the fields to see what the rule would do."))

    def _say_button(self, answer: Answer | None) -> None:
        """Have the button say what it does."""
        tr = self.context.tr
        posts = answer is not None and bool(answer.today.posted)
        back = answer is not None and bool(answer.today.taken_back)
        if self.is_new:
            text = tr.gettext("Switch on and post") if posts else tr.gettext("Switch on")
        elif back:
            text = tr.gettext("Save and take back")
        else:
            text = tr.gettext("Save and post") if posts else tr.gettext("Save")
        self.save_button.set_content(text, key=enter_key(tr))

    def _on_answered(self, answer: Answer | None) -> None:
        """Say what saving would do, None while it is being worked out; Enter may have waited."""
        if answer is None:
            self.preview.wait()
            self.grow()
            return
        self.preview.show_answer(answer, is_new=self.is_new)
        self._say_button(answer)
        self.grow()
        if self._held:
            self._held = False
            if answer.today.posted or answer.today.taken_back:
                self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                super().submit()

    def _on_unanswered(self, error: Exception) -> None:
        self.preview.ask(say_error(self.context.tr, error))
        self._say_button(None)
        self.grow()
        if self._held:
            # Saving says the same beside the field that it is about.
            self._held = False
            super().submit()

    def _on_committed(self, changes: Changes, initiator: object) -> None:
        if shiboken6.isValid(self) and initiator is not self and changes.touches(*_SHOWN):
            self.question.forget()
            self.question.soon(self._quietly())


def rule_values(rule: RuleLike, currency: str | None) -> dict[str, Any]:
    """Return what a rule says, as the commands name it; without an amount it has no currency."""
    monies = {
        "amount": rule.amount,
        "minimum": rule.minimum,
        "cap": rule.cap,
        "year_cap": rule.year_cap,
    }
    return {
        "percent": rule.percent,
        **{name: None if money is None else money.major for name, money in monies.items()},
        "currency": currency if any(money is not None for money in monies.values()) else None,
        "recipients": rule.recipients,
        "earned_when": rule.earned_when,
        "first_sales": rule.first_sales,
        "within_months": rule.within_months,
        "without_tax": rule.without_tax,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "expires_after_days": rule.expires_after_days,
    }
