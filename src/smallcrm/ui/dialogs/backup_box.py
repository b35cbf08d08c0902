"""Where the backups are, and making one now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from smallcrm.ui.dialogs.settings_pages import hint_label
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext


class BackupBox(QWidget):
    """The folder of the backups and a button that makes one; `height_changed` with what it says."""

    height_changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr, theme = context.tr, context.theme
        self._context = context
        backend = context.runner.backend()
        self._folder = backend.paths.backups if backend is not None else None
        self.button = QPushButton(tr.gettext("&Back up now"))
        self.folder_button = QPushButton(tr.gettext("&Open the folder"))
        self.state = RunLabel(theme, wrap=True)
        self.state.hide()
        line = QHBoxLayout()
        for button in (self.button, self.folder_button):
            line.addWidget(button)
        line.addStretch(1)
        text = tr.gettext("A copy is made each day and on closing; older ones are thinned out.")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        box.addWidget(RunLabel(theme, (Run(str(self._folder or ""), SMALL, "second"),)))
        box.addWidget(hint_label(text))
        box.addLayout(line)
        box.addWidget(self.state)
        self.button.clicked.connect(self.back_up)
        self.folder_button.clicked.connect(self._on_folder)

    def back_up(self) -> None:
        """Make a verified copy now, and say so beneath."""
        self.button.setDisabled(True)
        text = self._context.tr.gettext("Copying…")
        self.state.set_runs((Run(text, SMALL, "second"),), ("hourglass", "second"))
        self.state.show()
        self._context.runner.task(lambda backend: backend.backup(), self._on_done, self._on_failed)

    def _on_done(self, path: Path) -> None:
        if shiboken6.isValid(self):
            self.button.setEnabled(True)
            text = self._context.tr.gettext("Copied and checked: {file}").format(file=path.name)
            self.state.set_runs((Run(text, SMALL, "ok"),), ("check", "ok"))
            self.height_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.button.setEnabled(True)
            text = say_error(self._context.tr, error)
            self.state.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            self.height_changed.emit()

    def _on_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
