"""What cannot be parted when a merge is taken apart: papers and the sales they are about.

An invoice and its sales, a quote and the sale made of it, a refund and its payment belong to one
client. What came since the merge follows what it is tied to; where it is tied to both sides,
nothing can be parted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

Node = tuple[str, int]
# Pairs of rows that belong to one client: table, id, table, id. Of both clients.
_CLIENTS: Final = "(:kept, :merged)"
_BONDS: Final = (
    f"""SELECT 'invoice', part.invoice_id, 'sale', part.sale_id FROM invoice_sale AS part
        JOIN invoice ON invoice.id = part.invoice_id WHERE invoice.client_id IN {_CLIENTS}""",
    f"""SELECT 'invoice', line.invoice_id, 'sale', line.sale_id FROM invoice_line AS line
        JOIN invoice ON invoice.id = line.invoice_id
        WHERE invoice.client_id IN {_CLIENTS} AND line.sale_id IS NOT NULL""",
    f"""SELECT 'invoice', id, 'invoice', credits_id FROM invoice
        WHERE client_id IN {_CLIENTS} AND credits_id IS NOT NULL""",
    f"""SELECT 'payment', id, 'invoice', invoice_id FROM payment
        WHERE client_id IN {_CLIENTS} AND invoice_id IS NOT NULL""",
    f"""SELECT 'payment', id, 'payment', refund_of_id FROM payment
        WHERE client_id IN {_CLIENTS} AND refund_of_id IS NOT NULL""",
    # What is given up is no money that could be free.
    f"""SELECT 'payment', payment.id, 'sale', part.sale_id FROM payment
        JOIN payment_allocation AS part ON part.payment_id = payment.id
        WHERE payment.client_id IN {_CLIENTS} AND payment.kind IN ('write_off', 'credit_note')""",
    f"""SELECT 'sale', id, 'quote', quote_id FROM sale
        WHERE client_id IN {_CLIENTS} AND quote_id IS NOT NULL""",
    f"""SELECT 'quote', quote.id, 'quote', other.id FROM quote
        JOIN quote AS other ON other.number = quote.number AND other.id > quote.id
        WHERE quote.client_id IN {_CLIENTS}""",
    f"""SELECT 'delivery', id, 'sale', sale_id FROM delivery WHERE client_id IN {_CLIENTS}""",
    f"""SELECT 'payment_promise', id, 'sale', sale_id FROM payment_promise
        WHERE client_id IN {_CLIENTS} AND sale_id IS NOT NULL""",
    f"""SELECT 'reminder', id, 'sale', charge_sale_id FROM reminder
        WHERE client_id IN {_CLIENTS} AND charge_sale_id IS NOT NULL""",
)
TABLES: Final = (
    "sale",
    "invoice",
    "payment",
    "quote",
    "delivery",
    "payment_promise",
    "reminder",
)


@dataclass(frozen=True, slots=True)
class Tied:
    """What goes along with the client that is made again, and what cannot be parted."""

    along: tuple[Node, ...]
    torn: tuple[Node, ...]


def tied(connection: Connection, kept: int, merged: int, last: dict[str, int]) -> Tied:
    """Follow the bonds between rows, those of the merged client having gone back already.

    `last` are the highest ids at the merge: what is above came since and goes where it is tied to.
    `torn` names, for each knot that both sides have a part in, its papers or else its sales.
    """
    where = {"kept": kept, "merged": merged}
    roots: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        roots.setdefault(node, node)
        while roots[node] != node:
            roots[node] = roots[roots[node]]
            node = roots[node]
        return node

    for bond in _BONDS:
        for table, row_id, other, other_id in connection.exec_driver_sql(bond, where):
            roots[root((table, row_id))] = root((other, other_id))
    knots: dict[Node, list[Node]] = defaultdict(list)
    for node in roots:
        knots[root(node)].append(node)
    back = _owned(connection, merged)
    along: list[Node] = []
    torn: list[Node] = []
    for nodes in knots.values():
        theirs = [node for node in nodes if node in back]
        if not theirs:
            continue
        rest = sorted(node for node in nodes if node not in back)
        if any(row_id <= last.get(table, 0) for table, row_id in rest):
            torn += [node for node in nodes if node[0] == "invoice"] or nodes
        else:
            along += rest
    return Tied(tuple(along), tuple(torn))


def _owned(connection: Connection, client_id: int) -> set[Node]:
    return {
        (table, row[0])
        for table in TABLES
        for row in connection.exec_driver_sql(
            f"SELECT id FROM {table} WHERE client_id = ?", (client_id,)
        )
    }
