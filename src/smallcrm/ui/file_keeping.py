"""Files that are dropped, pasted or chosen in a window are kept with whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.services.commands import AddDocuments
from smallcrm.ui.dialogs.keeping_progress import KeepingProgress, Progress
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.remembered import last_folder, remember_folder
from smallcrm.ui.widgets.drop_hint import DropHint, local_files

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from smallcrm.importers.keeping import FileReader
    from smallcrm.services.commands import AddEmail, Outcome
    from smallcrm.services.document_commands import FileInput
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

KEPT_FOLDER: Final = "documents/folder"
_SOON_MS: Final = 400
Say = Callable[[str, bool], None]


@dataclass(frozen=True, slots=True)
class KeptWith:
    """Whom files are kept with, and where they are about one which sale, quote or contract."""

    client: int
    sale: int | None = None
    quote: int | None = None
    contract: int | None = None


@dataclass(slots=True)
class _Read:
    """What was read of the files: those to be kept, e-mails, and why some are not."""

    files: list[FileInput] = field(default_factory=list)
    mails: list[AddEmail] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class FileKeeper(QObject):
    """Takes the files of a window, on the GUI thread; they are read on another.

    `whom` says whom they are kept with, None while nobody is known. `say(text, wrong)` tells in
    the window how it goes. `saved(outcome)` after what was kept. An e-mail becomes a contact of
    its client; where the window is about a paper it is kept as a file of that.
    """

    saved = Signal(object)

    def __init__(
        self,
        context: UiContext,
        window: QWidget,
        whom: Callable[[], KeptWith | None],
        say: Say,
        *,
        also: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._whom, self._say = whom, say
        self._watch: Watch | None = None
        self._watched = Progress(0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_slow)
        self._progress: KeepingProgress | None = None
        text = context.tr.gettext("Drop to keep")
        self.hint = DropHint(context.theme, text, window, also=also)
        self.hint.dropped.connect(self.keep)
        for widget in also:
            widget.installEventFilter(self)

    @property
    def is_busy(self) -> bool:
        """Tell whether files are being read."""
        return self._watch is not None

    def choose(self) -> None:
        """Ask for files, beside everything else."""
        dialog = QFileDialog(self._window, self._context.tr.gettext("Keep files"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setDirectory(str(last_folder(self._context, KEPT_FOLDER)))
        dialog.filesSelected.connect(self._on_chosen)
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def paste(self) -> bool:
        """Keep the files or the picture on the clipboard; False where there is none."""
        mime = QGuiApplication.clipboard().mimeData()
        names = local_files(mime)
        if names:
            self.keep(names)
            return True
        picture = b"" if mime.hasText() else _picture(mime)
        if picture:
            today = self._context.clock.today().isoformat()
            # Translators: how a picture that was pasted is called: "Picture 2026-05-12.png"
            name = self._context.tr.gettext("Picture {date}").format(date=today)
            self._start([], [(f"{name}.png", picture)])
        return bool(picture)

    def keep(self, names: Sequence[str]) -> None:
        """Keep files by their paths."""
        self._start([Path(name) for name in names], [])

    def cancel(self) -> None:
        """Stop reading; nothing is kept then."""
        if self._watch is not None:
            self._watch.cancel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what a text field cannot: files and pictures that are pasted into it."""
        del watched
        return (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Paste)
            and self.paste()
        )

    def _on_chosen(self, names: list[str]) -> None:
        if names:
            remember_folder(self._context, KEPT_FOLDER, Path(names[0]).parent)
            self.keep(names)

    def _start(self, paths: list[Path], blobs: list[tuple[str, bytes]]) -> None:
        whom = self._whom()
        if whom is None or self._watch is not None or not (paths or blobs):
            return
        watched = self._watched = Progress(len(paths) + len(blobs))
        watch = self._watch = Watch(watched.step)
        self._soon.start(_SOON_MS)
        alone = whom == KeptWith(whom.client)

        def work(backend: Backend) -> _Read:
            return _read(backend, paths, blobs, whom.client if alone else None, watch)

        self._context.runner.task(work, self._on_read, self._on_failed)

    def _on_slow(self) -> None:
        """Show how far it is; the keyboard stays where it is."""
        if self._watch is not None:
            self._progress = KeepingProgress(self._context, self._watched, self._window)
            self._progress.cancelled.connect(self.cancel)
            self._progress.show()

    def _on_read(self, read: _Read) -> None:
        if not shiboken6.isValid(self):
            return
        self._rest()
        whom = self._whom()
        if whom is None:
            return
        if read.files:
            command = AddDocuments(
                client=whom.client,
                files=tuple(read.files),
                sale=whom.sale,
                quote=whom.quote,
                contract=whom.contract,
            )
            self._write(command, read.refused)
        for mail in read.mails:
            self._write(mail, read.refused)
        if not (read.files or read.mails):
            self._tell(read.refused)

    def _write(self, command: AddDocuments | AddEmail, refused: list[Refusal]) -> None:
        def done(outcome: Outcome) -> None:
            if shiboken6.isValid(self):
                self._on_kept(outcome)
                self._tell(refused)

        self._context.runner.write(command, done, self._on_failed, initiator=self._window)

    def _on_kept(self, outcome: Outcome) -> None:
        tr, told = self._context.tr, outcome.result.parameters
        if not told.get("count") and told.get("known"):
            text = tr.gettext("This is kept already.")
            if isinstance(told.get("client_id"), int):
                text = tr.gettext("This e-mail is kept already, with {client}.")
                text = text.format(client=told.get("client"))
            self._say(text, False)
            return
        self._say(_kept_words(self._context, outcome), False)
        self.saved.emit(outcome)

    def _tell(self, refused: list[Refusal]) -> None:
        if refused:
            self._say(say_error(self._context.tr, refused[0]), True)

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self._rest()
            stopped = isinstance(error, Cancelled)
            text = "" if stopped else say_error(self._context.tr, error)
            self._say(text, not stopped)

    def _rest(self) -> None:
        self._watch = None
        self._soon.stop()
        if self._progress is not None and shiboken6.isValid(self._progress):
            self._progress.close()
        self._progress = None


