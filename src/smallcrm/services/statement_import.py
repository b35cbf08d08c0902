"""Taking in a bank statement as one action; bookings that are there already add nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from rapidfuzz import fuzz
from sqlalchemy import insert, text

from smallcrm.db.models import BankLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain.enums import BankLineStatus
from smallcrm.domain.records import RejectedRow
from smallcrm.domain.statements import Statement, StatementLine, account_key, fingerprints
from smallcrm.services.commands import ImportResult, ImportStatement
from smallcrm.services.result import Made

_ALIKE: Final = 90
_NAME: Final = 500
_REFERENCE: Final = 4000
_KNOWN: Final = """
    SELECT fingerprint FROM bank_line WHERE fingerprint IN (SELECT value FROM json_each(:marks))
"""
_OF_DAYS: Final = """
    SELECT id, account, booked_on, currency, amount_minor, name, reference, fingerprint, file_name
    FROM bank_line WHERE booked_on BETWEEN :first AND :last
"""


@dataclass(frozen=True, slots=True)
class _New:
    """A booking of the file, the account that it is of, and its mark."""

    account: str
    line: StatementLine
    mark: str


def bring_in(uow: UnitOfWork, command: ImportStatement) -> Made:
    """Add the bookings of a statement that are not there yet; the same again changes nothing.

    A booking is known by its mark; one that came in from a file of another format also by its
    day, its amount and its text. Money out comes in as well: it is shown, and matched by nobody.
    """
    given = list(_bookings(command.statements))
    marks = json.dumps([booking.mark for booking in given])
    known: set[str] = set(uow.connection.execute(text(_KNOWN), {"marks": marks}).scalars())
    left = [booking for booking in given if booking.mark not in known]
    elsewhere = _of_other_formats(uow, left, {one.mark for one in given}, command.file_name)
    added = [booking for booking in left if booking.mark not in elsewhere]
    if added:
        uow.connection.execute(
            insert(BankLine), [_values(booking, command.file_name) for booking in added]
        )
    rejected = tuple(
        RejectedRow(row=one.place, why=one.code, parameters=one.parameters)
        for statement in command.statements
        for one in statement.rejected
    )
    uow.describe("import_statement", file=command.file_name, count=len(added))
    result = ImportResult(
        read=len(given) + len(rejected),
        added=len(added),
        merged=0,
        unchanged=len(given) - len(added),
        skipped=tuple(sorted(rejected, key=lambda row: row.row)),
        import_id=uow.action_id if added and not command.dry_run else None,
    )
    return Made(uow.action_id, imported=result)


def _bookings(statements: tuple[Statement, ...]) -> Iterator[_New]:
    for statement, marks in zip(statements, fingerprints(statements), strict=True):
        for line, mark in zip(statement.lines, marks, strict=True):
            yield _New(statement.account, line, mark)


def _values(booking: _New, file_name: str) -> dict[str, object]:
    line = booking.line
    return {
        "account": booking.account,
        "booked_on": line.booked_on,
        "currency": line.currency,
        "amount_minor": line.amount_minor,
        "name": line.name[:_NAME] if line.name else None,
        "counter_account": line.account,
        "reference": _reference(line)[:_REFERENCE],
        "bank_id": line.bank_id,
        "fingerprint": booking.mark,
        "status": BankLineStatus.OPEN.value,
        "payment_id": None,
        "file_name": file_name,
    }


def _reference(line: StatementLine) -> str:
    """Join the purpose and the payer's own reference, which is where an invoice number may be."""
    own = line.end_to_end
    if not own or _letters(own) in _letters(line.reference):
        return line.reference
    return f"{line.reference} {own}".strip()


def _of_other_formats(
    uow: UnitOfWork, left: list[_New], marks: set[str], file_name: str
) -> set[str]:
    """Return the marks of those bookings that a file of another format brought in before.

    Formats carry more or less of a text, and ids of their own; so two bookings are the same that
    agree in day, amount and account, and of which one text has nothing that the other lacks. One
    that stands in this file under its own mark is not taken for another.
    """
    if not left:
        return set()
    days = [booking.line.booked_on for booking in left]
    found = uow.connection.execute(
        text(_OF_DAYS), {"first": min(days).isoformat(), "last": max(days).isoformat()}
    )
    ending = PurePath(file_name).suffix.lower()
    there: dict[tuple[date, str, int], list[Any]] = {}
    for row in found:
        if row.fingerprint not in marks and PurePath(row.file_name).suffix.lower() != ending:
            key = (date.fromisoformat(row.booked_on), row.currency, row.amount_minor)
            there.setdefault(key, []).append(row)
    same: set[str] = set()
    for booking in left:
        line = booking.line
        rows = there.get((line.booked_on, line.currency, line.amount_minor), [])
        twin = next((row for row in rows if _is_twin(booking, row)), None)
        if twin is not None:
            rows.remove(twin)
            same.add(booking.mark)
    return same


def _is_twin(booking: _New, row: Any) -> bool:
    own, other = account_key(booking.account), account_key(row.account)
    if own and other and own != other:
        return False
    line = booking.line
    if line.name and row.name and not _is_part(line.name, row.name):
        return False
    if line.reference and row.reference and _is_part(_reference(line), row.reference):
        return True
    # Some formats have the name in the text, or a text that others have no field for.
    return _is_part(_words(line.name, _reference(line)), _words(row.name, row.reference))


def _is_part(one: str, other: str) -> bool:
    """Tell whether one text has nothing that the other lacks; figures must agree exactly."""
    short, long = sorted((_letters(one), _letters(other)), key=len)
    if short in long:
        return True
    figures, more = (
        {word for word in keys.words(side) if any(map(str.isdecimal, word))}
        for side in (one, other)
    )
    if not (figures <= more or more <= figures):
        return False
    return fuzz.token_set_ratio(keys.fold(one), keys.fold(other)) >= _ALIKE


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _letters(words: str) -> str:
    folded: Iterable[str] = unicodedata.normalize("NFKC", words).casefold()
    return "".join(character for character in folded if character.isalnum())
