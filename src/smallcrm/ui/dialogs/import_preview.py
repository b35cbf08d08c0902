"""What an import would do, or did, row by row: counts, filters, a search, and one row in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from smallcrm.services.commands import Fate, RowAction
from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.dialogs.import_detail import RowDetail
from smallcrm.ui.dialogs.import_rows import (
    ALL,
    CHOICE,
    FATE,
    FILTERS,
    NAME,
    POSSIBLE,
    ROW,
    WHAT,
    PreviewRows,
    PreviewTable,
    RowWords,
    options_of,
)
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.filter_bar import ChipSpec, FilterBar
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.domain.enums import OwnFieldKind
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import Decision
    from smallcrm.ui.dialogs.import_rows import Prepared
    from smallcrm.ui.theme import ThemeContext

_WIDTHS: Final = {ROW: 66, FATE: 150, NAME: 190, CHOICE: 170}
_LEAST_ROWS: Final = 3


class ImportPreview(QWidget):
    """Shows what was tried out or done; `decided()` when the owner decided of rows.

    Alt and a digit chooses a filter, Ctrl+F leads to the search.
    """

    decided = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tr = theme, tr
        self._words = RowWords(tr)
        self._done = False
        self._possible = 0
        self.summary = RunLabel(theme, wrap=True)
        self.filters = FilterBar(
            theme, name=tr.gettext("Which rows"), more=tr.gettext("{count} more")
        )
        self.search = SearchBox(
            theme, placeholder=tr.gettext("Find a row"), key=tr.gettext("Ctrl F"), compact=True
        )
        self.rows = PreviewRows(tr, self._words, self)
        self.table = PreviewTable(theme, tr.gettext("What happens, row by row"))
        self.table.setModel(self.rows)
        set_up_boxed(self.table)
        self.table.setAccessibleDescription(
            tr.gettext("N adds as new, U completes who is there, L leaves out, Ctrl A takes all")
        )
        self.table.setSelectionMode(PreviewTable.SelectionMode.ExtendedSelection)
        self.table.header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        self.nothing = plain_label("", "secondary")
        self.detail = RowDetail(theme, tr, self._words)
        self.all_row = QWidget()
        self._all_label = RunLabel(theme)
        self.all_buttons: dict[RowAction, KeyButton] = {}
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def decisions(self) -> dict[int, Decision]:
        """Return what the owner decided, by row."""
        return self.rows.decisions

    def clear(self) -> None:
        """Show nothing: another file, or another way of reading this one."""
        self._done = False
        self.rows.forget()
        self.summary.set_runs(())
        self.search.clear()
        self.filters.set_current(ALL)
        self._show_current()

    def show_result(
        self, prepared: Prepared, own: Mapping[str, OwnFieldKind], *, tried: bool
    ) -> None:
        """Show what an import would do (`tried`), or what it did."""
        self._done = not tried
        self._words.set_own(own)
        current = self.rows.at(self.table.current_row())
        runs, icon, tone = import_sentences.summary(self._tr, prepared, tried=tried)
        self.summary.set_runs(runs, (icon, tone))
        announce(self.summary, self.summary.whole_text())
        self._show_chips(prepared)
        self.rows.show(prepared)
        self._go_to(current.row if current is not None else None)
        possible = prepared.count(POSSIBLE)
        self._possible = possible
        self._show_all_row()
        if possible:
            text = self._tr.ngettext(
                "{count} row may double somebody:", "{count} rows may double somebody:", possible
            )
            number = self._tr.formats.number(possible)
            self._all_label.set_runs(
                (Run(text.format(count=number), BODY, "soon"),), ("users", "soon")
            )
        decided = bool(prepared.count(POSSIBLE) or self.rows.decisions)
        self.table.setColumnHidden(CHOICE, self._done or not decided)
        self._show_nothing()
        self._show_current()

    def take_up(self, decisions: Mapping[int, Decision]) -> None:
        """Take decisions that were made of the same rows before."""
        self.rows.decisions = dict(decisions)

    def choose_filter(self, name: str) -> None:
        """Show the rows of one fate, or the possible duplicates."""
        self.filters.set_current(name)

    def _build(self) -> None:
        tr = self._tr
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.filters, 1)
        head.addWidget(self.search)
        self._head = head
        line = QHBoxLayout(self.all_row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._all_label, 1)
        for action, text in (
            (RowAction.NEW, tr.gettext("Add all as new")),
            (RowAction.UPDATE, tr.gettext("Complete all")),
            (RowAction.SKIP, tr.gettext("Leave all out")),
        ):
            button = KeyButton(self._theme, text, kind="row")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, action=action: self.rows.decide_all(action))
            self.all_buttons[action] = button
            line.addWidget(button)
        self._all_line = line
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.summary)
        self._box.addLayout(head)
        self._box.addWidget(self.all_row)
        self._box.addWidget(self.table, 1)
        self._box.addWidget(self.nothing)
        self._box.addWidget(self.detail)
        self.nothing.hide()
        self._connect()

    def _connect(self) -> None:
        self.filters.chosen.connect(self._narrow)
        self.search.query_changed.connect(self._narrow)
        for leave in (self.search.accepted, self.search.cancelled):
            leave.connect(self._to_table)
        self.search.moved.connect(self._on_moved)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.chosen.connect(self._on_chosen)
        self.table.cycled.connect(self._on_cycled)
        self.table.opened.connect(self._on_opened)
        self.detail.chosen.connect(self._on_decision)
        self.rows.decided.connect(self._on_decided)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)
        for number, name in enumerate(FILTERS):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.activated.connect(lambda name=name: self.choose_filter(name))

    def _show_chips(self, prepared: Prepared) -> None:
        tr, number = self._tr, self._tr.formats.number
        names = {
            ALL: tr.gettext("All rows"),
            POSSIBLE: tr.gettext("Possible duplicates"),
            **{fate.value: import_sentences.fate(tr, fate) for fate in Fate},
        }
        current = self.filters.current()
        chips = [
            ChipSpec(name, names[name], number(prepared.count(name)))
            for name in FILTERS
            if name in {ALL, current} or prepared.count(name)
        ]
        self.filters.set_chips(chips, current or ALL)
        for place, name in enumerate(FILTERS):
            if any(chip.id == name for chip in chips):
                key = tr.gettext("Alt {key}").format(key=place)
                self.filters.chip(name).setToolTip(key)
                self.filters.chip(name).setAccessibleDescription(key)

    def _show_all_row(self) -> None:
        """Offer to decide of all at once where all of them are to be seen."""
        here = self.filters.current() == POSSIBLE
        self.all_row.setVisible(here and self._possible > 0 and not self._done)

    def _narrow(self) -> None:
        current = self.rows.at(self.table.current_row())
        self.rows.narrow(self.filters.current() or ALL, self.search.query())
        self._go_to(current.row if current is not None else None)
        self._show_all_row()
        self._show_nothing()
        self._show_current()

    def _show_nothing(self) -> None:
        none = self.rows.count() == 0
        text = self._tr.gettext("No row is like that.")
        self.nothing.setText(text if none else "")
        self.nothing.setVisible(none)

    def _go_to(self, row: int | None) -> None:
        place = self.rows.place_of(row) if row is not None else -1
        self.table.select_row(max(0, place))

    def _on_moved(self, steps: int) -> None:
        last = max(0, self.rows.count() - 1)
        self.table.select_row(max(0, min(last, self.table.current_row() + steps)))

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_current(self) -> None:
        row, kind = self.rows.at(self.table.current_row()), self.rows.kind()
        options = options_of(row, kind) if row is not None and kind and not self._done else []
        current = self.rows.decision_of(row) if row is not None else None
        self.detail.show_row(row, kind, options, current)

    def _on_chosen(self, action: RowAction) -> None:
        if not self._done:
            self.rows.decide(self.table.selected_rows(), action)

    def _on_opened(self, number: int) -> None:
        row = self.rows.at(number)
        if row is not None and row.candidates and not self._done:
            self.rows.next_choice(number)

    def _on_cycled(self, number: int) -> None:
        if not self._done:
            self.rows.next_choice(number)

    def _on_decision(self, decision: Decision) -> None:
        self.rows.choose(self.table.current_row(), decision)

    def _on_decided(self) -> None:
        self.table.setColumnHidden(CHOICE, False)
        self._show_current()
        self.decided.emit()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setSpacing(px(8))
        self._head.setSpacing(px(12))
        self._all_line.setSpacing(px(8))
        self.search.setFixedWidth(px(190))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, px(width))
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(_LEAST_ROWS * height + px(28) + 4)
