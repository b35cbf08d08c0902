"""Random stories, the part about levels: rules of what gives them, and levels set by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition
from tests import factories
from tests.services.ledger_rewards_story import Rewards
from tests.services.ledger_stories import ANY, MUCH, USUALLY_EURO, major, rule

from smallcrm.domain.enums import Level
from smallcrm.services import commands

if TYPE_CHECKING:
    from tests.services.ledger_book import Book

ENOUGH = 4
PAID = st.one_of(st.none(), MUCH)
WITHIN = st.sampled_from([None, None, 1, 2, 13])
LONG_AGO = [-1, -26, -28, -29, -30, -31, -58, -61, -62, -390, -396]
WON = st.sampled_from([None, None, 1, 1, 2])
GIVEN = st.sampled_from([Level.PREFERRED, Level.VIP])


@dataclass(frozen=True)
class LevelBook:
    """A rule: what has to be met for a level; amounts in minor units."""

    level: str
    paid: int | None
    currency: str | None
    months: int | None
    won: int | None

    @property
    def fault(self) -> str | None:
        """Why it is no rule."""
        if self.paid is None and self.won is None:
            return "level_rule_empty"
        return "level_rule_months" if self.paid is None and self.months is not None else None


def months_before(day: date, months: int) -> date:
    """The same day of a month before, or the last one of that month."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def meets(book: Book, client: int, wanted: LevelBook, today: date) -> bool:
    paid = sum(
        payment.amount - payment.refunded
        for payment in book.payments.values()
        if payment.kind == "payment"
        and not payment.void
        and (payment.client, payment.currency) == (client, wanted.currency)
        and (wanted.months is None or payment.on > months_before(today, wanted.months))
    )
    won = sum(
        one.referrer == client and not one.out and book.outcome_of(one) == "won"
        for one in book.referrals.values()
    )
    return (wanted.paid is None or paid >= wanted.paid) and (
        wanted.won is None or won >= wanted.won
    )


def level_of(book: Book, client: int, today: date) -> tuple[str, bool, int | None]:
    """The level of a client, whether it was set by hand, and the rule that gives it."""
    if client in book.levels_by_hand:
        return book.levels_by_hand[client], True, None
    for level in ("vip", "preferred"):
        for key, wanted in sorted(book.level_rules.items()):
            if wanted.level == level and meets(book, client, wanted, today):
                return level, False, key
    return "standard", False, None


class Levels(Rewards):
    """Rules come, change and go; levels follow them, and the money, and the days."""

    @rule(level=GIVEN, paid=PAID, months=WITHIN, won=WON, currency=USUALLY_EURO)
    @precondition(lambda self: len(self.book.level_rules) < ENOUGH)
    def add_level_rule(
        self, level: Level, paid: int | None, months: int | None, won: int | None, currency: str
    ) -> None:
        book = LevelBook(level.value, paid, currency if paid else None, months, won)
        command = commands.AddLevelRule(
            level=level,
            paid=None if paid is None else major(paid, currency),
            currency=currency,
            within_months=months,
            referrals_won=won,
        )
        made = self._do(command, *filter(None, (book.fault,)))
        if made is not None:
            self.book.level_rules[made] = book

    @rule(which=ANY, paid=MUCH, months=WITHIN, level=GIVEN)
    @precondition(lambda self: self.book.level_rules)
    def edit_level_rule(self, which: int, paid: int, months: int | None, level: Level) -> None:
        key = self._pick(self.book.level_rules, which)
        before = self.book.level_rules[key]
        currency = before.currency or "EUR"
        book = replace(before, level=level.value, paid=paid, currency=currency, months=months)
        fields: dict[str, Any] = {"paid": major(paid, currency), "within_months": months}
        if before.currency is None:
            fields["currency"] = currency
        self._do(commands.EditLevelRule(level_rule=key, level=level, **fields))
        self.book.level_rules[key] = book

    @rule(which=ANY)
    @precondition(lambda self: self.book.level_rules)
    def remove_level_rule(self, which: int) -> None:
        key = self._pick(self.book.level_rules, which)
        self._do(commands.RemoveLevelRule(level_rule=key))
        del self.book.level_rules[key]

    @rule(which=ANY, level=st.sampled_from([None, None, *Level]))
    @precondition(lambda self: self.book.clients)
    def say_level(self, which: int, level: Level | None) -> None:
        """Set a level by hand, or let it follow again."""
        client = self._pick(self.book.clients, which)
        if level is None:
            self._do(commands.EditClient(client=client, level_by_hand=False))
            self.book.levels_by_hand.pop(client, None)
        else:
            self._do(commands.EditClient(client=client, level=level))
            self.book.levels_by_hand[client] = level.value

    @rule(which=ANY, minor=MUCH, currency=USUALLY_EURO, days=st.sampled_from(LONG_AGO))
    @precondition(lambda self: self.book.clients)
    def money_of_long_ago(self, which: int, minor: int, currency: str, days: int) -> None:
        """Near the days on which months end."""
        self.pay_on(self._pick(self.book.clients, which), currency, minor, {}, days)

    @rule(days=st.sampled_from([1, 1, 4]))
    @precondition(lambda self: self.today < self.first_day + timedelta(days=20))
    def time_passes(self, days: int) -> None:
        """What was paid is longer ago; the window looks at that on each new day."""
        self.moment += timedelta(days=days)
        factories.outcome(self.backend, commands.RefreshLevels())

    @invariant()
    def levels_follow(self) -> None:
        found = self._rows("SELECT id, level, level_by_hand, level_rule_id FROM client ORDER BY id")
        kept = {client: (level, bool(by_hand), key) for client, level, by_hand, key in found}
        for client in self.book.clients:
            level, by_hand, key = level_of(self.book, client, self.today)
            if not self.book.level_rules and not by_hand:
                key = None
            assert kept[client] == (level, by_hand, key), client
