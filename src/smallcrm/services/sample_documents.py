"""The files of a sample: a signed contract, a photo, an e-mail that came in and its answer."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import Client, Contract, Document, EmailAddress, Interaction
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import kept_files
from smallcrm.domain.enums import Direction, InteractionKind
from smallcrm.services import documents_kept
from smallcrm.services.sample_rows import Scene

_OWNER: Final = "office@example.com"
_WIDTH, _HEIGHT = 160, 100
_SIGNED_DAYS, _ASKED_DAYS, _ANSWERED_DAYS = 40, 9, 8


@dataclass(frozen=True, slots=True)
class _Words:
    """What the files are called and say; `{number}` and `{client}` of the contract."""

    contract: str
    lines: tuple[str, ...]
    photo: str
    subject: str
    asked: str
    answered: str


_ENGLISH: Final = _Words(
    contract="Contract {number}, signed.pdf",
    lines=(
        "Contract {number}",
        "",
        "The work is done as agreed, at the prices of the offer.",
        "Either side may end it with a month's notice.",
        "",
        "Signed and dated: {client}",
    ),
    photo="As it looks now.png",
    subject="A question before we go on",
    asked=(
        "Hello,\n\nbefore we go on: could it be ready a week earlier?\nA photo is attached."
        "\n\n{client}"
    ),
    answered=(
        "Dear {client},\n\nyes, a week earlier is possible. The price stays as it is.\n\nRegards"
    ),
)
_CHINESE: Final = _Words(
    contract="合同 {number}（已签）.txt",
    lines=(
        "合同编号：{number}",
        "",
        "一、按双方确认的报价施工。",
        "二、任何一方可提前一个月书面通知终止。",
        "",
        "甲方签字：{client}",
    ),
    photo="现场照片.png",
    subject="开工前想确认一下",
    asked="您好：\n\n工期能否提前一周？附上现场照片。\n\n{client}",
    answered="{client}，您好：\n\n可以提前一周，价格不变。\n\n祝好",
)


def write(uow: UnitOfWork, scene: Scene) -> None:
    """Add them; they go with the made-up clients. Who has no contract or address gets none."""
    words = _CHINESE if scene.chinese else _ENGLISH
    contract = uow.session.scalars(select(Contract).order_by(Contract.id)).first()
    if contract is not None:
        client = uow.session.get_one(Client, contract.client_id)
        name = kept_files.clean_name(words.contract.format(number=contract.number))
        lines = [line.format(number=contract.number, client=client.name) for line in words.lines]
        content = "\n".join(lines).encode() if scene.chinese else _pdf(lines)
        day = scene.days.at(_SIGNED_DAYS, 90)
        kept = _keep(uow, client.id, name, content, day, "\n".join(lines))
        kept.contract_id = contract.id
    address = uow.session.scalars(
        select(EmailAddress)
        .where(EmailAddress.contact_person_id.is_(None))
        .order_by(EmailAddress.id)
    ).first()
    if address is not None:
        _exchange(uow, scene, words, address)
    uow.session.flush()


def _exchange(uow: UnitOfWork, scene: Scene, words: _Words, address: EmailAddress) -> None:
    """Let a client ask something, with a photo, and be answered."""
    client = uow.session.get_one(Client, address.client_id)
    photo = _picture()
    asked = _message(
        address.address,
        _OWNER,
        words.subject,
        words.asked.format(client=client.name),
        scene.days.at(_ASKED_DAYS, 40),
    )
    asked.add_attachment(photo, "image", "png", filename=words.photo)
    asked.set_boundary("sample")
    answered = _message(
        _OWNER,
        address.address,
        f"Re: {words.subject}",
        words.answered.format(client=client.name),
        scene.days.at(_ANSWERED_DAYS, 20),
    )
    for message, days, at, direction in (
        (asked, _ASKED_DAYS, 40, Direction.IN),
        (answered, _ANSWERED_DAYS, 20, Direction.OUT),
    ):
        text = words.asked if direction is Direction.IN else words.answered
        row = Interaction(
            client_id=client.id,
            kind=InteractionKind.EMAIL.value,
            direction=direction.value,
            start_at=scene.days.at(days, at),
            summary=str(message["Subject"]),
            body=text.format(client=client.name),
            source=documents_kept.EMAIL,
            source_key=str(message["Message-ID"]),
        )
        uow.session.add(row)
        uow.session.flush()
        name = f"{message['Subject']}.eml".replace(":", "")
        files = [(name, message.as_bytes(), row.body)]
        files += [(words.photo, photo, None)] if direction is Direction.IN else []
        for file, content, said in files:
            kept = _keep(uow, client.id, file, content, scene.days.at(days, at), said)
            kept.interaction_id = row.id


def _message(sender: str, receiver: str, subject: str, body: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, receiver, subject
    message["Date"] = format_datetime(at)
    name = hashlib.sha256(f"{subject}{at.isoformat()}".encode()).hexdigest()[:16]
    message["Message-ID"] = f"<{name}@sample.example>"
    message.set_content(body)
    return message


def _keep(
    uow: UnitOfWork, client_id: int, name: str, content: bytes, at: datetime, said: str | None
) -> Document:
    sha256 = hashlib.sha256(content).hexdigest()
    documents_kept.keep_content(uow, sha256, said, content)
    row = Document(
        client_id=client_id,
        content_sha256=sha256,
        name=kept_files.clean_name(name),
        media_type=kept_files.media_type(name),
        added_at=at,
    )
    uow.session.add(row)
    return row


def _picture() -> bytes:
    """Make a PNG: a wall in evening light, one byte of grey a dot, warmer towards the window."""
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes((236 - y, 180 + x * 40 // _WIDTH - y, 120 + x * 60 // _WIDTH))
            for x in range(_WIDTH)
        )
        for y in range(_HEIGHT)
    )
    head = struct.pack(">LLBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _escaped(line: str) -> bytes:
    text = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return text.encode("cp1252", "replace")


def _pdf(lines: list[str]) -> bytes:
    """Make a PDF of one page in the fonts that every reader has."""
    said = b" ".join(b"(%s) Tj T*" % _escaped(line) for line in lines)
    stream = b"BT /F 13 Tf 72 760 Td 22 TL " + said + b" ET"
    fonts = b"/Resources << /Font << /F 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % fonts
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, start)
    )
