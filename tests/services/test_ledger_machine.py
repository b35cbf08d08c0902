"""Random stories of sales, payments, refunds, credits, undo and redo against a ledger of our own.

The other ledger is a few dictionaries and rules written from the domain's text, not from the
program: after each step both must say the same, the file must be sound, and a refusal must have
changed nothing. At the end everything is undone, which gives back the first state byte for byte,
and done again, which gives back the last one with the same ids.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests import factories

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent
from smallcrm.paths import Paths
from smallcrm.queries import balances
from smallcrm.queries.shapes import Owed
from smallcrm.services import commands

TODAY = date(2026, 5, 12)
CURRENCIES = ("EUR", "USD", "JPY")
# Small amounts, few clients, mostly one currency: so that things meet, and edges are hit.
MINOR = st.integers(1, 12)
MUCH = st.integers(1, 40)
USUALLY_EURO = st.sampled_from(("EUR", "EUR", "EUR", "EUR", "USD", "JPY"))
ANY = st.integers(0, 10_000)
DAYS = st.sampled_from([None, -40, -10, 0, 5, 30])


@dataclass
class SaleBook:
    """A sale as the other ledger knows it."""

    client: int
    currency: str
    total: int
    due: date | None
    ordered: bool
    cancelled: bool = False


@dataclass
class PaymentBook:
    """Money as the other ledger knows it: what of it settles which sale."""

    client: int
    currency: str
    amount: int
    kind: str
    parts: dict[int, int] = field(default_factory=dict)
    refunded: int = 0
    void: bool = False
    refund_of: int | None = None

    @property
    def free(self) -> int:
        if self.void or self.kind == "refund":
            return 0
        return self.amount - sum(self.parts.values()) - self.refunded


@dataclass
class Book:
    """Everything the other ledger knows."""

    clients: list[int] = field(default_factory=list)
    sales: dict[int, SaleBook] = field(default_factory=dict)
    payments: dict[int, PaymentBook] = field(default_factory=dict)
    referrer: dict[int, int] = field(default_factory=dict)

    def paid(self, sale: int) -> int:
        return sum(payment.parts.get(sale, 0) for payment in self.payments.values())

    def left(self, sale: int) -> int:
        book = self.sales[sale]
        return 0 if book.cancelled else book.total - self.paid(sale)

    def by_age(self, client: int, currency: str) -> list[int]:
        """The client's open sales, oldest due first, without a due date last."""
        found = [
            sale
            for sale, book in self.sales.items()
            if book.client == client and book.currency == currency and self.left(sale) > 0
        ]
        return sorted(found, key=lambda sale: (self.sales[sale].due or date.max, sale))

    def move(self, payment: int, sale: int, minor: int) -> None:
        parts = self.payments[payment].parts
        parts[sale] = parts.get(sale, 0) + minor
        if not parts[sale]:
            del parts[sale]

    def settle(self, payment: int) -> None:
        book = self.payments[payment]
        for sale in self.by_age(book.client, book.currency):
            minor = min(book.free, self.left(sale))
            if minor:
                self.move(payment, sale, minor)

    def sent_by(self, client: int) -> set[int]:
        """Whoever sent a client, directly or not, and the client."""
        found = {client}
        while client in self.referrer and self.referrer[client] not in found:
            client = self.referrer[client]
            found.add(client)
        return found


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
    return Decimal(minor).scaleb(-exponent(currency))


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    open_backend(_paths(folder), Clock(), country="IE", currency="EUR").close()
    return folder / "smallcrm.db"


def _paths(folder: Path) -> Paths:
    return Paths(data=folder, machine_settings=folder / "machine.json")


