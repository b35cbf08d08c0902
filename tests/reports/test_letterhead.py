"""The owner's letterhead, texts, bank details and payment code, read back from papers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.reports import trading
from tests.reports.conftest import packed, page_texts, reader, text_of
from tests.reports.factory import PLAIN_SETTINGS, RESOURCES
from tests.reports.trading import Trade, do

from smallcrm.app import Backend
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.paper_settings import PAPER_SETTINGS
from smallcrm.domain.paper_texts import SLOTS, unknown_placeholders
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import PageSize, Stationery
from smallcrm.reports.bank_box import iban_shown, payment_code
from smallcrm.reports.letterhead import Bank, readable
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import make, run
from smallcrm.reports.pictures import logo_from
from smallcrm.reports.texts import built_in
from smallcrm.reports.texts import text_of as text_of_slot
from smallcrm.services import commands

Print = Callable[..., bytes]
BANK = {
    "bank.iban": "IE29 AIBK 9311 5212 3456 78",
    "bank.bic": "AIBKIE2D",
    "bank.name": "Allied Irish Banks",
}
CONTACT = {
    "letterhead.phone": "+353 20 910 2600",
    "letterhead.email": "aoife@brennanpianos.example",
    "letterhead.web": "www.brennanpianos.example",
    "letterhead.register": "Companies Registration Office 512345",
    "letterhead.footer": "Member of the Guild of Tuners",
}


def logo(width: int = 400, height: int = 400, fill: str = "#1A5FB4") -> str:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, width - 1, height - 1), fill=fill)
    body = io.BytesIO()
    image.save(body, "PNG")
    return logo_from(body.getvalue())


def settle(backend: Backend, values: dict[str, str]) -> None:
    for key, value in values.items():
        do(backend, commands.SetSetting(key=key, value=value))


@pytest.fixture
def paper(backend: Backend) -> Print:
    def made(
        kind: PaperKind, row_id: int, *, language: str = "en", page_size: PageSize | None = None
    ) -> bytes:
        tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
        stationery = Stationery(
            backend.file_settings(), tr, RESOURCES, backend.clock, page_size=page_size
        )
        return make(backend.queries, Paper(kind, row_id), stationery, language=language).content

    return made


@pytest.fixture
def traded(backend: Backend) -> Trade:
    trading.irish_owner(backend)
    return trading.trade(backend, trading.school(backend))


def pictures(pdf: bytes) -> list[tuple[int, int]]:
    """The pictures in the file, by width and height."""
    found = []
    for number in range(len(reader(pdf).xref[0]) + 1):
        value = reader(pdf).get_object(number) if number else None
        if isinstance(value, dict) and value.get("/Subtype") == "/Image":
            assert "/SMask" not in value
            assert value["/ColorSpace"] == "/DeviceRGB"
            found.append((value["/Width"], value["/Height"]))
    return found


def codes(pdf: bytes, scale: float = 3.0) -> Iterator[str]:
    """What the codes on the pages say to who looks at the paper."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        for code in zxingcpp.read_barcodes(page.render(scale=scale).to_pil()):
            yield code.text
    document.close()


def test_everything_of_the_letterhead_stands_on_an_invoice(backend, paper, traded):
    settle(backend, BANK | CONTACT | {"letterhead.logo": logo(), "letterhead.colour": "#1A5FB4"})
    pdf = paper(PaperKind.INVOICE, traded.invoice)
    text = text_of(pdf)
    for value in (*CONTACT.values(), "Allied Irish Banks", "BIC AIBKIE2D", "IE 6388047V"):
        assert value in text
    assert pictures(pdf) == [(400, 400)]
    page = reader(pdf).pages[0]
    assert "0.102 0.373 0.706 rg" in page.get_contents().get_data().decode("latin-1")


def test_a_page_is_red_where_the_logo_is(backend, paper, traded):
    settle(backend, {"letterhead.logo": logo(fill="#C01020"), "letterhead.logo_height": "30"})
    image = pypdfium2.PdfDocument(paper(PaperKind.QUOTE, traded.quote))[0].render(scale=1).to_pil()
    side = 30 * 72 / 25.4
    red, green, blue = image.getpixel((round(57 + side / 2), round(38 + side / 2)))
    assert red > 150
    assert green < 100
    assert blue < 100


