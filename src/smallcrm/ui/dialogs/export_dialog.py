"""Exporting: which rows, in which format, and then where to."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.ui.dialogs.export_formats import (
    Format,
    Offer,
    What,
    choices,
    file_name,
    formats,
    work_of,
)
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.words import enter_key, escape_key, say_error
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, isolate

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from smallcrm.exporters import Written
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.theme import ThemeContext

_FORMAT: Final = "export/format"
_FOLDER: Final = "export/folder"
_EVERY_SECONDS: Final = 0.05


class ExportDialog(DialogFrame):
    """Writes a list, everything, or all of one client; `written(path)` when a file is there.

    What was chosen the last time stands first. The system's own dialog asks where to, and before
    a file is written over. Leaving while it works stops it, and nothing is left behind.
    """

    written = Signal(object)
    _progressed = Signal(int, int)

    def __init__(
        self, context: UiContext, offer: Offer, store: QSettings, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        super().__init__(context.theme, tr.pgettext("dialog", "Export"), parent, width=500)
        self._context = context
        self._offer = offer
        self._store = store
        self._watch: Watch | None = None
        self._path: Path | None = None
        self._formats: list[Format] = []
        self.what = QButtonGroup(self)
        self.whats: list[tuple[What, QRadioButton]] = []
        self.format = QButtonGroup(self)
        self.rows: list[FormatRow] = []
        self._format_box = QVBoxLayout()
        self.progress = QProgressBar()
        self.state = RunLabel(context.theme, wrap=True)
        self.folder_button = QPushButton(tr.gettext("Open the &folder"))
        self._build()
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.export_button = self.add_button(
            tr.gettext("Export…"), key=enter_key(tr), primary=True, icon="download"
        )
        self._connect()
        self._fill_formats()
        self.set_busy(busy=False)
        self.whats[self.what.checkedId()][1].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen_what(self) -> What:
        """Return what is to be exported."""
        return self.whats[self.what.checkedId()][0]

    @property
    def chosen_format(self) -> Format:
        """Return in which format."""
        return self._formats[self.format.checkedId()]

    @property
    def busy(self) -> bool:
        """Tell whether a file is being written."""
        return self._watch is not None

    def choose(self, what: What, name: str = "") -> None:
        """Choose what, and in which format where it is offered (for whoever opens the dialog)."""
        for number, (offered, _) in enumerate(self.whats):
            if offered is what:
                self.what.button(number).setChecked(True)
        self._fill_formats()
        for number, offered_format in enumerate(self._formats):
            if offered_format.name == name:
                self.format.button(number).setChecked(True)

    def ask_where(self) -> None:
        """Ask for a file, beside everything else; then write it."""
        if self.busy:
            return
        tr, chosen = self._context.tr, self.chosen_format
        dialog = QFileDialog(self, self.windowTitle())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{chosen.text.replace('&', '').split(' (')[0]} (*{chosen.ending})")
        dialog.setDefaultSuffix(chosen.ending.removeprefix("."))
        folder = str(self._store.value(_FOLDER, ""))
        if folder and Path(folder).is_dir():
            dialog.setDirectory(folder)
        dialog.selectFile(file_name(tr, self.chosen_what, self._offer, chosen.ending))
        dialog.fileSelected.connect(self._on_file)
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def export_to(self, path: Path) -> None:
        """Write the file; the rest of the window stays usable."""
        if self.busy:
            return
        chosen, what = self.chosen_format, self.chosen_what
        if path.suffix.lower() != chosen.ending:
            path = path.with_name(f"{path.name}{chosen.ending}")
        self._store.setValue(_FORMAT, chosen.name)
        self._store.setValue(_FOLDER, str(path.parent))
        watch = self._watch = Watch(self._throttled())
        self.set_busy(busy=True)
        work = work_of(self._context, self._offer, what, chosen, path, watch)

        def done(found: Written) -> None:
            if shiboken6.isValid(self):
                self._on_written(path, found)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self):
                self._on_failed(error)

        self._context.runner.task(work, done, failed)

    def stop(self) -> None:
        """Stop what is being written; nothing of it is left."""
        if self._watch is not None:
            self._watch.cancel()

    def reject(self) -> None:
        """Stop first, leave then."""
        if self.busy:
            self.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop and leave."""
        self.stop()
        super().closeEvent(event)

    def set_busy(self, *, busy: bool) -> None:
        """Show that a file is being written, or let the owner choose."""
        tr = self._context.tr
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        for button in (*self.what.buttons(), *self.format.buttons(), self.export_button):
            button.setDisabled(busy)
        text = tr.gettext("Stop") if busy else tr.gettext("Close")
        self.close_button.setText(text)
        if busy:
            self.state.hide()
            self.folder_button.hide()
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, tr.gettext("Exporting…"))
        self.grow(shrink=True)

    def _build(self) -> None:
        tr, theme = self._context.tr, self._context.theme
        self.body.addWidget(plain_label(tr.gettext("What"), "section"))
        for number, (what, text) in enumerate(choices(tr, self._offer)):
            radio = QRadioButton(isolate(text))
            self.what.addButton(radio, number)
            self.whats.append((what, radio))
            self.body.addWidget(radio)
        self.whats[0][1].setChecked(True)
        if len(self._offer.selected) > 1:
            # Whoever has selected several rows means these.
            next(radio for what, radio in self.whats if what is What.SELECTED).setChecked(True)
        self.body.addSpacing(theme.px(4))
        self.body.addWidget(plain_label(tr.gettext("As"), "section"))
        self._format_box.setSpacing(theme.px(6))
        self.body.addLayout(self._format_box)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr.gettext("Exporting…"))
        self.state.hide()
        self.folder_button.hide()
        self.body.addWidget(self.progress)
        self.body.addWidget(self.state)
        self.add_left(self.folder_button)

    def _connect(self) -> None:
        self.what.idToggled.connect(self._on_what)
        self.close_button.clicked.connect(self.reject)
        self.export_button.clicked.connect(self.ask_where)
        self.folder_button.clicked.connect(self._on_folder)
        self._progressed.connect(self._on_progress)

    def _fill_formats(self) -> None:
        """Offer the formats of what is chosen; the one of the last time where it is among them."""
        tr = self._context.tr
        for row in self.rows:
            self.format.removeButton(row.radio)
            self._format_box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._formats = formats(tr, self.chosen_what, self._offer.tab)
        self.rows = [FormatRow(self._context.theme, one) for one in self._formats]
        last = str(self._store.value(_FORMAT, ""))
        for number, row in enumerate(self.rows):
            self._format_box.addWidget(row)
            self.format.addButton(row.radio, number)
            row.radio.setChecked(number == 0)
        if self.chosen_what not in {What.EVERYTHING, What.RECORD}:
            for row, one in zip(self.rows, self._formats, strict=True):
                row.radio.setChecked(row.radio.isChecked() or one.name == last)
        self.grow(shrink=True)

    def _throttled(self) -> Callable[[int, int], None]:
        """Return what passes progress on to the screen, not more often than can be seen."""
        last = 0.0

        def progress(done: int, of: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _EVERY_SECONDS and shiboken6.isValid(self):
                last = now
                self._progressed.emit(done, of)

        return progress

    def _on_what(self, _number: int, on: bool) -> None:
        if on:
            self._fill_formats()

    def _on_file(self, file: str) -> None:
        self.export_to(Path(file))

    def _on_progress(self, done: int, of: int) -> None:
        if self.busy and of:
            self.progress.setRange(0, of)
            self.progress.setValue(done)

    def _on_written(self, path: Path, found: Written) -> None:
        tr = self._context.tr
        self._watch = None
        self._path = path
        said = tr.gettext("Written: {file}").format(file=path.name)
        if found.rows:
            text = tr.ngettext(
                "Written: {file}, {count} row", "Written: {file}, {count} rows", found.rows
            )
            said = text.format(file=path.name, count=tr.formats.number(found.rows))
        self.state.set_runs((Run(said, SMALL, "ok"),), ("check", "ok"))
        self.state.show()
        self.set_busy(busy=False)
        cut = tr.ngettext(
            "{count} cell is longer than a workbook takes and was cut; JSON has it whole.",
            "{count} cells are longer than a workbook takes and were cut; JSON has them whole.",
            found.cut,
        )
        self.set_notice(cut.format(count=tr.formats.number(found.cut)) if found.cut else None)
        self.folder_button.show()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, said)
        self.written.emit(path)

    def _on_failed(self, error: Exception) -> None:
        tr = self._context.tr
        self._watch = None
        self.set_busy(busy=False)
        if isinstance(error, Cancelled):
            text = tr.gettext("Stopped; no file was written.")
            self.state.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        else:
            text = say_error(tr, error)
            self.state.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
        self.state.show()
        self.grow()
        announce(self, text)
        self.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))


class FormatRow(QWidget):
    """A format to choose, and beneath it what it is good for."""

    def __init__(self, theme: ThemeContext, offered: Format) -> None:
        super().__init__()
        self.radio = QRadioButton(offered.text)
        self.radio.setAccessibleDescription(offered.good_for)
        self.hint = plain_label(offered.good_for, "hint")
        self.hint.setWordWrap(True)
        self.hint.setIndent(theme.px(24))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(1))
        box.addWidget(self.radio)
        box.addWidget(self.hint)
