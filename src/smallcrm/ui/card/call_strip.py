"""The strip beneath a card's contents while its client is on the line, and after they hung up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallcrm.ui.card import keys
from smallcrm.ui.card.call import CallWords, call_words
from smallcrm.ui.theme import SMALL, SMALL_STRONG
from smallcrm.ui.widgets.buttons import IconButton, KeyButton
from smallcrm.ui.widgets.filter_bar import Chip, ChipSpec
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line, tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.card.call import Call
    from smallcrm.ui.context import UiContext

RATINGS: Final = (1, 2, 3, 4, 5)
CLOSE_KEY: Final = "X"
DIAL_KEY: Final = "H"
FOLLOW_UP_KEY: Final = "F"
END_DIGIT: Final = 0
END_KEY: Final = f"{keys.RATING_KEY}+{END_DIGIT}"
_LONGEST_TEXT: Final = 28


def rating_words(tr: I18n, rating: int) -> str:
    """Say how satisfied somebody seemed."""
    return {
        1: tr.pgettext("satisfaction", "not at all satisfied"),
        2: tr.pgettext("satisfaction", "not satisfied"),
        3: tr.pgettext("satisfaction", "neither satisfied nor dissatisfied"),
        4: tr.pgettext("satisfaction", "satisfied"),
        5: tr.pgettext("satisfaction", "very satisfied"),
    }[rating]


class CallStrip(QWidget):
    """Says how far the call is; once it has ended, offers what is to be done about it.

    `rated(1 to 5, or None)`, `follow_up_wanted`, `close_wanted(follow-up)`, `dial_wanted`, and
    `dismissed` when the owner has done with it. Takes no keyboard by itself; hidden without a call.
    """

    rated = Signal(object)
    follow_up_wanted = Signal()
    close_wanted = Signal(int)
    dial_wanted = Signal()
    dismissed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        theme, tr = context.theme, context.tr
        self._call: Call | None = None
        self._follow_up: int | None = None
        self._rating: int | None = None
        self._said = ""
        self.label = RunLabel(theme, icon=("phone", "ok"))
        self.question = RunLabel(theme)
        self.question.set_text(tr.pgettext("call", "How did it go?"), SMALL, "second")
        self.chips = [Chip(theme, ChipSpec(str(rating), str(rating))) for rating in RATINGS]
        self.follow_up_button = KeyButton(
            theme, tr.pgettext("card", "Follow-up"), key=FOLLOW_UP_KEY, kind="row"
        )
        self.close_button = KeyButton(theme, "", key=CLOSE_KEY, icon="check", kind="row")
        self.dial_button = KeyButton(
            theme, tr.pgettext("call", "Call back"), key=DIAL_KEY, icon="phone", kind="row"
        )
        self.end_button = KeyButton(
            theme, tr.pgettext("call", "Hung up"), key=keys.key_name(END_KEY), kind="row"
        )
        self.dismiss_button = IconButton(
            theme, "x", tr.pgettext("call", "Put this call aside"), size=14
        )
        self._build()
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def call(self) -> Call | None:
        """Return the call that it is about."""
        return self._call

    @property
    def asks_for_rating(self) -> bool:
        """Tell whether it can be said how the call went."""
        call = self._call
        if call is None or call.interaction is None or call.is_missed:
            return False
        return not call.is_live and call.answered is not False

    @property
    def follow_up(self) -> int | None:
        """Return the follow-up that is offered to be closed."""
        return self._follow_up if not self.close_button.isHidden() else None

    def set_call(self, call: Call | None) -> None:
        """Follow a call, or none any more."""
        if self._call is not None:
            self._call.changed.disconnect(self._show)
        self._call, self._said, self._rating, self._follow_up = call, "", None, None
        if call is not None:
            call.changed.connect(self._show)
        self._show()

    def offer(self, follow_up: int | None, text: str = "") -> None:
        """Offer to close what is to be done, where that may have been this call."""
        self._follow_up = follow_up
        line = one_line(text)
        shown = line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 1].rstrip()}…"
        # Translators: a button that marks a follow-up as done; {text} is what was to be done
        words = self._context.tr.pgettext("call", "Done: {text}").format(text=shown)
        self.close_button.set_content(words, key=CLOSE_KEY, icon="check")
        self.close_button.setToolTip(tool_tip(line))
        self._show()

    def set_rating(self, rating: int | None) -> None:
        """Show how the call is said to have gone."""
        self._rating = rating
        for number, chip in zip(RATINGS, self.chips, strict=True):
            chip.setChecked(number == rating)

    def press(self, digit: int) -> bool:
        """Do what a digit stands for now; tell whether it stands for anything."""
        if digit == END_DIGIT and self._call is not None and self._call.is_untold:
            self._call.end()
            return True
        if self.asks_for_rating and digit in RATINGS:
            self.rate(digit)
            return True
        return False

    def rate(self, rating: int) -> None:
        """Say how it went; the same once more takes it back."""
        if self.asks_for_rating:
            wanted = None if rating == self._rating else rating
            self.set_rating(wanted)
            self.rated.emit(wanted)

    def close_follow_up(self) -> None:
        """Have the follow-up closed that is offered."""
        if self.follow_up is not None:
            self.close_wanted.emit(self.follow_up)

    def words(self) -> str:
        """Return what is said of the call."""
        return self.label.whole_text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, and a line above it."""
        tokens, theme = self._context.theme.tokens, self._context.theme
        call = self._call
        ground, edge = tokens.sunk, tokens.line
        if call is not None and call.is_live:
            ground, edge = tokens.okbg, tokens.okln
        elif call is not None and call.is_missed:
            ground, edge = tokens.debtbg, tokens.debtln
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(ground))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.colour(edge))
        painter.end()

    def _show(self) -> None:
        call = self._call
        self.setVisible(call is not None)
        if call is None:
            return
        words = call_words(self._context.tr, call)
        self._say(call, words)
        rates = self.asks_for_rating
        over = not call.is_live
        for part in (self.question, *self.chips):
            part.setVisible(rates)
        self.end_button.setVisible(call.is_untold)
        self.follow_up_button.setVisible(over)
        self.dial_button.setVisible(over and (call.is_missed or call.answered is False))
        reached = over and call.answered is not False
        self.close_button.setVisible(reached and self._follow_up is not None)
        self.dismiss_button.setVisible(over)
        self._below.setVisible(rates or not self.close_button.isHidden())
        self.update()

    def _say(self, call: Call, words: CallWords) -> None:
        text = words.text[:1].upper() + words.text[1:]
        runs = [Run(text, SMALL_STRONG, words.tone)]
        detail = call.shown or self._context.tr.gettext("Number withheld")
        runs.append(Run(f"  {detail}", SMALL, "second"))
        self.label.set_runs(runs, (words.icon, words.tone))
        # A second that passes is nothing to be read out.
        step = f"{call.state}{call.answered}{call.is_past}"
        if step != self._said:
            self._said = step
            self.setAccessibleName(f"{text}, {detail}")
            announce(self, f"{text}, {detail}")

    def _build(self) -> None:
        tr = self._context.tr
        self.label.setMinimumWidth(1)
        self._upper = QHBoxLayout()
        self._upper.addWidget(self.label, 1)
        self._upper.addWidget(self.end_button)
        self._upper.addWidget(self.dial_button)
        self._upper.addWidget(self.follow_up_button)
        self._upper.addWidget(self.dismiss_button)
        self._below = QWidget()
        self._lower = QHBoxLayout(self._below)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.addWidget(self.question)
        for rating, chip in zip(RATINGS, self.chips, strict=True):
            words = rating_words(tr, rating)
            key = keys.key_name(f"{keys.RATING_KEY}+{rating}")
            # Translators: how a call went: a figure, in words, and the key for it
            tip = tr.pgettext("satisfaction", "{rating} of 5: {words} ({key})")
            chip.setToolTip(tool_tip(tip.format(rating=rating, words=words, key=key)))
            chip.setAccessibleName(f"{rating}: {words}")
            chip.clicked.connect(partial(self.rate, rating))
            self._lower.addWidget(chip)
        self._lower.addStretch(1)
        self._lower.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._upper)
        self._column.addWidget(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.follow_up_button.clicked.connect(self.follow_up_wanted)
        self.close_button.clicked.connect(self.close_follow_up)
        self.dial_button.clicked.connect(self.dial_wanted)
        self.end_button.clicked.connect(lambda: self.press(END_DIGIT))
        self.dismiss_button.clicked.connect(self.dismissed)

    def _on_theme(self) -> None:
        px = self._context.theme.px
        self._column.setContentsMargins(px(16), px(6), px(10), px(7))
        self._column.setSpacing(px(4))
        self._upper.setSpacing(px(8))
        self._lower.setSpacing(px(5))
