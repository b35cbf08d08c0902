"""Sales of a range in figures: by period, by client and by product, one currency at a time.

By the day of the sale, at its total with tax. Cancelled sales count for nothing, and neither do
opening balances: those were sold before the file began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection

from smallcrm.domain.money import Money
from smallcrm.domain.periods import YEAR, Period, Sums, fitting, periods
from smallcrm.queries.report_shapes import (
    ClientSales,
    CurrencySales,
    ProductSales,
    SalesFigures,
    SalesPeriod,
    SalesReport,
)
from smallcrm.queries.rows import day, ids
from smallcrm.queries.settings import file_settings
from smallcrm.queries.statements import statement
from smallcrm.queries.today import references

# More periods would be columns that nobody can tell apart; more rows nobody reads.
MOST_PERIODS: Final = 60
MOST_ROWS: Final = 1000
_HUNDRED: Final = 100
_ONE: Final = 100_000_000

_COUNTS = "status <> 'cancelled' AND is_opening_balance = 0"
_RANGE = "SELECT min(sold_on), max(sold_on) FROM sale WHERE {0}"
# Read in the table's own order, which takes a third of the time of an index on the day.
_DAYS = f"""
    SELECT currency, sold_on, count(*), sum(total_minor), sum(paid_minor)
    FROM sale NOT INDEXED WHERE {_COUNTS} AND sold_on BETWEEN :first AND :last
    GROUP BY currency, sold_on ORDER BY currency, sold_on
"""
_CLIENTS = f"""
    SELECT currency, client_id, count(*), sum(total_minor) AS total, sum(paid_minor)
    FROM sale NOT INDEXED WHERE {_COUNTS} AND sold_on BETWEEN :first AND :last
    GROUP BY currency, client_id ORDER BY currency, total DESC, client_id
"""
_LINES = f"""
    SELECT sale.id, sale.currency, sale.total_minor, sale.net_minor, sale.discount_minor,
           line.product_id, line.net_minor, line.tax_percent, line.quantity, line.unit
    FROM sale NOT INDEXED LEFT JOIN sale_line AS line ON line.sale_id = sale.id
    WHERE {_COUNTS} AND sale.sold_on BETWEEN :first AND :last
    ORDER BY sale.id
"""
_OPENING = """
    SELECT currency, sum(total_minor) AS minor FROM sale NOT INDEXED
    WHERE is_opening_balance = 1 AND status <> 'cancelled' AND sold_on BETWEEN :first AND :last
    GROUP BY currency
"""
_PRODUCTS = """
    SELECT id, name, code FROM product WHERE id IN (SELECT value FROM json_each(:ids))
