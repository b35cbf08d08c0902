"""The ten calls: who is in the file before each, in English and in Chinese, and who rings.

Today is Tuesday 12 May 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.ui.card.people import note, perform

from smallcrm.app import Backend
from smallcrm.domain.enums import Direction, InteractionKind, Level
from smallcrm.services import commands
from smallcrm.services.commands import ContactPersonInput, LineInput, PhoneInput

Ids = dict[str, int]


@dataclass(frozen=True)
class Words:
    """What differs between the two owners."""

    chinese: bool

    def __call__(self, english: str, chinese: str) -> str:
        """Choose between two texts."""
        return chinese if self.chinese else english

    @property
    def currency(self) -> str:
        """The currency of the owner's clients."""
        return "CNY" if self.chinese else "EUR"

    def number(self, line: str) -> str:
        """Return a number of the owner's country, `01` the first, as the phone network says it."""
        return f"0086138001380{line}" if self.chinese else f"02091041{line}"

    def typed(self, line: str) -> str:
        """Return the same number as it was typed into the file."""
        return f"+86 138 0013 80{line}" if self.chinese else f"+353 20 910 41{line}"


def client(backend: Backend, words: Words, name: str, line: str, **fields: Any) -> int:
    """Add a client who has a number."""
    command = commands.AddClient(
        name=name,
        currency=words.currency,
        phones=(PhoneInput(number=words.typed(line), label="mobile"),),
        **fields,
    )
    return perform(backend, command)


def sale(
    backend: Backend, words: Words, client_id: int, title: str, amount: str, on: date, **more: Any
) -> int:
    """Record a sale."""
    command = commands.AddSale(
        client=client_id,
        title=title,
        amount=Decimal(amount),
        on=on,
        currency=words.currency,
        **more,
    )
    return perform(backend, command)


def tuner(backend: Backend, words: Words) -> Ids:
    """Call 1: a bill of two years ago that was never paid."""
    who = client(backend, words, words("Beatriz Gonçalves", "张伟"), "01", level=Level.VIP)
    title = words("Piano tuning", "钢琴调律")
    sale(backend, words, who, title, "120", date(2024, 2, 12), due=date(2024, 3, 14))
    return {"client": who}


def same_package(backend: Backend, words: Words) -> Ids:
    """Call 2: James bought a package; the number that rings is nobody's."""
    james = client(
        backend,
        words,
        words("James Johnson", "王丽"),
        "02",
        organisation=words("Johnson Music Academy", "苏州云锦"),
    )
    package = sale(
        backend, words, james, words("Website package", "官网套餐"), "2400", date(2025, 11, 3)
    )
    return {"client": james, "sale": package}


def quotation(backend: Backend, words: Words) -> Ids:
    """Call 3: last week's quote, open until the end of May."""
    who = client(
        backend,
        words,
        words("Orla Keane", "李娜"),
        "03",
        organisation=words("Keane Imports", "杭州听涛茶业"),
    )
    lines = (
        LineInput(
            description=words("Ribbon microphone R-44", "丝带话筒 R-44"),
            quantity=Decimal(4),
            unit_price=Decimal("312.50"),
        ),
        LineInput(description=words("Flight case", "航空箱"), unit_price=Decimal(90)),
    )
    quote = perform(
        backend,
        commands.AddQuote(
            client=who,
            title=words("Ribbon microphones", "丝带话筒"),
            on=date(2026, 5, 5),
            valid_until=date(2026, 5, 31),
            currency=words.currency,
            lines=lines,
        ),
    )
    return {"client": who, "quote": quote}


def secretary(backend: Backend, words: Words) -> Ids:
    """Call 4: the secretary's number, and what was noted three weeks ago."""
    judith = ContactPersonInput(
        name=words("Judith", "小陈"),
        role=words("secretary", "秘书"),
        phones=(PhoneInput(number=words.typed("14"), label="office"),),
    )
    who = client(
        backend,
        words,
        words("Beatriz Gonçalves", "张伟"),
        "04",
        level=Level.VIP,
        organisation=words("Gonçalves School of Music", "上海明珠贸易有限公司"),
        contact_people=(judith,),
    )
    text = words("Judith: son in hospital, ask", "小陈的儿子住院了，记得问候")
    note(backend, who, text, date(2026, 4, 20), pinned=True)
    return {"client": who}


def one_number(backend: Backend, words: Words) -> Ids:
    """Call 5: a choir and a hotel behind one number."""
    choir = client(
        backend,
        words,
        words("Siobhán O'Neill", "周敏"),
        "05",
        organisation=words("Harbour Choir", "江湾合唱团"),
    )
    hotel = client(
        backend,
        words,
        words("Declan Murphy", "陈国强"),
        "05",
        organisation=words("Harbour Hotel", "江湾宾馆"),
    )
    title = words("The choir's upright", "合唱团立式钢琴")
    sale(backend, words, choir, title, "90", date(2026, 2, 3))
    sale(backend, words, hotel, words("The lobby grand", "大堂三角钢琴"), "300", date(2026, 3, 2))
    for who in (choir, hotel):
        note(backend, who, words("A secret of theirs", "不可外传"), date(2026, 4, 1), pinned=True)
    return {"choir": choir, "hotel": hotel}


