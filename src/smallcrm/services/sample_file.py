"""Writing a whole sample: the told clients first, then the drawn ones, some thousands at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from heapq import nlargest
from random import Random
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import FileSetting, Referral
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import ClientKind, ReferralDirection, ReferralOutcome
from smallcrm.services import (
    numbers,
    sample_acts_en,
    sample_acts_zh,
    sample_calls,
    sample_care_told,
    sample_documents,
    sample_goods,
    sample_stories,
    sample_stories_zh,
)
from smallcrm.services.numbers import Numbering
from smallcrm.services.sample_acting import Acting
from smallcrm.services.sample_acts import Act, Billed
from smallcrm.services.sample_care import Care
from smallcrm.services.sample_ledger import Ledger
from smallcrm.services.sample_papers import Papers
from smallcrm.services.sample_people import People, Person
from smallcrm.services.sample_plan import Numbers, Plan
from smallcrm.services.sample_quotes import Quotes
from smallcrm.services.sample_rewards import Rewards
from smallcrm.services.sample_rows import ORDER, Scene
from smallcrm.services.sample_story import Stories, Story, days_of

# The letters that made-up documents are numbered with: the patterns of a new file.
LETTERS: Final[Mapping[Numbering, str]] = {
    Numbering.SALE: "S",
    Numbering.QUOTE: "Q",
    Numbering.INVOICE: "I",
    Numbering.DELIVERY: "D",
    Numbering.CONTRACT: "K",
}
# How many clients are held in memory before their rows are written.
_BATCH: Final = 5000
# Who was spoken to lately comes first in the search box: so many, of so many days.
_RECENT: Final = 200
_RECENT_DAYS: Final = 90
_SENT_ON: Final = 0.012
_YEAR: Final = 4
# All that was sold so many days ago is billed.
_BILLED_BY: Final = 25


class SampleFile:
    """One sample on its way into an empty file."""

    def __init__(self, uow: UnitOfWork, rng: Random, clients: int) -> None:
        self._uow = uow
        self._scene = scene = Scene(uow, rng)
        told = sample_stories_zh.STORIES if scene.chinese else sample_stories.STORIES
        self._told = told[:clients]
        acts = sample_acts_zh.ACTS if scene.chinese else sample_acts_en.ACTS
        self._acts = list(_acts(scene, self._told, acts))
        self._plan = Plan(rng, clients, [days_of(scene, story) for story in self._told])
        self._numbers = {
            kind: self._numbered(kind, days)
            for kind, days in (
                (Numbering.SALE, self._plan.sales()),
                (Numbering.QUOTE, self._plan.quotes()),
                (Numbering.INVOICE, self._plan.invoices()),
            )
        }
        sample_goods.write(uow, scene)
        self._papers = Papers(scene, self._numbers[Numbering.INVOICE])
        quotes = Quotes(scene, self._numbers[Numbering.QUOTE])
        self._ledger = Ledger(scene, self._numbers[Numbering.SALE], quotes, self._papers)
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
        last = self._papers.finish()
        self._scene.rows.write(ORDER)
        self._keep(Numbering.DELIVERY, last["D"])
        self._keep(Numbering.CONTRACT, last["K"])
        self._keep_planned()
        told = zip(self._ids, self._told, strict=False)
        clients = {story.name: (client_id, story) for client_id, story in told}
        Acting(self._uow, self._scene, self._numbers, clients).carry_out(self._acts)
        # The acts counted on, though their documents have numbers that were set aside for them.
        self._keep_planned()
        care = sample_care_told.CHINESE if self._scene.chinese else sample_care_told.ENGLISH
        Care(self._uow, self._scene, clients).write(care)
        rewards = sample_stories_zh.REWARDS if self._scene.chinese else sample_stories.REWARDS
        Rewards(self._uow, self._scene, clients).write(rewards)
        sample_calls.write(self._uow, self._scene)
        sample_documents.write(self._uow, self._scene)
        return sorted(nlargest(_RECENT, self._recent))

    def _add(self, index: int) -> None:
        scene, plan = self._scene, self._plan
        since, sold = plan.since(index), plan.sold(index)
        person = self._people.add(since, sold)
        self._ids.append(person.id)
        bought = self._ledger.invent(person, sold, plan.billed(index), plan.quoted(index))
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

    def _numbered(self, kind: Numbering, days: Sequence[int]) -> Numbers:
        """Begin to number documents of these days, and of the stories' acts.

        They go on after the last of each year in this file.
        """
        days = [*days, *(day for act in self._acts for of, day in act.numbered() if of is kind)]
        before = numbers.counter_key(kind, f"{LETTERS[kind]}-")
        rows = self._uow.session.execute(
            select(FileSetting.key, FileSetting.value).where(FileSetting.key.startswith(before))
        )
        years = [(row.key.removeprefix(before), int(row.value)) for row in rows]
        used = {int(year): last for year, last in years if len(year) == _YEAR and year.isdecimal()}
        return Numbers(LETTERS[kind], days, self._scene.days.today, used)

    def _keep_planned(self) -> None:
        for kind in (Numbering.SALE, Numbering.QUOTE):
            self._keep(kind, self._numbers[kind].last, exactly=True)

    def _keep(self, kind: Numbering, last: Mapping[int, int], *, exactly: bool = False) -> None:
        """Let the owner's own documents go on where these end."""
        for year, value in last.items():
            key = numbers.counter_key(kind, f"{LETTERS[kind]}-{year:04d}")
            row = self._uow.session.scalars(
                select(FileSetting).where(FileSetting.key == key)
            ).first()
            if row is not None:
                row.value = str(value if exactly else max(value, int(row.value)))
            elif value:
                self._uow.session.add(FileSetting(key=key, value=str(value)))
        self._uow.session.flush()


def _acts(scene: Scene, told: Sequence[Story], acts: Sequence[Act]) -> Iterator[Act]:
    """Return the acts of these stories, and an invoice for every older sale that has none."""
    names = {story.name for story in told}
    billed: set[tuple[str, str]] = set()
    for act in acts:
        if act.client in names:
            yield act
        if isinstance(act, Billed):
            billed.update((act.client, title) for title in act.titles)
    for story in told:
        for sale in story.sales:
            days = scene.days.back(sale.when)
            if days >= _BILLED_BY and (story.name, sale.title) not in billed:
                yield Billed(story.name, days, (sale.title,))
