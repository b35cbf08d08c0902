"""The part of the read side about what is to be done, and when it is to be told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from smallcrm.queries import contact_shapes, follow_up_shapes


class FollowUpQueries(Reading):
    """Follow-ups by themselves, and clients who fell silent; a part of `Queries`."""

    def follow_up(self, follow_up_id: int) -> contact_shapes.FollowUpShape | None:
        """Return a follow-up, done or not; None where it is not there."""
        from smallcrm.queries.follow_ups import follow_up_of

        with self._database.read("detail") as connection:
            return follow_up_of(connection, follow_up_id)

    def follow_ups_due(self, *, untimed_at: str = "09:00") -> follow_up_shapes.FollowUpsDue:
        """Return what the system is to tell of now, and when there is more.

        What has no time of its own is told of at `untimed_at` of its day.
        """
        from smallcrm.queries.follow_ups import follow_ups_due

        with self._database.read("reminding") as connection:
            return follow_ups_due(connection, self._clock, untimed_at=untimed_at)

    def follow_up_for_call(self, client_id: int) -> contact_shapes.FollowUpShape | None:
        """Return the open follow-up that a call with a client may settle, or None."""
        from smallcrm.queries.follow_ups import follow_up_for_call

        with self._database.read("detail") as connection:
            return follow_up_for_call(connection, client_id, today=self._clock.today())

    def calendar(self) -> follow_up_shapes.CalendarShape:
        """Return what a calendar shows: all that is to be done, and birthdays."""
        from smallcrm.queries.follow_ups import calendar

        with self._database.read("calendar") as connection:
            return calendar(connection)

    def silent_clients(
        self, *, limit: int | None = None
    ) -> tuple[follow_up_shapes.SilentClient, ...]:
        """Return who was not spoken to for as long as their level's rule says, longest first."""
        from smallcrm.queries.follow_ups import silent_clients
        from smallcrm.queries.settings import file_settings

        with self._database.read("today") as connection:
            settings = file_settings(connection)
            return silent_clients(connection, self._clock, settings, limit=limit)
