"""What other programs export is known by its headings, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.importers import lists
from tests.importers.lists import sheet

from smallcrm.domain.enums import ClientKind, HandleKind, Lifecycle, OwnFieldKind
from smallcrm.domain.money import Money
from smallcrm.domain.records import (
    AddressText,
    ClientRecord,
    EmailText,
    HandleText,
    OwnText,
    PaymentRecord,
    PersonText,
    PhoneText,
    ProductRecord,
    RecordKind,
    SaleRecord,
)
from smallcrm.importers import ImportPlan, read

FileOf = Callable[..., Path]


def clients(plan: ImportPlan, source: str) -> list[ClientRecord]:
    assert (plan.understood.kind, plan.understood.source) == (RecordKind.CLIENTS, source)
    assert not plan.rejected, plan.rejected
    return [one for one in plan.records if isinstance(one, ClientRecord)]


def one(
    file_of: FileOf,
    heading: list[str],
    row: Mapping[str, str],
    source: str,
    encoding: str = "utf-8",
) -> ClientRecord:
    plan = read(file_of(sheet(heading, row), encoding), default_currency="EUR")
    (found,) = clients(plan, source)
    return found


def test_google_before_2024(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.GOOGLE_OLD,
        {
            "Name": "Dr. Ann Lee", "Given Name": "Ann", "Family Name": "Lee", "Name Prefix": "Dr.",
            "Birthday": "--05-04", "Priority": "Normal", "Notes": "likes tea",
            "Photo": "https://photos.example/1", "Group Membership": "Piano ::: * myContacts",
            "E-mail 1 - Type": "* Work", "E-mail 1 - Value": "ann@lee.example ::: al@lee.example",
            "E-mail 2 - Type": "Home", "E-mail 2 - Value": "ann@home.example",
            "IM 1 - Service": "QQ", "IM 1 - Value": "12345",
            "Phone 1 - Type": "Mobile", "Phone 1 - Value": "+1 415 555 0100 ::: +1 415 555 0101",
            "Phone 2 - Type": "Workshop", "Phone 2 - Value": "415 555 0199",
            "Address 1 - Type": "Home", "Address 1 - Formatted": "1 Main St\nDublin D02\nIreland",
            "Address 1 - Street": "1 Main St", "Address 1 - City": "Dublin",
            "Address 1 - Postal Code": "D02", "Address 1 - Country": "Ireland",
            "Address 2 - Type": "Work", "Address 2 - Formatted": "Dock 3, Cork",
            "Organization 1 - Name": "Lee Music", "Organization 1 - Title": "Owner",
            "Organization 1 - Department": "Tuning",
            "Relation 1 - Type": "Spouse", "Relation 1 - Value": "Bob",
            "Relation 2 - Type": "Referred by", "Relation 2 - Value": "Cid Berg",
            "Website 1 - Type": "Profile", "Website 1 - Value": "https://lee.example",
            "Event 1 - Type": "Anniversary", "Event 1 - Value": "2011-01-13",
            "Custom Field 1 - Type": "Shoe size", "Custom Field 1 - Value": "38",
        },
        "google",
    )  # fmt: skip
    assert (found.name, found.organisation, found.kind) == (
        "Dr. Ann Lee",
        "Lee Music",
        ClientKind.PERSON,
    )
    assert found.phones == (
        PhoneText("+1 415 555 0100", "mobile"),
        PhoneText("+1 415 555 0101", "mobile"),
        PhoneText("415 555 0199", "Workshop"),
    )
    assert found.emails == (
        EmailText("ann@lee.example", "work"),
        EmailText("al@lee.example", "work"),
        EmailText("ann@home.example", "home"),
    )
    assert found.addresses == (
        AddressText("home", "1 Main St", "Dublin", "", "D02", "Ireland"),
        AddressText("work", text="Dock 3, Cork"),
    )
    assert set(found.handles) == {
        HandleText(HandleKind.QQ, "12345"),
        HandleText(HandleKind.WEBSITE, "https://lee.example"),
    }
    assert (found.tags, found.level, found.referred_by) == (("Piano",), None, "Cid Berg")
    assert found.notes[0] == "likes tea"
    assert set(found.notes[1].split("\n")) == {
        *("Name Prefix: Dr.", "Birthday: --05-04", "Organization 1 - Title: Owner"),
        *("Organization 1 - Department: Tuning", "Spouse: Bob", "Anniversary: 2011-01-13"),
        "Shoe size: 38",
    }


def test_google_of_today(file_of: FileOf) -> None:
    rows = [
        {
            "First Name": "伟", "Last Name": "张", "Nickname": "老张",
            "Organization Name": "明珠贸易",
            "Organization Title": "经理", "Labels": "客户 ::: * myContacts",
            "Birthday": "1980-05-04", "E-mail 1 - Label": "* ", "E-mail 1 - Value": "zw@example.cn",
            "Phone 1 - Label": "Mobile", "Phone 1 - Value": "138 0013 8000",
            "Phone 2 - Label": "Work Fax", "Phone 2 - Value": "021-6288 1235",
            "Address 1 - Label": "Work", "Address 1 - Street": "世纪大道100号",
            "Address 1 - City": "上海", "Address 1 - PO Box": "信箱 7",
            "Relation 1 - Label": "介绍人",
            "Relation 1 - Value": "李娜", "Custom Field 1 - Label": "茶",
            "Custom Field 1 - Value": "龙井",
        },
        {"E-mail 1 - Value": "nobody@example.org"},
        {"Organization Name": "Rilská s.r.o.", "Phone 1 - Value": "555 0100"},
        {"Phone 1 - Value": "555 0199"},
    ]  # fmt: skip
    path = file_of(sheet(lists.GOOGLE_NEW, *rows))
    found, mail, firm, number = clients(read(path, own_fields={"茶": OwnFieldKind.TEXT}), "google")
    assert (found.name, found.birthday, found.tags) == ("张伟", date(1980, 5, 4), ("客户",))
    assert found.phones == (
        PhoneText("138 0013 8000", "mobile"),
        PhoneText("021-6288 1235", "fax"),
    )
    assert found.addresses == (AddressText("work", "世纪大道100号, 信箱 7", "上海"),)
    assert (found.referred_by, found.own) == ("李娜", (OwnText("茶", "龙井"),))
    assert (mail.name, firm.name, number.name) == (
        "nobody@example.org",
        "Rilská s.r.o.",
        "555 0199",
    )
    assert firm.kind is ClientKind.ORGANISATION


def test_outlook(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.OUTLOOK,
        {
            "Title": "Mr.", "First Name": "John", "Middle Name": "R.", "Last Name": "Doe",
            "Suffix": "Jr.", "Company": "Acme", "Department": "Accounts", "Job Title": "Clerk",
            "Business Street": "1 Main St", "Business Street 2": "Floor 3",
            "Business City": "Albany", "Business State": "NY", "Business Postal Code": "12345",
            "Business Country/Region": "United States of America", "Home Street": "5 Alley",
            "Home City": "New York", "Business Phone": "555-0100", "Business Phone 2": "555-0101",
            "Car Phone": "555-0102", "Home Phone": "555-0103", "Mobile Phone": "555-0104",
            "Business Fax": "555-0105", "Pager": "555-0106", "Assistant's Name": "Jenny",
            "Assistant's Phone": "555-0107", "Birthday": "0/0/00", "Anniversary": "1/13/2011",
            "Categories": "Red;VIP guests", "E-mail Address": "john@acme.example",
            "E-mail Type": "SMTP", "E-mail Display Name": "John Doe (john@acme.example)",
            "E-mail 2 Address": "jd@home.example", "Gender": "Unspecified", "Initials": "J.R.D.",
            "Priority": "Normal", "Private": "False", "Sensitivity": "Normal",
            "Referred By": "Ann Lee", "Notes": "rings twice", "User 1": "blue",
            "Web Page": "https://acme.example", "Business Address PO Box": "PO 9",
        },
        "outlook",
    )  # fmt: skip
    assert (found.name, found.organisation) == ("John R. Doe Jr.", "Acme")
    assert found.phones == (
        PhoneText("555-0105", "fax"),
        PhoneText("555-0100", "work"),
        PhoneText("555-0101", "work"),
        PhoneText("555-0102", "Car"),
        PhoneText("555-0103", "home"),
        PhoneText("555-0104", "mobile"),
        PhoneText("555-0106", "Pager"),
    )
    assert found.addresses == (
        AddressText(
            "work", "1 Main St, Floor 3, PO 9", "Albany", "NY", "12345", "United States of America"
        ),
        AddressText("home", "5 Alley", "New York"),
    )
    assert [email.address for email in found.emails] == ["john@acme.example", "jd@home.example"]
    assert (found.tags, found.referred_by, found.birthday) == (
        ("Red", "VIP guests"),
        "Ann Lee",
        None,
    )
    assert found.notes[0] == "rings twice"
    assert set(found.notes[1].split("\n")) == {
        *("Title: Mr.", "Department: Accounts", "Job Title: Clerk", "Assistant's Name: Jenny"),
        *("Assistant's Phone: 555-0107", "Anniversary: 1/13/2011", "User 1: blue"),
    }


def test_outlook_in_chinese(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.OUTLOOK_ZH,
        {
            "名": "伟", "姓": "张", "单位": "上海明珠贸易有限公司", "部门": "销售部",
            "职务": "经理",
            "商务地址 街道": "世纪大道100号", "商务地址 市/县": "上海",
            "商务地址 邮政编码": "200120",
            "商务地址 国家/地区": "中国", "住宅地址 街道": "建国路88号",
            "商务电话": "021-6288 1234",
            "移动电话": "138 0013 8000", "住宅电话": "021-5555 1234", "车载电话": "139 0000 0000",
            "电子邮件地址": "zw@example.cn", "电子邮件类型": "SMTP", "电子邮件显示名称": "张伟",
            "电子邮件 2 地址": "zw2@example.cn", "附注": "喜欢喝茶", "类别": "老客户",
            "敏感度": "普通",
            "优先级": "普通", "私有": "False", "性别": "未指定", "生日": "1980-3-22",
            "引用者": "李娜",
            "网页": "https://example.cn", "配偶": "王芳",
        },
        "outlook",
        "gb18030",
    )  # fmt: skip
    assert (found.name, found.organisation, found.birthday) == (
        "张伟",
        "上海明珠贸易有限公司",
        date(1980, 3, 22),
    )
    assert found.phones == (
        PhoneText("021-6288 1234", "work"),
        PhoneText("139 0000 0000", "车载"),
        PhoneText("021-5555 1234", "home"),
        PhoneText("138 0013 8000", "mobile"),
    )
    assert found.addresses == (
        AddressText("work", "世纪大道100号", "上海", "", "200120", "中国"),
        AddressText("home", "建国路88号"),
    )
    assert len(found.emails) == 2
    assert (found.tags, found.referred_by, found.level) == (("老客户",), "李娜", None)
    assert found.notes == ("喜欢喝茶", "职务: 经理\n部门: 销售部\n配偶: 王芳")


def test_outlook_in_german_and_french(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.OUTLOOK_DE,
        {
            "Anrede": "Frau", "Vorname": "Leonie", "Nachname": "Köhler", "Firma": "Köhler GmbH",
            "Position": "Leiterin", "Straße geschäftlich": "Hauptstraße 34",
            "Ort geschäftlich": "Stuttgart", "Postleitzahl geschäftlich": "70174",
            "Land/Region geschäftlich": "Deutschland", "Straße privat": "Weg 1",
            "Ort privat": "Ulm", "Telefon geschäftlich": "0711 2842222", "Autotelefon": "0171 1",
            "Mobiltelefon": "0171 5550100", "E-Mail-Adresse": "leonie@example.com",
            "E-Mail-Typ": "SMTP", "E-Mail: Angezeigter Name": "Leonie",
            "E-Mail 2: Adresse": "lk@example.com", "Empfohlen von": "Ann Lee",
            "Geburtstag": "22.03.1980", "Kategorien": "Stamm", "Notizen": "mag Tee",
            "Priorität": "Normal", "Privat": "Falsch", "Vertraulichkeit": "Normal",
        },
        "outlook",
        "cp1252",
    )  # fmt: skip
    assert (found.name, found.organisation) == ("Leonie Köhler", "Köhler GmbH")
    assert found.addresses == (
        AddressText("work", "Hauptstraße 34", "Stuttgart", "", "70174", "Deutschland"),
        AddressText("home", "Weg 1", "Ulm"),
    )
    assert (found.referred_by, found.birthday) == ("Ann Lee", date(1980, 3, 22))
    assert (len(found.emails), found.tags, found.level) == (2, ("Stamm",), None)
    assert found.notes == ("mag Tee", "Position: Leiterin\nAnrede: Frau")
    found = one(
        file_of,
        lists.OUTLOOK_FR,
        {
            "Titre": "Mme", "Prénom": "Élise", "Nom": "Martin", "Société": "Acme",
            "Titre (2)": "Gérante",
            "Rue (bureau)": "1 rue Haute", "Ville (bureau)": "Lyon",
            "Code postal (bureau)": "69001",
            "Rue (domicile)": "2 rue Basse", "Téléphone (bureau)": "04 50 11 22 33",
            "Tél. mobile": "06 12 34 56 78", "Adresse de messagerie": "elise@example.fr",
            "Anniversaire": "22/03/1980", "Recommandé par": "Ann Lee", "Notes": "aime le thé",
        },
        "outlook",
        "cp1252",
    )  # fmt: skip
    assert (found.name, found.organisation, found.referred_by) == (
        "Élise Martin",
        "Acme",
        "Ann Lee",
    )
    assert found.addresses == (
        AddressText("work", "1 rue Haute", "Lyon", "", "69001"),
        AddressText("home", "2 rue Basse"),
    )
    assert found.notes == ("aime le thé", "Titre: Mme\nTitre (2): Gérante")


@pytest.mark.parametrize("heading", [lists.THUNDERBIRD, lists.THUNDERBIRD_DE])
def test_thunderbird(file_of: FileOf, heading: list[str]) -> None:
    cells = {
        "First Name": "Rory", "Last Name": "Hill", "Display Name": "Rory Hill", "Nickname": "Roo",
        "Primary Email": "rory@example.com", "Secondary Email": "rory2@example.com",
        "Work Phone": "555-3000", "Fax Number": "555-4000", "Pager Number": "555-5000",
        "Mobile Number": "555-2000", "Home Address": "12 Lane", "Home Address 2": "Flat B",
        "Home City": "Leadworth", "Home State": "Glos", "Home ZipCode": "GL1 2AB",
        "Home Country": "UK", "Work Address": "1 Dock", "Work City": "London",
        "Job Title": "Nurse", "Organization": "Leadworth Hospital", "Birth Year": "1980",
        "Birth Month": "1", "Birth Day": "15", "Custom 2": "blue", "Notes": "a note",
    }  # fmt: skip
    names = dict(zip(lists.THUNDERBIRD, heading, strict=True))
    row = {names[name]: text for name, text in cells.items()}
    found = one(file_of, heading, row, "thunderbird")
    assert (found.name, found.organisation) == ("Rory Hill", "Leadworth Hospital")
    assert found.birthday == date(1980, 1, 15)
    assert [phone.label for phone in found.phones[:2]] == ["work", "fax"]
    assert found.addresses == (
        AddressText("home", "12 Lane, Flat B", "Leadworth", "Glos", "GL1 2AB", "UK"),
        AddressText("work", "1 Dock", "London"),
    )
    assert found.notes == (
        "a note",
        f"{names['Job Title']}: Nurse\n{names['Nickname']}: Roo\n{names['Custom 2']}: blue",
    )


def test_zoho(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.ZOHO_CONTACTS,
        {
            "Record Id": "zcrm_1", "Contact Owner.id": "zcrm_9", "Contact Owner": "Sam",
            "Lead Source": "Fair", "First Name": "Ann", "Last Name": "Lee",
            "Account Name": "Lee Music", "Email": "ann@lee.example", "Title": "Owner",
            "Phone": "555 0100", "Mobile": "555 0101", "Created Time": "2021-01-28 05:14:15",
            "Contact Name": "Ann Lee", "Mailing Street": "1 Main St", "Mailing City": "Dublin",
            "Other Street": "2 Back St", "Description": "likes tea", "Tag": "piano,tea",
            "Last Activity Time": "2021-02-01 10:00:00",
        },
        "zoho_contacts",
    )  # fmt: skip
    assert (found.code, found.name, found.organisation) == ("zcrm_1", "Ann Lee", "Lee Music")
    assert (found.source, found.tags, found.created_on) == (
        "Fair",
        ("piano", "tea"),
        date(2021, 1, 28),
    )
    assert found.addresses == (
        AddressText("mailing", "1 Main St", "Dublin"),
        AddressText("other", "2 Back St"),
    )
    assert found.notes == ("likes tea", "Title: Owner\nContact Owner: Sam")
    lead = one(
        file_of,
        lists.ZOHO_LEADS,
        {"Company": "Acme", "First Name": "Bo", "Last Name": "Berg", "Industry": "Tea"},
        "zoho_leads",
    )
    assert (lead.lifecycle, lead.name, lead.notes) == (
        Lifecycle.LEAD,
        "Bo Berg",
        ("Industry: Tea",),
    )
    firm = one(
        file_of,
        lists.ZOHO_ACCOUNTS,
        {"Account Name": "Acme", "Billing Street": "1 Main St", "Shipping Street": "Dock 3"},
        "zoho_accounts",
    )
    assert (firm.name, firm.kind) == ("Acme", ClientKind.ORGANISATION)
    assert firm.addresses == (
        AddressText("billing", "1 Main St"),
        AddressText("shipping", "Dock 3"),
    )


def test_zoho_books(file_of: FileOf) -> None:
    rows = [
        {
            "Display Name": "Simpsons Baking Co", "Company Name": "Simpsons Baking Co",
            "First Name": "Margery", "Last Name": "Bell", "Phone": "555 0100",
            "Currency Code": "USD", "Credit Limit": "500.00", "Customer Sub Type": "business",
            "Payment Terms": "30", "Payment Terms Label": "Net 30", "EmailID": "m@example.com",
            "Customer ID": "2520", "Customer Name": "Simpsons Baking Co",
        },
        {
            "Display Name": "Jessica Berg", "Company Name": "Defenders", "Credit Limit": "0.000",
            "Customer Sub Type": "individual", "Customer ID": "2521",
            "Customer Name": "Jessica Berg", "Currency Code": "USD", "Payment Terms": "0",
            "Payment Terms Label": "Due on Receipt",
        },
    ]  # fmt: skip
    firm, person = clients(read(file_of(sheet(lists.ZOHO_BOOKS, *rows))), "zoho_books")
    assert (firm.name, firm.kind, firm.code) == (
        "Simpsons Baking Co",
        ClientKind.ORGANISATION,
        "2520",
    )
    assert firm.people == (PersonText("Margery Bell"),)
    assert (firm.credit_limit, firm.payment_term_days) == (Money(50000, "USD"), 30)
    assert (person.name, person.organisation, person.credit_limit) == (
        "Jessica Berg",
        "Defenders",
        None,
    )
    assert person.payment_term_days == 0
    lines = [
        {
            "Invoice Date": "2021-01-28", "Invoice ID": "99", "Invoice Number": "INV-1",
            "Customer Name": "Acme", "Customer ID": "7", "Currency Code": "USD",
            "Item Name": name, "Quantity": "1", "Item Price": price, "Item Total": price,
            "SubTotal": "30", "Total": "33", "Balance": "13",
        }
        for name, price in (("Tea", "10"), ("Cup", "20"))
    ]  # fmt: skip
    plan = read(file_of(sheet(lists.ZOHO_INVOICES, *lines)))
    (sale,) = plan.records
    assert isinstance(sale, SaleRecord)
    assert (sale.number, sale.client_code, sale.client_name) == ("INV-1", "7", "Acme")
    # The total stands on each line: it is not added up.
    assert (sale.total, sale.paid) == (Money(3300, "USD"), Money(2000, "USD"))


def test_hubspot(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.HUBSPOT_CONTACTS,
        {
            "Record ID": "51", "First Name": "Ann", "Last Name": "Lee", "Email": "ann@lee.example",
            "Phone Number": "+1 555 0100", "Contact owner": "Sam", "Lifecycle Stage": "customer",
            "Company Name": "Lee Music", "Job Title": "Owner", "Create Date": "2021-04-01 09:12",
            "Last Activity Date": "2024-03-05 14:22", "City": "Dublin",
        },
        "hubspot",
    )  # fmt: skip
    assert (found.code, found.name, found.organisation) == ("51", "Ann Lee", "Lee Music")
    assert (found.lifecycle, found.created_on) == (Lifecycle.ACTIVE, date(2021, 4, 1))
    assert found.notes == ("Job Title: Owner\nContact owner: Sam",)
    firm = one(
        file_of,
        lists.HUBSPOT_COMPANIES,
        {"Record ID": "7", "Company name": "Acme", "Company Domain Name": "acme.example"},
        "hubspot",
    )
    assert (firm.name, firm.kind) == ("Acme", ClientKind.ORGANISATION)
    assert firm.handles == (HandleText(HandleKind.WEBSITE, "acme.example"),)


NINJA = '"Invoice Ninja v4.5.17 - December 19, 2020 11:28 pm"\n\nCLIENTS\n'


def test_invoice_ninja(file_of: FileOf) -> None:
    rows = [
        {
            "Name": "Acme Ltd", "Balance": "$310.81", "Paid to Date": "$313.71",
            "Billing Street": "1 Main St", "Billing Apt/Suite": "Suite 619",
            "Billing City": "Albany", "Shipping Street": "Dock 3", "ID Number": "77",
            "VAT Number": "V1", "Phone": "555 0100", "Currency": "USD", "Public Notes": "nice",
            "First Name": "Terry", "Last Name": "Hill", "Email": "t@example.org",
            "Phone (2)": "555 0101 x58884",
        },
        {"Name": "Ann Lee", "Balance": "$-142.85", "First Name": "Ann", "Last Name": "Lee",
         "Email": "ann@lee.example"},
    ]  # fmt: skip
    path = file_of(sheet(lists.NINJA_CLIENTS, *rows, before=NINJA))
    firm, person = clients(read(path, default_currency="USD"), "invoice_ninja")
    assert (firm.name, firm.opening_balance) == ("Acme Ltd", Money(31081, "USD"))
    assert firm.people == (PersonText("Terry Hill", emails=(EmailText("t@example.org"),)),)
    assert [phone.number for phone in firm.phones] == ["555 0100", "555 0101 x58884"]
    assert [address.label for address in firm.addresses] == ["billing", "shipping"]
    assert firm.notes == ("nice", "ID Number: 77")
    # Who is the contact of themselves is one client with an address.
    assert (person.people, person.emails) == ((), (EmailText("ann@lee.example"),))
    assert (person.kind, person.opening_balance) == (None, Money(-14285, "USD"))
    lines = [
        {
            "Client": "Acme Ltd", "Invoice Number": "2", "Amount": "$33.00", "Paid": "$6.94",
            "Status": "Partial", "Invoice Date": "2020-02-19", "Due Date": "2020-02-29",
            "Item Product": name, "Item Cost": cost, "Item Quantity": "1",
        }
        for name, cost in (("Tea", "10"), ("Cup", "20"))
    ]  # fmt: skip
    plan = read(file_of(sheet(lists.NINJA_INVOICES, *lines, before=NINJA)), default_currency="USD")
    assert plan.understood.source == "invoice_ninja"
    (sale,) = plan.records
    assert isinstance(sale, SaleRecord)
    assert (sale.total, sale.paid) == (Money(3300, "USD"), Money(694, "USD"))
    paid = read(
        file_of(
            sheet(
                lists.NINJA_PAYMENTS,
                {"Client": "Acme Ltd", "Invoice Number": "2", "Amount": "$26.67 ",
                 "Date": "2/29/2020"},
                before=NINJA,
            )
        ),
        default_currency="USD",
        kind="payments",
    )  # fmt: skip
    (payment,) = paid.records
    assert isinstance(payment, PaymentRecord)
    assert (payment.sale_numbers, payment.amount) == (("2",), Money(2667, "USD"))
    products = read(
        file_of(
            sheet(
                lists.NINJA_PRODUCTS,
                {"User": "Sam", "Product": "tea", "Notes": "green", "Cost": "9.779999999999999"},
                before=NINJA,
            )
        ),
        default_currency="USD",
    )
    (product,) = products.records
    assert isinstance(product, ProductRecord)
    assert (product.name, product.prices) == ("tea", (("USD", Decimal("9.78")),))


def test_quickbooks(file_of: FileOf) -> None:
    rows = [
        {
            "Customer full name": "Acme Corp",
            "Phone numbers": "Phone:(555) 010-1234 Mobile:(555) 010-7788",
            "Email": "billing@acme.example", "Full name": "Ann Berg",
            "Bill address": "12 Larkspur Way\nSTE 4\nGreenbank NC 27000",
            "Ship address": "Dock 3\nGreenbank NC 27000",
        },
        {"Customer full name": "Gus Berg", "Full name": "Gus Berg"},
        {"Customer full name": " Wednesday, September 30, 2026 01:46 PM GMT-05:00"},
    ]  # fmt: skip
    before = '"Example Co, LLC",,,,,\nCustomer Contact List,,,,,\n\n'
    path = file_of(sheet(lists.QUICKBOOKS, *rows, before=before))
    firm, person = clients(read(path), "quickbooks")
    assert (firm.name, firm.kind, firm.people) == (
        "Acme Corp",
        ClientKind.ORGANISATION,
        (PersonText("Ann Berg"),),
    )
    assert firm.phones == (
        PhoneText("(555) 010-1234"),
        PhoneText("(555) 010-7788", "mobile"),
    )
    assert [address.label for address in firm.addresses] == ["billing", "shipping"]
    assert (person.name, person.people, person.kind) == ("Gus Berg", (), None)


def test_a_list_of_transactions_takes_what_was_sold(file_of: FileOf) -> None:
    kinds = ("Invoice", "Sales Receipt", "Payment", "Credit Memo")
    rows = [
        {
            "Date": "05/15/2026", "Transaction type": kind, "Num": str(number), "Name": "Acme",
            "Amount": "500.00", "Open balance": "200.00" if kind == "Invoice" else "",
        }
        for number, kind in enumerate(kinds, 1)
    ]  # fmt: skip
    path = file_of(sheet(lists.QUICKBOOKS_SALES, *rows, {"Date": "TOTAL", "Amount": "2,000.00"}))
    plan = read(path, default_currency="USD")
    assert (plan.understood.kind, plan.understood.source) == (RecordKind.SALES, "quickbooks")
    sold = [record for record in plan.records if isinstance(record, SaleRecord)]
    assert [(sale.number, sale.paid) for sale in sold] == [
        ("1", Money(30000, "USD")),
        ("2", Money(50000, "USD")),
    ]
    assert [(row.row, row.why) for row in plan.rejected] == [(3, "not_a_sale"), (4, "not_a_sale")]


def test_xero(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.XERO,
        {
            "*ContactName": "Marlow Constructions Pty Ltd", "AccountNumber": "MAR001",
            "EmailAddress": "office@marlow.example", "FirstName": "Gavin", "LastName": "Marlow",
            "POAddressLine1": "12 Builder St", "POCity": "Parramatta", "PORegion": "NSW",
            "POPostalCode": "2150", "POCountry": "Australia", "SAAddressLine1": "Dock 3",
            "PhoneNumber": "02 9000 1111", "MobileNumber": "0401 220 556", "Discount": "5",
            "TaxNumber": "48 902 337 115", "LegalName": "Marlow Pty Limited",
            "AccountsReceivableTaxCodeName": "GST", "SalesAccount": "200",
            "Person1FirstName": "Ina", "Person1LastName": "Bell",
            "Person1Email": "ina@marlow.example",
            "Person1IncludeInEmail": "true", "Person2FirstName": "Sam", "Person2LastName": "Lee",
        },
        "xero",
    )  # fmt: skip
    assert (found.name, found.code, found.kind) == (
        "Marlow Constructions Pty Ltd",
        "MAR001",
        ClientKind.ORGANISATION,
    )
    assert found.people == (
        PersonText("Gavin Marlow"),
        PersonText("Ina Bell", emails=(EmailText("ina@marlow.example"),)),
        PersonText("Sam Lee"),
    )
    assert found.addresses == (
        AddressText("billing", "12 Builder St", "Parramatta", "NSW", "2150", "Australia"),
        AddressText("shipping", "Dock 3"),
    )
    assert (found.discount_percent, found.notes) == (
        Decimal(5),
        ("LegalName: Marlow Pty Limited",),
    )


def test_chinese_ledgers(file_of: FileOf) -> None:
    found = one(
        file_of,
        lists.KINGDEE,
        {
            "客户编码": "KH001", "客户名称": "上海明珠贸易有限公司", "客户类别": "批发",
            "客户等级": "VIP客户", "联系人": "张伟", "手机": "13800138000", "座机": "021-62881234",
            "联系地址": "上海市世纪大道100号", "期初应收款": "12,500.00", "信用额度": "50000",
            "账期": "月结30天", "税号": "91310000X", "备注": "老客户",
        },
        "kingdee",
        "gb18030",
    )  # fmt: skip
    assert (found.code, found.name, found.kind) == (
        "KH001",
        "上海明珠贸易有限公司",
        ClientKind.ORGANISATION,
    )
    assert found.people == (PersonText("张伟"),)
    assert (found.opening_balance, found.credit_limit, found.payment_term_days) == (
        Money(1250000, "EUR"),
        Money(5000000, "EUR"),
        30,
    )
    assert found.notes == ("老客户", "客户类别: 批发")
    found = one(
        file_of,
        lists.YONYOU,
        {
            "客户编码": "0101", "客户名称": "广州远洋", "客户简称": "远洋", "税号": "9144",
            "联系人": "欧阳靖", "电话": "020-38383838", "应收余额": "-100", "扣率": "95",
            "专管业务员": "小李",
        },
        "yonyou",
        "gb18030",
    )  # fmt: skip
    assert (found.people, found.opening_balance) == (
        (PersonText("欧阳靖"),),
        Money(-10000, "EUR"),
    )
    # Ninety-five percent off, or to be paid? It is kept as it was written.
    assert found.discount_percent is None
    assert found.notes == ("扣率: 95\n客户简称: 远洋\n专管业务员: 小李",)


def test_our_own_list_makes_fields_of_what_it_does_not_know(file_of: FileOf) -> None:
    heading = ["Customer code", "Name", "Organisation", "Kind", "Level", "Lifecycle", "Phone"]
    row = {"Name": "Ann", "Organisation": "Lee Music", "Kind": "organisation", "Favourite": "tea"}
    found = one(file_of, [*heading, "Favourite"], row, "smallcrm")
    assert (found.name, found.organisation) == ("Ann", "Lee Music")
    assert (found.kind, found.own) == (ClientKind.ORGANISATION, (OwnText("Favourite", "tea"),))
