"""What the import's window shows: the file, how it was read, what will happen, a whole export."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.ui.dialogs import import_sentences
from smallcrm.ui.dialogs.drop_panel import DropPanel
from smallcrm.ui.dialogs.import_form import ImportForm
from smallcrm.ui.dialogs.import_parts import ExportPage, FileRow, RememberedRow
from smallcrm.ui.dialogs.import_preview import ImportPreview
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.tab_bar import CountTabBar

if TYPE_CHECKING:
    from smallcrm.importers import ImportPlan
    from smallcrm.ui.context import UiContext


class Page(IntEnum):
    """What is to be seen."""

    FORM = 0
    PREVIEW = 1
    EXPORT = 2
    DROP = 3


class ImportBody(QWidget):
    """The pages of an import under what they have in common; `page_wanted(page)` by a tab."""

    page_wanted = Signal(int)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, tr = context.theme, context.tr
        self._context = context
        self.drop = DropPanel(
            theme,
            tr.gettext("Drop files here"),
            tr.gettext("Excel, OpenDocument, CSV or vCard: clients, contacts, sales, payments"),
            tr.gettext("&Choose files…"),
        )
        self.file_row = FileRow(context)
        self.sentence = RunLabel(theme, wrap=True, max_lines=3)
        self.remembered = RememberedRow(context)
        self.tabs = CountTabBar(theme, name=tr.gettext("Steps"))
        self.tabs.add(tr.gettext("How it was read"))
        self.tabs.add(tr.gettext("What will happen"))
        self.form = ImportForm(context, across=3)
        self.preview = ImportPreview(theme, tr)
        self.export = ExportPage(context)
        self._pages = QStackedWidget()
        for page in (self.form, self.preview, self.export):
            self._pages.addWidget(_scrolled(page))
        self._pages.addWidget(self.drop)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.file_row, self.sentence, self.remembered, self.tabs):
            self._box.addWidget(widget)
        self._box.addWidget(self._pages, 1)
        self.tabs.currentChanged.connect(self.page_wanted)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def page(self) -> Page:
        """Return what is to be seen."""
        return Page(self._pages.currentIndex())

    def begin(self, path: Path, waiting: Sequence[Path]) -> None:
        """Show a file of which nothing is known yet, and which ones come after it."""
        self.form.forget()
        self.form.hide()
        self.preview.clear()
        self.sentence.set_runs(())
        self.remembered.show_for(None)
        self.tabs.set_count(1, "")
        self.file_row.show_file(path, waiting)
        self.show_page(Page.FORM, known=False, done=False)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show how a file was read."""
        self.form.clear_errors()
        self.form.show_understood(plan.understood)
        self.form.show()
        self.sentence.set_runs(import_sentences.understood(self._context.tr, plan))

    def show_page(self, page: Page, *, known: bool, done: bool) -> None:
        """Show a page; its steps and the sentence only of what is `known` and not `done`."""
        self._pages.setCurrentIndex(page)
        steps = known and not done and page in {Page.FORM, Page.PREVIEW}
        self.file_row.setVisible(page is not Page.DROP)
        self.sentence.setVisible(steps and page is Page.FORM)
        self.tabs.setVisible(steps)
        self.remembered.setVisible(steps and self.remembered.known)
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(1 if page is Page.PREVIEW else 0)
        self.tabs.blockSignals(False)

    def enable(self, *, on: bool) -> None:
        """Let everything be changed, or nothing while it is being written."""
        parts = (self.form, self.preview, self.tabs, self.remembered, self.file_row.other)
        for part in parts:
            part.setEnabled(on)

    def begins_with(self) -> QWidget | None:
        """Return what the keyboard begins with on this page; None: the main button."""
        if self.page is Page.DROP:
            return self.drop.button
        return self.form.questions.first() if self.page is Page.FORM else None

    def holds(self, widget: QWidget | None) -> bool:
        """Tell whether something of a page has the keyboard."""
        parts = (self.form, self.preview)
        return widget is not None and any(part.isAncestorOf(widget) for part in parts)

    def _on_theme(self) -> None:
        self._box.setSpacing(self._context.theme.px(8))


def _scrolled(page: QWidget) -> QScrollArea:
    """Put a page where it can be scrolled on a small screen or with large letters."""
    area = QScrollArea()
    page.setProperty("kind", "scrolled")
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
