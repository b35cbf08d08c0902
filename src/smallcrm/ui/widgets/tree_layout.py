"""Where the boxes of a tree stand: columns by depth, rows as close as they may be; free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Rows between boxes of one parent, of several, and between trees.
_SIBLINGS: Final = 1.0
_COUSINS: Final = 1.25
_TREES: Final = 1.3


@dataclass(frozen=True, slots=True)
class Spot:
    """A column, counted from 0, and the row of the box's upper edge (half rows happen)."""

    column: int
    row: float


@dataclass(slots=True)
class _Shape:
    """What a laid out subtree takes in its own frame; the deepest column comes first.

    `at` is the row of its root, `moved` how far each child's frame is from this one.
    """

    at: float
    top: list[float]
    bottom: list[float]
    moved: list[tuple[int, float]] = field(default_factory=list)


def tidy(roots: Sequence[int], children: Mapping[int, Sequence[int]]) -> dict[int, Spot]:
    """Lay trees out, one below the other; each id may stand in them once.

    A parent stands at the middle of its children, which keep their order; no two boxes of a column
    are closer than a row. After Reingold and Tilford (1981), turned on its side, with contours as
    lists; without recursion, so that a chain may be of any length.
    """
    shapes = _shapes(roots, children)
    spots: dict[int, Spot] = {}
    next_row = 0.0
    for root in roots:
        shape = shapes[root]
        shift = next_row - min(shape.top)
        next_row = max(shape.bottom) + shift + _TREES
        stack = [(root, 0, shift)]
        while stack:
            node, column, moved = stack.pop()
            spots[node] = Spot(column, shapes[node].at + moved)
            stack.extend((child, column + 1, moved + by) for child, by in shapes[node].moved)
    return spots


def _shapes(roots: Sequence[int], children: Mapping[int, Sequence[int]]) -> dict[int, _Shape]:
    """Shape every subtree, children before parents."""
    order: list[int] = []
    stack = list(roots)
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(children.get(node, ()))
    shapes: dict[int, _Shape] = {}
    for node in reversed(order):
        kids = children.get(node, ())
        shapes[node] = _joined(kids, shapes) if kids else _Shape(0.0, [0.0], [0.0])
    return shapes


def _joined(kids: Sequence[int], shapes: Mapping[int, _Shape]) -> _Shape:
    """Put subtrees below each other, as close as they go, and their parent beside the middle."""
    first = shapes[kids[0]]
    # The contours of a child go over to its parent: nobody else looks at them any more.
    top, bottom = first.top, first.bottom
    moved = [(kids[0], 0.0)]
    for kid in kids[1:]:
        shape = shapes[kid]
        shift = _shift(bottom, shape.top)
        common = min(len(bottom), len(shape.bottom))
        if len(shape.bottom) <= len(bottom):
            bottom[len(bottom) - common :] = [row + shift for row in shape.bottom[-common:]]
        else:
            # The deeper one's frame becomes that of all, so that the long list stays as it is.
            shape.top[len(shape.top) - common :] = [row - shift for row in top]
            top, bottom = shape.top, shape.bottom
            moved = [(one, by - shift) for one, by in moved]
            shift = 0.0
        moved.append((kid, shift))
    ends = [shapes[kid].at + by for kid, by in (moved[0], moved[-1])]
    at = (ends[0] + ends[1]) / 2
    top.append(at)
    bottom.append(at)
    return _Shape(at, top, bottom, moved)


def _shift(bottom: Sequence[float], top: Sequence[float]) -> float:
    """Return how far a subtree must go down to be clear of what is above it."""
    gap = _SIBLINGS
    shift = float("-inf")
    for above, below in zip(reversed(bottom), reversed(top), strict=False):
        shift = max(shift, above - below + gap)
        gap = _COUSINS
    return shift
