"""What can be read in files that are kept: for finding them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from smallcrm.domain import kept_files
from smallcrm.importers.file_text import file_text
from smallcrm.reports.render import pdf_text

DOCX = (
    '<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Maintenance</w:t></w:r>'
    "</w:p><w:p><w:r><w:t>con</w:t></w:r><w:r><w:t>tract &amp; more</w:t></w:r></w:p></w:body>"
    "</w:document>"
)
BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'


def said(name, data):
    return file_text(name, data, pdf_text=pdf_text)


def package(**entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


def pdf(*pages):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for text in pages:
        canvas.drawString(100, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.txt", "钢琴走音，请联系客户公司".encode("gb18030"), "钢琴走音，请联系客户公司"),
        ("a.md", b"\xef\xbb\xbfHello\r\nyou", "Hello\nyou"),
        ("a.html", b"<html><body><p>Hello<script>x</script></body></html>", "Hello"),
        ("a.json", b'{"a": 1}', '{"a": 1}'),
        ("a.xml", b"<?xml version='1.0'?><a>b</a>", "<?xml version='1.0'?><a>b</a>"),
        ("a.eml", b"From: Ann <a@b.c>\nSubject: Piano\n\nTune", "Piano\nAnn a@b.c\nTune"),
        ("a.docx", package(word__document=DOCX), "Maintenance\ncontract & more"),
        ("a.docx", package(word__document=BOMB), None),
        ("a.docx", package(word__document="<a" * 100), None),
        ("a.docx", b"PK\x03\x04 broken", None),
        ("a.docx", package(other="<a/>"), None),
        ("scan.pdf", b"%PDF-1.7 broken", None),
        ("a.png", b"\x89PNG", None),
        ("a.txt", b"", None),
        ("a.txt", b"\x89PNG\r\n", None),
        ("a.eml", b"", None),
    ],
)
def test_what_files_say(name, data, text):
    assert said(name, data) == text


def test_a_pdf_says_what_is_on_its_pages():
    assert said("whatever it is called", pdf("Signed in Cork", "Page two")) == (
        "Signed in Cork\nPage two"
    )


def test_a_package_made_to_burst_says_a_bounded_part():
    inside = "<d>" + "<p>" + "a" * 1000 + "</p>" * 1
    burst = package(word__document=f"<d><p>{'a' * 30_000}</p>" + f"<p>{'b' * 30_000}</p>" * 900)
    text = said("a.docx", burst)
    assert text is None or len(text) <= kept_files.LONGEST_TEXT
    assert said("a.docx", package(word__document=inside)) is None


@given(st.binary(max_size=500), st.sampled_from([".txt", ".docx", ".pdf", ".eml", ".html", ".msg"]))
def test_any_bytes_say_something_or_nothing(data, ending):
    for beginning in (b"", b"%PDF-1.4\n", b"PK\x03\x04"):
        text = said(f"a{ending}", beginning + data)
        assert text is None or text.encode()
