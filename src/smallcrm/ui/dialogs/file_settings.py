"""The fields of the data file's settings: each is kept when it is left or chosen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import shiboken6
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from smallcrm.domain.changes import Changes, Entity
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
    from smallcrm.ui.widgets.form import FieldRow

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


class SettingRows(Protocol):
    """Where the fields stand: sections of some sort, each with rows."""

    def add_row(
        self,
        key: str,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        trailing: Sequence[QWidget] = (),
    ) -> FieldRow:
        """Add a row to the section begun last."""

    def row(self, key: str) -> FieldRow:
        """Return the row of a setting."""

    def show_row(self, key: str) -> None:
        """Show the section of a setting and give its field the keyboard."""


class SettingField(QWidget):
    """A field of a kind of its own: `form_changed()` once something was chosen in it."""

    form_changed = Signal()

    @abstractmethod
    def text(self) -> str:
        """Return what is chosen, as the setting keeps it."""
        raise NotImplementedError

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Show what is kept, without telling."""
        raise NotImplementedError


class FileSettingFields(QObject):
    """Adds settings of the file to the pages and keeps them.

    `saved(outcome)` after each that was written, `height_changed` when something is said,
    `followed` once the fields show what was changed elsewhere or taken back.
    """

    saved = Signal(object)
    followed = Signal()
    height_changed = Signal()

    def __init__(self, context: UiContext, pages: SettingRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._pages = pages
        self._kept: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._fields: dict[str, QWidget] = {}
        context.hub.committed.connect(self._on_committed)

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
        field = TextField(self._as_typed(key, self.value(key)), placeholder=placeholder)
        self.add(key, field, hint=hint, trailing=trailing)
        return field

    def add(
        self, key: str, field: QWidget, *, hint: str = "", trailing: tuple[QWidget, ...] = ()
    ) -> None:
        """Add a setting with a field of any kind."""
        name = setting_name(self._context.tr, key)
        self._pages.add_row(key, name, field, hint=hint, trailing=trailing)
        self._fields[key] = field
        self._shown[key] = self.value(key)
        field.setProperty("setting", key)
        if isinstance(field, QLineEdit):
            field.editingFinished.connect(lambda: self.keep(key))
            field.installEventFilter(self)
        elif isinstance(field, QPlainTextEdit):
            field.installEventFilter(self)
        elif isinstance(field, ChoiceField):
            field.currentIndexChanged.connect(lambda _index: self.keep(key))
        elif isinstance(field, CountryField | CurrencyField):
            field.form_changed.connect(lambda: self._on_code(key, field))
        elif isinstance(field, SettingField):
            field.form_changed.connect(lambda: self.keep(key))

    def typed(self) -> dict[str, str]:
        """Return what is in the fields, by key; of a field that is wrong what is kept."""
        found: dict[str, str] = {}
        for key, field in self._fields.items():
            try:
                found[key] = setting(key).check(self._canonical(key, typed(field)))
            except Refusal:
                found[key] = self.value(key)
        return found

    def read(self) -> None:
        """Read the settings anew, and show what is different."""
        self._context.runner.task(lambda backend: backend.file_settings(), self._follow)

    def _on_committed(self, changes: Changes, _initiator: object) -> None:
        if shiboken6.isValid(self) and changes.touches(Entity.SETTING):
            self.read()

    def _follow(self, settings: FileSettings) -> None:
        """Show what was changed elsewhere, or taken back; what is being typed stays."""
        self._context.settings = settings
        self._kept.clear()
        for key, field in self._fields.items():
            text = settings.value(key)
            if text != self._shown[key]:
                self._shown[key] = text
                put(field, self._as_typed(key, text))
                self._pages.row(key).set_error(None)
        self.followed.emit()

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
        # What was changed elsewhere meanwhile is not written over by what nobody typed.
        if wanted in {self._shown[key], self.value(key)}:
            return True
        before, shown = self._kept.get(key), self._shown[key]
        self._kept[key] = self._shown[key] = wanted

        def failed(error: Exception) -> None:
            self._shown[key] = shown
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
        """Keep a text of several lines when the keyboard leaves it; leave undo to the window.

        A field would take the key for undo even where nothing was typed in it.
        """
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self.keep(str(watched.property("setting")))
        if leaves_undo(watched, event):
            event.ignore()
            return True
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

    def _as_typed(self, key: str, text: str) -> str:
        """Write a setting as it is typed here."""
        if key in _DECIMALS:
            return text.replace(".", self._context.tr.formats.numbers.decimal)
        return text

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
    if isinstance(field, SettingField):
        return field.text()
    return field.text() if isinstance(field, QLineEdit) else ""


def leaves_undo(field: QObject, event: QEvent) -> bool:
    """Tell whether a key that undoes is meant for the window: nothing was typed in the field."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if not event.matches(QKeySequence.StandardKey.Undo):
        return False
    if isinstance(field, QPlainTextEdit):
        return not field.document().isUndoAvailable()
    return isinstance(field, QLineEdit) and not field.isUndoAvailable()


def put(field: QWidget, text: str) -> None:
    """Show a text in a field, as if it had been there from the beginning."""
    blocked = field.blockSignals(True)
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    elif isinstance(field, CountryField | CurrencyField):
        field.set_code(text)
    elif isinstance(field, ChoiceField):
        field.choose(text)
    elif isinstance(field, SettingField):
        field.set_text(text)
    elif isinstance(field, QLineEdit):
        field.setText(text)
        field.setCursorPosition(0)
    field.blockSignals(blocked)
