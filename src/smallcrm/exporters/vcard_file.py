"""Contacts as vCards, clients only: 4.0 (RFC 6350), and 3.0 (RFC 2426) for older programs.

What no other program knows (code, level, own fields) stands in properties of our own, which others
pass over. A contact person is a group of lines: numbers under their name as a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from smallcrm.exporters.sheet import Sheet, Written

V3: Final = "3.0"
V4: Final = "4.0"
_LINE: Final = 75  # octets, as RFC 6350 (3.2) and RFC 2426 (2.6) want it
_TYPES: Final[Mapping[str, str]] = {
    "mobile": "cell", "work": "work", "home": "home", "fax": "fax", "pager": "pager",
}  # fmt: skip
_EXTENDED: Final[Mapping[str, str]] = {
    "wechat": "X-WECHAT", "qq": "X-QQ", "whatsapp": "X-WHATSAPP",
}  # fmt: skip
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)  # BCP 47, the usual ones
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PREFIX: Final = "X-SMALLCRM-"
_FACTS: Final = (
    *("code", "level", "lifecycle", "kind", "currency", "source", "tax_number"),
    *("payment_term_days", "discount_percent", "details_confirmed_on"),
)
_NAMES: Final[Mapping[str, str]] = {
    "payment_term_days": "PAYMENT-TERM",
    "discount_percent": "DISCOUNT",
    "details_confirmed_on": "CONFIRMED",
}
# As Google writes it, and our importer and its own read it.
_REFERRED_BY: Final = "REFERRED_BY"
_PRODUCT: Final = "-//Small CRM//Contacts//EN"


class VcardExporter:
    """One card a client, after one another in one file."""

    endings = (".vcf",)

    def __init__(self, version: str = V4) -> None:
        assert version in (V3, V4)
        self.version = version
        self.name = "vcard" if version == V4 else "vcard3"

    def write(self, sheet: Sheet, stream: BinaryIO) -> Written:
        """Write a card for each row and return how many there are."""
        count = 0
        for row in sheet.rows:
            stream.write(b"".join(map(_folded, _Card(row.document, self.version).lines())))
            count += 1
        return Written(count)


class _Card:
    """The lines of one client's card."""

    def __init__(self, client: Mapping[str, Any], version: str) -> None:
        self._client = client
        self._is_new = version == V4
        self._version = version
        self._groups = 0

    def lines(self) -> Iterator[str]:
        client = self._client
        name, organisation = client["name"], client["organisation"]
        is_firm = client["kind"] == "organisation"
        yield "BEGIN:VCARD"
        yield f"VERSION:{self._version}"
        yield f"PRODID:{_PRODUCT}"
        if is_firm:
            yield "KIND:org" if self._is_new else "X-ABShowAs:COMPANY"
        yield f"FN:{_text(name)}"
        yield "N:;;;;" if is_firm else f"N:{_parted(name)};;;"
        if organisation or is_firm:
            yield f"ORG:{_text(organisation or name)}"
        for phone in client["numbers"]:
            yield from self._reached("TEL", phone["number"], phone["label"])
        for email in client["email_addresses"]:
            yield from self._reached("EMAIL", email["address"], email["label"])
        for address in client["address_parts"]:
            yield from self._address(address)
        for handle in client["names_elsewhere"]:
            yield self._handle(handle["kind"], handle["value"])
        for person in client["people"]:
            yield from self._person(person)
        if client["birthday"]:
            yield f"BDAY:{self._day(client['birthday'])}"
        if client["tags"]:
            yield f"CATEGORIES:{','.join(map(_text, client['tags']))}"
        for note in client["notes"]:
            yield f"NOTE:{_text(note)}"
        yield from self._referrer(client["referred_by"])
        yield from self._own()
        yield "END:VCARD"

    def _group(self) -> str:
        self._groups += 1
        return f"item{self._groups}"

    def _typed(self, name: str, label: str) -> str:
        word = _TYPES.get(label)
        if word is None:
            return name
        return f"{name};TYPE={word if self._is_new else word.upper()}"

    def _reached(self, name: str, value: str, label: str) -> Iterator[str]:
        """Write a number or address under its label: a type, or one of the owner's own."""
        if not label or label in _TYPES:
            yield f"{self._typed(name, label)}:{_text(value)}"
            return
        group = self._group()
        yield f"{group}.{name}:{_text(value)}"
        yield f"{group}.X-ABLabel:{_text(label)}"

    def _address(self, address: Mapping[str, str | None]) -> Iterator[str]:
        """Write an address in its parts; one that came in one piece says so for our own reader."""
        label, text = address["label"] or "", address["text"] or ""
        parts = [address[name] or "" for name in ("street", "locality", "region", "postal_code")]
        parts.append(address["country"] or "")
        in_one = bool(text) and not any(parts)
        name = self._typed("ADR", label) + (";X-SMALLCRM=text" if in_one else "")
        value = ";;" + ";".join(map(_text, [text, "", "", "", ""] if in_one else parts))
        is_custom = bool(label) and label not in _TYPES
        if not is_custom and (in_one or not text):
            yield f"{name}:{value}"
            return
        group = self._group()
        yield f"{group}.{name}:{value}"
        if is_custom:
            yield f"{group}.X-ABLabel:{_text(label)}"
        if text and not in_one:
            yield f"{group}.{_PREFIX}ADDRESS:{_text(text)}"

    def _handle(self, kind: str, value: str) -> str:
        if kind == "website":
            return f"URL:{_text(value, signs='')}"
        name = _EXTENDED.get(kind)
        if name is None:
            return f"{_PREFIX}HANDLE:{_text(value)}"
        if self._is_new:
            return f"IMPP:{kind}:{quote(value, safe='@')}"
        return f"{name}:{_text(value)}"

    def _person(self, person: Mapping[str, Any]) -> Iterator[str]:
        """Write a contact person as a group: others show their numbers under their name."""
        group = self._group()
        name, role = person["name"], person["role"] or ""
        yield f"{group}.{_PREFIX}PERSON:{_text(name)};{_text(role)}"
        yield f"{group}.X-ABLabel:{_text(f'{name} ({role})' if role else name)}"
        for phone in person["phones"]:
            yield f"{group}.{self._of('TEL', phone['label'])}:{_text(phone['number'])}"
        for email in person["email_addresses"]:
            yield f"{group}.{self._of('EMAIL', email['label'])}:{_text(email['address'])}"

    def _of(self, name: str, label: str) -> str:
        """Write the label of a contact person's number, whose group is the person."""
        if not label or label in _TYPES:
            return self._typed(name, label)
        return f"{name};X-LABEL={_parameter(label)}"

    def _referrer(self, sender: Mapping[str, Any] | None) -> Iterator[str]:
        if sender is None:
            return
        if self._is_new:
            yield f"RELATED;TYPE=x-referred-by;VALUE=text:{_text(sender['name'])}"
        else:
            group = self._group()
            yield f"{group}.X-ABRELATEDNAMES:{_text(sender['name'])}"
            yield f"{group}.X-ABLabel:{_REFERRED_BY}"
        if sender["code"]:
            yield f"{_PREFIX}REFERRED-BY:{_text(sender['code'])}"

    def _own(self) -> Iterator[str]:
        client = self._client
        language = client["language"]
        if language:
            standard = self._is_new and _TAG.fullmatch(language)
            yield f"{'LANG' if standard else f'{_PREFIX}LANGUAGE'}:{_text(language)}"
        for name in _FACTS:
            value = client[name]
            if value is not None and value != "":
                yield f"{_PREFIX}{_NAMES.get(name) or _upper(name)}:{_text(str(value))}"
        limit = client["credit_limit"]
        if limit is not None:
            yield f"{_PREFIX}CREDIT-LIMIT:{limit['amount']} {limit['currency']}"
        if client["created_at"]:
            yield f"{_PREFIX}CREATED:{client['created_at'][:10]}"
        for name, own in client["own"].items():
            parts = (name, own["value"], own["currency"] or "", own["kind"])
            yield f"{_PREFIX}OWN:{';'.join(map(_text, parts))}"

    def _day(self, text: str) -> str:
        """Write a day as the version has it: 4.0 knows the basic form of ISO 8601 alone."""
        return _DAY.sub(r"\1\2\3", text) if self._is_new else text


def _upper(name: str) -> str:
    return name.upper().replace("_", "-")


def _parted(name: str) -> str:
    """Part a name into family and given name, where spaces tell; else it is the family's whole."""
    given, _, family = name.rpartition(" ")
    return f"{_text(family)};{_text(given)}"


def _text(value: str, signs: str = ";,") -> str:
    r"""Escape a text: a line's end is `\n`; characters that no reader takes are left out."""
    value = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = value.replace("\\", "\\\\")
    for sign in signs:
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _parameter(value: str) -> str:
    """Write a parameter's value between quotation marks, what may not stand there with carets."""
    plain = " ".join(_CONTROLS.sub("", value).split())
    return '"' + plain.replace("^", "^^").replace('"', "^'") + '"'


def _folded(line: str) -> bytes:
    """Cut a line into pieces of at most 75 octets, never through a character."""
    data = line.encode("utf-8", "replace")
    if len(data) <= _LINE:
        return data + b"\r\n"
    pieces: list[bytes] = []
    start, room = 0, _LINE
    while start < len(data):
        end = start + room
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004  (within a character)
            end -= 1
        pieces.append(data[start:end])
        start, room = end, _LINE - 1
    return b"\r\n ".join(pieces) + b"\r\n"
