"""What of a vCard fits no field of a client: lines of a note, each under its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from smallcrm.domain.records import RecordKind
from smallcrm.importers import vcard_own
from smallcrm.importers.headings import field_for
from smallcrm.importers.vcard_lines import Card, Property
from smallcrm.importers.vcard_reach import PROFILES, service

# Read elsewhere, or of no use to anybody but the program that wrote the card.
_READ: Final = frozenset(
    """
    BEGIN END VERSION PRODID REV UID FN N ORG KIND TEL EMAIL ADR LABEL URL NOTE CATEGORIES BDAY LANG
    RELATED MEMBER X-ABRELATEDNAMES X-ABLABEL X-ABSHOWAS X-ABADR X-ABUID X-QQ X-WECHAT X-WEIXIN
    X-WHATSAPP PHOTO LOGO SOUND KEY SORT-STRING X-ADDRESSBOOKSERVER-KIND
    X-ADDRESSBOOKSERVER-MEMBER SOURCE NAME PROFILE CLIENTPIDMAP XML MAILER CLASS CALURI CALADRURI
    FBURL X-IMAGETYPE X-IMAGEHASH X-SHARED-PHOTO-DISPLAY-PREF X-MS-OL-DESIGN
    X-MS-OL-DEFAULT-POSTAL-ADDRESS X-MS-CARDPICTURE X-MOZILLA-HTML X-ABORDER X-ICLOUD-ID AGENT
    X-ACTIVITY-ALIAS
    """.split()
)
_TITLES: Final[Mapping[str, str]] = {
    "X-ABDATE": "Date",
    "X-MS-MANAGER": "Manager",
    "X-MS-ASSISTANT": "Assistant",
    "X-MS-ANNIVERSARY": "Anniversary",
    "X-MS-IMADDRESS": "Instant messages",
    "X-GTALK": "Google Talk",
    "X-AIM": "AIM",
    "X-MSN": "MSN",
    "X-ICQ": "ICQ",
    "TZ": "Time zone",
    "GEO": "Place",
    "BIRTHPLACE": "Place of birth",
    "DEATHDATE": "Died on",
    "IMPP": "Instant messages",
    "X-SOCIALPROFILE": "Profile",
}
_ANDROID: Final = "X-ANDROID-CUSTOM"
_MOST: Final = 500  # lines; a card with more is no contact's


def lines(card: Card) -> Iterator[str]:
    """Return `name: text` of every property that nothing else reads."""
    count = 0
    for one in card.properties:
        if one.name in _READ or one.name.startswith(vcard_own.PREFIX) or count >= _MOST:
            continue
        text = _said(one)
        if not text or _is_known(one):
            continue
        count += 1
        yield f"{_title(card, one)}: {text}"


def _said(one: Property) -> str:
    if one.name == _ANDROID:  # `vnd.android.cursor.item/nickname;Johny;1;;;`
        return next((part for part in one.parts[1:] if part), "")
    if one.name in PROFILES:
        return one.text.removeprefix("x-apple:")
    if one.name == "GENDER":
        return ", ".join(filter(None, one.parts))
    return one.text


def _is_known(one: Property) -> bool:
    """Tell whether a property of a name of its own is read as whoever sent them, or a handle."""
    if one.name in PROFILES:
        return service(one) is not None
    plain = one.name.removeprefix("X-").lower()
    return one.name.startswith("X-") and field_for(plain, RecordKind.CLIENTS) == "referred_by"


def _title(card: Card, one: Property) -> str:
    label = card.label(one)
    if label:
        return titled(label)
    if one.name == _ANDROID:
        return titled(one.parts[0].rpartition("/")[2])
    if one.name in PROFILES:
        scheme, colon, _ = one.text.partition(":")
        known = (*one.parameters.get("X-SERVICE-TYPE", ()), *sorted(one.types - {"pref"}))
        said = next(iter(known), scheme if colon else "")
        return titled(said) if said and not said.startswith("http") else _TITLES[one.name]
    return _TITLES.get(one.name) or titled(one.name.removeprefix("X-").replace("-", " "))


def titled(words: str) -> str:
    """Write the name of a relation or property as a person would: `REFERRED_BY`, `spouse`."""
    plain = words.replace("_", " ")
    plain = plain.lower() if plain.isupper() else plain
    return (plain[:1].upper() + plain[1:]) or "Related"
