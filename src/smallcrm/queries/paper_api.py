"""The part of the read side that lists on paper are made of: label sheets, addresses, phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smallcrm.queries import list_shapes


class PaperQueries(Reading):
    """Label sheets, and whom lists, labels, envelopes and calls are for; a part of `Queries`."""

    def label_sheets(self) -> tuple[list_shapes.LabelSheetShape, ...]:
        """Return the sheets of labels that the owner measured, by their names."""
        from smallcrm.queries.label_sheets import label_sheets

        with self._database.read("lists") as connection:
            return label_sheets(connection)

    def phone_list(self, clients: Sequence[int] | None = None) -> list_shapes.PhoneList:
        """Return those clients who have a number, by name; None: all who are not archived."""
        from smallcrm.queries.paper_lists import phone_list

        with self._database.read("report") as connection:
            return phone_list(connection, clients)

    def mail_receivers(
        self, clients: Sequence[int] | None = None
    ) -> tuple[list_shapes.MailReceiver, ...]:
        """Return those clients as they were chosen, with where their post goes.

        None: all who are not archived, by name.
        """
        from smallcrm.queries.paper_lists import mail_receivers

        with self._database.read("report") as connection:
            return mail_receivers(connection, clients)

    def address_counts(self, clients: Sequence[int] | None = None) -> tuple[int, int]:
        """Tell how many of those clients (None: all not archived) have an address, and have not."""
        from smallcrm.queries.paper_lists import address_counts

        with self._database.read("lists") as connection:
            return address_counts(connection, clients)

    def call_sheet(self, day: date | None = None) -> list_shapes.CallSheet:
        """Return who is to be called on a day (None: today), each with every reason."""
        from smallcrm.queries.call_sheet import call_sheet

        with self._database.read("report") as connection:
            return call_sheet(connection, day or self._clock.today())
