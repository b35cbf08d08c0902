"""The settings of what is to be done: telling of it, who falls silent, and the calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton

from smallcrm.domain.enums import Level
from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n.sentences import setting_name
from smallcrm.ui.dialogs.fields import ChoiceField, TextField
from smallcrm.ui.dialogs.settings_pages import hint_label
from smallcrm.ui.dialogs.words import say_error

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.file_settings import FileSettingFields
    from smallcrm.ui.dialogs.settings_pages import SettingsPages

_ENDING = ".ics"


class FollowUpPage(QObject):
    """One section of the settings; `height_changed()` when something is said there."""

    height_changed = Signal()

    def __init__(self, context: UiContext, pages: SettingsPages, file: FileSettingFields) -> None:
        super().__init__(pages)
        self._context = context
        self._pages = pages
        tr = context.tr
        self._typed: dict[str, QLineEdit] = {}
        box = pages.add_page(tr.gettext("Follow-ups"))
        self._choice("machine.notify", tr.gettext("A notice of the system, when its time comes."))
        self._text("machine.notify_at", hint=tr.gettext("The time of what has only a day."))
        box.addWidget(hint_label(tr.gettext("Who was not spoken to for so long stands on Today:")))
        for level in (Level.STANDARD, Level.PREFERRED, Level.VIP):
            never = tr.pgettext("not spoken for, days", "Never")
            file.add_text(f"level.{level.value}.silent_days", placeholder=never)
        self.choose = QPushButton(tr.gettext("C&hoose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._on_choose)
        hint = tr.gettext(
            "Kept up to date, for programs that show a calendar out of a file (.ics). Who can"
            " read the file, reads what is in it."
        )
        self._text(
            "calendar.file",
            hint=hint,
            placeholder=tr.pgettext("calendar file", "None"),
            trailing=(self.choose,),
        )
        self._choice("calendar.names", tr.gettext("Else only what is to be done stands there."))
        self._choice("calendar.birthdays", "")

    def flush(self) -> bool:
        """Keep what is still being typed; False where that cannot be."""
        return all(self._keep(key, field.text()) for key, field in self._typed.items())

    def _choice(self, key: str, hint: str) -> None:
        tr = self._context.tr
        choices = (("yes", tr.pgettext("choice", "Yes")), ("no", tr.pgettext("choice", "No")))
        field = ChoiceField(choices, self._context.machine.get(key))
        field.currentIndexChanged.connect(lambda _index: self._keep(key, str(field.value())))
        self._pages.add_row(key, setting_name(tr, key), field, hint=hint)

    def _text(
        self,
        key: str,
        *,
        hint: str,
        placeholder: str = "",
        trailing: tuple[QPushButton, ...] = (),
    ) -> None:
        field = TextField(self._context.machine.get(key), placeholder=placeholder)
        field.editingFinished.connect(lambda: self._keep(key, field.text()))
        self._typed[key] = field
        name = setting_name(self._context.tr, key)
        self._pages.add_row(key, name, field, hint=hint, trailing=trailing)

    def _on_choose(self) -> None:
        """Ask where the calendar is to be kept."""
        tr = self._context.tr
        dialog = QFileDialog(self.choose.window(), tr.gettext("Calendar file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("Calendars (*.ics)"))
        dialog.setDefaultSuffix(_ENDING.removeprefix("."))
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, name: str) -> None:
        field = self._typed["calendar.file"]
        field.setText(name)
        self._keep("calendar.file", name)

    def _keep(self, key: str, text: str) -> bool:
        row, machine = self._pages.row(key), self._context.machine
        try:
            before = machine.get(key)
            _require_place(key, text)
            kept = machine.set(key, text) if text.strip() != before else before
        except (Refusal, DataFileError) as error:
            row.set_error(say_error(self._context.tr, error))
            self.height_changed.emit()
            return False
        row.set_error(None)
        if kept != before:
            self._context.hub.machine_changed.emit()
        return True


def _require_place(key: str, text: str) -> None:
    """Refuse a calendar that could never be written, or would take another file's place."""
    if key != "calendar.file" or not text.strip():
        return
    path = Path(text.strip())
    if path.suffix.lower() != _ENDING:
        raise Refusal("unknown_ending", field=key, text=path.suffix, known=(_ENDING,))
    if not path.is_absolute() or not path.parent.is_dir():
        raise Refusal("cannot_write_file", field=key, file=path.name)
