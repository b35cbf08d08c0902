"""vCards taken apart: 2.1, 3.0 and 4.0 as phones, Google, Outlook and Apple write them."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

_GROUPED: Final = re.compile(r"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
# Properties that hold pictures, sounds and keys: long, and nothing that is kept.
_BINARY: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_QUOTED: Final = "QUOTED-PRINTABLE"
_BASE64: Final = frozenset({"B", "BASE64"})
# Up to the colon that ends the name and the parameters; within quotation marks it is none.
_HEAD: Final = re.compile(r'[^":]*+(?:"[^"]*+"[^":]*+)*+:')
# `TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=8A=9E):`
_CUSTOM: Final = re.compile(
    r"X-CUSTOM\((?:CHARSET=([^,()]*),ENCODING=QUOTED-PRINTABLE,)?([^()]*)\)", re.IGNORECASE
)
_CARET: Final = re.compile(r"\^[n'^]")
_CARETS: Final = {"^n": "\n", "^'": '"', "^^": "^"}
_END: Final = "END:VCARD"
LONGEST: Final = 1024 * 1024  # characters of a line, unfolded


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
        return frozenset(one.lower() for one in self.type_words)

    @property
    def type_words(self) -> tuple[str, ...]:
        """What it is of, as written; several may stand in one parameter (`TYPE="cell,voice"`)."""
        said = self.parameters.get("TYPE", ())
        return tuple(word.strip() for one in said for word in one.split(",") if word.strip())

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


class Card:
    """One card: its place in the file from 1 on, its lines, and what is wrong with it as a card.

    `damage` is `card_cut_off`, `cell_too_large` or None.
    """

    def __init__(
        self, number: int, properties: Sequence[Property], text: str, damage: str | None = None
    ) -> None:
        self.number = number
        self.properties = properties
        self.text = text
        self.damage = damage
        self._by_name: dict[str, list[Property]] = {}
        self._labels: dict[str, str] = {}
        for one in properties:
            self._by_name.setdefault(one.name, []).append(one)
            if one.name == "X-ABLABEL" and one.group is not None:
                self._labels.setdefault(one.group, _label_in(one.text))

    def all(self, *names: str) -> Sequence[Property]:
        """Return the properties of these names, in their order."""
        if len(names) == 1:
            return self._by_name.get(names[0], ())
        return [one for one in self.properties if one.name in names]

    def first(self, name: str) -> Property | None:
        """Return the first property of a name that holds anything."""
        return next((one for one in self._by_name.get(name, ()) if one.value.strip()), None)

    def label(self, of: Property) -> str:
        """Return what a property's group is called (`item1.X-ABLabel`), or nothing."""
        return self._labels.get(of.group, "") if of.group is not None else ""


def _label_in(text: str) -> str:
    """Take the label out of the brackets that Apple and Google put around their own."""
    return text.removeprefix("_$!<").removesuffix(">!$_").strip()


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
                yield _card(number, lines)
                continue
        if depth == 1:
            lines.append(line)
    if depth:
        yield _card(number + 1, lines, "card_cut_off")


def split(value: str, sign: str) -> list[str]:
    """Split a value at a sign that is not escaped."""
    if "\\" not in value:
        return value.split(sign)
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
    if "\\" not in value:
        return value.strip()
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


def _card(number: int, lines: Sequence[str], damage: str | None = None) -> Card:
    """Read the lines of a card; one that is none continues the note before it, badly folded."""
    properties: list[Property] = []
    in_note = False
    for line in lines:
        name = _name_of(line)
        if name in _BINARY:
            in_note = False
        elif len(line) > LONGEST:
            in_note = False
            if not name.startswith("X-"):
                damage = damage or "cell_too_large"
        elif (found := _property(line)) is not None:
            properties.append(found)
            in_note = found.name == "NOTE"
        elif in_note and line.strip():
            last = properties[-1]
            properties[-1] = replace(last, value=f"{last.value}\\n{line.strip()}")
    return Card(number, properties, "\n".join(line[:200] for line in lines), damage)


def _name_of(line: str) -> str:
    """Return the name of the property on a line, or nothing."""
    named = _GROUPED.match(line)
    if named is None or line[named.end() : named.end() + 1] not in {":", ";"}:
        return ""
    return named[2].upper()


def _property(line: str) -> Property | None:
    head, value = _parted(line)
    if value is None:
        return None
    pieces = split_quoted(head, ";")
    named = _GROUPED.fullmatch(pieces[0].strip())
    if named is None:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    for piece in pieces[1:]:
        if custom := _CUSTOM.fullmatch(piece):  # as Android writes a label of the owner's
            label = _decoded(custom[2], custom[1]) if custom[1] else custom[2]
            parameters["X-LABEL"] = (*parameters.get("X-LABEL", ()), label)
            continue
        name, sign, said = piece.partition("=")
        if not sign:  # 2.1: `TEL;WORK`
            name, said = ("ENCODING" if name.upper() == _QUOTED else "TYPE"), name
        values = tuple(_unquoted(one) for one in split_quoted(said, ","))
        key = name.strip().upper()
        parameters[key] = (*parameters.get(key, ()), *values)
    encodings = {one.upper() for one in parameters.get("ENCODING", ())}
    charset = parameters.get("CHARSET", ("utf-8",))[0]
    if encodings & _BASE64:
        value = _text_in(_from_base64(value), charset)
    elif _QUOTED in encodings:
        # What is escaped stays so: the signs of quoted-printable stand below those of the card.
        value = _decoded(value, charset).replace("\r\n", "\n").replace("\r", "\n")
    return Property(named[2].upper(), value, parameters, named[1])


def _unquoted(text: str) -> str:
    """Take the quotation marks off a parameter, and the carets (RFC 6868) out of it."""
    plain = text.strip().strip('"')
    if "^" not in plain:
        return plain
    return _CARET.sub(lambda found: _CARETS[found[0]], plain)


def _parted(line: str) -> tuple[str, str | None]:
    """Part a line at the first colon outside of quotation marks."""
    found = _HEAD.match(line)
    if found is None:
        return line, None
    return line[: found.end() - 1], line[found.end() :]


def split_quoted(text: str, sign: str) -> list[str]:
    """Split a text at a sign outside of quotation marks."""
    if '"' not in text:
        return text.split(sign)
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
    return _text_in(quopri.decodestring(value.encode("utf-8", "surrogatepass")), charset)


def _from_base64(value: str) -> bytes:
    """Read base64 text; what is none is left as it stands."""
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except ValueError:  # not ASCII, or not of this alphabet
        return value.encode("utf-8", "surrogatepass")


def _text_in(data: bytes, charset: str) -> str:
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):  # unknown, no encoding of text, or not this one
            continue
    return data.decode("utf-8", "replace")
