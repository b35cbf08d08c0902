"""What the read side answers the reports with: sales of a period, who owes what, a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallcrm.domain.money import Money
from smallcrm.domain.periods import Period
from smallcrm.queries.receivable_shapes import PromiseShape
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.today_shapes import Ageing


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """Sales in one currency: how many, their totals, and what of these is settled.

    `paid` is whatever settled them: money, credit, credit notes, what was written off.
    """

    count: int
    total: Money
    paid: Money

    @property
    def open(self) -> Money:
        """What is not settled yet."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class SalesPeriod:
    """The sales of a period, and the totals that it is compared with.

    `before` is of the period before, `year_before` of the same one a year earlier: the same days
    of them where it is not over yet. None: there is nothing to compare with.
    """

    period: Period
    sales: SalesFigures
    before: Money | None = None
    year_before: Money | None = None


@dataclass(frozen=True, slots=True)
class ClientSales:
    """What a client bought; without `client`: how many `others` there are, and what they bought."""

    client: ClientRef | None
    sales: SalesFigures
    others: int = 0


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What of a product was sold: on how many lines, how much, and its part of the sales' totals.

    `name` None: lines without a product; with `others` that many products more. `quantity` is
    known where all lines name the same `unit`.
    """

    name: str | None
    code: str | None
    lines: int
    total: Money
    quantity: Decimal | None = None
    unit: str | None = None
    others: int = 0


@dataclass(frozen=True, slots=True)
class CurrencySales:
    """The sales of a range in one currency; every table adds up to `sales`.

    `periods` lie in their order, `clients` and `products` by what they come to, the most first.
    `opening` are opening balances of the range, which are no sales and are left out.
    """

    currency: str
    sales: SalesFigures
    buyers: int
    periods: tuple[SalesPeriod, ...]
    clients: tuple[ClientSales, ...]
    products: tuple[ProductSales, ...]
    opening: Money


@dataclass(frozen=True, slots=True)
class SalesReport:
    """The sales from `first` to `last`, divided into periods of `months`; no currencies: none."""

    first: date
    last: date
    months: int
    currencies: tuple[CurrencySales, ...]


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """What a client has overdue in one currency: since when, by age, and what was done about it.

    `reminders` and `reminded_on` are of the sale that is overdue longest; `promise` is the open
    one that ends first, else the last one if it was broken. Of `ageing`, what is not due counts
    for nothing here.
    """

    client: ClientRef
    phone: str | None
    oldest_due: date
    days: int
    overdue: Money
    ageing: Ageing
    reminders: int = 0
    reminded_on: date | None = None
    promise: PromiseShape | None = None


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A sale that a reminder was about, as it stood on the reminder's day.

    `due` is the day of what was overdue longest of it, `invoices` the numbers of the invoices that
    it stood on. `interest` is known where that of all lines adds up to what was charged.
    """

    sale_id: int
    number: str
    title: str
    due: date | None
    days: int
    open: Money
    invoices: tuple[str, ...] = ()
    interest: Money | None = None


@dataclass(frozen=True, slots=True)
class ReminderDetail:
    """A reminder as its letter says it: everything as of its day.

    `percent` is the rate a year of the interest, where it can be told. Fee and interest are none
    where the sale that they became was cancelled since.
    """

    id: int
    client: ClientRef
    on: date
    step: int
    lines: tuple[ReminderLine, ...]
    open: Money
    fee: Money
    interest: Money
    percent: Decimal | None = None

    @property
    def total(self) -> Money:
        """All that the letter asks for."""
        return self.open + self.fee + self.interest
