"""Adding a client by keyboard alone, changing one, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import ClientKind, Level, Lifecycle
from smallcrm.services import commands
from smallcrm.ui.dialogs.client_dialog import ClientDialog


@pytest.fixture
def dialog(context, show, outcomes):
    made = ClientDialog(context)
    made.saved.connect(outcomes.append)
    return show(made)


def card(backend, outcomes):
    return backend.queries.card(outcomes[-1].result.id)


def test_name_and_enter_is_enough(dialog, backend, context, settle, outcomes, qtbot):
    assert QApplication.focusWidget() is dialog.name
    assert not dialog._more.isVisible()
    qtbot.keyClicks(dialog.name, "O'Brien & <b>Sons</b> 100%")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settle(context)
    assert card(backend, outcomes).details.ref.name == "O'Brien & <b>Sons</b> 100%"
    assert not dialog.isVisible()


def test_everything_by_keyboard(dialog, backend, beatriz, context, settle, outcomes, qtbot):
    def tab():
        qtbot.wait(1)  # a new line is shown by the event loop
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)

    def keys(text):
        qtbot.keyClicks(QApplication.focusWidget(), text)

    keys("Priya Raman")
    tab()
    keys("Raman Ltd")
    tab()
    tab()
    keys("+44 7700 900146")
    tab()
    keys("mobile")
    tab()
    keys("0171 2020")
    tab()
    tab()
    tab()  # the empty line
    tab()
    keys("priya@example.com")
    tab()
    tab()
    tab()
    assert dialog.referrer.box.hasFocus() or QApplication.focusWidget() is not None
    dialog.referrer.box.setFocus()
    keys("beat")
    qtbot.waitUntil(lambda: dialog.referrer.box.list_open)
    qtbot.keyClick(dialog.referrer.box, Qt.Key.Key_Return)
    assert dialog.isVisible()
    tab()
    keys("V")
    tab()
    keys("Knows Beatriz.")
    qtbot.keyClick(
        QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    settle(context)
    found = card(backend, outcomes)
    details = found.details
    assert details.ref.organisation == "Raman Ltd"
    assert [(one.number, one.label) for one in details.phones] == [
        ("+44 7700 900146", "mobile"),
        ("0171 2020", None),
    ]
    assert [one.address for one in details.emails] == ["priya@example.com"]
    assert details.ref.level is Level.VIP
    assert found.referred_by.counterpart.id == beatriz
    assert found.recent_notes[0].text == "Knows Beatriz."


def test_more_details_are_kept(dialog, backend, context, settle, outcomes):
    dialog.name.setText("张伟")
    dialog.kind.choose(ClientKind.ORGANISATION)
    dialog.show_more()
    dialog.lifecycle.choose(Lifecycle.PROSPECT)
    dialog.lists.people.lines[0].fields[0].setText("Judith")
    dialog.lists.people.lines[0].fields[1].setText("secretary")
    dialog.lists.people.lines[0].fields[2].setText("020 910 4180")
    dialog.lists.addresses.lines[0].fields[0].setText("Main Street 1, Dublin")
    dialog.lists.handles.lines[0].fields[0].setText("zw-88")
    dialog.tags.line.setText("piano，school; VIP list")
    dialog.birthday.setText("1980-03-04")
    dialog.source.setText("fair")
    dialog.code.setText("K-7")
    dialog.currency.set_code("CNY")
    dialog.term.setText("14")
    dialog.tax_number.setText("TX1")
    dialog.language.choose("zh_CN")
    dialog.submit()
    settle(context)
    details = card(backend, outcomes).details
    assert details.kind is ClientKind.ORGANISATION
    assert details.lifecycle is Lifecycle.PROSPECT
    assert [(one.name, one.role) for one in details.contact_people] == [("Judith", "secretary")]
    assert [(one.number, one.of) for one in details.phones] == [("020 910 4180", "Judith")]
    assert details.addresses[0].text == "Main Street 1, Dublin"
    assert [(one.kind, one.value) for one in details.handles] == [("wechat", "zw-88")]
    assert set(details.tags) == {"piano", "school", "VIP list"}
    assert details.birthday == date(1980, 3, 4)
    assert (details.source, details.code, details.currency) == ("fair", "K-7", "CNY")
    assert (details.payment_term_days, details.tax_number) == (14, "TX1")
    assert details.language == "zh_CN"


def test_wrong_fields_are_all_said_and_the_rest_opens(dialog, backend, context, settle):
    dialog.birthday.setText("yesterdayish")
    dialog.term.setText("9999")
    dialog.currency.setEditText("EURO9")
    dialog.submit()
    settle(context)
    for name in ("name", "birthday", "payment_term_days", "currency"):
        assert dialog._places[name].error(), name
    assert dialog._more.isVisible()
    assert QApplication.focusWidget() is dialog.name
    assert dialog.birthday.text() == "yesterdayish"
    assert backend.queries.overview().clients == 0


def test_a_code_that_is_taken_is_said_beside_it(dialog, perform, context, settle):
    perform(commands.AddClient(name="Anna", code="K-1"))
    dialog.name.setText("Bert")
    dialog.code.setText("K-1")
    dialog.submit()
    settle(context)
    assert "Anna" in dialog._places["code"].error() or dialog._places["code"].error()
    assert dialog.isVisible()
    assert dialog.name.text() == "Bert"


def test_a_referrer_that_was_not_chosen_is_not_dropped(dialog, context, settle, backend):
    dialog.name.setText("Bert")
    dialog.referrer.box.setText("Somebody unknown")
    settle(context)
    dialog.submit()
    assert dialog._places["referred_by"].error()
    assert backend.queries.overview().clients == 0


def test_a_number_of_a_call_is_filled_in(context, show):
    dialog = show(ClientDialog(context, number="+44 7700 900146"))
    assert dialog.lists.phone_inputs()[0].number == "+44 7700 900146"
    assert not dialog.is_changed()


def test_lines_are_added_and_removed_by_keyboard(dialog, qtbot):
    phones = dialog.lists.phones
    qtbot.keyClicks(phones.lines[0].fields[0], "1")
    assert len(phones.lines) == 2
    phones.lines[0].fields[0].setFocus()
    qtbot.keyClick(
        phones.lines[0].fields[0], Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier
    )
    assert len(phones.lines) == 1
    assert not phones.entries()


@pytest.fixture
def known(perform):
    return perform(
        commands.AddClient(
            name="Anna Lee",
            phones=(
                commands.PhoneInput(number="020 1111", label="office"),
                commands.PhoneInput(number="020 2222"),
            ),
            addresses=(
                commands.AddressInput(street="Main 1", locality="Dublin", postal_code="D2"),
            ),
            contact_people=(
                commands.ContactPersonInput(
                    name="Judith",
                    role="secretary",
                    phones=(
                        commands.PhoneInput(number="020 3333"),
                        commands.PhoneInput(number="020 4444"),
                    ),
                ),
            ),
            tags=("piano",),
        )
    ).result.id


def test_editing_nothing_writes_nothing(context, show, known, settle, outcomes, backend):
    dialog = show(ClientDialog(context, known))
    dialog.saved.connect(outcomes.append)
    assert not dialog.is_changed()
    dialog.submit()
    settle(context)
    assert not dialog.isVisible()
    assert not outcomes


def test_editing_changes_only_what_was_changed(context, show, known, settle, backend):
    before = backend.queries.card(known).details
    dialog = show(ClientDialog(context, known))
    dialog.name.setText("Anna Maria Lee")
    dialog.lists.phones.lines[1].fields[0].setText("")
    dialog.lists.people.lines[0].fields[1].setText("office manager")
    command = dialog.command()
    assert command.addresses is commands.UNSET
    dialog.submit()
    settle(context)
    after = backend.queries.card(known).details
    assert after.ref.name == "Anna Maria Lee"
    own = [one for one in after.phones if one.of is None]
    assert [(one.id, one.number) for one in own] == [(before.phones[0].id, "020 1111")]
    assert after.addresses == before.addresses
    judith = [one.number for one in after.phones if one.of == "Judith"]
    assert judith == ["020 3333", "020 4444"]
    assert after.contact_people[0].role == "office manager"


def test_the_referrer_can_be_set_and_taken_back(context, show, known, beatriz, settle, backend):
    dialog = show(ClientDialog(context, known))
    dialog.referrer.set_chosen(backend.queries.card(beatriz).details.ref)
    dialog.submit()
    settle(context)
    assert backend.queries.card(known).referred_by.counterpart.id == beatriz
    dialog = show(ClientDialog(context, known))
    assert dialog.referrer.box.text() == "Beatriz Gonçalves"
    dialog.referrer.box.clear()
    dialog.submit()
    settle(context)
    assert backend.queries.card(known).referred_by is None


def test_nobody_is_offered_as_their_own_referrer(context, show, known, qtbot, settle):
    dialog = show(ClientDialog(context, known))
    dialog.referrer.box.setFocus()
    qtbot.keyClicks(dialog.referrer.box, "Anna")
    qtbot.waitUntil(lambda: dialog.referrer.box.list_open)
    assert dialog.referrer._list.model.rowCount() == 0


def test_a_circle_is_refused_beside_the_field(context, show, known, beatriz, perform, settle):
    perform(commands.AddReferral(referrer=known, client=beatriz))
    dialog = show(ClientDialog(context, known))
    from smallcrm.domain.enums import Level as Levels
    from smallcrm.queries.shapes import ClientRef

    dialog.referrer.set_chosen(ClientRef(beatriz, "Beatriz Gonçalves", None, Levels.STANDARD))
    dialog.submit()
    settle(context)
    assert dialog._places["referred_by"].error()
    assert dialog.isVisible()


def test_a_client_that_is_gone_is_said(context, show, settle):
    dialog = show(ClientDialog(context, 4711))
    assert dialog.notice.isVisible()
    assert not dialog.save_button.isEnabled()
