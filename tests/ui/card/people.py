"""Invented clients for tests and pictures of the card; today is Tuesday 12 May 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction, InteractionKind, Level, SaleStatus, Source
from smallcrm.services.commands import (
    AddClient,
    AddFollowUp,
    AddInteraction,
    AddNote,
    AddPromise,
    AddQuote,
    AddReferral,
    AddressInput,
    AddSale,
    Bill,
    BillPart,
    Command,
    ContactPersonInput,
    PhoneInput,
    Remind,
    ReviseQuote,
    TakePayment,
)


def perform(backend: Backend, command: Command) -> int:
    return backend.services.perform(command, source=Source.SCREEN).result.id


def note(backend: Backend, client: int, text: str, day: date, *, pinned: bool = False) -> int:
    """Write a note of an earlier day."""
    from smallcrm.domain.clock import Clock
    from smallcrm.services.api import Services

    at = datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)
    then = Services(backend.database, Clock.fixed(at, backend.clock.zone))
    command = AddNote(client=client, text=text, pinned=pinned)
    return then.perform(command, source=Source.SCREEN).result.id


def _call(day: date, minutes: int, summary: str, client: int, **more: object) -> AddInteraction:
    at = datetime(day.year, day.month, day.day, 9, 15, tzinfo=UTC)
    return AddInteraction(
        client=client,
        direction=Direction.IN,
        at=at,
        minutes=minutes,
        summary=summary,
        **more,  # type: ignore[arg-type]
    )


def beatriz(backend: Backend) -> int:
    """The piano tuner's client: a two-year-old bill, a secretary, four people sent."""
    henrik = perform(backend, AddClient(name="Henrik Dahl"))
    client = perform(
        backend,
        AddClient(
            name="Beatriz Gonçalves",
            organisation="Gonçalves School of Music",
            level=Level.VIP,
            currency="EUR",
            phones=(PhoneInput(number="+353 20 910 4182", label="mobile"),),
            addresses=(AddressInput(locality="Dublin"),),
            contact_people=(
                ContactPersonInput(
                    name="Judith",
                    phones=(PhoneInput(number="+353 20 910 4180", label="office"),),
                ),
            ),
        ),
    )
    perform(backend, AddReferral(referrer=henrik, client=client, on=date(2021, 9, 3)))
    _sales(backend, client)
    note(
        backend,
        client,
        "Both Steinways at 442 Hz. Side door before 9.",
        date(2025, 1, 8),
        pinned=True,
    )
    note(
        backend,
        client,
        "Secretary is Judith. Son in hospital, ask.",
        date(2026, 4, 20),
        pinned=True,
    )
    note(backend, client, "Judith says the op went well, ring in May", date(2026, 4, 21))
    perform(backend, _call(date(2026, 5, 6), 4, "asks for tuning before the exams", client))
    perform(backend, _call(date(2026, 2, 3), 2, "humidity again", client))
    sent = (("Hannah Keogh", 9200), ("Aoife Byrne", 0), ("Piotr Nowak", 0), ("Una Daly", None))
    for number, (name, worth) in enumerate(sent):
        day = date(2026, 3, 18) - timedelta(days=40 * number)
        other = perform(backend, AddClient(name=name))
        perform(backend, AddReferral(referrer=client, client=other, on=day))
        if worth is not None:
            amount = Decimal(worth or 1)
            perform(backend, AddSale(client=other, title="Lessons", amount=amount, on=day))
            perform(backend, TakePayment(client=other, amount=amount, on=day))
    return client


def _sales(backend: Backend, client: int) -> None:
    old = AddSale(
        client=client,
        title="piano tuning",
        amount=Decimal(150),
        on=date(2024, 2, 13),
        due=date(2024, 3, 14),
    )
    perform(backend, old)
    voicing = AddSale(
        client=client,
        title="hammer voicing",
        amount=Decimal(380),
        on=date(2025, 11, 3),
        due=date(2025, 12, 3),
    )
    voiced = perform(backend, voicing)
    refill = AddSale(
        client=client,
        title="Humidity control refill",
        amount=Decimal(60),
        on=date(2026, 4, 29),
        due=date(2026, 5, 29),
    )
    perform(backend, refill)
    perform(
        backend,
        TakePayment(
            client=client,
            amount=Decimal(110),
            on=date(2026, 4, 2),
            method="transfer",
            allocations={voiced: None},
        ),
    )
    perform(
        backend,
        TakePayment(
            client=client,
            amount=Decimal(150),
            on=date(2026, 1, 12),
            method="cash",
            allocations={},
        ),
    )


