"""Dates, money and numbers as one language and one locale write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.domain.clock import Clock
from smallcrm.domain.money import Money, exponent
from smallcrm.i18n.messages import Translator
from smallcrm.i18n.patterns import (
    NARROW_SPACE,
    Clockface,
    Numbers,
    Words,
    clockface_of,
    numbers_of,
    words_of,
)

if TYPE_CHECKING:
    from babel.core import Locale

_DAYS_AS_DAYS = 13
_DAYS_AS_WEEKS = 59
_DAYS_AS_MONTHS = 729
_NOON = 12
# The currencies that a Chinese screen meets first, without asking Babel; 元 alone is CNY.
_CHINESE_CURRENCIES = {
    "CNY": "元",
    "EUR": "欧元",
    "USD": "美元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
}


class Formats:
    """Writes values for people, and reads what people typed; immutable, usable from any thread."""

    def __init__(self, translator: Translator, format_locale: str, clock: Clock) -> None:
        self.locale = format_locale
        self.clock = clock
        self._tr = translator
        self._words: Words = words_of(translator.language, format_locale)
        self._clockface: Clockface = clockface_of(translator.language, format_locale)

    @cached_property
    def numbers(self) -> Numbers:
        """The locale's signs; read late, since Babel may be needed for them."""
        return numbers_of(self.locale)

    # Money and numbers.

    def money(self, money: Money) -> str:
        """Write an amount with its currency: `480.00 EUR`, `480.00 欧元`."""
        return f"{self.amount(money)} {self.currency_word(money.currency)}"

    def amount(self, money: Money) -> str:
        """Write an amount alone, with the currency's own decimals: `1,250.00`."""
        places = exponent(money.currency)
        digits = str(abs(money.minor)).rjust(places + 1, "0")
        cut = len(digits) - places
        return self.numbers.write(digits[:cut], digits[cut:], negative=money.minor < 0)

    def monies(self, amounts: Sequence[Money]) -> str:
        """Write amounts of several currencies: `480.00 EUR and 1,200.00 USD`."""
        if not amounts:
            # Translators: an amount of money
            return self._tr.pgettext("amount", "nothing")
        text = self.money(amounts[-1])
        if len(amounts) > 1:
            first = self._tr.pgettext("amounts", ", ").join(map(self.money, amounts[:-1]))
            # Translators: amounts of money in different currencies, "480.00 EUR and 1,200.00 USD"
            text = self._tr.pgettext("amounts", "{first} and {last}").format(first=first, last=text)
        return text

    def amount_beside(self, money: Money) -> str:
        """Write an amount whose currency was just named: `420.00`, in Chinese still `420.00 元`."""
        return self.money(money) if self._words.currency_names else self.amount(money)

    def currency_word(self, currency: str) -> str:
        """Return what stands beside an amount: `EUR`, or 欧元 and 元 in Chinese."""
        if not self._words.currency_names:
            return currency
        return _CHINESE_CURRENCIES.get(currency) or self.currency_name(currency)

    def number(self, number: int) -> str:
        """Write a whole number, grouped: `1,250`."""
        return self.numbers.write(str(abs(number)), negative=number < 0)

    def decimal(self, value: Decimal) -> str:
        """Write a quantity without idle zeros: `2`, `1.5`, `1,250.125`."""
        digits, _, decimals = f"{abs(value):f}".partition(".")
        decimals = decimals.rstrip("0")
        negative = value < 0 and (digits.strip("0") != "" or decimals != "")
        return self.numbers.write(digits, decimals, negative=negative)

    def percent(self, value: Decimal | int) -> str:
        """Write a percentage that is given in hundredths, 23 for `23%`."""
        return self.numbers.percent.format(number=self.decimal(Decimal(value)))

    # Days and instants.

    def date_short(self, day: date) -> str:
        """Write a date for a table: `14 Mar 2024`, `2024/3/14`."""
        return _fill(self._words.date_short, self._words, day)

    def date_brief(self, day: date) -> str:
        """Write a date for a narrow place, the year left out if it is this year: `29 Apr`."""
        if day.year != self.clock.today().year:
            return self.date_short(day)
        return _fill(self._words.date_brief, self._words, day)

    def date_long(self, day: date) -> str:
        """Write a date in full: `14 March 2024`, `2024年3月14日`."""
        return _fill(self._words.date_long, self._words, day)

    def date_sentence(self, day: date, *, on_screen: bool = False) -> str:
        """Write a date inside a sentence; this year's year is left out on a screen only."""
        if on_screen and day.year == self.clock.today().year:
            return _fill(self._words.day_month, self._words, day)
        return self.date_long(day)

    def weekday_date(self, day: date) -> str:
        """Write a day as a heading: `Tuesday, 12 May`, `5月12日 星期二`."""
        return _fill(self._words.weekday_date, self._words, day)

    def month_year(self, day: date) -> str:
        """Write a month: `October 2024`, `2024年10月`."""
        return _fill(self._words.month_year, self._words, day)

    def month_year_short(self, day: date) -> str:
        """Write a month for a narrow place: `Oct 2024`, `2024/10`."""
        return _fill(self._words.month_year_short, self._words, day)

    def time(self, instant: datetime) -> str:
        """Write the owner's time of day of an instant: `10:42`."""
        local = self.clock.local(instant)
        if not self._clockface.twelve:
            return f"{local.hour:02d}:{local.minute:02d}"
        half = self._clockface.am if local.hour < _NOON else self._clockface.pm
        return f"{local.hour % _NOON or _NOON}:{local.minute:02d}{NARROW_SPACE}{half}"

    def instant(self, instant: datetime) -> str:
        """Write an instant in full: `12 May 2026, 10:42`."""
        return self._with_time(self.date_long(self.clock.local(instant).date()), instant)

    def instant_short(self, instant: datetime) -> str:
        """Write an instant for a table: `12 May 2026, 10:42`, `2026/5/12 10:42`."""
        return self._with_time(self.date_short(self.clock.local(instant).date()), instant)

    def _with_time(self, day: str, instant: datetime) -> str:
        # Translators: a date and a time of day
        return self._tr.gettext("{date}, {time}").format(date=day, time=self.time(instant))

    def ago(self, when: date | datetime) -> str:
        """Tell how far away a day or instant is: `today 10:42`, `yesterday`, `3 weeks ago`."""
        day = self.clock.local(when).date() if isinstance(when, datetime) else when
        days = (self.clock.today() - day).days
        if days == 0 and isinstance(when, datetime):
            return self._tr.gettext("today {time}").format(time=self.time(when))
        return self._past(days) if days >= 0 else self._future(-days)

    def _past(self, days: int) -> str:
        tr = self._tr
        if days == 0:
            return tr.gettext("today")
        if days == 1:
            return tr.gettext("yesterday")
        if days <= _DAYS_AS_DAYS:
            text, count = tr.ngettext("{count} day ago", "{count} days ago", days), days
        elif days <= _DAYS_AS_WEEKS:
            count = days // 7
            text = tr.ngettext("{count} week ago", "{count} weeks ago", count)
        elif days <= _DAYS_AS_MONTHS:
            count = days * 12 // 365
            text = tr.ngettext("{count} month ago", "{count} months ago", count)
        else:
            count = days * 100 // 36525
            text = tr.ngettext("{count} year ago", "{count} years ago", count)
        return text.format(count=self.number(count))

    def _future(self, days: int) -> str:
        tr = self._tr
        if days == 1:
            return tr.gettext("tomorrow")
        if days <= _DAYS_AS_DAYS:
            text, count = tr.ngettext("in {count} day", "in {count} days", days), days
        elif days <= _DAYS_AS_WEEKS:
            count = days // 7
            text = tr.ngettext("in {count} week", "in {count} weeks", count)
        elif days <= _DAYS_AS_MONTHS:
            count = days * 12 // 365
            text = tr.ngettext("in {count} month", "in {count} months", count)
        else:
            count = days * 100 // 36525
            text = tr.ngettext("in {count} year", "in {count} years", count)
        return text.format(count=self.number(count))

    # Names and lists.

    def list_sentence(self, parts: Sequence[str]) -> str:
        """Join words: `a, b and c`."""
        if len(parts) < 2:  # noqa: PLR2004  (a pair is where joining begins)
            return "".join(parts)
        first = self._tr.pgettext("list", ", ").join(parts[:-1])
        # Translators: the end of a list of names or words, "Ann, Bob and Carol"
        return self._tr.pgettext("list", "{first} and {last}").format(first=first, last=parts[-1])

    def country_name(self, country: str) -> str:
        """Name a country (ISO 3166, two letters); the code itself if nobody knows it."""
        name: str | None = _babel(self._tr.language).territories.get(country.upper())
        return name or country

    def currency_name(self, currency: str) -> str:
        """Name a currency: `Euro`, 人民币; the code itself if nobody knows it."""
        name: str | None = _babel(self._tr.language).currencies.get(currency.upper())
        return name or currency

    def language_name(self, language: str) -> str:
        """Name a language in itself, as a list of languages shows it: `English`, 简体中文."""
        own_names = {"en": "English", "zh_CN": "简体中文"}
        return own_names.get(language) or _babel(language).get_display_name() or language

    # What an owner typed; read by modules that the first window does without.

    def parse_amount(self, text: str, currency: str, *, field: str = "amount") -> Money:
        """Read an amount in the locale's own way, see `parsing.amount`."""
        from smallcrm.i18n import parsing

        return parsing.amount(self, text, currency, field=field)

    def parse_number(self, text: str, *, field: str = "quantity") -> Decimal:
        """Read a quantity or percentage in the locale's own way, see `parsing.number`."""
        from smallcrm.i18n import parsing

        return parsing.number(self.numbers, text, field=field)

    def parse_date(self, text: str, *, field: str = "date") -> date:
        """Read a day in the locale's own way, see `days.parse_day`."""
        from smallcrm.i18n.days import parse_day

        return parse_day(text, today=self.clock.today(), locale=self.locale, field=field)


def _fill(template: str, words: Words, day: date) -> str:
    return template.format(
        year=day.year,
        number=day.month,
        month=words.months[day.month - 1],
        mon=words.months_short[day.month - 1],
        day=day.day,
        weekday=words.weekdays[day.weekday()],
    )


def _babel(language: str) -> Locale:
    """Return Babel's data of a language; loaded when first needed and kept by Babel."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
