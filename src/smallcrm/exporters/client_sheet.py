"""Clients with all that says how to reach them, under headings that our importer knows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from smallcrm.domain.enums import ClientKind, Level, Lifecycle, OwnFieldKind
from smallcrm.domain.watch import Watch
from smallcrm.exporters.sheet import Column, Kind, Row, Sheet, columns

if TYPE_CHECKING:
    from collections.abc import Generator

    from smallcrm.queries.api import Queries

_BEFORE: Final = columns(
    *("Customer code", "Name", "Organisation", "Kind", "Level", "Lifecycle"),
    Kind=ClientKind,
    Level=Level,
    Lifecycle=Lifecycle,
)
_AFTER: Final = columns(
    *("Tags", "Referred by", "Currency", "Payment term", "Discount", "Credit limit"),
    *("Birthday", "Tax number", "Source", "Language", "Details confirmed on", "Notes"),
    Payment_term=Kind.NUMBER,
    Discount=Kind.PERCENT,
    Credit_limit=Kind.AMOUNT,
    Birthday=Kind.DAY,
    Details_confirmed_on=Kind.DAY,
)
# Numbers and addresses stand in the column of their label, if there is one for it.
_PHONES: Final[Mapping[str, str]] = {
    "mobile": "Mobile",
    "work": "Work phone",
    "home": "Home phone",
    "fax": "Fax",
}
_EMAILS: Final[Mapping[str, str]] = {"work": "Work email", "home": "Home email"}
_PHONE, _EMAIL, _ADDRESS = "Phone", "Email", "Address"
_PARTS: Final = ("Street", "City", "Region", "Postal code", "Country")
_HANDLES: Final[Mapping[str, str]] = {
    "wechat": "WeChat",
    "qq": "QQ",
    "whatsapp": "WhatsApp",
    "website": "Website",
}
_REACHED: Final = (
    *(_PHONE, *_PHONES.values(), _EMAIL, *_EMAILS.values()),
    *(_ADDRESS, *_PARTS, *_HANDLES.values()),
)
_PERSON: Final = (
    *("Contact person", "Contact role", "Contact phone", "Contact mobile", "Contact email"),
)
_OWN_KINDS: Final[Mapping[str, Kind]] = {
    OwnFieldKind.NUMBER: Kind.NUMBER,
    OwnFieldKind.DATE: Kind.DAY,
}
_WANTED: Final = frozenset(
    {
        *("client", "contact_person", "phone_number", "email_address", "postal_address"),
        *("handle", "tag", "client_tag", "own_field", "own_value", "note", "referral"),
    },
)
_STEP: Final = 500
Plain = Mapping[str, Any]


@dataclass(slots=True)
class _Person:
    """Somebody to talk to, with their numbers as (number, label)."""

    row: Plain
    phones: list[tuple[str, str]] = field(default_factory=list)
    emails: list[tuple[str, str]] = field(default_factory=list)

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands under the headings of a contact person."""
        mobile = [number for number, label in self.phones if label == "mobile"]
        others = [number for number, label in self.phones if label != "mobile"]
        lines = (others, mobile, [address for address, _ in self.emails])
        return (self.row["name"], self.row["role"] or "", *map("\n".join, lines))

    @property
    def document(self) -> Mapping[str, object]:
        """The same for a program."""
        return {
            "name": self.row["name"],
            "role": self.row["role"],
            "phones": [{"number": number, "label": label} for number, label in self.phones],
            "emails": [address for address, _ in self.emails],
            "email_addresses": _labelled("address", self.emails),
        }


@dataclass(slots=True)
class _Client:
    """One client while its rows are gathered; `reached` is by heading, `own` by field."""

    row: Plain
    reached: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: list[tuple[str, str]] = field(default_factory=list)
    emails: list[tuple[str, str]] = field(default_factory=list)
    handles: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[Plain] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: dict[int, _Person] = field(default_factory=dict)
    own: dict[int, Plain] = field(default_factory=dict)
    sender: int | None = None


@dataclass(slots=True)
class _Gathered:
    """All clients, and the names that their rows point to."""

    clients: dict[int, _Client] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    fields: dict[int, Plain] = field(default_factory=dict)

    def take(self, table: str, row: Plain) -> None:
        """Put one row where it belongs."""
        match table:
            case "client":
                self.clients[row["id"]] = _Client(row)
            case "tag":
                self.tags[row["id"]] = row["name"]
            case "own_field":
                self.fields[row["id"]] = row
            case "client_tag":
                self.clients[row["client_id"]].tags.append(self.tags[row["tag_id"]])
            case "own_value":
                self.clients[row["client_id"]].own[row["own_field_id"]] = row
            case _:
                _take(self.clients[row["client_id"]], table, row)


