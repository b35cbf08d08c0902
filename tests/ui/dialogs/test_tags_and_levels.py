"""Tags renamed, made one, taken off; level rules made, read as sentences, followed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money
from smallcrm.i18n.level_words import level_conditions, level_reason
from smallcrm.queries.detail_shapes import LevelReason
from smallcrm.services import commands
from smallcrm.ui.dialogs.client_dialog import ClientDialog
from smallcrm.ui.dialogs.level_rule_dialog import LevelRuleDialog
from smallcrm.ui.dialogs.level_rules_window import LevelRulesWindow
from smallcrm.ui.dialogs.tags_window import RenameTagDialog, TagsWindow


@pytest.fixture
def tagged(perform):
    """Three clients: piano on all, school on two."""
    return [
        perform(commands.AddClient(name=name, tags=tags)).result.id
        for name, tags in (
            ("Ann", ("piano", "school")),
            ("Bo", ("piano", "school")),
            ("Cy", ("piano",)),
        )
    ]


def rows(window):
    columns = range(window.model.columnCount())
    return [
        [window.model.index(row, column).data() for column in columns]
        for row in range(window.model.rowCount())
    ]


def test_without_tags_the_window_says_how_they_are_made(context, show):
    window = show(TagsWindow(context))
    assert window._pages.currentIndex() == 1
    assert not window.new_button.isVisible()
    assert not window.show_button.isVisible()
    assert QApplication.focusWidget() is window.close_button


def test_tags_are_listed_and_taken_off_all(tagged, context, show, settle, backend, qtbot):
    window = show(TagsWindow(context))
    QAbstractItemModelTester(window.model, window)
    assert rows(window) == [["piano", "3 clients"], ["school", "2 clients"]]
    asked = []
    window.wanted.connect(lambda *what: asked.append(what))
    qtbot.keyClick(window.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (piano, _school) = backend.queries.tags()
    assert asked == [("tagged", (piano.id, "piano"))]
    qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    settle(context)
    qtbot.waitUntil(lambda: rows(window) == [["school", "2 clients"]])
    assert backend.queries.card(tagged[2]).details.tags == ()
    assert "Ctrl+Z" in window.notice.whole_text()


def test_renaming_to_the_name_of_another_makes_them_one(
    tagged, context, show, settle, backend, qtbot
):
    window = show(TagsWindow(context))
    qtbot.keyClick(window.table, Qt.Key.Key_Return)
    dialog = window.findChild(RenameTagDialog)
    assert dialog is not None
    assert dialog.name.text() == "piano"
    dialog.name.setText("grand piano")
    assert dialog.save_button.accessibleName() == "Rename"
    dialog.name.setText("School")
    assert dialog.save_button.accessibleName() == "Make them one"
    assert "2 clients" in dialog._row._hint_label.text()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settle(context)
    qtbot.waitUntil(lambda: len(rows(window)) == 1)
    (left,) = backend.queries.tags()
    assert left.used == 3


def test_a_tag_needs_a_name(tagged, context, show, backend):
    tags = backend.queries.tags()
    dialog = show(RenameTagDialog(context, tags[0], tags))
    dialog.name.setText("  ")
    dialog.submit()
    assert dialog._places["name"].error()


def test_a_rule_is_made_by_keyboard_and_read_as_a_sentence(
    context, show, settle, backend, qtbot, perform
):
    client = perform(commands.AddClient(name="Ann")).result.id
    perform(commands.AddSale(client=client, title="A", amount=Decimal(6000)))
    perform(commands.TakePayment(client=client, amount=Decimal(6000)))
    dialog = show(LevelRuleDialog(context))
    assert QApplication.focusWidget() is dialog.level
    assert not dialog.months.isEnabled(), "within what time asks for an amount first"
    dialog.paid.setFocus()
    qtbot.keyClicks(dialog.paid, "5,000")
    assert dialog.months.isEnabled()
    qtbot.keyClicks(dialog.months, "12")
    assert dialog.sentence.whole_text() == "VIP: Paid 5,000.00 EUR or more in the last 12 months"
    qtbot.keyClick(dialog.months, Qt.Key.Key_Return)
    settle(context)
    window = show(LevelRulesWindow(context))
    QAbstractItemModelTester(window.model, window)
    assert rows(window) == [["VIP", "Paid 5,000.00 EUR or more in the last 12 months", "1 client"]]
    assert backend.queries.card(client).details.ref.level is Level.VIP
    qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    settle(context)
    qtbot.waitUntil(lambda: window._pages.currentIndex() == 1)
    assert backend.queries.card(client).details.ref.level is Level.STANDARD


def test_whose_level_would_change_is_said_before(perform, context, show, settle, backend, qtbot):
    for number, name in enumerate(("Ann", "Bo", "Cy", "Di", "Ed"), 1):
        client = perform(commands.AddClient(name=name)).result.id
        perform(commands.AddSale(client=client, title="A", amount=Decimal(100 * number)))
        perform(commands.TakePayment(client=client, amount=Decimal(100 * number)))
    rule = perform(commands.AddLevelRule(level=Level.PREFERRED, paid=Decimal(450))).result.id
    dialog = show(LevelRuleDialog(context))
    dialog.paid.setText("150")
    qtbot.waitUntil(lambda: dialog.effect.whole_text() != "")
    assert dialog.effect.whole_text() == (
        "3 clients from Standard to VIP: Bo, Cy and Di\n1 client from Preferred to VIP: Ed"
    )
    before = {client: backend.queries.card(client).details.ref.level for client in range(1, 6)}
    dialog.submit()
    settle(context)
    after = {client: backend.queries.card(client).details.ref.level for client in range(1, 6)}
    assert [client for client in before if before[client] is not after[client]] == [2, 3, 4, 5]
    dialog = show(LevelRuleDialog(context, rule))
    dialog.paid.setText("50")
    qtbot.waitUntil(lambda: "Ann" in dialog.effect.whole_text())
    assert dialog.effect.whole_text() == "1 client from Standard to Preferred: Ann"
    dialog.paid.setText("5000")
    qtbot.waitUntil(lambda: "Nobody" in dialog.effect.whole_text())


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "paid"),
        ({"paid": "x"}, "paid"),
        ({"paid": "-5"}, "paid"),
        ({"paid": "100", "months": "0"}, "within_months"),
        ({"won": "many"}, "referrals_won"),
    ],
)
def test_a_rule_that_asks_for_nothing_sensible_is_refused(typed, field, context, show, settle):
    dialog = show(LevelRuleDialog(context))
    for name, text in typed.items():
        getattr(dialog, name).setText(text)
    dialog.submit()
    settle(context)
    assert dialog._places[field].error(), field
    assert dialog.isVisible()


def test_only_what_differs_of_a_rule_is_written(perform, context, show):
    rule = perform(
        commands.AddLevelRule(level=Level.PREFERRED, paid=Decimal(500), within_months=6)
    ).result.id
    dialog = show(LevelRuleDialog(context, rule))
    assert not dialog.is_changed()
    assert dialog.command() is None
    dialog.months.setText("")
    command = dialog.command()
    assert command.within_months is None
    assert command.paid is commands.UNSET
    assert command.level is commands.UNSET


def test_the_sentences_in_both_languages(tr, tr_zh):
    paid = Money(500000, "EUR")
    assert level_conditions(tr, paid, None, 2) == (
        "Paid 5,000.00 EUR or more since ever, and 2 referrals of theirs won"
    )
    assert level_conditions(tr, paid, 1, None) == "Paid 5,000.00 EUR or more in the last month"
    assert level_conditions(tr_zh, paid, 6, 2) == (
        "最近 6 个月付款满 5,000.00 欧元，且介绍成交满 2 位"
    )
    reason = LevelReason(1, Money(1240000, "EUR"), 12, 3)
    assert level_reason(tr, Level.VIP, reason) == (
        "VIP: paid 12,400.00 EUR in 12 months, 3 referrals won"
    )


# A client's form where levels follow from rules.


@pytest.fixture
def follower(perform):
    """A client who is VIP by a rule."""
    perform(commands.AddLevelRule(level=Level.VIP, paid=Decimal(1000)))
    client = perform(commands.AddClient(name="Ann")).result.id
    perform(commands.AddSale(client=client, title="A", amount=Decimal(1200), on=date(2026, 5, 1)))
    perform(commands.TakePayment(client=client, amount=Decimal(1200)))
    return client


def level_of(backend, client):
    details = backend.queries.card(client).details
    return details.ref.level, details.level_by_hand


def test_the_form_says_that_a_level_follows_and_lets_it_be_set(
    follower, context, show, settle, backend
):
    assert level_of(backend, follower) == (Level.VIP, False)
    dialog = show(ClientDialog(context, follower))
    assert dialog.level.currentText() == "By the level rules, now VIP"
    assert "paid 1,200.00 EUR" in dialog._level_row._hint_label.text()
    assert not dialog.is_changed()
    dialog.level.choose(Level.PREFERRED)
    dialog.submit()
    settle(context)
    assert level_of(backend, follower) == (Level.PREFERRED, True)
    dialog = show(ClientDialog(context, follower))
    assert dialog.level.currentText() == "Preferred, set by hand"
    dialog.level.choose(None)
    dialog.submit()
    settle(context)
    assert level_of(backend, follower) == (Level.VIP, False)


def test_the_same_level_can_be_kept_by_hand(follower, context, show, settle, backend):
    dialog = show(ClientDialog(context, follower))
    dialog.level.choose(Level.VIP)
    assert dialog.is_changed()
    dialog.submit()
    settle(context)
    assert level_of(backend, follower) == (Level.VIP, True)


def test_a_new_client_follows_the_rules_unless_set(follower, context, show, settle, outcomes):
    dialog = show(ClientDialog(context))
    dialog.saved.connect(outcomes.append)
    assert dialog.level.value() is None
    dialog.name.setText("Bo")
    dialog.submit()
    settle(context)
    assert len(outcomes) == 1


def test_without_rules_a_level_is_merely_chosen(context, show):
    dialog = show(ClientDialog(context))
    assert dialog.level.value() is Level.STANDARD
    assert dialog.level.count() == len(Level)
