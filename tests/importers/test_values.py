"""Dates, amounts, phones, levels and tags, as owners' cells have them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from smallcrm.domain.enums import Level
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import PhoneText
from smallcrm.importers import words
from smallcrm.importers.plan import DateOrder
from smallcrm.importers.values import (
    AmountReader,
    DateReading,
    DecimalReading,
    currency_of,
    read_date,
    settle_dates,
    settle_decimals,
)

DMY, MDY, YMD = DateOrder.DMY, DateOrder.MDY, DateOrder.YMD


@pytest.mark.parametrize(
    ("cells", "country", "order", "ambiguous"),
    [
        (["13/04/2024", "03/04/2024"], "US", DMY, False),
        (["04/13/2024", "03/04/2024"], "GB", MDY, False),
        (["03/04/2024"], "US", MDY, True),
        (["03/04/2024"], "GB", DMY, True),
        (["03/04/2024"], None, DMY, True),
        (["03/03/2024"], None, DMY, False),
        (["99/12/31"], None, YMD, False),
        (["21/03/04"], "CN", YMD, True),
        (["31.12.2024", "1.1.2024"], None, DMY, False),
        (["2024-01-02", "", "soon"], None, None, False),
        (["13/04/2024", "04/13/2024", "04/14/2024"], "GB", MDY, False),
    ],
)
def test_a_whole_column_settles_the_order_of_dates(
    cells: list[str], country: str | None, order: DateOrder | None, ambiguous: bool
) -> None:
    assert settle_dates(cells, country) == DateReading(order, ambiguous)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2021-01-02", None, date(2021, 1, 2)),
        ("2021-01-02 00:00:00", None, date(2021, 1, 2)),
        ("2021-01-02T08:30:00Z", None, date(2021, 1, 2)),
        ("2021/1/2", DMY, date(2021, 1, 2)),
        ("2021.01.02", None, date(2021, 1, 2)),
        ("2021年1月2日", None, date(2021, 1, 2)),
        ("2021年1月2日 星期六", None, date(2021, 1, 2)),
        ("2021-1-2", None, date(2021, 1, 2)),
        ("20210102", None, date(2021, 1, 2)),
        ("03/04/2024", DMY, date(2024, 4, 3)),
        ("03/04/2024", MDY, date(2024, 3, 4)),
        ("3/4/24 5:06 PM", MDY, date(2024, 3, 4)),
        ("24-12-31", YMD, date(2024, 12, 31)),
        ("1.2.99", DMY, date(1999, 2, 1)),
        ("5 March 2024", None, date(2024, 3, 5)),
        ("5-Mar-24", None, date(2024, 3, 5)),
        ("Tue, Mar 5, 2024", None, date(2024, 3, 5)),
        ("March 5th, 2024", None, date(2024, 3, 5)),
        ("Sept. 5 2024", None, date(2024, 9, 5)),
    ],
)
def test_dates_are_read(text: str, order: DateOrder | None, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    "text",
    ["2021-02-30", "soon", "13/13/2024", "2021", "1/2", "99999999", "5 Maz 2024", "1" * 5000],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="not_a_date"):
        read_date(text, DMY)


@pytest.mark.parametrize(
    ("cells", "country", "sign", "ambiguous"),
    [
        (["1,234.56", "12"], "DE", ".", False),
        (["1.234,56"], "US", ",", False),
        (["1 234,56"], None, ",", False),
        (["1.234", "12,5"], "US", ",", False),
        (["1.234.567"], None, ",", False),
        (["1'234.50"], "DE", ".", False),
        (["1.234"], "DE", ",", True),
        (["1.234"], "US", ".", True),
        (["1,234"], None, ".", True),
        (["0.125"], "DE", ".", False),
        (["€ 12,50"], None, ",", False),
        (["1234", "", "-"], "DE", None, False),
        (["1.50", "1,50", "2,50"], None, ",", True),
    ],
)
def test_a_whole_column_settles_the_decimal_sign(
    cells: list[str], country: str | None, sign: str | None, ambiguous: bool
) -> None:
    assert settle_decimals(cells, country) == DecimalReading(sign, ambiguous)


@pytest.mark.parametrize(
    ("text", "sign", "amount"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 234,56", ",", "1234.56"),
        ("1\u202f234,56", ",", "1234.56"),
        ("1'234.56", ".", "1234.56"),
        ("12,34,567.00", ".", "1234567"),
        ("1234", None, "1234"),
        ("1.234", ",", "1234"),
        (".5", ".", "0.5"),
        ("12.", ".", "12"),
        ("€ 12", ".", "12"),
        ("12.50 €", ".", "12.5"),
        ("EUR 12", ".", "12"),
        ("12 eur", ".", "12"),
        ("(12.50)", ".", "-12.5"),
        ("(€12.50)", ".", "-12.5"),
        ("-12.50", ".", "-12.5"),
        ("12.50-", ".", "-12.5"),
        ("−€12.50", ".", "-12.5"),
        ("€-12.50", ".", "-12.5"),
        ("+3", ".", "3"),
        ("12.340000000000002", ".", "12.34"),
        ("１２．５０", ".", "12.5"),
    ],
)
def test_amounts_are_read(text: str, sign: str | None, amount: str) -> None:
    money = AmountReader(sign, "EUR").money(text)
    assert money == Money.of(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("text", "usual", "minor", "currency"),
    [
        ("12元", "EUR", 1200, "CNY"),
        ("12元", "TWD", 1200, "TWD"),
        ("¥1,200", "EUR", 120000, "CNY"),
        ("￥1,200", "JPY", 1200, "JPY"),
        ("CNY 12", "EUR", 1200, "CNY"),
        ("$12", "CAD", 1200, "CAD"),
        ("$12", "EUR", 1200, "USD"),
        ("US$ 12.5", "CAD", 1250, "USD"),
        ("$12 CAD", "EUR", 1200, "CAD"),
        ("1.5万", "CNY", 1500000, "CNY"),
        ("3万元", "EUR", 3000000, "CNY"),
        ("人民币 12", "EUR", 1200, "CNY"),
        ("12 kr", "NOK", 1200, "NOK"),
        ("KWD 1.234", "EUR", 1234, "KWD"),
    ],
)
def test_currencies_in_cells_count(text: str, usual: str, minor: int, currency: str) -> None:
    assert AmountReader(".", usual).money(text) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "n/a", "无"])
def test_nothing_is_no_amount_and_no_fault(text: str) -> None:
    assert AmountReader(".", "EUR").money(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("twelve", "not_an_amount"),
        ("12.3.4", "not_an_amount"),
        ("1,2,3", "not_an_amount"),
        ("(12", "not_an_amount"),
        ("12 12.5.0", "not_an_amount"),
        ("1" * 200, "not_an_amount"),
        ("12 XYZ", "unknown_currency"),
        ("€12 USD", "unknown_currency"),
        ("12.345", "too_many_decimals"),
        ("99999999999999999", "amount_too_large"),
        ("1e5", "not_an_amount"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        AmountReader(".", "EUR").money(text)
    assert refusal.value.code == code


def test_an_amount_without_any_currency_is_refused() -> None:
    with pytest.raises(Refusal, match="no_currency"):
        AmountReader(".", None).money("12")


def test_a_currency_is_known_by_code_sign_and_word() -> None:
    assert [currency_of(text, "EUR") for text in ("usd", "€", "人民币", "RMB", "港币")] == [
        *("USD", "EUR", "CNY", "CNY", "HKD")
    ]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("021-6288 1234 / 138 0013 8000", ["021-6288 1234", "138 0013 8000"]),
        ("021-6288 1234/138 0013 8000", ["021-6288 1234", "138 0013 8000"]),
        ("020 3838 3838 转 602", ["020 3838 3838 转 602"]),
        ("020 3838 3838、021 1234 5678", ["020 3838 3838", "021 1234 5678"]),
        ("+49 30/1234567", ["+49 30/1234567"]),
        ("0211/123456", ["0211/123456"]),
        ("62881234/5", ["62881234/5"]),
        ("+1 (555) 010-1234 ext. 5; 555-0100", ["+1 (555) 010-1234 ext. 5", "555-0100"]),
        ("555-010-0100, ext 7", ["555-010-0100, ext 7"]),
        ("555-010-0100;ext=7", ["555-010-0100 ext=7"]),
        ("13800000000\n13900000000", ["13800000000", "13900000000"]),
        ("555 0100 ::: 555 0101", ["555 0100", "555 0101"]),
        ("138 0000 0000，139 0000 0000", ["138 0000 0000", "139 0000 0000"]),
        ("无", []),
        ("ask at the desk", ["ask at the desk"]),
    ],
)
def test_phones_of_a_cell_are_taken_apart(cell: str, numbers: list[str]) -> None:
    assert [phone.number for phone in words.phones(cell)] == numbers


def test_a_label_in_the_cell_wins() -> None:
    assert list(words.phones("手机：13800000000；Office: 021 5555 1234", "work")) == [
        PhoneText("13800000000", "mobile"),
        PhoneText("021 5555 1234", "work"),
    ]


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("ann@example.com", ["ann@example.com"]),
        ("Ann <ann@example.com>; bo@example.org", ["ann@example.com", "bo@example.org"]),
        ("mailto:ann@example.com", ["ann@example.com"]),
        ("no mail", ["no mail"]),
        ("-", []),
    ],
)
def test_mail_addresses_are_taken_out(cell: str, addresses: list[str]) -> None:
    assert [email.address for email in words.emails(cell)] == addresses


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("VIP", Level.VIP),
        ("ＶＩＰ", Level.VIP),
        ("重要", Level.PREFERRED),
        ("Preferred", Level.PREFERRED),
        ("优先", Level.PREFERRED),
        ("普通", Level.STANDARD),
        ("standard", Level.STANDARD),
        ("yes", Level.PREFERRED),
        ("否", Level.STANDARD),
        ("A", None),
    ],
)
def test_levels_are_recognised(cell: str, level: Level | None) -> None:
    assert words.level(cell) is level


def test_a_yes_under_vip_is_vip() -> None:
    assert words.level("yes", "VIP?") is Level.VIP


def test_tags_are_taken_apart() -> None:
    assert words.tags("* myContacts ::: * Friends ::: Wine") == ("Friends", "Wine")
    assert words.tags("老客户、上海，酒") == ("老客户", "上海", "酒")


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("30", 30),
        ("Net 30", 30),
        ("30 days", 30),
        ("月结30天", 30),
        ("现结", 0),
        ("2% 10 net 30", None),
    ],
)
def test_payment_terms_are_read(cell: str, days: int | None) -> None:
    assert words.payment_term(cell) == days


def test_names_are_joined_as_is_the_custom() -> None:
    assert words.full_name("Luís", "Gonçalves") == "Luís Gonçalves"
    assert words.full_name("伟", "张") == "张伟"
    assert words.full_name("", "Lee") == "Lee"
