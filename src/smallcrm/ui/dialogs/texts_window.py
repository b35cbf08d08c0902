"""What the owner's papers and e-mails say: every text in every language, with a page beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.errors import Refusal
from smallcrm.domain.paper_texts import PAPER_LANGUAGES, SLOTS
from smallcrm.domain.settings import setting
from smallcrm.i18n.catalog import I18n
from smallcrm.reports.specimen import sample_values
from smallcrm.reports.texts import built_in, text_of
from smallcrm.services.commands import SetSetting
from smallcrm.ui.dialogs.fields import ChoiceField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.letterhead_preview import KINDS, LivePaper, with_values
from smallcrm.ui.dialogs.page_window import PageWindow
from smallcrm.ui.dialogs.texts_editor import TextEditor
from smallcrm.ui.dialogs.texts_list import TextsList
from smallcrm.ui.dialogs.texts_mail import MailPreview
from smallcrm.ui.dialogs.words import say, say_error

if TYPE_CHECKING:
    from smallcrm.domain.settings import FileSettings
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext

# The e-mail with a reminder is shown with the first one's letter.
_REMINDER: Final = {"reminder": "reminder_1"}
_LIST: Final = 210
_EDITOR: Final = 350
_PAGE: Final = 400


class TextsWindow(PageWindow):
    """A text is kept when the keyboard leaves it or another one is chosen, and can be undone."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(context, tr.gettext("Texts on paper and in e-mails"), parent)
        self._tongues: dict[str, I18n] = {}
        self._told: dict[tuple[str, str], Mapping[str, str]] = {}
        self._shown = ""  # what is kept of the text that is shown
        self._key = ""
        spoken = tr.language if tr.language in PAPER_LANGUAGES else PAPER_LANGUAGES[0]
        self.language = ChoiceField(
            ((code, tr.formats.language_name(code)) for code in PAPER_LANGUAGES), spoken
        )
        self.list = TextsList(context)
        self.editor = TextEditor(context)
        self.preview = LivePaper(context, tuple(KINDS), chooses=False)
        self.mail = MailPreview(context)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.preview)
        self.pages.addWidget(self.mail)
        self._build()
        self.add_ends()
        self.list.chosen.connect(lambda _slot: self._turn())
        self.language.currentIndexChanged.connect(lambda _index: self._turn())
        self.editor.typed.connect(self._show_page)
        self.editor.left.connect(self.keep)
        self.list.choose(next(iter(SLOTS)))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.follow()

    def show_slot(self, slot: str, language: str) -> None:
        """Show a text by its name, in a language."""
        self.language.choose(language)
        self.list.choose(slot)

    def keep(self) -> bool:
        """Keep the text that is shown; say below it why that cannot be."""
        if not self._key:
            return True
        key, wanted = self._key, self.editor.text()
        try:
            wanted = setting(key).check(wanted)
        except Refusal as refused:
            self.editor.say(say(self._context.tr, refused))
            return False
        if wanted == self._shown:
            return True
        before, self._shown = self._shown, wanted

        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self):
                self.saved.emit(outcome)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                if key == self._key:
                    self._shown = before
                self.set_notice(say_error(self._context.tr, error))

        self._context.runner.write(SetSetting(key=key, value=wanted), done, failed, initiator=self)
        return True

    def read(self) -> None:
        """Read the settings anew: a text was kept, changed elsewhere, or taken back."""

        def done(settings: FileSettings) -> None:
            if shiboken6.isValid(self):
                self._context.settings = settings
                self._follow()

        self._context.runner.task(lambda backend: backend.file_settings(), done)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.SETTING)

    def _build(self) -> None:
        px = self.theme.px
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        line = QHBoxLayout()
        line.setSpacing(px(8))
        text = self._context.tr.gettext("&Language")
        label = QLabel(text)
        label.setProperty("kind", "label")
        label.setBuddy(self.language)
        self.language.setAccessibleName(without_key(text))
        line.addWidget(label)
        line.addWidget(self.language, 1)
        column.addLayout(line)
        column.addWidget(self.list, 1)
        right = QWidget()
        side = QHBoxLayout(right)
        side.setContentsMargins(px(14), 0, 0, 0)
        side.addWidget(self.pages)
        split = QSplitter(Qt.Orientation.Horizontal)
        for number, widget in enumerate((left, self.editor, right)):
            split.addWidget(widget)
            split.setCollapsible(number, False)
        split.setSizes([px(_LIST), px(_EDITOR), px(_PAGE)])
        split.setStretchFactor(2, 1)
        self.body.addWidget(split, 1)

    def _turn(self) -> None:
        """Show the text that was chosen, once the one before it is kept."""
        slot, language = self.list.slot(), str(self.language.value())
        if not slot:
            return
        if not self.keep():
            self._go_back()
            return
        self._key = SLOTS[slot].key(language)
        self._shown = self._context.settings.value(self._key)
        self._show_text()

    def _go_back(self) -> None:
        """Stay at the text that cannot be kept."""
        _text, language, name = self._key.split(".", 2)
        for widget in (self.list, self.language):
            widget.blockSignals(True)
        self.list.choose(name)
        self.language.choose(language)
        for widget in (self.list, self.language):
            widget.blockSignals(False)
        self.editor.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_text(self) -> None:
        slot, language = SLOTS[self.list.slot()], str(self.language.value())
        text = built_in(self._tongue(language), slot.name)
        self.editor.show_text(slot, self._shown, text)
        self._mark_own()
        on_paper = slot.paper in KINDS
        self.pages.setCurrentWidget(self.preview if on_paper else self.mail)
        if on_paper:
            self.preview.show_paper(slot.paper, language)
        else:
            self._ask_values(slot.paper, language)
        self._show_page()

    def _ask_values(self, paper: str, language: str) -> None:
        """Ask for what an e-mail is told of the newest such paper, once."""
        if (paper, language) in self._told:
            return

        def done(values: Mapping[str, str]) -> None:
            if shiboken6.isValid(self):
                self._told[paper, language] = values
                self._show_page()

        kind = paper.removeprefix("mail.")
        self.preview.ask_values(_REMINDER.get(kind, kind), language, done)

    def _show_page(self) -> None:
        """Show what the text comes to, on a page or in an e-mail."""
        settings = with_values(self._context.settings, {self._key: self.editor.text()})
        slot, tr = SLOTS[self.list.slot()], self._tongue(str(self.language.value()))
        if slot.paper in KINDS:
            self.preview.show_settings(settings)
            return
        made_up = sample_values(settings, tr, self._context.clock.today())
        values = self._told.get((slot.paper, tr.language)) or made_up
        known = {name: values[name] for name in slot.placeholders if name in values}
        subject, body = (
            text_of(settings, tr, f"{slot.paper}.{part}", known) for part in ("subject", "body")
        )
        self.mail.show_mail(subject, body)

    def _follow(self) -> None:
        """Show what was changed elsewhere; what is being typed stays."""
        self._mark_own()
        kept = self._context.settings.value(self._key)
        if kept != self._shown:
            self._shown = kept
            self._show_text()
        else:
            self._show_page()

    def _mark_own(self) -> None:
        language, value = str(self.language.value()), self._context.settings.value
        own = {slot.name for slot in SLOTS.values() if value(slot.key(language))}
        if self._shown:
            own.add(self.list.slot())
        self.list.show_own(own)

    def _tongue(self, language: str) -> I18n:
        """Return the words of a language."""
        if language not in self._tongues:
            own = self._context.tr
            self._tongues[language] = (
                own
                if own.language == language
                else I18n.load(language, self._context.resources, clock=self._context.clock)
            )
        return self._tongues[language]