def zhang_wei(backend: Backend) -> int:
    """A Shanghai trader with an overdue bill."""
    sender = perform(backend, AddClient(name="王丽", organisation="苏州云锦"))
    client = perform(
        backend,
        AddClient(
            name="张伟",
            organisation="上海明珠贸易有限公司",
            level=Level.VIP,
            currency="CNY",
            phones=(PhoneInput(number="138 0013 8000", label="mobile"),),
            contact_people=(
                ContactPersonInput(
                    name="小陈", phones=(PhoneInput(number="021 5550 0128", label="office"),)
                ),
            ),
        ),
    )
    perform(backend, AddReferral(referrer=sender, client=client, on=date(2022, 3, 1)))
    late = AddSale(
        client=client,
        title="官网改版尾款",
        amount=Decimal(10300),
        currency="CNY",
        on=date(2025, 10, 18),
        due=date(2025, 11, 18),
    )
    perform(backend, late)
    posters = AddSale(
        client=client,
        title="展会海报印刷",
        amount=Decimal(2500),
        currency="CNY",
        on=date(2026, 4, 29),
        due=date(2026, 5, 29),
    )
    perform(backend, posters)
    note(backend, client, "报价一律含税，发票抬头用全称。", date(2025, 1, 8), pinned=True)
    note(backend, client, "秘书是小陈。儿子住院，记得问候。", date(2026, 4, 20), pinned=True)
    note(backend, client, "小陈说手术顺利，五月再联系", date(2026, 4, 21))
    perform(backend, _call(date(2026, 5, 6), 4, "问画册能否赶上六月展会", client))
    perform(
        backend,
        TakePayment(
            client=client,
            amount=Decimal(1500),
            currency="CNY",
            on=date(2026, 4, 2),
            method="transfer",
            allocations={},
        ),
    )
    perform(backend, AddFollowUp(client=client, text="寄画册样稿", due=date(2026, 5, 13)))
    for name in ("吴敏", "李娜"):
        other = perform(backend, AddClient(name=name))
        perform(backend, AddReferral(referrer=client, client=other, on=date(2026, 3, 18)))
        perform(
            backend,
            AddSale(client=other, title="茶礼盒", amount=Decimal(46000), currency="CNY"),
        )
        perform(backend, TakePayment(client=other, amount=Decimal(46000), currency="CNY"))
    return client


HOSTILE = "<b>Bobby</b> & 'Tables'; DROP\u202e TABLE client; \u05d9\u05e9\u05e8\u05d0\u05dc"


def hostile(backend: Backend) -> int:
    """A name and notes full of marks, directions and line breaks; several currencies."""
    client = perform(
        backend,
        AddClient(
            name=HOSTILE,
            organisation="<img src=x> & Söhne GmbH, Gesellschaft für besonders lange Namen",
            phones=(PhoneInput(number="+49 30 901820", label="<i>Büro</i>"),),
        ),
    )
    for currency in ("EUR", "USD", "JPY"):
        amount = Decimal(1234567)
        day = date(2026, 5, 1)
        perform(
            backend,
            AddSale(
                client=client,
                title="<h1>Web & more</h1> " * 3,
                amount=amount,
                currency=currency,
                on=day,
                due=date(2026, 5, 15),
            ),
        )
    for number in range(7):
        text = f"{number} <script>alert(1)</script> & \u202e backwards\nsecond line " * 3
        note(backend, client, text, date(2026, 1, number + 1), pinned=True)
    return client


def two_at_the_hotel(backend: Backend) -> tuple[int, int]:
    """Two people behind one number."""
    number = "+353 20 912 7730"
    manager = perform(
        backend,
        AddClient(
            name="Declan Murphy",
            organisation="Harbour Hotel, Howth",
            level=Level.PREFERRED,
            phones=(
                PhoneInput(number=number, label="work"),
                PhoneInput(number="+353 20 912 7741", label="mobile"),
            ),
        ),
    )
    choir = perform(
        backend,
        AddClient(
            name="Siobhán O’Neill",
            organisation="St Brigid’s Parish",
            level=Level.PREFERRED,
            phones=(
                PhoneInput(number=number, label="work"),
                PhoneInput(number="+353 20 911 0377", label="home"),
            ),
        ),
    )
    for client, title in ((choir, "the parish organ"), (manager, "the lobby grand")):
        perform(
            backend,
            AddSale(
                client=client,
                title=title,
                amount=Decimal(90),
                on=date(2026, 3, 1),
                status=SaleStatus.DELIVERED,
            ),
        )
        perform(backend, AddNote(client=client, text="secret", pinned=True))
    perform(backend, _call(date(2026, 5, 6), 4, "", manager))
    perform(backend, _call(date(2026, 5, 9), 4, "", choir))
    return choir, manager


def meeting(client: int) -> AddInteraction:
    """A contact that is no call."""
    return AddInteraction(client=client, kind=InteractionKind.MEETING, summary="saw the hall")


def dealings(backend: Backend, client: int) -> int:
    """Offer Beatriz two grands, three times over; bill, remind, and hear a promise."""
    quote = perform(
        backend,
        AddQuote(
            client=client,
            title="Two grands, June",
            amount=Decimal(400),
            on=date(2026, 4, 1),
            valid_until=date(2026, 4, 30),
        ),
    )
    for amount, day in ((Decimal(360), date(2026, 4, 10)), (Decimal(340), date(2026, 4, 15))):
        quote = perform(
            backend,
            ReviseQuote(quote=quote, amount=amount, on=day, valid_until=date(2026, 5, 31)),
        )
    card = backend.queries.card(client)
    assert card is not None
    perform(backend, Bill(parts=(BillPart(sale=card.open_sales[-1].id),), on=date(2026, 5, 2)))
    for day in (date(2026, 4, 3), date(2026, 4, 24)):
        perform(backend, Remind(client=client, on=day, method="letter"))
    perform(
        backend,
        AddPromise(
            client=client,
            until=date(2026, 5, 8),
            amount=Decimal(120),
            on=date(2026, 4, 28),
            note="after the holidays",
        ),
    )
    return quote
