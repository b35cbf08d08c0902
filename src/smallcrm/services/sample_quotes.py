"""Made-up offers: open, about to lapse, lapsed, declined with a reason, or taken."""

from __future__ import annotations

from typing import Any, Final

from smallcrm.db.models import Quote, QuoteLine
from smallcrm.domain.enums import QuoteStatus
from smallcrm.services.sample_catalogue import Basket
from smallcrm.services.sample_deals import Taken
from smallcrm.services.sample_plan import Numbers
from smallcrm.services.sample_rows import Scene

_REVISED: Final = 0.2
_DECLINED: Final = 0.45
_DECLINED_AT_ONCE: Final = 0.15
_SENT: Final = 0.9
_NOON: Final = 180


class Quotes:
    """Writes one client's offer after another."""

    def __init__(self, scene: Scene, numbers: Numbers) -> None:
        self._scene = scene
        self._numbers = numbers

    def invent(self, client_id: int, currency: str, basket: Basket, day: int) -> None:
        """Write an offer of which no sale came: still good, lapsed or declined."""
        scene = self._scene
        good = day < scene.valid_days
        declined = scene.chance(_DECLINED_AT_ONCE if good else _DECLINED) and day > 1
        decided = day - int(scene.rng.random() * min(day, scene.valid_days)) if declined else None
        self._write(
            client_id,
            currency,
            basket,
            day,
            status=(QuoteStatus.DECLINED if declined else QuoteStatus.OPEN).value,
            decided_on=None if decided is None else scene.days.day(decided),
            decline_reason=scene.pick(scene.texts.declined) if declined else None,
        )

    def accepted(self, client_id: int, currency: str, basket: Basket, day: int, sold: int) -> Taken:
        """Write an offer that was taken with a sale; return what the sale says of it."""
        return self._write(
            client_id,
            currency,
            basket,
            max(day, sold),
            number=self._numbers.take(day),
            status=QuoteStatus.ACCEPTED.value,
            decided_on=self._scene.days.day(sold),
        )

    def _write(
        self,
        client_id: int,
        currency: str,
        basket: Basket,
        day: int,
        *,
        number: str | None = None,
        **last: Any,
    ) -> Taken:
        """Write an offer, or two revisions of one; the second came within some days."""
        scene = self._scene
        number = number or self._numbers.take(day)
        revision = 1
        if scene.chance(_REVISED):
            self._revision(client_id, currency, basket, day, number=number, is_latest=False)
            revision = 2
            day = max(0, day - int(scene.rng.random() * 5))
            if last.get("decided_on") is not None:
                day = max(day, (scene.days.today - last["decided_on"]).days)
        return self._revision(
            client_id, currency, basket, day, number=number, revision=revision, **last
        )

    def _revision(
        self,
        client_id: int,
        currency: str,
        basket: Basket,
        day: int,
        *,
        revision: int = 1,
        status: str = QuoteStatus.OPEN.value,
        **more: Any,
    ) -> Taken:
        scene = self._scene
        quote_id = scene.rows.add(
            Quote,
            client_id=client_id,
            revision=revision,
            title=basket.title,
            currency=currency,
            quoted_on=scene.days.day(day),
            valid_until_on=scene.days.day(day - scene.valid_days),
            status=status,
            sent_at=scene.days.at(day, _NOON) if scene.chance(_SENT) else None,
            **more,
            **basket.figures,
        )
        lines = [scene.rows.add(QuoteLine, quote_id=quote_id, **line) for line in basket.lines]
        return Taken(quote_id, tuple(lines))
