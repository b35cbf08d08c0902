"""Takes the files that are dropped on a window, and says over it meanwhile that it will."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from smallcrm.ui.theme import HEADLINE, RADIUS_LARGE
from smallcrm.ui.widgets.painting import advance, baseline, draw_icon, draw_text, isolate

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QPaintEvent

    from smallcrm.ui.theme import ThemeContext

_VEIL: Final = 215
_MARGIN: Final = 16
_ICON: Final = 32


def local_files(mime: QMimeData) -> list[str]:
    """Return the files of this machine that something dragged names."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]


def _is_from_outside(event: QDropEvent) -> bool:
    return event.source() is None and bool(local_files(event.mimeData()))


class DropHint(QWidget):
    """Covers its window while files of another program are over it; `dropped(names)` then.

    Rows that are dragged out of the program's own tables are none of these. `also` are the text
    fields inside, which would write down where the files are.
    """

    dropped = Signal(object)

    def __init__(
        self, theme: ThemeContext, text: str, window: QWidget, *, also: Sequence[QWidget] = ()
    ) -> None:
        super().__init__(window)
        self._theme, self._text, self._window = theme, text, window
        # What is dropped on a text field lands on its viewport, before the window hears of it.
        self._inside = tuple(
            one.viewport() if isinstance(one, QAbstractScrollArea) else one for one in also
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(isolate(text))
        self.hide()
        window.setAcceptDrops(True)
        for widget in (window, *self._inside):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is dragged over the window."""
        inside = watched in self._inside
        if watched is not self._window and not inside:
            return False
        if inside and isinstance(event, QDropEvent) and not _is_from_outside(event):
            return False  # text that is moved into a field
        if isinstance(event, QDragEnterEvent):
            if _is_from_outside(event):
                event.acceptProposedAction()
                self._cover()
            else:
                event.ignore()
            return True
        if inside and event.type() == QEvent.Type.DragMove:
            event.accept()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hide()
            event.acceptProposedAction()
            self.dropped.emit(local_files(event.mimeData()))
            return True
        return False

    def _cover(self) -> None:
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a veil with a broken edge, and what to do."""
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        veil = QColor(theme.colour(tokens.surf))
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tokens.acc), 2, Qt.PenStyle.DashLine))
        edge = px(_MARGIN)
        radius = RADIUS_LARGE * theme.scale
        painter.drawRoundedRect(
            QRectF(self.rect().adjusted(edge, edge, -edge, -edge)), radius, radius
        )
        middle = self.height() // 2
        place = ((self.width() - px(_ICON)) // 2, middle - px(24), _ICON)
        draw_icon(painter, theme, place, "download", tokens.acc)
        width = advance(theme, HEADLINE, self._text)
        base = baseline(theme.metrics(HEADLINE), middle, px(32))
        spot = ((self.width() - width) // 2, base, width + 1)
        draw_text(painter, theme, spot, self._text, HEADLINE, theme.colour(tokens.text))
        painter.end()
