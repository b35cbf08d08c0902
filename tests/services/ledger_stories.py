"""Random stories of everything that moves money: sales, quotes, payments, paper, undo and redo.

The other ledger (`ledger_book`) is a few dictionaries and rules written from the domain's text,
not from the program: after each step both must say the same, and a refusal must come exactly
where the book says so and have changed nothing. At the end the file must be sound; everything is
undone, which gives back the first state byte for byte, and done again, which gives back the last
one with the same ids. `SMALLCRM_STORIES=500` tells so many, and longer ones.
"""

from __future__ import annotations

import copy
import functools
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, ParamSpec

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition
from hypothesis.stateful import rule as step
from tests import factories
from tests.services.ledger_book import (
    Book,
    FollowUpBook,
    PaperBook,
    PaymentBook,
    QuoteBook,
    SaleBook,
)
from tests.services.ledger_rewards import Key, Settlement, tell_what_is_out, to_thank
from tests.services.ledger_sums import (
    DECIMALS,
    LineBook,
    Off,
    fault_of,
    largest,
    oldest_first,
    total_of,
)

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.paths import Paths
from smallcrm.queries.shapes import Owed
from smallcrm.services import commands

TERM = timedelta(days=30)
SMALL = Decimal("0.05")
# Small amounts, few clients, mostly one currency: so that things meet, and edges are hit.
MINOR = st.integers(1, 12)
MUCH = st.integers(1, 40)
QUARTERS = st.integers(0, 5)
USUALLY_EURO = st.sampled_from(("EUR", "EUR", "EUR", "EUR", "KWD", "JPY"))
ANY = st.integers(0, 10_000)
DAYS = st.sampled_from([None, -40, -10, 0, 5, 30])
LINES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "7", "2.5", "0.125", "1", "2", "-1", "-0.5"]),
        st.sampled_from(["0.03", "0.333", "1.005", "9.99", "33.333333", "120"]),
        st.sampled_from([0, 7, 19]),
        st.sampled_from([0, 0, 0, 10]),
    ),
    min_size=1,
    max_size=4,
)
P = ParamSpec("P")
# A key as the file has it: a referral that is gone is not named.
Row = tuple[int | None, int, int | None, int | None, str]
# The id of a new row, its amount, its last good day.
Posted = tuple[int, int, str | None]
Typed = list[tuple[str, str, int, int]]
# What a document takes off: percent, or minor units.
OFFS = st.sampled_from(
    [Off(), Off(), Off(), Off(3), Off(50), Off(minor=1), Off(minor=7), Off(minor=500)]
)


def split(owed: Iterable[Owed]) -> dict[str, tuple[int, int, int, int]]:
    return {
        one.amount.currency: (
            one.amount.minor,
            one.overdue.minor,
            one.not_due.minor,
            one.unbilled.minor,
        )
        for one in owed
    }


def figures(amounts: Iterable[Money]) -> dict[str, int]:
    return {money.currency: money.minor for money in amounts}


def major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-DECIMALS[currency])


def inputs(typed: Typed) -> tuple[commands.LineInput, ...]:
    return tuple(
        commands.LineInput(
            description=f"Line {place}",
            quantity=Decimal(quantity),
            unit_price=Decimal(price),
            tax_percent=Decimal(percent),
            discount_percent=Decimal(off),
        )
        for place, (quantity, price, percent, off) in enumerate(typed, start=1)
    )


def line_books(typed: Typed, currency: str) -> list[LineBook]:
    return [
        LineBook(
            quantity=Fraction(quantity),
            price=Fraction(price) * 10 ** DECIMALS[currency] * Fraction(100 - off, 100),
            percent=percent,
        )
        for quantity, price, percent, off in typed
    ]


def discount(off: Off, currency: str) -> dict[str, Decimal | None]:
    """Say a discount as commands do."""
    return {
        "discount_percent": Decimal(off.percent) if off.percent else None,
        "discount_amount": major(off.minor, currency) if off.minor else None,
    }


def decimal(quantity: Fraction) -> Decimal:
    return Decimal(quantity.numerator) / Decimal(quantity.denominator)


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def without(key: Key, gone: int | None) -> Row:
    return (None, *key[1:]) if key[0] == gone else key


def settled(told: Callable[P, None]) -> Callable[P, None]:
    """When this part of a story is told, the credits that follow from it are in the book as well.

    Its first argument is the story.
    """

    @functools.wraps(told)
    def tell(*args: P.args, **kwargs: P.kwargs) -> None:
        told(*args, **kwargs)
        (story, *_) = args
        assert isinstance(story, Story)
        story.settle_rewards()

    return tell


