"""What referrals earn, worked out anew from the rules each time: it remembers nothing but postings.

Fractions and dictionaries over the ledger of our own; no code of the program. A credit has a key:
referral, recipient, rule (None: the owner said so), sale, currency.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.services.ledger_sums import half_up

if TYPE_CHECKING:
    from tests.services.ledger_book import Book, PaymentBook, ReferralBook, SaleBook

Key = tuple[int, int, int | None, int | None, str]


@dataclass(frozen=True)
class RuleBook:
    """A rule as it was given: amounts in minor units of its currency, percent of a hundred."""

    percent: Fraction | None
    amount: int | None
    currency: str | None
    recipients: str = "referrer"
    when: str = "paid"
    first: int | None = 1
    months: int | None = None
    net: bool = False
    minimum: int | None = None
    cap: int | None = None
    year_cap: int | None = None
    start: date | None = None
    end: date | None = None
    lasts: int | None = None

    def holds(self, on: date, first_sale: date) -> bool:
        """Say whether a sale of a day is near enough to the first one and in its time."""
        if self.months is not None and on > months_after(first_sale, self.months):
            return False
        return (self.start or date.min) <= on <= (self.end or date.max)

    def counts(self, currency: str) -> bool:
        """Say whether sales in a currency count: what is compared or capped is in the rule's."""
        limits = [self.minimum]
        if self.percent is not None:
            limits += [self.cap, self.year_cap]
        return currency == self.currency or all(limit is None for limit in limits)

    def of(self, base: int) -> int:
        if self.percent is None:
            assert self.amount is not None
            return self.amount
        return half_up(base * self.percent / 100)


@dataclass(frozen=True)
class Earned:
    """A sale that earned something before any cap, sorted as caps use it up."""

    on: date
    sale: int
    referral: int
    currency: str
    base: int
    minor: int


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def credited(book: Book, sale: int) -> int:
    """What credit notes settle of a sale."""
    return sum(
        one.parts.get(sale, 0) for one in book.payments.values() if one.kind == "credit_note"
    )


def money_on(book: Book, sale: int) -> int:
    """What money settles of a sale: no credit, and nothing that was given up."""
    return _settled(book, sale, "payment")


def _settled(book: Book, sale: int, kind: str) -> int:
    return sum(one.parts.get(sale, 0) for one in book.payments.values() if one.kind == kind)


def base_of(book: Book, sale: int, *, net: bool) -> int:
    """What a sale is worth, less what credit notes took off, perhaps without tax."""
    sold = book.sales[sale]
    worth = sold.total - credited(book, sale)
    if net and worth:
        return half_up(Fraction(worth * sold.net, sold.total))
    return worth


def has_come_to(book: Book, sale: int, when: str) -> bool:
    sold = book.sales[sale]
    if when == "billed":
        return sold.billed >= sold.total
    return when == "ordered" or money_on(book, sale) >= sold.total - credited(book, sale)


def sales_of(book: Book, client: int) -> list[tuple[int, SaleBook]]:
    """The sales of a client that stand, in their order."""
    found = [
        (key, one) for key, one in book.sales.items() if one.client == client and not one.cancelled
    ]
    return sorted(found, key=lambda one: (one[1].sold, one[0]))


def in_a_circle(book: Book, referral: ReferralBook) -> bool:
    """Say whether somebody whom the client sent, directly or not, sent the client."""
    by = {one.client: one.referrer for one in book.referrals.values() if not one.out}
    seen: set[int | None] = {None}
    sender: int | None = referral.referrer
    while sender not in seen and sender != referral.client:
        seen.add(sender)
        sender = by.get(sender) if sender is not None else None
    return sender == referral.client


def earned_by(book: Book, rule: RuleBook, referral: int) -> list[Earned]:
    """What a rule makes of one referral before its caps, sale by sale."""
    found: list[Earned] = []
    sales = sales_of(book, book.referrals[referral].client)
    for sale, sold in sales[: rule.first]:
        base = base_of(book, sale, net=rule.net)
        if (
            base > 0
            and rule.holds(sold.sold, sales[0][1].sold)
            and rule.counts(sold.currency)
            and has_come_to(book, sale, rule.when)
        ):
            currency = sold.currency if rule.percent is not None else rule.currency
            assert currency is not None
            found.append(Earned(sold.sold, sale, referral, currency, base, rule.of(base)))
    enough = rule.minimum is None or sum(one.base for one in found) >= rule.minimum
    return found if enough else []


def recipients_of(rule: RuleBook, referral: ReferralBook) -> Iterator[int]:
    if rule.recipients != "referred":
        yield referral.referrer
    if rule.recipients != "referrer":
        yield referral.client


def by_rules(book: Book) -> Counter[Key]:
    """What the rules say, each by itself; of a pair with a word of the owner's they say nothing."""
    found: Counter[Key] = Counter()
    for number, rule in book.rules.items():
        shares = [
            (recipient, one)
            for key, referral in book.referrals.items()
            if not referral.out and not in_a_circle(book, referral)
            for recipient in recipients_of(rule, referral)
            if (key, recipient) not in book.overrides
            for one in earned_by(book, rule, key)
        ]
        of_referral: Counter[tuple[int, int]] = Counter()
        of_year: Counter[tuple[int, int]] = Counter()
        for who, one in sorted(shares, key=_in_order):
            pair, year = (one.referral, who), (who, one.on.year)
            room = [one.minor]
            if rule.cap is not None:
                room.append(rule.cap - of_referral[pair])
            if rule.year_cap is not None:
                room.append(rule.year_cap - of_year[year])
            given = min(room)
            of_referral[pair] += given
            of_year[year] += given
            found[one.referral, who, number, one.sale, one.currency] += given
    return found


