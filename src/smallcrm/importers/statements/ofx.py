"""OFX and QFX (Open Financial Exchange): version 1 in SGML, version 2 in XML.

The specification's section 2 (header, character sets), 3 (tags) and 11 (bank statements). The
libraries that read it are either under the GPL, long without care, or refuse what banks write.
"""

from __future__ import annotations

import codecs
import html
import re
from datetime import date
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import known_currency
from smallcrm.domain.statements import RejectedLine, StatementLine
from smallcrm.importers.plan import SourceFile
from smallcrm.importers.statements.reading import (
    HEAD_BYTES,
    LineCount,
    StatementDraft,
    StatementFile,
    StatementOptions,
    account_or_none,
    id_or_none,
    not_a_statement,
    plain_head,
    real_day,
    text_or_none,
    tidy,
    without_twins,
)
from smallcrm.importers.text import decode
from smallcrm.importers.values import AmountReader, read_date

_HEADER: Final = re.compile(rb"OFXHEADER\s*[:=]", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<OFX\s*>", re.IGNORECASE)
_BODY: Final = re.compile(r"<OFX\s*>", re.IGNORECASE)
_PAIR: Final = re.compile(rb"(ENCODING|CHARSET)\s*:\s*([\w-]+)")
_XML_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"<!\[CDATA\[(?P<data>.*?)\]\]>|<(?P<end>/?)(?P<tag>[A-Za-z][\w.:]*)[^<>]*>", re.DOTALL
)
_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2,6}(\.\d+)?)?\s*(\[.*\]?)?", re.ASCII)
# The aggregates that matter; all other tags hold values, or others whose values do not.
_ACCOUNTS: Final = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_TARGETS: Final = frozenset({"BANKACCTTO", "CCACCTTO"})
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_AGGREGATES: Final = (
    _ACCOUNTS
    | _TARGETS
    | _STATEMENTS
    | {"STMTTRN", "LEDGERBAL", "AVAILBAL", "PAYEE", "CURRENCY", "ORIGCURRENCY", "STATUS"}
)
_CODE_PAGE: Final = re.compile(r"(?:CP|WINDOWS-?)?(\d{3,5})")
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMED: Final = {"8859-1": "cp1252", "ISO-8859-1": "cp1252", "NONE": "", "": "", "UTF-8": "utf-8"}


