"""What Python forgets of Qt's is destroyed on the GUI thread, whoever allocates meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

import smallcrm.ui.collector
from smallcrm.ui.collector import Collector


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if none but the test's own were at work."""
    monkeypatch.setattr(smallcrm.ui.collector, "_alive", set())
    gc.enable()
    yield
    gc.disable()


class Ended:
    """Notes on which thread it was forgotten; part of a cycle, as windows and their slots are."""

    def __init__(self, seen: list[int]) -> None:
        self.seen = seen
        self.me = self

    def __del__(self) -> None:
        self.seen.append(threading.get_ident())


def busy() -> None:
    """Allocate as a long read does, with a look due many times over."""
    kept: list[Any] = []
    for number in range(200_000):
        kept.append([number])
        if len(kept) > 5_000:
            kept.clear()


def test_cycles_end_on_the_gui_thread(qtbot: QtBot) -> None:
    holder = QObject()
    collector = Collector(holder)
    seen: list[int] = []
    try:
        assert not gc.isenabled()
        for _ in range(2_000):
            Ended(seen)
        reader = threading.Thread(target=busy)
        reader.start()
        reader.join()
        assert seen == []
        qtbot.waitUntil(lambda: len(seen) == 2_000)
        assert set(seen) == {threading.get_ident()}
    finally:
        collector.stop()
    assert gc.isenabled()


def test_python_looks_again_once_the_last_is_stopped() -> None:
    holder = QObject()
    one, other = Collector(holder), Collector(holder)
    one.stop()
    assert not gc.isenabled()
    other.stop()
    other.stop()
    assert gc.isenabled()
