# ruff: noqa: E501
"""Invented people and sums for the gallery; today in it is 12 May 2026."""

from __future__ import annotations

from dataclasses import dataclass

from smallcrm.ui.widgets.action_row import ActionSpec
from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.banner import BannerAction, BannerContent
from smallcrm.ui.widgets.facts import Fact
from smallcrm.ui.widgets.filter_bar import ChipSpec
from smallcrm.ui.widgets.hits import HitRow
from smallcrm.ui.widgets.pinned import PinnedNote
from smallcrm.ui.widgets.timeline import TimelineRow


@dataclass(frozen=True)
class Words:
    code: str
    name: str
    initials: str
    organisation: str
    level: BadgeSpec
    calling: tuple[str, str, str]
    phone: tuple[str, str]
    sent_by: str
    banners: dict[str, tuple[BannerContent, BannerAction | None]]
    pinned: tuple[PinnedNote, ...]
    facts: tuple[Fact, ...]
    referral: tuple[str, str, str, str]
    note: str
    saved: str
    hint: str
    chips: tuple[ChipSpec, ...]
    timeline: tuple[TimelineRow, ...]
    actions: tuple[ActionSpec, ...]


VIP = BadgeSpec("vip", "VIP")
PREFERRED = BadgeSpec("preferred", "Preferred")
STANDARD = BadgeSpec("standard", "Standard")


def spans(text: str, *parts: str) -> tuple[tuple[int, int], ...]:
    found = ((text.find(part), part) for part in parts)
    return tuple((at, at + len(part)) for at, part in found if at >= 0)


def _second(text: str, *strong: str) -> dict[str, object]:
    return {"second": text, "second_strong": spans(text, *strong)}


_EN_DEBT = "Oldest since 14 March 2024: piano tuning, reminded twice"
_ZH_DEBT = "最早一笔自 2025年11月18日起：官网改版尾款，已催两次"

ENGLISH = Words(
    code="en",
    name="Beatriz Gonçalves",
    initials="BG",
    organisation="Gonçalves School of Music, Dublin",
    level=VIP,
    calling=("+353 20 910 4180", "Judith, office: ", "calling now"),
    phone=("+353 20 910 4182", "mobile"),
    sent_by="Sent by Henrik Dahl, Sep 2021",
    banners={
        "debt": (
            BannerContent(
                "debt",
                "Owes 480.00 EUR",
                f"Owes 480.00 EUR, {_EN_DEBT[0].lower()}{_EN_DEBT[1:]}",
                _EN_DEBT,
                spans(_EN_DEBT, "14 March 2024: piano tuning"),
                "3 sales open, 420.00 overdue",
            ),
            BannerAction("Take payment", "P"),
        ),
        "ok": (
            BannerContent(
                "ok",
                "Owes nothing",
                "Owes nothing, last bill paid today: 480.00 EUR by transfer",
                "Last bill paid today: 480.00 EUR by transfer",
                (),
                "Nothing open, nothing overdue",
            ),
            BannerAction("Undo", "Ctrl Z", "undo-2", primary=False),
        ),
        "soon": (
            BannerContent(
                "soon",
                "Owes 480.00 EUR and 1,200.00 USD",
                "Owes 480.00 EUR and 1,200.00 USD, due 20 May 2026: microphone set-up",
                "Due 20 May: microphone set-up in both of the practice rooms, and the long cables "
                "for the hall",
                (),
                "1 sale open",
            ),
            BannerAction("Take payment", "P"),
        ),
        "plain": (
            BannerContent(
                "plain",
                "Owes 95.00 EUR",
                "Owes 95.00 EUR, due 2 June 2026: tuning",
                "Due 2 June: tuning",
                (),
                "1 sale open, none overdue",
            ),
            BannerAction("Take payment", "P"),
        ),
    },
    pinned=(
        PinnedNote(1, "Secretary is Judith. Son in hospital, ask.", "Noted 3 weeks ago"),
        PinnedNote(2, "Both Steinways at 442 Hz. Side door before 9.", "8 Jan 2025"),
    ),
    facts=(
        Fact("Last contact", "Call, 6 days ago", "6 May: exam-week tuning"),
        Fact("Last sale", "60.00 EUR, 29 April", "Humidity control refill"),
        Fact("Last price quoted", "340.00 EUR", "Until 31 May, 19 days"),
    ),
    referral=("Sent 4, won 3, worth ", "9,200.00 EUR", "  ·  credit ", "150.00 EUR left"),
    note="Wants both grands done in exam week, mornings",
    saved="Saved 10:42",
    hint="Esc, then a letter. Or Alt and the letter",
    chips=tuple(
        ChipSpec(text.lower(), text, key=str(number))
        for number, text in enumerate(
            ("All", "Calls", "Notes", "Sales", "Quotes", "Payments", "Referrals")
        )
    ),
    timeline=(
        TimelineRow(
            1, "6 May", "phone-incoming", "Call, 4 min:", "asks for tuning before the exams"
        ),
        TimelineRow(
            2, "29 Apr", "shopping-bag", "Sale S-2026-0093:", "humidity control refill", "60.00"
        ),
        TimelineRow(
            3, "21 Apr", "sticky-note", "Note:", "Judith says the op went well, ring in May"
        ),
        TimelineRow(
            4,
            "15 Apr",
            "file-text",
            "Quote Q-2026-0012 rev 3:",
            "two grands, June",
            "340.00",
            icon_tone="accent",
        ),
        TimelineRow(
            5,
            "2 Apr",
            "banknote",
            "Payment:",
            "transfer, part of hammer voicing",
            "110.00",
            "ok",
            icon_tone="ok",
        ),
        TimelineRow(6, "18 Mar", "users", "Referral:", "sent Hannah Keogh, won"),
        TimelineRow(
            7, "3 Mar", "phone-missed", "Missed call", "", icon_tone="debt", amount_tone="debt"
        ),
        *(TimelineRow(10 + n, f"{28 - n} Feb", "sticky-note", "Note:", "older") for n in range(20)),
    ),
    actions=(
        ActionSpec("note", "sticky-note", "Note", "N"),
        ActionSpec("payment", "banknote", "Payment", "P"),
        ActionSpec("sale", "shopping-bag", "Sale", "S"),
        ActionSpec("quote", "file-text", "Quote", "Q"),
        ActionSpec("follow-up", "alarm-clock", "Follow-up", "F"),
        ActionSpec("referral", "users", "Referral", "R"),
        ActionSpec("print", "printer", "Print", "Ctrl P"),
    ),
)

