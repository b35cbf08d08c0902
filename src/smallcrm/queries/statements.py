"""Textual SQL, made once for each wording: its parsing costs a quarter of a small statement."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import TextClause, text

# There are a few hundred wordings; none holds a value that was typed.
_MOST = 1024


@lru_cache(maxsize=_MOST)
def statement(sql: str) -> TextClause:
    """Return a statement with bound parameters, the same object for the same wording."""
    return text(sql)
