"""Menus, keys and wishes lead to the tree, the league and its paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallcrm.domain.enums import Source
from smallcrm.services import commands
from smallcrm.ui.dialogs.referrers_window import ReferrersWindow
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.tree_window import TreeWindow

WISHES = (
    ("referral_tree", 2, TreeWindow, "Whom Bo Berg brought"),
    ("referral_tree", None, TreeWindow, "Who brought whom"),
    ("whole_tree", 2, TreeWindow, "Who brought whom"),
    ("referrers", 2, ReferrersWindow, "Referrers"),
    ("sources", None, ReferrersWindow, "Referrers"),
    ("print_league", (None, None), ReportPreview, "Referrers and sources"),
)


@pytest.fixture
def place(start, tr, backend):
    def perform(command):
        return backend.services.perform(command, source=Source.SCREEN)

    for name in ("Ann Lee", "Bo Berg", "Cy Okafor"):
        perform(commands.AddClient(name=name))
    perform(commands.AddReferral(referrer=1, client=2))
    perform(commands.AddReferral(referrer=2, client=3))
    return start(tr)


def shown(kind):
    return [
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    ]


@pytest.mark.parametrize(("name", "argument", "kind", "title"), WISHES)
def test_a_wish_opens_its_window(place, name, argument, kind, title):
    window, hand = place
    window.desk.do(name, argument)
    hand.rest()
    (opened,) = shown(kind)
    assert opened.windowTitle() == title
    assert opened.notice.isHidden()
    opened.close()
    hand.rest()
    assert not shown(kind)


def test_from_the_league_to_the_tree_to_the_card(place):
    window, hand = place
    window.activateWindow()
    window.menus.action("referrers").trigger()
    hand.rest()
    (league,) = shown(ReferrersWindow)
    QTest.keyClick(league, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    hand.rest()
    (tree,) = shown(TreeWindow)
    assert tree.windowTitle() == "Whom Ann Lee brought"
    assert league.isVisible()
    QTest.keyClick(tree.view, Qt.Key.Key_Right)
    QTest.keyClick(tree.view, Qt.Key.Key_Return)
    hand.rest()
    assert [card.isVisible() for card in window.deck.cards()] == [True]
    assert window.deck.card(2) is not None
    tree.close()
    assert league.isVisible()
    league.close()
    hand.rest()
    shortcuts = {
        name: window.menus.action(name).shortcut().toString()
        for name in ("referrers", "whole_tree")
    }
    assert shortcuts == {"referrers": "Ctrl+Shift+L", "whole_tree": "Ctrl+Shift+T"}
