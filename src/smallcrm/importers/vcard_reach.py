"""How somebody on a vCard is reached: numbers, addresses, names on other services."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from smallcrm.domain.enums import HandleKind
from smallcrm.domain.records import AddressText, EmailText, HandleText, PhoneText
from smallcrm.importers import words
from smallcrm.importers.vcard_lines import Card, Property

_LABELS: Final[Mapping[str, str]] = {
    "cell": "mobile", "iphone": "mobile", "fax": "fax", "work": "work", "home": "home",
    "pager": "pager",
}  # fmt: skip
# What says how a number is used, not whose it is or where.
_MEANINGLESS: Final = frozenset(
    "pref voice internet msg text x400 dom intl postal parcel other x-custom".split()
)
_HANDLES: Final[Mapping[str, HandleKind]] = {
    "X-QQ": HandleKind.QQ,
    "X-WECHAT": HandleKind.WECHAT,
    "X-WEIXIN": HandleKind.WECHAT,
    "X-WHATSAPP": HandleKind.WHATSAPP,
    "X-SMALLCRM-HANDLE": HandleKind.OTHER,
}
SERVICES: Final[Mapping[str, HandleKind]] = {
    "wechat": HandleKind.WECHAT,
    "weixin": HandleKind.WECHAT,
    "qq": HandleKind.QQ,
    "whatsapp": HandleKind.WHATSAPP,
}
PROFILES: Final = ("IMPP", "X-SOCIALPROFILE")
_TEL: Final = re.compile(r"^tel:", re.IGNORECASE)
_EXTENSION: Final = re.compile(r";ext=(\d+).*$", re.IGNORECASE)
_MAILTO: Final = re.compile(r"^mailto:", re.IGNORECASE)


def label(card: Card, one: Property) -> str:
    """Say what a number or address is of: what the owner called it, else its type."""
    said = card.label(one) or next(iter(one.parameters.get("X-LABEL", ())), "")
    if said:
        return _LABELS.get(said.lower(), said)
    types = one.types
    known = next((name for word, name in _LABELS.items() if word in types), None)
    if known is not None or not types:
        return known or ""
    for word in one.type_words:
        if word.lower() not in _MEANINGLESS:
            plain = word[2:] if word.lower().startswith("x-") else word
            return words.label_of(plain.capitalize() if plain.isupper() else plain)
    return ""


def phones(card: Card, found: Sequence[Property]) -> Iterator[PhoneText]:
    """Read telephone numbers, none twice."""
    seen: set[str] = set()
    for one in found:
        number = _EXTENSION.sub(r" ext. \1", _TEL.sub("", one.text))
        if number and number not in seen:
            seen.add(number)
            yield PhoneText(number, "fax" if "fax" in one.types else label(card, one))


def emails(card: Card, found: Sequence[Property]) -> Iterator[EmailText]:
    """Read e-mail addresses, none twice."""
    seen: set[str] = set()
    for one in found:
        address = _MAILTO.sub("", one.text)
        if address and address.casefold() not in seen:
            seen.add(address.casefold())
            yield EmailText(address, label(card, one))


def addresses(card: Card) -> Iterator[AddressText]:
    """Read postal addresses: in parts, or in one piece where a card has them so."""
    texts = {one.group: one.text for one in card.all("X-SMALLCRM-ADDRESS") if one.group is not None}
    found = card.all("ADR")
    for one in found:
        parts = (*one.parts, *("",) * 7)
        whole = next(iter(one.parameters.get("LABEL", ())), "").strip()
        text = texts.get(one.group or "", "")
        of = label(card, one)
        if one.parameters.get("X-SMALLCRM") == ("text",):
            yield AddressText(label=of, text=parts[2])
        elif any(parts[:7]):
            yield AddressText(
                label=of,
                street=", ".join(filter(None, (parts[2], parts[1], parts[0]))),
                locality=parts[3],
                region=parts[4],
                postal_code=parts[5],
                country=parts[6],
                text=text,
            )
        elif whole:
            yield AddressText(label=of, text=whole)
    if not found:  # 2.1 and 3.0 may have the label for an envelope alone
        for one in card.all("LABEL"):
            if one.text:
                yield AddressText(label=label(card, one), text=one.text)


def handles(card: Card) -> Iterator[HandleText]:
    """Read web sites and the names on services that the program knows, in their order."""
    for one in card.all("URL", *_HANDLES, *PROFILES):
        if one.name in PROFILES:
            known = service(one)
            if known is not None:
                yield HandleText(*known)
        elif one.text:
            yield HandleText(_HANDLES.get(one.name, HandleKind.WEBSITE), one.text)


def service(one: Property) -> tuple[HandleKind, str] | None:
    """Tell which service a profile is of, by its scheme or type, and the name there."""
    scheme, colon, value = one.text.partition(":")
    found = SERVICES.get(scheme.strip().lower()) if colon else None
    if found is None:
        said = {*one.types, *(word.lower() for word in one.parameters.get("X-SERVICE-TYPE", ()))}
        found = next((SERVICES[word] for word in sorted(said) if word in SERVICES), None)
        value = value if colon and scheme.lower() in {"x-apple", "xmpp"} else one.text
    if found is None or not value.strip():
        return None
    user = next(iter(one.parameters.get("X-USER", ())), "") if one.name != "IMPP" else ""
    return found, user or unquote(value.strip())
