"""A sheet of labels as the owner measures it: the drawing follows what is typed."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.label_sheets import (
    INCH,
    KNOWN,
    LONGEST,
    MM,
    MOST_ACROSS,
    LabelSheet,
    check,
)
from smallcrm.reports import style as house
from smallcrm.services.commands import AddLabelSheet, EditLabelSheet
from smallcrm.ui.dialogs.fields import ChoiceField, TextField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, watch
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.sheet_picture import SheetPicture

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

Unit = Literal["mm", "inch"]
_UNITS: Final[dict[Unit, int]] = {"mm": MM, "inch": INCH}
_DECIMALS: Final[dict[Unit, int]] = {"mm": 3, "inch": 4}
_LENGTHS: Final = (
    "page_width",
    "page_height",
    "label_width",
    "label_height",
    "left",
    "top",
    "step_x",
    "step_y",
)
_COUNTS: Final = ("across", "down")
_LABEL: Final = 96
_PICTURE: Final = 260


class LabelSheetDialog(FormDialog):
    """Measures a sheet (`sheet_id` None), or changes one: then only what was changed is written.

    Lengths are in millimetres, or in inches where the paper is Letter.
    """

    def __init__(
        self, context: UiContext, sheet_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        adding = sheet_id is None
        super().__init__(
            context,
            tr.gettext("New label sheet") if adding else tr.gettext("Label sheet"),
            parent,
            width=820,
            save_text=tr.gettext("Add sheet") if adding else "",
        )
        self._sheet_id = sheet_id
        self._original: LabelSheet | None = None
        self._measured: dict[str, int] = {}  # what was put in, more exact than it is written
        letter = house.sheet_for(context.settings.country) is house.LETTER
        self._unit: Unit = "inch" if letter else "mm"
        self.name = TextField(placeholder=tr.gettext("Wine bottles, say"))
        known = [(sheet.name, sheet.name) for sheet in KNOWN]
        none = tr.pgettext("label sheet", "Nothing")
        self.like = ChoiceField((("", none), *known), "")
        units: tuple[tuple[Unit, str], ...] = (
            ("mm", tr.pgettext("unit", "Millimetres")),
            ("inch", tr.pgettext("unit", "Inches")),
        )
        self.unit = ChoiceField(units, self._unit)
        self.counts = {name: QSpinBox() for name in _COUNTS}
        self.lengths = {name: TextField() for name in _LENGTHS}
        self.picture = SheetPicture(context.theme, tr, chooses=False)
        self._build()
        self.show_sheet(KNOWN[0] if letter else KNOWN[-2])
        self.settle()
        if sheet_id is not None:
            self.load(lambda backend: _found(backend, sheet_id), self._show)
        focus_field(self.name)

    def command(self) -> AddLabelSheet | EditLabelSheet | None:
        """Keep the sheet, or change what differs."""
        name = self.attempt(self._name)
        lengths = {key: self.attempt(partial(self._length, key)) for key in _LENGTHS}
        if name is None or None in lengths.values():
            return None
        sheet = self._sheet(name, {key: value or 0 for key, value in lengths.items()})
        check(sheet)
        if self._sheet_id is None:
            return AddLabelSheet(sheet=sheet, request_id=self.request_id)
        before = self._original
        if before is None:
            return None
        names = [one.name for one in fields(LabelSheet)]
        changed = {
            one: getattr(sheet, one) for one in names if getattr(sheet, one) != getattr(before, one)
        }
        if not changed:
            return None
        return EditLabelSheet(label_sheet=self._sheet_id, request_id=self.request_id, **changed)

    def show_sheet(self, sheet: LabelSheet) -> None:
        """Put a sheet's measures into the fields; its name stays out of it."""
        self._measured = {name: int(getattr(sheet, name)) for name in _LENGTHS}
        for name, box in self.counts.items():
            box.setValue(getattr(sheet, name))
        self._write_lengths()
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Mark in the drawing what the field with the keyboard is about."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            focused = event.type() is QEvent.Type.FocusIn
            self.picture.set_measure(str(watched.property("measure")) if focused else "")
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        tr, theme = self.context.tr, self.context.theme
        px = theme.px
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.setContentsMargins(0, 0, 0, 0)
        row = self._row
        left.addWidget(row("name", tr.pgettext("label sheet", "&Name"), self.name))
        left.addLayout(
            self._pair(
                row("like", tr.gettext("&Copy from"), self.like),
                row("unit", tr.gettext("&In"), self.unit),
            )
        )
        for box in self.counts.values():
            box.setRange(1, MOST_ACROSS)
        words = {
            "across": tr.gettext("Labels &across"),
            "down": tr.gettext("Labels &down"),
            "page_width": tr.gettext("&Page width"),
            "page_height": tr.gettext("Page &height"),
            "label_width": tr.gettext("Label &width"),
            "label_height": tr.gettext("Label hei&ght"),
            "left": tr.gettext("&Left edge"),
            "top": tr.gettext("&Top edge"),
            "step_x": tr.gettext("Step ac&ross"),
            "step_y": tr.gettext("Step d&own"),
        }
        every: dict[str, QSpinBox | TextField] = {**self.counts, **self.lengths}
        for pair in (("page_width", "page_height"), _COUNTS, *_paired(_LENGTHS[2:])):
            left.addLayout(self._pair(*(row(key, words[key], every[key]) for key in pair)))
        for name, field in every.items():
            field.setProperty("measure", name)
            field.installEventFilter(self)
            watch(field, self._draw)
        hint = plain_label(
            tr.gettext(
                "Edges: from the paper's edge to the first label. Steps: from a label's edge to the"
                " same edge of the next one."
            ),
            "hint",
        )
        hint.setWordWrap(True)
        left.addWidget(hint)
        left.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(px(20))
        both.addLayout(left, 1)
        self.picture.setFixedWidth(px(_PICTURE))
        both.addWidget(self.picture)
        self.body.addLayout(both, 1)
        self.like.currentIndexChanged.connect(self._on_like)
        self.unit.currentIndexChanged.connect(self._on_unit)

    def _row(self, key: str, label: str, field: QWidget) -> FieldRow:
        field.setMinimumWidth(self.context.theme.px(96))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self.make_row(key, label, field, label_width=_LABEL)

    def _pair(self, *rows: FieldRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self.context.theme.px(16))
        for row in rows:
            line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
        return line

    def _name(self) -> str:
        name = self.name.value()
        if name is None:
            raise Refusal("no_name", field="name")
        return name

    def _length(self, key: str) -> int:
        """Read a length; one that was put in and not touched is exactly what it was."""
        text = self.lengths[key].text()
        if key in self._measured and text == self._written(self._measured[key]):
            return self._measured[key]
        number = self.context.tr.formats.parse_number(text, field=key)
        # What is far beyond any sheet is refused by its measure, not reckoned with.
        bounded = min(max(number, Decimal(-1)), Decimal(LONGEST))
        return round(bounded * _UNITS[self._unit])

    def _written(self, length: int) -> str:
        digits = Decimal(1).scaleb(-_DECIMALS[self._unit])
        number = (Decimal(length) / _UNITS[self._unit]).quantize(digits).normalize()
        whole = number == number.to_integral_value()
        return self.context.tr.formats.decimal(number.quantize(Decimal(1)) if whole else number)

    def _write_lengths(self) -> None:
        for name, field in self.lengths.items():
            blocked = field.blockSignals(True)
            field.setText(self._written(self._measured[name]))
            field.blockSignals(blocked)

    def _sheet(self, name: str, lengths: dict[str, int]) -> LabelSheet:
        counts = {key: box.value() for key, box in self.counts.items()}
        return replace(KNOWN[0], name=name, **counts, **lengths)

    def _draw(self) -> None:
        """Draw the sheet as far as the fields can be read."""
        lengths: dict[str, int] = {}
        for key in _LENGTHS:
            try:
                lengths[key] = max(0, self._length(key))
            except Refusal:
                lengths[key] = self._measured.get(key, 0)
        self.picture.set_sheet(self._sheet("", lengths))

    def _on_like(self) -> None:
        found = next((sheet for sheet in KNOWN if sheet.name == self.like.value()), None)
        if found is not None:
            self.clear_errors()
            self.show_sheet(found)

    def _on_unit(self) -> None:
        """Write the lengths in the other unit."""
        found = {}
        for key in _LENGTHS:
            try:
                found[key] = self._length(key)
            except Refusal:
                continue
        self._unit = self.unit.value()
        self._measured |= found
        self._write_lengths()
        self._draw()

    def _show(self, sheet: LabelSheet | None) -> None:
        tr = self.context.tr
        if sheet is None:
            self.set_notice(tr.gettext("This label sheet is not there any more."))
            self.save_button.setDisabled(True)
            return
        self._original = sheet
        self.name.setText(sheet.name)
        self.show_sheet(sheet)
        self.settle()
        focus_field(self.name)


def _paired(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [names[at : at + 2] for at in range(0, len(names), 2)]


def _found(backend: Backend, sheet_id: int) -> LabelSheet | None:
    sheets = backend.queries.label_sheets()
    return next((one.sheet for one in sheets if one.id == sheet_id), None)
