"""The columns of the tabs of quotes, invoices, products and contracts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smallcrm.domain.enums import InvoiceKind, QuoteState
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name, quote_number, unit_price, unit_price_with_currency
from smallcrm.ui.models.columns import SOON_DAYS, debt_tone
from smallcrm.ui.models.paged import ColumnSpec, RowSpec
from smallcrm.ui.widgets.cells import EMPTY, Cell, tone_cell

if TYPE_CHECKING:
    from smallcrm.queries.trade_shapes import (
        ContractShape,
        InvoiceShape,
        ProductShape,
        QuoteShape,
    )
    from smallcrm.ui.theme import Tone

# A product belongs to no client.
PRODUCT_ROWS = RowSpec(lambda row: row.id, lambda _row: 0)


class TradeColumns:
    """Makes the column specs of these tabs for one language."""

    def __init__(self, tr: I18n, currency: str) -> None:
        self._tr = tr
        self._currency = currency

    def quotes(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Quotes tab."""
        tr = self._tr
        return (
            ColumnSpec("number", tr.pgettext("column", "Number"), self._quote_number, 150),
            ColumnSpec("client", tr.gettext("Client"), _client, 190),
            ColumnSpec("title", tr.gettext("What"), lambda row: Cell(row.title), 260),
            ColumnSpec("on", tr.pgettext("column", "Quoted"), lambda row: self._day(row.on), 104),
            ColumnSpec("valid_until", tr.gettext("Valid until"), self._valid_until, 110),
            ColumnSpec("state", tr.gettext("Status"), self._quote_state, 130),
            ColumnSpec(
                "total", tr.gettext("Total"), lambda row: self._money(row.total), 130, align="right"
            ),
        )

    def invoices(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Invoices tab."""
        tr = self._tr
        return (
            ColumnSpec(
                "number",
                tr.pgettext("column", "Number"),
                lambda row: Cell(row.number, weight="medium"),
                130,
            ),
            ColumnSpec("client", tr.gettext("Client"), _client, 210),
            ColumnSpec("kind", tr.gettext("Kind"), self._invoice_kind, 216),
            ColumnSpec("on", tr.pgettext("column", "Issued"), lambda row: self._day(row.on), 104),
            ColumnSpec("due", tr.gettext("Due"), self._invoice_due, 104),
            ColumnSpec("fixed", tr.gettext("Paper"), self._paper, 150),
            ColumnSpec(
                "payable",
                tr.gettext("To pay"),
                lambda row: self._money(row.payable),
                120,
                align="right",
            ),
            ColumnSpec(
                "open", tr.pgettext("column", "Open"), self._invoice_open, 130, align="right"
            ),
        )

    def products(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Products tab."""
        tr = self._tr
        price = tr.gettext("Price in {currency}").format(
            currency=tr.formats.currency_word(self._currency)
        )
        return (
            ColumnSpec("code", tr.gettext("Code"), lambda row: _quiet(row.code), 120),
            ColumnSpec(
                "name",
                tr.pgettext("product", "Name"),
                lambda row: Cell(
                    row.name, weight="medium", tone="plain" if row.active else "third"
                ),
                330,
            ),
            ColumnSpec("unit", tr.gettext("Unit"), lambda row: _quiet(row.unit), 100),
            ColumnSpec("price", price, self._price, 140, align="right"),
            ColumnSpec("", tr.gettext("Other prices"), self._other_prices, 200, align="right"),
            ColumnSpec("tax", tr.gettext("Tax"), self._tax, 120, align="right"),
            ColumnSpec("active", tr.gettext("Status"), self._active, 120),
        )

    def contracts(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Contracts tab."""
        tr = self._tr
        return (
            ColumnSpec(
                "number",
                tr.pgettext("column", "Number"),
                lambda row: Cell(row.number, weight="medium"),
                130,
            ),
            ColumnSpec("client", tr.gettext("Client"), _client, 200),
            ColumnSpec("title", tr.gettext("What"), lambda row: Cell(row.title), 280),
            ColumnSpec(
                "starts", tr.pgettext("contract", "From"), lambda row: self._day(row.starts_on), 110
            ),
            ColumnSpec("ends", tr.pgettext("contract", "Until"), self._ends, 110),
            ColumnSpec("days_left", tr.gettext("Days left"), self._days_left, 100, align="right"),
            ColumnSpec("amount", tr.gettext("Amount"), self._contract_amount, 140, align="right"),
        )

    def _day(self, day: date | None) -> Cell:
        return Cell(self._tr.formats.date_short(day), value=day) if day else EMPTY

    def _amount(self, amount: Money) -> str:
        formats = self._tr.formats
        if amount.currency == self._currency:
            return formats.amount(amount)
        return formats.money(amount)

    def _value(self, amount: Money) -> Money | None:
        """Return what a spreadsheet may add up: an amount in the file's own currency."""
        return amount if amount.currency == self._currency else None

    def _money(self, amount: Money) -> Cell:
        return Cell(self._amount(amount), align="right", value=self._value(amount))

    def _quote_number(self, row: QuoteShape) -> Cell:
        return Cell(quote_number(self._tr, row.number, row.revision), weight="medium")

    def _valid_until(self, row: QuoteShape) -> Cell:
        if row.valid_until is None:
            return EMPTY
        text = self._tr.formats.date_short(row.valid_until)
        if row.state not in {QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED}:
            return Cell(text, tone="second")
        left = (row.valid_until - self._tr.formats.clock.today()).days
        return Cell(text, tone="soon" if left < SOON_DAYS else "plain")

    def _quote_state(self, row: QuoteShape) -> Cell:
        tones: dict[QuoteState, Tone] = {
            QuoteState.ACCEPTED: "ok",
            QuoteState.LAPSED: "third",
            QuoteState.DECLINED: "third",
        }
        return Cell(enum_name(self._tr, row.state), tone=tones.get(row.state, "second"))

    def _invoice_kind(self, row: InvoiceShape) -> Cell:
        name = enum_name(self._tr, row.kind)
        if row.credits_number:
            # Translators: a credit note and the invoice that it takes back
            name = self._tr.gettext("{kind} for {number}").format(
                kind=name, number=row.credits_number
            )
        return Cell(name, tone="second")

    def _invoice_due(self, row: InvoiceShape) -> Cell:
        if row.due is None or row.kind is InvoiceKind.CREDIT_NOTE:
            return EMPTY
        tone: Tone = "debt" if row.open and row.days else "plain"
        return Cell(self._tr.formats.date_short(row.due), tone=tone, value=row.due)

    def _paper(self, row: InvoiceShape) -> Cell:
        tr = self._tr
        words = tr.gettext("sent or printed") if row.fixed else tr.gettext("not sent yet")
        return Cell(words, tone="second" if row.fixed else "soon")

    def _invoice_open(self, row: InvoiceShape) -> Cell:
        if row.kind is InvoiceKind.CREDIT_NOTE:
            return EMPTY
        if not row.open:
            nothing = self._tr.formats.amount(row.open)
            return Cell(nothing, tone="third", align="right", value=self._value(row.open))
        tone = debt_tone(row.days > 0, row.due, self._tr.formats.clock.today())
        return tone_cell(self._amount(row.open), tone, value=self._value(row.open))

    def _price(self, row: ProductShape) -> Cell:
        price = dict(row.prices).get(self._currency)
        if price is None:
            return EMPTY
        return Cell(unit_price(self._tr, price, self._currency), align="right", value=price)

    def _other_prices(self, row: ProductShape) -> Cell:
        tr = self._tr
        others = [
            unit_price_with_currency(tr, price, currency)
            for currency, price in row.prices
            if currency != self._currency
        ]
        return Cell(tr.formats.list_sentence(others), tone="second", align="right")

    def _tax(self, row: ProductShape) -> Cell:
        return Cell(self._tr.formats.percent(row.tax_percent), align="right")

    def _active(self, row: ProductShape) -> Cell:
        tr = self._tr
        if row.active:
            return Cell(tr.pgettext("product", "for sale"), tone="second")
        return Cell(tr.pgettext("product", "no longer sold"), tone="third")

    def _ends(self, row: ContractShape) -> Cell:
        ends = row.ended_on or row.ends_on
        if ends is None:
            return EMPTY
        near = row.days_left is not None and 0 <= row.days_left < 4 * SOON_DAYS
        text = self._tr.formats.date_short(ends)
        return Cell(text, tone="soon" if near else "plain", value=ends)

    def _days_left(self, row: ContractShape) -> Cell:
        if row.days_left is None:
            return EMPTY
        if row.days_left < 0:
            return Cell(self._tr.pgettext("contract", "over"), tone="third", align="right")
        text = self._tr.formats.number(row.days_left)
        return Cell(text, align="right", value=row.days_left)

    def _contract_amount(self, row: ContractShape) -> Cell:
        return self._money(row.amount) if row.amount is not None else EMPTY


def _client(row: QuoteShape | InvoiceShape | ContractShape) -> Cell:
    return Cell(row.client.name, weight="medium")


def _quiet(text: str | None) -> Cell:
    return Cell(text, tone="second") if text else EMPTY
