"""Values of own fields as people read and type them, in both languages and several locales."""

from __future__ import annotations

import pytest

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import OwnFieldKind as Kind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.own_values import own_value_text, read_own_value
from smallcrm.paths import resources


def speaking(language: str, locale: str, clock: Clock) -> I18n:
    return I18n.load(language, resources(), format_locale=locale, clock=clock)


@pytest.mark.parametrize(
    ("kind", "value", "currency", "english", "chinese"),
    [
        (Kind.TEXT, "Two grands", None, "Two grands", "Two grands"),
        (Kind.NUMBER, "-1250.5", None, "-1,250.5", "-1,250.5"),
        (Kind.AMOUNT, "1250.50", "EUR", "1,250.50 EUR", "1,250.50 欧元"),
        (Kind.AMOUNT, "1250", "JPY", "1,250 JPY", "1,250 日元"),
        (Kind.DATE, "2024-03-04", None, "4 Mar 2024", "2024/3/4"),
        (Kind.CHOICE, "A {b}", None, "A {b}", "A {b}"),
        (Kind.YES_NO, "yes", None, "yes", "是"),
        (Kind.YES_NO, "no", None, "no", "否"),
        (Kind.LINK, "https://example.com/", None, "example.com", "example.com"),
        (Kind.LINK, "https://example.com/a/", None, "example.com/a/", "example.com/a/"),
        (Kind.LINK, "mailto:ann@example.com", None, "ann@example.com", "ann@example.com"),
        (Kind.LINK, "tel:+353 1", None, "+353 1", "+353 1"),
    ],
)
def test_what_is_shown(
    clock: Clock, kind: Kind, value: str, currency: str | None, english: str, chinese: str
) -> None:
    assert own_value_text(speaking("en", "en_IE", clock), kind, value, currency) == english
    assert own_value_text(speaking("zh_CN", "zh_CN", clock), kind, value, currency) == chinese


@pytest.mark.parametrize(
    ("locale", "kind", "text", "read"),
    [
        ("en_IE", Kind.NUMBER, "1,250.5", ("1250.5", None)),
        ("de_DE", Kind.NUMBER, "1.250,5", ("1250.5", None)),
        ("en_IE", Kind.AMOUNT, "1,250.5", ("1250.50", "EUR")),
        ("de_DE", Kind.AMOUNT, "1.250,50 USD", ("1250.50", "USD")),
        ("en_IE", Kind.AMOUNT, "usd 7", ("7.00", "USD")),
        ("en_IE", Kind.DATE, "4/3/2024", ("2024-03-04", None)),
        ("en_US", Kind.DATE, "3/4/2024", ("2024-03-04", None)),
        ("en_IE", Kind.YES_NO, "Yes", ("yes", None)),
        ("en_IE", Kind.CHOICE, "gold", ("Gold", None)),
        ("en_IE", Kind.LINK, "example.com", ("https://example.com", None)),
        ("en_IE", Kind.TEXT, " a  b ", ("a b", None)),
    ],
)
def test_what_is_typed(
    clock: Clock, locale: str, kind: Kind, text: str, read: tuple[str, str | None]
) -> None:
    tr = speaking("en", locale, clock)
    assert read_own_value(tr, kind, text, choices=("Gold",), currency="EUR") == read
    value, currency = read
    shown = own_value_text(tr, kind, value, currency)
    if kind is not Kind.LINK:
        assert read_own_value(tr, kind, shown, choices=("Gold",), currency="EUR") == read


def test_chinese_yes_and_no_are_read(clock: Clock) -> None:
    tr = speaking("zh_CN", "zh_CN", clock)
    assert read_own_value(tr, Kind.YES_NO, "是") == ("yes", None)
    assert read_own_value(tr, Kind.YES_NO, "否") == ("no", None)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Kind.NUMBER, "much", "not_a_number"),
        (Kind.NUMBER, "1" * 16, "own_value_too_large"),
        (Kind.AMOUNT, "5", "own_value_no_currency"),
        (Kind.AMOUNT, "much EUR", "not_an_amount"),
        (Kind.CHOICE, "Bronze", "own_value_not_choice"),
        (Kind.LINK, "javascript:x", "own_value_not_link"),
    ],
)
def test_what_is_refused_names_its_field(clock: Clock, kind: Kind, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_own_value(speaking("en", "en_IE", clock), kind, text, field="own:3")
    assert (refused.value.code, refused.value.field) == (code, "own:3")
