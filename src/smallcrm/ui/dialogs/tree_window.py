"""Who brought whom, as a picture that can be walked, looked through, printed and copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.queries.referral_shapes import Branch
from smallcrm.ui.dialogs import tree_words
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.tree_finder import TreeFinder
from smallcrm.ui.dialogs.tree_output import TreeOutput
from smallcrm.ui.dialogs.tree_state import REST, Grown, TreeState
from smallcrm.ui.dialogs.words import escape_key, say_error
from smallcrm.ui.widgets.buttons import IconButton, KeyButton
from smallcrm.ui.widgets.crumbs import Crumbs
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.fact_list import FactList
from smallcrm.ui.widgets.labels import hairline
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.tree_look import TreeLook, paper_look, screen_look
from smallcrm.ui.widgets.tree_picture import TreeBox, TreePicture
from smallcrm.ui.widgets.tree_view import STEP, TreeView

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.queries.api import Queries
    from smallcrm.ui.context import UiContext

_DEPTH: Final = 4
_LIMIT: Final = 500
_OPENS: Final = 3  # levels that opening a client reads
_EVERYBODY: Final = 0
_FIND_WIDTH: Final = 210
_ROWS: Final = 1.6
_ALL_LEVELS: Final = 10_000
_MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read: the tree, and the branches that had been opened in it."""

    whole: Branch
    opened: tuple[Branch, ...]


