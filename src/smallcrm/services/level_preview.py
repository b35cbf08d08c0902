"""What a level rule would do to the levels of clients, before it is there."""

from __future__ import annotations

from smallcrm.db import level_basis
from smallcrm.db.database import Database
from smallcrm.db.level_basis import LevelRow
from smallcrm.db.settings import read_settings
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money, known_currency
from smallcrm.queries.care_shapes import LevelChange
from smallcrm.services.care_commands import AddLevelRule

# A new rule comes after all that are there.
_LAST = 2**62


def preview(
    database: Database, clock: Clock, said: AddLevelRule, instead_of: int | None
) -> tuple[LevelChange, ...]:
    """Say who would have another level if a rule said this; None: a new one. Reads only.

    Refuses a currency or an amount that the command itself would be refused for.
    """
    with database.read("levels") as connection:
        currency = known_currency(said.currency or read_settings(connection).currency)
        paid = None if said.paid is None else Money.of(said.paid, currency, field="paid")
        rule = LevelRow(
            id=_LAST if instead_of is None else instead_of,
            level=said.level.value,
            paid_minor=None if paid is None else paid.minor,
            currency=None if paid is None else currency,
            within_months=None if paid is None else said.within_months,
            referrals_won=said.referrals_won,
        )
        present = [one for one in level_basis.rules(connection) if one.id != rule.id]
        present = sorted([*present, rule], key=lambda one: (one.level != Level.VIP, one.id))
        found = level_basis.would_change(connection, present, clock.today())
        return tuple(
            LevelChange(Level(before), Level(after), count, tuple(names))
            for before, after, count, names in found
        )
