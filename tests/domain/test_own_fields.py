"""Values of own fields: read, canonical, sorted as text as they sort, guessed from samples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import keys, own_fields
from smallcrm.domain.enums import OwnFieldKind as Kind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.domain.own_fields import guess_kind, parse, sort_key

CHOICES = ("Gold", "Silver", "Émile")
NUMBERS = st.decimals(
    min_value=-999_999_999_999_999, max_value=999_999_999_999_999, places=10, allow_nan=False
)


@pytest.mark.parametrize(
    ("kind", "text", "how", "value"),
    [
        (Kind.TEXT, "  a \n b  ", {}, "a b"),
        (Kind.NUMBER, "1,234,567.50", {}, "1234567.5"),
        (Kind.NUMBER, "12,34,567", {}, "1234567"),
        (Kind.NUMBER, "1.234,50", {"decimal_sign": ","}, "1234.5"),
        (Kind.NUMBER, "1 234,5", {"decimal_sign": ","}, "1234.5"),
        (Kind.NUMBER, "1'234.5", {}, "1234.5"),
        (Kind.NUMBER, "−5", {}, "-5"),
        (Kind.NUMBER, "-0.00", {}, "0"),
        (Kind.NUMBER, "+007.10", {}, "7.1"),
        (Kind.NUMBER, ".5", {}, "0.5"),
        (Kind.NUMBER, "１２３", {}, "123"),
        (Kind.NUMBER, "٣", {}, "3"),
        (Kind.DATE, "2024-03-04", {}, "2024-03-04"),
        (Kind.DATE, "2024/3/4", {}, "2024-03-04"),
        (Kind.DATE, "2024年3月4日", {}, "2024-03-04"),
        (Kind.DATE, "20240304", {}, "2024-03-04"),
        (Kind.DATE, "2024-03-04 00:00:00", {}, "2024-03-04"),
        (Kind.DATE, "4.3.2024", {"date_order": "dmy"}, "2024-03-04"),
        (Kind.DATE, "3/4/2024", {"date_order": "mdy"}, "2024-03-04"),
        (Kind.DATE, "4/3/69", {"date_order": "dmy"}, "1969-03-04"),
        (Kind.DATE, "4/3/68", {"date_order": "dmy"}, "2068-03-04"),
        (Kind.DATE, "24-03-04", {"date_order": "ymd"}, "2024-03-04"),
        (Kind.CHOICE, "gold", {"choices": CHOICES}, "Gold"),
        (Kind.CHOICE, "EMILE", {"choices": CHOICES}, "Émile"),
        (Kind.CHOICE, "a", {"choices": ("A", "a")}, "a"),
        *((Kind.YES_NO, word, {}, "yes") for word in ("yes", "Y", "TRUE", "1", "是", "✓", "ja")),
        *((Kind.YES_NO, word, {}, "no") for word in ("No", "n", "false", "0", "否", "nein")),
        (Kind.LINK, "https://Example.com/A?b=c#d", {}, "https://Example.com/A?b=c#d"),
        (Kind.LINK, "HTTP://example.com", {}, "http://example.com"),
        (Kind.LINK, "www.example.com", {}, "https://www.example.com"),
        (Kind.LINK, "example.com:8080/x", {}, "https://example.com:8080/x"),
        (Kind.LINK, "例子.中国", {}, "https://例子.中国"),
        (Kind.LINK, "ann@example.com", {}, "mailto:ann@example.com"),
        (Kind.LINK, "mailto:ann@example.com?subject=x", {}, "mailto:ann@example.com?subject=x"),
        (Kind.LINK, "tel:+353 86 123", {}, "tel:+353 86 123"),
    ],
)  # fmt: skip
def test_what_is_read(kind: Kind, text: str, how: dict[str, str], value: str) -> None:
    assert parse(kind, text, **how) == (value, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "usual", "read"),
    [
        ("12", "EUR", ("12.00", "EUR")),
        ("12", "JPY", ("12", "JPY")),
        ("12.5 usd", "EUR", ("12.50", "USD")),
        ("KWD 1.234", "EUR", ("1.234", "KWD")),
        ("€1,200", "USD", ("1200.00", "EUR")),
        ("-€5", None, ("-5.00", "EUR")),
        ("€-5", None, ("-5.00", "EUR")),
        ("$5", "HKD", ("5.00", "HKD")),
        ("$5", "EUR", ("5.00", "USD")),
        ("¥5", "JPY", ("5", "JPY")),
        ("5元", None, ("5.00", "CNY")),
        ("-0", "EUR", ("0.00", "EUR")),
    ],
)
def test_amounts(text: str, usual: str | None, read: tuple[str, str]) -> None:
    assert parse(Kind.AMOUNT, text, currency=usual) == read


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        *((kind, " ", "own_value_missing") for kind in Kind),
        *((Kind.NUMBER, text, "own_value_not_number") for text in (
            "a", "1,23", "12,3456", "1.2.3", "--1", "1-", "1e5", "½", "0x1", "1,,000", "1_", ","
        )),
        (Kind.NUMBER, "1" * 16, "own_value_too_large"),
        (Kind.NUMBER, "0.12345678901", "own_value_too_large"),
        *((Kind.AMOUNT, text, "own_value_not_amount") for text in (
            "x", "5 apples", "$5 USD x", "1,2"
        )),
        (Kind.AMOUNT, "5", "own_value_no_currency"),
        (Kind.AMOUNT, "5.001 EUR", "too_many_decimals"),
        (Kind.AMOUNT, "99999999999999999999 EUR", "amount_too_large"),
        *((Kind.DATE, text, "own_value_not_date") for text in (
            "3/4/2024", "2024-02-30", "2024-13-01", "soon", "2024", "0000-01-01"
        )),
        (Kind.CHOICE, "Bronze", "own_value_not_choice"),
        *((Kind.YES_NO, text, "own_value_not_yes_no") for text in ("maybe", "2", "y n")),
        *((Kind.LINK, text, "own_value_not_link") for text in (
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "data:text/html,x",
            "vbscript:x", "ftp://example.com", "http://", "https://a b.com", "http://a@b.com",
            "https://user:pw@example.com", "http://example.com:99999", "mailto:nobody", "tel:x",
            "C:\\\\Windows", "\\\\\\\\server\\\\share", "smb://x", "word", "http://[::1", "a:b@c.d",
        )),
        (Kind.TEXT, "x" * 2001, "too_long"),
    ],
)  # fmt: skip
def test_what_is_refused(kind: Kind, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(kind, text, choices=CHOICES, field="own:7")
    assert (refused.value.code, refused.value.field) == (code, "own:7")


def canonical(kind: Kind, text: str, currency: str | None = None) -> tuple[str, str | None]:
    return parse(kind, text, choices=CHOICES, currency=currency)


@given(value=NUMBERS)
def test_a_number_that_is_kept_reads_as_itself(value: Decimal) -> None:
    text = own_fields.canonical_number(value)
    assert Decimal(text) == value
    assert canonical(Kind.NUMBER, text) == (text, None)
    assert canonical(Kind.NUMBER, f"{value:f}") == (text, None)
    swapped = f"{value:,.10f}".translate(str.maketrans(",.", ".,"))
    assert parse(Kind.NUMBER, swapped, decimal_sign=",") == (text, None)


@given(
    one=NUMBERS | st.integers(-20, 20).map(Decimal),
    other=NUMBERS | st.integers(-20, 20).map(Decimal),
)
def test_numbers_sort_as_their_keys_do(one: Decimal, other: Decimal) -> None:
    texts = [own_fields.canonical_number(value) for value in (one, other)]
    first, second = (sort_key(Kind.NUMBER, text).encode() for text in texts)
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)


@given(
    one=st.integers(-(2**53), 2**53),
    other=st.integers(-(2**53), 2**53),
    currencies=st.tuples(*[st.sampled_from(["EUR", "JPY", "KWD"])] * 2),
)
def test_amounts_sort_by_their_figure(one: int, other: int, currencies: tuple[str, str]) -> None:
    amounts = [Money(one, currencies[0]), Money(other, currencies[1])]
    kept = [own_fields.canonical_amount(amount) for amount in amounts]
    for (text, currency), amount in zip(kept, amounts, strict=True):
        assert canonical(Kind.AMOUNT, text, currency) == (text, currency)
        assert canonical(Kind.AMOUNT, f"{text} {currency}") == (text, currency)
        assert Decimal(text) == amount.major
    first, second = (sort_key(Kind.AMOUNT, text).encode() for text, _ in kept)
    assert (first < second) == (amounts[0].major < amounts[1].major)


@given(one=st.dates(), other=st.dates())
def test_days_sort_as_they_come(one: date, other: date) -> None:
    first, second = (canonical(Kind.DATE, day.isoformat())[0] for day in (one, other))
    assert (first, second) == (one.isoformat(), other.isoformat())
    keys_of = [sort_key(Kind.DATE, text).encode() for text in (first, second)]
    assert (keys_of[0] < keys_of[1]) == (one < other)


def test_no_sorts_before_yes_and_text_as_names_do() -> None:
    assert sort_key(Kind.YES_NO, "no") < sort_key(Kind.YES_NO, "yes")
    for kind in (Kind.TEXT, Kind.CHOICE, Kind.LINK):
        assert sort_key(kind, "Émile 张") == keys.sort_key("Émile 张")


@given(
    kind=st.sampled_from(Kind),
    text=st.text(max_size=60),
    order=st.sampled_from([None, "ymd", "dmy", "mdy"]),
    sign=st.sampled_from([None, ".", ","]),
    currency=st.sampled_from([None, *sorted(CURRENCIES)[:9]]),
)
def test_whatever_is_typed_is_refused_by_name_or_reads_as_itself(
    kind: Kind, text: str, order: str | None, sign: str | None, currency: str | None
) -> None:
    how = {"choices": CHOICES, "currency": currency}
    try:
        value, of = parse(kind, text, decimal_sign=sign, date_order=order, **how)  # type: ignore[arg-type]
    except Refusal as refusal:
        codes = {"too_long", "too_many_decimals", "amount_too_large"}
        assert refusal.code.startswith("own_value_") or refusal.code in codes  # noqa: PT017
        return
    assert parse(kind, value, choices=CHOICES, currency=of) == (value, of)
    assert (of is not None) == (kind is Kind.AMOUNT)
    sort_key(kind, value).encode()


def test_choices_are_cleaned() -> None:
    assert own_fields.clean_choices([" A ", "", "b\nc", "a", "B"]) == ("A", "b c", "B")
    assert own_fields.choices_of("A\nb") == ("A", "b")
    assert own_fields.choices_of(None) == ()
    for choices, code in (
        ([" "], "own_choices_missing"),
        ([str(n) for n in range(201)], "own_choices_too_many"),
    ):
        with pytest.raises(Refusal, match=code):
            own_fields.clean_choices(choices)


@pytest.mark.parametrize(
    ("samples", "kind"),
    [
        ([], Kind.TEXT),
        (["", " "], Kind.TEXT),
        (["yes", "No", ""], Kind.YES_NO),
        (["是", "否"], Kind.YES_NO),
        (["1", "0", "1"], Kind.NUMBER),
        (["2024-01-02", "3/4/2023", ""], Kind.DATE),
        (["20240102", "20240103"], Kind.NUMBER),
        (["1.5", "-20", "1,234"], Kind.NUMBER),
        (["1.234,5", "7"], Kind.NUMBER),
        (["00123", "00124"], Kind.TEXT),
        (["+353 86 1234567"], Kind.TEXT),
        (["1234567890123456"], Kind.TEXT),
        (["5 EUR", "€7.50"], Kind.AMOUNT),
        (["5 EUR", "7.50"], Kind.TEXT),
        (["www.example.com", "https://x.org/a"], Kind.LINK),
        (["ann@example.com"], Kind.LINK),
        (["Gold", "Silver"] * 6, Kind.CHOICE),
        (["Gold", "Silver"], Kind.TEXT),
        ([f"Name {n}" for n in range(40)], Kind.TEXT),
        (["a" * 60] * 20, Kind.TEXT),
    ],
)
def test_what_a_column_holds_is_guessed(samples: list[str], kind: Kind) -> None:
    assert guess_kind(samples) is kind


@pytest.mark.parametrize(
    ("value", "may"),
    [
        ("https://x.com", True),
        ("mailto:a@b.com", True),
        ("javascript:alert(1)", False),
        ("x.com", False),
    ],
)
def test_only_what_opens_safely_is_opened(value: str, may: bool) -> None:
    assert own_fields.is_open_link(value) is may
