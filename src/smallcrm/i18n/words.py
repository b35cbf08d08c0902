"""The names of the domain's closed lists, and of ways to pay."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.domain.changes import Entity
from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.enums import (
    ActionKind,
    BankLineStatus,
    BillingStatus,
    ClientKind,
    DetailKind,
    Direction,
    DuplicateReason,
    EarnedWhen,
    FollowUpCode,
    HandleKind,
    InteractionKind,
    InvoiceKind,
    Level,
    Lifecycle,
    Likeness,
    OwnFieldKind,
    PaymentKind,
    PaymentStatus,
    PromiseState,
    Prospect,
    QuoteState,
    QuoteStatus,
    ReferralDirection,
    ReferralOutcome,
    RewardRecipients,
    SaleStatus,
    Source,
    VatCategory,
    WriteOffReason,
)
from smallcrm.domain.instalments import PlanProblem
from smallcrm.domain.number_patterns import PatternProblem
from smallcrm.i18n.einvoice_words import GAPS
from smallcrm.i18n.messages import InContext, mark, mark_in

if TYPE_CHECKING:
    from smallcrm.i18n.messages import Translator

# A name as it stands in a cell, a drop-down or a badge; the context tells the lists apart.
_NAMES: Mapping[type[StrEnum], Mapping[StrEnum, InContext]] = {
    ClientKind: {
        ClientKind.PERSON: mark_in("kind of client", "Person"),
        ClientKind.ORGANISATION: mark_in("kind of client", "Organisation"),
        ClientKind.PARTNER: mark_in("kind of client", "Partner"),
    },
    Level: {
        Level.STANDARD: mark_in("level", "Standard"),
        Level.PREFERRED: mark_in("level", "Preferred"),
        Level.VIP: mark_in("level", "VIP"),
    },
    OwnFieldKind: {
        OwnFieldKind.TEXT: mark_in("own field", "Text"),
        OwnFieldKind.NUMBER: mark_in("own field", "Number"),
        OwnFieldKind.AMOUNT: mark_in("own field", "Amount of money"),
        OwnFieldKind.DATE: mark_in("own field", "Date"),
        OwnFieldKind.CHOICE: mark_in("own field", "Choice"),
        OwnFieldKind.YES_NO: mark_in("own field", "Yes or no"),
        OwnFieldKind.LINK: mark_in("own field", "Link"),
    },
    DetailKind: {
        DetailKind.PHONE: mark_in("detail", "Phone"),
        DetailKind.EMAIL: mark_in("detail", "E-mail"),
        DetailKind.ADDRESS: mark_in("detail", "Address"),
    },
    Likeness: {
        Likeness.CERTAIN: mark_in("likeness", "The same"),
        Likeness.LIKELY: mark_in("likeness", "Likely the same"),
        Likeness.POSSIBLE: mark_in("likeness", "Possibly the same"),
    },
    DuplicateReason: {
        DuplicateReason.PHONE: mark_in("same", "same phone"),
        DuplicateReason.EMAIL: mark_in("same", "same e-mail"),
        DuplicateReason.NAME: mark_in("same", "same name"),
        DuplicateReason.READING: mark_in("same", "name that sounds the same"),
        DuplicateReason.SIMILAR: mark_in("same", "similar name"),
        DuplicateReason.ORGANISATION: mark_in("same", "same organisation"),
        DuplicateReason.ADDRESS: mark_in("same", "same address"),
        DuplicateReason.TAX_NUMBER: mark_in("same", "same tax number"),
        DuplicateReason.CODE: mark_in("same", "same code"),
        DuplicateReason.BIRTHDAY: mark_in("same", "same birthday"),
    },
    Lifecycle: {
        Lifecycle.LEAD: mark_in("lifecycle", "Lead"),
        Lifecycle.PROSPECT: mark_in("lifecycle", "Prospect"),
        Lifecycle.ACTIVE: mark_in("lifecycle", "Active"),
        Lifecycle.INACTIVE: mark_in("lifecycle", "Inactive"),
        Lifecycle.ARCHIVED: mark_in("lifecycle", "Archived"),
    },
    HandleKind: {
        HandleKind.WECHAT: mark_in("address", "WeChat"),
        HandleKind.QQ: mark_in("address", "QQ"),
        HandleKind.WHATSAPP: mark_in("address", "WhatsApp"),
        HandleKind.WEBSITE: mark_in("address", "Web site"),
        HandleKind.OTHER: mark_in("address", "Other"),
    },
    InteractionKind: {
        InteractionKind.CALL: mark_in("contact", "Call"),
        InteractionKind.EMAIL: mark_in("contact", "E-mail"),
        InteractionKind.MEETING: mark_in("contact", "Meeting"),
        InteractionKind.VISIT: mark_in("contact", "Visit"),
        InteractionKind.LETTER: mark_in("contact", "Letter"),
        InteractionKind.MESSAGE: mark_in("contact", "Message"),
    },
    Direction: {
        Direction.IN: mark_in("direction", "Incoming"),
        Direction.OUT: mark_in("direction", "Outgoing"),
    },
    SaleStatus: {
        SaleStatus.ORDERED: mark_in("sale", "Ordered"),
        SaleStatus.DELIVERED: mark_in("sale", "Delivered"),
        SaleStatus.CLOSED: mark_in("sale", "Closed"),
        SaleStatus.CANCELLED: mark_in("sale", "Cancelled"),
    },
    PaymentStatus: {
        PaymentStatus.PAID: mark_in("payment of a sale", "Paid"),
        PaymentStatus.PARTLY_PAID: mark_in("payment of a sale", "Partly paid"),
        PaymentStatus.UNPAID: mark_in("payment of a sale", "Unpaid"),
        PaymentStatus.OVERDUE: mark_in("payment of a sale", "Overdue"),
    },
    PaymentKind: {
        PaymentKind.PAYMENT: mark_in("kind of payment", "Payment"),
        PaymentKind.REFUND: mark_in("kind of payment", "Refund"),
        PaymentKind.REFERRAL_CREDIT: mark_in("kind of payment", "Referral credit"),
        PaymentKind.WRITE_OFF: mark_in("kind of payment", "Write-off"),
        PaymentKind.CREDIT_NOTE: mark_in("kind of payment", "Credit note"),
        PaymentKind.OPENING_CREDIT: mark_in("kind of payment", "Opening credit"),
        PaymentKind.CREDIT_TAKEN_BACK: mark_in("kind of payment", "Credit taken back"),
    },
    QuoteStatus: {
        QuoteStatus.OPEN: mark_in("quote", "Open"),
        QuoteStatus.PARTLY_ACCEPTED: mark_in("quote", "Partly accepted"),
        QuoteStatus.ACCEPTED: mark_in("quote", "Accepted"),
        QuoteStatus.DECLINED: mark_in("quote", "Declined"),
    },
    QuoteState: {
        QuoteState.OPEN: mark_in("quote", "Open"),
        QuoteState.PARTLY_ACCEPTED: mark_in("quote", "Partly accepted"),
        QuoteState.ACCEPTED: mark_in("quote", "Accepted"),
        QuoteState.DECLINED: mark_in("quote", "Declined"),
        QuoteState.LAPSED: mark_in("quote", "Lapsed"),
        QuoteState.REPLACED: mark_in("quote", "Replaced"),
    },
    InvoiceKind: {
        InvoiceKind.INVOICE: mark_in("paper", "Invoice"),
        InvoiceKind.CREDIT_NOTE: mark_in("paper", "Credit note"),
    },
    BillingStatus: {
        BillingStatus.UNBILLED: mark_in("billing", "Not billed"),
        BillingStatus.PARTLY_BILLED: mark_in("billing", "Partly billed"),
        BillingStatus.BILLED: mark_in("billing", "Billed"),
    },
    PromiseState: {
        PromiseState.OPEN: mark_in("promise", "Open"),
        PromiseState.KEPT: mark_in("promise", "Kept"),
        PromiseState.BROKEN: mark_in("promise", "Broken"),
        PromiseState.WITHDRAWN: mark_in("promise", "Withdrawn"),
    },
    BankLineStatus: {
        BankLineStatus.OPEN: mark_in("bank", "Open"),
        BankLineStatus.SETTLED: mark_in("bank", "Entered"),
        BankLineStatus.IGNORED: mark_in("bank", "Ignored"),
    },
    WriteOffReason: {
        WriteOffReason.BAD_DEBT: mark_in("write-off", "Bad debt"),
        WriteOffReason.ROUNDING: mark_in("write-off", "Rounding off"),
        WriteOffReason.CASH_DISCOUNT: mark_in("write-off", "Cash discount"),
        WriteOffReason.BANK_FEE: mark_in("write-off", "Bank fee"),
        WriteOffReason.OTHER: mark_in("write-off", "Other"),
    },
    VatCategory: {
        VatCategory.STANDARD: mark_in("tax", "Standard rate"),
        VatCategory.ZERO: mark_in("tax", "Zero rate"),
        VatCategory.EXEMPT: mark_in("tax", "Exempt"),
        VatCategory.REVERSE_CHARGE: mark_in("tax", "Reverse charge"),
        VatCategory.INTRA_COMMUNITY: mark_in("tax", "Intra-community supply"),
        VatCategory.EXPORT: mark_in("tax", "Export"),
        VatCategory.OUT_OF_SCOPE: mark_in("tax", "Outside the scope of tax"),
    },
    EInvoiceGap: GAPS,
    PatternProblem: {
        PatternProblem.EMPTY: mark_in("pattern of numbers", "there is nothing in it"),
        PatternProblem.TOO_LONG: mark_in("pattern of numbers", "it is too long"),
        PatternProblem.NO_NUMBER: mark_in("pattern of numbers", "the running number is missing"),
        PatternProblem.TWO_NUMBERS: mark_in("pattern of numbers", "the running number is in twice"),
        PatternProblem.UNKNOWN_FIELD: mark_in(
            "pattern of numbers", "only year, yy, month and number can stand in braces"
        ),
        PatternProblem.WIDTH: mark_in(
            "pattern of numbers", "only the number can have digits, from 1 to 9"
        ),
        PatternProblem.BRACES: mark_in("pattern of numbers", "a brace has no partner"),
        PatternProblem.CHARACTERS: mark_in(
            "pattern of numbers", "there are characters in it that cannot be printed"
        ),
    },
    PlanProblem: {
        PlanProblem.EMPTY: mark_in("plan of instalments", "there is nothing in it"),
        PlanProblem.UNREADABLE: mark_in("plan of instalments", "a part of it cannot be read"),
        PlanProblem.TOO_MANY: mark_in("plan of instalments", "there are too many parts"),
        PlanProblem.DAYS: mark_in("plan of instalments", "a part is due after more than ten years"),
        PlanProblem.SHARE: mark_in(
            "plan of instalments", "a part is not a percentage above 0 and up to 100"
        ),
    },
    ReferralDirection: {
        ReferralDirection.IN: mark_in("referral", "Sent to us"),
        ReferralDirection.OUT: mark_in("referral", "Sent by us"),
    },
    ReferralOutcome: {
        ReferralOutcome.PENDING: mark_in("referral", "Pending"),
        ReferralOutcome.WON: mark_in("referral", "Won"),
        ReferralOutcome.LOST: mark_in("referral", "Lost"),
    },
    RewardRecipients: {
        RewardRecipients.REFERRER: mark_in("reward", "The referrer"),
        RewardRecipients.REFERRED: mark_in("reward", "The referred client"),
        RewardRecipients.BOTH: mark_in("reward", "Both"),
    },
    EarnedWhen: {
        EarnedWhen.ORDERED: mark_in("reward", "Ordered"),
        EarnedWhen.BILLED: mark_in("reward", "Billed in full"),
        EarnedWhen.PAID: mark_in("reward", "Paid in full"),
    },
    FollowUpCode: {
        FollowUpCode.THANKS: mark_in("follow-up", "Thanks for a referral"),
        FollowUpCode.CREDIT_TAKEN_BACK: mark_in("follow-up", "Spent credit taken back"),
        FollowUpCode.CREDIT_PAID_OUT: mark_in("follow-up", "Paid out, no longer earned"),
        FollowUpCode.UPDATE_DETAILS: mark_in("follow-up", "Details to be asked for"),
    },
    Prospect: {
        Prospect.EARNED: mark_in("reward", "Earned"),
        Prospect.OVERRIDDEN: mark_in("reward", "Set by hand"),
        Prospect.NO_SALE: mark_in("reward", "No sale yet"),
        Prospect.NOT_ORDERED: mark_in("reward", "Nothing left to be paid for"),
        Prospect.NOT_BILLED: mark_in("reward", "Not billed in full yet"),
        Prospect.NOT_PAID: mark_in("reward", "Not paid in full yet"),
        Prospect.OTHER_CURRENCY: mark_in("reward", "Sales in another currency"),
        Prospect.BELOW_MINIMUM: mark_in("reward", "Below the minimum"),
        Prospect.OUT_OF_DATE: mark_in("reward", "Sales outside the rule's time"),
        Prospect.CAPPED: mark_in("reward", "The most was reached"),
    },
    ActionKind: {
        ActionKind.DO: mark_in("history", "Done"),
        ActionKind.UNDO: mark_in("history", "Undone"),
        ActionKind.REDO: mark_in("history", "Redone"),
        ActionKind.AUTO: mark_in("history", "Done by the program"),
    },
    Source: {
        Source.SCREEN: mark_in("source", "Window"),
        Source.COMMAND_LINE: mark_in("source", "Command line"),
        Source.IMPORT: mark_in("source", "Import"),
        Source.CALL: mark_in("source", "Phone call"),
        Source.PROGRAM: mark_in("source", "Program"),
    },
    Entity: {
        Entity.CLIENT: mark_in("record", "Client"),
        Entity.CONTACT_PERSON: mark_in("record", "Contact person"),
        Entity.PHONE_NUMBER: mark_in("record", "Phone number"),
        Entity.EMAIL_ADDRESS: mark_in("record", "E-mail address"),
        Entity.POSTAL_ADDRESS: mark_in("record", "Postal address"),
        Entity.HANDLE: mark_in("record", "Online address"),
        Entity.TAG: mark_in("record", "Tag"),
        Entity.CLIENT_TAG: mark_in("record", "Tag of a client"),
        Entity.LEVEL_RULE: mark_in("record", "Level rule"),
        Entity.OWN_FIELD: mark_in("record", "Own field"),
        Entity.OWN_VALUE: mark_in("record", "Value of an own field"),
        Entity.CLIENT_MERGE: mark_in("record", "Merge of clients"),
        Entity.NOT_DUPLICATE: mark_in("record", "Two clients who are two"),
        Entity.IMPORT_MAPPING: mark_in("record", "Way of reading a file"),
        Entity.LABEL_SHEET: mark_in("record", "Sheet of labels"),
        Entity.NOTE: mark_in("record", "Note"),
        Entity.INTERACTION: mark_in("record", "Contact"),
        Entity.FOLLOW_UP: mark_in("record", "Follow-up"),
        Entity.UNKNOWN_CALL: mark_in("record", "Unknown call"),
        Entity.DOCUMENT: mark_in("record", "Document"),
        Entity.SALE: mark_in("record", "Sale"),
        Entity.SALE_LINE: mark_in("record", "Line of a sale"),
        Entity.PAYMENT: mark_in("record", "Payment"),
        Entity.PAYMENT_ALLOCATION: mark_in("record", "Allocation"),
        Entity.PRODUCT: mark_in("record", "Product"),
        Entity.PRODUCT_PRICE: mark_in("record", "Price of a product"),
        Entity.CONTRACT: mark_in("record", "Contract"),
        Entity.QUOTE: mark_in("record", "Quote"),
        Entity.QUOTE_LINE: mark_in("record", "Line of a quote"),
        Entity.INSTALMENT: mark_in("record", "Instalment"),
        Entity.DELIVERY: mark_in("record", "Delivery"),
        Entity.DELIVERY_LINE: mark_in("record", "Line of a delivery"),
        Entity.INVOICE: mark_in("record", "Invoice"),
        Entity.INVOICE_LINE: mark_in("record", "Line of an invoice"),
        Entity.INVOICE_SALE: mark_in("record", "Billed sale"),
        Entity.PAYMENT_PROMISE: mark_in("record", "Promise to pay"),
        Entity.REMINDER: mark_in("record", "Reminder"),
        Entity.REMINDER_SALE: mark_in("record", "Sale of a reminder"),
        Entity.BANK_LINE: mark_in("record", "Bank booking"),
        Entity.EXCHANGE_RATE: mark_in("record", "Exchange rate"),
        Entity.REFERRAL: mark_in("record", "Referral"),
        Entity.REWARD_RULE: mark_in("record", "Reward rule"),
        Entity.REWARD_OVERRIDE: mark_in("record", "Reward set by hand"),
        Entity.SETTING: mark_in("record", "Setting"),
    },
}
# A list whose module is not worth loading for its names alone (15 ms): by class name and value.
_NAMES_BY_VALUE: Mapping[str, Mapping[str, InContext]] = {
    "RecordKind": {
        "clients": mark_in("import", "Clients"),
        "sales": mark_in("import", "Sales"),
        "payments": mark_in("import", "Payments"),
        "products": mark_in("import", "Products"),
        "referrals": mark_in("import", "Referrals"),
        "contact_people": mark_in("import", "Contact persons"),
        "notes": mark_in("import", "Notes"),
        "sale_lines": mark_in("import", "Lines of sales"),
    },
    "BatchField": {
        "name": mark_in("client field", "Name"),
        "organisation": mark_in("client field", "Organisation"),
        "code": mark_in("client field", "Code"),
        "kind": mark_in("client field", "Kind"),
        "level": mark_in("client field", "Level"),
        "lifecycle": mark_in("client field", "Stage"),
        "source": mark_in("client field", "Source"),
        "language": mark_in("client field", "Language"),
        "currency": mark_in("client field", "Currency"),
        "payment_term_days": mark_in("client field", "Days to pay"),
        "discount_percent": mark_in("client field", "Discount, percent"),
        "tax_number": mark_in("client field", "Tax number"),
        "notes": mark_in("client field", "Notes"),
        "locality": mark_in("client field", "Town"),
        "region": mark_in("client field", "Region"),
        "postal_code": mark_in("client field", "Postal code"),
        "country": mark_in("client field", "Country"),
    },
    "PhoneStyle": {
        "international": mark_in("phone style", "International: +353 20 910 4182"),
        "national": mark_in("phone style", "As at home: (020) 910 4182"),
        "e164": mark_in("phone style", "Digits alone: +353209104182"),
    },
}
# Chinese has a word of its own for each way: 来电 and 去电, 来信 and 去信.
_DIRECTED: Mapping[tuple[InteractionKind, Direction], InContext] = {
    (InteractionKind.CALL, Direction.IN): mark_in("incoming", "Call"),
    (InteractionKind.CALL, Direction.OUT): mark_in("outgoing", "Call"),
    (InteractionKind.EMAIL, Direction.IN): mark_in("incoming", "E-mail"),
    (InteractionKind.EMAIL, Direction.OUT): mark_in("outgoing", "E-mail"),
    (InteractionKind.LETTER, Direction.IN): mark_in("incoming", "Letter"),
    (InteractionKind.LETTER, Direction.OUT): mark_in("outgoing", "Letter"),
    (InteractionKind.MESSAGE, Direction.IN): mark_in("incoming", "Message"),
    (InteractionKind.MESSAGE, Direction.OUT): mark_in("outgoing", "Message"),
    (InteractionKind.VISIT, Direction.IN): mark_in("incoming", "Visit"),
    (InteractionKind.VISIT, Direction.OUT): mark_in("outgoing", "Visit"),
}
# The ways to pay that the program offers: what is stored, its name, and how it is said.
_METHODS: Mapping[str, tuple[InContext, str]] = {
    "transfer": (mark_in("way to pay", "Transfer"), mark("{amount} by transfer")),
    "cash": (mark_in("way to pay", "Cash"), mark("{amount} in cash")),
    "card": (mark_in("way to pay", "Card"), mark("{amount} by card")),
    "cheque": (mark_in("way to pay", "Cheque"), mark("{amount} by cheque")),
    "direct_debit": (mark_in("way to pay", "Direct debit"), mark("{amount} by direct debit")),
    "alipay": (mark_in("way to pay", "Alipay"), mark("{amount} by Alipay")),
    "wechat_pay": (mark_in("way to pay", "WeChat Pay"), mark("{amount} by WeChat Pay")),
    "paypal": (mark_in("way to pay", "PayPal"), mark("{amount} by PayPal")),
}
# What people and other programs write for them.
_METHOD_SYNONYMS = {
    "bank transfer": "transfer",
    "wire": "transfer",
    "wire transfer": "transfer",
    "sepa": "transfer",
    "银行转账": "transfer",
    "转账": "transfer",
    "对公转账": "transfer",
    "现金": "cash",
    "credit card": "card",
    "debit card": "card",
    "刷卡": "card",
    "银行卡": "card",
    "check": "cheque",
    "支票": "cheque",
    "direct debit": "direct_debit",
    "代扣": "direct_debit",
    "支付宝": "alipay",
    "微信": "wechat_pay",
    "微信支付": "wechat_pay",
    "wechat": "wechat_pay",
    "wechat pay": "wechat_pay",
}
METHODS = tuple(_METHODS)


def enum_name(tr: Translator, member: StrEnum) -> str:
    """Name a member of a closed list of the domain; of any other list, the value itself."""
    found = type(member)
    name = _NAMES.get(found, _NAMES_BY_VALUE.get(found.__name__, {})).get(member)
    return tr.pgettext(*name) if name else member.value


def interaction_name(
    tr: Translator, kind: InteractionKind, direction: Direction | None = None
) -> str:
    """Name a contact by its kind and who turned to whom: `Call`, 来电, 去电."""
    directed = _DIRECTED.get((kind, direction)) if direction else None
    return tr.pgettext(*directed) if directed else enum_name(tr, kind)


def method_name(tr: Translator, method: str) -> str:
    """Name a way to pay that the program knows; the owner's own words stay as they are."""
    known = _known_method(method)
    return tr.pgettext(*_METHODS[known][0]) if known else method


def method_of_payment(tr: Translator, amount: str, method: str | None) -> str:
    """Say an amount and how it was paid: `480.00 EUR by transfer`."""
    if not method or not method.strip():
        return amount
    if known := _known_method(method):
        return tr.gettext(_METHODS[known][1]).format(amount=amount)
    # Translators: {method} is a way to pay in the owner's own words
    return tr.gettext("{amount}, {method}").format(amount=amount, method=method.strip())


def _known_method(method: str) -> str | None:
    folded = method.strip().casefold()
    folded = _METHOD_SYNONYMS.get(folded, folded)
    return folded if folded in _METHODS else None


def sentence_start(text: str) -> str:
    """Begin a sentence: the first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]
