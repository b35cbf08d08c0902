"""A row of chips of which one is chosen: filters over a table or a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QWidget,
)

from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL, SMALL_STRONG, TextStyle, ThemeContext
from smallcrm.ui.widgets.badge import keycap_width, paint_keycap
from smallcrm.ui.widgets.painting import (
    advance,
    baseline,
    draw_text,
    fill_round,
    focus_edge,
    one_line,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QPaintEvent, QResizeEvent

ChipLook = Literal["outlined", "flat"]

CHIP_HEIGHT: Final = 26
FLAT_HEIGHT: Final = 22


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """A chip: its id, its words, and either how many it would show or the key that chooses it."""

    id: str
    text: str
    count: str = ""
    key: str = ""


class Chip(QAbstractButton):
    """One chip; outlined ones stand over tables, flat ones with keycaps over the timeline."""

    def __init__(
        self,
        theme: ThemeContext,
        spec: ChipSpec,
        look: ChipLook = "outlined",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec = spec
        self._look = look
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._on_theme)
        self.set_spec(spec)

    @property
    def spec(self) -> ChipSpec:
        """Return what the chip says."""
        return self._spec

    def set_spec(self, spec: ChipSpec) -> None:
        """Say something else, a new count for instance."""
        self._spec = spec
        self.setText(plain(spec.text))
        self.setAccessibleName(one_line(f"{spec.text} {spec.count}".strip()))
        self.setAccessibleDescription(spec.key)
        self._on_theme()

    def sizeHint(self) -> QSize:
        """Return the chip's size, the same chosen or not."""
        theme, px = self._theme, self._theme.px
        width = 2 * px(self._padding())
        width += advance(theme, self._words(chosen=True), self._spec.text)
        if self._spec.count:
            width += px(6) + advance(theme, SMALL, self._spec.count)
        if self._spec.key:
            width += px(4) + keycap_width(theme, self._spec.key, small=True)
        return QSize(width, px(CHIP_HEIGHT if self._look == "outlined" else FLAT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the same: chips are not cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rect = QRectF(self.rect())
        outlined = self._look == "outlined"
        radius = rect.height() / 2 if outlined else 4 * theme.scale
        chosen = self.isChecked()
        if chosen:
            edge = theme.colour(tokens.acc) if outlined else None
            fill_round(painter, rect, radius, theme.colour(tokens.sel), edge)
        elif self.isDown() or self.underMouse():
            edge = theme.colour(tokens.line2) if outlined else None
            ground = tokens.press if self.isDown() else tokens.hover
            fill_round(painter, rect, radius, theme.colour(ground), edge)
        elif outlined:
            edge = theme.colour(tokens.line2)
            fill_round(painter, rect, radius, theme.colour(tokens.surf), edge)
        if self.hasFocus():
            focus_edge(painter, theme, rect, radius)
        self._paint_words(painter, chosen=chosen)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the mouse is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the mouse has gone."""
        super().leaveEvent(event)
        self.update()

    def _paint_words(self, painter: QPainter, *, chosen: bool) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        style = self._words(chosen=chosen)
        base = baseline(theme.metrics(style), 0, self.height())
        colour = theme.colour(tokens.text if chosen else tokens.text2)
        x = px(self._padding())
        # The place is that of the strong words, so that choosing a chip moves nothing.
        strong = advance(theme, self._words(chosen=True), self._spec.text)
        draw_text(painter, theme, (x, base, strong + 2), self._spec.text, style, colour)
        x += strong
        if self._spec.count:
            quiet = theme.colour(tokens.text2 if chosen else tokens.text3)
            place = (x + px(6), base, self.width())
            draw_text(painter, theme, place, self._spec.count, SMALL, quiet)
        if self._spec.key:
            colours = (
                theme.colour(tokens.sel if chosen else tokens.surf),
                theme.colour(tokens.line2),
                theme.colour(tokens.text2),
            )
            middle = self.height() // 2
            spot = (x + px(4), middle)
            paint_keycap(painter, theme, spot, self._spec.key, colours, small=True)

    def _padding(self) -> int:
        return 11 if self._look == "outlined" else 4

    def _words(self, *, chosen: bool) -> TextStyle:
        if self._look == "outlined":
            return BODY_STRONG if chosen else BODY
        return SMALL_STRONG if chosen else SMALL

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


class FilterBar(QWidget):
    """Chips in a row, one of them chosen; `chosen(id)` when another is.

    Tab reaches the row as one stop, the arrow keys go from chip to chip. With `more` ("{count}
    more") those that find no room go into the menu of a last chip; the chosen one stays in sight.
    """

    chosen = Signal(str)

    def __init__(
        self,
        theme: ThemeContext,
        look: ChipLook = "outlined",
        *,
        name: str = "",
        more: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look: ChipLook = look
        self._more_text = more
        self._more = Chip(theme, ChipSpec("", more), look, parent=self)
        self._more.setCheckable(False)
        self._more.hide()
        self._more.clicked.connect(self._show_menu)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._chips: dict[str, Chip] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.buttonToggled.connect(self._on_toggled)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def set_chips(self, chips: Sequence[ChipSpec], current: str = "") -> None:
        """Show these; where the ids are the same as before only words and counts change."""
        if [chip.id for chip in chips] == list(self._chips):
            for spec in chips:
                self._chips[spec.id].set_spec(spec)
        else:
            self._rebuild(chips)
        if current:
            self.set_current(current)
        self._fit()

    def current(self) -> str:
        """Return the id of the chosen chip."""
        button = self._group.checkedButton()
        return button.spec.id if isinstance(button, Chip) else ""

    def set_current(self, chip_id: str) -> None:
        """Choose a chip; `chosen` follows if it was another."""
        if (chip := self._chips.get(chip_id)) is not None:
            chip.setChecked(True)

    def chip(self, chip_id: str) -> Chip:
        """Return a chip."""
        return self._chips[chip_id]

    @property
    def more(self) -> Chip:
        """Return the chip behind which those are that found no room."""
        return self._more

    def menu(self) -> QMenu:
        """Return a menu of the chips that are not in sight."""
        menu = QMenu(self)
        for chip_id, chip in self._chips.items():
            if chip.isHidden():
                beside = chip.spec.count or chip.spec.key
                text = plain(chip.spec.text) + (f"\t{beside}" if beside else "")
                menu.addAction(text).setData(chip_id)
        menu.triggered.connect(lambda action: self._on_menu(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def sizeHint(self) -> QSize:
        """Return what all need, those out of sight too."""
        hint = super().sizeHint()
        gap = self._row.spacing()
        width = sum(chip.sizeHint().width() + gap for chip in self._chips.values())
        return QSize(max(hint.width(), width), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return what the chosen chip and the last one need, where the others can go."""
        if not self._more_text:
            return super().minimumSizeHint()
        widest = max((chip.sizeHint().width() for chip in self._chips.values()), default=0)
        width = widest + self._row.spacing() + self._more.sizeHint().width()
        return QSize(width, self._more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._more_text:
            return
        chips = list(self._chips.values())
        gap = self._row.spacing()
        widths = {id(chip): chip.sizeHint().width() + gap for chip in chips}
        self._more.set_spec(ChipSpec("", self._more_text.format(count=len(chips))))
        room = self.width() + gap
        kept = list(chips)
        if sum(widths.values()) > room:
            room -= self._more.sizeHint().width() + gap
            current = self._group.checkedButton()
            for chip in reversed(chips):
                if sum(widths[id(one)] for one in kept) <= room:
                    break
                if chip is not current:
                    kept.remove(chip)
        shown = {id(chip) for chip in kept}
        for chip in chips:
            chip.setVisible(id(chip) in shown)
        left = len(chips) - len(kept)
        self._more.set_spec(ChipSpec("", self._more_text.format(count=left)))
        self._more.setVisible(left > 0)

    def _show_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _on_menu(self, chip_id: str) -> None:
        self.set_current(chip_id)
        self._chips[chip_id].setFocus()

    def _rebuild(self, chips: Sequence[ChipSpec]) -> None:
        for old in self._chips.values():
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.deleteLater()
        self._chips = {}
        self._group.blockSignals(True)
        for number, spec in enumerate(chips):
            chip = Chip(self._theme, spec, self._look)
            self._chips[spec.id] = chip
            self._group.addButton(chip)
            self._row.insertWidget(number, chip)
            chip.setChecked(number == 0)
        self._group.blockSignals(False)

    def _on_toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked and isinstance(button, Chip):
            self._fit()
            self.chosen.emit(button.spec.id)

    def _on_theme(self) -> None:
        self._row.setSpacing(self._theme.px(8 if self._look == "outlined" else 1))
        self._fit()
