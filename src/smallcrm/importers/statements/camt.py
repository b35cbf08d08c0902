"""CAMT.053, the bank statement of ISO 20022, in all its versions; CAMT.052 reads the same way.

Elements are known by their local names, so that the version in the namespace does not matter. The
file is read as a stream: one booking is in memory at a time. Declarations of types and entities
are refused by defusedxml before anything is expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

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
    real_day,
    text_or_none,
    tidy,
    without_twins,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_XML: Final = re.compile(rb"\s*(<\?xml|<[\w:]*Document[\s>])")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*>")
_OF_EXPAT: Final = frozenset({"utf-8", "utf-16", "iso8859-1", "ascii", "utf-16-le", "utf-16-be"})
_STATEMENTS: Final = frozenset({"Stmt", "Rpt"})
# Closed below a statement, these are read and forgotten; everything else waits for its parent.
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DEEPEST: Final = 60
_LONGEST: Final = 100_000  # characters of one element


@dataclass(slots=True)
class _Node:
    tag: str
    line: int
    attributes: Mapping[str, str]
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[_Node]:
        """Go through the elements at a path of local names."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.tag == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> _Node | None:
        return next(self.all(*path), None)

    def value(self, *path: str) -> str | None:
        found = self.first(*path)
        return (found.text.strip() or None) if found else None


class CamtReader:
    """Statements as CAMT.053: several accounts and days a file."""

    name = "camt"
    endings = (".xml", ".053", ".camt")

    def claims(self, file: SourceFile) -> bool:
        """Look for XML: no other format of statements is, but OFX, which is asked before."""
        return bool(_XML.match(plain_head(file)))

    def read(self, file: SourceFile, options: StatementOptions) -> StatementFile:
        """Read all statements of the file; raises Refusal."""
        target = _Target()
        data, encoding = _source(file.data, options.encoding)
        _feed(target, data, encoding)
        if not target.drafts:
            raise not_a_statement(file, target.root)
        statements = [draft.finished(options.default_currency) for draft in target.drafts]
        return StatementFile(self.name, without_twins(statements), encoding)


def _source(data: bytes, given: str | None) -> tuple[bytes | str, str]:
    """Decode what the XML parser cannot by itself; raises Refusal `wrong_encoding`."""
    found = _DECLARED.search(data[:400])
    declared = given or (found[1].decode("ascii") if found else "utf-8")
    try:
        name = codecs.lookup(declared).name
        if given is None and name in _OF_EXPAT:
            return data, name
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal("wrong_encoding", field="encoding", text=declared, line=line) from error
    except (LookupError, ValueError) as error:
        raise Refusal("unknown_encoding", field="encoding", text=declared) from error
    return text.removeprefix("\ufeff"), name


def _feed(target: _Target, data: bytes | str, encoding: str) -> None:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.line_of = lambda: int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        line = target.line_of()
        raise Refusal("statement_unsafe", field="file", line=line) from error
    except ParseError as error:
        line = error.position[0]
        raise _broken(str(error), target, data, encoding, line) from error
    except (LookupError, ValueError) as error:
        raise Refusal("statement_damaged", field="file", line=target.line_of(), part="XML") from (
            error
        )


def _broken(said: str, target: _Target, data: bytes | str, encoding: str, line: int) -> Refusal:
    """Tell a file that ends too early and one in another encoding from one that is damaged."""
    if "no element found" in said or "unclosed" in said:
        return Refusal("statement_incomplete", field="file", line=line)
    if isinstance(data, bytes):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            at = data.count(b"\n", 0, error.start) + 1
            if "unexpected end" in error.reason:
                return Refusal("statement_incomplete", field="file", line=at)
            return Refusal("wrong_encoding", field="encoding", text=encoding, line=at)
    return Refusal("statement_damaged", field="file", line=line, part=target.inside or "XML")


