"""E-mails out of files: whatever the bytes are, plain text or a refusal."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers import outlook

from smallcrm.domain import kept_files
from smallcrm.domain.errors import Refusal
from smallcrm.importers.html_text import html_text
from smallcrm.importers.mail_file import is_mail, read
from smallcrm.importers.mail_words import header_text

NOW = datetime(2026, 5, 12, 8, 42, tzinfo=UTC)
SENT = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
HEAD = b"From: a@example.org\nSubject: x\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def mail(data, name="a.eml"):
    return read(data, name=name, now=NOW)


def written(**headers):
    message = EmailMessage()
    defaults = {
        "From": "Ann Lee <ann@example.org>",
        "To": "Office <office@example.com>, bob@example.net",
        "Subject": "The piano",
        "Date": "Mon, 11 May 2026 11:30:00 +0200",
        "Message-ID": "<1@example.org>",
    }
    for name, value in {
        **defaults,
        **{key.replace("_", "-"): v for key, v in headers.items()},
    }.items():
        if value is not None:
            message[name] = value
    return message


def raw(*lines, body=b"Hello"):
    head = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return head + b"\r\n\r\n" + body


def test_a_mail_with_a_picture_inside_and_a_file_beside():
    message = written()
    message.set_content("It is out of tune.\nAnn")
    message.add_alternative("<p>It is <b>out</b> of tune.<img src='cid:pic1'></p>", subtype="html")
    message.get_payload()[1].add_related(PNG, "image", "png", cid="<pic1>", filename="logo.png")
    message.add_attachment(PNG, "image", "png", filename="Klavier/../früher.png")
    found = mail(message.as_bytes())
    assert (found.message_id, found.at, found.subject) == ("<1@example.org>", SENT, "The piano")
    assert (found.sender.name, found.sender.address) == ("Ann Lee", "ann@example.org")
    assert [one.address for one in found.receivers] == ["office@example.com", "bob@example.net"]
    assert found.body == "It is out of tune.\nAnn"
    assert [(one.name, one.media_type, one.content) for one in found.attachments] == [
        ("früher.png", "image/png", PNG)
    ]


@pytest.mark.parametrize(
    ("said", "encoding", "text"),
    [
        ("gb2312", "gb18030", "您好，钢琴走音了，镕"),
        ("GB18030", "gb18030", "您好，钢琴走音了"),
        ("big5", "cp950", "您好，鋼琴走音了"),
        ("iso-2022-jp", "iso2022_jp", "ピアノの調律をお願いします"),
        ("shift_jis", "cp932", "ピアノ①の調律"),
        ("iso-8859-1", "cp1252", "Flügel – „verstimmt“"),
        ("us-ascii", "utf-8", "Flügel"),
        ("no-such-charset", "utf-8", "Flügel"),
        ("utf-8", "gb18030", "您好，钢琴走音了，请联系客户公司"),
        ("hex", "utf-8", "Flügel"),
    ],
)
def test_text_is_read_in_what_it_is_written_in_whatever_it_says(said, encoding, text):
    data = text.encode(encoding)
    word = f"=?{said}?B?{base64.b64encode(data).decode()}?="
    found = mail(
        raw(
            f"From: {word} <a@example.org>",
            "Date: Mon, 11 May 2026 11:30:00 +0200",
            f"Subject: {word}",
            f"Content-Type: text/plain; charset={said}",
            "Content-Transfer-Encoding: base64",
            body=base64.b64encode(data),
        )
    )
    assert (found.body, found.subject, found.sender.name) == (text, text, text)


def test_a_character_cut_through_from_word_to_word_is_whole():
    data = "钢琴走音".encode("gb18030")
    words = " ".join(
        f"=?gb2312?B?{base64.b64encode(part).decode()}?=" for part in (data[:3], data[3:])
    )
    assert header_text(words) == "钢琴走音"
    assert header_text("=?utf-8?q?a=20b?= =?utf-8?q?c?= d") == "a bc d"
    assert header_text("=?x?b?!!!?= =?utf-8?Q?=?=") is not None


def test_a_mail_of_html_alone_says_what_is_seen():
    message = written()
    page = (
        "<html><head><title>no</title><style>p {}</style></head><body><p>Dear&nbsp;Bob,</p>"
        "<script>alert(1)</script><ul><li>one</li><li>two</li></ul><table><tr><td>a</td>"
        "<td>b</td></tr></table>A<br>B<img src='http://example.org/x.png'></body></html>"
    )
    message.set_content(page, subtype="html")
    said = mail(message.as_bytes()).body
    assert said == "Dear Bob,\n\n- one\n\n- two\n\na\tb\n\nA\nB"


@pytest.mark.parametrize(
    "date",
    [
        None, "", "yesterday", "Mon, 11 May 9999 11:30:00 +0200", "Thu, 1 Jan 1970 00:00:00 +0000",
        "Mon, 99 May 2026 11:30:00", "Mon, 11 May 2026 11:30:00 +9999", "\0",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_none_or_that_of_its_way(date):
    message = written(Date=None)
    message.set_content("x")
    head = b"" if date is None else b"Date: " + date.encode() + b"\n"
    assert mail(head + message.as_bytes()).at is None
    way = b"Received: from a by b with SMTP; Mon, 11 May 2026 09:30:00 -0000\n"
    assert mail(way + head + message.as_bytes()).at == SENT


def test_without_an_id_the_bytes_are_its_name():
    message = written(Message_ID=None)
    message.set_content("x")
    one, same = mail(message.as_bytes()), mail(message.as_bytes(), "b.eml")
    assert one.message_id == same.message_id
    assert one.message_id.startswith("sha256:")


def test_a_mail_in_a_mail_is_a_file_and_what_outlook_packs_besides_is_none():
    inside = written(Subject="Forwarded")
    inside.set_content("inside")
    message = written()
    message.set_content("see below")
    message.add_attachment(inside)
    message.add_attachment(b"x", "application", "ms-tnef", filename="winmail.dat")
    message.add_attachment(b"x", "text", "calendar")
    found = mail(message.as_bytes())
    assert found.body == "see below"
    assert [one.name for one in found.attachments] == ["message.eml", "file.ics"]
    assert mail(found.attachments[0].content).subject == "Forwarded"


def test_headers_that_would_mislead_say_what_they_are():
    found = mail(
        raw(
            "From: =?utf-8?q?a=0D=0ABcc=3A_x=40y?= <ann@example.org>",
            "Subject: invoice\u202efdp.exe",
            "To: " + ", ".join(f"a{number}@example.org" for number in range(3000)),
            "Message-ID: <a b\tc>",
            "Content-Type: application/pdf; name*=utf-8''..%2F..%2Fa%E2%80%AEfdp.exe",
        )
    )
    assert found.sender.name == "a Bcc: x@y"
    assert found.subject == "invoicefdp.exe"
    assert len(found.receivers) <= 500
    assert found.message_id == "<abc>"
    assert [one.name for one in found.attachments] == ["afdp.exe"]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0\0\0", b"hello", b"From", PNG, b"%PDF-1.7", b"a: b\n\nc", b"Subject: x\n\ny",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"<html>", b"name,phone\nAnn,1\n",
        b"From: a@b\nDate: x\n" + b"Content-Type: multipart/mixed; boundary=b\n" * 300 + b"\n",
    ],
)  # fmt: skip
def test_what_no_mail_is_is_refused(data):
    with pytest.raises(Refusal, match="not_a_mail_file"):
        mail(data)


def test_parts_in_parts_have_an_end():
    head = b"From: a@example.org\nSubject: x\nContent-Type: multipart/mixed; boundary=b0\n\n"
    body = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (at, at + 1)
        for at in range(150)
    )
    with pytest.raises(Refusal, match="not_a_mail_file"):
        mail(head + body)


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
        HEAD + b"X: y\n" * 300_000 + b"\n\nx",
        HEAD + b"Content-Type: text/plain" + b"; a=b" * 500_000 + b"\n\nx",
        HEAD + b"Content-Disposition: attachment" + b";\n filename*%d*=b" * 100_000 + b"\n\nx",
    ],
)
def test_what_was_made_to_keep_a_reader_busy_is_refused(data):
    with pytest.raises(Refusal, match="not_a_mail_file"):
        mail(data)


@pytest.mark.parametrize(
    "beginning", ["<!--", "<![CDATA[", "<a ", "<script>", "<", "&#", "<?", "</"]
)
def test_a_page_of_beginnings_without_ends_is_read_in_one_pass(beginning):
    """The standard library's parser would still be at it in an hour."""
    html_text(f"<p>Hello</p>{beginning * 200_000}")
    assert html_text(f"<p>Hello</p>{beginning * 9}").startswith("Hello")


