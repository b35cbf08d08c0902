"""Why something about the phone cannot be done, and why a line waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.i18n.filling import fill
from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.i18n.filling import Wording

TELEPHONY: Final[Mapping[str, Wording]] = {
    "not_a_host": (
        mark("“{text}” is no name in a network. Write it like this: fritz.box or 192.168.178.1."),
        mark("Write a name or an address in the network, such as fritz.box or 192.168.178.1."),
    ),
    "not_an_instant": (
        mark("“{text}” is no point in time. Write it like this: 2026-11-21T22:40:00Z."),
        mark("Write a point in time like this: 2026-11-21T22:40:00Z."),
    ),
    "not_a_word": (
        mark("“{text}” has signs that cannot stand here. Use letters, digits, dots and hyphens."),
        mark("Use letters, digits, dots and hyphens."),
    ),
    "not_a_channel": (
        mark("“{text}” is no phone of Asterisk's. Write it like this: PJSIP/100."),
        mark("Write a phone of Asterisk's like this: PJSIP/100."),
    ),
    "no_user": mark("Write the user that the telephone system knows this program by."),
    "no_secret": mark("The password is missing. Type it in the settings of the phone."),
    "no_extension": mark(
        "Say in the settings which phone is yours: it rings first when the program dials."
    ),
    "cannot_dial": mark("This line only tells who calls. It cannot be asked to dial."),
    "not_connected": mark("The line is not connected at the moment. Nothing was dialled."),
    "nothing_dials": mark(
        "No program on this computer takes numbers to dial (tel:). The number can be copied."
    ),
    "dials_to_itself": mark(
        "Small CRM itself opens tel: addresses here, so none of them is dialled. Choose another way"
        " to dial in the settings, or let another program open them."
    ),
    "schemes_unwritable": mark("This system's list of programs could not be changed."),
    "not_diallable": mark("This is no number that can be dialled."),
}

# Why a line waits or was refused: the codes of `StateReport.reason`.
_REASONS: Final[Mapping[str, Wording]] = {
    "unreachable": mark("Nobody answers at {host}, port {port}."),
    "refused": mark("{host} is there, but nothing listens at port {port}."),
    "unknown_host": mark("There is no “{host}” in the network."),
    "not_this": mark("What answers at {host}, port {port}, is something else."),
    "silent": mark("{host} took the connection and says nothing."),
    "hung_up": mark("{host} ended the connection."),
    "too_much": mark("{host} sent more than a line can hold, and was hung up on."),
    "wrong_password": mark("User or password are wrong. It is not tried again by itself."),
    "no_secret": mark("The password is missing."),
}


def line_reason(tr: I18n, reason: str, parameters: Mapping[str, object]) -> str:
    """Say why a line waits or was refused; the code itself where it has no words."""
    return fill(tr, _REASONS.get(reason, ()), parameters) or reason
