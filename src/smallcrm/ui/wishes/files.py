"""What comes in and goes out: import, export, backup, settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from smallcrm.ui.remembered import remembered
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.wishes.base import Opener, Wish


class FileWishes(QObject):
    """The data file and what leaves it; `restart_wanted` for another language."""

    restart_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "import": self._import,
            "show_list": self._show_list,
            "export": self._export,
            "backup": self._backup,
            "restore": self._restore,
            "check": self._check,
            "sample": self._sample,
            "remove_sample": self._remove_sample,
            "settings": self._settings,
            "phone_manual": self._phone_manual,
            "shortcuts": self._shortcuts,
            "about": self._about,
        }

    def _import(self, path: object) -> None:
        from smallcrm.importers.mail_file import is_mail
        from smallcrm.ui.dialogs.import_dialog import ImportDialog

        names = path if isinstance(path, list) else [path] if isinstance(path, str) else []
        mails = [name for name in names if is_mail(str(name))]
        if mails:
            self._at.wanted.emit("keep_emails", mails)
            names = [name for name in names if name not in mails]
            if not names:
                return
        files = [Path(name) for name in names]
        dialog = ImportDialog(self._at.context, self._at.window, files=files)
        dialog.undone.connect(lambda outcome: self._at.say(outcome, "undo"))
        self._at.show(dialog)

    def _show_list(self, tab: object) -> None:
        """Show the list in which something stands that came in."""
        self._at.window.show_filtered(str(tab), "all")

    def _export(self, tab: object) -> None:
        from smallcrm.ui.dialogs.export_dialog import ExportDialog
        from smallcrm.ui.dialogs.export_formats import Offer
        from smallcrm.ui.tab_specs import table_tabs

        at = self._at
        store = remembered(at.context)
        if store is None:
            return
        name = tab if isinstance(tab, str) and tab != "today" else "clients"
        title = next(spec.title for spec in table_tabs(at.context) if spec.name == name)
        shown = at.window.current_tab()
        offer = Offer(name, title)
        if isinstance(shown, TableTab) and shown.name == name:
            row, row_id = shown.table.current_row(), shown.current_id()
            called = shown.model.index(row, 0).data()
            offer = Offer(
                name,
                title,
                shown.order(),
                shown.model.rowCount(),
                selected=tuple(shown.selected_ids()),
                client=(row_id, called) if name == "clients" and row_id and called else None,
            )
        at.open(ExportDialog(at.context, offer, store, at.window))

    def _backup(self, _: object) -> None:
        tr = self._at.context.tr

        def done(path: Path) -> None:
            said = tr.gettext("Backed up and verified: {file}")
            self._at.window.say(said.format(file=path.name))

        self._at.context.runner.task(lambda backend: backend.backup(), done)

    def _restore(self, _: object) -> None:
        from smallcrm.ui.dialogs.confirm import Confirm

        backend = self._at.context.runner.backend()
        if backend is None:
            return
        tr = self._at.context.tr
        file, _kind = QFileDialog.getOpenFileName(
            self._at.window,
            tr.gettext("Restore a backup"),
            str(backend.paths.backups),
            tr.gettext("Backups (*.db)"),
        )
        if not file:
            return
        dialog = Confirm(
            self._at.context.theme,
            tr.gettext("Restore this backup?"),
            tr.gettext(
                "What was entered since the backup was made is set aside: the present file is"
                " kept beside it, and restoring that one brings everything back."
            ),
            yes=tr.gettext("Restore"),
            no=tr.gettext("Keep the present file"),
            parent=self._at.window,
        )
        dialog.confirmed.connect(lambda: self.restore_wanted.emit(Path(file)))
        self._at.open(dialog)

    def _check(self, _: object) -> None:
        tr = self._at.context.tr

        def done(report: object) -> None:
            problems = len(report.problems)  # type: ignore[attr-defined]
            if not problems:
                self._at.window.say(tr.gettext("Everything is in order."))
                return
            said = tr.ngettext(
                "{count} thing is wrong with the data file; `smallcrm check` names it.",
                "{count} things are wrong with the data file; `smallcrm check` names them.",
                problems,
            )
            self._at.window.show_error(said.format(count=tr.formats.number(problems)))

        self._at.context.runner.task(lambda backend: backend.queries.check(), done)

    def _sample(self, _: object) -> None:
        from smallcrm.services.commands import FillSample

        self._at.window.say(self._at.context.tr.gettext("Making sample data…"))
        self._at.write(FillSample(), self._at.say)

    def _remove_sample(self, _: object) -> None:
        from smallcrm.services.commands import RemoveSample

        self._at.write(RemoveSample(), self._at.say)

    def _settings(self, show: object) -> None:
        from smallcrm.ui.dialogs.settings_dialog import SettingsDialog

        first = show if isinstance(show, str) else None
        dialog = SettingsDialog(self._at.context, self._at.window, show=first)
        dialog.language_changed.connect(self._on_language)
        dialog.wanted.connect(self._at.wanted)
        self._at.open(dialog)

    def _phone_manual(self, chapter: object) -> None:
        from smallcrm.ui.dialogs.phone_manual_window import PhoneManual

        first = chapter if isinstance(chapter, str) else ""
        self._at.open(PhoneManual(self._at.context, first, self._at.window))

    def _on_language(self, _language: str) -> None:
        self.restart_wanted.emit()

    def _shortcuts(self, _: object) -> None:
        from smallcrm.ui.dialogs.shortcuts import ShortcutsDialog

        self._at.open(ShortcutsDialog(self._at.context, self._at.window))

    def _about(self, _: object) -> None:
        from smallcrm.ui.dialogs.about import AboutDialog

        self._at.open(AboutDialog(self._at.context, self._at.window))
