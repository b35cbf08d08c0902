"""Settings in two scopes: of the data file (they travel with it) and of the machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency

Check = Callable[[str], str]


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
    check: Check
    choices: tuple[str, ...] = ()


def _country(key: str) -> Check:
    def check(text: str) -> str:
        import phonenumbers  # 30 ms, and only needed here

        code = text.strip().upper()
        if code not in phonenumbers.SUPPORTED_REGIONS:
            raise Refusal("unknown_country", field=key, text=text.strip())
        return code

    return check


def _currency(key: str) -> Check:
    def check(text: str) -> str:
        try:
            return known_currency(text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=key, **refusal.parameters) from refusal

    return check


def _whole(key: str, low: int, high: int) -> Check:
    def check(text: str) -> str:
        stripped = text.strip()
        digits = stripped.lstrip("0") or "0"
        known = stripped.isascii() and stripped.isdigit() and len(digits) <= len(str(high))
        if not (known and low <= int(digits) <= high):
            raise Refusal("not_in_range", field=key, text=stripped[:40], low=low, high=high)
        return digits

    return check


def _one_of(key: str, *choices: str) -> Check:
    def check(text: str) -> str:
        stripped = text.strip()
        if stripped not in choices:
            raise Refusal("not_a_choice", field=key, text=stripped[:40], choices=choices)
        return stripped

    return check


def _text(key: str, longest: int) -> Check:
    def check(text: str) -> str:
        stripped = text.strip()
        if len(stripped) > longest:
            raise Refusal("too_long", field=key, longest=longest)
        return stripped

    return check


def _decimal(key: str, low: int, high: int, *, may_be_empty: bool = False) -> Check:
    """Take a decimal of at most four places, written with a point or a comma."""

    def check(text: str) -> str:
        stripped = text.strip().replace(",", ".")
        if not stripped and may_be_empty:
            return ""
        known = re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", stripped, re.ASCII)
        if known is None or not low <= Decimal(stripped) <= high:
            raise Refusal(
                "number_not_in_range", field=key, text=text.strip()[:40], low=low, high=high
            )
        return f"{Decimal(stripped).normalize():f}"

    return check


def _optional_whole(key: str, low: int, high: int) -> Check:
    whole = _whole(key, low, high)
    return lambda text: whole(text) if text.strip() else ""


def _pattern(key: str) -> Check:
    def check(text: str) -> str:
        from smallcrm.domain import number_patterns

        try:
            return number_patterns.check_pattern(text)
        except Refusal as refusal:
            raise Refusal(refusal.code, field=key, **refusal.parameters) from refusal

    return check


_LANGUAGES = ("system", "en", "zh_CN")
_THEMES = ("system", "light", "dark")

_YES_NO = ("no", "yes")


def _yes_no(key: str, default: str) -> Setting:
    return Setting(key, Scope.FILE, default, _one_of(key, *_YES_NO), _YES_NO)


_MONEY = (
    *(
        Setting(f"numbers.{what}", Scope.FILE, pattern, _pattern(f"numbers.{what}"))
        for what, pattern in (
            ("sale", "S-{year}-{number:4}"),
            ("quote", "Q-{year}-{number:4}"),
            ("invoice", "I-{year}-{number:4}"),
            ("credit_note", "C-{year}-{number:4}"),
            ("delivery", "D-{year}-{number:4}"),
            ("contract", "K-{year}-{number:4}"),
        )
    ),
    # In major units of whatever currency a payment has.
    Setting(
        "money.small_difference", Scope.FILE, "1", _decimal("money.small_difference", 0, 10_000)
    ),
    _yes_no("money.prices_include_tax", "no"),
    _yes_no("money.tax_per_line", "no"),
    Setting("money.tax_percent", Scope.FILE, "0", _decimal("money.tax_percent", 0, 100)),
    # After how many months a phone, e-mail or address is to be asked for again; 0: never.
    Setting("clients.stale_months", Scope.FILE, "24", _whole("clients.stale_months", 0, 240)),
    # Whether a follow-up reminds of thanking who sent a client that bought.
    _yes_no("referrals.thanks", "yes"),
    Setting("quotes.valid_days", Scope.FILE, "30", _whole("quotes.valid_days", 0, 3650)),
    Setting("quotes.warn_days", Scope.FILE, "7", _whole("quotes.warn_days", 0, 365)),
    Setting("quotes.terms", Scope.FILE, "", _text("quotes.terms", 4000)),
    Setting("contracts.warn_days", Scope.FILE, "30", _whole("contracts.warn_days", 0, 730)),
    *(
        setting
        for level in ("preferred", "vip")
        for setting in (
            Setting(
                f"level.{level}.discount_percent",
                Scope.FILE,
                "",
                _decimal(f"level.{level}.discount_percent", 0, 100, may_be_empty=True),
            ),
            Setting(
                f"level.{level}.payment_term_days",
                Scope.FILE,
                "",
                _optional_whole(f"level.{level}.payment_term_days", 0, 730),
            ),
        )
    ),
    *(
        setting
        for step, days in ((1, "7"), (2, "21"), (3, "35"))
        for setting in (
            # How many days after the due date a step is due.
            Setting(
                f"reminders.days_{step}", Scope.FILE, days, _whole(f"reminders.days_{step}", 0, 730)
            ),
            # In major units of the currency that is overdue.
            Setting(
                f"reminders.fee_{step}",
                Scope.FILE,
                "0",
                _decimal(f"reminders.fee_{step}", 0, 1_000_000),
            ),
        )
    ),
    # Simple interest a year on what is overdue; zero: none.
    Setting(
        "reminders.interest_percent",
        Scope.FILE,
        "0",
        _decimal("reminders.interest_percent", 0, 100),
    ),
)

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
        Setting("file.owner_tax_number", Scope.FILE, "", _text("file.owner_tax_number", 100)),
        *_MONEY,
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
    from the system's locale. `kept` is all that was set, by key; `value` reads any of them.
    """

    country: str
    currency: str
    payment_term_days: int = 30
    owner_name: str = ""
    owner_line: str = ""
    owner_address: str = ""
    chosen: bool = False
    owner_tax_number: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """Return a setting of the file as its canonical text, or its default.

        Of country and currency it is the one in force.
        """
        if key.startswith("file."):
            return str(getattr(self, key.removeprefix("file.")))
        return self.kept.get(key, SETTINGS[key].default)

    def flag(self, key: str) -> bool:
        """Return a setting that is yes or no."""
        return self.value(key) == "yes"

    def decimal(self, key: str) -> Decimal | None:
        """Return a setting that is a decimal; None where it is empty."""
        text = self.value(key)
        return Decimal(text) if text else None

    def whole(self, key: str) -> int | None:
        """Return a setting that is a whole number; None where it is empty."""
        text = self.value(key)
        return int(text) if text else None
