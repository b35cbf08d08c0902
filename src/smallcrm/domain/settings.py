"""Settings in two scopes: of the data file (they travel with it) and of the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency


class Scope(StrEnum):
    """Where a setting is kept."""

    FILE = "file"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted key, its default as text, and the check of what is typed.

    `check` returns the text in its canonical form, or raises Refusal with `field` = the key.
    """

    key: str
    scope: Scope
    default: str
    check: Callable[[str], str]
    choices: tuple[str, ...] = ()


def _country(key: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        import phonenumbers  # 30 ms, and only needed here

        code = text.strip().upper()
        if code not in phonenumbers.SUPPORTED_REGIONS:
            raise Refusal("unknown_country", field=key, text=text.strip())
        return code

    return check


def _currency(key: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            return known_currency(text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=key, **refusal.parameters) from refusal

    return check


def _whole(key: str, low: int, high: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        stripped = text.strip()
        digits = stripped.lstrip("0") or "0"
        known = stripped.isascii() and stripped.isdigit() and len(digits) <= len(str(high))
        if not (known and low <= int(digits) <= high):
            raise Refusal("not_in_range", field=key, text=stripped[:40], low=low, high=high)
        return digits

    return check


def _one_of(key: str, *choices: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        stripped = text.strip()
        if stripped not in choices:
            raise Refusal("not_a_choice", field=key, text=stripped[:40], choices=choices)
        return stripped

    return check


def _text(key: str, longest: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        stripped = text.strip()
        if len(stripped) > longest:
            raise Refusal("too_long", field=key, longest=longest)
        return stripped

    return check


_LANGUAGES = ("system", "en", "zh_CN")
_THEMES = ("system", "light", "dark")

SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("file.country", Scope.FILE, "", _country("file.country")),
        Setting("file.currency", Scope.FILE, "", _currency("file.currency")),
        Setting(
            "file.payment_term_days", Scope.FILE, "30", _whole("file.payment_term_days", 0, 730)
        ),
        Setting("file.owner_name", Scope.FILE, "", _text("file.owner_name", 200)),
        Setting("file.owner_line", Scope.FILE, "", _text("file.owner_line", 300)),
        Setting("file.owner_address", Scope.FILE, "", _text("file.owner_address", 1000)),
        Setting(
            "machine.language",
            Scope.MACHINE,
            "system",
            _one_of("machine.language", *_LANGUAGES),
            _LANGUAGES,
        ),
        Setting(
            "machine.theme", Scope.MACHINE, "system", _one_of("machine.theme", *_THEMES), _THEMES
        ),
        Setting("machine.text_size", Scope.MACHINE, "100", _whole("machine.text_size", 80, 200)),
    )
}


def setting(key: str) -> Setting:
    """Return the setting of that key; refuse one that does not exist (`unknown_setting`)."""
    found = SETTINGS.get(key)
    if found is None:
        raise Refusal("unknown_setting", field="key", text=key, known=tuple(SETTINGS))
    return found


@dataclass(frozen=True, slots=True)
class FileSettings:
    """The settings of the data file; country and currency as they are in force.

    `chosen` is False until the owner was asked for country and currency: until then they come
    from the system's locale.
    """

    country: str
    currency: str
    payment_term_days: int = 30
    owner_name: str = ""
    owner_line: str = ""
    owner_address: str = ""
    chosen: bool = False
