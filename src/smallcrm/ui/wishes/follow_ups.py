"""What is to be done: added, changed, put off, done, removed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from smallcrm.services.commands import FinishFollowUp, RemoveFollowUp, SnoozeFollowUp
from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from smallcrm.exporters import Written
    from smallcrm.queries.contact_shapes import FollowUpShape


class FollowUpWishes(QObject):
    """Follow-ups; each wish takes the id of one, but for that of a new one."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        return {
            "follow_up": self._add,
            "edit_follow_up": self._edit,
            "finish_follow_up": self._finish,
            "snooze_follow_up": self._snooze,
            "remove_follow_up": self._remove,
            "export_calendar": self._export_calendar,
        }

    def _add(self, argument: object) -> None:
        """Take a client, or a client with the call that it comes of."""
        from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog

        client_id, interaction = argument if isinstance(argument, tuple) else (argument, None)
        if isinstance(client_id, int):
            parent = self._at.parent_of(client_id)
            dialog = FollowUpDialog(self._at.context, client_id, parent, interaction=interaction)
            self._at.show(dialog)

    def _edit(self, follow_up_id: object) -> None:
        from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog

        def show(found: FollowUpShape | None) -> None:
            if found is None:
                tr = self._at.context.tr
                self._at.window.say(tr.gettext("This follow-up is not there any more."))
                return
            client_id = found.client.id
            parent = self._at.parent_of(client_id)
            dialog = FollowUpDialog(self._at.context, client_id, parent, follow_up=found)
            self._at.show(dialog)

        if isinstance(follow_up_id, int):
            self._at.context.runner.read(
                "follow_up", lambda queries: queries.follow_up(follow_up_id), show
            )

    def _finish(self, follow_up_id: object) -> None:
        if isinstance(follow_up_id, int):
            self._at.write(FinishFollowUp(follow_up=follow_up_id), self._at.say)

    def _remove(self, follow_up_id: object) -> None:
        if isinstance(follow_up_id, int):
            self._at.write(RemoveFollowUp(follow_up=follow_up_id), self._at.say)

    def _export_calendar(self, _: object) -> None:
        """Ask for a file, and write what is to be done there as a calendar."""
        tr = self._at.context.tr
        dialog = QFileDialog(self._at.window, tr.gettext("Export a calendar"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("Calendars (*.ics)"))
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(tr.pgettext("calendar", "To do.ics"))
        dialog.fileSelected.connect(self.write_calendar)
        self._at.open(dialog)

    def write_calendar(self, name: str) -> None:
        """Write the calendar to a file, and say how much is in it."""
        from smallcrm.ui.calendar_keeping import write_calendar

        context, target = self._at.context, Path(name)

        def done(written: Written) -> None:
            text = context.tr.ngettext(
                "{count} entry written to {file}", "{count} entries written to {file}", written.rows
            )
            count = context.tr.formats.number(written.rows)
            self._at.window.say(text.format(count=count, file=target.name))

        context.runner.task(lambda backend: write_calendar(context, backend, target), done)

    def _snooze(self, follow_up_id: object) -> None:
        """Offer until when, where the keyboard is."""
        if isinstance(follow_up_id, int):
            menu = self.snooze_menu(follow_up_id)
            menu.popup(_place(self._at.window))
            menu.setActiveAction(menu.actions()[0])

    def snooze_menu(self, follow_up_id: int) -> QMenu:
        """Make the menu of what can be waited for, and of typing it."""
        from smallcrm.i18n.snoozing import snoozes

        context = self._at.context
        menu = QMenu(QApplication.activeWindow() or self._at.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, until in snoozes(context.tr, context.clock):
            action = menu.addAction(words)
            action.triggered.connect(
                lambda _checked=False, until=until: self._put_off(follow_up_id, until)
            )
        menu.addSeparator()
        typed = menu.addAction(context.tr.pgettext("put off", "&Another time…"))
        typed.triggered.connect(lambda: self._ask_until(follow_up_id))
        return menu

    def _put_off(self, follow_up_id: int, until: datetime) -> None:
        self._at.write(SnoozeFollowUp(follow_up=follow_up_id, until=until), self._at.say)

    def _ask_until(self, follow_up_id: int) -> None:
        from smallcrm.ui.dialogs.snooze_dialog import SnoozeDialog

        window = QApplication.activeWindow() or self._at.window
        self._at.show(SnoozeDialog(self._at.context, follow_up_id, window))


def _place(window: QWidget) -> QPoint:
    """Return where a menu opens that a key asked for: below what has the keyboard."""
    focused = QApplication.focusWidget()
    if focused is None:
        return window.mapToGlobal(window.rect().center())
    at = (
        focused.rect().center()
        if focused.height() > window.height() // 4
        else QPoint(0, focused.height())
    )
    return focused.mapToGlobal(at)
