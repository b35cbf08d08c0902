"""The files of a client, or of one sale, quote or contract: kept, found, opened, put elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.contact_shapes import DocumentShape
from smallcrm.services.commands import RemoveDocument
from smallcrm.ui.dialogs.document_copies import Copies
from smallcrm.ui.dialogs.document_words import about_words, file_icon, size_words
from smallcrm.ui.dialogs.list_window import ListWindow, ListWords
from smallcrm.ui.file_keeping import FileKeeper, KeptWith
from smallcrm.ui.models.plain_rows import PlainRow
from smallcrm.ui.tabs.drag_out import FILES
from smallcrm.ui.widgets.cells import Cell
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.widgets.table_drag import Later

_PAUSE_MS = 120


class DocumentsWindow(ListWindow[DocumentShape]):
    """Lists files, the newest first; what is typed above finds by name and by what they say.

    Files are dropped on it, pasted (Ctrl+V) or chosen (Ctrl+N). F2 renames, Ctrl+S saves a copy,
    Ctrl+O opens it elsewhere.
    """

    def __init__(
        self, context: UiContext, whom: KeptWith, name: str, parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        self._whom = whom
        self._says = ""
        words = ListWords(
            title=tr.gettext("Files of {client}").format(client=one_line(name)),
            about=tr.gettext("Drop files and e-mails here, or paste them."),
            heads=(
                (tr.pgettext("file", "Name"), False, 0),
                (tr.pgettext("file", "Kept with"), False, 210),
                (tr.pgettext("file", "Kept"), False, 184),
                (tr.pgettext("file", "Size"), True, 90),
            ),
            stretch=0,
            empty_title=tr.gettext("No files yet"),
            empty_text=tr.gettext(
                "Drop a signed contract, a photo or an e-mail here: it is kept inside the data"
                " file, and its words are found."
            ),
            icon="paperclip",
            open_text=tr.pgettext("file", "Open"),
            new_text=tr.gettext("Keep files…"),
            width=860,
            height=480,
        )
        super().__init__(context, words, parent)
        self.keeper = FileKeeper(context, self, lambda: self._whom, self._tell)
        self.keeper.saved.connect(self.saved)
        self.copies = Copies(context, self, self._tell)
        self.table.drag.later = self._later
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.read)
        for keys, act in (
            ("Ctrl+S", self.save_copy),
            ("Ctrl+O", self.open_elsewhere),
            ("F2", self.rename),
            ("Ctrl+F", self.field.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self.keeper.paste)
        self.follow()

    def add_more_buttons(self) -> None:
        """Add what else can be done with a file, and the field above the list."""
        tr = self._context.tr
        self.rename_button = QPushButton(tr.gettext("Re&name…"))
        self.rename_button.setAutoDefault(False)
        self.rename_button.clicked.connect(self.rename)
        self.add_left(self.rename_button)
        self.save_button = self.add_button(tr.gettext("Save a copy…"), key=tr.gettext("Ctrl S"))
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self.save_copy)
        self.field = SearchBox(
            self.theme, placeholder=tr.gettext("Find by name, or by what a file says"), compact=True
        )
        self.field.textChanged.connect(self._on_typed)
        self.body.addWidget(self.field)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(Entity.DOCUMENT)

    def ask(self, queries: Queries) -> tuple[DocumentShape, ...]:
        """Read the files."""
        whom = self._whom
        if whom.sale is not None:
            return queries.documents_of(sale_id=whom.sale, says=self._says)
        if whom.quote is not None:
            return queries.documents_of(quote_id=whom.quote, says=self._says)
        if whom.contract is not None:
            return queries.documents_of(contract_id=whom.contract, says=self._says)
        return queries.documents_of(client_id=whom.client, says=self._says)

    def row_of(self, item: DocumentShape) -> PlainRow:
        """Return the row of a file."""
        tr = self._context.tr
        name, about = one_line(item.name), about_words(tr, item)
        kept, size = tr.formats.instant_short(item.added_at), size_words(tr, item.size)
        cells = (
            Cell(name, icon=file_icon(item)),
            Cell(about, "second"),
            Cell(kept, "second"),
            Cell(size, "second", align="right"),
        )
        spoken = tr.pgettext("facts", ", ").join(filter(None, (name, about, kept, size)))
        return PlainRow(item.id, cells, spoken)

    def moved(self, item: DocumentShape | None) -> None:
        """Offer what can be done with the chosen one."""
        for button in (self.rename_button, self.save_button):
            button.setVisible(bool(self.items()))
            button.setEnabled(item is not None)
        # With nothing to find there is nothing to look for.
        self.field.setVisible(bool(self.items() or self._says))
        tr = self._context.tr
        if self._says and not self.items():
            self.empty.set_words(
                tr.gettext("No file found"), tr.gettext("Neither by name nor by what a file says.")
            )
            self.field.setFocus()
        elif not self.items():
            self.empty.set_words(self._words.empty_title, self._words.empty_text)

    def open_item(self, item: DocumentShape) -> None:
        """Show it."""
        self.wanted.emit("open_document", item.id)

    def removal(self, item: DocumentShape) -> Command:
        """Remove it; undo brings it back."""
        return RemoveDocument(document=item.id)

    def begin_new(self) -> None:
        """Ask for files."""
        self.keeper.choose()

    def rename(self) -> None:
        """Ask for another name, or another paper that it is kept with."""
        item = self.current()
        if item is not None:
            self.wanted.emit("rename_document", item.id)

    def save_copy(self) -> None:
        """Ask where a copy is to be saved."""
        item = self.current()
        if item is not None:
            self.copies.save(item)

    def open_elsewhere(self) -> None:
        """Open it in the program that the system has for it."""
        item = self.current()
        if item is not None:
            self.copies.open(item)

    def _later(self) -> Later:
        """Return the chosen file for a program that it is pulled into; copied when it asks."""
        item = self.current()
        made: list[QUrl] = []

        def address() -> list[QUrl] | None:
            if not made and item is not None:
                path = self.copies.copy_now(item)
                made.extend([QUrl.fromLocalFile(str(path))] if path is not None else [])
            return made or None

        return {FILES: address}

    def _tell(self, text: str, wrong: bool) -> None:
        self.set_notice(text or None, wrong=wrong)

    def _on_typed(self, text: str) -> None:
        self._says = text.strip()
        self._wait.start(_PAUSE_MS)
