"""The field below the lines that says why a line is not taxed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from smallcrm.domain import documents
from smallcrm.domain.enums import VatCategory
from smallcrm.i18n.messages import mark
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.dialogs.lines_rows import TAX, Row, RowReader
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.dialogs.lines_grid import LinesGrid
    from smallcrm.ui.theme import ThemeContext

_USUAL: Final[Mapping[VatCategory, str]] = {
    VatCategory.REVERSE_CHARGE: mark("Reverse charge"),
    VatCategory.INTRA_COMMUNITY: mark("Intra-community supply"),
    VatCategory.EXPORT: mark("Export outside the EU"),
    VatCategory.OUT_OF_SCOPE: mark("Not subject to VAT"),
}
"""What is usually written; why a line is exempt (E) has no usual words."""


class _ReasonField(QLineEdit):
    """Enter and Tab go on with the lines, Esc and Shift and Tab back to them."""

    done = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on or back; every other key is text."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not control:
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go on with the lines."""
        (self.done if forward else self.left).emit()
        return True


class ReasonStrip(QWidget):
    """Asks why a line is not taxed (EN 16931: BT-120 of BR-E-10 and its like).

    Shown while a line needs a reason: that of the current line, else of the first that needs one.
    Enter goes on with the lines, Esc back to them. `height_changed` when it comes or goes.
    """

    height_changed = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n, grid: LinesGrid, reader: RowReader) -> None:
        super().__init__()
        self._tr = tr
        self._grid = grid
        self._reader = reader
        self._row = -1
        self._label = plain_label("", "label")
        self.field = _ReasonField()
        self._label.setBuddy(self.field)
        self.field.setPlaceholderText(
            tr.gettext("The reason, as it is to stand on the paper (a law's paragraph)")
        )
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        box.addWidget(self._label)
        box.addWidget(self.field, 1)
        self.field.textEdited.connect(self._on_text)
        self.field.done.connect(self._on_done)
        self.field.left.connect(grid.setFocus)
        grid.reason_wanted.connect(self.ask)
        self.hide()

    def follow(self) -> None:
        """Show the reason of the current line, else of the first line that needs one."""
        asking = [(number, row) for number, row in self._grid.rows() if self._category(row)]
        current = self._grid.currentRow()
        first = asking[0] if asking else None
        found = next((pair for pair in asking if pair[0] == current), first)
        if found is None:
            self._row = -1
        else:
            self._show_line(*found)
        if self.isHidden() != (found is None):
            self.setHidden(found is None)
            self.height_changed.emit()

    def ask(self, number: int) -> None:
        """Take the keyboard; offer what was written before, or is usual, to be taken by Enter."""
        self.follow()
        category = self._category(self._grid.row_at(number))
        if category is None:
            return
        written = (
            row.state.reason
            for _number, row in self._grid.rows()
            if row.state.reason and self._category(row) is category
        )
        usual = _USUAL.get(category)
        offered = next(written, self._tr.gettext(usual) if usual else "")
        if offered and not self.field.text().strip():
            self.field.setText(offered)
            self._on_text(offered)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _show_line(self, number: int, row: Row) -> None:
        category = self._category(row)
        assert category is not None, "only lines that need a reason are shown"
        words = enum_name(self._tr, category)
        self._label.setText(
            self._tr.gettext("Line {line}, {code} ({category}):").format(
                line=number + 1, code=category.value, category=words
            )
        )
        self.field.setAccessibleName(
            self._tr.gettext("Why line {line} is not taxed ({category})").format(
                line=number + 1, category=words
            )
        )
        if number != self._row or self.field.text().strip() != row.state.reason:
            self.field.setText(row.state.reason)
        self._row = number

    def _category(self, row: Row) -> VatCategory | None:
        category = self._reader.category(row)
        return category if category is not None and documents.needs_reason(category) else None

    def _on_text(self, text: str) -> None:
        self._grid.set_reason(self._row, text.strip())

    def _on_done(self) -> None:
        self._grid.setFocus()
        self._grid.setCurrentCell(self._row, TAX)
        self._grid.go_below()
