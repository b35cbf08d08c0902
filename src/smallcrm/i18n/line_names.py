"""The names of the phone lines and of their settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.messages import InContext, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_LINES: Final[Mapping[str, InContext]] = {
    # Translators: a server in the own network that tells who calls on an ordinary phone line
    "ncid": mark_in("phone line", "NCID server"),
    "fritzbox": mark_in("phone line", "FRITZ!Box router"),
    "asterisk": mark_in("phone line", "Asterisk telephone system"),
    "baresip": mark_in("phone line", "baresip softphone"),
}
_SETTINGS: Final[Mapping[str, InContext]] = {
    "enabled": mark_in("setting of a phone line", "listen to it"),
    "host": mark_in("setting of a phone line", "name or address in the network"),
    "port": mark_in("setting of a phone line", "port"),
    "since": mark_in("setting of a phone line", "calls are taken since"),
    # Translators: which of day and month comes first
    "date_order": mark_in("setting of a phone line", "order of its dates"),
    "user": mark_in("setting of a phone line", "user"),
    # Translators: such as PJSIP/100: the phone on the owner's desk in the telephone system
    "extension": mark_in("setting of a phone line", "your own phone"),
    # Translators: a word of Asterisk's: the part of its dial plan that outgoing calls go through
    "context": mark_in("setting of a phone line", "context for dialling"),
}
_DIALLING: Final[InContext] = mark_in("setting", "Dial with")


def line_name(tr: I18n, name: str) -> str:
    """Name a source of calls; the code itself where it has no name."""
    found = _LINES.get(name)
    return tr.pgettext(*found) if found else name


def line_setting_name(tr: I18n, key: str) -> str:
    """Name a setting `telephony.…`; the key itself where it has no name."""
    match key.split("."):
        case ["telephony", "dial"]:
            return tr.pgettext(*_DIALLING)
        case ["telephony", line, what] if line in _LINES and what in _SETTINGS:
            # Translators: a setting of a source of calls: "NCID server: port"
            return tr.pgettext("setting", "{line}: {what}").format(
                line=line_name(tr, line), what=tr.pgettext(*_SETTINGS[what])
            )
        case _:
            return key


def line_part_name(tr: I18n, what: str) -> str:
    """Name what a setting of a line is, without the line: `port`."""
    return tr.pgettext(*_SETTINGS[what])
