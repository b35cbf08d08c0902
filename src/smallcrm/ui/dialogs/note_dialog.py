"""A note in full: to read, to change, to pin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QPushButton

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import UNSET, AddNote, EditNote
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextArea
from smallcrm.ui.dialogs.form_dialog import FormDialog
from smallcrm.ui.dialogs.interaction_dialog import people_choices
from smallcrm.ui.theme import NOTE
from smallcrm.ui.widgets.form import FieldRow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.queries.shapes import ContactPersonShape
    from smallcrm.ui.context import UiContext

_LABEL: Final = 64


class NoteDialog(FormDialog):
    """Shows a note (or takes a new one); Ctrl and Enter saves. The journal keeps what it said.

    `wanted("note_versions", id)` asks for what it said before, once nothing unsaved is typed.
    """

    wanted = Signal(str, object)

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
        row = FieldRow(context.theme, tr.gettext("&Text"), self.text, label_width=_LABEL)
        self.body.addWidget(row, 1)
        self.place("text", row)
        said_by = note.said_by if note is not None else None
        self.said_by = ChoiceField(people_choices(tr, (said_by,) if said_by else ()))
        self.said_by.choose(said_by.id if said_by else None)
        self.expires = DateField(
            context.theme,
            tr,
            note.expires if note else None,
            name="expires",
            placeholder=tr.pgettext("note", "For good"),
        )
        self.add_row("said_by", tr.gettext("Said &by"), self.said_by, label_width=_LABEL)
        self.body.addWidget(self.pinned)
        hint = tr.gettext("After that day it no longer stands first. A date, “+2 weeks”")
        self.add_row("expires", tr.gettext("&Until"), self.expires, hint=hint, label_width=_LABEL)
        if note is not None and note.versions:
            self._offer_versions(note)
        self.settle()
        self.load(lambda backend: backend.queries.contact_people(client_id), self._on_people)
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
        expires = self.expires.value()
        pinned, said_by = self.pinned.isChecked(), self.said_by.value()
        note = self._note
        if note is None:
            return AddNote(
                client=self._client_id,
                text=text,
                pinned=pinned,
                said_by=said_by,
                expires=expires,
                request_id=self.request_id,
            )
        command = EditNote(
            note=note.id,
            text=UNSET if text == note.text.strip() else text,
            pinned=UNSET if pinned == note.pinned else pinned,
            said_by=UNSET if said_by == (note.said_by.id if note.said_by else None) else said_by,
            expires=UNSET if expires == note.expires else expires,
            request_id=self.request_id,
        )
        parts = (command.text, command.pinned, command.said_by, command.expires)
        return None if all(part is UNSET for part in parts) else command

    def _offer_versions(self, note: NoteShape) -> None:
        tr = self.context.tr
        text = tr.ngettext(
            "{count} earlier &version…", "{count} earlier &versions…", note.versions
        ).format(count=tr.formats.number(note.versions))
        self.versions_button = QPushButton(text)
        self.versions_button.clicked.connect(self._on_versions)
        self.add_left(self.versions_button)

    def _on_versions(self) -> None:
        if self.is_changed():
            self.reject()
        elif self._note is not None:
            self.accept()
            self.wanted.emit("note_versions", self._note.id)

    def _on_people(self, people: tuple[ContactPersonShape, ...]) -> None:
        self.said_by.set_choices(people_choices(self.context.tr, people), self.said_by.value())
        self.settle()
