"""The part of the read side that is about money to come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from smallcrm.domain.enums import BankLineStatus
    from smallcrm.domain.money import Money
    from smallcrm.queries import receivable_shapes, report_shapes
    from smallcrm.queries.today_shapes import Ageing


class ReceivableQueries(Reading):
    """Accounts, promises, reminders, rates and bank lines; a part of `Queries`."""

    def account(self, client_id: int, currency: str) -> receivable_shapes.Account | None:
        """Return every row that makes up a client's balance, or None without such a client."""
        from smallcrm.queries.account import account

        with self._database.read("account") as connection:
            return account(connection, client_id, currency, today=self._clock.today())

    def standing(
        self, client_id: int, currency: str | None = None
    ) -> receivable_shapes.Standing | None:
        """Return what a new sale to a client should warn of, or None without such a client."""
        from smallcrm.queries.standing import standing

        with self._database.read("standing") as connection:
            return standing(connection, client_id, currency, today=self._clock.today())

    def habit(self, client_id: int) -> receivable_shapes.PaymentHabit | None:
        """Return how a client pays, or None where nothing was paid with money."""
        from smallcrm.queries.receivables import habit

        with self._database.read("detail") as connection:
            return habit(connection, client_id, today=self._clock.today())

    def promises(self, client_id: int) -> tuple[receivable_shapes.PromiseShape, ...]:
        """Return a client's promises, the newest first, withdrawn ones among them."""
        from smallcrm.queries.promises import promises_of

        with self._database.read("detail") as connection:
            return promises_of(connection, client_id, today=self._clock.today())

    def all_promises(
        self, *, limit: int | None = None
    ) -> tuple[receivable_shapes.PromiseShape, ...]:
        """Return everybody's promises, withdrawn ones among them, the newest first."""
        from smallcrm.queries.promises import all_promises

        with self._database.read("list") as connection:
            return all_promises(connection, today=self._clock.today(), limit=limit)

    def ageing_of(self, client_ids: Collection[int]) -> Mapping[int, tuple[Ageing, ...]]:
        """Return what those clients owe by age, one entry a currency, of those who owe."""
        from smallcrm.queries.client_ageing import ageing_of

        with self._database.read("list") as connection:
            return ageing_of(connection, client_ids, today=self._clock.today())

    def reminders(self, client_id: int) -> tuple[receivable_shapes.ReminderShape, ...]:
        """Return how a client was reminded, the newest first."""
        from smallcrm.queries.reminders import reminders_of

        with self._database.read("detail") as connection:
            return reminders_of(connection, client_id)

    def reminder(self, reminder_id: int) -> report_shapes.ReminderDetail | None:
        """Return a reminder as its letter says it, or None where there is none of that id."""
        from smallcrm.queries.reminder_detail import reminder

        with self._database.read("report") as connection:
            return reminder(connection, reminder_id)

    def reminders_due(self, limit: int | None = None) -> tuple[receivable_shapes.ReminderDue, ...]:
        """Return who is to be reminded by the file's rules, the longest overdue first."""
        from smallcrm.queries.reminders import reminders_due

        with self._database.read("reminders") as connection:
            return reminders_due(connection, today=self._clock.today(), limit=limit)

    def reminder_for(
        self, client_id: int, currency: str, on: date | None = None
    ) -> receivable_shapes.ReminderDue | None:
        """Return what a reminder on a day (today) would say and charge; None: nothing overdue."""
        from smallcrm.queries.reminders import reminder_for

        with self._database.read("reminders") as connection:
            return reminder_for(connection, client_id, currency, today=on or self._clock.today())

    def overdue_rows(
        self, client_ids: Collection[int] | None = None
    ) -> tuple[report_shapes.OverdueRow, ...]:
        """Return who has overdue money (of these clients), by currency, the longest overdue first.

        What each has overdue by age, and what was done about it.
        """
        from smallcrm.queries.overdue_rows import overdue_rows

        with self._database.read("report") as connection:
            return overdue_rows(connection, client_ids, today=self._clock.today())

    def sales_report(
        self,
        since: date | None = None,
        until: date | None = None,
        *,
        months: int = 1,
        currency: str | None = None,
    ) -> report_shapes.SalesReport:
        """Return the sales of a range (both days count) by period, client and product.

        In periods of `months` (1, 3, 12), or longer ones where there would be very many; in one
        currency, or each that there is.
        """
        from smallcrm.queries.sales_report import sales_report

        with self._database.read("report") as connection:
            return sales_report(
                connection,
                since,
                until,
                months=months,
                currency=currency,
                today=self._clock.today(),
            )

    def rates(self) -> tuple[receivable_shapes.RateShape, ...]:
        """Return the owner's exchange rates, by currency, the latest first."""
        from smallcrm.queries.rates import rates

        with self._database.read("rates") as connection:
            return rates(connection)

    def converted(self, amount: Money, on: date) -> Money | None:
        """Return an amount in the file's currency by the rate of a day, or None without one."""
        from smallcrm.queries.rates import convert

        with self._database.read("rates") as connection:
            return convert(connection, amount, on)

    def bank_lines(
        self, status: BankLineStatus | None = None, limit: int | None = None
    ) -> tuple[receivable_shapes.BankLineShape, ...]:
        """Return bookings of bank statements, of a status or all, the newest first."""
        from smallcrm.queries.bank import bank_lines

        with self._database.read("bank") as connection:
            return bank_lines(connection, status, limit=limit)

    def bank_suggestions(
        self,
        line_ids: Collection[int] | None = None,
        *,
        chosen: Mapping[int, int] | None = None,
    ) -> tuple[receivable_shapes.BankSuggestion, ...]:
        """Return whose the open bookings may be (at most 2,000, the newest), or these of them.

        `chosen` are the clients that the owner has chosen, by booking.
        """
        from smallcrm.queries.bank import bank_suggestions

        with self._database.read("bank") as connection:
            return bank_suggestions(connection, line_ids, chosen=chosen, today=self._clock.today())

    def bank_suggestion_for(
        self, line_id: int, client_id: int
    ) -> receivable_shapes.BankSuggestion | None:
        """Return what a booking would settle of a client that the owner chose."""
        from smallcrm.queries.bank import bank_suggestion_for

        with self._database.read("bank") as connection:
            return bank_suggestion_for(connection, line_id, client_id, today=self._clock.today())
