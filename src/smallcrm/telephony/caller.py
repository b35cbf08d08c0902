"""Taking apart what a phone says about a caller: a number, a `tel:` or `sip:` address, a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from smallcrm.telephony.wire import plain

_LONGEST: Final = 200
# `smallcrm:` is our own, for phone systems that can only open an address.
_SCHEMES: Final = ("tel", "sip", "sips", "callto", "dial", "smallcrm")
# What phones send in the place of a number that the caller keeps to themselves.
_WITHHELD: Final = frozenset(
    {
        "anonymous",
        "unknown",
        "private",
        "withheld",
        "restricted",
        "unavailable",
        "blocked",
        "no number",
        "no-number",
        "out-of-area",
        "out of area",
        "<unknown>",
        "-",
        "a",
        "p",
        "o",
    },
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as plain text on one line; no number: it is withheld."""

    number: str
    name: str = ""


def parse(text: str) -> Caller:
    """Take apart what a phone said; whatever it is, something harmless comes out."""
    line = plain(text, _LONGEST)
    name = ""
    if line.endswith(">") and "<" in line:
        before, _, line = line[:-1].rpartition("<")
        name = before.strip().strip('"').strip()
    number = plain(_without_scheme(line.strip()), _LONGEST)
    if number.lower() in _WITHHELD:
        number = ""
    return Caller(number, plain(name, _LONGEST))


def _without_scheme(address: str) -> str:
    scheme, colon, rest = address.partition(":")
    if not colon or scheme.strip().lower() not in _SCHEMES:
        return address
    rest, *parameters = rest.lstrip("/").partition("?")[0].split(";")
    if scheme.lower().startswith("sip"):
        # The user's part may carry parameters and a password: sip:+4930;phone-context=x:pw@host
        user, at, _ = ";".join([rest, *parameters]).partition("@")
        rest = user.partition(";")[0].partition(":")[0] if at else rest
    extension = next((part[4:] for part in parameters if part.lower().startswith("ext=")), "")
    number = unquote(rest, errors="replace")
    return f"{number} ext {unquote(extension)}" if extension else number
