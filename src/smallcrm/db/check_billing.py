"""What is wrong with invoices, credit notes and instalments, each against what justifies it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from smallcrm.domain import documents, instalments
from smallcrm.domain.checks import Problem
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal

_LIMIT = 20
_MONEY_RULES = {
    "sale_billed": """
        SELECT sale.id FROM sale LEFT JOIN (
            SELECT part.sale_id, sum(CASE paper.kind WHEN 'invoice' THEN part.amount_minor
                                     ELSE -part.amount_minor END) AS minor
            FROM invoice_sale AS part JOIN invoice AS paper ON paper.id = part.invoice_id
            WHERE paper.kind = 'invoice' OR paper.rebill = 1 GROUP BY part.sale_id
        ) AS billed ON billed.sale_id = sale.id
        WHERE sale.billed_minor <> coalesce(billed.minor, 0)
    """,
    "sale_overbilled": """
        SELECT id FROM sale WHERE billed_minor NOT BETWEEN 0 AND total_minor
           OR (status = 'cancelled' AND billed_minor <> 0)
    """,
    "plan_total": """
        SELECT sale.id FROM sale LEFT JOIN (
            SELECT sale_id, sum(amount_minor) AS minor FROM instalment GROUP BY sale_id
        ) AS plan ON plan.sale_id = sale.id
        WHERE sale.has_plan <> (plan.sale_id IS NOT NULL)
           OR (sale.has_plan = 1 AND plan.minor IS NOT sale.total_minor)
    """,
    "invoice_shares": """
        SELECT invoice.id FROM invoice LEFT JOIN (
            SELECT invoice_id, sum(amount_minor) AS minor FROM invoice_sale GROUP BY invoice_id
        ) AS part ON part.invoice_id = invoice.id
        WHERE invoice.total_minor + invoice.rounding_minor IS NOT part.minor
        UNION ALL
        SELECT part.invoice_id FROM invoice_sale AS part
        JOIN invoice ON invoice.id = part.invoice_id JOIN sale ON sale.id = part.sale_id
        WHERE invoice.currency <> sale.currency OR invoice.client_id <> sale.client_id
    """,
    "invoice_overcredited": """
        SELECT part.invoice_id FROM invoice_sale AS part
        JOIN invoice AS note ON note.credits_id = part.invoice_id
        JOIN invoice_sale AS back ON back.invoice_id = note.id AND back.sale_id = part.sale_id
        GROUP BY part.id HAVING sum(back.amount_minor) > part.amount_minor
    """,
    # Each takes off its sales what it takes back of them, no more and no less; not with rebill.
    "credit_note_payment": """
        SELECT note.id FROM invoice AS note LEFT JOIN payment ON payment.invoice_id = note.id
        WHERE note.kind = 'credit_note' AND CASE note.rebill
            WHEN 1 THEN payment.id IS NOT NULL
            ELSE payment.id IS NULL OR payment.kind <> 'credit_note'
                 OR payment.amount_minor <> note.total_minor + note.rounding_minor
                 OR payment.allocated_minor <> payment.amount_minor
                 OR payment.voided_at IS NOT NULL END
        UNION ALL
        SELECT part.invoice_id FROM invoice_sale AS part
        JOIN invoice AS note ON note.id = part.invoice_id
        JOIN payment ON payment.invoice_id = note.id
        LEFT JOIN payment_allocation AS used
          ON used.payment_id = payment.id AND used.sale_id = part.sale_id
        WHERE note.kind = 'credit_note' AND coalesce(used.amount_minor, 0) <> part.amount_minor
        UNION ALL
        SELECT payment.id FROM payment LEFT JOIN invoice AS note ON note.id = payment.invoice_id
        WHERE payment.kind = 'credit_note' AND (note.kind IS NOT 'credit_note')
    """,
}
_LINES = """
    SELECT invoice.id, prices_include_tax, tax_per_line, invoice.net_minor, invoice.tax_minor,
           invoice.total_minor, invoice.discount_minor, line.net_minor AS line_net,
           line.tax_minor AS line_tax, line.discount_minor AS line_discount, tax_category,
           tax_percent
    FROM invoice LEFT JOIN invoice_line AS line ON line.invoice_id = invoice.id
    ORDER BY invoice.id, position, line.id
