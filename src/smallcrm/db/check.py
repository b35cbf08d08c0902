"""Looking for what is wrong: pages, schema, journal images, money rules, foreign keys, search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from smallcrm.db import (
    backup,
    check_billing,
    check_calls,
    check_care,
    check_documents,
    check_rewards,
    journal,
    referral_totals,
    revisions,
    search_index,
)
from smallcrm.db.connection import trouble_of
from smallcrm.domain import documents
from smallcrm.domain.checks import CheckReport, Problem
from smallcrm.domain.enums import QuoteStatus, VatCategory
from smallcrm.domain.errors import Refusal

_LIMIT = 20
# Each finds rows where a stored figure is not what the rows that justify it add up to.
_MONEY_RULES = {
    "sale_paid": """
        SELECT sale.id FROM sale LEFT JOIN (
            SELECT sale_id, sum(amount_minor) AS settled FROM payment_allocation GROUP BY sale_id
        ) AS part ON part.sale_id = sale.id
        WHERE sale.paid_minor <> coalesce(part.settled, 0)
    """,
    "sale_overpaid": """
        SELECT id FROM sale WHERE paid_minor > total_minor OR paid_minor < 0
    """,
    "sale_cancelled_but_paid": """
        SELECT id FROM sale WHERE status = 'cancelled' AND paid_minor <> 0
    """,
    "sale_total": """
        SELECT id FROM sale WHERE net_minor + tax_minor <> total_minor
    """,
    "sale_net": """
        SELECT sale.id FROM sale JOIN (
            SELECT sale_id, sum(net_minor) AS net FROM sale_line GROUP BY sale_id
        ) AS lines ON lines.sale_id = sale.id
        WHERE lines.net - sale.discount_minor <> sale.net_minor
    """,
    "quote_total": """
        SELECT id FROM quote WHERE net_minor + tax_minor <> total_minor
    """,
    "quote_net": """
        SELECT quote.id FROM quote LEFT JOIN (
            SELECT quote_id, sum(net_minor) AS net FROM quote_line GROUP BY quote_id
        ) AS lines ON lines.quote_id = quote.id
        WHERE coalesce(lines.net, 0) - quote.discount_minor <> quote.net_minor
    """,
    "quote_latest": """
        SELECT id FROM quote WHERE is_latest <> (revision = (
            SELECT max(revision) FROM quote AS other WHERE other.number = quote.number))
    """,
    "bank_line_payment": """
        SELECT id FROM bank_line WHERE (status = 'settled') <> (payment_id IS NOT NULL)
        UNION ALL
        SELECT bank_line.id FROM bank_line JOIN payment ON payment.id = bank_line.payment_id
        WHERE payment.voided_at IS NOT NULL OR payment.currency <> bank_line.currency
    """,
    "quote_of_other_client": """
        SELECT sale.id FROM sale JOIN quote ON quote.id = sale.quote_id
        WHERE sale.client_id <> quote.client_id OR sale.currency <> quote.currency
        UNION ALL
        SELECT sale.id FROM sale_line JOIN sale ON sale.id = sale_line.sale_id
        JOIN quote_line ON quote_line.id = sale_line.quote_line_id
        WHERE quote_line.quote_id IS NOT sale.quote_id
    """,
    "contract_of_other_client": """
        SELECT sale.id FROM sale JOIN contract ON contract.id = sale.contract_id
        WHERE sale.client_id <> contract.client_id
    """,
    "delivery_mismatch": """
        SELECT delivery.id FROM delivery JOIN sale ON sale.id = delivery.sale_id
        WHERE delivery.client_id <> sale.client_id
        UNION ALL
        SELECT delivery.id FROM delivery_line
        JOIN delivery ON delivery.id = delivery_line.delivery_id
        JOIN sale_line ON sale_line.id = delivery_line.sale_line_id
        WHERE sale_line.sale_id <> delivery.sale_id
    """,
    "payment_allocated": """
        SELECT payment.id FROM payment LEFT JOIN (
            SELECT payment_id, sum(amount_minor) AS used FROM payment_allocation
            GROUP BY payment_id
        ) AS part ON part.payment_id = payment.id
        WHERE payment.allocated_minor <> coalesce(part.used, 0)
    """,
    "payment_refunded": """
        SELECT payment.id FROM payment LEFT JOIN (
            SELECT refund_of_id, sum(amount_minor) AS given FROM payment
            WHERE kind IN ('refund', 'credit_taken_back') AND voided_at IS NULL
            GROUP BY refund_of_id
        ) AS back ON back.refund_of_id = payment.id
        WHERE payment.refunded_minor <> coalesce(back.given, 0)
    """,
    "payment_overused": """
        SELECT id FROM payment WHERE allocated_minor + refunded_minor > amount_minor
           OR (voided_at IS NOT NULL AND allocated_minor <> 0)
           OR (kind IN ('refund', 'credit_taken_back') AND allocated_minor <> 0)
    """,
    "allocation_mismatch": """
        SELECT part.id FROM payment_allocation AS part
        JOIN payment ON payment.id = part.payment_id JOIN sale ON sale.id = part.sale_id
        WHERE payment.currency <> sale.currency OR payment.client_id <> sale.client_id
    """,
}
# The lines of a sale or a quote, with how they are added up and what they come to.
_TAXED_LINES = """
    SELECT {0}_id, currency, prices_include_tax, tax_per_line, {0}.discount_percent,
           discount_amount, discount_minor, {0}.net_minor, {0}.tax_minor,
           quantity, unit_price, {0}_line.discount_percent AS off, tax_category, tax_percent,
           {0}_line.net_minor AS line_net
    FROM {0}_line JOIN {0} ON {0}.id = {0}_line.{0}_id ORDER BY {0}_id, position, {0}_line.id
