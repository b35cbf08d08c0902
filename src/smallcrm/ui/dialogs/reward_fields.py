"""The fields that only a reward rule has: a percentage or an amount, and whole numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.reward_sentences import SpanUnit, days_of, span_of
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.widgets.form import FieldRow

PERCENT = "percent"
AMOUNT = "amount"


class Beside:
    """A field that shares a row with another: what is wrong with it is said beneath both."""

    def __init__(self, field: QWidget, row: FieldRow) -> None:
        self._field = field
        self._row = row

    @property
    def field(self) -> QWidget:
        """Return the field that gets the keyboard."""
        return self._field

    def set_error(self, text: str | None) -> None:
        """Say what is wrong, or take it back."""
        self._row.set_error(text)


class RewardField(QLineEdit):
    """What a rule gives: a percentage above 0, or an amount, as `kind` beside it says."""

    def __init__(self, tr: I18n, currency: str) -> None:
        super().__init__()
        self._tr = tr
        self.currency = currency
        self.kind = ChoiceField(
            (
                (PERCENT, tr.pgettext("reward rule", "percent")),
                (AMOUNT, tr.pgettext("reward rule", "fixed amount")),
            ),
            PERCENT,
        )
        self.kind.setAccessibleName(tr.pgettext("reward rule", "Percentage or amount"))

    def is_percent(self) -> bool:
        """Tell whether a percentage is meant."""
        return bool(self.kind.value() == PERCENT)

    def set_reward(self, percent: Decimal | None, amount: Money | None) -> None:
        """Show a percentage, or an amount."""
        self.kind.choose(PERCENT if amount is None else AMOUNT)
        text = ""
        if amount is not None:
            text = self._tr.formats.amount(amount)
        elif percent is not None:
            text = self._tr.formats.decimal(percent)
        self.setText(text)
        self.setCursorPosition(0)

    def percent(self) -> Decimal | None:
        """Read the percentage, None of an amount; refuses `bad_percent` and what is no number."""
        if not self.is_percent():
            return None
        text = self.text().strip().removesuffix("%").removesuffix("\uff05").strip()
        if not text:
            raise Refusal("bad_percent", field=PERCENT)
        found = self._tr.formats.parse_number(text, field=PERCENT)
        if not 0 < found <= 100:  # noqa: PLR2004  (of a hundred)
            raise Refusal("bad_percent", field=PERCENT, text=text[:40])
        return found

    def amount(self) -> Money | None:
        """Read the amount, None of a percentage; refuses one that is not above zero."""
        if self.is_percent():
            return None
        text = self.text().strip()
        if not text:
            raise Refusal("no_amount", field=AMOUNT)
        found = self._tr.formats.parse_amount(text, self.currency, field=AMOUNT)
        if found.minor <= 0:
            raise Refusal("not_positive", field=AMOUNT, text=text[:40])
        return found

    def form_state(self) -> object:
        """Return what is typed and chosen."""
        return (self.text(), self.kind.value())


class WholeField(QLineEdit):
    """A whole number from 1 to `most`; empty is None."""

    def __init__(self, tr: I18n, *, name: str, most: int, placeholder: str = "") -> None:
        super().__init__()
        self._tr = tr
        self._name = name
        self._most = most
        self.setPlaceholderText(painted(placeholder))

    def set_value(self, value: int | None) -> None:
        """Show a number, or nothing."""
        self.setText("" if value is None else str(value))

    def value(self) -> int | None:
        """Read the number, None where nothing is written; refuses `not_in_range`."""
        text = self.text().strip()
        if not text:
            return None
        wrong = Refusal("not_in_range", field=self._name, text=text[:40], low=1, high=self._most)
        try:
            found = self._tr.formats.parse_number(text, field=self._name)
        except Refusal:
            raise wrong from None
        if found != found.to_integral_value() or not 1 <= found <= self._most:
            raise wrong
        return int(found)

    def required(self) -> int:
        """Read the number; refuses an empty field too."""
        found = self.value()
        if found is None:
            raise Refusal("not_in_range", field=self._name, text="", low=1, high=self._most)
        return found


class SpanField(WholeField):
    """A length of time in days, months or years, as `unit` beside it says; empty is None."""

    def __init__(self, tr: I18n, *, name: str, most_days: int, placeholder: str = "") -> None:
        super().__init__(tr, name=name, most=most_days, placeholder=placeholder)
        self._most_days = most_days
        self.unit = ChoiceField(
            (
                (SpanUnit.DAYS, tr.pgettext("length of time", "days")),
                (SpanUnit.MONTHS, tr.pgettext("length of time", "months")),
                (SpanUnit.YEARS, tr.pgettext("length of time", "years")),
            ),
            SpanUnit.MONTHS,
        )
        self.unit.setAccessibleName(tr.pgettext("length of time", "Days, months or years"))

    def set_days(self, days: int | None) -> None:
        """Show a length of time in the roundest unit, or nothing."""
        count, unit = (None, SpanUnit.MONTHS) if days is None else span_of(days)
        self.set_value(count)
        self.unit.choose(unit)

    def days(self) -> int | None:
        """Read the days, None where nothing is written; refuses more than can be."""
        # What a unit can hold at most follows from the days.
        self._most = self._most_days // days_of(1, self.unit.value())
        count = self.value()
        return None if count is None else days_of(count, self.unit.value())

    def form_state(self) -> object:
        """Return what is typed and chosen."""
        return (self.text(), self.unit.value())
