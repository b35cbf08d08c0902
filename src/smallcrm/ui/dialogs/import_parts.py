"""Parts of the import's window: the file and how far it is, what was remembered, a whole export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from smallcrm.ui.theme import BODY, HEADLINE, SMALL
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.import_work import Export

_SHOWN_AFTER_MS: Final = 250
_BAR: Final = 140
_MOST_NAMED: Final = 3
_MEGABYTE: Final = 1024 * 1024


def ask_for_files(parent: QWidget, tr: I18n, chosen: Callable[[list[Path]], None]) -> None:
    """Ask for files to import, beside everything else."""
    dialog = QFileDialog(parent, tr.gettext("Choose files to import"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    tables = "*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.tab *.txt"
    contacts = "*.vcf *.vcard"
    dialog.setNameFilters(
        [
            tr.gettext("Lists and contacts ({endings})").format(
                endings=f"{tables} {contacts} *.json"
            ),
            tr.gettext("Workbooks and tables ({endings})").format(endings=tables),
            tr.gettext("Contacts ({endings})").format(endings=contacts),
            tr.gettext("Export of everything ({endings})").format(endings="*.json"),
            tr.gettext("All files (*)"),
        ]
    )
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class FileRow(QWidget):
    """The file at hand, how far the work on it is, and the way to another one."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        tr = context.tr
        self._context = context
        self.name = RunLabel(context.theme)
        self.progress_text = RunLabel(context.theme)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(context.theme.px(_BAR))
        self.progress.setAccessibleName(tr.gettext("Progress"))
        self.other = QPushButton(tr.gettext("&Other file…"))
        self.other.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.px(12))
        row.addWidget(self.name, 1)
        row.addWidget(self.progress_text)
        row.addWidget(self.progress)
        row.addWidget(self.other)
        self._doing = ""
        # What is done at once shows no progress.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOWN_AFTER_MS)
        self._soon.timeout.connect(self._show)
        self.rest()

    def show_file(self, path: Path, waiting: Sequence[Path]) -> None:
        """Name the file, its size, and which ones come after it."""
        tr = self._context.tr
        size = path.stat().st_size if path.is_file() else 0
        if size >= _MEGABYTE:
            text = tr.gettext("{size} MB").format(size=tr.formats.number(size // _MEGABYTE))
        else:
            text = tr.gettext("{size} kB").format(size=tr.formats.number(max(1, size // 1024)))
        runs = [Run(path.name, HEADLINE), Run("   " + text, BODY, "second")]
        if waiting:
            names = tr.pgettext("facts", ", ").join(one.name for one in waiting[:_MOST_NAMED])
            more = tr.ngettext("then {names}", "then {count} more: {names}", len(waiting))
            more = more.format(names=names, count=tr.formats.number(len(waiting)))
            runs.append(Run("   " + more, SMALL, "third"))
        self.name.set_runs(runs, ("file-text", "second"))

    def busy(self, text: str) -> None:
        """Say what is being done."""
        self._doing = text
        self.progress.setRange(0, 0)
        self.progress_text.set_text(text, SMALL, "second")
        self._soon.start()

    def go_on(self, done: int, of: int) -> None:
        """Say how far it is."""
        if not self._doing or of <= 0:
            return
        number = self._context.tr.formats.number
        self.progress.setRange(0, of)
        self.progress.setValue(done)
        text = self._context.tr.gettext("{doing} {done} of {all}")
        text = text.format(doing=self._doing, done=number(min(done, of)), all=number(of))
        self.progress_text.set_text(text, SMALL, "second")

    def rest(self) -> None:
        """Say that nothing is being done any more."""
        self._doing = ""
        self._soon.stop()
        self.progress.hide()
        self.progress_text.hide()

    def _show(self) -> None:
        self.progress.show()
        self.progress_text.show()
        announce(self, self._doing)


class RememberedRow(QWidget):
    """Says that a file was read as the last one of its shape; `forget_wanted` to read it anew."""

    forget_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        tr = context.tr
        self._context = context
        self.known = False
        self.label = RunLabel(context.theme)
        self.forget = QPushButton(tr.gettext("Forget that and read it &anew"))
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self.forget_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(context.theme.px(12))
        row.addWidget(self.label, 1)
        row.addWidget(self.forget)
        self.hide()

    def show_for(self, file_name: str | None) -> None:
        """Name the file that was read so before; nothing where there was none."""
        text = self._context.tr.gettext("Read as the last time, like {file}")
        self._say(text.format(file=file_name) if file_name is not None else "")

    def show_taken_up(self) -> None:
        """Say that what was left before its end is taken up again."""
        self._say(self._context.tr.gettext("Taken up where you left it"))

    def _say(self, text: str) -> None:
        self.known = bool(text)
        self.setVisible(self.known)
        self.label.set_runs((Run(text, BODY, "accent"),), ("history", "accent"))


class ExportPage(EmptyState):
    """What an export of everything holds, before an empty file is filled from it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context.theme, "", icon="database")
        self._context = context
        self.words = ""

    def show_export(self, export: Export) -> None:
        """Say what there is."""
        tr, number = self._context.tr, self._context.tr.formats.number
        parts = []
        for table, words in (
            ("client", tr.ngettext("{count} client", "{count} clients", export.count("client"))),
            ("sale", tr.ngettext("{count} sale", "{count} sales", export.count("sale"))),
            (
                "payment",
                tr.ngettext("{count} payment", "{count} payments", export.count("payment")),
            ),
        ):
            parts.append(words.format(count=number(export.count(table))))
        text = tr.gettext(
            "It holds {facts}, and all that belongs to them. Your file is filled with it as it is"
            " here, settings included; one undo takes all of it out again."
        )
        self.words = text.format(facts=tr.formats.list_sentence(parts))
        self.set_words(tr.gettext("This is an export of everything from Small CRM."), self.words)
