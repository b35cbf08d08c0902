"""A level rule: which level, for so much paid or so many sent who bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QTimer

from smallcrm.domain.enums import Level
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.level_words import level_change, level_conditions
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.care_shapes import LevelChange, LevelRuleShape
from smallcrm.services.commands import AddLevelRule, EditLevelRule
from smallcrm.ui.dialogs.fields import AmountField, ChoiceField, CurrencyField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, watch
from smallcrm.ui.dialogs.reward_fields import WholeField
from smallcrm.ui.theme import SMALL, SMALL_MEDIUM
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_MOST_MONTHS: Final = 240
_MOST_SENT: Final = 10_000
_LABEL: Final = 130
_PAUSE_MS: Final = 150


class LevelRuleDialog(FormDialog):
    """Makes a rule (`rule_id` None), or changes one.

    It says in a sentence what the rule asks for, and whose level saving it would change.
    """

    def __init__(
        self, context: UiContext, rule_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        adding = rule_id is None
        super().__init__(
            context,
            tr.gettext("New level rule") if adding else tr.gettext("Level rule"),
            parent,
            width=560,
            save_text=tr.gettext("Add rule") if adding else "",
        )
        self._rule_id = rule_id
        self._original: LevelRuleShape | None = None
        own = context.settings.currency
        self.level = ChoiceField(
            ((one, enum_name(tr, one)) for one in (Level.VIP, Level.PREFERRED)), Level.VIP
        )
        self.paid = AmountField(tr, own, name="paid")
        self.paid.setPlaceholderText(tr.pgettext("level rule", "Whatever they paid"))
        self.currency = CurrencyField(tr, own, first=(own,))
        self.months = WholeField(
            tr,
            name="within_months",
            most=_MOST_MONTHS,
            placeholder=tr.pgettext("level rule", "Since ever"),
        )
        self.won = WholeField(
            tr,
            name="referrals_won",
            most=_MOST_SENT,
            placeholder=tr.pgettext("level rule", "Whomever they sent"),
        )
        self.sentence = RunLabel(context.theme, wrap=True, icon=("star", "third"))
        self.effect = RunLabel(context.theme, wrap=True, icon=("users", "third"))
        self._asked: AddLevelRule | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._ask)
        self._build()
        self._say()
        self.settle()
        if rule_id is not None:
            self.load(lambda backend: _found(backend, rule_id), self._show)
        focus_field(self.level if adding else self.paid)

    def command(self) -> AddLevelRule | EditLevelRule | None:
        """Make the rule, or change what differs."""
        values = self._values()
        if not self._found and values["paid"] is None and values["referrals_won"] is None:
            raise Refusal("level_rule_empty", field="paid")
        if self._found:
            return None
        if self._rule_id is None:
            return AddLevelRule(request_id=self.request_id, **values)
        before = self._original
        if before is None:
            return None
        kept = {
            "level": before.level,
            "paid": None if before.paid is None else before.paid.major,
            "currency": None if before.paid is None else before.paid.currency,
            "within_months": before.within_months,
            "referrals_won": before.referrals_won,
        }
        changed = {key: value for key, value in values.items() if value != kept[key]}
        if not changed:
            return None
        if changed.get("paid") is not None:
            changed["currency"] = values["currency"]
        return EditLevelRule(level_rule=self._rule_id, request_id=self.request_id, **changed)

    def _values(self) -> dict[str, Any]:
        currency = self.attempt(self.currency.value) or self.context.settings.currency
        self.paid.currency = currency
        paid = self.attempt(self.paid.optional)
        if paid is not None and paid.minor <= 0:
            self._found.append(Refusal("not_positive", field="paid", text=self.paid.text()[:40]))
        months, won = self.attempt(self.months.value), self.attempt(self.won.value)
        return {
            "level": self.level.value(),
            "paid": None if paid is None else paid.major,
            "currency": None if paid is None else currency,
            "within_months": None if paid is None else months,
            "referrals_won": won,
        }

    def _build(self) -> None:
        tr = self.context.tr
        about = plain_label(
            tr.gettext("All that is filled in has to be met; what is left empty is not asked for."),
            "secondary",
        )
        about.setWordWrap(True)
        self.body.addWidget(about)
        for name, label, field, trailing in (
            ("level", tr.gettext("&Level"), self.level, ()),
            ("paid", tr.gettext("&Paid at least"), self.paid, (self.currency,)),
            (
                "within_months",
                tr.gettext("&Within the last"),
                self.months,
                (plain_label(tr.gettext("months"), "secondary"),),
            ),
            (
                "referrals_won",
                tr.gettext("&Sent at least"),
                self.won,
                (plain_label(tr.gettext("who bought"), "secondary"),),
            ),
        ):
            row = self.add_row(name, label, field, trailing=trailing, label_width=_LABEL)
            if name == "paid":
                self.alias("currency", row)
        self.currency.setAccessibleName(tr.gettext("Currency"))
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        for watched in (self.level, self.paid, self.currency, self.months, self.won):
            watch(watched, self._say)

    def _say(self) -> None:
        """Say what is typed as the sentence that will stand in the list."""
        tr = self.context.tr
        kept, self._found = self._found, []
        values = self._values()
        wrong, self._found = self._found, kept
        asks = values["paid"] is not None or values["referrals_won"] is not None
        self.months.setEnabled(bool(self.paid.text().strip()))
        self._asked = None
        self._soon.stop()
        if wrong or not asks:
            self.sentence.hide()
            self.effect.hide()
            return
        self._asked = AddLevelRule(**values)
        self._soon.start()
        paid = self.paid.optional() if values["paid"] is not None else None
        conditions = level_conditions(tr, paid, values["within_months"], values["referrals_won"])
        # Translators: a rule of levels: "VIP: paid 5,000.00 EUR or more in the last 12 months"
        text = tr.pgettext("level rule", "{level}: {conditions}").format(
            level=enum_name(tr, values["level"]), conditions=conditions
        )
        icon = "star" if values["level"] is Level.VIP else "chevron-up"
        self.sentence.set_runs((Run(text, SMALL_MEDIUM),), (icon, "second"))
        self.sentence.show()
        self.grow()

    def _ask(self) -> None:
        """Ask whose level would change."""
        said, rule_id = self._asked, self._rule_id
        if said is None:
            return

        def done(changes: tuple[LevelChange, ...]) -> None:
            # What was typed meanwhile is asked anew.
            if shiboken6.isValid(self) and self._asked is said:
                self._show_effect(changes)

        def failed(_error: Exception) -> None:
            if shiboken6.isValid(self):
                self.effect.hide()

        self.context.runner.task(
            lambda backend: backend.services.preview_level_rule(said, rule_id), done, failed
        )

    def _show_effect(self, changes: tuple[LevelChange, ...]) -> None:
        tr = self.context.tr
        text = tr.gettext("Nobody's level would change.")
        if changes:
            text = "\n".join(level_change(tr, change) for change in changes)
        self.effect.set_runs((Run(text, SMALL, "second"),))
        self.effect.show()
        self.grow()

    def _show(self, rule: LevelRuleShape | None) -> None:
        tr = self.context.tr
        if rule is None:
            self.set_notice(tr.gettext("This rule is not there any more."))
            self.save_button.setDisabled(True)
            return
        self._original = rule
        used = tr.ngettext(
            "{count} client has the level by it", "{count} clients have the level by it", rule.used
        )
        self.set_title(tr.gettext("Level rule"), used.format(count=tr.formats.number(rule.used)))
        self.level.choose(rule.level)
        if rule.paid is not None:
            self.currency.set_code(rule.paid.currency)
        self.paid.set_money(rule.paid)
        self.months.set_value(rule.within_months)
        self.won.set_value(rule.referrals_won)
        self._say()
        self.settle()
        focus_field(self.paid)


def _found(backend: Backend, rule_id: int) -> LevelRuleShape | None:
    rules = backend.queries.level_rules()
    return next((rule for rule in rules if rule.id == rule_id), None)
