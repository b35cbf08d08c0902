"""Merges of the past: who became whom and when, and taking them apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.care_shapes import MergeShape
from smallcrm.services.commands import SplitClients
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class MergesWindow(ListWindow[MergeShape]):
    """Lists the merges, the latest first; `wanted("open_card", id)` opens the kept client."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        words = ListWords(
            title=tr.gettext("Past merges"),
            about=tr.gettext(
                "Taken apart, the merged client is there again with all that came along; what"
                " came since stays where it is. Money of the one that settled sales of the other"
                " is free again."
            ),
            heads=(
                (tr.pgettext("merge", "Merged"), False, 0),
                (tr.pgettext("merge", "Into"), False, 210),
                (tr.pgettext("merge", "When"), False, 164),
                (tr.pgettext("merge", "Taken apart"), False, 164),
            ),
            stretch=0,
            empty_title=tr.gettext("Nothing was merged yet"),
            empty_text=tr.gettext("Clients that you make one are listed here, to be taken apart."),
            icon="merge",
            open_text=tr.gettext("Open card"),
            width=760,
        )
        super().__init__(context, words, parent)
        self.remove_button.setText(tr.gettext("&Take apart"))
        self.follow()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.CLIENT_MERGE, Entity.CLIENT)

    def ask(self, queries: Queries) -> tuple[MergeShape, ...]:
        """Read the merges."""
        return queries.merges()

    def row_of(self, item: MergeShape) -> PlainRow:
        """Return the row of a merge."""
        tr = self._context.tr
        when = tr.formats.instant_short(item.merged_at)
        split = "" if item.split_at is None else tr.formats.instant_short(item.split_at)
        merged, kept = one_line(item.merged_name), one_line(item.kept.name)
        cells = (
            Cell(merged, "third" if split else "plain", "rotate-ccw" if split else "merge"),
            Cell(kept, "third" if split else "plain"),
            Cell(when, "second"),
            Cell(split, "second"),
        )
        spoken = tr.gettext("{merged} merged into {kept}").format(merged=merged, kept=kept)
        if split:
            split = tr.gettext("taken apart {when}").format(when=split)
        parts = filter(None, (spoken, when, split))
        return PlainRow(item.id, cells, tr.pgettext("facts", ", ").join(parts))

    def moved(self, item: MergeShape | None) -> None:
        """Only what is not taken apart yet can be."""
        self.remove_button.setEnabled(item is not None and item.split_at is None)

    def open_item(self, item: MergeShape) -> None:
        """Open the client who is there."""
        self.wanted.emit("open_card", item.kept.id)

    def removal(self, item: MergeShape) -> Command:
        """Take a merge apart."""
        return SplitClients(merge=item.id)
