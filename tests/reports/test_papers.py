"""Quotes, invoices, credit notes, receipts, delivery notes and statements, read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.reports import trading
from tests.reports.conftest import packed, page_texts, reader, text_of
from tests.reports.factory import RESOURCES
from tests.reports.trading import Trade, do, line

from smallcrm.app import Backend
from smallcrm.domain.enums import SaleStatus, VatCategory, WriteOffReason
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, fixing, make, spoken
from smallcrm.services import commands

Print = Callable[..., MadePaper]


@pytest.fixture
def paper(backend: Backend) -> Print:
    """Make a paper; in English unless told otherwise."""

    def made(
        kind: PaperKind, row_id: int, *, language: str | None = "en", since: date | None = None
    ) -> MadePaper:
        tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
        stationery = Stationery(
            settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
        )
        return make(backend.queries, Paper(kind, row_id, since), stationery, language=language)

    return made


@pytest.fixture
def traded(backend: Backend) -> Trade:
    """What a music school was offered, sold, delivered, billed, credited, and paid."""
    trading.irish_owner(backend)
    return trading.trade(backend, trading.school(backend))


PAPERS = [
    (PaperKind.QUOTE, "quote", "Quote Q-2026-0001", "报价单 Q-2026-0001"),
    (PaperKind.INVOICE, "invoice", "Invoice I-2026-0001", "发票 I-2026-0001"),
    (PaperKind.INVOICE, "credit_note", "Credit note C-2026-0001", "贷项通知单 C-2026-0001"),
    (PaperKind.DELIVERY, "delivery", "Delivery note D-2026-0001", "交货单 D-2026-0001"),
    (PaperKind.RECEIPT, "payment", "Receipt 2", "收据 2"),
    (PaperKind.STATEMENT, "client", "Statement of account", "对账单"),
]


@pytest.mark.parametrize(("kind", "what", "english", "chinese"), PAPERS)
def test_every_paper_in_both_languages(
    paper: Print, traded: Trade, kind: PaperKind, what: str, english: str, chinese: str
) -> None:
    for language, name, tag, foot in (
        ("en", english, "en", "Page 1 of 1"),
        ("zh_CN", chinese, "zh-CN", "第 1 页，共 1 页"),
    ):
        made = paper(kind, getattr(traded, what), language=language)
        text = text_of(made.content)
        assert made.name == name
        assert name in text
        assert foot in text
        for owner in ("Aoife Brennan", "IBAN IE29 AIBK 9311 5212 3456 78", "IE 6388047V"):
            assert owner in text
        for whom in ("Gonçalves School of Music", "Beatriz Gonçalves", "31 Mount Street"):
            assert whom in text
        pdf = reader(made.content)
        assert pdf.metadata is not None
        assert pdf.metadata.title is not None
        assert pdf.metadata.title.startswith(name)
        assert made.client in pdf.metadata.title
        assert pdf.metadata.author == "Aoife Brennan"
        assert pdf.trailer["/Root"]["/Lang"] == tag  # type: ignore[index]
        for font in pdf.pages[0]["/Resources"]["/Font"].values():  # type: ignore[union-attr,index]
            descendant = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
        assert made.file_name.endswith(".pdf")


def test_an_invoice_says_what_the_ledger_says(
    backend: Backend, paper: Print, traded: Trade
) -> None:
    detail = backend.queries.invoice(traded.invoice)
    assert detail is not None
    text = text_of(paper(PaperKind.INVOICE, traded.invoice).content)
    write = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE").formats
    assert f"To pay {write.money(detail.invoice.payable)}" in text
    assert f"Total without tax {write.amount(detail.totals.net)}" in text
    assert f"Discount -{write.amount(detail.totals.discount)}" in text
    for tax in detail.totals.taxes:
        assert f"{write.amount(tax.net)} {write.amount(tax.tax)}" in text
    assert "Exempt: VAT Consolidation Act 2010, Schedule 1" in text
    assert "Date 8 May 2026" in text
    assert "Due 7 June 2026" in text
    assert "Tax number IE 1234567T" in text
    assert "Thank you for the music." in text


def test_a_quote_has_its_terms_and_not_the_owners_note(paper: Print, traded: Trade) -> None:
    text = text_of(paper(PaperKind.QUOTE, traded.quote).content)
    assert "Half on order" in text
    assert "Valid until 31 May 2026" in text
    assert "Discount 5% -15.98" in text
    assert "Total 366.62 EUR" in text
    assert "Murphy" not in text


def test_a_revision_names_itself(backend: Backend, paper: Print, traded: Trade) -> None:
    quote = do(
        backend, commands.AddQuote(client=traded.client, title="Voicing", lines=(line("V", "9"),))
    )
    revised = do(backend, commands.ReviseQuote(quote=quote, lines=(line("V", "8"),)))
    assert paper(PaperKind.QUOTE, revised).name == "Quote Q-2026-0002 rev 2"
    assert "11.07 EUR" in text_of(paper(PaperKind.QUOTE, quote).content)
    assert "9.84 EUR" in text_of(paper(PaperKind.QUOTE, revised).content)


def test_a_draft_until_it_is_fixed(backend: Backend, paper: Print, traded: Trade) -> None:
    draft = paper(PaperKind.INVOICE, traded.invoice)
    assert "Draft" in text_of(draft.content)
    assert not draft.out
    command = fixing(Paper(PaperKind.INVOICE, traded.invoice))
    assert command is not None
    do(backend, command)
    fixed = paper(PaperKind.INVOICE, traded.invoice)
    assert "Draft" not in text_of(fixed.content)
    assert fixed.out


def test_only_quotes_and_invoices_are_fixed() -> None:
    assert fixing(Paper(PaperKind.QUOTE, 3)) == commands.FixPaper(quote=3)
    for kind in (PaperKind.CLIENT, PaperKind.DELIVERY, PaperKind.RECEIPT, PaperKind.STATEMENT):
        assert fixing(Paper(kind, 3)) is None


def test_an_invoice_stays_as_it_was(backend: Backend, paper: Print, traded: Trade) -> None:
    do(backend, commands.FixPaper(invoice=traded.invoice))
    before = text_of(paper(PaperKind.INVOICE, traded.invoice).content)
    do(
        backend,
        commands.EditClient(client=traded.client, name="B. Silva", organisation="Silva Pianos"),
    )
    trading.owner(backend, owner_name="Brennan Ltd", owner_address="Elsewhere", owner_tax_number="")
    do(backend, commands.TakePayment(client=traded.client, amount=Decimal(100)))
    assert text_of(paper(PaperKind.INVOICE, traded.invoice).content) == before


def test_a_credit_note_names_its_invoice_and_reason(paper: Print, traded: Trade) -> None:
    text = text_of(paper(PaperKind.INVOICE, traded.credit_note).content)
    assert "For invoice I-2026-0001" in text
    assert "Credited 15.69 EUR" in text
    assert "Came by train" in text
    assert "To pay" not in text


def test_an_advance_and_what_sets_it_off(backend: Backend, paper: Print, traded: Trade) -> None:
    sale = do(
        backend,
        commands.AddSale(
            client=traded.client,
            title="Two grands, June",
            lines=(line("Tuning", "140", "2", "piece"), line("Travel", "30", tax="13.5")),
            status=SaleStatus.ORDERED,
            service_from=date(2026, 6, 1),
            service_until=date(2026, 6, 30),
        ),
    )
    part = commands.BillPart(sale=sale, amount=Decimal(100))
    advance = do(backend, commands.Bill(parts=(part,)))
    rest = do(backend, commands.Bill(parts=(commands.BillPart(sale=sale),)))
    # What was billed is billed for the days that were said then.
    do(backend, commands.EditSale(sale=sale, service_until=date(2026, 7, 31)))
    back = do(backend, commands.AddCreditNote(invoice=rest, amount=Decimal(1)))
    for made in (rest, back):
        text = text_of(paper(PaperKind.INVOICE, made).content)
        assert "Service 1 Jun 2026 to 30 Jun 2026" in text
    text = text_of(paper(PaperKind.INVOICE, advance).content)
    assert "On account: Two grands, June" in text
    assert "Unit price" not in text
    assert "To pay 100.00 EUR" in text
    assert "Service 1 Jun 2026 to 30 Jun 2026" in text
    text = text_of(paper(PaperKind.INVOICE, rest).content)
    assert "Less what was billed before: I-2026-0002" in text
    assert "To pay 278.45 EUR" in text


def test_a_delivery_note_has_quantities_and_no_prices(paper: Print, traded: Trade) -> None:
    text = text_of(paper(PaperKind.DELIVERY, traded.delivery).content)
    assert "1 Tuning, Steinway D, concert pitch 442 Hz 2 1 1 piece" in text
    assert "Travel" not in text
    assert "Side door before nine." in text
    assert "Received: date, name, signature" in text
    assert not re.search(r"\d\.\d\d\b", text)


def test_a_receipt_says_what_was_settled(backend: Backend, paper: Print, traded: Trade) -> None:
    text = text_of(paper(PaperKind.RECEIPT, traded.payment).content)
    assert "Received on 11 May 2026" in text
    assert "How Transfer" in text
    assert "Reference GSM 0511" in text
    assert "S-2026-0001 1 May 2026 Two grands before the exams 150.00" in text
    assert "Received 150.00 EUR" in text
    more = do(backend, commands.TakePayment(client=traded.client, amount=Decimal(500)))
    text = text_of(paper(PaperKind.RECEIPT, more).content)
    assert "Two grands before the exams 200.93" in text
    assert "Kept to your credit 299.07" in text
    back = do(backend, commands.Refund(payment=more, amount=Decimal(99)))
    assert "Given back since 99.00" in text_of(paper(PaperKind.RECEIPT, more).content)
    refund = paper(PaperKind.RECEIPT, back)
    assert "Given back 99.00 EUR" in text_of(refund.content)
    assert refund.name == f"Receipt of refund {back}"


def test_only_money_that_stands_has_a_receipt(
    backend: Backend, paper: Print, traded: Trade
) -> None:
    do(backend, commands.ReversePayment(payment=traded.payment, reason="bounced"))
    for payment in (1, traded.payment):  # the credit note's, and the one that bounced
        with pytest.raises(Refusal, match="no_receipt"):
            paper(PaperKind.RECEIPT, payment)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PaperKind.QUOTE, "no_such_quote"),
        (PaperKind.INVOICE, "no_such_invoice"),
        (PaperKind.RECEIPT, "no_such_payment"),
        (PaperKind.DELIVERY, "no_such_delivery"),
        (PaperKind.STATEMENT, "no_such_client"),
        (PaperKind.CLIENT, "no_such_client"),
    ],
)
def test_what_is_gone_is_refused(paper: Print, kind: PaperKind, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        paper(kind, 4711)


def test_a_statement_comes_to_the_balance(backend: Backend, paper: Print, traded: Trade) -> None:
    do(backend, commands.AddNote(client=traded.client, text="Haggles. Be firm.", pinned=True))
    gone = do(
        backend, commands.TakePayment(client=traded.client, amount=Decimal(7), reference="X7")
    )
    do(backend, commands.ReversePayment(payment=gone, reason="typed for the wrong client"))
    do(
        backend,
        commands.WriteOff(sale=traded.sale, amount=Decimal("0.93"), reason=WriteOffReason.BAD_DEBT),
    )
    usd = do(
        backend,
        commands.AddSale(
            client=traded.client, title="Web site", amount=Decimal(100), currency="USD",
            on=date(2026, 1, 2), due=date(2026, 2, 1),
        ),
    )  # fmt: skip
    do(backend, commands.TakePayment(client=traded.client, amount=Decimal(130), currency="USD"))
    assert usd
    text = text_of(paper(PaperKind.STATEMENT, traded.client).content)
    account = backend.queries.account(traded.client, "EUR")
    assert account is not None
    assert account.balance == Money(20000, "EUR")
    assert "1 May 2026 Two grands before the exams S-2026-0001 7 Jun 2026 366.62 366.62" in text
    assert "Credit note C-2026-0001 -15.69 350.93" in text
    assert "Payment by transfer, GSM 0511 -150.00 200.93" in text
    assert "Written off S-2026-0001 -0.93 200.00" in text
    assert "To pay 200.00 EUR" in text
    assert "To your credit 30.00 USD" in text
    assert text.index("Account in EUR") < text.index("Account in USD")
    for secret in ("Haggles", "wrong client", "X7", "bad debt", "Bad debt", "Murphy"):
        assert secret not in text


def test_a_statement_ages_each_instalment(backend: Backend, paper: Print) -> None:
    client = trading.school(backend)
    sale = do(
        backend,
        commands.AddSale(client=client, title="Grand", amount=Decimal(300), on=date(2026, 1, 1)),
    )
    parts = tuple(
        commands.PlanPart(amount=Decimal(100), due=due)
        for due in (date(2026, 1, 31), date(2026, 5, 2), date(2026, 6, 30))
    )
    do(backend, commands.SetPlan(sale=sale, parts=parts))
    text = text_of(paper(PaperKind.STATEMENT, client).content)
    ageing = text[text.index("Not due") :]
    amounts = re.findall(r"\d+\.\d\d", ageing)[:5]
    assert amounts == ["100.00", "100.00", "0.00", "0.00", "100.00"]


def test_an_empty_account_is_said(backend: Backend, paper: Print) -> None:
    made = paper(PaperKind.STATEMENT, trading.school(backend))
    assert "There is nothing on this account yet." in text_of(made.content)


def test_three_hundred_lines(backend: Backend, paper: Print) -> None:
    client = trading.school(backend)
    lines = tuple(
        line(f"String {number:03}, <b>steel</b> & brass", "1.25") for number in range(300)
    )
    quote = do(
        backend, commands.AddQuote(client=client, title="All strings", lines=lines, terms="Net.")
    )
    pages = page_texts(paper(PaperKind.QUOTE, quote).content)
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Quote Q-2026-0001" in page
    for page in pages[:-1]:
        assert "Description" in page
    found = re.findall(r"String (\d{3}), <b>steel</b> & brass", " ".join(pages))
    assert found == [f"{number:03}" for number in range(300)]
    # The sums stand on one page, and not without a line of the table.
    last = next(page for page in pages if "Total without tax" in page)
    assert "461.25 EUR" in last
    assert "String 299" in last


@pytest.mark.parametrize(
    ("currency", "price", "total"), [("JPY", "1200", "8,400 JPY"), ("KWD", "1.2345", "8.642 KWD")]
)
def test_a_currencys_own_decimals(
    backend: Backend, paper: Print, currency: str, price: str, total: str
) -> None:
    client = trading.school(backend)
    quote = do(
        backend,
        commands.AddQuote(
            client=client,
            title="Strings",
            currency=currency,
            lines=(line("S", price, "7", tax="0"),),
        ),
    )
    text = text_of(paper(PaperKind.QUOTE, quote).content)
    assert f"Total {total}" in text
    assert f"Currency {currency}" in text
    # Without a tax number, and with nothing taxed, nothing is said of tax.
    assert "Tax 0%" not in text
    assert "without tax" not in text


def test_prices_with_tax_add_up_as_printed(backend: Backend, paper: Print) -> None:
    trading.chinese_owner(backend)
    found = trading.chinese_trade(backend, trading.trader(backend))
    text = text_of(paper(PaperKind.QUOTE, found.quote, language=None).content)
    assert "18,600.00" in text
    assert "各行合计 20,900.00" in text
    assert "折扣 5% -1,045.00" in text
    assert "合计 19,855.00 元" in text
    assert "其中税 6%（计税额 16,669.81） 1,000.19" in text
    assert "上海市浦东新区世纪大道 88 号 12 楼" in text


def test_a_chinese_receipt_has_its_amount_in_words(backend: Backend, paper: Print) -> None:
    trading.chinese_owner(backend)
    found = trading.chinese_trade(backend, trading.trader(backend))
    text = text_of(paper(PaperKind.RECEIPT, found.payment, language=None).content)
    assert "金额大写 壹佰伍拾元整" in text
    assert "收款金额 150.00 元" in text
    assert "壹" not in text_of(paper(PaperKind.RECEIPT, found.payment).content)


def test_long_names_and_hostile_text(backend: Backend, paper: Print) -> None:
    name = "Donaudampfschifffahrtsgesellschaft" * 6
    client = trading.school(
        backend,
        name=name,
        organisation="<script>alert(1)</script> & {} %s \u202egnp.exe",
        addresses=(commands.AddressInput(text="Line one\n\n<i>Line two</i>"),),
    )
    sale = do(
        backend,
        commands.AddSale(
            client=client, title="{tax} %(x)s", lines=(line("{0} </para>", "5", tax="0"),)
        ),
    )
    invoice = do(backend, commands.Bill(parts=(commands.BillPart(sale=sale),), number="2026/<7>"))
    made = paper(PaperKind.INVOICE, invoice)
    text = packed(text_of(made.content))
    for shown in (
        name,
        "<script>alert(1)</script>&{}%s",
        "<i>Linetwo</i>",
        "{0}</para>",
        "2026/<7>",
    ):
        assert packed(shown) in text
    assert not set('<>:"/\\|?*') & set(made.file_name)


def test_reasons_are_said_once_each(backend: Backend, paper: Print) -> None:
    trading.irish_owner(backend)
    reverse = {"tax": "0", "category": VatCategory.REVERSE_CHARGE}
    lines = (
        line("One", "1", reason="Article 196", **reverse),  # type: ignore[arg-type]
        line("Two", "1", reason="Article 196", **reverse),  # type: ignore[arg-type]
        line("Three", "1", reason="Article 44", **reverse),  # type: ignore[arg-type]
    )
    quote = do(
        backend, commands.AddQuote(client=trading.school(backend), title="Work", lines=lines)
    )
    text = text_of(paper(PaperKind.QUOTE, quote).content)
    assert text.count("Reverse charge: Article 196") == 1
    assert text.count("Reverse charge: Article 44") == 1


def test_a_client_is_written_to_in_their_language(
    backend: Backend, paper: Print, traded: Trade
) -> None:
    do(backend, commands.EditClient(client=traded.client, language="zh_CN"))
    assert paper(PaperKind.STATEMENT, traded.client, language=None).language == "zh_CN"
    assert paper(PaperKind.CLIENT, traded.client, language=None).language == "en"
    assert paper(PaperKind.STATEMENT, traded.client).language == "en"


def test_languages_that_the_program_speaks() -> None:
    assert [spoken(given) for given in ("zh_CN", "zh", "en-IE", "pt", "", None)] == [
        "zh_CN",
        "zh_CN",
        "en",
        None,
        None,
        None,
    ]


def test_a_statement_from_a_day_carries_the_balance_forward(backend: Backend, paper: Print) -> None:
    ann = do(backend, commands.AddClient(name="Ann Lee"))
    for month, amount in ((1, 100), (2, 50), (4, 30)):
        do(
            backend,
            commands.AddSale(
                client=ann, title=f"Lesson {month}", amount=Decimal(amount),
                on=date(2026, month, 1),
            ),
        )  # fmt: skip
    since = date(2026, 2, 2)
    text = text_of(paper(PaperKind.STATEMENT, ann, since=since).content)
    assert "Balance carried forward 150.00" in text
    assert "Lesson 4" in text
    assert "To pay 180.00 EUR" in text


@pytest.mark.parametrize(("language", "country"), [("en", "Portugal"), ("zh_CN", "葡萄牙")])
def test_a_country_abroad_is_named_in_words(
    paper: Print, backend: Backend, language: str, country: str
) -> None:
    trading.irish_owner(backend)
    address = commands.AddressInput(street="Rua das Flores 22", locality="Porto", country="PT")
    traded = trading.trade(backend, trading.school(backend, addresses=(address,)))
    for kind, row_id in (
        (PaperKind.QUOTE, traded.quote),
        (PaperKind.INVOICE, traded.invoice),
        (PaperKind.STATEMENT, traded.client),
    ):
        assert country in text_of(paper(kind, row_id, language=language).content)
