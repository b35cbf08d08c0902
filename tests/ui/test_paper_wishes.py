"""Menus, keys and rows lead to every paper, to many at once, and to nobody's where none is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import Source
from smallcrm.reports.material import PaperKind
from smallcrm.services import commands
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.run_dialog import RunDialog
from smallcrm.ui.dialogs.run_kinds import Which
from smallcrm.ui.dialogs.shortcuts import GROUPS
from smallcrm.ui.menus import menu_items
from smallcrm.ui.row_menus import row_menu

# What the menus call it, its key, the kind of paper.
MENU = (
    ("report", "Ctrl+P", PaperKind.CLIENT),
    ("statement", "Ctrl+Shift+P", PaperKind.STATEMENT),
    ("envelope", "Ctrl+Shift+Y", PaperKind.ENVELOPE),
    ("record", "Ctrl+Alt+P", PaperKind.RECORD),
    ("calls", "Ctrl+Shift+C", PaperKind.CALLS),
    ("overdue", "Ctrl+Shift+O", PaperKind.OVERDUE),
    ("sales_report", "Ctrl+Shift+S", PaperKind.SALES),
    ("print_league", "Ctrl+Shift+G", PaperKind.LEAGUE),
    ("phones", "Ctrl+Shift+N", PaperKind.PHONES),
)


@pytest.fixture
def place(start, tr, backend):
    def perform(command):
        return backend.services.perform(command, source=Source.SCREEN)

    address = commands.AddressInput(street="1 Mill Lane", locality="Bray", country="IE")
    for name in ("Ann Lee", "Bo Berg", "Cy Okafor"):
        client = perform(commands.AddClient(name=name, addresses=(address,))).result.id
        perform(
            commands.AddSale(
                client=client,
                title="Tuning",
                amount=Decimal(100),
                on=date(2026, 3, 2),
                due=date(2026, 4, 1),
            )
        )
    window, hand = start(tr)
    hand.press("Ctrl+2")
    window.current_tab().table.select_row(0)
    return window, hand, perform


def shown(kind):
    return [
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    ]


def only(kind):
    (found,) = shown(kind)
    return found


@pytest.mark.parametrize(("name", "key", "kind"), MENU)
def test_a_key_opens_a_paper(place, name, key, kind):
    window, hand, _ = place
    assert window.menus.action(name).shortcut() == QKeySequence(key)
    hand.press(key)
    preview = hand.window(ReportPreview)
    assert preview.kind is kind
    hand.until(preview.print_button.isEnabled)
    hand.press("Escape")
    assert not shown(ReportPreview)


def test_the_letter_of_the_last_reminder(place, backend):
    window, hand, perform = place
    window.desk.do("last_reminder", 1)
    hand.rest()
    assert not shown(ReportPreview)
    assert "No reminder" in window.undo_strip.accessibleName()
    perform(commands.Remind(client=1, on=date(2026, 5, 1)))
    newest = perform(commands.Remind(client=1)).result.id
    window.desk.do("last_reminder", 1)
    hand.rest()
    preview = only(ReportPreview)
    assert preview.kind is PaperKind.REMINDER
    assert preview.options.paper().id == backend.queries.reminders(1)[0].id == newest
    preview.close()
    hand.rest()


def test_those_who_are_chosen_are_meant(place):
    window, hand, _ = place
    window.current_tab().table.setFocus()
    hand.press("Shift+Down", "Ctrl+Shift+J")
    dialog = hand.window(RunDialog)
    assert dialog.which.value() is Which.CHOSEN
    assert len(dialog.papers) == 2
    assert not dialog.isModal()
    hand.press("Escape", "Ctrl+Shift+N")
    preview = hand.window(ReportPreview)
    assert len(preview.options._around.chosen) == 2
    hand.press("Escape")


def test_rows_offer_the_papers_that_fit(place, tr):
    window, hand, perform = place
    several = {entry.wish: entry.argument for entry in row_menu(tr, "clients", 1, 1, (1, 2))}
    assert {"run", "labels", "phones"} <= set(several)
    for sale in (1, 2):
        perform(commands.Bill(parts=(commands.BillPart(sale=sale),)))
    entries = [entry for entry in row_menu(tr, "invoices", 1, 1, (1, 2)) if entry.wish == "run"]
    window.desk.do(entries[0].wish, entries[0].argument)
    hand.rest()
    dialog = only(RunDialog)
    assert [(paper.kind, paper.id) for paper in dialog.papers] == [
        (PaperKind.INVOICE, 1),
        (PaperKind.INVOICE, 2),
    ]
    dialog.close()
    hand.rest()


def test_the_card_prints_an_envelope(place):
    window, hand, _ = place
    window.deck.show_card(1)
    hand.rest()
    window.deck.card(1).activateWindow()
    hand.press("Ctrl+Shift+Y")
    preview = hand.window(ReportPreview)
    assert preview.kind is PaperKind.ENVELOPE
    assert preview.parentWidget() is window.deck.card(1)
    hand.press("Escape")


def test_no_key_of_the_menus_leads_to_two_places(tr):
    keys = Counter(item.key for _, items in menu_items(tr) for item in items if item.key)
    assert [key for key, count in keys.items() if count > 1] == []
    told = {caps[0].replace(" ", "+") for _, rows in GROUPS for caps, _ in rows}
    papers = {key for key in keys if key.startswith("Ctrl+Shift+")}
    untold = papers - told
    assert untold <= {"Ctrl+Shift+A", "Ctrl+Shift+B", "Ctrl+Shift+W"}


def test_letters_of_a_menu_lead_to_one_entry_each(tr, tr_zh):
    for language in (tr, tr_zh):
        for title, items in menu_items(language):
            letters = Counter(
                item.text[item.text.index("&") + 1].upper() for item in items if "&" in item.text
            )
            twice = [letter for letter, count in letters.items() if count > 1]
            assert twice == [], title
