"""The pages of a PDF below each other, as sharp as the screen is, drawn where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from smallcrm.reports.render import POINTS_PER_INCH, Hit, PageImage, PdfPages

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_GAP: Final = 12
_STEP: Final = 1.2
_LEAST: Final = 0.25
_MOST: Final = 5.0
_KEPT: Final = 12  # pictures; one of a page at 200 % takes 15 MB
# Found words on white paper, whatever the theme: as a marker pen, the current one stronger.
_FOUND: Final = QColor(255, 214, 0, 80)
_CURRENT: Final = QColor(255, 140, 0, 130)


class PageView(QAbstractScrollArea):
    """Shows a document; Ctrl with + and - zooms, 0 fits the width, Page Up and Down turn pages.

    `page_changed(number, count)` counts from 1. Pages are drawn by the runner, never here.
    """

    page_changed = Signal(int, int)

    def __init__(
        self, context: UiContext, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: PdfPages | None = None
        self._sizes: list[tuple[float, float]] = []
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._asked: set[tuple[int, int]] = set()
        self._zoom: float | None = None  # None fits the width
        self._number = 0
        self._hits: tuple[Hit, ...] = ()
        self._current: Hit | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        context.theme.changed.connect(self.viewport().update)

    @property
    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._sizes)

    @property
    def number(self) -> int:
        """Return the page that is looked at, from 1; 0 without any."""
        return self._number

    @property
    def zoom(self) -> float:
        """Return the size in force: 1.0 shows a point as 96/72 pixels."""
        return self._scale() * POINTS_PER_INCH / 96

    def set_document(self, pages: PdfPages | None, sizes: list[tuple[float, float]]) -> None:
        """Show another document (its pages' sizes in points), from the first page."""
        self._pages = pages
        self._sizes = sizes
        self._pictures.clear()
        self._asked.clear()
        self._hits, self._current = (), None
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()
        self._tell()

    def zoom_by(self, factor: float) -> None:
        """Make the pages larger or smaller; the middle of the view stays where it is."""
        bar = self.verticalScrollBar()
        middle = (bar.value() + self.viewport().height() / 2) / max(1, self._height())
        self._zoom = min(_MOST, max(_LEAST, self._scale() * factor))
        self._lay_out()
        bar.setValue(round(middle * self._height() - self.viewport().height() / 2))
        self.viewport().update()

    def fit_width(self) -> None:
        """Let the pages be as wide as the view."""
        self._zoom = None
        self._lay_out()
        self.viewport().update()

    def go_to(self, number: int) -> None:
        """Show a page (from 1)."""
        rects = self._rects()
        if rects:
            index = min(len(rects), max(1, number)) - 1
            self.verticalScrollBar().setValue(rects[index].top() - self._context.theme.px(_GAP))

    def mark(self, hits: tuple[Hit, ...], current: Hit | None = None) -> None:
        """Mark what was found; the current one is scrolled into sight."""
        self._hits, self._current = hits, current
        if current is not None and current.rects and current.page < len(self._sizes):
            place, view = self._on_screen(current)[0].toRect(), self.viewport().rect()
            if not view.contains(place):
                down, across = self.verticalScrollBar(), self.horizontalScrollBar()
                down.setValue(down.value() + place.center().y() - view.height() // 2)
                across.setValue(across.value() + place.center().x() - view.width() // 2)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return a size that shows most of a page."""
        return QSize(self._context.theme.px(760), self._context.theme.px(620))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and turn pages."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if control and key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(_STEP)
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif control and key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_PageDown:
            self.go_to(self._number + 1)
        elif key == Qt.Key.Key_PageUp:
            self.go_to(self._number - 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(1)
        elif key == Qt.Key.Key_End:
            self.go_to(self.page_count)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pages that are seen; ask for those not drawn yet."""
        theme = self._context.theme
        view = self.viewport()
        painter = QPainter(view)
        painter.fillRect(view.rect(), theme.colour(theme.tokens.press))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        ratio = self.devicePixelRatioF()
        for index, rect in enumerate(self._rects()):
            place = rect.translated(-left, -top)
            if not place.intersects(view.rect()):
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            pixels = round(place.width() * ratio)
            picture = self._pictures.get((index, pixels))
            if picture is not None:
                # Pixel on pixel: scaled by a hair it would be blurred.
                picture.setDevicePixelRatio(ratio)
                painter.drawImage(place.topLeft(), picture)
            elif (nearest := self._nearest(index)) is not None:
                painter.drawImage(place, nearest)
            self._ask(index, pixels)
            for hit in self._hits:
                if hit.page == index:
                    ink = _CURRENT if hit is self._current else _FOUND
                    for marked in self._on_screen(hit):
                        painter.fillRect(marked, ink)
            painter.setPen(theme.colour(theme.tokens.line2))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()

    def _on_screen(self, hit: Hit) -> list[QRectF]:
        """Return where in the view a hit stands, a little larger than its letters."""
        page, scale = self._rects()[hit.page], self._scale()
        left = page.left() - self.horizontalScrollBar().value()
        top = page.top() - self.verticalScrollBar().value()
        return [
            QRectF(
                left + x0 * scale - 1,
                top + y0 * scale - 1,
                (x1 - x0) * scale + 2,
                (y1 - y0) * scale + 2,
            )
            for x0, y0, x1, y1 in hit.rects
        ]

    def _nearest(self, index: int) -> QImage | None:
        drawn = [image for (page, _pixels), image in self._pictures.items() if page == index]
        return drawn[-1] if drawn else None

    def _ask(self, index: int, pixels: int) -> None:
        pages, key = self._pages, (index, pixels)
        if pages is None or key in self._pictures or key in self._asked:
            return
        self._asked.add(key)
        # A hair less, because the width is rounded up.
        dpi = (pixels - 0.01) / self._sizes[index][0] * POINTS_PER_INCH

        def work(_backend: Backend) -> PageImage:
            return pages.image(index, dpi=dpi)

        def done(image: PageImage) -> None:
            if shiboken6.isValid(self) and self._pages is pages:
                self._asked.discard(key)
                while len(self._pictures) >= _KEPT:
                    del self._pictures[next(iter(self._pictures))]
                self._pictures[key] = picture_of(image)
                self.viewport().update()

        def failed(_error: Exception) -> None:
            """Leave the page white: the document is being replaced or closed."""

        self._context.runner.task(work, done, failed)

    def _scale(self) -> float:
        if self._zoom is not None:
            return self._zoom
        widest = max((width for width, _height in self._sizes), default=595.0)
        room = self.viewport().width() - 2 * self._context.theme.px(_GAP)
        return min(_MOST, max(_LEAST, room / widest))

    def _rects(self) -> list[QRect]:
        scale, gap = self._scale(), self._context.theme.px(_GAP)
        rects: list[QRect] = []
        y = gap
        widest = max((width for width, _height in self._sizes), default=0.0) * scale
        whole = max(self.viewport().width(), round(widest) + 2 * gap)
        for width, height in self._sizes:
            w, h = round(width * scale), round(height * scale)
            rects.append(QRect((whole - w) // 2, y, w, h))
            y += h + gap
        return rects

    def _height(self) -> int:
        rects = self._rects()
        return rects[-1].bottom() + self._context.theme.px(_GAP) if rects else 0

    def _lay_out(self) -> None:
        view = self.viewport()
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setRange(0, max(0, self._height() - view.height()))
        bar.setPageStep(view.height())
        bar.setSingleStep(self._context.theme.px(30))
        widest = max((width for width, _height in self._sizes), default=0.0) * self._scale()
        whole = round(widest) + 2 * self._context.theme.px(_GAP)
        across.setRange(0, max(0, whole - view.width()) if self._zoom is not None else 0)
        across.setPageStep(view.width())

    def _on_scrolled(self, _value: int) -> None:
        self.viewport().update()
        self._tell()

    def _tell(self) -> None:
        tops = [rect.top() for rect in self._rects()]
        at = self.verticalScrollBar().value() + self.viewport().height() // 3
        seen = sum(top <= at for top in tops)
        self._number = max(1, seen) if tops else 0
        self.page_changed.emit(self._number, self.page_count)


def picture_of(image: PageImage) -> QImage:
    """Make a picture of a page's pixels, with pixels of its own."""
    made = QImage(
        image.rgba, image.width, image.height, image.width * 4, QImage.Format.Format_RGBA8888
    )
    return made.copy()
