"""How a file was understood, each part of it to be changed, and which column goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSpinBox, QVBoxLayout, QWidget

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.records import RecordKind
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.dialogs.fields import ChoiceField, CurrencyField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.import_columns import IGNORE, ColumnChoice, ColumnsTable
from smallcrm.ui.dialogs.import_fields import NEW, FieldChoices, own_name
from smallcrm.ui.dialogs.import_questions import DECIMALS, QuestionBox, questions_of
from smallcrm.ui.dialogs.import_words import (
    ENCODINGS,
    OWN,
    date_orders,
    decimal_signs,
    encoding_why,
    field_name,
    missing_fields,
    separators,
)
from smallcrm.ui.dialogs.import_work import Choices
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from smallcrm.domain.errors import Refusal
    from smallcrm.importers import Column, Understood
    from smallcrm.queries.care_shapes import OwnFieldShape
    from smallcrm.ui.context import UiContext

_MOST_LINES: Final = 999
# All room is the table's, until it has as much as it can use.
_ALL: Final = 100


class ImportForm(QWidget):
    """Shows what an importer understood; `choices_changed` when the owner says otherwise.

    `across` fields stand beside each other. Days and amounts that can be read in two ways are
    asked for first.
    """

    choices_changed = Signal()

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, across: int = 2
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._across = across
        tr, theme = context.tr, context.theme
        self._filling = False
        self._chosen: dict[str, Any] = {}
        self._mapping: dict[str, str] = {}
        self._date_orders: dict[str, str] = {}
        self._new_fields: dict[str, str] = {}
        self._brought: dict[str, str] = {}
        self._own: dict[str, OwnFieldShape] = {}
        self._kind: RecordKind | None = None
        kinds = [(kind.value, enum_name(tr, kind)) for kind in RecordKind]
        self.questions = QuestionBox(theme, tr)
        self.kind = ChoiceField(kinds)
        self.sheet = ChoiceField(())
        self.heading_row = QSpinBox()
        self.heading_row.setRange(0, _MOST_LINES)
        self.heading_row.setSpecialValueText(tr.pgettext("heading row", "none"))
        self.heading_row.setKeyboardTracking(False)
        self.encoding = ChoiceField(ENCODINGS.items())
        self.separator = ChoiceField(separators(tr))
        self.date_order = ChoiceField(date_orders(tr))
        self.decimal_sign = ChoiceField(decimal_signs(tr))
        self.currency = CurrencyField(
            tr, context.settings.currency, first=(context.settings.currency,)
        )
        self.table = ColumnsTable(theme, tr)
        self.rows: dict[str, FieldRow] = {}
        self.columns: dict[str, ColumnChoice] = {}
        self._grid = QGridLayout()
        self._columns_label = plain_label(tr.gettext("Columns"), "section")
        self._unsure = tr.gettext("It could be read otherwise too: please check.")
        self._add_fields()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.questions)
        box.addLayout(self._grid)
        box.addWidget(self._columns_label)
        box.addWidget(self.table, _ALL)
        box.addStretch(1)
        self._box = box
        self.questions.answered.connect(self._on_answer)
        self.table.placed.connect(self._on_placed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def choices(self) -> Choices:
        """Return what the owner chose; what was only understood is left to the importer."""
        return Choices(
            **self._chosen,
            mapping=dict(self._mapping),
            date_orders=dict(self._date_orders),
            own_fields={
                name: kind
                for name, kind in self._new_fields.items()
                if f"{OWN}{name}" in self._mapping.values()
            },
        )

    def set_choices(self, choices: Choices) -> None:
        """Take choices that were made before, without telling."""
        self.forget()
        for name in ("kind", "encoding", "separator", "date_order", "decimal_sign", "currency"):
            if (value := getattr(choices, name)) is not None:
                self._chosen[name] = value
        for name in ("heading_row", "sheet"):
            if (value := getattr(choices, name)) is not None:
                self._chosen[name] = value
        self._mapping = dict(choices.mapping)
        self._date_orders = dict(choices.date_orders)
        self._new_fields = dict(choices.own_fields)

    def accept_answers(self) -> None:
        """Take the answers as they are chosen: the owner went on with them."""
        for heading, answer in self.questions.answers().items():
            self._answer(heading, answer)

    def set_own_fields(self, own: Sequence[OwnFieldShape]) -> None:
        """Say which fields of the owner's there are."""
        self._own = {one.name: one for one in own}

    def own_kinds(self) -> dict[str, OwnFieldKind]:
        """Return of which kind the owner's fields are, with those that are to be made."""
        new = self._brought | self._new_fields
        made = {name: OwnFieldKind(kind) for name, kind in new.items()}
        return made | {name: one.kind for name, one in self._own.items()}

    def forget(self) -> None:
        """Forget what was chosen: another file is read."""
        self._chosen = {}
        self._mapping, self._date_orders, self._new_fields = {}, {}, {}
        self._kind = None
        self.questions.ask(())
        self._arrange([])

    def show_understood(self, found: Understood) -> None:
        """Show how a file was read."""
        self._filling = True
        self._kind = found.kind
        self._brought = {one.name: one.kind.value for one in found.new_fields}
        self.kind.choose(found.kind.value)
        encoding = found.encoding or ""
        if encoding and encoding not in self.encoding.values():
            self.encoding.add_choice(encoding, encoding)
        self.encoding.choose(encoding)
        self.encoding.setToolTip(encoding_why(self._context.tr, found.encoding_why))
        self.separator.choose(found.separator)
        self.sheet.set_choices([(name, name) for name in found.sheets], found.sheet)
        self.heading_row.setValue(found.heading_row)
        self.date_order.choose(found.date_order.value if found.date_order else None)
        self.decimal_sign.choose(found.decimal_sign)
        shown = dict.fromkeys(self.rows, True)
        shown["sheet"] = len(found.sheets) > 1
        shown["heading_row"] = bool(found.columns)
        shown["encoding"] = bool(encoding)
        shown["separator"] = found.separator is not None
        shown["date_order"] = found.date_order is not None
        shown["decimal_sign"] = found.decimal_sign is not None
        self._arrange([name for name, seen in shown.items() if seen])
        self._ask(found)
        self._filling = False
        self.show_columns(found.columns, found.kind)

    def show_columns(self, columns: Sequence[Column], kind: RecordKind | None) -> None:
        """Show which column goes where."""
        tr = self._context.tr
        fields = FieldChoices(tr, kind, self.fields_of(kind), self._own)
        for widget in (self._columns_label, self.table):  # a file of contacts has none
            widget.setVisible(bool(columns))
        self.table.show_columns(
            columns,
            lambda field: fields.name(field, self._brought | self._new_fields),
            fields.options,
            lambda column: import_sentences.reading(tr, column),
        )
        self.columns = self.table.choices()
        self._on_theme()

    def fields_of(self, kind: RecordKind | None) -> list[tuple[str, str]]:
        """List what a column may go into, with the names."""
        from smallcrm.importers import FIELDS

        fields = FIELDS[kind] if kind is not None else ()
        return [(name, field_name(self._context.tr, name, kind)) for name in fields]

    def show_headings(
        self, headings: Sequence[str], kind: RecordKind | None, samples: Sequence[str] = ()
    ) -> None:
        """Show the columns of a file of which headings and `samples` alone are known."""
        from smallcrm.importers import Column
        from smallcrm.importers.headings import propose

        fields: Sequence[str | None] = (
            propose(headings, kind) if kind is not None else [None] * len(headings)
        )
        self._kind = kind
        if kind is None:
            self._filling = True
            self.kind.choose_none(self._context.tr.gettext("Choose…"))
            self._filling = False
        if not any(row.isVisibleTo(self) for row in self.rows.values()):
            self._arrange(["kind"])
        columns = []
        for index, (heading, proposed) in enumerate(zip(headings, fields, strict=True)):
            given = self._mapping.get(heading)
            found = None if given == IGNORE else given or proposed
            columns.append(Column(heading, found, tuple(samples[index : index + 1])))
        self.show_columns(columns, kind)

    def show_refusal(self, refused: Refusal) -> str:
        """Say why a file cannot be read beside the field that mends it.

        Without such a field the words come back, to be said elsewhere.
        """
        headings, wanted = refused.parameters.get("headings"), refused.parameters.get("kind")
        tr = self._context.tr
        kind = RecordKind(str(wanted)) if wanted else None
        if isinstance(headings, tuple):
            chosen = self._chosen.get("kind")
            known = RecordKind(chosen) if kind is None and chosen else kind
            samples = refused.parameters.get("samples")
            seen = samples if isinstance(samples, tuple) else ()
            self.show_headings([str(one) for one in headings], known, [str(one) for one in seen])
            self.show()
        row = self.rows.get(refused.field or "")
        if refused.code == "missing_column":
            text = missing_fields(tr, refused.parameters.get("fields"), kind)
        else:
            text = say(tr, refused)
        if row is None or self.isHidden() or row.isHidden():
            return text
        row.set_error(text)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return ""

    def clear_errors(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.set_error(None)

    def mapping(self) -> Mapping[str, str]:
        """Return the columns that the owner has placed."""
        return self._mapping

    def _add_fields(self) -> None:
        tr = self._context.tr
        for name, label, field in (
            ("kind", tr.gettext("The rows &are"), self.kind),
            ("sheet", tr.gettext("S&heet"), self.sheet),
            ("heading_row", tr.gettext("Headings in &line"), self.heading_row),
            ("encoding", tr.gettext("&Encoding"), self.encoding),
            ("separator", tr.gettext("Cells &parted by"), self.separator),
            ("date_order", tr.gettext("&Dates"), self.date_order),
            ("decimal_sign", tr.gettext("Deci&mals"), self.decimal_sign),
            ("currency", tr.gettext("C&urrency"), self.currency),
        ):
            field.setAccessibleName(without_key(label))
            width = 104 if self._across > 2 else 112  # noqa: PLR2004
            self.rows[name] = FieldRow(
                self._context.theme, painted(label), field, label_width=width, parent=self
            )
            if isinstance(field, CurrencyField):
                field.form_changed.connect(self._on_currency)
                continue
            field.setProperty("option", name)
            if isinstance(field, QSpinBox):
                field.valueChanged.connect(self._on_option)
            else:
                field.currentIndexChanged.connect(self._on_option)

    def _ask(self, found: Understood) -> None:
        """Ask what the file leaves open; what was answered here stays to be seen."""
        asked = {one.heading: one for one in self.questions.questions}
        headings = {column.heading for column in found.columns} | {DECIMALS}
        kept = [one for heading, one in asked.items() if heading in headings]
        settled = set(self._date_orders)
        if "decimal_sign" in self._chosen:
            settled.add(DECIMALS)
        if "date_order" in self._chosen:
            settled |= headings - {DECIMALS}
        kept += [
            one
            for one in questions_of(self._context.tr, found)
            if one.heading not in asked and one.heading not in settled
        ]
        self.questions.ask(kept)
        asked_now = [one.heading for one in kept]
        about = {heading == DECIMALS for heading in asked_now}
        known = bool(self._date_orders) or "date_order" in self._chosen
        doubts = {
            "date_order": found.date_order_ambiguous and not known and False not in about,
            "decimal_sign": found.decimal_sign_ambiguous
            and "decimal_sign" not in self._chosen
            and True not in about,
        }
        for name, row in self.rows.items():
            row.set_error(self._unsure if doubts.get(name) else None)

    def _arrange(self, names: Sequence[str]) -> None:
        """Show these rows, some beside each other; one alone takes the whole width."""
        for name, row in self.rows.items():
            self._grid.removeWidget(row)
            row.setVisible(name in names)
        across = min(self._across, max(1, len(names)))
        top = Qt.AlignmentFlag.AlignTop
        for number, name in enumerate(names):
            span = self._across if across == 1 else 1
            self._grid.addWidget(self.rows[name], number // across, number % across, 1, span, top)

    def _on_option(self, _index: int) -> None:
        field = self.sender()
        if self._filling or not isinstance(field, ChoiceField | QSpinBox):
            return
        name = str(field.property("option"))
        if name in {"kind", "sheet", "heading_row"}:
            self._mapping, self._date_orders = {}, {}
        if name == "date_order":
            self._date_orders = {}
        if name in {"kind", "sheet", "heading_row", "date_order", "decimal_sign"}:
            self.questions.ask(())
        self._chosen[name] = field.value()
        self.rows[name].set_error(None)
        self.choices_changed.emit()

    def _on_currency(self) -> None:
        from smallcrm.domain.money import CURRENCIES

        code = self.currency.code()
        if not self._filling and code in CURRENCIES and code != self._chosen.get("currency"):
            self._chosen["currency"] = code
            self.choices_changed.emit()

    def _on_answer(self, heading: str, answer: str) -> None:
        self._answer(heading, answer)
        self.choices_changed.emit()

    def _answer(self, heading: str, answer: str) -> None:
        if heading == DECIMALS:
            self._chosen["decimal_sign"] = answer
        else:
            self._date_orders[heading] = answer

    def _on_placed(self, heading: str, field: str) -> None:
        if field.startswith(NEW):
            row = list(self.columns).index(heading)
            name = own_name(self.table.rows.column(row))
            self._new_fields[name] = field.removeprefix(NEW)
            field = f"{OWN}{name}"
            self.table.rows.place(row, field)
        self._mapping[heading] = field
        self._date_orders.pop(heading, None)
        self.questions.ask([one for one in self.questions.questions if one.heading != heading])
        if self._kind is not None:
            # Once a column is placed by hand the kind is settled too.
            self._chosen.setdefault("kind", self._kind.value)
        self.choices_changed.emit()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(8))
        for column in range(self._across):
            self._grid.setColumnStretch(column, 1)
