"""What the owner asks for, from wherever, and what then opens or is done: one place for all of it.

Dialogs are imported when they are first wanted: the window is there before them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n.sentences import refusal, trouble
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.tabs.table_tab import TableTab

if TYPE_CHECKING:
    from smallcrm.queries.shapes import NoteShape
    from smallcrm.services.commands import Command, Outcome


# What can only be done for a client who was chosen.
_ABOUT_A_CLIENT = frozenset({"open_card", "edit_client", "follow_up", "report"})


class Desk(QObject):
    """Carries out what the window and the cards want; lives on the GUI thread.

    `restart_wanted()` when another language or a restored file needs the windows built anew.
    """

    restart_wanted = Signal()
    restore_wanted = Signal(object)

    def __init__(self, context: UiContext, window: MainWindow, deck: CardDeck) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._deck = deck
        self._wishes: dict[str, Callable[[object], None]] = {
            "new_client": self._new_client,
            "open_card": self._open_card,
            "edit_client": self._edit_client,
            "payment": self._payment,
            "sale": self._sale,
            "referral": self._referral,
            "follow_up": self._follow_up,
            "report": self._report,
            "open_sale": self._open_sale,
            "open_payment": self._open_payment,
            "finish_follow_up": self._finish_follow_up,
            "import": self._import,
            "export": self._export,
            "backup": self._backup,
            "restore": self._restore,
            "check": self._check,
            "sample": self._sample,
            "remove_sample": self._remove_sample,
            "settings": self._settings,
            "undo": self._undo,
            "redo": self._redo,
            "shortcuts": self._shortcuts,
            "about": self._about,
            "row_menu": self._row_menu,
        }
        window.wanted.connect(self.do)
        context.runner.went_wrong.connect(self.explain)
        deck.payment_wanted.connect(self._payment)
        deck.sale_wanted.connect(self._sale)
        deck.referral_wanted.connect(self._referral)
        deck.follow_up_wanted.connect(self._follow_up)
        deck.edit_wanted.connect(self._edit_client)
        deck.report_wanted.connect(self._report)
        deck.sale_opened.connect(self._open_sale)
        deck.payment_opened.connect(self._open_payment)
        deck.follow_up_opened.connect(self._finish_follow_up)
        deck.note_opened.connect(self._open_note)
        deck.saved.connect(self._say)
        deck.undo_wanted.connect(self._undo)
        deck.redo_wanted.connect(self._redo)

    @property
    def wishes(self) -> frozenset[str]:
        """Return the names of what can be wanted."""
        return frozenset(self._wishes)

    def do(self, name: str, argument: object = None) -> None:
        """Carry out a wish by its name."""
        if argument is None and name in _ABOUT_A_CLIENT:
            tr = self._context.tr
            self._window.say(tr.gettext("Choose a client first: type a name, or pick a row."))
            self._window.search_box.setFocus()
            return
        self._wishes[name](argument)

    def explain(self, error: Exception) -> None:
        """Say in one plain line what went wrong."""
        tr = self._context.tr
        if isinstance(error, Refusal):
            self._window.show_error(refusal(tr, error))
        elif isinstance(error, DataFileError):
            self._window.show_error(trouble(tr, error))
        else:
            self._window.show_error(
                tr.gettext("That did not work, and nothing was changed. The log has the details.")
            )

    def first_start(self) -> None:
        """Ask for country and currency, once."""
        from smallcrm.ui.dialogs.first_start import FirstStart

        dialog = FirstStart(self._context, self._window)
        dialog.language_changed.connect(self._on_language)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _parent_of(self, client_id: int | None) -> QWidget:
        card = self._deck.card(client_id) if client_id is not None else None
        return card if card is not None and card.isVisible() else self._window

    def _show(self, dialog: QDialog) -> None:
        """Open a dialog of a write: what it saved is said in the window's strip."""
        saved = getattr(dialog, "saved", None)
        if saved is not None:
            saved.connect(self._say)
        self._open(dialog)

    def _write(self, command: Command, done: Callable[[Outcome], None]) -> None:
        self._context.runner.write(command, done, initiator=self._window)

    def _say(self, outcome: Outcome, how: str = "do") -> None:
        done = outcome.result
        if done.label and not done.repeated:
            self._window.say_done(done.label, dict(done.parameters), how=how)

    def _new_client(self, text: object) -> None:
        from smallcrm.ui.dialogs.client_dialog import ClientDialog

        typed = text if isinstance(text, str) else ""
        is_number = sum(sign.isdigit() for sign in typed) > len(typed) // 2
        dialog = ClientDialog(
            self._context,
            None,
            self._window,
            name="" if is_number else typed,
            number=typed if is_number else "",
        )
        dialog.saved.connect(self._on_client_added)
        self._show(dialog)

    def _on_client_added(self, outcome: Outcome) -> None:
        self._deck.show_card(outcome.result.id)

    def _open_card(self, client_id: object) -> None:
        if isinstance(client_id, int):
            self._deck.show_card(client_id)

    def _edit_client(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.client_dialog import ClientDialog

        if isinstance(client_id, int):
            self._show(ClientDialog(self._context, client_id, self._parent_of(client_id)))

    def _payment(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.payment_dialog import PaymentDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._show(PaymentDialog(self._context, chosen, self._parent_of(chosen)))

    def _sale(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._show(SaleDialog(self._context, chosen, self._parent_of(chosen)))

    def _open_sale(self, sale_id: object) -> None:
        from smallcrm.ui.dialogs.sale_dialog import SaleDialog

        if isinstance(sale_id, int):
            self._show(SaleDialog(self._context, None, self._window, sale_id=sale_id))

    def _open_payment(self, payment_id: object) -> None:
        from smallcrm.ui.dialogs.payment_detail import PaymentDetail

        if isinstance(payment_id, int):
            self._show(PaymentDetail(self._context, payment_id, self._window))

    def _referral(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.referral_dialog import ReferralDialog

        chosen = client_id if isinstance(client_id, int) else None
        self._show(ReferralDialog(self._context, chosen, self._parent_of(chosen)))

    def _follow_up(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog

        if isinstance(client_id, int):
            self._show(FollowUpDialog(self._context, client_id, self._parent_of(client_id)))

    def _open_note(self, note_id: int) -> None:
        self._context.runner.read("note", lambda queries: queries.note(note_id), self._show_note)

    def _show_note(self, found: tuple[int, NoteShape] | None) -> None:
        from smallcrm.ui.dialogs.note_dialog import NoteDialog

        if found is not None:
            client_id, note = found
            parent = self._parent_of(client_id)
            self._show(NoteDialog(self._context, client_id, parent, note=note))

    def _finish_follow_up(self, follow_up_id: object) -> None:
        from smallcrm.services.commands import FinishFollowUp

        if isinstance(follow_up_id, int):
            self._write(FinishFollowUp(follow_up=follow_up_id), self._say)

    def _report(self, client_id: object) -> None:
        from smallcrm.ui.dialogs.report_preview import ReportPreview

        if isinstance(client_id, int):
            dialog = ReportPreview(self._context, client_id, self._parent_of(client_id))
            self._open(dialog)

    def _import(self, path: object) -> None:
        from smallcrm.ui.dialogs.import_dialog import ImportDialog

        file = Path(path) if isinstance(path, str) else None
        dialog = ImportDialog(self._context, self._window, file=file)
        self._show(dialog)

    def _export(self, tab: object) -> None:
        from smallcrm.exporters.tab_sheets import export_tab

        name = tab if isinstance(tab, str) and tab != "today" else "clients"
        tr = self._context.tr
        file, _ = QFileDialog.getSaveFileName(
            self._window,
            tr.gettext("Export this list"),
            f"{name}.csv",
            tr.gettext("Spreadsheet (*.csv);;JSON (*.json)"),
        )
        if not file:
            return
        shown = self._window.current_tab()
        order = shown.order() if isinstance(shown, TableTab) and shown.name == name else None

        def done(_: object) -> None:
            said = tr.gettext("Exported to {file}")
            self._window.say(said.format(file=Path(file).name))

        self._context.runner.task(
            lambda backend: export_tab(backend.queries, name, order, Path(file)), done
        )

    def _backup(self, _: object) -> None:
        tr = self._context.tr

        def done(path: Path) -> None:
            said = tr.gettext("Backed up and verified: {file}")
            self._window.say(said.format(file=path.name))

        self._context.runner.task(lambda backend: backend.backup(), done)

    def _restore(self, _: object) -> None:
        from smallcrm.ui.dialogs.confirm import Confirm

        backend = self._context.runner.backend()
        if backend is None:
            return
        tr = self._context.tr
        file, _kind = QFileDialog.getOpenFileName(
            self._window,
            tr.gettext("Restore a backup"),
            str(backend.paths.backups),
            tr.gettext("Backups (*.db)"),
        )
        if not file:
            return
        dialog = Confirm(
            self._context.theme,
            tr.gettext("Restore this backup?"),
            tr.gettext(
                "What was entered since the backup was made is set aside: the present file is"
                " kept beside it, and restoring that one brings everything back."
            ),
            yes=tr.gettext("Restore"),
            no=tr.gettext("Keep the present file"),
            parent=self._window,
        )
        dialog.confirmed.connect(lambda: self.restore_wanted.emit(Path(file)))
        self._open(dialog)

    def _check(self, _: object) -> None:
        tr = self._context.tr

        def done(report: object) -> None:
            problems = len(report.problems)  # type: ignore[attr-defined]
            if not problems:
                self._window.say(tr.gettext("Everything is in order."))
                return
            said = tr.ngettext(
                "{count} thing is wrong with the data file; `smallcrm check` names it.",
                "{count} things are wrong with the data file; `smallcrm check` names them.",
                problems,
            )
            self._window.show_error(said.format(count=tr.formats.number(problems)))

        self._context.runner.task(lambda backend: backend.queries.check(), done)

    def _sample(self, _: object) -> None:
        from smallcrm.services.commands import FillSample

        self._window.say(self._context.tr.gettext("Making sample data…"))
        self._write(FillSample(), self._say)

    def _remove_sample(self, _: object) -> None:
        from smallcrm.services.commands import RemoveSample

        self._write(RemoveSample(), self._say)

    def _settings(self, _: object) -> None:
        from smallcrm.ui.dialogs.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._context, self._window)
        dialog.language_changed.connect(self._on_language)
        self._open(dialog)

    def _on_language(self, _language: str) -> None:
        self.restart_wanted.emit()

    def _undo(self, _: object = None) -> None:
        from smallcrm.services.commands import Undo

        self._write(Undo(), self._say_undone)

    def _redo(self, _: object = None) -> None:
        from smallcrm.services.commands import Redo

        self._write(Redo(), self._say_redone)

    def _say_undone(self, outcome: Outcome) -> None:
        self._say(outcome, "undo")

    def _say_redone(self, outcome: Outcome) -> None:
        self._say(outcome, "redo")

    def _shortcuts(self, _: object) -> None:
        from smallcrm.ui.dialogs.shortcuts import ShortcutsDialog

        self._open(ShortcutsDialog(self._context, self._window))

    def _about(self, _: object) -> None:
        from smallcrm.ui.dialogs.about import AboutDialog

        self._open(AboutDialog(self._context, self._window))

    def _row_menu(self, argument: object) -> None:
        if not isinstance(argument, tuple):
            return
        place, tab, row_id, client_id = argument
        tr = self._context.tr
        menu = QMenu(self._window)
        entries = [(tr.gettext("Open card"), "open_card", client_id)]
        if tab == "sales":
            entries.insert(0, (tr.gettext("Open sale"), "open_sale", row_id))
        if tab == "payments":
            entries.insert(0, (tr.gettext("Open payment"), "open_payment", row_id))
        entries += [
            (tr.gettext("Take payment…"), "payment", client_id),
            (tr.gettext("Record sale…"), "sale", client_id),
            (tr.gettext("Record referral…"), "referral", client_id),
            (tr.gettext("Edit client…"), "edit_client", client_id),
            (tr.gettext("Client report…"), "report", client_id),
        ]
        for text, name, value in entries:
            action = menu.addAction(text)
            action.setData((name, value))
        menu.triggered.connect(lambda action: self.do(*action.data()))
        if isinstance(place, QPoint):
            menu.popup(place)
