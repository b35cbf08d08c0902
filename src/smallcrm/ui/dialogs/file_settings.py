"""The fields of the data file's settings: each is kept when it is left or chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import setting
from smallcrm.i18n.sentences import setting_name
from smallcrm.services.commands import SetSetting
from smallcrm.ui.dialogs.fields import ChoiceField, CountryField, CurrencyField, TextField
from smallcrm.ui.dialogs.words import say, say_error

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.settings_pages import SettingsPages

LEVELS: Final = ("preferred", "vip")
STEPS: Final = (1, 2, 3)
# Decimals: shown and read with the locale's own sign, kept with a point.
_DECIMALS: Final = frozenset(
    {
        "money.small_difference",
        "money.tax_percent",
        "reminders.interest_percent",
        *(f"reminders.fee_{step}" for step in STEPS),
        *(f"level.{level}.discount_percent" for level in LEVELS),
    }
)


class FileSettingFields(QObject):
    """Adds settings of the file to the pages and keeps them.

    `saved(outcome)` after each that was written, `height_changed` when something is said.
    """

    saved = Signal(object)
    height_changed = Signal()

    def __init__(self, context: UiContext, pages: SettingsPages, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._pages = pages
        self._kept: dict[str, str] = {}
        self._fields: dict[str, QWidget] = {}

    def field(self, key: str) -> QWidget:
        """Return the field of a setting."""
        return self._fields[key]

    def value(self, key: str) -> str:
        """Return what is kept of a setting, or being kept."""
        kept = self._kept.get(key)
        return kept if kept is not None else self._context.settings.value(key)

    def add_text(
        self,
        key: str,
        *,
        hint: str = "",
        placeholder: str = "",
        trailing: tuple[QWidget, ...] = (),
    ) -> TextField:
        """Add a setting that is one line of text."""
        text = self.value(key)
        if key in _DECIMALS:
            text = text.replace(".", self._context.tr.formats.numbers.decimal)
        field = TextField(text, placeholder=placeholder)
        self.add(key, field, hint=hint, trailing=trailing)
        return field

    def add(
        self, key: str, field: QWidget, *, hint: str = "", trailing: tuple[QWidget, ...] = ()
    ) -> None:
        """Add a setting with a field of any kind."""
        name = setting_name(self._context.tr, key)
        self._pages.add_row(key, name, field, hint=hint, trailing=trailing)
        self._fields[key] = field
        field.setProperty("setting", key)
        if isinstance(field, QLineEdit):
            field.editingFinished.connect(lambda: self.keep(key))
        elif isinstance(field, QPlainTextEdit):
            field.installEventFilter(self)
        elif isinstance(field, ChoiceField):
            field.currentIndexChanged.connect(lambda _index: self.keep(key))
        elif isinstance(field, CountryField | CurrencyField):
            field.form_changed.connect(lambda: self._on_code(key, field))

    def keep(self, key: str) -> bool:
        """Keep what is in a field; say beside it why that cannot be."""
        row = self._pages.row(key)
        try:
            wanted = setting(key).check(self._canonical(key, typed(self._fields[key])))
        except Refusal as refused:
            row.set_error(say(self._context.tr, refused))
            self.height_changed.emit()
            return False
        row.set_error(None)
        if wanted == self.value(key):
            return True
        before = self._kept.get(key)
        self._kept[key] = wanted

        def failed(error: Exception) -> None:
            if before is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = before
            if shiboken6.isValid(row):
                row.set_error(say_error(self._context.tr, error))
                self.height_changed.emit()

        self._context.runner.write(
            SetSetting(key=key, value=wanted), self._on_kept, failed, initiator=self.parent()
        )
        return True

    def flush(self) -> bool:
        """Keep all that is still being typed; show the first field of which that cannot be."""
        for key in self._fields:
            if not self.keep(key):
                self._pages.show_row(key)
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a text of several lines when the keyboard leaves it."""
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self.keep(str(watched.property("setting")))
        return super().eventFilter(watched, event)

    def _on_code(self, key: str, field: CountryField | CurrencyField) -> None:
        known = {str(field.itemData(index)) for index in range(field.count())}
        if field.code() in known:
            self.keep(key)

    def _on_kept(self, outcome: Outcome) -> None:
        def renew(settings: FileSettings) -> None:
            self._context.settings = settings
            self._kept.clear()

        self._context.runner.task(lambda backend: backend.file_settings(), renew)
        if shiboken6.isValid(self):
            self.saved.emit(outcome)

    def _canonical(self, key: str, text: str) -> str:
        """Write a decimal with a point, as it is kept; refuses what is no number."""
        if key not in _DECIMALS or not text.strip():
            return text
        return f"{self._context.tr.formats.parse_number(text, field=key):f}"


def typed(field: QWidget) -> str:
    """Return what a field holds, as text."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, CountryField | CurrencyField):
        return field.code()
    if isinstance(field, ChoiceField):
        return str(field.value())
    return field.text() if isinstance(field, QLineEdit) else ""
