"""The first start: country, currency and language, as the system has them; Enter accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import setting
from smallcrm.i18n import system
from smallcrm.services.commands import SetSetting
from smallcrm.ui.dialogs.fields import ChoiceField, CountryField, CurrencyField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.settings import FileSettings
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext


class FirstStart(FormDialog):
    """Asks what the program would otherwise guess; `saved` once country and currency are kept.

    `language_changed(code)` where another language than the present one was chosen. Esc leaves
    the guesses in force, and the question for the next start.
    """

    language_changed = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Welcome to Small CRM"),
            parent,
            width=480,
            save_text=tr.gettext("Begin"),
        )
        self.cancel_button.set_content(tr.gettext("Later"), key=tr.pgettext("key", "Esc"))
        settings = context.settings
        text = tr.gettext("Phone numbers, dates and amounts follow these. Settings change them.")
        label = plain_label(text, "secondary")
        label.setWordWrap(True)
        self.body.addWidget(label)
        self.country = CountryField(tr, settings.country)
        self.currency = CurrencyField(tr, settings.currency, first=(settings.currency,))
        current = tr.language if tr.language in system.LANGUAGES else system.ENGLISH
        self.language = ChoiceField(
            ((code, tr.formats.language_name(code)) for code in system.LANGUAGES), current
        )
        self._language = current
        self._suggested = settings.currency
        row = self.add_row("file.country", tr.gettext("&Country"), self.country)
        self.alias("country", row)
        self.add_row("currency", tr.gettext("C&urrency"), self.currency)
        self.add_row("language", tr.gettext("&Language"), self.language)
        self.country.form_changed.connect(self._on_country)
        self.settle()
        focus_field(self.country)

    def command(self) -> SetSetting | None:
        """Keep the country; the currency follows once that is done."""
        country = self.attempt(lambda: setting("file.country").check(self.country.code()))
        currency = self.attempt(lambda: setting("file.currency").check(self.currency.code()))
        if country is None or currency is None:
            return None
        return SetSetting(key="file.country", value=country, request_id=self.request_id)

    def is_changed(self) -> bool:
        """Let Esc go without a question: nothing of the owner's is lost."""
        return False

    def _on_saved(self, outcome: Outcome) -> None:
        command = SetSetting(
            key="file.currency",
            value=self.currency.code(),
            request_id=f"{self.request_id}-currency",
        )
        self.perform(command, self._on_both)
        del outcome

    def _on_both(self, outcome: Outcome) -> None:
        def renew(settings: FileSettings) -> None:
            self.context.settings = settings

        self.context.runner.task(lambda backend: backend.file_settings(), renew)
        language = str(self.language.value())
        if language != self._language:
            self.context.machine.set("machine.language", language)
        super()._on_saved(outcome)
        if language != self._language:
            self.language_changed.emit(language)

    def _on_country(self) -> None:
        try:
            country = setting("file.country").check(self.country.code())
        except Refusal:
            return
        usual = system.currency_of(country)
        if usual is not None and self.currency.code() == self._suggested:
            self._suggested = usual
            self.currency.set_code(usual)
