"""The part of the read side that answers about calls: who it is, who was missed, whose it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from smallcrm.queries import call_shapes, contact_shapes


class CallQueries(Reading):
    """Callers, missed calls, calls of nobody's; a part of `Queries`."""

    def call_lookup(self, number: str) -> call_shapes.CallLookup:
        """Find who is behind a caller's number."""
        from smallcrm.queries.calls import call_lookup

        with self._database.read("call") as connection:
            return call_lookup(connection, number)

    def missed_calls(self, *, limit: int = 50) -> tuple[call_shapes.MissedCall, ...]:
        """Return who called in vain and was not called back, the last one first."""
        from smallcrm.queries.call_log import missed_calls

        now, today = self._clock.now(), self._clock.today()
        with self._database.read("today") as connection:
            return missed_calls(connection, now=now, today=today, limit=limit)

    def unknown_calls(self, *, limit: int = 50) -> tuple[call_shapes.UnknownCallShape, ...]:
        """Return the calls that are nobody's yet, the newest first."""
        from smallcrm.queries.call_log import unknown_calls

        with self._database.read("calls") as connection:
            return unknown_calls(connection, limit=limit)

    def unknown_call(self, call_id: int) -> call_shapes.UnknownCallShape | None:
        """Return one call that is nobody's yet."""
        from smallcrm.queries.call_log import unknown_call

        with self._database.read("detail") as connection:
            return unknown_call(connection, call_id)

    def calls_of_nobody(self, number: str) -> tuple[call_shapes.UnknownCallShape, ...]:
        """Return the unknown calls of a number, the newest first."""
        from smallcrm.queries.call_log import calls_of_nobody

        with self._database.read("call") as connection:
            return calls_of_nobody(connection, number)

    def calls(
        self,
        which: call_shapes.CallFilter,
        *,
        typed: str = "",
        after: call_shapes.CallShape | None = None,
        limit: int = 100,
        slot: str = "calls",
    ) -> tuple[call_shapes.CallShape, ...]:
        """Return a page of calls, the newest first, `after` the last one of the page before."""
        from smallcrm.queries.call_log import calls

        now = self._clock.now()
        with self._database.read(slot) as connection:
            return calls(connection, which=which, typed=typed, after=after, now=now, limit=limit)

    def interaction(
        self, interaction_id: int
    ) -> tuple[int, contact_shapes.InteractionShape] | None:
        """Return a contact and the client that it was with."""
        from smallcrm.queries.contacts import interaction_of

        with self._database.read("detail") as connection:
            return interaction_of(connection, interaction_id)
