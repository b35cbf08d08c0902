"""An e-mail as it will be begun: its subject and its text, filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallcrm.ui.dialogs.fields import TextArea
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import isolate, painted

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext


class MailPreview(QWidget):
    """Shows a subject and a text; nothing in it can be changed."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        tr, theme = context.tr, context.theme
        self.subject = plain_label("", "strong")
        self.subject.setWordWrap(True)
        self.text = TextArea(theme, lines=8)
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "bare")
        self.text.setAccessibleName(tr.gettext("The e-mail as it will be begun"))
        panel = QWidget()
        panel.setProperty("kind", "boxed")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        inner.setSpacing(theme.px(8))
        inner.addWidget(self.subject)
        inner.addWidget(hairline())
        inner.addWidget(self.text, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        about = tr.gettext("How an e-mail with the newest such paper begins.")
        label = plain_label(painted(about), "hint")
        label.setWordWrap(True)
        box.addWidget(label)
        box.addWidget(panel, 1)

    def show_mail(self, subject: str, text: str) -> None:
        """Show another e-mail."""
        self.subject.setText(painted(subject))
        self.subject.setAccessibleName(isolate(subject))
        self.text.setPlainText(text)
