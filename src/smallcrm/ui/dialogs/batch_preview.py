"""What changing many clients would do: fields before and after, and who stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from smallcrm.domain.enums import ClientKind, Level, Lifecycle, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.own_values import own_value_text
from smallcrm.i18n.sentences import enum_name
from smallcrm.services.commands import BatchField
from smallcrm.ui.dialogs.own_value_fields import field_name
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.models.plain_rows import PlainRow, PlainRows
from smallcrm.ui.theme import BODY, BODY_STRONG, Tone
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.cells import EMPTY, Cell
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, one_line
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.care_shapes import (
        BatchPreview,
        BatchRefusal,
        BatchRow,
        OwnFieldShape,
    )
    from smallcrm.ui.context import UiContext

_CLIENT, _FIELD, _BEFORE, _AFTER = range(4)
_WIDTHS: Final = {_CLIENT: 190, _FIELD: 130, _BEFORE: 230}
# A column of the client whose values have words of their own.
_NAMED: Final = {
    BatchField.KIND: ClientKind,
    BatchField.LEVEL: Level,
    BatchField.LIFECYCLE: Lifecycle,
}


class FieldWords:
    """Names fields and values of a preview; knows what the owner's fields are called."""

    def __init__(self, tr: I18n, own: Sequence[OwnFieldShape] = ()) -> None:
        self._tr = tr
        self._own: Mapping[str, OwnFieldShape] = {field_name(shape.id): shape for shape in own}

    def name(self, field: str) -> str:
        """Return what a field is called."""
        tr = self._tr
        if (shape := self._own.get(field)) is not None:
            return shape.name
        if (known := _known(field)) is not None:
            return enum_name(tr, known)
        names = {
            "tags": tr.gettext("Tags"),
            "phone": tr.gettext("Phone"),
            "phones": tr.gettext("Phone"),
            "address": tr.gettext("Address"),
            "addresses": tr.gettext("Address"),
        }
        return names.get(field, field)

    def value(self, field: str, text: str | None) -> str:
        """Return what a field holds as the owner reads it."""
        known = _known(field)
        if text is None:
            # A level that is to follow from the rules is worked out at the end.
            return self._tr.gettext("By the level rules") if known is BatchField.LEVEL else ""
        if (shape := self._own.get(field)) is not None:
            return one_line(_own_text(self._tr, shape.kind, text))
        if known is not None and (kind := _NAMED.get(known)) is not None:
            return enum_name(self._tr, kind(text))
        if field == BatchField.LANGUAGE:
            return self._tr.formats.language_name(text)
        return one_line(text)


def _own_text(tr: I18n, kind: OwnFieldKind, text: str) -> str:
    """Write an own field's value; an amount comes with its currency behind it."""
    currency: str | None = None
    if kind is OwnFieldKind.AMOUNT:
        text, _, currency = text.partition(" ")
    return own_value_text(tr, kind, text, currency)


def _known(field: str) -> BatchField | None:
    try:
        return BatchField(field)
    except ValueError:
        return None


class BatchPreviewTable(QWidget):
    """A line of figures, and the rows beneath: those that stand in the way come first."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        tr, theme = context.tr, context.theme
        self.words = FieldWords(tr)
        heads = (
            (tr.gettext("Client"), False),
            (tr.pgettext("batch edit", "Field"), False),
            (tr.pgettext("batch edit", "Before"), False),
            (tr.pgettext("batch edit", "After"), False),
        )
        self.summary = RunLabel(theme)
        self.table = FastTableView(theme, name=tr.gettext("What would change"))
        self.model = PlainRows(heads, self)
        self.table.setModel(self.model)
        set_up_boxed(self.table)
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_AFTER, QHeaderView.ResizeMode.Stretch)
        self._more = plain_label("", "hint")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.summary, self.table, self._more):
            self._box.addWidget(widget, 1 if widget is self.table else 0)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.show_nothing()

    def show_nothing(self, text: str = "") -> None:
        """Say why nothing is shown yet."""
        tr = self._context.tr
        text = text or tr.gettext("Say what to change: what comes of it is shown here.")
        self.summary.set_runs((Run(text, BODY, "second"),), ("info", "third"))
        self.model.show(())
        self._more.hide()

    def show_preview(self, preview: BatchPreview) -> None:
        """Show what would be done."""
        self.summary.set_runs(*_summary(self._context.tr, preview))
        rows = [self._refused(number, one) for number, one in enumerate(preview.refused)]
        rows += [self._changed(number, one) for number, one in enumerate(preview.rows)]
        self.model.show(rows)
        self.table.select_row(0)
        shown = {row.client.id for row in preview.rows}
        rest = preview.changed - len(shown)
        text = self._context.tr.ngettext(
            "And {count} more client.", "And {count} more clients.", rest
        )
        self._more.setText(text.format(count=self._context.tr.formats.number(rest)))
        self._more.setVisible(rest > 0)

    def _refused(self, number: int, one: BatchRefusal) -> PlainRow:
        tr = self._context.tr
        parameters: dict[str, Any] = {**one.parameters}
        why = say(tr, Refusal(one.code, **parameters))
        name = one_line(one.client.name)
        cells = (
            Cell(name, "debt", "circle-alert", weight="medium"),
            EMPTY,
            EMPTY,
            Cell(one_line(why), "debt"),
        )
        return PlainRow(-number - 1, cells, tr.pgettext("facts", ", ").join((name, why)))

    def _changed(self, number: int, one: BatchRow) -> PlainRow:
        tr, words = self._context.tr, self.words
        name, field = one_line(one.client.name), words.name(one.field)
        before, after = words.value(one.field, one.before), words.value(one.field, one.after)
        nothing = tr.pgettext("batch edit", "nothing")
        cells = (
            Cell(name, weight="medium"),
            Cell(one_line(field), "second"),
            Cell(before or "–", "second" if before else "third"),
            Cell(after or "–", "plain" if after else "third", weight="medium"),
        )
        spoken = tr.pgettext("batch edit", "{client}, {field}: {before}, then {after}").format(
            client=name, field=field, before=before or nothing, after=after or nothing
        )
        return PlainRow(number + 1, cells, spoken)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(6))
        self.table.setMinimumHeight(px(28 + 6 * 30))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, px(width))


def _summary(tr: I18n, preview: BatchPreview) -> tuple[tuple[Run, ...], tuple[str, Tone]]:
    """Say in figures what would be done, or why nothing can be."""
    number = tr.formats.number
    if preview.refused:
        count = len(preview.refused)
        text = tr.ngettext(
            "{count} client stands in the way, so nothing can be changed.",
            "{count} clients stand in the way, so nothing can be changed.",
            count,
        )
        return (Run(text.format(count=number(count)), BODY_STRONG, "debt"),), (
            "circle-alert",
            "debt",
        )
    if not preview.changed:
        text = tr.gettext("All of them are like that already: nothing would change.")
        return (Run(text, BODY, "second"),), ("info", "third")
    text = tr.ngettext("{count} client changes", "{count} clients change", preview.changed)
    runs = [Run(text.format(count=number(preview.changed)), BODY_STRONG)]
    if preview.unchanged:
        text = tr.ngettext(
            ", {count} stays as it is", ", {count} stay as they are", preview.unchanged
        )
        runs.append(Run(text.format(count=number(preview.unchanged)), BODY, "second"))
    return tuple(runs), ("pencil", "second")
