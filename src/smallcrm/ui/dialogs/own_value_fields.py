"""The fields of a form for what the owner defined: one for each kind, read into canonical text."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QLineEdit, QWidget

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.own_values import own_value_text, read_own_value
from smallcrm.services.commands import OwnValueInput
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField
from smallcrm.ui.dialogs.form_dialog import watch
from smallcrm.ui.links import open_kept_link
from smallcrm.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.care_shapes import OwnFieldShape
    from smallcrm.queries.detail_shapes import OwnValueShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.form_dialog import FormDialog
    from smallcrm.ui.widgets.form import FieldRow

Kept = tuple[str, str | None]


class OwnEditor(Protocol):
    """What holds one value: its field, and how it is shown and read."""

    @property
    def field(self) -> QWidget:
        """The field that has the keyboard."""

    def show_value(self, value: str | None, currency: str | None) -> None:
        """Show a canonical value, or nothing."""

    def read(self) -> Kept | None:
        """Read what is typed, None where nothing is; raises Refusal with `field` `own:ID`."""


class _Typed:
    """A value that is typed: text, a number, an amount, a day, a link."""

    def __init__(self, context: UiContext, shape: OwnFieldShape) -> None:
        self._tr = context.tr
        self._shape = shape
        self._usual = context.settings.currency
        self._name = field_name(shape.id)
        self._shown: tuple[str, Kept] | None = None
        self.field: QLineEdit = TextField()
        if shape.kind is OwnFieldKind.DATE:
            self.field = DateField(context.theme, context.tr, name=self._name)
        elif shape.kind is OwnFieldKind.AMOUNT:
            self.field.setPlaceholderText(
                context.tr.formats.currency_word(context.settings.currency)
            )
        elif shape.kind is OwnFieldKind.LINK:
            # Translators: an example of a link that is typed
            self.field.setPlaceholderText(context.tr.gettext("example.com or an e-mail address"))

    def show_value(self, value: str | None, currency: str | None) -> None:
        """Show it as it would be typed; of a link all of it is shown."""
        text = "" if value is None else typed_text(self._tr, self._shape, value, currency)
        self.field.setText(text)
        self.field.setCursorPosition(0)
        # What is not touched is not read: it stays just as it is kept.
        self._shown = None if value is None else (text, (value, currency))

    def read(self) -> Kept | None:
        text = self.field.text().strip()
        if not text:
            return None
        if self._shown is not None and self._shown[0].strip() == text:
            return self._shown[1]
        return read_own_value(
            self._tr, self._shape.kind, text, currency=self._usual, field=self._name
        )


class _Chosen:
    """A value of a closed list; what is kept and no longer offered stays where it is."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.field: ChoiceField = ChoiceField((("", "–"), *choices), "")

    def show_value(self, value: str | None, currency: str | None) -> None:
        """Show it."""
        del currency
        if value and value not in self.field.values():
            self.field.add_choice(value, value)
        self.field.choose(value or "")

    def read(self) -> Kept | None:
        value = self.field.value()
        return (str(value), None) if value else None


def own_editor(context: UiContext, shape: OwnFieldShape) -> OwnEditor:
    """Return the editor of an own field."""
    tr = context.tr
    if shape.kind is OwnFieldKind.CHOICE:
        return _Chosen([(choice, choice) for choice in shape.choices])
    if shape.kind is OwnFieldKind.YES_NO:
        both = ("yes", "no")
        return _Chosen([(one, own_value_text(tr, shape.kind, one, None)) for one in both])
    return _Typed(context, shape)


def field_name(field_id: int) -> str:
    """Return what refusals call an own field."""
    return f"own:{field_id}"


def typed_text(tr: I18n, shape: OwnFieldShape, value: str, currency: str | None) -> str:
    """Write a canonical value as it is typed, so that reading it gives the same again."""
    if shape.kind is OwnFieldKind.AMOUNT and currency is not None:
        return tr.formats.money(Money.parse(value, currency))
    if shape.kind is OwnFieldKind.DATE:
        return tr.formats.date_short(date.fromisoformat(value))
    if shape.kind is OwnFieldKind.LINK:
        return value.removeprefix("mailto:")
    return own_value_text(tr, shape.kind, value, currency)


class OwnValueRows:
    """The rows of a dialog for all own fields; what was not changed is not written."""

    def __init__(self, context: UiContext, dialog: FormDialog) -> None:
        self._context = context
        self._dialog = dialog
        self._editors: dict[int, OwnEditor] = {}
        self._kinds: dict[int, OwnFieldKind] = {}
        self._kept: dict[int, Kept | None] = {}
        self._stops: list[QWidget] = []

    def make_rows(self, fields: Iterable[OwnFieldShape]) -> list[FieldRow]:
        """Make a row for each field, in their order; the caller puts them somewhere."""
        rows: list[FieldRow] = []
        for shape in fields:
            editor = own_editor(self._context, shape)
            self._editors[shape.id] = editor
            self._kinds[shape.id] = shape.kind
            self._kept[shape.id] = None
            trailing: tuple[QWidget, ...] = ()
            if shape.kind is OwnFieldKind.LINK:
                trailing = (self._opener(editor),)
            label = shape.name.replace("&", "&&")
            row = self._dialog.make_row(
                field_name(shape.id), label, editor.field, trailing=trailing
            )
            editor.field.setAccessibleName(shape.name)
            self._stops += [editor.field, *trailing]
            rows.append(row)
        return rows

    def chain(self, before: QWidget, after: QWidget) -> None:
        """Let Tab stop here between two fields: rows that are made later come last of all."""
        for one, other in pairwise([before, *self._stops, after]):
            QWidget.setTabOrder(one, other)

    def show_values(self, values: Iterable[OwnValueShape]) -> None:
        """Put in what a client has."""
        for value in values:
            editor = self._editors.get(value.field_id)
            if editor is not None:
                editor.show_value(value.value, value.currency)
                self._kept[value.field_id] = (value.value, value.currency)

    def inputs(self) -> tuple[OwnValueInput, ...]:
        """Return what differs from what was there; refusals are kept by the dialog."""
        found: list[OwnValueInput] = []
        for field_id, editor in self._editors.items():
            refused: list[Refusal] = []
            now: Kept | None = None
            try:
                now = editor.read()
            except Refusal as error:
                refused.append(error)
                self._dialog.attempt(partial(_raise, error))
            if not refused and now != self._kept[field_id]:
                value, currency = now or (None, None)
                found.append(OwnValueInput(own_field=field_id, value=value, currency=currency))
        return tuple(found)

    def has_values(self) -> bool:
        """Tell whether the client has anything in an own field."""
        return any(kept is not None for kept in self._kept.values())

    def names(self) -> frozenset[str]:
        """Return what refusals call these fields."""
        return frozenset(map(field_name, self._editors))

    def editor(self, field_id: int) -> OwnEditor:
        """Return the editor of a field, for tests."""
        return self._editors[field_id]

    def _opener(self, editor: OwnEditor) -> QWidget:
        button = IconButton(
            self._context.theme, "external-link", self._context.tr.gettext("Open this link")
        )

        def open_link() -> None:
            try:
                kept = editor.read()
            except Refusal as refused:
                self._dialog.show_refusals([refused])
                return
            if kept is not None:
                open_kept_link(kept[0])

        def follow() -> None:
            field = editor.field
            button.setEnabled(isinstance(field, QLineEdit) and bool(field.text().strip()))

        button.clicked.connect(open_link)
        watch(editor.field, follow)
        follow()
        return button


def _raise(error: Refusal) -> None:
    raise error
