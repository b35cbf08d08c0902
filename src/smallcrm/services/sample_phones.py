"""Made-up telephone numbers: ranges set aside for fiction first, where a country has them.

Ireland 020, the United Kingdom 07700 900 and 01632, North America 555, France, Germany and
Australia have ranges that ring nowhere; for other countries the numbers only look right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smallcrm.domain import phone

MOBILE: Final = "mobile"
FIXED: Final = "fixed"
_AREAS: Final = """
    201 202 203 206 212 213 214 215 216 240 248 267 301 303 305 310 312 313 314 317 323 347 404
    408 410 412 415 416 424 425 502 503 504 510 512 513 514 515 516 520 602 604 612 613 614 615
    616 617 619 646 650 702 703 704 706 713 718 720 732 734 757 760 770 773 778 801 802 803 804
    805 808 813 816 817 818 847 858 901 902 904 905 907 910 913 914 916 917 918 919 949 970 971 973
""".split()
_CHINESE_MOBILES: Final = tuple(
    f"+86 {prefix} 5550 ####"
    for prefix in "130 131 132 135 136 137 138 139 150 151 152 158 159 180 181 186 187 188".split()
)
_CHINESE_AREAS: Final = "21 10 20 22 25 27 28 29 571 512 574 755 532 531 411 731 371 24 23".split()
# By culture and sort of number: tiers of templates, a later tier when the earlier is used up.
_SPACES: Final[dict[str, dict[str, tuple[tuple[str, ...], ...]]]] = {
    "ie": {
        MOBILE: (("+353 20 915 ####", "+353 20 917 ####"), ("+353 20 93# ####",)),
        FIXED: (("+353 20 919 ####",), ("+353 20 94# ####",)),
    },
    "gb": {
        MOBILE: (("+44 7700 900###",), ("+44 1632 ######",)),
        FIXED: (
            ("+44 20 7946 0###", "+44 113 496 0###", "+44 131 496 0###", "+44 161 496 0###"),
            ("+44 1632 ######",),
        ),
    },
    "us": {
        sort: (
            tuple(f"+1 {area} 555 01##" for area in areas),
            tuple(f"+1 {area} 555 ####" for area in areas),
        )
        for sort, areas in ((MOBILE, _AREAS[::2]), (FIXED, _AREAS[1::2]))
    },
    "au": {
        MOBILE: (("+61 491 570 ###",), ("+61 2 5550 ####", "+61 3 5550 ####")),
        FIXED: (
            ("+61 2 7010 ####", "+61 3 7010 ####", "+61 7 7010 ####", "+61 8 7010 ####"),
            ("+61 7 5550 ####", "+61 8 5550 ####"),
        ),
    },
    "de": {
        MOBILE: (("+49 171 39200##", "+49 176 04069 0##"), ("+49 1590 #######",)),
        FIXED: (
            ("+49 30 23125 ###", "+49 69 90009 ###", "+49 40 66969 ###", "+49 89 99998 ###"),
            ("+49 1590 #######",),
        ),
    },
    "fr": {
        MOBILE: (("+33 6 39 98 ## ##",), ("+33 2 61 91 ## ##", "+33 5 36 49 ## ##")),
        FIXED: (("+33 1 99 00 ## ##", "+33 3 53 01 ## ##", "+33 4 65 71 ## ##"),),
    },
    "pt": {MOBILE: (("+351 91 55# ####",),), FIXED: (("+351 21 55# ####",),)},
    "es": {
        MOBILE: (("+34 655 55# ###",), ("+34 655 ### ###",)),
        FIXED: (("+34 910 55# ###",), ("+34 910 ### ###",)),
    },
    "it": {MOBILE: (("+39 345 55# ####",),), FIXED: (("+39 02 555# ####",),)},
    "pl": {MOBILE: (("+48 512 55# ###",), ("+48 512 ### ###",)), FIXED: (("+48 22 555 ## ##",),)},
    "dk": {MOBILE: (("+45 70 55 ## ##",),), FIXED: (("+45 70 55 ## ##",),)},
    "nl": {MOBILE: (("+31 6 55## ####",),), FIXED: (("+31 20 55# ####",),)},
    "jp": {MOBILE: (("+81 90 55## ####",),), FIXED: (("+81 3 555# ####",),)},
    "cn": {
        MOBILE: (_CHINESE_MOBILES,),
        FIXED: (tuple(f"+86 {area} 5551 ####" for area in _CHINESE_AREAS),),
    },
}
# How a number is written inside its own country: the code goes, a trunk digit comes.
_AT_HOME: Final = {
    "ie": ("+353 ", "0"),
    "gb": ("+44 ", "0"),
    "au": ("+61 ", "0"),
    "de": ("+49 ", "0"),
    "fr": ("+33 ", "0"),
    "cn": ("+86 ", "0"),
}
# No divisor of the size of any space: the numbers look drawn, and none comes twice before all did.
_STEP: Final = 7919


@dataclass(frozen=True, slots=True)
class Number:
    """The columns of a row of `phone_number` that say the number."""

    number: str
    e164: str | None
    typed_key: str
    e164_key: str | None

    @property
    def row(self) -> dict[str, str | None]:
        """The columns by name."""
        return {
            "number": self.number,
            "e164": self.e164,
            "typed_key": self.typed_key,
            "e164_key": self.e164_key,
        }


def typed(number: str, country: str) -> Number:
    """Take a number as it was typed."""
    parsed = phone.parse(number, country)
    return Number(parsed.number, parsed.e164, parsed.typed_key, parsed.e164_key)


class Numbers:
    """Hands out numbers, none twice before a country's ranges are used up."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._used: dict[tuple[str, str], int] = {}
        self._templates: dict[str, tuple[str, str, bool]] = {}

    def make(self, culture: str, sort: str, *, at_home: bool = False) -> Number:
        """Make the next number of a culture; `at_home` writes it as one does in its country."""
        index = self._used.get((culture, sort), 0)
        self._used[culture, sort] = index + 1
        tiers = _SPACES[culture][sort]
        for tier in tiers:
            digits = tier[0].count("#")
            size = len(tier) * 10**digits
            if index < size or tier is tiers[-1]:
                break
            index -= size
        if sort == FIXED:
            # From the far end, so that a range that both sorts share is met from two sides.
            index = size - 1 - index % size
        place = (index * _STEP + self._offset) % size
        return self._number(tier[place % len(tier)], place // len(tier), digits, culture, at_home)

    def _number(self, template: str, value: int, count: int, culture: str, at_home: bool) -> Number:
        fixed, format_, valid = self._templates.get(template) or self._read(template)
        drawn = f"{value:0{count}d}"
        number = format_.format(*drawn)
        whole = f"{fixed}{drawn}"
        written, typed_digits = number, whole
        if at_home and culture in _AT_HOME:
            code, trunk = _AT_HOME[culture]
            mobile = culture == "cn" and template in _CHINESE_MOBILES
            written = f"{'' if mobile else trunk}{number.removeprefix(code)}"
            typed_digits = whole[len(code.strip()) - 1 :]
        return Number(
            number=written,
            e164=f"+{whole}" if valid else None,
            typed_key=typed_digits[::-1],
            e164_key=whole[::-1] if valid else None,
        )

    def _read(self, template: str) -> tuple[str, str, bool]:
        """Take a template apart: its own digits, what stands last; how to fill in; is it valid.

        Within a template either all numbers are valid ones or none is.
        """
        sample = phone.parse(template.replace("#", "1"), "")
        read = (phone.digits(template), template.replace("#", "{}"), sample.e164 is not None)
        self._templates[template] = read
        return read
