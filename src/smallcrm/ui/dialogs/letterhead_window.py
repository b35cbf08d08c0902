"""The owner's letterhead: whose paper it is, how it looks, the bank; a real page beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QWidget

from smallcrm.domain.changes import Changes
from smallcrm.domain.paper_settings import SPOKEN
from smallcrm.domain.paper_texts import PAPER_LANGUAGES
from smallcrm.i18n.sentences import setting_name
from smallcrm.ui.dialogs.fields import ChoiceField, TextArea, TextField
from smallcrm.ui.dialogs.file_settings import FileSettingFields
from smallcrm.ui.dialogs.form_dialog import watch
from smallcrm.ui.dialogs.letterhead_colour import ColourField
from smallcrm.ui.dialogs.letterhead_logo import LogoField
from smallcrm.ui.dialogs.letterhead_preview import LivePaper, with_values
from smallcrm.ui.dialogs.page_window import PageWindow
from smallcrm.ui.dialogs.section_tabs import SectionTabs

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

_KINDS: Final = ("invoice", "quote", "statement", "reminder_1", "receipt")
_LINES: Final = frozenset({"file.owner_address", "letterhead.register", "letterhead.footer"})
_LEFT: Final = 440
_RIGHT: Final = 470

# What a language says instead of.
_GENERAL: Final = {
    "name": "file.owner_name",
    "line": "file.owner_line",
    "address": "file.owner_address",
    "footer": "letterhead.footer",
}


class LetterheadWindow(PageWindow):
    """Every field is kept when it is left, and can be undone; the page follows each key.

    `wanted("texts", None)` asks for the texts of the papers.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, tr.gettext("Letterhead"), parent)
        self.tabs = SectionTabs(context.theme, tr.gettext("Sections"))
        self.file = FileSettingFields(context, self.tabs, self)
        self.preview = LivePaper(context, _KINDS)
        self._build_name()
        self._build_look()
        self._build_bank()
        self._build_languages()
        self.tabs.finish()
        self._watch()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tabs)
        right = QWidget()
        line = QHBoxLayout(right)
        line.setContentsMargins(context.theme.px(16), 0, 0, 0)
        line.addWidget(self.preview)
        split.addWidget(right)
        split.setSizes([context.theme.px(_LEFT), context.theme.px(_RIGHT)])
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        self.body.addWidget(split, 1)
        self.texts_button = QPushButton(tr.gettext("&Texts…"))
        self.texts_button.setAutoDefault(False)
        self.texts_button.clicked.connect(lambda: self.wanted.emit("texts", None))
        self.add_left(self.texts_button)
        self.add_ends()
        self.file.saved.connect(self.saved)
        self.file.followed.connect(self._show_general)
        self.file.followed.connect(self._show_page)
        self.tabs.row("file.owner_name").field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.follow()

    def read(self) -> None:
        """Read the settings anew."""
        self.file.read()

    def concerns(self, _changes: Changes) -> bool:
        """Leave it to the fields, which follow what is committed by themselves."""
        return False

    def keep(self) -> bool:
        """Keep all that is still being typed; show the first field of which that cannot be."""
        return self.file.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the page in the language whose field has the keyboard."""
        language = watched.property("spoken")
        if event.type() == QEvent.Type.FocusIn and language:
            self.preview.show_paper(str(self.preview.paper.value()), str(language))
        return super().eventFilter(watched, event)

    def _show_general(self) -> None:
        """Let the empty fields of a language show in grey what stands there instead."""
        for language in PAPER_LANGUAGES:
            for what, general in _GENERAL.items():
                field = self.file.field(f"letterhead.{language}.{what}")
                if isinstance(field, TextArea | TextField):
                    field.setPlaceholderText(self.file.value(general))

    def _build_name(self) -> None:
        tr = self._context.tr
        self.tabs.add_page(tr.gettext("Name and contact"))
        self._text("file.owner_name")
        self._text("file.owner_line", tr.gettext("Piano tuning and repair, say"))
        self._text("file.owner_address")
        self._text("file.owner_tax_number")
        self._text("letterhead.phone")
        self._text("letterhead.email")
        self._text("letterhead.web")
        self._text("letterhead.register", tr.gettext("Court and number, managing directors"))
        self._text("letterhead.footer", tr.gettext("What else stands at the foot of the page"))

    def _build_look(self) -> None:
        tr, file = self._context.tr, self.file
        self.tabs.add_page(tr.gettext("Look"))
        self._logo = LogoField(self._context)
        self._logo.set_text(file.value("letterhead.logo"))
        file.add("letterhead.logo", self._logo)
        self._text("letterhead.logo_height")
        self._colour = ColourField(self._context)
        self._colour.set_text(file.value("letterhead.colour"))
        file.add("letterhead.colour", self._colour)
        self._choice(
            "letterhead.font",
            (
                ("serif", tr.pgettext("type", "With serifs, as books are set")),
                ("sans", tr.pgettext("type", "Without serifs")),
            ),
        )
        self._choice(
            "letterhead.page",
            (
                ("country", tr.pgettext("page", "As usual in your country")),
                ("A4", tr.pgettext("page", "A4")),
                ("Letter", tr.pgettext("page", "Letter")),
            ),
        )

    def _build_bank(self) -> None:
        tr = self._context.tr
        self.tabs.add_page(
            tr.gettext("Bank"),
            tr.gettext("Where clients pay to: on invoices, statements and reminders."),
        )
        for what in ("holder", "iban", "bic", "name", "account"):
            self._text(f"bank.{what}")
        self._choice(
            "bank.qr",
            (("no", tr.pgettext("choice", "No")), ("yes", tr.pgettext("choice", "Yes"))),
            tr.gettext(
                "A square that a bank's app reads, where an invoice is in euros and the IBAN is"
                " known."
            ),
        )

    def _build_languages(self) -> None:
        tr = self._context.tr
        self.tabs.add_page(
            tr.gettext("In each language"),
            tr.gettext("What papers in a language say instead; an empty field: as everywhere."),
        )
        for language in PAPER_LANGUAGES:
            self.tabs.add_heading(tr.formats.language_name(language))
            for what in SPOKEN:
                key = f"letterhead.{language}.{what}"
                self._text(key)
                # The heading above says the language already.
                self.tabs.row(key).set_label(setting_name(tr, _GENERAL[what]))
                field = self.file.field(key)
                field.setProperty("spoken", language)
                field.installEventFilter(self)

    def _text(self, key: str, placeholder: str = "") -> None:
        """Add a field of one line, or of several where the text has them."""
        theme = self._context.theme
        several = key in _LINES or key.endswith((".address", ".footer"))
        text = self.file.value(key)
        field: TextArea | TextField
        if several:
            field = TextArea(theme, text, lines=3 if key.endswith("address") else 2)
            field.setPlaceholderText(placeholder)
        else:
            field = TextField(text, placeholder=placeholder)
        self.file.add(key, field)

    def _choice(self, key: str, choices: tuple[tuple[str, str], ...], hint: str = "") -> None:
        self.file.add(key, ChoiceField(choices, self.file.value(key)), hint=hint)

    def _watch(self) -> None:
        """Let the page follow every key."""
        for key in sorted(self.tabs.keys()):
            watch(self.tabs.row(key).field, self._show_page)
        self._colour.field.textChanged.connect(lambda _text: self._show_page())

    def _show_page(self) -> None:
        self.preview.show_settings(with_values(self._context.settings, self.file.typed()))
