"""How something was paid: one of the usual ways, or the owner's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from smallcrm.i18n import sentences
from smallcrm.i18n.sentences import METHODS
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


class MethodField(QComboBox):
    """A way to pay that the program knows by its code, else what was typed."""

    def __init__(self, tr: I18n) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem("", "")
        for method in METHODS:
            self.addItem(one_line(sentences.method_name(tr, method)), method)
        self.setCurrentIndex(0)
        editor = self.lineEdit()
        if editor is not None:
            editor.setPlaceholderText(tr.gettext("Transfer, cash, card…"))
        completer = self.completer()
        if completer is not None:
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def value(self) -> str | None:
        """Return the code or the words, None where nothing is written."""
        text = self.currentText().strip()
        index = self.findText(text, Qt.MatchFlag.MatchFixedString)
        return (str(self.itemData(index)) if index >= 0 else text) or None
