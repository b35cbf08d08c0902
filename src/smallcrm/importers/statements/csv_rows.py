"""The rows of a bank's table: which way money went, what its fee was, whose account it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.statements import RejectedLine, Statement, StatementLine
from smallcrm.importers.plan import DateOrder
from smallcrm.importers.statements.csv_fields import AMOUNTS
from smallcrm.importers.statements.reading import (
    StatementDraft,
    account_or_none,
    id_or_none,
    text_or_none,
    tidy,
)
from smallcrm.importers.table import Row, Table
from smallcrm.importers.values import AmountReader, currency_of, read_date

_IN: Final = frozenset(
    "h haben c cr crdt credit k crédit credito in bij + 贷 贷方 收 收入 入 转入 存 存入 进".split()
)
_OUT: Final = frozenset(
    "s soll d dr dbit debit débit debito out af - 借 借方 支 支出 出 转出 取 支取 付".split()
)
# A booking that is not on the account (yet, or any more).
_NOT_BOOKED: Final = frozenset(
    """
    pending|declined|denied|failed|reverted|cancelled|canceled|reversed|expired|removed|placed
    |temporary hold|created|ausstehend|vorgemerkt|umsatz vorgemerkt|vorgemerkter umsatz|abgelehnt
    |storniert|fehlgeschlagen|en attente|pendiente|rechazado|交易关闭|等待付款|已关闭|支付失败
    |交易失败|失败|等待确认收货
    """.replace("\n", "").split("|")
)
_BACK: Final = ("退款成功", "已退款")
_FIRST_FOUND: Final = 2000  # rows that tell how a column of amounts is signed


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the columns; `account` and `currency` hold for rows without their own."""

    heading: Sequence[str]
    fields: tuple[str | None, ...]
    account: str
    currency: str | None
    heading_row: int
    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    sign: str | None = None

    def settled(
        self, currency: str | None, orders: Mapping[str, DateOrder], sign: str | None
    ) -> Columns:
        """Return the columns with what their cells have settled."""
        return replace(self, currency=currency, orders=orders, sign=sign)

    @property
    def amount_fields(self) -> tuple[str, ...]:
        """The fields of amounts that have a column."""
        names = (*AMOUNTS, "fee", "balance")
        return tuple(name for name in names if name in self.fields)

    def heading_of(self, name: str) -> str:
        """Return what stands over the column of a field."""
        return self.heading[self.fields.index(name)]

    def cells(self, table: Table, name: str) -> Iterator[str]:
        """Go through the cells of a field's column that are not empty."""
        if name not in self.fields:
            return
        index = self.fields.index(name)
        for row in table.rows:
            if index < len(row.cells) and (text := row.cells[index].strip()):
                yield text

    def amounts(self, table: Table) -> Iterator[str]:
        """Go through the cells of all columns of amounts: a bank writes them in one way."""
        for name in self.amount_fields:
            yield from self.cells(table, name)

    def of(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by field; those that share a field joined."""
        values: dict[str, str] = {}
        for name, cell in zip(self.fields, row.cells, strict=False):
            text = cell.strip()
            if name is None or not text:
                continue
            values[name] = tidy(values[name], text) if name in values else text
        return values


@dataclass(slots=True)
class _Draft:
    """One account and currency; `balances`: of each row what moved, and the balance after it."""

    statement: StatementDraft
    balances: list[tuple[int, int | None]] = field(default_factory=list)


class BankRows:
    """Makes the statements of one table. Not to be shared: it remembers the rows of one file."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._drafts: dict[tuple[str, str], _Draft] = {}
        self._rejected: list[RejectedLine] = []
        self._out_is_negative = False
        self._sides_are_signed = False

    def statements(self, table: Table) -> tuple[Statement, ...]:
        """Read all rows; raises Refusal `no_rows`, or `no_currency` where no row has one."""
        self._settle_signs(table)
        for row in table.rows:
            try:
                self._take(row)
            except Refusal as refusal:
                place = self._columns.heading_row + row.number
                self._rejected.append(RejectedLine(place, refusal.code, refusal.parameters))
        if not self._drafts:
            if not self._rejected:
                raise Refusal("no_rows", field="file")
            if all(one.code == "no_currency" for one in self._rejected):
                raise Refusal("no_currency", field="currency")
            currency = self._columns.currency
            if currency is None:
                raise Refusal("no_currency", field="currency")
            self._draft(self._columns.account, currency)
        drafts = list(self._drafts.values())
        drafts[0].statement.rejected += self._rejected
        for draft in drafts:
            _balances(draft)
        return tuple(draft.statement.finished(self._columns.currency) for draft in drafts)

    def _draft(self, account: str, currency: str) -> _Draft:
        draft = self._drafts.get((account, currency))
        if draft is None:
            draft = _Draft(StatementDraft(account=account, currency=currency))
            self._drafts[account, currency] = draft
        return draft

    def _settle_signs(self, table: Table) -> None:
        """Tell from the column whether money out is written below zero already."""
        out: list[int] = []
        sides: list[bool] = []
        for row in table.rows[:_FIRST_FOUND]:
            values = self._columns.of(row)
            if not self._is_day(values):
                continue  # a footer, whose sums are signed in their own way
            try:
                currency = self._currency(values) or "EUR"
                if (debit := self._money(values, "debit", currency)) and debit.minor:
                    out.append(debit.minor)
                amount = self._money(values, "amount", currency)
                side = _side(values.get("sign", ""))
                if amount and amount.minor and side:
                    sides.append((amount.minor > 0) == (side > 0))
            except Refusal:
                continue
        self._out_is_negative = bool(out) and all(minor < 0 for minor in out)
        self._sides_are_signed = bool(sides) and all(sides)

    def _currency(self, values: Mapping[str, str]) -> str | None:
        usual = self._columns.currency
        text = values.get("currency")
        return currency_of(text, usual) if text else usual

    def _money(self, values: Mapping[str, str], name: str, currency: str | None) -> Money | None:
        text = values.get(name)
        if not text:
            return None
        try:
            return AmountReader(self._columns.sign, currency).money(text, currency)
        except Refusal as refusal:
            column = self._columns.heading_of(name)
            parameters = {**refusal.parameters, "column": column}
            raise Refusal(refusal.code, field=name, **parameters) from refusal

    def _take(self, row: Row) -> None:
        values = self._columns.of(row)
        if not any(name in values for name in AMOUNTS):
            # A line without money in it: a footer, a remark, a rule of dashes.
            if self._is_day(values):
                raise Refusal("line_without_amount", field="amount")
            return
        if row.damage:
            raise Refusal(row.damage, field="row")
        if values.get("status", "").strip().casefold() in _NOT_BOOKED:
            raise Refusal("line_not_booked", field="status", text=values["status"][:80])
        currency = self._currency(values)
        amount, fee = self._amounts(values, currency)
        line = self._line(values, amount)
        account = account_or_none(values.get("own_account")) or self._columns.account
        draft = self._draft(account, amount.currency)
        draft.statement.lines.append(line)
        moved = amount.minor
        if fee:
            moved += fee.minor
            draft.statement.lines.append(self._fee_line(line, fee))
        draft.balances.append((moved, self._balance(values, amount.currency)))

    def _balance(self, values: Mapping[str, str], currency: str) -> int | None:
        """Read the balance beside a booking; one that cannot be read (`***`) is none."""
        try:
            balance = self._money(values, "balance", currency)
        except Refusal:
            return None
        return balance.minor if balance is not None and balance.currency == currency else None

    def _is_day(self, values: Mapping[str, str]) -> bool:
        try:
            read_date(values.get("booked", ""), self._columns.orders.get("booked"))
        except Refusal:
            return False
        return True

    def _amounts(
        self, values: Mapping[str, str], currency: str | None
    ) -> tuple[Money, Money | None]:
        """Return what moved, with its sign, and the fee that was taken besides."""
        moved = self._moved(values, currency)
        gross = self._money(values, "gross", currency) if "amount" in values else None
        if gross and gross.currency == moved.currency:
            fee = moved.minor - gross.minor
            return gross, Money(fee, moved.currency) if fee else None
        fee_money = self._money(values, "fee", moved.currency)
        if fee_money and fee_money.minor and fee_money.currency == moved.currency:
            return moved, Money(-abs(fee_money.minor), moved.currency)
        return moved, None

    def _moved(self, values: Mapping[str, str], currency: str | None) -> Money:
        credit = self._money(values, "credit", currency)
        debit = self._money(values, "debit", currency)
        if (credit and credit.minor) and (debit and debit.minor):
            raise Refusal("line_in_and_out", field="amount")
        if debit and debit.minor:
            return debit if self._out_is_negative else Money(-debit.minor, debit.currency)
        if credit:
            return credit
        amount = self._money(values, "amount", currency)
        amount = debit if amount is None else amount
        if amount is None:
            raise Refusal("line_without_amount", field="amount")
        if "sign" not in self._columns.fields:
            return amount
        return self._directed(amount, values)

    def _directed(self, amount: Money, values: Mapping[str, str]) -> Money:
        side = _side(values.get("sign", ""))
        if not side:
            if values.get("status", "") in _BACK:
                return amount
            raise Refusal("line_without_direction", field="amount")
        if self._sides_are_signed or side > 0:
            return amount
        return Money(-amount.minor, amount.currency)

    def _line(self, values: Mapping[str, str], amount: Money) -> StatementLine:
        came_in = amount.minor >= 0
        other = values.get("payer") if came_in else values.get("payee")
        return StatementLine(
            booked_on=self._day(values, "booked"),
            amount_minor=amount.minor,
            currency=amount.currency,
            name=text_or_none(other) or text_or_none(values.get("name")),
            account=account_or_none(values.get("account")),
            reference=tidy(values.get("reference")) or tidy(values.get("kind")),
            bank_id=id_or_none(values.get("bank_id")),
            end_to_end=id_or_none(values.get("end_to_end")),
            value_on=self._day(values, "value") if values.get("value") else None,
        )

    def _day(self, values: Mapping[str, str], name: str) -> date:
        text = values.get(name)
        if not text:
            raise Refusal("line_without_date", field="date")
        try:
            return read_date(text, self._columns.orders.get(name))
        except Refusal as refusal:
            column = self._columns.heading_of(name)
            raise Refusal(
                refusal.code, field=name, **{**refusal.parameters, "column": column}
            ) from refusal

    def _fee_line(self, line: StatementLine, fee: Money) -> StatementLine:
        heading = self._columns.heading_of("fee") if "fee" in self._columns.fields else ""
        return replace(
            line,
            amount_minor=fee.minor,
            reference=tidy(heading, line.reference),
            bank_id=f"{line.bank_id}/fee" if line.bank_id else None,
            end_to_end=None,
        )


def _side(text: str) -> int:
    """Tell which way money went: 1 in, -1 out, 0 where the cell does not say."""
    word = text.strip().casefold()
    return 1 if word in _IN else -1 if word in _OUT else 0


def _balances(draft: _Draft) -> None:
    """Find opening and closing from the balance beside each row; either order of time."""
    rows = [(moved, balance) for moved, balance in draft.balances if balance is not None]
    if not rows or len(rows) != len(draft.balances):
        return
    pairs = list(pairwise(rows))
    upwards = sum(after[1] == before[1] + after[0] for before, after in pairs)
    downwards = sum(before[1] == after[1] + before[0] for before, after in pairs)
    first, last = (rows[-1], rows[0]) if downwards > upwards else (rows[0], rows[-1])
    draft.statement.opening_minor = first[1] - first[0]
    draft.statement.closing_minor = last[1]
