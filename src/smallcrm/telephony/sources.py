"""Phone sources: what listens to a line, a router or a softphone and reports who is calling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from smallcrm.domain.registry import Registry
from smallcrm.telephony.caller import Caller


class Listening(Protocol):
    """A source at work; `stop` returns once it reports nothing more."""

    def stop(self) -> None:
        """End it, from any thread."""
        ...


class PhoneSource(Protocol):
    """One way by which calls are announced. Stateless; what it keeps open belongs to `Listening`.

    `settings` are those under `telephony.<name>.`. `ring` may be called from any thread, with
    what the line said: it is hostile input that `caller.parse` has gone over.
    """

    @property
    def name(self) -> str:
        """The name it is registered by, which is also that of its settings."""
        ...

    def listen(self, settings: Mapping[str, str], ring: Callable[[Caller], None]) -> Listening:
        """Start listening; raises Refusal where the settings cannot work."""
        ...


SOURCES: Final[Registry[PhoneSource]] = Registry()
