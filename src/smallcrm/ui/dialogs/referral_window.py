"""A referral and all that it came to: outcome, credits, what the rules wait for, the sales."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import PaymentStatus, Prospect, ReferralDirection
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs import referral_words
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.models.referral_columns import OUTCOMES
from smallcrm.ui.referral_menu import outcomes, window_menu
from smallcrm.ui.row_menus import Entry, fill_menu
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import (
        ReferralDetail,
        ReferralShape,
        RewardCredit,
        RewardRuleShape,
    )
    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.referral_words import Line
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.theme import ThemeContext, Tone

_SHOWN: Final = (
    Entity.REFERRAL,
    Entity.REWARD_RULE,
    Entity.REWARD_OVERRIDE,
    Entity.SALE,
    Entity.PAYMENT,
    Entity.PAYMENT_ALLOCATION,
    Entity.INVOICE,
    Entity.CLIENT,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A referral, and the rules that its sentences name."""

    detail: ReferralDetail
    rules: dict[int, RewardRuleShape]


class Lines(QWidget):
    """Sentences under each other, each with its sign, under a heading; hidden without any."""

    def __init__(self, theme: ThemeContext, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._labels: list[RunLabel] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(4))
        self._box.addWidget(plain_label(title, "section"))
        self.hide()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        while len(self._labels) < len(lines):
            label = RunLabel(self._theme, wrap=True)
            self._labels.append(label)
            self._box.addWidget(label)
        for number, label in enumerate(self._labels):
            label.setVisible(number < len(lines))
            if number < len(lines):
                icon, tone, text = lines[number]
                label.set_runs((Run(text, BODY),), (icon, tone))
        self.setVisible(bool(lines))

    def texts(self) -> list[str]:
        """Return what is said."""
        return [label.whole_text() for label in self._labels if not label.isHidden()]