"""
_PLANNED = """
    SELECT sale.id, sale.paid_minor, sale.due_on, part.due_on AS part_due, part.amount_minor
    FROM sale JOIN instalment AS part ON part.sale_id = sale.id WHERE sale.has_plan = 1
    ORDER BY sale.id, part.due_on IS NULL, part.due_on, part.position
"""
_NUMBERED = """
    SELECT kind, period, sequence, number FROM invoice WHERE sequence IS NOT NULL
    ORDER BY kind, period, sequence
"""


def problems(connection: Connection) -> Iterator[Problem]:
    """Yield what is wrong, at most some of each kind."""
    for code, sql in _MONEY_RULES.items():
        for row in connection.execute(text(f"{sql} LIMIT {_LIMIT}")):
            yield Problem(code, {"id": row[0]})
    for invoice_id, lines in groupby(connection.execute(text(_LINES)), lambda row: int(row[0])):
        if not _adds_up(list(lines)):
            yield Problem("invoice_lines", {"id": invoice_id})
    for sale_id, parts in groupby(connection.execute(text(_PLANNED)), lambda row: int(row[0])):
        if not _is_due(list(parts)):
            yield Problem("plan_due", {"id": sale_id})
    yield from _gaps(connection)


def _adds_up(lines: Sequence[Any]) -> bool:
    """Tell whether an invoice's figures follow from its lines (EN 16931)."""
    head = lines[0]
    if head.line_net is None:
        return False
    try:
        parts = [
            documents.Part(
                VatCategory(line.tax_category),
                Decimal(line.tax_percent),
                line.line_net + (line.line_tax if head.prices_include_tax else 0),
            )
            for line in lines
        ]
        figures = documents.totals_of_parts(
            parts,
            prices_include_tax=bool(head.prices_include_tax),
            tax_per_line=bool(head.tax_per_line),
        )
    except (ArithmeticError, ValueError, TypeError, Refusal):
        return False  # what stands there is no line of an invoice
    nets, taxes = (sum(getattr(line, name) for line in lines) for name in ("line_net", "line_tax"))
    kept = head.net_minor, head.tax_minor, head.total_minor
    return (
        kept == (nets, taxes, nets + taxes)
        and kept == (figures.net_minor, figures.tax_minor, figures.total_minor)
        and sum(line.line_discount for line in lines) == head.discount_minor
    )


def _is_due(parts: Sequence[Any]) -> bool:
    plan = [
        instalments.Instalment(
            None if part.part_due is None else date.fromisoformat(part.part_due), part.amount_minor
        )
        for part in parts
    ]
    following = instalments.next_due(plan, max(parts[0].paid_minor, 0))
    due_on = plan[-1].due_on if following is None else following.due_on
    kept: str | None = parts[0].due_on
    return kept == (None if due_on is None else due_on.isoformat())


def _gaps(connection: Connection) -> Iterator[Problem]:
    """Find numbers that no paper bears; one that another paper has was passed over rightly."""
    bearing = set(connection.execute(text("SELECT number FROM invoice")).scalars())
    rows = connection.execute(text(_NUMBERED))
    for (kind, period), found in groupby(rows, lambda row: (row.kind, row.period)):
        numbers = {row.sequence: row.number for row in found}
        last = max(numbers)
        if len(numbers) < last and any(
            not _is_borne(number, last, numbers[last], bearing)
            for number in range(1, last)
            if number not in numbers
        ):
            yield Problem("invoice_gap", {"kind": kind, "period": period})


def _is_borne(number: int, known: int, written: str, bearing: set[str]) -> bool:
    """Tell whether a paper bears a number as `written` writes the number `known`."""
    digits = str(known)
    places = [place for place in range(len(written)) if written.startswith(digits, place)]
    for place in places:
        start = place
        while start and written[start - 1] == "0":
            start -= 1
        end = place + len(digits)
        for width in range(end - start + 1):
            if f"{written[:start]}{number:0{width}d}{written[end:]}" in bearing:
                return True
    return False
