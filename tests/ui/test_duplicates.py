"""Duplicates by keyboard through the real window: found, chosen, merged, told apart, taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from tests.factories import rows
from tests.ui.conftest import RESOURCES
from tests.ui.dialogs.fits import check_window

from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.duplicates import duplicates
from smallcrm.services import commands
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow
from smallcrm.ui.dialogs.merges_window import MergesWindow
from smallcrm.ui.row_menus import row_menu

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
PHONE = (commands.PhoneInput(number="020 910 4182"),)


@pytest.fixture
def perform(backend):
    return lambda command: backend.services.perform(command, source=Source.SCREEN).result.id


@pytest.fixture
def people(perform):
    """Ann twice (1 and 2), Bo who shares her number (3), Zoe twice (4 and 5)."""
    for name, organisation, phones in (
        ("Ann Lee", "Uhu", PHONE),
        ("Lee Ann", "Eule", PHONE),
        ("Bo Berg", None, PHONE),
        ("Zoe", None, ()),
        ("Zoe", None, ()),
    ):
        perform(commands.AddClient(name=name, organisation=organisation, phones=phones))
    perform(commands.AddSale(client=1, title="A", amount=Decimal(30)))
    perform(commands.AddSale(client=2, title="B", amount=Decimal(12)))
    perform(commands.AddNote(client=1, text="tea"))


def shown(kind):
    return [
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    ]


def listed(window):
    return [(pair.one.id, pair.other.id) for pair in window.pairs]


def texts(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def opened(hand, kind):
    """Return the window that has the keyboard, with all that it reads in it."""
    window = hand.window(kind)
    hand.rest()
    return window


def test_by_keyboard_alone(people, start, tr, backend):
    main, hand = start(tr)
    main.activateWindow()
    hand.rest()
    hand.press("Ctrl+Shift+D")
    window = opened(hand, DuplicatesWindow)
    assert listed(window)[0] == (1, 2)
    assert set(listed(window)) == {(1, 2), (1, 3), (2, 3), (4, 5)}
    for model in (window.model, window.comparison.model):
        QAbstractItemModelTester(model, FATAL, window)
    assert texts(window.model)[0] == [
        "The same",
        "Ann Lee, Uhu",
        "Lee Ann, Eule",
        "same name and same phone 020 910 4182",
    ]
    lines = {line[0]: line[1:] for line in texts(window.comparison.model)}
    assert lines["Name"] == ["Ann Lee", "Lee Ann", "Ann Lee"]
    assert lines["Organisation"] == ["Uhu", "Eule", "Uhu"]
    assert lines["Owes"] == ["30.00 EUR", "12.00 EUR", "42.00 EUR"]
    assert lines["Sales"] == ["1", "1", "2"]
    assert lines["Notes"] == ["1", "", "1"]
    assert lines["Phone"][2] == "both, nothing twice"
    # Enter goes to the comparison; right takes the other's organisation, left gives it back.
    hand.press("Return", "Down", "Right")
    assert window.comparison.taken == ("organisation",)
    hand.press("Left")
    assert window.comparison.taken == ()
    hand.press("Space")
    assert window.comparison.taken == ("organisation",)
    assert texts(window.comparison.model)[1][3] == "Eule"
    spoken = window.comparison.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Organisation, Uhu, Eule, Eule is chosen"
    hand.press("M")
    assert rows(backend, "SELECT name, organisation FROM client WHERE id = 1") == [
        ("Ann Lee", "Eule")
    ]
    assert listed(window) == [(1, 3), (4, 5)]
    assert window.notice.whole_text() == "Lee Ann merged into Ann Lee. Ctrl+Z takes it back."
    hand.press("N")
    assert listed(window) == [(4, 5)]
    assert rows(backend, "SELECT client_id, other_id FROM not_duplicate") == [(1, 3)]
    hand.press("Ctrl+Z")
    assert listed(window) == [(1, 3), (4, 5)]
    hand.press("Ctrl+Z")
    assert set(listed(window)) == {(1, 2), (1, 3), (2, 3), (4, 5)}
    before = window.list.current_row()
    hand.press("Alt+L")
    assert window.list.current_row() == (before + 1) % 4
    hand.press("Escape")
    assert not shown(DuplicatesWindow)


def test_the_last_pair_leaves_an_empty_state(perform, start, tr, backend):
    for _ in range(2):
        perform(commands.AddClient(name="Zoe"))
    main, hand = start(tr)
    main.desk.do("duplicates")
    window = opened(hand, DuplicatesWindow)
    hand.press("M")
    assert window.pairs == ()
    assert window.empty.isVisible()
    assert not window.merge_button.isVisible()
    hand.press("Ctrl+Z")
    assert listed(window) == [(1, 2)]
    assert window.merge_button.isEnabled()


def test_an_open_card_follows_and_comes_back(people, start, tr):
    main, hand = start(tr)
    main.desk.do("open_card", 2)
    hand.rest()
    card = hand.window(CardWindow)
    assert card.body.same.whole_text() == (
        "May be the same as Ann Lee: same name and same phone 020 910 4182"
    )
    hand.press("Alt+M")
    window = opened(hand, DuplicatesWindow)
    assert (1, 2) in listed(window)
    hand.press("M")
    hand.until(lambda: [one.client_id for one in shown(CardWindow)] == [1])
    assert shown(CardWindow)[0].windowTitle().startswith("Ann Lee")
    assert not shown(CardWindow)[0].body.same.isVisible()
    hand.press("Escape")
    main.desk.do("merges")
    merges = opened(hand, MergesWindow)
    assert texts(merges.model)[0][:2] == ["Lee Ann", "Ann Lee"]
    hand.press("Delete")
    assert merges.notice.whole_text().startswith("Lee Ann taken apart from Ann Lee again")
    assert not merges.remove_button.isEnabled()
    (kept,) = shown(CardWindow)
    hand.until(kept.body.same.isVisible)
    main.desk.do("open_card", 2)
    hand.until(lambda: {one.client_id for one in shown(CardWindow)} == {1, 2})


def test_two_chosen_in_the_list_are_merged(people, start, tr, backend):
    main, hand = start(tr)
    main.desk.do("merge", (1, 3))
    window = opened(hand, DuplicatesWindow)
    assert listed(window) == [(1, 3)]
    assert not window.list.isVisible()
    assert window.comparison.table.hasFocus()
    hand.press("M")
    assert window.empty.isVisible()
    assert rows(backend, "SELECT count(*) FROM client")[0][0] == 4
    hand.press("Ctrl+Z", "Escape")
    main.desk.do("merge", None)
    hand.rest()
    assert not shown(DuplicatesWindow)
    entries = [entry.wish for entry in row_menu(tr, "clients", 1, 1, (1, 3))]
    assert entries[:2] == ["merge", "batch_edit"]
    entries = [entry.wish for entry in row_menu(tr, "clients", 1, 1, (1, 2, 3))]
    assert entries[0] == "batch_edit"
    assert "merge" not in entries


def test_a_circle_is_said_and_not_merged(people, perform, start, tr):
    perform(commands.AddReferral(referrer=1, client=3))
    perform(commands.AddReferral(referrer=3, client=2))
    main, hand = start(tr)
    main.desk.do("merge", (1, 2))
    window = opened(hand, DuplicatesWindow)
    assert not window.merge_button.isEnabled()
    assert window.comparison.hint.whole_text().startswith("Merged, they would have sent")
    hand.press("M")
    assert listed(window) == [(1, 2)]


def test_a_press_of_the_mouse_chooses(people, start, tr, qtbot):
    main, hand = start(tr)
    main.desk.do("merge", (1, 2))
    window = opened(hand, DuplicatesWindow)
    table = window.comparison.table
    for column, taken in ((2, ("name",)), (1, ())):
        place = table.visualRect(window.comparison.model.index(0, column)).center()
        QTest.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )
        assert window.comparison.taken == taken


def test_a_limit_is_shown_as_the_merge_will_have_it(perform, start, tr, backend):
    one = perform(commands.AddClient(name="A", currency="USD", credit_limit=Decimal(70)))
    other = perform(commands.AddClient(name="B", currency="JPY", credit_limit=Decimal(500)))
    main, hand = start(tr)
    main.desk.do("merge", (one, other))
    window = opened(hand, DuplicatesWindow)
    lines = texts(window.comparison.model)
    number = {line[0]: row for row, line in enumerate(lines)}
    assert lines[number["Credit limit"]][3] == "70.00 USD"
    window.comparison.choose(number["Currency"], taken=True)
    assert texts(window.comparison.model)[number["Credit limit"]][3] == "70 JPY"
    hand.press("M")
    found = rows(backend, "SELECT currency, credit_limit_minor FROM client")
    assert found == [("JPY", 70)]


def test_closing_stops_the_look(people, start, tr, backend, monkeypatch):
    main, hand = start(tr)
    begun = []

    def endless(connection, *, limit):
        begun.append(connection)
        for _ in connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        ):
            pass
        return duplicates(connection, limit=limit)

    monkeypatch.setattr("smallcrm.queries.duplicates.duplicates", endless)
    main.desk.do("duplicates")
    hand.until(lambda: bool(begun))
    (window,) = shown(DuplicatesWindow)
    assert window.empty.isVisible()
    window.reject()
    hand.rest()
    assert not shown(DuplicatesWindow)


DIALOGS = {
    "duplicates": DuplicatesWindow,
    "same": lambda context: DuplicatesWindow(context, about=1),
    "two": lambda context: DuplicatesWindow(context, about=(1, 3)),
    "merges": MergesWindow,
}


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["qps", "zh_CN", "en"])
@pytest.mark.parametrize("filled", [True, False])
def test_nothing_is_cut_off_and_keys_are_one_each(
    name, language, filled, make_context, clock, settle, qtbot, request
):
    if filled:
        request.getfixturevalue("people")
        done = request.getfixturevalue("perform")
        last = done(commands.AddClient(name="Maximiliane von Hohenstein-Waldburg"))
        done(commands.MergeClients(keep=3, merge=last))
    context = make_context(I18n.load(language, RESOURCES, clock=clock))
    context.theme.set_chinese(chinese=language == "zh_CN")
    check_window(DIALOGS[name](context), context, settle, qtbot)
