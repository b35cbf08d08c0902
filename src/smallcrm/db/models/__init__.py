"""The tables. Importing this package fills `Base.metadata` with every one of them."""

from smallcrm.db.models.base import Base
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
from smallcrm.db.models.events import FollowUp, Interaction, Note
from smallcrm.db.models.journal import Action, Change, JournalNow, Request, SearchDocument
from smallcrm.db.models.money import Payment, PaymentAllocation, Sale, SaleLine
from smallcrm.db.models.referral import Referral
from smallcrm.db.models.setting import FileSetting

__all__ = [
    "Action",
    "Base",
    "Change",
    "Client",
    "ClientTag",
    "ContactPerson",
    "EmailAddress",
    "FileSetting",
    "FollowUp",
    "Handle",
    "Interaction",
    "JournalNow",
    "Note",
    "Payment",
    "PaymentAllocation",
    "PhoneNumber",
    "PostalAddress",
    "Referral",
    "Request",
    "Sale",
    "SaleLine",
    "SearchDocument",
    "Tag",
]
