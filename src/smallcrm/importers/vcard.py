"""Contacts as vCards: names, ways to reach them, and who sent them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from smallcrm.domain.enums import ClientKind, HandleKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    PhoneText,
    Record,
    RecordKind,
    RejectedRow,
)
from smallcrm.importers import words
from smallcrm.importers.headings import field_for
from smallcrm.importers.plan import MAX_ROWS, ImportPlan, ReadOptions, SourceFile, Understood
from smallcrm.importers.text import decode
from smallcrm.importers.vcard_lines import Card, Property, cards

_BEGIN: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*B\x00?E\x00?G\x00?I\x00?N", re.IGNORECASE
)
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?", re.ASCII)
_URN: Final = "urn:uuid:"
_LABELS: Final[Mapping[str, str]] = {
    "cell": "mobile", "iphone": "mobile", "fax": "fax", "work": "work", "home": "home",
    "pager": "pager",
}  # fmt: skip
_HANDLES: Final[Mapping[str, HandleKind]] = {
    "X-QQ": HandleKind.QQ,
    "X-WECHAT": HandleKind.WECHAT,
    "X-WEIXIN": HandleKind.WECHAT,
    "X-WHATSAPP": HandleKind.WHATSAPP,
}
_SCHEMES: Final[Mapping[str, HandleKind]] = {
    "wechat": HandleKind.WECHAT,
    "weixin": HandleKind.WECHAT,
    "qq": HandleKind.QQ,
    "whatsapp": HandleKind.WHATSAPP,
}
_RELATED: Final = ("RELATED", "X-ABRELATEDNAMES")
# What has no place of its own in a client is kept as a note under its name.
_NOTED: Final[Mapping[str, str]] = {"TITLE": "Title", "ROLE": "Role", "NICKNAME": "Nickname"}
_OWN: Final = "X-SMALLCRM-"


class VcardImporter:
    """One or many cards in a file: each a client."""

    name = "vcard"
    endings = (".vcf", ".vcard")

    def claims(self, file: SourceFile) -> bool:
        """Tell by how the file begins."""
        return _BEGIN.match(file.data) is not None and b"V" in file.data[:64].upper()

    def read(self, file: SourceFile, options: ReadOptions) -> ImportPlan:
        """Read every card; raises Refusal as `text.decode` does, `cards_are_clients`, `no_rows`."""
        if options.kind not in (None, RecordKind.CLIENTS):
            raise Refusal("cards_are_clients", field="kind")
        decoded = decode(file.data, options.encoding, country=options.country, expected="vcard")
        found = list(cards(decoded.text))
        if len(found) > MAX_ROWS:
            raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
        if not found:
            raise Refusal("no_rows", field="file")
        by_uid = {_uid(card): _name(card) for card in found if card.first("UID") is not None}
        records: list[Record] = []
        rejected: list[RejectedRow] = []
        for card in found:
            try:
                records.append(_client(card, by_uid))
            except Refusal as refusal:
                parameters = {**refusal.parameters, "field": refusal.field}
                rejected.append(RejectedRow(card.number, refusal.code, parameters, card.text))
        understood = Understood(
            format="vcard",
            kind=RecordKind.CLIENTS,
            encoding=decoded.encoding,
            encoding_why=decoded.why,
        )
        return ImportPlan(understood, tuple(records), tuple(rejected), rows_read=len(found))


def _client(card: Card, by_uid: Mapping[str, str]) -> ClientRecord:
    """Read one card; raises Refusal `card_cut_off` and `no_name`."""
    if not card.is_whole:
        raise Refusal("card_cut_off", field="file")
    name, organisation, kind = _who(card)
    birthday, unread = _birthday(card)
    return ClientRecord(
        row=card.number,
        name=name,
        organisation=organisation,
        kind=kind,
        code=_own(card, "CODE"),
        level=words.level(_own(card, "LEVEL") or ""),
        lifecycle=words.lifecycle(_own(card, "LIFECYCLE") or ""),
        currency=_own(card, "CURRENCY"),
        source=_own(card, "SOURCE"),
        phones=tuple(_phones(card)),
        emails=tuple(_emails(card)),
        addresses=tuple(_addresses(card)),
        handles=tuple(_handles(card)),
        tags=tuple(
            dict.fromkeys(tag for one in card.all("CATEGORIES") for tag in one.items if tag)
        ),
        notes=tuple(_notes(card, by_uid, unread)),
        referred_by=_referrer(card, by_uid),
        birthday=birthday,
        language=_text(card, "LANG"),
    )


def _text(card: Card, name: str) -> str | None:
    found = card.first(name)
    return (found.text or None) if found is not None else None


def _own(card: Card, name: str) -> str | None:
    """Read what our own export says and no other program knows."""
    return _text(card, f"{_OWN}{name}")


def _uid(card: Card) -> str:
    return (_text(card, "UID") or "").lower().removeprefix(_URN)


def _name(card: Card) -> str:
    """Return what somebody is called: as displayed, else of the parts of the name."""
    shown = _text(card, "FN")
    if shown:
        return shown
    found = card.first("N")
    parts = (*found.parts, "", "", "") if found is not None else ("", "", "")
    return words.full_name(parts[1], parts[0], parts[2])


def _who(card: Card) -> tuple[str, str | None, ClientKind | None]:
    """Return name, organisation and kind; a card of an organisation alone is that organisation."""
    found = card.first("ORG")
    organisation = ", ".join(filter(None, found.parts)) if found is not None else ""
    name = _name(card)
    said = (_text(card, "KIND") or _text(card, "X-ABSHOWAS") or "").lower()
    is_firm = said in {"org", "company"}
    own = words.kind(_own(card, "KIND") or "")
    if not name and not organisation:
        emails = list(_emails(card))
        if not emails:
            raise Refusal("no_name", field="name")
        return emails[0].address, None, own
    if is_firm or not name or name == organisation:
        return name or organisation, None, own or ClientKind.ORGANISATION
    return name, organisation or None, own


def _label(card: Card, one: Property) -> str:
    """Say what a number or address is of: what the owner called it, else its type."""
    said = card.label(one)
    if said:
        return _LABELS.get(said.lower(), said)
    return next((label for word, label in _LABELS.items() if word in one.types), "")


def _phones(card: Card) -> Iterator[PhoneText]:
    seen: set[str] = set()
    for one in card.all("TEL"):
        number = re.sub(r"^tel:", "", one.text, flags=re.IGNORECASE)
        number = re.sub(r";ext=(\d+).*$", r" ext. \1", number, flags=re.IGNORECASE)
        label = "fax" if "fax" in one.types else _label(card, one)
        if number and number not in seen:
            seen.add(number)
            yield PhoneText(number, label)


def _emails(card: Card) -> Iterator[EmailText]:
    seen: set[str] = set()
    for one in card.all("EMAIL"):
        address = re.sub(r"^mailto:", "", one.text, flags=re.IGNORECASE)
        if address and address.casefold() not in seen:
            seen.add(address.casefold())
            yield EmailText(address, _label(card, one))


def _addresses(card: Card) -> Iterator[AddressText]:
    for one in card.all("ADR"):
        parts = (*one.parts, *("",) * 7)
        street = ", ".join(filter(None, (parts[2], parts[1], parts[0])))
        if any(parts[:7]):
            yield AddressText(
                label=_label(card, one),
                street=street,
                locality=parts[3],
                region=parts[4],
                postal_code=parts[5],
                country=parts[6],
            )


def _handles(card: Card) -> Iterator[HandleText]:
    for one in card.all("URL"):
        if one.text:
            yield HandleText(HandleKind.WEBSITE, one.text)
    for name, kind in _HANDLES.items():
        for one in card.all(name):
            if one.text:
                yield HandleText(kind, one.text)
    for one in card.all("IMPP"):
        scheme, _, value = one.text.partition(":")
        found = _SCHEMES.get(scheme.lower())
        if found is not None and value:
            yield HandleText(found, value)


def _birthday(card: Card) -> tuple[date | None, str]:
    """Return the birthday, or what could not be read as one (`--0412`, without a year)."""
    said = _text(card, "BDAY")
    if said is None:
        return None, ""
    found = _DAY.fullmatch(said)
    try:
        return (date(*map(int, found.groups())), "") if found is not None else (None, said)
    except ValueError:
        return None, said


def _relations(card: Card, by_uid: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return who somebody is to this client, and their name; a card of the same file is named."""
    for one in card.all(*_RELATED):
        text = one.text
        name = by_uid.get(text.lower().removeprefix(_URN), text)
        if not name or name.lower().startswith((_URN, "http:", "https:", "mailto:")):
            continue
        said = card.label(one) or next(iter(sorted(one.types - {"pref"})), "")
        yield said, name


