"""The main window: search box, tabs, what was done last, and the menus that reach everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.changes import Changes
from smallcrm.i18n.sentences import action, redone, undone
from smallcrm.ui import present
from smallcrm.ui.context import UiContext
from smallcrm.ui.menus import Menus
from smallcrm.ui.phone_status import PhoneStatus
from smallcrm.ui.search import Search
from smallcrm.ui.tab_specs import table_tabs
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.tabs.today_tab import TodayTab
from smallcrm.ui.theme import BODY, BODY_STRONG, DATE, SMALL
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.drop_hint import DropHint
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.hit_list import HintBar, KeyHint
from smallcrm.ui.widgets.labels import LinkLabel, RunLabel, hairline
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.strips import StatusItem, StatusRow, UndoStrip
from smallcrm.ui.widgets.tab_bar import CountTabBar

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.history_shapes import UndoState
    from smallcrm.queries.today_shapes import Overview

_SEARCH_WIDTH = 600
_MIN_SIZE = (900, 560)
_SIZE = (1366, 768)
_SETTLE_MS = 60
# What the system's frame and title take of a small screen.
_FRAME = 36
# What Enter on a row opens, where that is not the client's card.
_ROW_OPENS = {
    "quotes": "open_quote",
    "sales": "open_sale",
    "invoices": "open_invoice",
    "payments": "open_payment",
    "referrals": "referral",
    "products": "open_product",
    "contracts": "open_contract",
}


class MainWindow(QMainWindow):
    """The window; made before the data file is open, filled by `data_ready`.

    `wanted(action, argument)` names what the owner asked for by menu, key or button: the desk
    carries it out. `painted()` comes once, with the first sight of the window; `closing()` when it
    has been closed by the owner, `quitting()` when the program shall end.
    """

    wanted = Signal(str, object)
    closing = Signal()
    quitting = Signal()
    painted = Signal()

    def __init__(self, context: UiContext, store: QSettings) -> None:
        super().__init__()
        self._context = context
        self._store = store
        self._ready = False
        self._painted = False
        self.setWindowTitle("Small CRM")
        self.setMinimumSize(*_MIN_SIZE)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._read_head)
        self._build()
        self._connect()
        self._restore()

    @property
    def search(self) -> Search:
        """Return the search at work."""
        return self._search

    @property
    def search_box(self) -> SearchBox:
        """Return the search box."""
        return self._box

    @property
    def menus(self) -> Menus:
        """Return the menus."""
        return self._menus

    @property
    def tabs(self) -> CountTabBar:
        """Return the tab bar."""
        return self._bar

    @property
    def undo_strip(self) -> UndoStrip:
        """Return what says what was done last."""
        return self._strip

    @property
    def empty_state(self) -> EmptyState:
        """Return what stands in the place of the tabs while there are no clients."""
        return self._empty

    def tab(self, number: int) -> TodayTab | TableTab:
        """Return a tab by its number; a table is made when it is first wanted."""
        return self._tabs.get(number) or self._make_tab(number)

    def current_tab(self) -> TodayTab | TableTab:
        """Return the tab that is shown."""
        return self.tab(self._bar.currentIndex())

    def data_ready(self) -> None:
        """Fill the window: the data file is open."""
        self._ready = True
        for number, spec in enumerate(table_tabs(self._context), start=1):
            tab = self._tabs.get(number)
            if isinstance(tab, TableTab):
                # Heads of columns name the file's currency, which is known only now.
                tab.set_columns(spec.columns)
        self._read_head()
        # Today is always read: its count stands on its tab.
        self._today.activate()
        self.current_tab().activate()
        self._status_saved.set_status(self._context.tr.gettext("All saved"), tone="second")

    def say(self, text: str, *, undo: bool = False) -> None:
        """Say in one line what was done (or what went wrong)."""
        self._strip.say((Run(text, BODY),), can_undo=undo)

    def show_error(self, text: str) -> None:
        """Say what went wrong, where nothing else is open that could say it."""
        self._strip.say((Run(text, BODY_STRONG),), can_undo=False)

    def on_committed(self, changes: Changes, _initiator: object) -> None:
        """Look again at what a commit touched."""
        for tab in self._tabs.values():
            tab.on_committed(changes)
        formats = self._context.tr.formats
        saved = self._context.tr.gettext("Saved {time}")
        self._status_saved.set_status(
            saved.format(time=formats.time(self._context.clock.now())), tone="second"
        )
        self._settle.start()

    def client_at_hand(self) -> int | None:
        """Return the client that a menu's action is about: the current row's."""
        return self.current_tab().current_client() or None

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window stood, and let the composition root shut down."""
        self._store.setValue("window/geometry", self.saveGeometry())
        self._store.setValue("window/tab", self._bar.currentIndex())
        for tab in self._tabs.values():
            tab.save()
        event.accept()
        self.closing.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Show today's date when the window comes back after midnight."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._say_date()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window has been painted, when its parts have been too."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def _build(self) -> None:
        tr, theme = self._context.tr, self._context.theme
        self._menus = Menus(self, tr, self._on_menu)
        self._date = RunLabel(theme)
        self._summary = LinkLabel(theme)
        self._summary.clicked.connect(lambda: self.show_filtered("clients", "owes"))
        self._box = SearchBox(
            theme,
            placeholder=tr.gettext("Name, number, note, what they bought"),
            name=tr.gettext("Search"),
            key=tr.gettext("Ctrl K"),
        )
        self._new = KeyButton(
            theme, tr.gettext("New client"), key=tr.gettext("Ctrl N"), icon="user-plus"
        )
        self._bar = CountTabBar(theme, name=tr.gettext("Tabs"))
        self._stack = QStackedWidget()
        self._today = TodayTab(self._context)
        self._tabs: dict[int, TodayTab | TableTab] = {0: self._today}
        self._stack.addWidget(self._today)
        for title in (tr.gettext("Today"), *(spec.title for spec in table_tabs(self._context))):
            self._bar.add(title)
        self._empty = self._make_empty()
        self._strip = UndoStrip(
            theme,
            undo_text=tr.gettext("Undo"),
            undo_key=tr.gettext("Ctrl Z"),
            dismiss_name=tr.gettext("Close"),
        )
        self._status = StatusRow(theme)
        self._status_clients = StatusItem(theme)
        self._status_owing = StatusItem(theme)
        self._status_saved = StatusItem(theme)
        self._hints = hints = HintBar(theme)
        hints.setMinimumWidth(theme.px(410))
        for item in (self._status_clients, self._status_owing):
            self._status.add_left(item)
        self._status.add_left(hints, fills=True)
        self._status.add_right(PhoneStatus(self._context, self.wanted.emit))
        self._status.add_right(self._status_saved)
        self._main = QStackedWidget()
        self._main.addWidget(self._stack)
        self._main.addWidget(self._empty)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._head())
        tabs = QHBoxLayout()
        tabs.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        tabs.addWidget(self._bar, 1)
        box.addLayout(tabs)
        box.addWidget(hairline())
        box.addWidget(self._main, 1)
        box.addWidget(self._strip)
        box.addWidget(self._status)
        self.setCentralWidget(body)
        self._drops = DropHint(theme, tr.gettext("Drop to import"), self)
        self._drops.dropped.connect(lambda files: self.wanted.emit("import", files))
        self._search = Search(self._context, self._box, self)
        self._say_date()
        self._summary.set_text(" ", SMALL, "second")

    def _make_tab(self, number: int) -> TableTab:
        tab = TableTab(self._context, table_tabs(self._context)[number - 1], self._store)
        tab.opened.connect(self._on_row_opened)
        tab.menu_wanted.connect(self._on_row_menu)
        tab.export_wanted.connect(self._on_export)
        tab.written.connect(lambda done: self.wanted.emit("say", done))
        tab.wanted.connect(lambda name: self.wanted.emit(name, None))
        self._tabs[number] = tab
        self._stack.addWidget(tab)
        return tab

    def _head(self) -> QHBoxLayout:
        px = self._context.theme.px
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._date)
        words.addWidget(self._summary)
        row = QHBoxLayout()
        row.setContentsMargins(px(16), px(4), px(16), px(10))
        row.setSpacing(px(16))
        left, right = QWidget(), QWidget()
        left.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        ends = QHBoxLayout(right)
        ends.setContentsMargins(0, 0, 0, 0)
        ends.addStretch(1)
        ends.addWidget(self._new)
        self._box.setMaximumWidth(px(_SEARCH_WIDTH))
        for end in (left, right):
            policy = end.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            end.setSizePolicy(policy)
            end.setMinimumWidth(px(150))
        row.addWidget(left, 1)
        row.addWidget(self._box, 2)
        row.addWidget(right, 1)
        return row

    def _make_empty(self) -> EmptyState:
        tr, theme = self._context.tr, self._context.theme
        buttons = {
            "import": KeyButton(
                theme, tr.gettext("Import a spreadsheet"), icon="upload", kind="primary"
            ),
            "new_client": KeyButton(theme, tr.gettext("Add a client"), icon="user-plus"),
            "sample": KeyButton(theme, tr.gettext("Try it with sample data"), icon="users"),
        }
        for name, button in buttons.items():
            button.setObjectName(f"empty_{name}")
            button.clicked.connect(self._on_empty_button)
        return EmptyState(
            theme,
            tr.gettext("Who will call you?"),
            tr.gettext(
                "Bring in the spreadsheet with your clients, or drop it on this window. Sample"
                " data shows how it works, and goes away in one step."
            ),
            icon="users",
            buttons=tuple(buttons.values()),
        )

    def _connect(self) -> None:
        self._bar.currentChanged.connect(self._on_tab)
        self._new.clicked.connect(self._on_new)
        self._search.client_chosen.connect(self._on_client_chosen)
        self._search.payment_wanted.connect(self._on_payment_wanted)
        self._search.new_wanted.connect(self._on_new_wanted)
        self._strip.undo_wanted.connect(self._on_undo)
        today, tr = self._today, self._context.tr
        today.wanted.connect(self.wanted)
        today.filter_wanted.connect(self.show_filtered)
        today.counted.connect(self._on_today_counted)
        today.hinted.connect(lambda _: self._hints.set_hints(_hints_of(tr, self.current_tab())))
        self._context.hub.committed.connect(self.on_committed)
        payment = QShortcut(QKeySequence("Alt+P"), self)
        payment.activated.connect(self._on_alt_payment)

    def _restore(self) -> None:
        geometry = self._store.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            screen = QApplication.primaryScreen().availableSize()
            self.resize(
                min(_SIZE[0], screen.width() - _FRAME),
                min(_SIZE[1], screen.height() - _FRAME),
            )
        tab = int(str(self._store.value("window/tab", 0)))
        self._bar.setCurrentIndex(tab if 0 <= tab < self._bar.count() else 0)
        self._stack.setCurrentWidget(self.current_tab())
        self._hints.set_hints(_hints_of(self._context.tr, self.current_tab()))
        self._box.setFocus()

    def _read_head(self) -> None:
        """Read figures and what undo would do."""
        runner = self._context.runner
        runner.read("overview", lambda queries: queries.overview(), self._show_overview)
        runner.read("undo", lambda queries: queries.undo_state(), self._show_undo)

    def _show_overview(self, overview: Overview) -> None:
        tr = self._context.tr
        currency = self._context.settings.currency
        self._summary.set_text(present.summary(tr, overview, currency), SMALL, "second")
        number = tr.formats.number
        self._bar.set_count(1, number(overview.clients))
        clients = tr.ngettext("{count} client", "{count} clients", overview.clients)
        self._status_clients.set_status(clients.format(count=number(overview.clients)))
        self._status_owing.set_status(present.owing(tr, overview, currency))
        self._main.setCurrentIndex(0 if overview.clients else 1)
        self._menus.enable(("sample",), on=overview.clients == 0)
        self._menus.enable(("remove_sample",), on=overview.samples > 0)

    def _show_undo(self, state: UndoState) -> None:
        tr = self._context.tr
        undo, redo = self._menus.action("undo"), self._menus.action("redo")
        undo.setEnabled(state.undo is not None)
        redo.setEnabled(state.redo is not None)
        said = _menu_text(action(tr, *state.undo)) if state.undo else ""
        undo.setText(
            tr.gettext("&Undo: {action}").format(action=said) if said else tr.gettext("&Undo")
        )
        said = _menu_text(action(tr, *state.redo)) if state.redo else ""
        redo.setText(
            tr.gettext("&Redo: {action}").format(action=said) if said else tr.gettext("&Redo")
        )

    def say_done(self, label: str, parameters: dict[str, object], *, how: str = "do") -> None:
        """Say what was done, undone or done again; the first can be taken back at once."""
        tr = self._context.tr
        made = {"do": action, "undo": undone, "redo": redone}[how]
        self.say(made(tr, label, parameters), undo=how != "undo")

    def _say_date(self) -> None:
        tr = self._context.tr
        self._date.set_text(tr.formats.weekday_date(self._context.clock.today()), DATE)

    def _on_tab(self, number: int) -> None:
        tab = self.tab(number)
        self._hints.set_hints(_hints_of(self._context.tr, tab))
        self._stack.setCurrentWidget(tab)
        if self._ready:
            tab.activate()

    def _on_today_counted(self, count: int) -> None:
        self._bar.set_count(0, self._context.tr.formats.number(count) if count else "")

    def _on_menu(self, name: str) -> None:
        if name.startswith("tab"):
            self._search.close()
            self._bar.setCurrentIndex(int(name[3:]))
            self.current_tab().table.setFocus()
        elif name == "find":
            self._search.open()
        elif name == "filter":
            tab = self.current_tab()
            if isinstance(tab, TableTab):
                tab.filter_field.setFocus()
                tab.filter_field.selectAll()
        elif name == "copy":
            tab = self.current_tab()
            if isinstance(tab, TableTab):
                tab.table.copy_selection()
        elif name in {"bigger", "smaller"}:
            self._resize_text(0.1 if name == "bigger" else -0.1)
        elif name == "refresh":
            self._context.hub.announce_everything()
        elif name == "quit":
            self.quitting.emit()
        elif name == "export":
            tab = self.current_tab()
            self.wanted.emit("export", tab.name if isinstance(tab, TableTab) else "clients")
        else:
            self.wanted.emit(name, self.client_at_hand())

    def _resize_text(self, step: float) -> None:
        theme = self._context.theme
        theme.set_scale(round(theme.scale + step, 1))
        self._context.machine.set("machine.text_size", str(round(theme.scale * 100)))

    def _on_empty_button(self) -> None:
        name = self.sender().objectName().removeprefix("empty_")
        self.wanted.emit(name, None)

    def _on_new(self) -> None:
        self.wanted.emit("new_client", None)

    def _on_new_wanted(self, text: str) -> None:
        self.wanted.emit("new_client", text)

    def _on_client_chosen(self, client_id: int) -> None:
        self.wanted.emit("open_card", client_id)

    def _on_payment_wanted(self, client_id: int) -> None:
        self.wanted.emit("payment", client_id)

    def show_filtered(self, name: str, chip: str) -> None:
        """Go to a tab, narrowed to one of its filters: what a figure is made of."""
        names = [spec.name for spec in table_tabs(self._context)]
        number = names.index(name) + 1
        self._bar.setCurrentIndex(number)
        tab = self.tab(number)
        if isinstance(tab, TableTab):
            tab.choose(chip)
            tab.table.setFocus()

    def _on_alt_payment(self) -> None:
        if not self._search.take_payment() and (client_id := self.client_at_hand()) is not None:
            self.wanted.emit("payment", client_id)

    def _on_undo(self) -> None:
        self.wanted.emit("undo", None)

    def _on_row_opened(self, row_id: int, client_id: int) -> None:
        wish = _ROW_OPENS.get(self.current_tab().name)
        self.wanted.emit(wish or "open_card", row_id if wish else client_id)

    def _on_row_menu(self, place: object, row_id: int, client_id: int) -> None:
        self.wanted.emit("row_menu", (place, self.current_tab().name, row_id, client_id or None))

    def _on_export(self, name: str) -> None:
        self.wanted.emit("export", name)


def _menu_text(text: str) -> str:
    """Keep an `&` that the owner typed from becoming a shortcut."""
    return text.replace("&", "&&")


def _hints_of(tr: I18n, tab: TodayTab | TableTab) -> tuple[KeyHint, ...]:
    """Say what the keys do in a tab."""
    return tab.hints() if isinstance(tab, TodayTab) else _keys(tr, tab.name)


def _keys(tr: I18n, tab: str) -> tuple[KeyHint, ...]:
    """Say how to choose in a list, and what Enter opens there."""
    opens = tr.pgettext("key hint", "open") if tab in _ROW_OPENS else tr.gettext("open card")
    found = (KeyHint(("↑", "↓"), tr.gettext("choose")), KeyHint((tr.gettext("Enter"),), opens))
    more = {
        "clients": (KeyHint((tr.pgettext("key", "Shift ↓"),), tr.gettext("choose several")),),
        "referrals": (KeyHint(("F2",), tr.pgettext("key hint", "change")),),
    }
    return (*found, *more.get(tab, ()))
