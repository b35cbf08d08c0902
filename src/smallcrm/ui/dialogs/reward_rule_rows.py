"""The reward rules as a list: each with its sentence, whether it holds, and what it has earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QPointF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
)

from smallcrm.i18n.reward_sentences import credits_count, rule_sentence, rule_state
from smallcrm.queries.referral_shapes import RuleState
from smallcrm.ui.models.headed import HeadedModel, Index
from smallcrm.ui.theme import BODY, BODY_MEDIUM, BODY_STRONG, SMALL, TextStyle, Tone, tone_colour
from smallcrm.ui.widgets.boxed import set_up_boxed
from smallcrm.ui.widgets.painting import (
    Run,
    baseline,
    draw_icon,
    draw_text,
    draw_text_right,
    line_height,
    one_line,
    tool_tip,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import RewardRuleShape
    from smallcrm.ui.theme import ThemeContext

RULE, STATE, EARNED = range(3)
_WIDTHS: Final = {STATE: 168, EARNED: 140}
_PAD: Final = 9
_ICON: Final = 15
_INDENT: Final = 21
_SIGNS: Final[dict[RuleState, tuple[str, Tone]]] = {
    RuleState.ON: ("circle-check", "ok"),
    RuleState.PLANNED: ("clock", "soon"),
    RuleState.ENDED: ("minus", "third"),
}
Line = tuple[str, TextStyle, Tone]


class RulesModel(HeadedModel):
    """Rules in the order of the read side: those that hold, then planned, then ended ones."""

    def __init__(self, tr: I18n, parent: QObject | None = None) -> None:
        heads = (
            (tr.pgettext("reward rule column", "Rule"), False),
            (tr.pgettext("reward rule column", "Holds"), False),
            (tr.pgettext("reward rule column", "Earned so far"), True),
        )
        super().__init__(heads, parent)
        self._tr = tr
        self._rules: tuple[RewardRuleShape, ...] = ()

    def show(self, rules: Sequence[RewardRuleShape]) -> None:
        """Show these rules."""
        self.beginResetModel()
        self._rules = tuple(rules)
        self.endResetModel()

    def at(self, row: int) -> RewardRuleShape | None:
        """Return the rule of a row, None where there is none."""
        return self._rules[row] if 0 <= row < len(self._rules) else None

    def row_of(self, rule_id: int | None) -> int:
        """Return where a rule stands, -1 where it does not."""
        return next((row for row, rule in enumerate(self._rules) if rule.id == rule_id), -1)

    def count(self) -> int:
        """Return how many rules there are."""
        return len(self._rules)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, for the eye and for a screen reader."""
        rule = self.at(index.row()) if index.isValid() else None
        if rule is None:
            return None
        texts = [text for text, *_ in self.lines(rule, index.column()) if text]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(" · ".join(texts))
            case Qt.ItemDataRole.AccessibleTextRole:
                return one_line(", ".join(texts))
            case Qt.ItemDataRole.ToolTipRole if index.column() == RULE and rule.note:
                return tool_tip(rule.note)
        return None

    def lines(self, rule: RewardRuleShape, column: int) -> tuple[Line, ...]:
        """Return what stands in a cell; the second line of a rule takes the lines it needs."""
        tr = self._tr
        ended: Tone = "third" if rule.state is RuleState.ENDED else "plain"
        if column == RULE:
            note = (rule.note or "").partition("\n")[0]
            return (
                (rule.name, BODY_STRONG, ended),
                (rule_sentence(tr, rule), SMALL, "second"),
                (note, SMALL, "third"),
            )
        if column == STATE:
            word, day = rule_state(tr, rule.state, rule)
            return ((word, BODY_MEDIUM, _SIGNS[rule.state][1]), (day, SMALL, "second"))
        if not rule.earned:
            return ((tr.pgettext("reward rule", "nothing yet"), BODY, "third"),)
        amounts = [(tr.formats.money(money), BODY_STRONG, ended) for money in rule.earned]
        return (*amounts, (credits_count(tr, rule.credits), SMALL, "second"))


