"""Who brought whom, over any depth, with the money that came of each branch.

What lies below a client is added up over the referrers of a branch alone: they are a few of all
who are in it, and what came of those whom each sent is kept. The rest is read of whom is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import ReferralOutcome
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.queries import balances, rows
from smallcrm.queries.referral_shapes import Branch, BranchNode
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

# A client has one referrer at most, so that each referrer is come to once, and a circle can only
# lead back to where the walk began: that one is not gone to again.
_REFERRERS = """
    WITH RECURSIVE tree(client_id, parent_id, sent, won) AS (
        SELECT client_id, parent_id, sent, won FROM referrer WHERE client_id = :id
        UNION ALL
        SELECT referrer.client_id, referrer.parent_id, referrer.sent, referrer.won
        FROM tree JOIN referrer INDEXED BY ix_referrer_parent_id_sent
            ON referrer.parent_id = tree.client_id
        WHERE referrer.client_id <> :id)
    SELECT client_id, parent_id, sent, won FROM tree
"""
_ALL_REFERRERS = "SELECT client_id, parent_id, sent, won FROM referrer"
_WORTH = "SELECT client_id, currency, paid_minor FROM referrer_worth WHERE paid_minor <> 0"
_WORTH_OF = f"{_WORTH} AND client_id IN (SELECT value FROM json_each(:ids))"
_SENT_BY = """
    SELECT referral.counterpart_id AS parent_id, referral.client_id,
           coalesce(worth.paid_minor, 0) AS paid_minor
    FROM referral INDEXED BY ix_referral_counterpart
    LEFT JOIN client_worth AS worth
        ON worth.client_id = referral.client_id AND worth.currency = :currency
    WHERE referral.counterpart_id IN (SELECT value FROM json_each(:ids))
      AND referral.direction = 'in'
    ORDER BY 3 DESC, 2 LIMIT :limit
"""
_PAID = """
    SELECT client_id, paid_minor FROM client_worth
    WHERE client_id IN (SELECT value FROM json_each(:ids)) AND currency = :currency
"""
_ABOVE = """
    WITH RECURSIVE way(client_id, counterpart_id) AS (
        SELECT client_id, counterpart_id FROM referral
        WHERE client_id = :id AND direction = 'in'
        UNION
        SELECT referral.client_id, referral.counterpart_id
        FROM way JOIN referral ON referral.client_id = way.counterpart_id
        WHERE referral.direction = 'in')
    SELECT client_id, counterpart_id FROM way
"""
_SHOWN = f"""
    SELECT {rows.REF}, referral.id AS referral_id, referral.counterpart_id,
           referral.outcome, referral.referred_on
    FROM json_each(:ids) AS wanted CROSS JOIN client ON client.id = wanted.value
    LEFT JOIN referral ON referral.client_id = client.id AND referral.direction = 'in'
"""
_ALL = -1


@dataclass(slots=True)
class _Referrer:
    """A client who sent somebody, and what is below: without what they paid themselves."""

    sent: int = 0
    won: int = 0
    below: int = 0
    under: dict[str, int] = field(default_factory=dict)
    referrers: list[int] = field(default_factory=list)

    def add(self, worth: Mapping[str, int]) -> None:
        """Count money of somebody below."""
        for currency, minor in worth.items():
            self.under[currency] = self.under.get(currency, 0) + minor


_NOBODY = _Referrer()
_Tree = dict[int, _Referrer]


def branch(connection: Connection, client_id: int | None, *, depth: int, limit: int) -> Branch:
    """Return a client and those below, or (None) all roots that brought somebody.

    It is empty where there is no such client. Money and `below` count the whole branch, however
    deep; `depth` and `limit` say how much of it is shown. Siblings are compared in the file's
    currency, then by how many are below.
    """
    above = [] if client_id is None else _above(connection, client_id)
    tree, roots = _all(connection) if client_id is None else _below(connection, client_id)
    if above and above[-1] in tree:
        _cut_circle(connection, tree, roots[0], above)
    shown = _shown(connection, tree, roots, depth, limit)
    own = balances.worth_of(connection, shown)
    found = {
        row.client_id: row
        for row in connection.execute(statement(_SHOWN), {"ids": rows.ids({*above, *shown})})
    }
    if client_id is not None and client_id not in found:
        return Branch(())
    everybody = sum(tree.get(root, _NOBODY).below + 1 for root in roots)
    return Branch(
        nodes=tuple(
            _node(found[one], deep, tree.get(one, _NOBODY), own.get(one, balances.NO_WORTH))
            for one, deep in shown.items()
        ),
        above=tuple(rows.reference(found[one]) for one in above),
        left_out=everybody - len(shown),
    )


def _below(connection: Connection, client_id: int) -> tuple[_Tree, list[int]]:
    """Read the referrers of a client's branch, and add up what is below each."""
    found = connection.execute(statement(_REFERRERS), {"id": client_id}).all()
    order = [row.client_id for row in found]
    worth = connection.execute(statement(_WORTH_OF), {"ids": rows.ids(order)})
    return _added_up(found, worth, [client_id]), [client_id]


def _all(connection: Connection) -> tuple[_Tree, list[int]]:
    """Read all referrers; a circle has no root, and is not come to."""
    found = connection.execute(statement(_ALL_REFERRERS)).all()
    roots = [row.client_id for row in found if row.parent_id is None]
    return _added_up(found, connection.execute(statement(_WORTH)), roots), roots


