"""The part of the read side that keeps clients tidy: own fields, tags, levels, duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from smallcrm.queries import care_shapes, record_shapes


class CareQueries(Reading):
    """Own fields, tags, level rules, stale details, known lists; a part of `Queries`."""

    def own_fields(self) -> tuple[care_shapes.OwnFieldShape, ...]:
        """Return the fields that the owner defined, in their order."""
        from smallcrm.queries.own_fields import own_fields

        with self._database.read("care") as connection:
            return own_fields(connection)

    def tags(self) -> tuple[care_shapes.TagShape, ...]:
        """Return all tags by name, with how many clients bear each."""
        from smallcrm.queries.own_fields import tags

        with self._database.read("care") as connection:
            return tags(connection)

    def level_rules(self) -> tuple[care_shapes.LevelRuleShape, ...]:
        """Return the rules of levels, those of the highest level first."""
        from smallcrm.queries.levels import level_rules

        with self._database.read("care") as connection:
            return level_rules(connection)

    def stale_details(self, *, limit: int | None = None) -> tuple[care_shapes.StaleDetailOf, ...]:
        """Return the details that were confirmed too long ago, the oldest first."""
        from smallcrm.queries.stale_details import stale_details

        with self._database.read("care") as connection:
            return stale_details(connection, clock=self._clock, limit=limit)

    def import_mapping(self, shape: str) -> care_shapes.MappingShape | None:
        """Return how files of this shape were read the last time, or None."""
        from smallcrm.queries.own_fields import import_mapping

        with self._database.read("care") as connection:
            return import_mapping(connection, shape)

    def import_mappings(self) -> tuple[care_shapes.MappingShape, ...]:
        """Return all the ways of reading files that are remembered, by the files' names."""
        from smallcrm.queries.own_fields import import_mappings

        with self._database.read("care") as connection:
            return import_mappings(connection)

    def client_record(self, client_id: int) -> record_shapes.ClientRecord | None:
        """Return all that is stored of a client, with its history; None without such a client."""
        from smallcrm.queries.client_record import client_record

        with self._database.read("record") as connection:
            return client_record(connection, client_id)

    def merges(self, client_id: int | None = None) -> tuple[care_shapes.MergeShape, ...]:
        """Return the merges into a client (None: all), the latest first, those split as well."""
        from smallcrm.queries.merges import merges

        with self._database.read("care") as connection:
            return merges(connection, client_id)

    def merged_into(self, client_id: int) -> int | None:
        """Return the client that one who is gone was merged into, or None."""
        from smallcrm.queries.merges import became

        with self._database.read("resolve") as connection:
            return became(connection, client_id)

    def duplicates(
        self, limit: int = 500, *, slot: str = "duplicates"
    ) -> tuple[care_shapes.DuplicatePair, ...]:
        """Return the pairs that may be one client, the surest first; long, and interruptible."""
        from smallcrm.queries.duplicates import duplicates

        with self._database.read(slot) as connection:
            return duplicates(connection, limit=limit)

    def duplicates_of(
        self, client_id: int, *, slot: str = "duplicates_of"
    ) -> tuple[care_shapes.DuplicatePair, ...]:
        """Return who may be the same as a client, found by number, address and name alone."""
        from smallcrm.queries.duplicates import duplicates_of

        with self._database.read(slot) as connection:
            return duplicates_of(connection, client_id)

    def duplicate(
        self, one: int, other: int, *, slot: str = "duplicate"
    ) -> care_shapes.DuplicateDetail | None:
        """Return two clients side by side, or None where one of them is not there."""
        from smallcrm.queries.duplicate_detail import duplicate

        with self._database.read(slot) as connection:
            return duplicate(connection, one, other, clock=self._clock)
