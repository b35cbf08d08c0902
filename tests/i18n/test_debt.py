"""The table of the sentence of debt, word for word, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.i18n.conftest import language

from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.debt import DebtFacts, Tone, card_title, debt, due

TODAY = date(2026, 5, 12)


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


OVERDUE = DebtFacts(
    owed=(euro(48000),),
    overdue=(euro(42000),),
    credit=(),
    open_sales=3,
    oldest_due=date(2024, 3, 14),
    oldest_title="piano tuning",
    reminders=2,
    ever_bought=True,
)
OVERDUE_ZH = DebtFacts(
    owed=(Money(1280000, "CNY"),),
    overdue=(Money(1030000, "CNY"),),
    open_sales=2,
    oldest_due=date(2025, 11, 18),
    oldest_title="官网改版尾款",
    reminders=2,
    ever_bought=True,
)
NOT_DUE = DebtFacts(
    owed=(euro(24000),),
    open_sales=1,
    oldest_due=date(2026, 5, 20),
    oldest_title="microphone set-up",
    ever_bought=True,
)
PAID = DebtFacts(
    last_paid=euro(48000), last_paid_on=TODAY, last_paid_method="transfer", ever_bought=True
)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (OVERDUE, "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning, reminded twice"),
        (NOT_DUE, "Owes 240.00 EUR, due 20 May 2026: microphone set-up"),
        (PAID, "Owes nothing, last bill paid today: 480.00 EUR by transfer"),
        (DebtFacts(), "Owes nothing, nothing sold yet"),
        (
            replace(OVERDUE, owed=(euro(48000), Money(120000, "USD")), reminders=0),
            (
                "Owes 480.00 EUR and 1,200.00 USD, oldest since 14 March 2024: piano tuning, "
                "not reminded yet"
            ),
        ),
        (
            replace(OVERDUE, reminders=None),
            "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning",
        ),
        (
            replace(OVERDUE, reminders=3, oldest_title=None),
            "Owes 480.00 EUR, oldest since 14 March 2024, reminded 3 times",
        ),
        (
            replace(OVERDUE, reminders=1, credit=(euro(15000),)),
            (
                "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning, reminded once; "
                "credit of 150.00 EUR not used"
            ),
        ),
        (
            replace(NOT_DUE, oldest_due=None),
            "Owes 240.00 EUR, no due date: microphone set-up",
        ),
        (replace(NOT_DUE, oldest_due=None, oldest_title=None), "Owes 240.00 EUR, no due date"),
        (replace(NOT_DUE, oldest_title=None), "Owes 240.00 EUR, due 20 May 2026"),
        (
            replace(PAID, last_paid_on=date(2026, 3, 2), last_paid_method="Revolut"),
            "Owes nothing, last bill paid 2 March 2026: 480.00 EUR, Revolut",
        ),
        (
            replace(PAID, last_paid_on=TODAY - timedelta(1), last_paid_method=None),
            "Owes nothing, last bill paid yesterday: 480.00 EUR",
        ),
        (
            replace(PAID, last_paid_method="现金", credit=(euro(100), Money(5, "USD"))),
            (
                "Owes nothing, last bill paid today: 480.00 EUR in cash; "
                "credit of 1.00 EUR and 0.05 USD not used"
            ),
        ),
        (DebtFacts(ever_bought=True), "Owes nothing"),
        (
            replace(OVERDUE, promised_until=date(2026, 5, 3), promise_broken=True),
            (
                "Owes 480.00 EUR, oldest since 14 March 2024: piano tuning, reminded twice, "
                "promised 3 May 2026, broken"
            ),
        ),
        (
            replace(NOT_DUE, promised_until=date(2026, 5, 30)),
            "Owes 240.00 EUR, due 20 May 2026: microphone set-up, promised until 30 May 2026",
        ),
        (
            replace(NOT_DUE, oldest_due=None, promised_until=date(2026, 5, 30)),
            "Owes 240.00 EUR, no due date: microphone set-up, promised until 30 May 2026",
        ),
        (
            replace(PAID, bad_debts=(euro(12000),), bad_debt_on=date(2025, 3, 9)),
            (
                "Owes nothing, last bill paid today: 480.00 EUR by transfer; "
                "wrote off 120.00 EUR as bad debt, March 2025"
            ),
        ),
    ],
)
def test_english(en: I18n, facts: DebtFacts, sentence: str) -> None:
    assert debt(en, facts).whole == sentence


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (OVERDUE_ZH, "欠 12,800.00 元，最早一笔自 2025年11月18日起：官网改版尾款，已催两次"),
        (
            replace(
                NOT_DUE,
                owed=(Money(250000, "CNY"),),
                oldest_due=date(2026, 5, 29),
                oldest_title="展会海报印刷",
            ),
            "欠 2,500.00 元，2026年5月29日到期：展会海报印刷",
        ),
        (PAID, "没有欠款，今天已结清：480.00 欧元，银行转账"),
        (
            replace(OVERDUE_ZH, owed=(euro(48000), Money(120000, "USD")), reminders=None),
            "欠 480.00 欧元和 1,200.00 美元，最早一笔自 2025年11月18日起：官网改版尾款",
        ),
        (DebtFacts(), "没有欠款，尚无成交"),
        (
            replace(OVERDUE_ZH, reminders=0, oldest_title=None),
            "欠 12,800.00 元，最早一笔自 2025年11月18日起，还没催过",
        ),
        (
            replace(OVERDUE_ZH, reminders=1),
            "欠 12,800.00 元，最早一笔自 2025年11月18日起：官网改版尾款，已催一次",
        ),
        (
            replace(OVERDUE_ZH, reminders=3, credit=(Money(150000, "CNY"),)),
            (
                "欠 12,800.00 元，最早一笔自 2025年11月18日起：官网改版尾款，已催 3 次；"
                "余额 1,500.00 元尚未使用"
            ),
        ),
        (replace(NOT_DUE, oldest_due=None), "欠 240.00 欧元，未定到期日：microphone set-up"),
        (
            replace(PAID, last_paid_on=date(2026, 3, 2), last_paid_method="Revolut"),
            "没有欠款，2026年3月2日已结清：480.00 欧元，Revolut",
        ),
        (DebtFacts(ever_bought=True), "没有欠款"),
        (
            replace(OVERDUE_ZH, promised_until=date(2026, 5, 3), promise_broken=True),
            (
                "欠 12,800.00 元，最早一笔自 2025年11月18日起：官网改版尾款，已催两次，"
                "曾承诺2026年5月3日前付款，未兑现"
            ),
        ),
        (
            replace(NOT_DUE, promised_until=date(2026, 5, 30)),
            "欠 240.00 欧元，2026年5月20日到期：microphone set-up，已承诺2026年5月30日前付款",
        ),
        (
            replace(PAID, bad_debts=(euro(12000),), bad_debt_on=date(2025, 3, 9)),
            "没有欠款，今天已结清：480.00 欧元，银行转账；2025年3月核销坏账 120.00 欧元",
        ),
    ],
)
def test_chinese(zh: I18n, facts: DebtFacts, sentence: str) -> None:
    assert debt(zh, facts).whole == sentence


def test_the_banner_of_an_overdue_client(en: I18n, zh: I18n) -> None:
    sentence = debt(en, replace(OVERDUE, credit=(euro(15000),)), on_screen=True)
    assert sentence.headline == "Owes 480.00 EUR"
    assert sentence.detail == "Oldest since 14 March 2024: piano tuning, reminded twice"
    assert sentence.emphasis is not None
    assert sentence.detail[slice(*sentence.emphasis)] == "14 March 2024: piano tuning"
    assert sentence.third == "3 sales open, 420.00 overdue"
    assert sentence.credit == "credit of 150.00 EUR not used"
    assert (
        sentence.aside == "Of this, 420.00 EUR is overdue. Credit of 150.00 EUR has not been used."
    )
    assert (sentence.short, sentence.short_detail) == ("owes 480.00 EUR", "789 days late")
    assert sentence.tone is Tone.DEBT
    assert card_title(en, "Beatriz", sentence) == "Beatriz, owes 480.00 EUR"
    sentence = debt(zh, replace(OVERDUE_ZH, credit=(Money(150000, "CNY"),)), on_screen=True)
    assert sentence.headline == "欠 12,800.00 元"
    assert sentence.detail == "最早一笔自 2025年11月18日起：官网改版尾款，已催两次"
    assert sentence.emphasis is not None
    assert sentence.detail[slice(*sentence.emphasis)] == "2025年11月18日起：官网改版尾款"
    assert sentence.third == "2 笔未结，其中逾期 10,300.00 元"
    assert sentence.aside == "其中 10,300.00 元已逾期。余额 1,500.00 元尚未使用。"
    assert (sentence.short, sentence.short_detail) == ("欠 12,800.00 元", "逾期 175 天")
    assert card_title(zh, "张伟", sentence) == "张伟，欠 12,800.00 元"


def test_the_banner_of_a_client_who_owes_nothing(en: I18n) -> None:
    sentence = debt(en, PAID, on_screen=True)
    assert sentence.headline == "Owes nothing"
    assert sentence.detail == "Last bill paid today: 480.00 EUR by transfer"
    assert sentence.third == "Nothing open, nothing overdue"
    assert (sentence.short, sentence.short_detail) == ("owes nothing", "paid today")
    assert (sentence.aside, sentence.credit) == ("", "")
    assert sentence.tone is Tone.OK
    older = debt(en, replace(PAID, last_paid_on=date(2026, 3, 2)), on_screen=True)
    assert older.detail == "Last bill paid 2 March: 480.00 EUR by transfer"
    assert older.short_detail == "paid 2 March"
    assert debt(en, DebtFacts()).short_detail == "nothing sold yet"
    never_paid = debt(en, DebtFacts(ever_bought=True))
    assert (never_paid.detail, never_paid.short_detail) == ("Nothing open", "nothing open")


def test_the_banner_of_a_promise(en: I18n) -> None:
    facts = replace(OVERDUE, promised_until=date(2026, 5, 3), promise_broken=True)
    facts = replace(facts, bad_debts=(euro(12000), Money(5, "JPY")), bad_debt_on=TODAY)
    sentence = debt(en, facts, on_screen=True)
    assert sentence.detail == (
        "Oldest since 14 March 2024: piano tuning, reminded twice, promised 3 May, broken"
    )
    assert sentence.emphasis is not None
    assert sentence.detail[slice(*sentence.emphasis)] == "14 March 2024: piano tuning"
    assert sentence.bad_debt == "wrote off 120.00 EUR and 5 JPY as bad debt, May 2026"


def test_what_is_due_soon_and_what_is_not(en: I18n) -> None:
    soon = debt(en, NOT_DUE, on_screen=True)
    assert (soon.tone, soon.detail) == (Tone.SOON, "Due 20 May: microphone set-up")
    assert soon.third == "1 sale open, nothing overdue"
    later = debt(en, replace(NOT_DUE, oldest_due=date(2026, 5, 21)))
    assert later.tone is Tone.PLAIN
    unbilled = debt(en, replace(NOT_DUE, oldest_due=None))
    assert (unbilled.tone, unbilled.short_detail) == (Tone.PLAIN, "no due date")
    today = debt(en, replace(NOT_DUE, oldest_due=TODAY))
    assert today.tone is Tone.SOON


def test_all_of_it_overdue(en: I18n) -> None:
    sentence = debt(en, replace(OVERDUE, overdue=OVERDUE.owed, open_sales=1))
    assert sentence.aside == "All of it is overdue."
    assert sentence.third == "1 sale open, 480.00 overdue"
    two = (euro(48000), Money(120000, "USD"))
    sentence = debt(en, replace(OVERDUE, owed=two, overdue=(two[1],)))
    assert sentence.third == "3 sales open, 1,200.00 USD overdue"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (-41, "41 days late", "逾期 41 天"),
        (-1, "1 day late", "逾期 1 天"),
        (0, "due today", "今天到期"),
        (1, "due tomorrow", "明天到期"),
        (8, "due in 8 days", "8 天后到期"),
        (21, "due 2 June", "6月2日到期"),
        (300, "due 8 March 2027", "2027年3月8日到期"),
    ],
)
def test_due_dates(en: I18n, zh: I18n, days: int, english: str, chinese: str) -> None:
    day = TODAY + timedelta(days)
    assert (due(en, day), due(zh, day)) == (english, chinese)


LOUD = language("qps")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_the_owners_words_are_never_interpreted(title: str) -> None:
    for tr in (language("en"), language("zh_CN"), LOUD):
        sentence = debt(tr, replace(OVERDUE, oldest_title=title or "{since}"))
        assert (title or "{since}") in sentence.whole
        assert sentence.emphasis is not None
        assert (title or "{since}") in sentence.detail[slice(*sentence.emphasis)]
