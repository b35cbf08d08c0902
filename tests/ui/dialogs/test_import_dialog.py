"""A file is chosen, understood, tried out, brought in and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from smallcrm.services import commands
from smallcrm.ui.dialogs.import_dialog import ImportDialog

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


@pytest.fixture
def file_of(tmp_path):
    def write(text: str, encoding: str = "utf-8", name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def opened(context, show, settle, outcomes):
    def make(path: Path) -> ImportDialog:
        dialog = show(ImportDialog(context, file=path))
        dialog.saved.connect(outcomes.append)
        settle(context)
        settle(context)
        return dialog

    return make


def test_chinese_clients_from_gb18030(opened, file_of, backend, context, settle, outcomes, qtbot):
    dialog = opened(file_of(KEHU, "gb18030"))
    assert dialog.form.encoding.value() == "gb18030"
    assert dialog.form.kind.value() == "clients"
    assert dialog.form.columns["客户名称"].value() == "name"
    assert "2 new" in dialog.preview.summary.whole_text()
    assert "1 not taken" in dialog.preview.summary.whole_text()
    assert dialog.preview.skipped.count() == 1
    assert backend.queries.overview().clients == 0
    qtbot.keyClick(dialog.import_button, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.import_button, Qt.Key.Key_Return)
    settle(context)
    settle(context)
    assert backend.queries.overview().clients == 2
    assert len(outcomes) == 1
    assert dialog.isVisible()
    assert dialog.rejects.is_file()
    assert "1999/9/9" in dialog.rejects.read_text("utf-8-sig")
    assert dialog.rejects_button.isVisible()
    assert backend.queries.resolve("林晓")[0].client.name == "林晓"


def test_the_import_is_taken_back(opened, file_of, backend, context, settle):
    dialog = opened(file_of(KEHU))
    dialog.start()
    settle(context)
    settle(context)
    dialog.undo()
    settle(context)
    settle(context)
    assert backend.queries.overview().clients == 0
    assert dialog.isVisible()
    assert dialog.import_button.isEnabled()


def test_the_same_file_again_is_not_doubled(opened, file_of, backend, context, settle):
    path = file_of(KEHU)
    first = opened(path)
    first.start()
    settle(context)
    settle(context)
    first.close()
    second = opened(path)
    assert not second.import_button.isEnabled()
    assert "2 there already" in second.preview.summary.whole_text()


def test_a_price_list_has_a_column_for_each_currency(opened, file_of, backend, context, settle):
    dialog = opened(
        file_of("货号,产品名称,单位,单价(元),价格 USD,税率\nB-1,笔记本,本,12.50,2,13%\n")
    )
    assert dialog.form.kind.value() == "products"
    fields = [field.value() for field in dialog.form.columns.values()]
    assert fields == ["code", "name", "unit", "price", "price", "tax"]
    assert dialog.form.columns["货号"].currentText() == "Product's code"
    dialog.start()
    settle(context)
    settle(context)
    product = backend.queries.product(1)
    assert [currency for currency, _ in sorted(product.prices)] == ["CNY", "USD"]


def test_doubts_are_said_and_can_be_settled(opened, file_of, perform, context, settle, backend):
    from smallcrm.services import commands

    perform(commands.AddClient(name="Anna"))
    dialog = opened(file_of(SALES))
    assert dialog.form.kind.value() == "sales"
    assert dialog.form.separator.value() == ";"
    assert dialog.form.decimal_sign.value() == ","
    assert dialog.form.rows["date_order"].error()
    dialog.form.date_order.choose("mdy")
    assert not dialog.import_button.isEnabled()
    settle_read(dialog, context, settle)
    assert not dialog.form.rows["date_order"].error()
    assert "1 not taken" in dialog.preview.summary.whole_text()
    dialog.start()
    settle(context)
    sale = backend.queries.card(1).last_sales[0]
    assert sale.on.month == 3
    assert sale.total.minor == 125050


def settle_read(dialog, context, settle):
    dialog._timer.stop()
    dialog._read()
    settle(context)
    settle(context)


def test_a_column_can_be_left_out_or_placed(opened, file_of, context, settle, backend):
    dialog = opened(file_of("Name,Nickname,Phone\nAnna,Ann,020 1\n"))
    assert dialog.form.columns["Nickname"].value() == "ignore"
    dialog.form.columns["Nickname"].choose("tags")
    dialog.form.columns["Phone"].choose("ignore")
    settle_read(dialog, context, settle)
    dialog.start()
    settle(context)
    details = backend.queries.card(1).details
    assert details.tags == ("Ann",)
    assert not details.phones


def test_a_file_that_does_not_say_what_it_is(opened, file_of, context, settle, backend):
    dialog = opened(file_of("alpha;beta\nAnna;1\nBert;2\n"))
    assert dialog.form.rows["kind"].error()
    assert not dialog.import_button.isEnabled()
    dialog.form.kind.choose("clients")
    settle_read(dialog, context, settle)
    assert dialog.notice.isVisible()
    dialog.form.columns["alpha"].choose("name")
    settle_read(dialog, context, settle)
    assert "2 new" in dialog.preview.summary.whole_text()
    dialog.start()
    settle(context)
    assert backend.queries.overview().clients == 2


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


def test_cancelling_during_the_import_takes_it_back(opened, file_of, backend, context, settle):
    dialog = opened(file_of(KEHU))
    dialog.start()
    dialog.reject()
    assert dialog.isVisible()
    settle(context)
    settle(context)
    assert not dialog.isVisible()
    assert backend.queries.overview().clients == 0


def test_escape_before_the_import_closes(opened, file_of, qtbot, backend):
    dialog = opened(file_of(KEHU))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert backend.queries.overview().clients == 0


def test_contacts_come_in_without_columns_to_place(opened, file_of, backend, context, settle):
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Berg\nitem1.X-ABRELATEDNAMES:Ann Lee\n"
        "item1.X-ABLabel:REFERRED_BY\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nTEL:+353 1 555 0142\nEND:VCARD\n"
    )
    dialog = opened(file_of(text, name="people.vcf"))
    assert "2 new" in dialog.preview.summary.whole_text()
    assert dialog.form.kind.value() == "clients"
    assert not dialog.form.table.isVisible()
    assert not dialog.form.rows["separator"].isVisible()
    dialog.start()
    settle(context)
    settle(context)
    bo = backend.queries.resolve("Bo Berg")[0].client.id
    assert backend.queries.card(bo).referred_by.counterpart.name == "Ann Lee"


def test_a_list_of_referrals_names_its_fields(opened, file_of, backend, context, settle, perform):
    for name in ("Ann Lee", "Bo Berg"):
        perform(commands.AddClient(name=name))
    dialog = opened(file_of("Referrer,Client,Date,Outcome\nAnn Lee,Bo Berg,2026-03-01,lost\n"))
    assert dialog.form.kind.value() == "referrals"
    assert dialog.form.columns["Referrer"].value() == "referrer_name"
    assert "Who sent them" in dialog.form.columns["Referrer"].currentText()
    dialog.start()
    settle(context)
    settle(context)
    (row,) = backend.queries.league()
    assert (row.referrer.name, row.lost) == ("Ann Lee", 1)
