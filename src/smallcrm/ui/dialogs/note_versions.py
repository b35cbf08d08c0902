"""What a note said before: each version with what was changed in it, and back to one of them."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCharFormat, QTextCursor

from smallcrm.i18n.sentences import action, redone, undone
from smallcrm.services.commands import EditNote
from smallcrm.ui.dialogs.fields import ChoiceField, TextArea
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.theme import NOTE
from smallcrm.ui.widgets.form import FieldRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.contact_shapes import NoteVersion
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

# A word, a run of blanks, or one sign; a Chinese character is a word.
_PART: Final = re.compile(r"[^\W\u2e80-\u9fff\uac00-\ud7af]+|\s+|.", re.DOTALL)
# Longer texts are shown without marks: comparing them word by word would take too long.
_LONGEST: Final = 20_000
_SAID: Final = {"undo": undone, "redo": redone}


class NoteVersionsDialog(FormDialog):
    """Shows what a note said, the newest first: what came in is marked, what went is struck out.

    Restoring a version changes the note, as an action of its own; nothing is lost by it.
    """

    def __init__(self, context: UiContext, note_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("What this note said"),
            parent,
            width=600,
            save_text=tr.gettext("Restore this version"),
        )
        self.save_button.set_content(
            tr.gettext("Restore this version"), key=tr.pgettext("key", "Ctrl Enter")
        )
        self.cancel_button.set_content(tr.gettext("Close"), key=tr.pgettext("key", "Esc"))
        self._note_id = note_id
        self._versions: tuple[NoteVersion, ...] = ()
        self.version = ChoiceField([])
        self.add_row("version", tr.gettext("&Version"), self.version)
        self.text = TextArea(context.theme, lines=10)
        self.text.setReadOnly(True)
        self.text.setFont(context.theme.font(NOTE))
        self.text.setAccessibleName(tr.gettext("What it said"))
        self.body.addWidget(FieldRow(context.theme, tr.gettext("&Text"), self.text), 1)
        self.version.currentIndexChanged.connect(self._show)
        self.save_button.setEnabled(False)
        self.settle()
        self.load(self._read, self._on_read)
        focus_field(self.version)

    def is_changed(self) -> bool:
        """Choosing a version to look at changes nothing."""
        return False

    def command(self) -> EditNote | None:
        """Let the note say again what it said; nothing where it does."""
        chosen = self.version.currentIndex()
        if chosen < 1:
            return None
        text = self._versions[chosen].text
        return EditNote(note=self._note_id, text=text, request_id=self.request_id)

    def _read(self, backend: Backend) -> tuple[NoteVersion, ...]:
        return backend.queries.note_versions(self._note_id)

    def _on_read(self, versions: tuple[NoteVersion, ...]) -> None:
        self._versions = versions
        tr = self.context.tr
        self.version.set_choices(
            ((number, _named(tr, one, number)) for number, one in enumerate(versions)), 0
        )
        count = tr.ngettext("{count} version", "{count} versions", len(versions))
        self.set_title(
            tr.gettext("What this note said"),
            count.format(count=tr.formats.number(len(versions))),
        )
        self._show()

    def _show(self) -> None:
        chosen = self.version.currentIndex()
        self.text.clear()
        if not 0 <= chosen < len(self._versions):
            return
        self.save_button.setEnabled(chosen > 0)
        now = self._versions[chosen].text
        before = self._versions[chosen + 1].text if chosen + 1 < len(self._versions) else now
        theme = self.context.theme
        plain, new, gone = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        new.setBackground(theme.colour(theme.tokens.hit))
        new.setForeground(theme.colour(theme.tokens.hittext))
        gone.setForeground(theme.colour(theme.tokens.text3))
        gone.setFontStrikeOut(True)
        cursor = QTextCursor(self.text.document())
        for part, kind in differences(before, now):
            cursor.insertText(part, {"+": new, "-": gone}.get(kind, plain))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.setAccessibleDescription(now)


def differences(before: str, now: str) -> Iterator[tuple[str, str]]:
    """Tell what stayed (" "), came in ("+") and went ("-"), in the order of reading."""
    if before == now or len(before) + len(now) > _LONGEST:
        yield now, " "
        return
    old, new = _PART.findall(before), _PART.findall(now)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield "".join(new[start:end]), " "
            continue
        if last > first:
            yield "".join(old[first:last]), "-"
        if end > start:
            yield "".join(new[start:end]), "+"


def _named(tr: I18n, version: NoteVersion, number: int) -> str:
    when = tr.formats.instant(version.at)
    if number == 0:
        # Translators: what a note says today, and since when: "Now, since 3 May 2026, 10:42"
        return tr.pgettext("version", "Now, since {when}").format(when=when)
    # Translators: when a note was changed, and how: "3 May 2026, 10:42: Note changed"
    return tr.pgettext("version", "{when}: {what}").format(
        when=when, what=_SAID.get(version.kind, action)(tr, version.label)
    )
