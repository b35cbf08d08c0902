"""A stretch of days: one of the usual ones, or two days of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.rewards import months_later
from smallcrm.ui.dialogs.fields import ChoiceField, DateField
from smallcrm.ui.dialogs.words import say

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_DECEMBER = 12


class Period(StrEnum):
    """The usual stretches of days."""

    ALL = "all"
    THIS_YEAR = "this_year"
    TWELVE_MONTHS = "twelve_months"
    LAST_YEAR = "last_year"
    OWN = "own"


def days_of(period: Period, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a usual stretch; None is open."""
    if period is Period.THIS_YEAR:
        return today.replace(month=1, day=1), today.replace(month=_DECEMBER, day=31)
    if period is Period.LAST_YEAR:
        year = today.year - 1
        return date(year, 1, 1), date(year, _DECEMBER, 31)
    if period is Period.TWELVE_MONTHS:
        # The same day a year ago is the first that does not count; of a leap day, the one before.
        return months_later(today, -12) + timedelta(days=1), today
    return None, None


class PeriodField(QWidget):
    """A choice, and two fields for days of one's own; `changed()` when another stretch is meant.

    `problem(text)` says what is wrong with the days, and nothing where they are well.
    """

    changed = Signal()
    problem = Signal(str)

    def __init__(
        self, theme: ThemeContext, tr: I18n, period: Period = Period.ALL, *, label: str = ""
    ) -> None:
        super().__init__()
        self._tr = tr
        self._days = days_of(period, tr.formats.clock.today())
        self.choice = ChoiceField(
            (
                (Period.ALL, tr.pgettext("period", "All time")),
                (Period.THIS_YEAR, tr.pgettext("period", "This year")),
                (Period.TWELVE_MONTHS, tr.pgettext("period", "Last 12 months")),
                (Period.LAST_YEAR, tr.pgettext("period", "Last year")),
                (Period.OWN, tr.pgettext("period", "Own days")),
            ),
            period,
        )
        self.choice.setMinimumContentsLength(11)
        self.choice.setAccessibleName(label or tr.gettext("Period"))
        self.first = DateField(theme, tr, placeholder=tr.pgettext("period", "any"))
        self.until = DateField(theme, tr, placeholder=tr.pgettext("period", "any"))
        self.first.setAccessibleName(tr.gettext("First day"))
        self.until.setAccessibleName(tr.gettext("Last day"))
        self._dash = QLabel("–")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for widget in (self.choice, self.first, self._dash, self.until):
            row.addWidget(widget)
        for field in (self.first, self.until):
            field.setFixedWidth(theme.px(136))
            field.editingFinished.connect(self._on_days)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choice.currentIndexChanged.connect(self._on_choice)
        self._show_days()

    def value(self) -> tuple[date | None, date | None]:
        """Return the first and the last day, both counting; None is open."""
        return self._days

    def choose(self, period: Period) -> None:
        """Choose a usual stretch."""
        self.choice.choose(period)

    def set_days(self, first: date | None, until: date | None) -> None:
        """Mean two days, without telling."""
        self.choice.blockSignals(True)
        self.choice.choose(Period.OWN)
        self.choice.blockSignals(False)
        self._days = first, until
        self.first.set_day(first)
        self.until.set_day(until)
        self._show_days()

    def _on_choice(self) -> None:
        period = self.choice.value()
        if period is Period.OWN:
            # They begin with the days that were meant, so that one of them is quickly changed.
            for field, day in zip((self.first, self.until), self._days, strict=True):
                field.set_day(day)
            self._show_days()
            self.first.setFocus()
            return
        self._show_days()
        self.problem.emit("")
        self._set(days_of(period, self._tr.formats.clock.today()))

    def _on_days(self) -> None:
        try:
            first, until = self.first.value(), self.until.value()
        except Refusal as refused:
            self.problem.emit(say(self._tr, refused))
            return
        if first is not None and until is not None and first > until:
            self.problem.emit(self._tr.gettext("The first day is after the last: change one."))
            return
        self.problem.emit("")
        self._set((first, until))

    def _set(self, days: tuple[date | None, date | None]) -> None:
        if days != self._days:
            self._days = days
            self.changed.emit()

    def _show_days(self) -> None:
        own = self.choice.value() is Period.OWN
        for widget in (self.first, self._dash, self.until):
            widget.setVisible(own)
