"""Nasty tables of text, and files that are no tables whatever they are called."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator

from tests.importers.conftest import CUSTOMERS, KEHU
from tests.importers.nasty.corpus import SEED, TEN_MB, Case, case, cut, flipped, scrambled

CLIENTS = (
    "Code,Name,Company,Phone,Email,Address,Tags,Balance,Birthday,Referred by,Notes\r\n"
    'K1,Ann Lee,"Lee, Ltd",086 123 4567; 01 234 5678,ann@example.org,1 Quay\r\n'
    'K2,陈明,河畔公司,13800138000,chen@example.cn,"外滩1号",VIP,"1,250.50",1980-05-03,Ann Lee,茶\r\n'
)
SALES = (
    "Invoice no,Customer code,Customer,Invoice date,Due date,Description,Quantity,Unit price,Total\n"
    "7,K1,Ann Lee,2024-03-05,2024-04-04,Tuning,1,100.00,100.00\n"
    "8,K2,陈明,06.03.2024,,Lesson,2,30.5,61.00\n"
)
PAYMENTS = (
    "Reference,Customer code,Customer,Payment date,Amount,Method,Invoice\n"
    "P1,K1,Ann Lee,2024-03-06,50.00,cash,7\nP2,K2,陈明,2024-03-07,€ 61,transfer,8\n"
)
PRODUCTS = "SKU,Product,Unit,Price EUR,Price USD,Tax rate,Active\nT1,Tuning,h,80.00,90,19%,yes\n"
REFERRALS = "Client,Referrer,Date,Outcome,Commission\nBo,Ann Lee,2024-03-05,won,EUR 10\n"
PEOPLE = "Customer,Contact name,Role,Phone,Email\nAnn Lee,Judith,secretary,1234567,j@x.org\n"
NOTES = "Customer,Note,Date\nAnn Lee,Likes tea,2024-03-05\n"
BASES = {
    "clients": CLIENTS, "sales": SALES, "payments": PAYMENTS, "products": PRODUCTS,
    "referrals": REFERRALS, "people": PEOPLE, "notes": NOTES, "kehu": KEHU,
}  # fmt: skip
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "utf-7", "gb18030", "gbk", "big5", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "cp1252",
    "cp1251", "koi8-r", "cp437", "cp850", "mac_roman", "cp1256", "cp037", "hz",
)  # fmt: skip
ODD = (
    "\x00", "a\x00b", "\u202eevil\u202c", "\u200b\u200d\u2060", "\ufeffx\ufeff", "👩‍👩‍👧‍👦🏳️‍🌈", "e\u0301" * 300,
    "Z\u0321\u0322\u0323\u0324" * 200, "\ud800", "\udfff\ud800", "\ud83d\ude00", "\uffff\ufffe",
    "\U0010ffff", "\x1b[31mred", "\x85\u2028\u2029\x0b\x0c", '"', '""', "'", "''''", "\\", "%s%n{0}{}",
    "=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1", "{name}", "${jndi:ldap://x}", "<b>&amp;</b>",
    "'; DROP TABLE client; --", "../../etc/passwd", "C:\\con\\nul", "1" * 400, "9" * 5000, "1e999",
    "-1e999", "NaN", "Infinity", "-0", "0.1" + "0" * 300 + "1", "1.2.3.4", ",,,,", "1,2,3,4,5", "٠١٢٣",
    "１２３４５", "²³", "𝟙𝟚", "Ⅷ", "一万二千", "5万", "¥", "€€€ 5", "$-5-", "((5))", "5-5-5", "0000-00-00",
    "9999-99-99", "2024-02-30", "31/31/2024", "1/1/1", "99999-01-01", "29.02.1900", "00/00/00",
    "2024-03-05T25:61:61", "45000", "-45000", "今天", "yesterday", "@", "@@@@", "a@", "a@b@c@d",
    "x@" + "y" * 300, "<" * 500 + "@", "+", "+" * 200, "(((((((", "+1" * 60, "tel:;ext=;", "转转转", "ext. ",
    ";" * 500, "\n" * 200, "\r\r\r", "a\nb\r\nc", " " * 5000, "\u3000" * 300, "word " * 2000,
    "的" * 3000, "🙂" * 1000, "ß" * 1200, "ﷺ" * 300, "İ" * 400, "n/a", "NULL", "None", "#REF!", "#N/A",
    "Err:502", "true", "100%", "-5%", "1000%", "S", "won", "in", "BEGIN:VCARD", "\x1a", "sep=;", "0x1F",
)  # fmt: skip
_HOSTILE = (
    " " * 90_000, "1." * 45_000, "1," * 45_000, "(" * 90_000, "@" * 90_000, "a@b" * 30_000,
    "1 " * 45_000, "/" * 90_000, "x:" * 45_000, "-" * 90_000, "1/" * 45_000, "ext" * 30_000,
    "#" * 90_000, "a" * 90_000 + "@", "０" * 90_000, "e\u0301" * 45_000, "\n" * 90_000,
    ";;" * 45_000, "*" * 90_000, "1'" * 45_000, "Jan " * 22_000, "年" * 90_000, "&" * 90_000,
)  # fmt: skip


WORD_ROWS = (
    ["Name", "Phone", "Email", "Notes"],
    ["Ann Lee", "086 123 4567", "ann@example.org", "likes tea"],
    ["陈明", "13800138000", "chen@example.cn", "茶"],
)


def texts_of_each_kind() -> dict[str, bytes]:
    """Return one small file of each kind of text."""
    from tests.importers.nasty.card_files import MIDDLE

    return {
        "csv": CLIENTS.encode(),
        "gb18030": KEHU.encode("gb18030"),
        "utf-16": SALES.encode("utf-16"),
        "tsv": PAYMENTS.replace(",", "\t").encode(),
        "vcf": MIDDLE.encode(),
    }


def cases() -> Iterator[Case]:
    yield from cut("csv", ".csv", CLIENTS.encode())
    yield from cut("gb18030", ".csv", KEHU.encode("gb18030"), 3)
    yield from cut("utf-16", ".csv", SALES.encode("utf-16"), 2)
    yield from cut("tsv", ".tsv", PAYMENTS.replace(",", "\t").encode("utf-16-be"), 3)
    for name, text in BASES.items():
        yield from flipped(name, ".csv", text.encode(), 40)
        yield from scrambled(name, ".csv", text.encode(), 40)
    yield from _encodings()
    yield from _characters()
    yield from _hostile()
    yield from _structures()
    yield from _no_tables()


def _encodings() -> Iterator[Case]:
    for name, text in (("kehu", KEHU), ("west", CUSTOMERS), ("sales", SALES)):
        for encoding in ENCODINGS:
            data = text.encode(encoding, "replace")
            yield case("encoding", f"{name}-{encoding}", ".csv", data)
            other = ENCODINGS[(ENCODINGS.index(encoding) * 7 + 3) % len(ENCODINGS)]
            named = f"{name}-{encoding}-read-as-{other}"
            yield case("encoding", named, ".csv", data, encoding=other)
    half = KEHU.encode().splitlines(keepends=True)
    other_half = KEHU.encode("gb18030").splitlines(keepends=True)
    yield case("encoding", "two-at-once", ".csv", b"".join(half[:3] + other_half[3:]))
    for encoding in ("hex", "zlib", "idna", "undefined", "rot13", "klingon", "utf-8\0", "", "é"):
        name = encoding.strip("\0") or "empty"
        yield case("encoding", f"asked-{name}", ".csv", KEHU.encode(), encoding=encoding)


def _characters() -> Iterator[Case]:
    """Put what nobody should type into a cell, a heading, or everywhere."""
    chance = random.Random(f"{SEED} characters")
    for name, text in BASES.items():
        heading, *rows = [line.split(",") for line in text.splitlines()]
        for index, odd in enumerate(ODD):
            quoted = '"' + odd.replace('"', '""') + '"'
            made = [list(row) for row in rows]
            row = chance.choice(made)
            row[chance.randrange(len(row))] = quoted if chance.random() < 0.8 else odd
            lines = [heading, *made]
            if chance.random() < 0.1:
                lines[0] = [*heading[:-1], quoted]
            data = "\n".join(",".join(line) for line in lines)
            yield case("character", f"{name}-{index:03d}", ".csv", data)
    for index, odd in enumerate(ODD):
        quoted = '"' + odd.replace('"', '""') + '"'
        row = ",".join([quoted] * 11)
        yield case("everywhere", f"{index:03d}", ".csv", f"{CLIENTS.splitlines()[0]}\n{row}\n")


def _hostile() -> Iterator[Case]:
    """Lay texts before every field on which a careless pattern would think for hours."""
    for name, text in (("clients", CLIENTS), ("sales", SALES), ("payments", PAYMENTS)):
        heading = text.splitlines()[0]
        for index, hostile in enumerate(_HOSTILE):
            cell = '"' + hostile + '"'
            row = ",".join([cell] * len(heading.split(",")))
            yield case("hostile", f"{name}-{index:02d}", ".csv", f"{heading}\n{row}\n")


def _structures() -> Iterator[Case]:
    big = b"x" * TEN_MB
    wide = ",".join(f"Column {number}" for number in range(100_000))
    many = "".join(f"Client {number},{number:08d}\n" for number in range(20_000))
    texts: dict[str, bytes | str] = {
        "ten-mb-cell": b'Name,Notes\nAnn,"' + big + b'"\n',
        "ten-mb-heading": big + b",Name\nAnn,Bo\n",
        "ten-mb-no-newline": big,
        "ten-mb-of-quotes": b'"' * TEN_MB,
        "ten-mb-of-commas": b"," * TEN_MB,
        "ten-mb-of-newlines": b"\n" * TEN_MB,
        "ten-mb-of-spaces": b" " * TEN_MB,
        "ten-mb-of-nul": b"\0" * TEN_MB,
        "ten-mb-unclosed": b'Name,Notes\n"Ann,' + b"line,of\n" * (TEN_MB // 8),
        "ten-mb-odd-quotes": b"Name,Notes\n" + b'a"b,"c\n' * (TEN_MB // 70),
        "100,000-columns": f"{wide}\n" + "," * 99_999 + "\n",
        "100,000-empty-columns": "Name" + "," * 100_000 + "\nAnn\n",
        "100,000-cells-in-a-row": "Name,Phone\nAnn" + ",1" * 100_000 + "\n",
        "one-column-100,000-rows": "Name\n" + "Ann\n" * 100_000,
        "all-the-same-name": "Name,Phone\n" + "Ann,1234567\n" * 5_000,
        "same-referrer-each": "Name,Referred by\n" + "Ann,Ann\nBo,Ann\nAnn,Bo\n" * 200,
        "a-circle-of-referrers": "Name,Referred by\nA,B\nB,C\nC,A\n",
        "unclosed-first": '"Name,Phone\nAnn,1\n',
        "unclosed-last": 'Name,Phone\nAnn,1\nBo,"2',
        "quotes-in-quotes": 'Name,Phone\n"An"n",1\n"B""o",""2""\n',
        "carriage-returns": "Name,Phone\rAnn,1\rBo,2\r",
        "mixed-ends": "Name,Phone\r\nAnn,1\nBo,2\rCy,3\n\rDi,4\r\n\r\n",
        "heading-only": "Name,Phone\n",
        "heading-twice": "Name,Phone\nName,Phone\nAnn,1\n",
        "mark-only": b"\xef\xbb\xbf",
        "mark-within": "Name,Phone\n\ufeffAnn,1\n\ufeff\n",
        "marks-of-all": b"\xff\xfe\xef\xbb\xbfN\0a\0m\0e\0",
        "500-equal-headings": ",".join(["Name"] * 500) + "\n" + ",".join("x" * 500) + "\n",
        "all-headings-empty": ",,,,\nAnn,1,2,3,4\n",
        "headings-are-numbers": "1,2,3\n4,5,6\n",
        "sep": "sep=\nName\tPhone\nAnn\t1\n",
        "sep-quote": 'sep="\nName,Phone\nAnn,1\n',
        "sep-many": "sep=;;;;\nName;Phone\nAnn;1\n",
        "sep-only": "sep=,",
        "preamble-of-a-thousand-lines": "Report\n" * 1_000 + "Name,Phone\nAnn,1\n",
        "a-million-blank-lines": "Name,Phone\n" + "\n" * 1_000_000 + "Ann,1\n",
        "blank-and-spaces": "Name,Phone\n , \n\t,\t\nAnn,1\n",
        "many-clients": "Name,Phone\n" + many,
        "ragged": "Name,Phone,Email\nAnn\nBo,1\nCy,1,2,3,4,5\n,,,,,,\nDi,1,2\n",
        "decimal-commas-unquoted": "Invoice no,Customer,Total\n1,Ann,12,50\n2,Bo,7,25\n",
        "one-byte-pairs": bytes(range(256)) * 20,
        "high-bytes": b"Name,Phone\n" + bytes(range(128, 256)) * 30 + b",1\n",
        "every-character": "Name,Phone\n" + "".join(map(chr, range(0x20, 0xD7FF, 7))) + ",1\n",
        "astral": "Name,Phone\n" + "".join(map(chr, range(0x10000, 0x20000, 97))) + ",1\n",
        "halves": "Name,Phone\n" + "".join(map(chr, range(0xD800, 0xE000, 3))) + ",1\n",
    }  # fmt: skip
    for name, content in texts.items():
        yield case("structure", name, ".csv", content)
    for separator in ";|\t:^~ \x01§，":
        text = CLIENTS.replace(",", separator)
        yield case("separator", f"{ord(separator):04x}", ".txt", text)
        yield case("separator", f"{ord(separator):04x}-told", ".txt", text, separator=separator)
    for told in ("", ",,", '"', "\n", "\r", "\0", "é", "😀"):
        yield case("separator", f"told-{told.encode().hex()}", ".csv", CLIENTS, separator=told)
    for row in (-5, 0, 1, 2, 3, 99, 10**12):
        yield case("told", f"heading-row-{row}", ".csv", CLIENTS, heading_row=row)
    mappings = (
        {"Name": "ignore"}, {"Name": "phone", "Phone": "name"}, {"Nothing": "name"}, {"": "name"},
        {"Name": "nonsense"}, {"Notes": "own:Favourite\nfood"}, {"Notes": "own:"}, {"Name": "own:x"},
        {"Phone": "opening_balance"}, {"Notes": "birthday"}, {"Name": "name", "Company": "name"},
    )  # fmt: skip
    for index, mapping in enumerate(mappings):
        yield case("told", f"mapping-{index}", ".csv", CLIENTS, mapping=mapping)
    for kind in (
        "clients",
        "sales",
        "payments",
        "products",
        "referrals",
        "contact_people",
        "notes",
    ):
        for name, text in BASES.items():
            yield case("told", f"{name}-as-{kind}", ".csv", text, kind=kind)
    for word, options in {
        "kind": {"kind": "dragons"}, "order": {"date_order": "ddd"}, "sign": {"decimal_sign": "x"},
        "currency": {"default_currency": "ZZZ"}, "country": {"country": "ÄÖ"}, "sheet": {"sheet": "x"},
        "no-currency": {"default_currency": None}, "orders": {"date_orders": {"Birthday": "mdy"}},
    }.items():  # fmt: skip
        yield case("told", word, ".csv", CLIENTS, **options)


def _no_tables() -> Iterator[Case]:
    chance = random.Random(f"{SEED} noise")
    for byte in range(256):
        yield case("one-byte", f"{byte:02x}", ".csv", bytes((byte,)))
    for number in range(120):
        size = chance.choice((1, 2, 3, 5, 16, 100, 1000, 10_000, 100_000))
        ending = chance.choice((".csv", ".vcf", ".xlsx", ".ods", ".xls", ".json", ".tsv", ""))
        yield case("noise", f"{number:03d}", ending, chance.randbytes(size))
    signatures = {
        "pdf": b"%PDF-1.7\n%\xe2\xe3", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF89a", "rtf": b"{\\rtf1 x",
        "gzip": gzip.compress(b"\0" * TEN_MB, mtime=0), "7z": b"7z\xbc\xaf\x27\x1c", "rar": b"Rar!\x1a\x07",
        "sqlite": b"SQLite format 3\0", "elf": b"\x7fELF\x02", "exe": b"MZ\x90\0", "jpeg": b"\xff\xd8\xff",
        "html": b"<html><table><tr><td>Name</td></tr></table>", "svg": b"<svg xmlns='x'/>",
        "calendar": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "json": b'[{"name": "Ann"}]',
        "laughs": b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        "ofx": b"OFXHEADER:100\n<OFX></OFX>", "mail": b"From: a@b\nTo: c@d\n\nName,Phone\n",
        "shell": b"#!/bin/sh\nrm -rf /\n", "excel-2003": b'<?xml version="1.0"?><?mso-application '
        b'progid="Excel.Sheet"?><Workbook/>', "biff4": b"\x09\x04\x06\0\0\0\x10\0\0\0",
    }  # fmt: skip
    for name, data in signatures.items():
        for ending in (".csv", ".xls"):
            yield case("signature", name, ending, data)
            yield case("signature", f"{name}-long", ending, data + chance.randbytes(5000))
    names = (
        "..csv", "...", " .csv", "a" * 250 + ".csv", "名" * 80 + ".csv", "\u202evsc.exe", "con.csv",
        "-rf.csv", "--help", "%s%n.csv", "{file}.csv", "<b>.csv", "a\nb.csv", "'; DROP.csv", "~.csv",
        "emoji 👩‍👩‍👧.csv", "tab\t.csv", "back\\slash.csv", ".hidden", "no ending", "trailing.csv ",
    )  # fmt: skip
    for index, name in enumerate(names):
        yield case("file-name", index, ".csv", CLIENTS, file_name=name)
