"""Lists that other programs write: known by their headings, and what stands in each column.

A table per program holds only what the general words (`synonyms`) do not say, or say otherwise.
Numbers that count columns of a kind (`E-mail 2 Address`) do not count. The headings are those of
the programs' own exports in English, and where a program writes them in its user's language, in
Chinese, German and French.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from smallcrm.domain.records import RecordKind
from smallcrm.importers.heading_text import normalised, numberless
from smallcrm.importers.known_address_books import GOOGLE, OUTLOOK, THUNDERBIRD
from smallcrm.importers.known_programs import (
    CHINESE,
    HUBSPOT,
    NINJA_CLIENTS,
    NINJA_INVOICES,
    NINJA_PRODUCTS,
    OURS,
    QUICKBOOKS,
    QUICKBOOKS_SALES,
    XERO,
    ZOHO,
    ZOHO_BOOKS,
    ZOHO_INVOICES,
    ZOHO_NAMES,
)

IGNORED: Final = "ignore"
NOTED: Final = "labelled_note"
_LONGEST: Final = 200  # characters; no heading of a program is longer


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list of one program. `needs`: headings that it has and hardly any other.

    `rest` is what a column is that no word knows: `own:` makes fields of the owner of them.
    `given` are facts of all its rows. A row whose first cell fits `footer` is none. With
    `repeats_total` the total of a document stands on each of its lines.
    """

    source: str
    kind: RecordKind
    needs: frozenset[str]
    fields: Mapping[str, str] = field(default_factory=dict)
    rest: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    footer: re.Pattern[str] | None = None
    repeats_total: bool = False

    def field_of(self, heading: str) -> str | None:
        """Return the field of a column, `ignore`, or None where the general words decide."""
        name = normalised(heading)
        return self.fields.get(name) or self.fields.get(numberless(name))


def _needs(words: str) -> frozenset[str]:
    return frozenset(normalised(word) for word in words.split("|"))


