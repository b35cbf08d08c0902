"""Reward rules: made, changed, ended, removed; what a rule would do is said before it is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel
from tests.ui.reward_data import fill_referrals

from smallcrm.domain.enums import EarnedWhen, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.i18n.reward_sentences import rule_sentence
from smallcrm.queries.referral_shapes import RuleState
from smallcrm.services import commands
from smallcrm.services.commands import AddRewardRule, EditRewardRule
from smallcrm.ui.dialogs.reward_question import begun_a_year_ago
from smallcrm.ui.dialogs.reward_rule_dialog import RewardRuleDialog
from smallcrm.ui.dialogs.reward_rule_rows import EARNED, RULE, STATE
from smallcrm.ui.dialogs.reward_rules_window import RewardRulesWindow, ready_rules
from smallcrm.ui.widgets.buttons import IconButton

TODAY = date(2026, 5, 12)
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def people(backend):
    """Referrals whose sales came before today, see `fill_referrals`."""
    return fill_referrals(backend)


@pytest.fixture
def answered(context, settle, qtbot):
    """Wait until a dialog has been told what its rule would do."""

    def wait(dialog):
        command = dialog._quietly()
        assert command is not None
        qtbot.waitUntil(lambda: dialog.question.answer_to(command) is not None)
        settle(context)
        return dialog.question.answer_to(command)

    return wait


def rule_of(backend):
    (rule,) = backend.queries.reward_rules()
    return rule


def earned_by(backend, client):
    return [credit.amount for credit in backend.queries.rewards_of(client)]


# The dialog.


def test_a_new_rule_posts_nothing_and_says_what_a_year_would_have_given(
    context, people, show, backend, settle, answered, outcomes, qtbot
):
    dialog = show(RewardRuleDialog(context))
    dialog.saved.connect(outcomes.append)
    assert QApplication.focusWidget() is dialog.reward
    QTest.keyClicks(dialog.reward, "10")
    assert dialog.name.text() == "10% of the first sale"
    assert dialog.preview.sentence.whole_text() == (
        "10% of the first sale, once it is paid in full, for the referrer;"
        " for sales since 12 May 2026"
    )
    answer = answered(dialog)
    assert (answer.today.count, answer.year.count) == (0, 3)
    assert "From now on" in dialog.preview.summary.whole_text()
    assert dialog.preview.year.whole_text() == (
        "Had it begun on 12 May 2025, it would have earned 3 credits, 155.00 EUR."
    )
    assert dialog.preview.rows.rowCount() == 3
    assert dialog.save_button.text() == "Switch on"
    qtbot.keyClick(dialog.reward, Qt.Key.Key_Return)
    settle(context)
    assert not dialog.isVisible()
    assert len(outcomes) == 1
    rule = rule_of(backend)
    assert (rule.percent, rule.currency, rule.valid_from) == (Decimal(10), None, TODAY)
    assert (rule.first_sales, rule.recipients) == (1, RewardRecipients.REFERRER)
    assert rule.credits == 0


def test_what_is_posted_at_once_is_said_before_and_then_posted(
    context, people, show, backend, settle, answered
):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.setText("10")
    dialog.first.setText("2025-01-01")
    answer = answered(dialog)
    said = dialog.preview.summary.whole_text()
    assert said == "Switching on posts 3 credits, 155.00 EUR, for 3 referrals."
    assert not dialog.preview.year.isVisible()
    assert dialog.save_button.text() == "Switch on and post"
    rows = dialog.preview.rows
    QAbstractItemModelTester(rows, FATAL)
    texts = [rows.index(0, column).data() for column in range(rows.columnCount())]
    assert texts == ["3 Mar 2026", "Ann Lee", "Dan Murphy", "S-2026-0001", "0.00 EUR", "40.00 EUR"]
    spoken = rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "3 March 2026, Ann Lee for Dan Murphy" in spoken
    assert not backend.queries.reward_rules()
    dialog.submit()
    settle(context)
    rule = rule_of(backend)
    assert (rule.credits, rule.earned) == (3, answer.today.posted)
    assert earned_by(backend, people["ann"]) == [Money(4000, "EUR"), Money(9000, "EUR")]
    assert earned_by(backend, people["bea"]) == [Money(2500, "EUR")]


def test_enter_waits_for_what_it_would_post_and_needs_a_second_one(
    context, people, show, backend, settle, qtbot
):
    dialog = show(RewardRuleDialog(context))
    dialog.first.setText("2025-01-01")
    dialog.reward.setText("10")
    qtbot.keyClick(dialog.reward, Qt.Key.Key_Return)
    settle(context)
    assert dialog.isVisible()
    assert not backend.queries.reward_rules()
    assert "155.00 EUR" in dialog.preview.summary.whole_text()
    assert QApplication.focusWidget() is dialog.save_button
    qtbot.keyClick(dialog.save_button, Qt.Key.Key_Return)
    settle(context)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert rule_of(backend).credits == 3


def test_enter_waits_and_saves_at_once_what_posts_nothing(
    context, people, show, backend, settle, qtbot
):
    dialog = show(RewardRuleDialog(context, AddRewardRule(name="", percent=Decimal(10))))
    qtbot.keyClick(dialog.reward, Qt.Key.Key_Return)
    settle(context)
    assert not dialog.isVisible()
    assert rule_of(backend).name == "10% of the first sale"


def test_typing_on_takes_the_enter_back(context, people, show, backend, settle, answered):
    dialog = show(RewardRuleDialog(context, AddRewardRule(name="", percent=Decimal(10))))
    dialog.submit()
    dialog.reward.setText("20")
    answered(dialog)
    assert dialog.isVisible()
    assert not backend.queries.reward_rules()
    dialog.submit()
    settle(context)
    assert rule_of(backend).percent == 20


def test_all_that_can_be_said_of_a_rule_is_kept_and_read_again(
    context, people, show, backend, settle, answered
):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.kind.choose("amount")
    dialog.reward.setText("25")
    dialog.currency.set_code("USD")
    dialog.of.choose("few")
    dialog.count.setText("3")
    dialog.months.setText("6")
    dialog.minimum.setText("100")
    dialog.tax.choose(True)
    dialog.who.choose(RewardRecipients.BOTH)
    dialog.when.choose(EarnedWhen.ORDERED)
    dialog.cap.setText("50")
    dialog.year_cap.setText("500")
    dialog.first.setText("2026-06-01")
    dialog.last.setText("2026-08-31")
    dialog.lapses.setText("2")
    dialog.lapses.unit.choose("years")
    dialog.note.setPlainText("Summer only")
    dialog.name.setText("Summer")
    answered(dialog)
    dialog.submit()
    settle(context)
    rule = rule_of(backend)
    assert rule == replace(
        rule,
        name="Summer",
        percent=None,
        amount=Money(2500, "USD"),
        currency="USD",
        first_sales=3,
        within_months=6,
        minimum=Money(10000, "USD"),
        without_tax=True,
        recipients=RewardRecipients.BOTH,
        earned_when=EarnedWhen.ORDERED,
        cap=Money(5000, "USD"),
        year_cap=Money(50000, "USD"),
        valid_from=date(2026, 6, 1),
        valid_until=date(2026, 8, 31),
        expires_after_days=730,
        note="Summer only",
        state=RuleState.PLANNED,
    )
    again = show(RewardRuleDialog(context, rule.id))
    assert not again.is_changed()
    assert again.subtitle.whole_text() == "Planned"
    assert again._quietly() is None
    assert again.preview.sentence.whole_text().startswith(rule_sentence(context.tr, rule))
    assert "Nothing is changed yet." in again.preview.summary.whole_text()
    again.submit()
    assert not again.isVisible()


def test_less_is_taken_back_and_said_so_before(
    context, people, show, backend, settle, answered, perform
):
    perform(AddRewardRule(name="Ten", percent=Decimal(10)))
    dialog = show(RewardRuleDialog(context, rule_of(backend).id))
    assert not dialog.is_changed()
    assert dialog.subtitle.whole_text() == "On, 155.00 EUR earned so far, 3 credits"
    dialog.reward.setText("5")
    answer = answered(dialog)
    assert answer.year is None
    assert dialog.preview.summary.whole_text().startswith(
        "Saving takes back 77.50 EUR, for 3 referrals."
    )
    assert dialog.save_button.text() == "Save and take back"
    assert dialog.name.text() == "Ten"
    dialog.submit()
    settle(context)
    rule = rule_of(backend)
    assert (rule.percent, rule.earned) == (Decimal(5), (Money(7750, "EUR"),))


def test_a_name_that_follows_from_the_rule_goes_on_following(
    context, people, show, backend, settle, answered, perform
):
    perform(AddRewardRule(name="10% of the first sale", percent=Decimal(10)))
    dialog = show(RewardRuleDialog(context, rule_of(backend).id))
    dialog.reward.setText("12")
    answered(dialog)
    dialog.submit()
    settle(context)
    assert rule_of(backend).name == "12% of the first sale"


def test_only_what_was_changed_is_sent(context, people, show, backend, perform):
    perform(AddRewardRule(name="Ten", percent=Decimal(10), cap=Decimal(30)))
    dialog = show(RewardRuleDialog(context, rule_of(backend).id))
    dialog.cap.clear()
    command = dialog._quietly()
    expected = EditRewardRule(
        rule=rule_of(backend).id, cap=None, currency=None, request_id=command.request_id
    )
    assert command == expected


@pytest.mark.parametrize(
    ("field", "typed", "place"),
    [
        ("reward", "0", "percent"),
        ("reward", "100.01", "percent"),
        ("reward", "ten", "percent"),
        ("reward", "", "percent"),
        ("count", "0", "first_sales"),
        ("count", "1.5", "first_sales"),
        ("count", "", "first_sales"),
        ("months", "x", "within_months"),
        ("minimum", "0", "minimum"),
        ("cap", "-1", "cap"),
        ("cap", "1.234", "cap"),
        ("year_cap", "lots", "year_cap"),
        ("first", "soon", "valid_from"),
        ("last", "2026-01-01", "valid_until"),
        ("lapses", "1300", "expires_after_days"),
        ("currency", "XXL", "currency"),
    ],
)
def test_a_rule_that_cannot_be_is_said_beside_its_field(
    context, people, show, backend, settle, qtbot, field, typed, place
):
    dialog = show(RewardRuleDialog(context, AddRewardRule(name="", percent=Decimal(10))))
    dialog.of.choose("few")
    dialog.count.setText("3")
    dialog.minimum.setText("10")
    widget = getattr(dialog, field)
    if field == "currency":
        widget.setEditText(typed)
    else:
        widget.setText(typed)
    dialog.submit()
    qtbot.waitUntil(lambda: bool(errors(dialog)))
    settle(context)
    assert dialog.isVisible()
    assert list(errors(dialog)) == [place]
    assert not backend.queries.reward_rules()
    kept = widget.currentText() if field == "currency" else widget.text()
    assert kept == typed


def errors(dialog):
    """Return what is said to be wrong, by the name of the field."""
    found = {}
    for name, place in dialog._places.items():
        row = getattr(place, "_row", place)
        text = row.error()
        if text and name not in {"amount", "of"}:
            found[name] = text
    return found


def test_an_amount_is_refused_as_an_amount(context, people, show, backend, settle):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.kind.choose("amount")
    dialog.submit()
    settle(context)
    assert dialog._places["amount"].error()
    dialog.reward.setText("-5")
    dialog.submit()
    settle(context)
    assert dialog._places["amount"].error()
    assert not backend.queries.reward_rules()


def test_what_was_typed_is_not_lost_by_escape(context, people, show, qtbot):
    dialog = show(RewardRuleDialog(context))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog = show(RewardRuleDialog(context))
    dialog.lapses.unit.choose("days")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog._strip.isVisible()


def test_a_rule_that_is_gone_cannot_be_saved(context, people, show, backend, perform):
    perform(AddRewardRule(name="Ten", percent=Decimal(10), valid_from=TODAY))
    rule = rule_of(backend).id
    perform(commands.RemoveRewardRule(rule=rule))
    dialog = show(RewardRuleDialog(context, rule))
    assert "not there any more" in dialog.notice.whole_text()
    assert not dialog.save_button.isEnabled()


def test_fields_that_do_not_matter_are_not_there(context, people, show):
    dialog = show(RewardRuleDialog(context))
    assert not dialog.count.isVisible()
    assert not dialog.months.isVisible()
    assert dialog.tax.isVisible()
    dialog.reward.kind.choose("amount")
    assert not dialog.tax.isVisible()
    dialog.minimum.setText("100")
    assert dialog.tax.isVisible()
    dialog.of.choose(None)
    assert dialog.months.isVisible()
    assert not dialog.count.isVisible()


def test_a_sale_elsewhere_is_seen_in_the_preview(
    context, people, show, backend, settle, answered, perform
):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.setText("10")
    dialog.first.setText("2025-01-01")
    answered(dialog)
    assert "155.00 EUR" in dialog.preview.summary.whole_text()
    context.runner.write(
        commands.TakePayment(client=people["eve"], amount=Decimal(150)), initiator=None
    )
    settle(context)
    answered(dialog)
    assert "170.00 EUR" in dialog.preview.summary.whole_text()


def test_answers_that_come_too_late_are_dropped(context, people, show, answered, qtbot, settle):
    dialog = show(RewardRuleDialog(context))
    dialog.first.setText("2025-01-01")
    shown = []
    dialog.question.answered.connect(shown.append)
    for percent in range(1, 30):
        dialog.reward.setText(str(percent))
        dialog.question.ask(dialog._quietly())
    answered(dialog)
    sums = [answer.today.posted for answer in shown if answer is not None]
    # One was under way while the others were typed; only the last of these was worked out.
    assert sums == [(Money(15500 * 29 // 10, "EUR"),)]
    assert "449.50 EUR" in dialog.preview.summary.whole_text()


def test_an_answer_from_before_a_commit_is_asked_again(
    context, people, show, answered, settle, perform
):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.setText("10")
    dialog.first.setText("2025-01-01")
    dialog.question.ask(dialog._quietly())
    perform(commands.TakePayment(client=people["eve"], amount=Decimal(150)))
    dialog.question.forget()
    dialog.question.ask(dialog._quietly())
    assert answered(dialog).today.posted == (Money(17000, "EUR"),)


def test_a_limit_in_a_currency_says_which_sales_count(context, people, show):
    dialog = show(RewardRuleDialog(context))
    dialog.reward.setText("10")
    assert "Only sales in" not in dialog.preview.sentence.whole_text()
    dialog.cap.setText("100")
    assert "Only sales in EUR count" in dialog.preview.sentence.whole_text()
    dialog.reward.kind.choose("amount")
    assert "Only sales in" not in dialog.preview.sentence.whole_text()
    dialog.minimum.setText("100")
    assert "Only sales in EUR count" in dialog.preview.sentence.whole_text()


def test_a_year_ago_also_on_a_leap_day():
    rule = AddRewardRule(name="", percent=Decimal(1), valid_from=date(2028, 2, 29))
    assert begun_a_year_ago(rule, date(2028, 2, 29)) == date(2027, 2, 28)
    assert begun_a_year_ago(replace(rule, valid_from=None), TODAY) is None
    assert begun_a_year_ago(replace(rule, valid_from=date(2025, 5, 12)), TODAY) is None
    assert begun_a_year_ago(EditRewardRule(rule=1, valid_from=TODAY), TODAY) is None


# The window.


def test_with_no_rules_three_are_offered(context, people, show, qtbot):
    window = show(RewardRulesWindow(context))
    wanted = []
    window.wanted.connect(lambda *what: wanted.append(what))
    assert window.empty.isVisible()
    assert [button.text() for button in window.offers] == [
        "50.00 EUR for the first sale",
        "10% of the first sale",
        "5% of all sales within 12 months of the first one",
    ]
    assert QApplication.focusWidget() is window.offers[0]
    assert any("A rule says what" in label.text() for label in window.empty.findChildren(QLabel))
    qtbot.keyClick(window, Qt.Key.Key_2)
    qtbot.keyClick(window.offers[0], Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    offered = ready_rules("EUR")
    assert wanted == [
        ("reward_rule", offered[1]),
        ("reward_rule", offered[0]),
        ("reward_rule", None),
    ]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("number", range(3))
def test_each_that_is_offered_can_be_switched_on(
    context, people, show, backend, settle, answered, number, currency
):
    dialog = show(RewardRuleDialog(context, ready_rules(currency)[number]))
    assert dialog.name.text()
    answered(dialog)
    dialog.submit()
    settle(context)
    rule = rule_of(backend)
    assert rule.name in rule_sentence(context.tr, rule)


@pytest.fixture
def three(perform):
    """A rule that holds and has earned, one to come, one that ended."""
    perform(AddRewardRule(name="Ten", percent=Decimal(10), note="As promised\nto Ann"))
    perform(AddRewardRule(name="Old", amount=Decimal(5), valid_until=date(2024, 1, 1)))
    perform(AddRewardRule(name="Next", amount=Decimal(5), valid_from=date(2027, 1, 1)))


def test_the_rules_with_their_sentence_state_and_what_they_earned(
    context, people, three, show, backend
):
    window = show(RewardRulesWindow(context))
    model = window.view.rules
    QAbstractItemModelTester(model, FATAL)
    assert QApplication.focusWidget() is window.view
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert cells[0] == [
        "Ten · 10% of the first sale, once it is paid in full, for the referrer · As promised",
        "On",
        "155.00 EUR · 3 credits",
    ]
    assert [row[STATE] for row in cells] == [
        "On",
        "Planned · from 1 Jan 2027",
        "Ended · on 1 Jan 2024",
    ]
    assert [row[EARNED] for row in cells[1:]] == ["nothing yet", "nothing yet"]
    tip = model.index(0, RULE).data(Qt.ItemDataRole.ToolTipRole)
    assert "to Ann" in tip
    assert not window.grab().isNull()


def test_a_rule_is_opened_by_enter(context, people, three, show, backend, qtbot):
    window = show(RewardRulesWindow(context))
    wanted = []
    window.wanted.connect(lambda *what: wanted.append(what))
    qtbot.keyClick(window.view, Qt.Key.Key_Down)
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    window.edit_button.click()
    names = {rule.id: rule.name for rule in backend.queries.reward_rules()}
    assert [(name, names[rule]) for name, rule in wanted] == [("reward_rule", "Next")] * 2


def test_ending_a_rule_today_keeps_what_it_earned(
    context, people, three, show, backend, settle, outcomes, qtbot
):
    window = show(RewardRulesWindow(context))
    window.saved.connect(outcomes.append)
    window.end_button.click()
    settle(context)
    qtbot.waitUntil(lambda: not window.end_button.isEnabled())
    rule = next(rule for rule in backend.queries.reward_rules() if rule.name == "Ten")
    assert (rule.valid_until, rule.credits) == (TODAY, 3)
    assert window.view.current().name == "Ten"
    model = window.view.rules
    assert model.index(0, STATE).data() == "On · today is its last day"
    assert "Ctrl+Z" in window.notice.whole_text()
    assert len(outcomes) == 1
    for row in (1, 2):
        window.view.setCurrentIndex(model.index(row, RULE))
        assert not window.end_button.isEnabled()


def test_removing_is_for_rules_that_never_earned(
    context, people, three, show, backend, settle, qtbot
):
    window = show(RewardRulesWindow(context))
    qtbot.keyClick(window.view, Qt.Key.Key_Delete)
    settle(context)
    assert len(backend.queries.reward_rules()) == 3
    assert "“Ten” has earned" in window.notice.whole_text()
    assert QApplication.focusWidget() is window.end_button
    window.view.setCurrentIndex(window.view.rules.index(1, RULE))
    window.remove_button.click()
    settle(context)
    qtbot.waitUntil(lambda: window.view.rules.rowCount() == 2)
    assert [rule.name for rule in backend.queries.reward_rules()] == ["Ten", "Old"]
    assert window.view.current().name == "Old"


def test_the_last_rule_removed_leaves_the_offers(
    context, people, show, backend, settle, perform, qtbot
):
    perform(AddRewardRule(name="Next", amount=Decimal(5), valid_from=date(2027, 1, 1)))
    window = show(RewardRulesWindow(context))
    window.remove()
    settle(context)
    qtbot.waitUntil(window.empty.isVisible)
    assert not window.edit_button.isVisible()
    context.runner.write(commands.Undo())
    settle(context)
    qtbot.waitUntil(window.view.isVisible)
    assert window.edit_button.isVisible()


def test_sentences_get_the_lines_that_they_need(context, people, three, show, qtbot):
    window = show(RewardRulesWindow(context))
    heights = [window.view.rowHeight(row) for row in range(3)]
    window.resize(window.width() * 2, window.height())
    qtbot.waitUntil(lambda: window.view.rowHeight(1) < heights[1])
    assert all(window.view.rowHeight(row) <= height for row, height in enumerate(heights))


def test_the_list_in_both_themes_and_large(context, people, three, show):
    window = show(RewardRulesWindow(context))
    before = window.view.rowHeight(0)
    try:
        context.theme.set_choice("dark")
        context.theme.set_scale(1.5)
        assert window.view.rowHeight(0) > before
        assert not window.grab().isNull()
    finally:
        context.theme.set_choice("light")
        context.theme.set_scale(1.0)


# From the main window.


def test_the_whole_way_by_keyboard(start, tr, people, backend):
    window, hand = start(tr)
    hand.press("Ctrl+Shift+R")
    rules = hand.window(RewardRulesWindow)
    hand.press("2")
    dialog = hand.window(RewardRuleDialog)
    hand.over("12.5")
    hand.press("Return")
    hand.until(lambda: not rules.empty.isVisible())
    assert hand.window(RewardRulesWindow) is rules
    assert rules.view.current().percent == Decimal("12.5")
    hand.press("Return")
    dialog = hand.window(RewardRuleDialog)
    hand.press("Alt+S")
    assert QApplication.focusWidget() is dialog.first
    hand.over("2025-01-01")
    hand.press("Return")
    assert dialog.isVisible()
    hand.press("Return")
    hand.until(lambda: rules.view.current().credits == 3)
    hand.press("Ctrl+Z")
    hand.until(lambda: rules.view.current().credits == 0)
    hand.press("Escape")
    assert QApplication.activeWindow() is window


def test_the_tab_of_referrals_leads_to_the_rules(start, tr, people):
    window, hand = start(tr)
    hand.press("Ctrl+5")
    tab = window.current_tab()
    names = {button.accessibleName(): button for button in tab.findChildren(IconButton)}
    button = names["Reward rules (Ctrl+Shift+R)"]
    assert button.isVisible()
    button.click()
    hand.rest()
    assert hand.window(RewardRulesWindow).empty.isVisible()
