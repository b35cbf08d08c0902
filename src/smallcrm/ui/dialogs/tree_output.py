"""What leaves the window of the referral tree: paper, a PDF, a picture, its words as a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu

from smallcrm.reports import safe_file_name, write_pdf
from smallcrm.ui.dialogs import tree_paper
from smallcrm.ui.dialogs.words import say_error
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.tree_window import TreeWindow
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.widgets.tree_picture import TreePicture


class TreeOutput(QObject):
    """Prints, saves and copies what a tree window shows; lives as long as the window."""

    def __init__(self, context: UiContext, window: TreeWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window

    def menu(self) -> QMenu:
        """Return the menu of all ways out."""
        tr = self._context.tr
        menu = QMenu(self._window)
        for text, many in (
            (tr.gettext("Print on &one page…"), False),
            (tr.gettext("Print on as many pages as &needed…"), True),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, many=many: self.open_print_dialog(many=many))
        menu.addSeparator()
        for text, many in (
            (tr.gettext("Save as PDF, one &large page…"), False),
            (tr.gettext("Save as PDF, &pages to print…"), True),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, many=many: self.open_save_dialog(many=many))
        menu.addSeparator()
        menu.addAction(tr.gettext("&Copy as a picture")).triggered.connect(self.copy)
        return menu

    def open_print_dialog(self, *, many: bool = True) -> None:
        """Ask for a printer, beside everything else."""
        if self._window.state.first is None:
            return
        picture = self._window.paper()
        plan = tree_paper.plan(picture, self._context.settings.country, many=many)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(plan.layout)
        printer.setDocName(self._title())
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer, picture, many=many))
        QDialog.open(dialog)  # its own open() wants a receiver in the style of old

    def print_to(self, printer: QPrinter, picture: TreePicture, *, many: bool) -> None:
        """Draw the pages on a printer, sharing them out anew for the paper that it has."""
        tr = self._context.tr
        plan = tree_paper.planned(picture, printer.pageLayout(), many=many)
        done = tree_paper.draw(picture, plan, printer, tr, self._title(), self._subtitle())
        self._window.set_notice(
            tr.gettext("Sent to the printer.")
            if done
            else tr.gettext("The printer did not take it. Try it again."),
            wrong=not done,
        )

    def open_save_dialog(self, *, many: bool = True) -> None:
        """Ask where to save, beside everything else."""
        if self._window.state.first is None:
            return
        tr = self._context.tr
        dialog = QFileDialog(self._window, tr.gettext("Save as PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr.gettext("PDF (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(safe_file_name(self._title()))
        dialog.fileSelected.connect(lambda file: self.save_to(Path(file), many=many))
        QDialog.open(dialog)

    def save_to(self, path: Path, *, many: bool) -> None:
        """Write the tree as a PDF: on pages to print, or on one as large as it needs."""
        content = self.pdf(many=many)
        tr = self._context.tr

        def work(_backend: Backend) -> Path:
            write_pdf(content, path)
            return path

        def done(written: Path) -> None:
            if shiboken6.isValid(self._window):
                text = tr.gettext("Saved: {file}").format(file=str(written))
                self._window.set_notice(text, wrong=False)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self._window):
                self._window.set_notice(say_error(tr, error))

        self._context.runner.task(work, done, failed)

    def pdf(self, *, many: bool) -> bytes:
        """Return the tree as a PDF."""
        picture = self._window.paper()
        country = self._context.settings.country
        plan = tree_paper.plan(picture, country, many=True) if many else tree_paper.large(picture)
        return tree_paper.as_pdf(picture, plan, self._context.tr, self._title(), self._subtitle())

    def copy(self) -> None:
        """Put the picture on the clipboard, and beside it its words as an indented list."""
        window = self._window
        if window.state.first is None:
            return
        made = QMimeData()
        made.setImageData(window.view.image())
        made.setText(self.as_text())
        QGuiApplication.clipboard().setMimeData(made)
        tr = self._context.tr
        window.set_notice(tr.gettext("Copied: the picture, and its words as a list."), wrong=False)

    def as_text(self) -> str:
        """Return what is shown as lines, those below indented."""
        picture = self._window.paper()
        lines = []
        for box_id in picture.walk():
            box = picture.box(box_id)
            words = [box.name, *box.amounts, box.last]
            depth = picture.spot(box_id).column
            lines.append("\t" * depth + ", ".join(one_line(word) for word in words if word))
        return "\n".join(lines)

    def _title(self) -> str:
        return self._window.windowTitle()

    def _subtitle(self) -> str:
        formats = self._context.tr.formats
        return formats.date_long(self._context.clock.today())