def test_a_logo_stands_in_a_run_of_papers_once(backend, traded):
    settle(backend, {"letterhead.logo": logo(900, 300)})
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock)
    papers = [Paper(PaperKind.STATEMENT, traded.client) for _ in range(30)]
    made = run(backend.queries, papers, stationery)
    assert made.content is not None
    assert pictures(made.content) == [(900, 300)]
    assert len(reader(made.content).pages) == 30


def test_a_logo_that_cannot_be_read_is_left_out(backend, paper, traded):
    broken = "data:image/png;base64,iVBORw0KGgoAAAA="
    settle(backend, {"letterhead.logo": broken})
    pdf = paper(PaperKind.QUOTE, traded.quote)
    assert not pictures(pdf)
    assert "Aoife Brennan" in text_of(pdf)


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
@pytest.mark.parametrize("font", ["serif", "sans"])
def test_type_and_size_of_paper(backend, paper, traded, page_size, font):
    settle(backend, {"letterhead.page": page_size, "letterhead.font": font})
    pdf = reader(paper(PaperKind.QUOTE, traded.quote))
    assert round(pdf.pages[0].mediabox.width) == {"A4": 595, "Letter": 612}[page_size]
    names = str([font["/BaseFont"] for font in pdf.pages[0]["/Resources"]["/Font"].values()])
    assert ("Inter" in names) is (font == "sans")


def test_a_wide_letterhead_stays_on_the_sheet(backend, paper, traded):
    settle(
        backend,
        {
            "file.owner_name": "Brennan and Daughters, Makers and Tuners of Fine Instruments " * 3,
            "file.owner_address": "\n".join(["A very long line of an address, " * 5] * 4),
            "letterhead.footer": "All work is guaranteed. " * 40,
            "letterhead.register": "Registered in Dublin. " * 13,
            "letterhead.logo": logo(1600, 100),
            "letterhead.logo_height": "40",
        }
        | BANK,
    )
    for kind, row in ((PaperKind.QUOTE, traded.quote), (PaperKind.STATEMENT, traded.client)):
        pdf = pypdfium2.PdfDocument(paper(kind, row))
        for page in pdf:
            for thing in page.get_objects():
                left, bottom, right, top = thing.get_bounds()
                assert left > 50
                assert right < 595.3 - 45
                assert bottom > 15
                assert top < 841.9 - 30


def test_the_foot_is_on_the_first_page_and_never_over_the_text(backend, paper, traded):
    settle(backend, BANK | CONTACT)
    lines = tuple(trading.line(f"Part {number}", "3") for number in range(90))
    quote = do(backend, commands.AddQuote(client=traded.client, title="Parts", lines=lines))
    first, *later = page_texts(paper(PaperKind.QUOTE, quote))
    assert "Guild of Tuners" in first
    assert "Page 1 of" in first
    assert later
    assert all("Guild of Tuners" not in page for page in later)
    pdf = pypdfium2.PdfDocument(paper(PaperKind.QUOTE, quote))
    tops = [thing.get_bounds()[3] for thing in pdf[0].get_objects()]
    rule = 26 + 3 * 9.4 + 6  # three lines of columns, and what is around them
    assert not [top for top in tops if rule + 1 < top < rule + 10]


def test_nothing_of_a_long_foot_is_cut_off(backend, paper, traded):
    words = [f"clause{number}" for number in range(100)]
    settle(
        backend,
        BANK
        | {
            "letterhead.footer": "\n".join(words),
            "letterhead.register": " ".join(f"entry{number}" for number in range(30)),
        },
    )
    text = packed(text_of(paper(PaperKind.QUOTE, traded.quote)))
    for word in (*words, "entry29", "BICAIBKIE2D", "Taxnumber", "Page1of"):
        assert word in text


