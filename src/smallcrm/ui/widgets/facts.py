"""Three facts beside each other: the last contact, the last sale, the last price quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.theme import BODY_STRONG, SMALL, ThemeContext, Tone
from smallcrm.ui.widgets.labels import RunLabel, hairline
from smallcrm.ui.widgets.painting import (
    isolate,
    tool_tip,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Fact:
    """What it is, the fact itself, and a quieter line beneath; `opens` names what a click asks."""

    label: str
    value: str
    second: str = ""
    tone: Tone = "plain"
    opens: str = ""


class FactRow(QWidget):
    """Equal columns with lines between them; `opened(what)` when one that opens is clicked."""

    opened = Signal(str)

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._columns: list[tuple[QWidget, RunLabel, RunLabel, RunLabel]] = []
        self._lines: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        while len(self._columns) < len(facts):
            self._add_column()
        for number, (column, label, value, second) in enumerate(self._columns):
            shown = number < len(facts)
            column.setVisible(shown)
            if number > 0:
                self._lines[number - 1].setVisible(shown)
            if not shown:
                continue
            fact = facts[number]
            label.set_text(fact.label, SMALL, "third")
            value.set_text(fact.value, BODY_STRONG, fact.tone)
            # A blank keeps the columns of one height where there is nothing more to say.
            second.set_text(fact.second or " ", SMALL, "second")
            spoken = ", ".join(
                isolate(part) for part in (fact.label, fact.value, fact.second) if part
            )
            column.setAccessibleName(spoken)
            column.setProperty("opens", fact.opens)
            if fact.opens:
                column.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                column.unsetCursor()
            for part in (value, second):
                part.setToolTip(tool_tip(part.whole_text().strip()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what a column stands for."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched.property("opens"):
            self.opened.emit(str(watched.property("opens")))
        return super().eventFilter(watched, event)

    def _add_column(self) -> None:
        if self._columns:
            line = hairline(vertical=True)
            self._lines.append(line)
            self._row.addWidget(line)
        column = QWidget()
        column.installEventFilter(self)
        parts = (RunLabel(self._theme), RunLabel(self._theme), RunLabel(self._theme))
        stack = QVBoxLayout(column)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        for part in parts:
            part.setMinimumWidth(1)
            stack.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHorizontalStretch(1)
        column.setSizePolicy(policy)
        self._row.addWidget(column, 1)
        self._columns.append((column, *parts))

    def _on_theme(self) -> None:
        self._row.setSpacing(self._theme.px(8))
