"""The quick search: a small window over everything, with the search box and whom it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QRegion, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallcrm.ui.search import Search
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.ui.context import UiContext

_WIDTH: Final = 640
_HEIGHT: Final = 570
_MARGIN: Final = 12
# A fifth of the screen lies above it.
_ABOVE: Final = 5
_SHAPES: Final = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize})


class QuickSearch(QWidget):
    """Made ahead and hidden; `open()` shows it with an empty box that has the keyboard.

    Enter opens the card (`wanted("open_card", id)`), Alt+P takes a payment, Enter where nobody was
    found begins a new client; then, on Esc and when another window is chosen, it hides.
    """

    wanted = Signal(str, object)

    def __init__(self, context: UiContext) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        # It keeps its size, and is seen as far down as there are hits.
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        tr = context.tr
        self._theme = context.theme
        self.setWindowTitle(tr.gettext("Small CRM: search"))
        self.box = SearchBox(
            context.theme,
            placeholder=tr.gettext("Name, number, note, what they bought"),
            name=tr.gettext("Search"),
            key=tr.gettext("Esc"),
        )
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.box)
        self._layout.addStretch(1)
        self.search = Search(context, self.box, self)
        self.search.client_chosen.connect(lambda client: self._pass_on("open_card", client))
        self.search.payment_wanted.connect(lambda client: self._pass_on("payment", client))
        self.search.new_wanted.connect(lambda text: self._pass_on("new_client", text))
        self.search.hits.installEventFilter(self)
        self.box.cancelled.connect(self.hide)
        QShortcut(QKeySequence("Alt+P"), self).activated.connect(self.search.take_payment)
        context.theme.changed.connect(self._on_theme)
        self._on_theme()
        # A window of the system costs a moment to make: that is spent now.
        self.winId()

    def open(self) -> None:
        """Show it, empty, with whom was spoken to lately."""
        self.box.clear()
        screen = QGuiApplication.screenAt(self.cursor().pos()) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        self.move(free.x() + (free.width() - self.width()) // 2, free.y() + free.height() // _ABOVE)
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.open()

    def changeEvent(self, event: QEvent) -> None:
        """Hide when another window is chosen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.search.close()
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End where the hits end."""
        if event.type() in _SHAPES:
            self._shape()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and the edge that no frame of the system gives."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self._seen(), theme.colour(tokens.win))
        painter.setPen(theme.colour(tokens.line2))
        # Round corners would be black where nothing composes the windows.
        painter.drawRect(self._seen().adjusted(0, 0, -1, -1))
        painter.end()

    def _seen(self) -> QRect:
        """Return how much of the window is there to be seen."""
        hits = self.search.hits
        last = self.box if hits.isHidden() else hits
        return QRect(0, 0, self.width(), last.geometry().bottom() + 1 + self._theme.px(_MARGIN))

    def _shape(self) -> None:
        self.setMask(QRegion(self._seen()))
        self.update()

    def _pass_on(self, wish: str, argument: object) -> None:
        self.hide()
        self.wanted.emit(wish, argument)

    def _on_theme(self) -> None:
        px = self._theme.px
        margin = px(_MARGIN)
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self.setFixedSize(px(_WIDTH), px(_HEIGHT))
        self._layout.activate()
        self._shape()
