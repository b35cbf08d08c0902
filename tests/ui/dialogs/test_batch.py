"""Many clients changed at once: what is shown beforehand is what is done, and one undo takes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import Level, Lifecycle, OwnFieldKind, Source
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.services.commands import BatchField
from smallcrm.ui.dialogs.batch_dialog import BatchDialog
from smallcrm.ui.dialogs.batch_steps import StepKind


@pytest.fixture
def three(perform):
    """Three clients; two of one source, all with a number of their own style."""
    return [
        perform(
            commands.AddClient(
                name=name,
                code=code,
                source=source,
                tags=("piano",) if code == "K-1" else (),
                phones=(commands.PhoneInput(number=number),),
            )
        ).result.id
        for name, code, source, number in (
            ("Ann", "K-1", "Fair 2019", "+353 20 910 4180"),
            ("Bo", "K-2", "fair", "01 677 1234"),
            ("Cy", "K-3", None, "020 910 4182"),
        )
    ]


@pytest.fixture
def dialog(three, context, show):
    return show(BatchDialog(context, three))


def preview(dialog, context, settle):
    """Wait for what the dialog says would be done; return its rows."""
    dialog._soon.stop()
    dialog._ask()
    settle(context)
    model = dialog.preview.model
    return [
        tuple(model.index(row, column).data() for column in range(4))
        for row in range(model.rowCount())
    ]


def details(backend, client):
    return backend.queries.card(client).details


def test_replacing_shows_each_before_and_after(dialog, context, settle, backend, three, qtbot):
    QAbstractItemModelTester(dialog.preview.model, dialog)
    row = dialog.steps.rows()[0]
    assert QApplication.focusWidget() is row.what
    row.what.choose(StepKind.REPLACE)
    row.which.choose(BatchField.SOURCE.value)
    qtbot.keyClicks(row._find, "fair")
    qtbot.keyClicks(row._by, "Trade fair")
    assert preview(dialog, context, settle) == [
        ("Ann", "Source", "Fair 2019", "Trade fair 2019"),
        ("Bo", "Source", "fair", "Trade fair"),
    ]
    assert dialog.preview.summary.whole_text() == "2 clients change, 1 stays as it is"
    assert dialog.save_button.accessibleName() == "Change 2 clients"
    row._exact.setChecked(True)
    assert preview(dialog, context, settle) == [("Bo", "Source", "fair", "Trade fair")]
    row._exact.setChecked(False)
    dialog.submit()
    settle(context)
    assert not dialog.isVisible()
    assert [details(backend, one).source for one in three] == [
        "Trade fair 2019",
        "Trade fair",
        None,
    ]
    backend.services.perform(commands.Undo(), source=Source.SCREEN)
    assert [details(backend, one).source for one in three] == ["Fair 2019", "fair", None]


def test_several_changes_are_one_step_to_take_back(dialog, context, settle, backend, three):
    first = dialog.steps.rows()[0]
    first.which.choose(BatchField.LIFECYCLE.value)
    first._value.field.choose(Lifecycle.INACTIVE.value)
    tags = dialog.steps.add(StepKind.ADD_TAGS)
    tags._words.line.setText("newsletter, piano")
    dialog.steps.add(StepKind.PHONES)
    before = [details(backend, one) for one in three]
    said = preview(dialog, context, settle)
    assert ("Ann", "Tags", "piano", "newsletter, piano") in said
    assert ("Bo", "Stage", "Active", "Inactive") in said
    assert any(row[:2] == ("Bo", "Phone") and row[3].startswith("+353") for row in said)
    dialog.submit()
    settle(context)
    ann, bo, _cy = (details(backend, one) for one in three)
    assert set(ann.tags) == {"newsletter", "piano"}
    assert bo.lifecycle is Lifecycle.INACTIVE
    assert bo.phones[0].number.startswith("+353")
    backend.services.perform(commands.Undo(), source=Source.SCREEN)
    assert [details(backend, one) for one in three] == before


def test_who_stands_in_the_way_is_named_and_nothing_is_done(
    dialog, context, settle, backend, three
):
    row = dialog.steps.rows()[0]
    row.what.choose(StepKind.REPLACE)
    row.which.choose(BatchField.CODE.value)
    row._find.setText("K-1")
    row._by.setText("K-2")
    said = preview(dialog, context, settle)
    assert said[0][0] == "Ann"
    assert "code" in said[0][3]
    assert "nothing can be changed" in dialog.preview.summary.whole_text()
    assert not dialog.save_button.isEnabled()
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert details(backend, three[0]).code == "K-1"


def test_what_cannot_be_read_is_said_beside_its_change(dialog, context, settle, backend, three):
    row = dialog.steps.rows()[0]
    row.which.choose(BatchField.DISCOUNT_PERCENT.value)
    row._value.field.setText("much")
    dialog.submit()
    settle(context)
    assert row.error()
    assert dialog.isVisible()
    assert row._value.field.text() == "much"
    row._value.field.setText("7.5")
    assert not row.error()
    dialog.submit()
    settle(context)
    assert {details(backend, one).discount_percent for one in three} == {Decimal("7.5")}


def test_a_value_the_write_side_refuses_is_said_there_too(dialog, context, settle):
    row = dialog.steps.rows()[0]
    row.which.choose(BatchField.PAYMENT_TERM_DAYS.value)
    row._value.field.setText("9999")
    preview(dialog, context, settle)
    assert row.error()
    assert dialog.preview.model.rowCount() == 0


def test_nothing_typed_is_nothing_to_do(dialog, context, settle):
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog._places["steps"].error()


def test_what_is_so_already_is_said(dialog, context, settle):
    row = dialog.steps.rows()[0]
    row.which.choose(BatchField.LIFECYCLE.value)
    row._value.field.choose(Lifecycle.ACTIVE.value)
    assert preview(dialog, context, settle) == []
    assert "nothing would change" in dialog.preview.summary.whole_text()


def test_levels_and_own_fields_are_set_and_cleared(three, perform, context, show, settle, backend):
    budget = perform(commands.AddOwnField(name="Budget", kind=OwnFieldKind.AMOUNT)).result.id
    kind = perform(
        commands.AddOwnField(name="Piano", kind=OwnFieldKind.CHOICE, choices=("grand", "none"))
    ).result.id
    dialog = show(BatchDialog(context, three[:2]))
    first = dialog.steps.rows()[0]
    first.which.choose(f"own:{budget}")
    first._value.field.setText("1,200")
    second = dialog.steps.add(StepKind.SET)
    second.which.choose(f"own:{kind}")
    second._value.field.choose("grand")
    third = dialog.steps.add(StepKind.SET)
    third.which.choose(BatchField.LEVEL.value)
    third._value.field.choose(Level.VIP.value)
    said = preview(dialog, context, settle)
    assert ("Ann", "Budget", "–", "1,200.00 EUR") in said
    assert ("Bo", "Level", "Standard", "VIP") in said
    dialog.submit()
    settle(context)
    ann = details(backend, three[0])
    assert {(one.name, one.value, one.currency) for one in ann.own} == {
        ("Budget", "1200.00", "EUR"),
        ("Piano", "grand", None),
    }
    assert ann.ref.level is Level.VIP
    assert details(backend, three[2]).own == ()
    dialog = show(BatchDialog(context, three))
    row = dialog.steps.rows()[0]
    row.what.choose(StepKind.CLEAR)
    row.which.choose(f"own:{budget}")
    assert ("Ann", "Budget", "1,200.00 EUR", "–") in preview(dialog, context, settle)
    dialog.submit()
    settle(context)
    assert [one.name for one in details(backend, three[0]).own] == ["Piano"]


def test_all_in_the_list_can_be_meant(three, context, show, settle, backend):
    order = Order(sort="name", text="fair")
    dialog = show(BatchDialog(context, three[2:], order=order))
    assert [dialog.whom.itemText(number) for number in range(dialog.whom.count())] == [
        "The 1 chosen client"
    ], "nobody's name has it: the text is of another field"
    dialog = show(BatchDialog(context, three[2:], order=Order(sort="name")))
    assert dialog.whom.itemText(1) == "All in the list: 3 clients"
    dialog.whom.choose("listed")
    row = dialog.steps.rows()[0]
    row.what.choose(StepKind.ADD_TAGS)
    row._words.set_words(["all"])
    assert len(preview(dialog, context, settle)) == 3
    dialog.submit()
    settle(context)
    assert all("all" in details(backend, one).tags for one in three)


def test_changes_come_and_go_by_keyboard(dialog, qtbot):
    dialog.steps.add_button.setFocus()
    qtbot.keyClick(dialog.steps.add_button, Qt.Key.Key_Space)
    assert len(dialog.steps.rows()) == 2
    assert QApplication.focusWidget() is dialog.steps.rows()[1].what
    qtbot.keyClick(dialog.steps.rows()[1].what, Qt.Key.Key_T)
    assert dialog.steps.rows()[1].kind() in {StepKind.REMOVE_TAGS, StepKind.ADDRESSES}
    dialog.steps.rows()[0].remove_button.click()
    assert len(dialog.steps.rows()) == 1
    assert not dialog.steps.rows()[0].remove_button.isEnabled(), "one is always there"


def test_escape_asks_before_typed_changes_are_lost(dialog, qtbot):
    dialog.steps.rows()[0].what.choose(StepKind.ADD_TAGS)
    dialog.steps.rows()[0]._words.set_words(["x"])
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog._strip.isVisible()


def test_tab_goes_through_the_changes_in_their_order(dialog, qtbot):
    first = dialog.steps.rows()[0]
    first.what.choose(StepKind.REPLACE)
    second = dialog.steps.add(StepKind.ADD_TAGS)
    first.which.choose(BatchField.NAME.value)
    qtbot.waitUntil(second.isVisible)
    first.what.setFocus()
    passed = []
    for _ in range(9):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
    assert passed == [
        first.which,
        first._find,
        first._by,
        first._exact,
        first.remove_button,
        second.what,
        second._words.line,
        second.remove_button,
        dialog.steps.add_button,
    ]
