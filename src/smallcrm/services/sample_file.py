"""Writing a whole sample: the told clients first, then the drawn ones, some thousands at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest
from random import Random
from typing import Final

from sqlalchemy import select, update

from smallcrm.db.models import FileSetting, Referral
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import ClientKind, ReferralDirection, ReferralOutcome
from smallcrm.services import sample_stories, sample_stories_zh
from smallcrm.services.sample_ledger import Ledger
from smallcrm.services.sample_people import People, Person
from smallcrm.services.sample_plan import Plan
from smallcrm.services.sample_rows import ORDER, Scene
from smallcrm.services.sample_story import Stories, days_of

COUNTER: Final = "counter.S-"
# How many clients are held in memory before their rows are written.
_BATCH: Final = 5000
# Who was spoken to lately comes first in the search box: so many, of so many days.
_RECENT: Final = 200
_RECENT_DAYS: Final = 90
_SENT_ON: Final = 0.012
_YEAR: Final = 4


class SampleFile:
    """One sample on its way into an empty file."""

    def __init__(self, uow: UnitOfWork, rng: Random, clients: int) -> None:
        self._connection = uow.connection
        self._scene = scene = Scene(uow, rng)
        told = sample_stories_zh.STORIES if scene.chinese else sample_stories.STORIES
        self._told = told[:clients]
        self._plan = Plan(rng, clients, [days_of(scene, story) for story in self._told])
        self._used = self._counters()
        self._numbers = self._plan.numbers(scene.days.today, lambda year: self._used.get(year, 0))
        self._ledger = Ledger(scene, self._numbers)
        self._people = People(scene, [story.name for story in self._told])
        self._ids: list[int] = []
        self._partners: list[int] = []
        self._recent: list[tuple[datetime, int]] = []

    def write(self) -> list[tuple[datetime, int]]:
        """Write all rows; return who was spoken to last and when, the latest last."""
        stories = Stories(self._scene, self._ledger, self._told)
        self._ids = stories.write()
        for story, client_id in zip(self._told, self._ids, strict=True):
            if story.kind is ClientKind.PARTNER:
                self._partners.append(client_id)
            if story.talks:
                spoken = max(self._scene.days.at(talk.days, talk.at) for talk in story.talks)
                self._recent.append((spoken, client_id))
        for index in range(len(self._told), self._plan.clients):
            self._add(index)
            if index % _BATCH == 0:
                self._scene.rows.write(ORDER)
        self._write_counters()
        self._scene.rows.write((*ORDER, FileSetting))
        return sorted(nlargest(_RECENT, self._recent))

    def _add(self, index: int) -> None:
        scene, plan = self._scene, self._plan
        since, sold = plan.since(index), plan.sold(index)
        person = self._people.add(since, sold)
        self._ids.append(person.id)
        bought = bool(sold) and self._ledger.invent(
            person.id,
            sold,
            currency=person.currency,
            term=person.term,
            gross=not person.business,
        )
        spoken = self._people.talk(person, since)
        if spoken is not None and (scene.days.now - spoken).days < _RECENT_DAYS:
            self._recent.append((spoken, person.id))
        self._refer(index, person, since, bought=bought)

    def _refer(self, index: int, person: Person, since: int, *, bought: bool) -> None:
        scene = self._scene
        on = scene.days.day(since)
        referrer = self._plan.referrer(index)
        if referrer is not None:
            lost = not bought and scene.chance(0.3)
            outcome = ReferralOutcome.WON if bought else ReferralOutcome.PENDING
            scene.rows.add(
                Referral,
                direction=ReferralDirection.IN.value,
                client_id=person.id,
                counterpart_id=self._ids[referrer],
                referred_on=on,
                outcome=(ReferralOutcome.LOST if lost else outcome).value,
                outcome_by_hand=lost,
                what_for=scene.pick(scene.texts.sent_for) if scene.chance(0.3) else None,
            )
        if person.kind is ClientKind.PARTNER:
            self._partners.append(person.id)
        elif self._partners and scene.chance(_SENT_ON):
            outcome = scene.pick(tuple(ReferralOutcome))
            scene.rows.add(
                Referral,
                direction=ReferralDirection.OUT.value,
                client_id=person.id,
                counterpart_id=scene.pick(tuple(self._partners[-50:])),
                referred_on=scene.days.day(int(since * scene.rng.random())),
                outcome=outcome.value,
                outcome_by_hand=outcome is not ReferralOutcome.PENDING,
            )

    def _counters(self) -> Mapping[int, int]:
        """Return the last number of each year that was ever given out in this file."""
        rows = self._connection.execute(
            select(FileSetting.key, FileSetting.value).where(FileSetting.key.startswith(COUNTER))
        )
        years = [(row.key.removeprefix(COUNTER), int(row.value)) for row in rows]
        return {int(year): last for year, last in years if len(year) == _YEAR and year.isdecimal()}

    def _write_counters(self) -> None:
        """Let the owner's own sales go on where these end."""
        for year, last in self._numbers.last.items():
            if year in self._used:
                self._connection.execute(
                    update(FileSetting)
                    .where(FileSetting.key == f"{COUNTER}{year:04d}")
                    .values(value=str(last))
                )
            elif last:
                self._scene.rows.add(FileSetting, key=f"{COUNTER}{year:04d}", value=str(last))
