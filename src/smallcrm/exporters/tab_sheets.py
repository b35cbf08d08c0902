"""The rows of the tabs as sheets, under headings that our importer knows again.

What it must not take (what is paid of a sale comes in with the payments) has words that it does
not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from smallcrm.domain.enums import (
    GIVEN_BACK,
    InvoiceKind,
    PaymentKind,
    PaymentStatus,
    QuoteState,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.watch import Watch
from smallcrm.exporters import EXPORTERS, export, exporter_for, json_lists, json_out
from smallcrm.exporters.client_sheet import client_codes, client_sheet
from smallcrm.exporters.product_sheet import product_sheet
from smallcrm.exporters.sheet import Column, Kind, Row, Sheet, Written, columns
from smallcrm.exporters.spoken import spoken
from smallcrm.exporters.titles import about, sheet_name
from smallcrm.i18n.catalog import I18n
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

_SALES: Final = columns(
    *("Number", "Customer code", "Customer", "Title", "Date", "Due date", "Status", "Currency"),
    *("Total", "Still to pay", "Settlement", "Own number"),
    Date=Kind.DAY,
    Due_date=Kind.DAY,
    Status=SaleStatus,
    Settlement=PaymentStatus,
    Total=Kind.AMOUNT,
    Still_to_pay=Kind.AMOUNT,
)
_PAYMENTS: Final = columns(
    *("Payment date", "Customer code", "Customer", "Payment amount", "Currency"),
    *("Payment method", "Payment reference", "Invoices", "Sort", "Void", "Unused"),
    "No money",
    Payment_date=Kind.DAY,
    Payment_amount=Kind.AMOUNT,
    Sort=PaymentKind,
    Unused=Kind.AMOUNT,
    No_money=Kind.AMOUNT,
)
_REFERRALS: Final = columns(
    *("Date", "Direction", "Customer code", "Customer", "Counterpart code", "Counterpart"),
    *("Outcome", "What for", "Commission", "Paid", "Reward", "Why changed"),
    Date=Kind.DAY,
    Direction=ReferralDirection,
    Outcome=ReferralOutcome,
)
_QUOTES: Final = columns(
    *("Quote", "Revision", "Customer code", "Customer", "Title", "Quoted on", "Valid until"),
    *("Quote status", "Currency", "Quoted net", "Quoted total", "Decided on", "Reason"),
    Revision=Kind.NUMBER,
    Quoted_on=Kind.DAY,
    Valid_until=Kind.DAY,
    Quoted_net=Kind.AMOUNT,
    Quoted_total=Kind.AMOUNT,
    Decided_on=Kind.DAY,
    Quote_status=QuoteState,
)
_INVOICES: Final = columns(
    *("Paper", "Sort", "Customer code", "Customer", "Issued on", "Due date", "Currency"),
    *("Paper total", "To pay", "Still to pay", "Credited", "Credits", "Reason"),
    Sort=InvoiceKind,
    Issued_on=Kind.DAY,
    Due_date=Kind.DAY,
    Paper_total=Kind.AMOUNT,
    To_pay=Kind.AMOUNT,
    Still_to_pay=Kind.AMOUNT,
    Credited=Kind.AMOUNT,
)
_CONTRACTS: Final = columns(
    *("Contract", "Customer code", "Customer", "Title", "Signed on", "Starts on", "Ends on"),
    *("Ended on", "Currency", "Contract amount", "Sold", "Contract note"),
    Signed_on=Kind.DAY,
    Starts_on=Kind.DAY,
    Ends_on=Kind.DAY,
    Ended_on=Kind.DAY,
    Contract_amount=Kind.AMOUNT,
)
Codes = Mapping[int, str]
_MONEY: Final = frozenset({PaymentKind.PAYMENT, PaymentKind.REFUND})


def export_tab(
    queries: Queries,
    tab: str,
    order: Order | None,
    path: Path,
    *,
    tr: I18n | None = None,
    ids: Sequence[int] | None = None,
    watch: Watch | None = None,
    format_name: str = "",
    in_words: bool = False,
) -> Written:
    """Write the rows of a tab: all, those that `order` leaves, or only those of `ids`.

    The file's ending says which format, or `format_name` does (one of `EXPORTERS`); `tr` is the
    language of what the file is called inside, and `in_words` of its headings and the words of
    closed lists as well (CSV and workbooks are for people then). Raises Refusal: `unknown_ending`,
    `cards_are_clients`, `cannot_write_file`; Cancelled where `watch` says so.
    """
    exporter = EXPORTERS.get(format_name) if format_name else exporter_for(path)
    if exporter is None:
        raise Refusal("unknown_ending", field="file", text=format_name, known=EXPORTERS.names())
    if exporter.name.startswith("vcard") and tab != "clients":
        raise Refusal("cards_are_clients", field="file")
    sheet = tab_sheet(queries, tab, order, tr=tr, ids=ids, watch=watch)
    if in_words and tr is not None:
        sheet = spoken(sheet, tr)
    return export(sheet, path, watch=watch, exporter=exporter)


def tab_sheet(
    queries: Queries,
    tab: str,
    order: Order | None = None,
    *,
    tr: I18n | None = None,
    ids: Sequence[int] | None = None,
    watch: Watch | None = None,
) -> Sheet:
    """Make the sheet of a tab; its rows are read while they are written.

    Raises Cancelled where `watch` says so.
    """
    found = ids if ids is not None else queries.row_ids(tab, order or _USUAL[tab], slot=_SLOT)
    if tab == "clients":
        sheet = client_sheet(queries, found, watch)
    elif tab == "products":
        sheet = product_sheet(queries, found)
    else:
        heading, cells, document = _SHEETS[tab]
        codes = client_codes(queries)
        rows = (Row(cells(row, codes), document(row)) for row in _pages(queries, tab, found))
        sheet = Sheet(heading, rows, count=len(found))
    return replace(sheet, about=about(queries, sheet_name(tr, tab), tr))


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
    Sequence[Column],
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
