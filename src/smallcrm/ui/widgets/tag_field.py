"""Words that are taken one by one: each becomes a chip, and those that are known are offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QEvent, QRectF, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCompleter,
    QFrame,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import SMALL_MEDIUM
from smallcrm.ui.widgets.flow import FlowLayout
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_icon,
    draw_text,
    fill_round,
    focus_edge,
    one_line,
    painted,
    plain,
    tool_tip,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from smallcrm.ui.theme import ThemeContext

_BETWEEN: Final = re.compile(r"[,;，；、\n\t]+")
_HEIGHT: Final = 22
_CROSS: Final = 12
_LEAST: Final = 120
_WIDEST: Final = 260


def words_of(text: str) -> list[str]:
    """Break what was typed or pasted into words: at commas and semicolons of either script."""
    return list(filter(None, (" ".join(part.split()) for part in _BETWEEN.split(text))))


class TagChip(QAbstractButton):
    """One word with its cross; a click, Delete or Backspace takes it away (`clicked`)."""

    stepped = Signal(int)

    def __init__(self, theme: ThemeContext, text: str, remove: str) -> None:
        super().__init__()
        self._theme = theme
        self.word = text
        self.setText(plain(text))
        self.setAccessibleName(one_line(text))
        self.setAccessibleDescription(remove)
        self.setToolTip(tool_tip(f"{text}\n{remove}"))
        # The arrows lead here from the line: Tab goes on to the next field.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of the word and its cross."""
        px = self._theme.px
        words = min(advance(self._theme, SMALL_MEDIUM, self.word), px(_WIDEST))
        return QSize(words + px(8 + 6 + _CROSS + 6), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it away, or go to those beside it."""
        key = event.key()
        if key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.clicked.emit()
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, word and cross."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        rect, radius = QRectF(self.rect()), 4 * theme.scale
        ground = tokens.press if self.isDown() else tokens.hover
        fill_round(painter, rect, radius, theme.colour(ground), theme.colour(tokens.line2))
        base = baseline(theme.metrics(SMALL_MEDIUM), 0, self.height())
        room = self.width() - px(8 + 6 + _CROSS + 4)
        colour = theme.colour(tokens.text)
        draw_text(painter, theme, (px(8), base, room), self.word, SMALL_MEDIUM, colour)
        cross = tokens.text if self.underMouse() or self.hasFocus() else tokens.text3
        place = (self.width() - px(_CROSS + 5), self.height() // 2, _CROSS)
        draw_icon(painter, theme, place, "x", cross)
        if self.hasFocus():
            focus_edge(painter, theme, rect, radius)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Paint anew when mouse or keyboard come and go."""
        changes = {
            QEvent.Type.Enter,
            QEvent.Type.Leave,
            QEvent.Type.FocusIn,
            QEvent.Type.FocusOut,
        }
        if event.type() in changes:
            self.update()
        return super().event(event)


class _Line(QLineEdit):
    """The line in which the next word is typed."""

    taken = Signal()
    last_wanted = Signal(bool)
    left = Signal()
    came = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the word on Enter; without one Enter belongs to the dialog."""
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and not control and self.text().strip():
            self.taken.emit()
            event.accept()
        elif enter:
            event.ignore()
        elif not self.text() and key in {Qt.Key.Key_Backspace, Qt.Key.Key_Left}:
            self.last_wanted.emit(key == Qt.Key.Key_Backspace)
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class TagField(QFrame):
    """Chips and a line; a comma or Enter makes what is typed a chip, Backspace takes the last.

    What still stands in the line counts as well (`words`). `known` are offered while typing, and
    give a word their own spelling. `form_changed` on every change, `height_changed` with the lines.
    """

    form_changed = Signal()
    height_changed = Signal()

    def __init__(
        self,
        theme: ThemeContext,
        *,
        remove: str,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._remove = remove
        self._placeholder = placeholder
        self._words: list[str] = []
        self._known: dict[str, str] = {}
        self._chips: list[TagChip] = []
        self._invalid = False
        self._box = QWidget()
        self._flow = FlowLayout(4, self._box)
        self.line = _Line()
        self.line.setProperty("kind", "bare")
        self._offers = QStringListModel(self)
        self._completer = QCompleter(self._offers, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        # Not before the line has been emptied: it would put the word back.
        self._completer.activated.connect(self._on_offered, Qt.ConnectionType.QueuedConnection)
        self.line.setCompleter(self._completer)
        whole = QVBoxLayout(self)
        whole.addWidget(self._box)
        self._whole = whole
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._on_text)
        self.line.taken.connect(self._on_taken)
        self.line.last_wanted.connect(self._on_last)
        self.line.left.connect(self._on_left)
        self.line.came.connect(self.update)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self._rebuild()

    def words(self) -> tuple[str, ...]:
        """Return the words, what still stands in the line among them."""
        found = dict.fromkeys(self._words)
        folded = {word.casefold() for word in found}
        for word in words_of(self.line.text()):
            spelt = self._known.get(word.casefold(), word)
            if spelt.casefold() not in folded:
                found[spelt] = None
                folded.add(spelt.casefold())
        return tuple(found)

    def set_words(self, words: Iterable[str]) -> None:
        """Show these words instead."""
        self._words = list(dict.fromkeys(words))
        self.line.clear()
        self._rebuild()

    def set_known(self, known: Sequence[str]) -> None:
        """Offer these while something is typed."""
        self._known = {word.casefold(): word for word in known}
        self._offers.setStringList([painted(word) for word in known])

    def chips(self) -> Sequence[TagChip]:
        """Return the chips, for tests."""
        return self._chips

    def form_state(self) -> object:
        """Return the words, for telling whether they were changed."""
        return self.words()

    def setAccessibleName(self, name: str) -> None:
        """Name the line too, which has the keyboard."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setProperty(self, name: str, value: Any) -> bool:
        """Show the edge of what is wrong."""
        done = super().setProperty(name, value)
        if name == "invalid":
            self._invalid = bool(value)
            self.update()
        return done

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at this width."""
        margins = self._whole.contentsMargins()
        room = width - margins.left() - margins.right()
        inner = self._flow.heightForWidth(max(1, room))
        return max(self._theme.px(32), inner + margins.top() + margins.bottom())

    def sizeHint(self) -> QSize:
        """Return the size of what is there in the present width."""
        width = self.width() if self.isVisible() else self._theme.px(320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least: one line."""
        return QSize(self._theme.px(_LEAST), self._theme.px(32))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Lead to the line, wherever it is pressed."""
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a field's ground and edge."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect, radius = QRectF(self.rect()), 6 * theme.scale
        edge = tokens.debt if self._invalid else tokens.ctl
        fill_round(painter, rect, radius, theme.colour(tokens.surf), theme.colour(edge))
        if self.line.hasFocus():
            focus_edge(painter, theme, rect, radius)
        painter.end()

    def _add(self, words: Iterable[str]) -> None:
        have = {word.casefold() for word in self._words}
        for word in words:
            spelt = self._known.get(word.casefold(), word)
            if spelt.casefold() not in have:
                have.add(spelt.casefold())
                self._words.append(spelt)
        self._rebuild()

    def _rebuild(self) -> None:
        """Make a chip of each word, and put the line after them."""
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for word in self._words:
            chip = TagChip(self._theme, word, self._remove)
            chip.clicked.connect(self._on_remove)
            chip.stepped.connect(self._on_stepped)
            self._chips.append(chip)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.line)
        self.line.setPlaceholderText("" if self._words else painted(self._placeholder))
        self.updateGeometry()
        self.height_changed.emit()
        self.form_changed.emit()

    def _on_text(self, text: str) -> None:
        if _BETWEEN.search(text):
            *done, rest = _BETWEEN.split(text)
            self._set_line(rest.lstrip())
            self._add(word for part in done for word in words_of(part))
        else:
            self.form_changed.emit()

    def _set_line(self, text: str) -> None:
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)

    def _on_taken(self) -> None:
        popup = self._completer.popup()
        if popup is not None and popup.isVisible():
            popup.hide()
        words = words_of(self.line.text())
        self._set_line("")
        self._add(words)

    def _on_offered(self, word: str) -> None:
        if shiboken6.isValid(self) and word:
            self._set_line("")
            self._add(words_of(word))

    def _on_left(self) -> None:
        """Make a chip of what is typed when the keyboard goes on."""
        if self.line.text().strip() and QApplication.activePopupWidget() is None:
            self._on_taken()
        self.update()

    def _on_last(self, remove: bool) -> None:
        if not self._chips:
            return
        if remove:
            self._take(len(self._words) - 1)
        else:
            self._chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip) and chip in self._chips:
            at = self._chips.index(chip)
            had = chip.hasFocus()
            self._take(at)
            if had and self._chips:
                self._chips[min(at, len(self._chips) - 1)].setFocus()
            else:
                self.line.setFocus()

    def _on_stepped(self, steps: int) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip) and chip in self._chips:
            at = self._chips.index(chip) + steps
            target: QWidget = self.line
            if at < len(self._chips):
                target = self._chips[max(0, at)]
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, at: int) -> None:
        del self._words[at]
        self._rebuild()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._whole.setContentsMargins(px(6), px(5), px(6), px(5))
        self.line.setMinimumWidth(px(_LEAST))
        self.line.setFixedHeight(px(_HEIGHT))
        QTimer.singleShot(0, self, self.updateGeometry)
