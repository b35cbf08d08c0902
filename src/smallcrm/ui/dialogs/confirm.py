"""A question for the few things that undo cannot take back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.theme import ThemeContext


class Confirm(DialogFrame):
    """Asks; `confirmed` when the owner says so. Not doing it is the default."""

    confirmed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        text: str,
        *,
        yes: str,
        no: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, parent)
