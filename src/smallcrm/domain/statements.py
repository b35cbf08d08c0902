"""Bank statements as every format gives them, and the mark by which a booking is known again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from smallcrm.domain.money import CURRENCIES, Money

# An own account as statements write it: an IBAN with the currency behind it (`NL..EUR`), a German
# IBAN, or the bank code and account number that such an IBAN is made of.
_IBAN_CURRENCY: Final = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,27}?)([A-Z]{3})")
_GERMAN_IBAN: Final = re.compile(r"DE\d{2}(\d{18})")
_GERMAN_PARTS: Final = re.compile(r"\s*(\d{8})\s*/\s*(\d{1,10})\s*([A-Z]{3})?\s*")
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One booking on a bank account; `amount_minor` is above zero where money came in.

    `name` and `account` are the other party's; `reference` is the purpose, its parts joined;
    `bank_id` the bank's own unique id (FITID, AcctSvcrRef, the reference behind `//` in `:61:`).
    """

    booked_on: date
    amount_minor: int
    currency: str
    name: str | None = None
    account: str | None = None
    reference: str = ""
    bank_id: str | None = None
    end_to_end: str | None = None
    value_on: date | None = None

    @property
    def amount(self) -> Money:
        """The amount, with its sign."""
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A booking that cannot be taken: the line of the file, a code, and what a sentence needs."""

    place: int
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementWarning:
    """Something that the owner should know of a statement that was read all the same."""

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """The bookings of one account; its own IBAN or number, `""` where the file does not say.

    Balances are minor units of `currency`, None where the file does not say. Lines stand in the
    order of the file.
    """

    account: str
    currency: str
    opening_minor: int | None = None
    closing_minor: int | None = None
    lines: tuple[StatementLine, ...] = ()
    rejected: tuple[RejectedLine, ...] = ()
    warnings: tuple[StatementWarning, ...] = ()


def reconciled(statement: Statement) -> Statement:
    """Add the warning `balance_differs` where opening and bookings do not come to the closing.

    Its parameters: `expected` (opening + bookings), `stated` (the closing balance), both Money.
    Bookings in other currencies than the account's are not counted.
    """
    if statement.opening_minor is None or statement.closing_minor is None:
        return statement
    moved = sum(
        line.amount_minor for line in statement.lines if line.currency == statement.currency
    )
    expected = statement.opening_minor + moved
    if expected == statement.closing_minor:
        return statement
    warning = StatementWarning(
        "balance_differs",
        {
            "expected": Money(expected, statement.currency),
            "stated": Money(statement.closing_minor, statement.currency),
        },
    )
    return replace(statement, warnings=(*statement.warnings, warning))


def account_key(account: str) -> str:
    """Reduce an own account to what all formats agree on.

    Spaces, signs and a currency behind an IBAN go; a German IBAN, and the bank code and account
    number of older formats (`20050550/1234567`), become the same 18 digits.
    """
    text = unicodedata.normalize("NFKC", account).upper()
    if parts := _GERMAN_PARTS.fullmatch(text):
        return parts[1] + parts[2].zfill(10)
    plain = "".join(character for character in text if character.isalnum())
    found = _IBAN_CURRENCY.fullmatch(plain)
    if found and found[2] in CURRENCIES and is_iban(found[1]):
        plain = found[1]
    if german := _GERMAN_IBAN.fullmatch(plain):
        return german[1]
    return plain


def is_iban(text: str) -> bool:
    """Tell whether a text without spaces is an IBAN whose check digits are right (ISO 13616)."""
    if not _IBAN.fullmatch(text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def fingerprint(statement_account: str, line: StatementLine, ordinal: int) -> str:
    """Return the mark of a booking: the same whenever, and from whichever file, it comes in again.

    `ordinal` counts from 0 the lines that are equal in all else that the mark is made of: account,
    bank id and amount; without a bank id account, date, amount and text. So two equal purchases on
    a day are two.
    """
    parts = (*_sameness(statement_account, line), str(ordinal))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def fingerprints(statements: Iterable[Statement]) -> tuple[tuple[str, ...], ...]:
    """Return the fingerprints of all lines of a file, statement by statement."""
    seen: Counter[tuple[str, ...]] = Counter()
    marks: list[tuple[str, ...]] = []
    for statement in statements:
        of_statement = []
        for line in statement.lines:
            same = _sameness(statement.account, line)
            of_statement.append(fingerprint(statement.account, line, seen[same]))
            seen[same] += 1
        marks.append(tuple(of_statement))
    return tuple(marks)


def _sameness(account: str, line: StatementLine) -> tuple[str, ...]:
    # The amount stands beside the bank's id: some banks give one id to all parts of a booking.
    own = account_key(account)
    amount = f"{line.amount_minor}{line.currency}"
    if line.bank_id:
        return ("id", own, "".join(line.bank_id.split()).upper(), amount)
    texts = (line.name, line.account, line.reference, line.end_to_end)
    words = "".join(_letters(text) for text in texts if text)
    return ("text", own, line.booked_on.isoformat(), amount, words)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
