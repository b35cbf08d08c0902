"""What rows of a tab are when they are dragged into another program: contacts, or a file."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.reports.files import safe_file_name

if TYPE_CHECKING:
    from smallcrm.exporters import Written
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.tabs.table_tab import TableTab
    from smallcrm.ui.widgets.table_drag import Later

FILES: Final = "text/uri-list"
CARDS: Final = "text/vcard"
_SECONDS: Final = 20.0


class DragOut(QObject):
    """Makes files of the selected rows of a tab, when a program that they are pulled into asks.

    Clients are contacts (.vcf), all else is a workbook. A file stays until the program ends: who
    took it may still be copying. Lives on the GUI thread, and waits there while it is made.
    """

    def __init__(self, context: UiContext, tab: TableTab, title: str) -> None:
        super().__init__(tab)
        self._context = context
        self._tab = tab
        self._title = title
        self._folder: Path | None = None
        tab.table.drag.later = self.later
        tab.table.drag.say = self._say

    def later(self) -> Later:
        """Return what the rows that are selected now can be asked for."""
        ids = tuple(self._tab.selected_ids())
        made: dict[str, Path | None] = {}

        def file() -> Path | None:
            if FILES not in made:
                made[FILES] = self._file(ids)
            return made[FILES]

        def address() -> list[QUrl] | None:
            path = file()
            return [QUrl.fromLocalFile(str(path))] if path is not None else None

        def cards() -> bytes | None:
            path = file()
            return path.read_bytes() if path is not None else None

        found: Later = {FILES: address}
        return {**found, CARDS: cards} if self._tab.name == "clients" else found

    def _file(self, ids: Sequence[int]) -> Path | None:
        """Make the file on a thread beside this one, and wait for it."""
        tr, name = self._context.tr, self._tab.name
        ending = ".vcf" if name == "clients" else ".xlsx"
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="smallcrm-"))
            # Also when the program ends and nobody has taken the tab apart.
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        path = folder / safe_file_name(self._title, ending)

        def work(backend: Backend) -> Written:
            from smallcrm.exporters.tab_sheets import export_tab

            return export_tab(backend.queries, name, None, path, tr=tr, ids=ids, in_words=True)

        try:
            self._context.runner.wait_for(work, seconds=_SECONDS)
        except (Refusal, DataFileError, TimeoutError):
            return None
        return path

    def _say(self, count: int) -> str:
        tr = self._context.tr
        text = tr.ngettext("{count} row", "{count} rows", count)
        return text.format(count=tr.formats.number(count))
