"""The operations of `apply`: from one line's fields to a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smallcrm.cli.fields import Fields
from smallcrm.cli.operations.calls import CALLS
from smallcrm.cli.operations.care import CARE
from smallcrm.cli.operations.clients import CLIENTS
from smallcrm.cli.operations.documents import DOCUMENTS
from smallcrm.cli.operations.follow_ups import FOLLOW_UPS
from smallcrm.cli.operations.money import MONEY
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.operations.paper import PAPER
from smallcrm.cli.operations.receivable import RECEIVABLE
from smallcrm.cli.operations.referrals import REFERRALS
from smallcrm.cli.operations.trade import TRADE
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command

__all__ = ["OPERATIONS", "Operation", "of_name"]


def of_name(name: object) -> Operation:
    """Return the operation of that name; refuse one that does not exist."""
    if not isinstance(name, str):
        raise Refusal("field_missing", field="op", text="op")
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
    **CALLS,
    **FOLLOW_UPS,
    **MONEY,
    **TRADE,
    **RECEIVABLE,
    **REFERRALS,
    **CARE,
    **PAPER,
    **DOCUMENTS,
    "undo": Operation(_undo, has_id=False),
    "redo": Operation(_redo, has_id=False),
}
