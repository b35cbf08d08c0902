"""Clients as vCards: what is written is read back equal, and as other programs expect it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.domain.enums import ClientKind, HandleKind, Level, Lifecycle
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    OwnText,
    PersonText,
    PhoneText,
)
from smallcrm.exporters.sheet import Row, Sheet
from smallcrm.exporters.vcard_file import V3, V4, VcardExporter
from smallcrm.importers import read

ANN = ClientRecord(
    row=1,
    name="Ann Lee",
    organisation="Lee; Music, Ltd.",
    kind=ClientKind.PERSON,
    code="C-7",
    level=Level.VIP,
    lifecycle=Lifecycle.ACTIVE,
    currency="EUR",
    source="fair",
    phones=(
        PhoneText("+1 415 555 0100", "mobile"),
        PhoneText("020 3838 3838 转 602", "work"),
        PhoneText("555 0199", "Workshop; back"),
        PhoneText("555 0111", "fax"),
        PhoneText("555 0112"),
    ),
    emails=(EmailText("ann@lee.example", "work"), EmailText("al@lee.example", "Shop")),
    addresses=(
        AddressText("work", "1 Main St, back", "Dublin", "", "D02", "Ireland"),
        AddressText("", text="上海市浦东新区\n世纪大道100号"),
        AddressText("Boat", "Dock 3", "Cork", text="Dock 3; Cork"),
    ),
    handles=(
        HandleText(HandleKind.WEBSITE, "https://lee.example/?a=1,2;b"),
        HandleText(HandleKind.WECHAT, "ann lee/安"),
        HandleText(HandleKind.QQ, "12345"),
        HandleText(HandleKind.WHATSAPP, "+14155550100"),
        HandleText(HandleKind.OTHER, "radio: 7"),
    ),
    tags=("piano, grand", "two words"),
    notes=("Rings twice,\nthen; the door. \\n", "😀" * 60),
    referred_by="C-1",
    birthday=date(1980, 3, 22),
    language="zh-CN",
    tax_number="91310000X",
    payment_term_days=14,
    discount_percent=Decimal("5.5"),
    credit_limit=Money(50000, "EUR"),
    created_on=date(2020, 5, 6),
    confirmed_on=date(2026, 1, 2),
    people=(
        PersonText(
            "Judith; Hill",
            "secretary",
            (PhoneText("030 444444", "work"), PhoneText("0171 5550100", 'the "red" one: x')),
            (EmailText("judith@lee.example"),),
        ),
        PersonText("李娜"),
    ),
    own=(OwnText("Favourite; tea", "龙井,\\green"), OwnText("Fee", "12.50", "USD")),
)


def document(record: ClientRecord, sender: str = "Bob Berg") -> dict[str, Any]:
    """Write a record as the export's documents are."""
    limit = record.credit_limit

    def listed(items: Any, name: str) -> list[dict[str, str]]:
        return [{name: getattr(one, name), "label": one.label} for one in items]

    return {
        "name": record.name,
        "organisation": record.organisation,
        "kind": record.kind and record.kind.value,
        "code": record.code,
        "level": record.level and record.level.value,
        "lifecycle": record.lifecycle and record.lifecycle.value,
        "currency": record.currency,
        "source": record.source,
        "language": record.language,
        "tags": record.tags,
        "payment_term_days": record.payment_term_days,
        "discount_percent": record.discount_percent and str(record.discount_percent),
        "credit_limit": {"amount": str(limit), "currency": limit.currency} if limit else None,
        "tax_number": record.tax_number,
        "birthday": record.birthday and record.birthday.isoformat(),
        "details_confirmed_on": record.confirmed_on and record.confirmed_on.isoformat(),
        "created_at": record.created_on and f"{record.created_on}T12:00:00Z",
        "numbers": listed(record.phones, "number"),
        "email_addresses": listed(record.emails, "address"),
        "address_parts": [
            {
                key: getattr(one, key) or None
                for key in (
                    *("label", "street", "locality", "region", "postal_code", "country", "text"),
                )
            }
            for one in record.addresses
        ],
        "names_elsewhere": [{"kind": one.kind.value, "value": one.value} for one in record.handles],
        "people": [
            {
                "name": one.name,
                "role": one.role or None,
                "phones": listed(one.phones, "number"),
                "email_addresses": listed(one.emails, "address"),
            }
            for one in record.people
        ],
        "own": {
            one.field: {"value": one.text, "currency": one.currency, "kind": "text"}
            for one in record.own
        },
        "referred_by": {"name": sender, "code": record.referred_by} if record.referred_by else None,
        "notes": record.notes,
    }


def written(record: ClientRecord, version: str) -> bytes:
    stream = io.BytesIO()
    sheet = Sheet((), [Row((), document(record))])
    assert VcardExporter(version).write(sheet, stream).rows == 1
    return stream.getvalue()


def again(data: bytes, folder: Path) -> ClientRecord:
    path = folder / "cards.vcf"
    path.write_bytes(data)
    plan = read(path)
    assert not plan.rejected
    assert plan.understood.source == "smallcrm"
    (found,) = plan.records
    assert isinstance(found, ClientRecord)
    return found


@pytest.mark.parametrize("version", [V3, V4])
def test_a_client_comes_back_equal(tmp_path: Path, version: str) -> None:
    assert again(written(ANN, version), tmp_path) == ANN


