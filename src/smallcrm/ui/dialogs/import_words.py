"""The names of what an import asks and answers: fields, encodings, separators, date orders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import (
    ClientKind,
    Level,
    Lifecycle,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import RecordKind
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.i18n.sentences import enum_name

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_AMOUNT: Final = re.compile(r"-?\d+(\.\d+)? [A-Z]{3}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MEMBERS: Final[Mapping[str, type[StrEnum]]] = {
    "kind": ClientKind,
    "level": Level,
    "lifecycle": Lifecycle,
    "outcome": ReferralOutcome,
    "direction": ReferralDirection,
    "status": SaleStatus,
}
# A column that goes into a field of the owner's own: `own:NAME`.
OWN: Final = "own:"
_FIELDS: Final[Mapping[str, InContext]] = {
    "name": mark_in("column", "Name"),
    "first_name": mark_in("column", "First name"),
    "middle_name": mark_in("column", "Middle name"),
    "last_name": mark_in("column", "Family name"),
    "organisation": mark_in("column", "Organisation"),
    "kind": mark_in("column", "Kind of client"),
    "code": mark_in("column", "Client's code"),
    "phone": mark_in("column", "Phone"),
    "mobile": mark_in("column", "Mobile phone"),
    "work_phone": mark_in("column", "Phone at work"),
    "home_phone": mark_in("column", "Phone at home"),
    "fax": mark_in("column", "Fax"),
    "email": mark_in("column", "E-mail"),
    "work_email": mark_in("column", "E-mail at work"),
    "home_email": mark_in("column", "E-mail at home"),
    "address": mark_in("column", "Whole address"),
    "street": mark_in("column", "Street"),
    "city": mark_in("column", "Town"),
    "region": mark_in("column", "Region"),
    "postal_code": mark_in("column", "Postal code"),
    "country": mark_in("column", "Country"),
    "wechat": mark_in("column", "WeChat"),
    "qq": mark_in("column", "QQ"),
    "whatsapp": mark_in("column", "WhatsApp"),
    "website": mark_in("column", "Web site"),
    "level": mark_in("column", "Level"),
    "lifecycle": mark_in("column", "Stage"),
    "tags": mark_in("column", "Tags"),
    "note": mark_in("column", "Note"),
    "referred_by": mark_in("column", "Who sent them"),
    "source": mark_in("column", "Source"),
    "language": mark_in("column", "Language"),
    "currency": mark_in("column", "Currency"),
    "payment_term_days": mark_in("column", "Days to pay"),
    "birthday": mark_in("column", "Birthday"),
    "tax_number": mark_in("column", "Tax number"),
    "opening_balance": mark_in("column", "Opening balance"),
    "created_on": mark_in("column", "Client since"),
    "number": mark_in("column", "Sale's number"),
    "client_code": mark_in("column", "Client's code"),
    "client_name": mark_in("column", "Client's name"),
    "title": mark_in("column", "Title"),
    "date": mark_in("column", "Date"),
    "due": mark_in("column", "Due date"),
    "total": mark_in("column", "Total"),
    "paid": mark_in("column", "Paid"),
    "open": mark_in("column", "Still open"),
    "status": mark_in("column", "Status"),
    "description": mark_in("column", "Line: what"),
    "quantity": mark_in("column", "Line: quantity"),
    "unit_price": mark_in("column", "Line: unit price"),
    "reference": mark_in("column", "Reference"),
    "amount": mark_in("column", "Amount"),
    "method": mark_in("column", "Way to pay"),
    "sale_number": mark_in("column", "Number of the sale"),
    "referrer_code": mark_in("column", "Code of who sent them"),
    "referrer_name": mark_in("column", "Who sent them"),
    "what_for": mark_in("column", "What for"),
    "outcome": mark_in("column", "Outcome"),
    "direction": mark_in("column", "Direction"),
    "commission": mark_in("column", "Commission"),
    "suffix": mark_in("column", "Behind the name"),
    "discount": mark_in("column", "Discount, percent"),
    "credit_limit": mark_in("column", "Credit limit"),
    "confirmed_on": mark_in("column", "Details confirmed on"),
    "job_title": mark_in("column", "Job title"),
    "person": mark_in("column", "Contact person"),
    "person_first_name": mark_in("column", "Contact: first name"),
    "person_last_name": mark_in("column", "Contact: family name"),
    "person_role": mark_in("column", "Contact: role"),
    "person_phone": mark_in("column", "Contact: phone"),
    "person_mobile": mark_in("column", "Contact: mobile phone"),
    "person_email": mark_in("column", "Contact: e-mail"),
    "phone_label": mark_in("column", "Label of a phone"),
    "email_label": mark_in("column", "Label of an e-mail"),
    "address_label": mark_in("column", "Label of an address"),
    "note_label": mark_in("column", "Label of a note"),
    "labelled_note": mark_in("column", "Note with its heading"),
    "born_year": mark_in("column", "Birthday: year"),
    "born_month": mark_in("column", "Birthday: month"),
    "born_day": mark_in("column", "Birthday: day"),
    "role": mark_in("column", "Role"),
    "text": mark_in("column", "Text"),
    "pinned": mark_in("column", "Pinned (yes or no)"),
    "type": mark_in("column", "Type of document"),
}
# What a change of a row is about, where no column has the same name.
_OF_CHANGES: Final[Mapping[str, InContext]] = {
    "phones": mark_in("column", "Phone"),
    "emails": mark_in("column", "E-mail"),
    "addresses": mark_in("column", "Address"),
    "handles": mark_in("column", "Name on a network"),
    "contact_people": mark_in("column", "Contact person"),
    "notes": mark_in("column", "Note"),
    "birthday_on": mark_in("column", "Birthday"),
    "created_at": mark_in("column", "Client since"),
    "details_confirmed_on": mark_in("column", "Details confirmed on"),
    "discount_percent": mark_in("column", "Discount, percent"),
    "credit_limit_minor": mark_in("column", "Credit limit"),
    "external_number": mark_in("column", "Number"),
    "sold_on": mark_in("column", "Date"),
    "received_on": mark_in("column", "Date"),
    "referred_on": mark_in("column", "Date"),
    "on": mark_in("column", "Date"),
    "due_on": mark_in("column", "Due date"),
    "sales": mark_in("column", "Number of the sale"),
    "referrer": mark_in("column", "Who sent them"),
    "tax_percent": mark_in("column", "Tax, percent"),
    "price": mark_in("column", "Unit price"),
}
# Under which heading a field of clients stands in the list to choose from.
_GROUPS: Final[tuple[tuple[InContext, str], ...]] = (
    (
        mark_in("column", "Who"),
        """
        name first_name middle_name last_name suffix organisation kind code tax_number birthday
        born_year born_month born_day
        """,
    ),
    (
        mark_in("column", "To reach them"),
        """
        phone mobile work_phone home_phone fax email work_email home_email wechat qq whatsapp
        website phone_label email_label
        """,
    ),
    (
        mark_in("column", "Address"),
        "address street city region postal_code country address_label",
    ),
    (
        mark_in("column", "Contact person"),
        """
        person person_first_name person_last_name person_role person_phone person_mobile
        person_email job_title
        """,
    ),
    (
        mark_in("column", "Money"),
        "opening_balance currency payment_term_days discount credit_limit",
    ),
)
_REST: Final = mark_in("column", "More about them")
# The programs whose exports are recognised, by their own names.
_SOURCES: Final[Mapping[str, str]] = {
    "google": "Google Contacts",
    "outlook": "Outlook",
    "apple": "Apple Contacts",
    "icloud": "iCloud",
    "thunderbird": "Thunderbird",
    "zoho": "Zoho CRM",
    "zoho_books": "Zoho Books",
    "hubspot": "HubSpot",
    "invoice_ninja": "Invoice Ninja",
    "quickbooks": "QuickBooks",
    "xero": "Xero",
    "yonyou": "Yonyou 用友",
    "kingdee": "Kingdee 金蝶",
    "smallcrm": "Small CRM",
}
_FORMATS: Final[Mapping[str, InContext]] = {
    "csv": mark_in("file format", "text table"),
    "xlsx": mark_in("file format", "Excel workbook"),
    "xls": mark_in("file format", "old Excel workbook"),
    "ods": mark_in("file format", "OpenDocument spreadsheet"),
    "vcard": mark_in("file format", "vCard address book"),
}
_WHY_ENCODING: Final[Mapping[str, InContext]] = {
    "mark": mark_in("encoding", "the file says so itself"),
    "valid": mark_in("encoding", "every letter fits"),
    "pattern": mark_in("encoding", "the letters follow its pattern"),
    "plausible": mark_in("encoding", "likely by its letters: look at the samples"),
}
# What a field of products is called where the same field of clients has another name.
_OF_PRODUCTS: Final[Mapping[str, InContext]] = {
    "code": mark_in("column", "Product's code"),
    "name": mark_in("column", "Product's name"),
    "unit": mark_in("column", "Unit"),
    "price": mark_in("column", "Unit price"),
    "tax": mark_in("column", "Tax, percent"),
    "tax_category": mark_in("column", "Tax category"),
    "tax_reason": mark_in("column", "Reason without tax"),
    "active": mark_in("column", "For sale (yes or no)"),
}
_SEPARATORS: Final[Mapping[str, InContext]] = {
    ",": mark_in("separator", "Comma"),
    ";": mark_in("separator", "Semicolon"),
    "\t": mark_in("separator", "Tabulator"),
    "|": mark_in("separator", "Vertical bar"),
}
_ORDERS: Final[Mapping[str, InContext]] = {
    "ymd": mark_in("date order", "Year, month, day"),
    "dmy": mark_in("date order", "Day, month, year"),
    "mdy": mark_in("date order", "Month, day, year"),
}
_SIGNS: Final[Mapping[str, InContext]] = {
    ".": mark_in("decimal sign", "Point: 1250.50"),
    ",": mark_in("decimal sign", "Comma: 1250,50"),
}
# The names that people know them by; others are shown as they are.
ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 (简体)",
    "big5": "Big5 (繁體)",
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "shift_jis": "Shift JIS (日本語)",
    "euc_kr": "EUC-KR (한국어)",
    "utf-16": "UTF-16",
    "mac-roman": "Mac Roman",
}


def field_name(tr: I18n, field: str, kind: RecordKind | None = None) -> str:
    """Name a field that a column of rows of a kind may fill; one of the owner's by its own name."""
    if field.startswith(OWN):
        return field.removeprefix(OWN)
    found = _OF_PRODUCTS.get(field) if kind is RecordKind.PRODUCTS else None
    base, _, currency = field.partition(":")
    found = found or _FIELDS.get(base) or _OF_CHANGES.get(base)
    if found and currency:
        return f"{tr.pgettext(*found)} {currency}"
    return tr.pgettext(*found) if found else field


