"""One row of a preview in full: field by field before and after, and whom it may double."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.i18n import sentences
from smallcrm.services.commands import Fate, RowAction
from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.models.plain_rows import PlainRow, PlainRows
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.domain.records import RecordKind
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import Decision, RowFate
    from smallcrm.ui.dialogs.import_rows import RowWords
    from smallcrm.ui.theme import ThemeContext

_ROWS: Final = 3
_FIELD, _BEFORE, _AFTER = range(3)
_MOST_CHOICES: Final = 4
_NONE: Final = "–"
_BLANK: Final = Cell(_NONE, "third")


class RowDetail(QWidget):
    """Says all of one row; `chosen(decision)` when the owner decides by a button here."""

    chosen = Signal(object)

    def __init__(self, theme: ThemeContext, tr: I18n, words: RowWords) -> None:
        super().__init__()
        self._theme, self._tr, self._words = theme, tr, words
        self.title = RunLabel(theme)
        self.doubt = RunLabel(theme, wrap=True, max_lines=3)
        heads = (
            (tr.pgettext("column", "Field"), False),
            (tr.pgettext("column", "There now"), False),
            (tr.pgettext("column", "Afterwards"), False),
        )
        self.changes = PlainRows(heads, self)
        self.table = FastTableView(theme, name=tr.gettext("Field by field, before and after"))
        self.table.setModel(self.changes)
        set_up_boxed(self.table)
        self.table.header.setSectionsMovable(False)
        self.table.header.setSectionsClickable(False)
        for column in (_BEFORE, _AFTER):
            self.table.header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.buttons: list[KeyButton] = []
        self._decisions: list[Decision] = []
        self._side = QWidget()
        self._choices = QVBoxLayout(self._side)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.addWidget(self.doubt)
        self._choices.addStretch(1)
        self._row = QHBoxLayout()
        self._row.addWidget(self.table, 3)
        self._row.addWidget(self._side, 2)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.title)
        self._box.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_row(
        self,
        row: RowFate | None,
        kind: RecordKind | None,
        options: Sequence[Decision],
        current: Decision | None,
    ) -> None:
        """Show a row, what can be decided of it, and what holds now."""
        self.setVisible(row is not None)
        if row is None:
            return
        tr = self._tr
        number = tr.formats.number(row.row)
        text = tr.gettext("Row {row}: {name}") if row.name else tr.gettext("Row {row}")
        runs = [Run(text.format(row=number, name=row.name), BODY_STRONG)]
        icon, tone = import_sentences.fate_look(row.fate)
        said = import_sentences.fate(tr, row.fate)
        if row.client_name and row.fate in {Fate.UPDATES, Fate.UNCHANGED}:
            said = tr.gettext("{fate}: {client}").format(fate=said, client=row.client_name)
        runs.append(Run("   " + said, BODY, "debt" if row.fate is Fate.REFUSED else "second"))
        self.title.set_runs(runs, (icon, tone))
        self._show_changes(row, kind)
        self._show_choices(row, options, current)

    def _show_changes(self, row: RowFate, kind: RecordKind | None) -> None:
        tr, words = self._tr, self._words
        rows: list[PlainRow] = []
        if row.fate is Fate.REFUSED:
            why = sentences.why(tr, row.why or "", row.parameters)
            rows.append(PlainRow(0, (Cell(tr.gettext("Why"), "second"), _BLANK, Cell(why, "debt"))))
        for change in row.changes:
            before, after = words.value(change, change.before), words.value(change, change.after)
            cells = (
                Cell(words.field(change, kind), "second"),
                Cell(before or _NONE, "second" if before else "third"),
                Cell(after, weight="medium"),
            )
            rows.append(PlainRow(len(rows), cells))
        for change in row.kept:
            text = tr.gettext("stays; the file says {value}")
            said = text.format(value=words.value(change, change.after))
            cells = (
                Cell(words.field(change, kind), "second"),
                Cell(words.value(change, change.before)),
                Cell(said, "soon", "lock"),
            )
            rows.append(PlainRow(len(rows), cells))
        if not rows:
            nothing = Cell(tr.gettext("Nothing changes"), "third")
            rows.append(PlainRow(0, (nothing, _BLANK, Cell())))
        self.changes.show(rows)
        self.table.setColumnHidden(
            _BEFORE, not any(row.cells[_BEFORE].text != _NONE for row in rows)
        )

    def _show_choices(
        self, row: RowFate, options: Sequence[Decision], current: Decision | None
    ) -> None:
        tr = self._tr
        doubts = [self._words.candidate(one) for one in row.candidates[:_MOST_CHOICES]]
        self.doubt.setVisible(bool(doubts))
        if doubts:
            text = tr.gettext("May be {whom}").format(
                whom=tr.pgettext("alternatives", " or ").join(doubts)
            )
            self.doubt.set_runs((Run(text, SMALL, "soon"),), ("users", "soon"))
        focused = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), -1)
        for button in self.buttons:
            self._choices.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons, self._decisions = [], []
        shown = list(options)
        keys = {RowAction.NEW: "N", RowAction.UPDATE: "U", RowAction.SKIP: "L"}
        for decision in shown[: _MOST_CHOICES + 2]:
            # The key takes the first of several whom the row may complete.
            key = keys.pop(decision.action, "")
            icon = "check" if decision == current else ""
            button = KeyButton(
                self._theme, self._words.decision(decision, row), key=key, icon=icon, kind="row"
            )
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.setChecked(decision == current)
            button.clicked.connect(self._on_button)
            self._choices.insertWidget(
                self._choices.count() - 1, button, 0, Qt.AlignmentFlag.AlignLeft
            )
            self.buttons.append(button)
            self._decisions.append(decision)
        if 0 <= focused < len(self.buttons):
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self._side.setVisible(bool(shown))

    def _on_button(self) -> None:
        button = self.sender()
        found = [n for n, one in enumerate(self.buttons) if one is button]
        if found:
            self.chosen.emit(self._decisions[found[0]])

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setSpacing(px(6))
        self._row.setSpacing(px(16))
        self._choices.setSpacing(px(4))
        self.table.setColumnWidth(_FIELD, px(150))
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(_ROWS * height + px(28) + 4)
