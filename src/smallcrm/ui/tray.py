"""The icon beside the clock: quick search, who was missed, what is due, and notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from smallcrm.ui.widgets.painting import one_line, plain

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

_SIZES: Final = (16, 22, 24, 32, 48, 64)
_MOST: Final = 9
_NOTICE_MS: Final = 10_000


class Tray(QObject):
    """`wanted(name)`: `quick_search`, `window`, `today`, `calls` or `quit`.

    A click asks for the quick search; the menu holds it too, for systems that know no click.
    """

    wanted = Signal(str)

    def __init__(self, context: UiContext, picture: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._picture = picture
        self._clicked: Callable[[], None] | None = None
        self.menu = QMenu()
        tr = context.tr
        self._add("quick_search", tr.gettext("&Search…"))
        self._today = self._add("today", "")
        self._missed = self._add("calls", "")
        self._add("window", tr.gettext("&Open the window"))
        self.menu.addSeparator()
        self._add("quit", tr.gettext("&Quit"))
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self._on_message_clicked)
        self.set_counts(0, 0)
        self.icon.show()

    def set_counts(self, today: int, missed: int) -> None:
        """Say how much is due today and how many calls were missed, also on the icon."""
        tr = self._context.tr
        number = tr.formats.number
        said = tr.gettext("Nothing due today")
        if today:
            said = tr.ngettext("{count} thing today", "{count} things today", today)
        self._today.setText(plain(said.format(count=number(today))))
        calls = tr.gettext("No missed calls")
        if missed:
            calls = tr.ngettext("{count} missed call", "{count} missed calls", missed)
        calls = calls.format(count=number(missed))
        self._missed.setText(plain(calls))
        self.icon.setToolTip(one_line(f"Small CRM · {calls}" if missed else "Small CRM"))
        self.icon.setIcon(self.badged(missed) if missed else self._picture)

    def notify(self, title: str, text: str, clicked: Callable[[], None]) -> None:
        """Show a notice; `clicked` is called when the owner presses the newest one."""
        self._clicked = clicked
        self.icon.showMessage(one_line(title), plain(text), self._picture, _NOTICE_MS)

    def badged(self, count: int) -> QIcon:
        """Draw the number over the picture; beyond nine a plus says so."""
        tokens = self._context.theme.tokens
        text = str(count) if count <= _MOST else f"{_MOST}+"
        icon = QIcon()
        for size in _SIZES:
            pixmap = self._picture.pixmap(size, size)
            side = size * 0.62
            place = QRectF(size - side, size - side, side, side)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._context.theme.colour(tokens.debt))
            painter.drawEllipse(place)
            font = painter.font()
            font.setBold(True)
            font.setPixelSize(max(7, round(side * (0.72 if len(text) == 1 else 0.5))))
            painter.setFont(font)
            painter.setPen(self._context.theme.colour(tokens.surf))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            painter.end()
            icon.addPixmap(pixmap)
        return icon

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self.menu.deleteLater()

    def _add(self, name: str, text: str) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(lambda: self.wanted.emit(name))
        return action

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self.wanted.emit("quick_search")

    def _on_message_clicked(self) -> None:
        if self._clicked is not None:
            self._clicked()


def available() -> bool:
    """Tell whether this system has a place for such an icon."""
    return QSystemTrayIcon.isSystemTrayAvailable()
