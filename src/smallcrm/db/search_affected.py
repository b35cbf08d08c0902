"""Which documents of the search an action made outdated, read from the journal alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection

from smallcrm.db.models import Base

# The columns of each table that a document is made from; a change of another one is of no matter.
_WATCHED: Mapping[str, tuple[str, ...]] = {
    "client": ("name", "organisation", "code"),
    "contact_person": ("client_id", "name"),
    "phone_number": ("client_id", "typed_key", "e164", "extension"),
    "email_address": ("client_id", "address"),
    "postal_address": ("client_id", "street", "locality", "region", "postal_code", "text"),
    "handle": ("client_id", "value"),
    "tag": ("name",),
    "client_tag": ("client_id", "tag_id"),
    "own_value": ("client_id", "value", "currency"),
    "note": ("client_id", "text", "draft", "created_at"),
    "document": ("client_id", "name", "added_at"),
    "sale": ("client_id", "title", "sold_on", "currency", "total_minor"),
    "sale_line": ("sale_id", "description"),
    "quote": ("client_id", "title", "quoted_on", "currency", "total_minor", "is_latest"),
    "quote_line": ("quote_id", "description"),
    "referral": ("direction", "client_id", "counterpart_id", "what_for"),
}
# Through which column a table's row names the client; or the sale, quote or tag that does.
_THROUGH: Mapping[str, str] = {
    name: {
        "client": "id",
        "tag": "id",
        "sale_line": "sale_id",
        "quote_line": "quote_id",
    }.get(name, "client_id")
    for name in _WATCHED
}


def _image(row: str, table: str, column: str) -> str:
    position = [one.name for one in Base.metadata.tables[table].columns].index(column)
    return f"json_extract({row}, '$[{position}]')"


def _differs(table: str) -> str:
    return " OR ".join(
        f"{_image('before', table, column)} IS NOT {_image('after', table, column)}"
        for column in _WATCHED[table]
    )


def _statement() -> str:
    """Write one pass over an action's changes: (table, id it names now, id it named before)."""
    differs = "\n".join(f"WHEN '{table}' THEN {_differs(table)}" for table in _WATCHED)
    now, before = (
        "\n".join(
            f"WHEN '{table}' THEN {_image(row, table, column)}"
            for table, column in _THROUGH.items()
        )
        for row in ("after", "before")
    )
    return f"""
        SELECT DISTINCT CASE tbl WHEN 'client' THEN iif(op = 'u', 'renamed', 'client')
                        WHEN 'tag' THEN 'tag' WHEN 'sale_line' THEN 'sale'
                        WHEN 'quote_line' THEN 'quote' ELSE 'client' END,
            CASE tbl {now} END, CASE tbl {before} END
        FROM change
        WHERE action_id = ? AND (op <> 'u' OR CASE tbl {differs} ELSE 0 END)
    """


_STATEMENT = _statement()
_INDIRECT = ("tag", "sale", "quote")
_OTHERS = """
    SELECT client_id FROM client_tag WHERE tag_id IN (SELECT value FROM json_each(?))
    UNION
    SELECT client_id FROM sale WHERE id IN (SELECT value FROM json_each(?))
    UNION
    SELECT client_id FROM quote WHERE id IN (SELECT value FROM json_each(?))
    UNION
    SELECT client_id FROM referral
    WHERE direction = 'in' AND counterpart_id IN (SELECT value FROM json_each(?))
"""


def affected_clients(connection: Connection, action_id: int) -> frozenset[int]:
    """Return the clients whose documents the action made outdated, those that are gone too.

    A renamed client also makes those outdated whom that client sent: the name of who referred
    them is in their documents.
    """
    found: dict[str, set[int]] = {kind: set() for kind in ("client", "renamed", *_INDIRECT)}
    for kind, now, before in connection.exec_driver_sql(_STATEMENT, (action_id,)):
        found[kind].update(row_id for row_id in (now, before) if row_id is not None)
    clients = found["client"] | found["renamed"]
    kinds = (*_INDIRECT, "renamed")
    if any(found[kind] for kind in kinds):
        parameters = tuple(json.dumps(list(found[kind])) for kind in kinds)
        clients.update(connection.exec_driver_sql(_OTHERS, parameters).scalars())
    return frozenset(clients)