def withheld(backend: Backend, words: Words) -> Ids:
    """Call 6: somebody in the file whose phone shows no number."""
    who = client(backend, words, words("Maeve Burke", "孙晓梅"), "06")
    return {"client": who}


def complaint(backend: Backend, words: Words) -> Ids:
    """Call 7: a purchase, a question of before and what was answered."""
    who = client(backend, words, words("Cormac Daly", "吕明"), "07")
    title = words("Upright piano, overhaul", "立式钢琴大修")
    sold = sale(backend, words, who, title, "1850", date(2026, 3, 20), due=date(2026, 4, 20))
    payment = commands.TakePayment(
        client=who, amount=Decimal(1850), currency=words.currency, on=date(2026, 4, 2)
    )
    perform(backend, payment)
    call = commands.AddInteraction(
        client=who,
        kind=InteractionKind.CALL,
        direction=Direction.IN,
        at=datetime(2026, 4, 28, 9, 15, tzinfo=UTC),
        minutes=6,
        summary=words("Pedal squeaks: told to send a video", "踏板有异响：已请对方发视频"),
    )
    perform(backend, call)
    return {"client": who, "sale": sold}


def paid_last_week(backend: Backend, words: Words) -> Ids:
    """Call 8: 300 owed, 100 of it paid, and 120 of last week that were put to nothing yet."""
    who = client(backend, words, words("Declan Murphy", "陈国强"), "08")
    title = words("The lobby grand", "大堂三角钢琴")
    sold = sale(backend, words, who, title, "300", date(2026, 3, 2), due=date(2026, 4, 1))
    for amount, on, settles in (
        (100, date(2026, 4, 20), {sold: None}),
        (120, date(2026, 5, 5), {}),
    ):
        payment = commands.TakePayment(
            client=who,
            amount=Decimal(amount),
            currency=words.currency,
            on=on,
            method="transfer",
            reference="RF 77",
            allocations=settles,
        )
        perform(backend, payment)
    return {"client": who, "sale": sold}


def bonus(backend: Backend, words: Words) -> Ids:
    """Call 9: who sent three; one paid 300, one owes 500, one has bought nothing."""
    rule = commands.AddRewardRule(
        name=words("Ten per cent", "百分之十"), percent=Decimal(10), expires_after_days=90
    )
    perform(backend, rule)
    who = client(backend, words, words("James Johnson", "王丽"), "09")
    names = (("Hannah Keogh", "黎霞"), ("Ruth Jameson", "方鑫"), ("Owen Daly", "熊欣怡"))
    sent = [
        perform(backend, commands.AddClient(name=words(*name), currency=words.currency))
        for name in names
    ]
    for other in sent:
        perform(backend, commands.AddReferral(referrer=who, client=other, on=date(2026, 3, 2)))
    sale(backend, words, sent[0], words("Lessons", "课程"), "300", date(2026, 4, 1))
    paid = commands.TakePayment(client=sent[0], amount=Decimal(300), currency=words.currency)
    perform(backend, paid)
    title = words("Hire of a grand", "三角钢琴租赁")
    sale(backend, words, sent[1], title, "500", date(2026, 4, 20), due=date(2026, 5, 30))
    return {"client": who}


def two_at_once(backend: Backend, words: Words) -> Ids:
    """Call 10: somebody is on the line when somebody else rings."""
    first = client(backend, words, words("Beatriz Gonçalves", "张伟"), "10", level=Level.VIP)
    second = client(
        backend,
        words,
        words("Siobhán O'Neill", "周敏"),
        "11",
        organisation=words("Harbour Choir", "江湾合唱团"),
    )
    title = words("The choir's upright", "合唱团立式钢琴")
    sale(backend, words, second, title, "90", date(2026, 2, 3), due=date(2026, 3, 3))
    return {"client": first, "second": second}


SCENES: dict[str, tuple[Callable[[Backend, Words], Ids], str]] = {
    "01-old-bill": (tuner, "01"),
    "02-same-package": (same_package, "22"),
    "03-quotation": (quotation, "03"),
    "04-secretary": (secretary, "14"),
    "05-one-number": (one_number, "05"),
    "06-withheld": (withheld, ""),
    "07-complaint": (complaint, "07"),
    "08-paid-last-week": (paid_last_week, "08"),
    "09-bonus": (bonus, "09"),
    "10-two-at-once": (two_at_once, "10"),
}
"""Who is in the file, and the end of the number that rings; none: it is withheld."""
