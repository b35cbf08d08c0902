"""`apply`: many actions in one go; each line is one transaction, acknowledged once it is kept."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import BinaryIO, Final, NoReturn

from smallcrm.cli import refusals
from smallcrm.cli.context import Run
from smallcrm.cli.fields import Fields
from smallcrm.cli.operations import of_name
from smallcrm.cli.output import shown
from smallcrm.cli.references import References
from smallcrm.cli.refusals import DONE, REFUSED
from smallcrm.cli.values import path_of
from smallcrm.domain.errors import Refusal

_STDIN: Final = "-"
_MAX_LINE: Final = 16 * 1024 * 1024
# An open window looks again at most so often while lines come in (seconds).
_NUDGES: Final = 0.2


def apply(run: Run) -> int:
    """Carry out a file of JSON lines; a refused line changes nothing and the rest go on."""
    with _lines_of(run) as stream:
        return _Applying(run).all(stream)


@contextmanager
def _lines_of(run: Run) -> Iterator[BinaryIO]:
    name = run.asked.file
    if name == _STDIN:
        if sys.stdin is None:
            raise Refusal("file_not_found", field="file", file=_STDIN)
        yield sys.stdin.buffer
        return
    path = path_of(name)
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise Refusal("file_not_found", field="file", file=path.name) from error
    except OSError as error:
        raise Refusal("file_unreadable", field="file", file=path.name) from error
    with stream:
        yield stream


class _Applying:
    """One file of lines on its way into the data file."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._references = References(run)
        self._done: list[dict[str, object]] = []
        self._refused: list[dict[str, object]] = []
        self._nudged = 0.0

    def all(self, stream: BinaryIO) -> int:
        """Carry out every line."""
        try:
            for number, line in enumerate(_cut(stream), start=1):
                if line is None or line.strip():
                    self._one(number, line)
        finally:
            if self._done:
                self._run.nudge()
        if self._run.out.as_json:
            self._run.out.document({"done": self._done, "refused": self._refused})
        if not self._refused:
            return DONE
        tr, count = self._run.tr, len(self._refused)
        text = tr.ngettext("{count} line was refused.", "{count} lines were refused.", count)
        self._run.out.complain(text.format(count=tr.formats.number(count)))
        return REFUSED

    def _one(self, number: int, line: bytes | None) -> None:
        try:
            row_id = self._perform(line)
        except Refusal as refused:
            self._refuse(number, refused)
            return
        self._acknowledge(number, row_id)

    def _perform(self, line: bytes | None) -> int | None:
        values = _object_of(line)
        fields = Fields(values, self._references)
        operation = of_name(fields.any("op"))
        ref = fields.text("ref")
        if ref is not None and self._references.known(ref):
            raise Refusal("ref_taken", field="ref", ref=ref[:80])
        command = operation.make(fields)
        fields.finish()
        done = self._run.perform(command, nudge=False).result
        if ref is not None:
            self._references.name(ref, operation.kind_of(done), done.id)
        return done.id if operation.has_id else None

    def _acknowledge(self, number: int, row_id: int | None) -> None:
        self._done.append({"line": number, "id": row_id})
        if not self._run.out.as_json:
            written = "-" if row_id is None else str(row_id)
            self._run.out.line(f"ACK {number} {written}", at_once=True)
        now = time.monotonic()
        if now - self._nudged > _NUDGES:
            self._nudged = now
            self._run.nudge()

    def _refuse(self, number: int, refused: Refusal) -> None:
        text = shown(refusals.sentence(self._run.tr, refused))
        self._refused.append({"line": number, "error": refused.code, "message": text})
        if not self._run.out.as_json:
            self._run.out.line(f"REFUSED {number} {refused.code}: {text}", at_once=True)


def _cut(stream: BinaryIO) -> Iterator[bytes | None]:
    """Cut a stream into lines; one that is too long is None."""
    while line := stream.readline(_MAX_LINE):
        if len(line) < _MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_MAX_LINE)
        yield None


def _object_of(line: bytes | None) -> dict[str, object]:
    """Read one line of JSON: an object without a key twice; decimals stay what was written."""
    if line is None:
        raise Refusal("too_long", longest=_MAX_LINE)
    try:
        found = json.loads(
            line.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Refusal("not_json") from error
    if not isinstance(found, dict):
        raise Refusal("not_json")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
