"""The tables. Importing this package fills `Base.metadata` with every one of them."""

from smallcrm.db.models.base import Base
from smallcrm.db.models.billing import Invoice, InvoiceLine, InvoiceSale
from smallcrm.db.models.client import (
    Client,
    ClientTag,
    ContactPerson,
    EmailAddress,
    Handle,
    PhoneNumber,
    PostalAddress,
    Tag,
)
from smallcrm.db.models.document import Document, DocumentContent
from smallcrm.db.models.events import FollowUp, Interaction, Note, UnknownCall
from smallcrm.db.models.journal import Action, Change, JournalNow, Request, SearchDocument
from smallcrm.db.models.money import Instalment, Payment, PaymentAllocation, Sale, SaleLine
from smallcrm.db.models.paper import LabelSheet
from smallcrm.db.models.receivable import (
    BankLine,
    ExchangeRate,
    PaymentPromise,
    Reminder,
    ReminderSale,
)
from smallcrm.db.models.referral import (
    ClientWorth,
    Referral,
    Referrer,
    ReferrerWorth,
    RewardOverride,
    RewardRule,
)
from smallcrm.db.models.setting import FileSetting
from smallcrm.db.models.tidy import (
    ClientMerge,
    ImportMapping,
    LevelRule,
    NotDuplicate,
    OwnField,
    OwnValue,
)
from smallcrm.db.models.trade import (
    Contract,
    Delivery,
    DeliveryLine,
    Product,
    ProductPrice,
    Quote,
    QuoteLine,
)

__all__ = [
    "Action",
    "BankLine",
    "Base",
    "Change",
    "Client",
    "ClientMerge",
    "ClientTag",
    "ClientWorth",
    "ContactPerson",
    "Contract",
    "Delivery",
    "DeliveryLine",
    "Document",
    "DocumentContent",
    "EmailAddress",
    "ExchangeRate",
    "FileSetting",
    "FollowUp",
    "Handle",
    "ImportMapping",
    "Instalment",
    "Interaction",
    "Invoice",
    "InvoiceLine",
    "InvoiceSale",
    "JournalNow",
    "LabelSheet",
    "LevelRule",
    "NotDuplicate",
    "Note",
    "OwnField",
    "OwnValue",
    "Payment",
    "PaymentAllocation",
    "PaymentPromise",
    "PhoneNumber",
    "PostalAddress",
    "Product",
    "ProductPrice",
    "Quote",
    "QuoteLine",
    "Referral",
    "Referrer",
    "ReferrerWorth",
    "Reminder",
    "ReminderSale",
    "Request",
    "RewardOverride",
    "RewardRule",
    "Sale",
    "SaleLine",
    "SearchDocument",
    "Tag",
    "UnknownCall",
]
