"""The numbering plans of countries, made ready once: most numbers of a large file are plain ones.

`phonenumbers` remains the one who knows. What it finds valid in a plain way (no carrier code, no
extension, no prefix that is rewritten) is found here from its own data, ten times as fast; of all
else this says nothing, and it is asked itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, REGION_CODE_FOR_NON_GEO_ENTITY, PhoneMetadata

_PLAIN: Final = re.compile(r"\+?[\d ().\-]+", re.ASCII)
_NO_DIGITS: Final = str.maketrans("", "", "+ ().-")
_LONGEST_CODE: Final = 3
_KINDS: Final = (
    "mobile",
    "fixed_line",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What numbers look like: how long, and a pattern for the whole."""

    lengths: frozenset[int]
    pattern: re.Pattern[str]

    def fits(self, number: str) -> bool:
        return (not self.lengths or len(number) in self.lengths) and (
            self.pattern.fullmatch(number) is not None
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The plan of one region. `prefix` is what is dialled before a number within the country.

    None: it is no mere row of digits.
    """

    code: int
    abroad: re.Pattern[str] | None
    prefix: str | None
    any_prefix: re.Pattern[str] | None
    leading: re.Pattern[str] | None
    general: _Pattern
    kinds: tuple[_Pattern, ...]

    def knows(self, number: str) -> bool:
        """Tell whether a number is one of any kind."""
        return self.general.fits(number) and any(kind.fits(number) for kind in self.kinds)

    def without_prefix(self, number: str) -> str | None:
        """Take off what is dialled within the country; None: that is not plain."""
        if self.any_prefix is None or self.any_prefix.match(number) is None:
            return number
        if self.prefix is None:
            return None
        rest = number[len(self.prefix) :]
        viable = self.general.pattern.fullmatch
        if viable(number) is not None and viable(rest) is None:
            return number
        return rest if len(rest) in self.general.lengths else None


def e164(text: str, country: str) -> str | None:
    """Return the E.164 form of a plain, valid number; None says nothing about it."""
    text = text.strip()
    if _PLAIN.fullmatch(text) is None:
        return None
    digits = text.translate(_NO_DIGITS)
    if text[0] == "+":
        code = _code_of(digits)
        if code is None:
            return None
        digits = digits[len(str(code)) :]
        plan = _main_plan(code)
    else:
        plan = _plan(country)
        if plan is None or digits.startswith(str(plan.code)):
            return None
        if plan.abroad is not None and plan.abroad.match(digits) is not None:
            return None
    number = plan.without_prefix(digits) if plan is not None else None
    if plan is None or not number or not _is_valid(plan.code, number):
        return None
    return f"+{plan.code}{number}"


def _code_of(digits: str) -> int | None:
    for length in range(1, _LONGEST_CODE + 1):
        code = int(digits[:length] or 0)
        if code in COUNTRY_CODE_TO_REGION_CODE:
            return code if digits[0] != "0" else None
    return None


def _is_valid(code: int, number: str) -> bool:
    plans = _plans(code)
    if len(plans) == 1:
        return plans[0].knows(number)
    for plan in plans:
        if plan.leading is not None:
            if plan.leading.match(number) is not None:
                return plan.knows(number)
        elif plan.knows(number):
            return True
    return False


@cache
def _main_plan(code: int) -> _Plan | None:
    return _plan(COUNTRY_CODE_TO_REGION_CODE[code][0])


@cache
def _plans(code: int) -> Sequence[_Plan]:
    plans = (_plan(region) for region in COUNTRY_CODE_TO_REGION_CODE[code])
    return tuple(plan for plan in plans if plan is not None)


@cache
def _plan(region: str) -> _Plan | None:
    """Make a region's plan ready; None for what is no country."""
    if not region or region == REGION_CODE_FOR_NON_GEO_ENTITY:
        return None
    data: Any = PhoneMetadata.metadata_for_region(region.upper(), None)
    if data is None:
        return None
    general = _pattern(data.general_desc)
    if general is None or not general.lengths:
        return None
    prefix = data.national_prefix_for_parsing
    plain = bool(prefix) and prefix.isdigit() and not data.national_prefix_transform_rule
    kinds = (_pattern(getattr(data, kind)) for kind in _KINDS)
    return _Plan(
        code=data.country_code,
        abroad=re.compile(data.international_prefix) if data.international_prefix else None,
        prefix=prefix if plain else None,
        any_prefix=re.compile(prefix) if prefix else None,
        leading=re.compile(data.leading_digits) if data.leading_digits is not None else None,
        general=general,
        kinds=tuple(kind for kind in kinds if kind is not None),
    )


def _pattern(said: Any) -> _Pattern | None:
    if said is None or not said.national_number_pattern:
        return None
    return _Pattern(frozenset(said.possible_length), re.compile(said.national_number_pattern))
