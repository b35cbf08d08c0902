"""Random stories, the part about getting money in: promises, reminders, the bank, referrals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import precondition
from tests.services.ledger_book import (
    BookingBook,
    PaymentBook,
    PromiseBook,
    ReferralBook,
    ReminderBook,
    SaleBook,
)
from tests.services.ledger_stories import (
    ANY,
    MINOR,
    MUCH,
    SMALL,
    USUALLY_EURO,
    Papers,
    major,
    rule,
)
from tests.services.ledger_sums import DECIMALS, LineBook, half_up

from smallcrm.domain.enums import ReferralOutcome, SaleStatus
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.services import commands

INTEREST = Fraction(73)  # of a hundred a year: a fifth of a percent a day
FEES = (Decimal(0), Decimal("0.03"), Decimal("2.5"))
ACCOUNT = "DE02120300000000202051"


class Claims(Papers):
    """Promises, reminders with what they cost, bookings of the bank, and who sent whom."""

    def _settle_rules(self) -> None:
        self._do(commands.SetSetting(key="money.small_difference", value=str(SMALL)))
        self._do(commands.SetSetting(key="reminders.interest_percent", value=str(INTEREST)))
        for step, fee in enumerate(FEES, start=1):
            self._do(commands.SetSetting(key=f"reminders.fee_{step}", value=str(fee)))

    # -- promises ---------------------------------------------------------------------------------

    @rule(
        which=ANY,
        on=st.integers(-9, 0),
        days=st.integers(-1, 12),
        minor=st.one_of(st.none(), MUCH),
        of_sale=st.booleans(),
    )
    @precondition(lambda self: self.book.sales)
    def promise(self, which: int, on: int, days: int, minor: int | None, of_sale: bool) -> None:
        """All that is open, or an amount; about a sale, or about everything in its currency."""
        sale = self._pick(self.book.sales, which, lambda one: self.book.left(one) > 0)
        book = self.book.sales[sale]
        made_on = self.today + timedelta(days=on)
        until = made_on + timedelta(days=days)
        command = commands.AddPromise(
            client=book.client,
            until=until,
            sale=sale if of_sale else None,
            amount=None if minor is None else major(minor, book.currency),
            currency=book.currency,
            on=made_on,
        )
        owed = self.book.owed(book.client, self.today).get(book.currency, (0,))[0]
        said = (self.book.left(sale) if of_sale else owed) if minor is None else minor
        if until < made_on:
            self._do(command, "promise_ends_first")
        elif of_sale and book.cancelled:
            self._do(command, "sale_cancelled")
        elif of_sale and not self.book.left(sale):
            self._do(command, "nothing_open")
        elif not said:
            self._do(command, "nothing_owed")
        else:
            made = self._do(command)
            assert made is not None
            self.book.promises[made] = PromiseBook(
                book.client, sale if of_sale else None, book.currency, said, made_on, until
            )

    @rule(which=ANY, minor=MUCH, days=st.integers(0, 12))
    @precondition(lambda self: self.book.promises)
    def keep_a_promise(self, which: int, minor: int, days: int) -> None:
        """Money comes, some days ago, that may be enough."""
        promise = self._pick(self.book.promises, which)
        minor = self.book.promises[promise].amount if minor % 3 else minor
        self._pay_on(promise, minor, self.today - timedelta(days=days))

    def _pay_on(self, promise: int, minor: int, on: date) -> None:
        book = self.book.promises[promise]
        made = self._do(
            commands.TakePayment(
                client=book.client, amount=major(minor, book.currency), currency=book.currency,
                on=on,
            )
        )  # fmt: skip
        assert made is not None
        self.book.payments[made] = PaymentBook(book.client, book.currency, minor, "payment", on)
        self.book.settle(made)

    @rule(which=ANY, minor=MUCH, late=st.booleans(), of_sale=st.booleans())
    @precondition(lambda self: self.book.sales)
    def pay_what_was_promised(self, which: int, minor: int, late: bool, of_sale: bool) -> None:
        """Just in time, or too late, and then a part of it is given back."""
        before = set(self.book.promises)
        self.promise(which, -6, 3, minor, of_sale)
        for made in self.book.promises.keys() - before:
            book, on = self.book.promises[made], self.today - timedelta(days=2 if late else 3)
            self._pay_on(made, book.amount, on)
            if which % 2:
                self.refund(which, 1, False)

    @rule(which=ANY)
    @precondition(lambda self: len(self.book.promises) > 1)
    def withdraw(self, which: int) -> None:
        promise = self._pick(self.book.promises, which)
        command = commands.WithdrawPromise(promise=promise)
        if self.book.promises[promise].withdrawn:
            self._do(command, "promise_withdrawn")
        else:
            self._do(command)
            self.book.promises[promise].withdrawn = True

    # -- reminders --------------------------------------------------------------------------------

    @rule(
        who=ANY,
        currency=USUALLY_EURO,
        days=st.sampled_from([0, 0, 0, 3, 8]),
        some=st.sampled_from([None, None, 1, 2]),
        fee=st.one_of(st.none(), st.integers(0, 9)),
        interest=st.sampled_from([None, None, False]),
    )
    @precondition(lambda self: self.book.clients)
    def remind(
        self, who: int, currency: str, days: int, some: int | None, fee: int | None,
        interest: bool | None,
    ) -> None:  # fmt: skip
        """Of all that is overdue on a day, or of some sales."""
        on = self.today - timedelta(days=days)
        client = self._pick(
            self.book.clients, who, lambda one: bool(self.book.overdue(one, currency, on))
        )
        late = self.book.overdue(client, currency, on)
        chosen = dict(list(late.items())[:some])
        command = commands.Remind(
            client=client, currency=currency, on=on, interest=interest,
            fee=None if fee is None else major(fee, currency),
            sales=None if some is None else tuple(chosen),
        )  # fmt: skip
        if not late:
            self._do(command, "nothing_overdue")
            return
        if some is None:
            chosen = late
        step = min(3, 1 + max(map(self.book.step_of, chosen)))
        cost = fee
        if fee is None:
            cost = half_up(Fraction(FEES[step - 1]) * 10 ** DECIMALS[currency])
        assert cost is not None
        book = ReminderBook(client, currency, on, step, chosen, cost, {})
        if interest is None:
            book.interest = {sale: self.book.interest_on(sale, on, INTEREST) for sale in chosen}
        made = self._do(command)
        assert made is not None
        self.book.reminders[made] = book
        charged = cost + sum(book.interest.values())
        if charged:
            (book.charge,) = (
                row[0] for row in self._rows("SELECT id FROM sale") if row[0] not in self.book.sales
            )
            assert book.charge is not None
            (line,) = self._line_ids("sale", book.charge)
            self.book.sales[book.charge] = SaleBook(
                client, currency, charged, on, on, ordered=False,
                lines={line: LineBook(Fraction(1), Fraction(charged), 0)},
            )  # fmt: skip

    @rule(who=ANY, first=st.integers(1, 9), fee=st.one_of(st.none(), st.integers(0, 9)))
    @precondition(lambda self: self.book.clients)
    def remind_again(self, who: int, first: int, fee: int | None) -> None:
        """Twice, the second time with what fell due since: no day is charged for twice."""
        self.remind(who, "EUR", first, None, fee, None)
        self.remind(who, "EUR", 0, None, None, None)

    @rule(which=ANY)
    @precondition(lambda self: self.book.sales)
    def remind_of_what_is_not_due(self, which: int) -> None:
        sale = self._pick(self.book.sales, which, lambda one: not self._is_late(one))
        book = self.book.sales[sale]
        command = commands.Remind(
            client=book.client, currency=book.currency, sales=(sale,), fee=Decimal(0),
            interest=False,
        )  # fmt: skip
        if not self._is_late(sale):
            self._do(command, "sale_not_overdue")

    def _is_late(self, sale: int) -> bool:
        book = self.book.sales[sale]
        return sale in self.book.overdue(book.client, book.currency, self.today)

    # -- the bank ---------------------------------------------------------------------------------

    @rule(
        minors=st.lists(st.one_of(MUCH, MUCH, st.integers(-9, -1)), min_size=1, max_size=3),
        currency=USUALLY_EURO,
        days=st.integers(0, 9),
        again=ANY,
    )
    @precondition(lambda self: len(self.book.bookings) < 8)
    def statement_comes(self, minors: list[int], currency: str, days: int, again: int) -> None:
        """New bookings, and perhaps one that is there already."""
        on, new = self.today - timedelta(days=days), []
        for minor in minors:
            self.picks += 1
            new.append(BookingBook(currency, minor, on, f"Booking {self.picks}"))
        known = list(self.book.bookings.values())
        if again % 2 and known:
            new.append(replace(known[again % len(known)], ignored=False))
        lines = tuple(
            StatementLine(
                booked_on=one.on, amount_minor=one.minor, currency=one.currency,
                name="Ann Lee", reference=one.text,
            )
            for one in new
        )  # fmt: skip
        self._do(
            commands.ImportStatement(
                statements=(Statement(ACCOUNT, "EUR", lines=lines),), file_name="may.xml"
            )
        )
        for key, text in self._rows("SELECT id, reference FROM bank_line ORDER BY id"):
            if key not in self.book.bookings:
                self.book.bookings[key] = next(one for one in new if one.text == text)

    def _waits(self, booking: int) -> bool:
        return self.book.bookings[booking].minor > 0 and self.book.settled_by(booking) is None

    @rule(which=ANY, who=ANY, how=st.sampled_from(["oldest", "oldest", "free", "sale"]))
    @precondition(lambda self: self.book.bookings)
    def confirm(self, which: int, who: int, how: str) -> None:
        """A booking becomes a payment of its own day."""
        key = self._pick(self.book.bookings, which, self._waits)
        booking = self.book.bookings[key]
        client = self._pick(
            self.book.clients,
            who,
            lambda one: booking.currency in self.book.owed(one, self.today),
        )
        allocations: dict[int, Decimal | None] | None = None if how == "oldest" else {}
        sale = next(
            (
                one
                for one, book in sorted(self.book.sales.items())
                if (book.client, book.currency) == (client, booking.currency)
                and self.book.left(one)
            ),
            None,
        )
        if how == "sale" and sale is not None:
            allocations = {sale: None}
        command = commands.ConfirmBankLines(
            matches=(commands.BankMatch(line=key, client=client, allocations=allocations),)
        )
        if self.book.settled_by(key) is not None:
            self._do(command, "bank_line_settled")
        elif booking.minor < 0:
            self._do(command, "bank_line_out")
        else:
            made = self._do(command)
            assert made is not None
            self._came(made, key, client)
            if how == "oldest":
                self.book.settle(made)
            elif how == "sale" and sale is not None:
                self.book.move(made, sale, min(booking.minor, self.book.left(sale)))

    def _came(self, made: int, key: int, client: int) -> None:
        booking = self.book.bookings[key]
        booking.ignored = False
        self.book.payments[made] = PaymentBook(
            client, booking.currency, booking.minor, "payment", booking.on, booking=key
        )

    @rule(which=ANY, who=ANY)
    @precondition(lambda self: self.book.bookings)
    def confirm_and_bounce(self, which: int, who: int) -> None:
        """A payment that came by the bank is reversed: its booking waits again."""
        self.confirm(which, who, "oldest")
        found = [key for key, book in self.book.payments.items() if book.booking is not None]
        if found:
            self.reverse_one(found[which % len(found)])

    @rule(who=ANY)
    @precondition(lambda self: len(self.book.bookings) > 1)
    def confirm_all(self, who: int) -> None:
        """All that wait, in one action: all or none."""
        client = self._pick(self.book.clients, who)
        waiting = [key for key in sorted(self.book.bookings) if self._waits(key)]
        matches = tuple(commands.BankMatch(line=key, client=client) for key in waiting)
        command = commands.ConfirmBankLines(matches=matches)
        if not waiting:
            self._do(command, "nothing_chosen")
            return
        first = matches[0]
        self._do(commands.ConfirmBankLines(matches=(*matches, first)), "bank_line_settled")
        self._do(command)
        made = self._new_payments()
        for key, payment in zip(waiting, made, strict=True):
            self._came(payment, key, client)
            self.book.settle(payment)

    @rule(which=ANY, to=ANY)
    @precondition(lambda self: self.book.bookings and self.book.payments)
    def confirm_what_was_entered(self, which: int, to: int) -> None:
        """A booking is a payment that is there already."""
        key = self._pick(self.book.bookings, which, self._waits)
        booking = self.book.bookings[key]
        payment = self._pick(
            self.book.payments, to, lambda one: self.book.payments[one].amount == booking.minor
        )
        money = self.book.payments[payment]
        command = commands.ConfirmBankLines(
            matches=(commands.BankMatch(line=key, client=money.client, payment=payment),)
        )
        if self.book.settled_by(key) is not None:
            self._do(command, "bank_line_settled")
        elif booking.minor < 0:
            self._do(command, "bank_line_out")
        elif money.void or money.kind != "payment":
            self._do(command, "payment_void")
        elif (money.amount, money.currency) != (booking.minor, booking.currency):
            self._do(command, "bank_payment_differs")
        elif money.booking is not None:
            self._do(command, "bank_payment_taken")
        else:
            self._do(command)
            self.book.payments[payment].booking = key
            self.book.bookings[key].ignored = False

    @rule(which=ANY, ignored=st.booleans())
    @precondition(lambda self: self.book.bookings)
    def ignore(self, which: int, ignored: bool) -> None:
        key = self._pick(self.book.bookings, which)
        command = commands.IgnoreBankLines(lines=(key,), ignored=ignored)
        if self.book.settled_by(key) is not None:
            self._do(command, "bank_line_settled")
        else:
            self._do(command)
            self.book.bookings[key].ignored = ignored

    # -- who sent whom ----------------------------------------------------------------------------

    @rule(one=ANY, other=ANY)
    @precondition(lambda self: self.book.clients)
    def refer(self, one: int, other: int) -> None:
        referrer = self._pick(self.book.clients, one)
        client = self._pick(self.book.clients, other)
        self.refer_one(referrer, client)

    def refer_one(self, referrer: int, client: int) -> None:
        command = commands.AddReferral(referrer=referrer, client=client)
        if referrer == client:
            self._do(command, "self_referral")
        elif any(client == book.client and not book.out for book in self.book.referrals.values()):
            self._do(command, "has_referrer")
        elif client in self.book.sent_by(referrer):
            self._do(command, "referral_circle")
        else:
            made = self._do(command)
            assert made is not None
            self.book.referrals[made] = ReferralBook(referrer, client)
            self.settle_rewards()

    @rule(which=ANY, outcome=st.sampled_from([None, *ReferralOutcome]))
    @precondition(lambda self: self.book.referrals)
    def set_outcome(self, which: int, outcome: ReferralOutcome | None) -> None:
        """What was set by hand is no longer changed by sales; until it follows them again."""
        referral = self._pick(self.book.referrals, which)
        self._do(commands.EditReferral(referral=referral, outcome=outcome))
        book = self.book.referrals[referral]
        book.by_hand = None if outcome is None else outcome.value
        self.settle_rewards()
        self.sell(self.book.clients.index(book.client) * 4, 1, "EUR", None, -41, SaleStatus.ORDERED)

    @rule(which=ANY, minor=MINOR)
    @precondition(lambda self: self.book.clients)
    def cancel_everything(self, which: int, minor: int) -> None:
        """A client whose sales are all cancelled, and who buys again, or does not."""
        client = self._pick(self.book.clients, which)
        mine = [
            key
            for key, book in self.book.sales.items()
            if book.client == client and not book.cancelled
        ]
        if len(mine) > 3:  # a story would lose too much
            return
        for sale in mine:
            self._cancel(sale)
        if minor % 2:
            self.sell_to(client, minor, "EUR", None, -41, SaleStatus.ORDERED)
