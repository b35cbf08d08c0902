"""Whatever stands in a statement comes back; whatever is broken is refused, never a crash."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.importers.statements.samples import CAMT, MT940, OFX1, OFX2

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.statements import (
    Statement,
    StatementLine,
    account_key,
    fingerprint,
    fingerprints,
)
from smallcrm.importers import statements
from smallcrm.importers.rejects import guarded

IBAN: Final = "DE89370400440532013000"
TEXT = st.text(st.sampled_from("abcXYZ 0129.,-äöüé明珠张伟&<>'\"()"), max_size=30).map(
    lambda text: " ".join(text.split())
)
# MT940 has signs of its own: what a bank may write there is less.
PLAIN = st.text(st.sampled_from("abcXYZ 0129.,()"), max_size=20).map(
    lambda text: " ".join(text.split())
)
IDS = st.one_of(st.none(), st.integers(1, 10**12).map(lambda number: f"B{number}"))


def lines_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[StatementLine]]:
    return st.lists(
        st.builds(
            StatementLine,
            booked_on=st.dates(date(2001, 1, 1), date(2049, 12, 31)),
            amount_minor=st.integers(-(10**11), 10**11),
            currency=st.just("EUR"),
            name=text.map(lambda one: one or None),
            reference=text.map(lambda one: f"x{one}".strip()),
            bank_id=IDS,
        ),
        max_size=6,
    )


def as_ofx(lines: list[StatementLine]) -> str:
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{line.booked_on:%Y%m%d}<TRNAMT>{line.amount}"
        + (f"<FITID>{line.bank_id}" if line.bank_id else "")
        + (f"<NAME>{escape(line.name)}" if line.name else "")
        + f"<MEMO>{escape(line.reference)}</STMTTRN>\n"
        for line in lines
    )
    return (
        "OFXHEADER:100\nENCODING:UTF-8\nCHARSET:NONE\n\n<OFX><STMTRS><CURDEF>EUR"
        f"<BANKACCTFROM><ACCTID>{IBAN}</BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST>"
        "</STMTRS></OFX>"
    )


def as_camt(lines: list[StatementLine]) -> str:
    rows = "".join(
        f'<Ntry><Amt Ccy="EUR">{Money(abs(line.amount_minor), "EUR")}</Amt>'
        f"<CdtDbtInd>{'CRDT' if line.amount_minor >= 0 else 'DBIT'}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt>"
        + (f"<AcctSvcrRef>{line.bank_id}</AcctSvcrRef>" if line.bank_id else "")
        + "<NtryDtls><TxDtls>"
        + (_party(line) if line.name else "")
        + f"<RmtInf><Ustrd>{escape(line.reference)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for line in lines
    )
    return (
        '<?xml version="1.0"?><Document><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{rows}</Stmt></BkToCstmrStmt>"
        "</Document>"
    )


def _party(line: StatementLine) -> str:
    side = "Dbtr" if line.amount_minor >= 0 else "Cdtr"
    return f"<RltdPties><{side}><Nm>{escape(line.name or '')}</Nm></{side}></RltdPties>"


def _swift(minor: int) -> str:
    return f"{minor // 100},{minor % 100:02}"


def as_mt940(lines: list[StatementLine]) -> str:
    rows = "".join(
        f":61:{line.booked_on:%y%m%d%m%d}{'C' if line.amount_minor >= 0 else 'D'}"
        f"{_swift(abs(line.amount_minor))}NTRFNONREF"
        + (f"//{line.bank_id}" if line.bank_id else "")
        + f"\n:86:166?00X?20SVWZ+{line.reference}"
        + (f"?32{line.name}" if line.name else "")
        + "\n"
        for line in lines
    )
    closing = sum(line.amount_minor for line in lines)
    mark = "C" if closing >= 0 else "D"
    return (
        f":20:1\n:25:{IBAN}\n:60F:C010101EUR0,\n{rows}:62F:{mark}491231EUR{_swift(abs(closing))}\n-"
    )


def _guarded(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) and cell[:1] == "'" else cell


def as_csv(lines: list[StatementLine]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["Own account", "Booking date", "Amount", "Currency", "Name", "Memo", "ID"])
    for line in lines:
        amount = f"{line.amount.major:,.2f}"
        # An apostrophe before a sign is a spreadsheet's guard, and is taken off again.
        row = [IBAN, line.booked_on, amount, "EUR", line.name, line.reference, line.bank_id]
        writer.writerow([_guarded(cell) for cell in row])
    return stream.getvalue()


def read_back(folder: Path, text: str) -> tuple[Statement, ...]:
    path = folder / "statement.txt"
    path.write_text(text, encoding="utf-8")
    return statements.read(path, default_currency="EUR").statements


def without_value_day(line: StatementLine) -> StatementLine:
    return StatementLine(
        line.booked_on,
        line.amount_minor,
        line.currency,
        line.name,
        line.account,
        line.reference,
        line.bank_id,
    )


QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("write", [as_ofx, as_camt, as_csv])
@given(lines=lines_of(TEXT))
@QUICK
def test_lines_come_back(
    tmp_path: Path, write: Callable[[list[StatementLine]], str], lines: list[StatementLine]
) -> None:
    if not lines and write is as_csv:
        return
    (statement,) = read_back(tmp_path, write(lines))
    assert statement.lines == tuple(lines)
    assert (statement.account, statement.currency, statement.rejected) == (IBAN, "EUR", ())


@given(lines=lines_of(PLAIN))
@QUICK
def test_lines_come_back_from_mt940(tmp_path: Path, lines: list[StatementLine]) -> None:
    (statement,) = read_back(tmp_path, as_mt940(lines))
    assert [without_value_day(line) for line in statement.lines] == lines
    assert (statement.rejected, statement.warnings) == ((), ())


@given(lines=lines_of(PLAIN))
@QUICK
def test_bookings_with_a_bank_s_id_are_the_same_in_all_formats(
    tmp_path: Path, lines: list[StatementLine]
) -> None:
    known = [line for line in lines if line.bank_id]
    if not known:
        return
    marks = {
        fingerprints(read_back(tmp_path, write(known)))
        for write in (as_ofx, as_camt, as_mt940, as_csv)
    }
    assert len(marks) == 1


@given(lines=lines_of(TEXT), cut=st.integers(0, 6))
@example(lines=[StatementLine(date(2026, 1, 1), 5, "EUR")] * 3, cut=1)
def test_fingerprints_tell_bookings_apart_and_know_them_again(
    lines: list[StatementLine], cut: int
) -> None:
    (marks,) = fingerprints([Statement(IBAN, "EUR", lines=tuple(lines))])
    assert len(set(marks)) == len(lines)
    (part,) = fingerprints([Statement(IBAN, "EUR", lines=tuple(lines[:cut]))])
    assert part == marks[:cut]


def test_two_equal_purchases_are_two_and_spelling_does_not_matter() -> None:
    line = StatementLine(date(2026, 11, 20), -350, "EUR", name="Café  Zentral", reference="A-1")
    again = StatementLine(date(2026, 11, 20), -350, "EUR", name="CAFÉ Zentral", reference="a 1")
    assert fingerprint(IBAN, line, 0) == fingerprint(IBAN, again, 0)
    assert fingerprint(IBAN, line, 0) != fingerprint(IBAN, line, 1)
    assert fingerprint(IBAN, line, 0) != fingerprint("", line, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DE89370400440532013000", "37040044/0532013000"),
        ("DE89370400440532013000", "37040044/532013000EUR"),
        ("NL20INGB0001234567EUR", "NL20 INGB 0001 2345 67"),
        ("6222 0000 1111", "622200001111"),
    ],
)
def test_an_account_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert account_key(one) == account_key(other)


CSV: Final = (
    "\ufeffAccount;DE89 3704 0044 0532 0130 00;;\n\nDate;Name;Amount;Balance\n"
    '20.11.2026;"Müller; ""Sons""";1.234,50;2.000,00\n21.11.2026;明珠;-4,50;1.995,50\n'
)
FILES: Final = [OFX1, OFX2, CAMT, MT940, CSV]
NAMES: Final = ["ofx1", "ofx2", "camt", "mt940", "csv"]


