"""The foot of the window about the phone: there only while something is wrong with a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from smallcrm.domain.telephony_settings import of_line
from smallcrm.i18n.line_names import line_name
from smallcrm.telephony.reports import SourceState, StateReport
from smallcrm.ui.phone_words import line_look
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import LinkLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

_FINE = frozenset({SourceState.OFF, SourceState.CONNECTING, SourceState.LISTENING})


class PhoneStatus(LinkLabel):
    """Names the line that is not connected, why in its tool tip; leads to its settings.

    `wanted("settings", key)` on a press of the mouse or of Enter.
    """

    def __init__(self, context: UiContext, wanted: Callable[[str, object], None]) -> None:
        super().__init__(context.theme)
        self._context = context
        self._wanted = wanted
        self._wrong = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._on_clicked)
        self.hide()
        if context.phone is not None:
            context.phone.changed.connect(self._on_changed)
            self._on_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead there by the keyboard too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._on_clicked()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        self._wanted("settings", of_line(self._wrong, "enabled"))

    def _on_changed(self, report: StateReport | None = None) -> None:
        """Show the first line with a fault; one that only tries again is no news."""
        if report is not None and report.state is SourceState.CONNECTING:
            return
        phone = self._context.phone
        assert phone is not None
        wrong = [one for one in phone.states().values() if one.state not in _FINE]
        self._wrong = wrong[0].source if wrong else self._wrong
        self.setVisible(bool(wrong))
        if not wrong:
            return
        tr = self._context.tr
        text = tr.gettext("{line}: not connected").format(line=line_name(tr, self._wrong))
        look = line_look(tr, wrong[0])
        self.set_runs((Run(text, SMALL, look.tone),), (look.icon, look.tone))
        self.setToolTip(one_line(look.text))
        self.setAccessibleDescription(one_line(look.text))
