"""The settings: each is kept as soon as it is chosen, and those of the file can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.settings import setting
from smallcrm.i18n import sentences
from smallcrm.i18n.sentences import setting_name
from smallcrm.services.commands import SetSetting
from smallcrm.ui.dialogs.fields import (
    ChoiceField,
    CountryField,
    CurrencyField,
    TextArea,
    TextField,
)
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import escape_key, say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel, hairline, plain_label
from smallcrm.ui.widgets.painting import Run, painted

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from smallcrm.domain.settings import FileSettings
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext

_SIZES: Final = (100, 110, 125, 150)
_LABEL: Final = 150


class SettingsDialog(DialogFrame):
    """Settings of this computer and of the data file.

    `language_changed(code)` once another language is chosen (`system`, `en`, `zh_CN`); theme and
    size of text apply at once; `saved(outcome)` after each setting of the file.
    """

    saved = Signal(object)
    language_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context.theme, tr.gettext("Settings"), parent, width=600, body_scrolls=True
        )
        self._context = context
        self._rows: dict[str, FieldRow] = {}
        self._kept: dict[str, str] = {}
        machine, settings = context.machine, context.settings
        names = {"system": tr.pgettext("choice", "As the system")}
        languages = [
            (code, names.get(code) or tr.formats.language_name(code))
            for code in setting("machine.language").choices
        ]
        themes = [
            ("system", tr.pgettext("choice", "As the system")),
            ("light", tr.pgettext("theme", "Light")),
            ("dark", tr.pgettext("theme", "Dark")),
        ]
        size = int(machine.get("machine.text_size"))
        sizes = [(value, tr.formats.percent(value)) for value in sorted({*_SIZES, max(100, size)})]
        self.language = ChoiceField(languages, machine.get("machine.language"))
        self.appearance = ChoiceField(themes, machine.get("machine.theme"))
        self.text_size = ChoiceField(sizes, max(100, size))
        self.owner_name = TextField(settings.owner_name)
        self.owner_line = TextField(
            settings.owner_line, placeholder=tr.gettext("Piano tuning and repair, say")
        )
        self.owner_address = TextArea(context.theme, settings.owner_address, lines=3)
        self.country = CountryField(tr, settings.country)
        self.currency = CurrencyField(tr, settings.currency, first=(settings.currency,))
        self.term = TextField(str(settings.payment_term_days))
        self.backup_button = QPushButton(tr.gettext("&Back up now"))
        self.folder_button = QPushButton(tr.gettext("&Open the folder"))
        self.backup_state = RunLabel(context.theme, wrap=True)
        self._build_body()
        close = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        close.clicked.connect(self.accept)
        self.language.setFocus(Qt.FocusReason.OtherFocusReason)

    def row(self, key: str) -> FieldRow:
        """Return the row of a setting, for tests."""
        return self._rows[key]

    def accept(self) -> None:
        """Close, once what is still being typed has been kept."""
        if self._flush():
            super().accept()

    def reject(self) -> None:
        """Close on Esc as the button does: there is nothing to discard."""
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a text of several lines when the keyboard leaves it."""
        if event.type() == event.Type.FocusOut and watched is self.owner_address:
            self._keep_file("file.owner_address", self.owner_address.toPlainText())
        return super().eventFilter(watched, event)

    def _build_body(self) -> None:
        tr = self._context.tr
        self._section(tr.gettext("This computer"))
        self._add("machine.language", self.language)
        self._add("machine.theme", self.appearance)
        self._add("machine.text_size", self.text_size)
        self._section(tr.gettext("Your business, as printed on reports"))
        self._add("file.owner_name", self.owner_name)
        self._add("file.owner_line", self.owner_line)
        self._add("file.owner_address", self.owner_address)
        self._section(tr.gettext("For new clients and sales"))
        self._add("file.country", self.country)
        self._add("file.currency", self.currency)
        self._add("file.payment_term_days", self.term)
        self._section(tr.gettext("Backups"))
        self._add_backups()
        self.body.addStretch(1)
        self.language.currentIndexChanged.connect(self._on_language)
        self.appearance.currentIndexChanged.connect(self._on_appearance)
        self.text_size.currentIndexChanged.connect(self._on_text_size)
        for key, field in (
            ("file.owner_name", self.owner_name),
            ("file.owner_line", self.owner_line),
            ("file.payment_term_days", self.term),
        ):
            field.setProperty("setting", key)
            field.editingFinished.connect(self._on_edited)
        self.owner_address.installEventFilter(self)
        self.country.form_changed.connect(self._on_country)
        self.currency.form_changed.connect(self._on_currency)

    def _section(self, title: str) -> None:
        if self.body.count():
            self.body.addSpacing(self.theme.px(4))
            self.body.addWidget(hairline())
        self.body.addWidget(plain_label(title, "section"))

    def _add(self, key: str, field: QWidget) -> None:
        name = setting_name(self._context.tr, key)
        field.setAccessibleName(name)
        row = FieldRow(self.theme, painted(name), field, label_width=_LABEL)
        self._rows[key] = row
        self.body.addWidget(row)

    def _add_backups(self) -> None:
        tr = self._context.tr
        backend = self._context.runner.backend()
        folder = backend.paths.backups if backend is not None else None
        path = RunLabel(self.theme, (Run(str(folder or ""), SMALL, "second"),))
        line = QHBoxLayout()
        for button in (self.backup_button, self.folder_button):
            line.addWidget(button)
        line.addStretch(1)
        text = tr.gettext("A copy is made each day and on closing; older ones are thinned out.")
        hint = plain_label(text, "hint")
        hint.setWordWrap(True)
        for widget in (path, hint):
            self.body.addWidget(widget)
        self.body.addLayout(line)
        self.body.addWidget(self.backup_state)
        self.backup_state.hide()
        self._folder = folder
        self.backup_button.clicked.connect(self.back_up)
        self.folder_button.clicked.connect(self._on_folder)

    def back_up(self) -> None:
        """Make a verified copy now, and say so beneath."""
        self.backup_button.setDisabled(True)
        text = self._context.tr.gettext("Copying…")
        self.backup_state.set_runs((Run(text, SMALL, "second"),), ("hourglass", "second"))
        self.backup_state.show()
        self._context.runner.task(
            lambda backend: backend.backup(), self._on_backed_up, self._on_not_backed_up
        )

    def _on_backed_up(self, path: Path) -> None:
        if shiboken6.isValid(self):
            self.backup_button.setEnabled(True)
            text = self._context.tr.gettext("Copied and checked: {file}").format(file=path.name)
            self.backup_state.set_runs((Run(text, SMALL, "ok"),), ("check", "ok"))
            self.grow()

    def _on_not_backed_up(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.backup_button.setEnabled(True)
            text = self._words(error)
            self.backup_state.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            self.grow()

    def _on_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _on_language(self) -> None:
        if self._keep_machine("machine.language", str(self.language.value())):
            self.language_changed.emit(str(self.language.value()))

    def _on_appearance(self) -> None:
        if self._keep_machine("machine.theme", str(self.appearance.value())):
            self._context.theme.set_choice(self.appearance.value())

    def _on_text_size(self) -> None:
        if self._keep_machine("machine.text_size", str(self.text_size.value())):
            self._context.theme.set_scale(int(self.text_size.value()) / 100)
            self.grow()

    def _on_country(self) -> None:
        if self.country.code() in _codes(self.country):
            self._keep_file("file.country", self.country.code())

    def _on_currency(self) -> None:
        if self.currency.code() in _codes(self.currency):
            self._keep_file("file.currency", self.currency.code())

    def _on_edited(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self._keep_file(str(field.property("setting")), field.text())

    def _keep_machine(self, key: str, value: str) -> bool:
        try:
            self._context.machine.set(key, value)
        except (Refusal, DataFileError) as error:
            self._rows[key].set_error(self._words(error))
            self.grow()
            return False
        self._rows[key].set_error(None)
        return True

    def _keep_file(self, key: str, value: str) -> bool:
        row = self._rows[key]
        try:
            wanted = setting(key).check(value)
        except Refusal as refused:
            row.set_error(say(self._context.tr, refused))
            self.grow()
            return False
        row.set_error(None)
        if wanted == self._kept.get(key, _value(self._context.settings, key)):
            return True
        before = self._kept.get(key)
        self._kept[key] = wanted

        def failed(error: Exception) -> None:
            if before is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = before
            if shiboken6.isValid(self):
                row.set_error(self._words(error))
                self.grow()

        self._context.runner.write(
            SetSetting(key=key, value=wanted), self._on_kept, failed, initiator=self
        )
        return True

    def _on_kept(self, outcome: Outcome) -> None:
        def renew(settings: FileSettings) -> None:
            self._context.settings = settings
            self._kept.clear()

        self._context.runner.task(lambda backend: backend.file_settings(), renew)
        if shiboken6.isValid(self):
            self.saved.emit(outcome)

    def _flush(self) -> bool:
        fields: tuple[tuple[str, str], ...] = (
            ("file.owner_name", self.owner_name.text()),
            ("file.owner_line", self.owner_line.text()),
            ("file.owner_address", self.owner_address.toPlainText()),
            ("file.payment_term_days", self.term.text()),
            ("file.country", self.country.code()),
            ("file.currency", self.currency.code()),
        )
        for key, text in fields:
            if not self._keep_file(key, text):
                field = self._rows[key].field
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return False
        return True

    def _words(self, error: Exception) -> str:
        tr = self._context.tr
        if isinstance(error, Refusal):
            return say(tr, error)
        if isinstance(error, DataFileError):
            return sentences.trouble(tr, error)
        return tr.gettext("This went wrong, and nothing was changed. Try it again.")


def _codes(field: CountryField | CurrencyField) -> set[str]:
    return {str(field.itemData(index)) for index in range(field.count())}


def _value(settings: FileSettings, key: str) -> str:
    return str(getattr(settings, key.removeprefix("file.")))
