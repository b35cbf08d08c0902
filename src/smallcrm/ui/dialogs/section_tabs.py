"""Settings in sections side by side: tabs above, and the rows of the chosen one below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from smallcrm.ui.dialogs.settings_pages import SettingRows, hint_label
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import plain

if TYPE_CHECKING:
    from smallcrm.ui.theme import ThemeContext

_LABEL: Final = 116


class SectionTabs(SettingRows):
    """Sections with narrower rows: the arrows choose one, Tab goes into its rows."""

    label_width = _LABEL

    def __init__(self, theme: ThemeContext, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.bar)
        self._box.addWidget(hairline())
        self._box.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._on_turned)

    def add_page(self, title: str, hint: str = "") -> QVBoxLayout:
        """Begin a section; rows and widgets that follow go into it."""
        px = self._theme.px
        box = self._begin()
        box.setContentsMargins(px(2), px(12), px(12), px(8))
        if hint:
            box.addWidget(hint_label(hint))
        self.bar.addTab(plain(title))
        return box

    def add_heading(self, text: str, hint: str = "") -> None:
        """Begin a part of the section begun last."""
        box = self._pages[-1]
        if box.count():
            box.addSpacing(self._theme.px(8))
        box.addWidget(plain_label(text, "section"))
        if hint:
            box.addWidget(hint_label(hint))

    def show_page(self, number: int) -> None:
        """Show a section."""
        self.bar.setCurrentIndex(number)
