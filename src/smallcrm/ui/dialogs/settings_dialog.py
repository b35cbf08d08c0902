"""The settings: each is kept as soon as it is chosen, and those of the file can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.number_patterns import check_pattern, render
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
from smallcrm.ui.dialogs.settings_pages import SettingsPages, hint_label
from smallcrm.ui.dialogs.words import escape_key, say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, painted

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from smallcrm.domain.settings import FileSettings
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext

_SIZES: Final = (100, 110, 125, 150)
_NUMBERS: Final = ("sale", "quote", "invoice", "credit_note", "delivery", "contract")
_LEVELS: Final = ("preferred", "vip")
_STEPS: Final = (1, 2, 3)
# A number within the year, as an example.
_EXAMPLE: Final = 42
# Decimals: shown and read with the locale's own sign, kept with a point.
_DECIMALS: Final = frozenset(
    {
        "money.small_difference",
        "money.tax_percent",
        "reminders.interest_percent",
        *(f"reminders.fee_{step}" for step in _STEPS),
        *(f"level.{level}.discount_percent" for level in _LEVELS),
    }
)


class SettingsDialog(DialogFrame):
    """Settings of this computer and of the data file, in sections.

    `language_changed(code)` once another language is chosen (`system`, `en`, `zh_CN`); theme and
    size of text apply at once; `saved(outcome)` after each setting of the file.
    """

    saved = Signal(object)
    language_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Settings"), parent, width=780, height=560)
        self._context = context
        self._kept: dict[str, str] = {}
        self._fields: dict[str, QWidget] = {}
        self._examples: dict[str, RunLabel] = {}
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
        self.pages = SettingsPages(context.theme, tr.gettext("Sections"))
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
        return self.pages.row(key)

    def field(self, key: str) -> QWidget:
        """Return the field of a setting of the file, for tests."""
        return self._fields[key]

    def accept(self) -> None:
        """Close, once what is still being typed has been kept."""
        if self._flush():
            super().accept()

    def reject(self) -> None:
        """Close on Esc as the button does: there is nothing to discard."""
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a text of several lines when the keyboard leaves it."""
        if event.type() == event.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self._keep_file(str(watched.property("setting")), watched.toPlainText())
        return super().eventFilter(watched, event)

    def _build_body(self) -> None:
        tr, pages = self._context.tr, self.pages
        pages.add_page(tr.gettext("This computer"))
        self._add("machine.language", self.language)
        self._add("machine.theme", self.appearance)
        self._add("machine.text_size", self.text_size)
        pages.add_page(
            tr.gettext("Your business"), tr.gettext("As printed on quotes, invoices and reports.")
        )
        self._keep("file.owner_name", self.owner_name)
        self._keep("file.owner_line", self.owner_line)
        self._keep("file.owner_address", self.owner_address)
        self._text("file.owner_tax_number")
        self._build_clients()
        self._build_money()
        self._build_numbers()
        pages.add_page(tr.gettext("Quotes and contracts"))
        for key in ("quotes.valid_days", "quotes.warn_days", "contracts.warn_days"):
            self._text(key)
        terms = TextArea(self.theme, self._kept_value("quotes.terms"), lines=4)
        terms.setPlaceholderText(tr.gettext("Printed below the lines of a quote"))
        self._keep("quotes.terms", terms)
        self._build_reminders()
        pages.add_page(tr.gettext("Backups"))
        self._add_backups()
        pages.finish()
        pages.turned.connect(self.grow)
        self.body.addWidget(pages, 1)
        self.language.currentIndexChanged.connect(self._on_language)
        self.appearance.currentIndexChanged.connect(self._on_appearance)
        self.text_size.currentIndexChanged.connect(self._on_text_size)

    def _build_clients(self) -> None:
        tr = self._context.tr
        self.pages.add_page(tr.gettext("Clients and levels"))
        self._keep("file.country", self.country)
        self._keep("file.currency", self.currency)
        self._keep("file.payment_term_days", self.term)
        hint = tr.gettext("What a level brings, where the client has nothing of their own:")
        self._page().addWidget(hint_label(hint))
        for level in _LEVELS:
            self._text(f"level.{level}.discount_percent", placeholder=tr.gettext("None"))
            usual = tr.gettext("As for everybody")
            self._text(f"level.{level}.payment_term_days", placeholder=usual)

    def _build_money(self) -> None:
        tr = self._context.tr
        self.pages.add_page(tr.gettext("Money and tax"))
        hint = tr.gettext("So little left open can be given up with a payment.")
        self._text("money.small_difference", hint=hint)
        self._text("money.tax_percent")
        yes_no = (("no", tr.pgettext("choice", "No")), ("yes", tr.pgettext("choice", "Yes")))
        for key, hint in (
            (
                "money.prices_include_tax",
                tr.gettext("How new quotes and sales begin; each can be changed."),
            ),
            (
                "money.tax_per_line",
                tr.gettext("As Chinese invoices are; else tax is rounded once per rate."),
            ),
        ):
            self._keep(key, ChoiceField(yes_no, self._kept_value(key)), hint=hint)

    def _build_numbers(self) -> None:
        tr = self._context.tr
        self.pages.add_page(
            tr.gettext("Numbers"),
            tr.gettext(
                "{year} or {yy}, {month} and {number} are filled in; {number:4} has four digits"
                " at least. Invoices and credit notes are counted without gaps."
            ),
        )
        for what in _NUMBERS:
            key = f"numbers.{what}"
            example = RunLabel(self.theme)
            example.setMinimumWidth(self.theme.px(120))
            self._examples[key] = example
            field = self._text(key, trailing=(example,))
            field.textChanged.connect(lambda _text, key=key: self._say_example(key))
            self._say_example(key)

    def _build_reminders(self) -> None:
        tr = self._context.tr
        self.pages.add_page(
            tr.gettext("Reminders"),
            tr.gettext(
                "Days are counted from the due date. Fees are in the currency that is overdue;"
                " fee and interest become a sale of their own."
            ),
        )
        for step in _STEPS:
            self._text(f"reminders.days_{step}")
            self._text(f"reminders.fee_{step}")
        self._text("reminders.interest_percent")

    def _page(self) -> QVBoxLayout:
        return self.pages.current_layout()

    def _add(
        self, key: str, field: QWidget, *, hint: str = "", trailing: tuple[QWidget, ...] = ()
    ) -> None:
        self.pages.add_row(
            key, setting_name(self._context.tr, key), field, hint=hint, trailing=trailing
        )

    def _text(
        self,
        key: str,
        *,
        hint: str = "",
        placeholder: str = "",
        trailing: tuple[QWidget, ...] = (),
    ) -> TextField:
        """Add a setting that is one line of text."""
        text = self._kept_value(key)
        if key in _DECIMALS:
            text = text.replace(".", self._context.tr.formats.numbers.decimal)
        field = TextField(text, placeholder=placeholder)
        self._keep(key, field, hint=hint, trailing=trailing)
        return field

    def _keep(
        self, key: str, field: QWidget, *, hint: str = "", trailing: tuple[QWidget, ...] = ()
    ) -> None:
        """Add a setting of the file, which is kept when its field is left or chosen."""
        self._add(key, field, hint=hint, trailing=trailing)
        self._fields[key] = field
        field.setProperty("setting", key)
        if isinstance(field, QLineEdit):
            field.editingFinished.connect(self._on_edited)
        elif isinstance(field, QPlainTextEdit):
            field.installEventFilter(self)
        elif isinstance(field, ChoiceField):
            field.currentIndexChanged.connect(lambda _index: self._keep_file(key, _typed(field)))
        elif isinstance(field, CountryField | CurrencyField):
            field.form_changed.connect(lambda: self._on_code(key, field))

    def _say_example(self, key: str) -> None:
        """Show a number that the pattern makes, as it is typed."""
        field, today = self._fields[key], self._context.clock.today()
        try:
            text = render(check_pattern(_typed(field)), today, _EXAMPLE)
        except Refusal:
            text = "–"
        self._examples[key].set_runs((Run(painted(text), SMALL, "second"),))

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
        hint = hint_label(text)
        page = self._page()
        for widget in (path, hint):
            page.addWidget(widget)
        page.addLayout(line)
        page.addWidget(self.backup_state)
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

    def _on_code(self, key: str, field: CountryField | CurrencyField) -> None:
        if field.code() in _codes(field):
            self._keep_file(key, field.code())

    def _on_edited(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self._keep_file(str(field.property("setting")), field.text())

    def _keep_machine(self, key: str, value: str) -> bool:
        try:
            self._context.machine.set(key, value)
        except (Refusal, DataFileError) as error:
            self.pages.row(key).set_error(self._words(error))
            self.grow()
            return False
        self.pages.row(key).set_error(None)
        return True

    def _keep_file(self, key: str, value: str) -> bool:
        row = self.pages.row(key)
        try:
            wanted = setting(key).check(self._canonical(key, value))
        except Refusal as refused:
            row.set_error(say(self._context.tr, refused))
            self.grow()
            return False
        row.set_error(None)
        if wanted == self._kept_value(key):
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

    def _canonical(self, key: str, text: str) -> str:
        """Write a decimal with a point, as it is kept; refuses what is no number."""
        if key not in _DECIMALS or not text.strip():
            return text
        return f"{self._context.tr.formats.parse_number(text, field=key):f}"

    def _kept_value(self, key: str) -> str:
        return self._kept.get(key, _value(self._context.settings, key))

    def _flush(self) -> bool:
        for key, field in self._fields.items():
            if not self._keep_file(key, _typed(field)):
                self.pages.show_row(key)
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


def _typed(field: QWidget) -> str:
    """Return what a field holds, as text."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, CountryField | CurrencyField):
        return field.code()
    if isinstance(field, ChoiceField):
        return str(field.value())
    return field.text() if isinstance(field, QLineEdit) else ""


def _value(settings: FileSettings, key: str) -> str:
    if key.startswith("file."):
        return str(getattr(settings, key.removeprefix("file.")))
    return settings.value(key)
