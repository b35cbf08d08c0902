"""Lines of documents: keys, products, warnings, tax, totals, pasting; on real widgets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from tests.ui.conftest import RESOURCES

from smallcrm.domain.documents import Discount
from smallcrm.domain.enums import VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.product_shapes import LastPrice, ProductOffer
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.dialogs.lines_grid import cells_of
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.dialogs.product_finder import OfferModel
from smallcrm.ui.dialogs.product_source import RunnerProducts

CONTROL = Qt.KeyboardModifier.ControlModifier


def quoted(price="340", currency="EUR", discount="0", until=date(2026, 5, 31)):
    return LastPrice(
        unit_price=Decimal(price),
        currency=currency,
        discount_percent=Decimal(discount),
        on=date(2026, 5, 3),
        number="Q-2026-0012",
        revision=3,
        valid_until=until,
    )


GRANDS = ProductOffer(
    id=2,
    code="P-002",
    name="Two grands",
    unit="set",
    unit_price=Decimal(360),
    tax_percent=Decimal(19),
    tax_category=VatCategory.STANDARD,
    last_quoted=quoted(),
)
TUNING = ProductOffer(
    id=1,
    code="P-001",
    name="钢琴调律",
    unit="次",
    unit_price=Decimal("120.5"),
    tax_percent=Decimal(0),
    tax_category=VatCategory.EXEMPT,
    tax_reason="§ 19 UStG",
)
NO_PRICE = ProductOffer(
    id=3,
    code=None,
    name="Refill",
    unit=None,
    unit_price=None,
    tax_percent=Decimal(7),
    tax_category=VatCategory.STANDARD,
)


class Source(QObject):
    """Answers later; an answer may be held back, to come after a newer question's."""

    def __init__(self):
        super().__init__()
        self.products = (TUNING, GRANDS, NO_PRICE)
        self.prices = {"travel": quoted("0.50", until=None)}
        self.by_product = {2: quoted()}
        self.asked = []
        self.held = None

    def find(self, text, currency, client_id, answer):
        self.asked.append(text)
        folded = text.casefold()
        found = tuple(
            offer
            for offer in self.products
            if folded in offer.name.casefold() or folded == (offer.code or "").casefold()
        )
        if self.held is not None:
            self.held.append(lambda: answer(text, found))
        else:
            QTimer.singleShot(1, self, lambda: answer(text, found))

    def last_price(self, client_id, description, currency, answer, *, product_id=None):
        found = self.prices.get(description.casefold())
        if product_id is not None:
            found = self.by_product.get(product_id)
        if client_id != 1:
            found = None
        QTimer.singleShot(1, self, lambda: answer(description, found))


@pytest.fixture
def source(qapp):
    return Source()


@pytest.fixture
def show_table(qtbot, theme, tr):
    kept = []

    def shown(source=None, *, language: I18n | None = None, client=1, **options):
        window = QWidget()
        kept.append(window)
        options = {"currency": "EUR", "with_totals": True, **options}
        table = LinesTable(theme, language or tr, source=source, **options)
        box = QVBoxLayout(window)
        box.addWidget(table)
        box.addStretch(1)
        box.addWidget(QLineEdit())
        window.resize(900, 640)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        table.set_client(client)
        table.grid.setFocus()
        table.grid.setCurrentCell(0, 0)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is table.grid)
        return table

    yield shown
    kept.clear()


@pytest.fixture
def table(show_table, source):
    return show_table(source)


@pytest.fixture
def keys(qtbot):
    """Type letters into whatever has the keyboard; `enter` ends a cell."""

    def typed(text="", *, enter=False, key=None, modifier=Qt.KeyboardModifier.NoModifier):
        for letter in text:
            qtbot.keyClick(QApplication.focusWidget(), letter)
        if enter:
            key = Qt.Key.Key_Return
        if key is not None:
            qtbot.keyClick(QApplication.focusWidget(), key, modifier)
            QApplication.processEvents()

    return typed


def put(table, row, *texts):
    for column, text in enumerate(texts):
        if text is not None:
            table.grid.item(row, column).setText(text)


def popup(table):
    return table._finder.popup


# Keys.


