"""The settings of the phone lines: of this machine, since that is where the phone stands."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from smallcrm.domain import setting_kinds as kinds
from smallcrm.domain.clock import from_text, to_text
from smallcrm.domain.errors import Refusal
from smallcrm.domain.setting_kinds import Check, Scope, Setting

# The sources in the order in which they are offered, with the port that each listens at.
LINES: Final = {"ncid": 3333, "fritzbox": 1012, "asterisk": 5038, "baresip": 4444}
DATE_ORDERS: Final = ("mdy", "dmy")
SYSTEM, OFF = "system", "off"
DIALLING: Final = (SYSTEM, "asterisk", "baresip", OFF)
SINCE: Final = "since"
_HOSTS: Final = {"fritzbox": "fritz.box"}
_THIS_MACHINE: Final = "127.0.0.1"
_LARGEST_PORT: Final = 65535
_HOST: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?|[0-9A-Fa-f:.]{2,45}")
# A channel such as PJSIP/100 or Local/100@from-internal; never a line's end, which ends a header.
_CHANNEL: Final = re.compile(r"[A-Za-z0-9]{1,20}/[A-Za-z0-9._@/+-]{1,80}")
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")


def of_line(name: str, what: str) -> str:
    """Return the key of a line's setting: `telephony.ncid.host`."""
    return f"telephony.{name}.{what}"


def _host(key: str) -> Check:
    """Take a name or an address in a network (`not_a_host`)."""

    def check(text: str) -> str:
        stripped = text.strip().removeprefix("[").removesuffix("]")
        if _HOST.fullmatch(stripped) is None:
            raise Refusal("not_a_host", field=key, text=text.strip()[:40])
        return stripped

    return check


def _instant(key: str) -> Check:
    """Take an instant in ISO 8601, or nothing (`not_an_instant`)."""

    def check(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            return ""
        try:
            return to_text(from_text(stripped))
        except (ValueError, OverflowError) as error:
            raise Refusal("not_an_instant", field=key, text=stripped[:40]) from error

    return check


def _setting(key: str, default: str, check: Check) -> Setting:
    return Setting(key, Scope.MACHINE, default, check)


def _common(name: str, port: int) -> tuple[Setting, ...]:
    enabled, host, port_key, since = (
        of_line(name, what) for what in ("enabled", "host", "port", SINCE)
    )
    return (
        kinds.yes_no(enabled, "no", Scope.MACHINE),
        _setting(host, _HOSTS.get(name, _THIS_MACHINE), _host(host)),
        _setting(port_key, str(port), kinds.whole(port_key, 1, _LARGEST_PORT)),
        # When it was switched on: what its history tells of earlier calls is not taken.
        _setting(since, "", _instant(since)),
    )


def since_of(text: str) -> datetime:
    """Return from when on a line's history is taken; with nothing kept: all of it."""
    return from_text(text) if text else datetime(1970, 1, 1, tzinfo=UTC)


TELEPHONY_SETTINGS: Final[tuple[Setting, ...]] = (
    *_common("ncid", LINES["ncid"]),
    # The server tells a date as 11212026 or as 21112026, and not which of the two.
    Setting(
        "telephony.ncid.date_order",
        Scope.MACHINE,
        "mdy",
        kinds.one_of("telephony.ncid.date_order", *DATE_ORDERS),
        DATE_ORDERS,
    ),
    *_common("fritzbox", LINES["fritzbox"]),
    *_common("asterisk", LINES["asterisk"]),
    _setting(
        "telephony.asterisk.user",
        "",
        kinds.of_form("telephony.asterisk.user", _PLAIN_WORD, "not_a_word"),
    ),
    # The owner's own phone, which rings first when the program is asked to dial: PJSIP/100.
    _setting(
        "telephony.asterisk.extension",
        "",
        kinds.of_form("telephony.asterisk.extension", _CHANNEL, "not_a_channel"),
    ),
    _setting(
        "telephony.asterisk.context",
        "from-internal",
        kinds.of_form("telephony.asterisk.context", _PLAIN_WORD, "not_a_word"),
    ),
    *_common("baresip", LINES["baresip"]),
    Setting(
        "telephony.dial",
        Scope.MACHINE,
        SYSTEM,
        kinds.one_of("telephony.dial", *DIALLING),
        DIALLING,
    ),
)
