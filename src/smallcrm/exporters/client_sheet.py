"""Clients with all that says how to reach them, under headings that our importer knows again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from smallcrm.exporters.sheet import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Generator

    from smallcrm.queries.api import Queries

_BEFORE: Final = ("Customer code", "Name", "Organisation", "Kind", "Level", "Lifecycle")
_AFTER: Final = (
    *("Tags", "Referred by", "Currency", "Payment term", "Birthday", "Tax number"),
    *("Source", "Language", "Contact persons", "Notes"),
)
# Phone numbers and addresses stand in the column of their label, if there is one for it.
_PHONES: Final[Mapping[str, str]] = {
    "mobile": "Mobile",
    "work": "Work phone",
    "home": "Home phone",
    "fax": "Fax",
}
_PHONE, _EMAIL, _ADDRESS = "Phone", "Email", "Address"
_HANDLES: Final[Mapping[str, str]] = {
    "wechat": "WeChat",
    "qq": "QQ",
    "whatsapp": "WhatsApp",
    "website": "Website",
}
_REACHED: Final = (_PHONE, *_PHONES.values(), _EMAIL, _ADDRESS, *_HANDLES.values())
_WANTED: Final = frozenset(
    {
        *("client", "contact_person", "phone_number", "email_address", "postal_address"),
        *("handle", "tag", "client_tag", "note", "referral"),
    },
)
Plain = Mapping[str, Any]


@dataclass(slots=True)
class _Client:
    """One client while its rows are gathered; `reached` is by heading."""

    row: Plain
    reached: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: dict[int, str] = field(default_factory=dict)
    sender: int | None = None


def client_sheet(queries: Queries, ids: Sequence[int]) -> Sheet:
    """Gather clients; as many columns of a kind as the client with the most of them has."""
    everybody = _gathered(queries)
    clients = [everybody[client_id] for client_id in ids if client_id in everybody]
    columns: list[tuple[str, int]] = []
    for heading in _REACHED:
        most = max((len(found.reached.get(heading, ())) for found in clients), default=0)
        columns += ((heading, place) for place in range(most))
    numbered = [f"{name} {place + 1}" if place else name for name, place in columns]
    return Sheet((*_BEFORE, *numbered, *_AFTER), _rows(everybody, clients, columns))


def client_codes(queries: Queries) -> dict[int, str]:
    """Return the codes of the clients that have one, by id."""
    with closing(cast("Generator[tuple[str, Iterator[Plain]]]", queries.everything())) as tables:
        for table, rows in tables:
            if table == "client":
                return {row["id"]: row["code"] for row in rows if row["code"]}
    return {}


def _gathered(queries: Queries) -> dict[int, _Client]:
    clients: dict[int, _Client] = {}
    tags: dict[int, str] = {}
    with closing(cast("Generator[tuple[str, Iterator[Plain]]]", queries.everything())) as tables:
        for table, rows in tables:
            if table in _WANTED:
                for row in rows:
                    _take(clients, tags, table, row)
    return clients


def _take(clients: dict[int, _Client], tags: dict[int, str], table: str, row: Plain) -> None:
    if table == "client":
        clients[row["id"]] = _Client(row)
        return
    if table == "tag":
        tags[row["id"]] = row["name"]
        return
    client = clients[row["client_id"]]
    match table:
        case "contact_person":
            role = f" ({row['role']})" if row["role"] else ""
            client.people[row["id"]] = f"{row['name']}{role}"
        case "phone_number" | "email_address" if row["contact_person_id"] is not None:
            client.people[row["contact_person_id"]] += f" {row.get('number') or row['address']}"
        case "phone_number":
            client.reached[_PHONES.get(row["label"] or "", _PHONE)].append(row["number"])
        case "email_address":
            client.reached[_EMAIL].append(row["address"])
        case "postal_address":
            client.reached[_ADDRESS].append(_address(row))
        case "handle":
            client.reached[_HANDLES.get(row["kind"], "Website")].append(row["value"])
        case "client_tag":
            client.tags.append(tags[row["tag_id"]])
        case "note" if not row["draft"]:
            client.notes.append(row["text"])
        case "referral" if row["direction"] == "in":
            client.sender = row["counterpart_id"]
        case _:
            pass


def _rows(
    everybody: Mapping[int, _Client],
    clients: Sequence[_Client],
    columns: Sequence[tuple[str, int]],
) -> Iterator[Row]:
    for client in clients:
        row = client.row
        sender = everybody[client.sender].row if client.sender is not None else None
        reached = [
            client.reached[heading][place] if place < len(client.reached.get(heading, ())) else ""
            for heading, place in columns
        ]
        cells = [
            *(row["code"], row["name"], row["organisation"], row["kind"], row["level"]),
            row["lifecycle"],
            *reached,
            ", ".join(client.tags),
            (sender["code"] or sender["name"]) if sender is not None else "",
            *(row["currency"], row["payment_term_days"], row["birthday_on"], row["tax_number"]),
            *(row["source"], row["language"]),
            "; ".join(client.people.values()),
            "\n".join(client.notes),
        ]
        texts = ["" if cell is None else str(cell) for cell in cells]
        yield Row(texts, _document(client, sender))


def _document(client: _Client, sender: Plain | None) -> Mapping[str, object]:
    row = client.row
    return {
        **{key: row[key] for key in ("id", "name", "organisation", "level", "kind", "code")},
        **{key: row[key] for key in ("lifecycle", "currency", "source", "language")},
        "tags": client.tags,
        "payment_term_days": row["payment_term_days"],
        "tax_number": row["tax_number"],
        "birthday": row["birthday_on"],
        "created_at": row["created_at"],
        "phones": [
            {"number": number, "label": label}
            for label, heading in (("", _PHONE), *_PHONES.items())
            for number in client.reached.get(heading, ())
        ],
        "emails": client.reached.get(_EMAIL, []),
        "addresses": client.reached.get(_ADDRESS, []),
        "handles": [
            {"kind": kind, "value": value}
            for kind, heading in _HANDLES.items()
            for value in client.reached.get(heading, ())
        ],
        "contact_people": list(client.people.values()),
        "referred_by": {"id": sender["id"], "name": sender["name"]} if sender else None,
        "notes": client.notes,
    }


def _address(row: Plain) -> str:
    if row["text"]:
        return str(row["text"])
    town = " ".join(part for part in (row["postal_code"], row["locality"]) if part)
    parts = (row["street"], town, row["region"], row["country"])
    return ", ".join(part for part in parts if part)
