"""A sheet of labels as it lies before the printer: its labels, where to begin, its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.ui.widgets.painting import announce, one_line

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from smallcrm.domain.label_sheets import LabelSheet
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_EDGE: Final = 3  # pixels around the page, for the edge of the focus
_TICK: Final = 4
_LINES: Final = (0.78, 0.6, 0.7)  # how long the lines of an address are drawn
_LEAST_LINES: Final = 15  # pixels of a label's height below which lines would only be noise


class SheetPicture(QWidget):
    """Draws a sheet; with `chooses` arrows and clicks say with which label printing begins.

    `first_changed(number)` counts from 1, along the rows. `set_measure` marks the length that a
    field is about.
    """

    first_changed = Signal(int)

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        *,
        chooses: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._sheet: LabelSheet | None = None
        self._first = 1
        self._wanted = 0
        self._measure = ""
        self._chooses = chooses
        if chooses:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)
        self._name()

    @property
    def sheet(self) -> LabelSheet | None:
        """Return what is drawn."""
        return self._sheet

    @property
    def first(self) -> int:
        """Return the label that printing begins with, from 1."""
        return self._first

    def set_sheet(self, sheet: LabelSheet | None) -> None:
        """Draw another sheet; the first label stays where the sheet has it."""
        self._sheet = sheet
        if sheet is not None:
            self._first = min(self._first, sheet.count)
        self._name()
        self.update()

    def set_first(self, number: int) -> None:
        """Begin with a label, without telling."""
        most = self._sheet.count if self._sheet is not None else 1
        self._first = min(max(1, number), most)
        self._name()
        self.update()

    def set_wanted(self, labels: int) -> None:
        """Show how many labels will be printed, as far as this sheet has them."""
        self._wanted = labels
        self._name()
        self.update()

    def set_measure(self, name: str) -> None:
        """Mark a length of the sheet (`left`, `step_x`, ...); empty marks none."""
        self._measure = name
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of an upright page that can be clicked well."""
        return QSize(self._theme.px(280), self._theme.px(380))

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which labels can still be told apart."""
        return QSize(self._theme.px(180), self._theme.px(220))

    def label_at(self, place: QPointF) -> int | None:
        """Return the label at a place, from 1; None beside them."""
        sheet = self._sheet
        if sheet is None:
            return None
        numbers = range(1, sheet.count + 1)
        return next((one for one in numbers if self.label_rect(one).contains(place)), None)

    def label_rect(self, number: int) -> QRectF:
        """Return where a label (from 1) is drawn."""
        sheet = self._sheet
        if sheet is None:
            return QRectF()
        page, scale = self._page()
        left, top = sheet.place(number - 1)
        return QRectF(
            page.left() + left * scale,
            page.top() + top * scale,
            sheet.label_width * scale,
            sheet.label_height * scale,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the label beside, above or below."""
        sheet = self._sheet
        key = Qt.Key(event.key())
        if not self._chooses or sheet is None:
            super().keyPressEvent(event)
            return
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -sheet.across,
            Qt.Key.Key_Down: sheet.across,
        }
        ends = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: sheet.count}
        if key in steps:
            wanted = self._first + steps[key]
            self._choose(wanted if 1 <= wanted <= sheet.count else self._first)
        elif key in ends:
            self._choose(ends[key])
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin with the label that is clicked."""
        found = self.label_at(event.position()) if self._chooses else None
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(found)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page, its labels, and the measure that is asked for."""
        sheet = self._sheet
        if sheet is None:
            return
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page, _scale = self._page()
        painter.setPen(QPen(theme.colour(tokens.ctl), 1))
        painter.setBrush(theme.colour(tokens.surf))
        painter.drawRect(page)
        painter.setClipRect(QRectF(self.rect()))
        for number in range(1, sheet.count + 1):
            self._paint_label(painter, number)
        if self._chooses and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(tokens.acc), 2))
            painter.drawRect(page.adjusted(-2, -2, 2, 2))
        if self._measure:
            self._paint_measure(painter, page)
        painter.end()

    def _paint_label(self, painter: QPainter, number: int) -> None:
        theme, tokens = self._theme, self._theme.tokens
        rect = self.label_rect(number)
        used = self._chooses and number < self._first
        printed = self._chooses and self._first <= number < self._first + self._wanted
        begins = self._chooses and number == self._first
        ground = tokens.press if used else tokens.sel if printed or begins else tokens.sunk
        painter.setBrush(theme.colour(ground))
        edge = tokens.acc if begins else tokens.line2
        painter.setPen(QPen(theme.colour(edge), 2 if begins else 1))
        radius = min(4.0, rect.height() / 6)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if printed and rect.height() >= _LEAST_LINES:
            painter.setPen(QPen(theme.colour(tokens.text3), 1))
            step = rect.height() / (len(_LINES) + 1.6)
            for row, share in enumerate(_LINES):
                y = round(rect.top() + step * (row + 1.3)) + 0.5
                left = rect.left() + rect.width() * 0.1
                painter.drawLine(QPointF(left, y), QPointF(left + rect.width() * share, y))

    def _paint_measure(self, painter: QPainter, page: QRectF) -> None:
        """Draw the length as a line with ends, where it is measured."""
        sheet = self._sheet
        if sheet is None:
            return
        first = self.label_rect(1)
        beside = self.label_rect(2) if sheet.across > 1 else first
        below = self.label_rect(sheet.across + 1) if sheet.down > 1 else first
        middle, centre = first.center().y(), first.center().x()
        ends = {
            "page_width": (page.left(), page.center().y(), page.right(), page.center().y()),
            "page_height": (page.center().x(), page.top(), page.center().x(), page.bottom()),
            "left": (page.left(), middle, first.left(), middle),
            "top": (centre, page.top(), centre, first.top()),
            "label_width": (first.left(), middle, first.right(), middle),
            "label_height": (centre, first.top(), centre, first.bottom()),
            "step_x": (first.left(), middle, beside.left(), middle),
            "step_y": (centre, first.top(), centre, below.top()),
        }.get(self._measure)
        if ends is None:
            return
        colour = self._theme.colour(self._theme.tokens.acc)
        painter.setPen(QPen(colour, 2))
        start, end = QPointF(ends[0], ends[1]), QPointF(ends[2], ends[3])
        painter.drawLine(start, end)
        tick = QPointF(0, _TICK) if start.y() == end.y() else QPointF(_TICK, 0)
        for at in (start, end):
            painter.drawLine(at - tick, at + tick)

    def _page(self) -> tuple[QRectF, float]:
        """Return where the page is drawn, and how many pixels a micrometre takes."""
        sheet = self._sheet
        if sheet is None or not (sheet.page_width > 0 and sheet.page_height > 0):
            return QRectF(), 0.0
        room = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        scale = min(room.width() / sheet.page_width, room.height() / sheet.page_height)
        width, height = sheet.page_width * scale, sheet.page_height * scale
        left = room.left() + (room.width() - width) / 2
        return QRectF(left, room.top() + (room.height() - height) / 2, width, height), scale

    def _choose(self, number: int) -> None:
        if number != self._first:
            self.set_first(number)
            announce(self, self.accessibleName())
            self.first_changed.emit(self._first)

    def _name(self) -> None:
        """Say for a screen reader what the picture shows."""
        tr, sheet = self._tr, self._sheet
        if sheet is None:
            self.setAccessibleName("")
            return
        if not self._chooses:
            text = tr.gettext("{across} labels across, {down} down").format(
                across=tr.formats.number(sheet.across), down=tr.formats.number(sheet.down)
            )
        else:
            row, column = divmod(self._first - 1, sheet.across)
            text = tr.gettext("Begins with label {number} of {count}: row {row}, column {column}")
            text = text.format(
                number=tr.formats.number(self._first),
                count=tr.formats.number(sheet.count),
                row=tr.formats.number(row + 1),
                column=tr.formats.number(column + 1),
            )
        self.setAccessibleName(one_line(text))
