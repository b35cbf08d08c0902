"""Encodings: which one is chosen, why, and what is refused."""

from __future__ import annotations

import codecs

import pytest
from tests.importers.conftest import CUSTOMERS, KEHU

from smallcrm.domain.errors import Refusal
from smallcrm.importers.text import decode

TAIWAN = (
    "客戶名稱,電話,地址\n陳明,02-2345-6789,臺北市信義區\n林曉,0912-345-678,高雄市前鎮區中山路\n"
)
JAPAN = "氏名,電話番号,住所\n"
JAPAN += "田中さくら,03-1234-5678,東京都千代田区\n鈴木タロウ,090-1234-5678,大阪市北区\n"
KOREA = "이름,전화번호,주소\n"
KOREA += "김철수,02-345-6789,서울특별시 강남구\n박영희,010-1234-5678,부산시 해운대구\n"
WEST = "Name,City,Note\nJosé Muñoz,Málaga,“wants” a café – now\nLeonie Köhler,Lübeck,Größe 40\n"


@pytest.mark.parametrize(
    ("text", "encoding", "chosen", "why"),
    [
        (CUSTOMERS, "utf-8", "utf-8", "valid"),
        (CUSTOMERS, "utf-8-sig", "utf-8", "mark"),
        (KEHU, "utf-16", "utf-16-le", "mark"),
        (KEHU, "utf-16-le", "utf-16-le", "pattern"),
        (KEHU, "utf-16-be", "utf-16-be", "pattern"),
        (CUSTOMERS, "utf-16-be", "utf-16-be", "pattern"),
        (KEHU, "utf-32", "utf-32-le", "mark"),
        (KEHU, "gb18030", "gb18030", "plausible"),
        (KEHU, "utf-8", "utf-8", "valid"),
        (TAIWAN, "big5", "big5", "plausible"),
        (JAPAN, "shift_jis", "cp932", "plausible"),
        (JAPAN, "euc_jp", "euc_jp", "plausible"),
        (KOREA, "euc_kr", "euc_kr", "plausible"),
        (KEHU, "utf-32-le", "utf-32-le", "pattern"),
        (CUSTOMERS, "utf-32-be", "utf-32-be", "pattern"),
        (CUSTOMERS, "utf-16-le", "utf-16-le", "pattern"),
        (CUSTOMERS, "cp850", "cp850", "plausible"),
        ("Name,City\nJosé Muñoz,Málaga\n", "cp437", "cp850", "plausible"),
        (CUSTOMERS, "mac_roman", "mac_roman", "plausible"),
        ("Name,City\nJosé,Málaga\nCéline,Orléans\n", "cp850", "cp850", "plausible"),
        ("Name,City\nJörg,Lübeck\n", "cp850", "cp850", "plausible"),
        ("Name\nLOÏC DÉSIRÉ\nZoë\n", "cp1252", "cp1252", "plausible"),
        (CUSTOMERS, "cp1252", "cp1252", "plausible"),
        (WEST, "cp1252", "cp1252", "plausible"),
        ("Name,Phone\nAnn,1\n", "ascii", "utf-8", "ascii"),
        ("姓名,电话\n张伟,138\n", "gbk", "gb18030", "plausible"),
        ("姓名\n李娜\n", "gbk", "gb18030", "plausible"),
        ("Name,Phone\n张伟,1\n", "gbk", "gb18030", "plausible"),
        ("Name,Phone\nJörg,1\n", "cp1252", "cp1252", "plausible"),
    ],
)
def test_an_encoding_is_found_and_said(text: str, encoding: str, chosen: str, why: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.why) == (text, chosen, why)


def test_characters_that_a_database_cut_in_halves_are_joined_again() -> None:
    data = "Name\nAnn 😀 Lee\n".encode("utf-16-le").decode("utf-16-le", "surrogatepass")
    halves = data.replace("😀", "\ud83d\ude00").encode("utf-8", "surrogatepass")
    assert decode(halves).text == "Name\nAnn 😀 Lee\n"
    alone = "Name\nAnn \ud83d Lee\n".encode("utf-8", "surrogatepass")
    assert decode(alone).text == "Name\nAnn \ufffd Lee\n"


def test_a_big_endian_mark_is_seen() -> None:
    assert decode(codecs.BOM_UTF16_BE + KEHU.encode("utf-16-be")).text == KEHU


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "euc_kr", "koi8-r"])
def test_the_caller_may_ask_for_any_encoding(encoding: str) -> None:
    text = {"euc_kr": "이름\n김철수\n", "koi8-r": "Имя\nИван\n"}.get(encoding, "Name\nJörg\n")
    decoded = decode(text.encode(encoding), encoding)
    assert (decoded.text, decoded.why) == (text, "given")


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (b"", None, "empty_file"),
        (b"\xef\xbb\xbf", None, "empty_file"),
        (b"  \n\t\n", None, "empty_file"),
        (b"PK\x03\x04\x14\x00abc", None, "not_a_table"),
        (b"%PDF-1.7\n1 0 obj", None, "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "not_a_table"),
        (bytes(range(256)) * 40, None, "not_a_table"),
        (b"\x00" * 5000, None, "not_a_table"),
        (b"<html><body>name,phone</body></html>", None, "web_page"),
        (b"BEGIN:VCARD\nFN:Ann\nEND:VCARD\n", None, "not_a_table"),
        (b'[{"name": "Ann"}]', None, "not_a_table"),
        (b"Name,Phone\n", "klingon", "unknown_encoding"),
        (b"Name,Phone\n", "hex", "unknown_encoding"),
        (b"Name,Phone\n", "utf-8\x00", "unknown_encoding"),
        ("Name\nJörg K\n".encode("cp1252"), "utf-8", "wrong_encoding"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, encoding: str | None, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        decode(data, encoding)
    assert refusal.value.code == code


def test_control_characters_are_taken_out() -> None:
    assert decode(b"Name,Ph\x07one\nAnn\x00 Lee,1\x1b2\n" + b"x" * 500).text.startswith(
        "Name,Phone\nAnn Lee,12\n"
    )


def test_a_character_that_the_end_cut_through_is_left_off() -> None:
    whole = KEHU.encode()
    for cut in range(1, 40):
        assert KEHU.startswith(decode(whole[:-cut]).text)


def test_one_bad_byte_does_not_turn_a_utf8_file_into_another_encoding() -> None:
    data = KEHU.encode().replace("喜欢".encode(), b"\xe5\x96")
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "陈明" in decoded.text


def test_a_country_settles_what_bytes_leave_open() -> None:
    assert decode("李\n".encode("big5"), country="TW").encoding == "big5"
