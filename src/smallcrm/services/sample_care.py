"""What keeps the clients of a sample tidy: own fields, level rules, when details were confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smallcrm.db.models import LevelRule, OwnField
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import own_fields
from smallcrm.domain.enums import Level, OwnFieldKind
from smallcrm.domain.money import Money
from smallcrm.services.sample_rows import Scene
from smallcrm.services.sample_story import Story

_BATCH: Final = 5000
_VALUE: Final = (
    "INSERT INTO own_value (client_id, own_field_id, value, currency, sort_key)"
    " VALUES (?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldField:
    """A field that the owner defined, with what told clients have in it, and drawn ones.

    A date is in days back from today. Of the drawn clients every `each`-th has one of `drawn`.
    """

    name: str
    kind: OwnFieldKind
    choices: tuple[str, ...] = ()
    on_card: bool = True
    values: Mapping[str, str]
    drawn: tuple[str, ...] = ()
    each: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLevel:
    """A level rule; the amount is in prices with tax."""

    level: Level
    paid: str | None = None
    months: int | None = None
    won: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCare:
    """All of it."""

    fields: tuple[ToldField, ...]
    levels: tuple[ToldLevel, ...]


class Care:
    """Adds fields, their values and level rules to a file whose clients are there."""

    def __init__(
        self, uow: UnitOfWork, scene: Scene, clients: Mapping[str, tuple[int, Story]]
    ) -> None:
        self._uow = uow
        self._scene = scene
        self._clients = clients

    def write(self, told: ToldCare) -> None:
        """Add everything; levels follow when the rewards are settled."""
        self._uow.session.add_all(self._rule(rule) for rule in told.levels)
        rows = []
        for position, field in enumerate(told.fields):
            row = OwnField(
                name=field.name,
                kind=field.kind.value,
                choices="\n".join(field.choices) or None,
                on_card=field.on_card,
                position=position,
                is_sample=True,
            )
            self._uow.session.add(row)
            rows.append((row, field))
        self._uow.session.flush()
        for row, field in rows:
            self._values(row.id, field)

    def _rule(self, told: ToldLevel) -> LevelRule:
        currency = self._scene.currency
        return LevelRule(
            level=told.level.value,
            paid_minor=None if told.paid is None else self._minor(told.paid),
            currency=None if told.paid is None else currency,
            within_months=told.months,
            referrals_won=told.won,
            is_sample=True,
        )

    def _minor(self, amount: str) -> int:
        return self._scene.catalogue.minor(Decimal(amount), self._scene.currency)

    def _values(self, field_id: int, field: ToldField) -> None:
        batch: list[tuple[int, int, str, str | None, str]] = []
        for client_id, text in self._texts(field):
            value, currency = self._canonical(field, text)
            key = own_fields.sort_key(field.kind, value)
            batch.append((client_id, field_id, value, currency, key))
            if len(batch) == _BATCH:
                self._uow.connection.exec_driver_sql(_VALUE, batch)
                batch.clear()
        if batch:
            self._uow.connection.exec_driver_sql(_VALUE, batch)

    def _texts(self, field: ToldField) -> Iterator[tuple[int, str]]:
        for name, text in field.values.items():
            if name in self._clients:
                yield self._clients[name][0], text
        if field.drawn:
            told = max(client_id for client_id, _ in self._clients.values())
            sql = "SELECT id FROM client WHERE id > ? AND id % ? = 0 ORDER BY id"
            drawn = self._uow.connection.exec_driver_sql(sql, (told, field.each)).scalars().all()
            for client_id in drawn:
                yield client_id, field.drawn[client_id // field.each % len(field.drawn)]

    def _canonical(self, field: ToldField, text: str) -> tuple[str, str | None]:
        if field.kind is OwnFieldKind.DATE:
            return self._scene.days.day(int(text)).isoformat(), None
        if field.kind is OwnFieldKind.AMOUNT:
            return own_fields.canonical_amount(Money(self._minor(text), self._scene.currency))
        return own_fields.parse(field.kind, text, choices=field.choices)
