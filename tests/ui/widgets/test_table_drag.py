"""Rows for other programs: numbers are numbers, text never runs, a drag keeps the selection."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from smallcrm.domain.money import Money
from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell
from smallcrm.ui.widgets.table import FastTableView
from smallcrm.ui.widgets.table_copy import RowsMime, cells_as_mime
from smallcrm.ui.widgets.table_drag import RowDrag

ROOT = QModelIndex()


class Numbers(QAbstractTableModel):
    def rowCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else 20

    def columnCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else 2

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        cell = Cell(f"{index.row()}.00", value=Money(index.row() * 100, "EUR"))
        if role == CELL_ROLE:
            return cell
        return cell.text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section, _side, role=Qt.ItemDataRole.DisplayRole):  # noqa: N802
        return f"Head {section}" if role == Qt.ItemDataRole.DisplayRole else None


@pytest.fixture
def table(theme, shown):
    view = FastTableView(theme, name="Numbers")
    model = Numbers()
    model.setParent(view)
    view.setModel(model)
    shown(view, 500, 300)
    view.setFocus()
    return view


def select(table, *rows):
    selection = table.selectionModel()
    flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    table.clearSelection()
    for row in rows:
        selection.select(table.model().index(row, 0), flags)


def place(row):
    return QPoint(40, row * 30 + 10)


class Cells(HTMLParser):
    """Reads the cells of an HTML table with what is said of each."""

    def __init__(self):
        super().__init__()
        self.cells = []

    def handle_starttag(self, tag, attrs):
        if tag in {"td", "th"}:
            self.cells.append([dict(attrs), ""])

    def handle_data(self, data):
        if self.cells:
            self.cells[-1][1] += data


def cells_of(*cells):
    reader = Cells()
    reader.feed(cells_as_mime((), [cells]).html())
    return reader.cells


def test_numbers_and_days_say_what_they_are_beside_how_they_look():
    found = cells_of(
        Cell("1,250.00", value=Money(125000, "EUR")),
        Cell("90,000", value=Money(90000, "JPY")),
        Cell("12 May 2026", value=date(2026, 5, 12)),
        Cell("33.3333", value=Decimal("33.3333")),
        Cell("7", value=7),
    )
    assert [cell[0]["x:num"] for cell in found] == ["1250.00", "90000", "46154", "33.3333", "7"]
    assert [cell[0]["sdval"] for cell in found] == [cell[0]["x:num"] for cell in found]
    assert [cell[1] for cell in found] == ["1,250.00", "90,000", "12 May 2026", "33.3333", "7"]
    assert "yyyy\\-mm\\-dd" in found[2][0]["style"]
    assert "#,##0.00" in found[0][0]["style"]


@pytest.mark.parametrize("text", ["007", "VIP", "1,200 JPY", "1/2", "+353 20 910 4182", "<b>"])
def test_text_is_marked_as_text(text):
    ((attributes, said),) = cells_of(Cell(text))
    assert (said, attributes["style"]) == (text, "mso-number-format:'\\@'")
    assert "x:num" not in attributes


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "@SUM(1)", "+1+cmd|' /C calc'!A0", "-a", "+A1"]
)
def test_nothing_runs_as_a_formula(text):
    made = cells_as_mime((), [[Cell(text)]])
    assert made.text() == f"'{text}"
    assert cells_of(Cell(text))[0][1] == f"'{text}"


@pytest.mark.parametrize("text", ["-5.00", "+353 20 910-4182", "-1,250.00", "−3"])
def test_amounts_and_phone_numbers_stay_as_they_are(text):
    assert cells_as_mime((), [[Cell(text)]]).text() == text


def test_badges_and_lines_are_words_in_one_cell():
    made = cells_as_mime(("A", "B"), [[Cell(badge=BadgeSpec("vip", "VIP")), Cell("a\tb\nc")]] * 2)
    assert made.text() == "A\tB\nVIP\ta b c\nVIP\ta b c"


def test_what_is_dragged_is_text_a_table_and_what_is_asked_for(table):
    made = []

    def file():
        made.append(1)
        return [QUrl.fromLocalFile("/tmp/x.xlsx")]

    table.drag.later = lambda: {"text/uri-list": file, "text/vcard": lambda: None}
    select(table, 1, 3)
    mime = table.drag.mime()
    assert isinstance(mime, RowsMime)
    assert mime.text() == "Head 0\tHead 1\n1.00\t1.00\n3.00\t3.00"
    assert mime.hasHtml()
    assert set(mime.formats()) == {"text/plain", "text/html", "text/uri-list", "text/vcard"}
    assert not made
    assert [url.toLocalFile() for url in mime.urls()] == ["/tmp/x.xlsx"]
    assert mime.hasUrls()
    assert bytes(mime.data("text/uri-list").data()) == b"file:///tmp/x.xlsx\r\n"
    assert bytes(mime.data("text/vcard").data()) == b""


def test_nothing_selected_is_no_drag(table):
    table.clearSelection()
    assert table.drag.mime() is None


@pytest.fixture
def started(monkeypatch):
    found = []
    monkeypatch.setattr(RowDrag, "_start", lambda self: found.append(self.mime().text()))
    return found


def test_pulling_selected_rows_takes_them_all(table, qtbot, started):
    select(table, 1, 2, 5)
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=place(2))
    assert table.selected_rows() == [1, 2, 5]
    qtbot.mouseMove(table.viewport(), place(2) + QPoint(QApplication.startDragDistance() + 2, 0))
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=place(2))
    assert started == ["Head 0\tHead 1\n1.00\t1.00\n2.00\t2.00\n5.00\t5.00"]
    assert table.selected_rows() == [1, 2, 5]


def test_a_click_on_one_of_several_selects_it_alone(table, qtbot, started):
    select(table, 1, 2, 5)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place(2))
    assert table.selected_rows() == [2]
    assert not started


def test_a_double_click_on_one_of_several_opens_it(table, qtbot, started):
    select(table, 1, 2)
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place(2))
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place(2))
    assert caught.args == [2]
    assert not started


def test_pulling_over_rows_that_are_not_selected_selects_them(table, qtbot, started):
    select(table, 7)
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=place(1))
    qtbot.mouseMove(table.viewport(), place(3))
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=place(3))
    assert not started
    assert 1 in table.selected_rows()


def test_keys_still_choose_more(table, qtbot, started):
    select(table, 1, 2)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, control, place(2))
    assert table.selected_rows() == [1]
    shift = Qt.KeyboardModifier.ShiftModifier
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, shift, place(4))
    assert table.selected_rows() == [1, 2, 3, 4]


def test_what_is_pulled_along_says_how_many(table):
    picture = table.drag._picture("3 rows")
    assert not picture.isNull()
    assert picture.deviceIndependentSize().width() > 40


class Late(Numbers):
    def read_cells(self, rows, done):
        self.asked = (rows, done)


def test_rows_that_are_not_read_yet_are_copied_when_they_are(theme, shown, qtbot):
    view = FastTableView(theme, name="Late")
    model = Late()
    model.setParent(view)
    view.setModel(model)
    shown(view, 500, 300)
    QGuiApplication.clipboard().setText("before")
    select(view, 2, 3)
    assert view.copy_selection() == 2
    assert QGuiApplication.clipboard().text() == "before"
    rows, done = model.asked
    assert rows == [2, 3]
    with qtbot.waitSignal(view.copied) as caught:
        done([(Cell("a"), Cell("b")), (Cell("c"), Cell("d"))])
    assert caught.args == [2]
    assert QGuiApplication.clipboard().text() == "Head 0\tHead 1\na\tb\nc\td"
