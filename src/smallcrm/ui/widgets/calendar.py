"""A month to choose a day from, in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from smallcrm.ui.theme import ThemeContext


class ThemedCalendar(QCalendarWidget):
    """A calendar without week numbers, whose weekends are quieter rather than pure red."""

    def __init__(self, theme: ThemeContext, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setGridVisible(False)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def _on_theme(self) -> None:
        tokens = self._theme.tokens
        weekend = QTextCharFormat()
        weekend.setForeground(self._theme.colour(tokens.text2))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, weekend)
        heads = QTextCharFormat()
        heads.setForeground(self._theme.colour(tokens.text3))
        self.setHeaderTextFormat(heads)
