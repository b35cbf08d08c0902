"""The files of a sale, quote or contract, in its window: named, opened, and more of them kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from smallcrm.domain.changes import Entity
from smallcrm.ui.dialogs.document_words import file_icon
from smallcrm.ui.file_keeping import FileKeeper, KeptWith
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.flow import FlowLayout
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.domain.changes import Changes
    from smallcrm.queries.api import Queries
    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.frame import DialogFrame

_MOST: Final = 4
_LONGEST: Final = 40


class KeptFilesRow(QWidget):
    """Names the latest files and takes more: dropped on the window, or chosen.

    `wanted(name, argument)` opens one, or the list of all, and has said what was kept.
    Hidden until `show_for` says what they belong to, and without a button until there are any: the
    window then has `keep_button` elsewhere. It follows what is committed.
    """

    wanted = Signal(str, object)

    def __init__(
        self, context: UiContext, window: DialogFrame, *, with_button: bool = True
    ) -> None:
        super().__init__()
        self._with_button = with_button
        self._context, self._frame = context, window
        self._whom: KeptWith | None = None
        theme, tr = context.theme, context.tr
        self.keeper = FileKeeper(context, window, lambda: self._whom, self._tell)
        self.keeper.saved.connect(lambda outcome: self.wanted.emit("say", outcome))
        self._names = QWidget()
        self._flow = FlowLayout(theme.px(6), self._names)
        self._names.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.keep_button = KeyButton(theme, tr.gettext("Keep files…"), icon="paperclip")
        self.keep_button.setAutoDefault(False)
        self.keep_button.clicked.connect(self.keeper.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(plain_label(tr.pgettext("file", "Files"), "secondary"))
        row.addWidget(self._names, 1)
        if with_button:
            row.addWidget(self.keep_button)
        context.hub.committed.connect(self._on_committed)
        self.hide()

    def show_for(self, whom: KeptWith) -> None:
        """Show the files of a sale, quote or contract, and take more for it."""
        self._whom = whom
        self.setVisible(self._with_button)
        self._read()

    def names(self) -> list[str]:
        """Return what stands on the buttons."""
        found = (self._flow.itemAt(at) for at in range(self._flow.count()))
        buttons = (one.widget() for one in found if one is not None)
        return [one.text() for one in buttons if isinstance(one, KeyButton)]

    def _read(self) -> None:
        whom = self._whom
        if whom is not None:
            self._context.runner.task(
                lambda backend: documents_with(backend.queries, whom), self._show
            )

    def _show(self, documents: tuple[DocumentShape, ...]) -> None:
        if not shiboken6.isValid(self):
            return
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in documents[:_MOST]:
            name = one_line(one.name)
            short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
            button = self._add(short, file_icon(one))
            button.setToolTip(name)
            button.clicked.connect(lambda _on=False, chosen=one.id: self._open(chosen))
        left = len(documents) - _MOST
        if left > 0:
            tr = self._context.tr
            words = tr.ngettext("{count} more…", "{count} more…", left)
            button = self._add(words.format(count=tr.formats.number(left)), "")
            button.clicked.connect(lambda: self.wanted.emit("documents", self._whom))
        self.setVisible(self._with_button or bool(documents))
        self._names.updateGeometry()
        self._frame.grow()

    def _add(self, text: str, icon: str) -> KeyButton:
        button = KeyButton(self._context.theme, text, icon=icon)
        button.setAutoDefault(False)
        self._flow.addWidget(button)
        button.show()
        return button

    def _open(self, document_id: int) -> None:
        self.wanted.emit("open_document", document_id)

    def _tell(self, text: str, wrong: bool) -> None:
        self._frame.set_notice(text or None, wrong=wrong)

    def _on_committed(self, changes: Changes, _initiator: object) -> None:
        if shiboken6.isValid(self) and changes.touches(Entity.DOCUMENT):
            self._read()


def documents_with(queries: Queries, whom: KeptWith) -> tuple[DocumentShape, ...]:
    """Read the files that are kept with a sale, quote or contract, else with a client."""
    if whom.sale is not None:
        return queries.documents_of(sale_id=whom.sale)
    if whom.quote is not None:
        return queries.documents_of(quote_id=whom.quote)
    if whom.contract is not None:
        return queries.documents_of(contract_id=whom.contract)
    return queries.documents_of(client_id=whom.client)
