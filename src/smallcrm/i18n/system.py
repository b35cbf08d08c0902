"""What the operating system says about language, formats and country: the first guess."""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH = "en"
CHINESE = "zh_CN"
LANGUAGES = (ENGLISH, CHINESE)

_DEFAULT_FORMATS = {ENGLISH: "en_GB", CHINESE: "zh_CN"}
_NAME = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"([_-](?P<script>[a-z]{4}))?"
    r"([_-](?P<territory>[a-z]{2}|[0-9]{3}))?"
    r"([.@_-].*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SystemLocale:
    """Locale names (`en_IE`, `zh_CN`) of messages and of formats; None where nobody knows."""

    messages: str | None = None
    formats: str | None = None
    money: str | None = None


def system_locale(environ: Mapping[str, str] | None = None) -> SystemLocale:
    """Ask environment and system (the window asks Qt instead, which knows macOS better)."""
    environ = os.environ if environ is None else environ
    everything = environ.get("LC_ALL")
    general = environ.get("LANG")

    def chosen(category: str) -> str | None:
        return normal_name(everything or environ.get(category) or general or "")

    first_language = environ.get("LANGUAGE", "").split(":")[0]
    found = SystemLocale(
        messages=normal_name(first_language) or chosen("LC_MESSAGES"),
        formats=chosen("LC_TIME"),
        money=chosen("LC_MONETARY"),
    )
    if found.messages or found.formats:
        return found
    if sys.platform == "win32":
        return _windows_locale()
    name = normal_name(locale.getlocale()[0] or "")
    return SystemLocale(name, name, name)


def normal_name(name: str) -> str | None:
    """Write a locale's name as `language_TERRITORY`; None for `C`, `POSIX` and what is no name.

    The script is kept only where it decides the language: `zh_Hant` without a territory is `zh_TW`.
    """
    found = _NAME.fullmatch(name.strip())
    if found is None or name.strip().upper() in {"POSIX", "C"}:
        return None
    language = found["language"].lower()
    territory = (found["territory"] or "").upper()
    if not territory and language == "zh" and (found["script"] or "").lower() == "hant":
        territory = "TW"
    return f"{language}_{territory}" if territory else language


def language_of(name: str | None) -> str:
    """Choose the program's language for a locale's name: Chinese for Chinese, else English."""
    return CHINESE if (normal_name(name or "") or "").split("_")[0] == "zh" else ENGLISH


def system_language(system: SystemLocale | None = None) -> str:
    """Choose the program's language for this machine."""
    return language_of((system or system_locale()).messages)


def system_format_locale(language: str, system: SystemLocale | None = None) -> str:
    """Choose the locale of dates and numbers: the system's where it speaks `language` too."""
    system = system or system_locale()
    for name in (system.formats, system.messages):
        if name and name.split("_")[0] == language.split("_", maxsplit=1)[0]:
            return name
    return _DEFAULT_FORMATS.get(language, _DEFAULT_FORMATS[ENGLISH])


def system_country(system: SystemLocale | None = None) -> str | None:
    """Return the country this machine is set to (ISO 3166, two letters), if it is set to one."""
    system = system or system_locale()
    for name in (system.money, system.formats, system.messages):
        territory = (name or "").partition("_")[2]
        if territory.isalpha():
            return territory
    return None


def currency_of(country: str) -> str | None:
    """Return the currency that a country uses today (ISO 4217); None where nobody knows."""
    from babel.numbers import get_territory_currencies

    currencies: list[str] = get_territory_currencies(country.upper())
    return currencies[0] if currencies else None


if sys.platform == "win32":

    def _windows_locale() -> SystemLocale:
        """Ask Windows: the language of its own screens, and the region's formats."""
        import ctypes

        kernel = ctypes.windll.kernel32
        name = ctypes.create_unicode_buffer(85)
        formats = None
        if kernel.GetUserDefaultLocaleName(name, len(name)):
            formats = normal_name(name.value)
        screens = normal_name(locale.windows_locale.get(kernel.GetUserDefaultUILanguage(), ""))
        return SystemLocale(screens or formats, formats or screens, formats or screens)
