"""How a file was understood, each part of it to be changed, and which column goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.records import RecordKind
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs.fields import ChoiceField, CurrencyField
from smallcrm.ui.dialogs.form_dialog import without_key
from smallcrm.ui.dialogs.import_words import (
    ENCODINGS,
    date_orders,
    decimal_signs,
    field_name,
    separators,
)
from smallcrm.ui.dialogs.import_work import Choices
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import one_line, painted, tool_tip

if TYPE_CHECKING:
    from smallcrm.importers import Column, Understood
    from smallcrm.ui.context import UiContext

_HEADING, _FIELD, _SAMPLES = range(3)
_IGNORE: Final = "ignore"
_MOST_ROWS: Final = 7


class ImportForm(QWidget):
    """Shows what an importer understood; `choices_changed` when the owner says otherwise."""

    choices_changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        tr, theme = context.tr, context.theme
        self._filling = False
        self._chosen: dict[str, Any] = {}
        self._mapping: dict[str, str] = {}
        self._kind: RecordKind | None = None
        kinds = [(kind.value, enum_name(tr, kind)) for kind in RecordKind]
        self.kind = ChoiceField(kinds)
        self.encoding = ChoiceField(ENCODINGS.items())
        self.separator = ChoiceField(separators(tr))
        self.date_order = ChoiceField(date_orders(tr))
        self.decimal_sign = ChoiceField(decimal_signs(tr))
        self.currency = CurrencyField(
            tr, context.settings.currency, first=(context.settings.currency,)
        )
        self.table = QTableWidget(0, 3)
        self.rows: dict[str, FieldRow] = {}
        self.columns: dict[str, ChoiceField] = {}
        self._grid = QGridLayout()
        self._columns_label = plain_label(tr.gettext("Columns"), "section")
        self._fields = (
            ("kind", tr.gettext("The rows &are"), self.kind),
            ("encoding", tr.gettext("&Encoding"), self.encoding),
            ("separator", tr.gettext("Cells &parted by"), self.separator),
            ("date_order", tr.gettext("&Dates"), self.date_order),
            ("decimal_sign", tr.gettext("Deci&mals"), self.decimal_sign),
            ("currency", tr.gettext("C&urrency"), self.currency),
        )
        self._unsure = tr.gettext("It could be read otherwise too: please check.")
        for name, label, field in self._fields:
            field.setAccessibleName(without_key(label))
            row = FieldRow(theme, painted(label), field, label_width=112, parent=self)
            self.rows[name] = row
            if isinstance(field, CurrencyField):
                field.form_changed.connect(self._on_currency)
            else:
                field.setProperty("option", name)
                field.currentIndexChanged.connect(self._on_option)
        self._build_table()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(self._grid)
        box.addWidget(self._columns_label)
        box.addWidget(self.table)
        self._box = box
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def choices(self) -> Choices:
        """Return what the owner chose; what was only understood is left to the importer."""
        return Choices(**self._chosen, mapping=dict(self._mapping))

    def forget(self) -> None:
        """Forget what was chosen: another file is read."""
        self._chosen = {}
        self._mapping = {}
        self._kind = None
        self._arrange([])

    def show_understood(self, found: Understood) -> None:
        """Show how a file was read."""
        self._filling = True
        self._kind = found.kind
        self.kind.choose(found.kind.value)
        encoding = found.encoding or ""
        if encoding and encoding not in self.encoding.values():
            self.encoding.add_choice(encoding, encoding)
        self.encoding.choose(encoding)
        self.separator.choose(found.separator)
        self.date_order.choose(found.date_order.value if found.date_order else None)
        self.decimal_sign.choose(found.decimal_sign)
        shown = dict.fromkeys(self.rows, True)
        shown["separator"] = found.separator is not None
        shown["date_order"] = found.date_order is not None
        shown["decimal_sign"] = found.decimal_sign is not None
        self._arrange([name for name, seen in shown.items() if seen])
        doubts = {
            "date_order": found.date_order_ambiguous and "date_order" not in self._chosen,
            "decimal_sign": found.decimal_sign_ambiguous and "decimal_sign" not in self._chosen,
        }
        for name, row in self.rows.items():
            row.set_error(self._unsure if doubts.get(name) else None)
        self._filling = False
        self.show_columns(found.columns, found.kind)

    def show_columns(self, columns: Sequence[Column], kind: RecordKind | None) -> None:
        """Show which column goes where."""
        tr, table = self._context.tr, self.table
        self._filling = True
        choices = [(_IGNORE, tr.gettext("Leave out")), *self.fields_of(kind)]
        for widget in (self._columns_label, table):  # a file of contacts has none
            widget.setVisible(bool(columns))
        self.columns = {}
        table.setRowCount(len(columns))
        for row, column in enumerate(columns):
            heading = QTableWidgetItem(painted(column.heading))
            heading.setToolTip(tool_tip(column.heading))
            samples = QTableWidgetItem(painted(" · ".join(column.samples)))
            samples.setForeground(self._context.theme.colour(self._context.theme.tokens.text2))
            table.setItem(row, _HEADING, heading)
            table.setItem(row, _SAMPLES, samples)
            field = ChoiceField(choices, column.field or _IGNORE)
            field.setProperty("heading", column.heading)
            field.setAccessibleName(
                tr.gettext("Column {heading} goes into").format(heading=one_line(column.heading))
            )
            field.currentIndexChanged.connect(self._on_field)
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 3, 0, 3)
            inside.addWidget(field)
            table.setCellWidget(row, _FIELD, holder)
            self.columns[column.heading] = field
        self._filling = False
        self._on_theme()

    def fields_of(self, kind: RecordKind | None) -> list[tuple[str, str]]:
        """List what a column may go into, with the names."""
        from smallcrm.importers import FIELDS

        fields = FIELDS[kind] if kind is not None else ()
        return [(name, field_name(self._context.tr, name, kind)) for name in fields]

    def show_headings(self, headings: Sequence[str], kind: RecordKind | None) -> None:
        """Show the columns of a file whose headings alone are known."""
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
        for heading, proposed in zip(headings, fields, strict=True):
            given = self._mapping.get(heading)
            found = None if given == _IGNORE else given or proposed
            columns.append(Column(heading, found))
        self.show_columns(columns, kind)

    def _arrange(self, names: Sequence[str]) -> None:
        """Show these rows, two beside each other; one alone takes the whole width."""
        for name, row in self.rows.items():
            self._grid.removeWidget(row)
            row.setVisible(name in names)
        for number, name in enumerate(names):
            span = 2 if len(names) == 1 else 1
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(self.rows[name], number // 2, number % 2, 1, span, top)

    def clear_errors(self) -> None:
        """Take back what was said to be wrong."""
        for row in self.rows.values():
            row.set_error(None)

    def mapping(self) -> Mapping[str, str]:
        """Return the columns that the owner has placed."""
        return self._mapping

    def _build_table(self) -> None:
        tr, table = self._context.tr, self.table
        table.setHorizontalHeaderLabels(
            [tr.gettext("In the file"), tr.gettext("Goes into"), tr.gettext("For example")]
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setProperty("kind", "boxed")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setAccessibleName(tr.gettext("Which column goes where"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_SAMPLES, QHeaderView.ResizeMode.Stretch)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for column in range(3):
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(left)

    def _on_option(self, _index: int) -> None:
        field = self.sender()
        if self._filling or not isinstance(field, ChoiceField):
            return
        name = str(field.property("option"))
        if name == "kind":
            self._mapping = {}
        self._chosen[name] = field.value()
        self.rows[name].set_error(None)
        self.choices_changed.emit()

    def _on_currency(self) -> None:
        from smallcrm.domain.money import CURRENCIES

        code = self.currency.code()
        if not self._filling and code in CURRENCIES and code != self._chosen.get("currency"):
            self._chosen["currency"] = code
            self.choices_changed.emit()

    def _on_field(self, _index: int) -> None:
        field = self.sender()
        if self._filling or not isinstance(field, ChoiceField):
            return
        self._mapping[str(field.property("heading"))] = str(field.value())
        if self._kind is not None:
            # Once a column is placed by hand the kind is settled too.
            self._chosen.setdefault("kind", self._kind.value)
        self.choices_changed.emit()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.table.horizontalHeader().setFixedHeight(px(28))
        self.table.verticalHeader().setDefaultSectionSize(px(40))
        self.table.setColumnWidth(_HEADING, px(200))
        self.table.setColumnWidth(_FIELD, px(210))
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        rows = min(_MOST_ROWS, max(2, self.table.rowCount()))
        self.table.setMinimumHeight(min(rows, 4) * px(40) + px(28) + 4)
        self.table.setMaximumHeight(max(1, self.table.rowCount()) * px(40) + px(28) + 4)
