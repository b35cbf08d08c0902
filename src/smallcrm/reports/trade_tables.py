"""Lines of quotes and invoices as a table, and the sums below it: discount, taxes, total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from smallcrm.domain.documents import needs_reason
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.money import Money, exponent, round_half_up
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name
from smallcrm.i18n.trade import line_text, unit_price
from smallcrm.queries.trade_shapes import DocumentTotals, TaxRow, TradeLine
from smallcrm.reports.paper import PaperWork, TotalRow
from smallcrm.reports.tables import Column, Table

_HUNDRED = Decimal(100)
_HIGHEST_TOTALS = 150.0  # what a table's last row is kept with, in points


@dataclass(frozen=True, slots=True)
class TradeTables:
    """Makes the parts of one document in a language.

    `taxed` is False where nothing is to be said of tax: the seller has no tax number, and no
    line is taxed or says why it is not. `credit`: of a credit note.
    """

    tr: I18n
    lines: Sequence[TradeLine]
    totals: DocumentTotals
    taxed: bool
    credit: bool = False

    def draw(self, work: PaperWork, final: str, rounding: Money | None = None) -> None:
        """Draw the lines, the sums, which end with `final`, and why something is not taxed."""
        rows = self.sums(final, rounding)
        table = self.table()
        table.keep = min(work.totals_height(rows), _HIGHEST_TOTALS)
        table.draw(work.flow)
        work.totals(rows)
        for text in self.reasons():
            work.remark(text)

    def amounts(self) -> tuple[Money, ...]:
        """Return each line's amount as its price says it, before a document discount.

        With tax in it where prices include that.
        """
        totals = self.totals
        currency = totals.total.currency
        nothing = Money(0, currency)
        if not totals.prices_include_tax:
            return tuple(line.net + (line.discount or nothing) for line in self.lines)
        known = all(line.tax is not None for line in self.lines)
        if known and not totals.discount.minor:
            return tuple(line.net + (line.tax or nothing) for line in self.lines)
        scale = exponent(currency)
        return tuple(
            Money(
                round_half_up(
                    (
                        line.quantity * line.unit_price * (1 - line.discount_percent / _HUNDRED)
                    ).scaleb(scale)
                ),
                currency,
            )
            for line in self.lines
        )

    def table(self) -> Table:
        """Show the lines; a column in which nothing stands is left out."""
        tr, formats = self.tr, self.tr.formats
        currency = self.totals.total.currency
        table = Table(
            (
                Column(tr.pgettext("column", "No."), right=True, grow=0),
                Column(tr.pgettext("column", "Description"), grow=6, wraps=True),
                Column(tr.pgettext("column", "Quantity"), right=True, grow=0.3),
                Column(tr.pgettext("column", "Unit"), grow=0.3, wraps=True),
                Column(tr.pgettext("column", "Unit price"), right=True, grow=0.3),
                Column(tr.pgettext("column", "Discount"), right=True, grow=0.2),
                Column(tr.pgettext("column", "Tax"), right=True, grow=0.2, wraps=True),
                Column(tr.pgettext("column", "Amount"), right=True, grow=0.3),
            )
        )
        table.rows = [
            (
                formats.number(number),
                self._description(line),
                "" if line.as_amount else formats.decimal(line.quantity),
                line.unit or "",
                "" if line.as_amount else unit_price(tr, line.unit_price, currency),
                formats.percent(-line.discount_percent) if line.discount_percent else "",
                self._rate(line) if self.taxed else "",
                formats.amount(amount),
            )
            for number, (line, amount) in enumerate(zip(self.lines, self.amounts(), strict=True), 1)
        ]
        return table.without_empty_columns()

    def sums(self, final: str, rounding: Money | None = None) -> list[TotalRow]:
        """List what the lines come to; the last row is called `final`."""
        tr, formats, totals = self.tr, self.tr.formats, self.totals
        payable = totals.total + rounding if rounding is not None else totals.total
        lines = sum(self.amounts(), Money(0, totals.total.currency))
        includes = totals.prices_include_tax
        goal = totals.total if includes else totals.net
        rows: list[TotalRow] = []
        if lines != goal:
            rows.append(TotalRow(tr.gettext("Sum of the lines"), formats.amount(lines)))
            rows.append(TotalRow(self._discount(), formats.amount(goal - lines)))
        last = TotalRow(final, formats.money(payable), final=True)
        rounded = (
            [TotalRow(tr.gettext("Rounding"), formats.amount(rounding))]
            if rounding is not None and rounding.minor
            else []
        )
        total = [TotalRow(tr.pgettext("sum", "Total"), formats.amount(totals.total))]
        if not self.taxed:
            return [*rows, *(total if rounded else []), *rounded, last]
        if includes:
            included = [self._included(row) for row in self._taxes()]
            return [*rows, *(total if rounded else []), *rounded, last, *included]
        rows.append(TotalRow(tr.gettext("Total without tax"), formats.amount(totals.net)))
        rows += [self._added(row) for row in self._taxes()]
        return [*rows, *(total if rounded else []), *rounded, last]

    def reasons(self) -> list[str]:
        """Say why lines are not taxed, each reason once (EN 16931, BT-120)."""
        tr = self.tr
        found: dict[tuple[VatCategory, str], None] = {}
        for line in self.lines:
            if needs_reason(line.tax_category) and line.tax_reason:
                found[line.tax_category, line.tax_reason.strip()] = None
        # Translators: why something is not taxed: "Reverse charge: the buyer owes the tax"
        said = tr.pgettext("tax", "{category}: {reason}")
        return [
            said.format(category=enum_name(tr, category), reason=reason)
            if reason.casefold() != enum_name(tr, category).casefold()
            else reason
            for category, reason in found
        ]

    def _taxes(self) -> list[TaxRow]:
        """Return the rows of taxes, the highest rate first."""
        return sorted(self.totals.taxes, key=lambda row: (-row.percent, row.category))

    def _description(self, line: TradeLine) -> str:
        return line_text(
            self.tr,
            line.description,
            as_amount=line.as_amount,
            credit=self.credit,
            less=line.quantity < 0,
        )

    def _discount(self) -> str:
        tr, percent = self.tr, self.totals.discount_percent
        if percent is None:
            return tr.pgettext("sum", "Discount")
        return tr.pgettext("sum", "Discount {percent}").format(percent=tr.formats.percent(percent))

    def _rate(self, line: TradeLine) -> str:
        if line.tax_category in {VatCategory.STANDARD, VatCategory.ZERO}:
            return self.tr.formats.percent(line.tax_percent)
        return enum_name(self.tr, line.tax_category)

    def _rate_of(self, row: TaxRow) -> str:
        """Name a category and its rate: `23%`, `Exempt`."""
        if row.category in {VatCategory.STANDARD, VatCategory.ZERO}:
            return self.tr.gettext("Tax {percent}").format(
                percent=self.tr.formats.percent(row.percent)
            )
        return enum_name(self.tr, row.category)

    def _added(self, row: TaxRow) -> TotalRow:
        # Translators: a row of the sums: "Tax 23% on 1,000.00"
        label = self.tr.gettext("{tax} on {net}").format(
            tax=self._rate_of(row), net=self.tr.formats.amount(row.net)
        )
        return TotalRow(label, self.tr.formats.amount(row.tax))

    def _included(self, row: TaxRow) -> TotalRow:
        # Translators: below a total that includes tax: "of which Tax 23% on 1,000.00"
        label = self.tr.gettext("of which {tax} on {net}").format(
            tax=self._rate_of(row), net=self.tr.formats.amount(row.net)
        )
        return TotalRow(label, self.tr.formats.amount(row.tax))


def is_taxed(lines: Sequence[TradeLine], tax_number: str | None) -> bool:
    """Tell whether a paper is to speak of tax: see `TradeTables.taxed`."""
    return bool(tax_number and tax_number.strip()) or any(
        line.tax_category is not VatCategory.ZERO for line in lines
    )
