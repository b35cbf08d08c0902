"""The settings: each is kept as soon as it is chosen, and those of the file can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.number_patterns import check_pattern, render
from smallcrm.domain.settings import setting
from smallcrm.i18n.sentences import setting_name
from smallcrm.ui.dialogs.backup_box import BackupBox
from smallcrm.ui.dialogs.fields import (
    ChoiceField,
    CountryField,
    CurrencyField,
    TextArea,
    TextField,
)
from smallcrm.ui.dialogs.file_settings import LEVELS, STEPS, FileSettingFields, typed
from smallcrm.ui.dialogs.follow_up_page import FollowUpPage
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.phone_pages import PhonePages
from smallcrm.ui.dialogs.settings_pages import SettingsPages, hint_label
from smallcrm.ui.dialogs.words import escape_key, say_error
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, painted

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.form import FieldRow

_SIZES: Final = (100, 110, 125, 150)
_NUMBERS: Final = ("sale", "quote", "invoice", "credit_note", "delivery", "contract")
# A number within the year, as an example.
_EXAMPLE: Final = 42


class SettingsDialog(DialogFrame):
    """Settings of this computer and of the data file, in sections; `show` is the key of the first.

    `language_changed(code)` once another language is chosen (`system`, `en`, `zh_CN`); theme and
    size of text apply at once; `saved(outcome)` after each setting of the file. `wanted(name,
    argument)` asks for the windows of letterhead, texts and label sheets, and for the manual of the
    phone.
    """

    saved = Signal(object)
    wanted = Signal(str, object)
    language_changed = Signal(str)

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, show: str | None = None
    ) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Settings"), parent, width=780, height=560)
        self._context = context
        self._examples: dict[str, RunLabel] = {}
        self.paper_buttons: list[QPushButton] = []
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
        self.file = FileSettingFields(context, self.pages, self)
        self.file.saved.connect(self.saved)
        self.file.height_changed.connect(self.grow)
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
        self.backups = BackupBox(context)
        self._build_body()
        close = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        close.clicked.connect(self.accept)
        self.language.setFocus(Qt.FocusReason.OtherFocusReason)
        if show is not None:
            self.pages.show_row(show)

    def row(self, key: str) -> FieldRow:
        """Return the row of a setting, for tests."""
        return self.pages.row(key)

    def field(self, key: str) -> QWidget:
        """Return the field of a setting of the file, for tests."""
        return self.file.field(key)

    def accept(self) -> None:
        """Close, once what is still being typed has been kept."""
        if self.follow_ups.flush() and self.phone.flush() and self.file.flush():
            super().accept()

    def reject(self) -> None:
        """Close on Esc as the button does: there is nothing to discard."""
        self.accept()

    def _build_body(self) -> None:
        tr, pages = self._context.tr, self.pages
        pages.add_page(tr.gettext("This computer"))
        for key, field in (
            ("machine.language", self.language),
            ("machine.theme", self.appearance),
            ("machine.text_size", self.text_size),
        ):
            pages.add_row(key, setting_name(tr, key), field)
        self._build_background()
        pages.add_page(
            tr.gettext("Your business"), tr.gettext("As printed on quotes, invoices and reports.")
        )
        self.file.add("file.owner_name", self.owner_name)
        self.file.add("file.owner_line", self.owner_line)
        self.file.add("file.owner_address", self.owner_address)
        self.file.add_text("file.owner_tax_number")
        self._build_paper()
        self._build_clients()
        self._build_money()
        self._build_numbers()
        pages.add_page(tr.gettext("Quotes and contracts"))
        for key in ("quotes.valid_days", "quotes.warn_days", "contracts.warn_days"):
            self.file.add_text(key)
        terms = TextArea(self.theme, self.file.value("quotes.terms"), lines=4)
        terms.setPlaceholderText(tr.gettext("Printed below the lines of a quote"))
        self.file.add("quotes.terms", terms)
        self._build_reminders()
        self._build_referrals()
        self.follow_ups = FollowUpPage(self._context, pages, self.file)
        self.follow_ups.height_changed.connect(self.grow)
        self.phone = PhonePages(self._context, pages)
        self.phone.height_changed.connect(self.grow)
        self.phone.help_wanted.connect(lambda chapter: self.wanted.emit("phone_manual", chapter))
        pages.add_page(tr.gettext("Backups"))
        pages.current_layout().addWidget(self.backups)
        self.backups.height_changed.connect(self.grow)
        pages.finish()
        pages.turned.connect(self.grow)
        self.body.addWidget(pages, 1)
        self.language.currentIndexChanged.connect(self._on_language)
        self.appearance.currentIndexChanged.connect(self._on_appearance)
        self.text_size.currentIndexChanged.connect(self._on_text_size)

    def _build_background(self) -> None:
        """Add the icon beside the clock, and what closing the window does."""
        tr, machine = self._context.tr, self._context.machine
        shown = (("yes", tr.pgettext("choice", "Yes")), ("no", tr.pgettext("choice", "No")))
        goes_on = (
            ("no", tr.pgettext("closed window", "The program ends")),
            ("yes", tr.pgettext("closed window", "It goes on beside the clock, calls are shown")),
        )
        for key, choices, hint in (
            (
                "machine.tray",
                shown,
                tr.gettext("Quick search, missed calls and notices, from wherever you are."),
            ),
            ("machine.keep_running", goes_on, tr.gettext("Needs the icon beside the clock.")),
        ):
            field = ChoiceField(choices, machine.get(key))
            field.currentIndexChanged.connect(
                lambda _index, key=key, field=field: self._keep_machine(key, str(field.value()))
            )
            self.pages.add_row(key, setting_name(tr, key), field, hint=hint)

    def _build_paper(self) -> None:
        """Add what is said of paper here, and the buttons to the windows that say the rest."""
        tr = self._context.tr
        box = self.pages.add_page(
            tr.gettext("On paper"),
            tr.gettext("Logo, colour, bank and texts have windows of their own, with a real page."),
        )
        for text, wish in (
            (tr.gettext("&Letterhead and bank…"), "letterhead"),
            (tr.gettext("&Texts on paper and in e-mails…"), "texts"),
            (tr.gettext("La&bel sheets…"), "label_sheets"),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, wish=wish: self.wanted.emit(wish, None))
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.paper_buttons.append(button)
        words = (
            ("never", tr.pgettext("amounts in words", "Never")),
            ("chinese", tr.pgettext("amounts in words", "In yuan, on Chinese papers")),
            ("always", tr.pgettext("amounts in words", "On all papers")),
        )
        self.file.add("paper.words", ChoiceField(words, self.file.value("paper.words")))
        kinds = (
            ("auto", tr.pgettext("e-invoice", "In the European Union")),
            ("yes", tr.pgettext("e-invoice", "Always")),
            ("no", tr.pgettext("e-invoice", "Never")),
        )
        hint = tr.gettext("The PDF of an invoice then carries its figures for programs to read.")
        kept = self.file.value("invoices.einvoice")
        self.file.add("invoices.einvoice", ChoiceField(kinds, kept), hint=hint)

    def _build_clients(self) -> None:
        tr = self._context.tr
        self.pages.add_page(tr.gettext("Clients and levels"))
        self.file.add("file.country", self.country)
        self.file.add("file.currency", self.currency)
        self.file.add("file.payment_term_days", self.term)
        hint = tr.gettext(
            "A phone, e-mail or address that was confirmed longer ago is asked for on the card;"
            " 0: never."
        )
        self.file.add_text("clients.stale_months", hint=hint)
        hint = tr.gettext("What a level brings, where the client has nothing of their own:")
        self.pages.current_layout().addWidget(hint_label(hint))
        for level in LEVELS:
            self.file.add_text(f"level.{level}.discount_percent", placeholder=tr.gettext("None"))
            usual = tr.gettext("As for everybody")
            self.file.add_text(f"level.{level}.payment_term_days", placeholder=usual)

    def _build_money(self) -> None:
        tr = self._context.tr
        self.pages.add_page(tr.gettext("Money and tax"))
        hint = tr.gettext("So little left open can be given up with a payment.")
        self.file.add_text("money.small_difference", hint=hint)
        self.file.add_text("money.tax_percent")
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
            self._add_yes_no(key, hint)

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
            field = self.file.add_text(key, trailing=(example,))
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
        for step in STEPS:
            self.file.add_text(f"reminders.days_{step}")
            self.file.add_text(f"reminders.fee_{step}")
        self.file.add_text("reminders.interest_percent")

    def _build_referrals(self) -> None:
        tr = self._context.tr
        self.pages.add_page(
            tr.gettext("Referrals"),
            tr.gettext("What a referral earns is said by the reward rules (Ctrl+Shift+R)."),
        )
        hint = tr.gettext("A follow-up for the day on which somebody they sent first buys.")
        self._add_yes_no("referrals.thanks", hint)

    def _add_yes_no(self, key: str, hint: str) -> None:
        tr = self._context.tr
        choices = (("no", tr.pgettext("choice", "No")), ("yes", tr.pgettext("choice", "Yes")))
        self.file.add(key, ChoiceField(choices, self.file.value(key)), hint=hint)

    def _say_example(self, key: str) -> None:
        """Show a number that the pattern makes, as it is typed."""
        field, today = self.file.field(key), self._context.clock.today()
        try:
            text = render(check_pattern(typed(field)), today, _EXAMPLE)
        except Refusal:
            text = "–"
        self._examples[key].set_runs(
            (Run(painted(text), SMALL, "second"),), ("arrow-right", "third")
        )

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

    def _keep_machine(self, key: str, value: str) -> bool:
        try:
            self._context.machine.set(key, value)
        except (Refusal, DataFileError) as error:
            self.pages.row(key).set_error(say_error(self._context.tr, error))
            self.grow()
            return False
        self.pages.row(key).set_error(None)
        self._context.hub.machine_changed.emit()
        return True