class _Delegate(QStyledItemDelegate):
    """Paints a rule; only its sentence goes over several lines."""

    def __init__(self, theme: ThemeContext, view: RulesView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that the words need in the column's width."""
        rule = self._view.rules.at(index.row())
        width = self._view.columnWidth(index.column())
        if rule is None:
            return QSize(width, 0)
        room = width - 2 * self._theme.px(_PAD)
        height = 2 * self._theme.px(_PAD) + 1
        for number, line in enumerate(self._view.rules.lines(rule, index.column())):
            if line[0]:
                height += self._height(line, room, wraps=(index.column(), number) == (RULE, 1))
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, px = self._theme, self._theme.px
        tokens = theme.tokens
        rule = self._view.rules.at(index.row())
        if rule is None:
            return
        rect, column = option.rect, index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = tokens.surf
        if chosen:
            ground = tokens.sel if self._view.hasFocus() else tokens.hover
        painter.save()
        painter.fillRect(rect, theme.colour(ground))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), theme.colour(tokens.line))
        if chosen and column == RULE:
            painter.fillRect(rect.adjusted(0, 0, px(3) - rect.width(), 0), theme.colour(tokens.acc))
        left, top = rect.left() + px(_PAD), rect.top() + px(_PAD)
        room = rect.width() - 2 * px(_PAD)
        if column == STATE:
            icon, tone = _SIGNS[rule.state]
            middle = top + line_height(theme, BODY_MEDIUM) // 2
            draw_icon(painter, theme, (left, middle, _ICON), icon, tone_colour(tokens, tone))
            left, room = left + px(_INDENT), room - px(_INDENT)
        for number, line in enumerate(self._view.rules.lines(rule, column)):
            if not line[0]:
                continue
            wraps = (column, number) == (RULE, 1)
            self._line(painter, line, (left, top, room), wraps=wraps, right=column == EARNED)
            top += self._height(line, room, wraps=wraps)
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        line: Line,
        place: tuple[int, int, int],
        *,
        wraps: bool,
        right: bool,
    ) -> None:
        theme = self._theme
        (text, style, tone), (left, top, room) = line, place
        if wraps:
            layout, _ = wrapped(theme, (Run(text, style, tone),), room)
            layout.draw(painter, QPointF(left, top))
            return
        base = baseline(theme.metrics(style), top, line_height(theme, style))
        draw = draw_text_right if right else draw_text
        at = (left + room if right else left, base, room)
        draw(painter, theme, at, text, style, theme.tone(tone))

    def _height(self, line: Line, room: int, *, wraps: bool) -> int:
        text, style, tone = line
        if wraps:
            return wrapped(self._theme, (Run(text, style, tone),), room)[1]
        return line_height(self._theme, style)


class RulesView(QTableView):
    """The list: Enter or a double click opens a rule, Delete removes it; `moved()` on another."""

    opened = Signal()
    removed = Signal()
    moved = Signal()

    def __init__(self, theme: ThemeContext, tr: I18n) -> None:
        super().__init__()
        self._theme = theme
        self.rules = RulesModel(tr, self)
        self.setModel(self.rules)
        self.setItemDelegate(_Delegate(theme, self))
        self.setAccessibleName(tr.gettext("Reward rules"))
        set_up_boxed(self)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(RULE, QHeaderView.ResizeMode.Stretch)
        for column in _WIDTHS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def current(self) -> RewardRuleShape | None:
        """Return the rule that is chosen."""
        return self.rules.at(self.currentIndex().row())

    def show_rules(self, rules: Sequence[RewardRuleShape]) -> None:
        """Show these rules; the chosen one stays chosen."""
        kept, row = self.current(), self.currentIndex().row()
        self.rules.show(rules)
        found = self.rules.row_of(kept.id if kept is not None else None)
        self.resizeRowsToContents()
        if rules:
            # Where the chosen one is gone, its neighbour takes its place.
            found = found if found >= 0 else max(0, min(row, len(rules) - 1))
            self.setCurrentIndex(self.rules.index(found, RULE))
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of this list do; move as any list."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each sentence the lines that it needs in the new width."""
        super().resizeEvent(event)
        self.resizeRowsToContents()

    def _on_theme(self) -> None:
        px = self._theme.px
        self.horizontalHeader().setFixedHeight(px(28))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, px(width))
        self.resizeRowsToContents()
