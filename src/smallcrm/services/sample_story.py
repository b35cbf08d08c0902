"""Clients with a history of their own: the first ones of a sample, told by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from smallcrm.db.models import (
    Client,
    ContactPerson,
    EmailAddress,
    FollowUp,
    Handle,
    Interaction,
    Note,
    PhoneNumber,
    PostalAddress,
    Referral,
)
from smallcrm.domain import keys
from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    HandleKind,
    InteractionKind,
    Level,
    Lifecycle,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.services.sample_catalogue import Line
from smallcrm.services.sample_deals import Deal, Receipt
from smallcrm.services.sample_ledger import Ledger
from smallcrm.services.sample_phones import typed
from smallcrm.services.sample_rows import Scene, When

CALL, MAIL, MEETING = InteractionKind.CALL, InteractionKind.EMAIL, InteractionKind.MEETING
LETTER = InteractionKind.LETTER
IN, OUT = Direction.IN, Direction.OUT
_CLOSED_AFTER: Final = 21
_CONFIRMED: Final = 150


@dataclass(frozen=True, slots=True)
class Paid:
    """Money for a sale: so many days ago, all of it unless an amount is given."""

    days: int
    amount: str | None = None
    method: str = "transfer"
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale: days count back from today, those of `due` forward; None: ordered, not due.

    `credit` is what of it was settled with credit for referrals, the rest with money.

    Amounts include the tax. A `lines` item is description, quantity, unit and unit price.
    """

    when: When
    title: str
    amount: str
    due: When | None = 0
    paid: tuple[Paid, ...] = ()
    lines: tuple[tuple[str, str, str, str], ...] = ()
    external_number: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A contact: so many days ago, so many minutes after nine.

    A call that says nothing was missed, and called back the next day, unless it is still `open`.
    """

    days: int
    at: int
    summary: str | None
    kind: InteractionKind = CALL
    direction: Direction | None = IN
    minutes: int | None = 4
    rated: int | None = None
    open: bool = False
    person: str | None = None


class Said(NamedTuple):
    """A note: so many days ago, by which contact person, and to be remembered so many days more."""

    days: int
    text: str
    by: str | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A contact person: name, role, number and its label."""

    name: str
    role: str
    number: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A client told by hand. `sent_by` names another story's client.

    `asked`: so many days ago the details were confirmed (None: a while after the client came).
    """

    name: str
    since: When
    organisation: str | None = None
    kind: ClientKind = ClientKind.PERSON
    level: Level = Level.STANDARD
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    code: str | None = None
    source: str | None = None
    language: str | None = None
    currency: str | None = None
    birthday: tuple[int, int] | None = None
    phones: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    address: tuple[str, str, str, str] | None = None
    wechat: str | None = None
    site: str | None = None
    people: tuple[Beside, ...] = ()
    tags: tuple[str, ...] = ()
    pinned: tuple[tuple[int, str] | Said, ...] = ()
    notes: tuple[tuple[int, str] | Said, ...] = ()
    talks: tuple[Talk, ...] = ()
    promises: tuple[tuple[int, str, str | None], ...] = ()
    sales: tuple[Sold, ...] = ()
    sent_by: str | None = None
    sent_for: str | None = None
    partner: str | None = None
    asked: int | None = None


def days_of(scene: Scene, story: Story) -> tuple[int, list[int]]:
    """Return when a story's client came and bought, in days back from today."""
    back = scene.days.back
    return back(story.since), [back(sale.when) for sale in story.sales]


