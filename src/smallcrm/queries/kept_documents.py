"""Files that are kept with clients: what they are, without their content unless it is asked for."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain.clock import from_text
from smallcrm.queries import rows
from smallcrm.queries.contact_shapes import DocumentShape
from smallcrm.queries.statements import statement

# The content of a row is never named in a list: SQLite leaves its pages alone then.
_SELECT: Final = f"""
    SELECT document.id, document.name, document.media_type, content.size, document.added_at,
        document.sale_id, document.quote_id, document.contract_id, document.interaction_id,
        coalesce((SELECT number FROM sale WHERE id = document.sale_id),
            (SELECT number FROM quote WHERE id = document.quote_id),
            (SELECT number FROM contract WHERE id = document.contract_id),
            (SELECT summary FROM interaction WHERE id = document.interaction_id)) AS about,
        {rows.REF}
    FROM document
    JOIN document_content AS content ON content.sha256 = document.content_sha256
    JOIN client ON client.id = document.client_id
"""
_NEWEST: Final = "ORDER BY document.added_at DESC, document.id DESC LIMIT :limit"
_OF: Final = {
    "client": "document.client_id = :id",
    "sale": "document.sale_id = :id",
    # Files stay with the revision that they came to, and are shown with all of that number.
    "quote": """document.quote_id IN (SELECT other.id FROM quote JOIN quote AS other
        ON other.number = quote.number WHERE quote.id = :id)""",
    "contract": "document.contract_id = :id",
    "interaction": "document.interaction_id = :id",
}
# SQLite folds the case of plain letters alone: an Übung is found by übung as it begins a word.
_SAYS: Final = (
    "("
    + " OR ".join(
        f"instr({where}, {typed}) > 0"
        for where in ("lower(document.name)", "lower(coalesce(content.text, ''))")
        for typed in ("lower(:says)", "lower(:begun)", "lower(:small)")
    )
    + ")"
)


def documents(
    connection: Connection, of: str | None, row_id: int, *, says: str = "", limit: int = -1
) -> tuple[DocumentShape, ...]:
    """Return the files of a client, sale, quote, contract or interaction, the newest first.

    With `of` None those of all clients. Only those whose name or text `says` so, if given.
    """
    where = [_OF[of]] if of is not None else []
    where += [_SAYS] if says else []
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    values: dict[str, object] = {"limit": limit}
    if of is not None:
        values["id"] = row_id
    if says:
        values |= {"says": says, "begun": says.capitalize(), "small": says.lower()}
    found = connection.execute(
        statement(f"{_SELECT} {condition} {_NEWEST}"),
        values,
    )
    return tuple(_shape(row) for row in found)


def documents_of(
    connection: Connection, client_id: int, *, limit: int = -1
) -> tuple[DocumentShape, ...]:
    """Return the files of a client, the newest first: for the timeline."""
    return documents(connection, "client", client_id, limit=limit)


def document(connection: Connection, document_id: int) -> DocumentShape | None:
    """Return a document with what can be read in it, or None."""
    row = connection.execute(
        statement(f"{_SELECT} WHERE document.id = :id"), {"id": document_id}
    ).first()
    if row is None:
        return None
    text = connection.execute(
        statement(
            "SELECT text FROM document_content WHERE sha256 ="
            " (SELECT content_sha256 FROM document WHERE id = :id)"
        ),
        {"id": document_id},
    ).scalar()
    return _shape(row, text)


def content(connection: Connection, document_id: int) -> bytes | None:
    """Return what is in a document, or None where there is no such document."""
    found = connection.execute(
        statement(
            "SELECT content FROM document_content WHERE sha256 ="
            " (SELECT content_sha256 FROM document WHERE id = :id)"
        ),
        {"id": document_id},
    ).scalar()
    return None if found is None else bytes(found)


def _shape(row: Any, text: str | None = None) -> DocumentShape:
    return DocumentShape(
        id=row.id,
        client=rows.reference(row),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        added_at=from_text(row.added_at),
        sale_id=row.sale_id,
        quote_id=row.quote_id,
        contract_id=row.contract_id,
        interaction_id=row.interaction_id,
        text=text,
        about=row.about,
    )
