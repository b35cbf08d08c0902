"""MT940, SWIFT's customer statement, in the dialects of banks.

The envelope, the statements and what belongs to which booking are found here, so that one bad
booking is named and the others are taken; what a field says is read by the mt-940 library. The
purpose field `:86:` is in subfields (`?20`, Germany, Austria, Poland), in words between slashes
(`/NAME/`, the Netherlands, Belgium, SWIFT's own) or plain text.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.statements import RejectedLine, StatementLine
from smallcrm.importers.plan import SourceFile
from smallcrm.importers.statements.reading import (
    LineCount,
    StatementDraft,
    StatementFile,
    StatementOptions,
    account_or_none,
    id_or_none,
    not_a_statement,
    plain_head,
    text_or_none,
    tidy,
    without_twins,
)
from smallcrm.importers.text import decode

_FIRST: Final = re.compile(rb"(^|[\r\n\x01]|\})\s*:20:")
_OTHERS: Final = re.compile(rb"[\r\n]:(25P?|28C?|60[FM]|61|62[FM]):")
_KNOWN: Final = frozenset(
    "13 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS".split()
)
_FIELD: Final = re.compile(r":(NS|\d{2}[A-Z]?):(.*)", re.DOTALL)
_ENVELOPE: Final = re.compile(r"\{[1235]:.*|\{4:\s*|-\}.*|-")
_BALANCE: Final = re.compile(r"([DC])(\d{6})([A-Z]{3})(\d{1,15},\d{0,3})", re.ASCII)
_AMOUNT: Final = re.compile(
    r"\d{6}(?:\d{4}|\s{4})?R?[DC][A-Z]?\s?(\d*,?\d*)", re.ASCII | re.IGNORECASE
)
# Subfields begin with `?`, or another sign in its place (`~20`, `<20`, `^20`).
_SUBFIELDS: Final = re.compile(r"\s*(\d{3})?\s*([?~<^>])(?=\d{2})")
# A subfield of less than its 27 characters ends a word, unless a code word follows.
_SHORT: Final = re.compile(r"\?(?:2\d|3[23]|6[0-3])[^?]{0,26}(?=\?(?:2\d|33|6[0-3])(?![A-Z]{4}\+))")
_SLASHED: Final = re.compile(r"/([A-Z]{3,5})/")
_WORDS: Final = frozenset(
    """
    TRTP IBAN BIC NAME REMI EREF CSID MARF CNTP ORDP BENM ID ADDR PURP USTD STRD RTRN ISDT ULTD
    ULTC PREF INIT KREF SVCL TRCD RTYP CHGS OCMT EXCH BO NRTX UDTR UCRD SVWZ PMTS RCMT MREF BORS
    """.split()
)
_READ_BY_LIBRARY: Final = (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError)


@dataclass(slots=True)
class _Field:
    """One field; `line` is where it begins, from 1."""

    tag: str
    line: int
    text: str
    more: list[str] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """All lines of the field."""
        return "\n".join([self.text, *self.more])


class Mt940Reader:
    """Statements as MT940: several accounts and days a file, pages of one joined."""

    name = "mt940"
    endings = (".sta", ".mt940", ".940", ".mt9", ".swi", ".fin")

    def claims(self, file: SourceFile) -> bool:
        """Look for the field that each statement begins with, and another one."""
        head = plain_head(file)
        return bool(_FIRST.search(head) and _OTHERS.search(head))

    def read(self, file: SourceFile, options: StatementOptions) -> StatementFile:
        """Read all statements of the file; raises Refusal."""
        # What the library could not read it would log, names and amounts and all.
        logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
        decoded = decode(file.data, options.encoding, country=options.country)
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        drafts: list[StatementDraft] = []
        count = LineCount()
        for fields in _statements(_fields(text)):
            page = _draft(fields, count, options.default_currency)
            if drafts and _continues(fields, drafts[-1], page):
                drafts[-1].lines += page.lines
                drafts[-1].rejected += page.rejected
                drafts[-1].closing_minor = page.closing_minor
            else:
                drafts.append(page)
        if not drafts:
            raise not_a_statement(file)
        statements = [draft.finished(options.default_currency) for draft in drafts]
        return StatementFile(self.name, without_twins(statements), decoded.encoding)


def _fields(text: str) -> Iterator[_Field]:
    """Cut the text into fields, without the envelope."""
    current: _Field | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        plain = line.rstrip()
        start = plain.find("{4:") if plain.startswith("{") else -1
        if start >= 0:
            plain = plain[start + 3 :].lstrip()
        found = _FIELD.match(plain if start >= 0 else line)
        if found and found[1] in _KNOWN:
            if current:
                yield current
            current = _Field(found[1], number, found[2])
        elif _ENVELOPE.fullmatch(plain):
            if current:
                yield current
            current = None
        elif current and plain:
            current.more.append(line)
    if current:
        yield current


def _statements(fields: Iterator[_Field]) -> Iterator[list[_Field]]:
    """Gather the fields of each statement, from `:20:` on."""
    current: list[_Field] = []
    for one in fields:
        if one.tag == "20" and current:
            yield current
            current = []
        if one.tag == "20" or current:
            current.append(one)
    if current:
        yield current


def _continues(fields: list[_Field], before: StatementDraft, page: StatementDraft) -> bool:
    """Tell whether a page goes on where the one before ended (`:62M:`, then `:60M:`)."""
    return (
        any(one.tag == "60M" for one in fields)
        and before.account == page.account
        and before.currency == page.currency
        and before.closing_minor == page.opening_minor
    )


def _draft(fields: list[_Field], count: LineCount, default: str | None) -> StatementDraft:
    draft = StatementDraft()
    tags = {one.tag for one in fields}
    if not tags & {"62F", "62M"}:
        last = fields[-1]
        raise Refusal("statement_incomplete", field="file", line=last.line + len(last.more))
    for one in fields:
        if one.tag in ("25", "25P"):
            draft.account = account_or_none(one.text) or ""
        elif one.tag in ("60F", "60M") and draft.opening_minor is None:
            balance = _balance(one)
            draft.currency, draft.opening_minor = balance.currency, balance.minor
        elif one.tag in ("62F", "62M"):
            balance = _balance(one)
            draft.currency = draft.currency or balance.currency
            draft.closing_minor = balance.minor
    currency = draft.currency or default
    for line_field, details in _bookings(fields):
        count.add()
        try:
            draft.lines.append(_booking(line_field, details, currency))
        except Refusal as refusal:
            rejected = RejectedLine(line_field.line, refusal.code, refusal.parameters)
            draft.rejected.append(rejected)
    return draft


def _balance(one: _Field) -> Money:
    """Read a balance; raises Refusal `statement_damaged`."""
    found = _BALANCE.fullmatch(one.text.strip().upper())
    damaged = Refusal("statement_damaged", field="file", line=one.line, part=f":{one.tag}:")
    if not found:
        raise damaged
    try:
        amount = Money.parse(found[4].replace(",", "."), known_currency(found[3]))
    except Refusal as refusal:
        raise damaged from refusal
    return Money(-amount.minor, amount.currency) if found[1] == "D" else amount


def _bookings(fields: list[_Field]) -> Iterator[tuple[_Field, str]]:
    """Go through the bookings, each with the text of the purpose fields that follow it."""
    current: _Field | None = None
    details: list[str] = []
    for one in fields:
        if one.tag in ("86", "NS"):
            details.append(one.whole)
            continue
        if current:
            yield current, "\n".join(details)
        current, details = (one, []) if one.tag == "61" else (None, [])
    if current:
        yield current, "\n".join(details)


def _booking(line: _Field, details: str, currency: str | None) -> StatementLine:
    if currency is None:
        raise Refusal("no_currency", field="currency")
    data = _by_library(line, details)
    amount: Decimal = data["amount"].amount
    value_on: date = data["date"]
    entered: date | None = data.get("entry_date")
    booked_on = entered or value_on
    reference = data.get("bank_reference")
    if not reference and "//" in (data.get("extra_details") or ""):
        # A customer's reference longer than the standard's 16: the bank's stands behind it.
        reference = data["extra_details"].partition("//")[2].split("\n")[0]
    booking = StatementLine(
        booked_on=date(booked_on.year, booked_on.month, booked_on.day),
        amount_minor=Money.of(amount, currency).minor,
        currency=currency,
        bank_id=id_or_none(reference),
        value_on=date(value_on.year, value_on.month, value_on.day),
    )
    return _with_details(booking, details, data)


def _by_library(line: _Field, details: str) -> Mapping[str, Any]:
    """Let the library read one booking; raises Refusal `line_damaged`."""
    import mt940

    found = _AMOUNT.match(line.text)
    damaged = Refusal("line_damaged", field="line", text=line.text[:80])
    if not found or "," not in found[1]:  # SWIFT writes the comma always: without, it was cut off
        raise damaged
    subfields = _SUBFIELDS.match(details)
    plain = details
    if subfields:
        sign = re.escape(subfields[2])
        plain = re.sub(rf"{sign}(?=\d\d)", "?", "".join(details.split("\n")).strip())
        plain = _SHORT.sub(r"\g<0> ", plain if subfields[1] else f"000{plain}")
    text = f":61:{line.whole}\n:86:{plain}" if subfields else f":61:{line.whole}"
    transactions = mt940.models.Transactions(options=mt940.options.Options.all())
    try:
        read = transactions.parse(text)
    except _READ_BY_LIBRARY as error:
        raise damaged from error
    if len(read) != 1 or "amount" not in read[0].data:
        raise damaged
    return dict(read[0].data)


def _with_details(line: StatementLine, details: str, data: Mapping[str, Any]) -> StatementLine:
    """Add the other party and the purpose."""
    own = data.get("customer_reference")
    if _SUBFIELDS.match(details):
        purpose = tidy(data.get("purpose"), data.get("additional_purpose"))
        account = data.get("gvc_applicant_iban") or data.get("applicant_iban")
        return replace(
            line,
            name=text_or_none(data.get("applicant_name"), data.get("recipient_name")),
            account=account_or_none(account),
            reference=purpose or tidy(data.get("posting_text")),
            end_to_end=id_or_none(data.get("end_to_end_reference")),
        )
    words = _slashed("".join(details.split("\n")))
    if words:
        party = words.get("CNTP", "").split("/")
        remittance = words.get("REMI", "").removeprefix("USTD//").removeprefix("STRD/CUR/")
        account = words.get("IBAN") or party[0]
        name = words.get("NAME") or (party[2] if len(party) > 2 else "")  # noqa: PLR2004
        for way in ("ORDP", "BENM"):
            name = name or words.get(way, "").strip("/").removeprefix("NAME/")
        reference = remittance or words.get("SVWZ") or words.get("TRTP") or ""
        return replace(
            line,
            name=text_or_none(name.strip("/")),
            account=account_or_none(account.strip("/")),
            reference=tidy(reference.strip("/")),
            end_to_end=id_or_none(words.get("EREF", "").strip("/")),
        )
    return replace(
        line,
        reference=tidy(details) or tidy(data.get("extra_details"), own and id_or_none(own)),
    )


def _slashed(text: str) -> dict[str, str]:
    """Take `/NAME/…/REMI/…` apart; nothing where the text is not of that kind."""
    if not text.lstrip().startswith("/"):
        return {}
    found = [match for match in _SLASHED.finditer(text) if match[1] in _WORDS]
    words: dict[str, str] = {}
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        words.setdefault(match[1], text[match.end() : end].strip())
    # What stands inside the purpose under words of its own is the purpose still.
    for inner in ("USTD", "STRD"):
        if inner in words:
            words["REMI"] = tidy(words.get("REMI", "").strip("/"), words[inner].strip("/"))
    return words
