"""Looking for what is wrong: pages, schema, journal images, money rules, foreign keys, search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from smallcrm.db import backup, journal, revisions, search_index
from smallcrm.db.connection import trouble_of
from smallcrm.domain import documents
from smallcrm.domain.checks import CheckReport, Problem
from smallcrm.domain.enums import VatCategory
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
            WHERE kind = 'refund' AND voided_at IS NULL GROUP BY refund_of_id
        ) AS back ON back.refund_of_id = payment.id
        WHERE payment.refunded_minor <> coalesce(back.given, 0)
    """,
    "payment_overused": """
        SELECT id FROM payment WHERE allocated_minor + refunded_minor > amount_minor
           OR (voided_at IS NOT NULL AND allocated_minor <> 0)
           OR (kind = 'refund' AND allocated_minor <> 0)
    """,
    "allocation_mismatch": """
        SELECT part.id FROM payment_allocation AS part
        JOIN payment ON payment.id = part.payment_id JOIN sale ON sale.id = part.sale_id
        WHERE payment.currency <> sale.currency OR payment.client_id <> sale.client_id
    """,
}
_TAXED_LINES = """
    SELECT sale_id, currency, prices_include_tax, sale.net_minor, sale.tax_minor,
           quantity, unit_price, sale_line.discount_percent, tax_category, tax_percent
    FROM sale_line JOIN sale ON sale.id = sale_line.sale_id ORDER BY sale_id, position
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
        for part in (_schema, _rows, _money, search_problems):
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
    for name in journal.differing_triggers(connection):
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
    for sale_id in _wrong_totals(connection):
        yield Problem("sale_lines", {"id": sale_id})


def _wrong_totals(connection: Connection) -> Iterator[int]:
    """Recompute every sale's totals from its lines (EN 16931)."""
    for sale_id, lines in groupby(connection.execute(text(_TAXED_LINES)), lambda row: int(row[0])):
        if not _adds_up(list(lines)):
            yield sale_id


def _adds_up(rows: Sequence[Any]) -> bool:
    _, currency, includes_tax, net_minor, tax_minor = rows[0][:5]
    try:
        figures = documents.totals(
            [_line(*row[5:]) for row in rows], currency, prices_include_tax=bool(includes_tax)
        )
    except (ArithmeticError, ValueError, TypeError, Refusal):
        return False  # what stands there is no line of a sale
    return (figures.net_minor, figures.tax_minor) == (net_minor, tax_minor)


def _line(quantity: str, price: str, discount: str, category: str, tax: str) -> documents.Line:
    return documents.Line(
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount_percent=Decimal(discount),
        category=VatCategory(category),
        tax_percent=Decimal(tax),
    )


def search_problems(connection: Connection) -> Iterator[Problem]:
    """Compare the search tables with what the rows would make of them."""
    for problem in search_index.verify(connection):
        yield Problem("search_index", {"detail": str(problem)})
