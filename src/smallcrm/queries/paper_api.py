"""The part of the read side that lists on paper are made of: label sheets, addresses, phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.queries.reading import Reading

if TYPE_CHECKING:
    from smallcrm.queries import list_shapes


class PaperQueries(Reading):
    """Label sheets, and whom lists, labels, envelopes and calls are for; a part of `Queries`."""

    def label_sheets(self) -> tuple[list_shapes.LabelSheetShape, ...]:
        """Return the sheets of labels that the owner measured, by their names."""
        from smallcrm.queries.label_sheets import label_sheets

        with self._database.read("lists") as connection:
            return label_sheets(connection)
