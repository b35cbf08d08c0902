"""The sentences that screen, paper and terminal share, in one place below all three."""

from smallcrm.i18n.actions import action, redone, undone
from smallcrm.i18n.debt import DebtFacts, DebtSentence, Tone, card_title, debt, due
from smallcrm.i18n.problems import problem
from smallcrm.i18n.refusals import refusal, trouble, why
from smallcrm.i18n.setting_names import setting_name, slot_name
from smallcrm.i18n.trade import quote_number, unit_price, unit_price_with_currency
from smallcrm.i18n.words import (
    METHODS,
    enum_name,
    interaction_name,
    method_name,
    method_of_payment,
    sentence_start,
)

__all__ = [
    "METHODS",
    "DebtFacts",
    "DebtSentence",
    "Tone",
    "action",
    "card_title",
    "debt",
    "due",
    "enum_name",
    "interaction_name",
    "method_name",
    "method_of_payment",
    "problem",
    "quote_number",
    "redone",
    "refusal",
    "sentence_start",
    "setting_name",
    "slot_name",
    "trouble",
    "undone",
    "unit_price",
    "unit_price_with_currency",
    "why",
]
