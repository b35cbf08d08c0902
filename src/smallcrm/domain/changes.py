"""What a commit changed, as the window and the search index need to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Entity(StrEnum):
    """The tables that hold what the owner typed, parents first; the values are their names."""

    LEVEL_RULE = "level_rule"
    CLIENT = "client"
    CONTACT_PERSON = "contact_person"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    POSTAL_ADDRESS = "postal_address"
    HANDLE = "handle"
    TAG = "tag"
    CLIENT_TAG = "client_tag"
    OWN_FIELD = "own_field"
    OWN_VALUE = "own_value"
    CLIENT_MERGE = "client_merge"
    NOT_DUPLICATE = "not_duplicate"
    INTERACTION = "interaction"
    NOTE = "note"
    UNKNOWN_CALL = "unknown_call"
    REFERRAL = "referral"
    REWARD_RULE = "reward_rule"
    REWARD_OVERRIDE = "reward_override"
    FOLLOW_UP = "follow_up"
    PRODUCT = "product"
    PRODUCT_PRICE = "product_price"
    CONTRACT = "contract"
    QUOTE = "quote"
    QUOTE_LINE = "quote_line"
    SALE = "sale"
    SALE_LINE = "sale_line"
    INSTALMENT = "instalment"
    DELIVERY = "delivery"
    DELIVERY_LINE = "delivery_line"
    INVOICE = "invoice"
    INVOICE_LINE = "invoice_line"
    INVOICE_SALE = "invoice_sale"
    PAYMENT = "payment"
    PAYMENT_ALLOCATION = "payment_allocation"
    PAYMENT_PROMISE = "payment_promise"
    REMINDER = "reminder"
    REMINDER_SALE = "reminder_sale"
    DOCUMENT = "document"
    BANK_LINE = "bank_line"
    EXCHANGE_RATE = "exchange_rate"
    IMPORT_MAPPING = "import_mapping"
    LABEL_SHEET = "label_sheet"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows that one committed action touched, by entity, and the clients they belong to.

    `everything` says "look again at all of it": a restore, an import, or another process wrote.
    """

    action_id: int = 0
    rows: Mapping[Entity, frozenset[int]] = field(default_factory=dict)
    client_ids: frozenset[int] = frozenset()
    everything: bool = False

    def touches(self, *entities: Entity) -> bool:
        """Tell whether any of `entities` may look different now."""
        return self.everything or any(entity in self.rows for entity in entities)
