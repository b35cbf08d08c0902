"""What looks alike compares alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.domain import keys


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Luís Gonçalves", "luis goncalves"),
        ("BJØRN Łukasz Đorđe", "bjorn lukasz dorde"),
        ("Straße Æsir Œuvre Þór Iðunn", "strasse aesir oeuvre thor idunn"),
        ("ＡＢＣ１２３", "abc123"),
        ("İstanbul ISTANBUL ıstanbul", "istanbul istanbul istanbul"),
        ("O'Brien O’Brien Oʼbrien", "obrien obrien obrien"),
        ("zhang'wei", "zhangwei"),
        ("ﬁne", "fine"),
        ("a\u0301b\0c\ud800d\u200be", "abcde"),
        ("한국", "한국"),
        ("ガ が", "ガ が"),
    ],
)
def test_fold(text, folded):
    assert keys.fold(text) == unicodedata.normalize("NFC", folded)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O'Brien & Sons, Ltd.", ["obrien", "sons", "ltd"]),
        ("C++ C# A+", ["c++", "c#", "a+"]),
        ("张伟abc李娜", ["张伟", "abc", "李娜"]),
        ("上海明珠（贸易）有限公司", ["上海明珠", "贸易", "有限公司"]),
        ("⭐ VIP 😀", ["⭐", "vip", "😀"]),
        ("हिन्दी", ["हिन्दी"]),
        ('"%*"(', []),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_words(text, expected):
    assert keys.words(text) == expected


def test_variants_are_what_people_type_without_the_letters():
    assert keys.variants("Köhler") == ["koehler"]
    assert keys.variants("Åse Ørsted") == ["aase", "oersted"]
    assert keys.variants("D'Angelo") == ["d", "angelo"]
    assert keys.variants("Plain") == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Luís Gonçalves", "luis goncalves"),
        ("张伟", "zhang wei 张伟"),
        ("单田芳", "shan tian fang 单田芳"),
        ("重庆银行", "chong qing yin hang 重庆银行"),
        ("Zhang Wei", "zhang wei"),
        ('"Acme"', "acme"),
        ("😀", "😀"),
        ("!", "!"),
    ],
)
def test_sort_key(name, key):
    assert keys.sort_key(name) == key


def test_names_of_both_kinds_sort_among_each_other():
    names = ["Zoë", "张伟", "Adam", "单田芳", "Ørsted", "Sanders", "Tom", "陈静"]
    assert sorted(names, key=keys.sort_key) == [
        "Adam", "陈静", "Ørsted", "Sanders", "单田芳", "Tom", "张伟", "Zoë",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_folding_is_stable_and_mapped(text):
    folded = keys.fold(text)
    assert keys.words(folded) == keys.words(text)
    mapped, origins = keys.fold_mapped(text)
    assert len(mapped) == len(origins)
    assert all(0 <= place < len(text) for place in origins)
    assert origins == sorted(origins)
    folded.encode()


@given(st.text(max_size=40))
def test_composed_or_taken_apart_is_the_same(text):
    assert keys.words(unicodedata.normalize("NFD", text)) == keys.words(text)
