"""The owner's rows as plain values that JSON holds, and back: what an export of everything is.

Amounts are strings in major units beside their currency, days and instants ISO 8601, what is
derived from other columns (keys for searching and sorting) is left out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Boolean, Column, Date, Integer

from smallcrm.db import journal
from smallcrm.db.models.base import DecimalText, Instant
from smallcrm.domain import clock, enums
from smallcrm.domain.changes import Entity
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency

# Parents before children; settings travel as keys and values, not as rows.
TABLES: Final = tuple(name for name in journal.JOURNALLED if name != Entity.SETTING)
# The bytes of files travel beside the rows, each once, in base64 under their SHA-256.
CONTENTS: Final = "document_content"
MINOR: Final = "_minor"
DERIVED: Final[Mapping[str, frozenset[str]]] = {
    Entity.CLIENT: frozenset({"name_sort"}),
    Entity.PHONE_NUMBER: frozenset({"e164", "extension", "typed_key", "e164_key"}),
    Entity.EMAIL_ADDRESS: frozenset({"address_key"}),
    Entity.PRODUCT: frozenset({"name_sort"}),
    Entity.UNKNOWN_CALL: frozenset({"e164"}),
    Entity.OWN_VALUE: frozenset({"sort_key"}),
}
# Where the currency of a table's amounts stands, if not in a column of its own.
CURRENCY_OF: Final[Mapping[str, tuple[str, str]]] = {
    Entity.QUOTE_LINE: (Entity.QUOTE, "quote_id"),
    Entity.SALE_LINE: (Entity.SALE, "sale_id"),
    Entity.INSTALMENT: (Entity.SALE, "sale_id"),
    Entity.INVOICE_LINE: (Entity.INVOICE, "invoice_id"),
    Entity.INVOICE_SALE: (Entity.INVOICE, "invoice_id"),
    Entity.REMINDER_SALE: (Entity.REMINDER, "reminder_id"),
    Entity.PAYMENT_ALLOCATION: (Entity.PAYMENT, "payment_id"),
}
CLOSED: Final[Mapping[tuple[str, str], type[StrEnum]]] = {
    (Entity.CLIENT, "kind"): enums.ClientKind,
    (Entity.CLIENT, "level"): enums.Level,
    (Entity.CLIENT, "lifecycle"): enums.Lifecycle,
    (Entity.HANDLE, "kind"): enums.HandleKind,
    (Entity.INTERACTION, "kind"): enums.InteractionKind,
    (Entity.INTERACTION, "direction"): enums.Direction,
    (Entity.UNKNOWN_CALL, "direction"): enums.Direction,
    (Entity.PRODUCT, "tax_category"): enums.VatCategory,
    (Entity.QUOTE, "status"): enums.QuoteStatus,
    (Entity.QUOTE_LINE, "tax_category"): enums.VatCategory,
    (Entity.SALE, "status"): enums.SaleStatus,
    (Entity.SALE_LINE, "tax_category"): enums.VatCategory,
    (Entity.INVOICE, "kind"): enums.InvoiceKind,
    (Entity.INVOICE_LINE, "tax_category"): enums.VatCategory,
    (Entity.PAYMENT, "kind"): enums.PaymentKind,
    (Entity.BANK_LINE, "status"): enums.BankLineStatus,
    (Entity.FOLLOW_UP, "code"): enums.FollowUpCode,
    (Entity.REWARD_RULE, "recipients"): enums.RewardRecipients,
    (Entity.REWARD_RULE, "earned_when"): enums.EarnedWhen,
    (Entity.OWN_FIELD, "kind"): enums.OwnFieldKind,
    (Entity.LEVEL_RULE, "level"): enums.Level,
    (Entity.REFERRAL, "direction"): enums.ReferralDirection,
    (Entity.REFERRAL, "outcome"): enums.ReferralOutcome,
}
_MAX_ID: Final = 2**53

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Column:
    """How one column goes out and comes in; `name` is what the JSON calls it."""

    column: Column[Any]
    name: str
    is_money: bool
    write: Callable[[Any], object]
    read: Callable[[object], object]


def _columns(table: str) -> tuple[_Column, ...]:
    derived = DERIVED.get(table, frozenset())
    return tuple(
        _described(table, column)
        for column in journal.table(table).columns
        if column.name not in derived
    )


def _described(table: str, column: Column[Any]) -> _Column:
    closed = CLOSED.get((table, column.name))
    if column.name.endswith(MINOR):
        return _Column(column, column.name.removesuffix(MINOR), True, _same, _same)
    if closed is not None:
        return _Column(column, column.name, False, _same, lambda value: closed(_text(value)).value)
    read, write = _by_type(column)
    return _Column(column, column.name, False, write, read)


def _by_type(column: Column[Any]) -> tuple[Callable[[object], object], Callable[[Any], object]]:
    match column.type:
        case Boolean():
            return _read_flag, bool
        case Integer():
            return _read_integer, _same
        case Date():
            return (lambda value: date.fromisoformat(_text(value)).isoformat()), _same
        case Instant():
            return (lambda value: clock.to_text(clock.from_text(_text(value)))), _same
        case DecimalText():
            return (lambda value: f"{Decimal(_text(value)):f}"), _same
        case _:
            return _text, _same


class Writer:
    """Turns rows into plain values; keeps the currencies of documents as they pass."""

    def __init__(self, file_currency: str) -> None:
        self._file_currency = file_currency
        self._columns = {table: _columns(table) for table in TABLES}
        self._currencies: dict[str, dict[int, str]] = {
            parent: {} for parent, _ in CURRENCY_OF.values()
        }

    def select(self, table: str) -> str:
        """Write the SQL that reads a table in the order in which `row` wants its values."""
        names = ", ".join(f'"{column.column.name}"' for column in self._columns[table])
        return f"SELECT {names} FROM {table} ORDER BY id"

    def row(self, table: str, values: Mapping[str, Any]) -> Plain:
        """Turn one row into plain values."""
        currency = self._currency(table, values)
        written: Plain = {}
        for column in self._columns[table]:
            value = values[column.column.name]
            if value is None:
                written[column.name] = None
            elif column.is_money:
                written[column.name] = {"amount": str(Money(value, currency)), "currency": currency}
            else:
                written[column.name] = column.write(value)
        return written

    def _currency(self, table: str, values: Mapping[str, Any]) -> str:
        if table in CURRENCY_OF:
            parent, reference = CURRENCY_OF[table]
            return self._currencies[parent][values[reference]]
        currency = str(values.get("currency") or self._file_currency)
        if table in self._currencies:
            self._currencies[table][values["id"]] = currency
        return currency


def write_content(sha256: str, text: str | None, content: bytes) -> Plain:
    """Turn a file's content into plain values."""
    return {"sha256": sha256, "text": text, "content": base64.b64encode(content).decode("ascii")}


