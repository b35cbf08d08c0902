"""The buttons under an import: what each stage offers, and which of them is the main one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from smallcrm.ui.dialogs.import_body import Page
from smallcrm.ui.dialogs.words import enter_key, escape_key
from smallcrm.ui.widgets.buttons import KeyButton

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.dialogs.frame import DialogFrame


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an import is.

    `count` rows would be written; `ready` says that what was shown is what would happen; `busy`
    that something is being written; `following` is the next file.
    """

    page: Page
    known: bool = False
    ready: bool = False
    busy: bool = False
    done: bool = False
    count: int = 0
    following: Path | None = None
    rejects: bool = False
    listed: bool = False


class ImportFooter(QObject):
    """Makes the buttons of a dialog and says by a stage what they offer."""

    def __init__(self, dialog: DialogFrame, tr: I18n) -> None:
        super().__init__(dialog)
        self._tr = tr
        self._dialog = dialog
        theme = dialog.theme
        self.close = dialog.add_button(tr.gettext("Cancel"), key=escape_key(tr))
        self.back = dialog.add_button(tr.gettext("Back"), key=tr.gettext("Alt ←"))
        self.main = dialog.add_button(
            tr.gettext("Import"), key=enter_key(tr), primary=True, icon="download"
        )
        self.undo = KeyButton(
            theme, tr.gettext("Undo the import"), key=tr.gettext("Ctrl Z"), icon="undo-2"
        )
        self.rejects = KeyButton(theme, tr.gettext("Open the rows not taken"), icon="file-text")
        self.list = KeyButton(theme, tr.gettext("Show them"), icon="list")
        for button in (self.undo, self.list, self.rejects):
            dialog.add_left(button)
        for button in (self.close, self.back, self.undo, self.list, self.rejects):
            button.setAutoDefault(False)

    def show(self, stage: Stage) -> None:
        """Offer what can be done now."""
        tr = self._tr
        text, icon = self._main(stage)
        self.main.set_content(text, key=enter_key(tr), icon=icon)
        self.main.setVisible(stage.page is not Page.DROP)
        ready = stage.ready if stage.page in {Page.PREVIEW, Page.EXPORT} else stage.known
        enabled = (stage.done or ready) and not stage.busy
        if not enabled and self.main.hasFocus():
            # Qt would hand the keyboard to whatever field comes next.
            self._dialog.setFocus(Qt.FocusReason.OtherFocusReason)
        self.main.setEnabled(enabled)
        self.close.setVisible(not stage.done or stage.following is not None)
        self.back.setVisible(stage.page is Page.PREVIEW and not stage.done)
        self.undo.setVisible(stage.done)
        self.list.setVisible(stage.done and stage.listed)
        self.rejects.setVisible(stage.done and stage.rejects)
        for button in (self.back, self.undo, self.list, self.rejects):
            button.setEnabled(not stage.busy)

    def _main(self, stage: Stage) -> tuple[str, str]:
        tr = self._tr
        if stage.done and stage.following is not None:
            return tr.gettext("Next: {file}").format(file=stage.following.name), "arrow-right"
        if stage.done:
            return tr.gettext("Close"), ""
        if stage.page is Page.FORM:
            return tr.gettext("See what will happen"), "arrow-right"
        if stage.page is Page.EXPORT:
            return tr.gettext("Fill the file"), "download"
        if not stage.count:
            return tr.gettext("Import"), "download"
        text = tr.ngettext("Import {count} row", "Import {count} rows", stage.count)
        return text.format(count=tr.formats.number(stage.count)), "download"
