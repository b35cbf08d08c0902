"""What all tests share: a data file of their own, a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.paths import Paths

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Dublin")


@pytest.fixture
def clock() -> Clock:
    """Tuesday 12 May 2026, 09:42 in Dublin."""
    return Clock.fixed(NOW, ZONE)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders of one test."""
    data = tmp_path / "data"
    return Paths(data=data, machine_settings=data / "machine.json")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new data file of Ireland, in euro: making one takes many times as long as opening it."""
    data = tmp_path_factory.mktemp("empty")
    paths = Paths(data=data, machine_settings=data / "machine.json")
    open_backend(paths, Clock.fixed(NOW, ZONE), country="IE", currency="EUR").close()
    return paths.database.read_bytes()


@pytest.fixture
def backend(paths: Paths, clock: Clock, empty_file: bytes) -> Iterator[Backend]:
    """An open, empty data file: Ireland, euro."""
    paths.database.parent.mkdir(parents=True, exist_ok=True)
    paths.database.write_bytes(empty_file)
    paths.database.chmod(0o600)
    opened = open_backend(paths, clock)
    yield opened
    opened.close()
