"""What is the matter with the data file at start, and what can be done; nothing is touched."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.i18n import sentences
from smallcrm.ui.dialogs.confirm import Confirm
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import escape_key, say
from smallcrm.ui.theme import NOTE, SMALL, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

STATUS: Final = {
    FileTrouble.NEWER: 3,
    FileTrouble.UNWRITABLE: 4,
    FileTrouble.LOCKED: 5,
    FileTrouble.DAMAGED: 6,
    FileTrouble.WRONG_PASSPHRASE: 7,
}
"""The exit statuses, the same as those of the command line."""


@dataclass(frozen=True, slots=True)
class GoodBackup:
    """A verified backup that can be put back."""

    path: Path
    made_at: datetime


class TroubleWindow(DialogFrame):
    """Explains why the data file cannot be opened; `status` is then the exit status.

    Of a damaged file the newest good backup is offered, never as the default: `newest_backup`
    finds it and `restore` puts it back (both run off the GUI thread, both may raise). After that
    `restored(result)` comes, and the caller opens the file again. "Try again" emits `retry`.
    """

    restored = Signal(object)
    retry = Signal()
    _found = Signal(object)
    _put_back = Signal(object)

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        error: DataFileError,
        data_file: Path,
        *,
        newest_backup: Callable[[], GoodBackup | None] | None = None,
        restore: Callable[[Path], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        titles = {
            FileTrouble.NEWER: tr.gettext("The data file is from a newer version"),
            FileTrouble.UNWRITABLE: tr.gettext("The data file cannot be written"),
            FileTrouble.LOCKED: tr.gettext("The data file is in use"),
            FileTrouble.DAMAGED: tr.gettext("The data file is damaged"),
            FileTrouble.WRONG_PASSPHRASE: tr.gettext("The data file is locked by a passphrase"),
        }
        super().__init__(theme, titles[error.trouble], parent, width=560)
        self._tr = tr
        self._restore = restore
        self._backup: GoodBackup | None = None
        self.status = STATUS[error.trouble]
        sentence = RunLabel(theme, wrap=True, icon=("triangle-alert", "debt"))
        sentence.set_runs((Run(sentences.trouble(tr, error), NOTE),))
        self.body.addWidget(sentence)
        where = RunLabel(theme, wrap=True)
        where.set_runs((Run(str(data_file), SMALL, "second"),), ("database", "second"))
        self.body.addWidget(where)
        self.offer = RunLabel(theme, wrap=True)
        self.offer.hide()
        self.body.addWidget(self.offer)
        self.body.addStretch(1)
        self._folder = data_file.parent
        self.restore_button = QPushButton(tr.gettext("&Restore this backup…"))
        self.restore_button.hide()
        self.folder_button = QPushButton(tr.gettext("&Open the folder"))
        self.retry_button = QPushButton(tr.gettext("&Try again"))
        for button in (self.folder_button, self.restore_button):
            self.add_left(button)
        self.add_left(self.retry_button)
        self.retry_button.setVisible(error.trouble in {FileTrouble.LOCKED, FileTrouble.UNWRITABLE})
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self._on_folder)
        self.restore_button.clicked.connect(self._on_restore)
        self.retry_button.clicked.connect(self._on_retry)
        self._found.connect(self._on_found)
        self._put_back.connect(self._on_put_back)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if error.trouble is FileTrouble.DAMAGED and newest_backup is not None:
            self._say_offer(tr.gettext("Looking for the newest good backup…"), "hourglass")
            self._run(newest_backup, self._found)

    def _run(self, work: Callable[[], object], told: object) -> None:
        """Run work on a thread of its own: the runner waits for a file that does not open."""

        def body() -> None:
            try:
                answer: object = work()
            except Exception as error:  # noqa: BLE001  (said to the owner, whatever it is)
                answer = error
            if shiboken6.isValid(self):
                told.emit(answer)  # type: ignore[attr-defined]

        threading.Thread(target=body, name="trouble", daemon=True).start()

    def _say_offer(self, text: str, icon: str, *, wrong: bool = False) -> None:
        tone: Tone = "debt" if wrong else "plain"
        self.offer.set_runs((Run(text, tone=tone),), (icon, tone))
        self.offer.show()
        self.grow()

    def _on_found(self, found: object) -> None:
        tr = self._tr
        if isinstance(found, GoodBackup):
            self._backup = found
            when = tr.formats.instant(found.made_at)
            text = tr.gettext("The newest good backup is of {when}.").format(when=when)
            self._say_offer(text, "history")
            self.restore_button.setVisible(self._restore is not None)
        else:
            self._say_offer(tr.gettext("There is no good backup in the backups folder."), "info")

    def _on_restore(self) -> None:
        if self._backup is None or self._restore is None:
            return
        tr = self._tr
        when = tr.formats.instant(self._backup.made_at)
        text = tr.gettext(
            "The data of {when} is put in the place of the damaged file. The damaged file is kept "
            "beside it. What was entered after that time is not in the backup."
        ).format(when=when)
        question = Confirm(
            self.theme,
            tr.gettext("Restore the backup?"),
            text,
            yes=tr.gettext("&Restore"),
            no=tr.gettext("Do nothing"),
            key=escape_key(tr),
            parent=self,
        )
        question.confirmed.connect(self._on_confirmed)
        question.open()

    def _on_confirmed(self) -> None:
        restore, backup = self._restore, self._backup
        if restore is None or backup is None:
            return
        self.restore_button.setDisabled(True)
        self._say_offer(self._tr.gettext("Restoring…"), "hourglass")
        self._run(lambda: (restore(backup.path),), self._put_back)

    def _on_put_back(self, answer: object) -> None:
        if isinstance(answer, tuple):
            self.restored.emit(answer[0])
            self.accept()
            return
        self.restore_button.setEnabled(True)
        tr = self._tr
        text = tr.gettext("The backup could not be restored. Nothing was changed.")
        if isinstance(answer, Refusal):
            text = say(tr, answer)
        elif isinstance(answer, DataFileError):
            text = sentences.trouble(tr, answer)
        self._say_offer(text, "circle-alert", wrong=True)

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _on_retry(self) -> None:
        self.retry.emit()