CHINESE = Words(
    code="zh",
    name="张伟",
    initials="张",
    organisation="上海明珠贸易有限公司 · 采购经理",
    level=VIP,
    calling=("138 0013 8000", "手机：", "正在来电"),
    phone=("021 5550 0128", "办公室，小陈"),
    sent_by="王丽（苏州云锦）介绍，2022年",
    banners={
        "debt": (
            BannerContent(
                "debt",
                "欠 12,800.00 元",
                f"欠 12,800.00 元，{_ZH_DEBT}",
                _ZH_DEBT,
                spans(_ZH_DEBT, "2025年11月18日起：官网改版尾款"),
                "2 笔未结，其中逾期 10,300.00 元",
            ),
            BannerAction("收款", "P"),
        ),
        "ok": (
            BannerContent(
                "ok",
                "没有欠款",
                "没有欠款，今天已结清：480.00 欧元，银行转账",
                "今天已结清：480.00 欧元，银行转账",
            ),
            BannerAction("撤销", "Ctrl Z", "undo-2", primary=False),
        ),
    },
    pinned=(
        PinnedNote(1, "秘书是小陈。儿子住院，记得问候。", "3 周前记"),
        PinnedNote(2, "报价一律含税，发票抬头用全称。", "2025年1月8日"),
    ),
    facts=(
        Fact("上次联系", "6 天前，来电", "5月6日：问画册进度"),
        Fact("上次成交", "2,500.00 元，4月29日", "展会海报印刷"),
        Fact("上次报价", "18,600.00 元", "有效至 5月31日（19 天）"),
    ),
    referral=("介绍 4 位，成交 3 位，合计 ", "92,000.00 元", "  ·  奖励余额 ", "1,500.00 元"),
    note="想在六月展会前拿到画册，先打样",
    saved="已保存 10:42",
    hint="按 Esc 后按字母，或 Alt 加字母",
    chips=tuple(
        ChipSpec(text, text, key=str(number))
        for number, text in enumerate(("全部", "通话", "备注", "销售", "报价", "收款", "介绍"))
    ),
    timeline=(
        TimelineRow(1, "5月6日", "phone-incoming", "来电 4 分钟：", "问画册能否赶上六月展会"),
        TimelineRow(2, "4月29日", "shopping-bag", "销售 S-2026-0093：", "展会海报印刷", "2,500.00"),
        TimelineRow(3, "4月21日", "sticky-note", "备注：", "小陈说手术顺利，五月再联系"),
        TimelineRow(
            4,
            "4月15日",
            "file-text",
            "报价 Q-2026-0012 第3版：",
            "六月展会画册",
            "18,600.00",
            icon_tone="accent",
        ),
        TimelineRow(
            5, "4月2日", "banknote", "收款：", "银行转账，官网改版部分款", "5,000.00", "ok", "ok"
        ),
        TimelineRow(6, "3月18日", "users", "介绍：", "带来吴敏，已成交"),
    ),
    actions=(
        ActionSpec("note", "sticky-note", "备注", "N"),
        ActionSpec("payment", "banknote", "收款", "P"),
        ActionSpec("sale", "shopping-bag", "销售", "S"),
        ActionSpec("quote", "file-text", "报价", "Q"),
        ActionSpec("follow-up", "alarm-clock", "跟进", "F"),
        ActionSpec("referral", "users", "介绍", "R"),
        ActionSpec("print", "printer", "打印", "Ctrl P"),
    ),
)


