"""One text of the owner's: written, with what may be filled in, or left to the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QCheckBox, QMenu, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.paper_texts import PLACEHOLDER, SLOTS, unknown_placeholders
from smallcrm.i18n.placeholder_words import placeholder_words
from smallcrm.i18n.setting_names import slot_name
from smallcrm.reports.texts import NOTHING
from smallcrm.ui.dialogs.fields import TextArea
from smallcrm.ui.dialogs.file_settings import leaves_undo
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.flow import FlowLayout
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line, painted, plain

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from smallcrm.domain.paper_texts import Slot
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.theme import ThemeContext

_LINES: Final = 12


class TextEditor(QWidget):
    """Shows one text; `typed()` at each key, `left()` when the keyboard goes elsewhere.

    An empty field leaves the text to the program, whose own stands in it in grey.
    """

    typed = Signal()
    left = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._slot: Slot = next(iter(SLOTS.values()))
        self._built_in = ""
        tr, theme = context.tr, context.theme
        self.heading = plain_label("", "section")
        self.heading.setWordWrap(True)
        self.field = TextArea(theme, lines=_LINES)
        self.marks = _Marks(theme, self.field.document())
        self.insert_button = QPushButton(tr.gettext("&Insert"))
        self.menu = QMenu(self.insert_button)
        self.insert_button.setMenu(self.menu)
        self.edit_button = QPushButton(tr.gettext("&Change the built-in text"))
        self.reset_button = QPushButton(tr.gettext("&Use the built-in text"))
        self.nothing_box = QCheckBox(tr.gettext("L&eave this text out"))
        self.hint = RunLabel(theme, wrap=True)
        self._buttons = FlowLayout(theme.px(6))
        for button in (self.insert_button, self.edit_button, self.reset_button):
            button.setAutoDefault(False)
            self._buttons.addWidget(button)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.heading)
        self._box.addWidget(self.field, 1)
        self._box.addWidget(self.hint)
        self._box.addWidget(self.nothing_box)
        self._box.addLayout(self._buttons)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_typed)
        self.nothing_box.toggled.connect(self._on_nothing)
        self.edit_button.clicked.connect(self._on_edit)
        self.reset_button.clicked.connect(self._on_reset)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_text(self, slot: Slot, text: str, built_in: str) -> None:
        """Show another text: what the owner wrote, and what the program says without it."""
        tr = self._context.tr
        self._slot, self._built_in = slot, built_in
        name = slot_name(tr, slot.name)
        self.heading.setText(painted(name))
        self.heading.setAccessibleName(one_line(name))
        self.field.setAccessibleName(one_line(name))
        none = tr.gettext("Nothing stands here unless you write something.")
        self.field.setPlaceholderText(built_in or none)
        self.marks.known = frozenset(slot.placeholders)
        for widget in (self.field, self.nothing_box):
            widget.blockSignals(True)
        nothing = text == NOTHING
        self.nothing_box.setChecked(nothing)
        self.field.setPlainText("" if nothing else text)
        for widget in (self.field, self.nothing_box):
            widget.blockSignals(False)
        self.marks.rehighlight()
        self.menu.clear()
        for placeholder in slot.placeholders:
            # Translators: a menu line: a placeholder and what it stands for
            line = tr.pgettext("placeholder", "{placeholder}   {meaning}").format(
                placeholder=f"{{{placeholder}}}", meaning=placeholder_words(tr, slot, placeholder)
            )
            act = self.menu.addAction(plain(line))
            act.triggered.connect(lambda _=False, name=placeholder: self.insert(name))
        self._enable()

    def text(self) -> str:
        """Return the text as the setting keeps it."""
        if self.nothing_box.isChecked():
            return NOTHING
        text = self.field.toPlainText().strip()
        # A subject is one line, whatever was pasted.
        return " ".join(text.split()) if self._slot.part == "subject" else text

    def insert(self, placeholder: str) -> None:
        """Put a placeholder where the cursor is."""
        self.field.insertPlainText(f"{{{placeholder}}}")
        self.field.setFocus()

    def say(self, text: str) -> None:
        """Say why the text cannot be kept."""
        self.hint.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        self.hint.show()
        announce(self.field, one_line(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the keyboard leaves the field."""
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        if leaves_undo(watched, event):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        self._enable()
        self.typed.emit()

    def _on_nothing(self) -> None:
        self._enable()
        self.typed.emit()
        self.left.emit()

    def _on_edit(self) -> None:
        self.nothing_box.setChecked(False)
        self.field.setPlainText(self._built_in)
        self.field.setFocus()

    def _on_reset(self) -> None:
        self.nothing_box.setChecked(False)
        self.field.clear()
        self.left.emit()

    def _enable(self) -> None:
        tr = self._context.tr
        nothing, own = self.nothing_box.isChecked(), bool(self.field.toPlainText().strip())
        self.field.setDisabled(nothing)
        self.insert_button.setDisabled(nothing)
        self.edit_button.setVisible(bool(self._built_in) and not own)
        self.reset_button.setVisible(own or nothing)
        self.nothing_box.setVisible(bool(self._built_in))
        unknown = unknown_placeholders(self._slot, self.field.toPlainText())
        if unknown:
            names = tr.formats.list_sentence(list(unknown))
            said = tr.ngettext(
                "{names} is not known here and stands as typed.",
                "{names} are not known here and stand as typed.",
                len(unknown),
            )
            text = said.format(names=names)
            self.hint.set_runs((Run(text, SMALL, "soon"),), ("triangle-alert", "soon"))
        elif self._slot.part == "subject":
            self.hint.set_runs((), ("info", "second"))
        else:
            text = tr.gettext("An empty line begins a new paragraph.")
            self.hint.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.hint.setVisible(bool(self.hint.whole_text()))
        self.field.setAccessibleDescription(one_line(self.hint.whole_text()))

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setContentsMargins(px(14), 0, px(14), 0)
        self._box.setSpacing(px(8))
        self.marks.rehighlight()


class _Marks(QSyntaxHighlighter):
    """Marks what will be filled in, and what looks as if it would but is not known."""

    def __init__(self, theme: ThemeContext, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self.known: frozenset[str] = frozenset()

    def highlightBlock(self, text: str) -> None:
        """Mark the placeholders of a line."""
        tokens = self._theme.tokens
        for found in PLACEHOLDER.finditer(text):
            look = QTextCharFormat()
            if found[1] in self.known:
                look.setForeground(QColor(tokens.acc))
            else:
                look.setForeground(QColor(tokens.soon))
                look.setUnderlineColor(QColor(tokens.soon))
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            self.setFormat(_utf16(text, found.start()), _utf16(found[0], len(found[0])), look)


def _utf16(text: str, length: int) -> int:
    """Count as Qt does, for which a sign beyond the first 65,536 is two."""
    return length + sum(ord(sign) > 0xFFFF for sign in text[:length])  # noqa: PLR2004
