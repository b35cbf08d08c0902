"""`export`: the owner's data as files for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from smallcrm.cli import json_out
from smallcrm.cli.context import Run
from smallcrm.cli.listing import tab_rows
from smallcrm.cli.output import shown
from smallcrm.cli.refusals import DONE
from smallcrm.cli.values import path_of
from smallcrm.domain.enums import PaymentKind
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import PaymentShape, ReferralShape, SaleShape

if TYPE_CHECKING:
    from smallcrm.exporters.sheet import Sheet

# Headings that our importer knows again; what it must not take (what is paid of a sale comes with
# the payments) has words that it does not know.
_SALES: Final = (
    *("Number", "Customer code", "Customer", "Title", "Date", "Due date", "Status", "Currency"),
    *("Total", "Still to pay", "Settlement", "Own number"),
)
_PAYMENTS: Final = (
    *("Payment date", "Customer code", "Customer", "Payment amount", "Currency"),
    *("Payment method", "Payment reference", "Invoices", "Sort", "Void", "Unused"),
)
_REFERRALS: Final = (
    *("Date", "Direction", "Customer code", "Customer", "Counterpart code", "Counterpart"),
    *("Outcome", "What for", "Paid"),
)
# Heading, cells and document of one kind of rows.
_Columns = tuple[
    Sequence[str],
    Callable[[Any, Mapping[int, str]], Sequence[str]],
    Callable[[Any], json_out.Json],
]


def export(run: Run) -> int:
    """Write what was asked for to a file."""
    from smallcrm import exporters
    from smallcrm.exporters.everything import export_everything

    target, what = path_of(run.asked.file), run.asked.what
    if what == "everything":
        count = export_everything(run.backend.queries, target)
    else:
        exporters.exporter_for(target)
        count = exporters.export(_sheet(run, what), target)
    if run.out.as_json:
        run.out.document({"file": str(target), "rows": count})
    else:
        text = run.tr.ngettext(
            "{count} row written to {file}", "{count} rows written to {file}", count
        )
        run.out.line(shown(text.format(count=run.tr.formats.number(count), file=target)))
    return DONE


def _sheet(run: Run, what: str) -> Sheet:
    from smallcrm.exporters.client_sheet import client_codes, client_sheet
    from smallcrm.exporters.sheet import Row, Sheet

    queries = run.backend.queries
    if what == "clients":
        return client_sheet(queries)
    heading, cells, document = _SHEETS[what]
    codes = client_codes(queries)
    rows = (Row(cells(row, codes), document(row)) for row in tab_rows(run, what))
    return Sheet(heading, rows)


def _sale(row: SaleShape, codes: Mapping[int, str]) -> Sequence[str]:
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


def _payment(row: PaymentShape, codes: Mapping[int, str]) -> Sequence[str]:
    given_back = row.kind is PaymentKind.REFUND
    amount = Money(-row.amount.minor, row.amount.currency) if given_back else row.amount
    return (
        row.on.isoformat(),
        codes.get(row.client.id, ""),
        row.client.name,
        str(amount),
        row.amount.currency,
        row.method or "",
        row.reference or "",
        ", ".join(part.sale_number for part in row.settled),
        row.kind.value,
        "void" if row.void else "",
        str(row.free),
    )


def _referral(row: ReferralShape, codes: Mapping[int, str]) -> Sequence[str]:
    return (
        row.on.isoformat(),
        row.direction.value,
        codes.get(row.client.id, ""),
        row.client.name,
        codes.get(row.counterpart.id, ""),
        row.counterpart.name,
        row.outcome.value,
        row.what_for or "",
        ", ".join(f"{amount} {amount.currency}" for amount in row.paid_value),
    )


_SHEETS: Final[Mapping[str, _Columns]] = {
    "sales": (_SALES, _sale, json_out.sale_row),
    "payments": (_PAYMENTS, _payment, json_out.payment_row),
    "referrals": (_REFERRALS, _referral, json_out.referral_row),
}
