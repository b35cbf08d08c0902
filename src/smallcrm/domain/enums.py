"""The closed lists of the domain; the values are what the database and the JSON hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ClientKind(StrEnum):
    """What a client is; a partner mainly sends us people, and so has an account for rewards."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PARTNER = "partner"


class Level(StrEnum):
    """The preferred status."""

    STANDARD = "standard"
    PREFERRED = "preferred"
    VIP = "vip"


class Lifecycle(StrEnum):
    """How far the relation with a client has come."""

    LEAD = "lead"
    PROSPECT = "prospect"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ARCHIVED = "archived"


class HandleKind(StrEnum):
    """Addresses other than phone, e-mail and post."""

    WECHAT = "wechat"
    QQ = "qq"
    WHATSAPP = "whatsapp"
    WEBSITE = "website"
    OTHER = "other"


class InteractionKind(StrEnum):
    """Something that happened between the owner and a client."""

    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"
    LETTER = "letter"
    MESSAGE = "message"


class Direction(StrEnum):
    """Who turned to whom, seen from the owner."""

    IN = "in"
    OUT = "out"


class SaleStatus(StrEnum):
    """Where a sale stands; being billed and being paid are independent of it."""

    ORDERED = "ordered"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    """What is derived from a sale's open amount and due date; never stored."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    UNPAID = "unpaid"
    OVERDUE = "overdue"


class PaymentKind(StrEnum):
    """What a row of payments is: money in, money given back, or a credit that is no money."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFERRAL_CREDIT = "referral_credit"
    WRITE_OFF = "write_off"
    CREDIT_NOTE = "credit_note"
    OPENING_CREDIT = "opening_credit"
    CREDIT_TAKEN_BACK = "credit_taken_back"


# What makes a payment less again: in the payment's own refunded amount, never free itself.
GIVEN_BACK: Final = frozenset({PaymentKind.REFUND, PaymentKind.CREDIT_TAKEN_BACK})


class WriteOffReason(StrEnum):
    """Why an open amount is given up."""

    BAD_DEBT = "bad_debt"
    ROUNDING = "rounding"
    CASH_DISCOUNT = "cash_discount"
    BANK_FEE = "bank_fee"
    OTHER = "other"


class QuoteStatus(StrEnum):
    """Where the latest revision of a quote stands, as it is stored."""

    OPEN = "open"
    PARTLY_ACCEPTED = "partly_accepted"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class QuoteState(StrEnum):
    """What is shown of a quote: its status, lapsed by date, or replaced by a later revision."""

    OPEN = "open"
    PARTLY_ACCEPTED = "partly_accepted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REPLACED = "replaced"


class InvoiceKind(StrEnum):
    """A paper that bills, or one that takes back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class BillingStatus(StrEnum):
    """How much of a sale was billed; derived, never stored."""

    UNBILLED = "unbilled"
    PARTLY_BILLED = "partly_billed"
    BILLED = "billed"


class PromiseState(StrEnum):
    """What became of a promise to pay; derived from the money that came since."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class BankLineStatus(StrEnum):
    """What the owner did with a booking of a bank statement."""

    OPEN = "open"
    SETTLED = "settled"
    IGNORED = "ignored"


class VatCategory(StrEnum):
    """The categories of tax of EN 16931 (UNTDID 5305) that a line may carry."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUT_OF_SCOPE = "O"


class ReferralDirection(StrEnum):
    """In: somebody was sent to us. Out: we sent a client to a partner."""

    IN = "in"
    OUT = "out"


class ReferralOutcome(StrEnum):
    """What became of a referral."""

    PENDING = "pending"
    WON = "won"
    LOST = "lost"


class RewardRecipients(StrEnum):
    """Who has the credit of a successful referral."""

    REFERRER = "referrer"
    REFERRED = "referred"
    BOTH = "both"


class EarnedWhen(StrEnum):
    """What has to have happened to a sale before it earns a reward; `paid`: in full, with money."""

    ORDERED = "ordered"
    BILLED = "billed"
    PAID = "paid"


class Prospect(StrEnum):
    """Why a rule has earned a recipient what it has, or nothing yet."""

    EARNED = "earned"
    OVERRIDDEN = "overridden"
    NO_SALE = "no_sale"
    NOT_ORDERED = "not_ordered"
    NOT_BILLED = "not_billed"
    NOT_PAID = "not_paid"
    OTHER_CURRENCY = "other_currency"
    BELOW_MINIMUM = "below_minimum"
    OUT_OF_DATE = "out_of_date"
    CAPPED = "capped"


class FollowUpCode(StrEnum):
    """What a follow-up that has no text of its own is about."""

    THANKS = "thanks"
    CREDIT_TAKEN_BACK = "credit_taken_back"
    CREDIT_PAID_OUT = "credit_paid_out"
    UPDATE_DETAILS = "update_details"


class OwnFieldKind(StrEnum):
    """What a field that the owner defined holds."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    LINK = "link"


class DuplicateReason(StrEnum):
    """Why two clients may be one and the same."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    READING = "reading"
    SIMILAR = "similar"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    TAX_NUMBER = "tax_number"
    CODE = "code"
    BIRTHDAY = "birthday"


class Likeness(StrEnum):
    """How sure it is that two clients are one; a shared phone alone is never more than possible."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class DetailKind(StrEnum):
    """A detail that goes out of date, and can be confirmed."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class PhoneStyle(StrEnum):
    """How phone numbers are written."""

    INTERNATIONAL = "international"
    NATIONAL = "national"
    E164 = "e164"


class ActionKind(StrEnum):
    """What an action of the journal is to undo: only what the owner did (`do`) is a step."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"
    AUTO = "auto"


class Source(StrEnum):
    """The path by which a change came."""

    SCREEN = "screen"
    COMMAND_LINE = "command_line"
    IMPORT = "import"
    CALL = "call"
    PROGRAM = "program"
