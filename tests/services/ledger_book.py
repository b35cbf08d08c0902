"""A ledger of our own: written from the rules, it shares no code with the program.

A few dictionaries in minor units; sums of documents are worked out in fractions. What the program
says of a story must be what this book says of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from tests.services.ledger_rewards import Key, RuleBook
from tests.services.ledger_sums import LineBook, Off, amount_of, half_up, net_and_tax, oldest_first

if TYPE_CHECKING:
    from tests.services.ledger_levels import LevelBook


@dataclass
class SaleBook:
    """A sale; `own_due` is its due date while it has no plan."""

    client: int
    currency: str
    total: int
    sold: date
    own_due: date | None
    ordered: bool
    lines: dict[int, LineBook] = field(default_factory=dict)
    includes: bool = False
    per_line: bool = False
    off: Off = field(default_factory=Off)
    cancelled: bool = False
    plan: list[tuple[date | None, int]] = field(default_factory=list)
    billed: int = 0
    # How many papers billed a part of it or took one back: each may be rounded by itself.
    papers: int = 0
    quote: int | None = None
    taken: dict[int, Fraction] = field(default_factory=dict)
    simple: bool = False

    @property
    def net_and_tax(self) -> tuple[int, int]:
        lines = list(self.lines.values())
        return net_and_tax(lines, includes=self.includes, per_line=self.per_line, off=self.off)

    @property
    def net(self) -> int:
        return self.net_and_tax[0]

    def exact(self, quantities: dict[int, Fraction]) -> Fraction:
        """What quantities of its lines are worth, unrounded, with tax."""
        kept = 1 - self.off.share(list(self.lines.values()))
        return sum(
            (
                quantity
                * self.lines[line].price
                * kept
                * (1 if self.includes else 1 + Fraction(self.lines[line].percent, 100))
                for line, quantity in quantities.items()
            ),
            Fraction(),
        )

    def slack(self) -> int:
        """How far rounding may carry a part away from its exact amount."""
        return (len(self.lines) + 2) * (self.papers + 2)

    def change_plan(self, entries: Iterable[tuple[date | None, int]]) -> None:
        self.plan = sorted(entries, key=lambda entry: oldest_first(entry[0]))

    def date_part(self, minor: int, due: date) -> None:
        """Let so much of what is due on no day yet be due on one."""
        entries = list(self.plan)
        if not entries:
            if self.own_due is not None:
                return
            entries = [(None, self.total)]
        waiting = sum(part for day, part in entries if day is None)
        dated = min(minor, waiting)
        if dated:
            kept = [entry for entry in entries if entry[0] is not None]
            rest = waiting - dated
            # The first that wait are dated first; all that counts here is how much still waits.
            self.change_plan([*kept, (due, dated), *([(None, rest)] if rest else [])])

    def date_rest(self, due: date) -> None:
        if self.plan:
            self.date_part(self.total, due)
        elif self.own_due is None:
            self.own_due = due


@dataclass
class PaymentBook:
    """Money, a credit, or what was given up: what of it settles which sale."""

    client: int
    currency: str
    amount: int
    kind: str
    on: date
    parts: dict[int, int] = field(default_factory=dict)
    refunded: int = 0
    void: bool = False
    refund_of: int | None = None
    # The bank's line that it is, if it is one.
    booking: int | None = None

    # Of a credit that a referral earned: what it is for, and its last good day.
    key: Key | None = None
    # The rule stays known when the referral is gone.
    by_rule: int | None = None
    expires: date | None = None

    @property
    def free(self) -> int:
        if self.void or self.kind in {"refund", "credit_taken_back"}:
            return 0
        return self.amount - sum(self.parts.values()) - self.refunded

    def lapsed(self, today: date) -> bool:
        """Say whether the last good day is over: what is free then is no credit."""
        return self.expires is not None and self.expires < today


@dataclass
class PaperBook:
    """An invoice, or a credit note (`credits`): what it bills or takes back of each sale."""

    client: int
    currency: str
    shares: dict[int, int]
    # Line of the paper -> sale, line of the sale, quantity, amount with tax.
    lines: dict[int, tuple[int, int | None, Fraction, int]] = field(default_factory=dict)
    credits: int | None = None
    rebill: bool = False
    credited: dict[int, Fraction] = field(default_factory=dict)
    notes: int = 0


@dataclass
class QuoteBook:
    """A revision of a quote, whose lines are accepted in parts."""

    client: int
    currency: str
    lines: dict[int, LineBook]
    includes: bool
    off: Off
    revision: int = 1
    replaced: bool = False
    declined: bool = False


@dataclass
class PromiseBook:
    """What a client said that they would pay."""

    client: int
    sale: int | None
    currency: str
    amount: int
    on: date
    until: date
    withdrawn: bool = False


@dataclass
class ReminderBook:
    """What was reminded of (sale -> what was overdue), and what it cost."""

    client: int
    currency: str
    on: date
    step: int
    sales: dict[int, int]
    fee: int
    # Sale -> interest, where the reminder asked for any.
    interest: dict[int, int]
    charge: int | None = None


@dataclass
class BookingBook:
    """A line of a bank statement, and what became of it."""

    currency: str
    minor: int
    on: date
    text: str
    ignored: bool = False


@dataclass
class ReferralBook:
    """Who sent a client; the outcome that was set by hand, if any was."""

    referrer: int
    client: int
    by_hand: str | None = None
    # We sent the client to a partner: `referrer` is the partner.
    out: bool = False


@dataclass
class FollowUpBook:
    """What the program asks to be done by itself; an amount where credit was lost."""

    client: int
    code: str
    referral: int | None
    currency: str | None = None
    minor: int | None = None
    done: bool = False


@dataclass
class Book:
    """Everything that the ledger knows."""

    clients: list[int] = field(default_factory=list)
    sales: dict[int, SaleBook] = field(default_factory=dict)
    payments: dict[int, PaymentBook] = field(default_factory=dict)
    papers: dict[int, PaperBook] = field(default_factory=dict)
    quotes: dict[int, QuoteBook] = field(default_factory=dict)
    promises: dict[int, PromiseBook] = field(default_factory=dict)
    reminders: dict[int, ReminderBook] = field(default_factory=dict)
    bookings: dict[int, BookingBook] = field(default_factory=dict)
    referrals: dict[int, ReferralBook] = field(default_factory=dict)
    rules: dict[int, RuleBook] = field(default_factory=dict)
    # Referral and recipient: what the owner says that they earn, in a currency.
    overrides: dict[tuple[int, int], tuple[str, int]] = field(default_factory=dict)
    follow_ups: dict[int, FollowUpBook] = field(default_factory=dict)
    # Whether the owner wants to be reminded of thanking, and which referrals were won so far.
    thanks: bool = True
    won: set[int] = field(default_factory=set)
    # What gives a level, and whose level the owner set.
    level_rules: dict[int, LevelBook] = field(default_factory=dict)
    levels_by_hand: dict[int, str] = field(default_factory=dict)

    # -- sales ------------------------------------------------------------------------------------

    def paid(self, sale: int) -> int:
        return sum(payment.parts.get(sale, 0) for payment in self.payments.values())

    def left(self, sale: int) -> int:
        book = self.sales[sale]
        return 0 if book.cancelled else book.total - self.paid(sale)

    def open_parts(self, sale: int) -> list[tuple[date | None, int]]:
        """What is open of a sale, by the day that it is due: what was paid settles the earliest."""
        book = self.sales[sale]
        if not book.plan:
            return [(book.own_due, self.left(sale))]
        paid, found = self.paid(sale), []
        for due, minor in book.plan:
            settled = min(paid, minor)
            paid -= settled
            found.append((due, minor - settled))
        return found

    def due(self, sale: int) -> date | None:
        book = self.sales[sale]
        if not book.plan:
            return book.own_due
        return next((due for due, minor in self.open_parts(sale) if minor), book.plan[-1][0])

    def owed(self, client: int, today: date) -> dict[str, tuple[int, int, int, int]]:
        """What a client owes per currency: all of it, overdue, not yet due, not yet billed."""
        found: dict[str, list[int]] = {}
        for sale, book in self.sales.items():
            left = self.left(sale)
            if book.client != client or not left:
                continue
            parts = self.open_parts(sale)
            late = sum(minor for due, minor in parts if due is not None and due < today)
            waits = bool(book.plan) or book.ordered
            unbilled = sum(minor for due, minor in parts if due is None) if waits else 0
            sums = found.setdefault(book.currency, [0, 0, 0, 0])
            for place, minor in enumerate((left, late, left - late - unbilled, unbilled)):
                sums[place] += minor
        return {currency: tuple(sums) for currency, sums in found.items()}  # type: ignore[misc]

    # -- payments ---------------------------------------------------------------------------------

    def move(self, payment: int, sale: int, minor: int) -> None:
        parts = self.payments[payment].parts
        parts[sale] = parts.get(sale, 0) + minor
        if not parts[sale]:
            del parts[sale]

    def settle(self, payment: int) -> None:
        """Settle what the client owes, oldest due first, each instalment in its own place."""
        book = self.payments[payment]
        dues = [
            (oldest_first(due), sold.sold, sale, minor)
            for sale, sold in self.sales.items()
            if sold.client == book.client and sold.currency == book.currency and self.left(sale)
            for due, minor in self.open_parts(sale)
        ]
        for *_, sale, minor in sorted(dues):
            part = min(book.free, minor)
            if part:
                self.move(payment, sale, part)

    def credits(self, client: int, currency: str, today: date) -> list[int]:
        """The payments that a credit is left of: what expires first, then by age."""
        found = [
            key
            for key, book in self.payments.items()
            if (book.client, book.currency) == (client, currency)
            and book.free
            and book.kind != "write_off"
            and not book.lapsed(today)
        ]

        def order(key: int) -> tuple[date, date, int]:
            return self.payments[key].expires or date.max, self.payments[key].on, key

        return sorted(found, key=order)

    def credit(self, client: int, currency: str, today: date) -> int:
        return sum(self.payments[key].free for key in self.credits(client, currency, today))

    def sums(self, client: int, of: Callable[[PaymentBook], int]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for book in self.payments.values():
            if book.client == client:
                found[book.currency] += of(book)
        return {currency: minor for currency, minor in found.items() if minor}

    def room(self, sale: int, minor: int, new_ids: Iterable[int], today: date) -> None:
        """Release what settles a sale until `minor` is open: the latest money, then write-offs."""
        ids = iter(new_ids)
        settled = [
            key
            for key, book in self.payments.items()
            if sale in book.parts and book.kind != "credit_note"
        ]

        def order(key: int) -> tuple[bool, int, int]:
            book = self.payments[key]
            return book.kind == "write_off", -book.on.toordinal(), -key

        for key in sorted(settled, key=order):
            missing = minor - self.left(sale)
            if missing <= 0:
                return
            book = self.payments[key]
            part = min(missing, book.parts[sale])
            rest = book.parts[sale] - part
            if book.kind != "write_off":
                self.move(key, sale, -part)
                continue
            del book.parts[sale]
            book.void = True
            if rest:
                again = PaymentBook(book.client, book.currency, rest, "write_off", book.on)
                again.parts = {sale: rest}
                self.payments[next(ids)] = again

    # -- paper ------------------------------------------------------------------------------------

    def left_of_paper(self, paper: int, sale: int) -> int:
        """What of a sale's share on an invoice was not taken back."""
        back = sum(
            note.shares.get(sale, 0) for note in self.papers.values() if note.credits == paper
        )
        return self.papers[paper].shares[sale] - back

    def billed(self, sale: int) -> int:
        """What is billed of a sale: its invoices less what can be billed anew."""
        return sum(
            paper.shares.get(sale, 0) * (1 if paper.credits is None else -1)
            for paper in self.papers.values()
            if paper.credits is None or paper.rebill
        )

    # -- quotes -----------------------------------------------------------------------------------

    def left_of_quote(self, quote: int) -> dict[int, Fraction]:
        """What no sale took of each line; what is taken back has less than nothing left."""
        left = {line: book.quantity for line, book in self.quotes[quote].lines.items()}
        for sale in self._of_quote(quote):
            for line, quantity in sale.taken.items():
                left[line] -= quantity
        return left

    def _of_quote(self, quote: int) -> list[SaleBook]:
        return [one for one in self.sales.values() if one.quote == quote and not one.cancelled]

    def status_of(self, quote: int) -> str:
        if self.quotes[quote].declined:
            return "declined"
        if not self._of_quote(quote):
            return "open"
        return "partly_accepted" if any(self.left_of_quote(quote).values()) else "accepted"

    def part_of_quote(
        self, quote: int, taken: dict[int, Fraction]
    ) -> tuple[dict[int, LineBook], Off]:
        """Say which lines a part of a quote has, and what of its discount: the last part the rest.

        A percentage stays what it is; an amount is shared by what the lines come to.
        """
        book = self.quotes[quote]
        lines = {
            line: LineBook(taken[line], one.price, one.percent)
            for line, one in book.lines.items()
            if line in taken
        }
        if not book.off.minor:
            return lines, book.off
        left = self.left_of_quote(quote)
        given = sum(sale.off.minor for sale in self._of_quote(quote))
        rest = max(book.off.minor - given, 0)
        whole, part = (amount_of(list(some.values())) for some in (book.lines, lines))
        share = rest
        if taken != {line: quantity for line, quantity in left.items() if quantity}:
            exact = Fraction(book.off.minor * part, whole) if whole else Fraction()
            share = min(floor(exact + Fraction(1, 2)), rest)
        return lines, Off(minor=max(min(share, max(part, 0)), 0))

    # -- getting it in ----------------------------------------------------------------------------

    def came_in(self, promise: PromiseBook, until: date) -> int:
        """What money came from the day of a promise until another, less what was given back."""
        return sum(
            book.amount - book.refunded
            for book in self.payments.values()
            if (book.client, book.currency) == (promise.client, promise.currency)
            and book.kind == "payment"
            and not book.void
            and promise.on <= book.on <= until
        )

    def state_of(self, promise: PromiseBook, today: date) -> str:
        if promise.withdrawn:
            return "withdrawn"
        if promise.sale is not None and not self.left(promise.sale):
            return "kept"
        if self.came_in(promise, min(promise.until, today)) >= promise.amount:
            return "kept"
        return "broken" if promise.until < today else "open"

    def overdue(self, client: int, currency: str, on: date) -> dict[int, int]:
        """What is overdue on a day of which sales, the oldest due first."""
        found = {}
        for sale, book in self.sales.items():
            if (book.client, book.currency) != (client, currency) or not self.left(sale):
                continue
            late = sum(minor for due, minor in self.open_parts(sale) if due and due < on)
            if late:
                found[sale] = late
        return dict(
            sorted(
                found.items(),
                key=lambda one: (self.due(one[0]), self.sales[one[0]].sold, one[0]),
            )
        )

    def step_of(self, sale: int) -> int:
        """The last step of a reminder of a sale since it is due."""
        due = self.due(sale)
        return max(
            (
                one.step
                for one in self.reminders.values()
                if sale in one.sales and due is not None and one.on >= due
            ),
            default=0,
        )

    def interest_on(self, sale: int, on: date, percent: Fraction) -> int:
        """Interest on each day that was not charged yet; none on fees and interest."""
        if any(one.charge == sale for one in self.reminders.values()):
            return 0
        charged = max(
            (
                one.on
                for one in self.reminders.values()
                if sale in one.sales and sum(one.interest.values())
            ),
            default=date.min,
        )
        return sum(
            half_up(minor * percent / 100 * max((on - max(due, charged)).days, 0) / 365)
            for due, minor in self.open_parts(sale)
            if due is not None and due < on
        )

    def settled_by(self, booking: int) -> int | None:
        """The payment that a line of the bank is."""
        return next(
            (
                key
                for key, book in self.payments.items()
                if book.booking == booking and not book.void
            ),
            None,
        )

    def outcome_of(self, referral: ReferralBook) -> str:
        if referral.by_hand is not None:
            return referral.by_hand
        if referral.out:
            return "pending"
        buys = any(
            one.client == referral.client and not one.cancelled for one in self.sales.values()
        )
        return "won" if buys else "pending"

    def sent_by(self, client: int) -> set[int]:
        """Whoever sent a client, directly or not, and the client."""
        found = {client}
        by = {one.client: one.referrer for one in self.referrals.values() if not one.out}
        while client in by and by[client] not in found:
            client = by[client]
            found.add(client)
        return found