_QUICKBOOKS_FOOTER: Final = re.compile(
    r"\s*(?:(?:accrual|cash) basis\b.*|.*\bGMT[+-]\d{1,2}(?::\d\d)?\s*|total)",
    re.IGNORECASE,
)
_CLIENTS: Final = RecordKind.CLIENTS
_LISTS: Final = (
    KnownList(
        "smallcrm",
        _CLIENTS,
        _needs("customer code | name | organisation | kind | level | lifecycle"),
        OURS,
        rest="own:",
    ),
    KnownList(
        "smallcrm",
        _CLIENTS,
        _needs("客户编号 | 名称 | 单位 | 客户类型 | 客户级别 | 客户阶段"),
        OURS,
        rest="own:",
    ),
    KnownList("google", _CLIENTS, _needs("given name | family name | group membership"), GOOGLE),
    KnownList("google", _CLIENTS, _needs("first name | last name | labels | file as"), GOOGLE),
    KnownList(
        "google", _CLIENTS, _needs("first name | last name | labels | organization name"), GOOGLE
    ),
    KnownList(
        "outlook", _CLIENTS, _needs("last name | e mail address | e mail 2 address"), OUTLOOK
    ),
    KnownList(
        "outlook", _CLIENTS, _needs("last name | e mail address | e mail display name"), OUTLOOK
    ),
    KnownList("outlook", _CLIENTS, _needs("last name | business street | home street"), OUTLOOK),
    KnownList("outlook", _CLIENTS, _needs("名 | 姓 | 单位 | 电子邮件地址"), OUTLOOK),
    KnownList(
        "outlook", _CLIENTS, _needs("vorname | nachname | e mail adresse | straße privat"), OUTLOOK
    ),
    KnownList("outlook", _CLIENTS, _needs("prénom | nom | rue bureau | rue domicile"), OUTLOOK),
    KnownList(
        "thunderbird", _CLIENTS, _needs("display name | primary email | screen name"), THUNDERBIRD
    ),
    KnownList(
        "thunderbird",
        _CLIENTS,
        _needs("anzeigename | primäre e mail adresse | messenger name"),
        THUNDERBIRD,
    ),
    KnownList(
        "zoho_leads",
        _CLIENTS,
        _needs("lead owner | company | last name"),
        {**ZOHO, **ZOHO_NAMES},
        given={"lifecycle": "lead"},
    ),
    KnownList(
        "zoho_contacts",
        _CLIENTS,
        _needs("contact owner | account name | last name"),
        {**ZOHO, **ZOHO_NAMES},
    ),
    KnownList("zoho_accounts", _CLIENTS, _needs("account owner | account name"), ZOHO),
    KnownList(
        "zoho_books",
        _CLIENTS,
        _needs("customer name | emailid | mobilephone | billing attention"),
        ZOHO_BOOKS,
    ),
    KnownList(
        "zoho_books",
        RecordKind.SALES,
        _needs("invoice number | invoice status | customer name | item price"),
        ZOHO_INVOICES,
        repeats_total=True,
    ),
    KnownList(
        "hubspot", _CLIENTS, _needs("record id | company name | company domain name"), HUBSPOT
    ),
    KnownList("hubspot", _CLIENTS, _needs("record id | last name | contact owner"), HUBSPOT),
    KnownList("hubspot", _CLIENTS, _needs("record id | last name | lifecycle stage"), HUBSPOT),
    KnownList("hubspot", _CLIENTS, _needs("record id | last name | create date"), HUBSPOT),
    KnownList(
        "invoice_ninja",
        _CLIENTS,
        _needs("name | balance | paid to date | id number"),
        NINJA_CLIENTS,
    ),
    KnownList(
        "invoice_ninja",
        RecordKind.SALES,
        _needs("client | invoice number | item cost | item quantity"),
        NINJA_INVOICES,
        repeats_total=True,
    ),
    KnownList(
        "invoice_ninja",
        RecordKind.SALES,
        _needs("client | invoice number | amount | partial deposit"),
        NINJA_INVOICES,
    ),
    KnownList(
        "invoice_ninja",
        RecordKind.PRODUCTS,
        _needs("user | product | notes | cost"),
        NINJA_PRODUCTS,
    ),
    KnownList(
        "quickbooks",
        _CLIENTS,
        _needs("customer full name | phone numbers | bill address"),
        QUICKBOOKS,
        footer=_QUICKBOOKS_FOOTER,
    ),
    KnownList(
        "quickbooks",
        _CLIENTS,
        _needs("customer | main phone | bill to"),
        QUICKBOOKS,
        footer=_QUICKBOOKS_FOOTER,
    ),
    KnownList(
        "quickbooks",
        RecordKind.SALES,
        _needs("transaction type | num | name | amount"),
        QUICKBOOKS_SALES,
        footer=_QUICKBOOKS_FOOTER,
    ),
    KnownList("xero", _CLIENTS, _needs("contactname | accountnumber | poaddressline1"), XERO),
    KnownList("kingdee", _CLIENTS, _needs("客户编码 | 客户名称 | 客户类别"), CHINESE),
    KnownList("yonyou", _CLIENTS, _needs("客户编码 | 客户名称 | 客户简称"), CHINESE),
)


# Our own lists of quotes, of invoices and of contracts, which are made to be read by others.
_ONLY_OUT: Final = tuple(
    map(
        _needs,
        (
            "quote status | quoted total",
            "报价状态 | 报价合计",
            "paper total | to pay",
            "票据合计 | 应付合计",
            "contract amount | signed on",
            "合同金额 | 签订日",
        ),
    )
)


def goes_only_out(heading: Sequence[str]) -> bool:
    """Tell whether this is a list that we export and do not import."""
    names = frozenset(normalised(cell) for cell in heading if len(cell) <= _LONGEST)
    return any(needs <= names for needs in _ONLY_OUT)


def recognise(heading: Sequence[str]) -> KnownList | None:
    """Tell which program's list has these headings; None: one that nobody knows."""
    return _recognised(frozenset(normalised(cell) for cell in heading if len(cell) <= _LONGEST))


@lru_cache(maxsize=64)
def _recognised(heading: frozenset[str]) -> KnownList | None:
    return next((one for one in _LISTS if one.needs <= heading), None)