class Stories:
    """Writes stories as the first clients of a file."""

    def __init__(self, scene: Scene, ledger: Ledger, stories: Sequence[Story]) -> None:
        self._scene = scene
        self._ledger = ledger
        self._stories = stories

    def write(self) -> list[int]:
        """Add all of them with what belongs to them; return their ids."""
        ids = {story.name: self._client(story) for story in self._stories}
        for story in self._stories:
            self._referrals(story, ids)
        return list(ids.values())

    def _client(self, story: Story) -> int:
        scene, rows = self._scene, self._scene.rows
        since = scene.days.back(story.since)
        client_id = rows.add(
            Client,
            kind=story.kind.value,
            name=story.name,
            name_sort=keys.sort_key(story.name),
            organisation=story.organisation,
            code=story.code,
            level=story.level.value,
            level_by_hand=story.level is not Level.STANDARD,
            details_confirmed_on=scene.days.day(
                min(since, _CONFIRMED) if story.asked is None else story.asked
            ),
            lifecycle=story.lifecycle.value,
            source=story.source,
            language=story.language,
            currency=story.currency,
            birthday_on=self._birthday(story),
            is_sample=True,
            created_at=scene.days.at(since, 75),
        )
        people = self._reach(client_id, story)
        for name in story.tags:
            scene.tag(client_id, name)
        for note in story.pinned:
            self._note(client_id, Said(*note), people, pinned=True)
        for note in story.notes:
            self._note(client_id, Said(*note), people, pinned=False)
        for talk in sorted(story.talks, key=lambda talk: (-talk.days, talk.at)):
            self._talk(client_id, story, talk, people)
        for days, text, time in story.promises:
            rows.add(
                FollowUp,
                client_id=client_id,
                text=text,
                due_on=scene.days.day(-days),
                due_time=time,
            )
        self._money(client_id, story)
        return client_id

    def _birthday(self, story: Story) -> date | None:
        if story.birthday is None:
            return None
        ahead, age = story.birthday
        day = self._scene.days.day(-ahead)
        # The 29th of February is no day of most years.
        leap = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year - age, day=28 if leap else day.day)

    def _reach(self, client_id: int, story: Story) -> dict[str, int]:
        """Write how a client is reached, and return the ids of the contact people."""
        scene, rows = self._scene, self._scene.rows
        people: dict[str, int] = {}
        for number, label in story.phones:
            found = typed(number, scene.country).row
            rows.add(PhoneNumber, client_id=client_id, label=label, **found)
        for person in story.people:
            person_id = people[person.name] = rows.add(
                ContactPerson, client_id=client_id, name=person.name, role=person.role
            )
            if person.number is not None:
                rows.add(
                    PhoneNumber,
                    client_id=client_id,
                    contact_person_id=person_id,
                    label=person.label,
                    **typed(person.number, scene.country).row,
                )
        for address in story.emails:
            folded = keys.fold(address)
            rows.add(EmailAddress, client_id=client_id, address=address, address_key=folded)
        if story.address is not None:
            street, locality, postal_code, country = story.address
            rows.add(
                PostalAddress,
                client_id=client_id,
                street=street,
                locality=locality,
                postal_code=postal_code,
                country=country,
            )
        for kind, value in ((HandleKind.WECHAT, story.wechat), (HandleKind.WEBSITE, story.site)):
            if value is not None:
                rows.add(Handle, client_id=client_id, kind=kind.value, value=value)
        return people

    def _note(self, client_id: int, said: Said, people: Mapping[str, int], *, pinned: bool) -> None:
        days = self._scene.days
        self._scene.rows.add(
            Note,
            client_id=client_id,
            text=said.text,
            pinned=pinned,
            created_at=days.at(said.days, 102),
            contact_person_id=people[said.by] if said.by is not None else None,
            expires_on=days.day(-said.until) if said.until is not None else None,
        )

    def _talk(self, client_id: int, story: Story, talk: Talk, people: Mapping[str, int]) -> None:
        call, scene = talk.kind is CALL, self._scene
        scene.rows.add(
            Interaction,
            client_id=client_id,
            kind=talk.kind.value,
            direction=talk.direction.value if talk.direction else None,
            start_at=scene.days.at(talk.days, talk.at),
            minutes=talk.minutes if talk.kind is not MAIL and talk.summary else None,
            summary=talk.summary,
            number=story.phones[0][0] if call and story.phones else None,
            answered=talk.summary is not None,
            satisfaction=talk.rated,
            contact_person_id=people[talk.person] if talk.person is not None else None,
            **(self._ended(talk) if call else {}),
        )

    def _ended(self, talk: Talk) -> dict[str, object]:
        """Say how long a call was to the second, or when one that was missed was called back."""
        if talk.summary is not None:
            return {"seconds": (talk.minutes or 1) * 60 - talk.at % 50}
        back = talk.direction is IN and not talk.open
        return {"seconds": 0, "handled_at": self._scene.days.at(talk.days - 1, 0) if back else None}

    def _money(self, client_id: int, story: Story) -> None:
        scene = self._scene
        currency = story.currency or scene.currency
        own = story.currency is not None
        deals: list[Deal] = []
        receipts: list[Receipt] = []
        for index, sale in enumerate(story.sales):
            deal = self._deal(sale, currency, own=own)
            for paid in sale.paid:
                amount = Decimal(sale.amount if paid.amount is None else paid.amount)
                # What a conversion rounded off is nobody's debt.
                minor = min(scene.catalogue.minor(amount, currency, own=own), deal.open)
                if paid is sale.paid[-1] and paid.amount is None:
                    minor = deal.open
                    if sale.credit is not None:
                        minor -= scene.catalogue.minor(Decimal(sale.credit), currency, own=own)
                deal.paid += minor
                receipts.append(
                    Receipt(
                        currency,
                        paid.days,
                        minor,
                        paid.method,
                        reference=paid.reference,
                        parts=[(index, minor)],
                    )
                )
            if deal.open == 0 and sale.paid and sale.paid[-1].days > _CLOSED_AFTER:
                deal.status = SaleStatus.CLOSED
                deal.closed = min(sale.paid[-1].days, deal.sold)
            deals.append(deal)
        self._ledger.write(client_id, deals, receipts)

    def _deal(self, sale: Sold, currency: str, *, own: bool) -> Deal:
        scene = self._scene
        lines = [
            Line(text, Decimal(quantity), Decimal(price), unit or None)
            for text, quantity, unit, price in sale.lines
        ] or [Line(sale.title, Decimal(1), Decimal(sale.amount))]
        basket = scene.catalogue.reckon(lines, currency, gross=True, title=sale.title, own=own)
        sold = scene.days.back(sale.when)
        if sale.due is None:
            return Deal(basket, currency, sold, None, SaleStatus.ORDERED)
        due = -sale.due if isinstance(sale.due, int) else scene.days.back(sale.due)
        return Deal(
            replace(basket, title=sale.title),
            currency,
            sold,
            min(due, sold),
            SaleStatus.DELIVERED,
            delivered=sold,
            external_number=sale.external_number,
        )

    def _referrals(self, story: Story, ids: Mapping[str, int]) -> None:
        scene = self._scene
        back, day = scene.days.back, scene.days.day
        if story.sent_by is not None and story.sent_by in ids:
            won = bool(story.sales)
            scene.rows.add(
                Referral,
                direction=ReferralDirection.IN.value,
                client_id=ids[story.name],
                counterpart_id=ids[story.sent_by],
                referred_on=day(back(story.since)),
                outcome=(ReferralOutcome.WON if won else ReferralOutcome.PENDING).value,
                what_for=story.sent_for,
            )
        if story.partner is not None and story.partner in ids:
            scene.rows.add(
                Referral,
                direction=ReferralDirection.OUT.value,
                client_id=ids[story.name],
                counterpart_id=ids[story.partner],
                referred_on=day(max(0, back(story.since) - 30)),
                outcome=ReferralOutcome.WON.value,
                outcome_by_hand=True,
            )
