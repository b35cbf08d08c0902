"""The field below the lines that says why a line is not taxed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from smallcrm.domain.enums import VatCategory
from smallcrm.i18n.messages import mark
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.i18n.catalog import I18n
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
    """Asks why the line `row` is not taxed (EN 16931: BT-120 of BR-E-10 and its like).

    `reason_changed(row, text)` as it is typed, `done` on Enter, `left` on Esc.
    """

    reason_changed = Signal(int, str)

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._tr = tr
        self._row = -1
        self._label = plain_label("", "label")
        self.field = _ReasonField()
        self._label.setBuddy(self.field)
        self.field.setPlaceholderText(
            tr.gettext("The reason, as it is to stand on the paper (a law's paragraph)")
        )
        self.done = self.field.done
        self.left = self.field.left
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        box.addWidget(self._label)
        box.addWidget(self.field, 1)
        self.field.textEdited.connect(
            lambda text: self.reason_changed.emit(self._row, text.strip())
        )

    @property
    def row(self) -> int:
        """Return the line that is asked about, -1 for none."""
        return self._row

    def show_line(self, row: int, category: VatCategory, reason: str) -> None:
        """Ask about a line."""
        words = enum_name(self._tr, category)
        text = self._tr.gettext("Line {line}, {code} ({category}):").format(
            line=row + 1, code=category.value, category=words
        )
        self._label.setText(text)
        self.field.setAccessibleName(
            self._tr.gettext("Why line {line} is not taxed ({category})").format(
                line=row + 1, category=words
            )
        )
        if row != self._row or self.field.text().strip() != reason:
            self.field.setText(reason)
        self._row = row

    def show_none(self) -> None:
        """Ask about no line."""
        self._row = -1
        self.field.clear()

    def ask(self, category: VatCategory, known: str) -> None:
        """Take the keyboard; offer what was written before, or is usual, to be taken by Enter."""
        usual = _USUAL.get(category)
        offered = known or (self._tr.gettext(usual) if usual else "")
        if offered and not self.field.text().strip():
            self.field.setText(offered)
            self.reason_changed.emit(self._row, offered)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()
