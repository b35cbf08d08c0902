"""What all parts of the sample share: the file, the days, and the rows being gathered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from smallcrm.db.models import (
    BankLine,
    Base,
    Client,
    ClientTag,
    ContactPerson,
    Contract,
    Delivery,
    DeliveryLine,
    EmailAddress,
    ExchangeRate,
    FollowUp,
    Handle,
    Instalment,
    Interaction,
    Invoice,
    InvoiceLine,
    InvoiceSale,
    Note,
    Payment,
    PaymentAllocation,
    PaymentPromise,
    PhoneNumber,
    PostalAddress,
    Product,
    ProductPrice,
    Quote,
    QuoteLine,
    Referral,
    Reminder,
    ReminderSale,
    Sale,
    SaleLine,
    Tag,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.services import sample_texts
from smallcrm.services.bulk import BulkRows
from smallcrm.services.sample_catalogue import Catalogue
from smallcrm.services.sample_phones import Numbers

# The tables in an order in which every row finds what it refers to.
ORDER: Final[tuple[type[Base], ...]] = (
    Client,
    ContactPerson,
    PhoneNumber,
    EmailAddress,
    PostalAddress,
    Handle,
    Tag,
    ClientTag,
    Note,
    Interaction,
    FollowUp,
    Product,
    ProductPrice,
    Contract,
    Quote,
    QuoteLine,
    Sale,
    SaleLine,
    Instalment,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    InvoiceSale,
    Payment,
    PaymentAllocation,
    Reminder,
    ReminderSale,
    PaymentPromise,
    Referral,
    ExchangeRate,
    BankLine,
)
# A day as a count back from today, or in an earlier year: (years back, month, day).
When = int | tuple[int, int, int]
_MORNING: Final = time(9)
# Where the owner's own quotes have no end, those of the sample have.
_VALID_DAYS: Final = 30


class Days:
    """Days counted back from today, and instants on them in the owner's time."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.now = uow.clock.now()
        self.today = uow.clock.today()
        self._zone = uow.clock.zone
        self._mornings: dict[int, datetime] = {}

    def day(self, days: int) -> date:
        """Return the day so many days ago; later than today where the count is negative."""
        return self.today - timedelta(days=days)

    def back(self, when: When) -> int:
        """Count back to a day."""
        if isinstance(when, int):
            return when
        years, month, day = when
        return (self.today - date(self.today.year - years, month, day)).days

    def at(self, days: int, minutes: int) -> datetime:
        """Return an instant: so many minutes after nine, but always before now."""
        morning = self._mornings.get(days)
        if morning is None:
            morning = datetime.combine(self.day(days), _MORNING, self._zone).astimezone()
            self._mornings[days] = morning
        at = morning + timedelta(minutes=minutes)
        # What would be later today was a while ago, each at a time of its own.
        return at if at < self.now else self.now - timedelta(minutes=2, seconds=minutes)


class Scene:
    """One filling of one file: what is random, what is fixed, and the rows so far."""

    def __init__(self, uow: UnitOfWork, rng: Random) -> None:
        settings = uow.settings
        self.rng = rng
        self.country = settings.country
        self.currency = settings.currency
        self.term = settings.payment_term_days
        self.owner = (settings.owner_name, settings.owner_address, settings.owner_tax_number)
        self.valid_days = settings.whole("quotes.valid_days") or _VALID_DAYS
        self.chinese = settings.country == "CN"
        self.texts = sample_texts.CHINESE if self.chinese else sample_texts.ENGLISH
        self.days = Days(uow)
        self.catalogue = Catalogue(rng, country=self.country, chinese=self.chinese)
        self.phones = Numbers(int(rng.random() * 1000))
        self.rows = BulkRows(uow.connection)
        self._tags: dict[str, int] = {
            row.name: row.id for row in uow.connection.execute(Tag.__table__.select())
        }

    def chance(self, share: float) -> bool:
        """Decide something that is so in this share of all cases."""
        return self.rng.random() < share

    def pick(self, choices: tuple[Any, ...]) -> Any:
        """Choose one; cheaper than `Random.choice`, of which there are millions."""
        return choices[int(self.rng.random() * len(choices))]

    def tag(self, client_id: int, name: str) -> None:
        """Mark a client with a word."""
        tag_id = self._tags.get(name)
        if tag_id is None:
            tag_id = self._tags[name] = self.rows.add(Tag, name=name)
        self.rows.add(ClientTag, client_id=client_id, tag_id=tag_id)
