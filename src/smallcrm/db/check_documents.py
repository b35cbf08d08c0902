"""Whether files that are kept with clients are what they were: their bytes, size and place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection

from smallcrm.domain.checks import Problem

_LIMIT = 20
# The ids are read first, and then one content at a time: together they may be larger than memory.
_CONTENTS = "SELECT id FROM document_content ORDER BY id"
_CONTENT = "SELECT sha256, size, content FROM document_content WHERE id = ?"
_MISSING = """
    SELECT id FROM document WHERE content_sha256 NOT IN (SELECT sha256 FROM document_content)
    ORDER BY id LIMIT ?
"""
_ELSEWHERE = """
    SELECT document.id FROM document
    LEFT JOIN sale ON sale.id = document.sale_id
    LEFT JOIN quote ON quote.id = document.quote_id
    LEFT JOIN contract ON contract.id = document.contract_id
    LEFT JOIN interaction ON interaction.id = document.interaction_id
    WHERE sale.client_id <> document.client_id OR quote.client_id <> document.client_id
       OR contract.client_id <> document.client_id OR interaction.client_id <> document.client_id
    ORDER BY document.id LIMIT ?
"""


def problems(connection: Connection) -> Iterator[Problem]:
    """Find damaged contents, documents without one, and documents of another client's papers."""
    for content_id in islice(_damaged(connection), _LIMIT):
        yield Problem("document_content", {"id": content_id})
    for code, sql in (("document_missing", _MISSING), ("document_elsewhere", _ELSEWHERE)):
        for row in connection.exec_driver_sql(sql, (_LIMIT,)):
            yield Problem(code, {"id": row[0]})


def _damaged(connection: Connection) -> Iterator[int]:
    for content_id in connection.exec_driver_sql(_CONTENTS).scalars().all():
        row = connection.exec_driver_sql(_CONTENT, (content_id,)).one()
        content = row.content.encode() if isinstance(row.content, str) else row.content
        if len(content) != row.size or hashlib.sha256(content).hexdigest() != row.sha256:
            yield content_id