def test_each_language_has_its_own_letterhead(backend, paper, traded):
    settle(
        backend,
        {
            "letterhead.zh_CN.name": "布伦南钢琴",
            "letterhead.zh_CN.address": "都柏林港口街 14 号",
            "letterhead.zh_CN.footer": "质保一年",
            "letterhead.footer": "Guaranteed for a year",
        },
    )
    chinese = text_of(paper(PaperKind.INVOICE, traded.invoice, language="zh_CN"))
    english = text_of(paper(PaperKind.INVOICE, traded.invoice))
    for text in ("布伦南钢琴", "都柏林港口街 14 号", "质保一年"):
        assert text in chinese
        assert text not in english
    assert "Aoife Brennan" in english
    assert "Guaranteed for a year" in english


def test_what_an_invoice_keeps_of_its_seller_wins(backend, paper, traded):
    do(backend, commands.FixPaper(invoice=traded.invoice))
    settle(
        backend,
        {
            "file.owner_name": "Brennan & Daughters",
            "file.owner_address": "Elsewhere",
            "letterhead.en.name": "Brennan & Daughters Ltd",
        },
    )
    text = text_of(paper(PaperKind.INVOICE, traded.invoice))
    assert "Aoife Brennan" in text
    assert "14 Harbour Row" in text
    assert "Daughters" not in text
    assert "Brennan & Daughters Ltd" in text_of(paper(PaperKind.QUOTE, traded.quote))


@pytest.mark.parametrize(
    ("colour", "dark"), [("", False), ("1A5FB4", True), ("F5C211", False), ("FFFFFF", False)]
)
def test_pale_colours_are_not_for_text(colour, dark):
    assert readable(colour) is dark


def test_a_banking_program_reads_the_code_of_an_invoice(backend, paper, traded):
    settle(backend, BANK)
    detail = backend.queries.invoice(traded.invoice)
    (said,) = codes(paper(PaperKind.INVOICE, traded.invoice))
    assert said.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AIBKIE2D",
        "Aoife Brennan",
        "IE29AIBK93115212345678",
        f"EUR{detail.invoice.payable.minor / 100:.2f}",
        "",
        "",
        "I-2026-0001",
    ]


def test_a_statement_asks_for_what_is_to_pay(backend, paper, traded):
    settle(backend, BANK)
    account = backend.queries.account(traded.client, "EUR")
    pdf = paper(PaperKind.STATEMENT, traded.client, language="zh_CN")
    (said,) = codes(pdf)
    assert f"EUR{account.balance.minor / 100:.2f}" in said.split("\n")
    assert said.endswith("K-0107")
    assert "扫码付款" in packed(text_of(pdf))


@pytest.mark.parametrize(
    ("change", "minor", "currency"),
    [
        ({"qr": False}, 100, "EUR"),
        ({"iban": ""}, 100, "EUR"),
        ({"holder": ""}, 100, "EUR"),
        ({}, 100, "CNY"),
        ({}, 0, "EUR"),
        ({}, -100, "EUR"),
        ({}, 10**11, "EUR"),
        ({"holder": "林" * 70}, 100, "EUR"),
    ],
)
def test_where_there_is_no_code(change, minor, currency):
    values = {"holder": "Ann", "name": "", "iban": "IE29AIBK93115212345678", "bic": ""}
    bank = Bank(**(values | {"account": "", "qr": True} | change))
    reference = "林" * 140
    assert payment_code(bank, Money(minor, currency), reference) is None


