"""What cards that this program wrote say in properties of their own (`X-SMALLCRM-...`).

A contact person is a group: `item1.X-SMALLCRM-PERSON:name;role`, and their numbers and addresses
in the same group. Other programs show these under the person's name, as a label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from smallcrm.domain import own_fields
from smallcrm.domain.enums import OwnFieldKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.records import OwnText, PersonText
from smallcrm.importers import vcard_reach, words
from smallcrm.importers.plan import NewOwnField
from smallcrm.importers.vcard_lines import Card, Property

PREFIX: Final = "X-SMALLCRM-"
_PERSON: Final = f"{PREFIX}PERSON"
_HUNDRED: Final = Decimal(100)
_KINDS: Final[Mapping[str, OwnFieldKind]] = {kind.value: kind for kind in OwnFieldKind}
_RAW: Final = (None, OwnFieldKind.TEXT, OwnFieldKind.CHOICE)


def groups_of_people(card: Card) -> frozenset[str]:
    """Return the groups that are contact persons."""
    return frozenset(one.group for one in card.all(_PERSON) if one.group is not None)


def people(card: Card) -> tuple[PersonText, ...]:
    """Read the contact persons of a client, with how each is reached."""
    found: list[PersonText] = []
    for one in card.all(_PERSON):
        parts = (*one.parts, "")
        if not parts[0]:
            continue
        if one.group is None:
            found.append(PersonText(parts[0], parts[1]))
            continue
        tel = [_plain(other) for other in card.all("TEL") if other.group == one.group]
        email = [_plain(other) for other in card.all("EMAIL") if other.group == one.group]
        found.append(
            PersonText(
                parts[0],
                parts[1],
                tuple(vcard_reach.phones(card, tel)),
                tuple(vcard_reach.emails(card, email)),
            )
        )
    return tuple(found)


def _plain(one: Property) -> Property:
    """Take a property out of its group, whose label is the person's name."""
    return Property(one.name, one.value, one.parameters)


def new_fields(found: Sequence[Card], there: Mapping[str, OwnFieldKind]) -> tuple[NewOwnField, ...]:
    """Return the own fields of cards that the data file has not, as the cards say they are."""
    kinds: dict[str, OwnFieldKind] = {}
    values: dict[str, dict[str, None]] = {}
    for card in found:
        for one in card.all(f"{PREFIX}OWN"):
            name, value, _, said = (*one.parts, "", "", "", "")[:4]
            if name and value and name not in there:
                kinds.setdefault(name, _KINDS.get(said, OwnFieldKind.TEXT))
                values.setdefault(name, {})[value] = None
    return tuple(
        NewOwnField(name, kind, tuple(values[name]) if kind is OwnFieldKind.CHOICE else ())
        for name, kind in kinds.items()
    )


class Facts:
    """The properties of our own on one card; what cannot be read is kept in `unread`."""

    def __init__(self, card: Card, fields: Mapping[str, OwnFieldKind]) -> None:
        self._card = card
        self.unread: list[str] = []
        self.values = tuple(self._values(fields))

    def text(self, name: str) -> str | None:
        """Return the text of a property, None where it is not there or empty."""
        found = self._card.first(f"{PREFIX}{name}")
        return (found.text or None) if found is not None else None

    def day(self, name: str) -> date | None:
        """Read a day; one that is none is kept as text."""
        said = self.text(name)
        if said is None:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self._keep(name, said)
            return None

    @property
    def payment_term_days(self) -> int | None:
        """Read the payment term, in days."""
        said = self.text("PAYMENT-TERM")
        term = words.payment_term(said) if said is not None else None
        if said is not None and term is None:
            self._keep("PAYMENT-TERM", said)
        return term

    @property
    def discount_percent(self) -> Decimal | None:
        """Read the discount, in percent."""
        said = self.text("DISCOUNT")
        if said is None:
            return None
        try:
            figure = Decimal(said.rstrip("%"))
        except InvalidOperation:
            figure = Decimal(-1)
        if figure.is_finite() and 0 <= figure <= _HUNDRED:
            return figure
        self._keep("DISCOUNT", said)
        return None

    @property
    def credit_limit(self) -> Money | None:
        """Read the credit limit: `500.00 EUR`."""
        said = self.text("CREDIT-LIMIT")
        if said is None:
            return None
        try:
            value, currency = own_fields.parse(OwnFieldKind.AMOUNT, said)
            assert currency is not None
            return Money.of(Decimal(value), currency)
        except Refusal:
            self._keep("CREDIT-LIMIT", said)
            return None

    def _values(self, fields: Mapping[str, OwnFieldKind]) -> list[OwnText]:
        found: list[OwnText] = []
        for one in self._card.all(f"{PREFIX}OWN"):
            name, value, currency = (*one.parts, "", "", "")[:3]
            if not name or not value:
                continue
            try:
                found.append(self._value(fields.get(name), name, value, currency))
            except Refusal:
                self.unread.append(f"{name}: {value}")
        return found

    @staticmethod
    def _value(kind: OwnFieldKind | None, name: str, value: str, currency: str) -> OwnText:
        if kind in _RAW:
            return OwnText(name, value, currency or None)
        assert kind is not None
        return OwnText(name, *own_fields.parse(kind, value, currency=currency or None))

    def _keep(self, name: str, said: str) -> None:
        self.unread.append(f"{name.replace('-', ' ').capitalize()}: {said}")
