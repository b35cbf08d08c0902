"""A kept file to look at: pages, a picture, an e-mail, text; and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain import kept_files
from smallcrm.domain.changes import Changes, Entity
from smallcrm.services.commands import RemoveDocument
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.document_copies import Copies
from smallcrm.ui.dialogs.document_reading import Opened, opened
from smallcrm.ui.dialogs.document_words import about_words, size_words
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.mail_view import MailView
from smallcrm.ui.dialogs.page_tools import PageTools
from smallcrm.ui.dialogs.page_view import PageView
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.image_view import ImageView
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.ui.context import UiContext


class DocumentWindow(BesideFrame):
    """Shows a file beside the other windows; Ctrl+O opens it elsewhere, Ctrl+S saves a copy.

    F2 renames it, Delete removes it (undo brings it back). `wanted("open_document", id)` for a
    file that came with an e-mail.
    """

    def __init__(self, context: UiContext, document_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("File"), parent, width=820, height=700)
        self._id = document_id
        self._opened: Opened | None = None
        self.view = PageView(context, name=tr.gettext("Pages of the file"))
        self.tools = PageTools(context, self.view)
        self.image = ImageView(name=tr.gettext("Picture"))
        self.mail = MailView(context)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr.gettext("Text of the file"))
        self.nothing = EmptyState(
            theme,
            tr.gettext("No preview of this file"),
            tr.gettext("Open it in its own program, or save a copy."),
            icon="paperclip",
        )
        self.copies = Copies(context, self, self._tell)
        self.remove_button = QPushButton(tr.gettext("&Remove"))
        self.rename_button = QPushButton(tr.gettext("Re&name…"))
        for button in (self.remove_button, self.rename_button):
            button.setAutoDefault(False)
            self.add_left(button)
        self.open_button = self.add_button(
            tr.gettext("Open elsewhere"), key=tr.gettext("Ctrl O"), icon="external-link"
        )
        self.save_button = self.add_button(
            tr.gettext("Save a copy…"), key=tr.gettext("Ctrl S"), icon="save"
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        self._build()
        self.follow()

    @property
    def document(self) -> DocumentShape | None:
        """Return what is shown; None before it was read."""
        return self._opened.document if self._opened is not None else None

    def read(self) -> None:
        """Read the file anew."""
        document_id = self._id
        self._context.runner.task(
            lambda backend: opened(backend, document_id), self._show, self._on_failed
        )

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.everything or self._id in changes.rows.get(Entity.DOCUMENT, ())

    def remove(self) -> None:
        """Remove it and close; undo brings it back."""
        if self.document is not None:
            self.carry_out(RemoveDocument(document=self._id), self.reject)

    def rename(self) -> None:
        """Ask for another name."""
        if self.document is not None:
            self.wanted.emit("rename_document", self._id)

    def done(self, result: int) -> None:
        """Let the pages go with the window."""
        self._let_go()
        super().done(result)

    def _build(self) -> None:
        self._pages = QStackedWidget()
        paper = QWidget()
        column = QVBoxLayout(paper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tools)
        column.addWidget(self.view, 1)
        self._paper = paper
        for page in (QWidget(), paper, self.image, self.mail, self.text, self.nothing):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self.remove_button.clicked.connect(self.remove)
        self.rename_button.clicked.connect(self.rename)
        self.open_button.clicked.connect(self._on_open)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.reject)
        self.mail.opened.connect(lambda chosen: self.wanted.emit("open_document", chosen))
        for keys, act in (
            ("Ctrl+O", self._on_open),
            ("Ctrl+S", self._on_save),
            ("F2", self.rename),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.enable()

    def enable(self) -> None:
        """Offer what can be done."""
        document = self.document
        for button in (self.remove_button, self.rename_button, self.save_button):
            button.setEnabled(document is not None)
        self.open_button.setEnabled(
            document is not None and not kept_files.is_program(document.name)
        )

    def _show(self, found: Opened | None) -> None:
        if not shiboken6.isValid(self):
            if found is not None and found.pages is not None:
                found.pages.close()
            return
        tr = self._context.tr
        self._let_go()
        self._opened = found
        self.enable()
        if found is None:
            self._pages.setCurrentIndex(0)
            self.set_notice(tr.gettext("This file is not there any more."))
            return
        document = found.document
        facts = (
            client_label(tr, document.client.name, document.client.organisation),
            about_words(tr, document) if found.mail is None else "",
            tr.formats.instant_short(document.added_at),
            size_words(tr, document.size),
        )
        subject = found.mail.subject if found.mail is not None else ""
        title = one_line(subject or document.name)
        self.set_title(title, " · ".join(filter(None, facts)))
        self._show_content(found)

    def _show_content(self, found: Opened) -> None:
        page: QWidget = self.nothing
        focus: QWidget = self.close_button
        if found.pages is not None:
            self.view.set_document(found.pages, list(found.sizes))
            self.tools.set_document(found.pages)
            page = self._paper
            focus = self.view
        elif found.image is not None:
            self.image.set_image(found.image)
            page = focus = self.image
        elif found.mail is not None:
            self.mail.show_mail(found.mail, found.beside)
            page, focus = self.mail, self.mail.text
        elif found.text:
            self.text.setPlainText(found.text)
            page = focus = self.text
        self._pages.setCurrentWidget(page)
        focus.setFocus()

    def _let_go(self) -> None:
        if self._opened is not None and self._opened.pages is not None:
            self.view.set_document(None, [])
            self.tools.set_document(None)
            self._opened.pages.close()
        self._opened = None

    def _tell(self, text: str, wrong: bool) -> None:
        self.set_notice(text, wrong=wrong)

    def _on_open(self) -> None:
        if self.document is not None:
            self.copies.open(self.document)

    def _on_save(self) -> None:
        if self.document is not None:
            self.copies.save(self.document)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))
