"""The tree on the screen: walked by keyboard, moved by mouse, as large or small as is wanted."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QNativeGestureEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from smallcrm.ui.widgets.painting import announce, focus_edge, tool_tip
from smallcrm.ui.widgets.tree_picture import TreePicture

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from smallcrm.ui.theme import ThemeContext

STEP: Final = 1.2
LEAST: Final = 0.01
MOST: Final = 4.0
_MARGIN: Final = 28
_PAGE: Final = 10
_NOTCH: Final = 120
# A tree that is at least so large when it is fitted in is fitted in at first.
_GOOD: Final = 0.6
_MOST_PIXELS: Final = 40_000_000
_Key = Qt.Key


class _Canvas(QGraphicsItem):
    """The whole tree as one item: two thousand items would each be asked at every move."""

    def __init__(self, view: TreeView) -> None:
        super().__init__()
        self._view = view
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def moved(self) -> None:
        """Say that it takes another room now."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        """Return the room that the tree takes, with the pills at its edges."""
        reach = self._view.margin
        return self._view.picture.whole.adjusted(-reach, -reach, reach, reach)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw what is seen of it."""
        view = self._view
        view.picture.paint(
            painter,
            option.exposedRect,
            detail=view.zoom,
            current=view.current,
            focused=view.hasFocus(),
            way=view.way,
        )


