"""A tree of boxes drawn as vectors: the same on the screen, in a picture and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, SMALL_STRONG, TextStyle
from smallcrm.ui.widgets.painting import one_line
from smallcrm.ui.widgets.tree_geometry import TreeGeometry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from smallcrm.ui.widgets.tree_look import TreeLook

Sign = Literal["won", "pending", "lost", "top", "more"]

_LINE: Final = 18
_PAD: Final = 9
_EDGE: Final = 4
_RADIUS: Final = 6
_SIGN: Final = 15
_PILL: Final = 18
_LEAST_LINES: Final = 1
MOST_LINES: Final = 2
# Enum arithmetic on Qt's flags costs more than drawing a word: the numbers are taken once.
_ONE_LINE: Final = Qt.TextFlag.TextSingleLine.value | Qt.TextFlag.TextDontClip.value
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignAbsolute.value
_AT_LEFT: Final = Qt.AlignmentFlag.AlignLeft.value | _MIDDLE | _ONE_LINE
_AT_RIGHT: Final = Qt.AlignmentFlag.AlignRight.value | _MIDDLE | _ONE_LINE
_CENTRED: Final = Qt.AlignmentFlag.AlignCenter.value | _ONE_LINE
# Below this size letters are no longer read and cost the most: the boxes alone are drawn.
LEGIBLE: Final = 0.4


@dataclass(frozen=True, slots=True)
class TreeBox:
    """One box: its name, amounts one a line, a quiet last line, and how it came out.

    `pill` is how many are hidden behind it; `opened` that those below are to be seen.
    """

    id: int
    name: str
    amounts: Sequence[str] = ()
    last: str = ""
    sign: Sign = "top"
    pill: str = ""
    opened: bool = False


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines from a parent to its children, and the room that they take."""

    parent: int
    kids: Sequence[int]
    left: float
    right: float
    top: float
    bottom: float
    lines: list[QLineF]


