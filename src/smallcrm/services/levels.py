"""Levels that follow from the owner's rules: the rules, and letting levels follow in one place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from smallcrm.db import journal, level_basis
from smallcrm.db.models import LevelRule
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import Level
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.services.care_commands import (
    AddLevelRule,
    EditLevelRule,
    RefreshLevels,
    RemoveLevelRule,
)
from smallcrm.services.command_parts import UNSET
from smallcrm.services.result import Made

_MOST_MONTHS: Final = 600
_MOST_REFERRALS: Final = 100_000


def _at(row: str, table: str, column: str) -> str:
    return f"json_extract({row}, '$[{journal.columns(table).index(column)}]')"


# The plus: by its table SQLite would read all that was ever changed of it.
_CHANGES: Final = "FROM change WHERE action_id = :action AND +tbl ="
# Whether there is a rule, and whether this action changed one.
_ANY_RULE: Final = f"""
    SELECT EXISTS (SELECT 1 FROM level_rule), EXISTS (SELECT 1 {_CHANGES} 'level_rule')
"""
# Clients whose level may follow otherwise now: of money, of referrals, of what was said by hand.
_TOUCHED: Final = f"""
    SELECT row_id {_CHANGES} 'client' AND op <> 'd'
    UNION
    SELECT {_at("after", "payment", "client_id")} {_CHANGES} 'payment' AND op <> 'd'
    UNION
    SELECT {_at("before", "payment", "client_id")} {_CHANGES} 'payment' AND op <> 'i'
    UNION
    SELECT {_at("after", "referral", "counterpart_id")} {_CHANGES} 'referral' AND op <> 'd'
    UNION
    SELECT {_at("before", "referral", "counterpart_id")} {_CHANGES} 'referral' AND op <> 'i'
"""


def settle(uow: UnitOfWork) -> None:
    """Let the levels follow of whom the action touched; of all where it changed a rule."""
    action = {"action": uow.action_id}
    there, changed = uow.connection.exec_driver_sql(_ANY_RULE, action).one()
    if changed:
        level_basis.settle(uow.connection, None, uow.clock.today())
    elif there:
        touched = set(uow.connection.exec_driver_sql(_TOUCHED, action).scalars())
        if touched:
            level_basis.settle(uow.connection, touched, uow.clock.today())


def settle_all(uow: UnitOfWork) -> None:
    """Let all levels follow, in an action that made the whole file."""
    level_basis.settle(uow.connection, None, uow.clock.today())


def refresh(uow: UnitOfWork, command: RefreshLevels) -> Made:
    """Let all levels follow: what was paid long ago no longer counts where a rule has months."""
    del command
    settle_all(uow)
    uow.describe("refresh_levels")
    return Made(0)


def add(uow: UnitOfWork, command: AddLevelRule) -> Made:
    """Make a rule; who meets it has the level at once.

    Refuses `level_rule_standard`, `level_rule_empty`, `level_rule_months`, `not_positive`,
    `not_in_range`, and what a currency or an amount may be refused for.
    """
    row = LevelRule(**checked(uow, command), is_sample=False)
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_level_rule", level=row.level)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditLevelRule) -> Made:
    """Change the given fields of a rule; a figure stays when only its currency changes."""
    row = get(uow, command.level_rule)
    for column, value in checked(uow, _edited(row, command)).items():
        if getattr(row, column) != value:
            setattr(row, column, value)
    uow.session.flush()
    uow.describe("edit_level_rule", level=row.level)
    return Made(row.id)


def remove(uow: UnitOfWork, command: RemoveLevelRule) -> Made:
    """Remove a rule; who had their level by it has what the others leave them."""
    row = get(uow, command.level_rule)
    # Clients name it until the levels have followed, at the end of the action.
    uow.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    uow.session.delete(row)
    uow.session.flush()
    uow.describe("remove_level_rule", level=row.level)
    return Made(row.id)


def get(uow: UnitOfWork, rule_id: int) -> LevelRule:
    """Return a rule, or refuse (`no_such_level_rule`)."""
    row = uow.session.get(LevelRule, rule_id)
    if row is None:
        raise Refusal("no_such_level_rule", field="level_rule", id=rule_id)
    return row


def checked(uow: UnitOfWork, command: AddLevelRule) -> dict[str, object]:
    """Check all that a rule says, and return its columns."""
    if command.level is Level.STANDARD:
        raise Refusal("level_rule_standard", field="level")
    if command.paid is None and command.referrals_won is None:
        raise Refusal("level_rule_empty", field="paid")
    if command.within_months is not None and command.paid is None:
        raise Refusal("level_rule_months", field="within_months")
    paid = None
    if command.paid is not None:
        currency = known_currency(command.currency or uow.settings.currency)
        paid = Money.of(command.paid, currency, field="paid")
        if paid.minor <= 0:
            raise Refusal("not_positive", field="paid", text=str(command.paid))
    return {
        "level": command.level.value,
        "paid_minor": paid.minor if paid else None,
        "currency": paid.currency if paid else None,
        "within_months": _in_range("within_months", command.within_months, _MOST_MONTHS),
        "referrals_won": _in_range("referrals_won", command.referrals_won, _MOST_REFERRALS),
    }


def _edited(row: LevelRule, command: EditLevelRule) -> AddLevelRule:
    """Return a rule as it is to be, in the words of the command that would make it."""
    paid: Decimal | None = None
    if row.paid_minor is not None and row.currency is not None:
        paid = Money(row.paid_minor, row.currency).major
    present = AddLevelRule(
        level=Level(row.level),
        paid=paid,
        currency=row.currency,
        within_months=row.within_months,
        referrals_won=row.referrals_won,
    )
    given: dict[str, Any] = {
        name: value
        for name in ("level", "paid", "currency", "within_months", "referrals_won")
        if (value := getattr(command, name)) is not UNSET
    }
    edited = replace(present, **given)
    if edited.paid is None and "within_months" not in given:
        edited = replace(edited, within_months=None)
    return edited


def _in_range(field: str, value: int | None, most: int) -> int | None:
    if value is not None and not 1 <= value <= most:
        raise Refusal("not_in_range", field=field, text=str(value), low=1, high=most)
    return value
