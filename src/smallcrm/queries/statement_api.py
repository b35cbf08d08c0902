"""The part of the read side that papers for clients are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.queries import shapes, statement_shapes


class StatementQueries(Reading):
    """For whom a paper is, and statements of account; a part of `Queries`."""

    def receiver(self, client_id: int) -> statement_shapes.Receiver | None:
        """Return what a paper says of whom it is for, or None without such a client."""
        from smallcrm.queries.statement_reads import receiver

        with self._database.read("report") as connection:
            return receiver(connection, client_id)

    def statement(self, client_id: int) -> statement_shapes.StatementShape | None:
        """Return what a statement of account is made of, or None without such a client."""
        from smallcrm.queries.statement_reads import statement_of

        with self._database.read("report") as connection:
            return statement_of(connection, client_id, today=self._clock.today())

    def statement_clients(self, since: date | None = None) -> tuple[shapes.ClientRef, ...]:
        """Return who is sent a statement, by name: whoever owes or has credit.

        With `since` also those whose account moved since then, that day included.
        """
        from smallcrm.queries.statement_reads import statement_clients

        with self._database.read("report") as connection:
            return statement_clients(connection, since, today=self._clock.today())

    def reminders_to_print(self, since: date | None, until: date | None) -> tuple[int, ...]:
        """Return the ids of the reminders of those days, both counting; None is open."""
        from smallcrm.queries.print_runs import reminders_to_print

        with self._database.read("report") as connection:
            return reminders_to_print(connection, since, until)

    def invoices_to_print(
        self, since: date | None, until: date | None, *, drafts: bool = True
    ) -> tuple[int, ...]:
        """Return the ids of invoices and credit notes of those days; `drafts`: not sent yet."""
        from smallcrm.queries.print_runs import invoices_to_print

        with self._database.read("report") as connection:
            return invoices_to_print(connection, since, until, drafts=drafts)