class OfxReader:
    """Statements as OFX or QFX: several accounts a file; no opening balances."""

    name = "ofx"
    endings = (".ofx", ".qfx", ".qbo")

    def claims(self, file: SourceFile) -> bool:
        """Look for the header or the outermost tag."""
        head = plain_head(file)
        return bool(_HEADER.search(head[:400]) or _ROOT.search(head))

    def read(self, file: SourceFile, options: StatementOptions) -> StatementFile:
        """Read all accounts of the file; raises Refusal."""
        text, encoding = _decoded(file.data, options.encoding)
        if found := _FORBIDDEN.search(text):
            raise Refusal("statement_unsafe", field="file", line=_line(text, found.start()))
        body = _BODY.search(text)
        if not body:
            raise Refusal("statement_incomplete", field="file", line=_line(text, len(text)))
        drafts = _Body(text, body.end(), options.default_currency).drafts()
        if not drafts:
            raise not_a_statement(file, "ofx")
        statements = [draft.finished(options.default_currency) for draft in drafts]
        return StatementFile(self.name, without_twins(statements), encoding)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _decoded(data: bytes, given: str | None) -> tuple[str, str]:
    """Decode by the caller's encoding, a mark, or what the header says; one kind of line ends."""
    if given:
        text, encoding = _strict(data, given), given
    elif data.startswith(codecs.BOM_UTF8):
        text, encoding = _strict(data, "utf-8"), "utf-8"
    elif b"\x00" in data[:HEAD_BYTES] or data.startswith(_WIDE_MARKS):
        big = data.startswith(codecs.BOM_UTF16_BE) or data[:1] == b"\x00"
        encoding = "utf-16-be" if big else "utf-16-le"
        text = _strict(data, encoding)
    elif declared := _declared(data[:HEAD_BYTES]):
        text, encoding = _as_declared(data, declared)
    else:
        decoded = decode(data)
        text, encoding = decoded.text, decoded.encoding
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _declared(head: bytes) -> str:
    """Tell the encoding that the header declares, as Python calls it; nothing where none is."""
    if found := _XML_ENCODING.search(head):
        return _known(found[1].decode("ascii"))
    if head.lstrip()[:5].lower() == b"<?xml":
        return "utf-8"
    start = _ROOT.search(head)
    pairs = {
        key.decode().upper(): value.decode("ascii").upper()
        for key, value in _PAIR.findall(head[: start.start() if start else None].upper())
    }
    if pairs.get("ENCODING", "").replace("-", "") in ("UTF8", "UNICODE"):
        return "utf-8"
    charset = pairs.get("CHARSET", "")
    if charset in _NAMED:
        return _NAMED[charset]
    page = _CODE_PAGE.fullmatch(charset)
    return _known(f"cp{page[1]}" if page else charset)


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _as_declared(data: bytes, encoding: str) -> tuple[str, str]:
    """Decode as declared; UTF-8 in what is declared a code page of one byte is UTF-8 all the same.

    Raises Refusal `wrong_encoding` with the line.
    """
    if encoding != "utf-8":
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass  # as it should be: the bytes are those of the declared page
    return _strict(data, encoding), encoding


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and "unexpected end" in error.reason:
            return data[: error.start].decode(encoding)
        if encoding == "cp1252":  # five bytes have no meaning there: a hole is no other encoding
            return data.decode(encoding, "replace")
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal("wrong_encoding", field="encoding", text=encoding, line=line) from error
    except (LookupError, ValueError) as error:
        raise Refusal("unknown_encoding", field="encoding", text=encoding) from error


