"""The slice through the real window: type, card, payment, undo; tabs, menus, empty state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from smallcrm.app import Backend
from smallcrm.domain.enums import Level, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.queries.order import Order
from smallcrm.services import commands
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.models.paged import PAGE
from smallcrm.ui.tabs.table_tab import TableTab
from smallcrm.ui.widgets.cells import CELL_ROLE
from smallcrm.ui.widgets.charts import AgeingBars
from smallcrm.ui.widgets.labels import LinkLabel

Settle = Callable[[UiContext], None]


def perform(backend: Backend, command: commands.Command) -> commands.Done:
    return backend.services.perform(command, source=Source.SCREEN).result


@pytest.fixture
def people(backend: Backend) -> dict[str, int]:
    """Three clients: one owes since long ago, one is Chinese, one owes nothing."""
    ids = {}
    for name, phone in (
        ("Luís Gonçalves", "+55 12 3923 5555"),
        ("张伟", "+86 138 0013 8000"),
        ("Ann <b>Lee</b> & Sons", "+353 20 910 4182"),
    ):
        command = commands.AddClient(name=name, phones=(commands.PhoneInput(number=phone),))
        ids[name.split(maxsplit=1)[0]] = perform(backend, command).id
    perform(
        backend,
        commands.AddSale(client=ids["Luís"], title="Piano tuning", amount=Decimal(480)),
    )
    return ids


@pytest.fixture
def window(
    qtbot: QtBot, context: UiContext, tmp_path: Path, settle: Settle
) -> Iterator[MainWindow]:
    """The window on the test's file, with its desk and its cards."""
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = MainWindow(context, store)
    made.deck = CardDeck(context, anchor=made)
    made.desk = Desk(context, made, made.deck)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.data_ready()
    settle(context)
    yield made
    made.deck.close_all()
    settle(context)


def table_tab(window: MainWindow, number: int) -> TableTab:
    tab = window.tab(number)
    assert isinstance(tab, TableTab)
    return tab


def shown(tab: TableTab) -> list[str]:
    model = tab.model
    return [str(model.index(row, 0).data() or "") for row in range(model.rowCount())]


def test_an_empty_file_offers_three_ways_to_begin(
    qtbot: QtBot, context: UiContext, window: MainWindow, settle: Settle
) -> None:
    assert window.empty_state.isVisible()
    wishes: list[str] = []
    window.wanted.disconnect()
    window.wanted.connect(lambda name, _: wishes.append(name))
    for name in ("import", "new_client", "sample"):
        button = window.empty_state.findChild(object, f"empty_{name}")
        button.click()
    assert wishes == ["import", "new_client", "sample"]


