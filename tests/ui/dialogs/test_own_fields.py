"""Fields of one's own: the window, the dialog, and the rows in a client's form."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import OwnFieldKind
from smallcrm.services import commands
from smallcrm.services.commands import OwnValueInput
from smallcrm.ui import links
from smallcrm.ui.dialogs import own_value_fields
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.own_field_dialog import OwnFieldDialog
from smallcrm.ui.dialogs.own_fields_window import OwnFieldsWindow

_ALL = (
    ("Instrument", OwnFieldKind.CHOICE, ("grand", "upright")),
    ("Last tuned", OwnFieldKind.DATE, ()),
    ("Budget", OwnFieldKind.AMOUNT, ()),
    ("Newsletter", OwnFieldKind.YES_NO, ()),
    ("Website", OwnFieldKind.LINK, ()),
    ("Keys", OwnFieldKind.NUMBER, ()),
    ("Where & how", OwnFieldKind.TEXT, ()),
)


@pytest.fixture
def fields(perform):
    return {
        name: perform(commands.AddOwnField(name=name, kind=kind, choices=choices)).result.id
        for name, kind, choices in _ALL
    }


def names(window):
    return [item.name for item in window.items()]


def test_an_empty_window_begins_with_making_a_field(context, show, qtbot):
    window = show(OwnFieldsWindow(context))
    assert window._pages.currentIndex() == 1
    assert not window.remove_button.isVisible()
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("own_field", None)]


def test_fields_are_listed_moved_shown_and_removed_by_keyboard(
    fields, backend, context, show, settle, qtbot
):
    window = show(OwnFieldsWindow(context))
    QAbstractItemModelTester(window.model, window)
    assert names(window) == [name for name, *_ in _ALL]
    assert "grand, upright" in window.model.index(0, 1).data()
    table = window.table
    assert QApplication.focusWidget() is table
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(context)
    qtbot.waitUntil(lambda: names(window)[:2] == ["Last tuned", "Instrument"])
    assert window.current().name == "Instrument", "the moved one stays chosen"
    assert backend.queries.own_fields()[1].name == "Instrument"
    qtbot.keyClick(table, Qt.Key.Key_Space)
    settle(context)
    qtbot.waitUntil(lambda: window.current().on_card is False)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    settle(context)
    qtbot.waitUntil(lambda: "Instrument" not in names(window))
    assert "Ctrl+Z" in window.notice.whole_text()
    perform_undo(backend)
    context.hub.announce_everything()
    qtbot.waitUntil(lambda: "Instrument" in names(window))


def perform_undo(backend):
    from smallcrm.domain.enums import Source

    backend.services.perform(commands.Undo(), source=Source.SCREEN)


def test_a_choice_is_made_by_keyboard(context, show, settle, backend, qtbot):
    dialog = show(OwnFieldDialog(context))
    assert QApplication.focusWidget() is dialog.name
    assert not dialog.choices.isVisible()
    qtbot.keyClicks(dialog.name, "Instrument")
    dialog.kind.setFocus()
    qtbot.keyClick(dialog.kind, Qt.Key.Key_C)
    assert dialog.kind.value() is OwnFieldKind.CHOICE
    assert dialog.choices.isVisible()
    for line in ("grand", " upright ", "grand", ""):
        qtbot.keyClicks(dialog.choices, line)
        qtbot.keyClick(dialog.choices, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.choices, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    (made,) = backend.queries.own_fields()
    assert (made.name, made.kind, made.choices) == (
        "Instrument",
        OwnFieldKind.CHOICE,
        ("grand", "upright"),
    )
    assert made.on_card


def test_a_choice_without_choices_is_refused_beside_them(context, show, settle, qtbot):
    dialog = show(OwnFieldDialog(context))
    dialog.name.setText("Instrument")
    dialog.kind.choose(OwnFieldKind.CHOICE)
    dialog.submit()
    settle(context)
    assert dialog.isVisible()
    assert dialog._places["choices"].error()
    dialog.name.clear()
    dialog.submit()
    assert dialog._places["name"].error()


def test_a_name_that_is_taken_is_said_beside_it(fields, context, show, settle):
    dialog = show(OwnFieldDialog(context))
    dialog.name.setText("budget")
    dialog.submit()
    settle(context)
    assert "Budget" in dialog._places["name"].error()


def test_only_what_was_changed_is_written(fields, context, show, settle, backend):
    dialog = show(OwnFieldDialog(context, fields["Instrument"]))
    assert dialog.choices.toPlainText() == "grand\nupright"
    assert not dialog.is_changed()
    dialog.name.setText("Piano")
    command = dialog.command()
    assert command.kind is commands.UNSET
    assert command.choices is commands.UNSET
    dialog.submit()
    settle(context)
    assert backend.queries.own_fields()[0].name == "Piano"


def editor(dialog, fields, name):
    return dialog.own.editor(fields[name]).field


def test_every_kind_is_filled_in_a_new_clients_form(
    fields, backend, context, show, settle, outcomes
):
    dialog = show(ClientDialog(context))
    dialog.saved.connect(outcomes.append)
    assert not dialog.is_changed()
    dialog.name.setText("Ann Lee")
    dialog.show_more()
    editor(dialog, fields, "Instrument").choose("upright")
    editor(dialog, fields, "Last tuned").setText("3 March 2026")
    editor(dialog, fields, "Budget").setText("1,200.50")
    editor(dialog, fields, "Newsletter").choose("yes")
    editor(dialog, fields, "Website").setText("example.com/ann")
    editor(dialog, fields, "Keys").setText("88")
    editor(dialog, fields, "Where & how").setText("In the hall")
    dialog.submit()
    settle(context)
    details = backend.queries.card(outcomes[-1].result.id).details
    assert {value.name: (value.value, value.currency) for value in details.own} == {
        "Instrument": ("upright", None),
        "Last tuned": ("2026-03-03", None),
        "Budget": ("1200.50", "EUR"),
        "Newsletter": ("yes", None),
        "Website": ("https://example.com/ann", None),
        "Keys": ("88", None),
        "Where & how": ("In the hall", None),
    }


def test_what_cannot_be_read_is_said_beside_its_field(fields, backend, context, show, settle):
    dialog = show(ClientDialog(context))
    dialog.name.setText("Ann Lee")
    for name, text in (
        ("Last tuned", "some day"),
        ("Budget", "a lot"),
        ("Website", "javascript:alert(1)"),
        ("Keys", "many"),
    ):
        editor(dialog, fields, name).setText(text)
    dialog.submit()
    settle(context)
    assert dialog._more.isVisible(), "the fields that are wrong are to be seen"
    for name in ("Last tuned", "Budget", "Website", "Keys"):
        assert dialog._places[f"own:{fields[name]}"].error(), name
    assert editor(dialog, fields, "Keys").text() == "many"
    assert backend.queries.overview().clients == 0


@pytest.fixture
def ann(perform, fields):
    return perform(
        commands.AddClient(
            name="Ann Lee",
            own=(
                OwnValueInput(own_field=fields["Budget"], value="1200.50", currency="USD"),
                OwnValueInput(own_field=fields["Instrument"], value="grand"),
                OwnValueInput(own_field=fields["Last tuned"], value="2026-03-03"),
                OwnValueInput(own_field=fields["Website"], value="https://example.com/ann"),
            ),
        )
    ).result.id


def test_opening_and_saving_changes_no_value(ann, fields, context, show, settle, outcomes):
    dialog = show(ClientDialog(context, ann))
    dialog.saved.connect(outcomes.append)
    assert dialog._more.isVisible(), "they have something there"
    assert not dialog.is_changed()
    assert dialog.own.inputs() == ()
    dialog.submit()
    settle(context)
    assert not outcomes


def test_only_the_own_value_that_was_changed_is_written(
    ann, fields, backend, context, show, settle
):
    dialog = show(ClientDialog(context, ann))
    editor(dialog, fields, "Last tuned").setText("")
    editor(dialog, fields, "Keys").setText("85")
    command = dialog.command()
    assert set(command.own) == {
        OwnValueInput(own_field=fields["Last tuned"], value=None),
        OwnValueInput(own_field=fields["Keys"], value="85"),
    }
    dialog.submit()
    settle(context)
    own = {value.name: value.value for value in backend.queries.card(ann).details.own}
    assert own == {
        "Instrument": "grand",
        "Budget": "1200.50",
        "Website": "https://example.com/ann",
        "Keys": "85",
    }


def test_a_choice_is_kept_where_others_are_offered(ann, fields, perform, context, show):
    perform(commands.EditOwnField(own_field=fields["Instrument"], choices=("grand", "none")))
    dialog = show(ClientDialog(context, ann))
    assert editor(dialog, fields, "Instrument").value() == "grand"
    assert not dialog.is_changed()


def test_a_link_is_opened_and_nothing_else_is(ann, fields, context, show, monkeypatch, qtbot):
    opened = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True
    )
    dialog = show(ClientDialog(context, ann))
    row = dialog._places[f"own:{fields['Website']}"]
    (button,) = row.findChildren(own_value_fields.IconButton)
    button.click()
    assert opened == ["https://example.com/ann"]
    editor(dialog, fields, "Website").setText("file:///etc/passwd")
    button.click()
    assert row.error()
    assert not links.open_kept_link("file:///etc/passwd")
    assert not links.open_kept_link("javascript:alert(1)")
    assert opened == ["https://example.com/ann"]


def test_values_are_shown_as_each_language_types_them(
    ann, fields, make_context, tr_zh, show, settle
):
    context = make_context(tr_zh)
    dialog = show(ClientDialog(context, ann))
    settle(context)
    day = editor(dialog, fields, "Last tuned")
    assert day.value() == date(2026, 3, 3)
    assert dialog.own.inputs() == ()


def test_tab_goes_through_the_own_fields_in_their_order(ann, fields, context, show, qtbot):
    dialog = show(ClientDialog(context, ann))
    dialog.language.setFocus()
    for name, *_ in _ALL:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is editor(dialog, fields, name), name
        if name == "Website":
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            assert QApplication.focusWidget().accessibleName() == "Open this link"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.on_hold
