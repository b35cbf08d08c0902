"""Rows of clients."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from smallcrm.domain import keys, own_fields
from smallcrm.domain.enums import ClientKind, HandleKind, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    ClientRecord,
    HandleText,
    OwnText,
    PersonText,
    Record,
    RecordKind,
)
from smallcrm.importers import words
from smallcrm.importers.client_cells import Reached, addresses, is_same, person, reached
from smallcrm.importers.client_columns import HANDLES, ClientColumns
from smallcrm.importers.headings import OWN, field_for
from smallcrm.importers.row_reading import Cells, row_currency
from smallcrm.importers.table import Row

_HUNDRED: Final = Decimal(100)
_DECIMALS: Final = 6  # of a discount
# What address books write where there is nothing.
_NOTHING: Final = frozenset({"0/0/00", "unspecified", "未指定", "keine angabe", "00.00.00"})
_SEVERAL: Final = re.compile(r" ?::: ?")
_PLAIN: Final = re.compile(r"[\x00-\x7f]*")
_NAMES: Final = ("first_name", "middle_name", "last_name", "suffix")
_RAW: Final = (None, OwnFieldKind.TEXT, OwnFieldKind.CHOICE)


@dataclass(slots=True)
class _Kept:
    """What of a row has found no field of its own."""

    tags: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    own: list[OwnText] = field(default_factory=list)
    handles: list[HandleText] = field(default_factory=list)
    referred_by: str | None = None

    def note(self, label: str, text: str) -> None:
        """Keep a text under its label."""
        self.lines.append(f"{label}: {text}" if label else text)


class ClientRows:
    """Makes one ClientRecord of each row.

    A word that fits no closed list (a level, a stage) becomes a tag; what cannot be read as what
    its column says, and what fits no field, a line of a note under its heading: nothing of a
    client is lost. An opening balance that cannot be read refuses the row.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._columns = ClientColumns(cells)
        self._level_heading = cells.heading_of("level")
        self._born_in_parts = "born_year" in cells.fields or "born_month" in cells.fields
        self._known = cells.known
        self._fields_by_label = {keys.fold(name): name for name in cells.own_fields}
        self._meanings: dict[str, str | None] = {}
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a client; raises Refusal `no_name`, or what is wrong with an amount or currency."""
        cells = row.cells
        if self._known is not None and self._is_footer(cells):
            return
        columns = self._columns
        values = self._values(cells)
        people = [one for group in columns.people if (one := person(group, cells))]
        found = reached(columns.phones, columns.emails, cells)
        name, organisation, kind = self._who(values, people, found)
        currency = row_currency(values, self._cells.default_currency)
        balance = None
        if "opening_balance" in values:
            text = values["opening_balance"]
            balance = self._cells.money(self._amounts, "opening_balance", text, currency)
        kept = _Kept()
        self._tag(values, kept)
        level = words.level(values["level"], self._level_heading) if "level" in values else None
        stage = words.lifecycle(values["lifecycle"]) if "lifecycle" in values else None
        birthday = self._day(values, "birthday", kept)
        if self._born_in_parts and birthday is None:
            birthday = _born(values, kept)
        created_on = self._day(values, "created_on", kept)
        confirmed_on = self._day(values, "confirmed_on", kept)
        term = self._term(values, kept)
        discount = self._discount(values, kept) if "discount" in values else None
        limit = self._limit(values, currency, kept) if "credit_limit" in values else None
        if "name" in values:
            self._note_names(values, kept)
        if "job_title" in values:
            kept.note(self._cells.heading_of("job_title"), values["job_title"])
        for column in columns.own:
            if text := cells[column.index].strip():
                self._own(column.name, text, currency, kept)
        for index, handle in columns.handles:
            if cells[index]:
                kept.handles += _handles(handle, cells[index])
        self._note(cells, currency, kept)
        notes = [values["note"]] if "note" in values else []
        if kept.lines:
            notes.append("\n".join(kept.lines))
        self._records.append(
            ClientRecord(
                row=row.number,
                name=name,
                code=values.get("code"),
                organisation=organisation,
                kind=kind,
                phones=tuple(found.phones.values()),
                emails=tuple(found.emails.values()),
                addresses=addresses(columns.addresses, cells) if columns.addresses else (),
                handles=tuple(dict.fromkeys(kept.handles)),
                level=level,
                lifecycle=stage,
                tags=tuple(dict.fromkeys(kept.tags)),
                notes=tuple(notes),
                referred_by=values.get("referred_by") or kept.referred_by,
                currency=currency,
                payment_term_days=term,
                birthday=birthday,
                tax_number=values.get("tax_number"),
                source=values.get("source"),
                language=values.get("language"),
                opening_balance=balance,
                created_on=created_on,
                people=tuple(people),
                own=tuple(kept.own),
                discount_percent=discount,
                credit_limit=limit,
                confirmed_on=confirmed_on,
            )
        )

    def spoil(self, row: Row) -> None:
        """No client depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the clients in the order of the file."""
        return tuple(self._records), ()

    def _values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells of the plain fields; those of one field joined by line ends."""
        values: dict[str, str] = {}
        for index, name in self._columns.simple:
            text = cells[index]
            if text and (text := text.strip()):
                values[name] = f"{values[name]}\n{text}" if name in values else text
        if self._known is not None:
            for name, text in self._known.given.items():
                values.setdefault(name, text)
        return values

    def _is_footer(self, cells: Sequence[str]) -> bool:
        """Tell whether a row is what a program writes below its list: a total, a time."""
        assert self._known is not None
        if self._known.footer is None:
            return False
        first = next((cell for cell in cells if cell), "")
        return self._known.footer.fullmatch(first) is not None

    def _who(
        self, values: dict[str, str], people: list[PersonText], found: Reached
    ) -> tuple[str, str | None, ClientKind | None]:
        """Return name, organisation and kind; a row with an organisation only is that one.

        Who is to be talked to is a person of it; where nobody else is named, the client.
        """
        parts = words.full_name(
            values.get("first_name", ""), values.get("last_name", ""), values.get("middle_name", "")
        )
        if parts and "suffix" in values:
            parts = f"{parts} {values['suffix']}"
        name = values.get("name") or parts
        organisation = values.get("organisation")
        kind = words.kind(values["kind"]) if "kind" in values else None
        if self._known is not None and self._known.source == "smallcrm" and name:
            return name, organisation, kind
        if kind is ClientKind.ORGANISATION and organisation and parts and "name" not in values:
            people.insert(0, PersonText(parts, values.pop("job_title", "")))
            return organisation, None, kind
        if name and organisation and name != organisation:
            return name, organisation, kind or ClientKind.PERSON
        if organisation:
            self._tell_role(values, people)
            return organisation, None, kind or ClientKind.ORGANISATION
        name = name or self._stand_in(values, people, found)
        for one in [one for one in people if is_same(one.name, name)]:
            people.remove(one)
            found.absorb(one)
        if people or words.is_firm(name):
            self._tell_role(values, people)
            return name, None, kind or ClientKind.ORGANISATION
        return name, None, kind

    def _stand_in(self, values: dict[str, str], people: list[PersonText], found: Reached) -> str:
        """Name a client of whom the row has no name: their contact, or how they are reached."""
        if people:
            first = people[0]
            if first.role:
                values.setdefault("job_title", first.role)
            return first.name
        if self._known is not None:
            for email in found.emails.values():
                return email.address
            for phone in found.phones.values():
                return phone.number
        raise Refusal("no_name", field="name")

    @staticmethod
    def _tell_role(values: dict[str, str], people: list[PersonText]) -> None:
        """Give a job title at an organisation to the person to talk to there."""
        if people and not people[0].role and "job_title" in values:
            people[0] = replace(people[0], role=values.pop("job_title"))

    def _note_names(self, values: Mapping[str, str], kept: _Kept) -> None:
        """Keep the parts of a name that the name as displayed is not made of."""
        shown = values["name"].casefold()
        for field_name in _NAMES:
            part = values.get(field_name)
            if part and part.casefold() not in shown:
                kept.note(self._cells.heading_of(field_name), part)

    def _tag(self, values: Mapping[str, str], kept: _Kept) -> None:
        """Keep tags, and words that fit no closed list."""
        if "tags" in values:
            kept.tags += words.tags(values["tags"])
        if "level" in values and words.level(values["level"], self._level_heading) is None:
            kept.tags.append(values["level"])
        if "lifecycle" in values and words.lifecycle(values["lifecycle"]) is None:
            kept.tags.append(values["lifecycle"])
        if "kind" in values and words.kind(values["kind"]) is None:
            kept.tags.append(values["kind"])

    def _day(self, values: Mapping[str, str], name: str, kept: _Kept) -> date | None:
        text = values.get(name)
        if not text or text.casefold() in _NOTHING:
            return None
        try:
            return self._cells.day(name, text)
        except Refusal:
            kept.note(self._cells.heading_of(name), text)
            return None

    def _term(self, values: Mapping[str, str], kept: _Kept) -> int | None:
        text = values.get("payment_term_days")
        if not text:
            return None
        term = words.payment_term(text)
        if term is None:
            kept.note(self._cells.heading_of("payment_term_days"), text)
        return term

    def _discount(self, values: Mapping[str, str], kept: _Kept) -> Decimal | None:
        """Read a discount in percent; what may be the share that is paid (9 折, 95) is noted."""
        text, heading = values["discount"], self._cells.heading_of("discount")
        says_percent = text.rstrip().endswith(("%", "％"))
        try:
            figure = self._cells.figure(self._amounts, "discount", text.rstrip(" %％"))
        except Refusal:
            figure = None
        is_clear = says_percent or _PLAIN.fullmatch(heading) is not None
        if figure is None or not is_clear or not 0 <= figure <= _HUNDRED:
            kept.note(heading, text)
            return None
        if 0 < figure < 1 and not says_percent:  # as a spreadsheet keeps five percent
            figure *= _HUNDRED
        # As it would be typed: `7.5`, and not as a reader of figures rounds it.
        return Decimal(f"{round(figure, _DECIMALS):f}".rstrip("0").rstrip(".")) or None

    def _limit(self, values: Mapping[str, str], currency: str | None, kept: _Kept) -> Money | None:
        """Read a credit limit; nought is none."""
        text = values["credit_limit"]
        try:
            figure = self._cells.figure(self._amounts, "credit_limit", text)
            if not figure or figure < 0:
                return None
            return self._cells.money(self._amounts, "credit_limit", text, currency)
        except Refusal:
            kept.note(self._cells.heading_of("credit_limit"), text)
            return None

    def _own(self, name: str, text: str, currency: str | None, kept: _Kept) -> None:
        """Read the value of one of the owner's fields; what is none is noted under its name."""
        kind = self._cells.own_fields.get(name)
        if kind in _RAW:
            kept.own.append(OwnText(name, text))
            return
        assert kind is not None
        try:
            if kind is OwnFieldKind.DATE:
                on = self._cells.day(f"{OWN}{name}", text)
                value, of = str(on), None
            else:
                value, of = own_fields.parse(
                    kind,
                    text,
                    decimal_sign=self._cells.decimals.get(f"{OWN}{name}"),
                    currency=currency or self._cells.default_currency,
                )
        except Refusal:
            kept.note(name, text)
        else:
            kept.own.append(OwnText(name, value, of))

    def _note(self, cells: Sequence[str], currency: str | None, kept: _Kept) -> None:
        """Keep what fits no field under its label, or where its label says that it belongs."""
        for column in self._columns.noted:
            text = cells[column.index]
            if not text or not (text := text.strip()) or text.casefold() in _NOTHING:
                continue
            text = _SEVERAL.sub(", ", text)
            label = cells[column.labels_in].strip() if column.labels_in is not None else ""
            if not label:
                kept.note(column.label, text)
                continue
            meaning = self._meaning(label)
            if meaning in HANDLES:
                kept.handles += _handles(HANDLES[meaning], text)
            elif meaning == "referred_by" and kept.referred_by is None:
                kept.referred_by = text
            elif meaning is not None and meaning.startswith(OWN):
                self._own(meaning.removeprefix(OWN), text, currency, kept)
            else:
                kept.note(label.removeprefix("*").strip(), text)

    def _meaning(self, label: str) -> str | None:
        """Tell which field a label in a cell names: one of the owner's, or one of every client."""
        if label not in self._meanings:
            own = self._fields_by_label.get(keys.fold(label))
            self._meanings[label] = f"{OWN}{own}" if own else field_for(label, RecordKind.CLIENTS)
        return self._meanings[label]


def _handles(kind: HandleKind, cell: str) -> Iterator[HandleText]:
    for piece in _SEVERAL.sub("\n", cell).split("\n"):
        if piece.strip():
            yield HandleText(kind, piece.strip())


def _born(values: Mapping[str, str], kept: _Kept) -> date | None:
    """Put a birthday together of its parts; one without a year is noted."""
    parts = [values.get(name, "") for name in ("born_year", "born_month", "born_day")]
    if not any(parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        kept.note("Birthday", "-".join(part or "-" for part in parts))
        return None
