"""The columns of the tabs: what each shows of a row, in the owner's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from smallcrm.domain.enums import Level, PaymentStatus, SaleStatus
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.sentences import enum_name, method_name
from smallcrm.ui.models.paged import ColumnSpec, RowSpec
from smallcrm.ui.theme import Tone
from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.cells import EMPTY, Cell, tone_cell

if TYPE_CHECKING:
    from smallcrm.queries.shapes import (
        ClientRow,
        Owed,
        PaymentShape,
        SaleShape,
    )

SOON_DAYS = 8


def level_badge(tr: I18n, level: Level) -> BadgeSpec:
    """Return the badge of a level: a sign and a word, plain text for the standard one."""
    return BadgeSpec(level.value, enum_name(tr, level))


def debt_tone(overdue: bool, due: date | None, today: date) -> Tone:
    """Return the tone of what is owed: overdue, due within eight days, or plain."""
    if overdue:
        return "debt"
    if due is not None and (due - today).days <= SOON_DAYS:
        return "soon"
    return "plain"


class Columns:
    """Makes the column specs of each tab for one language."""

    def __init__(self, tr: I18n, currency: str) -> None:
        self._tr = tr
        self._currency = currency

    def clients(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Clients tab."""
        tr = self._tr
        owes = tr.gettext("Owes {currency}").format(
            currency=tr.formats.currency_word(self._currency)
        )
        return (
            ColumnSpec("name", tr.gettext("Client"), self._client_name, 196),
            ColumnSpec(
                "organisation",
                tr.gettext("Organisation"),
                lambda row: _quiet(row.client.organisation),
                190,
            ),
            ColumnSpec("level", tr.gettext("Level"), self._level, 106),
            ColumnSpec("phone", tr.gettext("Phone"), lambda row: Cell(row.phone or ""), 160),
            ColumnSpec("last_contact", tr.gettext("Last contact"), self._contact, 116),
            ColumnSpec("email", tr.gettext("E-mail"), lambda row: _quiet(row.email), 190),
            ColumnSpec("credit", tr.gettext("Credit"), self._credit, 96, align="right"),
            ColumnSpec("owed", owes, self._owed, 120, align="right"),
            ColumnSpec("oldest_due", tr.gettext("Oldest due"), self._oldest, 110, align="right"),
            ColumnSpec("code", tr.gettext("Code"), lambda row: _quiet(row.code), 90, shown=False),
            ColumnSpec(
                "lifecycle",
                tr.gettext("Stage"),
                lambda row: _quiet(enum_name(tr, row.lifecycle)),
                100,
                shown=False,
            ),
            ColumnSpec(
                "tags",
                tr.gettext("Tags"),
                lambda row: _quiet(tr.pgettext("facts", ", ").join(row.tags)),
                160,
                shown=False,
            ),
        )

    def sales(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Sales tab."""
        tr = self._tr
        return (
            ColumnSpec(
                "number", tr.pgettext("column", "Number"), lambda row: Cell(row.number), 116
            ),
            ColumnSpec("client", tr.gettext("Client"), self._sale_client, 190),
            ColumnSpec("title", tr.gettext("What"), lambda row: Cell(row.title), 260),
            ColumnSpec("on", tr.pgettext("column", "Sold"), lambda row: self._day(row.on), 104),
            ColumnSpec("due", tr.gettext("Due"), self._sale_due, 104),
            ColumnSpec("status", tr.gettext("Status"), self._sale_status, 100),
            ColumnSpec(
                "external_number",
                tr.gettext("Their number"),
                lambda row: _quiet(row.external_number),
                110,
                shown=False,
            ),
            ColumnSpec(
                "total", tr.gettext("Total"), lambda row: self._money(row.total), 120, align="right"
            ),
            ColumnSpec("open", tr.pgettext("column", "Open"), self._sale_open, 130, align="right"),
        )

    def payments(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of the Payments tab."""
        tr = self._tr
        return (
            ColumnSpec("on", tr.pgettext("column", "Received"), lambda row: self._day(row.on), 110),
            ColumnSpec("client", tr.gettext("Client"), self._payment_client, 190),
            ColumnSpec("kind", tr.gettext("Kind"), self._payment_kind, 130),
            ColumnSpec("method", tr.gettext("How"), self._method, 120),
            ColumnSpec(
                "reference", tr.gettext("Reference"), lambda row: _quiet(row.reference), 150
            ),
            # What a payment settled is no order to sort by.
            ColumnSpec("", tr.gettext("Settled"), self._settled, 250),
            ColumnSpec("amount", tr.gettext("Amount"), self._payment_amount, 120, align="right"),
            ColumnSpec("free", tr.gettext("Not allocated"), self._free, 120, align="right"),
        )

    def _day(self, day: date | None) -> Cell:
        return Cell(self._tr.formats.date_short(day), value=day) if day else EMPTY

    def _amount(self, amounts: Sequence[Money]) -> str:
        """Write amounts without the currency where it is the file's alone."""
        formats = self._tr.formats
        if len(amounts) == 1 and amounts[0].currency == self._currency:
            return formats.amount(amounts[0])
        return formats.monies(amounts)

    def _value(self, amounts: Sequence[Money]) -> Money | None:
        """Return what a spreadsheet may add up: one amount, in the file's own currency."""
        alone = len(amounts) == 1 and amounts[0].currency == self._currency
        return amounts[0] if alone else None

    def _money(self, amount: Money) -> Cell:
        return Cell(self._amount([amount]), align="right", value=self._value([amount]))

    def _client_name(self, row: ClientRow) -> Cell:
        return Cell(row.client.name, weight="medium")

    def _level(self, row: ClientRow) -> Cell:
        return Cell(badge=level_badge(self._tr, row.client.level))

    def _contact(self, row: ClientRow) -> Cell:
        at: datetime | None = row.last_contact_at
        if at is None:
            return EMPTY
        day = self._tr.formats.clock.local(at).date()
        return Cell(self._tr.formats.date_short(day), value=day)

    def _credit(self, row: ClientRow) -> Cell:
        if not row.credit:
            return EMPTY
        value = self._value(row.credit)
        return Cell(self._amount(row.credit), tone="ok", align="right", value=value)

    def _tone(self, owed: Sequence[Owed], due: date | None) -> Tone:
        late = any(part.overdue for part in owed)
        return debt_tone(late, due, self._tr.formats.clock.today())

    def _owed(self, row: ClientRow) -> Cell:
        if not row.owed:
            return EMPTY
        amounts = [part.amount for part in row.owed]
        tone = self._tone(row.owed, row.oldest_due)
        return tone_cell(self._amount(amounts), tone, value=self._value(amounts))

    def _oldest(self, row: ClientRow) -> Cell:
        if row.oldest_due is None:
            return EMPTY
        tone = self._tone(row.owed, row.oldest_due)
        text = self._tr.formats.date_short(row.oldest_due)
        tone = "second" if tone == "plain" else tone
        return Cell(text, tone=tone, align="right", value=row.oldest_due)

    def _sale_client(self, row: SaleShape) -> Cell:
        return Cell(row.client.name, weight="medium")

    def _sale_due(self, row: SaleShape) -> Cell:
        if row.due is None:
            return EMPTY
        tone: Tone = "debt" if row.payment_status is PaymentStatus.OVERDUE else "plain"
        return Cell(self._tr.formats.date_short(row.due), tone=tone, value=row.due)

    def _sale_status(self, row: SaleShape) -> Cell:
        quiet = row.status is SaleStatus.CANCELLED
        return Cell(enum_name(self._tr, row.status), tone="third" if quiet else "second")

    def _sale_open(self, row: SaleShape) -> Cell:
        if not row.open:
            nothing = self._tr.formats.amount(row.open)
            return Cell(nothing, tone="third", align="right", value=self._value([row.open]))
        late = row.payment_status is PaymentStatus.OVERDUE
        tone = debt_tone(late, row.due, self._tr.formats.clock.today())
        return tone_cell(self._amount([row.open]), tone, value=self._value([row.open]))

    def _payment_client(self, row: PaymentShape) -> Cell:
        return Cell(row.client.name, weight="medium")

    def _payment_kind(self, row: PaymentShape) -> Cell:
        name = enum_name(self._tr, row.kind)
        if row.void:
            name = self._tr.gettext("{kind}, void").format(kind=name)
        return Cell(name, tone="third" if row.void else "second")

    def _method(self, row: PaymentShape) -> Cell:
        return Cell(method_name(self._tr, row.method) if row.method else "")

    def _settled(self, row: PaymentShape) -> Cell:
        return _quiet(
            self._tr.formats.list_sentence([part.sale_number for part in row.settled[:4]])
            if row.settled
            else None
        )

    def _payment_amount(self, row: PaymentShape) -> Cell:
        return Cell(
            self._amount([row.amount]),
            tone="third" if row.void else "plain",
            align="right",
            value=self._value([row.amount]),
        )

    def _free(self, row: PaymentShape) -> Cell:
        if not row.free:
            return EMPTY
        value = self._value([row.free])
        return Cell(self._amount([row.free]), tone="ok", align="right", value=value)


def _quiet(text: str | None) -> Cell:
    return Cell(text, tone="second") if text else EMPTY


CLIENT_ROWS = RowSpec(lambda row: row.client.id, lambda row: row.client.id)
OWN_ROWS = RowSpec(lambda row: row.id, lambda row: row.client.id)
