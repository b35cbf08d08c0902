"""What the read side answers with for papers that go to a client: for whom, and the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smallcrm.domain.money import Money
from smallcrm.queries.receivable_shapes import Account
from smallcrm.queries.shapes import Address, ClientRef, Email, SaleShape


@dataclass(frozen=True, slots=True)
class Receiver:
    """Of a client what a paper for them says; `addresses` holds the first one, or none."""

    ref: ClientRef
    code: str | None
    language: str | None
    tax_number: str | None
    emails: tuple[Email, ...]
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class StatementShape:
    """A client's accounts in all currencies, what is open of them, and by which day.

    `open_parts` are what is open by the day on which it is due: a sale in instalments is several.
    """

    receiver: Receiver
    accounts: tuple[Account, ...]
    open_sales: tuple[SaleShape, ...]
    open_parts: tuple[tuple[date | None, Money], ...]