def client_sheet(queries: Queries, ids: Sequence[int], watch: Watch | None = None) -> Sheet:
    """Gather clients; as many columns of a kind as the client with the most of them has.

    Fields of the owner's stand under their own names; those that none of these has are left out.
    Raises Cancelled where `watch` says so.
    """
    gathered = _gathered(queries, watch or Watch())
    clients = [gathered.clients[one] for one in ids if one in gathered.clients]
    places: list[tuple[str, int]] = []
    for heading in _REACHED:
        most = max((len(found.reached.get(heading, ())) for found in clients), default=0)
        places += ((heading, place) for place in range(most))
    people = max((len(found.people) for found in clients), default=0)
    used = {own for found in clients for own in found.own}
    fields = [
        row
        for row in sorted(gathered.fields.values(), key=lambda row: (row["position"], row["id"]))
        if row["id"] in used
    ]
    heads = [
        *_BEFORE,
        *(Column(_numbered(name, place)) for name, place in places),
        *(Column(_numbered(name, place)) for place in range(people) for name in _PERSON),
        *_AFTER,
    ]
    taken = {column.heading.casefold() for column in heads}
    for row in fields:
        name = row["name"] if row["name"].casefold() not in taken else f"{row['name']} *"
        heads.append(Column(name, _OWN_KINDS.get(row["kind"], Kind.TEXT)))
    layout = _Layout(places, people, [row["id"] for row in fields])
    return Sheet(heads, _rows(gathered, clients, layout), count=len(clients))


