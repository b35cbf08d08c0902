"""Whose a booking is and what it settles, from what is known of it: pure, without the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from smallcrm.queries.bank_book import Book, OpenSale, Parts
from smallcrm.queries.bank_references import Named
from smallcrm.queries.receivable_shapes import BankLineShape, BankReason

_DAYS: Final = 10  # between a booking and the day on which its payment was entered
_NEAR_DAYS: Final = 3
_MOST_OTHERS: Final = 5


@dataclass(frozen=True, slots=True)
class Entered:
    """A payment that was typed in before its booking came."""

    id: int
    client_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Known:
    """What a booking tells: sales by number, and clients by other numbers, account and name."""

    sales: Sequence[Named] = ()
    written: Collection[int] = ()
    account: Sequence[int] = ()
    names: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a booking may be, in ids and minor units."""

    client_id: int | None = None
    parts: Parts = ()
    rest: Parts = ()
    payment_id: int | None = None
    why: tuple[BankReason, ...] = ()
    sure: bool = False
    others: tuple[int, ...] = ()


NOTHING: Final = Match()


@dataclass(slots=True)
class Matcher:
    """Matches bookings one by one; what a sure one takes is not offered to the next.

    `small` is up to what a rest may be given up, per currency in minor units. `amounts` are the
    clients of whom a sum would settle something, `entered` payments without a booking.
    """

    book: Book
    small: Mapping[str, int]
    amounts: Mapping[tuple[str, int], Sequence[int]]
    entered: Mapping[tuple[str, int], Sequence[Entered]]
    _used: set[int] = field(default_factory=set)

    def match_all(
        self,
        lines: Sequence[BankLineShape],
        known: Mapping[int, Known],
        chosen: Mapping[int, int],
    ) -> dict[int, Match]:
        """Match bookings, the earliest first; the sure ones before those that are guessed.

        Those of which the owner has chosen the client are that client's.
        """
        found: dict[int, Match] = {}
        in_order = sorted((line for line in lines if line.amount.minor > 0), key=_by_day)
        for line in in_order:
            if line.id in chosen:
                continue
            match = self.match(line, known[line.id])
            if match.sure:
                found[line.id] = match
                self.book.reserve(match.parts)
                if match.payment_id is not None:
                    self._used.add(match.payment_id)
        for line in in_order:
            if line.id in chosen:
                found[line.id] = self.by_hand(line, chosen[line.id])
            elif line.id not in found:
                found[line.id] = self.match(line, known[line.id])
        return found

    def by_hand(self, line: BankLineShape, client_id: int) -> Match:
        """Return what a booking may be of the client that the owner chose."""
        fitted = self.of_client(line, client_id, ())
        if fitted.why:
            return fitted
        # What was entered before is not doubled.
        entered = self._entered(line, [client_id], _DAYS)
        if entered is None:
            return fitted
        return Match(client_id, payment_id=entered.id, why=(BankReason.PAYMENT,))

    def match(self, line: BankLineShape, known: Known) -> Match:
        """Return what a booking of money in may be: the first guess, or one that is sure of it."""
        guesses = [one for one in self._guesses(line, known) if one.client_id or one.others]
        if not guesses:
            return NOTHING
        first = guesses[0]
        same = (one for one in guesses if one.sure and one.client_id == first.client_id)
        return next(same, first)

    def _guesses(self, line: BankLineShape, known: Known) -> Iterator[Match]:
        yield self._by_number(line, known)
        yield self._by_payment(line, known, _NEAR_DAYS)
        by_account = self._by_account(line, known)
        entered = self._by_payment(line, known, _DAYS)
        if BankReason.AMOUNT in by_account.why:
            # What was entered a week ago may be that of the month before, or this very one.
            yield by_account if entered.client_id is None else replace(by_account, sure=False)
        yield entered
        yield by_account
        yield self._by_name(line, known)
        yield self._by_amount(line)

    def of_client(self, line: BankLineShape, client_id: int, why: Iterable[BankReason]) -> Match:
        """Return what a booking settles if it is that client's."""
        currency, minor = line.amount.currency, line.amount.minor
        return self._fit(client_id, self.book.open_of(client_id, currency), minor, why)

    def _by_number(self, line: BankLineShape, known: Known) -> Match:
        """Go by the numbers in the text: all of them together, or the one whose sum agrees."""
        named = [one for one in known.sales if self._open(line, one)]
        clients = list(dict.fromkeys(self.book.sales[one.sales[0][0]].client_id for one in named))
        if not named:
            return self._by_written(line, known)
        minor = line.amount.minor
        together = self._together(line, named) if len(clients) == 1 else ()
        ways = [together] if together and _sum(together) == minor else []
        if not ways:
            ways = [parts for one in named if _sum(parts := self._open(line, one)) == minor]
        if not ways and len(clients) == 1:
            ways = self.book.exact(self._sales(together), minor)
        whole = named[0].whole
        if ways:
            client = self.book.sales[ways[0][0][0]].client_id
            sure = whole and len(set(ways)) == 1
            why = self._with_payer(client, known, BankReason.REFERENCE, BankReason.AMOUNT)
            return Match(client, ways[0], why=why, sure=sure, others=_but(client, clients))
        # The sum is another one: of their own sales first, then of what else they owe.
        client = next((one for one in clients if one in known.account), clients[0])
        own = self._together(line, [one for one in named if self._client(one) == client])
        why = self._with_payer(client, known, BankReason.REFERENCE)
        everything = self.book.open_of(client, line.amount.currency)
        fitted = self._fit(client, everything, minor, why, only=self._sales(own))
        return _with_others(fitted, _but(client, clients))

    def _by_written(self, line: BankLineShape, known: Known) -> Match:
        """Go by a paid sale's number, a quote's, or the client's own code in the text."""
        if len(known.written) != 1:
            return NOTHING
        client = next(iter(known.written))
        # A payment that was entered settled that very sale: it is confirmed, not doubled.
        entered = self._entered(line, [client], _DAYS)
        if entered is not None:
            why = self._with_payer(client, known, BankReason.REFERENCE, BankReason.PAYMENT)
            near = abs((entered.on - line.on).days) <= _NEAR_DAYS
            return Match(client, payment_id=entered.id, why=why, sure=near)
        return self.of_client(line, client, self._with_payer(client, known, BankReason.REFERENCE))

    def _by_payment(self, line: BankLineShape, known: Known, within: int) -> Match:
        """Go by a payment of the same amount that was entered some days before or after."""
        accounts, names = list(known.account), list(known.names)
        for clients, reason in ((accounts, BankReason.ACCOUNT), (names, BankReason.NAME)):
            entered = self._entered(line, clients, within)
            if entered is not None:
                alone = reason is BankReason.ACCOUNT and len(accounts) == 1
                return Match(
                    entered.client_id,
                    payment_id=entered.id,
                    why=self._with_payer(entered.client_id, known, BankReason.PAYMENT),
                    sure=alone and within == _NEAR_DAYS,
                    others=_but(entered.client_id, clients),
                )
        entered = None if accounts or names else self._entered(line, None, _NEAR_DAYS)
        if entered is None:
            return NOTHING
        why = (BankReason.PAYMENT, BankReason.AMOUNT)
        return Match(entered.client_id, payment_id=entered.id, why=why)

    def _by_account(self, line: BankLineShape, known: Known) -> Match:
        if not known.account:
            return NOTHING
        fitted = [
            self.of_client(line, client, self._with_payer(client, known))
            for client in known.account
        ]
        best = next((one for one in fitted if BankReason.AMOUNT in one.why), fitted[0])
        currency, minor = line.amount.currency, line.amount.minor
        client = known.account[0]
        ways = self.book.exact(self.book.open_of(client, currency), minor)
        sure = len(known.account) == 1 and len(ways) == 1
        return _with_others(best, _but(best.client_id, known.account), sure=sure)

    def _by_name(self, line: BankLineShape, known: Known) -> Match:
        if not known.names:
            return NOTHING
        fitted = [self.of_client(line, client, (BankReason.NAME,)) for client in known.names]
        exact = [one for one in fitted if BankReason.AMOUNT in one.why]
        best = (exact or fitted)[0]
        return _with_others(best, _but(best.client_id, known.names))

    def _by_amount(self, line: BankLineShape) -> Match:
        clients = self.amounts.get((line.amount.currency, line.amount.minor), ())
        fitted = [self.of_client(line, client, ()) for client in clients[: _MOST_OTHERS + 1]]
        exact = [one for one in fitted if BankReason.AMOUNT in one.why]
        if len(clients) > _MOST_OTHERS or not exact:
            return NOTHING
        if len(exact) == 1:
            return exact[0]
        others = tuple(one.client_id for one in exact if one.client_id is not None)
        return Match(why=(BankReason.AMOUNT,), others=others)

    def _fit(
        self,
        client_id: int,
        sales: Sequence[OpenSale],
        minor: int,
        why: Iterable[BankReason],
        *,
        only: Sequence[OpenSale] = (),
    ) -> Match:
        """Settle exactly, else but for a small rest, else oldest first, those of `only` before."""
        why = tuple(why)
        for several in (only, sales):
            ways = self.book.exact(several, minor)
            if ways:
                why = tuple(dict.fromkeys((*why, BankReason.AMOUNT)))
                return Match(client_id, ways[0], why=why)
        most = self.small.get(sales[0].currency, 0) if sales else 0
        for several in (only, sales):
            parts, rest = self.book.nearly(several, minor, most)
            if parts:
                return Match(client_id, parts, rest=rest, why=why)
        first = self.book.oldest_first(only, minor)
        named = {sale.id for sale in only}
        more = self.book.oldest_first(
            (sale for sale in sales if sale.id not in named), minor - _sum(first)
        )
        return Match(client_id, (*first, *more), why=why)

    def _entered(
        self, line: BankLineShape, clients: Collection[int] | None, within: int
    ) -> Entered | None:
        found = [
            one
            for one in self.entered.get((line.amount.currency, line.amount.minor), ())
            if (clients is None or one.client_id in clients)
            and one.id not in self._used
            and abs((one.on - line.on).days) <= within
        ]
        if clients is None and len({one.client_id for one in found}) != 1:
            return None
        return min(found, key=lambda one: (abs((one.on - line.on).days), one.id), default=None)

    def _open(self, line: BankLineShape, named: Named) -> Parts:
        """Return what of a paper is still open, in the booking's currency."""
        found = []
        for sale_id, minor in named.sales:
            sale = self.book.sales.get(sale_id)
            if sale is None or sale.currency != line.amount.currency:
                continue
            left = sale.left if minor is None else min(minor, sale.left)
            if left:
                found.append((sale_id, left))
        return tuple(found)

    def _together(self, line: BankLineShape, named: Iterable[Named]) -> Parts:
        found: dict[int, int] = {}
        for one in named:
            for sale_id, minor in self._open(line, one):
                # A sale and its invoice may both stand there: it is owed once.
                found[sale_id] = max(found.get(sale_id, 0), minor)
        return tuple(found.items())

    def _sales(self, parts: Parts) -> list[OpenSale]:
        return [self.book.sales[sale_id] for sale_id, _ in parts]

    def _client(self, named: Named) -> int | None:
        sale = self.book.sales.get(named.sales[0][0])
        return sale.client_id if sale is not None else None

    def _with_payer(self, client_id: int, known: Known, *why: BankReason) -> tuple[BankReason, ...]:
        payer = []
        if client_id in known.account:
            payer.append(BankReason.ACCOUNT)
        if client_id in known.names:
            payer.append(BankReason.NAME)
        return (*why, *payer)


def _sum(parts: Parts) -> int:
    return sum(minor for _, minor in parts)


def _but(client_id: int | None, clients: Iterable[int]) -> tuple[int, ...]:
    return tuple(one for one in dict.fromkeys(clients) if one != client_id)[:_MOST_OTHERS]


def _with_others(match: Match, others: tuple[int, ...], *, sure: bool = False) -> Match:
    return replace(match, sure=sure, others=others)


def _by_day(line: BankLineShape) -> tuple[date, int]:
    return line.on, line.id
