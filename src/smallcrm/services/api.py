"""The write side as one object: a command in, an outcome out; one transaction each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.db.database import Database
    from smallcrm.domain.clock import Clock
    from smallcrm.domain.enums import Source
    from smallcrm.queries.care_shapes import BatchPreview, LevelChange
    from smallcrm.queries.referral_shapes import RulePreview
    from smallcrm.services.commands import (
        AddCreditNote,
        AddLevelRule,
        AddRewardRule,
        BatchEdit,
        Bill,
        Command,
        EditRewardRule,
        Outcome,
    )
    from smallcrm.services.rehearsal import Rehearsed


class Services:
    """Performs commands; called on the writer thread of the window, or by the command line.

    Raises Refusal when a command is understood and not carried out, DataFileError when the file
    cannot be written; in both cases nothing was changed.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def perform(self, command: Command, *, source: Source) -> Outcome:
        """Carry out one command in one transaction and answer once it is durable."""
        from smallcrm.services.perform import perform

        return perform(self._database, self._clock, command, source=source)

    def rehearse(self, command: Bill | AddCreditNote) -> Rehearsed:
        """Say what a bill or credit note would come to, and leave everything as it is."""
        from smallcrm.services.rehearsal import rehearse

        return rehearse(self._database, self._clock, command)

    def preview_rule(self, command: AddRewardRule | EditRewardRule) -> RulePreview:
        """Say what a reward rule would post and take back on the data that is there; reads only.

        Refuses what the command itself would be refused for.
        """
        from smallcrm.services.reward_preview import preview

        return preview(self._database, command)

    def preview_level_rule(
        self, said: AddLevelRule, instead_of: int | None = None
    ) -> tuple[LevelChange, ...]:
        """Say who would have another level if a rule said this (None: a new one); reads only."""
        from smallcrm.services.level_preview import preview

        return preview(self._database, self._clock, said, instead_of)

    def preview_batch(self, command: BatchEdit) -> BatchPreview:
        """Say what an edit of many clients would do, and to whom it cannot be done; reads only.

        Refuses what no client could be changed by, as the command itself does.
        """
        from smallcrm.services.batch import preview

        return preview(self._database, command)
