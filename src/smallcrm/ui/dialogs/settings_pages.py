"""The settings in sections: a list at the left, and the rows of the chosen one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import one_line, painted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.ui.theme import ThemeContext

_LIST: Final = 168
_LABEL: Final = 190
_ITEM: Final = 30


class SettingRows(QWidget):
    """Sections with rows, one section shown at a time; how one is chosen is the subclasses'.

    `turned()` when another section is shown.
    """

    turned = Signal()
    label_width: int = _LABEL

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: list[QVBoxLayout] = []
        self._rows: dict[str, tuple[int, FieldRow]] = {}
        self._stack = QStackedWidget()

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
            self._theme,
            painted(label),
            field,
            hint=hint,
            label_width=self.label_width,
            trailing=trailing,
        )
        self._rows[key] = (len(self._pages) - 1, row)
        self._pages[-1].addWidget(row)
        return row

    def finish(self) -> None:
        """Push every section's rows to its top, and show the first one."""
        for box in self._pages:
            box.addStretch(1)
        self.show_page(0)

    def row(self, key: str) -> FieldRow:
        """Return the row of a setting."""
        return self._rows[key][1]

    def keys(self) -> frozenset[str]:
        """Return the settings that have a row."""
        return frozenset(self._rows)

    def show_page(self, number: int) -> None:
        """Show a section."""
        raise NotImplementedError

    def show_row(self, key: str) -> None:
        """Show the section of a setting and give its field the keyboard."""
        number, row = self._rows[key]
        self.show_page(number)
        area = self._stack.widget(number)
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(row)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> QVBoxLayout:
        """Begin a section's page, which scrolls where it is too long."""
        page = QWidget()
        page.setProperty("kind", "scrolled")
        box = QVBoxLayout(page)
        box.setSpacing(self._theme.px(8))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack.addWidget(area)
        self._pages.append(box)
        return box

    def _on_turned(self, number: int) -> None:
        if number >= 0:
            self._stack.setCurrentIndex(number)
            self.turned.emit()


class SettingsPages(SettingRows):
    """Sections with rows; the arrows choose a section, Tab goes into its rows."""

    def __init__(self, theme: ThemeContext, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setProperty("kind", "boxed")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.list)
        self._line.addWidget(self._stack, 1)
        self.list.currentRowChanged.connect(self._on_turned)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def add_page(self, title: str, hint: str = "") -> QVBoxLayout:
        """Begin a section; rows and widgets that follow go into it."""
        px = self._theme.px
        box = self._begin()
        box.setContentsMargins(px(4), 0, px(12), px(4))
        box.addWidget(plain_label(title, "section"))
        if hint:
            box.addWidget(hint_label(hint))
        self.list.addItem(one_line(title))
        return box

    def finish(self) -> None:
        """Push every section's rows to its top, and show the first one."""
        self._on_theme()
        super().finish()

    def current_layout(self) -> QVBoxLayout:
        """Return the layout of the section begun last, for what is no row."""
        return self._pages[-1]

    def show_page(self, number: int) -> None:
        """Show a section."""
        self.list.setCurrentRow(number)

    def _on_theme(self) -> None:
        px = self._theme.px
        self._line.setSpacing(px(16))
        self.list.setFixedWidth(px(_LIST))
        for number in range(self.list.count()):
            self.list.item(number).setSizeHint(QSize(0, px(_ITEM)))


def hint_label(text: str) -> QLabel:
    """Return a quiet sentence that takes the lines it needs."""
    label = plain_label(text, "hint")
    label.setWordWrap(True)
    return label