class TreePicture(TreeGeometry):
    """Boxes, where they stand, and how they are drawn; right to left where the window reads so.

    `make` is asked for a box when it is first drawn; each has room for so many amounts as `lines`.
    The same object draws on any painter; `paint` takes the part that is wanted. GUI thread.
    """

    def __init__(
        self,
        look: TreeLook,
        make: Callable[[int], TreeBox],
        roots: Sequence[int],
        children: Mapping[int, Sequence[int]],
        *,
        lines: int = 1,
        mirrored: bool = False,
    ) -> None:
        lines = min(MOST_LINES, max(_LEAST_LINES, lines))
        # The name, the amounts, the last line.
        height = round(look.px(2 * _PAD + _LINE * (lines + 2)))
        super().__init__(roots, children, height, scale=look.scale, mirrored=mirrored)
        self.look = look
        self._make = make
        self._boxes: dict[int, TreeBox] = {}
        self._lines: list[_Lines] | None = None
        self._cut: dict[tuple[TextStyle, str, float], str] = {}

    def box(self, box_id: int) -> TreeBox:
        """Return what a box says."""
        found = self._boxes.get(box_id)
        if found is None:
            found = self._boxes[box_id] = self._make(box_id)
        return found

    def at(self, point: QPointF) -> int | None:
        """Return the box at a point."""
        return next(
            (one for one in self.within(QRectF(point, point)) if self._hit(one, point)), None
        )

    def on_pill(self, box_id: int, point: QPointF) -> bool:
        """Tell whether a point is on what opens and folds a box."""
        box = self.box(box_id)
        return bool(box.pill or box.opened) and self._pill(box_id).contains(point)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        *,
        detail: float = 1.0,
        current: int | None = None,
        focused: bool = False,
        way: Collection[int] = (),
    ) -> None:
        """Draw what an area shows; `detail` is the size in force, small ones leave words out."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        # Each text runs as its own letters do, whichever way the window is read.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.paint_edges(painter, area, set(way), small=detail < LEGIBLE)
        ids = self.within(area)
        if detail < LEGIBLE:
            self._paint_small(painter, ids, current, set(way))
        else:
            for box_id in ids:
                state = (box_id == current, focused, box_id in way)
                self.paint_box(painter, box_id, state)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def paint_box(
        self, painter: QPainter, box_id: int, state: tuple[bool, bool, bool] = (False, False, False)
    ) -> None:
        """Draw one box; the state: it is the current one, with the keyboard, on the way there."""
        look, px = self.look, self.look.px
        box, rect = self.box(box_id), self.rect(box_id)
        current, focused, on_way = state
        strong = current or on_way
        pen = QPen(look.accent if strong else look.edge, px(2 if current and focused else 1))
        if box.sign == "more":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.chosen if current else look.fill)
        half = pen.widthF() / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), px(_RADIUS), px(_RADIUS))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_words(painter, box, rect)
        if box.pill or (box.opened and not look.paper):
            self._paint_pill(painter, box, on_way=strong)

    def _pill(self, box_id: int) -> QRectF:
        rect, side = self.rect(box_id), self.look.px(_PILL)
        box = self.box(box_id)
        width = side
        if box.pill:
            words = self.look.metrics[SMALL_STRONG].horizontalAdvance(box.pill)
            width = max(side, words + self.look.px(10))
        middle = rect.left() if self.mirrored else rect.right()
        return QRectF(middle - width / 2, rect.center().y() - side / 2, width, side)

    def _hit(self, box_id: int, point: QPointF) -> bool:
        return self.rect(box_id).contains(point) or self.on_pill(box_id, point)

    def paint_edges(
        self,
        painter: QPainter,
        area: QRectF,
        way: Collection[int] = (),
        *,
        small: bool = False,
    ) -> None:
        """Draw the lines that an area shows; those of the way are strong."""
        if self._lines is None:
            # Asked for at every frame, and the same until the tree is another.
            self._lines = [
                self._edges(parent, kids)
                for parent, kids in self._children.items()
                if kids and parent in self._spots
            ]
        left, right, top, bottom = area.left(), area.right(), area.top(), area.bottom()
        plain: list[QLineF] = []
        strong: list[QLineF] = []
        for part in self._lines:
            if part.right < left or part.left > right or part.bottom < top or part.top > bottom:
                continue
            plain += part.lines
            if part.parent in way:
                strong += self._marked(part, way)
        painter.setPen(_thin(self.look.line) if small else QPen(self.look.line, self.look.px(1)))
        painter.drawLines(plain)
        if strong:
            accent = self.look.accent
            painter.setPen(_thin(accent, 2) if small else QPen(accent, self.look.px(2)))
            painter.drawLines(strong)

    def _edges(self, parent: int, kids: Sequence[int]) -> _Lines:
        """Return a parent's lines: out to a bus, along it, and from it to each child."""
        start = self._side(parent, out=True)
        ends = [self._side(kid, out=False) for kid in kids]
        bus = (start.x() + ends[0].x()) / 2
        lines = [QLineF(start, QPointF(bus, start.y()))]
        if len(kids) > 1:
            lines.append(QLineF(bus, ends[0].y(), bus, ends[-1].y()))
        lines += [QLineF(QPointF(bus, end.y()), end) for end in ends]
        sides = sorted((start.x(), ends[0].x()))
        return _Lines(parent, kids, sides[0], sides[1], ends[0].y(), ends[-1].y(), lines)

    def _marked(self, part: _Lines, way: Collection[int]) -> list[QLineF]:
        """Return the lines from a parent to its child on the way."""
        start = self._side(part.parent, out=True)
        strong: list[QLineF] = []
        for kid in part.kids:
            if kid in way:
                end = self._side(kid, out=False)
                bus = (start.x() + end.x()) / 2
                strong += [
                    QLineF(start, QPointF(bus, start.y())),
                    QLineF(bus, start.y(), bus, end.y()),
                    QLineF(QPointF(bus, end.y()), end),
                ]
        return strong

    def _side(self, box_id: int, *, out: bool) -> QPointF:
        rect = self.rect(box_id)
        right = out is not self.mirrored
        return QPointF(rect.right() if right else rect.left(), rect.center().y())

    def _paint_small(
        self, painter: QPainter, ids: Sequence[int], current: int | None, way: set[int]
    ) -> None:
        by_sign: dict[Sign, list[QRectF]] = {}
        for box_id in ids:
            by_sign.setdefault(self.box(box_id).sign, []).append(self.rect(box_id))
        look = self.look
        for sign, rects in by_sign.items():
            # Full: won; an edge of ink: pending; a faint one: lost.
            painter.setPen(_thin(self._ink(sign) if sign != "lost" else look.edge))
            painter.setBrush(look.won_fill if sign == "won" else look.fill)
            painter.drawRects(rects)
        marked = [self.rect(one) for one in ids if one in way or one == current]
        if marked:
            painter.setPen(_thin(look.accent, 2))
            painter.setBrush(look.chosen)
            painter.drawRects(marked)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_words(self, painter: QPainter, box: TreeBox, rect: QRectF) -> None:
        look, px = self.look, self.look.px
        inner = rect.adjusted(px(_PAD + _EDGE), px(_PAD), -px(_PAD + _EDGE), -px(_PAD))
        line = px(_LINE)
        if box.sign == "more":
            self._text(painter, (inner, _CENTRED), box.name, SMALL, look.second)
            return
        shown = box.amounts[:MOST_LINES]
        # A box of fewer lines than there is room for has them in its middle.
        free = inner.height() - line * (len(shown) + 2)
        top = QRectF(inner.left(), inner.top() + free / 2, inner.width(), line)
        room = px(_SIGN + 5)
        words = top.adjusted(room, 0, 0, 0) if not self.mirrored else top.adjusted(0, 0, -room, 0)
        across = top.left() if not self.mirrored else top.right() - px(_SIGN)
        sign = QRectF(across, top.center().y() - px(_SIGN) / 2, px(_SIGN), px(_SIGN))
        _paint_sign(painter, box.sign, sign, QPen(self._ink(box.sign), px(1.6)))
        at = _AT_RIGHT if self.mirrored else _AT_LEFT
        self._text(painter, (words, at), box.name, BODY_STRONG, look.text)
        for amount in shown:
            words = words.translated(0, line)
            self._text(painter, (words, at), amount, BODY, look.text)
        words = words.translated(0, line)
        self._text(painter, (words, at), box.last, SMALL, look.second)

    def _paint_pill(self, painter: QPainter, box: TreeBox, *, on_way: bool) -> None:
        look, px = self.look, self.look.px
        pill = self._pill(box.id)
        painter.setPen(QPen(look.accent if on_way else look.line, px(1)))
        painter.setBrush(look.fill)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if box.pill:
            place = (pill, _CENTRED)
            self._text(painter, place, box.pill, SMALL_STRONG, look.text)
            return
        painter.setPen(QPen(look.second, px(1.4)))
        middle, reach = pill.center(), px(4)
        painter.drawLine(QLineF(middle.x() - reach, middle.y(), middle.x() + reach, middle.y()))

    def _text(
        self,
        painter: QPainter,
        place: tuple[QRectF, int],
        text: str,
        style: TextStyle,
        colour: QColor,
    ) -> None:
        if not text:
            return
        rect, at = place
        key = (style, text, rect.width())
        shown = self._cut.get(key)
        if shown is None:
            metrics = self.look.metrics[style]
            shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, rect.width())
            self._cut[key] = shown
        painter.setFont(self.look.fonts[style])
        painter.setPen(colour)
        painter.drawText(rect, at, shown)

    def _ink(self, sign: Sign) -> QColor:
        look = self.look
        return {"won": look.won, "lost": look.lost}.get(sign, look.second)


