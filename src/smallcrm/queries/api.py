"""The read side as one object; each method is one read transaction on its slot's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.call_api import CallQueries
from smallcrm.queries.care_api import CareQueries
from smallcrm.queries.document_api import DocumentQueries
from smallcrm.queries.follow_up_api import FollowUpQueries
from smallcrm.queries.paper_api import PaperQueries
from smallcrm.queries.receivable_api import ReceivableQueries
from smallcrm.queries.referral_api import ReferralQueries
from smallcrm.queries.statement_api import StatementQueries
from smallcrm.queries.trade_api import TradeQueries

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Mapping, Sequence

    from smallcrm.domain.checks import CheckReport
    from smallcrm.domain.settings import FileSettings
    from smallcrm.queries import (
        contact_shapes,
        history_shapes,
        shapes,
        today_shapes,
    )
    from smallcrm.queries.order import Order
    from smallcrm.queries.timeline import Timeline


class Queries(
    TradeQueries,
    ReceivableQueries,
    ReferralQueries,
    CareQueries,
    PaperQueries,
    StatementQueries,
    DocumentQueries,
    CallQueries,
    FollowUpQueries,
):
    """Answers questions; any thread, one at a time per slot.

    A newer read of a slot may `interrupt` the older one, which then raises `Interrupted`.
    The query modules are imported on first use, off the GUI thread.
    """

    def interrupt(self, slot: str) -> None:
        """Stop what runs in `slot`; its caller gets `Interrupted`."""
        self._database.interrupt(slot)

    def settings(self) -> FileSettings:
        """Return the settings of the data file."""
        from smallcrm.queries.settings import file_settings

        with self._database.read("settings") as connection:
            return file_settings(connection)

    def search(self, text: str, *, limit: int = 20, slot: str = "search") -> shapes.SearchResult:
        """Find clients as the search box does: the most likely first; empty text: recents."""
        from smallcrm.queries.client_search import search

        with self._database.read(slot) as connection:
            return search(connection, text, limit=limit, today=self._clock.today())

    def resolve(self, text: str) -> tuple[shapes.ClientHit, ...]:
        """Return the clients that a QUERY of the command line means: one, several, or none.

        The first of the decisive ranks that is not empty: whole phone number; whole name;
        beginning of a word of name, organisation, e-mail, pinyin or initials, or end of a phone
        number; any part of these. At most 20 candidates.
        """
        from smallcrm.queries.client_search import resolve

        with self._database.read("resolve") as connection:
            return resolve(connection, text, today=self._clock.today())

    def client_exists(self, client_id: int) -> bool:
        """Tell whether there is a client with that id."""
        from smallcrm.queries.clients import client_exists

        with self._database.read("resolve") as connection:
            return client_exists(connection, client_id)

    def card(self, client_id: int, *, slot: str = "card") -> shapes.ClientCard | None:
        """Return everything the card shows, or None where there is no such client."""
        from smallcrm.queries.client_card import client_card

        with self._database.read(slot) as connection:
            return client_card(connection, client_id, clock=self._clock)

    def note(self, note_id: int) -> tuple[int, contact_shapes.NoteShape] | None:
        """Return a note and the client it is about."""
        from smallcrm.queries.contacts import note_of

        with self._database.read("detail") as connection:
            return note_of(connection, note_id)

    def note_versions(self, note_id: int) -> tuple[contact_shapes.NoteVersion, ...]:
        """Return what a note says and said before, the newest first."""
        from smallcrm.queries.contacts import note_versions

        with self._database.read("detail") as connection:
            return note_versions(connection, note_id)

    def contact_people(self, client_id: int) -> tuple[shapes.ContactPersonShape, ...]:
        """Return who there is to talk to at a client."""
        from smallcrm.queries.contacts import people_of

        with self._database.read("detail") as connection:
            return people_of(connection, client_id)

    def timeline(
        self, client_id: int, *, limit: int | None, texts: bool = False, slot: str = "timeline"
    ) -> Timeline | None:
        """Return what happened with a client, that many of each kind (None: every one).

        With `texts` also what entries have in them beyond what they show: e-mails, files, lines.
        """
        from smallcrm.queries import timeline

        with self._database.read(slot) as connection:
            return timeline.timeline(
                connection,
                client_id,
                clock=self._clock,
                limit=timeline.ALL if limit is None else limit,
                texts=texts,
            )

    def payment(self, payment_id: int) -> shapes.PaymentShape | None:
        """Return a payment with what it settled."""
        from smallcrm.queries.payments import payment_detail

        with self._database.read("detail") as connection:
            return payment_detail(connection, payment_id)

    def today(self) -> today_shapes.TodayShape:
        """Return what the Today tab shows."""
        from smallcrm.queries.today import today_view

        with self._database.read("today") as connection:
            return today_view(connection, self._clock)

    def overview(self) -> today_shapes.Overview:
        """Return the figures at the head of the window."""
        from smallcrm.queries.today import overview

        with self._database.read("overview") as connection:
            return overview(connection, today=self._clock.today())

    def overdue(self, *, limit: int | None = None) -> tuple[today_shapes.OverdueClient, ...]:
        """Return the clients with overdue money, the longest overdue first."""
        from smallcrm.queries.today import overdue_clients

        with self._database.read("today") as connection:
            return overdue_clients(connection, today=self._clock.today(), limit=limit)

    def follow_ups(self, *, limit: int | None = None) -> tuple[contact_shapes.FollowUpShape, ...]:
        """Return what is to be done, the earliest due first."""
        from smallcrm.queries.today import follow_ups

        with self._database.read("today") as connection:
            return follow_ups(connection, limit=limit)

    def row_ids(self, tab: str, order: Order, *, slot: str) -> array[int]:
        """Return the ids of all rows of a tab in their order: the count is exact."""
        from smallcrm.queries.tables import row_ids

        with self._database.read(slot) as connection:
            return row_ids(connection, tab, order, today=self._clock.today())

    def first_rows(self, tab: str, order: Order, *, limit: int, slot: str) -> tuple[object, ...]:
        """Return the first rows of a tab at once, before the whole order is known."""
        from smallcrm.queries.tables import first_rows

        with self._database.read(slot) as connection:
            return first_rows(connection, tab, order, today=self._clock.today(), limit=limit)

    def rows(self, tab: str, ids: Sequence[int], *, slot: str) -> tuple[object, ...]:
        """Return the rows of these ids, in this order (`ClientRow`, `SaleShape`, ...)."""
        from smallcrm.queries.tables import rows_of

        with self._database.read(slot) as connection:
            return rows_of(connection, tab, ids, today=self._clock.today())

    def filter_counts(self, tab: str) -> Mapping[str, int]:
        """Return how many rows each filter chip of a tab would show."""
        from smallcrm.queries.tables import filter_counts

        with self._database.read("counts") as connection:
            return filter_counts(connection, tab, today=self._clock.today())

    def check(self) -> CheckReport:
        """Look for what is wrong with the file: pages, schema, money rules, search."""
        from smallcrm.db.check import check

        with self._database.read("check") as connection:
            return check(connection)

    def everything(self) -> Iterator[tuple[str, Iterator[Mapping[str, object]]]]:
        """Return all that the owner typed, table by table, as plain values; one transaction.

        The rows are to be read table after table; the slot is busy until the last was.
        """
        from smallcrm.queries.everything import everything

        with self._database.read("everything") as connection:
            yield from everything(connection)

    def kept_settings(self) -> Mapping[str, str]:
        """Return the settings that the file holds, by key."""
        from smallcrm.queries.everything import kept_settings

        with self._database.read("settings") as connection:
            return kept_settings(connection)

    def undo_state(self) -> history_shapes.UndoState:
        """Tell what undo and redo would do next."""
        from smallcrm.queries.history import undo_state

        with self._database.read("undo") as connection:
            return undo_state(connection)

    def client_history(self, client_id: int, *, full: bool = False) -> shapes.ClientCard | None:
        """Return the card with every sale, payment, note and referral (for the client report)."""
        from smallcrm.queries.client_card import client_card

        with self._database.read("report") as connection:
            return client_card(connection, client_id, clock=self._clock, full=full)
