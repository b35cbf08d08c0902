"""What every dialog is put into: a white body with a title, and a footer with its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from smallcrm.ui.theme import DIALOG_MARGIN, SMALL, ThemeContext, Tone
from smallcrm.ui.widgets.buttons import ButtonKind, KeyButton
from smallcrm.ui.widgets.labels import RunLabel, hairline, plain_label
from smallcrm.ui.widgets.painting import Run, announce, isolate, painted

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

FOOTER: Final = 54


class DialogFrame(QDialog):
    """A dialog over its parent alone: `body` takes the content, the footer the buttons.

    `body_scrolls` puts the content into a scroll area. Opened by `open()`; GUI thread only.
    """

    def __init__(
        self,
        theme: ThemeContext,
        title: str,
        parent: QWidget | None = None,
        *,
        width: int = 520,
        body_scrolls: bool = False,
        height: int = 0,
    ) -> None:
        super().__init__(parent)
        self._frame_theme = theme
        self._width = width
        self._least_height = height
        self._shrinks = False
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # "?" in the title bar explains nothing here.
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.setWindowTitle(isolate(title))
        self.title_label = plain_label(painted(title), "title")
        self.title_label.setAccessibleName(isolate(title))
        self.title_label.setWordWrap(True)
        self.subtitle = RunLabel(theme)
        self.subtitle.hide()
        self.body = QVBoxLayout()
        self.notice = RunLabel(theme, wrap=True)
        self.notice.hide()
        self._content = QWidget()
        self._head = QVBoxLayout()
        self._footer = QHBoxLayout()
        self._left_buttons = 0
        self._scroll: QScrollArea | None = None
        self._above_footer = QVBoxLayout()
        self._build_frame(body_scrolls=body_scrolls)
        theme.changed.connect(self._on_frame_theme)
        self._on_frame_theme()

    @property
    def theme(self) -> ThemeContext:
        """Return the theme, for what the body is made of."""
        return self._frame_theme

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show another title, and the line beneath it (a client's name, say)."""
        self.setWindowTitle(isolate(title))
        self.title_label.setText(painted(title))
        self.title_label.setAccessibleName(isolate(title))
        self.subtitle.set_runs((Run(subtitle, tone="second"),) if subtitle else ())
        self.subtitle.setVisible(bool(subtitle))

    def set_notice(self, text: str | None, *, wrong: bool = True) -> None:
        """Say something about the whole dialog above the footer, or take it back."""
        if text:
            tone: Tone = "debt" if wrong else "second"
            icon = "circle-alert" if wrong else "info"
            self.notice.set_runs((Run(text, SMALL, tone),), (icon, tone))
            announce(self, text)
        self.notice.setVisible(bool(text))
        self.grow()

    def add_button(
        self, text: str, *, key: str = "", primary: bool = False, icon: str = ""
    ) -> KeyButton:
        """Add a button at the right of the footer; the primary one answers Enter."""
        kind: ButtonKind = "primary" if primary else "normal"
        button = KeyButton(self._frame_theme, text, key=key, icon=icon, kind=kind)
        self._footer.addWidget(button)
        if primary:
            # Only once it is in the dialog does the dialog go back to it after other buttons.
            button.setDefault(True)
        return button

    def add_left(self, widget: QWidget) -> None:
        """Add something at the left of the footer."""
        self._footer.insertWidget(self._left_buttons, widget)
        self._left_buttons += 1

    def add_above_footer(self, widget: QWidget) -> None:
        """Add a strip between body and footer."""
        self._above_footer.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Add something under the body that stays in sight where the body scrolls."""
        self._inner.insertWidget(self._inner.indexOf(self.notice), widget)

    def grow(self, *, shrink: bool = False) -> None:
        """Take the height that the content now needs; `shrink` gives back what it does not."""
        self._shrinks = self._shrinks or shrink
        QTimer.singleShot(0, self, self._on_grow)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size that the content needs at the owner's text size."""
        super().showEvent(event)
        self._shrinks = True
        self._on_grow()

    def _build_frame(self, *, body_scrolls: bool) -> None:
        content = self._content
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        content.setProperty("ground", "surf")
        inner = QVBoxLayout(content)
        self._inner = inner
        self._head.addWidget(self.title_label)
        self._head.addWidget(self.subtitle)
        inner.addLayout(self._head)
        if body_scrolls:
            scrolled = QWidget()
            scrolled.setProperty("kind", "scrolled")
            scrolled.setLayout(self.body)
            self._scroll = QScrollArea()
            self._scroll.setWidget(scrolled)
            self._scroll.setWidgetResizable(True)
            self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            inner.addWidget(self._scroll, 1)
        else:
            inner.addLayout(self.body, 1)
        inner.addWidget(self.notice)
        bar = QWidget()
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setProperty("ground", "win")
        bar.setLayout(self._footer)
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bar = bar
        self._footer.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(content, 1)
        whole.addWidget(hairline())
        self._above_footer.setContentsMargins(0, 0, 0, 0)
        self._above_footer.setSpacing(0)
        whole.addLayout(self._above_footer)
        whole.addWidget(bar)

    def _on_grow(self) -> None:
        layout = self.layout()
        if layout is None or not self.isVisible():
            return
        layout.activate()
        width = max(self._frame_theme.px(self._width), layout.totalMinimumSize().width())
        if not self._shrinks:
            width = max(width, self.width())
        needed = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else 0
        needed = max(needed, layout.totalMinimumSize().height())
        if self._scroll is not None:
            room = width - 2 * self._frame_theme.px(DIALOG_MARGIN)
            wanted = max(self.body.totalHeightForWidth(room), self.body.totalSizeHint().height())
            needed = layout.totalMinimumSize().height() + wanted
            needed -= self._scroll.minimumSizeHint().height()
        most = round(self.screen().availableGeometry().height() * 0.92)
        needed = max(needed, self._frame_theme.px(self._least_height))
        least = 0 if self._shrinks else self.height()
        self._shrinks = False
        self.resize(width, max(least, min(needed, most)))

    def _on_frame_theme(self) -> None:
        px = self._frame_theme.px
        margin = px(DIALOG_MARGIN)
        self._inner.setContentsMargins(margin, px(16), margin, px(16))
        self._inner.setSpacing(px(12))
        self._head.setSpacing(px(2))
        self.body.setSpacing(px(8))
        if self._scroll is not None:
            self.body.setContentsMargins(0, 0, px(8), px(2))
        self._footer.setContentsMargins(margin, px(11), margin, px(11))
        self._footer.setSpacing(px(8))
        self.setMinimumWidth(px(self._width))