"""
_DELIVERED = """
    SELECT line.id, line.quantity AS sold, part.quantity AS out
    FROM delivery_line AS part JOIN sale_line AS line ON line.id = part.sale_line_id
    ORDER BY line.id
"""
# What sales that stand took of each line of a quote that is not declined.
_ACCEPTED = """
    SELECT quote.id, quote.status, line.id AS line_id, line.quantity,
           (SELECT group_concat(part.quantity, ' ') FROM sale_line AS part
            JOIN sale ON sale.id = part.sale_id
            WHERE part.quote_line_id = line.id AND sale.status <> 'cancelled') AS taken,
           EXISTS (SELECT 1 FROM sale
                   WHERE sale.quote_id = quote.id AND sale.status <> 'cancelled') AS sold
    FROM quote LEFT JOIN quote_line AS line ON line.quote_id = quote.id
    WHERE quote.status <> 'declined' ORDER BY quote.id
"""


def check(connection: Connection) -> CheckReport:
    """Look at everything; called inside one read transaction, so the figures agree."""
    problems: list[Problem] = []
    raw = connection.connection.driver_connection
    assert raw is not None
    pages = [
        Problem("damaged_page", {"detail": answer}) for answer in backup.quick_check(raw)[:_LIMIT]
    ]
    problems += pages
    if not pages:
        for part in (
            _schema,
            _rows,
            _money,
            check_billing.problems,
            check_rewards.problems,
            check_care.problems,
            check_documents.problems,
            check_calls.problems,
            referral_totals.problems,
            search_problems,
        ):
            problems += _looked_at(part, connection)

    def count(table: str) -> int:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    return CheckReport(
        problems=tuple(problems),
        clients=count("client"),
        sales=count("sale"),
        payments=count("payment"),
        sqlite=str(connection.execute(text("SELECT sqlite_version()")).scalar_one()),
        schema=revisions.HEAD,
        unreadable=bool(pages),
    )


def _looked_at(
    part: Callable[[Connection], Iterator[Problem]], connection: Connection
) -> list[Problem]:
    """Run one part; what stops it is a finding as well, unless the file itself is in trouble."""
    found: list[Problem] = []
    try:
        found.extend(part(connection))
    except DBAPIError as error:
        if trouble_of(error.orig or error) is not None or "interrupted" in str(error).lower():
            raise
        found.append(Problem("damaged_page", {"detail": type(error.orig).__name__}))
    except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError) as error:
        found.append(Problem("damaged_page", {"detail": type(error).__name__}))
    return found


def _schema(connection: Connection) -> Iterator[Problem]:
    for name in journal.differing_triggers(connection, referral_totals.triggers()):
        yield Problem("trigger_differs", {"name": name})
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_LIMIT):
        yield Problem("foreign_key", {"table": row[0], "id": row[1], "parent": row[2]})
    if connection.exec_driver_sql("SELECT count(*) FROM journal_now").scalar_one():
        yield Problem("action_left_open", {})


def _rows(connection: Connection) -> Iterator[Problem]:
    for name in journal.JOURNALLED:
        for row_id in journal.stale_rows(connection, name, limit=_LIMIT):
            yield Problem("row_changed_behind_the_journal", {"table": name, "id": row_id})


def _money(connection: Connection) -> Iterator[Problem]:
    for code, sql in _MONEY_RULES.items():
        for row in connection.execute(text(f"{sql} LIMIT {_LIMIT}")):
            yield Problem(code, {"id": row[0]})
    for code, kind in (("sale_lines", "sale"), ("quote_lines", "quote")):
        for document_id in _wrong_totals(connection, kind):
            yield Problem(code, {"id": document_id})
    for line_id in _too_much_delivered(connection):
        yield Problem("over_delivered", {"id": line_id})
    for quote_id in _wrong_statuses(connection):
        yield Problem("quote_status", {"id": quote_id})


def _wrong_totals(connection: Connection, kind: str) -> Iterator[int]:
    """Recompute every sale's or quote's totals from its lines (EN 16931)."""
    rows = connection.execute(text(_TAXED_LINES.format(kind)))
    for document_id, lines in groupby(rows, lambda row: int(row[0])):
        if not _adds_up(list(lines)):
            yield document_id


def _adds_up(rows: Sequence[Any]) -> bool:
    head = rows[0]
    try:
        percent, amount = (
            None if value is None else Decimal(value)
            for value in (head.discount_percent, head.discount_amount)
        )
        none = percent is None and amount is None
        figures = documents.totals(
            [
                documents.Line(
                    quantity=Decimal(row.quantity),
                    unit_price=Decimal(row.unit_price),
                    discount_percent=Decimal(row.off),
                    category=VatCategory(row.tax_category),
                    tax_percent=Decimal(row.tax_percent),
                )
                for row in rows
            ],
            head.currency,
            prices_include_tax=bool(head.prices_include_tax),
            tax_per_line=bool(head.tax_per_line),
            discount=None if none else documents.Discount(percent=percent, amount=amount),
        )
    except (ArithmeticError, ValueError, TypeError, Refusal):
        return False  # what stands there is no line of a document
    kept = head.net_minor, head.tax_minor, head.discount_minor
    return (figures.net_minor, figures.tax_minor, figures.discount_minor) == kept and list(
        figures.line_nets
    ) == [row.line_net for row in rows]


def _too_much_delivered(connection: Connection) -> Iterator[int]:
    """Find lines of sales of which more went out than was sold."""
    for line_id, parts in groupby(connection.execute(text(_DELIVERED)), lambda row: int(row[0])):
        rows = list(parts)
        try:
            sold, out = Decimal(rows[0].sold), sum((Decimal(row.out) for row in rows), Decimal(0))
            wrong = out * sold < 0 or abs(out) > abs(sold)
        except (ArithmeticError, ValueError, TypeError):
            wrong = True  # what stands there is no quantity
        if wrong:
            yield line_id


def _wrong_statuses(connection: Connection) -> Iterator[int]:
    """Find quotes whose status is not what the sales made of them say."""
    for quote_id, lines in groupby(connection.execute(text(_ACCEPTED)), lambda row: int(row[0])):
        rows = list(lines)
        status = QuoteStatus.OPEN
        if rows[0].sold:
            some_left = any(_is_left(row.quantity, row.taken) for row in rows if row.line_id)
            status = QuoteStatus.PARTLY_ACCEPTED if some_left else QuoteStatus.ACCEPTED
        if rows[0].status != status:
            yield quote_id


def _is_left(quantity: str, taken: str | None) -> bool:
    try:
        offered = Decimal(quantity)
        sold = sum((Decimal(part) for part in (taken or "").split()), Decimal(0))
    except (ArithmeticError, ValueError, TypeError, AttributeError):
        return False  # what stands there is no quantity, and is found by the totals
    return offered > sold if offered >= 0 else offered < sold


def search_problems(connection: Connection) -> Iterator[Problem]:
    """Compare the search tables with what the rows would make of them."""
    for problem in search_index.verify(connection):
        yield Problem("search_index", {"detail": str(problem)})