def _in_order(share: tuple[int, Earned]) -> tuple[date, int, int]:
    return share[1].on, share[1].sale, share[1].referral


def justified(book: Book) -> dict[Key, int]:
    """What every credit ought to be: what the rules say, and what the owner says instead."""
    found = by_rules(book)
    for (referral, who), (currency, minor) in book.overrides.items():
        # Also where old data sent somebody in a circle, of which no rule makes anything.
        found[referral, who, None, None, currency] = minor
    return {key: minor for key, minor in found.items() if minor}


def posted(book: Book) -> dict[Key, int]:
    """What stands of every credit: what was posted less what was taken back."""
    found: Counter[Key] = Counter()
    for one in book.payments.values():
        if one.key is not None:
            found[one.key] += one.amount if one.kind == "referral_credit" else -one.amount
    return {key: minor for key, minor in found.items() if minor}


def paid_out(book: Book) -> dict[Key, int]:
    """What of every credit was given as money, and not come back."""
    found: Counter[Key] = Counter()
    for one in book.payments.values():
        if one.kind == "refund" and not one.void and one.refund_of is not None:
            key = book.payments[one.refund_of].key
            if key is not None:
                found[key] += one.amount
    return dict(found)


@dataclass(frozen=True)
class Posting:
    """A row that must be new: a credit, or what is taken back of the credit `of`."""

    key: Key
    minor: int
    of: int | None = None


# Whom a follow-up is about: referral, recipient, currency.
About = tuple[int, int, str]


class Settlement:
    """What has to be posted, and said, so that credits are what they ought to be."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.postings: list[Posting] = []
        # What settled sales and does so no longer.
        self.released: Counter[About] = Counter()
        ought, there = justified(book), posted(book)
        for key in ought.keys() | there.keys():
            more = ought.get(key, 0) - there.get(key, 0)
            if more > 0:
                self.postings.append(Posting(key, more))
            elif more < 0:
                self.take_back(key, -more)

    def take_back(self, key: Key, minor: int) -> int:
        """Take back the newest first, and say what cannot be had since it was paid out."""
        of_key = [
            number
            for number, one in self.book.payments.items()
            if one.key == key and one.kind == "referral_credit"
        ]
        for number in sorted(of_key, reverse=True):
            credit = self.book.payments[number]
            part = min(minor, credit.amount - credit.refunded)
            if part:
                self._make_free(credit, key, part)
                credit.refunded += part
                self.postings.append(Posting(key, part, number))
                minor -= part
        return minor

    def _make_free(self, credit: PaymentBook, key: Key, minor: int) -> None:
        """Release what was settled last."""
        missing = minor - (credit.amount - credit.refunded - sum(credit.parts.values()))
        for sale, part in list(reversed(credit.parts.items())):
            released = min(max(missing, 0), part)
            credit.parts[sale] -= released
            if not credit.parts[sale]:
                del credit.parts[sale]
            missing -= released
            if released:
                self.released[about(key)] += released

    def expires(self, posting: Posting, today: date) -> date | None:
        rule = self.book.rules[posting.key[2]] if posting.key[2] is not None else None
        if posting.of is not None or rule is None or rule.lasts is None:
            return None
        return today + timedelta(days=rule.lasts)


def about(key: Key) -> About:
    return key[0], key[1], key[4]


def is_out(book: Book) -> Counter[About]:
    """What stands though nothing justifies it any more, since it was paid out."""
    ought, found = justified(book), Counter[About]()
    for key, minor in posted(book).items():
        if minor > ought.get(key, 0):
            found[about(key)] += minor - ought.get(key, 0)
    return found


def told(book: Book, code: str) -> Counter[About]:
    """What follow-ups of a code say, heard or not."""
    found = Counter[About]()
    for one in book.follow_ups.values():
        if one.code == code and one.referral is not None:
            assert one.currency is not None
            assert one.minor is not None
            found[one.referral, one.client, one.currency] += one.minor
    return found


def tell_what_is_out(book: Book) -> Counter[About]:
    """Say less where credit was earned again, the newest first that is not done; what to say more.

    So the owner is told of each amount once.
    """
    out, said = is_out(book), told(book, "credit_paid_out")
    for one in out.keys() | said.keys():
        less = said[one] - out[one]
        for number, follow_up in sorted(book.follow_ups.items(), reverse=True):
            whose = (follow_up.referral, follow_up.client, follow_up.currency)
            is_said = follow_up.code == "credit_paid_out" and whose == one
            if less > 0 and is_said and not follow_up.done:
                assert follow_up.minor is not None
                part = min(less, follow_up.minor)
                follow_up.minor -= part
                less -= part
                if not follow_up.minor:
                    del book.follow_ups[number]
    return Counter({one: minor - said[one] for one, minor in out.items() if minor > said[one]})


def to_thank(book: Book) -> list[int]:
    """Referrals that are won now and were not; who sent one that is not won needs no thanks."""
    won = {
        key for key, one in book.referrals.items() if not one.out and book.outcome_of(one) == "won"
    }
    new, book.won = won - book.won, won
    of_thanks = {key: one for key, one in book.follow_ups.items() if one.code == "thanks"}
    for key, one in of_thanks.items():
        if one.referral is not None and one.referral not in won and not one.done:
            del book.follow_ups[key]
    thanked = {one.referral for one in of_thanks.values() if one.done or one.referral in won}
    return sorted(new - thanked) if book.thanks else []


def may_not_stand(book: Book) -> list[Key]:
    """Keys of which something else stands than they ought to be, or than was paid out if more."""
    ought, there, gone = justified(book), posted(book), paid_out(book)
    return [
        key
        for key in ought.keys() | there.keys()
        if there.get(key, 0) != max(ought.get(key, 0), gone.get(key, 0))
    ]
