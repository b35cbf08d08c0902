"""Whatever the lines are, the amounts that a paper prints add up as they are printed."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.reports import factory

from smallcrm.domain import documents
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.money import Money
from smallcrm.queries.trade_shapes import DocumentTotals, TaxRow, TradeLine
from smallcrm.reports.trade_tables import TradeTables

ENGLISH = factory.english()
LINES = st.lists(
    st.builds(
        documents.Line,
        quantity=st.decimals("0.1", "50", places=1),
        unit_price=st.decimals("0", "500", places=3),
        discount_percent=st.sampled_from([Decimal(0), Decimal(10), Decimal("33.3")]),
        tax_percent=st.sampled_from([Decimal("13.5"), Decimal(23)]),
        category=st.just(VatCategory.STANDARD),
    ),
    min_size=1,
    max_size=6,
)
DISCOUNTS = st.none() | st.builds(documents.Discount, percent=st.sampled_from([Decimal("7.5")]))


@st.composite
def tables(draw: st.DrawFn) -> TradeTables:
    """Return the tables of a quote, its figures worked out by the one rule that there is."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    includes, per_line = draw(st.booleans()), draw(st.booleans())
    lines, discount = draw(LINES), draw(DISCOUNTS)
    figures = documents.totals(
        lines, currency, prices_include_tax=includes, tax_per_line=per_line, discount=discount
    )

    def money(minor: int) -> Money:
        return Money(minor, currency)

    made = [
        TradeLine(
            id=number,
            position=number,
            description=f"Line {number}",
            quantity=one.quantity,
            unit=None,
            unit_price=one.unit_price,
            discount_percent=one.discount_percent,
            tax_category=one.category,
            tax_percent=one.tax_percent,
            tax_reason=None,
            net=money(net),
            tax=money(tax),
        )
        for number, (one, net, tax) in enumerate(
            zip(lines, figures.line_nets, figures.line_taxes, strict=True), 1
        )
    ]
    totals = DocumentTotals(
        net=money(figures.net_minor),
        tax=money(figures.tax_minor),
        total=money(figures.total_minor),
        discount=money(figures.discount_minor),
        taxes=tuple(
            TaxRow(row.category, row.percent, money(row.net_minor), money(row.tax_minor))
            for row in figures.taxes
        ),
        prices_include_tax=includes,
        tax_per_line=per_line,
        discount_percent=discount.percent if discount else None,
    )
    return TradeTables(ENGLISH, made, totals, taxed=True)


def decimal(text: str) -> Decimal:
    return Decimal(text.split(maxsplit=1)[0].replace(",", "").replace("\N{MINUS SIGN}", "-"))


@given(tables())
def test_printed_amounts_add_up(tables: TradeTables) -> None:
    rows = tables.table().rows
    printed = [str(row[-1]) for row in rows]
    sums = {row.label: decimal(row.amount) for row in tables.sums("All")}
    lines = sum(map(decimal, printed), Decimal(0))
    discount = sum(
        (amount for label, amount in sums.items() if label.startswith("Discount")), Decimal(0)
    )
    if discount:
        assert sums["Sum of the lines"] == lines
    taxes = sum((amount for label, amount in sums.items() if "Tax" in label), Decimal(0))
    assert discount <= 0
    if tables.totals.prices_include_tax:
        assert lines + discount == sums["All"]
        assert taxes == tables.totals.tax.major
    else:
        assert lines + discount == sums["Total without tax"]
        assert sums["Total without tax"] + taxes == sums["All"]
    assert sums["All"] == tables.totals.total.major