def _added_up(found: Sequence[Any], worth: Iterable[Any], roots: Sequence[int]) -> _Tree:
    tree = {row[0]: _Referrer(row[2], row[3], row[2]) for row in found}
    first = set(roots)
    for client_id, parent_id, _, _ in found:
        if parent_id in tree and client_id not in first:
            tree[parent_id].referrers.append(client_id)
    for client_id, currency, paid_minor in worth:
        tree[client_id].under[currency] = paid_minor
    order = [root for root in roots if root in tree]
    for one in order:
        order.extend(tree[one].referrers)
    for one in reversed(order):
        referrer = tree[one]
        for child in referrer.referrers:
            referrer.below += tree[child].below
            referrer.add(tree[child].under)
    return tree


def _cut_circle(connection: Connection, tree: _Tree, root: int, above: Sequence[int]) -> None:
    """Take off again what the last of a circle added for its first, which is the root."""
    own = balances.worth_of(connection, [root]).get(root, balances.NO_WORTH)
    paid = {money.currency: -money.minor for money in own.paid}
    for one in above:
        tree[one].below -= 1
        tree[one].add(paid)
    tree[root].below -= 1
    tree[root].add(paid)


def _shown(
    connection: Connection, tree: _Tree, roots: Sequence[int], depth: int, limit: int
) -> dict[int, int]:
    """Choose whom to show, with their depth: level by level, of siblings the most first."""
    currency = file_settings(connection).currency
    if len(roots) > 1:
        paid = _paid(connection, roots, currency)
        roots = _ordered(tree, {one: paid.get(one, 0) for one in roots}, currency)
    shown = dict.fromkeys(roots[:limit], 0)
    level = list(shown)
    for deep in range(1, depth + 1):
        room = limit - len(shown)
        parents = [one for one in level if one in tree]
        if not parents or room <= 0:
            break
        level = []
        for siblings in _sent_by(connection, tree, parents, room, currency):
            level.extend(one for one in _ordered(tree, siblings, currency) if one not in shown)
        level = level[:room]
        shown.update(dict.fromkeys(level, deep))
    return shown


def _sent_by(
    connection: Connection, tree: _Tree, parents: Sequence[int], room: int, currency: str
) -> list[dict[int, int]]:
    """Return whom each of the first parents sent, with what they paid, as far as there is room.

    Of a parent who sent more than that, no more are read than those who paid the most, and all who
    sent somebody themselves.
    """
    last, count = 0, tree[parents[0]].sent
    while count < room and last + 1 < len(parents):
        last += 1
        count += tree[parents[last]].sent
    found: dict[int, dict[int, int]] = {one: {} for one in parents[: last + 1]}
    for some, most in ((parents[:last], _ALL), (parents[last : last + 1], room + 1)):
        if some:
            where = {"ids": rows.ids(some), "currency": currency, "limit": most}
            for parent_id, client_id, paid_minor in connection.execute(statement(_SENT_BY), where):
                found[parent_id][client_id] = paid_minor
    siblings = found[parents[last]]
    missing = [one for one in tree[parents[last]].referrers if one not in siblings]
    if missing:
        paid = _paid(connection, missing, currency)
        siblings.update({one: paid.get(one, 0) for one in missing})
    return list(found.values())


def _ordered(tree: _Tree, siblings: Mapping[int, int], currency: str) -> list[int]:
    """Sort siblings by what their branches are worth, and by how many are below."""

    def most(one: int) -> tuple[int, int, int]:
        referrer = tree.get(one, _NOBODY)
        return -siblings[one] - referrer.under.get(currency, 0), -referrer.below, one

    return sorted(siblings, key=most)


def _paid(connection: Connection, wanted: Sequence[int], currency: str) -> dict[int, int]:
    found = connection.execute(statement(_PAID), {"ids": rows.ids(wanted), "currency": currency})
    return {row[0]: row[1] for row in found}


def _above(connection: Connection, client_id: int) -> list[int]:
    """Return the referrers above a client, the top first; a circle is cut where it closes."""
    found = connection.execute(statement(_ABOVE), {"id": client_id})
    referrers = {row.client_id: row.counterpart_id for row in found}
    way: list[int] = []
    one = client_id
    while one in referrers and referrers[one] not in {client_id, *way}:
        one = referrers[one]
        way.append(one)
    return way[::-1]


def _node(row: Any, deep: int, referrer: _Referrer, own: balances.Worth) -> BranchNode:
    """Make a node; of the first it is not said who sent them: it stands above."""
    client: ClientRef = rows.reference(row)
    under = [Money(minor, currency) for currency, minor in referrer.under.items()]
    whole = sum_by_currency([*own.paid, *under]) if under else own.paid
    if not deep:
        return BranchNode(
            client=client,
            parent_id=None,
            depth=0,
            sent=referrer.sent,
            won=referrer.won,
            below=referrer.below,
            own=own.paid,
            branch=whole,
        )
    return BranchNode(
        client=client,
        parent_id=row.counterpart_id,
        depth=deep,
        sent=referrer.sent,
        won=referrer.won,
        below=referrer.below,
        own=own.paid,
        branch=whole,
        referral_id=row.referral_id,
        outcome=ReferralOutcome(row.outcome),
        on=date.fromisoformat(row.referred_on),
    )
