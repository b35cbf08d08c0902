"""The strip that asks whether what was typed is to be kept, without a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from smallcrm.ui.theme import BODY, DIALOG_MARGIN, ThemeContext
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class KeepStrip(QWidget):
    """Asks above the footer; keeping is the default, and Esc keeps too."""

    kept = Signal()
    discarded = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        text: str,
        keep: str,
        discard: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self.before: QWidget | None = None
        self.keep_button = QPushButton(keep)
        self.discard_button = QPushButton(discard)
        self.discard_button.setProperty("kind", "danger")
        label = RunLabel(theme, (Run(text, BODY, "soon"),), icon=("clock", "soon"))
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(self.discard_button)
        row.addWidget(self.keep_button)
        self._row = row
        for button in (self.keep_button, self.discard_button):
            button.setAutoDefault(True)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.keep_button.clicked.connect(self.kept)
        self.discard_button.clicked.connect(self.discarded)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    def ask(self) -> None:
        """Show the question; the button that keeps has the keyboard."""
        self.before = QApplication.focusWidget()
        self.show()
        self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of a warning."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._theme.tokens.soonbg))
        line = self._theme.colour(self._theme.tokens.line)
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        painter.end()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(DIALOG_MARGIN), px(8), px(DIALOG_MARGIN), px(8))
        self._row.setSpacing(px(8))
        self.update()
