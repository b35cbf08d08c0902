"""Which of a client's notes go on paper: a button that says how many, and a list to tick them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.widgets.painting import announce, one_line, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from smallcrm.queries.api import Queries
    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.ui.context import UiContext

_PAUSE: Final = 250  # milliseconds: several ticks in a row make the paper anew once
_WIDTH: Final = 420
_ROWS: Final = 10
_ROW: Final = 28
_LONGEST: Final = 120
_ID: Final = Qt.ItemDataRole.UserRole


class NotesChoice(QPushButton):
    """A button that opens the list; Space ticks a note, Esc closes.

    `changed()` a moment after something was ticked. Drafts are never offered: they are no notes
    yet. The notes are those of the file when the choice was made.
    """

    changed = Signal()

    def __init__(
        self, context: UiContext, client_id: int, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._notes: tuple[NoteShape, ...] | None = None
        self._chosen: frozenset[int] = frozenset()
        self._popup: _NotesPopup | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.changed)
        self.setAutoDefault(False)
        self.setEnabled(False)
        self.clicked.connect(self.open_list)
        context.theme.changed.connect(self._on_theme)
        self._on_theme()
        self._say()

        def read(queries: Queries) -> tuple[NoteShape, ...]:
            card = queries.client_history(client_id, full=True)
            notes = () if card is None else (*card.pinned_notes, *card.recent_notes)
            return tuple(note for note in notes if note.text.strip() and not note.draft)

        def done(notes: tuple[NoteShape, ...]) -> None:
            if shiboken6.isValid(self):
                self._notes = notes
                self._chosen = frozenset(note.id for note in notes)
                self.setEnabled(bool(notes))
                self._say()

        context.runner.task(lambda backend: read(backend.queries), done, lambda _error: None)

    def value(self) -> frozenset[int] | None:
        """Return the ids of the ticked notes; None stands for all of them."""
        if self._notes is None or len(self._chosen) == len(self._notes):
            return None
        return self._chosen

    def choose(self, ids: frozenset[int]) -> None:
        """Tick these notes and no others."""
        known = frozenset(note.id for note in self._notes or ())
        if ids & known != self._chosen:
            self._chosen = ids & known
            self._say()
            self._soon.start()

    def open_list(self) -> None:
        """Open the list below the button, with the keyboard in it."""
        if not self._notes:
            return
        popup = _NotesPopup(self._context, self._notes, self._chosen, self.choose, self)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + self._context.theme.px(4))))
        self._popup = popup
        popup.show()
        popup.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Down too, as a list that drops down."""
        if event.key() == Qt.Key.Key_Down:
            self.open_list()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        tr = self._context.tr
        of, count = len(self._notes or ()), len(self._chosen)
        if not of or not count:
            text = tr.pgettext("notes", "No notes")
        elif count == of:
            text = tr.pgettext("notes", "All notes")
        else:
            # Translators: how many of a client's notes are printed
            text = tr.pgettext("notes", "{count} of {of} notes").format(
                count=tr.formats.number(count), of=tr.formats.number(of)
            )
        self.setText(plain(text))
        self.setAccessibleName(one_line(text))
        if self._notes is not None and self.isVisible():
            announce(self, one_line(text))

    def _on_theme(self) -> None:
        self.setIcon(self._context.theme.icon("sticky-note", size=16))


class _NotesPopup(QFrame):
    """The list, with three buttons for what is mostly wanted."""

    def __init__(
        self,
        context: UiContext,
        notes: Sequence[NoteShape],
        chosen: frozenset[int],
        choose: Callable[[frozenset[int]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "panel")
        self._choose = choose
        tr, px = context.tr, context.theme.px
        every = frozenset(note.id for note in notes)
        pinned = frozenset(note.id for note in notes if note.pinned)
        bar = QHBoxLayout()
        bar.setSpacing(px(4))
        for text, ids in (
            (tr.pgettext("notes", "&All notes"), every),
            (tr.pgettext("notes", "&Pinned notes"), pinned),
            (tr.pgettext("notes", "&No notes"), frozenset[int]()),
        ):
            button = QPushButton(text)
            button.setProperty("kind", "row")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, ids=ids: self.tick(ids))
            bar.addWidget(button)
        bar.addStretch(1)
        self.list = QListWidget()
        self.list.setAccessibleName(tr.gettext("Notes on the paper"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for note in notes:
            day = tr.formats.date_short(context.clock.local(note.at).date())
            # Translators: a note in a list: the day and how it begins
            text = tr.pgettext("notes", "{date}  {text}").format(
                date=day, text=" ".join(note.text[:_LONGEST].split())
            )
            item = QListWidgetItem(one_line(text))
            item.setData(_ID, note.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(on=note.id in chosen))
            item.setSizeHint(QSize(0, px(_ROW)))
            if note.pinned:
                item.setIcon(context.theme.icon("pin", size=14))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._on_ticked())
        self.list.setFixedHeight(px(_ROW) * min(_ROWS, len(notes)) + px(4))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), px(10), px(10), px(10))
        box.setSpacing(px(8))
        box.addLayout(bar)
        box.addWidget(self.list)
        self.setFixedWidth(px(_WIDTH))

    def tick(self, ids: frozenset[int]) -> None:
        """Tick these and no others."""
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setCheckState(_state(on=item.data(_ID) in ids))
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._on_ticked()

    def _on_ticked(self) -> None:
        items = (self.list.item(row) for row in range(self.list.count()))
        ticked = (item for item in items if item.checkState() is Qt.CheckState.Checked)
        self._choose(frozenset(int(item.data(_ID)) for item in ticked))


def _state(*, on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
