"""The card's lines about the details themselves: what is out of date, and what else is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.i18n.level_words import level_reason
from smallcrm.i18n.own_values import own_value_text
from smallcrm.i18n.stale_words import stale_detail, stale_sentence
from smallcrm.ui.card import keys
from smallcrm.ui.card.head import LinkLabel
from smallcrm.ui.theme import SMALL, SMALL_MEDIUM, Tone
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line, plain, tool_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.detail_shapes import StaleDetail
    from smallcrm.queries.shapes import ClientDetails
    from smallcrm.ui.context import UiContext

CONFIRM_KEY: Final = "D"
REMIND_KEY: Final = "U"
_MOST_LINES: Final = 2
_GAP: Final = 16


class StaleStrip(QWidget):
    """Says which details are to be asked for; one key confirms them, one reminds by a date.

    A press on the words offers each detail alone. Once confirmed it says so, with the key that
    takes it back. `confirmed(StaleDetail or None)`: one, or all; `remind_wanted`, `undo_wanted`.
    """

    confirmed = Signal(object)
    remind_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self._stale: tuple[StaleDetail, ...] = ()
        self._menu: QMenu | None = None
        self.label = LinkLabel(context, icon="clock")
        self.confirm_button = KeyButton(
            theme, tr.pgettext("details", "Confirm"), key=CONFIRM_KEY, kind="row"
        )
        self.remind_button = KeyButton(
            theme, tr.pgettext("details", "Later"), key=REMIND_KEY, kind="row"
        )
        self.undo_button = KeyButton(
            theme, tr.gettext("Undo"), key=keys.key_name("Ctrl+Z"), icon="undo-2", kind="row"
        )
        self.confirm_button.setToolTip(
            tool_tip(tr.gettext("The client said that this is right today"))
        )
        self.remind_button.setToolTip(tool_tip(tr.gettext("Remind me to bring this up to date")))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.label, 1)
        for button in (self.confirm_button, self.remind_button, self.undo_button):
            self._row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.label.clicked.connect(self.show_menu)
        self.confirm_button.clicked.connect(self.confirm)
        self.remind_button.clicked.connect(self.remind_wanted)
        self.undo_button.clicked.connect(self.undo_wanted)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def menu(self) -> QMenu | None:
        """Return the menu that was opened last."""
        return self._menu

    def show_stale(self, stale: Sequence[StaleDetail], *, just_confirmed: str) -> None:
        """Ask for these; or say what was confirmed just now."""
        tr = self._context.tr
        self._stale = tuple(stale)
        done = bool(just_confirmed)
        text = just_confirmed or stale_sentence(tr, stale)
        tone: Tone = "ok" if done else "soon"
        icon = "circle-check" if done else "clock"
        self.label.set_runs((Run(text, SMALL_MEDIUM, tone),), (icon, tone))
        tip = [text, *(stale_detail(tr, one) for one in stale)] if not done else [text]
        self.label.setToolTip(tool_tip("\n".join(one_line(line) for line in tip)))
        for button in (self.confirm_button, self.remind_button):
            button.setVisible(not done)
        self.undo_button.setVisible(done)
        self.setVisible(bool(text))

    def confirm(self) -> None:
        """Confirm what is asked for: one detail, or all of them."""
        self.confirmed.emit(self._stale[0] if len(self._stale) == 1 else None)

    def show_menu(self) -> None:
        """Let one detail be confirmed alone."""
        if not self._stale:
            return
        if self._menu is not None:
            self._menu.deleteLater()
        tr, menu = self._context.tr, QMenu(self)
        self._menu = menu
        for number, one in enumerate(self._stale[:9], 1):
            # Translators: a detail that the client said is right
            text = tr.gettext("{detail}: still right").format(detail=plain(one_line(one.text)))
            action = QAction(f"&{number}  {text}", menu)
            action.triggered.connect(partial(self._confirm_one, one))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(tr.gettext("&All details are right"), partial(self.confirmed.emit, None))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.label.mapToGlobal(QPoint(0, self.label.height() + 2)))

    def _confirm_one(self, one: StaleDetail) -> None:
        self.confirmed.emit(one)

    def _on_theme(self) -> None:
        self._row.setSpacing(self._context.theme.px(6))


@dataclass(frozen=True, slots=True)
class AboutItem:
    """One thing known of a client: a label, what it is, an icon, and what a press opens."""

    text: str
    label: str = ""
    icon: str = ""
    link: str = ""


def about_items(tr: I18n, details: ClientDetails) -> tuple[AboutItem, ...]:
    """List why this level, the tags, and the owner's own fields that are on the card."""
    found: list[AboutItem] = []
    level = details.ref.level
    if details.level_reason is not None:
        icon = {Level.VIP: "star", Level.PREFERRED: "chevron-up"}.get(level, "info")
        found.append(AboutItem(level_reason(tr, level, details.level_reason), icon=icon))
    if details.tags:
        tags = tr.pgettext("facts", ", ").join(one_line(tag) for tag in details.tags)
        found.append(AboutItem(tags, icon="tag"))
    for value in details.own:
        if value.on_card:
            text = own_value_text(tr, value.kind, value.value, value.currency)
            link = value.value if value.kind is OwnFieldKind.LINK else ""
            icon = "external-link" if link else ""
            found.append(AboutItem(one_line(text), one_line(value.name), icon, link))
    return tuple(found)