def client_codes(queries: Queries) -> dict[int, str]:
    """Return the codes of the clients that have one, by id."""
    with closing(cast("Generator[tuple[str, Iterator[Plain]]]", queries.everything())) as tables:
        for table, rows in tables:
            if table == "client":
                return {row["id"]: row["code"] for row in rows if row["code"]}
    return {}


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns there are beside those that every list of clients has."""

    places: Sequence[tuple[str, int]]
    people: int
    fields: Sequence[int]


def _numbered(name: str, place: int) -> str:
    return f"{name} {place + 1}" if place else name


def _gathered(queries: Queries, watch: Watch) -> _Gathered:
    gathered = _Gathered()
    with closing(cast("Generator[tuple[str, Iterator[Plain]]]", queries.everything())) as tables:
        for table, rows in tables:
            if table in _WANTED:
                for number, row in enumerate(rows):
                    if number % _STEP == 0:
                        watch.step(0, 0)
                    gathered.take(table, row)
    return gathered


def _take(client: _Client, table: str, row: Plain) -> None:
    match table:
        case "contact_person":
            client.people[row["id"]] = _Person(row)
        case "phone_number" if row["contact_person_id"] is not None:
            person = client.people[row["contact_person_id"]]
            person.phones.append((row["number"], row["label"] or ""))
        case "email_address" if row["contact_person_id"] is not None:
            person = client.people[row["contact_person_id"]]
            person.emails.append((row["address"], row["label"] or ""))
        case "phone_number":
            client.numbers.append((row["number"], row["label"] or ""))
            client.reached[_PHONES.get(row["label"] or "", _PHONE)].append(row["number"])
        case "email_address":
            client.emails.append((row["address"], row["label"] or ""))
            client.reached[_EMAILS.get(row["label"] or "", _EMAIL)].append(row["address"])
        case "postal_address":
            _take_address(client, row)
        case "handle":
            client.handles.append((row["kind"], row["value"]))
            client.reached[_HANDLES.get(row["kind"], "Website")].append(row["value"])
        case "note" if not row["draft"]:
            client.notes.append(row["text"])
        case "referral" if row["direction"] == "in":
            client.sender = row["counterpart_id"]
        case _:
            pass


def _take_address(client: _Client, row: Plain) -> None:
    """Put an address in parts into columns of their own, where it is the only one of its kind."""
    parts = tuple(
        row[name] or "" for name in ("street", "locality", "region", "postal_code", "country")
    )
    client.addresses.append(row)
    if any(parts) and not row["text"] and not any(client.reached.get(name) for name in _PARTS):
        for heading, part in zip(_PARTS, parts, strict=True):
            client.reached[heading].append(part)
    else:
        client.reached[_ADDRESS].append(address_line(row))


def _rows(gathered: _Gathered, clients: Sequence[_Client], layout: _Layout) -> Iterator[Row]:
    nobody = ("",) * len(_PERSON)
    for client in clients:
        row = client.row
        sender = gathered.clients[client.sender].row if client.sender is not None else None
        people = [person.cells for person in client.people.values()]
        people += [nobody] * (layout.people - len(people))
        discount, limit = row["discount_percent"], row["credit_limit"]
        cells = [
            *(row["code"], row["name"], row["organisation"], row["kind"], row["level"]),
            row["lifecycle"],
            *(_at(client.reached.get(heading, ()), place) for heading, place in layout.places),
            *(cell for person in people for cell in person),
            ", ".join(client.tags),
            (sender["code"] or sender["name"]) if sender is not None else "",
            *(row["currency"], row["payment_term_days"]),
            f"{discount}%" if discount is not None else "",
            limit["amount"] if limit is not None else "",
            *(row["birthday_on"], row["tax_number"], row["source"], row["language"]),
            row["details_confirmed_on"],
            "\n".join(client.notes),
            *(_own(client.own.get(one)) for one in layout.fields),
        ]
        texts = ["" if cell is None else str(cell) for cell in cells]
        yield Row(texts, _document(client, sender, gathered.fields))


def _at(found: Sequence[str], place: int) -> str:
    return found[place] if place < len(found) else ""


def _own(value: Plain | None) -> str:
    """Write the value of an own field as it is kept; an amount with its currency."""
    if value is None:
        return ""
    return f"{value['value']} {value['currency']}" if value["currency"] else str(value["value"])


def _document(
    client: _Client, sender: Plain | None, fields: Mapping[int, Plain]
) -> Mapping[str, object]:
    row = client.row
    return {
        **{key: row[key] for key in ("id", "name", "organisation", "level", "kind", "code")},
        **{key: row[key] for key in ("lifecycle", "currency", "source", "language")},
        "tags": client.tags,
        "payment_term_days": row["payment_term_days"],
        "discount_percent": row["discount_percent"],
        "credit_limit": row["credit_limit"],
        "tax_number": row["tax_number"],
        "birthday": row["birthday_on"],
        "details_confirmed_on": row["details_confirmed_on"],
        "level_by_hand": row["level_by_hand"],
        "created_at": row["created_at"],
        "phones": [
            {"number": number, "label": label}
            for label, heading in (("", _PHONE), *_PHONES.items())
            for number in client.reached.get(heading, ())
        ],
        "emails": [
            address
            for heading in (_EMAIL, *_EMAILS.values())
            for address in client.reached.get(heading, ())
        ],
        "numbers": _labelled("number", client.numbers),
        "email_addresses": _labelled("address", client.emails),
        "names_elsewhere": [{"kind": kind, "value": value} for kind, value in client.handles],
        "addresses": [address_line(address) for address in client.addresses],
        "address_parts": [
            {
                key: address[key]
                for key in (
                    *("label", "street", "locality", "region", "postal_code", "country"),
                    "text",
                )
            }
            for address in client.addresses
        ],
        "handles": [
            {"kind": kind, "value": value}
            for kind, heading in _HANDLES.items()
            for value in client.reached.get(heading, ())
        ],
        "contact_people": [_called(person) for person in client.people.values()],
        "people": [person.document for person in client.people.values()],
        "own": {
            fields[one]["name"]: {
                "kind": fields[one]["kind"],
                "value": value["value"],
                "currency": value["currency"],
            }
            for one, value in client.own.items()
        },
        "referred_by": {key: sender[key] for key in ("id", "name", "code")} if sender else None,
        "notes": client.notes,
    }


def _labelled(name: str, found: Sequence[tuple[str, str]]) -> list[Mapping[str, str]]:
    """Write what reaches somebody with the label that the owner gave it."""
    return [{name: text, "label": label} for text, label in found]


def _called(person: _Person) -> str:
    """Write a contact person in one line: `Judith (secretary) 030 444444`."""
    role = f" ({person.row['role']})" if person.row["role"] else ""
    numbers = [number for number, _ in person.phones]
    emails = [address for address, _ in person.emails]
    return " ".join((f"{person.row['name']}{role}", *numbers, *emails))


def address_line(row: Plain) -> str:
    """Write an address in one line."""
    if row["text"]:
        return str(row["text"])
    town = " ".join(part for part in (row["postal_code"], row["locality"]) if part)
    parts = (row["street"], town, row["region"], row["country"])
    return ", ".join(part for part in parts if part)
