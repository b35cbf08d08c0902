"""The life of the window: one per file, told of calls, explained troubles, a backup at the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallcrm import app as composition
from smallcrm.db import backup
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths, make_private, resources
from smallcrm.services import commands
from smallcrm.telephony import wire
from smallcrm.telephony.handover import deliver
from smallcrm.ui.server import WindowLock
from smallcrm.ui.start import Outside, WindowLife

MakeLife = Callable[[], WindowLife]


@pytest.fixture
def filled(paths: Paths, clock: Clock) -> int:
    """Leave a file with one client who owes; return the client's id."""
    backend = composition.open_backend(paths, clock, country="IE", currency="EUR")
    for command in (
        commands.SetSetting(key="file.country", value="IE"),
        commands.AddClient(
            name="Ann Lee", phones=(commands.PhoneInput(number="+353 20 910 4180"),)
        ),
        commands.AddSale(client=1, title="Piano tuning", amount=Decimal(480)),
    ):
        backend.services.perform(command, source=Source.PROGRAM)
    backend.close()
    return 1


@pytest.fixture
def make_life(
    qtbot: QtBot,
    qapp: QApplication,
    paths: Paths,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[MakeLife]:
    """Start windows as the composition root does, and end them."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    lives: list[WindowLife] = []

    def make() -> WindowLife:
        make_private(paths.data)
        lock = WindowLock(paths.data)
        assert lock.take()
        life = WindowLife(
            qapp,
            Outside(
                open_backend=lambda: composition.open_backend(paths, clock),
                restore=lambda source: composition.restore(paths, clock, source),
                newest_backup=lambda: composition.newest_backup(paths),
                load_language=lambda: I18n.load("en", resources(), clock=clock),
                paths=paths,
                clock=clock,
                resources=resources(),
                machine=MachineSettings(paths.machine_settings),
                country="IE",
                currency="EUR",
            ),
            lock,
        )
        lives.append(life)
        life.start()
        return life

    yield make
    for life in lives:
        life.end()
        # Windows that are left alive are dressed anew at every change of the theme.
        life.window.deleteLater()
        life.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def opened(qtbot: QtBot, life: WindowLife) -> WindowLife:
    qtbot.waitUntil(lambda: life.server is not None and life.context.settings.chosen)
    return life


def test_a_second_window_of_the_same_file_is_not_opened(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    opened(qtbot, make_life())
    assert not WindowLock(paths.data).take()


def test_a_call_shows_the_card_of_who_calls(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    life = opened(qtbot, make_life())
    assert deliver(str(paths.data), wire.encode_call("+353209104180"))
    qtbot.waitUntil(lambda: life.deck.card(filled) is not None)
    card = life.deck.card(filled)
    assert card is not None
    qtbot.waitUntil(lambda: card.windowTitle().startswith("Ann Lee, owes 480.00 EUR"))


def test_a_call_that_came_before_the_file_was_open_is_not_lost(
    qtbot: QtBot, make_life: MakeLife, filled: int
) -> None:
    life = make_life()
    life.receive(wire.Message("call", "+353 20 910 4180"))
    qtbot.waitUntil(lambda: life.deck.card(filled) is not None)


def test_what_another_program_committed_is_seen(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, clock: Clock
) -> None:
    life = opened(qtbot, make_life())
    other = composition.open_backend(paths, clock)
    other.services.perform(commands.AddClient(name="Ben Moor"), source=Source.COMMAND_LINE)
    other.close()
    assert deliver(str(paths.data), wire.encode_changed())
    qtbot.waitUntil(lambda: life.window.tabs.accessibleTabName(1) == "Clients 2")


def test_levels_follow_the_months_once_the_window_is_open(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, clock: Clock
) -> None:
    last_year = Clock.fixed(clock.now() - timedelta(days=400), clock.zone)
    backend = composition.open_backend(paths, last_year)
    for command in (
        commands.TakePayment(client=filled, amount=Decimal(480)),
        commands.AddLevelRule(level=Level.VIP, paid=Decimal(100), within_months=12),
    ):
        backend.services.perform(command, source=Source.SCREEN)
    backend.close()
    life = opened(qtbot, make_life())
    kept = life.runner.backend()
    assert kept is not None

    def level() -> Level:
        card = kept.queries.card(filled)
        assert card is not None
        return card.details.ref.level

    assert level() is Level.VIP
    qtbot.waitUntil(lambda: level() is Level.STANDARD)
    # No step of the owner's: what is undone next is still the rule.
    undo = kept.queries.undo_state().undo
    assert undo is not None
    assert undo[0] == "add_level_rule"


def test_hostile_bytes_are_dropped(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    life = opened(qtbot, make_life())
    for line in (b"\x00\xff\n", b'{"kind": "undo"}\n', b"x" * 5000, b'{"kind": "call"'):
        deliver(str(paths.data), line)
    assert deliver(str(paths.data), wire.encode_call("+353209104180"))
    qtbot.waitUntil(lambda: life.deck.card(filled) is not None)


def test_closing_makes_a_verified_backup_and_releases_the_file(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    life = opened(qtbot, make_life())
    life.window.close()
    newest = backup.listed(paths.backups)[0]
    backup.verify(newest.path)
    assert not paths.database.with_name("smallcrm.db-wal").exists()
    lock = WindowLock(paths.data)
    assert lock.take()
    lock.release()


def test_a_damaged_file_is_explained_and_left_as_it_is(
    qtbot: QtBot, make_life: MakeLife, paths: Paths
) -> None:
    make_private(paths.data)
    paths.database.write_bytes(b"this is no database at all" * 400)
    before = paths.database.read_bytes()
    life = make_life()
    qtbot.waitUntil(lambda: life.exit_status == 6)
    assert paths.database.read_bytes() == before


def test_a_file_of_another_program_is_not_touched(
    qtbot: QtBot, make_life: MakeLife, paths: Paths
) -> None:
    make_private(paths.data)
    with sqlite3.connect(paths.database) as connection:
        connection.execute("CREATE TABLE things (id)")
    connection.close()
    before = paths.database.read_bytes()
    life = make_life()
    qtbot.waitUntil(lambda: life.exit_status == 6)
    assert paths.database.read_bytes() == before


def test_a_restored_backup_is_shown_and_the_present_file_kept(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, clock: Clock
) -> None:
    life = opened(qtbot, make_life())
    copy = paths.data / "copy.db"
    backup.copy(paths.database, copy)
    life.runner.write(commands.AddClient(name="Added since"))
    qtbot.waitUntil(lambda: life.window.tabs.accessibleTabName(1) == "Clients 2")
    life.desk.restore_wanted.emit(copy)
    qtbot.waitUntil(lambda: life.window.tabs.accessibleTabName(1) == "Clients 1")
    assert list(paths.data.glob("smallcrm-before-restore-*.db"))
