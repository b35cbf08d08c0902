"""The data folders that are measured on: made once by the program itself, then kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.common import say

import smallcrm
from smallcrm.app import Backend, open_backend
from smallcrm.db import revisions
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.paths import Paths
from smallcrm.services.commands import SetSetting

_SEED = 1
ROOT = Path(__file__).parents[2]


def folder(clients: int) -> Path:
    """Return a data folder with so many made-up clients (0: an empty one), made where missing."""
    cache = Path(tempfile.gettempdir()) / "smallcrm-benchmarks"
    name = f"schema-{_schema()}-version-{smallcrm.__version__}-clients-{clients}"
    kept = cache / name
    if kept.is_dir():
        refresh_backup(kept)
        return kept
    making = cache / f"{name}.{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    if clients:
        say(f"Making a data file of {clients:,} clients (once)")
        program = [sys.executable, "-m", "smallcrm", "--data-dir", str(making)]
        command = [*program, "sample", "--clients", str(clients), "--seed", str(_SEED)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    backend = opened(making)
    # The owner was asked for these at the first start: no dialog comes up.
    for key, value in (("file.country", "IE"), ("file.currency", "EUR")):
        backend.services.perform(SetSetting(key=key, value=value), source=Source.PROGRAM)
    backend.database.checkpoint()
    backend.close()
    making.rename(kept)
    refresh_backup(kept)
    return kept


def _schema() -> str:
    """Name the schema: a revision may still change until it is released."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        digest.update(path.read_bytes())
    return f"{revisions.HEAD}-{digest.hexdigest()[:8]}"


def refresh_backup(data: Path) -> None:
    """Make today's backup now, so that no start that is measured makes it."""
    backend = opened(data)
    backend.backup_if_due()
    backend.close()


def opened(data: Path) -> Backend:
    """Open a data folder."""
    return open_backend(paths(data), Clock(), country="IE", currency="EUR")


def paths(data: Path) -> Paths:
    """Return the places of a data folder."""
    return Paths(data=data, machine_settings=data / "machine.json")


def copied(database: Path, folder: Path) -> Path:
    """Copy a data file into a new data folder, to be written to."""
    folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(database, folder / database.name)
    return folder