def test_typing_finds_and_enter_opens_the_card(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    assert window.search_box.hasFocus() or window.focusWidget() is window.search_box
    with qtbot.waitSignal(window.search.shown):
        qtbot.keyClicks(window.search_box, "gonc")
    settle(context)
    assert window.search.hits.isVisible()
    row = window.search.hits.current()
    assert row is not None
    assert row.title == "Luís Gonçalves"
    assert row.title[row.title_ranges[0][0] : row.title_ranges[0][1]] == "Gonç"
    assert row.amount == "owes 480.00 EUR"
    qtbot.keyClick(window.search_box, Qt.Key.Key_Return)
    settle(context)
    card = window.deck.card(people["Luís"])
    assert card is not None
    assert card.isVisible()
    assert card.windowTitle().startswith("Luís Gonçalves")
    assert not window.search.hits.isVisible()


def test_a_name_in_chinese_is_found_by_initials(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    for typed in ("zw", "zhangwei", "张", "8000"):
        window.search_box.clear()
        window.search_box.insert(typed)
        settle(context)
        row = window.search.hits.current()
        assert row is not None, typed
        assert row.title == "张伟", typed


def test_esc_clears_and_puts_the_list_away(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    qtbot.keyClicks(window.search_box, "ann")
    settle(context)
    assert window.search.hits.isVisible()
    qtbot.keyClick(window.search_box, Qt.Key.Key_Escape)
    settle(context)
    assert not window.search.hits.isVisible()
    assert window.search_box.text() == ""


def test_nobody_found_and_enter_wants_a_new_client_with_that_name(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    window.wanted.disconnect()
    with qtbot.waitSignal(window.wanted) as wanted:
        qtbot.keyClicks(window.search_box, "Qxqxqx")
        settle(context)
        qtbot.keyClick(window.search_box, Qt.Key.Key_Return)
    assert wanted.args == ["new_client", "Qxqxqx"]


@pytest.mark.parametrize("text", ["O'Brien", "C++", '"', "%", "AND", "*", "NEAR(", "\u202e", "😀"])
def test_search_text_is_data(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
    text: str,
) -> None:
    window.search_box.setText(text)
    settle(context)
    assert window.isVisible()


def test_a_payment_elsewhere_is_seen_at_once_and_undo_takes_it_back(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    window.tabs.setCurrentIndex(1)
    settle(context)
    tab = table_tab(window, 1)
    column = [spec.sort for spec in tab.model.columns].index("owed")

    def owes() -> str:
        row = tab.model.row_of(people["Luís"])
        return str(tab.model.index(row, column).data() or "")

    assert owes() == "480.00"
    context.runner.write(commands.TakePayment(client=people["Luís"], amount=Decimal(480)))
    qtbot.waitUntil(lambda: tab.model.rowCount() > 0 and owes() == "")
    undo, redo = window.menus.action("undo"), window.menus.action("redo")
    qtbot.waitUntil(lambda: "480.00 EUR" in undo.text())
    undo.trigger()
    qtbot.waitUntil(lambda: owes() == "480.00")
    qtbot.waitUntil(redo.isEnabled)
    assert window.undo_strip.isVisible()
    redo.trigger()
    qtbot.waitUntil(lambda: owes() == "")


def test_what_the_owner_typed_is_never_markup(
    qtbot: QtBot, context: UiContext, people: dict[str, int], window: MainWindow, settle: Settle
) -> None:
    window.tabs.setCurrentIndex(1)
    settle(context)
    qtbot.waitUntil(lambda: "Ann <b>Lee</b> & Sons" in shown(table_tab(window, 1)))


def test_every_column_sorts_and_every_chip_narrows(
    qtbot: QtBot, context: UiContext, people: dict[str, int], window: MainWindow, settle: Settle
) -> None:
    for number in range(1, 5):
        window.tabs.setCurrentIndex(number)
        settle(context)
        tab = table_tab(window, number)
        count = tab.model.rowCount()
        for column, spec in enumerate(tab.model.columns):
            for _ in range(2):
                tab.sort_by(column)
                settle(context)
                assert tab.model.rowCount() == count, spec.title
        for chip in ("all",):
            tab.chips.set_current(chip)
            settle(context)
    tab = table_tab(window, 1)
    window.tabs.setCurrentIndex(1)
    tab.chips.set_current("owes")
    settle(context)
    qtbot.waitUntil(lambda: shown(tab) == ["Luís Gonçalves"])
    tab.chips.set_current("all")
    tab.filter_field.setText("zhang")
    tab.reload()
    settle(context)
    qtbot.waitUntil(lambda: shown(tab) == ["张伟"])


def test_columns_and_order_are_remembered(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
    tmp_path: Path,
) -> None:
    tab = table_tab(window, 1)
    window.tabs.setCurrentIndex(1)
    tab.sort_by(0)
    tab.table.setColumnWidth(0, 333)
    tab.table.setColumnHidden(5, True)
    settle(context)
    window.close()
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    again = MainWindow(context, store)
    qtbot.addWidget(again)
    kept = table_tab(again, 1)
    assert again.tabs.currentIndex() == 1
    assert kept.model.order == Order(sort="name", descending=tab.model.order.descending)
    assert kept.table.columnWidth(0) == 333
    assert kept.table.isColumnHidden(5)


def test_the_paged_model_keeps_to_qts_rules(
    qtbot: QtBot, context: UiContext, backend: Backend, settle: Settle, window: MainWindow
) -> None:
    perform(backend, commands.FillSample(clients=300, seed=3))
    context.hub.announce_everything()
    window.tabs.setCurrentIndex(1)
    settle(context)
    tab = table_tab(window, 1)
    tester = QAbstractItemModelTester(
        tab.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert tab.model.rowCount() >= 300
    for row in (0, PAGE, 2 * PAGE, tab.model.rowCount() - 1):
        tab.model.index(row, 0).data(CELL_ROLE)
        qtbot.waitUntil(lambda row=row: tab.model.row_cells(row) is not None)
    tab.sort_by(0)
    settle(context)
    qtbot.waitUntil(lambda: tab.model.row_cells(0) is not None)
    names = [str(tab.model.index(row, 0).data() or "") for row in range(50)]
    assert names == sorted(names, key=backend_sort)
    del tester


def backend_sort(name: str) -> str:
    from smallcrm.domain import keys

    return keys.sort_key(name)


def test_sample_data_come_and_go_in_one_step_each(
    qtbot: QtBot, context: UiContext, window: MainWindow, settle: Settle, backend: Backend
) -> None:
    window.desk.do("sample")
    settle(context)
    qtbot.waitUntil(lambda: not window.empty_state.isVisible(), timeout=20_000)
    assert backend.queries.overview().samples > 0
    window.desk.do("remove_sample")
    settle(context)
    qtbot.waitUntil(window.empty_state.isVisible, timeout=20_000)
    assert backend.queries.overview().clients == 0


def test_every_menu_entry_is_carried_out(window: MainWindow, tr: I18n) -> None:
    """Each entry of the menus is a wish that the desk knows, or one of the window's own."""
    from smallcrm.ui.menus import menu_items

    own = {"find", "filter", "copy", "refresh", "quit", "bigger", "smaller"}
    for _, items in menu_items(tr):
        for item in items:
            known = item.id in own or item.id.startswith("tab") or not item.id
            assert known or item.id in window.desk.wishes, item.id


def test_levels_are_words_and_signs(
    qtbot: QtBot,
    context: UiContext,
    backend: Backend,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    context.runner.write(commands.EditClient(client=people["张伟"], level=Level.VIP))
    settle(context)
    window.tabs.setCurrentIndex(1)
    settle(context)
    tab = table_tab(window, 1)

    def badge() -> tuple[str, str] | None:
        cell = tab.model.index(tab.model.row_of(people["张伟"]), 2).data(CELL_ROLE)
        return (cell.badge.kind, cell.badge.text) if cell else None

    qtbot.waitUntil(lambda: badge() == ("vip", "VIP"))


def test_what_needs_a_client_says_so_where_none_is_chosen(
    context: UiContext, window: MainWindow, settle: Settle
) -> None:
    for name in ("open_card", "edit_client", "follow_up", "report"):
        window.menus.action(name).trigger()
        assert window.undo_strip.isVisible()
        assert "client" in window.undo_strip.accessibleName()


def test_a_figure_leads_to_the_rows_that_make_it_up(
    qtbot: QtBot,
    context: UiContext,
    people: dict[str, int],
    window: MainWindow,
    settle: Settle,
) -> None:
    """The head's debts open those who owe; a bar of the ageing its sales."""
    assert people
    settle(context)
    qtbot.mouseClick(window.findChild(LinkLabel), Qt.MouseButton.LeftButton)
    settle(context)
    shown_tab = window.current_tab()
    assert isinstance(shown_tab, TableTab)
    assert (shown_tab.name, shown_tab.chips.current()) == ("clients", "owes")
    window.tabs.setCurrentIndex(0)
    settle(context)
    bars = window.findChild(AgeingBars)
    bars.opened.emit(4)
    settle(context)
    shown_tab = window.current_tab()
    assert isinstance(shown_tab, TableTab)
    assert (shown_tab.name, shown_tab.chips.current()) == ("sales", "over_90")
