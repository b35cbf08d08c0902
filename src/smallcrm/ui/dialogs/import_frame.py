"""The window of an import: what is known of the file at hand, what is shown and offered of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.import_body import ImportBody, Page
from smallcrm.ui.dialogs.import_footer import ImportFooter, Stage
from smallcrm.ui.dialogs.import_parts import ask_for_files
from smallcrm.ui.dialogs.import_run import ImportRun
from smallcrm.ui.dialogs.import_work import Unfinished
from smallcrm.ui.widgets.drop_hint import DropHint

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.importers import ImportPlan
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.import_rows import Prepared
    from smallcrm.ui.dialogs.import_work import Export

_WIDTH: Final = 1040
_LEAST_WIDTH: Final = 860
_HEIGHT: Final = 700
_MARGIN: Final = 24


class ImportFrame(DialogFrame):
    """Keeps how far an import is, and shows by that what there is to be seen and done.

    `saved(outcome)` after each file that changed anything, `undone(outcome)` when one was taken
    back here. `wanted("bank", path)` for a statement, which has a dialog of its own;
    `("show_list", tab)` leads to what came in.
    """

    # What was said of a file that was left: nothing of that is lost by a slip of a key.
    unfinished: ClassVar[Unfinished | None] = None
    saved = Signal(object)
    undone = Signal(object)
    wanted = Signal(str, object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        room = QGuiApplication.primaryScreen().availableGeometry().width() / context.theme.scale
        width = max(_LEAST_WIDTH, min(_WIDTH, int(room) - _MARGIN))
        super().__init__(
            context.theme, tr.gettext("Import a file"), parent, width=width, height=_HEIGHT
        )
        self._context = context
        self._path: Path | None = None
        self._waiting: list[Path] = []
        self._plan: ImportPlan | None = None
        self._export: Export | None = None
        # What was tried out, and stays when an import of it is stopped or taken back.
        self._tried: Prepared | None = None
        self._remembered: int | None = None
        self._writing = self._stopping = False
        self.outcome: Outcome | None = None
        self.rejects: Path | None = None
        self.run = ImportRun(context, self)
        self.content = ImportBody(context)
        self.form, self.preview = self.content.form, self.content.preview
        self.footer = ImportFooter(self, tr)
        self.import_button, self.undo_button = self.footer.main, self.footer.undo
        self.body.addWidget(self.content, 1)
        self._read_soon, self._try_soon = QTimer(self), QTimer(self)
        for timer in (self._read_soon, self._try_soon):
            timer.setSingleShot(True)
        self.drops = DropHint(context.theme, tr.gettext("Drop to import"), self)

    @abstractmethod
    def take(self, paths: Sequence[Path]) -> None:
        """Take one file, or several one after another."""
        raise NotImplementedError

    @property
    def resting(self) -> bool:
        """Tell whether nothing is being read, tried out or written, nor is about to be."""
        soon = self._read_soon.isActive() or self._try_soon.isActive()
        return not soon and not self.run.busy and not self._writing

    def open_file_dialog(self) -> None:
        """Ask for files, beside everything else."""
        if not self._writing:
            ask_for_files(self, self._context.tr, self.take)

    def _stage(self) -> Stage:
        """Say how far it is; ready only while what would be imported is what was shown last."""
        result = self._tried.result if self._tried is not None else None
        count = result.added + result.merged if result is not None else 0
        return Stage(
            page=self.content.page,
            known=self._plan is not None,
            ready=self.resting and (self._export is not None or count > 0),
            busy=self._writing,
            done=self.outcome is not None,
            count=count,
            following=self._waiting[0] if self._waiting else None,
            rejects=self.rejects is not None,
            listed=self._plan is not None,
        )

    def _show_page(self, page: Page) -> None:
        known, done = self._plan is not None, self.outcome is not None
        self.content.show_page(page, known=known, done=done)
        # The file's name takes the place of the title.
        self.title_label.setVisible(page is Page.DROP)
        self._refresh()
        self.grow()

    def _refresh(self) -> None:
        """Offer what can be done now."""
        self.footer.show(self._stage())
        self.content.enable(on=not self._writing)

    def _begin(self, text: str) -> None:
        self.content.file_row.busy(text)
        self._refresh()

    def _rest(self) -> None:
        self.content.file_row.rest()
        self._refresh()

    def _give_keyboard(self) -> None:
        """Give the keyboard to what comes next: a question, or the main button."""
        found = self.content.begins_with() or self.import_button
        if found.isEnabled():
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        """Leave the file, and keep what was said of it until it is taken up again."""
        self.run.leave()
        if self._path is not None and self._plan is not None and self.outcome is None:
            ImportFrame.unfinished = Unfinished.of(
                self._path, self.form.choices(), self.preview.decisions
            )
