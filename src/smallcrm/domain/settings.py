"""Settings in two scopes: of the data file (they travel with it) and of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from smallcrm.domain import setting_kinds as kinds
from smallcrm.domain.errors import Refusal
from smallcrm.domain.follow_up_settings import FOLLOW_UP_SETTINGS
from smallcrm.domain.paper_settings import PAPER_SETTINGS
from smallcrm.domain.setting_kinds import Scope, Setting
from smallcrm.domain.telephony_settings import TELEPHONY_SETTINGS

__all__ = ["SETTINGS", "FileSettings", "Scope", "Setting", "setting"]

_LANGUAGES = ("system", "en", "zh_CN")
_THEMES = ("system", "light", "dark")

_MONEY = (
    *(
        Setting(f"numbers.{what}", Scope.FILE, pattern, kinds.pattern(f"numbers.{what}"))
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
        "money.small_difference",
        Scope.FILE,
        "1",
        kinds.decimal("money.small_difference", 0, 10_000),
    ),
    kinds.yes_no("money.prices_include_tax", "no"),
    kinds.yes_no("money.tax_per_line", "no"),
    Setting("money.tax_percent", Scope.FILE, "0", kinds.decimal("money.tax_percent", 0, 100)),
    # After how many months a phone, e-mail or address is to be asked for again; 0: never.
    Setting("clients.stale_months", Scope.FILE, "24", kinds.whole("clients.stale_months", 0, 240)),
    # Whether a follow-up reminds of thanking who sent a client that bought.
    kinds.yes_no("referrals.thanks", "yes"),
    Setting("quotes.valid_days", Scope.FILE, "30", kinds.whole("quotes.valid_days", 0, 3650)),
    Setting("quotes.warn_days", Scope.FILE, "7", kinds.whole("quotes.warn_days", 0, 365)),
    Setting("quotes.terms", Scope.FILE, "", kinds.text("quotes.terms", 4000)),
    Setting("contracts.warn_days", Scope.FILE, "30", kinds.whole("contracts.warn_days", 0, 730)),
    *(
        setting
        for level in ("preferred", "vip")
        for setting in (
            Setting(
                f"level.{level}.discount_percent",
                Scope.FILE,
                "",
                kinds.decimal(f"level.{level}.discount_percent", 0, 100, may_be_empty=True),
            ),
            Setting(
                f"level.{level}.payment_term_days",
                Scope.FILE,
                "",
                kinds.optional_whole(f"level.{level}.payment_term_days", 0, 730),
            ),
        )
    ),
    *(
        setting
        for step, days in ((1, "7"), (2, "21"), (3, "35"))
        for setting in (
            # How many days after the due date a step is due.
            Setting(
                f"reminders.days_{step}",
                Scope.FILE,
                days,
                kinds.whole(f"reminders.days_{step}", 0, 730),
            ),
            # In major units of the currency that is overdue.
            Setting(
                f"reminders.fee_{step}",
                Scope.FILE,
                "0",
                kinds.decimal(f"reminders.fee_{step}", 0, 1_000_000),
            ),
        )
    ),
    # Simple interest a year on what is overdue; zero: none.
    Setting(
        "reminders.interest_percent",
        Scope.FILE,
        "0",
        kinds.decimal("reminders.interest_percent", 0, 100),
    ),
)

SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("file.country", Scope.FILE, "", kinds.country("file.country")),
        Setting("file.currency", Scope.FILE, "", kinds.currency("file.currency")),
        Setting(
            "file.payment_term_days",
            Scope.FILE,
            "30",
            kinds.whole("file.payment_term_days", 0, 730),
        ),
        Setting("file.owner_name", Scope.FILE, "", kinds.text("file.owner_name", 200)),
        Setting("file.owner_line", Scope.FILE, "", kinds.text("file.owner_line", 300)),
        Setting("file.owner_address", Scope.FILE, "", kinds.text("file.owner_address", 1000)),
        Setting("file.owner_tax_number", Scope.FILE, "", kinds.text("file.owner_tax_number", 100)),
        *_MONEY,
        *PAPER_SETTINGS,
        Setting(
            "machine.language",
            Scope.MACHINE,
            "system",
            kinds.one_of("machine.language", *_LANGUAGES),
            _LANGUAGES,
        ),
        Setting(
            "machine.theme",
            Scope.MACHINE,
            "system",
            kinds.one_of("machine.theme", *_THEMES),
            _THEMES,
        ),
        Setting(
            "machine.text_size", Scope.MACHINE, "100", kinds.whole("machine.text_size", 80, 200)
        ),
        # An icon beside the clock, and whether closing the window leaves the program there.
        kinds.yes_no("machine.tray", "yes", Scope.MACHINE),
        kinds.yes_no("machine.keep_running", "no", Scope.MACHINE),
        *FOLLOW_UP_SETTINGS,
        *TELEPHONY_SETTINGS,
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
