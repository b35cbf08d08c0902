"""Verified copies of the data file, thinned by age, and putting one back."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from smallcrm.db import revisions
from smallcrm.db.connection import connect, plain_errors, trouble_of
from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.paths import make_private

_NAME = re.compile(r"smallcrm-(\d{8}T\d{6})Z(?:-\d+)?\.db")
_STAMP = "%Y%m%dT%H%M%S"
_OWNER_ONLY = 0o600
# All of two days, then one a day, a week, a month (safety: automatic backups).
_KEEP_ALL = timedelta(days=2)
_DAILY, _WEEKLY, _MONTHLY = 12, 10, 9
# Tables are checked one by one: since SQLite 3.44 a whole quick_check walks the search tables too.
_SEARCH_TABLES = "search_"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: where it is and when it was made (UTC)."""

    path: Path
    made_at: datetime


def make(source: Path, folder: Path, now: datetime) -> Path:
    """Make a verified copy of an open or closed data file in the folder of backups.

    Raises DataFileError: `damaged` where the source is, and then no copy is kept.
    """
    try:
        make_private(folder)
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail=error.strerror or "") from error
    stamp = now.astimezone(UTC).strftime(_STAMP)
    target = folder / f"smallcrm-{stamp}Z.db"
    count = 1
    while target.exists():
        count += 1
        target = folder / f"smallcrm-{stamp}Z-{count}.db"
    copy(source, target)
    return target


def copy(source: Path, target: Path) -> None:
    """Copy a data file with the backup API, verify the copy, then give it its name.

    A file of that name is replaced only once the new one is verified. Beside it stands its
    SHA-256 in the form of `sha256sum`.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, _OWNER_ONLY))
        with (
            plain_errors(),
            closing(connect(source, readonly=True)) as reader,
            closing(connect(partial)) as writer,
        ):
            writer.execute("PRAGMA synchronous=OFF")
            reader.backup(writer)
            # A copy stands alone: no log beside it.
            writer.execute("PRAGMA journal_mode=DELETE").fetchone()
        verify(partial)
        _sync(partial)
        digest = sha256(partial)
        partial.replace(target)
        _sum_file(target).write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail=error.strerror or "") from error
    finally:
        partial.unlink(missing_ok=True)


def verify(path: Path) -> str:
    """Check that a file is a sound data file of ours; return its revision.

    Raises DataFileError `damaged` or `newer`.
    """
    try:
        with plain_errors(), closing(connect(path, readonly=True)) as connection:
            revision = revisions.revision_of(connection)
            problems = quick_check(connection)
            if problems:
                raise DataFileError(FileTrouble.DAMAGED, detail=problems[0])
            return revision
    except driver.Error as error:
        raise trouble_of(error) or DataFileError(
            FileTrouble.DAMAGED, detail="not readable"
        ) from error


def quick_check(connection: driver.Connection) -> list[str]:
    """Walk the pages of every table but the search tables; return what is wrong."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        if not row[0].startswith(_SEARCH_TABLES) or row[0] == "search_document"
    ]
    problems: list[str] = []
    for name in names:
        for (answer,) in connection.execute(f'PRAGMA quick_check("{name}")'):
            if answer != "ok":
                problems.append(str(answer))
    return problems


def listed(folder: Path) -> list[Backup]:
    """Return the backups in a folder, the newest first."""
    if not folder.is_dir():
        return []
    found: list[Backup] = []
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match:
            made_at = datetime.strptime(match.group(1), _STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, made_at))
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def newest_good(folder: Path) -> Backup | None:
    """Return the newest backup that verifies."""
    for backup in listed(folder):
        try:
            verify(backup.path)
        except DataFileError:
            continue
        return backup
    return None


def is_due(folder: Path, now: datetime) -> bool:
    """Tell whether the last backup is more than a day old."""
    # One from the future was made under a clock that was wrong.
    past = [backup.made_at for backup in listed(folder) if backup.made_at <= now]
    return not past or now - past[0] >= timedelta(days=1)


def thin(folder: Path, now: datetime) -> None:
    """Remove backups that are no longer needed: see `keepers`."""
    backups = listed(folder)
    kept = {backup.path for backup in keepers(backups, now)}
    for backup in backups:
        if backup.path not in kept:
            backup.path.unlink(missing_ok=True)
            _sum_file(backup.path).unlink(missing_ok=True)


def keepers(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Choose what to keep: all of two days, then the newest of 12 days, 10 weeks, 9 months."""
    newest_first = sorted(backups, key=lambda backup: backup.made_at, reverse=True)
    kept: dict[Path, Backup] = {}
    for backup in newest_first:
        if now - backup.made_at <= _KEEP_ALL:
            kept[backup.path] = backup
    if newest_first:
        kept[newest_first[0].path] = newest_first[0]
    for pattern, count in (("%Y-%m-%d", _DAILY), ("%G-%V", _WEEKLY), ("%Y-%m", _MONTHLY)):
        periods: dict[str, Backup] = {}
        for backup in newest_first:
            periods.setdefault(backup.made_at.strftime(pattern), backup)
        for backup in list(periods.values())[:count]:
            kept[backup.path] = backup
    return list(kept.values())


def restore(source: Path, target: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a data file that nobody has open.

    The file that was there is kept beside it under the name that is returned (None: there was
    none). The source is verified first; nothing is touched when it is not sound.
    """
    if not source.is_file():
        raise Refusal("no_such_file", field="file", path=str(source))
    verify(source)
    kept: Path | None = None
    incoming = target.with_name(target.name + ".incoming")
    try:
        make_private(target.parent)
        incoming.unlink(missing_ok=True)
        shutil.copyfile(source, incoming)
        if os.name == "posix":
            incoming.chmod(_OWNER_ONLY)
        _sync(incoming)
        if target.exists():
            kept = _free_name(target, now.astimezone(UTC).strftime(_STAMP))
            _set_aside(target, kept)
        incoming.replace(target)
    except OSError as error:
        raise DataFileError(FileTrouble.UNWRITABLE, detail=error.strerror or "") from error
    finally:
        incoming.unlink(missing_ok=True)
    return kept


def _free_name(target: Path, stamp: str) -> Path:
    name = f"{target.stem}-before-restore-{stamp}Z"
    kept = target.with_name(name + target.suffix)
    count = 1
    while kept.exists():
        count += 1
        kept = target.with_name(f"{name}-{count}{target.suffix}")
    return kept


def _set_aside(target: Path, kept: Path) -> None:
    """Keep a file with its log under another name.

    The name that it has stays taken until the other file takes it over: a restore that is
    killed halfway leaves the file where it was.
    """
    for suffix in ("-wal", "-shm"):
        beside = target.with_name(target.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    try:
        os.link(target, kept)
    except OSError:  # a file system without links
        shutil.copyfile(target, kept)
        if os.name == "posix":
            kept.chmod(_OWNER_ONLY)
        _sync(kept)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
