"""Statement files as banks write them, and writers of each format for round trips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smallcrm.importers import statements
from smallcrm.importers.statements import StatementFile

Reading = Callable[..., StatementFile]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Write a file and read it."""
    count = 0

    def read(
        content: str | bytes, written_in: str = "utf-8", ending: str = ".txt", **options: object
    ) -> StatementFile:
        nonlocal count
        count += 1
        path = tmp_path / f"statement{count}{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(written_in))
        return statements.read(path, **options)  # type: ignore[arg-type]

    return read
