"""Cards as the read side answers them: two whole ones, and small ones to vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    InteractionKind,
    Level,
    Lifecycle,
    PaymentKind,
    PaymentStatus,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.contact_shapes import FollowUpShape, InteractionShape, NoteShape
from smallcrm.queries.referral_shapes import ReferralShape, ReferralSummary
from smallcrm.queries.shapes import (
    Address,
    Balance,
    ClientCard,
    ClientDetails,
    ClientRef,
    ContactPersonShape,
    Email,
    HandleShape,
    Owed,
    PaymentShape,
    Phone,
    SaleShape,
    SettledPart,
)

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
TODAY = date(2026, 5, 12)
CLOCK = Clock.fixed(datetime(2026, 5, 12, 9, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))
CLOCK_ZH = Clock.fixed(datetime(2026, 5, 12, 2, 42, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))


def english(clock: Clock = CLOCK) -> I18n:
    return I18n.load("en", RESOURCES, clock=clock, format_locale="en_IE")


def chinese(clock: Clock = CLOCK_ZH) -> I18n:
    return I18n.load("zh_CN", RESOURCES, clock=clock, format_locale="zh_CN")


SETTINGS = FileSettings(
    country="IE",
    currency="EUR",
    owner_name="Aoife Brennan",
    owner_line="Pianos, tuning, and websites for music schools",
    owner_address="14 Harbour Row, Dún Laoghaire, Co. Dublin\n"
    "+353 20 910 2600    aoife@brennanpianos.example\nIBAN IE29 AIBK 9311 5212 3456 78",
)
SETTINGS_ZH = FileSettings(
    country="CN",
    currency="CNY",
    owner_name="林夏设计工作室",
    owner_line="品牌、包装与网站设计",
    owner_address="上海市静安区愚园路 1088 号 3 楼\n"
    "021 5550 0160    linxia@linxia-design.example\n开户行与账号见发票",
)
PLAIN_SETTINGS = FileSettings(country="IE", currency="EUR")


def ref(
    name: str, organisation: str | None = None, *, id_: int = 1, level: Level = Level.STANDARD
) -> ClientRef:
    return ClientRef(id_, name, organisation, level)


def at(day: str, time: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00+00:00")


def details(client: ClientRef, **more: object) -> ClientDetails:
    facts = ClientDetails(
        ref=client,
        kind=ClientKind.PERSON,
        code=None,
        lifecycle=Lifecycle.ACTIVE,
        currency=None,
        source=None,
        language=None,
        payment_term_days=None,
        tax_number=None,
        birthday=None,
        credit_limit=None,
        rating=None,
        details_confirmed_on=None,
        tags=(),
        created_at=at("2021-09-14"),
        is_sample=False,
        phones=(),
        emails=(),
        addresses=(),
        handles=(),
        contact_people=(),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def sale(
    client: ClientRef,
    number: str,
    on: str,
    due: str | None,
    title: str,
    total: Money,
    open_: Money,
    *,
    id_: int,
) -> SaleShape:
    due_on = date.fromisoformat(due) if due else None
    days = max((TODAY - due_on).days, 0) if due_on else 0
    if not open_:
        status = PaymentStatus.PAID
    elif days:
        status = PaymentStatus.OVERDUE
    else:
        status = PaymentStatus.PARTLY_PAID if open_ != total else PaymentStatus.UNPAID
    return SaleShape(
        id=id_,
        client=client,
        number=number,
        external_number=None,
        title=title,
        on=date.fromisoformat(on),
        due=due_on,
        status=SaleStatus.CLOSED if not open_ else SaleStatus.DELIVERED,
        total=total,
        open=open_,
        payment_status=status,
        days=days,
    )


def payment(
    client: ClientRef,
    on: str,
    amount: Money,
    method: str,
    reference: str,
    settled: tuple[tuple[int, str, str, Money], ...],
    *,
    id_: int,
    kind: PaymentKind = PaymentKind.PAYMENT,
    free: Money | None = None,
    void: bool = False,
    reason: str | None = None,
) -> PaymentShape:
    day = date.fromisoformat(on)
    return PaymentShape(
        id=id_,
        client=client,
        kind=kind,
        amount=amount,
        free=free or Money(0, amount.currency),
        on=day,
        method=method,
        reference=reference,
        void=void,
        reason=reason,
        settled=tuple(
            SettledPart(id_, sale_id, number, title, part, day)
            for sale_id, number, title, part in settled
        ),
    )


def balance(sales: tuple[SaleShape, ...], **more: object) -> Balance:
    """Reckon a balance from open sales, as the read side does."""
    owed = []
    for currency in sorted({sale.open.currency for sale in sales}):
        mine = [sale for sale in sales if sale.open.currency == currency]
        nothing = Money(0, currency)
        overdue = sum((sale.open for sale in mine if sale.due and sale.due < TODAY), nothing)
        amount = sum((sale.open for sale in mine), nothing)
        owed.append(Owed(amount, overdue, amount - overdue, nothing))
    dated = sorted((sale for sale in sales if sale.due), key=lambda sale: sale.due or TODAY)
    facts = Balance(
        owed=tuple(owed),
        open_sales=len(sales),
        oldest_due=dated[0].due if dated else None,
        oldest_title=dated[0].title if dated else (sales[0].title if sales else None),
        oldest_is_overdue=bool(dated and dated[0].due and dated[0].due < TODAY),
        ever_bought=bool(sales),
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def card(facts: ClientDetails, sales: tuple[SaleShape, ...] = (), **more: object) -> ClientCard:
    still_open = tuple(sale for sale in sales if sale.open)
    made = ClientCard(
        details=facts,
        balance=balance(still_open, ever_bought=bool(sales)),
        overdue=tuple(sale for sale in still_open if sale.due and sale.due < TODAY),
        open_sales=still_open,
        pinned_notes=(),
        recent_notes=(),
        draft_note=None,
        last_interactions=(),
        last_sales=sales,
        last_payments=(),
        referred_by=None,
        referred=(),
        sent_out=(),
        referral_summary=ReferralSummary(),
        follow_ups=(),
        timeline=(),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def cny(minor: int) -> Money:
    return Money(minor, "CNY")


def referral(
    sender: ClientRef,
    sent: ClientRef,
    on: str,
    outcome: ReferralOutcome,
    worth: tuple[Money, ...] = (),
    *,
    id_: int = 1,
    direction: ReferralDirection = ReferralDirection.IN,
    what_for: str | None = None,
) -> ReferralShape:
    outward = direction is ReferralDirection.OUT
    client, counterpart = (sender, sent) if outward else (sent, sender)
    day = date.fromisoformat(on)
    return ReferralShape(id_, direction, client, counterpart, day, outcome, worth, what_for)


def beatriz() -> ClientCard:
    """The client of the pictures."""
    client = ref("Beatriz Gonçalves", "Gonçalves School of Music", id_=7, level=Level.VIP)
    facts = details(
        client,
        code="K-0107",
        tax_number="IE 6388047V",
        birthday=date(1974, 11, 3),
        payment_term_days=30,
        tags=("schools", "two grands"),
        phones=(
            Phone(1, "+353 1 555 0142", "+35315550142", None, "school"),
            Phone(2, "+353 86 555 0177", "+353865550177", None, "mobile"),
            Phone(3, "+353 1 555 0143", "+35315550143", None, None, of="Judith Ryan"),
        ),
        emails=(
            Email(1, "beatriz@goncalves-music.example", None),
            Email(2, "office@goncalves-music.example", None, of="Judith Ryan"),
        ),
        addresses=(Address(1, None, "31 Mount Street", "Dublin", None, None, None, None),),
        handles=(HandleShape(1, "website", "goncalves-music.example"),),
        contact_people=(ContactPersonShape(1, "Judith Ryan", "Secretary"),),
    )
    sales = (
        sale(
            client, "S-2026-0093", "2026-04-29", "2026-05-29", "Humidity control refill",
            eur(6000), eur(6000), id_=93,
        ),
        sale(
            client, "S-2026-0079", "2026-03-25", "2026-04-24", "Hammer voicing, studio 2",
            eur(22000), eur(11000), id_=79,
        ),
        sale(
            client, "S-2025-0214", "2025-11-20", "2025-12-20", "Piano tuning, two grands",
            eur(34000), eur(0), id_=214,
        ),
        sale(
            client, "S-2025-0150", "2025-08-14", "2025-09-13", "Piano tuning, two grands",
            eur(34000), eur(0), id_=150,
        ),
        sale(
            client, "S-2024-0031", "2024-02-13", "2024-03-14", "Piano tuning, two grands",
            eur(31000), eur(31000), id_=31,
        ),
    )  # fmt: skip
    henrik = ref("Henrik Dahl", id_=3)
    won, pending = ReferralOutcome.WON, ReferralOutcome.PENDING
    whole = card(
        facts,
        sales,
        last_payments=(
            payment(
                client, "2026-04-02", eur(11000), "transfer", "GSM 0402",
                ((79, "S-2026-0079", "hammer voicing", eur(11000)),), id_=4,
            ),
            payment(
                client, "2025-12-19", eur(34000), "card", "T-88120",
                ((214, "S-2025-0214", "two grands", eur(34000)),), id_=3,
            ),
            payment(
                client, "2025-09-03", eur(34000), "transfer", "GSM 0903",
                ((150, "S-2025-0150", "two grands", eur(34000)),), id_=2,
            ),
        ),
        pinned_notes=(
            NoteShape(1, "Secretary is Judith. Son in hospital, ask.", at("2026-04-21"), True),
            NoteShape(2, "Both Steinways at 442 Hz. Side door before 9.", at("2025-01-08"), True),
        ),
        recent_notes=(
            NoteShape(3, "Wants both grands done in exam week, mornings.", at("2026-05-12"), False),
            NoteShape(1, "Secretary is Judith. Son in hospital, ask.", at("2026-04-21"), True),
        ),
        last_interactions=(
            InteractionShape(
                1, InteractionKind.CALL, Direction.IN, at("2026-05-06"), 4,
                "Asked for tuning before the exams",
            ),
            InteractionShape(
                2, InteractionKind.VISIT, Direction.OUT, at("2026-03-25"), 120,
                "Voicing in studio 2; the small grand needs new dampers within the year",
            ),
        ),
        referred_by=referral(henrik, client, "2021-09-01", won),
        referred=(
            referral(client, ref("Niamh Farrell", "Loreto School"), "2024-10-05", won,
                     (eur(665500),), id_=11),
            referral(client, ref("Clara Byrne"), "2023-05-11", won, (eur(215000),), id_=12),
            referral(client, ref("Hannah Keogh"), "2026-03-08", won, (eur(39500),), id_=13),
            referral(client, ref("Owen Daly"), "2026-02-20", pending, id_=14),
        ),
        sent_out=(
            referral(
                client, ref("Piano Movers Kildare", id_=40), "2025-06-02", won, id_=15,
                direction=ReferralDirection.OUT, what_for="moving the small grand",
            ),
        ),
        referral_summary=ReferralSummary(4, 3, (eur(920000),)),
        follow_ups=(
            FollowUpShape(
                1, client, "Ring about the exam week dates", date(2026, 5, 15), None, None
            ),
        ),
    )  # fmt: skip
    return replace(whole, balance=replace(whole.balance, credit=(eur(15000),)))


def zhang_wei() -> ClientCard:
    """The client of the Chinese picture."""
    client = ref("张伟", "上海明珠贸易有限公司", id_=8, level=Level.VIP)
    facts = details(
        client,
        created_at=at("2022-09-02"),
        phones=(
            Phone(1, "138 0013 8000", "+8613800138000", None, "手机"),
            Phone(2, "021 6888 8000 转 602", "+862168888000", "602", None, of="陈晓"),
        ),
        emails=(Email(1, "zhangwei@mingzhu.example", None),),
        addresses=(
            Address(1, None, "世纪大道 88 号 12 楼", "上海市浦东新区", None, None, None, None),
        ),
        handles=(HandleShape(1, "wechat", "zhangwei_mz"),),
        contact_people=(ContactPersonShape(1, "陈晓", "秘书"),),
    )
    sales = (
        sale(client, "S-2026-0093", "2026-04-29", "2026-05-29", "展会海报印刷",
             cny(250000), cny(250000), id_=93),
        sale(client, "S-2025-0203", "2025-11-28", "2025-12-28", "年历设计",
             cny(680000), cny(0), id_=203),
        sale(client, "S-2025-0187", "2025-10-19", "2025-11-18", "官网改版尾款",
             cny(1530000), cny(1030000), id_=187),
        sale(client, "S-2025-0151", "2025-07-30", "2025-08-29", "产品手册",
             cny(920000), cny(0), id_=151),
    )  # fmt: skip
    won, pending = ReferralOutcome.WON, ReferralOutcome.PENDING
    whole = card(
        facts,
        sales,
        last_payments=(
            payment(client, "2026-04-02", cny(500000), "transfer", "MZ0402",
                    ((187, "S-2025-0187", "官网改版", cny(500000)),), id_=4),
            payment(client, "2025-12-22", cny(680000), "transfer", "MZ1222",
                    ((203, "S-2025-0203", "年历设计", cny(680000)),), id_=3),
            payment(client, "2025-09-03", cny(920000), "alipay", "20250903118",
                    ((151, "S-2025-0151", "产品手册", cny(920000)),), id_=2),
        ),
        pinned_notes=(
            NoteShape(1, "秘书是小陈。儿子住院，记得问候。", at("2026-04-21"), True),
            NoteShape(2, "报价一律含税，发票抬头用全称。", at("2025-01-08"), True),
        ),
        recent_notes=(
            NoteShape(3, "想在六月展会前拿到画册，先打样。", at("2026-05-12", "01:00"), False),
        ),
        last_interactions=(
            InteractionShape(1, InteractionKind.CALL, Direction.IN, at("2026-05-06"), 4,
                             "问画册能否赶上六月展会"),
        ),
        referred_by=referral(ref("王丽", "苏州云锦服饰", id_=3), client, "2022-09-01", won),
        referred=(
            referral(client, ref("李娜", "杭州听涛茶业"), "2023-06-05", won, (cny(4600000),),
                     id_=11),
            referral(client, ref("周建华", "南京博远教育"), "2024-10-11", won, (cny(3150000),),
                     id_=12),
            referral(client, ref("吴敏", "吴敏花艺工作室"), "2026-03-08", won, (cny(1450000),),
                     id_=13),
            referral(client, ref("何志远", "嘉兴锦程印务"), "2026-02-20", pending, id_=14),
        ),
        referral_summary=ReferralSummary(4, 3, (cny(9200000),)),
    )  # fmt: skip
    return replace(whole, balance=replace(whole.balance, credit=(cny(150000),)))


def empty_client(name: str = "Ann Lee") -> ClientCard:
    """A client of whom nothing but the name is known."""
    return card(details(ref(name)))


def many_sales(count: int) -> ClientCard:
    """A client who bought and bought; every third sale is open."""
    client = ref("Marguerite Oyelaran-Whitfield", "The Whitfield Trust", id_=9)
    sales = tuple(
        sale(
            client,
            f"S-{number:05d}",
            (TODAY - timedelta(days=3 * number + 40)).isoformat(),
            (TODAY - timedelta(days=3 * number + 10)).isoformat(),
            f"Service visit {number}"
            + (" with a longer description of what was done" * (number % 4)),
            eur(1000 + number),
            eur(1000 + number if number % 3 == 0 else 0),
            id_=number,
        )
        for number in range(1, count + 1)
    )
    return card(details(client), sales)
