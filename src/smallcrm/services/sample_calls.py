"""The calls of a sample that are nobody's: an unknown number, a withheld one, one with a note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smallcrm.db.models import UnknownCall
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import phone
from smallcrm.domain.enums import Direction
from smallcrm.services.sample_rows import Scene


@dataclass(frozen=True, slots=True)
class _Stranger:
    """A call of nobody's: so many days ago, so many minutes after nine; no seconds: missed."""

    days: int
    at: int
    number: str | None
    seconds: int = 0
    note: str | None = None


_ENGLISH: Final = (
    _Stranger(3, 190, "+44 1632 960461", 154, "Organist, asks what a tuning abroad costs"),
    _Stranger(2, 330, None, 71, "Has an old harmonium to give away, rings again on Friday"),
    _Stranger(1, 415, "+353 20 916 4471"),
    _Stranger(0, 8, "+353 20 916 4471"),
)
_CHINESE: Final = (
    _Stranger(3, 190, "+86 755 5551 4461", 154, "问企业画册的报价，下周再联系"),
    _Stranger(2, 330, None, 71, "想做面馆招牌，周五再打来"),
    _Stranger(1, 415, "+86 139 5550 4471"),
    _Stranger(0, 8, "+86 139 5550 4471"),
)


def write(uow: UnitOfWork, scene: Scene) -> None:
    """Add them; they go with the made-up clients."""
    for one in _CHINESE if scene.chinese else _ENGLISH:
        row = UnknownCall(
            number=one.number,
            e164=phone.parse(one.number, scene.country).e164 if one.number else None,
            direction=Direction.IN.value,
            start_at=scene.days.at(one.days, one.at),
            answered=one.seconds > 0,
            seconds=one.seconds,
            note=one.note,
            is_sample=True,
        )
        uow.session.add(row)
    uow.session.flush()
