"""Rows of a dialog: a label at the left, the field, and beneath it what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from smallcrm.ui.theme import SMALL, ThemeContext
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, isolate, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

LABEL_WIDTH: Final = 104


class FieldRow(QWidget):
    """One field with its label; `set_error` says beneath it what to do.

    `label` may hold an `&` before the letter that leads to the field; it comes from the program's
    own words, never from the owner's.
    """

    def __init__(
        self,
        theme: ThemeContext,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        label_width: int = LABEL_WIDTH,
        trailing: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._field = field
        self._hint = hint
        self._label_width = label_width
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setText(label)
        self._label.setProperty("kind", "label")
        self._label.setBuddy(field)
        self._label.setWordWrap(True)
        self._below = RunLabel(theme, wrap=True)
        self._hint_label = plain_label(hint, "hint")
        self._hint_label.setWordWrap(True)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        # A line of its own: what trails and is hidden leaves no gap in it.
        self._line = QHBoxLayout()
        self._line.addWidget(field, 1)
        for widget in trailing:
            self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(self._line, 0, 1)
        self._grid.addWidget(self._below, 1, 1)
        self._grid.addWidget(self._hint_label, 2, 1)
        self._grid.setColumnStretch(1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))
        theme.changed.connect(self._on_theme)
        self.set_error(None)
        self._on_theme()

    @property
    def field(self) -> QWidget:
        """Return the field."""
        return self._field

    def set_error(self, text: str | None) -> None:
        """Say what to do, or take it back."""
        wrong = bool(text)
        if text:
            self._below.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self._field, one_line(text))
        self._below.setVisible(wrong)
        self._hint_label.setVisible(bool(self._hint) and not wrong)
        self._field.setAccessibleDescription(text or self._hint)
        if bool(self._field.property("invalid")) != wrong:
            self._field.setProperty("invalid", wrong)
            self._field.style().unpolish(self._field)
            self._field.style().polish(self._field)

    def set_label(self, text: str) -> None:
        """Show another label; what a screen reader says stays."""
        self._label.setText(text)

    def set_hint(self, text: str) -> None:
        """Say something else beneath the field, where nothing is wrong."""
        self._hint = text
        self._hint_label.setText(isolate(text))
        if not self.error():
            self.set_error(None)

    def error(self) -> str:
        """Return what is said to be wrong, or nothing."""
        return self._below.whole_text() if not self._below.isHidden() else ""

    def _on_theme(self) -> None:
        px = self._theme.px
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(4))
        self._line.setSpacing(px(4))
        self._grid.setVerticalSpacing(px(3))
        if isinstance(self._field, QAbstractSpinBox) and not _has_calendar(self._field):
            # The stylesheet's padding does not reach the editor inside a spin box.
            editor = self._field.findChild(QLineEdit)
            if editor is not None:
                editor.setTextMargins(px(10), 0, 0, 0)
        self._label.setFixedWidth(px(self._label_width))
        self._label.setMinimumHeight(px(32))
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _has_calendar(field: QAbstractSpinBox) -> bool:
    return isinstance(field, QDateTimeEdit) and field.calendarPopup()
