"""Letters of reminders, the overdue list, the sales report and its charts; read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports import trading
from tests.reports.conftest import page_texts, reader, text_of
from tests.reports.factory import RESOURCES
from tests.reports.factory import english as make_english
from tests.reports.trading import do

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery, charts, papers
from smallcrm.reports import style as house
from smallcrm.reports.document import Document
from smallcrm.reports.fonts import typefaces
from smallcrm.reports.layout import Flow
from smallcrm.reports.material import (
    ListOptions,
    Options,
    Paper,
    PaperKind,
    SalesBy,
    SalesOptions,
    Step,
)
from smallcrm.reports.papers import MadePaper
from smallcrm.reports.reminder import PAY_WITHIN, parted, pay_until
from smallcrm.reports.sales_report import change_words, share_words
from smallcrm.services import commands

Print = Callable[..., MadePaper]
D = Decimal
TODAY = date(2026, 5, 12)
HOSTILE = "Zoë <b>&amp; \x01{amount}\u202e %s\n'\"</font>"
SECRET = "He was rude on the telephone"


def stationery_of(backend: Backend, language: str = "en") -> Stationery:
    tr = I18n.load(language, RESOURCES, clock=backend.clock, format_locale="en_IE")
    return Stationery(
        settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
    )


@pytest.fixture
def paper(backend: Backend) -> Print:
    def made(
        kind: PaperKind,
        row_id: int = 0,
        *,
        language: str = "en",
        since: date | None = None,
        until: date | None = None,
        options: Options | None = None,
    ) -> MadePaper:
        wanted = Paper(kind, row_id, since, until, options)
        return papers.make(backend.queries, wanted, stationery_of(backend), language=language)

    return made


def client(backend: Backend, name: str = "Ann Lee", **fields: object) -> int:
    values: dict[str, object] = {"name": name, "currency": "EUR"}
    return do(backend, commands.AddClient(**(values | fields)))  # type: ignore[arg-type]


def sale(backend: Backend, client_id: int, amount: str = "", **fields: object) -> int:
    values: dict[str, object] = {"title": "Tuning"}
    if amount:
        values["amount"] = D(amount)
    return do(backend, commands.AddSale(client=client_id, **(values | fields)))  # type: ignore[arg-type]


def setting(backend: Backend, key: str, value: str) -> None:
    do(backend, commands.SetSetting(key=key, value=value))


@pytest.fixture
def debtor(backend: Backend) -> int:
    """Somebody with two overdue sales, of which one was billed; the owner charges for reminders."""
    trading.irish_owner(backend)
    for key, value in (("interest_percent", "9"), ("fee_1", "5"), ("fee_2", "10")):
        setting(backend, f"reminders.{key}", value)
    setting(backend, "bank.iban", "IE29AIBK93115212345678")
    ann = trading.school(backend)
    first = sale(backend, ann, "365", on=date(2026, 1, 1), due=date(2026, 2, 1))
    sale(backend, ann, "20", title="Felt", on=date(2026, 3, 1), due=date(2026, 4, 2))
    do(backend, commands.Bill(parts=(commands.BillPart(sale=first),), on=date(2026, 1, 2)))
    return ann


def remind(backend: Backend, client_id: int, **fields: object) -> int:
    values: dict[str, object] = {"on": date(2026, 5, 2), "note": SECRET, "method": "letter"}
    return do(backend, commands.Remind(client=client_id, **(values | fields)))  # type: ignore[arg-type]


# The letter of a reminder.


def test_a_letter_says_what_was_recorded(backend: Backend, debtor: int, paper: Print) -> None:
    made = paper(PaperKind.REMINDER, remind(backend, debtor))
    text = text_of(made.content)
    (kept,) = backend.queries.reminders(debtor)
    total = kept.open + kept.fee + kept.interest
    assert str(total) == "398.25"
    for said in (
        "Payment reminder",
        "Gonçalves School of Music",
        "2 May 2026",
        "S-2026-0001 I-2026-0001 Tuning 1 Feb 2026 90 8.10 365.00",
        "S-2026-0002 Felt 2 Apr 2026 30 0.15 20.00",
        "Interest for late payment, 9% a year 8.25",
        "Reminder fee 5.00",
        "To pay by 12 May 2026 398.25 EUR",
        "IE29 AIBK 9311 5212 3456 78",
        "I-2026-0001, S-2026-0002",
        "With kind regards",
    ):
        assert said in text, said
    assert SECRET not in text
    assert made.file_name == "Payment reminder, Beatriz Gonçalves.pdf"
    assert made.client == "Beatriz Gonçalves"


def test_a_letter_is_the_same_after_money_came(backend: Backend, debtor: int, paper: Print) -> None:
    reminder = remind(backend, debtor)
    before = paper(PaperKind.REMINDER, reminder).content
    do(backend, commands.TakePayment(client=debtor, amount=D(365)))
    assert text_of(paper(PaperKind.REMINDER, reminder).content) == text_of(before)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_step_has_words_of_its_own(
    backend: Backend, debtor: int, paper: Print, language: str
) -> None:
    letters = []
    for step in (1, 2, 3):
        reminder = remind(backend, debtor, step=step, fee=D(0), interest=False)
        detail = backend.queries.reminder(reminder)
        assert detail is not None
        assert pay_until(detail) == date(2026, 5, 2) + timedelta(PAY_WITHIN[step])
        letters.append(text_of(paper(PaperKind.REMINDER, reminder, language=language).content))
    assert len({text.split("S-2026")[0] for text in letters}) == 3
    for text in letters:
        assert "385.00" in text
        # Nothing is charged: no sums but the last one.
        assert "Reminder fee" not in text
        assert "催款费用" not in text


def test_a_client_is_written_to_in_their_language(
    backend: Backend, debtor: int, paper: Print
) -> None:
    do(backend, commands.EditClient(client=debtor, language="zh"))
    reminder = Paper(PaperKind.REMINDER, remind(backend, debtor))
    made = papers.make(backend.queries, reminder, stationery_of(backend))
    assert made.language == "zh_CN"
    assert "付款提醒" in text_of(made.content)


def test_the_owners_own_words_stand_around_the_table(
    backend: Backend, debtor: int, paper: Print
) -> None:
    setting(backend, "text.en.reminder_1.subject", "About {overdue} since {days} days")
    own = "Hello {client}:\n\nThis is open:\n\nUntil {until}, please {nobody}.\n\nYours\nA."
    setting(backend, "text.en.reminder_1.body", own)
    text = text_of(paper(PaperKind.REMINDER, remind(backend, debtor)).content)
    assert "About 385.00 EUR since 90 days" in text
    places = [text.index(said) for said in ("Hello Beatriz", "This is open:", "S-2026-0001")]
    places += [text.index("Until 12 May 2026, please {nobody}. Yours A.")]
    assert places == sorted(places)
    assert "With kind regards" not in text


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [
        ("", "", ""),
        ("Pay.", "Pay.", ""),
        ("Dear Ann:\n\nPay.", "Dear Ann:\n\nPay.", ""),
        ("Dear Ann,\n\nPay.\n\nThanks.", "Dear Ann,\n\nPay.", "Thanks."),
        ("Dear Ann,\n\nPay:\n\nThanks.\n\nA.", "Dear Ann,\n\nPay:", "Thanks.\n\nA."),
        ("尊敬的张伟：\n\n请支付：\n\n此致", "尊敬的张伟：\n\n请支付：", "此致"),
    ],
)
def test_a_text_is_parted_where_the_table_goes(text: str, above: str, below: str) -> None:
    assert parted(text) == (above, below)


def test_an_unknown_reminder_is_refused(paper: Print) -> None:
    with pytest.raises(Refusal) as refused:
        paper(PaperKind.REMINDER, 7)
    assert refused.value.code == "no_such_reminder"


def test_a_reminder_of_very_many_sales_names_the_client_to_pay_for(
    backend: Backend, debtor: int, paper: Print
) -> None:
    for _ in range(40):
        sale(backend, debtor, "10", title=HOSTILE, on=date(2026, 1, 1), due=date(2026, 2, 1))
    made = paper(PaperKind.REMINDER, remind(backend, debtor))
    texts = page_texts(made.content)
    assert len(texts) > 1
    assert "To pay by" in texts[-1]
    assert "K-0107" in texts[-1]
    assert "S-2026-0042" in "".join(texts)


def test_letters_of_many_reminders_are_one_file(backend: Backend, debtor: int) -> None:
    wanted = [Paper(PaperKind.REMINDER, remind(backend, debtor, step=step)) for step in (1, 2)]
    wanted.append(Paper(PaperKind.REMINDER, 99))
    run = papers.run(backend.queries, wanted, stationery_of(backend), language="en")
    assert run.content is not None
    assert (run.made, [one.why.code for one in run.left_out]) == (2, ["no_such_reminder"])
    assert len(reader(run.content).outline) == 2


# The overdue list.


def test_the_overdue_list_names_everybody_who_owes(
    backend: Backend, debtor: int, paper: Print
) -> None:
    bob = client(backend, HOSTILE, phones=(commands.PhoneInput(number="086 123 4567"),))
    sale(backend, bob, "7.50", on=date(2025, 1, 1), due=date(2025, 2, 1))
    sale(backend, bob, "900", currency="USD", on=TODAY - timedelta(9), due=TODAY - timedelta(3))
    remind(backend, debtor, fee=D(0), interest=False)
    do(backend, commands.AddPromise(client=bob, until=date(2026, 5, 20), amount=D("7.50")))
    made = paper(PaperKind.OVERDUE)
    text = text_of(made.content)
    for said in (
        "internal",
        "As of 12 May 2026",
        "Overdue in EUR",
        "392.50",
        "Gonçalves School of Music",
        "086 123 4567",
        "465",
        "Promised 7.50 by 20 May 2026",
        "Reminded once, last on 2 May 2026",
        "Overdue in USD",
        "900.00",
        "Not reminded yet",
    ):
        assert said in text, said
    # The longest overdue first, as the window has them; the file's currency before others.
    assert text.index("Zoë") < text.index("Gonçalves School") < text.index("Overdue in USD")
    assert SECRET not in text
    box = reader(made.content).pages[0].mediabox
    assert box.width > box.height


def test_the_overdue_list_is_of_those_who_were_chosen(
    backend: Backend, debtor: int, paper: Print
) -> None:
    bob = client(backend, "Bob Tan")
    sale(backend, bob, "7.50", on=date(2025, 1, 1), due=date(2025, 2, 1))
    text = text_of(paper(PaperKind.OVERDUE, options=ListOptions(clients=(bob,))).content)
    assert "chosen clients only" in text
    assert "Bob Tan" in text
    assert "Gonçalves" not in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_lists_of_nothing_say_so_on_one_page(paper: Print, language: str) -> None:
    overdue = paper(PaperKind.OVERDUE, language=language)
    sold = paper(PaperKind.SALES, language=language, since=date(2026, 1, 1))
    nothing = {
        "en": ("Nothing is overdue.", "Nothing was sold in this period."),
        "zh_CN": ("没有逾期款项。", "此期间没有销售。"),
    }
    for made, said in zip((overdue, sold), nothing[language], strict=True):
        (text,) = page_texts(made.content)
        assert said in text


# The sales report.


@pytest.fixture
def sold(backend: Backend) -> None:
    ann, bob = client(backend, HOSTILE), client(backend, "Bob Tan", organisation="Tan & Co.")
    do(
        backend,
        commands.AddProduct(name="Oil", code="O-1", unit="l", prices={"EUR": D(5)}),
    )
    oil = commands.LineInput(
        description="Oil", product=1, quantity=D("2.5"), unit="l", unit_price=D(40)
    )
    sale(backend, ann, lines=(oil, trading.line("Work", "100", tax="0")), on=date(2026, 1, 31))
    sale(backend, bob, "1000", on=date(2026, 3, 1))
    sale(backend, bob, "500", on=date(2025, 3, 1))
    sale(backend, bob, "70", on=date(2026, 4, 1), currency="USD")
    do(backend, commands.TakePayment(client=bob, amount=D(1100)))
    do(backend, commands.AddOpeningBalance(client=ann, amount=D(33), title="Old"))


@pytest.mark.usefixtures("sold")
def test_the_sales_report_says_what_the_ledger_says(backend: Backend, paper: Print) -> None:
    made = paper(PaperKind.SALES, since=date(2026, 1, 1), until=date(2026, 12, 31))
    text = text_of(made.content)
    report = backend.queries.sales_report(date(2026, 1, 1), date(2026, 12, 31))
    (euro, _) = report.currencies
    assert (str(euro.sales.total), str(euro.sales.paid)) == ("1200.00", "600.00")
    for said in (
        "internal",
        "1 January 2026 to 31 December 2026, as of 12 May 2026",
        "Sales in EUR",
        "January 2026 1 200.00 0.00 200.00",
        "February 2026 0 0.00 0.00 0.00 -100%",
        "March 2026 1 1,000.00 600.00 400.00 +100%",
        "May 2026, to 12 May 0",
        "Total 2 1,200.00 600.00 600.00",
        "Bob Tan (Tan & Co.) 1 1,000.00 83.3% 600.00 400.00",
        "Oil O-1 2.5 l 1 100.00 8.3%",
        "Without a product 2 1,100.00 91.7%",
        "Opening balances of 33.00 EUR",
        "Sales in USD",
        "A year before",
    ):
        assert said in text, said
    assert made.file_name == "Sales report, 2026-12-31.pdf"


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_sales_report_is_as_long_as_was_asked_for(
    backend: Backend, paper: Print, language: str
) -> None:
    def texts(**options: object) -> str:
        chosen = SalesOptions(**options)  # type: ignore[arg-type]
        return text_of(paper(PaperKind.SALES, language=language, options=chosen).content)

    whole = texts()
    assert "Oil" in whole
    assert "70.00" in whole
    only = texts(by=(SalesBy.CLIENT,), currency="EUR", step=Step.QUARTER)
    assert "Oil" not in only
    assert "70.00" not in only
    assert ("Q1 2025" if language == "en" else "2025 年第 1 季度") in only
    assert "Bob Tan" not in texts(by=(SalesBy.PRODUCT,))
    yearly = texts(step=Step.YEAR)
    assert ("Year on year" if language == "en" else "同比") in yearly


def test_a_very_long_range_is_told_in_longer_steps(backend: Backend, paper: Print) -> None:
    ann = client(backend)
    for year in (1955, 1980, 2026):
        sale(backend, ann, "100", on=date(year, 2, 1))
    made = paper(PaperKind.SALES, options=SalesOptions(step=Step.MONTH))
    text = text_of(made.content)
    assert "By 5 years" in text
    assert "1955–1959" in text
    assert len(page_texts(made.content)) <= 3


def test_changes_and_shares_are_said_only_of_something(english: I18n) -> None:
    def euro(minor: int) -> Money:
        return Money(minor, "EUR")

    assert change_words(english, euro(150), euro(100)) == "+50%"
    assert change_words(english, euro(0), euro(100)) == "-100%"
    assert change_words(english, euro(100), euro(100)) == "0%"
    assert change_words(english, euro(100), euro(0)) == ""
    assert change_words(english, euro(100), None) == ""
    assert share_words(english, euro(1), euro(3)) == "33.3%"
    assert share_words(english, euro(-1), euro(4)) == "-25.0%"
    assert share_words(english, euro(0), euro(0)) == ""


@pytest.mark.usefixtures("sold")
def test_bars_have_the_owners_colour_where_it_can_be_read(backend: Backend, paper: Print) -> None:
    def fills(colour: str) -> str:
        setting(backend, "letterhead.colour", colour)
        content = reader(paper(PaperKind.SALES).content).pages[0].get_contents()
        assert content is not None
        return content.get_data().decode("latin-1")

    assert f"{house.colour('1A5FB4')} rg" in fills("#1A5FB4")
    # A pale colour is for rules alone.
    pale = fills("#FFE680")
    assert f"{house.BAR} rg" in pale


# Charts.


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_a_scale_encloses_its_values_in_few_round_steps(one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    found = charts.ticks(low, high)
    assert 0 in found
    assert found[0] <= low
    assert found[-1] >= high
    assert 2 <= len(found) <= 6
    steps = {after - before for before, after in pairwise(found)}
    (step,) = steps
    assert re.fullmatch("[125]0*", str(step))


def drawn(draw: Callable[[Flow], None], tr: I18n) -> list[tuple[float, ...]]:
    """Return the filled rectangles of a chart in its accent colour: x, y, width, height."""
    document = Document(
        sheet=house.A4,
        faces=typefaces(RESOURCES),
        title="t",
        author="",
        language="en",
        made_at=tr.formats.clock.now(),
    )
    type_ = house.type_for("en")
    type_ = replace(type_, title=replace(type_.title, colour="1.000 0.000 0.000"))
    flow = Flow(document, type_, lambda _: 50.0)
    draw(flow)
    document.end_part()
    content = reader(document.save()).pages[0].get_contents()
    assert content is not None
    return rectangles(content)


def rectangles(content: pypdf.generic.ContentStream) -> list[tuple[float, ...]]:
    colour: tuple[float, ...] = ()
    found = []
    for operands, operator in content.operations:
        if operator == b"rg":
            colour = tuple(map(float, operands))
        elif operator == b"re" and colour == (1.0, 0.0, 0.0):
            found.append(tuple(map(float, operands)))
    return found


MARKS = st.builds(
    charts.Mark,
    label=st.sampled_from(["Jan", "2020–2024", "十二月"]),
    value=st.integers(-(10**17), 10**17),
    text=st.sampled_from(["1", "999,999,999,999,999.99"]),
    group=st.sampled_from(["", "2025", "2026"]),
    place=st.integers(0, 11),
    beside=st.one_of(st.none(), st.integers(0, 10**17)),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(MARKS, min_size=1, max_size=60), st.booleans())
def test_a_chart_stays_on_its_sheet_whatever_it_shows(
    marks: list[charts.Mark], paired: bool
) -> None:
    names = ("Now", "A year before") if paired else None
    pages = []

    def draw(flow: Flow) -> None:
        charts.columns(flow, marks, "{:,}.00".format, names)
        charts.bars(flow, [charts.Named(HOSTILE * 9, one.value, one.text) for one in marks])
        pages.append(flow.document.pages)

    drawn(draw, make_english())
    sheet = house.A4
    for page in pages[0]:
        for x, y, width, height in re.findall(
            r"^(\S+) (\S+) (\S+) (\S+) re f", page.code, re.MULTILINE
        ):
            assert sheet.left - 1 <= float(x) <= float(x) + float(width) <= sheet.right + 1
            assert 0 <= float(y) <= float(y) + float(height) <= sheet.height


def test_columns_are_as_high_as_their_values_from_one_base(english: I18n) -> None:
    values = [100, 0, 250, -50, 400]
    marks = [charts.Mark(str(value), value, str(value)) for value in values]
    found = drawn(lambda flow: charts.columns(flow, marks, str), english)
    heights = [height for *_, height in found]
    unit = heights[0] / 100
    # Of nothing there is no column.
    assert heights == pytest.approx([unit * abs(value) for value in values if value], abs=0.02)
    base = found[0][1]
    below = found[2]
    assert below[1] + below[3] == pytest.approx(base, abs=0.02)
    assert all(y == pytest.approx(base, abs=0.02) for _, y, _, _ in (found[1], found[3]))


def test_two_rows_of_columns_do_not_cover_each_other(english: I18n) -> None:
    marks = [charts.Mark(str(at), 50 + at, "", beside=90) for at in range(12)]
    found = drawn(lambda flow: charts.columns(flow, marks, str, ("Now", "Then")), english)
    # The legend's own patch is the first.
    assert len(found) == 13
    assert found[1][0] > house.A4.left
    assert found[-1][0] + found[-1][2] <= house.A4.right


def test_bars_are_as_long_as_their_values_and_go_left_below_nothing(english: I18n) -> None:
    rows = [charts.Named("A", 300, "3.00"), charts.Named("B", -100, "-1.00")]
    (long, short) = drawn(lambda flow: charts.bars(flow, rows), english)
    assert long[2] == pytest.approx(3 * short[2], abs=0.02)
    assert short[0] + short[2] == pytest.approx(long[0], abs=0.02)
    assert drawn(lambda flow: charts.bars(flow, ()), english) == []
    assert drawn(lambda flow: charts.columns(flow, (), str), english) == []
