"""A note in full: to read, to change, to pin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import UNSET, AddNote, EditNote
from smallcrm.ui.dialogs.fields import TextArea
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.theme import NOTE
from smallcrm.ui.widgets.form import FieldRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.ui.context import UiContext


class NoteDialog(FormDialog):
    """Shows a note (or takes a new one); Ctrl and Enter saves. The journal keeps what it said."""

    def __init__(
        self,
        context: UiContext,
        client_id: int,
        parent: QWidget | None = None,
        *,
        note: NoteShape | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("New note") if note is None else tr.gettext("Note"),
            parent,
            width=560,
        )
        self.save_button.set_content(tr.gettext("Save"), key=tr.pgettext("key", "Ctrl Enter"))
        self._client_id = client_id
        self._note = note
        self.text = TextArea(context.theme, note.text if note else "", lines=10)
        self.text.setFont(context.theme.font(NOTE))
        self.pinned = QCheckBox(tr.gettext("&Pinned: shown first on the card"))
        self.pinned.setChecked(bool(note and note.pinned))
        if note is not None:
            when = tr.formats.instant(note.at)
            self.set_title(tr.gettext("Note"), tr.gettext("Written {when}").format(when=when))
        row = FieldRow(context.theme, tr.gettext("&Text"), self.text, label_width=64)
        self.body.addWidget(row, 1)
        self.place("text", row)
        self.body.addWidget(self.pinned)
        self.settle()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.setFocus()

    def state(self) -> object:
        """Return the text and the pin."""
        return (super().state(), self.pinned.isChecked())

    def command(self) -> AddNote | EditNote | None:
        """Add the note, or change what differs."""
        text = self.text.value()
        if text is None:
            raise Refusal("no_text", field="text")
        pinned = self.pinned.isChecked()
        note = self._note
        if note is None:
            return AddNote(
                client=self._client_id, text=text, pinned=pinned, request_id=self.request_id
            )
        if text == note.text.strip() and pinned == note.pinned:
            return None
        return EditNote(
            note=note.id,
            text=UNSET if text == note.text.strip() else text,
            pinned=UNSET if pinned == note.pinned else pinned,
            request_id=self.request_id,
        )
