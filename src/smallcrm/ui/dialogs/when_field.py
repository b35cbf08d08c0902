"""What is to be done and when, on one line: what says when is marked as it is typed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat

from smallcrm.i18n.patterns import month_first
from smallcrm.i18n.when_typed import Typed, read
from smallcrm.ui.dialogs.fields import TextArea

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.ui.context import UiContext


def read_typed(context: UiContext, text: str) -> Typed:
    """Read a line by the owner's clock and locale."""
    local: datetime = context.clock.local(context.clock.now()).replace(tzinfo=None)
    return read(text, now=local, month_first=month_first(context.tr.formats.locale))


class _Marks(QSyntaxHighlighter):
    """Shows which parts were read as a day, a time or a repetition."""

    def __init__(self, field: WhenField) -> None:
        super().__init__(field.document())
        self._field = field

    def highlightBlock(self, text: str) -> None:
        """Mark the signs that stand in one block."""
        field = self._field
        at = self.currentBlock().position()
        for start, end in field.places:
            first, last = max(start - at, 0), min(end - at, len(text))
            if first < last:
                self.setFormat(first, last - first, field.mark)


class WhenField(TextArea):
    """Takes what is to be done, with when in it; Enter saves, Shift and Enter begins a line.

    `typed()` is how it was read, anew at each change; with `reading` off it is all text.
    """

    entered = Signal()

    def __init__(self, context: UiContext) -> None:
        self.places: tuple[tuple[int, int], ...] = ()
        self.mark = QTextCharFormat()
        self.reading = True
        self._context = context
        super().__init__(context.theme, lines=2)
        self._marks = _Marks(self)
        context.theme.changed.connect(self._dress)
        self.textChanged.connect(self._on_text)
        self._dress()

    def typed(self) -> Typed:
        """Return what is to be done, and when as far as the line says it."""
        text = self.toPlainText()
        return read_typed(self._context, text) if self.reading else Typed(text.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.accept()
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def _on_text(self) -> None:
        text = self.toPlainText()
        before = len(text) - len(text.lstrip())
        places = tuple((one.start + before, one.end + before) for one in self.typed().signs)
        if places != self.places:
            self.places = places
            # Marking is a change of its own, which must not tell of itself as one of the text.
            self.blockSignals(True)
            self._marks.rehighlight()
            self.blockSignals(False)

    def _dress(self) -> None:
        tokens = self._context.theme.tokens
        self.mark.setForeground(self._context.theme.colour(tokens.acc))
        self.mark.setFontUnderline(True)
        self._marks.rehighlight()