class _Body:
    """Walks over the tags of a body once; a value's tag need not be closed."""

    def __init__(self, text: str, start: int, default_currency: str | None) -> None:
        self._text = text
        self._start = start
        self._default = default_currency
        self._drafts: list[StatementDraft] = []
        self._stack: list[tuple[str, int]] = []
        self._values: dict[str, str] = {}
        self._balance: dict[str, tuple[str, int]] = {}
        self._count = LineCount()
        self._seen = (0, 1)

    def drafts(self) -> list[StatementDraft]:
        """Return the statements; raises Refusal `statement_incomplete`, `statement_damaged`."""
        tag, position, value = "", self._start, ""
        for found in _TOKEN.finditer(self._text, self._start):
            value += html.unescape(self._text[position : found.start()])
            position = found.end()
            if found["data"] is not None:
                value += found["data"]
                continue
            self._take(tag, value)
            tag, value = "", ""
            name = found["tag"].upper()
            if found["end"]:
                if name == "OFX":
                    return self._finished()
                self._close(name, found.start())
            elif name in _AGGREGATES:
                self._open(name, found.start())
            else:
                tag = name
        raise Refusal("statement_incomplete", field="file", line=_line(self._text, len(self._text)))

    def _finished(self) -> list[StatementDraft]:
        if any(name == "STMTTRN" for name, _ in self._stack):
            raise self._damaged(self._stack[-1][1], "STMTTRN")
        self._settle_balance()
        return self._drafts

    def _damaged(self, position: int, tag: str) -> Refusal:
        line = self._line_at(position)
        return Refusal("statement_damaged", field="file", line=line, part=tag)

    def _line_at(self, position: int) -> int:
        """Count on from where it was last counted: positions come in order."""
        before, line = self._seen
        if position < before:
            return _line(self._text, position)
        line += self._text.count("\n", before, position)
        self._seen = (position, line)
        return line

    def _open(self, name: str, position: int) -> None:
        if name == "STMTTRN":
            if any(open_name == name for open_name, _ in self._stack):
                raise self._damaged(position, name)
            if not self._drafts:
                raise self._damaged(position, name)
            self._values = {}
        elif name in _STATEMENTS:
            self._settle_balance()
            self._stack.clear()
            self._drafts.append(StatementDraft())
        self._stack.append((name, position))

    def _close(self, name: str, position: int) -> None:
        names = [open_name for open_name, _ in self._stack]
        if name not in names:
            return
        if name in _STATEMENTS | {"BANKTRANLIST"} and "STMTTRN" in names:
            raise self._damaged(position, "STMTTRN")
        index = len(names) - 1 - names[::-1].index(name)
        opened = self._stack[index][1]
        del self._stack[index:]
        if name == "STMTTRN":
            self._booking(self._line_at(opened))

    def _take(self, tag: str, value: str) -> None:
        """Keep a value where it belongs: to a booking, a balance, the account."""
        value = value.strip()
        if not tag or not value or not self._drafts:
            return
        inside = self._stack[-1][0] if self._stack else ""
        if any(name == "STMTTRN" for name, _ in self._stack):
            key = tag if inside == "STMTTRN" else f"{inside}.{tag}"
            self._values.setdefault(key, value)
        elif inside in _ACCOUNTS and tag == "ACCTID":
            self._drafts[-1].account = account_or_none(value) or ""
        elif inside == "LEDGERBAL" and tag == "BALAMT":
            self._balance["closing"] = (value, self._line_at(self._stack[-1][1]))
        elif tag == "CURDEF":
            self._drafts[-1].currency = known_currency(value)

    def _settle_balance(self) -> None:
        """Read the balance once the statement's currency is known."""
        if not self._drafts or "closing" not in self._balance:
            return
        draft = self._drafts[-1]
        text, line = self._balance.pop("closing")
        currency = draft.currency or self._default
        try:
            balance = AmountReader(None, currency).money(text)
        except Refusal as refusal:
            raise Refusal(
                "statement_damaged", field="file", line=line, part="LEDGERBAL"
            ) from refusal
        draft.closing_minor = balance.minor if balance else None

    def _booking(self, line: int) -> None:
        draft = self._drafts[-1]
        self._count.add()
        try:
            draft.lines.append(_booking(self._values, draft.currency or self._default))
        except Refusal as refusal:
            draft.rejected.append(RejectedLine(line, refusal.code, refusal.parameters))


def _booking(values: dict[str, str], currency: str | None) -> StatementLine:
    if not values.get("DTPOSTED") and not values.get("DTUSER"):
        raise Refusal("line_without_date", field="date")
    if "TRNAMT" not in values:
        raise Refusal("line_without_amount", field="amount")
    # CURRENCY: the amount is in that one; ORIGCURRENCY: it was, and is converted already.
    if own := values.get("CURRENCY.CURSYM"):
        currency = known_currency(own)
    amount = AmountReader(None, currency).money(values["TRNAMT"])
    if amount is None:
        raise Refusal("line_without_amount", field="amount")
    booked_on = _day(values.get("DTPOSTED") or values["DTUSER"])
    name = text_or_none(values.get("PAYEE.NAME") or values.get("NAME"))
    target = next((values[f"{to}.ACCTID"] for to in _TARGETS if f"{to}.ACCTID" in values), None)
    check = values.get("CHECKNUM")
    return StatementLine(
        booked_on=booked_on,
        amount_minor=amount.minor,
        currency=amount.currency,
        name=text_or_none(values.get("EXTDNAME")) or name,
        account=account_or_none(target),
        reference=tidy(values.get("MEMO"), check and id_or_none(check)),
        bank_id=id_or_none(values.get("FITID")),
        value_on=_day(values["DTAVAIL"]) if values.get("DTAVAIL") else None,
    )


def _day(text: str) -> date:
    """Read `20261122`, with a time and a zone behind it or not; the bank's own day."""
    found = _DAY.fullmatch(text)
    if found:
        return real_day(int(found[1]), int(found[2]), int(found[3]), text)
    return read_date(text, None)
