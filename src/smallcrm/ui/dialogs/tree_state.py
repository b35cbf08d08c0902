"""The part of the referral tree that is known, what of it is folded, and the ways through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smallcrm.domain import keys, pinyin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smallcrm.queries.referral_shapes import Branch, BranchNode
    from smallcrm.queries.shapes import ClientRef

REST: Final = 0
"""The place that stands for trees that were not asked for; it has no client."""


@dataclass(frozen=True, slots=True)
class Grown:
    """What is to be seen: trees from above, and each one's children, both in order.

    A negative id stands for those whom the client of that id sent and who are not there yet.
    """

    roots: Sequence[int]
    children: Mapping[int, Sequence[int]]


class TreeState:
    """Clients by id, as far as they were read. Plain data, without Qt; GUI thread.

    `currency` is the file's own: amounts in it come first.
    """

    def __init__(self, currency: str = "") -> None:
        self.currency = currency
        self._nodes: dict[int, BranchNode] = {}
        self._kids: dict[int, list[int]] = {}
        self._roots: list[int] = []
        self._above: tuple[ClientRef, ...] = ()
        self._trees_left = 0
        self._folded: set[int] = set()
        self._found: dict[int, tuple[str, ...]] = {}

    def __len__(self) -> int:
        """Return how many clients are known."""
        return len(self._nodes)

    @property
    def above(self) -> tuple[ClientRef, ...]:
        """Return the way from the top down to the referrer of the first one."""
        return self._above

    @property
    def first(self) -> int | None:
        """Return the first client of all, None where there is none."""
        return self._roots[0] if self._roots else None

    @property
    def roots(self) -> Sequence[int]:
        """Return the first of each tree."""
        return self._roots

    def node(self, client_id: int) -> BranchNode | None:
        """Return a client who is known."""
        return self._nodes.get(client_id)

    def nodes(self) -> Iterator[BranchNode]:
        """Go through all that are known, parents before those they sent."""
        return iter(self._nodes.values())

    def replace(self, branch: Branch) -> None:
        """Know this alone; what was folded stays folded."""
        self._nodes, self._kids, self._roots, self._found = {}, {}, [], {}
        self._above = branch.above
        for node in branch.nodes:
            parent = node.parent_id
            if node.client.id in self._nodes:
                continue
            self._add(node, parent if parent in self._nodes else None)
        self._trees_left = max(0, branch.left_out - self._below_missing())

    def graft(self, branch: Branch, *, folded: bool = False) -> None:
        """Learn who is below the branch's first client, who is known already.

        `folded` shows the first level alone of those who were not known.
        """
        if not branch.nodes or branch.nodes[0].client.id not in self._nodes:
            return
        top = branch.nodes[0].client.id
        fresh: dict[int, list[int]] = {}
        for node in branch.nodes[1:]:
            parent = node.parent_id
            # A circle of old, or somebody who has moved meanwhile: who is there stays there.
            if parent is None or parent not in self._nodes:
                continue
            if node.client.id not in self._nodes:
                self._add(node, parent)
                if folded and node.sent:
                    self._folded.add(node.client.id)
            if node.client.id in self._kids.get(parent, ()):
                fresh.setdefault(parent, []).append(node.client.id)
        for parent, order in fresh.items():
            rest = [one for one in self._kids[parent] if one not in set(order)]
            self._kids[parent] = order + rest
        self._folded.discard(top)

    def begin(self, rows: int) -> None:
        """Fold so that about so many rows are to be seen, or twice as many as there are trees.

        Level by level, those that find room are opened; the first one of all is open.
        """
        self._folded = set(self._kids)
        waiting = list(self._roots)
        taken = len(waiting)
        rows = max(rows, 2 * taken)
        for client_id in waiting:
            kids = self._kids.get(client_id, [])
            if kids and (client_id == self.first or taken + len(kids) - 1 <= rows):
                taken += len(kids) - 1
                self._folded.discard(client_id)
                waiting.extend(kids)

    def unfold_below(self, client_id: int) -> None:
        """Show all who are known below a client."""
        waiting = [client_id]
        for one in waiting:
            self._folded.discard(one)
            waiting.extend(self._kids.get(one, ()))

    def fold(self, client_id: int, *, folded: bool) -> None:
        """Hide those below a client, or show them again."""
        (self._folded.add if folded else self._folded.discard)(client_id)

    def is_open(self, client_id: int) -> bool:
        """Tell whether those below a client are to be seen."""
        return bool(self._kids.get(client_id)) and client_id not in self._folded

    def missing(self, client_id: int) -> int:
        """Return how many of those whom a client sent have not been read yet."""
        node = self._nodes.get(client_id)
        return max(0, node.sent - len(self._kids.get(client_id, ()))) if node is not None else 0

    def known_below(self, client_id: int) -> int:
        """Return how many of those whom a client sent are known."""
        return len(self._kids.get(client_id, ()))

    def child(self, client_id: int, number: int) -> int | None:
        """Return one of those whom a client sent, counted from 0."""
        kids = self._kids.get(client_id, ())
        return kids[number] if number < len(kids) else None

    def total(self) -> int:
        """Return how many clients there are in all, known or not."""
        return len(self._nodes) + self._below_missing() + self._trees_left

    def more_trees(self) -> int:
        """Return how many clients of whole trees have not been read."""
        return self._trees_left

    def hidden(self, client_id: int) -> int:
        """Return how many are below a client without being seen, because it is not open."""
        node = self._nodes.get(client_id)
        return 0 if node is None or self.is_open(client_id) else node.below

    def shown(self, *, more_trees: bool = False) -> Grown:
        """Return what is to be seen."""
        roots = list(self._roots)
        if more_trees and self.more_trees():
            roots.append(REST)
        children: dict[int, Sequence[int]] = {}
        for client_id, kids in self._kids.items():
            if self.is_open(client_id):
                more = [-client_id] if self.missing(client_id) else []
                children[client_id] = [*kids, *more]
        return Grown(roots, children)

    def parent(self, client_id: int) -> int | None:
        """Return who sent a client, or who did not get room for the "more" of a negative id."""
        if client_id < 0:
            return -client_id
        node = self._nodes.get(client_id)
        known = node is not None and node.parent_id in self._nodes
        if node is None or not known or client_id in self._roots:
            return None
        return node.parent_id

    def way(self, client_id: int) -> list[int]:
        """Return the way from the first of the tree down to a client, both included."""
        found = [client_id]
        while (above := self.parent(found[-1])) is not None:
            found.append(above)
        return found[::-1]

    def reveal(self, client_id: int) -> None:
        """Open all above a client."""
        self._folded.difference_update(self.way(client_id)[:-1])

    def find(self, text: str) -> list[int]:
        """Return who is known by a name like this: what begins so first, then any part of it."""
        wanted = keys.fold(text).strip()
        if not wanted:
            return []
        squeezed = wanted.replace(" ", "").replace("'", "")
        begins, within = [], []
        for client_id in self._nodes:
            names = self._names(client_id)
            if any(name.startswith(wanted) for name in names):
                begins.append(client_id)
            elif any(wanted in name or squeezed in name for name in names):
                within.append(client_id)
        return begins + within

    def _below_missing(self) -> int:
        """Return how many of those below the known ones are not known."""
        return sum(
            max(0, node.below - sum(1 + self._nodes[kid].below for kid in self._kids.get(one, ())))
            for one, node in self._nodes.items()
        )

    def _add(self, node: BranchNode, parent: int | None) -> None:
        self._nodes[node.client.id] = node
        if parent is None:
            self._roots.append(node.client.id)
        else:
            self._kids.setdefault(parent, []).append(node.client.id)

    def _names(self, client_id: int) -> tuple[str, ...]:
        found = self._found.get(client_id)
        if found is None:
            client = self._nodes[client_id].client
            found = _searchable(client.name)
            if client.organisation:
                found += _searchable(client.organisation)
            self._found[client_id] = found
        return found


def _searchable(name: str) -> tuple[str, ...]:
    """Return a name as it may be typed: folded, and in pinyin and its initials."""
    folded = keys.fold(name)
    found = [folded, *folded.split()[1:]]
    if pinyin.has_chinese(name):
        for spelt in pinyin.readings(name):
            found.extend(spelt)
    return tuple(found)
