"""One number, several people: who is it? No notes and no money before that is said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.domain.enums import Level
from smallcrm.i18n.names import initials
from smallcrm.ui.card import present
from smallcrm.ui.card.call_line import CallLine
from smallcrm.ui.models.columns import level_badge
from smallcrm.ui.theme import BODY, HEADLINE, NOTE_STRONG, RADIUS_LARGE, SMALL
from smallcrm.ui.widgets.avatar import Avatar
from smallcrm.ui.widgets.badge import Badge, Keycap
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import (
    CENTRE,
    Run,
    fill_round,
    focus_edge,
    one_line,
    tool_tip,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QEnterEvent, QKeyEvent, QPaintEvent

    from smallcrm.queries.call_shapes import CallCandidate, CallLookup
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext

_MOST_DIGITS: Final = 9
_WIDTH: Final = 520
_HIGHEST: Final = 680
_AROUND: Final = 172


class Digit(QWidget):
    """The digit that chooses, large and in the colour of the one main button."""

    def __init__(self, context: UiContext, digit: str) -> None:
        super().__init__()
        self._theme = context.theme
        self._digit = digit
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the design."""
        return QSize(self._theme.px(32), self._theme.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        theme = self._theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill_round(painter, rect, 6 * theme.scale, theme.colour(theme.tokens.acc))
        painter.setFont(theme.font(HEADLINE))
        painter.setPen(theme.colour(theme.tokens.onacc))
        painter.drawText(rect, CENTRE, self._digit)
        painter.end()


class Candidate(QAbstractButton):
    """One of those behind the number: pressed as a whole."""

    def __init__(self, context: UiContext, candidate: CallCandidate, digit: str) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        client = candidate.client
        name = RunLabel(theme, (Run(client.name, NOTE_STRONG),))
        badge = Badge(theme)
        if client.level is not Level.STANDARD:
            badge.set_spec(level_badge(tr, client.level))
        facts = _facts(context, candidate)
        self._title = QHBoxLayout()
        self._title.addWidget(name)
        self._title.addWidget(badge)
        self._title.addStretch(1)
        self._column = QVBoxLayout()
        self._column.addLayout(self._title)
        if client.organisation:
            self._column.addWidget(RunLabel(theme, (Run(client.organisation, BODY, "second"),)))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(facts):
            self._grid.addWidget(RunLabel(theme, (Run(label, BODY, "third"),)), row, 0)
            shown = RunLabel(theme, (Run(value, BODY),))
            shown.setToolTip(tool_tip(value))
            self._grid.addWidget(shown, row, 1)
        self._column.addSpacing(theme.px(6))
        self._column.addLayout(self._grid)
        self._row = QHBoxLayout(self)
        top = Qt.AlignmentFlag.AlignTop
        if digit:
            self._row.addWidget(Digit(context, digit), 0, top)
        avatar = Avatar(theme, initials(client.name), str(client.id), diameter=40)
        self._row.addWidget(avatar, 0, top)
        self._row.addLayout(self._column, 1)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        spoken = [client.name, client.organisation or "", *(f"{a}: {b}" for a, b in facts)]
        self.setAccessibleName(", ".join(one_line(part) for part in spoken if part))
        self.setAccessibleDescription(digit)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return the size of what is inside."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least size of what is inside."""
        return self._row.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the edge."""
        theme, tokens = self._context.theme, self._context.theme.tokens
        painter = QPainter(self)
        rect, radius = QRectF(self.rect()), RADIUS_LARGE * theme.scale
        ground = tokens.surf
        if self.isDown():
            ground = tokens.press
        elif self.underMouse():
            ground = tokens.hover
        fill_round(painter, rect, radius, theme.colour(ground), theme.colour(tokens.line2))
        if self.hasFocus():
            focus_edge(painter, theme, rect, radius)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the mouse is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the mouse has gone."""
        super().leaveEvent(event)
        self.update()

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._row.setContentsMargins(px(14), px(12), px(14), px(12))
        self._row.setSpacing(px(14))
        self._title.setSpacing(px(8))
        self._column.setSpacing(px(2))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(2))


