"""Pictures of letterhead, texts and labels: `python -m tests.ui.show_letterhead OUT [NAME…]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.reward_data import perform
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, fill, shoot, wait

from smallcrm.app import open_backend
from smallcrm.domain.label_sheets import KNOWN
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.label_dialog import LabelDialog
from smallcrm.ui.dialogs.label_sheet_dialog import LabelSheetDialog
from smallcrm.ui.dialogs.label_sheets_window import LabelSheetsWindow
from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow
from smallcrm.ui.dialogs.notes_choice import NotesChoice
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.texts_window import TextsWindow
from smallcrm.ui.theme import ThemeContext

_LOOKS = (
    ("en", "light", 1.0),
    ("zh_CN", "dark", 1.0),
    ("en", "dark", 1.0),
    ("zh_CN", "light", 1.0),
)
_SETTINGS = {
    False: {
        "file.owner_name": "Aoife Brennan",
        "file.owner_line": "Pianos, tuning, and websites for music schools",
        "file.owner_address": "14 Harbour Row\nDún Laoghaire\nCo. Dublin",
        "file.owner_tax_number": "IE 6388047V",
        "letterhead.phone": "+353 20 910 2600",
        "letterhead.email": "aoife@brennanpianos.example",
        "letterhead.web": "brennanpianos.example",
        "letterhead.colour": "#1A4F8B",
        "bank.iban": "IE29 AIBK 9311 5212 3456 78",
        "bank.bic": "AIBKIE2D",
        "letterhead.zh_CN.name": "布伦南钢琴",
    },
    True: {
        "file.owner_name": "林夏设计工作室",
        "file.owner_line": "品牌、包装与网站设计",
        "file.owner_address": "上海市静安区愚园路 1088 号 3 楼",
        "file.owner_tax_number": "91310106MA1FY000XX",
        "letterhead.phone": "021 5550 0160",
        "letterhead.email": "linxia@linxia-design.example",
        "letterhead.colour": "#9C1F1F",
        "bank.name": "招商银行上海静安支行",
        "bank.account": "6225 8800 1234 5678",
        "letterhead.en.name": "Lin Xia Design Studio",
    },
}


def logo() -> QImage:
    """Draw a simple logo."""
    image = QImage(900, 360, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#1A4F8B"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(20, 20, 320, 320), 60, 60)
    painter.setBrush(QColor("#F0C24B"))
    painter.drawEllipse(QRectF(120, 120, 120, 120))
    painter.setPen(QColor("#1A4F8B"))
    font = QFont("Inter")
    font.setPixelSize(150)
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.drawText(QRectF(380, 20, 520, 320), Qt.AlignmentFlag.AlignVCenter, "Brenna")
    painter.end()
    return image


def letterhead(context: UiContext, page: int, *, pasted: bool = False) -> QWidget:
    window = LetterheadWindow(context)
    window.show()
    window.tabs.show_page(page)
    wait(context)
    if pasted:
        QApplication.clipboard().setImage(logo())
        window._logo.paste()
    rest(context)
    return window


def texts(context: UiContext, slot: str, text: str = "") -> QWidget:
    window = TextsWindow(context)
    window.show()
    wait(context)
    window.show_slot(slot, context.tr.language)
    if text:
        window.editor.field.setPlainText(text)
    rest(context)
    return window


def labels(context: UiContext) -> QWidget:
    window = LabelDialog(context, Around())
    window.show()
    wait(context)
    window.picture.set_first(5)
    window.first.setValue(5)
    window.copies.setValue(4)
    window.picture.setFocus()
    rest(context)
    return window


def sheets(context: UiContext) -> QWidget:
    backend = context.runner.backend()
    if not backend.queries.label_sheets():
        for name in ("Wine bottles", "DVD sleeves <b>"):
            perform(backend, commands.AddLabelSheet(sheet=replace(KNOWN[-1], name=name)))
    window = LabelSheetsWindow(context)
    window.show()
    rest(context)
    return window


def sheet(context: UiContext, *, changed: bool = False) -> QWidget:
    dialog = LabelSheetDialog(context, 1 if changed else None)
    dialog.open()
    wait(context)
    if not changed:
        dialog.lengths["step_x"].setText("10")
        dialog.name.setText("Bottles")
        dialog.submit()
    dialog.lengths["step_x"].setFocus()
    rest(context)
    return dialog


def notes(context: UiContext) -> QWidget:
    """Show the list of notes as it stands below its button."""
    button = NotesChoice(context, 1)
    button.show()
    wait(context)
    button.open_list()
    popup = button._popup
    popup.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    wait(context)
    return popup


def rest(context: UiContext) -> None:
    """Wait until the page is the present one, and drawn."""
    for _ in range(5):
        QTest.qWait(120)
        wait(context)


def makers(context: UiContext) -> dict[str, Callable[[], QWidget]]:
    return {
        "letterhead": lambda: letterhead(context, 0),
        "letterhead-look": lambda: letterhead(context, 1, pasted=True),
        "letterhead-bank": lambda: letterhead(context, 2),
        "letterhead-languages": lambda: letterhead(context, 3),
        "notes": lambda: notes(context),
        "labels": lambda: labels(context),
        "sheets": lambda: sheets(context),
        "sheet": lambda: sheet(context, changed=True),
        "sheet-wrong": lambda: sheet(context),
        "texts": lambda: texts(context, "invoice.opening"),
        "texts-own": lambda: texts(
            context, "reminder_1.body", "Dear {client},\n\nplease pay {total} by {untill}."
        ),
        "texts-mail": lambda: texts(context, "mail.quote.body"),
    }


def main(out: Path, names: tuple[str, ...]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, choice, scale in _LOOKS:
        chinese = language == "zh_CN"
        theme.set_choice(choice)
        theme.set_scale(scale)
        theme.set_chinese(chinese=chinese)
        country, currency = ("CN", "CNY") if chinese else ("IE", "EUR")
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            paths = Paths(data=data, machine_settings=data / "m.json")
            backend = open_backend(paths, CLOCK, country=country, currency=currency)
            fill(backend)
            for text in ("Wants both grands done in exam week", "Judith says the op went well"):
                perform(backend, commands.AddNote(client=1, text=text))
            for client, town in ((1, "Dublin"), (2, "Cork"), (4, "上海")):
                address = commands.AddressInput(street="1 Main Street", locality=town)
                perform(backend, commands.EditClient(client=client, addresses=(address,)))
            for key, value in _SETTINGS[chinese].items():
                perform(backend, commands.SetSetting(key=key, value=value))
            context = context_of(backend, paths, theme, language)
            for name, make in makers(context).items():
                if not names or name in names:
                    shoot(context, make(), out / f"{name}-{language}-{choice}.png")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
