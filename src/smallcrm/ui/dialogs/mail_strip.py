"""The strip that says that an e-mail is being written, and offers to note it on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from smallcrm.ui.theme import BODY, DIALOG_MARGIN
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.ui.context import UiContext


class MailStrip(QWidget):
    """Stands above the footer once a draft was handed over; `noted()` when it is to be noted.

    The mail program alone knows whether it was sent, so nothing is noted by itself.
    """

    noted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._theme = theme = context.theme
        tr = context.tr
        self.label = RunLabel(theme, wrap=True)
        self.note_button = QPushButton(tr.gettext("&Note on the card that it was sent"))
        self.not_button = QPushButton(tr.gettext("Not no&w"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.label, 1, Qt.AlignmentFlag.AlignVCenter)
        for button in (self.not_button, self.note_button):
            button.setAutoDefault(True)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button)
        self.note_button.clicked.connect(self.noted)
        self.not_button.clicked.connect(self.hide)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    def ask(self, text: str) -> None:
        """Say it, and take the keyboard: Enter notes it."""
        self.label.set_runs((Run(text, BODY),), ("mail", "second"))
        self.show()
        announce(self, text)
        self.note_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of a strip."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._theme.tokens.sel))
        painter.end()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(DIALOG_MARGIN), px(8), px(DIALOG_MARGIN), px(8))
        self._row.setSpacing(px(8))
