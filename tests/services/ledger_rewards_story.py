"""Random stories, the part about what referrals earn: rules, the owner's word, credit lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition
from tests.services.ledger_book import PaymentBook, ReferralBook
from tests.services.ledger_claims import Claims
from tests.services.ledger_rewards import RuleBook, paid_out, posted
from tests.services.ledger_stories import ANY, MUCH, QUARTERS, USUALLY_EURO, major, rule

from smallcrm.domain.enums import EarnedWhen, RewardRecipients, SaleStatus
from smallcrm.services import commands

# Days from the first of the story: when a rule holds, near the days on which things are sold.
LIMIT = st.one_of(st.none(), st.none(), st.integers(1, 30))
EDGES = st.sampled_from([None, None, None, None, -400, -60, -50, -45, 0])
PERCENTS = st.sampled_from(["10", "12.5", "33.3333", "50", "100"])
FIRSTS = st.sampled_from([None, None, 1, 2, 3])
MONTHS = st.sampled_from([None, None, None, 1, 12])
LASTS = st.sampled_from([None, None, 1, 10, 400])
RECIPIENTS = st.sampled_from(list(RewardRecipients))
LOST = st.sampled_from(["refund", "release", "reverse", "cancel", "note", "edit"])
WHEN = st.sampled_from([EarnedWhen.PAID, EarnedWhen.PAID, EarnedWhen.BILLED, EarnedWhen.ORDERED])
Words = dict[str, Any]
AMOUNTS = {"amount", "minimum", "cap", "year_cap"}
DATES = {"valid_from", "valid_until"}
# What the commands call otherwise than the book.
NAMES = {
    "earned_when": "when",
    "first_sales": "first",
    "within_months": "months",
    "without_tax": "net",
    "valid_from": "start",
    "valid_until": "end",
    "expires_after_days": "lasts",
}
# So many rules can be read.
ENOUGH = 4


@st.composite
def words_of_rules(draw: st.DrawFn) -> Words:
    """What the owner says of a rule: amounts in minor units, days from the first one."""
    percent = draw(PERCENTS) if draw(st.booleans()) else None
    return {
        "percent": percent,
        "amount": draw(MUCH) if percent is None else None,
        "recipients": draw(RECIPIENTS),
        "earned_when": draw(WHEN),
        "first_sales": draw(FIRSTS),
        "within_months": draw(MONTHS),
        "without_tax": draw(st.booleans()),
        "minimum": draw(LIMIT),
        "cap": draw(LIMIT),
        "year_cap": draw(LIMIT),
        "valid_from": draw(EDGES),
        "valid_until": draw(EDGES),
        "expires_after_days": draw(LASTS),
    }


# One thing that is said anew of a rule.
ANEW = st.one_of(
    st.fixed_dictionaries({"percent": PERCENTS, "amount": st.none()}),
    st.fixed_dictionaries({"percent": st.none(), "amount": MUCH}),
    st.fixed_dictionaries({"recipients": RECIPIENTS}),
    st.fixed_dictionaries({"earned_when": WHEN}),
    st.fixed_dictionaries({"first_sales": FIRSTS}),
    st.fixed_dictionaries({"within_months": MONTHS}),
    st.fixed_dictionaries({"without_tax": st.booleans()}),
    st.fixed_dictionaries({"minimum": LIMIT}),
    st.fixed_dictionaries({"cap": LIMIT}),
    st.fixed_dictionaries({"year_cap": LIMIT}),
    st.fixed_dictionaries({"valid_from": EDGES}),
    st.fixed_dictionaries({"valid_until": EDGES}),
    st.fixed_dictionaries({"expires_after_days": LASTS}),
    st.fixed_dictionaries({"percent": st.just("10"), "amount": st.just(3)}),
)


class Rewards(Claims):
    """Rules come, change and end; credit is earned, used, paid out, lapses and is taken back."""

    # -- rules ------------------------------------------------------------------------------------

    @rule(words=words_of_rules(), currency=USUALLY_EURO)
    @precondition(lambda self: len(self.book.rules) < ENOUGH)
    def add_reward_rule(self, words: Words, currency: str) -> None:
        book = self._changed(RuleBook(None, None, currency), words)
        command = commands.AddRewardRule(
            name=f"Rule {self.picks}", currency=currency, **self._said(words, currency)
        )
        if book.start and book.end and book.end < book.start:
            self._do(command, "valid_ends_first")
            return
        made = self._do(command)
        assert made is not None
        self.book.rules[made] = book

    @rule(which=ANY, words=ANEW)
    @precondition(lambda self: self.book.rules)
    def edit_reward_rule(self, which: int, words: Words) -> None:
        """What it earns more or less from now on, it has earned more or less all the time."""
        self._edit_rule(self._pick(self.book.rules, which), words)

    def _edit_rule(self, key: int, words: Words) -> None:
        before = self.book.rules[key]
        book = self._changed(before, words)
        command = commands.EditRewardRule(rule=key, **self._said(words, before.currency or "EUR"))
        if (book.percent is None) == (book.amount is None):
            self._do(command, "rule_percent_or_amount")
        elif book.start and book.end and book.end < book.start:
            self._do(command, "valid_ends_first")
        else:
            self._do(command)
            self.book.rules[key] = book

    def _said(self, words: Words, currency: str) -> Words:
        """Say words as commands do."""
        said = dict(words)
        for name in AMOUNTS & words.keys():
            if words[name] is not None:
                said[name] = major(words[name], currency)
        if words.get("percent") is not None:
            said["percent"] = Decimal(words["percent"])
        for name in DATES & words.keys():
            said[name] = self._day(words[name])
        return said

    def _changed(self, book: RuleBook, words: Words) -> RuleBook:
        """Write words into a rule of the book; without any amount it has no currency."""
        values = dict(words)
        if words.get("percent") is not None:
            values["percent"] = Fraction(words["percent"])
        for name in ("recipients", "earned_when"):
            if name in words:
                values[name] = words[name].value
        for name in DATES & words.keys():
            values[name] = self._day(words[name])
        book = replace(book, **{NAMES.get(name, name): value for name, value in values.items()})
        amounts = (book.amount, book.minimum, book.cap, book.year_cap)
        has_amounts = any(amount is not None for amount in amounts)
        return replace(book, currency=(book.currency or "EUR") if has_amounts else None)

    def _day(self, days: int | None) -> date | None:
        return None if days is None else self.first_day + timedelta(days=days)

    @rule(which=ANY, on=st.booleans())
    @precondition(lambda self: self.book.rules)
    def end_reward_rule(self, which: int, on: bool) -> None:
        """It ends before all that was sold so far, or holds for ever again."""
        key = self._pick(self.book.rules, which)
        self._edit_rule(key, {"valid_from": None, "valid_until": None if on else -90})

    @rule(which=ANY)
    @precondition(lambda self: self.book.rules)
    def remove_reward_rule(self, which: int) -> None:
        key = self._pick(self.book.rules, which)
        command = commands.RemoveRewardRule(rule=key)
        if any(one.by_rule == key for one in self.book.payments.values()):
            self._do(command, "rule_earned")
        else:
            self._do(command)
            del self.book.rules[key]

    # -- who it was -------------------------------------------------------------------------------

    @rule(which=ANY, who=ANY, reason=st.sampled_from(["a mistake", "a mistake", None]))
    @precondition(lambda self: self.book.referrals)
    def replace_referrer(self, which: int, who: int, reason: str | None) -> None:
        """The credit of the one goes to the other, as far as it was not paid out."""
        key = self._pick(self.book.referrals, which, self._in().__contains__)
        one = self.book.referrals[key]
        if reason and which % 2 and not one.out:
            self.say_reward(key, "referrer", which % 9, "EUR")
        one = self.book.referrals[key]
        other = self._pick(self.book.clients, who, lambda other: other != one.referrer)
        self.replace_one(key, other, reason)

    def replace_one(self, key: int, other: int, reason: str | None = "a mistake") -> None:
        one = self.book.referrals[key]
        fields: Words = {} if reason is None else {"reason": reason}
        command = commands.EditReferral(referral=key, counterpart=other, **fields)
        if other == one.referrer:
            self._do(command)
        elif reason is None:
            self._do(command, "no_reason")
        else:
            self._replace(key, other, command)

    @rule(which=ANY, who=ANY, nobody=st.booleans())
    @precondition(lambda self: self.book.referrals)
    def say_who_sent_a_client(self, which: int, who: int, nobody: bool) -> None:
        """On the client: somebody else, or nobody."""
        key = self._pick(self.book.referrals, which, self._in().__contains__)
        one = self.book.referrals[key]
        if one.out:
            return
        other = self._pick(self.book.clients, who, lambda other: other != one.referrer)
        command = commands.EditClient(client=one.client, referred_by=None if nobody else other)
        if nobody:
            self._remove(key, command)
        elif other == one.referrer:
            self._do(command)
        else:
            self._replace(key, other, command)

    def _replace(self, key: int, other: int, command: commands.Command) -> None:
        one = self.book.referrals[key]
        if other == one.client:
            self._do(command, "self_referral")
            return
        if not one.out and one.client in self.book.sent_by(other):
            self._do(command, "referral_circle")
            return
        self._do(command)
        said = self.book.overrides.pop((key, one.referrer), None)
        if said is not None:
            self.book.overrides[key, other] = said
        for follow_up in self.book.follow_ups.values():
            if (follow_up.referral, follow_up.code, follow_up.done) == (key, "thanks", False):
                follow_up.client = other
        one.referrer = other
        self.settle_rewards()

    @rule(which=ANY)
    @precondition(lambda self: len(self.book.referrals) > 1)
    def remove_referral(self, which: int) -> None:
        key = self._pick(self.book.referrals, which)
        self._remove(key, commands.RemoveReferral(referral=key))

    def _remove(self, key: int, command: commands.Command) -> None:
        """All that it earned goes; what was paid out stays out, and is nobody's business."""
        self._do(command)
        overrides = self.book.overrides
        self.book.overrides = {pair: said for pair, said in overrides.items() if pair[0] != key}
        # As if it were none to us: it earns nothing any more.
        self.book.referrals[key].out = True
        self.settle_rewards(gone=key)
        del self.book.referrals[key]
        for payment in self.book.payments.values():
            if payment.key is not None and payment.key[0] == key:
                payment.key = None
        for number, one in list(self.book.follow_ups.items()):
            if one.referral == key:
                one.referral = None
                if one.code == "thanks" and not one.done:
                    del self.book.follow_ups[number]

    @rule(one=ANY, other=ANY)
    @precondition(lambda self: len(self._in()) == len(self.book.referrals))
    def refer_out(self, one: int, other: int) -> None:
        """We send somebody to another: nothing is earned by it."""
        client, partner = self._pick(self.book.clients, one), self._pick(self.book.clients, other)
        command = commands.AddReferralOut(client=client, partner=partner)
        if client == partner:
            self._do(command, "self_referral")
        else:
            made = self._do(command)
            assert made is not None
            self.book.referrals[made] = ReferralBook(partner, client, out=True)

    # -- what the program asks for ----------------------------------------------------------------

    @rule(which=ANY)
    @precondition(lambda self: self.book.follow_ups)
    def finish_follow_up(self, which: int) -> None:
        key = self._pick(
            self.book.follow_ups, which, lambda one: not self.book.follow_ups[one].done
        )
        book = self.book.follow_ups[key]
        if book.done and book.code == "thanks" and book.referral not in self.book.won:
            return  # said before it was lost: that stays said
        self._do(commands.FinishFollowUp(follow_up=key, done=not book.done))
        self.book.follow_ups[key].done = not book.done

    @rule()
    def want_no_thanks(self) -> None:
        wanted = not self.book.thanks
        self._do(commands.SetSetting(key="referrals.thanks", value="yes" if wanted else "no"))
        self.book.thanks = wanted

    # -- the owner's word -------------------------------------------------------------------------

    def _in(self) -> list[int]:
        return [key for key, one in self.book.referrals.items() if not one.out]

    @rule(
        which=ANY,
        who=st.sampled_from(["referrer", "referrer", "client", "other"]),
        minor=st.one_of(st.none(), st.just(0), MUCH),
        currency=USUALLY_EURO,
        reason=st.sampled_from(["well done", "well done", ""]),
    )
    @precondition(lambda self: self.book.referrals)
    def set_reward(
        self, which: int, who: str, minor: int | None, currency: str, reason: str
    ) -> None:
        key = self._pick(self.book.referrals, which, self._in().__contains__)
        self.say_reward(key, who, minor, currency, reason)

    def say_reward(
        self, key: int, who: str, minor: int | None, currency: str, reason: str = "well done"
    ) -> None:
        one = self.book.referrals[key]
        both = {one.referrer, one.client}
        client = one.client if who == "client" else one.referrer
        if who == "other":
            client = next((other for other in self.book.clients if other not in both), client)
        command = commands.SetReward(
            referral=key, client=None if who == "referrer" else client,
            amount=None if minor is None else major(minor, currency), currency=currency,
            reason=reason,
        )  # fmt: skip
        if one.out:
            self._do(command, "referral_out_earns_nothing")
        elif client not in both:
            self._do(command, "not_referral_of")
        elif minor is not None and not reason:
            self._do(command, "no_reason")
        else:
            self._do(command)
            self.book.overrides.pop((key, client), None)
            if minor is not None:
                self.book.overrides[key, client] = currency, minor
            self.settle_rewards()

    @rule(which=ANY, to=ANY, minors=st.lists(MUCH, min_size=2, max_size=4), bit=st.integers(1, 9))
    @precondition(lambda self: self._in())
    def say_more_and_less(self, which: int, to: int, minors: list[int], bit: int) -> None:
        """A reward is said several times, and spent in between, on several sales."""
        key = self._pick(self._in(), which)
        currency = self.book.overrides.get((key, self.book.referrals[key].referrer), ("EUR", 0))[0]
        for number, minor in enumerate((*minors, bit)):
            self.say_reward(key, "referrer", minor, currency)
            mine = [one for one in self._credits() if self._of_owner(one, key)]
            for place, credit in enumerate(mine):
                self._spend(credit, to + place + number, 2)
                self._spend(credit, to + place + number + 1, 4)

    def _of_owner(self, payment: int, referral: int) -> bool:
        key = self.book.payments[payment].key
        return key is not None and key[0] == referral and key[2] is None

    @rule(which=ANY, minor=st.integers(1, 20), short=st.integers(0, 1))
    @precondition(lambda self: self._in())
    def pay_with_a_reward(self, which: int, minor: int, short: int) -> None:
        """Who was sent was given a reward and buys with it: what it settles is no money."""
        key = self._pick(self._in(), which)
        client = self.book.referrals[key].client
        self.say_reward(key, "client", minor, "EUR")
        sale = self.sell_to(client, 60 + minor, "EUR", None, -41, SaleStatus.ORDERED)
        mine = [one for one in self._credits() if self.book.payments[one].client == client]
        for credit in mine:
            self._spend_on(credit, sale, 4)
        self._pay_for(sale, max(1, self.book.left(sale) - short))

    @rule(which=ANY, days=st.sampled_from([None, -9, -1, 0, 5]))
    @precondition(lambda self: self._credits())
    def set_credit_expiry(self, which: int, days: int | None) -> None:
        key = self._pick(self.book.payments, which, self._credits().__contains__)
        one, until = self.book.payments[key], None
        if days is not None:
            until = self.today + timedelta(days=days)
        command = commands.SetCreditExpiry(payment=key, expires_on=until, reason="agreed")
        if one.kind != "referral_credit":
            self._do(command, "not_a_referral_credit")
        elif until is not None and until < one.on:
            self._do(command, "expires_before_given")
        else:
            self._do(command)
            self.book.payments[key].expires = until

    @rule(days=st.sampled_from([1, 1, 1, 4]))
    @precondition(lambda self: self.today < self.first_day + timedelta(days=20))
    def time_passes(self, days: int) -> None:
        """Credit lapses, and nothing is posted for it."""
        self.moment += timedelta(days=days)

    # -- credit is earned, used and lost ----------------------------------------------------------

    def _credits(self) -> list[int]:
        """Credits of referrals of which something stands, those that are used first."""
        found = [
            key
            for key, one in self.book.payments.items()
            if one.kind == "referral_credit" and one.amount > one.refunded
        ]
        return sorted(found, key=lambda key: (not self.book.payments[key].parts, key))

    @rule(
        which=ANY,
        minor=st.integers(5, 60),
        on=st.sampled_from([-41, -45, -50, -60, -134, -140, -400]),
        currency=USUALLY_EURO,
        short=st.sampled_from([0, 0, 0, 1]),
        bill=st.booleans(),
    )
    @precondition(lambda self: self.book.referrals)
    def who_was_sent_buys(
        self, which: int, minor: int, on: int, currency: str, short: int, bill: bool
    ) -> None:
        """And pays for it, or almost; this year or before it."""
        key = self._pick(self.book.referrals, which, self._in().__contains__)
        self.buy_as(key, minor, on, currency, short, bill=bill)

    def buy_as(
        self, key: int, minor: int, on: int, currency: str, short: int, *, bill: bool
    ) -> None:
        client = self.book.referrals[key].client
        sale = self.sell_to(client, minor, currency, None, on, SaleStatus.ORDERED)
        self._pay_for(sale, minor - short)
        if bill:
            self.bill_of(sale)

    def _pay_for(self, sale: int, minor: int) -> None:
        book = self.book.sales[sale]
        self.pay_on(book.client, book.currency, minor, {sale: minor})

    def pay_on(
        self, client: int, currency: str, minor: int, parts: dict[int, int], days: int = 0
    ) -> None:
        """Money comes, or came so many days ago, and settles this; the rest of it stays free."""
        on = self.today + timedelta(days=days)
        made = self._do(
            commands.TakePayment(
                client=client, amount=major(minor, currency), currency=currency, on=on,
                allocations={sale: major(part, currency) for sale, part in parts.items()},
            )
        )  # fmt: skip
        assert made is not None
        self.book.payments[made] = PaymentBook(client, currency, minor, "payment", on, parts)
        self.settle_rewards()

    @rule(which=ANY, days=st.sampled_from([-410, -200, -134, -61, -55, -41]))
    @precondition(lambda self: self.book.sales)
    def move_a_sale(self, which: int, days: int) -> None:
        """It was sold on another day: perhaps before or after others, or in another year."""
        sent = {one.client for one in self.book.referrals.values()}
        sale = self._pick(
            self.book.sales,
            which,
            lambda one: self.book.sales[one].client in sent and not self.book.sales[one].plan,
        )
        on, due = self.today + timedelta(days=days), self.book.due(sale)
        command = commands.EditSale(sale=sale, on=on)
        if self.book.sales[sale].plan:
            return
        if self.book.sales[sale].cancelled:
            self._do(command, "sale_cancelled")
        elif due is not None and due < on:
            self._do(command, "due_before_sale")
        else:
            self._do(command)
            self.book.sales[sale].sold = on

    @rule(which=ANY)
    @precondition(lambda self: self.book.sales)
    def pay_the_rest(self, which: int) -> None:
        """What is open of a sale of somebody who was sent is paid with money."""
        sent = {one.client for one in self.book.referrals.values()}
        sale = self._pick(
            self.book.sales,
            which,
            lambda one: self.book.left(one) > 0 and self.book.sales[one].client in sent,
        )
        if self.book.left(sale):
            self._pay_for(sale, self.book.left(sale))

    @rule(which=ANY, to=ANY, quarters=QUARTERS)
    @precondition(lambda self: self._credits())
    def spend_reward(self, which: int, to: int, quarters: int) -> None:
        """On one sale or on two of them, a part or all of it."""
        key = self._pick(self._credits(), which, lambda one: self.book.payments[one].free > 0)
        for number in (to, to + 1):
            self._spend(key, number, quarters)

    def _spend(self, key: int, to: int, quarters: int) -> None:
        one = self.book.payments[key]

        def fits(sale: int) -> bool:
            same = self._other(one, self.book.sales[sale]) is None
            return same and self.book.left(sale) > 0

        self._spend_on(key, self._pick(self.book.sales, to, fits), quarters)

    def _spend_on(self, key: int, sale: int, quarters: int) -> None:
        one = self.book.payments[key]
        part = min(one.free * quarters // 4, one.free, self.book.left(sale))
        fits = self._other(one, self.book.sales[sale]) is None and not one.lapsed(self.today)
        if part and fits:
            amount = major(part, one.currency)
            self._do(commands.Allocate(payment=key, sale=sale, amount=amount))
            self.book.move(key, sale, part)
            self.settle_rewards()

    @rule(which=ANY, quarters=st.integers(1, 4))
    @precondition(lambda self: self._credits())
    def pay_reward_out(self, which: int, quarters: int) -> None:
        """As money, what is spent of it too."""
        key = self._pick(self._credits(), which)
        one = self.book.payments[key]
        self.refund_of(key, max(1, (one.amount - one.refunded) * quarters // 4))

    @rule(which=ANY, how=LOST)
    @precondition(lambda self: any(key[3] for key in posted(self.book)))
    def lose_reward(self, which: int, how: str) -> None:
        """What earned a credit goes: the money, the sale, or a part of it."""
        used = [one for one in self.book.payments.values() if one.parts or one.refunded]
        sales = {one.key[3] for one in used if one.key is not None}
        earned = {key[3] for key in posted(self.book) if key[3] is not None}
        sale = self._pick(earned, which, sales.__contains__)
        money = [
            key
            for key, one in self.book.payments.items()
            if one.kind == "payment" and sale in one.parts
        ]
        papers = [
            key
            for key, one in self.book.papers.items()
            if sale in one.shares and one.credits is None
        ]
        if how == "note" and papers:
            self.credit_note_of(papers[0], "amount", 1, rebill=False)
        elif how == "cancel" or not money:
            self._cancel(sale)
        elif how == "release":
            minor = self.book.payments[money[0]].parts[sale]
            amount = -major(minor, self.book.sales[sale].currency)
            self._do(commands.Allocate(payment=money[0], sale=sale, amount=amount))
            self.book.move(money[0], sale, -minor)
        elif how == "reverse":
            self.reverse_one(money[0])
        elif how == "edit":
            self.edit_one(sale, self.book.sales[sale].total + 1, None)
        else:
            self.refund_of(money[0], 1)

    @rule(which=ANY, to=ANY, quarters=st.integers(1, 4), how=LOST, out=st.booleans())
    @precondition(lambda self: self.book.referrals)
    def earn_use_and_lose(self, which: int, to: int, quarters: int, how: str, out: bool) -> None:
        self.who_was_sent_buys(which, 40, -41, "EUR", 0, how == "note")
        if self._credits():
            self.spend_reward(to, to, quarters)
        if out and self._credits():
            self.pay_reward_out(to, 1)
        if any(key[3] for key in posted(self.book)):
            self.lose_reward(which, how)
        if out:
            self.money_comes_back(which)

    @rule(which=ANY)
    @precondition(lambda self: paid_out(self.book))
    def money_comes_back(self, which: int) -> None:
        """What was paid out bounced: it may be taken back after all."""
        refunds = [
            key
            for key, one in self.book.payments.items()
            if one.kind == "refund"
            and not one.void
            and one.refund_of is not None
            and self.book.payments[one.refund_of].key is not None
        ]
        if refunds:
            self.reverse_one(refunds[which % len(refunds)])
