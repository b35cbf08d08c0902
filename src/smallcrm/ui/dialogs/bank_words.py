"""What bookings of the bank, and what they may be, are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.domain.enums import WriteOffReason
from smallcrm.i18n.messages import InContext, mark_in
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.receivable_shapes import BankReason

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.receivable_shapes import BankSuggestion

_WHY: Final[Mapping[BankReason, InContext]] = {
    BankReason.REFERENCE: mark_in("booking", "number"),
    BankReason.AMOUNT: mark_in("booking", "amount"),
    BankReason.ACCOUNT: mark_in("booking", "account"),
    BankReason.NAME: mark_in("booking", "name"),
    BankReason.PAYMENT: mark_in("booking", "payment"),
}
FIELDS: Final[Mapping[str, InContext]] = {
    "booked": mark_in("bank column", "Booked on"),
    "started": mark_in("bank column", "Begun on"),
    "value": mark_in("bank column", "Value date"),
    "amount": mark_in("bank column", "Amount"),
    "gross": mark_in("bank column", "Amount before fees"),
    "fee": mark_in("bank column", "Fee"),
    "credit": mark_in("bank column", "Money in"),
    "debit": mark_in("bank column", "Money out"),
    "sign": mark_in("bank column", "In or out"),
    "currency": mark_in("bank column", "Currency"),
    "name": mark_in("bank column", "Other party"),
    "payer": mark_in("bank column", "Payer"),
    "payee": mark_in("bank column", "Payee"),
    "account": mark_in("bank column", "Other party's account"),
    "payer_account": mark_in("bank column", "Payer's account"),
    "payee_account": mark_in("bank column", "Payee's account"),
    "own_account": mark_in("bank column", "Own account"),
    "reference": mark_in("bank column", "Text"),
    "kind": mark_in("bank column", "Kind of booking"),
    "balance": mark_in("bank column", "Balance"),
    "bank_id": mark_in("bank column", "Bank's number"),
    "end_to_end": mark_in("bank column", "Payer's reference"),
    "status": mark_in("bank column", "Status"),
    "impact": mark_in("bank column", "Effect on the balance"),
}
_FORMATS: Final[Mapping[str, str]] = {
    "camt": "CAMT",
    "mt940": "MT940",
    "ofx": "OFX",
    "csv": "CSV",
}
REASONS: Final = (WriteOffReason.ROUNDING, WriteOffReason.BANK_FEE, WriteOffReason.CASH_DISCOUNT)


def format_name(name: str) -> str:
    """Name a format of statements as banks do."""
    return _FORMATS.get(name, name.upper())


def field_name(tr: I18n, field: str) -> str:
    """Name what a column of a bank's table holds."""
    found = FIELDS.get(field)
    return tr.pgettext(*found) if found else field


def reasons(tr: I18n) -> list[tuple[WriteOffReason | None, str]]:
    """List what may become of a small rest."""
    rest = [(reason, enum_name(tr, reason)) for reason in REASONS]
    return [(None, tr.gettext("stays open")), *rest]


def sureness(tr: I18n, found: BankSuggestion) -> str:
    """Say how far a suggestion is to be trusted."""
    if found.line.amount.minor <= 0:
        return tr.gettext("Money out")
    if found.sure:
        return tr.gettext("Agrees")
    return tr.gettext("Please check") if found.client else tr.gettext("Not found")


def why(tr: I18n, found: BankSuggestion) -> str:
    """Say what agrees: number, amount, name."""
    words = [tr.pgettext(*_WHY[reason]) for reason in found.why]
    return tr.pgettext("list", ", ").join(words)


def settles(tr: I18n, found: BankSuggestion) -> str:
    """Say what a booking would settle, and what is left of it or missing."""
    if found.client is None:
        if not found.others:
            return ""
        names = tr.pgettext("alternatives", " or ").join(other.name for other in found.others)
        return tr.gettext("Perhaps {names}").format(names=names)
    if found.payment_id is not None:
        return tr.gettext("the payment that was entered before")
    return _sales(tr, found)


def _sales(tr: I18n, found: BankSuggestion) -> str:
    if not found.sales:
        return tr.gettext("nothing open: all of it becomes credit")
    part = tr.gettext("{number} ({amount})") if len(found.sales) > 1 else "{number}"
    formats = tr.formats
    text = tr.pgettext("list", ", ").join(
        part.format(number=number, amount=formats.money(amount))
        for _, number, amount in found.sales
    )
    left = found.line.amount
    for _, _, amount in found.sales:
        left -= amount
    if left.minor > 0:
        more = tr.gettext("{sales}; {amount} becomes credit")
        text = more.format(sales=text, amount=formats.money(left))
    elif found.rest:
        more = tr.gettext("{sales}; {amount} is missing")
        text = more.format(sales=text, amount=formats.money(found.rest[0][1]))
    return text
