"""Chinese names as they are typed by sound."""

from __future__ import annotations

import subprocess
import sys

import pytest

from smallcrm.domain import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张伟", "zhangwei", "zw"),
        ("单田芳", "shantianfang", "stf"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解缙", "xiejin", "xj"),
        ("区大相", "oudaxiang", "odx"),
        ("查良镛", "zhaliangyong", "zly"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳靖", "ouyangjing", "oyj"),
        ("單田芳", "shantianfang", "stf"),
    ],
)
def test_the_surname_reading_comes_first(name, full, initials):
    found = pinyin.readings(name)
    assert found[0][0] == full
    assert found[1][0] == initials


def test_other_readings_are_kept():
    full, initials = pinyin.readings("单田芳")
    assert {"dantianfang", "chantianfang"} <= set(full)
    assert {"dtf", "ctf"} <= set(initials)


def test_u_with_dots_is_v_u_and_yu():
    full, initials = pinyin.readings("吕布")
    assert {"lvbu", "lubu", "lyubu"} == set(full)
    assert initials == ("lb",)


def test_readings_are_capped():
    full, initials = pinyin.readings("行重长乐朴查盖解" * 4)
    assert len(full) <= 16
    assert len(initials) <= 16


def test_what_has_no_reading_ends_it():
    assert pinyin.readings("abc") == ((), ())
    assert pinyin.readings("张x") == (("zhang",), ("z",))


def test_the_dictionary_is_not_loaded_for_latin_names():
    code = (
        "import sys; from smallcrm.domain import keys; keys.sort_key('Ann Lee');"
        "assert 'pypinyin' not in sys.modules; keys.sort_key('张伟');"
        "assert 'pypinyin.pinyin_dict' in sys.modules;"
        "assert 'pypinyin.phrases_dict' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
