"""What goes to the terminal or the pipe: lines for people, or one JSON document."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from itertools import chain, islice

_WIDE = frozenset("WF")
_GAP = "  "
# The rows that a table's columns are measured by; longer cells further down push to the right.
_MEASURED = 200


def prepare_streams() -> None:
    """Let no letter stop the program: what a terminal cannot show is written as an escape.

    The line's end is one sign everywhere, for scripts that compare.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def shown(text: str) -> str:
    """Make anybody's text fit for a line of a terminal: no control signs, no line breaks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def shown_lines(text: str) -> list[str]:
    """Make anybody's text fit for a terminal, its lines kept."""
    return [shown(line) for line in text.strip().splitlines()] or [""]


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese signs take two."""
    wide = sum(unicodedata.east_asian_width(sign) in _WIDE for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) != 0 for sign in text)


class CannotPrintError(Exception):
    """Standard output takes nothing more, for a reason other than that its reader left."""


class Output:
    """Writes results to standard output and complaints to standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def line(self, text: str = "", *, at_once: bool = False) -> None:
        """Write one line for people; `at_once`: the reader may act on it now."""
        _write(f"{text}\n")
        if at_once:
            self.flush()

    def lines(self, texts: Iterable[str]) -> None:
        """Write lines for people."""
        for text in texts:
            self.line(text)

    def document(self, value: object) -> None:
        """Write the one JSON document."""
        self.line(_dumps(value))

    def documents(self, values: Iterable[object]) -> None:
        """Write the one JSON document, a list, without holding all of it."""
        opening = "["
        for value in values:
            _write(f"{opening}{_dumps(value)}")
            opening = ",\n "
        self.line("[]" if opening == "[" else "]")

    def table(self, heading: Sequence[str], rows: Iterable[Sequence[str]], right: str = "") -> None:
        """Write rows below a heading, aligned; `right` has an `r` for each column of numbers."""
        waiting = iter(rows)
        head: list[Sequence[str]] = [tuple(heading)]
        head += (tuple(map(shown, row)) for row in islice(waiting, _MEASURED))
        widths = [max(map(width, column)) for column in zip(*head, strict=True)]
        for cells in chain(head, (tuple(map(shown, row)) for row in waiting)):
            self.line(_aligned(cells, widths, right))

    def complain(self, text: str) -> None:
        """Write one plain line to standard error."""
        if sys.stderr is not None:
            with suppress(OSError, ValueError):  # nobody may be left to hear it
                print(shown(text), file=sys.stderr, flush=True)

    def flush(self) -> None:
        """Have everything written; raises BrokenPipeError where the reader is gone."""
        with _printing():
            if sys.stdout is not None:
                sys.stdout.flush()

    def silence(self) -> None:
        """Write nothing more, so that Python's own last flush has nothing to complain about."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, sys.stdout.fileno())
        except (OSError, ValueError, AttributeError):
            pass  # no file stands behind it
        finally:
            os.close(nowhere)


@contextmanager
def _printing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else ""
        raise CannotPrintError(reason) from error


def _write(text: str) -> None:
    with _printing():
        if sys.stdout is not None:
            sys.stdout.write(text)


def _aligned(cells: Sequence[str], widths: Sequence[int], right: str) -> str:
    padded = []
    for index, (cell, room) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (room - width(cell))
        padded.append(space + cell if right[index : index + 1] == "r" else cell + space)
    return _GAP.join(padded).rstrip()


def _dumps(value: object) -> str:
    """Write JSON that the stream can carry: as it is to UTF-8, else in ASCII with escapes."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return json.dumps(value, ensure_ascii=encoding != "utf8")
