"""Which country a name means, in whatever language of the program's neighbours it is written."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

# Languages in which addresses name countries; what is meant by a name is the same in all of them.
_LANGUAGES: Final = (
    *(
        "en",
        "zh",
        "zh_Hant",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "uk",
        "ja",
        "ko",
        "tr",
    ),
    *("cs", "da", "sv", "nb", "fi", "hu", "el", "ro", "vi", "id", "th", "ar", "he", "ga"),
)
_OTHERS: Final = {
    "usa": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "united states of america": "US",
    "america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "prc": "CN",
    "p.r. china": "CN",
    "pr china": "CN",
    "people's republic of china": "CN",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "uae": "AE",
    "holland": "NL",
    "czech republic": "CZ",
    "republic of ireland": "IE",
    "south korea": "KR",
    "hong kong": "HK",
    "macau": "MO",
    "taiwan": "TW",
    "turkey": "TR",
    "brd": "DE",
}


def country_of(name: str) -> str | None:
    """Return the country (ISO 3166, two letters) that a name or a code means, or None."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    code = plain.upper()
    if code in _codes():
        return code
    return _names().get(plain.casefold())


@cache
def _codes() -> frozenset[str]:
    """Return the codes alone, which one language tells."""
    from babel.core import Locale  # only needed here

    return frozenset(filter(_is_country, Locale.parse("en").territories))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "ZZ"}  # noqa: PLR2004  (letters)


@cache
def _names() -> dict[str, str]:
    """Return the countries by their names; where two languages disagree the first has it."""
    from babel.core import Locale  # only needed here

    found: dict[str, str] = dict(_OTHERS)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if _is_country(code):
                found.setdefault(name.casefold(), code)
    return found