def scanned(holder: str, minor: int, reference: str, bic: str = "") -> list[str]:
    """Read a code as a banking program does: its lines."""
    bank = Bank(holder, "", "IE29AIBK93115212345678", bic, "", qr=True)
    code = payment_code(bank, Money(minor, "EUR"), reference)
    assert code is not None
    image = Image.new("L", ((len(code) + 8) * 4,) * 2, 255)
    for y, row in enumerate(code, 4):
        for x, dark in enumerate(row, 4):
            if dark:
                image.paste(0, (x * 4, y * 4, x * 4 + 4, y * 4 + 4))
    (said,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return said.text.split("\n")


def test_what_is_typed_makes_no_line_of_a_code():
    lines = scanned("Ann\nIE00EVIL", 1050, "I-1\nmore\r\n")
    assert lines[5:8] == ["Ann IE00EVIL", "IE29AIBK93115212345678", "EUR10.50"]
    assert lines[10:] == ["I-1 more"]


WORDS = st.text(st.sampled_from("aZ09-/. öß林é"), min_size=1, max_size=40).filter(str.strip)


@settings(deadline=None)  # the first code of a process opens the reader
@given(WORDS, st.integers(1, 99999999999), WORDS, st.sampled_from(["", "AIBKIE2D", "DEUTDEFF500"]))
def test_every_code_reads_back(holder, minor, reference, bic):
    lines = scanned(holder, minor, reference, bic)
    assert lines[:5] == ["BCD", "002", "1", "SCT", bic]
    assert lines[5] == " ".join(holder.split())
    assert lines[7] == f"EUR{minor // 100}.{minor % 100:02}"
    assert lines[8:] == ["", "", " ".join(reference.split())]


def test_without_an_account_nobody_is_told_to_pay_there(backend, paper, traded):
    settle(backend, {"bank.name": "Allied Irish Banks"})
    assert "How to pay" not in text_of(paper(PaperKind.INVOICE, traded.invoice))
    settle(backend, {"bank.account": "1219 0888 0100"})
    text = text_of(paper(PaperKind.INVOICE, traded.invoice))
    assert "Account number 1219 0888 0100" in text
    assert not list(codes(paper(PaperKind.INVOICE, traded.invoice)))
    assert "How to pay" not in text_of(paper(PaperKind.INVOICE, traded.credit_note))


def test_an_iban_is_grouped():
    assert iban_shown("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


def test_the_owners_words_stand_on_paper_as_they_were_typed(backend, paper, traded):
    settle(
        backend,
        {
            "text.en.invoice.opening": "Dear {client},\n\n<b>Your</b> {number} & {0.__class__}\n"
            "comes to {total}. {nobody}",
            "text.en.invoice.closing": "-",
        },
    )
    text = text_of(paper(PaperKind.INVOICE, traded.invoice))
    assert "Dear Beatriz Gonçalves, <b>Your</b> I-2026-0001 & {0.__class__} comes to" in text
    assert "366.62 EUR. {nobody}" in text
    assert "Please pay by" not in text
    chinese = text_of(paper(PaperKind.INVOICE, traded.invoice, language="zh_CN"))
    assert "<b>Your</b>" not in chinese
    assert "感谢您的惠顾" in chinese


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("kind", "what", "slot"),
    [
        (PaperKind.QUOTE, "quote", "quote"),
        (PaperKind.INVOICE, "invoice", "invoice"),
        (PaperKind.INVOICE, "credit_note", "credit_note"),
        (PaperKind.DELIVERY, "delivery", "delivery"),
        (PaperKind.RECEIPT, "payment", "receipt"),
        (PaperKind.STATEMENT, "client", "statement"),
    ],
)
def test_every_paper_takes_opening_and_closing(backend, paper, traded, language, kind, what, slot):
    settle(
        backend,
        {
            f"text.{language}.{slot}.opening": "Opening for {client}",
            f"text.{language}.{slot}.closing": "Closing of {owner}",
        },
    )
    text = text_of(paper(kind, getattr(traded, what), language=language))
    opening, closing = "Opening for Beatriz Gonçalves", "Closing of Aoife Brennan"
    assert text.index(opening) < text.index(closing)


def test_the_programs_own_texts_leave_out_what_is_not_known(english, chinese):
    for tr in (english, chinese):
        known = text_of_slot(PLAIN_SETTINGS, tr, "quote.closing", {"until": "1 May"})
        unknown = text_of_slot(PLAIN_SETTINGS, tr, "quote.closing", {"until": ""})
        assert "1 May" in known
        assert unknown
        assert "{" not in unknown
        assert "{until}" in built_in(tr, "quote.closing")
        assert not text_of_slot(PLAIN_SETTINGS, tr, "receipt.opening", {})


def test_amounts_in_words_stand_on_invoices_and_receipts(backend, paper, traded):
    assert "words" not in text_of(paper(PaperKind.INVOICE, traded.invoice))
    settle(backend, {"paper.words": "always"})
    assert "Three hundred sixty-six and 62/100 euros" in text_of(
        paper(PaperKind.INVOICE, traded.invoice)
    )
    assert "One hundred fifty and 00/100 euros" in text_of(paper(PaperKind.RECEIPT, traded.payment))
    assert "欧元叁佰陆拾陆元陆角贰分" in text_of(
        paper(PaperKind.INVOICE, traded.invoice, language="zh_CN")
    )


def test_a_statement_in_two_currencies_asks_for_both(backend, paper, traded):
    settle(backend, BANK)
    do(
        backend,
        commands.AddSale(client=traded.client, title="Strings", amount=Decimal(50), currency="USD"),
    )
    pdf = paper(PaperKind.STATEMENT, traded.client)
    account = backend.queries.account(traded.client, "EUR")
    (said,) = codes(pdf)
    assert f"EUR{account.balance.minor / 100:.2f}" in said
    assert "200.93 EUR and 50.00 USD" in text_of(pdf)


NASTY = (
    "<b>&amp;</b>" * 4,
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0645\u062d\u0645\u062f",
    "x" * 300,
    "\u200b\u0301" * 20 + "\U0001f469\u200d\U0001f467",
    "a\tb\x0bc\n\n\n{client}{}{0}%s",
    "\u5f88\u957f" * 140,
)


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_hostile_letterheads_stay_on_the_sheet(backend, paper, traded, nasty):
    for found in PAPER_SETTINGS:
        try:
            do(backend, commands.SetSetting(key=found.key, value=nasty))
        except Refusal:
            continue
    for key in ("owner_name", "owner_line", "owner_address", "owner_tax_number"):
        text = nasty[:100] if key == "owner_tax_number" else nasty[:200]
        do(backend, commands.SetSetting(key=f"file.{key}", value=text))
    settle(backend, {"bank.iban": BANK["bank.iban"], "letterhead.logo": logo(10, 900)})
    for kind, row in (
        (PaperKind.QUOTE, traded.quote),
        (PaperKind.INVOICE, traded.invoice),
        (PaperKind.STATEMENT, traded.client),
    ):
        for language in ("en", "zh_CN"):
            pdf = pypdfium2.PdfDocument(paper(kind, row, language=language))
            assert len(pdf) <= 12
            for page in pdf:
                for thing in page.get_objects():
                    left, bottom, right, top = thing.get_bounds()
                    assert left > 50
                    assert right < 595.3 - 45
                    assert bottom > 10
                    assert top < 841.9 - 25


@pytest.mark.parametrize("slot", SLOTS.values(), ids=lambda slot: slot.name)
def test_the_programs_own_texts_ask_for_what_is_known(english, chinese, slot):
    for tr in (english, chinese):
        text = built_in(tr, slot.name)
        assert not unknown_placeholders(slot, text)
        assert slot.name.startswith("mail.") <= bool(text)
        assert len(text) <= slot.longest
        values = dict.fromkeys(slot.placeholders, "X")
        filled = text_of_slot(PLAIN_SETTINGS, tr, slot.name, values)
        assert bool(filled) is bool(text)
        assert "{" not in filled


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_letter_of_thanks_in_the_owners_words(backend, language):
    trading.irish_owner(backend)
    referrer = trading.school(backend)
    sent = do(backend, commands.AddClient(name="Ciara Byrne"))
    referral = do(backend, commands.AddReferral(client=sent, referrer=referrer))
    settle(
        backend,
        {
            f"text.{language}.thanks.subject": "For {referred}",
            f"text.{language}.thanks.body": "{client}!\n\n{referred} came.\nThank you.",
        },
    )
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    stationery = Stationery(backend.file_settings(), tr, RESOURCES, backend.clock)
    for other, own in ((language, True), ({"en": "zh_CN", "zh_CN": "en"}[language], False)):
        made = make(backend.queries, Paper(PaperKind.THANKS, referral), stationery, language=other)
        text = text_of(made.content)
        assert ("For Ciara Byrne" in text) is own
        assert ("Beatriz Gonçalves! Ciara Byrne came. Thank you. Aoife Brennan" in text) is own
