"""The operations of `apply`: from one line's fields to a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smallcrm.cli.fields import Fields
from smallcrm.cli.operations.clients import CLIENTS
from smallcrm.cli.operations.money import MONEY
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.operations.receivable import RECEIVABLE
from smallcrm.cli.operations.trade import TRADE
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command

__all__ = ["NOT_BUILT", "OPERATIONS", "Operation", "of_name"]

# Of the contract, and of capabilities that come later.
NOT_BUILT: Final = frozenset({"add_reward_rule"})


def of_name(name: object) -> Operation:
    """Return the operation of that name; refuse one that does not exist, or not yet."""
    if not isinstance(name, str):
        raise Refusal("field_missing", field="op", text="op")
    if name in NOT_BUILT:
        raise Refusal("not_built", field="op", what=name)
    found = OPERATIONS.get(name)
    if found is None:
        raise Refusal("unknown_op", field="op", text=name[:80])
    return found


def _undo(_line: Fields) -> Command:
    return commands.Undo()


def _redo(_line: Fields) -> Command:
    return commands.Redo()


OPERATIONS: Final[Mapping[str, Operation]] = {
    **CLIENTS,
    **MONEY,
    **TRADE,
    **RECEIVABLE,
    "undo": Operation(_undo, has_id=False),
    "redo": Operation(_redo, has_id=False),
}
