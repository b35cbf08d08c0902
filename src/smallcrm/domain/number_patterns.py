"""The owner's patterns for the numbers of documents, such as `S-{year}-{number:4}`.

Fields: `year` (2026), `yy` (26), `month` (03) and `number`, which stands in every pattern exactly
once and may say how many digits it has at least. All else is written as it stands. What reads a
pattern takes one that `check_pattern` returned; another is a ValueError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from smallcrm.domain.errors import Refusal

EXAMPLE = "S-{year}-{number:4}"
LONGEST = 40
_NUMBER = "number"
_WIDTHS = range(1, 10)
_FIELD = re.compile(r"\{([^{}]*)\}")
_WIDTH = re.compile(r"0?([0-9]+)", re.ASCII)
# Braces as a Chinese keyboard types them; any other sign of full width may be meant.
_BRACES = str.maketrans("｛｝", "{}")
_SEPARATORS = "-/_. "


class PatternProblem(StrEnum):
    """Why a text is no pattern of numbers."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_NUMBER = "no_number"
    TWO_NUMBERS = "two_numbers"
    UNKNOWN_FIELD = "unknown_field"
    WIDTH = "width"
    BRACES = "braces"
    CHARACTERS = "characters"


class _PatternError(ValueError):
    """Carries the reason to the one place that refuses."""

    def __init__(self, problem: PatternProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class _Piece(NamedTuple):
    """A stretch of a pattern: text as it stands, or a field and its width (0: none given)."""

    text: str
    field: str
    width: int


def check_pattern(text: str, *, field: str = "number_pattern") -> str:
    """Return the pattern as it is kept: field names in small letters, no needless zeros.

    Anything else is refused as `bad_number_pattern`, with the text, a PatternProblem as `why`
    and an `example`.
    """
    try:
        return _checked(text)
    except _PatternError as bad:
        raise Refusal(
            "bad_number_pattern", field=field, text=text[:80], why=bad.problem, example=EXAMPLE
        ) from bad


def period_of(pattern: str, on: date) -> str:
    """Render the pattern without its number: the key under which numbers are counted.

    Numbers begin anew when it changes: `S-{year}-{number:4}` is counted under `S-2026`, a pattern
    that names no date under the same key for ever (the empty one, if it is a number alone).
    """
    before, _, after = _around(pattern, on)
    return f"{before}{after}".strip(_SEPARATORS)


def render(pattern: str, on: date, number: int) -> str:
    """Write the number of a document dated `on`; numbers begin with 1, another is a ValueError."""
    if number < 1:
        msg = "documents are numbered from one"
        raise ValueError(msg)
    before, width, after = _around(pattern, on)
    return f"{before}{number:0{width}d}{after}"


def matches(pattern: str, on: date, text: str) -> int | None:
    """Return the number in `text` if the pattern writes it so for a document dated `on`."""
    before, width, after = _around(pattern, on)
    digits = text[len(before) : len(text) - len(after)]
    if not (digits.isascii() and digits.isdecimal()):
        return None
    # Longer than any number of documents, and than Python reads at once.
    if len(digits) > LONGEST or f"{before}{digits}{after}" != text:
        return None
    number = int(digits)
    return number if number and f"{number:0{width}d}" == digits else None


def _checked(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).translate(_BRACES).strip()
    if not folded:
        raise _PatternError(PatternProblem.EMPTY)
    if not folded.isprintable():
        raise _PatternError(PatternProblem.CHARACTERS)
    pieces = list(_pieces(folded))
    numbers = sum(piece.field == _NUMBER for piece in pieces)
    if numbers != 1:
        raise _PatternError(PatternProblem.TWO_NUMBERS if numbers else PatternProblem.NO_NUMBER)
    pattern = "".join(
        piece.text or f"{{{piece.field}{f':{piece.width}' if piece.width > 1 else ''}}}"
        for piece in pieces
    )
    if len(pattern) > LONGEST:
        raise _PatternError(PatternProblem.TOO_LONG)
    return pattern


def _pieces(pattern: str) -> Iterator[_Piece]:
    end = 0
    for found in _FIELD.finditer(pattern):
        yield from _literal(pattern[end : found.start()])
        yield _field(found[1])
        end = found.end()
    yield from _literal(pattern[end:])


def _literal(text: str) -> Iterator[_Piece]:
    if "{" in text or "}" in text:
        raise _PatternError(PatternProblem.BRACES)
    if text:
        yield _Piece(text, "", 0)


def _field(inside: str) -> _Piece:
    name, colon, said = unicodedata.normalize("NFKC", inside).lower().partition(":")
    name = name.strip()
    if name not in {_NUMBER, "year", "yy", "month"}:
        raise _PatternError(PatternProblem.UNKNOWN_FIELD)
    if not colon:
        return _Piece("", name, 0)
    width = _WIDTH.fullmatch(said.strip())
    if name != _NUMBER or width is None or len(width[1]) > 1 or int(width[1]) not in _WIDTHS:
        raise _PatternError(PatternProblem.WIDTH)
    return _Piece("", name, int(width[1]))


def _around(pattern: str, on: date) -> tuple[str, int, str]:
    """Render what stands before and after the number, and tell the number's digits."""
    dated = {"year": f"{on.year:04d}", "yy": f"{on.year % 100:02d}", "month": f"{on.month:02d}"}
    written = {False: "", True: ""}
    width, past = 1, False
    for piece in _pieces(pattern):
        if piece.field == _NUMBER:
            width, past = piece.width or 1, True
        else:
            written[past] += dated[piece.field] if piece.field else piece.text
    return written[False], width, written[True]
