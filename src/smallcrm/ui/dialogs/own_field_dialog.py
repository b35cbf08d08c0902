"""A field that the owner defines: its name, what it holds, and whether the card shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.care_shapes import OwnFieldShape
from smallcrm.services.commands import AddOwnField, EditOwnField
from smallcrm.ui.dialogs.fields import ChoiceField, TextArea, TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class OwnFieldDialog(FormDialog):
    """Makes a field (`field_id` None), or changes one: then only what was changed is written."""

    def __init__(
        self, context: UiContext, field_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        adding = field_id is None
        super().__init__(
            context,
            tr.gettext("New own field") if adding else tr.gettext("Own field"),
            parent,
            width=520,
            save_text=tr.gettext("Add field") if adding else "",
        )
        self._field_id = field_id
        self._original: OwnFieldShape | None = None
        self.name = TextField(placeholder=tr.gettext("Instrument, say"))
        self.kind = ChoiceField(
            ((one, enum_name(tr, one)) for one in OwnFieldKind), OwnFieldKind.TEXT
        )
        self.choices = TextArea(context.theme, lines=5)
        self.choices.setPlaceholderText(tr.gettext("One on each line"))
        self.on_card = QCheckBox(tr.gettext("&Show it on the client's card"))
        self.on_card.setChecked(True)
        self.add_row("name", tr.pgettext("own field", "&Name"), self.name)
        self._kind_row = self.add_row("kind", tr.gettext("&Holds"), self.kind)
        self._choices_row = self.add_row("choices", tr.gettext("&Choices"), self.choices)
        self.body.addLayout(indented(context.theme, self.on_card))
        self.body.addStretch(1)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()
        self.settle()
        if field_id is not None:
            self.load(lambda backend: _found(backend, field_id), self._show)
        focus_field(self.name)

    def command(self) -> AddOwnField | EditOwnField | None:
        """Make the field, or change what differs."""
        name, kind = self.name.value(), self.kind.value()
        choices = self._choices()
        if name is None:
            raise Refusal("no_name", field="name")
        on_card = self.on_card.isChecked()
        if self._field_id is None:
            return AddOwnField(
                name=name, kind=kind, choices=choices, on_card=on_card, request_id=self.request_id
            )
        before = self._original
        if before is None:
            return None
        values = {"name": name, "kind": kind, "choices": choices, "on_card": on_card}
        changed = {key: value for key, value in values.items() if value != getattr(before, key)}
        if not changed:
            return None
        return EditOwnField(own_field=self._field_id, request_id=self.request_id, **changed)

    def state(self) -> object:
        """Return what was typed, the box too."""
        return (super().state(), self.on_card.isChecked())

    def _choices(self) -> tuple[str, ...]:
        if self.kind.value() is not OwnFieldKind.CHOICE:
            return ()
        lines = self.choices.toPlainText().splitlines()
        return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def _show(self, field: OwnFieldShape | None) -> None:
        tr = self.context.tr
        if field is None:
            self.set_notice(tr.gettext("This field is not there any more."))
            self.save_button.setDisabled(True)
            return
        self._original = field
        used = tr.ngettext(
            "filled in for {count} client", "filled in for {count} clients", field.used
        )
        self.set_title(tr.gettext("Own field"), used.format(count=tr.formats.number(field.used)))
        self.name.setText(field.name)
        self.kind.choose(field.kind)
        self.choices.setPlainText("\n".join(field.choices))
        self.on_card.setChecked(field.on_card)
        if field.used:
            self._kind_row.set_hint(
                tr.gettext("Something else only where all that is filled in can be read as it.")
            )
        self.settle()
        focus_field(self.name)

    def _on_kind(self) -> None:
        self._choices_row.setVisible(self.kind.value() is OwnFieldKind.CHOICE)
        self.grow()


def _found(backend: Backend, field_id: int) -> OwnFieldShape | None:
    fields = backend.queries.own_fields()
    return next((field for field in fields if field.id == field_id), None)
