"""An e-mail to read: who, when, what, and the files that came with it. Plain text throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from smallcrm.ui.dialogs.document_words import file_icon, size_words
from smallcrm.ui.theme import BODY
from smallcrm.ui.widgets.buttons import KeyButton
from smallcrm.ui.widgets.flow import FlowLayout
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.importers.mail_shapes import MailAddress, MailFile
    from smallcrm.queries.contact_shapes import DocumentShape
    from smallcrm.ui.context import UiContext

_MOST_NAMED: Final = 8


class MailView(QWidget):
    """Shows an e-mail; `opened(id)` for a file that came with it."""

    opened = Signal(int)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self.people = RunLabel(theme, wrap=True)
        self.files = QWidget()
        self._flow = FlowLayout(theme.px(8), self.files)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr.gettext("Text of the e-mail"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.people)
        column.addWidget(self.files)
        column.addWidget(self.text, 1)

    def show_mail(self, mail: MailFile, files: Sequence[DocumentShape]) -> None:
        """Show a message and the files kept with it."""
        tr = self._context.tr
        from_words = tr.gettext("From {people}").format(
            people=_named(mail.sender) if mail.sender is not None else "?"
        )
        named = [_named(one) for one in mail.receivers[:_MOST_NAMED]]
        if len(mail.receivers) > _MOST_NAMED:
            named.append("…")
        lines = [from_words]
        if named:
            to_words = tr.gettext("to {people}").format(
                people=tr.pgettext("facts", ", ").join(named)
            )
            lines.append(to_words)
        if mail.at is not None:
            lines.append(tr.formats.instant(mail.at))
        self.people.set_runs((Run(" · ".join(lines), BODY, "second"),))
        self.text.setPlainText(mail.body or tr.gettext("This e-mail has no text."))
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for one in files:
            words = f"{one_line(one.name)} · {size_words(tr, one.size)}"
            button = KeyButton(self._context.theme, words, icon=file_icon(one))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, chosen=one.id: self.opened.emit(chosen))
            self._flow.addWidget(button)
        self.files.setVisible(bool(files))


def _named(one: MailAddress) -> str:
    return f"{one_line(one.name)} <{one.address}>" if one.name else one.address
