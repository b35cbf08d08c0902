"""What people typed, made printable: every visible character kept, nothing that acts."""

from __future__ import annotations

import re
import unicodedata

_MARKED = re.compile("[\u0300-\u036f\u1100-\u11ff\u3099\u309a]")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = "[\t\x1f\u1680\u2000-\u2006\u2008-\u200a\u205f]"
_FIXED_SPACES = "[\u2007\u202f]"
# Marks that show nothing of themselves: variation selectors, and those that would turn the
# direction of all that follows.
_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# Joiners are part of how words of these scripts are spelt, and of how signs are made into one.
_JOINED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\ua880-\uaaff"
)
_SIGNS = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_LOST_JOINERS = (
    f"(?<![{_JOINED}{_SIGNS}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}{_SIGNS}])"
    f"|(?<=[{_SIGNS}])\u200c+"
)
_UNPRINTABLE = "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
_SUBSTITUTES = (
    (re.compile(_INVISIBLE), ""),
    (re.compile(_LOST_JOINERS), ""),
    (re.compile(_SPACES), " "),
    (re.compile(_FIXED_SPACES), "\u00a0"),
    (re.compile("\u2011"), "-"),
    (re.compile(_UNPRINTABLE), "\ufffd"),
)


def printable(text: str) -> str:
    """Make one line of what people typed: every visible character kept, nothing that acts."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join(part.strip() for part in paragraphs(text)).strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """Make printable lines of what people typed, as they broke them."""
    if text.isascii() and text.isprintable():
        return (text,)
    return tuple(map(_printable, _LINE_ENDS.split(text)))


def kept_ends(text: str) -> str:
    """Make one line of what may begin or end with a space before or after another span."""
    if text.isascii() and text.isprintable():
        return text
    return " ".join(paragraphs(text))


def _printable(text: str) -> str:
    for pattern, substitute in _SUBSTITUTES:
        text = pattern.sub(substitute, text)
    return unicodedata.normalize("NFC", text) if _MARKED.search(text) else text
