"""The sheets of labels that the owner measured, beside those that are sold everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.changes import Changes, Entity
from smallcrm.i18n.label_words import page_size, sheet_measures
from smallcrm.queries.list_shapes import LabelSheetShape
from smallcrm.services.commands import RemoveLabelSheet
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class LabelSheetsWindow(ListWindow[LabelSheetShape]):
    """Lists them; `wanted("label_sheet", id or None)` asks for one to be changed, or measured."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr = context.tr
        words = ListWords(
            title=tr.gettext("Label sheets"),
            about=tr.gettext(
                "Sheets that you measured yourself. The usual ones, Avery 5160 to 5164, 8600,"
                " L7160 and L7163, are known already."
            ),
            heads=(
                (tr.pgettext("label sheet column", "Sheet"), False, 0),
                (tr.pgettext("label sheet column", "Labels"), False, 230),
                (tr.pgettext("label sheet column", "Page"), False, 150),
            ),
            stretch=0,
            empty_title=tr.gettext("No sheets of your own yet"),
            empty_text=tr.gettext(
                "Where your labels are not among the usual ones, measure a sheet once: the page,"
                " the first label, and the step to the next."
            ),
            icon="tag",
            open_text=tr.gettext("Edit…"),
            new_text=tr.gettext("New sheet…"),
            width=680,
            height=400,
        )
        super().__init__(context, words, parent)
        self.follow()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.LABEL_SHEET)

    def ask(self, queries: Queries) -> tuple[LabelSheetShape, ...]:
        """Read the sheets."""
        return queries.label_sheets()

    def row_of(self, item: LabelSheetShape) -> PlainRow:
        """Return the row of a sheet."""
        return label_sheet_row(self._context.tr, item)

    def open_item(self, item: LabelSheetShape) -> None:
        """Open a sheet."""
        self.wanted.emit("label_sheet", item.id)

    def begin_new(self) -> None:
        """Measure a sheet."""
        self.wanted.emit("label_sheet", None)

    def removal(self, item: LabelSheetShape) -> Command:
        """Forget a sheet."""
        return RemoveLabelSheet(label_sheet=item.id)


def label_sheet_row(tr: I18n, item: LabelSheetShape) -> PlainRow:
    """Say of a sheet how many labels it has, of what size, on which page."""
    measures, page = sheet_measures(tr, item.sheet), page_size(tr, item.sheet)
    cells = (
        Cell(one_line(item.sheet.name), weight="medium"),
        Cell(one_line(measures), "second"),
        Cell(one_line(page), "second"),
    )
    spoken = tr.pgettext("facts", ", ").join((item.sheet.name, measures, page))
    return PlainRow(item.id, cells, spoken)
