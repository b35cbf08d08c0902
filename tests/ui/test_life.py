"""The life of the window: one per file, told of calls, explained troubles, a backup at the end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from tests.telephony.lines import ReplayServer

from smallcrm import app as composition
from smallcrm.db import backup
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths, make_private, resources
from smallcrm.queries.call_shapes import CallFilter
from smallcrm.services import commands
from smallcrm.telephony import wire
from smallcrm.telephony.caller import Caller
from smallcrm.telephony.handover import deliver
from smallcrm.telephony.reports import CallReport, CallState, SourceState
from smallcrm.ui import background
from smallcrm.ui.phone_status import PhoneStatus
from smallcrm.ui.server import WindowLock
from smallcrm.ui.start import Outside, WindowLife

MakeLife = Callable[[], WindowLife]
# Without a screen there is no place for an icon, which Qt says.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


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


def listens_to(paths: Paths, server: ReplayServer) -> MachineSettings:
    machine = MachineSettings(paths.machine_settings)
    machine.set("telephony.fritzbox.host", server.host)
    machine.set("telephony.fritzbox.port", str(server.port))
    machine.set("telephony.fritzbox.enabled", "yes")
    return machine


def phone_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("phone ")]


def test_a_line_opens_the_card_and_ends_with_the_window(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    with ReplayServer(["21.11.26 14:40:31;RING;0;0209104180;5550100;SIP0;\r\n"]) as server:
        listens_to(paths, server)
        life = opened(qtbot, make_life())
        qtbot.waitUntil(lambda: life.deck.card(filled) is not None)
        life.window.close()
        qtbot.waitUntil(lambda: not phone_threads())
    backend = composition.open_backend(paths, life.context.clock)
    assert [one.client_id for one in backend.queries.missed_calls()] in ([], [filled])
    assert backend.queries.calls(CallFilter.ALL)[0].client is not None
    backend.close()


def test_a_call_told_as_the_window_closes_is_written_down(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, clock: Clock
) -> None:
    with ReplayServer() as server:
        listens_to(paths, server)
        life = opened(qtbot, make_life())
        states = life.phone.states
        qtbot.waitUntil(lambda: [one.state for one in states().values()] == [SourceState.LISTENING])
        line, told = life.phone._lines["fritzbox"], threading.Event()
        call = CallReport("fritzbox", "k", CallState.RINGING, Caller("112"), at=clock.now())

        def tell() -> None:
            life.phone._told.emit(line, call)
            told.set()

        threading.Thread(target=tell).start()
        # No event is handled in between: the report still waits for this thread.
        assert told.wait(10)
        life.end()
    backend = composition.open_backend(paths, clock)
    assert [one.number for one in backend.queries.unknown_calls()] == ["112"]
    backend.close()


def test_settings_that_another_program_wrote_are_followed_by_the_lines(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    life = opened(qtbot, make_life())
    assert not phone_threads()
    with ReplayServer() as server:
        listens_to(paths, server)
        assert deliver(str(paths.data), wire.encode_changed())
        qtbot.waitUntil(lambda: server.connections == 1)
        life.window.close()


@pytest.fixture
def beside_the_clock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Play a system that has a place for icons; return the notices that were shown."""
    notices: list[str] = []
    monkeypatch.setattr(background, "available", lambda: True)
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _icon, title, *_rest: notices.append(title)
    )
    return notices


def test_closing_the_window_ends_the_program(
    qtbot: QtBot, make_life: MakeLife, filled: int, beside_the_clock: list[str]
) -> None:
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    with qtbot.waitSignal(life.ended):
        life.window.close()
    assert beside_the_clock == []


def test_the_program_may_go_on_beside_the_clock(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, beside_the_clock: list[str]
) -> None:
    MachineSettings(paths.machine_settings).set("machine.keep_running", "yes")
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    for _ in range(2):
        life.window.close()
        assert not life.window.isVisible()
        assert deliver(str(paths.data), wire.encode_show())
        qtbot.waitUntil(life.window.isVisible)
    life.window.close()
    assert beside_the_clock == ["Small CRM goes on"]
    assert deliver(str(paths.data), wire.encode_call("+353209104180"))
    qtbot.waitUntil(lambda: life.deck.card(filled) is not None)
    tray = life.background.tray
    assert tray is not None
    with qtbot.waitSignal(life.ended):
        next(one for one in tray.menu.actions() if one.objectName() == "quit").trigger()