def _kept_words(context: UiContext, outcome: Outcome) -> str:
    tr, told = context.tr, outcome.result.parameters
    if outcome.result.label == "add_email":
        return tr.gettext("E-mail kept")
    count = told.get("count")
    number = count if isinstance(count, int) else 1
    return tr.ngettext("{count} file kept", "{count} files kept", number).format(
        count=tr.formats.number(number)
    )


def _read(
    backend: Backend,
    paths: Sequence[Path],
    blobs: Sequence[tuple[str, bytes]],
    client: int | None,
    watch: Watch,
) -> _Read:
    """Read files, one after the other; with `client` e-mails are read as such."""
    from smallcrm.importers.mail_file import is_mail

    reader = file_reader(backend)
    read = _Read()
    for number, (name, data) in enumerate(blobs):
        watch.step(number, len(blobs))
        read.files.append(reader.content(name, data))
    for number, path in enumerate(paths):
        watch.step(number, len(paths))
        try:
            file = reader.file(path)
            if client is not None and is_mail(file.name):
                waiting = reader.waiting(file, backend.queries, client)
                read.mails.append(waiting.command(client))
            else:
                read.files.append(file)
        except Refusal as refusal:
            read.refused.append(refusal)
    return read


def file_reader(backend: Backend) -> FileReader:
    """Return what files are read with, by the settings of the data file."""
    from smallcrm.importers.keeping import FileReader
    from smallcrm.reports.render import pdf_text

    country = backend.file_settings().country
    return FileReader(pdf_text=pdf_text, country=country, now=backend.clock.now())


def _picture(mime: QMimeData) -> bytes:
    """Return the picture of a clipboard as PNG."""
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return b""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return bytes(data.data()) if image.save(buffer, "PNG") else b""  # type: ignore[call-overload]  # a stub without text