def test_a_line_by_enter_and_the_next_by_tab(table, keys, qtbot):
    for text in ("Travel", "38.5", "km", "0.425", "10"):
        keys(text, enter=True)
    keys("19", enter=True)
    assert (table.grid.currentRow(), table.grid.currentColumn()) == (1, 0)
    keys("Tea", key=Qt.Key.Key_Tab)
    assert table.grid.currentColumn() == 1
    keys(key=Qt.Key.Key_Tab)
    keys(key=Qt.Key.Key_Tab)
    keys("2", key=Qt.Key.Key_Tab)
    keys(key=Qt.Key.Key_Backtab)
    assert table.grid.currentColumn() == 3
    first, second = table.lines()
    assert first == LineInput(
        description="Travel",
        quantity=Decimal("38.5"),
        unit="km",
        unit_price=Decimal("0.425"),
        discount_percent=Decimal(10),
        tax_percent=Decimal(19),
    )
    assert (second.description, second.unit_price) == ("Tea", Decimal(2))


def test_tab_leaves_from_the_empty_last_line(table, qtbot):
    put(table, 0, "Tea")
    table.grid.setCurrentCell(1, 0)
    qtbot.keyClick(table.grid, Qt.Key.Key_Tab)
    assert not table.grid.hasFocus()
    table.grid.setFocus()
    table.grid.setCurrentCell(0, 0)
    qtbot.keyClick(table.grid, Qt.Key.Key_Backtab)
    assert not table.grid.hasFocus()