def test_quit_ends_the_program_whatever_is_set(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, beside_the_clock: list[str]
) -> None:
    MachineSettings(paths.machine_settings).set("machine.keep_running", "yes")
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    with qtbot.waitSignal(life.ended):
        life.window.menus.action("quit").trigger()


def test_without_the_icon_notices_stand_in_the_window(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths, beside_the_clock: list[str]
) -> None:
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    MachineSettings(paths.machine_settings).set("machine.tray", "no")
    life.hub.machine_changed.emit()
    assert life.background.tray is None
    life.background.notify("Due now", "Call Ann", lambda: None)
    assert life.window.undo_strip.accessibleName() == "Due now: Call Ann"
    assert beside_the_clock == []


def test_the_end_of_the_session_ends_the_program_whatever_is_set(
    qtbot: QtBot,
    make_life: MakeLife,
    filled: int,
    paths: Paths,
    beside_the_clock: list[str],
) -> None:
    MachineSettings(paths.machine_settings).set("machine.keep_running", "yes")
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    life._on_session_end(None)
    with qtbot.waitSignal(life.ended):
        life.window.close()


def test_the_quick_search_opens_a_card_from_wherever_one_is(
    qtbot: QtBot, make_life: MakeLife, filled: int, beside_the_clock: list[str]
) -> None:
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    quick, tray = life.background.quick, life.background.tray
    assert quick is not None
    assert tray is not None
    assert not quick.isVisible()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert quick.isVisible()
    qtbot.keyClicks(quick.box, "ann")
    qtbot.waitUntil(
        lambda: quick.search.hits.isVisible() and quick.search.hits.current() is not None
    )
    qtbot.keyClick(quick.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: life.deck.card(filled) is not None)
    assert not quick.isVisible()
    quick.open()
    assert quick.box.text() == ""
    qtbot.keyClick(quick.box, Qt.Key.Key_Escape)
    assert not quick.isVisible()


def test_missed_calls_stand_on_the_icon(
    qtbot: QtBot, make_life: MakeLife, filled: int, beside_the_clock: list[str], clock: Clock
) -> None:
    life = opened(qtbot, make_life())
    qtbot.waitUntil(lambda: life.background.tray is not None)
    tray = life.background.tray
    assert tray is not None
    life.phone.called.emit(
        CallReport(
            "fritzbox",
            "1",
            CallState.ENDED,
            Caller("+353209104180"),
            at=clock.now(),
            answered=False,
            seconds=0,
            history=True,
        )
    )
    qtbot.waitUntil(lambda: tray.icon.toolTip() == "Small CRM · 1 missed call")
    assert "1 missed call" in [one.text() for one in tray.menu.actions()]


def test_the_foot_names_a_line_that_is_not_connected(
    qtbot: QtBot, make_life: MakeLife, filled: int, paths: Paths
) -> None:
    with ReplayServer() as server:
        machine = listens_to(paths, server)
    life = opened(qtbot, make_life())
    status = life.window.findChild(PhoneStatus)
    qtbot.waitUntil(lambda: status.isVisibleTo(life.window))
    assert status.whole_text() == "FRITZ!Box router: not connected"
    assert "nothing listens" in status.toolTip()
    asked: list[tuple[str, object]] = []
    life.window.wanted.connect(lambda *what: asked.append(what))
    life.window.wanted.disconnect(life.desk.do)
    qtbot.mouseClick(status, Qt.MouseButton.LeftButton)
    assert asked == [("settings", "telephony.fritzbox.enabled")]
    machine.set("telephony.fritzbox.enabled", "no")
    life.hub.machine_changed.emit()
    assert not status.isVisibleTo(life.window)
