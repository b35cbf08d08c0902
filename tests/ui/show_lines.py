"""Pictures of the lines of documents, to be looked at: `python -m tests.ui.show_lines OUT`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES

from smallcrm.domain.documents import Discount
from smallcrm.domain.enums import VatCategory
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.product_shapes import LastPrice, ProductOffer
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.lines_choice import LineChoice, LinesChoice
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.theme import ThemeContext

QUOTED = LastPrice(
    unit_price=Decimal(340),
    currency="EUR",
    discount_percent=Decimal(0),
    on=date(2026, 5, 3),
    number="Q-2026-0012",
    revision=3,
    valid_until=date(2026, 5, 31),
)
SOLD = LastPrice(
    unit_price=Decimal(120),
    currency="EUR",
    discount_percent=Decimal(0),
    on=date(2026, 3, 2),
    number="S-2026-0093",
)


def offers(chinese: bool) -> tuple[ProductOffer, ...]:
    names = (
        ("钢琴调律", "三角琴调律（两台）", "湿度控制补充")
        if chinese
        else ("Piano tuning, upright", "Two grands, tuning and voicing", "Humidity control refill")
    )
    return (
        ProductOffer(
            id=1,
            code="P-001",
            name=names[0],
            unit="次" if chinese else "piece",
            unit_price=Decimal(120),
            tax_percent=Decimal(19),
            tax_category=VatCategory.STANDARD,
            last_sold=SOLD,
        ),
        ProductOffer(
            id=2,
            code="P-002",
            name=names[1],
            unit="套" if chinese else "set",
            unit_price=Decimal(360),
            tax_percent=Decimal(19),
            tax_category=VatCategory.STANDARD,
            last_quoted=QUOTED,
        ),
        ProductOffer(
            id=3,
            code=None,
            name=names[2],
            unit=None,
            unit_price=None,
            tax_percent=Decimal(0),
            tax_category=VatCategory.EXEMPT,
            tax_reason="§ 19 UStG",
        ),
    )


class Source(QObject):
    """Answers later, as the runner does."""

    def __init__(self, found: tuple[ProductOffer, ...]) -> None:
        super().__init__()
        self.found = found

    def find(self, text: str, currency: str, client_id: int | None, answer: Callable) -> None:
        QTimer.singleShot(1, lambda: answer(text, self.found))

    def last_price(
        self,
        client_id: int,
        description: str,
        currency: str,
        answer: Callable,
        *,
        product_id: int | None = None,
    ) -> None:
        last = QUOTED if product_id == 2 else None
        QTimer.singleShot(1, lambda: answer(description, last))


def lines(chinese: bool) -> tuple[LineInput, ...]:
    found = offers(chinese)
    return (
        LineInput(
            description=found[0].name,
            quantity=Decimal(2),
            unit=found[0].unit,
            unit_price=Decimal("1234567.891234"),
            tax_percent=Decimal(19),
            product=1,
        ),
        LineInput(
            description=found[1].name,
            unit=found[1].unit,
            unit_price=Decimal(310),
            tax_percent=Decimal(19),
            product=2,
        ),
        LineInput(
            description="路费" if chinese else "Travel",
            quantity=Decimal("38.5"),
            unit="公里" if chinese else "km",
            unit_price=Decimal("0.425"),
            discount_percent=Decimal("12.5"),
            tax_percent=Decimal(7),
        ),
        LineInput(
            description="课程" if chinese else "Lesson for the school",
            unit_price=Decimal(80),
            tax_category=VatCategory.EXEMPT,
            tax_reason="§ 4 Nr. 21 UStG",
        ),
    )


def spin() -> None:
    for _ in range(8):
        QApplication.processEvents()
        QTest.qWait(3)


def framed(table: QWidget, theme: ThemeContext, width: int) -> QWidget:
    window = QWidget()
    window.setProperty("ground", "win")
    window.setAutoFillBackground(True)
    box = QVBoxLayout(window)
    box.setContentsMargins(20, 20, 20, 20)
    box.addWidget(table)
    box.addStretch(1)
    window.resize(width, 620)
    return window


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, choice, width in (
        ("en", "light", 640),
        ("en", "light", 980),
        ("en", "dark", 980),
        ("zh_CN", "light", 640),
        ("zh_CN", "dark", 980),
    ):
        chinese = language == "zh_CN"
        theme.set_choice(choice)
        theme.set_chinese(chinese=chinese)
        tr = I18n.load(language, RESOURCES, clock=CLOCK)
        mark = f"{language}-{choice}-{width}"
        for name, make in VARIANTS.items():
            widget = framed(make(theme, tr, chinese), theme, width)
            widget.show()
            widget.activateWindow()
            spin()
            after = AFTER.get(name)
            if after is not None:
                after(widget)
                spin()
            widget.grab().save(str(out / f"{name}-{mark}.png"))
            widget.close()
            widget.deleteLater()
            spin()


def full(theme: ThemeContext, tr: I18n, chinese: bool) -> QWidget:
    source = Source(offers(chinese))
    table = LinesTable(theme, tr, source=source, currency="EUR", with_totals=True)
    source.setParent(table)
    table.set_client(1)
    table.set_lines(lines(chinese))
    table.set_discount(Discount(percent=Decimal(10)))
    return table


def empty(theme: ThemeContext, tr: I18n, chinese: bool) -> QWidget:
    source = Source(offers(chinese))
    table = LinesTable(theme, tr, source=source, currency="EUR", with_totals=True)
    source.setParent(table)
    return table


def fixed(theme: ThemeContext, tr: I18n, chinese: bool) -> QWidget:
    table = LinesTable(theme, tr, currency="JPY", with_totals=True)
    table.set_lines([line for line in lines(chinese) if line.product == 2])
    table.set_editable(False)
    return table


def wrong(theme: ThemeContext, tr: I18n, chinese: bool) -> QWidget:
    table = full(theme, tr, chinese)
    assert isinstance(table, LinesTable)
    table.grid.item(1, 3).setText("4,5x")
    table.grid.item(2, 5).setText("E")
    table.grid.setCurrentCell(2, 5)
    assert table.totals is not None
    table.totals.discount_field.setText("200 %")
    return table


def choice(theme: ThemeContext, tr: I18n, chinese: bool) -> QWidget:
    made = LinesChoice(theme, tr, done_heading=tr.gettext("Delivered"))
    made.set_choices(
        [
            LineChoice(1, lines(chinese)[0].description, Decimal(5), Decimal(2), "km"),
            LineChoice(2, lines(chinese)[1].description, Decimal(1), Decimal(0), None),
            LineChoice(3, lines(chinese)[2].description, Decimal("38.5"), Decimal("38.5"), None),
        ]
    )
    return made


def search(widget: QWidget) -> None:
    table = widget.findChild(LinesTable)
    table.grid.setFocus()
    table.grid.setCurrentCell(0, 0)
    spin()
    QTest.keyClick(table.grid, Qt.Key.Key_P)
    spin()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)


VARIANTS = {
    "full": full,
    "empty": empty,
    "fixed": fixed,
    "wrong": wrong,
    "choice": choice,
    "search": empty,
}
AFTER = {"search": search, "wrong": lambda widget: widget.findChild(LinesTable).grid.setFocus()}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