def rule(
    **strategies: st.SearchStrategy[Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a step of a story, of those that tell of it."""

    def mark(told: Callable[..., None]) -> Callable[..., None]:
        wanted = precondition(lambda story: not story.only or told.__name__ in story.only)
        return step(**strategies)(wanted(settled(told)))

    return mark


def paths_in(folder: Path) -> Paths:
    return Paths(data=folder, machine_settings=folder / "machine.json")


class Story(RuleBasedStateMachine):
    """One story: the file, the book, and how both go back and forth."""

    empty: Path
    # The names of the steps that are told; none: all.
    only: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="smallcrm-ledger-"))
        shutil.copy(self.empty, self.folder / "smallcrm.db")
        self.moment = datetime(2026, 5, 12, 8, tzinfo=UTC)
        self.first_day = self.moment.date()
        clock = Clock(source=self._tick, zone=UTC)
        self.backend: Backend = open_backend(paths_in(self.folder), clock)
        # Kept open: what must hold after each step asks much.
        self.reader = driver.connect(
            f"{self.backend.paths.database.as_uri()}?mode=ro", uri=True, isolation_level=None
        )
        self.book = Book()
        self.past: list[Book] = []
        self.future: list[Book] = []
        self.requests = 0
        self.picks = 0
        # What was done last may have consequences that the book does not know yet.
        self.pending = False

    @property
    def today(self) -> date:
        return self.moment.date()

    def _tick(self) -> datetime:
        self.moment += timedelta(milliseconds=7)
        return self.moment

    def _do(self, command: commands.Command, *codes: str) -> int | None:
        """Perform; where `codes` name refusals, one of them must come and nothing may change."""
        self.settle_rewards()
        if codes:
            assert factories.refused(self.backend, command).code in codes
            return None
        return self._did(copy.deepcopy(self.book), factories.outcome(self.backend, command))

    def _may(self, command: commands.Command, *codes: str) -> int | None:
        """Perform what may be refused for a matter of rounding; None if it was."""
        self.settle_rewards()
        before = factories.whole(self.backend)
        kept = copy.deepcopy(self.book)
        try:
            made = factories.outcome(self.backend, command)
        except Refusal as refusal:
            if refusal.code not in codes:
                raise
            assert factories.whole(self.backend) == before
            return None
        return self._did(kept, made)

    def _did(self, before: Book, outcome: commands.Outcome) -> int:
        # What changed nothing leaves no trace, and is no step to undo.
        if outcome.changes.rows:
            self.past.append(before)
            self.future.clear()
            self.pending = True
        return outcome.result.id

    def settle_rewards(self, gone: int | None = None) -> None:
        """Post in the book what referrals earn now: as many rows are new, and those.

        A referral that is `gone` earns nothing any more, and its rows do not name it.
        """
        if not self.pending:
            return
        self.pending = False
        settlement = Settlement(self.book)
        self._are_posted(settlement, gone)
        self._are_told(settlement, gone)

    def _are_posted(self, settlement: Settlement, gone: int | None) -> None:
        """Write new credits into the book with the ids that the file gave them."""
        posted: dict[tuple[Row, int | None], Posted] = {}
        for made, of, minor, day, *key in self._rows(
            "SELECT id, refund_of_id, amount_minor, expires_on, referral_id, client_id,"
            " reward_rule_id, reward_sale_id, currency FROM payment"
            " WHERE kind IN ('referral_credit', 'credit_taken_back') ORDER BY id"
        ):
            if made not in self.book.payments:
                referral, who, by, sale, currency = key
                assert ((referral, who, by, sale, currency), of) not in posted, "posted twice"
                posted[(referral, who, by, sale, currency), of] = made, minor, day
        expected = {
            (without(one.key, gone), one.of): (
                one.minor,
                iso(settlement.expires(one, self.today)),
            )
            for one in settlement.postings
        }
        assert {one: row[1:] for one, row in posted.items()} == expected, (posted, expected)
        for one in settlement.postings:
            self.book.payments[posted[without(one.key, gone), one.of][0]] = PaymentBook(
                one.key[1], one.key[4], one.minor,
                "referral_credit" if one.of is None else "credit_taken_back", self.today,
                refund_of=one.of, key=one.key, by_rule=one.key[2],
                expires=settlement.expires(one, self.today),
            )  # fmt: skip

    def _are_told(self, settlement: Settlement, gone: int | None) -> None:
        """Write what the program asks to be done by itself into the book: this, and no more."""
        new = [
            FollowUpBook(self.book.referrals[key].referrer, "thanks", key)
            for key in to_thank(self.book)
        ]
        for code, amounts in (
            ("credit_taken_back", settlement.released),
            ("credit_paid_out", tell_what_is_out(self.book)),
        ):
            new += [
                FollowUpBook(client, code, None if referral == gone else referral, currency, minor)
                for (referral, client, currency), minor in sorted(amounts.items())
            ]
        self.tell(new)

    def tell(self, new: list[FollowUpBook]) -> None:
        kept = {
            key: FollowUpBook(client, code, referral, currency, minor, bool(done))
            for key, client, code, referral, currency, minor, done in self._rows(
                "SELECT id, client_id, code, referral_id, currency, amount_minor,"
                " done_at IS NOT NULL FROM follow_up WHERE code IS NOT NULL ORDER BY id"
            )
        }
        found = [(key, one) for key, one in kept.items() if key not in self.book.follow_ups]
        assert sorted((one for _, one in found), key=str) == sorted(new, key=str), found
        self.book.follow_ups.update(found)

    def _request(self) -> str:
        self.requests += 1
        return f"r-{self.requests}"

    def _pick(
        self, keys: Iterable[int], number: int, liked: Callable[[int], bool] = lambda _: False
    ) -> int:
        """Choose one; three times of four one that promises to be interesting, if there is any."""
        # Hypothesis likes the same number again and again; a story needs others.
        self.picks += 1
        number += self.picks * 7919
        everything = sorted(keys)
        found = [key for key in everything if liked(key)] if number % 4 else []
        chosen = found or everything
        return chosen[number // 4 % len(chosen)]

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.reader.execute(sql, values)]

    def _new_payments(self) -> list[int]:
        """What a command brought, without the credits of referrals that follow of themselves."""
        rows = self._rows(
            "SELECT id FROM payment WHERE kind NOT IN ('referral_credit', 'credit_taken_back')"
            " ORDER BY id"
        )
        return [row[0] for row in rows if row[0] not in self.book.payments]

    def _line_ids(self, table: str, owner: int) -> list[int]:
        sql = f"SELECT id FROM {table}_line WHERE {table}_id = ? ORDER BY position"
        return [row[0] for row in self._rows(sql, owner)]

    # -- back and forth ---------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: len(self.past) > len(self.future))
    def undo(self) -> None:
        factories.undo(self.backend)
        self.future.append(self.book)
        self.book = self.past.pop()

    @rule()
    @precondition(lambda self: self.future)
    def redo(self) -> None:
        factories.redo(self.backend)
        self.past.append(self.book)
        self.book = self.future.pop()

    @rule(number=ANY)
    @precondition(lambda self: self.requests > 4)
    def repeat_a_request(self, number: int) -> None:
        """Whatever became of the first, the second changes nothing of the owner's."""
        before = factories.dump(self.backend)
        done = factories.do(
            self.backend,
            commands.AddClient(name="Twice", request_id=f"r-{number % self.requests + 1}"),
        )
        assert done.repeated
        assert factories.dump(self.backend) == before

    def teardown(self) -> None:
        try:
            if hasattr(self, "nothing"):
                self._there_and_back()
        finally:
            self.reader.close()
            self.backend.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _there_and_back(self) -> None:
        factories.sound(self.backend)
        while self.future:
            self.redo()
        last = factories.dump(self.backend)
        steps = len(self.past)
        for _ in range(steps):
            factories.undo(self.backend)
        assert factories.dump(self.backend) == self.nothing
        with pytest.raises(Refusal, match="nothing_to_undo"):
            factories.undo(self.backend)
        for _ in range(steps):
            factories.redo(self.backend)
        assert factories.dump(self.backend) == last
        factories.sound(self.backend)


class Sales(Story):
    """Clients, quotes and sales: added, changed, delivered, divided, cancelled."""

    nothing: factories.Dump

    @rule()
    @precondition(lambda self: len(self.book.clients) < 3)
    def add_client(self) -> None:
        name = f"Client {len(self.book.clients)}"
        made = self._do(commands.AddClient(name=name, request_id=self._request()))
        assert made is not None
        self.book.clients.append(made)

    @rule(
        who=ANY,
        minor=st.integers(0, 12),
        currency=USUALLY_EURO,
        due=DAYS,
        on=st.integers(-80, -41),
        status=st.sampled_from([SaleStatus.ORDERED, SaleStatus.DELIVERED]),
    )
    @precondition(lambda self: self.book.clients)
    def sell(
        self, who: int, minor: int, currency: str, due: int | None, on: int, status: SaleStatus
    ) -> None:
        self.sell_to(self._pick(self.book.clients, who), minor, currency, due, on, status)

    def sell_to(
        self, client: int, minor: int, currency: str, due: int | None, on: int, status: SaleStatus
    ) -> int:
        sold = self.today + timedelta(days=on)
        due_on = None if due is None else self.today + timedelta(days=due)
        made = self._do(
            commands.AddSale(
                client=client, title="One amount", amount=major(minor, currency),
                currency=currency, on=sold, due=due_on, status=status,
            )
        )  # fmt: skip
        assert made is not None
        ordered = status is SaleStatus.ORDERED
        if due_on is None and not ordered:
            due_on = sold + TERM
        (line,) = self._line_ids("sale", made)
        self.book.sales[made] = SaleBook(
            client, currency, minor, sold, due_on, ordered, simple=True,
            lines={line: LineBook(Fraction(1), Fraction(minor), 0)},
        )  # fmt: skip
        self.settle_rewards()
        return made

    @rule(
        who=ANY,
        typed=LINES,
        includes=st.booleans(),
        per_line=st.booleans(),
        off=OFFS,
        currency=USUALLY_EURO,
        ordered=st.booleans(),
    )
    @precondition(lambda self: self.book.clients)
    def sell_lines(
        self, who: int, typed: Typed, includes: bool, per_line: bool, off: Off,
        currency: str, ordered: bool,
    ) -> None:  # fmt: skip
        client = self._pick(self.book.clients, who)
        sold = self.today - timedelta(days=50)
        off = Off() if per_line else off
        lines = line_books(typed, currency)
        fault = fault_of(lines, includes=includes, per_line=per_line, off=off)
        made = self._do(
            commands.AddSale(
                client=client, lines=inputs(typed), prices_include_tax=includes,
                tax_per_line=per_line, **discount(off, currency), currency=currency,
                on=sold, status=SaleStatus.ORDERED if ordered else SaleStatus.DELIVERED,
            ),
            *filter(None, [fault]),
        )  # fmt: skip
        if made is None:
            return
        total = total_of(lines, includes=includes, per_line=per_line, off=off)
        self.book.sales[made] = SaleBook(
            client, currency, total, sold, None if ordered else sold + TERM, ordered,
            lines=dict(zip(self._line_ids("sale", made), lines, strict=True)),
            includes=includes, per_line=per_line, off=off,
        )  # fmt: skip

    @rule(which=ANY, minor=MINOR, due=DAYS)
    @precondition(lambda self: self.book.sales)
    def edit_sale(self, which: int, minor: int, due: int | None) -> None:
        """One amount takes the place of everything, where nothing stands on what was there."""
        sale = self._pick(self.book.sales, which, lambda one: self.book.sales[one].quote is None)
        self.edit_one(sale, minor, due)

    def edit_one(self, sale: int, minor: int, due: int | None) -> None:
        book = self.book.sales[sale]
        due_on = None if due is None else self.today + timedelta(days=due)
        fields: dict[str, Any] = {"amount": major(minor, book.currency)}
        if not book.plan or due == 0:
            fields["due"] = due_on
        same = book.simple and book.total == minor
        same = same and not (book.includes or book.per_line or book.off != Off())
        command = commands.EditSale(
            sale=sale, title="One amount", prices_include_tax=False, tax_per_line=False,
            discount_percent=None, discount_amount=None, **fields,
        )  # fmt: skip
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif book.plan and "due" in fields and due_on != self.book.due(sale):
            self._do(command, "due_by_plan")
        elif book.billed and not same:
            self._do(command, "sale_billed")
        elif minor < self.book.paid(sale):
            self._do(command, "total_below_paid")
        elif not book.simple and any(line.delivered for line in book.lines.values()):
            self._do(command, "line_delivered")
        elif book.plan and min(self._scaled(book, minor)) == 0:
            self._do(command, "plan_too_small")
        elif "due" in fields and due_on is not None and due_on < book.sold:
            self._do(command, "due_before_sale")
        else:
            self._do(command)
            book = self.book.sales[sale]
            if book.plan:
                parts = self._scaled(book, minor)
                book.change_plan(
                    (day, part) for (day, _), part in zip(book.plan, parts, strict=True)
                )
            else:
                book.own_due = due_on
            self._is_one_amount(sale, minor)

    def _is_one_amount(self, sale: int, minor: int) -> None:
        book = self.book.sales[sale]
        (line,) = self._line_ids("sale", sale)
        was = book.lines.get(line)
        book.lines = {line: LineBook(Fraction(1), Fraction(minor), 0)}
        if was is not None:
            book.lines[line].delivered, book.lines[line].billed = was.delivered, was.billed
        book.total, book.simple, book.taken = minor, True, {}
        book.includes, book.per_line, book.off = False, False, Off()

    def _scaled(self, book: SaleBook, total: int) -> list[int]:
        """Scale a plan to another total, by largest remainder."""
        whole = sum(minor for _, minor in book.plan)
        return largest([Fraction(total * minor, whole) for _, minor in book.plan])

    @rule(which=ANY, part=QUARTERS)
    @precondition(lambda self: self.book.sales)
    def deliver(self, which: int, part: int) -> None:
        """All that is left goes out, or some lines of it."""
        sale = self._pick(self.book.sales, which, lambda one: self.book.sales[one].ordered)
        book = self.book.sales[sale]
        left = {
            line: one.quantity - one.delivered
            for line, one in book.lines.items()
            if one.quantity != one.delivered
        }
        some = dict(list(left.items())[: max(1, len(left) * part // 4)])
        lines = None if part > 3 else {line: decimal(quantity) for line, quantity in some.items()}
        command = commands.Deliver(sale=sale, lines=lines)
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif not book.ordered or not left:
            self._do(command, "nothing_to_deliver")
        else:
            self._do(command)
            book = self.book.sales[sale]
            for line, quantity in (left if lines is None else some).items():
                book.lines[line].delivered += quantity
            # Goods that come back are not waited for.
            lines_of = list(book.lines.values())
            out = [one for one in lines_of if one.quantity > 0] or lines_of
            if all(one.delivered == one.quantity for one in out):
                book.ordered = False
                book.date_rest(self.today + TERM)

    @rule(which=ANY)
    @precondition(lambda self: self.book.sales)
    def deliver_by_hand(self, which: int) -> None:
        sale = self._pick(self.book.sales, which, lambda one: self.book.sales[one].ordered)
        command = commands.EditSale(sale=sale, status=SaleStatus.DELIVERED)
        book = self.book.sales[sale]
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif book.ordered:
            self._do(command)
            book = self.book.sales[sale]
            book.ordered = False
            book.date_rest(self.today + TERM)

    @rule(
        which=ANY,
        shares=st.lists(st.integers(1, 9), min_size=1, max_size=4),
        days=st.lists(DAYS, min_size=4, max_size=4),
        how=st.sampled_from(["amount", "percent", "rest", "short", "none"]),
    )
    @precondition(lambda self: self.book.sales)
    def set_plan(self, which: int, shares: list[int], days: list[int | None], how: str) -> None:
        sale = self._pick(self.book.sales, which, lambda one: self.book.left(one) > 9)
        book = self.book.sales[sale]
        due = [None if day is None else self.today + timedelta(days=day) for day in days]
        if how == "none":
            self._clear_plan(sale, due[0])
            return
        whole = sum(shares)
        amounts = [book.total * share // whole for share in shares]
        amounts[-1] = book.total - sum(amounts[:-1])
        said: list[dict[str, Decimal]] = [
            {"amount": major(minor, book.currency)} for minor in amounts
        ]
        wrong = None
        if how == "rest":
            said[-1] = {}
        elif how == "short":
            said[-1] = {"amount": major(amounts[-1] + 1, book.currency)}
            wrong = "instalments_not_total"
        elif how == "percent":
            percents = {1: [100], 2: [50, 50], 3: [30, 30, 40], 4: [25] * 4}[len(shares)]
            said = [{"percent": Decimal(percent)} for percent in percents]
            amounts = largest([Fraction(book.total * percent, 100) for percent in percents])
        parts = tuple(
            commands.PlanPart(due=day, **one) for day, one in zip(due, said, strict=False)
        )
        command = commands.SetPlan(sale=sale, parts=parts)
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif any(day is not None and day < book.sold for day in due[: len(parts)]):
            self._do(command, "due_before_sale")
        elif min(amounts) == 0 or book.total == 0:
            self._do(command, "instalment_of_nothing", *filter(None, [wrong]))
        elif wrong is not None:
            self._do(command, wrong)
        else:
            self._do(command)
            self.book.sales[sale].change_plan(zip(due, amounts, strict=False))

    def _clear_plan(self, sale: int, due: date | None) -> None:
        command = commands.SetPlan(sale=sale, due=due)
        book = self.book.sales[sale]
        if book.cancelled:
            self._do(command, "sale_cancelled")
            return
        if due is not None and due < book.sold:
            self._do(command, "due_before_sale")
            return
        self._do(command)
        book = self.book.sales[sale]
        if due is None and (not book.ordered or book.billed):
            days = [day for day, _ in book.plan if day is not None]
            due = max(days, default=self.book.due(sale))
        book.plan, book.own_due = [], due

    @rule(which=ANY)
    @precondition(lambda self: self.book.sales)
    def cancel(self, which: int) -> None:
        given_up = {
            sale
            for book in self.book.payments.values()
            if book.kind == "write_off"
            for sale in book.parts
        }
        self._cancel(self._pick(self.book.sales, which, given_up.__contains__))

    def _cancel(self, sale: int) -> None:
        command = commands.CancelSale(sale=sale, reason="changed their mind")
        if self.book.sales[sale].cancelled:
            self._do(command, "sale_cancelled")
        elif self.book.sales[sale].billed:
            self._do(command, "sale_billed")
        else:
            self._do(command)
            self.book.sales[sale].cancelled = True
            for book in self.book.payments.values():
                if book.parts.pop(sale, 0) and book.kind == "write_off":
                    book.void = True

    @rule(who=ANY, typed=LINES, includes=st.booleans(), off=OFFS, currency=USUALLY_EURO)
    @precondition(
        lambda self: (
            self.book.clients and sum(not one.replaced for one in self.book.quotes.values()) < 3
        )
    )
    def offer(self, who: int, typed: Typed, includes: bool, off: Off, currency: str) -> None:
        client = self._pick(self.book.clients, who)
        lines = line_books(typed, currency)
        fault = fault_of(lines, includes=includes, per_line=False, off=off)
        made = self._do(
            commands.AddQuote(
                client=client, title="Offer", lines=inputs(typed), currency=currency,
                prices_include_tax=includes, **discount(off, currency),
            ),
            *filter(None, [fault]),
        )  # fmt: skip
        if made is not None:
            ids = self._line_ids("quote", made)
            self.book.quotes[made] = QuoteBook(
                client, currency, dict(zip(ids, lines, strict=True)), includes, off
            )

    def _closed(self, quote: int) -> str | None:
        """Say why a quote can be neither accepted nor declined, if it cannot."""
        if self.book.quotes[quote].replaced:
            return "quote_replaced"
        status = self.book.status_of(quote)
        return f"quote_{status}" if status in {"declined", "accepted"} else None

    def _is_open(self, quote: int) -> bool:
        return self._closed(quote) is None

    @rule(which=ANY, part=QUARTERS)
    @precondition(lambda self: self.book.quotes)
    def accept(self, which: int, part: int) -> None:
        """All that is left, some of the lines, or more than there is."""
        quote = self._pick(self.book.quotes, which, self._is_open)
        offered = self.book.quotes[quote]
        left = {line: rest for line, rest in self.book.left_of_quote(quote).items() if rest}
        some = dict(list(left.items())[: max(1, len(left) * part // 4)])
        if part == 0 and some:
            some = {line: rest / 2 for line, rest in some.items()}
        if part == 5:
            some = {line: rest * 2 for line, rest in some.items()}
        taken = left if part == 4 else some
        lines = None if part == 4 else {line: decimal(rest) for line, rest in some.items()}
        command = commands.AcceptQuote(quote=quote, lines=lines)
        if code := self._closed(quote):
            self._do(command, code)
            return
        if part == 5:
            self._do(command, "over_quote")
            return
        books, off = self.book.part_of_quote(quote, taken)
        of_sale = list(books.values())
        fault = fault_of(of_sale, includes=offered.includes, per_line=False, off=off)
        made = self._do(command, *filter(None, [fault]))
        if made is None:
            return
        total = total_of(of_sale, includes=offered.includes, per_line=False, off=off)
        self.book.sales[made] = SaleBook(
            offered.client, offered.currency, total, self.today, None, ordered=True,
            lines=dict(zip(self._line_ids("sale", made), of_sale, strict=True)),
            includes=offered.includes, off=off, quote=quote, taken=taken,
        )  # fmt: skip

    @rule(which=ANY, typed=st.one_of(st.none(), LINES), off=st.one_of(st.none(), OFFS))
    @precondition(lambda self: self.book.quotes)
    def revise(self, which: int, typed: Typed | None, off: Off | None) -> None:
        """The next revision offers what is left, or other lines, with the same discount or not."""
        quote = self._pick(self.book.quotes, which, lambda one: not self.book.quotes[one].replaced)
        book = self.book.quotes[quote]
        fields: dict[str, Any] = {} if typed is None else {"lines": inputs(typed)}
        if off is not None:
            fields |= discount(off, book.currency)
        command = commands.ReviseQuote(quote=quote, **fields)
        if book.replaced:
            self._do(command, "quote_replaced")
            return
        if self.book.status_of(quote) == "accepted":
            self._do(command, "quote_accepted")
            return
        left = {line: rest for line, rest in self.book.left_of_quote(quote).items() if rest}
        kept, off_left = self.book.part_of_quote(quote, left)
        lines = list(kept.values()) if typed is None else line_books(typed, book.currency)
        new_off = off_left if off is None else off
        fault = fault_of(lines, includes=book.includes, per_line=False, off=new_off)
        made = self._do(command, *filter(None, [fault]))
        if made is None:
            return
        self.book.quotes[quote].replaced = True
        ids = self._line_ids("quote", made)
        self.book.quotes[made] = QuoteBook(
            book.client, book.currency, dict(zip(ids, lines, strict=True)), book.includes,
            new_off, revision=book.revision + 1,
        )  # fmt: skip

    @rule(which=ANY, typed=LINES, off=OFFS, cancelled=st.booleans())
    @precondition(lambda self: self.book.clients)
    def accept_and_revise(self, which: int, typed: Typed, off: Off, cancelled: bool) -> None:
        """A quote is accepted in part, revised, accepted in parts again, and perhaps all of it."""
        self.offer(which, typed, False, off, "EUR")
        for part in (0, 2):
            self.accept(which, part)
            self.revise(which, None, None)
            self.accept(which, part)
        if cancelled:
            taken = [key for key, book in self.book.sales.items() if book.quote is not None]
            if taken:
                self._cancel(taken[-1])
        self.accept(which, 4)

    @rule(which=ANY)
    @precondition(lambda self: self.book.quotes)
    def decline(self, which: int) -> None:
        quote = self._pick(self.book.quotes, which, self._is_open)
        code = self._closed(quote)
        self._do(commands.DeclineQuote(quote=quote, reason="dear"), *filter(None, [code]))
        if code is None:
            self.book.quotes[quote].declined = True

    @rule(which=ANY)
    @precondition(lambda self: self.book.quotes)
    def open_again(self, which: int) -> None:
        quote = self._pick(
            self.book.quotes, which, lambda one: self._closed(one) == "quote_declined"
        )
        book, command = self.book.quotes[quote], commands.ReopenQuote(quote=quote)
        if book.replaced:
            self._do(command, "quote_replaced")
        elif not book.declined:
            self._do(command, "quote_not_declined")
        else:
            self._do(command)
            self.book.quotes[quote].declined = False


class Moves(Sales):
    """Money: taken, allocated, used, given back, given up."""

    @rule(
        who=ANY,
        minor=MUCH,
        quarters=QUARTERS,
        currency=USUALLY_EURO,
        by=st.sampled_from("aan"),
    )
    @precondition(lambda self: self.book.clients)
    def pay(self, who: int, minor: int, quarters: int, currency: str, by: str) -> None:
        """Pay by itself (oldest due first), or leave it all as credit."""
        client = self._pick(self.book.clients, who)
        owed = self.book.owed(client, self.today).get(currency, (0,))[0]
        minor = max(1, owed * quarters // 4) if quarters else minor
        allocations: dict[int, Decimal | None] | None = None if by == "a" else {}
        made = self._do(
            commands.TakePayment(
                client=client, amount=major(minor, currency), currency=currency,
                allocations=allocations, request_id=self._request(),
            )
        )  # fmt: skip
        assert made is not None
        self.book.payments[made] = PaymentBook(client, currency, minor, "payment", self.today)
        if by == "a":
            self.book.settle(made)

    @rule(which=ANY, minor=MINOR, part=st.one_of(st.none(), MINOR))
    @precondition(lambda self: self.book.sales)
    def pay_by_hand(self, which: int, minor: int, part: int | None) -> None:
        sale = self._pick(self.book.sales, which)
        book = self.book.sales[sale]
        left = self.book.left(sale)
        command = commands.TakePayment(
            client=book.client,
            amount=major(minor, book.currency),
            currency=book.currency,
            allocations={sale: None if part is None else major(part, book.currency)},
        )
        settled = min(minor, left) if part is None else part
        if part is None and left == 0:
            self._do(command, "nothing_open")
        elif part is not None and book.cancelled:
            self._do(command, "sale_cancelled")
        elif settled > minor or settled > left:
            self._do(command, "over_payment", "over_sale")
        else:
            made = self._do(command)
            assert made is not None
            self.book.payments[made] = PaymentBook(
                book.client, book.currency, minor, "payment", self.today, {sale: settled}
            )

    @rule(which=ANY, short=st.integers(0, 9), said=st.booleans(), credit=MINOR, some=st.booleans())
    @precondition(lambda self: self.book.sales)
    def pay_and_settle(self, which: int, short: int, said: bool, credit: int, some: bool) -> None:
        """Use a little credit, pay almost all, and give the difference up."""
        sale = self._pick(self.book.sales, which, lambda one: self.book.left(one) > 9)
        book = self.book.sales[sale]
        left = self.book.left(sale)
        used = credit if some else 0
        minor = max(1, left - used - short)
        missing = left - used - minor
        command = commands.TakePayment(
            client=book.client,
            amount=major(minor, book.currency),
            currency=book.currency,
            allocations={sale: major(minor, book.currency)},
            credit={sale: major(used, book.currency)} if used else {},
            settle=(
                commands.Settle(
                    sale=sale, amount=major(short, book.currency) if said and short else None
                ),
            ),
        )
        limit = int(SMALL.scaleb(DECIMALS[book.currency]))
        asked = short if said and short else missing
        there = self.book.credit(book.client, book.currency, self.today)
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif used and (left == 0 or there < used or used > left):
            self._do(command, "nothing_open", "no_credit", "over_credit", "over_sale")
        elif missing < 0:
            self._do(command, "over_sale")
        elif asked == 0:
            self._do(command, "nothing_open")
        elif asked > limit:
            self._do(command, "difference_too_large")
        elif asked > missing:
            self._do(command, "over_sale")
        else:
            made = self._do(command)
            assert made is not None
            self._use(sale, used)
            self.book.payments[made] = PaymentBook(
                book.client, book.currency, minor, "payment", self.today, {sale: minor}
            )
            (given_up,) = self._new_payments()
            self.book.payments[given_up] = PaymentBook(
                book.client, book.currency, asked, "write_off", self.today, {sale: asked}
            )

    def _use(self, sale: int, minor: int) -> None:
        book = self.book.sales[sale]
        for key in self.book.credits(book.client, book.currency, self.today):
            part = min(minor, self.book.payments[key].free)
            if part:
                self.book.move(key, sale, part)
            minor -= part

    @rule(which=ANY, to=ANY, minor=MINOR, everything=st.booleans())
    @precondition(lambda self: self.book.sales and self.book.payments)
    def allocate(self, which: int, to: int, minor: int, everything: bool) -> None:
        payment = self._pick(self.book.payments, which)
        sale = self._pick(self.book.sales, to)
        money, sold = self.book.payments[payment], self.book.sales[sale]
        if everything:
            minor = min(money.free, self.book.left(sale)) or minor
        command = commands.Allocate(payment=payment, sale=sale, amount=major(minor, money.currency))
        code = self._fixed(money)
        if code is None and money.lapsed(self.today):
            code = "credit_expired"
        code = code or self._other(money, sold)
        if code:
            self._do(command, code)
        elif minor > money.free:
            self._do(command, "over_payment")
        elif minor > self.book.left(sale):
            self._do(command, "over_sale")
        else:
            self._do(command)
            self.book.move(payment, sale, minor)

    def _fixed(self, money: PaymentBook) -> str | None:
        if money.kind in {"write_off", "credit_note"}:
            return f"{money.kind}_stands"
        given_back = money.kind in {"refund", "credit_taken_back"}
        return "payment_void" if money.void or given_back else None

    def _other(self, money: PaymentBook, sold: SaleBook) -> str | None:
        if sold.cancelled:
            return "sale_cancelled"
        if sold.client != money.client:
            return "other_client"
        return "other_currency" if sold.currency != money.currency else None

    @rule(which=ANY, to=ANY, minor=MINOR, everything=st.booleans())
    @precondition(lambda self: any(book.parts for book in self.book.payments.values()))
    def release(self, which: int, to: int, minor: int, everything: bool) -> None:
        used = [key for key, book in self.book.payments.items() if book.parts]
        payment = self._pick(used, which)
        money = self.book.payments[payment]
        sale = self._pick(money.parts, to)
        minor = money.parts[sale] if everything else minor
        command = commands.Allocate(
            payment=payment, sale=sale, amount=-major(minor, money.currency)
        )
        if code := self._fixed(money):
            self._do(command, code)
        elif minor > money.parts[sale]:
            self._do(command, "over_allocation")
        else:
            self._do(command)
            self.book.move(payment, sale, -minor)

    @rule(which=ANY, to=st.lists(ANY, max_size=3), quarters=QUARTERS)
    @precondition(lambda self: self.book.sales and self.book.payments)
    def set_allocations(self, which: int, to: list[int], quarters: int) -> None:
        """Say anew what a payment settles: within its bounds, or a quarter beyond them."""
        payment = self._pick(
            self.book.payments, which, lambda one: self.book.payments[one].kind == "payment"
        )
        money = self.book.payments[payment]
        most = money.amount - money.refunded
        wanted: dict[int, int] = {}
        for number in to:
            sale = self._pick(
                self.book.sales,
                number,
                lambda one: self._other(money, self.book.sales[one]) is None,
            )
            wanted[sale] = most * quarters // 4 // len(to)
        command = commands.SetAllocations(
            payment=payment,
            allocations={sale: major(minor, money.currency) for sale, minor in wanted.items()},
        )
        code = self._fixed(money)
        for sale, minor in wanted.items():
            if code is None and minor:
                code = self._other(money, self.book.sales[sale])
                if code is None and minor > self.book.left(sale) + money.parts.get(sale, 0):
                    code = "over_sale"
        if code is None and sum(wanted.values()) > most:
            code = "over_payment"
        parts = {sale: wanted[sale] for sale in (*money.parts, *wanted) if wanted.get(sale)}
        more = any(minor > money.parts.get(sale, 0) for sale, minor in parts.items())
        if code is None and more and money.lapsed(self.today):
            code = "credit_expired"
        if code is not None:
            self._do(command, code)
        elif parts != money.parts:
            self._do(command)
            self.book.payments[payment].parts = parts

    @rule(which=ANY, minor=st.one_of(st.none(), MINOR))
    @precondition(lambda self: self.book.sales)
    def use_credit(self, which: int, minor: int | None) -> None:
        sale = self._pick(
            self.book.sales,
            which,
            lambda one: bool(
                self.book.left(one)
                and self.book.credit(
                    self.book.sales[one].client, self.book.sales[one].currency, self.today
                )
            ),
        )
        self.use_credit_on(sale, minor)

    def use_credit_on(self, sale: int, minor: int | None) -> None:
        book, left = self.book.sales[sale], self.book.left(sale)
        credit = self.book.credit(book.client, book.currency, self.today)
        amount = None if minor is None else major(minor, book.currency)
        command = commands.UseCredit(sale=sale, amount=amount)
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif left == 0:
            self._do(command, "nothing_open")
        elif credit == 0:
            self._do(command, "no_credit")
        elif minor is not None and minor > credit:
            self._do(command, "over_credit")
        elif minor is not None and minor > left:
            self._do(command, "over_sale")
        else:
            self._do(command)
            self._use(sale, min(credit, left) if minor is None else minor)
            self.settle_rewards()

    @rule(who=ANY, currency=USUALLY_EURO, minor=st.one_of(st.none(), MINOR))
    @precondition(lambda self: self.book.clients)
    def pay_out(self, who: int, currency: str, minor: int | None) -> None:
        client = self._pick(
            self.book.clients, who, lambda one: self.book.credit(one, currency, self.today) > 0
        )
        credit = self.book.credit(client, currency, self.today)
        amount = None if minor is None else major(minor, currency)
        command = commands.PayOut(client=client, amount=amount, currency=currency)
        if credit == 0:
            self._do(command, "no_credit")
        elif minor is not None and minor > credit:
            self._do(command, "over_credit")
        else:
            self._do(command)
            new, missing = iter(self._new_payments()), credit if minor is None else minor
            for key in self.book.credits(client, currency, self.today):
                part = min(missing, self.book.payments[key].free)
                if part:
                    self._gave_back(next(new), key, part)
                missing -= part
            assert next(new, None) is None

    def _gave_back(self, made: int, payment: int, minor: int) -> None:
        money = self.book.payments[payment]
        money.refunded += minor
        self.book.payments[made] = PaymentBook(
            money.client, money.currency, minor, "refund", self.today, refund_of=payment
        )

    @rule(which=ANY, minor=MINOR, everything=st.booleans())
    @precondition(lambda self: self.book.payments)
    def refund(self, which: int, minor: int, everything: bool) -> None:
        payment = self._pick(
            self.book.payments, which, lambda one: len(self.book.payments[one].parts) > 1
        )
        money = self.book.payments[payment]
        if everything:
            minor = money.amount - money.refunded or minor
        self.refund_of(payment, minor)

    def refund_of(self, payment: int, minor: int) -> None:
        money = self.book.payments[payment]
        command = commands.Refund(payment=payment, amount=major(minor, money.currency))
        if money.kind not in {"payment", "opening_credit", "referral_credit"}:
            self._do(command, "no_money_to_refund")
        elif money.void:
            self._do(command, "payment_void")
        elif money.lapsed(self.today):
            self._do(command, "credit_expired")
        elif minor > money.amount - money.refunded:
            self._do(command, "over_refund")
        else:
            made = self._do(command)
            assert made is not None
            money = self.book.payments[payment]
            missing = minor - money.free
            latest = sorted(
                money.parts,
                key=lambda sale: (
                    oldest_first(self.book.due(sale)), self.book.sales[sale].sold, sale
                ),
                reverse=True,
            )  # fmt: skip
            for sale in latest:
                part = min(max(missing, 0), money.parts[sale])
                self.book.move(payment, sale, -part)
                missing -= part
            self._gave_back(made, payment, minor)

    @rule(which=ANY)
    @precondition(lambda self: self.book.payments)
    def reverse(self, which: int) -> None:
        payment = self._pick(
            self.book.payments,
            which,
            lambda one: (
                not self.book.payments[one].void
                and (
                    self.book.payments[one].kind == "refund"
                    or self.book.payments[one].booking is not None
                )
            ),
        )
        self.reverse_one(payment)

    def reverse_one(self, payment: int) -> None:
        money = self.book.payments[payment]
        command = commands.ReversePayment(payment=payment, reason="bounced")
        if money.kind == "credit_note":
            self._do(command, "credit_note_stands")
        elif money.key is not None or money.kind == "credit_taken_back":
            self._do(command, "reward_follows")
        elif money.void:
            self._do(command, "payment_void")
        elif money.refunded:
            self._do(command, "payment_refunded")
        else:
            self._do(command)
            money.parts.clear()
            # The bank's line that it was waits again.
            money.void, money.booking = True, None
            if money.refund_of is not None:
                self.book.payments[money.refund_of].refunded -= money.amount

    @rule(which=ANY, minor=st.one_of(st.none(), MINOR))
    @precondition(lambda self: self.book.sales)
    def write_off(self, which: int, minor: int | None) -> None:
        sale = self._pick(self.book.sales, which, lambda one: self.book.left(one) > 0)
        sold, left = self.book.sales[sale], self.book.left(sale)
        amount = None if minor is None else major(minor, sold.currency)
        command = commands.WriteOff(sale=sale, amount=amount)
        if minor is None and left == 0:
            self._do(command, "nothing_open")
        elif minor is not None and sold.cancelled:
            self._do(command, "sale_cancelled")
        elif minor is not None and minor > left:
            self._do(command, "over_sale")
        else:
            made = self._do(command)
            assert made is not None
            given = left if minor is None else minor
            self.book.payments[made] = PaymentBook(
                sold.client, sold.currency, given, "write_off", self.today, {sale: given}
            )

    @rule(who=ANY, minor=st.integers(-20, 20), currency=USUALLY_EURO, due=DAYS)
    @precondition(lambda self: self.book.clients)
    def begin_with(self, who: int, minor: int, currency: str, due: int | None) -> None:
        """What was owed, or was a credit, before the file began."""
        client = self._pick(self.book.clients, who)
        on = self.today - timedelta(days=60)
        due_on = None if due is None else self.today + timedelta(days=due)
        command = commands.AddOpeningBalance(
            client=client, amount=major(minor, currency), currency=currency, on=on, due=due_on
        )
        if minor == 0:
            self._do(command, "no_amount")
            return
        made = self._do(command)
        assert made is not None
        if minor < 0:
            self.book.payments[made] = PaymentBook(client, currency, -minor, "opening_credit", on)
            return
        (line,) = self._line_ids("sale", made)
        self.book.sales[made] = SaleBook(
            client, currency, minor, on, due_on or on, ordered=False, simple=False,
            lines={line: LineBook(Fraction(1), Fraction(minor), 0)},
        )  # fmt: skip


class Papers(Moves):
    """Paper: invoices over everything or parts, and credit notes of both kinds."""

    @rule(
        which=st.lists(ANY, min_size=1, max_size=3),
        due=st.sampled_from([None, None, 0, 20]),
        alike=st.booleans(),
        number=st.sampled_from([None, None, None, "X"]),
    )
    @precondition(lambda self: self.book.sales)
    def bill_whole(
        self, which: list[int], due: int | None, alike: bool, number: str | None
    ) -> None:
        """Bill all that is left of one sale or several, on one paper."""
        first = self._pick(self.book.sales, which[0], self._billable)
        sales = [first]
        for one in which[1:]:
            sale = self._pick(
                self.book.sales, one, lambda key: alike and self._not_with(first, key) is None
            )
            if sale not in sales:
                sales.append(sale)
        due_on = None if due is None else self.today + timedelta(days=due)
        given = None if number is None else f"{number}-{self.picks}"
        command = commands.Bill(
            parts=tuple(commands.BillPart(sale=sale) for sale in sales), due=due_on, number=given
        )
        code = next(
            filter(
                None,
                (
                    "sale_cancelled"
                    if self.book.sales[sale].cancelled
                    else self._not_with(first, sale)
                    for sale in sales
                ),
            ),
            None,
        )
        code = code or next(("nothing_to_bill" for sale in sales if not self._billable(sale)), None)
        if code is not None:
            self._do(command, code)
            return
        left = {sale: self.book.sales[sale].total - self.book.sales[sale].billed for sale in sales}
        quantities = {
            sale: {line: one.left for line, one in self.book.sales[sale].lines.items()}
            for sale in sales
        }
        due_on = due_on or self._agreed(sales)
        made = self._do(command)
        assert made is not None
        self._billed(made, left, quantities, due_on)

    @rule(which=ANY, part=ANY, quarters=QUARTERS, rebill=st.booleans())
    @precondition(lambda self: self.book.sales)
    def bill_and_take_back(self, which: int, part: int, quarters: int, rebill: bool) -> None:
        """Money, paper, and some of both back: what the rest of a story stands on."""
        if part % 2:
            self.pay(which, 1, quarters, "EUR", "a")
        if part % 3:
            self.bill_lines(which, quarters, 4)
        else:
            self.bill_amount(which, quarters, 0)
        if self.book.papers:
            self.credit_note(part, ("all", "amount", "lines")[part % 3], quarters, rebill)

    @rule(which=ANY, days=st.lists(st.integers(0, 9), min_size=2, max_size=3), some=MINOR)
    @precondition(lambda self: self.book.sales)
    def paid_in_parts_and_taken_back(self, which: int, days: list[int], some: int) -> None:
        """Money of several days lies on a sale that is billed, and a part of it is taken back."""
        sale = self._pick(
            self.book.sales,
            which,
            lambda one: self._billable(one) and self.book.left(one) >= len(days),
        )
        book, left = self.book.sales[sale], self.book.left(sale)
        if left < len(days) or not self._billable(sale):
            return
        for day in days:
            on, minor = self.today - timedelta(days=day), left // len(days)
            amount = major(minor, book.currency)
            made = self._do(
                commands.TakePayment(
                    client=book.client, amount=amount, currency=book.currency, on=on,
                    allocations={sale: amount},
                )
            )  # fmt: skip
            assert made is not None
            self.book.payments[made] = PaymentBook(
                book.client, book.currency, minor, "payment", on, {sale: minor}
            )
            self.settle_rewards()
        unbilled = self.book.sales[sale].total - self.book.sales[sale].billed
        paper = self.bill_of(sale)
        minor = min(some, unbilled)
        if minor:
            amount = major(minor, book.currency)
            made = self._do(commands.AddCreditNote(invoice=paper, amount=amount))
            assert made is not None
            self._credited(made, paper, rebill=False)

    def bill_of(self, sale: int) -> int:
        """Bill all that is left of a sale."""
        book = self.book.sales[sale]
        due, unbilled = self._agreed([sale]), book.total - book.billed
        quantities = {line: one.left for line, one in book.lines.items()}
        paper = self._do(commands.Bill(parts=(commands.BillPart(sale=sale),)))
        assert paper is not None
        self._billed(paper, {sale: unbilled}, {sale: quantities}, due)
        self.settle_rewards()
        return paper

    def _billable(self, sale: int) -> bool:
        book = self.book.sales[sale]
        free = not book.total and any(line.left for line in book.lines.values())
        return not book.cancelled and (book.billed < book.total or free)

    def _not_with(self, first: int, sale: int) -> str | None:
        one, other = self.book.sales[first], self.book.sales[sale]
        if other.client != one.client:
            return "one_invoice_one_client"
        if other.currency != one.currency:
            return "one_invoice_one_currency"
        if (other.includes, other.per_line) != (one.includes, one.per_line):
            return "one_invoice_one_way_of_tax"
        return None

    def _agreed(self, sales: list[int]) -> date:
        days = {self.book.due(sale) for sale in sales}
        agreed = days.pop() if len(days) == 1 else None
        return agreed if agreed is not None and agreed >= self.today else self.today + TERM

    def _billed(
        self,
        made: int,
        shares: Mapping[int, int],
        quantities: Mapping[int, Mapping[int, Fraction]],
        due: date,
    ) -> None:
        """Write an invoice into the book, and hold what the file says of it against that."""
        first = self.book.sales[next(iter(shares))]
        self.book.papers[made] = PaperBook(first.client, first.currency, dict(shares))
        self._read_lines(made)
        for sale, minor in shares.items():
            book = self.book.sales[sale]
            book.billed += minor
            book.papers += 1
            for line, quantity in quantities.get(sale, {}).items():
                book.lines[line].billed += quantity
            if book.billed < book.total:
                book.date_part(minor, due)
            elif book.plan:
                book.date_rest(due)
            else:
                book.own_due = due

    def _read_lines(self, made: int) -> None:
        paper = self.book.papers[made]
        kept = self._rows(
            "SELECT id, sale_id, sale_line_id, quantity, net_minor + tax_minor FROM invoice_line"
            " WHERE invoice_id = ?", made,
        )  # fmt: skip
        paper.lines = {
            line: (sale, of, Fraction(quantity), minor) for line, sale, of, quantity, minor in kept
        }

    @rule(which=ANY, quarters=QUARTERS, beyond=st.sampled_from([0, 0, 0, 1]))
    @precondition(lambda self: self.book.sales)
    def bill_amount(self, which: int, quarters: int, beyond: int) -> None:
        sale = self._pick(self.book.sales, which, self._billable)
        book = self.book.sales[sale]
        left = book.total - book.billed
        minor = left + 1 if beyond else max(1, left * quarters // 4)
        command = commands.Bill(
            parts=(commands.BillPart(sale=sale, amount=major(minor, book.currency)),)
        )
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif not self._billable(sale):
            self._do(command, "nothing_to_bill")
        elif minor > left:
            self._do(command, "over_bill")
        else:
            due = self._agreed([sale])
            made = self._do(command)
            assert made is not None
            quantities = {line: one.left for line, one in book.lines.items()}
            self._billed(made, {sale: minor}, {sale: quantities} if minor == left else {}, due)

    @rule(which=ANY, quarters=QUARTERS, lines=st.integers(1, 4))
    @precondition(lambda self: self.book.sales)
    def bill_lines(self, which: int, quarters: int, lines: int) -> None:
        """Bill some quantity of some lines: rounded by itself, so the book knows it about."""
        sale = self._pick(
            self.book.sales,
            which,
            lambda one: self._billable(one) and not self.book.sales[one].simple,
        )
        book = self.book.sales[sale]
        wanted = {
            line: one.left * quarters / 4
            for line, one in list(book.lines.items())[:lines]
            if one.left and quarters
        }
        command = commands.Bill(
            parts=(
                commands.BillPart(
                    sale=sale, lines={line: decimal(part) for line, part in wanted.items()}
                ),
            )
        )
        left = book.total - book.billed
        rest = all(wanted.get(line, 0) == one.left for line, one in book.lines.items())
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif not self._billable(sale) or not wanted:
            self._do(command, "nothing_to_bill")
        elif quarters == 5:
            self._do(command, "over_quantity")
        else:
            due = self._agreed([sale])
            exact = book.exact(wanted)
            if rest:
                made = self._do(command)
            else:
                # Goods taken back alone are no bill.
                codes = {"nothing_to_bill", "negative_amount"} if exact < book.slack() else set()
                codes |= {"over_bill", "negative_amount"} if exact > left - book.slack() else set()
                made = self._may(command, *codes)
            if made is None:
                return
            ((share,),) = self._rows(
                "SELECT amount_minor FROM invoice_sale WHERE invoice_id = ?", made
            )
            assert share == left if rest or not book.total else 0 < share <= left
            if not self._was_edited(sale):
                assert rest or abs(share - exact) <= book.slack()
            self._billed(made, {sale: share}, {sale: wanted}, due)

    def _was_edited(self, sale: int) -> bool:
        return self.book.sales[sale].simple

    @rule(which=ANY, how=st.sampled_from(["all", "amount", "lines"]), quarters=QUARTERS,
          rebill=st.booleans())  # fmt: skip
    @precondition(lambda self: self.book.papers)
    def credit_note(self, which: int, how: str, quarters: int, rebill: bool) -> None:
        paper = self._pick(
            self.book.papers, which, lambda one: self.book.papers[one].credits is None
        )
        self.credit_note_of(paper, how, quarters, rebill=rebill)

    def credit_note_of(self, paper: int, how: str, quarters: int, *, rebill: bool) -> None:
        book = self.book.papers[paper]
        if book.credits is not None:
            self._do(commands.AddCreditNote(invoice=paper), "not_an_invoice")
            return
        shares = {sale: self.book.left_of_paper(paper, sale) for sale in book.shares}
        left = sum(shares.values())
        if how == "lines":
            self._credit_lines(paper, quarters, rebill)
            return
        if how == "all":
            command = commands.AddCreditNote(invoice=paper, rebill=rebill)
            minor = left
        else:
            minor = left + 1 if quarters == 5 else max(1, left * quarters // 4)
            command = commands.AddCreditNote(
                invoice=paper, amount=major(minor, book.currency), rebill=rebill
            )
        if left == 0:
            self._do(command, "nothing_to_credit")
        elif minor > left:
            self._do(command, "over_credit_note")
        else:
            made = self._do(command)
            assert made is not None
            self._credited(made, paper, rebill)
            taken = self.book.papers[made].shares
            assert sum(taken.values()) == minor
            assert all(part <= shares[sale] for sale, part in taken.items())

    def _credit_lines(self, paper: int, quarters: int, rebill: bool) -> None:
        book = self.book.papers[paper]
        open_lines = {
            line: quantity - book.credited.get(line, 0)
            for line, (_, _, quantity, _) in book.lines.items()
        }
        wanted = {line: left * quarters / 4 for line, left in list(open_lines.items())[:2] if left}
        if not quarters:
            wanted = {}
        command = commands.AddCreditNote(
            invoice=paper,
            lines={line: decimal(part) for line, part in wanted.items()},
            rebill=rebill,
        )
        shares = {sale: self.book.left_of_paper(paper, sale) for sale in book.shares}
        if sum(shares.values()) == 0 or not wanted:
            self._do(command, "nothing_to_credit")
            return
        if quarters == 5:
            self._do(command, "over_quantity")
            return
        exact: dict[int, Fraction] = {}
        for line, part in wanted.items():
            sale, _, quantity, minor = book.lines[line]
            exact[sale] = exact.get(sale, Fraction()) + minor * part / quantity
        slack = (len(book.lines) + 2) * (book.notes + 2)
        codes = set()
        if all(part < slack for part in exact.values()):
            codes |= {"nothing_to_credit", "over_credit_note", "negative_amount"}
        if any(part > shares[sale] - slack or part < 0 for sale, part in exact.items()):
            codes |= {"over_credit_note", "negative_amount"}
        made = self._may(command, *codes)
        if made is None:
            return
        self._credited(made, paper, rebill)
        for sale, part in self.book.papers[made].shares.items():
            rest = all(
                wanted.get(line, 0) == left
                for line, left in open_lines.items()
                if book.lines[line][0] == sale
            )
            assert 0 <= part <= shares[sale]
            assert part == shares[sale] if rest else abs(part - exact[sale]) <= slack

    def _credited(self, made: int, paper: int, rebill: bool) -> None:
        """Write a credit note into the book: its shares as the file has them, judged by others."""
        invoice = self.book.papers[paper]
        shares = dict(
            self._rows("SELECT sale_id, amount_minor FROM invoice_sale WHERE invoice_id = ?", made)
        )
        self.book.papers[made] = PaperBook(
            invoice.client, invoice.currency, shares, credits=paper, rebill=rebill
        )
        self._read_lines(made)
        invoice.notes += 1
        for line, quantity in self._rows(
            "SELECT credits_line_id, quantity FROM invoice_line WHERE invoice_id = ?"
            " AND credits_line_id IS NOT NULL", made,
        ):  # fmt: skip
            invoice.credited[line] = invoice.credited.get(line, Fraction()) + Fraction(quantity)
            sale, of, _, _ = invoice.lines[line]
            if rebill and of in self.book.sales[sale].lines:
                self.book.sales[sale].lines[of].billed -= Fraction(quantity)
        for sale, minor in shares.items():
            self.book.sales[sale].papers += 1
            if rebill:
                self.book.sales[sale].billed -= minor
        if rebill:
            assert self._new_payments() == []
            return
        settled, *given_up = self._new_payments()
        ids = iter(given_up)
        self.book.payments[settled] = PaymentBook(
            invoice.client, invoice.currency, sum(shares.values()), "credit_note", self.today
        )
        for (sale,) in self._rows(
            "SELECT DISTINCT sale_id FROM invoice_line WHERE invoice_id = ? ORDER BY position", made
        ):
            if shares[sale]:
                self.book.room(sale, shares[sale], ids, self.today)
                self.book.move(settled, sale, shares[sale])
        assert next(ids, None) is None
