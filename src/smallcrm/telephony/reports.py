"""What a source tells: of its calls, and of how it is itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from smallcrm.telephony.caller import Caller


class CallState(StrEnum):
    """How far a call is."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CallReport:
    """Something about one call.

    `key` names the call at its source: the same in all reports of it, and when it comes again out
    of a history. `at` is when it began, in UTC. Of an ended call `answered` says whether it was
    (None: the source does not tell) and `seconds` how long it was spoken. `line` is the own
    number that was called. With `history` it is told after the fact: no card is opened.
    """

    source: str
    key: str
    state: CallState
    caller: Caller
    outgoing: bool = False
    at: datetime | None = None
    answered: bool | None = None
    seconds: int | None = None
    line: str = ""
    history: bool = False


class SourceState(StrEnum):
    """How a source is."""

    OFF = "off"
    CONNECTING = "connecting"
    LISTENING = "listening"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class StateReport:
    """How a source is now.

    `reason` is a code for why it waits or was refused (`unreachable`, `hung_up`, `not_this`,
    `wrong_password`, ...), `parameters` what its sentence needs; `retry_s` when it tries again.
    """

    source: str
    state: SourceState
    reason: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    retry_s: float | None = None
