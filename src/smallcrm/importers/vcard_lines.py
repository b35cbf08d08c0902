"""vCards taken apart: 2.1, 3.0 and 4.0 as phones, Google, Outlook and Apple write them."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_GROUPED: Final = re.compile(r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
# Properties that hold pictures, sounds and keys: long, and nothing that is kept.
_BINARY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_QUOTED: Final = "QUOTED-PRINTABLE"
_END: Final = "END:VCARD"
_LONGEST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: `TEL;TYPE=WORK:555` ; parameters by name, in capitals."""

    name: str
    value: str
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str | None = None

    @property
    def types(self) -> frozenset[str]:
        """What it is of, in small letters: `work`, `cell`, ..."""
        return frozenset(one.lower() for one in self.parameters.get("TYPE", ()))

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)

    @property
    def parts(self) -> tuple[str, ...]:
        """The value's parts, of a name, an address or an organisation."""
        return tuple(unescaped(part) for part in split(self.value, ";"))

    @property
    def items(self) -> tuple[str, ...]:
        """The value's items, of a list."""
        return tuple(unescaped(part) for part in split(self.value, ","))


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its place in the file from 1 on, its lines, and whether it was whole."""

    number: int
    properties: Sequence[Property]
    text: str
    is_whole: bool = True

    def all(self, *names: str) -> Iterator[Property]:
        """Return the properties of these names, in their order."""
        return (one for one in self.properties if one.name in names)

    def first(self, name: str) -> Property | None:
        """Return the first property of a name that holds anything."""
        return next((one for one in self.all(name) if one.value.strip()), None)

    def label(self, of: Property) -> str:
        """Return what a property's group is called (`item1.X-ABLabel`), or nothing."""
        if of.group is None:
            return ""
        named = (one for one in self.all("X-ABLABEL") if one.group == of.group)
        found = next(named, None)
        return found.text.removeprefix("_$!<").removesuffix(">!$_").strip() if found else ""


def cards(text: str) -> Iterator[Card]:
    """Take the cards of a file one by one; a card inside a card belongs to the outer one."""
    number = 0
    lines: list[str] = []
    depth = 0
    for line in _unfolded(text):
        word = line.strip().upper().replace(" ", "")
        if word == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                lines = []
                continue
        elif word == _END and depth:
            depth -= 1
            if depth == 0:
                number += 1
                yield _card(number, lines, is_whole=True)
                continue
        if depth == 1:
            lines.append(line)
    if depth:
        yield _card(number + 1, lines, is_whole=False)


def split(value: str, sign: str) -> list[str]:
    """Split a value at a sign that is not escaped."""
    parts, start, at = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 2
            continue
        if value[at] == sign:
            parts.append(value[start:at])
            start = at + 1
        at += 1
    parts.append(value[start:])
    return parts


def unescaped(value: str) -> str:
    r"""Write a value as it is meant: `\n` a line's end, `\,` a comma."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _unfolded(text: str) -> Iterator[str]:
    """Join lines that were folded: by a space at their beginning, or `=` at a line's end."""
    parts: list[str] = []
    quoted = False
    for line in _LINE_END.split(text):
        if quoted and not _ends(line):
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        else:
            if parts:
                yield "".join(parts)
            parts = [line] if line else []
        quoted = bool(parts) and parts[-1].endswith("=") and _is_quoted(parts[0])
    if parts:
        yield "".join(parts)


def _ends(line: str) -> bool:
    return line.strip().upper() == _END


def _is_quoted(line: str) -> bool:
    return _QUOTED in line.partition(":")[0].upper()


def _card(number: int, lines: Sequence[str], *, is_whole: bool) -> Card:
    found = (_property(line) for line in lines)
    properties = tuple(one for one in found if one is not None)
    return Card(number, properties, "\n".join(line[:200] for line in lines), is_whole)


def _property(line: str) -> Property | None:
    head, value = _parted(line)
    if value is None or len(value) > _LONGEST:
        return None
    pieces = split_quoted(head, ";")
    named = _GROUPED.fullmatch(pieces[0].strip())
    if named is None or named[2].upper() in _BINARY:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    for piece in pieces[1:]:
        name, sign, said = piece.partition("=")
        if not sign:  # 2.1: `TEL;WORK`
            name, said = ("ENCODING" if name.upper() == _QUOTED else "TYPE"), name
        values = tuple(one.strip().strip('"') for one in split_quoted(said, ","))
        key = name.strip().upper()
        parameters[key] = (*parameters.get(key, ()), *values)
    if _QUOTED in {one.upper() for one in parameters.get("ENCODING", ())}:
        charset = parameters.get("CHARSET", ("utf-8",))[0]
        # What is escaped stays so: the signs of quoted-printable stand below those of the card.
        value = _decoded(value, charset).replace("\r\n", "\n").replace("\r", "\n")
    return Property(named[2].upper(), value, parameters, named[1])


def _parted(line: str) -> tuple[str, str | None]:
    """Part a line at the first colon outside of quotation marks."""
    inside = False
    for at, sign in enumerate(line):
        if sign == '"':
            inside = not inside
        elif sign == ":" and not inside:
            return line[:at], line[at + 1 :]
    return line, None


def split_quoted(text: str, sign: str) -> list[str]:
    """Split a text at a sign outside of quotation marks."""
    parts, inside, start = [], False, 0
    for at, found in enumerate(text):
        if found == '"':
            inside = not inside
        elif found == sign and not inside:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return parts


def _decoded(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("utf-8"))
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")
