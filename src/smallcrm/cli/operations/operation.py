"""An operation of `apply`: how its command is made of a line, and what its result is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smallcrm.cli.fields import Fields
from smallcrm.cli.references import OTHER
from smallcrm.services.commands import Command, Done


@dataclass(frozen=True, slots=True)
class Operation:
    """What a line asks for: how its command is made, and what a `ref` to its result is one of.

    `without_number` is the kind of a result that has no number, where that makes a difference.
    """

    make: Callable[[Fields], Command]
    kind: str = OTHER
    has_id: bool = True
    without_number: str | None = None

    def kind_of(self, done: Done) -> str:
        """Tell what the result is one of."""
        if done.number is None and self.without_number is not None:
            return self.without_number
        return self.kind