def test_lines_move_double_go_and_come_back(table, qtbot):
    for row, text in enumerate(("A", "B", "C")):
        put(table, row, text)
    table.set_lines([LineInput(description=text, id=10 + n) for n, text in enumerate("ABC")])
    grid = table.grid

    def order():
        return [(line.description, line.id) for line in table.lines()]

    grid.setCurrentCell(0, 1)
    qtbot.keyClick(grid, Qt.Key.Key_Down, CONTROL)
    assert order() == [("B", 11), ("A", 10), ("C", 12)]
    assert (grid.currentRow(), grid.currentColumn()) == (1, 1)
    qtbot.keyClick(grid, Qt.Key.Key_D, CONTROL)
    # The double is a line of its own: it has no id yet.
    assert order() == [("B", 11), ("A", 10), ("A", None), ("C", 12)]
    grid.setCurrentCell(0, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert order() == [("A", 10), ("A", None), ("C", 12)]
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert order()[0] == ("B", 11)
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert order() == [("A", 10), ("B", 11), ("C", 12)]
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert order()[0] == ("B", 11)


def test_undo_in_a_cell_is_the_cells_own(table, keys, qtbot):
    put(table, 0, "Tea")
    table.grid.setCurrentCell(0, 0)
    keys("x")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert table.lines()[0].description == "Tea"


# Products.


def test_a_product_is_found_chosen_and_fills_the_line(table, keys, qtbot):
    keys("gra")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    model = popup(table).model
    assert model.rowCount() == 1
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Two grands" in spoken
    assert "360.00 EUR / set" in spoken
    assert "P-002, quoted 340.00 EUR" in spoken
    keys(key=Qt.Key.Key_Down)
    keys(enter=True)
    assert not popup(table).isVisible()
    (line,) = table.lines()
    assert line == LineInput(
        description="Two grands",
        unit="set",
        unit_price=Decimal(360),
        tax_percent=Decimal(19),
        tax_category=VatCategory.STANDARD,
        product=2,
    )
    assert table.grid.currentColumn() == 1
    assert table.grid.hasFocus()
    assert table.figures().total_minor == 42840


def test_enter_without_choosing_keeps_free_text(table, keys, qtbot):
    keys("gra")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    keys(enter=True)
    assert [(line.description, line.product) for line in table.lines()] == [("gra", None)]
    assert not popup(table).isVisible()


def test_escape_closes_the_list_and_keeps_the_text(table, keys, qtbot):
    keys("gra")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    keys(key=Qt.Key.Key_Escape)
    assert not popup(table).isVisible()
    assert QApplication.focusWidget().text() == "gra"
    keys(enter=True)
    assert table.lines()[0].description == "gra"


def test_an_exact_code_is_selected_at_once(table, keys, qtbot):
    keys("p-002")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    keys(enter=True)
    assert table.lines()[0].product == 2


def test_a_click_chooses(table, keys, qtbot):
    keys("gra")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    view = popup(table)._view
    place = view.visualRect(popup(table).model.index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.lines()[0].product == 2


def test_a_late_answer_to_an_older_text_is_dropped(table, source, keys, qtbot):
    source.held = []
    keys("re")
    for answer in reversed(source.held):
        answer()
    names = [popup(table).model.offer(row).name for row in range(popup(table).model.rowCount())]
    assert source.asked == ["r", "re"]
    assert names == ["Refill"]
    source.held.clear()
    keys("f")
    keys(enter=True)
    source.held[0]()
    assert not popup(table).isVisible()


def test_a_composition_finds_before_it_is_committed(table, source, keys, qtbot):
    qtbot.keyClick(table.grid, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    QApplication.sendEvent(editor, QInputMethodEvent("钢琴", []))
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    # The keys are the input method's while it composes.
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert popup(table).current() is None
    event = QInputMethodEvent("", [])
    event.setCommitString("钢琴")
    QApplication.sendEvent(editor, event)
    qtbot.waitUntil(lambda: popup(table).isVisible())
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    (line,) = table.lines()
    assert (line.description, line.unit, line.product) == ("钢琴调律", "次", 1)
    assert line.tax_category is VatCategory.EXEMPT
    assert line.tax_reason == "§ 19 UStG"
    assert table.grid.item(0, 5).text() == "0% E"


def test_a_product_without_a_price_leaves_the_price(table, keys, qtbot):
    put(table, 0, None, None, None, "12")
    table.grid.setCurrentCell(0, 0)
    keys("refill")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    model = popup(table).model
    assert "no price in EUR" in model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    keys(key=Qt.Key.Key_Down)
    keys(enter=True)
    assert table.lines()[0].unit_price == Decimal(12)


def test_a_product_stays_while_it_is_spoken_of(table):
    table.set_lines([LineInput(description="Two grands", product=2)])
    put(table, 0, "Two grands, in the evening")
    assert table.lines()[0].product == 2
    put(table, 0, "Travel")
    assert table.lines()[0].product is None


# Warnings.


def test_a_price_below_the_quoted_one_is_warned_of_at_once(table, qtbot, keys):
    heard = []
    table.warned.connect(heard.append)
    table.set_lines([LineInput(description="Two grands", product=2, unit_price=Decimal(350))])
    qtbot.waitUntil(lambda: table._watch._prices.get((2, "")) is not None)
    assert table.warnings() == ()
    table.grid.setCurrentCell(0, 3)
    keys("310")
    assert QApplication.focusWidget().text() == "310"
    sentence = (
        "340.00 EUR was quoted for “Two grands” on 3 May 2026 "
        "(Q-2026-0012 rev 3, until 31 May 2026); this line is 310.00 EUR."
    )
    # What is typed is judged after a pause, not digit by digit.
    assert table.warnings() == ()
    qtbot.waitUntil(lambda: table.warnings() == (sentence,))
    assert heard == [(sentence,)]
    assert table._warnings.isVisible()
    assert table._warnings.whole_text() == sentence
    keys(enter=True)
    assert sentence in table.grid.item(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    # It never blocks.
    assert table.lines()[0].unit_price == Decimal(310)
    put(table, 0, None, None, None, "340")
    assert table.warnings() == ()
    assert heard[-1] == ()
    assert not table._warnings.isVisible()
    put(table, 0, None, None, None, None, "1")
    assert "336.60 EUR" in table.warnings()[0]


def test_escape_takes_back_the_warning_of_what_was_typed(table, qtbot, keys):
    table.set_lines([LineInput(description="Two grands", product=2, unit_price=Decimal(350))])
    qtbot.waitUntil(lambda: table._watch._prices.get((2, "")) is not None)
    table.grid.setCurrentCell(0, 3)
    keys("3")
    qtbot.waitUntil(lambda: bool(table.warnings()))
    keys(key=Qt.Key.Key_Escape)
    assert table.warnings() == ()


def test_free_text_is_compared_by_its_words(table, qtbot):
    put(table, 0, "Travel", None, None, "0.42")
    qtbot.waitUntil(lambda: bool(table.warnings()))
    (text,) = table.warnings()
    assert text == (
        "0.50 EUR was quoted for “Travel” on 3 May 2026 (Q-2026-0012 rev 3); this line is 0.42 EUR."
    )


def test_another_client_has_other_prices(table, qtbot):
    put(table, 0, "Travel", None, None, "0.42")
    qtbot.waitUntil(lambda: bool(table.warnings()))
    table.set_client(2)
    assert table.warnings() == ()
    qtbot.wait(20)
    assert table.warnings() == ()
    table.set_client(1)
    qtbot.waitUntil(lambda: bool(table.warnings()))


def test_another_currency_is_not_compared(table, source, qtbot):
    put(table, 0, "Travel", None, None, "0.42")
    qtbot.waitUntil(lambda: bool(table.warnings()))
    table.set_currency("USD")
    qtbot.waitUntil(lambda: (0, "travel") in table._watch._prices)
    assert table.warnings() == ()


def test_the_warning_in_chinese(show_table, source, tr_zh, qtbot):
    table = show_table(source, language=tr_zh)
    table.set_lines([LineInput(description="两台三角琴", product=2, unit_price=Decimal(310))])
    qtbot.waitUntil(lambda: bool(table.warnings()))
    (text,) = table.warnings()
    assert "340.00 欧元" in text
    assert "310.00 欧元" in text
    assert "两台三角琴" in text


# Tax.


@pytest.mark.parametrize(
    ("typed", "percent", "category", "shown"),
    [
        ("19", "19", None, "19"),
        ("7.5 %", "7.5", None, "7.5"),
        ("0", "0", None, "0"),
        ("z", "0", VatCategory.ZERO, "0"),
        ("19 S", "19", VatCategory.STANDARD, "19"),
        ("E", "0", VatCategory.EXEMPT, "0% E"),
        ("ae", "0", VatCategory.REVERSE_CHARGE, "0% AE"),
        ("0 % K", "0", VatCategory.INTRA_COMMUNITY, "0% K"),
        ("G 0", "0", VatCategory.EXPORT, "0% G"),
        ("o", "0", VatCategory.OUT_OF_SCOPE, "0% O"),
    ],
)
def test_what_a_tax_cell_takes(table, typed, percent, category, shown):
    put(table, 0, "A", None, None, "1", None, typed)
    assert table.grid.item(0, 5).text() == shown
    if category is not None and category not in {VatCategory.STANDARD, VatCategory.ZERO}:
        table._grid.set_reason(0, "because")
    (line,) = table.lines()
    assert line.tax_percent == Decimal(percent)
    assert line.tax_category in {category, None}
    assert line.tax_reason == ("because" if "%" in shown else None)


@pytest.mark.parametrize("typed", ["19 E", "S", "x", "120", "-1"])
def test_what_a_tax_cell_refuses_and_keeps(table, typed):
    put(table, 0, "A", None, None, "1", None, typed)
    assert table.grid.item(0, 5).text() == typed
    with pytest.raises(Refusal) as refused:
        table.lines()
    assert refused.value.field == "lines"
    assert refused.value.parameters["row"] == 1
    assert refused.value.parameters["cell"] == "tax_percent"
    assert table._error.isVisible()


def test_a_reason_is_asked_for_by_keyboard(table, keys, qtbot):
    put(table, 0, "Lesson", None, None, "80")
    table.grid.setCurrentCell(0, 5)
    keys("E", enter=True)
    assert QApplication.focusWidget() is table._reason.field
    with pytest.raises(Refusal, match="no_tax_reason"):
        table.lines()
    assert "reason is missing" in table.grid.item(0, 5).toolTip()
    keys("Section 4")
    keys(enter=True)
    assert table.grid.hasFocus()
    assert (table.grid.currentRow(), table.grid.currentColumn()) == (1, 0)
    assert table.lines()[0].tax_reason == "Section 4"
    spoken = table.grid.item(0, 5).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Exempt, Section 4" in spoken
    # The second exempt line is offered the same reason.
    put(table, 1, "Lesson 2", None, None, "80")
    table.grid.setCurrentCell(1, 5)
    keys("E", enter=True)
    assert table._reason.field.selectedText() == "Section 4"
    keys(enter=True)
    assert [line.tax_reason for line in table.lines()] == ["Section 4", "Section 4"]


def test_reverse_charge_has_usual_words(table, keys):
    put(table, 0, "Consulting", None, None, "80")
    table.grid.setCurrentCell(0, 5)
    keys("AE", enter=True)
    assert table._reason.field.text() == "Reverse charge"
    keys(key=Qt.Key.Key_Escape)
    assert table.grid.hasFocus()
    assert table.lines()[0].tax_category is VatCategory.REVERSE_CHARGE


def test_lines_come_back_as_they_were_set(table):
    lines = (
        LineInput(
            id=4,
            description="A",
            quantity=Decimal("2.5"),
            unit="h",
            unit_price=Decimal("0.123456"),
            discount_percent=Decimal("12.5"),
            tax_percent=Decimal(19),
            tax_category=VatCategory.STANDARD,
            product=2,
        ),
        LineInput(
            id=5, description="B", tax_category=VatCategory.EXEMPT, tax_reason="§ 4", product=None
        ),
        LineInput(id=6, description="C", tax_category=VatCategory.ZERO),
    )
    table.set_lines(lines)
    assert table.lines() == lines
    assert not table.grid.item(2, 5).text()


# Totals.


def test_totals_per_rate_discount_and_tax_in_prices(table, keys, qtbot):
    put(table, 0, "A", "2", None, "100", None, "19")
    put(table, 1, "B", "1", None, "50", "10", "7")
    shown = {row.label: row.amount for row in table.totals.figures.rows}
    assert shown == {
        "Net": "245.00",
        "Tax 7%": "3.15",
        "Tax 19%": "38.00",
        "Total in EUR": "286.15",
    }
    assert [table.grid.item(row, 6).text() for row in (0, 1)] == ["200.00", "45.00"]
    table.totals.discount_field.setFocus()
    keys("10 %")
    assert table.discount() == Discount(percent=Decimal(10))
    assert table.figures().discount_minor == 2450
    keys(enter=True)
    assert table.totals.discount_field.text() == "10%"
    table.totals.discount_field.selectAll()
    keys("50")
    assert table.discount() == Discount(amount=Decimal(50))
    shown = [(row.label, row.amount) for row in table.totals.figures.rows]
    assert shown[:3] == [("Lines", "245.00"), ("Discount", "-50.00"), ("Net", "195.00")]
    table.set_discount(None)
    table.totals.gross.click()
    assert table.prices_include_tax()
    assert table.figures().total_minor == 24500


def test_a_wrong_discount_is_said_under_it(table, keys):
    put(table, 0, "A", None, None, "10")
    table.totals.discount_field.setFocus()
    keys("50")
    assert table.totals.error()
    assert table.figures() is None
    assert {row.amount for row in table.totals.figures.rows} == {"–"}
    table.totals.discount_field.selectAll()
    keys("x%")
    assert table.totals.error()
    with pytest.raises(Refusal):
        table.discount()
    table.totals.discount_field.selectAll()
    keys("5")
    assert not table.totals.error()
    assert table.figures().total_minor == 500


def test_yen_dinars_and_tax_per_line(table):
    put(table, 0, "A", None, None, "1.5", None, "10")
    put(table, 1, "B", None, None, "1.5", None, "10")
    table.set_currency("JPY")
    assert table.grid.item(0, 6).text() == "2"
    table.set_currency("KWD")
    assert table.grid.item(0, 3).text() == "1.500"
    assert table.totals.figures.rows[-1].amount == "3.300"
    table.set_currency("CNY")
    put(table, 0, None, None, None, "0.05")
    put(table, 1, None, None, None, "0.05")
    assert table.figures().tax_minor == 1
    table.set_tax_per_line(per_line=True)
    assert table.figures().tax_minor == 2


def test_totals_end_where_the_column_ends(table, qtbot):
    put(table, 0, "A", None, None, "123456.78", None, "19")
    grid, figures = table.grid, table.totals.figures
    edge = grid.columnViewportPosition(6) + grid.columnWidth(6)
    column = grid.viewport().mapTo(table, grid.viewport().rect().topLeft()).x() + edge
    QApplication.processEvents()
    end = figures.mapTo(table, figures.rect().topRight()).x() + 1
    assert column - 12 <= end <= column - 6


def test_no_figure_is_cut(table):
    put(table, 0, "A", "123456.789", None, "1234567.123456", "12.5", "19")
    grid = table.grid
    for column in range(1, 7):
        text = grid.item(0, column).text()
        assert grid.columnWidth(column) >= grid.fontMetrics().horizontalAdvance(text) + 16


# Errors.


def test_what_is_wrong_is_said_and_stays(table, qtbot):
    put(table, 0, "A", "two", None, "4,5x", "101")
    assert table.grid.item(0, 3).text() == "4,5x"
    state = table._grid.state_of(0)
    assert set(state.errors) == {1, 3, 4}
    assert table._error.isVisible()
    assert "Line 1" in table._error.whole_text()
    assert "two" in table.grid.item(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    table.grid.setCurrentCell(1, 0)
    with pytest.raises(Refusal) as refused:
        table.lines()
    assert (table.grid.currentRow(), table.grid.currentColumn()) == (1, 0)
    table.set_error(str(refused.value))
    assert (table.grid.currentRow(), table.grid.currentColumn()) == (0, 1)
    put(table, 0, None, "2", None, "4.5", "10")
    table.set_error(None)
    assert not table._error.isVisible()
    assert table.lines()[0].unit_price == Decimal("4.5")


def test_a_line_without_words_is_refused(table):
    put(table, 0, None, None, None, "5")
    with pytest.raises(Refusal, match="no_description") as refused:
        table.lines()
    assert refused.value.parameters["cell"] == "description"


def test_numbers_in_the_owners_way(show_table, clock):
    german = I18n.load("en", RESOURCES, clock=clock, format_locale="de_DE")
    table = show_table(language=german)
    put(table, 0, "A", "1,5", None, "1.234,5678", "2,5 %", "7,7")
    (line,) = table.lines()
    assert line.quantity == Decimal("1.5")
    assert line.unit_price == Decimal("1234.5678")
    assert line.tax_percent == Decimal("7.7")
    assert table.grid.item(0, 3).text() == "1.234,5678"


# Pasting.


def test_a_block_from_a_spreadsheet(table, qtbot):
    QGuiApplication.clipboard().setText(
        "Tuning\t2\tpiece\t€140.00\t\t19\r\n"
        '"Strings ""A""\n(old)"\t1\t\t1,250.00\r\n\t\t\r\n'
        "路费\t38.5\t公里\t0.42\r\n"
    )
    qtbot.keyClick(table.grid, Qt.Key.Key_V, CONTROL)
    first, second, third = table.lines()
    assert (first.description, first.unit_price, first.tax_percent) == (
        "Tuning",
        Decimal(140),
        Decimal(19),
    )
    assert (second.description, second.unit_price) == ('Strings "A" (old)', Decimal(1250))
    assert (third.description, third.unit) == ("路费", "公里")
    assert table.grid.rowCount() == 4
    qtbot.keyClick(table.grid, Qt.Key.Key_Z, CONTROL)
    assert table.lines() == ()


def test_a_column_is_pasted_where_the_cell_is(table, qtbot):
    table.set_lines([LineInput(description=text) for text in "ABC"])
    table.grid.setCurrentCell(1, 3)
    QGuiApplication.clipboard().setText("10\n20\n")
    qtbot.keyClick(table.grid, Qt.Key.Key_V, CONTROL)
    assert [int(line.unit_price) for line in table.lines()] == [0, 10, 20]


def test_a_block_pasted_while_a_cell_is_typed_in(table, keys, qtbot):
    keys("x")
    QGuiApplication.clipboard().setText("A\t2\nB\t3")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CONTROL)
    assert [(line.description, int(line.quantity)) for line in table.lines()] == [
        ("A", 2),
        ("B", 3),
    ]


def test_plain_text_is_pasted_into_the_cell(table, keys, qtbot):
    keys("x")
    QGuiApplication.clipboard().setText("yz")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CONTROL)
    assert QApplication.focusWidget().text() == "xyz"


def test_cells_of_odd_text():
    assert cells_of("") == []
    assert cells_of('12" speaker\t2') == [['12" speaker', "2"]]
    assert cells_of('"open\t2') == [['"open', "2"]]


def test_many_lines(table, qtbot):
    QGuiApplication.clipboard().setText(
        "\n".join(f"Line {n}\t{n}\t\t2.5\t\t19" for n in range(300))
    )
    qtbot.keyClick(table.grid, Qt.Key.Key_V, CONTROL)
    assert len(table.lines()) == 300
    assert table.grid.rowCount() == 301
    assert table.figures().line_nets[299] == 74750


# Reading only.


def test_read_only(table, keys, qtbot):
    table.set_lines([LineInput(description="A", unit_price=Decimal(5))])
    table.set_editable(False)
    assert table.grid.rowCount() == 1
    table.grid.setFocus()
    table.grid.setCurrentCell(0, 0)
    keys("x")
    qtbot.keyClick(table.grid, Qt.Key.Key_Delete)
    qtbot.keyClick(table.grid, Qt.Key.Key_D, CONTROL)
    QGuiApplication.clipboard().setText("B\t2")
    qtbot.keyClick(table.grid, Qt.Key.Key_V, CONTROL)
    assert [line.description for line in table.lines()] == ["A"]
    assert table.figures().total_minor == 500
    assert not table.totals.gross.isEnabled()
    qtbot.keyClick(table.grid, Qt.Key.Key_Tab)
    assert not table.grid.hasFocus()
    table.set_editable(True)
    assert table.grid.rowCount() == 2


def test_without_totals_the_caller_says_the_nets(show_table):
    table = show_table(with_totals=False, currency="")
    put(table, 0, "A", None, None, "5")
    table.set_nets((500,), "EUR")
    assert table.grid.item(0, 6).text() == "5.00"
    assert table.totals is None
    assert table.figures() is None
    assert table.discount() is None


def test_whether_anything_was_changed(table):
    table.set_lines([LineInput(description="A", unit_price=Decimal(5))])
    before = table.form_state()
    put(table, 0, None, None, None, "6")
    assert table.form_state() != before
    put(table, 0, None, None, None, "5")
    assert table.form_state() == before


def test_the_offers_are_a_sound_model(tr, qtmodeltester):
    model = OfferModel(tr)
    qtmodeltester.check(model)
    model.set_offers((TUNING, GRANDS, NO_PRICE), "EUR")
    qtmodeltester.check(model)
    assert model.rowCount() == 3


def test_products_and_prices_of_a_data_file(show_table, context, perform, beatriz, keys, qtbot):
    perform(
        commands.AddProduct(
            name="三角琴调律",
            code="P-7",
            unit="次",
            prices={"EUR": Decimal("140.00")},
            tax_percent=Decimal(23),
        )
    )
    source = RunnerProducts(context.runner, context.hub)
    table = show_table(source, client=beatriz)
    keys("P-7")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    keys(enter=True)
    (line,) = table.lines()
    assert (line.description, line.unit_price, line.unit) == ("三角琴调律", Decimal(140), "次")
    assert line.product
    put(table, 1, "Travel", None, None, "1")
    qtbot.waitUntil(lambda: (0, "travel") in table._watch._prices)
    assert table.warnings() == ()
    perform(
        commands.AddQuote(
            client=beatriz,
            lines=(
                LineInput(description="三角琴调律", product=line.product, unit_price=Decimal(140)),
                LineInput(description="travel", unit_price=Decimal("1.50")),
            ),
        )
    )
    table = show_table(source, client=beatriz)
    put(table, 0, " Travel ", None, None, "1")
    qtbot.waitUntil(lambda: len(table.warnings()) == 1)
    table.grid.setCurrentCell(1, 0)
    keys("P-7")
    qtbot.waitUntil(lambda: popup(table) is not None and popup(table).isVisible())
    keys(enter=True)
    put(table, 1, None, None, None, "139.99")
    first, second = table.warnings()
    assert first.startswith("1.50 EUR was quoted for “Travel”")
    assert second.endswith("this line is 139.99 EUR.")
    # A line that was saved before is looked up by its product.
    other = show_table(source, client=beatriz)
    saved = LineInput(description="Evening tuning", product=line.product, unit_price=Decimal(100))
    other.set_lines([saved])
    qtbot.waitUntil(lambda: len(other.warnings()) == 1)
