"""Rows of contact persons: who is to be talked to at which client."""

from __future__ import annotations

from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import PersonRecord, PersonText, Record
from smallcrm.importers import words
from smallcrm.importers.row_reading import Cells
from smallcrm.importers.table import Row

_MOBILES: Final = ("mobile", "cell", "手机")


class PeopleRows:
    """Makes one PersonRecord of each row."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        # The kind of each column of numbers stands in its heading alone.
        self._phones = [
            (index, "mobile" if any(word in heading.lower() for word in _MOBILES) else "")
            for index, heading in enumerate(cells.heading)
            if cells.fields[index] == "phone"
        ]
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a person; raises Refusal `no_client` or `no_name`."""
        values = self._cells.of(row)
        if not values.keys() & {"client_code", "client_name"}:
            raise Refusal("no_client", field="client_name")
        name = values.get("name") or words.full_name(
            values.get("first_name", ""), values.get("last_name", "")
        )
        if not name:
            raise Refusal("no_name", field="name")
        phones = {
            phone.number: phone
            for index, label in self._phones
            for phone in words.phones(row.cells[index].strip(), label)
        }
        person = PersonText(
            name=name,
            role=values.get("role", "").replace("\n", ", "),
            phones=tuple(phones.values()),
            emails=tuple(words.emails(values["email"])) if "email" in values else (),
        )
        self._records.append(
            PersonRecord(
                row=row.number,
                person=person,
                client_code=values.get("client_code"),
                client_name=values.get("client_name"),
            )
        )

    def spoil(self, row: Row) -> None:
        """No person depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the persons in the order of the file."""
        return tuple(self._records), ()
