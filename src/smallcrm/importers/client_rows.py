"""Rows of clients."""

from __future__ import annotations

from collections.abc import Mapping
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
)
from smallcrm.importers import words
from smallcrm.importers.row_reading import Cells, row_currency
from smallcrm.importers.table import Row

_PHONES: Final = (
    ("phone", ""),
    ("mobile", "mobile"),
    ("work_phone", "work"),
    ("home_phone", "home"),
    ("fax", "fax"),
)
_EMAILS: Final = (("email", ""), ("work_email", "work"), ("home_email", "home"))
_HANDLES: Final = (
    ("wechat", HandleKind.WECHAT),
    ("qq", HandleKind.QQ),
    ("whatsapp", HandleKind.WHATSAPP),
    ("website", HandleKind.WEBSITE),
)
_PARTS: Final = ("street", "city", "region", "postal_code", "country")


class ClientRows:
    """Makes one ClientRecord of each row.

    A word that fits no closed list (a level, a stage) becomes a tag, and a date or term that
    cannot be read a note under its heading: nothing of a client is lost for it. An amount that
    cannot be read refuses the row.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._level_heading = cells.heading_of("level")
        self._records: list[Record] = []
        # A street alone under `Address` is a whole address where nothing else says the town.
        self._in_parts = bool(set(_PARTS) & set(cells.fields))

    def take(self, row: Row) -> None:
        """Read a client; raises Refusal `no_name`, or what is wrong with an amount or currency."""
        values = self._cells.of(row)
        name, organisation, kind = _named(values)
        currency = row_currency(values, self._cells.default_currency)
        balance = None
        if "opening_balance" in values:
            text = values["opening_balance"]
            balance = self._cells.money(self._amounts, "opening_balance", text, currency)
        tags, notes = self._left_over(values)
        level = words.level(values["level"], self._level_heading) if "level" in values else None
        stage = words.lifecycle(values["lifecycle"]) if "lifecycle" in values else None
        self._records.append(
            ClientRecord(
                row=row.number,
                name=name,
                code=values.get("code"),
                organisation=organisation,
                kind=kind,
                phones=_phones(values),
                emails=_emails(values),
                addresses=self._addresses(values),
                handles=_handles(values),
                level=level,
                lifecycle=stage,
                tags=tags,
                notes=notes,
                referred_by=values.get("referred_by"),
                currency=currency,
                payment_term_days=words.payment_term(values.get("payment_term_days", "")),
                birthday=self._day(values, "birthday"),
                tax_number=values.get("tax_number"),
                source=values.get("source"),
                language=values.get("language"),
                opening_balance=balance,
                created_on=self._day(values, "created_on"),
            )
        )

    def spoil(self, row: Row) -> None:
        """No client depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the clients in the order of the file."""
        return tuple(self._records), ()

    def _day(self, values: Mapping[str, str], name: str) -> date | None:
        if name not in values:
            return None
        try:
            return self._cells.day(name, values[name])
        except Refusal:
            return None  # kept as a note

    def _left_over(self, values: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return tags and notes, with all that could not be read as what its column says."""
        tags = list(words.tags(values["tags"])) if "tags" in values else []
        if "level" in values and words.level(values["level"], self._level_heading) is None:
            tags.append(values["level"])
        if "lifecycle" in values and words.lifecycle(values["lifecycle"]) is None:
            tags.append(values["lifecycle"])
        if "kind" in values and words.kind(values["kind"]) is None:
            tags.append(values["kind"])
        notes = [values["note"]] if "note" in values else []
        unread = [
            name
            for name in ("birthday", "created_on")
            if name in values and not self._day(values, name)
        ]
        if (
            "payment_term_days" in values
            and words.payment_term(values["payment_term_days"]) is None
        ):
            unread.append("payment_term_days")
        notes += [f"{self._cells.heading_of(name)}: {values[name]}" for name in unread]
        return tuple(dict.fromkeys(tags)), tuple(notes)

    def _addresses(self, values: Mapping[str, str]) -> tuple[AddressText, ...]:
        whole = values.get("address", "")
        if not self._in_parts:
            return (AddressText(text=whole),) if whole else ()
        street = ", ".join(values.get("street", "").split("\n")) if "street" in values else ""
        parts = AddressText(
            street=street or whole,
            locality=values.get("city", ""),
            region=values.get("region", ""),
            postal_code=values.get("postal_code", ""),
            country=values.get("country", ""),
            text=whole if street else "",
        )
        return (parts,) if parts != _NO_ADDRESS else ()


_NO_ADDRESS: Final = AddressText()


def _named(values: Mapping[str, str]) -> tuple[str, str | None, ClientKind | None]:
    """Return name, organisation and kind; a row with an organisation only is that organisation."""
    name = values.get("name") or words.full_name(
        values.get("first_name", ""), values.get("last_name", ""), values.get("middle_name", "")
    )
    organisation = values.get("organisation")
    kind = words.kind(values["kind"]) if "kind" in values else None
    if name and organisation and name != organisation:
        return name, organisation, kind or ClientKind.PERSON
    if organisation:
        return organisation, None, kind or ClientKind.ORGANISATION
    if not name:
        raise Refusal("no_name", field="name")
    return name, None, kind or (ClientKind.ORGANISATION if words.is_firm(name) else None)


def _phones(values: Mapping[str, str]) -> tuple[PhoneText, ...]:
    found: dict[str, PhoneText] = {}
    for name, label in _PHONES:
        if name in values:
            for phone in words.phones(values[name], label):
                # A fax that is also the telephone is one number, and no mere fax.
                if label != "fax" or phone.number not in found:
                    found.setdefault(phone.number, phone)
    return tuple(found.values())


def _emails(values: Mapping[str, str]) -> tuple[EmailText, ...]:
    found: dict[str, EmailText] = {}
    for name, label in _EMAILS:
        if name in values:
            for email in words.emails(values[name], label):
                found.setdefault(email.address.casefold(), email)
    return tuple(found.values())


def _handles(values: Mapping[str, str]) -> tuple[HandleText, ...]:
    return tuple(
        HandleText(kind, piece.strip())
        for name, kind in _HANDLES
        if name in values
        for piece in values[name].split("\n")
        if piece.strip()
    )
