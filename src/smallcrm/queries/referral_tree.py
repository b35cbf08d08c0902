"""Who brought whom, over any depth, with the money that came of each branch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
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

# A client has one referrer at most, so that each client is come to once, and a circle can only
# lead back to where the walk began: that one is not gone to again.
_BELOW = """
    WITH RECURSIVE tree(client_id, parent_id, referral_id, outcome, referred_on) AS (
        SELECT referral.client_id, referral.counterpart_id, referral.id, referral.outcome,
               referral.referred_on
        FROM referral INDEXED BY ix_referral_in
        WHERE referral.direction = 'in'
          AND referral.counterpart_id IN (SELECT value FROM json_each(:roots))
          AND referral.client_id NOT IN (SELECT value FROM json_each(:roots))
        UNION ALL
        SELECT referral.client_id, referral.counterpart_id, referral.id, referral.outcome,
               referral.referred_on
        FROM tree JOIN referral INDEXED BY ix_referral_in
            ON referral.counterpart_id = tree.client_id
        WHERE referral.direction = 'in'
          AND referral.client_id NOT IN (SELECT value FROM json_each(:roots)))
    SELECT * FROM tree
"""
_ROOTS = """
    SELECT DISTINCT counterpart_id FROM referral AS up WHERE up.direction = 'in'
    AND NOT EXISTS (SELECT 1 FROM referral AS down
                    WHERE down.client_id = up.counterpart_id AND down.direction = 'in')
"""
# No way up is longer than this: a circle ends too.
_ABOVE = """
    WITH RECURSIVE above(client_id, step) AS (
        SELECT counterpart_id, 1 FROM referral WHERE client_id = :id AND direction = 'in'
        UNION ALL
        SELECT referral.counterpart_id, above.step + 1 FROM above
        JOIN referral ON referral.client_id = above.client_id
        WHERE referral.direction = 'in' LIMIT 10000)
    SELECT client_id FROM above ORDER BY step
"""
_NAMES = f"SELECT {rows.REF} FROM client WHERE id IN (SELECT value FROM json_each(:ids))"


def branch(connection: Connection, client_id: int | None, *, depth: int, limit: int) -> Branch:
    """Return a client and those below, or (None) all roots that brought somebody.

    It is empty where there is no such client. Money and `below` count the whole branch, however
    deep; `depth` and `limit` say how much of it is shown.
    """
    if client_id is None:
        roots: Sequence[int] = connection.execute(statement(_ROOTS)).scalars().all()
    else:
        roots = [client_id]
    found = connection.execute(statement(_BELOW), {"roots": rows.ids(roots)}).all()
    edges = {row.client_id: row for row in found}
    children: defaultdict[int, list[int]] = defaultdict(list)
    for row in found:
        children[row.parent_id].append(row.client_id)
    everybody = [*roots, *edges]
    own = balances.paid_by(connection, everybody)
    whole: dict[int, tuple[Money, ...]] = {}
    below: dict[int, int] = {}
    for one in reversed(_down(roots, children)):
        parts = [*own.get(one, ())]
        below[one] = 0
        for child in children.get(one, ()):
            parts.extend(whole[child])
            below[one] += below[child] + 1
        whole[one] = sum_by_currency(parts)
    currency = file_settings(connection).currency

    def most(one: int) -> tuple[int, int, int]:
        worth = next((part.minor for part in whole[one] if part.currency == currency), 0)
        return -worth, -below[one], one

    shown: list[tuple[int, int]] = []
    level = sorted(roots, key=most)
    for deep in range(depth + 1):
        shown.extend((one, deep) for one in level[: limit - len(shown)])
        if len(shown) >= limit:
            break
        level = [child for one in level for child in sorted(children.get(one, ()), key=most)]
    above = _above(connection, client_id) if client_id is not None else []
    names = _names(connection, [*above, *(one for one, _ in shown)])
    if client_id is not None and client_id not in names:
        return Branch(())
    return Branch(
        nodes=tuple(
            _node(names[one], edges, deep, children, below, own, whole)
            for one, deep in shown
        ),
        above=tuple(names[one] for one in above),
        left_out=len(everybody) - len(shown),
    )


def _down(roots: Sequence[int], children: Mapping[int, list[int]]) -> list[int]:
    """Return everybody, parents before their children."""
    order = list(roots)
    for one in order:
        order.extend(children.get(one, ()))
    return order


def _above(connection: Connection, client_id: int) -> list[int]:
    """Return the referrers above a client, the top first; a circle is cut where it closes."""
    way: list[int] = []
    for one in connection.execute(statement(_ABOVE), {"id": client_id}).scalars():
        if one == client_id or one in way:
            break
        way.append(one)
    return way[::-1]


def _names(connection: Connection, wanted: Sequence[int]) -> dict[int, ClientRef]:
    found = connection.execute(statement(_NAMES), {"ids": rows.ids(wanted)})
    return {row.client_id: rows.reference(row) for row in found}


def _node(
    client: ClientRef,
    edges: Mapping[int, Any],
    deep: int,
    children: Mapping[int, list[int]],
    below: Mapping[int, int],
    own: Mapping[int, tuple[Money, ...]],
    whole: Mapping[int, tuple[Money, ...]],
) -> BranchNode:
    edge = edges.get(client.id)
    sent = children.get(client.id, ())
    return BranchNode(
        client=client,
        parent_id=edge.parent_id if edge else None,
        depth=deep,
        sent=len(sent),
        won=sum(edges[one].outcome == ReferralOutcome.WON for one in sent),
        below=below[client.id],
        own=own.get(client.id, ()),
        branch=whole[client.id],
        referral_id=edge.referral_id if edge else None,
        outcome=ReferralOutcome(edge.outcome) if edge else None,
        on=date.fromisoformat(edge.referred_on) if edge else None,
    )
