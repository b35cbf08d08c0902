"""Who brought whom, over any depth, with the money that came of each branch.

What lies below a client is added up over the referrers of a branch alone: they are a few of all
who are in it, and what came of those whom each sent is kept. The rest is read of whom is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from smallcrm.domain.enums import Level, ReferralOutcome
from smallcrm.domain.money import Money
from smallcrm.queries import balances, rows
from smallcrm.queries.referral_shapes import Branch, BranchNode
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.statements import statement

# A client has one referrer at most, so that each referrer is come to once, and a circle can only
# lead back to where the walk began: that one is not gone to again.
_REFERRERS = """
    WITH RECURSIVE tree(client_id, parent_id, sent, won, level) AS (
        SELECT client_id, NULL, sent, won, 0 FROM referrer WHERE {0}
        UNION ALL
        SELECT referrer.client_id, referrer.parent_id, referrer.sent, referrer.won, level + 1
        FROM tree JOIN referrer INDEXED BY ix_referrer_parent_id_sent_won
            ON referrer.parent_id = tree.client_id
        WHERE referrer.client_id IS NOT :id)
    SELECT tree.client_id, tree.parent_id, tree.sent, tree.won, worth.currency, worth.paid_minor
    FROM tree LEFT JOIN referrer_worth AS worth ON worth.client_id = tree.client_id
    ORDER BY level DESC
"""
_BELOW_ONE = _REFERRERS.format("client_id = :id")
_BELOW_ALL = _REFERRERS.format("parent_id IS NULL")
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


@dataclass(frozen=True, slots=True)
class _Tree:
    """The referrers of a branch: whom each sent, and what is below without what is their own."""

    parents: dict[int, int | None]
    sent: dict[int, int]
    won: dict[int, int]
    below: dict[int, int]
    under: dict[int, dict[str, int]]


def branch(connection: Connection, client_id: int | None, *, depth: int, limit: int) -> Branch:
    """Return a client and those below, or (None) all roots that brought somebody.

    It is empty where there is no such client. Money and `below` count the whole branch, however
    deep; `depth` and `limit` say how much of it is shown. Siblings are compared in the file's
    currency, then by how many are below.
    """
    tree = _read(connection, client_id)
    if client_id is None:
        above: list[int] = []
        roots = [one for one, parent in tree.parents.items() if parent is None]
    else:
        above, roots = _above(connection, client_id), [client_id]
        if above and above[-1] in tree.parents:
            _cut_circle(connection, tree, [*above, client_id])
    shown = _shown(connection, tree, roots, depth, limit)
    own = balances.worth_of(connection, shown)
    wanted = {"ids": rows.ids({*above, *shown})}
    found = {row[0]: row for row in connection.execute(statement(_SHOWN), wanted).all()}
    if client_id is not None and client_id not in found:
        return Branch(())
    below = sum(tree.below.get(root, 0) for root in roots)
    return Branch(
        nodes=tuple(
            _node(found[one], deep, tree, own.get(one, balances.NO_WORTH))
            for one, deep in shown.items()
        ),
        above=tuple(rows.reference(found[one]) for one in above),
        left_out=len(roots) + below - len(shown),
    )


def _read(connection: Connection, client_id: int | None) -> _Tree:
    """Read the referrers of a client's branch, and add up what is below each, deepest first.

    None: of all roots. A circle has no root, and none of those who are in it are found then.
    """
    sql = _BELOW_ALL if client_id is None else _BELOW_ONE
    parents: dict[int, int | None] = {}
    sent: dict[int, int] = {}
    won: dict[int, int] = {}
    under: dict[int, dict[str, int]] = {}
    for one, parent, own_sent, own_won, currency, minor in connection.execute(
        statement(sql), {"id": client_id}
    ).all():
        if one not in parents:
            parents[one], sent[one], won[one], under[one] = parent, own_sent, own_won, {}
        if minor:
            under[one][currency] = minor
    below = sent.copy()
    for one, parent in parents.items():
        if parent is not None:
            below[parent] += below[one]
            _add(under[parent], under[one])
    return _Tree(parents, sent, won, below, under)


def _add(sums: dict[str, int], more: Mapping[str, int]) -> None:
    for currency, minor in more.items():
        sums[currency] = sums.get(currency, 0) + minor


def _cut_circle(connection: Connection, tree: _Tree, circle: Sequence[int]) -> None:
    """Take off again what the referrer of the root, the last of the circle, added for it."""
    root = circle[-1]
    own = balances.worth_of(connection, [root]).get(root, balances.NO_WORTH)
    paid = {money.currency: -money.minor for money in own.paid}
    for one in circle:
        tree.below[one] -= 1
        _add(tree.under[one], paid)


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
        parents = [one for one in level if one in tree.sent]
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
    last, count = 0, tree.sent[parents[0]]
    while count < room and last + 1 < len(parents):
        last += 1
        count += tree.sent[parents[last]]
    found: dict[int, dict[int, int]] = {one: {} for one in parents[: last + 1]}
    for some, most in ((parents[:last], _ALL), (parents[last : last + 1], room + 1)):
        if some:
            where = {"ids": rows.ids(some), "currency": currency, "limit": most}
            sent = connection.execute(statement(_SENT_BY), where).all()
            for parent_id, client_id, paid_minor in sent:
                found[parent_id][client_id] = paid_minor
    siblings = found[parents[last]]
    if len(siblings) < tree.sent[parents[last]]:
        missing = [
            one
            for one, parent in tree.parents.items()
            if parent == parents[last] and one not in siblings
        ]
        paid = _paid(connection, missing, currency)
        siblings.update({one: paid.get(one, 0) for one in missing})
    return list(found.values())


def _ordered(tree: _Tree, siblings: Mapping[int, int], currency: str) -> list[int]:
    """Sort siblings by what their branches are worth, and by how many are below."""
    keys = [
        (-paid - tree.under[one].get(currency, 0), -tree.below[one], one)
        if one in tree.under
        else (-paid, 0, one)
        for one, paid in siblings.items()
    ]
    return [key[2] for key in sorted(keys)]


def _paid(connection: Connection, wanted: Sequence[int], currency: str) -> dict[int, int]:
    found = connection.execute(statement(_PAID), {"ids": rows.ids(wanted), "currency": currency})
    return {row[0]: row[1] for row in found.all()}


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


def _with(own: Sequence[Money], under: Mapping[str, int]) -> tuple[Money, ...]:
    """Add what is below to what is a client's own, per currency; nothing is left out."""
    sums = {money.currency: money.minor for money in own}
    _add(sums, under)
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)


def _node(row: Any, deep: int, tree: _Tree, own: balances.Worth) -> BranchNode:
    """Make a node; of the first it is not said who sent them: it stands above."""
    one, name, organisation, level, referral_id, parent_id, outcome, on = row
    client, sent, whole = ClientRef(one, name, organisation, Level(level)), 0, own.paid
    if one in tree.sent:
        sent = tree.sent[one]
        whole = _with(own.paid, tree.under[one])
    won, below = (tree.won[one], tree.below[one]) if sent else (0, 0)
    return BranchNode(
        client=client,
        parent_id=parent_id if deep else None,
        depth=deep,
        sent=sent,
        below=below,
        own=own.paid,
        branch=whole,
        referral_id=referral_id,
        outcome=ReferralOutcome(outcome) if outcome else None,
        on=date.fromisoformat(on) if on else None,
        won=won,
    )
