"""A file's bytes, within bounds."""

from __future__ import annotations

from pathlib import Path

from smallcrm.domain.errors import Refusal


def content(path: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises Refusal `file_not_found`, `file_unreadable`, `file_too_large`, `empty_file`.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError as error:
        raise Refusal("file_not_found", field="file", file=path.name) from error
    except (OSError, ValueError) as error:
        raise Refusal("file_unreadable", field="file", file=path.name) from error
    if len(data) > limit:
        raise Refusal("file_too_large", field="file", file=path.name, limit=limit)
    if not data:
        raise Refusal("empty_file", field="file", file=path.name)
    return data