def test_a_mail_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(kept_files, "LARGEST", 10)
    with pytest.raises(Refusal, match="document_too_large"):
        mail(b"From: a@example.org")


def outlooks(**fields):
    texts = {
        0x0037: "钢琴 Flügel",
        0x1000: "It is out of tune.\r\n",
        0x0C1A: "Ann Lee",
        0x0C1F: "/O=EXAMPLE/CN=ANN",
        0x5D01: "ann@example.org",
        0x1035: "<7@example.org>",
    }
    files = (
        {0x3707: "Vertrag.pdf", 0x3701: b"%PDF" * 2000},
        {0x3707: "logo.png", 0x3701: PNG, 0x3712: "pic1", 0x7FFE: True},
        {0x3707: "../../evil\u202e.txt", 0x3701: b"x"},
        {0x3707: "embedded message"},
    )
    values = {"sent": SENT, "receivers": (("Bob", "bob@example.net"),), "attachments": files}
    return outlook.message({**texts, **fields.pop("texts", {})}, **{**values, **fields})


def test_outlooks_messages_are_read():
    found = mail(outlooks(), "a.msg")
    assert (found.message_id, found.at) == ("<7@example.org>", SENT)
    assert (found.subject, found.body) == ("钢琴 Flügel", "It is out of tune.")
    assert (found.sender.name, found.sender.address) == ("Ann Lee", "ann@example.org")
    assert [one.address for one in found.receivers] == ["bob@example.net"]
    assert [(one.name, len(one.content)) for one in found.attachments] == [
        ("Vertrag.pdf", 8000),
        ("evil.txt", 1),
    ]


