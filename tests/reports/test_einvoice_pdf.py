"""Invoices of a real file as PDF/A-3 with the e-invoice inside, read back by other programs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import facturx
import pypdf
import pypdfium2
import pytest
from lxml import etree
from PIL import ImageCms
from tests.reports import trading
from tests.reports.conftest import packed, text_of
from tests.reports.einvoicing import broken_rules, ledger, sums_of
from tests.reports.factory import RESOURCES
from tests.reports.trading import Trade, do, line, owner

from smallcrm.app import Backend
from smallcrm.domain.einvoices import EInvoiceGap
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import MadePaper, make, run
from smallcrm.services import commands

Print = Callable[..., MadePaper]
XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "property": "http://www.aiim.org/pdfa/ns/property#",
}


def stationery_of(backend: Backend) -> Stationery:
    tr = I18n.load("en", RESOURCES, clock=backend.clock, format_locale="en_IE")
    return Stationery(
        settings=backend.file_settings(), tr=tr, resources=RESOURCES, clock=backend.clock
    )


@pytest.fixture
def paper(backend: Backend) -> Print:
    """Make the paper of an invoice, fixed unless told otherwise."""

    def made(row_id: int, *, language: str = "en", fixed: bool = True) -> MadePaper:
        if fixed:
            do(backend, commands.FixPaper(invoice=row_id))
        of = Paper(PaperKind.INVOICE, row_id)
        return make(backend.queries, of, stationery_of(backend), language=language)

    return made


@pytest.fixture
def traded(backend: Backend) -> Trade:
    trading.irish_owner(backend)
    owner(backend, country="IE")
    return trading.trade(backend, trading.school(backend))


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def xml_in(content: bytes) -> bytes:
    """Return the e-invoice in a PDF, as the library of the format's makers finds it."""
    name, xml = facturx.get_xml_from_pdf(content, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    return bytes(xml)


@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_sums_in_the_file_are_those_of_the_ledger(
    backend: Backend, paper: Print, traded: Trade, kind: str, language: str
) -> None:
    row_id = getattr(traded, kind)
    made = paper(row_id, language=language)
    assert made.remarks == ()
    xml = xml_in(made.content)
    assert broken_rules(xml) == []
    detail = backend.queries.invoice(row_id)
    assert detail is not None
    assert sums_of(xml) == ledger(detail)


def test_prices_with_tax_and_tax_by_line_are_e_invoices_where_wanted(
    backend: Backend, paper: Print
) -> None:
    trading.chinese_owner(backend)
    owner(backend, country="CN")
    found = trading.chinese_trade(backend, trading.trader(backend))
    plain = paper(found.invoice, language="zh_CN")
    assert plain.remarks == ()
    assert not opened(plain.content).attachments
    do(backend, commands.SetSetting(key="invoices.einvoice", value="yes"))
    for row_id in (found.invoice, found.credit_note):
        xml = xml_in(paper(row_id, language="zh_CN").content)
        assert broken_rules(xml) == []
        detail = backend.queries.invoice(row_id)
        assert detail is not None
        assert sums_of(xml) == ledger(detail)


@pytest.mark.parametrize("includes", [False, True], ids=["net", "with tax"])
@pytest.mark.parametrize("per_line", [False, True], ids=["by rate", "by line"])
def test_sales_billed_in_parts_are_e_invoices_part_by_part(
    backend: Backend, paper: Print, includes: bool, per_line: bool
) -> None:
    trading.irish_owner(backend)
    owner(backend, country="IE")
    lines = (
        line("Hours", "33.335", "7", "hour", discount="7.5"),
        line("Thirds", "0.115", "31", "piece", tax="13.5"),
        line("Back", "5", "-1", "piece"),
    )
    client = trading.school(backend)
    sale = do(
        backend,
        commands.AddSale(
            client=client,
            title="In parts",
            lines=lines,
            on=date(2026, 5, 1),
            currency="EUR",
            prices_include_tax=includes,
            tax_per_line=per_line,
            discount_percent=Decimal(3),
        ),
    )
    shown = backend.queries.sale(sale)
    assert shown is not None
    first = shown.trade_lines[0].id
    parts = (
        commands.BillPart(sale=sale, lines={first: Decimal("2.5")}),
        commands.BillPart(sale=sale, amount=Decimal("17.77")),
        commands.BillPart(sale=sale),
    )
    for part in parts:
        row_id = do(backend, commands.Bill(parts=(part,), on=date(2026, 5, 8)))
        xml = xml_in(paper(row_id).content)
        assert broken_rules(xml) == []
        detail = backend.queries.invoice(row_id)
        assert detail is not None
        assert sums_of(xml) == ledger(detail)


def test_the_page_is_the_same_with_and_without(
    backend: Backend, paper: Print, traded: Trade
) -> None:
    archived = paper(traded.invoice).content
    do(backend, commands.SetSetting(key="invoices.einvoice", value="no"))
    plain = paper(traded.invoice).content
    assert not opened(plain).attachments
    assert _picture(archived) == _picture(plain)
    assert packed(text_of(archived)) == packed(text_of(plain))


def _picture(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    picture = bytes(document[0].render(scale=1).buffer)
    document.close()
    return picture


def test_a_draft_carries_nothing(paper: Print, traded: Trade) -> None:
    made = paper(traded.invoice, fixed=False)
    assert not opened(made.content).attachments
    assert made.remarks == ()


def test_what_is_missing_keeps_no_invoice_from_being_printed(
    backend: Backend, paper: Print
) -> None:
    owner(backend, owner_name="Aoife Brennan", owner_address="14 Harbour Row", country="IE")
    found = trading.trade(backend, trading.school(backend))
    for fixed in (False, True):  # a draft says it in time
        made = paper(found.invoice, fixed=fixed)
        assert not opened(made.content).attachments
        assert "I-2026-0001" in text_of(made.content)
        (remark,) = made.remarks
        assert isinstance(remark, Refusal)
        assert remark.code == "no_einvoice"
        assert remark.parameters["what"] == (EInvoiceGap.SELLER_TAX_NUMBER,)


def test_the_file_says_that_it_is_an_archive_and_what_it_carries(
    paper: Print, traded: Trade
) -> None:
    pdf = opened(paper(traded.invoice).content)
    assert pdf.pdf_header == "%PDF-1.7"
    root: Any = pdf.trailer["/Root"]
    first, second = pdf.trailer["/ID"]
    assert first == second
    described: Any = root["/Metadata"]
    assert "/Filter" not in described
    packet = etree.fromstring(described.get_data())

    def said(name: str) -> str:
        return packet.findtext(f".//{name}", namespaces=XMP) or ""

    assert (said("pdfaid:part"), said("pdfaid:conformance")) == ("3", "B")
    assert said("fx:DocumentType") == "INVOICE"
    assert said("fx:DocumentFileName") == "factur-x.xml"
    assert said("fx:Version") == "1.0"
    assert said("fx:ConformanceLevel") == "EN 16931"
    assert said("schema:namespaceURI") == XMP["fx"]
    named = {node.text for node in packet.iterfind(".//property:name", XMP)}
    assert named == {"DocumentFileName", "DocumentType", "Version", "ConformanceLevel"}
    info = pdf.metadata
    assert info is not None
    assert said("dc:title/rdf:Alt/rdf:li") == info.title
    assert said("dc:creator/rdf:Seq/rdf:li") == info.author == "Aoife Brennan"
    assert said("xmp:CreatorTool") == info.creator
    assert said("pdf:Producer") == info.producer
    assert info.creation_date is not None
    assert said("xmp:CreateDate") == f"{info.creation_date:%Y-%m-%dT%H:%M:%SZ}"


def test_the_file_inside_is_tied_to_the_document(paper: Print, traded: Trade) -> None:
    pdf = opened(paper(traded.invoice).content)
    root: Any = pdf.trailer["/Root"]
    (file,) = root["/AF"]
    entry = file.get_object()
    assert entry["/AFRelationship"] == "/Alternative"
    assert (entry["/F"], entry["/UF"]) == ("factur-x.xml", "factur-x.xml")
    name, same = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert (name, same.get_object()) == ("factur-x.xml", entry)
    kept = entry["/EF"]["/F"].get_object()
    assert kept["/Subtype"] == "/text/xml"
    assert kept["/Params"]["/Size"] == len(kept.get_data())
    assert kept["/Params"]["/ModDate"] == pdf.trailer["/Info"]["/ModDate"]


def test_colours_mean_srgb(paper: Print, traded: Trade) -> None:
    root: Any = opened(paper(traded.invoice).content).trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    stream = intent.get_object()["/DestOutputProfile"].get_object()
    assert stream["/N"] == 3
    profile = ImageCms.ImageCmsProfile(io.BytesIO(stream.get_data())).profile
    assert "sRGB" in (profile.profile_description or "")
    assert profile.xcolor_space.strip() == "RGB"
    assert profile.version < 4.4


def test_all_fonts_are_embedded_and_nothing_runs(paper: Print, traded: Trade) -> None:
    content = paper(traded.invoice).content
    pdf = opened(content)
    for number in range(1, len(pdf.xref[0]) + 1):
        found: Any = pdf.get_object(number)
        if not isinstance(found, pypdf.generic.DictionaryObject):
            continue
        if found.get("/Type") == "/FontDescriptor":
            assert found["/FontFile2"].get_data()
        if found.get("/Subtype") == "/Type0":
            assert found["/DescendantFonts"][0].get_object()["/CIDToGIDMap"]
        assert not {"/JS", "/JavaScript", "/AA", "/Launch", "/LZWDecode"} & found.keys()
    assert "/Encrypt" not in pdf.trailer


def test_every_stream_ends_on_a_line_of_its_own_and_is_as_long_as_it_says(
    paper: Print, traded: Trade
) -> None:
    content = paper(traded.invoice).content
    at, count = 0, 0
    while (begin := content.find(b"\nstream\n", at)) >= 0:
        head = content[content.rfind(b" obj", 0, begin) : begin]
        length = int(head.split(b"/Length ")[1].split()[0])
        after = begin + len(b"\nstream\n") + length
        assert content[after : after + 10] == b"\nendstream"
        at, count = after, count + 1
    assert count >= 8


def test_the_same_invoice_is_the_same_file(paper: Print, traded: Trade) -> None:
    assert paper(traded.invoice).content == paper(traded.invoice).content


def test_of_many_invoices_in_one_file_none_is_inside(
    backend: Backend, paper: Print, traded: Trade
) -> None:
    for row_id in (traded.invoice, traded.credit_note):
        paper(row_id)
    papers = [Paper(PaperKind.INVOICE, row) for row in (traded.invoice, traded.credit_note)]
    whole = run(backend.queries, papers, stationery_of(backend))
    assert whole.content is not None
    assert not opened(whole.content).attachments
    each: list[MadePaper] = []
    run(backend.queries, papers, stationery_of(backend), each=each.append)
    assert [list(opened(one.content).attachments) for one in each] == [["factur-x.xml"]] * 2


def test_no_letter_is_drawn_as_one_that_its_font_lacks(backend: Backend, paper: Print) -> None:
    trading.irish_owner(backend)
    owner(backend, country="IE")
    name = "محمد דוד สมชาย अमित 김철수 Ελένη 张伟 🎹 \ue000 \U0002070e"
    found = trading.trade(backend, trading.school(backend, organisation=name))
    made = paper(found.invoice)
    assert made.remarks == ()
    assert name in xml_in(made.content).decode()
    pdf = opened(made.content)
    tables = [
        one["/CIDToGIDMap"].get_data()
        for number in range(1, len(pdf.xref[0]) + 1)
        if isinstance(one := pdf.get_object(number), pypdf.generic.DictionaryObject)
        and one.get("/Subtype") == "/CIDFontType2"
    ]
    assert len(tables) > 5
    for table in tables:
        glyphs = [table[at : at + 2] for at in range(2, len(table), 2)]
        assert glyphs
        assert b"\0\0" not in glyphs
