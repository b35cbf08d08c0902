"""A question for the few things that undo cannot take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.ui.theme import ThemeContext


class Confirm(DialogFrame):
    """Asks; `confirmed` when the owner says so. Not doing it is the default, and Esc."""

    confirmed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        text: str,
        *,
        yes: str,
        no: str,
        key: str = "Esc",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent, width=480)
        label = RunLabel(theme, (Run(text, BODY),), wrap=True)
        self.body.addWidget(label)
        self.body.addStretch(1)
        self.yes_button = QPushButton(yes)
        self.yes_button.setProperty("kind", "danger")
        self.add_left(self.yes_button)
        self.no_button = self.add_button(no, key=key, primary=True)
        self.no_button.clicked.connect(self.reject)
        self.yes_button.clicked.connect(self._on_yes)
        self.no_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_yes(self) -> None:
        self.accept()
        self.confirmed.emit()