def read_content(values: object) -> tuple[str, str | None, bytes]:
    """Turn plain values into a content: its name, its text, its bytes, which bear that name."""
    if not isinstance(values, dict) or values.keys() - {"sha256", "text", "content"}:
        raise _wrong(CONTENTS, "")
    text = values.get("text")
    try:
        content = base64.b64decode(_text(values.get("content")), validate=True)
        kept = None if text is None else _text(text)
    except (ValueError, TypeError) as error:
        raise _wrong(CONTENTS, "content") from error
    if hashlib.sha256(content).hexdigest() != values.get("sha256"):
        raise _wrong(CONTENTS, "sha256")
    return str(values["sha256"]), kept, content


class Reader:
    """Turns plain values into rows; whatever is not what `Writer` makes is refused by its place."""

    def __init__(self) -> None:
        self._columns = {table: _columns(table) for table in TABLES}

    def row(self, table: str, values: object) -> dict[str, object]:
        """Turn plain values into a row, without what is derived."""
        if not isinstance(values, dict):
            raise _wrong(table, "")
        known = {column.name: column for column in self._columns[table]}
        for name in values.keys() - known.keys():
            raise _wrong(table, str(name))
        row: dict[str, object] = {}
        for name, column in known.items():
            row[column.column.name] = self._value(table, column, values.get(name))
        return row

    def _value(self, table: str, column: _Column, value: object) -> object:
        if value is None:
            if column.column.nullable:
                return None
            raise _wrong(table, column.name)
        try:
            return _minor(value) if column.is_money else column.read(value)
        except (ValueError, ArithmeticError, TypeError, Refusal) as error:
            raise _wrong(table, column.name) from error


def _minor(value: object) -> int:
    if not isinstance(value, dict) or value.keys() != {"amount", "currency"}:
        raise TypeError
    return Money.parse(_text(value["amount"]), known_currency(_text(value["currency"]))).minor


def _same(value: Any) -> Any:
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    value.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
    return value


def _read_flag(value: object) -> object:
    if not isinstance(value, bool):
        raise TypeError
    return int(value)


def _read_integer(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MAX_ID:
        raise TypeError
    return value


def _wrong(table: str, column: str) -> Refusal:
    return Refusal("export_damaged", field="file", table=table, column=column[:80])
