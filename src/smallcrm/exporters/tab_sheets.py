"""The rows of the tabs as sheets, under headings that our importer knows again.

What it must not take (what is paid of a sale comes in with the payments) has words that it does
not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from smallcrm.domain.enums import GIVEN_BACK, PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.exporters import export, exporter_for, json_lists, json_out
from smallcrm.exporters.client_sheet import client_codes, client_sheet
from smallcrm.exporters.product_sheet import product_sheet
from smallcrm.exporters.sheet import Row, Sheet
from smallcrm.queries.api import Queries
from smallcrm.queries.order import Order
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.shapes import PaymentShape, SaleShape
from smallcrm.queries.trade_shapes import ContractShape, InvoiceShape, QuoteShape

_SLOT: Final = "export"
_PAGE: Final = 1000
_USUAL: Final[Mapping[str, Order]] = {
    "clients": Order("name"),
    "sales": Order("on", descending=True),
    "payments": Order("on", descending=True),
    "referrals": Order("on", descending=True),
    "quotes": Order("on", descending=True),
    "invoices": Order("on", descending=True),
    "products": Order("name"),
    "contracts": Order("ends"),
}
TABS: Final = tuple(_USUAL)

_SALES: Final = (
    *("Number", "Customer code", "Customer", "Title", "Date", "Due date", "Status", "Currency"),
    *("Total", "Still to pay", "Settlement", "Own number"),
)
_PAYMENTS: Final = (
    *("Payment date", "Customer code", "Customer", "Payment amount", "Currency"),
    *("Payment method", "Payment reference", "Invoices", "Sort", "Void", "Unused"),
    "No money",
)
_REFERRALS: Final = (
    *("Date", "Direction", "Customer code", "Customer", "Counterpart code", "Counterpart"),
    *("Outcome", "What for", "Commission", "Paid", "Reward", "Why changed"),
)
_QUOTES: Final = (
    *("Quote", "Revision", "Customer code", "Customer", "Title", "Quoted on", "Valid until"),
    *("Quote status", "Currency", "Quoted net", "Quoted total", "Decided on", "Reason"),
)
_INVOICES: Final = (
    *("Paper", "Sort", "Customer code", "Customer", "Issued on", "Due date", "Currency"),
    *("Paper total", "To pay", "Still to pay", "Credited", "Credits", "Reason"),
)
_CONTRACTS: Final = (
    *("Contract", "Customer code", "Customer", "Title", "Signed on", "Starts on", "Ends on"),
    *("Ended on", "Currency", "Contract amount", "Sold", "Contract note"),
)
Codes = Mapping[int, str]
_MONEY: Final = frozenset({PaymentKind.PAYMENT, PaymentKind.REFUND})


def export_tab(queries: Queries, tab: str, order: Order | None, path: Path) -> int:
    """Write the rows of a tab, all or those that `order` leaves, and return how many there are.

    The file's ending says which format. Raises Refusal: `not_built`, `unknown_ending`,
    `cards_are_clients`, `cannot_write_file`.
    """
    if exporter_for(path).name == "vcard" and tab != "clients":
        raise Refusal("cards_are_clients", field="file")
    return export(tab_sheet(queries, tab, order), path)


def tab_sheet(queries: Queries, tab: str, order: Order | None = None) -> Sheet:
    """Make the sheet of a tab; its rows are read while they are written."""
    ids = queries.row_ids(tab, order or _USUAL[tab], slot=_SLOT)
    if tab == "clients":
        return client_sheet(queries, ids)
    if tab == "products":
        return product_sheet(queries, ids)
    heading, cells, document = _SHEETS[tab]
    codes = client_codes(queries)
    rows = (Row(cells(row, codes), document(row)) for row in _pages(queries, tab, ids))
    return Sheet(heading, rows)


def _pages(queries: Queries, tab: str, ids: Sequence[int]) -> Iterator[object]:
    for start in range(0, len(ids), _PAGE):
        yield from queries.rows(tab, ids[start : start + _PAGE], slot=_SLOT)


def _sale(row: SaleShape, codes: Codes) -> Sequence[str]:
    return (
        row.external_number or row.number,
        codes.get(row.client.id, ""),
        row.client.name,
        row.title,
        row.on.isoformat(),
        row.due.isoformat() if row.due else "",
        row.status.value,
        row.total.currency,
        str(row.total),
        str(row.open),
        row.payment_status.value,
        row.number,
    )


def _payment(row: PaymentShape, codes: Codes) -> Sequence[str]:
    amount = row.amount
    if row.kind in GIVEN_BACK:
        amount = Money(-amount.minor, amount.currency)
    # Credits, what was given up and what was reversed: not to be taken for money that came.
    is_money = row.kind in _MONEY and not row.void
    return (
        row.on.isoformat(),
        codes.get(row.client.id, ""),
        row.client.name,
        str(amount) if is_money else "",
        row.amount.currency,
        row.method or "",
        row.reference or "",
        ", ".join(part.sale_number for part in row.settled),
        row.kind.value,
        "void" if row.void else "",
        str(row.free),
        "" if is_money else str(amount),
    )


def _referral(row: ReferralShape, codes: Codes) -> Sequence[str]:
    return (
        row.on.isoformat(),
        row.direction.value,
        codes.get(row.client.id, ""),
        row.client.name,
        codes.get(row.counterpart.id, ""),
        row.counterpart.name,
        row.outcome.value,
        row.what_for or "",
        _amounts((row.commission,) if row.commission is not None else ()),
        _amounts(row.paid_value),
        _amounts(row.reward),
        row.reason or "",
    )


def _quote(row: QuoteShape, codes: Codes) -> Sequence[str]:
    return (
        row.number,
        str(row.revision),
        codes.get(row.client.id, ""),
        row.client.name,
        row.title,
        row.on.isoformat(),
        _day(row.valid_until),
        row.state.value,
        row.total.currency,
        str(row.net),
        str(row.total),
        _day(row.decided_on),
        row.decline_reason or "",
    )


def _invoice(row: InvoiceShape, codes: Codes) -> Sequence[str]:
    return (
        row.number,
        row.kind.value,
        codes.get(row.client.id, ""),
        row.client.name,
        row.on.isoformat(),
        _day(row.due),
        row.total.currency,
        str(row.total),
        str(row.payable),
        str(row.open),
        str(row.credited),
        row.credits_number or "",
        row.reason or "",
    )


def _contract(row: ContractShape, codes: Codes) -> Sequence[str]:
    return (
        row.number,
        codes.get(row.client.id, ""),
        row.client.name,
        row.title,
        *map(_day, (row.signed_on, row.starts_on, row.ends_on, row.ended_on)),
        row.currency,
        str(row.amount) if row.amount is not None else "",
        _amounts(row.sold),
        row.note or "",
    )


def _amounts(values: Sequence[Money]) -> str:
    return ", ".join(f"{amount} {amount.currency}" for amount in values)


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


# Heading, cells and document of one kind of rows.
_Columns = tuple[
    Sequence[str],
    Callable[[Any, Codes], Sequence[str]],
    Callable[[Any], json_out.Json],
]
_SHEETS: Final[Mapping[str, _Columns]] = {
    "sales": (_SALES, _sale, json_out.sale_row),
    "payments": (_PAYMENTS, _payment, json_out.payment_row),
    "referrals": (_REFERRALS, _referral, json_out.referral_row),
    "quotes": (_QUOTES, _quote, json_lists.quote_row),
    "invoices": (_INVOICES, _invoice, json_lists.invoice_row),
    "contracts": (_CONTRACTS, _contract, json_lists.contract_row),
}
