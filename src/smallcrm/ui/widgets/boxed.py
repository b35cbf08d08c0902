"""A table inside a dialog: rows in a box, chosen one at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView


def set_up_boxed(table: QTableView) -> None:
    """Give a table the looks and the ways of the tables inside dialogs.

    Tab leads on to the next field, and what is too wide is elided rather than scrolled.
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setProperty("kind", "boxed")
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