class Chooser(QWidget):
    """Who of those behind a number is calling.

    Nobody is chosen beforehand and Enter does nothing: `chosen(client id)` comes from a digit or a
    click, `somebody_else()` from the last digit, and `closed` once when the window has gone.
    """

    chosen = Signal(int)
    somebody_else = Signal()
    closed = Signal()

    def __init__(self, context: UiContext, call: Call, lookup: CallLookup) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._context = context
        self._call = call
        self._clients = tuple(item.client.id for item in lookup.candidates)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surf")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tr = context.tr
        # Translators: the title of a window
        title = tr.gettext("Who is calling? {number} – Small CRM")
        if call.outgoing:
            title = tr.gettext("Whom are you calling? {number} – Small CRM")
        self.setWindowTitle(title.format(number=one_line(call.shown)))
        self._build(call, lookup)
        self.setFocus()

    @property
    def call(self) -> Call:
        """Return the call that it is about: the last one of its number."""
        return self._call

    @property
    def is_touched(self) -> bool:
        """Tell whether anything was typed: nothing can be."""
        return False

    def set_call(self, call: Call) -> None:
        """Follow another call: the same number rang again."""
        self._call = call
        self._line.set_call(call)

    def wanted_size(self) -> QSize:
        """Return the size at which nothing has to be scrolled."""
        px = self._context.theme.px
        height = self._people.sizeHint().height() + px(_AROUND)
        return QSize(px(_WIDTH), min(height, px(_HIGHEST)))

    def choose(self, number: int) -> None:
        """Choose by number: a person, or somebody else by the number after the last."""
        if number == len(self._clients):
            self.close()
            self.somebody_else.emit()
        elif 0 <= number < len(self._clients):
            self.close()
            self.chosen.emit(self._clients[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit choose and Esc go away; Enter does nothing."""
        digit = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif digit.isascii() and digit.isdigit() and digit != "0":
            self.choose(int(digit) - 1)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window has gone."""
        event.accept()
        self.closed.emit()

    def _build(self, call: Call, lookup: CallLookup) -> None:
        context = self._context
        theme, tr, px = context.theme, context.tr, context.theme.px
        count = len(lookup.candidates)
        title = tr.ngettext(
            "{count} client uses this number", "{count} clients use this number", count
        )
        if count == 2:  # noqa: PLR2004
            title = tr.gettext("Two clients use this number")
        if lookup.switchboard:
            title = tr.ngettext(
                "Perhaps a colleague of this client", "Perhaps a colleague of one of these", count
            )
        guess = tr.gettext("Nobody has this number; these have others of the same switchboard")
        heading = RunLabel(theme, (Run(title.format(count=tr.formats.number(count)), HEADLINE),))
        upper = QVBoxLayout()
        upper.setContentsMargins(px(20), px(18), px(20), px(10))
        upper.setSpacing(px(4))
        upper.addWidget(heading)
        self._line = CallLine(context, call, call.name)
        upper.addWidget(self._line)
        if lookup.switchboard:
            upper.addWidget(
                RunLabel(theme, (Run(guess, SMALL, "second"),), icon=("info", "second"))
            )
        people = self._people = QWidget()
        people.setProperty("kind", "scrolled")
        column = QVBoxLayout(people)
        column.setContentsMargins(px(12), 0, px(12), px(2))
        column.setSpacing(px(8))
        for number, candidate in enumerate(lookup.candidates):
            digit = str(number + 1) if number < _MOST_DIGITS else ""
            button = Candidate(context, candidate, digit)
            button.clicked.connect(partial(self.choose, number))
            column.addWidget(button)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(people)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper)
        whole.addWidget(area, 1)
        whole.addLayout(self._other_row(count))
        whole.addWidget(hairline())
        whole.addWidget(self._foot(count))

    def _other_row(self, count: int) -> QHBoxLayout:
        context = self._context
        theme, tr, px = context.theme, context.tr, context.theme.px
        other = _Other(context, str(count + 1) if count < _MOST_DIGITS else "")
        other.clicked.connect(partial(self.choose, count))
        hidden = tr.gettext("Notes and money hidden until you choose")
        row = QHBoxLayout()
        row.setContentsMargins(px(16), px(10), px(20), px(12))
        row.addWidget(other)
        row.addStretch(1)
        row.addWidget(RunLabel(theme, (Run(hidden, SMALL, "second"),), icon=("eye-off", "second")))
        return row

    def _foot(self, count: int) -> QWidget:
        context = self._context
        theme, tr, px = context.theme, context.tr, context.theme.px
        foot = QWidget()
        foot.setProperty("ground", "win")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(foot)
        row.setContentsMargins(px(20), px(12), px(20), px(12))
        row.setSpacing(px(8))
        press = tr.gettext("Press the number")
        row.addWidget(RunLabel(theme, (Run(press, SMALL, "second"),)))
        for digit in range(1, min(count, 3) + 1):
            row.addWidget(Keycap(theme, str(digit)))
        row.addSpacing(px(12))
        order = tr.gettext("Last spoken to comes first")
        row.addWidget(RunLabel(theme, (Run(order, SMALL, "second"),)))
        row.addStretch(1)
        row.addWidget(Keycap(theme, "Esc"))
        row.addWidget(RunLabel(theme, (Run(tr.gettext("not now"), SMALL, "second"),)))
        return foot


class _Other(QAbstractButton):
    """The way out: it is none of these."""

    def __init__(self, context: UiContext, digit: str) -> None:
        super().__init__()
        self._theme = context.theme
        words = context.tr.gettext("Somebody else at this number")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(context.theme.px(8))
        if digit:
            row.addWidget(Keycap(context.theme, digit))
        row.addWidget(RunLabel(context.theme, (Run(words, SMALL, "second"),)))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(words)
        self.setAccessibleDescription(digit)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        if self.underMouse():
            colour = theme.colour(theme.tokens.hover)
            fill_round(painter, QRectF(self.rect()), 4 * theme.scale, colour)
        if self.hasFocus():
            focus_edge(painter, theme, QRectF(self.rect()), 4 * theme.scale)
        painter.end()


def _facts(context: UiContext, candidate: CallCandidate) -> list[tuple[str, str]]:
    """Say what tells this one apart: what was sold, the last call, other numbers."""
    tr = context.tr
    facts: list[tuple[str, str]] = []
    person = candidate.contact_person
    if person is not None:
        about = present.phone_about(tr, candidate.via)
        facts.append((tr.gettext("The number is of"), one_line(about)))
    if candidate.about:
        titles = tr.formats.list_sentence([one_line(title) for title in candidate.about])
        facts.append((tr.gettext("Calls about"), titles))
    if candidate.last_call_at is not None:
        facts.append((tr.gettext("Last call"), tr.formats.instant(candidate.last_call_at)))
    own = next((item for item in candidate.own_numbers if item.id != candidate.via.id), None)
    if own is not None:
        about = present.phone_about(tr, own)
        number = one_line(own.number)
        text = number
        if about:
            text = tr.pgettext("phone number", "{number}, {about}").format(
                number=number, about=one_line(about)
            )
        facts.append((tr.gettext("Own number"), text))
    return facts