"""


def sales_report(
    connection: Connection,
    since: date | None,
    until: date | None,
    *,
    months: int,
    currency: str | None,
    today: date,
) -> SalesReport:
    """Return the sales from `since` to `until`, both counted (None: the first and the last sale's).

    Divided into periods of `months`, or longer ones where there would be more than MOST_PERIODS;
    those without sales are among them. Years before the first sale are left out, as are days to
    come without one. Of clients and products the MOST_ROWS first are named in each `currency`
    (None: all, the file's first), the others are one row, so that every table adds up to the
    sales.
    """
    earliest, latest = connection.execute(statement(_RANGE.format(_COUNTS))).one()
    if earliest is None:
        at = until or today
        return SalesReport(since or at, at, months, ())
    first, last = _ends(since, until, date.fromisoformat(earliest), _day(latest), today)
    if first > last:
        return SalesReport(first, last, months, ())
    months = fitting(first, last, months, MOST_PERIODS)
    if since is None:
        first = Period(first, first, months).start
    if until is None:
        last = min(Period(last, last, months).end, max(today, last))
    shown = periods(first, last, months)
    where = {"first": first.isoformat(), "last": last.isoformat()}
    found = _days(connection, shown[0], last)
    clients = _grouped(connection.execute(statement(_CLIENTS), where))
    products = _Products()
    products.read(connection.execute(statement(_LINES), where))
    opening = {
        row.currency: int(row.minor) for row in connection.execute(statement(_OPENING), where)
    }
    made = []
    own = file_settings(connection).currency
    wanted = set(clients) if currency is None else set(clients) & {currency}
    for code in sorted(wanted, key=lambda code: (code != own, code)):
        figures = found[code].between(first, last)
        made.append(
            CurrencySales(
                currency=code,
                sales=_figures(code, figures),
                buyers=len(clients[code]),
                periods=_between_sales(
                    [_compared(found[code], one, code) for one in shown],
                    first=since is None,
                    last=until is None,
                ),
                clients=_clients(connection, code, clients[code]),
                products=products.named(connection, code),
                opening=Money(opening.get(code, 0), code),
            )
        )
    return SalesReport(first, last, months, tuple(made))


def _ends(
    since: date | None, until: date | None, earliest: date, latest: date, today: date
) -> tuple[date, date]:
    """Say where the periods begin and end: nowhere far from any sale."""
    first = earliest if since is None else max(since, earliest.replace(month=1, day=1))
    last = latest if until is None else min(until, max(today, latest))
    return first, last


def _days(connection: Connection, first: Period, last: date) -> dict[str, Sums]:
    """Read the sums by day, also of what the first period is compared with."""
    compared = (first.earlier(first.months), first.earlier(YEAR))
    since = min([first.first, *(one.first for one in compared if one is not None)])
    found = connection.execute(
        statement(_DAYS), {"first": since.isoformat(), "last": last.isoformat()}
    )
    made: dict[str, Sums] = {}
    for code, rows in groupby(found, key=lambda row: str(row[0])):
        kept = [(_day(row[1]), tuple(row[2:])) for row in rows]
        made[code] = Sums([one for one, _ in kept], [figures for _, figures in kept])
    return made


def _compared(sums: Sums, period: Period, code: str) -> SalesPeriod:
    """Say what a period came to, and what those before it did."""
    # What began in its midst has no same days in the period before.
    before = period.earlier(period.months) if period.first == period.start else None
    year_before = period.earlier(YEAR) if period.months < YEAR else None
    return SalesPeriod(
        period=period,
        sales=_figures(code, sums.between(period.first, period.last)),
        before=_total(sums, before, code),
        year_before=_total(sums, year_before, code),
    )


def _between_sales(found: list[SalesPeriod], *, first: bool, last: bool) -> tuple[SalesPeriod, ...]:
    """Leave out what is empty before the first sale, or after the last one, in a currency."""
    sold = [number for number, one in enumerate(found) if one.sales.count]
    return tuple(found[sold[0] if first else 0 : sold[-1] + 1 if last else len(found)])


def _total(sums: Sums, period: Period | None, code: str) -> Money | None:
    if period is None:
        return None
    count, total, _ = sums.between(period.first, period.last)
    return Money(total, code) if count else None


def _figures(code: str, figures: tuple[int, ...]) -> SalesFigures:
    count, total, paid = figures
    return SalesFigures(count, Money(total, code), Money(paid, code))


def _grouped(found: Iterable[Any]) -> dict[str, list[tuple[int, ...]]]:
    """Put the rows by their currency, in their order."""
    return {
        code: [tuple(row[1:]) for row in rows]
        for code, rows in groupby(found, key=lambda row: str(row[0]))
    }


def _clients(
    connection: Connection, code: str, found: list[tuple[int, ...]]
) -> tuple[ClientSales, ...]:
    """Name the clients who bought most, and add up the others."""
    named = references(connection, [one[0] for one in found[:MOST_ROWS]])
    made = [
        ClientSales(named[client_id], _figures(code, tuple(figures)))
        for client_id, *figures in found[:MOST_ROWS]
    ]
    rest = found[MOST_ROWS:]
    if rest:
        figures = tuple(sum(column) for column in zip(*(one[1:] for one in rest), strict=True))
        made.append(ClientSales(None, _figures(code, figures), others=len(rest)))
    return tuple(made)


@dataclass(slots=True)
class _Sold:
    """What was sold of a product so far, in one currency."""

    lines: int = 0
    minor: int = 0
    quantity: Decimal = Decimal(0)
    units: set[str | None] = field(default_factory=set)


class _Products:
    """Adds up lines by product: each line's part of its sale's total.

    So that all products and the lines without one add up to the totals of the sales.
    """

    def __init__(self) -> None:
        self._sold: dict[tuple[str, int | None], _Sold] = {}

    def read(self, found: Iterable[Any]) -> None:
        """Take lines in the order of their sales."""
        for _, rows in groupby(found, key=lambda row: row[0]):
            lines = list(rows)
            for row, minor in zip(lines, _parts(lines), strict=True):
                _, code, _, _, _, product_id, _, _, quantity, unit = row
                sold = self._sold.get((code, product_id))
                if sold is None:
                    sold = self._sold[code, product_id] = _Sold()
                sold.lines += quantity is not None
                sold.minor += minor
                if product_id is not None:
                    sold.quantity += _decimal(quantity)
                    sold.units.add(unit)

    def named(self, connection: Connection, code: str) -> tuple[ProductSales, ...]:
        """Name the products of a currency that sold most; the rest of all lines comes last."""
        sold = {
            product_id: one
            for (currency, product_id), one in self._sold.items()
            if currency == code and product_id is not None
        }
        without = self._sold.get((code, None))
        best = sorted(sold, key=lambda product_id: (-sold[product_id].minor, product_id))
        names = {
            row.id: row
            for row in connection.execute(statement(_PRODUCTS), {"ids": ids(best[:MOST_ROWS])})
        }
        made = [
            _product(code, sold[product_id], names[product_id].name, names[product_id].code)
            for product_id in best[:MOST_ROWS]
        ]
        rest = [sold[product_id] for product_id in best[MOST_ROWS:]]
        if rest:
            minor = sum(one.minor for one in rest)
            lines = sum(one.lines for one in rest)
            made.append(ProductSales(None, None, lines, Money(minor, code), others=len(rest)))
        if without is not None:
            made.append(ProductSales(None, None, without.lines, Money(without.minor, code)))
        return tuple(made)


def _product(code: str, sold: _Sold, name: str, product_code: str | None) -> ProductSales:
    single = len(sold.units) == 1
    return ProductSales(
        name=name,
        code=product_code,
        lines=sold.lines,
        total=Money(sold.minor, code),
        quantity=sold.quantity if single else None,
        unit=next(iter(sold.units)) if single else None,
    )


def _parts(lines: list[Any]) -> list[int]:
    """Share a sale's total out over its lines; what roundings leave goes to the largest of them.

    A discount on the whole document takes the same part of every line, whatever its tax.
    """
    _, _, total, net, discount, *_ = lines[0]
    if len(lines) == 1:
        return [total]
    before = net + discount
    part, whole = (net, before * _ONE) if discount and before > 0 else (1, _ONE)
    exact = [row[6] * _with_tax(row[7]) * part for row in lines]
    parts = [(2 * one + whole) // (2 * whole) for one in exact]
    largest = max(range(len(parts)), key=lambda at: abs(parts[at]))
    parts[largest] += total - sum(parts)
    return parts


@lru_cache(maxsize=256)
def _with_tax(percent: str) -> int:
    """Return what a net is to be multiplied by to have its tax, times `_ONE`."""
    return int((_HUNDRED + Decimal(percent)) * (_ONE // _HUNDRED))


@lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    return Decimal(text)


def _day(text: str) -> date:
    found = day(text)
    assert found is not None
    return found
