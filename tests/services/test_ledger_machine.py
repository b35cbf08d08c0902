"""Random stories of everything that moves money, undo and redo, against a ledger of our own.

The other ledger (`ledger_book`) is a few dictionaries and rules written from the domain's text,
not from the program: after each step both must say the same, and a refusal must come exactly
where the book says so and have changed nothing. At the end the file must be sound; everything is
undone, which gives back the first state byte for byte, and done again, which gives back the last
one with the same ids. `SMALLCRM_STORIES=500` tells so many, and longer ones.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition
from tests import factories
from tests.services.ledger_book import PaymentBook
from tests.services.ledger_levels import Levels
from tests.services.ledger_rewards import may_not_stand, posted
from tests.services.ledger_rewards_story import Rewards, Words, words_of_rules
from tests.services.ledger_stories import (
    ANY,
    MINOR,
    MUCH,
    figures,
    iso,
    paths_in,
    rule,
    split,
)
from tests.services.ledger_sums import Off, total_of

from smallcrm.app import open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import EarnedWhen, Level, RewardRecipients, SaleStatus
from smallcrm.queries import balances

# The rule of the first step: half of every sale, for who sent the client, once it is paid.
RULE = {
    "percent": "50",
    "first_sales": None,
    "recipients": RewardRecipients.REFERRER,
    "earned_when": EarnedWhen.PAID,
}


class LedgerMachine(Levels):
    """How a story begins, and what must hold after each of its steps."""

    @initialize(amounts=st.lists(MINOR, min_size=4, max_size=8), paid=MUCH)
    def first(self, amounts: list[int], paid: int) -> None:
        """Two clients, sales with and without due dates, and something of each kind."""
        self.nothing = factories.dump(self.backend)
        self._settle_rules()
        self.add_client()
        self.add_client()
        for number, minor in enumerate(amounts):
            due = (None, -10, 5, 30)[number % 4]
            self.sell(number % 3 * 4, minor, "EUR", due, -60, SaleStatus.ORDERED)
        typed = [("3", "0.333", 19, 0), ("2.5", "9.99", 7, 0), ("1", "120", 19, 10)]
        self.sell_lines(0, typed, False, False, Off(3), "EUR", True)
        self.pay(0, paid, 0, "EUR", "a")
        self.write_off(1, None)
        self.bill_lines(1, 2, 3)
        self.bill_whole([1, 5, 9], None, True, None)
        self.credit_note(1, "amount", 2, False)
        self.offer(0, typed, False, Off(minor=7), "EUR")
        self.refer_one(*self.book.clients[:2])
        self.promise(1, 0, 3, None, False)
        self.statement_comes([9, 40, -3], "EUR", 2, 0)
        self.confirm(0, 0, "oldest")
        self.sell(0, 40_000, "EUR", -10, -60, SaleStatus.DELIVERED)
        self.remind(0, "EUR", 3, None, None, None)
        self.add_reward_rule(RULE, "EUR")
        self.who_was_sent_buys(0, 40, -41, "EUR", 0, False)

    # -- what must hold ---------------------------------------------------------------------------

    @rule()
    def the_file_is_sound(self) -> None:
        factories.sound(self.backend)

    @invariant()
    def both_ledgers_agree(self) -> None:
        clients = self.book.clients
        with self.backend.database.read("test") as connection:
            owed = balances.owed_for(connection, clients, self.today)
            credit = balances.credit_for(connection, clients, self.today)
            paid = balances.paid_by(connection, clients)
        for client in clients:
            assert split(owed.get(client, ())) == self.book.owed(client, self.today)
            free = self.book.sums(client, self._is_credit)
            assert figures(credit.get(client, ())) == free
            assert figures(paid.get(client, ())) == self.book.sums(
                client,
                lambda book: (
                    book.amount - book.refunded if book.kind == "payment" and not book.void else 0
                ),
            )

    def _is_credit(self, book: PaymentBook) -> int:
        return 0 if book.kind == "write_off" or book.lapsed(self.today) else book.free

    @invariant()
    def every_cent_is_somewhere(self) -> None:
        kept: dict[int, dict[int, int]] = {payment: {} for payment in self.book.payments}
        for payment, sale, minor in self._rows(
            "SELECT payment_id, sale_id, amount_minor FROM payment_allocation"
        ):
            kept[payment][sale] = minor
        assert kept == {payment: book.parts for payment, book in self.book.payments.items()}
        columns = (
            "id, kind, amount_minor, allocated_minor, refunded_minor, voided_at IS NOT NULL,"
            " referral_id, reward_rule_id, expires_on"
        )
        assert self._rows(f"SELECT {columns} FROM payment ORDER BY id") == [
            (key, book.kind, book.amount, sum(book.parts.values()), book.refunded, book.void,
             book.key and book.key[0], book.by_rule, iso(book.expires))
            for key, book in sorted(self.book.payments.items())
        ]  # fmt: skip
        columns = "id, total_minor, paid_minor, billed_minor, due_on, status = 'cancelled'"
        assert self._rows(f"SELECT {columns} FROM sale ORDER BY id") == [
            (sale, book.total, self.book.paid(sale), book.billed, iso(self.book.due(sale)),
             book.cancelled)
            for sale, book in sorted(self.book.sales.items())
        ]  # fmt: skip

    @invariant()
    def paper_adds_up(self) -> None:
        """Shares are what the book says, amounts come to them, and no own number is missing."""
        for sale, book in self.book.sales.items():
            assert 0 <= self.book.billed(sale) == book.billed <= book.total
        kept: dict[int, dict[int, int]] = {paper: {} for paper in self.book.papers}
        for paper, sale, minor in self._rows(
            "SELECT invoice_id, sale_id, amount_minor FROM invoice_sale"
        ):
            kept[paper][sale] = minor
        assert kept == {paper: book.shares for paper, book in self.book.papers.items()}
        papers = self._rows("SELECT id, total_minor + rounding_minor FROM invoice ORDER BY id")
        assert papers == [
            (paper, sum(book.shares.values())) for paper, book in sorted(self.book.papers.items())
        ]
        for kind in ("invoice", "credit_note"):
            numbers = [
                row[0]
                for row in self._rows(
                    "SELECT sequence FROM invoice WHERE kind = ? AND external = 0"
                    " ORDER BY sequence", kind,
                )
            ]  # fmt: skip
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def plans_come_to_their_sales(self) -> None:
        kept: dict[int, dict[str | None, int]] = {}
        for sale, due, minor in self._rows(
            "SELECT sale_id, due_on, sum(amount_minor) FROM instalment GROUP BY sale_id, due_on"
        ):
            kept.setdefault(sale, {})[due] = minor
        expected: dict[int, dict[str | None, int]] = {}
        for sale, book in self.book.sales.items():
            for due, minor in book.plan:
                days = expected.setdefault(sale, {})
                days[iso(due)] = days.get(iso(due), 0) + minor
            assert not book.plan or sum(minor for _, minor in book.plan) == book.total
        assert kept == expected

    @invariant()
    def quotes_stand_where_sales_left_them(self) -> None:
        columns = "id, revision, is_latest, status, total_minor"
        assert self._rows(f"SELECT {columns} FROM quote ORDER BY id") == [
            (
                quote,
                book.revision,
                not book.replaced,
                self.book.status_of(quote),
                total_of(
                    list(book.lines.values()), includes=book.includes, per_line=False, off=book.off
                ),
            )
            for quote, book in sorted(self.book.quotes.items())
        ]

    @invariant()
    def promises_are_kept_or_broken(self) -> None:
        kept = [
            (one.id, one.state.value, one.came.minor)
            for client in self.book.clients
            for one in self.backend.queries.promises(client)
        ]
        assert sorted(kept) == [
            (key, self.book.state_of(book, self.today), self.book.came_in(book, date.max))
            for key, book in sorted(self.book.promises.items())
        ]

    @invariant()
    def nothing_is_charged_twice(self) -> None:
        """Each reminder stands as it was made, and what it charges is owed once, as a sale."""
        columns = "id, step, fee_minor, interest_minor, charge_sale_id"
        assert self._rows(f"SELECT {columns} FROM reminder ORDER BY id") == [
            (key, book.step, book.fee, sum(book.interest.values()), book.charge)
            for key, book in sorted(self.book.reminders.items())
        ]
        kept: dict[int, dict[int, int]] = {key: {} for key in self.book.reminders}
        for key, sale, minor in self._rows(
            "SELECT reminder_id, sale_id, open_minor FROM reminder_sale"
        ):
            kept[key][sale] = minor
        assert kept == {key: book.sales for key, book in self.book.reminders.items()}

    @invariant()
    def bookings_are_payments_or_wait(self) -> None:
        expected = []
        for key, book in sorted(self.book.bookings.items()):
            payment = self.book.settled_by(key)
            status = "ignored" if book.ignored else "open"
            expected.append((key, "settled" if payment else status, payment, book.minor))
        columns = "id, status, payment_id, amount_minor"
        assert self._rows(f"SELECT {columns} FROM bank_line ORDER BY id") == expected

    @invariant()
    def referrals_follow_the_sales(self) -> None:
        columns = "id, client_id, counterpart_id, outcome, outcome_by_hand, direction = 'out'"
        assert self._rows(f"SELECT {columns} FROM referral ORDER BY id") == [
            (key, book.client, book.referrer, self.book.outcome_of(book), book.by_hand is not None,
             book.out)
            for key, book in sorted(self.book.referrals.items())
        ]  # fmt: skip

    @invariant()
    def credits_are_what_was_earned(self) -> None:
        """Each once and in full, but for what was paid out; the program remembers as much of it."""
        assert may_not_stand(self.book) == []
        assert all(minor > 0 for minor in posted(self.book).values())
        columns = "id, client_id, code, referral_id, currency, amount_minor, done_at IS NOT NULL"
        assert self._rows(
            f"SELECT {columns} FROM follow_up WHERE code IS NOT NULL ORDER BY id"
        ) == [
            (key, book.client, book.code, book.referral, book.currency, book.minor, book.done)
            for key, book in sorted(self.book.follow_ups.items())
        ]

    @rule()
    @precondition(lambda self: self.book.clients)
    def look_at_the_cards(self) -> None:
        """What the owner sees is the same."""
        for client in self.book.clients:
            card = self.backend.queries.card(client)
            assert card is not None
            assert split(card.balance.owed) == self.book.owed(client, self.today)
            for payment in card.last_payments:
                book = self.book.payments[payment.id]
                assert {part.sale_id: part.amount.minor for part in payment.settled} == book.parts
                assert (payment.free.minor, payment.void) == (book.free, book.void)


# How a story of rewards begins, and what the rule of its first step says besides.
BEGINNINGS: dict[str, Words] = {
    "a cap has room again": {"year_cap": 30},
    "a word goes over": {},
    "paid with a reward": {},
    "said and spent": {},
    "lost": {},
    "moves up": {},
    "lapsed": {"expires_after_days": 1},
}


class RewardMachine(LedgerMachine):
    """Stories of what referrals earn, and of what touches that: shorter ones, with more rules."""

    only = frozenset(
        name for name in vars(Rewards) if not name.startswith("_")
    ) | {
        "allocate", "bill_whole", "cancel", "credit_note", "edit_sale", "pay", "pay_out", "redo",
        "refer", "refund", "release", "reverse", "sell_lines", "set_allocations", "set_outcome",
        "the_file_is_sound", "undo", "use_credit", "write_off",
    }  # fmt: skip

    @initialize(
        rules=st.lists(words_of_rules(), max_size=2),
        days=st.lists(st.sampled_from([-41, -41, -50, -134, -400]), min_size=2, max_size=2),
        bill=st.booleans(),
        begins=st.sampled_from(list(BEGINNINGS)),
        number=ANY,
    )
    def first(
        self, rules: list[Words], days: list[int], bill: bool, begins: str, number: int
    ) -> None:
        """Two are sent and buy; then something happens that seldom does by chance."""
        self.nothing = factories.dump(self.backend)
        for _ in range(4):
            self.add_client()
        ann, bob, cem, dan = self.book.clients
        self.refer_one(ann, bob)
        self.refer_one(ann if begins == "a cap has room again" else bob, cem)
        for client in (ann, bob, cem, ann):
            self.sell_to(client, 30, "EUR", -10, -60, SaleStatus.ORDERED)
        self.add_reward_rule(RULE | BEGINNINGS[begins], "EUR")
        # The first sale earns something besides: alone, so that no other rule weighs sales.
        first = {**RULE, "percent": "10", "first_sales": 1}
        for words in [first] if begins == "moves up" else rules:
            self.add_reward_rule(words, "EUR")
        self.pay_on(ann, "EUR", 3, {})
        sent = sorted(self.book.referrals)
        for referral, day in zip(sent, days, strict=True):
            self.buy_as(referral, 40, day, "EUR", 0, bill=bill)
        if begins == "a cap has room again":
            self.replace_one(sent[0], dan)
        elif begins == "a word goes over":
            self.say_reward(sent[1], "referrer", 9, "EUR")
            self.replace_one(sent[1], ann)
        elif begins == "paid with a reward":
            self.pay_with_a_reward(number, 7, 0)
        elif begins == "said and spent":
            self.say_more_and_less(number, number, [12, 20], 5)
        elif begins == "moves up":
            self._cancel(min(key for key, one in self.book.sales.items() if one.client == bob))
            self.settle_rewards()
        elif begins == "lost":
            self.earn_use_and_lose(number, number, 4, "cancel", bill)
        else:
            self.use_credit_on(min(self.book.sales), 5)
            self.time_passes(4)


class LevelMachine(LedgerMachine):
    """Stories of levels, and of the money and the referrals that they follow."""

    only = frozenset(
        name for name in vars(Levels) if not name.startswith("_")
    ) | {
        "add_client", "pay", "pay_out", "redo", "refer", "refund", "reverse", "sell",
        "set_outcome", "the_file_is_sound", "undo", "who_was_sent_buys",
    }  # fmt: skip

    @initialize(number=ANY)
    def first(self, number: int) -> None:
        """Two rules from the beginning, one that time ends; one client is named by hand."""
        self.nothing = factories.dump(self.backend)
        for _ in range(3):
            self.add_client()
        ann, bob, cem = self.book.clients
        self.refer_one(ann, bob)
        for client in (ann, bob):
            self.sell_to(client, 30, "EUR", -10, -60, SaleStatus.ORDERED)
        self.add_level_rule(Level.VIP, 5, 1, None, "EUR")
        self.add_level_rule(Level.PREFERRED, None, None, 1, "EUR")
        self.pay_on(ann, "EUR", 9, {}, -20 - number % 15)
        self.say_level(self.book.clients.index(cem), Level.PREFERRED)


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    open_backend(paths_in(folder), Clock(), country="IE", currency="EUR").close()
    return folder / "smallcrm.db"


@pytest.fixture
def _shared_file(empty_file: Path) -> None:
    LedgerMachine.empty = empty_file


STORIES = os.environ.get("SMALLCRM_STORIES")
LedgerMachine.TestCase.settings = settings(
    max_examples=int(STORIES) if STORIES else 7,
    stateful_step_count=80 if STORIES else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A story of 25 steps is short enough to be read; making it shorter would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
RewardMachine.TestCase.settings = settings(
    LedgerMachine.TestCase.settings, max_examples=int(STORIES) if STORIES else 6
)
LevelMachine.TestCase.settings = settings(
    LedgerMachine.TestCase.settings, max_examples=int(STORIES) if STORIES else 6
)


@pytest.mark.usefixtures("_shared_file")
class TestLedger(LedgerMachine.TestCase):  # type: ignore[misc]
    """Hypothesis runs the stories."""


@pytest.mark.usefixtures("_shared_file")
class TestRewards(RewardMachine.TestCase):  # type: ignore[misc]
    """And those of what referrals earn."""


@pytest.mark.usefixtures("_shared_file")
class TestLevels(LevelMachine.TestCase):  # type: ignore[misc]
    """And those of levels."""
