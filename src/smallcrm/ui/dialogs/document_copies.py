"""Copies of kept files for other programs: opened from a private folder, saved, dragged out."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from smallcrm.domain import kept_files
from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.exporters.files import write_whole
from smallcrm.reports.files import safe_file_name
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.remembered import last_folder, remember_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

SAVED_FOLDER: Final = "documents/saved"
_READ_ONLY: Final = 0o400
_SECONDS: Final = 20.0


def file_name(document: DocumentShape) -> str:
    """Return a name that every system takes, with the ending that the file has."""
    end = kept_files.ending(document.name)
    stem = document.name[: len(document.name) - len(end)] if end else document.name
    return safe_file_name(stem, end)


class Copies(QObject):
    """Makes copies of kept files, off the GUI thread; `say(text, wrong)` tells what went wrong.

    A copy that another program opens can be read alone, by the owner alone, and is removed when
    the program ends. What a system might run is never opened.
    """

    def __init__(
        self, context: UiContext, window: QWidget, say: Callable[[str, bool], None]
    ) -> None:
        super().__init__(window)
        self._context, self._window, self._say = context, window, say
        self._folder: Path | None = None

    def open(self, document: DocumentShape) -> None:
        """Open a copy in the program that the system has for it."""
        tr = self._context.tr
        if kept_files.is_program(document.name):
            self._say(say_error(tr, Refusal("not_openable", file=document.name)), True)
            return
        path = self._place(document)

        def done(_written: object) -> None:
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            if not opened and shiboken6.isValid(self):
                self._say(tr.gettext("No program for this file answered. Save it instead."), True)

        self._context.runner.task(
            lambda backend: _write(backend, document.id, path, read_only=True), done, self._failed
        )

    def save(self, document: DocumentShape) -> None:
        """Ask where a copy is to be saved, beside everything else."""
        tr = self._context.tr
        dialog = QFileDialog(self._window, tr.gettext("Save a copy"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(str(last_folder(self._context, SAVED_FOLDER)))
        dialog.selectFile(file_name(document))
        dialog.fileSelected.connect(lambda name: self.save_to(document, Path(name)))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def save_to(self, document: DocumentShape, path: Path) -> None:
        """Save a copy."""
        remember_folder(self._context, SAVED_FOLDER, path.parent)
        said = self._context.tr.gettext("Saved: {file}").format(file=path.name)

        def done(_written: object) -> None:
            if shiboken6.isValid(self):
                self._say(said, False)

        self._context.runner.task(
            lambda backend: _write(backend, document.id, path), done, self._failed
        )

    def copy_now(self, document: DocumentShape) -> Path | None:
        """Make a copy and wait for it: for a program into which the file is pulled."""
        path = self._place(document)
        try:
            self._context.runner.wait_for(
                lambda backend: _write(backend, document.id, path), seconds=_SECONDS
            )
        except (Refusal, DataFileError, TimeoutError):
            return None
        return path

    def _place(self, document: DocumentShape) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="smallcrm-"))
            application = QApplication.instance()
            assert application is not None
            folder = self._folder
            application.aboutToQuit.connect(lambda: _forget(folder))
        return Path(tempfile.mkdtemp(dir=self._folder)) / file_name(document)

    def _failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._say(say_error(self._context.tr, error), True)


def _write(backend: Backend, document_id: int, path: Path, *, read_only: bool = False) -> int:
    content = backend.queries.document_content(document_id)
    if content is None:
        raise Refusal("no_such_document", field="document", id=document_id)
    count = write_whole(path, lambda stream: stream.write(content))
    if read_only:
        path.chmod(_READ_ONLY)
    return count


def _forget(folder: Path) -> None:
    """Remove the copies; on Windows what can only be read cannot be removed either."""
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                path.chmod(0o600)
    shutil.rmtree(folder, ignore_errors=True)
