"""Pictures of kept files, on made-up data: `python -m tests.ui.show_documents OUT`."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, fill, fill_receivables, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import Source
from smallcrm.importers.keeping import FileReader
from smallcrm.paths import Paths
from smallcrm.reports.render import pdf_text
from smallcrm.services import commands
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.contract_dialog import ContractDialog
from smallcrm.ui.dialogs.document_dialog import DocumentDialog
from smallcrm.ui.dialogs.document_window import DocumentWindow
from smallcrm.ui.dialogs.documents_window import DocumentsWindow
from smallcrm.ui.dialogs.email_dialog import EmailDialog
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.file_keeping import KeptWith
from smallcrm.ui.theme import ThemeContext

MAIL = """\
From: Beatriz =?utf-8?q?Gon=C3=A7alves?= <beatriz@example.ie>
To: Office <office@example.com>
Subject: The second Steinway
Date: Mon, 11 May 2026 11:30:00 +0100
Message-ID: <1@example.ie>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Hello,

the second Steinway is a quarter tone flat since the move.
Could you come before the concert on Friday? A photo of the action is attached.

Beatriz
--b
Content-Type: text/plain; name="Room plan.txt"
Content-Disposition: attachment; filename="Room plan.txt"

Hall 2, door on the left
--b--
"""
UNKNOWN = MAIL.replace("beatriz@example.ie", "tom@example.net").replace(
    "Beatriz =?utf-8?q?Gon=C3=A7alves?=", "Tom Byrne"
)


def pdf() -> bytes:
    """Make a contract of one page."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(72, 760, "Maintenance contract 2026")
    canvas.setFont("Helvetica", 11)
    for line in range(18):
        canvas.drawString(72, 720 - 18 * line, f"{line + 1}. Each grand is tuned twice a year.")
    canvas.drawString(72, 300, "Signed: B. Gonçalves")
    canvas.save()
    return stream.getvalue()


def photo() -> bytes:
    """Paint something that looks a little like a photo."""
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, 800)
    sky.setColorAt(0, QColor("#2b4162"))
    sky.setColorAt(1, QColor("#c79a6b"))
    painter.fillRect(image.rect(), sky)
    painter.setPen(QColor("white"))
    painter.setFont(QFont("Inter", 60))
    painter.drawText(120, 420, "Steinway D, action")
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs lack a text format
    return bytes(buffer.data().data())


def keep(backend: Backend) -> list[int]:
    """Keep a contract, a photo, a text, something unknown and an e-mail; return their ids."""
    reader = FileReader(pdf_text=pdf_text, country="IE", now=CLOCK.now())

    def do(command: commands.Command) -> commands.Done:
        return backend.services.perform(command, source=Source.SCREEN).result

    files = (
        reader.content("Maintenance contract 2026, signed.pdf", pdf()),
        reader.content("Steinway D, action.png", photo()),
        reader.content("Measurements.txt", "Humidity 41 %\nPitch 440.2 Hz\n走音".encode()),
        reader.content("Session 12 May.m4a", b"\0" * 3_400_000),
    )
    made = [
        do(commands.AddDocuments(client=1, files=files[:1], contract=1)).id,
        do(commands.AddDocuments(client=1, files=files[1:2], sale=2)).id,
        *(do(commands.AddDocuments(client=1, files=(one,))).id for one in files[2:]),
    ]
    message = reader.content("The second Steinway.eml", MAIL.encode())
    mail = do(reader.waiting(message, backend.queries).command(1)).id
    of_mail = backend.queries.documents_of(interaction_id=mail)
    return [*made, min(one.id for one in of_mail)]


def main() -> None:
    """Take all pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    folder = Path(tempfile.mkdtemp())
    paths = Paths(data=folder, machine_settings=folder / "machine.json")
    backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
    fill(backend)
    fill_receivables(backend)
    kept = dict(zip(("pdf", "photo", "text", "other", "mail"), keep(backend), strict=True))
    reader = FileReader(pdf_text=pdf_text, country="IE", now=CLOCK.now())
    unknown = reader.waiting(reader.content("a.eml", UNKNOWN.encode()), backend.queries)
    for language in ("en", "zh_CN"):
        theme.set_chinese(chinese=language != "en")
        context = context_of(backend, paths, theme, language)
        for choice in ("light", "dark"):
            theme.set_choice(choice)
            mark = f"{language}-{choice}.png"
            name = "Beatriz Gonçalves"
            shoot(context, DocumentsWindow(context, KeptWith(1), name), out / f"list-{mark}")
            empty = DocumentsWindow(context, KeptWith(2), "James Johnson")
            shoot(context, empty, out / f"none-{mark}")
            for what, document in kept.items():
                shoot(context, DocumentWindow(context, document), out / f"{what}-{mark}")
            shoot(context, DocumentDialog(context, kept["pdf"]), out / f"rename-{mark}")
            shoot(context, EmailDialog(context, unknown), out / f"whose-{mark}")
            shoot(context, SaleDialog(context, sale_id=2), out / f"sale-{mark}")
            shoot(context, ContractDialog(context, contract_id=1), out / f"contract-{mark}")
            card = CardWindow(context, 1)
            card.resize(theme.px(548), theme.px(690))
            card.show()
            wait(context)
            card.files.hint.setGeometry(card.rect())
            card.files.hint.raise_()
            card.files.hint.show()
            shoot(context, card, out / f"drop-{mark}")
        context.runner.stop()
    backend.close()


if __name__ == "__main__":
    main()
