"""Settings of reminding, of clients who fall silent, and of the calendar that other programs read.

How long a client may be silent is the file's; what this computer tells, and where it writes the
calendar, is the machine's.
"""

from __future__ import annotations

from smallcrm.domain import setting_kinds as kinds
from smallcrm.domain.clock import time_of_day
from smallcrm.domain.enums import Level
from smallcrm.domain.errors import Refusal
from smallcrm.domain.setting_kinds import Check, Scope, Setting

_LONGEST_SILENCE = 3650
_LONGEST_PATH = 1000


def _time_of_day(key: str) -> Check:
    """Take a time of day such as 09:00 (`not_a_time`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        kept = time_of_day(stripped)
        if kept is None:
            raise Refusal("not_a_time", field=key, text=stripped[:40])
        return f"{kept:%H:%M}"

    return check


FOLLOW_UP_SETTINGS: tuple[Setting, ...] = (
    # After how many days without a word a client of that level is asked for; empty: never.
    *(
        Setting(
            f"level.{level.value}.silent_days",
            Scope.FILE,
            "90" if level is Level.VIP else "",
            kinds.optional_whole(f"level.{level.value}.silent_days", 0, _LONGEST_SILENCE),
        )
        for level in (Level.STANDARD, Level.PREFERRED, Level.VIP)
    ),
    # Whether the system tells of what is due, and when it does of what has no time of its own.
    kinds.yes_no("machine.notify", "yes", Scope.MACHINE),
    Setting("machine.notify_at", Scope.MACHINE, "09:00", _time_of_day("machine.notify_at")),
    # The file that is kept up to date for calendar programs; empty: none.
    Setting("calendar.file", Scope.MACHINE, "", kinds.text("calendar.file", _LONGEST_PATH)),
    kinds.yes_no("calendar.birthdays", "yes", Scope.MACHINE),
    kinds.yes_no("calendar.names", "yes", Scope.MACHINE),
)
