"""The client report, read back: everything is there, in both languages, and adds up."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdf
import pytest
from pypdf.generic import DictionaryObject
from tests.reports import factory
from tests.reports.conftest import Render, packed, page_texts, reader, text_of

from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, PaymentKind
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.queries.shapes import ClientRef, SaleShape, TimelineEntry, TimelineKind

ENGLISH_TEXTS = (
    "Aoife Brennan", "Pianos, tuning, and websites for music schools",
    "IBAN IE29 AIBK 9311 5212 3456 78", "Client report", "internal · 内部", "12 May 2026, 10:42",
    "Amounts in EUR", "Beatriz Gonçalves", "Gonçalves School of Music, 31 Mount Street, Dublin",
    "VIP. Client since September 2021, sent by Henrik Dahl",
    "Owes 480.00 EUR, oldest since 14 March 2024: Piano tuning, two grands",
    "Of this, 420.00 EUR is overdue. Credit of 150.00 EUR has not been used.",
    "Last contact", "Call, 6 May 2026", "Asked for tuning before the exams",
    "Last sale", "60.00 EUR, 29 April 2026", "Humidity control refill",
    "Open sales", "S-2024-0031", "13 Feb 2024", "14 Mar 2024", "789", "not due",
    "1 to 30 days", "Over 90 days", "Last payments", "GSM 0402",
    "Part of S-2026-0079, hammer voicing", "S-2025-0214, two grands",
    "Notes", "21 April 2026", "Secretary is Judith. Son in hospital, ask.",
    "Wants both grands done in exam week, mornings.",
    "Referrals", "Niamh Farrell, Loreto School", "October 2024", "Won", "Pending", "6,655.00",
    "Sent 4, won 3, worth 9,200.00 EUR.", "Piano Movers Kildare", "moving the small grand",
    "Follow-ups", "Ring about the exam week dates",
    "Details", "+353 1 555 0142 (school)", "beatriz@goncalves-music.example", "Web site",
    "goncalves-music.example", "K-0107", "IE 6388047V", "3 November 1974", "30 days",
    "schools, two grands", "Contact people", "Judith Ryan", "Secretary", "+353 1 555 0143",
    "Timeline", "Visit, 120 min", "6 May 2026, 11:00",
    "Sales", "Delivered", "Closed", "Overdue",
    "For the owner only. The statement for the client leaves out notes and referrals.",
    "Page 1 of 2", "Page 2 of 2",
)  # fmt: skip
CHINESE_TEXTS = (
    "林夏设计工作室", "品牌、包装与网站设计", "上海市静安区愚园路 1088 号 3 楼", "客户报告",
    "internal · 内部", "2026年5月12日 10:42", "金额单位：元 (CNY)", "张伟",
    "上海明珠贸易有限公司，上海市浦东新区世纪大道 88 号 12 楼",
    "2022年9月起的客户，由王丽（苏州云锦服饰）介绍",
    "欠 12,800.00 元，最早一笔自 2025年11月18日起：官网改版尾款", "其中 10,300.00 元已逾期。",
    "未结销售", "S-2025-0187", "2025/11/18", "175", "未到期", "15,300.00", "90 天以上",
    "最近收款", "银行转账", "支付宝", "20250903118", "S-2025-0187 部分款，官网改版",
    "备注", "秘书是小陈。儿子住院，记得问候。", "想在六月展会前拿到画册，先打样。",
    "介绍", "李娜，杭州听涛茶业", "待定", "介绍 4 位，成交 3 位，合计 92,000.00 元。",
    "详细资料", "138 0013 8000（手机）", "zhangwei_mz", "联系人", "陈晓", "秘书",
    "021 6888 8000 转 602", "时间线", "问画册能否赶上六月展会", "销售", "年历设计",
    "仅供自用。给客户的对账单不含备注和介绍。", "第 1 页，共 2 页",
)  # fmt: skip


@pytest.mark.parametrize("expected", ENGLISH_TEXTS)
def test_english_report_says(expected: str, beatriz_text: str) -> None:
    assert packed(expected) in beatriz_text


@pytest.mark.parametrize("expected", CHINESE_TEXTS)
def test_chinese_report_says(expected: str, zhang_wei_text: str) -> None:
    assert packed(expected) in zhang_wei_text


@pytest.fixture(scope="module")
def beatriz_text(render: Render) -> str:
    return packed(text_of(render(factory.beatriz())))


@pytest.fixture(scope="module")
def zhang_wei_text(render: Render, chinese: I18n) -> str:
    return packed(text_of(_chinese_report(render, chinese)))


def _chinese_report(render: Render, chinese: I18n) -> bytes:
    return render(
        factory.zhang_wei(),
        tr=chinese,
        settings=factory.SETTINGS_ZH,
        clock=factory.CLOCK_ZH,
    )


def _fonts(pdf: pypdf.PdfReader) -> dict[str, DictionaryObject]:
    found: dict[str, DictionaryObject] = {}
    for page in pdf.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for name, font in fonts.items():
            found[name] = font.get_object()
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_font_is_embedded_and_subset(language: str, render: Render, chinese: I18n) -> None:
    made = render(factory.beatriz()) if language == "en" else _chinese_report(render, chinese)
    pdf = reader(made)
    fonts = _fonts(pdf)
    assert fonts
    for font in fonts.values():
        descendant = font["/DescendantFonts"][0].get_object()  # type: ignore[index]
        descriptor = descendant["/FontDescriptor"]
        assert re.fullmatch(r"/[A-Z]{6}\+(SourceSerif4|NotoSansSC)-\w+", font["/BaseFont"])
        assert "/ToUnicode" in font
        assert len(descriptor["/FontFile2"].get_object().get_data()) < 200_000
    assert b"Helvetica" not in made
    names = {font["/BaseFont"].split("+")[1] for font in fonts.values()}
    if language == "zh":
        assert names == {"NotoSansSC-Regular"}
    else:
        assert {"SourceSerif4-Regular", "SourceSerif4-SemiBold"} <= names


def test_file_says_what_it_is(render: Render) -> None:
    pdf = reader(render(factory.beatriz()))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Client report: Beatriz Gonçalves"
    assert pdf.metadata.author == "Aoife Brennan"
    assert pdf.metadata.creator == "Small CRM"
    assert pdf.metadata.creation_date == datetime(2026, 5, 12, 9, 42, tzinfo=UTC)
    assert pdf.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]


def test_chinese_file_says_what_it_is(render: Render, chinese: I18n) -> None:
    pdf = reader(_chinese_report(render, chinese))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "客户报告：张伟"
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]


def test_outline_leads_to_each_section(render: Render) -> None:
    pdf = reader(render(factory.beatriz()))
    client, sections = pdf.outline
    assert isinstance(sections, list)
    assert client["/Title"] == "Beatriz Gonçalves"  # type: ignore[index,call-overload]
    assert [section["/Title"] for section in sections] == [  # type: ignore[index,call-overload]
        "Open sales", "Last payments", "Notes", "Referrals", "Follow-ups", "Details",
        "Contact people", "Timeline", "Sales",
    ]  # fmt: skip


def test_same_card_and_clock_give_the_same_bytes(render: Render) -> None:
    assert render(factory.beatriz()) == render(factory.beatriz())


def test_reports_made_at_once_are_the_same(render: Render, chinese: I18n) -> None:
    english_alone, chinese_alone = render(factory.beatriz()), _chinese_report(render, chinese)
    with ThreadPoolExecutor(8) as pool:
        jobs = [
            pool.submit(_chinese_report, render, chinese)
            if number % 2
            else pool.submit(render, factory.beatriz())
            for number in range(24)
        ]
        made = {job.result() for job in jobs}
    assert made == {english_alone, chinese_alone}


def test_another_present_is_printed(render: Render) -> None:
    later = Clock.fixed(datetime(2026, 6, 30, 9, 42, tzinfo=UTC), factory.CLOCK.zone)
    pdf = render(factory.beatriz(), tr=factory.english(later), clock=later)
    text = text_of(pdf)
    assert "30 June 2026, 10:42" in text
    assert "not due" not in text


def test_open_amounts_add_up(render: Render) -> None:
    card = factory.many_sales(300)
    text = text_of(render(card))
    rows = re.findall(r"S-\d{5} .*? ([\d.,]+) ([\d.,]+) ([\d.,]+) \d+(?:\s|$)", text)
    assert len(rows) == len(card.open_sales) == 100
    still_open = sum(Decimal(row[2].replace(",", "")) for row in rows)
    assert still_open == card.balance.owed[0].amount.major
    assert f"Owes {still_open:,.2f} EUR" in text


def test_300_sales_are_all_there_under_repeated_heads(render: Render) -> None:
    card = factory.many_sales(300)
    pages = page_texts(render(card))
    text = packed(" ".join(pages))
    assert all(sale.number in text for sale in card.last_sales)
    assert len(pages) > 10
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Number" in page
    assert all("internal · 内部" in page for page in pages)
    assert text.count(packed("with a longer description of what was done")) > 300


def test_empty_client(render: Render) -> None:
    pdf = render(factory.empty_client(), settings=factory.PLAIN_SETTINGS)
    pages = page_texts(pdf)
    assert len(pages) == 1
    assert "Ann Lee" in pages[0]
    assert "Owes nothing, nothing sold yet" in pages[0]
    for absent in ("Open sales", "Notes", "Referrals", "Details", "Amounts in", "Standard"):
        assert absent not in pages[0]


def test_without_letterhead_the_title_comes_first(render: Render) -> None:
    settings = replace(factory.SETTINGS, owner_name=" ", owner_line="", owner_address="\n \n")
    pdf = render(factory.beatriz(), settings=settings)
    assert page_texts(pdf)[0].startswith("12 May 2026")


@pytest.mark.parametrize("part", ["owner_name", "owner_line", "owner_address"])
def test_letterhead_with_one_part_only(part: str, render: Render) -> None:
    settings = replace(factory.PLAIN_SETTINGS, **{part: "Lone & <b>part</b>"})
    assert "Lone & <b>part</b>" in text_of(render(factory.empty_client(), settings=settings))


@pytest.mark.parametrize(
    ("country", "asked", "width"),
    [
        ("IE", None, 595),
        ("US", None, 612),
        ("CA", None, 612),
        ("IE", "Letter", 612),
        ("US", "A4", 595),
    ],
)
def test_paper(country: str, asked: str | None, width: int, render: Render) -> None:
    settings = FileSettings(country=country, currency="EUR")
    pdf = reader(render(factory.beatriz(), settings=settings, page_size=asked))
    assert {round(float(page.mediabox.width)) for page in pdf.pages} == {width}


def test_notes_as_asked(render: Render) -> None:
    card = factory.beatriz()
    pinned, other = "Secretary is Judith", "Wants both grands"
    texts = {notes: text_of(render(card, notes=notes)) for notes in ("all", "pinned", "none")}
    assert pinned in texts["all"]
    assert other in texts["all"]
    assert texts["all"].count(pinned) == 1
    assert pinned in texts["pinned"]
    assert other not in texts["pinned"]
    assert pinned not in texts["none"]
    assert "Notes" not in texts["none"]


def test_pinned_notes_first_then_the_newest(render: Render) -> None:
    text = text_of(render(factory.beatriz()))
    places = [text.index(words) for words in ("Secretary is", "Both Steinways", "Wants both")]
    assert places == sorted(places)


def test_a_draft_is_not_printed(render: Render) -> None:
    draft = NoteShape(99, "half a thou", factory.at("2026-05-12"), pinned=False, draft=True)
    card = replace(factory.empty_client(), draft_note=draft, recent_notes=(draft,))
    assert "half a thou" not in text_of(render(card))


def _overdue(client: ClientRef, number: int, title: str, money: Money) -> SaleShape:
    dates = "2026-01-02", "2026-02-01"
    return factory.sale(client, f"S-{number}", *dates, title, money, money, id_=number)


def _mixed_money() -> tuple[Money, ...]:
    return Money(48000, "EUR"), Money(120050, "USD"), Money(98765, "JPY"), Money(1234567, "KWD")


def test_currencies_are_never_added(render: Render) -> None:
    client = factory.ref("Two Purses")
    sales = tuple(
        factory.sale(
            client, f"S-{number}", "2026-01-02", "2026-02-01", "Work", money, money, id_=number
        )
        for number, money in enumerate(_mixed_money())
    )
    payments = (
        factory.payment(client, "2026-03-01", Money(500, "JPY"), "cash", "", (), id_=1,
                        free=Money(500, "JPY")),
    )  # fmt: skip
    card = factory.card(factory.details(client), sales, last_payments=payments)
    text = text_of(render(card))
    for expected in (
        "Owes 480.00 EUR, 98,765 JPY, 1,234.567 KWD and 1,200.50 USD",
        "Amounts in EUR", "Amounts in JPY", "Amounts in KWD", "Amounts in USD",
        "500 JPY", "Not used yet: 500 JPY", "1,234.567 KWD",
    ):  # fmt: skip
        assert expected in text
    assert text.count("Over 90 days") == 4


def test_largest_amounts_stay_whole(render: Render) -> None:
    client = factory.ref("Croesus")
    most = Money(2**53, "EUR")
    sales = tuple(
        factory.sale(
            client, f"S-{number}", "2026-01-02", "2026-02-01", "Gold " * 30, most, most, id_=number
        )
        for number in range(3)
    )
    text = text_of(render(factory.card(factory.details(client), sales)))
    assert "90,071,992,547,409.92" in text
    assert "270,215,977,642,229.76" in text


def test_payments_say_what_they_are(render: Render) -> None:
    client = factory.ref("Payer")
    paid = factory.payment(client, "2026-03-01", factory.eur(500), "cheque", "", (), id_=1)
    payments = (
        replace(paid, kind=PaymentKind.REFUND),
        replace(paid, id=2, void=True, reason="bounced"),
        replace(paid, id=3, kind=PaymentKind.WRITE_OFF, reason="rounding"),
    )
    card = factory.card(factory.details(client), last_payments=payments)
    text = text_of(render(card))
    for expected in ("Refund", "-5.00", "Cheque, reversed", "bounced", "Write-off", "Rounding off"):
        assert expected in text


def test_more_payments_than_the_last_are_all_printed_at_the_end(render: Render) -> None:
    client = factory.ref("Payer")
    payments = tuple(
        factory.payment(
            client, "2026-03-01", factory.eur(number), "cash", f"R{number:03d}", (), id_=number
        )
        for number in range(1, 9)
    )
    text = text_of(render(factory.card(factory.details(client), last_payments=payments)))
    assert "All payments" in text
    assert text.count("R001") == 2
    assert text.count("R008") == 1


def test_contacts_come_from_the_timeline_too(render: Render) -> None:
    card = factory.beatriz()
    call = replace(
        card.last_interactions[0], id=50, at=factory.at("2019-07-01"), answered=False, summary="Old"
    )
    entry = TimelineEntry(TimelineKind.CALL, 50, call.at, call.at.date(), interaction=call)
    text = text_of(render(replace(card, timeline=(entry,))))
    assert "Missed call" in text
    assert "1 Jul 2019" in text


@pytest.mark.parametrize(("level", "word"), [(Level.PREFERRED, "Preferred."), (Level.VIP, "VIP.")])
def test_level(level: Level, word: str, render: Render) -> None:
    card = factory.card(factory.details(factory.ref("A", level=level)))
    assert word in text_of(render(card))
