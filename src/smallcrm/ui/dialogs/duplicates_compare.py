"""Two clients side by side: what differs is chosen by a key or a press, the rest stays of both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.merging import CREDIT_LIMIT
from smallcrm.i18n.sentences import enum_name, refusal, sentence_start
from smallcrm.ui.dialogs.duplicates_rows import (
    KEPT,
    LABEL,
    MERGED,
    Compared,
    compared,
    compared_row,
    terms_result,
    why_text,
)
from smallcrm.ui.models.plain_rows import PlainRows
from smallcrm.ui.theme import BODY_STRONG, SMALL
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from smallcrm.queries.care_shapes import DuplicateDetail
    from smallcrm.ui.context import UiContext

_LABEL_WIDTH: Final = 150


class Comparison(QWidget):
    """Shows a pair and what they become.

    Left and right choose on the row that has the keyboard, a press on a value chooses that.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        tr, theme = context.tr, context.theme
        self._detail: DuplicateDetail | None = None
        self._lines: tuple[Compared, ...] = ()
        self._taken: set[str] = set()
        self.why = RunLabel(theme, wrap=True)
        self.hint = RunLabel(theme)
        self.table = FastTableView(theme, name=tr.gettext("Both clients side by side"))
        set_up_boxed(self.table)
        heads = (
            tr.pgettext("merge", "Field"),
            tr.pgettext("merge", "Stays"),
            tr.pgettext("merge", "Is merged into it"),
            tr.pgettext("merge", "Result"),
        )
        self.model = PlainRows([(head, False) for head in heads], self)
        self.table.setModel(self.model)
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Fixed)
        self.table.clicked.connect(self._on_clicked)
        self.table.opened.connect(self._on_opened)
        for key, taken in ((Qt.Key.Key_Left, False), (Qt.Key.Key_Right, True)):
            self._bind(QKeySequence(key), taken=taken)
        toggle = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        toggle.setContext(Qt.ShortcutContext.WidgetShortcut)
        toggle.activated.connect(lambda: self._on_opened(self.table.current_row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.why)
        box.addWidget(self.table, 1)
        box.addWidget(self.hint)
        self._box = box
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def detail(self) -> DuplicateDetail | None:
        """Return what is shown."""
        return self._detail

    @property
    def taken(self) -> tuple[str, ...]:
        """Return the fields of which the merged one's are chosen."""
        return tuple(line.field for line in self._lines if self._is_taken(line))

    def show_detail(self, detail: DuplicateDetail | None) -> None:
        """Show a pair; what was chosen stays where it is the same pair."""
        same = (
            detail is not None
            and self._detail is not None
            and (detail.pair.one.id, detail.pair.other.id)
            == (self._detail.pair.one.id, self._detail.pair.other.id)
        )
        if not same:
            self._taken.clear()
        self._detail = detail
        currency = self._context.settings.currency
        tr = self._context.tr
        self._lines = () if detail is None else compared(tr, detail, currency)
        row = self.table.current_row() if same else 0
        self._fill()
        self.table.select_row(min(row, len(self._lines) - 1))
        self._say(detail)

    def choose(self, row: int, *, taken: bool) -> None:
        """Choose the one's or the other's, where there is something to choose."""
        if not 0 <= row < len(self._lines) or not self._lines[row].differs:
            return
        field = self._lines[row].field
        (self._taken.add if taken else self._taken.discard)(field)
        self._fill()
        self.table.select_row(row)

    def _fill(self) -> None:
        tr = self._context.tr
        rows = []
        for number, line in enumerate(self._lines):
            rows.append(compared_row(tr, number, self._now(line), taken=self._is_taken(line)))
        self.model.show(rows)

    def _now(self, line: Compared) -> Compared:
        """Return a line as it is with what is chosen elsewhere: a limit hangs on its currency."""
        if line.field != CREDIT_LIMIT or self._detail is None:
            return line
        context = self._context
        result = terms_result(context.tr, self._detail, context.settings.currency, self.taken)
        return replace(line, result=result)

    def _is_taken(self, line: Compared) -> bool:
        return line.differs and line.field in self._taken

    def _say(self, detail: DuplicateDetail | None) -> None:
        tr = self._context.tr
        if detail is None:
            self.why.set_runs(())
            self.hint.set_runs(())
            return
        pair = detail.pair
        why = sentence_start(why_text(tr, pair))
        runs = []
        if pair.likeness is not None:
            # Translators: before the reasons why two clients may be one
            how = tr.gettext("{likeness}: ").format(likeness=enum_name(tr, pair.likeness))
            runs = [Run(how, BODY_STRONG), Run(why)]
        self.why.set_runs(runs)
        self.why.setVisible(bool(runs))
        if detail.obstacles:
            text = refusal(tr, Refusal(detail.obstacles[0]))
            self.hint.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        elif any(line.differs for line in self._lines):
            text = tr.gettext("← and → choose which one holds where they differ.")
            self.hint.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        else:
            text = tr.gettext("Nothing contradicts: what the one lacks comes from the other.")
            self.hint.set_runs((Run(text, SMALL, "second"),), ("info", "second"))

    def _bind(self, keys: QKeySequence, *, taken: bool) -> None:
        shortcut = QShortcut(keys, self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self.choose(self.table.current_row(), taken=taken))

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() in (KEPT, MERGED):
            self.choose(index.row(), taken=index.column() == MERGED)

    def _on_opened(self, row: int) -> None:
        if 0 <= row < len(self._lines):
            self.choose(row, taken=self._lines[row].field not in self._taken)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._box.setSpacing(px(8))
        self.table.setColumnWidth(LABEL, px(_LABEL_WIDTH))
