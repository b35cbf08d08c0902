"""Lists of clients, of contact persons and of notes: what belongs together, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.importers import lists

from smallcrm.domain.enums import ClientKind, OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    NoteRecord,
    OwnText,
    PersonRecord,
    PersonText,
    PhoneText,
    RecordKind,
    SaleRecord,
)
from smallcrm.importers import read

FileOf = Callable[..., Path]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("!HDR\tPROD\tVER\n!CUST\tNAME\tBADDR1\nCUST\tAcme\t1 Main St\n", "iif_file"),
        ("!CUST\tNAME\nCUST\tAcme\n", "iif_file"),
        ("dn: cn=Ann Lee,mail=ann@lee.example\nobjectclass: top\ncn: Ann Lee\n", "ldif_file"),
        ("version: 1\n\ndn:: Y249QW5u\ncn: Ann\n", "ldif_file"),
        ("!BDN\x00\x01", "pst_file"),
        ("%PDF-1.7\n", "pdf_file"),
    ],
)
def test_files_that_are_not_read_are_refused_by_name(
    file_of: FileOf, start: str, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        read(file_of(start))


def test_a_table_that_begins_oddly_is_still_read(file_of: FileOf) -> None:
    plan = read(file_of("!Name,Phone\nAnn,5550100\n"))
    assert len(plan.records) == 1


def test_people_and_notes(file_of: FileOf) -> None:
    plan = read(
        file_of(
            "Customer code,Client,Contact person,Role,Phone,Mobile,Email\n"
            "C1,Acme,Judith Hill,Secretary,555 0100; 555 0101,0401 5550,j@acme.example\n"
            ",Acme,Bo Berg,,,,\n,,Cy,,,,\nC1,,,Boss,,,\n"
        )
    )
    assert plan.understood.kind is RecordKind.PEOPLE
    first, second = plan.records
    assert isinstance(first, PersonRecord)
    assert (first.client_code, first.client_name) == ("C1", "Acme")
    assert first.person == PersonText(
        "Judith Hill",
        "Secretary",
        (PhoneText("555 0100"), PhoneText("555 0101"), PhoneText("0401 5550", "mobile")),
        (EmailText("j@acme.example"),),
    )
    assert isinstance(second, PersonRecord)
    assert second.person == PersonText("Bo Berg")
    assert [(row.row, row.why) for row in plan.rejected] == [(3, "no_client"), (4, "no_name")]
    plan = read(
        file_of("客户名称,联系人,职务,手机\n明珠贸易,李娜,秘书,138 0013 8000\n明珠贸易,张伟,,\n")
    )
    found, _ = plan.records
    assert isinstance(found, PersonRecord)
    assert (found.client_name, found.person.role) == ("明珠贸易", "秘书")
    assert found.person.phones == (PhoneText("138 0013 8000", "mobile"),)

    # Where each client is named once they are clients, who may not be there yet.
    plan = read(file_of("客户名称,联系人,职务,手机\n明珠贸易,李娜,秘书,138 0013 8000\n"))
    (client,) = plan.records
    assert isinstance(client, ClientRecord)
    assert client.people == (PersonText("李娜", "秘书"),)

    plan = read(
        file_of(
            "Client,Date,Note,Pinned\n"
            "Ann,2024-03-05,likes tea,yes\nAnn,2024-03-05 14:30,rings twice,\n"
            "Ann,2024-03-05T14:30:00+02:00,zoned,no\nAnn,,undated,\n"
            "Ann,soon,x,\n,2024-03-05,x,\nAnn,2024-03-05,,\n"
        )
    )
    assert plan.understood.kind is RecordKind.NOTES
    notes = [one for one in plan.records if isinstance(one, NoteRecord)]
    assert [(one.text, one.pinned) for one in notes] == [
        *(("likes tea", True), ("rings twice", False), ("zoned", False), ("undated", False)),
    ]
    assert [one.at and one.at.isoformat() for one in notes] == [
        "2024-03-05T12:00:00+00:00",
        "2024-03-05T14:30:00+00:00",
        "2024-03-05T12:30:00+00:00",
        None,
    ]
    assert [(row.row, row.why) for row in plan.rejected] == [
        *((5, "not_a_date"), (6, "no_client"), (7, "no_text")),
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("公司名称,联系人,电话\n明珠贸易,张伟,5550100\n", (PersonText("张伟"),)),
        ("公司名称,联系人,电话\n,张伟,5550100\n", ()),
        ("姓名,联系人,电话\n张伟,张伟,5550100\n", ()),
        (
            ("Company,Contact,Contact phone,Contact 2,Contact 2 role,Contact 2 email,Job title\n"
            "Acme,Ann,555 0100,Bo,clerk,bo@acme.example,Owner\n"),
            (
                PersonText("Ann", "Owner", (PhoneText("555 0100"),)),
                PersonText("Bo", "clerk", (), (EmailText("bo@acme.example"),)),
            ),
        ),
        (
            "Client type,Company,First name,Last name,Job title\nCompany,Acme,Ann,Lee,Owner\n",
            (PersonText("Ann Lee", "Owner"),),
        ),
        ("Customer,Contact email\nAcme,bo@acme.example\n",
         (PersonText("bo@acme.example", emails=(EmailText("bo@acme.example"),)),)),
    ],
)  # fmt: skip
def test_whoever_is_to_be_talked_to_is_a_person_there(
    file_of: FileOf, text: str, people: tuple[PersonText, ...]
) -> None:
    (found,) = read(file_of(text), kind="clients").records
    assert isinstance(found, ClientRecord)
    assert found.people == people
    assert found.name in {"明珠贸易", "Acme", "张伟"}
    if people:
        assert found.kind is ClientKind.ORGANISATION


def test_what_fits_no_field_is_noted_or_a_field_of_the_owners(file_of: FileOf) -> None:
    text = (
        "Name,Phone,Shoe size,Since when,Fee,Shoe size mark,\n"
        'Ann,5550100,"38,5",03.04.2024,"1.200,50",left,odd\n'
        'Bo,5550101,big,31.12.2024,"5,00",,\n'
    )
    (ann, bo) = (one for one in read(file_of(text)).records if isinstance(one, ClientRecord))
    assert ann.notes == (
        "Shoe size: 38,5\nSince when: 03.04.2024\nFee: 1.200,50\nShoe size mark: left\nodd",
    )
    kinds = {
        "Shoe size": OwnFieldKind.NUMBER,
        "Joined": OwnFieldKind.DATE,
        "Fee": OwnFieldKind.AMOUNT,
    }
    plan = read(
        file_of(text),
        default_currency="EUR",
        own_fields=kinds,
        mapping={"Since when": "own:Joined", "Shoe size mark": "own:New", "#7": "ignore"},
    )
    ann, bo = (one for one in plan.records if isinstance(one, ClientRecord))
    assert ann.own == (
        OwnText("Shoe size", "38.5"),
        OwnText("Joined", "2024-04-03"),
        OwnText("Fee", "1200.50", "EUR"),
        OwnText("New", "left"),
    )
    # What is no number is kept as it was written.
    assert (bo.own[0], bo.notes) == (OwnText("Joined", "2024-12-31"), ("Shoe size: big",))
    assert plan.understood.unmapped == ("#7",)


@pytest.mark.parametrize(
    ("cells", "discount", "limit"),
    [
        ("5%,500", Decimal(5), Money(50000, "EUR")),
        ("5,", Decimal(5), None),
        ("0.05,0", Decimal(5), None),
        ("0,0.00", None, None),
        ("much,plenty", None, None),
        ("120%,-5", None, None),
    ],
)
def test_discounts_and_limits(
    file_of: FileOf, cells: str, discount: Decimal | None, limit: Money | None
) -> None:
    text = f"Name,Phone,Discount,Credit limit\nAnn,5550100,{cells}\n"
    (found,) = read(file_of(text), default_currency="EUR").records
    assert isinstance(found, ClientRecord)
    assert (found.discount_percent, found.credit_limit) == (discount, limit)
    assert ("much" in cells) == ("Credit limit: plenty" in "".join(found.notes))


def test_addresses_of_a_kind_stay_together(file_of: FileOf) -> None:
    def of(text: str) -> tuple[AddressText, ...]:
        (found,) = read(file_of(text), kind="clients").records
        assert isinstance(found, ClientRecord)
        return found.addresses

    assert of("Name,Address,Address 2,Street,City\nAnn,Old Rd 1,Far 2,High St,York\n") == (
        AddressText(street="High St", locality="York"),
        AddressText(text="Old Rd 1"),
        AddressText(text="Far 2"),
    )
    assert of("Name,Address,Address 2,Street,City\nAnn,Old Rd 1,,,\n") == (
        AddressText(text="Old Rd 1"),
    )
    assert of("Name,Address line 1,Address line 2,Town,Country\nAnn,Flat B,Lane 1,York,UK\n") == (
        AddressText(street="Flat B, Lane 1", locality="York", country="UK"),
    )
    assert of("Name,Billing street,Billing city,Delivery street,Country\nAnn,A 1,Rye,B 2,UK\n") == (
        AddressText("billing", "A 1", "Rye", country="UK"),
        AddressText("shipping", "B 2"),
    )
    assert of("姓名,公司地址,家庭地址\n张伟,世纪大道100号,建国路88号\n") == (
        AddressText("work", text="世纪大道100号"),
        AddressText("home", text="建国路88号"),
    )


NOT_CLIENTS = {
    *("ZOHO_INVOICES", "NINJA_INVOICES", "NINJA_PAYMENTS", "NINJA_PRODUCTS", "QUICKBOOKS_SALES"),
}
CLIENT_LISTS = {
    name: heading
    for name, heading in vars(lists).items()
    if isinstance(heading, list) and name not in NOT_CLIENTS
} | {
    "PLAIN": (
        "Name,Organisation,Customer no,Phone,Phone 2,Mobile,Fax,Email,Work email,Address,Street,"
        "City,State,Zip,Country,WeChat,QQ,Website,Level,Stage,Tags,Notes,Referred by,Source,"
        "Language,Terms,Birthday,VAT number,Client since,Discount,Credit limit,Job title,"
        "Contact person,Contact role,Contact phone,Contact email,Contact person 2,Shoe size"
    ).split(","),
}


@pytest.mark.parametrize("name", sorted(CLIENT_LISTS))
def test_no_cell_of_a_list_of_clients_is_lost(file_of: FileOf, name: str) -> None:
    heading = CLIENT_LISTS[name]
    letters = "bcdfghjk"
    cells = [
        f"Zq{letters[index // 8 % 8]}{letters[index % 8]}{'w' * (index // 64)}x"
        for index in range(len(heading))
    ]
    text = ",".join(f'"{column}"' for column in heading)
    plan = read(file_of(f"{text}\n{','.join(cells)}\n"))
    assert plan.understood.kind is RecordKind.CLIENTS
    # What has to be an amount or a currency refuses its row, and stands beside nothing else.
    unread = {"opening_balance", "currency"}
    fields = [column.field for column in plan.understood.columns]
    row = ["" if field in unread else cell for field, cell in zip(fields, cells, strict=True)]
    (found,) = read(file_of(f"{text}\n{','.join(row)}\n")).records
    kept = repr(found)
    lost = [
        (column.heading, column.field)
        for column, cell in zip(plan.understood.columns, row, strict=True)
        if column.field is not None and cell not in kept
    ]
    assert lost == []


def test_plain_lists_in_german_and_french(file_of: FileOf) -> None:
    (found,) = read(
        file_of(
            "Kundennr;Firma;Ansprechpartner;Telefon;Mobil;E-Mail-Adresse;Straße;PLZ;Ort;Land;"
            "Geburtstag;Saldo;Zahlungsziel;USt-IdNr.;Bemerkung;Kunde seit\n"
            "K7;Köhler GmbH;Leonie Köhler;0711 1;0171 2;l@example.com;Hauptstr. 34;70174;"
            "Stuttgart;Deutschland;22.03.1980;1.250,50;14 Tage;DE123;mag Tee;01.02.2020\n",
            "cp1252",
        ),
        default_currency="EUR",
        country="DE",
    ).records
    assert isinstance(found, ClientRecord)
    assert (found.name, found.code, found.people) == (
        "Köhler GmbH",
        "K7",
        (PersonText("Leonie Köhler"),),
    )
    assert found.addresses == (
        AddressText("", "Hauptstr. 34", "Stuttgart", "", "70174", "Deutschland"),
    )
    assert (found.opening_balance, found.payment_term_days) == (Money(125050, "EUR"), 14)
    assert (found.birthday, found.created_on) == (date(1980, 3, 22), date(2020, 2, 1))
    assert (found.tax_number, found.notes) == ("DE123", ("mag Tee",))
    (found,) = read(
        file_of(
            "Prénom;Nom;Société;Téléphone;Portable;Adresse;Code postal;Ville;Pays;Solde\n"
            "Élise;Martin;Acme;04 50 11 22 33;06 12;1 rue Haute;69001;Lyon;France;12,00\n"
        ),
        default_currency="EUR",
        country="FR",
    ).records
    assert isinstance(found, ClientRecord)
    assert (found.name, found.organisation) == ("Élise Martin", "Acme")
    assert found.addresses == (AddressText("", "1 rue Haute", "Lyon", "", "69001", "France"),)
    assert found.opening_balance == Money(1200, "EUR")
    (sale,) = read(
        file_of("Rechnungsnummer;Kunde;Datum;Fällig am;Betrag\nR-1;Acme;01.02.2024;;12,50\n"),
        default_currency="EUR",
        country="DE",
    ).records
    assert isinstance(sale, SaleRecord)
    assert (sale.number, sale.client_name, sale.total) == ("R-1", "Acme", Money(1250, "EUR"))
