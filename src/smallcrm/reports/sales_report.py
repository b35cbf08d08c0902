"""What was sold in a range: by period, by client and by product, for the owner's own eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from smallcrm.domain.money import Money, exponent
from smallcrm.domain.periods import YEAR, Period
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.patterns import words_of
from smallcrm.queries.report_shapes import (
    ClientSales,
    CurrencySales,
    ProductSales,
    SalesFigures,
    SalesReport,
)
from smallcrm.reports import Stationery, charts
from smallcrm.reports.document import Document
from smallcrm.reports.internal import internal_head, of_days
from smallcrm.reports.layout import Fact
from smallcrm.reports.material import SalesBy
from smallcrm.reports.paper import PaperWork
from smallcrm.reports.quote import currency_named
from smallcrm.reports.receivers import named_in_list
from smallcrm.reports.tables import Column, Table

_MONTH: Final = 1
_QUARTER: Final = 3
# Of more than these no bar is drawn: the table names them.
_BARS: Final = 15
_FEWEST_BARS: Final = 3
# Beside each other, a year ago and now, no more columns than these can be told apart.
_BESIDE: Final = 12
_BETWEEN: Final = 9.0


@dataclass(frozen=True, slots=True)
class SalesFacts:
    """What the report is made of: the sales, the range that was asked for, and which tables."""

    report: SalesReport
    since: date | None = None
    until: date | None = None
    by: Sequence[SalesBy] = tuple(SalesBy)


def draw(document: Document, facts: SalesFacts, stationery: Stationery) -> None:
    """Draw the report: one currency after the other, nothing added across them."""
    _Sales(document, facts, stationery).draw()


def title(tr: I18n) -> str:
    """Name the paper."""
    return tr.pgettext("paper", "Sales report")


def change_words(tr: I18n, now: Money, before: Money | None) -> str:
    """Say by how much per cent an amount is above or below another; nothing of nothing."""
    if before is None or not before.minor:
        return ""
    share = Decimal(100 * (now.minor - before.minor)) / abs(before.minor)
    percent = share.quantize(Decimal(1), ROUND_HALF_UP)
    text = tr.formats.percent(percent)
    return f"+{text}" if percent > 0 else text


def share_words(tr: I18n, part: Money, whole: Money) -> str:
    """Say which part of a whole an amount is, to a tenth of a per cent."""
    if not whole.minor:
        return ""
    share = (Decimal(100 * part.minor) / whole.minor).quantize(Decimal("0.1"), ROUND_HALF_UP)
    digits, _, decimals = f"{abs(share):f}".partition(".")
    numbers = tr.formats.numbers
    return numbers.percent.format(number=numbers.write(digits, decimals, negative=share < 0))


class _Sales:
    """One report being drawn."""

    def __init__(self, document: Document, facts: SalesFacts, stationery: Stationery) -> None:
        self._facts = facts
        self._report = facts.report
        self._stationery = stationery
        self._tr = tr = stationery.tr
        self._months = words_of(tr.language, tr.formats.locale).months_short
        head = internal_head(title(tr), of_days(tr, facts.since, facts.until))
        self._work = PaperWork(document, stationery, head, stationery.settings)

    def draw(self) -> None:
        tr, flow = self._tr, self._work.flow
        if not self._report.currencies:
            flow.paragraph(tr.gettext("Nothing was sold in this period."), flow.type.soft)
            self._work.finish()
            return
        text = tr.gettext(
            "Sales count on their own day, with tax and after discounts; cancelled ones are left "
            "out. Paid is all that settled them up to today: money, credit, credit notes, and "
            "what was written off."
        )
        flow.paragraph(text, flow.type.soft)
        for found in self._report.currencies:
            self._currency(found)
        self._work.finish()

    def _currency(self, found: CurrencySales) -> None:
        tr, flow = self._tr, self._work.flow
        named = currency_named(self._stationery, found.currency)
        flow.section(tr.gettext("Sales in {currency}").format(currency=named), keep=230)
        flow.section_rule()
        flow.facts(self._facts_of(found), columns=5, gap_below=4.0)
        self._periods(found)
        if SalesBy.CLIENT in self._facts.by:
            self._clients(found)
        if SalesBy.PRODUCT in self._facts.by and any(one.name for one in found.products):
            self._products(found)
        if found.opening:
            text = tr.gettext(
                "Opening balances of {amount} are dated in this period. They were sold before the "
                "file began and are not among these sales."
            )
            self._work.remark(text.format(amount=tr.formats.money(found.opening)))

    def _facts_of(self, found: CurrencySales) -> list[Fact]:
        tr, formats, sales = self._tr, self._tr.formats, found.sales
        average = Money(_half_up(sales.total.minor, sales.count), found.currency)
        clients = tr.ngettext("{count} client", "{count} clients", found.buyers)
        return [
            Fact(tr.pgettext("sum", "Total"), formats.amount(sales.total)),
            Fact(tr.pgettext("column", "Paid"), formats.amount(sales.paid)),
            Fact(tr.pgettext("column", "Open"), formats.amount(sales.open)),
            Fact(
                tr.pgettext("paper", "Sales"),
                formats.number(sales.count),
                clients.format(count=formats.number(found.buyers)),
            ),
            Fact(tr.pgettext("paper", "Average sale"), formats.amount(average)),
        ]

    # By period.

    def _periods(self, found: CurrencySales) -> None:
        flow, tr = self._work.flow, self._tr
        flow.space(_BETWEEN)
        flow.subsection(self._by_period(), keep=200)
        beside = len(found.periods) <= _BESIDE and any(
            row.year_before is not None for row in found.periods
        )
        nothing = Money(0, found.currency)
        marks = [
            charts.Mark(
                label=self._short(row.period),
                value=row.sales.total.minor,
                text=self._rounded(row.sales.total),
                group=str(row.period.start.year) if row.period.months < YEAR else "",
                place=self._place(row.period, number),
                beside=(row.year_before or nothing).minor if beside else None,
            )
            for number, row in enumerate(found.periods)
        ]
        names = (tr.pgettext("chart", "Sales"), tr.pgettext("chart", "A year before"))
        if len(marks) > 1:
            charts.columns(
                flow,
                marks,
                lambda minor: self._axis(minor, found.currency),
                names if beside else None,
            )
            flow.space(_BETWEEN)
        table, last = self._period_table(found), found.periods[-1]
        in_part = not last.period.is_whole and (last.before or last.year_before)
        if in_part:
            table.keep = flow.type.label.leading + 4.0
        table.draw(flow)
        if in_part:
            text = tr.gettext("What is not over yet is compared with the same days of then.")
            flow.space(4.0)
            flow.paragraph(text, flow.type.label)

    def _by_period(self) -> str:
        tr, months = self._tr, self._report.months
        if months == _MONTH:
            return tr.pgettext("sales report", "By month")
        if months == _QUARTER:
            return tr.pgettext("sales report", "By quarter")
        if months == YEAR:
            return tr.pgettext("sales report", "By year")
        text = tr.pgettext("sales report", "By {count} years")
        return text.format(count=tr.formats.number(months // YEAR))

    def _period_table(self, found: CurrencySales) -> Table:
        tr = self._tr
        table = Table(
            (
                Column(tr.pgettext("column", "Period"), grow=3),
                Column(tr.pgettext("column", "Sales"), right=True, grow=0.6),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.6),
                Column(tr.pgettext("column", "Paid"), right=True, grow=0.6),
                Column(tr.pgettext("column", "Open"), right=True, grow=0.6),
                Column(self._on_the_one_before(), right=True, grow=0.6),
                Column(tr.pgettext("column", "Year on year"), right=True, grow=0.6),
            )
        )
        table.rows = [
            (
                self._named(row.period),
                *self._figures(row.sales),
                change_words(tr, row.sales.total, row.before),
                change_words(tr, row.sales.total, row.year_before),
            )
            for row in found.periods
        ]
        table = table.without_empty_columns()
        sums = (tr.pgettext("sum", "Total"), *self._figures(found.sales))
        table.total = (*sums, *("" for _ in table.columns[len(sums) :]))
        if len(found.periods) < 2:  # noqa: PLR2004  (a sum of one row says nothing)
            table.total = None
        return table

    def _on_the_one_before(self) -> str:
        tr, months = self._tr, self._report.months
        if months == _MONTH:
            return tr.pgettext("column", "Month on month")
        if months == _QUARTER:
            return tr.pgettext("column", "Quarter on quarter")
        if months == YEAR:
            return tr.pgettext("column", "Year on year")
        return tr.pgettext("column", "On the one before")

    def _named(self, period: Period) -> str:
        """Name a period, and which days of it are meant where not all are."""
        tr, formats = self._tr, self._tr.formats
        name = self._whole_name(period)
        if period.is_whole:
            return name
        first, last = formats.date_brief(period.first), formats.date_brief(period.last)
        if period.first == period.start:
            return tr.pgettext("part of a period", "{period}, to {last}").format(
                period=name, last=last
            )
        if period.last == period.end:
            return tr.pgettext("part of a period", "{period}, from {first}").format(
                period=name, first=first
            )
        return tr.pgettext("part of a period", "{period}, {first} to {last}").format(
            period=name, first=first, last=last
        )

    def _whole_name(self, period: Period) -> str:
        tr, start = self._tr, period.start
        if period.months == _MONTH:
            return tr.formats.month_year(start)
        if period.months == _QUARTER:
            return tr.gettext("Q{quarter} {year}").format(quarter=_quarter(start), year=start.year)
        return _years(period)

    def _short(self, period: Period) -> str:
        if period.months == _MONTH:
            return self._months[period.start.month - 1]
        if period.months == _QUARTER:
            # Translators: a quarter below a column of a chart, the year stands elsewhere
            return self._tr.pgettext("chart", "Q{quarter}").format(quarter=_quarter(period.start))
        return _years(period)

    @staticmethod
    def _place(period: Period, number: int) -> int:
        return (period.start.month - 1) // period.months if period.months < YEAR else number

    # By client and by product.

    def _clients(self, found: CurrencySales) -> None:
        tr, flow = self._tr, self._work.flow
        flow.space(_BETWEEN)
        self._bars(
            tr.pgettext("sales report", "By client"),
            [(one.client.name, one.sales.total) for one in found.clients if one.client],
        )
        table = Table(
            (
                Column(tr.pgettext("column", "Client"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Sales"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Share"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Paid"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Open"), right=True, grow=0.5),
            )
        )
        table.rows = [self._client_row(one, found) for one in found.clients]
        count, *sums = self._figures(found.sales)
        table.total = (tr.pgettext("sum", "Total"), count, sums[0], "", *sums[1:])
        table.draw(flow)

    def _client_row(self, one: ClientSales, found: CurrencySales) -> tuple[str, ...]:
        tr = self._tr
        if one.client is None:
            text = tr.ngettext("{count} other client", "{count} other clients", one.others)
            name = text.format(count=tr.formats.number(one.others))
        else:
            name = named_in_list(tr, one.client)
        count, total, paid, still_open = self._figures(one.sales)
        share = share_words(tr, one.sales.total, found.sales.total)
        return name, count, total, share, paid, still_open

    def _products(self, found: CurrencySales) -> None:
        tr, flow = self._tr, self._work.flow
        flow.space(_BETWEEN)
        self._bars(
            tr.pgettext("sales report", "By product"),
            [(one.name, one.total) for one in found.products if one.name is not None],
        )
        table = Table(
            (
                Column(tr.pgettext("column", "Product"), grow=4, wraps=True),
                Column(tr.pgettext("column", "Code"), grow=0.8, wraps=True),
                Column(tr.pgettext("column", "Quantity"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Lines"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Total"), right=True, grow=0.5),
                Column(tr.pgettext("column", "Share"), right=True, grow=0.5),
            )
        )
        table.rows = [self._product_row(one, found) for one in found.products]
        table = table.without_empty_columns()
        lines = tr.formats.number(sum(one.lines for one in found.products))
        ends = (lines, tr.formats.amount(found.sales.total), "")
        blank = ("",) * (len(table.columns) - 1 - len(ends))
        table.total = (tr.pgettext("sum", "Total"), *blank, *ends)
        table.draw(flow)

    def _product_row(self, one: ProductSales, found: CurrencySales) -> tuple[str, ...]:
        tr, formats = self._tr, self._tr.formats
        quantity = ""
        if one.others:
            text = tr.ngettext("{count} other product", "{count} other products", one.others)
            name = text.format(count=formats.number(one.others))
        elif one.name is None:
            name = tr.pgettext("sales report", "Without a product")
        else:
            name = one.name
            if one.quantity is not None:
                quantity = " ".join(filter(None, (formats.decimal(one.quantity), one.unit)))
        return (
            name,
            one.code or "",
            quantity,
            formats.number(one.lines),
            formats.amount(one.total),
            share_words(tr, one.total, found.sales.total),
        )

    def _bars(self, name: str, values: Sequence[tuple[str, Money]]) -> None:
        """Draw the largest of many, below the name of the table that follows."""
        tr, flow = self._tr, self._work.flow
        shown = values[:_BARS]
        drawn = len(shown) >= _FEWEST_BARS
        flow.subsection(name, keep=charts.bars_height(len(shown)) + 60 if drawn else 60.0)
        if not drawn:
            flow.space(3.0)
            return
        if len(values) > len(shown):
            text = tr.gettext("The {count} largest").format(count=tr.formats.number(len(shown)))
            flow.paragraph(text, flow.type.label)
        flow.space(3.0)
        charts.bars(
            flow,
            [charts.Named(label, one.minor, tr.formats.amount(one)) for label, one in shown],
        )
        flow.space(_BETWEEN)

    # Words and figures.

    def _figures(self, sales: SalesFigures) -> tuple[str, str, str, str]:
        formats = self._tr.formats
        return (
            formats.number(sales.count),
            formats.amount(sales.total),
            formats.amount(sales.paid),
            formats.amount(sales.open),
        )

    def _rounded(self, money: Money) -> str:
        """Write an amount above a column, where the table below has the whole of it."""
        return self._tr.formats.number(_half_up(money.minor, 10 ** exponent(money.currency)))

    def _axis(self, minor: int, currency: str) -> str:
        return self._tr.formats.decimal(Decimal(minor).scaleb(-exponent(currency)))


def _quarter(day: date) -> int:
    return (day.month - 1) // _QUARTER + 1


def _years(period: Period) -> str:
    first, last = period.start.year, period.end.year
    return str(first) if first == last else f"{first}–{last}"


def _half_up(whole: int, parts: int) -> int:
    """Divide and round half up; nothing by nothing is nothing."""
    return (2 * whole + parts) // (2 * parts) if parts else 0
