"""Thousands of files that no owner deserves: seeded, the same on every machine.

`cases()` makes all of them; each is made when its bytes are asked for, for some have ten megabytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

SEED = 20261122
TEN_MB = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Case:
    """One nasty file; `group` says what is nasty about it, `file_name` may be nasty itself."""

    group: str
    name: str
    ending: str
    make: Callable[[], bytes]
    options: Mapping[str, Any] = field(default_factory=dict)
    file_name: str = ""

    @property
    def label(self) -> str:
        return f"{self.group}/{self.name}{self.ending}"

    @property
    def path_name(self) -> str:
        return self.file_name or f"{self.group}-{self.name}{self.ending}".replace("/", "_")


def case(
    group: str,
    name: object,
    ending: str,
    data: bytes | str | Callable[[], bytes],
    *,
    file_name: str = "",
    **options: Any,
) -> Case:
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    made = data

    def make() -> bytes:
        return made if isinstance(made, bytes) else made()

    return Case(group, str(name), ending, make, options, file_name)


def cut(group: str, ending: str, data: bytes, step: int = 1) -> Iterator[Case]:
    """Cut a file off at each byte."""
    for end in range(0, len(data), step):
        yield case(f"cut-{group}", f"{end:06d}", ending, data[:end])


def flipped(group: str, ending: str, data: bytes, count: int) -> Iterator[Case]:
    """Flip a bit, or a few, anywhere."""
    chance = random.Random(f"{SEED} {group} {ending}")
    for number in range(count):
        made = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
        yield case(f"flip-{group}", f"{number:04d}", ending, bytes(made))


def scrambled(group: str, ending: str, data: bytes, count: int) -> Iterator[Case]:
    """Cut out, double, and move whole pieces."""
    chance = random.Random(f"{SEED} scrambled {group} {ending}")
    for number in range(count):
        made = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            if not made:
                break
            begin = chance.randrange(len(made))
            piece = made[begin : begin + chance.randrange(1, 80)]
            match chance.randrange(4):
                case 0:
                    del made[begin : begin + len(piece)]
                case 1:
                    made[begin:begin] = piece * chance.randrange(1, 30)
                case 2:
                    at = chance.randrange(len(made))
                    made[at:at] = piece
                case _:
                    made[begin : begin + len(piece)] = chance.randbytes(len(piece))
        yield case(f"scramble-{group}", f"{number:04d}", ending, bytes(made))


@cache
def cases() -> list[Case]:
    """Make the whole corpus, in a fixed order."""
    from tests.importers.nasty import card_files, export_files, package_files, text_files

    found: list[Case] = []
    makers: Iterable[Callable[[], Iterator[Case]]] = (
        text_files.cases,
        card_files.cases,
        package_files.cases,
        export_files.cases,
    )
    for maker in makers:
        found += maker()
    return found


def selection(count: int) -> list[Case]:
    """Choose some of all groups, those of few files wholly."""
    groups: dict[str, list[Case]] = {}
    for one in cases():
        groups.setdefault(one.group, []).append(one)
    share = max(count // len(groups), 1)
    chance = random.Random(SEED)
    chosen: list[Case] = []
    for group in groups.values():
        chosen += group if len(group) <= share else chance.sample(group, share)
    rest = [one for group in groups.values() for one in group]
    chosen += chance.sample(rest, max(count - len(chosen), 0))
    return list({one.label: one for one in chosen}.values())