class TreeView(QGraphicsView):
    """Shows a `TreePicture`; one box is the current one.

    `current_changed(id)`, `opened(id)` on Enter or a double click, `fold_wanted(id)` on Space or a
    click on a pill, `unfold_wanted(id)` on the asterisk, `go_wanted(id, down)` for Left and Right,
    which may have to read first, `top_wanted()` on Backspace, `typed(letters)` when somebody begins
    to write, `menu_wanted(id, point)`, `zoomed(size)`. `speak` says a box in words for whoever
    listens.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    fold_wanted = Signal(int)
    unfold_wanted = Signal(int)
    go_wanted = Signal(int, bool)
    top_wanted = Signal()
    typed = Signal(str)
    menu_wanted = Signal(int, object)
    zoomed = Signal(float)

    def __init__(
        self,
        theme: ThemeContext,
        picture: TreePicture,
        speak: Callable[[int], str],
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture = picture
        self._speak = speak
        self._current: int | None = None
        self._way: frozenset[int] = frozenset()
        self._fitted = False
        self._pressed: QPoint | None = None
        self._scene = QGraphicsScene(self)
        # One item needs no index.
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._canvas = _Canvas(self)
        self._scene.addItem(self._canvas)
        self.setScene(self._scene)
        # The picture is mirrored itself; a mirrored view would scroll the other way round.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._on_theme()
        theme.changed.connect(self._on_theme)

    @property
    def picture(self) -> TreePicture:
        """Return what is shown."""
        return self._picture

    @property
    def current(self) -> int | None:
        """Return the current box."""
        return self._current

    @property
    def way(self) -> frozenset[int]:
        """Return the boxes from the first down to the current one."""
        return self._way

    @property
    def zoom(self) -> float:
        """Return the size in force, 1.0 being that of the design."""
        return self.transform().m11()

    def rows_in_sight(self) -> int:
        """Return how many rows of boxes the view shows at the size of the design."""
        return int(self.viewport().height() / self._picture.row_step)

    @property
    def margin(self) -> float:
        """Return what stays free around the tree."""
        return float(self._theme.px(_MARGIN))

    def set_picture(self, picture: TreePicture) -> None:
        """Show another tree, or the same with other boxes: the current one stays in its place."""
        held = self._current
        known = held is not None and held in self._picture
        before = self._picture.rect(held).center() if held is not None and known else None
        centre = self.mapToScene(self.viewport().rect().center())
        self._picture = picture
        self._canvas.moved()
        reach = self.margin
        self._scene.setSceneRect(picture.whole.adjusted(-reach, -reach, reach, reach))
        if held is not None and held not in picture:
            self._current, self._way = None, frozenset()
        elif held is not None and before is not None:
            self._way = frozenset(picture.way(held))
            self.centerOn(centre + picture.rect(held).center() - before)
        if self._fitted:
            self.fit()
        self.viewport().update()

    def go_to(self, box_id: int) -> None:
        """Make a box the current one and bring it into sight; a screen reader hears of it."""
        if box_id not in self._picture:
            return
        spoken = self._speak(box_id)
        changed = box_id != self._current
        self._current = box_id
        self._way = frozenset(self._picture.way(box_id))
        self.setAccessibleDescription(spoken)
        self.show_box(box_id)
        self.viewport().update()
        if changed:
            if self.hasFocus():
                announce(self, spoken)
            self.current_changed.emit(box_id)

    def show_box(self, box_id: int) -> None:
        """Bring a box into sight."""
        reach = self._theme.px(_MARGIN)
        self.ensureVisible(self._picture.rect(box_id), reach, reach)

    def start(self, box_id: int) -> None:
        """Begin: all of the tree where it is legible so, else a part with this box."""
        self.fit()
        if self.zoom < _GOOD:
            self.zoom_to(1.0)
            rect = self._picture.rect(box_id)
            across = self.viewport().width() / 2 - self.margin - rect.width() / 2
            shift = QPointF(-across if self._picture.mirrored else across, 0)
            self.centerOn(rect.center() + shift)

    def fit(self) -> None:
        """Show all of the tree, no larger than it was designed."""
        room, whole = self.viewport().rect(), self.sceneRect()
        if whole.width() <= 0 or whole.height() <= 0:
            return
        size = min(room.width() / whole.width(), room.height() / whole.height(), 1.0)
        self._scale_to(max(LEAST, size))
        self.centerOn(whole.center())
        self._fitted = True

    def zoom_to(self, size: float, at: QPointF | None = None) -> None:
        """Show the tree larger or smaller, the current box (or a point) staying where it is."""
        size = min(MOST, max(LEAST, size))
        point = at
        if point is None:
            point = QPointF(self.viewport().rect().center())
            if self._current is not None:
                box = QPointF(self.mapFromScene(self._picture.rect(self._current).center()))
                if self.viewport().rect().contains(box.toPoint()):
                    point = box
        held = self.mapToScene(point.toPoint())
        self._fitted = False
        self._scale_to(size)
        centre = QPointF(self.viewport().rect().center())
        self.centerOn(held + (centre - point) / size)

    def zoom_by(self, factor: float) -> None:
        """Show the tree by so much larger."""
        self.zoom_to(self.zoom * factor)

    def image(self, ratio: float = 2.0) -> QImage:
        """Return the whole tree as a picture, as sharp as the screen's best."""
        area = self.sceneRect()
        room = max(1.0, area.width() * area.height())
        scale = min(ratio, sqrt(_MOST_PIXELS / room))
        made = QImage(
            max(1, round(area.width() * scale)),
            max(1, round(area.height() * scale)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        made.fill(self._picture.look.ground)
        painter = QPainter(made)
        painter.scale(scale, scale)
        painter.translate(-area.topLeft())
        self._picture.paint(painter, area)
        painter.end()
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, fold, open, zoom; letters go to whoever looks for names."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._current is None or alt:
            event.ignore()
        elif self._zooms(event) or (not control and self._walks(event, self._current)):
            event.accept()
        elif event.text().strip() and event.text().isprintable() and not control:
            self.typed.emit(event.text())
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pull the picture, or a click."""
        super().mousePressEvent(event)
        self._pressed = event.position().toPoint()
        event.accept()
        if event.button() == Qt.MouseButton.RightButton:
            self._click(event.position().toPoint(), pills=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the box under the mouse, where the picture was not pulled."""
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        start, self._pressed = self._pressed, None
        event.accept()
        point = event.position().toPoint()
        if (
            start is not None
            and event.button() == Qt.MouseButton.LeftButton
            and (point - start).manhattanLength() < QApplication.startDragDistance()
        ):
            self._click(point, pills=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the box under the mouse."""
        point = self.mapToScene(event.position().toPoint())
        found = self._picture.at(point)
        if found is not None and not self._picture.on_pill(found, point):
            self.opened.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl show the tree larger or smaller, else move it."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = event.angleDelta().y() / _NOTCH
            if notches:
                self.zoom_to(self.zoom * STEP**notches, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the current box, by mouse or by key."""
        if self._current is not None:
            place = event.globalPos()
            if event.reason() == event.Reason.Keyboard:
                rect = self._picture.rect(self._current)
                place = self.viewport().mapToGlobal(self.mapFromScene(rect.center()))
            self.menu_wanted.emit(self._current, place)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow two fingers that pull apart, and show the whole words of a box under the mouse."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_to(self.zoom * (1 + event.value()), event.position())
                return True
        elif isinstance(event, QHelpEvent):
            found = self._picture.at(self.mapToScene(event.pos()))
            words = tool_tip(self._speak(found)) if found is not None else ""
            self.viewport().setToolTip(words)
        return bool(super().viewportEvent(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted in."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tree, and the edge of the part that has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            focus_edge(painter, self._theme, QRectF(self.viewport().rect()), 2)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show, and say, where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()
        announce(self, self.accessibleDescription())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the current box more quietly."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _walks(self, event: QKeyEvent, current: int) -> bool:
        key = event.key()
        steps = {
            _Key.Key_Up: -1,
            _Key.Key_Down: 1,
            _Key.Key_PageUp: -_PAGE,
            _Key.Key_PageDown: _PAGE,
        }
        if key in steps:
            found = self._picture.beside(current, steps[_Key(key)])
            if found is not None:
                self.go_to(found)
        elif key in {_Key.Key_Left, _Key.Key_Right}:
            down = (key == _Key.Key_Right) is not self._picture.mirrored
            self.go_wanted.emit(current, down)
        elif key == _Key.Key_Home:
            self.go_to(self._picture.ids()[0])
        elif key in {_Key.Key_Return, _Key.Key_Enter}:
            self.opened.emit(current)
        elif key == _Key.Key_Space:
            self.fold_wanted.emit(current)
        elif key == _Key.Key_Asterisk:
            self.unfold_wanted.emit(current)
        elif key == _Key.Key_Backspace:
            self.top_wanted.emit()
        else:
            return False
        return True

    def _zooms(self, event: QKeyEvent) -> bool:
        if event.key() in {_Key.Key_Plus, _Key.Key_Equal}:
            self.zoom_by(STEP)
        elif event.key() in {_Key.Key_Minus, _Key.Key_Underscore}:
            self.zoom_by(1 / STEP)
        elif event.key() == _Key.Key_0:
            self.fit()
        elif event.key() == _Key.Key_1:
            self.zoom_to(1.0)
        else:
            return False
        return True

    def _click(self, place: QPoint, *, pills: bool) -> None:
        point = self.mapToScene(place)
        found = self._picture.at(point)
        if found is None:
            return
        on_pill = pills and self._picture.on_pill(found, point)
        self.go_to(found)
        if on_pill:
            self.fold_wanted.emit(found)

    def _scale_to(self, size: float) -> None:
        self.resetTransform()
        self.scale(size, size)
        self.zoomed.emit(size)

    def _on_theme(self) -> None:
        self.setBackgroundBrush(self._theme.colour(self._theme.tokens.win))
        self.viewport().update()
