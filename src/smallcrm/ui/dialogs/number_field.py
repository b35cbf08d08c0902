"""A field for a plain number or a percentage, read as the locale writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from smallcrm.domain.errors import Refusal
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_HUNDRED = 100


class NumberField(QLineEdit):
    """A decimal number; empty is None. `percent` takes 0 to 100 alone (`not_a_percentage`)."""

    def __init__(
        self, tr: I18n, *, name: str, percent: bool = False, placeholder: str = ""
    ) -> None:
        super().__init__()
        self._tr = tr
        self._name = name
        self._percent = percent
        self.setPlaceholderText(painted(placeholder))

    def set_value(self, value: Decimal | None) -> None:
        """Show a number, or nothing."""
        self.setText("" if value is None else self._tr.formats.decimal(value))
        self.setCursorPosition(0)

    def value(self) -> Decimal | None:
        """Read the number, None where nothing is written; refuses what is none."""
        text = self.text().strip()
        if not text:
            return None
        found = self._tr.formats.parse_number(text, field=self._name)
        if self._percent and not 0 <= found <= _HUNDRED:
            raise Refusal("not_a_percentage", field=self._name, text=text[:40])
        return found