def change_value(tr: I18n, field: str, text: str) -> str:
    """Say a value of a change, which comes in no language, as people write it."""
    member = _MEMBERS.get(field)
    try:
        if member is not None:
            return enum_name(tr, member(text))
        if _AMOUNT.fullmatch(text):
            figure, currency = text.split(" ")
            return tr.formats.money(Money.of(Decimal(figure), currency))
        if _DAY.fullmatch(text):
            return tr.formats.date_short(date.fromisoformat(text))
    except (ValueError, Refusal):
        pass
    return text


def field_group(tr: I18n, field: str) -> str:
    """Name the heading under which a field of clients stands in a list."""
    for words, fields in _GROUPS:
        if field in fields.split():
            return tr.pgettext(*words)
    return tr.pgettext(*_REST)


def grouped(fields: Sequence[str]) -> list[str]:
    """Return fields of clients in the order of their headings."""
    order = {
        field: number
        for number, field in enumerate(field for _, some in _GROUPS for field in some.split())
    }
    return sorted(fields, key=lambda field: order.get(field, len(order)))


def source_name(source: str) -> str:
    """Name the program that wrote a file."""
    found = _SOURCES.get(source) or _SOURCES.get(source.partition("_")[0])
    return found or source.replace("_", " ").title()


def format_name(tr: I18n, name: str) -> str:
    """Name what kind of file something is."""
    found = _FORMATS.get(name)
    return tr.pgettext(*found) if found else name.upper()


