"""Where the boxes of a tree are in the picture, and how one is reached from another."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from smallcrm.ui.widgets.tree_layout import Spot, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH: Final = 208
GAP_ACROSS: Final = 60
GAP_DOWN: Final = 14


class TreeGeometry:
    """The boxes of trees by id, each so high, in columns; `scale` is the owner's text size.

    `mirrored` puts the first column at the right, for windows that are read from there.
    """

    def __init__(
        self,
        roots: Sequence[int],
        children: Mapping[int, Sequence[int]],
        height: float,
        *,
        scale: float = 1.0,
        mirrored: bool = False,
    ) -> None:
        self.mirrored = mirrored
        self._roots = roots
        self._children = children
        self._parents = {kid: parent for parent, kids in children.items() for kid in kids}
        self._width = WIDTH * scale
        self._across = GAP_ACROSS * scale
        self._height = height
        self._down = height + GAP_DOWN * scale
        self._reach = self._across / 3
        self._spots = tidy(roots, children)
        self._columns = _by_column(self._spots)
        self._rects: dict[int, QRectF] = {}
        deepest = max(self._columns, default=-1)
        rows = max((spot.row for spot in self._spots.values()), default=0.0)
        width = (deepest + 1) * (self._width + self._across) - self._across
        high = rows * self._down + self._height
        self._whole = QRectF(0, 0, max(0.0, width), high if self._spots else 0.0)

    def __contains__(self, box_id: int) -> bool:
        """Tell whether there is such a box."""
        return box_id in self._spots

    @property
    def whole(self) -> QRectF:
        """Return what all boxes take together."""
        return self._whole

    @property
    def box_width(self) -> float:
        """Return how wide a box is."""
        return self._width

    @property
    def box_height(self) -> float:
        """Return how high a box is."""
        return self._height

    @property
    def column_step(self) -> float:
        """Return how far two columns are from each other."""
        return self._width + self._across

    @property
    def row_step(self) -> float:
        """Return how far two rows are from each other."""
        return self._down

    def ids(self) -> list[int]:
        """Return all boxes, column by column from above."""
        return [one for column in sorted(self._columns) for one in self._columns[column][1]]

    def walk(self) -> Iterator[int]:
        """Go through all boxes as one reads a list: each one's children after it."""
        stack = [*reversed(self._roots)]
        while stack:
            box_id = stack.pop()
            yield box_id
            stack.extend(reversed(self._children.get(box_id, ())))

    def spot(self, box_id: int) -> Spot:
        """Return the column and the row of a box."""
        return self._spots[box_id]

    def rect(self, box_id: int) -> QRectF:
        """Return where a box stands."""
        found = self._rects.get(box_id)
        if found is None:
            spot = self._spots[box_id]
            found = self._rects[box_id] = self._rect(spot.column, spot.row)
        return found

    def parent(self, box_id: int) -> int | None:
        """Return the box from which a line leads to this one."""
        return self._parents.get(box_id)

    def first_below(self, box_id: int) -> int | None:
        """Return the first box to which a line leads from this one."""
        kids = self._children.get(box_id)
        return kids[0] if kids else None

    def way(self, box_id: int) -> list[int]:
        """Return the way from the first of its tree down to a box, both included."""
        found = [box_id]
        while (above := self._parents.get(found[-1])) is not None:
            found.append(above)
        return found[::-1]

    def beside(self, box_id: int, step: int) -> int | None:
        """Return the box so many further down (or up) in the same column; the last there is."""
        column = self._columns[self._spots[box_id].column][1]
        at = column.index(box_id)
        wanted = min(len(column) - 1, max(0, at + step))
        return column[wanted] if wanted != at else None

    def position(self, box_id: int) -> tuple[int, int, int]:
        """Return a box's level, its place among its siblings, and their number, from 1 on."""
        parent = self._parents.get(box_id)
        siblings = self._roots if parent is None else self._children[parent]
        return self._spots[box_id].column + 1, siblings.index(box_id) + 1, len(siblings)

    def within(self, area: QRectF) -> list[int]:
        """Return the boxes that an area touches, with the pills at their edges."""
        reach = self._reach
        found: list[int] = []
        for column, (rows, ids) in self._columns.items():
            left = self._rect(column, 0).left()
            if left - reach > area.right() or left + self._width + reach < area.left():
                continue
            first = bisect_left(rows, (area.top() - self._height) / self._down)
            last = bisect_left(rows, area.bottom() / self._down + 1e-9)
            found.extend(ids[first:last])
        return found

    def _rect(self, column: int, row: float) -> QRectF:
        left = column * (self._width + self._across)
        if self.mirrored:
            left = self._whole.width() - left - self._width
        return QRectF(left, row * self._down, self._width, self._height)


def _by_column(spots: Mapping[int, Spot]) -> dict[int, tuple[list[float], list[int]]]:
    """Sort the boxes of each column from above."""
    columns: dict[int, list[tuple[float, int]]] = {}
    for box_id, spot in spots.items():
        columns.setdefault(spot.column, []).append((spot.row, box_id))
    made = {}
    for column, pairs in columns.items():
        pairs.sort()
        made[column] = ([row for row, _ in pairs], [one for _, one in pairs])
    return made
