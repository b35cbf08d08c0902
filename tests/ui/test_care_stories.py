"""Keeping clients tidy, walked by keyboard through the real window."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from tests import factories
from tests.factories import do
from tests.ui.hand import card_of, said_in

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import OwnFieldKind, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.services import commands
from smallcrm.services.api import Services
from smallcrm.ui.dialogs.batch_dialog import BatchDialog
from smallcrm.ui.dialogs.own_field_dialog import OwnFieldDialog
from smallcrm.ui.dialogs.own_fields_window import OwnFieldsWindow
from smallcrm.ui.dialogs.tags_window import TagsWindow
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.row_menus import row_menu


@pytest.fixture
def people(backend: Backend) -> list[int]:
    """Four clients, two of them tagged."""
    return [
        do(backend, commands.AddClient(name=name, tags=tags)).id
        for name, tags in (
            ("Ann Lee", ("piano",)),
            ("Bo Berg", ("piano", "old")),
            ("Cy Okafor", ()),
            ("Di Moss", ()),
        )
    ]


def heads(window: MainWindow) -> list[str]:
    """Return the heads of the columns in sight."""
    table, model = window.current_tab().table, window.current_tab().model
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in table.shown_columns()]


def names(window: MainWindow) -> list[str]:
    model = window.current_tab().model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def sorted_by(window: MainWindow, sort: str, *, descending: bool = False) -> None:
    tab = window.current_tab()
    tab._set_order(sort, descending=descending)
    tab.reload()


def test_several_rows_are_chosen_and_changed_at_once(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    window, hand = start(tr)
    hand.press("Ctrl+2")
    sorted_by(window, "name")
    hand.rest()
    window.current_tab().table.select_row(0)
    hand.press("Shift+Down", "Ctrl+Shift+M")
    dialog = hand.window(BatchDialog)
    assert dialog.whom.currentText() == "The 2 chosen clients"
    row = dialog.steps.rows()[0]
    assert row.what.hasFocus()
    # Set, organisation: what is typed is seen before it is done.
    hand.press("Tab", "Tab")
    hand.type("Berg & Lee")
    hand.until(lambda: dialog.preview.model.rowCount() == 2)
    assert dialog.preview.model.index(0, 3).data() == "Berg & Lee"
    hand.press("Return")
    hand.window(MainWindow)
    organisations = [backend.queries.card(one).details.ref.organisation for one in people]
    assert organisations == ["Berg & Lee", "Berg & Lee", None, None]
    assert "2" in said_in(window)
    hand.press("Ctrl+Z")
    assert {backend.queries.card(one).details.ref.organisation for one in people} == {None}


def test_the_menu_of_several_rows_is_about_all_of_them(tr: I18n) -> None:
    (first, *_) = row_menu(tr, "clients", 1, 1, (1, 2, 3))
    assert (first.text, first.wish, first.argument) == (
        "Change 3 clients…",
        "batch_edit",
        (1, 2, 3),
    )
    assert row_menu(tr, "clients", 1, 1, (1,))[0].wish == "open_card"
    assert row_menu(tr, "sales", 1, 1, (1, 2))[0].wish == "open_sale"


def test_without_a_list_the_client_at_hand_is_meant(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    factories.sale(backend, people[0], "35", title="Tuning")
    window, hand = start(tr)
    hand.press("Ctrl+3")
    window.current_tab().table.select_row(0)
    hand.press("Ctrl+Shift+M")
    dialog = hand.window(BatchDialog)
    assert list(dialog.clients()) == [people[0]]
    hand.press("Escape")


def test_a_field_is_made_filled_in_shown_sorted_and_found(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    window, hand = start(tr)
    window.desk.do("own_fields")
    hand.rest()
    hand.window(OwnFieldsWindow)
    hand.press("Ctrl+N")
    hand.window(OwnFieldDialog)
    hand.type("Keys")
    hand.press("Tab")
    hand.type("N")
    hand.press("Return")
    listed = hand.window(OwnFieldsWindow)
    assert [item.kind for item in listed.items()] == [OwnFieldKind.NUMBER]
    hand.press("Escape")
    (field,) = backend.queries.own_fields()
    for client, value in zip(people, ("88", "9", "85", None), strict=True):
        own = (commands.OwnValueInput(own_field=field.id, value=value),) if value else ()
        if own:
            do(backend, commands.EditClient(client=client, own=own))
    window._context.hub.announce_everything()
    hand.press("Ctrl+2")
    hand.rest()
    assert "Keys" not in heads(window), "a list is as wide as before until the owner asks"
    tab = window.current_tab()
    columns = [column.sort for column in tab.model.columns]
    tab.table.setColumnHidden(columns.index(f"own:{field.id}"), False)
    assert heads(window)[-1] == "Keys"
    sorted_by(window, f"own:{field.id}")
    hand.rest()
    found = [name for name in names(window) if name != "Di Moss"]
    assert found == ["Bo Berg", "Cy Okafor", "Ann Lee"], "9, 85, 88: by value, not by letters"
    # It is found by what it says, too.
    hand.press("Ctrl+L")
    hand.type("88")
    hand.until(lambda: names(window) == ["Ann Lee"])
    do(backend, commands.RemoveOwnField(own_field=field.id))
    window._context.hub.announce_everything()
    hand.rest()
    assert "Keys" not in heads(window)
    assert window.current_tab().model.order.sort == "owed", "sorted as before anything was chosen"


def test_columns_keep_their_width_and_place_by_name(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    first = do(backend, commands.AddOwnField(name="One")).id
    second = do(backend, commands.AddOwnField(name="Two")).id
    window, hand = start(tr)
    hand.press("Ctrl+2")
    tab = window.current_tab()
    columns = [column.sort for column in tab.model.columns]
    place = columns.index(f"own:{second}")
    tab.table.setColumnHidden(place, False)
    tab.table.setColumnWidth(place, 233)
    tab.table.header.moveSection(tab.table.header.visualIndex(place), 1)
    tab.table.setColumnHidden(columns.index("email"), True)
    sorted_by(window, f"own:{second}", descending=True)
    hand.rest()
    window.close()
    do(backend, commands.RemoveOwnField(own_field=first))
    window, hand = start(tr)
    hand.press("Ctrl+2")
    tab = window.current_tab()
    columns = [column.sort for column in tab.model.columns]
    assert f"own:{first}" not in columns
    place = columns.index(f"own:{second}")
    assert tab.table.columnWidth(place) == 233
    assert tab.table.header.visualIndex(place) == 1
    assert heads(window)[1] == "Two"
    assert "E-mail" not in heads(window)
    assert (tab.model.order.sort, tab.model.order.descending) == (f"own:{second}", True)


def test_columns_are_shown_and_hidden_from_the_menu(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    do(backend, commands.AddOwnField(name="Fish & chips", on_card=False))
    window, hand = start(tr)
    hand.press("Ctrl+2")
    assert "Fish & chips" not in heads(window)
    menu = window.current_tab().columns.menu()
    by_name = {action.text(): action for action in menu.actions()}
    by_name["Fish && chips"].trigger()
    by_name["Tags"].trigger()
    assert {"Fish & chips", "Tags"} <= set(heads(window))
    model = window.current_tab().model
    tags = [column.sort for column in model.columns].index("tags")
    sorted_by(window, "name")
    hand.rest()
    hand.until(lambda: model.index(1, tags).data() is not None)
    assert model.index(1, tags).data() == "old, piano"
    menu.deleteLater()


def test_a_tag_leads_to_its_clients(start, tr: I18n, people: list[int], backend: Backend) -> None:
    window, hand = start(tr)
    window.desk.do("tags")
    hand.rest()
    listed = hand.window(TagsWindow)
    hand.until(lambda: len(listed.items()) == 2)
    hand.press("Down", "Ctrl+Return")
    hand.until(lambda: sorted(names(window)) == ["Ann Lee", "Bo Berg"])
    chips = window.current_tab().chips
    assert chips.chip(chips.current()).spec.text == "piano"
    chips.set_current("all")
    hand.until(lambda: len(names(window)) == 4)
    listed.close()


def test_who_is_out_of_date_is_a_filter_and_the_card_confirms(
    start, tr: I18n, people: list[int], backend: Backend
) -> None:
    before = Clock.fixed(datetime(2024, 1, 5, tzinfo=UTC), backend.clock.zone)
    command = commands.AddClient(
        name="Old Tom", phones=(commands.PhoneInput(number="01 677 1234"),)
    )
    tom = Services(backend.database, before).perform(command, source=Source.SCREEN).result.id
    window, hand = start(tr)
    hand.press("Ctrl+2")
    window.current_tab().choose("stale")
    hand.until(lambda: names(window) == ["Old Tom"])
    window.current_tab().table.setFocus()
    window.current_tab().table.select_row(0)
    hand.press("Return")
    card = card_of(hand, "Old Tom")
    assert "28 months ago: ask now" in card.body.stale.label.whole_text()
    hand.press("Alt+D")
    assert card.body.stale.label.whole_text() == "Details confirmed today"
    hand.press("Ctrl+Z")
    hand.until(lambda: "ask now" in card.body.stale.label.whole_text())
    assert backend.queries.card(tom).details.stale
