"""The head of a card: who it is, how they are reached, who sent them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.domain.enums import Level
from smallcrm.i18n.names import initials
from smallcrm.i18n.sentences import enum_name
from smallcrm.ui.card import present
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.theme import BODY, SMALL, TITLE
from smallcrm.ui.widgets.avatar import Avatar
from smallcrm.ui.widgets.badge import Badge
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, focus_edge, one_line, plain, tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from smallcrm.queries.shapes import ClientCard
    from smallcrm.ui.context import UiContext

_LEAST_WIDTH: Final = 488
_LEFT: Final = 66
_MOST_DIGITS: Final = 9
_PRESSES: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class LinkLabel(RunLabel):
    """A label that can be pressed, by mouse or by keyboard."""

    clicked = Signal()

    def __init__(self, context: UiContext, *, icon: str) -> None:
        super().__init__(context.theme, icon=(icon, "second"))
        self._context = context
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press."""
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter or the Space bar."""
        if event.key() in _PRESSES:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the label, and an edge while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            focus_edge(painter, self._context.theme, self.rect().toRectF(), 4)
            painter.end()


class LevelBadge(Badge):
    """The level as a badge that opens the menu to change it; `chosen(level)`."""

    chosen = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__(context.theme)
        self._tr = context.tr
        self._level = Level.STANDARD
        self._menu: QMenu | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tool_tip(self._tr.gettext("Change the level (L)")))

    def set_level(self, level: Level, tip: str = "") -> None:
        """Show a level; `tip` says why it is this one."""
        self._level = level
        self.setToolTip(tool_tip(tip or self._tr.gettext("Change the level (L)")))
        self.set_spec(level_badge(self._tr, level))

    @property
    def menu(self) -> QMenu | None:
        """Return the menu that was opened last."""
        return self._menu

    def show_menu(self) -> None:
        """Let the owner choose; the digit before a level chooses it."""
        if self._menu is not None:
            self._menu.deleteLater()
        menu = self._menu = QMenu(self)
        group = QActionGroup(menu)
        for number, level in enumerate(Level, 1):
            action = QAction(f"&{number}  {plain(enum_name(self._tr, level))}", menu)
            action.setCheckable(True)
            action.setChecked(level is self._level)
            action.setData(level)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_triggered)
        menu.setActiveAction(next(a for a in menu.actions() if a.isChecked()))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the menu."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_menu()

    def _on_triggered(self, action: QAction) -> None:
        level = Level(action.data())
        if level is not self._level:
            self.chosen.emit(level)


class CardHead(QWidget):
    """Avatar, name and level, organisation, numbers, and who sent them.

    `edit_wanted`, `level_chosen(level)`, `referrer_clicked`, `dial_wanted(number)` in the form in
    which numbers are dialled.
    """

    edit_wanted = Signal()
    level_chosen = Signal(object)
    referrer_clicked = Signal()
    dial_wanted = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self._avatar = Avatar(theme)
        self._name = RunLabel(theme)
        self.badge = LevelBadge(context)
        self._second = RunLabel(theme)
        self._edit = IconButton(theme, "pencil", tr.gettext("Edit (E)"))
        self._phones = [LinkLabel(context, icon="phone") for _ in range(present.MOST_PHONES)]
        self._numbers: list[str] = []
        self._every: list[tuple[str, str]] = []
        self._menu: QMenu | None = None
        self._sent_by = LinkLabel(context, icon="share-2")
        self._edit.clicked.connect(self.edit_wanted)
        self.badge.chosen.connect(self.level_chosen)
        self._sent_by.clicked.connect(self.referrer_clicked)
        for number, label in enumerate(self._phones):
            label.clicked.connect(partial(self._on_number, number))
        self._sent_row = QHBoxLayout()
        self._build()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_name(self, name: str) -> None:
        """Show a name alone, before anything else is known."""
        self._name.set_runs((Run(name, TITLE),))
        self._name.setToolTip(tool_tip(name))

    def show_card(self, card: ClientCard, calling: present.Calling | None) -> None:
        """Show whose card it is."""
        tr, details = self._context.tr, card.details
        self._avatar.set_person(initials(details.ref.name), str(details.ref.id))
        self.set_name(details.ref.name)
        self.badge.set_level(details.ref.level, present.level_tip(tr, details))
        second = present.second_line(tr, details)
        self._second.set_text(second, BODY, "second")
        self._second.setVisible(bool(second))
        self._second.setToolTip(tool_tip(one_line(second)))
        sent_by = present.sent_by(tr, card)
        self._sent_by.set_runs((Run(sent_by, SMALL, "second"),))
        self._sent_by.setToolTip(tool_tip(sent_by))
        self.show_numbers(card, calling)
        self._sent_by.setVisible(bool(sent_by))

    @property
    def menu(self) -> QMenu | None:
        """Return the menu of numbers that was opened last."""
        return self._menu

    def dial(self) -> None:
        """Have the client called: at their number, or at the one that is chosen of several."""
        if len(self._every) == 1:
            self.dial_wanted.emit(self._every[0][0])
        elif self._every:
            self._show_numbers()

    def _show_numbers(self) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        menu = self._menu = QMenu(self)
        for place, (number, words) in enumerate(self._every[:_MOST_DIGITS], 1):
            menu.addAction(f"&{place}  {plain(words)}", partial(self.dial_wanted.emit, number))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self._phones[0].mapToGlobal(QPoint(0, self._phones[0].height() + 2)))

    def _on_number(self, place: int) -> None:
        if place < len(self._numbers):
            self.dial_wanted.emit(self._numbers[place])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the place for who sent them in the width that there is now."""
        super().resizeEvent(event)
        self._place_sent_by(sum(not label.isHidden() for label in self._phones))

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the direction of writing changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.updateGeometry()

    def show_numbers(self, card: ClientCard, calling: present.Calling | None) -> None:
        """Show the numbers, the one on the line first."""
        tr = self._context.tr
        country = self._context.settings.country
        lines = present.phone_lines(tr, card.details, calling, country)
        every = "\n".join(words for _number, words in present.numbers_to_dial(tr, card.details))
        self._every = list(present.numbers_to_dial(tr, card.details))
        self._numbers = [line.dialled for line in lines]
        for number, label in enumerate(self._phones):
            label.setVisible(number < len(lines))
            if number < len(lines):
                line = lines[number]
                label.set_runs(line.runs, (line.icon, "ok" if line.calling else "second"))
                # Translators: what a press on a phone number does
                call_it = tr.gettext("Press to call (H)")
                label.setToolTip(tool_tip(f"{call_it}\n{every}"))
        self._place_sent_by(len(lines))

    def _place_sent_by(self, count: int) -> None:
        """Put who sent them beside the lowest number that leaves room, else on its own line."""
        px = self._context.theme.px
        room = max(self.width(), px(_LEAST_WIDTH)) - px(_LEFT) - px(16)
        room -= self._sent_by.sizeHint().width()
        fits = [n for n in range(count) if self._phones[n].sizeHint().width() <= room]
        row = self._rows[fits[-1] if fits else len(self._phones)]
        if self._sent_row is not row:
            self._sent_row.removeWidget(self._sent_by)
            row.insertWidget(row.count() - 1, self._sent_by)
            self._sent_row = row

    def _build(self) -> None:
        self._title = QHBoxLayout()
        self._title.addWidget(self._name)
        self._title.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._title.addStretch(1)
        self._title.addWidget(self._edit, 0, Qt.AlignmentFlag.AlignTop)
        self._lines = QVBoxLayout()
        self._lines.addLayout(self._title)
        self._lines.addWidget(self._second)
        self._rows: list[QHBoxLayout] = []
        for label in self._phones:
            row = QHBoxLayout()
            row.addWidget(label)
            row.addStretch(1)
            self._rows.append(row)
            self._lines.addLayout(row)
            label.hide()
        self._sent_row.addWidget(self._sent_by)
        self._sent_row.addStretch(1)
        self._rows.append(self._sent_row)
        self._lines.addLayout(self._sent_row)
        self._sent_by.hide()
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        self._whole.addLayout(self._lines, 1)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._whole.setSpacing(px(14))
        self._title.setSpacing(px(8))
        self._lines.setSpacing(px(3))
        for row in self._rows:
            row.setSpacing(px(16))
