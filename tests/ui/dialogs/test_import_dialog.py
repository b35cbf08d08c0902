"""A file is chosen, understood, tried out, brought in and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallcrm.app import open_backend
from smallcrm.domain.enums import OwnFieldKind, Source
from smallcrm.exporters.everything import export_everything
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import RowAction
from smallcrm.ui.dialogs.import_body import Page
from smallcrm.ui.dialogs.import_dialog import ImportDialog
from smallcrm.ui.dialogs.import_rows import POSSIBLE

KEHU = """\
客户名称,公司,手机,客户级别,介绍人,生日
陈明,苏州河畔贸易有限公司,138 0000 8000,VIP,,1980/3/14
林晓,,139-0000-2222,普通,陈明,
,,,,,1999/9/9
"""
SALES = """\
Invoice;Client;Date;Total
1;Anna;03/04/2026;1.250,50
2;Nobody at all;05/04/2026;2,00
"""
PEOPLE = """\
Name,Phone,E-mail,Points
Anna Lee,+353 86 123 4567,anna@example.com,12
Bo Berg,,bo@example.com,30
Cy Dunn,+353 86 765 4321,,7
"""


@pytest.fixture
def file_of(tmp_path):
    def write(text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def rest(qtbot, context):
    """Wait until a dialog has nothing more to do."""

    def wait(dialog: ImportDialog) -> None:
        qtbot.waitUntil(lambda: context.runner.pending == 0 and dialog.resting)
        qtbot.wait(1)
        qtbot.waitUntil(lambda: context.runner.pending == 0 and dialog.resting)

    return wait


@pytest.fixture
def opened(context, show, outcomes, rest):
    def make(*paths: Path) -> ImportDialog:
        dialog = show(ImportDialog(context, files=paths))
        dialog.saved.connect(outcomes.append)
        rest(dialog)
        return dialog

    return make


@pytest.fixture
def press(rest):
    """Press a key where the keyboard is, and wait for what follows."""

    def pressed(dialog: ImportDialog, key: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
        popup = QApplication.activePopupWidget()
        # An offscreen pop-up takes no keyboard from its window by itself.
        target = popup.focusProxy() if popup is not None else QApplication.focusWidget()
        QTest.keyClick(target or dialog, key, held)
        rest(dialog)

    return pressed


def said(dialog: ImportDialog) -> str:
    return dialog.preview.summary.whole_text()


def fates(dialog: ImportDialog) -> list[tuple[int, str, str]]:
    """Return the rows that are shown: number, fate and name."""
    rows = dialog.preview.rows
    shown = (rows.row_cells(number) for number in range(rows.count()))
    return [(int(cells[0].text), cells[1].text, cells[2].text) for cells in shown]


def test_chinese_clients_from_gb18030(opened, file_of, backend, press, outcomes):
    dialog = opened(file_of(KEHU, "gb18030"))
    assert dialog.form.encoding.value() == "gb18030"
    assert dialog.form.kind.value() == "clients"
    assert dialog.form.columns["客户名称"].value() == "name"
    assert "4" not in dialog.content.sentence.whole_text().split(":")[0]
    assert "3 rows" in dialog.content.sentence.whole_text()
    press(dialog, Qt.Key.Key_Return)
    assert dialog.content.page is Page.PREVIEW
    assert "2 new" in said(dialog)
    assert "1 not taken" in said(dialog)
    assert fates(dialog) == [
        (1, "New", "陈明"),
        (2, "New", "林晓"),
        (3, "Cannot be taken", ""),
    ]
    assert backend.queries.overview().clients == 0
    press(dialog, Qt.Key.Key_Return)
    assert backend.queries.overview().clients == 2
    assert len(outcomes) == 1
    assert dialog.isVisible()
    assert dialog.rejects.is_file()
    assert "1999/9/9" in dialog.rejects.read_text("utf-8-sig")
    assert dialog.footer.rejects.isVisible()
    assert backend.queries.resolve("林晓")[0].client.name == "林晓"
    press(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_the_import_is_taken_back_by_its_key(opened, file_of, backend, press, rest):
    dialog = opened(file_of(KEHU))
    undone = []
    dialog.undone.connect(undone.append)
    dialog.go_on()
    dialog.start()
    rest(dialog)
    assert backend.queries.overview().clients == 2
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert backend.queries.overview().clients == 0
    assert len(undone) == 1
    assert dialog.isVisible()
    assert dialog.import_button.isEnabled()
    assert "2 new" in said(dialog)


def test_the_same_file_again_is_not_doubled(opened, file_of, rest):
    path = file_of(KEHU)
    first = opened(path)
    first.go_on()
    first.start()
    rest(first)
    first.close()
    second = opened(path)
    second.go_on()
    assert not second.import_button.isEnabled()
    assert "2 already there" in said(second)
    second.preview.choose_filter("unchanged")
    assert [name for _row, _fate, name in fates(second)] == ["陈明", "林晓"]


def test_a_price_list_has_a_column_for_each_currency(opened, file_of, backend, rest):
    dialog = opened(
        file_of("货号,产品名称,单位,单价(元),价格 USD,税率\nB-1,笔记本,本,12.50,2,13%\n")
    )
    assert dialog.form.kind.value() == "products"
    fields = [field.value() for field in dialog.form.columns.values()]
    assert fields == ["code", "name", "unit", "price", "price", "tax"]
    assert dialog.form.columns["货号"].text() == "Product's code"
    dialog.go_on()
    dialog.start()
    rest(dialog)
    product = backend.queries.product(1)
    assert [currency for currency, _ in sorted(product.prices)] == ["CNY", "USD"]


def test_a_day_that_can_be_read_in_two_ways_is_asked(
    opened, file_of, perform, rest, press, backend
):
    perform(commands.AddClient(name="Anna"))
    dialog = opened(file_of(SALES))
    assert dialog.form.kind.value() == "sales"
    assert dialog.form.separator.value() == ";"
    assert dialog.form.decimal_sign.value() == ","
    questions = dialog.form.questions
    assert questions.isVisible()
    assert questions.answers() == {"Date": "dmy"}
    first = QApplication.focusWidget()
    assert questions.isAncestorOf(first)
    assert first.text() == "3 April 2026"
    assert "03/04/2026" in first.accessibleDescription()
    press(dialog, Qt.Key.Key_Right)
    assert QApplication.focusWidget().text() == "4 March 2026"
    assert questions.answers() == {"Date": "mdy"}
    assert questions.isVisible()
    press(dialog, Qt.Key.Key_Return)
    assert "1 not taken" in said(dialog)
    press(dialog, Qt.Key.Key_Return)
    sale = backend.queries.card(1).last_sales[0]
    assert sale.on.month == 3
    assert sale.total.minor == 125050


def test_going_on_takes_the_answer_that_was_likelier(
    opened, file_of, perform, press, rest, backend
):
    perform(commands.AddClient(name="Anna"))
    dialog = opened(file_of(SALES))
    press(dialog, Qt.Key.Key_Return)
    assert dialog.content.page is Page.PREVIEW
    assert dialog.form.choices().date_orders == {"Date": "dmy"}
    press(dialog, Qt.Key.Key_Return)
    assert backend.queries.card(1).last_sales[0].on.month == 4


def test_a_column_is_placed_by_keys(opened, file_of, press, rest, backend):
    dialog = opened(file_of("Name,Nickname,Phone\nAnna,Ann,020 1\n"))
    table = dialog.form.table
    table.setFocus()
    press(dialog, Qt.Key.Key_Down)
    picker = table.open_picker(table.current_row(), "tags")
    assert picker.values()[0] == "tags"
    press(dialog, Qt.Key.Key_Return)
    assert dialog.form.columns["Nickname"].value() == "tags"
    # Offscreen a pop-up leaves no window active behind it.
    assert dialog.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    rest(dialog)
    assert dialog.form.columns["Phone"].value() == "ignore"
    dialog.go_on()
    dialog.start()
    rest(dialog)
    details = backend.queries.card(1).details
    assert details.tags == ("Ann",)
    assert not details.phones


def test_a_letter_opens_the_fields_and_escape_leaves_them(opened, file_of, press):
    dialog = opened(file_of(PEOPLE))
    table = dialog.form.table
    table.setFocus()
    table.select_row(3)
    QTest.keyClick(table, "b")
    picker = QApplication.activePopupWidget()
    assert picker.field.text() == "b"
    assert "birthday" in picker.values()
    assert "phone" not in picker.values()
    press(dialog, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert dialog.isVisible()


def test_a_column_becomes_a_field_of_ones_own_and_is_remembered(
    opened, file_of, rest, backend, press
):
    path = file_of(PEOPLE)
    dialog = opened(path)
    picker = dialog.form.table.open_picker(3)
    made = [value for value in picker.values() if value.startswith("new:")]
    assert made[0] == "new:number"
    picker.close()
    dialog.form.columns["Points"].choose("new:number")
    rest(dialog)
    assert dialog.form.columns["Points"].value() == "own:Points"
    assert "number" in dialog.form.columns["Points"].text().casefold()
    dialog.go_on()
    dialog.start()
    rest(dialog)
    (field,) = backend.queries.own_fields()
    assert (field.name, field.kind, field.used) == ("Points", OwnFieldKind.NUMBER, 3)
    dialog.close()
    more = opened(file_of(PEOPLE + "Di Ek,,di@example.com,44\n", name="more.csv"))
    assert more.content.page is Page.PREVIEW
    assert more.content.remembered.isVisible()
    assert "file.csv" in more.content.remembered.label.whole_text()
    assert more.form.columns["Points"].value() == "own:Points"
    assert "1 new" in said(more)
    more.content.remembered.forget.click()
    rest(more)
    assert more.content.page is Page.FORM
    assert not more.content.remembered.isVisible()
    assert backend.queries.import_mappings() == ()


def test_a_file_that_does_not_say_what_it_is(opened, file_of, rest, backend):
    dialog = opened(file_of("alpha;beta\nAnna;1\nBert;2\n"))
    assert dialog.form.rows["kind"].error()
    assert not dialog.import_button.isEnabled()
    columns = dialog.form.table.rows
    assert columns.index(0, 3).data() == "Anna · Bert"
    dialog.form.kind.choose("clients")
    rest(dialog)
    assert dialog.notice.isVisible()
    dialog.form.columns["alpha"].choose("name")
    rest(dialog)
    assert not dialog.notice.isVisible()
    assert "2 new" in said(dialog)
    dialog.go_on()
    dialog.start()
    rest(dialog)
    assert backend.queries.overview().clients == 2


def test_possible_duplicates_are_decided_row_by_row(opened, file_of, perform, backend, press, rest):
    ids = [
        perform(
            commands.AddClient(name=name, phones=(commands.PhoneInput(number=number),))
        ).result.id
        for name, number in (("Front desk", "+353 86 123 4567"), ("Cleo Dunn", "+353 86 765 4321"))
    ]
    dialog = opened(file_of(PEOPLE))
    press(dialog, Qt.Key.Key_Return)
    assert "2 possible duplicates" in said(dialog)
    press(dialog, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert [row for row, _fate, _name in fates(dialog)] == [1, 3]
    table = dialog.preview.table
    table.setFocus()
    table.select_row(0)
    assert "Front desk" in dialog.preview.detail.doubt.whole_text()
    assert "phone" in dialog.preview.detail.doubt.whole_text()
    press(dialog, Qt.Key.Key_L)
    assert fates(dialog)[0] == (1, "Left out", "Anna Lee")
    press(dialog, Qt.Key.Key_Down)
    press(dialog, Qt.Key.Key_U)
    assert dialog.preview.decisions[3].client == ids[1]
    assert fates(dialog)[1][1] == "Completes"
    press(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert backend.queries.overview().clients == 3
    names = {row.client.name for row in backend.queries.resolve("Bo Berg")}
    assert names == {"Bo Berg"}
    assert not backend.queries.resolve("Anna Lee")
    assert fates(dialog)[1][1] == "Completes"


def test_all_possible_duplicates_are_decided_at_once(opened, file_of, perform, backend, rest):
    for name, number in (("Front desk", "+353 86 123 4567"), ("Cleo Dunn", "+353 86 765 4321")):
        perform(commands.AddClient(name=name, phones=(commands.PhoneInput(number=number),)))
    dialog = opened(file_of(PEOPLE))
    dialog.go_on()
    assert not dialog.preview.all_row.isVisible()
    dialog.preview.choose_filter(POSSIBLE)
    assert dialog.preview.all_row.isVisible()
    dialog.preview.all_buttons[RowAction.SKIP].click()
    rest(dialog)
    assert "1 new" in said(dialog)
    assert {fate for _row, fate, _name in fates(dialog)} == {"Left out"}
    dialog.preview.all_buttons[RowAction.NEW].click()
    rest(dialog)
    assert "3 new" in said(dialog)
    dialog.start()
    rest(dialog)
    assert backend.queries.overview().clients == 5


def test_a_row_left_out_comes_back_by_the_same_key(opened, file_of, press, rest):
    dialog = opened(file_of(PEOPLE))
    press(dialog, Qt.Key.Key_Return)
    dialog.preview.table.setFocus()
    dialog.preview.table.select_row(0)
    press(dialog, Qt.Key.Key_L)
    assert "2 new" in said(dialog)
    press(dialog, Qt.Key.Key_L)
    assert "3 new" in said(dialog)
    assert dialog.preview.decisions == {}


def test_what_was_said_of_a_file_is_taken_up_again(opened, file_of, press, rest, backend):
    path = file_of(PEOPLE)
    dialog = opened(path)
    dialog.form.columns["Points"].choose("tags")
    rest(dialog)
    press(dialog, Qt.Key.Key_Return)
    dialog.preview.table.setFocus()
    dialog.preview.table.select_row(1)
    press(dialog, Qt.Key.Key_L)
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    again = opened(path)
    assert again.content.remembered.isVisible()
    assert again.form.columns["Points"].value() == "tags"
    assert "2 new" in said(again)
    again.content.remembered.forget.click()
    rest(again)
    assert again.form.columns["Points"].value() != "tags"
    assert "3 new" in said(again)
    assert not again.content.remembered.isVisible()


def test_rows_are_found_by_what_stands_in_them(opened, file_of, press):
    dialog = opened(file_of(PEOPLE))
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is dialog.preview.search
    QTest.keyClicks(dialog.preview.search, "bo@")
    assert [name for _row, _fate, name in fates(dialog)] == ["Bo Berg"]
    QTest.keyClicks(dialog.preview.search, "xyz")
    assert fates(dialog) == []
    assert dialog.preview.nothing.isVisible()
    assert not dialog.preview.detail.isVisible()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert len(fates(dialog)) == 3
    assert QApplication.focusWidget() is dialog.preview.table


def test_what_is_there_stays_and_is_said(opened, file_of, perform, press, rest):
    perform(
        commands.AddClient(
            name="Anna Lee",
            organisation="Lee Music",
            phones=(commands.PhoneInput(number="+353 86 123 4567"),),
        )
    )
    dialog = opened(
        file_of("Name,Company,Phone,E-mail\nAnna Lee,Lee & Co,+353861234567,anna@example.com\n")
    )
    press(dialog, Qt.Key.Key_Return)
    assert fates(dialog)[0][1] == "Completes"
    detail = dialog.preview.detail.changes
    rows = [[detail.index(row, column).data() for column in range(3)] for row in range(2)]
    assert rows[0][0] == "E-mail"
    assert rows[0][2] == "anna@example.com"
    assert rows[1][:2] == ["Organisation", "Lee Music"]
    assert "Lee & Co" in rows[1][2]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n1 0 obj", b"\x00\x01\x02" * 50])
def test_what_is_no_table_is_said_plainly(opened, tmp_path, content):
    path = tmp_path / "thing.csv"
    path.write_bytes(content)
    dialog = opened(path)
    assert dialog.notice.isVisible()
    assert dialog.notice.whole_text()
    assert not dialog.import_button.isEnabled()


def test_a_file_that_is_gone(opened, tmp_path):
    dialog = opened(tmp_path / "none.csv")
    assert "none.csv" in dialog.notice.whole_text()


def test_stopping_the_import_leaves_nothing(opened, file_of, backend, press, rest):
    dialog = opened(file_of(KEHU))
    dialog.go_on()
    dialog.start()
    dialog.reject()
    assert dialog.isVisible()
    rest(dialog)
    assert dialog.isVisible()
    assert "nothing" in dialog.notice.whole_text()
    assert backend.queries.overview().clients == 0
    assert dialog.import_button.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_long_import_is_stopped_in_its_middle(opened, tmp_path, backend, qtbot, rest):
    path = tmp_path / "many.csv"
    rows = (f"Client {n},+353 86 {n:07d},c{n}@example.com" for n in range(1500))
    path.write_text("Name,Phone,E-mail\n" + "\n".join(rows) + "\n", encoding="utf-8")
    dialog = opened(path)
    dialog.go_on()
    seen = []
    dialog.run.progressed.connect(lambda done, of: seen.append((done, of)))
    dialog.start()
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    dialog.reject()
    rest(dialog)
    assert backend.queries.overview().clients == 0
    assert backend.queries.undo_state().undo is None
    assert dialog.outcome is None
    assert all(0 <= done <= of for done, of in seen)


def test_escape_before_the_import_closes(opened, file_of, qtbot, backend):
    dialog = opened(file_of(KEHU))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert backend.queries.overview().clients == 0


def test_contacts_come_in_without_columns_to_place(opened, file_of, backend, rest):
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Berg\nitem1.X-ABRELATEDNAMES:Ann Lee\n"
        "item1.X-ABLabel:REFERRED_BY\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nTEL:+353 1 555 0142\nEND:VCARD\n"
    )
    dialog = opened(file_of(text, name="people.vcf"))
    assert dialog.content.page is Page.PREVIEW
    assert "2 new" in said(dialog)
    assert dialog.form.kind.value() == "clients"
    dialog.content.tabs.setCurrentIndex(0)
    assert dialog.content.page is Page.FORM
    assert not dialog.form.table.isVisible()
    assert not dialog.form.rows["separator"].isVisible()
    dialog.content.tabs.setCurrentIndex(1)
    dialog.start()
    rest(dialog)
    bo = backend.queries.resolve("Bo Berg")[0].client.id
    assert backend.queries.card(bo).referred_by.counterpart.name == "Ann Lee"


def test_a_list_of_referrals_names_its_fields(opened, file_of, backend, rest, perform):
    for name in ("Ann Lee", "Bo Berg"):
        perform(commands.AddClient(name=name))
    dialog = opened(file_of("Referrer,Client,Date,Outcome\nAnn Lee,Bo Berg,2026-03-01,lost\n"))
    assert dialog.form.kind.value() == "referrals"
    assert dialog.form.columns["Referrer"].value() == "referrer_name"
    assert "Who sent them" in dialog.form.columns["Referrer"].text()
    dialog.go_on()
    dialog.start()
    rest(dialog)
    (row,) = backend.queries.league()
    assert (row.referrer.name, row.lost) == ("Ann Lee", 1)


def test_several_files_come_one_after_another_clients_first(
    opened, file_of, backend, press, outcomes
):
    sales = file_of("Invoice,Client,Date,Total\n1,Anna Lee,2026-03-01,12.50\n", name="sales.csv")
    clients = file_of(PEOPLE, name="clients.csv")
    dialog = opened(sales, clients)
    assert "clients.csv" in dialog.content.file_row.name.whole_text()
    assert "sales.csv" in dialog.content.file_row.name.whole_text()
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Return)
    assert backend.queries.overview().clients == 3
    assert "sales.csv" in dialog.import_button.text()
    press(dialog, Qt.Key.Key_Return)
    assert dialog.form.kind.value() == "sales"
    press(dialog, Qt.Key.Key_Return)
    press(dialog, Qt.Key.Key_Return)
    assert len(outcomes) == 2
    assert backend.queries.card(1).last_sales
    press(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_sheets_of_a_workbook_can_be_chosen(opened, tmp_path, rest):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    first = book.active
    first.title = "People"
    for row in (("Name", "Phone"), ("Anna Lee", "+353 86 123 4567")):
        first.append(row)
    second = book.create_sheet("Goods")
    for row in (("Product", "Unit price"), ("Tuning", 120)):
        second.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    dialog = opened(path)
    assert dialog.form.rows["sheet"].isVisible()
    assert dialog.form.sheet.value() == "People"
    assert not dialog.form.rows["separator"].isVisible()
    dialog.form.sheet.choose("Goods")
    rest(dialog)
    assert dialog.form.kind.value() == "products"
    assert "Goods" in dialog.content.sentence.whole_text()


def test_headings_can_stand_in_another_line(opened, file_of, rest):
    dialog = opened(file_of("Our clients\nName,Phone\nAnna,020 1\nBert,020 2\n"))
    assert dialog.form.heading_row.value() == 2
    dialog.form.heading_row.setValue(3)
    rest(dialog)
    assert dialog.form.choices().heading_row == 3


@pytest.fixture
def exported(tmp_path, clock) -> Path:
    """An export of everything of another file, with two clients."""
    paths = Paths(data=tmp_path / "other", machine_settings=tmp_path / "other.json")
    other = open_backend(paths, clock, country="CN", currency="CNY")
    for name in ("Anna Lee", "Bo Berg"):
        other.services.perform(commands.AddClient(name=name), source=Source.SCREEN)
    path = tmp_path / "all.json"
    export_everything(other.queries, path)
    other.close()
    return path


def test_an_export_of_everything_fills_an_empty_file(opened, exported, backend, press, outcomes):
    dialog = opened(exported)
    assert dialog.content.page is Page.EXPORT
    assert "2 clients" in dialog.content.export.words
    assert not dialog.content.tabs.isVisible()
    press(dialog, Qt.Key.Key_Return)
    assert backend.queries.overview().clients == 2
    assert backend.queries.settings().currency == "CNY"
    assert len(outcomes) == 1
    assert "filled" in dialog.notice.whole_text()
    press(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert backend.queries.overview().clients == 0
    assert dialog.content.page is Page.EXPORT
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_export_of_everything_goes_into_no_file_with_clients(opened, exported, perform, backend):
    perform(commands.AddClient(name="Cy Dunn"))
    dialog = opened(exported)
    assert "only goes into an empty file" in dialog.notice.whole_text()
    assert not dialog.import_button.isEnabled()
    assert backend.queries.overview().clients == 1


def test_an_export_that_is_damaged_is_said_plainly(opened, exported):
    found = exported.read_text(encoding="utf-8")
    exported.write_text(found[: len(found) // 2], encoding="utf-8")
    dialog = opened(exported)
    assert "not a whole export" in dialog.notice.whole_text()
    assert not dialog.import_button.isEnabled()


def test_what_is_remembered_is_read_with_care(context):
    from smallcrm.ui.dialogs.import_work import Choices

    assert not Choices.from_json("nonsense")
    assert not Choices.from_json("[1]")
    odd = {"kind": 5, "mapping": {"a": 1, "b": "name"}, "heading_row": True, "date_orders": []}
    odd["own_fields"] = {"Colour": "rainbow"}
    found = Choices.from_json(json.dumps(odd))
    assert found == Choices(mapping={"b": "name"})
    whole = Choices(
        kind="clients",
        heading_row=0,
        mapping={"A": "own:B"},
        own_fields={"B": "date"},
        date_orders={"C": "mdy"},
    )
    assert Choices.from_json(whole.as_json()) == whole


def drop(widget, data: QMimeData) -> None:
    """Drag something over a widget, and let it go there."""
    buttons = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    action = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(10, 10), action, data, *buttons))
    QApplication.sendEvent(widget, QDropEvent(QPointF(10, 10), action, data, *buttons))


def test_files_are_dropped_on_the_dialog(opened, file_of, rest):
    dialog = opened()
    assert dialog.content.page is Page.DROP
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file_of(PEOPLE)))])
    drop(dialog, data)
    assert not dialog.drops.isVisible()
    rest(dialog)
    assert "3 rows" in dialog.content.sentence.whole_text()


def test_the_models_of_rows_and_columns_keep_to_qts_rules(opened, file_of, qtmodeltester, press):
    dialog = opened(file_of(PEOPLE))
    press(dialog, Qt.Key.Key_Return)
    for model in (dialog.form.table.rows, dialog.preview.rows, dialog.preview.detail.changes):
        qtmodeltester.check(model, force_py=True)
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            assert index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_contacts_of_our_own_bring_their_fields(opened, file_of, backend, rest):
    text = (
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna Lee\r\n"
        "X-SMALLCRM-OWN:Points;12;;number\r\nEND:VCARD\r\n"
    )
    dialog = opened(file_of(text, name="own.vcf"))
    dialog.start()
    rest(dialog)
    assert backend.queries.overview().clients == 1
    (made,) = backend.queries.own_fields()
    assert (made.name, made.kind, made.used) == ("Points", OwnFieldKind.NUMBER, 1)