class _Target:
    """Hears of elements as they come (the protocol of XMLParser's target)."""

    def __init__(self) -> None:
        self.drafts: list[StatementDraft] = []
        self.root = ""
        self.line_of: Callable[[], int] = lambda: 0
        self._open: list[_Node] = []
        self._count = LineCount()

    @property
    def inside(self) -> str:
        """The innermost element that is open."""
        return self._open[-1].tag if self._open else ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        local = tag.rpartition("}")[2]
        if len(self._open) >= _DEEPEST:
            raise Refusal("statement_unsafe", field="file", line=self.line_of())
        if not self._open:
            self.root = local
        if local in _STATEMENTS:
            self.drafts.append(StatementDraft())
        self._open.append(_Node(local, self.line_of(), attributes))

    def data(self, text: str) -> None:
        """Add text to the element that is open."""
        if self._open and len(self._open[-1].text) < _LONGEST:
            self._open[-1].text += text

    def end(self, _tag: str) -> None:
        """Close an element; a booking is read then, what is no part of a statement forgotten."""
        node = self._open.pop()
        parent = self._open[-1].tag if self._open else ""
        if parent in _STATEMENTS:
            self._part(node)
        elif self._open and any(above.tag in _STATEMENTS for above in self._open):
            self._open[-1].children.append(node)

    def close(self) -> None:
        """Hear that the file is at its end."""

    def _part(self, node: _Node) -> None:
        draft = self.drafts[-1]
        if node.tag == "Acct":
            own = node.value("Id", "IBAN") or node.value("Id", "Othr", "Id")
            draft.account = account_or_none(own) or ""
            currency = node.value("Ccy")
            draft.currency = known_currency(currency) if currency else None
        elif node.tag == "Bal":
            _balance(draft, node)
        elif node.tag == "Ntry":
            self._entry(draft, node)

    def _entry(self, draft: StatementDraft, node: _Node) -> None:
        try:
            for line in _lines(node):
                self._count.add()
                draft.lines.append(line)
        except Refusal as refusal:
            if refusal.code == "too_many_rows":
                raise
            draft.rejected.append(RejectedLine(node.line, refusal.code, refusal.parameters))


def _balance(draft: StatementDraft, node: _Node) -> None:
    kind = node.value("Tp", "CdOrPrtry", "Cd")
    if kind not in ("OPBD", "PRCD", "CLBD"):
        return
    try:
        amount = _amount(node)
    except Refusal as refusal:
        raise Refusal("statement_damaged", field="file", line=node.line, part="Bal") from refusal
    draft.currency = draft.currency or amount.currency
    if amount.currency != draft.currency:
        return
    if kind == "CLBD":
        draft.closing_minor = amount.minor
    elif kind == "OPBD" or draft.opening_minor is None:
        draft.opening_minor = amount.minor


def _amount(node: _Node, usual: str = "") -> Money:
    """Read `Amt` with its currency and the sign of `CdtDbtInd`; raises Refusal."""
    figure = node.first("Amt")
    if figure is None or not figure.text.strip():
        raise Refusal("line_without_amount", field="amount")
    currency = known_currency(figure.attributes.get("Ccy", ""))
    side = node.value("CdtDbtInd") or usual
    if side not in ("CRDT", "DBIT"):
        raise Refusal("line_without_direction", field="amount")
    amount = Money.parse(figure.text.strip(), currency)
    return amount if side == "CRDT" else Money(-amount.minor, currency)


def _day(node: _Node, tag: str) -> date | None:
    text = node.value(tag, "Dt") or node.value(tag, "DtTm")
    if text is None:
        return None
    found = _DAY.match(text)
    if not found:
        raise Refusal("not_a_date", field="date", text=text[:80])
    return real_day(int(found[1]), int(found[2]), int(found[3]), text)