def _sends(relation: str) -> bool:
    """Tell whether a relation is that to whoever sent somebody: `REFERRED_BY`, `介绍人`."""
    return field_for(relation.lower().removeprefix("x-"), RecordKind.CLIENTS) == "referred_by"


def _referrer(card: Card, by_uid: Mapping[str, str]) -> str | None:
    for relation, name in _relations(card, by_uid):
        if _sends(relation):
            return name
    # A property of its own: `X-REFERRED-BY:Ann Lee`.
    named = (one for one in card.properties if one.name.startswith("X-") and _sends(one.name))
    return next((one.text for one in named if one.text), None)


def _notes(card: Card, by_uid: Mapping[str, str], birthday: str) -> Iterator[str]:
    for one in card.all("NOTE"):
        if one.text:
            yield one.text
    lines = [
        f"{title}: {one.text}"
        for name, title in _NOTED.items()
        for one in card.all(name)
        if one.text
    ]
    if birthday:
        lines.append(f"Birthday: {birthday}")
    lines += [
        f"{_titled(relation)}: {name}"
        for relation, name in _relations(card, by_uid)
        if not _sends(relation)
    ]
    if lines:
        yield "\n".join(lines)


def _titled(relation: str) -> str:
    words_of = relation.replace("_", " ")
    plain = words_of.lower() if words_of.isupper() else words_of
    return (plain[:1].upper() + plain[1:]) or "Related"
