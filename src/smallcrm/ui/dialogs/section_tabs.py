"""Settings in sections side by side: tabs above, and the rows of the chosen one below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from smallcrm.ui.dialogs.settings_pages import hint_label
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import painted, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.ui.theme import ThemeContext

_LABEL: Final = 116


class SectionTabs(QWidget):
    """Sections with rows, narrower than `SettingsPages`: the arrows choose one, Tab goes into it.

    `turned()` when another section is shown.
    """

    turned = Signal()

    def __init__(self, theme: ThemeContext, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: list[QVBoxLayout] = []
        self._rows: dict[str, tuple[int, FieldRow]] = {}
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._stack = QStackedWidget()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.bar)
        self._box.addWidget(hairline())
        self._box.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._on_turned)

    def add_page(self, title: str, hint: str = "") -> QVBoxLayout:
        """Begin a section; rows and widgets that follow go into it."""
        page = QWidget()
        page.setProperty("kind", "scrolled")
        box = QVBoxLayout(page)
        px = self._theme.px
        box.setContentsMargins(px(2), px(12), px(12), px(8))
        box.setSpacing(px(8))
        if hint:
            box.addWidget(hint_label(hint))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(area)
        self._pages.append(box)
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

    def add_row(
        self,
        key: str,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        trailing: Sequence[QWidget] = (),
    ) -> FieldRow:
        """Add a row to the section begun last."""
        field.setAccessibleName(label)
        row = FieldRow(
            self._theme, painted(label), field, hint=hint, label_width=_LABEL, trailing=trailing
        )
        self._rows[key] = (len(self._pages) - 1, row)
        self._pages[-1].addWidget(row)
        return row

    def finish(self) -> None:
        """Push every section's rows to its top, and show the first one."""
        for box in self._pages:
            box.addStretch(1)
        self.bar.setCurrentIndex(0)

    def row(self, key: str) -> FieldRow:
        """Return the row of a setting."""
        return self._rows[key][1]

    def keys(self) -> frozenset[str]:
        """Return the settings that have a row."""
        return frozenset(self._rows)

    def show_page(self, number: int) -> None:
        """Show a section."""
        self.bar.setCurrentIndex(number)

    def show_row(self, key: str) -> None:
        """Show the section of a setting and give its field the keyboard."""
        number, row = self._rows[key]
        self.show_page(number)
        area = self._stack.widget(number)
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(row)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_turned(self, number: int) -> None:
        if number >= 0:
            self._stack.setCurrentIndex(number)
            self.turned.emit()
