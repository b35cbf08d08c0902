"""What is above the pages of a document: words to find, the page's number, smaller and larger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import plain_label
from smallcrm.ui.widgets.painting import announce, one_line
from smallcrm.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from smallcrm.reports.render import Hit, PdfPages
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.dialogs.page_view import PageView
    from smallcrm.ui.runner import Backend

_PAUSE_MS: Final = 150
_MOST: Final = 1000  # more hits than anybody goes through
_LARGEST: Final = 99_999


class PageTools(QWidget):
    """Finds words in the document that a view shows, turns to a page, and zooms.

    Its keys act in the whole window: Ctrl F (Enter for the next), Ctrl G, Ctrl with + - 0.
    """

    def __init__(self, context: UiContext, view: PageView) -> None:
        super().__init__()
        tr, theme = context.tr, context.theme
        self._context = context
        self._view = view
        self._pages: PdfPages | None = None
        self._hits: tuple[Hit, ...] = ()
        self._at = -1
        self._round = 0
        self.field = SearchBox(theme, placeholder=tr.gettext("Find in this paper"), compact=True)
        self.field.setMinimumWidth(theme.px(190))
        self.field.setMaximumWidth(theme.px(280))
        before, after = _around(tr.gettext("Page {number} of {count}"))
        self._before, self._after = plain_label(before, "secondary"), plain_label("", "secondary")
        self._after_text = after
        self.number = _NumberField()
        self.number.setValidator(QIntValidator(1, _LARGEST, self))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setFixedWidth(theme.px(46))
        self.number.setAccessibleName(tr.gettext("Page"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._build()
        self._connect()

    @property
    def finds(self) -> bool:
        """Tell whether something is being looked for."""
        return bool(self.field.query().strip())

    def set_document(self, pages: PdfPages | None) -> None:
        """Look for what is typed in another document."""
        self._pages = pages
        self._hits, self._at = (), -1
        self.look()

    def look(self) -> None:
        """Look for what is typed, off the GUI thread."""
        self._round += 1
        this_round, pages, text = self._round, self._pages, self.field.query().strip()
        if pages is None or not text:
            self._on_found(())
            return

        def work(_backend: Backend) -> tuple[Hit, ...]:
            return tuple(pages.find(text, most=_MOST))

        def done(hits: tuple[Hit, ...]) -> None:
            if shiboken6.isValid(self) and this_round == self._round:
                self._on_found(hits)

        def failed(_error: Exception) -> None:
            """Say nothing: the document is being replaced or closed."""

        self._context.runner.task(work, done, failed)

    def step(self, by: int) -> None:
        """Go to the next hit, or the one before; round at the end."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._view.mark(self._hits, self._hits[self._at])
            self._say()

    def _build(self) -> None:
        tr, theme = self._context.tr, self._context.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self.field)
        row.addStretch(1)
        for widget in (self._before, self.number, self._after):
            row.addWidget(widget)
        row.addSpacing(theme.px(8))
        smaller = IconButton(theme, "minus", tr.gettext("Smaller (Ctrl and -)"))
        fit = IconButton(theme, "file-text", tr.gettext("Fit the width (Ctrl and 0)"))
        larger = IconButton(theme, "plus", tr.gettext("Larger (Ctrl and +)"))
        smaller.clicked.connect(self._on_smaller)
        fit.clicked.connect(self._view.fit_width)
        larger.clicked.connect(self._on_larger)
        for button in (smaller, fit, larger):
            row.addWidget(button)

    def _connect(self) -> None:
        self._view.page_changed.connect(self._on_page)
        self.number.returnPressed.connect(self._on_number)
        self.number.editingFinished.connect(self._show_number)
        self._pause.timeout.connect(self.look)
        self.field.query_changed.connect(lambda _text: self._pause.start())
        self.field.accepted.connect(lambda: self.step(1))
        self.field.moved.connect(self.step)
        self.field.cancelled.connect(self._view.setFocus)
        standard = QKeySequence.StandardKey
        for keys, slot in (
            (standard.Find, self._on_find),
            (standard.FindNext, lambda: self.step(1)),
            (standard.FindPrevious, lambda: self.step(-1)),
            (standard.ZoomIn, self._on_larger),
            (standard.ZoomOut, self._on_smaller),
        ):
            for one in QKeySequence.keyBindings(keys):
                if one != QKeySequence("Ctrl+G"):
                    self._key(one, slot)
        self._key(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_0), self._view.fit_width)
        self._key(QKeySequence("Ctrl+G"), self._on_go)

    def _key(self, keys: QKeySequence, slot: object) -> None:
        shortcut = QShortcut(keys, self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(slot)

    def _on_found(self, hits: tuple[Hit, ...]) -> None:
        self._hits = hits
        here = self._view.number - 1
        self._at = next((n for n, hit in enumerate(hits) if hit.page >= here), 0) if hits else -1
        self._view.mark(hits, hits[self._at] if hits else None)
        self._say()

    def _say(self) -> None:
        tr = self._context.tr
        text = ""
        if self._hits:
            number = tr.formats.number
            # Translators: which of the words that were found is shown: "3 of 12"
            text = tr.pgettext("found", "{number} of {count}").format(
                number=number(self._at + 1), count=number(len(self._hits))
            )
        elif self.field.query().strip() and self._pages is not None:
            text = tr.pgettext("found", "not found")
        self.field.set_info(text)
        if text and self.field.hasFocus():
            announce(self.field, text)

    def _on_find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_go(self) -> None:
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    def _on_number(self) -> None:
        if self.number.text().isdigit():
            self._view.go_to(int(self.number.text()))
        self._view.setFocus()

    def _on_page(self, _number: int, count: int) -> None:
        shown = bool(count)
        for widget in (self._before, self.number, self._after):
            widget.setVisible(shown)
        self.number.setEnabled(count > 1)
        self._after.setText(
            one_line(self._after_text.format(count=self._context.tr.formats.number(count)))
        )
        self._show_number()

    def _show_number(self) -> None:
        self.number.setText(str(self._view.number))

    def _on_larger(self) -> None:
        self._view.zoom_by(1.2)

    def _on_smaller(self) -> None:
        self._view.zoom_by(1 / 1.2)


class _NumberField(QLineEdit):
    """Keeps Enter for itself: after it has acted, the window's main button must not."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter, and whatever a line of text takes."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()


def _around(text: str) -> tuple[str, str]:
    """Return what stands before and after the number in a sentence."""
    before, _, after = text.partition("{number}")
    return before.strip(), after.strip()
