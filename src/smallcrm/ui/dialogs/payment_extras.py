"""Beside a payment: the client's credit used first, and small differences that are given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShortcutEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.domain.enums import WriteOffReason
from smallcrm.domain.money import Money, exponent
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import Settle
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.referral_words import Lapsing, good_until
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

REASONS: Final = (
    WriteOffReason.ROUNDING,
    WriteOffReason.CASH_DISCOUNT,
    WriteOffReason.BANK_FEE,
)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a payment leaves open on a sale."""

    sale: int
    number: str
    left: Money


def small_difference(threshold: Decimal | None, currency: str) -> int:
    """Return in minor units up to what a rest may be given up; whole units of the currency."""
    return int((threshold or Decimal(0)).scaleb(exponent(currency)))


class _KeyCheck(QCheckBox):
    """A box that its key ticks at once: an Enter that follows quickly must not come before."""

    def event(self, event: QEvent) -> bool:
        """Tick on the key without the moment for which Qt would show the box pressed."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)


class _Line(QWidget):
    """One rest: give it up or not, and why."""

    changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, *, first: bool) -> None:
        super().__init__()
        self._tr = tr
        self._first = first
        self.check = _KeyCheck()
        self.reason = ChoiceField(((one, enum_name(tr, one)) for one in REASONS), REASONS[0])
        self.reason.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.reason.setMinimumWidth(theme.px(150))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.check, 1)
        row.addWidget(self.reason)
        self.reason.setVisible(False)
        self.check.toggled.connect(self._on_toggled)
        self.reason.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def show_rest(self, rest: Rest) -> None:
        """Say what would be given up."""
        tr = self._tr
        # Only the first has a key: two boxes with the same letter would only take turns.
        text = (
            tr.gettext("&Give up the remaining {amount} of {number}")
            if self._first
            else tr.gettext("Give up the remaining {amount} of {number}")
        )
        text = text.format(amount=tr.formats.money(rest.left), number=one_line(rest.number))
        self.check.setText(text)
        self.check.setAccessibleName(without_key(text))
        self.reason.setAccessibleName(tr.gettext("Why it is given up"))

    def _on_toggled(self, checked: bool) -> None:
        self.reason.setVisible(checked)
        self.changed.emit()


class SettleBox(QWidget):
    """Offers to give up what a payment leaves open on a sale, where it is small; off by default."""

    form_changed = Signal()
    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._rests: tuple[Rest, ...] = ()
        self._lines: list[_Line] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(4))
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._box.addWidget(self._error)
        self.hide()

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self._lines[0].check if self._lines else self

    @property
    def checks(self) -> list[QCheckBox]:
        """Return the boxes that are shown."""
        return [line.check for line in self._lines[: len(self._rests)]]

    @property
    def reasons(self) -> list[ChoiceField]:
        """Return the reasons beside them."""
        return [line.reason for line in self._lines[: len(self._rests)]]

    def set_rests(self, rests: Sequence[Rest]) -> None:
        """Offer these; what was ticked for a sale stays ticked while its rest is small."""
        if tuple(rests) == self._rests:
            return
        ticked = {rest.sale: line.reason.value() for rest, line in self._ticked()}
        self._rests = tuple(rests)
        while len(self._lines) < len(self._rests):
            line = _Line(self._theme, self._tr, first=not self._lines)
            line.changed.connect(self._on_changed)
            self._lines.append(line)
            self._box.insertWidget(len(self._lines) - 1, line)
        for number, line in enumerate(self._lines):
            rest = self._rests[number] if number < len(self._rests) else None
            line.setVisible(rest is not None)
            kept = rest is not None and rest.sale in ticked
            if rest is not None:
                line.show_rest(rest)
            if rest is not None and kept:
                line.reason.choose(ticked[rest.sale])
            line.check.setChecked(kept)
        self.set_error(None)
        self.setVisible(bool(self._rests))
        self.height_changed.emit()

    def settles(self) -> tuple[Settle, ...]:
        """Return what is given up."""
        return tuple(
            Settle(sale=rest.sale, reason=line.reason.value(), amount=rest.left.major)
            for rest, line in self._ticked()
        )

    def form_state(self) -> object:
        """Return what was ticked."""
        return tuple((rest.sale, line.reason.value()) for rest, line in self._ticked())

    def set_error(self, text: str | None) -> None:
        """Say below what is wrong, or take it back."""
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self, one_line(text))
        self._error.setVisible(bool(text))

    def _ticked(self) -> list[tuple[Rest, _Line]]:
        pairs = zip(self._rests, self._lines, strict=False)
        return [(rest, line) for rest, line in pairs if line.check.isChecked()]

    def _on_changed(self) -> None:
        self.form_changed.emit()
        self.height_changed.emit()


class CreditBox(_KeyCheck):
    """Offers to use the client's credit before the money."""

    def __init__(self, tr: I18n) -> None:
        super().__init__()
        self._tr = tr
        self._credit: Money | None = None
        self.hide()

    def set_credit(self, credit: Money | None, expires: Lapsing = ()) -> None:
        """Offer this credit, or nothing; `expires` says how much of it lapses next, and when."""
        self._credit = credit
        self.setVisible(credit is not None)
        if credit is None:
            self.setChecked(False)
            return
        text = self._tr.gettext("Use {amount} cr&edit first").format(
            amount=self._tr.formats.money(credit)
        )
        if until := good_until(self._tr, credit, expires):
            # Translators: {use} offers to use a credit, {until} says how much of it lapses when
            text = self._tr.gettext("{use} ({until})").format(use=text, until=until)
        self.setText(text)
        self.setAccessibleName(without_key(text))

    @property
    def minor(self) -> int:
        """Return how much of the credit is to be used, at most."""
        return self._credit.minor if self._credit is not None and self.isChecked() else 0
