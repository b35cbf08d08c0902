"""Phone sources: what listens to a line, a router or a softphone and reports who is calling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from smallcrm.domain.clock import Clock
from smallcrm.domain.registry import Registry
from smallcrm.telephony.asterisk import Asterisk
from smallcrm.telephony.baresip import Baresip
from smallcrm.telephony.fritzbox import FritzBox
from smallcrm.telephony.ncid import Ncid
from smallcrm.telephony.reports import CallReport, StateReport


class Listening(Protocol):
    """A source at work; `stop` returns once it reports nothing more."""

    def stop(self) -> None:
        """End it, from any thread."""
        ...

    def dial(self, number: str) -> None:
        """Ask it to call a number, from any thread.

        Refuses `not_connected`, `not_diallable`, and `cannot_dial` where it only tells.
        """
        ...


class PhoneSource(Protocol):
    """One way by which calls are announced. Stateless; what it keeps open belongs to `Listening`.

    `settings` are those under `telephony.<name>.`, `secret` the password where it has one. `told`
    may be called from any thread, with what the line said: hostile input that was gone over. What
    its history tells is passed on from `since`.
    """

    @property
    def name(self) -> str:
        """The name it is registered by, which is also that of its settings."""
        ...

    @property
    def dials(self) -> bool:
        """Whether it can be asked to call a number."""
        ...

    @property
    def has_secret(self) -> bool:
        """Whether it logs in with a password."""
        ...

    def listen(
        self,
        settings: Mapping[str, str],
        secret: str | None,
        told: Callable[[CallReport | StateReport], None],
        since: datetime,
        clock: Clock,
    ) -> Listening:
        """Start listening; raises Refusal where the settings cannot work.

        `clock` tells the present, and the zone of the times that a line gives.
        """
        ...


SOURCES: Final[Registry[PhoneSource]] = Registry()
for _source in (Ncid(), FritzBox(), Asterisk(), Baresip()):
    SOURCES.add(_source.name, _source)
