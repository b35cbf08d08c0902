"""A window that lists the few things of one sort an owner defined: tags, own fields, rules."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.models.plain_rows import PlainRow, PlainRows
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.queries.api import Queries
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class Listed(Protocol):
    """What is listed has an id."""

    @property
    def id(self) -> int:
        """The id under which it is kept."""


L = TypeVar("L", bound=Listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """What such a window says, and how wide its columns are; `stretch` is the one that grows.

    `heads` are the columns: words, whether at the right, and the width (0 for the one that grows).
    """

    title: str
    about: str
    heads: tuple[tuple[str, bool, int], ...]
    stretch: int
    empty_title: str
    empty_text: str
    icon: str
    open_text: str
    new_text: str = ""
    width: int = 640
    height: int = 440


class ListWindow(BesideFrame, Generic[L]):
    """Lists them beside the other windows, and follows what is committed.

    Enter opens the chosen one, Ctrl+N makes a new one, Delete removes it at once: Ctrl+Z takes
    that back. `saved(outcome)` after what was done here.
    """

    def __init__(self, context: UiContext, words: ListWords, parent: QWidget | None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, words.title, parent, width=words.width, height=words.height)
        self._words = words
        self._items: tuple[L, ...] = ()
        self._filled: bool | None = None
        self.table = FastTableView(theme, name=words.title)
        set_up_boxed(self.table)
        self.model = PlainRows([(text, right) for text, right, _width in words.heads], self)
        self.empty = EmptyState(theme, words.empty_title, words.empty_text, icon=words.icon)
        self.remove_button = QPushButton(tr.gettext("&Remove"))
        self.open_button = self.add_button(words.open_text, key=enter_key(tr))
        self.add_more_buttons()
        self.new_button = self.add_button(
            words.new_text, key=tr.gettext("Ctrl N"), icon="plus", primary=True
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self._build()

    # What a subclass says.

    @abstractmethod
    def ask(self, queries: Queries) -> tuple[L, ...]:
        """Read what is listed; on a reading thread."""
        raise NotImplementedError

    @abstractmethod
    def row_of(self, item: L) -> PlainRow:
        """Return the row of one."""
        raise NotImplementedError

    @abstractmethod
    def open_item(self, item: L) -> None:
        """Have one opened to be changed."""
        raise NotImplementedError

    @abstractmethod
    def removal(self, item: L) -> Command:
        """Return the command that removes one."""
        raise NotImplementedError

    def begin_new(self) -> None:
        """Have a new one made, where there is a button for it."""

    def add_more_buttons(self) -> None:
        """Add what else can be done with the chosen one."""

    def moved(self, item: L | None) -> None:
        """Follow the chosen one."""

    # What it offers.

    def read(self) -> None:
        """Read them anew."""
        self._context.runner.task(
            lambda backend: self.ask(backend.queries), self._show, self._on_failed
        )

    def items(self) -> tuple[L, ...]:
        """Return what is listed."""
        return self._items

    def current(self) -> L | None:
        """Return the chosen one."""
        row = self.table.current_row()
        return self._items[row] if 0 <= row < len(self._items) else None

    def remove(self) -> None:
        """Remove the chosen one; undo brings it back."""
        item = self.current()
        if item is not None:
            self.carry_out(self.removal(item))

    def bind(self, keys: str, act: Callable[[], Any]) -> None:
        """Let keys act while the list has the keyboard."""
        shortcut = QShortcut(QKeySequence(keys), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(act)

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(8))
        about = plain_label(self._words.about, "secondary")
        about.setWordWrap(True)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.body.addWidget(self._pages, 1)
        self.table.setModel(self.model)
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(self._words.stretch, QHeaderView.ResizeMode.Stretch)
        self.remove_button.setAutoDefault(False)
        self.add_left(self.remove_button)
        self.remove_button.clicked.connect(self.remove)
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self._on_open)
        self.new_button.setVisible(bool(self._words.new_text))
        self.new_button.clicked.connect(self.begin_new)
        self.close_button.clicked.connect(self.reject)
        self.table.opened.connect(lambda _row: self._on_open())
        self.bind("Delete", self.remove)
        if self._words.new_text:
            QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.begin_new)
        selection = self.table.selectionModel()
        selection.currentRowChanged.connect(lambda *_: self.moved(self.current()))
        self.theme.changed.connect(self._on_list_theme)
        self._on_list_theme()

    def _show(self, items: Sequence[L]) -> None:
        if not shiboken6.isValid(self):
            return
        kept, row = self.current(), self.table.current_row()
        begins = self._filled != bool(items)
        self._filled = bool(items)
        self._items = tuple(items)
        self.model.show([self.row_of(item) for item in items])
        for button in (self.remove_button, self.open_button):
            button.setVisible(bool(items))
        self._pages.setCurrentIndex(0 if items else 1)
        if items:
            ids = [item.id for item in items]
            # Where the chosen one is gone, its neighbour takes its place.
            at = max(0, min(row, len(items) - 1))
            if kept is not None and kept.id in ids:
                at = ids.index(kept.id)
            self.table.select_row(at)
        if begins:
            (self.table if items else self._first_button()).setFocus()
        self.moved(self.current())
        self.grow()

    def _first_button(self) -> QPushButton:
        return self.new_button if self._words.new_text else self.close_button

    def _on_open(self) -> None:
        item = self.current()
        if item is not None:
            self.open_item(item)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))

    def _on_list_theme(self) -> None:
        for column, (_text, _right, width) in enumerate(self._words.heads):
            if width:
                self.table.setColumnWidth(column, self.theme.px(width))