def _hit(
    number: int,
    name: str,
    badge: BadgeSpec,
    organisation: str,
    second: str,
    amount: str,
    tone: str,
    due: str,
    match: str = "Gonç",
) -> HitRow:
    phone = second.split(" • ", maxsplit=1)[0].rsplit(" ", 1)[0]
    return HitRow(
        id=number,
        title=name,
        title_ranges=spans(name, match),
        badge=badge,
        organisation=organisation,
        organisation_ranges=spans(organisation, match),
        second=second,
        second_ranges=spans(second, match),
        second_strong=len(phone),
        amount=amount,
        amount_tone=tone,  # type: ignore[arg-type]
        amount_second=due,
        initials="".join(
            word[0] for word in (name.split(maxsplit=1)[0], name.rsplit(maxsplit=1)[-1])
        ),
        avatar_seed=str(number),
        accessible_text=f"{name}, {organisation}, {amount}",
    )


HITS = (
    _hit(
        1,
        "Beatriz Gonçalves",
        VIP,
        "Gonçalves School of Music",
        "+353 20 910 4182 mobile • spoke today 10:42",
        "owes nothing",
        "ok",
        "paid today",
    ),
    _hit(
        2,
        "Tiago Gonçalves",
        STANDARD,
        "Gonçalves & Filhos, Lda",
        "+351 91 555 0138 mobile • spoke today 09:12",
        "owes 1,250.00 EUR",
        "debt",
        "41 days late",
    ),
    _hit(
        3,
        "Rui Gonçalves Prata",
        PREFERRED,
        "Prata Recording",
        "+351 21 555 0171 studio • 7 May 2026",
        "owes 240.00 EUR",
        "soon",
        "due in 8 days",
    ),
    _hit(
        4,
        "Judith Keane",
        VIP,
        "secretary, Gonçalves School of Music",
        "+353 20 910 4180 office • opens Beatriz Gonçalves",
        "owes nothing",
        "ok",
        "paid today",
    ),
    _hit(
        5,
        "Hannah Keogh",
        STANDARD,
        "",
        "+353 20 913 2204 mobile • sent by Beatriz Gonçalves, March 2026",
        "owes 95.00 EUR",
        "plain",
        "due 2 June",
    ),
    _hit(
        6,
        "Clara Byrne",
        PREFERRED,
        "",
        "+353 20 914 6620 home • note: “neighbour of the Gonçalves family”",
        "owes 95.00 EUR",
        "soon",
        "due in 6 days",
    ),
)
HOSTILE = (
    _hit(
        7,
        "A <b>& very</b> long name that must give way to its badge and to what is owed, אבג \u202eright",
        VIP,
        "Gonç & Söhne GmbH & Co. KG mit einem sehr langen Namen",
        "+353 20 914 6620 home • note: אבג Gonç דהו very long line that has to be cut somewhere soon",
        "owes 1,234,567.00 EUR and 480.00 USD",
        "debt",
        "2,041 days late",
    ),
)
