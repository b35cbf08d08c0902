"""OFX, QFX and CAMT.053: versions, character sets, and what is broken in them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.importers.statements.conftest import Reading
from tests.importers.statements.samples import CAMT, OFX1, OFX2

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money


def test_ofx_1_with_tags_left_open_and_its_declared_charset(reading: Reading) -> None:
    file = reading(OFX1, "cp1252", ".qfx")
    (statement,) = file.statements
    assert (file.format, file.encoding) == ("ofx", "cp1252")
    assert (statement.account, statement.currency) == ("000000123456789", "USD")
    assert (statement.opening_minor, statement.closing_minor) == (None, 217050)
    first, check, coffee = statement.lines
    assert first.booked_on == date(2026, 11, 3)
    assert first.amount == Money(125050, "USD")
    assert (first.name, first.reference) == ("Müller & Sons", "Invoice 2026-0012")
    assert first.bank_id == "202611030001"
    assert check.reference == "1042"
    assert coffee.amount_minor == -4000


def test_ofx_1_in_utf_8_although_it_says_1252(reading: Reading) -> None:
    assert reading(OFX1).statements[0].lines[0].name == "Müller & Sons"


def test_ofx_2_with_payee_account_cdata_and_another_currency(reading: Reading) -> None:
    (statement,) = reading(OFX2).statements
    first, second = statement.lines
    assert (first.name, first.reference) == ("Café Zentral", "2 < 3 & more")
    assert first.account == "DE89370400440532013000"
    assert first.value_on == date(2026, 11, 5)
    assert second.amount == Money(-500, "CHF")


def test_ofx_in_utf_8_that_is_not(reading: Reading) -> None:
    with pytest.raises(Refusal) as refused:
        reading(OFX2, "latin-1")
    assert refused.value.code == "wrong_encoding"
    assert refused.value.parameters["line"] == 8


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<TRNAMT>1250.50", "<TRNAMT>1-2", "not_an_amount"),
        ("<TRNAMT>1250.50", "<TRNAMT>1.005", "too_many_decimals"),
        ("<TRNAMT>1250.50", "", "line_without_amount"),
        ("<DTPOSTED>20261103120000[0:GMT]", "<DTPOSTED>20261399", "not_a_date"),
        ("<DTPOSTED>20261103120000[0:GMT]", "", "line_without_date"),
    ],
)
def test_ofx_names_a_bad_booking_and_takes_the_others(
    reading: Reading, old: str, new: str, code: str
) -> None:
    (statement,) = reading(OFX1.replace(old, new)).statements
    assert len(statement.lines) == 2
    (rejected,) = statement.rejected
    assert (rejected.place, rejected.code) == (18, code)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OFX1.replace("</OFX>", ""), "statement_incomplete"),
        (OFX1.replace("<MEMO>Invoice 2026-0012</STMTTRN>", ""), "statement_damaged"),
        (OFX1.replace("<BALAMT>2170.50", "<BALAMT>??"), "statement_damaged"),
        (OFX2.replace("<OFX>", '<!DOCTYPE a [<!ENTITY b "c">]><OFX>', 1), "statement_unsafe"),
        ("OFXHEADER:100\n\n<OFX></OFX>", "not_a_statement"),
    ],
)
def test_ofx_that_cannot_be_taken(reading: Reading, content: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading(content)
    assert refused.value.code == code


def test_camt_with_parties_purposes_and_a_batch(reading: Reading) -> None:
    file = reading(CAMT, ending=".xml")
    (statement,) = file.statements
    assert file.format == "camt"
    assert (statement.account, statement.currency) == ("DE89370400440532013000", "EUR")
    assert (statement.opening_minor, statement.closing_minor) == (100000, 117010)
    assert not statement.warnings
    paid, debit, anna, bert = statement.lines
    assert (paid.name, paid.account) == ("Müller GmbH", "AT611904300234573201")
    assert paid.reference == "Rechnung 2026-0012 vielen Dank"
    assert (paid.end_to_end, paid.bank_id) == ("RE-2026-0012", "2026112000001")
    assert (paid.booked_on, paid.value_on) == (date(2026, 11, 20), date(2026, 11, 21))
    assert (debit.amount_minor, debit.name) == (-2990, "Stadtwerke")
    assert (debit.reference, debit.end_to_end) == ("Lastschrift", None)
    assert [(line.name, line.amount_minor, line.bank_id) for line in (anna, bert)] == [
        ("Anna", 3000, "B3/1"),
        ("Bert", 5000, "B3/2"),
    ]


def as_version_8(text: str) -> str:
    """Write what later versions write otherwise: `Pty`, `Sts/Cd`, prefixed names."""
    text = text.replace("053.001.02", "053.001.08").replace("<Sts>BOOK", "<Sts><Cd>BOOK</Cd>")
    for side in ("Dbtr", "Cdtr"):
        text = text.replace(f"<{side}><Nm>", f"<{side}><Pty><Nm>")
        text = text.replace(f"</Nm></{side}>", f"</Nm></Pty></{side}>")
    text = text.replace("xmlns=", "xmlns:n=")
    return (
        text.replace("</", "</n:")
        .replace("<", "<n:")
        .replace("<n:/n:", "</n:")
        .replace("<n:?", "<?")
    )


def test_camt_in_another_version_says_the_same(reading: Reading) -> None:
    assert reading(as_version_8(CAMT)).statements == reading(CAMT).statements


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "gb18030", "cp1252"])
def test_camt_in_the_encoding_it_declares(reading: Reading, encoding: str) -> None:
    text = CAMT.replace("UTF-8", encoding)
    assert reading(text, encoding).statements == reading(CAMT).statements


def test_camt_that_is_not_in_the_encoding_it_declares(reading: Reading) -> None:
    with pytest.raises(Refusal) as refused:
        reading(CAMT, "latin-1")
    assert refused.value.code == "wrong_encoding"
    assert refused.value.parameters["line"] == 14


def test_camt_whose_bookings_do_not_come_to_its_balance(reading: Reading) -> None:
    (statement,) = reading(CAMT.replace("1170.10", "1170.00")).statements
    (warning,) = statement.warnings
    assert warning.code == "balance_differs"
    assert warning.parameters == {
        "expected": Money(117010, "EUR"),
        "stated": Money(117000, "EUR"),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<Amt Ccy="EUR">120.00</Amt>', '<Amt Ccy="EUR">12o</Amt>', "not_an_amount"),
        ('<Amt Ccy="EUR">120.00</Amt>', '<Amt Ccy="XXX">1</Amt>', "unknown_currency"),
        ('<Amt Ccy="EUR">120.00</Amt>', '<Amt Ccy="JPY">1.5</Amt>', "too_many_decimals"),
        ("<Dt>2026-11-20</Dt></BookgDt><ValDt>", "<Dt>x</Dt></BookgDt><ValDt>", "not_a_date"),
        (
            "<Sts>BOOK</Sts>\n<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt>",
            "<Sts>PDNG</Sts>\n<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt>",
            "line_not_booked",
        ),
    ],
)
def test_camt_names_a_bad_booking_and_takes_the_others(
    reading: Reading, old: str, new: str, code: str
) -> None:
    assert old in CAMT
    (statement,) = reading(CAMT.replace(old, new, 1)).statements
    assert len(statement.lines) == 3
    assert [(one.place, one.code) for one in statement.rejected] == [(10, code)]


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "{}">]><Document>&b;</Document>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB.format("x" * 100), "statement_unsafe"),
        ('<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "statement_unsafe"),
        ("<Document>" + "<a>" * 200, "statement_unsafe"),
        ("<Document><a></b></Document>", "statement_damaged"),
        ("<Document><a/></Document>", "not_a_statement"),
        (CAMT.replace('">1000.00', '">x'), "statement_damaged"),
        (CAMT.replace("UTF-8", "klingon"), "unknown_encoding"),
        (CAMT.replace("UTF-8", "hex"), "unknown_encoding"),
    ],
)
def test_camt_that_cannot_be_taken(reading: Reading, content: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading(content)
    assert refused.value.code == code


def test_a_booking_taken_back_keeps_its_parties(reading: Reading) -> None:
    taken_back = CAMT.replace(
        "<CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\n<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt>",
        "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>\n"
        "<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt>",
    )
    line = reading(taken_back).statements[0].lines[0]
    assert (line.amount_minor, line.name) == (-12000, "Müller GmbH")
