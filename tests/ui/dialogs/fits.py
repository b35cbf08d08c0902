"""What every window has to keep to on a small screen, whatever its language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.ui.dialogs.test_layout import cut_off
from tests.ui.dialogs.test_trade_layout import keys


def check_window(window, context, settle, qtbot):
    """Show a window: nothing of it is cut off, it fits 1366×768, and its keys are one each."""
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    settle(context)
    qtbot.wait(20)
    settle(context)
    try:
        assert cut_off(window) == []
        assert window.width() <= 1366
        assert window.height() <= 768
        assert [letter for letter, count in keys(window).items() if count > 1] == []
    finally:
        context.theme.set_chinese(chinese=False)