@pytest.mark.parametrize("version", [V3, V4])
def test_lines_are_folded_at_75_octets_and_never_in_a_character(version: str) -> None:
    data = written(ANN, version)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_what_the_versions_write_differently() -> None:
    old, new = (written(ANN, version).replace(b"\r\n ", b"").decode() for version in (V3, V4))
    assert "VERSION:3.0\r\n" in old
    assert "VERSION:4.0\r\n" in new
    assert "N:Lee;Ann;;;\r\n" in new
    assert "TEL;TYPE=CELL:+1 415 555 0100\r\n" in old
    assert "TEL;TYPE=cell:+1 415 555 0100\r\n" in new
    assert "BDAY:1980-03-22\r\n" in old
    assert "BDAY:19800322\r\n" in new
    assert "X-QQ:12345\r\n" in old
    assert "IMPP:qq:12345\r\n" in new
    assert "X-ABRELATEDNAMES:Bob Berg" in old
    assert "RELATED;TYPE=x-referred-by;VALUE=text:Bob Berg\r\n" in new
    assert ("LANG:zh-CN" in old, "LANG:zh-CN" in new) == (False, True)
    firm = ClientRecord(row=1, name="Acme", kind=ClientKind.ORGANISATION)
    assert b"X-ABShowAs:COMPANY\r\n" in written(firm, V3)
    assert b"KIND:org\r\n" in written(firm, V4)
    assert b"ORG:Acme\r\n" in written(firm, V4)


def test_a_person_to_talk_to_is_a_group_under_their_name() -> None:
    new = written(ANN, V4).replace(b"\r\n ", b"").decode()
    assert "item4.X-SMALLCRM-PERSON:Judith\\; Hill;secretary\r\n" in new
    assert "item4.X-ABLabel:Judith\\; Hill (secretary)\r\n" in new
    assert "item4.TEL;TYPE=work:030 444444\r\n" in new


# Text as the data file has it: cleaned, no space at its ends, no control characters.
LINE = (
    st.text(
        st.one_of(
            st.sampled_from(";,:\\\"^=.-+() '张伟李娜😀é\u200d\u202eN"),
            st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
        ),
        min_size=1,
        max_size=120,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
TEXT = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
LABEL = st.sampled_from(["", "work", "home", "mobile", "fax", "pager"]) | LINE.filter(
    lambda text: (
        text.strip('"') == text
        and text.lower() not in {"cell", "iphone", "pager", "fax", "work", "home"}
        and not text.startswith("_$!<")
        and not text.endswith(">!$_")
    )
)
PHONE = LINE.filter(
    lambda text: not text.lower().startswith("tel:") and ";ext=" not in text.lower()
)
EMAIL = LINE.filter(lambda text: not text.lower().startswith("mailto:"))
DAY = st.none() | st.dates()


def unlike(items: st.SearchStrategy[Any], key: Any, size: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=size, unique_by=key).map(tuple)


def addresses() -> st.SearchStrategy[AddressText]:
    part = st.just("") | LINE
    whole = st.builds(AddressText, label=LABEL, text=TEXT)
    parts = st.builds(
        AddressText,
        label=LABEL,
        street=LINE,
        locality=part,
        region=part,
        postal_code=part,
        country=part,
        text=st.just("") | TEXT,
    )
    return whole | parts


def phones() -> st.SearchStrategy[Any]:
    return unlike(st.builds(PhoneText, PHONE, LABEL), lambda one: one.number)


def emails() -> st.SearchStrategy[Any]:
    return unlike(st.builds(EmailText, EMAIL, LABEL), lambda one: one.address.casefold())


CLIENT = st.builds(
    ClientRecord,
    row=st.just(1),
    name=LINE,
    organisation=st.none() | LINE,
    kind=st.sampled_from(list(ClientKind)),
    code=st.none() | LINE,
    level=st.sampled_from(list(Level)),
    lifecycle=st.sampled_from(list(Lifecycle)),
    phones=phones(),
    emails=emails(),
    addresses=st.lists(addresses(), max_size=3).map(tuple),
    handles=unlike(
        st.builds(HandleText, st.sampled_from(list(HandleKind)), LINE), lambda one: one, 4
    ),
    tags=unlike(LINE, lambda tag: tag),
    notes=unlike(TEXT, lambda note: note),
    referred_by=st.none() | LINE,
    currency=st.none() | st.just("EUR"),
    payment_term_days=st.none() | st.integers(0, 365),
    birthday=DAY,
    tax_number=st.none() | LINE,
    source=st.none() | LINE,
    language=st.sampled_from([None, "zh-CN", "en", "plattdüütsch"]),
    created_on=DAY,
    people=st.lists(
        st.builds(PersonText, LINE, role=st.just("") | LINE, phones=phones(), emails=emails()),
        max_size=2,
    ).map(tuple),
    own=unlike(
        st.builds(OwnText, LINE, LINE, st.sampled_from([None, "USD"])), lambda one: one.field
    ),
    discount_percent=st.none() | st.decimals(0, 100, places=2),
    credit_limit=st.none() | st.builds(Money, st.integers(1, 10**9), st.just("JPY")),
    confirmed_on=DAY,
).filter(
    lambda one: (
        one.organisation != one.name
        and not any(tag.lower() == "mycontacts" or tag.startswith("* ") for tag in one.tags)
    )
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(client=CLIENT, version=st.sampled_from([V3, V4]))
def test_whatever_a_client_has_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, client: ClientRecord, version: str
) -> None:
    assert again(written(client, version), tmp_path_factory.getbasetemp()) == client
