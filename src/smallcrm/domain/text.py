"""What is done to text before it is kept: what was typed stays, what cannot be shown does not."""

from __future__ import annotations

import re
import unicodedata

from smallcrm.domain.errors import Refusal

LINE = 500
TEXT = 100_000
# Control characters but tab and line feed; lone surrogates, which no file can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def clean_text(text: str, *, field: str, longest: int = TEXT) -> str:
    """Take text of several lines; refuse what is longer than `longest` (`too_long`)."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", _UNWRITABLE.sub("", unified)).strip()
    if len(cleaned) > longest:
        raise Refusal("too_long", field=field, longest=longest)
    return cleaned


def _is_clean(text: str, longest: int) -> bool:
    """Tell cheaply of most texts that nothing is to be done to them.

    What is printable has no control characters, no surrogates and no space but the usual one.
    """
    return (
        len(text) <= longest
        and text.isprintable()
        and "  " not in text
        and (not text or (text[0] != " " and text[-1] != " "))
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def clean_line(text: str, *, field: str, longest: int = LINE) -> str:
    """Take text of one line: line breaks and runs of spaces become one space."""
    if _is_clean(text, longest):
        return text
    cleaned = _SPACES.sub(" ", clean_text(text, field=field)).strip()
    if len(cleaned) > longest:
        raise Refusal("too_long", field=field, longest=longest)
    return cleaned


def optional_line(text: str | None, *, field: str, longest: int = LINE) -> str | None:
    """Take one line that may be missing: empty is None."""
    if text is None:
        return None
    return clean_line(text, field=field, longest=longest) or None


def required_line(text: str, *, field: str, code: str, longest: int = LINE) -> str:
    """Take one line that must say something; refuse an empty one with `code`."""
    cleaned = clean_line(text, field=field, longest=longest)
    if not cleaned:
        raise Refusal(code, field=field)
    return cleaned


def cut_line(text: str, longest: int) -> str:
    """Make one line of text that nobody can be asked about: never refuses, cuts instead.

    Control and direction marks go, since what a line sends is anybody's.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * longest])
    line = unicodedata.normalize("NFC", " ".join(shown.split()))
    return line[:longest].rstrip()