@pytest.mark.parametrize("content", FILES, ids=NAMES)
def test_a_file_cut_off_anywhere_is_read_or_refused(tmp_path: Path, content: str) -> None:
    data = content.encode()
    path = tmp_path / "statement.txt"
    path.write_bytes(data)
    whole = statements.read(path, default_currency="EUR").statements[0]
    for length in range(len(data)):
        path.write_bytes(data[:length])
        try:
            file = statements.read(path, default_currency="EUR")
        except Refusal:
            continue
        for statement in file.statements:
            taken = len(statement.lines) + len(statement.rejected)
            assert taken <= len(whole.lines)
            if content not in (CSV, MT940):
                assert statement == whole


@pytest.mark.parametrize("content", FILES, ids=NAMES)
@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path: Path, content: str, data: st.DataObject
) -> None:
    whole = bytearray(content.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(whole)))
        length = data.draw(st.sampled_from([0, 1, 1, 3, 40]))
        whole[start : start + length] = data.draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from([b"<", b"</STMTTRN>", b"\n:61:", b"\x00", b'"', b"&#99999999999;"]),
            )
        )
    path = tmp_path / "statement.txt"
    path.write_bytes(bytes(whole))
    try:
        file = statements.read(path, default_currency="EUR")
    except Refusal:
        return
    assert all(statement.currency for statement in file.statements)


@given(st.binary(min_size=1, max_size=300), st.sampled_from([".xml", ".ofx", ".sta", ".csv", ""]))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_bytes_are_read_or_refused(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"statement{ending}"
    path.write_bytes(data)
    try:
        statements.read(path)
    except Refusal:
        return


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from smallcrm.importers.statements import csv_statement, reading

    monkeypatch.setattr(reading, "MAX_LINES", 2)
    monkeypatch.setattr(csv_statement, "MAX_LINES", 2)
    path = tmp_path / "statement.txt"
    lines = [StatementLine(date(2026, 1, day), 1, "EUR", reference="x") for day in (1, 2, 3)]
    for write in (as_ofx, as_camt, as_mt940, as_csv):
        path.write_text(write(lines), encoding="utf-8")
        with pytest.raises(Refusal) as refused:
            statements.read(path)
        assert refused.value.code == "too_many_rows"
    monkeypatch.setattr(statements, "MAX_BYTES", 100)
    with pytest.raises(Refusal) as refused:
        statements.read(path)
    assert refused.value.code == "file_too_large"
