"""Nasty contacts: vCards of every version, broken in every way that phones break them, and more."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.importers.nasty.corpus import TEN_MB, Case, case, cut, flipped, scrambled
from tests.importers.nasty.text_files import ENCODINGS, ODD

OLD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=99=88;=E6=98=8E\r\n"
    "TEL;CELL;PREF:13800138000\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a long =\r\nline=0D=0Aend\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:\r\n /9j/4AAQSkZJRg==\r\n\r\nEND:VCARD\r\n"
)
MIDDLE = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nN:Lee;Ann;;;\nORG:Lee\\, Ltd;Sales\nTEL;TYPE=WORK,VOICE:"
    "+353 86 123 4567\nitem1.TEL:01 234 5678\nitem1.X-ABLabel:_$!<Office>!$_\nEMAIL:ann@example.org\n"
    "ADR;TYPE=HOME:;;1 Quay;Cork;;T12;Ireland\nNOTE:folded\n  text\\nwith; signs\nBDAY:1980-05-03\n"
    "CATEGORIES:VIP,tea\nEND:VCARD\n"
)
NEW = (
    "BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nKIND:org\nFN:Lee Ltd\nTEL;VALUE=uri:tel:+353-86-1;ext=2\n"
    'RELATED;TYPE="friend,x-referred-by";VALUE=text:Bo\nIMPP:wechat:ann\nEND:VCARD\n'
)
_CHARSETS = (
    "hex", "zlib", "base64", "bz2", "rot13", "idna", "punycode", "undefined", "unicode_escape",
    "raw_unicode_escape", "mbcs", "utf-7", "utf-16", "gbk", "klingon", "", "\0", "x" * 5000, "cp037",
    "uu", "quopri", "charmap", "utf_8_sig", "hz", "iso2022_jp", "cp65001", "oem",
)  # fmt: skip


def _card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", "FN:Ann", *lines, "END:VCARD", ""])


def cases() -> Iterator[Case]:
    for name, text in (("old", OLD), ("middle", MIDDLE), ("new", NEW)):
        yield from cut(f"card-{name}", ".vcf", text.encode(), 2 if name == "middle" else 1)
        yield from flipped(f"card-{name}", ".vcf", text.encode(), 80)
        yield from scrambled(f"card-{name}", ".vcf", text.encode(), 80)
        for encoding in ENCODINGS:
            data = text.encode(encoding, "replace")
            yield case("card-encoding", f"{name}-{encoding}", ".vcf", data)
    for name in ("FN", "N", "ORG", "TEL", "EMAIL", "ADR", "NOTE", "BDAY", "CATEGORIES", "RELATED",
                 "URL", "IMPP", "X-REFERRED-BY", "UID", "KIND", "LANG", "TITLE", "X-SMALLCRM-CODE",
                 "X-SMALLCRM-CURRENCY", "X-SMALLCRM-LEVEL", "X-UNHEARD-OF"):  # fmt: skip
        for index, odd in enumerate(ODD):
            if (index + len(name)) % 3 == 0:
                yield case("card-character", f"{name}-{index:03d}", ".vcf", _card(f"{name}:{odd}"))
    yield from _properties()
    yield from _files()


def _properties() -> Iterator[Case]:
    lines = {
        "no-value": "TEL", "no-name": ":5", "only-colon": ":", "only-semicolons": ";;;;:", "equals": "TEL;=;=:5",
        "no-end-of-quotes": 'TEL;TYPE="WORK:5', "many-parameters": "TEL" + ";TYPE=x" * 20_000 + ":5",
        "long-parameter": "TEL;TYPE=" + "x" * 500_000 + ":5", "many-values": "TEL;TYPE=" + "a," * 50_000 + ":5",
        "long-name": "X" * 500_000 + ":5", "groups": "a.b.c.TEL:5", "empty-group": ".TEL:5", "spaces": " : : ",
        "bad-hex": "NOTE;ENCODING=QUOTED-PRINTABLE:=ZZ=4=", "soft-ends": "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n=\r\n=",
        "backslash-end": "NOTE:ends with \\", "backslashes": "NOTE:" + "\\" * 100_000, "semicolons": "ADR:" + ";" * 100_000,
        "commas": "CATEGORIES:" + "," * 50_000, "tags": "CATEGORIES:" + ",".join(map(str, range(5_000))),
        "ten-mb-note": "NOTE:" + "x" * TEN_MB, "ten-mb-photo": "PHOTO;ENCODING=b:" + "A" * TEN_MB,
        "ten-mb-folded": "NOTE:" + "\r\n x" * (TEN_MB // 4), "ten-mb-data-uri": "PHOTO:data:image/png;base64," + "A" * TEN_MB,
        "folded-photo": "PHOTO;ENCODING=BASE64:\r\n" + (" " + "A" * 72 + "\r\n") * 20_000,
        "bad-base64": "PHOTO;ENCODING=b:!!!!\r\n ====", "unfolded-photo": "PHOTO;BASE64:\r\n" + ("A" * 72 + "\r\n") * 2_000,
        "many-phones": "\r\n".join(f"TEL:{number:09d}" for number in range(5_000)),
        "same-phone": "\r\n".join(["TEL:123456789"] * 20_000), "many-labels": "\r\n".join(f"i{n}.TEL:{n:09d}\r\ni{n}.X-ABLabel:L{n}" for n in range(2_000)),
        "many-related": "\r\n".join(f"RELATED;TYPE=friend:F{n}" for n in range(3_000)),
        "bdays": "BDAY:--0503\r\nBDAY:2024-02-30\r\nBDAY:0000-00-00", "bday-far": "BDAY:99999-01-01", "bday-text": "BDAY;VALUE=text:circa 1800",
        "bday-zero": "BDAY:0000-01-01", "urn-to-itself": "UID:urn:uuid:1\r\nRELATED:urn:uuid:1", "nested": "BEGIN:VCARD\r\nFN:inner\r\nEND:VCARD",
        "agent": "AGENT:BEGIN:VCARD\\nFN:x\\nEND:VCARD", "tabs": "NOTE:a\r\n\tb\r\n\t\tc", "blank-lines": "NOTE:a\r\n\r\n\r\n b",
        "nul": "NOTE:a\0b", "c1": "NOTE:\x85\x9f", "tel-uri": "TEL;VALUE=uri:tel:;ext=;;;;phone-context=", "tel-ext": "TEL:tel:+1;ext=" + "9" * 10_000,
    }  # fmt: skip
    for name, line in lines.items():
        yield case("card-property", name, ".vcf", _card(line))
    for charset in _CHARSETS:
        line = f"NOTE;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:=E9=99=88=FF=00"
        name = charset.encode().hex()[:20] or "none"
        yield case("card-charset", name, ".vcf", _card(line, version="2.1"))
        yield case("card-charset", f"{name}-plain", ".vcf", _card(f"NOTE;CHARSET={charset}:é陈"))
    for index in range(20):
        data = base64.b64encode(bytes(range(256)) * index).decode()
        line = f"NOTE;ENCODING=BASE64:{data}"
        yield case("card-base64", index, ".vcf", _card(line, version="2.1"))


def _files() -> Iterator[Case]:
    files = {
        "begin-only": "BEGIN:VCARD", "end-only": "END:VCARD", "no-end": "BEGIN:VCARD\nFN:Ann\n",
        "no-version": "BEGIN:VCARD\nFN:Ann\nEND:VCARD", "version-9": _card(version="9.9"), "no-name": "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n",
        "empty-cards": "BEGIN:VCARD\nEND:VCARD\n" * 5_000, "nested-deeply": "BEGIN:VCARD\n" * 50_000 + "END:VCARD\n" * 50_000,
        "begins-only": "BEGIN:VCARD\nFN:x\n" * 2_000, "ends-only": "BEGIN:VCARD\n" + "END:VCARD\n" * 5_000,
        "many-cards": "".join(_card(f"TEL:{number:09d}") for number in range(5_000)),
        "one-line": "BEGIN:VCARD FN:Ann END:VCARD", "carriage-returns": MIDDLE.replace("\n", "\r"),
        "spaces-before": "\n\n   " + MIDDLE, "mark": "\ufeff" + MIDDLE, "marks": "\ufeff\ufeff" + MIDDLE,
        "text-before": "hello\n" + MIDDLE, "text-after": MIDDLE + "trailing\x00rubbish", "doubled": MIDDLE * 50,
        "calendar-within": MIDDLE + "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "lower-case": MIDDLE.lower(), "all-folded": MIDDLE.replace("\n", "\n "),
        "no-folds": MIDDLE.replace("\n ", "\n"), "all-escaped": MIDDLE.replace(":", "\\:"), "end-with-spaces": MIDDLE.replace("END:VCARD", "END : VCARD "),
    }  # fmt: skip
    for name, text in files.items():
        yield case("card-file", name, ".vcf", text)
        yield case("card-file", f"{name}-as-csv", ".csv", text)
    for kind in ("sales", "clients", "notes"):
        yield case("card-file", f"as-{kind}", ".vcf", MIDDLE, kind=kind)
    for encoding in ("gbk", "utf-16", "hex", "klingon", "ascii"):
        yield case("card-file", f"read-as-{encoding}", ".vcf", OLD, encoding=encoding)
