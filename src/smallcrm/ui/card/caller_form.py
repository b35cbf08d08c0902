"""The fields of a new caller: name, organisation, number, who sent them, and a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from smallcrm.queries.shapes import ClientRef
from smallcrm.ui.card.call import region_words
from smallcrm.ui.card.call_line import CallLine
from smallcrm.ui.card.referrer_box import ReferrerBox
from smallcrm.ui.card.same_client import SameClient
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.theme import HEADLINE, SMALL
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.note_field import NoteField
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into the form and not saved; `note_row` is the call that has the note."""

    name: str
    organisation: str
    number: str
    referrer: ClientRef | None
    referrer_text: str
    record: bool
    note: str
    existing: ClientRef | None
    copied_sale: int | None = None
    note_row: int | None = None


class CallerForm(QWidget):
    """The fields and what they hold; `changed` on each change. Knows no way to write."""

    changed = Signal()

    def __init__(self, context: UiContext, call: Call, region: str | None) -> None:
        super().__init__()
        self._context = context
        self._call = call
        self._came = Draft(call.name, "", call.shown, None, "", True, call.note, None)
        theme, tr = context.theme, context.tr
        self.name_field = QLineEdit(call.name)
        self.organisation_field = QLineEdit()
        self.organisation_field.setPlaceholderText(tr.gettext("Optional"))
        self.number_field = QLineEdit(call.shown)
        if not call.number:
            self.number_field.setPlaceholderText(tr.gettext("Withheld"))
        self.name_field.setPlaceholderText(tr.gettext("Somebody new, or a client of the file"))
        self.referrer = ClientPicker(
            context,
            placeholder=tr.gettext("Optional: name, number, e-mail …"),
            allow_new=True,
            as_referrer=True,
        )
        self.note = NoteField(theme, placeholder=tr.gettext("Type a note"), name=tr.gettext("Note"))
        self.sent_by = ReferrerBox(context)
        self.same = SameClient(context)
        self._from_call = RunLabel(theme, icon=("check", "ok"))
        self.line = CallLine(context, call, region_words(tr, region))
        self._build(call)
        self._connect()
        self._show_referrer()

    @property
    def record(self) -> QCheckBox:
        """Return the box that says whether the referral is recorded."""
        return self.sent_by.record

    def name(self) -> str:
        """Return the name."""
        return self.name_field.text().strip()

    def organisation(self) -> str:
        """Return the organisation."""
        return self.organisation_field.text().strip()

    def number(self) -> str:
        """Return the number."""
        return self.number_field.text().strip()

    def note_text(self) -> str:
        """Return the note."""
        return self.note.text().strip()

    def existing(self) -> int | None:
        """Return the client who turned out to be calling, if it is one of the file."""
        return self.same.client.id if self.same.client else None

    def referrer_wanted(self) -> bool:
        """Tell whether a referral is to be recorded."""
        return self.record.isChecked()

    def copied_sale(self) -> int | None:
        """Return the referrer's sale that is to be sold again to the new client, if any."""
        return self.sent_by.copied_sale()

    def referrer_id(self) -> int | None:
        """Return who sent them, if that is somebody of the file and to be recorded."""
        chosen = self.referrer.chosen()
        return chosen.id if chosen is not None and self.referrer_wanted() else None

    def new_referrer(self) -> str | None:
        """Return the name of a referrer who is not in the file yet."""
        return self.referrer.new_name() if self.referrer_wanted() else None

    def take_keyboard(self) -> None:
        """Begin where there is something to say: at the name, or with a note."""
        if self._call.number:
            self.name_field.setFocus()
        else:
            self.note.field.setFocus()

    def draft(self) -> Draft | None:
        """Return what was typed, or nothing where the form is as it came."""
        chosen = self.referrer.chosen()
        draft = Draft(
            self.name_field.text(),
            self.organisation_field.text(),
            self.number_field.text(),
            chosen,
            self.referrer.new_name() or "",
            self.record.isChecked(),
            self.note.text(),
            self.same.client,
            self.copied_sale(),
        )
        return None if draft == self._came else draft

    def restore(self, draft: Draft) -> None:
        """Put back what was typed before."""
        self.name_field.setText(draft.name)
        self.organisation_field.setText(draft.organisation)
        self.number_field.setText(draft.number)
        if draft.referrer is not None:
            self.referrer.set_chosen(draft.referrer)
        else:
            self.referrer.box.setText(draft.referrer_text)
        self.record.setChecked(draft.record)
        self.sent_by.restore_copy(draft.copied_sale)
        self.note.set_text(draft.note)
        self.same.set_client(draft.existing)

    def clear_errors(self) -> None:
        """Take back what was said to be wrong."""
        for row in self._rows.values():
            row.set_error(None)

    def show_error(self, field: str | None, text: str) -> bool:
        """Say beneath a field what is wrong with it; False where the field is not here."""
        row = self._rows.get({"from": "referrer", "phones": "number"}.get(field or "", field or ""))
        if row is None:
            return False
        row.set_error(text)
        row.field.setFocus()
        return True

    def _build(self, call: Call) -> None:
        theme, tr, px = self._context.theme, self._context.tr, self._context.theme.px
        self._from_call.set_text(tr.gettext("from the call"), SMALL, "ok")
        self._rows = {
            "name": FieldRow(theme, tr.gettext("&Name"), self.name_field),
            "organisation": FieldRow(theme, tr.gettext("&Organisation"), self.organisation_field),
            "number": FieldRow(
                theme,
                tr.gettext("&Phone"),
                self.number_field,
                trailing=(self._from_call,) if call.number else (),
            ),
            "referrer": FieldRow(theme, tr.gettext("&Who sent you?"), self.referrer),
        }
        content = QWidget()
        content.setProperty("kind", "scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(px(20), px(18), px(20), px(16))
        column.setSpacing(px(8))
        heading = tr.gettext("New caller") if not call.outgoing else tr.gettext("New number")
        column.addWidget(RunLabel(theme, (Run(heading, HEADLINE),)))
        column.addWidget(self.line)
        column.addSpacing(px(4))
        column.addWidget(self._rows["name"])
        column.addWidget(self.same)
        for name in ("organisation", "number", "referrer"):
            column.addWidget(self._rows[name])
        column.addWidget(self.sent_by)
        column.addWidget(self.note)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _connect(self) -> None:
        for field in (self.name_field, self.organisation_field, self.number_field):
            field.textChanged.connect(self.changed)
        self.name_field.returnPressed.connect(self.organisation_field.setFocus)
        self.organisation_field.returnPressed.connect(self.referrer.setFocus)
        self.name_field.textChanged.connect(self._on_name)
        self.same.chosen.connect(self._on_same)
        self.referrer.form_changed.connect(self._on_referrer_text)
        self.referrer.picked.connect(self._on_picked)
        self.sent_by.changed.connect(self.changed)
        self.note.edited.connect(self.changed)

    def _on_name(self) -> None:
        self.same.look_for(self.name())

    def _on_same(self, client: ClientRef | None) -> None:
        if client is not None:
            self.name_field.blockSignals(True)
            self.name_field.setText(client.name)
            self.name_field.blockSignals(False)
        for name in ("organisation", "referrer"):
            self._rows[name].setEnabled(client is None)
        self.changed.emit()

    # Who sent them.

    def _on_referrer_text(self) -> None:
        self._show_referrer()
        self.changed.emit()

    def _on_picked(self, client: ClientRef | None) -> None:
        self._show_referrer()
        if client is not None:
            self.sent_by.read(client)

    def _show_referrer(self) -> None:
        self.sent_by.show_referrer(self.referrer.chosen(), self.referrer.new_name())
