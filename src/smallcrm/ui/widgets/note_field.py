"""The field in which a note is begun at once, and beneath it whether it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.theme import NOTE, RADIUS_LARGE, SMALL, ThemeContext, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, fill_round, focus_edge, line_height, one_line

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class NoteField(QFrame):
    """A text field that grows from one line to four, with a status and a hint in its lower edge.

    `edited` on each change, a composition included; Esc and Tab are left to the window.
    """

    edited = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        placeholder: str = "",
        name: str = "",
        most_lines: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._most_lines = most_lines
        self._field = QPlainTextEdit(self)
        self._status = RunLabel(theme)
        self._hint = RunLabel(theme)
        field = self._field
        field.setProperty("kind", "bare")
        field.setPlaceholderText(one_line(placeholder))
        field.setAccessibleName(name or placeholder)
        field.setTabChangesFocus(True)
        field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.document().setDocumentMargin(0)
        field.viewport().setAutoFillBackground(False)
        field.textChanged.connect(self._on_text)
        field.installEventFilter(self)
        self.setFocusProxy(field)
        self._line = QHBoxLayout()
        self._line.addWidget(self._status)
        self._line.addStretch(1)
        self._line.addWidget(self._hint)
        self._box = QVBoxLayout(self)
        self._box.addWidget(field)
        self._box.addLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def field(self) -> QPlainTextEdit:
        """Return the editor itself."""
        return self._field

    def text(self) -> str:
        """Return what has been typed."""
        return self._field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in, the cursor behind it."""
        self._field.setPlainText(text)
        cursor = self._field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self._field.setTextCursor(cursor)

    def set_status(self, text: str, tone: Tone = "ok") -> None:
        """Say at the left whether it is saved."""
        icons = {"ok": "check", "debt": "circle-alert"}
        runs = (Run(text, SMALL, tone),) if text else ()
        self._status.set_runs(runs, (icons.get(tone, "clock"), tone))
        self._status.setVisible(bool(text))

    def set_hint(self, text: str) -> None:
        """Say at the right which keys lead away."""
        self._hint.set_text(text, SMALL, "third")
        self._hint.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the edge when the keyboard comes or goes; fit the height to a new width."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the field around both lines."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = (RADIUS_LARGE - 2) * theme.scale
        fill_round(painter, rect, radius, theme.colour(tokens.surf), theme.colour(tokens.ctl))
        if self._field.hasFocus():
            focus_edge(painter, theme, rect, radius)
        painter.end()

    def _on_text(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        lines = 0
        block = self._field.document().begin()
        while block.isValid() and lines < self._most_lines:
            lines += max(1, block.layout().lineCount())
            block = block.next()
        lines = min(self._most_lines, max(1, lines))
        wanted = lines * self._field.fontMetrics().lineSpacing() + self._theme.px(4)
        height = max(wanted, line_height(self._theme, NOTE) + self._theme.px(2))
        if self._field.height() != height:
            self._field.setFixedHeight(height)

    def _on_theme(self) -> None:
        px = self._theme.px
        self._field.setFont(self._theme.font(NOTE))
        self._box.setContentsMargins(px(11), px(6), px(11), px(6))
        self._box.setSpacing(px(1))
        self._line.setSpacing(px(12))
        self._fit()
        self.update()
