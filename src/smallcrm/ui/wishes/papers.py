"""What goes on paper: each paper's preview, and many papers at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.wishes.base import Opener, Wish

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.queries.receivable_shapes import ReminderShape
    from smallcrm.reports.material import Paper
    from smallcrm.ui.dialogs.paper_scope import Around

# Wishes by name, and the kind of paper that each opens: of a client, of a row, of the whole file.
_OF_CLIENT: Final = {
    "report": "client",
    "statement": "statement",
    "record": "record",
    "envelope": "envelope",
}
_OF_ROW: Final = {
    "print_quote": "quote",
    "print_invoice": "invoice",
    "print_receipt": "receipt",
    "print_delivery": "delivery",
    "reminder_letter": "reminder",
    "thanks_letter": "thanks",
}
_OF_FILE: Final = {
    "overdue": "overdue",
    "sales_report": "sales",
    "phones": "phones",
    "calls": "calls",
}


class PaperWishes(QObject):
    """Opens the preview of a paper, and the dialog that makes many."""

    def __init__(self, at: Opener) -> None:
        super().__init__(at)
        self._at = at

    def wishes(self) -> Mapping[str, Wish]:
        """Return what can be asked for here."""
        found: dict[str, Wish] = {
            "print_league": self._league,
            "last_reminder": self._reminder,
            "run": self._run,
        }
        found |= {name: partial(self._of_client, kind) for name, kind in _OF_CLIENT.items()}
        found |= {name: partial(self._of_row, kind) for name, kind in _OF_ROW.items()}
        found |= {name: partial(self._of_file, kind) for name, kind in _OF_FILE.items()}
        return found

    def around(self) -> Around:
        """Return what the list of clients shows now: who is chosen, and how it is narrowed."""
        from smallcrm.ui.dialogs.paper_scope import Around

        shown = self._at.window.current_tab()
        if not isinstance(shown, TableTab) or shown.name != "clients":
            return Around()
        chosen = tuple(shown.selected_ids())
        order = shown.order()
        narrowed = bool(order.filters or order.text)
        return Around(
            chosen=chosen if len(chosen) > 1 else (),
            listed=order if narrowed else None,
            count=shown.model.rowCount(),
        )

    def _of_client(self, kind: str, client_id: object) -> None:
        if isinstance(client_id, int):
            self._open(kind, client_id, client_id)

    def _of_row(self, kind: str, row_id: object) -> None:
        if isinstance(row_id, int):
            self._open(kind, row_id)

    def _of_file(self, kind: str, _: object) -> None:
        self._open(kind)

    def _league(self, days: object) -> None:
        """Show the league and the sources of a period as they are printed: (first, last) day."""
        first, until = days if isinstance(days, tuple) else (None, None)
        self._open("referrals", since=first, until=until)

    def _reminder(self, client_id: object) -> None:
        """Show the letter of the newest reminder of a client."""

        def show(found: tuple[ReminderShape, ...]) -> None:
            if found:
                newest = max(found, key=lambda one: (one.on, one.id))
                self._open("reminder", newest.id, newest.client.id)
                return
            tr = self._at.context.tr
            self._at.window.say(
                tr.gettext("No reminder is on file yet: Money, Remind… records one.")
            )

        if isinstance(client_id, int):
            self._at.context.runner.read(
                "papers", lambda queries: queries.reminders(client_id), show
            )

    def _run(self, argument: object) -> None:
        """Make many papers: those that are asked for in the dialog, or (kind, ids of papers)."""
        from smallcrm.reports.material import PaperKind
        from smallcrm.ui.dialogs.run_dialog import RunDialog

        kind, rows = argument if isinstance(argument, tuple) else ("statement", ())
        dialog = RunDialog(
            self._at.context,
            self.around(),
            self._at.window,
            kind=PaperKind(kind),
            rows=rows,
        )
        self._at.show(dialog)

    def _open(
        self,
        kind: str,
        row_id: int = 0,
        client_id: int | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        from smallcrm.reports.material import Paper, PaperKind

        self.show(Paper(PaperKind(kind), row_id, since=since, until=until), client_id)

    def show(self, paper: Paper, client_id: int | None = None) -> None:
        """Open the preview of a paper, over the card of the client that it is about."""
        from smallcrm.ui.dialogs.report_preview import ReportPreview

        parent = self._at.parent_of(client_id)
        self._at.show(ReportPreview(self._at.context, paper, parent, around=self.around()))
