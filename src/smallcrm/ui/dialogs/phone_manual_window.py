"""The manual of the phone, within the program: chapters at the left, what to do beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from smallcrm.telephony.launch import forwarder
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.dialogs.settings_pages import SettingsPages
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.phone_manual import Lines, chapters
from smallcrm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext


class PhoneManual(DialogFrame):
    """Shows the chapters; lines to copy can be chosen with mouse and keyboard."""

    def __init__(
        self, context: UiContext, chapter: str = "", parent: QWidget | None = None
    ) -> None:
        tr = context.tr
        title = tr.gettext("Connecting the phone")
        super().__init__(context.theme, title, parent, width=780, height=560)
        self.pages = SettingsPages(context.theme, tr.gettext("Chapters"))
        self._keys: list[str] = []
        for one in chapters(tr, forwarder()):
            box = self.pages.add_page(one.title)
            self._keys.append(one.key)
            for part in one.parts:
                box.addWidget(_to_copy(part.text) if isinstance(part, Lines) else _paragraph(part))
        self.pages.finish()
        self.pages.show_page(self._keys.index(chapter) if chapter in self._keys else 0)
        self.body.addWidget(self.pages, 1)
        close = self.add_button(tr.gettext("Close"), key=escape_key(tr), primary=True)
        close.clicked.connect(self.accept)
        self.pages.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def chapter(self) -> str:
        """Return the key of the chapter that is shown."""
        return self._keys[self.pages.list.currentRow()]


def _paragraph(text: str) -> QLabel:
    label = plain_label(text)
    label.setWordWrap(True)
    return label


def _to_copy(text: str) -> QLabel:
    label = plain_label(text, "lines")
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
