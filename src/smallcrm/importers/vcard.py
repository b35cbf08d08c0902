"""Contacts as vCards: names, ways to reach them, and who sent them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from smallcrm.domain.enums import ClientKind, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import (
    ClientRecord,
    Record,
    RecordKind,
    RejectedRow,
)
from smallcrm.importers import vcard_own, vcard_reach, vcard_rest, words
from smallcrm.importers.headings import field_for
from smallcrm.importers.plan import MAX_ROWS, ImportPlan, ReadOptions, SourceFile, Understood
from smallcrm.importers.text import decode
from smallcrm.importers.vcard_lines import LONGEST, Card, Property, cards

_BEGIN: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*B\x00?E\x00?G\x00?I\x00?N", re.IGNORECASE
)
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?", re.ASCII)
_URN: Final = "urn:uuid:"
_RELATED: Final = ("RELATED", "X-ABRELATEDNAMES")
_MEMBERS: Final = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
_SOURCES: Final = (
    (re.compile(r"^X-SMALLCRM-|^PRODID:.*Small CRM", re.MULTILINE), "smallcrm"),
    (re.compile(r"^X-MS-OL-|^PRODID:.*Outlook", re.MULTILINE | re.IGNORECASE), "outlook"),
    (re.compile(r"^PRODID:.*(?:Apple|iOS|Mac OS)", re.MULTILINE), "apple"),
    (re.compile(r"^PRODID:.*(?:Thunderbird|ical\.js)", re.MULTILINE), "thunderbird"),
    (re.compile(r"^X-ANDROID-", re.MULTILINE), "android"),
    (re.compile(r"^PRODID:.*Google|^X-PHONETIC-", re.MULTILINE), "google"),
)
_STEP: Final = 1000


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
        found: list[Card] = []
        for card in cards(decoded.text):
            found.append(card)
            if len(found) > MAX_ROWS:
                raise Refusal("too_many_rows", field="file", limit=MAX_ROWS)
        if not found:
            raise Refusal("no_rows", field="file")
        source = next((name for sign, name in _SOURCES if sign.search(found[0].text)), None)
        book = _Book(found, options.own_fields)
        records: list[Record] = []
        rejected: list[RejectedRow] = []
        for done, card in enumerate(found, 1):
            if options.watch is not None and done % _STEP == 0:
                options.watch.step(done, len(found))
            try:
                if not book.is_group(card):
                    records.append(book.client(card))
            except Refusal as refusal:
                parameters = {**refusal.parameters, "field": refusal.field}
                rejected.append(RejectedRow(card.number, refusal.code, parameters, card.text))
        understood = Understood(
            format="vcard",
            kind=RecordKind.CLIENTS,
            encoding=decoded.encoding,
            encoding_why=decoded.why,
            source=source,
            shape="vcard",
            new_fields=vcard_own.new_fields(found, options.own_fields),
        )
        return ImportPlan(understood, tuple(records), tuple(rejected), rows_read=len(found))


class _Book:
    """All cards of a file: they may name each other, and groups of them are tags."""

    def __init__(self, found: Sequence[Card], own_fields: Mapping[str, OwnFieldKind]) -> None:
        self._by_uid = {_uid(card): _name(card) for card in found if card.first("UID")}
        self._own_fields = own_fields
        self._groups: dict[str, list[str]] = {}
        for card in found:
            if self.is_group(card):
                for one in card.all(*_MEMBERS):
                    uid = one.text.lower().removeprefix(_URN)
                    self._groups.setdefault(uid, []).append(_name(card))

    def is_group(self, card: Card) -> bool:
        """Tell whether a card is a group of others (RFC 6350, 6.1.4; Apple's own before it)."""
        said = _text(card, "KIND") or _text(card, "X-ADDRESSBOOKSERVER-KIND") or ""
        return said.lower() == "group" and bool(_name(card)) and card.damage is None

    def client(self, card: Card) -> ClientRecord:
        """Read one card; raises Refusal `card_cut_off`, `cell_too_large` and `no_name`."""
        if card.damage is not None:
            raise Refusal(card.damage, field="file", limit=LONGEST)
        people = vcard_own.people(card)
        name, organisation, kind = _who(card)
        birthday, unread = _birthday(card)
        own = vcard_own.Facts(card, self._own_fields)
        created_on, confirmed_on = own.day("CREATED"), own.day("CONFIRMED")
        term, discount, limit = own.payment_term_days, own.discount_percent, own.credit_limit
        rest = [f"Birthday: {unread}"] if unread else []
        rest += [
            f"{vcard_rest.titled(relation)}: {who}"
            for relation, who in self._relations(card)
            if not _sends(relation)
        ]
        notes = [one.text for one in card.all("NOTE") if one.text]
        lines = [*vcard_rest.lines(card), *rest, *own.unread]
        if lines:
            notes.append("\n".join(lines))
        return ClientRecord(
            row=card.number,
            name=name,
            organisation=organisation,
            kind=kind,
            code=own.text("CODE"),
            level=words.level(own.text("LEVEL") or ""),
            lifecycle=words.lifecycle(own.text("LIFECYCLE") or ""),
            currency=own.text("CURRENCY"),
            source=own.text("SOURCE"),
            phones=tuple(vcard_reach.phones(card, _own(card, "TEL"))),
            emails=tuple(vcard_reach.emails(card, _own(card, "EMAIL"))),
            addresses=tuple(vcard_reach.addresses(card)),
            handles=tuple(dict.fromkeys(vcard_reach.handles(card))),
            tags=self._tags(card),
            notes=tuple(notes),
            referred_by=own.text("REFERRED-BY") or self._referrer(card),
            birthday=birthday,
            language=_text(card, "LANG") or own.text("LANGUAGE"),
            tax_number=own.text("TAX-NUMBER"),
            payment_term_days=term,
            discount_percent=discount,
            credit_limit=limit,
            created_on=created_on,
            confirmed_on=confirmed_on,
            people=people,
            own=own.values,
        )

    def _tags(self, card: Card) -> tuple[str, ...]:
        said = [tag for one in card.all("CATEGORIES") for tag in one.items if tag]
        said += self._groups.get(_uid(card), []) if self._groups else []
        return tuple(
            dict.fromkeys(tag.removeprefix("* ") for tag in said if tag.lower() != "mycontacts")
        )

    def _relations(self, card: Card) -> Iterator[tuple[str, str]]:
        """Return who somebody is to this client, and their name; a card of the file is named."""
        for one in card.all(*_RELATED):
            text = one.text
            name = self._by_uid.get(text.lower().removeprefix(_URN), text)
            if not name or name.lower().startswith((_URN, "http:", "https:", "mailto:")):
                continue
            said = card.label(one) or next(iter(sorted(one.types - {"pref"})), "")
            yield said, name

    def _referrer(self, card: Card) -> str | None:
        for relation, name in self._relations(card):
            if _sends(relation):
                return name
        # A property of its own: `X-REFERRED-BY:Ann Lee`.
        named = (one for one in card.properties if one.name.startswith("X-") and _sends(one.name))
        return next((one.text for one in named if one.text), None)


def _text(card: Card, name: str) -> str | None:
    found = card.first(name)
    return (found.text or None) if found is not None else None


def _uid(card: Card) -> str:
    return (_text(card, "UID") or "").lower().removeprefix(_URN)


def _name(card: Card) -> str:
    """Return what somebody is called: as displayed, else of the parts of the name."""
    shown = _text(card, "FN")
    if shown:
        return " ".join(shown.split())
    found = card.first("N")
    parts = (*found.parts, "", "", "") if found is not None else ("", "", "")
    return words.full_name(parts[1], parts[0], parts[2])


def _who(card: Card) -> tuple[str, str | None, ClientKind | None]:
    """Return name, organisation and kind; a card of an organisation alone is that organisation.

    A card without any is called as it is reached.
    """
    found = card.first("ORG")
    organisation = ", ".join(filter(None, found.parts)) if found is not None else ""
    name = _name(card)
    own = words.kind(_text(card, f"{vcard_own.PREFIX}KIND") or "")
    if own is not None and name:
        return name, organisation if organisation not in {"", name} else None, own
    said = (_text(card, "KIND") or _text(card, "X-ABSHOWAS") or "").lower()
    is_firm = said in {"org", "company"}
    if not name and not organisation:
        reached = (
            *(_text(card, "NICKNAME"),),
            *(email.address for email in vcard_reach.emails(card, _own(card, "EMAIL"))),
            *(phone.number for phone in vcard_reach.phones(card, _own(card, "TEL"))),
        )
        stands_in = next(filter(None, reached), None)
        if stands_in is None:
            raise Refusal("no_name", field="name")
        return stands_in, None, own
    if is_firm or not name or name == organisation:
        return name or organisation, None, own or ClientKind.ORGANISATION
    return name, organisation or None, own


def _own(card: Card, name: str) -> list[Property]:
    """Return the properties of the client, without those of its contact persons."""
    groups = vcard_own.groups_of_people(card)
    return [one for one in card.all(name) if one.group is None or one.group not in groups]


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


def _sends(relation: str) -> bool:
    """Tell whether a relation is that to whoever sent somebody: `REFERRED_BY`, `介绍人`."""
    return field_for(relation.lower().removeprefix("x-"), RecordKind.CLIENTS) == "referred_by"