class TreeWindow(BesideFrame):
    """The tree below a client, or of everybody who brought somebody; follows what is committed.

    It reads so many levels at once, and no more than `limit` clients; others are read where they
    are asked for.

    `wanted(name, id)`: `open_card` on Enter, `rewards` from the menu, `record_referral` where there
    is nothing yet, `undo`.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        limit: int = _LIMIT,
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Who brought whom"), parent, width=980, height=720)
        self._top = client_id
        self._wish: int | None = client_id
        self._step = self._limit = limit
        self._opened: dict[int, tuple[int, int]] = {}
        self._begun = False
        self._next_root = 0
        self._slot = f"tree:{id(self)}"
        self.state = TreeState(context.settings.currency)
        self._grown = Grown((), {})
        self.crumbs = Crumbs(theme, name=tr.gettext("The way from the top"))
        self.find_field = SearchBox(theme, placeholder=tr.gettext("Find a name here"), compact=True)
        self.finder = TreeFinder(context, self, self.find_field)
        self.view = TreeView(
            theme, self._picture(screen_look(theme)), self.speak, name=tr.gettext("Referral tree")
        )
        self.facts = FactList(theme, name=tr.gettext("The chosen client"))
        self.record_button = KeyButton(
            theme, tr.gettext("Record referral…"), icon="user-plus", kind="primary"
        )
        self.empty = EmptyState(
            theme,
            tr.gettext("Nobody has sent anybody yet"),
            tr.gettext("Record who sent a client, and the tree of who brought whom grows here."),
            icon="users",
            buttons=(self.record_button,),
        )
        self.output = TreeOutput(context, self)
        self.paper_button = QPushButton(tr.gettext("&Print and save"))
        self.paper_button.setMenu(self.output.menu())
        self.paper_button.setAutoDefault(False)
        self.add_left(self.paper_button)
        self.branch_button = self.add_button(
            tr.gettext("Only this branch"), key=tr.pgettext("key", "Ctrl Enter")
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.open_button = self.add_button(
            tr.gettext("Open card"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._build()
        self._connect()
        self.follow()

    def read(self) -> None:
        """Read the tree anew, with the branches that were opened."""
        top, limit = self._top, self._limit
        opened = dict(self._opened)

        def work(queries: Queries) -> _Read:
            whole = queries.branch(top, depth=_DEPTH, limit=limit)
            return _Read(
                whole,
                tuple(
                    queries.branch(one, depth=levels, limit=most)
                    for one, (levels, most) in opened.items()
                ),
            )

        self._context.runner.read(self._slot, work, self._show, self._on_failed)

    def concerns(self, changes: Changes) -> bool:
        """Tell whether the tree may look different now."""
        return changes.touches(Entity.REFERRAL, Entity.CLIENT, Entity.PAYMENT)

    def speak(self, box_id: int) -> str:
        """Say a box in words."""
        position = self.view.picture.position(box_id)
        return tree_words.speak(self._context.tr, self.state, box_id, position)

    def paper(self) -> TreePicture:
        """Return what is shown as it is drawn on paper."""
        return self._picture(paper_look(self._context.resources), more=False)

    def climb(self, client_id: int | None) -> None:
        """Show the tree of another one, or of everybody; the current one is kept in sight."""
        current = self.view.current
        self.climb_to(client_id, current if current is not None and current > 0 else client_id)

    def climb_to(self, client_id: int | None, wish: int | None = None) -> None:
        """Show the tree of another one, or of everybody, and begin with whom is wished for."""
        self._wish = client_id if wish is None else wish
        self._top = client_id
        self._opened.clear()
        self._begun = False
        self.read()

    def narrow(self) -> None:
        """Show only what is below the current client."""
        current = self.view.current
        if current is not None and current > 0 and current != self._top:
            self.climb(current)

    def up(self) -> None:
        """Show the tree of who sent the first one here, or of everybody."""
        if self._top is not None:
            above = self.state.above
            self.climb(above[-1].id if above else None)

    def fold(self, box_id: int, *, go_on: bool = False) -> None:
        """Open what is folded, fold what is open, read on where somebody is missing.

        `go_on` leads to the first of those who are read.
        """
        if box_id == REST:
            self._next_root = len(self.state.roots)
            self._limit += self._step
            self.read()
        elif box_id < 0:
            self._read_below(-box_id, go_on=True)
        elif self.state.is_open(box_id):
            self.state.fold(box_id, folded=True)
            self._grow()
        elif self.state.missing(box_id) and not self.state.known_below(box_id):
            self._read_below(box_id, go_on=go_on)
        else:
            self.state.fold(box_id, folded=False)
            self._grow()

    def unfold(self, box_id: int) -> None:
        """Show all who are below somebody, reading those who are not known."""
        client_id = abs(box_id)
        node = self.state.node(client_id)
        if node is None or not node.below:
            return
        self.state.unfold_below(client_id)
        self._read_below(client_id, levels=_ALL_LEVELS, most=_MOST_AT_ONCE)

    def go(self, box_id: int, *, down: bool) -> None:
        """Go to the first below, reading or opening it first, or to who is above."""
        picture = self.view.picture
        if not down:
            above = picture.parent(box_id)
            if above is not None:
                self.view.go_to(above)
            elif self.state.above:
                self._wish = self.state.above[-1].id
                self._top = self._wish
                self._begun = True
                self.read()
            return
        if picture.first_below(box_id) is None and (box_id <= 0 or self.state.hidden(box_id)):
            self.fold(box_id, go_on=True)
        first = self.view.picture.first_below(box_id)
        if first is not None:
            self.view.go_to(first)

    def _build(self) -> None:
        tr, px = self._context.tr, self.theme.px
        self.zoom_out = IconButton(self.theme, "minus", tr.gettext("Smaller (-)"))
        self.zoom_fit = IconButton(self.theme, "maximize", tr.gettext("Show all of it (0)"))
        self.zoom_in = IconButton(self.theme, "plus", tr.gettext("Larger (+)"))
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        bar.addWidget(self.crumbs, 1)
        self.find_field.setFixedWidth(px(_FIND_WIDTH))
        self._bar_parts = QWidget()
        parts = QHBoxLayout(self._bar_parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(px(8))
        for widget in (self.find_field, self.zoom_out, self.zoom_fit, self.zoom_in):
            parts.addWidget(widget)
        bar.addWidget(self._bar_parts)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self.view.setProperty("kind", "boxed")
        column.addWidget(self.view, 1)
        column.addWidget(self.facts)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.body.addLayout(bar)
        self.body.addWidget(hairline())
        self.body.addWidget(self._pages, 1)

    def _connect(self) -> None:
        view = self.view
        view.current_changed.connect(self._show_facts)
        view.opened.connect(self._on_opened)
        view.fold_wanted.connect(self.fold)
        view.unfold_wanted.connect(self.unfold)
        view.go_wanted.connect(lambda box, down: self.go(box, down=down))
        view.top_wanted.connect(self.up)
        view.typed.connect(self.finder.begin)
        view.menu_wanted.connect(self._on_menu)
        self.crumbs.chosen.connect(lambda step: self.climb(step or None))
        self.finder.found.connect(self.reveal)
        self.finder.far.connect(self.climb_to)
        self.finder.left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.zoom_out.clicked.connect(lambda: view.zoom_by(1 / STEP))
        self.zoom_in.clicked.connect(lambda: view.zoom_by(STEP))
        self.zoom_fit.clicked.connect(view.fit)
        self.branch_button.clicked.connect(self.narrow)
        self.open_button.clicked.connect(self._open_current)
        self.record_button.clicked.connect(lambda: self.wanted.emit("record_referral", None))
        self.close_button.clicked.connect(self.reject)
        standard = QKeySequence.StandardKey
        control = Qt.Modifier.CTRL
        keys: tuple[tuple[QKeySequence, Callable[[], object]], ...] = (
            (QKeySequence(standard.Find), self.find_field.setFocus),
            (QKeySequence(standard.Copy), self.output.copy),
            (QKeySequence(standard.Print), self.output.open_print_dialog),
            (QKeySequence(standard.Save), self.output.open_save_dialog),
            (QKeySequence(control | Qt.Key.Key_Return), self.narrow),
        )
        for key, act in keys:
            QShortcut(key, self).activated.connect(act)
        self.theme.changed.connect(self._grow)

    def _picture(self, look: TreeLook, *, more: bool = True) -> TreePicture:
        """Return what is to be seen in a look; on paper nobody is asked to read on."""
        tr, state = self._context.tr, self.state
        grown = self._grown
        roots, children = grown.roots, grown.children
        if not more:
            roots = [one for one in roots if one > 0]
            children = {one: [kid for kid in kids if kid > 0] for one, kids in children.items()}

        def make(box_id: int) -> TreeBox:
            return tree_words.box_of(tr, state, box_id)

        return TreePicture(
            look,
            make,
            roots,
            children,
            lines=tree_words.lines_of(tr, state),
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )

    def _show(self, read: _Read) -> None:
        if not shiboken6.isValid(self):
            return
        self.state.replace(read.whole)
        for branch in read.opened:
            self.state.graft(branch)
        first = self.state.first
        if first is None and self._top is not None:
            # The client has gone meanwhile: everybody else is still there.
            self._top = None
            self.read()
            return
        self._pages.setCurrentIndex(0 if first is not None else 1)
        for part in (self.open_button, self.branch_button, self.paper_button, self._bar_parts):
            part.setEnabled(first is not None)
        if not self._begun:
            # Somewhat smaller than it was designed it still reads well.
            self.state.begin(round(self.view.rows_in_sight() * _ROWS))
        self._show_head()
        self._grow()
        if first is None:
            return
        wish, self._wish = self._wish, None
        if wish is not None and self.state.node(wish) is not None:
            self.state.reveal(wish)
            self._grow()
        else:
            roots = self.state.roots
            next_root = roots[min(self._next_root, len(roots) - 1)]
            wish = self.view.current if self.view.current is not None else next_root
        if not self._begun:
            self._begun = True
            self.view.start(wish)
            if not self.find_field.hasFocus():
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.go_to(wish)
        self._show_facts(wish)

    def _show_head(self) -> None:
        tr, state = self._context.tr, self.state
        node = state.node(self._top) if self._top is not None else None
        everybody = tr.gettext("Everybody")
        if node is None:
            title = tr.gettext("Who brought whom")
            self.crumbs.set_way((), everybody)
        else:
            title = tr.gettext("Whom {client} brought").format(client=node.client.name)
            steps = [(_EVERYBODY, everybody), *((one.id, one.name) for one in state.above)]
            self.crumbs.set_way(steps, node.client.name)
        count = state.total()
        text = tr.ngettext("{count} client", "{count} clients", count)
        said = text.format(count=tr.formats.number(count))
        self.set_title(title, said if state.first is not None else "")

    def _grow(self) -> None:
        """Draw the tree as it is known and folded now."""
        self._grown = self.state.shown(more_trees=self._top is None)
        self.view.set_picture(self._picture(screen_look(self.theme)))
        current = self.view.current
        if current is None and self.state.first is not None and self._begun:
            roots = self.state.roots
            self.view.go_to(roots[min(self._next_root, len(roots) - 1)])

    def _read_below(
        self, client_id: int, *, levels: int = _OPENS, most: int = 0, go_on: bool = False
    ) -> None:
        """Read those below a client who are not known yet; `go_on` leads to the first of them."""
        known = self.state.known_below(client_id)
        limit = most or known + self._step
        self._opened[client_id] = (levels, limit)

        def work(queries: Queries) -> Branch:
            return queries.branch(client_id, depth=levels, limit=limit)

        def done(branch: Branch) -> None:
            if not shiboken6.isValid(self) or self.state.node(client_id) is None:
                return
            stood = self.view.current
            self.state.graft(branch, folded=not most)
            self._grow()
            fresh = self.state.child(client_id, known)
            if go_on and fresh is not None and stood in {client_id, -client_id, None}:
                self.view.go_to(fresh)

        self._context.runner.read(f"{self._slot}:{client_id}", work, done, self._on_failed)

    def reveal(self, client_id: int) -> None:
        """Go to a client who is known, unfolding the way there."""
        self.state.reveal(client_id)
        self._grow()
        self.view.go_to(client_id)

    def _show_facts(self, box_id: int) -> None:
        node = self.state.node(box_id)
        if node is not None:
            self.facts.set_facts(tree_words.facts(self._context.tr, self.state, node))
        for button in (self.open_button, self.branch_button):
            button.setEnabled(node is not None)

    def _open_current(self) -> None:
        if self.view.current is not None:
            self._on_opened(self.view.current)

    def _on_opened(self, box_id: int) -> None:
        if box_id > 0:
            self.wanted.emit("open_card", box_id)
        else:
            self.fold(box_id)

    def _on_menu(self, box_id: int, place: QPoint) -> None:
        tr = self._context.tr
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if box_id > 0:
            menu.addAction(tr.gettext("&Open card")).triggered.connect(self._open_current)
            only = menu.addAction(tr.gettext("Only this &branch"))
            only.triggered.connect(self.narrow)
            rewards = menu.addAction(tr.gettext("Referrals and &rewards…"))
            rewards.triggered.connect(lambda: self.wanted.emit("rewards", box_id))
            menu.addSeparator()
        if box_id <= 0 or self.state.is_open(box_id) or self.state.hidden(box_id):
            is_open = self.state.is_open(box_id)
            text = tr.gettext("&Fold") if is_open else tr.gettext("&Unfold")
            menu.addAction(text).triggered.connect(lambda: self.fold(box_id))
            every = menu.addAction(tr.gettext("Unfold &all below"))
            every.triggered.connect(lambda: self.unfold(box_id))
        menu.popup(place)

    def _on_failed(self, error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(say_error(self._context.tr, error))