class ReferralWindow(BesideFrame):
    """Shows who sent whom and what came of it; open beside the others, it follows commits.

    `wanted(name, argument)`: what its buttons and menus ask for (`set_reward`, `thanks_letter`,
    `referral_outcome`, …), `open_payment` and `open_sale` for a row.
    """

    def __init__(self, context: UiContext, referral_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Referral"), parent, width=880, body_scrolls=True)
        self._referral_id = referral_id
        self._referral: ReferralShape | None = None
        self._begun = False
        self.state_line = RunLabel(theme, wrap=True)
        self.facts = FactRow(theme)
        self.reason = RunLabel(theme, wrap=True)
        self.credits = RowList(theme, tr.gettext("Credit that it earned"))
        self.rules = Lines(theme, tr.gettext("What the rules say"))
        self.sales = RowList(theme, tr.gettext("What they bought"))
        self.outcome_button = QPushButton(tr.gettext("&Outcome"))
        self.more_button = QPushButton(tr.gettext("&More"))
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.letter_button = self.add_button(
            tr.gettext("Thank-you letter"), key=tr.pgettext("key", "Alt L"), icon="mail"
        )
        self.edit_button = self.add_button(
            tr.pgettext("button", "Change…"), key=tr.pgettext("key", "Alt C"), icon="pencil"
        )
        self.reward_button = self.add_button(
            tr.gettext("Set reward…"), key=tr.pgettext("key", "Alt R"), icon="gift", primary=True
        )
        self._build()
        self.follow()

    def read(self) -> None:
        """Read the referral anew."""
        referral_id = self._referral_id

        def work(backend: Backend) -> _Found | None:
            detail = backend.queries.referral(referral_id)
            if detail is None:
                return None
            return _Found(detail, {rule.id: rule for rule in backend.queries.reward_rules()})

        self._context.runner.task(work, self._show, self._on_failed)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.everything or changes.touches(*_SHOWN)

    def _build(self) -> None:
        for widget in (
            self.state_line,
            self.facts,
            self.reason,
            self.credits,
            self.rules,
            self.sales,
        ):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        for part in (self.credits, self.sales, self.reason):
            part.hide()
        for button in (self.outcome_button, self.more_button):
            menu = QMenu(button)
            button.setMenu(menu)
            self.add_left(button)
        self.close_button.clicked.connect(self.reject)
        for asks, wish in (
            (self.letter_button, "thanks_letter"),
            (self.edit_button, "edit_referral"),
            (self.reward_button, "set_reward"),
        ):
            asks.clicked.connect(partial(self._ask, wish))
            # Which of them there is to press depends on the direction.
            asks.hide()
        self.credits.opened.connect(partial(self.wanted.emit, "open_payment"))
        self.sales.opened.connect(partial(self.wanted.emit, "open_sale"))
        for keys, wish in (("Alt+L", "thanks_letter"), ("Alt+R", "set_reward")):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._ask_incoming, wish))
        change = QShortcut(QKeySequence("Alt+C"), self)
        change.activated.connect(partial(self._ask, "edit_referral"))

    def _show(self, found: _Found | None) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        self._enable(found is not None)
        if found is None:
            self.set_notice(
                tr.gettext("This referral is not there any more. Undo (Ctrl+Z) brings it back.")
            )
            return
        self.set_notice(None)
        detail, referral = found.detail, found.detail.referral
        self._referral = referral
        incoming = referral.direction is ReferralDirection.IN
        line = referral_words.who_sent_whom(tr, referral)
        self.set_title(tr.gettext("Referral"), line)
        self.setWindowTitle(line)
        icon, tone = OUTCOMES[referral.outcome]
        said = referral_words.outcome_line(tr, referral)
        self.state_line.set_runs((Run(said, BODY, tone),), (icon, tone))
        self.facts.set_facts(facts(tr, detail))
        if referral.reason:
            text = tr.gettext("Changed: {reason}").format(reason=one_line(referral.reason))
            self.reason.set_runs((Run(text, BODY, "second"),), ("pencil", "second"))
        self.reason.setVisible(bool(referral.reason))
        self._show_credits(detail)
        self.rules.set_lines(rule_lines(tr, found.detail, found.rules) if incoming else [])
        rows = [sale_row(tr, sale) for sale in detail.sales] if incoming else []
        self.sales.set_rows(rows)
        self.sales.setVisible(bool(rows))
        self._show_buttons(detail)
        self.grow(shrink=True)
        if not self._begun:
            self._begun = True
            first = self.reward_button if incoming else self.edit_button
            (self.credits.table if detail.credits else first).setFocus()

    def _show_credits(self, detail: ReferralDetail) -> None:
        tr = self._context.tr
        self.credits.set_rows([credit_row(tr, credit) for credit in detail.credits])
        self.credits.setVisible(bool(detail.credits))

    def _show_buttons(self, detail: ReferralDetail) -> None:
        referral = detail.referral
        incoming = referral.direction is ReferralDirection.IN
        self.edit_button.setVisible(not incoming)
        self.letter_button.setVisible(incoming)
        self.reward_button.setVisible(incoming)
        tr = self._context.tr
        for button, entries in (
            (self.outcome_button, outcomes(tr, referral)),
            (self.more_button, window_menu(tr, referral, expiries(tr, detail.credits))),
        ):
            menu = button.menu()
            menu.clear()
            fill_menu(menu, entries, self.wanted.emit)

    def _enable(self, there: bool) -> None:
        for button in (
            self.outcome_button,
            self.more_button,
            self.letter_button,
            self.edit_button,
            self.reward_button,
        ):
            button.setEnabled(there)

    def _ask(self, wish: str) -> None:
        if self.more_button.isEnabled():
            self.wanted.emit(wish, self._referral_id)

    def _ask_incoming(self, wish: str) -> None:
        referral = self._referral
        if referral is not None and referral.direction is ReferralDirection.IN:
            self._ask(wish)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))