def _thin(colour: QColor, width: int = 1) -> QPen:
    """Return a pen that is so many pixels wide, however small the picture is."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen


def _paint_sign(painter: QPainter, sign: Sign, rect: QRectF, pen: QPen) -> None:
    """Draw how a referral came out: a tick, a clock, a cross; somebody's head for the first."""
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath()
    x, y, side = rect.left(), rect.top(), rect.width()

    def to(across: float, down: float) -> QPointF:
        return QPointF(x + across * side, y + down * side)

    if sign == "top":
        path.addEllipse(to(0.5, 0.32), 0.2 * side, 0.2 * side)
        path.moveTo(to(0.12, 0.95))
        path.cubicTo(to(0.14, 0.58), to(0.86, 0.58), to(0.88, 0.95))
    else:
        path.addEllipse(rect.adjusted(0.7, 0.7, -0.7, -0.7))
        if sign == "won":
            path.moveTo(to(0.3, 0.52))
            path.lineTo(to(0.45, 0.67))
            path.lineTo(to(0.71, 0.37))
        elif sign == "pending":
            path.moveTo(to(0.5, 0.26))
            path.lineTo(to(0.5, 0.53))
            path.lineTo(to(0.67, 0.63))
        else:
            path.moveTo(to(0.35, 0.35))
            path.lineTo(to(0.65, 0.65))
            path.moveTo(to(0.65, 0.35))
            path.lineTo(to(0.35, 0.65))
    painter.drawPath(path)