def _lines(node: _Node) -> list[StatementLine]:
    """Read an entry: one line, or one for each part of a batch whose parts come to its amount."""
    status = node.value("Sts", "Cd") or node.value("Sts")
    if status and status.upper() not in ("BOOK", "BOOKED"):
        raise Refusal("line_not_booked", field="status")
    amount = _amount(node)
    booked_on = _day(node, "BookgDt") or _day(node, "ValDt")
    if booked_on is None:
        raise Refusal("line_without_date", field="date")
    line = StatementLine(
        booked_on=booked_on,
        amount_minor=amount.minor,
        currency=amount.currency,
        bank_id=id_or_none(node.value("AcctSvcrRef")),
        value_on=_day(node, "ValDt"),
    )
    back = node.value("RvslInd") in ("true", "1")
    parts = list(node.all("NtryDtls", "TxDtls"))
    further = node.value("AddtlNtryInf")
    amounts = [_part_amount(part, node.value("CdtDbtInd") or "") for part in parts]
    if len(parts) > 1 and _comes_to(amounts, amount):
        return [
            _detailed(
                replace(line, amount_minor=own.minor, bank_id=_part_id(line, part, number)),
                [part],
                back,
                further,
            )
            for number, (part, own) in enumerate(zip(parts, amounts, strict=True), start=1)
            if own is not None
        ]
    if line.bank_id is None and len(parts) == 1:
        line = replace(line, bank_id=id_or_none(parts[0].value("Refs", "AcctSvcrRef")))
    return [_detailed(line, parts, back, further)]


def _part_amount(part: _Node, side: str) -> Money | None:
    holder: _Node | None = part
    if part.first("Amt") is None:  # version 2 has it elsewhere
        holder = part.first("AmtDtls", "TxAmt")
    try:
        return _amount(holder, side) if holder else None
    except Refusal:
        return None


def _comes_to(amounts: list[Money | None], whole: Money) -> bool:
    if any(one is None or one.currency != whole.currency for one in amounts):
        return False
    return sum(one.minor for one in amounts if one) == whole.minor


def _part_id(line: StatementLine, part: _Node, number: int) -> str | None:
    own = id_or_none(part.value("Refs", "AcctSvcrRef"))
    if own and own != line.bank_id:
        return own
    return f"{line.bank_id}/{number}" if line.bank_id else None


def _detailed(
    line: StatementLine, parts: list[_Node], back: bool, further: str | None
) -> StatementLine:
    """Add the other party and the purpose; of a batch in one line, those of all its parts."""
    # Money that came in came from the debtor; in a booking taken back the parties stay the same.
    side = "Dbtr" if (line.amount_minor >= 0) != back else "Cdtr"
    names = [_name(part, side) for part in parts]
    accounts = [_account(part, f"{side}Acct") for part in parts]
    ends = [id_or_none(part.value("Refs", "EndToEndId")) for part in parts]
    purpose = tidy(*(text for part in parts for text in _purposes(part)))
    return replace(
        line,
        name=_only(names),
        account=_only(accounts),
        end_to_end=_only(ends),
        reference=purpose or tidy(further),
    )


def _only(found: list[str | None]) -> str | None:
    several = set(found)
    return several.pop() if len(several) == 1 else None


def _name(part: _Node, side: str) -> str | None:
    ways = (
        (side, "Nm"),
        (side, "Pty", "Nm"),
        (f"Ultmt{side}", "Nm"),
        (f"Ultmt{side}", "Pty", "Nm"),
    )
    return next(
        (text_or_none(name) for way in ways if (name := part.value("RltdPties", *way))), None
    )


def _account(part: _Node, tag: str) -> str | None:
    own = part.value("RltdPties", tag, "Id", "IBAN")
    return account_or_none(own or part.value("RltdPties", tag, "Id", "Othr", "Id"))


def _purposes(part: _Node) -> Iterator[str | None]:
    for node in part.all("RmtInf", "Ustrd"):
        yield node.text
    for structured in part.all("RmtInf", "Strd"):
        yield structured.value("CdtrRefInf", "Ref")
        for document in structured.all("RfrdDocInf", "Nb"):
            yield document.text
        for node in structured.all("AddtlRmtInf"):
            yield node.text
    if part.first("RmtInf") is None:
        yield part.value("AddtlTxInf")
