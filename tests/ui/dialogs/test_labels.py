"""Labels: for whom, on which sheet, from which label on; sheets that the owner measures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt

from smallcrm.domain.label_sheets import KNOWN, find
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.reports.material import PaperKind
from smallcrm.services import commands
from smallcrm.ui.dialogs.label_dialog import LabelDialog
from smallcrm.ui.dialogs.label_sheet_dialog import LabelSheetDialog
from smallcrm.ui.dialogs.label_sheets_window import LabelSheetsWindow
from smallcrm.ui.dialogs.paper_scope import Around, Whom
from smallcrm.ui.widgets.sheet_picture import SheetPicture

_MINE = replace(find("L7163"), name="Bottles")


@pytest.fixture
def clients(perform):
    """Three clients with an address and one without."""
    made = []
    for name, town in (("Ann", "Dublin"), ("Bob", "Cork"), ("Cleo", "Galway"), ("Dan", "")):
        address = (commands.AddressInput(street="1 Main Street", locality=town),) if town else ()
        made.append(perform(commands.AddClient(name=name, addresses=address)).result.id)
    return made


def dialog_of(context, show, around=None):
    found = show(LabelDialog(context, around or Around()))
    found.asked = []
    found.wanted.connect(lambda name, argument: found.asked.append((name, argument)))
    return found


def test_all_are_counted_and_who_has_no_address_is_said(context, clients, show, qtbot):
    dialog = dialog_of(context, show)
    qtbot.waitUntil(lambda: "3 labels on 1 sheet" in dialog.outlook.whole_text())
    assert "1 client has no postal address" in dialog.without.whole_text()
    dialog.copies.setValue(8)
    assert "24 labels on 2 sheets" in dialog.outlook.whole_text()


def test_the_chosen_ones_come_first(context, clients, show, qtbot):
    dialog = dialog_of(context, show, Around(chosen=(clients[0], clients[3])))
    assert dialog.whom.value() is Whom.CHOSEN
    qtbot.waitUntil(lambda: "1 label on 1 sheet" in dialog.outlook.whole_text())
    assert dialog.paper().options.clients == (clients[0], clients[3])
    dialog.whom.choose(Whom.ALL)
    qtbot.waitUntil(lambda: "3 labels" in dialog.outlook.whole_text())
    assert dialog.paper().options.clients is None


def test_the_list_as_it_is_narrowed(context, clients, show, qtbot):
    around = Around(listed=Order("name", text="cleo"), count=1)
    dialog = dialog_of(context, show, around)
    qtbot.waitUntil(lambda: dialog.paper().options.clients == (clients[2],))


def test_the_first_label_is_chosen_with_the_arrows_and_the_mouse(context, clients, show, qtbot):
    dialog = dialog_of(context, show)
    picture = dialog.picture
    picture.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(picture, key)
    assert dialog.first.value() == 1
    qtbot.keyClick(picture, Qt.Key.Key_Down)
    assert dialog.first.value() == 1 + picture.sheet.across
    assert "row 2, column 1" in picture.accessibleName()
    qtbot.keyClick(picture, Qt.Key.Key_End)
    assert dialog.first.value() == picture.sheet.count
    qtbot.waitUntil(lambda: "3 labels on 2 sheets" in dialog.outlook.whole_text())
    place = picture.label_rect(6).center().toPoint()
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place)
    assert dialog.first.value() == 6
    assert picture.label_at(QPointF(0, 0)) is None
    dialog.first.setValue(2)
    assert picture.first == 2


def test_the_preview_is_asked_for_with_what_was_chosen(context, clients, show, qtbot):
    dialog = dialog_of(context, show)
    qtbot.waitUntil(dialog.preview_button.isEnabled)
    dialog.sheet.choose("5160")
    dialog.first.setValue(4)
    dialog.copies.setValue(2)
    dialog.borders.setChecked(True)
    qtbot.keyClick(dialog.first, Qt.Key.Key_Return)
    (name, paper), *_ = dialog.asked
    assert (name, paper.kind) == ("label_paper", PaperKind.LABELS)
    options = paper.options
    assert (options.sheet, options.first, options.copies, options.borders) == ("5160", 4, 2, True)
    assert dialog.isVisible()
    again = dialog_of(context, show)
    assert again.sheet.value() == "5160", "the sheet used last is offered"


def test_without_an_address_there_is_nothing_to_print(context, show, perform, qtbot):
    perform(commands.AddClient(name="Dan"))
    dialog = dialog_of(context, show)
    assert not dialog.preview_button.isEnabled()
    assert "None of them" in dialog.outlook.whole_text()


def test_a_smaller_sheet_takes_back_a_label_it_does_not_have(context, clients, show):
    dialog = dialog_of(context, show)
    dialog.sheet.choose("5160")
    dialog.first.setValue(30)
    dialog.sheet.choose("5164")
    assert dialog.first.value() == 6
    assert dialog.picture.first == 6


def test_ones_own_sheets_are_offered_as_soon_as_they_are_there(
    context, clients, show, perform, qtbot
):
    dialog = dialog_of(context, show)
    assert "Bottles" not in dialog.sheet.values()
    outcome = perform(commands.AddLabelSheet(sheet=_MINE))
    context.hub.announce(outcome.changes, None)
    qtbot.waitUntil(lambda: "Bottles" in dialog.sheet.values())
    assert dialog.sheet.value() == "L7160", "what was chosen stays"


@pytest.mark.parametrize(("country", "first"), [("US", "5160"), ("IE", "L7160")])
def test_the_paper_of_the_country_comes_first(context, clients, show, country, first):
    context.settings = replace(context.settings, country=country)
    assert dialog_of(context, show).sheet.value() == first


# Sheets of one's own.


def test_a_sheet_is_copied_measured_and_kept(context, show, settle, backend):
    dialog = show(LabelSheetDialog(context))
    dialog.like.choose("5160")
    dialog.name.setText("Bottles")
    dialog.lengths["left"].setText("4.5")
    assert dialog.picture.sheet.left == 4_500
    dialog.submit()
    settle(context)
    (kept,) = backend.queries.label_sheets()
    assert kept.sheet == replace(find("5160"), name="Bottles", left=4_500)
    assert not dialog.isVisible()


def test_inches_are_read_where_paper_is_letter(context, show, settle, backend):
    context.settings = replace(context.settings, country="US")
    dialog = show(LabelSheetDialog(context))
    assert dialog.unit.value() == "inch"
    assert dialog.lengths["page_width"].text() == "8.5"
    dialog.name.setText("Bottles")
    dialog.lengths["label_height"].setText("0.5")
    dialog.unit.choose("mm")
    assert dialog.lengths["label_height"].text() == "12.7"
    dialog.submit()
    settle(context)
    (kept,) = backend.queries.label_sheets()
    assert kept.sheet == replace(find("5160"), name="Bottles", label_height=12_700)


@pytest.mark.parametrize(
    ("field", "text", "place"),
    [
        ("step_x", "10", "step_x"),
        ("step_x", "90", "page_width"),
        ("label_width", "1", "label_width"),
        ("left", "", "left"),
        ("left", "a bit", "left"),
        ("page_width", "1e400", "page_width"),
        ("page_width", "999999999999999999", "page_width"),
    ],
)
def test_what_cannot_be_is_said_beside_it(context, show, settle, backend, field, text, place):
    dialog = show(LabelSheetDialog(context))
    dialog.name.setText("Bottles")
    dialog.lengths[field].setText(text)
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog._places[place].error()
    assert dialog.lengths[field].text() == text
    assert backend.queries.label_sheets() == ()


@pytest.mark.parametrize("name", ["", "l7160"])
def test_a_name_is_needed_and_not_that_of_a_known_sheet(context, show, settle, name):
    dialog = show(LabelSheetDialog(context))
    dialog.name.setText(name)
    dialog.submit()
    settle(context)
    assert dialog._places["name"].error()


def test_the_drawing_marks_what_is_being_measured(context, show, qtbot):
    dialog = show(LabelSheetDialog(context))
    dialog.lengths["top"].setFocus()
    assert dialog.picture._measure == "top"
    dialog.counts["down"].setValue(3)
    assert dialog.picture.sheet.down == 3
    dialog.name.setFocus()
    assert dialog.picture._measure == ""


def test_only_what_was_changed_is_written(context, show, settle, backend, perform):
    sheet_id = perform(commands.AddLabelSheet(sheet=_MINE)).result.id
    dialog = show(LabelSheetDialog(context, sheet_id))
    assert dialog.name.text() == "Bottles"
    assert not dialog.is_changed()
    dialog.counts["down"].setValue(6)
    command = dialog.command()
    assert command == commands.EditLabelSheet(
        label_sheet=sheet_id, down=6, request_id=command.request_id
    )
    dialog.submit()
    settle(context)
    assert backend.queries.label_sheets()[0].sheet == replace(_MINE, down=6)


def test_sheets_are_listed_opened_and_removed_by_keyboard(
    context, show, settle, backend, perform, qtbot
):
    sheet_id = perform(commands.AddLabelSheet(sheet=replace(_MINE, name="A <b> & c"))).result.id
    window = show(LabelSheetsWindow(context))
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    assert "A <b> & c" in window.model.index(0, 0).data()
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("label_sheet", sheet_id), ("label_sheet", None)]
    qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    settle(context)
    qtbot.waitUntil(lambda: backend.queries.label_sheets() == ())
    assert "Ctrl+Z" in window.notice.whole_text()


def test_a_picture_of_any_sheet_can_be_drawn(qtbot, theme, tr: I18n):
    picture = SheetPicture(theme, tr)
    qtbot.addWidget(picture)
    picture.show()
    for sheet in (*KNOWN, replace(_MINE, across=50, down=50), replace(_MINE, page_width=0)):
        picture.set_sheet(sheet)
        for measure in ("", "left", "top", "step_x", "step_y", "page_width", "label_height", "?"):
            picture.set_measure(measure)
            picture.grab()


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_label_is_found_where_it_is_drawn(qtbot, theme, tr, data):
    across = data.draw(st.integers(1, 12))
    down = data.draw(st.integers(1, 12))
    sheet = replace(
        _MINE,
        across=across,
        down=down,
        left=data.draw(st.integers(0, 20_000)),
        top=data.draw(st.integers(0, 20_000)),
        label_width=190_000 // across - 2_000,
        label_height=270_000 // down - 2_000,
        step_x=190_000 // across,
        step_y=270_000 // down,
    )
    picture = SheetPicture(theme, tr)
    picture.resize(data.draw(st.integers(180, 700)), data.draw(st.integers(220, 700)))
    picture.set_sheet(sheet)
    number = data.draw(st.integers(1, sheet.count))
    assert picture.label_at(picture.label_rect(number).center()) == number
    picture.set_first(number)
    assert picture.first == number
    picture.deleteLater()