class LedgerMachine(RuleBasedStateMachine):
    """One story. Every rule does the same to the file and to the book."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="smallcrm-ledger-"))
        shutil.copy(self.empty, self.folder / "smallcrm.db")
        self.moment = datetime(2026, 5, 12, 8, tzinfo=UTC)
        clock = Clock(source=self._tick, zone=UTC)
        self.backend: Backend = open_backend(_paths(self.folder), clock)
        self.book = Book()
        self.past: list[Book] = []
        self.future: list[Book] = []
        self.requests = 0
        self.picks = 0

    def _tick(self) -> datetime:
        self.moment += timedelta(milliseconds=7)
        return self.moment

    # -- doing it in both ---------------------------------------------------------------------

    def _do(self, command: commands.Command, *codes: str) -> int | None:
        """Perform; where `codes` name refusals, one of them must come and nothing may change."""
        if codes:
            assert factories.refused(self.backend, command).code in codes
            return None
        self.past.append(copy.deepcopy(self.book))
        self.future.clear()
        return factories.do(self.backend, command).id

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

    # -- what may happen ----------------------------------------------------------------------

    @initialize(amounts=st.lists(MINOR, min_size=4, max_size=8), paid=MUCH)
    def first(self, amounts: list[int], paid: int) -> None:
        """Two clients, sales with and without due dates, and a payment on several of them."""
        self.nothing = factories.dump(self.backend)
        self.add_client()
        self.add_client()
        for number, minor in enumerate(amounts):
            due = (None, -10, 5, 30)[number % 4]
            self.sell(number % 3 * 4, minor, "EUR", due, -60, SaleStatus.ORDERED)
        self.pay(0, paid, "EUR", "a")
        self.write_off(1, None)

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
        client = self._pick(self.book.clients, who)
        sold = TODAY + timedelta(days=on)
        due_on = None if due is None else TODAY + timedelta(days=due)
        made = self._do(
            commands.AddSale(
                client=client, title="One amount", amount=major(minor, currency),
                currency=currency, on=sold, due=due_on, status=status,
            )
        )  # fmt: skip
        assert made is not None
        if due_on is None and status is SaleStatus.DELIVERED:
            due_on = sold + timedelta(days=30)
        ordered = status is SaleStatus.ORDERED
        self.book.sales[made] = SaleBook(client, currency, minor, due_on, ordered)

    @rule(
        who=ANY,
        quantities=st.lists(st.integers(1, 3), min_size=1, max_size=4),
        price=MINOR,
        percent=st.sampled_from([0, 7, 19]),
        includes=st.booleans(),
        currency=USUALLY_EURO,
    )
    @precondition(lambda self: self.book.clients)
    def sell_lines(
        self,
        who: int,
        quantities: list[int],
        price: int,
        percent: int,
        includes: bool,
        currency: str,
    ) -> None:
        client = self._pick(self.book.clients, who)
        lines = tuple(
            commands.LineInput(
                description=f"{quantity} pieces", quantity=Decimal(quantity),
                unit_price=major(price, currency), tax_percent=Decimal(percent),
            )
            for quantity in quantities
        )  # fmt: skip
        made = self._do(
            commands.AddSale(
                client=client, lines=lines, prices_include_tax=includes, currency=currency,
                on=TODAY - timedelta(days=50), due=TODAY,
            )
        )  # fmt: skip
        assert made is not None
        whole = sum(quantities) * price
        tax = 0 if includes else (whole * percent + 50) // 100
        self.book.sales[made] = SaleBook(client, currency, whole + tax, TODAY, ordered=False)

    @rule(which=ANY, minor=MINOR, due=DAYS)
    @precondition(lambda self: self.book.sales)
    def edit_sale(self, which: int, minor: int, due: int | None) -> None:
        sale = self._pick(self.book.sales, which)
        book = self.book.sales[sale]
        due_on = None if due is None else TODAY + timedelta(days=due)
        command = commands.EditSale(sale=sale, amount=major(minor, book.currency), due=due_on)
        if book.cancelled:
            self._do(command, "sale_cancelled")
        elif minor < self.book.paid(sale):
            self._do(command, "total_below_paid")
        else:
            self._do(command)
            book = self.book.sales[sale]
            book.total, book.due = minor, due_on

    @rule(which=ANY)
    @precondition(lambda self: self.book.sales)
    def cancel(self, which: int) -> None:
        given_up = {
            sale
            for book in self.book.payments.values()
            if book.kind == "write_off"
            for sale in book.parts
        }
        sale = self._pick(self.book.sales, which, given_up.__contains__)
        if self.book.sales[sale].cancelled:
            self._do(commands.CancelSale(sale=sale), "sale_cancelled")
            return
        self._do(commands.CancelSale(sale=sale, reason="changed their mind"))
        self.book.sales[sale].cancelled = True
        for book in self.book.payments.values():
            if book.parts.pop(sale, 0) and book.kind == "write_off":
                book.void = True

    @rule(who=ANY, minor=MUCH, currency=USUALLY_EURO, by=st.sampled_from("aan"))
    @precondition(lambda self: self.book.clients)
    def pay(self, who: int, minor: int, currency: str, by: str) -> None:
        """Pay by itself (oldest due first), or leave it all as credit."""
        client = self._pick(self.book.clients, who)
        allocations: dict[int, Decimal | None] | None = None if by == "a" else {}
        made = self._do(
            commands.TakePayment(
                client=client, amount=major(minor, currency), currency=currency,
                allocations=allocations, request_id=self._request(),
            )
        )  # fmt: skip
        assert made is not None
        self.book.payments[made] = PaymentBook(client, currency, minor, "payment")
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
            payment = PaymentBook(book.client, book.currency, minor, "payment", {sale: settled})
            self.book.payments[made] = payment

    @rule(which=ANY, to=ANY, minor=MINOR, everything=st.booleans())
    @precondition(lambda self: self.book.sales and self.book.payments)
    def allocate(self, which: int, to: int, minor: int, everything: bool) -> None:
        payment = self._pick(self.book.payments, which)
        sale = self._pick(self.book.sales, to)
        money, sold = self.book.payments[payment], self.book.sales[sale]
        if everything:
            minor = min(money.free, self.book.left(sale)) or minor
        command = commands.Allocate(payment=payment, sale=sale, amount=major(minor, money.currency))
        if money.kind == "write_off":
            self._do(command, "write_off_stands")
        elif money.void or money.kind == "refund":
            self._do(command, "payment_void")
        elif sold.cancelled:
            self._do(command, "sale_cancelled")
        elif sold.client != money.client:
            self._do(command, "other_client")
        elif sold.currency != money.currency:
            self._do(command, "other_currency")
        elif minor > money.free:
            self._do(command, "over_payment")
        elif minor > self.book.left(sale):
            self._do(command, "over_sale")
        else:
            self._do(command)
            self.book.move(payment, sale, minor)

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
        if money.kind == "write_off":
            self._do(command, "write_off_stands")
        elif minor > money.parts[sale]:
            self._do(command, "over_allocation")
        else:
            self._do(command)
            self.book.move(payment, sale, -minor)

    @rule(which=ANY, minor=MINOR, everything=st.booleans())
    @precondition(lambda self: self.book.payments)
    def refund(self, which: int, minor: int, everything: bool) -> None:
        payment = self._pick(
            self.book.payments, which, lambda one: len(self.book.payments[one].parts) > 1
        )
        money = self.book.payments[payment]
        if everything:
            minor = money.amount - money.refunded or minor
        command = commands.Refund(payment=payment, amount=major(minor, money.currency))
        if money.kind != "payment":
            self._do(command, "no_money_to_refund")
        elif money.void:
            self._do(command, "payment_void")
        elif minor > money.amount - money.refunded:
            self._do(command, "over_refund")
        else:
            made = self._do(command)
            assert made is not None
            missing = minor - money.free
            latest = sorted(
                money.parts, key=lambda sale: (self.book.sales[sale].due or date.max,
                                               self._sold_on(sale), sale), reverse=True,
            )  # fmt: skip
            for sale in latest:
                part = min(max(missing, 0), money.parts[sale])
                self.book.move(payment, sale, -part)
                missing -= part
            money.refunded += minor
            self.book.payments[made] = PaymentBook(
                money.client, money.currency, minor, "refund", refund_of=payment
            )

    def _sold_on(self, sale: int) -> date:
        detail = self.backend.queries.sale(sale)
        assert detail is not None
        return detail.sale.on

    @rule(which=ANY)
    @precondition(lambda self: self.book.payments)
    def reverse(self, which: int) -> None:
        payment = self._pick(
            self.book.payments,
            which,
            lambda one: (
                self.book.payments[one].kind == "refund" and not self.book.payments[one].void
            ),
        )
        money = self.book.payments[payment]
        command = commands.ReversePayment(payment=payment, reason="bounced")
        if money.void:
            self._do(command, "payment_void")
        elif money.refunded:
            self._do(command, "payment_refunded")
        else:
            self._do(command)
            money.parts.clear()
            money.void = True
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
                sold.client, sold.currency, given, "write_off", {sale: given}
            )

    @rule(one=ANY, other=ANY)
    @precondition(lambda self: self.book.clients)
    def refer(self, one: int, other: int) -> None:
        referrer = self._pick(self.book.clients, one)
        client = self._pick(self.book.clients, other)
        command = commands.AddReferral(referrer=referrer, client=client)
        if referrer == client:
            self._do(command, "self_referral")
        elif client in self.book.referrer:
            self._do(command, "has_referrer")
        elif client in self.book.sent_by(referrer):
            self._do(command, "referral_circle")
        else:
            self._do(command)
            self.book.referrer[client] = referrer

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

    # -- what must hold -----------------------------------------------------------------------

    @invariant()
    def the_file_is_sound(self) -> None:
        factories.sound(self.backend)

    @invariant()
    def both_ledgers_agree(self) -> None:
        clients = self.book.clients
        with self.backend.database.read("test") as connection:
            owed = balances.owed_for(connection, clients, TODAY)
            credit = balances.credit_for(connection, clients)
            paid = balances.paid_by(connection, clients)
        for client in clients:
            assert split(owed.get(client, ())) == self._owed(client)
            assert figures(credit.get(client, ())) == self._sums(client, lambda book: book.free)
            assert figures(paid.get(client, ())) == self._sums(
                client,
                lambda book: (
                    book.amount - book.refunded if book.kind == "payment" and not book.void else 0
                ),
            )

    def _owed(self, client: int) -> dict[str, tuple[int, int, int, int]]:
        found: dict[str, tuple[int, int, int, int]] = {}
        for sale, book in self.book.sales.items():
            left = self.book.left(sale)
            if book.client == client and left:
                late = left if book.due is not None and book.due < TODAY else 0
                unbilled = left if book.due is None and book.ordered else 0
                part = (left, late, left - late - unbilled, unbilled)
                before = found.get(book.currency, (0, 0, 0, 0))
                found[book.currency] = tuple(map(sum, zip(before, part, strict=True)))  # type: ignore[assignment]
        return found

    def _sums(self, client: int, of: Callable[[PaymentBook], int]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for book in self.book.payments.values():
            if book.client == client:
                found[book.currency] += of(book)
        return {currency: minor for currency, minor in found.items() if minor}

    @invariant()
    def every_cent_is_somewhere(self) -> None:
        kept: dict[int, dict[int, int]] = {payment: {} for payment in self.book.payments}
        for payment, sale, minor in factories.rows(
            self.backend, "SELECT payment_id, sale_id, amount_minor FROM payment_allocation"
        ):
            kept[payment][sale] = minor
        assert kept == {payment: book.parts for payment, book in self.book.payments.items()}
        columns = "SELECT id, amount_minor, allocated_minor, refunded_minor, voided_at IS NOT NULL"
        assert factories.rows(self.backend, f"{columns} FROM payment ORDER BY id") == [
            (payment, book.amount, sum(book.parts.values()), book.refunded, book.void)
            for payment, book in sorted(self.book.payments.items())
        ]
        columns = "SELECT id, total_minor, paid_minor, status = 'cancelled'"
        assert factories.rows(self.backend, f"{columns} FROM sale ORDER BY id") == [
            (sale, book.total, self.book.paid(sale), book.cancelled)
            for sale, book in sorted(self.book.sales.items())
        ]

    @rule()
    @precondition(lambda self: self.book.clients)
    def look_at_the_cards(self) -> None:
        """What the owner sees is the same, referrals and their outcome too."""
        for client in self.book.clients:
            card = self.backend.queries.card(client)
            assert card is not None
            assert split(card.balance.owed) == self._owed(client)
            assert figures(card.balance.credit) == self._sums(client, lambda book: book.free)
            for payment in card.last_payments:
                book = self.book.payments[payment.id]
                assert {part.sale_id: part.amount.minor for part in payment.settled} == book.parts
                assert (payment.free.minor, payment.void) == (book.free, book.void)

    @invariant()
    def referrals_follow_the_sales(self) -> None:
        buyers = {book.client for book in self.book.sales.values() if not book.cancelled}
        expected = [
            (client, referrer, "won" if client in buyers else "pending")
            for client, referrer in sorted(self.book.referrer.items())
        ]
        query = "SELECT client_id, counterpart_id, outcome FROM referral ORDER BY client_id"
        assert factories.rows(self.backend, query) == expected

    def teardown(self) -> None:
        try:
            if hasattr(self, "nothing"):
                self._there_and_back()
        finally:
            self.backend.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _there_and_back(self) -> None:
        while self.future:
            self.redo()
        last = factories.dump(self.backend)
        steps = len(self.past)
        for _ in range(steps):
            factories.undo(self.backend)
        assert factories.dump(self.backend) == self.nothing
        factories.sound(self.backend)
        with pytest.raises(Refusal, match="nothing_to_undo"):
            factories.undo(self.backend)
        for _ in range(steps):
            factories.redo(self.backend)
        assert factories.dump(self.backend) == last
        factories.sound(self.backend)


LedgerMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A story of 25 steps is short enough to be read; making it shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.usefixtures("_shared_file")
class TestLedger(LedgerMachine.TestCase):  # type: ignore[misc]
    """Hypothesis runs the stories."""

    @pytest.fixture
    def _shared_file(self, empty_file: Path) -> None:
        LedgerMachine.empty = empty_file
