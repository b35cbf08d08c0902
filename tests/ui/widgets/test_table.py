"""The table view: painting, keys, copying, columns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from smallcrm.ui.theme import LIGHT
from smallcrm.ui.widgets.badge import BadgeSpec
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell, CellPainter, tone_cell
from smallcrm.ui.widgets.table import FastTableView

HEADS = ("Client", "Level", "Owes EUR", "Note")
ROOT = QModelIndex()


class Clients(QAbstractTableModel):
    def __init__(self, rows=50):
        super().__init__()
        self.rows = rows

    def rowCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else self.rows

    def columnCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else len(HEADS)

    def cells(self, row):
        return (
            Cell(f"Person {row}", weight="medium"),
            Cell(badge=BadgeSpec("vip", "VIP")),
            tone_cell("1,250.00", "debt"),
            Cell('=HYPERLINK("x")' if row == 1 else "<b>a</b>\tb"),
        )

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        cell = self.cells(index.row())[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.badge.text if cell.badge else cell.text
        return None

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):  # noqa: N802
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 2:
            return Qt.AlignmentFlag.AlignRight.value
        return None


class WholeRows(Clients):
    asked = 0

    def row_cells(self, row):
        self.asked += 1
        return None if row == 3 else self.cells(row)


@pytest.fixture(params=[Clients, WholeRows])
def table(theme, shown, request):
    view = FastTableView(theme, name="Clients")
    view.setModel(request.param())
    view.model().setParent(view)
    shown(view, 800, 300)
    view.setFocus()
    return view


def test_model_used_here_keeps_the_rules(qapp):
    model = Clients(20)
    assert QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_rows_are_painted(table):
    table.select_row(0)
    image = table.viewport().grab().toImage()
    assert image.pixelColor(1, 10).name() == LIGHT.acc.lower()
    assert image.pixelColor(700, 10).name() == LIGHT.sel.lower()
    assert image.pixelColor(700, 29).name() == LIGHT.line.lower()
    assert image.pixelColor(700, 40).name() == LIGHT.surf.lower()
    assert table.rowHeight(0) == 30
    assert table.header.height() == 28


def test_a_whole_row_is_asked_for_once(theme, shown):
    view = FastTableView(theme)
    model = WholeRows()
    model.setParent(view)
    view.setModel(model)
    shown(view, 800, 300)
    model.asked = 0
    view.viewport().grab()
    assert model.asked <= 300 // 30 + 2


def test_selection_without_the_keyboard_is_quieter(table):
    table.select_row(0)
    table.clearFocus()
    image = table.viewport().grab().toImage()
    assert image.pixelColor(700, 10).name() == LIGHT.hover.lower()
    assert image.pixelColor(1, 10).name() == LIGHT.acc.lower()


def test_enter_and_double_click_open(table, qtbot):
    table.select_row(4)
    with qtbot.waitSignal(table.opened) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == [4]
    with qtbot.waitSignal(table.opened) as caught:
        place = QPoint(40, 2 * 30 + 10)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [2]


def test_letters_do_not_search_through_all_rows(table, qtbot):
    table.select_row(4)
    qtbot.keyClick(table, Qt.Key.Key_P)
    assert table.current_row() == 4
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.current_row() == 5


def test_copy_gives_text_and_a_table(table, qtbot):
    table.select_row(0)
    selection = table.selectionModel()
    flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    selection.select(table.model().index(1, 0), flags)
    assert table.selected_rows() == [0, 1]
    with qtbot.waitSignal(table.copied) as caught:
        qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [2]
    mime = QGuiApplication.clipboard().mimeData()
    lines = mime.text().split("\n")
    assert lines[0] == "Client\tLevel\tOwes EUR\tNote"
    assert lines[1] == "Person 0\tVIP\t1,250.00\t<b>a</b> b"
    assert lines[2].endswith('\t\'=HYPERLINK("x")')
    assert "&lt;b&gt;a&lt;/b&gt;" in mime.html()


def test_one_row_is_copied_without_heads(table):
    table.select_row(2)
    assert table.copy_selection() == 1
    assert "\n" not in QGuiApplication.clipboard().text()
    table.clearSelection()
    assert table.copy_selection() == 0


def test_columns_are_copied_as_they_are_shown(table):
    table.setColumnHidden(1, True)
    table.header.moveSection(table.header.visualIndex(2), 0)
    assert table.shown_columns() == [2, 0, 3]
    table.select_row(0)
    table.copy_selection()
    assert QGuiApplication.clipboard().text() == "1,250.00\tPerson 0\t<b>a</b> b"
    table.viewport().grab()


def test_heads_ask_for_sorting_and_show_it(table, qtbot):
    place = table.header.sectionViewportPosition(2) + 20
    with qtbot.waitSignal(table.header.sort_wanted) as caught:
        qtbot.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert caught.args == [2]
    table.header.set_sorted(2, descending=True)
    assert table.header.sorted_column() == (2, True)
    table.header.set_sorted(0, descending=False)
    table.grab()


def test_columns_fit_what_is_in_them(table):
    table.fit_columns()
    assert table.columnWidth(0) >= 60
    assert table.header.wanted_width(2) <= table.columnWidth(2)


def test_rows_follow_the_text_size(table, theme):
    theme.set_scale(1.5)
    assert table.rowHeight(0) == 45
    theme.set_choice("dark")
    table.grab()


def test_scroll_bar_stands_in_the_margin(table, qtbot):
    QApplication.processEvents()
    _lead, with_bar = table.header.edges(3)
    table.model().beginResetModel()
    table.model().rows = 2
    table.model().endResetModel()
    qtbot.waitUntil(lambda: not table.verticalScrollBar().isVisible())
    _lead, without = table.header.edges(3)
    assert without - with_bar == 12
    assert table.header.edges(1) == (0, 0)


def test_mouse_shows_its_row(table, qtbot):
    table.clearSelection()
    qtbot.mouseMove(table.viewport(), QPoint(300, 100))
    qtbot.mouseMove(table.viewport(), QPoint(300, 105))
    QApplication.processEvents()
    assert table.viewport().grab().toImage().pixelColor(700, 95).name() == LIGHT.hover.lower()


def test_view_without_model_paints_nothing(theme, shown):
    view = shown(FastTableView(theme), 300, 200)
    view.grab()
    assert view.selected_rows() == []
    assert view.copy_selection() == 0
    view.select_row(0)


def test_cells_give_way_when_narrow(theme, qapp):
    cells = CellPainter(theme)
    assert cells.width(Cell("abc")) < cells.width(Cell("abc", icon="clock"))
    assert cells.width(Cell(badge=BadgeSpec("vip", "VIP"))) > 30