def encoding_why(tr: I18n, why: str | None) -> str:
    """Say why a file was read in an encoding; nothing where there is nothing to wonder at."""
    found = _WHY_ENCODING.get(why or "")
    return tr.pgettext(*found) if found else ""


def separators(tr: I18n) -> list[tuple[str, str]]:
    """List what may part the cells of a row."""
    return [(value, tr.pgettext(*name)) for value, name in _SEPARATORS.items()]


def date_orders(tr: I18n) -> list[tuple[str, str]]:
    """List the orders in which a date may be written."""
    return [(value, tr.pgettext(*name)) for value, name in _ORDERS.items()]


def decimal_signs(tr: I18n) -> list[tuple[str, str]]:
    """List what may begin the decimals."""
    return [(value, tr.pgettext(*name)) for value, name in _SIGNS.items()]


def missing_fields(tr: I18n, fields: object, kind: RecordKind | None) -> str:
    """Say which column is missing, by the names that the list of fields has."""
    names = (
        [field_name(tr, str(name), kind) for name in fields] if isinstance(fields, tuple) else []
    )
    if kind is RecordKind.CLIENTS:
        names = names[:1]
    return tr.gettext("Choose which column holds: {fields}").format(
        fields=tr.pgettext("alternatives", " or ").join(names)
    )
