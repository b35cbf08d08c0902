"""Made-up clients: who they are, how to reach them, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

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
)
from smallcrm.domain import keys, repeating
from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    HandleKind,
    InteractionKind,
    Level,
    Lifecycle,
)
from smallcrm.i18n.reached import address_lines
from smallcrm.services import sample_words as english
from smallcrm.services import sample_words_asia as asia
from smallcrm.services import sample_words_europe as europe
from smallcrm.services.command_parts import AddressInput
from smallcrm.services.sample_phones import FIXED, MOBILE, Number
from smallcrm.services.sample_rows import Scene
from smallcrm.services.sample_words import Culture

CULTURES: Final[dict[str, Culture]] = {
    "ie": english.IRISH,
    "gb": english.BRITISH,
    "us": english.AMERICAN,
    "au": english.AUSTRALIAN,
    "de": europe.GERMAN,
    "fr": europe.FRENCH,
    "pt": europe.PORTUGUESE,
    "es": europe.SPANISH,
    "it": europe.ITALIAN,
    "pl": europe.POLISH,
    "dk": europe.DANISH,
    "nl": europe.DUTCH,
    "cn": asia.CHINESE,
    "jp": asia.JAPANESE,
}
# Which people are at home in which country; where none is named, the English of Britain.
_HOMES: Final = {
    country: culture
    for culture, countries in {
        "ie": "IE",
        "us": "US CA",
        "au": "AU NZ",
        "de": "DE AT CH LI",
        "fr": "FR BE LU MC",
        "pt": "PT BR AO MZ",
        "es": "ES MX AR CL CO PE UY EC VE",
        "it": "IT SM",
        "pl": "PL",
        "dk": "DK NO SE FI IS",
        "nl": "NL",
        "cn": "CN",
        "jp": "JP",
    }.items()
    for country in countries.split()
}
_MAIL_HOSTS: Final = ("post.example", "mail.example", "inbox.example", "example.org", "example.net")
_SECOND_CURRENCIES: Final = ("USD", "GBP", "EUR", "CHF", "CNY")
_TERMS: Final = (7, 14, 21, 45, 60)
_ORGANISATIONS: Final = 0.3
_PARTNERS: Final = 0.012
_LONG_AGO: Final = 2 * 365
_HOURS: Final = 9 * 60
# Which of the follow-ups comes again: the yearly service.
_YEARLY: Final = 6
# Of a hundred clients, how many have so many notes or contacts on record.
_NOTES: Final = (0,) * 52 + (1,) * 30 + (2,) * 10 + (3,) * 5 + (4,) * 3
_CONTACTS: Final = (0,) * 48 + (1,) * 34 + (2,) * 12 + (3,) * 4 + (5,) * 2
_KINDS: Final = (
    *(InteractionKind.CALL,) * 10,
    *(InteractionKind.EMAIL,) * 6,
    *(InteractionKind.MEETING,) * 2,
    InteractionKind.VISIT,
    InteractionKind.MESSAGE,
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A client as paper names them."""

    name: str
    organisation: str | None = None
    tax_number: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is needed of a client that was just added."""

    id: int
    culture: Culture
    kind: ClientKind
    currency: str
    term: int
    number: str | None
    business: bool
    buyer: Buyer


class People:
    """Adds one made-up client after another."""

    def __init__(self, scene: Scene, told: Collection[str]) -> None:
        self._scene = scene
        home = _HOMES.get(scene.country, "gb")
        foreign = [name for name in CULTURES if name not in {home, "cn", "jp"}]
        # Mostly people of the country; of the others, some from as far as China.
        self._home = home
        self._share = 0.88 if scene.chinese else 0.6
        self._foreign = (*foreign, "ie", "gb", *(("cn",) * 6 if home != "cn" else ("gb", "us")))
        self._code = 1000
        # Names of clients who have a story are not given again.
        self._told = frozenset(told)

    def add(self, since: int, sold: Sequence[int]) -> Person:
        """Add a client who came so many days ago and bought on these days."""
        scene = self._scene
        name = self._home if scene.chance(self._share) else scene.pick(self._foreign)
        culture = CULTURES[name]
        person, family = self._name(culture)
        while person in self._told:
            person, family = self._name(culture)
        city: str = scene.pick(culture.cities)
        kind, firm = self._kind(culture, family, city)
        client_name = firm if kind is not ClientKind.PERSON and firm else person
        currency, term = self._terms()
        organisation = firm if kind is ClientKind.PERSON else None
        tax_number = self._tax_number(culture) if firm and scene.chance(0.3) else None
        limit = self._credit_limit(currency) if firm else None
        code, level = self._next_code(), self._level(len(sold))
        client_id = scene.rows.add(
            Client,
            kind=kind.value,
            name=client_name,
            name_sort=_sort_key(client_name),
            organisation=organisation,
            code=code,
            level=level.value,
            level_by_hand=level is not Level.STANDARD,
            lifecycle=self._lifecycle(sold).value,
            source=scene.pick(scene.texts.sources) if scene.chance(0.4) else None,
            language=None if name == self._home else culture.language,
            currency=currency,
            payment_term_days=term,
            tax_number=tax_number,
            credit_limit_minor=limit,
            birthday_on=self._birthday() if kind is ClientKind.PERSON else None,
            details_confirmed_on=_confirmed_on(scene, since),
            is_sample=True,
            created_at=scene.days.at(since, int(scene.rng.random() * _HOURS)),
        )
        number, address = self._reach(client_id, name, person, firm, city)
        if kind is ClientKind.ORGANISATION or (firm and scene.chance(0.2)):
            self._contact_person(client_id, name, person, kind, firm)
        return Person(
            client_id,
            culture,
            kind,
            currency or scene.currency,
            scene.term if term is None else term,
            number,
            firm is not None,
            Buyer(client_name, organisation, tax_number, address),
        )

    def talk(self, person: Person, since: int) -> datetime | None:
        """Add notes, contacts and promises; tell when the last contact was."""
        scene = self._scene
        texts, rows, random = scene.texts, scene.rows, scene.rng.random
        for number in range(scene.pick(_NOTES)):
            pinned = number == 0 and scene.chance(0.15)
            rows.add(
                Note,
                client_id=person.id,
                text=scene.pick(texts.pinned if pinned else texts.notes),
                pinned=pinned,
                created_at=scene.days.at(int(since * random()), int(random() * _HOURS)),
            )
        last: datetime | None = None
        for _ in range(scene.pick(_CONTACTS)):
            # More of what is on record is recent: the owner writes down more than years ago.
            at = self._contact(person, min(since, 1 + int(since * random() * random())))
            last = at if last is None else max(last, at)
        if scene.chance(0.1):
            self._follow_up(person, since)
        return last

    def _contact(self, person: Person, days: int) -> datetime:
        scene = self._scene
        texts, random = scene.texts, scene.rng.random
        kind: InteractionKind = scene.pick(_KINDS)
        call = kind is InteractionKind.CALL
        mail = kind in {InteractionKind.EMAIL, InteractionKind.MESSAGE}
        answered = not call or scene.chance(0.93)
        summaries = texts.calls if call else texts.mails if mail else texts.meetings
        direction = Direction.IN if call and scene.chance(0.6) else Direction.OUT
        minutes = int(random() * 12) + 1 if call else int(random() * 70) + 20
        at = scene.days.at(days, int(random() * _HOURS))
        scene.rows.add(
            Interaction,
            client_id=person.id,
            kind=kind.value,
            direction=direction.value if call or mail else None,
            start_at=at,
            minutes=None if mail or not answered else minutes,
            summary=scene.pick(summaries) if answered else None,
            number=person.number if call else None,
            answered=answered,
            seconds=(minutes * 60 - person.id % 50 if answered else 0) if call else None,
            # Nobody is left waiting for days: who called in vain was called back the next morning.
            handled_at=None
            if answered or direction is Direction.OUT
            else scene.days.at(days - 1, 0),
            satisfaction=3 + days % 3 if answered and (person.id + days) % 5 == 0 else None,
        )
        return at

    def _follow_up(self, person: Person, since: int) -> None:
        scene = self._scene
        random = scene.rng.random
        if scene.chance(0.4) and since > 1:
            days = 1 + int(min(since, 300) * random())
            done = scene.days.at(days - int(random() * 2), int(random() * _HOURS))
        else:
            days, done = 2 - int(random() ** 2 * 24), None
        text, due = scene.pick(scene.texts.follow_ups), scene.days.day(days)
        yearly = done is None and text == scene.texts.follow_ups[_YEARLY]
        scene.rows.add(
            FollowUp,
            client_id=person.id,
            text=text,
            due_on=due,
            repeat_rule=str(repeating.every(repeating.Often.YEARLY, due)) if yearly else None,
            repeat_from_on=due if yearly else None,
            due_time=f"{9 + int(random() * 9):02d}:{scene.pick((0, 30)):02d}"
            if scene.chance(0.3)
            else None,
            done_at=done,
        )

    def _name(self, culture: Culture) -> tuple[str, str]:
        index = int(self._scene.rng.random() * len(culture.given))
        given = culture.given[index]
        man, _, woman = self._scene.pick(culture.family).partition("|")
        family = woman if woman and index < culture.women else man
        together = f"{family}{given}" if culture is asia.CHINESE else f"{given} {family}"
        return together, man

    def _kind(self, culture: Culture, family: str, city: str) -> tuple[ClientKind, str | None]:
        scene = self._scene
        draw = scene.rng.random()
        if draw < _PARTNERS:
            return ClientKind.PARTNER, self._firm(culture, family, city)
        if draw < _ORGANISATIONS:
            # Two in three are known by the person, the others by the firm.
            known_by_person = scene.chance(0.62)
            kind = ClientKind.PERSON if known_by_person else ClientKind.ORGANISATION
            return kind, self._firm(culture, family, city)
        return ClientKind.PERSON, None

    def _firm(self, culture: Culture, family: str, city: str) -> str:
        scene = self._scene
        pattern: str = scene.pick(culture.firms)
        town = city.partition("|")[0].partition(",")[0]
        return pattern.format(family=family, city=town, word=scene.pick(culture.words))

    def _terms(self) -> tuple[str | None, int | None]:
        scene = self._scene
        currency = None
        if scene.chance(0.02):
            currency = scene.pick(_SECOND_CURRENCIES)
        return currency, scene.pick(_TERMS) if scene.chance(0.1) else None

    def _next_code(self) -> str | None:
        if not self._scene.chance(0.35):
            return None
        self._code += 1
        return f"K{self._code}"

    def _level(self, bought: int) -> Level:
        """Decide how preferred a client is: who buys often is more likely to be."""
        draw = self._scene.rng.random()
        if draw < 0.015 * bought:
            return Level.VIP
        return Level.PREFERRED if draw < 0.05 * bought else Level.STANDARD

    def _lifecycle(self, sold: Sequence[int]) -> Lifecycle:
        chance = self._scene.chance
        if not sold:
            return Lifecycle.LEAD if chance(0.5) else Lifecycle.PROSPECT
        if sold[-1] > _LONG_AGO and chance(0.5):
            return Lifecycle.ARCHIVED if chance(0.08) else Lifecycle.INACTIVE
        return Lifecycle.ACTIVE

    def _tax_number(self, culture: Culture) -> str:
        digits = int(self._scene.rng.random() * 10**8)
        if culture is asia.CHINESE:
            return f"91310000MA{digits:08d}"
        return f"{culture.country}{digits:08d}"

    def _credit_limit(self, currency: str | None) -> int | None:
        """Let a few firms buy on credit up to a round sum only."""
        scene = self._scene
        if not scene.chance(0.06):
            return None
        amount = scene.catalogue.minor(
            Decimal(20_000 if scene.chinese else 2500), currency or scene.currency
        )
        times: int = scene.pick((1, 2, 4))
        return amount * times

    def _birthday(self) -> date | None:
        scene = self._scene
        if not scene.chance(0.2):
            return None
        age = 22 + int(scene.rng.random() * 50)
        return scene.days.today - timedelta(days=int((age + scene.rng.random()) * 365.25))

    def _reach(
        self, client_id: int, culture: str, person: str, firm: str | None, city: str
    ) -> tuple[str | None, str | None]:
        """Add numbers and addresses; return the first number, and the address as on paper."""
        scene = self._scene
        rows, labels, random = scene.rows, scene.texts.labels, scene.rng.random
        first: Number | None = None
        if firm is None or scene.chance(0.5):
            first = self._number(culture, MOBILE)
            rows.add(PhoneNumber, client_id=client_id, label=labels["mobile"], **first.row)
        if firm is not None or scene.chance(0.12):
            second = self._number(culture, FIXED)
            label = labels["home" if firm is None else "office"]
            rows.add(PhoneNumber, client_id=client_id, label=label, **second.row)
            first = first or second
        host = f"{_slug(firm, '-')}.example" if firm else scene.pick(_MAIL_HOSTS)
        if scene.chance(0.65):
            self._mail(client_id, f"{_slug(person, '.')}@{host}")
        address = None
        if scene.chance(0.5):
            address = self._address(client_id, CULTURES[culture], city)
        if culture == "cn" and scene.chance(0.4):
            wechat = f"{_slug(person, '')}{int(random() * 100):02d}"
            rows.add(Handle, client_id=client_id, kind=HandleKind.WECHAT.value, value=wechat)
        elif firm is not None and scene.chance(0.3):
            site = f"www.{host}"
            rows.add(Handle, client_id=client_id, kind=HandleKind.WEBSITE.value, value=site)
        if scene.chance(0.3):
            scene.tag(client_id, scene.pick(scene.texts.tags))
        return None if first is None else first.number, address

    def _number(self, culture: str, sort: str) -> Number:
        scene = self._scene
        local = scene.chance(0.95 if scene.chinese else 0.15)
        at_home = culture == self._home and CULTURES[culture].country == scene.country and local
        return scene.phones.make(culture, sort, at_home=at_home)

    def _mail(self, client_id: int, address: str, **more: Any) -> None:
        self._scene.rows.add(
            EmailAddress,
            client_id=client_id,
            address=address,
            address_key=keys.fold(address),
            **more,
        )

    def _address(self, client_id: int, culture: Culture, city: str) -> str:
        scene = self._scene
        town, _, postal_code = city.partition("|")
        locality, _, region = town.partition(", ")
        street = scene.pick(culture.streets).replace("#", str(1 + int(scene.rng.random() * 180)))
        code = self._postal_code(postal_code)
        scene.rows.add(
            PostalAddress,
            client_id=client_id,
            street=street,
            locality=locality,
            region=region or None,
            postal_code=code,
            country=culture.country,
        )
        parts = AddressInput(
            street=street,
            locality=locality,
            region=region or None,
            postal_code=code,
            country=culture.country,
        )
        return address_lines(parts, scene.country)

    def _postal_code(self, pattern: str) -> str:
        random = self._scene.rng.random
        made = []
        for mark in pattern:
            if mark == "#":
                made.append(str(int(random() * 10)))
            else:
                made.append("ACDEFHKNPRTVWXY"[int(random() * 15)] if mark == "@" else mark)
        return "".join(made)

    def _contact_person(
        self, client_id: int, culture: str, person: str, kind: ClientKind, firm: str | None
    ) -> None:
        scene = self._scene
        name = person if kind is not ClientKind.PERSON else self._name(CULTURES[culture])[0]
        person_id = scene.rows.add(
            ContactPerson, client_id=client_id, name=name, role=scene.pick(scene.texts.roles)
        )
        if scene.chance(0.5):
            scene.rows.add(
                PhoneNumber,
                client_id=client_id,
                contact_person_id=person_id,
                label=scene.texts.labels["mobile"],
                **self._number(culture, MOBILE).row,
            )
        if firm and scene.chance(0.25):
            address = f"{_slug(name, '.')}@{_slug(firm, '-')}.example"
            self._mail(client_id, address, contact_person_id=person_id)


@lru_cache(maxsize=64)
def _sort_key(name: str) -> str:
    """Return a name's key; the same few names are asked for again while a client is made."""
    return keys.sort_key(name)


def _slug(text: str, joint: str) -> str:
    """Write a name as addresses have it: ASCII letters of its words; Chinese by sound."""
    words = [word for word in _sort_key(text).split() if word.isascii()]
    return joint.join(words[:4]) or "info"


def _confirmed_on(scene: Scene, since: int) -> date | None:
    """Return when a drawn client's details were confirmed; of some who came long ago never.

    Worked out of the day the client came, so that nothing that is drawn depends on it.
    """
    if since % 29 == 0:
        return None
    return scene.days.day(min(since, since * 7 % 690))
