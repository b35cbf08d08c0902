"""Labels of numbers, and postal addresses on one line."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.reached import address_line, label_words


@dataclass(frozen=True)
class Parts:
    street: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    text: str | None = None


QUAY = Parts("4 Quay Street", "Galway", None, "H91 X2Y3", "IE")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (QUAY, "4 Quay Street, Galway, H91 X2Y3, Ireland"),
        (Parts(text="4 Quay Street\nGalway\n"), "4 Quay Street, Galway"),
        (Parts(), ""),
    ],
)
def test_address_in_english(en: I18n, address: Parts, expected: str) -> None:
    assert address_line(en, address) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Parts("愚园路1088号", "上海", None, "200050", "CN"), "上海愚园路1088号，200050，中国"),
        (Parts("滨江路5号", "杭州市", "浙江省"), "浙江省杭州市滨江路5号"),
        (Parts("上海市愚园路1088号", "上海", "上海市"), "上海市愚园路1088号"),
        (QUAY, "4 Quay Street，Galway，H91 X2Y3，爱尔兰"),
    ],
)
def test_chinese_address_goes_from_large_to_small(zh: I18n, address: Parts, expected: str) -> None:
    assert address_line(zh, address) == expected


def test_known_labels_are_translated(en: I18n, zh: I18n) -> None:
    assert label_words(en, "mobile") == "mobile"
    assert label_words(zh, " Mobile ") == "手机"
    assert label_words(zh, "仓库") == "仓库"