def test_outlooks_older_ones_are_read_by_their_code_page_headers_and_page():
    head = (
        "From: Ann <ann@example.org>\r\nDate: Mon, 11 May 2026 11:30:00 +0200\r\nMessage-ID: <9@x>"
    )
    texts = {0x0037: "钢琴", 0x007D: head, 0x0C1A: "", 0x0C1F: "/O=EX/CN=ANN"}
    page = "<body><p>走音</p></body>".encode()
    data = outlook.message(texts, wide=False, code_page=936, binaries={0x1013: page})
    found = mail(data, "a.msg")
    assert (found.subject, found.body, found.message_id) == ("钢琴", "走音", "<9@x>")
    assert (found.sender.address, found.at) == ("ann@example.org", SENT)


def _sound(found):
    found.body.encode()
    found.subject.encode()
    for text in (found.message_id, found.subject, *(one.name for one in found.attachments)):
        assert "\n" not in text
        assert "\0" not in text
    assert found.message_id
    for one in found.attachments:
        assert one.name == kept_files.clean_name(one.name)
    assert found.at is None or found.at.tzinfo is not None


def _read_or_refused(data):
    try:
        found = mail(data)
    except Refusal as refusal:
        assert refusal.code == "not_a_mail_file"  # noqa: PT017  (either is right, and nothing else)
    else:
        _sound(found)


def _whole():
    message = written()
    message.set_content("It is out of tune.")
    message.add_alternative("<p>It is <b>out</b></p>", subtype="html")
    message.add_attachment(PNG, "image", "png", filename="früher.png", cid="<a>")
    inside = written(Subject="=?gb2312?B?uNbH2Q==?=")
    inside.set_content("inside")
    message.add_attachment(inside)
    return message.as_bytes()


WHOLE = _whole()
OUTLOOK = outlooks()
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Disposition")


@given(st.binary(max_size=2000))
def test_any_bytes_are_an_email_or_refused(data):
    _read_or_refused(data)
    _read_or_refused(b"From: a@example.org\nSubject: x\n" + data)
    _read_or_refused(OUTLOOK[:512] + data)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=80)), max_size=6), st.data())
def test_any_headers_are_an_email_or_refused(headers, data):
    head = b"".join(
        f"{name}: {value}\n".encode("utf-8", "surrogatepass") for name, value in headers
    )
    _read_or_refused(head + data.draw(st.sampled_from([b"\n\nx", b"", WHOLE])))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([WHOLE, OUTLOOK]), st.data())
def test_a_damaged_email_is_an_email_or_refused(whole, data):
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 12))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    _read_or_refused(bytes(changed[cut:] if data.draw(st.booleans()) else changed))


@given(st.text())
def test_any_page_is_plain_text(page):
    html_text(page).encode("utf-8", "replace")
    html_text(f"<p>{page}</style></p><li>").encode("utf-8", "replace")


def test_kinds_are_told_by_their_names():
    assert [is_mail(name) for name in ("a.EML", "b.msg", "c.pdf", "eml")] == [
        True,
        True,
        False,
        False,
    ]
    assert message_from_bytes(WHOLE).is_multipart()