def facts(tr: I18n, detail: ReferralDetail) -> list[Fact]:
    """Say when and for what, what it was worth, and what it earned or a partner gives for it."""
    formats, referral = tr.formats, detail.referral
    found = [
        Fact(tr.gettext("Date"), formats.date_short(referral.on), formats.ago(referral.on)),
        Fact(
            tr.gettext("For what"),
            one_line(referral.what_for) if referral.what_for else tr.gettext("not said"),
            "",
            "plain" if referral.what_for else "third",
        ),
    ]
    if referral.direction is ReferralDirection.OUT:
        commission = referral.commission
        none = tr.gettext("none")
        found.append(
            Fact(
                tr.gettext("Commission"),
                formats.money(commission) if commission is not None else none,
                tr.gettext("from the partner; in no balance") if commission is not None else "",
                "plain" if commission is not None else "third",
            )
        )
        return found
    paid = referral.paid_value
    found.append(
        Fact(
            tr.gettext("Worth"),
            formats.monies(paid),
            tr.gettext("paid by {name}").format(name=one_line(referral.client.name))
            if paid
            else "",
            "plain" if paid else "third",
        )
    )
    count = len(detail.credits)
    second = tr.gettext("no credit yet")
    if count:
        second = tr.ngettext("in {count} credit", "in {count} credits", count)
        second = second.format(count=formats.number(count))
    found.append(
        Fact(
            tr.gettext("Reward"),
            formats.monies(referral.reward),
            second,
            "ok" if referral.reward else "third",
        )
    )
    return found


def rule_lines(tr: I18n, detail: ReferralDetail, rules: dict[int, RewardRuleShape]) -> list[Line]:
    """Say what the owner said, then what each rule makes of it."""
    lines = [referral_words.override_line(tr, override) for override in detail.overrides]
    client = one_line(detail.referral.client.name)
    lines += [
        referral_words.prospect_line(tr, one, rules.get(one.rule[0]), detail.sales, client)
        for one in detail.prospects
        # What the owner said stands in the place of all rules.
        if one.why is not Prospect.OVERRIDDEN
    ]
    if not lines and not detail.credits and not rules:
        text = tr.gettext("There is no reward rule yet. A reward can be set all the same.")
        lines.append(("info", "second", text))
    return lines


def expiries(tr: I18n, earned: Sequence[RewardCredit]) -> tuple[Entry, ...]:
    """Return the credits of which it can be said how long they are good."""
    # Translators: in a menu: whose credit, and how much it is
    words = tr.pgettext("reward", "{name}, {amount}")
    return tuple(
        Entry(
            words.format(
                name=one_line(credit.recipient.name), amount=tr.formats.money(credit.amount)
            ),
            "credit_expiry",
            credit.payment_id,
        )
        for credit in earned
        if credit.left or credit.expired
    )


def credit_row(tr: I18n, credit: RewardCredit) -> ListRow:
    """Say whose credit it is and why, what became of it, and how much it was."""
    gone = not (credit.amount - credit.taken_back)
    tone: Tone = "third" if gone or credit.expired else "ok"
    # Translators: who has a credit, and why
    text = tr.pgettext("reward", "{name}: {why}").format(
        name=one_line(credit.recipient.name),
        why=referral_words.credit_source(tr, credit) or referral_words.credit_head(tr, credit),
    )
    return ListRow(
        credit.payment_id,
        "gift" if not gone else "rotate-ccw",
        tr.formats.date_short(credit.on),
        text,
        referral_words.credit_fate(tr, credit),
        tr.formats.money(credit.amount),
        tone,
    )


def sale_row(tr: I18n, sale: SaleShape) -> ListRow:
    """Say what was bought, whether it is paid, and for how much."""
    tones: dict[PaymentStatus, Tone] = {PaymentStatus.OVERDUE: "debt", PaymentStatus.PAID: "second"}
    word = enum_name(tr, sale.payment_status)
    if sale.payment_status is PaymentStatus.PARTLY_PAID:
        word = tr.gettext("{amount} open").format(amount=tr.formats.amount(sale.open))
    return ListRow(
        sale.id,
        "shopping-bag",
        tr.formats.date_short(sale.on),
        tr.gettext("{number}, {title}").format(number=sale.number, title=one_line(sale.title)),
        word,
        tr.formats.money(sale.total),
        tones.get(sale.payment_status, "plain"),
    )
