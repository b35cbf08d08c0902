"""What referrals and their rewards show: nothing is cut off, and each sentence says what is so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.conftest import Perform
from tests.ui.dialogs.test_layout import cut_off

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import EarnedWhen, Prospect, RewardRecipients
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs import referral_words
from smallcrm.ui.dialogs.account_window import AccountWindow
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog
from smallcrm.ui.dialogs.payment_detail import PaymentDetail
from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
from smallcrm.ui.dialogs.referral_dialog import ReferralDialog
from smallcrm.ui.dialogs.referral_window import ReferralWindow
from smallcrm.ui.dialogs.reward_dialogs import (
    ChangeReferrerDialog,
    CreditExpiryDialog,
    EditReferralDialog,
    SetRewardDialog,
)
from smallcrm.ui.dialogs.sale_dialog import SaleDialog

Make = Callable[[UiContext], DialogFrame]
DIALOGS: dict[str, Make] = {
    "window": lambda context: ReferralWindow(context, 1),
    "window-out": lambda context: ReferralWindow(context, 2),
    "record": lambda context: ReferralDialog(context, 3),
    "reward": lambda context: SetRewardDialog(context, 1),
    "referrer": lambda context: ChangeReferrerDialog(context, 1),
    "partner": lambda context: ChangeReferrerDialog(context, 2),
    "edit": lambda context: EditReferralDialog(context, 2),
    "expiry": lambda context: CreditExpiryDialog(context, 2),
    "credit": lambda context: PaymentDetail(context, 2),
    "account": lambda context: AccountWindow(context, 1),
    "payment": lambda context: PaymentDialog(context, 1),
    "pay-out": lambda context: PayOutDialog(context, 1),
}


@pytest.fixture
def referral(perform: Perform) -> int:
    """James sent Hannah: 10 % of two sales, one of them paid; a share set by hand; one out."""
    rules = (
        commands.AddRewardRule(
            name="Two sales", percent=Decimal(10), first_sales=2, expires_after_days=90
        ),
        commands.AddRewardRule(
            name="Welcome",
            amount=Decimal(25),
            recipients=RewardRecipients.REFERRED,
            earned_when=EarnedWhen.BILLED,
        ),
        commands.AddRewardRule(
            name="Large", percent=Decimal(2), first_sales=None, minimum=Decimal(1000)
        ),
    )
    for rule in rules:
        perform(rule)
    names = ("James Johnson", "Hannah Keogh", "Ruth Jameson")
    james, hannah, ruth = (perform(commands.AddClient(name=name)).result.id for name in names)
    made = perform(
        commands.AddReferral(referrer=james, client=hannah, what_for="Two grands")
    ).result.id
    perform(
        commands.AddReferralOut(client=ruth, partner_name="Dahl Transport", commission=Decimal(80))
    )
    for amount in (480, 300):
        perform(commands.AddSale(client=hannah, title="Tuning", amount=Decimal(amount)))
    perform(commands.TakePayment(client=hannah, amount=Decimal(480)))
    perform(commands.AddSale(client=james, title="Strings", amount=Decimal(20)))
    return int(made)


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
def test_nothing_is_cut_off(name, language, referral, make_context, clock: Clock, settle, qtbot):
    assert referral == 1
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    dialog = DIALOGS[name](context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(context)
    qtbot.wait(20)
    try:
        assert cut_off(dialog) == []
        assert dialog.width() <= 1366
        assert dialog.height() <= 768
    finally:
        context.theme.set_chinese(chinese=False)


def test_the_rules_say_what_they_gave_and_what_they_wait_for(
    context: UiContext, referral: int, show, perform: Perform, qtbot
) -> None:
    window = show(ReferralWindow(context, referral))
    two, welcome, large = window.rules.texts()
    assert two == (
        "James Johnson: 10% of the first 2 sales. 48.00 EUR earned so far;"
        " 78.00 EUR in all when S-2026-0002 is paid in full, 300.00 open."
    )
    assert welcome == (
        "Hannah Keogh: 25.00 EUR for the first sale. 25.00 EUR when S-2026-0001 is billed in full."
    )
    assert large == (
        "James Johnson: 2% of all sales. Nothing yet: the sales have to come to 1,000.00 EUR."
    )
    perform(commands.SetReward(referral=referral, amount=Decimal(0), reason="Paid by bottle"))
    context.hub.announce_everything()
    nothing = "James Johnson: nothing, as you said: Paid by bottle"
    qtbot.waitUntil(lambda: window.rules.texts()[0] == nothing)
    said = window.rules.texts()
    assert not any("10%" in line for line in said), "what the owner said stands for all rules"


def test_without_any_rule_it_says_so(context: UiContext, show, perform: Perform) -> None:
    james, hannah = (
        perform(commands.AddClient(name=name)).result.id for name in ("James", "Hannah")
    )
    made = perform(commands.AddReferral(referrer=james, client=hannah)).result.id
    window = show(ReferralWindow(context, made))
    assert window.rules.texts() == [
        "There is no reward rule yet. A reward can be set all the same."
    ]
    assert not window.credits.isVisible()
    assert not window.sales.isVisible()
    assert window.reward_button.hasFocus()


def test_every_reason_has_a_sentence_that_is_whole(
    tr: I18n, tr_zh: I18n, backend: Backend, referral: int
) -> None:
    detail = backend.queries.referral(referral)
    assert detail is not None
    rules = {rule.id: rule for rule in backend.queries.reward_rules()}
    seen = set()
    for words in (tr, tr_zh):
        for why in Prospect:
            for earned in ((), (Money(4800, "EUR"),)):
                one = type(detail.prospects[0])(
                    rule=(1, "Two sales"),
                    recipient=detail.referral.counterpart,
                    earned=earned,
                    expected=(Money(7800, "EUR"),),
                    why=why,
                )
                for rule in (rules[1], None):
                    line = referral_words.prospect_line(words, one, rule, detail.sales, "Hannah")
                    assert "{" not in line[2]
                    assert "James Johnson" in line[2]
                    seen.add(line[2])
    assert len(seen) > len(Prospect) * 2


def test_a_credit_says_what_became_of_each_part(
    tr: I18n, backend: Backend, referral: int, perform: Perform
) -> None:
    def fate() -> str:
        return referral_words.credit_fate(tr, backend.queries.rewards_of(1)[0])

    assert fate() == "48.00 left, good until 10 Aug"
    perform(commands.UseCredit(amounts={3: Decimal(20)}))
    assert fate() == "20.00 used, 28.00 left, good until 10 Aug"
    perform(commands.PayOut(client=1, amount=Decimal(8)))
    assert fate() == "20.00 used, 8.00 paid out, 20.00 left, good until 10 Aug"
    (credit,) = backend.queries.rewards_of(1)
    perform(commands.SetCreditExpiry(payment=credit.payment_id, expires_on=None))
    assert fate() == "20.00 used, 8.00 paid out, 20.00 left"
    perform(commands.ReversePayment(payment=1))
    assert fate() == "8.00 paid out, 40.00 taken back"


def test_credit_that_lapses_is_said_where_it_is_used(
    context: UiContext, referral: int, show, perform: Perform
) -> None:
    assert referral
    payment = show(PaymentDialog(context, 1))
    assert payment.credit.text() == "Use 48.00 EUR cr&edit first (good until 10 August)"
    perform(commands.TakePayment(client=1, amount=Decimal(30), allocations={}))
    payment = show(PaymentDialog(context, 1))
    text = "Use 78.00 EUR cr&edit first (48.00 good until 10 August)"
    assert payment.credit.text() == text
    out = show(PayOutDialog(context, 1))
    assert "78.00 EUR, 48.00 good until 10 August" in out.credit_line.whole_text()
    sale = show(SaleDialog(context, 1))
    assert "78.00 EUR credit, 48.00 good until 10 August" in sale.standing.whole_text()
    account = show(AccountWindow(context, 1))
    spoken = [
        child.accessibleName()
        for child in account.facts.findChildren(type(account.facts).__mro__[1])
    ]
    assert any("48.00 good until 10 August" in text for text in spoken)


def test_what_lapses_next_is_known_for_each_currency(
    tr: I18n, backend: Backend, referral: int, perform: Perform
) -> None:
    perform(
        commands.SetReward(
            referral=referral, client=2, amount=Decimal(30), currency="USD", reason="A present"
        )
    )
    (euro,), dollars = backend.queries.rewards_of(1), backend.queries.rewards_of(2)
    (dollar,) = (one for one in dollars if one.amount.currency == "USD")
    perform(commands.SetCreditExpiry(payment=dollar.payment_id, expires_on=date(2026, 5, 20)))
    (dollar,) = (one for one in backend.queries.rewards_of(2) if one.amount.currency == "USD")
    found = referral_words.lapsing([euro, dollar])
    assert found == (
        (Money(4800, "EUR"), date(2026, 8, 10)),
        (Money(3000, "USD"), date(2026, 5, 20)),
    )
    text = referral_words.good_until(tr, Money(10000, "USD"), found)
    assert text == "30.00 good until 20 May"
    assert referral_words.good_until(tr, Money(4800, "EUR"), found) == "good until 10 August"
    assert not referral_words.good_until(tr, Money(100, "CNY"), found)


def test_a_credit_that_lapsed_stands_in_the_account(
    context: UiContext, referral: int, show, backend: Backend, perform: Perform
) -> None:
    assert referral
    (credit,) = backend.queries.rewards_of(1)
    day = date(2026, 5, 12)
    perform(commands.SetCreditExpiry(payment=credit.payment_id, expires_on=day))
    good = show(AccountWindow(context, 1))
    rows = [good.model.index(row, 1).data() for row in range(good.model.rowCount())]
    assert any("good until 12 May" in text for text in rows)
    assert not any(text.startswith("Lapsed") for text in rows)


def test_what_was_taken_back_leads_to_its_credit(
    context: UiContext, referral: int, show, backend: Backend, perform: Perform
) -> None:
    assert referral
    perform(commands.ReversePayment(payment=1))
    account = backend.queries.account(1, "EUR")
    assert account is not None
    back = account.entries[-1]
    detail = show(PaymentDetail(context, back.row_id))
    assert "Credit for sending Hannah Keogh" in detail.credit_line.whole_text()
    assert detail.referral_button.isVisible()
    assert not detail.refund_button.isVisible()
    assert not detail.reverse_button.isVisible()
    assert not detail.expiry_button.isVisible()
