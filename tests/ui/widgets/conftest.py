"""A theme for the widgets under test."""

from __future__ import annotations

from pathlib import Path

import pytest

from smallcrm.ui.theme import ThemeContext

RESOURCES = Path(__file__).parents[3] / "resources"
HERE = Path(__file__).parent


def pytest_itemcollected(item):
    # Only the platform without a screen says this, and it means nothing.
    if HERE in item.path.parents:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def theme(qapp):
    made = ThemeContext(qapp, RESOURCES, choice="light")
    yield made
    made.deleteLater()


@pytest.fixture
def shown(qtbot):
    """Show a widget at a size and give it back."""

    def show(widget, width=520, height=None):
        qtbot.addWidget(widget)
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show
