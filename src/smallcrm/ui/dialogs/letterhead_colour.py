"""The accent colour of the owner's paper: typed, chosen among some, or taken from all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QToolButton, QVBoxLayout

from smallcrm.domain.errors import Refusal
from smallcrm.domain.settings import setting
from smallcrm.reports.letterhead import readable
from smallcrm.ui.dialogs.fields import TextField
from smallcrm.ui.dialogs.file_settings import SettingField
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, tool_tip

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

KEY: Final = "letterhead.colour"
# Dark enough for a title, and apart from each other for most eyes (all 5.5 and more on white).
_OFFERED: Final = ("#1A4F8B", "#0F5E63", "#2C6A3A", "#7A4A00", "#9C1F1F", "#7A2E62", "#3F3F46")


class ColourField(SettingField):
    """A colour as `#1A5FB4`, or none; says whether text can be read in it on white paper."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        tr, theme = context.tr, context.theme
        self.field = TextField(placeholder=tr.gettext("Black, or a colour such as #1A4F8B"))
        self.field.setAccessibleName(tr.gettext("Colour"))
        self.choose_button = IconButton(theme, "ellipsis", tr.gettext("All colours"))
        self.note = RunLabel(theme, wrap=True)
        self._line = QHBoxLayout()
        self._line.addWidget(self.field, 1)
        self._line.addWidget(self.choose_button)
        self._row = QHBoxLayout()
        self._swatches: list[tuple[QToolButton, str]] = []
        for colour in ("", *_OFFERED):
            button = QToolButton()
            name = colour or tr.gettext("Black")
            button.setToolTip(tool_tip(name))
            button.setAccessibleName(name)
            button.clicked.connect(lambda _checked=False, colour=colour: self._take(colour))
            self._swatches.append((button, colour or "#161616"))
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._line)
        self._box.addLayout(self._row)
        self._box.addWidget(self.note)
        self.setFocusProxy(self.field)
        self.field.editingFinished.connect(self.form_changed)
        self.field.textChanged.connect(lambda _text: self._say())
        self.choose_button.clicked.connect(self.ask)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self._say()

    def text(self) -> str:
        """Return what is typed."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Show a colour without telling."""
        blocked = self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(blocked)
        self._say()

    def ask(self) -> None:
        """Offer all colours, beside everything else."""
        dialog = QColorDialog(QColor(self._valid() or _OFFERED[0]), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._take(colour.name().upper()))
        dialog.open()

    def _take(self, colour: str) -> None:
        self.set_text(colour)
        self.field.textChanged.emit(colour)
        self.form_changed.emit()

    def _valid(self) -> str:
        """Return the colour that is typed, in its canonical form; nothing where it is none."""
        try:
            return setting(KEY).check(self.field.text())
        except Refusal:
            return ""

    def _say(self) -> None:
        tr, colour = self._context.tr, self._valid()
        pale = bool(colour) and not readable(colour.removeprefix("#"))
        if pale:
            text = tr.gettext("Too pale for words: rules are drawn in it, text stays black.")
            self.note.set_runs((Run(text, SMALL, "soon"),), ("info", "soon"))
        self.note.setVisible(pale)
        self.field.setAccessibleDescription(self.note.whole_text() if pale else "")

    def _on_theme(self) -> None:
        theme = self._context.theme
        px = theme.px
        self._box.setSpacing(px(5))
        self._line.setSpacing(px(4))
        self._row.setSpacing(px(2))
        for button, colour in self._swatches:
            button.setIcon(_swatch(colour, px(18), theme.tokens.line2))
            button.setIconSize(QSize(px(18), px(18)))


def _swatch(colour: str, size: int, edge: str) -> QIcon:
    """Return a round sample of a colour."""
    ratio = 2
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), 1))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(1, 1, size - 2, size - 2)
    painter.end()
    return QIcon(pixmap)
