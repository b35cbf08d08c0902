"""What stands where there is nothing yet: what could be here, and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.theme import ThemeContext
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import draw_icon, isolate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from smallcrm.ui.widgets.buttons import KeyButton


class _Sign(QWidget):
    """A large quiet icon."""

    def __init__(self, theme: ThemeContext, icon: str) -> None:
        super().__init__()
        self._theme = theme
        self.icon_name = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        side = self._theme.px(32)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = (0, self.height() // 2, 32)
        draw_icon(painter, self._theme, place, self.icon_name, self._theme.tokens.text3)
        painter.end()


class EmptyState(QWidget):
    """A title, a sentence and the buttons that begin; the caller makes and connects the buttons.

    `below` stands under the sentence, where buttons in a line are not enough.
    """

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        text: str = "",
        *,
        icon: str = "",
        buttons: Sequence[KeyButton] = (),
        below: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = plain_label("", "title")
        self._text = plain_label("", "secondary")
        self._text.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        for button in buttons:
            self._row.addWidget(button)
        self._row.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._box = QVBoxLayout(self)
        self._box.addStretch(2)
        if icon:
            self._box.addWidget(_Sign(theme, icon), 0, centre)
        for label in (self._title, self._text):
            label.setAlignment(centre)
            self._box.addWidget(label, 0, centre)
        if below is not None:
            self._box.addSpacing(theme.px(8))
            self._box.addWidget(below, 0, centre)
        self._box.addLayout(self._row)
        self._box.addStretch(3)
        theme.changed.connect(self._on_theme)
        self.set_words(title, text)
        self._on_theme()

    def set_words(self, title: str, text: str) -> None:
        """Say something else."""
        self._show(self._title, title)
        self._show(self._text, text)
        self._fit_text()

    @staticmethod
    def _show(label: QLabel, text: str) -> None:
        label.setText(isolate(text))
        label.setVisible(bool(text))

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setSpacing(px(8))
        self._box.setContentsMargins(px(24), px(24), px(24), px(24))
        self._row.setSpacing(px(8))
        self._row.setContentsMargins(0, px(8), 0, 0)
        self._fit_text()

    def _fit_text(self) -> None:
        """Give the sentence the lines it needs: Qt's own guess is too low for Chinese."""
        width = self._theme.px(460)
        self._text.setFixedSize(width, max(0, self._text.heightForWidth(width)))
