"""Telling a bank statement from other files, by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.importers import IMPORTERS
from smallcrm.importers.files import content
from smallcrm.importers.plan import MAX_FILE_BYTES, ReadOptions, SourceFile
from smallcrm.importers.statements import READERS, StatementOptions

# Columns that banks have, and lists of sales or payments hardly ever.
_TELLING: Final = frozenset(
    {"account", "balance", "credit", "debit", "end_to_end", "gross", "own_account", "sign", "value"}
)
_SURE: Final = 2
_HEAD: Final = 256 * 1024


def is_statement(path: Path) -> bool:
    """Tell whether a file is a bank statement; False too where it cannot be read at all.

    A table is one if it has columns that only banks have; with one such column, or money that
    goes out, if it is no list of anything else. Of a long file its beginning tells.
    """
    try:
        file = _head(SourceFile(path, content(path, MAX_FILE_BYTES)))
        *formats, any_text = READERS
        if any(reader.claims(file) for reader in formats):
            return True
        statement = any_text.read(file, StatementOptions(default_currency="EUR"))
    except Refusal:
        return False
    told = _TELLING & {column.field for column in statement.columns}
    goes_out = any(line.amount_minor < 0 for one in statement.statements for line in one.lines)
    return len(told) >= _SURE or (bool(told or goes_out) and not _is_list(file))


def _is_list(file: SourceFile) -> bool:
    options = ReadOptions(default_currency="EUR")
    try:
        next(one for one in IMPORTERS if one.claims(file)).read(file, options)
    except (Refusal, StopIteration):
        return False
    return True


def _head(file: SourceFile) -> SourceFile:
    """Cut a long file off behind a whole line."""
    if len(file.data) <= _HEAD:
        return file
    end = file.data.rfind(b"\n", 0, _HEAD) + 1
    # The line feed of UTF-16 has two bytes.
    end += file.data[end : end + 1] == b"\0"
    return SourceFile(file.path, file.data[: end or _HEAD])
