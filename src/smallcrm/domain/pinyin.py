"""How Chinese names are typed by sound: full pinyin and initials, every reading kept.

The dictionary is imported when the first Chinese character is seen; its phrases, which take three
times as long to load, are not needed: all readings of a character are kept anyway.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock
from typing import Final

_CHINESE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
# Surnames of one character that are read otherwise than the character mostly is.
_SURNAMES: Final = {
    character: reading
    for reading, _, characters in (
        group.partition(":")
        for group in """
        shan:单單 zeng:曾 qiu:仇 xie:解 ou:区區 zha:查 ge:盖蓋 zhai:翟 piao:朴
        yue:乐樂 po:繁 xian:洗 yun:员員贠 qin:覃 bi:秘 she:折 he:黑 bu:卜 mu:牟
        miao:缪繆 bo:薄 fu:宓 xun:郇 chong:种 shao:召 wei:隗 gou:句 kan:阚 zang:藏
        nai:能
        """.split()
    )
    for character in characters
}
_LONG_SURNAMES: Final = {
    "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "萬俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "長孫": ("zhang", "sun"),
    "欧阳": ("ou", "yang"),
    "歐陽": ("ou", "yang"),
    "单于": ("chan", "yu"),
    "單于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "澹臺": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "宿沙": ("su", "sha"),
    "夏侯": ("xia", "hou"),
    "诸葛": ("zhu", "ge"),
    "諸葛": ("zhu", "ge"),
    "皇甫": ("huang", "fu"),
    "慕容": ("mu", "rong"),
    "司徒": ("si", "tu"),
    "司马": ("si", "ma"),
    "司馬": ("si", "ma"),
    "上官": ("shang", "guan"),
    "宇文": ("yu", "wen"),
    "呼延": ("hu", "yan"),
    "百里": ("bai", "li"),
    "拓跋": ("tuo", "ba"),
    "独孤": ("du", "gu"),
    "獨孤": ("du", "gu"),
    "公孙": ("gong", "sun"),
    "公孫": ("gong", "sun"),
    "第五": ("di", "wu"),
    "东方": ("dong", "fang"),
    "東方": ("dong", "fang"),
    "南宫": ("nan", "gong"),
    "端木": ("duan", "mu"),
    "乐正": ("yue", "zheng"),
    "赫连": ("he", "lian"),
    "赫連": ("he", "lian"),
}
# Words of firms and places whose first character is mostly read differently when it stands alone.
_WORDS: Final = {
    "重庆": ("chong", "qing"),
    "重慶": ("chong", "qing"),
    "银行": ("yin", "hang"),
    "銀行": ("yin", "hang"),
    "长沙": ("chang", "sha"),
    "长春": ("chang", "chun"),
    "长江": ("chang", "jiang"),
    "长城": ("chang", "cheng"),
    "厦门": ("xia", "men"),
    "音乐": ("yin", "yue"),
    "乐器": ("yue", "qi"),
    "成都": ("cheng", "du"),
    "首都": ("shou", "du"),
    "会计": ("kuai", "ji"),
    "行业": ("hang", "ye"),
    "商行": ("shang", "hang"),
    "车行": ("che", "hang"),
    "琴行": ("qin", "hang"),
    "调律": ("tiao", "lv"),
    "朝阳": ("chao", "yang"),
    "蚌埠": ("beng", "bu"),
    "六安": ("lu", "an"),
    "番禺": ("pan", "yu"),
    "东莞": ("dong", "guan"),
}
_MOST_READINGS: Final = 16
_MOST_OF_ONE: Final = 5
_LONGEST: Final = 8
_LOADING: Final = Lock()


def has_chinese(text: str) -> bool:
    """Tell whether there is a Chinese character in `text`."""
    return not text.isascii() and _CHINESE.search(text) is not None


def of_character(character: str) -> tuple[str, ...]:
    """Return the readings of one character without tones, the usual one first; ü as v, u, yu."""
    return _readings_of(character)


def syllables(run: str, *, surname: bool = True) -> tuple[str, ...]:
    """Return one reading for each character of a run, the likely one; what has none as it is."""
    chosen: list[str] = []
    index = 0
    if surname and (known := _surname(run)):
        chosen.extend(known)
        index = len(known)
    while index < len(run):
        pair = run[index : index + 2]
        if pair in _WORDS:
            chosen.extend(_WORDS[pair])
            index += 2
            continue
        chosen.append((_readings_of(run[index]) or (run[index],))[0])
        index += 1
    return tuple(chosen)


def choices(run: str, *, surname: bool = True) -> list[tuple[str, ...]]:
    """Return for each character all its readings, the likely one first; () for what has none."""
    likely = syllables(run, surname=surname)
    found: list[tuple[str, ...]] = []
    for character, first in zip(run, likely, strict=True):
        known = _readings_of(character)
        if known and known[0] != first:
            known = (first, *(reading for reading in known if reading != first))
        found.append(known[:_MOST_OF_ONE])
    return found


@lru_cache(maxsize=20_000)
def readings(name: str, *, surname: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how a run of Chinese is typed: its full pinyins and its initials.

    The first character counts as a surname. At most sixteen of each, the likely ones first; a run
    is taken as far as its eighth character, and only up to what has no reading.
    """
    beams: list[tuple[int, str, str]] = [(0, "", "")]
    for options in choices(name[:_LONGEST], surname=surname):
        if not options:
            break
        grown = [
            (cost + rank, full + reading, initials + reading[0])
            for cost, full, initials in beams
            for rank, reading in enumerate(options)
        ]
        grown.sort(key=lambda beam: beam[0])
        beams = grown[:_MOST_READINGS]
    full = dict.fromkeys(beam[1] for beam in beams if beam[1])
    initials = dict.fromkeys(beam[2] for beam in beams if beam[2])
    return tuple(full), tuple(initials)


def _surname(run: str) -> tuple[str, ...]:
    known = _LONG_SURNAMES.get(run[:2])
    if known is not None:
        return known
    if run[:2] in _WORDS:
        return ()
    single = _SURNAMES.get(run[:1])
    return () if single is None else (single,)


@cache
def _readings_of(character: str) -> tuple[str, ...]:
    if not _CHINESE.match(character):
        return ()
    toned = _dictionary().get(ord(character), "")
    found: dict[str, None] = {}
    for reading in toned.split(","):
        plain = _without_tone(reading)
        if not plain:
            continue
        found[plain] = None
        if "v" in plain:
            found[plain.replace("v", "u")] = None
            found[plain.replace("v", "yu")] = None
    return tuple(found)


def _without_tone(reading: str) -> str:
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", reading):
        if character == "\u0308" and letters:  # the dots of ü
            letters[-1] = "v"
        elif character.isascii():
            letters.append(character)
        elif character == "ê":
            letters.append("e")
    return "".join(letters)


def _dictionary() -> dict[int, str]:
    with _LOADING:
        return _load()


@cache
def _load() -> dict[int, str]:
    before = os.environ.get("PYPINYIN_NO_PHRASES")
    os.environ["PYPINYIN_NO_PHRASES"] = "1"
    try:
        from pypinyin.pinyin_dict import pinyin_dict
    finally:
        if before is None:
            del os.environ["PYPINYIN_NO_PHRASES"]
    return pinyin_dict
