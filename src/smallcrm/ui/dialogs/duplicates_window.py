"""Clients who may be one: a list of pairs, the chosen one side by side, merged or told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.services.commands import MarkDistinct, MergeClients
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.duplicates_compare import Comparison
from smallcrm.ui.dialogs.duplicates_rows import pair_row
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.models.plain_rows import PlainRows
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.care_shapes import DuplicateDetail, DuplicatePair
    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext

# Whom to look for: everybody, who may be the same as one, or just two who were chosen.
About = int | tuple[int, int] | None
_MOST: Final = 500
_LIST_SLOT: Final = "duplicates"
_PAIR_SLOT: Final = "duplicate"
_HOW, _ONE, _OTHER, _WHY = range(4)
_WIDTHS: Final = {_HOW: 160, _ONE: 210, _OTHER: 210}
_ROW, _HEAD, _MOST_ROWS = 30, 28, 5
_ENTITIES: Final = (
    Entity.CLIENT,
    Entity.PHONE_NUMBER,
    Entity.EMAIL_ADDRESS,
    Entity.POSTAL_ADDRESS,
    Entity.CONTACT_PERSON,
    Entity.HANDLE,
    Entity.CLIENT_TAG,
    Entity.OWN_VALUE,
    Entity.NOT_DUPLICATE,
    Entity.CLIENT_MERGE,
    Entity.REFERRAL,
)
_LOOKING, _FOUND, _NONE = range(3)


class DuplicatesWindow(BesideFrame):
    """Lists pairs beside the other windows; M merges, N says they are two, L leaves it for later.

    `saved(outcome)` after what was done here; `wanted("merges", None)` for the merges of the past.
    A look over a large file takes seconds: it is done beside everything else, and stopped when
    the window closes.
    """

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, about: About = None
    ) -> None:
        tr, theme = context.tr, context.theme
        title = tr.gettext("Duplicates") if about is None else tr.gettext("Merge clients")
        super().__init__(context, title, parent, width=1000, height=680)
        self._title = title
        self._about = about
        self._pairs: tuple[DuplicatePair, ...] = ()
        self.list = FastTableView(theme, name=tr.gettext("Clients who may be the same"))
        set_up_boxed(self.list)
        heads = (
            tr.pgettext("merge", "How sure"),
            tr.pgettext("merge", "Stays"),
            tr.pgettext("merge", "Is merged into it"),
            tr.pgettext("merge", "What they share"),
        )
        self.model = PlainRows([(head, False) for head in heads], self)
        self.comparison = Comparison(context)
        self.empty = EmptyState(theme, "", icon="users")
        self.past_button = KeyButton(theme, tr.gettext("Past merges…"))
        self.past_button.setAutoDefault(False)
        self.add_left(self.past_button)
        self.later_button = self.add_button(tr.pgettext("merge", "Later"), key="L")
        self.distinct_button = self.add_button(tr.gettext("Not the same"), key="N")
        self.merge_button = self.add_button(
            tr.gettext("Merge"), key="M", icon="merge", primary=True
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self._build()
        self.enable()
        self._show_page(_LOOKING)
        self.follow()

    @property
    def pairs(self) -> tuple[DuplicatePair, ...]:
        """Return the pairs that are listed."""
        return self._pairs

    def read(self) -> None:
        """Look anew."""
        about = self._about

        def look(queries: Queries) -> tuple[DuplicatePair, ...]:
            if about is None:
                return queries.duplicates(_MOST, slot=_LIST_SLOT)
            if isinstance(about, int):
                return queries.duplicates_of(about, slot=_LIST_SLOT)
            found = queries.duplicate(*about, slot=_LIST_SLOT)
            return () if found is None else (found.pair,)

        self._context.runner.read(_LIST_SLOT, look, self._on_found, self._on_failed)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether other pairs may be found now, or the one shown may look different."""
        return changes.touches(*_ENTITIES)

    def current(self) -> DuplicatePair | None:
        """Return the chosen pair."""
        row = self.list.current_row()
        return self._pairs[row] if 0 <= row < len(self._pairs) else None

    def merge(self) -> None:
        """Merge the chosen pair as it is shown; Ctrl+Z takes it back."""
        detail = self.comparison.detail
        if detail is None or not self.merge_button.isEnabled():
            return
        one, other = detail.pair.one.id, detail.pair.other.id
        command = MergeClients(keep=one, merge=other, take=self.comparison.taken)
        self._write(command, lambda pair: other not in (pair.one.id, pair.other.id))

    def tell_apart(self) -> None:
        """Remember that the chosen pair is two."""
        pair = self.current()
        if pair is not None:
            command = MarkDistinct(client=pair.one.id, other=pair.other.id)
            self._write(command, lambda other: other is not pair)

    def later(self) -> None:
        """Go on to the next pair."""
        if self._pairs:
            self.list.select_row((self.list.current_row() + 1) % len(self._pairs))

    def done(self, result: int) -> None:
        """Stop looking when the window closes."""
        for slot in (_LIST_SLOT, _PAIR_SLOT):
            self._context.runner.cancel(slot)
        super().done(result)

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        column.addWidget(self.comparison, 1)
        self._column = column
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.body.addWidget(self._pages, 1)
        self.list.setModel(self.model)
        header = self.list.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._read_pair())
        self.list.opened.connect(lambda _row: self.comparison.table.setFocus())
        acts: tuple[tuple[str, KeyButton, Callable[[], None]], ...] = (
            ("M", self.merge_button, self.merge),
            ("N", self.distinct_button, self.tell_apart),
            ("L", self.later_button, self.later),
        )
        for letter, button, act in acts:
            button.clicked.connect(act)
            button.setAutoDefault(False)
            for keys in (letter, f"Alt+{letter}"):
                QShortcut(QKeySequence(keys), self).activated.connect(act)
        # Enter chooses in the comparison; a merge is asked for by its own key.
        self.merge_button.setDefault(False)
        QShortcut(QKeySequence(Qt.Key.Key_F5), self).activated.connect(self.read)
        self.past_button.clicked.connect(lambda: self.wanted.emit("merges", None))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.theme.changed.connect(self._on_window_theme)
        self._on_window_theme()

    def _write(self, command: Command, stays: Callable[[DuplicatePair], bool]) -> None:
        """Carry a command out, and go on with what then `stays` in the list."""

        # A look over the whole file may take a while: the next pair is there at once.
        def go_on() -> None:
            self._show_pairs([pair for pair in self._pairs if stays(pair)])

        self.carry_out(command, go_on)

    def _on_found(self, pairs: tuple[DuplicatePair, ...]) -> None:
        if shiboken6.isValid(self):
            self._show_pairs(pairs)

    def _show_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        tr = self._context.tr
        kept, row = self.current(), self.list.current_row()
        began = self._pages.currentIndex() == 0 and bool(self._pairs)
        self._pairs = tuple(pairs)
        self.model.show([pair_row(tr, number, pair) for number, pair in enumerate(pairs)])
        self._show_page(_FOUND if pairs else _NONE)
        if not pairs:
            self.comparison.show_detail(None)
            self.close_button.setFocus()
            return
        same = [
            number
            for number, pair in enumerate(pairs)
            if kept is not None and {pair.one.id, pair.other.id} == {kept.one.id, kept.other.id}
        ]
        # Where the chosen pair is gone, the next one has its place.
        self.list.select_row(same[0] if same else max(0, min(row, len(pairs) - 1)))
        self._read_pair()
        if not began:
            (self.list if self.list.isVisibleTo(self) else self.comparison.table).setFocus()

    def _show_page(self, page: int) -> None:
        tr = self._context.tr
        count = len(self._pairs)
        if page == _LOOKING:
            self.empty.set_words(
                tr.gettext("Looking for duplicates…"),
                tr.gettext("Names, numbers and addresses of all clients are compared."),
            )
        elif page == _NONE and self._about is None:
            self.empty.set_words(
                tr.gettext("No duplicates found"),
                tr.gettext(
                    "No two clients share a phone, an e-mail address, a name or a tax number,"
                    " but those of whom you said that they are not the same."
                ),
            )
        elif page == _NONE:
            self.empty.set_words(
                tr.gettext("Nothing is left to merge here"),
                tr.gettext("What was merged can be taken apart again under the past merges."),
            )
        self._pages.setCurrentIndex(0 if page == _FOUND else 1)
        for button in (self.later_button, self.distinct_button, self.merge_button):
            button.setVisible(page == _FOUND)
        self.later_button.setVisible(page == _FOUND and count > 1)
        subtitle = ""
        if page == _FOUND and self._about is None:
            if count >= _MOST:
                subtitle = tr.gettext("The {count} surest pairs").format(
                    count=tr.formats.number(count)
                )
            else:
                subtitle = tr.ngettext("{count} pair", "{count} pairs", count).format(
                    count=tr.formats.number(count)
                )
        self.set_title(self._title, subtitle)
        self._fit_list()
        self.grow()

    def _read_pair(self) -> None:
        pair = self.current()
        if pair is None:
            return
        one, other = pair.one.id, pair.other.id
        self.enable()
        self._context.runner.read(
            _PAIR_SLOT,
            lambda queries: queries.duplicate(one, other, slot=_PAIR_SLOT),
            self._on_pair,
            self._on_failed,
        )

    def _on_pair(self, detail: DuplicateDetail | None) -> None:
        if not shiboken6.isValid(self):
            return
        self.comparison.show_detail(detail)
        if detail is not None and self._about is not None:
            names = [one_line(ref.name) for ref in (detail.pair.one, detail.pair.other)]
            self.setWindowTitle(self._context.tr.pgettext("list", ", ").join(names))
        self.enable()

    def enable(self) -> None:
        """Let be merged what is shown, and only that."""
        pair, detail = self.current(), self.comparison.detail
        shown = (
            pair is not None
            and detail is not None
            and (pair.one.id, pair.other.id) == (detail.pair.one.id, detail.pair.other.id)
        )
        free = detail is not None and not detail.obstacles
        self.merge_button.setEnabled(shown and free and not self._writing)
        self.distinct_button.setEnabled(pair is not None and not self._writing)

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))

    def _fit_list(self) -> None:
        """Give the list the rows it has, up to a few; of one pair alone it says nothing."""
        px = self.theme.px
        rows = min(len(self._pairs), _MOST_ROWS)
        self.list.setVisible(self._about is None or len(self._pairs) > 1)
        self.list.setFixedHeight(px(_HEAD + _ROW * max(rows, 1)) + 3)

    def _on_window_theme(self) -> None:
        px = self.theme.px
        self._column.setSpacing(px(12))
        for column, width in _WIDTHS.items():
            self.list.setColumnWidth(column, px(width))
        self._fit_list()
