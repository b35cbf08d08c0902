"""The way from the top down to where one is: each step leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from smallcrm.ui.theme import BODY, BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, one_line, tool_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.ui.theme import ThemeContext

_MOST: Final = 4
_WIDEST: Final = 130


class Crumbs(QWidget):
    """Steps that can be pressed, and the last one, which is where one is; `chosen(id)`.

    Of a long way the first and the last steps are to be seen; what is left out is a tool tip.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: ThemeContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._parts: list[QWidget] = []
        self.buttons: list[QPushButton] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_way(self, steps: Sequence[tuple[int, str]], here: str) -> None:
        """Show these steps, the top first, and the words for where one is."""
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.buttons = [], []
        cut = len(steps) > _MOST
        shown = [*steps[:1], *steps[-(_MOST - 1) :]] if cut else list(steps)
        for number, (step, words) in enumerate(shown):
            self._add_button(step, words)
            self._add(plain_label("›", "secondary"))
            if cut and number == 0:
                left_out = plain_label("…", "secondary")
                names = [name for _, name in steps[1 : -(_MOST - 1)]]
                left_out.setToolTip(tool_tip(" › ".join(names)))
                self._add(left_out)
                self._add(plain_label("›", "secondary"))
        last = RunLabel(self._theme, (Run(here, BODY_STRONG),))
        last.setToolTip(tool_tip(here))
        self._add(last)
        self._on_theme()

    def _add_button(self, step: int, words: str) -> None:
        button = QPushButton()
        button.setProperty("kind", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setAutoDefault(False)
        metrics = self._theme.metrics(BODY)
        room = self._theme.px(_WIDEST)
        text = metrics.elidedText(one_line(words), Qt.TextElideMode.ElideRight, room)
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(one_line(words))
        button.setToolTip(tool_tip(words))
        button.clicked.connect(lambda: self.chosen.emit(step))
        self._add(button)
        self.buttons.append(button)

    def _add(self, part: QWidget) -> None:
        self._row.insertWidget(len(self._parts), part)
        self._parts.append(part)

    def _on_theme(self) -> None:
        self._row.setSpacing(self._theme.px(4))
