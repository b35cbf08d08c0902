"""Bringing in files: how each was understood, what will happen, the import, and its undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import ForgetMapping
from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.dialogs.import_body import Page
from smallcrm.ui.dialogs.import_frame import ImportFrame
from smallcrm.ui.dialogs.words import say_error

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from smallcrm.importers import ImportPlan
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.import_rows import Prepared
    from smallcrm.ui.dialogs.import_work import Read

_WAIT_MS: Final = 150
# After a decision of a long file: it is tried out anew once the owner rests.
_LONG_WAIT_MS: Final = 1200
_LONG_ROWS: Final = 5000


class ImportDialog(ImportFrame):
    """Brings one file in after another.

    Nothing is written before "Import"; until then every choice is tried out and its counts shown.
    """

    def __init__(
        self,
        context: UiContext,
        parent: QWidget | None = None,
        *,
        file: Path | None = None,
        files: Sequence[Path] = (),
    ) -> None:
        super().__init__(context, parent)
        self._connect()
        self._show_page(Page.DROP)
        self._give_keyboard()
        self.take([*files, *([file] if file is not None else [])])

    def take(self, paths: Sequence[Path]) -> None:
        """Take one file, or several one after another: clients before their sales."""
        if len(paths) == 1:
            self._waiting = []
            self.choose(paths[0])
        elif paths:
            self.content.begin(paths[0], paths[1:])
            self._begin(self._context.tr.gettext("Looking at the files…"))
            self.run.put_in_order(paths)

    def choose(self, path: Path) -> None:
        """Take a file and read it."""
        self._path = path
        self._plan = self._export = self._tried = self._remembered = None
        self.outcome = self.rejects = None
        self.set_notice(None)
        self.content.begin(path, self._waiting)
        left, ImportFrame.unfinished = ImportFrame.unfinished, None
        if left is not None and left.is_of(path):
            self.form.set_choices(left.choices)
            self.preview.take_up(left.decisions)
            self.content.remembered.show_taken_up()
            self.run.start_reading(path, left.choices)
        else:
            self.run.start_reading(path, None)
        self._begin(self._context.tr.gettext("Reading…"))

    def go_on(self) -> None:
        """Do what the main button says: look at the rows, import, take the next file, or close."""
        if not self.import_button.isEnabled():
            return
        if self.outcome is None:
            if self.content.page is Page.FORM:
                self.show_preview()
            else:
                self.start()
        elif self._waiting:
            self.choose(self._waiting.pop(0))
        else:
            self.accept()

    def show_preview(self) -> None:
        """Show what will happen; the answers as they are chosen are taken for the owner's."""
        if self._plan is not None:
            self.form.accept_answers()
            self._show_page(Page.PREVIEW)
            self._give_keyboard()

    def start(self) -> None:
        """Import what was tried out; once, however often Enter is pressed."""
        if self._path is None or self.outcome is not None or not self._stage().ready:
            return
        self._writing, self._stopping = True, False
        self.set_notice(None)
        if self._export is not None:
            self.run.fill(self._path, self._export, dry_run=False)
        elif self._plan is not None:
            self.form.accept_answers()
            self.run.bring_in(self._path, self._plan, self.form.choices(), self.preview.decisions)
        self._begin(self._context.tr.gettext("Importing…"))

    def undo(self) -> None:
        """Take the whole import back, as one action."""
        if self.outcome is not None and not self._writing:
            self._writing = True
            self.run.undo()
            self._begin(self._context.tr.gettext("Taking it back…"))

    def reject(self) -> None:
        """Close; what is being imported is stopped first, and nothing of it stays."""
        if not self._writing:
            self._leave()
            super().reject()
        elif self.outcome is None:
            self._stopping = True
            self._begin(self._context.tr.gettext("Stopping…"))
            self.run.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Treat the window's cross as Esc."""
        if self._writing:
            event.ignore()
            self.reject()
            return
        self._leave()
        super().closeEvent(event)

    def _connect(self) -> None:
        run, footer, content = self.run, self.footer, self.content
        for signal, slot in (
            (run.read, self._on_read),
            (run.tried, self._on_tried),
            (run.imported, self._on_imported),
            (run.undone, self._on_stopped),
            (run.cancelled, self._on_stopped),
            (run.failed, self._on_failed),
            (run.rejects_kept, self._on_rejects),
            (run.ordered, self._on_ordered),
            (run.progressed, content.file_row.go_on),
            (self.drops.dropped, self._on_dropped),
            (content.file_row.other.clicked, self.open_file_dialog),
            (content.drop.button.clicked, self.open_file_dialog),
            (content.remembered.forget_wanted, self._on_forget),
            (content.page_wanted, self._on_tab),
            (self.form.choices_changed, self._on_choices),
            (self.preview.decided, self._on_decided),
            (self._read_soon.timeout, self._read),
            (self._try_soon.timeout, self._try_out),
            (footer.close.clicked, self.reject),
            (footer.back.clicked, lambda: self._on_tab(Page.FORM)),
            (footer.main.clicked, self.go_on),
            (footer.undo.clicked, self.undo),
            (footer.rejects.clicked, self._on_rejects),
            (footer.list.clicked, self._on_list),
        ):
            signal.connect(slot)
        keys: tuple[tuple[QKeySequence | QKeySequence.StandardKey | str, Callable[[], None]], ...]
        keys = (
            (QKeySequence.StandardKey.Open, self.open_file_dialog),
            (QKeySequence.StandardKey.Undo, self.undo),
            ("Alt+Left", lambda: self._on_tab(Page.FORM)),
            ("Ctrl+Return", self.go_on),
            ("Ctrl+Enter", self.go_on),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _on_tab(self, page: int) -> None:
        if self.outcome is not None or self._writing or self._plan is None:
            return
        if page == Page.PREVIEW:
            self.show_preview()
        else:
            self._show_page(Page.FORM)
            self._give_keyboard()

    def _on_choices(self) -> None:
        self._tried = None
        self._read_soon.start(_WAIT_MS)
        self._refresh()

    def _read(self) -> None:
        if self._path is not None:
            self.run.start_reading(self._path, self.form.choices())
            self._begin(self._context.tr.gettext("Reading…"))

    def _on_ordered(self, paths: list[Path]) -> None:
        self._waiting = list(paths[1:])
        self.choose(paths[0])

    def _on_read(self, found: Read) -> None:
        path = self._path
        assert path is not None
        self.set_notice(None)
        if found.export is not None:
            self._export = found.export
            self.content.export.show_export(found.export)
            self._show_page(Page.EXPORT)
            self.run.fill(path, found.export, dry_run=True)
            self._begin(self._context.tr.gettext("Trying it out…"))
        elif found.plan is None:
            self.run.leave()
            # Closed first: what opens over this window would go with it.
            super().reject()
            self.wanted.emit("bank", str(path))
        else:
            self._show_plan(found, found.plan)

    def _show_plan(self, found: Read, plan: ImportPlan) -> None:
        first = self._plan is None
        self._plan = plan
        self.form.set_own_fields(found.own_fields)
        if found.remembered is not None:
            self._remembered = found.remembered.id
            self.content.remembered.show_for(found.remembered.file_name)
            self.form.set_choices(found.choices)
        self.content.show_plan(plan)
        page = self.content.page
        clear = found.remembered is not None or not plan.understood.columns
        if first and clear and self.form.questions.first() is None:
            # There is nothing to be asked or changed: what will happen is what counts.
            page = Page.PREVIEW
        self._show_page(page)
        if first:
            self._give_keyboard()
        self._try_out()

    def _try_out(self) -> None:
        if self._path is not None and self._plan is not None:
            self.run.try_out(self._path, self._plan, self.form.choices(), self.preview.decisions)
            self._begin(self._context.tr.gettext("Trying it out…"))

    def _on_tried(self, prepared: Prepared | None) -> None:
        # Whatever Qt gave the keyboard to while there was nothing to do yet has no claim to it.
        fresh = self._tried is None and self.content.page is not Page.FORM
        if prepared is not None:
            self._tried = prepared
            count = self._context.tr.formats.number(len(prepared.rows))
            self.content.tabs.set_count(Page.PREVIEW, count)
            self.preview.show_result(prepared, self.form.own_kinds(), tried=True)
        self._rest()
        asking = QApplication.activePopupWidget() is not None
        if not asking and (fresh or not self.content.holds(self.focusWidget())):
            self._give_keyboard()

    def _on_decided(self) -> None:
        if self.run.busy:
            self.run.leave()
        long = self._tried is not None and len(self._tried.rows) > _LONG_ROWS
        self._try_soon.start(_LONG_WAIT_MS if long else 0)
        self._refresh()

    def _on_forget(self) -> None:
        path = self._path
        if path is None:
            return
        self.run.leave()
        if self._remembered is None:
            self.choose(path)
            return
        command = ForgetMapping(mapping=self._remembered)
        self._context.runner.write(
            command, lambda _done: self.choose(path), self._on_failed, initiator=self
        )

    def _on_imported(self, outcome: Outcome, prepared: Prepared | None) -> None:
        self._writing = False
        self.outcome = outcome
        if self._stopping:
            # It was done before it could be stopped: then it is taken back.
            self.undo()
            return
        if prepared is None:
            self._show_page(Page.EXPORT)
            self.set_notice(self._context.tr.gettext("Your file is filled."), wrong=False)
        else:
            self.preview.show_result(prepared, self.form.own_kinds(), tried=False)
            self._show_page(Page.PREVIEW)
            skipped = prepared.result.skipped
            if skipped and self._path is not None and self._plan is not None:
                self.run.keep_rejects(self._path, self._plan, skipped)
        self._rest()
        self._give_keyboard()
        self.saved.emit(outcome)

    def _on_stopped(self, undone: Outcome | None = None) -> None:
        """Say that nothing of the file stayed: it was stopped, or taken back (`undone`)."""
        tr = self._context.tr
        was_there = self.outcome is not None and not self._stopping
        self._writing = self._stopping = False
        self.outcome = None
        self._show_page(Page.EXPORT if self._export is not None else self.content.page)
        text = tr.gettext("Stopped: nothing of the file was brought in.")
        if was_there:
            text = tr.gettext("The import was taken back.")
            self.undone.emit(undone)
        self.set_notice(text, wrong=False)
        if self._tried is not None:
            # The file is as it was when this was tried out.
            self.preview.show_result(self._tried, self.form.own_kinds(), tried=True)
        self._rest()
        self._give_keyboard()

    def _on_failed(self, error: Exception) -> None:
        self._writing = self._stopping = False
        reading = self._tried is None and self._export is None
        self._export = None
        text = say_error(self._context.tr, error)
        if isinstance(error, Refusal) and reading:
            self._plan = None
            text = self.form.show_refusal(error)
        self._show_page(self.content.page)
        self.set_notice(text or None)
        self._rest()

    def _on_dropped(self, names: list[str]) -> None:
        if not self._writing:
            self.take([Path(name) for name in names])

    def _on_rejects(self, kept: object = None) -> None:
        """Offer the file of the rows not taken once it is there, and open it on request."""
        if isinstance(kept, Path):
            self.rejects = kept
            self._refresh()
        elif self.rejects is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.rejects)))

    def _on_list(self) -> None:
        if self._plan is not None:
            tab = import_sentences.tab_of(self._plan.understood.kind)
            self.accept()
            self.wanted.emit("show_list", tab)
