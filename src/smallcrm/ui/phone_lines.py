"""The phone lines that the window listens to: started, watched and stopped here.

A machine without an enabled source pays one read of its settings: no thread, no import.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Signal, Slot

from smallcrm.domain.clock import to_text
from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.domain.telephony_settings import SINCE, of_line, since_of

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.machine_settings import MachineSettings
    from smallcrm.telephony.reports import CallReport, StateReport
    from smallcrm.telephony.sources import Listening, PhoneSource

_PREFIX: Final = "telephony."
# How much of a source's history is taken again at the next start: calls are told apart by key.
_OVERLAP: Final = timedelta(days=1)


@dataclass(slots=True)
class _Line:
    """One source at work; `listening` is None while its password is looked for.

    `told` runs since the state was told.
    """

    settings: Mapping[str, str]
    listening: Listening | None = None
    state: StateReport | None = None
    told: QElapsedTimer = field(default_factory=QElapsedTimer)


class PhoneLines(QObject):
    """Runs the sources that are switched on; lives on the GUI thread, where its signals come.

    `called(CallReport)` for everything about a call, `changed(StateReport)` when a source is
    otherwise than before; `remembered(name, kept)` once a password was put into the system's
    keyring, or could not be. The settings are of the machine, `telephony.<name>.*`, and are read
    anew by `look_again`, which touches only sources whose settings differ.
    """

    called = Signal(object)
    changed = Signal(object)
    remembered = Signal(str, bool)
    _told = Signal(object, object)
    _found = Signal(object, str, object)

    def __init__(
        self, machine: MachineSettings, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._machine = machine
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._secrets: dict[str, str] = {}
        self._running = False
        self._told.connect(self._on_told)
        self._found.connect(self._on_secret_found)

    @property
    def can_dial(self) -> bool:
        """Whether `dial` can do something now."""
        way = self._machine.get("telephony.dial")
        if way in {"system", "off"}:
            return way == "system"
        from smallcrm.telephony.reports import SourceState

        return (state := self.states().get(way)) is not None and (
            state.state is SourceState.LISTENING
        )

    def start(self) -> None:
        """Listen from now on: the data file is open."""
        self._running = True
        self.look_again()

    def look_again(self) -> None:
        """Follow the settings: start, restart and stop what differs from them."""
        if not self._running:
            return
        wanted = self._wanted()
        for name in [name for name in self._lines if name not in wanted]:
            self._stop(name)
        for name, settings in wanted.items():
            line = self._lines.get(name)
            if line is None or line.settings != settings:
                self._restart(name, settings)

    def retry(self, name: str) -> None:
        """Try a source again at once, where it is switched on."""
        if (line := self._lines.get(name)) is not None:
            self._restart(name, line.settings)

    def set_secret(self, name: str, secret: str) -> None:
        """Log in with this password from now on, and have the system's keyring keep it."""
        self._secrets[name] = secret
        self.retry(name)

        def keep() -> None:
            self.remembered.emit(name, _keep_secret(name, secret))

        threading.Thread(target=keep, name=f"keep secret of {name}", daemon=True).start()

    def states(self) -> dict[str, StateReport]:
        """Return how each source that is switched on is, by name."""
        return {name: line.state for name, line in self._lines.items() if line.state is not None}

    def seconds_left(self, name: str) -> int | None:
        """Return in how many seconds a line that waits tries again by itself."""
        line = self._lines.get(name)
        if line is None or line.state is None or line.state.retry_s is None:
            return None
        return max(0, math.ceil(line.state.retry_s - line.told.elapsed() / 1000))

    def dial(self, number: str) -> None:
        """Have a number called in the chosen way.

        Refuses `not_connected`, `nothing_dials`, `dials_to_itself`, and what the line refuses.
        """
        way = self._machine.get("telephony.dial")
        if way == "system":
            self._dial_by_system(number)
            return
        line = self._lines.get(way)
        if line is None or line.listening is None:
            raise Refusal("not_connected")
        line.listening.dial(number)

    def stop(self) -> None:
        """Listen no more; what was told before is still passed on, before this returns."""
        self._running = False
        for name in list(self._lines):
            self._stop(name)
        # What the sources' threads told waits in the queue of this thread.
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def _wanted(self) -> dict[str, dict[str, str]]:
        """Return the settings of the sources that are switched on, and mind since when they are."""
        found: dict[str, dict[str, str]] = {}
        for key, value in self._machine.all().items():
            if key.startswith(_PREFIX) and key.count(".") == 2:  # noqa: PLR2004  (telephony.x.y)
                _, name, what = key.split(".")
                found.setdefault(name, {})[what] = value
        wanted = {}
        for name, settings in found.items():
            since = settings.pop(SINCE, "")
            on = settings.pop("enabled", "no") == "yes"
            if on:
                wanted[name] = settings
            if on != bool(since):
                self._keep_since(name, self._clock.now() if on else None)
        return wanted

    def _keep_since(self, name: str, since: datetime | None) -> None:
        # Where settings cannot be written, only what is told from now on counts.
        with suppress(DataFileError):
            self._machine.set(of_line(name, SINCE), to_text(since) if since else "")

    def _since(self, name: str) -> datetime:
        kept = self._machine.get(of_line(name, SINCE))
        return since_of(kept) if kept else self._clock.now()

    def _restart(self, name: str, settings: Mapping[str, str]) -> None:
        self._stop(name)
        source = _source(name)
        if source is None:
            return
        line = self._lines[name] = _Line(settings)
        if not source.has_secret or name in self._secrets:
            self._listen(name, line)
        else:
            self._look_for_secret(name, line)

    def _look_for_secret(self, name: str, line: _Line) -> None:
        """Ask the system's keyring apart: it may want to be unlocked by hand first."""

        def look() -> None:
            self._found.emit(line, name, _kept_secret(name))

        threading.Thread(target=look, name=f"secret of {name}", daemon=True).start()

    @Slot(object, str, object)
    def _on_secret_found(self, line: _Line, name: str, secret: str | None) -> None:
        if self._lines.get(name) is not line or line.listening is not None:
            return
        if secret:
            self._secrets[name] = secret
            self._listen(name, line)
        else:
            self._say(line, name, "no_secret")

    def _listen(self, name: str, line: _Line) -> None:
        source = _source(name)
        assert source is not None

        def told(report: CallReport | StateReport) -> None:
            self._told.emit(line, report)

        try:
            line.listening = source.listen(
                line.settings, self._secrets.get(name), told, self._since(name), self._clock
            )
        except Refusal as refused:
            self._say(line, name, refused.code, refused.parameters)

    def _say(
        self, line: _Line, name: str, reason: str, parameters: Mapping[str, object] | None = None
    ) -> None:
        """Say of a source that it was not even begun."""
        from smallcrm.telephony.reports import SourceState, StateReport

        line.state = StateReport(name, SourceState.REFUSED, reason, parameters or {})
        self.changed.emit(line.state)

    def _stop(self, name: str) -> None:
        from smallcrm.telephony.reports import SourceState, StateReport

        line = self._lines.pop(name, None)
        if line is None:
            return
        if line.listening is not None:
            line.listening.stop()
        if line.state is not None and line.state.state is SourceState.LISTENING:
            before = self._clock.now() - _OVERLAP
            if before > self._since(name):
                self._keep_since(name, before)
        self.changed.emit(StateReport(name, SourceState.OFF))

    @Slot(object, object)
    def _on_told(self, line: _Line, report: CallReport | StateReport) -> None:
        from smallcrm.telephony.reports import StateReport

        if not isinstance(report, StateReport):
            self.called.emit(report)
        elif self._lines.get(report.source) is line:
            line.state = report
            line.told.start()
            self.changed.emit(report)

    def _dial_by_system(self, number: str) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        from smallcrm.telephony.address_schemes import Handler, schemes
        from smallcrm.telephony.dialling import tel_address

        if schemes().state() is Handler.OURS:
            raise Refusal("dials_to_itself")
        if not QDesktopServices.openUrl(QUrl(tel_address(number))):
            raise Refusal("nothing_dials")


def _source(name: str) -> PhoneSource | None:
    from smallcrm.telephony.sources import SOURCES

    return SOURCES.get(name)


def _kept_secret(name: str) -> str | None:
    from smallcrm.telephony import secrets

    return secrets.get(name)


def _keep_secret(name: str, secret: str) -> bool:
    from smallcrm.telephony import secrets

    return secrets.keep(name, secret)
