"""How far the reading of files is that are to be kept, where it takes longer than a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar

from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import escape_key

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext

_LOOK_MS: Final = 100


class Progress:
    """How many files are read, written by the thread that reads and looked at by the window."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.done = 0

    def step(self, done: int, _of: int) -> None:
        """Note that so many are read."""
        self.done = done


class KeepingProgress(DialogFrame):
    """Stands over its window without taking the keyboard; `cancelled()` when it is to stop."""

    cancelled = Signal()

    def __init__(self, context: UiContext, progress: Progress, parent: QWidget) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.gettext("Reading files…"), parent, width=360)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._progress = progress
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr.gettext("Progress"))
        # One file alone has no halves that could be told.
        self.bar.setRange(0, progress.count if progress.count > 1 else 0)
        self.body.addWidget(self.bar)
        self.cancel_button = self.add_button(tr.gettext("Cancel"), key=escape_key(tr))
        self.cancel_button.clicked.connect(self.reject)
        self.rejected.connect(self.cancelled)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self.bar.setValue(self._progress.done)
