"""What readers of bank statements are asked for and answer, and what they have in common."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from smallcrm.domain.errors import Refusal
from smallcrm.domain.statements import (
    RejectedLine,
    Statement,
    StatementLine,
    is_iban,
    reconciled,
)
from smallcrm.importers.plan import Column, DateOrder, SourceFile

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_LINES: Final = 200_000
HEAD_BYTES: Final = 64 * 1024  # what a format is recognised by
_LONGEST: Final = 4000  # characters of one text; the longest of a bank's own has some hundreds
_NO_ID: Final = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE", "NULL", "NOREF"})
_ZEROS: Final = re.compile(r"0+")


@dataclass(frozen=True, slots=True)
class StatementOptions:
    """What the caller knows better than the reader; None leaves it to the reader.

    `heading_row` counts from 1 at the file's first line.
    """

    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None
    heading_row: int | None = None
    date_order: DateOrder | None = None
    decimal_sign: str | None = None
    default_currency: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class StatementFile:
    """What a bank's file holds and how it was read; `columns` only where it is a table.

    The date order and decimal sign are those of CSV; `..._ambiguous` says that the cells allow
    another reading as well.
    """

    format: str
    statements: tuple[Statement, ...]
    encoding: str | None = None
    columns: tuple[Column, ...] = ()
    separator: str | None = None
    heading_row: int = 0
    date_order: DateOrder | None = None
    date_order_ambiguous: bool = False
    decimal_sign: str | None = None
    decimal_sign_ambiguous: bool = False


class StatementReader(Protocol):
    """One format of bank statements. Stateless; on a worker thread; raises Refusal only."""

    @property
    def name(self) -> str:
        """The name it is registered by (`ofx`, `camt`, `mt940`, `csv`)."""
        ...

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its files, for a file dialog (`.ofx`)."""
        ...

    def claims(self, file: SourceFile) -> bool:
        """Tell by the content whether this reader is the one to read `file`."""
        ...

    def read(self, file: SourceFile, options: StatementOptions) -> StatementFile:
        """Read the whole file; raises Refusal where it is not of this format, or damaged."""
        ...


@dataclass(slots=True)
class StatementDraft:
    """A statement while it is being read."""

    account: str = ""
    currency: str | None = None
    opening_minor: int | None = None
    closing_minor: int | None = None
    lines: list[StatementLine] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)

    def finished(self, default_currency: str | None) -> Statement:
        """Return the statement; its currency is its own, else its lines', else the default.

        Raises Refusal `no_currency`.
        """
        currency = self.currency or (self.lines[0].currency if self.lines else default_currency)
        if currency is None:
            raise Refusal("no_currency", field="currency")
        return reconciled(
            Statement(
                account=self.account,
                currency=currency,
                opening_minor=self.opening_minor,
                closing_minor=self.closing_minor,
                lines=tuple(self.lines),
                rejected=tuple(self.rejected),
            )
        )


class LineCount:
    """Counts the bookings of a file; beyond `MAX_LINES` it raises Refusal `too_many_rows`."""

    def __init__(self) -> None:
        self._count = 0

    def add(self) -> None:
        """Count one more."""
        self._count += 1
        if self._count > MAX_LINES:
            raise Refusal("too_many_rows", field="file", limit=MAX_LINES)


def plain_head(file: SourceFile) -> bytes:
    """Return the first bytes as one would see them in a narrow encoding, marks taken off."""
    head = file.data[:HEAD_BYTES]
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"")


def not_a_statement(file: SourceFile, what: str = "") -> Refusal:
    """Say that a file is no bank statement; `what` it looks like instead, where that is known."""
    told = {"what": what} if what else {}
    return Refusal("not_a_statement", field="file", file=file.path.name, **told)


def tidy(*parts: str | None) -> str:
    """Join texts by spaces: white space collapsed, no control characters, none twice in a row."""
    kept: list[str] = []
    for part in parts:
        text = " ".join("".join(map(_visible, part)).split()) if part else ""
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return " ".join(kept)[:_LONGEST]


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return " " if category in {"Cc", "Zl", "Zp"} else "" if category == "Cs" else character


def text_or_none(*parts: str | None) -> str | None:
    """Join texts; None where nothing is left."""
    return tidy(*parts) or None


def account_or_none(text: str | None) -> str | None:
    """Take an account number or IBAN; an IBAN without its spaces."""
    plain = tidy(text)
    joined = "".join(plain.split()).upper()
    return joined if is_iban(joined) else plain or None


def id_or_none(text: str | None) -> str | None:
    """Take a bank's id or an end-to-end id; None where banks write that there is none."""
    plain = tidy(text)
    bare = "".join(character for character in plain if character.isalnum()).upper()
    return None if bare in _NO_ID or _ZEROS.fullmatch(bare) else plain


def without_twins(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Drop statements that are whole and equal in everything to one before: a file put together."""
    kept: dict[tuple[object, ...], Statement] = {}
    for number, one in enumerate(statements):
        balances = (one.opening_minor, one.closing_minor)
        key: tuple[object, ...] = (one.account, one.currency, *balances, one.lines)
        unsure = not one.lines or None in balances
        kept.setdefault((number,) if unsure else key, one)
    return tuple(kept.values())


def real_day(year: int, month: int, day: int, text: str) -> date:
    """Make a date; raises Refusal `not_a_date`."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Refusal("not_a_date", field="date", text=text[:80]) from error
