"""Everything together, in both appearances and at the largest text, without a complaint of Qt's."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.gallery_card import card
from tests.ui.gallery_data import CHINESE, ENGLISH
from tests.ui.gallery_window import clients_window, controls, today_window


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_gallery_is_painted(theme, qtbot, choice, scale, words):
    theme.set_choice(choice)
    theme.set_scale(scale)
    for window in (
        card(theme, words, "debt"),
        clients_window(theme, words),
        today_window(theme, words),
        controls(theme, words),
    ):
        qtbot.addWidget(window)
        window.show()
        QApplication.processEvents()
        assert not window.grab().isNull()
        window.close()


def test_card_fits_its_window(theme, qtbot):
    window = card(theme, ENGLISH, "debt")
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    assert window.width() == 520


def test_widgets_repaint_when_the_appearance_changes(theme, qtbot):
    window = card(theme, ENGLISH, "debt")
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    light = window.grab().toImage()
    theme.set_choice("dark")
    QApplication.processEvents()
    dark = window.grab().toImage()
    assert light.pixelColor(3, 3).name() == "#ffffff"
    assert dark.pixelColor(3, 3).name() == "#222326"
