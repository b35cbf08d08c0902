# ruff: noqa: E501
"""The window's parts put together from the kit, as in the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from tests.ui.gallery_data import HITS, HOSTILE, PREFERRED, STANDARD, VIP

from smallcrm.ui.theme import BODY_STRONG, DATE, SMALL, ThemeContext
from smallcrm.ui.widgets.badge import Badge, BadgeSpec, Keycap
from smallcrm.ui.widgets.buttons import IconButton, KeyButton
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell, tone_cell
from smallcrm.ui.widgets.charts import AgeingBar, AgeingBars, Quarter, SparkCurve
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.filter_bar import ChipSpec, FilterBar
from smallcrm.ui.widgets.form import FieldRow
from smallcrm.ui.widgets.hit_list import HitList, KeyHint
from smallcrm.ui.widgets.labels import RunLabel, hairline, plain_label
from smallcrm.ui.widgets.painting import Run
from smallcrm.ui.widgets.search_box import SearchBox
from smallcrm.ui.widgets.strips import StatusItem, StatusRow, UndoStrip
from smallcrm.ui.widgets.tab_bar import CountTabBar
from smallcrm.ui.widgets.table import FastTableView
from smallcrm.ui.widgets.today import TodayList
from smallcrm.ui.widgets.today_model import TodayGroup, TodayRow

if TYPE_CHECKING:
    from tests.ui.gallery_data import Words

HEADS = (
    "Client",
    "Organisation",
    "Level",
    "Phone",
    "Last contact",
    "Next",
    "Credit",
    "Owes EUR",
    "Oldest due",
)
PEOPLE = (
    ("Tiago Gonçalves", "Gonçalves & Filhos, Lda", STANDARD, "+351 91 555 0138", "Today", "", "",
     "1,250.00", "debt", "1 Apr 2026"),
    ("Declan Murphy", "Harbour Hotel", PREFERRED, "+353 20 912 7741", "6 May 2026", "", "",
     "960.00", "debt", "3 Jan 2026"),
    ("Niamh Farrell", "Loreto School, Bray", PREFERRED, "+353 20 911 0112", "4 May 2026", "", "",
     "745.00", "plain", "28 May 2026"),
    ("Siobhán O’Neill", "St Brigid’s Parish", PREFERRED, "+353 20 911 0377", "9 May 2026", "", "",
     "640.00", "debt", "20 Feb 2026"),
    ("Anneliese Vogt", "Kammerchor Dublin", VIP, "+353 20 910 6610", "2 May 2026", "", "",
     "310.00", "plain", "30 May 2026"),
    ("张伟", "上海明珠贸易有限公司", VIP, "138 0013 8000", "Yesterday", "问画册进度", "",
     "240.00", "soon", "20 May 2026"),
    ("אבי כהן \u202eevil", "Rechts & <b>Links</b>", STANDARD, "+972 2 555 0101", "", "", "",
     "180.00", "debt", "14 Feb 2026"),
    ("Clara Byrne", "", PREFERRED, "+353 20 914 6620", "Yesterday", "", "", "95.00", "soon",
     "18 May 2026"),
    ("Hannah Keogh", "", STANDARD, "+353 20 913 2204", "8 May 2026", "First tuning, 15 May", "",
     "95.00", "plain", "2 Jun 2026"),
    ("Henrik Dahl", "Dahl Piano Transport", PREFERRED, "+45 70 55 01 64", "5 May 2026",
     "Referral fee, May", "75.00", "60.00", "plain", "26 May 2026"),
    ("Thomas Whelan", "Whelan & Daughters", STANDARD, "+353 20 912 0096", "27 Apr 2026",
     "Tuning, 3 Jun 14:00", "", "40.00", "plain", "27 May 2026"),
    ("Orla Brady", "Brady Cello Studio", STANDARD, "+353 20 913 0048", "20 Apr 2026", "", "30.00",
     "0.00", "third", ""),
)  # fmt: skip


ROOT = QModelIndex()


class People(QAbstractTableModel):
    def rowCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else 24

    def columnCount(self, parent=ROOT):  # noqa: N802
        return 0 if parent.isValid() else len(HEADS)

    def row_cells(self, row):
        name, org, level, phone, last, after, credit, owes, tone, due = PEOPLE[row % len(PEOPLE)]
        due_tone = tone if tone in {"debt", "soon"} else "second"
        return (
            Cell(name, weight="medium"),
            Cell(org, "second"),
            Cell(level.text, "second") if level.kind == "standard" else Cell(badge=level),
            Cell(phone, "second"),
            Cell(last),
            Cell(after, "second"),
            Cell(credit, "ok", align="right"),
            tone_cell(owes, tone),
            Cell(due, due_tone, align="right"),
        )

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == CELL_ROLE:
            return self.row_cells(index.row())[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self.row_cells(index.row())[index.column()]
            return cell.text or (cell.badge.text if cell.badge else "")
        return None

    def headerData(self, section, orientation, role=Qt.ItemDataRole.DisplayRole):  # noqa: N802
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section >= 6:
                return Qt.AlignmentFlag.AlignRight.value
        return None


def _frame(theme: ThemeContext, *, search_text: str = "") -> tuple[QWidget, QVBoxLayout, SearchBox]:
    px = theme.px
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setProperty("ground", "win")
    whole = QVBoxLayout(window)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    top = QHBoxLayout()
    top.setContentsMargins(px(16), px(8), px(16), px(6))
    date = QVBoxLayout()
    date.setSpacing(0)
    date.addWidget(RunLabel(theme, (Run("Tuesday, 12 May", DATE),)))
    owed = "16 clients owe 4,915.00 EUR, 3,150.00 overdue"
    date.addWidget(RunLabel(theme, (Run(owed, SMALL, "second"),)))
    top.addLayout(date, 1)
    search = SearchBox(theme, placeholder="Names, numbers, purchases, notes", key="Ctrl K")
    search.setFixedWidth(px(652))
    top.addWidget(search)
    right = QHBoxLayout()
    right.addStretch(1)
    right.addWidget(KeyButton(theme, "New client", key="Ctrl N", icon="user-plus"))
    top.addLayout(right, 1)
    whole.addLayout(top)
    if search_text:
        search.setText(search_text)
        search.set_info("6 found", "Esc")
    tabs = CountTabBar(theme, name="Views")
    for name, count in (("Today", "9"), ("Clients", "214"), ("Sales", ""), ("Payments", "")):
        tabs.add(name, count)
    tabs.setCurrentIndex(1)
    row = QHBoxLayout()
    row.setContentsMargins(px(16), 0, 0, 0)
    row.addWidget(tabs)
    row.addStretch(1)
    whole.addLayout(row)
    whole.addWidget(hairline())
    window.resize(px(1366), px(768) - 32)
    return window, whole, search


def clients_window(theme: ThemeContext, words: Words) -> QWidget:
    px = theme.px
    window, whole, search = _frame(theme, search_text="gonc")
    bar = QHBoxLayout()
    bar.setContentsMargins(px(16), px(9), px(16), px(9))
    chips = FilterBar(theme)
    chips.set_chips(
        (
            ChipSpec("all", "All", "214"),
            ChipSpec("owes", "Owes money", "16"),
            ChipSpec("overdue", "Overdue", "5"),
            ChipSpec("vip", "VIP", "12"),
        )
    )
    bar.addWidget(chips, 1)
    for icon, name in (("columns-3", "Columns"), ("download", "Export"), ("printer", "Print")):
        bar.addWidget(IconButton(theme, icon, name))
    whole.addLayout(bar)
    table = FastTableView(theme, name="Clients")
    table.setModel(People(table))
    for column, width in enumerate((184, 222, 106, 160, 126, 164, 130, 124, 138)):
        table.setColumnWidth(column, px(width))
    table.header.set_sorted(7, descending=True)
    table.select_row(0)
    whole.addWidget(table, 1)
    strip = UndoStrip(theme, undo_text="Undo", undo_key="Ctrl Z", dismiss_name="Dismiss")
    strip.say((Run("Payment of "), Run("480.00 EUR", BODY_STRONG), Run(" recorded")))
    whole.addWidget(strip)
    status = StatusRow(theme)
    status.add_left(StatusItem(theme, "214 clients"))
    status.add_left(StatusItem(theme, "16 owe 4,915.00 EUR"))
    status.add_left(StatusItem(theme, "sorted by amount owed, highest first"))
    status.add_right(StatusItem(theme, "Line ready", icon="phone"))
    status.add_right(StatusItem(theme, "Saved 10:46"))
    whole.addWidget(status)
    hints = (
        KeyHint(("↑", "↓"), "choose"),
        KeyHint(("Enter",), "open card"),
        KeyHint(("Alt P",), "take payment"),
        KeyHint((), "names, notes, numbers, purchases", at_right=True),
    )
    hits = HitList(theme, search, name="Hits", hints=hints)
    window.show()
    hits.set_rows((*HITS, *HOSTILE), select=0)
    hits.open()
    search.setFocus()
    return window


def today_window(theme: ThemeContext, words: Words) -> QWidget:
    px = theme.px
    window, whole, _search = _frame(theme)
    today = TodayList(theme, name="Today")
    zh = words.code == "zh"
    call, done, pay = ("回拨", "完成", "收款") if zh else ("Call back", "Done", "Take payment")
    pref = BadgeSpec("preferred", "优先") if zh else PREFERRED
    today.set_items(
        (
            TodayGroup("未接来电" if zh else "Missed calls", "2"),
            TodayRow(
                1, "phone-missed", "张伟", VIP, "上海明珠贸易有限公司", "手机 138 0013 8000，响铃 24 秒",
                "欠 12,800.00 元", "debt", "今天 09:12", call, "debt",
            ),
            TodayRow(
                2, "phone-missed", "021 5550 0164",
                BadgeSpec("outline", "未登记" if zh else "Not on file"), "上海，固定电话",
                "昨天也打过一次，未留言", amount_second="今天 08:57", action=call, icon_tone="debt",
            ),
            TodayGroup("今天要跟进" if zh else "Follow-ups today", "1"),
            TodayRow(
                3, "calendar-check", "李娜", pref, "杭州听涛茶业", "确认茶礼盒打样颜色，她上午在公司",
                amount_second="今天 10:30", action=done, icon_tone="accent",
            ),
            TodayGroup("逾期款" if zh else "Overdue", "2", "合计 27,500.00 元" if zh else "Total 1,890.00 EUR"),
            TodayRow(
                4, "triangle-alert", "Declan Murphy", PREFERRED, "Harbour Hotel, Howth",
                "You could say: “The lobby grand was due in January, shall I send it again?”",
                "960.00 EUR", "debt", "129 days late, reminded once", pay, "debt",
            ),
            TodayRow(
                5, "hourglass", "何志远", pref, "嘉兴锦程印务", "5月6日电话里说“下周一付”，到今天还没有到账",
                "6,200.00 元", "soon", "晚了 1 天", call, "soon",
            ),
            TodayRow(
                6, "file-clock", "Hannah Keogh with an exceptionally long double name", STANDARD,
                "And an organisation that does not fit beside it at all, by any means",
                "Q-2026-0019 rev 2: three boxes, " * 5, "15,800.00 EUR", "plain", "lapses on 14 May",
                "Open", "soon",
            ),
        )
    )  # fmt: skip
    body = QHBoxLayout()
    body.setSpacing(0)
    body.addWidget(today, 1)
    body.addWidget(hairline(vertical=True))
    side = QVBoxLayout()
    side.setContentsMargins(px(16), px(12), px(16), px(12))
    side.addWidget(plain_label("Debts by age", "section"))
    ageing = AgeingBars(theme, name="Debts by age")
    ageing.set_bars(
        (
            AgeingBar("Not due", "14,800.00", 1.0, 0),
            AgeingBar("1–30 days", "8,600.00", 0.58, 1),
            AgeingBar("31–60 days", "0.00", 0.0, 2),
            AgeingBar("61–90 days", "8,600.00", 0.58, 3),
            AgeingBar("Over 90 days", "10,300.00", 0.7, 4, "debt"),
        ),
        ("Total", "42,300.00"),
    )
    side.addWidget(ageing)
    curve = SparkCurve(theme, name="The relation", legend=("money", "contacts"))
    curve.set_quarters(
        tuple(
            Quarter(f"Q{n % 4 + 1} {2023 + n // 4}", money, contacts)
            for n, (money, contacts) in enumerate(
                ((0, 2), (480, 5), (120, 1), (0, 0), (900, 6), (600, 4), (640, 8), (60, 3))
            )
        )
    )
    side.addSpacing(px(16))
    side.addWidget(plain_label("The relation", "section"))
    side.addWidget(curve)
    side.addStretch(1)
    panel = QWidget()
    panel.setLayout(side)
    panel.setFixedWidth(px(328))
    body.addWidget(panel)
    whole.addLayout(body, 1)
    status = StatusRow(theme)
    status.add_left(StatusItem(theme, "10 things today"))
    status.add_right(StatusItem(theme, "Saved 10:42", tone="ok", icon="check"))
    whole.addWidget(status)
    today.select(1)
    today.setFocus()
    return window


def _fields(theme: ThemeContext) -> QVBoxLayout:
    px = theme.px
    column = QVBoxLayout()
    column.setSpacing(px(8))
    name = QLineEdit("Priya Raman")
    column.addWidget(FieldRow(theme, "&Name", name))
    organisation = QLineEdit()
    organisation.setPlaceholderText("Optional")
    column.addWidget(FieldRow(theme, "&Organisation", organisation))
    amount = QLineEdit("48O.00")
    row = FieldRow(theme, "&Amount", amount)
    row.set_error("Write the amount with digits, for instance 480.00")
    column.addWidget(row)
    combo = QComboBox()
    combo.addItems(["Transfer", "Cash", "Card"])
    column.addWidget(FieldRow(theme, "&How", combo))
    date = QDateEdit()
    date.setCalendarPopup(True)
    column.addWidget(FieldRow(theme, "&Received", date, hint="Today if nothing else is said"))
    number = QDoubleSpinBox()
    number.setValue(12.5)
    column.addWidget(FieldRow(theme, "&Hours", number))
    spin = QSpinBox()
    spin.setEnabled(False)
    column.addWidget(FieldRow(theme, "&Copies", spin))
    text = QPlainTextEdit("Wants both grands done")
    text.setFixedHeight(px(64))
    column.addWidget(FieldRow(theme, "&Note", text))
    compact = SearchBox(theme, placeholder="Who sent you?", compact=True)
    compact.setText("James")
    compact.set_info("3 found")
    column.addWidget(FieldRow(theme, "&Sent by", compact))
    column.addStretch(1)
    return column


def _choices(theme: ThemeContext) -> QVBoxLayout:
    px = theme.px
    column = QVBoxLayout()
    column.setSpacing(px(8))
    for text, checked in (("Record referral", True), ("Copy the package", False)):
        box = QCheckBox(text)
        box.setChecked(checked)
        column.addWidget(box)
    partly = QCheckBox("Partly")
    partly.setTristate(True)
    partly.setCheckState(Qt.CheckState.PartiallyChecked)
    column.addWidget(partly)
    disabled = QCheckBox("Not possible")
    disabled.setEnabled(False)
    column.addWidget(disabled)
    for text, checked in (("System", True), ("Light", False)):
        radio = QRadioButton(text)
        radio.setChecked(checked)
        column.addWidget(radio)
    progress = QProgressBar()
    progress.setValue(60)
    column.addWidget(progress)
    buttons = QHBoxLayout()
    buttons.addWidget(KeyButton(theme, "Take payment", key="Ctrl Enter", kind="primary"))
    buttons.addWidget(KeyButton(theme, "Cancel", key="Esc"))
    off = KeyButton(theme, "Undo", icon="undo-2")
    off.setEnabled(False)
    buttons.addWidget(off)
    buttons.addStretch(1)
    column.addLayout(buttons)
    badges = QHBoxLayout()
    for spec in (VIP, PREFERRED, STANDARD, BadgeSpec("outline", "Not on file")):
        badges.addWidget(Badge(theme, spec))
    badges.addWidget(Keycap(theme, "Ctrl P"))
    badges.addStretch(1)
    column.addLayout(badges)
    for kind, text in (
        ("title", "Title"),
        ("debt", "owes 1,250.00 EUR"),
        ("second", "second line"),
        ("hint", "hint"),
        ("error", "error"),
        ("link", "link"),
        ("keycap", "Ctrl K"),
        ("badge-vip", "VIP"),
    ):
        column.addWidget(plain_label(text, kind), 0, Qt.AlignmentFlag.AlignLeft)
    column.addStretch(1)
    return column


def controls(theme: ThemeContext, words: Words) -> QWidget:
    px = theme.px
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setProperty("ground", "win")
    grid = QGridLayout(window)
    grid.setContentsMargins(px(20), px(20), px(20), px(20))
    grid.setHorizontalSpacing(px(32))
    grid.addLayout(_fields(theme), 0, 0)
    grid.addLayout(_choices(theme), 0, 1)
    empty = EmptyState(
        theme,
        "No clients yet",
        "Import a spreadsheet or an address book, or write down the first client by hand.",
        icon="users",
        buttons=(
            KeyButton(theme, "Import", kind="primary", key="Ctrl I"),
            KeyButton(theme, "New client", key="Ctrl N"),
        ),
    )
    grid.addWidget(empty, 0, 2)
    menu = QMenu(window)
    menu.addAction(theme.icon("user-plus"), "New client").setShortcut("Ctrl+N")
    menu.addAction("Follow-up").setShortcut("Ctrl+F")
    menu.addSeparator()
    checked = menu.addAction("Dark")
    checked.setCheckable(True)
    checked.setChecked(True)
    menu.addMenu("More").addAction("x")
    menu.addAction("Disabled").setEnabled(False)
    menu.ensurePolished()
    menu.adjustSize()
    menu.setParent(window)
    menu.setWindowFlags(Qt.WindowType.Widget)
    menu.move(QPoint(px(900), px(20)))
    menu.show()
    window.resize(px(1200), px(640))
    return window