class AboutStrip(QWidget):
    """What else is known, on two lines at most; `linked(link)` when one is pressed that leads on.

    `more_wanted` when the last word is, which stands for those that found no room.
    """

    linked = Signal(str)
    more_wanted = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._items: tuple[AboutItem, ...] = ()
        self._labels: list[RunLabel] = []
        self._more = LinkLabel(context, icon="ellipsis")
        self._more.setParent(self)
        self._more.clicked.connect(self.more_wanted)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        context.theme.changed.connect(self._on_theme)
        self.hide()

    def show_items(self, items: Sequence[AboutItem]) -> None:
        """Show these; hidden where there are none."""
        shown = tuple(items)
        if shown != self._items:
            self._items = shown
            self._make_labels()
        self.setVisible(bool(shown))

    def text(self) -> str:
        """Return what is in sight, for tests."""
        shown = [label.whole_text() for label in self._labels if not label.isHidden()]
        if not self._more.isHidden():
            shown.append(self._more.whole_text())
        return " | ".join(shown)

    def labels(self) -> Sequence[RunLabel]:
        """Return the labels, those out of sight too."""
        return self._labels

    def hasHeightForWidth(self) -> bool:
        """Say that the lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of one line or two."""
        return self._fit(width)[2]

    def sizeHint(self) -> QSize:
        """Return the size in the present width."""
        width = self.width() or self._context.theme.px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return one line."""
        return QSize(self._context.theme.px(80), self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the labels into their places."""
        super().resizeEvent(event)
        self._arrange()

    def _make_labels(self) -> None:
        for old in self._labels:
            old.hide()
            old.deleteLater()
        self._labels = []
        for item in self._items:
            runs = [Run(f"{item.label}  ", SMALL, "third")] if item.label else []
            runs.append(Run(item.text, SMALL, "plain" if item.label else "second"))
            label: RunLabel
            if item.link:
                label = LinkLabel(self._context, icon=item.icon)
                label.clicked.connect(partial(self.linked.emit, item.link))
            else:
                icon: tuple[str, Tone] | None = (item.icon, "second") if item.icon else None
                label = RunLabel(self._context.theme, icon=icon)
            label.set_runs(runs)
            label.setParent(self)
            whole = "\n".join(filter(None, (item.label, item.text)))
            label.setToolTip(tool_tip(whole))
            self._labels.append(label)
        self.updateGeometry()
        self._arrange()

    def _fit(self, width: int) -> tuple[list[QRect], QRect | None, int]:
        """Return where the labels go, where the last word does if not all fit, and the height."""
        count = len(self._labels)
        sizes = [label.sizeHint().width() for label in self._labels]
        for shown in range(count, -1, -1):
            rest = count - shown
            widths = sizes[:shown]
            if rest:
                self._say_more(rest)
                widths.append(self._more.sizeHint().width())
            places, lines = self._places(widths, width)
            if lines <= _MOST_LINES or shown == 0:
                more = places.pop() if rest else None
                gap = self._context.theme.px(3)
                return places, more, max(1, lines) * (self._line() + gap) - gap
        return [], None, self._line()

    def _places(self, widths: Sequence[int], room: int) -> tuple[list[QRect], int]:
        px, line = self._context.theme.px, self._line()
        x, row = 0, 0
        found: list[QRect] = []
        for width in widths:
            taken = min(width, room)
            if x and x + taken > room:
                x, row = 0, row + 1
            found.append(QRect(x, row * (line + px(3)), taken, line))
            x += taken + px(_GAP)
        return found, row + 1

    def _arrange(self) -> None:
        places, more, _height = self._fit(self.width())
        for number, label in enumerate(self._labels):
            shown = number < len(places)
            label.setVisible(shown)
            if shown:
                label.setGeometry(places[number])
        self._more.setVisible(more is not None)
        if more is not None:
            self._more.setGeometry(more)

    def _say_more(self, count: int) -> None:
        tr = self._context.tr
        # Translators: how many more facts there are, for which there is no room
        text = tr.pgettext("facts", "+{count}").format(count=tr.formats.number(count))
        self._more.set_runs((Run(text, SMALL, "second"),))
        rest = self._items[len(self._items) - count :]
        lines = [" ".join(filter(None, (item.label, item.text))) for item in rest]
        self._more.setToolTip(tool_tip("\n".join(lines)))

    def _line(self) -> int:
        return max((label.sizeHint().height() for label in self._labels), default=0) or (
            self._more.sizeHint().height()
        )

    def _on_theme(self) -> None:
        self.updateGeometry()
        self._arrange()
