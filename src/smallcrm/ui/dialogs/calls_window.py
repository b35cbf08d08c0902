"""All calls, known and unknown, the newest first: who was missed, and whose they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QStackedWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.call_shapes import CallFilter, CallShape
from smallcrm.services.commands import HandleCall
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.calls_rows import call_row, heads
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.models.plain_rows import PlainRows
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.filter_bar import ChipSpec, FilterBar
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.table import FastTableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext

PAGE: Final = 100
_AHEAD: Final = 20
"""How many rows before the last the next page is asked for."""
_PAUSE_MS: Final = 120


class CallsWindow(BesideFrame):
    """Lists calls beside the other windows, and follows what is committed.

    Enter opens the client's card, or asks whose an unknown call was; H calls back, the Space bar
    puts missed calls aside. `wanted`: `open_card`, `open_unknown_call`, `dial`, `undo`.
    """

    def __init__(
        self, context: UiContext, parent: QWidget | None = None, *, which: str = ""
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Calls"), parent, width=940, height=560)
        self._slot = f"calls:{id(self)}"
        self._calls: list[CallShape] = []
        self._more = False
        self._reading_more = False
        self._begun = False
        self.chips = FilterBar(theme, name=tr.gettext("Which calls"))
        self.chips.set_chips(_chips(tr), which if which in set(CallFilter) else CallFilter.ALL)
        self.find_field = SearchBox(
            theme,
            placeholder=tr.gettext("Name, number or note"),
            name=tr.gettext("Find"),
            compact=True,
        )
        self.table = FastTableView(theme, name=tr.gettext("Calls"))
        set_up_boxed(self.table)
        self.table.setVerticalScrollMode(FastTableView.ScrollMode.ScrollPerItem)
        self.model = PlainRows([(text, right) for text, right, _width in heads(tr)], self)
        self.empty = EmptyState(theme, "", icon="phone")
        self.handle_button = QPushButton(tr.gettext("Put &aside"))
        self.dial_button = self.add_button(tr.pgettext("call", "Call back"), key="H", icon="phone")
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.open_button = self.add_button("", key=enter_key(tr), primary=True)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._typing = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._build()
        self._connect()
        self.follow()
        self.table.setFocus()

    def concerns(self, changes: Changes) -> bool:
        """Tell whether a call may be another now."""
        return changes.touches(Entity.INTERACTION, Entity.UNKNOWN_CALL, Entity.CLIENT)

    def read(self) -> None:
        """Read as many as are shown anew, from the newest on."""
        self._reading_more = False
        self._ask(None, max(PAGE, len(self._calls)), self._show)

    def calls(self) -> Sequence[CallShape]:
        """Return the calls that have been read."""
        return self._calls

    def current(self) -> CallShape | None:
        """Return the chosen call."""
        row = self.table.current_row()
        return self._calls[row] if 0 <= row < len(self._calls) else None

    def open_call(self) -> None:
        """Open the card of who it was, or ask who that was."""
        call = self.current()
        if call is None:
            return
        if call.client is not None:
            self.wanted.emit("open_card", call.client.id)
        else:
            self.wanted.emit("open_unknown_call", call.unknown_call_id)

    def dial(self) -> None:
        """Call back: the number that called, or the client where that is withheld."""
        call = self.current()
        if call is None:
            return
        client = call.client.id if call.client is not None else None
        if call.number:
            self.wanted.emit("dial", (client, call.number))
        elif client is not None:
            self.wanted.emit("dial", client)

    def handle(self) -> None:
        """Put the missed calls of the chosen one's client or number aside; the next one is next."""
        call = self.current()
        if call is not None and call.missed:
            self.carry_out(
                HandleCall(interaction=call.interaction_id, unknown_call=call.unknown_call_id)
            )

    def load_more(self) -> None:
        """Read the next page, if there is one."""
        if not self._more or self._reading_more or not self._calls:
            return
        self._reading_more = True
        self._ask(self._calls[-1], PAGE, self._append)

    def _ask(
        self,
        after: CallShape | None,
        count: int,
        show: Callable[[tuple[CallShape, ...]], None],
    ) -> None:
        which, typed, slot = (
            CallFilter(self.chips.current()),
            self.find_field.text().strip(),
            self._slot,
        )

        def query(queries: Queries) -> tuple[CallShape, ...]:
            return queries.calls(which, typed=typed, after=after, limit=count, slot=slot)

        def done(found: tuple[CallShape, ...]) -> None:
            if shiboken6.isValid(self):
                self._more = len(found) == count
                show(found)

        self._context.runner.read(slot, query, done, self._on_failed)

    def _show(self, found: Sequence[CallShape]) -> None:
        kept, row = self.current(), self.table.current_row()
        self._calls = list(found)
        self._fill()
        self._pages.setCurrentIndex(0 if found else 1)
        if found:
            places = [_id(call) for call in found]
            # Where the chosen one is gone, its neighbour takes its place.
            at = max(0, min(row, len(found) - 1))
            if kept is not None and _id(kept) in places:
                at = places.index(_id(kept))
            self.table.select_row(at)
        else:
            self._say_empty()
        self._on_moved()

    def _append(self, found: Sequence[CallShape]) -> None:
        self._reading_more = False
        row, top = self.table.current_row(), self.table.verticalScrollBar().value()
        self._calls.extend(found)
        self._fill()
        self.table.select_row(row)
        self.table.verticalScrollBar().setValue(top)
        self._on_moved()

    def _fill(self) -> None:
        tr, country = self._context.tr, self._context.settings.country
        rows = [call_row(tr, place, call, country) for place, call in enumerate(self._calls)]
        self.model.show(rows)

    def _say_empty(self) -> None:
        tr = self._context.tr
        if self.find_field.text().strip():
            self.empty.set_words(
                tr.gettext("No call like this"), tr.gettext("Type less, or another number.")
            )
            return
        title, text = {
            CallFilter.ALL: (
                tr.gettext("No calls yet"),
                tr.gettext("Once a phone line is set up, calls are kept here by themselves."),
            ),
            CallFilter.MISSED: (
                tr.gettext("No missed calls"),
                tr.gettext("Everybody who called was spoken to, or called back."),
            ),
            CallFilter.UNKNOWN: (
                tr.gettext("No unknown calls"),
                tr.gettext("It is known of every call whose it was."),
            ),
        }[CallFilter(self.chips.current())]
        self.empty.set_words(title, text)

    def _on_moved(self) -> None:
        tr, call = self._context.tr, self.current()
        self.handle_button.setEnabled(call is not None and call.missed)
        self.dial_button.setEnabled(
            call is not None and (bool(call.number) or call.client is not None)
        )
        self.open_button.setEnabled(call is not None)
        unknown = call is not None and call.client is None
        words = tr.gettext("Whose call?") if unknown else tr.gettext("Open card")
        self.open_button.set_content(words, key=enter_key(tr))
        if self.table.current_row() >= len(self._calls) - _AHEAD:
            self.load_more()

    def _on_scrolled(self) -> None:
        bar = self.table.verticalScrollBar()
        if bar.value() >= bar.maximum() - _AHEAD:
            self.load_more()

    def _on_chip(self) -> None:
        self._calls = []
        self.read()

    def _on_typed(self) -> None:
        self._calls = []
        self.read()

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self._reading_more = False
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))

    def _build(self) -> None:
        px, tr = self.theme.px, self._context.tr
        above = QHBoxLayout()
        above.setSpacing(px(8))
        above.addWidget(self.chips)
        above.addStretch(1)
        self.find_field.setMinimumWidth(px(240))
        above.addWidget(self.find_field)
        self.body.addLayout(above)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self.body.addWidget(self._pages, 1)
        self.table.setModel(self.model)
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, (_text, _right, width) in enumerate(heads(tr)):
            if width:
                self.table.setColumnWidth(column, px(width))
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.handle_button.setAutoDefault(False)
        self.handle_button.setToolTip(tr.gettext("Called back, or not worth it (Space)"))
        self.add_left(self.handle_button)

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _chip: self._on_chip())
        self.find_field.textChanged.connect(lambda _text: self._typing.start())
        self.find_field.accepted.connect(self.table.setFocus)
        self.find_field.moved.connect(lambda _step: self.table.setFocus())
        self._typing.timeout.connect(self._on_typed)
        self.table.opened.connect(lambda _row: self.open_call())
        self.table.verticalScrollBar().valueChanged.connect(lambda _value: self._on_scrolled())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._on_moved())
        self.handle_button.clicked.connect(self.handle)
        self.dial_button.clicked.connect(self.dial)
        self.open_button.clicked.connect(self.open_call)
        self.close_button.clicked.connect(self.reject)
        for key, act in (
            ("H", self.dial),
            ("Space", self.handle),
            ("D", self.handle),
            ("W", self.open_call),
        ):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.find_field.setFocus)
        for digit, which in zip("123", CallFilter, strict=True):
            chip = QShortcut(QKeySequence(f"Alt+{digit}"), self)
            chip.activated.connect(lambda which=which: self.chips.set_current(which))


def _chips(tr: I18n) -> tuple[ChipSpec, ...]:
    return (
        ChipSpec(CallFilter.ALL, tr.pgettext("calls", "All")),
        ChipSpec(CallFilter.MISSED, tr.pgettext("calls", "Missed")),
        ChipSpec(CallFilter.UNKNOWN, tr.pgettext("calls", "Unknown")),
    )


def _id(call: CallShape) -> tuple[int | None, int | None]:
    return call.interaction_id, call.unknown_call_id
