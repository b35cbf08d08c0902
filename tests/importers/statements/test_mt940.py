"""MT940 in the dialects of banks: subfields, words between slashes, plain text, pages."""

from __future__ import annotations

from datetime import date

import pytest
from tests.importers.statements.conftest import Reading
from tests.importers.statements.samples import CAMT, MT940

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.statements import fingerprints


def test_german_subfields(reading: Reading) -> None:
    file = reading(MT940, "cp1252", ".sta")
    (statement,) = file.statements
    assert (file.format, file.encoding) == ("mt940", "cp1252")
    assert (statement.account, statement.currency) == ("37040044/0532013000", "EUR")
    assert (statement.opening_minor, statement.closing_minor) == (100000, 109010)
    assert not statement.warnings
    paid, debit = statement.lines
    assert (paid.booked_on, paid.value_on) == (date(2026, 11, 20), date(2026, 11, 21))
    assert paid.amount == Money(12000, "EUR")
    assert (paid.name, paid.account) == ("Müller Gmb H", "AT611904300234573201")
    assert paid.reference == "Rechnung 2026-0012 vielen Dank"
    assert (paid.end_to_end, paid.bank_id) == ("RE-2026-0012", "2026112000001")
    assert (debit.amount_minor, debit.reference) == (-2990, "Stadtwerke Abschlag 11")


def test_the_same_bookings_in_camt_are_known_again(reading: Reading) -> None:
    (first,) = fingerprints(reading(MT940).statements)
    (second,) = fingerprints(reading(CAMT).statements)
    assert first == second[:2]


DUTCH = """\
{1:F01INGBNL2ABXXX0000000000}{2:I940INGBNL2AXXXN}{4:
:20:P261120000000001
:25:NL20INGB0001234567EUR
:28C:00000
:60F:C261119EUR662,23
:61:2611201120C1,56NTRFEREF//00000000001005
/TRCD/00100/
:86:/EREF/EV12341REP1231456T1234//CNTP/NL32INGB0000012345/INGBNL2
A/ING BANK NV INZAKE WEB///REMI/USTD//EV10001REP1000000T1000/
:61:2611201120D12,NTRFNONREF//00000000001006
:86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J. de Vries/REMI/Factuur
 12/EREF/NOTPROVIDED
:62F:C261120EUR651,79
:64:C261120EUR651,79
-}
"""


def test_dutch_words_between_slashes_in_swifts_envelope(reading: Reading) -> None:
    (statement,) = reading(DUTCH).statements
    assert statement.account == "NL20INGB0001234567EUR"
    assert not statement.warnings
    first, second = statement.lines
    assert (first.name, first.account) == ("ING BANK NV INZAKE WEB", "NL32INGB0000012345")
    assert first.reference == "EV10001REP1000000T1000"
    assert (first.end_to_end, first.bank_id) == ("EV12341REP1231456T1234", "00000000001005")
    assert (second.name, second.account) == ("J. de Vries", "NL91ABNA0417164300")
    assert (second.reference, second.end_to_end) == ("Factuur 12", None)
    assert second.amount_minor == -1200


PLAIN = """\
:20:1
:25:CH9300762011623852957
:28C:1/1
:60F:D261231CHF10,
:61:2612310102RC5,50FMSC12345//X1
:86:PAYMENT FROM JOHN SMITH
INVOICE 12
:61:270102RD4,50NMSCREF 9
:62M:D270102CHF11,
:20:1
:25:CH9300762011623852957
:28C:1/2
:60M:D270102CHF11,
:61:270102C1,NMSCNONREF
:86:~00PRZELEW~20FAKTURA 7~32ANNA KOWALSKA~3161109010140000071219812874
:62F:D270102CHF10,
"""


def test_plain_text_reversals_pages_and_a_year_s_end(reading: Reading) -> None:
    (statement,) = reading(PLAIN).statements
    assert (statement.opening_minor, statement.closing_minor) == (-1000, -1000)
    assert not statement.warnings
    back, again, polish = statement.lines
    assert (back.booked_on, back.value_on) == (date(2027, 1, 2), date(2026, 12, 31))
    assert (back.amount_minor, again.amount_minor) == (-550, 450)
    assert back.reference == "PAYMENT FROM JOHN SMITH INVOICE 12"
    assert again.reference == "REF 9"
    assert (polish.name, polish.reference) == ("ANNA KOWALSKA", "FAKTURA 7")
    assert polish.account == "61109010140000071219812874"


@pytest.mark.parametrize(
    "line", [":61:nothing", ":61:2613451120C5,NTRFX", ":61:2611201120C12NTRFX", ":61:"]
)
def test_a_bad_booking_is_named_and_the_others_taken(reading: Reading, line: str) -> None:
    text = MT940.replace(":61:2611211120CR120,00NTRFNONREF//2026112000001", line)
    (statement,) = reading(text).statements
    assert [one.amount_minor for one in statement.lines] == [-2990]
    assert [(one.place, one.code) for one in statement.rejected] == [(5, "line_damaged")]
    assert [warning.code for warning in statement.warnings] == ["balance_differs"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (MT940[: MT940.index(":62F:")], "statement_incomplete"),
        (MT940.replace(":62F:C", ":62F:X"), "statement_damaged"),
        (MT940.replace("1000,00", "1000"), "statement_damaged"),
        (MT940.replace("EUR", "QQQ"), "statement_damaged"),
    ],
)
def test_what_cannot_be_taken(reading: Reading, content: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading(content)
    assert refused.value.code == code
    assert refused.value.parameters["line"]


def test_a_wrong_encoding_is_refused(reading: Reading) -> None:
    with pytest.raises(Refusal) as refused:
        reading(MT940.encode("cp1252"), encoding="utf-8")
    assert refused.value.code == "wrong_encoding"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(reading: Reading, encoding: str) -> None:
    assert reading(MT940, encoding).statements[0].lines[0].name == "Müller Gmb H"


def test_the_same_statement_twice_in_a_file_is_one(reading: Reading) -> None:
    assert len(reading(MT940 + MT940).statements) == 1
